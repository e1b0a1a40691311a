// The ledger from both sides: opened out of numbers, analysed, planned, carried out, checked, signed
// off; what each role sees, and what is refused.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {csrf, formValues, signedIn, unescapeHtml, visible} = require('./portal');
const {centreIndicators, query, single} = require('./people');

const people = {};
const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q2'");

before(async () => {
	for (const login of ['city.admin', 'city.reviewer', 'city.viewer', 'county.reviewer', 'qc.nursing', 'h1.clerk', 'h1.leader', 'h2.clerk', 'h3.clerk'])
		people[login] = await signedIn(login);
});

function day(offset) {
	return single(`SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date + ${offset}`);
}

// Posts to a page of an item with the state it shows.
async function act(login, url, fields) {
	const page = await people[login].get(url);
	assert.equal(page.status, 200, url);
	const {_csrf, state} = formValues(page.text);
	return people[login].post(url, {_csrf, state, ...fields});
}

// A result with an approved goal that is not met, at the hospital of h1, not in the ledger yet.
function missed() {
	const [[institution, indicator, numerator, denominator, factor, goal, name]] = query(`
		SELECT cell.institution_id, cell.indicator_code, trim_scale(cell.numerator), trim_scale(cell.denominator), definition.factor,
			trim_scale(approved.goal), definition.name
		FROM zhiheng.indicator_cell AS cell
		JOIN zhiheng.asked_definition AS definition ON definition.programme_id = cell.programme_id AND definition.indicator_code = cell.indicator_code
		JOIN zhiheng.baseline_approved AS approved ON approved.programme_id = cell.programme_id
			AND approved.institution_id = cell.institution_id AND approved.indicator_code = cell.indicator_code
		JOIN zhiheng.account AS account ON account.institution_id = cell.institution_id AND account.login = 'h1.clerk'
		WHERE cell.programme_id = ${programme} AND cell.period = '2025Q2' AND cell.accepted AND definition.kind = 'proportion' AND definition.required
			AND definition.direction = 'increase' AND definition.factor * cell.numerator < approved.goal * cell.denominator
			AND NOT EXISTS (SELECT FROM zhiheng.ledger_item AS item WHERE item.institution_id = cell.institution_id
				AND item.indicator_code = cell.indicator_code)
		ORDER BY cell.indicator_code LIMIT 1`);
	return {institution, indicator, numerator, denominator, factor, goal, name};
}

const form = {content: '示例问题：率低于目标值', aim: '达到目标值', post: '医务科科长'};
let item;

test('a link beside each result opens an item with the figures that the page shows', async () => {
	const result = missed();
	const page = await people['city.reviewer'].get(`/commission/institution/${result.institution}/result?programme=${programme}&period=2025Q2`);
	const link = [...page.text.matchAll(/href="(\/commission\/ledger\/new\?[^"]*)"/g)].map(([, url]) => unescapeHtml(url))
		.find((url) => url.includes(`indicator=${result.indicator}`));
	assert.ok(link, 'the link is there');
	const blank = await people['city.reviewer'].get(link);
	assert.equal(blank.status, 200);
	const percent = (result.factor * result.numerator / result.denominator).toFixed(2);
	const words = visible(blank.text);
	assert.ok(words.includes(`2025年第二季度：${percent}%；分子/分母：${result.numerator}/${result.denominator}`), words);
	assert.ok(words.includes(`本院目标：${Number(result.goal).toFixed(2)}`) || words.includes(`本院目标：${result.goal}`), words);
	assert.ok(formValues(blank.text).content.includes(result.name));

	const wrong = await people['city.reviewer'].post(link, {...formValues(blank.text), source: 'goal', ...form, post: '', due_on: '2025-02-30'});
	assert.equal(wrong.status, 400);
	assert.match(wrong.text, /id="post-error"/);
	assert.match(wrong.text, /id="due_on-error"/);
	assert.ok(formValues(wrong.text).content.includes(form.content), 'what was typed is still there');
	const past = await people['city.reviewer'].post(link, {...formValues(blank.text), source: 'goal', ...form, due_on: day(-1)});
	assert.equal(past.status, 400);
	assert.match(past.text, /期限不能早于今天/);

	const good = {...formValues(blank.text), source: 'goal', ...form, due_on: day(30)};
	const made = await people['city.reviewer'].post(link, good);
	assert.equal(made.status, 303, visible(made.text));
	item = /ledger\/(\d+)/.exec(made.location)[1];
	const again = await people['city.reviewer'].post(link, good);
	assert.equal(/ledger\/(\d+)/.exec(again.location)[1], item, 'sent twice it is one item');
	const other = await people['city.admin'].get(link);
	const duplicate = await people['city.admin'].post(link, {...formValues(other.text), source: 'goal', ...form, due_on: day(40)});
	assert.equal(duplicate.status, 409);
	assert.match(duplicate.text, /不重复列入/);

	const shown = visible((await people['city.reviewer'].get(`/commission/ledger/${item}`)).text);
	assert.ok(shown.includes(`${percent}%；分子/分母：${result.numerator}/${result.denominator}`), 'the figures are kept');
	const back = /href="(\/commission\/indicator\/[^"]*)">查看数据/.exec((await people['city.reviewer'].get(`/commission/ledger/${item}`)).text)[1];
	assert.equal((await people['city.reviewer'].get(unescapeHtml(back))).status, 200);
});

