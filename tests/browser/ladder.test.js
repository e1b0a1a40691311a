/* A county hospital's return goes from the county to the city to the province, each sending something back; a city hospital's
 * does not pass the county; nobody reads before its turn. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { computed, openInstitution, query, secret, single } = require('../http/people');
const { percent } = require('./arithmetic');
const { countyAdministrator, makeProgramme, openPeriods, sign, typeIn, verify } = require('./levels');
const { Person, launch } = require('./person');

const year = 2037;
const quarter = `${year}Q1`;
const county = '990104';
const name = `ladder${process.pid}`;
const national = '2025年国家医疗质量安全改进目标';
const numbers = { or_surgeries: 300, unplanned_reops: 4, unplanned_reops_48h: 1, unplanned_reops_31d: 2 };
const fields = (values) => Object.fromEntries(Object.entries(values).map(([code, value]) => [`value.${code}`, String(value)]));

let browser;
let programme;
const people = {};
const hospitals = { county: {}, city: {} };

before(async () => {
	browser = await launch();
	for (const key of ['county', 'city']) {
		const login = `${name}.${key}`;
		Object.assign(hospitals[key], await openInstitution({ clerk: `${login}.clerk`, verifier: `${login}.verifier`, leader: `${login}.leader` },
			{ region: county, affiliation: key, level: 'ungraded', grade: '' }));
		hospitals[key].people = {};
		for (const role of ['clerk', 'verifier', 'leader']) {
			hospitals[key].people[role] = await Person.enter(browser, 'ladder', null, true);
			await hospitals[key].people[role].signIn(`${login}.${role}`, secret);
		}
	}
	for (const [key, login] of Object.entries({ province: 'province.admin', city: 'city.admin' })) {
		people[key] = await Person.enter(browser, 'ladder', login, true);
	}
	await countyAdministrator(county, `${name}.officer`);
	people.county = await Person.enter(browser, 'ladder', null, true);
	await people.county.signIn(`${name}.officer`, secret);
});

after(async () => {
	await browser.close();
});

/* The province decides what is signed meanwhile: a ladder is that of the day of the signature. */
async function provinceDecides(yes) {
	const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
	await people.province.go('/commission/organisation/ladder');
	await people.province.fill({ decides: String(yes), days: '5', from_day: today });
	await people.province.look(`01-setting-${yes}`);
	await people.province.press('保存');
	assert.match(await people.province.words(), new RegExp(`设置已保存.*本级现在：${yes ? '审核' : '知悉'}`));
}

async function signed(key) {
	const { id, people: own } = hospitals[key];
	const url = `/institution/return/${id.return}`;
	await verify(own, url);
	await provinceDecides(true);
	await sign(own, url);
	await provinceDecides(false);
}

async function sendBack(person, id, code, reason) {
	await person.go(`/commission/return/${id}`);
	const box = person.page.locator(`[name="reason.${code}"]`);
	await person.page.locator('details').filter({ has: box }).locator('summary').click();
	await box.fill(reason);
	await person.fill({ overall: reason });
	await person.press('退回');
	assert.match(await person.words(), /已退回这份报表/);
}

async function accept(person, id) {
	await person.go(`/commission/return/${id}`);
	if (await person.page.locator('main button[value=open]').count() > 0) {
		await person.press('开始审核');
	}
	await person.press('接受');
	assert.match(await person.words(), /已接受这份报表/);
}

