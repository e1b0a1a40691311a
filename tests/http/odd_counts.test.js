// Counts that cannot be, too few to compare, or all the same: a status and a plain sentence, never a wrong number.
'use strict';

const assert = require('node:assert/strict');
const {createHash} = require('node:crypto');
const {execFileSync} = require('node:child_process');
const path = require('node:path');
const {before, test} = require('node:test');
const {Visitor, readTable, visible} = require('./portal');
const {query} = require('./people');
const {readWorkbook} = require('./workbook');

const codes = ['NIT-2025-01.1', 'NIT-2025-03.1', 'NIT-2025-06.1', 'NIT-2025-09.1'];
let programme, city;

function session(login) {
	const visitor = new Visitor();
	visitor.cookies.set('zhiheng_session', createHash('sha256').update(login).digest('hex'));
	return visitor;
}

before(() => {
	if (query(`SELECT 1 FROM zhiheng.region WHERE code = '970100'`).length === 0)
		execFileSync('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-f', path.join(__dirname, 'odd_counts.sql')]);
	[[programme]] = query(`SELECT id FROM zhiheng.programme WHERE name = '异常市方案'`);
	city = session('odd.city');
});

const scope = () => `programme=${programme}&period=2098Q1`;
const indicator = (code, rest = '') => `/commission/indicator/${code}?${scope()}${rest}`;

async function table(visitor, url) {
	const answer = await visitor.get(url);
	assert.equal(answer.status, 200, url);
	return readTable(answer.text);
}

test('no page, drawing or file of these has anything that is not a number', async () => {
	const pages = [...codes.map((code) => indicator(code)), `/commission/indicator/?${scope()}`, `/commission/indicator/matrix?${scope()}`,
		`/commission/indicator/matrix?${scope()}&by=county`, `/commission/indicator/matrix?${scope()}&sort=NIT-2025-01.1`,
		`/commission/indicator/matrix?${scope()}&sort=complete&order=worst`];
	for (const [id] of query(`SELECT id FROM zhiheng.institution WHERE name LIKE '示例异常医院%'`))
		pages.push(`/commission/institution/${id}/result?${scope()}`, ...codes.map((code) => `/commission/institution/${id}/result/${code}?${scope()}`));
	const visits = pages.map((url) => [city, url]);
	for (const mark of 'abcdefg') {
		const leader = session(`odd.${mark}`);
		visits.push([leader, `/institution/result/?of=${programme}-2098Q1`], [leader, `/institution/result/?of=${programme}-2098`]);
		for (const code of codes.slice(0, mark === 'g' ? 4 : 3))
			visits.push([leader, `/institution/result/${code}?of=${programme}-2098Q1`]);
	}
	for (const [visitor, url] of visits) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, 200, url);
		assert.doesNotMatch(answer.text.replace(/<[^>]*(?:href|action)="[^"]*"[^>]*>/g, ''), /\bNaN\b|\bnan\b|\binf(inity)?\b|undefined|\bnull\b|\(null\)/i, url);
		for (const [, link] of answer.text.matchAll(/href="([^"]*format=(?:csv|xlsx)[^"]*)"/g)) {
			const file = await visitor.get(link.replace(/&amp;/g, '&'));
			assert.equal(file.status, 200, link);
			const content = link.includes('xlsx') ? JSON.stringify(Object.values(readWorkbook(file.bytes)).flat(2).filter((cell) => cell !== null && cell !== undefined)) : file.text;
			assert.doesNotMatch(content, /\bNaN\b|\bnan\b|\binf\b|null/, link);
		}
	}
});

