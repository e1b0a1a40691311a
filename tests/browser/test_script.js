/* The script of static/js in a real browser, on pages of its own: double submits, leaving, errors. */
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before, beforeEach, test } = require('node:test');
const { chromium } = require('playwright-core');

const script = path.join(process.env.BUILD || 'build', 'static/zhiheng.js');
const posts = [];
let browser;
let page;
let server;
let url;
let dialogs;

/* The names of the fields are those that hide a form's own members. */
function markup(wrong) {
	return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>表</title>
<script src="/static/zhiheng.js" defer></script></head><body>
<div class="zh-error-summary" tabindex="-1"${wrong ? '' : ' hidden'}>有内容需要修改</div>
<form method="post" data-guard novalidate><input name="elements" value="1"><input name="method">
<button name="act" value="save">保存</button><button name="act" value="check">校验</button></form>
<form method="post" data-grid novalidate><table><tbody><tr data-element="whole"><td><input data-cell id="value.whole" name="value.whole" value="0"></td></tr>
<tr data-element="part"><td><input data-cell id="value.part" name="value.part" value="3"><input type="checkbox" name="na.part" value="1"></td></tr></tbody></table>
<output data-numerator="value.part" data-denominator="value.whole" data-factor="100" data-places="2" data-unit="%" data-part>—</output></form>
<a href="/elsewhere">离开</a></body></html>`;
}

function answer(request, reply) {
	if (request.method === 'POST') {
		let body = '';
		request.on('data', (part) => { body += part; });
		request.on('end', () => {
			posts.push(body);
			setTimeout(() => reply.writeHead(303, { Location: '/done' }).end(), 300);
		});
	} else if (request.url.startsWith('/static/')) {
		reply.writeHead(200, { 'Content-Type': 'text/javascript' }).end(fs.readFileSync(script));
	} else {
		reply.writeHead(200, { 'Content-Type': 'text/html' }).end(markup(request.url === '/wrong'));
	}
}

before(async () => {
	server = http.createServer(answer);
	await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
	url = `http://127.0.0.1:${server.address().port}`;
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: process.getuid() === 0 ? ['--no-sandbox'] : [],
	});
});

after(async () => {
	await browser.close();
	server.close();
});

beforeEach(async () => {
	if (page) {
		await page.close();
	}
	page = await browser.newPage();
	dialogs = 0;
	posts.length = 0;
	page.on('dialog', (dialog) => { dialogs += 1; dialog.accept(); });
	page.on('pageerror', (error) => { throw error; });
});

test('a form is sent once, with the button that was pressed first', async () => {
	await page.goto(url);
	await page.fill('[name=elements]', '22');
	await page.evaluate(() => {
		document.querySelectorAll('button')[1].click();
		document.querySelectorAll('button')[0].click();
		document.querySelectorAll('button')[1].click();
	});
	await page.waitForURL('**/done');
	assert.deepStrictEqual(posts, ['elements=22&method=&act=check']);
	assert.strictEqual(dialogs, 0);
});

test('an unchanged form is left without a question', async () => {
	await page.goto(url);
	await page.click('a');
	await page.waitForURL('**/elsewhere');
	assert.strictEqual(dialogs, 0);
});

test('a changed form asks before it is left', async () => {
	await page.goto(url);
	await page.fill('[name=elements]', '3');
	await page.click('a');
	await page.waitForURL('**/elsewhere');
	assert.strictEqual(dialogs, 1);
});

test('the error summary has the focus, the title says so, nothing of the form is saved', async () => {
	await page.goto(`${url}/wrong`);
	assert.strictEqual(await page.title(), '错误：表');
	assert.strictEqual(
		await page.evaluate(() => document.activeElement.className), 'zh-error-summary');
	await page.focus('[name=method]');
	await page.keyboard.press('Tab'); // without interaction no browser asks
	await page.click('a');
	await page.waitForURL('**/elsewhere');
	assert.strictEqual(dialogs, 1);
});

test('a rate follows what is typed, as the server would read it', async () => {
	await page.goto(url);
	const rate = () => page.textContent('output');
	for (const [whole, part, shown] of [['12', '3', '25.00%'], ['１，２００', '３', '0.25%'], ['1,200', ' 600 ', '50.00%'], ['12,00', '3', '—'],
		['0', '0', '—'], ['', '3', '—'], ['-12', '3', '—'], ['12', '十', '—'], ['12', '13', '分子大于分母，请核对'], ['8', '0', '0.00%']]) {
		await page.fill('[name="value.whole"]', whole);
		await page.fill('[name="value.part"]', part);
		assert.strictEqual(await rate(), shown, `${part} of ${whole}`);
	}
	await page.check('[name="na.part"]');
	assert.strictEqual(await rate(), '—');
});
