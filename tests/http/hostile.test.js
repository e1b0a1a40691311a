// 515 hostile texts through the text fields: stored as typed, shown escaped, in files no formulas.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {base, csrf, formValues, freshKey, signedIn, unescapeHtml, visible} = require('./portal');
const {confirmed, openInstitution, query, returnAddress, single} = require('./people');
const {hostile} = require('./hostile');
const {csvCells, unzip, workbook} = require('../import/workbook');

let own;
let id;
let url;
let codes;
const texts = hostile.map(({text}) => text);
// One of each kind and all that begin like a formula, for fields that take one text a request.
const chosen = hostile.filter(({kind, text}, i) => kind === 'formula' || hostile.findIndex((other) => other.kind === kind) === i).map(({text}) => text);

before(async () => {
	own = await openInstitution({clerk: `ho${process.pid}.clerk`, leader: `ho${process.pid}.leader`});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	url = `/institution/return/${id}`;
	codes = Object.keys(formValues((await own.clerk.get(url)).text)).filter((name) => name.startsWith('value.')).map((name) => name.slice(6));
});

function cookies(visitor) {
	return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

// The tags of a page with their attributes' names: what hostile text must not change.
function skeleton(html) {
	return [...html.matchAll(/<!?\/?[a-z][^>]*>/gi)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""'));
}

// What the database keeps, as JSON: texts may hold line ends.
function kept(statement) {
	return JSON.parse(single(`SELECT coalesce(jsonb_agg(item), '[]') FROM (${statement}) AS item`));
}

function begins(text) {
	return /^[=+\-@＝＋－＠]/.test(text);
}

test('the list', () => {
	assert.equal(texts.length, 515);
	assert.equal(new Set(texts).size, 515);
	assert.ok(chosen.length > 30);
});

test('explanations: all 515, stored as typed, shown escaped', async () => {
	let tags = null;
	for (let from = 0; from < texts.length; from += codes.length) {
		const batch = texts.slice(from, from + codes.length);
		const page = await own.clerk.get(`${url}/check`);
		const fields = {_csrf: csrf(page.text), act: 'explain', revision: single(`SELECT revision FROM zhiheng.return WHERE id = ${id}`)};
		// The last batch is filled up, so that every page has the same parts.
		codes.forEach((code, i) => { fields[`explanation.${code}`] = batch[i] ?? `说明 ${i}`; });
		const answer = await own.clerk.post(`${url}/check`, fields);
		assert.equal(answer.status, 303, visible(answer.text));
		const rows = kept(`SELECT DISTINCT ON (element_code) element_code AS code, text FROM zhiheng.return_remark WHERE return_id = ${id} ORDER BY element_code, id DESC`);
		const now = Object.fromEntries(rows.map(({code, text}) => [code, text]));
		codes.forEach((code, i) => assert.equal(now[code], batch[i] ?? `说明 ${i}`));
		const shown = (await own.clerk.get(url)).text;
		for (const text of batch)
			assert.ok(unescapeHtml(shown).includes(text), text);
		const found = skeleton(shown);
		if (tags !== null)
			assert.deepEqual(found, tags, 'hostile text is no markup');
		tags = found;
	}
});

test('cells of an uploaded file: all 515, named and shown escaped; the marked copy holds no formula', async () => {
	const template = (await own.clerk.get(`${url}/template.csv`)).text.replace(/^\uFEFF/, '').trim().split('\r\n').slice(0, 4).map(csvCells);
	const send = async (list) => {
		const form = new FormData();
		form.append('_csrf', csrf((await own.clerk.get(`${url}/upload`)).text));
		form.append('_once', freshKey());
		form.append('file', new Blob([workbook([...template, ...list.map((text) => [text, '', '', '', '', '', text])])]), '<b>"名".xlsx');
		const answer = await fetch(new URL(`${url}/upload`, base), {method: 'POST', body: form, redirect: 'manual', headers: {cookie: cookies(own.clerk)}});
		assert.equal(answer.status, 303, visible(await answer.text()));
		return {location: answer.headers.get('location'), html: (await own.clerk.get(answer.headers.get('location'))).text};
	};
	// Texts that XML 1.0 has no place for are another test's.
	const list = texts.filter((text) => !/[\uFFFE\uFFFF]/.test(text));
	const {location, html} = await send(list);
	const harmless = await send(list.map((_, i) => `代码${i}`));
	assert.deepEqual(skeleton(html), skeleton(harmless.html));
	const shown = unescapeHtml(html);
	for (const text of list)
		assert.ok(shown.includes(`“${text}”不是本报表的数据项代码`), text);
	const marked = await fetch(new URL(`${location}/marked.xlsx`, base), {headers: {cookie: cookies(own.clerk)}});
	const files = unzip(Buffer.from(await marked.arrayBuffer()));
	assert.doesNotMatch(files['xl/worksheets/sheet1.xml'].toString(), /<f[ >]/);
	assert.equal(Object.keys(files).filter((name) => /external|hyperlink/i.test(name)).length, 0);
});

test('names of members and elements that a program sends: all 515 come back as they were', async () => {
	const made = await own.leader.submit('/institution/machine', {name: '<b>系统', scopes: '2025Q3', expires_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10)});
	const token = /<code>(zhiheng_[0-9a-f]+)</.exec(made.text)[1];
	const pairs = texts.map((text) => `${JSON.stringify(text)}:${JSON.stringify(text)}`);
	const answer = await fetch(new URL(returnAddress(id), base), {
		method: 'POST', headers: {'content-type': 'application/json', authorization: `Bearer ${token}`}, body: `{"values":{${pairs.join(',')}}}`,
	});
	assert.equal(answer.status, 400);
	const json = await answer.json();
	const unknown = json.faults.filter((fault) => fault.code === 'unknown_element').map((fault) => fault.element);
	assert.deepEqual(unknown.sort(), [...texts].sort());
});

test('messages, notes, names of tokens: stored as typed, shown escaped', async () => {
	const token = csrf((await own.clerk.get(`${url}/message`)).text);
	const names = ['<b>系统'];
	const leader = csrf((await own.leader.get('/institution/machine')).text);
	for (const text of chosen) {
		const message = await own.clerk.post(`${url}/message`, {_csrf: token, element: '*', text});
		assert.equal(message.status, 303, `${text} ${visible(message.text)}`);
		const oneLine = text.replace(/[\n\t]/g, ' ');
		const note = await own.clerk.post('/institution/note/ais_patients', {_csrf: token, source: oneLine, rule: text});
		assert.equal(note.status, 303, `${text} ${visible(note.text)}`);
		const shown = formValues((await own.clerk.get('/institution/note/ais_patients')).text);
		assert.deepEqual([shown.source, shown.rule], [oneLine, text]);
		if ([...oneLine].length <= 40) {
			const made = await own.leader.post('/institution/machine', {_csrf: leader, name: oneLine, scopes: '2025Q3', expires_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10)});
			assert.equal(made.status, 200, `${text} ${visible(made.text)}`);
			names.push(oneLine);
		}
	}
	assert.deepEqual(kept(`SELECT text FROM zhiheng.return_message WHERE return_id = ${id} ORDER BY id`).map(({text}) => text), chosen);
	assert.deepEqual(kept(`SELECT name FROM zhiheng.account WHERE role = 'machine' AND institution_id = ${own.id} ORDER BY id`).map(({name}) => name), names);
	const thread = await own.clerk.get(`${url}/message`);
	for (const text of chosen)
		assert.ok(unescapeHtml(thread.text).includes(text), text);
	const allowed = /^<(!doctype|\/?(html|head|meta|title|link|script|body|a|header|div|svg|use|path|span|form|input|button|main|nav|ol|ul|li|h1|h2|h3|p|strong|label|select|option|textarea|footer|time|article|section|dl|dt|dd|img|br|code)\b)/i;
	for (const tag of skeleton(thread.text))
		assert.match(tag, allowed);
	assert.doesNotMatch(thread.text, /<b>|<script>alert|onerror=alert|<iframe|<math/);
});

