// A form that is sent twice is acted upon once, whatever sends it: double clicks, retries, the way
// back.  With other content it is another act; what was refused may be sent again.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, csrf, formValues, freshKey, signedIn, visible} = require('./portal');
const {preparePreview, setRule} = require('./editions');
const {creditCode, openInstitution, query, secret, single} = require('./people');

const own = {};
const name = `once${process.pid}`;
const pdf = (text) => Buffer.from(`%PDF-1.4\n% ${text}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`);
let id, url, admin, reviewer;

before(async () => {
	Object.assign(own, await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader`}));
	id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`);
	url = `/institution/return/${id}`;
	admin = await signedIn('city.admin');
	reviewer = await signedIn('city.reviewer');
});

function count(table, where = 'true') {
	return Number(single(`SELECT count(*) FROM zhiheng.${table} WHERE ${where}`));
}

// The page's own token and key, as a browser has them.
async function keys(person, page) {
	const values = formValues((await person.get(page)).text);
	assert.match(values._once, /^[0-9a-f]{32}$/, page);
	return {_csrf: values._csrf, _once: values._once};
}

// Four at once, then with other content twice, then the first again: two records.
async function sendMany({person, page, address = page, fields, changed, counted, first = 303}) {
	const key = await keys(person, page);
	const was = counted();
	const answers = await Promise.all([1, 2, 3, 4].map(() => person.post(address, {...key, ...fields})));
	assert.equal(counted(), was + 1, `${address}: ${answers.map(({status}) => status)} ${visible(answers[0].text).slice(0, 300)}`);
	const places = new Set(answers.map(({status, location}) => `${status} ${(location || '').replace(/[?&]notice=\w+/, '')}`));
	if (first === 303) {
		assert.equal(places.size, 1, [...places].join());
		assert.equal(answers.filter(({location}) => /[?&]notice=once\b/.test(location)).length, 3);
		assert.match(visible((await person.get(answers.find(({location}) => /notice=once/.test(location)).location)).text), /先前已经收到并办理，没有重复执行/);
	} else {
		assert.equal(answers.filter(({text}) => /已经办理过/.test(text)).length, 3);
		assert.ok(answers.every(({status}) => status === first));
	}
	for (let i = 0; i < 2; i++)
		await person.post(address, {...key, ...fields, ...changed});
	assert.equal(counted(), was + 2, `${address}: with other content it is another act`);
	await person.post(address, {...key, ...fields});
	assert.equal(counted(), was + 2, `${address}: the way back, and sent as it was`);
	await person.post(address, {...key, _once: freshKey(), ...fields, ...changed});
}

test('messages, of both sides', async () => {
	await sendMany({person: own.clerk, page: `${url}/message`, fields: {element: '*', text: '请核对分母'},
		changed: {text: '请核对分子'}, counted: () => count('return_message', `return_id = ${id}`)});
	assert.equal(count('return_message', `return_id = ${id}`), 3, 'under a key of its own the same words are said again');
	await sendMany({person: reviewer, page: `/commission/return/${id}/message`, fields: {element: '*', text: '已核对分母'},
		changed: {text: '已核对分子'}, counted: () => count('return_message', `return_id = ${id}`)});
});

test('sources of numbers', () => sendMany({person: own.clerk, page: '/institution/note/discharges',
	fields: {source: '病案首页', rule: '按出院日期'}, changed: {source: '住院系统'}, counted: () => count('element_note', `institution_id = ${own.id}`)}));

test('problems to rectify, of both sides', async () => {
	const item = {content: `示例问题 ${name}`, aim: '按时报送', post: '医务科科长', due_on: '2099-12-31'};
	const counted = () => count('ledger_item', `institution_id = ${own.id}`);
	await sendMany({person: own.leader, page: '/institution/ledger/new', fields: {source: 'self_check', ...item}, changed: {content: `另一问题 ${name}`}, counted});
});

