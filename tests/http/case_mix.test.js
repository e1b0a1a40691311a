// One sentence stands wherever institutions are compared, ranked or graded: nothing is adjusted for who is treated.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query, single} = require('./people');
const {Visitor, signedIn, visible} = require('./portal');

const sentence = '本指标未作病例组合（风险）调整，机构间差异可能来自患者不同，不能直接解释为质量好坏。';

test('the sentence on case mix stands on pages of indicators, ranks and grades', async () => {
	const [[programme, institution]] = query(`SELECT edition.programme_id, result.institution_id
		FROM zhiheng.edition_result AS result JOIN zhiheng.edition AS edition ON edition.id = result.edition_id
		WHERE edition.region_code = '990100' AND edition.period = '2025Q2' AND result.indicator_code = 'NIT-2025-03.1' AND result.rank = 1 LIMIT 1`);
	// One that no edition came after.
	const preview = single(`SELECT max(preview.id) FROM zhiheng.preview AS preview WHERE NOT EXISTS (SELECT FROM zhiheng.edition AS edition
		WHERE edition.region_code = preview.region_code AND edition.period = preview.period AND edition.published_at > preview.prepared_at)
		AND EXISTS (SELECT FROM zhiheng.preview_result AS own JOIN zhiheng.account AS leader ON leader.institution_id = own.institution_id
			WHERE own.preview_id = preview.id AND leader.login = 'h1.leader')`);
	const of = `programme=${programme}&period=2025Q2`;
	const edition = '/region/990100/2025Q2';
	const pages = [
		[new Visitor(), `${edition}/indicator/NIT-2025-03.1`],
		[new Visitor(), `${edition}/grade`],
		[new Visitor(), `${edition}/institution/${institution}`],
		[new Visitor(), `${edition}/institution/${institution}/indicator/NIT-2025-03.1`],
		[new Visitor(), `${edition}/compare?institution1=${institution}`],
		[await signedIn('city.viewer'), `/commission/indicator/NIT-2025-03.1?${of}`],
		[await signedIn('city.viewer'), `/commission/grade/?${of}`],
		[await signedIn('city.viewer'), `/commission/institution/${institution}/result?${of}`],
		[await signedIn('city.viewer'), `/commission/programme/${programme}/grade/effect`],
		[await signedIn('h1.leader'), '/institution/result/'],
		[await signedIn('h1.leader'), '/institution/result/NIT-2025-03.1'],
		[await signedIn('h1.leader'), `/institution/preview/${preview}`],
	];
	for (const [person, url] of pages) {
		const page = await person.get(url);
		assert.equal(page.status, 200, url);
		assert.equal(visible(page.text).split(sentence).length - 1, 1, url);
	}
});
