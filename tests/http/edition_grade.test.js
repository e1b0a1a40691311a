// Grades in editions: computed anew, by other code, from nothing but what the edition shows; what is hidden
// has no part in them.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {editionsOf} = require('./editions');
const {gradesOfEdition} = require('./grading');

let editions;

before(async () => {
	editions = (await editionsOf('990100')).filter((edition) => edition.scheme.length > 0);
	assert.ok(editions.length >= 3);
});

test('each figure of each grade follows from the shown counts', () => {
	let graded = 0;
	for (const edition of editions) {
		const expected = gradesOfEdition(edition, (row) => row.hidden !== 'true' && row.numerator !== '' && row.denominator !== '',
			(row) => [row.numerator, row.denominator]);
		assert.equal(edition.grades.length, edition.institutions.length);
		for (const row of edition.grades) {
			const own = expected.get(row.institution_id);
			const place = `${edition.period} ${row.institution_id}`;
			assert.equal(row.status === 'graded', own.graded, place);
			assert.ok(Math.abs(Number(row.coverage) - own.coverage) < 1e-9, place);
			if (!own.graded) {
				assert.equal([row.composite, row.grade, row.rank, row.error, row.alike].join(''), '', place);
				continue;
			}
			graded += 1;
			assert.equal(Math.round(Number(row.composite) * 10), own.composite, place);
			assert.deepEqual([row.band, row.safety_cap || 'A', row.grade], [own.band, own.cap, own.grade], place);
			assert.ok(Math.abs(Number(row.error) - own.error) < 1e-6, place);
			assert.equal(row.rank, own.rank === null ? '' : String(own.rank), place);
			assert.deepEqual((row.alike || '').split(' ').filter(Boolean).sort(), own.alike.sort(), place);
			const lifted = edition.points.some((point) => point.institution_id === row.institution_id && point.decision === 'lift');
			assert.equal(row.cap_text === '', row.safety_cap === '' && row.veto === '' && !lifted, place);
		}
	}
	assert.ok(graded > 40, `${graded} graded`);
});

test('caps: by safety indicators and by vetoes, with their causes', () => {
	const graded = editions.flatMap((edition) => edition.grades.filter((row) => row.grade !== ''));
	const safety = graded.filter((row) => row.safety_cap !== '');
	assert.ok(safety.length > 3);
	for (const row of safety)
		assert.match(row.cap_text, new RegExp(`安全指标“[^”]+”z = -\\d+\\.\\d\\d，不高于 -\\d\\.\\d\\d，也在精确 [\\d.]+% 限外，拟封顶 ${row.safety_cap} 级，经审议维持：.+`));
	const vetoed = graded.filter((row) => row.veto !== '' && row.grade !== row.band);
	assert.ok(vetoed.length > 0, 'a veto that lowers a grade');
	for (const row of vetoed)
		assert.ok(row.cap_text.includes(row.veto_document));
	for (const row of graded)
		assert.equal(row.grade, [row.band, row.safety_cap, row.veto].filter(Boolean).sort().at(-1));
});

test('each cap was decided on, with a reason and a day; the lifted ones have no part in the grade', () => {
	const counted = {keep: 0, lift: 0};
	for (const edition of editions) {
		const grades = new Map(edition.grades.map((row) => [row.institution_id, row]));
		for (const point of edition.points) {
			assert.equal(point.cap !== '', point.decision !== '', `${edition.period} ${point.indicator_code} ${point.institution_id}`);
			if (point.cap === '')
				continue;
			counted[point.decision] += 1;
			assert.ok(point.decision_reason.length >= 2);
			assert.match(point.decided_on, /^\d{4}-\d\d-\d\d$/);
			const words = point.decision === 'keep' ? '经审议维持：' : '经审议不适用：';
			const grade = grades.get(point.institution_id);
			if (grade.grade !== '')
				assert.ok(grade.cap_text.includes(`拟封顶 ${point.cap} 级，${words}${point.decision_reason}`), grade.cap_text);
		}
	}
	assert.ok(counted.keep > 3 && counted.lift > 0, JSON.stringify(counted));
});

test('each safety indicator is judged by the other shown eligible peers', () => {
	const checked = {ok: 0, few_units: 0, few_expected: 0};
	for (const edition of editions) {
		const expected = gradesOfEdition(edition, (row) => row.hidden !== 'true' && row.numerator !== '' && row.denominator !== '',
			(row) => [row.numerator, row.denominator]);
		for (const point of edition.points) {
			const place = `${edition.period} ${point.indicator_code} ${point.institution_id}`;
			const mine = expected.get(point.institution_id).mine.find(({item}) => item.code === point.indicator_code);
			assert.equal(point.status === 'ok', mine !== undefined, place);
			const figures = [point.theta, point.tau, point.df, point.periods_used, point.exact, point.z];
			if (mine === undefined || !mine.item.safety || mine.figure.why === null) {
				assert.equal([...figures, point.compared, point.cap].join(''), '', place);
				continue;
			}
			const {others, z, why} = mine.figure;
			assert.equal(point.compared, others ? 'ok' : why, place);
			checked[point.compared] += 1;
			if (!others) {
				assert.equal([...figures, point.cap].join(''), '', place);
				continue;
			}
			const near = (shown, number) => assert.ok(Math.abs(Number(shown) - number) <= 1e-6 * (1 + Math.abs(number)), `${place} ${shown} ${number}`);
			near(point.theta, others.theta);
			near(point.tau, others.tau);
			near(point.df, others.df);
			assert.deepEqual([Number(point.periods_used), point.exact], [others.periods, others.exact], place);
			assert.ok(Math.abs(Number(point.z) - z) < 1e-9, `${place} ${point.z} ${z}`);
		}
	}
	assert.ok(checked.ok > 50 && checked.few_units > 10 && checked.few_expected > 0, JSON.stringify(checked));
});

test('a hidden result gives no points, no weight, no part in the peers', () => {
	let hidden = 0;
	for (const edition of editions) {
		const results = new Map(edition.results.map((row) => [`${row.indicator_code} ${row.institution_id}`, row]));
		for (const point of edition.points.filter((row) => results.get(`${row.indicator_code} ${row.institution_id}`).hidden === 'true')) {
			hidden += 1;
			assert.deepEqual([point.status, point.points, point.points_error, point.compared, point.theta, point.tau, point.z, point.cap],
				['suppressed', '', '', '', '', '', '', '']);
		}
	}
	assert.ok(hidden > 100);
});
