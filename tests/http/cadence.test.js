// Months that make a quarter, half-years beside quarters: what does not fit is refused in words, at its field.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {base, csrf, formValues, visible} = require('./portal');
const {adopt, openInstitution, openProgramme, query, returnAddress, single} = require('./people');
const {csvText, faults, sendFile, templateRows} = require('./sheets');

const region = '990126';
let programme;
let own;
let year;

const heading = (period) => `${year}${period}`;
const id = (period) => Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '${heading(period)}'`));
const url = (period) => `/institution/return/${id(period)}`;

// The calendar with dates for those periods, by the names of its fields: 2, m04, h1.
async function plan(changes) {
	const page = await programme.admin.get(`${programme.url}/period`);
	const dates = Object.fromEntries(Object.entries(formValues(page.text)).filter(([name]) => /^(_csrf|seen|(opens|due)_\w+)$/.test(name)));
	return programme.admin.post(`${programme.url}/period`, {...dates, ...changes});
}

const open = (period) => programme.admin.submit(`${programme.url}/period`, {period: heading(period), act: 'open'}, `${programme.url}/period/move`);

before(async () => {
	programme = await openProgramme(region, `cadence${process.pid}.county`);
	year = programme.year;
	own = await openInstitution(Object.fromEntries(['clerk', 'verifier', 'leader'].map((role) => [role, `cadence${process.pid}.${role}`])), {region});
	for (const [list, targets] of [['NIT-2025', ['NIT-2025-01', 'NIT-2025-09']], ['SXQ', ['SXQ-26']], ['PIT-2024', ['PIT-2024-31']]])
		assert.equal((await adopt(programme, list, targets)).status, 303, list);
	query(`UPDATE zhiheng.programme_indicator SET cadence = CASE indicator_code WHEN 'SXQ-26.1' THEN 'half' WHEN 'NIT-2025-01.1' THEN 'month' ELSE 'quarter' END
		WHERE programme_id = ${programme.url.split('/').at(-1)}`);
	const dates = {};
	for (const [name, day] of [['m04', '05-01'], ['m05', '06-01'], ['m06', '07-01'], ['h1', '07-01']])
		Object.assign(dates, {[`opens_${name}`]: `${year}-${day}`, [`due_${name}`]: `${year}-${day.slice(0, 3)}10`});
	// The first quarter has no months.
	for (const name of ['m01', 'm02', 'm03'])
		Object.assign(dates, {[`opens_${name}`]: '', [`due_${name}`]: ''});
	const planned = await plan(dates);
	assert.equal(planned.status, 303, visible(planned.text));
	for (const period of ['-04', '-05', '-06', 'Q1', 'Q2', 'H1'])
		assert.equal((await open(period)).status, 303, period);
});

// Fills in all that may be; numbers by code, 不适用 else.  Gives the answer.
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

// The words beside one number of the form.
async function beside(period, code) {
	const page = await own.clerk.get(url(period));
	return visible(page.text.split('<tr').find((row) => row.includes(`id="value.${code}"`)));
}

async function call(period, token, values) {
	const answer = await fetch(new URL(returnAddress(id(period)), base), {
		method: 'POST', headers: {'content-type': 'application/json', authorization: `Bearer ${token}`}, body: JSON.stringify({values}),
	});
	return {status: answer.status, json: await answer.json()};
}

test('a period that does not fit is refused', async () => {
	const foreign = await plan({opens_m13: `${year}-05-01`});
	assert.equal(foreign.status, 400, 'there is no thirteenth month');
	const half = await plan({opens_h2: `${year + 1}-01-01`, due_h2: ''});
	assert.equal(half.status, 400);
	assert.match(visible(half.text), /下半年截止日期/);
	const late = await plan({opens_m01: `${year}-02-01`, due_m01: `${year}-02-10`});
	assert.equal(late.status, 400, visible(late.text));
	assert.match(visible(late.text), /这个季度已经开放，没有按月填报/);
	for (const period of ['-13', 'Q5', 'H3', 'M04', '-4'])
		assert.ok([400, 404].includes((await open(period)).status), period);
	assert.equal(query(`SELECT FROM zhiheng.reporting_period WHERE programme_id = ${programme.url.split('/').at(-1)} AND period ~ '(13|Q5|H3|M)'`).length, 0);
});

test('a half-year lies between its quarters', async () => {
	for (const [period, due, joined] of [['Q1', '40', '38'], ['Q2', '42', '42']])
		assert.equal((await fill(period, {lab_eqa_due: due, lab_eqa_joined: joined})).status, 303, period);
	for (const [due, sentence] of [['41', /（41）小于第二季度42，不应少于其中任何一期/], ['83', /（83）大于两季之和82，不应多于其中各期的合计/]]) {
		assert.equal((await fill('H1', {lab_eqa_due: due, lab_eqa_joined: '40'})).status, 303);
		assert.match(await beside('H1', 'lab_eqa_due'), sentence);
		const refused = await act(own.verifier, 'H1', 'verify');
		assert.equal(refused.status, 400);
		assert.match(visible(refused.text), sentence);
	}
	assert.equal((await fill('H1', {lab_eqa_due: '45', lab_eqa_joined: '44'})).status, 303);
	assert.doesNotMatch(await beside('H1', 'lab_eqa_due'), /小于第二季度|大于两季之和/);
	assert.match(visible((await own.clerk.get(url('H1'))).text), /97\.78/);
});

test('a template of another cadence names both periods, and what months make is not filled in', async () => {
	const sent = await sendFile(own.clerk, url('Q2'), csvText(await templateRows(own.clerk, url('-05'))), '月报.csv');
	assert.equal(sent.status, 303);
	assert.match(visible(sent.preview.text), new RegExp(`这是${year}年5月的模板，而本报表的报告期是${year}年第二季度。`));
	assert.doesNotMatch(sent.preview.text, /确认保存/);
	const rows = await templateRows(own.clerk, url('Q2'));
	const at = rows.findIndex((row) => row[0] === 'ais_patients');
	rows[at][6] = '66';
	const derived = await sendFile(own.clerk, url('Q2'), csvText(rows), '季报.csv');
	const told = Object.fromEntries(faults(derived.preview.text).map(([place, words]) => [place, words]));
	assert.match(told[`G${at + 1}`], /由各月合计，不在这里填写/);
});

test('a machine is told at the element that months make it', async () => {
	const made = await own.leader.submit('/institution/machine', {
		name: 'HIS 系统', scopes: heading('Q2'), expires_on: new Date(Date.now() + 30 * 86400e3).toISOString().slice(0, 10)});
	assert.equal(made.status, 200, visible(made.text));
	const [, token] = /<code>(zhiheng_[0-9a-f]{64})<\/code>/.exec(made.text);
	const was = single(`SELECT revision FROM zhiheng.return WHERE id = ${id('Q2')}`);
	const answer = await call('Q2', token, {ais_patients: 66, unplanned_reops: 1});
	assert.equal(answer.status, 400);
	assert.deepEqual(answer.json.faults.map((fault) => [fault.code, fault.element, fault.reason]),
		[['derived_element', 'ais_patients', '按月填报，季度值由各月合计。']]);
	assert.equal(single(`SELECT revision FROM zhiheng.return WHERE id = ${id('Q2')}`), was);
});

test('a missing month keeps the quarter from being signed', async () => {
	for (const [period, all, treated] of [['-04', '20', '9'], ['-05', '22', '11'], ['-06', '24', '12']])
		assert.equal((await fill(period, {ais_patients: all, ais_reperfused: treated})).status, 303, period);
	assert.match(visible((await own.clerk.get(url('Q2'))).text), /48\.48/);
	for (const period of ['-04', '-06'])
		assert.equal((await act(own.verifier, period, 'verify')).status, 303, period);
	const verified = await act(own.verifier, 'Q2', 'verify');
	assert.equal(verified.status, 303, visible(verified.text));
	assert.equal((await own.leader.confirm()).status, 303);
	const refused = await act(own.leader, 'Q2', 'submit', {declared: '1'});
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), new RegExp(`缺${year}-05：这个月的月报还没有审核，季度值不全，不能签字提交`));
	assert.equal((await act(own.leader, 'Q2', 'send-back', {reason: '补审五月'})).status, 303);
	assert.equal((await act(own.verifier, '-05', 'verify')).status, 303);
	assert.equal((await act(own.verifier, 'Q2', 'verify')).status, 303);
	const signed = await act(own.leader, 'Q2', 'submit', {declared: '1'});
	assert.equal(signed.status, 303, visible(signed.text));
});

test('a month stays as it is once its quarter was signed, and the form says so', async () => {
	const page = visible((await own.clerk.get(url('-05'))).text);
	assert.match(page, /二季度已报送，月报不能再修改。需要修改时，请先退回季度报表。/);
	const back = await act(own.clerk, '-05', 'send-back', {reason: '改一个数'});
	assert.equal(back.status, 409);
	assert.match(visible(back.text), /二季度已报送，月报不能再修改/);
	assert.equal(single(`SELECT state FROM zhiheng.return WHERE id = ${id('-05')}`), 'verified');
});

test('the commission sees which months were passed in time', async () => {
	query(`UPDATE zhiheng.reporting_period SET opens_on = zhiheng.today() - 9, due_on = zhiheng.today() - 3
		WHERE programme_id = ${programme.url.split('/').at(-1)} AND period = '${heading('-05')}'`);
	const page = visible((await programme.admin.get(`/commission/return/${id('Q2')}`)).text);
	assert.match(page, new RegExp(`月报.* ${year}年4月 ${year}-05-10 \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d 按时 ${year}年5月 .* 晚 3 天 ${year}年6月 .* 按时`));
	assert.doesNotMatch(visible((await programme.admin.get(`/commission/return/${id('H1')}`)).text), /是否按时/);
});
