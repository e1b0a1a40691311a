// Typed, pasted, uploaded or sent by a program: the same values make byte-identical returns.  At the
// keyboard and out of the clipboard of a browser: tests/browser/four_ways.test.js.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {csvText} = require('./sheets');
const {byFile, byForm, byProgram, cells, json, open, parts, seen, values} = require('./ways');
const {workbook} = require('../import/workbook');

test('equal rows and equal digests, whichever way the values came', async () => {
	const ways = {
		typed: (own) => byForm(own, 0),
		pasted: (own) => byForm(own, 1),
		csv: (own) => byFile(own, 'a.csv', csvText),
		tabs: (own) => byFile(own, 'a.txt', (rows) => Buffer.from(`\uFEFF${rows.map((row) => row.map((text) => text.replace(/"/g, '＂')).join('\t')).join('\r\n')}`, 'utf16le')),
		xlsx: (own) => byFile(own, 'a.xlsx', (rows) => workbook(rows.map((row) => row.map((text) => (/^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text))))),
		json: (own) => byProgram(own, 'application/json', json),
		'program.csv': (own) => byProgram(own, 'text/csv', 'code,part,value\n' + [...Object.entries(values).map(([code, texts]) => `${code},,${texts[3]}`),
			...cells.map(([code, part, texts]) => `${code},${part},${texts[3]}`)].join('\n')),
	};
	const all = {};
	for (const [way, save] of Object.entries(ways)) {
		const own = await open(way.replace(/\W/g, ''));
		await save(own);
		all[way] = seen(own);
	}
	assert.equal(all.typed.rows.length, Object.keys(values).length + 2);
	assert.deepEqual(all.typed.rows.filter(([code]) => code in parts).map(([code, , value]) => [code, Number(value)]), [['recognized_results', 1030], ['unplanned_reops', 812]]);
	assert.equal(all.typed.parts.length, cells.length);
	for (const [way, {rows, parts: divided, full}] of Object.entries(all)) {
		assert.deepEqual(rows, all.typed.rows, way);
		assert.deepEqual(divided, all.typed.parts, way);
		assert.equal(full, all.typed.full, way);
	}
});
