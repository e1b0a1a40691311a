// Numbers are read off the rendered pages and computed anew by R (recompute.R) from the counts beside them.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const path = require('node:path');
const {before, test} = require('node:test');
const {Visitor, readTable, signedIn, visible} = require('./portal');
const {readWorkbook} = require('./workbook');
const {query} = require('./people');

const period = '2025Q2';
const [[programme]] = query(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const indicators = query(`SELECT indicator_code, kind, direction, factor, minimum_denominator, numerator, denominator FROM zhiheng.asked_indicator
	WHERE programme_id = ${programme} AND required AND kind IN ('proportion', 'rate') AND direction IN ('increase', 'decrease') ORDER BY position`)
	.map(([code, kind, direction, factor, minimum, upper, lower]) => ({code, kind, direction, factor: Number(factor), minimum: Number(minimum), upper, lower}));
const chosen = [...indicators.filter(({kind}) => kind === 'proportion').slice(0, 5), ...indicators.filter(({kind}) => kind === 'rate').slice(0, 3)];
// What hospitals had accepted in the three quarters before, by indicator and peer group: "1|name|x|n …" as recompute.R takes it.
const quarters = ['2025Q1', '2024Q4', '2024Q3'];
const earlier = new Map(query(`SELECT asked.indicator_code || ' ' || card.peer_group_label,
		string_agg(back.place || '|' || card.name || '|' || trim_scale(part.value) || '|' || trim_scale(whole.value), ' ')
	FROM unnest('{${quarters}}'::text[]) WITH ORDINALITY AS back (period, place)
	JOIN zhiheng.accepted_cell AS part ON part.period = back.period
	JOIN zhiheng.accepted_cell AS whole ON whole.period = part.period
		AND whole.institution_id = part.institution_id
	JOIN zhiheng.asked_indicator AS asked ON asked.programme_id = ${programme} AND asked.numerator = part.element_code
		AND asked.denominator = whole.element_code
	JOIN zhiheng.institution_card AS card ON card.id = part.institution_id
	WHERE part.value IS NOT NULL AND whole.value IS NOT NULL
		AND EXISTS (SELECT FROM zhiheng.asked_return AS head WHERE head.programme_id = ${programme} AND head.period = '${period}'
			AND head.institution_id = card.id)
	GROUP BY 1`));
let admin;

before(async () => {
	admin = await signedIn('city.admin');
});

// Runs a part of recompute.R over rows (objects of one shape); gives rows.
function compute(part, rows) {
	const names = Object.keys(rows[0]);
	const input = [names, ...rows.map((row) => names.map((name) => row[name]))].map((cells) => cells.join(',')).join('\n');
	const [head, ...lines] = execFileSync('Rscript', ['--vanilla', path.join(__dirname, 'recompute.R'), part], {encoding: 'utf8', input}).trim().split('\n');
	const heads = head.split(',');
	return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [heads[i], cell])));
}

// The tables of a page: {caption, heads, rows: lists of texts}.
function tables(html) {
	return [...html.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => {
		const cells = (row) => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => visible(cell).trim());
		const [, caption] = /<caption[^>]*>([\s\S]*?)<\/caption>/.exec(table);
		const [head, ...rows] = [...table.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => cells(row));
		return {caption: visible(caption).trim(), heads: head.map((text) => text.replace(/（.*/, '')), rows};
	});
}

const rounded = (number, shown, places = 2) => Math.abs(Number(number) - Number(shown)) <= 0.5 * 10 ** -places + 1e-6;
const words = {'low_998': '低于 99.8% 限', 'low_95': '低于 95% 限', within: '限内', 'high_95': '高于 95% 限', 'high_998': '高于 99.8% 限', '': '—'};

