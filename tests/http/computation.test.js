// The whole region computed by the worker: what is stored is what the ranking pages show and what zhiheng measure computes;
// computed again it is the same, and the page says when it is out of date.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const path = require('node:path');
const {before, test} = require('node:test');
const {csrf, jobDone, readTable, signedIn, visible} = require('./portal');
const {query, registerInstitution, single} = require('./people');

const program = path.join(__dirname, '../..', process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');
const period = '2025Q2';
const programme = single(`SELECT programme.id FROM zhiheng.programme AS programme JOIN zhiheng.commission AS commission
	ON commission.id = programme.commission_id WHERE commission.region_code = '990100' AND programme.year = 2025`);
const url = `/commission/indicator/computation?programme=${programme}&period=${period}`;
let admin;
let reviewer;

before(async () => {
	admin = await signedIn('city.admin');
	reviewer = await signedIn('city.reviewer');
});

async function start(visitor, fields) {
	return visitor.post(url, {_csrf: csrf((await visitor.get('/commission/')).text), programme, period, ...fields});
}

async function table(visitor, address) {
	const answer = await visitor.get(address);
	assert.equal(answer.status, 200, address);
	return readTable(answer.text);
}

const stored = () => single(`SELECT md5(string_agg(part::text, E'\\n' ORDER BY part.indicator_code, part.peer_group))
	FROM zhiheng.computation_group AS part WHERE part.programme_id = ${programme} AND part.period = '${period}'`);

// The indicators of the overview, and of these a few of each kind.
let overview;
let chosen;

test('an officer has the region computed', async () => {
	assert.match(await jobDone(reviewer, await start(reviewer, {rank_intervals: '1'})), /名次区间 已计算/);
	overview = await table(reviewer, `${url}&format=csv`);
	assert.equal(overview.length, Number(single(`SELECT count(*) FROM zhiheng.programme_indicator WHERE programme_id = ${programme}`)));
	const kinds = new Map(query('SELECT DISTINCT code, kind FROM zhiheng.catalogue_indicator'));
	const seen = {};
	chosen = overview.filter((row) => {
		const kind = kinds.get(row.指标编码);
		seen[kind] = (seen[kind] || 0) + 1;
		return seen[kind] <= 4;
	}).map((row) => row.指标编码);
	assert.ok(chosen.length >= 8 && overview.some((row) => Number(row.参排机构) > 10 && row.名次区间 === '精确计算'));
});

test('what is stored is what the ranking pages show', async () => {
	for (const code of chosen) {
		const shown = await table(reviewer, `/commission/indicator/${code}?programme=${programme}&period=${period}&format=csv`);
		const computed = await table(reviewer, `${url}&indicator=${code}&format=csv`);
		assert.ok(shown.length > 0);
		assert.deepEqual(shown.map((row) => Object.fromEntries(Object.keys(computed[0]).map((name) => [name, row[name]]))), computed, code);
		const counts = overview.find((row) => row.指标编码 === code);
		assert.equal(Number(counts.应有机构), shown.length);
		assert.equal(Number(counts.有值机构), shown.filter((row) => row.指标值 !== '').length);
		assert.equal(Number(counts.参排机构), shown.filter((row) => row.名次 !== '').length);
		assert.equal(counts.名次区间, shown.some((row) => row['名次95%区间下限'] !== '') ? '精确计算' : '');
		assert.equal(Number(counts.优于预期), shown.filter((row) => row.相对预期 === '优于预期').length);
		assert.equal(Number(counts.差于预期), shown.filter((row) => row.相对预期 === '差于预期').length);
	}
});

// The largest peer group of a proportion that is ranked.
function largest() {
	const [[code, group, direction]] = query(`SELECT part.indicator_code, part.peer_group, definition.direction FROM zhiheng.computation_group AS part
		JOIN zhiheng.programme_indicator AS asked USING (programme_id, indicator_code)
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		WHERE part.programme_id = ${programme} AND part.period = '${period}' AND definition.kind = 'proportion' AND definition.factor = 100
		ORDER BY part.ranked DESC, part.indicator_code LIMIT 1`);
	const rows = query(`SELECT item.id, item.x, item.n, item.value, item.lower, item.upper, item.low, item.high
		FROM zhiheng.computation_group AS part CROSS JOIN LATERAL unnest(part.institution_ids, part.numerators, part.denominators, part."values",
			part.lowers, part.uppers, part.ranks, part.rank_lowers, part.rank_uppers) AS item (id, x, n, value, lower, upper, rank, low, high)
		WHERE part.programme_id = ${programme} AND part.period = '${period}' AND part.indicator_code = '${code}' AND part.peer_group = '${group}'
			AND item.rank IS NOT NULL`);
	return {direction: direction === 'decrease' ? 'lower_better' : 'higher_better', rows};
}

function measure(name, lines) {
	const out = execFileSync(program, ['measure', name], {encoding: 'utf8', input: `${lines.join('\n')}\n`});
	return readTable(out);
}

test('and what zhiheng measure makes of the counts', () => {
	const {direction, rows} = largest();
	assert.ok(rows.length > 10);
	const intervals = measure('wilson', ['case,x,n,conf', ...rows.map(([id, x, n]) => `${id},${x},${n},0.95`)]);
	rows.forEach(([id, , , value, lower, upper], i) => {
		for (const [name, figure] of [['p', value], ['lower', lower], ['upper', upper]])
			assert.ok(Math.abs(100 * Number(intervals[i][name]) - Number(figure)) < 1e-9, `${id} ${name}: ${intervals[i][name]} ${figure}`);
	});
	const ranks = measure('rank_hierarchical', ['dataset,model,unit,x,n,direction',
		...rows.map(([id, x, n]) => `d,beta_hier,${id},${x},${n},${direction}`)]);
	assert.deepEqual(rows.map((row) => row.slice(6)), ranks.map((row) => [row.q025, row.q975]));
});

test('computed again it is the same, and without rank intervals it says so', async () => {
	const first = stored();
	await jobDone(reviewer, await start(reviewer, {rank_intervals: '1'}));
	assert.equal(stored(), first);
	assert.match(await jobDone(reviewer, await start(reviewer, {})), /名次区间 没有计算/);
	assert.equal(single('SELECT count(*) FROM zhiheng.computation_group WHERE rank_lowers[1] IS NOT NULL OR rank_draws IS NOT NULL'), '0');
	assert.equal((await table(reviewer, `${url}&indicator=${chosen[0]}&format=csv`))[0]['名次95%区间下限'], '');
});

test('it says when it is out of date', async () => {
	assert.doesNotMatch((await reviewer.get(url)).text, /请重新计算/);
	await registerInstitution(admin, {});
	assert.match(visible((await reviewer.get(url)).text), /计算之后报表、医疗机构或监测方案有变化，请重新计算/);
});

test('who may have it computed, and what is refused', async () => {
	const viewer = await signedIn('city.viewer');
	assert.doesNotMatch((await viewer.get(url)).text, /开始计算/);
	assert.equal((await start(viewer, {})).status, 403);
	const county = await signedIn('county.reviewer');
	const page = await county.get(url);
	assert.match(visible(page.text), /这是其他卫健委的方案/);
	assert.doesNotMatch(page.text, /开始计算|class="zh-summary"/);
	assert.equal((await start(county, {})).status, 404);
	assert.equal((await county.get(`${url}&indicator=${chosen[0]}&format=csv`)).status, 404);
	assert.equal((await reviewer.get(`${url}&indicator=NIT-0000&format=csv`)).status, 404);
	const never = await start(reviewer, {period: '2025Q9'});
	assert.equal(never.status, 400);
	assert.match(visible(never.text), /监测方案中没有这个报告期/);
	assert.equal((await start(reviewer, {programme: 'x'})).status, 400);
});
