/* Rows of a list chosen by their boxes: how many, and all of the page by the box in the head. */
(function () {
	'use strict';

	function listOf(form) {
		var boxes = form.querySelectorAll('tbody input[type=checkbox]');
		var scopes = form.querySelectorAll('input[name=scope]');
		var head = form.querySelector('[data-list-head]');
		var count = form.querySelector('[data-list-count]');
		var all = head.querySelector('input');

		function ticked() {
			return Array.prototype.filter.call(boxes, function (box) { return box.checked; }).length;
		}

		function scope() {
			return Array.prototype.filter.call(scopes, function (radio) { return radio.checked; })[0].value;
		}

		function tick(yes) {
			Array.prototype.forEach.call(boxes, function (box) { box.checked = yes; });
		}

		function show() {
			var some = ticked();
			var chosen = scope() === 'all' ? count.getAttribute('data-list-count') : some;
			all.checked = some === boxes.length;
			all.indeterminate = some > 0 && some < boxes.length;
			count.querySelector('strong').textContent = chosen;
		}

		head.hidden = false;
		head.previousElementSibling.hidden = true;
		count.hidden = false;
		form.addEventListener('change', function (event) {
			if (event.target.name === 'scope') {
				if (event.target.value !== 'rows') {
					tick(true);
				}
			} else {
				if (event.target === all) {
					tick(all.checked);
				}
				scopes[0].checked = true;
			}
			show();
		});
		/* Boxes as they were when one comes back to the page. */
		window.addEventListener('pageshow', show);
		show();
	}

	Array.prototype.forEach.call(document.querySelectorAll('form[data-list]'), listOf);
}());
