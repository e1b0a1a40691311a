/*
 * Numbers as the server reads and rounds them: decimals in digits, never in floating point.  A
 * canonical number is "0", "1234" or "12.5": ASCII, no zeros in front, none behind the point.
 */
window.zhiheng = window.zhiheng || {};

(function (zhiheng) {
	'use strict';

	var WHOLE_DIGITS = 12; /* zhiheng.quantity */
	var PLACES = 4;
	var FORMS = { '\uff0b': '+', '\uff0d': '-', '\u2212': '-', '\uff0e': '.', '\u3002': '.', '\uff0c': ',' };
	var PLAIN = /^(?:0|[1-9][0-9]{0,11})$/; /* most of what is typed, without the trouble of the others */
	/* What people write behind a number, longest first. */
	var UNITS = /(人次|例次|项次|导管日|床日|分钟|小时|[人例次日天份项个家颗条种件袋页分期元月]|[%％]|m[lL]|DDD|U)$/;

	function ascii(text) {
		return text.replace(/[\uff10-\uff19]/g, function (wide) {
			return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
		}).replace(/[\uff0b\uff0d\u2212\uff0e\u3002\uff0c]/g, function (form) { return FORMS[form]; });
	}

	function trim(text) {
		return text.replace(/^[ \t\n\v\f\r\u00a0\u3000]+|[ \t\n\v\f\r\u00a0\u3000]+$/g, '');
	}

	/* {value: canonical number} or {value: ''} of an empty field or {error: sentence}. */
	function read(text) {
		var plain, parts, whole;

		if (text === '' || PLAIN.test(text)) {
			return { value: text };
		}
		plain = ascii(trim(text));
		parts = /^([+-]?)([0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?$/.exec(plain);
		if (plain === '') {
			return { value: '' };
		}
		if (!parts || (parts[2] === '' && parts[3] === undefined)) {
			return { error: '应为数字，请只填数字和小数点，不要带单位' };
		}
		if (parts[1] === '-') {
			return { error: '不能是负数，请核对' };
		}
		whole = parts[2].replace(/,/g, '').replace(/^0+(?=[0-9])/, '') || '0';
		if (whole.length > WHOLE_DIGITS) {
			return { error: '数字过大，整数部分最多 12 位，请核对' };
		}
		if (parts[3] !== undefined && parts[3].length > PLACES) {
			return { error: '最多保留 4 位小数' };
		}
		return { value: canonical(whole, parts[3] || '') };
	}

	function canonical(whole, fraction) {
		var kept = fraction.replace(/0+$/, '');
		return whole.replace(/^0+(?=[0-9])/, '') + (kept === '' ? '' : '.' + kept);
	}

	/* What a spreadsheet's cell means: without quotes, units, a leading apostrophe. */
	function clean(text) {
		var kept, before;

		if (text === '' || PLAIN.test(text)) {
			return text;
		}
		kept = trim(text.replace(/^'/, '')).replace(/[ \u00a0\u3000]+(?=[0-9\uff10-\uff19])/g, '');
		do {
			before = kept;
			kept = trim(kept.replace(UNITS, ''));
		} while (kept !== before && kept !== '');
		return /[0-9\uff10-\uff19]$/.test(kept) ? ascii(kept) : trim(text);
	}

	/* ---- whole numbers as strings of digits ---- */

	function zeros(count) {
		return count > 0 ? new Array(count + 1).join('0') : '';
	}

	function strip(digits) {
		return digits.replace(/^0+(?=[0-9])/, '');
	}

	function compareDigits(a, b) {
		if (a.length !== b.length) {
			return a.length < b.length ? -1 : 1;
		}
		return a === b ? 0 : a < b ? -1 : 1;
	}

	function addDigits(a, b) {
		var out = '';
		var carry = 0;
		var i, sum;
		for (i = 1; i <= Math.max(a.length, b.length); i++) {
			sum = carry + (i <= a.length ? a.charCodeAt(a.length - i) - 48 : 0) + (i <= b.length ? b.charCodeAt(b.length - i) - 48 : 0);
			out = String(sum % 10) + out;
			carry = sum > 9 ? 1 : 0;
		}
		return strip((carry ? '1' : '') + out);
	}

	/* a - b, a not below b. */
	function subtractDigits(a, b) {
		var out = '';
		var borrow = 0;
		var i, rest;
		for (i = 1; i <= a.length; i++) {
			rest = a.charCodeAt(a.length - i) - 48 - borrow - (i <= b.length ? b.charCodeAt(b.length - i) - 48 : 0);
			borrow = rest < 0 ? 1 : 0;
			out = String(rest + 10 * borrow) + out;
		}
		return strip(out);
	}

	/* times a whole number below 2^31. */
	function multiplyDigits(a, times) {
		var out = '';
		var carry = 0;
		var i, product;
		for (i = a.length - 1; i >= 0; i--) {
			product = carry + (a.charCodeAt(i) - 48) * times;
			out = String(product % 10) + out;
			carry = Math.floor(product / 10);
		}
		return strip(String(carry) + out);
	}

	/* The whole part of a / b; b above 0. */
	function divideDigits(a, b) {
		var out = '';
		var rest = '0';
		var i, times;
		for (i = 0; i < a.length; i++) {
			rest = strip(rest + a.charAt(i));
			for (times = 0; compareDigits(rest, b) >= 0; times++) {
				rest = subtractDigits(rest, b);
			}
			out += times;
		}
		return strip(out);
	}

	/* ---- canonical numbers ---- */

	/* In units of 10^-4, as digits. */
	function units(value) {
		var parts = value.split('.');
		var fraction = parts[1] || '';
		return strip(parts[0] + fraction + zeros(PLACES - fraction.length));
	}

	function withPoint(digits, places) {
		var padded = zeros(places + 1 - digits.length) + digits;
		return places === 0 ? padded : padded.slice(0, -places) + '.' + padded.slice(-places);
	}

	function add(a, b) {
		var parts = withPoint(addDigits(units(a), units(b)), PLACES).split('.');
		return canonical(parts[0], parts[1]);
	}

	function compare(a, b) {
		return compareDigits(units(a), units(b));
	}

	/* factor * part / whole, rounded half up to places; null if whole is 0. */
	function rate(part, whole, factor, places) {
		var n = units(whole);
		var x = multiplyDigits(units(part), factor) + zeros(places);
		if (n === '0') {
			return null;
		}
		return withPoint(divideDigits(addDigits(multiplyDigits(strip(x), 2), n), multiplyDigits(n, 2)), places);
	}

	zhiheng.number = { read: read, clean: clean, add: add, compare: compare, rate: rate };
}(window.zhiheng));
