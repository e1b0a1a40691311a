// Quarters of an indicator as a control chart: sums held against the cells, limits computed again.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {before, test} = require('node:test');
const {signedIn, visible} = require('./portal');

function sql(query) {
	const text = execFileSync('psql', ['-XAtF', '\t', '-c', query], {encoding: 'utf8'}).trim();
	return text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
}

const period = '2025Q2';
const [[programme]] = sql(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const indicators = sql(`SELECT indicator_code, kind, factor FROM zhiheng.asked_indicator
	WHERE programme_id = ${programme} AND kind IN ('proportion', 'rate') ORDER BY kind DESC, indicator_code`)
	.map(([code, kind, factor]) => ({code, kind, factor: Number(factor)}));
const chosen = [...indicators.slice(0, 3), ...indicators.slice(-5)];
let admin;

before(async () => {
	admin = await signedIn('city.admin');
});

// Counts by quarter out of the accepted elements themselves, through the programmes of all years.
function quarters({code, kind}, institution) {
	return sql(`SELECT calendar.period, sum(upper.value), sum(lower.value), count(upper.value),
			count(*) - count(*) FILTER (WHERE 'not_applicable' IN (raw_upper.state, raw_lower.state))
		FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.programme AS present ON present.id = asked.programme_id
		JOIN zhiheng.programme AS own ON own.commission_id = present.commission_id
		JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = own.id
			AND zhiheng.cadence(calendar.period) = CASE asked.cadence WHEN 'month' THEN 'quarter' ELSE asked.cadence END
		JOIN zhiheng.asked_return AS head ON head.programme_id = calendar.programme_id AND head.period = calendar.period
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		JOIN LATERAL (SELECT same.levels, same.kinds FROM zhiheng.programme_indicator AS same WHERE same.programme_id = calendar.programme_id
			AND same.numerator = asked.numerator AND same.denominator = asked.denominator
			ORDER BY same.indicator_code <> asked.indicator_code, same.indicator_code LIMIT 1) AS same
			ON zhiheng.applies(same.levels, same.kinds, institution.level, institution.kind, institution.specialist_type)
		LEFT JOIN zhiheng.accepted_cell AS raw_upper ON raw_upper.period = head.period AND raw_upper.institution_id = head.institution_id AND raw_upper.element_code = asked.numerator
		LEFT JOIN zhiheng.accepted_cell AS raw_lower ON raw_lower.period = head.period AND raw_lower.institution_id = head.institution_id AND raw_lower.element_code = asked.denominator
		LEFT JOIN LATERAL (SELECT raw_upper.value, raw_lower.value AS whole WHERE raw_upper.value IS NOT NULL AND raw_lower.value IS NOT NULL
			AND (raw_lower.value > 0 OR raw_upper.value = 0)
			AND ('${kind}' <> 'proportion' OR raw_upper.value <= raw_lower.value)) AS upper ON true
		LEFT JOIN LATERAL (SELECT upper.whole AS value) AS lower ON true
		WHERE asked.programme_id = ${programme} AND asked.indicator_code = '${code}'${institution ? ` AND institution.id = ${institution}` : ''}
		GROUP BY calendar.period ORDER BY calendar.period`)
		.map(([quarter, x, n, received, expected]) => ({quarter, x: Number(x), n: Number(n), received: Number(received), expected: Number(expected),
			gap: Number(n) === 0}));
}

// p and u, widened to Laney's p' and u' where quarters differ beyond chance.
function chart({kind, factor}, points) {
	const used = points.filter((point) => !point.gap && point.received >= 0.9 * point.expected);
	const total = (name) => used.reduce((sum, point) => sum + point[name], 0);
	const centre = total('x') / total('n');
	const deviation = (n) => Math.sqrt((kind === 'proportion' ? centre * (1 - centre) : centre) / n);
	let wide = 1;
	const z = used.map((point) => (point.x / point.n - centre) / deviation(point.n));
	wide = Math.max(1, z.slice(1).reduce((sum, value, i) => sum + Math.abs(value - z[i]), 0) / (z.length - 1) / 1.128);
	return {widened: wide > 1, used: used.length, centre: factor * centre, limits: (n) => [
		factor * Math.max(0, centre - 3 * wide * deviation(n)),
		factor * (kind === 'proportion' ? Math.min(1, centre + 3 * wide * deviation(n)) : centre + 3 * wide * deviation(n))]};
}

// Page and counts of one moment: other tests have returns accepted meanwhile.
async function steady(indicator, url, institution) {
	for (let i = 0; i < 10; i++) {
		const points = quarters(indicator, institution);
		const answer = await admin.get(`${url}?programme=${programme}&period=${period}`);
		assert.equal(answer.status, 200, url);
		if (JSON.stringify(quarters(indicator, institution)) === JSON.stringify(points))
			return {points, text: answer.text};
	}
	throw new Error(`${url} does not come to rest`);
}

// Rows of the table of quarters as the page has them.
function rowsOf(html) {
	const table = /<caption id="quarters">[\s\S]*?<\/table>/.exec(html);
	if (table === null)
		return null;
	return [...table[0].matchAll(/<tr><th scope="row"[^>]*>([^<]+)<\/th>([\s\S]*?)<\/tr>/g)].map(([, label, cells]) =>
		[label, ...[...cells.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) => visible(cell).trim())]);
}

