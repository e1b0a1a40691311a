// A return's whole way, again and again: filled in, explained, sampled, verified, sent back, signed, opened,
// accepted, corrected, returned; and what a clerk sends otherwise: cells one by one, files, words.
'use strict';

const {base, freshKey} = require('../../http/portal');
const {secret} = require('../../http/people');
const {audit} = require('./records');
const {isReceived} = require('./run');
const {one, year} = require('./world');

const pdf = (text) => Buffer.from(`%PDF-1.4\n% ${text}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`);

// A number that no other post of this return has.
const number = (hospital) => 1000 + (hospital.numbers = (hospital.numbers || 0) + 1);

// All cells of the sheet with one number: shares are one, and nothing is missing.
function filled(values, value) {
	return Object.fromEntries(Object.keys(values).filter((name) => name.startsWith('value.')).map((name) => [name, String(value)]));
}

async function save(run, hospital, id) {
	const value = number(hospital);
	const url = `/institution/return/${id}`;
	const back = await one(`SELECT state = 'returned' FROM zhiheng.return WHERE id = ${id}`);
	await run.act({route: '/institution/return/#', person: hospital.clerk, page: url, keep: ['revision'],
		fields: (values) => ({...filled(values, value), action: 'save'}),
		leaves: [audit('return.save', hospital.clerk.id, id), `value ${id} ${value}`,
			...(back === 't' ? [`event ${id} returned draft`, audit('return.draft', hospital.clerk.id, id)] : [])]});
}

function check(run, person, id, act, fields, leaves) {
	const url = `/institution/return/${id}/check`;
	return run.act({route: '/institution/return/#/check', person, page: url, keep: ['revision'], fields: {act, ...fields}, leaves});
}

// Where the page asks for words about a number.
async function explain(run, hospital, id, html) {
	const names = [...html.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g)].map(([, name]) => name);
	if (names.length > 0)
		await check(run, hospital.clerk, id, 'explain', Object.fromEntries(names.map((name) => [name, '已核对原始记录'])),
			[audit('return.explain', hospital.clerk.id, id)]);
}

const moved = (id, person, from, to) => [`event ${id} ${from} ${to}`, audit(`return.${to}`, person.id, id),
	...(to === 'submitted' ? [`signed ${id}`] : []), ...(to === 'accepted' || to === 'returned' ? [`step ${id} ${to}`] : [])];

const opened = (id, person) => [`opening ${id}`, audit('return.open', person.id, id)];

async function sample(run, world, hospital, id) {
	const note = world.mark('一份未归档');
	await run.act({route: '/institution/return/#/sample', person: hospital.verifier, page: `/institution/return/${id}/sample`, keep: ['revision'],
		fields: (values) => {
			const name = Object.keys(values).find((field) => field.startsWith('sampled.')).slice(8);
			return {[`sampled.${name}`]: '10', [`agreeing.${name}`]: '9', [`note.${name}`]: note};
		}, leaves: [`sample ${note}`, audit('return.sample', hospital.verifier.id, id)]});
}

async function verify(run, hospital, id) {
	await check(run, hospital.verifier, id, 'verify', {}, moved(id, hospital.verifier, 'draft', 'verified'));
}

async function confirm(run, {leader}) {
	await run.act({route: '/account/confirm', person: leader, page: '/account/confirm', fields: {password: secret, next: '/account/'}, single: true,
		leaves: [audit('session.confirm', leader.id, leader.id), `confirmation ${leader.id}`]});
}

async function submit(run, hospital, id) {
	await confirm(run, hospital);
	await check(run, hospital.leader, id, 'submit', {declared: '1'}, moved(id, hospital.leader, 'verified', 'submitted'));
}

function review(run, world, id, act, fields, leaves) {
	return run.act({route: '/commission/return/#', person: world.reviewer, page: `/commission/return/${id}`, keep: ['state', 'revision'],
		fields: {act, ...fields}, leaves});
}

function correction(run, person, id, fields, leaves) {
	return run.act({route: '/institution/return/#/correction', person, page: `/institution/return/${id}/correction`,
		keep: ['revision', ...(fields.act ? ['correction'] : [])], fields, leaves});
}

