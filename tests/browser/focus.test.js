/* The keyboard's place is seen: at every Tab stop of every page of every role a ring of 3 px, which stands out from
 * what lies on both its sides, and no bar that stays in sight over what has the focus. */
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { Person, launch } = require('./person');
const { Visitor, accounts } = require('../http/portal');
const { isNew } = require('../http/shapes');

const desk = { width: 1366, height: 900 };
const phone = { width: 393, height: 852 };
const people = [null, 'h1.clerk', 'h1.verifier', 'h1.leader', 'city.viewer', 'city.reviewer', 'city.admin', 'qc.nursing'];
const programs = ['account', 'institution', 'commission'];
/* Reached only after somebody uploaded, published, objected, imported, carried a measure out or drafted a scheme; and forms that end the session. */
const byActs = /job|objection|preview|sign-in|activate|confirm|resume|import\/|message|correction|evidence\/#|upload\/|token|withdraw|code|term|effect|institution\/backfill|template|submission\/sign/;

let browser;
let stops = 0;
const seen = new Set();

before(async () => {
	browser = await launch();
	for (let i = 0; i < 300 && (await new Visitor().get('/region/990100/2025Q2/1/')).status !== 200; i++) {
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
});
after(() => browser.close());

/* What an address shows, whichever row of its table: ids, codes and words looked for do not matter. */
function kind(url) {
	const [where, search] = url.split('?');
	const names = search ? [...new Set(new URLSearchParams(search).keys())].sort().join('&') : '';
	return `${where.replace(/(sheet|answer)\/20[^/]+/, '$1/#').replace(/analysis\/20[^/]+\/[^/]+/, 'analysis/#/#').replace(/\/\d+(?=\/|$)/g, '/#').replace(/(catalogue|indicator|result|note|target|register)\/(?!matrix|computation)[^/]+/, '$1/#')
		.replace(/baseline\/#\/(?!file)[^/]+/, 'baseline/#/#').replace(/\/20\d\d[QH0-9-]*\//, '/#/')}${names ? '?' : ''}`;
}

/* In the page: what is wrong with its Tab stops; the keyboard was used before, so that the focus shows. */
function faults() {
	const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
		.filter((one) => !one.matches(':disabled') && one.type !== 'hidden' && one.tabIndex >= 0 && (one.checkVisibility ? one.checkVisibility() : true));
	const found = [];
	const grounds = new Map();

	function colour(text) {
		const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
		return { red, green, blue, alpha };
	}

	/* What is seen of the grounds from this element up, as the browser paints them over white. */
	function ground(element) {
		if (!grounds.has(element)) {
			grounds.set(element, painted(element));
		}
		return grounds.get(element);
	}

	function painted(element) {
		const layers = [];
		for (let one = element; one; one = one.parentElement) {
			const layer = colour(getComputedStyle(one).backgroundColor);
			layers.push(layer);
			if (layer.alpha === 1) {
				break;
			}
		}
		return layers.reverse().reduce((below, { red, green, blue, alpha }) => ({
			red: red * alpha + below.red * (1 - alpha), green: green * alpha + below.green * (1 - alpha), blue: blue * alpha + below.blue * (1 - alpha),
		}), { red: 255, green: 255, blue: 255 });
	}

	function luminance(one) {
		const [red, green, blue] = [one.red, one.green, one.blue].map((value) => {
			const share = value / 255;
			return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4;
		});
		return .2126 * red + .7152 * green + .0722 * blue;
	}

	function contrast(one, other) {
		const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
		return (light + .05) / (dark + .05);
	}

	function name(one) {
		return `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ''}.${[...one.classList].join('.')} ${(one.innerText || one.name || '').replace(/\s+/g, ' ').trim().slice(0, 20)}`;
	}

	/* A link over two lines has two boxes; of what is larger than the window, the part within counts. */
	function boxOf(one) {
		const box = [...one.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
		return box && {
			left: box.left, right: box.right, top: box.top, bottom: box.bottom,
			across: (Math.min(box.right, innerWidth) + Math.max(box.left, 0)) / 2, down: (Math.min(box.bottom, innerHeight) + Math.max(box.top, 0)) / 2,
		};
	}

	/* Takes the focus: is its middle, or the middle of an edge, under something that stays in sight? */
	function hidden(one) {
		one.focus();
		if (document.activeElement !== one) {
			return 'does not take the focus';
		}
		const box = boxOf(one);
		if (!box || !document.elementFromPoint(box.across, box.down)) {
			return 'out of sight';
		}
		const { left, right, top, bottom, across, down } = box;
		/* Of a region as large as the window some part is under a bar whatever one does. */
		const edges = bottom - top > innerHeight / 2 ? [] : [[left + 2, down], [right - 2, down], [across, top + 2], [across, bottom - 2]];
		for (const [x, y] of [[across, down], ...edges]) {
			const above = document.elementFromPoint(x, y);
			let bar = above && !one.contains(above) && !above.contains(one) ? above : null;
			while (bar && !/sticky|fixed/.test(getComputedStyle(bar).position)) {
				bar = bar.parentElement;
			}
			if (bar && !bar.contains(one)) {
				return `under ${name(bar)}`;
			}
		}
		return null;
	}

	/* Of what has the focus: is there a ring, and does it stand out from what lies within and around it? */
	function unseen(one) {
		const style = getComputedStyle(one);
		const width = parseFloat(style.outlineWidth);
		const ring = colour(style.outlineColor);
		if (style.outlineStyle !== 'solid' || width < 3 || ring.alpha < 1) {
			return `no ring: ${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
		}
		const gap = parseFloat(style.outlineOffset);
		const { left, right, top, bottom, across, down } = boxOf(one);
		const by = gap + width + 1;
		const around = [[across, top - by], [across, bottom + by], [left - by, down], [right + by, down]].map(([x, y]) => document.elementFromPoint(x, y));
		/* The gap shows what is around the element; without one its own ground lies within the ring. */
		for (const beside of [gap > 0 ? one.parentElement : one, ...around]) {
			const ratio = beside ? contrast(ring, ground(beside)) : 21;
			if (ratio < 3) {
				return `contrast of ${ratio.toFixed(2)} with ${name(beside)}`;
			}
		}
		return null;
	}

	/* Forward as Tab goes, then backward: what is scrolled into sight comes from the other side. */
	for (const one of stops) {
		const fault = hidden(one) || unseen(one);
		if (fault) {
			found.push(`${name(one)}: ${fault}`);
		}
	}
	for (const one of stops.reverse()) {
		const fault = hidden(one);
		if (fault) {
			found.push(`${name(one)}: ${fault}, backward`);
		}
	}
	return { count: stops.length, faults: found };
}

async function keyboard(person, size) {
	await person.page.setViewportSize(size);
	await person.page.keyboard.press('Tab');
	return person.page.evaluate(faults);
}

async function signedIn(login) {
	const person = await Person.arrive(browser, { javaScript: true });
	if (login) {
		await person.signIn(login, accounts[login].password);
	}
	return person;
}

/* Opens two pages of each kind that a person is led to, for the sake of their links, and calls look(url) at the first. */
async function walk(person, starts, look) {
	const queue = [...starts];
	const known = new Set(queue);
	const opened = new Map();
	while (queue.length > 0) {
		const url = queue.shift();
		const count = opened.get(kind(url)) || 0;
		opened.set(kind(url), count + 1);
		if (count >= 2 || !await isPage(person, url)) {
			continue;
		}
		if (count === 0) {
			await look(url);
		}
		const links = await person.page.$$eval('a[href^="/"]:not([download])', (all) => all.map((one) => one.getAttribute('href').split('#')[0]));
		for (const next of links) {
			if (!known.has(next) && !next.startsWith('/text/') && starts.some((start) => next.startsWith(start))) {
				known.add(next);
				queue.push(next);
			}
		}
	}
}

/* Files are no pages. */
async function isPage(person, url) {
	try {
		const answer = await person.page.goto(url, { waitUntil: 'domcontentloaded' });
		return /text\/html/.test(answer.headers()['content-type']);
	} catch (error) {
		assert.match(error.message, /ERR_ABORTED|Download is starting/);
		return false;
	}
}

function startsOf(login) {
	/* What a link leads to only while a preview has caps. */
	const caps = login === 'city.admin' ? ['/commission/edition/cap'] : [];
	return !login ? ['/'] : [/clerk|verifier|leader/.test(accounts[login].role) ? '/institution/' : '/commission/', '/account/', ...caps];
}

for (const login of people) {
	test(`${login || 'nobody'}: the focus is seen at every Tab stop of every page`, async () => {
		const person = await signedIn(login);
		const bad = [];
		await walk(person, startsOf(login), async (url) => {
			/* Another role has the same page with more or less on it: what it is on a phone was seen, and all of it
			 * if it has nothing new. */
			const again = seen.has(kind(url));
			const sizes = again ? [desk] : [desk, phone];
			seen.add(kind(url));
			if (!isNew(kind(url), await person.page.content()) && again) {
				return;
			}
			for (const size of sizes) {
				const page = await keyboard(person, size);
				stops += page.count;
				bad.push(...page.faults.map((fault) => `${url} ${size.width}: ${fault}`));
			}
		});
		assert.deepStrictEqual(bad, []);
		await person.context.close();
	});
}

test('these links led to every page of the tables', () => {
	const addresses = programs.flatMap((program) => [...fs.readFileSync(path.join(__dirname, `../../cgi/${program}/main.c`), 'utf8')
		.matchAll(/"(\/(?!api\/)[^"]*)",\s*METHOD_GET\b/g)].map(([, url]) => kind(url.replace(/[*#]/g, '1'))));
	assert.ok(addresses.length > 60);
	assert.ok(stops > 4000, `${stops} Tab stops`);
	const paths = new Set([...seen].map((url) => url.replace('?', '')));
	assert.deepStrictEqual(addresses.filter((url) => !paths.has(url) && !byActs.test(url) && !/\.|\/file|\/text/.test(url)), []);
});

for (const login of [null, 'h1.clerk', 'city.admin']) {
	test(`${login || 'nobody'}: in large letters, too`, async () => {
		const person = await signedIn(login);
		const bad = [];
		await person.go('/');
		await person.follow('大字版', 'header');
		await walk(person, startsOf(login), async (url) => {
			const page = await keyboard(person, phone);
			bad.push(...page.faults.map((fault) => `${url}: ${fault}`));
		});
		assert.deepStrictEqual(bad, []);
		await person.context.close();
	});
}

for (const [login, url] of [[null, '/'], [null, '/region/990100/2025Q2/1/'], ['h1.clerk', '/institution/return/1'], ['city.admin', '/commission/return/']]) {
	test(`${url}: the Tab key itself, and colours that the system chose`, async () => {
		const person = await signedIn(login);
		for (const forcedColors of ['none', 'active']) {
			await person.page.emulateMedia({ forcedColors });
			await person.page.goto(url);
			for (let i = 0; i < 40; i++) {
				await person.page.keyboard.press('Tab');
				if (await person.page.evaluate(() => document.activeElement === document.body)) {
					break; // after the last one the browser's own bars have it
				}
				const ring = await person.page.evaluate(() => {
					const style = getComputedStyle(document.activeElement);
					return `${style.outlineStyle} ${style.outlineWidth}${document.activeElement.matches(':focus-visible') ? '' : ' unseen'}`;
				});
				assert.strictEqual(ring, 'solid 3px', `${url} ${forcedColors} ${i}`);
			}
		}
		await person.context.close();
	});
}

/* The test sees what it is there for. */
for (const [what, rule, fault] of [
	['a rule that takes the ring away', ':root .form-control:focus-visible, :root a:focus-visible { outline: none !important }', /: no ring/],
	['a ring like its ground', ':root main { --zh-ring: #eee }', /: contrast of 1\./],
	['a bar over what has the focus', '.zh-header { position: fixed; inset: 0; z-index: 9 }', /: under header/],
]) {
	test(`found: ${what}`, async () => {
		const person = await signedIn(null);
		await person.go('/region/990100/2025Q2/1/find?q=a');
		assert.deepStrictEqual((await keyboard(person, desk)).faults, []);
		await person.page.evaluate((text) => {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync(text);
			document.adoptedStyleSheets = [sheet];
		}, rule);
		const page = await keyboard(person, desk);
		assert.ok(page.faults.some((one) => fault.test(one)), page.faults.join('\n'));
		await person.context.close();
	});
}
