/* A clerk who fills in the template away from the portal: download, upload, preview, save; with and
 * without JavaScript. */
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { after, before, test } = require('node:test');
const { openInstitution, secret, single } = require('../http/people');
const { Person, launch } = require('./person');

let browser;
let own;
let url;
const login = `file${process.pid}.clerk`;

before(async () => {
	browser = await launch();
	own = await openInstitution({ clerk: login });
	url = `/institution/return/${single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`)}`;
});

after(() => browser.close());

/* The template as the browser saved it, with numbers in some rows. */
async function fillTemplate(person, numbers) {
	const [download] = await Promise.all([
		person.page.waitForEvent('download'), person.page.locator('main a').filter({ hasText: '下载模板（CSV）' }).click(),
	]);
	const text = fs.readFileSync(await download.path(), 'utf8');
	return text.split('\r\n').map((line) => {
		const cells = line.split(',');
		if (cells[0] in numbers) {
			cells[6] = numbers[cells[0]];
		}
		return cells.join(',');
	}).join('\r\n');
}

async function choose(person, text) {
	await person.page.setInputFiles('[name=file]', { name: '本期.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
	await person.press('预览');
}

for (const javaScript of [true, false]) {
	test(`a file instead of the form, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
		const person = await Person.arrive(browser, { javaScript, pictures: javaScript ? 'upload' : null });
		await person.signIn(login, secret);
		await person.go(url);
		await person.follow('下载模板、上传表格');
		await person.look('upload');
		const number = javaScript ? 20 : 200;
		const wrong = await fillTemplate(person, { ais_patients: String(number), ais_reperfused: '一百', discharges: '1.5' });
		await choose(person, wrong);
		await person.look('upload-faults');
		const faults = await person.table('问题');
		assert.deepStrictEqual(faults.map((row) => row['单元格']), ['G6', 'G9']);
		assert.match(faults[0]['问题'], /^G6：.*应为数字/);
		await person.follow('重新选择文件');
		await choose(person, await fillTemplate(person, { ais_patients: String(number), ais_reperfused: String(number + 10), discharges: '300' }));
		await person.look('upload-preview');
		const changes = await person.table('会改动的数据项');
		assert.match(changes[0]['改为'], new RegExp(`^${number}`));
		assert.match((await person.table('问题'))[0]['问题'], /不能大于/);
		await person.press('确认保存');
		assert.match(await person.words('.zh-notice, [role=status], main'), /已保存|不能大于/);
		assert.strictEqual(await person.value('value.ais_patients'), String(number));
		await person.leave();
	});
}