async function correct(run, world, hospital, id, decision) {
	const reason = world.mark('漏统计');
	await correction(run, hospital.clerk, id, {reason, 'value.discharges': '999999'}, [`correction ${reason}`, audit('correction.ask', hospital.clerk.id)]);
	const asked = await one(`SELECT id FROM zhiheng.correction WHERE reason = '${reason}'`);
	await confirm(run, hospital);
	await correction(run, hospital.leader, id, {act: 'sign'}, [`signed ${id}`, audit('correction.sign', hospital.leader.id, asked)]);
	const leaves = (person) => [`correction_decision ${asked} ${decision}`, audit(`correction.${decision === 'withdrawn' ? 'withdraw' : decision}`, person.id, asked),
		`step ${id} ${decision === 'approved' ? 'accepted' : decision}`];
	if (decision === 'withdrawn') {
		await correction(run, hospital.leader, id, {act: 'withdraw', why: '依据不足'}, leaves(hospital.leader));
		return;
	}
	await run.act({route: '/commission/return/#/correction', person: world.reviewer, page: `/commission/return/${id}/correction`, keep: ['correction'],
		fields: {act: decision, ...(decision === 'refused' ? {reason: '请提供依据'} : {})},
		leaves: [...leaves(world.reviewer), ...(decision === 'approved' ? [`event ${id} accepted accepted`, `value ${id} 999999`] : [])]});
}

// For the next time.
async function back(run, world, id) {
	await review(run, world, id, 'return', {overall: '请再核对'}, moved(id, world.reviewer, 'accepted', 'returned'));
}

// A QC centre says something of what waits, the commission answers.
async function opinion(run, world, id) {
	const page = `/commission/return/${id}/opinion`;
	const route = '/commission/return/#/opinion';
	const [text, answer] = [world.mark('意见'), world.mark('答复')];
	const [, element] = /<option value="([a-z0-9_]+)"/.exec((await run.page(world.centre, page)).text);
	await run.act({route, person: world.centre, page, fields: {element, text}, leaves: [`opinion ${text}`]});
	const asked = await one(`SELECT max(id) FROM zhiheng.return_opinion WHERE return_id = ${id}`);
	await run.act({route, person: world.reviewer, page, fields: {opinion: String(asked), text: answer},
		leaves: [`opinion_answer ${answer}`, audit('return.opinion_answer', world.reviewer.id, id)]});
}

// From whatever state an earlier one has left it in.
async function way(run, world) {
	const hospital = world.hospitals[(world.ways = (world.ways || 0) + 1) % 4];
	const id = hospital.returns[`${year}Q1`];
	await save(run, hospital, id);
	const page = await run.page(hospital.clerk, `/institution/return/${id}/check`);
	await explain(run, hospital, id, page.text);
	await sample(run, world, hospital, id);
	await verify(run, hospital, id);
	await check(run, hospital.verifier, id, 'send-back', {reason: '请再核对'}, moved(id, hospital.verifier, 'verified', 'draft'));
	await verify(run, hospital, id);
	await submit(run, hospital, id);
	await review(run, world, id, 'open', {}, opened(id, world.reviewer));
	await opinion(run, world, id);
	await review(run, world, id, 'accept', {overall: ''}, moved(id, world.reviewer, 'submitted', 'accepted'));
	await correct(run, world, hospital, id, 'refused');
	await correct(run, world, hospital, id, 'withdrawn');
	await correct(run, world, hospital, id, 'approved');
	await back(run, world, id);
}

// Two that nothing was found in, accepted together unopened, which opens them, and returned again for the next time.
async function together(run, world) {
	const pair = world.hospitals.slice(4).map((hospital) => ({hospital, id: hospital.returns[`${year}Q1`]}));
	for (const {hospital, id} of pair) {
		await save(run, hospital, id);
		await verify(run, hospital, id);
		await submit(run, hospital, id);
	}
	await run.actTogether({route: '/commission/return/', query: {programme: world.programme.id, period: `${year}Q1`, state: 'waiting'}, person: world.reviewer,
		act: 'accept', ids: pair.map(({id}) => id), leaves: pair.flatMap(({id}) => [...opened(id, world.reviewer), ...moved(id, world.reviewer, 'submitted', 'accepted')])});
	for (const {id} of pair)
		await back(run, world, id);
	await signed(run, world, pair[0]);
}

