// The statements of a page as a script for pgbench: read off PostgreSQL's own log of one request, so that they are
// the page's by construction, with its parameters, its transaction and its round trips.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const {sql} = require('./tools');

const log = path.join(process.env.VAR, 'log/postgres.log');

// Records of the log: what follows a line's prefix, with its continuation lines.
function records(text, role) {
	const found = [];
	for (const line of text.split('\n')) {
		const head = /^\d{4}-\S+ \S+ \S+ \[(\d+)\] (\S*) ?(LOG|DETAIL):  (.*)$/.exec(line);
		if (head)
			found.push({user: head[2], kind: head[3], text: head[4]});
		else if (line.startsWith('\t') && found.length > 0)
			found[found.length - 1].text += '\n' + line.slice(1);
	}
	return found.filter((record) => record.user === `${role}@zhiheng`);
}

// [{name, text, values}] of the executed statements in order.
function parse(text, role) {
	const statements = [];
	for (const {kind, text: words} of records(text, role)) {
		const execute = /^execute (\w+): ([\s\S]*)$/.exec(words);
		if (kind === 'LOG' && execute)
			statements.push({name: execute[1], text: execute[2], values: []});
		else if (kind === 'DETAIL' && /^parameters: /i.test(words))
			for (const [, number, value] of words.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g))
				statements[statements.length - 1].values[number] = value;
	}
	return statements;
}

// pgbench takes a colon and a word for a variable even inside a string.
function hideColons(text) {
	return text.replace(/'(?:[^']|'')*'/g, (literal) =>
		/:\w/.test(literal) ? 'E' + literal.replace(/\\/g, '\\\\').replace(/:/g, '\\x3A') : literal);
}

// The script and the variables for -D.  pgbench can set neither NULL nor an empty variable.  varied: expressions in
// place of values, {statement: {number: expression}}.
function makeScript(statements, varied) {
	const variables = [];
	const lines = ['\\startpipeline'];
	for (const [place, {name, text, values}] of statements.entries()) {
		const filled = hideColons(text).replace(/\$(\d+)/g, (_, number) => {
			const value = values[number];
			if (varied[name] && varied[name][number])
				return varied[name][number];
			if (value === 'NULL' || value === "''")
				return value;
			const variable = `v${place}_${number}`;
			variables.push(`${variable}=${value.slice(1, -1).replace(/''/g, "'")}`);
			return `:${variable}`;
		});
		lines.push(`${filled};`);
		// The session's answer is waited for before the page's own statements are sent, and these before the end.
		if (/^session_load$/.test(name))
			lines.push('\\endpipeline', '\\startpipeline');
	}
	lines.push('\\endpipeline', '');
	return {script: lines.join('\n'), variables: [...new Set(variables)]};
}

// Runs request() with all statements logged and gives the script of what `role` executed.
async function capture(role, request, varied = {}) {
	sql("ALTER SYSTEM SET log_statement = 'all'; SELECT pg_reload_conf();");
	await new Promise((resolve) => setTimeout(resolve, 300));
	const from = fs.statSync(log).size;
	try {
		await request();
	} finally {
		sql('ALTER SYSTEM RESET log_statement; SELECT pg_reload_conf();');
	}
	const text = fs.readFileSync(log).subarray(from).toString();
	const statements = parse(text, role);
	if (statements.length < 3)
		throw new Error(`no statements of ${role} in ${log}`);
	return makeScript(statements, varied);
}

module.exports = {capture};
