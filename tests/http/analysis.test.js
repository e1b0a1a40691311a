// What all analysis pages of the commission have in common: every table as CSV and as XLSX with the same cells,
// under a filter too; a QC centre finds its specialty on each of them and nothing of another one.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {readTable, signedIn, unescapeHtml, visible} = require('./portal');
const {centreIndicators, query, single} = require('./people');
const {readWorkbook} = require('./workbook');

const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q2'");
const scope = `programme=${programme}&period=2025Q2`;
const institution = single("SELECT id FROM zhiheng.institution WHERE name = '示例市第三人民医院'");
const nursing = new Set(centreIndicators('qc.nursing'));
const asked = query(`SELECT indicator_code FROM zhiheng.programme_indicator WHERE programme_id = ${programme}`).flat();
const own = asked.filter((code) => nursing.has(code));
const foreign = asked.filter((code) => !nursing.has(code));
const filter = '&region=990104&level=tertiary';
const pages = (code) => [`/commission/indicator/?${scope}`, `/commission/indicator/${code}?${scope}`, `/commission/indicator/${code}?${scope}${filter}`,
	`/commission/indicator/matrix?${scope}`, `/commission/indicator/matrix?${scope}&specialty=all&by=county`, `/commission/indicator/matrix?${scope}${filter}`,
	`/commission/institution/${institution}/result?${scope}`, `/commission/institution/${institution}/result/${code}?${scope}`,
	`/commission/signal/?${scope}`, `/commission/signal/?${scope}${filter}`, `/commission/grade/?${scope}`, '/commission/ledger/'];
const people = {};

before(async () => {
	for (const login of ['city.reviewer', 'qc.nursing', 'h1.clerk'])
		people[login] = await signedIn(login);
});

// The addresses of a page's files, those of each table together: {csv, xlsx}.
function files(html) {
	const links = [...html.matchAll(/href="([^"]*[?&;]format=(csv|xlsx))"/g)].map(([, url, format]) => [unescapeHtml(url), format]);
	assert.equal(links.length % 2, 0);
	return links.filter(([, format]) => format === 'csv').map(([csv], i) => {
		const xlsx = links.filter(([, format]) => format === 'xlsx')[i][0];
		assert.equal(xlsx.replace('format=xlsx', ''), csv.replace('format=csv', ''), 'the same table in both');
		return {csv, xlsx};
	});
}

