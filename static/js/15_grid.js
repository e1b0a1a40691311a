/*
 * The sheet of a return: rows are elements, cells their numbers.  Moves by keys, tells the other
 * modules what has changed.  Markup: templates/institution/return/return.html, form[data-grid].
 */
(function (zhiheng) {
	'use strict';

	var form = document.querySelector('form[data-grid]');
	var listeners = [];
	var rows = [];
	var before = null; /* the text of the focused cell as it was entered */

	zhiheng.grid = null;
	if (!form) {
		return;
	}

	function list(found) {
		return Array.prototype.slice.call(found);
	}

	/* Expandos are quicker than searching 3,600 cells. */
	list(form.querySelectorAll('tr[data-element]')).forEach(function (element, r) {
		var row = {
			element: element,
			code: element.getAttribute('data-element'),
			cells: list(element.querySelectorAll('input[data-cell]')),
			tick: element.querySelector('input[type="checkbox"]')
		};
		row.cells.forEach(function (cell, c) { cell.zhRow = r; cell.zhColumn = c; });
		if (row.tick) {
			row.tick.zhRow = r;
		}
		rows.push(row);
	});

	function isCell(node) {
		return node && node.zhColumn !== undefined;
	}

	function isLocked(cell) {
		var tick = rows[cell.zhRow].tick;
		return cell.readOnly || cell.disabled || Boolean(tick && tick.checked);
	}

	/* A cell of that column that can be typed in, else one further left, in the next such row. */
	function beyond(cell, step) {
		var r = cell.zhRow + step;
		var c, cells;
		for (; r >= 0 && r < rows.length; r += step) {
			cells = rows[r].cells;
			for (c = Math.min(cell.zhColumn, cells.length - 1); c >= 0; c--) {
				if (!cells[c].readOnly) {
					return cells[c];
				}
			}
		}
		return null;
	}

	function beside(cell, step) {
		var cells = rows[cell.zhRow].cells;
		var c = cell.zhColumn + step;
		while (cells[c] && cells[c].readOnly) {
			c += step;
		}
		return cells[c] || null;
	}

	function go(cell) {
		if (cell) {
			cell.focus();
			cell.select();
		}
		return cell !== null;
	}

	function atStart(cell) {
		return cell.selectionStart === 0 && (cell.selectionEnd === 0 || cell.selectionEnd === cell.value.length);
	}

	function atEnd(cell) {
		return cell.selectionEnd === cell.value.length && (cell.selectionStart === 0 || cell.selectionStart === cell.value.length);
	}

	function restore(cell) {
		if (before === null || cell.value === before) {
			return false;
		}
		cell.value = before;
		cell.select();
		changed([cell], 'typed');
		return true;
	}

	/* Whether the key was one of ours. */
	function onKey(cell, key, shift) {
		switch (key) {
		case 'Enter':
			go(beyond(cell, shift ? -1 : 1));
			return true;
		case 'ArrowDown':
		case 'Down':
			return go(beyond(cell, 1));
		case 'ArrowUp':
		case 'Up':
			return go(beyond(cell, -1));
		case 'ArrowLeft':
		case 'Left':
			return !shift && atStart(cell) && go(beside(cell, -1));
		case 'ArrowRight':
		case 'Right':
			return !shift && atEnd(cell) && go(beside(cell, 1));
		case 'Escape':
		case 'Esc':
			return restore(cell);
		}
		return false;
	}

	/* cells have new contents; source: typed or pasted. */
	function changed(cells, source) {
		listeners.forEach(function (listener) { listener(cells, source); });
	}

	form.addEventListener('keydown', function (event) {
		/* An input method takes its own keys: 229 stands for them where isComposing is not known. */
		if (!isCell(event.target) || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) {
			return;
		}
		if (onKey(event.target, event.key, event.shiftKey)) {
			event.preventDefault();
		}
	});
	form.addEventListener('focusin', function (event) {
		before = isCell(event.target) ? event.target.value : null;
	});
	form.addEventListener('input', function (event) {
		if (isCell(event.target)) {
			changed([event.target], 'typed');
		}
	});
	form.addEventListener('change', function (event) {
		if (event.target.zhRow !== undefined && event.target.type === 'checkbox') {
			changed([rows[event.target.zhRow].cells[0]], 'typed');
		}
	});

	/* By its attribute, as long as nobody has typed in it: browsers then tell nobody of a new selection,
	 * which takes longer than all else when 3,600 cells are pasted. */
	function put(cell, text) {
		if (cell.value !== text) {
			cell.defaultValue = text;
		}
		if (cell.value !== text) {
			cell.value = text;
		}
	}

	/* A sentence at a cell, '' takes it away again. */
	function mark(cell, sentence) {
		var place = document.getElementById(cell.id + '-error');
		var described = (cell.getAttribute('aria-describedby') || '').replace(' ' + cell.id + '-error', '');

		if (sentence === '') {
			if (place) {
				place.parentNode.removeChild(place);
				cell.removeAttribute('aria-invalid');
				cell.setAttribute('aria-describedby', described);
			}
			return;
		}
		if (!place) {
			place = document.createElement('p');
			place.id = cell.id + '-error';
			place.className = 'zh-message';
			cell.parentNode.parentNode.insertBefore(place, cell.parentNode);
		}
		place.textContent = sentence;
		cell.setAttribute('aria-invalid', 'true');
		cell.setAttribute('aria-describedby', described + ' ' + place.id);
	}

	zhiheng.grid = {
		form: form,
		rows: rows,
		isCell: isCell,
		isLocked: isLocked,
		changed: changed,
		put: put,
		mark: mark,
		onChange: function (listener) { listeners.push(listener); },
		/* Its sentence is read out: what a paste did, what was saved. */
		say: function (name, sentence) {
			var place = form.querySelector('[data-say="' + name + '"]');
			if (place && place.textContent !== sentence) {
				place.textContent = sentence;
				place.hidden = sentence === '';
			}
		}
	};
}(window.zhiheng));
