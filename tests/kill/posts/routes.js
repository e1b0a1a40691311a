// Every route that takes a form, out of the programs' own tables.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const programs = ['account', 'institution', 'commission', 'disclosure'];

// ['/account/sign-in', …]
function postRoutes() {
	return programs.flatMap((program) => {
		const source = fs.readFileSync(path.join(__dirname, `../../../cgi/${program}/main.c`), 'utf8');
		return [...source.matchAll(/\{"(\/[^"]*)",\s*METHOD_POST,/g)].map(([, url]) => url);
	});
}

// How often the tables say METHOD_POST, however they are written.
function postCount() {
	return programs.reduce((sum, program) => sum +
		(fs.readFileSync(path.join(__dirname, `../../../cgi/${program}/main.c`), 'utf8').match(/\bMETHOD_POST\b/g) || []).length, 0);
}

module.exports = {postCount, postRoutes};
