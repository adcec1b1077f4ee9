// SPDX-License-Identifier: Apache-2.0
// A framework that is a spreadsheet, in a browser without script: uploaded, its columns corrected, its mistakes shown with their cells, imported, imported
// again as its next version, and never twice; lists out as XLSX, and such a file in again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from './harness.mjs';

let house, page, firstId;
const faults = [];
const look = (p, name) => house.look(p, name).catch((error) => { faults.push(error.message); });

before(async () => {
  house = await open({ bodies: 30 });
  page = await house.as('author', { script: false });
});
after(async () => { await house?.close(); });

async function upload(name, text, mimeType = 'text/csv') {
  await page.goto(`${house.url}/catalogs`);
  await page.setInputFiles('#catalog_upload input[type=file]', { name, mimeType, buffer: Buffer.from(text) });
  await Promise.all([page.waitForNavigation(), page.locator('#catalog_upload button').click()]);
}
const check = () => Promise.all([page.waitForNavigation(), page.locator('#sheet-columns button').click()]);
const importIt = () => Promise.all([page.waitForURL(/\/catalogs\/[0-9a-f-]{36}$/), page.locator('#sheet-ready button').click()]);

const head = 'Ref;Thing;عنوان;Requirement;Domain;ISO 27001\n';
const rows = 'A-1;Know who;جانیں;Know who uses the service.;Access;A.5.15, A.5.16\nA-2;Locks;تالے;Lock it.;;A.8.5\nB-1;Copies;نقول;Keep copies.;Backup;\n';

test('mistakes are shown with their cells, and nothing is installed', async () => {
  await upload('cloud.csv', `${head}${rows}A-1;Again;;Twice.;;\n;No identifier;;Text.;;\n`);
  assert.match(page.url(), /\/catalogs\/sheets\/[0-9a-f]{32}$/);
  const findings = await page.textContent('#sheet-findings');
  assert.match(findings, /A5/);
  assert.match(findings, /A6/);
  assert.match(findings, /A2/);
  assert.equal(await page.locator('#sheet-ready').count(), 0);
  await look(page, 'sheet-findings');
});

test('the guess is shown, corrected and imported', async () => {
  await upload('cloud.csv', head + rows);
  const meanings = () => page.locator('select[name=columns]').evaluateAll((all) => all.map((e) => e.value));
  assert.deepEqual(await meanings(), ['id', 'ignore', 'title', 'statement', 'group', 'mapping']);
  await page.locator('select[name=columns]').nth(1).selectOption('title');
  await page.locator('select[name=columns]').nth(2).selectOption('title.ur');
  await page.fill('#sheet-title', 'Cloud rules');
  await check();
  assert.deepEqual(await meanings(), ['id', 'title', 'title.ur', 'statement', 'group', 'mapping']);
  assert.match(await page.textContent('#sheet-ready'), /3 requirements/);
  await look(page, 'sheet-ready');
  await importIt();
  firstId = page.url();
  assert.match(await page.textContent('main'), /Cloud rules/);
  await page.goto(`${firstId}/controls`);
  assert.equal(await page.locator('tbody tr').count(), 3);
  await page.goto(`${firstId}/controls/a-1`);
  assert.match(await page.textContent('main'), /Know who uses the service\./);
});

test('the same sheet is not installed twice, a changed one is the next version', async () => {
  const again = async (text) => {
    await upload('cloud-2.csv', text);
    await page.locator('select[name=columns]').nth(1).selectOption('title');
    await page.locator('select[name=columns]').nth(2).selectOption('title.ur');
    await page.fill('#sheet-title', 'Cloud rules');
    await check();
  };
  await again(head + rows);
  assert.match(await page.textContent('#sheet-findings'), /Cloud rules/);
  await again(head + rows.replace('Keep copies.', 'Keep three copies.'));
  await importIt();
  assert.notEqual(page.url(), firstId);
  const list = await house.api('author');
  const found = (await list('GET', '/catalogs')).json.items.filter((d) => d.title.en === 'Cloud rules');
  assert.deepEqual(found.map((d) => d.version).sort(), ['1', '2']);
  assert.equal(new Set(found.map((d) => d.uuid)).size, 1);
});

