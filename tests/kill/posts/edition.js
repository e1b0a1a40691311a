// Publishing: previews, what hospitals say to them and what is answered, editions and their withdrawal, the rule
// of publishing, computations.
'use strict';

const {wait} = require('../killing');
const {audit} = require('./records');
const {Refused} = require('./run');
const {ask, one, year} = require('./world');

const period = `${year}Q2`; // of which world.js has one return accepted
const indicator = 'NIT-2025-03.1';

// Once the worker has done it, which may be killed meanwhile.
async function jobDone(id) {
	for (let i = 0; i < 900; i++) {
		const [[state, message]] = await ask(`SELECT state, message FROM zhiheng.job WHERE id = ${id}`);
		if (state !== 'queued' && state !== 'running')
			return {state, message};
		await wait(200);
	}
	throw new Error(`job ${id} is not done`);
}

const jobOf = (answer) => /\/job\/(\d+)/.exec(answer.location)[1];

async function rule(run, world, days) {
	const {admin, programme: {id}} = world;
	await run.act({route: '/commission/edition/rule/#', person: admin, page: `/commission/edition/rule/${id}`,
		fields: {preview_days: String(days), small_below: String(3 + world.serial % 90), grades: 'f'}, leaves: [`rule ${id}`, audit('edition.rule', admin.id, id)]});
}

async function publish(run, world) {
	const {admin, director, programme: {id}} = world;
	const url = `/commission/edition/?programme=${id}&period=${period}`;
	await rule(run, world, 5);
	const prepared = await run.act({route: '/commission/edition/', person: admin, page: url, address: '/commission/edition/',
		fields: (_, html) => ({programme: id, period, ...(/name="reason"/.test(html) ? {reason: '更正个别数据'} : {})}),
		leaves: [`job preview ${world.commission}`, audit('preview.request', admin.id)]});
	const job = await jobDone(jobOf(prepared));
	if (job.state !== 'done')
		throw new Refused(job.message);
	const preview = await one(`SELECT max(id) FROM zhiheng.preview WHERE programme_id = ${id} AND period = '${period}'`);
	// The worker's own line, whatever it was killed at.
	run.expect(audit('edition.prepare', admin.id, preview), '/commission/edition/');
	if (await one(`SELECT count(*) FROM zhiheng.preview_remark WHERE preview_id = ${preview} AND carried_from IS NOT NULL`) !== '0')
		run.expect(audit('preview.carry', admin.id, preview), '/commission/edition/');
	await remark(run, world, preview);
	await ask(`ALTER TABLE zhiheng.preview DISABLE TRIGGER append_only; UPDATE zhiheng.preview SET closes_at = now() WHERE id = ${preview};
		ALTER TABLE zhiheng.preview ENABLE TRIGGER append_only`);
	await caps(run, world, preview);
	const asked = await run.act({route: '/commission/edition/publish', person: director, page: url, address: `/commission/edition/publish?programme=${id}&period=${period}`,
		fields: {preview}, leaves: (answer) => [`job publish ${world.commission}`, audit('edition.request', director.id), `edition ${jobOf(answer)}`]});
	await jobDone(jobOf(asked));
	const [[number, edition] = []] = await ask(`SELECT number, id FROM zhiheng.edition WHERE job_id = ${jobOf(asked)}`);
	if (edition === undefined)
		throw new Refused('no edition');
	run.expect(audit('edition.publish', director.id, edition), '/commission/edition/publish');
	const reason = world.mark('误用');
	await run.act({route: '/commission/edition/withdraw/*/#', person: director, page: `/commission/edition/withdraw/${period}/${number}`, fields: {reason},
		leaves: [`withdrawal ${reason}`, audit('edition.withdraw', director.id, edition)]});
}

async function remark(run, world, preview) {
	const {admin} = world;
	const [own] = await ask(`SELECT institution_id FROM zhiheng.preview_result WHERE preview_id = ${preview} AND indicator_code = '${indicator}'`);
	const {leader} = world.hospitals.find((hospital) => hospital.id === own[0]);
	const [words, objection, answer] = ['附注', '异议', '答复'].map((what) => world.mark(what));
	await run.act({route: '/institution/preview/#/*', person: leader, page: `/institution/preview/${preview}/${indicator}`, fields: {remark: words, objection},
		leaves: [`remark ${words}`, `remark ${objection}`, audit('preview.remark', leader.id, preview), audit('preview.objection', leader.id, preview)]});
	const id = await one(`SELECT id FROM zhiheng.preview_remark WHERE text = '${objection}'`);
	await run.act({route: '/commission/edition/objection/#', person: admin, page: `/commission/edition/objection/${id}`, fields: {outcome: 'rejected', answer_text: answer},
		leaves: [`answer ${answer}`, audit('preview.answer', admin.id, id)]});
}

// One that no scheme gave: kept, then lifted, each with its reason.
async function caps(run, world, preview) {
	const {admin, programme: {id}} = world;
	await ask(`ALTER TABLE zhiheng.preview_result DISABLE TRIGGER append_only;
		UPDATE zhiheng.preview_result SET numerator = 9, denominator = 900 WHERE preview_id = ${preview} AND indicator_code = '${indicator}';
		ALTER TABLE zhiheng.preview_result ENABLE TRIGGER append_only;
		INSERT INTO zhiheng.preview_grade_point (preview_id, indicator_code, institution_id, status, points, points_error, compared, theta, tau, df,
			periods_used, exact, z, cap)
		SELECT preview_id, indicator_code, institution_id, 'ok', 50, 1, 'ok', 1, 0, 3, 1, 'high_95', -2.5, 'B' FROM zhiheng.preview_result
		WHERE preview_id = ${preview} AND indicator_code = '${indicator}' LIMIT 1`);
	for (const act of ['keep', 'lift']) {
		const reason = world.mark('审议');
		await run.actTogether({route: '/commission/edition/cap', query: {programme: id, period}, person: admin, act, ids: ['1'], fields: {reason},
			leaves: [`cap_decision ${reason}`, audit(`cap.${act}`, admin.id)]});
	}
}

async function rules(run, world) {
	for (let i = 0; i < 4; i++) {
		world.serial += 1;
		await rule(run, world, i);
	}
}

async function compute(run, world) {
	const {reviewer, programme: {id}} = world;
	const page = `/commission/indicator/computation?programme=${id}&period=${period}`;
	const asked = await run.act({route: '/commission/indicator/computation', person: reviewer, page, address: '/commission/indicator/computation',
		fields: {programme: id, period}, leaves: [`job compute ${world.commission}`, audit('computation.request', reviewer.id)]});
	const job = await one(`SELECT max(id) FROM zhiheng.job WHERE commission_id = ${world.commission} AND kind = 'compute' AND account_id IS NOT NULL`);
	await jobDone(job);
	return asked;
}

module.exports = {
	chains: [
		{name: 'publish', weight: 2, chain: publish, covers: ['/commission/edition/', '/commission/edition/publish', '/institution/preview/#/*',
			'/commission/edition/objection/#', '/commission/edition/cap', '/commission/edition/withdraw/*/#']},
		{name: 'rules', weight: 3, chain: rules, covers: ['/commission/edition/rule/#']},
		{name: 'compute', weight: 2, chain: compute, covers: ['/commission/indicator/computation']},
	],
};
