// Grades, the scheme they come from, what a draft would change, and vetoes: the numbers are read off the pages and
// computed anew from the cells (grading.js).
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {gradesOf, peerGroups, schemeOf} = require('./grading');
const {csrf, formValues, signedIn, visible} = require('./portal');
const {query, single} = require('./people');

const programme = single('SELECT id FROM zhiheng.programme WHERE year = 2025 ORDER BY id LIMIT 1');
const inForce = single(`SELECT scheme_id FROM zhiheng.grade_version WHERE programme_id = ${programme} AND state = 'in_force'`);
const draft = single(`SELECT scheme_id FROM zhiheng.grade_version WHERE programme_id = ${programme} AND state = 'draft'`);
const names = new Map(query('SELECT id, name FROM zhiheng.institution'));
const ids = new Map([...names].map(([id, name]) => [name, id]));
const vetoed = {[ids.get('示例市第五人民医院')]: 'C'};
let admin, viewer;

before(async () => {
	admin = await signedIn('city.admin');
	viewer = await signedIn('city.viewer');
});

// Rows of the tables of a page, each a list of the cells' words; of the whole page or what follows a heading.
function rowsOf(html) {
	return [...html.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
		[...row.matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => visible(cell).trim()));
}

function csvOf(text) {
	const [head, ...rows] = text.replace(/^\uFEFF/, '').trim().split('\r\n').map((line) =>
		[...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)].map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
	return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

const tenths = (value) => (value / 10).toFixed(1);

for (const [period, quarters] of [['2025Q2', ['2025Q2']], ['2025H1', ['2025Q1', '2025Q2']]]) {
	test(`grades of ${period}: every figure of the page computed anew`, async () => {
		const scheme = schemeOf(inForce);
		const groups = peerGroups();
		const page = await admin.get(`/commission/grade/?programme=${programme}&period=${period}`);
		assert.equal(page.status, 200);
		const shown = new Map(rowsOf(page.text).filter((cells) => cells.length === 8 && cells[0] !== '名次').map((cells) => [cells[1].split(' ')[0], cells]));
		const ungraded = new Map(rowsOf(page.text).filter(([first]) => first === '未评级').map((cells) => [cells[1].split(' ')[0], cells]));
		let graded = 0, ranked = 0, capped = 0;
		for (const group of groups) {
			const all = gradesOf(programme, quarters, scheme, group, vetoed);
			for (const result of all.values()) {
				const name = names.get(result.id);
				if (!result.graded) {
					if (ungraded.has(name))
						assert.equal(ungraded.get(name)[3], `${Math.round(100 * result.coverage)}%`, name);
					assert.ok(!shown.has(name), name);
					continue;
				}
				const [rank, , letter, composite, error, alike, coverage, cap] = shown.get(name);
				graded += 1;
				assert.equal(letter, result.grade, `${name} grade`);
				assert.equal(composite, tenths(result.composite), `${name} composite`);
				assert.equal(error, result.error > 0 ? result.error.toFixed(2) : '未能估计', `${name} error`);
				assert.equal(coverage, `${Math.round(100 * result.coverage)}%`, `${name} coverage`);
				assert.equal(rank, result.rank === null ? '—' : `${result.rank}${result.tied ? '=' : ''} / ${result.of}`, `${name} rank`);
				assert.equal(cap !== '—', result.cap !== 'A' || vetoed[result.id] !== undefined, `${name} cap: ${cap}`);
				for (const {item, figure} of result.mine.filter(({item, figure}) => item.safety && figure.cap(scheme.caps[0], '95'))) {
					capped += 1;
					assert.ok(cap.includes(`“${item.name}”z = ${figure.z.toFixed(2)}，不高于`), `${name}: ${cap}`);
				}
				if (result.rank !== null) {
					const ranks = new Set((alike.match(/\d+(～\d+)?/g) || []).flatMap((part) => {
						const [first, last = first] = part.split('～').map(Number);
						return Array.from({length: last - first + 1}, (_, i) => first + i);
					}));
					for (const other of result.alike)
						assert.ok(ranks.has(all.get(other).rank), `${name} and ${names.get(other)}: ${alike}`);
					assert.equal(ranks.size, new Set(result.alike.map((id) => all.get(id).rank)).size, `${name}: ${alike}`);
					ranked += 1;
				}
			}
		}
		assert.ok(graded > 40 && ranked > 25 && capped > 2, `${graded} graded, ${ranked} ranked, ${capped} caps`);
		if (period === '2025Q2')
			assert.match(shown.get('示例市第五人民医院')[7], /重大事件（示卫医函〔2025〕18 号），封顶 C 级/);
	});
}

test('the files hold what the page shows', async () => {
	const url = `/commission/grade/?programme=${programme}&period=2025Q2`;
	const page = await admin.get(url);
	const rows = csvOf((await admin.get(`${url}&format=csv`)).text);
	const shown = rowsOf(page.text).filter((cells) => cells.length === 8 && cells[0] !== '名次');
	for (const cells of shown) {
		const row = rows.find((item) => item['医疗机构'] === cells[1].split(' ')[0]);
		assert.deepEqual([row['等级'], row['综合分'], row['标准误']], cells.slice(2, 5), cells[1]);
	}
	assert.equal(rows.filter((row) => row['等级'] !== '').length, shown.length);
	const workbook = await admin.get(`${url}&format=xlsx`);
	assert.equal(workbook.status, 200);
	assert.match(workbook.headers.get('content-type'), /spreadsheetml/);
});

test('peers only: one group chosen shows that group, and a QC centre no grade', async () => {
	const page = await admin.get(`/commission/grade/?programme=${programme}&period=2025Q2&group=tertiary%2Fgeneral`);
	assert.deepEqual([...page.text.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, label]) => label), ['三级综合医院']);
	const centre = await signedIn('qc.nursing');
	const seen = await centre.get(`/commission/grade/?programme=${programme}&period=2025Q2`);
	assert.equal(seen.status, 200);
	assert.match(visible(seen.text), /质控中心只看本专业的指标/);
	assert.doesNotMatch(seen.text, /class="zh-grade"/);
});

