// Around a return: the signature with the password, withdrawal until a reviewer opens it, samples of
// the internal verification, words to and fro; and the password hashed anew at sign-in.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');

// argon2id of the test people's password with one pass over 8 MiB, as an older installation might have it.
const former = '$argon2id$v=19$m=8192,t=1,p=1$xj2NxJ/hg/yH/DlFn+j8iA$GeHcvJ6ODHwmjIsly4h6dEvStobLh0bjTnNhfC86FiE';
const own = {};
const name = `filing${process.pid}`;
let url, id, reviewer;

before(async () => {
	Object.assign(own, await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader`}));
	id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} ORDER BY period DESC LIMIT 1`);
	url = `/institution/return/${id}`;
	reviewer = await signedIn('city.reviewer');
});

async function fill(value) {
	const form = formValues((await own.clerk.get(url)).text);
	for (const name of Object.keys(form)) {
		// All alike do not deviate, and one alone cannot.
		if (name.startsWith('value.'))
			form[name] = name.endsWith('_sd') ? '' : value;
		if (name.startsWith('na.'))
			delete form[name];
	}
	const answer = await own.clerk.post(url, form);
	assert.equal(answer.status, 303, visible(answer.text));
}

async function act(person, name, fields) {
	const page = await person.get(`${url}/check`);
	const {_csrf, revision} = formValues(page.text);
	return person.post(`${url}/check`, {_csrf: _csrf || csrf(page.text), revision: revision || single(`SELECT revision FROM zhiheng.return WHERE id = ${id}`), act: name, ...fields});
}

async function submitted() {
	await fill('1');
	assert.equal((await act(own.verifier, 'verify')).status, 303);
	assert.equal((await own.leader.confirm()).status, 303);
	const answer = await act(own.leader, 'submit', {declared: '1'});
	assert.equal(answer.status, 303, visible(answer.text));
}

test('the page of the password: wrong ones are refused and counted, a foreign address is not followed', async () => {
	const page = await own.leader.get(`/account/confirm?next=${encodeURIComponent(`${url}/check`)}`);
	assert.equal(formValues(page.text).next, `${url}/check`);
	const token = csrf(page.text);
	const wrong = await own.leader.post('/account/confirm', {_csrf: token, password: '不是这个密码', next: `${url}/check`});
	assert.equal(wrong.status, 400);
	assert.match(wrong.text, /id="password-error"/);
	assert.equal(formValues(wrong.text).next, `${url}/check`);
	assert.doesNotMatch(wrong.text, /不是这个密码/);
	assert.equal(single(`SELECT failures FROM zhiheng.account WHERE login = '${name}.leader'`), '1');
	const empty = await own.leader.post('/account/confirm', {_csrf: token, password: '', next: ''});
	assert.equal(empty.status, 400);
	for (const next of ['//example.org/', 'https://example.org/', '/\\example.org']) {
		const away = await own.leader.post('/account/confirm', {_csrf: token, password: own.leader.password, next});
		assert.equal(away.location, '/account/', next);
	}
	assert.equal(single(`SELECT failures FROM zhiheng.account WHERE login = '${name}.leader'`), '0');
});

