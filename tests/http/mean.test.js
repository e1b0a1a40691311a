// Means: with the standard deviation of their values, which may be left empty, they have an interval and are ranked at work; without it a
// value, and no interval, rank or class anywhere.  Editions hold no deviations.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {openInstitution, query, single} = require('./people');
const {Visitor, csrf, formValues, signedIn, visible} = require('./portal');

const [[programme, code]] = query(`SELECT programme_id, indicator_code FROM zhiheng.asked_definition AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	WHERE owner.region_code = '990100' AND programme.year = 2025 AND kind = 'mean' AND required AND direction <> 'none' AND NOT own_trend
	ORDER BY bar, indicator_code LIMIT 1`);

// What those at work see of each: name, mean, its deviation.
const units = query(`SELECT institution.name, zhiheng.peer_group(institution.level, institution.kind, institution.specialist_type),
	value.numerator / value.denominator, value.deviation, value.denominator FROM zhiheng.count_values(${programme}, '2025Q2', '${code}',
	ARRAY(SELECT id FROM zhiheng.institution), NULL) AS value JOIN zhiheng.institution AS institution ON institution.id = value.institution_id
	WHERE value.coverage = 'complete' ORDER BY 3`);

test('no edition ranks a mean or gives it an interval', () => {
	const [[ranked, intervals, values]] = query(`SELECT count(rank), count(lower), count(value) FROM zhiheng.edition_result
		JOIN zhiheng.edition_indicator USING (edition_id, indicator_code) WHERE kind = 'mean'`);
	assert.deepEqual([ranked, intervals], ['0', '0']);
	assert.ok(Number(values) > 0);
});

test('who gave a deviation is ranked among five who did, the others are not', async () => {
	const city = await signedIn('city.admin');
	const file = (await city.get(`/commission/indicator/${code}?programme=${programme}&period=2025Q2&format=csv`)).text;
	const given = units.filter((unit) => unit[3] !== '' && unit[3] !== null);
	const groups = Object.fromEntries(given.map((unit) => [unit[1], given.filter((other) => other[1] === unit[1])]));
	let ranked = 0;
	assert.ok(given.length > 0 && given.length < units.length, 'both states are in the demo');
	for (const [name, group, mean, deviation, cases] of units) {
		const line = file.split('\n').find((row) => row.includes(name));
		const place = (groups[group] || []).findIndex((unit) => unit[0] === name);
		if (deviation === '' || deviation === null) {
			assert.match(line, /不能计算置信区间/, name);
			continue;
		}
		if (groups[group].length < 5) {
			assert.match(line, /同组不足 5 家/, name);
			continue;
		}
		ranked++;
		assert.match(line, new RegExp(`(^|,)${place + 1}=?,`), `${name} is ranked by its mean`);
		// Of so many values Student's t is the normal distribution.
		const half = 1.96 * deviation / Math.sqrt(cases);
		for (const limit of [Number(mean) - half, Number(mean) + half])
			assert.ok(line.includes(limit.toFixed(2)) || line.includes((limit + 0.001).toFixed(2)) || line.includes((limit - 0.001).toFixed(2)),
				`${name}: ${limit} in ${line}`);
	}
	assert.ok(ranked >= 5, `${ranked} are ranked`);
});

test('a hospital reads its own interval; the public, ranks and intervals of none', async () => {
	const own = visible((await (await signedIn('h1.leader')).get(`/institution/result/${code}?of=${programme}-2025Q2`)).text);
	assert.match(own, /不参与排名（/);
	assert.match(own, /95% 置信区间 \d/);
	const edition = visible((await new Visitor().get(`/region/990100/2025Q2/indicator/${code}`)).text);
	assert.doesNotMatch(edition, /家参与排名|优于预期|差于预期/);
});

test('the form asks for it and takes it empty; one that cannot be is refused in words', async () => {
	const {id, clerk} = await openInstitution({clerk: `mean${process.pid}.clerk`});
	const url = `/institution/return/${single(`SELECT id FROM zhiheng.return WHERE institution_id = ${id} AND period = '2025Q3'`)}`;
	async function save(deviation, cases = '400') {
		const page = (await clerk.get(url)).text;
		const answer = await clerk.post(url, {...formValues(page), 'value.iv_infusions': '1000', 'value.discharge_bed_days': cases,
			'value.iv_infusions_sd': deviation, _csrf: csrf(page), action: 'save'});
		assert.equal(answer.status, 303);
		return visible((await clerk.get(`${url}/check`)).text);
	}
	assert.match(visible((await clerk.get(url)).text), /每床日静脉输液数量标准差 ?（选填）/);
	assert.doesNotMatch(await save(''), /标准差”/);
	assert.doesNotMatch(await save('50'), /标准差”/);
	assert.match(await save('50.01'), /“每床日静脉输液数量标准差”（50.01）过大：.*标准差不会超过 50，/);
	assert.match(await save('0', '1'), /“每床日静脉输液数量标准差”填了 0，但“同期出院患者占用总床日数”不足 2/);
});
