// The grid of baselines: filled in from the own accepted numbers, all rows or none, a reason for what differs, the list of duties.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {query, single} = require('./people');
const {csrf, formValues, signedIn, visible} = require('./portal');

const programme = single("SELECT id FROM zhiheng.programme WHERE name = '示例市2025年医疗质量安全改进监测方案'");
const grid = `/institution/baseline/${programme}`;
const own = single("SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk'");
const stroke = 'NIT-2025-01.1'; // which the first hospital has still to register
const people = {};

before(async () => {
	for (const login of ['h1.clerk', 'h1.verifier', 'city.admin', 'city.reviewer', 'city.viewer'])
		people[login] = await signedIn(login);
});

function versions() {
	return Number(single(`SELECT count(*) FROM zhiheng.baseline WHERE institution_id = ${own}`));
}

async function opened(address = grid) {
	const page = await people['h1.clerk'].get(address);
	assert.equal(page.status, 200);
	return page;
}

test('what is not registered is filled in from the own accepted quarters, and says from which', async () => {
	const values = formValues((await opened()).text);
	const [[x, n]] = query(`SELECT trim_scale(sum(value) FILTER (WHERE element_code = 'ais_reperfused')), trim_scale(sum(value) FILTER (WHERE element_code = 'ais_patients'))
		FROM (SELECT DISTINCT period, element_code, value FROM zhiheng.accepted_cell WHERE institution_id = ${own} AND period IN ('2024Q3', '2024Q4')) AS cell`);
	assert.deepEqual(['period', 'numerator', 'denominator', 'goal'].map((name) => values[`${name}.${stroke}`]), ['2024H2', x, n, '']);
	assert.match(visible((await opened()).text), new RegExp(`${x}/${n} = [\\d.]+% 2024年第三季度、2024年第四季度`));
	const other = formValues((await opened(`${grid}?period=2024Q4`)).text);
	assert.equal(other[`period.${stroke}`], '2024Q4');
	const none = formValues((await opened(`${grid}?period=2023`)).text);
	assert.deepEqual([none[`period.${stroke}`], none[`numerator.${stroke}`]], ['2023', ''], 'nothing accepted, nothing filled in');
	for (const wrong of ['2025-07', '1999', 'x'])
		assert.equal((await people['h1.clerk'].get(`${grid}?period=${wrong}`)).status, 400, wrong);
});

test('a page that is sent as it came registers nothing', async () => {
	const was = versions();
	const answer = await people['h1.clerk'].post(grid, formValues((await opened()).text));
	assert.match(answer.location, /notice=unchanged/);
	const filled = await people['h1.clerk'].post(grid, formValues((await opened(`${grid}?period=2024Q4`)).text));
	assert.match(filled.location, /notice=unchanged/);
	assert.equal(versions(), was);
});

test('rows are refused at their fields, and then none is kept', async () => {
	const was = versions();
	const page = formValues((await opened()).text);
	const typed = {...page, [`goal.${stroke}`]: '60', [`numerator.${stroke}`]: '9', 'goal.NIT-2025-09.1': '1,00', 'period.NIT-2025-09.1': '2024年下半年'};
	const wrong = await people['h1.clerk'].post(grid, typed);
	assert.equal(wrong.status, 400);
	assert.match(wrong.text, /id="goal\.NIT-2025-09\.1-error"/);
	const good = {...typed, 'goal.NIT-2025-09.1': '１.５'};
	const deviating = await people['h1.clerk'].post(grid, good);
	assert.equal(deviating.status, 400);
	assert.match(deviating.text, new RegExp(`id="reason\\.${stroke.replace('.', '\\.')}-error"`), 'another number than the accepted one wants a reason, at its field');
	assert.match(visible(deviating.text), /与本院已接受的数不同/);
	assert.equal(formValues(deviating.text)['goal.NIT-2025-09.1'], '１.５', 'what was typed is there');
	assert.equal(versions(), was);
	for (const [name, value] of [['version.NIT-2025-09.1', 'x'], ['version.NIT-1999-01.1', '0'], ['goal.NIT-1999-01.1', '5'], ['more', '1'], ['prefill', '1999']])
		assert.equal((await people['h1.clerk'].post(grid, {...good, [`reason.${stroke}`]: '更正后少计', [name]: value})).status, 400, name);
	assert.equal((await people['h1.verifier'].post(grid, good)).status, 403);
	assert.equal(versions(), was);
	const kept = await people['h1.clerk'].post(grid, {...good, [`reason.${stroke}`]: '复核病案后剔除外院已治疗患者'});
	assert.equal(kept.status, 303);
	assert.match(kept.location, /notice=registered/);
	assert.equal(versions(), was + 2, 'the two rows that were changed, and no other');
	assert.deepEqual(query(`SELECT period, trim_scale(numerator), accepted_numerator > 0, reason FROM zhiheng.baseline
		WHERE institution_id = ${own} AND numerator_code = 'ais_reperfused' AND year = 2025`), [['2024H2', '9', 't', '复核病案后剔除外院已治疗患者']]);
	const stale = await people['h1.clerk'].post(grid, {...good, [`reason.${stroke}`]: '旧页', [`goal.${stroke}`]: '61'});
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已有人登记了新的版本/);
});