test('the verifier notes what the records said; faults stand at their fields', async () => {
	await fill('1');
	const page = await own.verifier.get(`${url}/sample`);
	const form = formValues(page.text);
	const codes = Object.keys(form).filter((name) => name.startsWith('sampled.')).map((name) => name.slice(8));
	assert.ok(codes.length > 20);
	const [a, b, c] = codes;
	const wrong = await own.verifier.post(`${url}/sample`, {_csrf: form._csrf, revision: form.revision,
		[`sampled.${a}`]: '10', [`agreeing.${a}`]: '11', [`sampled.${b}`]: '十份', [`agreeing.${b}`]: '9', [`sampled.${c}`]: '10', [`agreeing.${c}`]: '9'});
	assert.equal(wrong.status, 400);
	for (const name of [`agreeing.${a}`, `sampled.${b}`, `note.${c}`])
		assert.match(wrong.text, new RegExp(`id="${name}-error"`), name);
	assert.equal(formValues(wrong.text)[`sampled.${b}`], '十份');
	const right = await own.verifier.post(`${url}/sample`, {_csrf: form._csrf, revision: form.revision,
		[`sampled.${a}`]: '１０', [`agreeing.${a}`]: '10', [`sampled.${c}`]: '10', [`agreeing.${c}`]: '9', [`note.${c}`]: '一份 <未> 归档'});
	assert.equal(right.status, 303, visible(right.text));
	const after = await own.clerk.get(`${url}/sample`);
	assert.match(visible(after.text), /抽查 10 份，相符 9 份：一份 <未> 归档/);
	assert.doesNotMatch(after.text, /name="sampled\./, 'the clerk only reads');
	assert.equal((await own.clerk.post(`${url}/sample`, {_csrf: csrf(after.text) || form._csrf, revision: form.revision})).status, 403);
	assert.match(visible((await own.verifier.get(`${url}/check`)).text), /已抽查 2 个数据项、20 份记录，19 份相符/);
	assert.deepEqual(query(`SELECT sampled, agreeing FROM zhiheng.return_sample WHERE return_id = ${id} ORDER BY id`).sort(), [['10', '10'], ['10', '9']]);
});

test('without the password nothing is submitted; with it the receipt says who signed when', async () => {
	assert.equal((await act(own.verifier, 'verify')).status, 303);
	const spare = single(`SELECT count(*) FROM zhiheng.session_confirmation AS given JOIN zhiheng.account AS who ON who.id = given.account_id WHERE who.login = '${name}.leader'`);
	assert.equal(spare, '3', 'the page above was answered rightly three times');
	const ready = await own.leader.get(`${url}/check`);
	assert.match(visible(ready.text), /身份已确认/);
	const stranger = await signedIn('h1.leader');
	assert.equal((await stranger.get(`${url}/check`)).status, 404);
	assert.equal((await act(own.leader, 'submit', {declared: '1'})).location, `${url}/receipt`);
	const receipt = visible((await own.leader.get(`${url}/receipt`)).text);
	assert.match(receipt, /\.leader（测试）（\d{4}-\d\d-\d\d \d\d:\d\d 以登录密码签字）/);
	assert.match(receipt, /抽查 2 个数据项、20 份记录，19 份相符/);
});

test('the leader withdraws before a reviewer opens it; the receipt says so', async () => {
	assert.equal((await act(own.verifier, 'withdraw', {reason: '数据有误'})).status, 403);
	const empty = await act(own.leader, 'withdraw', {reason: ''});
	assert.equal(empty.status, 400);
	assert.match(empty.text, /id="reason-error"/);
	assert.equal((await act(own.leader, 'withdraw', {reason: '出院人次统计有误'})).status, 303);
	assert.match(visible((await own.clerk.get(url)).text), /\.leader（测试）撤回，.*出院人次统计有误/);
	assert.match(visible((await own.leader.get(`${url}/receipt`)).text), /本回执作废/);
	assert.equal(single(`SELECT first_submitted_at IS NULL FROM zhiheng.return WHERE id = ${id}`), 't');
	assert.match(visible((await reviewer.get(`/commission/return/${id}`)).text), /机构撤回/);
});

test('once opened it cannot be withdrawn; opening comes before the decision', async () => {
	await submitted();
	const page = await reviewer.get(`/commission/return/${id}`);
	assert.match(page.text, /value="open"/);
	assert.doesNotMatch(page.text, /value="accept"/);
	const {_csrf, state, revision} = formValues(page.text);
	const hold = await own.leader.get(`${url}/check`);
	assert.match(hold.text, /value="withdraw"/);
	assert.equal((await reviewer.post(`/commission/return/${id}`, {_csrf, state, revision, act: 'open'})).status, 303);
	const late = await own.leader.post(`${url}/check`, {_csrf: csrf(hold.text), revision: formValues(hold.text).revision, act: 'withdraw', reason: '又发现一处'});
	assert.equal(late.status, 409);
	assert.match(visible(late.text), /已经开始审核，不能再撤回/);
	assert.doesNotMatch((await own.leader.get(`${url}/check`)).text, /value="withdraw"/);
	assert.match(visible((await reviewer.get(`/commission/return/${id}`)).text), /开始审核，机构不能再撤回/);
	assert.equal((await (await signedIn('city.viewer')).get(`/commission/return/${id}`)).text.includes('value="accept"'), false);
	assert.equal((await reviewer.post(`/commission/return/${id}`, {_csrf, state, revision: '999', act: 'open'})).status, 409, 'not another submission');
});

test('words go to and fro and wait for an answer', async () => {
	const page = await reviewer.get(`/commission/return/${id}/message`);
	const {_csrf} = formValues(page.text);
	const short = await reviewer.post(`/commission/return/${id}/message`, {_csrf, element: '*', text: '好'});
	assert.equal(short.status, 400);
	assert.match(short.text, /id="text-error"/);
	assert.equal((await reviewer.post(`/commission/return/${id}/message`, {_csrf, element: 'no_such', text: '请说明'})).status, 400);
	assert.equal((await reviewer.post(`/commission/return/${id}/message`, {_csrf, element: 'discharges', text: '请说明 <出院人次>'})).status, 303);
	const seen = await own.clerk.get(`${url}/message?element=discharges`);
	assert.match(visible(seen.text), /请说明 <出院人次>/);
	assert.match(seen.text, /<option value="discharges" selected>/);
	const answer = await own.clerk.post(`${url}/message`, {_csrf: csrf(seen.text), element: 'discharges', text: '新院区启用'});
	assert.equal(answer.status, 303, visible(answer.text));
	assert.match(visible((await reviewer.get(`/commission/return/${id}/message`)).text), /请说明 <出院人次>.*新院区启用/);
	const viewer = await signedIn('city.viewer');
	const read = await viewer.get(`/commission/return/${id}/message`);
	assert.doesNotMatch(read.text, /<textarea/);
	const stranger = await signedIn('h1.clerk');
	assert.equal((await stranger.get(`${url}/message`)).status, 404);
	assert.equal((await stranger.post(`${url}/message`, {_csrf: csrf((await stranger.get('/institution/')).text), element: '*', text: '不是我的'})).status, 404);
});

test('a password hashed at former costs is hashed anew when its owner signs in', async () => {
	const before = single(`SELECT password_hash FROM zhiheng.account WHERE login = '${name}.clerk'`);
	const cheap = '$argon2id$v=19$m=8192,t=1,p=1$';
	assert.ok(!before.startsWith(cheap));
	query(`UPDATE zhiheng.account SET password_hash = '${former}' WHERE login = '${name}.clerk'`);
	assert.equal((await own.clerk.signIn(`${name}.clerk`, own.clerk.password)).status, 303);
	const after = single(`SELECT password_hash FROM zhiheng.account WHERE login = '${name}.clerk'`);
	assert.ok(!after.startsWith(cheap), after);
	assert.equal((await own.clerk.signIn(`${name}.clerk`, own.clerk.password)).status, 303, 'it is the same password');
	assert.equal(single(`SELECT password_hash FROM zhiheng.account WHERE login = '${name}.clerk'`), after, 'a present hash stays');
});
