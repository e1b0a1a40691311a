/*
 * What is typed and not yet saved, kept on this machine: element codes, numbers, the return's id and
 * its revision, nothing else.  Goes with each save and at sign-out.
 */
(function (zhiheng) {
	'use strict';

	var PREFIX = 'zhiheng.return.';
	var number = zhiheng.number;

	function storage(action) {
		try {
			return action(window.localStorage);
		} catch (refused) {
			return null; /* switched off, or full */
		}
	}

	function read(id) {
		return storage(function (store) { return JSON.parse(store.getItem(PREFIX + id)); });
	}

	/* Words do not belong here: only what is a number, perhaps with its unit, or empty. */
	function isNumber(text) {
		return text === '' || number.read(number.clean(text)).error === undefined;
	}

	/*
	 * base: revision; cells: {id: {text, ticked, source, sent: [texts whose answer is not known]}};
	 * focus: id of a cell.  False: it could not be kept.
	 */
	function write(id, base, cells, focus) {
		var kept = {};
		var all = true;
		var names = Object.keys(cells).filter(function (name) {
			all = all && isNumber(cells[name].text);
			return isNumber(cells[name].text);
		});

		if (Object.keys(cells).length === 0) {
			storage(function (store) { store.removeItem(PREFIX + id); });
			return true;
		}
		names.forEach(function (name) { kept[name] = cells[name]; });
		return Boolean(storage(function (store) {
			store.setItem(PREFIX + id, JSON.stringify({ base: base, cells: kept, focus: focus }));
			return all;
		}));
	}

	function clear() {
		storage(function (store) {
			Object.keys(store).forEach(function (name) {
				if (name.indexOf(PREFIX) === 0) {
					store.removeItem(name);
				}
			});
		});
	}

	zhiheng.store = { read: read, write: write, clear: clear, prefix: PREFIX };
}(window.zhiheng));
