// Peers judged by each other, computed anew: Paule and Mandel without the one that is judged, t as a normal score, exact tails.
// No code of cgi/ is used; distributions by Lentz's continued fractions and by halving.
'use strict';

function lnGamma(x) {
	const terms = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
		9.9843695780195716e-6, 1.5056327351493116e-7];
	if (x < 0.5)
		return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
	const t = x + 6.5;
	return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t
		+ Math.log(terms.reduce((sum, term, i) => sum + term / (x + i), 0.99999999999980993));
}

// 1/(1 + a(1)/(1 + a(2)/…)) by Lentz.
function fraction(term) {
	let c = 1, d = 0, value = 1;
	for (let i = 1; i < 20000; i++) {
		const a = term(i);
		d = 1 / (1 + a * d || 1e-300);
		c = 1 + a / c || 1e-300;
		value *= c * d;
		if (Math.abs(c * d - 1) < 1e-15)
			break;
	}
	return 1 / value;
}

// P(B <= x), B of beta(a, b).
function beta(x, a, b) {
	if (x <= 0 || x >= 1)
		return x <= 0 ? 0 : 1;
	if (x > (a + 1) / (a + b + 2))
		return 1 - beta(1 - x, b, a);
	const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnGamma(a) - lnGamma(b) + lnGamma(a + b)) / a;
	return front * fraction((i) => {
		const m = Math.floor(i / 2);
		return i % 2 === 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
	});
}

// P(X >= x) of a whole number x: binomial or Poisson with mean n theta.
function upper(kind, x, n, theta) {
	if (x <= 0)
		return 1;
	if (kind === 'proportion')
		return beta(theta, x, n - x + 1);
	let rest = 0;
	for (let k = 0; k < x; k++)
		rest += Math.exp(k * Math.log(n * theta) - n * theta - lnGamma(k + 1));
	return 1 - rest;
}

function twoSided(kind, x, n, theta) {
	return Math.min(1, 2 * Math.min(upper(kind, x, n, theta), 1 - upper(kind, x + 1, n, theta)));
}

function place(kind, x, n, theta) {
	if (theta <= 0 || (kind === 'proportion' && theta >= 1))
		return 'within';
	const high = upper(kind, x, n, theta), low = 1 - upper(kind, x + 1, n, theta);
	for (const [limit, name] of [[0.001, '998'], [0.025, '95']]) {
		if (low < limit)
			return `low_${name}`;
		if (high < limit)
			return `high_${name}`;
	}
	return 'within';
}

function halve(rising, low, high) {
	for (let i = 0; i < 200; i++) {
		const middle = (low + high) / 2;
		if (rising(middle) > 0)
			high = middle;
		else
			low = middle;
	}
	return (low + high) / 2;
}

// P(Z > z), z >= 0.
function normalTail(z) {
	if (z > 2)
		return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) / z * fraction((i) => i / (z * z));
	let sum = 0, term = z;
	for (let i = 0; Math.abs(term) > 1e-18; i++, term *= -z * z / 2 * (2 * i - 1) / (i * (2 * i + 1)))
		sum += term;
	return 0.5 - sum / Math.sqrt(2 * Math.PI);
}

function normalScore(t, df) {
	const tail = beta(df / (df + t * t), df / 2, 0.5) / 2;
	return Math.sign(t) * halve((z) => tail - normalTail(z), 0, 38);
}

const total = (part, list) => list.reduce((sum, unit) => sum + unit[part], 0);

// What units differ by beyond chance, and how they are weighed with what else they may differ by.
function effect(kind, units) {
	const x = total('x', units), n = total('n', units);
	const theta = kind === 'proportion' ? (x + 0.5) / (n + 1) : (x + 0.5) / n;
	const variance = kind === 'proportion' ? theta * (1 - theta) : theta;
	const weigh = (tau2) => {
		const weights = units.map((unit) => 1 / (variance / unit.n + tau2));
		const sum = weights.reduce((a, b) => a + b, 0);
		const mean = units.reduce((all, unit, j) => all + weights[j] * unit.x / unit.n, 0) / sum;
		return {sum, mean, q: units.reduce((all, unit, j) => all + weights[j] * (unit.x / unit.n - mean) ** 2, 0)};
	};
	const freedom = units.length - 1;
	return {variance, weigh, tau2: weigh(0).q <= freedom ? 0 : Math.exp(halve((log) => freedom - weigh(Math.exp(log)).q, -60, 20))};
}

// units: {x, n, id}, whole numbers or not; each gets theta and tau2 of the others, df, z, the exact class, and p, the
// larger of both two-sided.  before: units of
// earlier periods, each those that could be judged in it; of fewer than five nothing is taken.
function judge(kind, units, before = []) {
	const pooled = total('x', units) / total('n', units);
	const earlier = before.filter((list) => list.length >= 5);
	return units.map((unit, i) => {
		const {variance, weigh, tau2: own} = effect(kind, units.filter((other, j) => j !== i));
		const df = (units.length - 2) * (1 + earlier.length / 6);
		const tau2 = (own + earlier.reduce((sum, list) => sum + effect(kind, list.filter(({id}) => id !== unit.id)).tau2, 0)) / (1 + earlier.length);
		const {sum, mean} = weigh(tau2);
		const t = (unit.x / unit.n - mean) / Math.sqrt(variance / unit.n + tau2 + 1 / sum);
		return {theta: mean, tau2, df, periods: 1 + earlier.length, z: normalScore(t, df), exact: place(kind, unit.x, unit.n, pooled),
			p: Math.max(beta(df / (df + t * t), df / 2, 0.5), twoSided(kind, unit.x, unit.n, pooled))};
	});
}

// The milder of the exact class and that of z.
function milder({exact, z}) {
	const size = Math.abs(z), level = size <= 1.959963984540054 ? 0 : size <= 3.090232306167813 ? 1 : 2;
	if (level === 0 || exact === 'within' || exact.startsWith('high_') !== z > 0)
		return 'within';
	return level === 1 ? exact.replace('998', '95') : exact;
}

// Mean square of the deviations by chance, cut at their 10 and 90 % quantiles.
function phi(kind, units) {
	const theta = units.reduce((sum, unit) => sum + unit.x, 0) / units.reduce((sum, unit) => sum + unit.n, 0);
	const variance = kind === 'proportion' ? theta * (1 - theta) : theta;
	const sorted = units.map((unit) => (unit.x / unit.n - theta) / Math.sqrt(variance / unit.n)).sort((a, b) => a - b);
	const quantile = (p) => {
		const at = (sorted.length - 1) * p, low = Math.floor(at);
		return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
	};
	return sorted.reduce((sum, z) => sum + Math.min(quantile(0.9), Math.max(quantile(0.1), z)) ** 2, 0) / sorted.length;
}

// Which of those that count can be compared: at least one event to be expected and, of a proportion, one that is not.
function expected(kind, units) {
	const x = units.reduce((sum, unit) => sum + unit.x, 0), n = units.reduce((sum, unit) => sum + unit.n, 0);
	return units.map((unit) => x * unit.n >= n && (kind !== 'proportion' || (n - x) * unit.n >= n));
}

module.exports = {expected, judge, milder, phi, place};
