// Accounts: signing in and out, confirming, passwords, activation; made, handed codes and shut by the commission.
'use strict';

const {Visitor} = require('../../http/portal');
const {secret} = require('../../http/people');
const {audit} = require('./records');
const {isReceived} = require('./run');
const {addAccount, one, openSession} = require('./world');

// Signed in afterwards or not: what the record of these routes is.
async function signedIn(run, person, url, wanted) {
	const {answer} = await run.persist(() => person.get('/account/'));
	if ((answer.status === 200) !== wanted)
		run.route(url).lost += 1;
}

// One of several at once has changed the cookie before another is sent again: its token is of the old one.
const stale = ({status}) => status === 403;

async function signIn(run, login, password) {
	const person = new Visitor();
	person.password = password;
	await run.act({route: '/account/sign-in', person, page: '/account/sign-in', fields: {login, password}, again: stale,
		done: ({status, location}) => status === 303 && /^\/(institution|commission)\/$/.test(location)});
	await signedIn(run, person, '/account/sign-in', true);
	return person;
}

// An account of one's own: in, confirmed, others out, another password, out.
async function visit(run, world) {
	const login = `p${world.number}v${world.serial += 1}.clerk`;
	const {id} = await addAccount(login, 'clerk', ['institution_id', world.hospitals[0].id]);
	const person = await signIn(run, login, secret);
	await run.act({route: '/account/confirm', person, page: '/account/confirm', fields: {password: secret, next: '/account/'},
		leaves: [audit('session.confirm', id, id), `confirmation ${id}`]});
	const other = await openSession(login);
	await run.act({route: '/account/end-others', person, page: '/account/', address: '/account/end-others', leaves: [audit('session.end_others', id, id)]});
	await signedIn(run, other, '/account/end-others', false);
	world.visits = (world.visits || 0) + 1;
	if (world.visits % 2 === 1) {
		const password = `${secret} 新`;
		await run.act({route: '/account/password', person, page: '/account/password', fields: {present: secret, password, again: password},
			leaves: [audit('account.password', id, id)]});
		await signedIn(run, await signIn(run, login, password), '/account/password', true);
	}
	await run.act({route: '/account/sign-out', person, page: '/account/', address: '/account/sign-out',
		done: ({status, location}) => status === 303 && location === '/account/sign-in?notice=out', again: stale,
		leaves: [audit('session.close', id, id)]});
	await signedIn(run, person, '/account/sign-out', false);
}

const code = (answer) => (/class="zh-code">([^<]+)</.exec(answer.text) || [])[1];
const shown = (answer) => answer.status === 200 && (code(answer) !== undefined || isReceived(answer));

const activated = ({status, location}) => status === 303 && location === '/account/sign-in?notice=activated';

// An account is made, given another code, activated by its owner, shut and opened again.
async function employ(run, world) {
	const {admin} = world;
	const login = `p${world.number}e${world.serial += 1}.clerk`;
	const organisation = `institution:${world.hospitals[0].id}`;
	await run.act({route: '/commission/account/new', person: admin, page: `/commission/account/new?organisation=${organisation}`, address: '/commission/account/new',
		fields: {organisation, login, name: world.mark('新人'), role: 'clerk'}, done: shown, leaves: [`account ${login}`, audit('account.create', admin.id)]});
	const id = await one(`SELECT id FROM zhiheng.account WHERE login = '${login}'`);
	const url = `/commission/account/${id}`;
	let given;
	while (given === undefined) {
		const answer = await run.act({route: '/commission/account/#/code', person: admin, page: url, address: `${url}/code`, done: shown,
			leaves: [audit('account.code', admin.id, id)]});
		given = code(answer);
	}
	// A code is good for once: who lost the answer is told that it is spent, and can sign in.
	await run.act({route: '/account/activate', person: new Visitor(), page: '/account/activate', fields: {login, code: given, password: secret, again: secret},
		done: activated, again: ({status}) => status === 400,
		leaves: [audit('account.activate', id, id)]});
	await signedIn(run, await signIn(run, login, secret), '/account/activate', true);
	for (const active of ['false', 'true']) {
		await run.act({route: '/commission/account/#/activate', person: admin, page: url, address: `${url}/activate`, fields: {active, reason: world.mark('理由')},
			leaves: [audit(`account.${active === 'true' ? 're' : 'de'}activate`, admin.id, id)]});
	}
}

// The codes of the page that is shown once, by login.
function codes(answer) {
	return new Map([...answer.text.matchAll(/data-label="登录名">([^<]+)<[\s\S]*?class="zh-code">([^<]+)</g)].map(([, login, given]) => [login, given]));
}

// Two accounts at once: given other codes, activated with them, shut and opened again.
async function staff(run, world) {
	const {admin} = world;
	const stem = `p${world.number}s${world.serial += 1}`;
	const people = [];
	for (const role of ['clerk', 'verifier'])
		people.push(await addAccount(`${stem}.${role}`, role, ['institution_id', world.hospitals[0].id]));
	const ids = people.map(({id}) => id);
	const together = (act, one) => run.actTogether({route: '/commission/account/', query: {search: stem}, person: admin, act, ids, ...one,
		leaves: ids.map((id) => audit(one.leaves, admin.id, id))});
	let given = new Map();
	while (given.size === 0)
		given = codes(await together('code', {done: shown, leaves: 'account.code'}));
	for (const {id, login} of people) {
		await run.act({route: '/account/activate', person: new Visitor(), page: '/account/activate',
			fields: {login, code: given.get(login), password: secret, again: secret}, done: activated, again: ({status}) => status === 400,
			leaves: [audit('account.activate', id, id)]});
	}
	await together('stop', {fields: {reason: world.mark('理由')}, leaves: 'account.deactivate'});
	await together('resume', {fields: {reason: world.mark('理由')}, leaves: 'account.reactivate'});
}

module.exports = {
	chains: [
		{name: 'visit', weight: 3, chain: visit, covers: ['/account/sign-in', '/account/confirm', '/account/end-others', '/account/password', '/account/sign-out']},
		{name: 'employ', weight: 3, chain: employ, covers: ['/commission/account/new', '/commission/account/#/code', '/account/activate', '/commission/account/#/activate']},
		{name: 'staff', weight: 3, chain: staff, covers: ['/commission/account/']},
	],
};
