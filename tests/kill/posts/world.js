// A city of its own for each client: commission, hospitals, people with open sessions, a programme of the
// year whose quarters are open.  What a page can do is done by pages, before anything dies.
'use strict';

const assert = require('node:assert/strict');
const {createHash, randomBytes} = require('node:crypto');
const {spawn} = require('node:child_process');
const {createInterface} = require('node:readline');
const {Visitor, visible} = require('../../http/portal');
const {adopt, creditCode, secret} = require('../../http/people');

// argon2id of the test people's password with one pass over 8 MiB: cheap to hold against.
const hash = '$argon2id$v=19$m=8192,t=1,p=1$xj2NxJ/hg/yH/DlFn+j8iA$GeHcvJ6ODHwmjIsly4h6dEvStobLh0bjTnNhfC86FiE';
const targets = ['NIT-2025-03', 'NIT-2025-09'];
const year = 2025;

// As people.query, over one connection, without holding up the other clients.
let operator;

function connect() {
	const psql = spawn('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1'], {stdio: ['pipe', 'pipe', 'inherit']});
	const waiting = []; // [resolve, reject] in the order asked
	let lines = [];
	createInterface({input: psql.stdout}).on('line', (line) => {
		if (line !== '-- end --') {
			lines.push(line);
			return;
		}
		waiting.shift()[0](lines);
		lines = [];
	});
	psql.on('exit', (code) => {
		waiting.forEach(([, reject]) => reject(new Error(`psql ended with ${code}`)));
	});
	return {psql, waiting};
}

async function ask(statement) {
	operator = operator || connect();
	const {psql, waiting} = operator;
	const lines = await new Promise((resolve, reject) => {
		waiting.push([resolve, reject]);
		psql.stdin.write(`${statement};\n\\echo '-- end --'\n`);
	});
	return lines.filter((line) => line !== '').map((line) => line.split('\t'));
}

// The connection is given back, so that the test can end.
function disconnect() {
	if (operator)
		operator.psql.stdin.end();
	operator = undefined;
}

async function one(statement) {
	const [row] = await ask(statement);
	return row === undefined ? null : row[0];
}

// A session that is open, as signing in would have opened it.
async function openSession(login) {
	const person = new Visitor();
	const token = randomBytes(32);
	await ask(`INSERT INTO zhiheng.session (digest, account_id, client)
		SELECT '\\x${createHash('sha256').update(token).digest('hex')}', id, '127.0.0.1' FROM zhiheng.account WHERE login = '${login}'`);
	person.cookies.set('zhiheng_session', token.toString('hex'));
	Object.assign(person, {login, password: secret, id: await one(`SELECT id FROM zhiheng.account WHERE login = '${login}'`)});
	return person;
}

// organisation: as SQL, 'institution_id' or 'commission_id' and its id.
async function addAccount(login, role, [column, id]) {
	await ask(`INSERT INTO zhiheng.account (login, name, role, ${column}, password_hash) VALUES ('${login}', '试${login.slice(-12)}', '${role}', ${id}, '${hash}')`);
	return openSession(login);
}

let hospitals = 0;

function freshCode() {
	hospitals += 1;
	return creditCode(`12996101TP${String(process.pid % 100).padStart(2, '0')}${String(hospitals).padStart(5, '0')}`);
}

async function addHospital(world, name) {
	const code = freshCode();
	const id = await one(`INSERT INTO zhiheng.institution (credit_code, name, region_code, level, grade, kind, ownership, beds)
		VALUES ('${code}', '${name}', '${world.county}', 'secondary', 'B', 'general', 'public', 300) RETURNING id`);
	const out = {id, name, code};
	for (const role of ['clerk', 'verifier', 'leader'])
		out[role] = await addAccount(`p${world.number}h${id}.${role}`, role, ['institution_id', id]);
	return out;
}

// A programme of a year with its targets, dates and quarters; {id, url}.
async function openProgramme(admin, of) {
	const made = await admin.submit('/commission/programme/new', {year: String(of), name: `示例试验方案${of}`});
	assert.equal(made.status, 303, visible(made.text));
	const url = made.location.replace(/\?.*/, '');
	const adopted = await adopt({admin, url}, 'NIT-2025', targets);
	assert.equal(adopted.status, 303, visible(adopted.text));
	return {id: url.split('/').at(-1), url};
}

async function openQuarter(admin, url, period) {
	const answer = await admin.submit(`${url}/period`, {period, act: 'open'}, `${url}/period/move`);
	assert.equal(answer.status, 303, visible(answer.text));
}

async function makeWorld(number, count) {
	const region = `99${60 + number}00`;
	const world = {number, region, county: `99${60 + number}01`, hospitals: [], serial: 0};
	// The words by which this client's records are known.
	world.mark = (what) => `${what}号${process.pid}之${number}之${world.serial += 1}`;
	await ask(`INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES ('${region}', '示试${number}市', 'city', '990000');
		INSERT INTO zhiheng.region (code, name, level, parent_code)
		SELECT '99${60 + number}' || lpad(i::text, 2, '0'), '例试' || i || '县', 'county', '${region}' FROM generate_series(1, 99) AS i`);
	world.commission = await one(`INSERT INTO zhiheng.commission (region_code, name) VALUES ('${region}', '示试${number}市卫生健康委员会') RETURNING id`);
	for (const [name, role] of [['admin', 'administrator'], ['director', 'administrator'], ['reviewer', 'reviewer']])
		world[name] = await addAccount(`p${number}.${name}`, role, ['commission_id', world.commission]);
	const centre = await one(`INSERT INTO zhiheng.qc_centre (commission_id, name) VALUES (${world.commission}, '示试${number}市综合质控中心') RETURNING id`);
	await ask(`INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code) VALUES (${centre}, ${world.commission}, 'general')`);
	world.centre = await addAccount(`p${number}.centre`, 'viewer', ['qc_centre_id', centre]);
	const above = await one("SELECT id FROM zhiheng.commission WHERE region_code = '990000'");
	world.province = await addAccount(`p${number}.province`, 'administrator', ['commission_id', above]);
	for (let i = 0; i < count; i++)
		world.hospitals.push(await addHospital(world, `示例试${number}市第${i + 1}医院`));
	world.programme = await openProgramme(world.admin, year);
	for (let quarter = 1; quarter <= 4; quarter++)
		await openQuarter(world.admin, world.programme.url, `${year}Q${quarter}`);
	for (const hospital of world.hospitals)
		hospital.returns = Object.fromEntries(await ask(`SELECT period, id FROM zhiheng.return WHERE institution_id = ${hospital.id}`));
	return world;
}

module.exports = {addAccount, addHospital, ask, disconnect, freshCode, hash, makeWorld, one, openProgramme, openQuarter, openSession, targets, year};