test('departments and institutions', async () => {
	await sendMany({person: own.leader, page: '/institution/department/', fields: {names: '内科'}, changed: {names: '外科'},
		counted: () => count('department', `institution_id = ${own.id}`)});
	const body = `12990101TC${String(process.pid % 10000).padStart(4, '0')}`;
	const fields = {credit_code: creditCode(`${body}001`), name: `示例重复${name}一`, region: '990101', affiliation: 'city', level: 'secondary', grade: 'B', kind: 'general',
		specialist_type: '', ownership: 'public', beds: '200'};
	await sendMany({person: admin, page: '/commission/institution/new', fields,
		changed: {credit_code: creditCode(`${body}002`), name: `示例重复${name}二`}, counted: () => count('institution', `name LIKE '示例重复${name}%'`)});
});

test('codes that are shown once: the second answer says that it was done', async () => {
	const account = single(`SELECT id FROM zhiheng.account WHERE login = '${name}.verifier'`);
	const address = `/commission/account/${account}/code`;
	const counted = () => count('audit', `act = 'account.code' AND object_id = ${account}`);
	const key = await keys(admin, `/commission/account/${account}`);
	const answers = await Promise.all([1, 2, 3, 4].map(() => admin.post(address, key)));
	assert.equal(counted(), 1);
	assert.equal(answers.filter(({text}) => /class="zh-code"/.test(text)).length, 1);
	assert.equal(answers.filter(({text}) => /已经办理过/.test(text)).length, 3);
	await admin.submit(`/commission/account/${account}`, {}, address);
	assert.equal(counted(), 2, 'a page opened anew makes a new one');
});

test('the rule of what is published, and serious events', async () => {
	const programme = single(`SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id
		WHERE region_code = '990100' AND year = 2025`);
	const veto = `/commission/programme/${programme}/veto`;
	await sendMany({person: admin, page: veto, fields: {institution: String(own.id), period: '2025Q3', cap: 'B', document: `示例〔2025〕${name}号`, event: '示例事件，供测试'},
		changed: {cap: 'C'}, counted: () => count('grade_veto', `institution_id = ${own.id}`)});
	const rule = `/commission/edition/rule/${programme}`;
	await sendMany({person: admin, page: rule, fields: {preview_days: '3', small_below: '10', grades: 'f'}, changed: {preview_days: '5'},
		counted: () => count('programme_disclosure', `programme_id = ${programme}`)});
	await setRule(admin, programme, {});
});

test('objections to what will be published', async () => {
	const programme = single(`SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id
		WHERE region_code = '990100' AND year = 2024`);
	await setRule(admin, programme, {preview_days: '14'});
	const preview = await preparePreview(admin, programme, '2024Q3');
	await setRule(admin, programme, {});
	const leader = await signedIn('h1.leader');
	const indicator = single(`SELECT min(indicator_code) FROM zhiheng.preview_result WHERE preview_id = ${preview}
		AND institution_id = (SELECT institution_id FROM zhiheng.account WHERE login = 'h1.leader')`);
	await sendMany({person: leader, page: `/institution/preview/${preview}/${indicator}`, fields: {remark: '', objection: `分母有误 ${name}`},
		changed: {objection: `分子有误 ${name}`}, counted: () => count('preview_remark', `preview_id = ${preview} AND indicator_code = '${indicator}' AND kind = 'objection'`)});
	// Taken back, or the next preview of this quarter would carry it along.
	const page = `/institution/preview/${preview}/${indicator}`;
	const {_csrf} = formValues((await leader.get(page)).text);
	assert.equal((await leader.post(page, {_csrf, remark: '', objection: ''})).status, 303);
});

test('files of evidence: by their content, not their name alone', async () => {
	const page = `${url}/evidence`;
	const counted = () => count('evidence', `return_id = ${id}`);
	const key = await keys(own.clerk, page);
	const send = (text, given = key) => {
		const body = new FormData();
		for (const [field, value] of Object.entries({...given, element: '*'}))
			body.append(field, value);
		body.append('file', new Blob([pdf(text)], {type: 'application/pdf'}), 'proof.pdf');
		return own.clerk.send('POST', page, {body});
	};
	const answers = await Promise.all([1, 2, 3, 4].map(() => send('one')));
	assert.ok(answers.every(({status}) => status === 303), visible(answers[0].text));
	assert.equal(counted(), 1);
	assert.equal((await send('two')).status, 303);
	assert.equal(counted(), 2, 'another file under the same name');
	await send('one', await keys(own.clerk, page));
	assert.equal(counted(), 3, 'a page opened anew takes it again');
});

