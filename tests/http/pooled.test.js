// What the periods before say of how much hospitals differ: pages and editions against `zhiheng measure overdispersion_small` on
// the same rows, and editions against what the editions show that they name.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {test} = require('node:test');
const {readTable, signedIn, visible} = require('./portal');
const {query} = require('./people');

const period = '2025Q2';
const quarters = ['2024Q3', '2024Q4', '2025Q1', period];
const words = {'low_998': '低于 99.8% 限', 'low_95': '低于 95% 限', within: '限内', 'high_95': '高于 95% 限', 'high_998': '高于 99.8% 限'};
const [[programme]] = query(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);

// Those of a period that can be judged: the least denominator, an event to be expected and, of proportions, one that is not.
function eligible(units, kind, minimum) {
	const whole = units.filter(({x, n}) => n >= minimum && n > 0 && (kind !== 'proportion' || x <= n));
	const sum = (field) => whole.reduce((total, unit) => total + unit[field], 0);
	const theta = sum('x') / sum('n');
	return whole.filter(({n}) => theta * n >= 1 && (kind !== 'proportion' || (1 - theta) * n >= 1));
}

// rows: [{dataset, kind, minimum, period, unit, x, n}]; gives what is judged, by dataset and unit.
function measure(rows) {
	const groups = new Map();
	for (const row of rows) {
		const key = `${row.dataset} ${row.period}`;
		groups.set(key, [...groups.get(key) ?? [], row]);
	}
	const kept = [...groups.values()].flatMap((units) => eligible(units, units[0].kind, units[0].minimum));
	const kinds = {proportion: 'prop', rate: 'rate'};
	const order = [...kept].sort((a, b) => a.period < b.period ? -1 : a.period > b.period ? 1 : 0);
	const input = ['dataset,kind,period,unit,x,n', ...order.map((row) => [row.dataset, kinds[row.kind], row.period, row.unit, row.x, row.n].join(','))];
	const out = readTable(execFileSync(process.env.ZHIHENG || 'build/bin/zhiheng', ['measure', 'overdispersion_small'],
		{encoding: 'utf8', input: input.join('\n') + '\n', maxBuffer: 16 << 20}));
	return new Map(out.filter((row) => row.status === 'ok').map((row) => [`${row.dataset} ${row.unit}`, row]));
}

test('live pages judge by four quarters of accepted numbers', async () => {
	const admin = await signedIn('city.admin');
	const rows = query(`SELECT asked.indicator_code, asked.kind, asked.minimum_denominator, card.peer_group_label, part.period, card.name,
			trim_scale(part.value), trim_scale(whole.value)
		FROM zhiheng.asked_indicator AS asked
		JOIN zhiheng.accepted_cell AS part ON part.element_code = asked.numerator AND part.period = ANY ('{${quarters}}')
		JOIN zhiheng.accepted_cell AS whole ON whole.period = part.period
			AND whole.institution_id = part.institution_id AND whole.element_code = asked.denominator
		JOIN zhiheng.institution_card AS card ON card.id = part.institution_id AND card.city_code = '990100'
		WHERE asked.programme_id = ${programme} AND asked.kind IN ('proportion', 'rate') AND asked.bar = 'none'
			-- What is counted by half-year has no value of a quarter.
			AND asked.cadence IN ('month', 'quarter')
			AND part.value IS NOT NULL AND whole.value IS NOT NULL`)
		.map(([code, kind, minimum, group, quarter, unit, x, n]) => ({dataset: `${code} ${group}`, code, kind, minimum: Number(minimum), period: quarter,
			unit, x: Number(x), n: Number(n)}));
	const judged = measure(rows);
	const codes = [...new Set(rows.map(({code}) => code))].slice(0, 12);
	let compared = 0, pooled = 0, outside = 0;
	for (const code of codes) {
		const {text} = await admin.get(`/commission/indicator/${code}?programme=${programme}&period=${period}`);
		for (const [table, label] of text.matchAll(/<table[^>]*>\s*<caption[^>]*>\s*([^<]*?)：名次与控制限[\s\S]*?<\/table>/g))
			for (const [row] of table.matchAll(/<tr[\s\S]*?<\/tr>/g)) {
				const line = visible(row);
				const unit = rows.find((one) => one.dataset === `${code} ${label}` && one.period === period && line.includes(one.unit));
				const result = unit && judged.get(`${unit.dataset} ${unit.unit}`);
				if (!result)
					continue;
				assert.ok(line.includes(words[result.class_final]), `${code} ${label} ${unit.unit} ${result.class_final}: ${line}`);
				compared++;
				pooled += Number(result.periods_used) > 1;
				outside += result.class_final !== 'within';
			}
		const most = Math.max(1, ...[...judged].filter(([key]) => key.startsWith(`${code} `)).map(([, one]) => Number(one.periods_used)));
		if (most > 1)
			assert.ok(visible(text).includes(`判定所用的离散程度取自本期和之前的 ${most - 1} 期`), code);
	}
	assert.ok(compared >= 100 && pooled >= 50 && outside >= 5, JSON.stringify({compared, pooled, outside}));
});

