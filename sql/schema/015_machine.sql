-- Programs of hospitals that save returns by themselves: their tokens, and what they were answered.

SET ROLE zhiheng_owner;

ALTER TABLE zhiheng.account DROP CONSTRAINT account_role;
ALTER TABLE zhiheng.account ADD CONSTRAINT account_role CHECK (CASE
	WHEN institution_id IS NOT NULL THEN role IN ('clerk', 'verifier', 'leader', 'machine')
	ELSE role IN ('viewer', 'reviewer', 'administrator') END);
ALTER TABLE zhiheng.account ADD CONSTRAINT account_machine
	CHECK (role <> 'machine' OR (password_hash IS NULL AND activation_digest IS NULL));
COMMENT ON COLUMN zhiheng.account.role IS 'clerk 填报员, verifier 审核员, leader 负责人, machine 数据接口 (has a token, no password); viewer 查看员, reviewer 审核员, administrator 管理员';

CREATE TABLE zhiheng.machine_token (
	account_id bigint PRIMARY KEY REFERENCES zhiheng.account,
	digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
	programme_id bigint NOT NULL REFERENCES zhiheng.programme,
	periods text[] NOT NULL CHECK (cardinality(periods) > 0),
	expires_on date NOT NULL,
	made_by bigint NOT NULL REFERENCES zhiheng.account,
	made_at timestamptz NOT NULL DEFAULT now()
);
CALL zhiheng.make_append_only('zhiheng.machine_token');
COMMENT ON TABLE zhiheng.machine_token IS 'Tokens by which a hospital''s program acts as an account of role machine; append-only, revoked by making the account inactive';
COMMENT ON COLUMN zhiheng.machine_token.account_id IS 'The account it acts as: no person, no password';
COMMENT ON COLUMN zhiheng.machine_token.digest IS 'SHA-256 of the token''s text; the token itself was shown once';
COMMENT ON COLUMN zhiheng.machine_token.programme_id IS 'The programme it is for';
COMMENT ON COLUMN zhiheng.machine_token.periods IS 'The periods it may save';
COMMENT ON COLUMN zhiheng.machine_token.expires_on IS 'Last day, Asia/Shanghai';
COMMENT ON COLUMN zhiheng.machine_token.made_by IS 'The leader who made it';
COMMENT ON COLUMN zhiheng.machine_token.made_at IS 'When';

CREATE TABLE zhiheng.machine_request (
	account_id bigint NOT NULL REFERENCES zhiheng.account,
	key text COLLATE "C" NOT NULL CHECK (key ~ '^[!-~]{1,200}$'),
	digest bytea NOT NULL CHECK (octet_length(digest) = 32),
	answer text NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT machine_request_key PRIMARY KEY (account_id, key)
);
CALL zhiheng.make_append_only('zhiheng.machine_request');
COMMENT ON TABLE zhiheng.machine_request IS 'Saves that carried an Idempotency-Key: the same request is given the same answer; append-only';
COMMENT ON COLUMN zhiheng.machine_request.account_id IS 'The token''s account';
COMMENT ON COLUMN zhiheng.machine_request.key IS 'As the program chose it';
COMMENT ON COLUMN zhiheng.machine_request.digest IS 'SHA-256 of period and body';
COMMENT ON COLUMN zhiheng.machine_request.answer IS 'JSON as it was sent';
COMMENT ON COLUMN zhiheng.machine_request.at IS 'When';

-- zhiheng.identity() finds a token before anybody is known; what pages show of tokens is their views' affair.
CALL zhiheng.protect('zhiheng.machine_token', $$(SELECT zhiheng.audience()) IN ('institution', 'operator')$$);
CALL zhiheng.protect('zhiheng.machine_request', $$
	account_id = (SELECT account_id FROM zhiheng.identity()) OR (SELECT zhiheng.audience()) = 'operator'
$$);

RESET ROLE;
