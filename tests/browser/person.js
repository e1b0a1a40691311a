/* A person at a real Chromium: signs in, fills in forms by their labels, and has every page that is
 * looked at checked: accessibility, markup, CSP, console, width of a small phone. */
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const axe = require('axe-core');
const { HtmlValidate } = require('html-validate');
const { chromium } = require('playwright-core');
const { accounts } = require('../http/portal');
const { isNew } = require('../http/shapes');

const base = process.env.BASE_URL || 'http://127.0.0.1:8080';
const pictures = path.join(__dirname, '../../build/screenshots');
const rules = JSON.parse(fs.readFileSync(path.join(__dirname, '../.htmlvalidate.json'), 'utf8'));
const markup = new HtmlValidate(rules);
const partly = new HtmlValidate({ ...rules, rules: { ...rules.rules, 'no-missing-references': 'off' } });
const desk = { width: 1366, height: 900 };
const phone = { width: 393, height: 852 };
const smallest = { width: 320, height: 640 };

function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: process.getuid() === 0 ? ['--no-sandbox'] : [],
	});
}

/* A form of 150 rows takes html-validate minutes: of large pages it sees the first rows of each table,
 * the others come out of the same template. */
function validated(text, name) {
	if (text.length <= 40000) {
		return markup.validateString(text, name);
	}
	return partly.validateString(text.replace(/(<tbody[^>]*>)([\s\S]*?)<\/tbody>/g,
		(_, head, body) => `${head}${body.split(/(?<=<\/tr>)/).slice(0, 2).join('')}</tbody>`), name);
}

class Person {
	/* options: javaScript, pictures (folder of this run, or none), open (pages for everybody: contrast
	 * of 7, a picture of the smallest screen too). */
	static async arrive(browser, options) {
		const person = new Person();
		person.options = options;
		person.context = await browser.newContext({
			baseURL: base, javaScriptEnabled: options.javaScript, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: desk,
		});
		person.page = await person.context.newPage();
		person.page.setDefaultTimeout(15000);
		person.complaints = [];
		person.watch();
		return person;
	}

	/* Signed in, to look at long pages: their pictures take a while on a busy machine. */
	static async enter(browser, folder, login, javaScript) {
		const person = await Person.arrive(browser, { javaScript, pictures: folder });
		person.page.setDefaultTimeout(60000);
		if (login) {
			await person.signIn(login, accounts[login].password);
		}
		return person;
	}

