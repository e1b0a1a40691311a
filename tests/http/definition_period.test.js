// W4: one definition of an element in a period: two programmes of one level that mean different things, one after the other and
// at once; what the second is told, and how it goes on; what a lower one is told of a higher one's.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {signedIn, visible} = require('./portal');
const {adopt, openProgramme, query, single} = require('./people');

const element = 'iv_drug_kinds';
let first;
let second;
let old;

function redefine(definition) {
	query(`WITH load AS (INSERT INTO zhiheng.catalogue_load (added, changed, withdrawn) VALUES (0, 1, 0) RETURNING id)
		INSERT INTO zhiheng.catalogue_element (code, version, withdrawn, load_id, name, definition, unit, type, minimum, accumulation,
		none_kind, half_year_rule, year_rule)
		SELECT old.code, old.version + 1, false, load.id, old.name, '${definition}', old.unit, old.type, old.minimum, old.accumulation,
		old.none_kind, old.half_year_rule, old.year_rule
		FROM zhiheng.element AS old, load WHERE old.code = '${element}'`);
}

function move(programme, quarter, act = 'open') {
	return programme.admin.submit(`${programme.url}/period`, {period: `${programme.year}Q${quarter}`, act}, `${programme.url}/period/move`);
}

function fixed(quarter) {
	return query(`SELECT fixed.version, fixed.programme_id FROM zhiheng.element_period AS fixed WHERE fixed.element_code = '${element}' AND period = '${first.year}Q${quarter}'`)[0];
}

before(async () => {
	old = single(`SELECT definition FROM zhiheng.element WHERE code = '${element}'`);
	first = await openProgramme('990122', `w4a${process.pid}`);
	second = await openProgramme('990123', `w4b${process.pid}`);
	assert.equal(first.year, second.year);
	assert.equal((await adopt(first, 'NIT-2023', ['NIT-2023-06'])).status, 303);
	redefine('改过的口径：只计本院急诊');
	assert.equal((await adopt(second, 'NIT-2023', ['NIT-2023-06'])).status, 303);
});

// The newest version means again what the files say.
after(() => redefine(old));

test('two at once: one fixes it, the other is refused', async () => {
	for (const quarter of [2, 3, 4]) {
		const answers = await Promise.all([move(first, quarter), move(second, quarter)]);
		assert.deepEqual(answers.map(({status}) => status).sort(), [303, 400], `quarter ${quarter}`);
		const winner = answers[0].status === 303 ? first : second;
		assert.equal(fixed(quarter)[1], winner.url.split('/').at(-1));
		const loser = winner === first ? second : first;
		assert.equal(single(`SELECT state FROM zhiheng.reporting_period WHERE programme_id = ${loser.url.split('/').at(-1)} AND period = '${first.year}Q${quarter}'`), 'planned');
	}
});

test('the second is told both programmes and both definitions, and may take over what is fixed', async () => {
	assert.equal((await move(first, 1)).status, 303);
	const refused = await move(second, 1);
	assert.equal(refused.status, 400);
	const text = visible(refused.text);
	assert.match(text, /同一数据项在同一报告期只有一个口径，由最先开放的方案确定/);
	assert.ok(text.includes(`${first.year}年第一季度`) && text.includes(`（${element}）在“990122 ${first.year}年方案”中为第`), text);
	assert.ok(text.includes(old) && text.includes('改过的口径：只计本院急诊'), 'both definitions');
	assert.match(text, /改用已定的口径并开放填报/);
	const followed = await move(second, 1, 'follow');
	assert.equal(followed.status, 303);
	const page = visible((await second.admin.get(second.url)).text);
	assert.match(page, /改用口径 “[^”]+”（iv_drug_kinds）改用“990122 \d+年方案”所用的第 \d+ 版/);
	assert.match(visible((await second.admin.get(followed.location)).text), /已改用已定的口径并开放填报/);
});

test('a higher commission\'s waits for the next period, and who is below reads it on the desk', async () => {
	redefine('省里的口径');
	const province = await signedIn('province.admin');
	const present = single(`SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id
		WHERE region_code = '990000' AND year = ${first.year}`);
	if (present === null)
		assert.equal((await province.submit('/commission/programme/new', {year: String(first.year), name: `省里${first.year}年方案`})).status, 303);
	const id = single(`SELECT programme.id FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id WHERE region_code = '990000' AND year = ${first.year}`);
	const above = {admin: province, url: `/commission/programme/${id}`, year: first.year};
	assert.equal((await adopt(above, 'NIT-2023', ['NIT-2023-06'])).status, 303);
	// Of nobody, or all hospitals of the other tests would have one more return.
	query(`UPDATE zhiheng.programme_indicator SET kinds = '{exam_centre}' WHERE programme_id = ${id}`);
	const was = fixed(1);
	assert.equal((await move(above, 1)).status, 303);
	assert.deepEqual(fixed(1), was, 'what is fixed stays');
	const told = visible((await first.admin.get('/commission/')).text);
	assert.match(told, /口径变动：990122 \d+年方案/);
	assert.match(told, /从尚未开放的报告期起改用“省里\d+年方案”的口径/);
	assert.match(visible((await first.admin.get(first.url)).text), /改用“省里\d+年方案”所用的第 \d+ 版“省里的口径”，从尚未开放的报告期起/);
	assert.equal((await move(above, 1, 'close')).status, 303);
});
