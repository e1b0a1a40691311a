// What the page of a return sends while people type, and values by department and month, over HTTP.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, csrf, formValues, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');

const run = {login: `draft${process.pid}`};

before(async () => {
	run.hospital = await openInstitution({clerk: `${run.login}.clerk`, clerk2: `${run.login}.second`, verifier: `${run.login}.verifier`});
	run.id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${run.hospital.id} AND period = '2025Q3'`);
	run.url = `/institution/return/${run.id}`;
	run.token = csrf((await run.hospital.clerk.get(run.url)).text);
});

function cell(code) {
	return single(`SELECT state || coalesce(' ' || trim_scale(value), '') FROM zhiheng.return_cell WHERE return_id = ${run.id} AND element_code = '${code}'`);
}

function revision() {
	return single(`SELECT revision FROM zhiheng.return WHERE id = ${run.id}`);
}

async function draft(fields, who = run.hospital.clerk, token = run.token) {
	const answer = await who.post(`${run.url}/draft`, {_csrf: token, source: 'typed', ...fields});
	return {...answer, json: answer.headers.get('content-type').startsWith('application/json') ? JSON.parse(answer.text) : null};
}

test('a draft is saved as typed or pasted, with what the page needs to go on', async () => {
	const typed = await draft({revision: revision(), 'value.stemi_patients': '１２'});
	assert.equal(typed.status, 200);
	assert.match(typed.headers.get('cache-control'), /no-store/);
	assert.equal(typed.json.outcome, 'saved');
	assert.match(typed.json.at, /^\d\d:\d\d$/);
	assert.equal(String(typed.json.revision), revision());
	assert.deepEqual(typed.json.changes.map(({id, value, ticked}) => [id, value, ticked]), [['value.stemi_patients', '12', false]]);
	assert.equal((await draft({revision: revision(), source: 'pasted', 'value.stemi_reperfused': '0'})).json.outcome, 'saved');
	assert.equal(cell('stemi_reperfused'), 'value 0', 'zero is a value');
	assert.deepEqual(query(`SELECT element_code, source FROM zhiheng.return_value WHERE return_id = ${run.id} ORDER BY revision`),
		[['stemi_patients', 'typed'], ['stemi_reperfused', 'pasted']]);
	assert.equal((await draft({revision: revision(), 'value.stemi_patients': '12'})).json.outcome, 'unchanged');
	assert.equal((await draft({revision: '0'})).json.changes.length, 2, 'nothing sent: only told what is new');
	assert.equal((await draft({revision: revision(), 'value.stemi_patients': '', 'na.stemi_patients': '1'})).json.outcome, 'saved');
	assert.equal(cell('stemi_patients'), 'not_applicable');
});

test('what cannot be saved is told cell by cell, nothing beside it is stored', async () => {
	const before = revision();
	for (const [text, words] of [['12例', /应为数字/], ['-1', /负数/], ['1.5', /整数/], ['1.', /应为数字/], ['1234567890123', /过大/]]) {
		const {status, json} = await draft({revision: before, 'value.ais_patients': text, 'value.stemi_reperfused': '5'});
		assert.equal(status, 200, text);
		assert.equal(json.outcome, 'refused', text);
		assert.equal(json.trouble.length, 1, text);
		assert.equal(json.trouble[0].id, 'value.ais_patients');
		assert.match(json.trouble[0].message, words);
	}
	assert.equal(revision(), before);
});

test('what is no draft', async () => {
	assert.equal((await draft({revision: 'x', 'value.ais_patients': '1'})).status, 400);
	assert.equal((await draft({revision: '99999', 'value.ais_patients': '1'})).status, 400);
	assert.equal((await draft({revision: '0', source: 'machine', 'value.ais_patients': '1'})).status, 400);
	assert.equal((await draft({revision: '0', 'value.nonsense': '1'})).status, 400);
	assert.equal((await draft({revision: '0', 'part.ais_patients': '1'})).status, 400);
	assert.equal((await draft({revision: '0', 'part.ais_patients.2025-06': '1'})).status, 400);
	assert.equal((await draft({revision: '0', 'part.stemi_patients.2025-07': '1'})).status, 400, 'not asked by month');
	assert.equal((await draft({revision: '0', 'value.ais_patients': '1'}, run.hospital.clerk, 'wrong')).status, 403);
	assert.equal((await draft({revision: '0', 'value.ais_patients': '1'}, new Visitor())).status, 401);
	const other = await signedIn('h2.clerk');
	assert.equal((await draft({revision: '0', 'value.ais_patients': '1'}, other, csrf((await other.get('/institution/')).text))).status, 404);
	const {verifier} = run.hospital;
	assert.equal((await draft({revision: '0', 'value.ais_patients': '1'}, verifier, csrf((await verifier.get('/institution/')).text))).status, 403);
});

test('another clerk\'s change comes along; of the same cell both are named', async () => {
	const second = run.hospital.clerk2;
	const token = csrf((await second.get(run.url)).text);
	const base = revision();
	await draft({revision: base, 'value.icu_patients': '30'}, second, token);
	const merged = await draft({revision: base, 'value.icu_deaths': '3'});
	assert.equal(merged.json.outcome, 'saved');
	assert.ok(merged.json.changes.some(({id, value, by}) => id === 'value.icu_patients' && value === '30' && by.includes('.second')));
	const clash = await draft({revision: base, 'value.icu_patients': '31'});
	assert.equal(clash.json.outcome, 'refused');
	assert.deepEqual(clash.json.trouble, []);
	assert.equal(cell('icu_patients'), 'value 30', 'nobody is overwritten unseen');
	assert.equal((await draft({revision: clash.json.revision, 'value.icu_patients': '31'})).json.outcome, 'saved', 'who has seen it decides');
});

test('months make the total, without JavaScript as well', async () => {
	const {clerk} = run.hospital;
	const first = await clerk.submit(run.url, {revision: revision(), 'value.ais_patients': '', 'part.ais_patients.2025-07': '10', 'part.ais_patients.2025-08': '0', 'part.ais_patients.2025-09': ''});
	assert.equal(first.status, 303);
	assert.equal(cell('ais_patients'), null, 'two months make no quarter');
	assert.equal((await clerk.submit(run.url, {revision: revision(), 'part.ais_patients.2025-09': '５'})).status, 303);
	assert.equal(cell('ais_patients'), 'value 15');
	const page = await clerk.get(run.url);
	assert.match(page.text, /id="value\.ais_patients" readonly value="15"/, 'the total is shown, not asked');
	const values = formValues(page.text);
	assert.equal(values['part.ais_patients.2025-08'], '0');
	assert.equal('value.ais_patients' in values, false);
	const wrong = await clerk.submit(run.url, {revision: revision(), 'value.ais_patients': '16', 'part.ais_patients.2025-09': '6'});
	assert.equal(wrong.status, 303, 'the sum of what is sent is no contradiction');
	const beside = await clerk.submit(run.url, {revision: revision(), 'value.ais_patients': '20', 'part.ais_patients.2025-09': '7'});
	assert.equal(beside.status, 400);
	assert.match(visible(beside.text), /合计（17）不符/);
	assert.equal(formValues(beside.text)['part.ais_patients.2025-09'], '7', 'what was typed is still there');
	assert.equal(cell('ais_patients'), 'value 16');
	const bad = await clerk.submit(run.url, {revision: revision(), 'part.ais_patients.2025-09': '很多'});
	assert.equal(bad.status, 400);
	assert.match(bad.text, /href="#part\.ais_patients\.2025-09"/);
	assert.equal(formValues(bad.text)['part.ais_patients.2025-09'], '很多');
});

test('departments: registered, renamed, retired; their numbers add up', async () => {
	const {clerk, verifier} = run.hospital;
	const list = '/institution/department/';
	assert.match(visible((await clerk.get(run.url)).text), /登记科室/);
	assert.equal((await clerk.submit(list, {names: '外科\r\n\r\n 内科 \r\n骨科'})).status, 303);
	const taken = await clerk.submit(list, {names: '眼科\n外科'});
	assert.equal(taken.status, 400);
	assert.match(visible(taken.text), /已有在用的科室“外科”/);
	assert.match(taken.text, /眼科/, 'what was typed is still there');
	assert.equal((await clerk.submit(list, {names: ' \n '})).status, 400);
	assert.equal((await clerk.submit(list, {names: '很'.repeat(41)})).status, 400);
	assert.equal((await verifier.post(list, {_csrf: csrf((await verifier.get(list)).text), names: '眼科'})).status, 403);
	assert.doesNotMatch((await verifier.get(list)).text, /<textarea/);
	const page = await clerk.get(list);
	const [surgery, medicine, bones] = [...page.text.matchAll(/\/institution\/department\/(\d+)/g)].map(([, id]) => id);
	assert.equal((await (await signedIn('h1.clerk')).get(list + surgery)).status, 404, 'a foreign department is not there');

	const form = await clerk.get(run.url);
	assert.match(form.text, new RegExp(`name="part\\.or_surgeries\\.${surgery}"`));
	const saved = await clerk.post(run.url, {_csrf: csrf(form.text), revision: revision(),
		[`part.or_surgeries.${surgery}`]: '100', [`part.or_surgeries.${bones}`]: '20', [`part.or_surgeries.${medicine}`]: ''});
	assert.equal(saved.status, 303);
	assert.equal(cell('or_surgeries'), 'value 120');

	const one = await clerk.get(list + bones);
	assert.equal((await clerk.post(list + bones, {...formValues(one.text), name: '骨伤科', retired: '1'})).status, 303);
	assert.match(visible((await clerk.get(list + bones)).text), /骨伤科 停用.*骨科 在用/, 'what it was called is kept');
	assert.equal((await clerk.post(list + bones, {...formValues(one.text), name: '骨三科'})).status, 400, 'from a page that is out of date');
	assert.match(visible((await clerk.get(run.url)).text), /骨伤科 （已停用）/, 'its numbers are still shown');
	assert.match(visible((await verifier.get(run.url)).text), /骨伤科/, 'and to the verifier');
});

// The browser has given a save up, and the person typed back what was there before: nothing is changed
// by the second save, yet the first one must not win when it arrives after all.
test('a save that arrives after a later one of the same page changes nothing', async () => {
	const {clerk} = await openInstitution({clerk: `${run.login}.late`});
	const id = single(`SELECT id FROM zhiheng.return WHERE institution_id = (SELECT institution_id FROM zhiheng.account
		WHERE login = '${run.login}.late') AND period = '2025Q3'`);
	const url = `/institution/return/${id}`;
	const _csrf = csrf((await clerk.get(url)).text);
	const send = async (fields) => JSON.parse((await clerk.post(`${url}/draft`, {_csrf, source: 'typed', ...fields})).text);
	const stored = () => Object.entries(formValues(clerk.page)).filter(([name, value]) => /^(value|part)\./.test(name) && value !== '');
	for (const [cell, first, ticked] of [['value.icu_patients', '5'], ['value.icu_deaths', ''], ['part.ais_patients.2025-07', '5'],
		['part.ais_patients.2025-08', ''], ['value.stemi_patients', '5', 'na.stemi_patients']]) {
		const {revision} = await send({revision: '0', again: '', [cell]: first});
		const late = ticked ? {[cell]: '', [ticked]: '1'} : {[cell]: '7'};
		const back = await send({revision, again: '1', [cell]: first});
		assert.equal(back.outcome, 'saved', `${cell} is as it was, and written down again`);
		assert.equal(back.revision, revision + 1);
		assert.equal((await send({revision, ...late})).outcome, 'refused', `${cell}: the earlier save`);
		const kept = back.changes.find(({id: name}) => name === cell);
		assert.deepEqual([kept.value, kept.ticked], [first, false]);
		clerk.page = (await clerk.get(url)).text;
		assert.equal(formValues(clerk.page)[cell], first, cell);
		// Who has seen it decides, as between two people.
		assert.equal((await send({revision: back.revision, [cell]: '8'})).outcome, 'saved');
	}
	assert.equal(stored().length, 5);
});
