// The importer alone, with files as hostile as they come: what it writes, how much memory it takes.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {spawn, spawnSync} = require('node:child_process');
const {test} = require('node:test');
const {setTimeout} = require('node:timers/promises');
const {cell, parts, sheetData, workbook, zip} = require('./workbook');

const program = path.resolve(process.env.IMPORTER || path.join(__dirname, '../../build/bin/importer'));
const MEMORY_KB = 256 * 1024;

// What the importer says of a file: its lines, taken apart, and its peak memory.
function read(data) {
	const run = spawnSync(program, ['measure'], {input: data, maxBuffer: 1 << 26, env: {}});
	assert.equal(run.status, 0, run.stderr.toString());
	const lines = run.stdout.toString().split('\n');
	assert.equal(lines.pop(), '');
	assert.equal(lines.shift(), 'rows\t1');
	const fields = lines.map((line) => line.split('\t'));
	return {
		peak: Number(/peak (\d+) kB/.exec(run.stderr)[1]),
		cells: fields.filter(([word]) => word === 'cell').map(([, row, column, flags, text]) => [Number(row), Number(column), flags, text]),
		merges: fields.filter(([word]) => word === 'merge').map(([, ...corners]) => corners.map(Number)),
		fault: fields.filter(([word]) => word === 'fault').map(([, row, column, words]) => ({row: Number(row), column: Number(column), words}))[0],
		file: fields.find(([word]) => word === 'file'),
		sheet: fields.find(([word]) => word === 'sheet'),
		last: fields[fields.length - 1],
	};
}

