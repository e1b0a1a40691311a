// The template through a spreadsheet of another maker: LibreOffice opens it, a value is written into
// it, and what it saves as XLSX and as GBK CSV is read back.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {execFileSync} = require('node:child_process');
const {after, before, test} = require('node:test');
const {base, csrf, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-office-'));
let own;
let id;
let url;

before(async () => {
	own = await openInstitution({clerk: `office${process.pid}.clerk`});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	url = `/institution/return/${id}`;
});

after(() => fs.rmSync(folder, {recursive: true}));

function cookies() {
	return [...own.clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function download(address, name) {
	const answer = await fetch(new URL(address, base), {headers: {cookie: cookies()}});
	assert.equal(answer.status, 200);
	fs.writeFileSync(path.join(folder, name), Buffer.from(await answer.arrayBuffer()));
}

function office(...options) {
	execFileSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--norestore', ...options, '--outdir', folder], {cwd: folder, stdio: 'pipe', timeout: 120000});
}

async function upload(name) {
	const form = new FormData();
	form.append('_csrf', csrf((await own.clerk.get(`${url}/upload`)).text));
	form.append('file', new Blob([fs.readFileSync(path.join(folder, name))]), name);
	const answer = await fetch(new URL(`${url}/upload`, base), {method: 'POST', body: form, redirect: 'manual', headers: {cookie: cookies()}});
	assert.equal(answer.status, 303, visible(await answer.text()));
	const location = answer.headers.get('location');
	const page = await own.clerk.get(location);
	assert.doesNotMatch(visible(page.text), /没有模板标识|须改正后才能保存/);
	const revision = /name="revision" value="(\d+)"/.exec(page.text);
	assert.ok(revision, visible(page.text));
	assert.equal((await own.clerk.post(location, {_csrf: csrf(page.text), revision: revision[1]})).status, 303);
	return page;
}

function cells() {
	return query(`SELECT element_code, state, trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${id} ORDER BY 1`);
}

// Writes values into the template the way a person does: by office, in a flat file between.
function edit(from, values, to) {
	office('--convert-to', 'fods', from);
	const flat = path.join(folder, from.replace(/\.\w+$/, '.fods'));
	let text = fs.readFileSync(flat, 'utf8');
	for (const [code, value] of Object.entries(values)) {
		const at = text.indexOf(`<text:p>${code}</text:p>`);
		assert.ok(at > 0, code);
		const end = text.indexOf('</table:table-row>', at);
		const row = text.slice(at, end);
		// The empty cell of the period is the last before the words 必填 and 选填.
		const written = row.replace(/<table:table-cell([^>]*)\/>(\s*<table:table-cell[^>]*>\s*<text:p>[必选]填)/,
			typeof value === 'number' ? `<table:table-cell$1 office:value-type="float" office:value="${value}"/>$2` : `<table:table-cell$1 office:value-type="string"><text:p>${value}</text:p></table:table-cell>$2`);
		assert.notEqual(written, row, code);
		text = text.slice(0, at) + written + text.slice(end);
	}
	fs.writeFileSync(path.join(folder, to), text);
}

test('opened, filled in and saved by LibreOffice as XLSX and as GBK CSV', async () => {
	await download(`${url}/template.xlsx`, 'template.xlsx');
	edit('template.xlsx', {ais_patients: 1234, discharges: 0, icu_patients: '不适用', iv_volume_ml: 2500.25}, 'first.fods');
	office('--convert-to', 'xlsx:Calc MS Excel 2007 XML', 'first.fods');
	await upload('first.xlsx');
	const first = cells();
	assert.deepEqual(first.filter(([code]) => code === 'ais_patients'), [['ais_patients', 'value', '1234']]);
	assert.deepEqual(first.filter(([code]) => code === 'iv_volume_ml'), [['iv_volume_ml', 'value', '2500.25']]);
	await download(`${url}/template.xlsx`, 'template.xlsx');
	edit('template.xlsx', {ais_reperfused: 99, septic_shock_patients: '5'}, 'second.fods');
	// Field separator, quote, character set 65: GBK (CP936).
	office('--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,65,1', 'second.fods');
	const page = await upload('second.csv');
	assert.match(visible(page.text), /按 GB18030 编码读取/);
	const second = Object.fromEntries(cells().map(([code, state, value]) => [code, [state, value]]));
	assert.deepEqual(second.ais_reperfused, ['value', '99']);
	assert.deepEqual(second.septic_shock_patients, ['value', '5']);
	for (const [code, state, value] of first)
		assert.deepEqual(second[code], [state, value], code);
});
