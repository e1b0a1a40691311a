// The files of editions: what is listed can be downloaded and agrees with its manifest; zhiheng verify finds
// whatever was changed in them, and names the place.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync, spawnSync} = require('node:child_process');
const {createHash} = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {before, after, test} = require('node:test');
const {Visitor} = require('./portal');
const {editionsOf} = require('./editions');
const {query, single} = require('./people');

const root = path.resolve(__dirname, '../..');
const build = process.env.SANITIZE ? path.join(root, 'build/sanitize') : path.join(root, 'build');
const zhiheng = path.join(build, 'bin/zhiheng');
const visitor = new Visitor();
let folder;
let list;

const names = () => fs.readdirSync(folder).sort();
const file = (edition, name) => path.join(folder, edition, name);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

// Downloads every file of the first four editions by the addresses that the interface gives.
before(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-verify-'));
	await editionsOf('990100');
	const answer = await visitor.get('/api/v1/editions?region=990100');
	assert.equal(answer.status, 200);
	list = JSON.parse(answer.text).editions;
	for (const edition of list.slice(-4)) {
		const place = path.join(folder, `${edition.period}-${edition.number}`);
		fs.mkdirSync(place);
		for (const {url} of edition.files) {
			const download = await fetch(new URL(url, process.env.BASE_URL));
			assert.equal(download.status, 200, url);
			fs.writeFileSync(path.join(place, path.basename(url)), Buffer.from(await download.arrayBuffer()));
		}
	}
});

after(() => fs.rmSync(folder, {recursive: true}));

function verify(directory, ...options) {
	const run = spawnSync(zhiheng, ['verify', ...options, directory], {encoding: 'utf8', env: {}});
	return {status: run.status, text: run.stdout + run.stderr};
}

// A copy of all of them, changed, and what verify says of it.
function tampered(change, ...options) {
	return changed(names(), change, ...options);
}

// The same of some of them: much cheaper where the chain does not matter.
function changed(editions, change, ...options) {
	const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-tampered-'));
	for (const name of editions)
		fs.cpSync(path.join(folder, name), path.join(copy, name), {recursive: true});
	change(copy);
	const said = verify(copy, ...options);
	fs.rmSync(copy, {recursive: true});
	return said;
}

// The manifest made again, as a forger without the key would.
function remake(place) {
	const manifest = path.join(place, 'SHA256SUMS');
	const lines = fs.readFileSync(manifest, 'utf8').split('\n').map((line) => {
		const [, name] = /^[0-9a-f]{64} {2}(.*)$/.exec(line) || [];
		return name && fs.existsSync(path.join(place, name)) ? `${sha256(fs.readFileSync(path.join(place, name)))}  ${name}` : line;
	});
	fs.writeFileSync(manifest, lines.join('\n'));
}

function edit(place, name, change) {
	const full = path.join(place, name);
	fs.writeFileSync(full, change(fs.readFileSync(full, 'utf8')));
}

const lines = (change) => (text) => {
	const rows = text.split('\r\n');
	change(rows);
	return rows.join('\r\n');
};

// Some row that is ranked, by number in the file from 1.
function rankedRow(place) {
	const rows = fs.readFileSync(path.join(place, 'results.csv'), 'utf8').split('\r\n');
	return rows.findIndex((row, i) => i > 20 && /,ok,/.test(row)) + 1;
}

// First: while verify runs, this process does not see its idle connections end.
test('files are served as they are: types, ranges, compressed, for good', async () => {
	const {url} = list.at(-1).files.find((one) => one.url.endsWith('/results.csv'));
	const address = new URL(url, process.env.BASE_URL);
	const whole = await fetch(address, {headers: {'accept-encoding': 'identity'}});
	assert.match(whole.headers.get('content-type'), /^text\/csv; charset=utf-8$/);
	assert.match(whole.headers.get('cache-control'), /immutable/);
	const part = await fetch(address, {headers: {range: 'bytes=0-13'}});
	assert.equal(part.status, 206);
	assert.equal(await part.text(), 'indicator_code');
	const squeezed = await fetch(address, {headers: {'accept-encoding': 'gzip'}});
	assert.equal(squeezed.headers.get('content-encoding'), 'gzip');
	assert.equal(await squeezed.text(), await whole.text());
	const other = await fetch(new URL('results.csvx', address));
	assert.equal(other.status, 404);
});

