// Numbers of past periods out of one file: a commission opens the periods, a hospital's clerk fills in the workbook and says where
// the numbers are from; then each return goes the ordinary way, and is marked wherever it is shown.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const {before, test} = require('node:test');
const {base, csrf, formValues, signedIn, unescapeHtml, visible} = require('./portal');
const {adopt, openInstitution, openProgramme, query, single} = require('./people');
const {csvText} = require('./sheets');
const {csvCells, workbook} = require('../import/workbook');
const {hostile} = require('./hostile');

const region = '990124';
const name = `bf${process.pid}`;
let own; // the hospital's people
let county; // its commission's administrator
let url; // the commission's programme of 2023
let page; // the hospital's page
let programme;
const words = {collected_by: '质控科', origin: '病案首页系统导出表', note: '按出院日期统计'};

async function makeProgramme(year) {
	const made = await county.submit('/commission/programme/new', {year: String(year), name: `${region} ${year}年方案`});
	assert.equal(made.status, 303, visible(made.text));
	const address = made.location.replace(/\?.*/, '');
	assert.equal((await adopt({admin: county, url: address}, 'NIT-2025', ['NIT-2025-01', 'NIT-2025-03'])).status, 303);
	return address;
}

function open(address, fields) {
	return county.submit(`${address}/backfill`, {due_on: '2099-12-31', note: '补齐三年数据', ...fields}, `${address}/backfill`);
}

