/* The sheet of a return at the keyboard of a real Chromium: keys, clipboard, drafts, what happens
 * when the line, the session or the page is lost, two people, two tabs, departments, no script. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { launch } = require('./person');
const { Sheet, returnOf, saved, until } = require('./sheet');
const { openInstitution, query, single } = require('../http/people');

const run = { login: `entry${process.pid}` };
const clerk = `${run.login}.clerk`;
const second = `${run.login}.second`;

before(async () => {
	run.hospital = await openInstitution({ clerk, clerk2: second });
	run.id = returnOf(run.hospital.id);
	run.browser = await launch();
	await run.hospital.clerk.submit('/institution/department/', { names: '心内科\n神经外科\n骨科\n普外科' });
	run.departments = query(`SELECT id FROM zhiheng.department WHERE institution_id = ${run.hospital.id} ORDER BY id`).map(([id]) => id);
});

after(() => run.browser.close());

test('keys go where a spreadsheet goes', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	const { page } = sheet;
	const plain = await page.locator('tr[data-element]:not([data-parts]) input[data-cell]').evaluateAll((cells) => cells.map((cell) => cell.id));
	await sheet.cell(plain[0]).focus();
	const press = async (key, where) => {
		await page.keyboard.press(key);
		assert.strictEqual(await sheet.focused(), where, key);
	};
	await press('Enter', plain[1]);
	await press('Enter', plain[2]);
	await press('Shift+Enter', plain[1]);
	await press('ArrowDown', plain[2]);
	await press('ArrowUp', plain[1]);
	await page.keyboard.type('123');
	await page.keyboard.press('Escape');
	assert.strictEqual(await sheet.value(plain[1]), '', 'Esc restores what was there');

	await sheet.cell('value.ais_patients').focus();
	await press('Tab', 'part.ais_patients.2025-07');
	await press('ArrowRight', 'part.ais_patients.2025-08');
	await press('ArrowDown', 'part.ais_reperfused.2025-08');
	await press('ArrowLeft', 'part.ais_reperfused.2025-07');
	await press('Shift+Tab', 'value.ais_reperfused');
	await page.keyboard.type('12');
	await press('ArrowLeft', 'value.ais_reperfused');
	assert.strictEqual(await page.evaluate(() => document.activeElement.selectionStart), 1, 'within a number an arrow moves the cursor');
	await page.keyboard.press('Escape');

	/* An input method confirms its candidates with Enter. */
	const stays = await page.evaluate(() => {
		const cell = document.activeElement;
		const keys = [new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
			new KeyboardEvent('keydown', { key: 'Process', keyCode: 229, bubbles: true, cancelable: true })];
		return keys.every((key) => cell.dispatchEvent(key)) && document.activeElement === cell;
	});
	assert.ok(stays, 'the Enter of an input method stays where it is');
	await sheet.settle();
	await sheet.leave();
});

