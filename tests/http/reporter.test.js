// Reporters that are no hospitals: a blood station fills in, signs and is accepted as a hospital is, with its own elements
// and in a group of its own; those who procure organs and the emergency centre are counted; an area's facts are the area's.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, readTable, signedIn, visible} = require('./portal');
const {computed, query, single} = require('./people');

const period = '2025Q3';
const programme = single('SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id WHERE region_code = \'990100\' AND year = 2025');
const people = {};
let id;
let url;

before(async () => {
	for (const login of ['b1.clerk', 'b1.verifier', 'b1.leader', 'city.reviewer', 'city.admin', 'h1.clerk'])
		people[login] = await signedIn(login);
	id = returnOf('示例市中心血站', period);
	url = `/institution/return/${id}`;
});

function returnOf(name, quarter) {
	return single(`SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS own ON own.id = head.institution_id
		WHERE own.name = '${name}' AND head.period = '${quarter}'`);
}

async function act(login, what, fields) {
	const {_csrf, revision} = formValues((await people[login].get(`${url}/check`)).text);
	return people[login].post(`${url}/check`, {_csrf, revision, act: what, ...fields});
}

const asked = (html) => [...html.matchAll(/name="value\.([^"]+)"/g)].map(([, code]) => code).sort();

// The rows of a page of results as a file.
async function results(address) {
	const answer = await people['city.admin'].get(`${address}?programme=${programme}&period=${period}&format=csv`);
	assert.equal(answer.status, 200, visible(answer.text));
	return readTable(answer.text);
}

test('a blood station is asked for its own elements, and a hospital is not', async () => {
	assert.deepEqual(asked((await people['b1.clerk'].get(url)).text), ['blood_units_discarded', 'blood_units_prepared']);
	const hospital = asked((await people['h1.clerk'].get(`/institution/return/${returnOf('示例市第一人民医院', period)}`)).text);
	assert.ok(hospital.length > 100);
	assert.deepEqual(hospital.filter((code) => /^blood_units|^organ|^ems_/.test(code)), []);
});

test('what it is not asked for is refused, and so is what can not be', async () => {
	const form = formValues((await people['b1.clerk'].get(url)).text);
	assert.equal((await people['b1.clerk'].post(url, {...form, 'value.discharges': '5'})).status, 400);
	const negative = await people['b1.clerk'].post(url, {...form, 'value.blood_units_prepared': '-1'});
	assert.equal(negative.status, 400);
	assert.match(visible(negative.text), /血液总量/);
});

test('it fills in, verifies, signs, and the city accepts', async () => {
	const form = formValues((await people['b1.clerk'].get(url)).text);
	const saved = await people['b1.clerk'].post(url, {...form, 'value.blood_units_prepared': '20500.5', 'value.blood_units_discarded': '410.0'});
	assert.equal(saved.status, 303, visible(saved.text));
	const words = [...(await people['b1.clerk'].get(`${url}/check`)).text.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g)].map(([, field]) => [field, '已核对']);
	if (words.length > 0)
		assert.equal((await act('b1.clerk', 'explain', Object.fromEntries(words))).status, 303);
	assert.equal((await act('b1.verifier', 'verify')).status, 303);
	await people['b1.leader'].confirm();
	assert.equal((await act('b1.leader', 'submit', {declared: '1'})).status, 303);
	const review = await people['city.reviewer'].get(`/commission/return/${id}`);
	assert.match(visible(review.text), /示例市中心血站/);
	const {_csrf, state, revision} = formValues(review.text);
	assert.equal((await people['city.reviewer'].post(`/commission/return/${id}`, {_csrf, state, revision, act: 'accept'})).status, 303);
	assert.equal(single(`SELECT state FROM zhiheng.return WHERE id = ${id}`), 'accepted');
});

