// Baselines and goals of a region: proposed by the city, decided by the province, beside every value of the region; never for an institution.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {query, single} = require('./people');

const people = {};
let programme, grid;

before(async () => {
	programme = single("SELECT id FROM zhiheng.programme WHERE name = '示例市2025年医疗质量安全改进监测方案'");
	grid = `/commission/area/grid/${programme}`;
	for (const login of ['city.admin', 'city.reviewer', 'city.viewer', 'province.admin', 'county.reviewer', 'qc.nursing'])
		people[login] = await signedIn(login);
});

const versions = () => Number(single("SELECT count(*) FROM zhiheng.area_baseline WHERE region_code = '990100'"));
const newest = () => single("SELECT max(id) FROM zhiheng.area_baseline WHERE region_code = '990100'");

async function opened(login, address) {
	const page = await people[login].get(address);
	assert.equal(page.status, 200, address);
	return page;
}

// The first pair that nobody proposed and that has sums.
async function free() {
	const values = formValues((await opened('city.reviewer', grid)).text);
	const taken = new Set(query(`SELECT item.indicator_code FROM zhiheng.programme_indicator AS item JOIN zhiheng.area_baseline AS given ON given.numerator_code = item.numerator
		AND given.denominator_code IS NOT DISTINCT FROM item.denominator WHERE item.programme_id = ${programme} AND given.region_code = '990100'`).map(([item]) => item));
	const up = new Set(query("SELECT code FROM zhiheng.indicator WHERE direction = 'increase' AND kind = 'proportion'").map(([item]) => item));
	const key = Object.keys(values).map((name) => /^denominator\.(.+)$/.exec(name)?.[1])
		.find((item) => item && up.has(item) && !taken.has(item) && values[`denominator.${item}`] !== '' && values[`period.${item}`] === '2024H2');
	return {values, key};
}

test('the grid is filled in with the accepted sums of the region, and says of how many institutions', async () => {
	const {values, key} = await free();
	const [[x, n]] = query(`SELECT trim_scale(sum(value) FILTER (WHERE element_code = item.numerator)), trim_scale(sum(value) FILTER (WHERE element_code = item.denominator))
		FROM zhiheng.programme_indicator AS item, (SELECT DISTINCT period, institution_id, element_code, value FROM zhiheng.accepted_cell WHERE period IN ('2024Q3', '2024Q4')) AS cell
		JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id AND institution.active AND institution.region_code LIKE '9901%'
		WHERE item.programme_id = ${programme} AND item.indicator_code = '${key}' AND zhiheng.applies(item.levels, item.kinds, institution.level, institution.kind, institution.specialist_type)`);
	assert.deepEqual([values[`numerator.${key}`], values[`denominator.${key}`]], [x, n]);
	const page = visible((await opened('city.reviewer', grid)).text);
	assert.match(page, new RegExp(`${x}/${n} = [\\d.]+%（95% 区间 [\\d.]+～[\\d.]+） 2024年第三季度、2024年第四季度，\\d+ 家中 \\d+ 家的数齐全`));
	assert.equal(formValues((await opened('city.viewer', grid)).text)[`goal.${key}`], undefined, 'who only looks has no fields');
	for (const wrong of ['2025-07', '1999', 'x'])
		assert.equal((await people['city.reviewer'].get(`${grid}?period=${wrong}`)).status, 400, wrong);
	for (const strange of ['999999', single("SELECT id FROM zhiheng.programme WHERE name LIKE '示例州市%' LIMIT 1")])
		assert.equal((await people['city.reviewer'].get(`/commission/area/grid/${strange}`)).status, 404, strange);
});

test('the desk says what the own region owes and what waits for a decision', async () => {
	const desk = (await opened('city.reviewer', '/commission/')).text;
	assert.match(visible(desk), /登记本地区基线与目标[\s\S]{0,60}待登记/);
	assert.ok(desk.includes(`href="${grid}"`), 'the grid of the newest programme');
	assert.ok((await opened('city.reviewer', '/commission/baseline/')).text.includes('href="/commission/area/"'), 'the list stands beside that of the hospitals');
	const waiting = (await opened('province.admin', '/commission/area/?state=waiting')).text;
	assert.equal(/审批地区基线与目标/.test((await opened('province.admin', '/commission/')).text), /name="row\.\d+"/.test(waiting), 'who decides is told');
	for (const login of ['city.viewer', 'qc.nursing'])
		assert.ok(!(await opened(login, '/commission/')).text.includes('登记本地区基线与目标'), login);
});

