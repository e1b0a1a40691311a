// An institution's analysis of itself: the same figures as the commission's, and peers that have no name before
// their numbers are published.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {readTable, signedIn, visible} = require('./portal');
const {query} = require('./people');
const {readWorkbook} = require('./workbook');

const period = '2025Q2';
const [[programme]] = query(`SELECT programme_id FROM zhiheng.reporting_period WHERE period = '${period}'`);
const [[own, name, group]] = query(`SELECT institution.id, institution.name, zhiheng.peer_group(level, kind, specialist_type)
	FROM zhiheng.account AS account JOIN zhiheng.institution AS institution ON institution.id = account.institution_id WHERE account.login = 'h1.leader'`);
const indicators = ['NIT-2025-01.1', 'NIT-2025-03.1', 'NIT-2025-10.1'];
let leader, admin;

before(async () => {
	leader = await signedIn('h1.leader');
	admin = await signedIn('city.admin');
});

const page = (code, of, rest = '') => `/institution/result/${code}?of=${of}${rest}`;

test('figures are those of the commission\'s page', async () => {
	const list = readTable((await leader.get(page('', `${programme}-${period}`, '&format=csv'))).text);
	const html = visible((await leader.get(page('', `${programme}-${period}`))).text);
	let compared = 0;
	for (const code of indicators) {
		const rows = readTable((await admin.get(`/commission/indicator/${code}?programme=${programme}&period=${period}&format=csv`)).text);
		const theirs = rows.find((row) => row['医疗机构'] === name), mine = list.find((row) => row['指标编码'] === code);
		for (const column of ['指标值', '分子', '分母', '95%区间下限', '95%区间上限', '名次', '参排机构数', '名次95%区间下限', '名次95%区间上限', '控制限位置',
			'相对预期', '未排名原因', '目标值', '是否达到目标', '距目标例数', '距目标例数下限', '距目标例数上限', '上期值', '较上期变化', '较上期判断', '基线值', '较基线变化', '较基线判断'])
			assert.equal(mine[column], theirs[column], `${code} ${column}`);
		assert.notEqual(mine['名次'], '', code);
		const text = visible((await leader.get(page(code, `${programme}-${period}`))).text);
		assert.ok(text.includes(`（${mine['参排机构数']} 家参与排名）中列第 ${mine['名次']} 名`), text.slice(0, 900));
		assert.ok(text.includes(`${mine['分子']}/${mine['分母']}`));
		assert.ok(html.includes(`${mine['名次']} / ${mine['参排机构数']}`));
		const peers = readTable((await leader.get(page(code, `${programme}-${period}`, '&format=csv'))).text);
		const expected = rows.filter((row) => row['同组机构'] === theirs['同组机构'] && row['指标值'] !== '');
		assert.equal(peers.length, expected.length);
		for (const column of ['指标值', '名次', '名次95%区间下限', '名次95%区间上限', '控制限位置', '相对预期'])
			assert.deepEqual(peers.map((row) => row[column]).sort(), expected.map((row) => row[column]).sort(), `${code} ${column}`);
		compared++;
	}
	assert.equal(compared, indicators.length);
});

// A period with accepted returns of which nothing is published, nor meanwhile.
function unpublished() {
	return query(`SELECT span.programme_id || '-' || span.period, span.programme_id, span.period FROM zhiheng.period_quarter AS span
		JOIN zhiheng.return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter AND head.institution_id = ${own}
			AND head.state IN ('accepted', 'published')
		WHERE NOT EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.programme_id = span.programme_id AND edition.period = span.period)
		GROUP BY span.programme_id, span.period, span.quarters HAVING count(*) = span.quarters OR span.quarters = 4 ORDER BY span.quarters, span.period`);
}

