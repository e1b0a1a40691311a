// Manners of the public pages: tags of the guidelines, footer, large letters, caching, what is refused.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const {test} = require('node:test');
const {Visitor, visible} = require('./portal');

const visitor = new Visitor();
const home = '/region/990100/2025Q2/';
const pages = ['/', '/catalogue/', '/method', '/method/grade', '/region/990100/', home, `${home}1/`, `${home}1/indicator/NIT-2025-01.1`, `${home}1/institution/1`,
	`${home}1/institution/1/indicator/NIT-2025-01.1`, `${home}1/compare?institution1=1&institution2=2`, `${home}1/find?q=slsdy`, '/verify', '/catalogue/NIT-2025-01', '/catalogue/NIT-2025-01.1'];
const notice = `${home}1/bulletin`;

function meta(html) {
	return new Map([...html.matchAll(/<meta name="([^"]+)" content="([^"]*)">/g)].map(([, name, content]) => [name, content]));
}

// A page that nginx does not renew just now: others who ask meanwhile are given the old one.
async function settled(url) {
	for (let i = 0; i < 50; i++) {
		const answer = await visitor.get(url);
		if (!/STALE|UPDATING/.test(answer.headers.get('x-cache')))
			return answer;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error(`${url} is never renewed`);
}

test('tags of the site on every page, of a column or an article on each', async () => {
	for (const url of pages) {
		const {text} = await visitor.get(url);
		const tags = meta(text);
		for (const name of ['SiteName', 'SiteDomain', 'SiteIDCode'])
			assert.ok(tags.get(name), `${url} ${name}`);
		if (/^\/region\/\d+\/./.test(url))
			for (const name of ['ColumnName', 'ColumnType', 'ArticleTitle', 'PubDate', 'ContentSource', 'Author', 'Keywords', 'Description', 'Url'])
				assert.ok(tags.get(name), `${url} ${name}`);
		else
			for (const name of ['ColumnName', 'ColumnType', 'ColumnDescription', 'ColumnKeywords'])
				assert.ok(tags.get(name), `${url} ${name}`);
		for (const words of ['主办单位', '网站标识码', 'ICP备', '公网安备', '演示数据'])
			assert.ok(visible(text).includes(words), `${url} ${words}`);
	}
	const {text} = await visitor.get(`${home}1/`);
	assert.match(meta(text).get('PubDate'), /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
});

test('what a page is besides is named in its head: the feed; of an edition its metadata and files', async () => {
	for (const url of [...pages, notice]) {
		const {text} = await visitor.get(url);
		const links = [...text.matchAll(/<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">/g)].map(([, type, address]) => [type, address]);
		const own = [['application/atom+xml', '/feed.atom']];
		if (/^\/region\/\d+\/./.test(url))
			for (const [type, name] of [['application/ld+json', 'dataset.jsonld'], ['text/csv', 'results.csv'], ['application/json', 'results.json']])
				own.push([type, `${home}1/files/${name}`]);
		assert.deepEqual(links, own, url);
	}
	for (const [, type, address] of (await visitor.get(`${home}1/`)).text.matchAll(/<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">/g)) {
		const answer = await visitor.get(address);
		assert.equal(answer.status, 200, address);
		assert.ok(answer.headers.get('content-type').startsWith(type), address);
	}
});

test('the operator sets what the footer says; unset, it is not there', async () => {
	const zhiheng = path.join(__dirname, '../../', process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');
	const run = (...words) => execFileSync(zhiheng, ['site', ...words], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
	const before = /^icp +ICP 备案号 +(.*)$/m.exec(run())[1];
	try {
		run('icp', '');
		assert.doesNotMatch((await visitor.get(`/catalogue/?q=${Date.now()}`)).text, /beian\.miit/);
		run('icp', '演ICP备1号<b>');
		assert.match((await visitor.get(`/catalogue/?q=${Date.now()}-2`)).text, /演ICP备1号&lt;b&gt;/);
		assert.throws(() => run('colour', 'red'));
		assert.throws(() => run('icp', 'x'.repeat(201)));
	} finally {
		run('icp', before);
	}
});

test('large letters: a cookie, no script, and the cache keeps both apart', async () => {
	const reader = new Visitor();
	const url = `${home}1/institution/1`;
	assert.doesNotMatch((await reader.get(url)).text, /zh-large/);
	const link = /href="(\/text\/large\?next=[^"]+)"/.exec((await reader.get(url)).text)[1];
	const answer = await reader.get(link);
	assert.equal(answer.status, 303);
	assert.equal(answer.location, url);
	assert.equal(answer.headers.get('cache-control'), 'no-store');
	for (let i = 0; i < 2; i++) {
		assert.match((await reader.get(url)).text, /<html lang="zh-CN" class="zh-large">/);
		assert.doesNotMatch((await new Visitor().get(url)).text, /zh-large/);
	}
	const back = /href="(\/text\/standard\?next=[^"]+)"/.exec((await reader.get(url)).text)[1];
	await reader.get(back);
	assert.doesNotMatch((await reader.get(url)).text, /zh-large/);
	for (const next of ['https://example.org/', '//example.org', '/\\example.org', 'x\r\nSet-Cookie: a=b'])
		assert.equal((await new Visitor().get(`/text/large?next=${encodeURIComponent(next)}`)).status, 400, next);
	// A session's cookie makes no page of its own.
	const other = await visitor.get(url, {headers: {cookie: 'zhiheng=abcdef; text=huge'}});
	assert.match(other.headers.get('x-cache'), /HIT|STALE|REVALIDATED|UPDATING/);
});

test('a page has its tag; who has the page is told so', async () => {
	for (const url of pages) {
		const first = await settled(url);
		const tag = first.headers.get('etag');
		assert.match(tag, /^(W\/)?"[0-9a-f]{32}"$/, url);
		if (url.includes('?q='))
			continue; // a search is not kept, and so made anew
		const again = await visitor.get(url, {headers: {'if-none-match': tag}});
		assert.equal(again.status, 304, url);
		assert.equal(again.text, '');
		assert.equal((await visitor.get(url, {headers: {'if-none-match': '"0"'}})).status, 200);
		// What a page does not know makes no page of its own.
		const mark = `${url}${url.includes('?') ? '&' : '?'}past=${Date.now()}`;
		assert.equal((await visitor.get(mark, {headers: {'if-none-match': tag}})).status, 304, url);
	}
	assert.match((await visitor.get(`${home}1/`)).headers.get('cache-control'), /^public, max-age=300$/);
	assert.equal((await visitor.get(home)).headers.get('cache-control'), 'no-cache');
	assert.equal((await visitor.get(`${home}99/`)).headers.get('cache-control'), 'no-store');
	assert.equal((await visitor.get(`${home}99/`)).headers.get('etag'), null);
});

test('the first visit takes at most 60 kB, compressed', async () => {
	for (const url of [...pages, notice]) {
		const {text} = await visitor.get(url);
		let bytes = zlib.gzipSync(text, {level: 1}).length;
		const parts = new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map(([, file]) => file));
		assert.ok(parts.has(url === notice ? '/static/bulletin.css' : '/static/zhiheng.css'));
		for (const part of [...parts, '/static/control-arrow.svg']) {
			const answer = await fetch(new URL(part, process.env.BASE_URL), {headers: {'accept-encoding': 'gzip'}});
			assert.equal(answer.status, 200, part);
			bytes += Math.min(zlib.gzipSync(Buffer.from(await answer.arrayBuffer()), {level: 9}).length, 1e9);
		}
		assert.ok(bytes <= 60000, `${url}: ${bytes} bytes`);
	}
});

test('hostile addresses are refused with a page', async () => {
	for (const url of [`${home}find?q=%00`, `${home}find?q=%ff%fe`, `/catalogue/?q=${'a'.repeat(61)}`, `${home}find?q=${'%E5%8C%BB'.repeat(61)}`,
		'/region/990100/?page=1e9', '/region/990100/?page=1%20OR%201=1', `${home}compare?institution1=1;DROP%20TABLE`, `/${'x'.repeat(10000)}`]) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, 400, url.slice(0, 80));
		assert.match(answer.headers.get('content-type'), /^text\/html/);
		assert.match(answer.text, /<h1>/);
	}
	// What messengers append to an address does no harm.
	assert.equal((await visitor.get(`${home}?from=singlemessage&isappinstalled=0`)).status, 200);
});