test('sha256sum agrees, and so does verify', () => {
	for (const name of names())
		execFileSync('sha256sum', ['--quiet', '--strict', '-c', 'SHA256SUMS'], {cwd: path.join(folder, name)});
	const {status, text} = verify(folder);
	assert.equal(status, 0, text);
	for (const name of names())
		assert.match(text, new RegExp(`${name}：990100/.* 无误`));
	const one = verify(path.join(folder, names()[1]), '-k', file(names()[0], 'zhiheng.pub'));
	assert.equal(one.status, 0, one.text);
});

test('a digit changed is found, even if the manifest was made again: file, row and column', () => {
	const [first] = names();
	for (const column of ['value', 'lower', 'upper', 'rank', 'rank_lower', 'numerator', 'ranked']) {
		let row;
		const {status, text} = changed([first], (copy) => {
			const place = path.join(copy, first);
			row = rankedRow(place);
			edit(place, 'results.csv', lines((rows) => {
				const cells = rows[row - 1].split(','), pattern = rows[0].split(',').indexOf(column);
				cells[pattern] = cells[pattern].replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
				rows[row - 1] = cells.join(',');
			}));
			remake(place);
		});
		assert.equal(status, 1);
		const named = column === 'numerator' ? 'value' : column;
		assert.match(text, new RegExp(`${first}/results.csv 第 ${row} 行 ${named}：文件中为`), column);
		assert.match(text, /SHA256SUMS.sig：签名与清单不符/);
	}
});

test('every single digit of a row of sums is held by another', () => {
	const [first] = names();
	const rows = fs.readFileSync(file(first, 'groups.csv'), 'utf8').split('\r\n');
	const row = rows.findIndex((line) => /,region,,.*,FALSE,\d+,\d+,ok,/.test(line)) + 1;
	assert.ok(row > 0);
	for (const column of [7, 8, 10, 11, 12]) {
		const {status, text} = changed([first], (copy) => {
			edit(path.join(copy, first), 'groups.csv', lines((list) => {
				const cells = list[row - 1].split(',');
				cells[column] = cells[column].replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
				list[row - 1] = cells.join(',');
			}));
			remake(path.join(copy, first));
		});
		assert.equal(status, 1);
		assert.match(text, new RegExp(`groups.csv 第 ${row} 行`), String(column));
	}
});

test('a digit of a JSON file is named by its line', () => {
	const [first] = names();
	const {status, text} = tampered((copy) => {
		edit(path.join(copy, first), 'results.json', (all) => all.replace(/("value":\d+\.\d{5})(\d)/, (_, head, digit) => head + (Number(digit) + 1) % 10));
		remake(path.join(copy, first));
	});
	assert.equal(status, 1);
	assert.match(text, /results.json 第 \d+ 行：与 results.csv 不一致/);
});

// The rows of a table as objects; no cell of those used here has a comma, a quote or a line end of its own but a note.
function table(place, name) {
	const [head, ...rows] = fs.readFileSync(path.join(place, name), 'utf8').trim().split('\r\n').map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)
		.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '')));
	return rows.map((cells) => Object.fromEntries(head.map((column, i) => [column, cells[i]])));
}

// One cell changed and the manifest made again: what verify says.
function change(name, row, column, to) {
	const [first] = names();
	return changed([first], (copy) => {
		const place = path.join(copy, first);
		edit(place, name, lines((rows) => {
			const cells = rows[row - 1].match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, ''));
			const at = rows[0].split(',').indexOf(column);
			assert.notEqual(at, -1, column);
			cells[at] = to(cells[at]);
			rows[row - 1] = cells.slice(0, rows[0].split(',').length).join(',');
		}));
		remake(place);
	});
}

const digit = (cell) => {
	assert.match(cell, /\d/);
	return cell.replace(/\d(?=\D*$)/, (one) => String((Number(one) + 1) % 10));
};

