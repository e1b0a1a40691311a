// What a commission's administrator keeps: institutions, other commissions and centres, programmes with targets,
// calendar and grading, vetoes, the words of the notice.
'use strict';

const {formValues, unescapeHtml} = require('../../http/portal');
const {wait} = require('../killing');
const {choices, soon} = require('./hospital');
const {audit} = require('./records');

const {ask, freshCode, one, targets, year} = require('./world');

const heads = '统一社会信用代码,机构名称,县区代码,隶属,级别,等次,类别,专科类型,所有制,床位数\r\n';

async function institutions(run, world) {
	const {admin, county} = world;
	const fields = {credit_code: freshCode(), name: world.mark('示例登记医院'), region: county, affiliation: 'city', level: 'secondary', grade: 'B', kind: 'general',
		specialist_type: '', ownership: 'public', beds: '200'};
	await run.act({route: '/commission/institution/new', person: admin, page: '/commission/institution/new', fields,
		leaves: [`institution ${fields.credit_code}`, audit('institution.register', admin.id)]});
	const id = await one(`SELECT id FROM zhiheng.institution WHERE credit_code = '${fields.credit_code}'`);
	const url = `/commission/institution/${id}`;
	const {credit_code, ...particulars} = fields;
	// First what it would change is shown, then it is done.
	for (const beds of ['300', '400']) {
		const shown = await run.act({route: '/commission/institution/#', person: admin, page: url, keep: ['seen', 'credit_code', 'day'],
			fields: {...particulars, beds, reason: '年度校验'}, done: (answer) => answer.status === 200 && formValues(answer.text).effect !== undefined});
		await run.act({route: '/commission/institution/#', person: admin, page: url, html: shown, address: url,
			keep: ['seen', 'credit_code', 'day', 'effect', 'reason', ...Object.keys(particulars), 'beds'], leaves: [audit('institution.change', admin.id, id)]});
	}
	const shown = await run.act({route: '/commission/institution/#/register/*', person: admin, page: `${url}/register/close`, keep: ['seen', 'day'],
		fields: {reason: '与他院合并'}, done: (answer) => answer.status === 200 && formValues(answer.text).effect !== undefined});
	await run.act({route: '/commission/institution/#/register/*', person: admin, page: `${url}/register/close`, html: shown, address: `${url}/register/close`,
		keep: ['seen', 'day', 'reason', 'effect'], leaves: [audit('institution.close', admin.id, id)]});
}

// The boxes of a list by what their rows are called.
function boxes(html) {
	return [...html.matchAll(/name="row\.(\d+)"[\s\S]*?选择<span class="visually-hidden">([^<]*)</g)].map(([, id, name]) => ({id, name: unescapeHtml(name)}));
}

// Until the worker has them in a list as late.
async function listed(world, ids) {
	for (let i = 0; i < 600; i++) {
		const count = await one(`SELECT count(DISTINCT institution_id) FROM zhiheng.signal_row WHERE commission_id = ${world.commission}
			AND programme_id = ${world.programme.id} AND period = '${year}Q1' AND qc_centre_id = 0 AND kind = 'late' AND institution_id IN (${ids})`);
		if (Number(count) === ids.length)
			return;
		await wait(200);
	}
}

// Two are closed and taken up again together, whereby they get returns, which are late; that goes into the ledger.
async function signals(run, world) {
	const {admin, reviewer} = world;
	const stem = world.mark('示例信号医院');
	const names = [`${stem}甲`, `${stem}乙`];
	const ids = (await ask(`INSERT INTO zhiheng.institution (credit_code, name, region_code, level, grade, kind, ownership, beds)
		VALUES ${names.map((name) => `('${freshCode()}', '${name}', '${world.county}', 'secondary', 'B', 'general', 'public', 300)`)} RETURNING id`)).flat();
	const together = (act, done) => run.actTogether({route: '/commission/institution/', query: {search: stem}, person: admin, act, ids,
		fields: {reason: world.mark('理由')}, leaves: ids.map((id) => audit(`institution.${done}`, admin.id, id))});
	await together('stop', 'close');
	await together('resume', 'reopen');
	await listed(world, ids);
	const list = `/commission/signal/?programme=${world.programme.id}&period=${year}Q1`;
	await run.act({route: '/commission/signal/compute', person: reviewer, page: list, address: '/commission/signal/compute',
		keep: ['_csrf', '_once'], fields: {programme: world.programme.id, period: `${year}Q1`}, leaves: [audit('signal.compute', reviewer.id)]});
	const aim = world.mark('按期报送');
	await run.actTogether({route: '/commission/signal/', query: {programme: world.programme.id, period: `${year}Q1`, signal: 'late'}, person: reviewer, act: 'open',
		ids: (html) => boxes(html).filter(({name}) => names.some((one) => name.startsWith(`${one} `))).map(({id}) => id),
		fields: {aim, post: '统计室主任', due_on: soon(40)}, leaves: ids.flatMap(() => [`ledger_aim ${aim}`, audit('ledger.open', reviewer.id)])});
	for (const [act, state] of [['dismiss'], ['restore', 'dismissed']]) {
		const reason = world.mark('理由');
		await run.actTogether({route: '/commission/signal/', query: {programme: world.programme.id, period: `${year}Q1`, signal: 'late', ...state && {state}},
			person: reviewer, act, ids: (html) => boxes(html).filter(({name}) => names.some((one) => name.startsWith(`${one} `))).map(({id}) => id),
			fields: {reason}, leaves: ids.flatMap(() => [`signal_word ${reason}`, audit(`signal.${act}`, reviewer.id)])});
	}
	// They have no part in the rest.
	await together('stop', 'close');
}

