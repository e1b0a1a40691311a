/*
 * Nothing typed is lost: cells go to the server a moment after the last key and when a cell is left,
 * many of them together while people type on; until it has answered they are kept on this machine
 * (zhiheng.store).
 *
 * known: what the server has of each cell.  pending: what differs from it, or may: a save whose
 * answer is not known may have brought another number.  flying: the cells under way.  held: what has
 * to wait for a decision, or to be mended.  base: the revision known belongs to.
 */
(function (zhiheng) {
	'use strict';

	var PAUSE = 1000;  /* after the last key */
	var REST = 2500;   /* between two saves, and after the first key that is not saved */
	var AGAIN = 2000;  /* after a failure; doubled up to */
	var SELDOM = 15000;
	var GOING = 10000; /* for the next page to come, if one comes */

	var grid = zhiheng.grid;
	var number = zhiheng.number;
	var state = zhiheng.cell.state;
	var same = zhiheng.cell.same;
	var show = zhiheng.cell.show;
	var form, id, base, known, pending, held, timer, since, saved, again, flying, waiting, place, leaving, tried;

	function now() {
		return window.performance.now(); /* not the clock, which people set */
	}

	/* ---- cells ---- */

	function count() {
		return Object.keys(pending).filter(function (name) { return !leaving || !same(pending[name], known[name]); }).length;
	}

	/* The texts of a cell that were sent without an answer. */
	function unanswered(name) {
		return (pending[name] && pending[name].sent) || [];
	}

	/* Whether the server has nothing but what is known. */
	function isCertain(name) {
		return unanswered(name).length === 0 && !(flying && flying[name]);
	}

	/* What goes out now has no answer yet, even if this page does not live to miss it. */
	function note(names) {
		var sent = {};

		names.forEach(function (name) {
			sent[name] = { text: pending[name].text, ticked: pending[name].ticked };
			pending[name].sent = unanswered(name).concat(sent[name]);
		});
		keep();
		return sent;
	}

	/* What was refused will not come to be. */
	function strike(sent) {
		Object.keys(sent).filter(function (name) { return pending[name]; }).forEach(function (name) {
			pending[name].sent = unanswered(name).filter(function (text) { return text !== sent[name]; });
		});
	}

	function keep() {
		zhiheng.kept = zhiheng.store.write(id, base, pending, place);
	}

	/* ---- words ---- */

	var banner = grid && grid.say;

	function lost(sentence) {
		banner('trouble', sentence + '填写的内容（' + count() + ' 项）已保存在本机，' + '恢复后自动补存。');
	}

	/* ---- decisions ---- */

	function decide(cell, mine) {
		var theirs = held[cell.id].theirs;

		delete held[cell.id];
		known[cell.id] = theirs;
		if (!mine) {
			show(cell, theirs);
			delete pending[cell.id];
		}
		grid.changed([cell], pending[cell.id] ? pending[cell.id].source : 'typed');
		cell.focus();
		send();
	}

	/* Two people, one cell: nobody's number goes unseen. */
	function ask(cell, change) {
		held[cell.id] = { theirs: { text: change.value, ticked: change.ticked } };
		zhiheng.choice(cell, change, state(cell), decide);
	}

	/* ---- what the server says ---- */

	/* Another person's (or tab's) newer numbers; ours among them. */
	function take(changes) {
		var shown = [];
		var from = {};

		changes.forEach(function (change) {
			var cell = document.getElementById(change.id);
			var theirs = { text: change.value, ticked: change.ticked };
			var mine = pending[change.id];

			if (!cell || cell.zhRow === undefined) {
				return;
			}
			if (cell.readOnly) {
				known[change.id] = theirs; /* a sum, which its parts show */
				return;
			}
			if (mine && same(known[change.id], theirs)) {
				return; /* what we have just sent, and typed on since */
			}
			if (mine && !same(mine, theirs)) {
				if (unanswered(change.id).some(function (sent) { return same(sent, theirs); })) {
					known[change.id] = theirs; /* our own, whose answer was lost */
					mine.sent = [];
				} else {
					ask(cell, change);
				}
				return;
			}
			if (!mine && !same(state(cell), theirs)) {
				show(cell, theirs);
				shown.push(cell);
				from[change.by] = true;
			}
			known[change.id] = theirs;
			settle(change.id);
		});
		if (shown.length > 0) {
			grid.changed(shown, 'typed');
			banner('others', Object.keys(from).join('、') + '刚刚修改了 ' + shown.length + ' 项，已采用新的内容。');
		}
	}

	function settle(name) {
		if (pending[name] && !held[name] && !leaving && same(pending[name], known[name])) {
			delete pending[name];
		}
	}

	function refuse(trouble) {
		trouble.forEach(function (fault) {
			var cell = document.getElementById(fault.id);
			if (cell && pending[fault.id]) {
				held[fault.id] = { wrong: pending[fault.id].text };
				grid.mark(cell, fault.message);
			}
		});
	}

	/* The server has what was sent, unless it says that the cell has got another number since. */
	function confirm(sent, changes) {
		var newest = {};

		changes.forEach(function (change) { newest[change.id] = { text: change.value, ticked: change.ticked }; });
		Object.keys(sent).forEach(function (name) {
			if (newest[name] && !same(newest[name], sent[name])) {
				return;
			}
			known[name] = sent[name];
			if (pending[name]) {
				pending[name].sent = leaving ? unanswered(name) : [];
			}
			settle(name);
		});
	}

	function onAnswer(answer, sent) {
		again = AGAIN;
		tried = null;
		if (answer.outcome === 'saved' || answer.outcome === 'unchanged') {
			confirm(sent, answer.changes);
		} else {
			strike(sent);
			refuse(answer.trouble);
		}
		base = answer.revision;
		form.elements.namedItem('revision').value = base;
		take(answer.changes);
		keep();
		banner('trouble', '');
		if (Object.keys(sent).length > 0 && answer.outcome === 'saved') {
			zhiheng.tabs.tell('saved', base);
		}
		if (answer.outcome === 'saved' || answer.outcome === 'unchanged') {
			banner('saved', answer.at + ' 已保存' + (count() > 0 ? '，还有 ' + count() + ' 项待处理' : ''));
		}
	}

	/* ---- sending ---- */

	function ready(source) {
		return Object.keys(pending).filter(function (name) {
			return !held[name] && !number.read(pending[name].text).error && (!source || pending[name].source === source);
		});
	}

	function save(content, names) {
		return { key: zhiheng.line.key(), content: content, again: names.some(function (name) { return unanswered(name).length > 0; }) };
	}

	/* The same again, as long as no answer came, is the same save under the same key. */
	function body(names, source) {
		var content = zhiheng.line.content(base, source, names, pending);

		if (flying || !tried || tried.content !== content) {
			content = save(content, names);
			tried = flying ? tried : content;
			return zhiheng.line.encode(form.elements.namedItem('_csrf').value, content);
		}
		return zhiheng.line.encode(form.elements.namedItem('_csrf').value, tried);
	}

	function later() {
		window.clearTimeout(timer);
		timer = window.setTimeout(send, again);
		again = Math.min(again * 2, SELDOM);
	}

	function signIn() {
		var place = form.querySelector('[data-say="trouble"]');
		var link = document.createElement('a');

		lost('登录已过期。');
		link.href = '/account/sign-in?next=' + encodeURIComponent(form.getAttribute('action'));
		link.textContent = '重新登录';
		place.appendChild(document.createTextNode(' '));
		place.appendChild(link);
	}

	function onFailure(code) {
		if (code === 401) {
			signIn();
			later();
		} else if (code === 403) {
			zhiheng.line.renew(form, function (renewed) {
				if (renewed) {
					send();
				} else {
					lost('页面已失效，请刷新页面。');
					later();
				}
			});
		} else if (code === 409 && again < SELDOM) {
			later(); /* another save may have been in the way */
		} else if (code === 404 || code === 409 || code === 400) {
			banner('trouble', '未能保存：报表的状态已经变化，或本期填报已关闭。填写的内容（' + count() + ' 项）保存在本机，请刷新页面核对。');
		} else {
			lost('网络或系统暂时中断。');
			later();
		}
	}

	/* Tells who waits: saved, wrong (something has to be mended), choice (to be decided), failed. */
	function finish(failed) {
		var all = waiting;
		var outcome = failed ? 'failed' : count() === 0 ? 'saved' : 'wrong';

		Object.keys(held).forEach(function (name) {
			if (held[name].theirs && !failed) {
				outcome = 'choice';
			}
		});
		waiting = [];
		all.forEach(function (call) { call(outcome); });
	}

	function onEnd(status, answer, sent) {
		var was;

		flying = null;
		if (!answer) {
			onFailure(status); /* whether it was saved is not known */
			finish(true);
			return;
		}
		was = base + ' ' + Object.keys(held).length;
		onAnswer(answer, sent);
		if (ready().length === 0) {
			finish(false);
		} else if (answer.outcome === 'refused' && was === base + ' ' + Object.keys(held).length) {
			later(); /* no step further: not at once again */
			finish(true);
		} else if (waiting.length > 0) {
			send();
		} else {
			schedule(0);
		}
	}

	/* pull: ask even if there is nothing to be sent. */
	function send(pull) {
		var names = ready('pasted');
		var source = names.length > 0 ? 'pasted' : 'typed';
		var sent, text;

		window.clearTimeout(timer);
		if (flying) {
			return;
		}
		names = names.length > 0 ? names : ready();
		if (names.length === 0 && pull !== true) {
			finish(false);
			return;
		}
		text = body(names, source);
		sent = note(names);
		flying = sent;
		since = null;
		saved = now();
		zhiheng.line.post(form.getAttribute('data-draft'), text, function (status, answer) { onEnd(status, answer, sent); });
	}

	/* A save after that pause, unless people type on; soon enough, and not one after the other. */
	function schedule(pause) {
		since = since === null ? now() : since;
		window.clearTimeout(timer);
		timer = window.setTimeout(send, Math.max(0, Math.min(now() + pause, since + REST) - now(), saved + REST - now()));
	}

	/* ---- events ---- */

	function onChange(cells, source) {
		cells.forEach(function (cell) {
			var typed = state(cell);
			var choiceOpen = held[cell.id] && held[cell.id].theirs;
			var total = grid.rows[cell.zhRow].cells[0];

			if (total.readOnly) {
				delete pending[total.id];
			}
			if (held[cell.id] && !choiceOpen && held[cell.id].wrong !== typed.text) {
				delete held[cell.id];
			}
			if (!choiceOpen && same(typed, known[cell.id]) && isCertain(cell.id)) {
				delete pending[cell.id];
			} else {
				typed.source = source;
				typed.sent = unanswered(cell.id);
				pending[cell.id] = typed;
			}
			if (!choiceOpen && cell.getAttribute('aria-invalid') && !number.read(typed.text).error) {
				grid.mark(cell, '');
			}
		});
		keep();
		if (count() > 0) {
			schedule(PAUSE);
		}
	}

	function onLeave(event) {
		var cell = event.target;
		var found;

		if (!grid.isCell(cell) || !pending[cell.id]) {
			return;
		}
		found = number.read(cell.value);
		if (found.error && !held[cell.id]) {
			grid.mark(cell, found.error);
		}
		schedule(0);
	}

	/* All that waits goes first; then done(as in finish). */
	function flush(done) {
		waiting.push(done);
		send();
	}

	/* The next page may be older than a save of which this one still hears: it then needs the copy. */
	function onLeaving() {
		leaving = true;
		window.setTimeout(function () {
			leaving = false;
			Object.keys(pending).forEach(settle);
			keep();
		}, GOING);
	}

	/* A last try that needs no answer; what is under way would be refused a second time, and all beside it. */
	function onHide() {
		['pasted', 'typed'].forEach(function (source) {
			var names = ready(source).filter(function (name) { return !(flying && flying[name]); });
			var text = body(names, source);
			if (names.length > 0) {
				note(names);
				zhiheng.line.beacon(form.getAttribute('data-draft'), text);
			}
		});
	}

	function atOnce() {
		if (count() > 0) {
			again = AGAIN;
			send();
		}
	}

	/* ---- beginning ---- */

	function restore() {
		var kept = zhiheng.store.read(id);
		var cells = [];

		if (!kept) {
			return;
		}
		Object.keys(kept.cells).filter(function (name) { return grid.isCell(document.getElementById(name)); }).forEach(function (name) {
			pending[name] = kept.cells[name];
			if (!same(pending[name], known[name])) {
				show(document.getElementById(name), pending[name]);
				cells.push(document.getElementById(name));
			} else if (unanswered(name).length === 0) {
				delete pending[name]; /* else a save may be on its way that brings another number */
			}
		});
		base = Math.min(base, kept.base);
		if (cells.length > 0) {
			grid.changed(cells, 'typed');
			banner('restored', '已恢复上次没有保存的 ' + cells.length + ' 项内容。');
			place = kept.focus;
			if (document.getElementById(place)) {
				document.getElementById(place).focus();
			}
		}
		keep();
		send();
	}

	/* Shown again with errors, nothing in it is saved; what is wrong waits for a hand. */
	function resume(cell) {
		pending[cell.id] = state(cell);
		pending[cell.id].source = 'typed';
		known[cell.id] = { text: '?', ticked: false };
		if (cell.getAttribute('aria-invalid')) {
			held[cell.id] = { wrong: cell.value.trim() };
		}
	}

	function begin() {
		form = grid.form;
		id = form.getAttribute('data-return');
		base = Number(form.elements.namedItem('revision').value);
		known = {};
		pending = {};
		held = {};
		waiting = [];
		again = AGAIN;
		since = null;
		saved = -REST;
		leaving = false;
		flying = null;
		tried = null; /* the save that has no answer yet */
		place = ''; /* where the cursor was last */
		grid.rows.forEach(function (row) {
			row.cells.forEach(function (cell) { known[cell.id] = state(cell); });
		});
		if (form.hasAttribute('data-unsaved')) {
			grid.rows.forEach(function (row) { row.cells.filter(function (cell) { return !cell.readOnly; }).forEach(resume); });
			keep();
			send();
		} else {
			restore();
		}
		grid.onChange(onChange);
		form.addEventListener('focusout', onLeave);
		form.addEventListener('focusin', function (event) { place = grid.isCell(event.target) ? event.target.id : place; });
		window.addEventListener('online', atOnce);
		window.addEventListener('focus', atOnce);
		window.addEventListener('pageshow', atOnce);
		document.addEventListener('visibilitychange', atOnce); /* a phone may not come back */
		window.addEventListener('beforeunload', onLeaving);
		window.addEventListener('pagehide', onHide);
	}

	zhiheng.draft = null;
	if (grid && grid.form.hasAttribute('data-draft')) {
		begin();
		zhiheng.draft = {
			id: id,
			flush: flush,
			/* What would be lost with this page: not saved, and not kept on this machine. */
			isLoose: function () { return count() > 0 && !zhiheng.kept; },
			count: count,
			pull: function (revision) { if (revision > base) { send(true); } }
		};
	}
}(window.zhiheng));
