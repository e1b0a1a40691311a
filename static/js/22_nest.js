/*
 * Parts and wholes while numbers are typed, as cgi/dossier/nest.h has them: rows name what contains
 * them (data-within: "<" before a bound, "~" before what is usual only), wholes the parts that add up
 * to them (data-sum: "2:a b").  What the server said of them is taken over from the first change on.
 */
(function (zhiheng) {
	'use strict';

	var number = zhiheng.number;
	var grid = zhiheng.grid;
	var rows = {};   /* by code: the row of the grid */
	var within = {}; /* by code: {parent: mark} */
	var below = {};  /* by code: those that it contains */
	var sums = {};   /* by code: {count, parts} */
	var wholes = {}; /* by code: the sums that it is a part of */

	function cellOf(code, part) {
		return part === '' ? rows[code].cells[0] : document.getElementById('part.' + code + '.' + part);
	}

	/* {value} of a number, {none: true} of 不适用, null if there is nothing good in it. */
	function valueOf(code, part) {
		var tick = rows[code].tick;
		var cell = cellOf(code, part);
		var found = cell ? number.read(cell.value) : {};

		if (tick && tick.checked) {
			return part === '' ? { none: true } : null;
		}
		return found.value ? { value: found.value } : null;
	}

	function nameOf(code) {
		return '“' + rows[code].element.querySelector('.zh-element-name').firstChild.textContent.trim() + '”';
	}

	function shown(code, found) {
		return nameOf(code) + '（' + found.value + '）';
	}

	function isNone(found) {
		return found.none || found.value === '0';
	}

	/* A value between the two tells it already. */
	function isTold(child, parent, part) {
		var mark = within[child][parent];

		return Object.keys(within[child]).some(function (middle) {
			var found = valueOf(middle, part);
			var marks = [within[child][middle], (within[middle] || {})[parent]];

			return found && !found.none && marks[1] !== undefined && (mark === '~' || marks.indexOf('~') < 0);
		});
	}

	/* {text, error} of one pair, or null. */
	function judge(child, parent, part, place) {
		var mark = within[child][parent];
		var low = valueOf(child, part);
		var high = valueOf(parent, part);

		if (!low || !high || low.none || low.value === '0') {
			return null;
		}
		if (mark !== '~' && isNone(high)) {
			return isTold(child, parent, part) ? null : { error: true, text: place + nameOf(child) + '填了 ' + low.value + '，但' + nameOf(parent) +
				(high.none ? '标为不适用' : '为 0') + '，请核对这两项' };
		}
		if (high.none || number.compare(low.value, high.value) <= 0 || isTold(child, parent, part)) {
			return null;
		}
		if (mark === '~') {
			return { text: place + shown(child, low) + '大于' + shown(parent, high) + '，前者通常不超过后者；确实如此的，请在检查页说明' };
		}
		return { error: true, text: place + shown(child, low) + '不能大于' + shown(parent, high) +
			(mark === '<' ? '，请核对这两项' : '：前者是后者的一部分，请改其一') };
	}

	/* The same of a whole and the parts that are to add up to it. */
	function judgeSum(whole, part, place) {
		var top = valueOf(whole, part);
		var found = sums[whole].parts.map(function (code) { return { code: code, value: valueOf(code, part) }; })
			.filter(function (item) { return item.value; });
		var filled = found.filter(function (item) { return !item.value.none; });
		var total = filled.reduce(function (sum, item) { return number.add(sum, item.value.value); }, '0');
		var order = top && !top.none ? number.compare(total, top.value) : 0;
		var all = found.length === sums[whole].count;

		if (order === 0 || (order < 0 && !all) || filled.length === 0 ||
			filled.some(function (item) { return number.compare(item.value.value, top.value) > 0; })) {
			return null;
		}
		return { error: true, text: place + shown(whole, top) + (all ? '应等于' : '小于已填的') +
			filled.map(function (item) { return shown(item.code, item.value); }).join('、') + '之和 ' + total + '，请核对这几项' };
	}

	/* The whole, and every department or month that the row has a cell of. */
	function places(row) {
		return row.cells.map(function (cell, c) {
			var label = c === 0 ? '' : cell.getAttribute('aria-label');
			return { part: c === 0 ? '' : cell.id.slice(('part.' + row.code + '.').length), place: c === 0 ? '' : label.slice(label.lastIndexOf('，') + 1) + '：' };
		});
	}

	/* All that is to be said at a row. */
	function judgeRow(code) {
		var told = [];

		places(rows[code]).forEach(function (at) {
			Object.keys(within[code] || {}).forEach(function (parent) { told.push(judge(code, parent, at.part, at.place)); });
			Object.keys(below[code] || {}).forEach(function (child) {
				var found = judge(child, code, at.part, at.place);
				told.push(found && found.error ? found : null);
			});
			if (sums[code]) {
				told.push(judgeSum(code, at.part, at.place));
			}
		});
		return told.filter(function (found) { return found; });
	}

	function show(code) {
		var output = rows[code].element.querySelector('output[data-nest]');
		var told, text;

		/* What is not typed here has no room for it. */
		if (!output) {
			return;
		}
		told = judgeRow(code);
		text = told.map(function (found) { return found.text; }).join('。');

		Array.prototype.forEach.call(rows[code].element.querySelectorAll('[data-told]'), function (said) { said.hidden = true; });
		if (output.textContent !== text) {
			output.textContent = text;
			output.hidden = text === '';
		}
		rows[code].element.classList.toggle('zh-row-wrong', told.some(function (found) { return found.error; }) ||
			rows[code].element.querySelector('.zh-message:not([hidden]):not([data-nest])') !== null);
	}

	function onChange(cells) {
		var touched = {}; /* rows that were changed, */
		var near = {};    /* and those with what they are held against */

		cells.forEach(function (cell) {
			var code = grid.rows[cell.zhRow].code;
			var others = [within[code], below[code], wholes[code]];

			if (touched[code] || !(within[code] || below[code] || sums[code] || wholes[code])) {
				return;
			}
			others.forEach(function (kind) { Object.keys(kind || {}).forEach(function (other) { near[other] = true; }); });
			touched[code] = true;
			near[code] = true;
		});
		Object.keys(near).forEach(show);
	}

	function read(row) {
		var sum = row.element.getAttribute('data-sum');

		(row.element.getAttribute('data-within') || '').split(' ').filter(Boolean).forEach(function (word) {
			var mark = /^[<~]/.test(word) ? word.charAt(0) : '';
			var parent = word.slice(mark.length);
			within[row.code] = within[row.code] || {};
			within[row.code][parent] = mark;
			below[parent] = below[parent] || {};
			below[parent][row.code] = mark;
		});
		if (sum) {
			sums[row.code] = { count: Number(sum.split(':')[0]), parts: sum.split(':')[1].split(' ').filter(Boolean) };
			sums[row.code].parts.forEach(function (part) {
				wholes[part] = wholes[part] || {};
				wholes[part][row.code] = true;
			});
		}
	}

	if (grid) {
		grid.rows.forEach(function (row) { rows[row.code] = row; });
		grid.rows.forEach(read);
		grid.onChange(onChange);
	}
}(window.zhiheng));
