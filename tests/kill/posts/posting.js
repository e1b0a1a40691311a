// The clients: each posts for its own city, whatever dies meanwhile, until enough is acknowledged.
'use strict';

const {strike} = require('./chaos');
const {judge, missingFiles, snapshot} = require('./records');
const returns = require('./return');
const {Refused, Run} = require('./run');
const {disconnect, makeWorld, year} = require('./world');
const {settled, wait} = require('../killing');

const chains = [require('./account'), returns, require('./hospital'), require('./commission'), require('./edition')].flatMap((part) => part.chains);
const clients = 4;
const hospitals = 6;

// One of the chains, each as often as its weight says.
function chosen() {
	let place = Math.random() * chains.reduce((sum, {weight}) => sum + weight, 0);
	return chains.find(({weight}) => (place -= weight) < 0) || chains[0];
}

async function makeWorlds(from) {
	const worlds = [];
	for (let number = from; number < from + clients; number++) {
		const world = await makeWorld(number, hospitals);
		// Publishing needs a return that is accepted.
		const hospital = world.hospitals[5];
		const run = new Run({double: 0});
		await returns.accepted(run, world, hospital, hospital.returns[`${year}Q2`]);
		worlds.push(world);
	}
	return worlds;
}

const programOf = (address) => (/^\/(account|commission)\//.exec(address) || ['', 'institution'])[1];

// Deaths at random places of the run, a few milliseconds after a form was sent.
function hunter(run, posts, kills) {
	const places = Array.from({length: kills}, (_, i) => Math.floor(posts * (i + Math.random()) / (kills + 0.5)));
	const deaths = {};
	const pending = new Set();
	run.sending = (address) => {
		if (places.length === 0 || run.posts < places[0])
			return;
		const place = places.shift();
		const death = wait(Math.random() * 10).then(() => strike(programOf(address))).then((what) => {
			if (what === null)
				places.unshift(place);
			else
				deaths[what] = (deaths[what] || 0) + 1;
		});
		pending.add(death);
		death.finally(() => pending.delete(death));
	};
	return {deaths, done: () => Promise.all(pending)};
}

// First every chain once, then as their weights say.
async function client(run, world, first, posts, end) {
	while (first.length > 0 || run.posts < posts) {
		const {chain} = first.shift() || chosen();
		try {
			await chain(run, world);
		} catch (error) {
			if (!(error instanceof Refused))
				throw error;
		}
		if (Date.now() > end)
			return;
	}
}

/*
 * Posts that many forms while that many die; gives the run with what is lost and doubled at each route,
 * what died, and in words what is wrong.
 */
async function post({posts, kills, minutes, from = 0, only = chains, ...options}) {
	try {
		const worlds = await makeWorlds(from);
		await settled();
		const run = new Run(options);
		const before = await snapshot();
		const hunt = hunter(run, posts, kills);
		const first = only.slice();
		const end = Date.now() + minutes * 60000;
		const over = await Promise.allSettled(worlds.map((world) => client(run, world, first, only === chains ? posts : 0, end)));
		await hunt.done();
		await settled();
		const files = await missingFiles();
		run.route('/institution/return/#/evidence').lost += files.length;
		const faults = [...judge(run, before, await snapshot()), ...files, ...over.filter(({reason}) => reason).map(({reason}) => `broken off: ${reason.stack}`)];
		return {run, faults, deaths: hunt.deaths};
	} finally {
		disconnect();
	}
}

function report({run, deaths}) {
	const kinds = Object.entries(deaths).map(([what, count]) => `${what} ${count}`).join(', ');
	const rows = [...run.routes].sort(([a], [b]) => (a < b ? -1 : 1));
	const sum = (field) => rows.reduce((total, [, row]) => total + row[field], 0);
	const kills = Object.values(deaths).reduce((total, count) => total + count, 0);
	const lines = [['POST route', 'acknowledged', 'sent', 'broken', 'at once', 'lost', 'doubled'],
		...rows.map(([url, row]) => [url, row.posts, row.sent, row.broken, row.again, row.lost, row.doubled])]
		.map(([url, ...numbers]) => `${String(url).padEnd(44)}${numbers.map((number) => String(number).padStart(13)).join('')}`);
	return [...lines, `died: ${kinds}; ${sum('broken')} requests broke, ${sum('again')} posts were sent two to four times at once`,
		`posts ${run.posts} acknowledged, ${kills} kills, lost ${sum('lost')}, doubled ${sum('doubled')}`].join('\n');
}

module.exports = {chains, post, report};