// The plan is looked at, which does nothing, then confirmed.
async function imports(run, world) {
	const {admin} = world;
	const code = freshCode();
	const text = `${heads}${code},${world.mark('示例导入医院')},${world.county},县（区）属,二级,乙等,综合医院,,公立,120\r\n`;
	const plan = await run.act({route: '/commission/institution/import', person: admin, page: '/commission/institution/import', fields: {text},
		multipart: true,
		done: (answer) => answer.status === 200 && formValues(answer.text).digest !== undefined});
	await run.act({route: '/commission/institution/import/confirm', person: admin, html: plan, page: '/commission/institution/import',
		address: '/commission/institution/import/confirm', keep: ['text', 'digest'], multipart: true,
		leaves: [`institution ${code}`, audit('institution.import', admin.id), audit('institution.register', admin.id)]});
	// It has no part in the rest.
	await ask(`INSERT INTO zhiheng.institution_status (institution_id, from_day, state, reason)
		SELECT id, zhiheng.today(), 'closed', '不再参加' FROM zhiheng.institution WHERE credit_code = '${code}'`);
}

// A file is imported once: the same bytes a second time are refused by themselves.
async function operating(run, world) {
	const source = world.mark('运行数据');
	const code = await one(`SELECT credit_code FROM zhiheng.institution WHERE id = ${world.hospitals[0].id}`);
	const bytes = Buffer.from(`统一社会信用代码,报告期,数据项代码,数值\r\n${code},${year}Q1,discharges,${world.serial}\r\n${code},${year}Q1,iv_patients,7\r\n`);
	await run.act({route: '/commission/operating/new', person: world.admin, page: '/commission/operating/new', fields: {source},
		file: {name: `${source}.csv`, bytes}, leaves: [`operating ${source} 2`, audit('operating.import', world.admin.id)]});
}

async function organise(run, world) {
	const {admin} = world;
	world.counties = (world.counties || 1) + 1;
	if (world.counties > 99)
		return;
	const region = `${world.region.slice(0, 4)}${String(world.counties).padStart(2, '0')}`;
	const name = world.mark('示例卫健局');
	await run.act({route: '/commission/organisation/commission', person: admin, page: '/commission/organisation/commission', fields: {region, name},
		leaves: [`commission ${name}`, audit('commission.register', admin.id)]});
	await run.act({route: '/commission/organisation/ladder', person: admin, page: '/commission/organisation/ladder',
		fields: {decides: 'true', days: '5', from_day: '2090-01-01'}, leaves: [audit('commission.rung', admin.id, world.commission)]});
	const page = await run.page(admin, '/commission/organisation/qc-centre');
	const taken = await ask(`SELECT specialty_code FROM zhiheng.qc_centre_specialty WHERE commission_id = ${world.commission}`);
	const specialty = [...page.text.matchAll(/name="specialty" value="([a-z_]+)"/g)].map(([, code]) => code).find((code) => !taken.flat().includes(code));
	if (specialty === undefined)
		return;
	const centre = world.mark('示例质控中心');
	await run.act({route: '/commission/organisation/qc-centre', person: admin, html: page, page: '/commission/organisation/qc-centre',
		fields: {name: centre, specialty}, leaves: [`centre ${centre}`, audit('qc_centre.register', admin.id)]});
}