before(async () => {
	county = (await openProgramme(region, `${name}.admin`)).admin;
	own = await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader`}, {region, affiliation: 'county'});
	url = await makeProgramme(2023);
	programme = url.split('/').at(-1);
	page = `/institution/backfill/${programme}`;
});

async function download(visitor, address) {
	const cookie = [...visitor.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
	const answer = await fetch(new URL(address, base), {headers: {cookie}});
	assert.equal(answer.status, 200, address);
	return Buffer.from(await answer.arrayBuffer());
}

async function template() {
	return (await download(own.clerk, `${page}/template.csv`)).toString().replace(/^\uFEFF/, '').trim().split('\r\n').map(csvCells);
}

async function send(data, file = '补录.xlsx', fields = {}, visitor = own.clerk) {
	const form = new FormData();
	form.append('_csrf', csrf((await visitor.get(page)).text));
	for (const [key, value] of Object.entries({...words, ...fields}))
		form.append(key, value);
	if (data !== null)
		form.append('file', new Blob([data]), file);
	const sent = await visitor.send('POST', page, {body: form});
	if (sent.location !== null)
		sent.preview = await visitor.get(sent.location);
	return sent;
}

function confirm(sent, fields = {}, visitor = own.clerk) {
	return visitor.post(sent.location, {...formValues(sent.preview.text), ...fields});
}

// The table with values by code: one for each of four quarters.
async function filled(values) {
	const rows = await template();
	for (const row of rows.slice(4)) {
		if (row[0] in values)
			values[row[0]].forEach((value, i) => (row[4 + i] = value));
	}
	return rows;
}

const numbers = {ais_patients: ['40', '41', '42', '43'], ais_reperfused: ['20', '21', '22', '23'], discharges: ['900', '910', '920', '930'], vte_prevented: ['600', '610', '620', '630']};

test('what lacks for a final evaluation is told by year and period', async () => {
	const text = visible((await county.get(url)).text);
	assert.match(text, /终期评估所需数据[\s\S]*2023 年 2023年第一季度 \d+ [1-9]\d*/);
	assert.match(text, /开放补录/);
});

test('periods are opened for back-fill, and what must not be is refused in words', async () => {
	const shown = visible((await county.get(`${url}/backfill`)).text);
	const hospitals = single(`SELECT count(*) FROM zhiheng.institution WHERE region_code = '${region}' AND active AND level <> 'ungraded' AND kind IN ('general', 'tcm', 'maternal_child', 'specialist', 'other')`);
	assert.match(shown, /开放补录会改变什么/);
	assert.match(shown, new RegExp(`2023年第一季度 ${hospitals} \\d+ 可以补录`));
	for (const [fields, sentence] of [[{}, /勾选|选择/], [{periods: '2023Q1', due_on: '2020-01-01'}, /截止日期不能早于今天/], [{periods: '2023Q1', note: ''}, /给机构的说明/],
		[{periods: '2023Q1', due_on: '2023-02-30'}, /截止日期/], [{periods: '2022Q1'}, /不在可选范围内|要补录的报告期/], [{periods: '2023Q1', extra: '1'}, /本页没有的字段/]]) {
		const answer = await open(url, fields);
		assert.equal(answer.status, 400, JSON.stringify(fields));
		assert.match(visible(answer.text), sentence);
	}
	assert.equal(single(`SELECT count(*) FROM zhiheng.demand WHERE programme_id = ${programme}`), '0', 'nothing of it remains');
	const token = csrf((await county.get(`${url}/backfill`)).text);
	const all = ['2023Q1', '2023Q2', '2023Q3', '2023Q4'].map((period) => ['periods', period]);
	const opened = await county.post(`${url}/backfill`, [['_csrf', token], ...all, ['due_on', '2099-12-31'], ['note', '补齐三年数据']]);
	assert.equal(opened.status, 303, visible(opened.text));
	const after = visible((await county.get(opened.location)).text);
	assert.match(after, /已开放补录，需要补录的机构都有了标明“补录”的报表/);
	assert.match(after, /2023年第四季度 \d+ \d+ 已开放补录/);
	assert.equal(single(`SELECT count(*) || ' ' || bool_and(backfilled) FROM zhiheng.asked_return WHERE programme_id = ${programme} AND institution_id = ${own.id}`), '4 true');
	const twice = await open(url, {periods: '2023Q1'});
	assert.equal(twice.status, 400);
	assert.match(visible(twice.text), /已经开放补录，不能重复开放[\s\S]*涉及：2023年第一季度|涉及：2023年第一季度[\s\S]*已经开放补录/);
	assert.match(visible((await county.get(url)).text), /开放补录 2023年第一季度，新建报表 \d+ 份，截止 2099-12-31；说明：补齐三年数据/);
});

test('a period that is not over, was opened before, or is asked in the ordinary way', async () => {
	const later = await makeProgramme(2024);
	const asked = await open(later, {periods: '2024Q2'});
	assert.equal(asked.status, 400);
	assert.match(visible(asked.text), /另一个方案已按正常方式要求填报这一期[\s\S]*示例市2024年|示例市2024年[\s\S]*另一个方案/);
	assert.equal((await county.submit(`${later}/period`, {period: '2024Q1', act: 'open'}, `${later}/period/move`)).status, 303);
	const ordinary = await open(later, {periods: '2024Q1'});
	assert.equal(ordinary.status, 400);
	assert.match(visible(ordinary.text), /已按正常方式开放过，不能补录/);
	const future = await openProgramme('990125', `${name}.future`);
	await adopt(future, 'NIT-2025', ['NIT-2025-01']);
	const early = await future.admin.submit(`${future.url}/backfill`, {periods: `${future.year}Q1`, due_on: '2099-12-31', note: '太早了'}, `${future.url}/backfill`);
	assert.equal(early.status, 400);
	assert.match(visible(early.text), /还没有结束，不能补录/);
});

test('the hospital sees what it is asked, and its workbook', async () => {
	assert.match(visible((await own.clerk.get('/institution/')).text), /2023年第一季度（补录）/);
	assert.match(visible((await own.clerk.get('/institution/backfill/')).text), new RegExp(`${region} 2023年方案 \\S+ 4 4 0 2099-12-31`));
	const text = visible((await own.clerk.get(page)).text);
	assert.match(text, /补齐三年数据/);
	assert.match(text, /2023年第三季度 0 \/ \d+ 2099-12-31/);
	const rows = await template();
	assert.deepEqual(rows[3], ['代码', '专业', '数据项', '单位', '2023年第一季度', '2023年第二季度', '2023年第三季度', '2023年第四季度']);
	assert.equal(rows[2][0], `ZHIHENG-BF-1/${programme}/${single(`SELECT credit_code FROM zhiheng.institution WHERE id = ${own.id}`)}`);
	const book = await download(own.verifier, `${page}/template.xlsx`);
	assert.equal(book.toString('latin1', 0, 2), 'PK');
	const stranger = await signedIn('h1.clerk');
	for (const address of [page, `${page}/template.xlsx`, `${page}/template.csv`, `${page}/999999999`, '/institution/backfill/999999999'])
		assert.equal((await stranger.get(address)).status, 404, address);
});

test('every fault of a file is told at its cell, with element and period', async () => {
	const faulty = async (change, sentence) => {
		const rows = await filled(numbers);
		change(rows);
		const sent = await send(csvText(rows), '补录.csv');
		assert.equal(sent.status, 303, visible(sent.text));
		const text = visible(sent.preview.text);
		assert.match(text, sentence);
		assert.ok(!sent.preview.text.includes('确认保存'));
		const forced = await own.clerk.post(sent.location, {_csrf: csrf(sent.preview.text), seen: '0,0,0,0'});
		assert.equal(forced.status, 400);
		assert.match(visible(forced.text), /文件还有必须改正的问题，没有保存/);
	};
	const row = (rows, code) => rows.find((item) => item[0] === code);
	await faulty((rows) => (row(rows, 'ais_patients')[5] = '-3'), /F\d+ -3 “[^”]+”，2023年第二季度：不能是负数/);
	await faulty((rows) => (row(rows, 'ais_patients')[6] = '4.5'), /G\d+ 4\.5 “[^”]+”，2023年第三季度：应为整数/);
	await faulty((rows) => (row(rows, 'ais_patients')[7] = '很多'), /2023年第四季度：应为数字/);
	await faulty((rows) => (rows[3][5] = '2023年第一季度'), /表头中“2023年第一季度”出现了两次（另一处在 E4），无法判断以哪一列为准/);
	await faulty((rows) => (rows[3][4] = '2022Q1'), /“2022Q1”不是本方案请本院补录的报告期/);
	await faulty((rows) => (row(rows, 'ais_patients')[0] = 'ed_visits_x'), /“ed_visits_x”不是本方案请本院补录的数据项代码/);
	await faulty((rows) => (row(rows, 'ais_patients')[0] = 'discharges'), /重复，同一数据项只能出现一次/);
	await faulty((rows) => (rows[2][0] = rows[2][0].replace(`/${programme}/`, '/999/')), /这是另一个监测方案的补录表/);
	await faulty((rows) => (rows[2][0] = rows[2][0].replace(/[^/]+$/, '12990101TA0000000X')), /这是另一家机构的补录表/);
	await faulty((rows) => (rows[3][0] = '编号'), /没有找到表头/);
	for (const [fields, data, sentence] of [[{collected_by: ''}, 'x', /由谁收集/], [{origin: '表'}, 'x', /请写明数据来源，至少 2 个字/], [{}, null, /请选择要上传的文件/], [{}, '', /文件是空的/]]) {
		const answer = await send(data, '补录.csv', fields);
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), sentence);
	}
	assert.equal(single(`SELECT count(*) FROM zhiheng.return_save JOIN zhiheng.return AS head ON head.id = return_id WHERE head.institution_id = ${own.id}`), '0');
});

test('hostile words about the source, and names of files, come back and are kept as typed', async () => {
	const texts = hostile.map(({text}) => text.replace(/[\n\t\u0085]/g, ' ').trim()).filter((text) => text.length >= 2 && [...text].length <= 90);
	const shown = (html) => new Set([...html.matchAll(/<(?:input|textarea)[^>]*name="(?:collected_by|origin|note)"[^>]*?(?:value="([^"]*)")?[^>]*>([^<]*)/g)]
		.map(([, value, text]) => unescapeHtml((value || text).trim())));
	for (let i = 0; i < texts.length; i += 40) {
		const text = texts[i];
		const answer = await send(null, '补录.csv', {collected_by: text, origin: text, note: text});
		assert.equal(answer.status, 400, text);
		assert.ok(!answer.text.includes('<script>alert'), text);
		assert.ok(shown(answer.text).has(text) || /不能包含|字符/.test(visible(answer.text)), text);
	}
	const marked = '=1+1<img src=x onerror=alert(1)>';
	const sent = await send(csvText(await filled(numbers)), '"><script>alert(1)</script>.csv', {collected_by: marked, origin: marked, note: marked});
	assert.equal(sent.status, 303);
	assert.ok(!/<img src=x|<script>alert/.test(sent.preview.text));
	assert.ok(sent.preview.text.includes('=1+1&lt;img src=x onerror=alert(1)&gt;'));
	assert.equal(single(`SELECT count(*) FROM zhiheng.backfill_source WHERE programme_id = ${programme} AND collected_by = '${marked}'`), '1');
	const broken = await send('PK\x03\x04 no workbook', '坏.xlsx');
	assert.equal(broken.status, 400);
});

let digest;
let first; // the return of 2023Q1

test('a good file is shown cell by cell, saved at once, and is evidence of each return', async () => {
	const data = workbook(await filled(numbers));
	digest = crypto.createHash('sha256').update(data).digest('hex');
	const sent = await send(data);
	const shown = visible(sent.preview.text);
	assert.match(shown, /新填（格） 16 修改（格） 0/);
	assert.match(shown, new RegExp(digest));
	assert.match(shown, /质控科[\s\S]*病案首页系统导出表[\s\S]*按出院日期统计/);
	assert.equal((await own.verifier.post(sent.location, {_csrf: csrf((await own.verifier.get('/institution/')).text), seen: '0,0,0,0'})).status, 403);
	const stale = await confirm(sent, {seen: '0,1,0,0'});
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /他人改动了其中的报表，本次没有保存/);
	const saved = await confirm(sent);
	assert.equal(saved.status, 303, visible(saved.text));
	assert.match(visible((await own.clerk.get(saved.location)).text), /2023年第一季度 4 \/ \d+/);
	assert.deepEqual(query(`SELECT DISTINCT source, encode(file.digest, 'hex'), file.collected_by, file.origin FROM zhiheng.return_save AS entry
		JOIN zhiheng.backfill_save AS link ON link.return_id = entry.return_id AND link.revision = entry.revision JOIN zhiheng.backfill_source AS file ON file.id = link.source_id
		JOIN zhiheng.return AS head ON head.id = entry.return_id WHERE head.institution_id = ${own.id}`), [['backfill', digest, '质控科', '病案首页系统导出表']]);
	assert.equal(single(`SELECT count(*) FROM zhiheng.evidence AS file JOIN zhiheng.return AS head ON head.id = file.return_id
		WHERE head.institution_id = ${own.id} AND encode(file.digest, 'hex') = '${digest}'`), '4');
	first = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2023Q1'`);
	const twice = await own.clerk.post(sent.location, {_csrf: csrf((await own.clerk.get(page)).text), seen: '1,1,1,1'});
	assert.equal(twice.status, 409);
	assert.match(visible(twice.text), /这个文件已经保存过，不重复保存/);
});

