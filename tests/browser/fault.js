/*
 * What is typed while things break.  Each run types numbers, many of them 0 and many the one that was
 * there before, into random cells of a return, perhaps over a slow line, and lets one thing happen at
 * a random keystroke.  Then whoever types does what the page asks for, and every cell must be in the
 * database as it was typed last.
 *
 * All that a run does comes out of its own seed: FAULT_SEED=seed FAULT_RUNS=1 plays it again.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Sheet, returnOf, saved, until } = require('./sheet');
const { openInstitution, query, secret } = require('../http/people');

const CELLS = 5; /* typed in one run */
const FEW = 3;   /* cells that a run returns to again and again */
const texts = ['0', '1', '12', '120'];

/* The same sequence for the same seed; neighbouring seeds are not alike. */
class Chance {
	constructor(seed) {
		this.state = Math.imul(seed, 2654435761) >>> 0;
	}

	below(limit) {
		this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
		return Math.floor(this.state / 4294967296 * limit);
	}

	of(list) {
		return list[this.below(list.length)];
	}
}

function processes() {
	const parent = fs.readFileSync(path.join(process.env.RUN, 'institution.pid'), 'utf8').trim();
	return fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/* What breaks, by name. */
const faults = {
	kill(typist, chance) {
		const all = processes();
		try {
			process.kill(chance.of(all), 'SIGKILL');
		} catch (gone) { /* between two of them */ }
	},
	line(typist) {
		return typist.context.setOffline(true);
	},
	/* Saved, but nobody hears of it. */
	answer(typist) {
		return typist.sheet.page.route('**/draft', async (route) => {
			await route.fetch().catch(() => null);
			await route.abort().catch(() => null);
		});
	},
	/* Given up by the page, on its way all the same: it arrives when all else is saved. */
	late(typist) {
		return typist.sheet.page.route('**/draft', (route) => {
			typist.late = route.request();
			return route.abort();
		}, { times: 1 });
	},
	session(typist) {
		query(`UPDATE zhiheng.session SET ended_at = now() WHERE ended_at IS NULL
			AND account_id = (SELECT id FROM zhiheng.account WHERE login = '${typist.login}')`);
	},
	/* The page is gone without a word, and another one comes. */
	async crash(typist) {
		const { sheet } = typist;
		await sheet.die();
		sheet.page = sheet.person.page = await typist.context.newPage();
		sheet.person.watch();
		await typist.load();
	},
	reload(typist) {
		return typist.load();
	},
	async back(typist) {
		await typist.sheet.page.goto('/institution/');
		await typist.sheet.page.goBack();
		await typist.arriveAtForm();
	},
};
const names = Object.keys(faults);
const leaves = new Set(['crash', 'reload', 'back']); /* what is typed goes on in another page */

/* One person at one return, over many runs. */
class Typist {
	static async arrive(browser, name) {
		const typist = new Typist();
		typist.login = `${name}.clerk`;
		/* A small one: its sheet comes quickly. */
		const hospital = await openInstitution({ clerk: typist.login }, { level: 'primary', grade: 'A' });
		typist.sheet = await Sheet.open(browser, typist.login, returnOf(hospital.id));
		typist.context = typist.sheet.person.context;
		typist.context.setDefaultTimeout(60000);
		typist.sheet.page.setDefaultTimeout(60000);
		/* Any number will do in these: not in an answer of 是 or 否, nor in a total beside its parts. */
		typist.cells = await typist.sheet.page.locator('tr[data-element]:not([data-parts])').evaluateAll((rows) => rows
			.filter((row) => row.querySelector('.zh-unit').textContent !== '是/否').map((row) => row.querySelector('input[data-cell]').id));
		return typist;
	}

	/* As a person would: once more, if the page did not come. */
	async load() {
		await this.sheet.page.goto(`/institution/return/${this.sheet.id}`).catch(() => null);
		await this.arriveAtForm();
	}

	async arriveAtForm() {
		const { page } = this.sheet;
		await until(async () => {
			if (await page.locator('form[data-grid]').count() === 1) {
				return true;
			}
			await page.goto(`/institution/return/${this.sheet.id}`).catch(() => null);
			return false;
		}, 'the form comes');
	}

	/* The cells, texts and pauses of a run, key by key: {cell, key or null for entering it, pause}. */
	plan(chance) {
		const few = Array.from({ length: FEW }, () => chance.of(this.cells));
		return Array.from({ length: CELLS }, () => [chance.of(few), chance.of(texts)])
			.flatMap(([cell, text]) => [null, ...text].map((key) => ({ cell, key, pause: chance.below(4) === 0 ? chance.below(400) : 0 })));
	}

	async recover(fault) {
		const { page } = this.sheet;
		await this.context.setOffline(false);
		if (fault === 'answer' || fault === 'late') {
			await page.unroute('**/draft');
		}
		if (fault !== 'session') {
			return;
		}
		/* The page says so as soon as it tries to save; if all was saved before, the next page does. */
		const link = page.locator('[data-say="trouble"] a');
		await until(async () => await this.sheet.pending() === 0 || await link.count() === 1, 'saved, or asked to sign in');
		await page.goto(await link.count() === 1 ? await link.getAttribute('href') : `/institution/return/${this.sheet.id}`);
		await page.fill('[name=login]', this.login);
		await page.fill('[name=password]', secret);
		await Promise.all([page.waitForURL(`**/institution/return/${this.sheet.id}`), page.locator('.zh-entrance button[type=submit]').click()]);
		await this.arriveAtForm();
	}

	/* Saved at once, as the button does, and again until nothing is left. */
	async settle() {
		const left = await this.sheet.page.evaluate(() => new Promise((resolve) => {
			const { draft } = window.zhiheng;
			const begun = Date.now();
			draft.flush(() => {});
			const timer = setInterval(() => {
				if (draft.count() === 0 || Date.now() - begun > 60000) {
					clearInterval(timer);
					resolve(draft.count());
				}
			}, 20);
		}));
		if (left > 0) {
			throw new Error(`${left} cells are never saved: ${await this.sheet.said('trouble')}`);
		}
	}

	/* Thinks better of it: what was saved before, while the other number is still on its way. */
	async rethink(before, latest, chance) {
		await until(async () => this.late || await this.sheet.pending() === 0, 'on its way, or nothing to send');
		for (const cell of Object.keys(latest)) {
			const was = /^value (.+)$/.exec(before[cell.slice('value.'.length)]);
			if (was && chance.below(4) > 0) {
				await this.sheet.type(cell, was[1]);
				latest[cell] = was[1];
			}
		}
	}

	async deliver() {
		const { late } = this;
		if (late) {
			this.late = null;
			await this.context.request.post(late.url(), { data: late.postData(), headers: { 'content-type': late.headers()['content-type'] } });
		}
	}

	async slowDown(slow) {
		const line = await this.context.newCDPSession(this.sheet.page);
		await line.send('Network.emulateNetworkConditions', { offline: false, latency: slow, downloadThroughput: -1, uploadThroughput: -1 });
		return line;
	}

	/* What stands in each cell after all keys. */
	async type(keys, fault, when, chance) {
		const latest = {};
		for (const [i, { cell, key, pause }] of keys.entries()) {
			if (key === null) {
				await this.sheet.cell(cell).focus();
				await this.sheet.page.keyboard.press('Control+A');
				latest[cell] = '';
			} else {
				await this.sheet.page.keyboard.press(key);
				latest[cell] += key;
			}
			if (i === when) {
				await faults[fault](this, chance);
				if (leaves.has(fault) && i + 1 < keys.length && keys[i + 1].key !== null) {
					await this.sheet.cell(cell).focus();
					await this.sheet.page.keyboard.press(latest[cell] === '' ? 'Control+A' : 'End');
				}
			}
			if (pause > 0) {
				await new Promise((resolve) => { setTimeout(resolve, pause); });
			}
		}
		return latest;
	}

	/* What is not as it was typed. */
	async play(seed) {
		const chance = new Chance(seed);
		const fault = chance.of(names);
		const keys = this.plan(chance);
		const when = chance.below(keys.length);
		const slow = chance.below(3) === 0 ? 100 + chance.below(700) : 0;
		const line = slow > 0 && !leaves.has(fault) ? await this.slowDown(slow) : null;
		const before = fault === 'late' ? saved(this.sheet.id) : null;
		const latest = await this.type(keys, fault, when, chance);
		if (before) {
			await this.rethink(before, latest, chance);
		}
		if (line) {
			await line.detach();
		}
		await this.recover(fault);
		await this.settle();
		await this.deliver();
		const now = saved(this.sheet.id);
		const wrong = Object.entries(latest).map(([cell, text]) => [cell, text, now[cell.slice('value.'.length)]])
			.filter(([, text, found]) => found !== `value ${Number(text)}`);
		return wrong.map(([cell, text, found]) => `FAULT_SEED=${seed}: ${fault} at key ${when + 1} of ${keys.map(({ key }) => key ?? '|').join('')}: ${cell} typed ${text}, saved ${found}`);
	}
}

/* One typist's share of the runs: next() gives a seed, or null.  A run that cannot be played to its
 * end counts as lost, and the typist begins anew. */
async function share(browser, typist, next, told) {
	for (let seed = next(); seed !== null; seed = next()) {
		let lost;
		try {
			lost = await typist.play(seed);
		} catch (error) {
			lost = [`FAULT_SEED=${seed}: ${error.message}`];
			await typist.context.close();
			typist = await Typist.arrive(browser, `fault${process.pid}s${seed}`);
		}
		told(lost);
	}
}

/* runs with seeds from seed on, by typists side by side: {cells, lost: [sentences]}. */
async function play(browser, runs, typists, seed) {
	const out = { runs: 0, cells: 0, lost: [] };
	let begun = 0;
	const next = () => (begun < runs ? seed + begun++ : null);
	const told = (lost) => {
		lost.forEach((sentence) => console.log(sentence));
		out.lost.push(...lost);
		out.runs += 1;
		out.cells += CELLS;
		if (out.runs % 50 === 0) {
			console.log(`${out.runs} runs, ${out.lost.length} values lost`);
		}
	};
	const all = [];
	for (let i = 0; i < typists; i++) {
		all.push(await Typist.arrive(browser, `fault${process.pid}x${i}`));
	}
	await Promise.all(all.map((typist) => share(browser, typist, next, told)));
	return out;
}

module.exports = { play };
