// Small numbers: the published tables of all editions are attacked together with linear algebra.  What an
// attacker knows: every shown count and sum, which cells are hidden, that no count is negative, and every
// denominator that any table shows.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {System} = require('./simplex');
const {editionsOf, published} = require('./editions');
const {gradesOfEdition, units} = require('./grading');
const {query} = require('./people');

const region = '990100';
let editions;

// What is counted at the end of a period is that of its last quarter.
const stocks = new Set(query(`SELECT DISTINCT code FROM zhiheng.catalogue_element WHERE accumulation = 'end'`).flat());
const partsOf = (element, quarters) => (stocks.has(element) ? quarters.slice(-1) : quarters);

before(async () => {
	editions = await editionsOf(region);
	assert.ok(editions.length >= 3);
});

const quartersOf = (period) => (/Q/.test(period) ? [period] : /H1/.test(period) ? ['Q1', 'Q2'].map((q) => period.slice(0, 4) + q)
	: /H2/.test(period) ? ['Q3', 'Q4'].map((q) => period.slice(0, 4) + q) : ['Q1', 'Q2', 'Q3', 'Q4'].map((q) => period.slice(0, 4) + q));

// One element in one year: its unknown numbers, institution by quarter, and all equations about them.
class Element {
	constructor() {
		this.variables = new Map();
		this.rows = [];
		this.known = new Map();
	}

	variable(key) {
		if (!this.variables.has(key))
			this.variables.set(key, this.variables.size);
		return this.variables.get(key);
	}

	equation(keys, value) {
		const terms = new Map();
		for (const key of keys) {
			if (this.known.has(key))
				value -= this.known.get(key);
			else
				terms.set(key, 1);
		}
		if (terms.size > 0)
			this.rows.push({terms: new Map([...terms].map(([key, one]) => [this.variable(key), one])), value});
	}
}

// Every shown number of an element, by edition's indicators: numerators and denominators alike.
function collect(list) {
	const elements = new Map();
	const of = (code, period) => {
		const key = `${code} ${period.slice(0, 4)}`;
		if (!elements.has(key))
			elements.set(key, new Element());
		return elements.get(key);
	};
	const each = (visit) => {
		for (const edition of list) {
			const indicators = new Map(edition.indicators.map((row) => [row.indicator_code, row]));
			visit(edition, (code) => [['numerator', indicators.get(code).numerator], ['denominator', indicators.get(code).denominator]]
				.filter(([, element]) => element !== ''));
		}
	};
	// What a table of one quarter shows is known everywhere.
	each((edition, parts) => {
		if (quartersOf(edition.period).length > 1)
			return;
		for (const row of edition.results)
			for (const [column, element] of parts(row.indicator_code))
				if (row[column] !== '')
					of(element, edition.period).known.set(`${row.institution_id} ${edition.period}`, Number(row[column]));
	});
	each((edition, parts) => {
		const quarters = quartersOf(edition.period);
		const place = new Map(edition.institutions.map((row) => [row.institution_id, row]));
		const members = (row, group) => group.dimension === 'region'
			|| place.get(row.institution_id)[{county: 'region_code', level: 'level', kind: 'kind'}[group.dimension]] === group.key;
		const counted = new Map();
		for (const row of edition.results) {
			if (!counted.has(row.indicator_code))
				counted.set(row.indicator_code, []);
			if (row.hidden === 'true' || row.numerator !== '')
				counted.get(row.indicator_code).push(row);
		}
		for (const row of edition.results)
			for (const [column, element] of parts(row.indicator_code))
				if (quarters.length > 1 && row[column] !== '')
					of(element, edition.period).equation(partsOf(element, quarters).map((quarter) => `${row.institution_id} ${quarter}`), Number(row[column]));
		for (const group of edition.groups)
			for (const [column, element] of parts(group.indicator_code)) {
				if (group[column] === '')
					continue;
				let value = Number(group[column]);
				const keys = [];
				for (const row of counted.get(group.indicator_code).filter((item) => members(item, group))) {
					if (row[column] !== '')
						value -= Number(row[column]);
					else
						keys.push(...partsOf(element, quarters).map((quarter) => `${row.institution_id} ${quarter}`));
				}
				of(element, edition.period).equation(keys, value);
			}
	});
	return elements;
}

