// The grade computed anew: from the cells of accepted returns to points, composite, caps, grade, standard error and
// rank, by the formulas of cgi/measure/grade.h, on exact fractions.  No code of cgi/ or sql/ is used.
'use strict';

const {query} = require('./people');
const spread = require('./spread');

// Ten-thousandths of a decimal as PostgreSQL writes it, so that all products are exact.
function units(text) {
	const [, sign, whole, part] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text);
	const value = BigInt(whole + (part || '').padEnd(4, '0'));
	return sign === '-' ? -value : value;
}

// number/divisor to the nearest whole, half up; both at least 0.
function halfUp(number, divisor) {
	return (2n * number + divisor) / (2n * divisor);
}

function schemeOf(id) {
	const [[bandA, bandB, bandC, capB, capC, coverage]] = query(`SELECT band_a, band_b, band_c, cap_b, cap_c, coverage_of_3
		FROM zhiheng.grade_scheme WHERE id = ${id}`);
	const items = query(`SELECT line.indicator_code, asked.numerator, asked.denominator, asked.minimum_denominator, definition.kind, definition.factor,
			line.weight, line.floor, line.benchmark, line.safety, definition.name, array_to_string(asked.levels, ','), array_to_string(asked.kinds, ',')
		FROM zhiheng.grade_scheme_row AS line
		JOIN zhiheng.grade_scheme AS scheme ON scheme.id = line.scheme_id
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = scheme.programme_id AND asked.indicator_code = line.indicator_code
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		WHERE line.scheme_id = ${id} ORDER BY line.indicator_code`)
		.map(([code, numerator, denominator, minimum, kind, factor, weight, floor, benchmark, safety, name]) => ({code, numerator, denominator,
			minimum: Number(minimum), kind, factor: BigInt(factor), weight: units(weight), floor: units(floor), benchmark: units(benchmark),
			safety: safety === 't', name}));
	return {bands: [bandA, bandB, bandC].map((text) => Math.round(Number(text) * 10)), caps: [Number(capB), Number(capC)], coverage: BigInt(coverage), items};
}

const known = new Map();
const formers = new Map();

// x and n of every institution over the quarters of a period, by "numerator/denominator"; only those with a number in
// every quarter, and only what can be added.
function sumsOf(programme, quarters, scheme) {
	const pairs = scheme.items.map((item) => `('${item.numerator}', '${item.denominator}')`).join(', ');
	const key = `${programme} ${quarters} ${pairs}`;
	if (known.has(key))
		return known.get(key);
	const sums = new Map(scheme.items.map((item) => [`${item.numerator}/${item.denominator}`, new Map()]));
	for (const [upper, lower, institution, x, n] of query(`SELECT pair.upper, pair.lower, head.institution_id, sum(part.value), sum(whole.value)
		FROM (VALUES ${pairs}) AS pair (upper, lower)
		JOIN zhiheng.element AS one ON one.code = pair.upper
		JOIN zhiheng.element AS other ON other.code = pair.lower
		JOIN zhiheng.asked_return AS head ON head.programme_id = ${programme} AND head.period = ANY ('{${quarters}}') AND head.accepted_revision IS NOT NULL
		JOIN zhiheng.accepted_cell AS part ON part.period = head.period AND part.institution_id = head.institution_id AND part.element_code = pair.upper AND part.value IS NOT NULL
		JOIN zhiheng.accepted_cell AS whole ON whole.period = head.period AND whole.institution_id = head.institution_id AND whole.element_code = pair.lower AND whole.value IS NOT NULL
		WHERE ${quarters.length} = 1 OR (one.accumulation = 'sum' AND other.accumulation = 'sum')
		GROUP BY pair.upper, pair.lower, head.institution_id HAVING count(*) = ${quarters.length}`))
		sums.get(`${upper}/${lower}`).set(institution, {x: units(x), n: units(n)});
	known.set(key, sums);
	return sums;
}

function grade(tenths, bands) {
	return 'ABCD'[bands.findIndex((band) => tenths >= band) === -1 ? 3 : bands.findIndex((band) => tenths >= band)];
}

function worst(...letters) {
	return letters.sort()[letters.length - 1];
}

function awayFromZero(value) {
	return Math.sign(value) * Math.floor(Math.abs(value) * 100 + 0.5) / 100;
}