test('a block comes out of the clipboard, what does not fit is said, one undo', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	const { page } = sheet;
	await sheet.person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const copy = (text) => page.evaluate((words) => navigator.clipboard.writeText(words), text);
	await sheet.type('part.ais_reperfused.2025-09', '9');
	await sheet.settle();
	await copy('"1,200"\t２０\t 30例 \t77\r\n5%\t"x\r\ny"\t\r\n');
	await sheet.cell('part.ais_patients.2025-07').focus();
	await page.keyboard.press('Control+V');
	const block = () => Promise.all(['part.ais_patients.2025-07', 'part.ais_patients.2025-08', 'part.ais_patients.2025-09', 'part.ais_reperfused.2025-07',
		'part.ais_reperfused.2025-08', 'part.ais_reperfused.2025-09', 'value.ais_patients'].map((name) => sheet.value(name)));
	assert.deepStrictEqual(await block(), ['1,200', '20', '30', '5', '', '9', '1250']);
	const words = await sheet.said('paste');
	assert.match(words, /已粘贴 4 个数/);
	assert.match(words, /1 个数超出表格范围/);
	assert.match(words, /第 2 行第 2 列“x\s*y”应为数字/);
	await sheet.settle();
	assert.strictEqual(saved(run.id).ais_patients, 'value 1250');
	assert.strictEqual(single(`SELECT string_agg(DISTINCT source, ' ') FROM zhiheng.return_part, unnest(codes, parts, sources) AS cell (code, part, source)
		WHERE return_id = ${run.id} AND code = 'ais_patients'`), 'pasted');
	await page.keyboard.press('Control+Z');
	assert.deepStrictEqual(await block(), ['', '', '', '', '', '9', ''], 'the whole paste is taken back, nothing else');
	await sheet.settle();
	assert.strictEqual(saved(run.id).ais_patients, 'missing');

	/* Down a column over a row that is locked. */
	await page.locator('[name="na.ais_reperfused"]').check();
	await sheet.type('part.ais_reperfused.2025-09', '');
	await page.keyboard.press('Delete');
	await copy('3\n4\n5\n');
	await sheet.cell('value.ais_patients').focus();
	await page.keyboard.press('Control+V');
	assert.match(await sheet.said('paste'), /已粘贴 2 个数；1 个不能填写的单元格/);
	assert.strictEqual(await sheet.value('value.ais_reperfused'), '');
	await sheet.settle();
	assert.deepStrictEqual([saved(run.id).ais_patients, saved(run.id).ais_reperfused], ['value 3', 'not_applicable']);

	await page.getByRole('button', { name: '复制整表' }).click();
	await sheet.until('paste', /整表已复制/);
	const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n').map((line) => line.split('\t'));
	const row = lines.find((cells) => cells[0].includes('发病6小时内急性脑梗死患者数'));
	assert.strictEqual(row[2], '3');
	assert.strictEqual(lines.find((cells) => cells.includes('7月')).length, row.length, 'heads and rows have as many columns');
	await page.locator('[name="na.ais_reperfused"]').uncheck();
	await sheet.settle();
	await sheet.leave();
});

test('what is typed is saved by itself; zero is a value', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	await sheet.type('value.stemi_patients', '40');
	await sheet.page.keyboard.press('Enter');
	await sheet.page.keyboard.type('0');
	const begun = Date.now();
	await sheet.settle();
	console.log(`draft: saved ${Date.now() - begun} ms after the last key`);
	assert.match(await sheet.said('saved'), /^\d\d:\d\d 已保存$/);
	assert.strictEqual(saved(run.id).stemi_reperfused, 'value 0');
	assert.strictEqual(await sheet.kept(), null, 'nothing stays on this machine');
	await sheet.type('value.stemi_reperfused', '12床');
	await sheet.page.keyboard.press('Enter');
	assert.match(await sheet.person.message('value.stemi_reperfused'), /应为数字/);
	await sheet.type('value.stemi_reperfused', '1.5');
	await until(async () => /应为整数/.test(await sheet.person.message('value.stemi_reperfused') || ''), 'the server finds half a patient');
	await sheet.type('value.stemi_reperfused', '０');
	await sheet.settle();
	assert.strictEqual(saved(run.id).stemi_reperfused, 'value 0');
	assert.strictEqual(await sheet.person.message('value.stemi_reperfused'), null);
	await sheet.leave();
});