async function act(person, what, fields) {
	const check = `/institution/return/${first}/check`;
	const {_csrf, revision} = formValues((await person.get(check)).text);
	return person.post(check, {_csrf: _csrf || csrf((await person.get(check)).text), revision: revision || single(`SELECT revision FROM zhiheng.return WHERE id = ${first}`), act: what, ...fields});
}

test('without a source nobody passes it; with it it goes the ordinary way and is marked', async () => {
	const bare = single(`SELECT id FROM zhiheng.return WHERE period = '2023Q1' AND backfilled AND institution_id <> ${own.id} LIMIT 1`);
	assert.notEqual(bare, null);
	assert.throws(() => query(`UPDATE zhiheng.return SET state = 'verified' WHERE id = ${bare}`), /nobody has said where/);
	const form = visible((await own.clerk.get(`/institution/return/${first}`)).text);
	assert.match(form, /2023年第一季度（补录）报表/);
	assert.match(form, new RegExp(`补录来源[\\s\\S]*质控科[\\s\\S]*病案首页系统导出表[\\s\\S]*补录\\.xlsx[\\s\\S]*${digest}`));
	const explain = await own.clerk.get(`/institution/return/${first}/check`);
	const said = Object.fromEntries([...explain.text.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g)].map(([, field]) => [field, '已核对原始记录']));
	if (Object.keys(said).length > 0)
		assert.equal((await act(own.clerk, 'explain', said)).status, 303);
	const passed = await act(own.verifier, 'verify');
	assert.equal(passed.status, 303, visible(passed.text));
	await own.leader.confirm();
	const signed = await act(own.leader, 'submit', {declared: '1'});
	assert.equal(signed.status, 303, visible(signed.text));
	const review = await county.get(`/commission/return/${first}`);
	assert.match(visible(review.text), new RegExp(`2023年第一季度（补录）[\\s\\S]*补录来源[\\s\\S]*病案首页系统导出表[\\s\\S]*${digest}`));
	const file = /href="(\/commission\/return\/\d+\/evidence\/\d+)"/.exec(review.text)[1];
	assert.equal(crypto.createHash('sha256').update(await download(county, file)).digest('hex'), digest, 'the file as it was sent');
	assert.match(visible((await county.get(`/commission/return/?programme=${programme}&period=2023Q1`)).text), /2023年第一季度（补录）/);
	const {_csrf, state, revision} = formValues(review.text);
	assert.equal((await county.post(`/commission/return/${first}`, {_csrf, state, revision, act: 'accept'})).status, 303);
	const gaps = visible((await county.get(url)).text);
	const [, expected, missing] = /2023年第一季度 (\d+) (\d+)/.exec(gaps.slice(gaps.indexOf('终期评估所需数据')));
	assert.equal(Number(expected) - Number(missing), 1, 'one less is missing');
});

