/* What stands in a cell: {text, ticked}, and when two such are the same. */
(function (zhiheng) {
	'use strict';

	var grid = zhiheng.grid;
	var number = zhiheng.number;

	function tickOf(cell) {
		return cell.zhColumn === 0 ? grid.rows[cell.zhRow].tick : null;
	}

	/* A sum is not typed: its parts are. */
	function state(cell) {
		var tick = tickOf(cell);
		return { text: cell.readOnly ? '' : cell.value.trim(), ticked: Boolean(tick && tick.checked) };
	}

	function canonical(text) {
		var found = number.read(text);
		return found.error ? text : found.value;
	}

	function same(a, b) {
		return a.ticked === b.ticked && canonical(a.text) === canonical(b.text);
	}

	function show(cell, now) {
		var tick = tickOf(cell);
		if (!cell.readOnly) {
			cell.value = now.text;
		}
		if (tick) {
			tick.checked = now.ticked;
		}
	}

	zhiheng.cell = { state: state, same: same, show: show };
}(window.zhiheng));