test('a part greater than its whole is said at both fields while it is typed, what is unusual is asked', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	const said = (code) => sheet.page.locator(`tr[data-element="${code}"] output[data-nest]`).textContent();
	const clear = async (name) => {
		await sheet.type(name, '');
		await sheet.page.keyboard.press('Delete');
	};
	const wrong = (code) => sheet.page.locator(`tr[data-element="${code}"]`).evaluate((row) => row.classList.contains('zh-row-wrong'));
	await sheet.type('value.unplanned_reops_31d', '4');
	await sheet.type('value.unplanned_reops_48h', '5');
	const words = /48小时.*（5）不能大于.*31天.*（4）：前者是后者的一部分，请改其一/;
	for (const code of ['unplanned_reops_48h', 'unplanned_reops_31d']) {
		assert.match(await said(code), words);
		assert.ok(await wrong(code), code);
	}
	/* Over an element without a number; through it where it has one. */
	await clear('value.unplanned_reops_31d');
	assert.strictEqual(await said('unplanned_reops_48h'), '');
	await sheet.type('value.unplanned_reops', '3');
	assert.match(await said('unplanned_reops_48h'), /（5）不能大于“非计划重返手术室再手术例数”（3）/);
	await sheet.type('value.unplanned_reops', '6');
	for (const code of ['unplanned_reops_48h', 'unplanned_reops']) {
		assert.strictEqual(await said(code), '');
		assert.ok(!await wrong(code), code);
	}
	await sheet.type('value.vte_bleed_assessed', '7');
	await sheet.type('value.vte_mid_high_prevented', '8');
	assert.match(await said('vte_mid_high_prevented'), /（8）大于.*（7），前者通常不超过后者；确实如此的，请在检查页说明/);
	assert.ok(!await wrong('vte_mid_high_prevented'), 'a question is no error');
	await sheet.page.locator('[name="na.or_surgeries"]').check();
	assert.match(await said('unplanned_reops'), /填了 6，但“同期出院患者手术例数”标为不适用/);
	await sheet.page.locator('[name="na.or_surgeries"]').uncheck();
	assert.strictEqual(await said('unplanned_reops'), '');

	/* The same in one month. */
	await sheet.type('part.ais_patients.2025-07', '1');
	await sheet.type('part.ais_reperfused.2025-07', '2');
	assert.match(await said('ais_reperfused'), /^7月：.*（2）不能大于.*（1）/);
	await sheet.settle();
	/* What the server says of it is the same, and is taken over. */
	await sheet.type('value.unplanned_reops_31d', '4');
	await sheet.settle();
	await sheet.visit();
	const told = sheet.page.locator('tr[data-element="unplanned_reops_48h"] [data-told]');
	assert.match(await told.textContent(), words);
	assert.match(await sheet.page.locator('tr[data-element="ais_reperfused"] [data-told]').textContent(), /7月：.*（2）不能大于.*（1）/);
	await sheet.type('value.unplanned_reops_31d', '5');
	assert.ok(!await told.isVisible());
	for (const name of ['value.unplanned_reops_48h', 'value.unplanned_reops_31d', 'value.unplanned_reops', 'value.vte_bleed_assessed',
		'value.vte_mid_high_prevented', 'part.ais_patients.2025-07', 'part.ais_reperfused.2025-07']) {
		await clear(name);
	}
	await sheet.settle();
	await sheet.leave();
});

test('typing on while a save is under way is no conflict with oneself', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	let asked = 0;
	await sheet.page.route('**/draft', async (route) => {
		asked += 1;
		await new Promise((resolve) => { setTimeout(resolve, 400); });
		await route.continue();
	});
	await sheet.type('value.stemi_patients', '7');
	await until(() => asked > 0, 'the first digit is on its way');
	await sheet.page.keyboard.type('0');
	await sheet.settle();
	assert.strictEqual(await sheet.page.locator('.zh-choice').count(), 0);
	assert.strictEqual(saved(run.id).stemi_patients, 'value 70');
	await sheet.leave();
});

test('a number that is typed back while another one is being saved, or may be, is the one that counts', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	await sheet.type('value.stemi_patients', '70');
	await sheet.settle();
	for (const answered of [true, false]) {
		let asked = 0;
		await sheet.page.route('**/draft', async (route) => {
			asked += 1;
			const answer = await route.fetch();
			await new Promise((resolve) => { setTimeout(resolve, 300); });
			await (answered ? route.fulfill({ response: answer }) : route.abort());
		}, { times: 1 });
		await sheet.type('value.stemi_patients', '7');
		await until(() => asked > 0, 'the other number is on its way');
		await sheet.page.keyboard.type('0');
		if (!answered) {
			await sheet.until('trouble', /暂时中断/);
		}
		await sheet.settle();
		assert.strictEqual(await sheet.value('value.stemi_patients'), '70');
		assert.strictEqual(saved(run.id).stemi_patients, 'value 70', answered ? 'answered late' : 'not answered');
		assert.strictEqual(await sheet.page.locator('.zh-choice').count(), 0);
	}

	/* The page has given it up; it is on its way all the same, and comes after what was typed back. */
	let late = null;
	await sheet.page.route('**/draft', (route) => {
		late = route.request();
		return route.abort();
	}, { times: 1 });
	await sheet.type('value.stemi_patients', '7');
	await until(() => late !== null, 'the other number is on its way');
	await sheet.page.keyboard.type('0');
	await sheet.settle();
	const answer = await sheet.person.context.request.post(late.url(), { data: late.postData(), headers: { 'content-type': late.headers()['content-type'] } });
	assert.match(late.postData(), /value\.stemi_patients=7$/);
	assert.strictEqual((await answer.json()).outcome, 'refused');
	assert.strictEqual(saved(run.id).stemi_patients, 'value 70', 'arrived after the later one');
	await sheet.leave();
});

