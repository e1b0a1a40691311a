// What wrong, hostile and late input gets: a sentence at the field, everything typed still there,
// and nothing stored by half.  An institution of its own, so that no other test's numbers move.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {Visitor, csrf, formValues, freshKey, signedIn, unescapeHtml, visible} = require('./portal');
const {creditCode, openAccount, openInstitution, query, secret, single} = require('./people');

const nobody = 999999999; // an id that no row has
let own;
let url;
let id;

before(async () => {
	own = await openInstitution({clerk: 'bad.clerk', clerk2: 'bad.clerk2', verifier: 'bad.verifier', leader: 'bad.leader'});
	id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	url = `/institution/return/${id}`;
});

// Everything that is kept about the return: a save by half would show here.
function stored() {
	return {
		head: query(`SELECT state, revision FROM zhiheng.return WHERE id = ${id}`),
		values: query(`SELECT element_code, revision, state, value FROM zhiheng.return_value WHERE return_id = ${id} ORDER BY 1, 2`),
		cells: query(`SELECT element_code, revision, state, value FROM zhiheng.return_cell WHERE return_id = ${id} ORDER BY 1`),
		events: query(`SELECT from_state, to_state, reason FROM zhiheng.return_event WHERE return_id = ${id} ORDER BY id`),
		remarks: query(`SELECT element_code, kind, text FROM zhiheng.return_remark WHERE return_id = ${id} ORDER BY id`),
	};
}

function cell(code) {
	return single(`SELECT CASE state WHEN 'value' THEN trim_scale(value)::text ELSE state END
		FROM zhiheng.return_cell WHERE return_id = ${id} AND element_code = '${code}'`);
}

// The form as it would be sent by the person who has just opened it.
async function opened(person, address = url) {
	const page = await person.get(address);
	assert.equal(page.status, 200);
	return formValues(page.text);
}

// The sentence beside a field.
function message(html, name) {
	const found = new RegExp(`id="${name.replace(/\./g, '\\.')}-error">(.*?)</p>`).exec(html);
	return found ? visible(found[1]).replace(/^ ?错误：/, '').trim() : null;
}

function assertTyped(html, typed) {
	const shown = formValues(html);
	for (const [name, value] of Object.entries(typed).filter(([own]) => own !== '_once'))
		assert.equal(shown[name], value, `${name} still shows what was typed`);
}

test('each wrong number gets its sentence at the field, all that was typed stays, nothing is stored', async () => {
	const cases = [
		['-1', /不能是负数/], ['－５', /不能是负数/], ['abc', /应为数字/], ['十二', /应为数字/], ['12人', /应为数字/], ['1e5', /应为数字/],
		['0x10', /应为数字/], ['NaN', /应为数字/], ['Infinity', /应为数字/], ['1..5', /应为数字/], ['--1', /应为数字/],
		['1234567890123', /数字过大/], ['9'.repeat(59), /数字过大/], ['1.23456', /最多保留 4 位小数/], ['1.5', /应为整数/], ['9'.repeat(200), /数字过大/],
		['<b>1</b>', /应为数字/], ['"\'>&', /应为数字/], ["1'; DROP TABLE zhiheng.return; --", /应为数字/],
	];
	const was = stored();
	const fields = await opened(own.clerk);
	for (const [typed, expected] of cases) {
		const sent = {...fields, 'value.ais_patients': typed, 'value.discharges': '4321', 'value.vte_prevented': '３２１'};
		const answer = await own.clerk.post(url, sent);
		assert.equal(answer.status, 400, typed);
		assert.match(message(answer.text, 'value.ais_patients'), expected, typed);
		assert.match(answer.text, /href="#value\.ais_patients"/, 'the summary leads to the field');
		assertTyped(answer.text, {'value.ais_patients': typed, 'value.discharges': '4321', 'value.vte_prevented': '３２１', revision: '0'});
	}
	assert.deepEqual(stored(), was);
});

test('several mistakes are all named at once, and the right ones beside them are not stored', async () => {
	const was = stored();
	const sent = {...await opened(own.clerk), 'value.discharges': '-7', 'value.vte_prevented': '很多', 'value.ais_patients': '10', 'na.ais_patients': '1',
		'value.or_surgeries': '300'};
	const answer = await own.clerk.post(url, sent);
	assert.equal(answer.status, 400);
	assert.match(message(answer.text, 'value.discharges'), /不能是负数/);
	assert.match(message(answer.text, 'value.vte_prevented'), /应为数字/);
	assert.match(message(answer.text, 'value.ais_patients'), /既填了数字又勾选了不适用/);
	assert.equal(message(answer.text, 'value.or_surgeries'), null);
	assertTyped(answer.text, sent);
	assert.deepEqual(stored(), was);
});