test('the value stands in the hospital\'s results and trend, marked', async () => {
	const list = visible((await own.clerk.get(`/institution/result/?of=${programme}-2023Q1`)).text);
	assert.match(list, /50\.00/);
	const trend = visible((await own.clerk.get(`/institution/result/NIT-2025-01.1?of=${programme}-2023Q1`)).text);
	assert.match(trend, /2023年第一季度（补录）/);
	const above = visible((await county.get(`/commission/institution/${own.id}/result/NIT-2025-01.1?programme=${programme}`)).text);
	assert.match(above, /2023年第一季度（补录）/);
	assert.match(visible((await county.get(`/commission/indicator/NIT-2025-01.1?programme=${programme}`)).text), /2023年第一季度（补录）/);
});

test('what is accepted is changed by a correction only, what is under way not at all', async () => {
	const rows = await filled({ais_patients: ['39', '41', '42', '43']});
	const sent = await send(csvText(rows), '补录.csv');
	assert.match(visible(sent.preview.text), /2023年第一季度：已有接受的数（40），补录不能改。确需改正的，请在这一期的报表中申请更正/);
	const same = await send(csvText(await filled({...numbers, discharges: ['900', '911', '920', '930']})), '补录.csv');
	assert.match(visible(same.preview.text), /新填（格） 0 修改（格） 1/);
	assert.equal((await confirm(same)).status, 303);
	first = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2023Q2'`);
	assert.equal((await act(own.verifier, 'verify')).status, 303);
	const late = await send(csvText(await filled({discharges: ['900', '912', '920', '930']})), '补录.csv');
	assert.match(visible(late.preview.text), /2023年第二季度：这一期的报表已经送审或提交，不能再改/);
	for (const quarter of [1, 2, 3, 4])
		assert.equal((await county.submit(`${url}/period`, {period: `2023Q${quarter}`, act: 'close'}, `${url}/period/move`)).status, 303);
	const closed = await own.clerk.get(page);
	assert.match(visible(closed.text), /这个方案的补录已经关闭，不能再上传/);
	const refused = await own.clerk.send('POST', page, {body: (() => {
		const form = new FormData();
		form.append('_csrf', csrf(closed.text));
		for (const [key, value] of Object.entries(words))
			form.append(key, value);
		form.append('file', new Blob([csvText(rows)]), '补录.csv');
		return form;
	})()});
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), /补录已经关闭/);
});
