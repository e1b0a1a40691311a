// Ranks' intervals, the funnel and the charts of the commission's pages: the numbers are read off
// the pages and computed again, ranks by the zhiheng command, the rest here.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {before, test} = require('node:test');
const {program} = require('../console/console');
const {Visitor, signedIn, unescapeHtml, visible} = require('./portal');
const {unitsBefore} = require('./quarters');
const spread = require('./spread');

function sql(query) {
	const text = execFileSync('psql', ['-XAtF', '\t', '-c', query], {encoding: 'utf8'}).trim();
	return text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
}

const period = '2025Q2';
const [[programme]] = sql(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const indicators = sql(`SELECT asked.indicator_code, asked.kind, asked.direction, asked.factor, asked.minimum_denominator
	FROM zhiheng.asked_indicator AS asked
	WHERE asked.programme_id = ${programme} AND asked.required AND asked.kind IN ('proportion', 'rate') AND asked.direction <> 'none' AND asked.cadence IN ('month', 'quarter')
	ORDER BY asked.indicator_code`)
	.map(([code, kind, direction, factor, minimum]) => ({code, kind, direction, factor: Number(factor), minimum: Number(minimum)}));
const address = (code, rest = '') => `/commission/indicator/${code}?programme=${programme}&period=${period}${rest}`;
let admin;

before(async () => {
	admin = await signedIn('city.admin');
});

async function table(code) {
	const answer = await admin.get(address(code, '&format=csv'));
	const [head, ...rows] = answer.text.replace(/^\uFEFF/, '').trim().split('\r\n').map((line) =>
		[...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)].map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
	return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

function groups(rows) {
	const found = new Map();
	for (const row of rows)
		found.set(row['同组机构'], [...(found.get(row['同组机构']) || []), row]);
	return [...found.values()];
}

// The first indicators of a kind that rank somebody, with their groups of ranked institutions.
async function ranked(kind, most) {
	const found = [];
	for (const indicator of indicators.filter((item) => item.kind === kind)) {
		const all = groups(await table(indicator.code)).filter((rows) => rows.some((row) => row['名次'] !== ''));
		if (all.length > 0)
			found.push({indicator, all});
		if (found.length === most)
			break;
	}
	return found;
}

// Mass, P(X <= x) and P(X >= x) of counts, by logarithms.
function lgamma(x) {
	if (x < 15)
		return lgamma(x + 1) - Math.log(x);
	return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}

function mass(kind, k, n, theta) {
	if (kind === 'rate')
		return Math.exp(k * Math.log(n * theta) - n * theta - lgamma(k + 1));
	return Math.exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * Math.log(theta) + (n - k) * Math.log1p(-theta));
}

// Both exact limits, the upper one as the mirror image of the lower.
function limits(kind, n, theta, confidence) {
	const tail = (1 - confidence) / 2;
	let sum = 0, lower = null;
	for (let k = 0; ; k++) {
		const here = mass(kind, k, n, theta);
		sum += here;
		if (lower === null && sum >= tail)
			lower = Math.max(0, (k - (sum - tail) / here) / n);
		if (sum >= 1 - tail)
			return [lower, Math.min(kind === 'rate' ? Infinity : 1, (k + 1 - (sum - 1 + tail) / here) / n)];
	}
}

test('rank intervals are those of zhiheng measure rank_hierarchical', async () => {
	for (const {indicator, all} of [...await ranked('proportion', 3), ...await ranked('rate', 2)]) {
		const rows = all.flat().filter((row) => row['名次'] !== '');
		const input = ['dataset,model,unit,x,n,direction', ...rows.map((row) => [row['同组机构'],
			indicator.kind === 'rate' ? 'gamma_hier' : 'beta_hier', row['医疗机构'], row['分子'], row['分母'],
			indicator.direction === 'decrease' ? 'lower_better' : 'higher_better'].join(','))].join('\n');
		const [head, ...lines] = execFileSync(program, ['measure', 'rank_hierarchical'], {encoding: 'utf8', input}).trim().split('\n').map((line) => line.split(','));
		assert.equal(lines.length, rows.length);
		rows.forEach((row, i) => {
			assert.equal(row['名次95%区间下限'], lines[i][head.indexOf('q025')], `${indicator.code} ${row['医疗机构']}`);
			assert.equal(row['名次95%区间上限'], lines[i][head.indexOf('q975')], `${indicator.code} ${row['医疗机构']}`);
		});
	}
});

test('the place in the funnel is the milder of the exact tails and of what the other peers say', async () => {
	const seen = new Set(), words = new Set(), names = {low_998: '低于 99.8% 限', low_95: '低于 95% 限', within: '限内', high_95: '高于 95% 限', high_998: '高于 99.8% 限'};
	let milder = 0;
	for (const {indicator, all} of [...await ranked('proportion', 6), ...await ranked('rate', 3)]) {
		for (const rows of all) {
			const large = rows.filter((row) => row['分母'] !== '' && Number(row['分母']) >= indicator.minimum);
			const counts = large.map((row) => ({row, x: Number(row['分子']), n: Number(row['分母'])}));
			const inside = counts.filter((unit, i) => spread.expected(indicator.kind, counts)[i]).map((unit) => ({...unit, id: unit.row['医疗机构']}));
			const figures = inside.length < 5 ? [] : spread.judge(indicator.kind, inside, unitsBefore(programme, ['2025Q1', '2024Q4', '2024Q3'], indicator, rows.map((row) => row['医疗机构']))), phi = figures.length === 0 ? 0 : spread.phi(indicator.kind, inside);
			for (const row of rows) {
				const figure = figures[inside.findIndex((unit) => unit.row === row)];
				const expected = figure === undefined ? '' : names[spread.milder(figure)];
				assert.equal(row['控制限位置'], expected, `${indicator.code} ${row['医疗机构']}`);
				seen.add(expected);
				milder += figure !== undefined && spread.milder(figure) !== figure.exact;
				const better = indicator.direction === 'decrease' ? '低于' : '高于';
				const word = /^(|限内)$/.test(expected) ? '' : phi > 10 ? '与同组差异大，先查定义与病例构成' : expected.startsWith(better) ? '优于预期' : '差于预期';
				assert.equal(row['相对预期'], word, `${indicator.code} ${row['医疗机构']} ${phi}`);
				words.add(word);
			}
		}
	}
	assert.ok(seen.size >= 4 && words.size >= 3 && milder > 10, `${[...seen].join()} ${[...words].join()} ${milder}`);
});

// What an axis says: its labels lie on a straight line from values to positions.
function axis(svg, anchor) {
	const ticks = [...svg.matchAll(/<text class="zh-chart-tick" x="([^"]+)" y="([^"]+)" text-anchor="([^"]+)">([^<]+)</g)]
		.filter(([, , , its]) => its === anchor).map(([, x, y, , label]) => [Number(anchor === 'middle' ? x : y - 4), Number(label)]);
	const [[from, low], [to, high]] = [ticks[0], ticks.at(-1)];
	for (const [at, value] of ticks)
		assert.ok(Math.abs(low + (at - from) / (to - from) * (high - low) - value) < Math.abs(high - low) / 1000, 'ticks are even');
	return {value: (at) => low + (at - from) / (to - from) * (high - low), unit: Math.abs((high - low) / (to - from))};
}

function charts(html, name) {
	return [...html.matchAll(new RegExp(`<figure[^>]*aria-labelledby="${name}-\\d+-caption">[\\s\\S]*?</figure>`, 'g'))].map(([figure]) => figure);
}

// The centre of a mark's path: the middle between its least and greatest x.
function marks(svg) {
	return [...svg.matchAll(/<path class="zh-chart-point[^"]*" d="([^"]+)"><title>([^<]+)<\/title>/g)].map(([, d, title]) => {
		const circle = /^M([-\d.]+) ([-\d.]+)a([-\d.]+) /.exec(d);
		const points = [...d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
		const middle = (which) => (Math.min(...points.map((point) => point[which])) + Math.max(...points.map((point) => point[which]))) / 2;
		return {x: circle ? Number(circle[1]) + Number(circle[3]) : middle(0), y: circle ? Number(circle[2]) : middle(1), circle: Boolean(circle),
			title: unescapeHtml(title)};
	});
}

test('the caterpillar plot shows every value of the table where its axis says', async () => {
	const {indicator} = (await ranked('proportion', 1))[0];
	const {text} = await admin.get(address(indicator.code));
	const values = new Map((await table(indicator.code)).filter((row) => row['指标值'] !== '').map((row) => [row['医疗机构'], Number(row['指标值'])]));
	let drawn = 0;
	for (const figure of charts(text, 'caterpillar')) {
		const scale = axis(figure, 'middle');
		for (const mark of marks(figure)) {
			const name = mark.title.split('：')[0];
			assert.ok(Math.abs(scale.value(mark.x) - values.get(name)) <= 0.15 * scale.unit + 0.005, mark.title);
			drawn++;
		}
	}
	assert.ok(drawn >= 5);
});

test('the funnel has the exact limits and every peer at its denominator', async () => {
	let compared = 0;
	for (const {indicator, all} of [...await ranked('proportion', 2), ...await ranked('rate', 1)]) {
		const {text} = await admin.get(address(indicator.code));
		for (const figure of charts(text, 'funnel')) {
			const names = marks(figure).map((mark) => mark.title.split('：')[0]);
			const rows = all.flat().filter((row) => names.includes(row['医疗机构']));
			const theta = rows.reduce((sum, row) => sum + Number(row['分子']), 0) / rows.reduce((sum, row) => sum + Number(row['分母']), 0);
			const across = axis(figure, 'middle'), up = axis(figure, 'end');
			assert.equal(rows.length, names.length);
			for (const mark of marks(figure)) {
				const row = rows.find((item) => item['医疗机构'] === mark.title.split('：')[0]);
				assert.ok(Math.abs(across.value(mark.x) - Number(row['分母'])) <= 0.15 * across.unit, mark.title);
				if (mark.circle)
					assert.ok(Math.abs(up.value(mark.y) - indicator.factor * row['分子'] / row['分母']) <= 0.15 * up.unit, mark.title);
			}
			for (const [kind, confidence] of [['warning-limit', 0.95], ['action-limit', 0.998]]) {
				const curves = [...figure.matchAll(new RegExp(`<path class="zh-chart-${kind}" d="([^"]+)"`, 'g'))].map(([, d]) =>
					[...d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [across.value(Number(x)), up.value(Number(y))]))
					.filter((points) => points.length > 10);
				assert.ok(curves.length >= 1 && curves.length <= 2, `${indicator.code}: a curve on each side, unless it lies outside the frame`);
				for (const points of curves) {
					const [n, value] = points.at(-1);
					const near = limits(indicator.kind, Math.round(n), theta, confidence).map((limit) => indicator.factor * limit);
					assert.ok(near.some((limit) => Math.abs(limit - value) <= 0.3 * up.unit + 1e-9), `${indicator.code} ${n} ${value} ${near}`);
					compared++;
				}
			}
		}
	}
	assert.ok(compared >= 4);
});

test('every chart has a title, a description and a table, and nothing that is not a number', async () => {
	for (const {code} of indicators.slice(0, 12)) {
		const {text} = await admin.get(address(code));
		for (const figure of [...charts(text, 'caterpillar'), ...charts(text, 'funnel')]) {
			assert.match(figure, /<svg viewBox="0 0 720 [\d.]+" role="img" aria-labelledby="([-a-z\d]+)-title \1-text">\n<title id="[^"]+">[^<]+<\/title>\n<desc id="[^"]+">[^<]+</);
			assert.doesNotMatch(figure, /NaN|nan|inf|style=/);
			const [, id] = /href="#([^"]+)"/.exec(figure);
			assert.ok(text.includes(`<caption id="${id}">`));
		}
	}
});

test('the institution asked for is told its place in words', async () => {
	const {indicator, all} = (await ranked('proportion', 1))[0];
	const [row] = all[0].filter((item) => item['名次'] !== '');
	const [[id]] = sql(`SELECT id FROM zhiheng.institution WHERE name = '${row['医疗机构']}'`);
	const {text} = await admin.get(address(indicator.code, `&institution=${id}`));
	const [low, high] = [row['名次95%区间下限'], row['名次95%区间上限']];
	assert.ok(visible(text).includes(`${row['医疗机构']}：在${row['同组机构']}（${row['参排机构数']} 家参与排名）中列第 ${row['名次']} 名，95% 区间第 ${
		low === high ? low : `${low}～${high}`} 名，与`), visible(text).slice(-3000));
	assert.match(text, /<path class="zh-chart-point-own"/);
	assert.equal((await admin.get(address(indicator.code, '&institution=999999999'))).status, 200);
	assert.equal((await admin.get(address(indicator.code, '&institution=none'))).status, 400);
});

// The worker of a portal that has just started is still at it.
async function published() {
	for (const end = Date.now() + 120000; Date.now() < end;) {
		const [edition] = sql(`SELECT region_code, max(number) FROM zhiheng.edition WHERE period = '${period}' GROUP BY region_code LIMIT 1`);
		if (edition)
			return edition;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	throw new Error(`no edition of ${period}`);
}

test('the public page draws the values that the edition holds', async () => {
	const {code} = indicators.find((item) => item.kind === 'proportion');
	const [region, number] = await published();
	const stored = new Map(sql(`SELECT institution.name, result.value, result.lower, result.upper, coalesce(result.rank, 0)
		FROM zhiheng.edition AS edition
		JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id
		JOIN zhiheng.edition_institution AS institution ON institution.edition_id = edition.id AND institution.institution_id = result.institution_id
		WHERE edition.region_code = '${region}' AND edition.period = '${period}' AND edition.number = ${number}
			AND result.indicator_code = '${code}' AND result.value IS NOT NULL`)
		.map(([name, value, lower, upper, rank]) => [name, {value: Number(value), lower, upper, rank}]));
	const {text} = await new Visitor().get(`/region/${region}/${period}/${number}/indicator/${code}`);
	const figures = charts(text, 'caterpillar');
	assert.ok(figures.length >= 1);
	for (const figure of figures) {
		const scale = axis(figure, 'middle');
		assert.doesNotMatch(figure, /NaN|nan|inf|style=/);
		assert.ok(text.includes(`<caption id="${/href="#([^"]+)"/.exec(figure)[1]}">`));
		for (const mark of marks(figure)) {
			const result = stored.get(mark.title.split('：')[0]);
			assert.ok(Math.abs(scale.value(mark.x) - result.value) <= 0.15 * scale.unit, mark.title);
			if (result.lower !== '')
				assert.ok(mark.title.includes(`（${Number(result.lower).toFixed(2)}～${Number(result.upper).toFixed(2)}）`), mark.title);
			assert.equal(mark.title.includes('第 '), result.rank !== '0');
		}
		// The legend's, and one path with all intervals.
		const [, [, drawn] = ['', '']] = [...figure.matchAll(/<path class="zh-chart-interval" d="([^"]+)"/g)];
		const intervals = [...drawn.matchAll(/M([-\d.]+) [-\d.]+L([-\d.]+) /g)].map(([, from, to]) => [scale.value(Number(from)), scale.value(Number(to))]);
		const results = marks(figure).map(({title}) => stored.get(title.split('：')[0]));
		assert.equal(intervals.length, results.filter(({rank, lower}) => rank !== '0' && lower !== '').length);
		for (const [from, to] of intervals)
			assert.ok([...stored.values()].some(({lower, upper}) =>
				Math.abs(lower - from) <= 0.15 * scale.unit && Math.abs(upper - to) <= 0.15 * scale.unit), `${from} ${to}`);
	}
});
