// Every count with a link, on home pages, over lists and in their sentences, against the list behind it.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {readTable, signedIn, unescapeHtml, visible} = require('./portal');

const commissions = ['city.admin', 'city.director', 'city.reviewer', 'city.viewer', 'county.reviewer', 'province.viewer', 'qc.nursing'];
const institutions = ['h1.clerk', 'h1.leader', 'h2.verifier', 'h3.clerk', 'h3.leader'];

// The rows that a list has, on all its pages.
async function total(person, url) {
	const page = await person.get(url);
	assert.equal(page.status, 200, url);
	const caption = /<caption id="list-caption">[^<]*?共 (\d+)/.exec(page.text);
	if (caption)
		return Number(caption[1]);
	const file = /href="([^"]*format=csv)"/.exec(page.text);
	if (file)
		return readTable((await person.get(unescapeHtml(file[1]))).text).filter((row) => Object.values(row).some((cell) => cell !== undefined)).length;
	assert.doesNotMatch(page.text, /rel="next"/, url);
	const body = /<tbody[^>]*>([\s\S]*?)<\/tbody>/.exec(page.text)[1];
	return (body.match(/scope="row"/g) || []).length;
}

// Other tests may work in the same lists meanwhile: what differs must differ three times.
function held(name, walk) {
	test(name, async () => {
		for (let left = 2; ; left--) {
			try {
				return await walk();
			} catch (error) {
				if (left === 0)
					throw error;
			}
		}
	});
}

function tasks(html) {
	return [...html.matchAll(/<li><div><a href="([^"]*)">([^<]*)<\/a>([\s\S]*?)<\/li>/g)].map(([, url, label, rest]) => {
		const state = visible(/<span class="zh-state[\s\S]*/.exec(rest)[0]).trim();
		return {url: unescapeHtml(url), label, state, hint: visible(rest.replace(/<span class="zh-state[\s\S]*/, ''))};
	});
}

function tabs(html) {
	const list = /<ul class="zh-tabs">([\s\S]*?)<\/ul>/.exec(html);
	return list === null ? [] : [...list[1].matchAll(/<a href="([^"]*)"[^>]*>([^<（]*)（(\d+)）/g)].map(([, url, label, count]) => ({url: unescapeHtml(url), label, count: Number(count)}));
}

async function holdTabs(person, url, login) {
	const page = await person.get(url);
	assert.equal(page.status, 200, `${login} ${url}`);
	const found = tabs(page.text);
	for (const tab of found)
		assert.equal(await total(person, tab.url), tab.count, `${login} ${tab.url} ${tab.label}`);
	return found.length;
}

for (const login of commissions) {
	held(`the commission's home as ${login} sees it`, async () => {
		const person = await signedIn(login);
		const home = (await person.get('/commission/')).text;
		let counts = 0;
		for (const {url, label, state, hint} of tasks(home)) {
			assert.doesNotMatch(hint.replace(/\d{4}[-年]\S*/g, ''), /\d+ [份项家个]/, `${label}: a count that leads nowhere`);
			const count = /^(\d+) [份项]/.exec(state);
			if (count && !/正在生成/.test(state)) {
				assert.equal(await total(person, url), Number(count[1]), `${login} ${label} ${url}`);
				counts++;
			} else if (/^没有待审/.test(state)) {
				assert.equal(await total(person, url.includes('state=') ? url : `${url}?state=waiting`), 0, `${login} ${label}`);
			}
		}
		for (const [, url, count] of home.matchAll(/<td class="zh-number"><a href="([^"]*)">(\d+)<\/a>/g)) {
			assert.equal(await total(person, unescapeHtml(url)), Number(count), `${login} ${url}`);
			counts++;
		}
		for (const [, url, expected] of home.matchAll(/<th scope="row" class="zh-name"><a href="([^"]*period=[^"]*)">[\s\S]*?<td class="zh-number">(\d+)<\/td>/g))
			assert.equal(await total(person, unescapeHtml(url)), Number(expected), `${login} ${url}`);
		assert.ok(counts >= 6, `${login}: ${counts} counts`);
	});

	held(`tabs and sentences over the commission's lists as ${login} sees them`, async () => {
		const person = await signedIn(login);
		for (const url of ['/commission/return/', '/commission/baseline/', '/commission/ledger/', '/commission/signal/'])
			assert.ok(await holdTabs(person, url, login) > 3, `${login} ${url}`);
		const county = /href="(\/commission\/return\/\?[^"]*county=\d+)"[^>]*>[^<]*<\/a><\/th><td class="zh-number">(\d+)</.exec((await person.get('/commission/return/')).text);
		if (county)
			assert.equal(await total(person, unescapeHtml(county[1])), Number(county[2]), county[1]);
		for (const url of ['/commission/institution/', '/commission/account/']) {
			const rows = readTable((await person.get(`${url}?format=csv`)).text).length;
			assert.equal(await total(person, url), rows, `${login} ${url}`);
		}
	});
}

for (const login of institutions) {
	held(`an institution's inbox as ${login} sees it`, async () => {
		const person = await signedIn(login);
		for (const {url, label, hint} of tasks((await person.get('/institution/')).text)) {
			const page = await person.get(url);
			assert.equal(page.status, 200, url);
			if (label === '整改台账') {
				await holdTabs(person, url, login);
				const [, unclosed, working, overdue] = /未销号 (\d+) 项：本院整改中 (\d+) 项，逾期 (\d+) 项/.exec(hint).map(Number);
				const counts = Object.fromEntries(tabs(page.text).map((tab) => [tab.label, tab.count]));
				assert.equal(counts['全部'] - counts['已销号'], unclosed, login);
				assert.ok(working <= unclosed && overdue <= unclosed);
			} else if (label === '基线值与目标值') {
				const [, asked, returned, missing, waiting, approved] = /共 (\d+) 项指标：退回 (\d+)，待登记 (\d+)，待审批 (\d+)，已批准 (\d+)/.exec(hint).map(Number);
				const states = (state) => (page.text.match(new RegExp(`class="zh-state zh-state-${state}"`, 'g')) || []).length;
				assert.deepEqual([(page.text.match(/role="rowheader"/g) || []).length, states('returned'), states('missing'), states('waiting'), states('approved')],
					[asked, returned, missing, waiting, approved], `${login} ${url}`);
			}
		}
	});
}