test('a list goes out as XLSX, and a workbook comes in', async () => {
  const response = await page.request.get(`${firstId}/controls.xlsx`);
  assert.equal(response.status(), 200);
  assert.match(response.headers()['content-disposition'], /controls\.xlsx/);
  const bytes = await response.body();
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  await upload('exported.xlsx', bytes, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  await page.fill('#sheet-title', 'Read back');
  await check();
  assert.match(await page.textContent('#sheet-ready'), /3 requirements/);
});

test('the template and an installed catalog go out as sheets that come in again', async () => {
  for (const [address, title, n] of [['/catalogs/template.xlsx', 'From the template', 3], [`${new URL(firstId).pathname}/sheet.xlsx`, 'Round trip', 3]]) {
    const response = await page.request.get(house.url + address);
    assert.equal(response.status(), 200);
    await upload('out.xlsx', await response.body(), 'application/octet-stream');
    await page.fill('#sheet-title', title);
    await check();
    assert.match(await page.textContent('#sheet-ready'), new RegExp(`${n} requirements`));
    await importIt();
  }
  const api = await house.api('author');
  const rows = (await api('GET', `${new URL(firstId).pathname}/sheet`)).json.items;
  const back = (await api('GET', `${new URL(page.url()).pathname}/sheet`)).json.items;
  const same = ({ group_id, ...rest }) => rest;
  assert.deepEqual(back.map(same), rows.map(same));
  await page.goto(`${firstId}/sheet`);
  assert.match(await page.textContent('main'), /Keep copies\./);
  await look(page, 'sheet-print');
});

test('another person does not see it, and what is no workbook is refused in plain words', async () => {
  await upload('cloud.csv', head + rows);
  const other = await house.as('approver', { script: false });
  const response = await other.goto(page.url());
  assert.ok([403, 404].includes(response.status()));
  await upload('broken.xlsx', 'PK\u0003\u0004nothing', 'application/octet-stream');
  assert.match(await page.textContent("main"), /It is not a ZIP file, or it was cut off/);
  await look(page, 'sheet-broken');
});

// Two small frameworks of our own, in the notation of CISO Assistant, and what one is to the other.
const node = (of, id, name, more = '') => `    - urn: urn:example:risk:req_node:${of}:${id.toLowerCase()}
      assessable: true
      ref_id: ${id}
      name: ${name}
      description: ${name} it well.
${more}`;
const harbour = `urn: urn:example:risk:library:harbour
locale: en
name: Harbour library
version: 1
objects:
  framework:
    urn: urn:example:risk:framework:harbour
    ref_id: harbour
    name: Rules of the harbour
    requirement_nodes:
${node('harbour', 'H.1', 'Moor')}${node('harbour', 'H.2', 'Watch')}`;
const lantern = (strength = 8, relation = 'subset') => `urn: urn:example:risk:library:lantern
locale: en
name: Lantern library
version: 3
provider: Lamp office
objects:
  framework:
    urn: urn:example:risk:framework:lantern
    ref_id: lantern
    name: Lantern rules
    description: How lanterns are kept.
    translations: {ur: {name: لالٹین کے قواعد}}
    min_score: 0
    max_score: 2
    scores_definition:
    - {score: 0, name: Dark, description: It does not burn., translations: {ur: {name: اندھیرا}}}
    - {score: 2, name: Bright, description: It burns all night.}
    implementation_groups_definition:
    - {ref_id: S, name: Small houses, description: Houses with one lantern., translations: {ur: {name: چھوٹے گھر}}}
    - {ref_id: M, name: Mansions}
    - {ref_id: X, name: Nobody}
    requirement_nodes:
${node('lantern', 'L.1', 'Fill', '      implementation_groups: [S, M]\n')}${node('lantern', 'L.2', 'Clean', '      implementation_groups: [M]\n')}
  requirement_mapping_sets:
  - urn: urn:example:set:lantern-harbour
    name: Lantern to harbour
    source_framework_urn: urn:example:risk:framework:lantern
    target_framework_urn: urn:example:risk:framework:harbour
    requirement_mappings:
    - source_requirement_urn: urn:example:risk:req_node:lantern:l.1
      target_requirement_urn: urn:example:risk:req_node:harbour:h.1
      relationship: ${relation}
      rationale: semantic
      strength_of_relationship: ${strength}
    - source_requirement_urn: urn:example:risk:req_node:lantern:l.2
      target_requirement_urn: urn:example:risk:req_node:harbour:h.9
      relationship: equal
`;

test('a library says what it becomes, and is installed with its profiles and relations', async () => {
  await upload('harbour.yaml', harbour, 'application/yaml');
  await importIt();
  await upload('lantern.yaml', lantern(), 'application/yaml');
  const rows = await page.locator('#sheet-pieces tbody tr').allTextContents();
  assert.equal(rows.length, 4);
  assert.match(rows[1], /Lantern rules: Small houses/);
  assert.match(rows[3], /Lantern library: relations/);
  const notes = await page.textContent('#sheet-notes');
  assert.match(notes, /Line 47: “Rules of the harbour” has no requirement “urn:example:risk:req_node:harbour:h\.9”/);
  assert.match(notes, /“X”/);
  await look(page, 'library-ready');
  await importIt();
  await look(page, 'library-catalog');
  assert.match(await page.textContent('#scores'), /Bright.*It burns all night/s);
  await page.goto(`${page.url()}/controls/l.1`);
  assert.match(await page.textContent('main'), /Rules of the harbour/);
  await upload('lantern.yaml', lantern(), 'application/yaml');
  assert.match(await page.textContent('#sheet-findings'), /Lantern rules/);
  await upload('lantern.yaml', lantern(9, 'equal'), 'application/yaml');
  const again = await page.locator('#sheet-pieces tbody tr').allTextContents();
  assert.equal(again.filter((row) => /nothing changes/.test(row)).length, 3);
  await importIt();
  assert.match(await page.textContent('main'), /Lantern library: relations/);
});

test('a sheet that goes out carries its relations, and brings them in again', async () => {
  const api = await house.api('author');
  const list = async () => (await api('GET', '/catalogs')).json.items;
  const lanternId = (await list()).find((d) => d.title.en === 'Lantern rules' && d.kind === 'catalog').id;
  const csv = await (await page.request.get(`${house.url}/catalogs/${lanternId}/sheet.csv`)).text();
  assert.match(csv.split('\r\n')[0], /,Maps to: rules-of-the-harbour$/);
  assert.match(csv, /h\.1 \[equal-to 90%\]/);
  const xlsx = await (await page.request.get(`${house.url}/catalogs/${lanternId}/sheet.xlsx`)).body();
  await upload('out.xlsx', xlsx, 'application/octet-stream');
  await page.fill('#sheet-title', 'Lantern copy');
  await check();
  const kinds = await page.locator('#sheet-pieces tbody tr').allTextContents();
  assert.equal(kinds.length, 4); // as the library: a catalog, two profiles, relations
  await look(page, 'sheet-relations');
  await importIt();
  const before = (await api('GET', `/catalogs/${lanternId}/sheet`)).json.items;
  const after = (await api('GET', `${new URL(page.url()).pathname}/sheet`)).json.items;
  const same = ({ group_id, ...rest }) => rest;
  assert.deepEqual(after.map(same), before.map(same));
  assert.equal(before[0].relations[0].relation, 'equal-to');
  // One of its relations is changed and another made a mistake.
  await upload('out.csv', csv.replace('h.1 [equal-to 90%]', 'h.1 [superset-of]; h.2 [near]'));
  await page.fill('#sheet-title', 'Lantern copy');
  await check();
  assert.match(await page.textContent('#sheet-findings'), /[A-Z]+2: “h\.2 \[near\]” is no relation/);
});

test('a program sends a library in one request and is told what was made, and what is wrong with it', async () => {
  const api = await house.api('author');
  const send = (text) => api('POST', '/catalogs?filename=tower.yaml', text.replaceAll('lantern', 'tower').replaceAll('Lantern', 'Tower'), { 'content-type': 'application/yaml' });
  const made = await send(lantern());
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.title.en, 'Tower rules');
  assert.deepEqual(made.json.profiles.map((p) => p.title.en).sort(), ['Tower rules: Mansions', 'Tower rules: Small houses']);
  assert.deepEqual(made.json.scores.map((x) => [x.score, x.title.en]), [['0', 'Dark'], ['2', 'Bright']]);
  assert.equal((await send(lantern())).status, 409);
  const wrong = await send(lantern(11, 'nearly'));
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.json.errors.map((e) => [e.pointer, e.code]), [['/42', 'library_strength'], ['/42', 'library_relation']]);
});