test('grades: every figure between counts and grade is held, and named by file, row and column', () => {
	const place = path.join(folder, names()[0]);
	const grades = table(place, 'grades.csv');
	const row = grades.findIndex((one) => one.grade !== '' && one.safety_cap !== '' && one.rank !== '' && Number(one.error) > 0) + 2;
	assert.ok(row > 1);
	for (const column of ['eligible_weight', 'weight', 'coverage', 'weighted_points', 'composite', 'error', 'rank', 'ranked', 'institution_id']) {
		const {status, text} = change('grades.csv', row, column, digit);
		assert.equal(status, 1);
		assert.match(text, new RegExp(`/grades.csv 第 ${row} 行 ${column}：`), column);
	}
	for (const column of ['band', 'safety_cap', 'grade']) {
		const {status, text} = change('grades.csv', row, column, (letter) => (letter === 'C' ? 'B' : 'C'));
		assert.equal(status, 1);
		assert.match(text, new RegExp(`/grades.csv 第 ${row} 行 ${column}：文件中为 [BC]，重新计算为 [A-D]`), column);
	}
	for (const column of ['safety_cap', 'cap_text', 'tied', 'grade']) {
		const {status, text} = change('grades.csv', row, column, () => '');
		assert.equal(status, 1);
		assert.match(text, new RegExp(`/grades.csv 第 ${row} 行 ${column}：文件中为 空，重新计算为 `), `${column} removed`);
	}
	const alike = grades.findIndex((one) => / /.test(one.alike)) + 2;
	assert.match(change('grades.csv', alike, 'alike', (ids) => ids.replace(/^\d+ /, '')).text, new RegExp(`/grades.csv 第 ${alike} 行 alike：`));

	const points = table(place, 'grade_points.csv');
	const point = points.findIndex((one) => one.cap !== '') + 2;
	for (const column of ['points', 'theta', 'z', 'institution_id']) {
		const {status, text} = change('grade_points.csv', point, column, digit);
		assert.equal(status, 1);
		assert.match(text, new RegExp(`/grade_points.csv 第 ${point} 行 ${column}：`), column);
	}
	assert.match(change('grade_points.csv', point, 'cap', () => '').text, new RegExp(`/grade_points.csv 第 ${point} 行 cap：文件中为 空，重新计算为 [BC]`));
	for (const column of ['decision', 'decision_reason', 'decided_on'])
		assert.match(change('grade_points.csv', point, column, () => '').text, new RegExp(`/grade_points.csv 第 ${point} 行 ${column}：封顶没有审议`));
	const inside = points.findIndex((one) => Number(one.points_error) > 0) + 2;
	assert.match(change('grade_points.csv', inside, 'points_error', digit).text, new RegExp(`/grade_points.csv 第 ${inside} 行 points_error：`));
});

