// What the worker does at a commission's request, from the request to its end: {name, goalSeconds, run}; run() gives
// {seconds, worker (ms of a core)}.
'use strict';

const {execFileSync} = require('node:child_process');
const path = require('node:path');

const {sql, usage} = require('./tools');

const patience = 1800; // seconds

// A city's data, once.
function loadCity() {
	if (sql("SELECT count(*) FROM zhiheng.commission WHERE region_code = '990400';").trim() === '0')
		execFileSync('psql', ['-X', '-q', '-o', '/dev/null', '-f', path.join(__dirname, 'city.sql')], {stdio: 'inherit'});
}

async function finished(job) {
	const end = Date.now() + 1000 * patience;
	while (Date.now() < end) {
		const [state, message] = sql(`SELECT state, message FROM zhiheng.job WHERE id = ${job};`).trim().split('|');
		if (state === 'done')
			return;
		if (state === 'failed')
			throw new Error(`job ${job}: ${message}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`job ${job} is not done after ${patience} s`);
}

// A job asked for as its page would: {seconds, worker, postgres (ms of a core)}.
async function done(kind, region, year, argument) {
	const before = usage();
	const started = Date.now();
	const job = sql(`INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
		SELECT '${kind}', commission.id, jsonb_build_object('programme_id', programme.id) || '${JSON.stringify(argument)}',
			(SELECT min(account.id) FROM zhiheng.account AS account WHERE account.commission_id = commission.id)
		FROM zhiheng.commission AS commission
		JOIN zhiheng.programme AS programme ON programme.commission_id = commission.id AND programme.year = ${year}
		WHERE commission.region_code = '${region}'
		RETURNING id;`).trim();
	await finished(job);
	const after = usage();
	return {seconds: (Date.now() - started) / 1000, worker: after.worker - before.worker, postgres: after.postgres - before.postgres};
}

// Of nation.sql: all results of a year's quarter.
const computeJob = (year, rankIntervals) => done('compute', '990000', year, {period: `${year}Q3`, rank_intervals: rankIntervals});

// Everything about the last quarter of the city: values, intervals, ranks with theirs, sums of groups, what is to be
// hidden, and all of it written down.
function wholeCity() {
	loadCity();
	return {
		name: 'whole city, 60 x 120',
		goalSeconds: 2,
		run: () => done('preview', '990400', 2025, {period: '2025Q2'}),
	};
}

// The list of signals of one quarter of the city of data.sql.
function signalList() {
	return {
		name: 'signals, 200 hospitals',
		goalSeconds: 10,
		run: () => done('signal', '990100', 2025, {period: '2025Q2'}),
	};
}

module.exports = {computeJob, loadCity, signalList, wholeCity};
