// Values by department and by month, whichever way they come: asked by the programme, in the template and
// its upload, sent by a program, corrected after acceptance; and that nobody else ever sees one.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, base, formValues, signedIn, visible} = require('./portal');
const {acceptAbove, adopt, openInstitution, openProgramme, query, returnAddress, single} = require('./people');
const {confirmFile, csvText, faults, sendFile, templateRows} = require('./sheets');
const {columnName, unzip, workbook} = require('../import/workbook');

const county = '990125';
const name = `parts${process.pid}`;
let programme;
let own;
let id;
let url;
let year;
let token;

before(async () => {
	programme = await openProgramme(county, `${name}.county`);
	year = programme.year;
	assert.equal((await adopt(programme, 'NIT-2025', ['NIT-2025-01', 'NIT-2025-09'])).status, 303);
	await ask('NIT-2025-09.1', {departments: 'required', months: 'none'});
	assert.equal((await programme.admin.submit(`${programme.url}/period`, {period: `${year}Q1`, act: 'open'}, `${programme.url}/period/move`)).status, 303);
	own = await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`, leader: `${name}.leader`}, {region: county, affiliation: 'county'});
	assert.equal((await programme.admin.submit(`${programme.url}/period`, {period: `${year}Q1`, act: 'fill'}, `${programme.url}/period/move`)).status, 303);
	id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '${year}Q1'`);
	url = `/institution/return/${id}`;
	const made = await own.leader.submit('/institution/machine', {name: '系统', scopes: `${year}Q1`,
		expires_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10)});
	token = /<code>(zhiheng_[0-9a-f]+)</.exec(made.text)[1];
});

// Sets what the page of an indicator has, the rest as it is.
async function ask(code, fields) {
	const page = await programme.admin.get(`${programme.url}/indicator/${code}`);
	const form = formValues(page.text);
	const answer = await programme.admin.post(`${programme.url}/indicator/${code}`, {_csrf: form._csrf, seen: form.seen, minimum_denominator: '30', required: '1', cadence: 'quarter', ...fields});
	assert.equal(answer.status, 303, visible(answer.text));
}

async function call(body, type = 'application/json') {
	const answer = await fetch(new URL(returnAddress(id), base),
		{method: 'POST', headers: {'content-type': type, authorization: `Bearer ${token}`}, body: type === 'text/csv' ? body : JSON.stringify(body)});
	return {status: answer.status, json: await answer.json()};
}

// The values and, by the names of departments, their parts: 'or_surgeries' and 'or_surgeries.内科'.
function stored() {
	const values = query(`SELECT element_code, coalesce(trim_scale(value)::text, state) FROM zhiheng.return_cell WHERE return_id = ${id} AND state <> 'missing'`);
	const parts = query(`SELECT cell.code || '.' || coalesce(department.name, cell.part), trim_scale(cell.number)
		FROM zhiheng.return AS head CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS cell
		LEFT JOIN zhiheng.department_version AS department ON department.department_id::text = cell.part AND department.version = 1
		WHERE head.id = ${id} AND cell.number IS NOT NULL`);
	return Object.fromEntries([...values, ...parts]);
}

const heads = (rows) => rows[3];
const place = (rows, code, head) => `${columnName(heads(rows).indexOf(head) + 1)}${rows.findIndex((row) => row[0] === code) + 1}`;

// The template with cells by 'code head'.
async function filled(cells) {
	const rows = await templateRows(own.clerk, url);
	for (const [at, text] of Object.entries(cells)) {
		const [code, head] = at.split(' ');
		const column = heads(rows).indexOf(head);
		assert.ok(column > 0, head);
		rows.find((row) => row[0] === code)[column] = text;
	}
	return rows;
}

test('what must be by department is said where it is filled in, and cannot be verified as a total', async () => {
	const page = visible((await own.clerk.get(url)).text);
	assert.match(page, /其中有必须分科室填写的，请先登记科室/);
	assert.equal((await own.clerk.submit('/institution/department/', {names: '内科\n外科\n眼耳鼻喉科.一病区'})).status, 303);
	assert.match(visible((await own.clerk.get(url)).text), /同期出院患者手术例数 （须分填，合计由系统计算）/);
	const {_csrf, revision} = formValues((await own.clerk.get(url)).text);
	assert.equal((await own.clerk.post(url, {_csrf, revision, 'value.or_surgeries': '100', 'value.unplanned_reops': '1'})).status, 303);
	const check = await own.clerk.get(`${url}/check`);
	assert.match(visible(check.text), /“同期出院患者手术例数”只有合计，监测方案要求填写各科室的数字/);
	const form = formValues((await own.verifier.get(`${url}/check`)).text);
	const held = await own.verifier.post(`${url}/check`, {_csrf: form._csrf, revision: form.revision, act: 'verify'});
	assert.equal(held.status, 400);
	assert.match(visible(held.text), /改正后才能送审/);
	const empty = formValues((await own.clerk.get(url)).text);
	assert.equal((await own.clerk.post(url, {_csrf, revision: empty.revision, 'value.or_surgeries': '', 'value.unplanned_reops': ''})).status, 303);
});

