// `make bench-others`: whether a page gets slower by what other regions hand in.  The same pages are measured with the
// city of data.sql alone, and with two hundred thousand returns of others in the tables.
//   BENCH_HOSPITALS=2500   of each of the four other cities; twenty quarters each
//   BENCH_TIMES=40         requests of each page at most, one after the other; fewer of pages that take long
//   BENCH_ONLY=review,save   only pages with one of these words in their name
// What counts is what a request costs of a core, in nginx, program and PostgreSQL: what else the machine does is not in it.
// Ends with 1 if a request failed; how fast it was decides nothing.
'use strict';

const {execFileSync} = require('node:child_process');
const path = require('node:path');

const setup = require('./setup');
const {coreTime, sql, stopWorker} = require('./tools');

const hospitals = Number(process.env.BENCH_HOSPITALS || 2500);
const cells = 10;
const times = Number(process.env.BENCH_TIMES || 40);
const goalRatio = 1.1;
const longest = 4000; // ms for a page's requests
const fewest = 5;
// A process (there is one: WORKERS=1) plans a statement anew five times before it keeps a plan.
const warming = 6;
const only = process.env.BENCH_ONLY ? process.env.BENCH_ONLY.split(',') : [''];

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function load(file, variables = []) {
	execFileSync('psql', ['-X', '-q', '-o', '/dev/null', ...variables.flatMap((variable) => ['-v', variable]), '-f', path.join(__dirname, file)],
		{stdio: 'inherit'});
}

const page = (name, visitor, url) => ({name, run: () => setup.look(visitor, url)});

// A clerk changes every value of a form again and again.
async function save(visitor, id) {
	const form = await setup.readForm(visitor, id);
	let revision = Number(sql(`SELECT revision FROM zhiheng.return WHERE id = ${id};`));
	return {
		name: `save of ${form.codes.length}`,
		run: async () => {
			const values = Object.fromEntries(form.codes.map((code) => [`value.${code}`, String(1000 + revision)]));
			const answer = await visitor.post(`/institution/return/${id}`, {_csrf: form.csrf, action: 'save', revision: String(revision), ...values});
			if (answer.status !== 303)
				throw new Error(`a save answered ${answer.status}`);
			revision++;
		},
	};
}

async function makePages() {
	const [reviewer] = setup.signedIn(['reviewer-1']);
	const [{id: open, login}, {id: other, login: saver}] = setup.openReturns(2);
	const [clerk, writer] = setup.signedIn([login, saver]);
	const accepted = sql("SELECT min(id) FROM zhiheng.return WHERE state = 'accepted' AND period = '2025Q2';").trim();
	const indicator = setup.rankedIndicator();
	const programme = sql('SELECT max(id) FROM zhiheng.programme;').trim();
	return [
		page('commission: home', reviewer, '/commission/'),
		page('commission: returns', reviewer, '/commission/return/'),
		page('commission: review of a return', reviewer, `/commission/return/${accepted}`),
		page('commission: ranking', reviewer, `/commission/indicator/${indicator}`),
		page('commission: indicators', reviewer, '/commission/indicator/'),
		page('commission: matrix', reviewer, '/commission/indicator/matrix'),
		page('commission: signals', reviewer, '/commission/signal/'),
		page('commission: editions', reviewer, '/commission/edition/?period=2025Q2'),
		page('commission: institutions', reviewer, '/commission/institution/'),
		page('commission: an institution', reviewer, '/commission/institution/1'),
		page('commission: its result', reviewer, '/commission/institution/1/result'),
		page('commission: baselines', reviewer, '/commission/baseline/'),
		page('commission: ledger', reviewer, '/commission/ledger/'),
		page('commission: adoption', reviewer, `/commission/programme/${programme}/adopt?list=NIT-2025`),
		page('institution: home', clerk, '/institution/'),
		page('institution: returns', clerk, '/institution/return/'),
		page('institution: form', clerk, `/institution/return/${open}`),
		page('institution: check', clerk, `/institution/return/${open}/check`),
		page('institution: results', clerk, '/institution/result/'),
		page('institution: one result', clerk, `/institution/result/${indicator}`),
		page('institution: ledger', clerk, '/institution/ledger/'),
		await save(writer, other),
	];
}

async function measure(one) {
	const begun = Date.now();
	for (let i = 0; i < warming && Date.now() - begun < 3 * longest; i++)
		await one.run();
	let read = coreTime();
	const walls = [];
	const cores = [];
	let spent = 0;
	while (walls.length < times && (spent < longest || walls.length < fewest)) {
		const started = process.hrtime.bigint();
		await one.run();
		walls.push(Number(process.hrtime.bigint() - started) / 1e6);
		spent += walls[walls.length - 1];
		// What is done after an answer counts for the request after it.
		const now = coreTime();
		// A process that ended took its time with it.
		if (now > read)
			cores.push(now - read);
		read = now;
	}
	return {name: one.name, wall: median(walls), core: cores.length > 0 ? median(cores) : NaN};
}

async function measureAll(pages) {
	const found = [];
	for (const one of pages.filter(({name}) => only.some((word) => name.includes(word)))) {
		try {
			found.push(await measure(one));
		} catch (error) {
			// The other pages are worth their figures.
			console.error(`    ${one.name}: ${error.message}`);
			process.exitCode = 1;
			found.push({name: one.name, wall: NaN, core: NaN});
		}
	}
	return found;
}

const number = (value) => value >= 100 ? value.toFixed(0) : value.toFixed(1);

function print(alone, beside, returns) {
	console.log(`\nPages of a city of 200 hospitals, alone and beside ${returns} returns of other regions: ms of a core, all parts, medians;`);
	console.log(`ms until the answer, medians.  Wanted: at most ${goalRatio} times.\n`);
	console.log('page                              core ms   beside   ratio          ms   beside   ratio');
	for (const [i, {name, core, wall}] of alone.entries()) {
		const other = beside[i];
		const ratio = other.core / core;
		console.log([name.padEnd(32), number(core).padStart(9), number(other.core).padStart(9), ratio.toFixed(2).padStart(8),
			(ratio <= goalRatio ? '' : 'NO').padEnd(4), number(wall).padStart(8), number(other.wall).padStart(9), (other.wall / wall).toFixed(2).padStart(8)]
			.join('').trimEnd());
	}
}

async function main() {
	setup.loadData();
	load('own.sql');
	stopWorker();
	sql(`SELECT zhiheng.computed_make(programme.id, span.period) FROM zhiheng.programme AS programme
		CROSS JOIN LATERAL (SELECT DISTINCT period FROM zhiheng.period_quarter WHERE programme_id = programme.id AND state <> 'planned') AS span;`);
	const pages = await makePages();
	console.error('    the city alone …');
	const alone = await measureAll(pages);
	const started = Date.now();
	load('others.sql', [`hospitals=${hospitals}`, `cells=${cells}`]);
	// nginx has closed what was idle meanwhile: the event loop has to hear of it.
	await new Promise((resolve) => setTimeout(resolve, 1000));
	console.error(`    others made in ${((Date.now() - started) / 1000).toFixed(0)} s …`);
	const beside = await measureAll(pages);
	print(alone, beside, 4 * 20 * hospitals);
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
