/* The grid of baselines at the keyboard of a real Chromium: keys, a block out of the clipboard and its undo, values while one types,
 * and the same without a script. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Person, launch } = require('./person');
const { Sheet } = require('./sheet');
const { openInstitution, query, secret, single } = require('../http/people');

const run = { login: `base${process.pid}` };
const clerk = `${run.login}.clerk`;

class Grid extends Sheet {
	async visit() {
		await this.person.go(`/institution/baseline/${this.id}`);
	}
}

before(async () => {
	run.hospital = await openInstitution({ clerk });
	run.programme = single("SELECT id FROM zhiheng.programme WHERE name = '示例市2025年医疗质量安全改进监测方案'");
	run.browser = await launch();
});

after(() => run.browser.close());

const registered = () => query(`SELECT numerator_code, period, trim_scale(numerator), trim_scale(denominator), array_to_string(goals::float8[], ',')
	FROM zhiheng.baseline WHERE institution_id = ${run.hospital.id} ORDER BY numerator_code, version`);

test('keys go from cell to cell, a value follows what is typed', async () => {
	const grid = await Grid.open(run.browser, clerk, run.programme);
	const { page } = grid;
	await grid.cell('numerator.NIT-2025-02.1').focus();
	const press = async (key, where) => {
		await page.keyboard.press(key);
		assert.strictEqual(await grid.focused(), where, key);
	};
	await press('ArrowRight', 'denominator.NIT-2025-02.1');
	await press('ArrowRight', 'goal.NIT-2025-02.1');
	await press('ArrowLeft', 'denominator.NIT-2025-02.1');
	await press('ArrowUp', 'denominator.NIT-2025-01.1');
	await press('Enter', 'denominator.NIT-2025-02.1');
	await grid.type('numerator.NIT-2025-02.1', '60');
	await grid.type('denominator.NIT-2025-02.1', '80');
	assert.match(await page.locator('output[data-numerator="numerator.NIT-2025-02.1"]').innerText(), /75\.00%/);
	await grid.type('numerator.NIT-2025-02.1', '90');
	assert.match(await page.locator('output[data-numerator="numerator.NIT-2025-02.1"]').innerText(), /分子大于分母/);
	await page.keyboard.press('Escape');
	assert.strictEqual(await grid.value('numerator.NIT-2025-02.1'), '60', 'Esc restores what was there');
	await grid.leave();
});

test('a block with periods, numbers and words comes out of the clipboard; one undo takes it back; it is kept as a whole', async () => {
	const grid = await Grid.open(run.browser, clerk, run.programme);
	const { page } = grid;
	await grid.person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const block = '2024年\t1,200\t2000\t75\t80\t\t去年底扩建\r\n2024H2\t30\t40\t９０\t\t\t\r\n';
	await page.evaluate((words) => navigator.clipboard.writeText(words), block);
	await grid.cell('period.NIT-2025-01.1').focus();
	await page.keyboard.press('Control+V');
	await grid.until('paste', /已粘贴 10 格/);
	assert.strictEqual(await grid.value('reason.NIT-2025-01.1'), '去年底扩建');
	await page.keyboard.press('Control+Z');
	await grid.until('paste', /已撤销粘贴，恢复 10 个单元格/);
	assert.strictEqual(await grid.value('goal.NIT-2025-01.1'), '');
	await grid.cell('period.NIT-2025-01.1').focus();
	await page.keyboard.press('Control+V');
	await grid.until('paste', /已粘贴 10 格/);
	await page.locator('[data-copy]').click();
	await grid.until('paste', /整表已复制/);
	assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\t2024年\t1200\t2000\t75\t80\t\t去年底扩建\t/);
	await grid.person.look('baseline-grid');
	await grid.person.press('登记');
	assert.match(await grid.person.words(), /已登记，等待卫健委审批/);
	assert.deepStrictEqual(registered(), [['ais_reperfused', '2024', '1200', '2000', '75,80'], ['tumor_tnm_staged', '2024H2', '30', '40', '90']]);
	await grid.leave();
});

test('the same without a script', async () => {
	const person = await Person.arrive(run.browser, { javaScript: false });
	await person.signIn(clerk, secret);
	await person.go(`/institution/baseline/${run.programme}`);
	await person.page.locator('[id="goal.NIT-2025-02.1"]').fill('91');
	await person.page.locator('[id="numerator.NIT-2025-02.1"]').fill('50');
	await person.press('登记', 'main', 400);
	assert.match(await person.words(), /分子不能大于分母/);
	await person.page.locator('[id="numerator.NIT-2025-02.1"]').fill('31');
	await person.press('登记');
	assert.deepStrictEqual(registered()[1].slice(1), ['2024H2', '30', '40', '90']);
	assert.deepStrictEqual(registered()[2].slice(1), ['2024H2', '31', '40', '91']);
	await person.leave();
});