test('the effect of a draft: exactly those whose grade or rank it changes', async () => {
	const [before, after] = [schemeOf(inForce), schemeOf(draft)];
	const expected = new Map();
	const groups = peerGroups();
	for (const group of groups) {
		const [was, is] = [before, after].map((scheme) => gradesOf(programme, ['2025Q2'], scheme, group, vetoed));
		for (const id of group) {
			const [a, b] = [was.get(id), is.get(id)];
			if (a.grade !== b.grade || a.rank !== b.rank)
				expected.set(names.get(id), [a, b]);
		}
	}
	const page = await viewer.get(`/commission/programme/${programme}/grade/effect?period=2025Q2`);
	const shown = rowsOf(page.text).filter((cells) => cells.length === 5 && cells[0] !== '医疗机构');
	assert.ok(shown.length >= 4);
	assert.deepEqual(shown.map(([name]) => name.split(' ')[0]).sort(), [...expected.keys()].sort());
	for (const [name, grades, composites, ranks, why] of shown) {
		const [a, b] = expected.get(name.split(' ')[0]);
		assert.equal(grades, a.grade === b.grade ? b.grade : `${a.grade} → ${b.grade}`, name);
		assert.equal(composites, `${tenths(a.composite)} → ${tenths(b.composite)}`, name);
		assert.equal(ranks, [a, b].map(({rank, tied}) => (rank === null ? '—' : `${rank}${tied ? '=' : ''}`)).join(' → '), name);
		// A cause is a part of the draft that alone has an effect.
		for (const [word, part] of [['权重变动', 'weight'], ['起评值或满分值变动', 'floor']]) {
			const mixed = {...before, items: before.items.map((item, i) => ({...item, [part]: after.items[i][part]}))};
			const id = ids.get(name.split(' ')[0]);
			const alone = gradesOf(programme, ['2025Q2'], mixed, groups.find((group) => group.includes(id)), vetoed).get(id);
			if (!/各项不变/.test(why))
				assert.equal(why.includes(word), alone.grade !== a.grade || alone.rank !== a.rank, `${name}: ${why}`);
		}
	}
	assert.match(visible(page.text), new RegExp(`等级变化 ${[...expected.values()].filter(([a, b]) => a.grade !== b.grade).length} 家`));
	assert.doesNotMatch(page.text, /使草案生效/, 'a viewer puts nothing into force');
	const rows = csvOf((await viewer.get(`/commission/programme/${programme}/grade/effect?period=2025Q2&format=csv`)).text);
	assert.equal(rows.length, shown.length);
	assert.deepEqual(rows.map((row) => row['原因']).sort(), shown.map((cells) => cells[4]).sort());
});