function compare(indicator, points, html, what) {
	const shown = rowsOf(html);
	assert.equal(shown.length, points.length, what);
	const computed = chart(indicator, points);
	points.forEach((point, i) => {
		const [label, part, counts, value, limits, signal] = shown[i];
		assert.equal(label, `${point.quarter.slice(0, 4)}年第${'一二三四'[point.quarter[5] - 1]}季度`);
		assert.equal(part, `${point.received}/${point.expected}`, `${what} ${label}`);
		if (point.gap)
			return;
		assert.equal(counts, `${point.x}/${point.n}`, `${what} ${label}`);
		assert.ok(Math.abs(Number(value) - indicator.factor * point.x / point.n) <= 0.005 + 1e-9);
		const [low, high] = limits.split('～').map(Number);
		const expected = computed.limits(point.n);
		assert.ok(Math.abs(low - expected[0]) <= 0.0051 && Math.abs(high - expected[1]) <= 0.0051, `${what} ${label} ${limits} ${expected}`);
		const outside = indicator.factor * point.x / point.n < expected[0] || indicator.factor * point.x / point.n > expected[1];
		assert.equal(signal.includes('超出 3σ 控制限'), outside, `${what} ${label}`);
		assert.equal(signal.includes('不参与中心线计算'), point.received < 0.9 * point.expected);
	});
	assert.ok(visible(html).includes(`中心线 ${computed.centre.toFixed(2)}`), what);
	assert.ok(visible(html).includes(`由 ${computed.used} 个季度`), what);
	assert.equal(html.includes('′ 控制图'), computed.widened, what);
}

test('the region quarter by quarter, through the programmes of two years', async () => {
	for (const indicator of chosen) {
		const {points, text} = await steady(indicator, `/commission/indicator/${indicator.code}`);
		assert.ok(new Set(points.map((point) => point.quarter.slice(0, 4))).size >= 2 || points.length >= 3);
		compare(indicator, points, text, indicator.code);
	}
});

test('one institution quarter by quarter', async () => {
	let compared = 0;
	for (const indicator of chosen) {
		for (const [id] of sql(`SELECT id FROM zhiheng.institution WHERE level = 'tertiary' ORDER BY id LIMIT 3`)) {
			const {points, text} = await steady(indicator, `/commission/institution/${id}/result/${indicator.code}`, id);
			if (points.filter((point) => !point.gap).length < 2 || points.every((point) => point.x === 0))
				continue;
			compare(indicator, points, text, `${indicator.code} ${id}`);
			compared++;
		}
	}
	assert.ok(compared >= 5, `${compared} compared`);
});

test('the drawing has a mark for every quarter with a value, and a line that breaks at gaps', async () => {
	const [indicator] = chosen;
	const {points, text} = await steady(indicator, `/commission/indicator/${indicator.code}`);
	const [figure] = /<figure[^>]*aria-labelledby="trend-caption">[\s\S]*?<\/figure>/.exec(text);
	const marks = [...figure.matchAll(/<path class="zh-chart-point[^"]*" d="[^"]+"><title>(\d{4}Q\d)：([\d.]+)/g)];
	assert.deepEqual(marks.map(([, quarter]) => quarter), points.filter((point) => !point.gap).map((point) => point.quarter));
	for (const [, quarter, value] of marks) {
		const point = points.find((item) => item.quarter === quarter);
		assert.ok(Math.abs(Number(value) - indicator.factor * point.x / point.n) <= 0.005 + 1e-9);
	}
	assert.doesNotMatch(figure, /NaN|nan|inf|style=/);
});

test('what is not there, or not one\'s own, is a 404', async () => {
	const [{code}] = chosen;
	const county = await signedIn('county.reviewer');
	const [[foreign]] = sql(`SELECT id FROM zhiheng.institution WHERE region_code <> (
		SELECT commission.region_code FROM zhiheng.account AS account JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
		WHERE account.login = 'county.reviewer') LIMIT 1`);
	assert.equal((await county.get(`/commission/institution/${foreign}/result/${code}?programme=${programme}&period=${period}`)).status, 404);
	for (const path of ['999999/result/' + code, 'x/result/' + code, `${foreign}/result/NO-SUCH`])
		assert.equal((await admin.get(`/commission/institution/${path}?programme=${programme}&period=${period}`)).status, 404, path);
});

test('the page of an institution leads to the trend of each of its indicators', async () => {
	const [[id]] = sql('SELECT min(id) FROM zhiheng.institution');
	const {text} = await admin.get(`/commission/institution/${id}/result?programme=${programme}&period=${period}`);
	const links = [...text.matchAll(/href="(\/commission\/institution\/\d+\/result\/[^"]+)"/g)].map(([, link]) => link.replace(/&amp;/g, '&'));
	assert.ok(links.length > 10);
	assert.equal((await admin.get(links[0])).status, 200);
});
