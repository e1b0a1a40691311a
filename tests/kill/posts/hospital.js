// What a hospital keeps besides its returns: sources, departments, baselines with what is decided on them, and
// the ledger of problems from both sides.
'use strict';

const {formValues, unescapeHtml} = require('../../http/portal');
const {audit} = require('./records');
const {one, targets, year} = require('./world');

const pdf = (text) => Buffer.from(`%PDF-1.4\n% ${text}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`);
const soon = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);

// The values that a list of choices offers.
function choices(html, name) {
	const list = new RegExp(`<select[^>]*name="${name}"[^>]*>([\\s\\S]*?)</select>`).exec(html);
	return [...list[1].matchAll(/<option value="([^"]+)"/g)].map(([, value]) => unescapeHtml(value));
}

async function notes(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	for (let i = 0; i < 5; i++) {
		const source = world.mark('病案首页');
		const person = i % 2 === 0 ? hospital.clerk : hospital.verifier;
		await run.act({route: '/institution/note/*', person, page: '/institution/note/discharges', fields: {source, rule: '按出院日期'},
			leaves: [`note ${source}`, audit('element.note', person.id, hospital.id)]});
	}
}

// Chosen and given up again, by the hospital for its own chart.
async function freezes(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const page = `/institution/result/NIT-2025-03.1/baseline/${world.programme.id}`;
	for (const [person, chosen] of [[hospital.verifier, true], [hospital.leader, false]]) {
		const reason = world.mark('基准');
		await run.act({route: '/institution/result/*/baseline/#', person, page,
			fields: (_, html) => (chosen ? {first: choices(html, 'first')[0], last: choices(html, 'last').at(-1), reason} : {reason}),
			leaves: [`chart_baseline ${reason}`, audit('chart.freeze', person.id, hospital.id)]});
	}
}

const started = `SELECT max(head.period) FROM zhiheng.asked_return AS head
	JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period AND calendar.state <> 'planned'`;

async function departments(run, world) {
	const hospital = world.hospitals[4];
	const name = world.mark('科');
	await run.act({route: '/institution/department/', person: hospital.leader, page: '/institution/department/', fields: {names: name},
		leaves: [`department ${name}`, audit('department.add', hospital.leader.id)]});
	const id = await one(`SELECT department_id FROM zhiheng.department_version WHERE name = '${name}'`);
	for (const fields of [{name: world.mark('新科')}, {name: world.mark('撤科'), retired: '1'}]) {
		await run.act({route: '/institution/department/#', person: hospital.clerk, page: `/institution/department/${id}`, keep: ['version'], fields,
			leaves: [`department ${fields.name}`, audit('department.change', hospital.clerk.id, id)]});
	}
	const period = await one(`${started} WHERE head.institution_id = ${hospital.id}`);
	for (const [kind, person] of [['question', hospital.verifier], ['answer', hospital.clerk]]) {
		const text = world.mark('科室答复');
		await run.act({route: '/institution/department/#/answer/*', person, page: `/institution/department/${id}/answer/${period}`, fields: {kind, indicator: '', text},
			leaves: [`department_word ${text}`, audit(`department.${kind}`, person.id, id)]});
	}
}

async function analyses(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const period = await one(`${started} WHERE head.institution_id = ${hospital.id}`);
	for (const person of [hospital.verifier, hospital.leader]) {
		const text = world.mark('本季度各科室没有明显变化');
		await run.act({route: '/institution/analysis/*/*', person, page: `/institution/analysis/${period}/NIT-2025-03.1`, fields: {text},
			leaves: [`analysis ${text}`, audit('analysis.write', person.id, hospital.id)]});
	}
}

async function register(run, world, hospital) {
	const reason = world.mark('理由');
	await run.act({route: '/institution/baseline/#/*', person: hospital.clerk, page: `/institution/baseline/${world.programme.id}/NIT-2025-03.1`, keep: ['version'],
		fields: (_, html) => ({period: choices(html, 'period')[0], numerator: '50', denominator: '100', goal: String(60 + world.serial % 30), reason}),
		leaves: [`baseline ${reason}`, audit('baseline.register', hospital.clerk.id)]});
	return one(`SELECT id FROM zhiheng.baseline WHERE reason = '${reason}'`);
}

