// A visitor of the portal as the HTTP tests need one: cookies, forms with their CSRF token, sign-in.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const base = process.env.BASE_URL || 'http://127.0.0.1:8080';

// Accounts of sql/demo/accounts.csv by login.
const accounts = Object.fromEntries(
	fs.readFileSync(path.join(__dirname, '../../sql/demo/accounts.csv'), 'utf8')
		.replace(/^\uFEFF/, '').trim().split(/\r?\n/).slice(1)
		.map((line) => line.split(','))
		.map(([login, password, role, organisation]) => [login, {login, password, role, organisation}]));

function unescapeHtml(text) {
	return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
}

// The node of Debian 12 lacks this and joins the lines; no cookie of ours has a comma in it.
if (!Headers.prototype.getSetCookie) {
	Headers.prototype.getSetCookie = function getSetCookie() {
		const lines = this.get('set-cookie');
		return lines === null ? [] : lines.split(', ');
	};
}

// A form that has its CSRF token but no key of its own gets one, as if its page had just been opened.
function withKey(options) {
	const {body} = options;
	if (body instanceof FormData) {
		if (body.has('_csrf') && !body.has('_once'))
			body.append('_once', freshKey());
	} else if (typeof body === 'string' && body.includes('name="_csrf"')) {
		return withKey({...options, body: Buffer.from(body)});
	} else if (typeof body === 'string' && /(^|&)_csrf=/.test(body) && !/(^|&)_once=/.test(body)) {
		return {...options, body: `${body}&_once=${freshKey()}`};
	} else if (Buffer.isBuffer(body) && body.includes('name="_csrf"') && !body.includes('name="_once"')) {
		const [, boundary] = /boundary=(.+)$/.exec(options.headers['content-type']);
		const part = `--${boundary}\r\nContent-Disposition: form-data; name="_once"\r\n\r\n${freshKey()}\r\n`;
		return {...options, body: Buffer.concat([Buffer.from(part), body])};
	} else if (Buffer.isBuffer(body) && /^_csrf=/.test(body.toString('latin1', 0, 6)) && !body.includes('_once=')) {
		return {...options, body: Buffer.concat([body, Buffer.from(`&_once=${freshKey()}`)])};
	}
	return options;
}

function freshKey() {
	return crypto.randomBytes(16).toString('hex');
}

const pictures = new Set(fs.readFileSync(path.join(__dirname, '../../static/icons.txt'), 'utf8')
	.split('\n').filter((line) => /^[a-z]/.test(line)).map((line) => line.split(/\s+/)[0]));

// A picture that is not in the file leaves a gap, and no browser complains.
function checkPictures(url, answer) {
	if (/^text\/html/.test(answer.headers.get('content-type') || '')) {
		for (const [, name] of answer.text.matchAll(/<use href="\/static\/icons\.svg#([^"]*)"/g))
			assert.ok(pictures.has(name), `${url}: there is no picture ${name}`);
	}
}

class Visitor {
	constructor() {
		this.cookies = new Map();
	}

	// One request without following redirects.  Returns {status, headers, bytes, text, location}.
	async send(method, url, given = {}) {
		const options = withKey(given);
		const headers = {...options.headers};
		if (this.cookies.size > 0)
			headers.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		// A test that ran a program meanwhile has not yet heard that nginx closed what was idle.
		await new Promise((resolve) => setTimeout(resolve, 1));
		const response = await fetch(new URL(url, base), {method, headers, body: options.body, redirect: 'manual'});
		for (const cookie of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
			if (value === '' || /max-age=0/i.test(cookie))
				this.cookies.delete(name);
			else
				this.cookies.set(name, value);
		}
		const bytes = Buffer.from(await response.arrayBuffer());
		const answer = {
			status: response.status,
			headers: response.headers,
			bytes,
			text: bytes.toString('utf8'),
			location: response.headers.get('location'),
		};
		checkPictures(url, answer);
		return answer;
	}

	get(url, options) {
		return this.send('GET', url, options);
	}

	// Posts fields: an object, or a list of [name, value] for repeated names.
	async post(url, fields, options = {}) {
		const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
		return this.send('POST', url, {
			...options,
			headers: {'content-type': 'application/x-www-form-urlencoded', ...options.headers},
			body: new URLSearchParams(pairs).toString(),
		});
	}

	// Gets the page, then posts to it with its CSRF token.
	async submit(url, fields, action) {
		const page = await this.get(url);
		return this.post(action || url, {_csrf: csrf(page.text), ...fields});
	}

	async signIn(login, password) {
		const page = await this.get('/account/sign-in');
		this.password = password || accounts[login].password;
		return this.post('/account/sign-in', {_csrf: csrf(page.text), login, password: this.password});
	}

	// Gives the password once more, as a signature needs it; then to be found at next.
	confirm(next = '/account/') {
		return this.submit('/account/confirm', {password: this.password, next});
	}
}

// The page of a job that the answer to its form led to, once the worker has done it; meanwhile it shows how far it is.
async function jobDone(visitor, answer) {
	assert.equal(answer.status, 303, visible(answer.text));
	for (let i = 0; i < 900; i++) {
		const job = await visitor.get(answer.location);
		if (!job.headers.get('refresh'))
			return visible(job.text);
		assert.match(job.text, /<progress class="zh-progress" max="100" value="\d+"/);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error('the worker did not finish within three minutes');
}

function csrf(html) {
	const match = /name="_csrf" value="([^"]+)"/.exec(html);
	return match ? match[1] : '';
}

// The present values of all inputs, checked boxes and text areas of a page.
function formValues(html) {
	const values = {};
	for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
		const name = /\bname="([^"]*)"/.exec(tag);
		const type = /\btype="([^"]*)"/.exec(tag);
		if (!name || (type && /^(checkbox|radio)$/.test(type[1]) && !/\bchecked\b/.test(tag)))
			continue;
		const value = /\bvalue="([^"]*)"/.exec(tag);
		values[unescapeHtml(name[1])] = value ? unescapeHtml(value[1]) : (type && type[1] === 'checkbox' ? 'on' : '');
	}
	for (const [, name, value] of html.matchAll(/<textarea\b[^>]*\bname="([^"]*)"[^>]*>([^<]*)<\/textarea>/g))
		values[unescapeHtml(name)] = unescapeHtml(value.replace(/^\n/, ''));
	return values;
}

// Visible text, for assertions on words.
function visible(html) {
	return unescapeHtml(html.replace(/<(script|style|head)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
}

function readLine(line) {
	const cells = [];
	for (const [, raw, quoted, separator] of line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)) {
		cells.push(quoted === undefined ? raw : quoted.replace(/""/g, '"'));
		if (separator === '')
			break;
	}
	return cells;
}

// A CSV file as objects by the names of its columns.
function readTable(text) {
	const [head, ...rows] = text.replace(/^\uFEFF/, '').trim().split('\r\n').map(readLine);
	return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

async function signedIn(login) {
	const visitor = new Visitor();
	const answer = await visitor.signIn(login);
	if (answer.status !== 303)
		throw new Error(`sign-in of ${login} answered ${answer.status}`);
	return visitor;
}

module.exports = {Visitor, accounts, base, csrf, formValues, freshKey, jobDone, readTable, signedIn, unescapeHtml, visible};
