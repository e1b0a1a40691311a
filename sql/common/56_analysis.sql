-- What several audiences share, continued: what institutions say of their figures.

SET ROLE zhiheng_owner;

CREATE OR REPLACE FUNCTION zhiheng.analyses(p_institution bigint, p_indicator text)
RETURNS TABLE (period text, period_label text, text text, person text, at text, earlier bigint)
LANGUAGE sql STABLE ROWS 10 SET search_path = ''
AS $$
	SELECT
		newest.period,
		zhiheng.period_label(newest.period),
		newest.text,
		account.name,
		zhiheng.time_label(newest.at),
		newest.earlier
	FROM (
		SELECT DISTINCT ON (item.period)
			item.period::text AS period,
			item.text,
			item.account_id,
			item.at,
			nullif(count(*) OVER (PARTITION BY item.period) - 1, 0) AS earlier
		FROM zhiheng.indicator_analysis AS item
		WHERE item.institution_id = p_institution AND item.indicator_code = p_indicator
		ORDER BY item.period, item.id DESC
	) AS newest
	JOIN zhiheng.account AS account ON account.id = newest.account_id
$$;
COMMENT ON FUNCTION zhiheng.analyses IS 'The analyses that an institution wrote on an indicator, of each period the newest, with how many it replaced';

RESET ROLE;