test('the template has a column for each month and department, open only where asked', async () => {
	const rows = await templateRows(own.clerk, url);
	assert.deepEqual(heads(rows).slice(8), [1, 2, 3].map((month) => `月份：${year}-0${month}`).concat(['科室：内科', '科室：外科', '科室：眼耳鼻喉科.一病区']));
	assert.match(rows[1][0], /“月份”“科室”各列可以逐格填写/);
	assert.equal(rows.find((row) => row[0] === 'or_surgeries')[7], '必填，须分科室');
	const sheet = unzip((await own.clerk.get(`${url}/template.xlsx`)).bytes)['xl/worksheets/sheet1.xml'].toString();
	const style = (code, head) => new RegExp(`<c r="${place(rows, code, head)}" s="(\\d+)"`).exec(sheet)[1];
	assert.equal(style('or_surgeries', '科室：内科'), style('ais_patients', `月份：${year}-01`));
	assert.notEqual(style('or_surgeries', '科室：内科'), style('or_surgeries', `月份：${year}-01`));
	assert.match(sheet, new RegExp(`<dataValidation type="custom"[^>]*sqref="${place(rows, 'or_surgeries', '科室：内科')}"`));
	assert.doesNotMatch(sheet, new RegExp(`sqref="${place(rows, 'or_surgeries', `月份：${year}-01`)}"`));
});

test('a file by department and month: each change shown, the totals with them; then saved', async () => {
	const rows = await filled({'or_surgeries 科室：内科': '１００', 'or_surgeries 科室：外科': '0', 'unplanned_reops 科室：内科': '2', 'unplanned_reops 本期': '2',
		[`ais_patients 月份：${year}-01`]: '10', [`ais_patients 月份：${year}-02`]: '20', 'ais_reperfused 本期': '7'});
	const sent = await sendFile(own.clerk, url, csvText(rows), '分科室.csv');
	assert.deepEqual(faults(sent.preview.text), []);
	const words = visible(sent.preview.text);
	assert.match(words, /同期出院患者手术例数，科室：内科 [A-Z]+\d+ 未填 １００ ?例? 新填/);
	assert.match(words, /同期出院患者手术例数 G\d+ 未填 100 ?例 新填 （由各科室或各月合计）/);
	assert.deepEqual(stored(), {}, 'nothing before it is confirmed');
	assert.equal((await confirmFile(own.clerk, sent)).status, 303);
	assert.deepEqual(stored(), {or_surgeries: '100', 'or_surgeries.内科': '100', 'or_surgeries.外科': '0', unplanned_reops: '2', 'unplanned_reops.内科': '2',
		[`ais_patients.${year}-01`]: '10', [`ais_patients.${year}-02`]: '20', ais_reperfused: '7'}, 'two months make no quarter');
	assert.equal(single(`SELECT string_agg(DISTINCT source, ',') FROM zhiheng.return_part AS part CROSS JOIN LATERAL unnest(part.sources) AS source WHERE return_id = ${id}`), 'uploaded');
	const again = await templateRows(own.clerk, url);
	assert.deepEqual(again.find((row) => row[0] === 'or_surgeries').slice(6), ['', '必填，须分科室', '', '', '', '100', '0', ''], 'the total is left to its parts');
	assert.match(visible((await sendFile(own.clerk, url, csvText(again), 'a.csv')).preview.text), /没有需要保存的改动/);
});

test('empty cells keep, 未填 empties, a workbook says the same', async () => {
	const rows = await filled({'or_surgeries 科室：内科': '', 'or_surgeries 科室：外科': '未填', 'or_surgeries 科室：眼耳鼻喉科.一病区': 5, [`ais_patients 月份：${year}-03`]: 30});
	const sent = await sendFile(own.clerk, url, workbook(rows));
	assert.deepEqual(faults(sent.preview.text), []);
	assert.match(visible(sent.preview.text), /急性脑梗死患者数 G\d+ 未填 60 ?例 新填 （由各科室或各月合计）/);
	assert.equal((await confirmFile(own.clerk, sent)).status, 303);
	const now = stored();
	assert.equal(now.or_surgeries, '105');
	assert.equal(now['or_surgeries.外科'], undefined);
	assert.equal(now.ais_patients, '60');
});

