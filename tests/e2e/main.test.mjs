// SPDX-License-Identifier: Apache-2.0
// The main job as persons live it: a body answers, its head approves, a reviewer judges, the minister sees it, the auditor proves it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { open } from './harness.mjs';

const body = 'PK-PB-HLT-003';
let house;
let open_obligations = [];

before(async () => {
  house = await open({ bodies: 60 });
  const officer = await house.api('officer');
  const unknown = await officer('GET', `/entities/${body}/obligations?state=unknown&limit=100`);
  open_obligations = unknown.json.items.filter((item) => item.claim === null);
});
after(async () => { if (house) await house.close(); });

test('nobody signs in with a wrong password, and the page says so beside the form', async () => {
  const page = await house.as(null);
  await page.fill('input[name=login]', 'officer');
  await page.fill('input[name=password]', 'not the password');
  await page.click('main button');
  await page.locator('main form .errors').getByText('The login or the password is not right').waitFor();
  assert.equal(await page.inputValue('input[name=login]'), 'officer');
  await page.context().close();
});

test('the officer answers, the head approves, the reviewer upholds, and the open posture page changes by itself', async () => {
  const target = open_obligations[0];
  assert.ok(target, 'an obligation that nobody answered');

  const officer = await house.as('officer');
  await officer.goto(`${house.url}/obligations/${target.id}`);
  const form = officer.locator('form#claim_answer');
  await form.locator('input[name=result][value=met]').check();
  await form.locator('textarea[name=narrative]').fill('Checked on the spot by the security officer; the list is kept and dated.');
  await form.locator('input[name=submit]').check();
  await form.locator('button.primary').click();
  await officer.waitForLoadState('load');
  assert.match(await officer.locator('main').innerText(), /submitted/i);
  assert.deepEqual(officer.problems, []);

  const minister = await house.as('minister');
  await minister.goto(`${house.url}/posture`);
  const verified = minister.locator('#posture-numbers article').nth(2).locator('.figure');
  const before_text = await verified.innerText();

  const head = await house.as('head');
  await head.goto(`${house.url}/obligations/${target.id}`);
  await head.locator('form#approve button').click();
  await head.waitForLoadState('load');

  const reviewer = await house.as('reviewer');
  await reviewer.goto(`${house.url}/obligations/${target.id}`);
  const verdict = reviewer.locator('form#verdict_give');
  await verdict.locator('input[name=decision][value=upheld]').check();
  await verdict.locator('button.primary').click();
  await reviewer.waitForLoadState('load');
  assert.match(await reviewer.locator('main').innerText(), /Verified met/);

  await house.waitFor(async () => (await verified.innerText()) !== before_text, 'the posture page to change by itself');
  const inTable = (await minister.locator('#posture-rows tr', { hasText: 'PK-PB' }).locator('td').nth(4).innerText()).split('/')[0].trim();
  const onMap = (await minister.locator('#posture-map .tile', { hasText: 'Punjab' }).locator('.figure').innerText()).split('/')[0].trim();
  assert.equal(onMap, inTable, 'the map changes with the table');
  assert.equal(await minister.locator('.toast').count(), 1, 'the page says once that it changed');
  for (const page of [officer, minister, head, reviewer]) await page.context().close();
});

test('on a phone the rail shows where one is', async () => {
  const page = await house.as('author', { width: 390 });
  await page.goto(`${house.url}/baselines`);
  const { x, width } = await page.locator('.rail [aria-current]').boundingBox();
  assert.ok(x >= 0 && x + width <= 390, `the entry stands at ${x}`);
  await page.context().close();
});

test('nobody approves or judges their own answer', async () => {
  const target = open_obligations[1];
  const officer = await house.api('officer');
  const answered = await officer('POST', '/claims', { entity: body, obligation: target.id, result: 'met', narrative: 'It is so, and it is written down.', submit: true });
  assert.ok([200, 201].includes(answered.status), answered.text);
  assert.ok(answered.headers.get('ledger-sequence'), 'a write names its record');
  const approved = await officer('POST', `/claims/${answered.json.id}/approve`, {});
  assert.ok([403, 404].includes(approved.status), approved.text);
  const judged = await officer('POST', '/verdicts', { claim: answered.json.id, decision: 'upheld', assurance: 'independent' });
  assert.ok([403, 404].includes(judged.status), judged.text);
});

