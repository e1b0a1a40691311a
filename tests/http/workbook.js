// Reads an XLSX file as spreadsheets would, as far as the tests need it: sheets as lists of rows, cells as
// texts or numbers, null for empty ones.  A formula or a link anywhere is an error.
'use strict';

const assert = require('node:assert/strict');
const zlib = require('node:zlib');

// The files of a ZIP archive by name, from its central directory.
function unzip(bytes) {
	const files = new Map();
	const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
	let at = bytes.readUInt32LE(end + 16);
	for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
		const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
		const [packed, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
		const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
		const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const content = bytes.subarray(start, start + packed);
		files.set(name, bytes.readUInt16LE(at + 10) === 0 ? content : zlib.inflateRawSync(content));
		at += 46 + nameLength + extra + comment;
	}
	return files;
}

function unescapeXml(text) {
	return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, '\'').replace(/&amp;/g, '&');
}

// "AB12" as [row, column], from 0.
function place(reference) {
	const [, letters, digits] = /^([A-Z]+)(\d+)$/.exec(reference);
	return [Number(digits) - 1, [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1];
}

// {name: rows} in the order of the sheets.
function readWorkbook(bytes) {
	const files = unzip(bytes);
	const part = (name) => files.get(name).toString('utf8');
	const names = [...part('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => unescapeXml(name));
	const sheets = {};
	names.forEach((name, i) => {
		const xml = part(`xl/worksheets/sheet${i + 1}.xml`);
		assert.doesNotMatch(xml, /<f>|<f |<hyperlink/, 'no formula, no link');
		assert.match(xml, /<pane ySplit="1"[^>]*state="frozen"/, 'the head stays in sight');
		const rows = [];
		for (const [, reference, attributes, content = ''] of xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
			const [row, column] = place(reference);
			const text = /<t[^>]*>([\s\S]*?)<\/t>/.exec(content), number = /<v>([^<]*)<\/v>/.exec(content);
			rows[row] = rows[row] || [];
			rows[row][column] = /t="inlineStr"/.test(attributes) ? unescapeXml(text[1]) : number ? Number(number[1]) : null;
		}
		sheets[name] = rows;
	});
	return sheets;
}

module.exports = {readWorkbook};