test('grades: another scheme, weight, floor, benchmark or band gives other grades; a veto removed too', () => {
	const place = path.join(folder, names()[0]);
	const letters = table(place, 'grades.csv').map((one) => one.grade);
	assert.ok(letters.includes('B'));
	const band = change('grade_scheme.csv', 2, 'band_b', () => '100');
	assert.equal(band.status, 1);
	assert.match(band.text, /\/grades.csv 第 \d+ 行 band：文件中为 B，重新计算为 C/);
	const [column, limit, letter, other] = table(place, 'grade_points.csv').some(({cap}) => cap === 'C')
		? ['cap_c', '-900', 'C', 'B'] : ['cap_b', '-3.08', 'B', '空'];
	assert.match(change('grade_scheme.csv', 2, column, () => limit).text, new RegExp(`/grade_points.csv 第 \\d+ 行 cap：文件中为 ${letter}，重新计算为 ${other}`));
	assert.match(change('grade_scheme.csv', 2, 'coverage_of_3', () => '1').text, /\/grades.csv 第 \d+ 行 status：文件中为 coverage，重新计算为 graded/);
	assert.match(change('grade_scheme.csv', 2, 'band_a', () => '').text, /\/grade_scheme.csv 第 2 行 band_a：/);
	for (const end of ['floor', 'benchmark'])
		assert.match(change('grade_rules.csv', 2, end, (text) => String(Number(text) + 1)).text, /\/grade_points.csv 第 \d+ 行 points：/, end);
	assert.match(change('grade_rules.csv', 2, 'weight', (text) => String(Number(text) + 1)).text, /\/grades.csv 第 2 行 weight：/);
	assert.match(change('grade_rules.csv', 2, 'safety', (flag) => (flag === 'TRUE' ? 'FALSE' : 'TRUE')).text, /\/grade_points.csv 第 \d+ 行 z：/);

	const vetoed = names().map((name) => [name, table(path.join(folder, name), 'grades.csv').findIndex((one) => one.veto !== '') + 2]).find(([, row]) => row > 1);
	assert.ok(vetoed, 'a veto stands in one of the editions');
	const {status, text} = changed([vetoed[0]], (copy) => {
		edit(path.join(copy, vetoed[0]), 'grades.csv', lines((rows) => {
			const cells = rows[vetoed[1] - 1].split(',');
			cells[1] = cells[2] = '';
			rows[vetoed[1] - 1] = cells.join(',');
		}));
		remake(path.join(copy, vetoed[0]));
	});
	assert.equal(status, 1);
	assert.match(text, new RegExp(`/grades.csv 第 ${vetoed[1]} 行 (grade|cap_text)：`));
});

test('grades: rows removed, added, doubled', () => {
	const [first] = names();
	for (const name of ['grades.csv', 'grade_points.csv', 'grade_rules.csv']) {
		for (const work of [(rows) => rows.splice(4, 1), (rows) => rows.splice(4, 0, rows[4]), (rows) => rows.splice(4, 2, rows[5], rows[4])]) {
			const {status, text} = changed([first], (copy) => {
				edit(path.join(copy, first), name, lines(work));
				remake(path.join(copy, first));
			});
			assert.equal(status, 1);
			assert.match(text, /\/grade(s|_points|_rules).csv 第 \d+ 行/, name);
		}
	}
	const gone = changed([first], (copy) => {
		edit(path.join(copy, first), 'grade_scheme.csv', lines((rows) => rows.splice(1, 1)));
		remake(path.join(copy, first));
	});
	assert.match(gone.text, /\/grade_rules.csv 第 2 行：没有评价方案/);
});

test('what is said to meet goal and threshold does', () => {
	const place = path.join(folder, names()[0]);
	const results = table(place, 'results.csv');
	for (const column of ['goal_met', 'threshold_met'])
		for (const said of ['TRUE', 'FALSE']) {
			const row = results.findIndex((one) => one[column] === said) + 2;
			assert.ok(row > 1, `${column} ${said}`);
			const {status, text} = change('results.csv', row, column, () => (said === 'TRUE' ? 'FALSE' : 'TRUE'));
			assert.equal(status, 1);
			assert.match(text, new RegExp(`/results.csv 第 ${row} 行 ${column}：`), column);
		}
	const goal = results.findIndex((one) => one.goal_met === 'TRUE' && Number(one.goal) > 0) + 2;
	assert.match(change('results.csv', goal, 'goal', (text) => (Number(text) > Number(results[goal - 2].value) ? '0.000000' : '99999.000000')).text,
		new RegExp(`/results.csv 第 ${goal} 行 goal_met：`));
	const unsaid = results.findIndex((one) => one.goal_met === '' && one.value !== '') + 2;
	assert.match(change('results.csv', unsaid, 'goal_met', () => 'TRUE').text, new RegExp(`/results.csv 第 ${unsaid} 行 goal_met：`));
});

