// The database goes away and comes back, under a running portal.  Run alone, after the other tests:
// BASE_URL, VAR, RUN as deploy/with sets them.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const {test} = require('node:test');
const {Visitor, accounts, base, csrf, signedIn, visible} = require('./portal');

const tree = path.join(__dirname, '../..');
// An address that nginx has never seen.
const fresh = `/catalogue/?q=${Date.now()}`;
const login = Object.keys(accounts)[0];

function postmaster() {
	return Number(fs.readFileSync(path.join(process.env.VAR, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

function programs() {
	return execFileSync('pgrep', ['-f', 'bin/(account|institution|commission|disclosure)\\.fcgi'], {encoding: 'utf8'}).trim().split('\n').sort().join(' ');
}

async function until(what, seconds) {
	for (let i = 0; i < seconds * 10; i++) {
		if (await what())
			return true;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return false;
}

test('without the database: 503 in words, cached pages stay, then all is well without a restart', async () => {
	const visitor = await signedIn(login);
	const password = await visitor.get('/account/password');
	assert.equal(password.status, 200);
	assert.equal((await visitor.get('/catalogue/NIT-2025')).status, 200);
	const before = programs();

	process.kill(postmaster(), 'SIGINT');
	assert.ok(await until(async () => (await visitor.get('/account/')).status === 503, 20), 'the account page says 503');
	const down = await visitor.get('/account/');
	assert.match(down.text, /<html/);
	assert.match(visible(down.text), /暂时(不可用|无法)/);
	assert.ok(down.headers.get('retry-after'));
	const post = await visitor.post('/account/password', {_csrf: csrf(password.text), present: 'a', password: 'b', again: 'c'});
	assert.equal(post.status, 503);
	const cached = await new Visitor().get('/catalogue/NIT-2025');
	assert.equal(cached.status, 200, 'a page that nginx keeps is still served');
	const other = await new Visitor().get(fresh);
	assert.equal(other.status, 503, 'one that it does not keep says so');
	assert.match(visible(other.text), /暂时(不可用|无法)/);

	execFileSync(path.join(tree, 'deploy/run'), {stdio: 'ignore', env: {...process.env, PORT: new URL(base).port}});
	assert.ok(await until(async () => (await visitor.get('/account/')).status === 200, 20), 'the session works again');
	assert.equal((await new Visitor().get(fresh)).status, 200);
	assert.equal(programs(), before, 'no program was restarted');
});
