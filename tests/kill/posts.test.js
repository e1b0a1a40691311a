// No post that was acknowledged is lost and none is doubled: POSTS forms over all routes that take one, while
// KILLS programs, connections and workers die (300 and 6 in `make test`, 10,000 and 100 by `make test-posts`).
// Whoever gets no answer sends the same again, and some send it several times at once.
'use strict';

const assert = require('node:assert/strict');
const {test} = require('node:test');
const {chains, post, report} = require('./posts/posting');
const {judge} = require('./posts/records');
const {postCount, postRoutes} = require('./posts/routes');
const {Run} = require('./posts/run');

const posts = Number(process.env.POSTS || 300);
const kills = Number((process.env.POSTS && process.env.KILLS) || 6); // KILLS alone is of the other tests here
const minutes = Math.ceil(posts / 100) + 2;

test('there is a recipe for every route that takes a form', () => {
	const routes = postRoutes();
	assert.equal(routes.length, postCount(), 'the tables are read whole');
	const covered = new Set(chains.flatMap(({covers}) => covers));
	for (const url of routes)
		assert.ok(covered.has(url), `no recipe for POST ${url}`);
	for (const url of covered)
		assert.ok(routes.includes(url), `POST ${url} is no route`);
});

test(`${posts} posts, ${kills} kills: none lost, none doubled`, {timeout: (minutes + 10) * 60000}, async () => {
	const result = await post({posts, kills, minutes});
	const {run, faults} = result;
	console.log(report(result));
	faults.slice(0, 50).forEach((fault) => console.log(fault));
	assert.deepEqual(run.refused, [], 'a good form is taken');
	assert.deepEqual(faults, []);
	assert.ok(run.posts >= posts, `${run.posts} posts within ${minutes} minutes`);
	for (const url of postRoutes())
		assert.ok(run.routes.has(url) && run.routes.get(url).posts > 0, `POST ${url}`);
});

test('what is not there is lost, what is there twice or unasked is doubled', () => {
	const run = new Run();
	for (const [key, url] of [['message 甲', '/a'], ['message 乙', '/a'], ['audit return.save 1 2', '/b'], ['audit return.save 1 2', '/b']])
		run.expect(key, url);
	const before = new Map([['audit return.save 1 2', 5], ['audit element.note 1 3', 1]]);
	const after = new Map([['message 乙', 2], ['audit return.save 1 2', 6], ['audit element.note 1 3', 2]]);
	assert.deepEqual(judge(run, before, after), ['lost: /a: message 甲, 0 of 1', 'doubled: /a: message 乙, 2 for 1',
		'lost: /b: audit return.save 1 2, 1 of 2', 'doubled: nobody was told of audit element.note 1 3']);
	assert.deepEqual([run.route('/a').lost, run.route('/a').doubled, run.route('/b').lost, run.route('(no route)').doubled], [1, 1, 1, 1]);
});

// The same without the keys that pages give their forms: what is sent twice is done twice, and seen here.
test('without their keys forms are doubled, and this test says so', {timeout: 600000}, async () => {
	const only = chains.filter(({name}) => ['words', 'evidence', 'machine', 'vetoes'].includes(name));
	const {run, faults} = await post({posts: 1, kills: 0, minutes: 5, from: 4, only, double: 1, withoutKey: true});
	for (const url of ['/institution/return/#/message', '/commission/return/#/message', '/commission/programme/#/veto', '/institution/return/#/evidence'])
		assert.ok(run.routes.get(url).doubled > 0, `${url}: ${faults.join('\n')}`);
	assert.ok(faults.some((fault) => fault.startsWith('doubled: ')));
});