const rate = 'NIT-2025-09.1';
const share = 'NIT-2025-03.1';
const scheme = {band_a: '85', band_b: '70', band_c: '55', cap_b: '-1.96', cap_c: '-3.09', coverage: '2',
	[`weight.${rate}`]: '60', [`floor.${rate}`]: '6', [`benchmark.${rate}`]: '0.5', [`safety.${rate}`]: '1', [`source.${rate}`]: '自定依据',
	[`weight.${share}`]: '40', [`floor.${share}`]: '50', [`benchmark.${share}`]: '75.5', [`source.${share}`]: '自定依据'};

// The programme that this client plays with: of a year of its own, anew until the years are used up.
async function playground(run, world) {
	const {admin} = world;
	if (world.year !== 2099) {
		world.year = (world.year || 2029) + 1;
		await run.act({route: '/commission/programme/new', person: admin, page: '/commission/programme/new',
			fields: {year: String(world.year), name: `示例方案${world.year}`}, leaves: [`programme ${world.commission} ${world.year}`, audit('programme.create', admin.id)]});
		world.played = await one(`SELECT id FROM zhiheng.programme WHERE commission_id = ${world.commission} AND year = ${world.year}`);
		await adopt(run, world, targets);
	}
	return `/commission/programme/${world.played}`;
}

function adopt(run, world, codes) {
	const page = `/commission/programme/${world.played}/adopt?list=NIT-2025`;
	return run.act({route: '/commission/programme/#/adopt', person: world.admin, page, keep: ['seen'], fields: codes.map((code) => ['target', code]),
		leaves: [audit('programme.adopt', world.admin.id, world.played)]});
}

async function programmes(run, world) {
	const {admin} = world;
	const url = await playground(run, world);
	const id = world.played;
	const period = `${world.year}Q1`;
	await adopt(run, world, [...targets, 'NIT-2025-10']);
	await adopt(run, world, targets);
	for (const minimum of [String(31 + world.serial % 50), '30'])
		await run.act({route: '/commission/programme/#/indicator/*', person: admin, page: `${url}/indicator/${share}`, keep: ['seen'],
			fields: [['levels', 'secondary'], ['kinds', 'general'], ['required', '1'], ['minimum_denominator', minimum], ['op', '>='], ['value', '90'],
				['source', '本市自定'], ['departments', 'none'], ['months', 'none'], ['cadence', 'quarter']], leaves: [audit('programme.indicator', admin.id, id)]});
	const position = await one(`SELECT min(position) FROM zhiheng.asked_indicator WHERE programme_id = ${id} AND bar = 'unconfirmed'`);
	for (const act of ['confirm', 'withdraw']) {
		const source = world.mark('口径');
		await run.actTogether({route: '/commission/definition/', query: {programme: id}, person: admin, act, ids: [position], fields: {source},
			leaves: [`definition ${source}`, audit(`definition.${act}`, admin.id, id)]});
	}
	for (const day of ['30', '29'])
		await run.act({route: '/commission/programme/#/period', person: admin, page: `${url}/period`, keep: /^(seen|opens_\d|due_\d)$/,
			fields: {due_1: `${world.year}-05-${day}`}, leaves: [audit('programme.calendar', admin.id, id)]});
	const move = (act, leaves) => run.act({route: '/commission/programme/#/period/move', person: admin, page: `${url}/period`, address: `${url}/period/move`,
		fields: {period, act}, leaves});
	await move('open', [audit('period.open', admin.id, id)]);
	await move('close', [audit('period.close', admin.id, id)]);
}

async function grading(run, world) {
	const {admin} = world;
	const url = await playground(run, world);
	const note = world.mark('草案');
	await run.act({route: '/commission/programme/#/grade/draft', person: admin, page: `${url}/grade/draft`, keep: ['seen'], fields: {...scheme, note},
		leaves: [`scheme ${note}`, audit('grade.save', admin.id, world.played)]});
	const id = await one(`SELECT id FROM zhiheng.grade_scheme WHERE note = '${note}'`);
	await run.act({route: '/commission/programme/#/grade/effect', person: admin, page: `${url}/grade/effect`, keep: ['scheme'],
		leaves: [`enactment ${id}`, audit('grade.enact', admin.id, world.played)]});
}

