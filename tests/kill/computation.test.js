// The computation of a region killed at any point leaves what was computed before, whole, and is done anew.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query, single} = require('../http/people');
const {settled, wait, waiting, worker} = require('./killing');

const kills = Math.ceil(Number(process.env.KILLS || 10) / 3);
const period = '2024Q3';
const [[programme]] = query(`SELECT id FROM zhiheng.programme WHERE year = 2024
	AND commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);

// As commission.computation_request would; with rank intervals it takes longer.
function ask() {
	return single(`INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
		SELECT 'compute', programme.commission_id, jsonb_build_object('programme_id', programme.id, 'period', '${period}', 'rank_intervals', true),
			(SELECT id FROM zhiheng.account WHERE login = 'city.reviewer')
		FROM zhiheng.programme AS programme WHERE programme.id = ${programme} RETURNING id`);
}

// {job: which one made it, groups: all there is}
function stored() {
	const [[job, groups]] = query(`SELECT made.job_id, (SELECT md5(string_agg(part::text, ' ' ORDER BY part.indicator_code, part.peer_group))
			FROM zhiheng.computation_group AS part WHERE part.programme_id = made.programme_id AND part.period = made.period)
		FROM zhiheng.computation AS made WHERE made.programme_id = ${programme} AND made.period = '${period}'`);
	return {job, groups};
}

test(`${kills} kills at random moments of computing`, {timeout: 60000 + kills * 20000}, async () => {
	await settled();
	const begun = Date.now();
	let last = ask();
	await settled();
	const span = Date.now() - begun;
	const {groups} = stored();
	assert.ok(groups);
	let before = last;
	for (let i = 0; i < kills; i++) {
		if (waiting() === 0) {
			before = last;
			last = ask();
		}
		await wait(Math.random() * span);
		const id = worker();
		if (id > 0)
			process.kill(id, 'SIGKILL');
		const seen = stored();
		assert.equal(seen.groups, groups, 'whole');
		assert.ok(seen.job === before || seen.job === last, 'the old or the new');
	}
	await settled();
	assert.deepEqual(stored(), {job: last, groups});
});
