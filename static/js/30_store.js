/*
 * What is typed and not yet saved, kept on this machine: element codes, numbers, the return's id and
 * its revision, nothing else.  Goes with each save and at sign-out.
 */
(function (zhiheng) {
	'use strict';

	var PREFIX = 'zhiheng.return.';
	var number = zhiheng.number;
	var written = null; /* what this page has kept last, as text */
	var own = {};       /* the cells of it that are this page's, */
	var others = null;  /* and what another page with the same return has kept: {base, cells} */

	function storage(action) {
		try {
			return action(window.localStorage);
		} catch (refused) {
			return null; /* switched off, or full */
		}
	}

	/* All of it is this page's from now on. */
	function read(id) {
		return storage(function (store) {
			var kept;
			written = store.getItem(PREFIX + id);
			kept = JSON.parse(written);
			own = kept ? kept.cells : {};
			others = null;
			return kept;
		});
	}

	/* Words do not belong here: only what is a number, perhaps with its unit, or empty. */
	function isNumber(text) {
		return text === '' || number.read(text).error === undefined || number.read(number.clean(text)).error === undefined;
	}

	/* Another page has written since. */
	function notice(text) {
		others = JSON.parse(text);
		if (others) {
			Object.keys(own).forEach(function (name) { delete others.cells[name]; });
		}
	}

	/*
	 * base: revision; cells: {id: {text, ticked, source, sent: [texts whose answer is not known]}};
	 * focus: id of a cell.  False: it could not be kept.
	 */
	function write(id, base, cells, focus) {
		var names = Object.keys(cells);
		var numbers = names.filter(function (name) {
			return own[name] === cells[name] || isNumber(cells[name].text); /* with thousands of cells each key would look at all */
		});

		return Boolean(storage(function (store) {
			var found = store.getItem(PREFIX + id);
			var kept = { base: base, cells: {}, focus: focus };

			if (found !== written) {
				notice(found);
			}
			own = {};
			numbers.forEach(function (name) { own[name] = kept.cells[name] = cells[name]; });
			Object.keys(others ? others.cells : {}).forEach(function (name) {
				if (!own[name]) {
					kept.cells[name] = others.cells[name];
					kept.base = Math.min(kept.base, others.base);
				}
			});
			if (Object.keys(kept.cells).length === 0) {
				written = null;
				if (found !== null) {
					store.removeItem(PREFIX + id);
				}
			} else {
				written = JSON.stringify(kept);
				store.setItem(PREFIX + id, written);
			}
			return numbers.length === names.length;
		}));
	}

	function each(action) {
		storage(function (store) {
			Object.keys(store).forEach(function (name) {
				if (name.indexOf(PREFIX) === 0) {
					action(store, name);
				}
			});
		});
	}

	/* How many cells, of all returns. */
	function count() {
		var sum = 0;
		each(function (store, name) { sum += Object.keys(JSON.parse(store.getItem(name)).cells).length; });
		return sum;
	}

	function clear() {
		each(function (store, name) { store.removeItem(name); });
	}

	zhiheng.store = { read: read, write: write, count: count, clear: clear };
}(window.zhiheng));
