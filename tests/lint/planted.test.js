/* Each rule of tests/lint finds the breach that is planted for it in a copy of the tree, and nothing else; a rule without
 * one is a fault too. */
'use strict';

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');

const tree = path.join(__dirname, '../..');
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'lint-'));
execFileSync('bash', ['-c', 'tar -c --exclude=./build --exclude=./var --exclude=./.git --exclude=node_modules . | tar -x -C "$0" && git -C "$0" init -q', copy], { cwd: tree });
after(() => fs.rmSync(copy, { recursive: true }));

/* An edit turns the text of a file, '' if there is none, into another. */
const add = (more) => (text) => text + more;
const swap = (from, to) => (text) => {
	assert.ok(text.includes(from), `${from} is there to be replaced`);
	return text.replace(from, to);
};
const c = (lines) => ({ 'cgi/commission/return/planted.c': add(lines) });
const page = (markup) => ({ 'templates/commission/planted.html': add(`${markup}\n`) });
const kinds = /^ *\[MEASURE_[A-Z_]+\] = \{\.name = .*$/gm;

/* part: [rule, the breach as it is said, edits by file]; a fourth: planted apart from the others. */
const planted = {
	all: [
		['longer than 500 lines', 'tests/planted.sh', { 'tests/planted.sh': add('#\n'.repeat(501)) }],
		['download addresses in a lock file (npm: omit-lockfile-registry-resolved)', 'tests/planted/package-lock.json',
			{ 'tests/planted/package-lock.json': add('{ "resolved": "https://example.org/" }\n') }],
	],
	c: [
		['libpq outside core/db', 'cgi/commission/return/planted.c', c('#include <libpq-fe.h>\n')],
		['memory or exit by hand in a program of pages', 'planted.c', c('\tfree(NULL);\n')],
		['a page that sends and receives instead of asking (DB_ASK, DB_ASK_ALL)', 'planted.c', c('\tdb_send(db, &ask);\n')],
		['a statement whose values nobody counts (ASK, or QUERY in a table)', 'planted.c', c('\tQUERY_RETURN_HEAD;\n')],
		['rows in a list beside a list of statements (ASK)', 'planted.c', c('\tstruct rows **const results[] = {&rows};\n')],
		['a function longer than 60 lines', 'planted.c', c(`void\nlong_one(void)\n{\n${'\tx++;\n'.repeat(61)}}\n`)],
		['a public function that only its own file uses', 'planted_alone',
			{ 'cgi/core/planted.h': add('void planted_alone(void);\n'), 'cgi/core/planted.c': add('void\nplanted_alone(void)\n{\n}\n') }],
		['a sentence chopped in its middle', '"数字"', c('\tx =\n\t    "请核对"\n\t    "数字";\n')],
	],
	format: [
		['not as clang-format would have it (run clang-format -i)', 'cgi/core/planted_format.c',
			{ 'cgi/core/planted_format.c': add('int  planted( void ){ return 1; }\n') }],
	],
	front: [
		['the script of the pages is ES5', 'static/js/99_planted.js', { 'static/js/99_planted.js': add('let planted = 1;\n') }],
	],
	include: [
		['an include that points the wrong way', 'cgi/core/planted.h:1:', { 'cgi/core/planted.h': add('#include "commission/page.h"\n') }],
		['the statements of another program', 'cgi/commission/planted.h:1:',
			{ 'cgi/commission/planted.h': add('#include "institution_query.h"\n') }],
		['an include of another word of the same audience (move what they share up)', 'cgi/commission/return/planted.c:1:',
			c('#include "commission/programme/programme.h"\n')],
		['an include that goes down from what words share into a word', 'cgi/commission/planted.c:1:',
			{ 'cgi/commission/planted.c': add('#include "commission/programme/programme.h"\n') }],
	],
	kind: [
		['a function of cgi/measure that no fuzz target names', 'planted_measure',
			{ 'cgi/measure/planted.h': add('double planted_measure(double x);\n') }],
		['a kind of indicator outside cgi/measure/kind.c (ask for its trait)', 'planted.c', c('\tkind == MEASURE_RATE;\n')],
		['a kind that the description of an edition does not explain (cgi/edition/content.c)', 'planted',
			{ 'cgi/measure/kind.c': add('    [MEASURE_PLANTED] = {.name = "planted"},\n') }],
		['a kind of indicator outside zhiheng.measure_kind (join it, ask for its column)', 'sql/commission/planted.sql:1:',
			{ 'sql/commission/planted.sql': add("WHERE kind = 'proportion'\n") }],
		['cgi/measure/kind.c', 'no row', { 'cgi/measure/kind.c': (text) => text.replace(kinds, '') }, 'apart'],
	],
	layout: [
		['a statement that stands in the SQL of another word (several words: 00_base.query.sql)', 'PLANTED_ASKED stands in',
			{ 'sql/commission/return.query.sql': add('\n-- :name planted_asked\nSELECT 1\n'),
				'cgi/commission/ledger/planted.c': add('\tASK(&rows, PLANTED_ASKED)\n') }],
		['a statement that reads what another word made (several words: a file of number 00)', 'commission.planted_view is made in return.sql',
			{ 'sql/commission/return.sql': add('CREATE VIEW commission.planted_view AS SELECT 1;\n'),
				'sql/commission/ledger.query.sql': add('\n-- :name planted_reading\nSELECT planted FROM commission.planted_view\n') }],
		['a word without its SQL or its templates', 'cgi/commission/planted/: no sql',
			{ 'cgi/commission/planted/planted.c': add('\tASK(&rows, SESSION_LOAD)\n') }],
		['a folder of templates whose word no program has', 'templates/commission/nobody/',
			{ 'templates/commission/nobody/page.html': add('<p>\n') }],
		['a route whose handler is not in the folder of its word', 'signal_get is in cgi/commission/signal',
			{ 'cgi/commission/main.c': swap('"/commission/signal/"', '"/commission/planted/"') }],
		['a list of files kept by hand (wildcard)', 'route.c', { Makefile: add('PLANTED := \\\n\troute.c\n') }],
	],
	sql: [
		['columns must be named: SELECT *', 'sql/commission/planted.sql:1:', { 'sql/commission/planted.sql': add('SELECT *\n') }],
		['state sought among rows of values: write value IS NOT NULL', 'sql/commission/planted.sql', { 'sql/commission/planted.sql':
			add("SELECT cell.value FROM zhiheng.accepted_cell AS cell WHERE cell.state = 'value' AND cell.period = '2025Q1';\n") }],
		['a table that is changed after it was made: write it as it is to be', 'sql/schema/999_planted.sql',
			{ 'sql/schema/999_planted.sql': add('ALTER TABLE zhiheng.account ADD COLUMN planted text;\n') }],
		['a file of the schema that does not say or check what it makes', 'sql/schema/998_planted.sql',
			{ 'sql/schema/998_planted.sql': add('CREATE TABLE zhiheng.planted (id bigint);\n') }],
		['a test of the database that says nowhere that it came to its end: finish()', 'tests/db/planted.sql',
			{ 'tests/db/planted.sql': add('SELECT no_plan();\n') }],
	],
	template: [
		['unescaped output outside layout.html', 'planted.html', page('{{{planted}}}')],
		['inline style or script, which the content security policy stops', 'planted.html', page('<p style="x">')],
		['a script that is not a file of ours', 'planted.html', page('<script>planted()</script>')],
		['a form without novalidate', 'planted.html', page('<form method="post">')],
		['a form that posts without {{> _post}}', 'planted.html', page('<form method="post" novalidate>')],
		['a scrolling region that the keyboard cannot reach (templates/README.md)', 'planted.html', page('<div class="zh-table-region">')],
		['a template line of more than 160 characters (templates/README.md, Long lines)', 'planted.html', page('字'.repeat(161))],
		['a partial that no template includes', 'templates/commission/_planted.html', { 'templates/commission/_planted.html': add('<p>\n') }],
		['a class that nothing wears', 'zh-nobody', { 'static/css/_text.scss': add('.zh-nobody { color: red; }\n') }],
		['an icon that static/icons.txt does not name', 'planted', page('<use href="/static/icons.svg#planted"></use>')],
		['a class that static/css does not know', 'zh-unknown', page('<p class="zh-unknown">')],
	],
	truth: [
		['a file or document that is not in the tree', 'README.md', { 'README.md': add('\nSee `cgi/core/nowhere.c`.\n') }],
		['a file or document that is not in the tree', 'planted.c:1: nowhere.h', c('int x; /* as nowhere.h says */\n')],
		['a file or document that is not in the tree', 'planted.sql:1: sql/nowhere', { 'sql/commission/planted.sql': add('-- See sql/nowhere.\n') }],
		['a file or document that is not in the tree', 'planted.html:1: cgi/nowhere', page('{{! of cgi/nowhere }}')],
		['a name in a comment that is nowhere in the code', 'planted.c:2: planted_nowhere', c('/* see planted_nowhere() */\n')],
		['a section of a document that is not in the tree (cgi/measure/README.md)', 'planted.c', c('/* methods section 9 */\n')],
	],
	words: [
		['a word that has another name (templates/README.md, Words)', 'planted.html', page('<p>阈值</p>')],
		['a word that has another name: 卫健委 (templates/README.md, Words)', 'planted.html', page('<p>卫生健康委</p>')],
	],
};

/* What a part says: {rule: [line, ...]}. */
function said(part) {
	const { stdout, stderr, status } = spawnSync('bash', [`tests/lint/${part}.sh`], { cwd: copy, encoding: 'utf8' });
	const rules = {};
	let lines;
	assert.equal(stderr, '');
	for (const line of stdout.split('\n').filter(Boolean)) {
		if (line.startsWith('    '))
			lines.push(line);
		else
			lines = rules[line.replace(/:$/, '')] = [];
	}
	assert.equal(status, stdout === '' ? 0 : 1);
	return rules;
}

function plant(cases) {
	const before = new Map();
	for (const [, , edits] of cases) {
		for (const [name, edit] of Object.entries(edits)) {
			const file = path.join(copy, name);
			const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
			if (!before.has(file))
				before.set(file, text);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, edit(text || ''));
		}
	}
	return () => before.forEach((text, file) => (text === null ? fs.rmSync(file) : fs.writeFileSync(file, text)));
}

for (const part of fs.readdirSync(__dirname).filter((name) => /^(?!common).*\.sh$/.test(name)).map((name) => name.slice(0, -3))) {
	test(`tests/lint/${part}.sh`, async (t) => {
		const cases = planted[part] || [];
		const rules = [...fs.readFileSync(path.join(__dirname, `${part}.sh`), 'utf8').matchAll(/\bbreach '([^']+)'/g)].map((match) => match[1]);
		assert.deepEqual([...new Set(cases.map((one) => one[0]))].sort(), rules.sort(), 'a case for each rule');
		assert.deepEqual(said(part), {}, 'the tree as it is breaks none');
		for (const group of [cases.filter((one) => !one[3]), ...cases.filter((one) => one[3]).map((one) => [one])]) {
			const restore = plant(group);
			const found = said(part);
			restore();
			for (const [rule, breach] of group)
				await t.test(rule, () => assert.ok((found[rule] || []).some((line) => line.includes(breach)), JSON.stringify(found, null, 1)));
		}
	});
}
