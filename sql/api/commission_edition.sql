-- Schema commission, continued: publishing.  Loaded after commission_base.sql.

SET ROLE zhiheng_owner;

CREATE VIEW commission.edition AS
SELECT
	edition.id,
	edition.region_code::text AS region_code,
	edition.period::text AS period,
	zhiheng.period_label(edition.period) AS period_label,
	edition.number,
	edition.programme_id,
	edition.programme_name,
	edition.correction,
	edition.expected,
	edition.included,
	edition.published_at,
	encode(edition.digest, 'hex') AS digest,
	account.name AS person,
	preparer.name AS preparer,
	withdrawal.reason AS withdrawn,
	edition.number = max(edition.number) OVER (PARTITION BY edition.region_code, edition.period) AS newest
FROM zhiheng.edition AS edition
JOIN zhiheng.commission AS commission ON commission.region_code = edition.region_code
JOIN zhiheng.account AS account ON account.id = edition.account_id
JOIN zhiheng.account AS preparer ON preparer.id = edition.prepared_by
LEFT JOIN zhiheng.edition_withdrawal AS withdrawal ON withdrawal.edition_id = edition.id
WHERE commission.id = (SELECT commission_id FROM zhiheng.identity());
COMMENT ON VIEW commission.edition IS 'What the own commission has published';

CREATE VIEW commission.job AS
SELECT
	job.id,
	(job.argument ->> 'programme_id')::bigint AS programme_id,
	programme.name AS programme_name,
	job.argument ->> 'period' AS period,
	zhiheng.period_label(job.argument ->> 'period') AS period_label,
	job.argument ->> 'reason' AS reason,
	job.kind,
	commission.region_code::text AS region_code,
	job.state,
	CASE job.state WHEN 'queued' THEN '排队中' WHEN 'running' THEN '正在生成' WHEN 'done' THEN '已完成' WHEN 'failed' THEN '未成功' END AS state_label,
	job.progress,
	job.step,
	job.message,
	account.name AS person,
	job.queued_at,
	job.finished_at
FROM zhiheng.job AS job
JOIN zhiheng.commission AS commission ON commission.id = job.commission_id
JOIN zhiheng.programme AS programme ON programme.id = (job.argument ->> 'programme_id')::bigint
JOIN zhiheng.account AS account ON account.id = job.account_id
WHERE job.kind IN ('preview', 'publish');
COMMENT ON VIEW commission.job IS 'Publications asked for, and how far they are';

CREATE FUNCTION commission.edition_difference(p_programme bigint, p_period text)
RETURNS TABLE (institution_name text, period text, difference text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH last AS MATERIALIZED (
		SELECT edition.id
		FROM zhiheng.edition AS edition
		JOIN zhiheng.identity() AS who ON who.region_first = edition.region_code
		WHERE edition.period = p_period
		ORDER BY edition.number DESC
		LIMIT 1
	), before AS (
		SELECT
			frozen.return_id,
			frozen.institution_id,
			frozen.period::text AS period,
			frozen.digest
		FROM last
		JOIN zhiheng.edition_return AS frozen ON frozen.edition_id = last.id
	), present AS (
		SELECT
			head.id AS return_id,
			head.institution_id,
			head.period::text AS period,
			zhiheng.return_digest(head.id) AS digest
		FROM zhiheng.period_quarter AS span
		JOIN zhiheng.return AS head ON head.programme_id = span.programme_id AND head.period = span.quarter
			AND head.state IN ('accepted', 'published')
		WHERE span.programme_id = p_programme
			AND span.period = p_period
			AND EXISTS (SELECT FROM last)
	)
	SELECT
		institution.name,
		coalesce(present.period, before.period),
		CASE
			WHEN before.return_id IS NULL THEN '新纳入'
			WHEN present.return_id IS NULL THEN '不再纳入'
			ELSE '数据已更正'
		END
	FROM present
	FULL JOIN before ON before.return_id = present.return_id
	JOIN zhiheng.institution AS institution ON institution.id = coalesce(present.institution_id, before.institution_id)
	WHERE present.digest IS DISTINCT FROM before.digest
	ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION commission.edition_difference IS 'Returns that came, went or changed since the newest edition of the own region and period';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
