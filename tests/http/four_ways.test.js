// Typed, pasted, uploaded or sent by a program: the same values make byte-identical returns.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {base, csrf, formValues, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {csvCells, workbook} = require('../import/workbook');

// Values with everything that could be written in two ways; what a person types or pastes, what a
// file and what a program holds.
const values = {
	ais_patients: ['1234', '１，２３４', '1,234', 1234], ais_reperfused: ['0', '０', '0', 0], discharges: ['22456', ' 22,456 ', '22456.0', 22456],
	iv_volume_ml: ['2500.25', '２５００.２５', '2,500.2500', 2500.25], icu_patients: [null, null, '不适用', 'not_applicable'],
	or_surgeries: ['999999999999', '999,999,999,999', '999999999999', 999999999999], iv_patients: ['7', '007', '+7', '7.000'],
	septic_shock_patients: ['0.0', '0', '０．０', '0'],
};

function cookies(visitor) {
	return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function open(name) {
	const own = await openInstitution({clerk: `w${process.pid}${name}.clerk`, leader: `w${process.pid}${name}.leader`});
	own.id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	own.url = `/institution/return/${own.id}`;
	return own;
}

async function byForm(own, column) {
	const fields = formValues((await own.clerk.get(own.url)).text);
	for (const [code, cells] of Object.entries(values)) {
		fields[`value.${code}`] = cells[column] === null ? '' : cells[column];
		if (cells[column] === null)
			fields[`na.${code}`] = '1';
	}
	const answer = await own.clerk.post(own.url, {...fields, action: 'save'});
	assert.equal(answer.status, 303, visible(answer.text));
}

async function byFile(own, name, make) {
	const answer = await fetch(new URL(`${own.url}/template.csv`, base), {headers: {cookie: cookies(own.clerk)}});
	const rows = (await answer.text()).replace(/^\uFEFF/, '').trim().split('\r\n').map((line) => csvCells(line));
	for (const row of rows) {
		if (row[0] in values)
			row[6] = values[row[0]][2];
	}
	const form = new FormData();
	form.append('_csrf', csrf((await own.clerk.get(`${own.url}/upload`)).text));
	form.append('file', new Blob([make(rows)]), name);
	const sent = await fetch(new URL(`${own.url}/upload`, base), {method: 'POST', body: form, redirect: 'manual', headers: {cookie: cookies(own.clerk)}});
	assert.equal(sent.status, 303);
	const location = sent.headers.get('location');
	const page = await own.clerk.get(location);
	assert.doesNotMatch(visible(page.text), /须改正/, name);
	const saved = await own.clerk.post(location, {_csrf: csrf(page.text), revision: /name="revision" value="(\d+)"/.exec(page.text)[1]});
	assert.equal(saved.status, 303, visible(saved.text));
}

async function byProgram(own, type, body) {
	const programme = single(`SELECT programme_id FROM zhiheng.return WHERE id = ${own.id}`);
	const made = await own.leader.submit('/institution/machine', {name: '系统', scopes: `${programme}/2025Q3`, expires_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10)});
	const token = /<code>(zhiheng_[0-9a-f]+)</.exec(made.text)[1];
	const answer = await fetch(new URL('/api/v1/returns/2025Q3', base), {method: 'POST', headers: {'content-type': type, authorization: `Bearer ${token}`}, body});
	assert.equal(answer.status, 200, await answer.text());
}

const quoted = (rows) => rows.map((row) => row.map((text) => (/[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text)).join(',')).join('\r\n');

test('equal rows and equal digests, whichever way the values came', async () => {
	const ways = {
		typed: (own) => byForm(own, 0),
		pasted: (own) => byForm(own, 1),
		csv: (own) => byFile(own, 'a.csv', quoted),
		tabs: (own) => byFile(own, 'a.txt', (rows) => Buffer.from(`\uFEFF${rows.map((row) => row.map((text) => text.replace(/"/g, '＂')).join('\t')).join('\r\n')}`, 'utf16le')),
		xlsx: (own) => byFile(own, 'a.xlsx', (rows) => workbook(rows.map((row) => row.map((text) => (/^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text))))),
		json: (own) => byProgram(own, 'application/json', JSON.stringify({values: Object.fromEntries(Object.entries(values).map(([code, cells]) => [code, cells[3]]))})),
		'program.csv': (own) => byProgram(own, 'text/csv', 'code,value\n' + Object.entries(values).map(([code, cells]) => `${code},${cells[3]}`).join('\n')),
	};
	const seen = {};
	for (const [way, save] of Object.entries(ways)) {
		const own = await open(way.replace(/\W/g, ''));
		await save(own);
		seen[way] = {
			rows: query(`SELECT element_code, state, value FROM zhiheng.return_cell WHERE return_id = ${own.id} AND state <> 'missing' ORDER BY 1`),
			digest: single(`SELECT encode(sha256(convert_to(string_agg(element_code || '=' || state || ':' || coalesce(value::text, ''), E'\\n' ORDER BY element_code), 'UTF8')), 'hex')
				FROM zhiheng.return_cell WHERE return_id = ${own.id}`),
			full: single(`SELECT encode(zhiheng.return_digest(${own.id}), 'hex')`),
		};
	}
	assert.equal(seen.typed.rows.length, Object.keys(values).length);
	for (const [way, {rows, full}] of Object.entries(seen)) {
		assert.deepEqual(rows, seen.typed.rows, way);
		assert.equal(full, seen.typed.full, way);
	}
});
