// 515 hostile texts through every text field of the programs.  Each form is posted with all of them in
// each field and one field that no form has: it comes back with what was typed, and is no other page
// than after harmless words.  Then each kind of record is made of them: stored as typed, in files no
// formulas.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const {before, test} = require('node:test');
const {Visitor, csrf, formValues, readTable, signedIn, unescapeHtml, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {filesUnder, noneIsForgotten} = require('./form_fields');
const {hostile, packs} = require('./hostile');
const {preparePreview, setRule} = require('./editions');
const {unzip} = require('../import/workbook');

const texts = hostile.map(({text}) => text);
const people = {};
let own;
let id;
let preview; // open for objections

before(async () => {
	own = await openInstitution({clerk: `hf${process.pid}.clerk`, verifier: `hf${process.pid}.verifier`, leader: `hf${process.pid}.leader`});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	for (const login of ['city.admin', 'province.admin', 'city.reviewer', 'h1.clerk', 'h1.leader', 'h3.clerk', 'h3.leader'])
		people[login] = await signedIn(login);
	people.nobody = new Visitor();
	const form = formValues((await own.clerk.get(`/institution/return/${id}`)).text);
	const filled = Object.entries(form).filter(([name]) => !/^(na|part)\./.test(name)).map(([name, value]) => [name, name.startsWith('value.') && !name.endsWith('_sd') ? '1' : value]);
	assert.equal((await own.clerk.post(`/institution/return/${id}`, filled)).status, 303);
	Object.assign(people, {'own.clerk': own.clerk, 'own.verifier': own.verifier, 'own.leader': own.leader});
});

// The kinds of tags on a page, with its attributes' names.
function kinds(html) {
	return new Set([...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""')));
}

function itemOf(institution, ...states) {
	return single(`SELECT item.id FROM zhiheng.ledger_item AS item JOIN zhiheng.account AS account USING (institution_id)
		WHERE account.login = '${institution}.clerk' AND item.state IN ('${states.join("', '")}') ORDER BY item.id LIMIT 1`);
}

// One that is open, whatever was published before.
async function openPreview() {
	const programme = single(`SELECT programme.id FROM zhiheng.programme AS programme
		JOIN zhiheng.commission AS commission ON commission.id = programme.commission_id WHERE commission.region_code = '990100' AND programme.year = 2025`);
	await setRule(people['city.admin'], programme, {preview_days: '14'});
	const preview = await preparePreview(people['city.admin'], programme, '2025Q1');
	await setRule(people['city.admin'], programme, {});
	return preview;
}

// Indicators of the preview that have a result of an institution.
function shownTo(institution) {
	return query(`SELECT indicator_code FROM zhiheng.preview_result WHERE preview_id = ${preview} AND institution_id = (SELECT institution_id
		FROM zhiheng.account WHERE login = '${institution}.clerk') ORDER BY 1`).map(([code]) => code);
}

async function remarkOn(indicator, fields) {
	people.leaderToken ??= csrf((await people['h1.leader'].get('/institution/preview/')).text);
	return people['h1.leader'].post(`/institution/preview/${preview}/${indicator}`, {_csrf: people.leaderToken, ...fields});
}

// Where those of the preview are answered, by indicator.
function objections() {
	return Object.fromEntries(query(`SELECT indicator_code, max(id) FROM zhiheng.preview_remark WHERE preview_id = ${preview} AND kind = 'objection'
		AND text <> '' GROUP BY 1`).map(([code, number]) => [code, `/commission/edition/objection/${number}`]));
}

// The program's file that reads the form, who, where, and the names of the text fields, * for the first
// key of a map; what else must be chosen; where it is posted to, if elsewhere.
function forms(objection) {
	const programme = single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q3'");
	const institution = single("SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk'");
	const department = single(`SELECT min(id) FROM zhiheng.department WHERE institution_id = ${institution}`);
	const published = single(`SELECT max(id) FROM zhiheng.return WHERE state IN ('accepted', 'published') AND institution_id = ${institution}`);
	const [indicator] = query(`SELECT indicator_code FROM zhiheng.programme_indicator WHERE programme_id = ${programme} ORDER BY 1 LIMIT 1`)[0];
	const baseline = single(`SELECT max(id) FROM zhiheng.baseline AS given
		WHERE NOT EXISTS (SELECT FROM zhiheng.baseline_decision AS decision WHERE decision.baseline_id = given.id)`);
	const proposed = single(`SELECT max(id) FROM zhiheng.area_baseline AS given WHERE region_code = '990100' AND id NOT IN (SELECT area_baseline_id FROM zhiheng.area_decision)`);
	const shown = single(`SELECT min(indicator_code) FROM zhiheng.preview_result WHERE institution_id = ${institution} AND preview_id = ${preview}`);
	const [period, number] = query(`SELECT period, max(number) FROM zhiheng.edition WHERE region_code = '990100' AND programme_id = ${programme}
		AND id NOT IN (SELECT edition_id FROM zhiheng.edition_withdrawal) GROUP BY period ORDER BY period DESC LIMIT 1`)[0];
	const opening = `/commission/ledger/new?institution=${institution}&indicator=${indicator}&programme=${programme}&period=2025Q2`;
	const working = itemOf('h1', 'working', 'planned', 'analysed', 'found');
	const [item, measure] = query(`SELECT measure.item_id, measure.id FROM zhiheng.ledger_measure AS measure
		JOIN zhiheng.ledger_item AS item ON item.id = measure.item_id AND item.state = 'working'
		WHERE item.institution_id = ${institution} AND measure.id NOT IN (SELECT measure_id FROM zhiheng.ledger_measure_end) LIMIT 1`)[0];
	const veto = `/commission/programme/${programme}/veto`;
	return [
		['account/sign_in', 'nobody', '/account/sign-in', ['login']],
		['account/activate', 'nobody', '/account/activate', ['login', 'code']],
		['institution/ledger/new', 'h1.clerk', '/institution/ledger/new', ['content', 'aim', 'post']],
		['institution/ledger/ledger', 'h1.clerk', `/institution/ledger/${working}`, ['words']],
		['institution/ledger/form', 'h1.clerk', `/institution/ledger/${working}/cause`, ['text']], ['institution/ledger/form', 'h1.clerk', `/institution/ledger/${working}/measure`, ['text', 'post']],
		['institution/ledger/form', 'h1.clerk', `/institution/ledger/${working}/effect`, ['text']],
		['institution/ledger/form', 'h1.clerk', `/institution/ledger/${item}/measure/${measure}`, ['text'], {outcome: 'done'}],
		['institution/return/return', 'own.clerk', `/institution/return/${id}`, ['value.*']],
		['institution/return/message', 'own.clerk', `/institution/return/${id}/message`, ['text']],
		['institution/return/sample', 'own.verifier', `/institution/return/${id}/sample`, ['note.*', 'sampled.*']],
		['institution/note/note', 'own.clerk', '/institution/note/ais_patients', ['source', 'rule']],
		['institution/machine/machine', 'own.leader', '/institution/machine', ['name']],
		['institution/department/department', 'own.clerk', '/institution/department/', ['names']],
		['institution/department/department', 'h1.clerk', `/institution/department/${department}`, ['name']],
		['institution/department/answer', 'h1.leader', `/institution/department/${department}/answer/2025Q2`, ['text'], {kind: 'answer'}], ['institution/analysis/analysis', 'h1.leader', '/institution/analysis/2025Q2/NIT-2025-09.1', ['text']],
		['institution/return/correction', 'h1.clerk', `/institution/return/${published}/correction`, ['reason', 'value.*']],
		['institution/baseline/form', 'h1.leader', `/institution/baseline/${programme}/${indicator}`, ['reason']],
		['dossier/grid', 'h1.leader', `/institution/baseline/${programme}`, ['period.*', 'reason.*']],
		['dossier/freeze', 'h1.leader', `/institution/result/${indicator}/baseline/${programme}`, ['reason']],
		['dossier/freeze', 'city.admin', `/commission/indicator/${indicator}/baseline/${programme}`, ['reason']],
		['institution/preview/preview', 'h1.leader', `/institution/preview/${preview}/${shown}`, ['remark', 'objection']],
		['commission/edition/withdraw', 'city.admin', `/commission/edition/withdraw/${period}/${number}`, ['reason']],
		['commission/edition/edition', 'city.admin', `/commission/edition/?programme=${programme}&period=${period}`, ['reason']],
		['commission/edition/objection', 'city.admin', objection, ['answer_text'], {outcome: 'rejected'}],
		['commission/account/new', 'city.admin', `/commission/account/new?organisation=institution:${institution}`, ['login', 'name'], {organisation: `institution:${institution}`}],
		['commission/baseline/baseline', 'city.admin', `/commission/baseline/${baseline}`, ['reason']],
		['commission/area/area', 'province.admin', `/commission/area/${proposed}`, ['reason']], ['dossier/grid', 'city.admin', `/commission/area/grid/${programme}`, ['period.*', 'reason.*']],
		['commission/bulletin/bulletin', 'city.admin', '/commission/bulletin/', ['issuer', 'number', 'notice_title', 'addressee', 'notice_body', 'copies']],
		['commission/institution/institution', 'city.admin', '/commission/institution/new', ['credit_code', 'name', 'specialist_type']],
		['commission/institution/institution', 'city.admin', `/commission/institution/${institution}`, ['name', 'specialist_type', 'reason']],
		['commission/institution/register', 'city.admin', `/commission/institution/${institution}/register/merge`, ['into', 'reason']],
		['commission/institution/import', 'city.admin', '/commission/institution/import', ['text', 'reason']], ['commission/operating/import', 'city.admin', '/commission/operating/new', ['source']],
		['commission/ledger/new', 'city.reviewer', opening, ['content', 'aim', 'post']],
		['commission/ledger/ledger', 'city.reviewer', `/commission/ledger/${working}`, ['words']],
		['commission/ledger/term', 'city.reviewer', `/commission/ledger/${working}/term`, ['content', 'aim', 'post', 'reason']],
		['commission/return/opinion', 'city.reviewer', `/commission/return/${id}/opinion`, ['text']],
		['commission/return/message', 'city.reviewer', `/commission/return/${id}/message`, ['text']],
		['commission/organisation/organisation', 'city.admin', '/commission/organisation/commission', ['name']],
		['commission/organisation/organisation', 'city.admin', '/commission/organisation/qc-centre', ['name']],
		['commission/programme/list', 'city.admin', '/commission/programme/new', ['name']], ['commission/programme/backfill', 'city.admin', `/commission/programme/${programme}/backfill`, ['note']],
		['commission/programme/grade_draft', 'city.admin', `/commission/programme/${programme}/grade/draft`, ['note', 'source.*', 'weight.*', 'floor.*', 'benchmark.*']],
		['commission/programme/indicator', 'city.admin', `/commission/programme/${programme}/indicator/${indicator}`, ['source']],
		['commission/programme/veto', 'city.admin', veto, ['document', 'event']],
		['commission/programme/veto', 'city.admin', veto, ['withdrawal_document', 'withdrawal_reason'], {}, `${veto}/withdraw`],
	];
}

// What comes back after a post with a field that no form has.
async function refuse(person, {address, names, chosen, target = address}, words) {
	const page = await person.get(address);
	assert.equal(page.status, 200, address);
	const inputs = formValues(page.text);
	const sent = {};
	for (const name of names) {
		const prefix = name.replace('*', '');
		const real = name.endsWith('*') ? Object.keys(inputs).find((other) => other.startsWith(prefix)) : name;
		assert.ok(real && (real in inputs || name.endsWith('*') || prefix === name), `${address} has ${name}`);
		const isLine = new RegExp(`<input[^>]*name="${real.replace(/[.*]/g, '\\$&')}"`).test(page.text);
		sent[real] = words(isLine);
	}
	const answer = await person.post(target, {...inputs, ...sent, ...chosen, 'no such field': '1'});
	return {answer, sent};
}

test('every form comes back with all 515 in every field, as typed and escaped', async () => {
	const all = {true: texts.map((text) => text.replace(/[\n\t\u0085]/g, ' ')).join(' '), false: texts.join('\n')};
	const harmless = {true: all.true.replace(/[^ ]/gu, '甲'), false: all.false.replace(/[^\n]/gu, '甲')};
	preview = await openPreview();
	const [indicator] = shownTo('h1');
	await done(remarkOn(indicator, {remark: '', objection: `分母应为 ${process.pid}`}), 'objection');
	const rows = forms(objections()[indicator]);
	noneIsForgotten(rows);
	for (const [, login, address, names, chosen, target] of rows) {
		const form = {address, names, chosen, target};
		const {answer, sent} = await refuse(people[login], form, (isLine) => all[isLine]);
		assert.equal(answer.status, 400, `${address}: ${visible(answer.text).slice(0, 300)}`);
		const shown = formValues(answer.text);
		for (const [name, text] of Object.entries(sent))
			assert.equal(shown[name] === undefined ? undefined : shown[name].replace(/\r\n/g, '\n'), text, `${address} ${name}`);
		const other = await refuse(people[login], form, (isLine) => harmless[isLine]);
		const known = kinds(other.answer.text);
		assert.deepEqual([...kinds(answer.text)].filter((tag) => !known.has(tag)), [], `${address}: hostile text is no markup`);
	}
});

// ---- records ------------------------------------------------------------------------------------

const long = packs(texts, 1000);
const line = (limit) => packs(texts.map((text) => text.replace(/[\n\t\u0085\u2028\u2029]/g, ' ')), limit);

// What the database keeps, as JSON: texts may hold line ends.
function kept(statement) {
	return JSON.parse(single(`SELECT coalesce(jsonb_agg(item), '[]') FROM (${statement}) AS item`));
}

async function done(promise, what) {
	const answer = await promise;
	assert.equal(answer.status, 303, `${what}: ${visible(answer.text.replace(/^[\s\S]*<main/, '<main')).slice(0, 400)}`);
	return answer;
}

// The page has each text, and none as markup.
function shows(html, list, where) {
	const words = unescapeHtml(html);
	for (const text of list)
		assert.ok(words.includes(text), `${where}: ${text}`);
	assert.doesNotMatch(html, /<(script>alert|b>|i>|iframe|math|svg\/onload|img src=x|base )/, where);
}

async function act(person, what, fields) {
	const {_csrf, revision} = formValues((await person.get(`/institution/return/${id}/check`)).text);
	return person.post(`/institution/return/${id}/check`, {_csrf, revision, act: what, ...fields});
}

async function verify() {
	const page = await own.clerk.get(`/institution/return/${id}/check`);
	const asked = [...page.text.matchAll(/<textarea[^>]*name="(explanation\.[^"]+)"/g)].map(([, field], i) => [field, long[i % long.length]]);
	if (asked.length > 0)
		await done(act(own.clerk, 'explain', Object.fromEntries(asked)), 'explain');
	await done(act(own.verifier, 'verify'), 'verify');
}

test('departments: all that are no longer than a name', async () => {
	const names = [...new Set(line(40).map((name) => name.trim()))].filter((name) => [...name].length >= 2).slice(0, 60);
	await done(own.clerk.submit('/institution/department/', {names: names.join('\n')}), 'departments');
	const stored = kept(`SELECT name FROM zhiheng.department_version JOIN zhiheng.department AS department ON department.id = department_id
		WHERE institution_id = ${own.id} ORDER BY department_id`).map(({name}) => name);
	assert.deepEqual(stored, names);
	shows((await own.clerk.get('/institution/department/')).text, names, 'departments');
	shows((await own.clerk.get(`/institution/return/${id}`)).text, names, 'heads of the sheet');
	const book = unzip((await own.clerk.get(`/institution/return/${id}/template.xlsx`)).bytes);
	for (const [name, content] of Object.entries(book))
		assert.doesNotMatch(content.toString(), /<f[ >]|externalLink|<hyperlink /, name);
	const [department] = query(`SELECT id FROM zhiheng.department WHERE institution_id = ${own.id}`)[0];
	const address = `/institution/department/${department}`;
	const form = formValues((await own.clerk.get(address)).text);
	await done(own.clerk.post(address, {...form, name: '=HYPERLINK("x","y")'}), 'renamed');
	shows((await own.clerk.get('/institution/department/')).text, ['=HYPERLINK("x","y")'], 'renamed');
});

test('samples, sending back, returning with a reason at each element', async () => {
	const codes = query(`SELECT element_code FROM zhiheng.return_cell WHERE return_id = ${id} AND state = 'value' ORDER BY 1`).map(([code]) => code);
	const fields = {};
	codes.slice(0, long.length).forEach((code, i) => Object.assign(fields, {[`sampled.${code}`]: '1', [`agreeing.${code}`]: '1', [`note.${code}`]: long[i]}));
	const sample = `/institution/return/${id}/sample`;
	const {_csrf, revision} = formValues((await own.verifier.get(sample)).text);
	await done(own.verifier.post(sample, {_csrf, revision, ...fields}), 'sample');
	assert.deepEqual(new Set(kept(`SELECT note FROM zhiheng.return_sample WHERE return_id = ${id}`).map(({note}) => note)), new Set(long));
	shows((await own.verifier.get(sample)).text, long, 'sample');

	await verify();
	await done(act(own.verifier, 'send-back', {reason: line(500)[0]}), 'sent back');
	shows((await own.clerk.get(`/institution/return/${id}`)).text, line(500).slice(0, 1), 'sent back');
	await verify();
	await own.leader.confirm();
	await done(act(own.leader, 'submit', {declared: '1'}), 'submitted');
	const review = `/commission/return/${id}`;
	const shown = formValues((await people['city.reviewer'].get(review)).text);
	const reasons = Object.fromEntries(codes.slice(0, long.length).map((code, i) => [`reason.${code}`, long[i]]));
	const again = await people['city.reviewer'].post(review, {...shown, ...reasons, act: 'return', overall: long[1], 'no such field': '1'});
	assert.equal(again.status, 400);
	assert.deepEqual(Object.keys(reasons).map((name) => formValues(again.text)[name]), Object.values(reasons));
	await done(people['city.reviewer'].post(review, {_csrf: shown._csrf, state: shown.state, revision: shown.revision, act: 'return', overall: long[1], ...reasons}), 'returned');
	shows((await own.clerk.get(`/institution/return/${id}`)).text, long, 'returned');
	shows((await people['city.reviewer'].get(review)).text, long, 'review');
	// Days later it is opened once more.
	query(`UPDATE zhiheng.return SET opened_until = zhiheng.today() WHERE id = ${id}`);
	await done(people['city.reviewer'].post(review, {_csrf: csrf((await people['city.reviewer'].get(review)).text), state: 'returned', revision: shown.revision, act: 'reopen', why: line(200)[0]}), 'opened again');
	shows((await own.leader.get(`/institution/submission/${single(`SELECT max(submission_id) FROM zhiheng.submission_sheet WHERE return_id = ${id}`)}`)).text, line(200).slice(0, 1), 'opened again');
});

test('evidence: names of files, reasons for their withdrawal', async () => {
	const address = `/institution/return/${id}/evidence`;
	// Nothing that ends a quoted string, a line or a path, as browsers write them.
	const names = packs(texts.filter((text) => !/[\p{Cc}"\\/]|%(0a|0d|22)/iu.test(text)), 100);
	const token = csrf((await own.clerk.get(address)).text);
	const reasons = packs(texts, 500);
	const heads = (name) => `--x\r\nContent-Disposition: form-data; name="${name}"`;
	const stored = () => kept(`SELECT file.id, file.name, gone.reason FROM zhiheng.evidence AS file
		LEFT JOIN zhiheng.evidence_withdrawal AS gone ON gone.evidence_id = file.id WHERE file.return_id = ${id} ORDER BY file.id`);
	for (const [i] of reasons.entries())
		await done(own.clerk.send('POST', address, {headers: {'content-type': 'multipart/form-data; boundary=x'},
			body: `${heads('_csrf')}\r\n\r\n${token}\r\n${heads('element')}\r\n\r\n*\r\n${heads('file')}; filename="${names[i]}.pdf"\r\n`
				+ `Content-Type: application/pdf\r\n\r\n%PDF-1.7\n${i}\n%%EOF\r\n--x--\r\n`}), names[i]);
	for (const [i, {id: file}] of stored().entries()) {
		const again = await own.clerk.post(`${address}/${file}`, {_csrf: token, [`withdraw.${file}`]: reasons[i], 'no such field': '1'});
		assert.equal(again.status, 400);
		assert.equal(formValues(again.text)[`withdraw.${file}`], reasons[i]);
		await done(own.clerk.post(`${address}/${file}`, {_csrf: token, [`withdraw.${file}`]: reasons[i]}), 'withdrawn');
	}
	assert.deepEqual(stored().map(({name, reason}) => [name, reason]), reasons.map((reason, i) => [`${names[i]}.pdf`, reason]));
	for (const [person, page] of [[own.clerk, address], [people['city.reviewer'], `/commission/return/${id}`]])
		shows((await person.get(page)).text, [...reasons, ...names.slice(0, reasons.length)], page);
});

test('objections and their answers, remarks', async () => {
	// An objection that was made before is none: each run of this test has its own.
	const packed = packs(texts, 490).map((text) => `${text} ${process.pid}`);
	const indicators = shownTo('h1').slice(1, packed.length + 1);
	assert.equal(indicators.length, packed.length);
	const [first] = shownTo('h1');
	for (const [i, indicator] of indicators.entries())
		await done(remarkOn(indicator, {remark: packed[i], objection: packed[i]}), 'objection');
	const asked = objections();
	const _csrf = csrf((await people['city.admin'].get(asked[first])).text);
	for (const [i, indicator] of [...indicators, first].entries())
		await done(people['city.admin'].post(asked[indicator], {_csrf, outcome: 'rejected', answer_text: packed.at(-1 - i) ?? '与首页一致'}), 'answer');
	const shown = (await people['h1.leader'].get(`/institution/preview/${preview}`)).text;
	shows(shown, packed, 'preview');
	assert.equal(unescapeHtml(shown).split(packed[0]).length, 4, 'remark, objection, answer');
	shows((await people['city.admin'].get(`/commission/edition/?programme=${single(`SELECT programme_id FROM zhiheng.preview WHERE id = ${preview}`)}&period=2025Q1`)).text, packed, 'edition');
	const stored = kept(`SELECT DISTINCT ON (indicator_code, kind) remark.kind, remark.text, answer.text AS answer FROM zhiheng.preview_remark AS remark
		LEFT JOIN zhiheng.preview_answer AS answer ON answer.remark_id = remark.id WHERE remark.preview_id = ${preview}
		AND remark.indicator_code IN ('${indicators.join("', '")}') ORDER BY remark.indicator_code, remark.kind DESC, remark.id DESC`);
	assert.deepEqual(stored.map(({kind, text, answer}) => [kind, text, answer]),
		packed.flatMap((text, i) => [['remark', text, null], ['objection', text, packed.at(-1 - i)]]));
	// What is left would be published.
	for (const [i, indicator] of indicators.entries())
		await done(remarkOn(indicator, {remark: '', objection: packed[i]}), 'remark taken back');
});

test('a grave event and its withdrawal: documents and reasons', async () => {
	const admin = people['city.admin'];
	const address = `/commission/programme/${single("SELECT min(programme_id) FROM zhiheng.reporting_period WHERE period = '2025Q3'")}/veto`;
	const documents = line(100);
	const words = packs(texts, 500);
	const vetoes = () => kept(`SELECT veto.id, veto.document, veto.event, gone.document AS gone_by, gone.reason FROM zhiheng.grade_veto AS veto
		LEFT JOIN zhiheng.grade_veto_withdrawal AS gone ON gone.veto_id = veto.id WHERE veto.institution_id = ${own.id} ORDER BY veto.id`);
	const _csrf = csrf((await admin.get(address)).text);
	for (const [i, event] of words.entries())
		await done(admin.post(address, {_csrf, institution: own.id, period: '2025Q3', cap: 'B', document: documents[i], event}), 'veto');
	for (const [i, {id: veto}] of vetoes().entries())
		await done(admin.post(`${address}/withdraw`, {_csrf, veto, withdrawal_document: documents.at(-1 - i), withdrawal_reason: words[i]}), 'withdrawn');
	assert.deepEqual(vetoes().map(({document, event, gone_by: by, reason}) => [document, event, by, reason]),
		words.map((event, i) => [documents[i], event, documents.at(-1 - i), event]));
	shows((await admin.get(address)).text, [...words, ...documents.slice(0, words.length)], 'vetoes');
});

test('corrections: reasons of who asks, of who decides and of who takes back', async () => {
	await done(own.clerk.post(`/institution/return/${id}`, formValues((await own.clerk.get(`/institution/return/${id}`)).text)), 'saved');
	await verify();
	await own.leader.confirm();
	await done(act(own.leader, 'submit', {declared: '1'}), 'submitted');
	const review = `/commission/return/${id}`;
	const {_csrf, state, revision} = formValues((await people['city.reviewer'].get(review)).text);
	await done(people['city.reviewer'].post(review, {_csrf, state, revision, act: 'accept'}), 'accepted');
	const asked = long.filter((text, i) => i % 2 === 0);
	const answered = long.filter((text, i) => i % 2 === 1);
	const whys = packs(texts, 500);
	const address = `/institution/return/${id}/correction`;
	const send = async (person, fields) => {
		const {_csrf, revision, correction} = formValues((await person.get(address)).text);
		return person.post(address, {_csrf, revision, ...(fields.act ? {correction} : {}), ...fields});
	};
	const ask = async (reason, value) => {
		await done(send(own.clerk, {reason, 'value.discharge_bed_days': String(value)}), 'asked');
		await own.leader.confirm();
		await done(send(own.leader, {act: 'sign'}), 'signed');
		return (await people['city.reviewer'].get(`${review}/correction`)).text;
	};
	for (const [i, reason] of asked.entries()) {
		const page = await ask(reason, 2 + i);
		shows(page, [reason], 'signed');
		await done(people['city.reviewer'].post(`${review}/correction`, {...formValues(page), act: 'refused', reason: answered[i % answered.length]}), 'refused');
	}
	for (const [i, why] of whys.entries()) {
		await ask('填错了', 2 + i);
		await done(send(own.leader, {act: 'withdraw', why}), 'taken back');
	}
	assert.deepEqual(kept(`SELECT reason FROM zhiheng.correction WHERE return_id = ${id} AND reason <> '填错了' ORDER BY id`).map(({reason}) => reason), asked);
	shows((await own.clerk.get(address)).text, [...long, ...whys], 'corrections');
});

test('the ledger: what both sides write, and its file', async () => {
	const aims = line(500);
	const posts = line(100).filter((text) => /^[=+\-@＝＋－＠]/.test(text));
	const items = [];
	for (const [i, content] of long.entries()) {
		const form = formValues((await own.clerk.get('/institution/ledger/new')).text);
		const made = await done(own.clerk.post('/institution/ledger/new', {...form, content, aim: aims[i % aims.length], post: posts[i % posts.length], due_on: '2027-01-31', source: 'self_check'}), 'opened');
		items.push(/ledger\/(\d+)/.exec(made.location)[1]);
	}
	const stored = kept(`SELECT content, aim, post FROM zhiheng.ledger_term WHERE item_id IN (${items.join()}) ORDER BY item_id`);
	assert.deepEqual(stored, long.map((content, i) => ({content, aim: aims[i % aims.length], post: posts[i % posts.length]})));
	const address = `/institution/ledger/${items[0]}`;
	const step = async (where, fields) => {
		const {_csrf, state} = formValues((await own.clerk.get(where)).text);
		await done(own.clerk.post(where, {_csrf, state, ...fields}), where);
	};
	for (const words of packs(texts, 1000))
		await step(address, {act: 'progress', words});
	for (const text of packs(texts, 2000))
		await step(`${address}/cause`, {text});
	for (const [i, text] of packs(texts.filter((text) => [...text].length < 30), 1000).entries())
		await step(`${address}/measure`, {text, post: posts[i % posts.length], due_on: '2027-01-31'});
	await step(address, {act: 'planned'});
	const {_csrf, state} = formValues((await people['city.reviewer'].get(`/commission/ledger/${items[0]}`)).text);
	await done(people['city.reviewer'].post(`/commission/ledger/${items[0]}`, {_csrf, state, act: 'accept', words: ''}), 'accepted');
	const measures = query(`SELECT id FROM zhiheng.ledger_measure WHERE item_id = ${items[0]} ORDER BY id`).flat();
	const ends = packs(texts, 1000).slice(0, measures.length);
	for (const [i, text] of ends.entries())
		await step(`${address}/measure/${measures[i]}`, {outcome: i % 2 === 0 ? 'done' : 'dropped', text});
	assert.deepEqual(kept(`SELECT text FROM zhiheng.ledger_measure_end WHERE measure_id IN (${measures.join()}) ORDER BY measure_id`).map(({text}) => text), ends);
	const page = (await own.clerk.get(address)).text;
	shows(page, long, 'item');
	shows((await people['city.reviewer'].get(`/commission/ledger/${items[0]}`)).text, long, 'item, of the commission');
	const file = await people['city.reviewer'].get('/commission/ledger/?format=csv');
	assert.equal(file.status, 200);
	const rows = Object.fromEntries(readTable(file.text).map((row) => [row['编号'], row]));
	const harmless = (text) => (/^[=+\-@＝＋－＠]/.test(text) && !/^[+-]\d+$/.test(text) ? `'${text}` : text);
	for (const [i, item] of items.entries())
		assert.deepEqual([rows[item]['问题内容'], rows[item]['责任人（岗位）']], [harmless(long[i]), harmless(posts[i % posts.length])]);
});

test('reasons for an account, words of the notice', async () => {
	const admin = people['city.admin'];
	const account = single(`SELECT id FROM zhiheng.account WHERE login = 'hf${process.pid}.verifier'`);
	const reasons = line(200).slice(0, 12);
	for (const reason of reasons) {
		const {_csrf, active} = formValues((await admin.get(`/commission/account/${account}`)).text);
		await done(admin.post(`/commission/account/${account}/activate`, {_csrf, active, reason}), 'account');
	}
	assert.ok(kept(`SELECT detail FROM zhiheng.audit WHERE act LIKE 'account.%' ORDER BY id DESC LIMIT 40`).some(({detail}) => JSON.stringify(detail).includes(JSON.stringify(reasons[1]).slice(1, -1))));
	const template = formValues((await admin.get('/commission/bulletin/')).text);
	const was = {...template};
	const parts = {issuer: line(40), number: line(40), notice_title: line(120), addressee: line(200), notice_body: packs(texts, 4000), copies: line(200)};
	for (let i = 0; i < parts.notice_body.length; i++) {
		const now = Object.fromEntries(Object.entries(parts).map(([name, list]) => [name, list[i]]));
		const {_csrf} = formValues((await admin.get('/commission/bulletin/')).text);
		await done(admin.post('/commission/bulletin/', {...was, _csrf, ...now}), 'notice');
		const shown = formValues((await admin.get('/commission/bulletin/')).text);
		assert.deepEqual(Object.keys(parts).map((name) => shown[name]), Object.values(now));
	}
	const {_csrf} = formValues((await admin.get('/commission/bulletin/')).text);
	await done(admin.post('/commission/bulletin/', {...was, _csrf}), 'notice as it was');
});

// Who searches where, by the templates with such a field.
const searches = {
	'commission/account/list': [['city.admin', '/commission/account/?search=']],
	'commission/account/organisation': [['city.admin', '/commission/account/new?search=']],
	'commission/area/list': [['city.admin', '/commission/area/?region='], ['city.admin', '/commission/area/?indicator=']], 'commission/baseline/list': [['city.admin', '/commission/baseline/?name='], ['city.admin', '/commission/baseline/?indicator=']],
	'commission/definition/list': [['city.admin', '/commission/definition/?name=']],
	'commission/institution/list': [['city.admin', '/commission/institution/?search=']],
	'commission/ledger/list': [['city.admin', '/commission/ledger/?name='], ['city.admin', '/commission/ledger/?indicator=']],
	'commission/return/list': [['city.admin', '/commission/return/?name=']],
	'commission/submission/list': [['city.admin', '/commission/submission/?name=']],
	'disclosure/catalogue/catalogue': [['nobody', '/catalogue/?q=']],
	'disclosure/region/find': [['nobody', '/region/990100/2025Q2/find?q=']],
	'disclosure/region/period': [['nobody', '/region/990100/2025Q2/find?q=']], // its form leads there
};

test('what is searched for is shown escaped', async () => {
	const templates = path.join(__dirname, '../../templates');
	const files = filesUnder(templates, '.html').map((name) => name.slice(0, -5));
	// The fields of a page's own form, and those that a list of core/list.h declares.
	const own = files.flatMap((name) => [...fs.readFileSync(path.join(templates, `${name}.html`), 'utf8').matchAll(/type="search"[^>]* name="([^"]+)"/g)].map(([, field]) => `${name} ${field}`));
	const lists = files.filter((name) => fs.existsSync(path.join(__dirname, `../../cgi/${name}.c`)));
	const declared = lists.flatMap((name) => [...fs.readFileSync(path.join(__dirname, `../../cgi/${name}.c`), 'utf8').matchAll(/LIST_SEARCH\("([a-z_]+)"/g)].map(([, field]) => `${name} ${field}`));
	const fields = [...own, ...declared];
	const known = Object.entries(searches).flatMap(([name, list]) => list.map(([, address]) => `${name} ${/[?](\w+)=$/.exec(address)[1]}`));
	assert.deepEqual(fields.sort(), known.sort());
	const addresses = new Map(Object.values(searches).flat().map((row) => [row[1], row])).values();
	await Promise.all([...addresses].map(async ([login, address]) => {
		for (const text of packs(texts, 700).map((pack) => pack.replace(/\n/g, ' '))) {
			const answer = await people[login].get(address + encodeURIComponent(text));
			assert.ok([200, 400].includes(answer.status), `${address}${text} ${answer.status}`);
			assert.doesNotMatch(answer.text, /<(script>alert|b>|i>|iframe|math|svg\/onload|img src=x|base )/, `${address}${text}`);
		}
	}));
});
