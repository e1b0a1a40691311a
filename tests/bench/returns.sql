-- What `make bench-returns` sends into, on top of data.sql: so many hospitals more, each with an empty
-- return of the open quarter, a clerk, and the clerk's session.  By sets: some seconds for 40,000.
-- bench.visitor has the sessions already.
--   -v institutions=40000   -v codes={…}: the form's elements in its order
\set ON_ERROR_STOP on
BEGIN;
SET CONSTRAINTS ALL DEFERRED;

CREATE TABLE bench.element (place integer PRIMARY KEY, code text COLLATE "C" NOT NULL UNIQUE);
INSERT INTO bench.element (code, place)
SELECT item.code, item.place FROM unnest(CAST(:'codes' AS text[])) WITH ORDINALITY AS item (code, place);

-- The check character is found by trying all.
INSERT INTO zhiheng.institution (credit_code, name, region_code, level, grade, kind, ownership, beds)
SELECT code.whole, '示例国第' || n || '人民医院', (990101 + n % 12)::text, 'secondary', 'A', 'general', 'public', 200
FROM generate_series(1, :institutions) AS n
CROSS JOIN LATERAL (
	SELECT '12990100MA' || lpad(n::text, 7, '0') || last AS whole
	FROM regexp_split_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', '') AS last
	WHERE zhiheng.is_credit_code('12990100MA' || lpad(n::text, 7, '0') || last)
) AS code;
INSERT INTO zhiheng.account (login, name, role, institution_id)
SELECT 'nation-' || id, '填报员' || id, 'clerk', id FROM zhiheng.institution WHERE name LIKE '示例国%';
INSERT INTO zhiheng.asked_return (programme_id, period, institution_id)
SELECT calendar.programme_id, calendar.period, institution.id
FROM zhiheng.reporting_period AS calendar
CROSS JOIN zhiheng.institution AS institution
WHERE calendar.state = 'open' AND institution.name LIKE '示例国%';

UPDATE bench.visitor SET return_id = listed.id
FROM (
	SELECT head.id, row_number() OVER (ORDER BY head.id) AS place
	FROM zhiheng.return AS head
	JOIN zhiheng.institution AS institution ON institution.id = head.institution_id
	WHERE institution.name LIKE '示例国%'
) AS listed
WHERE listed.place = visitor.place;
INSERT INTO zhiheng.session (digest, account_id, client)
SELECT decode(visitor.digest, 'hex'), account.id, '127.0.0.1'
FROM bench.visitor AS visitor
JOIN zhiheng.return AS head ON head.id = visitor.return_id
JOIN zhiheng.account AS account ON account.institution_id = head.institution_id;
COMMIT;
VACUUM ANALYZE;
