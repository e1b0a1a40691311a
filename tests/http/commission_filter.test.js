// The page of an indicator, filtered: which institutions, which sums, and ranks that stay those among all
// peers; its tables as files.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {readTable, signedIn, unescapeHtml, visible} = require('./portal');
const {query} = require('./people');
const {readWorkbook} = require('./workbook');

const period = '2025Q2';
const code = 'NIT-2025-01.1';
const [[programme]] = query(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const address = (rest = '') => `/commission/indicator/${code}?programme=${programme}&period=${period}${rest}`;
let admin, all;

before(async () => {
	admin = await signedIn('city.admin');
	all = await table('');
});

async function table(rest) {
	const answer = await admin.get(address(`${rest}&format=csv`));
	assert.equal(answer.status, 200);
	assert.match(answer.headers.get('content-type'), /^text\/csv/);
	return readTable(answer.text);
}

// Names of the institutions that are asked, by the filter's own columns.
function asked(where) {
	return query(`SELECT institution.name FROM zhiheng.institution AS institution
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = ${programme} AND asked.indicator_code = '${code}'
			AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
		JOIN zhiheng.asked_return AS head ON head.institution_id = institution.id AND head.period = '${period}' AND head.programme_id = ${programme}
		WHERE ${where} ORDER BY 1`).flat();
}

const filters = [['&region=990101', `region_code = '990101'`, '示中区'], ['&level=tertiary', `level = 'tertiary'`, '三级'],
	['&kind=tcm', `kind = 'tcm'`, '中医医院'], ['&ownership=private', `ownership = 'private'`, '民营'],
	['&region=990103&level=secondary&ownership=public', `region_code = '990103' AND level = 'secondary' AND ownership = 'public'`, '示西区、二级、公立']];

test('each filter shows the institutions it names, with their ranks among all peers', async () => {
	for (const [rest, where, words] of filters) {
		const rows = await table(rest), names = rows.map((row) => row['医疗机构']);
		assert.deepEqual([...names].sort(), asked(where).sort(), rest);
		for (const row of rows)
			assert.deepEqual(row, all.find((other) => other['医疗机构'] === row['医疗机构']), rest);
		const text = visible((await admin.get(address(rest))).text);
		assert.ok(text.includes(`只显示：${words}，共 ${names.length} 家。`), text.slice(0, 1500));
		for (const {'医疗机构': name} of all)
			assert.equal(text.includes(` ${name} `), names.includes(name), `${rest} ${name}`);
	}
});

test('sums are those of the institutions shown', async () => {
	for (const [rest] of filters) {
		const shown = (await table(rest)).filter((row) => row['分母'] !== '' && Number(row['分母']) > 0);
		const sum = (name) => shown.reduce((total, row) => total + Number(row[name]), 0);
		const text = visible((await admin.get(address(rest))).text);
		if (shown.length > 0)
			assert.ok(text.includes(` ${sum('分子')}/${sum('分母')} `), `${rest} ${sum('分子')}/${sum('分母')}`);
		const groups = await table(`${rest}&table=groups`);
		assert.equal(groups[0]['分组'], '所选机构');
		assert.equal(Number(groups[0]['分子']), sum('分子'));
		for (const way of new Set(groups.slice(1).map((row) => row['汇总方式']))) {
			const parts = groups.filter((row) => row['汇总方式'] === way);
			assert.equal(parts.reduce((total, row) => total + Number(row['分子']), 0), sum('分子'), `${rest} ${way}`);
		}
	}
});

test('links, form and files keep the filter', async () => {
	const {text} = await admin.get(address('&region=990101&level=tertiary'));
	const links = [...text.matchAll(/href="([^"]*format=[^"]*)"/g)].map(([, link]) => unescapeHtml(link));
	assert.equal(links.length, 6, 'three tables as CSV and XLSX');
	for (const link of links) {
		const parameters = new URL(link, 'http://x').searchParams;
		assert.deepEqual(['region', 'level', 'programme', 'period'].map((name) => parameters.get(name)), ['990101', 'tertiary', programme, period]);
		assert.equal((await admin.get(link)).status, 200, link);
	}
	assert.match(text, /<option value="990101" selected>示中区<\/option>/);
	assert.match(text, /<option value="tertiary" selected>三级<\/option>/);
});

test('nobody within the filter is a sentence, not an error', async () => {
	for (const rest of ['&region=110000', '&kind=opo', '&region=990101&kind=maternal_child', '&region=990101&kind=ems&ownership=private']) {
		const answer = await admin.get(address(rest));
		assert.equal(answer.status, 200, rest);
		assert.match(visible(answer.text), /没有符合筛选条件、应报这个指标的机构。/);
		assert.deepEqual(await table(rest), []);
	}
});

test('a filter that there is not is told in words', async () => {
	for (const rest of ['&level=none', '&kind=%27%3B--', `&ownership=${'x'.repeat(300)}`, '&region=%27']) {
		const answer = await admin.get(address(rest));
		assert.equal(answer.status, 400, rest);
		assert.match(visible(answer.text), new RegExp(`网址中的参数“${/&(\w+)/.exec(rest)[1]}”(不在可选范围内|应为编码)`));
	}
});

test('the workbook has the same cells as the CSV, numbers as numbers, and says what it is', async () => {
	for (const which of ['', '&table=groups', '&table=quarters']) {
		const answer = await admin.get(address(`&level=tertiary${which}&format=xlsx`));
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('content-type'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
		assert.match(answer.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''NIT-2025-01\.1-2025Q2.*\.xlsx$/);
		const sheets = readWorkbook(answer.bytes), rows = await table(`&level=tertiary${which}`);
		assert.deepEqual(Object.keys(sheets), ['数据', '说明']);
		const [head, ...body] = sheets['数据'];
		assert.deepEqual(head, Object.keys(rows[0]));
		assert.equal(body.length, rows.length);
		body.forEach((cells, i) => head.forEach((name, column) => {
			const cell = cells[column] === undefined ? null : cells[column];
			assert.equal(typeof cell === 'number' ? cell : cell || '', typeof cell === 'number' ? Number(rows[i][name]) : rows[i][name], name);
		}));
		assert.ok(body.some((cells) => cells.filter((cell) => typeof cell === 'number').length >= 4));
		const facts = Object.fromEntries(sheets['说明'].slice(1));
		assert.equal(facts['报告期'], '2025年第二季度');
		assert.equal(facts['筛选'], '三级');
		assert.match(facts['数据性质'], /^演示数据/);
	}
});

test('the overview as files has the sums of its page', async () => {
	const url = `/commission/indicator/?programme=${programme}&period=${period}`;
	const text = visible((await admin.get(url)).text), csv = readTable((await admin.get(`${url}&format=csv`)).text);
	const [head, ...rows] = readWorkbook((await admin.get(`${url}&format=xlsx`)).bytes)['数据'];
	assert.equal(csv.length, query(`SELECT 1 FROM zhiheng.programme_indicator WHERE programme_id = ${programme}`).length);
	csv.forEach((row, i) => {
		assert.equal(rows[i][head.indexOf('指标编码')], row['指标编码']);
		assert.equal(Number(rows[i][head.indexOf('合计值')] || 0), Number(row['合计值'] === '是' || row['合计值'] === '否' ? 0 : row['合计值']));
		if (row['分母'] !== '' && row['合计值'] !== '')
			assert.ok(text.includes(`${row['分子']}/${row['分母']} ${row['有数据机构']}/${row['应有机构']}`), row['指标编码']);
	});
});

test('the quarters of one institution as files', async () => {
	const [[id]] = query(`SELECT id FROM zhiheng.institution WHERE name = '示例市第一人民医院'`);
	const url = `/commission/institution/${id}/result/${code}?programme=${programme}&period=${period}`;
	const rows = readTable((await admin.get(`${url}&format=csv`)).text).filter((row) => row['分母'] !== '');
	assert.deepEqual(rows.map((row) => [row['季度'], Number(row['分子']), Number(row['分母'])]), query(`SELECT head.period, upper.value, lower.value
		FROM zhiheng.return AS head
		JOIN zhiheng.return_cell AS upper ON upper.return_id = head.id AND upper.element_code = 'ais_reperfused'
		JOIN zhiheng.return_cell AS lower ON lower.return_id = head.id AND lower.element_code = 'ais_patients'
		WHERE head.institution_id = ${id} AND head.state IN ('accepted', 'published') ORDER BY 1`).map(([quarter, x, n]) => [quarter, Number(x), Number(n)]));
	assert.equal(readWorkbook((await admin.get(`${url}&format=xlsx`)).bytes)['数据'].length, 1 + readTable((await admin.get(`${url}&format=csv`)).text).length);
});

test('the same period of the year before and the distance to the goal, by arithmetic', async () => {
	const former = new Map(query(`SELECT institution.name, upper.value, lower.value FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		JOIN zhiheng.return_cell AS upper ON upper.return_id = head.id AND upper.element_code = 'ais_reperfused' AND upper.value IS NOT NULL
		JOIN zhiheng.return_cell AS lower ON lower.return_id = head.id AND lower.element_code = 'ais_patients' AND lower.value IS NOT NULL
		WHERE head.period = '2024Q2' AND head.state IN ('accepted', 'published')`).map(([name, x, n]) => [name, 100 * x / n]));
	let changes = 0, goals = 0;
	for (const row of all.filter((item) => item['指标值'] !== '')) {
		const before = former.get(row['医疗机构']);
		if (before !== undefined && !Number.isNaN(before)) {
			assert.ok(Math.abs(Number(row['上期值']) - before) <= 0.005 + 1e-9, row['医疗机构']);
			assert.ok(Math.abs(Number(row['较上期变化']) - (Number(row['指标值']) - Number(row['上期值']))) < 1e-9);
			assert.match(row['较上期判断'], /^(好转|变差|差别可能是偶然)$/);
			changes++;
		}
		// The requirement of 45 % while it is not met, then the own goal.
		const met = 100 * row['分子'] >= 45 * row['分母'];
		const goal = row['本院目标'] !== '' && met ? Number(row['本院目标']) : 45;
		assert.equal(row['是否达到要求'], met ? '达到' : '未达到', row['医疗机构']);
		assert.equal(row['距目标依据'], row['本院目标'] !== '' && met ? '本院目标' : '要求');
		const missing = Math.max(0, Math.ceil(goal * row['分母'] / 100 - row['分子'] - 1e-9));
		assert.equal(Number(row['距目标例数']), missing, row['医疗机构']);
		assert.equal(row['距目标例数'] === '0', 100 * row['分子'] >= goal * row['分母']);
		for (const [limit, name] of [['95%区间上限', '距目标例数下限'], ['95%区间下限', '距目标例数上限']])
			assert.ok(Math.abs((goal - Number(row[limit])) * row['分母'] / 100 - Number(row[name])) <= 0.05 + 0.005 * row['分母'] / 100, `${row['医疗机构']} ${name}`);
		goals++;
	}
	assert.ok(changes >= 10 && goals >= 10);
});

test('the period before lies in the programme of the year before', async () => {
	const rows = readTable((await admin.get(`/commission/indicator/${code}?programme=${programme}&period=2025Q1&format=csv`)).text);
	const former = new Map(query(`SELECT institution.name, upper.value, lower.value FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		JOIN zhiheng.return_cell AS upper ON upper.return_id = head.id AND upper.element_code = 'ais_reperfused' AND upper.value IS NOT NULL
		JOIN zhiheng.return_cell AS lower ON lower.return_id = head.id AND lower.element_code = 'ais_patients' AND lower.value IS NOT NULL
		WHERE head.period = '2024Q4' AND head.state IN ('accepted', 'published') AND lower.value > 0`).map(([name, x, n]) => [name, 100 * x / n]));
	const compared = rows.filter((row) => row['上期值'] !== '');
	assert.ok(compared.length >= 10);
	for (const row of compared)
		assert.ok(Math.abs(Number(row['上期值']) - former.get(row['医疗机构'])) <= 0.005 + 1e-9, row['医疗机构']);
});
