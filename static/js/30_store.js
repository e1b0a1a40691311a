/*
 * What is typed and not yet saved, kept on this machine: element codes, numbers, the return's id and
 * its revision, nothing else.  Goes with each save and at sign-out.
 *
 * Each page has a copy of its own: browsers hand what one page stores to the others a moment later,
 * so two that wrote one copy by turns would bring back what the other had saved.
 */
(function (zhiheng) {
	'use strict';

	var PREFIX = 'zhiheng.return.';
	var PAGE = String(Math.random()).slice(2);
	var number = zhiheng.number;
	var kept = {}; /* the cells of this page's copy */

	function storage(action) {
		try {
			return action(window.localStorage);
		} catch (refused) {
			return null; /* switched off, or full */
		}
	}

	function copies(store, id) {
		return Object.keys(store).filter(function (name) { return name.indexOf(PREFIX + id + '.') === 0; });
	}

	/* What was typed later holds; what was sent before may still arrive. */
	function add(all, copy) {
		all.base = Math.min(all.base, copy.base);
		all.focus = copy.focus;
		Object.keys(copy.cells).forEach(function (name) {
			var earlier = all.cells[name];
			all.cells[name] = copy.cells[name];
			if (earlier && earlier.sent) {
				all.cells[name].sent = earlier.sent.concat(all.cells[name].sent || []);
			}
		});
		return all;
	}

	/* What pages before this one kept is this one's from now on; a page that still lives writes its copy again. */
	function read(id) {
		return storage(function (store) {
			var names = copies(store, id);
			var all;

			if (names.length === 0) {
				return null;
			}
			all = names.map(function (name) { return JSON.parse(store.getItem(name)); })
				.sort(function (one, other) { return one.at - other.at; })
				.reduce(add, { base: Infinity, cells: {}, focus: '' });
			store.setItem(PREFIX + id + '.' + PAGE, written(all.base, all.cells, all.focus));
			names.forEach(function (name) { store.removeItem(name); });
			return all;
		});
	}

	/* Words do not belong here: only what is a number, perhaps with its unit, or empty. */
	function isNumber(text) {
		return text === '' || number.read(text).error === undefined || number.read(number.clean(text)).error === undefined;
	}

	function written(base, cells, focus) {
		return JSON.stringify({ at: Date.now(), base: base, cells: cells, focus: focus });
	}

	/*
	 * base: revision; cells: {id: {text, ticked, source, sent: [texts whose answer is not known]}};
	 * focus: id of a cell.  False: it could not be kept.
	 */
	function write(id, base, cells, focus) {
		var names = Object.keys(cells);
		var numbers = {};

		names.forEach(function (name) {
			if (kept[name] === cells[name] || isNumber(cells[name].text)) { /* with thousands of cells each key would look at all */
				numbers[name] = cells[name];
			}
		});
		return Boolean(storage(function (store) {
			if (Object.keys(numbers).length === 0) {
				store.removeItem(PREFIX + id + '.' + PAGE);
			} else {
				store.setItem(PREFIX + id + '.' + PAGE, written(base, numbers, focus));
			}
			kept = numbers;
			return Object.keys(numbers).length === names.length;
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

	zhiheng.store = { page: PAGE, read: read, write: write, count: count, clear: clear };
}(window.zhiheng));
