// The pages that are measured, each with its limit: {name, lua, connections, goal, text, prepare, limit, measure}.
// prepare() writes the requests for wrk; measure(seconds) runs the limit.
'use strict';

const {execFileSync} = require('node:child_process');
const path = require('node:path');

const {loadCity, signalList} = require('./jobs');
const setup = require('./setup');
const {capture} = require('./statements');
const {bareRows, hash, pgbench, wrk} = require('./tools');

// A few more than there are processes: none idles, none queues for long.
const connections = 8;

function get(visitor, url, extra = {}) {
	const cookie = setup.cookie(visitor);
	return {method: 'GET', path: url, headers: cookie === '' ? {} : {Cookie: cookie}, ...extra};
}

// A page that reads, against PostgreSQL running the statements that it runs.
async function reading(name, visitor, url, role, extra) {
	const text = await setup.look(visitor, url);
	// A public page is kept for two seconds: then it is made anew.
	await new Promise((resolve) => setTimeout(resolve, 3000));
	const {script, variables} = await capture(role, () => setup.look(visitor, url));
	const requests = setup.write(name, [get(visitor, url, extra)]);
	return {
		name,
		lua: 'load.lua',
		connections,
		text,
		prepare: () => requests,
		limit: 'its statements',
		measure: (seconds) => pgbench({role, script, variables, clients: connections, seconds}),
	};
}

async function signIn() {
	const requests = setup.write('sign-in', await setup.signInRequests());
	return {
		name: 'sign-in',
		lua: 'load.lua',
		connections,
		prepare: () => requests,
		limit: 'argon2id alone',
		measure: hash,
	};
}

async function returnForm() {
	const [visitor] = setup.signedIn(['clerk-1']);
	return reading('return form', visitor, `/institution/return/${setup.openReturns(1)[0].id}`, 'zhiheng_institution');
}

// More returns than connections, so that none is saved twice at a time.
async function saved() {
	const returns = setup.openReturns(128);
	const visitors = setup.signedIn(returns.map(({login}) => login));
	const forms = [];
	for (const [i, {id}] of returns.entries())
		forms.push(await setup.readForm(visitors[i], id));
	return {
		visitors,
		forms,
		name: `save of ${forms[0].codes.length}`,
		lua: 'save.lua',
		connections,
		goal: 0.6,
		// Each run goes on from the revisions that the last one left.
		prepare: () => {
			const present = setup.openReturns(128);
			return setup.write('save', forms.map((form, i) => ({...form, revision: present[i].revision})));
		},
	};
}

// Each client of pgbench saves a return of its own, from the revision that it left.
const saver = `\\if :started = 0
SELECT session, return_id AS id, revision AS rev FROM bench.saver WHERE client = :client_id \\gset
\\set started 1
\\endif
\\set rev :rev + 1
`;

// Of the form, which is another each time.
const digest = "repeat(md5(CAST(:id AS text) || ' ' || CAST(:rev AS text)), 2)";

async function save() {
	const {visitors, forms, ...page} = await saved();
	const [{id, csrf, codes}] = forms;
	const values = Object.fromEntries(codes.map((code) => [`value.${code}`, '1000']));
	const [{revision}] = setup.openReturns(1);
	const {script, variables} = await capture('zhiheng_institution',
		() => visitors[0].post(`/institution/return/${id}`, {_csrf: csrf, action: 'save', revision, ...values}), {
			_settings: {1: ':session'},
			post_claim: {2: digest},
			post_keep: {2: digest},
			return_save: {1: ':id', 2: '(:rev - 1)', 5: `array_fill(CAST(2000 + :rev AS numeric), ARRAY[${codes.length}])`},
		});
	return {
		...page,
		limit: 'its statements',
		measure: (seconds) => {
			setup.writeSavers(visitors.slice(0, connections));
			return pgbench({role: 'zhiheng_institution', script: saver + script, clients: connections, seconds,
				variables: [...variables, 'started=0']});
		},
	};
}

// The same beside rows that nothing guards.
async function saveBare() {
	const {forms, ...page} = await saved();
	const {codes} = forms[0];
	return {
		...page,
		name: `${page.name}, beside rows`,
		limit: 'insert of the rows',
		measure: (seconds) => bareRows({codes, clients: connections, seconds}),
	};
}

async function ranking() {
	const [visitor] = setup.signedIn(['reviewer-1']);
	return {...await reading('ranking of 200', visitor, `/commission/indicator/${setup.rankedIndicator()}`, 'zhiheng_commission'), goal: 0.5};
}

// The list of signals of 200 hospitals, as the worker stored it.
async function signals() {
	await signalList().run();
	const [visitor] = setup.signedIn(['reviewer-1']);
	return {...await reading('signals of 200', visitor, `/commission/signal/?period=${setup.period}`, 'zhiheng_commission'), goal: 0.5};
}

// The page of a city at the rate that its design asks for: arrivals at random, 20 a second.
async function city() {
	loadCity();
	const [visitor] = setup.signedIn(['city-reviewer']);
	const page = await reading('ranking of 60, 20 quarters', visitor, `/commission/indicator/${setup.cityIndicator()}`, 'zhiheng_commission');
	return {...page, fixedRate: 20};
}

function publishedUrl() {
	return `/region/${setup.region}/${setup.period}/indicator/${setup.rankedIndicator()}`;
}

function publicUncached() {
	return reading('public, uncached', setup.anyone(), publishedUrl(), 'zhiheng_disclosure', {unique: true});
}

async function publicCached() {
	const visitor = setup.anyone();
	const text = await setup.look(visitor, publishedUrl());
	const page = setup.write('cached', [get(visitor, publishedUrl())]);
	const file = setup.write('static', [get(visitor, setup.writeStaticFile(text))]);
	return {
		name: 'public, cached',
		lua: 'load.lua',
		connections: 32,
		goal: 0.85,
		text,
		prepare: () => page,
		limit: 'static file',
		measure: (seconds) => wrk({lua: 'load.lua', requests: file, connections: 32, seconds}),
	};
}

// The same page of a region that has published one quarter, and of one that has published forty: what was published
// before costs nothing but the twelve quarters that the page itself shows.
async function publicHistory() {
	execFileSync('psql', ['-X', '-q', '-o', '/dev/null', '-f', path.join(__dirname, 'history.sql')], {stdio: 'inherit'});
	const visitor = setup.anyone();
	const url = (region) => publishedUrl().replace(setup.region, region);
	const text = await setup.look(visitor, url('990300'));
	const forty = setup.write('history-40', [get(visitor, url('990300'), {unique: true})]);
	const one = setup.write('history-1', [get(visitor, url('990200'), {unique: true})]);
	return {
		name: 'public, 40 quarters',
		lua: 'load.lua',
		connections,
		goal: 0.9,
		text,
		prepare: () => forty,
		limit: 'with 1 quarter',
		measure: (seconds) => wrk({lua: 'load.lua', requests: one, connections, seconds}),
	};
}

module.exports = {signIn, returnForm, save, saveBare, ranking, signals, city, publicUncached, publicCached, publicHistory};
