// Results by department and by month, the sheet of a department and its answer, analyses in words: figures computed
// here once more, from the numbers that were typed; and that nobody else is shown one.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {formValues, signedIn, visible} = require('./portal');
const {query, single} = require('./people');

const hospital = single("SELECT id FROM zhiheng.institution WHERE name = '示例市第一人民医院'");
const programme = single(`SELECT programme.id FROM zhiheng.programme AS programme
	JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990100'
	WHERE programme.year = 2025`);
const page = (code, more = '') => `/institution/result/${code}?of=${programme}-2025Q2${more}`;
const people = {};

before(async () => {
	for (const login of ['h1.clerk', 'h1.verifier', 'h1.leader', 'h2.clerk', 'city.reviewer'])
		people[login] = await signedIn(login);
});

const [retiredName] = query(`SELECT version.name FROM zhiheng.department_version AS version JOIN zhiheng.department AS department ON department.id = version.department_id
	WHERE department.institution_id = ${hospital} AND version.retired ORDER BY version.version DESC LIMIT 1`)[0];

// What was typed: {department or month: number}, by quarter.
function typed(element, period, months = false) {
	return Object.fromEntries(query(`SELECT coalesce(newest.name, cell.part), cell.number
		FROM zhiheng.return AS head CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS cell
		LEFT JOIN LATERAL (SELECT version.name FROM zhiheng.department_version AS version WHERE version.department_id::text = cell.part
			ORDER BY version.version DESC LIMIT 1) AS newest ON true
		WHERE head.institution_id = ${hospital} AND head.period ${period} AND cell.code = '${element}' AND (cell.part ~ '-') = ${months}
			AND cell.number IS NOT NULL ORDER BY cell.part`).map(([part, number]) => [part, Number(number)]));
}

// By month: parts of a quarter's return, or a month's own.
function monthly(element) {
	return {...typed(element, "IN ('2024Q3', '2024Q4', '2025Q1', '2025Q2')", true), ...Object.fromEntries(query(`SELECT head.period, trim_scale(cell.value)
		FROM zhiheng.return AS head JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.element_code = '${element}'
		WHERE head.institution_id = ${hospital} AND head.period ~ '-' AND cell.value IS NOT NULL`).map(([month, number]) => [month, Number(number)]))};
}

function wilson(x, n, factor) {
	const z = 1.959963984540054;
	const root = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
	return [(2 * x + z * z - root) / (2 * (n + z * z)), (2 * x + z * z + root) / (2 * (n + z * z))].map((limit) => (factor * limit).toFixed(2)).join('～');
}

