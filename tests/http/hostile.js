// 515 texts that break careless programs, by kind: markup, script addresses, templates, SQL, shells,
// paths, formulas, separators, encodings, writing directions, numbers that are none.  Written for
// these tests.  None begins or ends with white space, so each is kept just as it is.
'use strict';

const payloads = {
	markup: ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '</textarea><b>x</b>', '</title><i>x</i>',
		'<a href="javascript:alert(1)">x</a>', '<!-- x', '-->x', '<![CDATA[x]]>', '<?php echo 1 ?>', '<%= 1 %>', '<style>*{display:none}</style>',
		'<base href="//example.org/">', '<form action=//example.org><input name=_csrf>', '<iframe srcdoc="&lt;b&gt;x">', '<math><mtext><b>x', '<td></table>'],
	attribute: ['" onmouseover="alert(1)', "' onfocus='alert(1)' autofocus='", '"><b>x</b>', '`onerror=alert(1)`', '" style="position:fixed', "'>x<'"],
	entity: ['&lt;b&gt;', '&amp;lt;', '&#60;b&#62;', '&#x3c;', '&nbsp;', '&copy', '&quot;&apos;', '&', '&&', '&unknown;'],
	address: ['javascript:alert(1)', 'data:text/html,<b>x</b>', '//example.org/x', 'file:///etc/passwd', 'http://[::1]/', 'https://example.org/?a=b&c=d#e'],
	template: ['{{csrf}}', '{{{body}}}', '{{#errors}}', '{{> _message}}', '{{! x }}', '${7*7}', '#{7*7}', '<%- x %>', '{% x %}', '@{x}', '{{constructor.constructor}}'],
	sql: ["'; DROP TABLE zhiheng.return; --", "' OR '1'='1", "1) UNION SELECT NULL--", '$1', '$$x$$', "E'\\x41'", '/* x */', 'a; SELECT pg_sleep(9)', "\\'; x", '%', '_', 'NULL', '{a,b}', '{"a","b"}', '{NULL}', '(1,2)', '[1,2)', '\\x00ff', "''", '""', '\\', '\\\\'],
	shell: ['$(touch x)', '`touch x`', '; rm -rf x', '| cat /etc/passwd', '&& true', '> x', '-rf', '--help', '%PATH%', '!!', '~root'],
	path: ['../../../etc/passwd', '..\\..\\x', '/dev/null', 'C:\\x\\y', 'a/../b', '.', '..', 'CON', 'x%00.csv', '%2e%2e%2f'],
	formula: ['=1+1', '=HYPERLINK("http://example.org","x")', '+1+1', '-1+1', '@SUM(1,1)', '=cmd|\' /C calc\'!A0', '＝1+1', '＋1+1', '－1+1', '＠SUM(1)', '=WEBSERVICE("http://example.org")', '+86', '-', '=', '@', '=A1:A9', '-2+3+cmd|x!A0'],
	separator: ['a,b,c', 'a;b', 'a\tb', '"a","b"', 'a"b', 'a\nb', 'a\n\nb', 'a|b', "a'b", ',', '"', ';', 'a,"b\nc",d', '\uFEFFa', 'a\uFEFFb'],
	format: ['%s%s%s%n', '%d', '%1$s', '%', '%%', '{0}', '{}', '%x%x%x', '%99999d', 'a%20b', 'a+b', 'a%0d%0aSet-Cookie:%20x=y', '%u003c', '\\u003cb\\u003e', '\\r\\nX: y'],
	number: ['NaN', 'Infinity', '-0', '1e309', '0x1F', '1_000', '１２３', '1,234', '१२३', '٣٤', '½', '²', '∞', '1.7976931348623157e308', '999999999999999999999', '0.1', '00', '1e-400', '-1'],
	word: ['null', 'undefined', 'true', 'false', 'none', 'None', 'nil', 'None', 'on', 'yes', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '不适用', '未填', '是', 'missing', 'not_applicable'],
	han: ['𠮷野家', '䶮先生', '㐀㐁', '𡃁', '𰻝𰻝面', '〇', '卍', '﨑', '叱𠮟', '骨骨󠄀', '豈豈', '々〆', '㍿', '㎡', '①⑳', '㈠', '，。！？', '“引号”', '（括号）', '……——', '℃'],
	script: ['العربية', 'עברית', 'ไทยสวัสดี', 'हिन्दी', 'မြန်မာ', 'Ελληνικά', 'Кириллица', 'ᠮᠣᠩᠭᠣᠯ', 'བོད་ཡིག', 'ئۇيغۇرچە', '한국어', '한국', 'ひらがなカタカナ', 'Zażółć', 'Iıİi', 'ſtraße', 'ǅ'],
	direction: ['abc\u202Edef', '\u202Ex\u202C', 'a\u2066b\u2069', '\u200Fx', 'x\u061Cy', 'a\u202Dfdp.exe\u202C'],
	invisible: ['a\u200Bb', 'a\u200Db', 'a\u00ADb', '\u2060x', 'a\u034Fb', 'x\uFE0F', 'a\u{E0041}b', 'a\u180Eb', 'a\u2028b', 'a\u2029b', 'a\u0085b'],
	combining: ['e\u0301', '\u00E9', 'Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F', 'a' + '\u0300'.repeat(60), '\u1100\u1161\u11A8', 'ﬁ', 'Å', 'Å', 'ﷺ'],
	emoji: ['👨‍👩‍👧‍👦', '🏳️‍🌈', '🇨🇳', '1️⃣', '👍🏽', '💉🩺', '☃', '🏥'],
	odd: ['\uFFFDx', '\uE000x', '\u{10FFFD}x', '\u{1D173}x', '\u0378x', '\uFDD0x', '\uFFFEx', '𝕳𝖊𝖑𝖑𝖔', '\u{1F4A9}'],
	long: ['长'.repeat(180), 'x'.repeat(199), '<'.repeat(150), '&'.repeat(120), '"'.repeat(199), '\u{20BB7}'.repeat(150), 'a b '.repeat(40) + 'c', '='.repeat(199)],
};