function styled(sheet, styles) {
	return zip(parts([{name: '填报', xml: sheet}], {'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`}));
}

test('cells of every kind', () => {
	const xml = '<cols><col min="6" max="6" hidden="1"/></cols><sheetData><row r="2">'
		+ cell(2, 1, '甲𠮷䶮') + cell(2, 2, 12) + cell(2, 3, {attributes: 't="b"', content: '<v>1</v>'})
		+ cell(2, 4, {attributes: 't="e"', content: '<v>#DIV/0!</v>'}) + cell(2, 5, {attributes: '', content: '<f>1+1</f><v>2</v>'})
		+ cell(2, 6, 7) + cell(2, 7, {attributes: 't="str"', content: '<f>HYPERLINK("http://example.org","x")</f><v>x</v>'})
		+ cell(2, 8, {attributes: '', content: '<f>NOW()</f>'}) + '</row><row r="4" hidden="1">' + cell(4, 2, 1) + '</row></sheetData><mergeCells><mergeCell ref="B5:C7"/></mergeCells>';
	const out = read(zip(parts([{name: '填报', xml}])));
	assert.deepEqual(out.cells, [
		[2, 1, 's', '甲𠮷䶮'], [2, 2, 'n', '12'], [2, 3, 'b', '1'], [2, 4, 'e', '#DIV/0!'], [2, 5, 'nf', '2'],
		[2, 6, 'nh', '7'], [2, 7, 'sf', 'x'], [2, 8, 'sf', ''], [4, 2, 'nh', '1'],
	]);
	assert.deepEqual(out.merges, [[5, 2, 7, 3]]);
	assert.deepEqual(out.last, ['end', '9']);
});

test('numbers are written as people write them', () => {
	const numbers = ['0.30000000000000004', '1.2E+3', '1E-3', '123456789012345678', '-5', '1e400', 'abc', '12.5', '0'];
	const out = read(zip(parts([{name: '填报', xml: '<sheetData><row r="1">' + numbers.map((text, i) => `<c r="${String.fromCharCode(65 + i)}1"><v>${text}</v></c>`).join('') + '</row></sheetData>'}])));
	assert.deepEqual(out.cells.map(([, , flags, text]) => [flags, text]), [
		['n', '0.3'], ['n', '1200'], ['n', '0.001'], ['n', '123456789012345680'], ['n', '-5'], ['s', '1e400'], ['s', 'abc'], ['n', '12.5'], ['n', '0'],
	]);
});

test('dates and percentages are told from numbers', () => {
	const formats = [[0, 'n'], [14, 'd'], [10, 'p'], [164, 'd'], [165, 'n'], [166, 'p'], [167, 'd'], [168, 'n'], [4, 'n'], [58, 'd']];
	const styles = '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[Red]#,##0&quot;days&quot;"/>'
		+ '<numFmt numFmtId="166" formatCode="0.0%"/><numFmt numFmtId="167" formatCode="[h]:mm"/><numFmt numFmtId="168" formatCode="G/通用格式\\d"/></numFmts>'
		+ '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>' + formats.map(([number]) => `<xf numFmtId="${number}"/>`).join('') + '</cellXfs>';
	const out = read(styled('<sheetData><row r="1">' + formats.map((_, i) => `<c r="${String.fromCharCode(65 + i)}1" s="${i}"><v>45000</v></c>`).join('') + '</row></sheetData>', styles));
	assert.deepEqual(out.cells.map(([, , flags]) => flags), formats.map(([, kind]) => kind));
});

test('shared texts, with runs and reading aids; control characters become visible', () => {
	const shared = '<sst><si><t>一</t></si><si><r><t>二</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>ni</t></rPh></si></sst>';
	const xml = '<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>99</v></c><c r="D1" t="inlineStr"><is><t>a&#9;b&#10;c\\</t></is></c></row></sheetData>';
	const out = read(zip(parts([{name: '填报', xml}], {'xl/sharedStrings.xml': shared})));
	assert.deepEqual(out.cells.map(([, , , text]) => text), ['二三', '一', 'a\\tb\\nc\\\\']);
	assert.deepEqual(read(Buffer.from('a,\x01\x1f\x7f\n')).cells[1], [1, 2, 's', '\uFFFD\uFFFD\uFFFD']);
});

test('of several sheets the template\'s is read, else the first that is shown', () => {
	const sheet = (name, text, state) => ({name, xml: sheetData([[text]]), state});
	const named = read(zip(parts([sheet('说明', 'a'), sheet('填报', 'b', 'hidden'), sheet('其他', 'c')])));
	assert.deepEqual([named.sheet, named.cells[0][3]], [['sheet', '填报', '3'], 'b']);
	const other = read(zip(parts([sheet('甲', 'a', 'veryHidden'), sheet('乙', 'b')])));
	assert.deepEqual([other.sheet, other.cells[0][3]], [['sheet', '乙', '2'], 'b']);
});

test('texts in UTF-8, GB18030 and UTF-16; the bad byte is found by row and column', () => {
	const rows = [[1, 1, 's', '代码'], [1, 2, 's', '本期'], [2, 1, 's', 'a𠮷䶮'], [2, 2, 's', '1,234']];
	const text = '代码,本期\r\na𠮷䶮,"1,234"\r\n';
	assert.deepEqual(read(Buffer.from(text)).cells, rows);
	assert.deepEqual(read(Buffer.from(`\uFEFF${text}`)).cells, rows);
	const gb = Buffer.from([0xb4, 0xfa, 0xc2, 0xeb, 0x2c, 0xb1, 0xbe, 0xc6, 0xda, 0x0d, 0x0a, 0x61,
		0x95, 0x34, 0xb2, 0x35, 0xfe, 0x9f, ...Buffer.from(',"1,234"\r\n')]);
	const found = read(gb);
	assert.deepEqual([found.cells, found.file], [rows, ['file', 'text', 'GB18030']]);
	const tabs = read(Buffer.from('\uFEFF代码\t本期\r\na𠮷䶮\t"1,234"\r\n', 'utf16le'));
	assert.deepEqual([tabs.cells, tabs.file], [rows, ['file', 'text', 'UTF-16']]);
	const bad = read(Buffer.concat([Buffer.from('代码,"本\n期"\na,1\nb,'), Buffer.from([0xff, 0xff]), Buffer.from('\n')]));
	assert.deepEqual([bad.fault.row, bad.fault.column], [3, 2]);
	assert.match(bad.fault.words, /无法识别的字符/);
	assert.equal(read(Buffer.from('a,b\nc,d\0\n')).fault.row, 2);
	assert.match(read(Buffer.from('a,"b\n')).fault.words, /引号没有结束/);
});

test('what is no table is refused in words', () => {
	const refused = [
		['', /空/], [Buffer.from('PK\x03\x04junk'), /已损坏/], [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧格式.*密码/],
		[Buffer.from('%PDF-1.7'), /不是表格/], [zip({'a.txt': 'x'}), /已损坏/],
		[zip(parts([])), /没有可以读取的工作表/], [zip(parts([{name: 'a', xml: '<sheetData>'}])), /已损坏/],
	];
	for (const [data, words] of refused)
		assert.match(read(Buffer.from(data)).fault.words, words);
});

test('document types, entities and deep nesting are refused', () => {
	const files = parts([{name: '填报', xml: sheetData([['x']])}]);
	const sheet = files['xl/worksheets/sheet1.xml'];
	const entities = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
	for (const xml of [sheet.replace('?>', `?>${entities}`), sheet.replace('?>', '?><!DOCTYPE w SYSTEM "http://example.org/x.dtd">')])
		assert.match(read(zip({...files, 'xl/worksheets/sheet1.xml': xml})).fault.words, /实体声明/);
	assert.match(read(zip({...files, 'xl/sharedStrings.xml': `<?xml version="1.0"?>${entities}<sst/>`})).fault.words, /实体声明/);
	assert.match(read(zip({...files, 'xl/worksheets/sheet1.xml': '<a>'.repeat(100000)})).fault.words, /已损坏/);
});

test('it gives up sockets, programs and privileges before it reads', async () => {
	const child = spawn(program, [], {stdio: ['pipe', 'pipe', 'inherit'], env: {}});
	let text = '';
	for (let i = 0; i < 1000 && !/Seccomp:\s*2/.test(text) && child.exitCode === null; i += 1) {
		await setTimeout(10);
		text = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
	}
	assert.match(text, /NoNewPrivs:\s*1/);
	assert.match(text, /Seccomp:\s*2/);
	child.stdin.end('a,b\n');
	await new Promise((resolve) => { child.on('exit', resolve); });
	assert.equal(child.exitCode, 0);
});

test('the worst files stay below 256 MB', () => {
	const long = (count) => `<sheetData>${Array.from({length: count}, (_, i) => `<row r="${i + 1}"><c><v>1</v></c></row>`).join('')}</sheetData>`;
	const wide = `<sheetData>${Array.from({length: 4900}, (_, i) => `<row r="${i + 1}">${Array.from({length: 12}, (__, j) => cell(i + 1, j + 1, i)).join('')}</row>`).join('')}</sheetData>`;
	const empty = `<sheetData>${Array.from({length: 1000000}, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" s="1"/></row>`).join('')}</sheetData>`;
	const shared = (count, length) => ({'xl/sharedStrings.xml': `<sst>${`<si><t>${'长'.repeat(length)}</t></si>`.repeat(count)}</sst>`});
	const one = (xml, more) => zip(parts([{name: '填报', xml}], more));
	const worst = {
		'1,000,000 rows': [one(long(1000000)), /超过 5000 行/],
		'1,000,000 empty rows': [one(empty), null],
		'a ZIP bomb of 150 MB': [one(`<sheetData>${' '.repeat(150e6)}</sheetData>`), /解压后过大/],
		'a bomb of texts': [one(sheetData([['x']]), shared(90000, 400)), /远多于模板/],
		'many small texts': [one(sheetData([['x']]), shared(199000, 5)), null],
		'one text of 15 MB': [one(sheetData([['x']]), shared(1, 5e6)), /过长/],
		'the most cells': [one(wide), null],
		'6 MB of line ends': [Buffer.alloc(6e6, ',\n'), /远多于模板/],
		'6 MB of commas': [Buffer.alloc(6e6, ','), /远多于模板/],
		'6 MB of quotes': [Buffer.alloc(6e6, '"'), null],
		'6 MB of Chinese': [Buffer.alloc(6e6, Buffer.from([0xd2, 0xbd])), null],
		'6 MB of UTF-16': [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(5.9e6, Buffer.from('医', 'utf16le'))]), null],
		'6 MB of bad bytes': [Buffer.alloc(6e6, 0xff), /无法识别/],
	};
	let most = 0;
	for (const [name, [data, words]] of Object.entries(worst)) {
		const out = read(data.length > 6 * 1024 * 1024 ? data.subarray(0, 6 * 1024 * 1024) : data);
		if (words === null)
			assert.equal(out.fault, undefined, name);
		else
			assert.match(out.fault.words, words, name);
		most = Math.max(most, out.peak);
		console.log(`importer: ${name}: ${(data.length / 1e6).toFixed(1)} MB sent, peak ${(out.peak / 1024).toFixed(1)} MB`);
	}
	console.log(`importer: peak memory on the worst file ${(most / 1024).toFixed(1)} MB, allowed 256 MB`);
	assert.ok(most < MEMORY_KB);
});
