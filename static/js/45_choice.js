/* Which of two numbers counts, asked beside the cell that two people changed. */
(function (zhiheng) {
	'use strict';

	function words(state) {
		return state.ticked ? '不适用' : state.text === '' ? '空' : state.text;
	}

	/*
	 * theirs: {value, ticked, by, at} of the newer save; mine: {text, ticked}.  Calls
	 * decide(cell, true) for mine, false for theirs.
	 */
	zhiheng.choice = function (cell, theirs, mine, decide) {
		var id = cell.id + '-choice';
		var box = document.getElementById(id) || document.createElement('div');
		var other = words({ text: theirs.value, ticked: theirs.ticked });

		function button(label, chosen) {
			var made = document.createElement('button');
			made.type = 'button';
			made.className = 'btn btn-sm btn-outline-primary';
			made.textContent = label;
			made.addEventListener('click', function () {
				box.parentNode.removeChild(box);
				zhiheng.grid.mark(cell, '');
				decide(cell, chosen);
			});
			box.appendChild(made);
		}

		zhiheng.grid.mark(cell, theirs.by + '于 ' + theirs.at + ' 填了“' + other + '”，您填的是“' + words(mine) + '”。请选择：');
		box.id = id;
		box.className = 'zh-choice';
		box.textContent = '';
		button('用我填的 ' + words(mine), true);
		button('用对方的 ' + other, false);
		cell.parentNode.parentNode.insertBefore(box, cell.parentNode.nextSibling);
	};
}(window.zhiheng));
