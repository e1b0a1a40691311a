/* The main job from programme to publication, its correction and the ledger, as four people do it in
 * a real Chromium: an administrator of the commission; a clerk, a verifier and a leader of one hospital.  Once with JavaScript, once without,
 * each in a programme of its own year.  The other hospitals of the peer group are filled in over
 * HTTP.  Every number that a page shows is computed here again from what was typed. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Visitor, accounts, signedIn } = require('../http/portal');
const { computed, query, single } = require('../http/people');
const { assertInterval, percent, ranks, readCsv, sum } = require('./arithmetic');
const { accept, begin, elements, passCounty, report } = require('./peers');
const { publish } = require('./publishing.js');
const { Person, launch } = require('./person');
const { rectify } = require('./rectify');

const city = '990100';
const vte = 'NIT-2025-03.1'; /* VTE prevention: higher is better */
const infusion = 'NIT-2025-05.1'; /* infusions: lower is better */

const runs = [
	{ title: 'with JavaScript', javaScript: true, year: 2026, hospital: 'h1', group: '三级综合医院', level: 'tertiary', pictures: 'eight_steps' },
	{ title: 'without JavaScript', javaScript: false, year: 2027, hospital: 'h2', group: '二级综合医院', level: 'secondary' },
];

/* What the hospitals of the peer group report: of discharges, prevented; of discharges, infused.
 * The first is the one of the four people; the second shares its rate; the last has too few cases
 * to be ranked for prevention. */
const reports = [[1000, 700, 500], [1200, 840, 720], [1200, 900, 540], [1000, 600, 550], [1000, 650, 400], [80, 60, 40]];
const minimum = 100;

let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

function day(offset) {
	const date = new Date(Date.now() + 8 * 3600e3 + offset * 86400e3);
	return date.toISOString().slice(0, 10);
}

/* ---- the steps ---- */

