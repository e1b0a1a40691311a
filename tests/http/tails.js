// Tails of distributions, intervals and tests as textbooks have them; no code of cgi/ is used.
'use strict';

const assert = require('node:assert/strict');

const Z = 1.959963984540054;
const places = {'low_998': '低于 99.8% 限', 'low_95': '低于 95% 限', within: '限内', 'high_95': '高于 95% 限', 'high_998': '高于 99.8% 限'};

// As tables of the page write them: "12/1500", "0.41～1.39".
const counts = (text) => text.split('/').map(Number);
const ends = (text) => text.split('～').map(Number);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// Equal as far as is shown: half a unit of the last place, and rounding.
function near(shown, number, what) {
	const text = String(shown), decimals = (/\.(\d+)/.exec(text) || ['', ''])[1].length;
	const exponent = Number((/e([+-]\d+)/.exec(text) || ['', '0'])[1]);
	assert.ok(text !== '' && Math.abs(Number(text) - Number(number)) <= 0.5 * 10 ** (exponent - decimals) + 1e-9 * Math.abs(Number(number)) + 1e-15,
		`${what}: shown ${text}, computed ${number}`);
}

function wilson(x, n) {
	const middle = 2 * x + Z * Z, width = Z * Math.sqrt(Z * Z + 4 * x * (1 - x / n)), below = 2 * (n + Z * Z);
	return [(middle - width) / below, (middle + width) / below];
}

function lnFactorial(n) {
	let log = 0;
	for (let i = 2; i <= n; i++)
		log += Math.log(i);
	return log;
}

const choose = (n, k) => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

// P(X >= least) of chi-squared with an odd number of degrees of freedom.
function chiTail(square, df) {
	let tail = 2 * normalTail(Math.sqrt(square)), term = Math.sqrt(2 * square / Math.PI) * Math.exp(-square / 2);
	for (let k = 3; k <= df; k += 2) {
		tail += term;
		term *= square / k;
	}
	return tail;
}

// P(Z > z), z >= 0, by Simpson's rule.
function normalTail(z) {
	const steps = 4000, width = z / steps;
	let area = 0;
	for (let i = 0; i <= steps; i++)
		area += Math.exp(-((i * width) ** 2) / 2) * (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2);
	return 0.5 - area * width / 3 / Math.sqrt(2 * Math.PI);
}

function fisher([x1, n1], [x2, n2]) {
	const all = x1 + x2, mass = (x) => Math.exp(choose(n1, x) + choose(n2, all - x) - choose(n1 + n2, all));
	let p = 0;
	for (let x = Math.max(0, all - n2); x <= Math.min(n1, all); x++)
		p += mass(x) <= mass(x1) * (1 + 1e-9) ? mass(x) : 0;
	return p;
}

// P that two proportions are one: Fisher's test where less than 5 is expected, else the score test.
function compared(a, b) {
	const [x1, n1] = a, [x2, n2] = b, p = (x1 + x2) / (n1 + n2);
	if (Math.min(n1, n2) * Math.min(p, 1 - p) < 5)
		return fisher(a, b);
	return 2 * normalTail(Math.abs(x1 / n1 - x2 / n2) / Math.sqrt(p * (1 - p) * (1 / n1 + 1 / n2)));
}

// P(X <= x) and P(X >= x).
function exactTails(kind, x, n, theta) {
	const mass = (k) => Math.exp(kind === 'proportion' ? choose(n, k) + k * Math.log(theta) + (n - k) * Math.log1p(-theta)
		: k * Math.log(n * theta) - n * theta - lnFactorial(k));
	const below = sum([...Array(x)].map((ignored, k) => mass(k)));
	return [below + mass(x), 1 - below];
}

module.exports = {Z, chiTail, choose, compared, counts, ends, exactTails, lnFactorial, near, normalTail, places, sum, wilson};
