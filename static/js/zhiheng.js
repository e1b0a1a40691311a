/*
 * What makes the forms quicker; every page works without it.  ES5, one file, no dependencies.
 */
(function () {
	'use strict';

	var UNLOCK_MILLISECONDS = 10000; /* a reply that is a file leaves the page standing */
	var leaving = false;

	function each(selector, action) {
		Array.prototype.forEach.call(document.querySelectorAll(selector), action);
	}

	/* form.elements would be a field, were one so named. */
	function controls(form) {
		var all = document.querySelectorAll('button, input, select, textarea');
		return Array.prototype.filter.call(all, function (control) { return control.form === form; });
	}

	/* All that would be sent, as one text; the CSRF token does not matter. */
	function serialize(form) {
		return controls(form).map(function (control) {
			if (!control.name || control.type === 'submit' || control.type === 'button') {
				return '';
			}
			return control.name + '=' + control.value + ':' + control.checked;
		}).join('\n');
	}

	function focusErrorSummary() {
		var summary = document.querySelector('.zh-error-summary:not([hidden])');
		if (summary) {
			document.title = '错误：' + document.title;
			summary.focus();
		}
	}

	function unlock(form) {
		form.removeAttribute('data-sent');
		controls(form).forEach(function (button) {
			if (button.hasAttribute('data-sending')) {
				button.removeAttribute('data-sending');
				button.disabled = false;
			}
		});
	}

	/* The buttons are disabled only after the browser has collected the form, pressed button included. */
	function lock(form) {
		controls(form).forEach(function (control) {
			if (control.type === 'submit' && !control.disabled) {
				control.setAttribute('data-sending', '');
				control.disabled = true;
			}
		});
	}

	function onSubmit(event) {
		var form = event.target;
		if (form.getAttribute('method') !== 'post' || event.defaultPrevented) {
			return;
		}
		if (form.hasAttribute('data-sent')) {
			event.preventDefault();
			return;
		}
		form.setAttribute('data-sent', '');
		leaving = form.hasAttribute('data-guard');
		window.setTimeout(function () { lock(form); }, 0);
		window.setTimeout(function () { unlock(form); leaving = false; }, UNLOCK_MILLISECONDS);
	}

	/* A form with data-guard asks before unsaved changes are left behind. */
	function guard(form) {
		var saved = serialize(form);
		/* Shown again with errors, nothing of it is saved. */
		var unsaved = document.querySelector('.zh-error-summary:not([hidden])') !== null;

		window.addEventListener('beforeunload', function (event) {
			if (!leaving && (unsaved || serialize(form) !== saved)) {
				event.preventDefault();
				event.returnValue = '';
			}
		});
	}

	/* A number as the server reads it (full-width digits, 1,234), or null. */
	function readNumber(field) {
		var box = document.getElementsByName(field.name.replace(/^value\./, 'na.'))[0];
		var text = field.value.trim().replace(/[\uff10-\uff19\uff0c\uff0e]/g, function (wide) {
			return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
		});

		if (/^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/.test(text)) {
			text = text.replace(/,/g, '');
		}
		return (box && box.checked) || !/^[0-9]+(\.[0-9]+)?$/.test(text) ? null : Number(text);
	}

	/* The rate beside a numerator, while numbers are typed; what is saved is computed by the server. */
	function showRate(output) {
		var part = readNumber(document.getElementById(output.getAttribute('data-numerator')));
		var whole = readNumber(document.getElementById(output.getAttribute('data-denominator')));
		var wrong = part !== null && whole !== null && part > whole && output.hasAttribute('data-part');

		if (part === null || whole === null || whole === 0) {
			output.textContent = '—';
		} else if (wrong) {
			output.textContent = '分子大于分母，请核对';
		} else {
			output.textContent = (output.getAttribute('data-factor') * part / whole)
				.toFixed(output.getAttribute('data-places')) + output.getAttribute('data-unit');
		}
		output.classList.toggle('zh-bad', wrong);
	}

	function onEntry(event) {
		var id = (event.target.name || '').replace(/^na\./, 'value.');

		if (/^value\.[a-z0-9_]+$/.test(id)) {
			each('output[data-numerator="' + id + '"], output[data-denominator="' + id + '"]', showRate);
		}
	}

	document.addEventListener('input', onEntry);
	document.addEventListener('submit', onSubmit);
	window.addEventListener('pageshow', function (event) {
		if (event.persisted) {
			leaving = false;
			each('form[data-sent]', unlock);
		}
	});
	each('form[data-guard]', guard);
	each('button[data-print]', function (button) {
		button.hidden = false;
		button.addEventListener('click', function () { window.print(); });
	});
	focusErrorSummary();
}());
