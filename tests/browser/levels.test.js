/* Province, city and county ask one hospital for overlapping numbers of months, quarters and a half-year.  Its people
 * type each number once, in a real Chromium; what is longer follows from what is shorter; accepted once it counts for all three. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { base } = require('../http/portal');
const { computed, openInstitution, query, returnAddress, secret, single } = require('../http/people');
const { faults, sendFile } = require('../http/sheets');
const { percent } = require('./arithmetic');
const { accept, correct, countyAdministrator, label, makeProgramme, openPeriods, partField, rowsOf, sign, signTogether, typeIn, verify } = require('./levels');
const { Person, launch } = require('./person');

const year = 2034;
const county = '990101';
const name = `levels${process.pid}`;
const national = '2025年国家医疗质量安全改进目标';
const specialties = '2024年各专业质控工作改进目标';
const monitoring = '山西省质量提升行动效果监测指标体系';
const months = [1, 2, 3, 4, 5, 6].map((month) => `${year}-0${month}`);
const [first, second, half] = [`${year}Q1`, `${year}Q2`, `${year}H1`];
const departments = ['内科', '外科'];

/* What the hospital counts: a number, or one for each department. */
const numbers = {
	[months[0]]: { ais_patients: 20, ais_reperfused: 9 },
	[months[1]]: { ais_patients: 22, ais_reperfused: 11 },
	[months[2]]: { ais_patients: 24, ais_reperfused: 12 },
	[months[3]]: { ais_patients: 21, ais_reperfused: 10 },
	[months[4]]: { ais_patients: 25, ais_reperfused: 13 },
	[months[5]]: { ais_patients: 23, ais_reperfused: 12 },
	[first]: {
		or_surgeries: [40, 260], unplanned_reops: [1, 2], unplanned_reops_48h: [0, 1], unplanned_reops_31d: [1, 1],
		discharges: 1000, ae_reports: 12, ae_no_serious: 10, esoph_ca_endoscopy: 8, esoph_ca_early: 5,
	},
	[second]: {
		or_surgeries: [44, 270], unplanned_reops: [1, 3], unplanned_reops_48h: [1, 1], unplanned_reops_31d: [1, 2],
		discharges: 1100, ae_reports: 13, ae_no_serious: 11,
	},
	[half]: { inpatients: 2300, nutrition_screened: 1900, pathway_discharges: 630 },
};
const periods = Object.keys(numbers);

const sum = (values) => [].concat(values).reduce((a, b) => a + b, 0);
const within = { [first]: months.slice(0, 3), [second]: months.slice(3), [half]: [first, second] };
/* The number of a period for the whole hospital, added up here once more. */
function whole(period, code) {
	return code in numbers[period] ? sum(numbers[period][code]) : sum(within[period].map((part) => whole(part, code)));
}

let browser;
const people = {};
const programmes = {};
const own = {};

before(async () => {
	browser = await launch();
	Object.assign(own, await openInstitution({ clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader` }, { region: county, level: 'ungraded', grade: '' }));
	const logins = { province: 'province.admin', city: 'city.admin' };
	for (const [key, login] of Object.entries(logins)) {
		people[key] = await Person.enter(browser, 'levels', login, true);
	}
	await countyAdministrator(county, `${name}.county`);
	for (const [key, login] of Object.entries({ county: `${name}.county`, clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader` })) {
		people[key] = await Person.enter(browser, 'levels', null, true);
		await people[key].signIn(login, secret);
	}
});

after(async () => {
	await browser.close();
});

const url = (period) => `/institution/return/${own[period]}`;

/* The fields of a period's form with what is typed into them; ids: of the departments by name. */
function fieldsOf(period, ids) {
	return Object.fromEntries(Object.entries(numbers[period]).flatMap(([code, value]) => (Array.isArray(value)
		? departments.map((department, i) => [partField(code, ids[department]), String(value[i])])
		: [[`value.${code}`, String(value)]])));
}

