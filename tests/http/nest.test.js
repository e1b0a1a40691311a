// Parts and wholes among the elements of a return, whichever way the numbers come: what is strictly a part
// is refused before it leaves the hospital, what usually is one is asked, parts that are all there add up.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {base, formValues, visible} = require('./portal');
const {adopt, openInstitution, openProgramme, query, returnAddress, single} = require('./people');
const {csvText, faults, sendFile, templateRows} = require('./sheets');

const county = '990126';
const name = `nest${process.pid}`;
let own, id, url, token, period, programme;

before(async () => {
	programme = await openProgramme(county, `${name}.county`);
	period = `${programme.year}Q1`;
	assert.equal((await adopt(programme, 'NIT-2025', ['NIT-2025-01', 'NIT-2025-03', 'NIT-2025-09'])).status, 303);
	assert.equal((await adopt(programme, 'PIT-2026', ['PIT-2026-26'])).status, 303);
	assert.equal((await programme.admin.submit(`${programme.url}/period`, {period, act: 'open'}, `${programme.url}/period/move`)).status, 303);
	own = await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader`}, {region: county, affiliation: 'county'});
	assert.equal((await programme.admin.submit(`${programme.url}/period`, {period, act: 'fill'}, `${programme.url}/period/move`)).status, 303);
	id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '${period}'`);
	url = `/institution/return/${id}`;
	const made = await own.leader.submit('/institution/machine', {name: '系统', scopes: period,
		expires_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10)});
	token = /<code>(zhiheng_[0-9a-f]+)</.exec(made.text)[1];
});

// Good numbers of everything, with these instead.
const good = {
	ais_patients: 10, ais_reperfused: 5, discharges: 1000, vte_prevented: 700, vte_assessed: 800, vte_mid_high: 400, vte_bleed_assessed: 300,
	vte_mid_high_prevented: 300, or_surgeries: 500, unplanned_reops: 5, unplanned_reops_31d: 4, unplanned_reops_48h: 2,
	hd_cvc_days: 100, hd_ncc_days: 30, hd_tcc_days: 70, hd_crbsi: 3, hd_ncc_crbsi: 1, hd_tcc_crbsi: 2,
};

async function save(changes) {
	const {_csrf, revision} = formValues((await own.clerk.get(url)).text);
	const fields = {_csrf, revision};
	for (const [code, number] of Object.entries({...good, ...changes}))
		fields[number === 'none' ? `na.${code}` : `value.${code}`] = number === 'none' ? '1' : String(number);
	const answer = await own.clerk.post(url, fields);
	assert.equal(answer.status, 303, visible(answer.text));
	return visible((await own.clerk.get(`${url}/check`)).text);
}

async function verify() {
	const {_csrf, revision} = formValues((await own.verifier.get(`${url}/check`)).text);
	return own.verifier.post(`${url}/check`, {_csrf, revision, act: 'verify'});
}

const row = (html, code) => visible(new RegExp(`<tr[^>]*data-element="${code}"[\\s\\S]*?</tr>`).exec(html)[0]);

test('good numbers raise nothing', async () => {
	const page = await save({});
	assert.match(page, /错误（0） 没有错误/);
	assert.match(page, /需要说明的提示（0）/);
});

test('a strict part above its whole: both fields say so, without a script, and it cannot be verified', async () => {
	const page = await save({unplanned_reops_48h: 5});
	const words = '“术后48小时内非计划再手术例数”（5）不能大于“术后31天内非计划再手术例数”（4）：前者是后者的一部分，请改其一';
	assert.ok(page.includes(words), page);
	assert.match(page, /错误（1）/);
	const form = (await own.clerk.get(url)).text;
	assert.ok(row(form, 'unplanned_reops_48h').includes(words));
	assert.ok(row(form, 'unplanned_reops_31d').includes(words));
	assert.ok(!row(form, 'unplanned_reops').includes('不能大于'));
	const held = await verify();
	assert.equal(held.status, 400);
	assert.match(visible(held.text), /还有 1 处错误，改正后才能送审/);
});

test('over an element that was not filled in, or whose service is not there', async () => {
	assert.match(await save({unplanned_reops_48h: 6, unplanned_reops_31d: ''}),
		/“术后48小时内非计划再手术例数”（6）不能大于“非计划重返手术室再手术例数”（5）/);
	const page = await save({unplanned_reops_48h: 6, unplanned_reops_31d: 'none'});
	assert.match(page, /“术后48小时内非计划再手术例数”填了 6，但“术后31天内非计划再手术例数”标为不适用/);
	assert.match(page, /（6）不能大于“非计划重返手术室再手术例数”（5）/);
});