// Those of a group that count, and which of them can be compared.
function counted(item, sums, group) {
	const eligible = group.filter((id) => {
		const sum = sums.get(id);
		return sum !== undefined && sum.n > 0n && sum.n >= BigInt(item.minimum) * 10000n && (item.kind !== 'proportion' || sum.x <= sum.n);
	});
	const counts = eligible.map((id) => ({id, x: Number(sums.get(id).x) / 1e4, n: Number(sums.get(id).n) / 1e4}));
	const enough = spread.expected(item.kind, counts);
	return {eligible, counts, enough, compared: item.kind === 'mean' ? [] : counts.filter((unit, i) => enough[i])};
}

// What one indicator says of the institutions of a group; before: their sums in earlier periods.
function judge(item, sums, group, before) {
	const out = new Map();
	const {eligible, counts, enough, compared} = counted(item, sums, group);
	const earlier = before.map((then) => counted(item, then, group).compared);
	const judged = new Map(compared.length < 5 ? [] : spread.judge(item.kind, compared, earlier).map((figure, i) => [compared[i].id, figure]));
	const sign = item.benchmark > item.floor ? 1 : -1, worse = sign > 0 ? 'low_' : 'high_';
	for (const id of eligible) {
		const {x, n} = sums.get(id);
		let above = item.factor * x * 10000n - item.floor * n;
		let range = n * (item.benchmark - item.floor);
		if (range < 0n)
			[above, range] = [-above, -range];
		const inside = above > 0n && above < range;
		const tenths = above <= 0n ? 0 : above >= range ? 1000 : Number(halfUp(1000n * above, range));
		const p = Number(x) / Number(n), size = Number(n) / 1e4;
		const slope = 100 * Number(item.factor) * 1e4 / Number(item.benchmark - item.floor);
		const figure = judged.get(id);
		const z = figure === undefined ? null : awayFromZero(sign * figure.z);
		const cap = (bound, level) => z !== null && z <= bound && figure.exact.startsWith(worse) && (level === '95' || figure.exact.endsWith(level));
		out.set(id, {tenths, value: Number(item.factor) * p, z, cap, why: item.kind === 'mean' ? null : enough[counts.findIndex((unit) => unit.id === id)] ?
			'few_units' : 'few_expected', others: figure && {theta: Number(item.factor) * figure.theta, tau: Number(item.factor) * Math.sqrt(figure.tau2),
			df: figure.df, periods: figure.periods, exact: figure.exact},
			variance: inside && item.kind !== 'mean' ? slope ** 2 * (item.kind === 'proportion' ? p * (1 - p) : p) / size : 0});
	}
	return out;
}

// lifted: "institution indicator" of caps that do not apply, by a decision.
function compute(scheme, judged, id, veto, lifted) {
	const all = scheme.items.reduce((sum, item) => sum + item.weight, 0n);
	const mine = scheme.items.map((item, i) => ({item, figure: judged[i].get(id)})).filter(({figure}) => figure !== undefined);
	const weight = mine.reduce((sum, {item}) => sum + item.weight, 0n);
	const coverage = Number(weight) / Number(all);
	if (weight === 0n || 3n * weight < scheme.coverage * all || !mine.some(({item}) => item.safety))
		return {id, coverage, mine, graded: false};
	const points = mine.reduce((sum, {item, figure}) => sum + item.weight * BigInt(figure.tenths), 0n);
	const composite = Number(halfUp(points, weight));
	const caps = mine.filter(({item, figure}) => item.safety && figure.z !== null && !lifted.has(`${id} ${item.code}`))
		.map(({figure}) => (figure.cap(scheme.caps[1], '998') ? 'C' : figure.cap(scheme.caps[0], '95') ? 'B' : 'A'));
	const error = Math.sqrt(mine.reduce((sum, {item, figure}) => sum + (Number(item.weight) ** 2) * figure.variance, 0)) / Number(weight);
	const band = grade(composite, scheme.bands);
	return {id, coverage, mine, graded: true, composite, exact: Number(points) / Number(weight) / 10, band, cap: worst('A', ...caps), error,
		grade: worst(band, ...caps, veto || 'A')};
}

// Every institution of one peer group: {id, graded, composite (tenths), band, cap, grade, error, rank, of, alike}.
function gradesOf(programme, quarters, scheme, group, vetoes = {}) {
	const sums = sumsOf(programme, quarters, scheme);
	const before = [1, 2, 3].map((back) => sumsBefore(programme, quarters.map((quarter) => quarterBefore(quarter, back * quarters.length)), scheme))
		.filter((then) => then !== null);
	const of = (item) => `${item.numerator}/${item.denominator}`;
	return gradesFrom(scheme, (item) => sums.get(of(item)), group, vetoes, (item) => before.map((then) => then.get(of(item))));
}

