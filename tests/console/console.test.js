// zhiheng migrate, region load, account create, demo load, rebuild.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const {after, before, describe, it} = require('node:test');

const {copyFolder, createDatabase, dropDatabase, edit, query, removeFolders, tree, zhiheng} = require('./console.js');

const database = 'zhiheng_test_console';
const other = 'zhiheng_test_demo';

before(() => {
	createDatabase(database);
	createDatabase(other);
});

after(() => {
	dropDatabase(database);
	dropDatabase(other);
	removeFolders();
});

describe('the command', () => {
	it('lists its subcommands', () => {
		const help = zhiheng(database, 'help');
		assert.equal(help.status, 0);
		assert.match(help.stdout, /migrate[\s\S]*catalogue check DIR[\s\S]*demo load DIR/);
		assert.equal(zhiheng(database, 'fly').status, 2);
		assert.equal(zhiheng(database).status, 2);
	});

	it('says when there is no database', () => {
		const unset = zhiheng(database, 'rebuild', {ZHIHENG_DATABASE: undefined});
		assert.equal(unset.status, 1);
		const away = zhiheng(database, 'rebuild', {ZHIHENG_DATABASE: 'host=/nowhere dbname=zhiheng'});
		assert.equal(away.status, 1);
		assert.match(away.stderr, /cannot be reached/);
	});

	it('says when the database was not migrated', () => {
		const result = zhiheng(database, 'rebuild');
		assert.equal(result.status, 1);
		assert.match(result.stderr, /run zhiheng migrate/);
	});
});

describe('migrate', () => {
	it('applies every file once', () => {
		const first = zhiheng(database, 'migrate');
		assert.equal(first.status, 0, first.stderr);
		assert.match(first.stdout, /schema 001_foundation\.sql: applied/);
		assert.match(first.stdout, /api: \d+ files, made anew/);
		const second = zhiheng(database, 'migrate');
		assert.equal(second.status, 0);
		assert.match(second.stdout, /^schema: \d+ files, nothing new\napi: \d+ files, unchanged\n$/);
		const files = fs.readdirSync(path.join(tree, 'sql/schema')).filter((name) => name.endsWith('.sql')).sort();
		assert.deepEqual(query(database, 'SELECT name FROM migration.applied ORDER BY number'), files);
	});

	it('refuses a file that changed after it was applied', () => {
		const folder = copyFolder('sql');
		fs.appendFileSync(path.join(folder, 'schema/005_programme.sql'), '-- one more line\n');
		const result = zhiheng(database, 'migrate', {ZHIHENG_SQL: folder});
		assert.equal(result.status, 1);
		assert.match(result.stderr, /005_programme\.sql: changed after it was applied/);
	});

	it('refuses a gap in the numbers', () => {
		const folder = copyFolder('sql');
		fs.renameSync(path.join(folder, 'schema/006_baseline.sql'), path.join(folder, 'schema/066_baseline.sql'));
		const result = zhiheng(database, 'migrate', {ZHIHENG_SQL: folder});
		assert.equal(result.status, 1);
		assert.match(result.stderr, /number 006 expected/);
	});

	it('refuses a database of a newer version', () => {
		const folder = copyFolder('sql');
		const files = fs.readdirSync(path.join(folder, 'schema')).sort();
		fs.rmSync(path.join(folder, 'schema', files.at(-1)));
		const result = zhiheng(database, 'migrate', {ZHIHENG_SQL: folder});
		assert.equal(result.status, 1);
		assert.match(result.stderr, /made by a newer version/);
	});

	it('leaves nothing of a file that fails', () => {
		const folder = copyFolder('sql');
		const next = String(fs.readdirSync(path.join(folder, 'schema')).length + 1).padStart(3, '0');
		fs.writeFileSync(path.join(folder, `schema/${next}_broken.sql`), 'CREATE TABLE public.half (id integer);\nSELECT no_such_function();\n');
		const result = zhiheng(database, 'migrate', {ZHIHENG_SQL: folder});
		assert.equal(result.status, 1);
		assert.match(result.stderr, /_broken\.sql: not applied/);
		assert.deepEqual(query(database, "SELECT to_regclass('public.half') IS NULL, count(*) FROM migration.applied WHERE name LIKE '%broken%'"), ['t|0']);
	});

	it('keeps the api as it was when a file of it fails', () => {
		const folder = copyFolder('sql');
		fs.appendFileSync(path.join(folder, 'worker/00_base.sql'), 'SELECT no_such_function();\n');
		const result = zhiheng(database, 'migrate', {ZHIHENG_SQL: folder});
		assert.equal(result.status, 1);
		assert.match(result.stderr, /worker\/00_base\.sql: not applied; the api is as it was/);
		assert.match(zhiheng(database, 'migrate').stdout, /api: \d+ files, unchanged/);
	});

	it('takes away shared functions of an earlier release that had other arguments', () => {
		query(database, "CREATE FUNCTION zhiheng.return_lock(text) RETURNS text LANGUAGE sql RETURN 'old'");
		const folder = copyFolder('sql');
		fs.appendFileSync(path.join(folder, 'common/35_record.sql'), '-- a newer release\n');
		const result = zhiheng(database, 'migrate', {ZHIHENG_SQL: folder});
		assert.equal(result.status, 0, result.stderr);
		assert.deepEqual(query(database, "SELECT oid::regprocedure FROM pg_proc WHERE proname = 'return_lock' AND pronamespace = 'zhiheng'::regnamespace"),
			['zhiheng.return_lock(bigint,bigint)']);
		assert.match(zhiheng(database, 'migrate').stdout, /api: \d+ files, made anew/);
	});
});

