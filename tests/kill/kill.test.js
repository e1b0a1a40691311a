// Publishing killed at any point leaves the old state or the new: the worker is killed KILLS times at random
// moments of a publication (10 in `make test`, 100 by `make test-kill`), and after each kill everything that can
// be seen is whole.
'use strict';

const assert = require('node:assert/strict');
const {spawn, spawnSync} = require('node:child_process');
const {createHash} = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const {test} = require('node:test');
const {query} = require('../http/people');
const {settled, wait, waiting, worker} = require('./killing');

const kills = Number(process.env.KILLS || 10);
const root = path.resolve(__dirname, '../..');
const zhiheng = path.join(root, process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');
const archive = path.join(process.env.VAR, 'editions');
const base = process.env.BASE_URL;

const released = () => query(`SELECT edition.region_code, edition.period, edition.number FROM zhiheng.edition AS edition
	JOIN zhiheng.edition_release AS release ON release.edition_id = edition.id`).map((row) => row.join('/'));

// One publication asked for, as commission.edition_publish would.
function ask() {
	query(`INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
		SELECT 'publish', programme.commission_id, jsonb_build_object('programme_id', programme.id, 'period', '2024Q2', 'reason', '试验',
			'prepared_by', (SELECT id FROM zhiheng.account WHERE login = 'city.admin')),
			(SELECT id FROM zhiheng.account WHERE login = 'city.director')
		FROM zhiheng.programme AS programme WHERE programme.year = 2024 AND programme.commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);
}

// An address as it is now: under a name of the site that nobody used before, nothing is kept.
async function fresh(url) {
	const answer = await new Promise((resolve, reject) =>
		http.get(new URL(url, base), {agent: false, headers: {host: `at${process.hrtime.bigint()}.test`}}, resolve).on('error', reject));
	const parts = await answer.toArray();
	assert.deepEqual([answer.statusCode, answer.headers['x-cache']], [200, 'MISS']);
	return Buffer.concat(parts).toString();
}

// What anybody sees is whole: all files of every edition that is listed are there with their digests.
async function look() {
	const {editions} = JSON.parse(await fresh('/api/v1/editions?region=990100&period=2024Q2'));
	for (const {number, files} of editions) {
		assert.ok(files.length > 10);
		const place = path.join(archive, 'region/990100/2024Q2', String(number), 'files');
		for (const file of files)
			assert.equal(createHash('sha256').update(fs.readFileSync(path.join(place, file.name))).digest('hex'), file.sha256, `${number}/${file.name}`);
	}
	return editions.length;
}

test(`${kills} kills at random moments of publishing`, {timeout: 60000 + kills * 20000}, async () => {
	let asked = 0;
	await settled();
	const begun = Date.now();
	ask();
	await settled();
	// A little longer than one publication takes here, so that each of its steps is hit.
	const span = (Date.now() - begun) * 1.2;
	const before = await look();
	for (let i = 0; i < kills; i++) {
		if (waiting() === 0) {
			ask();
			asked += 1;
		}
		await wait(Math.random() * span);
		const id = worker();
		if (id > 0)
			process.kill(id, 'SIGKILL');
		const seen = await look();
		assert.ok(seen >= before && seen <= before + asked, `${seen} editions`);
	}
	await settled();
	assert.equal(await look(), before + asked, 'each exactly once');
	assert.deepEqual(query(`SELECT id FROM zhiheng.edition WHERE NOT EXISTS (SELECT FROM zhiheng.edition_release AS r WHERE r.edition_id = id)`), []);
	assert.deepEqual(fs.readdirSync(path.join(archive, '.staging')), [], 'nothing is left over');
	const verified = spawnSync(zhiheng, ['verify', path.join(archive, 'region/990100')], {encoding: 'utf8'});
	assert.equal(verified.status, 0, verified.stdout + verified.stderr);
	for (const name of released())
		assert.match(verified.stdout, new RegExp(`${name} 无误`));
});

// A worker of the test's own, in place of the portal's, with a setting that is wrong.
async function misled(setting, body) {
	const id = worker();
	const owner = fs.statSync(`/proc/${id}`);
	const program = fs.readlinkSync(`/proc/${id}/exe`);
	const environment = Object.fromEntries(fs.readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').filter(Boolean)
		.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
	process.kill(id, 'SIGSTOP');
	const other = spawn(program, {env: {...environment, ...setting}, uid: owner.uid, gid: owner.gid, stdio: 'ignore', cwd: '/'});
	try {
		await body();
	} finally {
		other.kill();
		await new Promise((resolve) => other.on('exit', resolve));
		process.kill(id, 'SIGCONT');
	}
}

test('without its notice nothing of an edition is published, and the commission reads why', {timeout: 120000}, async () => {
	await settled();
	const before = await look();
	await misled({ZHIHENG_STATIC: '/nonexistent'}, async () => {
		ask();
		await settled();
	});
	const [[state, message]] = query("SELECT state, message FROM zhiheng.job WHERE kind = 'publish' ORDER BY id DESC LIMIT 1");
	assert.equal(state, 'failed');
	assert.match(message, /通报的 PDF 文件没有生成，本次没有公开/);
	assert.equal(await look(), before);
	assert.deepEqual(query("SELECT id FROM zhiheng.edition WHERE job_id = (SELECT max(id) FROM zhiheng.job WHERE kind = 'publish')"), []);
	ask();
	await settled();
	assert.equal(await look(), before + 1, 'once it can be printed, the edition follows');
	assert.deepEqual(fs.readdirSync(path.join(archive, '.staging')), [], 'nothing is left over');
});
