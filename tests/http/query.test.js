// The parameters of an address: what a page does not know, or cannot read, is said and not taken for
// nothing; the cache of the public pages knows those that the program knows.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const {before, test} = require('node:test');
const {query, single} = require('./people');
const {Visitor, signedIn, visible} = require('./portal');

const tree = path.join(__dirname, '../..');
const visitor = new Visitor();
let viewer;

before(async () => { viewer = await signedIn('city.viewer'); });

// Names that the tables of a program have.
function named(program) {
	const files = execFileSync('find', [path.join(tree, 'cgi', program), '-name', '*.c'], {encoding: 'utf8'}).trim().split('\n');
	const tables = files.flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(/^const struct query \w+\[\] = \{([\s\S]*?)^\};/gm)]).map(([, rows]) => rows);
	const rows = tables.join('\n').replace(/PARAMETER_(PAGE|FORMAT)/g, (all, word) => `.name = "${word.toLowerCase()}"`);
	return [...new Set([...rows.matchAll(/\.name = "(\w+)"/g)].map(([, name]) => name))].sort();
}

test('the key of the cache has every parameter of the public pages, and no other', () => {
	const key = /fastcgi_cache_key\s+"([^"]+)"/.exec(fs.readFileSync(path.join(tree, 'deploy/nginx/disclosure.conf'), 'utf8'))[1];
	assert.deepEqual([...key.matchAll(/(\w+)=\$arg_(\w+)/g)].map(([, name, its]) => (assert.equal(name, its), name)).sort(), named('disclosure'));
	assert.ok(!/request_uri|args|query_string/.test(key));
});

// Past the cache, under a name of the site that nobody used before: for a moment the kept page answers for what it does not know.
async function afresh(url) {
	const answer = await new Promise((resolve, reject) =>
		http.get(new URL(url, process.env.BASE_URL), {agent: false, headers: {host: `at${process.hrtime.bigint()}.test`}}, resolve).on('error', reject));
	return {status: answer.statusCode, headers: answer.headers, text: Buffer.concat(await answer.toArray()).toString()};
}

test('public pages: unknown, repeated and unreadable parameters are refused with words', async () => {
	for (const [url, words] of [
		[`/method?x${process.pid}=1`, /参数“x\d+”是本页没有的/], ['/catalogue/?q=a&q=b', /参数“q”出现了两次/], ['/region/990100/?page=0', /“page”应为 1 到 1000 的整数/],
		['/method?format=pdf&table=x', /只能是以下之一：csv xlsx/], ['/text/large?next=//evil.example/', /应为本网站的页面路径/], ['/region/990100/?p%61ge=2', /百分号编码/],
		['/verify?page=1', /参数“page”是本页没有的/],
	]) {
		const answer = await afresh(url);
		assert.equal(answer.status, 400, url);
		assert.match(visible(answer.text), words, url);
		assert.match(visible(answer.text), /请从页面上的链接/, url);
		assert.match(answer.headers['cache-control'], /no-store/, url);
	}
	assert.equal((await visitor.get('/catalogue/?q=')).status, 200, 'a field left empty');
});

test('public pages: order and what is unknown make no entries of the cache, free texts none at all', async () => {
	const url = `/api/v1/editions?region=990100&period=2025Q${1 + process.pid % 2}`;
	await visitor.get(url);
	assert.equal((await visitor.get(`/api/v1/editions?period=${url.slice(-6)}&region=990100`)).headers.get('x-cache'), 'HIT');
	assert.equal((await visitor.get(`${url}&x=${process.pid}`)).headers.get('x-cache'), 'HIT', 'the entry of what it knows');
	for (let i = 0; i < 2; i++)
		assert.notEqual((await visitor.get(`/catalogue/?q=text${process.pid}`)).headers.get('x-cache'), 'HIT');
});

test('pages of a program with sessions', async () => {
	for (const url of ['/commission/return/?state=nonsense', '/commission/return/?page=-1', '/commission/return/?programme=0', '/commission/return/?period=2025Q5',
		'/commission/indicator/matrix?by=moon', '/commission/account/?notice=saved', '/commission/?x=', '/commission/ledger/?format=pdf']) {
		const answer = await viewer.get(url);
		assert.equal(answer.status, 400, url);
		assert.match(visible(answer.text), /网址中的参数“\w+”/, url);
	}
	assert.equal((await viewer.get('/commission/return/?state=&county=&name=&page=')).status, 200);
	assert.equal((await viewer.get('/commission/?notice=once')).status, 200);
	assert.equal((await visitor.get('/commission/return/?nonsense=1')).status, 303, 'who may not see a page is not told what it knows');
});

test('what fits but names nothing on the page is refused, not taken for the whole', async () => {
	const id = single(`SELECT max(cell.return_id) FROM zhiheng.return_cell AS cell JOIN zhiheng.return AS head ON head.id = cell.return_id
		WHERE head.institution_id = (SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk')`);
	const clerk = await signedIn('h1.clerk');
	const [[code]] = query(`SELECT element_code FROM zhiheng.return_cell WHERE return_id = ${id} LIMIT 1`);
	for (const [person, url, name, good, words = '不能是“nonsense”：本页没有这一项。'] of [
		[clerk, `/institution/return/${id}`, 'back', code], [clerk, `/institution/return/${id}/message`, 'element', code],
		[clerk, `/institution/return/${id}/evidence`, 'element', code], [viewer, `/commission/return/${id}/message`, 'element', code],
		[viewer, '/commission/signal/', 'signal', 'late', '不在可选范围内，不能是“nonsense”。'],
	]) {
		const answer = await person.get(`${url}?${name}=nonsense`);
		assert.equal(answer.status, 400, url);
		assert.match(visible(answer.text), new RegExp(`网址中的参数“${name}”${words}请从页面上的链接`), url);
		assert.equal((await person.get(`${url}?${name}=${good}`)).status, 200, url);
	}
});

test('programs are told in their own form', async () => {
	const answer = await visitor.get('/api/v1/editions?dry=1');
	assert.equal(answer.status, 400);
	assert.match(answer.headers.get('content-type'), /application\/problem\+json/);
	assert.match(JSON.parse(answer.text).detail, /参数“dry”是本页没有的/);
});
