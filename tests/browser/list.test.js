/* A list in a real Chromium, with and without JavaScript, by pointer and by keyboard: rows are chosen,
 * named on the confirm page and acted upon.  Every list is looked at. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { accounts } = require('../http/portal');
const { query } = require('../http/people');
const { Person, launch } = require('./person');

const runs = [
	{ title: 'with JavaScript', javaScript: true, pictures: 'list' },
	{ title: 'without JavaScript', javaScript: false },
];

let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

async function arrive(run) {
	const person = await Person.arrive(browser, run);
	await person.signIn('city.admin', accounts['city.admin'].password);
	return person;
}

/* The list of waiting returns that has most of them. */
function waiting() {
	const [[programme, period]] = query(`SELECT programme_id, period FROM zhiheng.asked_return WHERE state = 'submitted'
		GROUP BY 1, 2 ORDER BY count(*) DESC, 2 DESC LIMIT 1`);
	return `/commission/return/?programme=${programme}&period=${period}&state=waiting&sort=-institution_name`;
}

for (const run of runs) {
	test(`returns are accepted together ${run.title}`, async () => {
		const person = await arrive(run);
		const url = waiting();
		await person.go(url);
		const all = Number(/共 (\d+) 份/.exec(await person.words('#list-caption'))[1]);
		await person.press('接受所选');
		assert.match(await person.words(), /没有选择任何行/);
		await person.page.locator('input[name=scope][value=all]').check();
		await person.press('接受所选');
		assert.match(await person.words(), /不能接受的 \d+ 份 .*条校验提示/);
		const named = await person.table('将接受的');
		const [, count] = /接受 (\d+) 份报表？/.exec(await person.words());
		assert.strictEqual(named.length, Number(count));
		await person.look('returns-confirm');
		await person.follow('取消，返回列表');
		assert.strictEqual(Number(/共 (\d+) 份/.exec(await person.words('#list-caption'))[1]), all, 'nothing was done');
		const row = person.page.locator('tbody tr').filter({ hasText: named[named.length - 1]['医疗机构'] });
		await row.locator('input[type=checkbox]').check();
		await person.press('接受所选');
		assert.match(await person.words('h1'), /接受 1 份报表？/);
		await person.press('确认接受 1 份');
		assert.match(await person.words(), /已接受 1 份报表/);
		assert.match(person.page.url(), /state=waiting&sort=-institution_name/, 'back in the same list');
		assert.strictEqual(Number(/共 (\d+) 份/.exec(await person.words('#list-caption'))[1]), all - 1);
		await person.leave();
	});

	test(`every list is sound ${run.title}`, async () => {
		const person = await arrive(run);
		for (const [name, url] of Object.entries({ returns: waiting(), institutions: '/commission/institution/', accounts: '/commission/account/', baselines: '/commission/baseline/?state=waiting' })) {
			await person.go(url);
			await person.look(name);
		}
		await person.leave();
	});
}

test('the count is live; the box in the head is that of the page; keys do what the pointer does', async () => {
	const person = await arrive({ javaScript: true });
	const { page } = person;
	await person.go(waiting());
	const rows = await page.locator('tbody [name^="row."]').count();
	const head = page.locator('[data-list-head] input');
	const count = () => person.words('[data-list-count]');
	assert.strictEqual(await count(), '已选 0 份');
	await page.locator('tbody [name^="row."]').nth(1).focus();
	await page.keyboard.press('Space');
	assert.strictEqual(await count(), '已选 1 份');
	assert.strictEqual(await head.evaluate((box) => box.indeterminate), true);
	await head.focus();
	await page.keyboard.press('Space');
	assert.strictEqual(await count(), `已选 ${rows} 份`);
	await page.keyboard.press('Space');
	assert.strictEqual(await count(), '已选 0 份');
	await page.locator('[name=scope][value=all]').check();
	assert.match(await count(), /已选 \d+ 份/);
	await page.locator('tbody [name^="row."]').first().uncheck();
	assert.strictEqual(await page.locator('[name=scope][value=rows]').isChecked(), true, 'all but one is a choice of rows');
	assert.strictEqual(await count(), `已选 ${rows - 1} 份`);
	await person.leave();
});

test('nothing that has the focus hides under the bar', async () => {
	const person = await arrive({ javaScript: true });
	const { page } = person;
	await person.go('/commission/institution/');
	for (let i = 0; i < 60; i++) {
		await page.keyboard.press('Tab');
		const hidden = await page.evaluate(() => {
			const bar = document.querySelector('.zh-list-bar');
			const own = document.activeElement.getBoundingClientRect();
			const top = bar.getBoundingClientRect().top;
			/* The table itself is higher than the screen. */
			return !bar.contains(document.activeElement) && own.height < top && own.bottom > top + 1 && own.top < bar.getBoundingClientRect().bottom ? document.activeElement.outerHTML : null;
		});
		assert.strictEqual(hidden, null);
	}
	await person.leave();
});

test('on a telephone the order is chosen in the form, rows are cards with their box', async () => {
	const person = await arrive({ javaScript: true });
	await person.page.setViewportSize({ width: 393, height: 852 });
	await person.go('/commission/institution/?level=tertiary');
	assert.strictEqual(await person.page.locator('thead').isVisible(), false);
	await person.fill({ sort: '-beds' });
	await person.press('查找');
	const beds = await person.page.locator('tbody [data-label="床位数"]').allInnerTexts();
	const numbers = beds.map((text) => Number(text.replace(/\D/g, '')));
	assert.deepStrictEqual(numbers, [...numbers].sort((a, b) => b - a));
	await person.page.locator('tbody label').first().click();
	assert.strictEqual(await person.words('[data-list-count]'), '已选 1 家');
	await person.leave();
});
