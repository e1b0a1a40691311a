-- What several audiences share, continued: which definitions an owner has confirmed.

SET ROLE zhiheng_owner;

CREATE OR REPLACE VIEW zhiheng.definition_confirmed AS
SELECT
	newest.id,
	newest.programme_id,
	newest.indicator_code,
	newest.indicator_version,
	CASE WHEN newest.confirmed THEN to_char(newest.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') END AS confirmed_on,
	CASE WHEN newest.confirmed THEN owner.name END AS confirmed_by,
	CASE WHEN newest.confirmed THEN newest.source END AS confirmed_source
FROM (
	SELECT DISTINCT ON (said.programme_id, said.indicator_code, said.indicator_version)
		said.id,
		said.programme_id,
		said.indicator_code,
		said.indicator_version,
		said.confirmed,
		said.source,
		said.at
	FROM zhiheng.definition_confirmation AS said
	ORDER BY said.programme_id, said.indicator_code, said.indicator_version, said.id DESC
) AS newest
JOIN zhiheng.programme AS programme ON programme.id = newest.programme_id
JOIN zhiheng.commission AS owner ON owner.id = programme.commission_id;
COMMENT ON VIEW zhiheng.definition_confirmed IS 'The newest word on each definition: day, office and source; null where it was withdrawn';

CREATE OR REPLACE FUNCTION zhiheng.definition_bar(p_basis text, p_own_trend boolean, p_confirmed boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_own_trend THEN 'own_trend' WHEN p_basis = 'seed' OR p_confirmed THEN 'none' ELSE 'unconfirmed' END;
COMMENT ON FUNCTION zhiheng.definition_bar IS 'What forbids to rank and grade by a definition, as figure_bar has it: none, own_trend, unconfirmed';

CREATE OR REPLACE FUNCTION zhiheng.basis_label(p_basis text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_basis WHEN 'seed' THEN '文件原文给出公式' WHEN 'standard' THEN '国家或专业质控指标' WHEN 'derived' THEN '由目标名称推导' END;
COMMENT ON FUNCTION zhiheng.basis_label IS 'Where a formula is from, in Chinese';

-- As in 00_base.sql: the caller runs what a view calls.
GRANT EXECUTE ON FUNCTION zhiheng.definition_bar(text, boolean, boolean), zhiheng.basis_label(text)
TO zhiheng_account, zhiheng_institution, zhiheng_commission, zhiheng_disclosure, zhiheng_worker;
-- zhiheng.definition_fix says in words which period it refuses.
GRANT EXECUTE ON FUNCTION zhiheng.period_label(text) TO zhiheng_recorder;

RESET ROLE;