	watch() {
		this.page.on('pageerror', (error) => this.complaints.push(`script: ${error.message}`));
		this.page.on('console', (message) => {
			/* The page itself may be a 400 with the form shown again. */
			const own = /^Failed to load resource.*status of 4/.test(message.text()) && !/\/static\//.test(message.location().url);
			if ((message.type() === 'error' || message.type() === 'warning') && !own) {
				this.complaints.push(`console: ${message.text()}`);
			}
		});
		this.page.on('requestfailed', (request) => {
			if (request.failure().errorText !== 'net::ERR_ABORTED') {
				this.complaints.push(`request: ${request.url()} ${request.failure().errorText}`);
			}
		});
		this.page.on('response', (response) => {
			if (response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400)) {
				this.served = { status: response.status(), text: response.text().catch(() => '') };
			}
			if (response.status() >= 500) {
				this.complaints.push(`answer: ${response.status()} ${response.url()}`);
			}
		});
		this.page.on('dialog', (dialog) => dialog.accept());
	}

	async leave() {
		assert.deepStrictEqual(this.complaints, []);
		await this.context.close();
	}

	/* Opens a page of the portal; status: what it must answer. */
	async go(url, status = 200) {
		await this.page.goto(url);
		assert.strictEqual(this.served.status, status, url);
	}

	async signIn(login, password) {
		await this.go('/account/sign-in');
		await this.page.fill('[name=login]', login);
		await this.page.fill('[name=password]', password);
		await this.press('登录', '.zh-entrance');
		assert.doesNotMatch(this.page.url(), /sign-in/);
		this.password = password;
	}

	/* The password once more, from the page of a return that waits for the leader's signature. */
	async confirm(link = '确认身份后提交') {
		const back = new URL(this.page.url()).pathname;
		await this.follow(link);
		await this.page.fill('main [name=password]', this.password);
		await this.press('确认身份');
		assert.strictEqual(new URL(this.page.url()).pathname, back);
	}

	/* Presses a button within the page's body and waits for the answer; status: what it must be. */
	async press(name, within = 'main', status = 200) {
		await Promise.all([
			this.page.waitForNavigation(),
			this.page.locator(within).locator('button').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) }).click(),
		]);
		assert.strictEqual(this.served.status, status, `${name}: ${await this.words()}`);
	}

	async follow(name, within = 'main') {
		const link = this.page.locator(within).locator('a').filter({ hasText: name });
		await Promise.all([this.page.waitForNavigation(), link.first().click()]);
		assert.strictEqual(this.served.status, 200, name);
	}

	/* Says something to each question of the page of checks; gives how many there were. */
	async explain() {
		const fields = await this.page.locator('main form:has(button[value="explain"]) textarea').evaluateAll((all) => all.map((field) => field.name));
		if (fields.length > 0) {
			await this.fill(Object.fromEntries(fields.map((name) => [name, '本季度起由信息系统自动采集，上年为手工统计'])));
			await this.press('保存说明');
		}
		return fields.length;
	}

	/* Fills fields by name: {name: text | true | false}; a list of values for boxes of one name. */
	async fill(values) {
		for (const [name, value] of Object.entries(values)) {
			const field = this.page.locator(`main [name="${name}"]`);
			if (Array.isArray(value)) {
				for (const box of await field.all()) {
					await box.setChecked(value.includes(await box.getAttribute('value')));
				}
			} else if (typeof value === 'boolean') {
				await field.setChecked(value);
			} else if (await field.first().evaluate((element) => element.tagName === 'SELECT')) {
				await field.selectOption(value);
			} else if (await field.first().evaluate((element) => element.type === 'radio')) {
				await this.page.locator(`main [name="${name}"][value="${value}"]`).check();
			} else {
				await field.fill(value);
			}
		}
	}

	value(name) {
		return this.page.locator(`main [name="${name}"]`).inputValue();
	}

	async words(selector = 'main') {
		return (await this.page.locator(selector).first().innerText()).replace(/\s+/g, ' ').trim();
	}

	/* The sentence beside a field, without the hidden word before it; null if there is none.  What is out of sight may
	 * not be laid out, and has no inner text then. */
	async message(name) {
		const place = this.page.locator(`[id="${name}-error"]`);
		return await place.count() === 0 ? null : (await place.textContent()).replace(/^\s*错误：/, '').trim();
	}

	/* The rows of the table with these words in its caption: the cells' texts by the words of their
	 * column's head, up to a bracket and without spaces. */
	async table(caption) {
		const table = this.page.locator('main table').filter({ has: this.page.locator('caption', { hasText: caption }) }).first();
		return table.evaluate((element) => {
			const heads = Array.prototype.map.call(element.tHead.rows[0].cells, (cell) => cell.textContent.replace(/（.*|\s/g, ''));
			return Array.prototype.map.call(element.tBodies[0].rows, (row) => {
				const cells = Array.prototype.map.call(row.cells, (cell) => cell.innerText.replace(/\s+/g, ' ').trim());
				return Object.fromEntries(cells.map((text, i) => [heads[i], text]));
			});
		});
	}

	/* Holds the page in view against everything that every page must be. */
	async look(name) {
		const faults = this.complaints.splice(0);
		const text = await this.served.text;
		/* What differs from a page that was seen in nothing but words and numbers is as sound as that. */
		const report = isNew(new URL(this.page.url()).pathname.replace(/\d+/g, '#'), text) ? await validated(text, name) : { results: [] };
		for (const { line, ruleId, message } of report.results.flatMap((result) => result.messages)) {
			faults.push(`html-validate: line ${line}: ${ruleId}: ${message}`);
		}
		await this.page.setViewportSize(smallest);
		const width = await this.page.evaluate(() => document.documentElement.scrollWidth);
		if (width > smallest.width) {
			faults.push(`${width} px wide on a screen of ${smallest.width}`);
		}
		await this.page.setViewportSize(desk);
		if (this.options.javaScript) {
			faults.push(...await this.violations());
		}
		await this.picture(name);
		assert.deepStrictEqual(faults, [], name);
	}

	/* axe-core past the page's CSP, which would not let the page itself do so. */
	async violations() {
		const session = await this.context.newCDPSession(this.page);
		await session.send('Runtime.evaluate', { expression: axe.source });
		const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
			expression: `axe.run({ rules: { 'color-contrast-enhanced': { enabled: ${this.options.open === true} } } }).then((found) => found.violations.map((fault) => 'axe: ' + fault.id + ': '
				+ fault.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')))`,
			awaitPromise: true, returnByValue: true,
		});
		await session.detach();
		assert.strictEqual(exceptionDetails, undefined);
		return result.value;
	}

	async picture(name) {
		if (!this.options.pictures || process.env.PICTURES === '0') {
			return;
		}
		const folder = path.join(pictures, this.options.pictures);
		fs.mkdirSync(folder, { recursive: true });
		for (const { width, height } of this.options.open ? [desk, phone, smallest] : [desk, phone]) {
			/* All of the page on the screen: what is not is not drawn in long sheets. */
			await this.page.setViewportSize({ width, height });
			await this.page.setViewportSize({ width, height: await this.page.evaluate(() => Math.min(document.documentElement.scrollHeight, 8000)) });
			await this.page.screenshot({ path: path.join(folder, `${name}-${width}.png`), fullPage: true });
		}
		await this.page.setViewportSize(desk);
	}

	/* As A4 paper shows it, for the pages that are kept on paper. */
	async print(name) {
		const folder = path.join(pictures, this.options.pictures || 'print');
		fs.mkdirSync(folder, { recursive: true });
		const sheet = await this.page.pdf({ path: path.join(folder, `${name}.pdf`), format: 'A4' });
		assert.ok(sheet.length > 5000, name);
		/* A4 less margins of 1 cm at 96 dots per inch. */
		await this.page.setViewportSize({ width: 718, height: 1047 });
		await this.page.emulateMedia({ media: 'print' });
		const width = await this.page.evaluate(() => document.documentElement.scrollWidth);
		assert.ok(width <= 718, `${name}: ${width} px wide on paper`);
		assert.strictEqual(await this.page.locator('.zh-nav').isVisible(), false, `${name}: no menus on paper`);
		await this.page.screenshot({ path: path.join(folder, `${name}-A4.png`), fullPage: true });
		await this.page.emulateMedia({ media: null });
		await this.page.setViewportSize(desk);
	}
}

module.exports = { Person, launch };
