// Pages of the grades of an edition: what they say is what the edition holds; what a correction changes is said;
// a programme that publishes no grades has none anywhere; the preview shows the own grade as it will appear.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {Visitor, csrf, jobDone, signedIn, visible} = require('./portal');
const {openAccount, query, single} = require('./people');
const {editionsOf, preparePreview, setRule} = require('./editions');

const period = '2024Q2';
const base = `/region/990100/${period}`;
const visitor = new Visitor();
let programme;
let admin;
let director;
let leader;
let demo;

const commission = () => `/commission/edition/?programme=${programme}&period=${period}`;

async function publish(preview) {
	const page = await director.get(commission());
	return director.post(`/commission/edition/publish?programme=${programme}&period=${period}`, {_csrf: csrf(page.text), preview});
}

const newest = () => query(`SELECT id, number FROM zhiheng.edition WHERE region_code = '990100' AND period = '${period}' ORDER BY number DESC LIMIT 1`)[0];

before(async () => {
	programme = single(`SELECT id FROM zhiheng.programme WHERE year = 2024 AND commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);
	[admin, director, leader] = [await signedIn('city.admin'), await signedIn('city.director'), await signedIn('h1.leader')];
	demo = (await editionsOf('990100')).find((edition) => edition.period === '2025Q2' && edition.scheme.length > 0);
});

after(() => setRule(admin, programme, {grades: 't'}));

test('the page of an institution has its grade with every figure', async () => {
	for (const grade of demo.grades) {
		if (!['1', '2', '7', '13', '19'].includes(grade.institution_id))
			continue;
		const text = visible((await visitor.get(`/region/990100/2025Q2/${demo.number}/institution/${grade.institution_id}`)).text);
		if (grade.grade === '') {
			assert.match(text, /等级 未评级 有效指标的权重不足/);
			continue;
		}
		assert.match(text, new RegExp(`等级 ${grade.grade}`));
		assert.ok(text.includes(`${grade.composite} 标准误 ${Number(grade.error).toFixed(2)}`), text);
		assert.ok(text.includes(`综合分 = ${Number(grade.weighted_points)} ÷ ${Number(grade.eligible_weight)} = ${grade.composite}`), grade.institution_id);
		if (grade.cap_text !== '')
			assert.ok(text.includes(`封顶： ${grade.cap_text}。`), text);
		for (const point of demo.points.filter((row) => row.institution_id === grade.institution_id)) {
			const line = text.slice(text.lastIndexOf(point.indicator_code));
			assert.ok(point.points === '' ? /已隐去|不适用|未填报|未接受|分母|无/.test(line) : line.includes(` ${point.points} `), `${point.indicator_code} ${line.slice(0, 90)}`);
			if (point.z !== '')
				assert.ok(line.includes(`z = ${point.z}`), point.indicator_code);
		}
	}
});

test('the page of grades: ranks, ties, who cannot be told apart, the scheme; the same as CSV', async () => {
	const page = await visitor.get(`/region/990100/2025Q2/${demo.number}/grade`);
	assert.equal(page.status, 200);
	const text = visible(page.text);
	for (const rule of demo.rules)
		assert.ok(text.includes(`${rule.indicator_code} ${Number(rule.weight)} ${Number(rule.floor)} ${Number(rule.benchmark)}`), rule.indicator_code);
	const groups = new Map(demo.institutions.map((row) => [row.institution_id, row.peer_group]));
	const peers = (own) => demo.grades.filter((row) => row.grade !== '' && groups.get(row.institution_id) === groups.get(own.institution_id));
	const csv = (await visitor.get(`/region/990100/2025Q2/${demo.number}/grade?format=csv`)).text.trim().split('\r\n');
	assert.equal(csv.length, demo.grades.length + 1);
	for (const grade of demo.grades.filter((row) => row.grade !== '')) {
		const row = new RegExp(`institution/${grade.institution_id}#grade[\\s\\S]*?</tr>`).exec(page.text)[0];
		assert.ok(visible(row).includes(` ${grade.grade} ${grade.composite} ${Number(grade.error) > 0 ? Number(grade.error).toFixed(2) : '未能估计'}`), visible(row));
		assert.equal(/无（标准误为下限）/.test(row), grade.alike === '' && peers(grade).length > 1, visible(row));
	}
	assert.equal((await visitor.get('/region/990100/2025Q2/99/grade')).status, 404);
});

test('overview and comparison', async () => {
	const text = visible((await visitor.get(`/region/990100/2025Q2/${demo.number}/`)).text);
	const all = demo.grades.length;
	const totals = [...text.slice(text.indexOf('各等级的机构数'), text.indexOf('全部指标')).matchAll(/\S+ (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)(?= |$)/g)]
		.map((match) => match.slice(1).map(Number));
	assert.equal(totals.reduce((sum, row) => sum + row[5], 0), all);
	for (const [i, letter] of ['A', 'B', 'C', 'D', ''].entries())
		assert.equal(totals.reduce((sum, row) => sum + row[i], 0), demo.grades.filter((row) => row.grade === letter).length, letter);
	const compared = visible((await visitor.get(`/region/990100/2025Q2/${demo.number}/compare?institution1=1&institution2=6&institution3=13`)).text);
	for (const id of ['1', '6']) {
		const grade = demo.grades.find((row) => row.institution_id === id);
		assert.ok(compared.includes(`${grade.grade} 综合分 ${grade.composite}（标准误 ${Number(grade.error).toFixed(2)}），第 ${grade.rank}`), compared.slice(0, 900));
	}
	assert.match(compared, /不能区分/);
});

