// Lists of signals as the worker stores them: asked for, computed anew, and what of them a QC centre sees.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, freshKey, signedIn, visible} = require('./portal');
const {query, single} = require('./people');

const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q2'");
const page = (period) => `/commission/signal/?programme=${programme}&period=${period}`;
const people = {};

before(async () => {
	for (const login of ['city.admin', 'city.viewer', 'qc.nursing'])
		people[login] = await signedIn(login);
});

// Until no list waits for the worker.
async function settled() {
	for (let i = 0; i < 600; i++) {
		if (single("SELECT count(*) FROM zhiheng.job WHERE kind = 'signal' AND state IN ('queued', 'running')") === '0')
			return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	assert.fail('the lists are computed in the end');
}

test('the list is computed anew on request, once for a form, and is the same', async () => {
	const period = '2024Q4', address = '/commission/signal/compute';
	const [[old]] = query("SELECT id FROM zhiheng.programme WHERE year = 2024 AND commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')");
	const url = `/commission/signal/?programme=${old}&period=${period}`;
	const stored = () => single(`SELECT md5(string_agg(item::text, ' ' ORDER BY item.qc_centre_id, item.place)) FROM zhiheng.signal_row AS item
		WHERE item.programme_id = ${old} AND item.period = '${period}' AND item.commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);
	const common = () => single(`SELECT md5(string_agg(item::text, ' ' ORDER BY item.indicator_code)) FROM zhiheng.signal_common AS item
		WHERE item.programme_id = ${old} AND item.period = '${period}' AND item.commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);
	await settled();
	const before = [stored(), common()];
	const page = await people['city.admin'].get(url);
	assert.match(visible(page.text), /计算于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(（.+?）)?。/);
	const fields = formValues(page.text.slice(page.text.indexOf(address)).split('</form>')[0]);
	assert.deepEqual([fields.programme, fields.period], [old, period]);
	const asked = () => Number(single("SELECT count(*) FROM zhiheng.audit WHERE act = 'signal.compute'"));
	const had = asked();
	for (let i = 0; i < 2; i++) {
		const answer = await people['city.admin'].post(address, fields);
		assert.equal(answer.status, 303, visible(answer.text));
		assert.equal(answer.location, i === 0 ? url : `${url}&notice=once`);
	}
	assert.equal(asked(), had + 1);
	await settled();
	assert.match(visible((await people['city.admin'].get(url)).text), /计算于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d（陈演示）。/);
	assert.deepEqual([stored(), common()], before, 'row by row');
	// Who does not decide is not asked, and refused.
	for (const login of ['city.viewer', 'qc.nursing']) {
		const other = await people[login].get(url);
		assert.ok(!other.text.includes(address), login);
		assert.equal((await people[login].post(address, {...fields, _csrf: csrf(other.text), _once: freshKey()})).status, 403, login);
	}
	for (const [wrong, status] of [[{period: '2024Q9'}, 400], [{period: '2031Q1'}, 400], [{programme: '0'}, 404], [{programme: '999999'}, 404], [{programme: 'x'}, 400], [{period: ''}, 400]])
		assert.equal((await people['city.admin'].post(address, {...fields, ...wrong, _once: freshKey()})).status, status, JSON.stringify(wrong));
});

test('a QC centre sees the commission\'s list, of its specialty, with the same q', async () => {
	const centre = await people['qc.nursing'].get(page('2025Q2')), city = await people['city.admin'].get(page('2025Q2'));
	const sentence = /本期共判断 \d+ 项结果[^<]*/;
	assert.equal(sentence.exec(centre.text)[0], sentence.exec(city.text)[0]);
	assert.match(visible(centre.text), /同一张列表中本专业指标的信号/);
	assert.doesNotMatch(visible(city.text), /同一张列表/);
	const centres = query(`SELECT item.institution_id, item.indicator_code, item.q FROM zhiheng.signal_row AS item
		WHERE item.programme_id = ${programme} AND item.period = '2025Q2' AND item.qc_centre_id > 0 AND item.kind IN ('outlier', 'better')`);
	assert.ok(centres.length > 0);
	for (const [institution, code, q] of centres)
		assert.ok(Number(single(`SELECT count(*) FROM zhiheng.signal_row WHERE programme_id = ${programme} AND period = '2025Q2' AND qc_centre_id = 0 AND institution_id = ${institution}
			AND '${code}' = ANY (members) AND q <= ${q}`)) > 0, `${institution} ${code}`);
});