// How a payload meets the text around it.
const contexts = [
	(text) => `病例${text}`, (text) => `${text}已核对`, (text) => `“${text}”`, (text) => `(${text})`, (text) => `${text}${text}`,
	(text) => `=${text}`, (text) => `'${text}'`, (text) => `"${text}"`, (text) => `<b>${text}</b>`, (text) => `\\${text}`, (text) => `{{${text}}}`,
];

const COUNT = 515;
const short = (text) => [...text].length <= 200 && [...text].length >= 2;

// All of a kind alone, then each in a context, until there are enough.
function build() {
	const out = new Map();
	const all = Object.entries(payloads).flatMap(([kind, texts]) => texts.map((text) => [kind, text]));
	for (const [kind, text] of all)
		if (short(text))
			out.set(text, kind);
	for (let round = 0; out.size < COUNT; round += 1) {
		for (const [i, [kind, text]] of all.entries()) {
			const made = contexts[(i + round) % contexts.length](text);
			if (out.size < COUNT && short(made))
				out.set(made, kind);
		}
	}
	return [...out].map(([text, kind]) => ({kind, text}));
}

// All of the texts in as few as can be, none longer than limit; those that begin like a formula begin
// one.  Texts that are too long by themselves are left out.
function packs(texts, limit) {
	const fitting = texts.filter((text) => [...text].length <= limit);
	const first = fitting.filter((text) => /^[=+\-@＝＋－＠]/.test(text));
	const rest = fitting.filter((text) => !first.includes(text)).reverse();
	const out = [];
	while (first.length + rest.length > 0) {
		let pack = (first.length > 0 ? first : rest).pop();
		while (rest.length > 0 && [...pack].length + 1 + [...rest.at(-1)].length <= limit)
			pack += ` ${rest.pop()}`;
		out.push(pack);
	}
	return out;
}

module.exports = {hostile: build(), packs};