test('three levels make programmes over the same targets, each in its own cadence', async () => {
	programmes.province = await makeProgramme(people.province, { year, name: `示例省${year}年方案`, level: 'ungraded', pictures: '01-province',
		lists: { [national]: ['NIT-2025-01', 'NIT-2025-09'] }, indicators: { 'NIT-2025-01.1': { cadence: 'month' } } });
	await openPeriods(people.province, programmes.province, [...months, first, second], 25, '01-province');
	programmes.city = await makeProgramme(people.city, { year, name: `示例市${year}年方案`, level: 'ungraded', pictures: '01-city',
		lists: { [national]: ['NIT-2025-01', 'NIT-2025-06', 'NIT-2025-09'] },
		indicators: { 'NIT-2025-01.1': { cadence: 'quarter' }, 'NIT-2025-09.1': { departments: 'required' }, 'NIT-2025-09.2': { departments: 'required' },
			'NIT-2025-09.3': { departments: 'required' } } });
	await openPeriods(people.city, programmes.city, [first, second], 20, '01-city');
	programmes.county = await makeProgramme(people.county, { year, name: `示东区${year}年方案`, level: 'ungraded', pictures: '01-county',
		lists: { [national]: ['NIT-2025-09'], [specialties]: ['PIT-2024-02'], [monitoring]: ['SXQ-17', 'SXQ-31'] },
		indicators: { 'SXQ-17.1': { cadence: 'half' }, 'SXQ-31.1': { cadence: 'half' }, 'NIT-2025-09.1': { departments: 'none' } } });
	/* Its second quarter comes later. */
	await openPeriods(people.county, programmes.county, [first, half], 30, '01-county');
	const made = query(`SELECT period, id FROM zhiheng.return WHERE institution_id = ${own.id} AND period LIKE '${year}%' ORDER BY period`);
	assert.deepStrictEqual(made.map(([period]) => period).sort(), [...periods].sort(), 'one return for each period, whoever asks');
	Object.assign(own, Object.fromEntries(made));
});

test('each number has one field over all forms; what follows from shorter periods has none', async () => {
	const { clerk } = people;
	await clerk.go('/institution/department/');
	await clerk.fill({ names: departments.join('\n') });
	await clerk.press('登记');
	own.departments = Object.fromEntries(query(`SELECT version.name, version.department_id FROM zhiheng.department_version AS version
		JOIN zhiheng.department AS department ON department.id = version.department_id WHERE institution_id = ${own.id}`));
	await clerk.go('/institution/');
	await clerk.look('02-desk');
	const seen = {};
	const heads = {};
	for (const period of periods) {
		await clerk.go(url(period));
		await clerk.look(`02-form-empty-${period.slice(4)}`);
		heads[period] = await clerk.words('.zh-meta');
		const rows = await rowsOf(clerk);
		for (const row of rows) {
			assert.ok(!(`${row.code} ${period}` in seen), `${row.code} of ${period} is there once`);
			seen[`${row.code} ${period}`] = row;
		}
		const typed = rows.filter((row) => row.fields.length > 0);
		/* The total of departments is made on the page while they are typed. */
		const totals = Object.keys(numbers[period]).filter((code) => Array.isArray(numbers[period][code])).map((code) => `value.${code}`);
		assert.deepStrictEqual(typed.flatMap((row) => row.fields).sort(), [...Object.keys(fieldsOf(period, own.departments)), ...totals].sort(), period);
	}
	const marks = (code, period) => seen[`${code} ${period}`].askers.split('').sort().join('');
	assert.match(heads[months[1]], /示例省/, 'the month is the province\'s wish: who asks alone is named once, above');
	assert.strictEqual(marks('or_surgeries', first), [...'省市县'].sort().join(''), 'all three ask');
	assert.strictEqual(marks('discharges', first), '市');
	assert.match(heads[half], /示东区/);
	for (const [code, period, words] of [['ais_patients', first, /由各月合计/], ['ais_reperfused', first, /由各月合计/], ['discharges', half, /由各季度合计/]]) {
		const row = seen[`${code} ${period}`];
		assert.deepStrictEqual(row.fields, [], `${code} of ${period} has no field`);
		assert.match(row.words, words);
	}
	const asked = query(`SELECT head.period, part.code, part.derived FROM zhiheng.return AS head JOIN zhiheng.institution AS own ON own.id = head.institution_id
		CROSS JOIN LATERAL zhiheng.asked_in(zhiheng.askers(head.period, head.institution_id), head.period, own.level, own.kind, own.specialist_type,
			zhiheng.askers_within(head.period, head.institution_id)) AS part
		WHERE head.institution_id = ${own.id} AND head.period LIKE '${year}%'`);
	assert.deepStrictEqual(Object.keys(seen).sort(), asked.map(([period, code]) => `${code} ${period}`).sort(), 'the forms show what is asked, and nothing else');
	own.asked = asked.filter(([, , derived]) => derived === 'f').length;
});

