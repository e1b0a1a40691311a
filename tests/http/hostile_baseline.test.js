// Hostile names of the files that bear out a baseline: kept as they are, shown escaped, ten at most.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {csrf, signedIn, unescapeHtml} = require('./portal');
const {query, single} = require('./people');
const {hostile, packs} = require('./hostile');

const texts = hostile.map(({text}) => text);

function shows(html, list, where) {
	for (const text of list)
		assert.ok(unescapeHtml(html).includes(text), `${where}: ${text}`);
	assert.doesNotMatch(html, /<(script>alert|b>|i>|iframe|math|svg\/onload|img src=x|base )/, where);
}

test('files beside baselines: their names', async () => {
	const registered = single(`SELECT max(given.id) FROM zhiheng.baseline AS given JOIN zhiheng.account AS clerk ON clerk.institution_id = given.institution_id
		WHERE clerk.login = 'h2.clerk' AND given.year = 2025`);
	query(`BEGIN; INSERT INTO zhiheng.baseline (institution_id, year, numerator_code, denominator_code, version, period, numerator, denominator, goals, reason, account_id)
		SELECT institution_id, year, numerator_code, denominator_code, version + 1, period, numerator, denominator, goals, '再次登记', account_id
		FROM zhiheng.baseline WHERE id = ${registered}; COMMIT`);
	const waiting = single(`SELECT max(id) FROM zhiheng.baseline WHERE reason = '再次登记'`);
	const address = `/institution/baseline/file/${waiting}`;
	const names = packs(texts.filter((text) => !/[\p{Cc}"\\/]|%(0a|0d|22)/iu.test(text)), 100).slice(0, 10);
	const [clerk, reviewer] = [await signedIn('h2.clerk'), await signedIn('city.reviewer')];
	const token = csrf((await clerk.get(address)).text);
	const heads = (name) => `--x\r\nContent-Disposition: form-data; name="${name}"`;
	const send = (name) => clerk.send('POST', address, {headers: {'content-type': 'multipart/form-data; boundary=x'},
		body: `${heads('_csrf')}\r\n\r\n${token}\r\n${heads('file')}; filename="${name}.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n${name.length}\n%%EOF\r\n--x--\r\n`});
	for (const name of names)
		assert.equal((await send(name)).status, 303, name);
	assert.equal((await send('eleventh')).status, 400, 'ten files at most');
	assert.deepEqual(JSON.parse(single(`SELECT jsonb_agg(name ORDER BY id) FROM zhiheng.baseline_file WHERE baseline_id = ${waiting}`)), names.map((name) => `${name}.pdf`));
	for (const [person, page] of [[clerk, address], [reviewer, `/commission/baseline/${waiting}`]])
		shows((await person.get(page)).text, names, page);
});
