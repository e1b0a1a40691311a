-- What the commission decided on the caps of the editions to be published (080_finish.sql): kept, and one lifted.
-- z and class are those of the computation; what is not decided here, or has other numbers, is not published.

INSERT INTO zhiheng.cap_decision (programme_id, period, institution_id, indicator_code, act, reason, numerator, denominator, z, exact, cap, account_id)
SELECT
	programme.id,
	decided.period,
	institution.id,
	decided.indicator_code,
	decided.act,
	decided.reason,
	value.numerator,
	value.denominator,
	decided.z,
	decided.exact,
	'B',
	account.id
FROM (VALUES
	('2024Q2', '示例市示东区人民医院', 'SXQ-39.1', 'keep', '复核病历未发现编码错误，并发症集中在两个病区，机构无异议。', -2.50, 'high_95'),
	('2024Q2', '示例市第二人民医院', 'SXQ-39.1', 'keep', '复核病历与上报一致，机构说明的病例构成差异不足以解释。', -2.17, 'high_998'),
	('2024Q4', '示例市中心医院', 'NIT-2024-09.1', 'lift',
		'抽查病历证实多数为外院转入的多发伤和肿瘤患者，病例明显重于同组，指标未作病例组合调整，本期不据此封顶。', -2.58, 'high_998'),
	('2024Q4', '示例市示东区人民医院', 'SXQ-39.1', 'keep', '与上半年的问题相同，整改尚未见效，机构无异议。', -2.57, 'high_95'),
	('2024Q4', '示例市第二人民医院', 'SXQ-39.1', 'keep', '连续两期偏离同组，复核病历与上报一致。', -2.08, 'high_998'),
	('2025Q1', '示例市第二人民医院', 'SXQ-39.1', 'keep', '连续三期偏离同组，已列入整改台账。', -2.85, 'high_998'),
	('2025Q2', '示例市第二人民医院', 'SXQ-39.1', 'keep', '仍偏离同组，整改措施落实不到位，机构无异议。', -2.17, 'high_998')
) AS decided (period, name, indicator_code, act, reason, z, exact)
JOIN zhiheng.account AS account ON account.login = 'city.admin'
JOIN zhiheng.programme AS programme ON programme.year::text = left(decided.period, 4) AND programme.commission_id = account.commission_id
JOIN zhiheng.institution AS institution ON institution.name = decided.name
JOIN LATERAL zhiheng.indicator_values(programme.id, decided.period, decided.indicator_code) AS value ON value.institution_id = institution.id
ORDER BY decided.period, institution.id;

DO $$
BEGIN
	ASSERT (SELECT count(*) = 7 FROM zhiheng.cap_decision), 'every decision of the demo is about a result';
END
$$;
