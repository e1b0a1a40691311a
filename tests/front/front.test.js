// What stands in front of and below the programs: nginx's own answers, and a portal whose processes
// or database die.  Run as `deploy/with node --test tests/front`: it stops and starts that portal.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const {test} = require('node:test');
const {setTimeout: pause} = require('node:timers/promises');

const {BASE_URL: base, RUN: run, VAR: data} = process.env;

function get(url, options) {
	return fetch(new URL(url, base), {redirect: 'manual', ...options});
}

// fetch would normalise what is sent here.
function raw(request) {
	return new Promise((resolve, reject) => {
		const {hostname, port} = new URL(base);
		const socket = net.connect(port, hostname, () => socket.write(request));
		let answer = '';
		socket.setEncoding('utf8');
		socket.on('data', (chunk) => { answer += chunk; });
		socket.on('end', () => resolve(answer));
		socket.on('error', reject);
	});
}

// Process ids of a program's workers: the children of its multiwatch.
function workers(name) {
	const parent = fs.readFileSync(path.join(run, `${name}.pid`), 'utf8').trim();
	return fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean);
}

function start() {
	execFileSync(path.join(__dirname, '../../deploy/run'), {stdio: ['ignore', 'ignore', 'inherit']});
}

async function until(what, condition) {
	for (let tries = 0; tries < 100; tries++) {
		if (await condition())
			return;
		await pause(100);
	}
	assert.fail(`not within ten seconds: ${what}`);
}

test('a body beyond the limit is refused in words', async () => {
	const answer = await get('/account/sign-in', {method: 'POST', body: Buffer.alloc(6.5 * 1024 * 1024)});
	assert.equal(answer.status, 413);
	assert.match(await answer.text(), /提交的内容过大/);
});

test('what is no HTTP is refused in words', async () => {
	for (const request of ['GET /%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 'GARBAGE\r\n\r\n',
		`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40000)}\r\nConnection: close\r\n\r\n`]) {
		const answer = await raw(request);
		assert.match(answer, /^HTTP\/1\.1 400 /);
		assert.match(answer, /无法识别的请求/);
		assert.match(answer, /Content-Security-Policy: default-src 'none'/);
		assert.doesNotMatch(answer, /nginx\/\d/);
	}
});

test('static files are compressed, cached and not listed', async () => {
	const style = await get('/static/zhiheng.css', {headers: {'accept-encoding': 'gzip'}});
	assert.equal(style.status, 200);
	assert.match(style.headers.get('content-type'), /^text\/css; charset=utf-8/);
	assert.equal(style.headers.get('content-encoding'), 'gzip');
	assert.match(style.headers.get('cache-control'), /max-age=\d+/);
	assert.equal(style.headers.get('x-content-type-options'), 'nosniff');
	for (const url of ['/static/', '/static/error/', '/static/..%2f..%2fMakefile', '/static/nothing.css'])
		assert.ok([400, 403, 404].includes((await get(url)).status), url);
});

test('a public page is the same for everybody: no cookies in or out, kept for a moment', async () => {
	const url = '/method';
	const first = await get(url, {headers: {cookie: 'zhiheng_session=aaaa'}});
	assert.equal(first.status, 200);
	assert.equal(first.headers.get('x-cache'), 'MISS');
	assert.equal(first.headers.get('set-cookie'), null);
	const body = await first.text();
	const second = await get(url);
	assert.equal(second.headers.get('x-cache'), 'HIT');
	assert.equal(await second.text(), body);
	const head = await get(url, {method: 'HEAD'});
	assert.equal(head.status, 200);
	assert.equal((await (await get(url)).text()), body);
});

test('pages with a session are never kept', async () => {
	const ids = new Set();
	for (let i = 0; i < 3; i++) {
		const answer = await get('/account/sign-in');
		assert.equal(answer.headers.get('x-cache'), null);
		assert.equal(answer.headers.get('cache-control'), 'no-store');
		ids.add(answer.headers.get('set-cookie'));
	}
	assert.equal(ids.size, 3);
});

test('a killed process is replaced, and the others go on', async () => {
	const before = workers('account');
	assert.ok(before.length >= 2);
	process.kill(Number(before[0]), 'SIGKILL');
	await until('as many processes as before', () => {
		const now = workers('account');
		return now.length === before.length && !now.includes(before[0]);
	});
	for (let i = 0; i < 10; i++)
		assert.equal((await get('/account/sign-in')).status, 200);
});

test('a program that is gone altogether is 503 in words, and comes back with the next start', async () => {
	process.kill(Number(fs.readFileSync(path.join(run, 'account.pid'), 'utf8')), 'SIGTERM');
	await until('503', async () => (await get('/account/sign-in')).status === 503);
	const answer = await get('/account/sign-in');
	assert.match(await answer.text(), /服务暂时不可用/);
	assert.equal(answer.headers.get('retry-after'), '30');
	assert.equal(answer.headers.get('cache-control'), 'no-store');
	assert.equal((await get('/')).status, 200);
	start();
	assert.equal((await get('/account/sign-in')).status, 200);
});

test('without the database kept pages stay, others are 503 in words; programs find it again', async () => {
	const kept = '/catalogue/';
	assert.equal((await get(kept)).status, 200);
	const before = [...workers('account'), ...workers('disclosure')];
	const postmaster = fs.readFileSync(path.join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0];
	process.kill(Number(postmaster), 'SIGINT');
	await until('PostgreSQL has ended', () => !fs.existsSync(path.join(data, 'postgres/postmaster.pid')));
	await until('the kept page is past its time', async () => {
		const answer = await get(kept);
		assert.equal(answer.status, 200);
		return answer.headers.get('x-cache') === 'STALE';
	});
	for (const url of ['/account/sign-in', '/catalogue/?q=unseen']) {
		const answer = await get(url);
		assert.equal(answer.status, 503, url);
		assert.match(await answer.text(), /暂时|稍后/);
	}

	start();
	for (const url of ['/account/sign-in', '/catalogue/?q=unseen'])
		assert.equal((await get(url)).status, 200, url);
	assert.deepEqual([...workers('account'), ...workers('disclosure')], before);
});