// Hidden results whose counts can be bounded to less than the threshold; also how many were attacked.
function attack(list) {
	const elements = collect(list);
	const systems = new Map();
	const broken = [];
	let attacked = 0;
	for (const edition of list) {
		const below = Number(edition.edition[0].small_below);
		if (quartersOf(edition.period).length > 1)
			continue;
		const indicators = new Map(edition.indicators.map((row) => [row.indicator_code, row]));
		for (const row of edition.results.filter((item) => item.hidden === 'true')) {
			const indicator = indicators.get(row.indicator_code);
			const year = edition.period.slice(0, 4);
			const key = `${row.institution_id} ${edition.period}`;
			const [x, n] = published.truth(edition, row.indicator_code, row.institution_id);
			const small = (number) => number > 0 && number < below;
			if (!small(x) && !(indicator.kind === 'proportion' && small(n - x)))
				continue;
			attacked += 1;
			const element = elements.get(`${indicator.numerator} ${year}`);
			const where = `${edition.period}/${edition.number} ${row.indicator_code} ${row.institution_id}`;
			if (element.known.has(key)) {
				broken.push(`${where}: shown elsewhere`);
				continue;
			}
			const denominator = elements.get(`${indicator.denominator} ${year}`);
			const whole = indicator.kind === 'proportion' && denominator.known.has(key) ? denominator.known.get(key) : Infinity;
			if (!element.variables.has(key))
				continue;
			if (!systems.has(element)) {
				// What is known of a whole bounds the part: x + slack = n.
				const rows = [...element.rows];
				let count = element.variables.size;
				for (const [name, variable] of element.variables) {
					if (indicator.kind !== 'proportion' || !denominator.known.has(name))
						continue;
					rows.push({terms: new Map([[variable, 1], [count, 1]]), value: denominator.known.get(name)});
					count += 1;
				}
				systems.set(element, new System(count, rows));
				assert.ok(systems.get(element).feasible, `${where}: the published sums contradict each other`);
			}
			const [least, most] = systems.get(element).bounds(element.variables.get(key));
			assert.ok(least <= x + 1e-5 && x <= most + 1e-5, `${where}: ${x} is not within ${least} … ${most}`);
			if (Math.min(most, whole) - least < Math.min(below, whole) - 1e-5)
				broken.push(`${where}: ${least} … ${most}`);
		}
	}
	return {broken, attacked};
}

test('no small number can be computed from all published tables together', () => {
	const {broken, attacked} = attack(editions);
	assert.ok(attacked > 500, `${attacked} small numbers`);
	assert.deepEqual(broken, []);
});

test('the same attack succeeds where complementary hiding is taken away', () => {
	// Every hidden sum is written back: then the attack must find something.
	const open = editions.map((edition) => ({...edition, groups: edition.groups.map((group) => (group.hidden === 'true'
		? {...group, ...published.sum(edition, group)} : group))}));
	assert.ok(attack(open).broken.length > 10);
});