test('a hospital fills months, quarters and the half-year; each number is typed once', async () => {
	const { clerk } = people;
	let typed = 0;
	for (const period of periods) {
		typed += await typeIn(clerk, url(period), fieldsOf(period, own.departments));
		await clerk.look(`03-form-${period.slice(4)}`);
	}
	const divided = Object.values(numbers).flatMap(Object.values).filter(Array.isArray).length;
	assert.strictEqual(typed - divided * (departments.length - 1), own.asked, 'numbers typed are numbers asked; a department more for each that is divided');
	for (const period of [first, second, half]) {
		await clerk.go(url(period));
		for (const row of await rowsOf(clerk)) {
			assert.strictEqual(row.shown.replace(/\D/g, ''), String(whole(period, row.code)), `${row.code} of ${period}`);
		}
	}
	assert.deepStrictEqual(query(`SELECT element_code, trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${own[first]} AND element_code LIKE 'ais%' ORDER BY 1`),
		[['ais_patients', '66'], ['ais_reperfused', '32']]);
});

/* ---- what is refused, in words, where it was typed ---- */

async function call(address, token, body) {
	const answer = await fetch(new URL(address, base), { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
	return { status: answer.status, json: await answer.json() };
}

test('what does not fit is refused in words', async () => {
	const { leader } = people;
	await leader.go('/institution/machine');
	await leader.fill({ name: '院内系统', scopes: [first], expires_on: new Date(Date.now() + 86400e3).toISOString().slice(0, 10) });
	await leader.press(await leader.page.locator('main form button[type=submit]').first().innerText());
	const [token] = /zhiheng_[0-9a-f]{64}/.exec(await leader.words());
	const address = returnAddress(own[first]);
	const odd = await call(address.replace(first, `${year}Q5`), token, { values: { discharges: 1 } });
	assert.ok(odd.status === 404 || odd.status === 400, JSON.stringify(odd.json));
	assert.match(odd.json.detail, /报告期/);
	const outside = await call(address, token, { values: { stemi_patients: 5 } });
	assert.deepStrictEqual([outside.status, outside.json.faults[0].code, outside.json.faults[0].element], [400, 'unknown_element', 'stemi_patients']);
	const derived = await call(address, token, { values: { ais_patients: 66 } });
	assert.strictEqual(derived.status, 400);
	assert.match(JSON.stringify(derived.json), /由各月合计/);
	const above = await call(address, token, { values: { or_surgeries: 299 }, parts: { or_surgeries: { 外科: 261 } } });
	assert.deepStrictEqual([above.status, above.json.faults[0].code, above.json.faults[0].element], [400, 'not_sum', 'or_surgeries']);
	assert.match(above.json.faults[0].reason, /301/);
	const { clerk } = own;
	const file = await clerk.get(`${url(months[0])}/template.csv`);
	const sent = await sendFile(clerk, url(first), file.bytes, '一月.csv');
	assert.match(faults(sent.preview.text).map((fault) => fault.join(' ')).join('\n'), new RegExp(`这是${label(months[0])}的模板，而本报表的报告期是${label(first)}`));
	assert.strictEqual(single(`SELECT trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${own[first]} AND element_code = 'or_surgeries'`), '300', 'nothing of it is in');
});

test('verified, signed; then no month changes', async () => {
	await people.clerk.go('/institution/');
	await people.clerk.look('04-desk-filled');
	for (const period of [months[0], months[1], first]) {
		await verify(people, url(period));
	}
	await people.leader.go(`${url(first)}/check`);
	await people.leader.confirm();
	await people.leader.fill({ declared: true });
	await people.leader.press('签字并提交给卫健委', 'main', 409);
	assert.match(await people.leader.words(), new RegExp(`缺${months[2]}：这个月的月报还没有审核`));
	await people.leader.look('04-month-missing');
	await people.leader.fill({ reason: '三月的月报还没有审核' });
	await people.leader.press('退回填报');
	for (const period of [months[2], first]) {
		await verify(people, url(period));
	}
	await sign(people, url(first));
	await people.leader.look('04-receipt');
	for (const period of [...within[second], second, half]) {
		await verify(people, url(period));
	}
	/* The quarter and the half-year end on one day. */
	assert.strictEqual(await signTogether(people, `${year}-06-30`), 2);
	assert.deepStrictEqual(query(`SELECT head.kind, count(*) FROM zhiheng.submission AS head JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id
		WHERE head.institution_id = ${own.id} GROUP BY head.id ORDER BY head.seq`), [['regular', '1'], ['regular', '2']]);
	await people.clerk.go(url(months[1]));
	assert.ok((await rowsOf(people.clerk)).every((row) => row.fields.length === 0), 'a month of a signed quarter has no field');
	await people.clerk.look('04-month-locked');
	const form = { revision: single(`SELECT revision FROM zhiheng.return WHERE id = ${own[months[1]]}`), 'value.ais_patients': '25', 'value.ais_reperfused': '11' };
	const late = await own.clerk.submit(url(months[1]), form);
	assert.notStrictEqual(late.status, 303);
	assert.match(late.text, /所在季度的报表已送审或已报送|已送审或已提交，不能再修改/);
	assert.strictEqual(single(`SELECT trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${own[months[1]]} AND element_code = 'ais_patients'`), '22');
});

/* The page of an indicator of a commission shows the hospital's numbers. */
async function shows(level, period, code, numerator, denominator, factor = 100) {
	const person = people[level];
	await person.go(`/commission/indicator/${code}?programme=${programmes[level]}&period=${period}`);
	const words = await person.words();
	const [a, b] = [whole(period, numerator), whole(period, denominator)];
	assert.ok(words.includes(`${a}/${b}`), `${level}: ${code} of ${period}: ${a}/${b}`);
	assert.ok(words.includes(percent(a * factor / 100, b)), `${level}: ${code} of ${period}`);
}

test('accepted once, it counts for all three', async () => {
	/* Signed, not decided: the county opens its second quarter now. */
	await openPeriods(people.county, programmes.county, [second], 30, '05-county');
	await people.clerk.go(url(second));
	assert.match(await people.clerk.words(), /已提交，等待卫健委审核/);
	for (const period of [first, second, half]) {
		await accept(people.city, own[period]);
	}
	for (const level of ['province', 'city', 'county']) {
		for (const period of level === 'county' ? [first] : [first, second]) {
			await shows(level, period, 'NIT-2025-09.1', 'unplanned_reops', 'or_surgeries', 1000);
			if (level !== 'county') {
				await shows(level, period, 'NIT-2025-01.1', 'ais_reperfused', 'ais_patients');
			}
		}
		await people[level].look(`05-indicator-${level}`);
	}
	await shows('city', first, 'NIT-2025-06.1', 'ae_reports', 'discharges');
	await shows('county', first, 'PIT-2024-02.1', 'esoph_ca_early', 'esoph_ca_endoscopy');
	await shows('county', half, 'SXQ-17.1', 'nutrition_screened', 'inpatients');
	await shows('county', half, 'SXQ-31.1', 'pathway_discharges', 'discharges');
	assert.strictEqual(single(`SELECT count(*) FROM zhiheng.return WHERE institution_id = ${own.id} AND period LIKE '${year}%' AND state = 'accepted'`), '3');
});

test('what the county asks later is a supplement: new numbers only, each typed once', async () => {
	const { clerk } = people;
	await clerk.go('/institution/');
	assert.match(await clerk.words(), new RegExp(`${label(second)}.*有新增的数据项，请补报`, 's'));
	await clerk.look('06-desk-supplement');
	await clerk.go(url(second));
	await clerk.look('06-form-supplement');
	const rows = await rowsOf(clerk);
	Object.assign(numbers[second], { esoph_ca_endoscopy: 9, esoph_ca_early: 6 });
	const fresh = ['esoph_ca_early', 'esoph_ca_endoscopy'];
	assert.deepStrictEqual(rows.filter((row) => row.fields.length > 0).map((row) => row.code).sort(), fresh, 'what was signed has no field');
	assert.match(rows.find((row) => row.code === 'discharges').words, /已接受，如需更改请申请更正/);
	assert.strictEqual(await typeIn(clerk, url(second), Object.fromEntries(fresh.map((code) => [`value.${code}`, String(numbers[second][code])]))), 2);
	await shows('city', second, 'NIT-2025-06.1', 'ae_reports', 'discharges');
	await verify(people, url(second));
	await sign(people, url(second));
	await people.leader.go('/institution/submission/');
	assert.match(await people.leader.words(), /第 3 批.*补报/s);
	await people.leader.look('06-submissions');
	await people.city.go('/commission/submission/?kind=supplement');
	await people.city.look('06-queue');
	await accept(people.city, own[second]);
	await computed();
	await shows('county', second, 'PIT-2024-02.1', 'esoph_ca_early', 'esoph_ca_endoscopy');
	await shows('province', second, 'NIT-2025-01.1', 'ais_reperfused', 'ais_patients');
	assert.strictEqual(single(`SELECT count(*) FROM zhiheng.submission_sheet AS sheet JOIN zhiheng.submission AS head ON head.id = sheet.submission_id
		WHERE head.institution_id = ${own.id} AND head.kind = 'supplement' AND cardinality(sheet.elements) = 2`), '1');
});

test('a correction is asked, signed, weighed and approved; nothing is typed again', async () => {
	await correct(people, url(first), '漏统计 10 人次', { 'value.discharges': '1010' });
	await people.leader.look('07-correction-signed');
	await people.city.go(`/commission/return/${own[first]}/correction`);
	const [before, after] = [percent(whole(first, 'ae_reports'), 1000), percent(whole(first, 'ae_reports'), 1010)];
	assert.ok((await people.city.words()).includes(`${before} → ${after}`), `${before} → ${after}`);
	await people.city.look('07-correction-effect');
	assert.strictEqual(single(`SELECT trim_scale(value) FROM zhiheng.return_cell WHERE return_id = ${own[first]} AND element_code = 'discharges'`), '1000');
	await people.city.press('批准');
	await computed();
	numbers[first].discharges = 1010;
	await shows('city', first, 'NIT-2025-06.1', 'ae_reports', 'discharges');
	await shows('county', half, 'SXQ-31.1', 'pathway_discharges', 'discharges');
	await people.clerk.go(`${url(first)}/check`);
	assert.match(await people.clerk.words(), /更正前后[^]*1000[^]*1010/);
	await people.clerk.look('07-check-corrected');
	assert.deepStrictEqual(query(`SELECT DISTINCT source FROM zhiheng.return_value WHERE return_id = ${own[first]} AND element_code = 'discharges' AND value = 1010`).flat(), ['correction']);
});

test('departments are read again by the hospital', async () => {
	await people.verifier.go(`/institution/result/NIT-2025-09.1?of=${programmes.city}-${first}`);
	const words = await people.verifier.words();
	departments.forEach((department, i) => {
		assert.ok(words.includes(department));
		assert.ok(words.includes(`${numbers[first].unplanned_reops[i]}/${numbers[first].or_surgeries[i]}`), department);
	});
	await people.verifier.look('08-departments');
	await people.clerk.go('/institution/return/');
	await people.clerk.look('08-returns');
	for (const person of Object.values(people)) {
		await person.leave();
	}
});
