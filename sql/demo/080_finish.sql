-- What must hold, the editions to be published, and the audit.

DO $$
DECLARE
	bad text;
BEGIN
	-- Parts within their wholes, in every return but the one draft.
	SELECT string_agg(DISTINCT institution.name || ' ' || head.period || ' ' || asked.numerator, ', ') INTO bad
	FROM zhiheng.asked_return AS head
	JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	JOIN zhiheng.programme_indicator AS asked ON asked.programme_id = head.programme_id
	JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
		AND definition.kind = 'proportion'
	JOIN zhiheng.return_cell AS part ON part.return_id = head.id AND part.element_code = asked.numerator
	JOIN zhiheng.return_cell AS whole ON whole.return_id = head.id AND whole.element_code = asked.denominator
	WHERE part.state = 'value' AND (part.value <= whole.value) IS NOT TRUE
		AND NOT (head.state = 'draft' AND institution.name = '示例市示东区人民医院');
	ASSERT bad IS NULL, 'numerators above denominators: ' || bad;
	ASSERT (SELECT count(*) FROM zhiheng.return_event AS event WHERE event.digest <> zhiheng.return_digest(event.return_id)) = 4,
		'only the four events before the correction have another digest';
	ASSERT NOT EXISTS (SELECT FROM zhiheng.return_event AS event
		WHERE event.digest <> sha256(convert_to(zhiheng.return_text(event.return_id, event.revision), 'UTF8'))),
		'every digest is that of the values at its revision';
	ASSERT NOT EXISTS (SELECT FROM zhiheng.return_event AS event
		LEFT JOIN zhiheng.return_commitment AS sealed ON sealed.event_id = event.id
		WHERE event.to_state = 'submitted' AND sealed.event_id IS NULL), 'every submission has its commitment';
	ASSERT NOT EXISTS (SELECT FROM zhiheng.return_event WHERE at > now()), 'nothing has happened in the future';
	ASSERT NOT EXISTS (SELECT FROM zhiheng.institution WHERE name NOT LIKE '%示例%'), 'every institution says 示例';
END
$$;

-- No preview window, so that there is something to read at once; but for the half-year, whose window is open.
INSERT INTO zhiheng.programme_disclosure (programme_id, preview_days, small_below)
SELECT id, 0, 5 FROM zhiheng.programme ORDER BY id;
INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
SELECT 'publish', programme.commission_id, jsonb_build_object('programme_id', programme.id, 'period', edition.period, 'reason', edition.reason,
	'prepared_by', (SELECT id FROM zhiheng.account WHERE login = 'city.admin')), account.id
FROM (VALUES
	(1, '2024Q4', NULL),
	(2, '2024Q4', '按要求重新印发通报；各机构和各组的结果与第 1 版相同'),
	(3, '2025Q1', NULL),
	(4, '2025Q2', NULL)
) AS edition (position, period, reason)
JOIN zhiheng.programme AS programme ON programme.year::text = left(edition.period, 4)
JOIN zhiheng.account AS account ON account.login = 'city.director' AND account.commission_id = programme.commission_id
ORDER BY edition.position;
INSERT INTO zhiheng.job (kind, commission_id, argument, account_id)
SELECT 'preview', programme.commission_id, jsonb_build_object('programme_id', programme.id, 'period', '2025H1', 'preview_days', 14), account.id
FROM zhiheng.programme AS programme
JOIN zhiheng.account AS account ON account.login = 'city.admin'
WHERE programme.year = 2025 AND programme.commission_id = account.commission_id;

-- What stands in the footer of the public pages: plainly invented.
INSERT INTO zhiheng.setting (name, value)
VALUES
	('site.name', '示例市医疗质量安全公开平台（演示）'),
	('site.domain', 'zhiheng.example'),
	('site.code', '9901000000（虚构）'),
	('site.sponsor', '示例市卫生健康委员会（虚构）'),
	('site.undertaker', '示例市医疗质量控制中心（虚构）'),
	('site.icp', '示例ICP备00000000号（虚构）'),
	('site.police', '示例公网安备 00000000000000 号（虚构）'),
	('site.contact', '000-00000000');

INSERT INTO zhiheng.audit (act, detail)
SELECT 'demo.load', jsonb_build_object(
	'institutions', (SELECT count(*) FROM zhiheng.institution),
	'returns', (SELECT count(*) FROM zhiheng.return),
	'values', (SELECT count(*) FROM zhiheng.return_value));

ANALYZE zhiheng.return_event, zhiheng.baseline, zhiheng.baseline_decision, zhiheng.catalogue_indicator, zhiheng.catalogue_element;
