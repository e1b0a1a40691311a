/* The pages of the grade scheme, of the grades and of one institution in a real Chromium: pictures at both widths,
 * accessibility, markup, a small phone; and a draft edited, looked at and put into force by hand. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { accounts, csrf, formValues, signedIn } = require('../http/portal');
const { decideCaps, editionsOf, preparePreview, setRule } = require('../http/editions');
const { query, single } = require('../http/people');
const { Person, launch } = require('./person');

const programme = single('SELECT id FROM zhiheng.programme WHERE year = 2025 ORDER BY id LIMIT 1');
const period = '2025Q2';
let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

const enter = (login, javaScript) => Person.enter(browser, 'grade', login, javaScript);

test('pages of the grade as they look', async () => {
	const person = await enter('city.admin', true);
	await person.go(`/commission/grade/?programme=${programme}&period=${period}`);
	await person.look('grade');
	await person.go(`/commission/programme/${programme}/grade`);
	await person.look('scheme');
	/* 86 rows: what html-validate and axe have to say is asked of the short form below. */
	await person.go(`/commission/programme/${programme}/grade/draft?proposal=1`);
	await person.picture('draft');
	await person.go(`/commission/programme/${programme}/grade/effect?period=${period}`);
	await person.look('effect');
	await person.go(`/commission/programme/${programme}/veto`);
	await person.look('veto');
	await person.go(`/commission/institution/${single("SELECT id FROM zhiheng.institution WHERE name = '示例市第二人民医院'")}/result?programme=${programme}&period=${period}`);
	await person.look('institution');
	await person.leave();
});

/* A programme of two targets, which nobody else uses. */
async function makeProgramme() {
	const admin = await signedIn('city.admin');
	const year = Number(single('SELECT min(free) FROM generate_series(2028, 2099) AS free WHERE free NOT IN (SELECT year FROM zhiheng.programme)'));
	const made = await admin.submit('/commission/programme/new', { year: String(year), name: `评级界面试验方案${year}` });
	const [, id] = /programme\/(\d+)/.exec(made.location);
	const url = `/commission/programme/${id}/adopt?list=NIT-2025`;
	const page = await admin.get(url);
	await admin.post(url, [['_csrf', csrf(page.text)], ['seen', formValues(page.text).seen], ['target', 'NIT-2025-03'], ['target', 'NIT-2025-09']]);
	return id;
}

for (const javaScript of [true, false]) {
	test(`a scheme from draft to force ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
		const id = await makeProgramme();
		const person = await enter('city.admin', javaScript);
		await person.go(`/commission/programme/${id}/grade`);
		assert.match(await person.words(), /还没有生效的等级评价方案/);
		await person.follow('编辑新的草案');
		await person.fill({ note: '第一版', 'weight.NIT-2025-09.1': '60', 'floor.NIT-2025-09.1': '0.5', 'benchmark.NIT-2025-09.1': '6',
			'safety.NIT-2025-09.1': true, 'source.NIT-2025-09.1': '自定依据', 'weight.NIT-2025-03.1': '40' });
		await person.press('保存草案，看影响', 'main', 400);
		assert.match(await person.message('benchmark.NIT-2025-09.1'), /满分值应小于起评值/);
		assert.match(await person.message('floor.NIT-2025-03.1'), /请填写起评值/);
		assert.strictEqual(await person.value('weight.NIT-2025-09.1'), '60');
		await person.look(`draft-wrong${javaScript ? '' : '-bare'}`);
		await person.fill({ 'floor.NIT-2025-09.1': '6', 'benchmark.NIT-2025-09.1': '0.5', 'floor.NIT-2025-03.1': '50',
			'benchmark.NIT-2025-03.1': '75', 'source.NIT-2025-03.1': '自定依据' });
		await person.press('保存草案，看影响');
		assert.match(await person.words(), /草案已保存，还没有生效/);
		await person.press('使草案生效');
		assert.match(await person.words(), /第 1 版（现行）/);
		assert.strictEqual(single(`SELECT count(*) FROM zhiheng.grade_enactment WHERE programme_id = ${id}`), '1');
		await person.leave();
	});
}

test('a cap from candidate to objection, to a decision, to the published grade', async () => {
	const half = '2024H2', old = single("SELECT id FROM zhiheng.programme WHERE year = 2024 ORDER BY id LIMIT 1");
	const admin = await signedIn('city.admin');
	await editionsOf('990100');
	await setRule(admin, old, { preview_days: '14' });
	const preview = await preparePreview(admin, old, half);
	await setRule(admin, old, {});
	const name = '示例市示东区人民医院';

	const leader = await enter('h2.leader', true);
	assert.match(await leader.words(), /安全指标封顶待审议/);
	await leader.go(`/institution/preview/${preview}`);
	assert.match(await leader.words(), /拟封顶 B 级：安全指标[^]*待审议/);
	await leader.picture('cap-hospital');
	await leader.follow('提出异议');
	await leader.fill({ objection: '转入的复杂手术患者多' });
	await leader.press('保存');
	await leader.leave();

	const officer = await enter('city.admin', true);
	await officer.go(`/commission/edition/?programme=${old}&period=${half}`);
	await officer.follow('答复');
	await officer.page.getByLabel('异议不成立').check();
	await officer.fill({ answer_text: '先核实病例构成，再审议封顶' });
	await officer.press('答复');
	await officer.follow('逐项审议');
	assert.match(await officer.words(), /转入的复杂手术患者多/);
	await officer.look('cap-list');
	await officer.page.locator('tr', { hasText: name }).getByRole('checkbox').check();
	await officer.press('定为不适用所选');
	assert.match(await officer.words(), /定为不适用 1 项封顶？/);
	await officer.look('cap-confirm');
	await officer.fill({ reason: '抽查病历证实病例明显重于同组' });
	await officer.press('确认定为不适用 1 项');
	assert.match(await officer.words(), /已定为不适用 1 项/);
	await officer.leave();

	/* Time passes. */
	query(`ALTER TABLE zhiheng.preview DISABLE TRIGGER append_only; UPDATE zhiheng.preview SET closes_at = now() WHERE id = ${preview};
		ALTER TABLE zhiheng.preview ENABLE TRIGGER append_only`);
	await decideCaps(admin, old, half);
	const director = await enter('city.director', true);
	await director.go(`/commission/edition/?programme=${old}&period=${half}`);
	await director.press('公开', 'section');
	await director.page.getByRole('link', { name: '查看公开页面' }).waitFor({ timeout: 120000 });
	await director.go(`/region/990100/${half}/institution/${single(`SELECT id FROM zhiheng.institution WHERE name = '${name}'`)}`);
	assert.match(await director.words(), /拟封顶 B 级，经审议不适用：抽查病历证实病例明显重于同组/);
	await director.look('cap-published');
	await director.leave();
});