test('the scheme in force with its rows and versions, and one of them by its number', async () => {
	const url = `/commission/programme/${programme}/grade`;
	const page = await viewer.get(url);
	const rows = query(`SELECT indicator_code, trim_scale(weight), trim_scale(floor), trim_scale(benchmark), safety FROM zhiheng.grade_scheme_row
		WHERE scheme_id = ${inForce}`);
	for (const [code, weight, floor, benchmark, safety] of rows) {
		const cells = rowsOf(page.text).find(([first]) => first.endsWith(code));
		assert.deepEqual(cells.slice(3, 7), [weight, floor, benchmark, safety === 't' ? '安全' : '—'], code);
	}
	assert.equal(csvOf((await viewer.get(`${url}?format=csv`)).text).length, rows.length);
	assert.match(visible((await viewer.get(`${url}?scheme=${draft}`)).text), /草案 （草案）/);
	for (const [wrong, status] of [['999999999', 404], ['x', 400], ['-1', 400]])
		assert.equal((await viewer.get(`${url}?scheme=${wrong}`)).status, status, wrong);
	const other = single(`SELECT scheme_id FROM zhiheng.grade_version WHERE programme_id <> ${programme} LIMIT 1`);
	assert.equal((await viewer.get(`${url}?scheme=${other}`)).status, 404, 'of another programme');
});

// ---- a programme of this test's own ------------------------------------------------------------

let own;

async function ownProgramme() {
	if (own === undefined) {
		const year = Number(single('SELECT max(year) FROM zhiheng.programme')) + 7;
		const answer = await admin.submit('/commission/programme/new', {year: String(year), name: `评级试验方案${year}`});
		assert.equal(answer.status, 303, visible(answer.text));
		[, own] = /programme\/(\d+)/.exec(answer.location);
		assert.equal((await adopt(['NIT-2025-03', 'NIT-2025-09'])).status, 303);
	}
	return `/commission/programme/${own}`;
}

async function adopt(targets) {
	const url = `/commission/programme/${own}/adopt?list=NIT-2025`;
	const page = await admin.get(url);
	return admin.post(url, [['_csrf', csrf(page.text)], ['seen', formValues(page.text).seen], ...targets.map((code) => ['target', code])]);
}

const rate = 'NIT-2025-09.1'; // lower is better
const share = 'NIT-2025-03.1'; // higher is better
const sound = {
	note: '第一版', band_a: '85', band_b: '70', band_c: '55', cap_b: '-1.96', cap_c: '-3.09', coverage: '2',
	[`weight.${rate}`]: '60', [`floor.${rate}`]: '6', [`benchmark.${rate}`]: '0.5', [`safety.${rate}`]: '1', [`source.${rate}`]: '自定依据',
	[`weight.${share}`]: '40', [`floor.${share}`]: '50', [`benchmark.${share}`]: '75.5', [`source.${share}`]: '自定依据',
};

async function save(change, seen) {
	const url = `${await ownProgramme()}/grade/draft`;
	const page = await admin.get(url);
	const values = {...sound, ...change};
	for (const [name, value] of Object.entries(values)) {
		if (value === null)
			delete values[name];
	}
	return admin.post(url, {_csrf: csrf(page.text), seen: seen || formValues(page.text).seen, ...values});
}

test('a draft says at each field what is wrong with it and keeps what was typed', async () => {
	for (const [change, sentence, field] of [
		[{note: ''}, /请填写修改说明/, 'note'],
		[{note: '短'}, /至少 2 个字/, 'note'],
		[{band_b: '90'}, /B 级起点应低于 A 级起点/, 'band_b'],
		[{band_c: '0'}, /C 级起点应大于 0 分/, 'band_c'],
		[{band_a: '85.55'}, /最多保留 1 位小数/, 'band_a'],
		[{band_a: '101'}, /应在 0 到 100 之间/, 'band_a'],
		[{cap_b: '0'}, /应为负数/, 'cap_b'],
		[{cap_c: '-1'}, /应低于封顶 B 级/, 'cap_c'],
		[{cap_c: '-200'}, /应在 -100 到 0 之间/, 'cap_c'],
		[{coverage: '7'}, /不在可选范围内/, 'coverage'],
		[{[`weight.${rate}`]: '很多'}, /权重应为数字/, `weight.${rate}`],
		[{[`weight.${rate}`]: '0'}, /权重应大于 0/, `weight.${rate}`],
		[{[`weight.${rate}`]: '1.234'}, /最多保留 2 位小数/, `weight.${rate}`],
		[{[`weight.${rate}`]: ''}, /勾选了安全指标，请填写权重/, `weight.${rate}`],
		[{[`floor.${share}`]: ''}, /请填写起评值/, `floor.${share}`],
		[{[`floor.${share}`]: '-5'}, /起评值/, `floor.${share}`],
		[{[`benchmark.${share}`]: '12.34567'}, /最多保留 4 位小数/, `benchmark.${share}`],
		[{[`benchmark.${share}`]: '50'}, /满分值应大于起评值/, `benchmark.${share}`],
		[{[`benchmark.${rate}`]: '7'}, /满分值应小于起评值/, `benchmark.${rate}`],
		[{[`source.${rate}`]: ''}, /请填写依据/, `source.${rate}`],
		[{[`source.${rate}`]: '短'}, /至少 2 个字/, `source.${rate}`],
		[{[`source.${rate}`]: '长'.repeat(201)}, /依据/, `source.${rate}`],
	]) {
		const answer = await save(change);
		assert.equal(answer.status, 400, JSON.stringify(change));
		assert.match(visible(answer.text), sentence);
		assert.ok(answer.text.includes(`href="#${field}"`) && answer.text.includes(`id="${field}"`), `the summary leads to ${field}`);
		const kept = formValues(answer.text);
		for (const [name, value] of Object.entries({...sound, ...change}).filter(([name]) => name !== 'coverage' && !name.startsWith('safety')))
			assert.equal(kept[name], value, `${name} of ${JSON.stringify(change)}`);
		assert.match(answer.text, new RegExp(`name="safety\\.${rate}" value="1" checked`.replace(/-/g, '\\-')));
	}
	const nothing = await save({[`weight.${rate}`]: '', [`safety.${rate}`]: null, [`weight.${share}`]: ''});
	assert.equal(nothing.status, 400);
	assert.match(visible(nothing.text), /还没有列入指标/);
	assert.equal(single(`SELECT count(*) FROM zhiheng.grade_scheme WHERE programme_id = ${own}`), '0', 'nothing was saved');
});

