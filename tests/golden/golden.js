// Editions kept as they were once published, and what today's portal publishes for the same periods, cell by cell.
// What differs must stand in differences.csv with a reason: numbers of editions do not change unnoticed.
//
//   deploy/with node tests/golden/golden.js          (make golden-differences) writes differences.csv anew: reasons that a
//                                                    person has typed stay where their difference is still there, all
//                                                    others are empty, and a line without a reason fails the test.
//
// A line of differences.csv: edition (* for all), file, kind, row, column, old, new, reason.
//   added_column, removed_column   row, old and new are empty
//   added_row, removed_row         column, old and new are empty; row "CODE *" stands for so many rows that begin with CODE as old says
//   cell                           one cell; row * stands for so many cells of the column as old says
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const kept = ['2024Q4-1', '2024Q4-2', '2025Q2-1'];
const region = '990100';
const listFile = path.join(__dirname, 'differences.csv');
const heads = ['edition', 'file', 'kind', 'row', 'column', 'old', 'new', 'reason'];

// By what a row is known.  Institutions by their credit code: ids are of one database.
const keys = {
	institutions: ['credit_code'],
	indicators: ['indicator_code'],
	results: ['indicator_code', 'institution'],
	groups: ['indicator_code', 'dimension', 'key'],
	grade_scheme: [],
	grade_rules: ['indicator_code'],
	grade_points: ['indicator_code', 'institution'],
	grades: ['institution'],
};
// Of one installation or one moment, not of the numbers.
const unlike = ['institution_id'];

// ---- CSV ----------------------------------------------------------------------------------------

function readCsv(text) {
	const rows = [[]];
	const cells = text.replace(/^\uFEFF/, '').matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g);
	for (const [, cell, end] of cells) {
		rows[rows.length - 1].push(cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell);
		if (end !== ',')
			rows.push([]);
	}
	const [names, ...lines] = rows.filter((row) => row.length > 1 || (row[0] || '') !== '');
	return {names, rows: lines.map((line) => Object.fromEntries(names.map((name, i) => [name, line[i]])))};
}

function writeCsv(rows) {
	const cell = (text) => /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
	return [heads, ...rows.map((row) => heads.map((name) => row[name]))].map((line) => `${line.map(cell).join(',')}\n`).join('');
}

// ---- editions -----------------------------------------------------------------------------------

// Unpacks the kept ones into a folder of the caller's.
function unpack(folder) {
	execFileSync('tar', ['-xJf', path.join(__dirname, 'editions.tar.xz'), '-C', folder]);
}

function tablesOf(texts) {
	const tables = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, readCsv(text)]));
	const codes = new Map(tables.institutions.rows.map((row) => [row.institution_id, row.credit_code]));
	for (const {rows} of Object.values(tables))
		for (const row of rows)
			row.institution = codes.get(row.institution_id);
	return tables;
}

function keptTables(folder, edition) {
	return tablesOf(Object.fromEntries(Object.keys(keys).map((name) =>
		[name, fs.readFileSync(path.join(folder, edition, `${name}.csv`), 'utf8')])));
}

async function publishedTables(edition) {
	const texts = {};
	for (const name of Object.keys(keys)) {
		const address = `/region/${region}/${edition.replace('-', '/')}/files/${name}.csv`;
		const answer = await fetch(new URL(address, process.env.BASE_URL));
		assert.equal(answer.status, 200, address);
		texts[name] = await answer.text();
	}
	return tablesOf(texts);
}

// ---- comparing ----------------------------------------------------------------------------------

const line = (edition, file, kind, row, column, old = '', now = '') => ({edition, file, kind, row, column, old, new: now, reason: ''});