test('cells that are left one after the other are saved together', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	const plain = await sheet.page.locator('tr[data-element]:not([data-parts]) input[data-cell]').evaluateAll((cells) => cells.slice(0, 20).map((cell) => cell.id));
	const revision = () => Number(single(`SELECT revision FROM zhiheng.return WHERE id = ${run.id}`));
	const before = revision();
	for (const [i, id] of plain.entries()) {
		await sheet.type(id, String(i % 2));
	}
	await sheet.settle();
	console.log(`${plain.length} cells, ${revision() - before} saves`);
	assert.ok(revision() - before < plain.length / 2);
	assert.deepStrictEqual(plain.map((id) => saved(run.id)[id.replace('value.', '')]), plain.map((id, i) => `value ${i % 2}`));
	await sheet.leave();
});

test('the line is down: kept here, numbers only, sent when it is back', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id, { pictures: 'entry' });
	await sheet.person.context.setOffline(true);
	await sheet.type('value.icu_patients', '31');
	await sheet.page.keyboard.press('Enter');
	await sheet.page.keyboard.type('0');
	await sheet.until('trouble', /暂时中断.*已保存在本机/);
	const [kept] = await sheet.kept();
	assert.deepStrictEqual(Object.keys(kept).sort(), ['at', 'base', 'cells', 'focus']);
	assert.deepStrictEqual(Object.keys(kept.cells), ['value.icu_patients', 'value.icu_deaths']);
	assert.match(JSON.stringify(kept), /^[\x20-\x7e]*$/, 'codes and numbers, no words');
	await sheet.person.picture('offline');
	await sheet.person.context.setOffline(false);
	await sheet.settle();
	assert.deepStrictEqual([saved(run.id).icu_patients, saved(run.id).icu_deaths], ['value 31', 'value 0']);
	assert.strictEqual(await sheet.kept(), null);
	assert.strictEqual(await sheet.page.locator('[data-say="trouble"]').isVisible(), false);
	await sheet.leave();
});

test('a page that dies is restored, and says how many', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id, { pictures: 'entry' });
	await sheet.person.context.setOffline(true);
	await sheet.type('value.icu_patients', '32');
	await sheet.page.keyboard.press('Enter');
	await sheet.page.keyboard.type('3');
	await sheet.die();
	await sheet.person.context.setOffline(false);
	sheet.page = sheet.person.page = await sheet.person.context.newPage();
	sheet.person.watch();
	await sheet.visit();
	assert.match(await sheet.said('restored'), /已恢复上次没有保存的 2 项/);
	assert.strictEqual(await sheet.focused(), 'value.icu_deaths');
	await sheet.person.picture('restored');
	await sheet.settle();
	assert.deepStrictEqual([saved(run.id).icu_patients, saved(run.id).icu_deaths], ['value 32', 'value 3']);

	/* Away and back by the browser's own button, with something not yet sent. */
	await sheet.page.route('**/draft', (route) => route.abort());
	await sheet.type('value.icu_deaths', '4');
	await sheet.page.goto('/institution/');
	await sheet.page.unroute('**/draft');
	await sheet.page.goBack();
	await sheet.settle();
	assert.strictEqual(await sheet.value('value.icu_deaths'), '4');
	assert.strictEqual(saved(run.id).icu_deaths, 'value 4');
	await sheet.leave();
});

