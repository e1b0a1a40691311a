// What a page is made of, whatever its words and rows: so that pages that differ in nothing else are looked at once.
'use strict';

const seen = new Map();

// The tags of a page with the names of their attributes, and of those that change what a tag is, the values.
function shapes(html) {
	return new Set([...html.matchAll(/<([a-z][a-z0-9]*)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/g)].map(([, tag, rest]) => {
		const attributes = [...rest.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name, value]) =>
			(/^(class|type|role|method)$/.test(name) ? `${name}=${value}` : name));
		return [tag, ...attributes].join(' ');
	}));
}

// Whether a page has anything that no page of its kind had; remembers what it has.
function isNew(kind, html) {
	const known = seen.get(kind) || new Set();
	const before = seen.has(kind) ? known.size : -1;
	for (const shape of shapes(html))
		known.add(shape);
	seen.set(kind, known);
	return known.size > before;
}

module.exports = {isNew, shapes};
