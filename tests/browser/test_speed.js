/* How quick a sheet of 300 × 12 cells is under the keys: measured and printed, by no means asserted. */
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { launch } = require('./person');

const rows = 300;
const columns = 12;
const build = path.join(process.env.BUILD || 'build', 'static');
const run = { posts: 0 };

function row(r) {
	const part = (c) => `<td role="cell"><span class="zh-value"><input class="form-control zh-input-number" type="text" inputmode="decimal" autocomplete="off"
		id="part.e${r}.${c}" name="part.e${r}.${c}" data-cell aria-label="数据项 ${r}，科室 ${c}"></span></td>`;
	const rate = r % 2 === 0 ? '' : `<span class="zh-live">率 <output data-numerator="value.e${r}" data-denominator="value.e${r - 1}" data-factor="100" data-places="2" data-unit="%">—</output></span>`;
	return `<tr role="row" data-element="e${r}" data-parts="department"><th scope="row" class="zh-element"><label class="zh-element-name" for="value.e${r}">数据项 ${r}</label></th>
		<td class="zh-number zh-last">1234</td><td><span class="zh-value"><input class="form-control zh-input-number" id="value.e${r}" name="value.e${r}" data-cell></span>${rate}</td>
		${Array.from({ length: columns }, (unused, c) => part(c)).join('')}<td><label class="zh-check"><input type="checkbox" name="na.e${r}" value="1">不适用</label></td></tr>`;
}

const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>表</title><link rel="stylesheet" href="/static/zhiheng.css">
<script src="/static/zhiheng.js" defer></script></head><body><main class="zh-main zh-wide">
<form method="post" action="/" novalidate data-guard data-grid data-draft="/draft" data-return="1"><input type="hidden" name="_csrf" value="x"><input type="hidden" name="revision" value="0">
<p><span data-say="saved"></span><span data-say="paste"></span></p><div class="zh-table-region zh-table-stack zh-entry-wide"><table class="table zh-table zh-entry">
<thead><tr><th>数据项</th></tr></thead><tbody>${Array.from({ length: rows }, (unused, r) => row(r)).join('\n')}</tbody></table></div></form></main></body></html>`;

before(async () => {
	run.server = http.createServer((request, reply) => {
		if (request.method === 'POST') {
			run.posts += 1;
			request.resume().on('end', () => reply.end(JSON.stringify({ outcome: 'saved', at: '10:00', revision: run.posts, trouble: [], changes: [] })));
		} else if (request.url.startsWith('/static/')) {
			const file = path.join(build, path.basename(request.url));
			reply.writeHead(200, { 'Content-Type': file.endsWith('.css') ? 'text/css' : 'text/javascript' }).end(fs.readFileSync(file));
		} else {
			reply.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
		}
	});
	await new Promise((resolve) => { run.server.listen(0, '127.0.0.1', resolve); });
	run.browser = await launch();
});

after(async () => {
	await run.browser.close();
	run.server.close();
});

/* From the key's own time until the frame after it is on the screen. */
function watch() {
	window.times = [];
	document.addEventListener('keydown', (event) => {
		const begun = event.timeStamp;
		requestAnimationFrame(() => {
			const channel = new MessageChannel();
			channel.port1.onmessage = () => { window.times.push(performance.now() - begun); };
			channel.port2.postMessage(0);
		});
	}, true);
}

function describe(times) {
	const sorted = [...times].sort((a, b) => a - b);
	return `median ${sorted[Math.floor(sorted.length / 2)].toFixed(1)} ms, p95 ${sorted[Math.floor(sorted.length * 0.95)].toFixed(1)} ms, worst ${sorted[sorted.length - 1].toFixed(1)} ms`;
}

/* What the page's one thread was busy with since the last question, in milliseconds: of others' load on
 * the machine it knows less than the clock does. */
async function meter(context, tab) {
	const devtools = await context.newCDPSession(tab);
	await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
	let last = {};
	return async () => {
		const now = Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
		const spent = (name) => (now[name] - (last[name] || 0)).toFixed(1);
		const said = { script: spent('ScriptDuration'), layout: spent('LayoutDuration'), all: spent('TaskDuration') };
		last = now;
		return said;
	};
}

test('a sheet of 300 × 12 cells', async () => {
	const context = await run.browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 1366, height: 900 } });
	const tab = await context.newPage();
	await tab.goto(`http://127.0.0.1:${run.server.address().port}/`);
	await tab.evaluate(watch);
	const times = async () => { await tab.waitForTimeout(300); return tab.evaluate(() => window.times.splice(0)); };

	const spent = await meter(context, tab);

	/* All of it out of the clipboard. */
	await tab.evaluate((text) => navigator.clipboard.writeText(text),
		Array.from({ length: rows }, (unused, r) => Array.from({ length: columns }, (none, c) => (r + c) % 7 === 0 ? '0' : `1,${100 + r}例`).join('\t')).join('\r\n'));
	await tab.focus('[id="part.e0.0"]');
	await tab.keyboard.down('Control');
	await times();
	await spent();
	await tab.keyboard.press('v');
	await tab.keyboard.up('Control');
	const [paste] = await times();
	assert.match(await tab.innerText('[data-say="paste"]'), /已粘贴 3600 个数/);
	const pasted = await spent();
	console.log(`paste of ${rows} x ${columns}: ${paste.toFixed(1)} ms to paint; busy ${pasted.all} ms, script ${pasted.script}, layout ${pasted.layout}`);
	assert.match(await tab.inputValue('[id="value.e299"]'), /^\d{5}$/, 'the totals are there');

	/* Digits and moves, all cells full. */
	await tab.focus('[id="part.e40.3"]');
	await times(); /* the way there is no key's */
	await spent();
	for (let i = 0; i < 30; i++) {
		await tab.keyboard.press(String(i % 10));
		await tab.keyboard.press(i % 3 === 0 ? 'Enter' : 'ArrowUp');
	}
	const typed = await spent();
	console.log(`key to paint: ${describe(await times())}; busy ${(typed.all / 60).toFixed(1)} ms a key, script ${(typed.script / 60).toFixed(1)}, layout ${(typed.layout / 60).toFixed(1)}`);
	await context.close();
});
