/* Nothing typed is lost when things break: a short run; make test-fault plays 1,000. */
'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { launch } = require('./person');
const { play } = require('./fault');

const runs = Number(process.env.FAULT_RUNS || 20);
const typists = Number(process.env.FAULT_TYPISTS || 4); /* side by side, in one browser */

test(`${runs} random fault runs: no value is lost`, async () => {
	const browser = await launch();
	try {
		const { cells, lost } = await play(browser, runs, Math.min(typists, runs), Number(process.env.FAULT_SEED || 1));
		console.log(`${runs} fault runs, ${cells} numbers typed, ${lost.length} lost`);
		assert.deepStrictEqual(lost, []);
	} finally {
		await browser.close();
	}
});
