-- Schema commission: commissions and quality control centres.

SET ROLE zhiheng_owner;

CREATE VIEW commission.specialty AS
SELECT
	specialty.code,
	specialty.name,
	concat_ws('、', VARIADIC ARRAY(
		SELECT other.name
		FROM (
			SELECT btrim(part.name) AS name, min(part.place) AS place
			FROM string_to_table(concat_ws(';', specialty.pit_2026, specialty.pit_2024, specialty.sd_2024), ';') WITH ORDINALITY AS part (name, place)
			GROUP BY 1
		) AS other
		WHERE other.name <> specialty.name
		ORDER BY other.place)) AS other_names,
	(SELECT count(DISTINCT member.indicator_code) FROM zhiheng.specialty_member AS member WHERE member.specialty_code = specialty.code) AS indicators
FROM zhiheng.specialty AS specialty
WHERE specialty.centre;
COMMENT ON VIEW commission.specialty IS 'Specialties of the catalogue that a QC centre can be for, what lists call them otherwise, and how many indicators they have over all years and lists';

CREATE FUNCTION commission.commission_register(p_region text, p_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	made bigint;
BEGIN
	PERFORM commission.administrator();
	IF NOT EXISTS (SELECT FROM commission.region AS region WHERE region.code = p_region) THEN
		RAISE EXCEPTION 'region % is none of the subtree', p_region USING ERRCODE = 'ZH404';
	END IF;
	INSERT INTO zhiheng.commission (region_code, name) VALUES (p_region, p_name) RETURNING id INTO made;
	CALL zhiheng.write_audit('commission.register', made, jsonb_build_object('region', p_region, 'name', p_name));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.commission_register IS 'A subordinate commission for a region of the subtree that has none';

CREATE FUNCTION commission.rung_set(p_decides boolean, p_days integer, p_from_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
BEGIN
	IF p_from_day < zhiheng.today() THEN
		RAISE EXCEPTION 'day % is past', p_from_day USING ERRCODE = 'ZH400', CONSTRAINT = 'commission_rung_day';
	END IF;
	INSERT INTO zhiheng.commission_rung (commission_id, from_day, decides, days, account_id)
	VALUES (who.commission_id, p_from_day, p_decides, p_days, who.account_id);
	CALL zhiheng.write_audit('commission.rung', who.commission_id, jsonb_build_object('decides', p_decides, 'days', p_days, 'from', p_from_day));
END
$$;
COMMENT ON FUNCTION commission.rung_set IS 'From a day on the own commission decides what comes to it or takes note, and has so many working days for it; what was signed before keeps its ladder';

CREATE FUNCTION commission.rung_now() RETURNS TABLE (decides boolean, decides_label text, days integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = ''
AS $$
BEGIN
	RETURN QUERY
	SELECT rung.decides, CASE WHEN rung.decides THEN '审核' ELSE '知悉' END, rung.days
	FROM zhiheng.identity() AS who
	CROSS JOIN LATERAL zhiheng.rung_setting(who.commission_id, zhiheng.today()) AS rung;
END
$$;
COMMENT ON FUNCTION commission.rung_now IS 'What the own commission does today with what comes to it';

CREATE VIEW commission.rung AS
SELECT
	rung.id,
	rung.from_day,
	CASE WHEN rung.decides THEN '审核' ELSE '知悉' END AS decides_label,
	rung.days,
	coalesce(account.name, '系统') AS person,
	zhiheng.time_label(rung.at) AS at
FROM zhiheng.commission_rung AS rung
LEFT JOIN zhiheng.account AS account ON account.id = rung.account_id
WHERE rung.commission_id = (SELECT commission_id FROM zhiheng.identity());
COMMENT ON VIEW commission.rung IS 'What was set for the own commission, of what day on';

CREATE FUNCTION commission.qc_centre_register(p_name text, p_specialties text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	made bigint;
BEGIN
	IF coalesce(cardinality(p_specialties), 0) = 0 OR NOT p_specialties <@ ARRAY(SELECT known.code FROM commission.specialty AS known) THEN
		RAISE EXCEPTION 'no specialties of the catalogue: %', p_specialties USING ERRCODE = 'ZH400', CONSTRAINT = 'qc_centre_specialty';
	END IF;
	INSERT INTO zhiheng.qc_centre (commission_id, name)
	VALUES (who.commission_id, p_name)
	RETURNING id INTO made;
	INSERT INTO zhiheng.qc_centre_specialty (qc_centre_id, commission_id, specialty_code)
	SELECT DISTINCT made, who.commission_id, item.code
	FROM unnest(p_specialties) AS item (code);
	CALL zhiheng.write_audit('qc_centre.register', made, jsonb_build_object('name', p_name, 'specialties', p_specialties));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.qc_centre_register IS 'A QC centre of the own commission for some specialties of the catalogue, none of which another one is for';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
