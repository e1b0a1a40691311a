// Hospitals' own programs: a leader's token, drafts as JSON and CSV, and everything that is refused.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {before, test} = require('node:test');
const {Visitor, base, csrf, visible} = require('./portal');
const {openInstitution, query, returnAddress, single} = require('./people');

let own;
let id;
let address;
let scope;
let token;
const names = Object.fromEntries(['clerk', 'verifier', 'leader'].map((role) => [role, `api${process.pid}.${role}`]));

before(async () => {
	own = await openInstitution(names);
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	address = returnAddress(id);
	scope = '2025Q3';
	token = await makeToken('HIS 系统');
});

function day(days) {
	return new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);
}

async function askToken(fields) {
	return own.leader.submit('/institution/machine', {name: 'HIS 系统', scopes: scope, expires_on: day(30), ...fields});
}

async function makeToken(name) {
	const answer = await askToken({name});
	assert.equal(answer.status, 200, visible(answer.text));
	return /<code>(zhiheng_[0-9a-f]{64})<\/code>/.exec(answer.text)[1];
}

// One call; gives status, headers and the JSON.
async function call(body, options = {}) {
	const headers = {'content-type': 'application/json', authorization: `Bearer ${token}`, ...options.headers};
	for (const name of Object.keys(headers))
		if (headers[name] === null)
			delete headers[name];
	const answer = await fetch(new URL(options.url || address, base), {
		method: options.method || 'POST', headers, body: typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body,
	});
	const text = await answer.text();
	assert.match(answer.headers.get('content-type'), /^application\/(problem\+)?json/, text);
	return {status: answer.status, headers: answer.headers, json: JSON.parse(text)};
}

function cell(code) {
	return single(`SELECT CASE state WHEN 'value' THEN trim_scale(value)::text ELSE state END
		FROM zhiheng.return_cell WHERE return_id = ${id} AND element_code = '${code}'`);
}

function revision() {
	return Number(single(`SELECT revision FROM zhiheng.return WHERE id = ${id}`));
}

function codes(answer) {
	return answer.json.faults.map((fault) => [fault.code, fault.element]);
}

test('only a leader makes tokens; the token is shown once, its digest kept', async () => {
	assert.equal((await own.clerk.get('/institution/machine')).status, 403);
	const page = await own.leader.get('/institution/machine');
	assert.match(visible(page.text), /HIS 系统/);
	assert.doesNotMatch(page.text, new RegExp(token.slice(8)));
	assert.equal(single(`SELECT count(*) FROM zhiheng.machine_token AS t JOIN zhiheng.account AS a ON a.id = t.account_id
		WHERE a.institution_id = ${own.id} AND t.digest = sha256('${token}')`), '1');
	assert.equal(single("SELECT count(*) FROM zhiheng.audit WHERE act = 'machine.make'") > 0, true);
	const late = await askToken({expires_on: day(400)});
	assert.equal(late.status, 400);
	assert.match(visible(late.text), /最长一年/);
	assert.equal((await askToken({scopes: '2019Q1'})).status, 400);
	assert.equal((await askToken({name: ''})).status, 400);
	const admin = new Visitor();
	await admin.signIn('city.admin');
	assert.doesNotMatch((await admin.get('/commission/account/')).text, /machine\./, 'no person, so not among the accounts');
});

test('a draft as JSON: values, not applicable, emptied; the rest stays', async () => {
	const was = revision();
	const saved = await call({values: {ais_patients: 20, ais_reperfused: '10', icu_patients: 'not_applicable', iv_volume_ml: 2500.25, discharges: 0}});
	assert.equal(saved.status, 200, JSON.stringify(saved.json));
	assert.equal(saved.json.outcome, 'saved');
	assert.equal(saved.json.revision, was + 1);
	assert.equal(saved.json.period, '2025Q3');
	assert.ok(saved.json.findings.some((finding) => finding.code === 'missing' && finding.level === 'error'));
	assert.deepEqual(['ais_patients', 'ais_reperfused', 'icu_patients', 'iv_volume_ml', 'discharges'].map(cell), ['20', '10', 'not_applicable', '2500.25', '0']);
	assert.equal((await call({values: {ais_reperfused: null}})).status, 200);
	assert.deepEqual(['ais_patients', 'ais_reperfused'].map(cell), ['20', 'missing']);
	assert.equal((await call({values: {ais_patients: 20}})).json.outcome, 'unchanged');
	const entry = query(`SELECT DISTINCT v.source, a.name, a.role FROM zhiheng.return_value AS v JOIN zhiheng.account AS a ON a.id = v.account_id WHERE v.return_id = ${id}`);
	assert.deepEqual(entry, [['machine', 'HIS 系统', 'machine']]);
});