// A row of the grid, a file beside it, and the day by which all of them are due.
async function grid(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const page = `/institution/baseline/${world.programme.id}`;
	const code = 'NIT-2025-03.1';
	const reason = world.mark('表格');
	await run.act({route: '/institution/baseline/#', person: hospital.clerk, page, keep: [`version.${code}`],
		fields: () => ({[`period.${code}`]: `${year - 1}`, [`numerator.${code}`]: '50', [`denominator.${code}`]: '100',
			[`goal.${code}`]: String(60 + world.serial % 30), [`reason.${code}`]: reason}),
		leaves: [`baseline ${reason}`, audit('baseline.register', hospital.clerk.id)]});
	const id = await one(`SELECT id FROM zhiheng.baseline WHERE reason = '${reason}'`);
	const name = `${world.mark('证明')}.pdf`;
	await run.act({route: '/institution/baseline/file/#', person: hospital.clerk, page: `/institution/baseline/file/${id}`, file: {name, bytes: pdf(name)},
		leaves: [`baseline_file ${name}`, audit('baseline.file', hospital.clerk.id, id)]});
	const due = soon(100 + world.serial % 3000);
	await run.act({route: '/commission/baseline/deadline/#', person: world.reviewer, page: `/commission/baseline/deadline/${world.programme.id}`, fields: {due_on: due},
		leaves: [`baseline_deadline ${world.programme.id} ${due}`, audit('baseline.deadline', world.reviewer.id, world.programme.id)]});
}

// The grid out of a file: what is seen keeps nothing, its form is the grid's.
async function workbook(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const page = `/institution/baseline/${world.programme.id}`;
	const reason = world.mark('文件');
	const heads = ['指标编码', '基线期', '分子或基线值', '分母', ...[0, 1, 2].map((more) => `${year + more}年目标值`), '原因', '模板标识（请勿改动）'];
	const cells = ['NIT-2025-09.1', `${year - 1}`, '50', '10000', `${(1 + world.serial % 30) / 10}`, '', '', reason, `质衡基线/${hospital.code}/${world.programme.id}/示例`];
	const plan = await run.act({route: '/institution/baseline/upload/#', person: hospital.clerk, page: `/institution/baseline/upload/${world.programme.id}`,
		file: {name: `${reason}.csv`, bytes: Buffer.from(`${heads.join(',')}\r\n${cells.join(',')}\r\n`), type: 'text/csv'},
		done: (answer) => answer.status === 200 && formValues(answer.text)['version.NIT-2025-09.1'] !== undefined});
	await run.act({route: '/institution/baseline/#', person: hospital.clerk, html: plan, page, keep: /^(version|period|numerator|denominator|goal|goal_1|goal_2|reason)\./,
		leaves: [`baseline ${reason}`, audit('baseline.register', hospital.clerk.id)]});
}

// Decided on one by one and together.
async function baselines(run, world) {
	const [hospital, other] = world.hospitals.slice(4);
	const first = await register(run, world, hospital);
	const leaves = (id, decision) => [`baseline_decision ${id} ${decision}`, audit(`baseline.${decision}`, world.reviewer.id, id)];
	await run.act({route: '/commission/baseline/#', person: world.reviewer, page: `/commission/baseline/${first}`, fields: {act: 'returned', reason: '基线年度有误'},
		leaves: leaves(first, 'returned')});
	for (const [act, decision, fields] of [['return', 'returned', {reason: '请按新的口径登记'}], ['approve', 'approved', {}]]) {
		const ids = [await register(run, world, hospital), await register(run, world, other)];
		await run.actTogether({route: '/commission/baseline/', query: {state: 'waiting'}, person: world.reviewer, act, ids, fields,
			leaves: ids.flatMap((id) => leaves(id, decision))});
	}
}

const item = (world) => ({content: world.mark('示例问题'), aim: '达到目标值', post: '医务科科长', due_on: soon(40)});

function step(run, person, route, page, fields, leaves) {
	return run.act({route, person, page, keep: ['state'], fields, leaves});
}

const event = (id, person, from, to) => [`ledger_event ${id} ${from} ${to}`, audit(`ledger.${to}`, person.id, id)];