test('addresses that name nothing are 404, and figures cannot be smuggled in', async () => {
	const base = '/commission/ledger/new?institution=1';
	for (const url of [`${base}&programme=${programme}&period=2025Q2&indicator=NONE`, `${base}&programme=99999&period=2025Q2&indicator=NIT-2025-01.1`,
		`${base}&programme=${programme}&period=2019Q1`,
		`/commission/ledger/new?institution=99999&programme=${programme}&period=2025Q2`, `/commission/ledger/new?programme=${programme}&period=2025Q2`])
		assert.equal((await people['city.reviewer'].get(url)).status, 404, url);
	for (const url of [`${base}&programme=x&period=2025Q2`, `${base}&programme=${programme}&period=2025Q2222222`])
		assert.equal((await people['city.reviewer'].get(url)).status, 400, url);
	const page = await people['city.reviewer'].get('/commission/ledger/new');
	const answer = await people['city.reviewer'].post('/commission/ledger/new', {_csrf: csrf(page.text), institution: '1', source: 'goal', ...form, due_on: day(3), figures: '99%'});
	assert.equal(answer.status, 400);
	const foreign = await people['county.reviewer'].get('/commission/ledger/new');
	const refused = await people['county.reviewer'].post('/commission/ledger/new', {_csrf: csrf(foreign.text), institution: '1', source: 'inspection', ...form, due_on: day(3)});
	assert.equal(refused.status, 400, 'another county\'s institution is not among the choices');
});

test('the institution: cause before measures, plan, and nothing out of turn', async () => {
	const url = `/institution/ledger/${item}`;
	const home = visible((await people['h1.clerk'].get('/institution/')).text);
	assert.match(home, /整改台账/);
	assert.match(visible((await people['h1.clerk'].get(url)).text), /还有 30 天/);
	assert.equal((await people['h2.clerk'].get(url)).status, 404, 'another institution\'s item does not exist');
	const early = await act('h1.clerk', `${url}/measure`, {text: '加强培训', post: '护士长', due_on: day(10)});
	assert.equal(early.status, 409);
	assert.match(early.text, /请先分析关键原因/);
	assert.ok(formValues(early.text).text.includes('加强培训'), 'what was typed is still there');
	const empty = await act('h1.clerk', `${url}/cause`, {text: ''});
	assert.equal(empty.status, 400);
	assert.match(empty.text, /id="text-error"/);
	assert.equal((await act('h1.clerk', `${url}/cause`, {text: '抽查发现评估后未开医嘱'})).status, 303);
	assert.match((await act('h1.clerk', url, {act: 'planned'})).text, /请先制定措施/);
	assert.equal((await act('h1.clerk', `${url}/measure`, {text: '加强培训', post: '护士长', due_on: day(10)})).status, 303);
	assert.equal((await act('h1.clerk', url, {act: 'planned'})).status, 303);
	const stale = await people['h1.clerk'].post(url, {_csrf: csrf((await people['h1.clerk'].get(url)).text), state: 'analysed', act: 'planned', words: ''});
	assert.equal(stale.status, 409);
	assert.match(stale.text, /有了变化/);
});

