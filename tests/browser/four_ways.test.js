/* What is typed at the keyboard and what comes out of the clipboard make the return that a program's
 * numbers make, byte for byte (tests/http/four_ways.test.js has the others). */
'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { launch } = require('./person');
const { Sheet } = require('./sheet');
const { single } = require('../http/people');
const { byProgram, cells, json, open, seen, values } = require('../http/ways');

/* The text of every cell that has one, by its id; way: 0 typed, 1 pasted. */
function texts(own, way) {
	return Object.fromEntries([...Object.entries(values).filter(([, ways]) => ways[way] !== null).map(([code, ways]) => [`value.${code}`, ways[way]]),
		...cells.map(([code, part, ways]) => [`part.${code}.${own.departments[part] || part}`, ways[way]])]);
}

async function type(sheet, own) {
	for (const [id, text] of Object.entries(texts(own, 0))) {
		await sheet.type(id, text);
	}
}

/* The whole sheet out of a spreadsheet, empty where there is nothing. */
async function paste(sheet, own) {
	const all = texts(own, 1);
	const rows = await sheet.page.evaluate(() => window.zhiheng.grid.rows.map((row) => row.cells.map((cell) => cell.id)));
	await sheet.person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await sheet.page.evaluate((text) => navigator.clipboard.writeText(text), rows.map((row) => row.map((id) => all[id] || '').join('\t')).join('\r\n'));
	await sheet.cell(rows[0][0]).focus();
	await sheet.page.keyboard.press('Control+V');
	await sheet.until('paste', new RegExp(`已粘贴 ${Object.keys(all).length} 个数。`));
}

test('typed, pasted, sent by a program: one return', async () => {
	const browser = await launch();
	const program = await open('program');
	await byProgram(program, 'application/json', json);
	for (const [source, fill] of [['typed', type], ['pasted', paste]]) {
		const own = await open(source);
		const sheet = await Sheet.open(browser, `w${process.pid}${source}.clerk`, own.id);
		for (const [code] of Object.entries(values).filter(([, ways]) => ways[0] === null)) {
			await sheet.page.locator(`[name="na.${code}"]`).check();
		}
		await fill(sheet, own);
		await sheet.settle();
		assert.deepStrictEqual(seen(own), seen(program), source);
		const sources = single(`SELECT string_agg(DISTINCT source, ' ') FROM zhiheng.return_part, unnest(codes, parts, sources) AS cell (code, part, source) WHERE return_id = ${own.id}`);
		assert.strictEqual(sources, source);
		await sheet.leave();
	}
	await browser.close();
});
