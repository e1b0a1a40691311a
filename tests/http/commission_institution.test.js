// Institutions: the list, one by one, many out of a CSV; what is wrong is told at its field or line.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {confirmed, creditCode, query, registerInstitution, single} = require('./people');

const base = '/commission/institution/';
const heads = '统一社会信用代码,机构名称,县区代码,隶属,级别,等次,类别,专科类型,所有制,床位数\r\n';

let number = 0;

function freshCode() {
	number += 1;
	return creditCode(`12990126TB${String(process.pid % 10000).padStart(4, '0')}${String(number).padStart(3, '0')}`);
}

// The message beside a field.
function message(html, field) {
	const found = new RegExp(`id="${field}-error">(.*?)</p>`).exec(html);
	return found ? visible(found[1]) : '';
}

function particulars(fields) {
	return {credit_code: freshCode(), name: '示例例湖登记医院', region: '990126', affiliation: 'county', level: 'secondary', grade: 'B', kind: 'general',
		specialist_type: '', ownership: 'public', beds: '200', ...fields};
}

// Sends a file (bytes) or a pasted table as a browser does.
async function preview(person, content, fields = {}) {
	const page = await person.get(`${base}import`);
	const body = new FormData();
	body.append('_csrf', csrf(page.text));
	for (const [name, value] of Object.entries(fields))
		body.append(name, value);
	if (typeof content === 'string') {
		body.append('text', content);
	} else {
		body.append('text', '');
		body.append('file', new Blob([content]), '机构.csv');
	}
	return person.send('POST', `${base}import`, {body});
}

async function confirm(person, plan) {
	const {_csrf, text, digest, day, reason} = formValues(plan.text);
	return person.post(`${base}import/confirm`, {_csrf, text, digest, day, reason});
}

test('the list is searched and filtered, and is the same for those who only look', async () => {
	for (const login of ['city.admin', 'city.viewer']) {
		const person = await signedIn(login);
		const page = await person.get(`${base}?search=${encodeURIComponent('妇幼')}&level=tertiary`);
		assert.equal(page.status, 200);
		assert.match(visible(page.text), /示例市妇幼保健院/);
		assert.doesNotMatch(visible(page.text), /示例市第一人民医院/);
		assert.equal(/href="\/commission\/institution\/new"/.test(page.text), login === 'city.admin');
	}
	const county = await signedIn('county.reviewer');
	const own = visible((await county.get(base)).text);
	assert.match(own, /示例市示东区人民医院/);
	assert.doesNotMatch(own, /示例市第一人民医院/);
});

test('an institution is registered once, and every fault is told at its field', async () => {
	const admin = await signedIn('city.admin');
	const good = particulars({beds: '１，２００'});
	const made = await admin.submit(`${base}new`, good);
	assert.equal(made.status, 303, visible(made.text));
	assert.equal(single(`SELECT beds FROM zhiheng.institution WHERE credit_code = '${good.credit_code}'`), '1200');
	const again = await admin.submit(`${base}new`, good);
	assert.equal(again.status, 400);
	assert.match(message(again.text, 'credit_code'), /已经登记过/);
	const last = good.credit_code.at(-1);
	const wrong = `${good.credit_code.slice(0, 17)}${last === '0' ? '1' : '0'}`;
	const cases = [
		['credit_code', {credit_code: wrong}, new RegExp(`末位应为 ${last}`)],
		['credit_code', {credit_code: good.credit_code.slice(1)}, /应为 18 位，现在是 17 位/],
		['credit_code', {credit_code: `O${good.credit_code.slice(1)}`}, /第 1 位不能使用/],
		['name', {name: ''}, /请填写|机构名称/],
		['name', {name: '院'}, /至少 2 个字/],
		['region', {region: '990000'}, /不在可选范围内/],
		['affiliation', {affiliation: ''}, /请选择/],
		['affiliation', {affiliation: 'village'}, /不在可选范围内/],
		['affiliation', {region: '990100'}, /不是县（区），请改选市属/],
		['level', {level: ''}, /请选择/],
		['grade', {level: 'ungraded'}, /未定级的机构没有等次/],
		['specialist_type', {kind: 'specialist'}, /请填写专科类型/],
		['specialist_type', {specialist_type: '儿科'}, /只有专科医院/],
		['beds', {beds: '-1'}, /负数|之间/],
		['beds', {beds: '99999999999999999999'}, /数字过大|之间/],
		['beds', {beds: '很多'}, /数字/],
	];
	for (const [field, change, sentence] of cases) {
		const answer = await admin.submit(`${base}new`, {...particulars(), name: '不会登记的医院', ...change});
		assert.equal(answer.status, 400);
		assert.match(message(answer.text, field), sentence, `${field}: ${JSON.stringify(change)}`);
		if (change.name === undefined)
			assert.equal(formValues(answer.text).name, '不会登记的医院', 'what was typed is still there');
	}
	assert.equal(single('SELECT count(*) FROM zhiheng.institution WHERE name = \'不会登记的医院\''), '0');
});