function regionFile(...lines) {
	const folder = copyFolder('sql/demo');
	const name = path.join(folder, 'region.csv');
	fs.writeFileSync(name, ['code,name,level,parent_code', ...lines, ''].join('\n'));
	return name;
}

describe('region load', () => {
	const good = ['980000,示例甲省,province,', '980100,示例乙市,city,980000', '980101,示例丙区,county,980100'];

	it('adds, changes, and does nothing twice', () => {
		assert.match(zhiheng(database, 'region', 'load', regionFile(...good)).stdout, /3 added, 0 changed/);
		assert.match(zhiheng(database, 'region', 'load', regionFile(...good)).stdout, /nothing new/);
		assert.match(zhiheng(database, 'region', 'load', regionFile(good[0], good[1], '980101,示例丁区,county,980100')).stdout, /0 added, 1 changed/);
		assert.deepEqual(query(database, "SELECT name FROM zhiheng.region WHERE code LIKE '98%' ORDER BY code"), ['示例甲省', '示例乙市', '示例丁区']);
	});

	for (const [what, line, place, message] of [
		['a parent that is missing', '980201,示例戊区,county,980200', '5:4', 'parent_code "980200" is not in this file'],
		['a code of five digits', '98020,示例戊区,county,980100', '5:1', 'has not six digits'],
		['a county without parent', '980201,示例戊区,county,', '5:4', 'a county needs a parent_code'],
		['a county in a county', '980201,示例戊区,county,980101', '5:4', 'a county cannot lie in a county'],
		['a code twice', '980101,示例戊区,county,980100', '5:1', '"980101" stands already in line 4'],
	]) {
		it(`refuses ${what}`, () => {
			const file = regionFile(...good, line);
			const result = zhiheng(database, 'region', 'load', file);
			assert.equal(result.status, 1);
			assert.ok(result.stderr.includes(`${file}:${place}: `) && result.stderr.includes(message), result.stderr);
			assert.deepEqual(query(database, "SELECT count(*) FROM zhiheng.region WHERE code <> '000000'"), ['3']);
		});
	}
});

