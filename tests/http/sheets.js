// Templates fetched, tables sent and confirmed, as a clerk does it at the upload page of a return.
'use strict';

const assert = require('node:assert/strict');
const {csrf, visible} = require('./portal');
const {csvCells} = require('../import/workbook');

// The template as rows of cells.
async function templateRows(visitor, url) {
	const answer = await visitor.get(`${url}/template.csv`);
	assert.equal(answer.status, 200, url);
	return answer.text.replace(/^\uFEFF/, '').trim().split('\r\n').map(csvCells);
}

function csvText(rows, separator = ',') {
	return rows.map((row) => row.map((text) => (/[",\n\t]/.test(text) ? `"${String(text).replace(/"/g, '""')}"` : text)).join(separator)).join('\r\n') + '\r\n';
}

// Sends a file; gives the answer, and the preview if there is one.
async function sendFile(visitor, url, data, name = '填好的表.xlsx') {
	const form = new FormData();
	form.append('_csrf', csrf((await visitor.get(`${url}/upload`)).text));
	form.append('file', new Blob([data]), name);
	const sent = await visitor.send('POST', `${url}/upload`, {body: form});
	if (sent.location !== null)
		sent.preview = await visitor.get(sent.location);
	return sent;
}

async function confirmFile(visitor, sent) {
	const revision = /name="revision" value="(\d+)"/.exec(sent.preview.text);
	assert.ok(revision, visible(sent.preview.text));
	return visitor.post(sent.location, {_csrf: csrf(sent.preview.text), revision: revision[1]});
}

// The faults that a preview tells: [place, message, what to do].
function faults(html) {
	const table = /<caption id="fault-caption">[\s\S]*?<\/table>/.exec(html);
	return table === null ? [] : [...table[0].matchAll(/<tr class[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) => {
		const cells = [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, text]) => visible(text).trim());
		return [cells[0], cells[2], cells[3]];
	});
}

module.exports = {confirmFile, csvText, faults, sendFile, templateRows};
