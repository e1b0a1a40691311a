-- Schema commission: operating data beside a return.

SET ROLE zhiheng_owner;

CREATE FUNCTION commission.return_operating(p_return bigint) RETURNS TABLE (operating_code text, operating text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = ''
AS $$
	SELECT item.element_code, item.words
	FROM zhiheng.operating_beside(p_return) AS item
$$;
COMMENT ON FUNCTION commission.return_operating IS 'Operating data of the institution and period of a return, in words, beside what is typed';

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commission TO zhiheng_commission;
RESET ROLE;
