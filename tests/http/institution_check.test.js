// From a full form to the receipt: errors block, warnings want words, a second person verifies, the
// leader submits; home says to each what is next.  Then baselines and the own results.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {single} = require('./people');
const {csrf, formValues, signedIn, visible} = require('./portal');

let clerk, verifier, leader, url;

before(async () => {
	[clerk, verifier, leader] = await Promise.all(['clerk', 'verifier', 'leader'].map((role) => signedIn(`h3.${role}`)));
	const list = await clerk.get('/institution/return/');
	const row = list.text.split('<tr').find((part) => /zh-state-(draft|returned)/.test(part));
	url = /\/institution\/return\/\d+/.exec(row)[0];
});

// Every element with a number near that of the period before; changes by code come last.
async function fill(changes) {
	const page = await clerk.get(url);
	const fields = {_csrf: csrf(page.text), revision: formValues(page.text).revision, action: 'save'};
	for (const row of page.text.split('<tr')) {
		const code = /id="value\.([a-z0-9_]+)"/.exec(row);
		if (!code)
			continue;
		const last = /data-label="上期"><span>([^<]*)/.exec(row)[1];
		const unit = /class="zh-unit">([^<]*)/.exec(row)[1];
		if (last === '不适用')
			fields[`na.${code[1]}`] = '1';
		fields[`value.${code[1]}`] = /^[0-9.]+$/.test(last) ? String(unit === '是/否' || unit === '级' ? last : Math.ceil(Number(last) * 1.01)) : '';
	}
	for (const [code, value] of Object.entries(changes || {})) {
		fields[`value.${code}`] = value;
		delete fields[`na.${code}`];
	}
	const answer = await clerk.post(url, fields);
	assert.equal(answer.status, 303, visible(answer.text));
}

async function act(person, name, fields) {
	const page = await person.get(`${url}/check`);
	return person.post(`${url}/check`, {_csrf: csrf(page.text), revision: formValues(page.text).revision, act: name, ...fields});
}

// Words for every warning that has none.
async function explainAll(person) {
	const page = await person.get(`${url}/check`);
	const fields = {};
	for (const [, id] of page.text.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g))
		fields[id] = '病种结构变化，已核对原始记录';
	/* Without warnings there is no form. */
	return Object.keys(fields).length > 0 ? act(person, 'explain', fields) : {status: 303};
}

test('what the commission sent back stands on top of the work list and beside the form', async () => {
	const home = visible((await clerk.get('/institution/')).text);
	assert.match(home, /需要处理.*第三季度报表.*退回意见/);
	const form = await clerk.get(url);
	assert.match(visible(form.text), /退回，\d{4}-\d\d-\d\d/);
	const row = form.text.split('<tr').find((part) => part.includes('id="value.unplanned_reops"'));
	assert.match(visible(row), /退回意见： ?请按同一次住院期间口径重新统计/);
	assert.match(visible((await verifier.get('/institution/')).text), /等待填报员修改/);
});

test('an error keeps the return from being verified', async () => {
	await fill({discharges: '10', vte_prevented: '20'});
	const page = visible((await verifier.get(`${url}/check`)).text);
	assert.match(page, /（20）不能大于“[^”]*”（10）/);
	const refused = await act(verifier, 'verify');
	assert.equal(refused.status, 400);
	assert.match(visible(refused.text), /处错误，改正后才能送审/);
});

test('an empty required element is an error with the way to its field', async () => {
	await fill({discharges: ''});
	const page = await clerk.get(`${url}/check`);
	assert.match(page.text, new RegExp(`还没有填[^<]*<a href="${url}\\?back=discharges#value\\.discharges">修改`));
	assert.equal((await act(verifier, 'verify')).status, 400);
});

test('a warning wants words, and these are for the values they were written on', async () => {
	await fill();
	const code = 'discharges';
	const usual = Number(formValues((await clerk.get(url)).text)[`value.${code}`]);
	await fill({[code]: String(usual * 9)});
	const refused = await act(verifier, 'verify');
	assert.equal(refused.status, 400);
	const message = new RegExp(`explanation\\.${code}-error`);
	assert.match(refused.text, message);
	const short = await act(clerk, 'explain', {[`explanation.${code}`]: '忙'});
	assert.equal(short.status, 400);
	assert.match(short.text, message);
	assert.equal(formValues(short.text)[`explanation.${code}`], '忙');
	assert.equal((await explainAll(clerk)).status, 303);
	assert.doesNotMatch(visible((await verifier.get(`${url}/check`)).text), /尚未说明/);
	await fill({[code]: String(usual * 8)});
	assert.match(visible((await clerk.get(`${url}/check`)).text), /在说明之后有过修改/);
	assert.equal((await act(verifier, 'verify')).status, 400);
});

test('roles: the clerk does not verify, the verifier does not submit', async () => {
	await fill();
	assert.equal((await explainAll(clerk)).status, 303);
	assert.equal((await act(clerk, 'verify')).status, 403);
	assert.equal((await act(verifier, 'submit', {declared: '1'})).status, 403);
	assert.equal((await act(leader, 'explain', {'explanation.*': '说明'})).status, 403);
});

test('a stale page verifies nothing', async () => {
	const page = await verifier.get(`${url}/check`);
	const shown = formValues(page.text);
	await fill({discharges: String(Number(formValues((await clerk.get(url)).text)['value.discharges']) + 1)});
	await explainAll(clerk);
	const answer = await verifier.post(`${url}/check`, {_csrf: csrf(page.text), revision: shown.revision, act: 'verify'});
	assert.equal(answer.status, 409);
	assert.match(visible(answer.text), /打开本页之后有过修改/);
});