// Whoever knows a sum of points in which one is unknown solves for it, and for the count behind it.  What the grades of
// an edition say of hidden small numbers: grades by institution, eligible weight and weighted points in ten-thousandths.
function attackGrades(edition, grades) {
	const below = Number(edition.edition[0].small_below);
	const kinds = new Map(edition.indicators.map((row) => [row.indicator_code, row]));
	const found = [];
	let attacked = 0;
	for (const {institution_id: id} of edition.institutions) {
		const own = grades.get(id);
		const points = edition.points.filter((row) => row.institution_id === id);
		const shown = points.filter((row) => row.points !== '');
		const weightOf = (row) => units(edition.rules.find((rule) => rule.indicator_code === row.indicator_code).weight);
		const restWeight = own.weight - shown.reduce((sum, row) => sum + weightOf(row), 0n);
		const rest = own.points - shown.reduce((sum, row) => sum + weightOf(row) * units(row.points) / 10000n, 0n);
		for (const row of points.filter((one) => one.status === 'suppressed')) {
			attacked += 1;
			if (restWeight !== weightOf(row))
				continue;
			const {kind, factor} = kinds.get(row.indicator_code);
			const [x, n] = published.truth(edition, row.indicator_code, id);
			const rule = edition.rules.find((one) => one.indicator_code === row.indicator_code);
			const score = (count) => Math.min(100, Math.max(0, 100 * (factor * count / n - rule.floor) / (rule.benchmark - rule.floor)));
			const fits = (count) => Math.abs(score(count) - Number(rest) / Number(restWeight)) < 0.051;
			const candidates = Array.from({length: below - 1}, (_, i) => i + 1)
				.flatMap((small) => (kind === 'proportion' ? [small, n - small] : [small])).filter((count) => count > 0 && fits(count));
			if (candidates.length === 1 && candidates[0] === x)
				found.push(`${edition.period} ${row.indicator_code} ${id}: ${x}`);
		}
	}
	return {found, attacked};
}

test('no grade gives a hidden number away', () => {
	const graded = editions.filter((edition) => edition.scheme.length > 0);
	assert.ok(graded.length >= 3);
	let [attacked, broken] = [0, 0];
	for (const edition of graded) {
		const said = new Map(edition.grades.map((row) => [row.institution_id,
			{weight: units(row.eligible_weight), points: row.weighted_points === '' ? 0n : units(row.weighted_points)}]));
		const outcome = attackGrades(edition, said);
		attacked += outcome.attacked;
		assert.deepEqual(outcome.found, []);
		// The same attack on grades of which hidden numbers are a part finds them.
		const counts = (row) => (row.hidden === 'true' ? published.truth(edition, row.indicator_code, row.institution_id).map(String)
			: [row.numerator, row.denominator]);
		const open = gradesOfEdition(edition, (row) => row.hidden === 'true' || row.numerator !== '', counts);
		broken += attackGrades(edition, new Map([...open].map(([id, {mine}]) => [id, {weight: mine.reduce((sum, {item}) => sum + item.weight, 0n),
			points: mine.reduce((sum, {item, figure}) => sum + item.weight * BigInt(figure.tenths) / 10n, 0n)}]))).found.length;
	}
	assert.ok(attacked > 100, `${attacked} hidden results of grades`);
	assert.ok(broken > 10, `${broken} found where they are not left out`);
});

test('a hidden number is hidden everywhere: no count, no value, no interval, no rank', () => {
	let hidden = 0;
	for (const edition of editions)
		for (const row of edition.results.filter((item) => item.hidden === 'true')) {
			hidden += 1;
			for (const column of ['numerator', 'denominator', 'value', 'lower', 'upper', 'rank', 'rank_lower', 'rank_upper', 'baseline',
				'goal_met', 'threshold_met'])
				assert.equal(row[column], '', `${row.indicator_code} ${row.institution_id} ${column}`);
			assert.equal(row.status, 'suppressed');
		}
	assert.ok(hidden > 500);
});

test('every small number is hidden', () => {
	for (const edition of editions) {
		const below = Number(edition.edition[0].small_below);
		const kinds = new Map(edition.indicators.map((row) => [row.indicator_code, row.kind]));
		for (const row of [...edition.results, ...edition.groups]) {
			const kind = kinds.get(row.indicator_code);
			if (row.denominator === '')
				continue;
			const [x, n] = [Number(row.numerator), Number(row.denominator)];
			const small = (number) => number > 0 && number < below;
			assert.ok(!small(n) && !(kind !== 'mean' && small(x)) && !(kind === 'proportion' && small(n - x)),
				`${edition.period} ${row.indicator_code} ${row.institution_id || row.key}: ${x}/${n}`);
		}
	}
});
