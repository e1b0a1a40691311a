// What the method page must say of grades, signals, screens and small numbers: by the id of a figure's heading.
'use strict';

const assert = require('node:assert/strict');
const {judge} = require('./spread');
const {chiTail, choose, counts, exactTails, lnFactorial, near, normalTail, places, sum} = require('./tails');

// example(name): the rows of an example; hospitals(): those whose indicators are judged; note(name): of its caption.
module.exports = ({example, hospitals, measure, note}) => ({
	async points(rows) {
		const scheme = await example('scheme');
		rows.forEach((row) => {
			const {'起评值 F': floor, '满分值 B': benchmark} = scheme.find(({'编号': code}) => code === row['编号']);
			if (row['得分 S'] === '分母少，不计')
				return;
			near(row['截断前得分'], 100 * (row['指标值 v'] - floor) / (benchmark - floor), `${row['机构']} ${row['编号']}`);
			near(row['得分 S'], Math.min(100, Math.max(0, row['截断前得分'])), `${row['机构']} ${row['编号']}`);
			assert.equal(row['未达上下限'], row['截断前得分'] > 0 && row['截断前得分'] < 100 ? '是' : '否');
		});
		assert.equal(rows.length, 15);
	},
	composite(rows) {
		rows.forEach((row) => {
			const parts = row['权重 × 得分'].split(' + ').map((part) => part.split(' × ').map(Number)), weight = sum(parts.map(([w]) => w));
			assert.equal(row['计入的权重'], String(weight));
			near(row['加权平均'], sum(parts.map(([w, s]) => w * s)) / weight, row['机构']);
			near(row['综合分'], row['加权平均'], row['机构']);
			near(row['覆盖'], weight / 100, row['机构']);
			assert.equal(row['得分等级'], row['综合分'] >= 85 ? 'A' : row['综合分'] >= 70 ? 'B' : row['综合分'] >= 55 ? 'C' : 'D');
		});
		assert.deepEqual(rows.map((row) => row['综合分']), ['76.7', '86.0', '100.0', '40.0', '66.1']);
	},
	async cap(rows) {
		const {mortality, infection} = await hospitals();
		const judged = {I1: judge('proportion', mortality), I3: judge('rate', infection)};
		rows.forEach((row) => {
			const {z, exact} = judged[row['安全指标']][Number(row['机构'].slice(-1)) - 1], signed = -Math.sign(z) * Math.round(100 * Math.abs(z)) / 100;
			near(row['z（向差为负）'], signed, `${row['机构']} ${row['安全指标']}`);
			assert.equal(row['按精确控制限'], places[exact]);
			assert.equal(row['封顶'], signed <= -3.09 && exact === 'high_998' ? '不高于 C' : signed <= -1.96 && exact.startsWith('high_') ? '不高于 B' : '—');
		});
		assert.equal(rows.filter((row) => row['封顶'] !== '—').length, 1);
	},
	async grade(rows) {
		const composite = await example('composite'), caps = await example('cap');
		const standing = rows.filter((row) => row['编号'] === 'I1').map((row) => {
			const {'得分等级': band} = composite.find((other) => other['机构'] === row['机构']);
			const cap = caps.filter((other) => other['机构'] === row['机构'] && other['封顶'] !== '—').map((other) => other['封顶'].slice(-1));
			assert.equal(row['等级'], [band, ...cap].sort().pop(), row['机构']);
			return row;
		});
		standing.forEach((row) => assert.equal(Number(row['名次']), 1 + standing.filter((other) => other['等级'] < row['等级'] ||
			(other['等级'] === row['等级'] && Number(other['综合分']) > Number(row['综合分']))).length));
		assert.equal(standing.length, 5);
	},
	async error(rows) {
		const scheme = await example('scheme'), grade = await example('grade'), points = await example('points');
		rows.forEach((row) => {
			const own = grade.filter((other) => other['机构'] === row['机构'] && other['计入'] === '是');
			const inside = points.filter((other) => other['机构'] === row['机构'] && other['未达上下限'] === '是').map((other) => other['编号']);
			const weight = (code) => Number(scheme.find((other) => other['编号'] === code)['权重']);
			const parts = own.filter((other) => inside.includes(other['编号'])).map((other) => {
				const {'起评值 F': floor, '满分值 B': benchmark, '单位': unit} = scheme.find(({'编号': code}) => code === other['编号']);
				const [x, n, k] = [Number(other['分子']), Number(other['分母']), unit === '%' ? 100 : 1000], p = x / n;
				return (weight(other['编号']) * 100 * k / (benchmark - floor)) ** 2 * (k === 100 ? p * (1 - p) : p) / n;
			});
			assert.equal(row['计入标准误的指标'], inside.join('、') || '没有');
			if (parts.length === 0)
				assert.equal(row.SE, '不估计');
			else
				near(row.SE, Math.sqrt(sum(parts)) / sum(own.map((other) => weight(other['编号']))), row['机构']);
		});
	},
	async same(rows) {
		const composite = await example('composite'), error = await example('error');
		const of = (name, table, column) => Number(table.find((row) => row['机构'] === name)[column]) || 0;
		rows.forEach((row) => {
			const [a, b] = row['两家机构'].split('与');
			const apart = Math.abs(of(a, composite, '综合分') - of(b, composite, '综合分')), needed = 1.96 * Math.hypot(of(a, error, 'SE'), of(b, error, 'SE'));
			near(row['综合分之差'], apart, row['两家机构']);
			near(row['1.96√(SE₁² + SE₂²)'], needed, row['两家机构']);
			assert.equal(row['能否区分'], apart >= needed ? '能区分' : '不能区分');
		});
		assert.equal(rows.length, 10);
	},
	async signals(rows) {
		const {mortality, infection} = await hospitals(), results = [];
		for (const [kind, units] of [['proportion', mortality], ['rate', infection]]) {
			const pooled = sum(units.map(({x}) => x)) / sum(units.map(({n}) => n));
			judge(kind, units).forEach(({z, theta}, i) => {
				const {x, n} = units[i], [low, high] = exactTails(kind, x, n, pooled);
				results.push({z, p: Math.max(2 * normalTail(Math.abs(z)), Math.min(1, 2 * Math.min(low, high))), cases: x - n * theta});
			});
		}
		results.sort((a, b) => a.p - b.p);
		let q = 1;
		for (let i = results.length - 1; i >= 0; i--)
			results[i].q = q = Math.min(q, results[i].p * results.length / (i + 1));
		results.forEach(({p, cases, q: own}, i) => {
			near(rows[i].p, p, `p of ${i}`);
			near(rows[i].q, own, `q of ${i}`);
			near(Math.abs(rows[i]['多或少的例数']).toFixed(2), Math.abs(cases), `cases of ${i}`);
			near(rows[i]['排序用的数'], (1 - own) * Math.abs(cases), `weight of ${i}`);
			assert.equal(rows[i]['列出'], p <= 0.002 || own <= 0.2 ? '是' : '否');
		});
		const listed = results.filter(({p, q: own}) => p <= 0.002 || own <= 0.2);
		assert.ok(listed.length > 0);
		const [, said, chance] = /列出 (\d+) 个，其中约 ([\d.]+) 个/.exec(note('signals'));
		assert.equal(Number(said), listed.length);
		near(chance, results.length * listed[listed.length - 1].p, 'by chance');
	},
	jump(rows) {
		const byName = Object.fromEntries(rows.map((row) => [row['步骤'], row]));
		const turn = (name) => ((x, n) => Math.asin(Math.sqrt((x + 0.375) / (n + 0.75))))(...counts(byName[name]['怎样得来'].split('，')[0]));
		const [now, then] = ['本期', '上年同期'].map((name) => counts(byName[name]['怎样得来'].split('，')[0])[1]);
		near(byName['本期']['数值'], turn('本期'), 'now');
		near(byName['上年同期']['数值'], turn('上年同期'), 'a year ago');
		const variance = Math.max(Number(byName['本机构的变动（方差）']['数值']), Number(byName['同组变动的中位数（方差）']['数值']));
		const statistic = (turn('本期') - turn('上年同期') - byName['同组变化的中位数']['数值']) / Math.sqrt(0.25 / now + 0.25 / then + 2 * variance);
		near(Number(byName['倍数']['数值']).toFixed(2), statistic, 'statistic');
		assert.equal(byName['结果']['数值'], Math.abs(statistic) > 4 ? '提问' : '不提问');
	},
	perfect(rows) {
		rows.forEach((row) => {
			const [made] = measure('screens', ['case', 'screen', 'kind', 'data', 'peers', 'peer_shift', 'peer_variance'],
				[[1, 'perfect', 'prop', row['本院'].replace('/', ';'), row['同组各家'].replaceAll('/', ';').replaceAll('、', '|'), '', '']]);
			near(row['出现 0 例的概率'], made.statistic, row['本院']);
			assert.equal(row['结果'], made.fired === '1' ? '提问' : '不提问');
		});
		assert.equal(new Set(rows.map((row) => row['结果'])).size, 2);
	},
	similar(rows) {
		const first = note('similar').split('上期：')[1].trim().split('、').map(Number);
		rows.forEach((row) => {
			const second = row['各项的本期数'].split('、').map(Number), ratios = first.map((x, i) => second[i] / x).sort((a, b) => a - b);
			const factor = (ratios[3] + ratios[4]) / 2;
			near(row['比值的中位数'], factor, row['情形']);
			const square = sum(first.map((x, i) => (second[i] - factor * x) ** 2 / (factor * (x + second[i]))));
			const p = 1 - chiTail(square, 7);
			if (p > 1e-6)
				near(row['差异这样小的概率'], p, row['情形']);
			else
				assert.ok(Number(row['差异这样小的概率']) < 1e-6);
			assert.equal(row['结果'], p < 1e-4 ? '提问' : '不提问');
		});
		assert.equal(new Set(rows.map((row) => row['结果'])).size, 2);
	},
	copy(rows) {
		rows.forEach((row) => {
			const [first, second] = ['上期', '本期'].map((name) => row[name].split('、').map(Number));
			let evidence = 0, same = 0, all = 0;
			first.forEach((a, i) => {
				const b = second[i], mean = (a + b) / 2;
				if (mean === 0)
					return;
				const repeat = Math.exp(Math.floor(mean) * Math.log(mean) - mean - lnFactorial(Math.floor(mean)));
				evidence += a === b ? Math.log10(0.95 / repeat) : Math.log10(0.05 / (1 - repeat));
				same += a === b;
				all++;
			});
			assert.equal(row['相同'], `${same}/${all}`);
			near(row['似然比的常用对数'], evidence, row['情形']);
			assert.equal(row['结果'], evidence >= 3 ? '提问' : '不提问');
		});
		assert.equal(new Set(rows.map((row) => row['结果'])).size, 2);
	},
	digits(rows) {
		rows.forEach((row) => {
			const values = row['各项数据'].split('、').map(Number), n = values.length, often = Array(10).fill(0);
			values.forEach((value) => often[value % 10]++);
			const p = chiTail(sum(often.map((count) => (count - n / 10) ** 2 / (n / 10))), 9), round = often[0] + often[5];
			let chance = 0;
			for (let k = round; k <= n; k++)
				chance += Math.exp(choose(n, k) + k * Math.log(0.2) + (n - k) * Math.log(0.8));
			near(row['尾数不均匀的 P'], p, 'uneven');
			near(row['这样多的 P'], chance, 'round');
			assert.equal(row['以 0、5 结尾'], `${round}/${n}`);
			assert.equal(row['结果'], p < 0.001 || chance < 0.001 ? '提问' : '不提问');
		});
		assert.equal(new Set(rows.map((row) => row['结果'])).size, 2);
	},
	unit(rows) {
		rows.forEach((row) => {
			const ratio = Math.log10(row['本期'] / row['上期']), steps = Math.round(ratio);
			const factor = steps !== 0 && Math.abs(steps) <= 3 && Math.abs(ratio - steps) <= Math.log10(4 / 3) ? 10 ** steps : 1;
			near(row['疑似的倍数'], factor, row['本期']);
			assert.equal(row['结果'], factor === 1 ? '不提问' : '提问');
		});
		assert.equal(new Set(rows.map((row) => row['结果'])).size, 2);
	},
	shared(rows) {
		rows.forEach((row) => {
			const values = row['同一分母在各指标中的数'].split('、'), other = values.findIndex((value) => value !== values[0]);
			assert.equal(row['第一个不同的'], other < 0 ? '—' : String(other + 1));
			assert.equal(row['结果'], other < 0 ? '不提问' : '提问');
		});
		assert.equal(new Set(rows.map((row) => row['结果'])).size, 2);
	},
	small(rows) {
		const cells = rows.map((row) => ({name: row['机构'], xn: counts(row['分子/分母']), hidden: row['公开为'] === '不公开', why: row['原因']}));
		const isSmall = (number) => number > 0 && number < 5;
		cells.forEach(({name, xn: [x, n], hidden, why}) => {
			const primary = isSmall(x) || isSmall(n) || isSmall(n - x);
			assert.equal(why === '分子、分母或两者之差是小数', primary, name);
			assert.ok(hidden || !primary, name);
		});
		// What the printed sum leaves of the hidden numbers: at least five ways to share it among two or more.
		const total = cells.pop(), gone = cells.filter(({hidden}) => hidden);
		assert.deepEqual(total.xn, [0, 1].map((part) => sum(cells.map(({xn}) => xn[part]))));
		assert.ok(total.hidden || gone.length >= 2);
		if (!total.hidden) {
			assert.ok(sum(gone.map(({xn: [x]}) => x)) >= 5);
			assert.ok(sum(gone.map(({xn: [x, n]}) => n - x)) >= 5);
		}
		assert.ok(cells.some(({hidden}) => !hidden) && cells.some(({why}) => why === '保护别家的小数'));
	},
});