describe('account create', () => {
	const words = ['account', 'create', '--commission', '980100', '--role', 'administrator', '--login', 'first', '--name', '首位管理员'];

	it('prints a code and stores its digest only', () => {
		const result = zhiheng(database, ...words, '--commission-name', '示例乙市卫生健康委员会');
		assert.equal(result.status, 0, result.stderr);
		assert.match(result.stdout, /organisation: 示例乙市卫生健康委员会/);
		const code = /activation code: ([2-9A-HJKMNP-TV-Z-]{19})\n/.exec(result.stdout)[1];
		const digest = crypto.createHash('sha256').update(code.replaceAll('-', '')).digest('hex');
		assert.deepEqual(query(database, `SELECT encode(activation_digest, 'hex') = '${digest}', password_hash IS NULL, demo,
			activation_expires_at - now() BETWEEN interval '6 days 23 hours' AND interval '7 days' FROM zhiheng.account`), ['t|t|f|t']);
		assert.deepEqual(query(database, "SELECT act FROM zhiheng.audit WHERE act ~ 'account|commission' ORDER BY id"), ['commission.register', 'account.create']);
	});

	for (const [what, change, status, message] of [
		['a login twice', {}, 1, /this login exists already/],
		['an unknown role', {'--role': 'king', '--login': 'second'}, 1, /roles are viewer/],
		['a role of institutions', {'--role': 'clerk', '--login': 'second'}, 1, /roles are viewer/],
		['a login with capitals', {'--login': 'Second'}, 1, /a login has 3 to 40/],
		['a region that is missing', {'--commission': '970000', '--login': 'second'}, 1, /no region has the code 970000/],
		['an option it does not know', {'--colour': 'red'}, 2, /usage: zhiheng account create/],
	]) {
		it(`refuses ${what}`, () => {
			const options = Object.entries({'--commission': '980100', '--role': 'viewer', '--login': 'first', '--name': '某人', ...change}).flat();
			const result = zhiheng(database, 'account', 'create', ...options);
			assert.equal(result.status, status);
			assert.match(result.stderr, message);
			assert.deepEqual(query(database, 'SELECT count(*) FROM zhiheng.account'), ['1']);
		});
	}

	it('refuses an institution that is missing', () => {
		const result = zhiheng(database, 'account', 'create', '--institution', '91350100M000100Y43', '--role', 'clerk', '--login', 'second', '--name', '某人');
		assert.equal(result.status, 1);
		assert.match(result.stderr, /no institution has the code 91350100M000100Y43/);
	});
});

