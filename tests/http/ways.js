// The same values typed, in a file, sent by a program; and what a return is made of afterwards.
'use strict';

const assert = require('node:assert/strict');
const {base, formValues, visible} = require('./portal');
const {openInstitution, query, returnAddress, single} = require('./people');
const {confirmFile, sendFile, templateRows} = require('./sheets');

// Values with everything that could be written in two ways; what a person types or pastes, what a
// file and what a program holds.
const values = {
	ais_patients: ['1234', '１，２３４', '1,234', 1234], ais_reperfused: ['0', '０', '0', 0], discharges: ['22456', ' 22,456 ', '22456.0', 22456],
	iv_volume_ml: ['2500.25', '２５００.２５', '2,500.2500', 2500.25], icu_patients: [null, null, '不适用', 'not_applicable'],
	or_surgeries: ['999999999999', '999,999,999,999', '999999999999', 999999999999], iv_patients: ['7', '007', '+7', '7.000'],
	septic_shock_patients: ['0.0', '0', '０．０', '0'],
};

// The same of numbers by department and by month: the total of each is made of them.
const parts = {
	unplanned_reops: {内科: ['812', ' ８１２ ', '812.0', 812], '外科.一病区': ['0', '００', '0', '0']},
	recognized_results: {'2025-07': ['1000', '1,000', '1,000', 1000], '2025-08': ['0', '0', '0', '0'], '2025-09': ['30', '３０', '+30', '30']},
};

// Each part as [element, name, how it is written].
const cells = Object.entries(parts).flatMap(([code, items]) => Object.entries(items).map(([part, texts]) => [code, part, texts]));

async function open(name) {
	const own = await openInstitution({clerk: `w${process.pid}${name}.clerk`, leader: `w${process.pid}${name}.leader`});
	own.id = Number(single(`SELECT id FROM zhiheng.return WHERE institution_id = ${own.id} AND period = '2025Q3'`));
	own.url = `/institution/return/${own.id}`;
	assert.equal((await own.clerk.submit('/institution/department/', {names: Object.keys(parts.unplanned_reops).join('\n')})).status, 303);
	own.departments = Object.fromEntries(query(`SELECT version.name, version.department_id FROM zhiheng.department_version AS version
		JOIN zhiheng.department AS department ON department.id = version.department_id
		JOIN zhiheng.return AS head ON head.institution_id = department.institution_id WHERE head.id = ${own.id}`));
	return own;
}

async function byForm(own, column) {
	const fields = formValues((await own.clerk.get(own.url)).text);
	for (const [code, cells] of Object.entries(values)) {
		fields[`value.${code}`] = cells[column] === null ? '' : cells[column];
		if (cells[column] === null)
			fields[`na.${code}`] = '1';
	}
	for (const [code, part, texts] of cells) {
		fields[`part.${code}.${own.departments[part] || part}`] = texts[column];
		delete fields[`value.${code}`];
	}
	const answer = await own.clerk.post(own.url, {...fields, action: 'save'});
	assert.equal(answer.status, 303, visible(answer.text));
}

async function byFile(own, name, make) {
	const rows = await templateRows(own.clerk, own.url);
	for (const row of rows) {
		if (row[0] in values)
			row[6] = values[row[0]][2];
	}
	for (const [code, part, texts] of cells)
		rows.find((row) => row[0] === code)[rows[3].indexOf(`${part in own.departments ? '科室' : '月份'}：${part}`)] = texts[2];
	const sent = await sendFile(own.clerk, own.url, make(rows), name);
	assert.equal(sent.status, 303);
	assert.doesNotMatch(visible(sent.preview.text), /须改正/, name);
	const saved = await confirmFile(own.clerk, sent);
	assert.equal(saved.status, 303, visible(saved.text));
}

async function byProgram(own, type, body) {
	const made = await own.leader.submit('/institution/machine', {name: '系统', scopes: '2025Q3', expires_on: new Date(Date.now() + 864e5).toISOString().slice(0, 10)});
	const token = /<code>(zhiheng_[0-9a-f]+)</.exec(made.text)[1];
	const answer = await fetch(new URL(returnAddress(own.id), base), {method: 'POST', headers: {'content-type': type, authorization: `Bearer ${token}`}, body});
	assert.equal(answer.status, 200, await answer.text());
}

const json = JSON.stringify({values: Object.fromEntries(Object.entries(values).map(([code, texts]) => [code, texts[3]])),
	parts: Object.fromEntries(Object.entries(parts).map(([code, items]) => [code, Object.fromEntries(Object.entries(items).map(([part, texts]) => [part, texts[3]]))]))});

// What must be the same, whichever way the values came.
function seen(own) {
	return {
		rows: query(`SELECT element_code, state, value FROM zhiheng.return_cell WHERE return_id = ${own.id} AND state <> 'missing' ORDER BY 1`),
		digest: single(`SELECT encode(sha256(convert_to(string_agg(element_code || '=' || state || ':' || coalesce(value::text, ''), E'\\n' ORDER BY element_code), 'UTF8')), 'hex')
			FROM zhiheng.return_cell WHERE return_id = ${own.id}`),
		parts: query(`SELECT cell.code, coalesce(department.name, cell.part), cell.number
			FROM zhiheng.return AS head CROSS JOIN LATERAL zhiheng.return_parts_at(head.id, head.revision) AS cell
			LEFT JOIN zhiheng.department_version AS department ON department.department_id::text = cell.part
			WHERE head.id = ${own.id} ORDER BY cell.code, coalesce(department.name, cell.part) COLLATE "C"`),
		full: single(`SELECT encode(zhiheng.return_digest(${own.id}), 'hex')`),
	};
}

module.exports = {byFile, byForm, byProgram, cells, json, open, parts, seen, values};
