-- Schema disclosure: what the method page says of the catalogue.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.definition_count AS
SELECT
	count(*) AS indicators,
	count(*) FILTER (WHERE indicator.basis = 'seed') AS seed,
	count(*) FILTER (WHERE indicator.basis = 'standard') AS standard,
	count(*) FILTER (WHERE indicator.basis = 'derived') AS derived,
	count(*) FILTER (WHERE indicator.own_trend) AS own_trend
FROM zhiheng.indicator AS indicator;
COMMENT ON VIEW disclosure.definition_count IS 'How many indicators of the catalogue have their formula from where; own_trend: compared with the own past only';

GRANT SELECT ON disclosure.definition_count TO zhiheng_disclosure;
RESET ROLE;