test('full-width digits, thousands separators and spaces around are understood', async () => {
	const fields = await opened(own.clerk);
	const answer = await own.clerk.post(url, {...fields, 'value.discharges': '１２３４', 'value.vte_prevented': '1,034', 'value.ais_patients': ' 0 ',
		'value.ais_reperfused': '', 'value.iv_volume_ml': '１，２３４．５', 'value.or_surgeries': '', 'na.or_surgeries': '1'});
	assert.equal(answer.status, 303, visible(answer.text));
	assert.equal(cell('discharges'), '1234');
	assert.equal(cell('vte_prevented'), '1034');
	assert.equal(cell('ais_patients'), '0');
	assert.equal(cell('ais_reperfused'), null, 'what was left empty is not a zero');
	assert.equal(cell('iv_volume_ml'), '1234.5');
	assert.equal(cell('or_surgeries'), 'not_applicable');
	const page = await own.clerk.get(answer.location);
	assert.match(visible(page.text), /已保存。/);
	assert.equal(formValues(page.text)['value.discharges'], '1234');
});

test('a numerator above its denominator is named at the field and cannot be verified', async () => {
	const answer = await own.clerk.post(url, {...await opened(own.clerk), 'value.vte_prevented': '1235'});
	assert.equal(answer.status, 303);
	const page = await own.clerk.get(url);
	assert.match(visible(page.text), /“[^”]+”（1235）不能大于“[^”]+”（1234）：前者是后者的一部分，请改其一/);
	assert.match(page.text, /<a href="#value\.vte_prevented">/);
	assert.equal(formValues(page.text)['value.vte_prevented'], '1235');
	const was = stored();
	const refused = await own.verifier.post(`${url}/check`, {...await opened(own.verifier, `${url}/check`), act: 'verify'});
	assert.equal(refused.status, 400);
	assert.match(visible(refused.text), /不能大于/);
	assert.deepEqual(stored(), was);
	const mended = await own.clerk.post(url, {...await opened(own.clerk), 'value.vte_prevented': '1034'});
	assert.equal(mended.status, 303);
});

test('unknown and repeated fields are refused and nothing is stored', async () => {
	const was = stored();
	const fields = {...await opened(own.clerk), 'value.discharges': '55'};
	const wrong = [
		[...Object.entries(fields), ['surprise', '1']],
		[...Object.entries(fields), ['value.no_such_element', '1']],
		[...Object.entries(fields), ['na.no_such_element', '1']],
		[...Object.entries(fields), ['value.discharges', '56']],
		[...Object.entries(fields), ['revision', '0']],
		Object.entries(fields).filter(([name]) => name !== 'revision'),
		Object.entries({...fields, revision: 'x'}),
		Object.entries({...fields, revision: '-1'}),
		Object.entries({...fields, revision: '99999999999999999999'}),
		Object.entries({...fields, revision: '1000000'}),
	];
	for (const pairs of wrong) {
		const answer = await own.clerk.post(url, pairs);
		assert.equal(answer.status, 400, pairs.at(-1).join('='));
		assert.match(answer.text, /<div class="zh-error-summary"[^>]*(?<!hidden)>/);
		assert.deepEqual(stored(), was, pairs.at(-1).join('='));
	}
});

test('bytes that are no text and bodies that are no form are refused on every form', async () => {
	const admin = await signedIn('city.admin');
	const forms = [
		[own.clerk, url], [own.verifier, `${url}/check`], [admin, '/commission/institution/new'],
		[admin, `/commission/institution/${own.id}`], [admin, `/commission/return/${id}`],
		[admin, '/commission/account/new'], [own.clerk, '/account/password'], [new Visitor(), '/account/sign-in'], [new Visitor(), '/account/activate'],
	];
	const was = stored();
	for (const [person, address] of forms) {
		const page = await person.get(address);
		assert.equal(page.status, 200, address);
		for (const tail of ['login=%FF%FE', 'login=%C0%80', 'login=%ED%A0%80', 'login=%00', 'login=a%00b', 'login=%', 'login=%G1', 'lo%FFgin=1', '\0', '\xff\xfe']) {
			const answer = await person.send('POST', address, {
				headers: {'content-type': 'application/x-www-form-urlencoded'},
				body: Buffer.from(`_csrf=${csrf(page.text)}&${tail}`, 'latin1'),
			});
			assert.equal(answer.status, 400, `${address} ${JSON.stringify(tail)}`);
			assert.match(visible(answer.text), /请求的格式不正确/);
		}
		for (const type of ['application/json', 'text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded; charset=gbk']) {
			const answer = await person.send('POST', address, {headers: {'content-type': type}, body: '{"a": 1}'});
			assert.ok([400, 403].includes(answer.status), `${address} ${type} ${answer.status}`);
		}
	}
	assert.deepEqual(stored(), was);
});

