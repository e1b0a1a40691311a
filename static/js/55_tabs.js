/* Two tabs with the same return tell each other; a channel where there is one, else the storage. */
(function (zhiheng) {
	'use strict';

	var NAME = 'zhiheng.tabs';
	var draft = zhiheng.draft;
	var channel = null;
	var self = zhiheng.store.page;

	function tell(what, revision) {
		var word = { from: self, id: draft.id, what: what, revision: revision };
		if (channel) {
			channel.postMessage(word);
		} else {
			try {
				window.localStorage.setItem(NAME, JSON.stringify(word));
				window.localStorage.removeItem(NAME);
			} catch (refused) { /* then only the server tells them apart */ }
		}
	}

	function onWord(word) {
		if (!word || word.from === self || word.id !== draft.id) {
			return;
		}
		zhiheng.grid.say('tabs', '这张报表在另一个标签页中也打开着。两处都会保存；请只在一处填写，以免互相覆盖。');
		if (word.what === 'open') {
			tell('here', 0);
		} else if (word.what === 'saved') {
			draft.pull(word.revision);
		} else if (word.what === 'closed') {
			zhiheng.grid.say('tabs', '');
		}
	}

	zhiheng.tabs = { tell: function () {} };
	if (!draft) {
		return;
	}
	zhiheng.tabs.tell = tell;
	if (window.BroadcastChannel) {
		channel = new window.BroadcastChannel(NAME);
		channel.onmessage = function (event) { onWord(event.data); };
	} else {
		window.addEventListener('storage', function (event) {
			if (event.key === NAME && event.newValue) {
				onWord(JSON.parse(event.newValue));
			}
		});
	}
	tell('open', 0);
	window.addEventListener('pagehide', function () { tell('closed', 0); });
}(window.zhiheng));
