// What dies meanwhile: programs and the worker by SIGKILL, their connections to the database by the server.
'use strict';

const {execFile, spawnSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const {promisify} = require('node:util');
const {worker} = require('../killing');

const run = promisify(execFile);
const programs = ['institution', 'institution', 'commission', 'commission', 'account'];

const pick = (list) => list[Math.floor(Math.random() * list.length)];

// The processes of a program: children of the supervisor whose id is in its pid file.
function processes(program) {
	const supervisor = fs.readFileSync(path.join(process.env.RUN, `${program}.pid`), 'utf8').trim();
	return spawnSync('ps', ['-o', 'pid=', '--ppid', supervisor], {encoding: 'utf8'}).stdout.split('\n').map(Number).filter((id) => id > 0);
}

// Kills one that is at work, if there is one.
function killProgram(program) {
	const all = processes(program);
	const busy = all.filter((id) => {
		try {
			return /\) R /.test(fs.readFileSync(`/proc/${id}/stat`, 'utf8'));
		} catch {
			return false;
		}
	});
	const id = pick(busy.length > 0 ? busy : all);
	if (id === undefined)
		return false;
	process.kill(id, 'SIGKILL');
	return true;
}

// Ends one connection of the programs that is in a transaction, waiting a little until there is one.
async function endBackend() {
	const {stdout} = await run('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', `DO $$
		DECLARE
			found integer;
		BEGIN
			FOR i IN 1..200 LOOP
				PERFORM pg_stat_clear_snapshot();
				SELECT pid INTO found FROM pg_stat_activity WHERE usename IN ('zhiheng_account', 'zhiheng_institution', 'zhiheng_commission')
				ORDER BY state = 'idle', random() LIMIT 1;
				IF EXISTS (SELECT FROM pg_stat_activity WHERE pid = found AND state <> 'idle') OR i = 200 THEN
					PERFORM pg_terminate_backend(found);
					EXIT;
				END IF;
				PERFORM pg_sleep(0.002);
			END LOOP;
		END $$; SELECT 1`]);
	return stdout.includes('1');
}

// One death; gives what died.
async function strike() {
	const chance = Math.random();
	try {
		if (chance < 0.25)
			return await endBackend() ? 'connection' : null;
		if (chance < 0.4) {
			const id = worker();
			if (!(id > 0))
				return null;
			process.kill(id, 'SIGKILL');
			return 'worker';
		}
		const program = pick(programs);
		return killProgram(program) ? program : null;
	} catch (error) {
		// It had died by itself, or is being replaced.
		if (error.code === 'ESRCH' || error.code === 'ENOENT')
			return null;
		throw error;
	}
}

module.exports = {strike};
