// What a leader signs at once, what a reviewer decides at once, what is asked later, what was sent back and until when.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {acceptAbove, adopt, computed, openInstitution, openProgramme, query, single} = require('./people');

const region = '990126';
const own = {};
let county, city, year, reviewer, closes;

const id = (period) => Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '${year}${period}'`));
const url = (period) => `/institution/return/${id(period)}`;
const head = (period) => query(`SELECT state, revision, opened_until, accepted_revision FROM zhiheng.return WHERE id = ${id(period)}`)[0];
const newest = () => query(`SELECT head.seq, head.kind, coalesce(head.turn::text, '-'), count(*) FROM zhiheng.submission AS head
	JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id WHERE head.institution_id = ${own.id} GROUP BY head.id ORDER BY head.seq DESC LIMIT 1`)[0].join(' ');
const newestId = () => single(`SELECT max(id) FROM zhiheng.submission WHERE institution_id = ${own.id}`);

async function plan(programme, dates) {
	const page = await programme.admin.get(`${programme.url}/period`);
	const known = Object.fromEntries(Object.entries(formValues(page.text)).filter(([name]) => /^(_csrf|seen|(opens|due)_\w+)$/.test(name)));
	for (const name of Object.keys(known).filter((field) => /_m\d\d$/.test(field)))
		known[name] = '';
	const answer = await programme.admin.post(`${programme.url}/period`, {...known, ...dates});
	assert.equal(answer.status, 303, visible(answer.text));
}

async function open(programme, period) {
	const answer = await programme.admin.submit(`${programme.url}/period`, {period: `${year}${period}`, act: 'open'}, `${programme.url}/period/move`);
	assert.equal(answer.status, 303, visible(answer.text));
}

before(async () => {
	county = await openProgramme(region, `submit${process.pid}.county`);
	year = county.year;
	closes = `${year}-06-30`;
	Object.assign(own, await openInstitution(Object.fromEntries(['clerk', 'verifier', 'leader'].map((role) => [role, `submit${process.pid}.${role}`])), {region, affiliation: 'county'}));
	assert.equal((await adopt(county, 'NIT-2025', ['NIT-2025-01'])).status, 303);
	assert.equal((await adopt(county, 'SXQ', ['SXQ-26'])).status, 303);
	query(`UPDATE zhiheng.programme_indicator SET cadence = CASE indicator_code WHEN 'SXQ-26.1' THEN 'half' ELSE 'quarter' END
		WHERE programme_id = ${county.url.split('/').at(-1)}`);
	await plan(county, {opens_h1: `${year}-07-01`, due_h1: `${year}-07-10`});
	await open(county, 'Q2');
	await open(county, 'H1');
	reviewer = county.admin;
});

// All that may be filled in: numbers by code, 不适用 else.
async function fill(period, numbers) {
	const page = await own.clerk.get(url(period));
	const fields = {_csrf: csrf(page.text), revision: formValues(page.text).revision, action: 'save'};
	for (const [, code] of page.text.matchAll(/name="value\.([a-z0-9_]+)"/g)) {
		fields[`value.${code}`] = numbers[code] || '';
		if (!(code in numbers))
			fields[`na.${code}`] = '1';
	}
	return own.clerk.post(url(period), fields);
}

async function act(person, period, name, fields) {
	const page = await person.get(`${url(period)}/check`);
	return person.post(`${url(period)}/check`, {_csrf: csrf(page.text), revision: formValues(page.text).revision, act: name, ...fields});
}

async function verified(period, numbers) {
	const saved = await fill(period, numbers);
	assert.equal(saved.status, 303, visible(saved.text));
	const passed = await act(own.verifier, period, 'verify');
	assert.equal(passed.status, 303, visible(passed.text));
}

async function signOne(period) {
	await own.leader.confirm();
	const signed = await act(own.leader, period, 'submit', {declared: '1'});
	assert.equal(signed.status, 303, visible(signed.text));
}

async function decide(period, name, fields = {}) {
	const page = await reviewer.get(`/commission/return/${id(period)}`);
	const {_csrf, state, revision} = formValues(page.text);
	const answer = await reviewer.post(`/commission/return/${id(period)}`, {_csrf, state, revision, act: name, ...fields});
	if (name === 'accept')
		await acceptAbove(id(period));
	return answer;
}

const signUrl = '/institution/submission/sign';

async function sign(fields) {
	const page = await own.leader.get(`${signUrl}?closes=${closes}`);
	return own.leader.post(signUrl, {_csrf: csrf(page.text), closes, declared: '1', ...fields});
}

test('several returns that end on one day are one task, signed with one password', async () => {
	await verified('Q2', {ais_patients: '60', ais_reperfused: '30'});
	await verified('H1', {lab_eqa_due: '45', lab_eqa_joined: '44'});
	assert.match(visible((await own.leader.get('/institution/')).text), new RegExp(`${year}年.*、.*报表`));
	const list = await own.leader.get(`/institution/return/?closes=${closes}`);
	assert.ok(list.text.includes(`href="${signUrl}?closes=${closes}"`));
	assert.doesNotMatch((await own.clerk.get(`/institution/return/?closes=${closes}`)).text, /submission\/sign/);
	const before = await own.leader.get(`${signUrl}?closes=${closes}`);
	assert.match(visible(before.text), /第二季度.*上半年|上半年.*第二季度/);
	assert.doesNotMatch(before.text, /name="return\./, 'nothing is signed before the password is given');
	const both = {[`return.${id('Q2')}`]: head('Q2')[1], [`return.${id('H1')}`]: head('H1')[1]};
	const bare = await sign(both);
	assert.equal(bare.status, 403);
	assert.match(visible(bare.text), /先输入密码/);
	await own.leader.confirm();
	const page = await own.leader.get(`${signUrl}?closes=${closes}`);
	assert.equal([...page.text.matchAll(/name="return\.\d+"[^>]*checked/g)].length, 2);
	const wrong = [
		[{...both, declared: ''}, 400, /提交前请勾选确认/],
		[{}, 400, /请至少勾选一份报表/],
		[{[`return.${id('Q2')}`]: 'x'}, 400, /页面内容不完整/],
		[{...both, [`return.${id('H1')}`]: '9'}, 409, /有过修改/],
		[{'return.999999': '1'}, 404, /没有找到/],
		[{...both, closes: '2025-02-30'}, 400, /./],
	];
	for (const [fields, status, words] of wrong) {
		const answer = await sign(fields);
		assert.equal(answer.status, status, `${JSON.stringify(fields)} ${visible(answer.text)}`);
		assert.match(visible(answer.text), words);
	}
	assert.equal((await own.clerk.get(`${signUrl}?closes=${closes}`)).status, 403);
	assert.equal((await own.leader.get(`${signUrl}?closes=nonsense`)).status, 400);
	assert.deepEqual([head('Q2')[0], head('H1')[0]], ['verified', 'verified'], 'all or none');
	const done = await sign(both);
	assert.equal(done.status, 303, visible(done.text));
	assert.equal(newest(), '1 regular 4 2');
	const shown = visible((await own.leader.get(done.location)).text);
	assert.match(shown, /第 1 批 待县级审核/);
	for (const words of [/第二季度报表：待县级审核/, /上半年报表：待县级审核/, /ais_patients 60/, /lab_eqa_joined 44/, /校验值（SHA-256）： [0-9a-f]{64}/])
		assert.match(shown, words);
	assert.equal((await sign(both)).status, 409, 'once');
	assert.match(visible((await own.leader.get('/institution/submission/')).text), /第 1 批 首次报送 .*、.* 待县级审核/);
	const foreign = await signedIn('h1.leader');
	assert.equal((await foreign.get(done.location)).status, 404, 'it is nobody else\'s');
});

test('a reviewer decides all of it in one act', async () => {
	const queue = await reviewer.get('/commission/submission/?kind=regular');
	assert.ok(queue.text.includes(`/commission/submission/${newestId()}`));
	const page = await reviewer.get(`/commission/submission/${newestId()}`);
	assert.match(visible(page.text), /接受本批全部报表/);
	const viewer = await signedIn('city.viewer');
	assert.doesNotMatch(visible((await viewer.get(`/commission/submission/${newestId()}`)).text), /接受本批全部报表/);
	const nursing = await signedIn('qc.nursing');
	assert.equal((await nursing.get(`/commission/submission/${newestId()}`)).status, 404, 'a centre sees numbers of its specialties only');
	const asked = await reviewer.post('/commission/submission/', formValues(page.text, 'accept') && {
		_csrf: csrf(page.text), scope: 'rows', page_ids: '', act: 'accept', [`row.${id('Q2')}`]: '1', [`row.${id('H1')}`]: '1'});
	assert.match(visible(asked.text), /接受 2 份报表？/);
	assert.deepEqual([head('Q2')[0], head('H1')[0]], ['submitted', 'submitted'], 'first it says what will be');
	const done = await reviewer.post('/commission/submission/', {...formValues(asked.text), act: 'accept'});
	assert.equal(done.status, 303, visible(done.text));
	assert.deepEqual([head('Q2')[0], head('H1')[0]], ['accepted', 'accepted']);
	assert.equal(newest(), '1 regular 3 2', 'it is the city\'s turn');
	assert.match(visible((await own.leader.get(`${url('Q2')}/check`)).text), /县级 \S+：已接受 (\d+)\/\1 项 市级 \S+：待审 \d+ 项/);
	await acceptAbove(id('Q2'));
	await acceptAbove(id('H1'));
	assert.equal(newest(), '1 regular - 2');
	assert.match(visible((await own.leader.get(`/institution/submission/${newestId()}`)).text), /第 1 批 已接受/);
	assert.ok(!(await reviewer.get('/commission/submission/')).text.includes(`/commission/submission/${newestId()}`));
});

test('what is asked later is a supplement: only that may be filled in, the accepted copy counts', async () => {
	const admin = await signedIn('city.admin');
	const created = await admin.submit('/commission/programme/new', {year: String(year), name: `市 ${year}年方案`});
	assert.equal(created.status, 303, visible(created.text));
	city = {admin, year, url: created.location.replace(/\?.*/, '')};
	assert.equal((await adopt(city, 'NIT-2025', ['NIT-2025-01', 'NIT-2025-02'])).status, 303);
	await plan(city, {});
	await open(city, 'Q2');
	assert.match(visible((await own.clerk.get('/institution/')).text), /有新增的数据项，请补报.*待补报/);
	const page = await own.clerk.get(url('Q2'));
	assert.match(visible(page.text), /之后又有监测方案要求 \d+ 项新的数据，请补报；其余各项已锁定/);
	assert.doesNotMatch(page.text, /name="value\.ais_patients"/);
	assert.match(visible(page.text.split('<tr').find((row) => row.includes('data-element="ais_patients"'))), /已接受，如需更改请申请更正/);
	const codes = [...page.text.matchAll(/name="value\.([a-z0-9_]+)"/g)].map(([, code]) => code);
	assert.ok(codes.length >= 2, codes.join(' '));
	const forced = await own.clerk.post(url('Q2'), {_csrf: csrf(page.text), revision: formValues(page.text).revision, action: 'save', 'value.ais_patients': '61'});
	assert.equal(forced.status, 400, visible(forced.text));
	assert.equal(head('Q2')[0], 'accepted', 'nothing has moved');
	await verified('Q2', Object.fromEntries(codes.map((code) => [code, '20'])));
	await signOne('Q2');
	assert.equal(newest(), '2 supplement 4 1');
	const sheet = query(`SELECT element.code FROM zhiheng.submission_sheet AS sheet JOIN zhiheng.element_number AS element ON element.number = ANY (sheet.elements)
		WHERE sheet.submission_id = ${newestId()} ORDER BY 1`).flat();
	assert.deepEqual(sheet, codes.sort(), 'it holds what is new, no more');
	assert.match(visible((await reviewer.get('/commission/submission/?kind=supplement')).text), /第 2 批 补报/);
	assert.equal((await decide('Q2', 'accept')).status, 303);
	assert.equal(single(`SELECT count(*) FROM zhiheng.accepted_cell AS cell WHERE cell.institution_id = ${own.id} AND cell.period = '${year}Q2' AND cell.value IS NOT NULL`),
		String(codes.length + 2));
});

test('sent back: what was named may be changed, for ten working days, and again when the commission opens it again', async () => {
	const back = await decide('Q2', 'return', {overall: '请核对再灌注例数', 'reason.ais_reperfused': '与上报病例数不符'});
	assert.equal(back.status, 303, visible(back.text));
	const [, , until] = head('Q2');
	assert.match(until, /^\d{4}-\d\d-\d\d$/);
	assert.match(visible((await own.clerk.get(url('Q2'))).text), new RegExp(`卫健委退回，可修改至 ${until}；重新接受之前，各项结果仍按已接受的数据计算`));
	assert.match(visible((await own.clerk.get('/institution/')).text), new RegExp(`可修改至 ${until}`));
	assert.match(visible((await reviewer.get(`/commission/return/${id('Q2')}`)).text), new RegExp(`修改期限至 ${until}`));
	const page = await own.clerk.get(url('Q2'));
	assert.deepEqual([...page.text.matchAll(/name="value\.([a-z0-9_]+)"/g)].map(([, code]) => code), ['ais_reperfused']);
	// Both programmes close, and the days go by.
	query(`UPDATE zhiheng.reporting_period SET state = 'closed' WHERE period = '${year}Q2' AND programme_id IN (${county.url.split('/').at(-1)}, ${city.url.split('/').at(-1)})`);
	query(`UPDATE zhiheng.return SET opened_until = zhiheng.today() - 1 WHERE id = ${id('Q2')}`);
	const late = await own.clerk.post(url('Q2'), {_csrf: csrf(page.text), revision: formValues(page.text).revision, action: 'save', 'value.ais_reperfused': '31'});
	assert.equal(late.status, 409);
	assert.match(visible(late.text), /修改期限已过.*请联系卫健委再次开放/);
	assert.equal(formValues(late.text)['value.ais_reperfused'], '31', 'what was typed is still there');
	assert.match(visible((await own.clerk.get(url('Q2'))).text), /退回后的修改期限 .* 已过，不能再改，已接受的数据仍然有效/);
	assert.match(visible((await own.clerk.get('/institution/')).text), /填报已关闭，请联系卫健委.*修改期限 .* 已过，已接受的数据不变/);
	assert.equal((await decide('Q2', 'reopen', {why: ''})).status, 400);
	const viewer = await signedIn('city.viewer');
	assert.doesNotMatch((await viewer.get(`/commission/return/${id('Q2')}`)).text, /value="reopen"/);
	const again = await decide('Q2', 'reopen', {why: '机构信息科停电'});
	assert.equal(again.status, 303, visible(again.text));
	assert.equal(head('Q2')[2], until);
	assert.equal((await decide('Q2', 'reopen', {why: '再来一次'})).status, 409);
	assert.equal(single(`SELECT count(*) FROM zhiheng.audit WHERE act = 'return.reopen' AND object_id = ${id('Q2')}`), '1');
	assert.match(visible((await own.leader.get(`/institution/submission/${newestId()}`)).text), /重新开放.*机构信息科停电/);
	await verified('Q2', {ais_reperfused: '31'});
	await signOne('Q2');
	assert.equal(newest(), '3 answer 4 1');
	const detail = visible((await own.leader.get(`/institution/submission/${newestId()}`)).text);
	assert.match(detail, /退回后重报（重报 第 2 批 ）/);
	assert.match(detail, /签字 1 项/);
	assert.equal((await decide('Q2', 'reopen', {why: '晚了一步'})).status, 409);
	assert.equal((await decide('Q2', 'accept')).status, 303);
	assert.equal(single(`SELECT trim_scale(value) FROM zhiheng.accepted_cell WHERE institution_id = ${own.id} AND period = '${year}Q2' AND element_code = 'ais_reperfused'`), '31');
});

test('a correction says beforehand what it changes: the own value, the region\'s, the rank', async () => {
	const form = await own.clerk.get(`${url('Q2')}/correction`);
	const asked = await own.clerk.post(`${url('Q2')}/correction`, {_csrf: csrf(form.text), revision: formValues(form.text).revision, act: 'ask',
		reason: '漏报三例', 'value.ais_reperfused': '34'});
	assert.equal(asked.status, 303, visible(asked.text));
	await own.leader.confirm();
	const page = await own.leader.get(`${url('Q2')}/correction`);
	const {_csrf, revision, correction} = formValues(page.text);
	assert.equal((await own.leader.post(`${url('Q2')}/correction`, {_csrf, revision, correction, act: 'sign'})).status, 303);
	assert.equal(newest(), '4 correction 4 1');
	// The region's values are of when the worker last looked.
	await computed();
	const seen = visible((await reviewer.get(`/commission/return/${id('Q2')}/correction`)).text);
	assert.match(seen, /NIT-2025-01\.1 51\.67 → 56\.67 % 51\.67 → 56\.67/);
	assert.match(visible((await reviewer.get(`/commission/submission/${newestId()}`)).text), /审批更正申请/);
	assert.ok(!(await reviewer.get('/commission/submission/')).text.includes(`/commission/submission/${newestId()}`), 'it is not accepted among others');
	const forced = await reviewer.post('/commission/submission/', {_csrf: csrf((await reviewer.get('/commission/submission/')).text), scope: 'rows', page_ids: '', act: 'accept', [`row.${id('Q2')}`]: '1'});
	assert.doesNotMatch(visible(forced.text), /接受 1 份报表？/);
	assert.equal(head('Q2')[0], 'accepted');
});
