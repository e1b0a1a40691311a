-- Roles, the schema of private tables, settings, the audit trail, and periods.
--
-- Four audiences, four login roles, one owner.  A login role has no right on any table here: it uses
-- the views and functions of its own schema, which belong to zhiheng_owner.  Row level security is
-- FORCEd, so it binds the owner's views and functions too; policies ask who the session is, never who
-- owns the view.  zhiheng_recorder owns the few functions that write down what such a function has
-- admitted, zhiheng_counter those that add up what it may see: they need not ask again for every row.
--
-- Every file here says which of its tables are what:
-- Record: only ever added to; everything else can be told from these.  Here: audit.
-- State: how a thing is now; its events, or the trail of acts below, say who changed it.  Here: setting.
-- Derived: made anew from the record at any time; nothing is lost with it.

DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['zhiheng_owner', 'zhiheng_recorder', 'zhiheng_counter'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', name);
		END IF;
	END LOOP;
	FOREACH name IN ARRAY ARRAY['zhiheng_account', 'zhiheng_institution', 'zhiheng_commission',
	    'zhiheng_disclosure', 'zhiheng_worker'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I LOGIN', name);
		END IF;
	END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA zhiheng AUTHORIZATION zhiheng_owner;
SET ROLE zhiheng_owner;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE DOMAIN zhiheng.region_code AS text COLLATE "C"
	CHECK (VALUE ~ '^[0-9]{6}$');
COMMENT ON DOMAIN zhiheng.region_code IS 'GB/T 2260: two digits province, two city, two county; sorts by bytes, so a subtree is a range; 99xxxx is fictional';

CREATE DOMAIN zhiheng.period AS text COLLATE "C"
	CHECK (VALUE ~ '^20[0-9]{2}(|Q[1-4]|H[12]|-(0[1-9]|1[0-2]))$');
COMMENT ON DOMAIN zhiheng.period IS 'month 2025-07, quarter 2025Q3, half-year 2025H1 or year 2025';

CREATE DOMAIN zhiheng.quantity AS numeric(16, 4);
COMMENT ON DOMAIN zhiheng.quantity IS 'a number typed in or a sum of such: at most 12 integer digits and 4 decimals, exact';

-- In arrays a quantity is a whole number of ten-thousandths: half the bytes, and no rounding.
CREATE FUNCTION zhiheng.ten_thousandths(numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (10000 * $1::zhiheng.quantity)::bigint;
COMMENT ON FUNCTION zhiheng.ten_thousandths IS 'A quantity in ten-thousandths; one that zhiheng.quantity does not hold, and NaN, is an error';

CREATE FUNCTION zhiheng.period_quarters(p text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
	WHEN p ~ 'Q' THEN ARRAY[p]
	WHEN p ~ 'H1$' THEN ARRAY[left(p, 4) || 'Q1', left(p, 4) || 'Q2']
	WHEN p ~ 'H2$' THEN ARRAY[left(p, 4) || 'Q3', left(p, 4) || 'Q4']
	WHEN p ~ '-' THEN ARRAY[]::text[]
	ELSE ARRAY[left(p, 4) || 'Q1', left(p, 4) || 'Q2', left(p, 4) || 'Q3', left(p, 4) || 'Q4']
END;
COMMENT ON FUNCTION zhiheng.period_quarters IS 'The quarters a quarter, half-year or year is the sum of; empty for a month';

CREATE FUNCTION zhiheng.quarter_before(p text, quarters integer) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((left(p, 4)::integer * 4 + right(p, 1)::integer - 1 - quarters) / 4)::text || 'Q'
	|| ((left(p, 4)::integer * 4 + right(p, 1)::integer - 1 - quarters) % 4 + 1)::text;
COMMENT ON FUNCTION zhiheng.quarter_before IS 'So many quarters before a quarter: quarter_before(2025Q1, 1) = 2024Q4';

CREATE FUNCTION zhiheng.period_before(p text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN p ~ 'Q' THEN zhiheng.quarter_before(p, 1)
	WHEN p ~ 'H2$' THEN left(p, 4) || 'H1'
	WHEN p ~ 'H1$' THEN (left(p, 4)::integer - 1)::text || 'H2'
	WHEN p ~ '-' THEN to_char(to_date(p, 'YYYY-MM') - interval '1 month', 'YYYY-MM')
	ELSE (p::integer - 1)::text
END;
COMMENT ON FUNCTION zhiheng.period_before IS 'The period of the same length just before';

CREATE FUNCTION zhiheng.quarter_months(p text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT array_agg(left(p, 4) || '-' || lpad(((right(p, 1)::integer - 1) * 3 + month)::text, 2, '0') ORDER BY month)
	FROM generate_series(1, 3) AS month);
COMMENT ON FUNCTION zhiheng.quarter_months IS 'The three months of a quarter';

-- Not STRICT, so that they become part of what asks.
CREATE FUNCTION zhiheng.cadence(p text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p ~ 'Q' THEN 'quarter' WHEN p ~ 'H' THEN 'half' WHEN p ~ '-' THEN 'month' ELSE 'year' END;
COMMENT ON FUNCTION zhiheng.cadence IS 'What a period is: month, quarter, half, year';

CREATE FUNCTION zhiheng.cadence_rank(p_cadence text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_cadence WHEN 'month' THEN 1 WHEN 'quarter' THEN 2 WHEN 'half' THEN 3 WHEN 'year' THEN 4 END;
COMMENT ON FUNCTION zhiheng.cadence_rank IS 'From the finest: month 1, quarter 2, half 3, year 4';

CREATE FUNCTION zhiheng.period_first_month(p text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN p ~ 'Q' THEN right(p, 1)::integer * 3 - 2
	WHEN p ~ 'H' THEN right(p, 1)::integer * 6 - 5
	WHEN p ~ '-' THEN right(p, 2)::integer
	ELSE 1
END;
COMMENT ON FUNCTION zhiheng.period_first_month IS 'The month a period begins with, 1 to 12';

CREATE FUNCTION zhiheng.period_start(p text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN make_date(left(p, 4)::integer, zhiheng.period_first_month(p), 1);
COMMENT ON FUNCTION zhiheng.period_start IS 'First day of a period: period_start(2025Q3) = 2025-07-01';

CREATE FUNCTION zhiheng.period_end(p text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (zhiheng.period_start(p)
	+ make_interval(months => (ARRAY[1, 3, 6, 12])[zhiheng.cadence_rank(zhiheng.cadence(p))]))::date - 1;
COMMENT ON FUNCTION zhiheng.period_end IS 'Last day of a period: what ends on one day is one item on the desk';

CREATE FUNCTION zhiheng.period_of(p_year integer, p_cadence text, p_number integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_year || CASE p_cadence WHEN 'month' THEN '-' || lpad(p_number::text, 2, '0') WHEN 'quarter' THEN 'Q' || p_number
	WHEN 'half' THEN 'H' || p_number ELSE '' END;
COMMENT ON FUNCTION zhiheng.period_of IS 'The so-manieth month, quarter or half of a year; the year itself';

CREATE FUNCTION zhiheng.period_parts(p text, p_cadence text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
	year CONSTANT text := left(p, 4);
	own CONSTANT text := substr(p, 5, 1);
	-- Months of the period: a statement in place of such expressions would be planned at every call.
	months CONSTANT integer := CASE own WHEN '' THEN 12 WHEN 'H' THEN 6 WHEN 'Q' THEN 3 ELSE 1 END;
	last CONSTANT integer := CASE own WHEN '' THEN 12 WHEN '-' THEN right(p, 2)::integer ELSE months * right(p, 1)::integer END;
BEGIN
	RETURN CASE
		WHEN p_cadence = 'month' AND months > 1 THEN
			(ARRAY[year || '-01', year || '-02', year || '-03', year || '-04', year || '-05', year || '-06',
				year || '-07', year || '-08', year || '-09', year || '-10', year || '-11', year || '-12'])[last - months + 1:last]
		WHEN p_cadence = 'quarter' AND months > 3 THEN (ARRAY[year || 'Q1', year || 'Q2', year || 'Q3', year || 'Q4'])[(last - months) / 3 + 1:last / 3]
		WHEN p_cadence = 'half' AND months > 6 THEN ARRAY[year || 'H1', year || 'H2']
		ELSE '{}'
	END;
END
$$;
COMMENT ON FUNCTION zhiheng.period_parts IS 'The shorter periods of that cadence in a period, in order: period_parts(2025H1, quarter) = {2025Q1,2025Q2}; none of what is not shorter';

CREATE FUNCTION zhiheng.period_sources(p text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN zhiheng.period_parts(p, 'quarter') || zhiheng.period_parts(p, 'half') || p;
COMMENT ON FUNCTION zhiheng.period_sources IS 'The periods whose returns make the values of a quarter, half-year or year: itself, and the shorter ones but months';

CREATE FUNCTION zhiheng.quarter_of(p text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p ~ '-' THEN left(p, 4) || 'Q' || (right(p, 2)::integer + 2) / 3 END;
COMMENT ON FUNCTION zhiheng.quarter_of IS 'The quarter that a month is in; null for what is no month';

CREATE FUNCTION zhiheng.year_before(p text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (left(p, 4)::integer - 1)::text || substr(p, 5);
COMMENT ON FUNCTION zhiheng.year_before IS 'The same period of the year before';

CREATE TABLE zhiheng.setting (
	name text PRIMARY KEY,
	value text NOT NULL
);
COMMENT ON TABLE zhiheng.setting IS 'Settings of this installation, written by the operator only';
COMMENT ON COLUMN zhiheng.setting.name IS 'demo: yes when the data are invented';
COMMENT ON COLUMN zhiheng.setting.value IS 'Text; the reader knows its form';

CREATE FUNCTION zhiheng.is_demo() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
	-- plpgsql keeps the plan; every page asks this.
	RETURN EXISTS (SELECT FROM zhiheng.setting WHERE name = 'demo' AND value = 'yes');
END
$$;
COMMENT ON FUNCTION zhiheng.is_demo IS 'Whether this installation shows invented data; every page says so then';

CREATE FUNCTION zhiheng.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% of % is refused: rows are only ever added', TG_OP, TG_TABLE_NAME
		USING ERRCODE = 'ZH403', CONSTRAINT = 'append_only';
END
$$;
COMMENT ON FUNCTION zhiheng.refuse_change IS 'Trigger of every append-only table';

CREATE PROCEDURE zhiheng.make_append_only(VARIADIC tables regclass[])
LANGUAGE plpgsql AS $$
DECLARE
	relation regclass;
BEGIN
	FOREACH relation IN ARRAY tables LOOP
		EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s '
			'FOR EACH ROW EXECUTE FUNCTION zhiheng.refuse_change()', relation);
		EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s '
			'FOR EACH STATEMENT EXECUTE FUNCTION zhiheng.refuse_change()', relation);
	END LOOP;
END
$$;
COMMENT ON PROCEDURE zhiheng.make_append_only IS 'Gives tables the append-only triggers';

CREATE PROCEDURE zhiheng.make_versioned(VARIADIC nouns text[])
LANGUAGE plpgsql AS $$
DECLARE
	noun text;
BEGIN
	FOREACH noun IN ARRAY nouns LOOP
		EXECUTE format('COMMENT ON COLUMN zhiheng.catalogue_%s.code IS %L', noun, 'Key of the row over its versions');
		EXECUTE format('COMMENT ON COLUMN zhiheng.catalogue_%s.version IS %L', noun, 'From 1; a change of any column makes the next');
		EXECUTE format('COMMENT ON COLUMN zhiheng.catalogue_%s.withdrawn IS %L', noun, 'This version says the row is no longer in the files');
		EXECUTE format('COMMENT ON COLUMN zhiheng.catalogue_%s.load_id IS %L', noun, 'The load that brought this version');
		EXECUTE format(
			'CREATE VIEW zhiheng.%1$I AS SELECT item.* FROM zhiheng.catalogue_%1$s AS item WHERE NOT item.withdrawn '
			'AND item.version = (SELECT max(newest.version) FROM zhiheng.catalogue_%1$s AS newest WHERE newest.code = item.code)',
			noun);
		EXECUTE format('COMMENT ON VIEW zhiheng.%1$I IS %2$L', noun,
			'Newest version of the rows of catalogue_' || noun || ' that are not withdrawn');
	END LOOP;
END
$$;
COMMENT ON PROCEDURE zhiheng.make_versioned IS 'Of the tables catalogue_<noun>: the comments on the columns that all have, and the view <noun> of the newest versions';
REVOKE EXECUTE ON PROCEDURE zhiheng.make_versioned FROM PUBLIC;

CREATE PROCEDURE zhiheng.check_comments()
LANGUAGE plpgsql AS $$
DECLARE
	bare text;
BEGIN
	SELECT string_agg(DISTINCT c.relname || coalesce('.' || a.attname, ''), ', ') INTO bare
	FROM pg_class AS c
	JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'zhiheng'::regnamespace AND c.relkind = 'r'
		AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL);
	IF bare IS NOT NULL THEN
		RAISE EXCEPTION 'without comment: %', bare;
	END IF;
END
$$;
COMMENT ON PROCEDURE zhiheng.check_comments IS 'Raises unless every table has a comment, and every column; each file of the schema ends with it';

CREATE TABLE zhiheng.audit (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT now(),
	account_id bigint,
	program text NOT NULL DEFAULT session_user,
	request text NOT NULL DEFAULT coalesce(current_setting('zhiheng.request', true), ''),
	act text NOT NULL CHECK (act ~ '^[a-z_]+\.[a-z_]+$'),
	object_id bigint,
	detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_object ON zhiheng.audit (act, object_id);
CREATE INDEX audit_account ON zhiheng.audit (account_id, at);
CALL zhiheng.make_append_only('zhiheng.audit');
COMMENT ON TABLE zhiheng.audit IS 'Every act, written in the transaction of the act; append-only';
COMMENT ON COLUMN zhiheng.audit.id IS 'Order of writing';
COMMENT ON COLUMN zhiheng.audit.at IS 'Start of the transaction';
COMMENT ON COLUMN zhiheng.audit.account_id IS 'Who; null for the operator, the worker and refused sign-ins of unknown logins';
COMMENT ON COLUMN zhiheng.audit.program IS 'Database role of the program';
COMMENT ON COLUMN zhiheng.audit.request IS 'Request id as in the logs; empty outside requests';
COMMENT ON COLUMN zhiheng.audit.act IS 'noun.verb, for example return.submit';
COMMENT ON COLUMN zhiheng.audit.object_id IS 'Id of the noun, if it has one';
COMMENT ON COLUMN zhiheng.audit.detail IS 'What the act changed: old and new values, reason';

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT zhiheng.period_quarters('2025H2') = ARRAY['2025Q3', '2025Q4'];
	ASSERT cardinality(zhiheng.period_quarters('2025')) = 4;
	ASSERT zhiheng.period_before('2025Q1') = '2024Q4';
	ASSERT zhiheng.period_before('2025H1') = '2024H2';
	ASSERT zhiheng.period_before('2025-01') = '2024-12';
	ASSERT zhiheng.quarter_before('2025Q3', 4) = '2024Q3';
	ASSERT zhiheng.period_parts('2025H2', 'quarter') = ARRAY['2025Q3', '2025Q4'];
	ASSERT zhiheng.period_parts('2025Q3', 'month') = ARRAY['2025-07', '2025-08', '2025-09'];
	ASSERT zhiheng.period_parts('2025', 'half') = ARRAY['2025H1', '2025H2'] AND cardinality(zhiheng.period_parts('2025', 'month')) = 12;
	ASSERT zhiheng.period_sources('2025Q3') = ARRAY['2025Q3'] AND zhiheng.period_sources('2025H1') = ARRAY['2025Q1', '2025Q2', '2025H1']
		AND cardinality(zhiheng.period_sources('2025')) = 7;
	ASSERT zhiheng.period_parts('2025Q3', 'half') = '{}' AND zhiheng.period_parts('2025-07', 'month') = '{}';
	ASSERT zhiheng.quarter_of('2025-09') = '2025Q3' AND zhiheng.quarter_of('2025-10') = '2025Q4' AND zhiheng.quarter_of('2025H1') IS NULL;
	ASSERT zhiheng.period_end('2024-02') = '2024-02-29' AND zhiheng.period_end('2025H1') = '2025-06-30' AND zhiheng.period_end('2025') = '2025-12-31';
	ASSERT zhiheng.year_before('2025H1') = '2024H1' AND zhiheng.year_before('2025-07') = '2024-07' AND zhiheng.year_before('2025') = '2024';
	ASSERT zhiheng.quarter_months('2025Q3') = ARRAY['2025-07', '2025-08', '2025-09'];
END
$$;