// Half up on whole numbers, as pages round.
function rounded(x, n, factor) {
	const hundredths = (2n * BigInt(x) * BigInt(factor) * 100n + BigInt(n)) / (2n * BigInt(n));
	return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

// The rows of a table by its caption's id, as texts.
function rowsOf(html, id) {
	const table = new RegExp(`<caption id="${id}">[\\s\\S]*?</table>`).exec(html);
	assert.ok(table, `a table ${id}`);
	return [.../<tbody[\s\S]*<\/tbody>/.exec(table[0])[0].matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => visible(row).trim());
}

const sum = (numbers) => Object.values(numbers).reduce((total, number) => total + number, 0);

test('an indicator by department: value, interval, counts and share of each, the whole first', async () => {
	const upper = typed('unplanned_reops', "= '2025Q2'");
	const lower = typed('or_surgeries', "= '2025Q2'");
	const names = Object.keys(lower);
	assert.equal(names.length, 7);
	const answer = await people['h1.clerk'].get(page('NIT-2025-09.1'));
	const rows = rowsOf(answer.text, 'by-department');
	const line = (name, x, n) => `${name} ${rounded(x, n, 1000)} （${wilson(x, n, 1000)}） ${x}/${n} 分母 ${rounded(n, sum(lower), 100)}% 分子 ${rounded(x, sum(upper), 100)}%`;
	assert.ok(rows[0].startsWith(line('全院', sum(upper), sum(lower))), rows[0]);
	assert.equal(rows.length, 8);
	for (const name of names) {
		const row = rows.find((text) => text.startsWith(name));
		assert.ok(row.startsWith(line(name, upper[name], lower[name])), `${row} | ${line(name, upper[name], lower[name])}`);
		for (const period of ['2024Q2', '2024Q3', '2024Q4', '2025Q1', '2025Q2']) {
			const [x, n] = ['unplanned_reops', 'or_surgeries'].map((element) => typed(element, `= '${period}'`)[name]);
			assert.ok(row.includes(`${period} ${rounded(x, n, 1000)}`), `${row} of ${period}`);
		}
	}
	assert.equal((answer.text.match(/class="zh-spark"/g) || []).length, 8);
	assert.doesNotMatch(visible(answer.text), new RegExp(`${retiredName}|科室合计与全院不一致|NaN`));
});

test('departments in the order asked for, a page at a time', async () => {
	const upper = typed('unplanned_reops', "= '2025Q2'");
	const lower = typed('or_surgeries', "= '2025Q2'");
	const order = async (sort, more = '') => rowsOf((await people['h1.clerk'].get(page('NIT-2025-09.1', `&sort=${sort}${more}`))).text, 'by-department').slice(1)
		.map((row) => row.split(' ')[0]);
	const places = (names, key) => names.map((name) => key(name));
	for (const [sort, key] of [['cases', (name) => lower[name]], ['value', (name) => upper[name] / lower[name]]]) {
		const rising = places(await order(sort), key);
		assert.deepEqual(rising, [...rising].sort((a, b) => a - b), sort);
		const falling = places(await order(`-${sort}`), key);
		assert.deepEqual(falling, [...falling].sort((a, b) => b - a), `-${sort}`);
	}
	assert.deepEqual(await order('value', '&page=2'), ['这一页没有科室']);
	assert.equal((await people['h1.clerk'].get(page('NIT-2025-09.1', '&sort=name'))).status, 400);
});

test('departments without the pair say why', async () => {
	const lower = typed('or_surgeries', "= '2025Q2'");
	const rows = rowsOf((await people['h1.clerk'].get(page('NIT-2025-09.3'))).text, 'by-department').slice(1);
	assert.equal(rows.length, Object.keys(lower).length);
	for (const row of rows) {
		const name = row.split(' ')[0];
		assert.match(row, new RegExp(`^${name} 未填分子 未填/${lower[name]} 分母 [0-9.]+%`));
	}
});

test('departments that do not add up to the whole are told', async () => {
	const [[id, was]] = query(`SELECT head.id, cell.value FROM zhiheng.return AS head JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id
		AND cell.element_code = 'unplanned_reops' WHERE head.institution_id = ${hospital} AND head.period = '2025Q2'`);
	const make = (value) => single(`UPDATE zhiheng.return_sheet AS sheet SET numbers[element.number] = 10000 * ${value}
		FROM zhiheng.element_number AS element WHERE sheet.return_id = ${id} AND element.code = 'unplanned_reops'`);
	const total = sum(typed('unplanned_reops', "= '2025Q2'"));
	try {
		make(Number(was) + 2);
		assert.match(visible((await people['h1.clerk'].get(page('NIT-2025-09.1'))).text),
			new RegExp(`科室合计与全院不一致。 ?分子： ?科室合计 ${total}，全院 ${total + 2}。`));
	} finally {
		make(was);
	}
});

test('an indicator by month: twelve, with their intervals and a chart', async () => {
	const upper = monthly('ais_reperfused');
	const lower = monthly('ais_patients');
	assert.equal(Object.keys(lower).filter((month) => /^2025-0[123]$/.test(month)).length, 3, 'the first quarter was asked by month');
	const answer = await people['h1.verifier'].get(page('NIT-2025-01.1'));
	const rows = rowsOf(answer.text, 'months');
	assert.equal(rows.length, 12);
	for (const row of rows) {
		const month = row.split(' ')[0];
		const [x, n] = [upper[month], lower[month]];
		assert.equal(row, `${month} ${rounded(x, n, 100)} ${wilson(x, n, 100)} ${x}/${n}`);
	}
	assert.match(answer.text, /id="month-chart-title"/);
});

const department = query(`SELECT department.id, version.name FROM zhiheng.department AS department
	JOIN zhiheng.department_version AS version ON version.department_id = department.id AND version.version = 1
	WHERE department.institution_id = ${hospital} AND version.name = '普通外科'`)[0];
const own = `/institution/department/${department[0]}`;

test('a department: its indicators now, before, a year before, the whole beside them', async () => {
	const answer = await people['h1.clerk'].get(`${own}?period=2025Q2`);
	const row = rowsOf(answer.text, 'figures').find((text) => text.startsWith('非计划重返手术室再手术率'));
	const figure = (period, name) => {
		const [x, n] = ['unplanned_reops', 'or_surgeries'].map((element) => (name ? typed(element, `= '${period}'`)[name] : sum(typed(element, `= '${period}'`))));
		return `${rounded(x, n, 1000)} （${wilson(x, n, 1000)}） ${x}/${n}`;
	};
	assert.ok(row.includes([figure('2025Q2', '普通外科'), figure('2025Q1', '普通外科'), figure('2024Q2', '普通外科'), figure('2025Q2')].join(' ')), row);
	assert.match(row, /提问 ：修订术前评估单以后效果如何？/);
	const words = visible(answer.text);
	assert.match(words, /上期为2025年第一季度，上一年同期为2024年第二季度/);
	assert.match(words, /2025年第一季度 科主任答复 （非计划重返手术室再手术率）：逐例讨论/);
	assert.equal(rowsOf(answer.text, 'months').length, 2, 'what is asked by month, of the whole');
	assert.equal((await people['h1.clerk'].get(`${own}?period=2019Q1`)).status, 404);
	assert.equal((await people['h1.clerk'].get(`${own}?period=x`)).status, 400);
});

test('the sheet is printed, answered, and the answer stands beside the figures and on the next sheet', async () => {
	const sheet = visible((await people['h1.leader'].get(`${own}/sheet/2025Q2`)).text);
	assert.match(sheet, /普通外科质量指标表 示例市第一人民医院 · 2025年第二季度.*上一次的提问与答复.*科主任答复 .*科主任签字： 日期：/);
	for (const bad of ['2019Q1', 'x', '2025', "2025Q2'"])
		assert.equal((await people['h1.leader'].get(`${own}/sheet/${encodeURIComponent(bad)}`)).status, 404, bad);
	const text = `已按评估单复核 ${process.pid} <例>`;
	const form = formValues((await people['h1.verifier'].get(`${own}/answer/2025Q1`)).text);
	assert.equal((await people['h1.verifier'].post(`${own}/answer/2025Q1`, {...form, kind: 'answer', indicator: '', text: '好'})).status, 400);
	assert.equal((await people['h1.verifier'].post(`${own}/answer/2025Q1`, {...form, kind: 'answer', indicator: 'NIT-2025-01.1', text})).status, 400);
	const done = await people['h1.verifier'].post(`${own}/answer/2025Q1`, {...form, kind: 'answer', indicator: '', text});
	assert.equal(done.status, 303);
	assert.match(visible((await people['h1.verifier'].get(done.location)).text), new RegExp(`答复已记录。.*科主任答复 ：${text} （\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d，钱审核）`));
	assert.match(visible((await people['h1.clerk'].get(`${own}/sheet/2025Q2`)).text), new RegExp(`2025年第一季度 科主任答复 ：${text}`));
	assert.equal((await people['h2.clerk'].get(own)).status, 404);
	assert.equal((await people['h2.clerk'].get(`${own}/sheet/2025Q2`)).status, 404);
	assert.equal((await people['h2.clerk'].get(`${own}/answer/2025Q2`)).status, 404);
});

test('analyses: what is owed is on the desk, what was written is on both sides\' pages', async () => {
	const [[code, name]] = query(`SELECT asked.indicator_code, definition.name FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		JOIN zhiheng.indicator_cadence AS cadence ON cadence.code = asked.indicator_code AND cadence.analysis_text = 'yes' AND cadence.analysis_by = 'institution'
		WHERE asked.programme_id = ${programme} AND asked.indicator_code NOT IN (SELECT indicator_code FROM zhiheng.indicator_analysis WHERE institution_id = ${hospital})
			AND asked.levels = '{secondary,tertiary}' AND asked.kinds = '{}' ORDER BY 1 LIMIT 1`);
	const desk = async () => /(\d+) 项还没有写：/.exec(visible((await people['h1.clerk'].get('/institution/')).text));
	const owed = Number((await desk())[1]);
	assert.match(visible((await people['h1.clerk'].get('/institution/analysis/?period=2025Q2')).text), new RegExp(`${name} ${code} \\S+ 要求写分析 待填写`));
	assert.match(visible((await people['h1.clerk'].get(page(code))).text), /文件要求本院按季度写这项指标的分析，本期还没有写/);
	const address = `/institution/analysis/2025Q2/${code}`;
	assert.equal((await people['h1.clerk'].submit(address, {text: '太短'})).status, 400);
	const text = `本季度与上季度相近，${process.pid}，没有新的原因`;
	for (const words of [`${text}（初稿）`, text])
		assert.equal((await people['h1.clerk'].submit(address, {text: words})).status, 303);
	assert.match(visible((await people['h1.clerk'].get(page(code))).text), new RegExp(`分析 2025年第二季度 ${text} \\S+ \\S+，赵填报；改写过 1 次`));
	const after = await desk();
	assert.equal(after ? Number(after[1]) : 0, owed - 1);
	assert.match(visible((await people['city.reviewer'].get(`/commission/institution/${hospital}/result/${code}?programme=${programme}&period=2025Q2`)).text),
		new RegExp(`本机构的分析 2025年第二季度 ${text} `));
	for (const bad of ['/institution/analysis/2019Q1/NIT-2025-09.1', '/institution/analysis/x/NIT-2025-09.1', '/institution/analysis/2025Q2/NIT-2025-99.1'])
		assert.equal((await people['h1.clerk'].get(bad)).status, 404, bad);
	assert.equal((await people['h1.clerk'].get('/institution/analysis/?period=2019Q1')).status, 400);
});

test('what a commission is shown names no department', async () => {
	for (const address of [`/commission/institution/${hospital}/result?programme=${programme}&period=2025Q2`,
		`/commission/institution/${hospital}/result/NIT-2025-09.1?programme=${programme}&period=2025Q2`])
		assert.doesNotMatch(visible((await people['city.reviewer'].get(address)).text), /普通外科|按科室/);
});