function compareTable(edition, file, before, after) {
	const found = [];
	const key = (row) => keys[file].map((name) => row[name]).join(' ');
	const old = new Map(before.rows.map((row) => [key(row), row]));
	const now = new Map(after.rows.map((row) => [key(row), row]));
	assert.equal(old.size, before.rows.length, `${edition} ${file}: rows of one key`);
	assert.equal(now.size, after.rows.length, `${edition} ${file}, published: rows of one key`);
	found.push(...after.names.filter((name) => !before.names.includes(name)).map((name) => line(edition, file, 'added_column', '', name)));
	found.push(...before.names.filter((name) => !after.names.includes(name)).map((name) => line(edition, file, 'removed_column', '', name)));
	found.push(...[...now.keys()].filter((row) => !old.has(row)).map((row) => line(edition, file, 'added_row', row, '')));
	const both = before.names.filter((name) => after.names.includes(name) && !unlike.includes(name));
	for (const [row, cells] of old) {
		if (!now.has(row)) {
			found.push(line(edition, file, 'removed_row', row, ''));
			continue;
		}
		for (const name of both)
			if (cells[name] !== now.get(row)[name])
				found.push(line(edition, file, 'cell', row, name, cells[name], now.get(row)[name]));
	}
	return found;
}

// Every difference of one edition: tables as unpack() and the portal have them.
function compare(edition, before, after) {
	return Object.keys(keys).flatMap((file) => compareTable(edition, file, before[file], after[file]));
}

async function compareAll(folder) {
	const found = [];
	for (const edition of kept)
		found.push(...compare(edition, keptTables(folder, edition), await publishedTables(edition)));
	return found;
}

// ---- the list -----------------------------------------------------------------------------------

const readList = () => readCsv(fs.readFileSync(listFile, 'utf8')).rows;

const sameColumn = (listed, one) => listed.kind === one.kind && listed.file === one.file && listed.column === one.column
	&& (listed.edition === one.edition || listed.edition === '*');

// Whether a line of the list speaks of a difference.
function covers(listed, one) {
	if (!sameColumn(listed, one))
		return false;
	if (listed.row === '*')
		return one.kind === 'cell';
	if (listed.row.endsWith(' *'))
		return one.kind !== 'cell' && one.row.startsWith(listed.row.slice(0, -1));
	return listed.row === one.row && listed.old === one.old && listed.new === one.new;
}

// What is wrong with a list, given the differences that there are: a sentence each.
function judge(listed, found) {
	const faults = [];
	const words = (one) => [one.edition, one.file, one.kind, one.row, one.column, one.old, one.new].filter((word) => word !== '').join(' ');
	for (const one of found)
		if (!listed.some((item) => covers(item, one)))
			faults.push(`not in differences.csv: ${words(one)}`);
	for (const item of listed) {
		const count = found.filter((one) => covers(item, one)).length;
		if (item.reason.trim().length < 8)
			faults.push(`no reason: ${words(item)}`);
		if (count === 0)
			faults.push(`listed, but not there any more: ${words(item)}`);
		else if (item.row.endsWith('*') && String(count) !== item.old)
			faults.push(`${count} cells differ, not ${item.old}: ${words(item)}`);
	}
	return faults;
}

// The list for these differences: lines that still hold keep their reasons, what none of them covers comes without one.
function renew(listed, found) {
	const holding = listed.filter((item) => found.some((one) => covers(item, one)))
		.map((item) => item.row.endsWith('*') ? {...item, reason: judge([item], found.filter((one) => covers(item, one))).length > 0 ? '' : item.reason,
			old: String(found.filter((one) => covers(item, one)).length)} : item);
	return [...holding, ...found.filter((one) => !holding.some((item) => covers(item, one)))];
}

async function main() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-golden-'));
	try {
		unpack(folder);
		const list = renew(readList(), await compareAll(folder));
		fs.writeFileSync(listFile, writeCsv(list));
		console.log(`${list.length} lines, ${list.filter((item) => item.reason === '').length} without a reason: read each, and type why it is so.`);
	} finally {
		fs.rmSync(folder, {recursive: true});
	}
}

if (require.main === module)
	main().catch((error) => {
		console.error(error.message);
		process.exitCode = 1;
	});

module.exports = {compare, compareAll, judge, kept, keptTables, readList, renew, unpack};
