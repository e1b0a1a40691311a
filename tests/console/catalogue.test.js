// zhiheng catalogue check, catalogue load: every fault has its place, nothing is loaded by half, and
// definitions have versions.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const {after, before, describe, it} = require('node:test');

const {copyFolder, createDatabase, dropDatabase, edit, query, removeFolders, tree, zhiheng} = require('./console.js');

const database = 'zhiheng_test_catalogue';
const official = path.join(tree, 'sql/catalogue');

before(() => {
	createDatabase(database);
	assert.equal(zhiheng(database, 'migrate').status, 0);
});

after(() => {
	dropDatabase(database);
	removeFolders();
});

function counts() {
	return query(database, `SELECT ${['list', 'target', 'element', 'indicator', 'threshold', 'strategy', 'lineage', 'part', 'specialty', 'specialty_member', 'indicator_cadence',
		'reporting', 'formula', 'load']
		.map((noun) => `(SELECT count(*) FROM zhiheng.catalogue_${noun})`).join(', ')}`)[0];
}

describe('catalogue check', () => {
	it('finds no fault in the official lists', () => {
		const result = zhiheng(database, 'catalogue', 'check', official);
		assert.equal(result.stderr, '');
		assert.equal(result.status, 0);
		assert.match(result.stdout, /no fault/);
	});

	it('does without accumulation.csv and needs no database', () => {
		const folder = copyFolder('sql/catalogue');
		fs.rmSync(path.join(folder, 'accumulation.csv'));
		assert.equal(zhiheng(database, 'catalogue', 'check', folder, {ZHIHENG_DATABASE: ''}).status, 0);
	});

	it('explains itself without a folder', () => {
		const result = zhiheng(database, 'catalogue', 'check');
		assert.equal(result.status, 2);
		assert.match(result.stderr, /usage: zhiheng catalogue check DIR/);
	});

	it('names a folder or file that is not there', () => {
		const result = zhiheng(database, 'catalogue', 'check', '/nowhere');
		assert.equal(result.status, 1);
		assert.match(result.stderr, /\/nowhere\/lists\.csv: No such file/);
	});
});

// Form of a file: [what is broken, file, text, its replacement, line, column, message].
const forms = [
	['a head', 'lists.csv', 'list_code,issuer,', 'list,issuer,', 1, 1, 'head "list" where "list_code" should be'],
	['a column too many', 'lineage.csv', 'comparable,reason\n', 'comparable,reason,more\n', 1, 0, 'head of 6 columns where 5 should be'],
	['a row cut short', 'lists.csv', ',004_7b7819c7400829e6.txt,见长治市方案附件；原文未印山西省通知的文号和日期', '', 8, 0, 'row of 7 cells where 9 should be'],
	['a quote inside a cell', 'elements.csv', 'stemi_patients,发病12小时内STEMI患者数', 'stemi_patients,发病12小时内"STEMI"患者数', 2, 2, 'not readable as CSV'],
];

