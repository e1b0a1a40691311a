// zhiheng measure where the worked cases (tests/cases) say nothing.
'use strict';

const assert = require('node:assert/strict');
const {execFileSync} = require('node:child_process');
const path = require('node:path');
const {test} = require('node:test');

const zhiheng = path.join(__dirname, '../..', process.env.SANITIZE ? 'build/sanitize' : 'build', 'bin/zhiheng');

function measure(name, rows) {
	const out = execFileSync(zhiheng, ['measure', name], {encoding: 'utf8', input: `${rows.join('\n')}\n`});
	return out.trim().split('\r\n').slice(1).map((line) => line.split(',').slice(-2).join(','));
}

test('suppression of counts, which have no n', () => {
	const head = 'dataset,kind,k,unit,x,n';
	// 3 is small; 9 protects it where the total is there to subtract from; 0 is shown.
	assert.deepEqual(measure('suppression', [head, 'd,count,5,a,3,', 'd,count,5,b,20,', 'd,count,5,c,9,', 'd,count,5,e,0,', 'd,count,5,TOTAL,32,']),
		['P,', ',20', 'S,', ',0', ',32']);
	assert.deepEqual(measure('suppression', [head, 'd,count,5,a,3,', 'd,count,5,b,20,', 'd,count,5,c,9,']), ['P,', ',20', ',9']);
	// Such a total is small itself.
	assert.deepEqual(measure('suppression', [head, 'd,count,5,a,3,', 'd,count,5,TOTAL,3,']), ['P,', 'P,']);
	// What is no kind is no number.
	assert.deepEqual(measure('suppression', [head, 'd,counts,5,a,30,']), [',']);
});
