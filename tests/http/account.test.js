// Signing in and out, locking, activation's refusals, password change, CSRF, headers.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {Visitor, accounts, csrf, signedIn, visible} = require('./portal');
const {openInstitution, secret} = require('./people');

// Any account of the demo will do; the last of the file is used least by others.
const login = Object.keys(accounts).at(-1);

test('sign-in leads to the work, sign-out ends it', async () => {
	const visitor = new Visitor();
	const answer = await visitor.signIn(login);
	assert.equal(answer.status, 303);
	assert.match(answer.location, /^\/(institution|commission)\/$/);
	const home = await visitor.get('/account/');
	assert.equal(home.status, 200);
	assert.match(visible(home.text), /我的账户/);
	const out = await visitor.post('/account/sign-out', {_csrf: csrf(home.text)});
	assert.equal(out.status, 303);
	const after = await visitor.get('/account/');
	assert.equal(after.status, 303);
	assert.match(after.location, /^\/account\/sign-in\?next=/);
});

test('the token of a session changes at sign-in and is not readable by scripts', async () => {
	const visitor = new Visitor();
	await visitor.get('/account/sign-in');
	const before = visitor.cookies.get('zhiheng_session');
	const answer = await visitor.signIn(login);
	assert.notEqual(visitor.cookies.get('zhiheng_session'), before);
	const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('zhiheng_session='));
	assert.match(cookie, /HttpOnly/i);
	assert.match(cookie, /SameSite=Lax/i);
});

test('a wrong password and an unknown login get the same words, typed login stays', async () => {
	const wrong = await new Visitor().signIn(login, 'not the password');
	const unknown = await new Visitor().signIn('nobody.at.all', 'not the password');
	for (const answer of [wrong, unknown]) {
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), /登录名或密码不正确/);
	}
	assert.match(unknown.text, /value="nobody\.at\.all"/);
	assert.equal((await new Visitor().signIn(login)).status, 303);
});

test('a form without its CSRF token is refused with 403', async () => {
	const visitor = await signedIn(login);
	for (const fields of [{}, {_csrf: ''}, {_csrf: 'f'.repeat(64)}]) {
		const answer = await visitor.post('/account/end-others', fields);
		assert.equal(answer.status, 403);
		assert.match(visible(answer.text), /没有权限/);
	}
});

test('empty, unknown and repeated fields are named', async () => {
	const visitor = new Visitor();
	const page = await visitor.get('/account/sign-in');
	const empty = await visitor.post('/account/sign-in', {_csrf: csrf(page.text), login: '', password: ''});
	assert.equal(empty.status, 400);
	assert.match(visible(empty.text), /请填写.*登录名/);
	const twice = await visitor.post('/account/sign-in', [['_csrf', csrf(page.text)], ['login', 'a'], ['login', 'b'], ['password', 'c']]);
	assert.equal(twice.status, 400);
	const more = await visitor.post('/account/sign-in', {_csrf: csrf(page.text), login: 'a', password: 'b', admin: '1'});
	assert.equal(more.status, 400);
});

test('the next page is one of ours only', async () => {
	for (const [next, expected] of [['/account/', '/account/'], ['//evil.example/', /^\/(institution|commission)\/$/],
		['https://evil.example/', /^\/(institution|commission)\/$/], ['/\\evil.example', /^\/(institution|commission)\/$/]]) {
		const visitor = new Visitor();
		const page = await visitor.get('/account/sign-in');
		const answer = await visitor.post('/account/sign-in',
			{_csrf: csrf(page.text), login, password: accounts[login].password, next});
		assert.equal(answer.status, 303);
		if (expected instanceof RegExp)
			assert.match(answer.location, expected);
		else
			assert.equal(answer.location, expected);
	}
});

test('a password change needs the present one and a decent new one', async () => {
	// A person of its own: the demo's accounts keep their passwords for the other tests.
	const {clerk: visitor} = await openInstitution({clerk: 'account.clerk'});
	const url = '/account/password';
	const short = await visitor.submit(url, {present: secret, password: 'short', again: 'short'});
	assert.equal(short.status, 400);
	assert.match(visible(short.text), /至少使用 10 个字符/);
	const named = await visitor.submit(url, {present: secret, password: 'account.clerk.2025', again: 'account.clerk.2025'});
	assert.match(visible(named.text), /密码不能包含登录名/);
	const differ = await visitor.submit(url, {present: secret, password: '一二三四五六七八九十一', again: '不一样'});
	assert.match(visible(differ.text), /两次输入的密码不一致/);
	const wrong = await visitor.submit(url, {present: 'wrong', password: '傍晚的微风 2025', again: '傍晚的微风 2025'});
	assert.match(visible(wrong.text), /现在的密码不正确/);
	assert.equal((await new Visitor().signIn('account.clerk', secret)).status, 303);
	const changed = await visitor.submit(url, {present: secret, password: '傍晚的微风 2025', again: '傍晚的微风 2025'});
	assert.equal(changed.status, 303);
	assert.equal((await new Visitor().signIn('account.clerk', secret)).status, 400);
	assert.equal((await new Visitor().signIn('account.clerk', '傍晚的微风 2025')).status, 303);
});

test('activation refuses a wrong code without telling whether the account exists', async () => {
	const one = await new Visitor().submit('/account/activate', {login, code: 'ABCD-EFGH-JKMN-PQRS', password: '清晨的露水 2025', again: '清晨的露水 2025'});
	const other = await new Visitor().submit('/account/activate', {login: 'nobody', code: 'ABCD-EFGH-JKMN-PQRS', password: '清晨的露水 2025', again: '清晨的露水 2025'});
	for (const answer of [one, other]) {
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), /激活码不正确、已使用或已过期/);
	}
});

test('five wrong passwords lock, with the time in words; the right one waits too', async () => {
	const victim = 'account.verifier';
	await openInstitution({verifier: victim});
	for (let i = 0; i < 5; i++)
		await new Visitor().signIn(victim, 'wrong password');
	const locked = await new Visitor().signIn(victim, secret);
	assert.equal(locked.status, 400);
	assert.match(visible(locked.text), /账户已暂时锁定，请在 \d\d:\d\d 之后再试/);
});

test('every page carries the security headers', async () => {
	for (const url of ['/account/sign-in', '/', '/nowhere', '/catalogue/']) {
		const answer = await new Visitor().get(url);
		const policy = answer.headers.get('content-security-policy');
		assert.match(policy, /default-src 'none'/, url);
		assert.doesNotMatch(policy, /unsafe/, url);
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', url);
		assert.ok(answer.headers.get('referrer-policy'), url);
		assert.doesNotMatch(answer.text, /<script(?![^>]*\bsrc=)|\bstyle="|\son[a-z]+="/, url);
	}
});

test('a password form that comes too late is not carried along', async () => {
	const visitor = new Visitor();
	const page = await visitor.get('/account/sign-in');
	const answer = await visitor.post('/account/password',
		{_csrf: csrf(page.text), present: 'a secret of mine', password: '清晨的露水 2025', again: '清晨的露水 2025'});
	assert.equal(answer.status, 303);
	assert.match(answer.location, /^\/account\/sign-in\?next=/);
	assert.doesNotMatch(answer.text, /a secret of mine/);
});
