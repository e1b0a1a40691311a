// Signals: what needs attention first.  Counts and figures are computed here again, from the tables.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const path = require('node:path');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, unescapeHtml, visible} = require('./portal');
const {centreIndicators, query, single} = require('./people');
const {unitsBefore} = require('./quarters');
const spread = require('./spread');

const zhiheng = path.join(__dirname, '../..', process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');
const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q2'");
const page = (period, more = '') => `/commission/signal/?programme=${programme}&period=${period}${more}`;
const people = {};
let rows; // of 2025Q2
let open; // of 2025Q3, in which returns still come in

// A CSV file as objects by its heads.
function read(text) {
	const lines = text.replace(/^\uFEFF/, '').trim().split(/\r?\n/).map((line) => [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)]
		.map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
	return lines.slice(1).map((cells) => Object.fromEntries(lines[0].map((head, i) => [head, cells[i]])));
}

async function file(login, period, more) {
	const answer = await people[login].get(page(period, `&format=csv${more || ''}`));
	assert.equal(answer.status, 200);
	return read(answer.text);
}

before(async () => {
	for (const login of ['city.admin', 'city.viewer', 'county.reviewer', 'qc.nursing'])
		people[login] = await signedIn(login);
	rows = await file('city.admin', '2025Q2');
	open = await file('city.admin', '2025Q3');
});

// Values of accepted returns of a quarter beside those of the quarter before.
function values(where) {
	return query(`SELECT institution.name, cell.indicator_code, trim_scale(cell.numerator), trim_scale(cell.denominator), definition.factor,
			definition.direction, trim_scale(approved.goal), definition.kind, trim_scale(last.numerator), trim_scale(last.denominator)
		FROM zhiheng.indicator_cell AS cell
		JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = cell.programme_id AND definition.indicator_code = cell.indicator_code
		LEFT JOIN zhiheng.baseline_approved AS approved ON approved.programme_id = cell.programme_id
			AND approved.institution_id = cell.institution_id AND approved.indicator_code = cell.indicator_code
		LEFT JOIN zhiheng.indicator_cell AS last ON last.programme_id = cell.programme_id AND last.period = '2025Q1' AND last.accepted
			AND last.institution_id = cell.institution_id AND last.indicator_code = cell.indicator_code AND last.state = 'value'
		WHERE cell.programme_id = ${programme} AND cell.period = '2025Q2' AND cell.accepted AND cell.state = 'value' AND ${where}`)
		.map(([name, code, x, n, factor, direction, goal, kind, x0, n0]) => ({name, code, x: Number(x), n: Number(n), factor: Number(factor), direction,
			goal: goal === '' ? null : Number(goal), kind, x0: x0 === '' ? null : Number(x0), n0: Number(n0)}));
}

// Of each institution what it misses of goals and thresholds.
function missed() {
	const result = new Map(), cases = new Map();
	for (const [name, code, count] of query(`SELECT institution.name, cell.indicator_code,
			CASE WHEN definition.direction = 'increase' THEN ceil((approved.goal * cell.denominator - definition.factor * cell.numerator) / definition.factor)
				ELSE ceil((definition.factor * cell.numerator - approved.goal * cell.denominator) / definition.factor) END
		FROM zhiheng.indicator_cell AS cell
		JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = cell.programme_id AND definition.indicator_code = cell.indicator_code
		LEFT JOIN zhiheng.baseline_approved AS approved ON approved.programme_id = cell.programme_id
			AND approved.institution_id = cell.institution_id AND approved.indicator_code = cell.indicator_code
		WHERE cell.programme_id = ${programme} AND cell.period = '2025Q2' AND cell.accepted AND cell.state = 'value'
			AND (cell.denominator > 0 OR definition.denominator IS NULL)
			AND (zhiheng.meets(zhiheng.goal_op(definition.direction), approved.goal, definition.factor, cell.numerator, cell.denominator, NULL, NULL) IS FALSE
				OR zhiheng.meets(definition.threshold_op, definition.threshold_value, definition.factor, cell.numerator, cell.denominator,
					approved.numerator, approved.denominator) IS FALSE)`)) {
		result.set(name, (result.get(name) || 0) + 1);
		cases.set(`${name} ${code}`, count === '' ? null : Number(count));
	}
	return {result, cases};
}

const ofPeers = /^(差于同组|优于同组|与同组差异大)$/;

test('goals that are missed make no rows of their own: they are told beside, with the cases to go', () => {
	const {result, cases} = missed();
	assert.ok([...result.values()].reduce((sum, count) => sum + count) > 1000);
	assert.ok(rows.length < 100, `${rows.length} rows of 60 hospitals`);
	let told = 0;
	for (const row of rows) {
		const words = /本期未达目标或要求的指标共 (\d+) 项/.exec(row['佐证']);
		if (words)
			assert.equal(Number(words[1]), result.get(row['医疗机构']), row['医疗机构']);
		const go = /^未达目标：.*?还差 (\d+) 例/.exec(row['佐证']);
		if (!go)
			continue;
		assert.equal(Number(go[1]), cases.get(`${row['医疗机构']} ${row['指标编码']}`), row['指标编码']);
		assert.equal(row['距目标例数'], go[1]);
		told++;
	}
	assert.ok(told > 0);
	assert.ok(rows.filter((row) => ofPeers.test(row['类型'])).every((row) => /本期未达目标或要求/.test(row['佐证'])));
});

test('worse ones first by the probability of being off times the cases, then what is asked of returns, better ones last', () => {
	const grave = {'严重': 3, '较重': 2, '一般': 1};
	const place = (row) => (['差于同组', '变差'].includes(row['类型']) || (row['类型'] === '与同组差异大' && row['程度'] !== '一般') ? 0
		: row['类型'] === '优于同组' || row['类型'] === '与同组差异大' ? 2 : 1);
	const weight = (row) => (1 - Number(row['错报比例（q）'].replace('<', '') || 0)) * Number(row['相差例数'] || 0);
	for (const list of [rows, open]) {
		list.slice(1).forEach((row, i) => {
			assert.ok(place(list[i]) <= place(row), `row ${i}`);
			if (place(list[i]) !== place(row))
				return;
			if (place(row) === 1)
				assert.ok(grave[list[i]['程度']] >= grave[row['程度']], `row ${i}`);
			else
				assert.ok(weight(list[i]) >= weight(row) - 0.51 - 0.001 * Number(row['相差例数']), `row ${i}`);
		});
	}
});

test('what is off among its peers, judged again: p, the cases, and q over all that are judged', async () => {
	const html = visible((await people['city.admin'].get(page('2025Q2'))).text);
	const [, judged, listed, chance] = /本期共判断 (\d+) 项结果，其中 (\d+) 项与同组相差较大而列入；.*?大约也会有 ([\d.]+) 项/.exec(html).map(Number);
	const found = rows.filter((row) => ofPeers.test(row['类型']));
	assert.ok(found.length > 0 && found.length <= listed, `${found.length} of ${listed}`);
	let most = 0;
	for (const row of found) {
		const [[kind, minimum, factor]] = query(`SELECT kind, minimum_denominator, factor FROM zhiheng.asked_definition WHERE programme_id = ${programme} AND indicator_code = '${row['指标编码']}'`);
		if (kind !== 'proportion')
			continue;
		const group = query(`SELECT institution.name, trim_scale(cell.numerator), trim_scale(cell.denominator)
			FROM zhiheng.indicator_cell AS cell
			JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id
			JOIN zhiheng.institution AS own ON own.name = '${row['医疗机构']}'
				AND zhiheng.peer_group(own.level, own.kind, own.specialist_type) = zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type)
			WHERE cell.programme_id = ${programme} AND cell.period = '2025Q2' AND cell.accepted AND cell.state = 'value'
				AND cell.indicator_code = '${row['指标编码']}' AND cell.denominator >= ${minimum}`).map(([name, x, n]) => ({name, x: Number(x), n: Number(n)}));
		const inside = group.filter((unit, i) => spread.expected(kind, group)[i]).map((unit) => ({...unit, id: unit.name}));
		const own = inside.findIndex(({name}) => name === row['医疗机构']);
		const {theta: mean, p} = spread.judge(kind, inside, unitsBefore(programme, ['2025Q1', '2024Q4', '2024Q3'],
			{code: row['指标编码'], kind, minimum: Number(minimum)}, group.map(({name}) => name)))[own];
		const cases = inside[own].x - inside[own].n * mean;
		const words = /（\d+\/\d+），同组其他机构 ([\d.]+)[%‰]，(多|少) (\d+) 例（q(=0\.\d{3}|<0\.001)）/.exec(row['原因']);
		assert.ok(words, row['原因']);
		assert.ok(Math.abs(factor * mean - Number(words[1])) < 0.0051, `${row['原因']} ${mean}`);
		assert.ok(Math.abs(Math.abs(cases) - Number(words[3])) <= 0.51 && words[2] === (cases < 0 ? '少' : '多'), `${row['原因']} ${cases}`);
		assert.equal(row['相差例数'], words[3]);
		// q is at most N p over the number of those that are no weaker, and p or q is small enough.
		const q = Number(row['错报比例（q）'].replace('<', ''));
		assert.ok(p <= 0.002 || q <= 0.2, `${row['原因']} ${p}`);
		assert.ok(q <= Math.min(1, judged * p) + 0.001 && q >= p - 0.001, `${row['原因']} ${p} ${q}`);
		most = Math.max(most, p);
	}
	assert.ok(most > 0 && judged * most <= chance + 0.051, `${judged * most} of ${chance}`);
	assert.ok(Number(chance) < listed);
});

test('what fell far beyond chance since the quarter before is called worsening, and the planted case is', () => {
	const worse = values("definition.kind = 'proportion' AND cell.denominator > 0").filter(({x, n, x0, n0, direction}) => {
		if (x0 === null || n0 === 0)
			return false;
		const [now, was, all] = [x / n, x0 / n0, (x + x0) / (n + n0)];
		const z = (now - was) / Math.sqrt(all * (1 - all) * (1 / n + 1 / n0));
		return Math.abs(now - was) > 0.1 * was && (direction === 'increase' ? z < -4.5 : direction === 'decrease' && z > 4.5);
	});
	assert.ok(worse.length > 0);
	const found = rows.filter((row) => row['类型'] === '变差');
	for (const {name, code} of worse)
		assert.ok(rows.some((row) => row['医疗机构'] === name && (row['类型'] === '变差' ? row['指标编码'] === code : row['同一原因'].includes(`${code} `) ||
			(row['指标编码'] === code && row['同一原因'].includes('变差')))), `${name} ${code}`);
	const planted = found.find((row) => row['医疗机构'] === '示例市第四人民医院' && row['指标编码'] === 'SXQ-24.1');
	assert.equal(planted['程度'], '严重');
	assert.match(planted['原因'], /变差不是偶然/);
	for (const row of found) {
		const value = values(`institution.name = '${row['医疗机构']}' AND cell.indicator_code = '${row['指标编码']}'`)[0];
		// A trend may pause for a quarter.
		if (!/个季度持续/.test(row['原因']))
			assert.ok(value.direction === 'increase' ? value.x * value.n0 < value.x0 * value.n : value.x * value.n0 > value.x0 * value.n, 'it did get worse');
	}
});

test('screens: the planted copy, unit, rounding and disagreement, in returns that only wait', () => {
	// One row for each, which may name another first.
	const found = (label, name) => open.find((row) => (row['类型'] === label || row['同一原因'].includes(`${label}，`)) && row['医疗机构'] === name);
	const doubts = open.filter((row) => !/逾期|同组|变差/.test(row['类型']));
	assert.equal(new Set(doubts.map((row) => row['医疗机构'])).size, doubts.length, 'a row for each hospital');
	const [[same, all]] = query(`SELECT count(*) FILTER (WHERE now.value = before.value), count(*)
		FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id AND institution.name = '示例市例南县人民医院'
		JOIN zhiheng.return AS last ON last.institution_id = head.institution_id AND last.period = '2025Q2'
		JOIN zhiheng.return_cell AS now ON now.return_id = head.id AND now.value IS NOT NULL
		JOIN zhiheng.return_cell AS before ON before.return_id = last.id AND before.element_code = now.element_code AND before.value IS NOT NULL
		WHERE head.period = '2025Q3' AND NOT (now.value = 0 AND before.value = 0)`);
	const text = (row) => `${row['原因']}；${row['同一原因']}`;
	const copy = found('照抄上期', '示例市例南县人民医院');
	assert.equal(copy['程度'], '严重');
	assert.ok(copy['原因'].includes(`两期都有的 ${all} 项数据中有 ${same} 项`), copy['原因']);
	assert.equal(open.filter((row) => row['类型'] === '照抄上期').length, 1, 'nobody else is suspected');
	assert.match(text(found('单位疑误', '示例市第二人民医院')), /抢救室离室人次.*约为 10 倍/);
	const [[counts, round]] = query(`SELECT count(*), count(*) FILTER (WHERE mod(cell.value, 5) = 0)
		FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id AND institution.name = '示例市例西县人民医院'
		JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.value >= 100 AND cell.value = trunc(cell.value)
		JOIN zhiheng.element AS element ON element.code = cell.element_code AND element.unit NOT IN ('元', 'mL', '分钟', '小时', '分', '权重', 'DDD', 'U', 'unit')
		WHERE head.period = '2025Q3'`);
	assert.ok(text(found('尾数偏好', '示例市例西县人民医院')).includes(`100 以上的 ${counts} 个数中有 ${round} 个以 0 或 5 结尾`));
	const shared = open.filter((row) => `${row['类型']}，${row['同一原因']}`.includes('共用分母不一致，'));
	assert.deepEqual(shared.map((row) => row['医疗机构']), ['示例市例东县人民医院']);
});

test('late returns never leave until they come', () => {
	for (const list of [rows, open]) {
		const late = list.filter((row) => row['类型'] === '逾期未报' && row['报告期'] === '2025Q2');
		assert.deepEqual(late.map((row) => row['医疗机构']), ['示例晨光医院']);
	}
});

// Every value of the quarter that is all or none, held against its peers by the command that anybody can run.
test('too perfect: all or none, as peers who differ like these would hardly have it', () => {
	const extremes = query(`WITH cell AS MATERIALIZED (
			SELECT cell.indicator_code, cell.numerator_element || '/' || cell.denominator_element AS pair, cell.numerator, cell.denominator,
				institution.id, institution.name, definition.kind, definition.factor, definition.direction,
				zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type) AS peer_group
			FROM zhiheng.indicator_cell AS cell
			JOIN zhiheng.asked_definition AS definition ON definition.programme_id = cell.programme_id AND definition.indicator_code = cell.indicator_code
				AND definition.kind IN ('proportion', 'rate')
			JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id
			WHERE cell.programme_id = ${programme} AND cell.period = '2025Q2' AND cell.accepted AND cell.state = 'value' AND cell.denominator > 0
		)
		SELECT cell.name, cell.indicator_code, cell.pair, cell.kind, cell.factor, trim_scale(cell.numerator) || ';' || trim_scale(cell.denominator),
			string_agg(trim_scale(peer.numerator) || ';' || trim_scale(peer.denominator), '|'), sum(peer.numerator) / sum(peer.denominator)
		FROM cell
		JOIN cell AS peer ON peer.indicator_code = cell.indicator_code AND peer.peer_group = cell.peer_group AND peer.id <> cell.id
		WHERE CASE cell.direction WHEN 'increase' THEN cell.kind = 'proportion' AND cell.numerator = cell.denominator
			WHEN 'decrease' THEN cell.numerator = 0 END
		GROUP BY cell.id, cell.name, cell.indicator_code, cell.pair, cell.kind, cell.factor, cell.numerator, cell.denominator`)
		.map(([name, code, pair, kind, factor, own, peers, share]) => ({name, code, pair, kind, factor: Number(factor), own, peers, share: Number(share)}));
	const input = ['case,screen,kind,data,peers,peer_shift,peer_variance', ...extremes.map(({kind, own, peers}, i) =>
		`${i},perfect,${kind === 'rate' ? 'rate' : 'prop'},${own},${peers},,`)].join('\n');
	const judged = read(execFileSync(zhiheng, ['measure', 'screens'], {input, encoding: 'utf8'}));
	const fired = extremes.filter((extreme, i) => judged[i].fired === '1');
	const perfect = rows.filter((row) => row['类型'] === '过于完美');
	assert.ok(extremes.length > 100 && fired.length > 0 && fired.length < extremes.length / 10, `${fired.length} of ${extremes.length}`);
	for (const row of perfect) {
		const one = fired.find(({name, code}) => name === row['医疗机构'] && code === row['指标编码']);
		assert.ok(one, `${row['医疗机构']} ${row['指标编码']}`);
		assert.ok(Math.abs(Number(/合计为 ([\d.]+)/.exec(row['原因'])[1]) - one.factor * one.share) < 0.00501, row['原因']);
	}
	// What is made of the same two numbers is named once; more of one institution stands in its row.
	const named = perfect.length + rows.reduce((sum, row) => sum + row['同一原因'].split('过于完美').length - 1, 0);
	assert.equal(new Set(fired.map(({name, pair}) => `${name} ${pair}`)).size, named);
});

// The arithmetic once more: the value against that of the year before, in units of what it usually moves.
test('jumps: a value against the same quarter of the year before', async () => {
	const quarters = ['2025Q3', '2025Q2', '2025Q1', '2024Q4', '2024Q3', '2024Q2'];
	// What is asked of each return that is in; the list has it as evidence only.
	const questions = async (period) => {
		const found = [];
		for (const [id, name] of query(`SELECT head.id, institution.name FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
				WHERE head.period = '${period}' AND head.state IN ('submitted', 'accepted')`)) {
			const text = visible((await people['city.admin'].get(`/commission/return/${id}`)).text);
			for (const [reason, indicator, peers] of text.matchAll(/“([^”]+)”由上年同期的 [\d.]+[^，]* 变为 [\d.]+[^，]*，(扣除同组 (?:[5-9]|\d\d) 家机构共同的变化后，)?超出本院各季度之间通常的波动/g))
				found.push({name, indicator, peers, reason});
		}
		return found;
	};
	const found = await questions('2025Q3');
	assert.ok(found.length > 0);
	assert.equal(open.filter((row) => row['类型'] === '突变').length, 0, 'a jump alone is no row');
	const series = new Map();
	// Elements keep their codes through the programmes of the years.
	for (const [name, indicator, code, kind, period, x, n] of query(`SELECT institution.name, asked.name, asked.indicator_code, asked.kind, past.period, part.value, whole.value
			FROM zhiheng.asked_return AS now
			JOIN zhiheng.institution AS institution ON institution.id = now.institution_id
			JOIN zhiheng.asked_definition AS asked ON asked.programme_id = now.programme_id AND asked.kind IN ('proportion', 'rate')
			JOIN zhiheng.return AS past ON past.institution_id = now.institution_id AND (past.id = now.id OR past.state IN ('accepted', 'published'))
			JOIN zhiheng.return_cell AS part ON part.return_id = past.id AND part.element_code = asked.numerator AND part.value IS NOT NULL
			JOIN zhiheng.return_cell AS whole ON whole.return_id = past.id AND whole.element_code = asked.denominator AND whole.value > 0
			WHERE now.period = '2025Q3' AND now.state IN ('submitted', 'accepted') AND past.period <= '2025Q3'
				AND institution.name || ' ' || asked.name IN (${found.map((one) => `'${one.name} ${one.indicator}'`).join(', ')})`)) {
		const key = `${name} ${indicator} ${code}`;
		if (!series.has(key))
			series.set(key, []);
		series.get(key)[quarters.indexOf(period)] = {n: Number(n),
			a: kind === 'proportion' ? Math.asin(Math.sqrt((Number(x) + 0.375) / (Number(n) + 0.75))) : Math.sqrt((Number(x) + 0.375) / Number(n))};
	}
	const statistic = (points) => {
		let pairs = 0, moved = 0, noise = 0;
		for (let age = 1; age < 5; age++)
			if (points[age] && points[age + 1]) {
				pairs++;
				moved += Math.abs(points[age].a - points[age + 1].a);
				noise += (0.25 / points[age].n + 0.25 / points[age + 1].n) / 2;
			}
		if (pairs < 4 || !points[0] || !points[4])
			return 0;
		const variance = Math.max(0, (moved / pairs / 1.128) ** 2 - noise / pairs);
		return (points[0].a - points[4].a) / Math.sqrt(0.25 / points[0].n + 0.25 / points[4].n + 2 * variance);
	};
	const alone = found.filter(({peers}) => peers === undefined);
	assert.ok(alone.length > 0);
	for (const {name, indicator} of alone)
		assert.ok([...series].some(([key, points]) => key.startsWith(`${name} ${indicator} `) && Math.abs(statistic(points)) > 4), `${name} ${indicator}`);
	const asked = Number(single(`SELECT count(*) FROM zhiheng.asked_return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		JOIN zhiheng.asked_definition AS asked ON asked.programme_id = head.programme_id AND asked.kind IN ('proportion', 'rate')
			AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
		WHERE head.period = '2025Q3' AND head.state IN ('submitted', 'accepted')`));
	assert.ok(found.length < 0.025 * asked, `${found.length} of ${asked}: seldom`);
	assert.deepEqual(await questions('2025Q2'), [], 'five quarters are too few');
});

test('common problems: indicators that half of the institutions miss, counted again', async () => {
	const html = (await people['city.admin'].get(page('2025Q2'))).text;
	const table = html.slice(html.indexOf('id="common-caption"'));
	const shown = [...table.matchAll(/<span class="zh-minor">([^<]+)<\/span><\/th>[\s\S]*?>(\d+)\/(\d+)</g)].map(([, code, missed, judged]) => [code, Number(missed), Number(judged)]);
	assert.ok(shown.length > 0);
	const expected = query(`SELECT indicator_code, count(*) FILTER (WHERE missed), count(*)
		FROM (
			SELECT cell.indicator_code, zhiheng.meets(zhiheng.goal_op(definition.direction), approved.goal, definition.factor, cell.numerator, cell.denominator, NULL, NULL) AS goal,
				zhiheng.meets(definition.threshold_op, definition.threshold_value, definition.factor, cell.numerator, cell.denominator,
					approved.numerator, approved.denominator) AS threshold
			FROM zhiheng.indicator_cell AS cell
			JOIN zhiheng.asked_definition AS definition ON definition.programme_id = cell.programme_id AND definition.indicator_code = cell.indicator_code
			LEFT JOIN zhiheng.baseline_approved AS approved ON approved.programme_id = cell.programme_id
				AND approved.institution_id = cell.institution_id AND approved.indicator_code = cell.indicator_code
			WHERE cell.programme_id = ${programme} AND cell.period = '2025Q2' AND cell.accepted AND cell.state = 'value'
				AND (cell.denominator > 0 OR definition.denominator IS NULL)
		) AS judged
		CROSS JOIN LATERAL (SELECT goal IS FALSE OR threshold IS FALSE AS missed) AS verdict
		WHERE goal IS NOT NULL OR threshold IS NOT NULL
		GROUP BY indicator_code`);
	const counted = new Map(expected.map(([code, missed, judged]) => [code, [Number(missed), Number(judged)]]));
	for (const [code, missed, judged] of shown)
		assert.deepEqual([missed, judged], counted.get(code), code);
	const least = shown[shown.length - 1];
	for (const [code, [missed, judged]] of counted)
		assert.ok(shown.some(([other]) => other === code) || judged < 5 || missed * least[2] <= least[1] * judged, `${code} ${missed}/${judged}`);
});

test('the page: tabs add up, filters leave the others out, the file says the same', async () => {
	const html = (await people['city.admin'].get(page('2025Q2'))).text;
	const count = (label) => Number(new RegExp(`>${label}（(\\d+)）</a>`).exec(html)[1]);
	const parts = ['偏离同组', '变差', '数据疑点', '逾期', '偏离同组（好的一侧）'].map(count);
	assert.equal(parts.reduce((sum, part) => sum + part), count('全部'));
	assert.equal(count('全部'), rows.length);
	assert.equal(count('变差'), rows.filter((row) => row['类型'] === '变差').length);
	const county = await file('city.admin', '2025Q2', '&region=990102&level=secondary');
	assert.ok(county.length > 0 && county.every((row) => row['县（区）'] === '示东区' && /^二级/.test(row['同组机构'])));
	assert.deepEqual(county, rows.filter((row) => row['县（区）'] === '示东区' && /^二级/.test(row['同组机构'])));
	const kind = await file('city.admin', '2025Q2', '&signal=outlier');
	assert.deepEqual(kind, rows.filter((row) => ofPeers.test(row['类型']) && row['程度'] !== '一般'));
	const book = await people['city.admin'].get(page('2025Q2', '&format=xlsx'));
	assert.match(book.headers.get('content-type'), /spreadsheetml/);
	assert.equal((await people['city.admin'].get(page('2025Q2', '&page=99'))).status, 200);
	for (const unknown of ['%27nonsense', 'nonsense'])
		assert.equal((await people['city.admin'].get(page('2025Q2', `&signal=${unknown}`))).status, 400);
	assert.equal((await people['city.admin'].get('/commission/signal/?programme=999999')).status, 404);
});

test('who sees what: a county its own, a QC centre its specialty, and only who decides opens items', async () => {
	const county = await file('county.reviewer', '2025Q3');
	assert.ok(county.length > 0);
	assert.deepEqual([...new Set(county.map((row) => row['县（区）']))], ['示东区']);
	const own = centreIndicators('qc.nursing');
	const nursing = (await Promise.all(['2025Q1', '2025Q2', '2025Q3'].map((period) => file('qc.nursing', period)))).flat();
	for (const row of nursing)
		assert.ok(row['指标编码'] === '' ? row['类型'] !== '逾期未报' : own.includes(row['指标编码']), `${row['指标编码']} ${row['类型']}`);
	for (const login of ['qc.nursing', 'city.viewer'])
		assert.doesNotMatch((await people[login].get(page('2025Q2'))).text, /ledger\/new/, login);
});

test('a signal leads to its evidence and into the ledger, where it is then said to be', async () => {
	const url = page('2025Q2', '&signal=worsening');
	const html = (await people['city.admin'].get(url)).text;
	const row = html.split('<tr role="row">').find((part) => /危急值报告及时率/.test(part) && /示例市第四人民医院/.test(part));
	const [evidence, opening] = [/<a href="([^"]*)">查看数据/, /<a href="([^"]*)">列入台账/].map((link) => unescapeHtml(link.exec(row)[1]));
	const trend = visible((await people['city.admin'].get(evidence)).text);
	assert.ok(trend.includes('示例市第四人民医院') && trend.includes('超出 3σ 控制限'));
	const blank = await people['city.admin'].get(opening);
	assert.match(blank.text, /<option value="worsening" selected>/);
	const day = single("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date + 30");
	const made = await people['city.admin'].post(opening, {...formValues(blank.text), source: 'worsening', content: '危急值报告及时率变差', aim: '恢复到上季度水平', post: '检验科主任', due_on: day});
	assert.equal(made.status, 303, visible(made.text));
	const item = /ledger\/\d+/.exec(made.location)[0];
	const after = (await people['city.admin'].get(url)).text.split('<tr role="row">').find((part) => /危急值报告及时率/.test(part) && /示例市第四人民医院/.test(part)).split('</tr>')[0];
	assert.ok(after.includes(`<a href="/commission/${item}">已在台账`));
	assert.doesNotMatch(after, /列入台账/);
});

// What is confirmed of the rows that a page lists.
async function act(login, url, name, fields, more) {
	const list = await people[login].get(url);
	const asked = await people[login].post(url, {_csrf: csrf(list.text), act: name, scope: 'rows', ...fields});
	assert.equal(asked.status, 200, visible(asked.text));
	return {asked, done: await people[login].post(url, {...formValues(asked.text), act: name, ...more})};
}

test('a signal is dismissed with a reason, stands elsewhere with it, and comes back', async () => {
	const period = '2025Q1', url = page(period), past = page(period, '&state=dismissed');
	const before = await file('city.admin', period);
	const list = (await people['city.admin'].get(url)).text;
	const target = before.find((row) => ofPeers.test(row['类型']));
	const box = /name="row\.(\d+)"/.exec(list.split('<tr role="row">').find((part) => part.includes(target['医疗机构']) && part.includes(target['指标编码'])))[1];
	const count = () => Number(single("SELECT count(*) FROM zhiheng.signal_word"));
	const had = count();
	const bare = await act('city.admin', url, 'dismiss', {[`row.${box}`]: '1'}, {reason: ''});
	assert.equal(bare.done.status, 400);
	assert.equal(count(), had);
	const {asked, done} = await act('city.admin', url, 'dismiss', {[`row.${box}`]: '1'}, {reason: '该院收治转入患者，已核实（测试）'});
	assert.equal(done.status, 303, visible(done.text));
	assert.match(visible((await people['city.admin'].get(done.location)).text), /已排除 1 条信号/);
	const again = await people['city.admin'].post(url, {...formValues(asked.text), act: 'dismiss', reason: '该院收治转入患者，已核实（测试）'});
	assert.equal(again.status, 303, 'the same form once more');
	assert.equal(count(), had + 1);
	const [[act1, source, indicator, reason]] = query('SELECT act, source, indicator_code, reason FROM zhiheng.signal_word ORDER BY id DESC LIMIT 1');
	assert.deepEqual([act1, indicator, reason], ['dismiss', target['指标编码'], '该院收治转入患者，已核实（测试）']);
	assert.ok(['outlier', 'better'].includes(source));
	assert.equal(single("SELECT count(*) FROM zhiheng.audit WHERE act = 'signal.dismiss' AND object_id = (SELECT max(id) FROM zhiheng.signal_word)"), '1');
	const same = (row) => row['医疗机构'] === target['医疗机构'] && row['指标编码'] === target['指标编码'];
	const after = await file('city.admin', period), gone = await file('city.admin', period, '&state=dismissed');
	assert.deepEqual(after, before.filter((row) => !same(row)));
	assert.deepEqual(gone.map((row) => ({...row, '排除理由': ''})), before.filter(same));
	assert.match(gone[0]['排除理由'], /^该院收治转入患者，已核实（测试）（.+，\d{4}-\d\d-\d\d \d\d:\d\d）$/);
	assert.match(visible((await people['city.admin'].get(url)).text), /已排除 1 条/);
	// Evidence that has grown since brings it back, evidence of another quarter was never dismissed.
	query(`INSERT INTO zhiheng.signal_word (commission_id, programme_id, period, institution_id, source, indicator_code, act, q, cases, figures, reason, account_id)
		SELECT commission_id, programme_id, period, institution_id, source, indicator_code, act, q, cases / 1.6, figures, '当时较少（测试）', account_id
		FROM zhiheng.signal_word ORDER BY id DESC LIMIT 1`);
	assert.deepEqual(await file('city.admin', period), before);
	query(`INSERT INTO zhiheng.signal_word (commission_id, programme_id, period, institution_id, source, indicator_code, act, q, cases, figures, reason, account_id)
		SELECT commission_id, programme_id, period, institution_id, source, indicator_code, act, q, cases * 1.6, figures, '当时较多（测试）', account_id
		FROM zhiheng.signal_word ORDER BY id DESC LIMIT 1`);
	assert.deepEqual(await file('city.admin', period), after);
	assert.deepEqual(await file('city.admin', '2025Q2'), await file('city.admin', '2025Q2', ''));
	const pastBox = /name="row\.(\d+)"/.exec((await people['city.admin'].get(past)).text)[1];
	const back = await act('city.admin', past, 'restore', {[`row.${pastBox}`]: '1'}, {reason: '又有新的投诉（测试）'});
	assert.equal(back.done.status, 303, visible(back.done.text));
	assert.deepEqual(await file('city.admin', period), before);
	assert.deepEqual(await file('city.admin', period, '&state=dismissed'), []);
	const blank = await people['city.viewer'].get(url);
	assert.doesNotMatch(blank.text, /name="row\./, 'who only looks chooses nothing');
	assert.equal((await people['city.viewer'].post(url, {_csrf: csrf(blank.text), act: 'dismiss', scope: 'all'})).status, 403);
});
