// After acceptance: a correction is asked for, refused or approved, made, and shown beside what it
// replaces; notes on sources; the way from the check page to a cell and back; the inbox.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');

const own = {};
const name = `correct${process.pid}`;
let url, id, reviewer;

before(async () => {
	Object.assign(own, await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader`}));
	id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} ORDER BY period DESC LIMIT 1`);
	url = `/institution/return/${id}`;
	reviewer = await signedIn('city.reviewer');
});

async function save(changes) {
	const form = formValues((await own.clerk.get(url)).text);
	for (const field of Object.keys(form)) {
		// A deviation takes two values.
		if (field.startsWith('value.') && !field.endsWith('_sd') && form[field] === '')
			form[field] = '1';
		if (field.startsWith('na.'))
			delete form[field];
	}
	const answer = await own.clerk.post(url, {...form, ...changes});
	assert.equal(answer.status, 303, visible(answer.text));
	return answer;
}

async function act(person, what, fields) {
	const {_csrf, revision} = formValues((await person.get(`${url}/check`)).text);
	return person.post(`${url}/check`, {_csrf, revision, act: what, ...fields});
}

async function explained() {
	const page = await own.clerk.get(`${url}/check`);
	const words = Object.fromEntries([...page.text.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g)].map(([, field]) => [field, '已核对原始记录']));
	if (Object.keys(words).length > 0)
		assert.equal((await act(own.clerk, 'explain', words)).status, 303);
}

async function accepted() {
	await explained();
	assert.equal((await act(own.verifier, 'verify')).status, 303);
	await own.leader.confirm();
	assert.equal((await act(own.leader, 'submit', {declared: '1'})).status, 303);
	const {_csrf, state, revision} = formValues((await reviewer.get(`/commission/return/${id}`)).text);
	assert.equal((await reviewer.post(`/commission/return/${id}`, {_csrf, state, revision, act: 'accept'})).status, 303);
}

async function ask(person, fields) {
	const page = await person.get(`${url}/correction`);
	const {_csrf, revision} = formValues(page.text);
	return person.post(`${url}/correction`, {_csrf: _csrf || csrf(page.text), revision: revision || '1', ...fields});
}

async function sign(person, act, fields) {
	const {_csrf, revision} = formValues((await person.get(`${url}/correction`)).text);
	const correction = single(`SELECT max(id) FROM zhiheng.correction WHERE return_id = ${id}`);
	return person.post(`${url}/correction`, {_csrf, revision, correction, act, ...fields});
}

async function decide(fields) {
	const {_csrf, correction} = formValues((await reviewer.get(`/commission/return/${id}/correction`)).text);
	return reviewer.post(`/commission/return/${id}/correction`, {_csrf, correction: correction || '999999999', ...fields});
}

test('from the check page to a cell and back to its row; empty ones are listed', async () => {
	const page = await own.clerk.get(`${url}/check`);
	const total = Number(/没有填的数据项（(\d+)）/.exec(page.text)[1]);
	assert.equal(total, Object.keys(formValues((await own.clerk.get(url)).text)).filter((field) => field.startsWith('value.')).length);
	const link = /href="([^"]*\?back=discharges)#value\.discharges"/.exec(page.text)[1];
	const form = await own.clerk.get(link);
	assert.match(form.text, /id="value\.discharges"/);
	assert.match(form.text, new RegExp(`href="${url}/check#row\\.discharges"`));
	assert.equal(formValues(form.text).back, 'discharges');
	const answer = await save({back: 'discharges', action: 'check'});
	assert.equal(answer.location, `${url}/check#row.discharges`);
	assert.match((await own.clerk.get(`${url}/check`)).text, /<tr id="row\.discharges">/);
	const strange = await own.clerk.get(`${url}?back=no_such`);
	assert.equal(strange.status, 400, 'what is in no row is said, not passed over');
	assert.match(visible(strange.text), /“back”/);
	const led = await save({back: '//example.org/"><script>', action: 'check'});
	assert.ok(led.location.startsWith(`${url}/check#row.%2F%2F`), led.location);
});

