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
