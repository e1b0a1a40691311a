/* What the run over three levels needs: an administrator of a county, programmes as commissions make them on their
 * own pages, returns as a hospital fills and passes them on. */
'use strict';

const assert = require('node:assert');
const { Visitor, csrf, signedIn, visible } = require('../http/portal');
const { query, secret, single } = require('../http/people');

/* An administrator of a county's commission, as the city's makes the account; gives the login. */
async function countyAdministrator(region, login) {
	const city = await signedIn('city.admin');
	const organisation = `commission:${single(`SELECT id FROM zhiheng.commission WHERE region_code = '${region}'`)}`;
	const made = await city.submit(`/commission/account/new?organisation=${organisation}`,
		{ organisation, name: '县管理员（测试）', login, role: 'administrator' }, '/commission/account/new');
	assert.strictEqual(made.status, 200, visible(made.text));
	const [, code] = /class="zh-code">([^<]+)</.exec(made.text);
	const person = new Visitor();
	const answer = await person.submit('/account/activate', { login, code, password: secret, again: secret });
	assert.strictEqual(answer.status, 303, visible(answer.text));
	return login;
}

/* ---- a commission ---- */

function day(offset) {
	return new Date(Date.now() + 8 * 3600e3 + offset * 86400e3).toISOString().slice(0, 10);
}

/* What a date of the calendar is called in its form: 2, m04, h1. */
function suffix(period) {
	const [, mark, number] = /^\d{4}([QH-])(\d+)$/.exec(period);
	return { Q: '', H: 'h', '-': 'm' }[mark] + number;
}

function label(period) {
	const [, year, mark, number] = /^(\d{4})([QH-])(\d+)$/.exec(period);
	const words = { Q: `第${'一二三四'[number - 1]}季度`, H: ['上半年', '下半年'][number - 1], '-': `${Number(number)}月` };
	return `${year}年${words[mark]}`;
}

/* A programme of a year: targets by the title of their list, what its indicators ask by code, for hospitals of a level. */
async function makeProgramme(administrator, { year, name, lists, level, indicators, pictures }) {
	await administrator.go('/commission/programme/new');
	await administrator.fill({ year: String(year), name, ...await administrator.page.locator('main [name=copy]').count() ? { copy: false } : {} });
	await administrator.press('建立方案');
	const id = Number(/programme\/(\d+)/.exec(administrator.page.url())[1]);
	for (const [title, targets] of Object.entries(lists)) {
		await administrator.follow(`选择目标：${title}`);
		await administrator.fill({ target: targets });
		await administrator.press('保存');
	}
	const codes = query(`SELECT indicator_code FROM zhiheng.programme_indicator WHERE programme_id = ${id} ORDER BY 1`).flat();
	for (const code of codes) {
		await administrator.go(`/commission/programme/${id}/indicator/${code}`);
		await administrator.fill({ levels: [level], ...indicators[code] });
		if ('cadence' in (indicators[code] || {})) {
			await administrator.look(`${pictures}-${code}`);
		}
		await administrator.press('保存');
	}
	return id;
}

/* Puts periods into the calendar and opens them. */
async function openPeriods(administrator, programme, periods, due, pictures) {
	await administrator.go(`/commission/programme/${programme}/period`);
	const dates = periods.map((period) => [[`opens_${suffix(period)}`, day(-10)], [`due_${suffix(period)}`, day(due)]]).flat();
	await administrator.fill(Object.fromEntries(dates));
	await administrator.press('保存日历');
	for (const period of periods) {
		await administrator.press(`开放填报：${label(period)}`);
		assert.match(await administrator.words(), /已开放填报/);
	}
	await administrator.look(`${pictures}-calendar`);
}

/* ---- a hospital ---- */

/* The rows of a form: element, who asks, the words at it, and its fields that can be typed in. */
async function rowsOf(person) {
	return person.page.locator('main tr[data-element]').evaluateAll((all) => all.map((row) => ({
		code: row.dataset.element,
		askers: Array.prototype.map.call(row.querySelectorAll('.zh-asker'), (mark) => mark.textContent.trim()).join(''),
		words: row.textContent.replace(/\s+/g, ' '),
		shown: (row.querySelector('td .zh-value input') || { value: '' }).value || (row.querySelector('td .zh-value') || row).textContent.trim(),
		fields: Array.prototype.filter.call(row.querySelectorAll('input[data-cell]'), (field) => field.name !== '' && !field.readOnly)
			.map((field) => field.name),
	})));
}

/* The field of each department of an element, by the department's name. */
function partField(code, department) {
	return `part.${code}.${department}`;
}

/* Fills in a form and saves it; gives how many numbers were typed. */
async function typeIn(clerk, url, values) {
	await clerk.go(url);
	await clerk.fill(values);
	await clerk.press('保存');
	assert.match(await clerk.words(), /已保存/);
	return Object.keys(values).length;
}

/* Answers what the checks ask, then the second person passes the return on. */
async function verify({ clerk, verifier }, url) {
	await clerk.go(`${url}/check`);
	assert.match(await clerk.words(), /没有错误/);
	await clerk.explain();
	await verifier.go(`${url}/check`);
	await verifier.press('审核通过');
	assert.match(await verifier.words(), /已通过审核/);
}

async function sign({ leader }, url) {
	await leader.go(`${url}/check`);
	if (await leader.page.getByRole('link', { name: '确认身份后提交' }).count() > 0) {
		await leader.confirm();
	}
	await leader.fill({ declared: true });
	await leader.press('签字并提交给卫健委');
	assert.match(await leader.words(), /报送回执/);
}

/* What ends on one day, with one password; gives how many returns it was. */
async function signTogether({ leader }, closes) {
	await leader.go('/institution/');
	await leader.go(`/institution/return/?closes=${closes}`);
	await leader.follow('一并签字并提交');
	await leader.look('04-together');
	if (await leader.page.getByRole('link', { name: '确认身份后提交' }).count() > 0) {
		await leader.confirm();
	}
	const count = await leader.page.locator('main input[name^="return."]:checked').count();
	await leader.fill({ declared: true });
	await leader.press('签字并提交所选报表');
	assert.match(await leader.words(), /第 \d+ 批.*待市级审核/s);
	await leader.look('04-submission');
	return count;
}

/* Asks to put other numbers into what was accepted; another person signs it. */
async function correct({ clerk, leader }, url, reason, values) {
	await clerk.go(`${url}/correction`);
	await clerk.fill({ reason, ...values });
	await clerk.press('申请更正');
	assert.match(await clerk.words(), /更正申请已登记，请负责人签字报送/);
	await leader.go(`${url}/correction`);
	if (await leader.page.getByRole('link', { name: '确认身份后签字' }).count() > 0) {
		await leader.confirm('确认身份后签字');
	}
	await leader.press('签字报送');
	assert.match(await leader.words(), /已签字报送，等待卫健委审批/);
}

async function accept(administrator, id) {
	await administrator.go(`/commission/return/${id}`);
	await administrator.press('开始审核');
	await administrator.press('接受');
	assert.match(await administrator.words(), /已接受/);
}

module.exports = { accept, correct, countyAdministrator, label, makeProgramme, openPeriods, partField, rowsOf, sign, signTogether, typeIn, verify };