// Every unit of the ranking tables of an indicator's page, with the counts that stand there.
async function units(indicator) {
	const {text} = await admin.get(`/commission/indicator/${indicator.code}?programme=${programme}&period=${period}`);
	const found = [];
	for (const {caption, heads, rows} of tables(text).filter((table) => table.caption.includes('名次与控制限'))) {
		for (const row of rows) {
			const cell = (name) => row[heads.indexOf(name)];
			const [x, n] = cell('分子/分母').split('/').map(Number);
			if (!(n > 0))
				continue;
			const ranked = /^(\d+)(=?) \/ (\d+)$/.exec(cell('名次')), interval = /^(\d+)(?:～(\d+))?(?:\s|$)/.exec(cell('名次 95% 区间'));
			found.push({shown: cell, ranked, set: `${indicator.code} ${caption.split('：')[0]}`, name: cell('医疗机构').split(' ')[0],
				input: {set: `${indicator.code} ${caption.split('：')[0]}`, before: earlier.get(`${indicator.code} ${caption.split('：')[0]}`) ?? '',
					minimum: indicator.minimum, kind: indicator.kind, direction: indicator.direction, factor: indicator.factor,
					name: cell('医疗机构').split(' ')[0], x, n, ranked: ranked ? 1 : 0, inside: cell('控制限') === '—' ? 0 : 1,
					first: ranked ? interval[1] : 0, last: ranked ? interval[2] || interval[1] : 0}});
		}
	}
	return {text, found};
}

test('values, intervals, ranks, rank intervals, funnel and φ of ranking pages', async () => {
	const pages = [];
	for (const indicator of chosen)
		pages.push({indicator, ...await units(indicator)});
	const found = pages.flatMap((page) => page.found);
	const results = compute('peers', found.map((unit) => unit.input));
	const seen = {ranked: 0, inside: 0, milder: 0, places: new Set(), exact: new Set(), phi: 0, pooled: 0};
	assert.equal(results.length, found.length);
	results.forEach((result, i) => {
		const {shown, ranked, input} = found[i], what = `${input.set} ${input.name}`;
		assert.equal(result.name, input.name);
		assert.ok(rounded(result.value, shown('指标值')), `${what} ${result.value} ${shown('指标值')}`);
		const [lower, upper] = shown('95% 置信区间').split('～');
		assert.ok(rounded(result.lower, lower) && rounded(result.upper, upper), `${what} ${result.lower} ${result.upper} ${lower} ${upper}`);
		if (ranked) {
			assert.equal(result.rank, ranked[1], what);
			assert.equal(Number(ranked[3]), found.filter((other) => other.set === input.set && other.ranked).length, what);
			// The smallest rank k with P(rank <= k) of 2.5 and 97.5 %; 0.3 % is six standard errors of the draws.
			assert.ok(result.before_first < 0.025 + 0.003 && result.to_first > 0.025 - 0.003, `${what} ${result.before_first} ${result.to_first}`);
			assert.ok(result.before_last < 0.975 + 0.003 && result.to_last > 0.975 - 0.003, `${what} ${result.before_last} ${result.to_last}`);
			seen.ranked++;
		}
		if (input.inside) {
			seen.milder += result.place !== result.exact;
			assert.ok(shown('控制限').startsWith(words[result.place]), `${what} ${shown('控制限')} ${result.place}`);
			seen.places.add(result.place);
			seen.exact.add(result.exact);
			seen.inside++;
		}
	});
	for (const {text, indicator} of pages) {
		for (const set of new Set(results.filter((result) => result.set.startsWith(`${indicator.code} `)).map((result) => result.set))) {
			const result = results.find((item) => item.set === set && item.place !== '');
			if (result === undefined || result.phi === 'NA' || !text.includes(`离散程度 φ=`))
				continue;
			assert.ok(text.includes(`离散程度 φ=${Number(result.phi).toFixed(2)}，τ²=`), `${set} ${result.phi}`);
			seen.pooled += earlier.has(set) && /判定所用的离散程度取自本期和之前的 [123] 期/.test(text) ? 1 : 0;
			seen.phi++;
		}
	}
	assert.ok(seen.ranked >= 60 && seen.inside >= 60 && seen.places.size >= 3 && seen.exact.size >= 5 && seen.milder > 0 && seen.phi >= 5 && seen.pooled > 0, JSON.stringify({...seen, places: [...seen.places], exact: [...seen.exact]}));
});

