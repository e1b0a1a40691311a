// What `make bench` calls: psql, pgbench, wrk; and /proc, for what the portal's processes used.
'use strict';

const {execFile, execFileSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const audiences = ['account', 'institution', 'commission', 'disclosure'];
const cores = os.cpus().length;
const tick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], {encoding: 'utf8'}));

function run(command, parameters, options = {}) {
	return new Promise((resolve, reject) => {
		execFile(command, parameters, {encoding: 'utf8', maxBuffer: 1 << 26, ...options}, (error, out, errors) => {
			if (error)
				reject(new Error(`${command} ${parameters.join(' ')}\n${errors}${out}`));
			else
				resolve(out);
		});
	});
}

function sql(script) {
	// ALTER SYSTEM refuses to be in a transaction with others: psql sends statement by statement.
	return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], {input: script, encoding: 'utf8'});
}

// ---- processes ----------------------------------------------------------------------------------

function readProcess(id) {
	const text = fs.readFileSync(`/proc/${id}/stat`, 'utf8');
	const [, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
	// utime and stime, with those of children that ended.
	return {id, parent: Number(parent), ms: tick * rest.slice(9, 13).reduce((sum, part) => sum + Number(part), 0)};
}

function allProcesses() {
	const found = [];
	for (const name of fs.readdirSync('/proc')) {
		try {
			if (/^\d+$/.test(name))
				found.push(readProcess(Number(name)));
		} catch {
			// It ended meanwhile.
		}
	}
	return found;
}

function firstNumber(file) {
	return Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
}

// The processes of the portal by part: nginx, postgres, and each program.
function portalProcesses() {
	const roots = {
		nginx: firstNumber(path.join(process.env.RUN, 'web/nginx.pid')),
		postgres: firstNumber(path.join(process.env.VAR, 'postgres/postmaster.pid')),
	};
	for (const name of [...audiences, 'worker'])
		roots[name] = firstNumber(path.join(process.env.RUN, `${name}.pid`));
	const all = allProcesses();
	const parts = {};
	for (const [name, root] of Object.entries(roots)) {
		const members = all.filter((item) => item.id === root);
		for (let i = 0; i < members.length; i++)
			members.push(...all.filter((item) => item.parent === members[i].id));
		parts[name] = members;
	}
	return parts;
}

// Milliseconds of a core that each part has used so far.
function usage() {
	const parts = portalProcesses();
	return Object.fromEntries(Object.entries(parts).map(([name, members]) =>
		[name, members.reduce((sum, member) => sum + member.ms, 0)]));
}

function difference(after, before) {
	return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - before[name]]));
}

function sizeOf(id) {
	const text = fs.readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
	const mb = (field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)[1]) / 1024;
	return {private_mb: mb('Private_Clean') + mb('Private_Dirty'), pss_mb: mb('Pss')};
}

// The most that a process of this part ever had in memory.
function peakMb(name) {
	return Math.max(...portalProcesses()[name].map(({id}) => Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${id}/status`, 'utf8'))[1]) / 1024));
}

// [{name, processes, private_mb, pss_mb}] of the four programs: the largest process of each.
function memory() {
	const parts = portalProcesses();
	return audiences.map((name) => {
		const sizes = parts[name]
			.filter(({id}) => fs.readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0')[0].endsWith(`${name}.fcgi`))
			.map(({id}) => sizeOf(id));
		return {
			name,
			processes: sizes.length,
			private_mb: Math.max(...sizes.map((size) => size.private_mb)),
			pss_mb: Math.max(...sizes.map((size) => size.pss_mb)),
		};
	});
}

// Milliseconds of a core that all parts have used so far, to the microsecond: for what costs less than a tick.
function coreTime() {
	return Object.values(portalProcesses()).flat()
		.reduce((sum, {id}) => sum + Number(fs.readFileSync(`/proc/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

// From now on the worker does nothing that a page's request would be blamed for.
function stopWorker() {
	process.kill(Number(fs.readFileSync(path.join(process.env.RUN, 'worker.pid'), 'utf8')), 'SIGTERM');
}

// ---- loads --------------------------------------------------------------------------------------

let runs = 0;

// {rate, p50, p99, bytes (of one reply with its head), used (ms of a core per request and part)}
async function wrk({lua, requests, connections, seconds, pause = 0}) {
	const before = usage();
	const threads = Math.min(2, connections);
	const out = await run('wrk', ['--latency', '-t', threads, '-c', connections, '-d', `${seconds}s`, '--timeout', '10s',
		'-s', path.join(__dirname, lua), process.env.BASE_URL].map(String), {env: {
		...process.env,
		BENCH_DIRECTORY: __dirname,
		BENCH_PAUSE: String(pause),
		BENCH_REQUESTS: requests,
		BENCH_RUN: String(++runs),
		BENCH_THREADS: String(threads),
	}});
	const used = difference(usage(), before);
	const line = /^BENCH (.*)$/m.exec(out);
	if (!line)
		throw new Error(`wrk printed no figures\n${out}`);
	const figures = Object.fromEntries(line[1].split(' ').map((part) => part.split('=')).map(([name, value]) => [name, Number(value)]));
	const count = Math.max(1, figures.requests);
	return {
		rate: figures.requests / figures.seconds,
		seconds: figures.seconds,
		p50: figures.p50,
		p99: figures.p99,
		bytes: figures.bytes / count,
		failed: figures.failed,
		used: Object.fromEntries(Object.entries(used).map(([name, ms]) => [name, ms / count])),
	};
}

async function pgbench({role, script, variables = [], clients, seconds}) {
	const file = path.join(process.env.VAR, 'bench.pgbench');
	fs.writeFileSync(file, script);
	const out = await run('pgbench', ['-n', '-M', 'prepared', '-U', role, '-c', clients, '-j', Math.min(2, clients), '-T', seconds,
		...variables.flatMap((variable) => ['-D', variable]), '-f', file, 'zhiheng'].map(String));
	const failed = Number(/number of failed transactions: (\d+)/.exec(out)[1]);
	return {rate: Number(/^tps = ([\d.]+)/m.exec(out)[1]), failed};
}

// Rows like those of a save, durable when the statement returns, without what guards them.
const insert = `INSERT INTO bench.value (return_id, element_code, revision, state, value, source, account_id)
SELECT :client_id, cell.code, next.revision, 'value', cell.value, 'typed', 1
FROM (SELECT nextval('bench.revision') AS revision) AS next
CROSS JOIN unnest(CAST(:codes AS text[]), CAST(:numbers AS numeric[])) AS cell (code, value);
`;

function bareRows({codes, clients, seconds}) {
	sql('TRUNCATE bench.value;');
	return pgbench({role: 'zhiheng_operator', script: insert, clients, seconds,
		variables: [`codes={${codes}}`, `numbers={${codes.map(() => 1234)}}`]});
}

async function hash(seconds) {
	return {rate: Number(await run(process.env.BENCH_HASH, [String(seconds), String(cores)])), failed: 0};
}

module.exports = {bareRows, coreTime, cores, hash, memory, peakMb, pgbench, sql, stopWorker, usage, wrk};
