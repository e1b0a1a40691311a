/*
 * Sums of parts and rates, while numbers are typed; what is saved is computed by the server, in the
 * same decimals (zhiheng.number).
 */
(function (zhiheng) {
	'use strict';

	var number = zhiheng.number;
	var grid = zhiheng.grid;
	var outputs = {}; /* by id of a cell: what is shown of it */

	/* A canonical number, or null if there is none. */
	function valueOf(field) {
		var box = grid.isCell(field) ? grid.rows[field.zhRow].tick : null;
		/* What is not typed here is shown as text, its unit after it. */
		var found = field ? number.read(field.value === undefined ? field.firstElementChild.textContent : field.value) : { value: '' };
		return (box && box.checked) || !found.value ? null : found.value;
	}

	function showRate(output) {
		var part = valueOf(document.getElementById(output.getAttribute('data-numerator')));
		var whole = valueOf(document.getElementById(output.getAttribute('data-denominator')));
		var wrong = part !== null && whole !== null && number.compare(part, whole) > 0 && output.hasAttribute('data-part');
		var rate = part === null || whole === null ? null
			: number.rate(part, whole, Number(output.getAttribute('data-factor')), Number(output.getAttribute('data-places')));

		var shown = rate === null ? '—' : wrong ? '分子大于分母，请核对' : rate + output.getAttribute('data-unit');

		if (output.textContent !== shown) {
			output.textContent = shown;
			output.classList.toggle('zh-bad', wrong && rate !== null);
		}
	}

	/*
	 * The total of a row with parts: departments are added up, an empty one has no such cases;
	 * months are added up (or the last one counts) once all are there.
	 */
	function totalOf(row) {
		var way = row.element.getAttribute('data-parts');
		var texts = row.cells.slice(1).map(function (cell) { return number.read(cell.value).value; });
		var filled = texts.filter(function (text) { return text; });

		if (filled.length === 0) {
			return null;
		}
		if (texts.indexOf(undefined) >= 0 || (way !== 'department' && filled.length < texts.length)) {
			return '';
		}
		return way === 'end' ? texts[texts.length - 1] : filled.reduce(number.add, '0');
	}

	/* A total that is the sum of its parts is not typed, and not sent. */
	function showTotal(row) {
		var total = totalOf(row);
		var cell = row.cells[0];

		if (total === null) {
			if (cell.readOnly) {
				cell.readOnly = false;
				cell.name = cell.id;
				cell.value = '';
			}
			return;
		}
		if (!cell.readOnly) {
			cell.readOnly = true;
			cell.removeAttribute('name');
		}
		grid.put(cell, total);
	}

	function onChange(cells) {
		var rows = {};
		var seen = [];

		function note(id) {
			(outputs[id] || []).forEach(function (output) {
				if (seen.indexOf(output) < 0) {
					seen.push(output);
				}
			});
		}

		cells.forEach(function (cell) {
			var row = grid.rows[cell.zhRow];
			if (cell !== row.cells[0]) {
				note(cell.id);
			}
			if (rows[cell.zhRow]) {
				return;
			}
			rows[cell.zhRow] = true;
			if (row.element.hasAttribute('data-parts')) {
				showTotal(row);
			}
			note(row.cells[0].id);
		});
		seen.forEach(showRate);
	}

	if (grid) {
		Array.prototype.forEach.call(grid.form.querySelectorAll('output[data-numerator]'), function (output) {
			['data-numerator', 'data-denominator'].forEach(function (name) {
				var id = output.getAttribute(name);
				outputs[id] = (outputs[id] || []).concat(output);
			});
		});
		grid.onChange(onChange);
	}
	zhiheng.sums = { totalOf: totalOf };
}(window.zhiheng));
