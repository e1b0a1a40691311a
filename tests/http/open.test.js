// Open data: the interface, the feed, and the programs by which others read them.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {before, after, test} = require('node:test');
const {Visitor, visible} = require('./portal');
const {editionsOf} = require('./editions');

const visitor = new Visitor();
const base = process.env.BASE_URL;
let folder;
let list;

before(async () => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zhiheng-open-'));
	await editionsOf('990100');
	list = JSON.parse((await visitor.get('/api/v1/editions?region=990100')).text).editions;
});

after(() => fs.rmSync(folder, {recursive: true}));

const json = async (url) => {
	const answer = await visitor.get(url);
	assert.equal(answer.status, 200, url);
	assert.match(answer.headers.get('content-type'), /^application\/json/);
	return JSON.parse(answer.text);
};

test('the list of editions: newest first, each with its files', async () => {
	assert.ok(list.length >= 3);
	const times = list.map((edition) => edition.published_at);
	assert.deepEqual(times, [...times].sort().reverse());
	for (const edition of list) {
		assert.deepEqual(edition.files.map((file) => file.url), edition.files.map((file) => `${edition.url}files/${file.name}`));
		for (const name of ['results.csv', 'results.json', 'groups.csv', 'edition.xlsx', 'SHA256SUMS', 'SHA256SUMS.sig', 'measurereport.json', 'adx.xml'])
			assert.ok(edition.files.some((file) => file.name === name), name);
	}
	const [own] = (await json('/api/v1/editions?region=990100&period=2025Q1')).editions;
	assert.equal(own.period, '2025Q1');
	assert.deepEqual((await json('/api/v1/editions?region=110000')).editions, []);
	assert.deepEqual(await json(`/api/v1/editions/990100/2025Q1/${own.number}`), own);
});

test('the page of downloads names the files of grades, which FHIR and ADX have no place for', async () => {
	const edition = list.find(({period}) => period === '2025Q2');
	const {text} = await visitor.get('/verify');
	for (const name of ['grades.csv', 'grade_scheme.csv', 'grade_rules.csv', 'grade_points.csv']) {
		assert.ok(text.includes(`<code>${name}</code>`), name);
		assert.ok(edition.files.some((file) => file.name === name), name);
	}
	assert.ok((await json(`/api/v1/editions/990100/2025Q2/${edition.number}/grades`)).grades.some(({grade}) => grade === 'A'));
	for (const name of ['measurereport.json', 'adx.xml'])
		assert.doesNotMatch((await visitor.get(`/region/990100/2025Q2/${edition.number}/files/${name}`)).text, /grade/i);
});

test('tables by pages: the same rows as the files, in their order', async () => {
	const {number} = list.find((edition) => edition.period === '2025Q1');
	const rows = [];
	let url = `/api/v1/editions/990100/2025Q1/${number}/results`;
	let pages = 0;
	while (url) {
		const answer = await visitor.get(url);
		rows.push(...JSON.parse(answer.text).results);
		url = (/<([^>]*)>; rel="next"/.exec(answer.headers.get('link') || '') || [])[1];
		pages += 1;
	}
	assert.ok(pages > 1);
	const file = JSON.parse((await visitor.get(`/region/990100/2025Q1/${number}/files/results.json`)).text).rows;
	assert.deepEqual(rows.map((row) => [row.indicator_code, row.institution_id, row.numerator, row.denominator, row.hidden, row.rank]),
		file.map((row) => [row.indicator_code, row.institution_id, row.numerator, row.denominator, row.hidden, row.rank]));
	const one = await json(`/api/v1/editions/990100/2025Q1/${number}/results?indicator=NIT-2025-01.1&institution=1`);
	assert.equal(one.results.length, 1);
	const csv = (await visitor.get(`/api/v1/editions/990100/2025Q1/${number}/groups?indicator=NIT-2025-01.1&format=csv`)).text.trim().split('\r\n');
	const groups = (await json(`/api/v1/editions/990100/2025Q1/${number}/groups?indicator=NIT-2025-01.1`)).groups;
	assert.equal(csv.length, groups.length + 1);
	assert.equal(csv[0], Object.keys(groups[0]).join(','));
	const {grades} = await json(`/api/v1/editions/990100/2025Q1/${number}/grades`);
	const filed = JSON.parse((await visitor.get(`/region/990100/2025Q1/${number}/files/grades.json`)).text).rows;
	assert.deepEqual(grades.map((row) => [row.institution_id, row.grade, row.composite, row.rank, row.alike]),
		filed.map((row) => [row.institution_id, row.grade, row.composite, row.rank, row.alike]));
});

test('a tag that is still right is answered with 304', async () => {
	const first = await fetch(`${base}/api/v1/editions`);
	const tag = first.headers.get('etag');
	assert.match(tag, /^(W\/)?"[0-9a-f]{32}"$/);
	assert.equal(first.headers.get('access-control-allow-origin'), '*');
	assert.equal((await fetch(`${base}/api/v1/editions`, {headers: {'if-none-match': tag}})).status, 304);
	assert.equal((await fetch(`${base}/api/v1/editions`, {headers: {'if-none-match': '"other"'}})).status, 200);
});