test('the session is over: sign in, and be back in the cell', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	query(`UPDATE zhiheng.session SET ended_at = now() WHERE ended_at IS NULL AND account_id = (SELECT id FROM zhiheng.account WHERE login = '${clerk}')`);
	await sheet.type('value.rad_dx_verified', '20');
	await sheet.page.keyboard.press('Enter');
	await sheet.page.keyboard.type('7');
	await sheet.until('trouble', /登录已过期/);
	const cell = await sheet.focused();
	await sheet.page.locator('[data-say="trouble"] a').click();
	await sheet.page.fill('[name=login]', clerk);
	await sheet.page.fill('[name=password]', require('../http/people').secret);
	await sheet.person.press('登录', '.zh-entrance');
	assert.ok(sheet.page.url().includes(`/institution/return/${run.id}`));
	assert.strictEqual(await sheet.focused(), cell);
	await sheet.settle();
	assert.strictEqual(saved(run.id).rad_dx_verified, 'value 20');
	assert.strictEqual(await sheet.value(cell), '7');

	/* Signed in again elsewhere: the page finds its way without being left. */
	await sheet.page.evaluate(() => { document.querySelector('form[data-grid] [name=_csrf]').value = 'old'; });
	await sheet.type(cell, '8');
	await sheet.settle();
	assert.strictEqual(saved(run.id)[cell.replace('value.', '')], 'value 8');

	/* Nothing stays behind after signing out. */
	await sheet.person.context.setOffline(true);
	await sheet.type(cell, '9');
	assert.ok(await sheet.kept());
	await sheet.person.context.setOffline(false);
	await sheet.person.press('退出', '.zh-account');
	assert.strictEqual(saved(run.id)[cell.replace('value.', '')], 'value 9', 'saved before');
	assert.strictEqual(await sheet.kept(), null);
	await sheet.leave();
});

test('two clerks: other cells merge, the same cell asks', async () => {
	const one = await Sheet.open(run.browser, clerk, run.id, { pictures: 'entry' });
	const two = await Sheet.open(run.browser, second, run.id);
	await one.type('value.ca_cpr_patients', '50');
	await one.settle();
	await two.type('value.ca_survived_discharge', '5');
	await two.settle();
	assert.strictEqual(await two.value('value.ca_cpr_patients'), '50', 'what the other saved is taken over');
	assert.match(await two.said('others'), /\.clerk.*修改了/);
	await one.type('value.ca_survived_discharge', '6');
	await until(async () => await one.page.locator('.zh-choice').count() === 1, 'the same cell asks');
	assert.match(await one.person.message('value.ca_survived_discharge'), /\.second.*于 \d{4}-\d\d-\d\d \d\d:\d\d 填了“5”，您填的是“6”/);
	assert.strictEqual(saved(run.id).ca_survived_discharge, 'value 5', 'nobody is overwritten unseen');
	await one.person.picture('choice');
	await one.page.getByRole('button', { name: '用我填的 6' }).click();
	await one.settle();
	assert.strictEqual(saved(run.id).ca_survived_discharge, 'value 6');
	await two.type('value.ca_survived_discharge', '7');
	await until(async () => await two.page.locator('.zh-choice').count() === 1, 'it asks the other as well');
	await two.page.getByRole('button', { name: '用对方的 6' }).click();
	await two.settle();
	assert.strictEqual(await two.value('value.ca_survived_discharge'), '6');
	assert.strictEqual(saved(run.id).ca_survived_discharge, 'value 6');
	await one.leave();
	await two.leave();
});

test('what one tab keeps on this machine is not forgotten by the other', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	const tab = await sheet.person.context.newPage();
	await tab.goto(`/institution/return/${run.id}`);
	await tab.route('**/draft', (route) => route.abort());
	/* Both write down what they have at the same moments, again and again. */
	await Promise.all([
		tab.fill('[id="value.dialysis_patients"]', '77'),
		sheet.type('value.ca_cpr_patients', '5'),
	]);
	await Promise.all([
		tab.fill('[id="value.icu_patients"]', '78'),
		sheet.type('value.ca_cpr_patients', '51'),
	]);
	await sheet.settle();
	await until(async () => (await sheet.kept() ?? []).map((copy) => Object.keys(copy.cells).join()).join(';') === 'value.dialysis_patients,value.icu_patients',
		'what was saved is forgotten, the other is not');
	await Sheet.prototype.die.call({ page: tab });
	await sheet.visit();
	assert.match(await sheet.said('restored'), /已恢复上次没有保存的 2 项/);
	await sheet.settle();
	assert.deepStrictEqual([saved(run.id).dialysis_patients, saved(run.id).icu_patients], ['value 77', 'value 78']);
	assert.strictEqual(await sheet.kept(), null);
	await sheet.leave();
});

