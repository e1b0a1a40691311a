// The window before publishing: each institution sees its own results as they will appear, says something
// to them; the commission answers; then another person publishes, and the remark stands in the edition.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {Visitor, csrf, jobDone, signedIn, visible} = require('./portal');
const {query, single} = require('./people');
const {decideCaps, editionsOf, preparePreview, setRule} = require('./editions');

const period = '2024Q3';
const indicator = 'NIT-2024-06.1';
let programme;
let admin;
let director;
let leader;
let clerk;
let number;

// A new preview, by who prepares.
async function anew() {
	number = await preparePreview(admin, programme, period);
}

const commission = () => `/commission/edition/?programme=${programme}&period=${period}`;

before(async () => {
	programme = single(`SELECT id FROM zhiheng.programme WHERE year = 2024 AND commission_id = (SELECT id FROM zhiheng.commission WHERE region_code = '990100')`);
	[admin, director, leader, clerk] = [await signedIn('city.admin'), await signedIn('city.director'), await signedIn('h1.leader'), await signedIn('h1.clerk')];
	await editionsOf('990100');
	await setRule(admin, programme, {preview_days: '14'});
	await anew();
});

after(() => setRule(admin, programme, {}));

const preview = () => `/institution/preview/${number}`;

test('the institution sees its own results, and only these', async () => {
	const list = await clerk.get('/institution/preview/');
	assert.equal(list.status, 200);
	assert.ok(list.text.includes(`href="${preview()}"`), visible(list.text));
	const page = await clerk.get(preview());
	assert.equal(page.status, 200);
	const own = single(`SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk'`);
	const rows = query(`SELECT indicator_code, trim_scale(numerator), rank, ranked, hidden FROM zhiheng.preview_result
		WHERE preview_id = ${number} AND institution_id = ${own}`);
	assert.ok(rows.length > 50);
	for (const [code, numerator, rank, ranked, hidden] of rows) {
		assert.ok(page.text.includes(`${preview()}/${code}`), code);
		if (rank !== '')
			assert.ok(new RegExp(`${code}[\\s\\S]{0,900}${rank}=? / ${ranked}`).test(page.text), `${code} ${rank} / ${ranked}`);
		if (hidden === 't')
			assert.equal(numerator, '');
	}
	assert.equal((await (await signedIn('county.reviewer')).get(preview())).status >= 300, true);
	assert.equal((await new Visitor().get(preview())).status, 303);
	assert.equal((await clerk.get('/institution/preview/999999')).status, 404);
	assert.equal((await clerk.get(`${preview()}/NO-SUCH`)).status, 404);
});

test('remark and objection: by verifier or leader; changed and taken back; too long refused with the text kept', async () => {
	const url = `${preview()}/${indicator}`;
	const page = await leader.get(url);
	assert.equal(page.status, 200);
	assert.equal((await clerk.post(url, {_csrf: csrf((await clerk.get(url)).text), remark: '甲', objection: ''})).status, 403);
	const long = await leader.post(url, {_csrf: csrf(page.text), remark: '长'.repeat(501), objection: ''});
	assert.equal(long.status, 400);
	assert.ok(long.text.includes('长'.repeat(501)));
	assert.equal((await leader.post(url, {_csrf: csrf(page.text), remark: '初稿', objection: '分母应为四千'})).status, 303);
	assert.equal((await leader.post(url, {_csrf: csrf(page.text), remark: '本院含分院区', objection: '分母应为四千'})).status, 303);
	assert.equal(single(`SELECT count(*) FROM zhiheng.preview_remark WHERE preview_id = ${number}`), '3', 'what does not change is not said again');
	assert.ok(/附注：本院含分院区 异议：分母应为四千 等待答复/.test(visible((await leader.get(preview())).text)));
});

test('a preview made anew keeps what was said; what was taken back stays away; answers come along', async () => {
	const other = 'NIT-2024-10.1';
	const say = async (code, remark, objection) => {
		const url = `${preview()}/${code}`;
		return leader.post(url, {_csrf: csrf((await leader.get(url)).text), remark, objection});
	};
	assert.equal((await say(other, '收回的话', '也收回')).status, 303);
	assert.equal((await say(other, '', '')).status, 303);
	const before = number;
	await anew();
	assert.notEqual(number, before);
	const carried = query(`SELECT kind, text, carried_from IS NOT NULL, (SELECT login FROM zhiheng.account AS account WHERE account.id = account_id)
		FROM zhiheng.preview_remark WHERE preview_id = ${number} ORDER BY kind`);
	assert.deepEqual(carried, [['objection', '分母应为四千', 't', 'h1.leader'], ['remark', '本院含分院区', 't', 'h1.leader']]);
	assert.match(visible((await leader.get(preview())).text), /附注：本院含分院区 （沿用上一次预览） 异议：分母应为四千 （沿用上一次预览） 等待答复/);
	assert.match(visible((await director.get(commission())).text), /有 1 条异议未答复[\s\S]*分母应为四千[\s\S]*沿用上一次预览/);
	// Answered and made anew once more: the answer stands.
	const objection = /\/commission\/edition\/objection\/\d+/.exec((await admin.get(commission())).text)[0];
	assert.equal((await admin.post(objection, {_csrf: csrf((await admin.get(objection)).text), outcome: 'rejected', answer_text: '按首页口径'})).status, 303);
	await anew();
	assert.match(visible((await leader.get(preview())).text), /异议：分母应为四千 （沿用上一次预览） 异议不成立 ：按首页口径/);
	// Still the institution's: taken back and said again, it waits for an answer again.
	assert.equal((await say(indicator, '本院含分院区', '')).status, 303);
	assert.equal((await say(indicator, '本院含分院区', '分母应为四千')).status, 303);
	assert.match(visible((await leader.get(preview())).text), /异议：分母应为四千 等待答复/);
});

