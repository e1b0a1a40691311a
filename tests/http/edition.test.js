// Published editions: what the public reads is held against the returns in the database and against
// arithmetic done here anew.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {test} = require('node:test');
const {Visitor, visible} = require('./portal');

const visitor = new Visitor();
const region = '990100';
const period = '2025Q2';
const home = `/region/${region}/${period}/`;

function sql(query) {
	const text = execFileSync('psql', ['-XAtF', '\t', '-c', query], {encoding: 'utf8'}).trim();
	return text === '' ? [] : text.split('\n').map((line) => line.split('\t'));
}

function csv(text) {
	assert.ok(text.startsWith('\uFEFF'), 'Excel needs the byte order mark');
	const [head, ...rows] = text.slice(1).trim().split('\r\n').map((line) =>
		[...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)].map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
	return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

async function table(url) {
	const answer = await visitor.get(url);
	assert.equal(answer.status, 200, url);
	assert.match(answer.headers.get('content-type'), /^text\/csv/);
	return csv(answer.text);
}

function wilson(x, n) {
	const z = 1.959963984540054;
	const middle = 2 * x + z * z;
	const root = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
	return [(middle - root) / (2 * (n + z * z)), (middle + root) / (2 * (n + z * z))];
}

function near(got, expected, what) {
	assert.ok(Math.abs(Number(got) - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${got}, expected ${expected}`);
}

test('a proportion: counts, value, Wilson interval and rank of every institution', async () => {
	const rows = await table(`${home}indicator/NIT-2025-01.1?format=csv`);
	const typed = new Map(sql(`
		SELECT head.institution_id, upper.value, lower.value
		FROM zhiheng.return AS head
		JOIN zhiheng.return_cell AS upper ON upper.return_id = head.id AND upper.element_code = 'ais_reperfused' AND upper.value IS NOT NULL
		JOIN zhiheng.return_cell AS lower ON lower.return_id = head.id AND lower.element_code = 'ais_patients' AND lower.value IS NOT NULL
		WHERE head.period = '${period}' AND head.state = 'published'`).map(([id, x, n]) => [id, [Number(x), Number(n)]]));
	const valued = rows.filter((row) => row['指标值'] !== '');
	assert.ok(valued.length >= 10);
	for (const row of valued) {
		const [x, n] = typed.get(row['机构编号']);
		assert.equal(Number(row['分子']), x);
		assert.equal(Number(row['分母']), n);
		near(row['指标值'], (100 * x) / n, row['医疗机构']);
		const [lower, upper] = wilson(x, n);
		near(row['95%区间下限'], 100 * lower, row['医疗机构']);
		near(row['95%区间上限'], 100 * upper, row['医疗机构']);
	}
	const ranked = rows.filter((row) => row['名次'] !== '');
	assert.ok(ranked.length >= 5);
	for (const row of ranked) {
		const peers = ranked.filter((other) => other['同级同类'] === row['同级同类']);
		assert.ok(peers.length >= 5, 'nobody is ranked among fewer than five');
		assert.equal(Number(row['参与排名机构数']), peers.length);
		assert.ok(Number(row['分母']) >= 30, 'nobody is ranked below the minimum');
		const fraction = (other) => Number(other['分子']) * Number(row['分母']) - Number(row['分子']) * Number(other['分母']);
		assert.equal(Number(row['名次']), 1 + peers.filter((other) => fraction(other) > 0).length);
		assert.equal(row['是否并列'], peers.filter((other) => fraction(other) === 0).length > 1 ? '是' : '否');
	}
});

test('the region is the sum of numerators over the sum of denominators, by every grouping', async () => {
	const overview = (await table(`${home}?format=csv`)).find((row) => row['指标编码'] === 'NIT-2025-01.1');
	const rows = (await table(`${home}indicator/NIT-2025-01.1?format=csv`)).filter((row) => row['指标值'] !== '');
	const sum = (name) => rows.reduce((total, row) => total + Number(row[name]), 0);
	const hidden = sql(`SELECT input.numerator, input.denominator FROM zhiheng.edition_input AS input
		JOIN zhiheng.edition AS edition ON edition.id = input.edition_id AND edition.period = input.period
		JOIN zhiheng.edition_result AS result ON result.edition_id = edition.id AND result.indicator_code = input.indicator_code
			AND result.institution_id = input.institution_id AND result.hidden
		WHERE edition.period = '${period}' AND edition.number = 1 AND input.indicator_code = 'NIT-2025-01.1'`);
	const x = sum('分子') + hidden.reduce((total, row) => total + Number(row[0]), 0);
	const n = sum('分母') + hidden.reduce((total, row) => total + Number(row[1]), 0);
	assert.ok(hidden.length >= 2, 'a hidden number is never alone');
	assert.equal(Number(overview['分子']), x, 'hidden numbers are in the sums');
	assert.equal(Number(overview['分母']), n);
	assert.equal(Number(overview['机构数']), rows.length + hidden.length);
	near(overview['合计值'], (100 * x) / n, 'region');
	for (const dimension of ['county', 'level', 'kind']) {
		const [[part, whole, concealed]] = sql(`SELECT sum(part.numerator), sum(part.denominator), count(*) FILTER (WHERE part.hidden)
			FROM zhiheng.edition_group AS part JOIN zhiheng.edition AS edition ON edition.id = part.edition_id
			WHERE edition.period = '${period}' AND edition.number = 1 AND part.indicator_code = 'NIT-2025-01.1' AND part.dimension = '${dimension}'`);
		assert.equal(Number(part) === x && Number(whole) === n, concealed === '0', dimension);
		assert.ok(Number(part) <= x && Number(whole) <= n, dimension);
	}
});

test('pages show what the files say', async () => {
	const page = visible((await visitor.get(`${home}indicator/NIT-2025-01.1`)).text);
	for (const row of (await table(`${home}indicator/NIT-2025-01.1?format=csv`)).filter((item) => item['名次'] !== '')) {
		const [lower, upper] = [row['名次95%区间下限'], row['名次95%区间上限']];
		const rank = `${row['名次']}${row['是否并列'] === '是' ? '=' : ''} （${lower === upper ? lower : `${lower}～${upper}`}）/ ${row['参与排名机构数']}`;
		const value = `${(Math.round(Number(row['指标值']) * 100 + 1e-9) / 100).toFixed(2)} %`;
		assert.ok(page.includes(`${rank} ${row['医疗机构']} ${row['县（市、区）']} ${value}`), `${rank} ${row['医疗机构']} ${value}`);
		assert.ok(page.includes(`） ${row['分子']} / ${row['分母']} `), row['医疗机构']);
	}
});

test('an institution has the same figures on its own page', async () => {
	const [first] = (await table(`${home}indicator/NIT-2025-01.1?format=csv`)).filter((row) => row['名次'] !== '');
	const own = (await table(`${home}institution/${first['机构编号']}?format=csv`)).find((row) => row['指标编码'] === 'NIT-2025-01.1');
	for (const name of ['分子', '分母', '指标值', '95%区间下限', '95%区间上限', '名次', '参与排名机构数', '状态'])
		assert.equal(own[name], first[name], name);
});

test('missing, not applicable, small and too few peers are told apart in words', async () => {
	const words = new Set(sql(`SELECT DISTINCT result.status FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition AS edition ON edition.id = result.edition_id WHERE edition.period = '${period}'`).flat());
	for (const status of ['ok', 'not_in', 'not_applicable', 'below_minimum', 'few_peers'])
		assert.ok(words.has(status), status);
	const [[withoutRank]] = sql(`SELECT count(*) FROM zhiheng.edition_result WHERE status <> 'ok' AND rank IS NOT NULL`);
	assert.equal(withoutRank, '0');
});

test('the page names the digest and the inputs are frozen with theirs', async () => {
	const [[stored]] = sql(`SELECT encode(digest, 'hex') FROM zhiheng.edition WHERE period = '${period}' AND number = 1`);
	assert.ok((await visitor.get(`${home}1/`)).text.includes(stored));
	const changed = sql(`SELECT input.return_id FROM zhiheng.edition_return AS input
		JOIN zhiheng.return AS head ON head.id = input.return_id AND head.revision = input.revision
		WHERE input.digest <> zhiheng.return_digest(input.return_id)`);
	assert.deepEqual(changed, []);
});

test('what is not published is a 404 in words, hostile addresses never a 5xx', async () => {
	for (const url of ['/region/990199/2025Q2/', '/region/990100/2030Q1/', `${home}indicator/NIT-1900-01.1`, `${home}institution/999999`,
		`${home}institution/abc`, `${home}99/`, `${home}-1/`, '/region/x/y/', "/region/'/%22/"]) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, 404, url);
		assert.match(visible(answer.text), /没有/);
	}
	const path = `/region/${'9'.repeat(4000)}/`;
	assert.ok((await visitor.get(path)).status < 500);
});
