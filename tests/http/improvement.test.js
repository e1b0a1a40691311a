// Improvement since the same period of the year before, less regression to the mean: a column of the commission's ranking, a sentence on the
// hospital's own page, and nothing in public.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query} = require('./people');
const {Visitor, signedIn, visible} = require('./portal');

const [[programme]] = query(`SELECT programme.id FROM zhiheng.programme AS programme JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	WHERE owner.region_code = '990100' AND programme.year = 2025`);

// Rows of a CSV file as objects; no cell of these has a comma or a quote.
function table(text) {
	const [head, ...lines] = text.replace(/^\uFEFF/, '').trim().split(/\r?\n/).filter((line) => line.split(',').length > 10).map((line) => line.split(','));
	return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
}

async function ranking(code, period = '2025Q2') {
	const city = await signedIn('city.admin');
	return table((await city.get(`/commission/indicator/${code}?programme=${programme}&period=${period}&format=csv`)).text);
}

test('the commission reads it with interval and rank, in groups of five with both years', async () => {
	const rows = await ranking('NIT-2025-05.1');
	const groups = Object.fromEntries(rows.map((row) => [row['同组机构'], rows.filter((other) => other['同组机构'] === row['同组机构'] && other['进步'] !== '')]));
	let known = 0;
	for (const row of rows.filter((item) => item['进步'] !== '')) {
		const [change, lower, upper] = ['进步', '进步95%区间下限', '进步95%区间上限'].map((name) => Number(row[name]));
		const peers = groups[row['同组机构']];
		known++;
		assert.ok(peers.length >= 5, row['同组机构']);
		assert.ok(lower <= change && change <= upper, row['医疗机构']);
		assert.equal(Number(row['参加进步排名机构数']), peers.length);
		const better = peers.filter((other) => Number(other['进步']) > change).length;
		assert.ok(Math.abs(Number(row['进步名次']) - 1 - better) <= peers.filter((other) => other['进步'] === row['进步']).length - 1);
		assert.ok(Number(row['进步名次95%区间下限']) <= Number(row['进步名次']) && Number(row['进步名次']) <= Number(row['进步名次95%区间上限']));
		// Lower is better here: a value that fell is progress, pulled towards the group but not past it.
		assert.ok(Math.abs(change + Number(row['较上期变化'])) < 1, `${row['医疗机构']}: ${change} and ${row['较上期变化']}`);
	}
	assert.ok(known >= 10, `${known} have one`);
	assert.ok(rows.some((row) => row['进步'] === '' && row['指标值'] !== ''), 'and small groups have none');
});

test('the hospital reads the same in a sentence', async () => {
	const row = (await ranking('NIT-2025-05.1')).find((item) => item['医疗机构'] === '示例市第一人民医院');
	const own = visible((await (await signedIn('h1.leader')).get(`/institution/result/NIT-2025-05.1?of=${programme}-2025Q2`)).text);
	assert.ok(own.includes(`比去年同期进步 ${Number(row['进步']).toFixed(2)}（95% 区间 ${row['进步95%区间下限']}～${row['进步95%区间上限']}），已扣除回归均值`),
		/进步 .{0,80}/.exec(own));
});

test('where an edition hides a peer, or there is none yet, it reads no figures', async () => {
	const leader = await signedIn('h1.leader');
	const codes = query(`SELECT result.indicator_code, bool_or(result.hidden AND own.name <> '示例市第一人民医院') FROM zhiheng.edition AS edition
		JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id
		JOIN zhiheng.edition_institution AS own ON own.edition_id = edition.id AND own.institution_id = result.institution_id AND own.peer_group = 'tertiary/general'
		WHERE edition.programme_id = ${programme} AND edition.period = '2025Q2' GROUP BY 1 ORDER BY 1`);
	const seen = {t: 0, f: 0};
	for (const [code, hidden] of codes) {
		const page = visible((await leader.get(`/institution/result/${code}?of=${programme}-2025Q2`)).text);
		const sentence = /(比去年同期(有进步|有退步|进步|退步)|与去年同期比看不出)[^。]*?已扣除回归均值/.exec(page);
		if (sentence === null)
			continue;
		seen[hidden]++;
		if (hidden === 't')
			assert.doesNotMatch(sentence[0], /\d/, code);
	}
	assert.ok(seen.t > 0 && seen.f > 0, JSON.stringify(seen));
});

test('what is compared with its own past only, monitored or not confirmed has none; nor has the public', async () => {
	for (const [code] of query(`SELECT indicator_code FROM zhiheng.asked_definition WHERE programme_id = ${programme}
		AND (own_trend OR direction = 'none' OR bar = 'unconfirmed') ORDER BY indicator_code LIMIT 12`))
		assert.ok((await ranking(code)).every((row) => row['进步'] === ''), code);
	const page = visible((await new Visitor().get('/region/990100/2025Q2/indicator/NIT-2025-05.1')).text);
	assert.doesNotMatch(page, /回归均值|进步/);
});
