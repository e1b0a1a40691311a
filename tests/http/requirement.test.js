// The requirement stands before the own goal, wherever both do: who has reached a low goal of its own and not what is
// required is nowhere said to have reached anything.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, readTable, signedIn, unescapeHtml, visible} = require('./portal');
const {query} = require('./people');

const visitor = new Visitor();
const home = '/region/990100/2025Q2/1/';
const [[edition, programme]] = query(`SELECT id, programme_id FROM zhiheng.edition WHERE region_code = '990100' AND period = '2025Q2' AND number = 1`);
// Indicators with a requirement, and the results that miss it but not the own goal.
const demanded = query(`SELECT indicator_code FROM zhiheng.edition_indicator WHERE edition_id = ${edition} AND threshold_op IS NOT NULL`).flat();
const behind = query(`SELECT result.indicator_code, card.institution_id, card.name FROM zhiheng.edition_result AS result
	JOIN zhiheng.edition_institution AS card USING (edition_id, institution_id)
	WHERE edition_id = ${edition} AND NOT threshold_met AND goal_met ORDER BY 1, 2`).map(([code, id, name]) => ({code, id, name}));
const missed = query(`SELECT result.indicator_code, card.institution_id, card.name FROM zhiheng.edition_result AS result
	JOIN zhiheng.edition_institution AS card USING (edition_id, institution_id)
	WHERE edition_id = ${edition} AND NOT threshold_met`).map(([code, id, name]) => ({code, id, name}));
const reached = /(?<!未)达到(?!要求 \d)/;
let admin;

before(async () => {
	admin = await signedIn('city.admin');
	assert.ok(demanded.length >= 5 && behind.length >= 3 && missed.length >= 20, `${demanded.length} ${behind.length} ${missed.length}`);
});

const tables = (html) => [...html.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => ({
	heads: [...(/<thead>[\s\S]*?<\/thead>/.exec(table) ?? [''])[0].matchAll(/<th[^>]*>([\s\S]*?)<\/th>/g)].map(([, head]) => visible(head).trim()),
	rows: [...table.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].slice(1).map(([, row]) => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => visible(cell).trim())),
}));

// Where a table speaks of goals it speaks of the requirement, before.
function inOrder(heads, where) {
	const goal = heads.findIndex((head) => /本院目标/.test(head)), requirement = heads.findIndex((head) => /^(是否)?达到要求/.test(head));
	assert.doesNotMatch(heads.join(), /达到目标|(^|,)目标值/, where);
	assert.ok(requirement >= 0 && (goal < 0 || requirement < goal), `${where}: ${heads}`);
	return requirement;
}

test('the public ranking and its file', async () => {
	for (const code of demanded) {
		const {text} = await visitor.get(`${home}indicator/${code}`);
		for (const table of tables(text).filter(({heads}) => heads.some((head) => /本院目标/.test(head)))) {
			const place = inOrder(table.heads, code);
			for (const row of table.rows) {
				const found = missed.find((one) => one.code === code && row.some((cell) => cell.startsWith(`${one.name} `)));
				assert.match(row[place], /^(达到|未达到|没有公开的数值|无法判断)$/, `${code} ${row}`);
				assert.equal(row[place] === '未达到', found !== undefined, `${code} ${row}`);
				if (found !== undefined)
					assert.ok(!row.some((cell) => reached.test(cell)), `${code} ${row}`);
			}
		}
		const file = (await visitor.get(`${home}indicator/${code}?format=csv`)).text;
		inOrder(file.replace(/^\uFEFF/, '').split('\r\n')[0].split(','), `${code} csv`);
	}
});

