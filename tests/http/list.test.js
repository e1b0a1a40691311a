// Every list of core/list.h: its address, its files, its rows chosen, named, confirmed and acted upon.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, csrf, formValues, freshKey, readTable, signedIn, unescapeHtml, visible} = require('./portal');
const {openAccount, query, registerInstitution, secret, single} = require('./people');
const {readWorkbook} = require('./workbook');

// Where, what it is sorted by, a filter with fixed choices, a search, the head of the column sorted by.
const lists = [
	{url: '/commission/return/', sort: 'institution_name', choice: 'state', value: 'accepted', search: 'name', title: '医疗机构'},
	{url: '/commission/submission/', sort: 'institution_name', choice: 'kind', value: 'regular', search: 'name', title: '医疗机构'},
	{url: '/commission/institution/', sort: 'name', choice: 'level', value: 'secondary', search: 'search', title: '机构名称'},
	{url: '/commission/account/', sort: 'login', choice: 'state', value: 'active', search: 'search', title: '登录名'},
	{url: '/commission/baseline/', sort: 'institution_name', choice: 'state', value: 'waiting', search: 'indicator', title: '医疗机构'},
	{url: '/commission/signal/', sort: 'institution_name', choice: 'signal', value: 'screen', title: '医疗机构'},
];
const largest = 300 * 1024;

let admin;

before(async () => {
	admin = await signedIn('city.admin');
});

function address(url, values) {
	const parts = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
	return parts.length === 0 ? url : `${url}?${parts.join('&')}`;
}

function total(html) {
	return Number(/共 (\d+)/.exec(/<caption id="list-caption">([^<]*)</.exec(html)[1])[1]);
}

function boxes(html) {
	return [...html.matchAll(/name="row\.(\d+)"/g)].map(([, id]) => id);
}

