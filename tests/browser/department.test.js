/* Results by department and month, the sheet of a department on paper, analyses: in a real Chromium. */
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { after, before, test } = require('node:test');
const { query, single } = require('../http/people');
const { Person, launch } = require('./person');

const programme = single(`SELECT programme.id FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
	WHERE programme.year = 2025`);
const departments = query(`SELECT department.id FROM zhiheng.department AS department
	JOIN zhiheng.institution AS institution ON institution.id = department.institution_id AND institution.name = '示例市第一人民医院'
	WHERE NOT (SELECT version.retired FROM zhiheng.department_version AS version WHERE version.department_id = department.id
		ORDER BY version.version DESC LIMIT 1) ORDER BY department.id`).map(([id]) => id);
let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

const enter = (login, javaScript) => Person.enter(browser, 'department', login, javaScript);

test('an indicator by department and by month', async () => {
	const person = await enter('h1.verifier', true);
	await person.go(`/institution/result/NIT-2025-09.1?of=${programme}-2025Q2`);
	await Promise.all([person.page.waitForNavigation(), person.page.locator('th a.zh-sort').first().click()]);
	assert.match(person.page.url(), /sort=-value/);
	assert.strictEqual(await person.page.locator('th[aria-sort="descending"]').count(), 1);
	await person.look('by-department');
	await person.go(`/institution/result/NIT-2025-01.1?of=${programme}-2025Q2`);
	await person.look('by-month');
	await person.leave();
});

test('a department: asked, printed, answered', async () => {
	const person = await enter('h1.verifier', true);
	await person.go('/institution/department/');
	await person.page.locator(`main a[href="/institution/department/${departments[2]}"]`).click();
	await person.look('department');
	await person.follow('写提问，或记录科主任的答复');
	await person.look('answer');
	await person.follow('返回科室');
	await person.follow('科室质量指标表（打印、签字、答复）');
	await person.look('sheet');
	await person.leave();
});

test('the sheet of each department is one page of A4, without navigation, with room to answer and sign', async () => {
	const person = await enter('h1.leader', false);
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-sheet-'));
	for (const id of departments) {
		const file = path.join(folder, `${id}.pdf`);
		await person.go(`/institution/department/${id}/sheet/2025Q2`);
		assert.ok(await person.page.locator('#figures').locator('xpath=..').locator('tbody tr').count() <= 20);
		await person.page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
		assert.match(execFileSync('pdfinfo', [file], { encoding: 'utf8' }), /Pages: +1\n[\s\S]*Page size: +59\d\.?\d* x 84\d/, `department ${id}`);
		const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
		assert.match(text, /质量指标表[\s\S]*科主任答复[\s\S]*科主任签字/);
		assert.doesNotMatch(text, /工作台|公开数据|大字版|退出/);
	}
	fs.rmSync(folder, { recursive: true });
	await person.leave();
});

test('analyses: the list of what documents want, and one of them', async () => {
	const person = await enter('h1.clerk', true);
	await person.go('/institution/');
	await person.follow('2025年第二季度指标分析');
	await person.look('analysis-list');
	await person.page.locator('main th a').first().click();
	await person.look('analysis');
	await person.leave();
});