// Cells: [what is broken, file, row by its key, column, new text, message, column of the fault if another].
const cells = [
	['an empty name', 'elements.csv', 'ais_patients', 'name', '', 'name is empty'],
	['white space at an end', 'elements.csv', 'ais_patients', 'name', '患者数 ', 'white space'],
	['an element twice', 'elements.csv', 'ais_patients', 'code', 'stemi_patients', '"stemi_patients" stands already in line 2'],
	['a name twice', 'elements.csv', 'ais_patients', 'name', '发病12小时内STEMI患者数', 'stands already in line 2'],
	['a code with capitals', 'elements.csv', 'ais_patients', 'code', 'AIS_patients', 'is no code of an element'],
	['an element nobody uses', 'indicators.csv', 'SXQ-37.1', 'numerator', 'icu_patients', 'no indicator uses element "mutual_recognition_institutions"',
		['elements.csv', 'mutual_recognition_institutions', 'code'], 'CZA-6-2.1'],
	['an unknown unit of an element', 'elements.csv', 'stemi_reperfused', 'unit', '桶', 'unit "桶" is no unit known here'],
	['an unknown type', 'elements.csv', 'stemi_reperfused', 'type', 'float', 'type "float" is none of the words'],
	['a boolean in cases', 'elements.csv', 'stemi_reperfused', 'type', 'boolean', 'does not go with unit "例"'],
	['a minimum that is no number', 'elements.csv', 'stemi_reperfused', 'min', '0x1', 'is no number'],
	['a list twice', 'lists.csv', 'NIT-2024', 'list_code', 'NIT-2023', 'stands already in line 2'],
	['an unknown rank of issuer', 'lists.csv', 'NIT-2023', 'issuer_level', 'global', 'issuer_level "global" is none of the words'],
	['a year that is none', 'lists.csv', 'NIT-2023', 'year', '23', 'year "23" is no year'],
	['a day that does not exist', 'lists.csv', 'SD-2024', 'issued_on', '2024-02-30', 'issued_on "2024-02-30" is no date'],
	['a list that is not there', 'targets.csv', 'NIT-2023-01', 'list_code', 'NIT-2022', 'list_code "NIT-2022" is not in lists.csv'],
	['a target of another list', 'targets.csv', 'NIT-2023-01', 'list_code', 'NIT-2024', 'does not begin with its list "NIT-2024"', 'code'],
	['a place taken', 'targets.csv', 'NIT-2023-02', 'seq', '1', 'seq 1 of list "NIT-2023" stands already in line 2'],
	['a place that is no number', 'targets.csv', 'NIT-2023-02', 'seq', 'two', 'seq "two" is no whole number from 1'],
	['line 0 of the document', 'targets.csv', 'NIT-2023-02', 'seed_line', '0', 'seed_line "0" is no whole number from 1'],
	['a document of another list', 'targets.csv', 'NIT-2023-02', 'seed_file', '003_04c786cbbf172b77.txt', 'where the list has "001_a5ec48d43f991133.txt"'],
	['the same as nothing', 'targets.csv', 'PIT-2024-38', 'same_as', 'NIT-2024-99', 'same_as "NIT-2024-99" is not in targets.csv'],
	['the same as itself', 'targets.csv', 'PIT-2024-38', 'same_as', 'PIT-2024-38', 'is the target itself'],
	['the same as an alias', 'targets.csv', 'PIT-2024-38', 'same_as', 'PIT-2024-06', 'is itself the same as another target'],
	['a target without indicator', 'targets.csv', 'PIT-2024-38', 'same_as', '', 'target "PIT-2024-38" has no indicator', 'code'],
	['an unknown direction', 'targets.csv', 'NIT-2023-01', 'direction', 'sideways', 'direction "sideways" is none of the words'],
	['an indicator of no target', 'indicators.csv', 'NIT-2023-01.1', 'target_code', 'NIT-2023-99', 'target_code "NIT-2023-99" is not in targets.csv'],
	['an indicator of another target', 'indicators.csv', 'NIT-2023-01.1', 'target_code', 'NIT-2023-02', 'does not begin with its target "NIT-2023-02"', 'code'],
	['an indicator of an alias', 'indicators.csv', 'NIT-2024-08.1', 'target_code', 'PIT-2024-38', 'is the same as "NIT-2024-08": its rows belong there'],
	['an indicator twice', 'indicators.csv', 'NIT-2023-02.1', 'code', 'NIT-2023-01.1', 'stands already in line 2'],
	['an unknown kind', 'indicators.csv', 'NIT-2023-01.1', 'kind', 'percentage', 'kind "percentage" is none of the words'],
	['a unit unknown for the kind', 'indicators.csv', 'NIT-2023-02.1', 'unit', '例', 'unit "例" is not known for a proportion'],
	['per cent with a factor of 1000', 'indicators.csv', 'NIT-2023-01.1', 'factor', '1000', 'factor 1000 does not go with unit "%"'],
	['per mille with a factor of 100', 'indicators.csv', 'SXQ-42.1', 'factor', '100', 'factor 100 does not go with unit "‰"'],
	['a factor with a decimal point', 'indicators.csv', 'NIT-2023-01.1', 'factor', '100.0', 'factor "100.0" is no whole number'],
	['a numerator that is no element', 'indicators.csv', 'NIT-2023-01.1', 'numerator', 'stemi_reperfusion', 'numerator "stemi_reperfusion" is not in elements.csv'],
	['a denominator that is no element', 'indicators.csv', 'NIT-2023-01.1', 'denominator', 'stemis', 'denominator "stemis" is not in elements.csv'],
	['a proportion without denominator', 'indicators.csv', 'NIT-2023-01.1', 'denominator', '', 'a proportion needs a denominator'],
	['a count with denominator', 'indicators.csv', 'SXQ-37.1', 'denominator', 'hospitals', 'denominator "hospitals" where a count has none'],
	['numerator and denominator the same', 'indicators.csv', 'NIT-2023-01.1', 'numerator', 'stemi_patients', 'numerator and denominator are both "stemi_patients"', 'denominator'],
	['a pair with another direction', 'indicators.csv', 'PIT-2024-24.1', 'direction', 'decrease', 'where the same numerator and denominator have "increase" in line 2'],
	['a deviation that is no element', 'indicators.csv', 'SXQ-09.1', 'deviation', 'ems_sd', 'deviation "ems_sd" is not in elements.csv'],
	['a deviation of a proportion', 'indicators.csv', 'NIT-2023-01.1', 'deviation', 'ems_response_minutes_sd', 'where a proportion has none'],
	['a deviation in another unit', 'indicators.csv', 'SXQ-09.1', 'deviation', 'iv_volume_ml_sd', 'is in "mL/床日" where its mean is in "分钟"'],
	['a pair without its deviation', 'indicators.csv', 'NIT-2024-05.2', 'deviation', '', 'deviation "" where the same numerator and denominator have "iv_infusions_sd"'],
	['yes or no out of a number', 'indicators.csv', 'SXQ-37.1', 'numerator', 'annual_plan_filed', 'does not go with the type of element "annual_plan_filed"', 'unit'],
	['a pair twice in a target', 'indicators.csv', 'NIT-2023-04.2', 'numerator', 'surg_deaths_day0', 'the same numerator and denominator in line 5 already'],
	['an unknown frequency', 'indicators.csv', 'NIT-2023-01.1', 'frequency', 'daily', 'frequency "daily" is none of the words'],
	['neither yes nor no', 'indicators.csv', 'NIT-2023-01.1', 'primary', 'maybe', 'primary "maybe" is none of the words'],
	['an unknown reporter', 'indicators.csv', 'NIT-2023-01.1', 'reporter', 'press', 'reporter "press" is none of the words'],
	['a level that is none', 'indicators.csv', 'SXQ-41.1', 'applies_to', 'quaternary;service:住院手术', 'applies_to "quaternary;service:住院手术" is neither'],
	['a kind asked twice', 'indicators.csv', 'SXQ-34.1', 'applies_to', 'tcm;tcm;service:住院诊疗', 'is neither "all" nor'],
	['a threshold of no indicator', 'thresholds.csv', 'NIT-2025-10.2', 'indicator_code', 'NIT-2025-10.9', 'indicator_code "NIT-2025-10.9" is not in indicators.csv'],
	['a threshold without number', 'thresholds.csv', 'NIT-2025-10.2', 'value', '', 'op ">=" needs one'],
	['a threshold with a word', 'thresholds.csv', 'NIT-2025-10.2', 'value', 'one', 'value "one" is no number'],
	['a scope with an unknown level', 'thresholds.csv', 'CZA-7-6.1', 'level', 'secondary;fourth', 'level "secondary;fourth" is not levels'],
	['a scope with an unknown kind', 'thresholds.csv', 'CZA-7-6.1', 'kind', 'tcm;palace', 'kind "tcm;palace" is not kinds'],
	['a scope with an unknown ownership', 'thresholds.csv', 'CZA-7-6.1', 'ownership', 'royal', 'ownership "royal" is none of the words'],
	['a reporter named twice', 'thresholds.csv', 'CZA-7-6.1', 'reporter', 'institution;institution', 'is not kinds of reporters'],
	['judged for nobody', 'thresholds.csv', 'CZA-7-6.1', 'judged_for', 'patients', 'is no list of institution, area, qc_centre'],
	['years that are none', 'thresholds.csv', 'NIT-2025-10.2', 'years', '2024;25', 'years "2024;25" is not years'],
	['lines that are none', 'thresholds.csv', 'NIT-2025-10.2', 'seed_line', '486-', 'seed_line "486-" is no line'],
	['a range with one end', 'thresholds.csv', 'SD-2024-22.1', 'value_to', '', 'value_to "" does not go with op "range"'],
	['a range upside down', 'thresholds.csv', 'SD-2024-22.1', 'value_to', '40', 'value_to "40" does not go with op "range" and value "50"'],
	['two ends where there is one', 'thresholds.csv', 'NIT-2025-10.2', 'value_to', '4', 'value_to "4" does not go with op ">="'],
	['a wish that is a direction', 'thresholds.csv', 'SD-2024-22.1', 'nature', 'direction', 'nature "direction" does not go with op "range"'],
	['a threshold in another unit', 'thresholds.csv', 'NIT-2025-10.2', 'unit', '%', 'unit "%" where the indicator has "次/半年"'],
	['an unknown operator', 'thresholds.csv', 'NIT-2025-10.2', 'op', '=>', 'op "=>" is none of the words'],
	['an unknown document', 'thresholds.csv', 'NIT-2025-10.2', 'seed_file', '009_unknown.txt', 'seed_file "009_unknown.txt" is not named in lists.csv'],
	['a strategy of no target', 'strategies.csv', 'NIT-2023-01', 'target_code', 'NIT-2023-91', 'target_code "NIT-2023-91" is not in targets.csv'],
	['an unknown category', 'strategies.csv', 'NIT-2023-01', 'category', 'crew', 'category "crew" is none of the words'],
	['a strategy numbered with a word', 'strategies.csv', 'NIT-2023-01', 'seq', 'a', 'seq "a" is no whole number'],
	['a descent from nothing', 'lineage.csv', 'NIT-2023-01', 'from_target', 'NIT-2013-01', 'from_target "NIT-2013-01" is not in targets.csv'],
	['a descent from itself', 'lineage.csv', 'NIT-2023-01', 'to_target', 'NIT-2023-01', 'is from_target as well'],
	['an unknown relation', 'lineage.csv', 'NIT-2023-01', 'relation', 'cousin', 'relation "cousin" is none of the words'],
	['a part of nothing', 'part_of.csv', 'stemi_reperfused', 'parent_element', 'stemi_patient', 'parent_element "stemi_patient" is not in elements.csv'],
	['a part of itself', 'part_of.csv', 'stemi_reperfused', 'parent_element', 'stemi_reperfused', 'is child_element as well'],
	['an unknown mark', 'part_of.csv', 'stemi_reperfused', 'mark', 'often', 'mark "often" is none of the words'],
	['a sum of another whole', 'part_of.csv', 'hd_ncc_days', 'partition', 'hd_crbsi', 'partition "hd_crbsi" where parent_element is "hd_cvc_days"'],
	['a sum without its sign', 'part_of.csv', 'hd_ncc_days', 'partition_op', '', 'does not go with partition_op ""'],
	['a sum of what is usual only', 'part_of.csv', 'hd_ncc_days', 'mark', 'usual', 'of what is no strict subset', 'partition'],
	['a part for no reason', 'part_of.csv', 'stemi_reperfused', 'reason', '', 'reason is empty'],
	['an unknown cadence', 'cadence.csv', 'SXQ-17.1', 'cadence', 'week', 'cadence "week" is none of the words'],
	['a member of no specialty', 'specialty_members.csv', 'CZA-5-5.1', 'specialty_code', 'neurologie', 'specialty_code "neurologie" is not in specialties.csv'],
	['a member of another target', 'specialty_members.csv', 'CZA-5-5.1', 'target_code', 'CZA-5-4', 'indicator_code "CZA-5-5.1" is not of target "CZA-5-4"', 'indicator_code'],
	['a member without indicator', 'specialty_members.csv', 'PIT-2024-01.1', 'indicator_code', '', 'target "PIT-2024-01" is not the same as another'],
	['an indicator of no specialty first', 'specialty_members.csv', 'PIT-2024-01.1', 'main', 'no', 'indicator "PIT-2024-01.1" belongs to 0 specialties first',
		['indicators.csv', 'PIT-2024-01.1', 'code']],
	['a specialty that is neither a centre\'s nor not', 'specialties.csv', 'nursing', 'centre', 'maybe', 'centre "maybe" is none of the words'],
	['a specialty twice', 'specialties.csv', 'nursing', 'code', 'general', 'stands already in line', ['specialties.csv', 'general', 'code']],
	['words on no indicator', 'cadence.csv', 'NIT-2023-01.1', 'indicator_code', 'NIT-2023-01.9', 'indicator_code "NIT-2023-01.9" is not in indicators.csv'],
	['an analysis now and then', 'cadence.csv', 'NIT-2023-01.1', 'analysis_cadence', 'week', 'is not month, quarter, half-year between semicolons'],
	['an analysis by nobody known', 'cadence.csv', 'NIT-2023-01.1', 'analysis_by', 'hospital', 'is not kinds of reporters between semicolons'],
	['a reporter of nothing', 'reporters.csv', 'SXQ-36.1', 'indicator_code', 'SXQ-36.9', 'indicator_code "SXQ-36.9" is not in indicators.csv'],
	['an indicator that nobody answers', 'reporters.csv', 'SXQ-36.1', 'role', 'additional', 'has 0 primary rows in reporters.csv, not 1', ['indicators.csv', 'SXQ-36.1', 'code']],
	['another reporter than the indicator has', 'reporters.csv', 'SXQ-36.1', 'reporter', 'qc_centre', 'reporter "qc_centre" is not who reports it in indicators.csv'],
	['a reporter of another target', 'reporters.csv', 'SXQ-36.1', 'target_code', 'SXQ-37', 'target_code "SXQ-37" is not the indicator\'s'],
	['a reporter unknown', 'reporters.csv', 'SXQ-36.1', 'reporter', 'press', 'reporter "press" is none of the words'],
	['a kind of reporter unknown', 'reporters.csv', 'SXQ-09.1', 'reporter_kind', 'taxi', 'is no list of levels and kinds'],
	['a level of region unknown', 'reporters.csv', 'SXQ-36.1', 'level', 'town', 'is no list of province, city, county'],
	['judged for nobody known', 'reporters.csv', 'SXQ-36.1', 'judged_for', 'world', 'is no list of institution, area'],
	['no record where it is computed', 'reporters.csv', 'SXQ-36.1', 'computed_from', '', 'does not go with computed'],
	['neither typed nor computed', 'reporters.csv', 'NIT-2023-01.1', 'typed_field', 'no', 'where no record answers either'],
	['records that are no names', 'reporters.csv', 'SXQ-36.1', 'computed_from', 'Some Register', 'is no list of records'],
	['the same target with an indicator', 'reporters.csv', 'SXQ-36.1', 'role', 'same_target', 'role "same_target" does not go with indicator_code'],
	['a rule of no indicator', 'formulas.csv', 'SXQ-36.1', 'code', 'SXQ-36.9', 'code "SXQ-36.9" is not in indicators.csv'],
	['a rule of what is typed', 'formulas.csv', 'SXQ-36.1', 'code', 'NIT-2023-01.1', 'is computed from no record'],
	['a minimum with a point', 'elements.csv', 'ais_patients', 'min', '-0.5', 'is no number'],
	['an accumulation of no element', 'accumulation.csv', 'coders', 'element_code', 'coder', 'element_code "coder" is not in elements.csv'],
	['an unknown accumulation', 'accumulation.csv', 'coders', 'accumulation', 'add', 'accumulation "add" is none of the words'],
];