test('notes on sources hold from then on, at the form and for the reviewer', async () => {
	const page = await own.clerk.get('/institution/note/discharges');
	const {_csrf} = formValues(page.text);
	const empty = await own.clerk.post('/institution/note/discharges', {_csrf, source: '', rule: '不变'});
	assert.equal(empty.status, 400);
	assert.match(empty.text, /id="source-error"/);
	assert.equal(formValues(empty.text).rule, '不变');
	assert.equal((await own.clerk.post('/institution/note/discharges', {_csrf, source: '库', rule: ''})).status, 400, 'one character');
	const fields = {_csrf, source: '病案首页 <系统>', rule: '按出院日期，去除日间手术'};
	assert.match((await own.clerk.post('/institution/note/discharges', fields)).location, /notice=saved/);
	assert.match((await own.clerk.post('/institution/note/discharges', fields)).location, /notice=unchanged/);
	assert.match((await own.verifier.post('/institution/note/discharges', {...fields, _csrf: formValues((await own.verifier.get('/institution/note/discharges')).text)._csrf, rule: '按出院日期'})).location, /saved/);
	assert.match(visible((await own.clerk.get('/institution/note/')).text), /已记 1 \/ \d+ 项/);
	const history = visible((await own.leader.get('/institution/note/discharges')).text);
	assert.match(history, /按出院日期 .*按出院日期，去除日间手术/, 'newest first');
	assert.match(visible((await own.clerk.get(url)).text), /本院取自：病案首页 <系统>；按出院日期 更新/);
	assert.match(visible((await reviewer.get(`/commission/return/${id}`)).text), /来源：病案首页 <系统>；按出院日期/);
	assert.equal((await own.clerk.get('/institution/note/no_such')).status, 404);
	assert.equal((await own.clerk.post('/institution/note/no_such', fields)).status, 404);
	assert.equal((await own.leader.post('/institution/note/discharges', {...fields, _csrf: csrf((await own.leader.get('/institution/')).text)})).status, 403);
	const stranger = await signedIn('h1.clerk');
	assert.doesNotMatch(visible((await stranger.get('/institution/note/discharges')).text), /病案首页 <系统>/);
});

test('before acceptance there is nothing to correct', async () => {
	const answer = await ask(own.clerk, {reason: '统计有误', 'value.discharges': '5'});
	assert.equal(answer.status, 409);
	assert.match(visible(answer.text), /可以直接修改或撤回/);
});

test('a correction: faults at their fields, one at a time, refused with a reason', async () => {
	await save({'value.discharges': '100', 'value.inpatients': '200', 'value.discharge_bed_days': '800'});
	await accepted();
	const wrong = await ask(own.clerk, {reason: '', 'value.discharges': '九十', 'value.or_surgeries': '-1'});
	assert.equal(wrong.status, 400);
	for (const field of ['reason', 'value.discharges', 'value.or_surgeries'])
		assert.match(wrong.text, new RegExp(`id="${field}-error"`), field);
	assert.equal(formValues(wrong.text)['value.discharges'], '九十');
	assert.equal((await ask(own.clerk, {reason: '统计有误', 'value.discharges': '100'})).status, 400, 'nothing differs');
	assert.match(visible((await ask(own.clerk, {reason: '统计有误', 'value.discharges': '90.5'})).text), /应为整数/);
	const above = visible((await ask(own.clerk, {reason: '统计有误', 'value.discharges': '300'})).text);
	assert.match(above, /不能大于|大于/, 'more than its whole');
	assert.doesNotMatch(above, /待负责人签字/, 'and what was refused is not listed as asked');
	assert.equal((await ask(own.leader, {reason: '统计有误', 'value.discharges': '90'})).status, 403);
	assert.equal((await ask(own.clerk, {reason: '统计有误', 'value.no_such': '9'})).status, 400);
	assert.equal((await ask(own.clerk, {reason: '漏统计 <新院区>', 'value.discharges': '１２０'})).status, 303);
	const again = await ask(own.verifier, {reason: '再来一次', 'value.discharges': '130'});
	assert.equal(again.status, 400);
	assert.match(visible(again.text), /已有更正在办/);
	assert.match(visible((await own.leader.get('/institution/')).text), /数据更正申请.*待负责人签字.*漏统计 <新院区>|漏统计 <新院区>.*待负责人签字/);
	assert.doesNotMatch((await reviewer.get(`/commission/return/${id}/correction`)).text, /漏统计/, 'unsigned, it is the hospital\'s own');
	const bare = await sign(own.leader, 'sign');
	assert.equal(bare.status, 403, 'without the password');
	assert.match(visible(bare.text), /先输入密码/);
	await own.leader.confirm();
	assert.equal((await sign(own.leader, 'sign')).status, 303);
	assert.equal((await sign(own.leader, 'sign')).status, 409, 'once');
	assert.match(visible((await reviewer.get('/commission/')).text), /更正申请：.*漏统计 <新院区>/);
	const seen = await reviewer.get(`/commission/return/${id}/correction`);
	assert.match(visible(seen.text), /漏统计 <新院区>.*100.*120/);
	const mute = await decide({act: 'refused', reason: ''});
	assert.equal(mute.status, 400);
	assert.match(mute.text, /id="reason-error"/);
	assert.equal((await decide({act: 'refused', reason: '请提供依据'})).status, 303);
	assert.match(visible((await own.clerk.get(`${url}/correction`)).text), /未批准.*请提供依据/);
	assert.equal(single(`SELECT state FROM zhiheng.return WHERE id = ${id}`), 'accepted');
});

