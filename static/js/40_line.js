/* The line to the server for what is typed: a request, one that waits for no answer, a new token. */
(function (zhiheng) {
	'use strict';

	var PATIENCE = 20000; /* for an answer */
	var TYPE = 'application/x-www-form-urlencoded';

	function request(method, url, done) {
		var made = new XMLHttpRequest();
		made.open(method, url);
		made.timeout = PATIENCE;
		made.onloadend = function () { done(made); };
		return made;
	}

	/* A key by which the server knows a save that it has had already. */
	function key() {
		return Array.prototype.map.call(window.crypto.getRandomValues(new Uint8Array(16)), function (byte) {
			return (byte < 16 ? '0' : '') + byte.toString(16);
		}).join('');
	}

	/* The cells of these names as a form sends them. */
	function content(base, source, names, cells) {
		var pairs = ['revision=' + base, 'source=' + source];
		names.forEach(function (name) {
			pairs.push(encodeURIComponent(name) + '=' + encodeURIComponent(cells[name].text));
			if (cells[name].ticked) {
				pairs.push(encodeURIComponent(name.replace(/^value\./, 'na.')) + '=1');
			}
		});
		return pairs.join('&');
	}

	/*
	 * A save that has its key, and whether an earlier save of one of its cells may still arrive: it
	 * then comes after this one, even if this one changes nothing.
	 */
	function encode(token, save) {
		return '_csrf=' + encodeURIComponent(token) + '&_once=' + save.key + '&' + save.content + (save.again ? '&again=1' : '');
	}

	/* done(status, answer): null without an answer, or with one that was cut off on the way. */
	function post(url, body, done) {
		var made = request('POST', url, function (ended) {
			var answer = null;
			try {
				answer = ended.status === 200 ? JSON.parse(ended.responseText) : null;
			} catch (cut) { /* as if there had been none */ }
			done(ended.status, answer);
		});
		made.setRequestHeader('Content-Type', TYPE);
		made.send(body);
	}

	/* Out of a page that is being left. */
	function beacon(url, body) {
		if (navigator.sendBeacon) {
			navigator.sendBeacon(url, new Blob([body], { type: TYPE }));
		}
	}

	/* The session may have begun anew in another tab: its page has the token.  done(whether it had another). */
	function renew(form, done) {
		var made = request('GET', form.getAttribute('action'), function (ended) {
			var page = ended.status === 200 ? ended.response : null;
			var token = page && page.querySelector('form[data-grid] input[name="_csrf"]');
			var other = Boolean(token) && token.value !== form.elements.namedItem('_csrf').value;
			if (other) {
				Array.prototype.forEach.call(document.getElementsByName('_csrf'), function (field) { field.value = token.value; });
			}
			done(other);
		});
		made.responseType = 'document';
		made.send();
	}

	zhiheng.line = { key: key, content: content, encode: encode, post: post, beacon: beacon, renew: renew };
}(window.zhiheng));