// Signed with all that ends on its day, accepted from the list of what waits.
async function signed(run, world, {hospital, id}) {
	const closes = `${year}-03-31`;
	await save(run, hospital, id);
	await verify(run, hospital, id);
	await confirm(run, hospital);
	const revision = await one(`SELECT revision FROM zhiheng.return WHERE id = ${id}`);
	await run.act({route: '/institution/submission/sign', person: hospital.leader, page: `/institution/submission/sign?closes=${closes}`,
		address: '/institution/submission/sign', fields: {closes, declared: '1', [`return.${id}`]: revision},
		leaves: moved(id, hospital.leader, 'verified', 'submitted')});
	await run.actTogether({route: '/commission/submission/', query: {kind: 'answer'}, person: world.reviewer, act: 'accept', ids: [id],
		leaves: [...opened(id, world.reviewer), ...moved(id, world.reviewer, 'submitted', 'accepted')]});
	await back(run, world, id);
}

const saved = ({status, text}) => status === 200 && /"outcome":\s*"saved"/.test(text);

async function draft(run, world) {
	const hospital = world.hospitals[1];
	const id = hospital.returns[`${year}Q2`];
	const url = `/institution/return/${id}`;
	const html = await run.page(hospital.clerk, url);
	let revision = /name="revision" value="(\d+)"/.exec(html.text)[1];
	for (let i = 0; i < 8; i++) {
		const value = number(hospital);
		const answer = await run.act({route: '/institution/return/#/draft', person: hospital.clerk, html, page: url, address: `${url}/draft`,
			fields: {_once: freshKey(), revision, source: 'typed', 'value.discharges': String(value)},
			done: saved,
			leaves: [audit('return.save', hospital.clerk.id, id), `value ${id} ${value}`]});
		({revision} = JSON.parse(answer.text));
		revision = String(revision);
	}
}

async function upload(run, world) {
	const hospital = world.hospitals[2];
	const id = hospital.returns[`${year}Q3`];
	const url = `/institution/return/${id}`;
	const {answer: template} = await run.persist(() => hospital.clerk.get(`${url}/template.csv`));
	const value = number(hospital);
	const lines = template.text.split('\r\n').map((line) => (line.startsWith('discharges,') ? line.split(',').map((cell, i) => (i === 6 ? value : cell)).join(',') : line));
	const name = `${world.mark('表')}.csv`;
	const sent = await run.act({route: '/institution/return/#/upload', person: hospital.clerk, page: `${url}/upload`,
		file: {name, bytes: lines.join('\r\n'), type: 'text/csv'}, leaves: [`upload ${name}`, audit('return.upload', hospital.clerk.id, id)]});
	const place = sent.location.replace(/[?&]notice=\w+/, '');
	await run.act({route: '/institution/return/#/upload/#', person: hospital.clerk, page: place, keep: ['revision'],
		leaves: [`upload_saved ${place.split('/').at(-1)}`, audit('return.save', hospital.clerk.id, id), `value ${id} ${value}`]});
}

async function evidence(run, world) {
	const hospital = world.hospitals[0];
	const id = hospital.returns[`${year}Q4`];
	const url = `/institution/return/${id}/evidence`;
	const name = `${world.mark('佐证')}.pdf`;
	await run.act({route: '/institution/return/#/evidence', person: hospital.clerk, page: url, fields: {element: '*'}, file: {name, bytes: pdf(name)},
		leaves: [`evidence ${name}`, audit('evidence.add', hospital.clerk.id)]});
	const file = await one(`SELECT id FROM zhiheng.evidence WHERE name = '${name}'`);
	const reason = world.mark('传错');
	await run.act({route: '/institution/return/#/evidence/#', person: hospital.clerk, page: url, address: `${url}/${file}`, fields: {[`withdraw.${file}`]: reason},
		leaves: [`evidence_withdrawal ${reason}`, audit('evidence.withdraw', hospital.clerk.id, file)]});
}

