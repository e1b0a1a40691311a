// The page of one institution: the grade with every figure, the indicators among the peers' and the spine chart, returns
// and words.  Numbers are read off the page and computed anew from the cells.
'use strict';

const assert = require('node:assert/strict');
const {before, test} = require('node:test');
const {editionsOf} = require('./editions');
const {gradesOf, gradesOfEdition, peerGroups, schemeOf, units} = require('./grading');
const {signedIn, unescapeHtml, visible} = require('./portal');
const {centreIndicators, query, single} = require('./people');

const programme = single('SELECT id FROM zhiheng.programme WHERE year = 2025 ORDER BY id LIMIT 1');
const inForce = single(`SELECT scheme_id FROM zhiheng.grade_version WHERE programme_id = ${programme} AND state = 'in_force'`);
const idOf = (name) => single(`SELECT id FROM zhiheng.institution WHERE name = '${name}'`);
const second = idOf('示例市第二人民医院'), fifth = idOf('示例市第五人民医院');
const period = '2025Q2';
const address = (id, rest = '') => `/commission/institution/${id}/result?programme=${programme}&period=${period}${rest}`;
let admin;

before(async () => {
	admin = await signedIn('city.admin');
});

function csvOf(text) {
	const [head, ...rows] = text.replace(/^\uFEFF/, '').trim().split('\r\n').map((line) =>
		[...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)].map(([, raw, quoted]) => (quoted === undefined ? raw : quoted.replace(/""/g, '"'))));
	return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

// The rows of the table with this id of caption, each a list of the cells' words.
function tableOf(html, id) {
	const table = html.slice(html.indexOf(`<caption id="${id}"`));
	return [...table.slice(0, table.indexOf('</table>')).matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
		[...row.matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => visible(cell).trim()));
}

for (const id of [second, fifth, idOf('示例市例东县人民医院'), idOf('示例市精神卫生中心')]) {
	test(`every figure of the grade of institution ${id}`, async () => {
		const scheme = schemeOf(inForce);
		const group = peerGroups().find((ids) => ids.includes(id));
		const all = gradesOf(programme, [period], scheme, group, {[fifth]: 'C'});
		const result = all.get(id);
		const {text} = await admin.get(address(id));
		const rows = tableOf(text, 'grade-caption').slice(1);
		let weight = 0n, points = 0n;
		for (const item of scheme.items) {
			const row = rows.find(([name]) => name.endsWith(item.code));
			const mine = result.mine.find((one) => one.item === item);
			if (mine === undefined) {
				assert.notEqual(row[5], '', `${item.code} says why it does not count`);
				assert.equal(row[8], '不计入');
				continue;
			}
			const tenths = mine.figure.tenths;
			assert.equal(row[2].split(' ')[0], mine.figure.value.toFixed(2), item.code);
			assert.deepEqual([row[3], row[4], row[7]].map(units), [item.floor, item.benchmark, item.weight], item.code);
			assert.equal(row[5], (tenths / 10).toFixed(1), item.code);
			assert.equal(row[6], mine.figure.variance > 0 ? Math.sqrt(mine.figure.variance).toFixed(2) : '—', item.code);
			assert.equal(units(row[8]) * 10n, item.weight * BigInt(tenths), item.code);
			const why = {few_units: '可比的同组机构不足 5 家，不计算 z', few_expected: '预期不足 1 例，不计算 z'}[mine.figure.why];
			if (item.safety)
				assert.ok(row[9].startsWith(mine.figure.z === null ? why || '不计算 z' : `z = ${mine.figure.z.toFixed(2)}`), `${item.code}: ${row[9]}`);
			assert.equal(/封顶 [BC] 级/.test(row[9]), item.safety && mine.figure.cap(scheme.caps[0], '95'), item.code);
			weight += item.weight;
			points += item.weight * BigInt(tenths);
		}
		const sum = rows[rows.length - 1];
		assert.equal(units(sum[1]), weight);
		assert.equal(units(sum[2]) * 10n, points);
		const words = visible(text);
		assert.ok(words.includes(`综合分 = ${sum[2]} ÷ ${sum[1]} = ${(result.composite / 10).toFixed(1)}，`));
		assert.match(text, new RegExp(`<span class="zh-grade">${result.grade}</span>`));
		assert.ok(words.includes(`标准误 ${result.error.toFixed(2)}`));
		const alike = /<p>[^<]*÷[^<]*<\/p>/.exec(text)[0];
		for (const other of group.filter((one) => one !== id && all.get(one).graded))
			assert.equal(alike.includes(single(`SELECT name FROM zhiheng.institution WHERE id = ${other}`)), result.alike.includes(other), `${id} and ${other}`);
		if (id === fifth)
			assert.match(words, /封顶： 重大事件（示卫医函〔2025〕18 号），封顶 C 级/);
		const file = csvOf((await admin.get(address(id, '&table=grade&format=csv'))).text);
		assert.deepEqual(file.map((row) => [row['指标编码'], row['得分'], row['加权得分']]),
			rows.slice(0, -1).map((row) => [row[0].split(' ').pop(), /^\d/.test(row[5]) ? row[5] : '', /^\d/.test(row[8]) ? row[8] : '']));
	});
}

