// The baseline of a control chart: who decides, what the chart then says, and that it is given up again.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {query} = require('./people');
const {formValues, signedIn, visible} = require('./portal');

const code = 'NIT-2025-05.1';
let programme, institution;

before(() => {
	[[programme]] = query(`SELECT max(asked.programme_id) FROM zhiheng.programme_indicator AS asked JOIN zhiheng.programme AS own ON own.id = asked.programme_id
		JOIN zhiheng.commission AS commission ON commission.id = own.commission_id
		WHERE asked.indicator_code = '${code}' AND commission.region_code = '990100'`);
	[[institution]] = query(`SELECT institution_id FROM zhiheng.account WHERE login = 'h1.leader'`);
});

async function decide(person, url, fields) {
	const form = await person.get(url);
	assert.equal(form.status, 200, url);
	return person.post(url, {...formValues(form.text), ...fields});
}

test('an administrator fixes the limits of the region, with date and reason, and gives it up', async () => {
	const admin = await signedIn('city.admin');
	const url = `/commission/indicator/${code}/baseline/${programme}`;
	const chart = `/commission/indicator/${code}?programme=${programme}`;
	assert.ok((await admin.get(chart)).text.includes(url), 'the chart leads to the form');
	const answer = await decide(admin, url, {first: '2024Q3', last: '2025Q1', reason: '路径改造以后'});
	assert.equal(answer.status, 303);
	const words = visible((await admin.get(chart)).text);
	assert.match(words, /基准期：2024年第三季度至2025年第一季度，20\d\d-\d\d-\d\d 由[^，]+决定，理由：路径改造以后。其中可用的只有 \d+ 个季度，不足 12 个/);
	const half = await decide(admin, url, {first: '2024Q3', last: '', reason: '只选了一头'});
	assert.equal(half.status, 400);
	assert.match(visible(half.text), /请同时选定起止两个季度/);
	assert.equal((await decide(admin, url, {first: '2025Q1', last: '2024Q3', reason: '倒着选'})).status, 400);
	assert.equal((await decide(admin, url, {first: '', last: '', reason: '不再固定'})).status, 303);
	assert.ok(!visible((await admin.get(chart)).text).includes('基准期：'));
	assert.deepEqual(query(`SELECT count(*) FROM zhiheng.audit WHERE act = 'chart.freeze' AND detail ->> 'indicator' = '${code}'`), [['2']]);
});

test('a hospital fixes its own, and its commission sees it', async () => {
	const verifier = await signedIn('h1.verifier');
	const url = `/institution/result/${code}/baseline/${programme}`;
	assert.equal((await decide(verifier, url, {first: '2024Q3', last: '2025Q1', reason: '换了系统以后'})).status, 303);
	assert.match(visible((await verifier.get(`/institution/result/${code}`)).text), /基准期：2024年第三季度至2025年第一季度/);
	const reviewer = await signedIn('city.reviewer');
	assert.match(visible((await reviewer.get(`/commission/institution/${institution}/result/${code}?programme=${programme}`)).text), /理由：换了系统以后/);
	assert.ok(!visible((await reviewer.get(`/commission/indicator/${code}?programme=${programme}`)).text).includes('换了系统以后'));
	assert.equal((await (await signedIn('h1.clerk')).get(url)).status, 403);
	assert.equal((await reviewer.get(`/commission/indicator/${code}/baseline/${programme}`)).status, 403);
	assert.equal((await verifier.get(`/institution/result/NIT-2025-99.9/baseline/${programme}`)).status, 404);
});

test('five falling quarters of a hospital read as falling', async () => {
	const leader = await signedIn('h1.leader');
	assert.match(visible((await leader.get(`/institution/result/${code}`)).text), /\d+ 个季度的趋势：持续下降（好转），P [<=] 0\.00\d/);
});