test('verified, sent back, verified again, submitted, with a receipt', async () => {
	assert.match(visible((await verifier.get('/institution/')).text), /已填完，请审核/);
	assert.equal((await act(verifier, 'verify')).status, 303);
	assert.match(visible((await leader.get('/institution/')).text), /已通过审核，请提交/);
	assert.equal((await clerk.get(`${url}/receipt`)).status, 200, 'the receipt of the first submission stays');
	assert.equal((await act(leader, 'send-back', {reason: ''})).status, 400);
	assert.equal((await act(leader, 'send-back', {reason: '请再核对出院人次'})).status, 303);
	assert.match(visible((await clerk.get(url)).text), /请再核对出院人次/);
	assert.equal((await act(verifier, 'verify')).status, 303);
	const unsigned = await act(leader, 'submit', {declared: '1'});
	assert.equal(unsigned.status, 403);
	assert.match(visible(unsigned.text), /请先输入密码确认身份/);
	assert.equal((await leader.confirm(`${url}/check`)).location, `${url}/check`);
	const undeclared = await act(leader, 'submit');
	assert.equal(undeclared.status, 400);
	assert.match(visible(undeclared.text), /提交前请勾选确认/);
	const page = await leader.get(`${url}/check`);
	const fields = {_csrf: csrf(page.text), revision: formValues(page.text).revision, act: 'submit', declared: '1'};
	const answer = await leader.post(`${url}/check`, fields);
	assert.equal(answer.location, `${url}/receipt`);
	assert.equal((await leader.post(`${url}/check`, fields)).status, 409, 'once');
	const receipt = visible((await clerk.get(`${url}/receipt`)).text);
	assert.match(receipt, /回执编号 \d{4}Q\d-\d{8}/);
	assert.match(receipt, /蒋审核/);
	assert.match(receipt, /数据校验值（SHA-256） [0-9a-f]{64}/);
	assert.match(receipt, /单位盖章/);
	const locked = await clerk.get(url);
	assert.doesNotMatch(locked.text, /name="value\./);
	assert.match(visible(locked.text), /等待卫健委审核/);
});

test('a baseline: threshold shown, goal behind it wants a reason, approved ones are locked', async () => {
	assert.equal((await clerk.get('/institution/baseline/')).status, 303);
	// Other tests make programmes of later years: those of the demo are meant.
	const all = `/institution/baseline/${single("SELECT id FROM zhiheng.programme WHERE name = '示例市2025年医疗质量安全改进监测方案'")}`;
	const list = await clerk.get(all);
	const link = (state) => list.text.split('<tr').filter((row) => row.includes(`zh-state-${state}"`))
		.map((row) => new RegExp(`href="(${all}/[^"]+)"`).exec(row)[1]);
	const returned = link('returned')[0];
	const page = await clerk.get(returned);
	const form = formValues(page.text);
	assert.match(visible(page.text), /退回/);
	assert.match(visible(page.text), /要求/);
	const behind = await clerk.post(returned, {...form, period: '2024', numerator: '80', denominator: '100', goal: '10', reason: ''});
	assert.equal(behind.status, 400);
	assert.match(visible(behind.text), /请写明原因/);
	assert.equal(formValues(behind.text).goal, '10');
	const part = await clerk.post(returned, {...form, period: '2024', numerator: '120', denominator: '100', goal: '90', reason: ''});
	assert.match(visible(part.text), /分子不能大于分母/);
	// The whole of 2024 was never accepted: there is nothing to hold the numbers against.
	const good = {...form, period: '2024', numerator: '８０', denominator: '1,00', goal: '95', reason: ''};
	assert.equal((await clerk.post(returned, good)).status, 400, '1,00 is no number');
	assert.equal((await clerk.post(returned, {...good, denominator: '100'})).status, 303);
	assert.match(visible((await clerk.get(returned)).text), /待审批/);
	const approved = link('approved')[0];
	const locked = formValues((await clerk.get(approved)).text);
	const change = await clerk.post(approved, {...locked, period: '2024', reason: ''});
	assert.equal(change.status, 400);
	assert.match(visible(change.text), /改动已批准的基线或目标，请写明原因/);
	assert.equal((await verifier.post(approved, {...locked, reason: '试一试'})).status, 403);
	assert.equal((await clerk.get(`${all}/NIT-1999-01.1`)).status, 404);
	assert.equal((await clerk.get('/institution/baseline/999999')).status, 404);
});

test('own results: a half-year is the sum of its quarters', async () => {
	const newest = await leader.get('/institution/result/');
	assert.equal(newest.status, 200);
	const options = [...newest.text.matchAll(/<option value="([^"]+)"[^>]*>([^<]*)/g)];
	const half = options.find(([, , label]) => /上半年$/.test(label));
	assert.ok(half, 'the demo has a half-year with all its quarters');
	const counts = async (of, code) => {
		const page = await leader.get(`/institution/result/?of=${of}`);
		const row = page.text.split('<tr').find((part) => part.includes(`>${code} `));
		const [, x, n] = /zh-minor">([0-9.]+)\/([0-9.]+)</.exec(row);
		return [Number(x), Number(n)];
	};
	const [programme, period] = half[1].split('-');
	const year = period.slice(0, 4);
	const code = 'NIT-2025-05.1';
	const [first, second, both] = [await counts(`${programme}-${year}Q1`, code), await counts(`${programme}-${year}Q2`, code), await counts(half[1], code)];
	assert.deepEqual(both, [first[0] + second[0], first[1] + second[1]]);
	assert.equal((await leader.get('/institution/result/?of=1-1999Q1')).status, 404);
});
