// A county's own programme from nothing to an open quarter; the city's is left as it is.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {adopt, openProgramme, registerInstitution, single} = require('./people');

const base = '/commission/programme/';
const region = '990126';
let own;
let county; // its administrator
let url; // its programme of 2031
let cityUrl;

before(async () => {
	own = await openProgramme(region, `programme.test${process.pid}`);
	county = own.admin;
	url = own.url;
	cityUrl = base + single('SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id WHERE region_code = \'990100\' AND year = 2025');
});

function year() {
	return String(own.year);
}

async function move(act, quarter) {
	return county.submit(`${url}/period`, {period: `${year()}Q${quarter}`, act}, `${url}/period/move`);
}

test('a year has one programme, and years and names are checked', async () => {
	for (const [fields, sentence] of [[{year: year(), name: '再来一个'}, /已有这一年度的方案/], [{year: '1999', name: '太早'}, /2020 到 2099/],
		[{year: '去年', name: '不是数字'}, /年度/], [{year: '2098', name: '短'.slice(1)}, /方案名称/], [{year: '2029', name: '无可沿用', copy: '1'}, /没有更早年度/]]) {
		const answer = await county.submit(`${base}new`, fields);
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), sentence);
	}
});

test('nothing can be opened before something is asked', async () => {
	const answer = await move('open', 1);
	assert.equal(answer.status, 400);
	assert.match(visible(answer.text), /方案还没有指标/);
});

test('targets are adopted with indicators, thresholds and whom the document names', async () => {
	const before = await county.get(`${url}/adopt?list=SXQ`);
	assert.equal((await adopt(own, 'SXQ', ['SXQ-27', 'SXQ-34', 'SXQ-41'])).status, 303);
	const {_csrf, seen} = formValues(before.text);
	const stale = await county.post(`${url}/adopt?list=SXQ`, {_csrf, seen, target: 'SXQ-12'});
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已被他人调整/);
	assert.equal((await adopt(own, 'PIT-2024', ['PIT-2024-06'])).status, 303);
	const text = visible((await county.get(url)).text);
	assert.match(text, /室间质评项目合格率 SXQ-27\.1 全部级别；全部医院 不低于 98 %/);
	assert.match(text, /SXQ-34\.1 全部级别；中医医院/);
	assert.match(text, /NIT-2024-10\.1 全部级别；综合医院、中医医院、妇幼保健院/);
	assert.match(visible((await county.get(`${url}/adopt?list=PIT-2024`)).text), /PIT-2024-06 与 NIT-2024-10 是同一目标/);
	assert.equal((await adopt(own, 'SXQ', ['SXQ-27', 'SXQ-34'])).status, 303);
	assert.doesNotMatch(visible((await county.get(url)).text), /SXQ-41\.1/);
	assert.equal((await adopt(own, 'SXQ', ['PIT-2024-01'])).status, 400);
	for (const list of ['', 'NONE-1'])
		assert.equal((await county.get(`${url}/adopt?list=${list}`)).status, 404);
});

test('an indicator\'s settings are checked, kept with old and new, and not overwritten', async () => {
	const page = await county.get(`${url}/indicator/SXQ-27.1`);
	const {_csrf, seen} = formValues(page.text);
	const good = [['_csrf', _csrf], ['seen', seen], ['levels', 'secondary'], ['kinds', 'general'], ['kinds', 'specialist:儿科'], ['required', '1'],
		['minimum_denominator', '50'], ['op', '>='], ['value', '９９.５'], ['source', '本县自定'], ['departments', 'required'], ['months', 'none'], ['cadence', 'quarter']];
	const without = (name) => good.filter(([field]) => field !== name);
	for (const [fields, sentence] of [[without('value'), /请填写要求的数值/], [without('source'), /请填写要求的依据/], [without('op'), /请选择要求的方向/],
		[[...without('op'), ['op', 'up']], /与基线比较时不填要求的数值/], [[...without('minimum_denominator'), ['minimum_denominator', '-1']], /负数|之间/],
		[[...without('months'), ['months', 'optional']], /分科室和按月不能同时/], [without('departments'), /分科室填报/], [[...without('months'), ['months', 'often']], /不在可选范围内|按月填报/],
		[[...good, ['kinds', 'palace']], /不在可选范围内/], [[...good, ['extra', '1']], /本页没有的字段/]]) {
		const answer = await county.post(`${url}/indicator/SXQ-27.1`, fields);
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), sentence);
	}
	assert.equal((await county.post(`${url}/indicator/SXQ-27.1`, good)).status, 303);
	const text = visible((await county.get(url)).text);
	assert.match(text, /SXQ-27\.1 二级；综合医院、儿科专科；分科室必填 不低于 99\.5 % 50 必报/);
	assert.match(text, /最小分母：30 → 50/);
	assert.match(text, /分科室：按文件 → 必填/);
	const stale = await county.post(`${url}/indicator/SXQ-27.1`, good);
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已被他人修改/);
	assert.equal((await county.get(`${url}/indicator/SXQ-99.1`)).status, 404);
});

