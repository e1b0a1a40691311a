/* The pages of analysis as they look, at 1366 and 393 px and on paper: an indicator with and without filter, the
 * matrix of institutions and of counties, an institution's view of itself, the method; each held against
 * accessibility, markup and the width of a small phone, each template once. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { accounts } = require('../http/portal');
const { single } = require('../http/people');
const { Person, launch } = require('./person');

const period = '2025Q2';
const programme = single(`SELECT programme_id FROM zhiheng.reporting_period WHERE period = '${period}'`);
const scope = `programme=${programme}&period=${period}`;
let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

async function enter(login) {
	const person = await Person.arrive(browser, { javaScript: true, pictures: 'analysis' });
	/* Pictures of long pages take a while on a busy machine. */
	person.page.setDefaultTimeout(60000);
	if (login) {
		await person.signIn(login, accounts[login].password);
	}
	return person;
}

test('an indicator, filtered by the form, and its files', async () => {
	const person = await enter('city.admin');
	const own = single("SELECT id FROM zhiheng.institution WHERE name = '示例市第二人民医院'");
	await person.go(`/commission/indicator/NIT-2025-01.1?${scope}&institution=${own}`);
	await person.look('indicator');
	await person.fill({ region: '990101', level: 'tertiary' });
	await person.press('查看');
	assert.match(await person.words(), /只显示：示中区、三级，共 \d+ 家。/);
	assert.match(person.page.url(), new RegExp(`institution=${own}`), 'the one the reader came for is kept');
	await person.picture('indicator-filtered');
	const [file] = await Promise.all([
		person.page.waitForEvent('download'),
		person.page.locator('.zh-download').last().locator('a').filter({ hasText: 'XLSX' }).click(),
	]);
	assert.strictEqual(file.suggestedFilename(), `NIT-2025-01.1-${period}.xlsx`);
	await person.leave();
});

test('the matrix: sorted by a click, its first column in sight, landscape on paper', async () => {
	const person = await enter('city.admin');
	await person.go(`/commission/indicator/matrix?${scope}`);
	await person.look('matrix');
	await person.page.setViewportSize({ width: 393, height: 852 });
	const left = await person.page.evaluate(() => {
		const region = document.querySelector('.zh-matrix');
		region.scrollLeft = 400;
		return region.querySelector('tbody th[scope=row]').getBoundingClientRect().left - region.getBoundingClientRect().left;
	});
	assert.ok(Math.abs(left) <= 2, `the names have moved ${left} px`);
	await person.page.setViewportSize({ width: 1366, height: 900 });
	const link = person.page.locator('.zh-matrix thead th').nth(2).locator('.zh-sort');
	await Promise.all([person.page.waitForNavigation(), link.click()]);
	assert.strictEqual(await person.page.locator('.zh-matrix th[aria-sort=ascending]').count(), 1);
	const sheet = await person.page.pdf({ preferCSSPageSize: true });
	assert.match(sheet.toString('latin1'), /MediaBox \[0 0 84[12][.\d]* 59[45]/, 'a sheet lies on its side');
	await person.go(`/commission/indicator/matrix?${scope}&by=county`);
	await person.look('matrix-county');
	await person.leave();
});

test('a QC centre\'s matrix', async () => {
	const person = await enter('qc.nursing');
	await person.go(`/commission/indicator/matrix?${scope}`);
	await person.picture('matrix-centre');
	await person.leave();
});

test('an institution looks at itself', async () => {
	const person = await enter('h1.leader');
	await person.go(`/institution/result/?of=${programme}-${period}`);
	await person.look('own');
	await person.follow('急性脑梗死再灌注治疗率');
	await person.look('own-indicator');
	await person.go(`/institution/result/${single(`SELECT indicator_code FROM zhiheng.asked_indicator AS asked JOIN zhiheng.programme AS programme
		ON programme.id = asked.programme_id AND programme.year = 2024 ORDER BY asked.position LIMIT 1`)}?of=${single(`SELECT id FROM zhiheng.programme
		WHERE year = 2024 ORDER BY id LIMIT 1`)}-2024H2`);
	assert.match(await person.words(), /同组机构/);
	await person.picture('own-unnamed');
	await person.leave();
});

test('the method', async () => {
	const person = await enter(null);
	await person.go('/method');
	await person.look('method');
	await person.leave();
});
