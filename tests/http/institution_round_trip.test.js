// The template through a spreadsheet of another maker: LibreOffice opens it, a value is written into
// it, and what it saves as XLSX and as GBK CSV is read back.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {execFileSync} = require('node:child_process');
const {after, before, test} = require('node:test');
const {visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {confirmFile, faults, sendFile} = require('./sheets');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-office-'));
let own;
let id;
let url;

before(async () => {
	own = await openInstitution({clerk: `office${process.pid}.clerk`});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	url = `/institution/return/${id}`;
	assert.equal((await own.clerk.submit('/institution/department/', {names: '内科\n䶮𠮷科'})).status, 303);
});

after(() => fs.rmSync(folder, {recursive: true}));

async function download(address, name) {
	const answer = await own.clerk.get(address);
	assert.equal(answer.status, 200);
	fs.writeFileSync(path.join(folder, name), answer.bytes);
}

function office(...options) {
	execFileSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--norestore', ...options, '--outdir', folder], {cwd: folder, stdio: 'pipe', timeout: 120000});
}

async function upload(name) {
	const sent = await sendFile(own.clerk, url, fs.readFileSync(path.join(folder, name)), name);
	assert.equal(sent.status, 303, visible(sent.text));
	assert.doesNotMatch(visible(sent.preview.text), /没有模板标识/);
	assert.deepEqual(faults(sent.preview.text).filter(([, , todo]) => /须改正后/.test(todo)), []);
	assert.equal((await confirmFile(own.clerk, sent)).status, 303);
	return sent.preview;
}

function cells() {
	return query(`SELECT element_code, state, trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${id} ORDER BY 1`);
}

// The cells of a row of a flat file, each once: repeated empty ones are one element there.
function splitCells(row) {
	return [...row.matchAll(/<table:table-cell\b[^>]*?(?:\/>|>[\s\S]*?<\/table:table-cell>)/g)].flatMap(([cell]) => {
		const count = /table:number-columns-repeated="(\d+)"/.exec(cell);
		return Array(count === null ? 1 : Math.min(Number(count[1]), 300)).fill(cell.replace(/ table:number-columns-repeated="\d+"/, ''));
	});
}

// Writes values into the template, by 'code' or 'code head', the way a person does: by office, in a
// flat file between.
function edit(from, values, to) {
	office('--convert-to', 'fods', from);
	const flat = path.join(folder, from.replace(/\.\w+$/, '.fods'));
	let text = fs.readFileSync(flat, 'utf8');
	const rowOf = (code) => {
		const at = text.indexOf(`<text:p>${code}</text:p>`);
		assert.ok(at > 0, code);
		return [text.lastIndexOf('<table:table-row', at), text.indexOf('</table:table-row>', at)];
	};
	const heads = splitCells(text.slice(...rowOf('代码'))).map((cell) => visible(cell).trim());
	for (const [place, value] of Object.entries(values)) {
		const [code, head = '本期'] = place.split(' ');
		const [start, end] = rowOf(code);
		const row = text.slice(start, end);
		const written = splitCells(row);
		const column = heads.indexOf(head);
		assert.ok(column > 0, head);
		const style = /table:style-name="[^"]*"/.exec(written[column]);
		const type = typeof value === 'number' ? `office:value-type="float" office:value="${value}"/>` : `office:value-type="string"><text:p>${value}</text:p></table:table-cell>`;
		written[column] = `<table:table-cell ${style === null ? '' : style[0]} ${type}`;
		text = text.slice(0, start) + row.slice(0, row.indexOf('<table:table-cell')) + written.join('') + text.slice(end);
	}
	fs.writeFileSync(path.join(folder, to), text);
}

test('opened, filled in and saved by LibreOffice as XLSX and as GBK CSV', async () => {
	await download(`${url}/template.xlsx`, 'template.xlsx');
	edit('template.xlsx', {'ais_patients 月份：2025-07': 1000, 'ais_patients 月份：2025-08': 0, 'ais_patients 月份：2025-09': 234, 'or_surgeries 科室：内科': 70, discharges: 0, icu_patients: '不适用', iv_volume_ml: 2500.25}, 'first.fods');
	office('--convert-to', 'xlsx:Calc MS Excel 2007 XML', 'first.fods');
	await upload('first.xlsx');
	const first = cells();
	assert.deepEqual(first.filter(([code]) => code === 'ais_patients'), [['ais_patients', 'value', '1234']]);
	assert.deepEqual(first.filter(([code]) => code === 'or_surgeries'), [['or_surgeries', 'value', '70']]);
	assert.deepEqual(first.filter(([code]) => code === 'iv_volume_ml'), [['iv_volume_ml', 'value', '2500.25']]);
	await download(`${url}/template.xlsx`, 'template.xlsx');
	edit('template.xlsx', {ais_reperfused: 99, septic_shock_patients: '5', 'or_surgeries 科室：内科': 77}, 'second.fods');
	// Field separator, quote, character set 65: GBK (CP936).
	office('--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,65,1', 'second.fods');
	const page = await upload('second.csv');
	assert.match(visible(page.text), /按 GB18030 编码读取/);
	assert.match(visible(page.text), /表头“科室：\?\?科”不是本院现有的科室或本期的月份；这一列没有数字，已略过/, 'GBK cannot say 䶮');
	const second = Object.fromEntries(cells().map(([code, state, value]) => [code, [state, value]]));
	assert.deepEqual(second.ais_reperfused, ['value', '99']);
	assert.deepEqual(second.septic_shock_patients, ['value', '5']);
	assert.deepEqual(second.or_surgeries, ['value', '77']);
	for (const [code, state, value] of first.filter(([code]) => code !== 'or_surgeries'))
		assert.deepEqual(second[code], [state, value], code);
	// GB18030 (character set 85) can.
	await download(`${url}/template.xlsx`, 'template.xlsx');
	edit('template.xlsx', {'or_surgeries 科室：䶮𠮷科': 8}, 'third.fods');
	office('--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,85,1', 'third.fods');
	assert.match(visible((await upload('third.csv')).text), /按 GB18030 编码读取/);
	assert.deepEqual(cells().filter(([code]) => code === 'or_surgeries'), [['or_surgeries', 'value', '85']]);
});
