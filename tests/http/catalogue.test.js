// The official lists as public pages, held against the CSV files they come from.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {test} = require('node:test');
const {Visitor, visible} = require('./portal');

// A line of our catalogue's files has no quoted line breaks.
function records(name) {
	const [head, ...lines] = fs.readFileSync(path.join(__dirname, '../../sql/catalogue', name), 'utf8')
		.replace(/^\uFEFF/, '').trim().split(/\r?\n/);
	const split = (line) => [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)]
		.slice(0, head.split(',').length).map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"')));
	return lines.map((line) => Object.fromEntries(split(line).map((cell, i) => [head.split(',')[i], cell])));
}

const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
const visitor = new Visitor();

test('the catalogue names every list', async () => {
	const page = visible((await visitor.get('/catalogue/')).text);
	for (const list of records('lists.csv'))
		assert.ok(page.includes(list.title), list.title);
});

test('each list shows all its targets with their full official names', async () => {
	const targets = records('targets.csv');
	for (const list of records('lists.csv')) {
		const page = await visitor.get(`/catalogue/${list.list_code}`);
		assert.equal(page.status, 200);
		const words = visible(page.text);
		for (const target of targets.filter((item) => item.list_code === list.list_code))
			assert.ok(words.includes(squeeze(target.name)), target.code);
	}
});

test('each target and each indicator has its page', async () => {
	const targets = Object.fromEntries(records('targets.csv').map((target) => [target.code, target]));
	for (const target of Object.values(targets)) {
		const page = await visitor.get(`/catalogue/${target.code}`);
		assert.equal(page.status, 200, target.code);
		assert.ok(visible(page.text).includes(`${target.seed_file} 第 ${target.seed_line} 行`), target.code);
	}
	const elements = Object.fromEntries(records('elements.csv').map((element) => [element.code, element]));
	for (const indicator of records('indicators.csv')) {
		const page = await visitor.get(`/catalogue/${indicator.code}`);
		assert.equal(page.status, 200, indicator.code);
		const words = visible(page.text);
		assert.ok(words.includes(squeeze(indicator.name)), indicator.code);
		assert.ok(words.includes(squeeze(elements[indicator.numerator].definition)), indicator.code);
		if (indicator.denominator)
			assert.ok(words.includes(squeeze(elements[indicator.denominator].definition)), indicator.code);
	}
});

test('strategies, thresholds and lineage stand on the page of their target', async () => {
	const strategies = records('strategies.csv');
	const lineage = records('lineage.csv');
	for (const code of ['NIT-2025-01', 'NIT-2025-09', 'SXQ-30', 'CZA-4-3']) {
		const words = visible((await visitor.get(`/catalogue/${code}`)).text);
		for (const strategy of strategies.filter((item) => item.target_code === code))
			assert.ok(words.includes(squeeze(strategy.action)), `${code} ${strategy.seq}`);
		for (const link of lineage.filter((item) => item.from_target === code))
			assert.ok(words.includes(link.to_target), `${code} to ${link.to_target}`);
	}
	const threshold = visible((await visitor.get('/catalogue/CZA-4-3')).text);
	assert.match(threshold, /不高于 1\.8 ‰/);
});

test('search finds by word, by code and by several words; and says when it finds nothing', async () => {
	const by = async (q) => visible((await visitor.get(`/catalogue/?q=${encodeURIComponent(q)}`)).text);
	assert.match(await by('脑梗死'), /提高急性脑梗死再灌注治疗率/);
	assert.match(await by('nit-2025-09'), /降低非计划重返手术室再手术率/);
	assert.match(await by('骨科 再手术'), /骨科非计划重返手术室再手术率/);
	assert.match(await by('没有这样的指标'), /没有找到/);
	const hostile = await visitor.get(`/catalogue/?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
	assert.equal(hostile.status, 200);
	assert.doesNotMatch(hostile.text, /<script>alert/);
});

test('what is not in the catalogue is a 404 in words; what is no text a 400', async () => {
	for (const url of ['/catalogue/NIT-1999', '/catalogue/NIT-2025-01.9', '/catalogue/%E4%B8%80', '/catalogue/a/b', "/catalogue/'%20OR%201=1"]) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, 404, url);
		assert.match(visible(answer.text), /没有找到/);
	}
	const offers = async (code) => [...(await visitor.get(`/catalogue/${code}`)).text.matchAll(/href="\/catalogue\/([^"]+)"/g)].map(([, offer]) => offer);
	assert.ok((await offers('nit-2025-01.1')).includes('NIT-2025-01.1'), 'small letters');
	assert.ok((await offers('NIT-2025-01.9')).includes('NIT-2025-01.1'), 'what begins alike');
	assert.deepEqual(await offers('xyz'), [], 'nothing alike');
	for (const url of ['/catalogue/%FF%FE', '/catalogue/?q=%FF', '/catalogue/?q=%00', `/catalogue/?q=${'x'.repeat(61)}`]) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, 400, url);
		assert.match(answer.text, /<html/);
	}
});

test('other methods are refused with what is allowed', async () => {
	const answer = await visitor.send('DELETE', '/catalogue/');
	assert.equal(answer.status, 405);
	const post = await visitor.post('/catalogue/', {});
	assert.equal(post.status, 405);
	assert.match(post.headers.get('allow'), /GET/);
	assert.equal((await visitor.send('HEAD', '/catalogue/')).status, 200);
});