test('two tabs tell each other', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id);
	const other = new Sheet();
	Object.assign(other, sheet, { page: await sheet.person.context.newPage() });
	await other.page.goto(`/institution/return/${run.id}`);
	await sheet.until('tabs', /另一个标签页/);
	await other.until('tabs', /另一个标签页/);
	await sheet.type('value.dialysis_patients', '66');
	await sheet.settle();
	await until(async () => await other.value('value.dialysis_patients') === '66', 'the other tab follows');
	await other.page.close();
	await until(async () => !await sheet.page.locator('[data-say="tabs"]').isVisible(), 'the other tab is gone');
	await sheet.leave();
});

test('departments add up; a page in pictures', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id, { pictures: 'entry' });
	const [heart, brain, bones] = run.departments;
	await sheet.type(`part.or_surgeries.${heart}`, '1000');
	await sheet.page.keyboard.press('Tab');
	await sheet.page.keyboard.type('0');
	await sheet.page.keyboard.press('ArrowDown');
	await sheet.page.keyboard.type('3');
	await sheet.type(`part.or_surgeries.${bones}`, '500');
	assert.strictEqual(await sheet.value('value.or_surgeries'), '1500');
	assert.strictEqual(await sheet.value('value.unplanned_reops'), '3');
	assert.strictEqual(await sheet.page.locator('output[data-numerator="value.unplanned_reops"]').first().innerText(), '2.00‰');
	await sheet.settle();
	assert.deepStrictEqual([saved(run.id).or_surgeries, saved(run.id).unplanned_reops], ['value 1500', 'value 3']);
	assert.strictEqual(await sheet.cell('value.or_surgeries').getAttribute('readonly'), '', 'a total is not typed beside its parts');
	await sheet.visit();
	assert.strictEqual(await sheet.value(`part.or_surgeries.${brain}`), '0');
	await sheet.person.picture('return-departments');
	assert.deepStrictEqual(await sheet.person.violations(), []);
	await sheet.page.setViewportSize({ width: 320, height: 640 });
	assert.ok(await sheet.page.evaluate(() => document.documentElement.scrollWidth) <= 320);
	await sheet.person.go('/institution/department/');
	await sheet.person.look('department-list');
	await sheet.person.go(`/institution/department/${heart}`);
	await sheet.person.look('department');
	await sheet.leave();
});

test('without JavaScript the same table posts', async () => {
	const sheet = await Sheet.open(run.browser, clerk, run.id, { javaScript: false });
	const [, brain] = run.departments;
	await sheet.cell('value.ais_patients').fill('3');
	await sheet.person.press('保存');
	assert.strictEqual(saved(run.id).ais_patients, 'value 3');
	await sheet.cell(`part.or_surgeries.${brain}`).fill('25');
	await sheet.cell('part.ais_patients.2025-07').fill('１');
	await sheet.person.press('保存', 'main', 400);
	assert.match(await sheet.person.words('.zh-error-summary'), /合计/, 'a typed total and one month disagree');
	assert.strictEqual(await sheet.value('value.ais_patients'), '3', 'both are still there');
	await sheet.cell('value.ais_patients').fill('');
	await sheet.person.press('保存');
	assert.match(await sheet.person.words(), /已保存/);
	assert.match(saved(run.id).or_surgeries, /25$/);
	assert.strictEqual(saved(run.id).ais_patients, 'missing', 'one month is no quarter');
	assert.strictEqual(await sheet.value('part.ais_patients.2025-07'), '1');
	await sheet.leave();
});
