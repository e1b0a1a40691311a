// Approving many registrations at once: all or none, only by those who may.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {csrf, formValues, signedIn, visible} = require('./portal');

const list = '/commission/baseline/?state=waiting';

function waiting(html) {
	return [...html.matchAll(/name="row\.(\d+)"/g)].map(([, id]) => id);
}

test('chosen registrations are approved together, and only once', async () => {
	const administrator = await signedIn('city.admin');
	const page = await administrator.get(list);
	const chosen = waiting(page.text).slice(0, 3);
	assert.equal(chosen.length, 3);
	const fields = Object.fromEntries([['_csrf', csrf(page.text)], ['act', 'approve'], ['scope', 'rows'], ...chosen.map((id) => [`row.${id}`, '1'])]);
	const asked = await administrator.post('/commission/baseline/', fields);
	assert.equal(asked.status, 200);
	assert.match(visible(asked.text), /批准 3 项登记？/);
	assert.deepEqual(waiting((await administrator.get(list)).text).slice(0, 3), chosen, 'asked is not done');
	const confirmed = {...formValues(asked.text), act: 'approve'};
	assert.equal((await administrator.post('/commission/baseline/', confirmed)).status, 303);
	const after = waiting((await administrator.get(list)).text);
	for (const id of chosen)
		assert.ok(!after.includes(id));
	const again = await administrator.post('/commission/baseline/', {...confirmed, ids: `${confirmed.ids},${after[0]}`});
	assert.equal(again.status, 409);
	assert.match(visible(again.text), /已经审批过/);
	assert.ok(waiting((await administrator.get(list)).text).includes(after[0]), 'none of a refused choice is approved');
});

test('nothing chosen, ids that are none, and unknown ids are answered in words', async () => {
	const administrator = await signedIn('city.admin');
	const token = {_csrf: csrf((await administrator.get(list)).text), act: 'approve', scope: 'rows'};
	assert.match((await administrator.post('/commission/baseline/', token)).location, /notice=none/);
	assert.equal((await administrator.post('/commission/baseline/', {...token, 'row.x': '1'})).status, 400);
	assert.equal((await administrator.post('/commission/baseline/', {...token, 'row.99999999': '1'})).status, 404);
});

test('a viewer has no boxes and is refused', async () => {
	const id = waiting((await (await signedIn('city.admin')).get(list)).text)[0];
	const viewer = await signedIn('city.viewer');
	const page = await viewer.get(list);
	assert.deepEqual(waiting(page.text), []);
	assert.equal((await viewer.post('/commission/baseline/', {_csrf: csrf(page.text), act: 'approve', scope: 'rows', [`row.${id}`]: '1'})).status, 403);
});
