// `make bench-nation`: the whole nation's results computed by the worker as a commission has them computed, and beside it,
// in the same run, the sums alone in SQL.
//   BENCH_INSTITUTIONS=40000   hospitals
//   BENCH_RANKED=1             indicators that are computed with rank intervals as well, which is most of the work
//   BENCH_ROUNDS=1             of the sums and the computation by turns; the medians are printed
// Ends with 1 if something was not computed; how fast it was decides nothing.
'use strict';

const {execFileSync} = require('node:child_process');
const path = require('node:path');

const {computeJob} = require('./jobs');
const {cores, peakMb, sql, usage} = require('./tools');

const institutions = Number(process.env.BENCH_INSTITUTIONS || 40000);
const ranked = Number(process.env.BENCH_RANKED || 1);
const rounds = Number(process.env.BENCH_ROUNDS || 1);
const goalRatio = 3;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// Numerators and denominators of every indicator and peer group, where both are there; nothing else.
function sums() {
	const before = usage();
	const started = Date.now();
	const groups = Number(sql(`SET ROLE zhiheng_counter;
		SELECT count(*) FROM (
			SELECT asked.indicator_code, hospital.peer_group, sum(upper.value), sum(lower.value)
			FROM zhiheng.programme_indicator AS asked
			JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = asked.programme_id
			JOIN zhiheng.accepted_cell AS upper ON upper.period = calendar.period AND upper.element_code = asked.numerator
			JOIN zhiheng.accepted_cell AS lower ON lower.period = upper.period
				AND lower.element_code = asked.denominator AND lower.institution_id = upper.institution_id
			JOIN (SELECT id, level || '/' || kind || coalesce(':' || specialist_type, '') AS peer_group FROM zhiheng.institution) AS hospital
				ON hospital.id = upper.institution_id
			JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id AND programme.year = 2025
			WHERE upper.state = 'value' AND lower.state = 'value'
			GROUP BY asked.indicator_code, hospital.peer_group) AS summed;`).trim());
	const seconds = (Date.now() - started) / 1000;
	// Of a backend that has ended, the postmaster has to take note.
	execFileSync('sleep', ['1']);
	return {groups, seconds, postgres: usage().postgres - before.postgres};
}

// How much there is of what was computed: peer groups, results, values, ranks, their intervals.
function computed(year) {
	const [groups, results, valued, placed, intervals, largest] = sql(`SELECT count(*), sum(cardinality(part.institution_ids)), sum(part.valued),
			sum(part.ranked), sum(cardinality(array_remove(part.rank_lowers, NULL))), max(cardinality(part.institution_ids))
		FROM zhiheng.computation_group AS part
		JOIN zhiheng.programme AS programme ON programme.id = part.programme_id AND programme.year = ${year};`).trim().split('|').map(Number);
	return {groups, results, valued, placed, intervals, largest};
}

async function main() {
	const started = Date.now();
	execFileSync('psql', ['-X', '-q', '-o', '/dev/null', '-v', `institutions=${institutions}`, '-v', `ranked=${ranked}`,
		'-f', path.join(__dirname, 'nation.sql')], {stdio: 'inherit'});
	console.error(`    ${institutions} hospitals made in ${((Date.now() - started) / 1000).toFixed(0)} s; computing …`);
	const runs = [];
	const bare = [];
	for (let round = 0; round < rounds; round++) {
		bare.push(sums());
		runs.push(await computeJob(2025, false));
	}
	const all = computed(2025);
	const run = runs.find((one) => one.seconds === median(runs.map((other) => other.seconds)));
	bare.push(sums());
	const limit = median(bare.map((one) => one.seconds));
	const memory = peakMb('worker');
	console.log(`${institutions} institutions x 150 indicators in ${all.groups} peer groups, the largest of ${all.largest}, by the worker, ${cores} cores:`);
	console.log(`    ${run.seconds.toFixed(1)} s for ${all.results} results, ${all.valued} values with intervals, ${all.placed} ranks (${(all.results / run.seconds).toFixed(0)}/s); the worker itself ${(run.worker / 1000).toFixed(1)} s of a core, PostgreSQL ${(run.postgres / 1000).toFixed(1)} s`);
	const summed = median(bare.map((one) => one.postgres));
	console.log(`    the sums alone in SQL: ${limit.toFixed(1)} s, ${(summed / 1000).toFixed(1)} s of a core; ratio ${(run.seconds / limit).toFixed(2)}, of cores ${((run.worker + run.postgres) / summed).toFixed(2)}`);
	console.log(`    memory of the worker at its peak: ${memory.toFixed(0)} MB`);
	const slow = await computeJob(2024, true);
	const few = computed(2024);
	console.log(`    with rank intervals, ${ranked} of the indicators: ${slow.seconds.toFixed(1)} s for ${few.intervals} of them, ${(slow.seconds * 150 / ranked / 3600).toFixed(1)} hours for 150 at this rate; memory at its peak ${peakMb('worker').toFixed(0)} MB`);
	console.log(`    aim: ratio <= ${goalRatio}: ${run.seconds / limit <= goalRatio ? 'yes' : 'NO'}`);
	if (all.results !== 150 * institutions || few.intervals !== few.placed || all.groups < bare[0].groups)
		throw new Error(`not everything was computed: ${JSON.stringify({all, few, bare})}`);
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
