// The data, the sessions, and the requests of each page for wrk, with their cookies and tokens.
'use strict';

const {execFileSync} = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const {Visitor, csrf, formValues} = require('../http/portal');
const {sql} = require('./tools');

// Of data.sql.
const region = '990100';
const period = '2025Q2';
const reviewers = 8;

const formType = {'Content-Type': 'application/x-www-form-urlencoded'};

function loadData() {
	execFileSync('psql', ['-X', '-q', '-o', '/dev/null', '-f', path.join(__dirname, 'data.sql')], {stdio: 'inherit'});
}

// ---- files --------------------------------------------------------------------------------------

function lua(value) {
	if (Array.isArray(value))
		return `{${value.map(lua).join(', ')}}`;
	if (typeof value === 'object')
		return `{${Object.entries(value).map(([name, part]) => `[${JSON.stringify(name)}] = ${lua(part)}`).join(', ')}}`;
	return JSON.stringify(value);
}

// Writes requests for wrk's scripts; gives the file's name.
function write(name, list) {
	const file = path.join(process.env.VAR, `bench-${name.replace(/\W+/g, '-')}.lua`);
	fs.writeFileSync(file, `return ${lua(list)}\n`);
	return file;
}

// The same bytes as a file where nginx serves those of editions; gives its address.
function writeStaticFile(text) {
	const address = `/region/${region}/${period}/files/bench.html`;
	const file = path.join(process.env.VAR, 'editions', address);
	fs.mkdirSync(path.dirname(file), {recursive: true});
	fs.writeFileSync(file, text);
	return address;
}

// ---- visitors -----------------------------------------------------------------------------------

const anyone = () => new Visitor();

function cookie(visitor) {
	return [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

// Signed-in visitors without the price of their passwords: the sessions are put into the database.
function signedIn(logins) {
	const tokens = logins.map(() => crypto.randomBytes(32));
	sql(logins.map((login, i) => `
		INSERT INTO zhiheng.session (digest, account_id, client)
		SELECT '\\x${crypto.createHash('sha256').update(tokens[i]).digest('hex')}', id, '127.0.0.1'
		FROM zhiheng.account WHERE login = '${login}';`).join(''));
	return tokens.map((token) => {
		const visitor = new Visitor();
		visitor.cookies.set('zhiheng_session', token.toString('hex'));
		return visitor;
	});
}

// The page as its visitor sees it; what is not a page ends the run.
async function look(visitor, url) {
	const answer = await visitor.get(url);
	if (answer.status !== 200)
		throw new Error(`${url} answered ${answer.status}`);
	return answer.text;
}

// Sign-ins of several accounts: one is activated as a person would do it, the others share its password.
async function signInRequests() {
	const visitor = anyone();
	const password = crypto.randomBytes(12).toString('hex');
	const said = execFileSync(process.env.ZHIHENG, ['account', 'create', '--commission', region, '--role', 'viewer',
		'--login', 'first-viewer', '--name', '查看员'], {encoding: 'utf8'});
	const [code] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(said);
	const answer = await visitor.submit('/account/activate', {login: 'first-viewer', code, password, again: password});
	if (answer.status !== 303)
		throw new Error(`activation answered ${answer.status}`);
	sql(`UPDATE zhiheng.account SET password_hash = (SELECT password_hash FROM zhiheng.account WHERE login = 'first-viewer')
		WHERE login LIKE 'reviewer-%';`);
	const page = await look(visitor, '/account/sign-in');
	return Array.from({length: reviewers}, (_, i) => ({
		method: 'POST',
		path: '/account/sign-in',
		headers: {Cookie: cookie(visitor), ...formType},
		body: new URLSearchParams({_csrf: csrf(page), login: `reviewer-${i + 1}`, password}).toString(),
	}));
}

// ---- returns and results ------------------------------------------------------------------------

// [{id, revision, login}] of returns that can be saved and the clerks who may.
function openReturns(count) {
	return sql(`SELECT head.id, head.revision, account.login
		FROM zhiheng.return AS head
		JOIN zhiheng.account AS account ON account.institution_id = head.institution_id AND account.role = 'clerk'
		WHERE head.state = 'draft'
		ORDER BY head.id
		LIMIT ${count};`).trim().split('\n').map((line) => line.split('|'))
		.map(([id, revision, login]) => ({id, revision: Number(revision), login}));
}

// What pgbench saves by: a line for each client, with the session of whom the return belongs to.
function writeSavers(visitors) {
	const tokens = visitors.map((visitor) => Buffer.from(visitor.cookies.get('zhiheng_session'), 'hex'));
	const returns = openReturns(visitors.length);
	sql(`TRUNCATE bench.saver; INSERT INTO bench.saver (client, session, return_id, revision) VALUES ${returns.map(({id, revision}, i) =>
		`(${i}, '${crypto.createHash('sha256').update(tokens[i]).digest('hex')}', ${id}, ${revision})`).join(', ')};`);
}

// What a save of this return needs: save.lua fills in revision and values.
async function readForm(visitor, id) {
	const values = formValues(await look(visitor, `/institution/return/${id}`));
	return {
		id,
		csrf: values._csrf,
		headers: {Cookie: cookie(visitor), ...formType},
		codes: Object.keys(values).filter((name) => name.startsWith('value.')).map((name) => name.slice('value.'.length)),
		parts: Object.keys(values).filter((name) => name.startsWith('part.')),
	};
}

// An indicator by which all 200 are ranked.
function rankedIndicator() {
	return sql(`SELECT result.indicator_code
		FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition_indicator AS indicator ON indicator.edition_id = result.edition_id
			AND indicator.indicator_code = result.indicator_code
		WHERE indicator.required AND indicator.kind = 'proportion' AND indicator.direction = 'increase'
		GROUP BY result.indicator_code
		HAVING max(result.value) <= 100
		ORDER BY result.indicator_code
		LIMIT 1;`).trim();
}

// Of city.sql.
function cityIndicator() {
	return sql(`SELECT asked.indicator_code
		FROM zhiheng.programme_indicator AS asked
		JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id AND programme.year = 2025
		JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id AND commission.region_code = '990400'
		JOIN zhiheng.indicator AS indicator ON indicator.code = asked.indicator_code AND indicator.kind = 'proportion'
		ORDER BY asked.indicator_code
		LIMIT 1;`).trim();
}

module.exports = {
	anyone, cityIndicator, cookie, loadData, look, openReturns, period, rankedIndicator, readForm, region, signInRequests, signedIn, write,
	writeSavers, writeStaticFile,
};
