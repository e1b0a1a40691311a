/* The sheet of a return in a browser, as the tests of entry use it. */
'use strict';

const { Person } = require('./person');
const { query, secret, single } = require('../http/people');

/* Pages are under a policy that forbids eval, so conditions are asked for again and again. */
async function until(question, what) {
	for (let i = 0; i < 300; i++) {
		if (await question()) {
			return;
		}
		await new Promise((resolve) => { setTimeout(resolve, 50); });
	}
	throw new Error(`never: ${what}`);
}

class Sheet {
	static async open(browser, login, id, options = {}) {
		const sheet = new this();
		sheet.id = id;
		sheet.login = login;
		sheet.person = await Person.arrive(browser, { javaScript: true, ...options });
		sheet.page = sheet.person.page;
		await sheet.person.signIn(login, secret);
		await sheet.visit();
		return sheet;
	}

	async visit() {
		await this.person.go(`/institution/return/${this.id}`);
	}

	cell(name) {
		return this.page.locator(`[id="${name}"]`);
	}

	async type(name, text) {
		await this.cell(name).focus();
		await this.page.keyboard.press('Control+A');
		await this.page.keyboard.type(text);
	}

	value(name) {
		return this.cell(name).inputValue();
	}

	focused() {
		return this.page.evaluate(() => document.activeElement.id);
	}

	said(name) {
		return this.page.locator(`[data-say="${name}"]`).innerText();
	}

	pending() {
		return this.page.evaluate(() => window.zhiheng.draft.count());
	}

	/* All that was typed has been answered for. */
	async settle() {
		await until(async () => await this.pending() === 0, `${this.login}: all is saved`);
	}

	async until(name, pattern) {
		await until(async () => pattern.test(await this.said(name)), `${name} says ${pattern}`);
	}

	/* The copies that pages keep of it on this machine; null: nothing. */
	async kept() {
		const copies = await this.page.evaluate((id) => Object.keys(window.localStorage)
			.filter((name) => name.startsWith(`zhiheng.return.${id}.`))
			.map((name) => window.localStorage.getItem(name)), this.id);
		return copies.length === 0 ? null : copies.map((copy) => JSON.parse(copy));
	}

	/* As when the browser dies: no last word to the server either. */
	async die() {
		await this.page.evaluate(() => { window.zhiheng.line.post = window.zhiheng.line.beacon = () => {}; });
		await this.page.close({ runBeforeUnload: false });
	}

	/* What the browser refuses while the line is down or the session over is no complaint. */
	async leave() {
		this.person.complaints = this.person.complaints.filter((complaint) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|favicon/.test(complaint));
		await this.person.leave();
	}
}

/* {code: 'value 3'} of a return as it is saved. */
function saved(id) {
	return Object.fromEntries(query(`SELECT element_code, state || coalesce(' ' || trim_scale(value), '') FROM zhiheng.return_cell WHERE return_id = ${id}`));
}

function returnOf(institution) {
	return single(`SELECT id FROM zhiheng.return WHERE institution_id = ${institution} AND period = '2025Q3'`);
}

module.exports = { Sheet, returnOf, saved, until };