test('dates are checked together; opening makes the returns, and who comes later gets one', async () => {
	const page = await county.get(`${url}/period`);
	const dates = Object.fromEntries(Object.entries(formValues(page.text)).filter(([name]) => /^(_csrf|seen|(opens|due)_\d)$/.test(name)));
	for (const [change, sentence] of [[{due_1: `${year()}-03-31`}, /第一季度截止日期不能早于/], [{due_2: '2031-02-30'}, /第二季度截止日期/], [{opens_3: ''}, /第三季度开始填报/]]) {
		const answer = await county.post(`${url}/period`, {...dates, ...change});
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), sentence);
	}
	assert.equal((await county.post(`${url}/period`, {...dates, due_1: `${year()}-05-31`})).status, 303);
	const stale = await county.post(`${url}/period`, dates);
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已被他人修改/);
	assert.equal((await move('open', 1)).status, 303);
	const count = () => Number(single(`SELECT count(*) FROM zhiheng.asked_return WHERE programme_id = ${url.split('/').at(-1)}`));
	const present = count();
	assert.ok(present > 0);
	const twice = await move('open', 1);
	assert.equal(twice.status, 400);
	assert.match(visible(twice.text), /状态已经改变/);
	await registerInstitution(await signedIn('city.admin'), {region});
	assert.equal((await move('fill', 1)).status, 303);
	assert.ok(count() > present);
	assert.equal((await move('close', 1)).status, 303);
	assert.equal((await move('open', 1)).status, 303);
	assert.equal((await move('close', 1)).status, 303);
	assert.match(visible((await county.get(url)).text), /关闭填报[\s\S]*开放填报[\s\S]*关闭填报/);
});

test('a target that institutions have numbers for is not dropped, and which one is said', async () => {
	const admin = await signedIn('city.admin');
	const {seen} = formValues((await admin.get(`${cityUrl}/adopt?list=NIT-2025`)).text);
	const answer = await admin.submit(`${cityUrl}/adopt?list=NIT-2025`, {seen});
	assert.equal(answer.status, 400);
	assert.match(visible(answer.text), /不能取消采用[\s\S]*NIT-2025-01|NIT-2025-01[\s\S]*不能取消采用/);
	assert.equal(single(`SELECT count(*) FROM zhiheng.programme_target WHERE programme_id = ${cityUrl.split('/').at(-1)} AND target_code LIKE 'NIT-2025%'`), '10');
});

test('the programme of another commission is for looking at only', async () => {
	const page = await county.get(cityUrl);
	assert.equal(page.status, 200);
	assert.match(visible(page.text), /只能查看/);
	const token = {_csrf: csrf((await county.get(`${base}new`)).text)};
	for (const [path, fields] of [['/adopt?list=NIT-2025', {seen: 'x'}], ['/period/move', {period: '2025Q3', act: 'close'}]]) {
		const answer = await county.post(cityUrl + path, {...token, ...fields});
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), /其他卫健委的方案/);
	}
	for (const login of ['city.viewer', 'city.reviewer', 'qc.nursing']) {
		const person = await signedIn(login);
		const own = await person.get(cityUrl);
		assert.equal(own.status, 200);
		for (const path of ['/adopt?list=NIT-2025', '/period', '/period/move', '/indicator/NIT-2025-01.1'])
			assert.equal((await person.post(cityUrl + path, {_csrf: csrf(own.text)})).status, 403, `${login} ${path}`);
	}
	for (const id of ['999999999', 'x'])
		assert.equal((await county.get(base + id)).status, 404);
	const other = await signedIn('county.reviewer');
	assert.equal((await other.get(url)).status, 404, 'a neighbour county has nothing to do with it');
});