test('the commission accepts the plan; who does not decide has no buttons and is refused', async () => {
	const url = `/commission/ledger/${item}`;
	for (const login of ['city.viewer', 'county.reviewer']) {
		const page = await people[login].get(url);
		if (page.status === 404) {
			assert.equal(login, 'county.reviewer', 'another county\'s');
			continue;
		}
		assert.doesNotMatch(page.text, /name="act"/, login);
		const answer = await people[login].post(url, {_csrf: csrf(page.text), state: 'planned', act: 'accept', words: ''});
		assert.equal(answer.status, 403, login);
	}
	const bare = await act('city.reviewer', url, {act: 'return'});
	assert.equal(bare.status, 400);
	assert.match(bare.text, /id="words-error"/);
	assert.equal((await act('city.reviewer', url, {act: 'accept', words: ''})).status, 303);
	assert.equal((await act('city.reviewer', url, {act: 'visit', words: '到院查看培训记录'})).status, 303);
	assert.match(visible((await people['h1.clerk'].get(`/institution/ledger/${item}`)).text), /现场核查： 到院查看培训记录/);
});

test('carried out, effect in figures, reported by the leader, signed off, reopened', async () => {
	const url = `/institution/ledger/${item}`;
	assert.match((await act('h1.clerk', url, {act: 'carried'})).text, /还有措施没有登记结果/);
	const measure = single(`SELECT id FROM zhiheng.ledger_measure WHERE item_id = ${item}`);
	assert.equal((await people['h1.clerk'].get(`${url}/measure/${measure}`)).status, 200);
	assert.equal((await act('h1.clerk', `${url}/measure/${measure}`, {outcome: 'done', text: '培训两次'})).status, 303);
	assert.equal((await act('h1.clerk', url, {act: 'carried'})).status, 303);
	const wrong = await act('h1.clerk', `${url}/effect`, {numerator: '９0', denominator: '80', text: '有好转'});
	assert.equal(wrong.status, 400);
	assert.match(wrong.text, /分子不能大于分母/);
	assert.equal((await act('h1.clerk', `${url}/effect`, {numerator: '７2', denominator: '80', text: '第三季度抽查有好转'})).status, 303);
	assert.equal((await act('h1.clerk', url, {act: 'reported'})).status, 403, 'a clerk does not report');
	assert.equal((await act('h1.leader', url, {act: 'reported'})).status, 303);
	assert.match(visible((await people['city.reviewer'].get(`/commission/ledger/${item}`)).text), /72\/80/);
	assert.equal((await act('city.reviewer', `/commission/ledger/${item}`, {act: 'close', words: '效果达到，同意销号'})).status, 303);
	assert.match(visible((await people['h1.clerk'].get(url)).text), /已销号/);
	assert.equal((await act('city.admin', `/commission/ledger/${item}`, {act: 'reopen', words: '第四季度再次下降'})).status, 303);
	const history = visible((await people['h1.clerk'].get(url)).text);
	assert.match(history, /待分析原因/);
	for (const words of ['转为已销号', '效果达到，同意销号', '转为待分析原因', '第四季度再次下降'])
		assert.ok(history.includes(words), words);
});

test('a deadline is moved with a reason; the old one stays in the trail', async () => {
	const url = `/commission/ledger/${item}/term`;
	const page = await people['city.reviewer'].get(url);
	const shown = formValues(page.text);
	assert.equal(shown.due_on, day(30));
	assert.equal((await people['city.reviewer'].post(url, {...shown, due_on: day(60), reason: ''})).status, 400);
	assert.equal((await people['city.reviewer'].post(url, {...shown, due_on: day(60), reason: '设备到货推迟'})).status, 303);
	const stale = await people['city.reviewer'].post(url, {...shown, due_on: day(90), reason: '再推迟'});
	assert.equal(stale.status, 409);
	const words = visible((await people['h1.clerk'].get(`/institution/ledger/${item}`)).text);
	assert.ok(words.includes(`期限：${day(30)}`) && words.includes(`期限：${day(60)}`));
});

