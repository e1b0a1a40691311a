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

const root = path.resolve(__dirname, '../..');
const build = process.env.SANITIZE ? path.join(root, 'build/sanitize') : path.join(root, 'build');
const zhiheng = path.join(build, 'bin/zhiheng');
const visitor = new Visitor();
let folder;
let list;

const names = () => fs.readdirSync(folder).sort();
const file = (edition, name) => path.join(folder, edition, name);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

// Downloads every file of three editions by the addresses that the interface gives.
before(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-verify-'));
	await editionsOf('990100');
	const answer = await visitor.get('/api/v1/editions?region=990100');
	assert.equal(answer.status, 200);
	list = JSON.parse(answer.text).editions;
	for (const edition of list.slice(-3)) {
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

// A copy of all three editions, changed, and what verify says of it.
function tampered(change, ...options) {
	const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-tampered-'));
	fs.cpSync(folder, copy, {recursive: true});
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
	for (const [column, pattern] of [['value', 7], ['lower', 8], ['upper', 9], ['rank', 10], ['rank_lower', 13], ['numerator', 4], ['ranked', 11]]) {
		let row;
		const {status, text} = tampered((copy) => {
			const place = path.join(copy, first);
			row = rankedRow(place);
			edit(place, 'results.csv', lines((rows) => {
				const cells = rows[row - 1].split(',');
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
		const {status, text} = tampered((copy) => {
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

test('rows removed, added, changed in order', () => {
	const [first] = names();
	const change = (work) => tampered((copy) => {
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
	const changed = tampered((copy) => edit(path.join(copy, first), 'institutions.csv', (all) => all.replace('示例', '实例')));
	assert.equal(changed.status, 1);
	assert.match(changed.text, /institutions.csv：与清单中的 SHA-256 不符/);
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

test('nothing to verify is no success', () => {
	const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-empty-'));
	assert.equal(verify(empty).status, 1);
	assert.equal(spawnSync(zhiheng, ['verify']).status, 2);
	fs.rmSync(empty, {recursive: true});
});
