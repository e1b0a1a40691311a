/* What the script of the pages makes of a sheet is what the server makes of it: 1,000 random sheets
 * against tests/sheet/reference.c; and the clipboard's texts. */
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const vm = require('node:vm');

const page = { window: {}, document: { querySelector: () => null } };
vm.createContext(page);
for (const name of ['10_number', '15_grid', '20_sums', '25_paste']) {
	vm.runInContext(fs.readFileSync(path.join(__dirname, `../../static/js/${name}.js`), 'utf8'), page);
}
const { number, paste } = page.window.zhiheng;
const reference = path.join(process.env.BUILD || 'build', 'tests/sheet_reference');

/* The same sheets every time. */
let seed = 20250701;
function random(below) {
	seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
	return Math.floor((seed >>> 8) / 16777216 * below);
}

function digits(count) {
	return Array.from({ length: count }, () => random(10)).join('');
}

function wide(text) {
	return text.replace(/[0-9.,+]/g, (sign) => (random(2) ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign));
}

function typed() {
	const whole = String(1 + random(9)) + digits(random(random(4) ? 4 : 12));
	const fraction = random(3) ? '' : `.${digits(1 + random(4))}`;
	switch (random(14)) {
	case 0: return '';
	case 1: return '0';
	case 2: return ` ${whole}${fraction}\u3000`;
	case 3: return wide(whole + fraction);
	case 4: return whole.replace(/\B(?=(\d{3})+$)/g, ',') + fraction;
	case 5: return wide(whole.replace(/\B(?=(\d{3})+$)/g, ','));
	case 6: return `00${whole}${fraction}`;
	case 7: return `+${whole}`;
	case 8: return `.${digits(1 + random(4))}`;
	case 9: return random(4) ? whole : ['-1', '1e3', '12例', '1.', '1,23', '0,123', '1.23456', '1234567890123', '十', 'NaN', '--1', '+', '.', '１．', '1。5', '1、5'][random(16)];
	default: return whole + fraction;
	}
}

function total(texts) {
	const read = texts.map(number.read);
	const values = read.filter((found) => found.value).map((found) => found.value);
	return read.some((found) => found.error) || values.length === 0 ? '' : values.reduce(number.add, '0');
}

test('1,000 random sheets: the script reads, adds and divides as the server does', () => {
	const sheets = Array.from({ length: 1000 }, () => ({
		factor: [1, 100, 1000, 10000][random(4)],
		places: random(5),
		parts: Array.from({ length: 1 + random(12) }, typed),
		wholes: Array.from({ length: 1 + random(12) }, typed),
	}));
	const input = sheets.map(({ factor, places, parts, wholes }) => [factor, places, parts.join('|'), wholes.join('|')].join('\t')).join('\n') + '\n';
	const lines = execFileSync(reference, { input, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n').slice(0, -1);
	assert.strictEqual(lines.length, sheets.length);
	let rates = 0;
	sheets.forEach(({ factor, places, parts, wholes }, i) => {
		const show = (texts) => texts.map((text) => { const found = number.read(text); return found.error ? '!' : found.value; }).join('|');
		const [part, whole] = [total(parts), total(wholes)];
		const rate = part === '' || whole === '' ? '' : number.rate(part, whole, factor, places) || '';
		rates += rate === '' ? 0 : 1;
		assert.strictEqual([show(parts), show(wholes), part, whole, rate].join('\t'), lines[i], `sheet ${i + 1}: ${input.split('\n')[i]}`);
	});
	assert.ok(rates > 300, `${rates} sheets have a rate`);
});

test('halves are rounded up, whatever floating point would say', () => {
	assert.strictEqual(number.rate('1', '8', 100, 0), '13');
	assert.strictEqual(number.rate('1.005', '1', 100, 0), '101');
	assert.strictEqual(number.rate('1.005', '100', 100, 2), '1.01');
	assert.strictEqual(number.rate('999999999999.9999', '0.0001', 1000, 4), '9999999999999999000.0000');
	assert.strictEqual(number.rate('0', '7', 100, 2), '0.00');
	assert.strictEqual(number.rate('7', '0', 100, 2), null);
	assert.strictEqual(number.add('999999999999.9999', '0.0001'), '1000000000000');
});

test('what a spreadsheet adds to a number goes, words stay', () => {
	for (const [text, kept] of [['1,234', '1,234'], ['１，２３４ 人次', '1,234'], ['12.5％', '12.5'], [' 30例 ', '30'], ["'0", '0'], ['45 床日', '45'], ['3 项次', '3'],
		['', ''], ['例', '例'], ['十二', '十二'], ['12 345', '12345'], ['-', '-'], ['12例/月', '12例/月']]) {
		assert.strictEqual(number.clean(text), kept, text);
	}
});

test('rows and quotes of the clipboard', () => {
	const plain = (text) => JSON.parse(JSON.stringify(paste.parse(text)));
	assert.deepStrictEqual(plain('1\t2\r\n3\t4\r\n'), [['1', '2'], ['3', '4']]);
	assert.deepStrictEqual(plain('7\r\n'), [['7']]);
	assert.deepStrictEqual(plain('1\n\n2\n'), [['1'], [''], ['2']], 'an empty row is a row');
	assert.deepStrictEqual(plain('"a\tb"\t"x\r\ny"\t"say ""hi"""\r\n'), [['a\tb', 'x\r\ny', 'say "hi"']]);
	assert.deepStrictEqual(plain('5" pipe\t"open'), [['5" pipe', '"open']]);
	assert.deepStrictEqual(plain('\t\t3'), [['', '', '3']]);
	assert.deepStrictEqual(plain('1\r2'), [['1'], ['2']]);
});
