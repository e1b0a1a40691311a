// No digest that the public reads tells a hidden number: an attacker who knows all of a return but its small numbers
// tries these against every string of 64 hexadecimal digits on the pages and in the files of all editions.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {createHash, createHmac} = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {test} = require('node:test');
const {Visitor, signedIn, unescapeHtml, visible} = require('./portal');
const {query} = require('./people');

// Returns with more small numbers than this are not tried: it is the same code for all of them.
const MOST = 5;

const visitor = new Visitor();

async function bytes(url) {
	const answer = await fetch(new URL(url, process.env.BASE_URL));
	assert.equal(answer.status, 200, url);
	return Buffer.from(await answer.arrayBuffer());
}

function unzip(data) {
	const place = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-digest-'));
	fs.writeFileSync(path.join(place, 'book.xlsx'), data);
	const text = execFileSync('unzip', ['-p', path.join(place, 'book.xlsx')], {maxBuffer: 1 << 28});
	fs.rmSync(place, {recursive: true});
	return text;
}

const unpack = {
	xlsx: unzip,
	pdf: (data) => execFileSync('pdftotext', ['-raw', '-', '-'], {input: data, maxBuffer: 1 << 28}),
};

// Of one edition: its pages, those of its institutions and one number of each, its files.
function pagesOf({region, period, number, files}) {
	const home = `/region/${region}/${period}/${number}/`;
	const list = [home, `${home}bulletin`, `${home}grade`, ...files.map((file) => file.url)];
	const numbers = query(`SELECT DISTINCT ON (result.institution_id) result.institution_id, result.indicator_code
		FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition AS edition ON edition.id = result.edition_id
		WHERE edition.region_code = '${region}' AND edition.period = '${period}' AND edition.number = ${number}
		ORDER BY result.institution_id, result.hidden DESC, result.indicator_code`);
	for (const [institution, indicator] of numbers)
		list.push(`${home}institution/${institution}`, `${home}institution/${institution}/indicator/${indicator}`);
	const codes = query(`SELECT indicator.indicator_code FROM zhiheng.edition_indicator AS indicator
		JOIN zhiheng.edition AS edition ON edition.id = indicator.edition_id
		WHERE edition.region_code = '${region}' AND edition.period = '${period}' AND edition.number = ${number}`);
	return [...list, ...codes.map(([code]) => `${home}indicator/${code}`)];
}

async function collect() {
	const found = new Map();
	const {editions} = JSON.parse((await visitor.get('/api/v1/editions')).text);
	const urls = ['/', '/verify', '/feed.atom', '/api/v1/editions', ...editions.flatMap(pagesOf)];

	for (const url of urls) {
		const [, kind] = /\.(xlsx|pdf)$/.exec(url) ?? [];
		const data = await bytes(url);
		const text = (kind === undefined ? data : Buffer.concat([data, unpack[kind](data)])).toString('latin1');
		for (const [hexadecimal] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gi))
			found.set(hexadecimal.toLowerCase(), url);
	}
	return {found, editions, urls};
}

// The values of a frozen return by element, and which of them are small and shown nowhere.
function returns() {
	const rows = query(`
		SELECT input.return_id, input.revision, encode(input.digest, 'hex'), entry.element_code, entry.state, coalesce(entry.value::text, ''),
			entry.value > 0 AND entry.value < edition.small_below AND NOT EXISTS (
				SELECT FROM zhiheng.edition_result AS result
				JOIN zhiheng.edition_indicator AS indicator USING (edition_id, indicator_code)
				WHERE result.edition_id = input.edition_id AND result.institution_id = input.institution_id AND NOT result.hidden
					AND entry.element_code IN (indicator.numerator, indicator.denominator))
		FROM zhiheng.edition_return AS input
		JOIN zhiheng.edition AS edition ON edition.id = input.edition_id
		CROSS JOIN LATERAL zhiheng.return_values_at(input.return_id, input.revision) AS entry
		WHERE edition.period = input.period
		ORDER BY input.edition_id, input.return_id, entry.element_code COLLATE "C"`);
	const all = new Map();
	for (const [id, revision, digest, code, state, value, small] of rows) {
		const key = `${id}/${revision}`;
		if (!all.has(key))
			all.set(key, {id, digest, cells: new Map()});
		all.get(key).cells.set(code, {state, value, small: small === 't'});
	}
	return [...all.values()];
}

const line = (code, state, value) => `${code}=${state}:${value}`;