test('the same as CSV', async () => {
	const saved = await call('code,value\r\nais_patients,21\r\nicu_patients,missing\r\ndischarges,\r\n', {headers: {'content-type': 'text/csv'}});
	assert.equal(saved.status, 200, JSON.stringify(saved.json));
	assert.deepEqual(['ais_patients', 'icu_patients', 'discharges'].map(cell), ['21', 'missing', '0']);
	const wrong = await call('a,b\n1,2\n', {headers: {'content-type': 'text/csv'}});
	assert.deepEqual([wrong.status, codes(wrong)], [400, [['malformed', null]]]);
	assert.equal((await call('code,value\na,"1\n', {headers: {'content-type': 'text/csv'}})).status, 400);
});

test('a trial that is spelt otherwise is refused, and saves nothing', async () => {
	const was = revision();
	for (const query of ['dry_run=True', 'dry_run=1', 'dryrun=true', 'dry_run=true&dry_run=false', 'dry_run=true&x=1']) {
		const answer = await call({values: {ais_patients: 5}}, {url: `${address}?${query}`});
		assert.equal(answer.status, 400, query);
		assert.match(answer.json.detail, /网址中的参数“(dry_run|dryrun|x)”/, query);
	}
	assert.equal(revision(), was);
});

test('a trial saves nothing and says the same', async () => {
	const was = revision();
	const dry = await call({values: {ais_patients: 5, ais_reperfused: 6}}, {url: `${address}?dry_run=true`});
	assert.equal(dry.status, 200);
	assert.deepEqual([dry.json.outcome, dry.json.dry_run, dry.json.revision], ['saved', true, was + 1]);
	assert.ok(dry.json.findings.some((finding) => finding.code === 'exceeds' && finding.element === 'ais_reperfused' && /不能大于/.test(finding.reason)));
	assert.equal(revision(), was);
	assert.equal(cell('ais_patients'), '21');
});

test('all faults at once, with code, element and reason; nothing is saved', async () => {
	const was = revision();
	const wrong = await call('{"values": {"ais_patients": -1, "discharges": 1.5, "vte_prevented": "abc", "nonsense": 1, "inpatients": [1], "hapi_cases": 1, "hapi_cases": 2, "iv_patients": 1e3, "iv_infusions": 12345678901234}}');
	assert.equal(wrong.status, 400);
	assert.deepEqual(Object.fromEntries(wrong.json.faults.map((fault) => [fault.element, fault.code])), {
		ais_patients: 'not_a_number', discharges: 'out_of_range', vte_prevented: 'not_a_number', nonsense: 'unknown_element',
		inpatients: 'not_a_number', hapi_cases: 'duplicate_element', iv_patients: 'not_a_number', iv_infusions: 'not_a_number',
	});
	assert.match(wrong.json.faults.find((fault) => fault.element === 'ais_patients').reason, /不能是负数/);
	assert.equal(revision(), was);
});

test('bodies that are none', async () => {
	const deep = '['.repeat(400000);
	const cases = ['', '{', '[]', '1', 'null', '{"values": 1}', '{}', '{"values": {}, "colour": 1}', '{"values": {}, "revision": -1}',
		'{"values": {"a": "\\u0000"}}', '{"values": {"a": "\\ud800"}}', deep, '{"values":'.repeat(50000), Buffer.from([0x7b, 0xff, 0x7d])];
	for (const body of cases) {
		const answer = await call(body === '' ? undefined : body);
		assert.equal(answer.status, 400, `${String(body).slice(0, 30)} ${JSON.stringify(answer.json)}`);
	}
	assert.equal((await call('a=b', {headers: {'content-type': 'application/x-www-form-urlencoded'}})).status, 400);
	assert.equal((await call({values: {}}, {headers: {'content-type': 'text/plain'}})).status, 400);
	assert.equal((await call('x'.repeat(1.2e6))).status, 413);
});