async function sameCells(visitor, {csv, xlsx}) {
	const answer = await visitor.get(csv);
	assert.equal(answer.status, 200, csv);
	const rows = readTable(answer.text), book = await visitor.get(xlsx);
	const [head, ...cells] = Object.values(readWorkbook(book.bytes))[0];
	assert.equal(cells.length, rows.length, xlsx);
	assert.equal(head.length, answer.text.replace(/^\uFEFF/, '').split('\r\n')[0].split(',').length, xlsx);
	rows.forEach((row, i) => Object.values(row).forEach((text, column) => {
		const cell = cells[i][column] ?? '';
		assert.equal(cell, typeof cell === 'number' ? Number(text) : text.replace(/^'(?=[=+\-@])/, ''), `${xlsx} ${i} ${head[column]}`);
	}));
	return rows;
}

test('every table of an analysis page has its two files, with the same cells', async () => {
	const seen = new Map();
	for (const url of [...pages('NIT-2025-01.1'), `/commission/programme/${programme}/grade`]) {
		const {status, text} = await people['city.reviewer'].get(url);
		assert.equal(status, 200, url);
		const its = files(text);
		assert.ok(its.length >= 1, `${url} has a file`);
		for (const file of its) {
			const rows = await sameCells(people['city.reviewer'], file);
			seen.set(file.csv.replace(/\d+/g, '#').replace(/[?&](programme|period)=[^&]*/g, ''), rows.length);
			// What the page was asked for holds for the file.
			if (url.includes('region=') && rows.length > 0 && rows[0]['县（区）'] !== undefined && !file.csv.includes('table=quarters'))
				assert.deepEqual([...new Set(rows.map((row) => row['县（区）']))], ['示南区'], file.csv);
		}
	}
	assert.ok(seen.size >= 18 && [...seen.values()].filter((rows) => rows > 0).length >= 15, `${JSON.stringify([...seen])}`);
});

test('the files of an institution\'s page and of common problems have the rows of the page', async () => {
	const {text} = await people['city.reviewer'].get(`/commission/institution/${institution}/result?${scope}`);
	const rowsOf = (html, id) => {
		const [table] = new RegExp(`<table[^>]*>\\s*<caption id="${id}"[\\s\\S]*?</table>`).exec(html);
		const [, body] = /<tbody[^>]*>([\s\S]*?)<\/tbody>/.exec(table);
		return [...body.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => visible(row)).filter((row) => !/ (没有|本期没有)/.test(row));
	};
	const table = async (name) => readTable((await people['city.reviewer'].get(`/commission/institution/${institution}/result?${scope}&table=${name}&format=csv`)).text);
	for (const [name, id, columns] of [['ledger', 'ledger-caption', ['问题', '来源', '期限', '状态']], ['returns', 'returns-caption', ['报告期', '截止日期', '状态']],
		['words', 'words-caption', ['数据项', '说明', '填写人']]]) {
		const shown = rowsOf(text, id), rows = await table(name);
		assert.equal(rows.length, shown.length, name);
		rows.forEach((row, i) => columns.forEach((column) => assert.ok(shown[i].includes(row[column]), `${name} ${i} ${column} ${row[column]}`)));
	}
	assert.ok((await table('ledger')).length > 0 && (await table('returns')).length > 0);
	const signals = await people['city.reviewer'].get(`/commission/signal/?${scope}${filter}`);
	const common = readTable((await people['city.reviewer'].get(`/commission/signal/?${scope}${filter}&table=common&format=csv`)).text);
	const shown = rowsOf(signals.text, 'common-caption');
	assert.equal(common.length, shown.length);
	common.forEach((row, i) => assert.ok(shown[i].includes(`${row['未达到机构数']}/${row['有判断的机构数']}`) && shown[i].includes(row['指标名称']), shown[i]));
});

test('a hospital has its own results and its own grade as files', async () => {
	const {text} = await people['h1.clerk'].get(`/institution/result/?of=${programme}-2025Q2`);
	const its = files(text);
	assert.equal(its.length, 2);
	const grade = its.find(({csv}) => csv.includes('table=grade'));
	const rows = await sameCells(people['h1.clerk'], grade);
	assert.ok(rows.length >= 5);
	const table = visible(/<table[^>]*>\s*<caption id="grade-caption"[\s\S]*?<\/table>/.exec(text)[0]);
	for (const row of rows)
		assert.ok(table.includes(row['指标编码']) && table.includes(row['得分']), row['指标名称']);
	await sameCells(people['h1.clerk'], its.find(({csv}) => !csv.includes('table=grade')));
});

test('a QC centre: its specialty on every page and in every file, nothing of another', async () => {
	const centre = people['qc.nursing'];
	const mine = own[0];
	const named = (text, what) => {
		for (const code of foreign)
			assert.ok(!new RegExp(`${code.replace('.', '\\.')}(?![\\d.])`).test(text), `${code} in ${what}`);
	};
	assert.ok(own.length >= 2 && foreign.length >= 50);
	let together = '';
	for (const url of pages(mine)) {
		const {status, text} = await centre.get(url);
		assert.equal(status, 200, url);
		named(text, url);
		together += text;
		for (const {csv} of files(text)) {
			const file = await centre.get(csv);
			assert.equal(file.status, 200, csv);
			named(file.text, csv);
		}
	}
	for (const code of own)
		assert.ok(together.includes(code), code);
	for (const code of foreign) {
		assert.equal((await centre.get(`/commission/indicator/${code}?${scope}`)).status, 404, code);
		assert.equal((await centre.get(`/commission/institution/${institution}/result/${code}?${scope}`)).status, 404, code);
	}
	for (const [item, code] of query('SELECT id, indicator_code FROM zhiheng.ledger_item'))
		assert.equal((await centre.get(`/commission/ledger/${item}`)).status, nursing.has(code) ? 200 : 404, `item ${item}`);
});
