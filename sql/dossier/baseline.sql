-- What institutions and commissions see alike of the files that bear out a baseline, once for the schema of each (:audience).  Whose
-- they see is said by the policies of the tables.

SET ROLE zhiheng_owner;

CREATE VIEW :audience.baseline_file AS
SELECT
	file.id,
	file.baseline_id,
	registered.institution_id,
	registered.year,
	registered.numerator_code,
	registered.denominator_code,
	registered.version,
	file.name,
	file.media_type,
	file.size,
	encode(file.digest, 'hex') AS digest,
	file.stored_as,
	account.name AS person,
	zhiheng.time_label(file.at) AS at
FROM zhiheng.baseline_file AS file
JOIN zhiheng.baseline AS registered ON registered.id = file.baseline_id
JOIN zhiheng.account AS account ON account.id = file.account_id
WHERE (SELECT qc_centre_id FROM zhiheng.identity()) IS NULL
	OR registered.numerator_code IN (
		SELECT asked.numerator
		FROM zhiheng.programme_indicator AS asked
		WHERE asked.indicator_code = ANY ((SELECT zhiheng.specialty_indicators())::text[])
			AND asked.denominator IS NOT DISTINCT FROM registered.denominator_code);
COMMENT ON VIEW :audience.baseline_file IS 'Files that bear out baselines; to a QC centre those of its specialties';

CREATE FUNCTION :audience.baseline_files(p_baseline bigint)
RETURNS TABLE (id bigint, baseline_id bigint, version integer, name text, person text, at text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path = ''
AS $$
	SELECT file.id, file.baseline_id, file.version, file.name, file.person, file.at
	FROM zhiheng.baseline AS registered
	JOIN :audience.baseline_file AS file ON file.institution_id = registered.institution_id AND file.year = registered.year
		AND file.numerator_code = registered.numerator_code AND file.denominator_code IS NOT DISTINCT FROM registered.denominator_code
	WHERE registered.id = p_baseline
	ORDER BY file.id DESC
$$;
COMMENT ON FUNCTION :audience.baseline_files IS 'Files of a registration and of all its versions, the newest first';

GRANT SELECT ON ALL TABLES IN SCHEMA :audience TO zhiheng_:audience;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA :audience TO zhiheng_:audience;
RESET ROLE;
