// Editions that were published once are good for ever: today's verify passes on them, and the demo's numbers are theirs, save
// what tests/golden/differences.csv lists with its reasons.
'use strict';

const assert = require('node:assert/strict');
const {spawnSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {after, before, test} = require('node:test');
const {compare, compareAll, judge, kept, keptTables, readList, renew, unpack} = require('../golden/golden');
const {editionsOf} = require('./editions');

const root = path.resolve(__dirname, '../..');
const zhiheng = path.join(root, process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');
let folder;

before(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-golden-'));
	unpack(folder);
});

after(() => fs.rmSync(folder, {recursive: true}));

test('verify passes on editions published before', () => {
	const run = spawnSync(zhiheng, ['verify', '-k', path.join(folder, kept[0], 'zhiheng.pub'), folder], {encoding: 'utf8', env: {}});
	assert.equal(run.status, 0, run.stdout + run.stderr);
	for (const name of kept)
		assert.match(run.stdout, new RegExp(`${name}：990100/${name.replace('-', '/')} 无误`));
});

test('verify finds a number of theirs that was changed', () => {
	const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-golden-'));
	try {
		fs.cpSync(path.join(folder, '2025Q2-1'), path.join(copy, '2025Q2-1'), {recursive: true});
		const file = path.join(copy, '2025Q2-1/results.csv');
		fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('223,392', '224,392'));
		const run = spawnSync(zhiheng, ['verify', copy], {encoding: 'utf8', env: {}});
		assert.equal(run.status, 1);
		assert.match(run.stdout + run.stderr, /results\.csv/);
	} finally {
		fs.rmSync(copy, {recursive: true});
	}
});

test('the demo publishes the same numbers, save the differences that are listed with their reasons', async () => {
	await editionsOf('990100');
	const faults = judge(readList(), await compareAll(folder));
	assert.equal(faults.length, 0, `${faults.length} faults; the first:\n${faults.slice(0, 40).join('\n')}\n`
		+ 'make golden-differences writes the list anew; the reasons are for a person to type.');
});

test('a changed cell, column or row is found; a list must say why, and no more than is there', () => {
	const old = keptTables(folder, '2025Q2-1');
	const now = keptTables(folder, '2025Q2-1');
	assert.deepEqual(compare('2025Q2-1', old, now), []);
	now.results.rows[0].numerator = '224';
	now.results.names.push('cap');
	now.groups.rows.pop();
	const found = compare('2025Q2-1', old, now);
	assert.deepEqual(found.map(({file, kind, column, old: before, new: after}) => [file, kind, column, before, after]), [
		['results', 'added_column', 'cap', '', ''],
		['results', 'cell', 'numerator', '223', '224'],
		['groups', 'removed_row', '', '', ''],
	]);
	assert.equal(judge([], found).length, 3);
	const bare = renew([], found);
	assert.equal(judge(bare, found).filter((fault) => fault.startsWith('no reason')).length, 3);
	const typed = bare.map((item) => ({...item, reason: 'the cap is printed now'}));
	assert.deepEqual(judge(typed, found), []);
	assert.deepEqual(renew(typed, found), typed);
	assert.deepEqual(judge([{...typed[0], edition: '*'}, ...typed.slice(1)], found), []);
	assert.match(judge(typed, found.slice(1))[0], /not there any more/);
	// One line for a whole column: as many cells as it says.
	const column = {...typed[1], row: '*', old: '1', new: ''};
	assert.deepEqual(judge([typed[0], column, typed[2]], found), []);
	assert.match(judge([typed[0], {...column, old: '2'}, typed[2]], found)[0], /1 cells differ, not 2/);
	// A line that was right for another number needs another reason.
	assert.equal(renew([{...column, old: '2'}], [found[1]])[0].reason, '');
	assert.notDeepEqual(judge(typed, [found[0], {...found[1], new: '225'}, found[2]]), []);
});
