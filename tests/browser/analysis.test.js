/* The commission's analysis of the demonstration in a real Chromium, and what the institution and the
 * public see of the same: pictures at both widths, accessibility, markup, a small phone. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { query, single } = require('../http/people');
const { Person, launch } = require('./person');

const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q2'");
const scope = `programme=${programme}&period=2025Q2`;
const [[institution, name]] = query("SELECT id, name FROM zhiheng.institution WHERE name = '示例市第二人民医院'");
let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

const enter = (login, javaScript) => Person.enter(browser, 'analysis', login, javaScript);

test('the commission: an indicator from its overview to its evidence', async () => {
	const person = await enter('city.reviewer', true);
	await person.go(`/commission/indicator/?${scope}`);
	await person.look('indicator-list');
	await person.go(`/commission/indicator/NIT-2025-01.1?${scope}&institution=${institution}`);
	assert.match(await person.words(), new RegExp(`${name}：在三级综合医院（\\d+ 家参与排名）中列第 \\d+=? 名，95% 区间第`));
	await person.look('indicator');
	await person.go(`/commission/indicator/NIT-2025-01.1?${scope}&region=990104`);
	await person.look('indicator-county');
	await person.leave();
});

test('the commission: an institution with its charts, and all side by side', async () => {
	const person = await enter('city.reviewer', true);
	await person.go(`/commission/institution/${institution}/result?${scope}`);
	await person.look('institution');
	await person.go(`/commission/institution/${institution}/result/NIT-2025-01.1?${scope}`);
	await person.look('institution-trend');
	await person.go(`/commission/indicator/matrix?${scope}`);
	await person.look('matrix');
	await person.go(`/commission/indicator/matrix?${scope}&by=county`);
	await person.look('matrix-county');
	await person.leave();
});

test('the commission: the whole region computed', async () => {
	const person = await enter('city.reviewer', true);
	await person.go(`/commission/indicator/?${scope}`);
	await person.follow('全区计算');
	await person.fill({ rank_intervals: true });
	await person.press('开始计算');
	await person.page.locator('progress').waitFor({ state: 'detached', timeout: 180000 });
	await person.go(`/commission/indicator/computation?${scope}`);
	assert.match(await person.words(), /名次区间 已计算/);
	await person.look('computation');
	await person.leave();
});

test('a QC centre: its specialty, and no other\'s', async () => {
	const person = await enter('qc.nursing', false);
	await person.go(`/commission/indicator/?${scope}`);
	await person.look('centre-indicator-list');
	await person.go('/commission/ledger/');
	await person.follow('压力性损伤');
	await person.look('centre-ledger');
	await person.leave();
});

test('the hospital and the public: own results among peers without names, the method', async () => {
	const person = await enter('h2.clerk', false);
	await person.go(`/institution/result/?of=${programme}-2025Q2`);
	await person.look('own');
	await person.go(`/institution/result/NIT-2025-01.1?of=${programme}-2025Q2`);
	await person.look('own-indicator');
	await person.leave();
	const reader = await enter(null, true);
	await reader.go('/method');
	await reader.look('method');
	await reader.leave();
});