// The ways in which a digest of a return was or could have been written without a secret.
function* guesses(lines, id) {
	const text = `${lines.join('\n')}\n`;
	const hash = createHash('sha256').update(text).digest();
	yield hash.toString('hex');
	yield createHash('sha256').update(lines.join('\n')).digest('hex');
	yield createHash('sha256').update(hash).digest('hex');
	yield createHash('sha256').update(`${id}|${text}`).digest('hex');
	for (const key of ['', 'zhiheng', String(id), Buffer.alloc(32)])
		yield createHmac('sha256', key).update(text).digest('hex');
}

// Every combination of the small numbers of one return; gives those that some digest confirms.
function open(one, found) {
	const small = [...one.cells].filter(([, cell]) => cell.small).map(([code]) => code);
	const tried = small.map(() => 1);
	const below = 5;

	if (small.length === 0 || small.length > MOST)
		return null;
	for (;;) {
		const lines = [...one.cells].map(([code, cell]) => {
			const place = small.indexOf(code);
			return line(code, cell.state, place < 0 ? cell.value : `${tried[place]}.0000`);
		});
		for (const guess of guesses(lines, one.id)) {
			if (found.has(guess))
				return small.map((code, place) => `${code}=${tried[place]}`);
		}
		let place = 0;
		while (place < tried.length && ++tried[place] === below)
			tried[place++] = 1;
		if (place === tried.length)
			return [];
	}
}

test('no digest of the public pages and files opens a hidden number', async (t) => {
	const {found, editions, urls} = await collect();
	const all = returns();
	let attacked = 0;

	assert.ok(editions.length >= 4 && urls.length > 500, `${editions.length} editions, ${urls.length} pages and files`);
	assert.ok(found.size >= 150, `${found.size} digests`);
	for (const one of all) {
		assert.ok(!found.has(one.digest), `the bare digest of return ${one.id} stands on ${found.get(one.digest)}`);
		const opened = open(one, found);
		assert.deepEqual(opened ?? [], [], `return ${one.id}`);
		attacked += opened === null ? 0 : 1;
	}
	t.diagnostic(`${urls.length} pages and files, ${found.size} digests, ${attacked} of ${all.length} returns attacked`);
	assert.ok(attacked >= 20, `${attacked} of ${all.length} returns have so few small numbers that all can be tried`);
});

test('the attack finds what it looks for', () => {
	const all = returns();
	const planted = all.find((one) => [...one.cells.values()].filter((cell) => cell.small).length === 2);
	const opened = open(planted, new Map([[planted.digest, 'a page']]));
	assert.deepEqual(opened, [...planted.cells].filter(([, cell]) => cell.small).map(([code, cell]) => `${code}=${Number(cell.value)}`));
});

test('a receipt opens what the public page prints', async () => {
	const leader = await signedIn('h1.leader');
	const [[id]] = query(`SELECT id FROM zhiheng.return WHERE institution_id = 1 AND period = '2025Q2'`);
	const page = (await leader.get(`/institution/return/${id}/receipt`)).text;
	const [commitment, key] = [...page.split('各次提交')[1].matchAll(/<code class="zh-digest">([0-9a-f]{64})</g)].map(([, text]) => text);
	const [, url] = /<a href="([^"]+data\.txt)" download/.exec(page).map(unescapeHtml);
	const text = (await leader.get(url)).text;
	assert.equal(createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex'), commitment);
	// As the receipt tells it, with another program.
	const said = execFileSync('openssl', ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key}`], {input: text, encoding: 'utf8'});
	assert.ok(said.trim().endsWith(commitment), said);
	const [[code]] = query(`SELECT result.indicator_code FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition AS edition ON edition.id = result.edition_id
		WHERE edition.period = '2025Q2' AND result.institution_id = 1 LIMIT 1`);
	const open = visible((await visitor.get(`/region/990100/2025Q2/1/institution/1/indicator/${code}`)).text);
	assert.ok(open.includes(commitment));
	assert.ok(!open.includes(key));
});

test('nobody else has key or text', async () => {
	const [[id, event]] = query(`SELECT head.id, max(event.id) FROM zhiheng.return AS head
		JOIN zhiheng.return_event AS event ON event.return_id = head.id AND event.to_state = 'submitted'
		WHERE head.institution_id = 1 AND head.period = '2025Q2' GROUP BY head.id`);
	const other = await signedIn('h2.clerk');
	for (const url of [`/institution/return/${id}/receipt`, `/institution/return/${id}/receipt/${event}/data.txt`])
		assert.equal((await other.get(url)).status, 404, url);
	const own = await signedIn('h1.leader');
	assert.equal((await own.get(`/institution/return/${id}/receipt/999999/data.txt`)).status, 404);
});
