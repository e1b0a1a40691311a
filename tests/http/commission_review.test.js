// The commission's review: list of returns, one return, baselines; who may act, and what is refused.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {before, test} = require('node:test');
const {csrf, signedIn, visible} = require('./portal');
const {centreIndicators} = require('./people');

function sql(query) {
	const text = execFileSync('psql', ['-XAtF', '\t', '-c', query], {encoding: 'utf8'}).trim();
	return text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
}

const period = '2025Q3';
const [[programme]] = sql(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const list = `/commission/return/?programme=${programme}&period=${period}`;
const people = {};

before(async () => {
	for (const login of ['city.admin', 'city.reviewer', 'city.viewer', 'county.reviewer', 'qc.nursing'])
		people[login] = await signedIn(login);
});

// Returns waiting for review, of the county reviewer's county or not.
function waiting(inCounty) {
	return sql(`SELECT head.id, head.revision
		FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE head.state = 'submitted' AND head.period = '${period}' AND (institution.region_code = (
			SELECT commission.region_code FROM zhiheng.account AS account
			JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
			WHERE account.login = 'county.reviewer')) = ${inCounty}
		ORDER BY head.id`);
}

async function decide(login, id, fields) {
	const page = await people[login].get(`/commission/return/${id}`);
	const shown = {
		state: /name="state" value="([^"]*)"/.exec(page.text)?.[1] || 'submitted',
		revision: /name="revision" value="([^"]*)"/.exec(page.text)?.[1] || '1',
	};
	return people[login].post(`/commission/return/${id}`, {_csrf: csrf(page.text), ...shown, ...fields});
}

test('the classes of the list add up, and are what the database counts', async () => {
	const page = await people['city.admin'].get(list);
	assert.equal(page.status, 200);
	const count = (label) => Number(new RegExp(`>${label}（(\\d+)）<`).exec(page.text)[1]);
	const all = ['待审核', '未报', '逾期未报', '已退回', '已接受', '已公开'].map(count);
	assert.equal(all.reduce((sum, item) => sum + item), count('全部'));
	const states = Object.fromEntries(sql(`SELECT state, count(*) FROM zhiheng.asked_return WHERE programme_id = ${programme} AND period = '${period}' GROUP BY state`));
	assert.equal(count('待审核'), Number(states.submitted || 0));
	assert.equal(count('已接受'), Number(states.accepted || 0));
});

test('completeness by county: every row is what a count over its returns gives', async () => {
	const text = visible((await people['city.admin'].get(list)).text);
	const rows = sql(`SELECT region.name, count(*), count(head.first_submitted_at),
			count(*) FILTER (WHERE (head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date <= calendar.due_on),
			count(*) FILTER (WHERE head.state IN ('accepted', 'published')), to_char(100.0 * count(head.first_submitted_at) / count(*), 'FM990.0')
		FROM zhiheng.asked_return AS head
		JOIN zhiheng.reporting_period AS calendar USING (programme_id, period)
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		JOIN zhiheng.region AS region ON region.code = institution.region_code
		WHERE head.programme_id = ${programme} AND head.period = '${period}' AND head.exempt IS NULL
		GROUP BY region.code, region.name`);
	assert.ok(rows.length > 5);
	for (const row of rows)
		assert.ok(text.includes(`${row.slice(0, 5).join(' ')} ${row[5]}`), row.join(' '));
});

test('filters: a state, a county and part of a name', async () => {
	const [[county, name]] = sql(`SELECT institution.region_code, institution.name FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE head.period = '${period}' AND head.state = 'submitted' ORDER BY head.id LIMIT 1`);
	const page = await people['city.admin'].get(`${list}&state=waiting&county=${county}&name=${encodeURIComponent(name)}`);
	assert.ok(visible(page.text).includes(name));
	assert.equal((page.text.match(/href="\/commission\/return\/\d+"/g) || []).length, 1);
	assert.match((await people['city.admin'].get(`${list}&name=%27%3B--`)).text, /没有符合条件的报表/);
});

test('a programme that is not there is a 404, a period of another programme leads to one of its own', async () => {
	assert.equal((await people['city.admin'].get('/commission/return/?programme=999999&period=2025Q3')).status, 404);
	assert.equal((await people['city.admin'].get('/commission/return/?programme=x')).status, 400);
	const other = await people['city.admin'].get(`/commission/return/?programme=${programme}&period=2019Q1`);
	assert.equal(other.status, 303);
	assert.equal(other.location, `/commission/return/?programme=${programme}`);
});

