/* Step 8 of the main job: what is off becomes a ledger item, the hospital works it, the commission
 * closes it. */
'use strict';

const assert = require('node:assert');
const { percent } = require('./arithmetic');

function day(offset) {
	const date = new Date(Date.now() + 8 * 3600e3 + offset * 86400e3);
	return date.toISOString().slice(0, 10);
}

/* Below the goal of 75 %: the commission puts it into the ledger, the hospital works it, the
 * commission signs it off. */
async function rectify(run, { administrator, clerk, leader }, indicator, [part, whole]) {
	await administrator.go(`/commission/institution/${run.institution}/result?programme=${run.programme}&period=${run.period}`);
	const link = administrator.page.locator('main a[href*="/ledger/new"]').and(administrator.page.locator(`[href*="indicator=${indicator}"]`));
	await administrator.go(await link.getAttribute('href'));
	assert.ok((await administrator.words()).includes(`${percent(part, whole)}%；分子/分母：${part}/${whole}`), await administrator.words());
	assert.match(await administrator.value('content'), /未实现本院目标 75%/);
	await administrator.fill({ source: 'goal', due_on: day(-1) });
	await administrator.press('列入台账', 'main', 400);
	assert.match(await administrator.message('post'), /填写/);
	await administrator.look('08-ledger-new-wrong');
	await administrator.fill({ post: '医务科科长', due_on: day(40) });
	await administrator.press('列入台账');
	const item = /ledger\/(\d+)/.exec(administrator.page.url())[1];
	await administrator.look('08-ledger-opened');

	await clerk.go('/institution/');
	await clerk.follow('整改台账');
	await clerk.look('08-ledger-own-list');
	await clerk.go(`/institution/ledger/${item}`);
	assert.match(await clerk.words(), /还有 40 天/);
	await clerk.follow('分析关键原因');
	await clerk.fill({ text: '抽查 40 份病历，评估后未开医嘱的占七成。' });
	await clerk.look('08-ledger-cause');
	await clerk.press('保存');
	await clerk.follow('制定整改措施');
	await clerk.fill({ text: '评估结果与医嘱联动', post: '信息科科长', due_on: day(20) });
	await clerk.look('08-ledger-measure');
	await clerk.press('保存');
	await clerk.press('报送措施');
	await administrator.go(`/commission/ledger/${item}`);
	await administrator.press('退回措施', 'main', 400);
	assert.match(await administrator.message('words'), /填写意见/);
	await administrator.look('08-ledger-plan');
	await administrator.press('认可措施');

	await clerk.go(`/institution/ledger/${item}`);
	await clerk.fill({ words: '开发完成，正在试用' });
	await clerk.press('记录进展');
	await clerk.follow('登记完成或取消');
	await clerk.fill({ outcome: 'done', text: '全院上线' });
	await clerk.look('08-ledger-measure-end');
	await clerk.press('保存');
	await clerk.press('措施已落实');
	await clerk.follow('核查效果');
	await clerk.fill({ numerator: '１56', denominator: '200', text: '上线后一个月，规范预防率达到 78%，达到目标。' });
	await clerk.look('08-ledger-effect');
	await clerk.press('保存');
	await leader.go(`/institution/ledger/${item}`);
	await leader.look('08-ledger-report');
	await leader.press('报请销号');
	await administrator.go(`/commission/ledger/?phase=waiting&name=${encodeURIComponent(run.name)}`);
	await administrator.look('08-ledger-list');
	await administrator.go(`/commission/ledger/${item}`);
	await administrator.fill({ words: '效果达到目标，同意销号' });
	await administrator.press('同意销号');
	await administrator.look('08-ledger-closed');
	const words = await administrator.words();
	for (const expected of ['已销号', '156/200', '按期完成', '效果达到目标，同意销号']) {
		assert.ok(words.includes(expected), expected);
	}
}

module.exports = { rectify };