test('a self-check of the institution is seen above, and plans are its leader\'s to accept', async () => {
	const page = await people['h1.clerk'].get('/institution/ledger/new');
	const made = await people['h1.clerk'].post('/institution/ledger/new', {...formValues(page.text), source: 'self_check', ...form, content: '自查发现手卫生记录缺项', due_on: day(9)});
	assert.equal(made.status, 303);
	const own = /ledger\/(\d+)/.exec(made.location)[1];
	const url = `/institution/ledger/${own}`;
	assert.equal((await act('h1.clerk', `${url}/cause`, {text: '表格未随流程修订'})).status, 303);
	assert.equal((await act('h1.clerk', `${url}/measure`, {text: '修订表格', post: '院感科科长', due_on: day(5)})).status, 303);
	assert.equal((await act('h1.clerk', url, {act: 'planned'})).status, 303);
	assert.doesNotMatch((await people['h1.clerk'].get(url)).text, /认可措施/);
	assert.equal((await act('h1.leader', url, {act: 'working'})).status, 303);
	assert.match(visible((await people['city.reviewer'].get(`/commission/ledger/${own}`)).text), /自查；/);
});

test('lists: counts, filters, the file; overdue ones never leave', async () => {
	const page = await people['city.admin'].get('/commission/ledger/');
	const count = (label) => Number(new RegExp(`>${label}（(\\d+)）<`).exec(page.text)[1]);
	const [[all, waiting, working, overdue, closed]] = query(`SELECT count(*), count(*) FILTER (WHERE state IN ('planned', 'reported')),
		count(*) FILTER (WHERE state IN ('found', 'analysed', 'working', 'carried')),
		count(*) FILTER (WHERE state <> 'closed' AND coalesce((reported_at AT TIME ZONE 'Asia/Shanghai')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date) > due_on),
		count(*) FILTER (WHERE state = 'closed') FROM zhiheng.ledger_item`).map((row) => row.map(Number));
	assert.deepEqual(['全部', '待本级办理', '机构整改中', '逾期未销号', '已销号'].map(count), [all, waiting, working, overdue, closed]);
	assert.ok(overdue >= 2);
	const late = visible((await people['city.admin'].get('/commission/ledger/?phase=overdue')).text);
	assert.match(late, /已逾期 \d+ 天/);
	const one = visible((await people['city.admin'].get(`/commission/ledger/?name=${encodeURIComponent('例南县')}&source=screen&state=found&county=990123&indicator=`)).text);
	assert.match(one, /疑为照抄/);
	assert.match(visible((await people['city.admin'].get('/commission/ledger/?name=%27%3B--')).text), /没有符合条件的条目/);
	const file = await people['city.admin'].get('/commission/ledger/?format=csv&phase=closed');
	assert.match(file.headers.get('content-type'), /text\/csv/);
	assert.equal(file.text.trim().split(/\r?\n/).length, closed + 1);
	const home = visible((await people['city.admin'].get('/commission/')).text);
	assert.ok(home.includes(`${overdue} 项逾期`), home);
});

test('a QC centre reads the items of its specialty and opens none', async () => {
	const list = await people['qc.nursing'].get('/commission/ledger/');
	const ids = [...list.text.matchAll(/href="\/commission\/ledger\/(\d+)"/g)].map(([, id]) => id);
	assert.deepEqual(ids.sort(), query(`SELECT id FROM zhiheng.ledger_item WHERE indicator_code = ANY ('{${centreIndicators('qc.nursing')}}')`).map(([id]) => id).sort());
	assert.ok(ids.length > 0);
	assert.equal((await people['qc.nursing'].get(`/commission/ledger/${item}`)).status, 404);
	assert.doesNotMatch(list.text, /ledger\/new/);
	assert.equal((await people['qc.nursing'].get('/commission/ledger/new')).status, 403);
	const page = await people['qc.nursing'].get('/account/password');
	const answer = await people['qc.nursing'].post('/commission/ledger/new', {_csrf: csrf(page.text), institution: '1', source: 'inspection', ...form, due_on: day(3)});
	assert.equal(answer.status, 403);
});
