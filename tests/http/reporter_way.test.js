// Every target of the official lists is reported by somebody, computed from records that the portal keeps, or waits for a
// register: the public catalogue and the page on which a commission adopts say which, and what waits is typed nowhere.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, signedIn, visible} = require('./portal');
const {adopt, openProgramme, query, single} = require('./people');

const ways = {
	typed: /由(医疗机构|血站|健康体检机构|人体器官获取组织|院前急救机构|卫健委|质控中心)填报/,
	computed: /由系统按[^ ]+计算，不填报/,
	waiting: /由登记计算，尚未启用（[^ ]+）/,
};
let targets; // [code, list, way]

before(() => {
	targets = query('SELECT code, list_code, coalesce(way, \'none\') FROM zhiheng.target_way ORDER BY code');
});

// The text of the row of a table that has this text in it.
function row(html, text) {
	const found = html.split(/<tr\b/).map(visible).filter((line) => line.includes(text));
	assert.equal(found.length, 1, `${text}: ${found.length} rows`);
	return found[0];
}

test('each of the 248 targets has a way', () => {
	assert.equal(targets.length, 248);
	assert.deepEqual(targets.filter(([, , way]) => !ways[way]).map(([code]) => code), [], 'nobody answers for these');
	const count = (way) => targets.filter((target) => target[2] === way).length;
	assert.deepEqual(Object.keys(ways).map(count), [225, 1, 22]);
});

test('each indicator has one, too, and the pages say it', async () => {
	const visitor = new Visitor();
	const indicators = query('SELECT code, coalesce(way, \'none\') FROM zhiheng.indicator_way ORDER BY code');
	assert.equal(indicators.length, 371);
	for (const [code, way] of indicators) {
		assert.ok(ways[way], `nobody answers for ${code}`);
		const words = /数据来源 (.*?) 适用机构/.exec(visible((await visitor.get(`/catalogue/${code}`)).text));
		assert.match(words[1], ways[way], code);
	}
});

test('the lists of the public catalogue and the page of adoption say it of every target', async () => {
	const visitor = new Visitor();
	const admin = await signedIn('city.admin');
	const programme = single('SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id WHERE region_code = \'990100\' AND year = 2025');
	for (const list of new Set(targets.map(([, code]) => code))) {
		const page = (await visitor.get(`/catalogue/${list}`)).text;
		const choice = (await admin.get(`/commission/programme/${programme}/adopt?list=${list}`)).text;
		for (const [code, , way] of targets.filter((target) => target[1] === list)) {
			const link = page.split(/<tr\b/).filter((line) => line.includes(`href="/catalogue/${code}"`));
			assert.equal(link.length, 1, code);
			assert.match(visible(link[0]), ways[way], `${code} in the catalogue`);
			const box = choice.split('</tr>').filter((line) => line.includes(`value="${code}"`));
			assert.equal(box.length, 1, code);
			assert.match(visible(box[0]), ways[way], `${code} where it is adopted`);
			assert.match(visible(box[0]), way === 'typed' ? / [1-9]\d* $/ : / 0 $/, `${code}: indicators that are filled in`);
		}
	}
});

test('what a register will answer is asked, required and counted nowhere', async () => {
	assert.deepEqual(query(`SELECT indicator_code FROM zhiheng.programme_indicator AS asked JOIN zhiheng.indicator_way AS reported ON reported.code = asked.indicator_code
		WHERE reported.way <> 'typed'`), []);
	const own = await openProgramme('990125', `way.test${process.pid}`);
	assert.equal((await adopt(own, 'SXQ', ['SXQ-01', 'SXQ-03', 'SXQ-14', 'SXQ-32', 'SXQ-37'])).status, 303);
	assert.equal((await adopt(own, 'CZA', ['CZA-5-1', 'CZA-9-1'])).status, 303);
	const html = (await own.admin.get(own.url)).text;
	assert.match(visible(html), /目标 7 指标 0 数据项 0/);
	assert.match(row(html, 'SXQ-03.2'), /由系统按公开版本计算，不填报/);
	assert.match(row(html, 'SXQ-37.1'), /由登记计算，尚未启用（互认项目目录）/);
	assert.match(row(html, 'CZA-5-1.1'), /由登记计算，尚未启用（重点专科登记、多学科团队登记）/);
	const refused = await own.admin.submit(`${own.url}/period`, {period: `${own.year}Q1`, act: 'open'}, `${own.url}/period/move`);
	assert.match(visible(refused.text), /方案还没有指标/);
});