// The column that names a row.
const keys = {
	'lists.csv': 'list_code', 'targets.csv': 'code', 'elements.csv': 'code', 'indicators.csv': 'code', 'thresholds.csv': 'indicator_code',
	'strategies.csv': 'target_code', 'lineage.csv': 'from_target', 'part_of.csv': 'child_element', 'accumulation.csv': 'element_code',
	'specialties.csv': 'code', 'specialty_members.csv': 'indicator_code', 'cadence.csv': 'indicator_code', 'reporters.csv': 'indicator_code', 'formulas.csv': 'code',
};

// Line and column, from 1, of a cell in a file of the catalogue, which needs no quotes.
function place(folder, file, row, column) {
	const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n').map((line) => line.split(','));
	const key = lines[0].indexOf(keys[file]);
	return [lines.findIndex((line) => line[key] === row) + 1, lines[0].indexOf(column) + 1];
}

function setCell(folder, file, row, column, text) {
	const [line, number] = place(folder, file, row, column);
	const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n');
	const cells = lines[line - 1].split(',');
	cells[number - 1] = text;
	lines[line - 1] = cells.join(',');
	fs.writeFileSync(path.join(folder, file), lines.join('\n'));
}

function refuses(folder, start, message) {
	const result = zhiheng(database, 'catalogue', 'load', folder);
	const found = result.stderr.split('\n').filter((line) => line.startsWith(start) && line.includes(message));
	assert.equal(result.status, 1);
	assert.equal(found.length, 1, `${start}…${message}… is not in\n${result.stderr}`);
	assert.match(result.stderr, /nothing is loaded/);
	assert.equal(counts(), '0|0|0|0|0|0|0|0|0|0|0|0|0|0');
}

