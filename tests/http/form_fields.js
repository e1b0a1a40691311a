// The text fields of all forms, as the programs' source declares them: none may be forgotten by the tests that fill them.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

// Text fields that the tests further down fill, or those of hostile.test.js, hostile_baseline.test.js and backfill.test.js.
const elsewhere = {
	'commission/account/account': ['reason'], 'commission/operating/import': ['file'],
	'commission/return/correction': ['reason'], 'commission/return/return': ['overall', 'why', 'reason'], 'institution/return/check': ['explanation', 'reason'], 'institution/return/correction': ['why'],
	'institution/return/evidence': ['file', 'withdraw'], 'institution/upload/upload': ['file'], 'institution/baseline/file': ['file'], 'institution/baseline/upload': ['file'],
	'institution/backfill/backfill': ['collected_by', 'origin', 'note', 'file'],
};

// No text is typed in these: ticks, the quarter of a button; numbers, of which another form has one.
const ticks = ['approve', 'na', 'safety'];
const numbers = {'commission/programme/period': ['period'], 'dossier/grid': ['numerator', 'denominator', 'goal', 'goal_1', 'goal_2', 'version'], 'institution/return/draft': ['value', 'part'], 'institution/return/return': ['part'],
	'institution/return/sample': ['agreeing'], 'institution/submission/sign': ['return']};

// Forms whose fields both sides share.
const shared = {'institution/return/message': 'dossier/message', 'commission/return/message': 'dossier/message'};

// Those of the programs that show pages, of all their words.
function filesUnder(folder, end) {
	return ['account', 'commission', 'disclosure', 'institution'].flatMap((program) =>
		[...fs.readdirSync(path.join(folder, program), {withFileTypes: true})].flatMap((entry) => entry.isDirectory()
			? fs.readdirSync(path.join(folder, program, entry.name)).map((name) => `${program}/${entry.name}/${name}`)
			: [`${program}/${entry.name}`])).filter((name) => name.endsWith(end));
}

// file: names of its text fields, a name as often as forms have it.
function fieldsOf(file) {
	const source = fs.readFileSync(file, 'utf8').replace(/\\\n/g, '\n');
	return [...source.matchAll(/\{\s*\.name = "([^"]+)"((?:(?!\{0\})[\s\S])*?)\.offset/g)]
		.filter(([, name, rest]) => /FIELD_(TEXT|LONG_TEXT|MAP)\b/.test(rest) && !ticks.includes(name)).map(([, name]) => name);
}

function tally(table, file, names) {
	for (const name of names)
		table[`${file} ${name}`] = (table[`${file} ${name}`] ?? 0) + 1;
}

function noneIsForgotten(rows) {
	const tree = path.join(__dirname, '../../cgi');
	const known = {};
	const filled = {};
	const both = fs.readdirSync(path.join(tree, 'dossier')).map((name) => `dossier/${name}`);
	const headers = [...filesUnder(tree, '.h'), ...both.filter((name) => name.endsWith('.h'))];
	const macros = [...new Set(headers.flatMap((file) => fieldsOf(path.join(tree, file))))];
	for (const file of [...filesUnder(tree, '.c'), ...both.filter((name) => name.endsWith('.c'))])
		tally(known, file.slice(0, -2), fieldsOf(path.join(tree, file)));
	for (const [file, , , names] of rows)
		for (const name of names.map((each) => each.replace('.*', '')))
			tally(filled, `${shared[file]} ${name}` in known ? shared[file] : file, [name]);
	for (const [file, names] of [...Object.entries(elsewhere), ...Object.entries(numbers)])
		tally(filled, file, names);
	assert.ok(Object.keys(known).length + macros.length > 60);
	assert.deepEqual(macros.filter((name) => !Object.keys(filled).some((field) => field.endsWith(` ${name}`))), [], 'text fields of several forms without a hostile text');
	assert.deepEqual(Object.entries(known).filter(([field, count]) => (filled[field] ?? 0) < count), [], 'text fields without a hostile text');
	assert.deepEqual(Object.keys(filled).filter((field) => !(field in known) && !macros.includes(field.split(' ')[1])), [], 'fields that no form has');
}

module.exports = {filesUnder, noneIsForgotten};
