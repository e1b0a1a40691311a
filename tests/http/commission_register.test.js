// The register of an institution: what is on record, and each act, whose effect is shown before it is done.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {formValues, signedIn, visible} = require('./portal');
const {confirmed, query, registerInstitution, single} = require('./people');

const base = '/commission/institution/';
const code = (id) => single(`SELECT credit_code FROM zhiheng.institution WHERE id = ${id}`);
const owed = (id) => query(`SELECT period, coalesce(exempt, 'owed'), final FROM zhiheng.return WHERE institution_id = ${id} AND period ~ 'Q' ORDER BY period`);

// The form of an act, filled in.
async function form(person, id, act, fields) {
	const url = `${base}${id}/register/${act}`;
	return [url, {...formValues((await person.get(url)).text), reason: '卫健委文件', ...fields}];
}

test('what an act would change is shown, and done once it was seen', async () => {
	const admin = await signedIn('city.admin');
	const id = await registerInstitution(admin, {region: '990101', day: '2025-07-01'});
	assert.deepEqual(owed(id), [['2025Q3', 'owed', 'f']]);
	const [url, fields] = await form(admin, id, 'close', {day: '2025-08-15'});
	const shown = await admin.post(url, fields);
	assert.equal(shown.status, 200);
	assert.match(visible(shown.text), /还没有写入[\s\S]*已经结束的报告期[\s\S]*2025年第三季度 示中区，二级综合医院，须报送 示中区，二级综合医院，须报送终止报表，不参加排名/);
	assert.deepEqual(owed(id), [['2025Q3', 'owed', 'f']], 'nothing is done by that');
	const other = await admin.post(url, {...formValues(shown.text), day: '2025-09-15'});
	assert.equal(other.status, 200, 'what was seen was of another day: it is shown anew');
	const done = await admin.post(url, formValues(shown.text));
	assert.equal(done.status, 303);
	assert.deepEqual(owed(id), [['2025Q3', 'owed', 't']]);
	const page = visible((await admin.get(done.location)).text);
	assert.match(page, /已登记。[\s\S]*2025-08-15 补登 状态 关闭 卫健委文件/);
	assert.match(page, /恢复开业/);
	assert.match(visible((await admin.get(`${base}${id}`)).text), /关闭 自 2025-08-15 起；卫健委文件/);
});

test('merged into another, excused, and what is refused in words', async () => {
	const admin = await signedIn('city.admin');
	const first = await registerInstitution(admin, {day: '2025-07-01'});
	const second = await registerInstitution(admin, {day: '2025-07-01'});
	const act = async (id, name, fields) => confirmed(admin, ...await form(admin, id, name, fields));
	for (const [into, words] of [[code(first), '不能并入自己'], ['12990101MA00000000', '没有这个统一社会信用代码']])
		assert.match(visible((await act(first, 'merge', {day: '2025-09-01', into})).text), new RegExp(words));
	assert.equal((await act(first, 'merge', {day: '2025-09-01', into: code(second)})).status, 303);
	const circle = await act(second, 'merge', {day: '2025-10-01', into: code(first)});
	assert.equal(circle.status, 400);
	assert.match(visible(circle.text), /不能互相并入/);
	assert.match(visible((await admin.get(`${base}${second}/register`)).text), /2025-09-01 补登 并入 示例测试医院\d+之\d+并入/);
	assert.match(visible((await act(first, 'suspend', {day: '2025-10-01'})).text), /已经是这种状态|已经关闭/);
	assert.match(visible((await act(first, 'close', {day: '2025-08-01'})).text), /日期会与它重叠/);
	assert.equal((await act(second, 'excuse', {period: '2025Q3'})).status, 303);
	assert.deepEqual(owed(second), [['2025Q3', 'excused', 'f']]);
	assert.match(visible((await act(second, 'excuse', {period: '2025Q3'})).text), /已经是这样登记的/);
	assert.equal((await act(second, 'unexcuse', {period: '2025Q3'})).status, 303);
	assert.deepEqual(owed(second), [['2025Q3', 'owed', 'f']]);
	const signed = single(`SELECT institution_id FROM zhiheng.return WHERE period = '2025Q3' AND first_submitted_at IS NOT NULL AND institution_id IN
		(SELECT id FROM zhiheng.institution WHERE region_code LIKE '9901%') LIMIT 1`);
	assert.match(visible((await act(signed, 'excuse', {period: '2025Q3'})).text), /已经签字报送，不能免报/);
	assert.match(visible((await act(signed, 'close', {day: '2024-01-01'})).text), /已经报送过这一天以后的报告期/);
});

test('moved from a day on: the desk of the day, the periods of theirs', async () => {
	const admin = await signedIn('city.admin');
	const id = await registerInstitution(admin, {region: '990101', day: '2025-07-01'});
	const url = `${base}${id}`;
	const fields = {...formValues((await admin.get(url)).text), region: '990121', affiliation: 'city', kind: 'general', grade: 'B', level: 'secondary'};
	const shown = await admin.post(url, {...fields, day: '2025-09-01', reason: '迁址'});
	assert.match(visible(shown.text), /2025年第三季度 示中区，二级综合医院，须报送 例东县，二级综合医院，须报送/);
	assert.equal((await admin.post(url, formValues(shown.text))).status, 303);
	assert.equal(single(`SELECT region_code FROM zhiheng.institution WHERE id = ${id}`), '990121');
	assert.equal(single(`SELECT region_code FROM zhiheng.register_of('2025Q2') WHERE id = ${id}`), '990101');
	assert.match(visible((await admin.get(`${url}/register`)).text), /2025-09-01 补登 登记信息 [^。]*例东县[^。]*迁址[\s\S]*登记起/);
});

test('whoever may not change reads what is on record, and records nothing', async () => {
	const id = single("SELECT id FROM zhiheng.institution WHERE name = '示例市示东区人民医院'");
	const viewer = await signedIn('city.viewer');
	const page = await viewer.get(`${base}${id}/register`);
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.text, /register\/close/);
	assert.equal((await viewer.get(`${base}${id}/register/close`)).status, 403);
	const admin = await signedIn('city.admin');
	for (const missing of [`${base}${id}/register/burn`, `${base}999999999/register`, `${base}999999999/register/close`])
		assert.equal((await admin.get(missing)).status, 404, missing);
	for (const [name, wrong] of [['day', '2025-02-30'], ['day', ''], ['seen', 'x']]) {
		const [url, fields] = await form(admin, id, 'close', {[name]: wrong});
		assert.equal((await admin.post(url, fields)).status, 400, `${name} ${wrong}`);
	}
});

test('totals and trends say by which register they are, and switch to that of today', async () => {
	const admin = await signedIn('city.admin');
	const programme = single("SELECT id FROM zhiheng.programme WHERE year = 2025 AND name LIKE '示例市%'");
	const scope = `programme=${programme}&period=2025Q2`;
	const list = `/commission/indicator/?${scope}`;
	for (const [url, now] of [[list, false], [`${list}&register=now`, true]]) {
		const {status, text} = await admin.get(url);
		assert.equal(status, 200);
		assert.match(visible(text), now ? /机构归属按 ?现在 ?的区划和级别[\s\S]*改按当时的区划和级别/ : /机构归属按各报告期最后一天的区划和级别。 ?改按现在的区划和级别/);
	}
	const trend = visible((await admin.get(`/commission/indicator/NIT-2025-09.1?${scope}&register=now`)).text);
	assert.match(trend, /全辖区趋势[\s\S]*改按当时的区划和级别/);
	assert.equal((await admin.get(`${list}&register=then`)).status, 400, 'no other word');
});
