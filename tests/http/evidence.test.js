// Files of evidence: taken by their content, stored under names of their own, given only to those who
// may see the return, withdrawn but kept.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const {before, test} = require('node:test');
const {Visitor, csrf, signedIn, visible} = require('./portal');
const {openInstitution, query, single} = require('./people');
const {zhiheng} = require('../console/console');

const own = {};
const name = `proof${process.pid}`;
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('0000000d4948445200000001000000010802000000907753de', 'hex')]);
let url, id, reviewer, store;

before(async () => {
	Object.assign(own, await openInstitution({clerk: `${name}.clerk`, verifier: `${name}.verifier`}));
	id = single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} ORDER BY period DESC LIMIT 1`);
	url = `/institution/return/${id}/evidence`;
	reviewer = await signedIn('city.reviewer');
	store = path.join(process.env.VAR, 'evidence');
});

function multipart(fields, file) {
	const boundary = 'zhiheng7d3f';
	const parts = Object.entries(fields).map(([field, value]) =>
		Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`));
	if (file) {
		parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: ${file.type || 'application/pdf'}\r\n\r\n`),
			file.bytes, Buffer.from('\r\n'));
	}
	parts.push(Buffer.from(`--${boundary}--\r\n`));
	return {headers: {'content-type': `multipart/form-data; boundary=${boundary}`}, body: Buffer.concat(parts)};
}

async function upload(person, file, element = 'discharges') {
	const token = csrf((await person.get('/institution/')).text);
	return person.send('POST', url, multipart({_csrf: token, element}, file));
}

function files() {
	return query(`SELECT id, name, media_type, size, encode(digest, 'hex'), stored_as, element_code FROM zhiheng.evidence WHERE return_id = ${id} ORDER BY id`);
}

test('a file is kept under a name that says nothing, with its digest', async () => {
	const answer = await upload(own.clerk, {name: 'C:\\材料\\出院 登记.PDF', bytes: pdf, type: 'text/html'});
	assert.equal(answer.status, 303, visible(answer.text));
	const [[, kept, media, size, digest, stored]] = files();
	assert.equal(kept, '出院 登记.PDF');
	assert.equal(media, 'application/pdf');
	assert.equal(Number(size), pdf.length);
	assert.equal(digest, crypto.createHash('sha256').update(pdf).digest('hex'));
	assert.match(stored, /^[0-9a-f]{64}$/);
	assert.deepEqual(fs.readFileSync(path.join(store, stored)), pdf);
	assert.match(visible((await own.clerk.get(url)).text), /出院 登记\.PDF/);
});

test('it is sent as a file to be saved, to those who may see the return and to nobody else', async () => {
	const [[file, , , , , stored]] = files();
	for (const [person, address] of [[own.verifier, `${url}/${file}`], [reviewer, `/commission/return/${id}/evidence/${file}`],
		[await signedIn('city.viewer'), `/commission/return/${id}/evidence/${file}`]]) {
		const sent = await person.get(address);
		assert.equal(sent.status, 200, address);
		assert.equal(sent.text, pdf.toString());
		assert.match(sent.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''%E5%87%BA/);
		assert.equal(sent.headers.get('x-content-type-options'), 'nosniff');
		assert.match(sent.headers.get('content-security-policy'), /sandbox/);
		assert.equal(sent.headers.get('content-type'), 'application/pdf');
		assert.equal(sent.headers.get('x-accel-redirect'), null);
	}
	assert.match(visible((await reviewer.get(`/commission/return/${id}`)).text), /出院 登记\.PDF/);
	const stranger = await signedIn('h1.clerk');
	assert.equal((await stranger.get(`${url}/${file}`)).status, 404);
	const another = single("SELECT id FROM zhiheng.return WHERE institution_id = (SELECT institution_id FROM zhiheng.account WHERE login = 'h1.clerk') ORDER BY id LIMIT 1");
	assert.equal((await stranger.get(`/institution/return/${another}/evidence/${file}`)).status, 404, 'not under another return either');
	assert.equal((await stranger.send('POST', url, multipart({_csrf: csrf((await stranger.get('/institution/')).text), element: '*'}, {name: 'a.pdf', bytes: pdf}))).status, 404);
	assert.equal((await (await signedIn('county.reviewer')).get(`/commission/return/${id}/evidence/${file}`)).status,
		single(`SELECT region_code = '990102' FROM zhiheng.institution WHERE id = ${own.id}`) === 't' ? 200 : 404);
	assert.equal((await (await signedIn('qc.nursing')).get(`/commission/return/${id}/evidence/${file}`)).status, 404, 'another specialty');
	const visitor = new Visitor();
	assert.equal((await visitor.get(`${url}/${file}`)).status, 303, 'to the sign-in');
	for (const address of [`/evidence-file/${stored}`, '/evidence-file/', `/evidence-file/..%2fpostgres/PG_VERSION`, `${url}/..%2f..%2f${file}`])
		assert.notEqual((await own.clerk.get(address)).status, 200, address);
});

test('images and office files are known by their content', async () => {
	const workbook = await own.clerk.get(`/institution/return/${id}/template.xlsx`);
	assert.equal(workbook.status, 200);
	const response = await fetch(new URL(`/institution/return/${id}/template.xlsx`, process.env.BASE_URL),
		{headers: {cookie: [...own.clerk.cookies].map(([key, value]) => `${key}=${value}`).join('; ')}});
	const xlsx = Buffer.from(await response.arrayBuffer());
	const was = files().length;
	assert.equal((await upload(own.verifier, {name: '截图.png', bytes: png}, '*')).status, 303);
	assert.equal((await upload(own.clerk, {name: '台账.xlsx', bytes: xlsx})).status, 303);
	assert.deepEqual(files().slice(was).map((row) => [row[2], row[6]]),
		[['image/png', '*'], ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'discharges']]);
});

test('what is not what it seems is refused, and nothing of it stays', async () => {
	const was = [files().length, fs.readdirSync(store).length];
	const html = Buffer.from('<!doctype html><html><script>alert(1)</script></html>');
	const wrong = [
		[{name: '页面.pdf', bytes: html}, /只接收 ?PDF/], [{name: '页面.html', bytes: html}, /只接收/], [{name: '图.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')}, /只接收/],
		[{name: '程序.pdf', bytes: Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1')}, /只接收/], [{name: '文件.png', bytes: pdf}, /内容与扩展名须一致/],
		[{name: '没有扩展名', bytes: pdf}, /只接收/], [{name: '包.docx', bytes: Buffer.from('PK\x03\x04\x14\x00', 'latin1')}, /只接收/], [{name: '空.pdf', bytes: Buffer.alloc(0)}, /文件是空的/],
		[{name: `${'长'.repeat(201)}.pdf`, bytes: pdf}, /1 至 200 个字/], [{name: '控\x01制.pdf', bytes: pdf}, /不能显示的字符/],
		[{name: '大.pdf', bytes: Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)])}, /超过 10 MB/],
	];
	for (const [file, words] of wrong) {
		const answer = await upload(own.clerk, file);
		assert.equal(answer.status, 400, `${file.name}: ${answer.status}`);
		assert.match(visible(answer.text), words, file.name);
		assert.match(answer.text, /id="file-error"/, file.name);
		assert.match(answer.text, /<option value="discharges" selected>/, 'the element is still chosen');
	}
	const none = await upload(own.clerk, null);
	assert.equal(none.status, 400);
	assert.match(visible(none.text), /请选择文件/);
	assert.equal((await upload(own.clerk, {name: 'a.pdf', bytes: pdf}, 'no_such')).status, 400);
	const huge = await upload(own.clerk, {name: '大.pdf', bytes: Buffer.alloc(12 * 1024 * 1024)});
	assert.equal(huge.status, 413);
	assert.deepEqual([files().length, fs.readdirSync(store).length], was);
});

test('other pages still take 6 MB and no more', async () => {
	const token = csrf((await own.clerk.get('/institution/')).text);
	const answer = await own.clerk.send('POST', `/institution/return/${id}/message`, multipart({_csrf: token, element: '*', text: 'x'.repeat(7 * 1024 * 1024)}));
	assert.equal(answer.status, 413);
});

test('a file is withdrawn with a reason, once, and stays readable', async () => {
	const [[file]] = files();
	const token = csrf((await own.clerk.get(url)).text);
	const bare = await own.clerk.post(`${url}/${file}`, {_csrf: token, [`withdraw.${file}`]: ''});
	assert.equal(bare.status, 400);
	assert.match(bare.text, new RegExp(`href="#withdraw\\.${file}"`));
	assert.match(bare.text, new RegExp(`<details open>[^]*id="withdraw\\.${file}-error"[^]*name="withdraw\\.${file}" aria-invalid="true"`), 'at the field, which is in sight');
	const wordy = '长'.repeat(501);
	const long = await own.clerk.post(`${url}/${file}`, {_csrf: token, [`withdraw.${file}`]: wordy});
	assert.equal(long.status, 400);
	assert.ok(long.text.includes(`\n${wordy}</textarea>`), 'what was typed is still there');
	assert.equal((await own.clerk.post(`${url}/${file}`, {_csrf: token, [`withdraw.${file}`]: '传错了 <文件>'})).status, 303);
	assert.equal((await own.clerk.post(`${url}/${file}`, {_csrf: token, [`withdraw.${file}`]: '再撤一次'})).status, 409);
	assert.match(visible((await reviewer.get(`/commission/return/${id}`)).text), /已撤下 .*传错了 <文件>/);
	assert.equal((await reviewer.get(`/commission/return/${id}/evidence/${file}`)).status, 200);
	assert.match(visible((await own.clerk.get(`/institution/return/${id}/check`)).text), /证据文件（2）/);
	const stranger = await signedIn('h1.clerk');
	assert.equal((await stranger.post(`${url}/${file}`, {_csrf: csrf((await stranger.get('/institution/')).text), [`withdraw.${file}`]: '不是我的'})).status, 404);
});

test('the operator finds files without a record and records without a file, and sweeps the former', () => {
	const [[, , , , , stored], [, , , , , second]] = files();
	const [orphan, young, alien] = ['a', 'b'].map((letter) => path.join(store, letter.repeat(64))).concat(path.join(store, 'README'));
	const old = new Date(Date.now() - 2 * 864e5);
	for (const name of [orphan, young, alien])
		fs.writeFileSync(name, 'x');
	fs.utimesSync(orphan, old, old);
	fs.utimesSync(alien, old, old);
	const command = (verb) => zhiheng('zhiheng', 'evidence', verb, store);
	const found = command('check');
	assert.equal(found.status, 1, found.stderr);
	assert.equal(found.stdout, `unknown  ${orphan} (1 bytes)\n${single('SELECT count(*) FROM (SELECT stored_as FROM zhiheng.evidence UNION SELECT stored_as FROM zhiheng.baseline_file UNION SELECT stored_as FROM zhiheng.backfill_source) AS file')} on record, 0 missing or changed; 1 unknown for more than a day, 0 removed\n`);
	assert.match(command('sweep').stdout, new RegExp(`^removed  ${orphan}\n`));
	assert.deepEqual([orphan, young, alien].map((name) => fs.existsSync(name)), [false, true, true], 'nothing young, nothing of others');
	assert.equal(command('check').status, 0);

	fs.renameSync(path.join(store, stored), path.join(store, 'aside'));
	fs.appendFileSync(path.join(store, second), ' ');
	const broken = command('sweep');
	fs.renameSync(path.join(store, 'aside'), path.join(store, stored));
	fs.truncateSync(path.join(store, second), fs.statSync(path.join(store, second)).size - 1);
	assert.equal(broken.status, 1);
	assert.match(broken.stdout, new RegExp(`missing  file \\d+ of return ${id}: ${path.join(store, stored)}`));
	assert.match(broken.stdout, new RegExp(`changed  file \\d+ of return ${id}: ${path.join(store, second)}`));
	assert.equal(command('check').status, 0);
	[young, alien].forEach((name) => fs.rmSync(name));
	assert.equal(zhiheng('zhiheng', 'evidence', 'check', '/nowhere').status, 1);
	assert.equal(zhiheng('zhiheng', 'evidence', 'check').status, 2);
});
