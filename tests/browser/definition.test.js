/* The owner of a programme confirms definitions in a real Chromium, with and without JavaScript, and
 * takes one back. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { accounts } = require('../http/portal');
const { single } = require('../http/people');
const { Person, launch } = require('./person');

let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

for (const run of [
	{ title: 'with JavaScript', javaScript: true, pictures: 'definition' },
	{ title: 'without JavaScript', javaScript: false },
]) {
	test(`a definition is confirmed and withdrawn ${run.title}`, async () => {
		const programme = single('SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id WHERE region_code = \'990100\' AND year = 2025');
		const person = await Person.arrive(browser, run);
		await person.signIn('city.admin', accounts['city.admin'].password);
		await person.go(`/commission/programme/${programme}`);
		await person.follow('核对和确认指标口径');
		await person.look('definitions');
		await person.go(`/commission/definition/?programme=${programme}&state=unconfirmed&name=SXQ-53.1`);
		await person.page.locator('tbody input[type=checkbox]').check();
		await person.press('所选认定口径');
		assert.match(await person.words('h1'), /认定口径 1 项指标？/);
		await person.look('definition-confirm');
		await person.page.locator('input[name=source]').fill('浏览器测试用口径文件');
		await person.press('确认认定口径 1 项');
		assert.match(await person.words(), /已认定口径 1 项指标/);
		await person.go(`/commission/definition/?programme=${programme}&state=confirmed&name=SXQ-53.1`);
		assert.match(await person.words('tbody'), /浏览器测试用口径文件/);
		await person.page.locator('tbody input[type=checkbox]').check();
		await person.press('所选撤回确认');
		await person.page.locator('input[name=source]').fill('测试结束，恢复原状');
		await person.press('确认撤回确认 1 项');
		assert.match(await person.words(), /已撤回确认 1 项指标/);
		await person.leave();
	});
}
