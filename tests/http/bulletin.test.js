// The official notice of an edition, and the words that the commission gives it.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const {createHash} = require('node:crypto');
const {test} = require('node:test');
const {Visitor, formValues, signedIn, visible} = require('./portal');
const {query} = require('./people');

const visitor = new Visitor();
const home = '/region/990100/2025Q2/1/';

test('the notice says what the overview says, and no place is left open', async () => {
	const overview = visible((await visitor.get(home)).text);
	const {status, text} = await visitor.get(`${home}bulletin`);
	assert.equal(status, 200);
	const words = visible(text);
	assert.doesNotMatch(words, /[【】]/);
	const [, expected, included] = /(\d+) 份应报报表中 (\d+) 份纳入/.exec(overview);
	assert.ok(words.includes(`应报报表${expected}份，通过审核并纳入统计${included}份`));
	const [, compared, better, worse, same] = /(\d+) 项可比指标中 (\d+) 项改善、(\d+) 项变差，(\d+) 项/.exec(overview);
	assert.ok(words.includes(`${compared}项可比指标中${better}项改善、${worse}项变差，${same}项的变化不能排除偶然`));
	const [, demanded, met] = /(\d+) 项有数值要求的指标中 (\d+) 项/.exec(overview);
	assert.ok(words.includes(`${demanded}项有数值要求的指标中，全部机构合计值达到要求的${met}项`));
	for (const part of ['示例市卫生健康委员会文件', '〔', '（印章）', '附表1', '印发', '演示数据'])
		assert.ok(words.includes(part), part);
});

test('the notice is a file of the edition, a PDF that says the same on A4', async () => {
	const {editions} = JSON.parse((await visitor.get('/api/v1/editions?region=990100&period=2025Q2')).text);
	const file = editions.find((edition) => edition.number === 1).files.find((item) => item.name === 'bulletin.pdf');
	const answer = await fetch(new URL(file.url, process.env.BASE_URL));
	assert.equal(answer.headers.get('content-type'), 'application/pdf');
	const pdf = Buffer.from(await answer.arrayBuffer());
	assert.equal(createHash('sha256').update(pdf).digest('hex'), file.sha256);
	const page = (await visitor.get(`${home}bulletin`)).text;
	assert.ok(page.includes(`href="${file.url}"`), 'the page offers it');
	const read = (program, ...words) => execFileSync(program, [...words, '-'], {input: pdf, encoding: 'utf8', maxBuffer: 1 << 26});
	assert.match(read('pdfinfo'), /Page size: +595\.\d+ x 841\.\d+ pts \(A4\)/);
	assert.doesNotMatch(read('pdfinfo'), /CreationDate/, 'the same edition makes the same bytes');
	for (const line of read('pdffonts').trim().split('\n').slice(2))
		assert.match(line, / yes yes yes +\d+ +\d+$/, 'every font is in it');
	const bare = (text) => text.replace(/— \d+ —/g, '').replace(/\s+/g, '');
	const text = bare(execFileSync('pdftotext', ['-layout', '-', '-'], {input: pdf, encoding: 'utf8'}));
	for (const [, words] of page.matchAll(/<p class="bulletin-(?:issuer|number|text|addressee)">([^<]+)</g))
		assert.ok(text.includes(bare(words)), words);
	const values = [...page.matchAll(/<td class="bulletin-figure">([\d.,]+)<\/td>/g)];
	assert.ok(values.length > 50);
	for (const [, value] of values)
		assert.ok(text.includes(value), value);
	assert.ok(text.includes('（印章）') && text.includes('印发') && text.includes('演示数据'));
});

test('an administrator changes the words: places are checked, looked at, kept as a version', async () => {
	const administrator = await signedIn('city.admin');
	const url = '/commission/bulletin/';
	const fields = formValues((await administrator.get(url)).text);
	delete fields.preview;
	for (const [words, fault] of [['本期【病人数】例', /没有“【病人数】”/], ['本期【地区', /没有对应的/]]) {
		const answer = await administrator.post(url, {...fields, notice_body: words});
		assert.equal(answer.status, 400);
		assert.match(visible(answer.text), fault);
		assert.ok(answer.text.includes(words), 'what was typed is kept');
	}
	assert.equal((await administrator.post(url, {...fields, notice_title: ''})).status, 400);
	const graded = await administrator.post(url, {...fields, preview: '1',
		notice_body: '评级【评级机构数】家：A级【A级机构数】家，B级【B级机构数】家，C级【C级机构数】家，D级【D级机构数】家，未评级【未评级机构数】家。'});
	const [, ...counts] = /评级(\d+)家：A级(\d+)家，B级(\d+)家，C级(\d+)家，D级(\d+)家，未评级(\d+)家。/.exec(visible(graded.text)).map(Number);
	const [held] = query(`SELECT count(grade), count(*) FILTER (WHERE grade = 'A'), count(*) FILTER (WHERE grade = 'B'), count(*) FILTER (WHERE grade = 'C'),
		count(*) FILTER (WHERE grade = 'D'), count(*) FILTER (WHERE grade IS NULL) FROM zhiheng.edition_grade
		WHERE edition_id = (SELECT max(id) FROM zhiheng.edition WHERE region_code = '990100')`);
	assert.deepEqual(counts, held.map(Number));
	const words = '【地区】本期纳入【纳入报表数】份，<b>【更正说明】</b>。';
	const preview = await administrator.post(url, {...fields, notice_body: words, preview: '1'});
	assert.equal(preview.status, 200);
	assert.match(visible(preview.text), /示例市本期纳入\d+份，<b>/);
	assert.doesNotMatch(preview.text, /<b>/);
	const count = (html) => (html.match(/<li>版本 \d+/g) || []).length;
	const versions = count((await administrator.get(url)).text);
	const published = (await visitor.get(`${home}bulletin?fresh=1`)).text;
	const saved = await administrator.post(url, {...fields, notice_body: `${fields.notice_body}\n四、附则\n本通报自印发之日起施行。`});
	assert.equal(saved.status, 303);
	const after = await administrator.get(url);
	assert.equal(count(after.text), Math.min(10, versions + 1));
	assert.match(visible(after.text), /本通报自印发之日起施行/);
	assert.equal((await visitor.get(`${home}bulletin?fresh=2`)).text.replace(/fresh=\d/g, ''), published.replace(/fresh=\d/g, ''),
		'what is published keeps its words');
});

test('others read the words, and cannot change them', async () => {
	for (const login of ['city.reviewer', 'city.viewer']) {
		const person = await signedIn(login);
		const page = await person.get('/commission/bulletin/');
		assert.equal(page.status, 200, login);
		assert.doesNotMatch(page.text, /name="notice_body"/);
		const answer = await person.submit('/commission/bulletin/', {issuer: '甲乙', number: '甲乙', notice_title: '甲乙', addressee: '甲乙', notice_body: '甲乙'});
		assert.equal(answer.status, 403, login);
	}
});