test('a draft is saved, looked at, put into force; a stale one is not', async () => {
	const url = await ownProgramme();
	const bare = await save({[`safety.${rate}`]: null, note: '没有安全指标'});
	assert.equal(bare.status, 303, visible(bare.text));
	assert.equal(bare.location, `${url}/grade/effect?notice=saved`);
	const refused = await admin.submit(`${url}/grade/effect`, {scheme: single(`SELECT max(id) FROM zhiheng.grade_scheme WHERE programme_id = ${own}`)});
	assert.equal(refused.status, 400);
	assert.match(visible(refused.text), /没有安全指标，不能生效/);
	const stale = await save({}, '0');
	assert.equal(stale.status, 400);
	assert.match(visible(stale.text), /已被他人保存或生效/);
	assert.equal((await save({note: '第一版，全角数字', [`floor.${share}`]: '５０．２５'})).status, 303);
	const effect = await admin.get(`${url}/grade/effect`);
	assert.match(visible(effect.text), /没有开放过报告期/);
	const {scheme} = formValues(effect.text);
	const enacted = await admin.post(`${url}/grade/effect`, {_csrf: csrf(effect.text), scheme});
	assert.equal(enacted.location, `${url}/grade?notice=enacted`, visible(enacted.text));
	assert.match(visible((await admin.get(`${url}/grade`)).text), /第 1 版 （现行） 第一版，全角数字/);
	assert.deepEqual(query(`SELECT weight, floor, benchmark, safety FROM zhiheng.grade_scheme_row WHERE scheme_id = ${scheme} ORDER BY indicator_code`),
		[['40.00', '50.2500', '75.5000', 'f'], ['60.00', '6.0000', '0.5000', 't']]);
	const again = await admin.post(`${url}/grade/effect`, {_csrf: csrf(effect.text), scheme});
	assert.equal(again.status, 400);
	assert.match(visible(again.text), /已被他人保存或生效/);
	assert.equal(single(`SELECT count(*) FROM zhiheng.audit WHERE act = 'grade.enact' AND object_id = ${own}`), '1');
	assert.match(visible((await admin.get(`${url}/grade/effect`)).text), /没有等待生效的草案/);
});

