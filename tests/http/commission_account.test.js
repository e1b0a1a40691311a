// Subordinate organisations, accounts: a one-time code, a new one, shut out and let in again.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {Visitor, csrf, signedIn, visible} = require('./portal');
const {openAccount, query, registerInstitution, secret, single} = require('./people');

const base = '/commission/account/';

function accountId(login) {
	return single(`SELECT id FROM zhiheng.account WHERE login = '${login}'`);
}

function message(html, field) {
	const found = new RegExp(`id="${field}-error">(.*?)</p>`).exec(html);
	return found ? visible(found[1]) : '';
}

test('a code is shown once, works once, and a new one ends password and session', async () => {
	const admin = await signedIn('city.admin');
	const institution = await registerInstitution(admin, {region: '990126'});
	const login = `account.test${process.pid}`;
	const person = await openAccount(admin, institution, 'clerk', login);
	assert.equal((await person.get('/institution/')).status, 200);
	const url = `${base}${accountId(login)}`;
	const page = await admin.get(url);
	assert.match(visible(page.text), /状态 正常/);
	assert.doesNotMatch(page.text, /[A-Z0-9]{4}(-[A-Z0-9]{4}){3}/, 'no code on the account\'s page');
	const reset = await admin.post(`${url}/code`, {_csrf: csrf(page.text)});
	assert.equal(reset.status, 200);
	assert.equal(reset.headers.get('cache-control'), 'no-store');
	const code = /class="zh-code">([^<]+)</.exec(reset.text)[1];
	assert.equal((await person.get('/account/')).status, 303, 'the session has ended');
	assert.equal((await new Visitor().signIn(login, secret)).status, 400, 'the old password is gone');
	for (const expected of [303, 400])
		assert.equal((await new Visitor().submit('/account/activate', {login, code, password: secret, again: secret})).status, expected);
	const back = new Visitor();
	assert.equal((await back.signIn(login, secret)).status, 303);
	const token = csrf((await admin.get(url)).text);
	const reasonless = await admin.post(`${url}/activate`, {_csrf: token, active: 'false', reason: ''});
	assert.equal(reasonless.status, 400);
	assert.match(message(reasonless.text, 'reason'), /原因/);
	assert.equal((await admin.post(`${url}/activate`, {_csrf: token, active: 'false', reason: '已离职'})).status, 303);
	assert.equal((await back.get('/account/')).status, 303, 'shut out at once');
	assert.equal((await new Visitor().signIn(login, secret)).status, 400);
	assert.match(visible((await admin.get(url)).text), /停用 已离职/);
	assert.equal((await admin.post(`${url}/code`, {_csrf: token})).status, 400);
	assert.equal((await admin.post(`${url}/activate`, {_csrf: token, active: 'true', reason: '返聘'})).status, 303);
	assert.equal((await new Visitor().signIn(login, secret)).status, 303);
});

test('what is wrong with a new account is told at its field', async () => {
	const admin = await signedIn('city.admin');
	const institution = await registerInstitution(admin, {region: '990126'});
	const organisation = `institution:${institution}`;
	const good = {organisation, login: 'never.made', name: '某人', role: 'clerk'};
	for (const [field, change, sentence] of [
		['login', {login: 'city.admin'}, /已被使用/], ['login', {login: '两 个'}, /小写字母/], ['login', {login: 'ab'}, /3 至 40/],
		['name', {name: ''}, /姓名/], ['role', {role: 'administrator'}, /不在可选范围内/], ['role', {role: ''}, /角色/]]) {
		const answer = await admin.submit(`${base}new?organisation=${organisation}`, {...good, ...change}, `${base}new`);
		assert.equal(answer.status, 400);
		assert.match(message(answer.text, field), sentence, field);
	}
	assert.equal(accountId('never.made'), null);
	const found = await admin.get(`${base}new?search=${encodeURIComponent('例湖')}`);
	assert.match(found.text, /organisation=institution%3A\d+/);
});