test('5 MB are read and judged, more than 6 MB are turned away; the next request is served', async () => {
	const was = stored();
	const token = csrf((await own.clerk.get(url)).text);
	const large = await own.clerk.post(url, {_csrf: token, revision: '0', 'value.discharges': '7'.repeat(5e6)});
	assert.equal(large.status, 400);
	assert.match(message(large.text, 'value.discharges'), /数字过大/);
	const many = await own.clerk.post(url, [['_csrf', token], ['revision', '0'], ...Array.from({length: 200000}, (_, i) => [`value.x${i}`, '1'])]);
	assert.equal(many.status, 400);
	const larger = await own.clerk.post(url, {_csrf: token, revision: '0', 'value.discharges': '7'.repeat(7e6)});
	assert.equal(larger.status, 413);
	assert.match(visible(larger.text), /太大|超过|过大/);
	assert.equal((await own.clerk.get(url)).status, 200);
	assert.deepEqual(stored(), was);
});

// Two pages are the same to whoever reads them: all but the request's own number.
function shape(answer) {
	return {status: answer.status, text: answer.text.replace(/[0-9a-f]{32,}/g, '#').replace(/\d{6,}/g, '#')};
}

test('what belongs to others answers exactly as what does not exist', async () => {
	const foreign = single(`SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE institution.region_code = '990101' AND institution.id <> ${own.id} AND head.period = '2025Q3' ORDER BY head.id LIMIT 1`);
	const submitted = single(`SELECT head.id FROM zhiheng.return AS head JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE institution.region_code = '990101' AND head.state = 'published' ORDER BY head.id LIMIT 1`);
	const baseline = single(`SELECT baseline.id FROM zhiheng.baseline AS baseline JOIN zhiheng.institution AS institution ON institution.id = baseline.institution_id
		WHERE institution.region_code = '990101' ORDER BY baseline.id LIMIT 1`);
	const county = await signedIn('county.reviewer'); // of 990102
	const token = csrf((await own.clerk.get(url)).text);
	const countyToken = csrf((await county.get('/commission/return/')).text);
	const cases = [
		[own.clerk, 'GET', (number) => `/institution/return/${number}`, foreign],
		[own.clerk, 'GET', (number) => `/institution/return/${number}/check`, foreign],
		[own.clerk, 'GET', (number) => `/institution/return/${number}/receipt`, submitted],
		[own.clerk, 'POST', (number) => `/institution/return/${number}`, foreign, {_csrf: token, revision: '0', 'value.discharges': '1'}],
		[own.clerk, 'POST', (number) => `/institution/return/${number}/check`, foreign, {_csrf: token, revision: '0', act: 'explain'}],
		[county, 'GET', (number) => `/commission/return/${number}`, foreign],
		[county, 'POST', (number) => `/commission/return/${number}`, submitted, {_csrf: countyToken, act: 'return', state: 'published', revision: '1', overall: '请核对数据'}],
		[county, 'GET', (number) => `/commission/baseline/${number}`, baseline],
		[county, 'POST', (number) => `/commission/baseline/${number}`, baseline, {_csrf: countyToken, decision: 'approved'}],
		[county, 'GET', (number) => `/commission/institution/${number}`, own.id],
		[county, 'GET', (number) => `/commission/institution/${number}/result`, own.id],
	];
	const before = query('SELECT count(*), max(id) FROM zhiheng.audit');
	for (const [person, method, address, number, fields] of cases) {
		assert.ok(number, address('…'));
		const answers = [];
		for (const which of [number, nobody])
			answers.push(method === 'GET' ? await person.get(address(which)) : await person.post(address(which), fields));
		assert.equal(answers[1].status, 404, `${method} ${address(number)}`);
		assert.deepEqual(shape(answers[0]), shape(answers[1]), `${method} ${address(number)}`);
	}
	for (const odd of ['0', '-1', '1.5', 'x', '99999999999999999999999', `${id}%00`, '%27'])
		assert.ok([400, 404].includes((await own.clerk.get(`/institution/return/${odd}`)).status), odd);
	assert.deepEqual(query('SELECT count(*), max(id) FROM zhiheng.audit'), before, 'nothing was done to them');
});

