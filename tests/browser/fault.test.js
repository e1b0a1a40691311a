/* Nothing typed is lost when things break: a short run; make test-fault plays 1,000. */
'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { launch } = require('./person');
const { play } = require('./fault');

const runs = Number(process.env.FAULT_RUNS || 20);

test(`${runs} random fault runs: no value is lost`, async () => {
	const browser = await launch();
	const { cells, lost } = await play(browser, runs, Math.min(2, runs), Number(process.env.FAULT_SEED || 1));
	console.log(`${runs} fault runs, ${cells} numbers typed, ${lost.length} lost`);
	assert.deepStrictEqual(lost, []);
	await browser.close();
});
