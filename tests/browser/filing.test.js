/* Around a return, in a real Chromium with and without JavaScript: a clerk, a verifier and a leader of
 * one hospital, a reviewer of the commission.  Inbox, check page and back, sources, evidence, samples,
 * signature, withdrawal, opening, words, correction. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { accounts, formValues, visible } = require('../http/portal');
const { openInstitution, secret, single } = require('../http/people');
const { Person, launch } = require('./person');

const runs = [
	{ title: 'with JavaScript', javaScript: true, pictures: 'filing', stem: 'walk.a' },
	{ title: 'without JavaScript', javaScript: false, stem: 'walk.b' },
];

let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

async function arrange(run) {
	const stem = `${run.stem}${process.pid}`;
	const logins = { clerk: `${stem}.clerk`, verifier: `${stem}.verifier`, leader: `${stem}.leader` };
	run.own = await openInstitution(logins);
	run.name = single(`SELECT name FROM zhiheng.institution WHERE id = ${run.own.id}`);
	run.id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${run.own.id} ORDER BY period DESC LIMIT 1`);
	run.url = `/institution/return/${run.id}`;
	run.review = `/commission/return/${run.id}`;
	const people = {};
	for (const [role, login] of Object.entries({ ...logins, reviewer: 'city.reviewer' })) {
		people[role] = await Person.arrive(browser, run);
		await people[role].signIn(login, role === 'reviewer' ? accounts[login].password : secret);
	}
	return people;
}

/* What discharges are part of: they become as many as 4. */
const containing = ['value.discharge_bed_days', 'value.inpatients'];

/* Every element but one, over HTTP: typing is what eight_steps.test.js plays. */
async function fillAllBut(run, left) {
	const form = formValues((await run.own.clerk.get(run.url)).text);
	for (const name of Object.keys(form)) {
		if (name.startsWith('value.')) {
			form[name] = name === `value.${left}` || name.endsWith('_sd') ? '' : containing.includes(name) ? '5' : '1';
			// One value has no deviation.
			if (name.endsWith('_sd')) {
				form[name.replace('value.', 'na.')] = '1';
			}
		} else if (name.startsWith('na.') && !name.endsWith('_sd')) {
			delete form[name];
		}
	}
	const answer = await run.own.clerk.post(run.url, form);
	assert.strictEqual(answer.status, 303, visible(answer.text));
}

async function explainAll(run, { clerk }) {
	await clerk.go(`${run.url}/check`);
	const boxes = await clerk.page.locator('main textarea[name^="explanation."]').all();
	for (const box of boxes) {
		await box.fill('已核对原始记录');
	}
	if (boxes.length > 0) {
		await clerk.press('保存说明');
	}
}

async function begin(run, { clerk }) {
	await clerk.go('/institution/');
	assert.match(await clerk.words(), /需要处理.*季度报表.*还有 \d+ 天/);
	await clerk.look('01-inbox');
}

