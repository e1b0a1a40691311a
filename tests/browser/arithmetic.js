/* What a page must show, computed here from what was typed. */
'use strict';

const assert = require('node:assert');

/* The 95 % Wilson interval, as shares. */
function wilson(part, whole) {
	const z = 1.959963984540054;
	const middle = part + z * z / 2;
	const half = z * Math.sqrt(part * (whole - part) / whole + z * z / 4);
	return [(middle - half) / (whole + z * z), (middle + half) / (whole + z * z)];
}

/* Competition ranks (1, 2, 2, 4) of [part, whole] by exact comparison of the quotients. */
function ranks(pairs, higherIsBetter) {
	const better = ([a, b], [c, d]) => (higherIsBetter ? a * d > c * b : a * d < c * b);
	return pairs.map((one) => {
		const rank = 1 + pairs.filter((other) => better(other, one)).length;
		const tied = pairs.filter((other) => other[0] * one[1] === one[0] * other[1]).length > 1;
		return `${rank}${tied ? '=' : ''}`;
	});
}

function percent(part, whole) {
	return (100 * part / whole).toFixed(2);
}

function assertInterval(text, part, whole) {
	const [lower, upper] = wilson(part, whole).map((bound) => (100 * bound).toFixed(2));
	assert.ok(text.includes(`${lower}～${upper}`), `${text}: the interval of ${part}/${whole} is ${lower}～${upper}`);
}

function sum(pairs) {
	return pairs.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
}

/* A CSV file as lists of cells. */
function readCsv(text) {
	return text.replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((line) => [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)]
		.map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
}

module.exports = { assertInterval, percent, ranks, readCsv, sum };
