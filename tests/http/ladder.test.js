// The ladder on the pages of commissions: whose turn it is, what is refused out of turn, opinions of QC centres, the setting.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {query, single} = require('./people');

// A return that waits at a level, of a county or of none in particular.
const waiting = (turn, where) => Number(single(`SELECT min(sheet.return_id) FROM zhiheng.submission AS head
	JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id JOIN zhiheng.institution AS own ON own.id = head.institution_id
	WHERE head.turn = ${turn} AND head.kind <> 'correction' AND own.region_code LIKE '${where}'`));

async function post(person, id, fields) {
	const page = await person.get(`/commission/return/${id}`);
	return person.post(`/commission/return/${id}`, {_csrf: csrf(page.text), state: 'submitted', revision: formValues(page.text).revision || '1', overall: '请核对', ...fields});
}

test('a level reads and decides at its turn, and is told whose it is', async () => {
	const city = await signedIn('city.reviewer');
	const county = await signedIn('county.reviewer');
	const id = waiting(4, '990102');
	const above = await city.get(`/commission/return/${id}`);
	assert.match(visible(above.text), /县级 \S+：\s*待审 \d+ 项，已等待 \d+ 天.*市级 \S+：\s*尚未送达.*还没有轮到本级审核：县级/);
	assert.doesNotMatch(above.text, /<td class="zh-number"><strong>/, 'no number');
	for (const act of ['accept', 'return', 'open']) {
		const refused = await post(city, id, {act});
		assert.equal(refused.status, 409, act);
		assert.match(visible(refused.text), /尚未轮到本级/);
	}
	assert.match((await county.get('/commission/submission/')).text, new RegExp(`href="/commission/return/${id}"`));
	assert.doesNotMatch((await city.get('/commission/submission/')).text, new RegExp(`href="/commission/return/${id}"`));
	assert.match((await city.get('/commission/submission/?turn=below')).text, new RegExp(`href="/commission/return/${id}"`));
	const submission = single(`SELECT max(submission_id) FROM zhiheng.submission_sheet WHERE return_id = ${id}`);
	assert.doesNotMatch((await city.get(`/commission/submission/${submission}`)).text, /zh-code">discharges/);
	const province = await signedIn('province.admin');
	const read = await post(province, id, {act: 'accept'});
	assert.equal(read.status, 403);
	assert.match(visible(read.text), /只知悉，不审核/);
});

test('a county does not decide a hospital of the city', async () => {
	const id = waiting(3, '9901%');
	const own = Number(single(`SELECT coalesce(min(sheet.return_id), 0) FROM zhiheng.submission AS head JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id
		JOIN zhiheng.institution AS own ON own.id = head.institution_id WHERE head.turn = 3 AND own.region_code = '990102'`));
	const county = await signedIn('county.reviewer');
	const refused = await post(county, own || id, {act: 'accept'});
	assert.equal(refused.status, own ? 403 : 404);
	if (own)
		assert.match(visible(refused.text), /隶属上级卫健委，由上级审核，本级不审核/);
});

test('who is late is taken over from, and named', async () => {
	const city = await signedIn('city.reviewer');
	const id = waiting(4, '990121');
	query(`UPDATE zhiheng.submission SET turn_at = now() WHERE id IN (SELECT submission_id FROM zhiheng.submission_sheet WHERE return_id = ${id}) AND turn = 4`);
	assert.equal((await post(city, id, {act: 'take_over'})).status, 409, 'not in time');
	query(`UPDATE zhiheng.submission SET turn_at = now() - interval '30 days' WHERE id IN (SELECT submission_id FROM zhiheng.submission_sheet WHERE return_id = ${id}) AND turn = 4`);
	assert.match((await city.get('/commission/submission/?turn=late')).text, new RegExp(`href="/commission/return/${id}"`));
	const viewer = await signedIn('city.viewer');
	assert.equal((await post(viewer, id, {act: 'take_over'})).status, 403);
	const taken = await post(city, id, {act: 'take_over'});
	assert.equal(taken.status, 303, visible(taken.text));
	const page = visible((await city.get(taken.location)).text);
	assert.match(page, /已接办.*县级 \S+：\s*逾期，已由上一级接办.*市级 \S+：\s*待审 \d+ 项/);
});

test('a QC centre says something of its cells, which is answered before its level decides', async () => {
	const centre = await signedIn('qc.nursing');
	const city = await signedIn('city.reviewer');
	const id = waiting(3, '9901%');
	const url = `/commission/return/${id}/opinion`;
	query(`UPDATE zhiheng.submission SET turn_at = now() WHERE id IN (SELECT submission_id FROM zhiheng.submission_sheet WHERE return_id = ${id}) AND turn = 3`);
	const page = await centre.get(url);
	assert.equal(page.status, 200, visible(page.text));
	const [, element] = /<option value="([a-z0-9_]+)"/.exec(page.text);
	for (const [fields, sentence] of [[{element, text: '错'}, /2 至 1000/], [{element: '', text: '请核对口径'}, /请选择/], [{element: 'no_such', text: '请核对口径'}, /不在可选范围内/],
		[{element, text: ''}, /请填写/]]) {
		const refused = await centre.post(url, {_csrf: csrf(page.text), ...fields});
		assert.equal(refused.status, 400, JSON.stringify(fields));
		assert.match(visible(refused.text), sentence);
	}
	const said = await centre.post(url, {_csrf: csrf(page.text), element, text: '请核对 <口径>'});
	assert.equal(said.status, 303, visible(said.text));
	const refused = await post(city, id, {act: 'accept'});
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), /质控中心的意见还没有全部答复/);
	const asked = await city.get(url);
	assert.match(visible(asked.text), /请核对 <口径>.*待答复/);
	const [, opinion] = /<option value="(\d+)"/.exec(asked.text);
	assert.equal((await city.post(url, {_csrf: csrf(asked.text), opinion: '999999999', text: '已核对'})).status, 400);
	assert.equal((await city.post(url, {_csrf: csrf(asked.text), opinion, text: '已与医院核对'})).status, 303);
	assert.match(visible((await centre.get(url)).text), /已与医院核对/);
	assert.equal((await (await signedIn('city.viewer')).post(url, {_csrf: csrf(asked.text), element, text: '请核对口径'})).status, 403);
	assert.equal((await post(city, id, {act: 'open'})).status, 303);
	assert.equal((await (await signedIn('county.reviewer')).get('/commission/return/999999999/opinion')).status, 404);
});

test('whether a commission decides is set from a day on', async () => {
	const admin = await signedIn('province.admin');
	const url = '/commission/organisation/ladder';
	const page = await admin.get(url);
	assert.match(visible(page.text), /本级现在：知悉，办理期限 5 个工作日/);
	for (const [fields, sentence] of [[{from_day: '2020-01-01'}, /不能早于今天/], [{from_day: 'bald'}, /日期|年-月-日/], [{days: '0'}, /1 至 60/], [{days: '61'}, /60/], [{decides: 'perhaps'}, /不在可选范围内/]]) {
		const refused = await admin.post(url, {_csrf: csrf(page.text), decides: 'true', days: '5', from_day: '2090-01-01', ...fields});
		assert.equal(refused.status, 400, JSON.stringify(fields));
		assert.match(visible(refused.text), sentence);
	}
	assert.equal((await admin.post(url, {_csrf: csrf(page.text), decides: 'true', days: '7', from_day: '2090-01-01'})).status, 303);
	assert.match(visible((await admin.get(url)).text), /本级现在：知悉.*2090-01-01 审核 7/);
	const reviewer = await signedIn('city.reviewer');
	assert.equal((await reviewer.get(url)).status, 403);
});
