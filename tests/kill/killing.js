// The worker as the tests that kill it need it.
'use strict';

const assert = require('node:assert/strict');
const {spawnSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const {query} = require('../http/people');

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
// Of those that somebody asked for: lists of signals are queued by whatever happens.
const waiting = () => query(`SELECT id FROM zhiheng.job WHERE state IN ('queued', 'running') AND account_id IS NOT NULL`).length;

// Until none of these waits.
async function settled() {
	for (let i = 0; i < 600 && waiting() > 0; i++)
		await wait(200);
	assert.equal(waiting(), 0, 'the jobs are done in the end');
}

// The worker itself: the child of the supervisor whose id is in worker.pid.
function worker() {
	const supervisor = fs.readFileSync(path.join(process.env.RUN, 'worker.pid'), 'utf8').trim();
	return Number(spawnSync('ps', ['-o', 'pid=', '--ppid', supervisor], {encoding: 'utf8'}).stdout.trim().split('\n')[0]);
}

module.exports = {settled, wait, waiting, worker};