test('names of an institution: in files a leading apostrophe keeps a formula from being one', async () => {
	const admin = await signedIn('city.admin');
	const address = `/commission/institution/${own.id}`;
	const was = single(`SELECT name FROM zhiheng.institution WHERE id = ${own.id}`);
	for (const text of chosen) {
		const name = text.replace(/[\n\t]/g, ' ');
		if ([...name].length > 100)
			continue;
		const saved = await confirmed(admin, address, {...await institutionFields(admin, address), name, reason: '更名'});
		assert.equal(saved.status, 303, `${name} ${visible(saved.text)}`);
		const file = (await own.clerk.get(`${url}/template.csv`)).text.replace(/^\uFEFF/, '');
		const first = csvCells(file.split('\r\n')[0])[0];
		assert.ok(first.startsWith(begins(name) ? `'${name}` : name), first);
	}
	await confirmed(admin, address, {...await institutionFields(admin, address), name: was, reason: '更名'});
	assert.equal(query(`SELECT name FROM zhiheng.institution WHERE id = ${own.id}`)[0][0], was);
});

// The form of an institution as it stands, with the choices that formValues leaves out.
async function institutionFields(admin, address) {
	const {text} = await admin.get(address);
	const fields = formValues(text);
	for (const [, name, body] of text.matchAll(/<select[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
		const selected = /<option value="([^"]*)"[^>]*\bselected/.exec(body);
		fields[name] = selected ? selected[1] : '';
	}
	return fields;
}