test('a change keeps old and new; a form from before it changes nothing', async () => {
	const admin = await signedIn('city.admin');
	const id = await registerInstitution(admin, {region: '990126'});
	const url = `${base}${id}`;
	const page = await admin.get(url);
	const fields = {...formValues(page.text), region: '990126', affiliation: 'city', kind: 'general', grade: 'B', level: 'secondary'};
	assert.match(visible(page.text), /隶属 市属（示例市）/);
	const dayless = await admin.post(url, {...fields, day: '', reason: '下放县管'});
	assert.match(message(dayless.text, 'day'), /自哪天起/);
	const reasonless = await admin.post(url, fields);
	assert.match(message(reasonless.text, 'reason'), /请填写原因/);
	fields.reason = '下放县管';
	const given = await confirmed(admin, url, {...fields, affiliation: 'county'});
	assert.equal(given.status, 303, visible(given.text));
	assert.match(visible((await admin.get(url)).text), /隶属 县（区）属（例湖县）[\s\S]*隶属：市属 → 县（区）属/);
	Object.assign(fields, {seen: formValues((await admin.get(url)).text).seen, affiliation: 'county'});
	const saved = await confirmed(admin, url, {...fields, beds: '250'});
	assert.equal(saved.status, 303, visible(saved.text));
	assert.match(visible((await admin.get(url)).text), /床位数：200 → 250/);
	const stale = await admin.post(url, {...fields, beds: '300'});
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已被他人修改/);
	assert.equal(formValues(stale.text).beds, '300');
	assert.equal(single(`SELECT beds FROM zhiheng.institution WHERE id = ${id}`), '250');
});

test('those who may not change find no form, and what they post is refused', async () => {
	const id = single('SELECT id FROM zhiheng.institution WHERE name = \'示例市示东区人民医院\'');
	const foreign = single('SELECT id FROM zhiheng.institution WHERE name = \'示例市第一人民医院\'');
	for (const login of ['city.viewer', 'city.reviewer', 'county.reviewer', 'qc.nursing']) {
		const person = await signedIn(login);
		const page = await person.get(`${base}${id}`);
		assert.equal(page.status, 200);
		assert.doesNotMatch(page.text, /data-guard/);
		const fields = {_csrf: csrf(page.text), ...particulars()};
		for (const url of [`${base}new`, `${base}${id}`, `${base}${id}/register/close`, `${base}import`])
			assert.equal((await person.post(url, fields)).status, 403, `${login} ${url}`);
	}
	const county = await signedIn('county.reviewer');
	for (const other of [foreign, '999999999', 'x', '0'])
		assert.equal((await county.get(`${base}${other}`)).status, 404);
});

