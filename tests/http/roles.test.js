// Every route against every role, from the programs' own tables; and every page that a role is led
// to by links.  No answer is ever a 5xx.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {test} = require('node:test');
const {HtmlValidate} = require('html-validate');
const {Visitor, accounts, csrf, signedIn, unescapeHtml} = require('./portal');
const {single} = require('./people');
const {isNew} = require('./shapes');

const config = JSON.parse(fs.readFileSync(path.join(__dirname, '../.htmlvalidate.json'), 'utf8'));
const markup = new HtmlValidate(config);
const partly = new HtmlValidate({...config, rules: {...config.rules, 'no-missing-references': 'off'}});
const institutionRoles = ['clerk', 'verifier', 'leader'];
const commissionRoles = ['viewer', 'reviewer', 'administrator'];
const people = {
	clerk: 'h1.clerk', verifier: 'h1.verifier', leader: 'h1.leader',
	viewer: 'city.viewer', reviewer: 'city.reviewer', administrator: 'city.admin',
};
const perKind = 2; // pages of one kind that a crawl opens

// What stands in a program's table for people; programs with tokens have tests of their own.
function pagesOf(program) {
	return fs.readFileSync(path.join(__dirname, `../../cgi/${program}/main.c`), 'utf8').replace(/\{"\/api\/[^}]*\}/g, '');
}

// The table of a program: {url, method, roles}; roles null: anybody.
function routes(program) {
	const source = pagesOf(program);
	const own = program === 'account' ? [...institutionRoles, ...commissionRoles] : program === 'institution' ? institutionRoles : commissionRoles;
	return [...source.matchAll(/\{"(\/[^"]*)",\s*METHOD_([A-Z]+),\s*([A-Z_ |\n\t]+),\s*DB_/g)].map(([, url, method, words]) => {
		const names = words.split('|').map((word) => word.trim().replace('ROLE_', '').toLowerCase());
		const roles = names.includes('public') ? null : names.includes('any') || names.includes('all') ? own : names;
		for (const role of roles || [])
			assert.ok(own.includes(role), `${url}: ${role}`);
		return {url, method, roles};
	});
}

// Keys that no row has.
function filled(url) {
	return url.replace('/region/*/*', '/region/990100/2019Q1').replace('/region/*', '/region/999999').replace(/[*#]/g, '999999999');
}

const tables = Object.fromEntries(['account', 'institution', 'commission', 'disclosure'].map((program) => [program, routes(program)]));

test('the tables are read whole', () => {
	for (const [program, table] of Object.entries(tables)) {
		const source = pagesOf(program);
		assert.equal(table.length, source.match(/METHOD_(GET|POST),/g).length, program);
	}
});

test('who has not signed in is sent to sign in, or asked to with what was typed kept', async () => {
	for (const {url, method, roles} of Object.values(tables).flat()) {
		if (roles === null)
			continue;
		const visitor = new Visitor();
		await visitor.get('/account/sign-in');
		const answer = method === 'GET' ? await visitor.get(filled(url)) : await visitor.post(filled(url), {a: '1'});
		if (method === 'GET') {
			assert.equal(answer.status, 303, url);
			assert.match(answer.location, /^\/account\/sign-in\?next=/, url);
		} else {
			assert.ok([401, 403].includes(answer.status) || /^\/account\/sign-in/.test(answer.location), `POST ${url} ${answer.status}`);
		}
	}
});

for (const [role, login] of Object.entries(people)) {
	test(`${role}: every route answers as its table says`, async () => {
		const visitor = await signedIn(login);
		const token = csrf((await visitor.get('/account/')).text);
		const home = institutionRoles.includes(role) ? 'institution' : 'commission';
		const acts = `SELECT count(*) FROM zhiheng.audit AS act JOIN zhiheng.account AS who ON who.id = act.account_id
			WHERE who.login = '${login}' AND act.act NOT LIKE 'session.%' AND act.act NOT LIKE 'account.sign%'`;
		const was = single(acts);
		for (const [program, table] of Object.entries(tables)) {
			for (const {url, method, roles} of table) {
				const address = filled(url);
				const where = `${role} ${method} ${url}`;
				if (/sign-out|end-others/.test(url))
					continue; // these would end the sessions of the other tests
				const answer = method === 'GET' ? await visitor.get(address) : await visitor.post(address, {_csrf: token});
				const stranger = program !== home && program !== 'account' && program !== 'disclosure';
				if (roles !== null && stranger) {
					assert.ok(method === 'GET' ? [303, 403].includes(answer.status) : [401, 403].includes(answer.status), `${where}: ${answer.status}`);
				} else if (roles !== null && !roles.includes(role)) {
					assert.equal(answer.status, 403, where);
				} else if (method === 'GET') {
					assert.ok((/[*#]/.test(url) ? [303, 404] : [200, 303]).includes(answer.status), `${where}: ${answer.status}`);
				} else {
					// An empty form is refused in words, or there is nothing to change.
					assert.ok([303, 400, 403, 404, 409].includes(answer.status), `${where}: ${answer.status}`);
					const bare = await visitor.post(address, {a: '1'});
					assert.equal(bare.status, 403, `${where} without token`);
				}
			}
		}
		assert.equal(single(acts), was, 'nothing was done by empty forms');
	});
}

// The kind of page that an address shows: ids and codes do not matter, nor do a search's words.
function pattern(url) {
	const [where, search] = url.split('?');
	const names = search ? [...new URLSearchParams(search).keys()].sort().join('&') : '';
	return `${where.replace(/(sheet|answer)\/20[^/]+/, '$1/#').replace(/analysis\/20[^/]+\/[^/]+/, 'analysis/#/#').replace(/\/\d+(?=\/|$)/g, '/#').replace(/(catalogue|indicator|result|note|register)\/(?!matrix|computation)[^/]+/, '$1/#')
		.replace(/baseline\/#\/(?!file)[^/]+/, 'baseline/#/#').replace(/withdraw\/[^/]+/, 'withdraw/#').replace(/\/20\d\d[QH0-9-]*\//, '/period/')}?${names}`;
}

function links(html) {
	return [...html.matchAll(/<a\b[^>]*\bhref="(\/[^"#]*)/g)].map(([, url]) => unescapeHtml(url));
}

// What html-validate has to say.  A form of 150 rows takes it minutes: of large pages it sees the
// first rows of each table, the others come out of the same template.
async function judge(text, url) {
	const large = text.length > 40000;
	const seen = large ? text.replace(/(<tbody[^>]*>)([\s\S]*?)<\/tbody>/g,
		(_, head, body) => `${head}${body.split(/(?<=<\/tr>)/).slice(0, 2).join('')}</tbody>`) : text;
	const report = await (large ? partly : markup).validateString(seen, url);
	return report.results.flatMap((result) => result.messages).map((fault) => `${url} line ${fault.line}: ${fault.ruleId}: ${fault.message}`);
}

// Opens what a person is led to below these addresses; gives the kinds of pages seen.
async function crawl(visitor, start) {
	const queue = [...start];
	const known = new Set(queue);
	const opened = new Map();
	while (queue.length > 0) {
		const url = queue.shift();
		const kind = pattern(url);
		const count = opened.get(kind) || 0;
		if (count >= perKind)
			continue;
		opened.set(kind, count + 1);
		// While a page is judged no connection is kept: the server would close it unseen.
		const once = {headers: {connection: 'close'}};
		let answer = await visitor.get(url, once);
		if (answer.status === 303 && !answer.location.startsWith('/account/sign-in'))
			answer = await visitor.get(answer.location, once);
		assert.equal(answer.status, 200, `a link leads to ${url}`);
		if (!/text\/html/.test(answer.headers.get('content-type')))
			continue;
		assert.match(answer.text, /演示数据/, `${url} says that its data are invented`);
		// Another role has the same page with more or less on it.
		if (isNew(kind, answer.text))
			assert.deepEqual(await judge(answer.text, url), []);
		for (const next of links(answer.text)) {
			// The size of letters is a choice, not a page.
			if (!known.has(next) && !next.startsWith('/text/') && start.some((place) => next.startsWith(place))) {
				known.add(next);
				queue.push(next);
			}
		}
	}
	return [...opened.keys()];
}

test('nobody in particular: every link of the public pages leads to a sound page', async () => {
	const seen = await crawl(new Visitor(), ['/']);
	for (const kind of ['/?', '/method?', '/catalogue/#?', '/region/#/period/?', '/region/#/period/indicator/#?', '/region/#/period/institution/#?'])
		assert.ok(seen.includes(kind), `${kind} of ${seen}`);
});

const seen = new Set();

// One person in each role and each kind of organisation.
for (const login of ['city.admin', 'city.reviewer', 'city.viewer', 'province.viewer', 'county.reviewer', 'qc.nursing', 'h1.clerk', 'h2.verifier', 'h3.leader']) {
	test(`${login}: every link from the home page leads to a sound page`, async () => {
		const visitor = await signedIn(login);
		const {role} = accounts[login];
		const home = institutionRoles.includes(role) ? '/institution/' : '/commission/';
		// What a link leads to only while a preview has caps.
		const caps = login === 'city.admin' ? ['/commission/edition/cap'] : [];
		const kinds = await crawl(visitor, [home, '/account/', ...caps]);
		assert.ok(kinds.filter((kind) => kind.startsWith(home)).length > 4, kinds.join(' '));
		for (const kind of kinds)
			seen.add(kind.split('?')[0]);
	});
}

// Some pages are reached only after somebody has uploaded, published or objected: their own tests go there.
test('these links reach every page of the tables', () => {
	const missed = ['account', 'institution', 'commission'].flatMap((program) => tables[program])
		.filter(({url, method}) => method === 'GET' && !/job|objection|preview|sign-in|account\/(activate|confirm)|return\/#\/(evidence|upload)\/|baseline\/(#\/)?file|submission\/sign|institution\/backfill/.test(url))
		.map(({url}) => url.replace(/\*/g, '#')).filter((url) => !seen.has(url));
	assert.deepEqual(missed, []);
});