test('a county sees its own returns only; another one is as missing as one that is not there', async () => {
	const [[foreign]] = waiting(false);
	const strange = await people['county.reviewer'].get(`/commission/return/${foreign}`);
	const missing = await people['county.reviewer'].get('/commission/return/99999999');
	assert.equal(strange.status, 404);
	assert.equal(missing.status, 404);
	const bare = (answer) => visible(answer.text).replace(/[0-9a-f]{32}/g, '');
	assert.equal(bare(strange), bare(missing));
	const own = await people['county.reviewer'].get('/account/password');
	const answer = await people['county.reviewer'].post(`/commission/return/${foreign}`,
		{_csrf: csrf(own.text), act: 'accept', state: 'submitted', revision: '1'});
	assert.equal(answer.status, 404);
	assert.equal(sql(`SELECT state FROM zhiheng.return WHERE id = ${foreign}`)[0][0], 'submitted');
});

test('a viewer and a QC centre read, without buttons, and are refused when they post all the same', async () => {
	const [[id, revision]] = waiting(false);
	for (const login of ['city.viewer', 'qc.nursing']) {
		const page = await people[login].get(`/commission/return/${id}`);
		assert.equal(page.status, 200, login);
		assert.doesNotMatch(page.text, /name="act"/, login);
		const answer = await people[login].post(`/commission/return/${id}`, {_csrf: csrf(page.text), act: 'accept', state: 'submitted', revision});
		assert.equal(answer.status, 403, login);
	}
	assert.equal(sql(`SELECT state FROM zhiheng.return WHERE id = ${id}`)[0][0], 'submitted');
});

test('a QC centre sees the elements of its specialty and no others', async () => {
	const [[id]] = waiting(false);
	const codes = (html) => new Set([...html.matchAll(/<span class="zh-minor">([A-Z]+[-0-9A-Z.]+)<\/span>/g)].map(([, code]) => code));
	const own = codes((await people['qc.nursing'].get(`/commission/return/${id}`)).text);
	const all = codes((await people['city.viewer'].get(`/commission/return/${id}`)).text);
	assert.ok(own.size > 0 && own.size < all.size);
	const nursing = centreIndicators('qc.nursing');
	for (const code of own)
		assert.ok(nursing.includes(code), code);
});

test('returning: the reason is asked for, what was typed stays, the institution reads the same words', async () => {
	const [[id]] = sql(`SELECT head.id FROM zhiheng.return AS head
		JOIN zhiheng.account AS account ON account.institution_id = head.institution_id
		WHERE account.login LIKE 'h_.clerk' AND head.state = 'submitted' AND head.period = '${period}' ORDER BY head.id LIMIT 1`)
		.concat(waiting(false));
	assert.equal((await decide('city.reviewer', id, {act: 'open'})).status, 303);
	const page = await people['city.reviewer'].get(`/commission/return/${id}`);
	const [, code] = /name="reason\.([a-z0-9_]+)"/.exec(page.text);
	const words = '与病案首页统计 <不符>，请核对';

	const refused = await decide('city.reviewer', id, {act: 'return', [`reason.${code}`]: words});
	assert.equal(refused.status, 400);
	assert.match(refused.text, /<a href="#overall">退回需要填写总体意见<\/a>/);
	assert.ok(refused.text.includes('与病案首页统计 &lt;不符&gt;，请核对'));
	const accepted = await decide('city.reviewer', id, {act: 'accept', [`reason.${code}`]: words});
	assert.equal(accepted.status, 400);
	assert.match(accepted.text, /接受报表时不能填写退回意见/);
	const strange = await decide('city.reviewer', id, {act: 'return', overall: '请核对', 'reason.no_such_element': words});
	assert.equal(strange.status, 400);
	const repeated = await people['city.reviewer'].post(`/commission/return/${id}`,
		[['_csrf', csrf(page.text)], ['act', 'return'], ['act', 'accept'], ['state', 'submitted'], ['revision', '1']]);
	assert.equal(repeated.status, 400);
	assert.equal(sql(`SELECT state FROM zhiheng.return WHERE id = ${id}`)[0][0], 'submitted');

	const done = await decide('city.reviewer', id, {act: 'return', overall: '请核对后重新提交', [`reason.${code}`]: words});
	assert.equal(done.status, 303);
	const after = await people['city.reviewer'].get(done.location);
	assert.ok(visible(after.text).includes('已退回这份报表'));
	assert.ok(visible(after.text).includes(`上次退回意见：${words}`));
	const [[clerk]] = sql(`SELECT coalesce(min(account.login), '-') FROM zhiheng.return AS head
		JOIN zhiheng.account AS account ON account.institution_id = head.institution_id AND account.role = 'clerk' AND account.password_hash IS NOT NULL
		WHERE head.id = ${id}`);
	if (clerk !== '-') {
		const form = visible((await (await signedIn(clerk)).get(`/institution/return/${id}`)).text);
		assert.ok(form.includes(words), 'the institution reads the reason');
		assert.ok(form.includes('请核对后重新提交'), 'and the overall one');
	}
});