test('the city asks; a county hospital and a city hospital of one county fill in', async () => {
	programme = await makeProgramme(people.city, { year, name: `示例市${year}年方案`, level: 'ungraded', pictures: '02-city', lists: { [national]: ['NIT-2025-09'] },
		indicators: {} });
	query(`UPDATE zhiheng.programme_indicator SET cadence = 'quarter', departments = 'none', months = 'none' WHERE programme_id = ${programme}`);
	await openPeriods(people.city, programme, [quarter], 20, '02-city');
	for (const key of ['county', 'city']) {
		const own = hospitals[key];
		own.id = { return: Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '${quarter}'`)) };
		await typeIn(own.people.clerk, `/institution/return/${own.id.return}`, fields(numbers));
	}
});

test('county, city, province, a return at each; nobody reads before its turn', async () => {
	const id = hospitals.county.id.return;
	const page = `/commission/return/${id}`;
	const own = hospitals.county.people;
	await people.county.go(page);
	assert.doesNotMatch(await people.county.words(), /300/, 'a draft is not read');
	await signed('county');
	await people.city.go(page);
	assert.match(await people.city.words(), /还没有轮到本级审核：县级尚有\d+个工作日/);
	assert.doesNotMatch(await people.city.words(), /300/);
	await people.city.look('03-not-yet');
	await people.county.go('/commission/submission/');
	await people.county.look('03-queue');
	await people.county.go(page);
	assert.match(await people.county.words(), /县级.*待审 4 项.*市级.*尚未送达.*省级.*尚未送达/);
	await people.county.press('开始审核');
	await sendBack(people.county, id, 'unplanned_reops_31d', '请县内核对31天数');
	await people.county.look('03-county-returned');
	await people.province.go(page);
	assert.doesNotMatch(await people.province.words(), /300/);
	await people.city.go(page);
	assert.match(await people.city.words(), /300/);
	await sendBack(people.city, id, 'unplanned_reops_48h', '市里问48小时数');
	await sendBack(people.province, id, 'unplanned_reops', '省里问再手术数');
	await own.clerk.go(`/institution/return/${id}/check`);
	assert.match(await own.clerk.words(), /县级.*已接受 3\/4 项.*市级.*已接受 2\/4 项.*省级.*已接受 1\/4 项/);
	await own.clerk.look('03-hospital');
	await own.clerk.go(`/institution/return/${id}`);
	const words = await own.clerk.words();
	for (const reason of ['请县内核对31天数', '市里问48小时数', '省里问再手术数']) {
		assert.ok(words.includes(reason), reason);
	}
	assert.deepStrictEqual(await own.clerk.page.locator('main input[data-cell]:not([readonly])').evaluateAll((all) => all.map((field) => field.name).filter((field) => /^value/.test(field)).sort()),
		['value.unplanned_reops', 'value.unplanned_reops_31d', 'value.unplanned_reops_48h'], 'what was sent back may be changed, and nothing else');
});

test('the answer climbs from the first step; each level keeps its copy until it decided', async () => {
	const { id: { return: id }, people: own } = hospitals.county;
	await typeIn(own.clerk, `/institution/return/${id}`, fields({ unplanned_reops: 5, unplanned_reops_48h: 2, unplanned_reops_31d: 3 }));
	await signed('county');
	assert.strictEqual(single(`SELECT kind || cardinality(elements) FROM zhiheng.submission AS head JOIN zhiheng.submission_sheet AS sheet ON sheet.submission_id = head.id
		WHERE sheet.return_id = ${id} ORDER BY head.id DESC LIMIT 1`), 'answer3');
	const copies = () => [4, 3, 2].map((level) => single(`SELECT trim_scale(value) FROM zhiheng.accepted_cell AS cell JOIN zhiheng.return AS head USING (period, institution_id)
		WHERE head.id = ${id} AND element_code = 'unplanned_reops' AND levels & zhiheng.level_bit(${level}) <> 0`) || '-').join(' ');
	assert.strictEqual(copies(), '4 4 -');
	await accept(people.county, id);
	assert.strictEqual(copies(), '5 4 -');
	await accept(people.city, id);
	assert.strictEqual(copies(), '5 5 -');
	await accept(people.province, id);
	assert.strictEqual(copies(), '5 5 5');
	await own.leader.go(`/institution/return/${id}/check`);
	assert.match(await own.leader.words(), /县级.*已接受 4\/4 项.*市级.*已接受 4\/4 项.*省级.*已接受 4\/4 项/);
	await own.leader.look('04-accepted');
});

test('a city hospital\'s return does not pass the county', async () => {
	const id = hospitals.city.id.return;
	await signed('city');
	await people.county.go('/commission/submission/');
	assert.doesNotMatch(await people.county.words(), new RegExp(`/commission/return/${id}`));
	await people.county.go(`/commission/return/${id}`);
	const words = await people.county.words();
	assert.doesNotMatch(words, /县级|300/);
	assert.strictEqual(await people.county.page.locator('main button[value=accept], main button[value=open]').count(), 0);
	await people.county.look('05-county');
	await accept(people.city, id);
	await people.county.go(`/commission/return/${id}`);
	assert.match(await people.county.words(), /300/, 'what the competent level accepted the county reads');
	await computed();
	await people.city.go(`/commission/indicator/NIT-2025-09.1?programme=${programme}&period=${quarter}`);
	assert.ok((await people.city.words()).includes('9/600'), 'both count');
	assert.ok((await people.city.words()).includes(percent(9 * 1000 / 100, 600)));
});
