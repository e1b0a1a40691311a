// `make bench`: how fast each kind of page is, and beside it, in the same run, what its limit does alone:
// PostgreSQL running the page's statements (pgbench), nginx sending a file of that size, argon2id without a portal.
//   BENCH_SECONDS=5   of each measurement
//   BENCH_ROUNDS=3    of page and limit by turns; the medians are printed
//   BENCH_ONLY=save,ranking   only these of pages.js, signalList and wholeCity
// Ends with 1 if a request failed; how fast it was decides nothing.
'use strict';

const zlib = require('node:zlib');

const {signalList, wholeCity} = require('./jobs');
const pages = require('./pages');
const {loadData} = require('./setup');
const {cores, memory, wrk} = require('./tools');

const seconds = Number(process.env.BENCH_SECONDS || 5);
const rounds = Number(process.env.BENCH_ROUNDS || 3);
const jobs = {signalList, wholeCity};
const only = process.env.BENCH_ONLY ? process.env.BENCH_ONLY.split(',') : Object.keys({...pages, ...jobs});
const crowd = 64; // connections whose pauses make up the arrivals at half of the peak rate
const goalMs = 50;
const goalMb = 10;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const sum = (parts) => Object.values(parts).reduce((total, part) => total + part, 0);

// ---- measuring ----------------------------------------------------------------------------------

async function measure(page) {
	const tries = [];
	const limits = [];
	for (let round = 0; round < rounds; round++) {
		tries.push(await wrk({lua: page.lua, requests: page.prepare(), connections: page.connections, seconds}));
		limits.push(await page.measure(seconds));
	}
	const rate = median(tries.map((one) => one.rate));
	const p50 = median(tries.map((one) => one.p50));
	const half = await wrk({lua: page.lua, requests: page.prepare(), connections: crowd, seconds,
		pause: Math.max(1, 2000 * crowd / rate - p50)});
	// So few arrivals need more time for a p99.
	const fixed = page.fixedRate && await wrk({lua: page.lua, requests: page.prepare(), connections: crowd, seconds: 4 * seconds,
		pause: Math.max(1, 1000 * crowd / page.fixedRate - p50)});
	const failed = [...tries, ...limits, half, ...(fixed ? [fixed] : [])].reduce((total, one) => total + one.failed, 0);
	const limit = median(limits.map((one) => one.rate));
	const {used, bytes} = tries.find((one) => one.rate === rate);
	// A redirection to the sign-in page is no error to wrk.
	if (page.text && bytes < 0.9 * Buffer.byteLength(page.text))
		throw new Error(`${page.name}: answers have ${bytes.toFixed(0)} bytes, the page ${Buffer.byteLength(page.text)}`);
	return {...page, rate, p50, p99: median(tries.map((one) => one.p99)), half, fixed, failed, limitRate: limit, ratio: rate / limit, used, bytes};
}

async function work(job) {
	const tries = [];
	for (let round = 0; round < rounds; round++)
		tries.push(await job.run());
	const seconds = median(tries.map((one) => one.seconds));
	return {...job, seconds, worker: tries.find((one) => one.seconds === seconds).worker};
}

// ---- printing -----------------------------------------------------------------------------------

// Text to the left, numbers to the right.
function print(rows) {
	const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
	const numeric = rows[0].map((_, i) => rows.slice(1).some((row) => /^[\d.]+$/.test(row[i])));
	for (const row of rows)
		console.log(row.map((cell, i) => numeric[i] ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i])).join('  ').trimEnd());
	console.log('');
}

const number = (value) => value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);