test('a stale page is a conflict that says so and keeps what was written', async () => {
	const [[id, revision]] = waiting(false);
	const page = await people['city.reviewer'].get(`/commission/return/${id}`);
	const fields = {_csrf: csrf(page.text), state: 'submitted', revision};
	const first = await people['city.admin'].get(`/commission/return/${id}`);
	assert.equal((await people['city.admin'].post(`/commission/return/${id}`, {...fields, _csrf: csrf(first.text), act: 'accept'})).status, 303);
	const stale = await people['city.reviewer'].post(`/commission/return/${id}`, {...fields, act: 'return', overall: '我的意见还在'});
	assert.equal(stale.status, 409);
	assert.match(stale.text, /有了变化/);
	assert.match(stale.text, /我的意见还在<\/textarea>/);
	assert.equal(sql(`SELECT state FROM zhiheng.return WHERE id = ${id}`)[0][0], 'accepted');

	// Accepted by mistake: it goes back as a correction, with a reason.
	assert.equal((await decide('city.reviewer', id, {act: 'return'})).status, 400);
	assert.equal((await decide('city.reviewer', id, {act: 'return', overall: '接受有误，请更正'})).status, 303);
	const events = sql(`SELECT to_state FROM zhiheng.return_event WHERE return_id = ${id} ORDER BY id DESC LIMIT 2`).flat();
	assert.deepEqual(events, ['returned', 'accepted']);
});

test('a form without its token is refused', async () => {
	const [[id, revision]] = waiting(false);
	const answer = await people['city.reviewer'].post(`/commission/return/${id}`, {act: 'accept', state: 'submitted', revision});
	assert.equal(answer.status, 403);
	assert.equal(sql(`SELECT state FROM zhiheng.return WHERE id = ${id}`)[0][0], 'submitted');
});

test('a baseline is approved once; a second decision is a conflict; returning needs a reason', async () => {
	const [[first], [second]] = sql(`SELECT id FROM zhiheng.baseline_current WHERE state = 'waiting' ORDER BY id LIMIT 2`);
	const page = await people['city.reviewer'].get(`/commission/baseline/${first}`);
	assert.equal(page.status, 200);
	const fields = {_csrf: csrf(page.text)};
	assert.equal((await people['city.reviewer'].post(`/commission/baseline/${second}`, {...fields, act: 'returned'})).status, 400);
	assert.equal((await people['city.reviewer'].post(`/commission/baseline/${second}`, {...fields, act: 'returned', reason: '基线年度有误'})).status, 303);
	assert.equal((await people['city.reviewer'].post(`/commission/baseline/${first}`, {...fields, act: 'approved'})).status, 303);
	const again = await people['city.reviewer'].post(`/commission/baseline/${first}`, {...fields, act: 'returned', reason: '改变主意'});
	assert.equal(again.status, 409);
	assert.match(again.text, /审批结果不能更改/);
	const viewer = await people['city.viewer'].get(`/commission/baseline/${first}`);
	assert.doesNotMatch(viewer.text, /name="act"/);
	assert.deepEqual(sql(`SELECT decision FROM zhiheng.baseline_decision WHERE baseline_id IN (${first}, ${second}) ORDER BY baseline_id`).flat(),
		['approved', 'returned']);
});

test('an institution\'s account is nobody here', async () => {
	const clerk = await signedIn('h1.clerk');
	const answer = await clerk.get('/commission/');
	assert.notEqual(answer.status, 200);
});