test('every fault at its cell, and in the marked copy; nothing is saved', async () => {
	const was = stored();
	const rows = await filled({'or_surgeries 本期': '106', 'or_surgeries 科室：内科': '101', 'unplanned_reops 科室：内科': '-2', 'unplanned_reops 科室：外科': '1.5',
		[`or_surgeries 月份：${year}-01`]: '9', 'ais_patients 本期': '61', [`ais_reperfused 月份：${year}-01`]: '不适用'});
	heads(rows).push('科室：牙科', '科室：内科', `月份：${year}-04`, '备注');
	rows.find((row) => row[0] === 'or_surgeries').push('7', '8', '9');
	const wrongHeads = await sendFile(own.clerk, url, csvText(rows), 'a.csv');
	const told = faults(wrongHeads.preview.text).map(([, words]) => words).join('\n');
	assert.match(told, /：不是本院现有的科室/);
	assert.match(told, /：这个科室或月份出现了两列/);
	assert.match(told, /：不是本报告期的月份/);
	rows.find((row) => row[0] === 'or_surgeries').splice(-3, 3);
	rows[4].push('', '', '', '随便写的备注');
	heads(rows).splice(-3, 1, '科室：眼科');
	const sent = await sendFile(own.clerk, url, csvText(rows), 'a.csv');
	assert.match(visible(sent.preview.text), /表头“科室：牙科”不是.*这一列没有数字，已略过.*表头“科室：眼科”/);
	const found = Object.fromEntries(faults(sent.preview.text).map(([at, words, todo]) => [at, `${words} ${todo}`]));
	const at = (code, head) => found[place(rows, code, head)];
	assert.match(at('or_surgeries', `月份：${year}-01`), /这一项不按这一列填写.*须改正后才能保存/);
	assert.match(at('unplanned_reops', '科室：内科'), /不能是负数/);
	assert.match(at('unplanned_reops', '科室：外科'), /应为整数/);
	assert.match(at('ais_patients', '本期'), /与各科室或各月相加的合计（60）不符/);
	assert.match(at('ais_reperfused', `月份：${year}-01`), /不能填“不适用”/);
	const marked = unzip((await own.clerk.get(`${sent.location}/marked.xlsx`)).bytes);
	for (const cell of Object.keys(found))
		assert.match(marked['xl/comments1.xml'].toString(), new RegExp(`ref="${cell}"`), cell);
	assert.equal(sent.preview.status, 200);
	const total = await sendFile(own.clerk, url, csvText(await filled({'or_surgeries 本期': '106', 'or_surgeries 科室：内科': '99'})), 'a.csv');
	assert.match(faults(total.preview.text)[0][1], /合计（104）不符/);
	const forced = await own.clerk.post(total.location, {_csrf: formValues(total.preview.text)._csrf, revision: single(`SELECT revision FROM zhiheng.return WHERE id = ${id}`)});
	assert.equal(forced.status, 400);
	const large = await sendFile(own.clerk, url, csvText(await filled({'or_surgeries 科室：内科': '999999999999', 'or_surgeries 科室：外科': '999999999999'})), 'a.csv');
	assert.match(faults(large.preview.text)[0][1], /超过 12 位/);
	assert.deepEqual(stored(), was);
});

test('a typed sum that is too large is refused as well', async () => {
	const page = await own.clerk.get(url);
	const form = formValues(page.text);
	const fields = Object.keys(form).filter((field) => field.startsWith('part.or_surgeries.'));
	assert.equal(fields.length, 3);
	const answer = await own.clerk.post(url, {...form, ...Object.fromEntries(fields.map((field) => [field, '999999999999']))});
	assert.equal(answer.status, 400, visible(answer.text));
	assert.match(visible(answer.text), /同期出院患者手术例数：各科室或各月相加的合计超过 12 位/);
	assert.equal(formValues(answer.text)[fields[0]], '999999999999', 'what was typed is there');
	assert.equal(stored().or_surgeries, '105');
});