// The texts of the rows' headings.
function names(html) {
	return [...html.matchAll(/role="rowheader"><a href="[^"]*">([^<]*)</g)].map(([, name]) => unescapeHtml(name));
}

function ask(url, act, fields) {
	return admin.get(url).then((page) => admin.post(url, {_csrf: csrf(page.text), act, scope: 'rows', ...fields}));
}

function confirmation(asked, act, more) {
	return {...formValues(asked.text), act, ...more};
}

test('what an address says that there is not is a 400 with a way back', async () => {
	for (const {url, sort, choice} of lists) {
		for (const values of [{sort: 'id'}, {sort: `${sort};--`}, {sort: '--' + sort}, {[choice]: 'nonsense'}, {page: '0'}, {page: '-1'}, {page: '1.5'},
			{page: '99999999999999999999'}, {format: 'exe'}, {order: 'random()'}, {limit: '1'}]) {
			const answer = await admin.get(address(url, values));
			assert.equal(answer.status, 400, address(url, values));
			assert.ok(answer.text.includes(`href="${url}"`), 'a way back');
		}
		assert.equal((await admin.get(`${url}?sort=${sort}&sort=-${sort}`)).status, 400, 'a parameter twice');
		assert.equal((await admin.get(address(url, {sort: '', [choice]: '', page: ''}))).status, 200, 'an empty field of the form');
	}
	for (const url of ['/commission/return/?county=110000', '/commission/institution/?region=110000'])
		assert.equal((await admin.get(url)).status, 400, url);
});

test('pages are full, none is larger than 300 kB, beyond the last one is the last one', async () => {
	for (const {url, sort} of lists) {
		const first = await admin.get(url);
		const all = total(first.text);
		assert.ok(first.bytes.length <= largest, `${url} ${first.bytes.length}`);
		assert.equal(boxes(first.text).length, Math.min(all, 100));
		const pages = Math.ceil(all / 100);
		const last = await admin.get(address(url, {page: String(pages), sort}));
		assert.equal(boxes(last.text).length, all - 100 * (pages - 1));
		assert.doesNotMatch(last.text, /rel="next"/);
		const beyond = await admin.get(address(url, {page: '9999', sort}));
		assert.equal(beyond.status, 200);
		assert.deepEqual(boxes(beyond.text), boxes(last.text));
		assert.equal(total(beyond.text), all);
		if (pages > 1) {
			const second = await admin.get(unescapeHtml(/rel="next" href="([^"]+)"/.exec(first.text)[1]));
			assert.equal(boxes(second.text).filter((id) => boxes(first.text).includes(id)).length, 0, 'no row on two pages');
		}
	}
});

test('hostile texts that are searched for find nothing and do nothing', async () => {
	for (const {url, search} of lists.filter((list) => list.search)) {
		for (const text of ["';--", '%', '_', '\\', '"><script>alert(1)</script>', '{{csrf}}', '$1', '\u202e', '𠮷'.repeat(150), '%00', 'NULL', '1 OR 1=1']) {
			const answer = await admin.get(address(url, {[search]: text}));
			assert.equal(answer.status, 200, `${url} ${text}`);
			assert.equal(total(answer.text), 0, `${url} ${text}`);
			assert.match(answer.text, /没有符合条件的/);
			assert.doesNotMatch(answer.text, /<script>alert/);
		}
		assert.equal((await admin.get(address(url, {[search]: '长'.repeat(201)}))).status, 400);
	}
});

test('both orders; CSV and XLSX are what is shown', async () => {
	for (const {url, sort, title, choice, value} of lists) {
		const keys = {};
		for (const order of [sort, `-${sort}`]) {
			const values = {[choice]: value, sort: order};
			const page = await admin.get(address(url, values));
			const table = readTable((await admin.get(address(url, {...values, format: 'csv'}))).text);
			assert.equal(table.length, total(page.text), url);
			assert.match(page.text, new RegExp(`aria-sort="${order === sort ? 'ascending' : 'descending'}"`));
			const head = Object.keys(table[0])[0];
			assert.deepEqual(table.slice(0, 100).map((row) => row[head]), names(page.text), `${url} ${order}`);
			const [heads, ...rows] = readWorkbook((await admin.get(address(url, {...values, format: 'xlsx'}))).bytes)['数据'];
			assert.deepEqual(heads, Object.keys(table[0]));
			assert.deepEqual(rows.map((row) => heads.map((_, i) => row[i] === null || row[i] === undefined ? '' : String(row[i])).join('|').replace(/\.\d+/g, '')),
				table.map((row) => heads.map((name) => row[name]).join('|').replace(/\.\d+/g, '')), url);
			keys[order] = table.map((row) => row[title]);
		}
		assert.deepEqual([...keys[sort]].sort(), [...keys[`-${sort}`]].sort());
		assert.deepEqual(keys[`-${sort}`], [...keys[sort]].reverse(), `${url}: equal ones aside`);
	}
});

test('rows, the page, all that match: the confirm page says how many and names them', async () => {
	const url = '/commission/baseline/?state=waiting&sort=-institution_name';
	const page = await admin.get(url);
	const all = total(page.text);
	const ids = boxes(page.text);
	const page_ids = formValues(page.text).page_ids;
	assert.equal(page_ids, ids.join(','));
	const two = await ask(url, 'approve', {[`row.${ids[0]}`]: '1', [`row.${ids[7]}`]: '1'});
	assert.match(visible(two.text), /批准 2 项登记？/);
	assert.deepEqual(names(two.text), [names(page.text)[0], names(page.text)[7]]);
	const whole = await ask(url, 'approve', {scope: 'page', page_ids});
	assert.match(visible(whole.text), new RegExp(`批准 ${ids.length} 项登记？`));
	const every = await ask(url, 'approve', {scope: 'all'});
	assert.match(visible(every.text), new RegExp(`批准 ${all} 项登记？`));
	assert.match(visible(every.text), new RegExp(`另有 ${all - 100} 项没有在本页列出`));
	const file = await admin.post(url, confirmation(every, 'approve', {file: 'csv'}));
	assert.equal(file.status, 200);
	assert.match(file.headers.get('content-type'), /text\/csv/);
	assert.equal(readTable(file.text).length, all, 'the file names every row');
	assert.deepEqual(readTable(file.text).slice(0, 100).map((row) => row['医疗机构']), names(every.text));
	assert.equal((await admin.post(url, confirmation(every, 'approve', {file: 'csv'}))).status, 200, 'as often as one likes');
	assert.ok(every.bytes.length <= largest);
	assert.equal(total((await admin.get(url)).text), all, 'asked is not done');
	for (const fields of [{scope: 'none', 'row.1': '1'}, {scope: 'page', page_ids: '1,2;3'}, {scope: 'page', page_ids: '1,,2'}, {'row.-1': '1'}, {'row.1': '1', more: '1'}])
		assert.equal((await ask(url, 'approve', fields)).status, 400, JSON.stringify(fields));
	assert.equal((await ask(url, 'destroy', {'row.1': '1'})).status, 400);
	assert.match((await ask(url, 'approve', {})).location, /state=waiting&sort=-institution_name&notice=none$/);
	assert.equal((await ask('/commission/baseline/', 'approve', {scope: 'all'})).status, 400, 'more than in one go');
});

test('what changed since it was named is named again, not done', async () => {
	const url = `/commission/baseline/?state=waiting&name=${encodeURIComponent(single(`SELECT name FROM zhiheng.institution
		JOIN zhiheng.baseline_current AS head ON head.institution_id = institution.id WHERE head.state = 'waiting'
		GROUP BY institution.id HAVING count(*) > 3 ORDER BY institution.id DESC LIMIT 1`))}`;
	const count = total((await admin.get(url)).text);
	const asked = await ask(url, 'approve', {scope: 'all'});
	const first = boxes((await admin.get(url)).text)[0];
	const other = await signedIn('city.reviewer');
	const {_csrf} = formValues((await other.get(`/commission/baseline/${first}`)).text);
	assert.equal((await other.post(`/commission/baseline/${first}`, {_csrf, act: 'approved'})).status, 303);
	const refused = await admin.post(url, confirmation(asked, 'approve'));
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), new RegExp(`刚才列出 ${count} 项，现在可以办理的为 ${count - 1} 项`));
	assert.equal(total((await admin.get(url)).text), count - 1, 'nothing was done');
	const done = await admin.post(url, confirmation(refused, 'approve'));
	assert.equal(done.status, 303);
	assert.match(visible((await admin.get(done.location)).text), new RegExp(`已批准 ${count - 1} 项登记`));
	assert.equal(total((await admin.get(url)).text), 0);
	const repeated = await admin.post(url, confirmation(refused, 'approve'));
	assert.equal(repeated.status, 303, 'sent twice');
	assert.match(visible((await admin.get(repeated.location)).text), /先前已经收到并办理，没有重复执行/, 'done once');
	assert.equal((await admin.post(url, confirmation(refused, 'approve', {_once: freshKey()}))).status, 404, 'confirmed once more, from an old page');
});