function quarterBefore(quarter, count) {
	const place = Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(5)) - 1 - count;
	return `${Math.floor(place / 4)}Q${place % 4 + 1}`;
}

// By the programme that the same commission had for that year; null: none.
function sumsBefore(programme, quarters, scheme) {
	const key = `${programme} ${quarters[0].slice(0, 4)}`;
	if (!formers.has(key))
		formers.set(key, query(`SELECT former.id FROM zhiheng.programme AS present
			JOIN zhiheng.programme AS former ON former.commission_id = present.commission_id AND former.year = ${quarters[0].slice(0, 4)}
			WHERE present.id = ${programme}`)[0]?.[0]);
	return formers.get(key) === undefined ? null : sumsOf(formers.get(key), quarters, scheme);
}

// The same out of sums from elsewhere: of an item, {x, n} by institution.
function gradesFrom(scheme, sums, group, vetoes, before, lifted = new Set()) {
	const judged = scheme.items.map((item) => judge(item, sums(item), group, before(item)));
	const results = group.map((id) => compute(scheme, judged, id, vetoes[id], lifted));
	const graded = results.filter((result) => result.graded);
	const better = (a, b) => a.grade < b.grade || (a.grade === b.grade && a.composite > b.composite);
	for (const result of graded) {
		result.rank = graded.length < 5 ? null : 1 + graded.filter((other) => better(other, result)).length;
		result.tied = graded.some((other) => other !== result && !better(other, result) && !better(result, other));
		result.of = graded.length;
		result.alike = graded.filter((other) => other !== result
			&& Math.abs(other.exact - result.exact) < 1.959963984540054 * Math.hypot(other.error, result.error)).map(({id}) => id);
	}
	return new Map(results.map((result) => [result.id, result]));
}

// The scheme that an edition shows.
function schemeOfEdition(edition) {
	const [head] = edition.scheme;
	const indicators = new Map(edition.indicators.map((row) => [row.indicator_code, row]));
	return {bands: [head.band_a, head.band_b, head.band_c].map((text) => Math.round(Number(text) * 10)), caps: [Number(head.cap_b), Number(head.cap_c)],
		coverage: BigInt(head.coverage_of_3), items: edition.rules.map((rule) => {
			const {kind, factor, minimum_denominator: minimum} = indicators.get(rule.indicator_code);
			return {code: rule.indicator_code, kind, factor: BigInt(factor), minimum: Number(minimum), weight: units(rule.weight),
				floor: units(rule.floor), benchmark: units(rule.benchmark), safety: rule.safety === 't'};
		})};
}

// All grades of an edition out of its tables; shown(row): whether a row of results counts, counts(row): its numbers.
function gradesOfEdition(edition, shown, counts) {
	const scheme = schemeOfEdition(edition);
	const sums = new Map(scheme.items.map((item) => [item.code, new Map()]));
	const before = new Map(scheme.items.map((item) => [item.code, [new Map(), new Map(), new Map()]]));
	for (const row of edition.results)
		for (const [, back, x, n] of (row.earlier || '').matchAll(/(\d):([\d.]+)\/([\d.]+)/g))
			before.get(row.indicator_code)?.[back - 1].set(row.institution_id, {x: units(x), n: units(n)});
	for (const row of edition.results)
		if (sums.has(row.indicator_code) && row.status !== 'partial' && shown(row)) {
			const [x, n] = counts(row);
			sums.get(row.indicator_code).set(row.institution_id, {x: units(x), n: units(n)});
		}
	const groups = new Map();
	for (const row of edition.institutions)
		groups.set(row.peer_group, [...(groups.get(row.peer_group) || []), row.institution_id]);
	const vetoes = Object.fromEntries(edition.grades.filter((row) => row.veto !== '').map((row) => [row.institution_id, row.veto]));
	const lifted = new Set(edition.points.filter((row) => row.decision === 'lift').map((row) => `${row.institution_id} ${row.indicator_code}`));
	return new Map([...groups.values()].flatMap((group) => [...gradesFrom(scheme, (item) => sums.get(item.code), group, vetoes,
		(item) => before.get(item.code), lifted)]));
}

// {label: [ids]} of the institutions that are asked something; by level and kind.
function peerGroups() {
	const groups = {};
	for (const [id, level, kind, type] of query(`SELECT id, level, kind, specialist_type FROM zhiheng.institution ORDER BY id`))
		(groups[`${level}/${kind}/${type}`] = groups[`${level}/${kind}/${type}`] || []).push(id);
	return Object.values(groups);
}

module.exports = {gradesOf, gradesOfEdition, peerGroups, schemeOf, units};