test('publishing waits for the window and for the answers', async () => {
	const page = await director.get(commission());
	assert.match(visible(page.text), /有 1 条异议未答复/);
	assert.match(visible(page.text), /分母应为四千/);
	const publish = (fields) => director.post(`/commission/edition/publish?programme=${programme}&period=${period}`,
		{_csrf: csrf(page.text), preview: number, ...fields});
	const early = await publish({});
	assert.equal(early.status, 409);
	assert.match(visible(early.text), /预览期尚未结束/);
	// Time passes: the only way to see it without waiting.
	query(`ALTER TABLE zhiheng.preview DISABLE TRIGGER append_only; UPDATE zhiheng.preview SET closes_at = now() WHERE id = ${number};
		ALTER TABLE zhiheng.preview ENABLE TRIGGER append_only`);
	const open = await publish({});
	assert.equal(open.status, 409);
	assert.match(visible(open.text), /还有未答复的异议/);

	const objection = /\/commission\/edition\/objection\/\d+/.exec(page.text)[0];
	const form = await admin.get(objection);
	assert.equal(form.status, 200);
	assert.equal((await admin.post(objection, {_csrf: csrf(form.text), outcome: '', answer_text: ''})).status, 400);
	assert.equal((await admin.post(objection, {_csrf: csrf(form.text), outcome: 'rejected', answer_text: '与病案首页一致'})).status, 303);
	assert.equal((await admin.post(objection, {_csrf: csrf(form.text), outcome: 'rejected', answer_text: '再答'})).status, 409);
	assert.ok(/异议不成立 ：与病案首页一致/.test(visible((await leader.get(preview())).text)));
	const late = await leader.post(`${preview()}/${indicator}`, {_csrf: csrf((await leader.get(`${preview()}/${indicator}`)).text || ''), remark: '又', objection: ''});
	assert.ok([403, 409].includes(late.status));

	// Whether there are caps depends on what other editions hide by now; tests/http/undecided_cap.test.js has those that there are.
	if (single(`SELECT count(*) FROM zhiheng.cap_candidate WHERE preview_id = ${number}`) !== '0') {
		const undecided = await publish({});
		assert.equal(undecided.status, 409);
		assert.match(visible(undecided.text), /还有封顶没有审议/);
		assert.equal((await decideCaps(admin, programme, period)).status, 303);
	}
	assert.match(await jobDone(admin, await publish({})), /已公开第 \d+ 版/);
});

test('the remark stands in the edition and its files, the objection does not', async () => {
	const edition = JSON.parse((await new Visitor().get(`/api/v1/editions?region=990100&period=${period}`)).text).editions[0];
	const remarks = JSON.parse((await new Visitor().get(`${edition.url}files/remarks.json`)).text).rows;
	assert.deepEqual(remarks.map((row) => [row.indicator_code, row.text]), [[indicator, '本院含分院区']]);
	assert.equal((await leader.get(preview())).status, 404, 'the preview is over');
});

test('a baseline out of small counts is hidden, by the threshold of the rule', async () => {
	const shown = async (small) => {
		await setRule(admin, programme, {preview_days: '14', small_below: small});
		await anew();
		return query(`SELECT kept.numerator, kept.denominator, result.baseline IS NOT NULL
			FROM zhiheng.preview_result AS result
			JOIN zhiheng.baselines_approved(${programme}, NULL) AS kept ON kept.institution_id = result.institution_id
				AND kept.indicator_code = result.indicator_code
			WHERE result.preview_id = ${number} AND kept.denominator IS NOT NULL`).map(([x, n, seen]) => ({x: Number(x), n: Number(n), seen: seen === 't'}));
	};
	const small = (row, below) => (row.x > 0 && row.x < below) || (row.n > row.x && row.n - row.x < below) || row.n < below;
	const five = await shown('5'), eleven = await shown('11');
	assert.ok(five.some((row) => row.seen && small(row, 11)), 'there are such baselines');
	for (const [rows, below] of [[five, 5], [eleven, 11]])
		assert.ok(rows.some((row) => row.seen) && rows.every((row) => !row.seen || !small(row, below)), `below ${below}`);
});
