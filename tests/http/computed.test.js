// Totals, ranks and the matrix are drawn from what the worker computed at one moment: the pages say of when, and how many
// returns were accepted since, of which no figure knows; who may has it computed anew; before anything is computed it is
// that of the moment.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, jobDone, readTable, signedIn, visible} = require('./portal');
const {computed, query, single} = require('./people');

const period = '2025Q3';
const programme = single(`SELECT programme.id FROM zhiheng.programme AS programme JOIN zhiheng.commission AS commission
	ON commission.id = programme.commission_id WHERE commission.region_code = '990100' AND programme.year = 2025`);
const scope = `programme=${programme}&period=${period}`;
// Of the specialty of a QC centre, too.
const [[code, numerator]] = query(`SELECT asked.indicator_code, asked.numerator FROM zhiheng.programme_indicator AS asked
	JOIN zhiheng.specialty_member AS member ON member.indicator_code = asked.indicator_code
	JOIN zhiheng.qc_centre_specialty AS own ON own.specialty_code = member.specialty_code
	JOIN zhiheng.account AS account ON account.qc_centre_id = own.qc_centre_id AND account.login = 'qc.nursing'
	JOIN zhiheng.computed_total AS total ON total.programme_id = asked.programme_id AND total.period = '${period}'
		AND total.region_code = '990100' AND total.indicator_code = asked.indicator_code
	WHERE asked.programme_id = ${programme} AND asked.denominator IS NOT NULL AND total.with_data > 10 AND total.numerator > 0
	ORDER BY asked.indicator_code LIMIT 1`);
const pages = [`/commission/indicator/?${scope}`, `/commission/indicator/${code}?${scope}`, `/commission/indicator/matrix?${scope}`,
	`/commission/indicator/matrix?${scope}&by=county`];
const line = /截至 \d{4}-\d\d-\d\d \d\d:\d\d 计算/;
let reviewer;

before(async () => {
	reviewer = await signedIn('city.reviewer');
});

const again = (visitor) => visitor.get(pages[0]).then(({text}) => visitor.post('/commission/indicator/computation', {_csrf: csrf(text), programme, period}));

async function figures(visitor) {
	const answer = await visitor.get(`${pages[1]}&format=csv`);
	assert.equal(answer.status, 200);
	return readTable(answer.text).map((row) => [row.医疗机构, row.名次, row.分子, row.分母, row['名次95%区间下限']].join());
}

async function sum(visitor) {
	const answer = await visitor.get(`${pages[0]}&format=csv`);
	const row = readTable(answer.text).find((one) => one.指标编码 === code);
	return [row.有数据机构, row.分子, row.分母].join();
}

// An accepted return whose first number another one takes the place of, by whom it may be.
function acceptAnother(add) {
	const [[id, revision, account]] = query(`SELECT head.id, head.revision, account.id FROM zhiheng.asked_return AS head
		JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.element_code = '${numerator}' AND cell.value IS NOT NULL
		JOIN zhiheng.account AS account ON account.institution_id = head.institution_id AND account.role = 'clerk'
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE head.programme_id = ${programme} AND head.period = '${period}' AND head.state = 'accepted' ORDER BY head.id LIMIT 1`);
	const next = Number(revision) + 1;
	query(`BEGIN;
		UPDATE zhiheng.return SET state = 'returned' WHERE id = ${id};
		UPDATE zhiheng.return SET state = 'draft' WHERE id = ${id};
		SELECT zhiheng.return_put(${id}, ${next}, ${account}, ARRAY['${numerator}'], ARRAY['value'],
			ARRAY[(SELECT cell.value + ${add} FROM zhiheng.return_cell AS cell WHERE cell.return_id = ${id} AND cell.element_code = '${numerator}')::numeric]);
		UPDATE zhiheng.return SET revision = ${next} WHERE id = ${id};
		UPDATE zhiheng.return SET state = 'verified' WHERE id = ${id};
		UPDATE zhiheng.return SET state = 'submitted' WHERE id = ${id};
		UPDATE zhiheng.return SET state = 'accepted' WHERE id = ${id};
		WITH made AS (
			INSERT INTO zhiheng.submission (institution_id, seq, kind, closes_on, signed_by, rungs, reached)
			SELECT head.institution_id, (SELECT max(known.seq) + 1 FROM zhiheng.submission AS known WHERE known.institution_id = head.institution_id), 'supplement',
				zhiheng.period_end(head.period), ${account}, zhiheng.rungs(head.institution_id, zhiheng.today()), 0
			FROM zhiheng.return AS head WHERE head.id = ${id}
			RETURNING id
		)
		INSERT INTO zhiheng.submission_sheet (submission_id, return_id, revision, elements, numbers, digest)
		SELECT made.id, ${id}, ${next}, ARRAY[element.number], ARRAY[sheet.numbers[element.number]], sha256('test')
		FROM made, zhiheng.return_sheet AS sheet, zhiheng.element_number AS element WHERE sheet.return_id = ${id} AND element.code = '${numerator}';
		INSERT INTO zhiheng.submission_step (submission_id, return_id, level, act)
		SELECT head.id, ${id}, rung, 'accepted' FROM zhiheng.submission AS head CROSS JOIN LATERAL unnest(head.rungs) AS rung
		WHERE head.id = (SELECT max(submission_id) FROM zhiheng.submission_sheet WHERE return_id = ${id});
		SELECT zhiheng.accepted_make(${id});
		COMMIT`);
	return id;
}

