/*
 * What is typed while things break.  Each run types numbers, many of them 0, into random cells of a
 * return and lets one thing happen at a random keystroke: a process of the program is killed, the
 * line is down for a moment, the session is ended, the page dies.  Then whoever types does what the
 * page asks for, and every cell must be in the database as it was typed last.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Sheet, returnOf, saved, until } = require('./sheet');
const { openInstitution, query, secret } = require('../http/people');

const CELLS = 5; /* typed in one run */
const faults = ['kill', 'line', 'session', 'crash'];

/* The same sequence for the same seed. */
class Chance {
	constructor(seed) {
		this.state = seed >>> 0;
	}

	below(limit) {
		this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
		return Math.floor(this.state / 4294967296 * limit);
	}
}

function processes() {
	const parent = fs.readFileSync(path.join(process.env.RUN, 'institution.pid'), 'utf8').trim();
	return fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/* One person at one return, over many runs. */
class Typist {
	static async arrive(browser, name) {
		const typist = new Typist();
		typist.login = `${name}.clerk`;
		const hospital = await openInstitution({ clerk: typist.login });
		typist.sheet = await Sheet.open(browser, typist.login, returnOf(hospital.id));
		typist.sheet.page.setDefaultTimeout(60000);
		/* Any number will do in these: not in an answer of 是 or 否, nor in a total beside its parts. */
		typist.cells = await typist.sheet.page.locator('tr[data-element]:not([data-parts])').evaluateAll((rows) => rows
			.filter((row) => row.querySelector('.zh-unit').textContent !== '是/否').map((row) => row.querySelector('input[data-cell]').id));
		return typist;
	}

	async strike(fault, chance) {
		const { sheet } = this;
		if (fault === 'kill') {
			const all = processes();
			try {
				process.kill(all[chance.below(all.length)], 'SIGKILL');
			} catch (gone) { /* between two of them */ }
		} else if (fault === 'line') {
			await sheet.person.context.setOffline(true);
		} else if (fault === 'session') {
			query(`UPDATE zhiheng.session SET ended_at = now() WHERE ended_at IS NULL
				AND account_id = (SELECT id FROM zhiheng.account WHERE login = '${this.login}')`);
		} else {
			await this.reopen();
		}
	}

	/* The page is gone without a word, and another one comes. */
	async reopen() {
		const { sheet } = this;
		await sheet.page.close({ runBeforeUnload: false });
		sheet.page = sheet.person.page = await sheet.person.context.newPage();
		sheet.page.setDefaultTimeout(60000);
		sheet.person.watch();
		await this.load();
	}

	/* As a person would: once more, if the page did not come. */
	async load() {
		const { sheet } = this;
		await until(async () => {
			await sheet.page.goto(`/institution/return/${sheet.id}`);
			return await sheet.page.locator('form[data-grid]').count() === 1;
		}, 'the form comes');
	}

	async recover(fault) {
		const { sheet } = this;
		await sheet.person.context.setOffline(false);
		if (fault !== 'session') {
			return;
		}
		/* The page says so as soon as it tries to save; if all was saved before, the next page does. */
		await until(async () => await sheet.pending() === 0 || await sheet.page.locator('[data-say="trouble"] a').count() === 1, 'saved, or asked to sign in');
		if (await sheet.page.locator('[data-say="trouble"] a').count() === 1) {
			await sheet.page.goto(await sheet.page.locator('[data-say="trouble"] a').getAttribute('href'));
		} else {
			await sheet.page.goto(`/institution/return/${sheet.id}`);
		}
		await sheet.page.fill('[name=login]', this.login);
		await sheet.page.fill('[name=password]', secret);
		await Promise.all([sheet.page.waitForURL(`**/institution/return/${sheet.id}`), sheet.page.locator('.zh-entrance button[type=submit]').click()]);
		await this.load();
	}

	/* Returns the cells that are not as they were typed. */
	async play(chance) {
		const fault = faults[chance.below(faults.length)];
		const keys = [];
		for (let i = 0; i < CELLS; i++) {
			const cell = this.cells[chance.below(this.cells.length)];
			const text = chance.below(3) === 0 ? '0' : String(1 + chance.below(2000));
			keys.push([cell, null], ...[...text].map((key) => [cell, key]));
		}
		const when = chance.below(keys.length);
		const latest = {}; /* what stands in each cell */
		for (let i = 0; i < keys.length; i++) {
			const [cell, key] = keys[i];
			if (key === null) {
				await this.sheet.cell(cell).focus();
				await this.sheet.page.keyboard.press('Control+A');
				latest[cell] = '';
			} else {
				await this.sheet.page.keyboard.type(key);
				latest[cell] += key;
			}
			if (i === when) {
				await this.strike(fault, chance);
				if (fault === 'crash' && i + 1 < keys.length && keys[i + 1][1] !== null) {
					await this.sheet.cell(cell).focus();
					await this.sheet.page.keyboard.press(latest[cell] === '' ? 'Control+A' : 'End');
				}
			}
		}
		await this.recover(fault);
		await this.sheet.settle();
		const now = saved(this.sheet.id);
		return Object.entries(latest).map(([cell, text]) => [cell, Number(text)])
			.filter(([cell, number]) => now[cell.slice('value.'.length)] !== `value ${number}`).map(([cell, text]) => `${fault}: ${cell} typed ${text}, saved ${now[cell.slice('value.'.length)]}`);
	}
}

/* runs, by typists side by side: {runs, cells, lost: [sentences]}. */
async function play(browser, runs, typists, seed) {
	const out = { runs: 0, cells: 0, lost: [] };
	let left = runs;
	await Promise.all(Array.from({ length: typists }, async (unused, i) => {
		const chance = new Chance(seed + i);
		const typist = await Typist.arrive(browser, `fault${process.pid}x${i}`);
		while (left > 0) {
			left -= 1;
			out.lost.push(...await typist.play(chance));
			out.runs += 1;
			out.cells += CELLS;
			if (out.runs % 50 === 0) {
				console.log(`${out.runs} runs, ${out.lost.length} values lost`);
			}
		}
	}));
	return out;
}

module.exports = { play };
