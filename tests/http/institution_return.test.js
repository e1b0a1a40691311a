// The return form over HTTP: what is accepted, refused at its field, merged, locked; then the way to
// the receipt with three people.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');

const hospital = 'h1';

// The one return of the list that can be filled in.
async function openReturn(clerk) {
	const list = await clerk.get('/institution/return/');
	const row = list.text.split('<tr').find((part) => /zh-state-(draft|returned)/.test(part));
	assert.ok(row, 'the demo has a return to fill in');
	return /\/institution\/return\/\d+/.exec(row)[0];
}

// Fields as a browser would send them: what is in the inputs, changed as wanted.
async function formOf(visitor, url) {
	const page = await visitor.get(url);
	assert.equal(page.status, 200);
	return {page, values: formValues(page.text)};
}

// The table row of an element.
function rowOf(html, code) {
	return html.split('<tr').find((part) => part.includes(`id="value.${code}"`));
}

test('a clerk fills in, verifier and leader look', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const verifier = await signedIn(`${hospital}.verifier`);
	const page = await verifier.get(url);
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.text, /name="value\./);
	assert.match(visible(page.text), /由填报员填写/);
	assert.equal((await verifier.post(url, {_csrf: csrf(page.text), revision: 0, 'value.ais_patients': 1})).status, 403);
});

test('full-width digits and grouping commas are numbers', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const {values} = await formOf(clerk, url);
	const answer = await clerk.submit(url, {revision: values.revision, 'value.ais_patients': '１，２３４', 'value.ais_reperfused': ' 1,000 '});
	assert.equal(answer.status, 303);
	const after = formValues((await clerk.get(url)).text);
	assert.equal(after['value.ais_patients'], '1234');
	assert.equal(after['value.ais_reperfused'], '1000');
});

test('what is no number is told at its field, all that was typed stays, nothing is stored', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const before = await formOf(clerk, url);
	const codes = Object.keys(before.values).filter((name) => name.startsWith('value.')).slice(0, 6);
	const typed = ['-3', 'abc', '12345678901234', '1.23456', '1,23', '7'];
	const fields = {revision: before.values.revision};
	codes.forEach((name, i) => { fields[name] = typed[i]; });
	const answer = await clerk.submit(url, fields);
	assert.equal(answer.status, 400);
	const shown = formValues(answer.text);
	codes.forEach((name, i) => assert.equal(shown[name], typed[i]));
	const words = [/不能是负数/, /应为数字/, /数字过大/, /最多保留 4 位小数/, /应为数字/];
	words.forEach((word, i) => {
		const row = rowOf(answer.text, codes[i].slice('value.'.length));
		assert.match(row, word);
		assert.match(row, /aria-invalid="true"/);
		assert.match(answer.text, new RegExp(`href="#${codes[i].replaceAll('.', '\\.')}"`));
	});
	assert.doesNotMatch(rowOf(answer.text, codes[5].slice('value.'.length)), /aria-invalid/);
	const after = await formOf(clerk, url);
	assert.deepEqual(after.values, {...before.values, _csrf: after.values._csrf, _once: after.values._once});
});

test('half a patient, a number beside 不适用', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const {values} = await formOf(clerk, url);
	const half = await clerk.submit(url, {revision: values.revision, 'value.ais_patients': '20.5', 'value.ais_reperfused': '3'});
	assert.equal(half.status, 400);
	assert.match(rowOf(half.text, 'ais_patients'), /应为整数/);
	const both = await clerk.submit(url, {revision: values.revision, 'value.ais_patients': '20', 'na.ais_patients': '1'});
	assert.equal(both.status, 400);
	assert.match(rowOf(both.text, 'ais_patients'), /既填了数字又勾选了不适用/);
	assert.match(rowOf(both.text, 'ais_patients'), / checked/);
});

test('a numerator above its denominator is saved and shown as an error at once', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const {values} = await formOf(clerk, url);
	const answer = await clerk.submit(url, {revision: values.revision, 'value.ais_patients': '20', 'value.ais_reperfused': '30'});
	assert.equal(answer.status, 303);
	const page = await clerk.get(url);
	assert.match(rowOf(page.text, 'ais_reperfused'), /不能大于/);
	assert.match(visible((await clerk.get(`${url}/check`)).text), /不能大于/);
});

test('not applicable, zero and missing are three things', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	for (const [fields, value, checked] of [
		[{'value.ais_patients': '', 'na.ais_patients': '1'}, '', true],
		[{'value.ais_patients': '0'}, '0', false],
		[{'value.ais_patients': ''}, '', false],
	]) {
		const {values} = await formOf(clerk, url);
		assert.equal((await clerk.submit(url, {revision: values.revision, ...fields})).status, 303);
		const row = rowOf((await clerk.get(url)).text, 'ais_patients');
		assert.match(row, new RegExp(`name="value.ais_patients" value="${value}"`));
		assert.equal(/name="na.ais_patients" value="1" checked/.test(row), checked);
	}
});

