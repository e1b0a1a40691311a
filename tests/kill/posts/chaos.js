// What dies meanwhile: programs and the worker by SIGKILL, their connections to the database by the server;
// those that are at work, as far as can be seen from outside.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {wait, worker} = require('../killing');
const {ask} = require('./world');

const pick = (list) => list[Math.floor(Math.random() * list.length)];

// The processes of a program: children of the supervisor whose id is in its pid file.
function processes(program) {
	const supervisor = fs.readFileSync(path.join(process.env.RUN, `${program}.pid`), 'utf8').trim();
	return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
		try {
			return fs.readFileSync(`/proc/${name}/stat`, 'latin1').replace(/^.*\) \S+ (\d+) [\s\S]*$/, '$1') === supervisor;
		} catch {
			return false; // it has ended
		}
	}).map(Number);
}

// How many files it has open: one more while it answers, for nginx keeps no connection.
function openFiles(id) {
	try {
		return fs.readdirSync(`/proc/${id}/fd`).length;
	} catch {
		return 0;
	}
}

// Kills one that is answering, once there is one.
async function killProgram(program) {
	const all = processes(program);
	for (let i = 0; i < 100; i++) {
		const files = all.map(openFiles);
		const most = Math.max(...files);
		const busy = all.filter((_, place) => files[place] === most);
		if (busy.length < all.length || i === 99) {
			// Anywhere in what it does.
			const id = pick(busy);
			if (Math.random() < 0.5)
				await wait(Math.random() * 6);
			process.kill(id, 'SIGKILL');
			return;
		}
		await wait(1);
	}
}

// Ends a connection of the programs that is in a transaction, waiting a little until there is one.
function endConnection() {
	return ask(`DO $$
		DECLARE
			found integer;
			idle boolean;
		BEGIN
			FOR i IN 1..200 LOOP
				PERFORM pg_stat_clear_snapshot();
				SELECT pid, state = 'idle' INTO found, idle FROM pg_stat_activity
				WHERE usename IN ('zhiheng_account', 'zhiheng_institution', 'zhiheng_commission') ORDER BY state = 'idle', random() LIMIT 1;
				IF NOT idle OR i = 200 THEN
					PERFORM pg_terminate_backend(found);
					EXIT;
				END IF;
				PERFORM pg_sleep(0.002);
			END LOOP;
		END $$`);
}

// One death, of the program that has just been sent something or another; gives what died, null if it was gone already.
async function strike(program) {
	const chance = Math.random();
	try {
		if (chance < 0.25) {
			await endConnection();
			return 'connection';
		}
		if (chance < 0.4) {
			const id = worker();
			if (!(id > 0))
				return null;
			process.kill(id, 'SIGKILL');
			return 'worker';
		}
		await killProgram(program);
		return program;
	} catch (error) {
		if (error.code === 'ESRCH' || error.code === 'ENOENT')
			return null;
		throw error;
	}
}

module.exports = {strike};
