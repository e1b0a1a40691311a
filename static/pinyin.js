/* Writes a C table on standard output: for every character from U+4E00 to U+9FFF the first letters
	 of its readings, bit 0 for a. */
'use strict';

const { pinyin } = require('pinyin-pro');

const first = 0x4e00;
const last = 0x9fff;

function mask(character) {
	return pinyin(character, { multiple: true, toneType: 'none', type: 'array' })
		.map((reading) => reading.charCodeAt(0) - 97)
		.filter((letter) => letter >= 0 && letter < 26)
		.reduce((bits, letter) => bits | (1 << letter), 0);
}

const masks = [];
for (let code = first; code <= last; code++) {
	masks.push(mask(String.fromCharCode(code)));
}
if (masks.filter((bits) => bits !== 0).length < 20000) {
	throw new Error('pinyin-pro has no readings for too many characters');
}
process.stdout.write('/* Made from pinyin-pro by static/pinyin.js. */\n' +
	`#define PINYIN_FIRST 0x${first.toString(16)}\n#define PINYIN_LAST 0x${last.toString(16)}\n\n` +
	'static const uint32_t pinyin_masks[PINYIN_LAST - PINYIN_FIRST + 1] = {\n' +
	masks.reduce((text, bits, i) => `${text}${i % 12 === 0 ? '\t' : ' '}${bits},${i % 12 === 11 ? '\n' : ''}`, '') +
	'\n};\n');