test('the institution sees the same figures of its own grade, and no rank', async () => {
	const [[own]] = query("SELECT institution_id FROM zhiheng.account WHERE login = 'h1.leader'");
	const leader = await signedIn('h1.leader');
	const {text} = await leader.get(`/institution/result/?of=${programme}-${period}`);
	const theirs = await admin.get(address(own));
	const mine = tableOf(text, 'grade-caption');
	assert.ok(mine.length > 10);
	// But for z where the number of a peer is hidden from the public: it would tell that number.
	const concealed = new Set(query(`SELECT DISTINCT result.indicator_code FROM zhiheng.edition_result AS result
		JOIN zhiheng.edition AS edition ON edition.id = result.edition_id AND edition.period = '${period}' AND edition.programme_id = ${programme}
		JOIN zhiheng.edition_institution AS card ON card.edition_id = edition.id AND card.institution_id = result.institution_id
		JOIN zhiheng.edition_institution AS own ON own.edition_id = edition.id AND own.institution_id = ${own} AND own.peer_group = card.peer_group
		WHERE result.hidden AND card.institution_id <> ${own}`).flat());
	const withheld = (row) => concealed.has(row[0].split(' ').pop()) && row.at(-1).startsWith('z =');
	const whole = tableOf(theirs.text, 'grade-caption');
	assert.ok(whole.some(withheld) && whole.some((row) => row.at(-1).startsWith('z =') && !withheld(row)), 'both cases are there');
	// What the others are is taken from the edition that everybody can see, so its periods before, too.
	const alone = (row) => (row.at(-1).startsWith('z =') ? [...row.slice(0, -1), 'z'] : row);
	assert.deepEqual(mine.map(alone), whole.map((row) => (withheld(row) ? [...row.slice(0, -1), '不计算 z'] : alone(row))));
	const edition = (await editionsOf('990100')).filter((one) => one.period === period).at(-1);
	const published = gradesOfEdition(edition, (row) => row.hidden !== 'true' && row.numerator !== '' && row.denominator !== '',
		(row) => [row.numerator, row.denominator]).get(own).mine;
	for (const row of mine.filter((line) => line.at(-1).startsWith('z ='))) {
		const figure = published.find(({item}) => item.code === row[0].split(' ').pop())?.figure;
		if (figure)
			assert.ok(row.at(-1).startsWith(`z = ${figure.z.toFixed(2)} 其余各家 ${figure.others.theta.toFixed(4)}`), `${row} ${figure.z}`);
	}
	const scheme = schemeOf(inForce);
	const result = gradesOf(programme, [period], scheme, peerGroups().find((ids) => ids.includes(own))).get(own);
	assert.match(text, new RegExp(`<span class="zh-grade">${result.grade}</span>`));
	assert.ok(visible(text).includes(`= ${(result.composite / 10).toFixed(1)}，`));
	const part = visible(text.slice(text.indexOf('质量安全等级</h2>'), text.indexOf('<caption id="grade-caption"')));
	assert.doesNotMatch(part, /不能区分|名次 \d/);
	assert.match(part, /等级和名次以公开的版本为准/);
});

// Type 7, as R has it.
function quantile(sorted, share) {
	const at = (sorted.length - 1) * share;
	const low = sorted[Math.floor(at)];
	return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)] - low);
}