test('a program sends departments by name and months; the same faults', async () => {
	const saved = await call({values: {ais_reperfused: 8}, parts: {or_surgeries: {内科: 90, '眼耳鼻喉科.一病区': '１０', 外科: null}, ais_patients: {[`${year}-03`]: 31}}});
	assert.equal(saved.status, 200, JSON.stringify(saved.json));
	assert.equal(saved.json.outcome, 'saved');
	assert.deepEqual([stored().or_surgeries, stored().ais_patients, stored()['or_surgeries.内科']], ['100', '61', '90']);
	const csv = await call(`code,part,value\nor_surgeries,外科,4\nor_surgeries,,104\nais_patients,${year}-01,\nunplanned_reops,内科,3\n`, 'text/csv');
	assert.equal(csv.status, 200, JSON.stringify(csv.json));
	assert.deepEqual([stored().or_surgeries, stored().unplanned_reops, stored().ais_patients], ['104', '3', '61']);
	const was = stored();
	const told = async (body) => {
		const answer = await call(body);
		assert.equal(answer.status, 400, JSON.stringify(answer.json));
		return answer.json.faults.map((fault) => [fault.code, fault.element, fault.part]);
	};
	assert.deepEqual(await told({parts: {or_surgeries: {牙科: 1, 内科: 1.5}, ais_patients: {'2025-07': 1, 内科: 2}, nonsense: {内科: 1}, ais_reperfused: []}}), [
		['malformed', 'ais_reperfused', null], ['unknown_part', 'or_surgeries', '牙科'], ['not_a_number', 'or_surgeries', '内科'],
		['unknown_part', 'ais_patients', '2025-07'], ['unknown_part', 'ais_patients', '内科'], ['unknown_element', 'nonsense', '内科']]);
	assert.deepEqual(await told({values: {or_surgeries: 105}}), [['not_sum', 'or_surgeries', null]]);
	assert.deepEqual(await told({values: {or_surgeries: 'not_applicable'}, parts: {or_surgeries: {内科: 91}}}), [['not_sum', 'or_surgeries', null]]);
	assert.deepEqual(await told({parts: []}), [['malformed', null, null]]);
	const twice = await fetch(new URL(returnAddress(id), base), {method: 'POST', headers: {'content-type': 'application/json', authorization: `Bearer ${token}`},
		body: '{"parts": {"or_surgeries": {"内科": 1, "内科": 2}}}'});
	assert.deepEqual((await twice.json()).faults.map((fault) => [fault.code, fault.part]), [['duplicate_element', '内科']]);
	assert.deepEqual(stored(), was);
	assert.equal((await call({parts: {or_surgeries: {内科: 90}}})).json.outcome, 'unchanged');
	const from = Number(single(`SELECT revision FROM zhiheng.return WHERE id = ${id}`));
	const {_csrf} = formValues((await own.clerk.get(url)).text);
	const first = single(`SELECT min(id) FROM zhiheng.department WHERE institution_id = ${own.id}`);
	assert.equal((await own.clerk.post(url, {_csrf, revision: from, [`part.or_surgeries.${first}`]: '92'})).status, 303);
	const late = await call({revision: from, parts: {or_surgeries: {内科: 93}}});
	assert.deepEqual([late.status, late.json.faults.map((fault) => [fault.code, fault.element, fault.part])], [409, [['conflict', 'or_surgeries', '内科']]]);
	assert.equal(stored().or_surgeries, '106');
});

test('the other clerk was quicker at a department: the preview is made anew', async () => {
	const sent = await sendFile(own.clerk, url, csvText(await filled({'or_surgeries 科室：内科': '200'})), 'a.csv');
	assert.equal((await call({parts: {or_surgeries: {内科: 94}}})).status, 200);
	const refused = await confirmFile(own.clerk, sent);
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), /他人改动了其中的数据项/);
	assert.match(visible(refused.text), /科室：内科 [A-Z]+\d+ 94 200/);
	assert.equal(stored().or_surgeries, '108');
});

async function act(person, what, fields) {
	const {_csrf, revision} = formValues((await person.get(`${url}/check`)).text);
	const answer = await person.post(`${url}/check`, {_csrf, revision, act: what, ...fields});
	assert.equal(answer.status, 303, visible(answer.text));
}

async function accepted() {
	await act(own.verifier, 'verify');
	await own.leader.confirm();
	await act(own.leader, 'submit', {declared: '1'});
	const page = await programme.admin.get(`/commission/return/${id}`);
	const {_csrf, state, revision} = formValues(page.text);
	assert.equal((await programme.admin.post(`/commission/return/${id}`, {_csrf, state, revision, act: 'accept'})).status, 303);
	await acceptAbove(id);
	return page;
}