describe('a fault in a file', () => {
	for (const [what, file, old, text, line, column, message] of forms) {
		it(`is named with its place: ${what}`, () => {
			const folder = copyFolder('sql/catalogue');
			edit(folder, file, old, text);
			refuses(folder, `${folder}/${file}:${line}:${column ? `${column}:` : ''} `, message);
		});
	}

	for (const [what, file, row, column, text, message, at, also] of cells) {
		it(`is named with its place: ${what}`, () => {
			const folder = copyFolder('sql/catalogue');
			const [otherFile, ...cell] = Array.isArray(at) ? at : [file, row, at || column];
			const where = place(folder, otherFile, ...cell);
			setCell(folder, file, row, column, text);
			if (also)
				setCell(folder, file, also, column, text);
			refuses(folder, `${folder}/${otherFile}:${where[0]}:${where[1]}: `, message);
		});
	}

	it('is named with the elements of a circle', () => {
		const folder = copyFolder('sql/catalogue');
		fs.appendFileSync(path.join(folder, 'part_of.csv'), 'surg_deaths_inhosp,surg_deaths_day0,usual,subset,,,planted,planted\n');
		const result = zhiheng(database, 'catalogue', 'check', folder);
		assert.equal(result.status, 1);
		const circle = /the parts go round in a circle: (.*)$/m.exec(result.stderr);
		assert.ok(circle, result.stderr);
		const names = circle[1].split(', ');
		assert.equal(names[0], names.at(-1));
		assert.deepEqual([...new Set(names)].sort(), ['surg_deaths_24h', 'surg_deaths_48h', 'surg_deaths_day0', 'surg_deaths_inhosp']);
	});

	it('is shown with the others up to fifty', () => {
		const folder = copyFolder('sql/catalogue');
		const name = path.join(folder, 'strategies.csv');
		fs.writeFileSync(name, fs.readFileSync(name, 'utf8').replaceAll(',team,', ',crew,'));
		const result = zhiheng(database, 'catalogue', 'check', folder);
		assert.equal(result.status, 1);
		assert.equal(result.stderr.split('\n').filter((line) => line.includes('"crew"')).length, 50);
		assert.match(result.stderr, /114 faults; nothing is loaded/);
	});
});