test('an edition judges by the public editions that it names, and by what these show', () => {
	const editions = query(`SELECT id, period, number, zhiheng.pooled_editions(pooled_ids), array_to_string(pooled_ids, ',', '') FROM zhiheng.edition
		ORDER BY id`);
	let shown = 0, z = 0, pooled = 0;
	for (const [id, own, , names, ids] of editions) {
		const back = ids.split(',').map((one, place) => [one, place + 1]).filter(([one]) => one !== '');
		assert.equal(names, back.map(([one, place]) => `${place}:${editions.find(([other]) => other === one).slice(1, 3).join('/')}`).join(' '));
		const cells = new Map(back.flatMap(([one, place]) => query(`SELECT institution_id || ' ' || indicator.numerator || ' ' || indicator.denominator, trim_scale(result.numerator),
				trim_scale(result.denominator)
			FROM zhiheng.edition_result AS result JOIN zhiheng.edition_indicator AS indicator USING (edition_id, indicator_code)
			WHERE edition_id = ${one} AND NOT hidden AND coverage = 'complete' AND result.numerator IS NOT NULL AND result.denominator IS NOT NULL`)
			.map(([key, x, n]) => [`${place} ${key}`, `${place}:${x}/${n}`])));
		const results = query(`SELECT result.institution_id, result.indicator_code, result.earlier, trim_scale(result.numerator), trim_scale(result.denominator),
				result.coverage, indicator.kind, indicator.minimum_denominator, card.peer_group, point.z, point.periods_used, point.tau, indicator.factor,
				indicator.direction, indicator.numerator || ' ' || indicator.denominator
			FROM zhiheng.edition_result AS result
			JOIN zhiheng.edition_indicator AS indicator USING (edition_id, indicator_code)
			JOIN zhiheng.edition_institution AS card USING (edition_id, institution_id)
			LEFT JOIN zhiheng.edition_grade_point AS point USING (edition_id, institution_id, indicator_code)
			WHERE edition_id = ${id}`);
		const rows = [];
		for (const [unit, code, earlier, x, n, coverage, kind, minimum, group, , , , , , counted] of results) {
			// Codes change from year to year: what is counted alike is the same.
			assert.equal(earlier, [1, 2, 3].map((place) => cells.get(`${place} ${unit} ${counted}`)).filter(Boolean).join(' '), `${own} ${unit} ${code}`);
			shown += earlier !== '';
			if (kind !== 'proportion' && kind !== 'rate')
				continue;
			const common = {dataset: `${code} ${group}`, kind, minimum: Number(minimum), unit};
			for (const [, place, before, all] of earlier.matchAll(/(\d):([\d.]+)\/([\d.]+)/g))
				rows.push({...common, period: `past ${9 - place}`, x: Number(before), n: Number(all)});
			if (x !== '' && n !== '' && coverage === 'complete')
				rows.push({...common, period: 'present', x: Number(x), n: Number(n)});
		}
		const judged = measure(rows.map((row) => ({...row, period: row.period === 'present' ? 'z' : row.period})));
		for (const [unit, code, , , , , , , group, printed, periods, tau, factor, direction] of results.filter((row) => row[9] !== '')) {
			const result = judged.get(`${code} ${group} ${unit}`);
			const sign = direction === 'decrease' ? -1 : 1;
			assert.ok(Math.abs(sign * Number(result.z_adjusted) - Number(printed)) <= 0.0050001, `${own} ${code} ${unit} ${result.z_adjusted} ${printed}`);
			assert.equal(result.periods_used, periods);
			assert.ok(Math.abs(Number(factor) * Math.sqrt(Number(result.tau2_others)) - Number(tau)) <= 1e-6, `${own} ${code} ${unit} tau ${tau}`);
			z++;
			pooled += Number(periods) > 1;
		}
	}
	assert.ok(shown > 3000 && z >= 100 && pooled >= 40, JSON.stringify({shown, z, pooled}));
});