test('institutions: closed and taken up again with a reason', async () => {
	const ids = [await registerInstitution(admin), await registerInstitution(admin)].map(String);
	const found = `/commission/institution/?search=${encodeURIComponent(`示例测试医院${process.pid}之`)}`;
	const asked = await ask(found, 'stop', {scope: 'all'});
	assert.match(visible(asked.text), /关闭 2 家机构？/);
	assert.doesNotMatch(asked.text, /选填/, 'a reason that is needed is not said to be optional');
	const reasonless = await admin.post(found, confirmation(asked, 'stop', {reason: ''}));
	assert.equal(reasonless.status, 400);
	assert.match(reasonless.text, /id="reason-error"/);
	const done = await admin.post(found, confirmation(asked, 'stop', {reason: '合并撤销（测试）'}));
	assert.equal(done.status, 303);
	assert.match(visible((await admin.get(done.location)).text), /已关闭 2 家机构/);
	assert.deepEqual(query(`SELECT active FROM zhiheng.institution WHERE id IN (${ids})`).flat(), ['f', 'f']);
	const again = await ask(found, 'stop', {scope: 'all'});
	assert.match(visible(again.text), /所选机构都不能关闭.*已经不在开业状态/);
	const one = await ask(found, 'resume', {[`row.${ids[0]}`]: '1'});
	assert.equal((await admin.post(found, confirmation(one, 'resume', {reason: '恢复办理（测试）'}))).status, 303);
	assert.deepEqual(query(`SELECT active FROM zhiheng.institution WHERE id IN (${ids}) ORDER BY id`).flat(), ['t', 'f']);
});