describe('catalogue load', () => {
	it('loads everything once', () => {
		const first = zhiheng(database, 'catalogue', 'load', official);
		assert.equal(first.status, 0, first.stderr);
		assert.match(first.stdout, /3845 added, 0 with a new version, 0 withdrawn/);
		assert.equal(counts(), '8|248|448|371|181|775|140|368|62|461|359|397|27|1');
		const second = zhiheng(database, 'catalogue', 'load', official);
		assert.equal(second.status, 0);
		assert.match(second.stdout, /nothing new/);
		assert.equal(counts(), '8|248|448|371|181|775|140|368|62|461|359|397|27|1');
		assert.deepEqual(query(database, "SELECT accumulation FROM zhiheng.element WHERE code IN ('coders', 'inpatients', 'discharges') ORDER BY code"),
			['end', 'sum', 'none']);
		assert.deepEqual(query(database, "SELECT act, detail ->> 'added' FROM zhiheng.audit"), ['catalogue.load|3845']);
	});

	it('knows what follows from the parts', () => {
		const pair = (child, parent) => query(database, `SELECT strict, subset, parts FROM zhiheng.part_pair WHERE child = '${child}' AND parent = '${parent}'`);
		assert.deepEqual(query(database, 'SELECT count(*), count(*) FILTER (WHERE strict) FROM zhiheng.part_pair'), ['800|578']);
		assert.deepEqual(pair('surg_deaths_day0', 'surg_deaths_48h'), ['t|t|'], 'strict over 24 hours');
		assert.deepEqual(pair('surg_deaths_day0', 'surg_deaths_inhosp'), ['f|t|'], 'as weak as the weakest of the way');
		assert.deepEqual(pair('surg_deaths_day0', 'surgical_patients'), ['t|t|'], 'as strong as the strongest way');
		assert.deepEqual(pair('iv_patients', 'discharge_bed_days'), ['t|f|'], 'patients are no bed days');
		assert.deepEqual(pair('pmd_patients', 'rare5_2024_patients'), ['t|t|5'], 'one of five');
		assert.deepEqual(pair('surg_deaths_48h', 'surg_deaths_day0'), []);
		const before = query(database, 'SELECT md5(string_agg(pair::text, $$ $$ ORDER BY child, parent)) FROM zhiheng.part_pair AS pair');
		assert.equal(zhiheng(database, 'rebuild').status, 0);
		assert.deepEqual(query(database, 'SELECT md5(string_agg(pair::text, $$ $$ ORDER BY child, parent)) FROM zhiheng.part_pair AS pair'), before);
	});

	it('makes a changed definition a new version and keeps the old one', () => {
		const folder = copyFolder('sql/catalogue');
		edit(folder, 'elements.csv', '先溶栓后PCI只计1例,', '先溶栓后PCI计1例,');
		const result = zhiheng(database, 'catalogue', 'load', folder);
		assert.match(result.stdout, /0 added, 1 with a new version, 0 withdrawn/);
		assert.deepEqual(query(database, "SELECT version, definition LIKE '%只计1例' FROM zhiheng.catalogue_element WHERE code = 'stemi_reperfused' ORDER BY version"),
			['1|t', '2|f']);
		assert.deepEqual(query(database, "SELECT version FROM zhiheng.element WHERE code = 'stemi_reperfused'"), ['2']);
	});

	it('withdraws what is gone, and takes it back', () => {
		const folder = copyFolder('sql/catalogue');
		edit(folder, 'strategies.csv', '\nNIT-2023-01,6,incentive,出台奖惩办法，带动管理者和一线人员完成目标,none,institution', '');
		const gone = zhiheng(database, 'catalogue', 'load', folder);
		assert.match(gone.stdout, /0 added, 1 with a new version, 1 withdrawn/);
		assert.deepEqual(query(database, "SELECT count(*) FROM zhiheng.strategy WHERE code = 'NIT-2023-01|6'"), ['0']);
		const back = zhiheng(database, 'catalogue', 'load', official);
		assert.match(back.stdout, /0 added, 1 with a new version, 0 withdrawn/);
		assert.deepEqual(query(database, "SELECT version, withdrawn FROM zhiheng.catalogue_strategy WHERE code = 'NIT-2023-01|6' ORDER BY version"),
			['1|f', '2|t', '3|f']);
	});

	it('cannot edit a version', () => {
		assert.throws(() => query(database, "UPDATE zhiheng.catalogue_element SET name = 'x' WHERE code = 'coders'"), /rows are only ever added/);
	});
});