test('proposals are the 10th and 90th percentile of the year before', async () => {
	const page = await admin.get(`/commission/programme/${programme}/grade/draft?proposal=1`);
	const values = formValues(page.text);
	const rows = query(`SELECT line.indicator_code, definition.direction, count(*), percentile_cont(0.1) WITHIN GROUP (ORDER BY sums.value),
			percentile_cont(0.9) WITHIN GROUP (ORDER BY sums.value)
		FROM zhiheng.grade_scheme_row AS line
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = ${programme} AND asked.indicator_code = line.indicator_code
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		JOIN LATERAL (
			SELECT definition.factor * sum(upper.value) / sum(lower.value) AS value
			FROM zhiheng.asked_return AS head
			JOIN zhiheng.programme AS earlier ON earlier.id = head.programme_id AND earlier.year = 2024
			JOIN zhiheng.accepted_cell AS upper ON upper.period = head.period AND upper.institution_id = head.institution_id AND upper.element_code = asked.numerator AND upper.value IS NOT NULL
			JOIN zhiheng.accepted_cell AS lower ON lower.period = head.period AND lower.institution_id = head.institution_id AND lower.element_code = asked.denominator AND lower.value IS NOT NULL
			WHERE head.accepted_revision IS NOT NULL
			GROUP BY head.institution_id HAVING count(*) = 3 AND sum(lower.value) >= asked.minimum_denominator
		) AS sums ON true
		JOIN zhiheng.element AS one ON one.code = asked.numerator AND one.accumulation = 'sum'
		JOIN zhiheng.element AS other ON other.code = asked.denominator AND other.accumulation = 'sum'
		WHERE line.scheme_id = ${draft}
		GROUP BY line.indicator_code, definition.direction`);
	assert.ok(rows.length >= 8);
	for (const [code, direction, count, low, high] of rows) {
		const [floor, benchmark] = direction === 'increase' ? [low, high] : [high, low];
		assert.ok(Math.abs(Number(values[`floor.${code}`]) - Number(floor)) < 0.0051, `${code} ${values[`floor.${code}`]} ${floor}`);
		assert.ok(Math.abs(Number(values[`benchmark.${code}`]) - Number(benchmark)) < 0.0051, `${code} ${values[`benchmark.${code}`]} ${benchmark}`);
		assert.equal(values[`source.${code}`], `2024 年度 ${count} 家机构的第 10、第 90 百分位`);
	}
});

test('a veto is recorded and withdrawn, each with its document', async () => {
	const url = `/commission/programme/${programme}/veto`;
	const institution = ids.get('示例市例东县人民医院');
	const good = {institution, period: '2025Q1', cap: 'C', document: '试卫函〔2025〕1 号', event: '试验事件，随后撤销。'};
	for (const [change, sentence] of [[{institution: ''}, /请选择医疗机构/], [{institution: '999999999'}, /医疗机构不在可选范围内/], [{period: '2019Q1'}, /报告期不在可选范围内/],
		[{cap: 'A'}, /不在可选范围内/], [{document: ''}, /请填写认定文号/], [{document: '一'}, /至少 2 个字/], [{event: ''}, /请填写事件/]]) {
		const answer = await admin.submit(url, {...good, ...change});
		assert.equal(answer.status, 400, JSON.stringify(change));
		assert.match(visible(answer.text), sentence);
	}
	assert.equal((await admin.submit(url, good)).location, `${url}?notice=recorded`);
	const graded = await admin.get(`/commission/grade/?programme=${programme}&period=2025Q1`);
	const row = () => rowsOf(graded.text).find((cells) => cells.length === 8 && cells[1].startsWith('示例市例东县人民医院'));
	assert.match(row()[7], /重大事件（试卫函〔2025〕1 号），封顶 C 级/);
	assert.ok(['C', 'D'].includes(row()[2]));
	const veto = single("SELECT max(id) FROM zhiheng.grade_veto WHERE document = '试卫函〔2025〕1 号'");
	const short = await admin.submit(url, {veto, withdrawal_document: '', withdrawal_reason: '复核'}, `${url}/withdraw`);
	assert.equal(short.status, 400);
	assert.match(visible(short.text), /请填写撤销文号/);
	const withdrawal = {veto, withdrawal_document: '试卫函〔2025〕2 号', withdrawal_reason: '复核认定不构成。'};
	assert.equal((await admin.submit(url, withdrawal, `${url}/withdraw`)).location, `${url}?notice=withdrawn`);
	const twice = await admin.submit(url, withdrawal, `${url}/withdraw`);
	assert.equal(twice.status, 400);
	const now = await admin.get(`/commission/grade/?programme=${programme}&period=2025Q1`);
	assert.doesNotMatch(now.text, /试卫函〔2025〕1 号/);
	assert.match(visible((await viewer.get(url)).text), /试卫函〔2025〕2 号：复核认定不构成。/);
	assert.doesNotMatch((await viewer.get(url)).text, /name="event"/, 'a viewer has no form');
});

test('a scheme in force holds its targets', async () => {
	await ownProgramme();
	const answer = await adopt(['NIT-2025-03']);
	assert.equal(answer.status, 400);
	assert.match(visible(answer.text), /等级评价方案用到它们，不能取消采用[\s\S]*NIT-2025-09|NIT-2025-09[\s\S]*等级评价方案用到它们/);
});
