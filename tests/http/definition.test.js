// Definitions that the owner of a programme confirms: who sees what, and what is ranked in public.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query, single} = require('./people');
const {Visitor, csrf, formValues, signedIn, visible} = require('./portal');

const programme = single('SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id WHERE region_code = \'990100\' AND year = 2025');
const list = `/commission/definition/?programme=${programme}`;

function boxes(html) {
	return [...html.matchAll(/name="row\.(\d+)"/g)].map(([, id]) => id);
}

// Shows the confirm page of an act on one indicator, then does it.
async function act(person, code, name, source) {
	const url = `${list}&name=${code}`;
	const page = await person.get(url);
	const [id] = boxes(page.text);
	const asked = await person.post(url, {_csrf: csrf(page.text), act: name, scope: 'rows', [`row.${id}`]: '1'});
	assert.equal(asked.status, 200, visible(asked.text));
	return person.post(url, {...formValues(asked.text), act: name, source});
}

test('the list says where each formula is from, by state and basis', async () => {
	const admin = await signedIn('city.admin');
	const counts = Object.fromEntries(query(`SELECT CASE WHEN own_trend THEN 'own_trend' WHEN basis = 'seed' THEN 'document'
		WHEN confirmed_on IS NOT NULL THEN 'confirmed' ELSE 'unconfirmed' END, count(*) FROM zhiheng.asked_definition WHERE programme_id = ${programme} GROUP BY 1`));
	assert.deepEqual(Object.keys(counts).sort(), ['confirmed', 'document', 'own_trend', 'unconfirmed']);
	for (const [state, count] of Object.entries(counts))
		assert.match(visible((await admin.get(`${list}&state=${state}`)).text), new RegExp(`符合条件的指标共 ${count} 项`));
	assert.match(visible((await admin.get(`${list}&basis=derived&state=unconfirmed`)).text), /由目标名称推导/);
	assert.match(visible((await admin.get('/commission/definition/')).text), /指标口径/, 'begins with the newest own programme');
	assert.equal((await admin.get('/commission/definition/?programme=999999')).status, 404);
	assert.equal((await admin.get(`${list}&basis=other`)).status, 400);
	const file = await admin.get(`${list}&format=csv`);
	assert.match(file.text, /公式依据/);
});

test('an indicator is confirmed with a source, once, and that is withdrawn with a reason', async () => {
	const admin = await signedIn('city.admin');
	const code = 'SXQ-53.1';
	assert.match(visible((await act(admin, code, 'confirm', '')).text), /请填写确认依据|确认依据/);
	assert.match(visible((await act(admin, code, 'confirm', '短')).text), /4 至 200 个字/);
	assert.match((await act(admin, code, 'confirm', '测试用口径文件第一条')).location, /notice=confirm/);
	assert.match(visible((await admin.get(`${list}&name=${code}`)).text), /已确认 .*示例市卫生健康委员会.*测试用口径文件第一条/);
	const events = visible((await admin.get(`/commission/programme/${programme}`)).text);
	assert.match(events, /确认口径 SXQ-53\.1；依据：测试用口径文件第一条/);
	const page = await admin.get(`${list}&name=${code}`);
	const again = await admin.post(`${list}&name=${code}`, {_csrf: csrf(page.text), act: 'confirm', scope: 'rows', [`row.${boxes(page.text)[0]}`]: '1'});
	assert.match(visible(again.text), /所选指标都不能认定口径/);
	assert.match((await act(admin, code, 'withdraw', '测试结束，恢复原状')).location, /notice=withdraw/);
	assert.match(visible((await admin.get(`${list}&name=${code}`)).text), /未确认/);
});

test('who owns no programme or does not administer only looks', async () => {
	for (const login of ['city.reviewer', 'city.viewer', 'province.viewer', 'county.reviewer']) {
		const person = await signedIn(login);
		const page = await person.get(list);
		assert.equal(page.status, 200, login);
		assert.deepEqual(boxes(page.text), [], login);
	}
});

test('staff see ranks by an unconfirmed definition and that the public does not; hospitals see why', async () => {
	const admin = await signedIn('city.admin');
	const [[code]] = query(`SELECT indicator_code FROM zhiheng.asked_definition WHERE programme_id = ${programme} AND bar = 'unconfirmed'
		AND kind = 'proportion' AND required AND direction <> 'none' AND levels <> '{tertiary}' ORDER BY indicator_code LIMIT 1`);
	const staff = await admin.get(`/commission/indicator/${code}?programme=${programme}&period=2025Q2`);
	assert.match(visible(staff.text), /口径未确认，不公开排名/);
	assert.ok(staff.text.includes(`/commission/definition/?programme=${programme}&amp;name=${code}`));
	const own = await (await signedIn('h1.leader')).get(`/institution/result/${code}`);
	assert.match(visible(own.text), /不参与排名（口径未确认，不公开排名）|不参与排名（/);
	const public_ = await new Visitor().get(`/region/990100/2025Q2/indicator/${code}`);
	assert.equal(public_.status, 200);
	assert.match(visible(public_.text), /口径未确认，不公开排名，也不计入等级评价/);
	assert.doesNotMatch(visible(public_.text), /优于预期|差于预期|家参与排名/);
});

test('no edition ranks what is not confirmed or compared with the own past only, and what is confirmed says by whom', async () => {
	const barred = '(own_trend OR basis <> \'seed\' AND confirmed_on IS NULL)';
	const rows = query(`SELECT count(*) FILTER (WHERE ${barred} AND (rank IS NOT NULL OR rank_lower IS NOT NULL)), count(*) FILTER (WHERE ${barred} AND lower IS NOT NULL),
		count(*) FILTER (WHERE NOT ${barred} AND rank IS NOT NULL), count(*) FILTER (WHERE status = 'own_trend')
		FROM zhiheng.edition_result JOIN zhiheng.edition_indicator USING (edition_id, indicator_code)`)[0].map(Number);
	assert.equal(rows[0], 0, 'no rank');
	assert.ok(rows[1] > 0 && rows[2] > 0 && rows[3] > 0, 'intervals stay, others are ranked');
	const file = await new Visitor().get('/api/region/990100/2025Q2/1/indicators');
	assert.ok([200, 404].includes(file.status));
	const text = visible((await new Visitor().get('/region/990100/2025Q2/indicator/NIT-2025-03.1')).text);
	assert.match(text, /公式依据 由目标名称推导 口径由示例市卫生健康委员会于 2025-03-01 确认，依据：/);
	assert.match(visible((await new Visitor().get('/catalogue/SXQ-32.1')).text), /只看各机构自己的趋势，不排名，也不计入等级评价/);
	assert.match(visible((await new Visitor().get('/catalogue/NIT-2025-03.1')).text), /由监测方案的卫健委确认口径之后/);
});
