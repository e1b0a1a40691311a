-- Regions, commissions, QC centres, institutions; accounts and their sessions.
--
-- Record: session_confirmation.
-- State: region, commission, qc_centre, qc_centre_specialty, institution, account, session.

SET ROLE zhiheng_owner;

CREATE TABLE zhiheng.region (
	code zhiheng.region_code PRIMARY KEY,
	name text NOT NULL CHECK (name <> ''),
	level text NOT NULL CHECK (level IN ('nation', 'province', 'city', 'county')),
	parent_code zhiheng.region_code REFERENCES zhiheng.region,
	CHECK ((level IN ('nation', 'province')) = (parent_code IS NULL)),
	CHECK ((level = 'nation') = (code = '000000'))
);
COMMENT ON TABLE zhiheng.region IS 'Administrative divisions (行政区划), GB/T 2260';
COMMENT ON COLUMN zhiheng.region.code IS 'Six digits; a subtree is the range region_first to region_last';
COMMENT ON COLUMN zhiheng.region.name IS 'Official name';
COMMENT ON COLUMN zhiheng.region.level IS 'Place in the tree; the nation (国家) is 000000, and all lies in it';
COMMENT ON COLUMN zhiheng.region.parent_code IS 'Next higher region; null for provinces and the nation';
INSERT INTO zhiheng.region (code, name, level) VALUES ('000000', '全国', 'nation');

-- Not STRICT: with a CASE inside, PostgreSQL would call it row by row instead of taking it into the
-- statement; it gives null for null all the same.
CREATE FUNCTION zhiheng.region_last(code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN code = '000000' THEN '999999'
	WHEN right(code, 4) = '0000' THEN left(code, 2) || '9999'
	WHEN right(code, 2) = '00' THEN left(code, 4) || '99'
	ELSE code
END;
COMMENT ON FUNCTION zhiheng.region_last IS 'Last code of the subtree that begins with code: region_last(990100) = 990199';

CREATE FUNCTION zhiheng.region_rung(code text) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN code = '000000' THEN 1 WHEN right(code, 4) = '0000' THEN 2 WHEN right(code, 2) = '00' THEN 3 ELSE 4 END::smallint;
COMMENT ON FUNCTION zhiheng.region_rung IS 'Rung of the ladder that a region''s commission stands on: 4 county, 3 city, 2 province, 1 nation';

CREATE FUNCTION zhiheng.affiliation_code(p_region text, p_level text) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT above.code FROM zhiheng.region AS above
	WHERE above.code IN (p_region, left(p_region, 4) || '00', left(p_region, 2) || '0000', '000000') AND above.level = p_level);
COMMENT ON FUNCTION zhiheng.affiliation_code IS 'The region of a level (region.level) that a region lies in or is; null: none, as a county of what lies right under a city';