// Chromium 69 (2018): the engine of WeChat's X5 browser and of 360's in its compatible mode.  What came after it
// either is not there, or has before it what the old one understands.
test('style sheet and script keep to Chromium 69, or say first what it understands', () => {
	const build = path.join(__dirname, '../../build/static');
	const css = fs.readFileSync(path.join(build, 'zhiheng.css'), 'utf8');
	const script = fs.readFileSync(path.join(build, 'zhiheng.js'), 'utf8');
	// With these a whole rule or sheet would be lost.
	for (const newer of [/:is\(/, /:where\(/, /:has\(/, /@layer/, /@container/, /@property/, /\bcolor-mix\(/, /\boklch\(/, /\bsubgrid\b/])
		assert.doesNotMatch(css, newer);
	// With these a declaration is lost: one of the same property stands before.
	for (const [rule] of css.matchAll(/\{[^{}]*\}/g)) {
		const said = new Set();
		for (const line of rule.slice(1, -1).split(';')) {
			const [name, ...rest] = line.split(':');
			const value = rest.join(':');
			if (/\b(clamp|min|max)\(/.test(value.replace(/minmax\(/g, 'x(')) || /\boverflow-[xy]?:clip\b/.test(line))
				assert.ok(said.has(name), `${line} needs an older one before it`);
			said.add(name.trim());
		}
	}
	for (const newer of [/\?\./, /\?\?/, /\.replaceAll\(/, /\.at\(/, /\.flat\(/, /\.flatMap\(/, /Object\.fromEntries/, /globalThis/, /structuredClone/,
		/\.replaceChildren\(/, /matchAll/, /allSettled/])
		assert.doesNotMatch(script, newer);
});
