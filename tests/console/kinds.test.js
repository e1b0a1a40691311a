// What a kind of indicator can do stands in cgi/measure/kind.c for the arithmetic and in zhiheng.measure_kind for the
// statements: the same rows, in every column that both have.
'use strict';

const assert = require('node:assert/strict');
const {spawnSync} = require('node:child_process');
const {test} = require('node:test');

const {zhiheng} = require('./console');

test('the kinds of C are those of the database', () => {
	const printed = zhiheng('postgres', 'measure', 'kinds');
	assert.equal(printed.status, 0, printed.stderr);
	const [head, ...rows] = printed.stdout.trim().split('\n');
	const columns = head.split(',').map((name) => `kind.${name}`);
	const stored = spawnSync('psql', ['-XAtq', '-F', ',', '-v', 'ON_ERROR_STOP=1', '-d', process.env.ZHIHENG_DATABASE, '-c',
		`SELECT ${columns.join(', ')} FROM zhiheng.measure_kind AS kind`], {encoding: 'utf8'});
	assert.equal(stored.status, 0, stored.stderr);
	assert.ok(rows.length >= 7);
	assert.deepEqual(stored.stdout.trim().split('\n').sort(), rows.sort());

	// Whatever is not for people, C has too.
	const all = spawnSync('psql', ['-XAtq', '-d', process.env.ZHIHENG_DATABASE, '-c', `SELECT attname FROM pg_attribute
		WHERE attrelid = 'zhiheng.measure_kind'::regclass AND attnum > 0 AND NOT attisdropped`], {encoding: 'utf8'});
	const words = ['label', 'meaning', 'minimum_denominator'];
	assert.deepEqual(all.stdout.trim().split('\n').filter((name) => !words.includes(name)).sort(), head.split(',').sort());
});