test('rows removed, added, changed in order', () => {
	const [first] = names();
	const change = (work) => changed([first], (copy) => {
		const place = path.join(copy, first);
		const row = rankedRow(place);
		edit(place, 'results.csv', lines((rows) => work(rows, row - 1)));
		remake(place);
	});
	const removed = change((rows, row) => rows.splice(row, 1));
	assert.equal(removed.status, 1);
	assert.match(removed.text, /results.csv 第 \d+ 行|groups.csv 第 \d+ 行/);
	const added = change((rows, row) => rows.splice(row, 0, rows[row]));
	assert.equal(added.status, 1);
	assert.match(added.text, /results.csv 第 \d+ 行 institution_id：/);
	const order = change((rows, row) => rows.splice(row, 2, rows[row + 1], rows[row]));
	assert.equal(order.status, 1);
	assert.match(order.text, /results.csv 第 \d+ 行 (institution_id|indicator_code)：/);
});

test('without remaking the manifest the file is named; missing and foreign files too', () => {
	const [first] = names();
	const named = tampered((copy) => edit(path.join(copy, first), 'institutions.csv', (all) => all.replace('示例', '实例')));
	assert.equal(named.status, 1);
	assert.match(named.text, /institutions.csv：与清单中的 SHA-256 不符/);
	const missing = tampered((copy) => fs.rmSync(path.join(copy, first, 'edition.xlsx')));
	assert.equal(missing.status, 1);
	assert.match(missing.text, /edition.xlsx：清单中有，目录中没有/);
	const foreign = tampered((copy) => fs.writeFileSync(path.join(copy, first, 'more.csv'), 'a'));
	assert.equal(foreign.status, 1);
	assert.match(foreign.text, /more.csv：不在清单中/);
});

test('signature, wrong key, chain', () => {
	const [first, second] = names();
	const signature = tampered((copy) => edit(path.join(copy, first), 'SHA256SUMS.sig', (all) => all.replace(/(.{20})(.)(.*\n)$/, (_, a, b, c) => a + (b === 'A' ? 'B' : 'A') + c)));
	assert.equal(signature.status, 1);
	assert.match(signature.text, /SHA256SUMS.sig：签名与清单不符/);

	const keys = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-key-'));
	execFileSync(zhiheng, ['key', path.join(keys, 'other')]);
	assert.equal(fs.statSync(path.join(keys, 'other.sec')).mode & 0o777, 0o600);
	assert.equal(spawnSync(zhiheng, ['key', path.join(keys, 'other')]).status, 1, 'a key is never overwritten');
	const wrong = verify(folder, '-k', path.join(keys, 'other.pub'));
	assert.equal(wrong.status, 1);
	assert.match(wrong.text, /不是这个公钥的签名/);
	fs.rmSync(keys, {recursive: true});

	// The second edition names the manifest of the first: another one, however well made, does not fit.
	const chain = tampered((copy) => {
		edit(path.join(copy, first), 'SHA256SUMS', (all) => all.replace(/\n$/, '\n'.repeat(2)));
	});
	assert.equal(chain.status, 1);
	assert.match(chain.text, new RegExp(`${second}/SHA256SUMS previous：与上一版 990100/.* 的清单不符`));
	const torn = tampered((copy) => fs.rmSync(path.join(copy, first), {recursive: true}));
	assert.equal(torn.status, 0);
	assert.match(torn.text, /上一版 990100\/.* 不在这里，未核对/);
});

test('recompute makes the same bytes from the frozen inputs', () => {
	const env = {ZHIHENG_DATABASE: process.env.ZHIHENG_DATABASE};
	const name = `990100/${list.at(-1).period}/${list.at(-1).number}`;
	const run = spawnSync(zhiheng, ['recompute', name], {encoding: 'utf8', env});
	assert.equal(run.status, 0, run.stdout + run.stderr);
	for (const table of ['edition', 'indicators', 'institutions', 'results', 'groups', 'remarks'])
		for (const ending of ['csv', 'json'])
			assert.ok(run.stdout.includes(`${table}.${ending}: the same bytes`), `${table}.${ending}`);
	assert.equal(spawnSync(zhiheng, ['recompute', '990100/1999Q1/1'], {env}).status, 1);
	assert.equal(spawnSync(zhiheng, ['recompute'], {env}).status, 2);
});

