/*
 * A block of cells out of a spreadsheet into the sheet, at the focused cell; taken back as a whole;
 * and the sheet out again.
 */
(function (zhiheng) {
	'use strict';

	var SHOWN = 3; /* as many faults as a sentence names */
	var number = zhiheng.number;
	var grid = zhiheng.grid;
	var undone = null; /* what the last paste replaced */

	/* Rows of texts: fields between tabs, in quotes if they hold tabs, quotes or new lines. */
	function parse(text) {
		var field = /(?:"((?:[^"]|"")*)"(?=\t|\r|\n|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/g;
		var rows = [[]];
		var found, end;

		do {
			found = field.exec(text);
			rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
			end = found[3] === '';
			if (!end && found[3] !== '\t') {
				rows.push([]);
			}
		} while (!end);
		/* A spreadsheet ends its last row, too. */
		if (rows.length > 1 && rows[rows.length - 1].join('') === '' && rows[rows.length - 1].length === 1) {
			rows.pop();
		}
		return rows;
	}

	/* How the cells meet the sheet: changes to be made, and what stays out. */
	function plan(block, start) {
		var out = { changes: [], locked: 0, outside: 0, strange: [] };

		block.forEach(function (texts, i) {
			var row = grid.rows[start.zhRow + i];
			texts.forEach(function (text, j) {
				var cell = row && row.cells[start.zhColumn + j];
				var words = cell && cell.hasAttribute('data-text');
				var value = words ? text.trim() : number.clean(text);
				var error;

				if (value === '') {
					return;
				}
				if (!cell) {
					out.outside += 1;
				} else if (grid.isLocked(cell)) {
					out.locked += 1;
				} else if (!words && (error = number.read(value).error)) {
					out.strange.push({ row: i + 1, column: j + 1, text: text, error: error });
				} else {
					out.changes.push({ cell: cell, text: value });
				}
			});
		});
		return out;
	}

	function describe(found) {
		var said = ['已粘贴 ' + found.changes.length + (grid.form.querySelector('[data-text]') ? ' 格' : ' 个数')];

		if (found.locked > 0) {
			said.push(found.locked + ' 个不能填写的单元格（合计或不适用）已跳过');
		}
		if (found.outside > 0) {
			said.push(found.outside + ' 个数超出表格范围，没有填入');
		}
		if (found.strange.length > 0) {
			said.push(found.strange.length + ' 个单元格没有填入：' + found.strange.slice(0, SHOWN).map(function (fault) {
				return '第 ' + fault.row + ' 行第 ' + fault.column + ' 列“' + fault.text.slice(0, 12) + '”' + fault.error;
			}).join('；') + (found.strange.length > SHOWN ? '等' : ''));
		}
		return said.join('；') + '。';
	}

	function put(changes, source) {
		changes.forEach(function (change) { grid.put(change.cell, change.text); });
		grid.changed(changes.map(function (change) { return change.cell; }), source);
	}

	function offerUndo(offered) {
		var button = grid.form.querySelector('[data-undo]');
		if (button) {
			button.hidden = !offered;
		}
	}

	function onPaste(event) {
		var data = event.clipboardData || window.clipboardData;
		var text = data ? data.getData(event.clipboardData ? 'text/plain' : 'Text') : '';
		var block, found, old;

		if (!grid.isCell(event.target) || text === '') {
			return;
		}
		event.preventDefault();
		block = parse(text);
		found = plan(block, event.target);
		old = found.changes.map(function (change) { return { cell: change.cell, text: change.cell.value, now: change.text }; });
		put(found.changes, 'pasted');
		if (found.changes.length > 0) {
			undone = old;
			offerUndo(true);
			/* What replaces the number as a whole leaves the cursor behind it, as a browser does. */
			event.target.setSelectionRange(event.target.value.length, event.target.value.length);
		}
		grid.say('paste', found.changes.length === 1 && block.length === 1 && block[0].length === 1 ? '' : describe(found));
	}

	/* Cells that were typed in since keep what was typed. */
	function undo() {
		var back = undone.filter(function (old) { return old.cell.value === old.now; });

		put(back, 'typed');
		grid.say('paste', '已撤销粘贴，恢复 ' + back.length + ' 个单元格。');
		undone = null;
		offerUndo(false);
	}

	/* ---- out ---- */

	/* A cell for a spreadsheet: nothing in it starts a formula or breaks the row. */
	function field(text) {
		var plain = text.replace(/\s+/g, ' ').replace(/^ | $/g, '');
		return /^[=+\-@]/.test(plain) ? "'" + plain : plain;
	}

	function sheet() {
		var lines = [];
		var last = null;

		grid.rows.forEach(function (row) {
			var table = row.element.parentNode.parentNode;
			var cells = row.element.cells;
			var texts;

			if (table !== last) {
				lines.push(Array.prototype.map.call(table.tHead.rows[0].cells, function (head) { return field(head.textContent); }).join('\t'));
				last = table;
			}
			texts = Array.prototype.map.call(cells, function (cell) {
				var input = cell.querySelector('input[data-cell]');
				var box = cell.querySelector('input[type="checkbox"]');
				var name = cell.querySelector('label.zh-element-name');
				if (box) {
					return box.checked ? '不适用' : '';
				}
				if (input && input.hasAttribute('data-text')) {
					return field(input.value);
				}
				return input ? number.read(input.value).value || field(input.value) : field((name || cell).textContent);
			});
			lines.push(texts.join('\t'));
		});
		return lines.join('\r\n') + '\r\n';
	}

	/* Without the clipboard's interface (not over HTTPS, old browsers) by the old command. */
	function copyOldWay(text) {
		var area = document.createElement('textarea');
		var done;
		area.value = text;
		area.className = 'visually-hidden';
		document.body.appendChild(area);
		area.select();
		done = document.execCommand('copy');
		document.body.removeChild(area);
		return done;
	}

	function copy(button) {
		var text = sheet();
		var said = function (done) {
			grid.say('paste', done ? '整表已复制，共 ' + grid.rows.length + ' 行，可粘贴到电子表格。' : '浏览器不允许复制，请用“导出”。');
			button.focus();
		};

		if (navigator.clipboard && navigator.clipboard.writeText) {
			navigator.clipboard.writeText(text).then(function () { said(true); }, function () { said(copyOldWay(text)); });
		} else {
			said(copyOldWay(text));
		}
	}

	zhiheng.paste = { parse: parse };
	if (!grid) {
		return;
	}
	grid.form.addEventListener('paste', onPaste);
	grid.form.addEventListener('keydown', function (event) {
		if (undone && (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z' && grid.isCell(event.target)) {
			event.preventDefault();
			undo();
		}
	});
	grid.form.addEventListener('click', function (event) {
		var button = event.target;
		if (button.hasAttribute && button.hasAttribute('data-undo') && undone) {
			undo();
		} else if (button.hasAttribute && button.hasAttribute('data-copy')) {
			copy(button);
		}
	});
	Array.prototype.forEach.call(grid.form.querySelectorAll('[data-copy]'), function (button) { button.hidden = false; });
}(window.zhiheng));
