/* The public pages in a real Chromium, as a visitor without an account meets them: with and without
 * JavaScript, on a desk, a phone and the smallest phone, and the notice on paper. */
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { Person, launch } = require('./person');
const { Visitor } = require('../http/portal');

const home = '/region/990100/2025Q2/1/';
const pages = [
	['home', '/'],
	['archive', '/region/990100/'],
	['overview', home],
	['indicator', `${home}indicator/NIT-2025-04.1`],
	['institution', `${home}institution/1`],
	['institution-capped', `${home}institution/7`],
	['grade', `${home}grade`],
	['number', `${home}institution/1/indicator/NIT-2025-04.1`],
	['compare', `${home}compare?institution1=1&institution2=2&institution3=3`],
	['find', `${home}find?q=slsd`],
	['catalogue', '/catalogue/'],
	['catalogue-target', '/catalogue/NIT-2025-04'],
	['catalogue-indicator', '/catalogue/NIT-2025-04.1'],
	['catalogue-list', '/catalogue/NIT-2025'],
	['catalogue-element', '/catalogue/stemi_patients'],
	['method', '/method'],
	['method-grade', '/method/grade'],
	['verify', '/verify'],
];

let browser;

before(async () => {
	browser = await launch();
	for (let i = 0; i < 300 && (await new Visitor().get(home)).status !== 200; i++) {
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
});
after(() => browser.close());

for (const javaScript of [true, false]) {
	test(`every public page, ${javaScript ? 'with' : 'without'} JavaScript`, async () => {
		const reader = await Person.arrive(browser, { javaScript, pictures: 'public', open: true });
		for (const [name, url] of pages) {
			await reader.go(url);
			await reader.look(`${name}${javaScript ? '' : '-plain'}`);
		}
		await reader.go('/region/990100/2019Q1/', 404);
		await reader.look(`missing${javaScript ? '' : '-plain'}`);
		await reader.context.close();
	});
}

test('large letters fit the smallest screen', async () => {
	const reader = await Person.arrive(browser, { javaScript: true, pictures: 'public', open: true });
	await reader.go(home);
	await reader.follow('大字版', 'header');
	const size = await reader.page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
	assert.strictEqual(size, '21px');
	await reader.look('overview-large');
	await reader.go(`${home}indicator/NIT-2025-04.1`);
	await reader.look('indicator-large');
	await reader.follow('标准版', 'header');
	assert.strictEqual(await reader.page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '16px');
	await reader.context.close();
});

test('the notice: sound on the screen; on paper A4, numbered, and nothing of the screen', async () => {
	const reader = await Person.arrive(browser, { javaScript: true, pictures: 'public', open: true });
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bulletin-'));
	try {
		await reader.go(`${home}bulletin`);
		await reader.look('bulletin');
		const file = path.join(folder, 'bulletin.pdf');
		await reader.page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
		const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
		assert.match(info, /Page size: +59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/);
		const sheets = Number(/Pages: +(\d+)/.exec(info)[1]);
		const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
		assert.ok(sheets >= 3);
		for (let sheet = 1; sheet <= sheets; sheet++) {
			assert.match(text, new RegExp(`—\\s*${sheet}\\s*—`));
		}
		assert.match(text.replace(/\s/g, ''), /医疗质量安全改进目标监测情况的通报/);
		assert.doesNotMatch(text, /返回/);
	} finally {
		fs.rmSync(folder, { recursive: true });
		await reader.context.close();
	}
});