// Opened by the commission, carried out by the hospital, closed.
async function ledger(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const {clerk, leader} = hospital;
	const {reviewer} = world;
	const form = item(world);
	await run.act({route: '/commission/ledger/new', person: reviewer, page: `/commission/ledger/new?institution=${hospital.id}`,
		fields: {institution: hospital.id, source: 'inspection', ...form}, leaves: [`ledger ${form.content}`, audit('ledger.open', reviewer.id)]});
	const id = await one(`SELECT item_id FROM zhiheng.ledger_term WHERE content = '${form.content}'`);
	const reason = world.mark('推迟');
	await run.act({route: '/commission/ledger/#/term', person: reviewer, page: `/commission/ledger/${id}/term`, keep: ['content', 'aim', 'post', 'term'],
		fields: {due_on: soon(60), reason}, leaves: [`ledger_term ${reason}`, audit('ledger.change', reviewer.id, id)]});
	await carry(run, world, {id, clerk, person: reviewer, page: `/commission/ledger/${id}`, route: '/commission/ledger/#', accept: 'accept'});
	const effect = world.mark('有好转');
	const own = `/institution/ledger/${id}`;
	await step(run, clerk, '/institution/ledger/#/effect', `${own}/effect`, {numerator: '72', denominator: '80', text: effect},
		[`ledger_note ${effect}`, audit('ledger.effect', clerk.id, id)]);
	await step(run, leader, '/institution/ledger/#', own, {act: 'reported', words: ''}, event(id, leader, 'carried', 'reported'));
	await step(run, reviewer, '/commission/ledger/#', `/commission/ledger/${id}`, {act: 'close', words: '同意销号'}, event(id, reviewer, 'reported', 'closed'));
}

// Found by the hospital itself, whose leader accepts the plan.
async function check(run, world) {
	const hospital = world.hospitals[world.serial % 4];
	const form = item(world);
	await run.act({route: '/institution/ledger/new', person: hospital.clerk, page: '/institution/ledger/new', fields: {source: 'self_check', ...form},
		leaves: [`ledger ${form.content}`, audit('ledger.open', hospital.clerk.id)]});
	const id = await one(`SELECT item_id FROM zhiheng.ledger_term WHERE content = '${form.content}'`);
	await carry(run, world, {id, clerk: hospital.clerk, person: hospital.leader, page: `/institution/ledger/${id}`, route: '/institution/ledger/#', accept: 'working'});
}

// From the cause to measures that are carried out.
async function carry(run, world, {id, clerk, person, page, route, accept}) {
	const url = `/institution/ledger/${id}`;
	const cause = world.mark('原因');
	await step(run, clerk, '/institution/ledger/#/cause', `${url}/cause`, {text: cause},
		[`ledger_note ${cause}`, audit('ledger.cause', clerk.id, id), ...event(id, clerk, 'found', 'analysed')]);
	const measure = world.mark('措施');
	await step(run, clerk, '/institution/ledger/#/measure', `${url}/measure`, {text: measure, post: '护士长', due_on: soon(20)},
		[`ledger_measure ${measure}`, audit('ledger.measure', clerk.id, id)]);
	await step(run, clerk, '/institution/ledger/#', url, {act: 'planned', words: ''}, event(id, clerk, 'analysed', 'planned'));
	await step(run, person, route, page, {act: accept, words: ''}, event(id, person, 'planned', 'working'));
	const progress = world.mark('进展');
	await step(run, clerk, '/institution/ledger/#', url, {act: 'progress', words: progress}, [`ledger_note ${progress}`, audit('ledger.progress', clerk.id, id)]);
	const done = world.mark('培训两次');
	const number = await one(`SELECT id FROM zhiheng.ledger_measure WHERE text = '${measure}'`);
	await step(run, clerk, '/institution/ledger/#/measure/#', `${url}/measure/${number}`, {outcome: 'done', text: done},
		[`ledger_measure_end ${done}`, audit('ledger.measure_done', clerk.id, id)]);
	await step(run, clerk, '/institution/ledger/#', url, {act: 'carried', words: ''}, event(id, clerk, 'working', 'carried'));
}