test('the same key: the same answer, once; another body under it is refused', async () => {
	const headers = {'idempotency-key': `key-${process.pid}-1`};
	const first = await call({values: {ais_patients: 30}}, {headers});
	const second = await call({values: {ais_patients: 30}}, {headers});
	assert.deepEqual(second.json, first.json);
	assert.equal(second.headers.get('idempotency-replayed'), 'true');
	assert.equal(revision(), first.json.revision);
	await call({values: {ais_patients: 31}});
	assert.deepEqual((await call({values: {ais_patients: 30}}, {headers})).json, first.json);
	assert.equal(cell('ais_patients'), '31', 'what came later stays');
	const other = await call({values: {ais_patients: 32}}, {headers});
	assert.deepEqual([other.status, codes(other)], [409, [['idempotency_key_reused', null]]]);
	assert.equal((await call({values: {}}, {headers: {'idempotency-key': 'a b'}})).status, 400);
	assert.equal((await call({values: {}}, {headers: {'idempotency-key': 'a'.repeat(201)}})).status, 400);
	const together = {headers: {'idempotency-key': `key-${process.pid}-2`}};
	const many = await Promise.all(Array.from({length: 4}, () => call({values: {ais_patients: 40}}, together)));
	assert.ok(many.every((answer) => [200, 409].includes(answer.status)));
	assert.equal(new Set(many.filter((answer) => answer.status === 200).map((answer) => answer.json.request_id)).size, 1, 'saved once');
});

test('a revision that is no longer the newest: another change of the same element is a conflict', async () => {
	const from = revision();
	await own.clerk.submit(`/institution/return/${id}`, {revision: from, 'value.ais_patients': '77'});
	const late = await call({revision: from, values: {ais_patients: 78}});
	assert.deepEqual([late.status, codes(late)], [409, [['conflict', 'ais_patients']]]);
	assert.match(late.json.faults[0].reason, /改动了这一项/);
	assert.equal((await call({revision: 999999, values: {ais_patients: 78}})).status, 400);
	assert.equal((await call({revision: revision(), values: {ais_patients: 78}})).status, 200);
});

test('no token, a wrong one, another\'s return, another period, another method', async () => {
	for (const authorization of [null, '', 'Bearer', 'Bearer x', `Bearer zhiheng_${'0'.repeat(64)}`, `Basic ${token}`, `bearer ${token.toUpperCase()}`, `Bearer ${token}0`]) {
		const answer = await call({values: {}}, {headers: {authorization}});
		assert.equal(answer.status, 401, String(authorization));
		assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
	}
	for (const period of ['2025Q2', '2024Q4', 'x', '2025Q3;', "2025Q3'"])
		assert.equal((await call({values: {}}, {url: address.replace('2025Q3', encodeURIComponent(period))})).status, 404, period);
	assert.equal((await call(undefined, {method: 'GET'})).status, 405);
	const foreign = single(`SELECT credit_code FROM zhiheng.institution WHERE name = '示例市第一人民医院'`);
	for (const code of [foreign, 'x', '1']) {
		const answer = await call({values: {}}, {url: `/api/v1/institutions/${code}/returns/2025Q3`});
		assert.equal(answer.status, 403, code);
		assert.match(answer.json.detail, /令牌不是地址中的机构的/);
	}
	assert.equal((await fetch(new URL('/api/v1/returns/2025Q3', base), {method: 'POST'})).status, 404, 'the address of before');
	assert.equal((await call({values: {}}, {url: `${address}/x`})).status, 404);
});

