// Fewer than five peers: no rank, but a sentence on where one stands among similar hospitals; a hospital reads a word and no score of it, the
// public nothing.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {query} = require('./people');
const {Visitor, signedIn, visible} = require('./portal');

const [[programme]] = query(`SELECT programme.id FROM zhiheng.programme AS programme JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id
	WHERE owner.region_code = '990100' AND programme.year = 2025`);
const codes = query(`SELECT indicator_code FROM zhiheng.asked_definition WHERE programme_id = ${programme} AND kind IN ('proportion', 'rate')
	AND direction <> 'none' AND required AND bar = 'none' ORDER BY indicator_code`).map(([code]) => code);
const word = '(在预期范围内|优于预期|差于预期|各家差异大，不写优于或差于预期，先查定义与病例构成)';

// What the commission reads of an institution: its word, and its score.
async function read(city, code, name) {
	const page = visible((await city.get(`/commission/indicator/${code}?programme=${programme}&period=2025Q2`)).text);
	for (const [, groups, units, words] of page.matchAll(/与相近的机构放在一起看（([^，]+)，共 (\d+) 家可以比较）。(.*?)。 相近：/g)) {
		const found = words.split('；').find((part) => part.startsWith(`${name}：`));
		if (found)
			return {groups, units, word: new RegExp(`^${name}：${word}（z = -?\\d+\\.\\d\\d）$`).exec(found)[1]};
	}
	return null;
}

test('the hospital reads the word that the commission reads, without its score', async () => {
	const [city, leader] = await Promise.all(['city.admin', 'h3.leader'].map((login) => signedIn(login)));
	const words = new Set();
	for (const code of codes) {
		const own = visible((await leader.get(`/institution/result/${code}?of=${programme}-2025Q2`)).text);
		const said = new RegExp(`同组可以比较的只有 (\\d) 家，不排名。与相近的机构放在一起看（([^，]+)，共 (\\d+) 家），本院：${word}。`).exec(own);
		assert.doesNotMatch(own, /z = /);
		if (said === null)
			continue;
		const seen = await read(city, code, '示例市妇幼保健院');
		assert.ok(Number(said[1]) < 5 && Number(said[3]) >= 5, code);
		assert.deepEqual([said[3], said[4]], [seen.units, seen.word], code);
		assert.deepEqual(said[2].split('、').sort(), seen.groups.split('、').sort(), code);
		words.add(said[4]);
	}
	assert.ok(words.size >= 2, [...words].join());
});

test('who has five peers, and the public, read no such sentence', async () => {
	const own = visible((await (await signedIn('h1.leader')).get(`/institution/result/NIT-2025-05.1?of=${programme}-2025Q2`)).text);
	assert.doesNotMatch(own, /相近的机构/);
	const city = visible((await (await signedIn('city.admin')).get(`/commission/indicator/NIT-2025-05.1?programme=${programme}&period=2025Q2&group=tertiary/general`)).text);
	assert.doesNotMatch(city, /相近的机构/);
	for (const code of codes.slice(0, 6))
		assert.doesNotMatch(visible((await new Visitor().get(`/region/990100/2025Q2/indicator/${code}`)).text), /相近的机构/);
});

test('what is barred or a mean says nothing of the kind', async () => {
	const city = await signedIn('city.admin');
	for (const [code] of query(`SELECT indicator_code FROM zhiheng.asked_definition WHERE programme_id = ${programme}
		AND (own_trend OR direction = 'none' OR kind = 'mean') ORDER BY indicator_code LIMIT 8`))
		assert.doesNotMatch(visible((await city.get(`/commission/indicator/${code}?programme=${programme}&period=2025Q2`)).text), /相近的机构/, code);
});
