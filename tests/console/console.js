// What the tests of the zhiheng command share: a database of their own on the portal's cluster, the
// command itself, and copies of the catalogue to break.
'use strict';

const {spawnSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const tree = path.join(__dirname, '../..');
const sanitized = path.join(tree, 'build/sanitize/bin/zhiheng');
const program = process.env.ZHIHENG || (process.env.SANITIZE && fs.existsSync(sanitized) ? sanitized : path.join(tree, 'build/bin/zhiheng'));

// The operator's connection string with another database.
function connection(database) {
	if (!process.env.ZHIHENG_DATABASE)
		throw new Error('ZHIHENG_DATABASE is not set: run deploy/with node --test tests/console');
	return process.env.ZHIHENG_DATABASE.replace(/dbname=\S+/, `dbname=${database}`);
}

// Rows of a query, cells joined by |, or throws.
function query(database, sql) {
	const result = spawnSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', connection(database), '-c', sql], {encoding: 'utf8'});
	if (result.status !== 0)
		throw new Error(`${sql}\n${result.stderr}`);
	return result.stdout.split('\n').filter((line) => line !== '');
}

function createDatabase(name) {
	query('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
	query('postgres', `CREATE DATABASE ${name}`);
}

function dropDatabase(name) {
	query('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

// {status, stdout, stderr} of the command; a crash is an error, never a result.
function zhiheng(database, ...words) {
	const last = typeof words.at(-1) === 'object' ? words.pop() : {};
	const result = spawnSync(program, words, {
		encoding: 'utf8',
		env: {...process.env, ZHIHENG_DATABASE: connection(database), ZHIHENG_SQL: path.join(tree, 'sql'),
			ASAN_OPTIONS: 'detect_leaks=0', ...last},
	});
	if (result.error)
		throw result.error;
	if (result.signal || /Sanitizer|runtime error|Assertion/.test(result.stderr))
		throw new Error(`zhiheng ${words.join(' ')} died: ${result.signal}\n${result.stderr}`);
	return result;
}

const folders = [];

function copyFolder(from) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-console-'));
	folders.push(folder);
	fs.cpSync(path.join(tree, from), folder, {recursive: true});
	return folder;
}

function removeFolders() {
	for (const folder of folders.splice(0))
		fs.rmSync(folder, {recursive: true});
}

// Puts text where old stood in a file of a copy; the old text must be there once.
function edit(folder, file, old, text) {
	const name = path.join(folder, file);
	const parts = fs.readFileSync(name, 'utf8').split(old);
	if (parts.length !== 2)
		throw new Error(`${file}: ${JSON.stringify(old)} stands there ${parts.length - 1} times`);
	fs.writeFileSync(name, parts.join(text));
}

module.exports = {tree, program, query, createDatabase, dropDatabase, zhiheng, copyFolder, removeFolders, edit};
