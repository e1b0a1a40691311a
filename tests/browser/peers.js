/* The other hospitals of a peer group, filled in over HTTP by the same forms. */
'use strict';

const assert = require('node:assert');
const { formValues, visible } = require('../http/portal');
const { openAccount, single } = require('../http/people');

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

async function accept(administrator, id) {
	const url = `/commission/return/${id}`;
	const page = formValues((await administrator.get(url)).text);
	const form = Object.fromEntries(['_csrf', 'state', 'revision'].map((name) => [name, page[name]]));
	const answer = await administrator.post(url, { ...form, act: 'accept', overall: '' });
	assert.strictEqual(answer.status, 303, visible(answer.text));
}

module.exports = { accept, elements, report };
