// What institutions had accepted in the quarters before, for whoever judges them by more than one (spread.js).
'use strict';

const {query} = require('./people');
const spread = require('./spread');

// indicator: {code, kind, minimum}; names: of the peers.  Of each quarter those that could be judged by it, {id (name), x, n}.
function unitsBefore(programme, quarters, indicator, names) {
	return quarters.map((quarter) => {
		const large = query(`SELECT card.name, trim_scale(part.value), trim_scale(whole.value)
			FROM zhiheng.asked_indicator AS asked
			JOIN zhiheng.accepted_cell AS part ON part.element_code = asked.numerator AND part.period = '${quarter}' AND part.value IS NOT NULL
			JOIN zhiheng.accepted_cell AS whole ON whole.period = part.period
				AND whole.institution_id = part.institution_id AND whole.element_code = asked.denominator AND whole.value IS NOT NULL
			JOIN zhiheng.institution AS card ON card.id = part.institution_id
			WHERE asked.programme_id = ${programme} AND asked.indicator_code = '${indicator.code}'`)
			.map(([id, x, n]) => ({id, x: Number(x), n: Number(n)}))
			.filter(({id, n}) => n >= indicator.minimum && names.includes(id));
		return large.filter((unit, i) => spread.expected(indicator.kind, large)[i]);
	});
}

module.exports = {unitsBefore};