async function vetoes(run, world) {
	const {admin, programme: {url}} = world;
	const document = world.mark('试卫函');
	await run.act({route: '/commission/programme/#/veto', person: admin, page: `${url}/veto`,
		fields: {institution: world.hospitals[0].id, period: `${year}Q1`, cap: 'C', document, event: '试验事件，随后撤销。'},
		leaves: [`veto ${document}`, audit('veto.record', admin.id)]});
	const veto = await one(`SELECT id FROM zhiheng.grade_veto WHERE document = '${document}'`);
	const withdrawal = world.mark('试卫撤');
	await run.act({route: '/commission/programme/#/veto/withdraw', person: admin, page: `${url}/veto`, address: `${url}/veto/withdraw`,
		fields: {veto, withdrawal_document: withdrawal, withdrawal_reason: '复核认定不构成。'},
		leaves: [`veto_withdrawal ${withdrawal}`, audit('veto.withdraw', admin.id, veto)]});
}

async function freezes(run, world) {
	const {admin, programme} = world;
	const commission = await one(`SELECT commission_id FROM zhiheng.account WHERE id = ${admin.id}`);
	const reason = world.mark('基准');
	await run.act({route: '/commission/indicator/*/baseline/#', person: admin, page: `/commission/indicator/NIT-2025-03.1/baseline/${programme.id}`,
		fields: (_, html) => ({first: choices(html, 'first')[0], last: choices(html, 'last').at(-1), reason}),
		leaves: [`chart_baseline ${reason}`, audit('chart.freeze', admin.id, commission)]});
}

// Proposed for the own city; the province's decisions are on record as such, its people are no city's.
async function propose(run, world) {
	const {reviewer, programme} = world;
	const code = 'NIT-2025-03.1';
	const reason = world.mark('地区');
	await run.act({route: '/commission/area/grid/#', person: reviewer, page: `/commission/area/grid/${programme.id}`, keep: [`version.${code}`],
		fields: () => ({[`period.${code}`]: `${year - 1}`, [`numerator.${code}`]: '50', [`denominator.${code}`]: '100',
			[`goal.${code}`]: String(60 + world.serial % 30), [`reason.${code}`]: reason}),
		leaves: [`area_baseline ${reason}`, audit('area.propose', reviewer.id)]});
	return one(`SELECT id FROM zhiheng.area_baseline WHERE reason = '${reason}'`);
}

async function areas(run, world) {
	const {province} = world;
	const first = await propose(run, world);
	await run.act({route: '/commission/area/#', person: province, page: `/commission/area/${first}`, fields: {act: 'returned', reason: '请提高目标'},
		leaves: [`area_decision ${first} returned`]});
	const id = await propose(run, world);
	await run.actTogether({route: '/commission/area/', query: {state: 'waiting', region: `示试${world.number}市`}, person: province, act: 'approve', ids: [id],
		leaves: [`area_decision ${id} approved`]});
}

async function bulletin(run, world) {
	const {admin} = world;
	const title = world.mark('通报');
	await run.act({route: '/commission/bulletin/', person: admin, page: '/commission/bulletin/', keep: ['issuer', 'number', 'addressee', 'notice_body', 'copies'],
		fields: {notice_title: title}, leaves: [`bulletin ${title}`, audit('bulletin.save', admin.id)]});
}

module.exports = {
	chains: [
		{name: 'institutions', weight: 3, chain: institutions, covers: ['/commission/institution/new', '/commission/institution/#', '/commission/institution/#/register/*']},
		{name: 'signals', weight: 3, chain: signals, covers: ['/commission/institution/', '/commission/signal/', '/commission/signal/compute']},
		{name: 'imports', weight: 3, chain: imports, covers: ['/commission/institution/import', '/commission/institution/import/confirm']},
		{name: 'operating', weight: 3, chain: operating, covers: ['/commission/operating/new']},
		{name: 'organise', weight: 3, chain: organise, covers: ['/commission/organisation/commission', '/commission/organisation/ladder', '/commission/organisation/qc-centre']},
		{name: 'programmes', weight: 2, chain: programmes, covers: ['/commission/programme/new', '/commission/programme/#/adopt', '/commission/definition/', '/commission/programme/#/indicator/*',
			'/commission/programme/#/period', '/commission/programme/#/period/move']},
		{name: 'grading', weight: 2, chain: grading, covers: ['/commission/programme/#/grade/draft', '/commission/programme/#/grade/effect']},
		{name: 'vetoes', weight: 4, chain: vetoes, covers: ['/commission/programme/#/veto', '/commission/programme/#/veto/withdraw']},
		{name: 'freezes', weight: 3, chain: freezes, covers: ['/commission/indicator/*/baseline/#']},
		{name: 'areas', weight: 4, chain: areas, covers: ['/commission/area/grid/#', '/commission/area/#', '/commission/area/']},
		{name: 'bulletin', weight: 4, chain: bulletin, covers: ['/commission/bulletin/']},
	],
};