test('accounts: new codes on one page, shown once; stopped and let in again; not the own one', async () => {
	const institution = await registerInstitution(admin);
	const stem = `list${process.pid}`;
	for (const role of ['clerk', 'verifier'])
		await openAccount(admin, institution, role, `${stem}.${role}`);
	const url = `/commission/account/?search=${stem}`;
	const asked = await ask(url, 'code', {scope: 'all'});
	assert.match(visible(asked.text), /重新发放激活码 2 个账户？/);
	const codes = await admin.post(url, confirmation(asked, 'code'));
	assert.equal(codes.status, 200);
	assert.equal(codes.headers.get('cache-control'), 'no-store');
	const pairs = [...codes.text.matchAll(/data-label="登录名">([^<]+)<[\s\S]*?class="zh-code">([^<]+)</g)].map(([, login, code]) => [login, code]);
	assert.deepEqual(pairs.map(([login]) => login).sort(), [`${stem}.clerk`, `${stem}.verifier`]);
	for (const [login, code] of pairs)
		assert.equal((await new Visitor().submit('/account/activate', {login, code, password: secret, again: secret})).status, 303, login);
	const stopping = await ask(url, 'stop', {scope: 'all'});
	assert.equal((await admin.post(url, confirmation(stopping, 'stop', {reason: '离职（测试）'}))).status, 303);
	assert.equal((await new Visitor().signIn(`${stem}.clerk`, secret)).status, 400);
	const resuming = await ask(`${url}&state=closed`, 'resume', {scope: 'all'});
	assert.equal((await admin.post(`${url}&state=closed`, confirmation(resuming, 'resume', {reason: '返聘（测试）'}))).status, 303);
	assert.equal((await new Visitor().signIn(`${stem}.clerk`, secret)).status, 303);
	const own = await ask('/commission/account/?search=city.admin', 'stop', {scope: 'all'});
	assert.match(visible(own.text), /都不能停用.*自己的账户须由另一位管理员办理/);
});

test('returns: those without findings are accepted together, the others named with the reason', async () => {
	const [programme, period] = query(`SELECT programme_id, period FROM zhiheng.asked_return WHERE state = 'submitted' GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1`)[0];
	const url = `/commission/return/?programme=${programme}&period=${period}&state=waiting`;
	const asked = await ask(url, 'accept', {scope: 'all'});
	const words = visible(asked.text);
	const count = Number(/接受 (\d+) 份报表？/.exec(words)[1]);
	const faulty = Number((/不能接受的 (\d+) 份/.exec(words) || [0, 0])[1]);
	assert.equal(count + faulty, total((await admin.get(url)).text));
	assert.match(words, /条校验提示，请打开报表核对/);
	const clean = /href="\/commission\/return\/(\d+)"/.exec(asked.text)[1];
	const found = /<li><strong>([^<]+)<\/strong>/.exec(asked.text)[1];
	const marked = single(`SELECT head.id FROM zhiheng.asked_return AS head JOIN zhiheng.institution ON institution.id = head.institution_id
		WHERE institution.name = '${found}' AND head.period = '${period}' AND programme_id = ${programme}`);
	const both = await ask(url, 'accept', {[`row.${clean}`]: '1', [`row.${marked}`]: '1'});
	assert.match(visible(both.text), /接受 1 份报表？/);
	const done = await admin.post(url, confirmation(both, 'accept'));
	assert.equal(done.status, 303, visible(done.text));
	assert.match(visible((await admin.get(done.location)).text), /已接受 1 份报表/);
	assert.equal(single(`SELECT state FROM zhiheng.return WHERE id = ${clean}`), 'accepted');
	assert.equal(single(`SELECT state FROM zhiheng.return WHERE id = ${marked}`), 'submitted');
	assert.equal((await ask(`/commission/return/?programme=${programme}&period=${period}&state=accepted`, 'accept', {[`row.${clean}`]: '1'})).status, 200);
});

