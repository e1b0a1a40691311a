// Institutions and people made for one test, as an administrator makes them; and the database seen
// by its operator (PGHOST … as deploy/with sets them), to look and never to do what a page can do.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {Visitor, csrf, formValues, signedIn, visible} = require('./portal');

const secret = '清晨的露水 2025';

// The rows of a query, each a list of texts; null is an empty text.
function query(statement) {
	const out = execFileSync('psql', ['-X', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', statement], {encoding: 'utf8', maxBuffer: 1 << 26});
	return out.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
}

function single(statement) {
	const rows = query(statement);
	return rows.length === 0 ? null : rows[0][0];
}

// Until the worker has computed anew what acceptances and other acts have changed: pages of totals and ranks are of then.
async function computed() {
	for (let i = 0; i < 900; i++) {
		if (single(`SELECT count(*) FROM zhiheng.signal_change`) === '0' &&
			single("SELECT count(*) FROM zhiheng.job WHERE kind = 'compute' AND state IN ('queued', 'running')") === '0')
			return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error('the worker did not finish within three minutes');
}

// 统一社会信用代码: 17 characters and the check character of GB 32100-2015.
function creditCode(body) {
	const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
	let weight = 1;
	let total = 0;
	for (const letter of body) {
		total += alphabet.indexOf(letter) * weight;
		weight = weight * 3 % 31;
	}
	return body + alphabet[(31 - total % 31) % 31];
}

let number = 0;

// A new institution, registered by the city's administrator; gives its id.
// Posts a form of the register: first what it would change is shown, then it is done.
async function confirmed(person, url, fields) {
	const shown = await person.post(url, fields);
	if (shown.status !== 200)
		return shown;
	return person.post(url, formValues(shown.text));
}

async function registerInstitution(admin, fields) {
	number += 1;
	const body = `12990101TA${String(process.pid % 10000).padStart(4, '0')}${String(number).padStart(3, '0')}`;
	const answer = await admin.submit('/commission/institution/new', {
		credit_code: creditCode(body), name: `示例测试医院${process.pid}之${number}`, region: '990101',
		affiliation: 'city', level: 'secondary', grade: 'B', kind: 'general', specialist_type: '', ownership: 'public', beds: '200', ...fields,
	});
	assert.equal(answer.status, 303, visible(answer.text));
	return Number(/\/institution\/(\d+)/.exec(answer.location)[1]);
}

// An account with the code that the administrator is shown, activated by its owner, who is signed in.
async function openAccount(admin, institution, role, login) {
	const page = await admin.get(`/commission/account/new?organisation=institution:${institution}`);
	const made = await admin.post('/commission/account/new',
		{_csrf: csrf(page.text), organisation: `institution:${institution}`, name: `${login}（测试）`, login, role});
	assert.equal(made.status, 200, visible(made.text));
	const code = /<dt>激活码<\/dt><dd><strong class="zh-code">([^<]+)</.exec(made.text)[1];
	const person = new Visitor();
	const activated = await person.submit('/account/activate', {login, code, password: secret, again: secret});
	assert.equal(activated.status, 303, visible(activated.text));
	assert.equal((await person.signIn(login, secret)).status, 303);
	return person;
}

// A new institution with one person in each role given, {clerk: 'login', …}; beside these its id.
async function openInstitution(people, fields) {
	const admin = await signedIn('city.admin');
	const out = {id: await registerInstitution(admin, fields)};
	for (const [role, login] of Object.entries(people))
		out[role] = await openAccount(admin, out.id, role.replace(/\d$/, ''), login);
	return out;
}

// A county's own programme of a year that none has yet, with the county's administrator: {admin, url, year}.
async function openProgramme(region, login) {
	const city = await signedIn('city.admin');
	const organisation = `commission:${single(`SELECT id FROM zhiheng.commission WHERE region_code = '${region}'`)}`;
	const page = await city.get(`/commission/account/new?organisation=${organisation}`);
	const made = await city.post('/commission/account/new', {_csrf: csrf(page.text), organisation, name: '县管理员（测试）', login, role: 'administrator'});
	const code = /class="zh-code">([^<]+)</.exec(made.text)[1];
	const admin = new Visitor();
	assert.equal((await admin.submit('/account/activate', {login, code, password: secret, again: secret})).status, 303);
	assert.equal((await admin.signIn(login, secret)).status, 303);
	const year = Number(single(`SELECT coalesce(max(year), 2030) + 1 FROM zhiheng.programme JOIN zhiheng.commission ON commission.id = commission_id
		WHERE region_code = '${region}'`));
	const created = await admin.submit('/commission/programme/new', {year: String(year), name: `${region} ${year}年方案`});
	assert.equal(created.status, 303, visible(created.text));
	return {admin, year, url: created.location.replace(/\?.*/, '')};
}

// Adopts targets of a list into a programme, besides those of other lists.
async function adopt(programme, list, targets) {
	const {_csrf, seen} = formValues((await programme.admin.get(`${programme.url}/adopt?list=${list}`)).text);
	const answer = await programme.admin.post(`${programme.url}/adopt?list=${list}`, [['_csrf', _csrf], ['seen', seen || ''], ...targets.map((code) => ['target', code])]);
	// Here all is asked by quarter; tests/db/cadence.sql has the months.
	query(`UPDATE zhiheng.programme_indicator SET cadence = 'quarter' WHERE cadence = 'month' AND programme_id = ${programme.url.split('/').at(-1)}`);
	return answer;
}

// The city accepts what a county has passed on.
async function acceptAbove(id) {
	const city = await signedIn('city.reviewer');
	const {_csrf, state, revision} = formValues((await city.get(`/commission/return/${id}`)).text);
	const answer = await city.post(`/commission/return/${id}`, {_csrf, state, revision, act: 'accept'});
	assert.equal(answer.status, 303, visible(answer.text));
}

// Where a hospital's program sends a return of it, by the return's id.
function returnAddress(id) {
	return single(`SELECT '/api/v1/institutions/' || institution.credit_code || '/returns/' || head.period
		FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id WHERE head.id = ${id}`);
}

// Indicators of an account's QC centre: those of its specialties, in all years and lists.
function centreIndicators(login) {
	return query(`SELECT DISTINCT member.indicator_code FROM zhiheng.account AS account
		JOIN zhiheng.qc_centre_specialty AS own ON own.qc_centre_id = account.qc_centre_id
		JOIN zhiheng.specialty_member AS member ON member.specialty_code = own.specialty_code
		WHERE account.login = '${login}' AND member.indicator_code IS NOT NULL`).flat();
}

module.exports = {
	acceptAbove, adopt, centreIndicators, computed, confirmed, creditCode, openAccount, openInstitution, openProgramme, query, registerInstitution, returnAddress, secret, single,
};
