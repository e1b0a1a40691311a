// The commission's results: sums, intervals and ranks held against arithmetic on the values in the
// database; preview and publication.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {before, test} = require('node:test');
const {decideCaps} = require('./editions');
const {csrf, jobDone, signedIn, visible} = require('./portal');
const {centreIndicators} = require('./people');

function sql(query) {
	const text = execFileSync('psql', ['-XAtF', '\t', '-c', query], {encoding: 'utf8'}).trim();
	return text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
}

const period = '2025Q2';
const code = 'NIT-2025-01.1';
const [[programme]] = sql(`SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '${period}'`);
const page = (rest) => `/commission/indicator/${rest}${rest.includes('?') ? '&' : '?'}programme=${programme}&period=${period}`;
let admin;
let reviewer;

before(async () => {
	admin = await signedIn('city.admin');
	reviewer = await signedIn('city.reviewer');
});

async function table(visitor, url) {
	const answer = await visitor.get(url);
	assert.equal(answer.status, 200, url);
	assert.match(answer.headers.get('content-type'), /^text\/csv/);
	const [head, ...rows] = answer.text.replace(/^\uFEFF/, '').trim().split('\r\n').map((line) =>
		[...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)].map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
	return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

// Numerator and denominator of every institution whose return was accepted, straight from the cells: of the returns that
// programmes of the city ask for.
function cells(numerator, denominator, where) {
	return sql(`SELECT institution.name, upper.value, lower.value, institution.level, institution.kind, region.name
		FROM zhiheng.asked_return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		JOIN zhiheng.region AS region ON region.code = institution.region_code
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = head.programme_id AND asked.indicator_code = '${code}'
			AND zhiheng.applies(asked.levels, asked.kinds, institution.level, institution.kind, institution.specialist_type)
		JOIN zhiheng.programme AS programme ON programme.id = head.programme_id
			AND programme.commission_id = (SELECT commission_id FROM zhiheng.programme WHERE id = ${programme})
		JOIN zhiheng.accepted_cell AS upper ON upper.period = head.period AND upper.institution_id = head.institution_id
			AND upper.element_code = '${numerator}' AND upper.state = 'value'
		JOIN zhiheng.accepted_cell AS lower ON lower.period = head.period AND lower.institution_id = head.institution_id
			AND lower.element_code = '${denominator}' AND lower.state = 'value'
		WHERE head.accepted_revision IS NOT NULL AND ${where}`)
		.map(([name, x, n, level, kind, county]) => ({name, x: Number(x), n: Number(n), level, kind, county}));
}

const sum = (items, name) => items.reduce((total, item) => total + item[name], 0);

// Half up in whole numbers, as the pages round: a hundred times the percentage.
function percent(x, n) {
	const scaled = (20000n * BigInt(Math.round(x)) + BigInt(Math.round(n))) / (2n * BigInt(Math.round(n)));
	const digits = scaled.toString().padStart(3, '0');
	return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function wilson(x, n) {
	const z = 1.959963984540054;
	const root = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
	return [(2 * x + z * z - root) / (2 * (n + z * z)), (2 * x + z * z + root) / (2 * (n + z * z))].map((limit) => (100 * limit).toFixed(2));
}

test('sums of the region, of counties and of levels, with their Wilson intervals', async () => {
	const all = cells('ais_reperfused', 'ais_patients', `head.period = '${period}'`);
	const text = visible((await admin.get(page(code))).text);
	assert.ok(all.length > 10);
	const [lower, upper] = wilson(sum(all, 'x'), sum(all, 'n'));
	assert.ok(text.includes(`全辖区合计值 ${percent(sum(all, 'x'), sum(all, 'n'))} % 95% 置信区间 ${lower}～${upper}`), text.slice(0, 1500));
	for (const county of new Set(all.map((item) => item.county))) {
		const part = all.filter((item) => item.county === county && item.n > 0);
		const [low, high] = wilson(sum(part, 'x'), sum(part, 'n'));
		assert.ok(text.includes(`${sum(part, 'x')}/${sum(part, 'n')} ${percent(sum(part, 'x'), sum(part, 'n'))} ${low}～${high}`), county);
	}
	for (const [level, label] of [['tertiary', '三级'], ['secondary', '二级']]) {
		const part = all.filter((item) => item.level === level);
		if (part.length > 0)
			assert.match(text, new RegExp(`${label} \\d+/\\d+ ${sum(part, 'x')}/${sum(part, 'n')} ${percent(sum(part, 'x'), sum(part, 'n')).replace('.', '\\.')} `));
	}
});

test('the overview has the same sum', async () => {
	const all = cells('ais_reperfused', 'ais_patients', `head.period = '${period}'`);
	const text = visible((await admin.get(page(''))).text);
	assert.ok(text.includes(`${code} · 越高越好 ${percent(sum(all, 'x'), sum(all, 'n'))} %`), 'value');
	assert.ok(text.includes(`${sum(all, 'x')}/${sum(all, 'n')} `), 'counts');
});

test('ranks: competition places on exact fractions within the peer group, five peers at least', async () => {
	const rows = await table(admin, page(`${code}?format=csv`));
	const typed = new Map(cells('ais_reperfused', 'ais_patients', `head.period = '${period}'`).map((item) => [item.name, item]));
	const ranked = rows.filter((row) => row['名次'] !== '');
	assert.ok(ranked.length >= 5);
	for (const row of ranked) {
		const item = typed.get(row['医疗机构']);
		assert.equal(Number(row['分子']), item.x);
		assert.equal(Number(row['分母']), item.n);
		assert.ok(item.n >= 30);
		assert.equal(row['指标值'], percent(item.x, item.n));
		assert.deepEqual([row['95%区间下限'], row['95%区间上限']], wilson(item.x, item.n));
		const peers = ranked.filter((other) => other['同组机构'] === row['同组机构']);
		assert.ok(peers.length >= 5);
		assert.equal(Number(row['参排机构数']), peers.length);
		const ahead = (other) => other['分子'] * row['分母'] - row['分子'] * other['分母'];
		const place = 1 + peers.filter((other) => ahead(other) > 0).length;
		const tied = peers.filter((other) => ahead(other) === 0).length > 1;
		assert.equal(row['名次'], `${place}${tied ? '=' : ''}`);
	}
	for (const row of rows.filter((item) => item['名次'] === ''))
		assert.notEqual(row['未排名原因'], '', row['医疗机构']);
});

test('half-years and years are sums of quarters', async () => {
	for (const [span, quarters] of [['2025H1', ['2025Q1', '2025Q2']], ['2025', ['2025Q1', '2025Q2', '2025Q3', '2025Q4']]]) {
		const all = cells('ais_reperfused', 'ais_patients', `head.period IN (${quarters.map((quarter) => `'${quarter}'`).join(', ')})`);
		const rows = await table(admin, `/commission/indicator/${code}?programme=${programme}&period=${span}&format=csv`);
		assert.equal(rows.reduce((total, row) => total + Number(row['分子']), 0), sum(all, 'x'), span);
		assert.equal(rows.reduce((total, row) => total + Number(row['分母']), 0), sum(all, 'n'), span);
	}
	const year = await table(admin, `/commission/indicator/${code}?programme=${programme}&period=2025&format=csv`);
	assert.ok(year.filter((row) => row['分母'] !== '').every((row) => row['名次'] === '' && /^季度数据不全（\d\/4 季）$/.test(row['未排名原因'])),
		'nobody is ranked on a year that is not over');
});

test('one institution has the same value and place on its own page', async () => {
	const [first] = (await table(admin, page(`${code}?format=csv`))).filter((row) => row['名次'] !== '');
	const [[id]] = sql(`SELECT id FROM zhiheng.institution WHERE name = '${first['医疗机构']}'`);
	const text = visible((await admin.get(`/commission/institution/${id}/result?programme=${programme}&period=${period}`)).text);
	assert.ok(text.includes(`${code} · 越高越好 ${first['指标值']} %`));
	assert.ok(text.includes(`${first['分子']}/${first['分母']} ${first['名次']} / ${first['参排机构数']}`));
});

test('a county commission has its county only', async () => {
	const county = await signedIn('county.reviewer');
	const rows = await table(county, page(`${code}?format=csv`));
	assert.equal(new Set(rows.map((row) => row['县（区）'])).size, 1);
	const [[foreign]] = sql(`SELECT institution.id FROM zhiheng.institution AS institution WHERE institution.region_code <> (
		SELECT commission.region_code FROM zhiheng.account AS account JOIN zhiheng.commission AS commission ON commission.id = account.commission_id
		WHERE account.login = 'county.reviewer') LIMIT 1`);
	assert.equal((await county.get(`/commission/institution/${foreign}/result`)).status, 404);
	assert.equal((await county.get('/commission/institution/999999/result')).status, 404);
});

test('a QC centre has the indicators of its specialty only', async () => {
	const centre = await signedIn('qc.nursing');
	const seen = [...(await centre.get(page(''))).text.matchAll(/<span class="zh-minor">([A-Z][-A-Z0-9.]+) ·/g)].map(([, item]) => item);
	const nursing = centreIndicators('qc.nursing');
	const own = sql(`SELECT indicator_code FROM zhiheng.programme_indicator WHERE programme_id = ${programme}`).flat().filter((item) => nursing.includes(item));
	assert.ok(own.length > 0);
	assert.deepEqual(seen.sort(), own.sort());
	assert.equal((await centre.get(page(code))).status, own.includes(code) ? 200 : 404);
});

test('an indicator that is not there is a 404', async () => {
	assert.equal((await admin.get(page('NO-SUCH'))).status, 404);
});

test('publishing: one prepares, another publishes; a correction says why; the worker makes the edition', async () => {
	const director = await signedIn('city.director');
	const url = `/commission/edition/?programme=${programme}&period=2025H1`;
	const publish = `/commission/edition/publish?programme=${programme}&period=2025H1`;
	const editions = () => sql('SELECT number, coalesce(correction, \'\') FROM zhiheng.edition WHERE period = \'2025H1\' ORDER BY number');
	const preview = (text) => (/name="preview" value="(\d+)"/.exec(text) || [])[1];
	const viewer = await signedIn('city.viewer');
	const refused = await viewer.get(url);
	assert.doesNotMatch(refused.text, /name="period" value="2025H1"/);
	assert.equal((await viewer.post(url, {_csrf: csrf(refused.text), programme, period: '2025H1'})).status, 403);

	const twice = async (reason) => {
		const page = await admin.get(url);
		assert.equal(page.status, 200);
		assert.match(await jobDone(admin, await admin.post(url, {_csrf: csrf(page.text), programme, period: '2025H1', ...reason})), /预览已生成/);
		// Who prepared it may not publish it, whatever is posted.
		const own = await admin.get(url);
		assert.equal(preview(own.text), undefined);
		await decideCaps(admin, programme, '2025H1');
		const other = await director.get(url);
		const id = preview(other.text);
		assert.ok(id, visible(other.text));
		const self = await admin.post(publish, {_csrf: csrf(own.text), preview: id});
		assert.equal(self.status, 403);
		assert.match(visible(self.text), /须由另一名管理员公开/);
		assert.equal((await reviewer.post(publish, {_csrf: csrf((await reviewer.get(url)).text), preview: id})).status, 403);
		const text = await jobDone(admin, await director.post(publish, {_csrf: csrf(other.text), preview: id}));
		assert.equal((await director.post(publish, {_csrf: csrf(other.text), preview: id})).status, 409, 'a preview is published once');
		return text;
	};
	const before = editions().length;
	assert.match(await twice(before > 0 ? {reason: '更正个别数据'} : {}), new RegExp(`已公开第 ${before + 1} 版`));

	const again = await admin.get(url);
	assert.match(again.text, /name="reason"/);
	const silent = await admin.post(url, {_csrf: csrf(again.text), programme, period: '2025H1', reason: ' '});
	assert.equal(silent.status, 400);
	assert.match(silent.text, /更正原因/);
	const without = await admin.post(url, {_csrf: csrf(again.text), programme, period: '2025H1'});
	assert.equal(without.status, 400);
	assert.match(without.text, /id="reason"/);
	await twice({reason: '更正示例机构的分母'});
	assert.deepEqual(editions().at(-1), [String(before + 2), '更正示例机构的分母']);
	assert.equal(editions().length, before + 2);

	// What is published is what the commission saw, to the last digit.
	const [[x, n, value, lower, upper]] = sql(`SELECT result.numerator, result.denominator, result.value, result.lower, result.upper
		FROM zhiheng.edition_group AS result JOIN zhiheng.edition AS edition ON edition.id = result.edition_id
		WHERE edition.period = '2025H1' AND edition.number = ${before + 2} AND result.dimension = 'region' AND result.indicator_code = '${code}'`);
	const all = cells('ais_reperfused', 'ais_patients', 'head.period IN (\'2025Q1\', \'2025Q2\')');
	assert.equal(Number(x), sum(all, 'x'));
	assert.equal(Number(n), sum(all, 'n'));
	assert.ok(Math.abs(Number(value) - 100 * Number(x) / Number(n)) < 1e-9);
	assert.deepEqual([Number(lower).toFixed(2), Number(upper).toFixed(2)], wilson(Number(x), Number(n)));
	assert.equal(sql(`SELECT count(*) FROM zhiheng.asked_return WHERE programme_id = ${programme} AND period IN ('2025Q1', '2025Q2') AND state = 'accepted'`)[0][0], '0');
});

test('a withdrawn edition stays, with the reason', async () => {
	const director = await signedIn('city.director');
	const url = '/commission/edition/withdraw/2025H1/1';
	const page = await director.get(url);
	assert.equal(page.status, 200);
	assert.equal((await director.post(url, {_csrf: csrf(page.text), reason: ''})).status, 400);
	const short = await director.post(url, {_csrf: csrf(page.text), reason: '错'});
	assert.equal(short.status, 400);
	assert.match(visible(short.text), /至少 2 个字/);
	assert.equal((await director.post(url, {_csrf: csrf(page.text), reason: '=示例：<b>误用</b>上期数据'})).status, 303);
	assert.equal((await director.post(url, {_csrf: csrf(page.text), reason: '再次'})).status, 409);
	assert.match(visible((await director.get('/commission/edition/')).text), /已撤回：=示例：<b>误用<\/b>上期数据/);
	assert.equal((await director.get('/commission/edition/withdraw/2025H1/99')).status, 404);
	assert.equal((await reviewer.get(url)).status, 403);
});

test('the rule of publishing: days of the preview, threshold', async () => {
	const url = `/commission/edition/rule/${programme}`;
	const page = await admin.get(url);
	assert.equal(page.status, 200);
	const bad = await admin.post(url, {_csrf: csrf(page.text), preview_days: '100', small_below: '2', grades: 't'});
	assert.equal(bad.status, 400);
	assert.match(visible(bad.text), /预览期（天）应在 0 到 90 之间/);
	assert.match(visible(bad.text), /小数门槛（例）应在 3 到 100 之间/);
	assert.equal((await admin.post(url, {_csrf: csrf(page.text), preview_days: '0', small_below: '5', grades: 't'})).status, 303);
	assert.equal((await admin.get('/commission/edition/rule/999999')).status, 404);
});

test('a period that is not open and a programme of another commission are refused', async () => {
	const form = csrf((await admin.get('/commission/edition/')).text);
	const planned = await admin.post('/commission/edition/', {_csrf: form, programme, period: '2025Q4'});
	assert.equal(planned.status, 400);
	const missing = await admin.post('/commission/edition/', {_csrf: form, programme: '999999', period: '2025Q2'});
	assert.equal(missing.status, 404);
});