async function checkAndBack(run, { clerk }) {
	await fillAllBut(run, 'discharges');
	await clerk.go(`${run.url}/check`);
	assert.match(await clerk.words(), /没有填的数据项（1）/);
	await clerk.follow(/去填写/);
	assert.match(clerk.page.url(), /\?back=discharges#value\.discharges$/);
	await clerk.fill({ 'value.discharges': '２' });
	await clerk.press('保存并检查');
	assert.match(clerk.page.url(), /\/check#row\.discharges$/);
	assert.match(await clerk.words('[id="row.discharges"]'), / 2 ?人次/);
	assert.match(await clerk.words(), /没有填的数据项（0）/);
	await explainAll(run, { clerk });
	await clerk.look('02-check');
}

async function noteSource(run, { clerk }) {
	await clerk.follow('数据来源', '.zh-nav');
	await clerk.look('03-notes');
	await clerk.go('/institution/note/discharges');
	await clerk.fill({ source: '', rule: '按出院日期' });
	await clerk.press('保存', 'main', 400);
	assert.ok(await clerk.message('source'));
	assert.strictEqual(await clerk.value('rule'), '按出院日期');
	await clerk.fill({ source: '病案首页系统' });
	await clerk.press('保存');
	await clerk.look('03-note');
}

async function addEvidence(run, { clerk }) {
	const pdf = { name: '出院登记.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
	await clerk.go(`${run.url}/evidence?element=discharges`);
	await clerk.page.setInputFiles('[name=file]', { ...pdf, buffer: Buffer.from('<html></html>') });
	await clerk.press('上传', 'main', 400);
	assert.match(await clerk.message('file'), /内容与扩展名须一致/);
	await clerk.look('04-evidence-wrong');
	await clerk.page.setInputFiles('[name=file]', pdf);
	await clerk.press('上传');
	assert.match(await clerk.words(), /文件已上传.*出院登记\.pdf/);
	await clerk.look('04-evidence');
	const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.page.locator('main a', { hasText: '出院登记.pdf' }).click()]);
	assert.strictEqual(download.suggestedFilename(), '出院登记.pdf');
}

async function sample(run, { verifier }) {
	await verifier.go(`${run.url}/check`);
	await verifier.follow('抽查原始记录');
	await verifier.fill({ 'sampled.discharges': '10', 'agreeing.discharges': '9' });
	await verifier.press('保存抽查记录', 'main', 400);
	assert.match(await verifier.message('note.discharges'), /不相符/);
	await verifier.fill({ 'note.discharges': '一份出院日期登记有误，已更正' });
	await verifier.press('保存抽查记录');
	await verifier.look('05-sample');
	await verify(run, { verifier });
}

async function verify(run, { verifier }) {
	await verifier.go(`${run.url}/check`);
	await verifier.press('审核通过');
}

async function sign(run, { leader }) {
	await leader.go(`${run.url}/check`);
	await leader.confirm();
	await leader.fill({ declared: true });
	await leader.press('签字并提交给卫健委');
}

async function signAndWithdraw(run, people) {
	const { clerk, leader } = people;
	await leader.go('/institution/');
	await leader.follow('季度报表');
	await leader.follow('确认身份后提交');
	await leader.look('06-confirm');
	await leader.fill({ password: '不对的密码' });
	await leader.press('确认身份', 'main', 400);
	assert.match(await leader.message('password'), /密码不正确/);
	await leader.fill({ password: secret });
	await leader.press('确认身份');
	await leader.look('06-sign');
	await leader.fill({ declared: true });
	await leader.press('签字并提交给卫健委');
	assert.match(await leader.words(), /以登录密码签字.*抽查 1 个数据项、10 份记录，9 份相符|抽查 1 个数据项、10 份记录，9 份相符.*以登录密码签字/);
	await leader.look('06-receipt');
	if (run.javaScript) {
		await leader.print('06-receipt');
	}
	await leader.go(`${run.url}/check`);
	await leader.look('06-withdraw');
	await leader.press('撤回', 'main', 400);
	assert.ok(await leader.message('reason'));
	await leader.fill({ reason: '出院人次需再核对' });
	await leader.press('撤回');
	await clerk.go(run.url);
	assert.match(await clerk.words(), /撤回，.*出院人次需再核对/);
	await verify(run, people);
	await sign(run, people);
}

async function openAndTalk(run, people) {
	const { clerk, leader, reviewer } = people;
	await leader.go(`${run.url}/check`);
	await reviewer.go(run.review);
	assert.match(await reviewer.words(), /出院登记\.pdf.*一份出院日期登记有误.*来源：病案首页系统/);
	await reviewer.press('开始审核');
	await reviewer.look('07-review-opened');
	await leader.fill({ reason: '再看一遍' });
	await leader.press('撤回', 'main', 409);
	assert.match(await leader.words(), /已经开始审核，不能再撤回/);

	await reviewer.follow('与机构的往来留言');
	await reviewer.fill({ element: 'discharges', text: '请说明出院人次为何偏低' });
	await reviewer.press('发送');
	await reviewer.look('07-thread');
	await reviewer.go(run.review);
	const box = reviewer.page.locator('[name="reason.discharges"]');
	await reviewer.page.locator('details').filter({ has: box }).locator('summary').click();
	await box.fill('与年报不符');
	await reviewer.fill({ overall: '请核对出院人次' });
	await reviewer.press('退回');

	await clerk.go('/institution/');
	assert.match(await clerk.words(), /需要处理.*退回意见：请核对出院人次.*报表的留言.*请说明出院人次为何偏低/);
	await clerk.look('08-inbox-returned');
	await clerk.go(`${run.url}/check`);
	assert.match(await clerk.words(), /退回的数据项.*与年报不符/);
	await clerk.follow('回复');
	await clerk.fill({ text: '新开业，病区未全部启用' });
	await clerk.press('发送');
	assert.match(await clerk.words(), /请说明出院人次为何偏低.*新开业，病区未全部启用/);
	await clerk.look('08-thread');
}

async function accept(run, people) {
	const { reviewer } = people;
	await explainAll(run, people);
	await verify(run, people);
	await sign(run, people);
	await reviewer.go(run.review);
	await reviewer.press('开始审核');
	await reviewer.press('接受');
	assert.match(await reviewer.words(), /已接受/);
}

async function correct(run, people) {
	const { clerk, leader, reviewer } = people;
	await clerk.go(run.url);
	await clerk.fill({ 'value.discharges': '3' });
	await clerk.press('保存');
	await accept(run, people);
	await clerk.go(`${run.url}/check`);
	await clerk.follow('数据更正');
	await clerk.fill({ 'value.discharges': '四' });
	await clerk.press('申请更正', 'main', 400);
	assert.ok(await clerk.message('reason'));
	assert.match(await clerk.message('value.discharges'), /应为数字/);
	await clerk.fill({ reason: '漏计新病区 1 人次', 'value.discharges': '4' });
	await clerk.press('申请更正');
	await leader.go(`${run.url}/correction`);
	await leader.confirm('确认身份后签字');
	await leader.press('签字报送');
	assert.match(await leader.words(), /已签字报送，等待卫健委审批/);
	await reviewer.go('/commission/');
	await reviewer.follow(`更正申请：${run.name}`);
	await reviewer.look('09-correction-review');
	await reviewer.press('批准');
	assert.match(await reviewer.words(), /更正前后.* 3 .*4/);
	await reviewer.look('09-correction-made');
	await clerk.go(`${run.url}/correction`);
	assert.match(await clerk.words(), /更正前后.* 3 .*4.*已批准/);
}

for (const run of runs) {
	test(`around a return, ${run.title}`, async (t) => {
		const people = await arrange(run);
		const steps = [
			['the inbox says what is due', begin],
			['from the check page to a cell and back', checkAndBack],
			['the source of a number', noteSource],
			['a file of evidence', addEvidence],
			['records are sampled, the return is verified', sample],
			['the leader signs, withdraws, signs again', signAndWithdraw],
			['the reviewer opens, asks, returns; the clerk answers', openAndTalk],
			['accepted, corrected, old and new side by side', correct],
		];
		for (const [title, step] of steps) {
			let passed = false;
			await t.test(title, async () => {
				await step(run, people);
				passed = true;
			});
			if (!passed) {
				break;
			}
		}
		for (const person of Object.values(people)) {
			await person.leave();
		}
	});
}