test('saves of the sheet: A, B and A again are three, a retry of one is the same', async () => {
	const values = formValues((await own.clerk.get(url)).text);
	const counted = () => count('return_value', `return_id = ${id} AND element_code = 'discharges'`);
	const save = (value, revision, _once) => own.clerk.post(`${url}/draft`, {_csrf: values._csrf, _once, revision: String(revision), source: 'typed', 'value.discharges': value});
	const keysOf = [freshKey(), freshKey(), freshKey()];
	const was = counted();
	let revision = Number(values.revision);
	for (const [i, value] of ['11', '12', '11'].entries()) {
		const answers = await Promise.all([save(value, revision, keysOf[i]), save(value, revision, keysOf[i])]);
		const said = answers.map(({text}) => JSON.parse(text));
		assert.deepEqual(said.map(({outcome}) => outcome), ['saved', 'saved']);
		revision = said[0].revision;
		assert.equal(counted(), was + i + 1);
	}
	// The first once more, its answer lost and B and A saved since: it changes nothing.
	assert.equal(JSON.parse((await save('11', Number(values.revision), keysOf[0])).text).outcome, 'saved');
	assert.equal(counted(), was + 3);
	const wrong = freshKey();
	assert.equal(JSON.parse((await save('x1', revision, wrong)).text).outcome, 'refused');
	assert.equal(JSON.parse((await save('x1', revision, wrong)).text).outcome, 'refused', 'what was refused is judged again');
});

test('what was refused leaves nothing behind', async () => {
	const page = `${url}/message`;
	const key = await keys(own.clerk, page);
	const was = count('posted');
	for (let i = 0; i < 2; i++) {
		const answer = await own.clerk.post(page, {...key, element: '*', text: '短'});
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), /请写 2 至 1000 个字|至少/);
	}
	assert.equal(count('posted'), was);
});

test('without its key, or with half of one, a form is not acted upon', async () => {
	const page = `${url}/message`;
	const {_csrf, _once} = await keys(own.clerk, page);
	const was = count('return_message', `return_id = ${id}`);
	for (const half of ['', _once.slice(1), _once.toUpperCase().replace(/^./, 'G'), `${_once}0`]) {
		const answer = await own.clerk.post(page, {_csrf, _once: half, element: '*', text: '没有标记的留言'});
		assert.equal(answer.status, 400, half);
		assert.match(visible(answer.text), /缺少防止重复提交的标记/);
	}
	assert.equal(count('return_message', `return_id = ${id}`), was);
});

test('a key is its account\'s: another one\'s is another act', async () => {
	const page = `${url}/message`;
	const {_once} = await keys(own.clerk, page);
	const fields = {_once, element: '*', text: '同一个标记，两个人'};
	for (const person of [own.clerk, own.leader]) {
		const answer = await person.post(page, {...fields, _csrf: csrf((await person.get(page)).text)});
		assert.match(answer.location, /notice=sent/);
	}
});

test('two sign-ins at once both sign in', async () => {
	const visitor = new Visitor();
	const page = await visitor.get('/account/sign-in');
	const fields = {_csrf: csrf(page.text), login: `${name}.leader`, password: secret};
	const answers = await Promise.all([1, 2].map(() => visitor.post('/account/sign-in', fields)));
	assert.ok(answers.every(({status, location}) => status === 303 && location === '/institution/'));
	assert.equal((await visitor.get('/institution/')).status, 200);
});

test('old claims go with one form in 256', async () => {
	const old = "at < now() - interval '7 days'";
	query(`UPDATE zhiheng.posted SET at = now() - interval '8 days' WHERE account_id = (SELECT id FROM zhiheng.account WHERE login = '${name}.clerk')`);
	assert.ok(count('posted', old) > 0);
	const page = `${url}/message`;
	const {_csrf, _once} = await keys(own.clerk, page);
	assert.match((await own.clerk.post(page, {_csrf, _once: `ff${_once.slice(2)}`, element: '*', text: `清理 ${name}`})).location, /notice=sent/);
	assert.equal(count('posted', old), 0);
});
