'use strict';
/* Step six of the main job. */
const assert = require('node:assert');

const city = '990100';

/* One prepares and previews, another publishes. */
async function publish(run, { administrator, director }, number) {
	const address = `/commission/edition/?programme=${run.programme}&period=${run.period}`;
	if (number === 1) {
		await administrator.go(`/commission/edition/rule/${run.programme}`);
		await administrator.fill({ preview_days: '0' });
		await administrator.look('06-rule');
		await administrator.press('保存');
	}
	await administrator.go(address);
	if (number > 1) {
		await administrator.press('生成更正预览', 'main', 400);
		assert.match(await administrator.message('reason'), /更正/);
		await administrator.fill({ reason: `更正${run.name}的 VTE 规范预防例数` });
	}
	await administrator.press(number > 1 ? '生成更正预览' : '生成预览');
	/* The page refreshes itself, without a script. */
	await administrator.page.getByRole('link', { name: '返回公开版本' }).waitFor({ timeout: 60000 });
	await administrator.look(`06-prepared-${number}`);
	await director.go(address);
	await director.look(`06-preview-${number}`);
	await director.press('公开', 'section');
	await director.page.getByRole('link', { name: '查看公开页面' }).waitFor({ timeout: 60000 });
	await director.look(`06-published-${number}`);
	await director.follow('查看公开页面');
	assert.ok(director.page.url().endsWith(`/region/${city}/${run.period}/`));
}

module.exports = { publish };
