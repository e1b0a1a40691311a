/* The other hospitals of a peer group, filled in over HTTP by the same forms. */
'use strict';

const assert = require('node:assert');
const { formValues, signedIn, visible } = require('../http/portal');
const { openAccount, query, single } = require('../http/people');

/* All numbers of a report: discharges, prevented, infused. */
function elements([discharges, prevented, infused]) {
	return {
		discharges, vte_prevented: prevented, vte_assessed: discharges - 10, vte_mid_high: Math.round(discharges / 2),
		vte_bleed_assessed: Math.round(discharges / 3), vte_mid_high_prevented: Math.round(discharges / 4),
		iv_patients: infused, discharge_bed_days: discharges * 8, iv_infusions: discharges * 20, iv_volume_ml: discharges * 2500.5,
		iv_drug_kinds: discharges * 4, or_surgeries: Math.round(discharges / 3), unplanned_reops: 1, unplanned_reops_48h: 1, unplanned_reops_31d: 1,
		inpatients: discharges, hapi_cases: 1,
	};
}

/* Another hospital, by the same forms: saved, verified, submitted; gives the return's id. */
async function report(run, administrator, institution, numbers) {
	const people = {};
	for (const role of ['clerk', 'verifier', 'leader']) {
		people[role] = await openAccount(administrator, institution, role, `p${run.year}.${institution}.${role}`);
	}
	const id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${institution} AND period = '${run.period}'`);
	const url = `/institution/return/${id}`;
	const form = formValues((await people.clerk.get(url)).text);
	for (const [code, value] of Object.entries(elements(numbers))) {
		assert.ok(`value.${code}` in form, `${code} is asked`);
		form[`value.${code}`] = String(value);
	}
	const saved = await people.clerk.post(url, form);
	assert.strictEqual(saved.status, 303, visible(saved.text));
	const check = formValues((await people.clerk.get(`${url}/check`)).text);
	const asked = Object.keys(check).filter((name) => name.startsWith('explanation.'));
	if (asked.length > 0) {
		const words = Object.fromEntries(asked.map((name) => [name, '已核对原始记录']));
		const explained = await people.clerk.submit(`${url}/check`, { ...check, ...words, act: 'explain' });
		assert.strictEqual(explained.status, 303, visible(explained.text));
	}
	const verified = await people.verifier.submit(`${url}/check`, { ...formValues((await people.verifier.get(`${url}/check`)).text), act: 'verify' });
	assert.strictEqual(verified.status, 303, visible(verified.text));
	assert.strictEqual((await people.leader.confirm()).status, 303);
	const submitted = await people.leader.submit(`${url}/check`,
		{ ...formValues((await people.leader.get(`${url}/check`)).text), act: 'submit', declared: '1' });
	assert.strictEqual(submitted.status, 303, visible(submitted.text));
	return id;
}

async function decide(person, id, act) {
	const url = `/commission/return/${id}`;
	const page = formValues((await person.get(url)).text);
	const form = Object.fromEntries(['_csrf', 'state', 'revision'].map((name) => [name, page[name]]));
	const answer = await person.post(url, { ...form, act, overall: '' });
	assert.strictEqual(answer.status, 303, visible(answer.text));
}

/* A county hospital's return goes past the county first; where nobody is at work, the city takes over once its days are over. */
async function passCounty(id) {
	const [turn, region] = query(`SELECT head.turn, own.region_code FROM zhiheng.submission AS head JOIN zhiheng.institution AS own ON own.id = head.institution_id
		WHERE own.id = (SELECT institution_id FROM zhiheng.return WHERE id = ${id}) ORDER BY head.id DESC LIMIT 1`)[0];
	if (turn !== '4') {
		return;
	}
	if (region === '990102') {
		await decide(await signedIn('county.reviewer'), id, 'accept');
		return;
	}
	query(`UPDATE zhiheng.submission SET turn_at = now() - interval '30 days' WHERE turn = 4 AND institution_id =
		(SELECT institution_id FROM zhiheng.return WHERE id = ${id})`);
	await decide(await signedIn('city.admin'), id, 'take_over');
}

async function accept(administrator, id) {
	await passCounty(id);
	await decide(administrator, id, 'accept');
}

/* Where the county has begun the review, the city need not. */
async function begin(person, id) {
	await passCounty(id);
	await person.go(`/commission/return/${id}`);
	if (await person.page.locator('main button[value=open]').count() > 0) {
		await person.press('开始审核');
	}
}

module.exports = { accept, begin, elements, passCounty, report };