test('a CSV is shown first and done when confirmed, once', async () => {
	const admin = await signedIn('city.admin');
	const [first, second] = [freshCode(), freshCode()];
	const table = `\ufeff${heads}${first},示例例湖导入一院,990126,县（区）属,三级,甲,综合,,公立,"1,200"\r\n${second},示例例湖儿童医院,990126,市属,二级,,专科医院,儿科,民营,80\r\n,,,,,,,,,\r\n`;
	const plan = await preview(admin, Buffer.from(table));
	assert.equal(plan.status, 200);
	assert.match(visible(plan.text), /UTF-8.*新增（家） 2 修改（家） 0 不变（家） 0/);
	const counts = /示例市2025年[^，]*，2025年第三季度：应报 (\d+) 份，导入后 (\d+) 份/.exec(visible(plan.text));
	assert.equal(Number(counts[2]) - Number(counts[1]), 2, 'what it does to the period that is open');
	const late = await preview(admin, table, {day: '2026-01-01'});
	assert.match(visible(late.text), /新增（家） 2/);
	assert.doesNotMatch(visible(late.text), /2025年第三季度：应报/, 'who reports from a later day on owes nothing of it');
	assert.equal(single(`SELECT count(*) FROM zhiheng.institution WHERE credit_code IN ('${first}', '${second}')`), '0');
	const done = await confirm(admin, plan);
	assert.equal(done.status, 303, visible(done.text));
	assert.match(visible((await admin.get(done.location)).text), /新增 2 家，修改 0 家/);
	assert.deepEqual(query(`SELECT affiliation_code, level, grade, kind, beds FROM zhiheng.institution WHERE credit_code = '${first}'`),
		[['990126', 'tertiary', 'A', 'general', '1200']]);
	const twice = await confirm(admin, plan);
	assert.equal(twice.status, 400);
	assert.match(visible(twice.text), /预览之后机构有了变化/);
	const moved = table.replace('"1,200"', '1300');
	assert.match(message((await preview(admin, moved)).text, 'day'), /请填写自哪天起/);
	const changed = await preview(admin, moved, {day: '2026-01-01', reason: '年度校验'});
	assert.match(visible(changed.text), /修改（家） 1 不变（家） 1[\s\S]*床位数：1200 → 1300/);
	assert.equal((await confirm(admin, changed)).status, 303);
});

test('a table in GB18030 and one pasted with tabs are read', async () => {
	const admin = await signedIn('city.admin');
	const table = `${heads}${freshCode()},示例例湖国标医院,990126,省属,一级,,综合医院,,公立,10\r\n`;
	const plan = await preview(admin, execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], {input: table}));
	assert.match(visible(plan.text), /GB18030 编码读取[\s\S]*示例例湖国标医院/);
	assert.match(visible((await preview(admin, table.replaceAll(',', '\t'))).text), /新增（家） 1/);
});

test('every fault of a file is told with line and column, and nothing is imported', async () => {
	const admin = await signedIn('city.admin');
	const [good, wrong] = [freshCode(), freshCode()];
	const lines = [
		`${good},示例不导入医院,990126,县,一级,,综合医院,,公立,10`,
		`${wrong.slice(0, 17)}${wrong.at(-1) === '0' ? '1' : '0'},院,990199,乡属,四级,戊,医院,,国营,-5`,
		`${good},示例不导入医院,110101,市属,二级,,综合医院,儿科,公立,5,7`,
	];
	const answer = await preview(admin, heads + lines.join('\n'));
	assert.equal(answer.status, 400);
	const text = visible(answer.text);
	for (const sentence of [/3 统一社会信用代码 \S+ 统一社会信用代码的校验位不符/, /3 机构名称 院/, /3 县区代码 990199 没有这个行政区划代码/, /3 隶属 乡属/, /3 级别 四级/,
		/3 等次 戊/, /3 类别 医院/, /3 所有制 国营/, /3 床位数 -5/, /4 县区代码 110101 不在本辖区/, /4 专科类型 儿科 只有专科医院/,
		/4 统一社会信用代码 \S+ 与第 2 行重复/, /4 这一行的格数比表头多/])
		assert.match(text, sentence);
	assert.match(formValues(answer.text).text, /示例不导入医院/, 'the table is back, to be corrected');
	assert.equal(single(`SELECT count(*) FROM zhiheng.institution WHERE credit_code = '${good}'`), '0');
	for (const [content, sentence] of [['', /请选择文件，或粘贴表格/], ['甲,乙\n1,2', /不认识的列[\s\S]*缺少这一列/], [heads, /只有表头/],
		[`${heads}"未完`, /引号没有结束/], [Buffer.from([0xff, 0xff, 0, 1]), /不是 UTF-8、GB18030 或 UTF-16/]]) {
		const refused = await preview(admin, content);
		assert.equal(refused.status, 400);
		assert.match(visible(refused.text), sentence);
	}
});

test('the empty template is what the import takes', async () => {
	const admin = await signedIn('city.admin');
	const file = await admin.get(`${base}import/template`);
	assert.match(file.headers.get('content-type'), /text\/csv/);
	assert.equal(file.text.replace(/^\ufeff/, ''), heads);
});