test('a token opens no page, a session no interface', async () => {
	for (const cookie of [`zhiheng_session=${token}`, `zhiheng_session=${token.slice(8)}`]) {
		const answer = await fetch(new URL('/institution/', base), {headers: {cookie}, redirect: 'manual'});
		assert.equal(answer.status, 303);
	}
	const page = await fetch(new URL('/institution/', base), {headers: {authorization: `Bearer ${token}`}, redirect: 'manual'});
	assert.equal(page.status, 303);
	const cookie = [...own.clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	assert.equal((await call({values: {ais_patients: 1}}, {headers: {authorization: null, cookie}})).status, 401);
	const session = own.clerk.cookies.get('zhiheng_session');
	assert.equal((await call({values: {ais_patients: 1}}, {headers: {authorization: `Bearer ${session}`}})).status, 401);
	assert.equal((await call({values: {ais_patients: 1}}, {headers: {authorization: `Bearer zhiheng_${session}`}})).status, 401);
});

test('a verified return is not changed; the program is nobody who could verify', async () => {
	const state = single(`SELECT state FROM zhiheng.return WHERE id = ${id}`);
	assert.equal(state, 'draft');
	query(`BEGIN; SET LOCAL session_replication_role = replica; UPDATE zhiheng.return SET state = 'verified' WHERE id = ${id}; COMMIT`);
	const refused = await call({values: {ais_patients: 1}});
	query(`BEGIN; SET LOCAL session_replication_role = replica; UPDATE zhiheng.return SET state = 'draft' WHERE id = ${id}; COMMIT`);
	assert.deepEqual([refused.status, codes(refused)], [409, [['return_not_editable', null]]]);
});

test('revoked or expired, a token is nobody\'s', async () => {
	const short = await makeToken('短期');
	const headers = {authorization: `Bearer ${short}`};
	assert.equal((await call({values: {}}, {headers})).status, 200);
	const page = await own.leader.get('/institution/machine');
	const row = page.text.split('<tr').find((part) => part.includes('短期'));
	const revoke = /action="(\/institution\/machine\/\d+\/revoke)"/.exec(row)[1];
	const stranger = new Visitor();
	await stranger.signIn('h2.leader');
	assert.equal((await stranger.post(revoke, {_csrf: csrf((await stranger.get('/institution/machine')).text)})).status, 404);
	assert.equal((await own.leader.post(revoke, {_csrf: csrf(page.text)})).status, 303);
	assert.equal((await call({values: {}}, {headers})).status, 401);
	assert.match(visible((await own.leader.get('/institution/machine')).text), /短期 已停用/);
});

test('too many requests with one token are slowed down', async () => {
	const busy = await makeToken('繁忙');
	const answers = await Promise.all(Array.from({length: 80}, () => call({values: {}}, {headers: {authorization: `Bearer ${busy}`}, url: `${address}?dry_run=true`})));
	const slowed = answers.filter((answer) => answer.status === 429);
	assert.ok(slowed.length > 0);
	assert.equal(slowed[0].headers.get('retry-after'), '10');
	assert.equal(slowed[0].json.status, 429);
	assert.ok(answers.every((answer) => [200, 409, 429].includes(answer.status)));
});

test('the description is valid OpenAPI 3.1 and names every answer', async () => {
	const {Validator} = await import('@seriousme/openapi-schema-validator');
	const answer = await fetch(new URL('/api/v1/openapi.json', base));
	assert.equal(answer.status, 200);
	assert.match(answer.headers.get('content-type'), /^application\/json/);
	const document = await answer.json();
	const validator = new Validator();
	const result = await validator.validate(document);
	assert.deepEqual(result.errors ?? [], []);
	assert.equal(result.valid, true);
	assert.equal(validator.version, '3.1');
	assert.deepEqual(document, JSON.parse(fs.readFileSync(path.join(__dirname, '../../static/api/openapi.json'), 'utf8')));
	const source = ['api_return.c', 'api_body.c'].map((name) => fs.readFileSync(path.join(__dirname, '../../cgi/institution/upload', name), 'utf8')).join('');
	const known = document.components.schemas.Fault.properties.code.enum;
	const told = [...source.matchAll(/api_fault_add\(\s*(?:&call->faults|&call\.faults|faults),\s*"([a-z_]+)"/g)].map(([, code]) => code);
	assert.ok(told.length > 0);
	for (const code of told)
		assert.ok(known.includes(code), code);
});