function printRates(results) {
	console.log(`Rates on ${cores} cores, medians of ${rounds} runs of ${seconds} s; the load generator runs on the same cores.`);
	console.log('per core: requests for each second of a core that nginx, the programs and PostgreSQL used.');
	console.log(`at half: arrivals at random, ${crowd} connections; the share of the peak rate that it came to is beside it.`);
	console.log('');
	print([['page', 'req/s', 'per core', 'limit', 'limit req/s', 'ratio', 'p50 ms', 'p99 ms', 'p99 at half', 'share'],
		...results.map((page) => [page.name, number(page.rate), number(1000 / sum(page.used)), page.limit, number(page.limitRate),
			page.ratio.toFixed(2), number(page.p50), number(page.p99), number(page.half.p99), (page.half.rate / page.rate).toFixed(2)])]);
}

function printCosts(results) {
	console.log('What one request costs, ms of a core, and what it brings');
	console.log('');
	const others = ({nginx, postgres, ...programs}) => sum(programs);
	print([['page', 'nginx', 'program', 'PostgreSQL', 'sum', 'kB of page', 'kB gzip -1', 'us per kB'],
		...results.map(({name, used, text, bytes}) => {
			const kilobytes = (text ? Buffer.byteLength(text) : bytes) / 1000;
			return [name, used.nginx.toFixed(3), others(used).toFixed(3), used.postgres.toFixed(3), sum(used).toFixed(3), kilobytes.toFixed(1),
				text ? (zlib.gzipSync(text, {level: 1}).length / 1000).toFixed(1) : '-', number(1000 * sum(used) / kilobytes)];
		})]);
}

function printJobs(jobs) {
	console.log(`Work of the worker from the request to its end, the wait of up to 0.5 s until it looks included; medians of ${rounds}`);
	console.log('');
	print([['work', 'seconds', 'worker, ms of a core'],
		...jobs.map(({name, seconds, worker}) => [name, number(seconds), worker.toFixed(0)])]);
}

function printMemory(programs) {
	console.log('Memory after the run, MB of the largest process');
	console.log('');
	print([['program', 'processes', 'private', 'Pss'],
		...programs.map(({name, processes, private_mb, pss_mb}) => [name, processes, private_mb.toFixed(1), pss_mb.toFixed(1)])]);
}

function printGoals(results, works, programs) {
	const goals = [
		...results.filter((page) => page.goal).map((page) =>
			[`${page.name} against ${page.limit}`, `>= ${page.goal.toFixed(2)}`, page.ratio.toFixed(2), page.ratio >= page.goal]),
		...results.map((page) => [`${page.name}, p99 at half of peak`, `< ${goalMs} ms`, `${number(page.half.p99)} ms`, page.half.p99 < goalMs]),
		...results.filter((page) => page.fixed).map((page) =>
			[`${page.name}, p99 at ${number(page.fixed.rate)} req/s`, `< ${goalMs} ms`, `${number(page.fixed.p99)} ms`, page.fixed.p99 < goalMs]),
		...works.map(({name, goalSeconds, seconds}) => [name, `< ${goalSeconds} s`, `${number(seconds)} s`, seconds < goalSeconds]),
		...programs.map(({name, private_mb}) => [`${name}, private memory`, `<= ${goalMb} MB`, `${private_mb.toFixed(1)} MB`, private_mb <= goalMb]),
	];
	print([['goal', 'wanted', 'seen', 'reached'], ...goals.map(([name, wanted, seen, reached]) => [name, wanted, seen, reached ? 'yes' : 'NO'])]);
}

async function main() {
	loadData();
	const results = [];
	const works = [];
	for (const name of only.filter((item) => item in jobs)) {
		const job = jobs[name]();
		console.error(`    ${job.name} …`);
		works.push(await work(job));
	}
	for (const name of only.filter((item) => !(item in jobs))) {
		const page = await pages[name]();
		console.error(`    ${page.name} …`);
		results.push(await measure(page));
	}
	const programs = memory();
	console.log('');
	if (results.length > 0) {
		printRates(results);
		printCosts(results);
	}
	if (works.length > 0)
		printJobs(works);
	printMemory(programs);
	printGoals(results, works, programs);
	for (const page of results.filter(({failed}) => failed > 0)) {
		console.log(`${page.name}: ${page.failed} requests failed`);
		process.exitCode = 1;
	}
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
