// The pages of an edition: what each says is held against the edition in the database.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {test} = require('node:test');
const {Visitor, unescapeHtml, visible} = require('./portal');

const visitor = new Visitor();
const region = '990100';
const period = '2025Q2';
const home = `/region/${region}/${period}/`;

function sql(query) {
	const text = execFileSync('psql', ['-XAtF', '\t', '-c', query], {encoding: 'utf8'}).trim();
	return text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
}

async function page(url) {
	const answer = await visitor.get(url);
	assert.equal(answer.status, 200, url);
	assert.doesNotMatch(answer.text, /NaN|\binf\b/);
	return answer.text;
}

function rowsOf(html, caption) {
	const table = html.split('<table').find((part) => part.includes(`">${caption}</caption>`));
	assert.ok(table, `table ${caption}`);
	return [...table.split('</table>')[0].matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
		[...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => visible(cell).trim())).slice(1);
}

const links = (html) => [...html.matchAll(/href="([^"#]+)"/g)].map(([, url]) => unescapeHtml(url));

const edition = `(SELECT id FROM zhiheng.edition WHERE region_code = '${region}' AND period = '${period}' AND number = 1)`;

test('the overview has its key sentence, and its counts are those of the lists', async () => {
	const html = await page(`${home}1/`);
	const words = visible(html);
	const [, expected, included] = /(\d+) 份应报报表中 (\d+) 份纳入本版/.exec(words);
	assert.deepEqual([[expected, included]], sql(`SELECT expected, included FROM zhiheng.edition WHERE id = ${edition}`));
	const [, compared, better, worse, same] = /(\d+) 项可比指标中 (\d+) 项改善、(\d+) 项变差，(\d+) 项的变化不能排除偶然/.exec(words).map(Number);
	assert.equal(compared, better + worse + same);
	const verdicts = rowsOf(html, '各指标的全部机构合计').map((cells) => cells[5]);
	assert.equal(verdicts.filter((word) => word === '改善').length, better);
	assert.equal(verdicts.filter((word) => word === '变差').length, worse);
	assert.equal(html.split('改善的指标')[1].split('</section>')[0].match(/<li><a/g).length, better);
});

test('an improvement is one by its direction, and no change of definition counts', async () => {
	const html = await page(`${home}1/`);
	for (const [, code, from, to] of html.split('改善的指标')[1].split('</section>')[0]
		.matchAll(/indicator\/([^"]+)">[^<]*<\/a> <span[^>]*>([\d.]+) → ([\d.]+)/g)) {
		const [[direction]] = sql(`SELECT direction FROM zhiheng.edition_indicator WHERE edition_id = ${edition} AND indicator_code = '${code}'`);
		assert.ok(direction === 'increase' ? Number(to) > Number(from) : Number(to) < Number(from), code);
	}
});

test('counties: a tile each, with how it stands to the whole', async () => {
	const code = 'NIT-2025-02.1';
	const html = await page(`${home}?indicator=${code}`);
	const tiles = [...html.matchAll(/<li class="zh-tile zh-tile-(\w+)"><h3>([^<]+)<\/h3>(.*?)<\/li>/gs)];
	const counties = new Map(sql(`SELECT part.label, part.lower, part.upper, whole.value FROM zhiheng.edition_group AS part
		JOIN zhiheng.edition_group AS whole USING (edition_id, indicator_code)
		WHERE part.edition_id = ${edition} AND part.indicator_code = '${code}' AND part.dimension = 'county' AND whole.dimension = 'region'`)
		.map(([name, lower, ...numbers]) => [name, [lower === '' ? NaN : Number(lower), ...numbers.map(Number)]]));
	assert.equal(tiles.length, counties.size);
	for (const [, place, name] of tiles) {
		const [lower, upper, whole] = counties.get(name);
		assert.equal(place, Number.isNaN(lower) ? 'none' : lower > whole ? 'better' : upper < whole ? 'worse' : 'same', name);
	}
});

test('no rank without its interval, and whoever cannot be told apart is said', async () => {
	const html = await page(`${home}1/indicator/NIT-2025-01.1`);
	const ranked = html.match(/：排名<\/caption>/g);
	assert.ok(ranked.length >= 1);
	for (const [, caption] of html.matchAll(/">([^<]+：排名)<\/caption>/g))
		for (const [rank, name, value, , alike] of rowsOf(html, caption)) {
			assert.match(rank, /^\d+=? （\d+(～\d+)?）\/ \d+$/, name);
			assert.match(value, /（[\d.]+～[\d.]+）$/);
			assert.match(alike, /^第 .* 名$|^无$/);
		}
	const [[without]] = sql('SELECT count(*) FROM zhiheng.edition_result WHERE rank IS NOT NULL AND (rank_lower IS NULL OR lower IS NULL)');
	assert.equal(without, '0');
	const [[outside]] = sql('SELECT count(*) FROM zhiheng.edition_result WHERE rank_lower > rank OR rank_upper < rank');
	const [[all]] = sql('SELECT count(rank) FROM zhiheng.edition_result');
	assert.ok(Number(outside) <= 0.02 * Number(all), 'a rank lies in its interval, but for ties');
});

test('the ineligible are listed apart, each with its reason', async () => {
	const html = await page(`${home}1/indicator/NIT-2025-01.1`);
	const apart = [...html.matchAll(/">([^<]+：不参与排名的机构)<\/caption>/g)].flatMap(([, caption]) => rowsOf(html, caption));
	const absent = rowsOf(html, '没有公开数值的机构和原因');
	const [[unranked]] = sql(`SELECT count(*) FROM zhiheng.edition_result WHERE edition_id = ${edition} AND indicator_code = 'NIT-2025-01.1' AND rank IS NULL`);
	assert.equal(apart.length + absent.length, Number(unranked));
	for (const cells of apart)
		assert.match(cells[1], /少于最小分母|同组不足 5 家|季度数据不全|不能计算/);
	for (const cells of absent)
		assert.match(cells[3], /不适用|报表未接受|未填报或无病例|数据有误|已隐去（例数过少）/);
});

test('an indicator: meaning, funnel, definition, strategies, and a trend that breaks where the definition changed', async () => {
	const html = await page(`${home}1/indicator/NIT-2025-04.1`);
	for (const words of ['每 100', '漏斗图', '核心策略', '原文', '文件中的要求'])
		assert.ok(html.includes(words), words);
	// 2024 asked NIT-2024-04.1, from which 2025 is told apart ("partly" comparable).
	const periods = rowsOf(html, '各期公开值');
	assert.deepEqual(periods.map(([name]) => name.split(' ')[0]), ['2025Q2', '2025Q1', '2024Q4']);
	assert.match(periods[0][3], /^可比$/);
	assert.match(periods[1][3], /^不可直接比较：./);
	const figure = html.split('<figure').find((part) => part.includes('id="trend-caption"'));
	const line = /class="zh-chart-line" d="([^"]*)"/.exec(figure)[1];
	assert.equal(line.match(/L/gi).length, 1, 'from Q1 to Q2 alone');
	assert.equal(figure.match(/class="zh-chart-break" d="/g).length, 2, 'once in the legend, once in the drawing');
	const whole = await page(`${home}1/indicator/NIT-2025-01.1`);
	const joined = whole.split('<figure').find((part) => part.includes('id="trend-caption"'));
	assert.equal(/class="zh-chart-line" d="([^"]*)"/.exec(joined)[1].match(/L/gi).length, 2, 'renamed, but comparable');
});

test('every number of an institution leads to where it comes from', async () => {
	const html = await page(`${home}1/institution/1`);
	const numbers = links(html).filter((url) => /institution\/1\/indicator\//.test(url));
	const [[asked]] = sql(`SELECT count(*) FROM zhiheng.edition_result WHERE edition_id = ${edition} AND institution_id = 1`);
	assert.equal(numbers.length, Number(asked));
	const source = await page(numbers.find((url) => url.endsWith('NIT-2025-01.1')));
	const [[x, n, revision, commitment, line]] = sql(`SELECT trim_scale(result.numerator), trim_scale(result.denominator), input.revision,
			encode(input.commitment, 'hex'), target.seed_line
		FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition_return AS input USING (edition_id, institution_id)
		CROSS JOIN (SELECT seed_line FROM zhiheng.target WHERE code = 'NIT-2025-01') AS target
		WHERE result.edition_id = ${edition} AND result.institution_id = 1 AND result.indicator_code = 'NIT-2025-01.1'`);
	const words = visible(source);
	assert.ok(words.includes(`${x} ÷ ${n} × 100`));
	assert.ok(words.includes(`第 ${line} 行`));
	const [row] = rowsOf(source, '冻结在本版中的报表');
	assert.equal(row[1], revision);
	assert.match(row[2], /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
	assert.match(row[3], /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
	assert.match(commitment, /^[0-9a-f]{64}$/);
	assert.equal(row[4], commitment);
	const [[stored]] = sql(`SELECT encode(digest, 'hex') FROM zhiheng.edition WHERE id = ${edition}`);
	assert.ok(source.includes(stored));
});

test('institutions are found by name, by initials, by code', async () => {
	const [[id, name, code]] = sql(`SELECT institution_id, name, credit_code FROM zhiheng.edition_institution
		WHERE edition_id = ${edition} AND name = '示例市第一人民医院'`);
	for (const q of ['第一人民', 'slsdyrmyy', 'DYRM', code, code.toLowerCase(), code.slice(0, 8), id, '  示例市 人民  ']) {
		const html = await page(`${home}find?q=${encodeURIComponent(q)}`);
		assert.ok(links(html).includes(`${home}institution/${id}`), q);
	}
	assert.ok(name.length > 0);
	assert.match(visible(await page(`${home}find?q=zzzz`)), /没有找到/);
	assert.equal((await visitor.get(`${home}find?q=${'长'.repeat(61)}`)).status, 400);
});

test('up to five institutions side by side; ranks of other groups are not held against each other', async () => {
	const ids = sql(`SELECT institution_id FROM zhiheng.edition_institution WHERE edition_id = ${edition} AND peer_group = 'tertiary/general' LIMIT 3`).flat();
	const html = await page(`${home}compare?${ids.map((id, i) => `institution${i + 1}=${id}`).join('&')}&institution4=`);
	const [grades, ...rows] = rowsOf(html, '各指标的值（95% 区间）和名次').filter((cells) => cells.length > 1);
	assert.equal(grades.length, ids.length + 1, 'first the grades');
	assert.match(grades.join(), /质量安全等级.*综合分/);
	const [[asked]] = sql(`SELECT count(DISTINCT indicator_code) FROM zhiheng.edition_result WHERE edition_id = ${edition} AND institution_id IN (${ids})`);
	assert.equal(rows.length, Number(asked));
	assert.ok(rows.every((cells) => cells.length === ids.length + 1));
	assert.doesNotMatch(html, /不全是同级同类/);
	const [[other]] = sql(`SELECT institution_id FROM zhiheng.edition_institution WHERE edition_id = ${edition} AND peer_group <> 'tertiary/general' LIMIT 1`);
	assert.match(await page(`${home}compare?institution1=${ids[0]}&institution2=${other}`), /不全是同级同类/);
	assert.equal((await visitor.get(`${home}compare?institution1=x`)).status, 400);
	assert.equal((await visitor.get(`${home}compare?${'institution1=1&'.repeat(6)}`)).status, 400);
});

test('the archive lists every edition and goes no deeper than there is', async () => {
	const html = await page(`/region/${region}/`);
	const editions = sql(`SELECT period, number FROM zhiheng.edition WHERE region_code = '${region}' ORDER BY period DESC, number DESC LIMIT 20`);
	assert.deepEqual(links(html).filter((url) => /^\/region\/\d+\/[^/]+\/\d+\/$/.test(url)), editions.map(([name, number]) => `/region/${region}/${name}/${number}/`));
	for (const deep of ['0', '-1', 'x', '1001', '99999999999999999999'])
		assert.equal((await visitor.get(`/region/${region}/?page=${deep}`)).status, 400, deep);
	assert.equal((await visitor.get(`/region/${region}/?page=1000`)).status, 404);
});

test('what is not there is a 404 that offers the nearest', async () => {
	for (const [url, wanted] of [
		['/region/990199/2025Q2/', `/region/${region}/2025Q2/`],
		['/region/330100/', `/region/${region}/2025Q2/`],
		[`/region/${region}/2031Q1/`, `/region/${region}/2025Q2/`],
		[`/region/${region}/2024Q1/indicator/NIT-2025-01.1`, `/region/${region}/2024Q4/`],
		[`${home}77/`, home],
		[`${home}indicator/NIT-2024-01.1`, `${home}indicator/NIT-2025-01.1`],
		[`${home}?indicator=NIT-2025-99`, `${home}indicator/NIT-2025-01.1`],
		[`${home}institution/999999`, `${home}find`],
		[`${home}institution/1/indicator/NIT-2025-01`, `${home}institution/1/indicator/NIT-2025-01.1`],
	]) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, 404, url);
		const offered = links(answer.text.split('<main')[1].split('</main>')[0]);
		assert.ok(offered.includes(wanted), `${url} offers ${offered}`);
		for (const link of offered)
			assert.equal((await visitor.get(link)).status, 200, link);
	}
});