test('its number is counted, in its own group, not among hospitals', async () => {
	await computed();
	const [total] = (await results('/commission/indicator/')).filter((row) => row.指标编码 === 'SD-2024-26.1');
	assert.equal(total.合计值, '2.00');
	assert.equal(total.分子, '410');
	assert.equal(total.应有机构, '1');
	const page = visible((await people['city.admin'].get(`/commission/indicator/SD-2024-26.1?programme=${programme}&period=${period}`)).text);
	assert.match(page, /示例市中心血站/);
	assert.match(page, /血站/);
	assert.doesNotMatch(page, /示例市第一人民医院/);
	assert.match(visible((await people['b1.clerk'].get('/institution/result/')).text), /血液总报废率/);
});

test('those who procure organs and the emergency centre stand in their groups, too', async () => {
	const rows = await results('/commission/indicator/');
	const values = Object.fromEntries(rows.map((row) => [row.指标编码, row]));
	const cell = (name, code) => Number(single(`SELECT value FROM zhiheng.return_cell WHERE return_id = ${returnOf(name, period)} AND element_code = '${code}'`));
	assert.equal(values['SXQ-09.1'].应有机构, '1');
	assert.equal(Number(values['SXQ-09.1'].分母), cell('示例市急救中心', 'ems_dispatches'));
	// Submitted, not yet accepted: counted once it is.
	const opo = returnOf('示例市人体器官获取组织', period);
	assert.deepEqual([values['SD-2024-16.1'].应有机构, values['SD-2024-16.1'].有数据机构], ['1', '0']);
	const {_csrf, state, revision} = formValues((await people['city.reviewer'].get(`/commission/return/${opo}`)).text);
	assert.equal((await people['city.reviewer'].post(`/commission/return/${opo}`, {_csrf, state, revision, act: 'accept'})).status, 303);
	await computed();
	const [after] = (await results('/commission/indicator/')).filter((row) => row.指标编码 === 'SD-2024-16.1');
	assert.equal(Number(after.分子), cell('示例市人体器官获取组织', 'organ_donors_dbd'));
	assert.equal(Number(after.分母), cell('示例市人体器官获取组织', 'organ_donors'));
	const earlier = query(`SELECT own.kind, count(*) FROM zhiheng.return AS head JOIN zhiheng.institution AS own ON own.id = head.institution_id
		WHERE head.period = '2025Q2' AND head.state IN ('accepted', 'published') AND own.kind IN ('ems', 'opo', 'blood_station') GROUP BY 1 ORDER BY 1`);
	assert.deepEqual(earlier, [['blood_station', '1'], ['ems', '1'], ['opo', '1']]);
});

test('a fact of the area is the area\'s own: one number out of the record, in no sum and no rank', async () => {
	const published = Number(single('SELECT count(DISTINCT period) FROM zhiheng.edition WHERE region_code = \'990100\' AND period LIKE \'2025%\''));
	const quarters = Number(single('SELECT count(DISTINCT period) FROM zhiheng.edition WHERE region_code = \'990100\' AND period LIKE \'2025Q%\''));
	const html = (await people['city.admin'].get(`/commission/indicator/?programme=${programme}&period=${period}`)).text;
	const table = html.slice(html.indexOf('fact-caption'));
	const row = (code) => visible(table.split('</tr>').find((line) => line.includes(code)));
	assert.match(visible(table), /示例市，2025 年：按地区判定，不与各机构的数相加，不排名/);
	assert.match(row('SXQ-03.1'), /年度质量安全信息公开 SXQ-03\.1 是/);
	assert.match(row('SXQ-03.2'), new RegExp(`SXQ-03\\.2 ${published} ?期`));
	assert.match(row('SXQ-03.3'), new RegExp(`SXQ-03\\.3 ${25 * quarters}\\.00 ?% ${quarters}/4`));
	assert.doesNotMatch(table, /SXQ-37/, 'what waits has no number');
	const sums = (await results('/commission/indicator/')).map((line) => line.指标编码);
	assert.deepEqual(sums.filter((code) => /^SXQ-(03|37)/.test(code)), []);
	assert.equal((await people['city.admin'].get(`/commission/indicator/SXQ-03.2?programme=${programme}&period=${period}`)).status, 404);
	assert.equal(csrf(table) === '', true, 'nothing of it is typed');
});
