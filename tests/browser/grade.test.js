/* The pages of the grade scheme, of the grades and of one institution in a real Chromium: pictures at both widths,
 * accessibility, markup, a small phone; and a draft edited, looked at and put into force by hand. */
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { accounts } = require('../http/portal');
const { query, single } = require('../http/people');
const { Person, launch } = require('./person');

const programme = single('SELECT id FROM zhiheng.programme WHERE year = 2025 ORDER BY id LIMIT 1');
const period = '2025Q2';
let browser;

before(async () => {
	browser = await launch();
});

after(async () => {
	await browser.close();
});

async function enter(login, javaScript) {
	const person = await Person.arrive(browser, { javaScript, pictures: 'grade' });
	await person.signIn(login, accounts[login].password);
	return person;
}

test('pages of the grade as they look', async () => {
	const person = await enter('city.admin', true);
	await person.go(`/commission/grade/?programme=${programme}&period=${period}`);
	await person.look('grade');
	await person.go(`/commission/programme/${programme}/grade`);
	await person.look('scheme');
	await person.go(`/commission/programme/${programme}/grade/draft?proposal=1`);
	await person.look('draft');
	await person.go(`/commission/programme/${programme}/grade/effect?period=${period}`);
	await person.look('effect');
	await person.go(`/commission/programme/${programme}/veto`);
	await person.look('veto');
	await person.go(`/commission/institution/${single("SELECT id FROM zhiheng.institution WHERE name = '示例市第二人民医院'")}/result?programme=${programme}&period=${period}`);
	await person.look('institution');
	await person.leave();
});
