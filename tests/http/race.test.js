// Two people of a hospital at one return at the same moment, through programs and forms as they are: in every round one is
// first, the other is told so or loses nothing, and what is stored is what the winner sent, whole.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {formValues, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');

const rounds = 20; // of what takes a moment; of what takes whole pages half as many
const run = {login: `race${process.pid}`};

before(async () => {
	run.hospital = await openInstitution({clerk: `${run.login}.clerk`, clerk2: `${run.login}.second`, verifier: `${run.login}.verifier`,
		leader: `${run.login}.leader`});
	run.id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${run.hospital.id} AND period = '2025Q3'`);
	run.url = `/institution/return/${run.id}`;
});

// What the return is and holds, and which elements its last save brought.
function look() {
	const out = {held: {}, brought: []};
	for (const [state, revision, code, value, last] of query(`SELECT head.state, head.revision, cell.element_code, trim_scale(cell.value), cell.revision = head.revision
		FROM zhiheng.return AS head LEFT JOIN zhiheng.return_cell AS cell ON cell.return_id = head.id AND cell.value IS NOT NULL
		WHERE head.id = ${run.id} ORDER BY cell.element_code`)) {
		Object.assign(out, {state, revision: Number(revision)});
		if (code !== '')
			out.held[code] = value;
		if (last === 't')
			out.brought.push(code);
	}
	return out;
}

async function opened(person, url = run.url) {
	return formValues((await person.get(url)).text);
}

// Both post their form at once, made from what the return holds now; gives what it was and is beside the answers.
async function both(forms) {
	const people = [run.hospital.clerk, run.hospital.clerk2];
	const was = run.now || look();
	const values = Object.fromEntries(Object.entries(was.held).map(([code, value]) => [`value.${code}`, value]));
	const answers = await Promise.all(people.map((person, i) => person.post(run.url, {...run.forms[i], ...values, revision: String(was.revision), ...forms[i]})));
	run.now = look();
	return {answers, was, now: run.now};
}

test('two save another number into one field: one is stored, the other is shown it', async () => {
	run.forms = await Promise.all([opened(run.hospital.clerk), opened(run.hospital.clerk2)]);
	for (let round = 1; round <= rounds; round++) {
		const numbers = [1000 + round, 2000 + round].map(String);
		const {answers, was, now} = await both([{'value.discharges': numbers[0], 'value.ae_reports': String(10 + round)},
			{'value.discharges': numbers[1], 'value.or_surgeries': String(10 + round)}]);
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409], `round ${round}`);
		const winner = answers.findIndex((answer) => answer.status === 303);
		assert.match(visible(answers[1 - winner].text), new RegExp(numbers[winner]), 'the other number is shown');
		assert.match(answers[1 - winner].text, new RegExp(`value="${numbers[1 - winner]}"`), 'and what was typed is kept');
		assert.deepEqual(now.brought, [['ae_reports', 'discharges'], ['discharges', 'or_surgeries']][winner], 'all of one form, nothing of the other');
		assert.deepEqual([now.held.discharges, now.revision], [numbers[winner], was.revision + 1]);
	}
});

test('two save a field each: both are stored', async () => {
	for (let round = 1; round <= rounds; round++) {
		const {answers, was, now} = await both([{'value.ae_reports': String(100 + round)}, {'value.or_surgeries': String(200 + round)}]);
		assert.deepEqual(answers.map((answer) => answer.status), [303, 303], `round ${round}`);
		assert.deepEqual([now.held.ae_reports, now.held.or_surgeries, now.revision], [String(100 + round), String(200 + round), was.revision + 2]);
	}
});

test('a save and a verification: what is verified is what was shown', async () => {
	const {clerk, verifier} = run.hospital;
	const blank = await opened(clerk);
	const complete = Object.fromEntries(Object.keys(blank).filter((name) => name.startsWith('value.')).map((name) => [name, name.endsWith('_sd') ? '' : '1']));
	const untick = Object.fromEntries(Object.entries(blank).filter(([name]) => !name.startsWith('na.')));
	assert.equal((await clerk.post(run.url, {...untick, ...complete})).status, 303);
	const seen = {saved: 0, verified: 0};
	for (let round = 1; round <= rounds / 2; round++) {
		const was = look();
		const [form, check] = await Promise.all([opened(clerk), opened(verifier, `${run.url}/check`)]);
		const number = form['value.discharge_bed_days'] === '1' ? '2' : '1';
		const [saved, verified] = await Promise.all([clerk.post(run.url, {...form, 'value.discharge_bed_days': number}),
			verifier.post(`${run.url}/check`, {...check, act: 'verify'})]);
		assert.deepEqual([saved.status, verified.status].sort(), [303, 409], `round ${round}`);
		if (verified.status === 303) {
			seen.verified += 1;
			const now = look();
			assert.deepEqual([now.state, now.revision], ['verified', was.revision], 'verified as it was shown');
			assert.match(visible(saved.text), /已审核/);
			const back = await verifier.post(`${run.url}/check`, {...await opened(verifier, `${run.url}/check`), act: 'send-back', reason: '再核对一次'});
			assert.equal(back.status, 303, visible(back.text));
		} else {
			seen.saved += 1;
			const now = look();
			assert.deepEqual([now.state, now.revision, now.held.discharge_bed_days], ['draft', was.revision + 1, number]);
		}
	}
	assert.equal(seen.saved + seen.verified, rounds / 2, JSON.stringify(seen));
});

test('an acceptance and a withdrawal: one of them', async () => {
	const {clerk, verifier, leader} = run.hospital;
	const city = await signedIn('city.admin');
	for (let round = 1; round <= rounds / 2; round++) {
		const check = `${run.url}/check`;
		assert.equal((await verifier.post(check, {...await opened(verifier, check), act: 'verify'})).status, 303);
		assert.equal((await leader.confirm()).status, 303);
		assert.equal((await leader.post(check, {...await opened(leader, check), act: 'submit', declared: '1'})).status, 303);
		const review = `/commission/return/${run.id}`;
		const [form, withdrawal] = await Promise.all([opened(city, review), opened(leader, check)]);
		const [accepted, taken] = await Promise.all([city.post(review, {...form, act: 'accept'}),
			leader.post(check, {...withdrawal, act: 'withdraw', reason: '发现有误'})]);
		assert.deepEqual([accepted.status, taken.status].sort(), [303, 409], `round ${round}: ${visible(accepted.text)} ${visible(taken.text)}`);
		assert.equal(look().state, accepted.status === 303 ? 'accepted' : 'draft');
		// Sent back, it is as it was before the signature.
		if (accepted.status === 303) {
			assert.equal((await city.post(review, {...await opened(city, review), act: 'return', overall: '请再核对'})).status, 303);
			assert.equal((await clerk.post(run.url, {...await opened(clerk), 'value.discharge_bed_days': String(round % 2 + 1)})).status, 303);
		}
	}
});
