// The grid of baselines as a workbook: fetched, changed and sent back it says what a person would have typed; what is wrong is said of its cell.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {unzip, workbook} = require('../import/workbook');
const {readWorkbook} = require('./workbook');

const login = `bf${process.pid}.clerk`;
const people = {};
let own, programme, head, rows;

const template = (id = programme) => `/institution/baseline/template/${id}`;
const upload = (id = programme) => `/institution/baseline/upload/${id}`;

async function bytesOf(visitor, address) {
	const answer = await fetch(process.env.BASE_URL + address, {headers: {cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')}});
	assert.equal(answer.status, 200, address);
	return Buffer.from(await answer.arrayBuffer());
}

async function fetched(visitor, id = programme) {
	const [table] = Object.values(readWorkbook(await bytesOf(visitor, template(id))));
	return [...table].map((row) => Array.from(row, (cell) => cell ?? ''));
}

async function send(visitor, data, id = programme, name = '基线.xlsx') {
	const body = new FormData();
	body.append('_csrf', csrf((await visitor.get(upload(id))).text));
	body.append('file', new Blob([data]), name);
	return visitor.send('POST', upload(id), {body});
}

const column = (title) => head.indexOf(title);
const versions = () => Number(single(`SELECT count(*) FROM zhiheng.baseline WHERE institution_id = ${own.id}`));

// The table with some cells of some indicators changed.
function changed(cells) {
	return [head, ...rows.map((row) => {
		const mine = cells[row[column('指标编码')]];
		return mine === undefined ? row : row.map((cell, i) => (head[i] in mine ? mine[head[i]] : cell));
	})];
}

before(async () => {
	own = await openInstitution({clerk: login});
	people.clerk = own.clerk;
	people.other = await signedIn('h1.clerk');
	programme = single("SELECT id FROM zhiheng.programme WHERE name = '示例市2025年医疗质量安全改进监测方案'");
	[head, ...rows] = await fetched(people.clerk);
});

test('the workbook has the indicators of the grid, what is kept, and the own accepted numbers beside', async () => {
	const grid = formValues((await people.other.get(`/institution/baseline/${programme}`)).text);
	const [titles, ...table] = await fetched(people.other);
	assert.deepEqual(titles.slice(5, 12), ['基线期', '分子或基线值', '分母', '2025年目标值', '2026年目标值', '2027年目标值', '原因']);
	assert.equal(table.length, Object.keys(grid).filter((name) => name.startsWith('version.')).length);
	for (const row of table) {
		const [code] = row;
		assert.deepEqual(row.slice(5, 11).map(String), ['period', 'numerator', 'denominator', 'goal', 'goal_1', 'goal_2'].map((name) => grid[`${name}.${code}`] ?? ''), code);
	}
	assert.ok(table.some((row) => /^\d+\/\d+ = [\d.]+.*95% 区间.*季度/.test(row[4])), 'own accepted numbers');
	assert.ok(unzip(await bytesOf(people.other, template())), 'it is a whole file');
	assert.equal((await people.other.get(`${template()}?period=1999`)).status, 400);
	assert.equal((await people.other.get(template(999999))).status, 404);
});

test('sent back as it came it changes nothing', async () => {
	const was = versions();
	for (const visitor of [people.clerk, people.other]) {
		const answer = await send(visitor, await bytesOf(visitor, template()));
		assert.equal(answer.status, 200, visible(answer.text));
		assert.match(visible(answer.text), /有改动的指标 0 项.*没有改动/);
		assert.doesNotMatch(answer.text, /type="hidden" name="goal/);
	}
	assert.equal(versions(), was);
});

test('changed and sent, seen and confirmed, it is what stands in the next workbook', async () => {
	const was = versions();
	const cells = {
		'NIT-2025-01.1': {基线期: '2024年', 分子或基线值: 1200, 分母: '2000', '2025年目标值': 75, '2026年目标值': '80.5', 原因: '去年底扩建'},
		'NIT-2025-02.1': {基线期: '2024H2', 分子或基线值: '３０', 分母: 40, '2025年目标值': 90},
	};
	const seen = await send(people.clerk, workbook(changed(cells)));
	assert.equal(seen.status, 200);
	const words = visible(seen.text);
	assert.match(words, /有改动的指标 2 项/);
	assert.match(words, /急性脑梗死再灌注治疗率 2025年目标值 — 75 新填/);
	assert.equal(versions(), was, 'seen is not done');
	const form = formValues(seen.text);
	const kept = await people.clerk.post(`/institution/baseline/${programme}`, form);
	assert.match(kept.location, /notice=registered/);
	assert.deepEqual(query(`SELECT numerator_code, period, trim_scale(numerator), trim_scale(denominator), array_to_string(goals::float8[], ','), coalesce(reason, '')
		FROM zhiheng.baseline WHERE institution_id = ${own.id} ORDER BY numerator_code`),
	[['ais_reperfused', '2024', '1200', '2000', '75,80.5', '去年底扩建'], ['tumor_tnm_staged', '2024H2', '30', '40', '90', '']]);
	const again = await fetched(people.clerk);
	const row = again.find(([code]) => code === 'NIT-2025-01.1');
	assert.deepEqual(row.slice(5, 12).map(String), ['2024', '1200', '2000', '75', '80.5', '', '去年底扩建']);
	const same = await send(people.clerk, workbook(again));
	assert.match(visible(same.text), /有改动的指标 0 项/, 'the round is closed');
	const stale = await people.clerk.post(`/institution/baseline/${programme}`, {...form, _csrf: csrf((await people.clerk.get('/institution/')).text), 'goal.NIT-2025-01.1': '77'});
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已有人登记了新的版本/);
});

test('what cannot be read or registered is said of its cell, and nothing is kept', async () => {
	const was = versions();
	const refused = async (cells, words) => {
		const answer = await send(people.clerk, workbook(changed(cells)));
		assert.equal(answer.status, 200, String(words));
		assert.match(visible(answer.text), words);
		assert.doesNotMatch(answer.text, /type="hidden" name="goal/, 'there is nothing to confirm');
	};
	const good = {基线期: '2024H2', 分子或基线值: 30, 分母: 40, '2025年目标值': 90};
	await refused({'NIT-2025-03.1': {...good, 分子或基线值: 50}}, /有误： ?分子不能大于分母/);
	await refused({'NIT-2025-03.1': {...good, '2025年目标值': 50}}, /有误： ?目标值不如基线值，与改进方向相反/);
	await refused({'NIT-2025-03.1': {...good, '2025年目标值': '很高'}}, /有误： ?目标值/);
	await refused({'NIT-2025-03.1': {...good, 基线期: '去年'}}, /有误： ?基线期写成/);
	await refused({'NIT-2025-03.1': {...good, 分子或基线值: {content: '<f>1+1</f>'}}}, /是公式，但文件中没有保存计算结果/);
	await refused({'NIT-2025-03.1': {...good, 分子或基线值: {attributes: 't="e"', content: '<v>#DIV/0!</v>'}}}, /是公式的错误结果/);
	assert.equal(versions(), was);
});

test('another programme\'s, another hospital\'s, a damaged workbook is refused by name', async () => {
	const former = single("SELECT id FROM zhiheng.programme WHERE name = '示例市2024年医疗质量安全改进监测方案'");
	const refused = async (visitor, data, words, id) => {
		const answer = await send(visitor, data, id);
		assert.ok([200, 400].includes(answer.status));
		assert.match(visible(answer.text), words);
		assert.doesNotMatch(answer.text, /type="hidden" name="goal/);
	};
	await refused(people.clerk, await bytesOf(people.clerk, template()), /这是“示例市2025年医疗质量安全改进监测方案”的模板，本页是“示例市2024年医疗质量安全改进监测方案”/, former);
	await refused(people.clerk, await bytesOf(people.other, template()), /这是另一家机构的模板/);
	await refused(people.clerk, workbook([head.map((title) => (title === '2025年目标值' ? '2024年目标值' : title)), ...rows]), /没有找到“2025年目标值”一列，可能是其他方案或年度的模板/);
	await refused(people.clerk, workbook([head, ...rows, rows[0]]), /与第 2 行重复/);
	await refused(people.clerk, workbook([head, rows[0].with(0, 'NIT-1999-01.1')]), /“NIT-1999-01\.1”不是本方案要登记的指标/);
	await refused(people.clerk, workbook([head, rows[0].with(head.length - 1, '')]), /没有模板标识/);
	await refused(people.clerk, workbook([['甲', '乙'], ['1', '2']]), /没有找到“指标编码”一列/);
	await refused(people.clerk, '', /文件是空的/);
	await refused(people.clerk, Buffer.from('PK\u0003\u0004junk'), /文件/);
	const verifier = await signedIn('h1.verifier');
	assert.equal((await verifier.get(upload())).status, 403);
});