test('pages say of when their figures are', async () => {
	await jobDone(reviewer, await again(reviewer));
	await computed();
	for (const url of pages) {
		const {text} = await reviewer.get(url);
		assert.match(visible(text), line, url);
		assert.doesNotMatch(visible(text), /其后接受|尚未计算/, url);
		assert.match(text, /action="\/commission\/indicator\/computation"[^]*重新计算/, url);
	}
	assert.match((await reviewer.get(`${pages[1]}&format=xlsx`)).status.toString(), /200/);
});

test('a QC centre and who looks on read the same and have nothing computed', async () => {
	for (const login of ['qc.nursing', 'city.viewer', 'county.reviewer', 'province.viewer']) {
		const visitor = await signedIn(login);
		const {text} = await visitor.get(pages[1]);
		assert.match(visible(text), line, login);
		assert.doesNotMatch(text, /action="\/commission\/indicator\/computation"/, login);
	}
	const centre = await signedIn('qc.nursing');
	assert.deepEqual(await figures(centre), await figures(reviewer));
	assert.equal(await sum(centre), await sum(reviewer));
});

test('what is accepted since is counted and is in no figure; computed anew it is in all', async () => {
	const ranks = await figures(reviewer);
	const total = await sum(reviewer);
	const id = acceptAnother(-1);
	for (const url of pages)
		assert.match(visible((await reviewer.get(url)).text), /截至 [^。]*计算，其后接受 1 份，还没有计入/, url);
	assert.deepEqual(await figures(reviewer), ranks);
	assert.equal(await sum(reviewer), total);
	assert.match(visible((await (await signedIn('qc.nursing')).get(pages[1])).text), /其后接受 1 份/);
	const far = query(`SELECT account.login FROM zhiheng.account AS account JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
		JOIN zhiheng.return AS head ON head.id = ${id} JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE account.login = 'county.reviewer' AND commission.region_code <> institution.region_code`);
	if (far.length > 0)
		assert.doesNotMatch(visible((await (await signedIn('county.reviewer')).get(pages[1])).text), /其后接受/);
	await jobDone(reviewer, await again(reviewer));
	assert.doesNotMatch(visible((await reviewer.get(pages[1])).text), /其后接受/);
	const [n, x, all] = total.split(',');
	assert.equal(await sum(reviewer), [n, Number(x) - 1, all].join());
	assert.notDeepEqual(await figures(reviewer), ranks);
	acceptAnother(1);
	await jobDone(reviewer, await again(reviewer));
	assert.equal(await sum(reviewer), total);
	assert.deepEqual(await figures(reviewer), ranks);
});

test('the worker computes anew by itself soon after an acceptance', async () => {
	const id = acceptAnother(0);
	query(`CALL zhiheng.write_audit('return.accepted', ${id})`);
	let text = visible((await reviewer.get(pages[1])).text);
	assert.match(text, /其后接受 1 份/);
	for (let i = 0; i < 300 && /其后接受/.test(text); i++) {
		await new Promise((resolve) => setTimeout(resolve, 200));
		text = visible((await reviewer.get(pages[1])).text);
	}
	assert.match(text, line);
	assert.doesNotMatch(text, /其后接受/);
	await computed();
});

test('before anything is computed the figures are those of the moment', async () => {
	const ranks = await figures(reviewer);
	const total = await sum(reviewer);
	query(`BEGIN; DELETE FROM zhiheng.computed_total WHERE programme_id = ${programme} AND period = '${period}';
		DELETE FROM zhiheng.computed_value WHERE programme_id = ${programme} AND period = '${period}';
		DELETE FROM zhiheng.computed WHERE programme_id = ${programme} AND period = '${period}'; COMMIT`);
	for (const url of pages) {
		const text = visible((await reviewer.get(url)).text);
		// The worker may have looked meanwhile.
		assert.match(text, /尚未计算：以下数字按目前已接受的报表即时汇总|截至/, url);
	}
	assert.deepEqual(await figures(reviewer), ranks);
	assert.equal(await sum(reviewer), total);
	await jobDone(reviewer, await again(reviewer));
	assert.match(visible((await reviewer.get(pages[0])).text), line);
	assert.deepEqual(await figures(reviewer), ranks);
	assert.equal(await sum(reviewer), total);
});
