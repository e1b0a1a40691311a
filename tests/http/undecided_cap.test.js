// Caps of grades: candidates of a preview, looked at with what the hospital says, kept or lifted with a reason by who
// may, and printed with it; nothing is published while one is open.  The half-year comes after its quarters: other tests
// publish these.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {Visitor, csrf, formValues, jobDone, readTable, signedIn, visible} = require('./portal');
const {query, single} = require('./people');
const {decideCaps, editionsOf, preparePreview, setRule} = require('./editions');

const period = '2024H2';
const hospital = '示例市第二人民医院'; // capped by two indicators
const people = {};
let programme;
let preview;
let url;

const commission = () => `/commission/edition/?programme=${programme}&period=${period}`;
const decisions = () => Number(single(`SELECT count(*) FROM zhiheng.cap_decision WHERE programme_id = ${programme} AND period = '${period}'`));
const candidates = () => query(`SELECT candidate.id, institution.name, candidate.indicator_code, candidate.cap, coalesce(candidate.decision, 'open')
	FROM zhiheng.cap_candidate AS candidate JOIN zhiheng.institution AS institution ON institution.id = candidate.institution_id
	WHERE candidate.preview_id = ${preview} ORDER BY candidate.id`).map(([id, name, code, cap, state]) => ({id, name, code, cap, state}));

// Time passes: the only way to see it without waiting.
function close() {
	query(`ALTER TABLE zhiheng.preview DISABLE TRIGGER append_only; UPDATE zhiheng.preview SET closes_at = now() WHERE id = ${preview};
		ALTER TABLE zhiheng.preview ENABLE TRIGGER append_only`);
}

async function ask(person, act, ids) {
	const list = await person.get(url);
	return person.post(url, {_csrf: csrf(list.text), act, scope: 'rows', ...Object.fromEntries(ids.map((id) => [`row.${id}`, '1']))});
}

