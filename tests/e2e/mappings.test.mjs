// SPDX-License-Identifier: Apache-2.0
// The framework library in a browser: mappings, two frameworks side by side, coverage, related controls, a later version and what it changes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { open } from './harness.mjs';

let house, author, officer, entity;

before(async () => { house = await open({ bodies: 60 }); });
after(async () => { await house?.close(); });

/* What is wrong with how screens look is told at the end, of all screens at once. */
const faults = [];
const look = (page, name) => house.look(page, name).catch((error) => { faults.push(error.message); });

/** A small catalog of CONTROLS ({id: [title, statement]}). */
function catalog(title, version, controls) {
  const uuid = `5d1c4b1e-8c2a-4a63-9f0e-${Buffer.from(title + version).toString('hex').padEnd(12, '0').slice(-12)}`;
  return JSON.stringify({ catalog: {
    uuid, metadata: { title, 'last-modified': '2026-11-01T00:00:00Z', version, 'oscal-version': '1.2.2' },
    groups: [{ id: 'x', title: 'All of it', controls: Object.entries(controls).map(([id, [name, prose]]) => ({
      id, title: name, parts: [{ id: `${id}_smt`, name: 'statement', prose }] })) }],
  } });
}

async function upload(page, name, text, replaces) {
  await page.goto(`${house.url}/catalogs`);
  await page.setInputFiles('#catalog_upload input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(text) });
  if (replaces) await page.locator('#catalog_upload [name=replaces]').first().evaluate((field, wanted) => {
    if (field.tagName === 'SELECT') field.value = wanted;
    else for (const one of field.form.querySelectorAll('[name=replaces]')) one.checked = one.value === wanted;
  }, replaces);
  await Promise.all([page.waitForURL(/\/catalogs\/[0-9a-f-]{36}/), page.locator('#catalog_upload button').click()]);
  return page.url().split('/').pop().split('?')[0];
}

test('the library shows the guidelines and their mappings', async () => {
  author = await house.as('author');
  await author.goto(`${house.url}/catalogs`);
  assert.match(await author.textContent('main'), /mapping/);
  await look(author, 'library');
  await author.goto(`${house.url}/mappings`);
  assert.ok(await author.locator('tbody tr').count() >= 4);
  await look(author, 'mappings');
});

test('a requirement shows what it has to do with other frameworks, and who asks it', async () => {
  const { json } = await (await house.api('author'))('GET', '/catalogs?kind=catalog');
  const pack = json.items.find((one) => one.filename === 'csgov-guidelines.json');
  await author.goto(`${house.url}/catalogs/${pack.id}/controls/iam-1`);
  const text = await author.textContent('main');
  assert.match(text, /Related controls/);
  assert.match(text, /NIST SP 800-53/);
  assert.match(text, /Asked by/);
  assert.match(text, /answered [\d,]+ of [\d,]+/);
  await look(author, 'related');
});

test('a catalog that has what mappings expect is the framework they speak of', async () => {
  const api = await house.api('author');
  const { json } = await api('GET', '/mappings');
  const csf = json.items.find((one) => one.target === 'csf-2.0');
  assert.equal(csf.target_installed, false);
  const all = (await api('GET', `/mappings/compare?from=csf-2.0&to=${csf.source}&limit=500`)).json;
  const controls = Object.fromEntries(all.items.map(({ control }) => [control, [`Outcome ${control}`, `Reach outcome ${control}.`]]));
  controls['XX.YY-01'] = ['An outcome that nothing stands for', 'Do something else.'];
  const id = await upload(author, 'outcomes.json', catalog('Outcomes in our own words', '2.0', controls));
  assert.equal((await api('GET', `/catalogs/${id}`)).json.framework, 'csf-2.0');
  assert.equal((await api('GET', '/mappings')).json.items.find((one) => one.target === 'csf-2.0').target_installed, true);
});

test('two frameworks stand side by side, and an entity’s answers cover only what follows from them', async () => {
  const api = await house.api('officer');
  entity = (await api('GET', '/me')).json.grants[0].entity;
  const { json } = await api('GET', '/mappings');
  const { source } = json.items.find((one) => one.target === 'csf-2.0');
  officer = await house.as('officer');
  await officer.goto(`${house.url}/mappings/compare?from=csf-2.0&to=${source}`);
  assert.match(await officer.textContent('main'), /Something stands for \d+ of \d+ controls/);
  await look(officer, 'compare');
  await officer.goto(`${house.url}/mappings/compare?from=csf-2.0&to=${source}&entity=${entity}`);
  assert.match(await officer.textContent('main'), /Covered by the answers of/);
  await look(officer, 'coverage');
  const page = (await api('GET', `/mappings/compare?from=csf-2.0&to=${source}&entity=${entity}&limit=500`)).json;
  assert.equal(Object.values(page.coverings).reduce((sum, n) => sum + n, 0), page.controls);
  assert.equal(page.items.find((row) => row.control === 'XX.YY-01').covering, 'unmapped');
  const met = new Set(['verified-met', 'claimed-met']);
  for (const row of page.items.filter((one) => one.covering === 'whole'))
    assert.ok(row.links.some((link) => ['equal-to', 'equivalent-to', 'subset-of'].includes(link.relation) && met.has(link.state)), JSON.stringify(row));
  for (const row of page.items.filter((one) => one.covering === 'part'))
    assert.ok(row.links.some((link) => met.has(link.state) || link.state === 'claimed-partly'), JSON.stringify(row));
  const csv = await api('GET', `/mappings/compare.csv?from=csf-2.0&to=${source}&entity=${entity}`);
  assert.match(csv.text, /control,/);
  const hidden = await api('GET', `/mappings/compare?from=csf-2.0&to=${source}&entity=PK-SD-HLT-001`);
  assert.equal(hidden.status, 404);
});

test('a whole subtree is counted body by body, and each number leads to its bodies', async () => {
  const api = await house.api('analyst');
  const { json } = await api('GET', '/mappings');
  const { source } = json.items.find((one) => one.target === 'csf-2.0');
  const where = `from=csf-2.0&to=${source}&under=PK`;
  const page = (await api('GET', `/mappings/compare?${where}&limit=500`)).json;
  assert.ok(page.bodies > 10);
  const sum = (counts) => Object.values(counts).reduce((all, n) => all + n, 0);
  assert.equal(sum(page.coverings), page.controls * page.bodies);
  for (const row of page.items) assert.equal(sum(row.bodies), page.bodies);
  const row = page.items.find((one) => one.bodies.part > 0 && one.bodies.unknown > 0);
  assert.ok(row, JSON.stringify(page.coverings));
  for (const covering of ['whole', 'part', 'not-met', 'unknown']) {
    const bodies = (await api('GET', `/mappings/compare/bodies?${where}&control=${row.control}&covering=${covering}`)).json;
    assert.equal(bodies.total, row.bodies[covering]);
  }
  const all = (await api('GET', `/mappings/compare/bodies?${where}&limit=200`)).json;
  const one = all.items.find((body) => body.coverings.part > 0);
  const alone = (await api('GET', `/mappings/compare?from=csf-2.0&to=${source}&entity=${one.entity}`)).json;
  assert.deepEqual(one.coverings, alone.coverings, 'a body in the list is what it is by itself');
  const analyst = await house.as('analyst');
  await analyst.goto(`${house.url}/mappings/compare?${where}&mapped=true`);
  await look(analyst, 'coverage-below');
  await analyst.locator('.in-cell a').first().click();
  await analyst.waitForURL(/\/mappings\/compare\/bodies/);
  await look(analyst, 'coverage-bodies');
  await analyst.goto(`${house.url}/mappings/compare/bodies?${where}`);
  await look(analyst, 'coverage-bodies-all');
  assert.deepEqual(analyst.problems, []);
});

test('between two other frameworks only what follows over the guidelines is shown', async () => {
  const api = await house.api('author');
  const page = (await api('GET', '/mappings/compare?from=csf-2.0&to=cis-v8&limit=500')).json;
  for (const row of page.items)
    for (const link of row.links) {
      assert.ok(link.via, 'nobody mapped these two to each other');
      assert.ok(link.relation);
    }
  await author.goto(`${house.url}/mappings/compare?from=csf-2.0&to=cis-v8`);
  await look(author, 'compare-derived');
});

test('controls of all frameworks are found together', async () => {
  await author.goto(`${house.url}/controls?q=outcome`);
  assert.ok(await author.locator('tbody tr').count() > 10);
  await author.goto(`${house.url}/controls?q=account`);
  await look(author, 'all-controls');
});

test('a later version says what it changes and for whom before anything happens', async () => {
  const api = await house.api('author');
  const { json } = await api('GET', '/catalogs?kind=catalog');
  const pack = json.items.find((one) => one.filename === 'csgov-guidelines.json');
  const controls = { 'iam-1': ['Accounts are reviewed', 'Review all accounts every month.'], 'iam-99': ['Something new', 'Do it.'] };
  const id = await upload(author, 'later.json', catalog('Cybersecurity guidelines, shortened', '3.0', controls), pack.id);
  const row = (await api('GET', `/catalogs/${id}`)).json;
  assert.equal(row.framework, pack.framework);
  assert.equal(row.replaces, pack.id);
  const changes = (await api('GET', `/catalogs/${id}/changes`)).json;
  assert.equal(changes.added, 1);
  assert.equal(changes.removed, pack.controls - 1);
  const national = changes.baselines.find((one) => one.root);
  assert.equal(national.gone, national.requirements - 1);
  assert.ok(changes.baselines.length > 1, 'layers follow');
  await author.goto(`${house.url}/catalogs/${id}`);
  await look(author, 'library-version');
  await author.goto(`${house.url}/catalogs/${id}/changes`);
  assert.match(await author.textContent('main'), /Installing a version changes nothing/);
  const bodies = author.locator('td[data-label="Bodies that owe it"] a').first();
  const owing = Number((await bodies.textContent()).replaceAll(',', ''));
  assert.ok(owing > 0);
  await look(author, 'changes');
  await bodies.click();
  await author.waitForURL(/\/posture\/entities\?layer=/);
  assert.match(await author.textContent('main'), new RegExp(`${owing} bod`));
  const owe = changes.baselines.reduce((sum, one) => sum + one.bodies, 0);
  const all = (await api('GET', `/posture/entities?baseline=${national.baseline}&limit=1`)).json;
  assert.equal(owe, all.total, 'each body owes one layer of the root');
});

test('two documents, and a baseline and a document, are compared word by word', async () => {
  const api = await house.api('author');
  const { json } = await api('GET', '/catalogs?kind=catalog');
  const before = json.items.find((one) => one.filename === 'csgov-guidelines.json'), after = json.items.find((one) => one.filename === 'later.json');
  await author.goto(`${house.url}/catalogs/${after.id}`);
  await author.click('main a:has-text("Compare with another")');
  await author.selectOption('#compare-a', before.id);
  await author.selectOption('#compare-b', after.id);
  await look(author, 'comparison-choose');
  await Promise.all([author.waitForURL(/b=/), author.click('main form button')]);
  assert.match(await author.textContent('main'), /Controls added: 1; removed: 2\d\d/);
  await look(author, 'comparison');
  await author.click('.sums a:has-text("texts changed")');
  await author.waitForURL(/aspect=text/);
  assert.match(await author.textContent('main'), /iam-1/);
  assert.ok(await author.locator('main table ins').count() > 0);
  assert.ok(await author.locator('main table del').count() > 0);
  await look(author, 'comparison-text');
  const page = (await api('GET', `/catalogs/compare?a=${before.id}&b=${after.id}&limit=500`)).json;
  assert.equal(Object.values(page.aspects).reduce((sum, n) => sum + n, 0), page.total);
  const csv = await api('GET', `/catalogs/compare.csv?a=${before.id}&b=${after.id}&aspect=added`);
  assert.match(csv.text, /iam-99/);
  const baselines = (await api('GET', '/baselines')).json.items;
  const root = baselines.find((one) => one.id === one.line && !one.parent), layer = baselines.find((one) => one.parent);
  await author.goto(`${house.url}/catalogs/compare?a=${root.id}&b=${layer.id}`);
  await look(author, 'comparison-baselines');
  const tightened = (await api('GET', `/catalogs/compare?a=${root.id}&b=${layer.id}&aspect=parameter`)).json;
  assert.ok(tightened.total > 0, 'a layer sets values of its own');
  assert.ok(tightened.items.every((one) => one.kind !== 'added' || one.control));
  const gone = await api('GET', `/catalogs/compare?a=${before.id}&b=00000000-0000-0000-0000-000000000001`);
  assert.equal(gone.status, 404);
});

test('everything in a control says where it was written, down to line and column', async () => {
  const api = await house.api('author');
  const id = await upload(author, 'some.json', JSON.stringify({ profile: {
    uuid: '5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1d001',
    metadata: { title: 'Some of the guidelines', 'last-modified': '2026-11-01T00:00:00Z', version: '1', 'oscal-version': '1.1.2' },
    imports: [{ href: 'csgov-guidelines.json', 'include-controls': [{ 'with-ids': ['iam-1', 'net-5'] }] }], merge: { 'as-is': true },
    modify: { 'set-parameters': [{ 'param-id': 'net-5_policy', values: ['reject'] }],
      alters: [{ 'control-id': 'net-5', adds: [{ parts: [{ id: 'net-5_own', name: 'guidance', prose: 'Ask the national team.' }] }] }] } } }));
  const profile = { id };
  const control = (await api('GET', `/catalogs/${id}/controls/net-5`)).json;
  const set = control.origins.find((one) => one.name === 'net-5_policy');
  assert.equal(set.steps.at(-1).kind, 'set');
  assert.equal(set.steps.at(-1).value, 'reject');
  assert.equal(control.origins.find((one) => one.name === 'net-5_own').steps[0].kind, 'added');
  assert.ok(control.origins.some((one) => one.what === 'part'));
  for (const one of control.origins) {
    assert.ok(one.steps.length > 0, `${one.what} ${one.name} comes from nowhere`);
    for (const step of one.steps) assert.ok(step.document && step.line > 0 && step.pointer.startsWith('/'), JSON.stringify(step));
  }
  assert.ok(control.origins[0].steps.some((step) => step.document === profile.id && step.kind === 'included'));
  await author.goto(`${house.url}/catalogs/${profile.id}/controls/net-5#origins-rows`);
  assert.ok(await author.locator('#origins-rows').isVisible(), 'the address opens the panel');
  await look(author, 'origins-control');
  const layer = (await api('GET', '/baselines')).json.items.find((one) => one.parent);
  const tightened = (await api('GET', `/baselines/${layer.id}/requirements?show=changed&limit=10`)).json.items.find((one) => one.params.length > 0);
  await author.goto(`${house.url}/baselines/${layer.id}/requirements/${tightened.id}#origins-rows`);
  await look(author, 'origins-requirement');
  assert.match(await author.textContent('#origins'), /What baselines set since/);
  assert.match(await author.textContent('#origins'), /line [\d,]+, column [\d,]+/);
  const owes = (await (await house.api('analyst'))('GET', `/obligations?requirement=${tightened.id}&limit=1`)).json.items[0];
  const analyst = await house.as('analyst');
  await analyst.goto(`${house.url}/obligations/${owes.id}#origins-rows`);
  assert.match(await analyst.textContent('#origins'), /Written in/);
  await look(analyst, 'origins-obligation');
  assert.deepEqual(analyst.problems, []);
});

test('the command composes two mappings', async () => {
  const collection = (source, target, relation, a, b) => JSON.stringify({ 'mapping-collection': {
    uuid: '5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c001',
    metadata: { title: 'M', 'last-modified': '2026-11-01T00:00:00Z', version: '1', 'oscal-version': '1.2.2' },
    provenance: { method: 'human', 'matching-rationale': 'semantic', status: 'draft', 'mapping-description': 'M' },
    mappings: [{ uuid: '5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c002', 'source-resource': { type: 'catalog', href: source }, 'target-resource': { type: 'catalog', href: target },
      maps: [{ uuid: '5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c003', relationship: relation, sources: [{ type: 'control', 'id-ref': a }], targets: [{ type: 'control', 'id-ref': b }] }] }] } });
  const one = path.join(house.data, 'one.json'), two = path.join(house.data, 'two.json');
  writeFileSync(one, collection('a.json', 'm.json', 'subset-of', 'a-1', 'm-1'));
  writeFileSync(two, collection('m.json', 'c.json', 'equivalent-to', 'm-1', 'c-1'));
  const ran = spawnSync(house.program, ['oscal', 'map', one, two, '--from', 'a', '--to', 'c'], { encoding: 'utf8' });
  assert.equal(ran.status, 0, ran.stderr);
  assert.match(ran.stdout, /a-1\tsubset-of\tc-1\tm-1 \(m\)\t-/);
});

test('every screen is without barriers, in both languages, light and dark, and on a phone', () => {
  assert.deepEqual(faults, []);
});

test('no page said anything to the console', () => {
  for (const page of [author, officer]) assert.deepEqual(page.problems, []);
});