test('signals: opened in the ledger together, what stands there is named; any order, any page', async () => {
	const url = '/commission/signal/?signal=screen';
	const table = readTable((await admin.get(`${url}&format=csv`)).text);
	const fresh = table.filter((row) => row['台账编号'] === '');
	assert.ok(fresh.length >= 3);
	const asked = await ask(url, 'open', {scope: 'all'});
	assert.equal(asked.status, 200);
	const count = Number(/列入台账 (\d+) 条信号？/.exec(visible(asked.text))[1]);
	const places = new Set(fresh.map((row) => [row['医疗机构'], row['指标编码'], row['报告期']].join()));
	assert.equal(count, places.size, 'one item for what the ledger has as one');
	const incomplete = await admin.post(url, confirmation(asked, 'open', {aim: '查明原因并说明（测试）', post: '', due_on: ''}));
	assert.equal(incomplete.status, 400);
	assert.match(incomplete.text, /id="post-error"/);
	assert.match(incomplete.text, /查明原因并说明（测试）/, 'what was typed is there');
	const late = await admin.post(url, confirmation(asked, 'open', {aim: '查明原因并说明（测试）', post: '统计室主任', due_on: '2020-01-01'}));
	assert.equal(late.status, 400);
	assert.match(late.text, /期限不能早于今天/);
	const before = Number(single('SELECT count(*) FROM zhiheng.ledger_item'));
	const day = single("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date + 30");
	const done = await admin.post(url, confirmation(asked, 'open', {aim: '查明原因并说明（测试）', post: '统计室主任', due_on: day}));
	assert.equal(done.status, 303, visible(done.text));
	assert.match(visible((await admin.get(done.location)).text), new RegExp(`已列入台账 ${count} 条信号`));
	assert.equal(Number(single('SELECT count(*) FROM zhiheng.ledger_item')), before + count);
	assert.ok(readTable((await admin.get(`${url}&format=csv`)).text).every((row) => row['台账编号'] !== ''));
	const again = await ask(url, 'open', {scope: 'all'});
	assert.match(visible(again.text), /所选信号都不能列入台账.*已在台账（第 \d+ 号），尚未销号/);
	assert.equal((await ask(url, 'open', {'row.1': '1'})).status, 404, 'no such signal');
	const numbers = async (order) => readTable((await admin.get(`/commission/signal/?sort=${order}&format=csv`)).text).map((row) => row['距目标例数']);
	for (const [order, sign] of [['size', 1], ['-size', -1]]) {
		const cells = await numbers(order), known = cells.filter((cell) => cell !== '').map(Number);
		assert.deepEqual(cells.slice(known.length).filter((cell) => cell !== ''), [], 'what is not known comes last');
		assert.deepEqual(known, [...known].sort((a, b) => sign * (a - b)));
	}
});

