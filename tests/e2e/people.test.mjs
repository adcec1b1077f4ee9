// SPDX-License-Identifier: Apache-2.0
// People, roles, tokens, settings and search as those who look after them see it; every form with and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from './harness.mjs';

const body = 'PK-PB-HLT-003';
let house;

before(async () => { house = await open({ bodies: 60 }); });
after(async () => { await house?.close(); });

async function press(page, selector) {
  await Promise.all([page.waitForNavigation(), page.locator(selector).click()]);
}

test('an administrator adds a person, gives a role with dates, and makes a password that is shown once', async () => {
  const page = await house.as('admin');
  await page.goto(`${house.url}/persons`);
  await house.look(page, 'people-list');
  await page.goto(`${house.url}/persons/new?entity=${body}`);
  await house.look(page, 'people-new');
  await page.fill('#person_new-name', 'Rabia Example');
  await page.fill('#person_new-login', 'Not A Login');
  await page.fill('#person_new-email', 'rabia@office.example');
  await press(page, 'form#person_new button.primary');
  assert.equal(await page.inputValue('#person_new-name'), 'Rabia Example');
  assert.ok(await page.locator('#person_new-login-error').isVisible(), 'the error stands beside the login');
  await house.waitFor(async () => page.locator('.errors').isVisible(), 'the summary');
  await page.fill('#person_new-login', 'hlt003.rabia');
  await press(page, 'form#person_new button.primary');
  assert.match(page.url(), /\/persons\/[0-9a-f-]{36}$/);
  assert.match(await page.textContent('main'), /no password yet/);
  const person = page.url();

  await page.selectOption('#grant_give-role', 'contributor');
  assert.equal(await page.inputValue('[name=entity]'), body);
  await page.fill('#grant_give-until', '2001-01-01');
  await press(page, 'form#grant_give button.primary');
  assert.ok(await page.locator('#grant_give-until-error').isVisible());
  const soon = new Date(Date.now() + 30 * 86400e3).toISOString().slice(0, 10);
  await page.fill('#grant_give-until', soon);
  await press(page, 'form#grant_give button.primary');
  assert.equal(page.url(), person);
  assert.match(await page.textContent('main'), /Contributor/);

  await press(page, 'form#person_password button');
  const password = await page.inputValue('#secret');
  assert.match(password, /^[a-z0-9]{4}(-[a-z0-9]{4})+$/);
  await page.reload();
  assert.equal(await page.locator('#secret').count(), 0, 'shown once');
  await house.look(page, 'people-person');

  const rabia = await house.as(null);
  await rabia.fill('input[name=login]', 'hlt003.rabia');
  await rabia.fill('input[name=password]', password);
  await press(rabia, 'main form button');
  await rabia.goto(`${house.url}/me`);
  await house.look(rabia, 'people-me');
  await rabia.fill('#me_password-old_password', password);
  await rabia.fill('#me_password-password', 'four blue lanterns');
  await rabia.fill('#me_password-password_again', 'four blue lantern');
  await press(rabia, 'form#me_password button');
  assert.ok(await rabia.locator('#me_password-password_again-error').isVisible());
  await rabia.fill('#me_password-old_password', password);
  await rabia.fill('#me_password-password', 'four blue lanterns');
  await rabia.fill('#me_password-password_again', 'four blue lanterns');
  await press(rabia, 'form#me_password button');
  assert.match(await rabia.textContent('.flash'), /password was set/);
  assert.deepEqual(rabia.problems, []);

  await press(page, 'form[action^="/grants/"] button.danger');
  assert.match(await page.textContent('main'), /ended/);
  await page.locator('details.more summary').click();
  await press(page, 'form#person_disable button');
  assert.match(await page.textContent('main'), /disabled on/);
  await rabia.goto(`${house.url}/me`);
  assert.match(rabia.url(), /\/sign-in/, 'a disabled account is out at once');
  await page.locator('details.more summary').click();
  await press(page, 'form#person_erase button');
  assert.doesNotMatch(await page.textContent('main'), /Rabia/);
  assert.deepEqual(page.problems, []);
  for (const p of [page, rabia]) await p.context().close();
});

test('the list of people filters as one types and keeps its filter in the address', async () => {
  const page = await house.as('admin');
  await page.goto(`${house.url}/persons`);
  await page.locator('#filter-q').pressSequentially('officer');
  await house.waitFor(async () => /[?&]q=officer/.test(page.url()) && await page.locator('tbody tr').count() > 0 &&
    !(await page.textContent('tbody')).includes('minister'), 'the list to be filtered');
  assert.equal(await page.inputValue('#filter-q'), 'officer');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'filter-q'), 'the box keeps the focus');
  await page.context().close();
});