async function makeProgramme(run, { administrator }) {
	await administrator.look('01-commission-home');
	await administrator.follow('监测方案', '.zh-nav');
	await administrator.look('01-programme-list');
	await administrator.follow('新建方案');
	await administrator.fill({ year: '去年', name: '' });
	await administrator.press('建立方案', 'main', 400);
	assert.match(await administrator.message('year'), /应为整数/);
	assert.strictEqual(await administrator.value('year'), '去年', 'what was typed is still there');
	await administrator.look('01-programme-new-wrong');
	await administrator.fill({ year: String(run.year), name: `示例市${run.year}年监测方案`, copy: false });
	await administrator.press('建立方案');
	run.programme = Number(/programme\/(\d+)/.exec(administrator.page.url())[1]);
	const home = `/commission/programme/${run.programme}`;

	for (const [list, targets] of [['2025年国家医疗质量安全改进目标', ['NIT-2025-03', 'NIT-2025-05', 'NIT-2025-09']],
		['2024年各专业质控工作改进目标', ['PIT-2024-29']]]) {
		await administrator.follow(`选择目标：${list}`);
		await administrator.fill({ target: targets });
		await administrator.look(`01-adopt-${targets[0]}`);
		await administrator.press('保存');
		assert.match(await administrator.words(), /目标已更新/);
	}
	await administrator.go(`${home}/indicator/${vte}`);
	await administrator.fill({ levels: ['tertiary', 'secondary'], kinds: ['general'], minimum_denominator: String(minimum), op: '>=', value: '六十', source: '示例市自定' });
	await administrator.press('保存', 'main', 400);
	assert.match(await administrator.message('value'), /应为数字/);
	await administrator.fill({ value: '６５' });
	await administrator.look('01-programme-indicator');
	await administrator.press('保存');
	const row = (await administrator.table('点指标名称修改')).find((cells) => cells.指标.includes(vte));
	assert.match(row.填报范围, /三级.*二级/);
	assert.match(row.要求, /65/);
	assert.strictEqual(row.最小分母, String(minimum));
	await administrator.follow('核对和确认指标口径'); /* or nothing of it would be ranked in public */
	await administrator.page.locator('input[name=scope][value=all]').check();
	await administrator.press('所选认定口径');
	await administrator.page.locator('input[name=source]').fill('示例市质控指标口径手册，逐项核对');
	await administrator.look('01-definitions');
	await administrator.page.locator('button[name=act][value=confirm]').click();
	assert.match(await administrator.words(), /已认定口径 \d+ 项指标/);
	await administrator.go(home);
	await administrator.look('01-programme');

	await administrator.go(`${home}/period`);
	await administrator.fill({ opens_1: day(-10), due_1: day(20) });
	await administrator.press('保存日历');
	await administrator.press(`开放填报：${run.year}年第一季度`);
	assert.match(await administrator.words(), /已开放填报/);
	await administrator.look('01-calendar');
	run.return = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${run.institution} AND period = '${run.period}'`));
	assert.ok(run.return > 0, 'opening the quarter made the hospital\'s return');
}

async function registerBaselines(run, { administrator, clerk }) {
	const list = `/institution/baseline/${run.programme}`;
	await clerk.follow('基线与目标', '.zh-nav');
	await clerk.go(list);
	await clerk.look('02-baseline-list');

	await clerk.go(`${list}/${vte}`);
	await clerk.fill({ period: `${run.year - 1}`, numerator: '2100', denominator: '2000', goal: '75' });
	await clerk.press('登记', 'main', 400);
	assert.match(await clerk.message('numerator'), /分子不能大于分母/);
	await clerk.look('02-baseline-wrong');
	await clerk.fill({ numerator: '1,200' });
	await clerk.press('登记');
	assert.match(await clerk.words(), /已登记，等待/);

	/* Infusions should fall; a goal above the baseline needs a reason. */
	await clerk.go(`${list}/${infusion}`);
	await clerk.fill({ period: `${run.year - 1}`, numerator: '1000', denominator: '2000', goal: '55' });
	await clerk.press('登记', 'main', 400);
	assert.match(await clerk.message('reason'), /原因/);
	for (const [name, value] of Object.entries({ numerator: '1000', denominator: '2000', goal: '55' })) {
		assert.strictEqual(await clerk.value(name), value);
	}
	await clerk.fill({ reason: '门诊输液转入住院，短期内会上升' });
	await clerk.press('登记');

	const open = async (indicator) => {
		await administrator.go(`/commission/baseline/?name=${encodeURIComponent(run.name)}&indicator=${indicator}`);
		const link = administrator.page.locator('main tbody a').first();
		await Promise.all([administrator.page.waitForNavigation(), link.click()]);
	};
	await administrator.go(`/commission/baseline/?name=${encodeURIComponent(run.name)}`);
	await administrator.look('02-commission-baseline-list');
	await open(vte);
	assert.match(await administrator.words(), /60\.00.*1200\/2000/, 'the baseline is what was typed');
	await administrator.press('批准');
	await open(infusion);
	assert.match(await administrator.words(), /门诊输液转入住院/);
	await administrator.press('退回', 'main', 400);
	assert.match(await administrator.message('reason'), /原因/);
	await administrator.fill({ reason: '目标应低于基线，请重新确定' });
	await administrator.press('退回');
	await administrator.look('02-commission-baseline');

	await clerk.go(list);
	assert.match(await clerk.words(), /目标应低于基线，请重新确定/, 'the clerk sees the reason');
	await clerk.go(`${list}/${infusion}`);
	await clerk.fill({ goal: '45', reason: '' });
	await clerk.press('登记');
	await clerk.look('02-baseline-form');
	await open(infusion);
	await administrator.press('批准');
	assert.deepStrictEqual(query(`SELECT asked.indicator_code, head.version, trim_scale(head.goals[1]), head.state FROM zhiheng.baseline_current AS head
		JOIN zhiheng.programme_indicator AS asked ON (asked.numerator, asked.denominator) = (head.numerator_code, head.denominator_code)
		JOIN zhiheng.programme AS own ON (own.id, own.year) = (asked.programme_id, head.year) WHERE own.id = ${run.programme} AND institution_id = ${run.institution} ORDER BY 1`), [[vte, '1', '75', 'approved'], [infusion, '2', '45', 'approved']]);
}

/* Fills in everything with the keyboard alone and sends it with Enter. */
async function typeThrough(clerk, values) {
	const { page } = clerk;
	const wanted = new Map(Object.entries(values));
	await page.locator('main form [name^="value."]').first().focus();
	const seen = [];
	for (let i = 0; i < 600 && wanted.size > 0; i++) {
		const name = await page.evaluate(() => document.activeElement.name || '');
		if (wanted.has(name)) {
			await page.keyboard.press('Control+A');
			await page.keyboard.type(String(wanted.get(name)));
			wanted.delete(name);
			seen.push(name);
		}
		await page.keyboard.press('Tab');
	}
	assert.deepStrictEqual([...wanted.keys()], [], 'Tab reaches every field');
	const order = await page.locator('main form [name^="value."]').evaluateAll((fields) => fields.map((field) => field.name));
	assert.deepStrictEqual(seen, order.filter((name) => name in values), 'in the order of the page');
	await page.keyboard.press('Shift+Tab');
	await page.locator(`[name="${order[0]}"]`).focus();
	if (clerk.options.javaScript) {
		await page.keyboard.press('Enter');
		assert.strictEqual(await page.evaluate(() => document.activeElement.name), order[1], 'Enter goes down');
		await page.locator('main form button[value="save"]').focus();
	}
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function fillIn(run, { clerk }) {
	const numbers = elements(reports[0]);
	const right = Object.fromEntries(Object.entries(numbers).map(([code, value]) => [`value.${code}`, String(value)]));
	const url = `/institution/return/${run.return}`;
	await clerk.go('/institution/');
	await clerk.look('03-institution-home');
	await clerk.follow(`${run.year}年第一季度报表`);
	assert.ok(clerk.page.url().endsWith(url));
	await clerk.look('03-return-empty');

	/* A text, a negative number; and a numerator above its denominator. */
	const wrong = { ...right, 'value.or_surgeries': '很多', 'value.unplanned_reops': '-2', 'value.vte_prevented': '1,100', 'value.discharges': '１０００' };
	await typeThrough(clerk, wrong);
	assert.strictEqual(clerk.served.status, 400);
	assert.match(await clerk.message('value.or_surgeries'), /应为数字/);
	assert.match(await clerk.message('value.unplanned_reops'), /不能是负数/);
	for (const [name, value] of Object.entries(wrong)) {
		assert.strictEqual(await clerk.value(name), value, `${name} still shows what was typed`);
	}
	if (!run.javaScript) {
		assert.strictEqual(single(`SELECT revision FROM zhiheng.return WHERE id = ${run.return}`), '0', 'nothing is stored by half');
	} else {
		assert.match(await clerk.page.evaluate(() => document.activeElement.className), /zh-error-summary/, 'the summary has the focus');
	}
	await clerk.follow(/应为数字/, '.zh-error-summary').catch(() => {});
	await clerk.look('03-return-wrong');

	await clerk.fill({ 'value.or_surgeries': right['value.or_surgeries'], 'value.unplanned_reops': right['value.unplanned_reops'] });
	await clerk.press('保存并检查');
	assert.match(await clerk.words(), /（1100）不能大于.*（1000）/);
	assert.match(await clerk.words(), /错误（2）/); /* more than the discharges, and than were assessed */
	await clerk.look('03-check-wrong');

	await clerk.go(url);
	await clerk.fill({ 'value.vte_prevented': '680' });
	await clerk.press('保存');
	assert.match(await clerk.words(), /已保存/);
	await clerk.look('03-return-saved');
	await clerk.follow('检查与送审');
	assert.match(await clerk.words(), /没有错误/);
	assert.strictEqual(await clerk.page.getByRole('button', { name: '审核通过' }).count(), 0, 'the clerk cannot verify');
	await clerk.look('03-check');
	/* What is far from the same quarter of the year before is asked about; a hospital new to it has none. */
	assert.strictEqual(await clerk.explain() > 0, run.year === 2026);
}

async function verifyAndSubmit(run, { verifier, leader }, saves) {
	const check = `/institution/return/${run.return}/check`;
	await verifier.go(check);
	await verifier.press('审核通过');
	assert.match(await verifier.words(), /已通过审核/);
	await leader.go('/institution/');
	await leader.follow(`${run.year}年第一季度报表`);
	await leader.confirm();
	await leader.press('签字并提交给卫健委', 'main', 400);
	assert.match(await leader.message('declared'), /请勾选确认/);
	await leader.fill({ declared: true });
	await leader.press('签字并提交给卫健委');
	const words = await leader.words();
	assert.match(words, /报送回执/);
	/* With JavaScript the form saves while it is typed. */
	const count = Number(/第 (\d+) 次保存/.exec(words)[1]);
	assert.ok(run.javaScript ? count >= saves : count === saves, words);
	const digest = single(`SELECT encode(digest, 'hex') FROM zhiheng.return_event WHERE return_id = ${run.return} AND to_state = 'submitted' ORDER BY id DESC LIMIT 1`);
	assert.ok(words.includes(digest), 'the receipt names the digest of what was submitted');
}

async function review(run, people) {
	const { administrator, clerk, verifier } = people;
	const reason = '与病案首页的统计不符，请核对后重报';
	await passCounty(run.return);
	await administrator.go(`/commission/return/?programme=${run.programme}&period=${run.period}`);
	await administrator.look('04-return-list');
	await administrator.go(`/commission/return/?programme=${run.programme}&period=${run.period}&name=${encodeURIComponent(run.name)}`);
	await administrator.follow(run.name);
	assert.match(await administrator.words(), /68\.00/);
	await begin(administrator, run.return);
	await administrator.press('退回', 'main', 400);
	assert.match(await administrator.message('overall'), /总体意见/);
	const box = administrator.page.locator('[name="reason.vte_prevented"]');
	await administrator.page.locator('details').filter({ has: box }).locator('summary').click();
	await box.fill(reason);
	await administrator.fill({ overall: '请核对 VTE 数据' });
	await administrator.look('04-review');
	await administrator.press('退回');
	await administrator.look('04-review-returned');

	/* The clerk sees exactly that, beside exactly that element. */
	await clerk.go('/institution/');
	assert.match(await clerk.words(), /请核对 VTE 数据/);
	await clerk.go(`/institution/return/${run.return}`);
	const boxes = clerk.page.locator('main .zh-element').filter({ hasText: '退回意见' });
	assert.strictEqual(await boxes.count(), 1);
	assert.ok((await boxes.innerText()).includes(reason));
	assert.strictEqual(await boxes.locator('label').getAttribute('for'), 'value.vte_prevented');
	await clerk.look('04-return-returned');
	await clerk.fill({ 'value.vte_prevented': '700' });
	await clerk.press('保存');
	await verifier.look('04-verified');
	await verifyAndSubmit(run, people, 3);
	await people.leader.look('04-receipt');
	if (run.javaScript) {
		await people.leader.print('04-receipt');
	}
	await begin(administrator, run.return);
	await administrator.press('接受');
	assert.match(await administrator.words(), /已接受/);
}

/* The rows of a ranking by name of the hospital. */
function byName(run, rows) {
	return run.peers.map((peer) => {
		const row = rows.find((cells) => cells.医疗机构.includes(peer.name));
		assert.ok(row, `${peer.name} is in the table`);
		return row;
	});
}

async function compare(run, { administrator }, numbers) {
	const scope = `programme=${run.programme}&period=${run.period}`;
	for (const [code, part, limit, higher] of [[vte, 1, minimum, true], [infusion, 2, 30, false]]) {
		await administrator.go(`/commission/indicator/${code}?${scope}`);
		const pairs = numbers.map((one) => [one[part], one[0]]);
		const [partSum, wholeSum] = sum(pairs);
		const words = await administrator.words();
		assert.ok(words.includes(`${partSum}/${wholeSum}`), `sums of all: ${partSum}/${wholeSum}`);
		assert.ok((await administrator.words('.zh-figures')).includes(percent(partSum, wholeSum)));
		assertInterval(await administrator.words('.zh-figures'), partSum, wholeSum);

		/* By county: its hospitals added up. */
		const counties = await administrator.table('按县');
		for (const county of new Set(run.peers.map((peer) => peer.region))) {
			const [a, b] = sum(pairs.filter((_, i) => run.peers[i].region === county));
			const row = counties.find((cells) => cells.县 === county);
			assert.ok(row, county);
			assert.strictEqual(row['分子/分母'], `${a}/${b}`, county);
			assert.strictEqual(row.合计值, percent(a, b), county);
			assertInterval(row['95%置信区间'], a, b);
		}
		const eligible = pairs.filter(([, whole]) => whole >= limit);
		const expected = ranks(eligible, higher);
		const rows = byName(run, await administrator.table(run.group));
		let next = 0;
		rows.forEach((row, i) => {
			const [a, b] = pairs[i];
			assert.strictEqual(row.指标值, percent(a, b));
			assertInterval(row['95%置信区间'], a, b);
			assert.strictEqual(row['分子/分母'], `${a}/${b}`);
			if (b >= limit) {
				assert.strictEqual(row.名次, `${expected[next++]} / ${eligible.length}`, `rank of ${run.peers[i].name} in ${code}`);
			} else {
				assert.doesNotMatch(row.名次, /\d/, 'too few cases: no rank');
			}
		});
		if (code === vte) {
			assert.match(rows[0].本院目标, /^75/, 'the goal stands beside it');
			assert.match(rows[0].较基线, /10\.00/, 'and the change since the baseline of 60 %');
		}
		await administrator.look(`05-indicator-${code}`);
	}
	await administrator.go(`/commission/indicator/?${scope}`);
	const total = sum(numbers.map((one) => [one[1], one[0]]));
	const overview = (await administrator.table('各指标')).find((cells) => cells.指标.includes(vte));
	assert.ok(overview.合计值.includes(percent(...total)), overview.合计值);
	assert.strictEqual(overview['分子/分母'], `${total[0]}/${total[1]}`);
	await administrator.look('05-overview');
	await administrator.go(`/commission/institution/${run.institution}/result?${scope}`);
	assert.ok((await administrator.words()).includes(percent(numbers[0][1], numbers[0][0])));
	await administrator.look('05-institution');
}

/* What anybody reads without an account; numbers: as they must be in that edition. */
async function readPublic(run, reader, edition, numbers, newest) {
	const address = `/region/${city}/${run.period}/`;
	const which = newest ? address : `${address}${edition}/`;
	await reader.go(which);
	const words = await reader.words();
	assert.ok(words.includes(`第 ${edition} 版`));
	assert.strictEqual(/本版为更正版。更正说明：更正/.test(words), edition > 1);
	assert.strictEqual(/这是旧版本/.test(words), !newest);
	const pairs = numbers.map((one) => [one[1], one[0]]);
	const [a, b] = sum(pairs);
	const total = (await reader.table('各指标的全部机构合计')).find((cells) => cells.指标.includes(vte));
	assert.ok(total.合计值.includes(percent(a, b)), total.合计值);
	assert.strictEqual(total['分子/分母'].replace(/\s/g, ''), `${a}/${b}`);
	assertInterval(total.合计值, a, b);
	await reader.look(`07-public-${edition}${newest ? '' : '-old'}`);
	if (run.javaScript && newest) {
		await reader.print(`07-public-${edition}`);
	}

	await reader.go(`${which}indicator/${vte}`);
	/* The ineligible stand apart, if there are any. */
	const apart = pairs.some(([, whole]) => whole < minimum) ? await reader.table(`${run.group}：不参与排名`) : [];
	const rows = byName(run, [...await reader.table(`${run.group}：排名`), ...apart]);
	const eligible = pairs.filter(([, whole]) => whole >= minimum);
	const expected = ranks(eligible, true);
	rows.forEach((row, i) => {
		const [part, whole] = pairs[i];
		assert.strictEqual(row['分子/分母'].replace(/\s/g, ''), `${part}/${whole}`);
		assert.ok(row.指标值.includes(percent(part, whole)));
		assertInterval(row.指标值, part, whole);
		if (whole >= minimum) {
			const [, rank, low, high, of] = /^(\d+=?) （(\d+)(?:～(\d+))?）\/ (\d+)$/.exec(row.名次);
			assert.strictEqual(rank, expected[eligible.indexOf(pairs[i])]);
			assert.strictEqual(Number(of), eligible.length);
			assert.ok(Number(low) >= 1 && Number(high || low) >= Number(low) && Number(high || low) <= eligible.length, row.名次);
		} else {
			assert.match(row.原因, /少于最小分母/);
		}
	});
	await reader.look(`07-public-indicator-${edition}${newest ? '' : '-old'}`);

	/* The file says what the table says. */
	const link = await reader.page.getByRole('link', { name: '下载 CSV' }).getAttribute('href');
	const file = await new Visitor().get(link);
	assert.strictEqual(file.status, 200);
	const lines = readCsv(file.text);
	for (const [i, peer] of run.peers.entries()) {
		const line = lines.find((cells) => cells.includes(peer.name));
		assert.ok(line, `${peer.name} is in the file`);
		const [part, whole] = pairs[i];
		assert.ok(line.includes(String(part)) && line.includes(String(whole)), line.join());
		assert.ok(line.some((cell) => Math.abs(Number(cell) - 100 * part / whole) < 1e-6), line.join());
		if (whole >= minimum) {
			assert.ok(line.includes(expected[i].replace('=', '')), `rank in ${line}`);
		}
	}
	await reader.go(`${which}institution/${run.institution}`);
	assert.ok((await reader.words()).includes(percent(...pairs[0])));
	await reader.look(`07-public-institution-${edition}${newest ? '' : '-old'}`);
}

async function correct(run, people) {
	const { administrator, clerk } = people;
	await administrator.go(`/commission/return/${run.return}`);
	await administrator.fill({ overall: 'VTE 规范预防例数少报，请更正' });
	await administrator.press('退回更正');
	await clerk.go(`/institution/return/${run.return}`);
	await clerk.fill({ 'value.vte_prevented': '720' });
	await clerk.press('保存');
	await verifyAndSubmit(run, people, 4);
	await begin(administrator, run.return);
	await administrator.press('接受');
}

async function arrange(run) {
	run.period = `${run.year}Q1`;
	run.name = accounts[`${run.hospital}.clerk`].organisation;
	run.peers = query(`SELECT institution.id, institution.name, region.name FROM zhiheng.institution AS institution
		JOIN zhiheng.region AS region ON region.code = institution.region_code
		WHERE institution.level = '${run.level}' AND institution.kind = 'general' AND institution.name NOT LIKE '%测试%'
		ORDER BY institution.name <> '${run.name}', institution.id LIMIT ${reports.length}`)
		.map(([id, name, region]) => ({ id: Number(id), name, region }));
	run.institution = run.peers[0].id;
	const people = {};
	for (const [role, login] of Object.entries({
		administrator: 'city.admin', director: 'city.director', clerk: `${run.hospital}.clerk`, verifier: `${run.hospital}.verifier`, leader: `${run.hospital}.leader`,
	})) {
		people[role] = await Person.arrive(browser, run);
		await people[role].signIn(login, accounts[login].password);
	}
	people.reader = await Person.arrive(browser, run);
	return people;
}

for (const run of runs) {
	test(`the main job, ${run.title}`, async (t) => {
		const people = await arrange(run);
		const corrected = reports.map((one, i) => (i === 0 ? [one[0], 720, one[2]] : one));
		const steps = [
			['1 the commission makes a programme and opens a quarter', () => makeProgramme(run, people)],
			['2 baselines and goals are registered, returned, approved', () => registerBaselines(run, people)],
			['3 the clerk fills in the return, mistakes and all', () => fillIn(run, people)],
			['3 another verifies, the leader submits', () => verifyAndSubmit(run, people, 2)],
			['4 the commission returns it with a reason, then accepts', () => review(run, people)],
			['4 the other hospitals of the peer group report', async () => {
				const administrator = await signedIn('city.admin');
				for (const [i, peer] of run.peers.entries()) {
					if (i > 0) {
						await accept(administrator, await report(run, administrator, peer.id, reports[i]));
					}
				}
			}],
			['5 sums, intervals and ranks are those of the numbers typed', () => computed().then(() => compare(run, people, reports))],
			['6 the quarter is published', () => publish(run, people, 1)],
			['7 anybody reads the same numbers, on the page and in the file', () => readPublic(run, people.reader, 1, reports, true)],
			['7 what is wrong is corrected', () => correct(run, people)],
			['7 the correction is a second edition that says so', async () => {
				await publish(run, people, 2);
				await readPublic(run, people.reader, 2, corrected, true);
				await readPublic(run, people.reader, 1, reports, false);
			}],
			['8 what is off becomes a ledger item, is worked and signed off', () => rectify(run, people, vte, [corrected[0][1], corrected[0][0]])],
		];
		for (const [title, step] of steps) {
			let passed = false;
			await t.test(title, async () => {
				await step();
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