test('the limits that the funnel draws', async () => {
	const indicator = chosen[0];
	const {text, found} = await units(indicator);
	const inside = found.filter((unit) => unit.input.inside);
	const results = compute('peers', inside.map((unit) => unit.input));
	let compared = 0;
	for (const [figure] of text.matchAll(/<figure[^>]*aria-labelledby="funnel-\d+-caption">[\s\S]*?<\/figure>/g)) {
		const ticks = (anchor, at) => [...figure.matchAll(/<text class="zh-chart-tick" x="([^"]+)" y="([^"]+)" text-anchor="([^"]+)">([^<]+)</g)]
			.filter((match) => match[3] === anchor).map((match) => [Number(match[at]) - (at === 2 ? 4 : 0), Number(match[4])]);
		const line = (points) => {
			const [[from, low], [to, high]] = [points[0], points.at(-1)];
			return (value) => from + (value - low) / (high - low) * (to - from);
		};
		const across = line(ticks('middle', 1)), up = line(ticks('end', 2));
		for (const [kind, low, high] of [['warning-limit', 'low_95', 'high_95'], ['action-limit', 'low_998', 'high_998']]) {
			const curves = [...figure.matchAll(new RegExp(`<path class="zh-chart-${kind}" d="([^"]+)"`, 'g'))].map(([, d]) =>
				[...d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])).filter((points) => points.length > 10);
			for (const result of results) {
				const unit = inside.find((item) => item.name === result.name);
				if (!figure.includes(`<title>${result.name}：`))
					continue;
				const x = across(unit.input.n);
				for (const points of curves) {
					const next = points.findIndex(([at]) => at >= x);
					if (next <= 0)
						continue;
					const [[x1, y1], [x2, y2]] = [points[next - 1], points[next]];
					const y = y1 + (y2 - y1) * (x - x1) / (x2 - x1 || 1);
					// Exact limits are jagged between whole counts: within the step of one case.
					const step = Math.abs(up(indicator.factor / unit.input.n) - up(0)) + 2;
					assert.ok(Math.abs(y - up(Number(result[low]))) <= step || Math.abs(y - up(Number(result[high]))) <= step, `${result.name} ${kind}`);
					compared++;
				}
			}
		}
	}
	assert.ok(compared >= 10, `${compared}`);
});

test('words about changes are those of R\'s tests', async () => {
	const pairs = [];
	for (const indicator of chosen) {
		const {found} = await units(indicator);
		const former = new Map(query(`SELECT institution.name, upper.value, lower.value FROM zhiheng.return AS head
			JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
			JOIN zhiheng.accepted_cell AS upper ON upper.period = head.period AND upper.institution_id = head.institution_id AND upper.element_code = '${indicator.upper}' AND upper.value IS NOT NULL
			JOIN zhiheng.accepted_cell AS lower ON lower.period = head.period AND lower.institution_id = head.institution_id AND lower.element_code = '${indicator.lower}' AND lower.value IS NOT NULL
			WHERE head.period = '2024Q2' AND head.accepted_revision IS NOT NULL AND lower.value > 0`).map(([name, x, n]) => [name, [Number(x), Number(n)]]));
		for (const unit of found.filter((item) => former.has(item.name))) {
			const [x1, n1] = former.get(unit.name);
			pairs.push({shown: unit.shown('较上期'), direction: indicator.direction, input: {id: pairs.length, kind: indicator.kind, factor: indicator.factor,
				x1, n1, x2: unit.input.x, n2: unit.input.n}});
		}
	}
	const seen = new Set();
	compute('change', pairs.map((pair) => pair.input)).forEach((result, i) => {
		const {shown, direction} = pairs[i], better = (result.difference > 0) === (direction === 'increase');
		const word = Number(result.p) < 0.05 ? better ? '好转' : '变差' : '差别可能是偶然';
		if (Math.abs(Number(result.p) - 0.05) < 1e-9)
			return;
		assert.ok(shown.endsWith(word), `${JSON.stringify(pairs[i].input)} p=${result.p} ${shown}`);
		seen.add(word);
	});
	assert.ok(pairs.length >= 60 && seen.size >= 2, `${pairs.length} ${[...seen]}`);
});

test('limits of control charts', async () => {
	const points = [];
	for (const indicator of chosen) {
		const {text} = await admin.get(`/commission/indicator/${indicator.code}?programme=${programme}&period=${period}`);
		const table = tables(text).find(({caption}) => caption.startsWith('各季度数值'));
		for (const row of table ? table.rows : []) {
			const [x, n] = row[2].split('/').map(Number), [received, expected] = row[1].split('/').map(Number);
			if (n > 0)
				points.push({limits: row[4], input: {set: indicator.code, kind: indicator.kind, factor: indicator.factor, period: row[0], x, n,
					used: received >= 0.9 * expected ? 1 : 0}});
		}
	}
	assert.ok(points.length >= 20);
	compute('quarters', points.map((point) => point.input)).forEach((result, i) => {
		const [low, high] = points[i].limits.split('～');
		assert.ok(rounded(result.low, low) && rounded(result.high, high), `${result.set} ${result.period} ${result.low} ${result.high} ${points[i].limits}`);
	});
});