test('double submit makes one record', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const {page, values} = await formOf(clerk, url);
	const fields = {_csrf: csrf(page.text), revision: values.revision, 'value.ais_patients': '77', 'value.ais_reperfused': '11'};
	assert.match((await clerk.post(url, fields)).location, /notice=saved/);
	assert.match((await clerk.post(url, fields)).location, /notice=unchanged/);
	assert.equal(formValues((await clerk.get(url)).text).revision, String(Number(values.revision) + 1));
});

test('two browsers: both changes stay, the same element is a conflict that says who', async () => {
	const [one, two] = [await signedIn(`${hospital}.clerk`), await signedIn(`${hospital}.clerk`)];
	const url = await openReturn(one);
	let {values} = await formOf(one, url);
	await one.submit(url, {revision: values.revision, 'value.ais_patients': '100', 'value.ais_reperfused': '10'});
	const base = formValues((await one.get(url)).text).revision;
	assert.equal((await one.submit(url, {revision: base, 'value.ais_patients': '110', 'value.ais_reperfused': '10'})).status, 303);
	assert.equal((await two.submit(url, {revision: base, 'value.ais_patients': '100', 'value.ais_reperfused': '20'})).status, 303);
	({values} = await formOf(one, url));
	assert.equal(values['value.ais_patients'], '110');
	assert.equal(values['value.ais_reperfused'], '20');
	const conflict = await two.submit(url, {revision: base, 'value.ais_patients': '100', 'value.ais_reperfused': '30'});
	assert.equal(conflict.status, 409);
	assert.match(rowOf(conflict.text, 'ais_reperfused'), /已于 .* 将此项改为“20”/);
	const shown = formValues(conflict.text);
	assert.equal(shown['value.ais_reperfused'], '30', 'my value is still there');
	assert.equal(shown['value.ais_patients'], '110', 'what I did not touch is the newest');
	assert.equal(formValues((await one.get(url)).text)['value.ais_reperfused'], '20', 'nothing was saved');
	assert.equal((await two.submit(url, {...shown, _csrf: undefined, action: 'save'})).status, 403);
	const again = await two.post(url, {...shown, action: 'save'});
	assert.equal(again.status, 303);
	assert.equal(formValues((await one.get(url)).text)['value.ais_reperfused'], '30', 'saved again it decides');
});

test('unknown, repeated and foreign things', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const other = await signedIn('h2.clerk');
	const url = await openReturn(clerk);
	const {page, values} = await formOf(clerk, url);
	const token = {_csrf: csrf(page.text), revision: values.revision};
	const unknown = await clerk.post(url, {...token, 'value.nonsense': '1', 'value.ais_patients': '5'});
	assert.equal(unknown.status, 400);
	assert.match(visible(unknown.text), /nonsense”不是本报表的数据项/);
	assert.equal(formValues(unknown.text)['value.ais_patients'], '5');
	const repeated = await clerk.post(url, [...Object.entries(token), ['value.ais_patients', '5'], ['value.ais_patients', '6']]);
	assert.equal(repeated.status, 400);
	const field = await clerk.post(url, {...token, colour: 'red'});
	assert.equal(field.status, 400);
	assert.match(visible(field.text), /colour/);
	assert.equal((await clerk.post(url, {...token, revision: '999999'})).status, 400);
	assert.equal((await clerk.post(url, {...token, revision: 'x'})).status, 400);
	assert.equal((await clerk.post(url, [['_csrf', token._csrf]])).status, 400);
	for (const path of ['', '/check', '/receipt']) {
		const foreign = await other.get(url + path);
		const missing = await other.get(`/institution/return/999999999${path}`);
		assert.equal(foreign.status, 404);
		assert.equal(missing.status, 404);
		const plain = (html) => visible(html).replace(/[0-9a-f]{32}/g, '').replace(/h\d\.clerk/g, '');
		assert.equal(plain(foreign.text), plain(missing.text), 'a foreign return looks like none');
	}
	const own = await other.get('/institution/');
	assert.equal((await other.post(url, {_csrf: csrf(own.text), revision: 0, 'value.ais_patients': '1'})).status, 404);
});

test('a closed period keeps what was typed and says so', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const list = await clerk.get('/institution/return/');
	const closed = list.text.split('<tr').find((part) => /zh-state-(accepted|published)/.test(part));
	const url = /\/institution\/return\/\d+/.exec(closed)[0];
	const page = await clerk.get(url);
	assert.doesNotMatch(page.text, /name="value\./);
	const answer = await clerk.post(url, {_csrf: csrf(page.text), revision: 1, 'value.ais_patients': '4321'});
	assert.equal(answer.status, 409);
	assert.match(visible(answer.text), /没有保存/);
	assert.equal(formValues(answer.text)['value.ais_patients'], '4321');
});

test('an expired session: the form comes back, nothing is saved before it is sent again', async () => {
	const clerk = await signedIn(`${hospital}.clerk`);
	const url = await openReturn(clerk);
	const {page, values} = await formOf(clerk, url);
	const restored = await clerk.post(url, {_csrf: csrf(page.text), _restore: '1', revision: values.revision, 'value.ais_patients': '９９'});
	assert.equal(restored.status, 400);
	assert.match(visible(restored.text), /尚未保存/);
	assert.equal(formValues(restored.text)['value.ais_patients'], '９９');
	assert.equal(formValues((await clerk.get(url)).text).revision, values.revision);
});