test('bad input: 400 and 404 in words, never a 5xx', async () => {
	for (const [url, status, words] of [['/api/v1/editions?page=0', 400, /page/], ['/api/v1/editions?page=99999999999', 400, /page/],
		['/api/v1/editions?page=x', 400, /page/], ['/api/v1/editions/990100/2025Q1/99', 404, /没有这个公开版本/],
		['/api/v1/editions/990100/2025Q1/1/secrets', 404, /indicators/], ['/api/v1/editions/1/2/3', 404, /没有/],
		["/api/v1/editions?region=%27%3B--", 400, /“region”应为编码/], ['/api/v1/nothing', 404, null]]) {
		const answer = await visitor.get(url);
		assert.equal(answer.status, status, url);
		if (words)
			assert.match(visible(answer.text), words, url);
	}
	const long = await visitor.get(`/api/v1/editions?region=${'9'.repeat(10000)}`);
	assert.ok(long.status < 500, String(long.status));
});

test('the description of the interface names what is there', async () => {
	const document = await json('/api/v1/openapi.json');
	assert.equal(document.openapi, '3.1.0');
	const text = JSON.stringify(document);
	for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g))
		assert.ok(reference.split('/').reduce((node, key) => node && node[key], document), reference);
	const {number} = list[0];
	for (const [route, methods] of Object.entries(document.paths)) {
		if (!methods.get)
			continue;
		const url = route.replace('{region}', list[0].region).replace('{period}', list[0].period).replace('{number}', number).replace('{table}', 'groups');
		assert.equal((await visitor.get(url)).status, 200, url);
	}
});

test('feedparser reads the feed', () => {
	const out = execFileSync('/usr/bin/python3', ['-c', `
import feedparser, json, sys
feed = feedparser.parse(sys.argv[1])
assert not feed.bozo, feed.bozo_exception
print(json.dumps([[entry.title, entry.link, entry.updated, entry.enclosures[0].href] for entry in feed.entries]))`, `${base}/feed.atom`], {encoding: 'utf8'});
	const entries = JSON.parse(out);
	assert.equal(entries.length, Math.min(list.length, 100));
	assert.match(entries[0][0], /示例市 .* 第 \d+ 版/);
	assert.equal(new URL(entries[0][1]).pathname, list[0].url);
});

test('R reads the CSV and the JSON, and finds the sums', () => {
	const edition = list.find((one) => one.period === '2025Q1');
	const out = execFileSync('Rscript', ['--vanilla', '-e', `
base <- commandArgs(TRUE)[1]
results <- read.csv(paste0(base, "results.csv"), fileEncoding = "UTF-8")
groups <- jsonlite::fromJSON(paste0(base, "groups.json"))$rows
stopifnot(is.logical(results$hidden), is.numeric(results$value), is.data.frame(groups))
known <- results[!results$hidden & !is.na(results$denominator) & results$denominator > 0 & !is.na(results$value), ]
open <- tapply(results$hidden, results$indicator_code, function(h) !any(h))
region <- groups[groups$dimension == "region" & !groups$hidden & !is.na(groups$denominator), ]
region <- region[open[region$indicator_code], ]
sums <- tapply(results$numerator, results$indicator_code, sum, na.rm = TRUE)
stopifnot(nrow(region) > 5, all(abs(sums[region$indicator_code] - region$numerator) < 1e-9))
cat(nrow(results), nrow(known), nrow(region))`, `${base}${edition.url}files/`], {encoding: 'utf8'});
	const [rows, known] = out.split(' ').map(Number);
	assert.ok(rows > 4000 && known > 1000, out);
});

test('LibreOffice opens the workbook', async () => {
	const edition = list.find((one) => one.period === '2025Q1');
	const file = path.join(folder, 'edition.xlsx');
	fs.writeFileSync(file, Buffer.from(await (await fetch(`${base}${edition.url}files/edition.xlsx`)).arrayBuffer()));
	execFileSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to',
		'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2', '--outdir', folder, file], {stdio: 'ignore'});
	const [made] = fs.readdirSync(folder).filter((name) => name.endsWith('.csv'));
	const rows = fs.readFileSync(path.join(folder, made), 'utf8').trim().split('\n');
	assert.match(rows[0], /^"?指标编码/);
	assert.ok(rows.length > 90, `${rows.length} indicators`);
});

