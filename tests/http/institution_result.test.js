// An institution's analysis of itself: the same figures as the commission's, and of its peers what the public may see.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {readTable, signedIn, visible} = require('./portal');
const {query, single} = require('./people');
const {readWorkbook} = require('./workbook');

const period = '2025Q2';
const [[programme]] = query(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
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
			'相对预期', '未排名原因', '是否达到要求', '本院目标', '是否实现本院目标', '距目标例数', '距目标例数下限', '距目标例数上限', '上期值', '较上期变化', '较上期判断', '基线值', '较基线变化', '较基线判断'])
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
		JOIN zhiheng.asked_return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter AND head.institution_id = ${own}
			AND head.state IN ('accepted', 'published')
		WHERE NOT EXISTS (SELECT FROM zhiheng.edition AS edition WHERE edition.programme_id = span.programme_id AND edition.period = span.period)
		GROUP BY span.programme_id, span.period, span.quarters HAVING count(*) = span.quarters OR span.quarters = 4 ORDER BY span.quarters, span.period`);
}

test('nothing of a peer that is not published: no number, name, id or link in page, drawing, CSV or XLSX', async () => {
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
	assert.ok(answers.length > 20, `${answers.length} answers of ${of}`);
	assert.equal(drawn, 0, 'no drawing of peers');
	const size = single(`SELECT count(DISTINCT head.institution_id) FROM zhiheng.asked_return AS head JOIN zhiheng.institution AS institution
		ON institution.id = head.institution_id WHERE head.programme_id = ${its} AND zhiheng.peer_group(level, kind, specialist_type) = '${group}'`);
	const first = visible((await leader.get(page(codes[0], of))).text);
	assert.ok(first.includes(`共 ${size} 家。本期结果尚未公开`), first);
	assert.match(first, /不参与排名（公开后才有名次）/);
	for (const text of answers) {
		assert.doesNotMatch(text, /差于预期|优于预期/);
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

// Of the peers of an institution: what the newest edition shows, and what it hides.
function publicOf(institution, of) {
	return query(`SELECT result.indicator_code, card.name, result.hidden, result.numerator, result.denominator, input.numerator, input.denominator,
			coalesce(result.rank::text, '')
		FROM zhiheng.edition AS edition
		JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id
		JOIN zhiheng.edition_institution AS card ON card.edition_id = edition.id AND card.institution_id = result.institution_id
		JOIN zhiheng.edition_institution AS own ON own.edition_id = edition.id AND own.institution_id = ${institution} AND own.peer_group = card.peer_group
		JOIN zhiheng.edition_input AS input ON input.edition_id = edition.id AND input.period = edition.period
			AND input.indicator_code = result.indicator_code AND input.institution_id = result.institution_id
		WHERE edition.programme_id || '-' || edition.period = '${of}' AND card.institution_id <> ${institution}
			AND edition.number = (SELECT max(number) FROM zhiheng.edition AS newest WHERE newest.programme_id = edition.programme_id AND newest.period = edition.period)`)
		.map(([code, who, hidden, x, n, trueX, trueN, rank]) => ({code, who, hidden: hidden === 't', x, n, trueX, trueN, rank}));
}

test('no number that is hidden from the public stands on a page, in a drawing or a file of a neighbour', async () => {
	const editions = query(`SELECT DISTINCT edition.programme_id || '-' || edition.period FROM zhiheng.edition AS edition ORDER BY 1`).flat();
	let [concealed, read, told] = [0, 0, 0];
	for (const login of ['h1.leader', 'h2.leader', 'h3.leader']) {
		const person = login === 'h1.leader' ? leader : await signedIn(login);
		const [[id, itself]] = query(`SELECT institution.id, institution.name FROM zhiheng.account AS account
			JOIN zhiheng.institution AS institution ON institution.id = account.institution_id WHERE login = '${login}'`);
		for (const of of editions) {
			const all = publicOf(id, of);
			const own = new Map();
			for (const [code, counts] of query(`SELECT indicator_code, trim_scale(numerator) || '/' || trim_scale(denominator) FROM zhiheng.edition_input
				WHERE institution_id = ${id} AND numerator IS NOT NULL AND denominator IS NOT NULL`))
				own.set(code, [...(own.get(code) ?? []), counts]);
			// Where something is hidden, and a few others.
			const codes = [...new Set(all.filter((row) => row.hidden).map((row) => row.code)), 'NIT-2025-01.1'];
			for (const code of codes) {
				const rows = all.filter((row) => row.code === code), hidden = rows.filter((row) => row.hidden);
				const answer = await person.get(page(code, of));
				if (answer.status === 404)
					continue;
				const peers = readTable((await person.get(page(code, of, '&format=csv'))).text);
				// The workbook is made of the same rows: one of each edition is looked into.
				if (code === codes[0]) {
					const book = Object.values(readWorkbook((await person.get(page(code, of, '&format=xlsx'))).bytes))[0];
					assert.equal(book.length, peers.length + 1);
				}
				concealed += hidden.length;
				for (const row of peers.filter((item) => item['机构'] !== itself)) {
					const known = rows.find((item) => item.who === row['机构']);
					assert.ok(known !== undefined && !known.hidden, `${login} ${of} ${code} ${row['机构']}`);
					assert.equal(row['名次'].replace('=', ''), known.rank);
					told++;
				}
				// Counts in the words of drawings: public, or its own.
				const shown = new Set([...(own.get(code) ?? []), ...rows.filter((row) => row.x !== '').map((row) => `${Number(row.x)}/${Number(row.n)}`)]);
				for (const [, counts] of answer.text.matchAll(/，(\d+(?:\.\d+)?\/\d+(?:\.\d+)?)[，<]/g)) {
					assert.ok(shown.has(counts), `${login} ${of} ${code}: ${counts}`);
					read++;
				}
				// Nor its value in any cell: two decimals and the denominator, which others may know, give the count.
				for (const row of hidden) {
					assert.ok(!peers.some((item) => item['机构'] === row.who), row.who);
					assert.ok(!new RegExp(`${row.who}：[\\d.]`).test(answer.text), row.who);
				}
			}
		}
	}
	assert.ok(concealed > 50 && told > 100 && read > 100, `${concealed} hidden, ${told} rows, ${read} counts`);
});

test('before its own return is accepted it sees nobody else\'s', async () => {
	const [waiting] = query(`SELECT head.programme_id, head.period FROM zhiheng.asked_return AS head JOIN zhiheng.account AS account
		ON account.institution_id = head.institution_id WHERE account.login = 'h1.leader' AND head.state NOT IN ('accepted', 'published')
			AND EXISTS (SELECT FROM zhiheng.programme_indicator AS asked WHERE asked.programme_id = head.programme_id
				AND asked.indicator_code = 'NIT-2025-01.1' AND zhiheng.wants(asked.cadence, asked.numerator, asked.denominator, head.period))
		ORDER BY head.period DESC, head.programme_id LIMIT 1`);
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

test('what is not required any more has no rank, though it was published with one', async () => {
	const code = 'NIT-2025-01.1';
	const set = (required) => query(`UPDATE zhiheng.programme_indicator SET required = ${required} WHERE programme_id = ${programme} AND indicator_code = '${code}'`);
	set(false);
	try {
		for (const url of [page('', `${programme}-${period}`), page(code, `${programme}-${period}`)]) {
			const answer = await leader.get(url);
			assert.equal(answer.status, 200, url);
		}
		const rows = readTable((await leader.get(page(code, `${programme}-${period}`, '&format=csv'))).text);
		assert.ok(rows.length > 0 && rows.every((row) => row['名次'] === ''));
	} finally {
		set(true);
	}
});
