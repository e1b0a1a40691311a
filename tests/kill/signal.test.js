// A list of signals is found by what changes, whoever dies; killed at any point it is the one before or the one after.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query, single} = require('../http/people');
const {wait, worker} = require('./killing');

const kills = Math.ceil(Number(process.env.KILLS || 10) / 3);
const period = '2025Q2';
const city = "(SELECT id FROM zhiheng.commission WHERE region_code = '990100')";
const [[programme]] = query(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const own = `commission_id = ${city} AND programme_id = ${programme} AND period = '${period}'`;

// What an act of these would leave.
function change() {
	query(`INSERT INTO zhiheng.signal_change (programme_id, period, at) VALUES (${programme}, '${period}', now() - interval '1 minute')`);
}

// Until the worker has looked into it and computed everything.
async function computed() {
	for (let i = 0; i < 600 && single('SELECT count(*) FROM zhiheng.signal_change') !== '0'; i++)
		await wait(100);
	for (let i = 0; i < 600 && single("SELECT count(*) FROM zhiheng.job WHERE kind = 'signal' AND state IN ('queued', 'running')") !== '0'; i++)
		await wait(200);
}

// {job: which one made it, rows: all there is}
function stored() {
	const [[job, rows]] = query(`SELECT made.job_id, (SELECT md5(string_agg(item::text, ' ' ORDER BY item.qc_centre_id, item.place))
		FROM zhiheng.signal_row AS item WHERE item.${own.replaceAll(' AND ', ' AND item.')}) FROM zhiheng.signal_list AS made
		WHERE made.${own.replaceAll(' AND ', ' AND made.')}`);
	return {job, rows};
}

const trends = () => query(`SELECT institution_id, indicator_code, reason, others FROM zhiheng.signal_row
	WHERE ${own} AND qc_centre_id = 0 AND (reason LIKE '%个季度持续%' OR others LIKE '%个季度持续%')`);

test('five quarters that fall are a signal; without them the list is the same as before', {timeout: 300000}, async () => {
	await computed();
	const before = stored();
	// Of which each quarter is a little below the one before, and the newest as it is.
	const [[institution, code, upper, lower]] = query(`SELECT value.institution_id, asked.indicator_code, asked.numerator, asked.denominator
		FROM worker.signal_results(${programme}, '${period}', ARRAY(SELECT id FROM zhiheng.institution WHERE region_code LIKE '9901%')) AS value
		JOIN zhiheng.asked_indicator AS asked ON asked.programme_id = ${programme} AND asked.indicator_code = value.indicator_code
		WHERE asked.kind = 'proportion' AND asked.direction = 'increase' AND asked.denominator IS NOT NULL AND value.denominator > 3000
			AND value.numerator BETWEEN 0.3 * value.denominator AND 0.8 * value.denominator
			AND (SELECT count(*) FROM zhiheng.accepted_cell AS cell WHERE cell.institution_id = value.institution_id AND cell.state = 'value'
				AND cell.element_code = asked.denominator AND cell.period <= '${period}') = 5
		ORDER BY value.institution_id, asked.indicator_code LIMIT 1`);
	const cells = `FROM zhiheng.accepted_cell AS cell WHERE cell.institution_id = ${institution} AND cell.element_code = '${upper}' AND cell.period < '${period}'`;
	query(`CREATE TABLE public.planted AS SELECT cell.* ${cells}`);
	try {
		query(`UPDATE zhiheng.accepted_number AS cell SET value = floor(whole.value * (newest.value / last.value + 0.012
				* (4 * left('${period}', 4)::integer + right('${period}', 1)::integer - 4 * left(cell.period, 4)::integer - right(cell.period, 1)::integer)))
			FROM zhiheng.accepted_cell AS whole, zhiheng.accepted_cell AS newest, zhiheng.accepted_cell AS last
			WHERE cell.institution_id = ${institution} AND cell.period < '${period}'
				AND cell.element = (SELECT number FROM zhiheng.element_number WHERE code = '${upper}')
				AND whole.institution_id = cell.institution_id AND whole.period = cell.period AND whole.element_code = '${lower}'
				AND newest.institution_id = cell.institution_id AND newest.period = '${period}' AND newest.element_code = '${upper}'
				AND last.institution_id = cell.institution_id AND last.period = '${period}' AND last.element_code = '${lower}'`);
		change();
		await computed();
		const found = trends().find(([id, , reason, others]) => id === institution && /5 个季度持续下降，平均每年下降 4\.\d\d 个百分点（P[=<]0\.00\d，q[=<]/.test(`${reason}；${others}`));
		assert.ok(found, `${code}: ${JSON.stringify(trends())}`);
		assert.ok(Number(single(`SELECT trends_listed FROM zhiheng.signal_list WHERE ${own}`)) > 0);
	} finally {
		query(`UPDATE zhiheng.accepted_number AS cell SET value = kept.value FROM public.planted AS kept WHERE cell.period = kept.period AND cell.element = (SELECT number FROM zhiheng.element_number WHERE code = kept.element_code) AND cell.institution_id = kept.institution_id`);
		query('DROP TABLE public.planted');
	}
	change();
	await computed();
	assert.equal(stored().rows, before.rows, 'row by row');
});

test(`${kills} kills at random moments of computing lists`, {timeout: 60000 + kills * 20000}, async () => {
	await computed();
	const begun = Date.now();
	change();
	await computed();
	const span = Date.now() - begun, {rows} = stored();
	for (let i = 0; i < kills; i++) {
		change();
		await wait(Math.random() * span);
		const id = worker();
		if (id > 0)
			process.kill(id, 'SIGKILL');
		assert.equal(stored().rows, rows, 'whole');
	}
	const {job} = stored();
	await computed();
	change();
	await computed();
	assert.equal(stored().rows, rows);
	assert.notEqual(stored().job, job, 'and made anew');
	assert.equal(single("SELECT count(*) FROM zhiheng.job WHERE kind = 'signal' AND state = 'failed'"), '0');
});