// ---- the method page: nothing on it but the counts is given ------------------------------------

test('the worked example of the method page, step by step', async () => {
	const {status, text} = await new Visitor().get('/method');
	assert.equal(status, 200);
	const all = tables(text);
	const named = (start) => all.find(({caption}) => caption.startsWith(`例：${start}`));
	const ranks = named('手术患者住院死亡率（越低越好）'), funnel = named('手术患者住院死亡率的控制限');
	const results = compute('peers', ranks.rows.map(([rank, name, counts, , , , interval]) => {
		const [x, n] = counts.split('/'), [first, last] = interval.split('～');
		return {set: 'I1', kind: 'proportion', direction: 'decrease', factor: 100, name, x, n, ranked: 1, inside: 1, first, last, rank};
	}));
	results.forEach((result, i) => {
		const [rank, name, , value, interval, mean] = ranks.rows[i];
		assert.equal(result.rank, rank, name);
		const [lower, upper] = interval.split('～');
		assert.ok(rounded(result.value, value) && rounded(result.lower, lower) && rounded(result.upper, upper), name);
		assert.ok(Math.abs(result.mean_rank - mean) < 0.02, `${name} ${result.mean_rank} ${mean}`);
		assert.ok(result.before_first < 0.028 && result.to_first > 0.022 && result.before_last < 0.978 && result.to_last > 0.972, name);
		const row = funnel.rows.find((other) => other[0] === name);
		for (const [column, level] of [[3, '95'], [4, '998']]) {
			const [low, high] = row[column].split('～');
			assert.ok(rounded(result[`low_${level}`], low, 4) && rounded(result[`high_${level}`], high, 4), `${name} ${level} ${row[column]}`);
		}
		assert.equal(row[5], words[result.exact]);
		assert.ok(funnel.caption.includes(`φ = ${Number(result.phi).toFixed(3)}`), result.phi);
	});
	const intervals = named('三种区间').rows;
	compute('peers', intervals.map(([, name, x, n], i) => ({set: i, kind: i === 0 ? 'proportion' : 'rate', direction: 'increase', factor: i === 0 ? 100 : 1000,
		name: `i${i}`, x, n, ranked: 0, inside: 1, first: 0, last: 0, what: name}))).forEach((result, i) => {
		const [, , , , value, lower, upper] = intervals[i];
		assert.ok(rounded(result.value, value, 4) && rounded(result.lower, lower, 4) && rounded(result.upper, upper, 4), intervals[i].join(' '));
	});
	// All hospitals, also the one that is too small to be ranked: 372/410 without it.
	assert.deepEqual(named('五家示例医院三项').rows.map(([, , x, n, value]) => [x, n, value]),
		[['92', '8000', '1.1500'], ['386', '430', '89.7674'], ['15', '11800', '1.2712']]);
});

test('the control chart of the method page, and the file of each of its tables', async () => {
	const visitor = new Visitor();
	const {text} = await visitor.get('/method');
	const all = tables(text), chart = all.find(({caption}) => caption.includes('p 图'));
	const points = chart.rows.map(([period, counts, value, centre, limits, signal]) => {
		const [x, n] = counts.split('/');
		return {value, centre, limits, signal, input: {set: 1, kind: 'proportion', factor: 100, period, x, n, used: 1}};
	});
	compute('quarters', points.map((point) => point.input)).forEach((result, i) => {
		const {value, centre, limits, signal} = points[i], [low, high] = limits.split('～');
		assert.ok(rounded(result.centre, centre, 4) && rounded(result.low, low, 4) && rounded(result.high, high, 4), `${i} ${result.low} ${result.high} ${limits}`);
		assert.equal(signal, value > Number(result.high) ? '超出 3σ 控制限' : '—');
	});
	assert.equal(points.filter(({signal}) => signal !== '—').length, 1);
	const later = (await visitor.get('/method/grade')).text;
	const names = [...(text + later).matchAll(/href="\/method\?table=(\w+)&amp;format=csv"/g)].map(([, name]) => name);
	all.push(...tables(later));
	assert.equal(names.length, all.length, 'a file beside every table');
	for (const [i, name] of names.entries()) {
		const rows = readTable((await visitor.get(`/method?table=${name}&format=csv`)).text);
		const book = await visitor.get(`/method?table=${name}&format=xlsx`);
		assert.match(book.headers.get('content-type'), /spreadsheetml/);
		readWorkbook(book.bytes)['数据'].slice(1).forEach((cells, row) => Object.values(rows[row]).forEach((text, column) =>
			assert.equal(cells[column] ?? '', typeof cells[column] === 'number' ? Number(text) : text, `${name} ${row} ${column}`)));
		if (name !== 'grade') {
			assert.deepEqual(rows.map((row) => Object.values(row)), all[i].rows, name);
			continue;
		}
		// Every figure of the scores stands in the row of its hospital.
		for (const row of rows) {
			const shown = all[i].rows.find(([hospital]) => hospital === row['机构']).join(' ');
			for (const column of ['得分', 'z', '综合分', '等级', 'SE', '名次', '加权平均'])
				assert.ok(shown.includes(row[column]), `${row['机构']} ${column} ${row[column]}`);
		}
		assert.equal(rows.length, 15);
	}
	for (const wrong of ['?format=csv', '?table=x&format=csv', '?table=&format=xlsx'])
		assert.equal((await visitor.get(`/method${wrong}`)).status, 404, wrong);
});