test('nothing of a peer that is not published: no name, id or link in page, drawing, CSV or XLSX', async () => {
	const foreign = query(`SELECT name FROM zhiheng.institution WHERE id <> ${own}`).flat();
	const others = query(`SELECT id FROM zhiheng.institution WHERE id <> ${own}`).flat();
	const [of, its, span] = unpublished().at(0);
	const codes = query(`SELECT indicator_code FROM zhiheng.asked_indicator WHERE programme_id = ${its} ORDER BY position LIMIT 12`).flat();
	const answers = [];
	let drawn = 0;
	for (const code of ['', ...codes]) {
		const answer = await leader.get(page(code, of));
		if (answer.status === 404)
			continue;
		assert.equal(answer.status, 200, code);
		answers.push(answer.text);
		drawn += (answer.text.match(/<svg viewBox[^>]*aria-labelledby="(caterpillar|funnel)/g) || []).length;
		for (const format of ['csv', 'xlsx']) {
			const file = await leader.get(page(code, of, `&format=${format}`));
			assert.equal(file.status, 200);
			answers.push(format === 'csv' ? file.text : JSON.stringify(readWorkbook(file.bytes)));
		}
	}
	assert.equal(query(`SELECT 1 FROM zhiheng.edition WHERE programme_id = ${its} AND period = '${span}'`).length, 0, 'still unpublished');
	assert.ok(answers.length > 20 && drawn >= 6, `${answers.length} answers, ${drawn} drawings of ${of}`);
	assert.ok(answers.some((text) => text.includes('同组机构')), 'peers are there');
	for (const text of answers) {
		for (const other of foreign)
			assert.ok(!text.includes(other), `${other} in ${text.slice(0, 200)}`);
		assert.doesNotMatch(text, new RegExp(`institution[/=_:"]{1,3}(${others.join('|')})\\b`));
		assert.doesNotMatch(text, /href="\/(commission|region)\//);
	}
});

test('published numbers have their names', async () => {
	const [edition] = query(`SELECT edition.id, edition.programme_id FROM zhiheng.edition AS edition WHERE edition.period = '2025Q1' ORDER BY number DESC LIMIT 1`);
	const published = new Map(query(`SELECT institution.name, result.numerator, result.denominator FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition_institution AS institution USING (edition_id, institution_id)
		WHERE result.edition_id = ${edition[0]} AND result.indicator_code = 'NIT-2025-01.1' AND institution.peer_group = '${group}'
			AND result.numerator IS NOT NULL`).map(([who, x, n]) => [who, `${(100 * x / n).toFixed(2)}`]));
	const peers = readTable((await leader.get(page('NIT-2025-01.1', `${edition[1]}-2025Q1`, '&format=csv'))).text);
	const named = peers.filter((row) => row['机构'] !== '同组机构');
	assert.ok(named.length >= 5);
	for (const row of named)
		assert.equal(row['指标值'], published.get(row['机构']), row['机构']);
});

test('before its own return is accepted it sees nobody else\'s', async () => {
	const [waiting] = query(`SELECT head.programme_id, head.period FROM zhiheng.return AS head JOIN zhiheng.account AS account
		ON account.institution_id = head.institution_id WHERE account.login = 'h1.leader' AND head.state NOT IN ('accepted', 'published') LIMIT 1`);
	const {text} = await leader.get(page('NIT-2025-01.1', waiting.join('-')));
	assert.match(visible(text), /不参与排名（报表未接受）/);
	assert.doesNotMatch(text, /同组机构<|<svg viewBox[^>]*aria-labelledby="(caterpillar|funnel)/);
	assert.equal(readTable((await leader.get(page('NIT-2025-01.1', waiting.join('-'), '&format=csv'))).text).length, 1);
});

test('control chart and files of the own quarters', async () => {
	const rows = query(`SELECT head.period, upper.value, lower.value FROM zhiheng.return AS head
		JOIN zhiheng.return_cell AS upper ON upper.return_id = head.id AND upper.element_code = 'ais_reperfused'
		JOIN zhiheng.return_cell AS lower ON lower.return_id = head.id AND lower.element_code = 'ais_patients'
		WHERE head.institution_id = ${own} AND head.state IN ('accepted', 'published') ORDER BY 1`);
	const shown = readTable((await leader.get(page('NIT-2025-01.1', `${programme}-${period}`, '&table=quarters&format=csv'))).text).filter((row) => row['分母'] !== '');
	assert.deepEqual(shown.map((row) => [row['季度'], Number(row['分子']), Number(row['分母'])]), rows.map(([quarter, x, n]) => [quarter, Number(x), Number(n)]));
	const centre = rows.reduce((sum, [, x]) => sum + Number(x), 0) / rows.reduce((sum, [, , n]) => sum + Number(n), 0);
	for (const row of shown) {
		const wide = 3 * Math.sqrt(centre * (1 - centre) / row['分母']);
		assert.ok(Math.abs(100 * (centre - wide) - row['控制下限']) <= 0.0051 && Math.abs(100 * (centre + wide) - row['控制上限']) <= 0.0051, row['季度']);
	}
	assert.match((await leader.get(page('NIT-2025-01.1', `${programme}-${period}`))).text, /<figure[^>]*aria-labelledby="trend-caption"/);
});

test('what is not asked, or no period, is a 404', async () => {
	for (const url of [page('NO-SUCH', `${programme}-${period}`), page('NIT-2025-01.1', `${programme}-1999Q1`), page('NIT-2025-01.1', '999999-2025Q2'), page("x'--", `${programme}-${period}`)])
		assert.equal((await leader.get(url)).status, 404, url);
});