describe('demo load', () => {
	const values = `SELECT md5(string_agg(institution.name || head.period || cell.element_code || cell.state || coalesce(cell.value::text, ''), ';'
		ORDER BY institution.name, head.period, cell.element_code)) FROM zhiheng.return_cell AS cell
		JOIN zhiheng.return AS head ON head.id = cell.return_id JOIN zhiheng.institution AS institution ON institution.id = head.institution_id`;
	let first;

	it('never joins real data', () => {
		const result = zhiheng(database, 'demo', 'load', path.join(tree, 'sql/demo'));
		assert.equal(result.status, 1);
		assert.match(result.stderr, /never stand beside real ones/);
		assert.deepEqual(query(database, "SELECT count(*) FROM zhiheng.institution"), ['0']);
	});

	it('leaves nothing when it fails', () => {
		assert.equal(zhiheng(other, 'migrate').status, 0);
		assert.equal(zhiheng(other, 'catalogue', 'load', path.join(tree, 'sql/catalogue')).status, 0);
		const folder = copyFolder('sql/demo');
		edit(folder, 'accounts.csv', ',示例市第一人民医院,赵填报', ',示例市第零人民医院,赵填报');
		const result = zhiheng(other, 'demo', 'load', folder);
		assert.equal(result.status, 1);
		assert.match(result.stderr, /no such organisation for h1\.clerk/);
		assert.deepEqual(query(other, 'SELECT (SELECT count(*) FROM zhiheng.institution), (SELECT count(*) FROM zhiheng.setting)'), ['0|0']);
	});

	it('fills an empty database, once', () => {
		const result = zhiheng(other, 'demo', 'load', path.join(tree, 'sql/demo'));
		assert.equal(result.status, 0, result.stderr);
		[first] = query(other, values);
		const again = zhiheng(other, 'demo', 'load', path.join(tree, 'sql/demo'));
		assert.equal(again.status, 0);
		assert.match(again.stdout, /loaded already/);
		assert.deepEqual(query(other, values), [first]);
		assert.deepEqual(query(other, 'SELECT count(*) FROM zhiheng.institution'), ['70']);
		assert.deepEqual(query(other, 'SELECT bool_and(demo) FROM zhiheng.account'), ['t']);
		assert.deepEqual(query(other, "SELECT count(*) FROM zhiheng.job WHERE state = 'queued'"), ['5']);
	});

	it('has the planted cases', () => {
		const head = (name, period) => `(SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution
			ON institution.id = head.institution_id WHERE institution.name = '${name}' AND head.period = '${period}')`;
		const cell = (name, period, code) => `(SELECT value FROM zhiheng.return_cell WHERE return_id = ${head(name, period)} AND element_code = '${code}')`;
		const checks = {
			'numerator above denominator': `${cell('示例市示东区人民医院', '2025Q3', 'vte_bleed_assessed')} > ${cell('示例市示东区人民医院', '2025Q3', 'vte_mid_high')}`,
			'a quarter never reported': `(SELECT state = 'draft' AND revision = 0 FROM zhiheng.return WHERE id = ${head('示例晨光医院', '2025Q2')})`,
			'a late one': `(SELECT first_submitted_at::date > '2025-04-20' FROM zhiheng.return WHERE id = ${head('示例市例湖县人民医院', '2025Q1')})`,
			'a copied quarter': `NOT EXISTS (SELECT element_code, value FROM zhiheng.return_cell WHERE return_id = ${head('示例市例南县人民医院', '2025Q3')}
				EXCEPT SELECT element_code, value FROM zhiheng.return_cell WHERE return_id = ${head('示例市例南县人民医院', '2025Q2')})`,
			'two reasons beside elements': `(SELECT count(*) = 2 FROM zhiheng.return_remark WHERE kind = 'reason' AND return_id = ${head('示例市妇幼保健院', '2025Q3')})`,
			'three of three': `${cell('示例市例北县人民医院', '2025Q2', 'ais_reperfused')} = 3`,
			'nought of nought': `${cell('示例市示新区人民医院', '2025Q2', 'septic_shock_patients')} = 0`,
			'no service': `(SELECT state = 'not_applicable' FROM zhiheng.return_cell WHERE return_id = ${head('示例市示北区人民医院', '2025Q2')} AND element_code = 'dialysis_patients')`,
			'an open period': "(SELECT bool_and(state = 'open' AND due_on > zhiheng.today()) FROM zhiheng.reporting_period WHERE period = '2025Q3')",
			'all 150 elements': `(SELECT count(DISTINCT element_code) = 150 AND count(*) = 151 FROM zhiheng.return_cell
				WHERE return_id IN (${head('示例市第二人民医院', '2025Q2')}, ${head('示例市第二人民医院', '2025H1')}))`,
			'a quarter made of its months': `(SELECT count(*) = 4 AND bool_and(whole.value = month.value) FROM zhiheng.return_value AS whole
				JOIN (SELECT element_code, sum(value) AS value FROM zhiheng.return_cell
					WHERE return_id IN (${['2025-01', '2025-02', '2025-03'].map((month) => head('示例市第二人民医院', month)).join(', ')})
					GROUP BY element_code) AS month USING (element_code)
				WHERE whole.return_id = ${head('示例市第二人民医院', '2025Q1')} AND whole.source = 'derived')`,
		};
		for (const [what, sql] of Object.entries(checks))
			assert.deepEqual(query(other, `SELECT ${sql}`), ['t'], what);
	});

	it('has the same numbers every time', () => {
		createDatabase(other);
		assert.equal(zhiheng(other, 'migrate').status, 0);
		assert.equal(zhiheng(other, 'catalogue', 'load', path.join(tree, 'sql/catalogue')).status, 0);
		assert.equal(zhiheng(other, 'demo', 'load', path.join(tree, 'sql/demo')).status, 0);
		assert.deepEqual(query(other, values), [first]);
	});

	it('can be rebuilt from the record', () => {
		const accepted = `SELECT md5(string_agg(cell::text, '' ORDER BY cell)) FROM zhiheng.accepted_cell AS cell`;
		const sheets = `SELECT md5(string_agg(sheet::text, '' ORDER BY sheet.return_id)) FROM zhiheng.return_sheet AS sheet`;
		const kept = query(other, accepted);
		const keptSheets = query(other, sheets);
		query(other, 'DELETE FROM zhiheng.return_sheet; DELETE FROM zhiheng.accepted_number; DELETE FROM zhiheng.screen_return');
		const result = zhiheng(other, 'rebuild');
		assert.equal(result.status, 0);
		assert.match(result.stdout, /return_sheet: \d+ cells made anew\naccepted_number: \d+ cells made anew\nscreen_return: \d+ cells made anew\nbound_conflict: \d+ cells made anew\ncomputed_value: \d+ cells made anew/);
		assert.deepEqual(query(other, sheets), keptSheets, 'bit for bit');
		assert.deepEqual(query(other, accepted), kept);
		assert.deepEqual(query(other, values), [first]);
	});
});
