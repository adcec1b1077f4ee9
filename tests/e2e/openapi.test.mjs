// SPDX-License-Identifier: Apache-2.0
// The description of the API: an outside validator takes it, and what the program answers is what it says, for every GET and every role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { open } from './harness.mjs';

const logins = ['admin', 'author', 'approver', 'analyst', 'lead', 'head', 'officer', 'contributor', 'reviewer', 'auditor', 'minister', 'partner'];
const body = 'PK-PB-HLT-003';
let house, document, ajv;
const values = {}; // what stands for a {name} of a path, by path

before(async () => {
  house = await open({ bodies: 40 });
  document = await (await fetch(`${house.url}/openapi.json`)).json();
  ajv = formats(new Ajv({ strict: false, allErrors: true, validateFormats: true }));
  ajv.addSchema(document, 'api');
  const admin = await house.api('admin'), officer = await house.api('officer');
  const obligations = await officer('GET', '/obligations?limit=200');
  const claimed = obligations.json.items.find((item) => item.claim);
  const baseline = (await admin('GET', '/baselines?issuer=PK')).json.items[0];
  const author = await house.api('author');
  const draft = await author('POST', `/baselines/${baseline.id}/revise`, { version: 'described' });
  assert.equal(draft.status, 201, draft.text);
  const evidence = await fetch(`${house.url}/api/v1/evidence?entity=${body}`, {
    method: 'POST', body: 'What a log says.', headers: { 'content-type': 'text/plain', authorization: await bearer('officer') },
  });
  assert.equal(evidence.status, 201);
  const people = (await admin('GET', '/me')).json;
  const inAMonth = new Date(Date.now() + 30 * 86400e3).toISOString().slice(0, 10);
  const token = await admin('POST', '/tokens', { title: 'described', permissions: ['read'], expires: inAMonth });
  assert.equal(token.status, 201, token.text);
  const grant = (await admin('GET', '/grants?under=PK')).json.items[0];
  Object.assign(values, {
    '/claims': { id: claimed.claim, claim: claimed.claim }, '/evidence': { id: (await evidence.json()).id }, '/entities': { code: body },
    '/obligations': { id: claimed.id }, '/ledger': { seq: 7 }, '/baselines': { id: baseline.id, baseline: baseline.id, requirement: 'gov-1' },
    '/catalogs': { id: baseline.document, control: 'gov-1' }, '/persons': { login: 'officer', id: people.id, person: people.id },
    '/roles': { code: 'officer' }, '/tokens': { id: token.json.id }, '/grants': { id: grant.id }, '/settings': { name: 'require_head' }, draft: draft.json.id,
  });
});
after(async () => { if (house) await house.close(); });

async function bearer(login) {
  const answer = await fetch(`${house.url}/api/v1/sessions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password: 'demonstration-2026' }),
  });
  return `Bearer ${(await answer.json()).token}`;
}

/** PATTERN with its names filled in; null where nothing is known for one. */
function filled(pattern) {
  const known = values[`/${pattern.split('/')[1]}`] ?? {};
  let whole = true;
  const path = pattern.replace(/\{([a-z_]+)\}/g, (_, name) => {
    if (known[name] === undefined) whole = false;
    return encodeURIComponent(known[name] ?? '');
  });
  return whole ? path : null;
}

/** The query that PATTERN cannot do without. */
function required(pattern) {
  const known = { parent: 'PK-PB', entity: body, under: 'PK-PB', q: 'health' };
  const names = (document.paths[pattern].get.parameters ?? []).filter((p) => p.in === 'query' && p.required).map((p) => p.name);
  return names.length === 0 ? '' : `?${names.map((name) => `${name}=${known[name] ?? ''}`).join('&')}`;
}

// Of a file that the same browser sent a moment ago: tests/integration/routes_test.c and sheets.test.mjs ask it.
const ofOneBrowser = new Set(['/catalogs/sheets/{key}']);

/** The GETs that answer JSON: pattern and a function that checks a body. */
function gets() {
  const found = [];
  for (const [pattern, item] of Object.entries(document.paths)) {
    if (item.get?.responses?.['200']?.content?.['application/json']?.schema === undefined || ofOneBrowser.has(pattern)) continue;
    const pointer = pattern.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
    found.push([pattern, ajv.compile({ $ref: `api#/paths/${pointer}/get/responses/200/content/application~1json/schema` })]);
  }
  return found;
}

test('an outside validator takes the description as OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(document));
  assert.ok(result.valid, JSON.stringify(result.errors, null, 1));
  assert.equal(document.openapi, '3.1.0');
});

test('every operation has a name of its own, a text, and says what a refusal looks like', () => {
  const names = new Set();
  for (const [pattern, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue;
      assert.ok(operation.operationId && !names.has(operation.operationId), `${method} ${pattern}: ${operation.operationId}`);
      names.add(operation.operationId);
      assert.ok(Object.keys(operation.responses).some((status) => /^2|^default|^303/.test(status)), `${method} ${pattern} answers nothing`);
    }
  }
  assert.ok(names.size > 50);
});

test('what every GET answers to every role is what the description says', async () => {
  const faults = [], asked = new Set(), checked = new Map();
  for (const login of logins) {
    const api = await house.api(login);
    for (const [pattern, check] of gets()) {
      let path = filled(pattern);
      if (path === null) { faults.push(`${pattern}: openapi.test.mjs knows nothing to put in`); continue; }
      if (/\/edit$|\/add-requirement$/.test(pattern) && pattern.startsWith('/baselines')) path = path.replace(values['/baselines'].id, values.draft);
      path += required(pattern);
      if (pattern.endsWith('/changes')) path += `?from=${values['/catalogs'].id}`; // there is one version only: compared with itself
      if (pattern === '/catalogs/compare') path += `?a=${values['/baselines'].id}&b=${values['/catalogs'].id}`;
      asked.add(pattern);
      const answer = await api('GET', path);
      if ([403, 404].includes(answer.status)) {
        assert.match(answer.json.type, /^urn:csgov:problem:/);
        continue;
      }
      if (answer.status !== 200) { faults.push(`${login} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`); continue; }
      checked.set(pattern, (checked.get(pattern) ?? 0) + 1);
      if (!check(answer.json)) faults.push(`${login} ${path}: ${check.errors.slice(0, 3).map((e) => `${e.instancePath} ${e.message}`).join('; ')}`);
    }
  }
  for (const pattern of asked) if (!checked.has(pattern)) faults.push(`${pattern}: nobody got an answer`);
  assert.deepEqual([...new Set(faults)], []);
});

test('a refusal is what the description says of one', async () => {
  const problem = document.components.schemas.Problem;
  assert.ok(problem, 'no schema of a problem');
  const check = ajv.compile({ $ref: 'api#/components/schemas/Problem' });
  const lead = await house.api('lead');
  for (const answer of [await lead('GET', '/entities/PK-SD'), await lead('GET', '/ledger'), await lead('POST', '/entities', { code: 'no code!' }),
    await lead('POST', '/entities', '{'), await lead('GET', '/nothing')]) {
    assert.ok(answer.status >= 400);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.ok(check(answer.json), JSON.stringify(check.errors));
  }
});
