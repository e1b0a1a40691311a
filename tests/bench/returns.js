// `make bench-returns`: the whole nation's returns of a quarter, each of 150 numbers, through nginx and the real form,
// every hospital's clerk with a session and CSRF token of his own; and what of it the database has afterwards.
//   BENCH_INSTITUTIONS=40000   hospitals
//   BENCH_CONNECTIONS=16       that send at a time
// Beside it, in the same run, the rows of one such return after the other, durable, without what guards them (pgbench).
// Ends with 1 if a number is not there; how fast it was decides nothing.
'use strict';

const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const setup = require('./setup');
const {bareRows, cores, sql, wrk} = require('./tools');

const institutions = Number(process.env.BENCH_INSTITUTIONS || 40000);
const connections = Number(process.env.BENCH_CONNECTIONS || 16);
const longest = 1800; // seconds; wrk stops when all are answered, or some are not in a while
const goalMs = 300;
const goalSeconds = 60;

// What the form of such a return sends: elements in its order, and fields that stay empty.
async function readFields() {
	const [{id, login}] = setup.openReturns(1);
	const [visitor] = setup.signedIn([login]);
	return setup.readForm(visitor, id);
}

function psql(parameters, options) {
	return execFileSync('psql', ['-X', '-v', 'ON_ERROR_STOP=1', ...parameters], {maxBuffer: 1 << 28, ...options});
}

// Gives a file with return, token and CSRF token of each clerk.
function loadNation(codes) {
	sql(`CREATE TABLE bench.visitor (place integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, token text NOT NULL, digest text NOT NULL,
		csrf text NOT NULL, return_id bigint);`);
	psql(['-q', '-c', '\\copy bench.visitor (token, digest, csrf) FROM STDIN'],
		{input: execFileSync(process.env.BENCH_TOKEN, [String(institutions)], {maxBuffer: 1 << 28})});
	psql(['-q', '-o', '/dev/null', '-v', `institutions=${institutions}`, '-v', `codes={${codes}}`, '-f', path.join(__dirname, 'returns.sql')],
		{stdio: 'inherit'});
	const file = path.join(process.env.VAR, 'bench-returns.txt');
	fs.rmSync(`${file}.done`, {force: true});
	fs.writeFileSync(file, psql(['-A', '-t', '-F', '\t', '-c', 'SELECT return_id, token, csrf FROM bench.visitor ORDER BY place']));
	return file;
}

// How many returns have each of their numbers, as saved and as the newest.
function countKept(numbers) {
	const [saves, cells] = sql(`SELECT count(*) FILTER (WHERE (
			SELECT count(*) = ${numbers} AND bool_and(item.number / 10000.0 = 1 + (save.return_id * 131 + element.place * 17) % 9999)
			FROM unnest(save.elements, save.numbers) AS item (element, number)
			JOIN zhiheng.element_number AS given ON given.number = item.element
			JOIN bench.element AS element ON element.code = given.code))
		FROM bench.visitor AS visitor
		JOIN zhiheng.return_save AS save ON save.return_id = visitor.return_id;
		SELECT count(*) FROM (
			SELECT FROM bench.visitor AS visitor
			JOIN zhiheng.return_cell AS cell ON cell.return_id = visitor.return_id AND cell.value IS NOT NULL
			GROUP BY visitor.return_id
			HAVING count(*) = ${numbers}) AS whole;`).trim().split('\n').map(Number);
	return {saves, cells};
}

async function main() {
	setup.loadData();
	const form = await readFields();
	const started = Date.now();
	const file = loadNation(form.codes);
	console.error(`    ${institutions} hospitals made in ${((Date.now() - started) / 1000).toFixed(0)} s; sending …`);
	const requests = setup.write('returns', [{file, codes: form.codes, empty: form.parts, idle: '/account/sign-in'}]);
	const sent = await wrk({lua: 'returns.lua', requests, connections, seconds: longest});
	const kept = countKept(form.codes.length);
	const bare = await bareRows({codes: form.codes, clients: connections, seconds: 10});
	const lost = institutions - Math.min(kept.saves, kept.cells);
	const rate = institutions / sent.seconds;
	const used = Object.values(sent.used).reduce((total, ms) => total + ms, 0);
	console.log(`${institutions} returns of ${form.codes.length} numbers through the form, ${connections} connections, ${cores} cores:`);
	console.log(`    ${sent.seconds.toFixed(1)} s, ${rate.toFixed(0)} returns/s (${(rate * form.codes.length).toFixed(0)} numbers/s), p50 ${sent.p50.toFixed(1)} ms, p99 ${sent.p99.toFixed(1)} ms`);
	console.log(`    ${used.toFixed(2)} ms of a core each (${Object.entries(sent.used).filter(([, ms]) => ms >= 0.005).map(([name, ms]) => `${name} ${ms.toFixed(2)}`).join(', ')})`);
	console.log(`    refused or unanswered ${sent.failed}; in the database ${kept.saves} saves and ${kept.cells} returns with every number: lost ${lost}`);
	console.log(`    bare rows of as many numbers, durable (pgbench): ${bare.rate.toFixed(0)} returns/s; ratio ${(rate / bare.rate).toFixed(2)}`);
	console.log(`    aims: ${goalSeconds} s for 40,000: ${(40000 / rate).toFixed(0)} s at this rate, ${40000 / rate <= goalSeconds ? 'yes' : 'NO'}; p99 < ${goalMs} ms: ${sent.p99 < goalMs ? 'yes' : 'NO'}; none lost: ${lost === 0 ? 'yes' : 'NO'}`);
	if (lost !== 0 || sent.failed !== 0)
		process.exitCode = 1;
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