test('corrected after acceptance, a total made of departments is corrected there, and nowhere else', async () => {
	await accepted();
	const page = await own.clerk.get(`${url}/correction`);
	assert.match(visible(page.text), /同期出院患者手术例数 由各科室合计，不在这里更正；要改各科室的数字，请联系卫健委退回这一项/);
	assert.doesNotMatch(page.text, /for="value\.ais_reperfused">[^<]*<\/label><p/);
	const asked = formValues(page.text);
	const refused = await own.clerk.post(`${url}/correction`, {_csrf: asked._csrf, revision: asked.revision, reason: '漏统计一个病区', 'value.or_surgeries': '110'});
	assert.equal(refused.status, 400);
	assert.match(visible(refused.text), /由各科室或各月合计（108）.*请联系卫健委退回这一项/);
	const decision = formValues((await programme.admin.get(`/commission/return/${id}`)).text);
	assert.equal((await programme.admin.post(`/commission/return/${id}`, {_csrf: decision._csrf, state: decision.state, revision: decision.revision, act: 'return',
		overall: '请补计一个病区', 'reason.or_surgeries': '漏统计一个病区'})).status, 303);
	// The total alone would no longer be the sum of its departments: by no way in.
	const form = formValues((await own.clerk.get(url)).text);
	assert.ok(!('value.or_surgeries' in form), 'the total is no field');
	assert.equal((await own.clerk.post(url, {_csrf: form._csrf, revision: form.revision, 'value.or_surgeries': '110'})).status, 400);
	assert.deepEqual((await call({values: {or_surgeries: 110}})).json.faults.map((fault) => fault.code), ['not_sum']);
	assert.match(faults((await sendFile(own.clerk, url, csvText(await filled({'or_surgeries 本期': '110'})), 'a.csv')).preview.text)[0][1], /合计（108）不符/);
	assert.equal((await call({parts: {or_surgeries: {外科: 6}}})).status, 200);
	assert.equal(stored().or_surgeries, '110');
	await accepted();
	assert.match(visible((await own.leader.get(`${url}/correction`)).text), /更正前后.*108.*110/);
	assert.deepEqual(query(`SELECT trim_scale(value) FROM zhiheng.return_value WHERE return_id = ${id} AND element_code = 'or_surgeries' AND value IN (108, 110) ORDER BY revision`).map(([value]) => value),
		['108', '110'], 'both are kept');
	assert.ok(query(`SELECT item.number FROM zhiheng.return_part AS save CROSS JOIN LATERAL unnest(save.codes, save.numbers) AS item (code, number)
		WHERE save.return_id = ${id} AND item.code = 'or_surgeries'`).length > 4, 'so are the departments\' numbers');
});

// Every page that a visitor reaches by links from those given, not more than so many.
async function walk(visitor, starts, within, most) {
	const seen = new Map();
	const waiting = [...starts];
	while (waiting.length > 0 && seen.size < most) {
		const next = waiting.shift();
		if (seen.has(next))
			continue;
		const answer = await visitor.get(next);
		seen.set(next, answer.text);
		for (const [, link] of answer.text.matchAll(/(?:href|url)"?[=:] ?"([^"#?]+)/g)) {
			if (within.test(link) && !seen.has(link))
				waiting.push(link);
		}
	}
	return seen;
}

test('departments and months are the institution\'s own: reviewers, editions, files and the API have none', async () => {
	// Names that no document has: one of the demo, one of this test.
	const telling = ['康复病区', '眼耳鼻喉科.一病区'];
	for (const word of telling)
		assert.notEqual(single(`SELECT count(*) FROM zhiheng.department_version WHERE name = '${word}'`), '0');
	const pages = new Map();
	const merge = (found) => found.forEach((text, address) => pages.set(address, text));
	merge(await walk(new Visitor(), ['/', '/api/v1/editions', '/catalogue'], /^\/(?!account|static|institution)/, 400));
	const {admin} = programme;
	merge(await walk(admin, [`/commission/return/${id}`, `/commission/return/${id}/correction`, `/commission/institution/${own.id}`], new RegExp(`^/commission/(return/${id}|institution/${own.id})`), 40));
	const second = single(`SELECT head.id FROM zhiheng.return AS head WHERE head.parted AND head.period = '2025Q2'`);
	const city = await signedIn('city.admin');
	merge(await walk(city, [`/commission/return/${second}`], new RegExp(`^/commission/return/${second}`), 20));
	assert.ok(pages.size > 100, `${pages.size} pages`);
	for (const [address, text] of pages) {
		for (const word of telling)
			assert.ok(!text.includes(word), `${word} on ${address}`);
	}
	const stranger = await signedIn('h2.clerk');
	assert.equal((await stranger.get(url)).status, 404);
	assert.equal((await stranger.get(`${url}/template.csv`)).status, 404);
});
