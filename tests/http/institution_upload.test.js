// A return by file: the template, what a file would do, every fault at its cell, and the save.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {base, csrf, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {confirmFile, csvText, faults, sendFile, templateRows} = require('./sheets');
const {parts, sheetData, unzip, workbook, zip} = require('../import/workbook');

let own;
let url;
let id;

before(async () => {
	own = await openInstitution({clerk: `up${process.pid}.clerk`, clerk2: `up${process.pid}.clerk2`, verifier: `up${process.pid}.verifier`});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	url = `/institution/return/${id}`;
});

function cookies(visitor) {
	return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function download(visitor, address) {
	const answer = await fetch(new URL(address, base), {headers: {cookie: cookies(visitor)}});
	assert.equal(answer.status, 200, address);
	return {type: answer.headers.get('content-type'), name: decodeURIComponent(answer.headers.get('content-disposition')), data: Buffer.from(await answer.arrayBuffer())};
}

const upload = (visitor, data, name, address = url) => sendFile(visitor, address, data, name);
const confirm = confirmFile;
const template = () => templateRows(own.clerk, url);
const csv = csvText;

const VALUE = 6; // its column

// The template with values by code.
async function filled(values) {
	const rows = await template();
	for (const row of rows.slice(4)) {
		if (row[0] in values)
			row[VALUE] = values[row[0]];
	}
	return rows;
}

function stored(code) {
	return query(`SELECT state, trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${id} AND element_code = '${code}'`)[0];
}

function revision() {
	return Number(single(`SELECT revision FROM zhiheng.return WHERE id = ${id}`));
}

test('the template: locked but for the values, units, definitions, limits, last period, who it is for', async () => {
	const file = await download(own.verifier, `${url}/template.xlsx`);
	assert.match(file.type, /spreadsheetml/);
	assert.match(file.name, /2025Q3_填报模板\.xlsx/);
	const files = unzip(file.data);
	const sheet = files['xl/worksheets/sheet1.xml'].toString();
	const codes = query(`SELECT count(*) FROM zhiheng.asked_return AS r JOIN zhiheng.programme_indicator AS i USING (programme_id) WHERE r.id = ${id}`);
	assert.ok(Number(codes[0][0]) > 0);
	assert.match(sheet, /<sheetProtection [^>]*sheet="1"/);
	assert.match(sheet, /<dataValidation type="custom"[^>]*sqref="G5"/);
	assert.match(sheet, /ISNUMBER\(G5\)/);
	assert.match(files['xl/styles.xml'].toString(), /<protection locked="0"\/>/);
	assert.match(files['xl/comments1.xml'].toString(), /ref="C5"/);
	assert.match(files['docProps/custom.xml'].toString(), /ZHIHENG-1\/2025Q3\//);
	const rows = await template();
	assert.deepEqual(rows[3], ['代码', '专业', '数据项', '单位', '去年同期', '上期', '本期', '填写要求', '月份：2025-07', '月份：2025-08', '月份：2025-09']);
	assert.match(rows[2][0], new RegExp(`^ZHIHENG-1/2025Q3/${single(`SELECT credit_code FROM zhiheng.institution WHERE id = ${own.id}`)}/[0-9a-f]{16}/0$`));
	const page = await own.clerk.get(url);
	assert.match(page.text, new RegExp(`href="${url}/upload"`));
});

test('a file: every change is shown, nothing is saved before it is confirmed', async () => {
	const rows = await filled({ais_patients: '１，２３４', ais_reperfused: '30', discharges: '0', icu_patients: '不适用'});
	const was = revision();
	const sent = await upload(own.clerk, csv(rows), '甲.csv');
	assert.equal(sent.status, 303);
	assert.equal(revision(), was);
	const words = visible(sent.preview.text);
	assert.match(words, /甲\.csv.*按 UTF-8 编码读取/);
	assert.match(words, /修改|新填/);
	assert.match(sent.preview.text, /<strong>１，２３４<\/strong>/);
	const saved = await confirm(own.clerk, sent);
	assert.equal(saved.status, 303);
	assert.match(saved.location, /notice=saved/);
	assert.equal(revision(), was + 1);
	assert.deepEqual(stored('ais_patients'), ['value', '1234']);
	assert.deepEqual(stored('discharges'), ['value', '0']);
	assert.equal(single(`SELECT string_agg(DISTINCT source, ',') FROM zhiheng.return_value WHERE return_id = ${id}`), 'uploaded');
	const again = await own.clerk.get(sent.location);
	assert.match(visible(again.text), /已经保存（第 \d+ 次保存）/);
	const same = await upload(own.clerk, csv(await template()), '乙.csv');
	assert.match(visible(same.preview.text), /没有需要保存的改动/);
});

test('empty cells change nothing, 未填 empties, an XLSX says the same as a CSV', async () => {
	const rows = await filled({ais_patients: '', ais_reperfused: '未填'});
	rows.slice(4).forEach((row) => { row[VALUE] = /^\d+$/.test(row[VALUE]) ? Number(row[VALUE]) : row[VALUE]; });
	const sent = await upload(own.clerk, workbook(rows));
	assert.equal(sent.status, 303, visible(sent.text));
	assert.match(visible(sent.preview.text), /清空/);
	assert.equal((await confirm(own.clerk, sent)).status, 303);
	assert.deepEqual(stored('ais_patients'), ['value', '1234']);
	assert.deepEqual(stored('ais_reperfused'), ['missing', '']);
});

test('all faults at once, each at its cell, and a marked copy', async () => {
	const rows = await filled({ais_patients: '20', ais_reperfused: '30', discharges: '1.5', septic_shock_patients: '-3', vte_prevented: 'abc'});
	const was = revision();
	const [a, b] = [rows.findIndex((row) => row[0] === 'tumor_tnm_eligible'), rows.findIndex((row) => row[0] === 'tumor_tnm_staged')];
	rows[a][VALUE] = {attributes: '', content: '<f>1/0</f>'};
	rows[b][VALUE] = {attributes: 't="e"', content: '<v>#REF!</v>'};
	rows.push(['nonsense', '', '', '', '', '', '7']);
	rows.push(['ais_patients', '', '', '', '', '', '8']);
	rows.push(['', '', '', '', '', '', '9']);
	const sent = await upload(own.clerk, workbook(rows));
	assert.equal(sent.status, 303);
	const told = Object.fromEntries(faults(sent.preview.text).map(([place, words]) => [place, words]));
	const at = (code) => `G${rows.findIndex((row) => row[0] === code) + 1}`;
	assert.match(told[at('ais_reperfused')], new RegExp(`^${at('ais_reperfused')}：.*不能大于`));
	assert.match(told[at('discharges')], /应为整数/);
	assert.match(told[at('septic_shock_patients')], /不能是负数/);
	assert.match(told[at('vte_prevented')], /应为数字/);
	assert.match(told[`G${a + 1}`], /没有保存计算结果/);
	assert.match(told[`G${b + 1}`], /错误结果/);
	assert.match(told[`A${rows.length - 2}`], /“nonsense”不是本报表的数据项代码/);
	assert.match(told[`A${rows.length - 1}`], /与第 \d+ 行重复/);
	assert.match(told[`G${rows.length}`], /没有数据项代码/);
	assert.doesNotMatch(sent.preview.text, /确认保存/);
	const forced = await own.clerk.post(sent.location, {_csrf: csrf(sent.preview.text), revision: was});
	assert.equal(forced.status, 400);
	assert.equal(revision(), was);
	const files = unzip((await download(own.clerk, `${sent.location}/marked.xlsx`)).data);
	const notes = files['xl/comments1.xml'].toString();
	for (const place of Object.keys(told).filter((name) => name !== '全文'))
		assert.match(notes, new RegExp(`ref="${place}"`));
	assert.match(notes, /不能大于/);
	assert.match(files['xl/styles.xml'].toString(), /FFFFB3B3/);
});

test('an error of the checks does not forbid a draft: as on the form', async () => {
	const sent = await upload(own.clerk, csv(await filled({ais_patients: '20', ais_reperfused: '30'})), 'a.csv');
	const [first] = faults(sent.preview.text).filter(([, words]) => /不能大于/.test(words));
	assert.match(first[2], /可先保存，送审前须改正/);
	assert.equal((await confirm(own.clerk, sent)).status, 303);
	assert.deepEqual(stored('ais_reperfused'), ['value', '30']);
});

test('dates, percentages, merged cells, hidden rows, formulas, several sheets', async () => {
	const rows = await filled({});
	const place = (code) => rows.findIndex((row) => row[0] === code) + 1;
	const put = (code, value) => { rows[place(code) - 1][VALUE] = value; };
	put('ais_patients', {attributes: 's="1"', content: '<v>45000</v>'});
	put('ais_reperfused', {attributes: 's="2"', content: '<v>0.5</v>'});
	put('discharges', {attributes: '', content: '<f>40+2</f><v>42</v>'});
	put('vte_prevented', {attributes: 't="str"', content: '<f>HYPERLINK("http://example.org","1")</f><v>点这里</v>'});
	put('septic_shock_patients', 5);
	const hidden = place('septic_shock_patients');
	const merged = place('or_surgeries');
	const data = sheetData(rows, {[hidden]: ' hidden="1"'}) + `<mergeCells><mergeCell ref="G${merged}:G${merged + 1}"/></mergeCells>`;
	const styles = {'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>'};
	const sent = await upload(own.clerk, zip(parts([{name: '说明', xml: sheetData([['x']])}, {name: '填报', xml: data}], styles)));
	const told = Object.fromEntries(faults(sent.preview.text).map(([at, words]) => [at, words]));
	const words = visible(sent.preview.text);
	assert.match(told[`G${place('ais_patients')}`], /日期格式/);
	assert.match(told[`G${place('ais_reperfused')}`], /百分数格式/);
	assert.match(told[`G${place('vte_prevented')}`], /应为数字/);
	assert.match(told[`G${merged}`], /合并的单元格/);
	assert.match(words, /文件有 2 个工作表，只读取了“填报”/);
	assert.match(words, /公式的计算结果/);
	assert.match(words, /在隐藏的行或列中/);
});

test('a template of another period or institution; changed heads; no stamp', async () => {
	const rows = await template();
	const stamp = rows[2][0].split('/');
	const wrong = async (change) => {
		const copy = rows.map((row) => [...row]);
		change(copy);
		return upload(own.clerk, csv(copy), 'a.csv');
	};
	const restamped = (part, text) => wrong((copy) => { copy[2][0] = Object.assign([...stamp], {[part]: text}).join('/'); });
	assert.match(visible((await restamped(1, '2025Q1')).preview.text), /这是2025年第一季度的模板，而本报表的报告期是2025年第三季度/);
	assert.match(visible((await restamped(2, '12990101MA00000014')).preview.text), /另一家机构的模板/);
	assert.match(visible((await restamped(3, '0'.repeat(16))).preview.text), /定义有过更新/);
	assert.match(visible((await wrong((copy) => { copy[3][VALUE] = '本季度'; })).preview.text), /没有找到表头，或表头被改动/);
	assert.match(visible((await wrong((copy) => { copy[3][VALUE + 1] = '本期'; })).preview.text), /出现了两次/);
	const unmarked = await wrong((copy) => { copy[2][0] = ''; });
	assert.match(visible(unmarked.preview.text), /没有模板标识/);
});

test('GB18030 and UTF-16 are found; a bad byte is told with its cell; 𠮷 and 䶮 stay what they are', async () => {
	const rows = await filled({discharges: '77'});
	rows[0][0] += '𠮷䶮';
	const wide = Buffer.from(`\uFEFF${rows.map((row) => row.join('\t')).join('\r\n')}\r\n`, 'utf16le');
	const sent = await upload(own.clerk, wide, '统一码文本.txt');
	assert.match(visible(sent.preview.text), /按 UTF-16 编码读取/);
	const gb = Buffer.concat([Buffer.from('b4fac2eb', 'hex'), Buffer.from(','), Buffer.from('b1bec6da', 'hex'), Buffer.from('\r\ndischarges,78\r\n')]);
	const found = await upload(own.clerk, gb, 'a.csv');
	assert.match(visible(found.preview.text), /按 GB18030 编码读取/);
	assert.match(found.preview.text, /<strong>78<\/strong>/);
	const bad = await upload(own.clerk, Buffer.concat([gb, Buffer.from('x,'), Buffer.from([0xff, 0xff])]), 'a.csv');
	assert.equal(bad.status, 400);
	assert.match(visible(bad.text), /B3：这一格有无法识别的字符/);
	const marked = unzip((await download(own.clerk, `${sent.location}/marked.xlsx`)).data);
	assert.match(marked['xl/worksheets/sheet1.xml'].toString() + (marked['xl/sharedStrings.xml'] || ''), /𠮷䶮/);
});

test('what cannot be read gets a reason at the field', async () => {
	const cases = [[Buffer.alloc(0), /空的/], [Buffer.from('PK\x03\x04'), /已损坏/], [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧格式/],
		[workbook(Array.from({length: 5001}, () => ['x'])), /超过 5000 行/], [Buffer.from('"a'), /引号没有结束/],
		[Buffer.alloc(5.5e6, 'a'), /超过 5 MB/]];
	for (const [data, words] of cases) {
		const sent = await upload(own.clerk, data, 'x.bin');
		assert.equal(sent.status, 400);
		assert.match(visible(/id="file-error">(.*?)<\/p>/.exec(sent.text)[1]), words);
	}
	const page = await own.clerk.get(`${url}/upload`);
	const none = await own.clerk.post(`${url}/upload`, {_csrf: csrf(page.text)});
	assert.match(visible(none.text), /请选择要上传的文件/);
});

test('the other clerk was quicker: nothing is saved, the preview is made anew', async () => {
	const sent = await upload(own.clerk, csv(await filled({discharges: '500'})), 'a.csv');
	await own.clerk2.submit(url, {revision: revision(), 'value.discharges': '501'});
	const refused = await confirm(own.clerk, sent);
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), /他人改动了其中的数据项/);
	assert.match(refused.text, /data-label="现有" class="zh-number">501</);
	assert.deepEqual(stored('discharges'), ['value', '501']);
	assert.equal((await confirm(own.clerk, {location: sent.location, preview: refused})).status, 303);
	assert.deepEqual(stored('discharges'), ['value', '500']);
});

test('the preview outlives the session; others do not see it; only a clerk saves', async () => {
	const sent = await upload(own.clerk, csv(await filled({discharges: '600'})), '丙.csv');
	const later = own.clerk2;
	assert.match((await later.get(`${url}/upload`)).text, new RegExp(`href="${sent.location}"`));
	const seen = await own.verifier.get(sent.location);
	assert.equal(seen.status, 200);
	assert.doesNotMatch(seen.text, /确认保存/);
	assert.equal((await own.verifier.post(sent.location, {_csrf: csrf(seen.text), revision: revision()})).status, 403);
	const stranger = await signedIn('h2.clerk');
	for (const address of [sent.location, `${sent.location}/marked.xlsx`, `${url}/upload`, `${url}/template.xlsx`, `${url}/template.csv`])
		assert.equal((await stranger.get(address)).status, 404, address);
	assert.equal((await own.clerk.get(`${url}/upload/999999999`)).status, 404);
	assert.equal((await own.clerk.get(`${url}/upload/x`)).status, 404);
	query(`UPDATE zhiheng.return_upload SET expires_at = now() - interval '1 second' WHERE return_id = ${id}`);
	assert.equal((await own.clerk.get(sent.location)).status, 404);
});