// What a type of FHIR R4 allows: elements with how often they may be there, and a check of each.
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const uri = /^\S+$/;
const fhir = {
	Bundle: {resourceType: [1, 1, /^Bundle$/], type: [1, 1, /^collection$/], timestamp: [0, 1, instant], entry: [0, Infinity, 'Entry']},
	Entry: {fullUrl: [0, 1, uri], resource: [0, 1, 'MeasureReport']},
	MeasureReport: {resourceType: [1, 1, /^MeasureReport$/], status: [1, 1, /^(complete|pending|error)$/],
		type: [1, 1, /^(individual|subject-list|summary|data-collection)$/], measure: [1, 1, uri], date: [0, 1, instant], reporter: [0, 1, 'Reference'],
		period: [1, 1, 'Period'], group: [0, Infinity, 'Group']},
	Reference: {reference: [0, 1, uri], display: [0, 1, /\S/]},
	Period: {start: [0, 1, /^\d{4}-\d\d-\d\d$/], end: [0, 1, /^\d{4}-\d\d-\d\d$/]},
	Group: {code: [0, 1, 'CodeableConcept'], population: [0, Infinity, 'Population'], measureScore: [0, 1, 'Quantity']},
	Population: {code: [0, 1, 'CodeableConcept'], count: [0, 1, (value) => Number.isInteger(value)]},
	CodeableConcept: {coding: [0, Infinity, 'Coding'], text: [0, 1, /\S/]},
	Coding: {system: [0, 1, uri], code: [0, 1, /^(numerator|denominator)$/]},
	Quantity: {value: [0, 1, (value) => typeof value === 'number'], unit: [0, 1, /\S/]},
};

function conforms(value, type, place) {
	for (const name of Object.keys(value))
		assert.ok(fhir[type][name], `${place}: no element ${name} in ${type}`);
	for (const [name, [least, most, rule]] of Object.entries(fhir[type])) {
		const own = value[name];
		assert.ok(own !== undefined || least === 0, `${place}: ${name} is required`);
		if (own === undefined)
			continue;
		assert.equal(Array.isArray(own), most > 1, `${place}.${name}`);
		[].concat(own).forEach((item, i) => {
			if (typeof rule === 'string')
				conforms(item, rule, `${place}.${name}[${i}]`);
			else
				assert.ok(rule instanceof RegExp ? typeof item === 'string' && rule.test(item) : rule(item), `${place}.${name}: ${item}`);
		});
	}
}

test('FHIR, ADX and schema.org have the structure of these formats, and the edition\'s numbers', async () => {
	const edition = list.find((one) => one.period === '2025Q1');
	const get = async (name) => (await visitor.get(`${edition.url}files/${name}`)).text;
	const groups = JSON.parse(await get('groups.json')).rows.filter((row) => row.dimension === 'region' && row.value !== null);
	const bundle = JSON.parse(await get('measurereport.json'));
	conforms(bundle, 'Bundle', 'Bundle');
	assert.equal(bundle.entry.length, groups.length);
	assert.equal(new Set(bundle.entry.map((entry) => entry.fullUrl)).size, groups.length);
	bundle.entry.forEach(({resource}, i) => {
		assert.equal(resource.measure, `urn:zhiheng:indicator:${groups[i].indicator_code}`);
		assert.deepEqual(resource.period, {start: '2025-01-01', end: '2025-03-31'});
		assert.equal(resource.group[0].measureScore.value, groups[i].value);
	});
	const dataset = JSON.parse(await get('dataset.jsonld'));
	assert.deepEqual([dataset['@context'], dataset['@type'], dataset.temporalCoverage], ['https://schema.org/', 'Dataset', '2025-01-01/2025-03-31']);
	for (const name of ['name', 'description', 'version', 'identifier', 'datePublished'])
		assert.equal(typeof dataset[name], 'string', name);
	assert.ok(dataset.description.length >= 50, 'as those who list data sets ask');
	for (const {contentUrl} of dataset.distribution)
		assert.equal((await fetch(new URL(contentUrl, base), {method: 'HEAD'})).status, 200, contentUrl);
	const counted = JSON.parse(await get('results.json')).rows.filter((row) => row.numerator !== null || row.denominator !== null).length;
	execFileSync('/usr/bin/python3', ['-c', `
import re, sys, xml.etree.ElementTree as tree
name = lambda tag: '{urn:ihe:qrph:adx:2015}' + tag
root = tree.fromstring(sys.stdin.buffer.read())
assert root.tag == name('adx') and re.fullmatch(r'\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)', root.get('exported'))
assert len({group.get('orgUnit') for group in root}) == len(root) >= 50
pairs = set()
for group in root:
    assert group.tag == name('group') and set(group.keys()) == {'orgUnit', 'period', 'dataSet'}, group.attrib
    assert group.get('period') == '2025-01-01/P3M' and len(group) > 0
    for value in group:
        assert value.tag == name('dataValue') and set(value.keys()) == {'dataElement', 'part', 'value'}
        assert re.fullmatch(r'-?\\d+(\\.\\d+)?', value.get('value')) and value.get('part') in ('numerator', 'denominator')
        pairs.add((group.get('orgUnit'), value.get('dataElement')))
assert len(pairs) == int(sys.argv[1]), len(pairs)`, String(counted)], {input: await get('adx.xml')});
});

test('robots, sitemap and the page on how to verify', async () => {
	assert.match((await visitor.get('/robots.txt')).text, /Sitemap: http/);
	const sitemap = (await visitor.get('/sitemap.xml')).text;
	const urls = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
	assert.ok(urls.length > 300);
	for (const url of [urls[5], urls[100], urls.at(-1)])
		assert.equal((await fetch(url)).status, 200, url);
	const page = await visitor.get('/verify');
	const key = (await visitor.get('/api/v1/key')).text.split('\n')[1];
	assert.ok(page.text.includes(key.replace(/\+/g, '+')), 'the page shows the key');
});