test('taken back before it is decided: the reviewer comes too late', async () => {
	assert.equal((await ask(own.clerk, {reason: '又漏统计', 'value.discharges': '110'})).status, 303);
	await own.leader.confirm();
	assert.equal((await sign(own.leader, 'sign')).status, 303);
	const {correction} = formValues((await reviewer.get(`/commission/return/${id}/correction`)).text);
	const mute = await sign(own.leader, 'withdraw', {why: ''});
	assert.equal(mute.status, 400);
	assert.match(visible(mute.text), /请填写撤回原因/);
	assert.equal((await sign(own.leader, 'withdraw', {why: '依据不足'})).status, 303);
	const late = await decide({act: 'approved', correction});
	assert.equal(late.status, 409);
	assert.match(visible(late.text), /已经处理过/);
	assert.match(visible((await own.clerk.get(`${url}/correction`)).text), /已撤回/);
});

test('approved, it is in the accepted numbers at once, and stands beside the old value', async () => {
	assert.equal((await ask(own.clerk, {reason: '附出院登记为据', 'value.discharges': '120'})).status, 303);
	await own.leader.confirm();
	assert.equal((await sign(own.leader, 'sign')).status, 303);
	const viewer = await signedIn('city.viewer');
	assert.doesNotMatch((await viewer.get(`/commission/return/${id}/correction`)).text, /value="approved"/);
	const foreign = await signedIn('h1.leader');
	assert.equal((await foreign.get(`${url}/correction`)).status, 404);
	assert.equal((await decide({act: 'approved'})).status, 303);
	assert.equal((await decide({act: 'approved'})).status, 404, 'an id out of nowhere');
	const correction = single(`SELECT max(id) FROM zhiheng.correction WHERE return_id = ${id}`);
	assert.equal((await decide({act: 'refused', reason: '改主意了', correction})).status, 409, 'decided once');
	assert.equal(single(`SELECT state FROM zhiheng.return WHERE id = ${id}`), 'accepted', 'nothing is typed again');
	assert.equal(single(`SELECT trim_scale(cell.value) FROM zhiheng.accepted_cell AS cell JOIN zhiheng.return AS head USING (period, institution_id)
		WHERE head.id = ${id} AND cell.element_code = 'discharges'`), '120', 'it counts');
	assert.match(visible((await own.verifier.get(`${url}/check`)).text), /更正前后.*100.*120.*更正已接受/);
	assert.match(visible((await reviewer.get(`/commission/return/${id}`)).text), /更正前后.*100.*120/);
	assert.match(visible((await own.leader.get(`${url}/correction`)).text), /更正前后.*100.*120.*已批准/);
	assert.deepEqual(query(`SELECT revision, trim_scale(value), source FROM zhiheng.return_value WHERE return_id = ${id} AND element_code = 'discharges' AND value IN (100, 120) ORDER BY revision`).map((row) => row.slice(1)),
		[['100', 'typed'], ['120', 'correction']], 'both are kept');
});

test('the inbox: words that wait for an answer, until it is given', async () => {
	const {_csrf} = formValues((await reviewer.get(`/commission/return/${id}/message`)).text);
	assert.equal((await reviewer.post(`/commission/return/${id}/message`, {_csrf, element: '*', text: '请补充依据'})).status, 303);
	assert.match(visible((await own.clerk.get('/institution/')).text), /需要处理.*报表的留言.*请补充依据.*待回复/);
	const form = formValues((await own.clerk.get(`${url}/message`)).text);
	assert.equal((await own.clerk.post(`${url}/message`, {_csrf: form._csrf, element: '*', text: '已上传'})).status, 303);
	assert.doesNotMatch(visible((await own.clerk.get('/institution/')).text), /报表的留言/);
	assert.match(visible((await reviewer.get('/commission/')).text), /机构留言：.*已上传.*待回复/);
});
