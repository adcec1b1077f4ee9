// SPDX-License-Identifier: Apache-2.0
// A claim and its evidence as persons see them: adding a file without script, coming back to the answer, the page of a claim, the page of a
// piece of evidence, its bytes under a safe name.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { open } from './harness.mjs';

const body = 'PK-PB-HLT-003';
const bytes = Buffer.from('Order No. 7 of the secretary, signed and dated.\n');
let house;
let targets = [];
let claim;
let evidence;

before(async () => {
  house = await open({ bodies: 30 });
  const officer = await house.api('officer');
  const unknown = await officer('GET', `/entities/${body}/obligations?state=unknown&limit=100`);
  targets = unknown.json.items.filter((item) => item.claim === null);
});
after(async () => { if (house) await house.close(); });

for (const script of [false, true]) {
  test(`a file is added ${script ? 'with' : 'without'} script, stands chosen in the answer, and the saved answer rests on it`, async () => {
    const page = await house.as('officer', { script });
    const target = targets[script ? 1 : 0];
    await page.goto(`${house.url}/obligations/${target.id}`);
    if (script) await page.locator('form#claim_answer textarea[name=narrative]').fill('Typed before the file was added.');
    if (script) await page.waitForTimeout(600); // kept in the browser 400 ms after the last key
    await page.locator('summary', { hasText: 'Add evidence' }).click();
    const upload = page.locator('form#evidence_new');
    await upload.locator('input[name=title]').fill('Order No. 7');
    await upload.locator('input[type=file]').setInputFiles({ name: '../حکم <نامہ>.txt', mimeType: 'text/html', buffer: bytes });
    await Promise.all([page.waitForURL(/evidence=/), upload.locator('button.primary').click()]);
    assert.match(page.url(), /\/obligations\/[^?]+\?evidence=[0-9a-f-]{36}/);
    await page.getByText('stands chosen below').or(page.getByText('is chosen below')).first().waitFor();
    const form = page.locator('form#claim_answer');
    assert.equal(await form.locator('input[name=evidence]:checked').count(), 1);
    if (script) assert.equal(await form.locator('textarea[name=narrative]').inputValue(), 'Typed before the file was added.', 'what was typed is still there');
    await form.locator('input[name=result][value=met]').check();
    await form.locator('textarea[name=narrative]').fill('The order says who is in charge, and it is followed.');
    await form.locator('button.primary').click();
    await page.waitForURL(new RegExp(`/obligations/[^?]+$`));
    await page.locator('main a', { hasText: 'Order No. 7' }).first().waitFor();
    assert.match(await page.locator('body').innerText(), /The answer was saved/);
    const officer = await house.api('officer');
    const seen = await officer('GET', `/obligations/${target.id}`);
    assert.equal(seen.json.answer.evidence.length, 1);
    claim = seen.json.answer.id;
    evidence = seen.json.answer.evidence[0].id;
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('a file that is refused brings the form back with what is wrong, without script', async () => {
  const page = await house.as('officer', { script: false });
  await page.goto(`${house.url}/claims/${claim}`);
  await page.locator('summary', { hasText: 'Add evidence' }).click();
  const upload = page.locator('form#evidence_new');
  await upload.locator('input[name=title]').fill('An empty file');
  await upload.locator('input[type=file]').setInputFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
  await upload.locator('button.primary').click();
  await page.locator('main [role=alert]').first().waitFor();
  assert.equal(await page.locator('form#evidence_new input[name=title]').inputValue(), 'An empty file');
  await page.context().close();
});

test('the claim page adds a file and comes back to itself, submits, and the head approves there', async () => {
  const page = await house.as('officer', { script: false });
  await page.goto(`${house.url}/claims/${claim}`);
  await page.locator('summary', { hasText: 'Add evidence' }).click();
  const upload = page.locator('form#evidence_new');
  await upload.locator('input[type=file]').setInputFiles({ name: 'second.csv', mimeType: 'text/csv', buffer: Buffer.from('name,since\nA,2025\n') });
  await Promise.all([page.waitForURL(/evidence=/), upload.locator('button.primary').click()]);
  assert.ok(page.url().includes(`/claims/${claim}?evidence=`));
  await Promise.all([page.waitForURL(`${house.url}/claims/${claim}`), page.locator('form#claim_answer button.primary').click()]);
  await page.locator('main a', { hasText: 'second.csv' }).first().waitFor();
  await page.locator('form#submit button').click();
  await page.getByText('The answer was submitted').first().waitFor();
  await page.context().close();

  const head = await house.as('head', { script: false });
  await head.goto(`${house.url}/claims/${claim}`);
  await head.locator('form#approve button').click();
  await head.getByText('The answer was approved').first().waitFor();
  assert.match(await head.locator('main').innerText(), /Claimed met/);
  await head.context().close();

  const reviewer = await house.as('reviewer');
  await reviewer.goto(`${house.url}/claims/${claim}`);
  const verdict = reviewer.locator('form#verdict_give');
  await verdict.locator('input[name=decision][value=upheld]').check();
  await verdict.locator('button.primary').click();
  await reviewer.waitForURL(`${house.url}/claims/${claim}`);
  assert.match(await reviewer.locator('main').innerText(), /Verified met/);
  await reviewer.context().close();
});

test('the evidence page says what it is and which claims rest on it, and gives the very bytes under a safe name', async () => {
  const page = await house.as('officer');
  await page.goto(`${house.url}/obligations/${targets[1].id}`);
  await page.locator('main a', { hasText: 'Order No. 7' }).first().click();
  await page.waitForURL(/\/evidence\//);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const text = await page.locator('main').innerText();
  assert.match(text, new RegExp(sha256));
  assert.match(text, /Verified met/, 'the claim that rests on it, with its state');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main a', { hasText: 'Download' }).click()]);
  assert.equal(download.suggestedFilename(), 'حکم _نامہ_.txt');
  assert.deepEqual(readFileSync(await download.path()), bytes);
  await page.context().close();

  const officer = await house.api('officer');
  const described = await officer('GET', `/evidence/${evidence}`);
  assert.equal(described.json.sha256, sha256);
  assert.equal(described.json.claims[0].claim, claim);
  const file = await officer('GET', `/evidence/${evidence}/file`);
  assert.equal(file.text, bytes.toString());
  assert.match(file.headers.get('content-disposition'), /^attachment; filename="/);
  assert.equal(file.headers.get('content-security-policy'), "default-src 'none'; sandbox");
  assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
});

test('the record behind a claim and its evidence opens for whoever reads them, and leads back', async () => {
  const minister = await house.as('minister');
  await minister.goto(`${house.url}/claims/${claim}`);
  for (const where of await minister.locator('main a[href^="/ledger/"]:not([href*="proof"])').evaluateAll((links) => [...new Set(links.map((a) => a.getAttribute('href')))])) {
    assert.equal((await minister.goto(house.url + where)).status(), 200, where);
  }
  await minister.context().close();
  const auditor = await house.as('auditor');
  await auditor.goto(`${house.url}/evidence/${evidence}`);
  await auditor.locator('main a[href^="/ledger/"]').first().click();
  await auditor.waitForURL(/\/ledger\/\d+$/);
  await Promise.all([auditor.waitForURL(/\/evidence\//), auditor.locator('main a', { hasText: 'Evidence' }).first().click()]);
  await auditor.context().close();
});

for (const [login, name, where] of [['officer', 'claim', () => `/claims/${claim}`], ['reviewer', 'claim-draft', () => `/claims/${claim}`], ['officer', 'evidence', () => `/evidence/${evidence}`],
  ['auditor', 'evidence-audited', () => `/evidence/${evidence}`], ['officer', 'obligation-answered', () => `/obligations/${targets[1].id}`]]) {
  test(`the screen "${name}" has no barrier, in both languages, light and dark, wide and on a phone`, async () => {
    const page = await house.as(login);
    const answer = await page.goto(house.url + where());
    assert.equal(answer.status(), 200);
    await house.look(page, name);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('removed evidence says so and keeps its reason', async () => {
  const page = await house.as('officer');
  await page.goto(`${house.url}/evidence/${evidence}`);
  await page.locator('summary', { hasText: 'Remove' }).click();
  await page.locator('form#evidence_remove textarea, form#evidence_remove input[name=reason]').fill('It named a person.');
  await page.locator('form#evidence_remove button').click();
  await page.getByText('It named a person.').first().waitFor();
  assert.equal(await page.locator('main a', { hasText: 'Download' }).count(), 0);
  await house.look(page, 'evidence-removed');
  await page.context().close();
  const officer = await house.api('officer');
  assert.equal((await officer('GET', `/evidence/${evidence}/file`)).status, 410);
});
