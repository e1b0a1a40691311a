/*
 * What makes the forms quicker; every page works without it.  ES5, no dependencies; the modules of
 * this folder become one file, this one last.
 */
(function (zhiheng) {
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

	/* As a press of that button would, but without this module in between. */
	function submit(form, button) {
		var field = document.createElement('input');
		if (button && button.name) {
			field.type = 'hidden';
			field.name = button.name;
			field.value = button.value;
			form.appendChild(field);
		}
		leaving = true;
		form.submit();
	}

	/* The sheet goes once its cells are saved with where they came from; a number that two people
	 * typed is decided upon before. */
	function submitSheet(form, button) {
		zhiheng.draft.flush(function (outcome) {
			if (outcome === 'saved' || outcome === 'wrong') {
				submit(form, button);
			} else {
				unlock(form);
				(form.querySelector('.zh-choice button') || button || form).focus();
			}
		});
	}

	/* What is kept on this machine goes with who signs out: not unasked. */
	function forget() {
		var left = Math.max(zhiheng.store.count(), zhiheng.draft ? zhiheng.draft.count() : 0);
		var agreed = left === 0 || window.confirm('还有 ' + left + ' 项内容没有保存到服务器，退出后将丢失。确定退出吗？');

		if (agreed) {
			zhiheng.store.clear();
		}
		return agreed;
	}

	/* What is not saved is saved before. */
	function signOut(form) {
		zhiheng.draft.flush(function () {
			if (forget()) {
				submit(form, null);
			} else {
				unlock(form);
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
		if (zhiheng.draft && form === zhiheng.grid.form) {
			event.preventDefault();
			form.setAttribute('data-sent', '');
			submitSheet(form, event.submitter || document.activeElement);
			return;
		}
		if (form.getAttribute('action') === '/account/sign-out') {
			if (zhiheng.draft && zhiheng.draft.count() > 0) {
				event.preventDefault();
				form.setAttribute('data-sent', '');
				signOut(form);
				return;
			}
			if (!forget()) {
				event.preventDefault();
				return;
			}
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
			var draft = zhiheng.draft && form === zhiheng.grid.form ? zhiheng.draft : null;
			if (!leaving && (draft ? draft.isLoose() : unsaved || serialize(form) !== saved)) {
				event.preventDefault();
				event.returnValue = '';
			}
		});
	}

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
}(window.zhiheng));
