// 515 hostile texts through every text field of the programs.  Each form is posted with all of them in
// each field and one field that no form has: it comes back with what was typed, and is no other page
// than after harmless words.  Then each kind of record is made of them: stored as typed, in files no
// formulas.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, csrf, formValues, readTable, signedIn, unescapeHtml, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {hostile, packs} = require('./hostile');
const {preparePreview, setRule} = require('./editions');
const {unzip} = require('../import/workbook');

const texts = hostile.map(({text}) => text);
const people = {};
let own;
let id;

before(async () => {
	own = await openInstitution({clerk: `hf${process.pid}.clerk`, verifier: `hf${process.pid}.verifier`, leader: `hf${process.pid}.leader`});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	for (const login of ['city.admin', 'city.reviewer', 'h1.clerk', 'h1.leader', 'h3.clerk', 'h3.leader'])
		people[login] = await signedIn(login);
	people.nobody = new Visitor();
	const form = formValues((await own.clerk.get(`/institution/return/${id}`)).text);
	const filled = Object.entries(form).filter(([name]) => !/^(na|part)\./.test(name)).map(([name, value]) => [name, name.startsWith('value.') ? '1' : value]);
	assert.equal((await own.clerk.post(`/institution/return/${id}`, filled)).status, 303);
	Object.assign(people, {'own.clerk': own.clerk, 'own.verifier': own.verifier, 'own.leader': own.leader});
});

