/* The signals and the ledger of the demonstration in a real Chromium: pictures at both widths,
 * accessibility, markup, a small phone; from a signal to its evidence and to a new item and back. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { single } = require('../http/people');
const { Person, launch } = require('./person');

const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q2'");
const page = `/commission/signal/?programme=${programme}&period=2025Q2`;
let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

const enter = (login, javaScript) => Person.enter(browser, 'signal', login, javaScript);

test('the commission: signals, their evidence, the ledger', async () => {
	const person = await enter('city.reviewer', true);
	await person.go(`${page}&region=990104&signal=worsening`);
	const rows = await person.table('需要先处理的在前');
	const row = rows.find((cells) => /示例市第四人民医院/.test(cells.医疗机构));
	assert.match(row.指标与原因, /SXQ-24\.1 危急值报告及时率：75\.97%（449\/591），上一次 97\.34%（585\/601），变差不是偶然/);
	assert.strictEqual(row.程度, '严重');
	await person.look('worsening');
	await person.follow('查看数据');
	assert.match(await person.words(), /超出 3σ 控制限/);
	await person.go(`${page}&signal=outlier`);
	await person.look('outliers');
	await person.follow('列入台账');
	await person.look('ledger-new');
	await person.go('/commission/ledger/');
	await person.look('ledger-list');
	await person.go('/commission/ledger/?phase=overdue');
	await person.follow('静脉输液');
	await person.look('ledger-item');
	await person.leave();
});

test('the hospital, without JavaScript: its items and the forms of the steps', async () => {
	const person = await enter('h2.clerk', false);
	await person.go('/institution/ledger/');
	await person.look('own-list');
	await person.follow('危急值');
	assert.match(await person.words(), /本院自查/);
	await person.look('own-item');
	await person.follow('制定整改措施');
	await person.press('保存', 'main', 400);
	assert.match(await person.message('post'), /填写/);
	await person.look('own-measure-wrong');
	await person.leave();
});