test('a returned claim comes back to the body with its question', async () => {
  const target = open_obligations[2];
  const officer = await house.api('officer');
  const head = await house.api('head');
  const reviewer = await house.api('reviewer');
  const answered = await officer('POST', '/claims', { entity: body, obligation: target.id, result: 'partly-met', narrative: 'Two of three offices do it.', submit: true });
  assert.equal((await head('POST', `/claims/${answered.json.id}/approve`, {})).status < 300, true);
  const returned = await reviewer('POST', '/verdicts', { claim: answered.json.id, decision: 'returned', note: 'Which office does not do it?' });
  assert.ok(returned.status < 300, returned.text);
  const page = await house.as('officer');
  await page.goto(`${house.url}/work`);
  assert.match(await page.locator('main').innerText(), /Which office does not do it\?/);
  await page.context().close();
});

test('an unknown field is refused by name, and nothing is written', async () => {
  const officer = await house.api('officer');
  const answer = await officer('POST', '/claims', { entity: body, obligation: open_obligations[3].id, result: 'met', colour: 'green' });
  assert.equal(answer.status, 422);
  assert.match(answer.headers.get('content-type'), /application\/problem\+json/);
  assert.ok(answer.json.errors.some((error) => error.pointer === '/colour'), answer.text);
});

test('what lies outside the scope is answered like what does not exist', async () => {
  const officer = await house.api('officer');
  const elsewhere = await officer('GET', '/entities/PK-SD-HLT-001');
  const nowhere = await officer('GET', '/entities/PK-XX-000');
  assert.equal(elsewhere.status, 404);
  assert.equal(nowhere.status, 404);
  assert.equal(elsewhere.json.type, nowhere.json.type);
});

test('the auditor proves a record offline, and a changed byte is found', async () => {
  const auditor = await house.api('auditor');
  const list = await auditor('GET', '/ledger?limit=1');
  const { seq } = list.json.items[0];
  const record = await auditor('GET', `/ledger/${seq}`);
  const proof = await auditor('GET', `/ledger/${seq}/proof`);
  const note = await auditor('GET', '/ledger/checkpoint');
  const dir = mkdtempSync(path.join(tmpdir(), 'csgov-audit-'));
  writeFileSync(path.join(dir, 'record.json'), record.text);
  writeFileSync(path.join(dir, 'proof'), proof.json.text);
  writeFileSync(path.join(dir, 'checkpoint'), note.text);
  const verify = (...args) => spawnSync(house.program, ['ledger', 'verify', ...args], { encoding: 'utf8' });
  const good = verify('--key', proof.json.key, '--checkpoint', path.join(dir, 'checkpoint'), '--record', path.join(dir, 'record.json'), '--proof', path.join(dir, 'proof'));
  assert.equal(good.status, 0, good.stderr);
  writeFileSync(path.join(dir, 'record.json'), record.text.replace('"verb":"', '"verb":"x'));
  assert.equal(verify('--key', proof.json.key, '--record', path.join(dir, 'record.json'), '--proof', path.join(dir, 'proof')).status, 1);

  const made = spawnSync(house.program, ['demo', '--db', path.join(dir, 'other.db'), '--data', dir, '--bodies', '20', '--password', 'demonstration-2026'], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  assert.equal(verify('--db', path.join(dir, 'other.db')).status, 0);
  const bytes = readFileSync(path.join(dir, 'other.db'));
  const at = bytes.indexOf(Buffer.from('"code":"PK-PB"'));
  assert.ok(at > 0, 'the payload of a record');
  bytes[at + 9] = 'Q'.charCodeAt(0);
  writeFileSync(path.join(dir, 'other.db'), bytes);
  const broken = verify('--db', path.join(dir, 'other.db'));
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /\b\d+\b/, 'it says which record');
});

for (const [login, name, where] of [['analyst', 'home', '/'], ['minister', 'posture', '/posture'], ['officer', 'obligations', `/entities/${body}/obligations`],
  ['officer', 'obligation', 'OBLIGATION'], ['reviewer', 'work', '/work'], ['analyst', 'rows', '/obligations?state=stale'], ['analyst', 'coverage', '/posture/entities?covered=no'],
  ['auditor', 'ledger', '/ledger'], ['auditor', 'record', '/ledger/12'], ['analyst', 'entities', '/entities'], ['analyst', 'entity', `/entities/${body}`]]) {
  test(`the screen "${name}" has no barrier, in both languages, light and dark, wide and on a phone`, async () => {
    const page = await house.as(login);
    const answer = await page.goto(house.url + (where === 'OBLIGATION' ? `/obligations/${open_obligations[4].id}` : where));
    assert.equal(answer.status(), 200);
    await house.look(page, name);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}
