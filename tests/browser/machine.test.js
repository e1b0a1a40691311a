/* A leader makes a token for the hospital's program, sees it once, and ends it. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { openInstitution, secret } = require('../http/people');
const { Person, launch } = require('./person');

let browser;
const login = `token${process.pid}.leader`;

before(async () => {
	browser = await launch();
	await openInstitution({ leader: login });
});

after(() => browser.close());

test('a token from its making to its end', async () => {
	const person = await Person.arrive(browser, { javaScript: true, pictures: 'machine' });
	await person.signIn(login, secret);
	await person.go('/institution/');
	await person.follow('数据接口', 'body');
	await person.press('生成令牌', 'main', 400);
	assert.match(await person.message('name'), /填写/);
	await person.fill({ name: 'HIS 系统', expires_on: new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10) });
	await person.page.locator('[name=scopes]').first().check();
	await person.press('生成令牌');
	assert.match(await person.words('main code'), /^zhiheng_[0-9a-f]{64}$/);
	await person.look('machine-token');
	await person.follow('返回数据接口');
	await person.look('machine');
	assert.strictEqual((await person.table('本院的令牌'))[0]['状态'], '正常');
	await person.press('停用：HIS 系统');
	assert.strictEqual((await person.table('本院的令牌'))[0]['状态'], '已停用');
	await person.leave();
});
