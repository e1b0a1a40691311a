// Operating data: imported from CSV and XLSX, beside the record and never in it; the hospital's form, the review and the list of
// differences show both numbers and where each is from.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, readTable, signedIn, visible} = require('./portal');
const {query, single} = require('./people');
const {csvText} = require('./sheets');
const {workbook} = require('../import/workbook');

const heads = ['统一社会信用代码', '报告期', '数据项代码', '数值'];
const hospital = '示例市第二人民医院';
let admin;
let code;
let reported; // discharges of the second quarter, as accepted
let id;

before(async () => {
	admin = await signedIn('city.admin');
	code = single(`SELECT credit_code FROM zhiheng.institution WHERE name = '${hospital}'`);
	id = single(`SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS own ON own.id = institution_id WHERE own.name = '${hospital}' AND period = '2025Q2'`);
	reported = Number(single(`SELECT value FROM zhiheng.return_cell WHERE return_id = ${id} AND element_code = 'discharges'`));
});

async function send(visitor, data, name = '运行数据.csv', source = '市信息服务中心病案首页库') {
	const form = new FormData();
	form.append('_csrf', csrf((await visitor.get('/commission/operating/new')).text));
	form.append('source', source);
	if (data !== null)
		form.append('file', new Blob([data]), name);
	return visitor.send('POST', '/commission/operating/new', {body: form});
}

const differences = async (address = 'period=2025Q2') => readTable((await admin.get(`/commission/operating/?${address}&format=csv`)).text).filter((row) => row.医疗机构);
const totals = async () => readTable((await admin.get('/commission/indicator/?period=2025Q2&format=csv')).text);

test('what is wrong is told line by line, and nothing of the file is kept', async () => {
	const bad = await send(admin, csvText([heads, [code, '2025Q2', 'discharges', '12'], ['91350100M000100Y43', '2025Q2', 'discharges', '1'],
		[code, '2025Q5', 'discharges', '1'], [code, '2025Q2', 'no_such_element', '1'], [code, '2025Q2', 'iv_patients', 'NaN'],
		[code, '2025Q2', 'vte_assessed', '-1'], [code, '2025Q2', 'or_surgeries', '1.5'], [code, '2025Q2', 'tcm_integration_done', '2'], [code, '2025Q2', 'discharges', '12']]));
	assert.equal(bad.status, 400);
	const text = visible(bad.text);
	for (const sentence of [/3 统一社会信用代码 91350100M000100Y43 本辖区没有登记/, /4 报告期 2025Q5 写作 2025Q2/, /5 数据项代码 no_such_element 目录中没有/, /6 数值 NaN 不是数字/,
		/7 数值 -1 小于这个数据项的最小值 0/, /8 数值 1\.5 这个数据项只有整数/, /9 数值 2 这个数据项只有 0 和 1/, /10 [^ ]* ?2025Q2 discharges 同一机构/])
		assert.match(text, sentence);
	assert.equal(single('SELECT count(*) FROM zhiheng.operating_file'), '0');
	for (const [data, sentence] of [[null, /请选择要导入的文件/], [csvText([['a', 'b', 'c', 'd'], [code, '2025Q2', 'discharges', '1']]), /第一行须是四个列名/],
		[csvText([heads]), /只有列名/], [Buffer.from([0, 1, 2, 3]), /文件/]]) {
		const answer = await send(admin, data);
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), sentence);
	}
	assert.equal((await send(admin, csvText([heads, [code, '2025Q2', 'discharges', '1']]), 'a.csv', 'x')).status, 400, 'a source of one character');
});

test('only an administrator of a commission imports, and only of its own institutions', async () => {
	for (const login of ['city.reviewer', 'qc.nursing'])
		assert.equal((await (await signedIn(login)).get('/commission/operating/new')).status, 403, login);
	assert.equal((await (await signedIn('city.viewer')).get('/commission/operating/')).status, 200);
});

test('a file is kept once, with who and what; no return and no sum changes', async () => {
	const before = [single('SELECT count(*) || \' \' || max(revision) FROM zhiheng.return_save'), JSON.stringify(await totals())];
	const data = csvText([heads, [code, '2025Q2', 'discharges', String(reported - 21)], [code, '2025Q2', 'surgical_patients', '1']]);
	assert.equal((await send(admin, data)).status, 303);
	const again = await send(admin, data);
	assert.equal(again.status, 400);
	assert.match(visible(again.text), /已经导入过/);
	assert.deepEqual([single('SELECT count(*) || \' \' || max(revision) FROM zhiheng.return_save'), JSON.stringify(await totals())], before);
	const [[detail]] = query('SELECT detail ->> \'source\' FROM zhiheng.audit WHERE act = \'operating.import\'');
	assert.equal(detail, '市信息服务中心病案首页库');
	const page = visible((await admin.get('/commission/operating/')).text);
	assert.match(page, /运行数据\.csv 市信息服务中心病案首页库 2 陈演示/);
});

test('both numbers stand side by side on the form, on the review and in the list of differences', async () => {
	const words = new RegExp(`运行数据 ${reported - 21}，填报数多 21（市信息服务中心病案首页库，\\d{4}-\\d{2}-\\d{2} 导入）`);
	assert.match(visible((await admin.get(`/commission/return/${id}`)).text), words);
	const rows = await differences();
	assert.equal(rows.length, 2);
	const row = rows.find((item) => item.数据项代码 === 'discharges');
	assert.deepEqual([row.医疗机构, row.运行数据, row.填报数, row.填报数减运行数据, row.文件], [hospital, String(reported - 21), String(reported), '21', '运行数据.csv']);
	assert.equal((await differences('period=2025Q1')).length, 0);
	assert.equal((await admin.get('/commission/operating/?period=2025Q9')).status, 400);
	assert.equal((await admin.get('/commission/operating/?show=some')).status, 400);
});

test('a later file, as XLSX, holds; the earlier one stays on record; a hospital sees its own only', async () => {
	const own = single('SELECT credit_code FROM zhiheng.institution WHERE name = \'示例市第一人民医院\'');
	const sheet = workbook([heads, [code, '2025Q2', 'discharges', reported], [own, '2025Q3', 'discharges', 4321]]);
	const sent = await send(admin, sheet, '二次.xlsx', '省平台');
	assert.equal(sent.status, 303, visible(sent.text));
	assert.deepEqual((await differences()).map((row) => row.数据项代码), ['surgical_patients']);
	const all = (await differences('period=2025Q2&show=all')).find((row) => row.数据项代码 === 'discharges');
	assert.deepEqual([all.运行数据, all.填报数减运行数据, all.运行数据来源], [String(reported), '0', '省平台']);
	assert.equal(single('SELECT count(*) FROM zhiheng.operating_value WHERE element_code = \'discharges\' AND period = \'2025Q2\''), '2');
	const mine = single('SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.account AS account USING (institution_id) WHERE account.login = \'h1.clerk\' AND period = \'2025Q3\'');
	const form = visible((await (await signedIn('h1.clerk')).get(`/institution/return/${mine}`)).text);
	assert.match(form, /运行数据 4321/);
	assert.equal(form.match(/运行数据/g).length, 1);
});