// As an edition from before the arithmetic changed: it is as it was signed, and nobody calls its figures wrong.
test('an edition of another method is verified without its figures, and not made again', () => {
	const [first] = names();
	const env = {ZHIHENG_DATABASE: process.env.ZHIHENG_DATABASE};
	const name = `990100/${list.at(-1).period}/${list.at(-1).number}`;
	const cell = (place, name, row, column, to) => {
		edit(place, name, lines((rows) => {
			const heads = rows[0].split(',');
			const cells = rows[row - 1].match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((text) => text.replace(/,$/, ''));
			cells[heads.indexOf(column)] = to;
			rows[row - 1] = cells.slice(0, heads.length).join(',');
		}));
	};
	const {method_version: method} = table(path.join(folder, first), 'edition.csv')[0];
	const others = (change) => changed([first], (copy) => {
		const place = path.join(copy, first);
		cell(place, 'edition.csv', 2, 'method_version', '0');
		edit(place, 'edition.json', (text) => text.replace(`"method_version":"${method}"`, '"method_version":"0"'));
		change(place);
		remake(place);
	});
	const early = others((place) => {
		cell(place, 'results.csv', rankedRow(place), 'rank_upper', '999');
	});
	assert.match(early.text, new RegExp(`${first}：按第 0 版方法计算，本程序为第 ${method} 版`));
	assert.doesNotMatch(early.text, /(results|groups|points|grades)\.csv 第/);
	const sum = others((place) => {
		const row = table(place, 'groups.csv').findIndex(({numerator}) => Number(numerator) > 0);
		cell(place, 'groups.csv', row + 2, 'numerator', '0');
	});
	assert.match(sum.text, /groups\.csv 第 \d+ 行 numerator：文件中为 0，/);

	const id = single(`SELECT edition.id FROM zhiheng.edition WHERE region_code || '/' || period || '/' || number = '${name}'`);
	const mark = (version) => query(`SET session_replication_role = replica; UPDATE zhiheng.edition SET method_version = '${version}' WHERE id = ${id}`);
	mark('0');
	try {
		const run = spawnSync(zhiheng, ['recompute', name], {encoding: 'utf8', env});
		assert.equal(run.status, 1);
		assert.match(run.stderr, new RegExp(`was made by method 0; this program computes by method ${method} `));
		assert.doesNotMatch(run.stdout, /DIFFERENT/);
	} finally {
		mark(method);
	}
	assert.equal(spawnSync(zhiheng, ['recompute', name], {env}).status, 0);
});

test('nothing to verify is no success', () => {
	const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-empty-'));
	assert.equal(verify(empty).status, 1);
	assert.equal(spawnSync(zhiheng, ['verify']).status, 2);
	fs.rmSync(empty, {recursive: true});
});

// Draws and seed of simulated ranks stand in the head; editions from before are without them, and verified all the same.
test('an edition says how its ranks were simulated; one from before that was written down is read too', () => {
	const [first] = names();
	const rows = fs.readFileSync(file(first, 'edition.csv'), 'utf8').split('\r\n').map((row) => row.split(','));
	const at = rows[0].indexOf('rank_draws');
	assert.deepEqual([rows[0][at + 1], rows[1][at], rows[1][at + 1]], ['rank_seed', '10000', '20250701']);
	const without = (cells) => lines((all) => [0, 1].forEach((row) => {
		const parts = all[row].split(',');
		parts.splice(at, cells);
		all[row] = parts.join(',');
	}));
	const early = changed([first], (copy) => {
		const place = path.join(copy, first);
		// What came later still, the editions before, is not there either.
		edit(place, 'edition.csv', without(3));
		edit(place, 'edition.json', (text) => text.replace(/\{"name":"(rank_(draws|seed)|pooled_editions)"[^}]*\},\n/g, '')
			.replace(/"(rank_(draws|seed)|pooled_editions)":(\d+|null|"[^"]*"),/g, ''));
		remake(place);
	});
	assert.doesNotMatch(early.text, /edition\.|results\.csv|groups\.csv/);
	assert.match(early.text, /签名与清单不符/);
	const half = changed([first], (copy) => {
		edit(path.join(copy, first), 'edition.csv', without(1));
		remake(path.join(copy, first));
	});
	assert.match(half.text, /edition\.csv：?.*表头不是规定的列/);
});