test('pages of institutions and of numbers', async () => {
	for (const {code, id} of behind.slice(0, 12)) {
		const {text} = await visitor.get(`${home}institution/${id}`);
		const table = tables(text).find(({heads}) => heads.some((head) => /本院目标/.test(head)));
		const place = inOrder(table.heads, id);
		const [[name]] = query(`SELECT name FROM zhiheng.edition_indicator WHERE edition_id = ${edition} AND indicator_code = '${code}'`);
		const row = table.rows.find((cells) => cells[0] === name || cells[0].startsWith(`${name} `));
		assert.match(row[place], /^未达到/, `${id} ${code}`);
		assert.match(row.at(-1), /^已实现$/);
		inOrder((await visitor.get(`${home}institution/${id}?format=csv`)).text.replace(/^\uFEFF/, '').split('\r\n')[0].split(','), `${id} csv`);
		const number = visible((await visitor.get(`${home}institution/${id}/indicator/${code}`)).text);
		assert.match(number, /监测方案的要求 [^（]*（未达到）.*本院目标 [^（]*（已实现）/, number);
	}
	const chosen = [...new Set(behind.map(({id}) => id))].slice(0, 3);
	const compare = visible((await visitor.get(`${home}compare?${chosen.map((id) => `id=${id}`).join('&')}`)).text);
	if (compare.includes('要求：'))
		assert.match(compare, /要求：未达到/);
});

test('the commission\'s ranking, the page of an institution, and their files', async () => {
	const scope = `programme=${programme}&period=2025Q2`;
	let seen = 0;
	for (const {code, name, id} of behind.slice(0, 12)) {
		const {text} = await admin.get(`/commission/indicator/${code}?${scope}`);
		const groups = tables(text).filter(({heads}) => heads.some((head) => /本院目标/.test(head)));
		assert.ok(groups.length > 0, code);
		for (const {heads} of groups)
			inOrder(heads, code);
		const row = groups.flatMap(({rows}) => rows).find((cells) => cells.some((cell) => cell.includes(name)));
		// Long lists go on on another page.
		if (row !== undefined) {
			assert.ok(row.some((cell) => /^未达到/.test(cell)), `${code} ${row}`);
			assert.ok(!row.some((cell) => reached.test(cell)), `${code} ${row}`);
			seen++;
		}
		const file = readTable((await admin.get(`/commission/indicator/${code}?${scope}&format=csv`)).text);
		inOrder(Object.keys(file[0]), code);
		const line = file.find((one) => one['医疗机构'] === name);
		assert.deepEqual([line['是否达到要求'], line['是否实现本院目标']], ['未达到', '已实现']);
		// A requirement that is no number has no distance.
		const [[numeric]] = query(`SELECT threshold_op IN ('>=', '<=') FROM zhiheng.edition_indicator WHERE edition_id = ${edition} AND indicator_code = '${code}'`);
		assert.equal(line['距目标依据'], numeric === 't' ? '要求' : '本院目标', code);
		const page = tables((await admin.get(`/commission/institution/${id}/result?${scope}`)).text).find(({heads}) => heads.some((head) => /本院目标/.test(head)));
		inOrder(page.heads, id);
	}
	assert.ok(seen >= 3, `${seen} rows`);
});

test('an institution\'s own results', async () => {
	const leader = await signedIn('h1.leader');
	const {text} = await leader.get(`/institution/result/?of=${programme}-2025Q2`);
	for (const {heads} of tables(text).filter((table) => table.heads.some((head) => /本院目标/.test(head))))
		inOrder(heads, 'own');
	assert.match(visible(text), /达到要求 \d+ \/ \d+ 项有要求和数值 实现本院目标 \d+ \/ \d+ 项有目标和数值/);
	inOrder((await leader.get(`/institution/result/?of=${programme}-2025Q2&format=csv`)).text.replace(/^\uFEFF/, '').split('\r\n')[0].split(','), 'own csv');
});

test('what is hidden has its goal, and nobody says that none is set', async () => {
	const [[id, code, goal]] = query(`SELECT institution_id, indicator_code, goal FROM zhiheng.edition_result
		WHERE edition_id = ${edition} AND hidden AND goal IS NOT NULL LIMIT 1`);
	const words = visible(unescapeHtml((await visitor.get(`${home}institution/${id}/indicator/${code}`)).text));
	assert.match(words, /本院目标 [\d.]+ [^（]*（没有公开的数值）/, `${goal}`);
});