test('every indicator stands where the peers\' values put it, in the table, the file and the chart', async () => {
	const {text} = await admin.get(address(second));
	const file = csvOf((await admin.get(address(second, '&format=csv'))).text);
	const peers = query(`SELECT asked.indicator_code, cell.institution_id, cell.numerator, cell.denominator, definition.factor, definition.kind
		FROM zhiheng.indicator_cell AS cell
		JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = cell.programme_id AND asked.indicator_code = cell.indicator_code
		JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		JOIN zhiheng.institution AS institution ON institution.id = cell.institution_id AND institution.level = 'tertiary' AND institution.kind = 'general'
		WHERE cell.programme_id = ${programme} AND cell.period = '${period}' AND cell.accepted AND cell.state = 'value'
			AND asked.required AND definition.direction <> 'none' AND cell.denominator >= greatest(asked.minimum_denominator, 1)`);
	const marks = [...text.matchAll(/<path class="zh-chart-point[^"]*" d="([^"]*)"><title>([^<]*)<\/title>/g)].map(([, d, title]) => [unescapeHtml(title), d]);
	let drawn = 0;
	for (const row of file) {
		const code = row['指标编码'];
		const shown = tableOf(text, 'result-caption').find(([name]) => name.includes(`${code} ·`));
		assert.equal(shown[1].split(' ')[0], row['指标值'] === '' ? '—' : row['指标值'], code);
		const values = peers.filter(([other]) => other === code).map(([, , x, n, factor]) => factor * x / n).sort((a, b) => a - b);
		if (row['同组中位数'] === '')
			continue;
		for (const [name, share] of [['同组最小值', 0], ['同组25百分位', 0.25], ['同组中位数', 0.5], ['同组75百分位', 0.75], ['同组最大值', 1]])
			assert.ok(Math.abs(Number(row[name]) - quantile(values, share)) < 0.00501, `${code} ${name}: ${row[name]} ${quantile(values, share)}`);
		assert.equal(shown[4], `${row['同组中位数']} ${row['同组最小值']}～${row['同组最大值']}`, code);
		const mark = marks.find(([title]) => title.startsWith(`${row['指标名称']}：`));
		assert.ok(mark, `${code} is drawn`);
		assert.ok(mark[0].includes(`同组中位数 ${row['同组中位数']}`));
		drawn += 1;
	}
	assert.ok(drawn > 50, `${drawn} drawn`);
	assert.doesNotMatch(text, /NaN|nan|inf/);
	assert.match(text, /<a href="#result-caption">看表中数字<\/a>/);
	assert.doesNotMatch(text, /<svg[\s\S]*?style=/);
});

test('distance to the goal in cases, exactly; changes as on the indicator\'s page', async () => {
	const file = csvOf((await admin.get(address(second, '&format=csv'))).text);
	let counted = 0;
	for (const row of file.filter((item) => item['距目标例数'] !== '' && item['分母'] !== '')) {
		const [[direction, factor, goal, op, threshold]] = query(`SELECT definition.direction, definition.factor, baseline.goal, limits.op, limits.value
			FROM zhiheng.programme_indicator AS asked
			JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
			LEFT JOIN zhiheng.baseline_approved AS baseline ON baseline.programme_id = asked.programme_id AND baseline.indicator_code = asked.indicator_code
				AND baseline.institution_id = ${second}
			LEFT JOIN zhiheng.programme_threshold AS limits ON limits.programme_id = asked.programme_id AND limits.indicator_code = asked.indicator_code
			WHERE asked.programme_id = ${programme} AND asked.indicator_code = '${row['指标编码']}'`);
		const own = goal && !(op === (direction === 'increase' ? '>=' : '<=') && row['是否达到要求'] === '未达到');
		const aim = units(own ? goal : threshold);
		assert.equal(row['距目标依据'], own ? '本院目标' : '要求', op);
		// g n/k - x in hundred-millionths, up to the next whole case.
		const scale = BigInt(factor) * 100000000n;
		const gap = (aim * units(row['分母']) - BigInt(factor) * 10000n * units(row['分子'])) * (direction === 'increase' ? 1n : -1n);
		const cases = gap <= 0n ? 0n : (gap + scale - 1n) / scale;
		assert.equal(row['距目标例数'], String(cases), row['指标编码']);
		counted += 1;
	}
	assert.ok(counted > 30, `${counted} with cases`);
	const code = 'NIT-2025-05.1';
	const own = file.find((row) => row['指标编码'] === code);
	const peers = csvOf((await admin.get(`/commission/indicator/${code}?programme=${programme}&period=${period}&format=csv`)).text);
	const there = peers.find((row) => row['医疗机构'] === '示例市第二人民医院');
	for (const name of ['指标值', '名次', '名次95%区间下限', '名次95%区间上限', '上期值', '较上期变化', '较上期判断', '基线值', '较基线变化', '较基线判断', '控制限位置', '距目标例数下限', '距目标例数上限'])
		assert.equal(own[name], there[name], name);
});

test('returns with their lateness, and what the institution said', async () => {
	const late = idOf('示例市例湖县人民医院');
	const rows = tableOf((await admin.get(address(late))).text, 'returns-caption').slice(1);
	const expected = query(`SELECT zhiheng.period_label(head.period), calendar.due_on,
			greatest(0, (head.first_submitted_at AT TIME ZONE 'Asia/Shanghai')::date - calendar.due_on)
		FROM zhiheng.asked_return AS head JOIN zhiheng.reporting_period AS calendar ON calendar.programme_id = head.programme_id AND calendar.period = head.period
		WHERE head.institution_id = ${late} AND head.first_submitted_at IS NOT NULL AND head.programme_id = ${programme} AND head.period < '2025Q3'`);
	assert.ok(expected.length >= 2);
	for (const [label, due, days] of expected) {
		const row = rows.find((cells) => cells[0] === label);
		assert.equal(row[2], due);
		assert.equal(row[4], days === '0' ? '—' : days, label);
	}
	assert.ok(expected.some(([, , days]) => Number(days) > 0), 'one was late');
	const words = tableOf((await admin.get(`/commission/institution/${second}/result?programme=${programme}&period=2025Q3`)).text, 'words-caption');
	assert.ok(words.some((cells) => /门诊楼局部改造/.test(cells[2])), 'an explanation of an element');
});

test('what fired in its newest return, and its items of the ledger', async () => {
	const copied = idOf('示例市例南县人民医院');
	const {text} = await admin.get(`/commission/institution/${copied}/result?programme=${programme}&period=2025Q3`);
	const part = visible(text.slice(text.indexOf('<h2>需要核实'), text.indexOf('<h2>报表')));
	assert.match(part, /2025年第三季度报表/);
	const [, compared, same] = /照抄上期： [^。]*?(\d+)[^\d。]+(\d+)[^。]*。/.exec(part);
	// Numbers of both quarters that are not 0 in both, and how many of them are equal.
	const [[all, equal]] = query(`SELECT count(*), count(*) FILTER (WHERE now.value = last.value)
		FROM zhiheng.return AS head
		JOIN zhiheng.return AS before ON before.institution_id = head.institution_id AND before.period = '2025Q2'
		JOIN zhiheng.return_cell AS now ON now.return_id = head.id AND now.value IS NOT NULL
		JOIN zhiheng.return_cell AS last ON last.return_id = before.id AND last.element_code = now.element_code AND last.value IS NOT NULL
		WHERE head.institution_id = ${copied} AND head.period = '2025Q3' AND (now.value <> 0 OR last.value <> 0)`);
	assert.deepEqual([compared, same], [all, equal], part);
	const items = query(`SELECT card.institution_id, count(*) FROM zhiheng.ledger_card AS card GROUP BY card.institution_id ORDER BY 2 DESC, 1 LIMIT 1`);
	for (const [id, count] of items) {
		const rows = tableOf((await admin.get(address(id))).text, 'ledger-caption').slice(1);
		assert.equal(rows.length, Math.min(30, Number(count)));
		assert.match((await admin.get(address(id))).text, /href="\/commission\/ledger\/\d+"/);
	}
	const none = await admin.get(`/commission/institution/${idOf('示例晨光医院')}/result?programme=${programme}&period=${period}`);
	assert.match(visible(none.text), /本期还没有提交报表，没有可以核实的数字/);
});

test('an institution without numbers, one of another county, and a QC centre', async () => {
	const silent = idOf('示例晨光医院');
	const none = await admin.get(address(silent));
	assert.equal(none.status, 200);
	assert.match(visible(none.text), /未评级 有效指标的权重不足/);
	const blood = await admin.get(address(idOf('示例市中心血站')));
	assert.equal(blood.status, 200);
	assert.match(visible(blood.text), /不评级/);
	const centre = await signedIn('qc.nursing');
	const {text, status} = await centre.get(address(second));
	assert.equal(status, 200);
	assert.match(visible(text), /质控中心只看本专业的指标/);
	assert.doesNotMatch(text, /grade-caption/);
	const groups = [...text.matchAll(/<tr class="zh-group"><th[^>]*>([^<]*)</g)].map(([, label]) => label);
	assert.deepEqual([...new Set(groups)].sort(), [...new Set(query(`SELECT specialty FROM zhiheng.programme_indicator WHERE programme_id = ${programme}
		AND indicator_code = ANY ('{${centreIndicators('qc.nursing')}}')`).flat())].sort());
	assert.equal(csvOf((await centre.get(address(second, '&table=grade&format=csv'))).text).length, 0);
	for (const wrong of ['0', '999999999', 'x'])
		assert.equal((await admin.get(`/commission/institution/${wrong}/result`)).status, 404, wrong);
	const book = await admin.get(address(second, '&format=xlsx'));
	assert.match(book.headers.get('content-type'), /spreadsheetml/);
});