test('a file stands beside the reason; who decides sees it with the accepted number and the peers', async () => {
	const id = single(`SELECT max(id) FROM zhiheng.baseline WHERE institution_id = ${own} AND numerator_code = 'ais_reperfused'`);
	const address = `/institution/baseline/file/${id}`;
	const token = csrf((await people['h1.clerk'].get(address)).text);
	const send = (name, bytes) => {
		const body = new FormData();
		body.append('_csrf', token);
		body.append('file', new Blob([bytes], {type: 'application/pdf'}), name);
		return people['h1.clerk'].send('POST', address, {body});
	};
	assert.equal((await send('x.pdf', 'no such thing')).status, 400);
	assert.equal((await send('病案核对.pdf', '%PDF-1.7\n1\n%%EOF\n')).status, 303);
	const page = await people['city.reviewer'].get(`/commission/baseline/${id}`);
	assert.match(visible(page.text), /本院已接受 \d+\/\d+ = [\d.]+%（95% 区间 [\d.]+～[\d.]+）（2024年第三季度、2024年第四季度）/);
	assert.match(visible(page.text), /同类 \d+ 家：[\d.]+～[\d.]+%，中位数/);
	assert.match(visible(page.text), /复核病案后剔除外院已治疗患者/);
	const [, file] = new RegExp(`href="(/commission/baseline/${id}/file/\\d+)"`).exec(page.text);
	const sent = await people['city.viewer'].get(file);
	assert.equal(sent.status, 200);
	assert.match(sent.text, /^%PDF-1\.7/);
	const list = visible((await people['city.admin'].get(`/commission/baseline/?indicator=${stroke}&state=waiting&name=${encodeURIComponent('示例市第一人民医院')}`)).text);
	assert.match(list, /与登记不同.*同类 \d+ 家.*附 1 个文件/);
	const other = await signedIn('h2.clerk');
	assert.equal((await other.get(address)).status, 404);
	assert.equal((await other.get(file.replace('/commission/baseline', '/institution/baseline/file').replace('/file/', '/'))).status, 404);
});

test('the list of duties names who has registered nothing; its day is set by the programme\'s commission', async () => {
	const admin = people['city.admin'];
	const missing = (await admin.get(`/commission/baseline/?state=missing&programme=${programme}`)).text;
	const count = Number(/符合条件的登记共 (\d+) 项/.exec(visible(missing))[1]);
	assert.ok(count > 100);
	assert.equal(Number(/未登记（(\d+)）/.exec(visible(missing))[1]), count);
	const all = Number(/符合条件的登记共 (\d+) 项/.exec(visible((await admin.get('/commission/baseline/')).text))[1]);
	const one = Number(/符合条件的登记共 (\d+) 项/.exec(visible((await admin.get(`/commission/baseline/?programme=${programme}`)).text))[1]);
	assert.ok(one < all, 'programme is no parameter that is taken for nothing');
	for (const wrong of ['999999', 'x'])
		assert.equal((await admin.get(`/commission/baseline/?programme=${wrong}`)).status, 400, wrong);
	const row = /name="row\.(1000\d{14})"/.exec(missing)[1];
	const refused = await admin.post('/commission/baseline/', {_csrf: csrf(missing), act: 'approve', scope: 'rows', [`row.${row}`]: '1'});
	assert.match(visible(refused.text), /机构还没有登记/, 'nobody approves what is not there');

	const address = `/commission/baseline/deadline/${programme}`;
	const form = formValues((await admin.get(address)).text);
	assert.equal((await admin.post(address, {...form, due_on: '2025-02-30'})).status, 400);
	assert.equal((await people['city.viewer'].post(address, {...form, due_on: '2025-03-31'})).status, 403);
	assert.equal((await admin.post(address, {...form, due_on: '2025-03-31'})).status, 303);
	assert.match(visible((await admin.get(`/commission/baseline/?state=missing&programme=${programme}`)).text), /登记截止 2025-03-31 （已过 \d+ 天）.*截止 2025-03-31，已逾期/);
	const hospital = await signedIn('h2.clerk');
	assert.match(visible((await hospital.get('/institution/')).text), /待登记 [1-9]\d*，.*登记截止 2025-03-31，已逾期 \d+ 天/);
	assert.equal((await admin.get('/commission/baseline/deadline/999999')).status, 404);
});
