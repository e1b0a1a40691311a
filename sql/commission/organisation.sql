-- Schema commission: commissions and quality control centres.

SET ROLE zhiheng_owner;

CREATE VIEW commission.specialty AS
SELECT DISTINCT target.specialty
FROM zhiheng.target AS target
WHERE target.specialty IS NOT NULL;
COMMENT ON VIEW commission.specialty IS 'Specialties and chapters of the catalogue''s targets: what a QC centre can be for';

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

CREATE FUNCTION commission.qc_centre_register(p_name text, p_specialty text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
	who zhiheng.identity := commission.administrator();
	made bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM commission.specialty AS known WHERE known.specialty = p_specialty) THEN
		RAISE EXCEPTION 'no target has the specialty %', p_specialty USING ERRCODE = 'ZH400', CONSTRAINT = 'qc_centre_specialty';
	END IF;
	INSERT INTO zhiheng.qc_centre (commission_id, name, specialty)
	VALUES (who.commission_id, p_name, p_specialty)
	RETURNING id INTO made;
	CALL zhiheng.write_audit('qc_centre.register', made, jsonb_build_object('name', p_name, 'specialty', p_specialty));
	RETURN made;
END
$$;
COMMENT ON FUNCTION commission.qc_centre_register IS 'A QC centre of the own commission, one for a specialty';

GRANT SELECT ON ALL TABLES IN SCHEMA commission TO zhiheng_commission;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