test('two people at one return: what one did not touch is kept, what both changed is shown to the second', async () => {
	const first = await opened(own.clerk);
	const second = await opened(own.clerk2);
	assert.equal((await own.clerk.post(url, {...first, 'value.discharges': '2000', 'value.ae_reports': '20'})).status, 303);
	// The second changed another element only: both stay.
	assert.equal((await own.clerk2.post(url, {...second, 'value.key_record_cases': '50'})).status, 303);
	assert.equal(cell('discharges'), '2000');
	assert.equal(cell('ae_reports'), '20');
	assert.equal(cell('key_record_cases'), '50');
	// Both change the same element.
	const third = await opened(own.clerk);
	const fourth = await opened(own.clerk2);
	assert.equal((await own.clerk.post(url, {...third, 'value.discharges': '2001', 'value.ae_reports': '21'})).status, 303);
	const was = stored();
	const typed = {...fourth, 'value.discharges': '2222', 'value.key_record_cases': '51'};
	const conflict = await own.clerk2.post(url, typed);
	assert.equal(conflict.status, 409);
	assert.match(message(conflict.text, 'value.discharges'), /bad\.clerk（测试）.*2001.*与您填写的不同/);
	assertTyped(conflict.text, {'value.discharges': '2222', 'value.key_record_cases': '51'});
	assert.equal(formValues(conflict.text)['value.ae_reports'], '21', 'what only the other changed is taken over');
	assert.deepEqual(stored(), was, 'nothing of a save with a conflict is stored');
	// Seen, the second decides.
	assert.equal((await own.clerk2.post(url, formValues(conflict.text))).status, 303);
	assert.equal(cell('discharges'), '2222');
	assert.equal(cell('ae_reports'), '21');
	assert.equal(cell('key_record_cases'), '51');
});

test('two tabs of one person: an old tab does not undo what the newer one saved', async () => {
	const old = await opened(own.clerk);
	assert.equal((await own.clerk.post(url, {...await opened(own.clerk), 'value.key_record_cases': '301'})).status, 303);
	assert.equal((await own.clerk.post(url, {...old, 'value.key_record_complete': '251'})).status, 303);
	assert.equal(cell('key_record_cases'), '301');
	assert.equal(cell('key_record_complete'), '251');
});

test('an expired session: sign in, the form is back with what was typed, then it is saved', async () => {
	const fields = {...await opened(own.clerk), 'value.discharges': '2345', 'value.ae_no_serious': '错的', 'na.grade4_surgeries': undefined};
	delete fields['na.grade4_surgeries'];
	query(`UPDATE zhiheng.session SET expires_at = now() - interval '1 minute'
		WHERE account_id = (SELECT id FROM zhiheng.account WHERE login = 'bad.clerk')`);
	const was = stored();
	const refused = await own.clerk.post(url, fields);
	assert.equal(refused.status, 401);
	assert.match(visible(refused.text), /登录已过期/);
	const carried = formValues(refused.text);
	const wrong = await own.clerk.post('/account/sign-in', {...carried, login: 'bad.clerk', password: 'not the password'});
	assert.equal(wrong.status, 400);
	const welcome = await own.clerk.post('/account/sign-in', {...formValues(wrong.text), login: 'bad.clerk', password: secret});
	assert.equal(welcome.status, 200);
	assert.match(visible(welcome.text), /尚未保存/);
	const action = unescapeHtml(/<form method="post" action="(\/institution[^"]+)"/.exec(welcome.text)[1]);
	assert.equal(action, url);
	const back = await own.clerk.post(action, formValues(welcome.text));
	assert.equal(back.status, 400);
	const {_csrf, ...typed} = fields;
	assertTyped(back.text, typed);
	assert.match(message(back.text, 'value.ae_no_serious'), /应为数字/);
	assert.deepEqual(stored(), was, 'coming back stores nothing');
	const saved = await own.clerk.post(url, {...formValues(back.text), 'value.ae_no_serious': '12'});
	assert.equal(saved.status, 303, visible(saved.text));
	assert.equal(cell('discharges'), '2345');
	assert.equal(cell('ae_no_serious'), '12');
});

test('a token of another session is refused with 403 and stores nothing', async () => {
	const was = stored();
	const fields = {...await opened(own.clerk2), 'value.discharges': '1'};
	const answer = await own.clerk.post(url, fields);
	assert.equal(answer.status, 403);
	assert.match(visible(answer.text), /安全标记已失效/);
	assert.match(answer.text, /name="_restore" value="again"/, 'what was typed can be had again');
	assert.equal(formValues(answer.text)['value.discharges'], '1');
	assert.deepEqual(stored(), was);
});