before(async () => {
	programme = single(`SELECT id FROM zhiheng.programme WHERE year = 2024 AND commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);
	for (const login of ['city.admin', 'city.director', 'city.reviewer', 'city.viewer', 'county.reviewer', 'qc.nursing'])
		people[login] = await signedIn(login);
	url = `/commission/edition/cap?programme=${programme}&period=${period}`;
	await editionsOf('990100');
	await setRule(people['city.admin'], programme, {preview_days: '14'});
	preview = await preparePreview(people['city.admin'], programme, period);
});

after(() => setRule(people['city.admin'], programme, {}));

test('the list says what each cap is made of and what comes of it', async () => {
	const found = candidates();
	assert.ok(found.length >= 3 && found.every(({state}) => state === 'open'));
	const text = visible((await people['city.admin'].get(url)).text);
	for (const {name, code} of found)
		assert.ok(text.includes(name) && text.includes(code), `${name} ${code}`);
	const file = await people['city.admin'].get(`${url}&format=csv`);
	const rows = readTable(file.text);
	assert.equal(rows.length, found.length);
	for (const row of rows) {
		const [[x, n, z, theta, factor]] = query(`SELECT candidate.numerator, candidate.denominator, candidate.z, candidate.theta, definition.factor
			FROM zhiheng.cap_candidate AS candidate JOIN zhiheng.institution AS institution ON institution.id = candidate.institution_id
			JOIN zhiheng.asked_definition AS definition ON definition.programme_id = candidate.programme_id AND definition.indicator_code = candidate.indicator_code
			WHERE candidate.preview_id = ${preview} AND institution.name = '${row['医疗机构']}' AND candidate.indicator_code = '${row['指标编码']}'`);
		assert.equal(row['分子/分母'], `${x}/${n}`);
		assert.equal(row.z, z);
		assert.ok(Math.abs(Number(row['按其余各家预期']) - Number(n) * Number(theta) / Number(factor)) <= 0.051, row['按其余各家预期']);
		assert.match(row['维持后'], /^[A-D] 级(，第 \d+ 名)?$|^不评级$/);
		assert.match(row['预览期'], /^预览期至 \d{4}-\d\d-\d\d$/);
	}
	assert.equal((await people['county.reviewer'].get(url)).text.includes(hospital), false, 'a county decides nothing of the city');
	assert.equal((await people['qc.nursing'].get(url)).text.includes(hospital), false, 'nor a centre');
});

test('while the hospital is heard nothing is kept, but may be lifted', async () => {
	const {id} = candidates()[0], had = decisions();
	const kept = await ask(people['city.admin'], 'keep', [id]);
	assert.equal(kept.status, 200);
	assert.match(visible(kept.text), /所选封顶都不能维持[\s\S]*机构仍可提出异议，结束后才能维持/);
	for (const login of ['city.viewer', 'county.reviewer', 'qc.nursing'])
		assert.ok([403, 404, 400].includes((await ask(people[login], 'lift', [id])).status), login);
	assert.equal((await new Visitor().post(url, {act: 'lift', scope: 'all'})).status, 401);
	const lifted = await ask(people['city.reviewer'], 'lift', [id]);
	assert.equal(lifted.status, 200);
	assert.match(visible(lifted.text), /定为不适用 1 项封顶/);
	for (const reason of ['', ' ', '无', '长'.repeat(501)]) {
		const wrong = await people['city.reviewer'].post(url, {...formValues(lifted.text), act: 'lift', reason});
		assert.equal(wrong.status, 400, reason);
		assert.match(wrong.text, /id="reason"/);
	}
	assert.equal(decisions(), had);
	const reason = '<b>编码规则</b>与同组不同 & 已核实（测试）';
	const done = await people['city.reviewer'].post(url, {...formValues(lifted.text), act: 'lift', reason});
	assert.equal(done.status, 303, visible(done.text).slice(0, 400));
	assert.equal(decisions(), had + 1);
	assert.equal(candidates()[0].state, 'lift');
	assert.equal(single(`SELECT count(*) FROM zhiheng.audit WHERE act = 'cap.lift' AND object_id = (SELECT max(id) FROM zhiheng.cap_decision)`), '1');
	assert.ok((await people['city.admin'].get(url)).text.includes('&lt;b&gt;编码规则&lt;/b&gt;与同组不同 &amp; 已核实（测试）'));
	// What was confirmed was about a cap without a decision.
	const stale = await people['city.admin'].post(url, {...formValues(lifted.text), _csrf: csrf((await people['city.admin'].get(url)).text), act: 'lift', reason: '再次'});
	assert.notEqual(stale.status, 303);
	assert.equal(decisions(), had + 1);
});

test('hostile input is refused in words', async () => {
	const person = people['city.admin'], token = csrf((await person.get(url)).text), had = decisions();
	for (const fields of [{act: 'drop', scope: 'all'}, {act: 'keep'}, {act: 'lift', scope: 'rows'}, {act: 'lift', scope: 'rows', 'row.0': '1'},
		{act: 'lift', scope: 'rows', "row.1'": '1'}, {act: 'lift', scope: 'rows', ids: '1', seen: 'x', reason: '试验'}]) {
		const answer = await person.post(url, {_csrf: token, ...fields});
		assert.ok(answer.status < 500, `${JSON.stringify(fields)} ${answer.status}`);
	}
	assert.equal(decisions(), had);
	for (const address of [`${url}&state=none`, `${url}&sort=z`, `${url}&nothing=1`])
		assert.equal((await person.get(address)).status, 400, address);
	assert.equal((await person.get(`/commission/edition/cap?programme=99999999&period=${period}`)).status, 404);
});

test('the hospital sees what is to cap its grade, and says something to it', async () => {
	const leader = await signedIn('h2.leader');
	const own = candidates().find(({name, state}) => name === '示例市示东区人民医院' && state === 'open');
	assert.ok(own, 'a cap of the hospital whose people are known');
	assert.match(visible((await leader.get('/institution/')).text), /安全指标封顶待审议/);
	const page = await leader.get(`/institution/preview/${preview}`);
	assert.match(visible(page.text), new RegExp(`拟封顶 ${own.cap} 级 ：安全指标[\\s\\S]*审议：待审议`));
	const say = `/institution/preview/${preview}/${own.code}`;
	assert.equal((await leader.post(say, {_csrf: csrf((await leader.get(say)).text), remark: '', objection: '转入患者多（测试）'})).status, 303);
	assert.match(visible((await people['city.admin'].get(url)).text), /异议：转入患者多（测试）（未答复）/);
	close();
	const kept = await ask(people['city.admin'], 'keep', [own.id]);
	assert.match(visible(kept.text), /异议还没有答复，答复后才能维持/);
	const objection = /\/commission\/edition\/objection\/\d+/.exec((await people['city.admin'].get(commission())).text)[0];
	assert.equal((await people['city.admin'].post(objection, {_csrf: csrf((await people['city.admin'].get(objection)).text), outcome: 'rejected',
		answer_text: '病例构成与同组相同'})).status, 303);
	assert.doesNotMatch(visible((await leader.get('/institution/')).text), /安全指标封顶待审议/, 'its time is over');
});

test('publishing waits for all decisions, and for another person', async () => {
	const {'city.admin': admin, 'city.director': director} = people;
	const page = await director.get(commission());
	assert.match(visible(page.text), /还没有审议：[\s\S]*逐项审议 后才能公开/);
	const publish = () => director.post(`/commission/edition/publish?programme=${programme}&period=${period}`, {_csrf: csrf(page.text), preview});
	assert.match(visible((await publish()).text), /还有封顶没有审议，请先逐项维持或定为不适用/);
	assert.equal((await decideCaps(director, programme, period)).status, 303);
	const own = await publish();
	assert.equal(own.status, 403);
	assert.match(visible(own.text), /有封顶由您本人审议/);
	// The newest counts.
	const kept = await ask(admin, 'keep', candidates().filter(({state}) => state === 'keep').map(({id}) => id));
	assert.equal((await admin.post(url, {...formValues(kept.text), act: 'keep', reason: '复核病历，与上报一致（测试）'})).status, 303);
	assert.match(await jobDone(admin, await publish()), /已公开第 \d+ 版/);
	assert.equal((await ask(admin, 'lift', ['1'])).status >= 400 || candidates().length > 0, true);
});

test('the edition says what was decided, in its pages and its files', async () => {
	const edition = JSON.parse((await new Visitor().get(`/api/v1/editions?region=990100&period=${period}`)).text).editions[0];
	const points = JSON.parse((await new Visitor().get(`${edition.url}files/grade_points.json`)).text).rows.filter((row) => row.cap !== null);
	assert.deepEqual(points.map((row) => row.decision).sort(), candidates().map(({state}) => state).sort());
	assert.ok(points.every((row) => row.decision_reason.includes('（测试）') && /^\d{4}-\d\d-\d\d$/.test(row.decided_on)));
	const grades = new Map(JSON.parse((await new Visitor().get(`${edition.url}files/grades.json`)).text).rows.map((row) => [row.institution_id, row]));
	for (const point of points) {
		const grade = grades.get(point.institution_id);
		const page = visible((await new Visitor().get(`${edition.url}institution/${point.institution_id}`)).text);
		const words = `${point.decision === 'keep' ? '经审议维持' : '经审议不适用'}：${point.decision_reason}`;
		// Who is not graded has points, and a decision beside them, but no grade that it could cap.
		if (grade.grade === null)
			continue;
		assert.ok(grade.cap_text.includes(words), grade.cap_text);
		assert.ok(page.includes(point.decision === 'keep' ? words : '经审议不适用：'), page.slice(0, 200));
		const others = points.filter((row) => row.institution_id === point.institution_id && row.decision === 'keep').map((row) => row.cap);
		assert.equal(grade.safety_cap, others.sort().at(-1) ?? null);
	}
});