test('rows are refused at their fields, and then none is kept', async () => {
	const {values, key} = await free();
	const was = versions();
	const send = (more) => people['city.reviewer'].post(grid, {...values, ...more});
	const refused = async (more, field, words) => {
		const answer = await send(more);
		assert.equal(answer.status, 400, words);
		assert.match(answer.text, new RegExp(`id="${field.replaceAll('.', '\\.')}-error"`), words);
		assert.match(visible(answer.text), new RegExp(words));
	};
	const {[`numerator.${key}`]: x, [`denominator.${key}`]: n} = values;
	const start = 100 * x / n;
	await refused({[`goal.${key}`]: (start - 1).toFixed(2)}, `goal.${key}`, '目标值不如基线值，与改进方向相反');
	await refused({[`goal.${key}`]: '101'}, `goal.${key}`, '目标值不能超过 100%');
	await refused({[`goal.${key}`]: '99.9', [`numerator.${key}`]: String(Number(x) - 1)}, `reason.${key}`, '与辖区已接受的数之和不同');
	await refused({[`goal.${key}`]: '99.9', [`numerator.${key}`]: String(Number(n) + 1)}, `numerator.${key}`, '分子不能大于分母');
	await refused({[`goal.${key}`]: '99.9', [`period.${key}`]: '2023年'}, `reason.${key}`, '没有已接受的数，请写明基线值的来源');
	await refused({[`goal.${key}`]: '99.9', [`period.${key}`]: '2024年'}, `period.${key}`, '没有一家机构的数是齐全的');
	await refused({[`goal.${key}`]: '1,00'}, `goal.${key}`, '');
	for (const [name, value] of [['goal.NIT-1999-01.1', '5'], [`version.${key}`, 'x'], ['more', '1'], ['prefill', '1999']])
		assert.equal((await send({[`goal.${key}`]: '99.9', [name]: value})).status, 400, name);
	assert.equal((await people['city.viewer'].post(grid, {...values, _csrf: csrf((await opened('city.viewer', '/commission/')).text)})).status, 403);
	assert.equal((await people['qc.nursing'].post(grid, {...values, _csrf: csrf((await opened('qc.nursing', '/commission/')).text)})).status, 403);
	assert.match((await send({})).location, /notice=unchanged/);
	assert.equal(versions(), was);
});

test('proposed by the city, returned and approved by the province, never by who proposed', async () => {
	const {values, key} = await free();
	const was = versions();
	const kept = await people['city.reviewer'].post(grid, {...values, [`goal.${key}`]: '99.8', [`goal_1.${key}`]: '99.9'});
	assert.match(kept.location, /notice=registered/);
	assert.equal(versions(), was + 1);
	const stale = await people['city.reviewer'].post(grid, {...values, _csrf: values._csrf, [`goal.${key}`]: '99.7'});
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /本地区已有人登记了新的版本/);
	const id = newest();
	const address = `/commission/area/${id}`;
	assert.match(visible((await opened('city.admin', address)).text), /由上一级卫健委审批，本级不能审批/);
	const own = {_csrf: csrf((await opened('city.admin', grid)).text), act: 'approved', reason: ''};
	const refused = await people['city.admin'].post(address, own);
	assert.equal(refused.status, 403);
	assert.equal((await people['county.reviewer'].get(address)).status, 404, 'the level below does not see it');
	const province = people['province.admin'];
	const form = formValues((await opened('province.admin', address)).text);
	assert.equal((await province.post(address, {...form, act: 'returned', reason: ''})).status, 400);
	assert.equal((await province.post(address, {...form, act: 'returned', reason: '请提高目标'})).status, 303);
	assert.equal((await province.post(address, {...formValues((await opened('province.admin', grid.replace(programme, single("SELECT id FROM zhiheng.programme WHERE name LIKE '示例省%'")))).text), act: 'approved'})).status >= 400, true);
	assert.match(visible((await opened('city.reviewer', grid)).text), /退回意见： ?请提高目标/);

	const again = formValues((await opened('city.reviewer', grid)).text);
	assert.match((await people['city.reviewer'].post(grid, {...again, [`goal.${key}`]: '99.9'})).location, /notice=registered/);
	const list = `/commission/area/?state=waiting&region=${encodeURIComponent('示例市')}`;
	const page = (await opened('province.admin', list)).text;
	assert.match(page, new RegExp(`name="row\\.${newest()}"`));
	const asked = await province.post('/commission/area/', {_csrf: csrf(page), act: 'approve', scope: 'rows', [`row.${newest()}`]: '1'});
	assert.match(visible(asked.text), /批准 1 项登记？.*不用于评价任何一家机构/);
	assert.equal((await province.post('/commission/area/', {...formValues(asked.text), act: 'approve'})).status, 303);
	assert.equal(single(`SELECT decision FROM zhiheng.area_decision WHERE area_baseline_id = ${newest()}`), 'approved');
	const twice = await province.post('/commission/area/', {...formValues(asked.text), act: 'approve'});
	assert.ok([303, 409].includes(twice.status));
	const county = (await opened('city.reviewer', '/commission/area/?state=waiting')).text;
	const others = await people['city.reviewer'].post('/commission/area/', {_csrf: csrf(county), act: 'approve', scope: 'rows', [`row.${single("SELECT max(id) FROM zhiheng.area_baseline AS given WHERE region_code = '990100' AND NOT EXISTS (SELECT FROM zhiheng.area_decision AS done WHERE done.area_baseline_id = given.id)")}`]: '1'});
	assert.match(visible(others.text), /由上一级卫健委审批/, 'the confirm page says who decides');
});