test('missing, 0/0, n = 0 with cases, more cases than n, fewer than none: each has its word and no number', async () => {
	const rows = new Map((await table(city, indicator(codes[0], '&format=csv'))).map((row) => [row['医疗机构'].slice(-1), row]));
	for (const [mark, word] of [['A', '未填报或无病例'], ['B', '未填报或无病例'], ['C', '数据有误，待更正'], ['D', '数据有误，待更正'], ['E', '数据有误，待更正'], ['F', '同组不足 5 家']]) {
		const row = rows.get(mark);
		assert.equal(row['未排名原因'], word, mark);
		assert.equal(row['名次'], '');
		assert.equal(row['指标值'], mark === 'F' ? '40.00' : '', mark);
		for (const column of ['95%区间下限', '名次95%区间下限', '控制限位置', '距目标例数', '较上期变化', '较基线变化'])
			assert.equal(row[column], mark === 'F' && column === '95%区间下限' ? row[column] : '', `${mark} ${column}`);
	}
	const text = visible((await city.get(indicator(codes[0]))).text);
	assert.match(text, /可参与排名的机构不足 5 家，不排名/);
	assert.match(text, /50\/110/, 'the sum has the two that can stand');
	assert.doesNotMatch(text, /漏斗图 看表中数字/, 'no funnel of two');
	for (const [mark, sentence] of [['a', /不参与排名（未填报或无病例）/], ['b', /不参与排名（未填报或无病例）/], ['c', /不参与排名（数据有误，待更正）/],
		['d', /不参与排名（数据有误，待更正）/], ['e', /不参与排名（数据有误，待更正）/], ['f', /本机构 40\.00%（95% 区间 27\.61～53\.82），20\/50：不参与排名（公开后才有名次）/]])
		assert.match(visible((await session(`odd.${mark}`).get(`/institution/result/${codes[0]}?of=${programme}-2098Q1`)).text), sentence, mark);
	assert.throws(() => query(`SELECT zhiheng.return_put(id, 2, 1, '{ais_patients}', '{value}', '{-3}')
		FROM zhiheng.return WHERE period = '2098Q1' LIMIT 1`), /return_save_elements/, 'below 0 is not saved');
});

test('all equal: one shared rank, as uncertain as can be, all within the limits', async () => {
	const rows = (await table(city, indicator(codes[1], '&format=csv'))).filter((row) => row['同组机构'] === '二级综合医院');
	assert.equal(rows.length, 6);
	for (const row of rows) {
		assert.deepEqual([row['名次'], row['参排机构数'], row['名次95%区间下限'], row['名次95%区间上限'], row['控制限位置'], row['相对预期']], ['1=', '6', '1', '6', '限内', '']);
		assert.equal(row['指标值'], '40.00');
	}
	const answer = await city.get(indicator(codes[1]));
	assert.match(visible(answer.text), /离散程度 φ=0\.00，τ²=0/);
	assert.match(visible(answer.text), /与第 1 名不能区分/);
	assert.match(visible((await session('odd.a').get(`/institution/result/${codes[1]}?of=${programme}-2098Q1`)).text),
		/40\/100：不参与排名（公开后才有名次）。/, 'before an edition nobody sees its place among the others');
});

test('no event anywhere: 0 with an upper limit; nothing was to be expected, so nobody is first', async () => {
	const rows = (await table(city, indicator(codes[2], '&format=csv'))).filter((row) => row['同组机构'] === '二级综合医院');
	for (const row of rows) {
		assert.deepEqual([row['指标值'], row['95%区间下限'], row['名次'], row['未排名原因']], ['0.00', '0.00', '', '预期不足 1 例']);
		// Garwood: half of the 97.5 % quantile of chi-squared with 2 degrees, -ln 0.025.
		assert.equal(row['95%区间上限'], (-Math.log(0.025)).toFixed(2));
		assert.deepEqual([row['控制限位置'], row['相对预期']], ['', '']);
	}
});

test('one institution, one quarter: a value, a sentence, no comparison', async () => {
	const rows = await table(city, indicator(codes[3], '&format=csv'));
	assert.equal(rows.length, 1);
	assert.deepEqual([rows[0]['名次'], rows[0]['未排名原因'], rows[0]['指标值']], ['', '同组不足 5 家', '15.00']);
	const {text} = await city.get(indicator(codes[3]));
	assert.match(visible(text), /同组不足 5 家/);
	assert.doesNotMatch(text, /aria-labelledby="(caterpillar|funnel)/);
	assert.match(visible(text), /由 1 个季度的分子之和除以分母之和得到。少于 12 个季度，控制限为暂定。/);
	const own = visible((await session('odd.g').get(`/institution/result/${codes[3]}?of=${programme}-2098Q1`)).text);
	assert.match(own, /本机构 15\.00‰（95% 区间 [\d.]+～[\d.]+），3\/200：不参与排名（公开后才有名次）/);
	assert.match(own, /那一期没有完整的数值/);
	assert.match(own, /没有可比的基线/);
});

test('the matrix has the words in its cells', async () => {
	const text = visible((await city.get(`/commission/indicator/matrix?${scope()}`)).text);
	for (const word of ['未填报或无病例', '数据有误，待更正', '不要求填报'])
		assert.ok(text.includes(word), word);
	const [county] = await table(city, `/commission/indicator/matrix?${scope()}&by=county&format=csv`);
	assert.equal(county['NIT-2025-01.1 急性脑梗死再灌注治疗率（%）'], '45.45');
});