// The kinds of tags on a page, each with its attributes' names.
function kinds(html) {
	return new Set([...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""')));
}

function itemOf(institution, ...states) {
	const found = single(`SELECT item.id FROM zhiheng.ledger_item AS item JOIN zhiheng.account AS account USING (institution_id)
		WHERE account.login = '${institution}.clerk' AND item.state IN ('${states.join("', '")}') ORDER BY item.id LIMIT 1`);
	return found;
}

// One that is open, whatever was published before.
async function openPreview() {
	const programme = single(`SELECT programme.id FROM zhiheng.programme AS programme
		JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id WHERE commission.region_code = '990100' AND programme.year = 2025`);
	await setRule(people['city.admin'], programme, {preview_days: '14'});
	const preview = await preparePreview(people['city.admin'], programme, '2025Q1');
	await setRule(people['city.admin'], programme, {});
	return preview;
}

// Who, where, and the names of the text fields, * for the first key of a map; what else must be chosen.
function forms(preview) {
	const programme = single("SELECT max(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q3'");
	const institution = single("SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk'");
	const department = single(`SELECT min(id) FROM zhiheng.department WHERE institution_id = ${institution}`);
	const published = single(`SELECT max(id) FROM zhiheng.return WHERE state IN ('accepted', 'published') AND institution_id = ${institution}`);
	const [indicator] = query(`SELECT indicator_code FROM zhiheng.programme_indicator WHERE programme_id = ${programme} ORDER BY 1 LIMIT 1`)[0];
	const baseline = single(`SELECT max(id) FROM zhiheng.baseline AS given
		WHERE NOT EXISTS (SELECT FROM zhiheng.baseline_decision AS decision WHERE decision.baseline_id = given.id)`);
	const shown = single(`SELECT min(indicator_code) FROM zhiheng.preview_result WHERE institution_id = ${institution} AND preview_id = ${preview}`);
	const [period, number] = query(`SELECT period, max(number) FROM zhiheng.edition WHERE region_code = '990100' AND programme_id = ${programme}
		AND id NOT IN (SELECT edition_id FROM zhiheng.edition_withdrawal) GROUP BY period ORDER BY period DESC LIMIT 1`)[0];
	const opening = `/commission/ledger/new?institution=${institution}&indicator=${indicator}&programme=${programme}&period=2025Q2`;
	const working = itemOf('h1', 'working', 'planned', 'analysed', 'found');
	return [
		['nobody', '/account/sign-in', ['login']],
		['nobody', '/account/activate', ['login', 'code']],
		['h1.clerk', '/institution/ledger/new', ['content', 'aim', 'post']],
		['h1.clerk', `/institution/ledger/${working}`, ['words']],
		['h1.clerk', `/institution/ledger/${working}/cause`, ['text']],
		['h1.clerk', `/institution/ledger/${working}/measure`, ['text', 'post']],
		['h1.clerk', `/institution/ledger/${working}/effect`, ['text']],
		['own.clerk', `/institution/return/${id}`, ['value.*']],
		['own.clerk', `/institution/return/${id}/message`, ['text']],
		['own.verifier', `/institution/return/${id}/sample`, ['note.*', 'sampled.*']],
		['own.clerk', '/institution/note/ais_patients', ['source', 'rule']],
		['own.leader', '/institution/machine', ['name']],
		['own.clerk', '/institution/department/', ['names']],
		['h1.clerk', `/institution/department/${department}`, ['name']],
		['h1.clerk', `/institution/return/${published}/correction`, ['reason', 'value.*']],
		['h1.leader', `/institution/baseline/${programme}/${indicator}`, ['reason']],
		['h1.leader', `/institution/preview/${preview}/${shown}`, ['remark', 'objection']],
		['city.admin', `/commission/edition/withdraw/${period}/${number}?programme=${programme}`, ['reason']],
		['city.admin', `/commission/account/new?organisation=institution:${institution}`, ['login', 'name'], {organisation: `institution:${institution}`}],
		['city.admin', `/commission/baseline/${baseline}`, ['reason']],
		['city.admin', '/commission/bulletin/', ['issuer', 'number', 'notice_title', 'addressee', 'notice_body', 'copies']],
		['city.admin', '/commission/institution/new', ['credit_code', 'name', 'specialist_type']],
		['city.admin', `/commission/institution/${institution}`, ['name', 'specialist_type']],
		['city.admin', `/commission/institution/${institution}/activate`, ['reason']],
		['city.admin', '/commission/institution/import', ['text']],
		['city.reviewer', opening, ['content', 'aim', 'post']],
		['city.reviewer', `/commission/ledger/${working}`, ['words']],
		['city.reviewer', `/commission/ledger/${working}/term`, ['content', 'aim', 'post', 'reason']],
		['city.reviewer', `/commission/return/${id}/message`, ['text']],
		['city.admin', '/commission/organisation/commission', ['name']],
		['city.admin', '/commission/organisation/qc-centre', ['name']],
		['city.admin', '/commission/programme/new', ['name']],
		['city.admin', `/commission/programme/${programme}/grade/draft`, ['note', 'source.*', 'weight.*', 'floor.*', 'benchmark.*']],
		['city.admin', `/commission/programme/${programme}/indicator/${indicator}`, ['source']],
		['city.admin', `/commission/programme/${programme}/veto`, ['document', 'event']],
	];
}

// What comes back after a post with a field that no form has.
async function refuse(person, address, names, chosen, words) {
	const page = await person.get(address);
	assert.equal(page.status, 200, address);
	const inputs = formValues(page.text);
	const sent = {};
	for (const name of names) {
		const prefix = name.replace('*', '');
		const real = name.endsWith('*') ? Object.keys(inputs).find((other) => other.startsWith(prefix)) : name;
		assert.ok(real && (real in inputs || name.endsWith('*') || prefix === name), `${address} has ${name}`);
		const isLine = new RegExp(`<input[^>]*name="${real.replace(/[.*]/g, '\\$&')}"`).test(page.text);
		sent[real] = words(isLine);
	}
	const answer = await person.post(address, {...inputs, ...sent, ...chosen, 'no such field': '1'});
	return {answer, sent};
}

test('every form comes back with all 515 in every field, as typed and escaped', async () => {
	const all = {true: texts.map((text) => text.replace(/[\n\t\u0085]/g, ' ')).join(' '), false: texts.join('\n')};
	const harmless = {true: all.true.replace(/[^ ]/gu, '甲'), false: all.false.replace(/[^\n]/gu, '甲')};
	for (const [login, address, names, chosen] of forms(await openPreview())) {
		const {answer, sent} = await refuse(people[login], address, names, chosen, (isLine) => all[isLine]);
		assert.equal(answer.status, 400, `${address}: ${visible(answer.text).slice(0, 300)}`);
		const shown = formValues(answer.text);
		for (const [name, text] of Object.entries(sent))
			assert.equal(shown[name] === undefined ? undefined : shown[name].replace(/\r\n/g, '\n'), text, `${address} ${name}`);
		const other = await refuse(people[login], address, names, chosen, (isLine) => harmless[isLine]);
		const known = kinds(other.answer.text);
		assert.deepEqual([...kinds(answer.text)].filter((tag) => !known.has(tag)), [], `${address}: hostile text is no markup`);
	}
});

// ---- records ------------------------------------------------------------------------------------

const long = packs(texts, 1000);
const line = (limit) => packs(texts.map((text) => text.replace(/[\n\t\u0085\u2028\u2029]/g, ' ')), limit);

// What the database keeps, as JSON: texts may hold line ends.
function kept(statement) {
	return JSON.parse(single(`SELECT coalesce(jsonb_agg(item), '[]') FROM (${statement}) AS item`));
}

async function done(promise, what) {
	const answer = await promise;
	assert.equal(answer.status, 303, `${what}: ${visible(answer.text).slice(0, 400)}`);
	return answer;
}

// The page has each text, and none as markup.
function shows(html, list, where) {
	const words = unescapeHtml(html);
	for (const text of list)
		assert.ok(words.includes(text), `${where}: ${text}`);
	assert.doesNotMatch(html, /<(script>alert|b>|i>|iframe|math|svg\/onload|img src=x|base )/, where);
}

async function act(person, what, fields) {
	const {_csrf, revision} = formValues((await person.get(`/institution/return/${id}/check`)).text);
	return person.post(`/institution/return/${id}/check`, {_csrf, revision, act: what, ...fields});
}

async function verify() {
	const page = await own.clerk.get(`/institution/return/${id}/check`);
	const asked = [...page.text.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g)].map(([, field], i) => [field, long[i % long.length]]);
	if (asked.length > 0)
		await done(act(own.clerk, 'explain', Object.fromEntries(asked)), 'explain');
	await done(act(own.verifier, 'verify'), 'verify');
}

test('departments: all that are no longer than a name', async () => {
	const names = [...new Set(line(40).map((name) => name.trim()))].filter((name) => [...name].length >= 2).slice(0, 60);
	await done(own.clerk.submit('/institution/department/', {names: names.join('\n')}), 'departments');
	const stored = kept(`SELECT name FROM zhiheng.department_version JOIN zhiheng.department AS department ON department.id = department_id
		WHERE institution_id = ${own.id} ORDER BY department_id`).map(({name}) => name);
	assert.deepEqual(stored, names);
	shows((await own.clerk.get('/institution/department/')).text, names, 'departments');
	shows((await own.clerk.get(`/institution/return/${id}`)).text, names, 'heads of the sheet');
	const book = unzip((await own.clerk.get(`/institution/return/${id}/template.xlsx`)).bytes);
	for (const [name, content] of Object.entries(book))
		assert.doesNotMatch(content.toString(), /<f[ >]|externalLink|<hyperlink /, name);
	const [department] = query(`SELECT id FROM zhiheng.department WHERE institution_id = ${own.id}`)[0];
	const address = `/institution/department/${department}`;
	const form = formValues((await own.clerk.get(address)).text);
	await done(own.clerk.post(address, {...form, name: '=HYPERLINK("x","y")'}), 'renamed');
	shows((await own.clerk.get('/institution/department/')).text, ['=HYPERLINK("x","y")'], 'renamed');
});

test('samples, sending back, returning with a reason at each element', async () => {
	const codes = query(`SELECT element_code FROM zhiheng.return_cell WHERE return_id = ${id} AND state = 'value' ORDER BY 1`).map(([code]) => code);
	const fields = {};
	codes.slice(0, long.length).forEach((code, i) => Object.assign(fields, {[`sampled.${code}`]: '1', [`agreeing.${code}`]: '1', [`note.${code}`]: long[i]}));
	const sample = `/institution/return/${id}/sample`;
	const {_csrf, revision} = formValues((await own.verifier.get(sample)).text);
	await done(own.verifier.post(sample, {_csrf, revision, ...fields}), 'sample');
	assert.deepEqual(new Set(kept(`SELECT note FROM zhiheng.return_sample WHERE return_id = ${id}`).map(({note}) => note)), new Set(long));
	shows((await own.verifier.get(sample)).text, long, 'sample');

	await verify();
	await done(act(own.verifier, 'send-back', {reason: line(500)[0]}), 'sent back');
	shows((await own.clerk.get(`/institution/return/${id}`)).text, line(500).slice(0, 1), 'sent back');
	await verify();
	await own.leader.confirm();
	await done(act(own.leader, 'submit', {declared: '1'}), 'submitted');
	const review = `/commission/return/${id}`;
	const shown = formValues((await people['city.reviewer'].get(review)).text);
	const reasons = Object.fromEntries(codes.slice(0, long.length).map((code, i) => [`reason.${code}`, long[i]]));
	const again = await people['city.reviewer'].post(review, {...shown, ...reasons, act: 'return', overall: long[1], 'no such field': '1'});
	assert.equal(again.status, 400);
	assert.deepEqual(Object.keys(reasons).map((name) => formValues(again.text)[name]), Object.values(reasons));
	await done(people['city.reviewer'].post(review, {_csrf: shown._csrf, state: shown.state, revision: shown.revision, act: 'return', overall: long[1], ...reasons}), 'returned');
	shows((await own.clerk.get(`/institution/return/${id}`)).text, long, 'returned');
	shows((await people['city.reviewer'].get(review)).text, long, 'review');
});

test('corrections: reasons of who asks and of who decides', async () => {
	await done(own.clerk.post(`/institution/return/${id}`, formValues((await own.clerk.get(`/institution/return/${id}`)).text)), 'saved');
	await verify();
	await own.leader.confirm();
	await done(act(own.leader, 'submit', {declared: '1'}), 'submitted');
	const review = `/commission/return/${id}`;
	const {_csrf, state, revision} = formValues((await people['city.reviewer'].get(review)).text);
	await done(people['city.reviewer'].post(review, {_csrf, state, revision, act: 'accept'}), 'accepted');
	const asked = long.filter((text, i) => i % 2 === 0);
	const answered = long.filter((text, i) => i % 2 === 1);
	for (const [i, reason] of asked.entries()) {
		const ask = formValues((await own.clerk.get(`/institution/return/${id}/correction`)).text);
		const value = Object.fromEntries(Object.entries(ask).filter(([name]) => /^(_csrf|revision)$/.test(name)));
		await done(own.clerk.post(`/institution/return/${id}/correction`, {...value, reason, 'value.discharges': String(2 + i)}), 'asked');
		const decide = formValues((await people['city.reviewer'].get(`${review}/correction`)).text);
		shows((await people['city.reviewer'].get(`${review}/correction`)).text, [reason], 'asked');
		await done(people['city.reviewer'].post(`${review}/correction`, {...decide, act: 'refused', reason: answered[i % answered.length]}), 'refused');
	}
	assert.deepEqual(kept(`SELECT reason FROM zhiheng.correction WHERE return_id = ${id} ORDER BY id`).map(({reason}) => reason), asked);
	shows((await own.clerk.get(`/institution/return/${id}/correction`)).text, long, 'corrections');
});

test('the ledger: what both sides write, and its file', async () => {
	const aims = line(500);
	const posts = line(100).filter((text) => /^[=+\-@＝＋－＠]/.test(text));
	const items = [];
	for (const [i, content] of long.entries()) {
		const form = formValues((await own.clerk.get('/institution/ledger/new')).text);
		const made = await done(own.clerk.post('/institution/ledger/new', {...form, content, aim: aims[i % aims.length], post: posts[i % posts.length], due_on: '2027-01-31', source: 'self_check'}), 'opened');
		items.push(/ledger\/(\d+)/.exec(made.location)[1]);
	}
	const stored = kept(`SELECT content, aim, post FROM zhiheng.ledger_term WHERE item_id IN (${items.join()}) ORDER BY item_id`);
	assert.deepEqual(stored, long.map((content, i) => ({content, aim: aims[i % aims.length], post: posts[i % posts.length]})));
	const address = `/institution/ledger/${items[0]}`;
	const step = async (where, fields) => {
		const {_csrf, state} = formValues((await own.clerk.get(where)).text);
		await done(own.clerk.post(where, {_csrf, state, ...fields}), where);
	};
	for (const words of packs(texts, 1000))
		await step(address, {act: 'progress', words});
	for (const text of packs(texts, 2000))
		await step(`${address}/cause`, {text});
	for (const [i, text] of packs(texts.filter((text) => [...text].length < 30), 1000).entries())
		await step(`${address}/measure`, {text, post: posts[i % posts.length], due_on: '2027-01-31'});
	const page = (await own.clerk.get(address)).text;
	shows(page, long, 'item');
	shows((await people['city.reviewer'].get(`/commission/ledger/${items[0]}`)).text, long, 'item, of the commission');
	const file = await people['city.reviewer'].get('/commission/ledger/?format=csv');
	assert.equal(file.status, 200);
	const rows = Object.fromEntries(readTable(file.text).map((row) => [row['编号'], row]));
	const harmless = (text) => (/^[=+\-@＝＋－＠]/.test(text) && !/^[+-]\d+$/.test(text) ? `'${text}` : text);
	for (const [i, item] of items.entries())
		assert.deepEqual([rows[item]['问题内容'], rows[item]['责任人（岗位）']], [harmless(long[i]), harmless(posts[i % posts.length])]);
});

test('reasons for an account, words of the notice', async () => {
	const admin = people['city.admin'];
	const account = single(`SELECT id FROM zhiheng.account WHERE login = 'hf${process.pid}.verifier'`);
	const reasons = line(200).slice(0, 12);
	for (const reason of reasons) {
		const {_csrf, active} = formValues((await admin.get(`/commission/account/${account}`)).text);
		await done(admin.post(`/commission/account/${account}/activate`, {_csrf, active, reason}), 'account');
	}
	assert.ok(kept(`SELECT detail FROM zhiheng.audit WHERE act LIKE 'account.%' ORDER BY id DESC LIMIT 40`).some(({detail}) => JSON.stringify(detail).includes(JSON.stringify(reasons[1]).slice(1, -1))));
	const template = formValues((await admin.get('/commission/bulletin/')).text);
	const was = {...template};
	const parts = {issuer: line(40), number: line(40), notice_title: line(120), addressee: line(200), notice_body: packs(texts, 4000), copies: line(200)};
	for (let i = 0; i < parts.notice_body.length; i++) {
		const now = Object.fromEntries(Object.entries(parts).map(([name, list]) => [name, list[i]]));
		const {_csrf} = formValues((await admin.get('/commission/bulletin/')).text);
		await done(admin.post('/commission/bulletin/', {...was, _csrf, ...now}), 'notice');
		const shown = formValues((await admin.get('/commission/bulletin/')).text);
		assert.deepEqual(Object.keys(parts).map((name) => shown[name]), Object.values(now));
	}
	const {_csrf} = formValues((await admin.get('/commission/bulletin/')).text);
	await done(admin.post('/commission/bulletin/', {...was, _csrf}), 'notice as it was');
});

test('what is searched for is shown escaped', async () => {
	for (const [login, address] of [['nobody', '/catalogue/?q='], ['city.admin', '/commission/institution/?q='], ['city.admin', '/commission/account/?q='],
		['city.admin', '/commission/return/?q='], ['nobody', '/region/990100/2025Q2/find?q=']]) {
		for (const [text] of packs(texts, 400).map((pack) => [pack.replace(/\n/g, ' ')])) {
			const answer = await people[login].get(address + encodeURIComponent(text));
			assert.ok([200, 400].includes(answer.status), `${address}${text} ${answer.status}`);
			assert.doesNotMatch(answer.text, /<(script>alert|b>|i>|iframe|math|svg\/onload|img src=x|base )/, `${address}${text}`);
		}
	}
});
