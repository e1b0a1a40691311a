// Means come without the deviation of their measurements: a value, but no interval, no rank and no class anywhere.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query} = require('./people');
const {Visitor, signedIn, visible} = require('./portal');

const [[programme, code]] = query(`SELECT programme_id, indicator_code FROM zhiheng.asked_definition AS asked
	JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	WHERE owner.region_code = '990100' AND programme.year = 2025 AND kind = 'mean' AND required AND direction <> 'none' AND NOT own_trend
	ORDER BY bar, indicator_code LIMIT 1`);

test('no edition ranks a mean or gives it an interval', () => {
	const [[ranked, intervals, values]] = query(`SELECT count(rank), count(lower), count(value) FROM zhiheng.edition_result
		JOIN zhiheng.edition_indicator USING (edition_id, indicator_code) WHERE kind = 'mean'`);
	assert.deepEqual([ranked, intervals], ['0', '0']);
	assert.ok(Number(values) > 0);
});

test('nor does a page of those at work, of a hospital, or of the public', async () => {
	const staff = visible((await (await signedIn('city.admin')).get(`/commission/indicator/${code}?programme=${programme}&period=2025Q2`)).text);
	assert.match(staff, /不能计算置信区间/);
	assert.doesNotMatch(staff, /1=? \/ \d+ |优于预期|差于预期/);
	const own = visible((await (await signedIn('h1.leader')).get(`/institution/result/${code}`)).text);
	assert.match(own, /不参与排名（/);
	const edition = visible((await new Visitor().get(`/region/990100/2025Q2/indicator/${code}`)).text);
	assert.doesNotMatch(edition, /家参与排名|优于预期|差于预期/);
});
