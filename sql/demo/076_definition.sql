-- The city has confirmed a part of the definitions: of the national targets, of what its grade schemes use, and of
-- what professional sets define.  The others, read off the names of provincial and municipal targets, still wait;
-- one confirmation was withdrawn.

INSERT INTO zhiheng.definition_confirmation (programme_id, indicator_code, indicator_version, confirmed, source, account_id, at)
SELECT
	asked.programme_id,
	asked.indicator_code,
	asked.indicator_version,
	true,
	CASE definition.basis
		WHEN 'standard' THEN '按国家和专业质控指标核对，见示例市质控指标口径手册（' || programme.year || ' 年版）'
		ELSE '示例市质控指标口径手册（' || programme.year || ' 年版），市质控专家组逐项审定'
	END,
	account.id,
	make_timestamptz(programme.year, 3, 1, 9, 0, 0, 'Asia/Shanghai')
FROM zhiheng.programme_indicator AS asked
JOIN zhiheng.programme AS programme ON programme.id = asked.programme_id
JOIN zhiheng.catalogue_indicator AS definition ON definition.code = asked.indicator_code AND definition.version = asked.indicator_version
JOIN zhiheng.account AS account ON account.login = 'city.admin' AND account.commission_id = programme.commission_id
WHERE definition.basis <> 'seed' AND NOT definition.own_trend
	AND (asked.target_code LIKE 'NIT-%' OR definition.basis = 'standard'
		OR EXISTS (SELECT FROM zhiheng.grade_item AS item WHERE item.programme_id = asked.programme_id
			AND item.indicator_code = asked.indicator_code))
ORDER BY asked.programme_id, asked.indicator_code;

INSERT INTO zhiheng.definition_confirmation (programme_id, indicator_code, indicator_version, confirmed, source, account_id, at)
SELECT said.programme_id, said.indicator_code, said.indicator_version, false, '手册的口径与省级文件不一致，待核对。', said.account_id,
	said.at + interval '20 days'
FROM zhiheng.definition_confirmation AS said
WHERE said.indicator_code = 'SXQ-53.1'
ORDER BY said.id;

ANALYZE zhiheng.definition_confirmation;

DO $$
BEGIN
	ASSERT (SELECT bool_and(bar = 'none') FROM zhiheng.grade_item), 'all that is graded is confirmed';
	ASSERT (SELECT count(*) FILTER (WHERE bar = 'none') > 50 AND count(*) FILTER (WHERE bar = 'unconfirmed') > 10
			AND count(*) FILTER (WHERE bar = 'own_trend') = 2 FROM zhiheng.asked_definition), 'all states are seen';
END
$$;