test('the preview shows the own grade; a veto since makes it outdated; a correction says what it changed', async () => {
	await setRule(admin, programme, {grades: 't'});
	assert.match(await jobDone(admin, await publish(await preparePreview(admin, programme, period, '更正等级'))), /已公开第 \d+ 版/);
	const [edition, first] = newest();

	// A correction may hide more than the edition before: one whose grade is the same in both.
	let preview = await preparePreview(admin, programme, period, '更正等级');
	const [[own, grade, composite]] = query(`SELECT now.institution_id, now.grade, now.composite FROM zhiheng.preview_grade AS now
		JOIN zhiheng.edition_grade AS was ON was.edition_id = ${edition} AND was.institution_id = now.institution_id AND was.grade = now.grade
		WHERE now.preview_id = ${preview} AND now.grade < 'D' ORDER BY now.institution_id LIMIT 1`);
	const chief = await openAccount(admin, own, 'leader', 'grade-leader');
	const shown = visible((await chief.get(`/institution/preview/${preview}`)).text);
	assert.match(shown, new RegExp(`等级 ${grade}`));
	assert.ok(shown.includes(composite));

	query(`INSERT INTO zhiheng.grade_veto (programme_id, institution_id, period, cap, document, event, account_id)
		SELECT ${programme}, ${own}, '${period}', 'D', '示卫医函〔2024〕99 号', '虚构的事件，用于试验。', id FROM zhiheng.account WHERE login = 'city.admin'`);
	const refused = await publish(preview);
	assert.equal(refused.status, 409);
	assert.match(visible(refused.text), /重大事件有变化/);
	preview = await preparePreview(admin, programme, period, '更正等级');
	assert.match(visible((await chief.get(`/institution/preview/${preview}`)).text), /等级 D/);
	assert.match(await jobDone(admin, await publish(preview)), /已公开第 \d+ 版/);
	const [, second] = newest();
	assert.equal(Number(second), Number(first) + 1);

	const page = visible((await visitor.get(`${base}/${second}/institution/${own}`)).text);
	assert.ok(page.includes(`与第 ${first} 版相比，等级由 ${grade} 级改为 D 级`), page.slice(0, 600));
	assert.ok(page.includes('示卫医函〔2024〕99 号'));
	const overview = visible((await visitor.get(`${base}/${second}/`)).text);
	assert.match(overview, new RegExp(`等级、综合分或名次有变化的机构[\\s\\S]*${grade} → D`));
	const changed = single(`SELECT count(*) FROM zhiheng.edition_grade AS now JOIN zhiheng.edition_grade AS was ON was.edition_id = ${edition}
		AND was.institution_id = now.institution_id AND was.grade IS DISTINCT FROM now.grade WHERE now.edition_id = ${newest()[0]}`);
	assert.match(visible((await visitor.get('/region/990100/')).text), new RegExp(`更正等级[\\s\\S]{0,20}等级改变 ${changed} 家`));
	// The edition before stands as it was.
	assert.match(visible((await visitor.get(`${base}/${first}/institution/${own}`)).text), new RegExp(`等级 ${grade}`));
	query(`INSERT INTO zhiheng.grade_veto_withdrawal (veto_id, document, reason, account_id)
		SELECT id, '示卫医函〔2024〕100 号', '试验结束', account_id FROM zhiheng.grade_veto WHERE document = '示卫医函〔2024〕99 号'`);
});

test('a programme that does not publish grades has none in pages and files', async () => {
	await setRule(admin, programme, {grades: 'f'});
	const preview = await preparePreview(admin, programme, period, '更正等级');
	assert.doesNotMatch((await leader.get(`/institution/preview/${preview}`)).text, /id="grade"/);
	assert.match(await jobDone(admin, await publish(preview)), /已公开第 \d+ 版/);
	const [id, number] = newest();
	assert.equal(single(`SELECT count(*) FROM zhiheng.edition_grade WHERE edition_id = ${id}`), '0');
	for (const name of ['grade_scheme', 'grade_rules', 'grade_points', 'grades'])
		assert.equal((await visitor.get(`${base}/${number}/files/${name}.csv`)).text.trim().split('\r\n').length, 1, name);
	assert.doesNotMatch((await visitor.get(`${base}/${number}/`)).text, /id="grades"/);
	assert.doesNotMatch((await visitor.get(`${base}/${number}/institution/1`)).text, /id="grade"/);
	assert.match(visible((await visitor.get(`${base}/${number}/grade`)).text), /本版没有质量安全等级/);
	assert.equal((await visitor.get(`${base}/${number}/compare?institution1=1&institution2=2`)).status, 200);
});
