// The published editions as their tables, and what the operator knows behind them.
'use strict';

const assert = require('node:assert/strict');
const {query, single} = require('./people');
const {csrf, formValues, jobDone} = require('./portal');

const columns = {
	edition: 'small_below',
	indicators: 'indicator_code, kind, factor, minimum_denominator, numerator, denominator',
	institutions: 'institution_id, region_code, level, kind, peer_group',
	results: `indicator_code, institution_id, CASE WHEN hidden THEN 'true' ELSE 'false' END AS hidden, trim_scale(numerator) AS numerator,
		trim_scale(denominator) AS denominator, earlier, status, value, lower, upper, rank, rank_lower, rank_upper, baseline, goal_met, threshold_met`,
	scheme: 'band_a, band_b, band_c, cap_b, cap_c, coverage_of_3',
	rules: 'indicator_code, weight, floor, benchmark, safety',
	points: 'indicator_code, institution_id, status, points, points_error, compared, theta, tau, df, periods_used, exact, z, cap, decision, decision_reason, decided_on',
	grades: `institution_id, veto, veto_document, status, eligible_weight, weight, coverage, weighted_points, composite, error, band, safety_cap,
		cap_text, grade, rank, ranked, tied, alike`,
	groups: `indicator_code, dimension, key, CASE WHEN hidden THEN 'true' ELSE 'false' END AS hidden, trim_scale(numerator) AS numerator,
		trim_scale(denominator) AS denominator`,
};

const tables = {edition: 'edition', indicators: 'edition_indicator', institutions: 'edition_institution', results: 'edition_result',
	groups: 'edition_group', scheme: 'edition_grade_scheme', rules: 'edition_grade_rule', points: 'edition_grade_point', grades: 'edition_grade'};

const names = (list) => list.split(/,(?![^(]*\))/).map((item) => /(\w+)\s*$/.exec(item)[1]);

function rows(table, edition) {
	const key = table === 'edition' ? 'id' : 'edition_id';
	const heads = names(columns[table]);
	return query(`SELECT ${columns[table]} FROM zhiheng.${tables[table]} WHERE ${key} = ${edition}`)
		.map((cells) => Object.fromEntries(heads.map((name, i) => [name, cells[i]])));
}

const inputs = new Map();

function inputsOf(edition) {
	if (!inputs.has(edition.id))
		inputs.set(edition.id, new Map(query(`SELECT indicator_code, institution_id, numerator, denominator FROM zhiheng.edition_input
			WHERE edition_id = ${edition.id} AND period = '${edition.period}'`).map(([code, institution, x, n]) => [`${code} ${institution}`, [x, n]])));
	return inputs.get(edition.id);
}

const published = {
	// The counts behind a result, hidden or not.
	truth(edition, indicator, institution) {
		return inputsOf(edition).get(`${indicator} ${institution}`).map(Number);
	},
	// The sum behind a group.
	sum(edition, group) {
		const place = new Map(edition.institutions.map((row) => [row.institution_id, row]));
		const {kind} = edition.indicators.find((row) => row.indicator_code === group.indicator_code);
		let [x, n] = [0, 0];
		for (const row of edition.results.filter((item) => item.indicator_code === group.indicator_code)) {
			const own = place.get(row.institution_id);
			if (group.dimension !== 'region' && own[{county: 'region_code', level: 'level', kind: 'kind'}[group.dimension]] !== group.key)
				continue;
			if (row.hidden !== 'true' && row.numerator === '')
				continue;
			const counts = published.truth(edition, row.indicator_code, row.institution_id);
			// What cannot be is in no sum.
			if (kind === 'proportion' && counts[0] > counts[1])
				continue;
			x += counts[0];
			n += counts[1];
		}
		return {numerator: String(x), denominator: String(n)};
	},
};

// All editions of a region that are released, once the worker has nothing left to do.
async function editionsOf(region) {
	for (let i = 0; i < 600; i++) {
		if (query(`SELECT id FROM zhiheng.job WHERE state IN ('queued', 'running')`).length === 0)
			break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return query(`SELECT edition.id, edition.period, edition.number FROM zhiheng.edition AS edition
		JOIN zhiheng.edition_release AS release ON release.edition_id = edition.id WHERE edition.region_code = '${region}'
		ORDER BY edition.id`).map(([id, period, number]) => ({id, period, number,
		...Object.fromEntries(Object.keys(tables).map((table) => [table, rows(table, id)]))}));
}

// The rules of a programme's publications.
async function setRule(admin, programme, fields) {
	const url = `/commission/edition/rule/${programme}`;
	assert.equal((await admin.post(url, {_csrf: csrf((await admin.get(url)).text), preview_days: '0', small_below: '5', grades: 't', ...fields})).status, 303);
}

// Has a preview made, with a reason where one is asked for; its id.
async function preparePreview(admin, programme, period, why = '更正个别数据') {
	const url = `/commission/edition/?programme=${programme}&period=${period}`;
	const page = await admin.get(url);
	const reason = /name="reason"/.test(page.text) ? {reason: why} : {};
	assert.match(await jobDone(admin, await admin.post(url, {_csrf: csrf(page.text), programme, period, ...reason})), /预览已生成/);
	return single(`SELECT max(id) FROM zhiheng.preview WHERE programme_id = ${programme} AND period = '${period}'`);
}

// Decides on all caps of the newest preview that are open; the answer to what was confirmed, undefined: there is none.
async function decideCaps(admin, programme, period, act = 'keep', reason = '复核病历，与上报一致（测试）') {
	const url = `/commission/edition/cap?programme=${programme}&period=${period}&state=open`;
	const list = await admin.get(url);
	if (!/name="row\.\d+"/.test(list.text))
		return undefined;
	const asked = await admin.post(url, {_csrf: csrf(list.text), act, scope: 'all'});
	assert.equal(asked.status, 200);
	return admin.post(url, {...formValues(asked.text), act, reason});
}

module.exports = {decideCaps, editionsOf, preparePreview, published, setRule};
