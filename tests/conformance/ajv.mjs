// SPDX-License-Identifier: Apache-2.0
/*
 * node ajv.mjs MUTANTS SHARED [N [SEED]]: what MUTANTS prints (see mutants.c) against the released JSON schemas, by ajv; TAP.
 *
 * Where the verdicts differ, ajv_expected.txt must say why; a reason in it that explains nothing any more is a failure.  With N and SEED the
 * reasons need not all occur: for looking further than the test does.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const MUTANTS = 20000;
const SEED = 7;
const [mutants, shared, number = MUTANTS, seed = SEED] = process.argv.slice(2);
const schemas = `${shared}/data/oscal/schema`;
if (!existsSync(schemas)) {
	console.log(`ok 1 - mutants are judged as by the schemas # SKIP no schemas in ${schemas}`);
	process.exit(0);
}

/* The packages are those of the browser tests. */
const require = createRequire(new URL('../e2e/package.json', import.meta.url));
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;

const compiled = new Map();
/* The validating function of a schema; of one model only, with all errors, to say what is wrong: the whole schema blames all models. */
function validator(version, model) {
	const key = `${version} ${model ?? ''}`;
	if (compiled.has(key)) return compiled.get(key);
	const schema = JSON.parse(readFileSync(`${schemas}/oscal_complete_schema-${version}.json`, 'utf8'));
	if (model !== undefined) {
		const branch = schema.oneOf.find((one) => one.properties[model] !== undefined);
		delete schema.oneOf;
		Object.assign(schema, branch ?? { not: {} });
	}
	const ajv = new Ajv({ strict: false, allErrors: model !== undefined, logger: false });
	addFormats(ajv);
	const validate = ajv.compile(schema);
	compiled.set(key, validate);
	return validate;
}

const plainPath = (pointer) => pointer.replace(/\/\d+(?=\/|$)/g, '').split('/').slice(-2).join('/');

function valueAt(doc, pointer) {
	let value = doc;
	for (const step of pointer.split('/').slice(1)) value = value[step.replaceAll('~1', '/').replaceAll('~0', '~')];
	return value;
}

/* What distinguishes one difference from another, as the rows of the table say it. */
function oursOnly({ code, where, said }) {
	return code === 'oscal_value' ? `${code}${said}` : `${code}${said} at ${plainPath(where)}`;
}
function schemaOnly({ doc, schema }) {
	const model = Object.keys(doc).find((key) => key !== '$schema');
	const validate = validator(schema, model);
	validate(doc);
	const errors = (validate.errors ?? []).filter(({ keyword }) => !['anyOf', 'oneOf', 'allOf'].includes(keyword));
	errors.sort((a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length);
	if (errors.length === 0) return 'nothing';
	const [{ keyword, instancePath, params }] = errors;
	if (keyword === 'format') return `format ${params.format} ${JSON.stringify(valueAt(doc, instancePath))}`;
	return `${keyword} ${Object.values(params).join(' ')} at ${plainPath(instancePath)}`;
}

/* The reasons of the table, each with expressions for what it explains: "WHO SCHEMA WHAT", in which "*" stands for anything. */
function readTable() {
	const reasons = [];
	for (const line of readFileSync(new URL('ajv_expected.txt', import.meta.url), 'utf8').split('\n')) {
		if (line.startsWith('\t')) {
			const parts = line.slice(1).split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
			reasons.at(-1).explains.push(new RegExp(`^${parts.join('.*')}$`, 'su'));
		} else if (line !== '' && !line.startsWith('#')) {
			reasons.push({ text: line, explains: [], n: 0 });
		}
	}
	return reasons;
}

const table = readTable();
const surprises = new Map();
const counts = { valid: 0, invalid: 0, listed: 0 };
const changes = new Map();

function judge(mutant) {
	const good = validator(mutant.schema)(mutant.doc);
	counts[good ? 'valid' : 'invalid']++;
	const change = changes.get(mutant.change) ?? { valid: 0, invalid: 0 };
	change[good ? 'valid' : 'invalid']++;
	changes.set(mutant.change, change);
	if (good === mutant.valid) return;
	const what = `${mutant.valid ? 'schema' : 'ours'} ${mutant.schema} ${mutant.valid ? schemaOnly(mutant) : oursOnly(mutant)}`;
	const reason = table.find(({ explains }) => explains.some((one) => one.test(what)));
	if (reason !== undefined) {
		reason.n++;
		counts.listed++;
		return;
	}
	surprises.set(what, [...(surprises.get(what) ?? []), mutant.id]);
}

const child = spawn(mutants, [shared, String(number), String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
const ended = new Promise((resolve) => child.on('close', resolve));
let n = 0;
for await (const line of createInterface({ input: child.stdout })) {
	judge(JSON.parse(line));
	n++;
}
const status = await ended;

let tests = 0;
let failed = 0;
function test(good, name) {
	tests++;
	failed += good ? 0 : 1;
	console.log(`${good ? 'ok' : 'not ok'} ${tests} - ${name}`);
}
console.log(`# ${n} mutants: ${counts.valid} valid and ${counts.invalid} invalid by the schemas, ${counts.listed} differences that are listed`);
for (const [name, { valid, invalid }] of [...changes].sort()) console.log(`# ${name}: ${valid} valid, ${invalid} invalid`);
test(status === 0 && n === Number(number), `${number} mutants are made`);
test(counts.valid > n / 5 && counts.invalid > n / 5, 'of the mutants many are valid and many are not');
for (const [what, ids] of [...surprises].sort().slice(0, 60)) console.log(`# ${ids.length} times, first in ${ids.slice(0, 3).join(', ')}: ${what}`);
test(surprises.size === 0, 'mutants are judged as by the schemas, or it is listed why not');
if (Number(number) === MUTANTS && Number(seed) === SEED)
	for (const { text } of table.filter((one) => one.n === 0)) test(false, `a listed difference no longer occurs: ${text}`);
console.log(`1..${tests}`);
process.exit(failed === 0 ? 0 : 1);