test('the ranking: sorted within its peers, ranks as ever; its files as it is sorted', async () => {
	const code = single(`SELECT indicator_code FROM zhiheng.programme_indicator WHERE indicator_code = 'SXQ-24.1' LIMIT 1`);
	const url = `/commission/indicator/${code}`;
	const read = async (values) => readTable((await admin.get(address(url, {...values, format: 'csv'}))).text);
	const plain = await read({});
	const rank = new Map(plain.map((row) => [row['医疗机构'], [row['名次'], row['参排机构数'], row['控制限位置']]]));
	assert.ok(plain.length > 20);
	for (const [sort, title] of [['value', '指标值'], ['place', '名次'], ['name', '医疗机构'], ['counts', '分母'], ['previous', '较上期变化'], ['distance_words', '距目标例数']]) {
		for (const order of [sort, `-${sort}`]) {
			const rows = await read({sort: order});
			assert.equal(rows.length, plain.length);
			assert.deepEqual([...new Set(rows.map((row) => row['同组机构']))], [...new Set(plain.map((row) => row['同组机构']))], 'groups stay');
			for (const row of rows)
				assert.deepEqual([row['名次'], row['参排机构数'], row['控制限位置']], rank.get(row['医疗机构']));
			for (let i = 1; i < rows.length; i++) {
				const [above, below] = [rows[i - 1], rows[i]], [a, b] = [above[title], below[title]].map((cell) => cell.replace(/^'|=$/g, ''));
				if (above['同组机构'] !== below['同组机构'])
					continue;
				assert.ok(b === '' || a !== '', 'what is not known comes last');
				const sign = sort === 'name' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : Number(a) - Number(b);
				assert.ok(b === '' || (order === sort ? sign <= 0 : sign >= 0), `${order} ${a} ${b}`);
			}
			const page = await admin.get(address(url, {sort: order}));
			assert.match(page.text, new RegExp(`aria-sort="${order === sort ? 'ascending' : 'descending'}"`));
			const shown = [...page.text.matchAll(/<th scope="row" class="zh-name"><a href="[^"]*institution[^"]*">([^<]*)</g)].map(([, name]) => unescapeHtml(name));
			assert.deepEqual(shown, rows.slice(0, 100).map((row) => row['医疗机构']));
		}
	}
	for (const values of [{sort: 'none'}, {sort: 'interval'}, {sort: '--value'}, {group: 'none'}, {page: '0'}, {order: 'x'}])
		assert.equal((await admin.get(address(url, values))).status, 400, JSON.stringify(values));
	const beyond = await admin.get(address(url, {page: '9999'}));
	assert.equal(beyond.status, 200);
	assert.ok(beyond.bytes.length <= largest);
});

test('who may not act has no boxes and is refused; foreign rows are not there', async () => {
	const id = boxes((await admin.get('/commission/institution/')).text)[0];
	for (const login of ['city.viewer', 'province.viewer', 'qc.nursing']) {
		const person = await signedIn(login);
		for (const {url} of lists) {
			const page = await person.get(url);
			assert.equal(page.status, 200, `${login} ${url}`);
			assert.deepEqual(boxes(page.text), [], `${login} ${url}`);
			assert.equal((await person.post(url, {_csrf: csrf(page.text), act: 'stop', scope: 'rows', [`row.${id}`]: '1'})).status, 403, `${login} ${url}`);
		}
	}
	const county = await signedIn('county.reviewer');
	const foreign = single(`SELECT head.id FROM zhiheng.baseline_current AS head JOIN zhiheng.institution ON institution.id = head.institution_id
		WHERE head.state = 'waiting' AND institution.region_code <> '990102' ORDER BY head.id LIMIT 1`);
	const page = await county.get('/commission/baseline/');
	assert.equal((await county.post('/commission/baseline/', {_csrf: csrf(page.text), act: 'approve', scope: 'rows', [`row.${foreign}`]: '1'})).status, 404);
	assert.equal((await admin.post('/commission/baseline/', {act: 'approve', scope: 'rows', [`row.${foreign}`]: '1'})).status, 403, 'no token');
});
