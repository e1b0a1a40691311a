// The method pages: each figure has an example, and each example is computed anew, by code of this file or by the rows that
// `zhiheng measure` makes of the same counts.  Nothing on the page but the counts is given.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const {before, test} = require('node:test');
const {query} = require('./people');
const {Visitor, readTable, visible} = require('./portal');
const later = require('./method_grades');
const {judge, milder, phi} = require('./spread');
const {Z, compared, counts, ends, lnFactorial, near, places, sum, wilson} = require('./tails');

const zhiheng = path.join(__dirname, '../..', process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');
const visitor = new Visitor();
const addresses = ['/method', '/method/grade'];
const texts = new Map();
let page; // both

before(async () => {
	for (const address of addresses)
		texts.set(address, (await visitor.get(address)).text);
	page = [...texts.values()].join('\n');
});

function measure(name, head, rows) {
	const input = [head, ...rows].map((cells) => cells.join(',')).join('\n');
	return readTable(execFileSync(zhiheng, ['measure', name], {encoding: 'utf8', input: `${input}\n`}));
}

const example = async (name) => readTable((await visitor.get(`/method?table=${name}&format=csv`)).text);
const note = (name) => visible(new RegExp(`<caption id="example_${name}">([\\s\\S]*?)</caption>`).exec(page)[1]);

// The rows that change.c makes of two periods.
function holdChange(rows, first, second, higher) {
	const byName = Object.fromEntries(rows.map((row) => [row['步骤'], row['数值']]));
	const [y1, y2] = [first, second].map(([x, n]) => x / n), [low1, high1] = wilson(...first), [low2, high2] = wilson(...second);
	near(byName['差（百分点）'], 100 * (y2 - y1), 'difference');
	near(byName['差的 95% 下限'], 100 * (y2 - y1 - Math.hypot(y2 - low2, high1 - y1)), 'lower');
	near(byName['差的 95% 上限'], 100 * (y2 - y1 + Math.hypot(high2 - y2, y1 - low1)), 'upper');
	const p = compared(first, second);
	near(byName.P, p, 'p');
	assert.equal(byName['判断'], p >= 0.05 ? '差别可能是偶然' : (y2 > y1) === higher ? '好转' : '变差');
}

// Five hospitals of the indicators that are judged, from the table of the sums of intervals.
let five;
async function hospitals() {
	if (!five) {
		const mortality = (await example('phi')).map((row) => counts(row['分子/分母']));
		const infection = (await example('class')).map((row) => counts(row['分子/分母']));
		five = {mortality: mortality.map(([x, n]) => ({x, n})), infection: infection.map(([x, n]) => ({x, n}))};
	}
	return five;
}

const small = (name, kind, units) => measure('overdispersion_small', ['dataset', 'kind', 'period', 'unit', 'x', 'n'],
	units.map(({x, n}, i) => [name, kind, 1, `H${i}`, x, n]));

// What the page must say of each figure, by the id of its heading.
const figures = {
	value(rows) {
		rows.forEach((row) => {
			const [x, n, k] = [row['分子'], row['分母'], row['系数']].map(Number);
			if (n === 0)
				assert.equal(row['指标值'], '没有病例');
			else
				near(row['指标值'], k * x / n, row['种类']);
		});
		assert.ok(rows.some((row) => row['分母'] === '0') && rows.some((row) => row['指标值'] === '0.0000'));
	},
	async sum(rows) {
		// 90.7317 would be without the hospital that is too small to be ranked.
		assert.deepEqual(rows.map((row) => [row['机构数'], row['分子之和'], row['分母之和'], row['合计值']]),
			[['5', '92', '8000', '1.1500'], ['5', '386', '430', '89.7674'], ['5', '15', '11800', '1.2712']]);
		const [low, high] = wilson(386, 430), [shownLow, shownHigh] = ends(rows[1]['95% 置信区间']);
		near(shownLow.toFixed(4), 100 * low, 'lower');
		near(shownHigh.toFixed(4), 100 * high, 'upper');
	},
	interval(rows) {
		rows.forEach((row) => {
			const [x, n] = [Number(row['分子']), Number(row['分母'])];
			let [low, high] = wilson(x, n).map((limit) => 100 * limit);
			if (!row['方法'].startsWith('Wilson')) {
				assert.equal(row['方法'].startsWith('Garwood'), x < 10);
				const [made] = x < 10 ? measure('exact_poisson', ['case', 'method', 'x', 'n', 'multiplier', 'conf'], [[1, 'garwood', x, n, 1000, 0.95]])
					: measure('byar_poisson', ['case', 'method', 'x', 'n', 'multiplier', 'conf'], [[1, 'byar', x, n, 1000, 0.95]]);
				[low, high] = [made.lower, made.upper];
			}
			near(row['95% 下限'], low, row['方法']);
			near(row['95% 上限'], high, row['方法']);
		});
	},
	mean(rows) {
		const groups = rows.slice(0, 2).map((row) => [row['例数'], row['均值（天）'], row['标准差']].map(Number));
		const n = sum(groups.map(([size]) => size)), mean = sum(groups.map(([size, m]) => size * m)) / n;
		const deviation = Math.sqrt(sum(groups.map(([size, m, s]) => (size - 1) * s * s + size * (m - mean) ** 2)) / (n - 1));
		near(rows[3]['均值（天）'], mean, 'mean');
		near(rows[3]['标准差'], deviation, 'deviation');
		assert.equal(rows[3]['例数'], String(n));
		assert.equal(rows[2]['95% 下限'], '没有区间');
		const [made] = measure('mean_ci', ['case', 'kind', 'data', 'conf'], [[1, 'combine', `"${groups.map((group) => group.join(';')).join('|')}"`, 0.95]]);
		const t = (rows[0]['95% 上限'] - rows[0]['95% 下限']) / 2 / (groups[0][2] / Math.sqrt(groups[0][0]));
		near(t.toFixed(3), 2.0227, 't of 39 degrees of freedom');
		if (made.status === 'ok')
			near(rows[3]['95% 下限'], made.lower, 'pooled');
	},
	oe(rows) {
		rows.forEach((row) => {
			const [o, e] = [Number(row['实际数 O']), Number(row['预期数 E'])];
			near(row['O/E'], o / e, 'O/E');
			const head = ['case', 'method', 'x', 'n', 'multiplier', 'conf'];
			const [own] = o < 10 ? measure('exact_poisson', head, [[1, 'garwood', o, e, 1, 0.95]]) : measure('byar_poisson', head, [[1, 'byar', o, e, 1, 0.95]]);
			const [midp] = measure('exact_poisson', head, [[1, 'midp', o, e, 1, 0.95]]);
			for (const [text, made] of [[row['公开的 95% 区间'], own], [row['mid-P 区间'], midp]]) {
				near(ends(text)[0].toFixed(4), made.lower, text);
				near(ends(text)[1].toFixed(4), made.upper, text);
			}
		});
	},
	eligible(rows) {
		const units = rows.map((row) => counts(row['分子/分母'])), large = units.filter(([, n]) => n >= 30);
		const theta = sum(large.map(([x]) => x)) / sum(large.map(([, n]) => n));
		const able = units.filter(([, n]) => n >= 30 && theta * n >= 1 && (1 - theta) * n >= 1);
		rows.forEach((row, i) => {
			const [x, n] = units[i];
			near(row['预期发生 θn'], theta * n, 'expected');
			near(row['预期未发生 (1 − θ)n'], (1 - theta) * n, 'expected non-events');
			assert.equal(row['不排名的原因'], n < 30 ? '低于最小分母' : (1 - theta) * n < 1 ? '预期不足 1 例' : '—');
			assert.equal(row['名次'], able.includes(units[i]) ? String(1 + able.filter(([a, b]) => a * n > x * b).length) : '—');
		});
		const reasons = rows.map((row) => row['不排名的原因']);
		assert.ok(reasons.includes('低于最小分母') && reasons.includes('预期不足 1 例') && reasons.includes('—'));
	},
	async funnel(rows) {
		const units = (await hospitals()).mortality, theta = sum(units.map(({x}) => x)) / sum(units.map(({n}) => n));
		rows.forEach((row, i) => {
			near(row['指标值'], 100 * units[i].x / units[i].n, 'value');
			for (const [column, level] of [['95% 限', 0.95], ['99.8% 限', 0.998]]) {
				const [made] = measure('funnel_limits', ['case', 'kind', 'theta', 'n', 'conf', 'method'], [[1, 'prop', theta, units[i].n, level, 'binom_exact_sym']]);
				near(ends(row[column])[0].toFixed(4), 100 * made.lower, `${column} of ${i}`);
				near(ends(row[column])[1].toFixed(4), 100 * made.upper, `${column} of ${i}`);
			}
			assert.equal(row['位置'], places[judge('proportion', units)[i].exact]);
		});
	},
	async class(rows) {
		const units = (await hospitals()).infection, theta = sum(units.map(({x}) => x)) / sum(units.map(({n}) => n));
		rows.forEach((row, i) => {
			const {x, n} = units[i], mass = (k) => Math.exp(k * Math.log(n * theta) - n * theta - lnFactorial(k));
			const below = sum([...Array(x)].map((ignored, k) => mass(k)));
			near(row['预期数 θn'], n * theta, 'expected');
			near(row['P（不多于实际数）'], below + mass(x), 'low tail');
			near(row['P（不少于实际数）'], 1 - below, 'high tail');
			assert.equal(row['位置'], places[judge('rate', units)[i].exact]);
		});
	},
	async phi(rows) {
		const units = (await hospitals()).mortality, theta = sum(units.map(({x}) => x)) / sum(units.map(({n}) => n));
		rows.forEach((row, i) => {
			const s = Math.sqrt(theta * (1 - theta) / units[i].n);
			near(row.s, s, 's');
			near(row['(y − θ)/s'], (units[i].x / units[i].n - theta) / s, 'z');
		});
		near(/φ = ([\d.]+)/.exec(note('phi'))[1], phi('proportion', units), 'phi');
		near(sum(rows.map((row) => row['截尾后'] ** 2 / 5)).toFixed(3), phi('proportion', units), 'phi of the column');
	},
	async tau(rows) {
		const {mortality, infection} = await hospitals();
		[['proportion', 'prop_raw', mortality], ['rate', 'rate_raw', infection]].forEach(([kind, variant, units], i) => {
			const [made] = measure('overdispersion_summary', ['dataset', 'variant', 'unit', 'x', 'n_or_E'], units.map(({x, n}, j) => [1, variant, j, x, n]));
			near(rows[i]['φ'], phi(kind, units), 'phi');
			near(rows[i]['τ²'], made.tau2, 'tau2');
			near(rows[i]['θ'], sum(units.map(({x}) => x)) / sum(units.map(({n}) => n)), 'theta');
		});
		assert.ok(rows.some((row) => Number(row['τ²']) > 0));
	},
	async z(rows) {
		const units = (await hospitals()).infection;
		judge('rate', units).forEach(({theta, tau2, df, z}, i) => {
			near(rows[i]['其余各家 M'], theta, `M of ${i}`);
			near(rows[i]['其余各家 τ²'], tau2, `tau2 of ${i}`);
			assert.equal(rows[i]['自由度'], String(df));
			near(rows[i].z, z, `z of ${i}`);
			near(rows[i].t, (units[i].x / units[i].n - theta) / rows[i]['误差'], `t of ${i}`);
		});
		// The fourth, worked by hand: the square root of 3.3163e-7 + 1.2077e-7 + 1.008e-7.
		assert.equal(rows[3]['其余各家 M'], '0.00064066');
		assert.ok(Math.abs(rows[3]['误差'] - 0.00074377) < 2e-8 && Math.abs(rows[3].t - 5.189) < 1e-3);
	},
	async final(rows) {
		const {mortality, infection} = await hospitals();
		[['proportion', 'prop', mortality], ['rate', 'rate', infection]].forEach(([kind, short, units], i) => {
			const judged = judge(kind, units), made = small(kind, short, units);
			const apart = phi(kind, units) > 10;
			units.forEach((unit, j) => {
				const row = rows[5 * i + j], last = milder(judged[j]);
				assert.equal(row['按精确控制限'], places[judged[j].exact]);
				assert.equal(row['按 z'], places[made[j].class_adjusted], `${kind} ${j}`);
				assert.equal(row['位置'], places[last]);
				assert.equal(row['用词'], last === 'within' ? '—' : apart ? '与同组差异大' : last.startsWith('high') ? '差于预期' : '优于预期');
			});
		});
		assert.ok(rows.some((row) => row['按 z'] !== row['位置']) && rows.some((row) => row['用词'] !== '—'));
	},
	rank(rows) {
		const units = rows.map((row) => counts(row['分子/分母']));
		rows.forEach((row, i) => {
			const better = units.filter(([x, n]) => x * units[i][1] < units[i][0] * n).length;
			const same = units.filter(([x, n]) => x * units[i][1] === units[i][0] * n).length - 1;
			assert.equal(row['名次'], `${better + 1}${same ? '=' : ''} / ${units.length}`);
			assert.deepEqual([row['严格更优的'], row['并列的']], [String(better), String(same)]);
		});
		assert.ok(rows.some((row) => row['名次'].includes('=')));
	},
	'rank-interval'(rows) {
		const units = rows.map((row) => counts(row['分子/分母']));
		const made = measure('rank_hierarchical', ['dataset', 'model', 'unit', 'x', 'n', 'direction'],
			units.map(([x, n], i) => [1, 'beta_hier', `H${i}`, x, n, 'lower_better']));
		rows.forEach((row, i) => {
			near(row['平均名次'], made[i].mean_rank, `mean rank of ${i}`);
			near(row['排第一的概率'], made[i].p_rank1, `first of ${i}`);
			assert.equal(row['名次 95% 区间'], `${made[i].q025}～${made[i].q975}`);
		});
	},
	alike(rows) {
		rows.forEach((row) => {
			const p = compared(counts(row['分子/分母']), counts(row['分子/分母（另一家）']));
			near(row.P, p, row['两家机构']);
			assert.equal(row['能否区分'], p >= 0.05 ? '不能区分' : '能区分');
		});
		assert.equal(new Set(rows.map((row) => row['能否区分'])).size, 2);
	},
	change(rows) {
		const [first, second] = rows.slice(0, 2).map((row) => counts(row['怎样得来']));
		near(rows[0]['数值'], 100 * first[0] / first[1], 'first');
		holdChange(rows, first, second, true);
	},
	matched(rows) {
		const [allFirst, allSecond, first, second] = rows.slice(0, 4).map((row) => counts(row['怎样得来'].split('，')[1]));
		const [made] = measure('matched', ['case', 'kind', 'multiplier', 'before', 'after'],
			[[1, 'prop', 100, 'H1:30;1000|H2:50;1000|H3:120;800', 'H1:33;1000|H2:45;1000']]);
		['value_before_all', 'value_after_all', 'value_before_matched', 'value_after_matched'].forEach((name, i) => near(rows[i]['数值'], made[name], name));
		assert.deepEqual([allFirst, allSecond, first, second], [[200, 2800], [78, 2000], [80, 2000], [78, 2000]]);
		holdChange(rows, first, second, false);
	},
	trend(rows) {
		const periods = rows.filter((row) => row['步骤'].startsWith('第')).map((row) => row['怎样得来'].replace('/', ';'));
		const [made] = measure('trend', ['case', 'kind', 'points'], [[1, 'prop', periods.join('|')]]);
		const byName = Object.fromEntries(rows.map((row) => [row['步骤'], row['数值']]));
		near(byName['斜率（每季度百分点）'], 100 * made.slope, 'slope');
		for (const [name, column] of [['z', 'z'], ['φ', 'phi'], ['t', 't'], ['P', 'p']])
			near(byName[name], made[column], name);
		assert.equal(byName['判断'], {rising: '持续上升', falling: '持续下降', '': '看不出持续上升或下降'}[made.word]);
	},
	chart(rows) {
		holdChart(rows, 'chart', 0);
	},
	baseline(rows) {
		holdChart(rows, 'baseline', 12);
		assert.ok(rows.slice(12).some((row) => row['信号'] === '超出 3σ 控制限'));
	},
	improvement(rows) {
		const units = rows.map((row) => [...counts(row['基线']), ...counts(row['现在'])]);
		const total = (part) => sum(units.map((unit) => unit[part]));
		const spread = (x, n) => ((p) => p * (1 - p))((x + 0.5) / (n + 1));
		const theta = total(0) / total(1), v0 = spread(total(0), total(1)), v1 = spread(total(2), total(3));
		const excess = (tau2) => {
			const weights = units.map(([, n]) => 1 / (v0 / n + tau2)), mean = sum(units.map(([x, n], i) => weights[i] * x / n)) / sum(weights);
			return sum(units.map(([x, n], i) => weights[i] * (x / n - mean) ** 2)) - (units.length - 1);
		};
		let low = 0, high = 1;
		for (let i = 0; i < 200; i++)
			[low, high] = excess((low + high) / 2) > 0 ? [(low + high) / 2, high] : [low, (low + high) / 2];
		near(/τ² = ([\d.e-]+)/.exec(note('improvement'))[1], low, 'tau2');
		rows.forEach((row, i) => {
			const [x0, n0, x1, n1] = units[i], r = low / (low + v0 / n0), expected = theta + r * (x0 / n0 - theta);
			const change = x1 / n1 - expected, width = Z * Math.sqrt(v1 / n1 + r * v0 / n0);
			near(row.r, r, `r of ${i}`);
			near(row['收缩后的基线（%）'], 100 * expected, `baseline of ${i}`);
			near(row['变化 A'], 100 * change, `change of ${i}`);
			near(row['95% 下限'], 100 * (change - width), `lower of ${i}`);
			near(row['95% 上限'], 100 * (change + width), `upper of ${i}`);
		});
	},
	goal(rows) {
		rows.forEach((row) => {
			const [x, n] = counts(row['分子/分母']), need = row['要达到的值（%）'] * n / 100 - x, [low, high] = wilson(x, n);
			assert.equal(row['达到'], need <= 0 ? '是' : '否');
			assert.equal(row['还差（例）'], String(Math.max(0, Math.ceil(need))));
			near(row['95% 下限（例）'], need + x - n * high, 'lower');
			near(row['95% 上限（例）'], need + x - n * low, 'upper');
		});
		assert.equal(new Set(rows.map((row) => row['达到'])).size, 2);
	},
	...later({example, hospitals, measure, note}),
};

function holdChart(rows, name, baseline) {
	const made = measure('pchart_baseline', ['chart', 'type', 'idx', 'label', 'x', 'n', 'multiplier', 'excluded', 'baseline'],
		rows.map((row, i) => [1, 'p_auto', i + 1, i + 1, ...counts(row['分子/分母']), 100, 0, baseline === 0 ? '' : Number(i < baseline)]));
	rows.forEach((row, i) => {
		near(row['指标值（%）'], made[i].y, `value of ${i}`);
		near(row['中心线'], made[i].cl, `centre of ${i}`);
		near(ends(row['控制限（3σ）'])[0].toFixed(4), made[i].lcl3, `lower of ${i}`);
		near(ends(row['控制限（3σ）'])[1].toFixed(4), made[i].ucl3, `upper of ${i}`);
		assert.equal(row['信号'] === '超出 3σ 控制限', made[i].beyond_3sigma === '1', `signal of ${i}`);
		assert.equal(row['季度'].includes('基准'), i < baseline);
	});
	near(/σz = ([\d.]+)/.exec(note(name))[1], made[0].sigma_z, 'sigma z');
}

const headings = () => [...page.matchAll(/<h3 id="([^"]+)">/g)].map(([, id]) => id);

test('every figure has a heading, an entry in both contents, and every heading is one of the figures', () => {
	assert.deepEqual(headings().slice().sort(), Object.keys(figures).sort());
	for (const [address, text] of texts)
		for (const [, id] of text.matchAll(/<h3 id="([^"]+)">/g))
			for (const contents of texts.values())
				assert.ok(contents.includes(`<a href="${address}#${id}">`), `${id} in the contents`);
});

for (const [id, hold] of Object.entries(figures)) {
	test(`the example of ${id} is computed, and right`, async () => {
		const name = id.replaceAll('-', '_'), rows = await example(name);
		assert.ok(rows.length > 0, `${id} has an example`);
		assert.ok(page.includes(`<caption id="example_${name}">`), `${id} shows its example`);
		const [, section] = new RegExp(`<h3 id="${id}">([\\s\\S]*?)(?=<h[23]|</main)`).exec(page);
		assert.ok(section.includes(`id="example_${name}"`), `${id}: below its own heading`);
		for (const word of ['<details>', '出处：', '不说明：'])
			assert.ok(section.includes(word), `${id}: ${word}`);
		await hold(rows);
	});
}

test('what the portal cannot know, with the catalogue of today', () => {
	const [, section] = /<h2 id="unknown">([\s\S]*?)<h2/.exec(page), text = visible(section);
	for (const word of ['病例构成', '数字是否真实', '没有报上来的', '在别处治疗', '小的例数', '回归均值', '季节', '口径从何而来', '口径随时间', '区间之外', '原因'])
		assert.ok(text.includes(word), word);
	const [[all, seed, standard, derived]] = query(`SELECT count(*), count(*) FILTER (WHERE basis = 'seed'), count(*) FILTER (WHERE basis = 'standard'),
		count(*) FILTER (WHERE basis = 'derived') FROM zhiheng.indicator`);
	assert.ok(text.includes(`${all} 项指标中，${seed} 项由文件原文给出公式，${standard} 项取自国家或专业质控指标，${derived} 项由目标名称推导`), text);
});

test('every link to a place of these pages, of any template, finds it', () => {
	const ids = new Map([...texts].map(([address, text]) => [address, new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))]));
	const wanted = [...texts].flatMap(([address, text]) => [...text.matchAll(/href="(\/method[^"#]*)?#([^"]+)"/g)].map(([, at, id]) => [address, at || address, id]));
	const root = path.join(__dirname, '../../templates');
	for (const file of walk(root))
		for (const [, at, id] of fs.readFileSync(file, 'utf8').matchAll(/href="(\/method[^"#]*)#([^"]+)"/g))
			wanted.push([path.relative(root, file), at, id]);
	assert.ok(wanted.length > 2 * Object.keys(figures).length);
	for (const [where, at, id] of wanted)
		assert.ok(ids.get(at)?.has(id), `${where}: ${at}#${id}`);
});

function walk(folder) {
	return fs.readdirSync(folder, {withFileTypes: true}).flatMap((entry) =>
		entry.isDirectory() ? walk(path.join(folder, entry.name)) : entry.name.endsWith('.html') ? [path.join(folder, entry.name)] : []);
}