test('a regional lead looks after their own province only', async () => {
  const page = await house.as('lead', { language: 'ur' });
  await page.goto(`${house.url}/persons`);
  assert.ok(await page.locator('tbody tr').count() > 0);
  assert.equal(await page.locator('tbody .sub.code').filter({ hasNotText: 'PK-PB' }).count(), 0);
  await page.goto(`${house.url}/grants?under=${body}`);
  await house.look(page, 'people-grants');
  await press(page, 'tbody td:nth-child(4) a >> nth=0');
  await house.look(page, 'people-grant');
  await page.goto(`${house.url}/entities/${body}`);
  assert.equal(await page.locator(`a[href="/grants?under=${body}"]`).count(), 1);
  const api = await house.api('lead');
  const admin = await house.api('admin');
  const minister = (await admin('GET', '/persons?q=minister')).json.items[0];
  assert.equal((await api('GET', `/persons/${minister.id}`)).status, 404);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('roles say in words what they permit, and an administrator defines, changes and removes one', async () => {
  const page = await house.as('admin');
  await page.goto(`${house.url}/roles`);
  await house.look(page, 'people-roles');
  await page.goto(`${house.url}/roles/officer`);
  assert.match(await page.textContent('main'), /Answer obligations and attach evidence/);
  await house.look(page, 'people-role');
  await page.goto(`${house.url}/roles/new`);
  await house.look(page, 'people-role-new');
  await page.fill('#role_define-code', 'desk');
  await page.fill('[name="title.en"]', 'Help desk');
  await page.fill('[name="title.ur"]', 'مدد گاہ');
  await page.check('[name=permissions][value=answer]');
  await press(page, 'form#role_define button.primary');
  assert.match(page.url(), /\/roles\/desk$/);
  await page.goto(`${house.url}/roles/desk/edit`);
  await page.check('[name=permissions][value=review]');
  await press(page, 'form#role_update button.primary');
  assert.match(await page.textContent('main'), /Uphold, overturn or return/);
  await page.locator('details.more summary').click();
  await press(page, 'form#role_remove button');
  assert.match(page.url(), /\/roles$/);
  assert.doesNotMatch(await page.textContent('main'), /Help desk/);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a token is issued, shown once, works as far as it reaches, and is revoked', async () => {
  const page = await house.as('officer');
  await page.goto(`${house.url}/tokens`);
  await house.look(page, 'people-tokens');
  await page.fill('#token_issue-title', 'nightly export');
  await page.check('[name=permissions][value=read]');
  await press(page, 'form#token_issue button.primary');
  const secret = await page.inputValue('#secret');
  assert.match(secret, /^csg_/);
  await page.screenshot({ path: new URL('artefacts/people-token-secret.png', import.meta.url).pathname, fullPage: true });
  const bearer = { headers: { authorization: `Bearer ${secret}` } };
  assert.equal((await fetch(`${house.url}/api/v1/entities`, bearer)).status, 200);
  assert.equal((await fetch(`${house.url}/api/v1/tokens`, { method: 'POST', ...bearer, headers: { ...bearer.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'more', permissions: ['read'], expires: '2027-01-01' }) })).status, 403);
  await page.reload();
  assert.equal(await page.locator('#secret').count(), 0, 'shown once');
  await house.look(page, 'people-token');
  await press(page, 'form#token_revoke button');
  assert.match(await page.textContent('main'), /revoked/);
  assert.equal((await fetch(`${house.url}/api/v1/entities`, bearer)).status, 401);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a setting is changed with its reason before one, and a wrong value is refused beside the field', async () => {
  const page = await house.as('admin');
  await page.goto(`${house.url}/settings`);
  await house.look(page, 'people-settings');
  await page.goto(`${house.url}/settings/coverage_period_days`);
  await house.look(page, 'people-setting');
  await page.fill('[name=value]', '5');
  await press(page, 'form#setting_set button');
  assert.ok(await page.locator('#setting_set-value-error').isVisible());
  await page.fill('[name=value]', '180');
  await press(page, 'form#setting_set button');
  await page.goto(`${house.url}/settings`);
  assert.match(await page.textContent('main'), /180/);
  await page.goto(`${house.url}/settings/require_head`);
  assert.ok(await page.isChecked('[name=value][value=true]'));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('the auditor sees security events', async () => {
  const stranger = await house.as(null);
  await stranger.fill('input[name=login]', 'minister');
  await stranger.fill('input[name=password]', 'guess');
  await press(stranger, 'main form button');
  const page = await house.as('auditor');
  await page.goto(`${house.url}/security`);
  assert.match(await page.textContent('main'), /sign-in failed/);
  await house.look(page, 'people-security');
  assert.deepEqual(page.problems, []);
  for (const p of [page, stranger]) await p.context().close();
});

test('the search box finds bodies, requirements and people within the scope', async () => {
  const page = await house.as('admin');
  await page.keyboard.press('/');
  await page.keyboard.type('officer');
  await Promise.all([page.waitForURL(/\/search\?q=officer/), page.keyboard.press('Enter')]);
  assert.equal(await page.inputValue('#find'), 'officer');
  assert.ok(await page.locator('a[href^="/persons/"]').count() > 0);
  await page.goto(`${house.url}/search?q=password`);
  await page.locator('main a[href*="/requirements/"]').first().waitFor();
  await house.look(page, 'people-search');
  await press(page, 'main a[href*="/requirements/"] >> nth=0');
  assert.equal(await page.locator('.problem-page').count(), 0);
  await page.goto(`${house.url}/search?q=zzzz`);
  await house.look(page, 'people-search-none');
  const officer = await house.as('officer');
  await officer.goto(`${house.url}/search?q=PK-SD`);
  assert.equal(await officer.locator('main a').count(), 0, 'nothing of another province');
  for (const p of [page, officer]) await p.context().close();
});

for (const language of ['en', 'ur']) {
  test(`a failed sign-in shows the form again with its error (${language})`, async () => {
    const page = await house.as(null, { language });
    await page.fill('input[name=login]', 'analyst');
    await page.fill('input[name=password]', 'not the password');
    const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), press(page, 'main form button')]);
    assert.equal(answer.status(), 401);
    assert.equal(await page.inputValue('input[name=login]'), 'analyst');
    assert.equal(await page.inputValue('input[name=password]'), '');
    assert.ok(await page.locator('main form .errors').isVisible());
    await house.signIn(page, 'analyst');
    assert.equal(new URL(page.url()).pathname, '/');
    await page.context().close();
  });

  for (const script of [true, false]) {
    test(`a session that ends in the middle of a long form loses nothing (${language}, ${script ? 'with' : 'without'} script)`, async () => {
      const page = await house.as('lead', { language, script });
      await page.goto(`${house.url}/entities/new?parent=PK-PB&lang=${language}`);
      const code = `PK-PB-LATE-${language.toUpperCase()}${script ? 1 : 0}`;
      await page.fill('#entity_create-code', code);
      await page.selectOption('select[name=kind]', 'body');
      await page.fill('[name="title.en"]', 'A long afternoon of typing');
      await page.context().clearCookies();
      await press(page, 'form#entity_create button.primary');
      assert.match(page.url(), /\/sign-in\?back=/);
      assert.ok(await page.locator('.reassure').isVisible(), 'it says that what was typed is kept');
      await page.fill('input[name=login]', 'lead');
      await page.fill('input[name=password]', 'mistyped');
      await press(page, 'main form button');
      await house.signIn(page, 'lead');
      assert.equal(await page.inputValue('#entity_create-code'), code);
      assert.equal(await page.inputValue('[name="title.en"]'), 'A long afternoon of typing');
      await press(page, 'form#entity_create button.primary');
      assert.ok(page.url().endsWith(`/entities/${code}`), page.url());
      await page.context().close();
    });
  }
}

test('whoever comes without script adds a person and issues a token all the same', async () => {
  const page = await house.as('admin', { script: false });
  await page.goto(`${house.url}/persons/new`);
  await page.fill('#person_new-name', 'Plain Browser');
  await page.fill('#person_new-login', 'plain.browser');
  await press(page, 'form#person_new button.primary');
  assert.match(page.url(), /\/persons\/[0-9a-f-]{36}$/);
  await page.goto(`${house.url}/tokens`);
  await page.fill('#token_issue-title', 'plain');
  await page.check('[name=permissions][value=read]');
  await press(page, 'form#token_issue button.primary');
  assert.match(await page.inputValue('#secret'), /^csg_/);
  await page.context().close();
});
