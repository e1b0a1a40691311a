/* Composes the icons named in icons.txt into one SVG sprite on standard output. */
'use strict';

const fs = require('fs');
const path = require('path');

const source = path.join(__dirname, 'node_modules/@tabler/icons/icons/outline');
const attributes = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ' +
	'stroke-linecap="round" stroke-linejoin="round"';

const symbols = fs.readFileSync(path.join(__dirname, 'icons.txt'), 'utf8')
	.split('\n')
	.filter((line) => line.trim() && !line.startsWith('#'))
	.map((line) => {
		const [name, icon] = line.trim().split(/\s+/);
		const drawing = fs.readFileSync(path.join(source, icon + '.svg'), 'utf8')
			.replace(/^[^]*?<svg[^>]*>/, '')
			.replace(/<\/svg>\s*$/, '')
			.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
			.replace(/>\s+</g, '><')
			.trim();
		return `<symbol id="${name}" ${attributes}>${drawing}</symbol>`;
	});

process.stdout.write('<svg xmlns="http://www.w3.org/2000/svg">\n' + symbols.join('\n') + '\n</svg>\n');