// A past period of one of the years before the own one, as long as there is any: five years of four.
async function openPast(run, world) {
	const {admin} = world;
	const number = world.past ? world.past.number + 1 : 0;
	if (number >= 20)
		return;
	if (number % 4 === 0) {
		const past = 2020 + number / 4;
		await run.act({route: '/commission/programme/new', person: admin, page: '/commission/programme/new', fields: {year: String(past), name: `示例补录方案${past}`},
			leaves: [`programme ${world.commission} ${past}`, audit('programme.create', admin.id)]});
		const id = await one(`SELECT id FROM zhiheng.programme WHERE commission_id = ${world.commission} AND year = ${past}`);
		await run.act({route: '/commission/programme/#/adopt', person: admin, page: `/commission/programme/${id}/adopt?list=NIT-2025`, keep: ['seen'],
			fields: targets.map((code) => ['target', code]), leaves: [audit('programme.adopt', admin.id, id)]});
		world.past = {id, year: past};
	}
	world.past.number = number;
	const period = `${world.past.year}Q${number % 4 + 1}`;
	await run.act({route: '/commission/programme/#/backfill', person: admin, page: `/commission/programme/${world.past.id}/backfill`,
		fields: {periods: period, due_on: soon(60), note: world.mark('补录')}, leaves: [`backfill ${world.past.id} ${period}`, audit('period.backfill', admin.id, world.past.id)]});
}

// Its numbers, out of a file.
async function backfill(run, world) {
	await openPast(run, world);
	const {id: hospital, clerk} = world.hospitals[3];
	const url = `/institution/backfill/${world.past.id}`;
	const {answer: template} = await run.persist(() => clerk.get(`${url}/template.csv`));
	const lines = template.text.split('\r\n');
	const last = lines[3].split(',').length - 1;
	const value = String(100000 + Math.floor(Math.random() * 900000));
	const filled = lines.map((line) => (line.startsWith('discharges,') ? line.split(',').map((cell, i) => (i === last ? value : cell)).join(',') : line));
	const name = `${world.mark('补录表')}.csv`;
	const sent = await run.act({route: '/institution/backfill/#', person: clerk, page: url, fields: {collected_by: '质控科', origin: '病案系统导出表', note: ''},
		file: {name, bytes: filled.join('\r\n'), type: 'text/csv'}, leaves: [`backfill_source ${name}`, audit('backfill.upload', clerk.id)]});
	const place = sent.location.replace(/[?&]notice=\w+/, '');
	const upload = place.split('/').at(-1);
	const filling = await one(`SELECT max(head.id) FROM zhiheng.asked_return AS head WHERE head.programme_id = ${world.past.id} AND head.institution_id = ${hospital}
		AND head.period = (SELECT max(period) FROM zhiheng.backfill WHERE programme_id = ${world.past.id})`);
	await run.act({route: '/institution/backfill/#/#', person: clerk, page: place, keep: ['seen'], leaves: [`backfill_saved ${upload}`, audit('backfill.save', clerk.id, upload),
		audit('return.save', clerk.id, filling), audit('evidence.add', clerk.id), `evidence ${name}`, `value ${filling} ${value}`]});
}

module.exports = {
	choices, soon,
	chains: [
		{name: 'notes', weight: 6, chain: notes, covers: ['/institution/note/*']},
		{name: 'freezes', weight: 3, chain: freezes, covers: ['/institution/result/*/baseline/#']},
		{name: 'departments', weight: 4, chain: departments, covers: ['/institution/department/', '/institution/department/#', '/institution/department/#/answer/*']},
		{name: 'analyses', weight: 4, chain: analyses, covers: ['/institution/analysis/*/*']},
		{name: 'baselines', weight: 5, chain: baselines, covers: ['/institution/baseline/#/*', '/commission/baseline/#', '/commission/baseline/']},
		{name: 'grid', weight: 4, chain: grid, covers: ['/institution/baseline/#', '/institution/baseline/file/#', '/commission/baseline/deadline/#']},
		{name: 'backfill', weight: 4, chain: backfill, covers: ['/commission/programme/#/backfill', '/institution/backfill/#', '/institution/backfill/#/#']},
		{name: 'workbook', weight: 4, chain: workbook, covers: ['/institution/baseline/upload/#']},
		{name: 'ledger', weight: 5, chain: ledger, covers: ['/commission/ledger/new', '/commission/ledger/#/term', '/commission/ledger/#',
			'/institution/ledger/#/cause', '/institution/ledger/#/measure', '/institution/ledger/#/measure/#', '/institution/ledger/#', '/institution/ledger/#/effect']},
		{name: 'check', weight: 4, chain: check, covers: ['/institution/ledger/new']},
	],
};