CREATE FUNCTION zhiheng.is_credit_code(code text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	alphabet CONSTANT text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
	weight integer := 1;
	total integer := 0;
BEGIN
	IF code !~ '^[0-9A-HJ-NPQRTUWXY]{18}$' THEN
		RETURN false;
	END IF;
	FOR i IN 1..17 LOOP
		total := total + (strpos(alphabet, substr(code, i, 1)) - 1) * weight;
		weight := weight * 3 % 31;
	END LOOP;
	RETURN substr(alphabet, (31 - total % 31) % 31 + 1, 1) = right(code, 1);
END
$$;
COMMENT ON FUNCTION zhiheng.is_credit_code IS 'Check character of the 统一社会信用代码 (GB 32100-2015: weights 3^(i-1) mod 31)';

CREATE TABLE zhiheng.commission (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	region_code zhiheng.region_code NOT NULL UNIQUE REFERENCES zhiheng.region,
	name text NOT NULL CHECK (name <> ''),
	registered_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE zhiheng.commission IS 'Health commissions (卫健委), one for a region; each sees the institutions of its subtree';
COMMENT ON COLUMN zhiheng.commission.id IS 'Id';
COMMENT ON COLUMN zhiheng.commission.region_code IS 'Its region';
COMMENT ON COLUMN zhiheng.commission.name IS 'Official name';
COMMENT ON COLUMN zhiheng.commission.registered_at IS 'When';

CREATE TABLE zhiheng.qc_centre (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	commission_id bigint NOT NULL REFERENCES zhiheng.commission,
	name text NOT NULL CHECK (name <> ''),
	registered_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (id, commission_id)
);
COMMENT ON TABLE zhiheng.qc_centre IS 'Quality control centres (质控中心), for some specialties in a commission''s subtree';
COMMENT ON COLUMN zhiheng.qc_centre.id IS 'Id';
COMMENT ON COLUMN zhiheng.qc_centre.commission_id IS 'The commission it is attached to';
COMMENT ON COLUMN zhiheng.qc_centre.name IS 'Official name';
COMMENT ON COLUMN zhiheng.qc_centre.registered_at IS 'When';

CREATE TABLE zhiheng.qc_centre_specialty (
	qc_centre_id bigint NOT NULL,
	commission_id bigint NOT NULL,
	specialty_code text COLLATE "C" NOT NULL,
	PRIMARY KEY (qc_centre_id, specialty_code),
	CONSTRAINT qc_centre_specialty_once UNIQUE (commission_id, specialty_code),
	FOREIGN KEY (qc_centre_id, commission_id) REFERENCES zhiheng.qc_centre (id, commission_id)
);
COMMENT ON TABLE zhiheng.qc_centre_specialty IS 'What a QC centre is for: it sees the indicators of these specialties in all years and lists';
COMMENT ON COLUMN zhiheng.qc_centre_specialty.qc_centre_id IS 'QC centre';
COMMENT ON COLUMN zhiheng.qc_centre_specialty.commission_id IS 'Its commission, which has one QC centre for a specialty';
COMMENT ON COLUMN zhiheng.qc_centre_specialty.specialty_code IS 'Specialty of the catalogue';

CREATE TABLE zhiheng.institution (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	credit_code text COLLATE "C" NOT NULL,
	name text NOT NULL,
	region_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
	affiliation_code zhiheng.region_code NOT NULL REFERENCES zhiheng.region,
	level text NOT NULL,
	grade text,
	kind text NOT NULL,
	specialist_type text,
	ownership text NOT NULL,
	beds integer NOT NULL,
	active boolean NOT NULL DEFAULT true,
	registered_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT institution_credit_code_unique UNIQUE (credit_code),
	CONSTRAINT institution_credit_code CHECK (zhiheng.is_credit_code(credit_code))
);
CREATE INDEX institution_region ON zhiheng.institution (region_code);
CREATE INDEX institution_affiliation ON zhiheng.institution (affiliation_code);
COMMENT ON TABLE zhiheng.institution IS 'Reporting institutions (医疗机构) as they are today: all but identity and credit code follows zhiheng.particulars, whose constraints it is held to, and zhiheng.institution_status';
COMMENT ON COLUMN zhiheng.institution.id IS 'Id, also in public addresses';
COMMENT ON COLUMN zhiheng.institution.credit_code IS '统一社会信用代码, check character verified';
COMMENT ON COLUMN zhiheng.institution.name IS 'Registered name';
COMMENT ON COLUMN zhiheng.institution.region_code IS 'County (or city) it lies in';
COMMENT ON COLUMN zhiheng.institution.affiliation_code IS 'Region of the commission it answers to (隶属), which is or contains region_code: its submissions begin there';
COMMENT ON COLUMN zhiheng.institution.level IS '三级 tertiary, 二级 secondary, 一级 primary, 未定级 ungraded';
COMMENT ON COLUMN zhiheng.institution.grade IS '甲 A, 乙 B, 丙 C; null: not graded';
COMMENT ON COLUMN zhiheng.institution.kind IS '综合 general, 中医 tcm, 妇幼 maternal_child, 专科 specialist, and the kinds that are no hospitals';
COMMENT ON COLUMN zhiheng.institution.specialist_type IS 'Of specialist hospitals: 儿科, 口腔 …, as in applies_to of the catalogue';
COMMENT ON COLUMN zhiheng.institution.ownership IS '公立 public, 民营 private';
COMMENT ON COLUMN zhiheng.institution.beds IS 'Open beds';
COMMENT ON COLUMN zhiheng.institution.active IS 'Open today; no: suspended, closed, or not reporting yet';
COMMENT ON COLUMN zhiheng.institution.registered_at IS 'When';

CREATE FUNCTION zhiheng.institution_affiliate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	NEW.affiliation_code := coalesce(NEW.affiliation_code, zhiheng.affiliation_code(NEW.region_code, 'city'), NEW.region_code);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.institution_affiliate IS 'Trigger: of whom nobody said otherwise the city''s commission is the competent one';
CREATE TRIGGER institution_affiliate BEFORE INSERT ON zhiheng.institution
	FOR EACH ROW EXECUTE FUNCTION zhiheng.institution_affiliate();

CREATE FUNCTION zhiheng.peer_group(level text, kind text, specialist_type text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN level || '/' || kind || coalesce(':' || specialist_type, '');
COMMENT ON FUNCTION zhiheng.peer_group IS 'Who is ranked with whom: of one level and one kind';

CREATE TABLE zhiheng.account (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	login text COLLATE "C" NOT NULL,
	name text NOT NULL,
	role text NOT NULL,
	institution_id bigint REFERENCES zhiheng.institution,
	commission_id bigint REFERENCES zhiheng.commission,
	qc_centre_id bigint REFERENCES zhiheng.qc_centre,
	password_hash text,
	activation_digest bytea CHECK (octet_length(activation_digest) = 32),
	activation_expires_at timestamptz,
	failures integer NOT NULL DEFAULT 0,
	locked_until timestamptz,
	active boolean NOT NULL DEFAULT true,
	demo boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT account_login_unique UNIQUE (login),
	CONSTRAINT account_login CHECK (login ~ '^[a-z0-9][a-z0-9._-]{2,39}$'),
	CONSTRAINT account_name CHECK (char_length(name) BETWEEN 1 AND 40),
	CONSTRAINT account_organisation CHECK (num_nonnulls(institution_id, commission_id, qc_centre_id) = 1),
	CONSTRAINT account_role CHECK (CASE
		WHEN institution_id IS NOT NULL THEN role IN ('clerk', 'verifier', 'leader', 'machine')
		-- It reads; whoever it is attached to decides.
		WHEN qc_centre_id IS NOT NULL THEN role = 'viewer'
		ELSE role IN ('viewer', 'reviewer', 'administrator') END),
	CONSTRAINT account_machine CHECK (role <> 'machine' OR (password_hash IS NULL AND activation_digest IS NULL)),
	CONSTRAINT account_activation CHECK ((activation_digest IS NULL) = (activation_expires_at IS NULL))
);
CREATE INDEX account_institution ON zhiheng.account (institution_id);
CREATE INDEX account_commission ON zhiheng.account (commission_id);
CREATE INDEX account_qc_centre ON zhiheng.account (qc_centre_id);
COMMENT ON TABLE zhiheng.account IS 'People who may sign in; each belongs to exactly one organisation';
COMMENT ON COLUMN zhiheng.account.id IS 'Id';
COMMENT ON COLUMN zhiheng.account.login IS 'Sign-in name, lower case';
COMMENT ON COLUMN zhiheng.account.name IS 'Name shown beside what the person did';
COMMENT ON COLUMN zhiheng.account.role IS 'clerk 填报员, verifier 审核员, leader 负责人, machine 数据接口 (has a token, no password); viewer 查看员, reviewer 审核员, administrator 管理员';
COMMENT ON COLUMN zhiheng.account.institution_id IS 'Organisation, if an institution';
COMMENT ON COLUMN zhiheng.account.commission_id IS 'Organisation, if a commission';
COMMENT ON COLUMN zhiheng.account.qc_centre_id IS 'Organisation, if a QC centre';
COMMENT ON COLUMN zhiheng.account.password_hash IS 'argon2id, libsodium string form; null until activated';
COMMENT ON COLUMN zhiheng.account.activation_digest IS 'SHA-256 of the one-time activation code; null once used';
COMMENT ON COLUMN zhiheng.account.activation_expires_at IS 'Last moment of the code';
COMMENT ON COLUMN zhiheng.account.failures IS 'Refused sign-ins since the last good one';
COMMENT ON COLUMN zhiheng.account.locked_until IS 'No sign-in before; null: not locked';
COMMENT ON COLUMN zhiheng.account.active IS 'No: may not sign in any more';
COMMENT ON COLUMN zhiheng.account.demo IS 'Made by the demo; refused outside demo mode';
COMMENT ON COLUMN zhiheng.account.created_at IS 'When';

CREATE FUNCTION zhiheng.account_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.demo AND NOT zhiheng.is_demo() THEN
		RAISE EXCEPTION 'demo account outside demo mode' USING ERRCODE = 'ZH403', CONSTRAINT = 'account_demo';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION zhiheng.account_guard IS 'Trigger: no demo account outside demo mode';
CREATE TRIGGER account_guard BEFORE INSERT OR UPDATE ON zhiheng.account
	FOR EACH ROW EXECUTE FUNCTION zhiheng.account_guard();

CREATE TABLE zhiheng.session (
	digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	client text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL DEFAULT now() + interval '10 hours',
	ended_at timestamptz
);
CREATE INDEX session_account ON zhiheng.session (account_id);
COMMENT ON TABLE zhiheng.session IS 'Signed-in browsers; the token itself is nowhere but in the browser';
COMMENT ON COLUMN zhiheng.session.digest IS 'SHA-256 of the token';
COMMENT ON COLUMN zhiheng.session.account_id IS 'Whose';
COMMENT ON COLUMN zhiheng.session.client IS 'Address it was made from';
COMMENT ON COLUMN zhiheng.session.created_at IS 'Sign-in';
COMMENT ON COLUMN zhiheng.session.expires_at IS 'One working day later';
COMMENT ON COLUMN zhiheng.session.ended_at IS 'Sign-out or password change; null: open';

-- == signature ==

CREATE TABLE zhiheng.session_confirmation (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	digest bytea NOT NULL REFERENCES zhiheng.session,
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_confirmation_digest ON zhiheng.session_confirmation (digest, id);
COMMENT ON TABLE zhiheng.session_confirmation IS 'The password given once more within an open session, for an act that is signed; written by the account program, which alone reads hashes; append-only';
COMMENT ON COLUMN zhiheng.session_confirmation.id IS 'Order';
COMMENT ON COLUMN zhiheng.session_confirmation.digest IS 'The session it holds for';
COMMENT ON COLUMN zhiheng.session_confirmation.account_id IS 'Whose password it was';
COMMENT ON COLUMN zhiheng.session_confirmation.at IS 'When; good for one signature within zhiheng.confirmation_span';
CALL zhiheng.make_append_only('zhiheng.session_confirmation');

-- Sub-selects without reference to the row are computed once per statement.  zhiheng_peer cannot log in: only the
-- function that it owns is run as it, and that function gives no names away.
-- No planner can make a range of an index of this: where a row is sought by its key, it would take that range for small.  Who
-- reads all that the session sees asks zhiheng.institutions_seen.
CREATE FUNCTION zhiheng.by_territory() RETURNS text
LANGUAGE sql IMMUTABLE
RETURN $$
	CASE (SELECT zhiheng.audience())
		WHEN 'institution' THEN id = (SELECT institution_id FROM zhiheng.identity()) OR (SELECT current_user = 'zhiheng_peer')
		WHEN 'commission' THEN region_code >= (SELECT region_first FROM zhiheng.identity())
			AND region_code <= (SELECT region_last FROM zhiheng.identity())
		ELSE (SELECT zhiheng.audience()) IN ('account', 'worker', 'operator')
	END
$$;
COMMENT ON FUNCTION zhiheng.by_territory IS 'For a policy: that the institution id is the session''s own, or lies in its subtree';
CALL zhiheng.protect('zhiheng.institution', zhiheng.by_territory());

CALL zhiheng.protect('zhiheng.session_confirmation', $$
	(SELECT zhiheng.audience()) = 'operator' OR account_id = (SELECT account_id FROM zhiheng.identity())
$$);

RESET ROLE;

DO $$
BEGIN
	CALL zhiheng.check_comments();
	ASSERT zhiheng.is_credit_code('91350100M000100Y43');
	ASSERT NOT zhiheng.is_credit_code('91350100M000100Y44');
	ASSERT zhiheng.region_last('990000') = '999999' AND zhiheng.region_last('990100') = '990199'
		AND zhiheng.region_last('990101') = '990101' AND zhiheng.region_last('000000') = '999999';
	ASSERT zhiheng.affiliation_code('990101', 'nation') = '000000' AND zhiheng.affiliation_code('000000', 'city') IS NULL;
	ASSERT NOT EXISTS (SELECT FROM zhiheng.identity());
	ASSERT (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class
		WHERE oid IN ('zhiheng.institution'::regclass, 'zhiheng.session_confirmation'::regclass));
END
$$;
