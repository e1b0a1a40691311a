// The ranking pages of 200 and of 2,000 hospitals, of two trees by turns in one run:
//   node tests/bench/turns.js ANOTHER_TREE [THIS_TREE]
// Both are built (`make all`); each gets a portal of its own, with the same hospitals (its own wide.sql: what tables there
// are is its affair).  Of each page are printed requests per second, what PostgreSQL alone does of its statements, and the ratios of the first tree to the second.
//   BENCH_SECONDS=5 of each measurement   BENCH_ROUNDS=3 by turns; the medians are printed   BENCH_SIZES=200,2000
//   BENCH_INDICATOR=…  by what they are ranked
'use strict';

const {execFileSync, spawn} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const seconds = Number(process.env.BENCH_SECONDS || 5);
const rounds = Number(process.env.BENCH_ROUNDS || 3);
const sizes = (process.env.BENCH_SIZES || '200,2000').split(',').map(Number);
const city = (place) => String(990500 + 100 * place);
const connections = 2;
const slow = 1000; // hospitals from which on a page is asked for by one, and four times as long

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// ---- one tree's portal: this program again, in the environment of the portal, as its command ----

async function serve() {
	const setup = require('./setup');
	const {capture} = require('./statements');
	const {pgbench, sql, wrk} = require('./tools');
	const indicator = process.env.BENCH_INDICATOR || sql(`SELECT code FROM zhiheng.indicator
		WHERE kind = 'proportion' AND direction = 'increase' AND reporter = 'institution' AND numerator <> denominator
			AND code = ANY ('{${process.env.BENCH_CODES}}') ORDER BY code LIMIT 1;`).trim();
	const pages = {};
	for (const [place, size] of sizes.entries()) {
		execFileSync('psql', ['-X', '-q', '-o', '/dev/null', '-v', `city=${city(place)}`, '-v', `institutions=${size}`,
			'-v', `indicator=${indicator}`, '-f', path.resolve('tests/bench/wide.sql')], {stdio: 'inherit'});
		const [visitor] = setup.signedIn([`wide-${city(place)}`]);
		const url = `/commission/indicator/${indicator}`;
		// The first time leads to the newest period.
		const first = await visitor.get(url);
		const address = first.status === 303 ? first.headers.get('location') : url;
		const text = await setup.look(visitor, address);
		const {script, variables} = await capture('zhiheng_commission', () => setup.look(visitor, address));
		const requests = setup.write(`wide-${size}`, [{method: 'GET', path: address, headers: {Cookie: setup.cookie(visitor)}}]);
		pages[size] = {text, requests, script, variables,
			load: size < slow ? {connections, seconds} : {connections: 1, seconds: 4 * seconds}};
	}
	console.log(JSON.stringify(Object.fromEntries(sizes.map((size) => [size, pages[size].text.length]))));
	for await (const chunk of process.stdin) {
		const page = pages[Number(chunk)];
		const seen = await wrk({lua: 'load.lua', requests: page.requests, ...page.load});
		const limit = await pgbench({role: 'zhiheng_commission', script: page.script, variables: page.variables,
			clients: page.load.connections, seconds: page.load.seconds});
		if (seen.failed > 0)
			throw new Error(`${seen.failed} requests failed`);
		console.log(JSON.stringify({rate: seen.rate, p50: seen.p50, limit: limit.rate, used: seen.used}));
	}
}

// ---- both ---------------------------------------------------------------------------------------

function start(tree, codes) {
	const child = spawn('deploy/with', [process.execPath, __filename, '--serve'], {cwd: tree, stdio: ['pipe', 'pipe', 'inherit'],
		env: {...process.env, VAR: path.join(tree, 'build/turns'), DEMO: '0', BENCH_CODES: codes.join(',')}});
	let rest = '';
	const waiting = [];
	child.stdout.on('data', (data) => {
		const lines = (rest + data).split('\n');
		rest = lines.pop();
		for (const line of lines.filter((one) => one.startsWith('{')))
			waiting.shift()?.resolve(JSON.parse(line));
	});
	child.on('exit', () => waiting.forEach(({reject}) => reject(new Error(`${tree} ended`))));
	const answer = () => new Promise((resolve, reject) => waiting.push({resolve, reject}));
	return {
		tree,
		ready: answer(),
		measure: (size) => {
			child.stdin.write(String(size));
			return answer();
		},
		stop: () => child.stdin.end(),
	};
}

// What both trees rank by: its formula is that of the official document, so that nobody need confirm it.
function officialCodes(tree) {
	const [head, ...lines] = fs.readFileSync(path.join(tree, 'sql/catalogue/indicators.csv'), 'utf8').split('\n');
	const names = head.split(',');
	return lines.map((line) => line.split(',')).filter((cells) => cells[names.indexOf('basis')] === 'seed').map((cells) => cells[names.indexOf('code')]);
}

const number = (value) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

function print(size, [one, two]) {
	const programs = ({nginx, postgres, ...others}) => Object.values(others).reduce((sum, part) => sum + part, 0);
	console.log(`ranking of ${size}`);
	for (const [name, runs] of [['first', one], ['second', two]])
		console.log(`  ${name.padEnd(6)}  ${number(median(runs.map(({rate}) => rate)))} req/s  p50 ${number(median(runs.map(({p50}) => p50)))} ms  ` +
			`program ${number(median(runs.map(({used}) => programs(used))))} ms  PostgreSQL ${number(median(runs.map(({used}) => used.postgres)))} ms  ` +
			`its statements ${number(median(runs.map(({limit}) => limit)))} req/s  ratio ${median(runs.map(({rate, limit}) => rate / limit)).toFixed(2)}`);
	const ratio = (field) => median(one.map((run, i) => run[field] / two[i][field])).toFixed(2);
	console.log(`  first to second: page ${ratio('rate')}, statements ${ratio('limit')}`);
}

async function main() {
	const here = path.resolve(process.argv[3] || path.join(__dirname, '../..'));
	const codes = officialCodes(here);
	const trees = [path.resolve(process.argv[2]), here].map((tree) => start(tree, codes));
	for (const {tree, ready} of trees)
		console.log(`${tree}: bytes of the pages ${JSON.stringify(await ready)}`);
	for (const size of sizes) {
		const runs = [[], []];
		for (let round = 0; round < rounds; round++)
			for (const [i, tree] of trees.entries())
				runs[i].push(await tree.measure(size));
		print(size, runs);
	}
	trees.forEach((tree) => tree.stop());
}

(process.argv[2] === '--serve' ? serve() : main()).catch((error) => {
	console.error(error.message);
	process.exit(1);
});