test('a form sent twice at once is one record', async () => {
	const revision = Number(stored().head[0][1]);
	const fields = {...await opened(own.clerk), 'value.discharges': '2400', 'value.ae_reports': '24'};
	const answers = await Promise.all(Array.from({length: 6}, () => own.clerk.post(url, fields)));
	assert.deepEqual(answers.map((answer) => answer.status), Array(6).fill(303));
	assert.equal(Number(stored().head[0][1]), revision + 1);
	assert.deepEqual(query(`SELECT element_code FROM zhiheng.return_value WHERE return_id = ${id} AND revision = ${revision + 1} ORDER BY 1`),
		[['ae_reports'], ['discharges']]);

	const admin = await signedIn('city.admin');
	const form = {_csrf: csrf((await admin.get('/commission/institution/new')).text), credit_code: creditCode(`12990101TB${String(process.pid).padStart(7, '0').slice(-7)}`),
		name: '示例双击测试医院', region: '990101', affiliation: 'city', level: 'primary', grade: '', kind: 'general', specialist_type: '', ownership: 'public', beds: '10'};
	const registered = await Promise.all(Array.from({length: 5}, () => admin.post('/commission/institution/new', form)));
	assert.deepEqual(registered.map((answer) => answer.status).sort(), [303, 400, 400, 400, 400].sort(), 'one is registered, the others are told');
	for (const answer of registered.filter((answer) => answer.status === 400)) {
		assert.match(message(answer.text, 'credit_code'), /已经登记过/);
		assertTyped(answer.text, {name: '示例双击测试医院'});
	}
	assert.deepEqual(query("SELECT count(*) FROM zhiheng.institution WHERE name = '示例双击测试医院'"), [['1']]);
});

test('what is verified and submitted twice at once happens once; afterwards nothing can be saved', async () => {
	const before = await opened(own.clerk);
	const complete = Object.fromEntries(Object.keys(before).filter((name) => name.startsWith('value.'))
		.map((name) => [name, name.endsWith('_sd') ? '' : '1'])); // a deviation takes two values
	const untick = Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith('na.')));
	assert.equal((await own.clerk.post(url, {...untick, ...complete})).status, 303);
	const stale = {...await opened(own.clerk), 'value.discharges': '9'};
	const check = await opened(own.verifier, `${url}/check`);
	const verified = await Promise.all([1, 2, 3].map(() => own.verifier.post(`${url}/check`, {...check, _once: freshKey(), act: 'verify'})));
	assert.deepEqual(verified.map((answer) => answer.status).sort(), [303, 409, 409]);
	const hold = await opened(own.leader, `${url}/check`);
	assert.equal((await own.leader.confirm()).status, 303);
	const unsigned = await own.leader.post(`${url}/check`, {...hold, act: 'submit'});
	assert.equal(unsigned.status, 400, 'without the declaration');
	const submitted = await Promise.all([1, 2, 3].map(() => own.leader.post(`${url}/check`, {...hold, _once: freshKey(), act: 'submit', declared: '1'})));
	assert.deepEqual(submitted.map((answer) => answer.status).sort(), [303, 409, 409]);
	assert.deepEqual(stored().events.map((event) => event[1]), ['verified', 'submitted']);
	const was = stored();
	const late = await own.clerk.post(url, stale);
	assert.equal(late.status, 409);
	assert.match(visible(late.text), /报表已送审或已提交，不能再修改，本次内容没有保存/);
	assertTyped(late.text, {'value.discharges': '9'});
	assert.deepEqual(stored(), was);
});

test('a closed period takes nothing, and what was typed is still there', async () => {
	const [[closed, institution]] = query(`SELECT head.id, head.institution_id FROM zhiheng.return AS head
		JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
		WHERE institution.name = '示例晨光医院' AND head.period = '2025Q2'`);
	const admin = await signedIn('city.admin');
	const clerk = await openAccount(admin, institution, 'clerk', 'bad.late.clerk');
	const address = `/institution/return/${closed}`;
	const page = await clerk.get(address);
	assert.equal(page.status, 200);
	assert.match(visible(page.text), /关闭/);
	const typed = {revision: '0', 'value.discharges': '777', 'value.ae_reports': '８'};
	const answer = await clerk.post(address, {_csrf: csrf(page.text), ...typed});
	assert.equal(answer.status, 409);
	assert.match(visible(answer.text), /本期填报已关闭，本次内容没有保存/);
	assertTyped(answer.text, typed);
	assert.deepEqual(query(`SELECT count(*) FROM zhiheng.return_value WHERE return_id = ${closed}`), [['0']]);
	assert.deepEqual(query(`SELECT state, revision FROM zhiheng.return WHERE id = ${closed}`), [['draft', '0']]);
});