test('composite, caps, grades, errors and ranks of the method page', async () => {
	const {text} = await new Visitor().get('/method/grade');
	const all = tables(text), scheme = all.find(({caption}) => caption === '例：方案').rows, scores = all.find(({caption}) => caption.includes('得分、封顶与等级')).rows;
	const items = scores.flatMap((row, hospital) => scheme.map(([code, , unit, direction, weight, floor, benchmark, minimum], i) => {
		const [x, n] = /^(\d+)\/(\d+)/.exec(row[1 + i]).slice(1);
		return {hospital, indicator: code, factor: unit === '%' ? 100 : 1000, x, n, weight, floor, benchmark, minimum};
	}));
	const results = compute('composite', items);
	const letters = ['A', 'B', 'C', 'D'];
	const graded = scores.map((row, hospital) => {
		const own = results.filter((result) => Number(result.hospital) === hospital);
		let cap = 0;
		scheme.forEach(([code, , , , , , , , safety], i) => {
			const result = own.find((item) => item.indicator === code), cell = row[1 + i];
			if (result.eligible !== 'TRUE') {
				assert.match(cell, /分母少，不计/);
				return;
			}
			assert.ok(cell.includes(Number(result.points).toFixed(1)), `${cell} ${result.points}`);
			if (safety !== '是')
				return;
			const z = Math.sign(result.z) * Math.round(100 * Math.abs(result.z)) / 100;
			assert.ok(cell.endsWith(z.toFixed(2)), `${cell} ${result.z}`);
			cap = Math.max(cap, z <= -3.09 && result.exact === 'high_998' ? 2 : z <= -1.96 && result.exact.startsWith('high_') ? 1 : 0);
		});
		const composite = Math.floor(10 * own[0].composite + 0.5 + 1e-9) / 10;
		const band = composite >= 85 ? 0 : composite >= 70 ? 1 : composite >= 55 ? 2 : 3;
		assert.ok(row[5].endsWith(composite.toFixed(1)), `${row[5]} ${composite}`);
		assert.equal(row[6], letters[band]);
		assert.equal(row[7] === '—', cap === 0);
		assert.equal(row[8], letters[Math.max(band, cap)]);
		assert.equal(row[9], Number(own[0].error) > 0 ? Number(own[0].error).toFixed(2) : '不估计');
		return {place: row[10], grade: Math.max(band, cap), composite};
	});
	graded.forEach(({place, grade, composite}) =>
		assert.equal(Number(place), 1 + graded.filter((other) => other.grade < grade || (other.grade === grade && other.composite > composite)).length));
	// cgi/measure/README.md, "Grades", worked by hand.
	assert.deepEqual(scores.map((row) => [row[5].split(' → ')[1], row[8], row[9], row[10]]),
		[['76.7', 'B', '11.04', '3'], ['86.0', 'A', '2.69', '2'], ['100.0', 'A', '不估计', '1'], ['40.0', 'D', '6.63', '5'], ['66.1', 'C', '15.40', '4']]);
	assert.match(visible(text), /示例医院1 与示例医院5 的得分之差小于 1\.96/);
});