test('accounts and organisations outside the subtree are not there', async () => {
	const admin = await signedIn('city.admin');
	const token = csrf((await admin.get(`${base}new?organisation=institution:1`)).text);
	const province = accountId('province.viewer');
	const provinceId = single('SELECT id FROM zhiheng.commission WHERE region_code = \'990000\'');
	assert.equal((await admin.get(`${base}${province}`)).status, 404);
	assert.equal((await admin.post(`${base}${province}/code`, {_csrf: token})).status, 404);
	assert.equal((await admin.post(`${base}${province}/activate`, {_csrf: token, active: 'false', reason: '没有道理'})).status, 404);
	for (const organisation of [`commission:${provinceId}`, 'commission:999999999', 'institution:x', 'palace:1', ''])
		assert.equal((await admin.post(`${base}new`, {_csrf: token, organisation, login: 'never.made', name: '某人', role: 'viewer'})).status, 404, organisation);
	const county = await signedIn('county.reviewer');
	assert.equal((await county.get(`${base}${accountId('h1.clerk')}`)).status, 404);
	assert.equal((await county.get(`${base}${accountId('h2.clerk')}`)).status, 200);
});

test('nobody resets or shuts out his own account, nobody but administrators any', async () => {
	const admin = await signedIn('city.admin');
	const own = `${base}${accountId('city.admin')}`;
	const token = csrf((await admin.get(`${base}new?organisation=institution:1`)).text);
	assert.doesNotMatch((await admin.get(own)).text, /\/code"/);
	const refused = await admin.post(`${own}/activate`, {_csrf: token, active: 'false', reason: '试一试'});
	assert.equal(refused.status, 400);
	assert.match(visible(refused.text), /不能停用或重置自己的账户/);
	for (const login of ['city.viewer', 'city.reviewer', 'county.reviewer', 'qc.nursing', 'province.viewer']) {
		const person = await signedIn(login);
		const page = await person.get('/account/');
		for (const url of [`${base}new`, `${base}${accountId('h2.clerk')}/code`, `${base}${accountId('h2.clerk')}/activate`,
			'/commission/organisation/commission', '/commission/organisation/qc-centre'])
			assert.equal((await person.post(url, {_csrf: csrf(page.text)})).status, 403, `${login} ${url}`);
	}
});

test('a QC centre is registered once for a specialty; a region has one commission', async () => {
	const admin = await signedIn('city.admin');
	const url = '/commission/organisation/qc-centre';
	const form = await admin.get(url);
	const offered = [...form.text.matchAll(/<input[^>]*type="checkbox" name="specialty" value="([a-z_]+)">/g)].map(([, value]) => value);
	assert.deepEqual(offered.sort(), query('SELECT code FROM zhiheng.specialty WHERE centre').flat().sort(), 'every specialty of the catalogue, once');
	assert.match(visible(form.text), /护理管理（又称护理专业）：8 项指标/);
	for (const none of ['“破壁”行动', '结果质量', '综合：'])
		assert.ok(!visible(form.text).includes(none), none);
	const fields = (name, ...codes) => [['_csrf', csrf(form.text)], ['name', name], ...codes.map((code) => ['specialty', code])];
	const taken = query('SELECT specialty_code FROM zhiheng.qc_centre_specialty').flat();
	const [one, two, three] = offered.filter((code) => !taken.includes(code));
	assert.equal((await admin.post(url, fields('示例市测试质控中心', one, two))).status, 303);
	for (const [codes, sentence] of [[[three, two], /已有质控中心负责/], [['nursing'], /已有质控中心负责/], [[], /专业/], [['general'], /不在可选范围内/],
		[['护理专业'], /不在可选范围内/]]) {
		const refused = await admin.post(url, fields('示例市又一个质控中心', ...codes));
		assert.equal(refused.status, 400, String(codes));
		assert.match(message(refused.text, 'specialty'), sentence, String(codes));
	}
	const names = query(`SELECT string_agg(name, '；' ORDER BY name) FROM zhiheng.specialty WHERE code IN ('${one}', '${two}')`)[0][0];
	assert.ok(visible((await admin.get('/commission/organisation/')).text).includes(`示例市测试质控中心 ${names}`));
	assert.match(visible((await admin.get('/commission/organisation/')).text), /示例市急诊与重症医学质量控制中心 重症医学专业；急诊医学专业|示例市急诊与重症医学质量控制中心 急诊医学专业；重症医学专业/);
	const region = await admin.submit('/commission/organisation/commission', {region: '990101', name: '又一个卫健局'});
	assert.equal(region.status, 400);
	assert.match(message(region.text, 'region'), /不在可选范围内/);
});
