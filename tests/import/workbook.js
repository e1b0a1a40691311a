// Workbooks made by hand, so that they can be as wrong as wanted; and a reader of their parts.
'use strict';

const zlib = require('node:zlib');

const table = Array.from({length: 256}, (_, n) => {
	let value = n;
	for (let i = 0; i < 8; i += 1)
		value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
	return value >>> 0;
});

function crc32(data) {
	let crc = 0xffffffff;
	for (const byte of data)
		crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
	return (crc ^ 0xffffffff) >>> 0;
}

// A ZIP archive of {name: text or bytes}.
function zip(files) {
	const parts = [];
	const central = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const data = Buffer.from(content);
		const packed = zlib.deflateRawSync(data, {level: 9});
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(0x0800, 6);
		head.writeUInt16LE(8, 8);
		head.writeUInt32LE(crc32(data), 14);
		head.writeUInt32LE(packed.length, 18);
		head.writeUInt32LE(data.length, 22);
		head.writeUInt16LE(Buffer.byteLength(name), 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(20, 4);
		head.copy(entry, 6, 4, 30);
		entry.writeUInt32LE(offset, 42);
		parts.push(head, Buffer.from(name), packed);
		central.push(entry, Buffer.from(name));
		offset += 30 + Buffer.byteLength(name) + packed.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...parts, directory, end]);
}

// The parts of an archive whose entries are stored or deflated: {name: bytes}.
function unzip(data) {
	const files = {};
	let at = data.readUInt32LE(data.lastIndexOf('PK\x05\x06') + 16);
	while (data.readUInt32LE(at) === 0x02014b50) {
		const [size, length, extra, comment] = [data.readUInt32LE(at + 20), data.readUInt16LE(at + 28), data.readUInt16LE(at + 30), data.readUInt16LE(at + 32)];
		const local = data.readUInt32LE(at + 42);
		const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
		const packed = data.subarray(start, start + size);
		files[data.toString('utf8', at + 46, at + 46 + length)] = data.readUInt16LE(at + 10) === 0 ? packed : zlib.inflateRawSync(packed);
		at += 46 + length + extra + comment;
	}
	return files;
}

function escape(text) {
	return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

// Parts of a workbook: sheets is a list of {name, xml (of sheetData and what follows), state}.
function parts(sheets, more = {}) {
	const files = {
		'[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
		'xl/workbook.xml': '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
			+ sheets.map((sheet, i) => `<sheet name="${escape(sheet.name)}" sheetId="${i + 1}"${sheet.state ? ` state="${sheet.state}"` : ''} r:id="rId${i + 1}"/>`).join('') + '</sheets></workbook>',
		'xl/_rels/workbook.xml.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
			+ sheets.map((sheet, i) => `<Relationship Id="rId${i + 1}" Type="x/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('') + '</Relationships>',
	};
	sheets.forEach((sheet, i) => {
		files[`xl/worksheets/sheet${i + 1}.xml`] = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${sheet.xml}</worksheet>`;
	});
	return {...files, ...more};
}

function columnName(number) {
	return number > 26 ? columnName(Math.floor((number - 1) / 26)) + columnName((number - 1) % 26 + 1) : String.fromCharCode(64 + number);
}

// One cell's XML: a text, a number, or {xml attributes and content}.
function cell(row, column, value) {
	const place = `${columnName(column)}${row}`;
	if (value === null || value === '')
		return '';
	if (typeof value === 'number')
		return `<c r="${place}"><v>${value}</v></c>`;
	if (typeof value === 'object')
		return `<c r="${place}" ${value.attributes || ''}>${value.content}</c>`;
	return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escape(value)}</t></is></c>`;
}

function sheetData(rows, attributes = {}) {
	return '<sheetData>' + rows.map((cells, i) => `<row r="${i + 1}"${attributes[i + 1] || ''}>${cells.map((value, j) => cell(i + 1, j + 1, value)).join('')}</row>`).join('') + '</sheetData>';
}

// A workbook of one sheet out of rows of cells.
function workbook(rows, name = '填报') {
	return zip(parts([{name, xml: sheetData(rows)}]));
}

// The cells of one line of CSV.
function csvCells(line) {
	return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replace(/""/g, '"')));
}

module.exports = {cell, columnName, crc32, csvCells, parts, sheetData, unzip, workbook, zip};
