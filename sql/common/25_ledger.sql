-- What several audiences share, continued: ledger items as pages show them.

SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.ledger_card AS
SELECT
	item.id,
	item.institution_id,
	item.commission_id IS NULL AS own,
	coalesce(commission.name, institution.name) AS opener,
	commission.region_code::text AS opener_region,
	account.name AS person,
	zhiheng.time_label(item.opened_at) AS opened_at,
	item.source,
	zhiheng.label('ledger_source', item.source) AS source_label,
	item.programme_id,
	item.period::text AS period,
	zhiheng.period_label(item.period) AS period_label,
	item.indicator_code::text AS indicator_code,
	item.specialty,
	(SELECT definition.name FROM zhiheng.catalogue_indicator AS definition
		WHERE definition.code = item.indicator_code ORDER BY definition.version DESC LIMIT 1) AS indicator_name,
	item.figures,
	item.state,
	zhiheng.label('ledger', item.state) AS state_label,
	CASE WHEN item.state IN ('planned', 'reported') THEN 'waiting' WHEN item.state = 'closed' THEN 'closed' ELSE 'working' END AS phase,
	item.term,
	term.content,
	term.aim,
	term.post,
	item.due_on,
	coalesce((item.reported_at AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.today()) - item.due_on AS overdue_days,
	coalesce((item.reported_at AT TIME ZONE 'Asia/Shanghai')::date, zhiheng.today()) > item.due_on AS overdue,
	zhiheng.time_label(item.reported_at) AS reported_at,
	(SELECT head.id FROM zhiheng.return AS head WHERE head.period = item.period AND head.institution_id = item.institution_id) AS return_id
FROM zhiheng.ledger_item AS item
JOIN zhiheng.ledger_term AS term ON term.item_id = item.id AND term.version = item.term
JOIN zhiheng.institution AS institution ON institution.id = item.institution_id
JOIN zhiheng.account AS account ON account.id = item.account_id
LEFT JOIN zhiheng.commission AS commission ON commission.id = item.commission_id;
COMMENT ON VIEW zhiheng.ledger_card IS 'Ledger items with their present terms; overdue also after it was done too late; own: opened by the institution; return_id: of the quarter it was seen in';

-- Everything that happened to an item, oldest first.
CREATE OR REPLACE VIEW zhiheng.ledger_history AS
SELECT
	part.item_id,
	part.at,
	part.place,
	part.label,
	part.text,
	account.name AS person,
	coalesce(institution.name, centre.name, commission.name, '') AS organisation
FROM (
	SELECT term.item_id, term.at, 0 AS place,
		CASE term.version WHEN 1 THEN '列入台账' ELSE '调整要求（第 ' || term.version || ' 版）' END AS label,
		concat_ws('；', '问题：' || term.content, '目标：' || term.aim, '责任人：' || term.post, '期限：' || term.due_on, '原因：' || term.reason) AS text,
		term.account_id
	FROM zhiheng.ledger_term AS term
	UNION ALL
	SELECT note.item_id, note.at, 1, zhiheng.label('ledger_note', note.kind),
		note.text || coalesce('（' || trim_scale(note.numerator) || coalesce('/' || trim_scale(note.denominator), '') || '）', ''), note.account_id
	FROM zhiheng.ledger_note AS note
	UNION ALL
	SELECT measure.item_id, measure.at, 2, '制定措施', measure.text || '（责任人：' || measure.post || '，期限：' || measure.due_on || '）', measure.account_id
	FROM zhiheng.ledger_measure AS measure
	UNION ALL
	SELECT measure.item_id, done.at, 3, '措施' || zhiheng.label('ledger_measure', done.outcome), measure.text || '：' || done.text, done.account_id
	FROM zhiheng.ledger_measure_end AS done
	JOIN zhiheng.ledger_measure AS measure ON measure.id = done.measure_id
	UNION ALL
	SELECT event.item_id, event.at, 4, '转为' || zhiheng.label('ledger', event.to_state), event.reason, event.account_id
	FROM zhiheng.ledger_event AS event
) AS part
JOIN zhiheng.account AS account ON account.id = part.account_id
LEFT JOIN zhiheng.institution AS institution ON institution.id = account.institution_id
LEFT JOIN zhiheng.qc_centre AS centre ON centre.id = account.qc_centre_id
LEFT JOIN zhiheng.commission AS commission ON commission.id = account.commission_id;
COMMENT ON VIEW zhiheng.ledger_history IS 'Terms, words, measures and transitions of items as one trail';

CREATE OR REPLACE VIEW zhiheng.ledger_measure_card AS
SELECT
	measure.id,
	measure.item_id,
	measure.text,
	measure.post,
	measure.due_on,
	coalesce(done.outcome, 'open') AS outcome,
	zhiheng.label('ledger_measure', coalesce(done.outcome, 'open')) AS outcome_label,
	done.text AS outcome_text,
	zhiheng.time_label(done.at) AS ended_at,
	done.measure_id IS NULL AND measure.due_on < zhiheng.today() AS overdue
FROM zhiheng.ledger_measure AS measure
LEFT JOIN zhiheng.ledger_measure_end AS done ON done.measure_id = measure.id;
COMMENT ON VIEW zhiheng.ledger_measure_card IS 'Measures with what became of them';

RESET ROLE;