test('a usual part above what contains it is asked, and goes on with words', async () => {
	const page = await save({vte_mid_high_prevented: 350});
	assert.match(page, /错误（0）/);
	assert.match(page, /“获得恰当预防的VTE中高危患者人次”（350）大于“接受出血风险评估的VTE中高危患者人次”（300），前者通常不超过后者/);
	const held = await verify();
	assert.equal(held.status, 400);
	assert.match(visible(held.text), /前者通常不超过后者，请说明原因/);
	const {_csrf, revision} = formValues((await own.clerk.get(`${url}/check`)).text);
	assert.equal((await own.clerk.post(`${url}/check`, {_csrf, revision, act: 'explain', 'explanation.vte_mid_high_prevented': '只用物理预防的患者不评估'})).status, 303);
	assert.equal((await verify()).status, 303);
	await own.leader.confirm();
	const form = formValues((await own.leader.get(`${url}/check`)).text);
	assert.equal((await own.leader.post(`${url}/check`, {_csrf: form._csrf, revision: form.revision, act: 'submit', declared: '1'})).status, 303);
	const seen = visible((await programme.admin.get(`/commission/return/${id}`)).text);
	assert.match(seen, /前者通常不超过后者.*只用物理预防的患者不评估/, 'the officer reads question and answer');
	const back = formValues((await own.leader.get(`${url}/check`)).text);
	assert.equal((await own.leader.post(`${url}/check`, {_csrf: back._csrf, revision: back.revision, act: 'withdraw', reason: '再核对'})).status, 303);
});

test('parts that are all there add up; a missing one leaves room, one that does not apply adds nothing', async () => {
	const whole = single("SELECT name FROM zhiheng.element WHERE code = 'hd_cvc_days'");
	assert.ok((await save({hd_tcc_days: 60})).includes(`“${whole}”（100）应等于`), 'they are 90');
	assert.match(visible((await verify()).text), /之和 90，多 10，请核对这几项/);
	assert.match(await save({hd_tcc_days: 80}), /之和 110，少 10，请核对这几项/);
	assert.doesNotMatch(await save({hd_tcc_days: ''}), /请核对这几项/);
	assert.doesNotMatch(await save({hd_tcc_days: 'none', hd_tcc_crbsi: 'none', hd_cvc_days: 30, hd_crbsi: 1}), /请核对这几项/);
	assert.match(await save({hd_tcc_days: 'none', hd_tcc_crbsi: 'none', hd_crbsi: 1}), /之和 30，多 70，请核对这几项/);
	assert.match(await save({hd_ncc_days: 120, hd_tcc_days: ''}), /（120）不能大于/, 'a single one is told as such');
});

test('a file says it at both cells before anything is saved', async () => {
	await save({});
	const rows = await templateRows(own.clerk, url);
	const column = rows[3].indexOf('本期');
	rows.find((cells) => cells[0] === 'unplanned_reops_48h')[column] = '5';
	const told = faults((await sendFile(own.clerk, url, csvText(rows), 'a.csv')).preview.text).filter(([, words]) => /不能大于/.test(words));
	assert.equal(told.length, 2);
	assert.notEqual(told[0][0], told[1][0]);
	for (const [, words] of told)
		assert.match(words, /（5）不能大于.*（4）：前者是后者的一部分，请改其一/);
	assert.deepEqual(query(`SELECT trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${id} AND element_code = 'unplanned_reops_48h'`), [['2']]);
});

test('a program is told with codes', async () => {
	const call = async (values) => (await (await fetch(new URL(`${returnAddress(id)}?dry_run=true`, base), {method: 'POST',
		headers: {'content-type': 'application/json', authorization: `Bearer ${token}`}, body: JSON.stringify({values})})).json()).findings;
	const strict = await call({unplanned_reops_48h: 5});
	assert.deepEqual(strict.map(({code, level, element, other}) => ({code, level, element, other})),
		[{code: 'exceeds', level: 'error', element: 'unplanned_reops_48h', other: 'unplanned_reops_31d'}]);
	assert.match(strict[0].reason, /（5）不能大于.*（4）/);
	assert.deepEqual((await call({vte_mid_high_prevented: 350})).map(({code, level, other}) => [code, level, other]), [['unusual', 'warning', 'vte_bleed_assessed']]);
	assert.deepEqual((await call({hd_tcc_days: 60})).map(({code, level, element, other}) => [code, level, element, other]), [['sum', 'error', 'hd_cvc_days', null]]);
});

test('the same holds in one month, and only the hospital reads it', async () => {
	await save({ais_patients: '', ais_reperfused: ''});
	const {_csrf, revision} = formValues((await own.clerk.get(url)).text);
	const fields = {_csrf, revision};
	[[4, 3], [3, 4], [4, 1]].forEach(([whole, part], month) => {
		fields[`part.ais_patients.${programme.year}-0${month + 1}`] = String(whole);
		fields[`part.ais_reperfused.${programme.year}-0${month + 1}`] = String(part);
	});
	assert.equal((await own.clerk.post(url, fields)).status, 303);
	const page = visible((await own.clerk.get(`${url}/check`)).text);
	assert.match(page, /2月：“发病6小时内急性脑梗死再灌注治疗患者数”（4）不能大于“发病6小时内急性脑梗死患者数”（3）/);
	assert.match(page, /错误（1）/);
	assert.match(row((await own.clerk.get(url)).text, 'ais_patients'), /2月：/);
	assert.doesNotMatch(visible((await programme.admin.get(`/commission/return/${id}`)).text), /2月：/);
});
