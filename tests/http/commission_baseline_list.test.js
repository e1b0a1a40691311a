// Approving many registrations at once: all or none, only by those who may.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {csrf, signedIn, visible} = require('./portal');

const list = '/commission/baseline/?state=waiting';

function waiting(html) {
	return [...html.matchAll(/name="approve\.(\d+)"/g)].map(([, id]) => id);
}

test('chosen registrations are approved together, and only once', async () => {
	const administrator = await signedIn('city.admin');
	const page = await administrator.get(list);
	const chosen = waiting(page.text).slice(0, 3);
	assert.equal(chosen.length, 3);
	const fields = Object.fromEntries([['_csrf', csrf(page.text)], ...chosen.map((id) => [`approve.${id}`, '1'])]);
	assert.equal((await administrator.post('/commission/baseline/', fields)).status, 303);
	const after = waiting((await administrator.get(list)).text);
	for (const id of chosen)
		assert.ok(!after.includes(id));
	const again = await administrator.post('/commission/baseline/', {...fields, [`approve.${after[0]}`]: '1'});
	assert.equal(again.status, 409);
	assert.match(visible(again.text), /已经审批过/);
	assert.ok(waiting((await administrator.get(list)).text).includes(after[0]), 'none of a refused choice is approved');
});

test('nothing chosen, ids that are none, and unknown ids are answered in words', async () => {
	const administrator = await signedIn('city.admin');
	const token = {_csrf: csrf((await administrator.get(list)).text)};
	assert.match((await administrator.post('/commission/baseline/', token)).location, /notice=none/);
	assert.equal((await administrator.post('/commission/baseline/', {...token, 'approve.x': '1'})).status, 400);
	assert.equal((await administrator.post('/commission/baseline/', {...token, 'approve.99999999': '1'})).status, 404);
});

test('a viewer has no boxes and is refused', async () => {
	const id = waiting((await (await signedIn('city.admin')).get(list)).text)[0];
	const viewer = await signedIn('city.viewer');
	const page = await viewer.get(list);
	assert.deepEqual(waiting(page.text), []);
	assert.equal((await viewer.post('/commission/baseline/', {_csrf: csrf(page.text), [`approve.${id}`]: '1'})).status, 403);
});