test('the goal stands beside every value of the region, and not beside an institution\'s', async () => {
	const overview = visible((await opened('city.viewer', `/commission/indicator/?programme=${programme}&period=2025Q2`)).text);
	assert.match(overview, /急性脑梗死再灌注治疗率.*?47\.68 % (达到|未达到|数据不全)/);
	const indicator = visible((await opened('city.viewer', `/commission/indicator/NIT-2025-01.1?programme=${programme}&period=2025Q2`)).text);
	assert.match(indicator, /地区年度目标 47\.68%，(达到|未达到|数据不全).*基线 1659\/3602 = 46\.06%（95% 区间 44\.44～47\.69），2024年下半年/);
	assert.match(indicator, /按县（区）汇总.*示东区[^区]*29\.96 /, 'a county\'s own beside the county\'s sum');
	assert.match(indicator, /全辖区趋势 .{0,60}地区年度目标 47\.68%/);
	const filtered = visible((await opened('city.viewer', `/commission/indicator/NIT-2025-01.1?programme=${programme}&period=2025Q2&level=tertiary`)).text);
	assert.doesNotMatch(filtered, /29\.96/, 'a part of a county is not held against its goal');
	const county = visible((await opened('county.reviewer', `/commission/indicator/NIT-2025-01.1?programme=${programme}&period=2025Q2`)).text);
	assert.match(county, /地区年度目标 29\.96%/, 'to the county its own');
	assert.doesNotMatch(county, /47\.68/);
	const file = await people['city.viewer'].get(`/commission/indicator/NIT-2025-01.1?programme=${programme}&period=2025Q2&table=groups&format=csv`);
	assert.match(file.text, /示东区,.*,29\.96,/);
	const institution = single("SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk'");
	assert.doesNotMatch(visible((await opened('city.viewer', `/commission/institution/${institution}/result?programme=${programme}&period=2025Q2`)).text), /地区年度目标|47\.68/);
	const hospital = await signedIn('h1.leader');
	assert.doesNotMatch(visible((await hospital.get(`/institution/result/NIT-2025-01.1?programme=${programme}&period=2025Q2`)).text), /地区年度目标/);
});

test('over the years: each goal with its value; no verdict where numbers lack', async () => {
	const page = visible((await opened('city.viewer', '/commission/area/year')).text);
	assert.match(page, /急性脑梗死再灌注治疗率 NIT-2025-01\.1 · 越高越好 2025 年 1659\/3602 = 46\.06%（95% 区间 44\.44～47\.69） 2024年下半年 47\.68 % [\d.]+ % （[\d.]+～[\d.]+） \d+\/\d+ 0\/\d+ 数据不全 按现有的数：达到/);
	assert.match(page, /2026 年 .*? 49\.29 % 无数据 0\/\d+ 数据不全/);
	assert.match(visible((await opened('province.admin', '/commission/area/year?region=990102')).text), /示东区.*29\.96/);
	const file = await people['city.viewer'].get('/commission/area/year?region=990100&format=csv');
	assert.match(file.text, /^.*专业,指标编码,指标名称.*结论/);
	assert.match(file.text, /NIT-2025-01\.1,.*,2025,47\.68,.*,数据不全/);
	for (const wrong of ['region=990200', 'region=x', 'year=2025'])
		assert.equal((await people['city.viewer'].get(`/commission/area/year?${wrong}`)).status, 400, wrong);
	assert.equal((await people['county.reviewer'].get('/commission/area/year?region=990100')).status, 400);
});

test('the list of duties counts what is not proposed, and nobody approves that', async () => {
	const text = (await opened('province.admin', `/commission/area/?state=missing&programme=${programme}`)).text;
	const count = Number(/符合条件的登记共 (\d+) 项/.exec(visible(text))[1]);
	assert.equal(Number(/未登记（(\d+)）/.exec(visible(text))[1]), count);
	assert.ok(count > 100);
	const [, row] = /name="row\.(1000\d{14})"/.exec(text);
	const refused = await people['province.admin'].post('/commission/area/', {_csrf: csrf(text), act: 'approve', scope: 'rows', [`row.${row}`]: '1'});
	assert.match(visible(refused.text), /地区还没有登记/);
	for (const wrong of ['programme=999999', 'state=x', 'sort=value', 'more=1'])
		assert.equal((await people['province.admin'].get(`/commission/area/?${wrong}`)).status, 400, wrong);
	assert.equal((await people['city.viewer'].post('/commission/area/', {_csrf: csrf((await opened('city.viewer', '/commission/')).text), act: 'approve', scope: 'all'})).status, 403);
	for (const strange of ['/commission/area/999999', '/commission/area/x'])
		assert.equal((await people['city.viewer'].get(strange)).status, 404, strange);
});
