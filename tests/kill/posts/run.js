// Posts that are sent until they are acknowledged, whatever dies meanwhile, and what each of them has to leave.
'use strict';

const {formValues, freshKey, visible} = require('../../http/portal');
const {wait} = require('../killing');

const patience = 90000; // after that a post counts as refused

// A post that was refused though it is a good one; the chain that it stands in ends here.
class Refused extends Error {}

class Run {
	// Of double, that part of the posts is sent two to four times at once.
	constructor({double = 0.15, withoutKey = false} = {}) {
		this.double = double;
		this.withoutKey = withoutKey;
		this.routes = new Map(); // {posts, sent, broken, again, lost, doubled} by route
		this.expected = new Map(); // key: {count, route}
		this.refused = [];
		this.posts = 0;
		this.sending = () => {}; // told of each address that something was just sent to
	}

	route(url) {
		if (!this.routes.has(url))
			this.routes.set(url, {posts: 0, sent: 0, broken: 0, again: 0, lost: 0, doubled: 0});
		return this.routes.get(url);
	}

	expect(key, url) {
		const known = this.expected.get(key);
		if (known)
			known.count += 1;
		else
			this.expected.set(key, {count: 1, route: url});
	}

	// One request, again and again until something answers: {answer, repeated}.
	async persist(send, tally, later) {
		const end = Date.now() + patience;
		for (let repeated = false; ; repeated = true) {
			let answer = null;
			if (tally)
				tally.sent += 1;
			try {
				answer = await send();
			} catch {
				// The connection broke.
			}
			if ((answer !== null && answer.status < 500 && answer.status !== 429 && !(later && later(answer))) || Date.now() > end)
				return {answer: answer || {status: 0, text: '', location: null}, repeated};
			if (tally)
				tally.broken += 1;
			await wait(50 + Math.random() * 200);
		}
	}

	// A page as a person opens it.
	async page(person, url) {
		const {answer} = await this.persist(() => person.get(url));
		if (answer.status !== 200)
			throw this.refusal(`GET ${url}`, answer, false);
		return answer;
	}

	refusal(what, answer, repeated) {
		const words = /class="alert[^>]*>([\s\S]*?)<\/div>/.exec(answer.text) || /<h1[\s\S]*$/.exec(answer.text) || [''];
		const text = `${what}: ${answer.status} ${answer.location || ''}${repeated ? ' after a broken one' : ''} ${visible(words[0]).slice(0, 300)}`;
		this.refused.push(text);
		return new Refused(text);
	}

	/*
	 * Opens the page, fills its form, posts it until it is acknowledged; gives the answer.
	 *   route    as the table has it
	 *   person, page, address   who, where the form stands, where it goes (the page)
	 *   keep     names (or a pattern) of the fields that keep what they show
	 *   fields   what is filled in: an object, a list of pairs, or a function of (values, html) that gives one
	 *   file     {name, bytes, type}: then, as with multipart, the form is sent as multipart/form-data
	 *   done     whether an answer acknowledges: a redirection, if not told
	 *   later    whether an answer asks to come again
	 *   again    whether an answer acknowledges what was sent before and is not to be done twice
	 *   leaves   keys of the records that it leaves, a list or a function of (answer, values)
	 */
	async act(one) {
		const html = one.html || await this.page(one.person, one.page);
		const values = formValues(html.text);
		const kept = Object.entries(values).filter(([name]) => name === '_csrf' || name === '_once' || (one.keep instanceof RegExp
			? one.keep.test(name) : (one.keep || []).includes(name)));
		let fields = typeof one.fields === 'function' ? one.fields(values, html.text) : one.fields || {};
		fields = Array.isArray(fields) ? fields : Object.entries(fields);
		const pairs = [...kept.filter(([name]) => !fields.some(([other]) => other === name)), ...fields];
		return this.send({...one, pairs, values});
	}

	/*
	 * Something done to rows of a list: chosen on its page, named on the page that asks, which does nothing, and
	 * confirmed there; gives the answer to that.
	 *   route, query   the list's address and what it is narrowed to
	 *   person, act    who does what
	 *   ids            of the rows, or a function of the list's page that gives them
	 *   fields         what the confirm page asks for besides
	 *   done, leaves   of the confirmation, as act has them
	 */
	async actTogether({route, query, person, act, ids, fields, done, leaves}) {
		const page = `${route}?${new URLSearchParams(query)}`;
		const html = await this.page(person, page);
		const rows = typeof ids === 'function' ? ids(html.text) : ids;
		const asked = await this.act({route, person, page, html, fields: {act, scope: 'rows', ...Object.fromEntries(rows.map((id) => [`row.${id}`, '1']))},
			done: ({status, text}) => status === 200 && formValues(text).seen !== undefined && formValues(text).count === String(rows.length)});
		return this.act({route, person, page, html: asked, keep: ['scope', 'ids', 'seen', 'count'], fields: {act, ...fields}, done, leaves});
	}

	body({pairs, file, multipart}) {
		// To be seen that this test sees: each request brings a key of its own, as if there were none.
		const own = this.withoutKey ? pairs.map(([name, value]) => [name, name === '_once' ? freshKey() : value]) : pairs;
		if (!file && !multipart)
			return {headers: {'content-type': 'application/x-www-form-urlencoded'}, body: new URLSearchParams(own).toString()};
		const body = new FormData();
		for (const [name, value] of own)
			body.append(name, value);
		if (file)
			body.append('file', new Blob([file.bytes], {type: file.type || 'application/pdf'}), file.name);
		return {body};
	}

	// Sends what is ready to be sent: pairs, or request (a function that sends it once).
	async send(one) {
		const tally = this.route(one.route);
		const address = one.address || one.page;
		const done = one.done || (({status, location}) => status === 303 && !/^\/account\/sign-in/.test(location));
		const copies = Math.random() < this.double && !one.single ? 2 + Math.floor(Math.random() * 3) : 1;
		const fresh = () => (one.request ? one.request() : one.person.send('POST', address, this.body(one)));
		const sent = Array.from({length: copies}, () => this.persist(fresh, tally, one.later));
		this.sending(address);
		const answers = await Promise.all(sent);
		for (const {answer, repeated} of answers) {
			const excused = (repeated || copies > 1) && one.again && one.again(answer);
			if (!done(answer) && !excused)
				throw this.refusal(`POST ${address}`, answer, repeated);
		}
		const first = answers.find(({answer}) => done(answer) && !/[?&]notice=once\b/.test(answer.location || '') && !isReceived(answer)) || answers[0];
		if (copies > 1)
			tally.again += 1;
		tally.posts += 1;
		this.posts += 1;
		const leaves = typeof one.leaves === 'function' ? one.leaves(first.answer, one.values) : one.leaves || [];
		for (const key of leaves)
			this.expect(key, one.route);
		return first.answer;
	}
}

// The page that says that a form had been received before, where there is no way on.
function isReceived(answer) {
	return answer.status === 200 && /已经办理过/.test(answer.text);
}

module.exports = {Refused, Run, isReceived};