async function words(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const id = hospital.returns[`${year}Q4`];
	for (let i = 0; i < 4; i++) {
		for (const [person, program] of [[hospital.clerk, 'institution'], [world.reviewer, 'commission']]) {
			const text = world.mark('留言');
			await run.act({route: `/${program}/return/#/message`, person, page: `/${program}/return/${id}/message`, fields: {element: '*', text},
				leaves: [`message ${text}`, audit('return.message', person.id, id)]});
		}
	}
}

// A program of the hospital's own: a token, values sent with it, the token taken back.
async function machine(run, world) {
	const hospital = world.hospitals[3];
	const period = `${year}Q4`;
	const name = world.mark('系统');
	let token;
	const made = await run.act({route: '/institution/machine', person: hospital.leader, page: '/institution/machine',
		fields: {name, scopes: period, expires_on: new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10)},
		done: (answer) => answer.status === 200 && (/zhiheng_[0-9a-f]{64}/.test(answer.text) || isReceived(answer)),
		leaves: [`machine ${name}`, audit('machine.make', hospital.leader.id)]});
	const id = await one(`SELECT id FROM zhiheng.account WHERE name = '${name}'`);
	if ((token = (/zhiheng_[0-9a-f]{64}/.exec(made.text) || [])[0]) !== undefined) {
		for (let i = 0; i < 6; i++)
			await call(run, hospital, {id, token}, period);
	}
	await run.act({route: '/institution/machine/#/revoke', person: hospital.leader, page: '/institution/machine', address: `/institution/machine/${id}/revoke`,
		leaves: [audit('machine.revoke', hospital.leader.id, id)]});
	// A token is shown once: who lost the answer makes another.
	if (token === undefined)
		await machine(run, world);
}

async function call(run, hospital, {id, token}, period) {
	const value = number(hospital);
	const key = freshKey();
	const page = `/api/v1/institutions/${hospital.code}/returns/${period}`;
	const request = async () => {
		const response = await fetch(new URL(page, base), {method: 'POST', body: JSON.stringify({values: {discharges: value}}),
			headers: {'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': run.withoutKey ? freshKey() : key}});
		return {status: response.status, location: null, text: await response.text()};
	};
	await run.send({route: '/api/v1/institutions/*/returns/*', page, request, done: saved,
		// The other one that is under way has saved; its answer is there in a moment.
		later: ({text}) => text.includes('idempotency_key_in_use'),
		leaves: [`value ${hospital.returns[period]} ${value}`, audit('return.save', id, hospital.returns[period])]});
}

// A return that is accepted, for what needs one; nothing dies yet.
async function accepted(run, world, hospital, id) {
	await save(run, hospital, id);
	await explain(run, hospital, id, (await run.page(hospital.clerk, `/institution/return/${id}/check`)).text);
	await verify(run, hospital, id);
	await submit(run, hospital, id);
	await review(run, world, id, 'open');
	await review(run, world, id, 'accept', {overall: ''});
}

module.exports = {
	accepted,
	chains: [
		{name: 'way', weight: 12, chain: way, covers: ['/institution/return/#', '/institution/return/#/check', '/institution/return/#/sample',
			'/institution/return/#/correction', '/commission/return/#', '/commission/return/#/correction', '/commission/return/#/opinion']},
		{name: 'together', weight: 4, chain: together, covers: ['/commission/return/', '/institution/submission/sign', '/commission/submission/']},
		{name: 'draft', weight: 8, chain: draft, covers: ['/institution/return/#/draft']},
		{name: 'upload', weight: 5, chain: upload, covers: ['/institution/return/#/upload', '/institution/return/#/upload/#']},
		{name: 'evidence', weight: 6, chain: evidence, covers: ['/institution/return/#/evidence', '/institution/return/#/evidence/#']},
		{name: 'words', weight: 8, chain: words, covers: ['/institution/return/#/message', '/commission/return/#/message']},
		{name: 'machine', weight: 3, chain: machine, covers: ['/institution/machine', '/institution/machine/#/revoke', '/api/v1/institutions/*/returns/*']},
	],
};