test('mistakes in a library are shown with their lines', async () => {
  await upload('lantern.yaml', lantern(11, 'nearly'), 'application/yaml');
  const main = await page.textContent('main');
  assert.match(main, /Line 42: the strength of the relationship is “11”/);
  assert.match(main, /Line 42: “nearly” is none of equal/);
  await look(page, 'library-wrong');
});

test('a sheet may be a later version of another framework, and the choice made with the file holds', async () => {
  await page.goto(`${house.url}/catalogs`);
  await page.selectOption('#catalog_upload select[name=replaces]', { label: 'Rules of the harbour (1)' });
  await page.setInputFiles('#catalog_upload input[type=file]', { name: 'port.csv', mimeType: 'text/csv', buffer: Buffer.from('Ref;Title\nH.1;Moor\nH.2;Watch\nH.3;Weigh\n') });
  await Promise.all([page.waitForNavigation(), page.locator('#catalog_upload button').click()]);
  assert.match(await page.textContent('#sheet-ready'), /a later version of “Rules of the harbour”/);
  await check();
  await importIt();
  const api = await house.api('author');
  const made = (await api('GET', new URL(page.url()).pathname)).json;
  assert.equal(made.framework, 'rules-of-the-harbour');
  assert.equal(made.versions.length, 1);
});

test('a sheet that was left is found again where it was', async () => {
  await upload('left.csv', 'Ref;Title\nZ-1;Left\n');
  await page.fill('#sheet-title', 'Left alone');
  await check();
  await page.goto(`${house.url}/catalogs`);
  await look(page, 'sheet-waiting');
  await page.locator('#waiting a', { hasText: 'left.csv' }).click();
  assert.equal(await page.inputValue('#sheet-title'), 'Left alone');
  await importIt();
  await page.goto(`${house.url}/catalogs`);
  assert.equal(await page.locator('#waiting a', { hasText: 'left.csv' }).count(), 0);
});

test('the screens can be read', () => assert.deepEqual(faults, []));
