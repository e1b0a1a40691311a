-- The words of notices: whose they are, that versions stay, that an edition keeps its own.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
\ir include/fixture.sql
SELECT no_plan();

SELECT ok(relrowsecurity AND relforcerowsecurity, 'row-level security is forced on bulletin_template')
FROM pg_class WHERE oid = 'zhiheng.bulletin_template'::regclass;

SELECT is_empty('SELECT id FROM zhiheng.edition EXCEPT SELECT edition_id FROM zhiheng.edition_bulletin', 'every edition has its words');
SELECT is_empty('SELECT edition_id FROM zhiheng.edition_indicator EXCEPT SELECT edition_id FROM zhiheng.edition_past', 'every edition looks back');
SELECT is_empty('SELECT edition_id, return_id FROM zhiheng.edition_return EXCEPT SELECT edition_id, return_id FROM zhiheng.edition_return_time',
	'every input has its times');
SELECT is_empty($q$
	SELECT past.edition_id FROM zhiheng.edition_past AS past
	JOIN zhiheng.edition AS own ON own.id = past.edition_id
	JOIN zhiheng.edition AS earlier ON earlier.id = past.past_id
	WHERE earlier.region_code <> own.region_code OR earlier.published_at > own.published_at
		OR (past.position = 1) <> (earlier.id = own.id) OR (past.position > 1) <> (earlier.period < own.period)$q$,
	'what an edition looks back on is of its region and was there before it');
SELECT is_empty('SELECT edition_id FROM zhiheng.edition_past WHERE (reason IS NULL) <> (comparable = ''yes'')', 'what cannot be compared has its reason');

SELECT throws_ok('UPDATE zhiheng.edition_bulletin SET body = ''x''', 'ZH403', NULL, 'the words of an edition stay')
WHERE EXISTS (SELECT FROM zhiheng.edition_bulletin);
SELECT throws_ok('DELETE FROM zhiheng.edition_past', 'ZH403', NULL, 'what an edition looks back on stays')
WHERE EXISTS (SELECT FROM zhiheng.edition_past);

SELECT throws_ok($q$SELECT pg_temp.ask('zhiheng_commission', 'nobody', $w$SELECT commission.bulletin_save('甲乙', '甲乙', '甲乙', '甲乙', '甲乙', NULL)$w$)$q$,
	'ZH403', NULL, 'nobody without a session writes them');
SELECT throws_ok($q$SELECT pg_temp.ask('zhiheng_commission', 'city_reviewer', $w$SELECT commission.bulletin_save('甲乙', '甲乙', '甲乙', '甲乙', '甲乙', NULL)$w$)$q$,
	'ZH403', NULL, 'nor does a reviewer');
SELECT is(pg_temp.ask('zhiheng_commission', 'nobody', 'SELECT count(*) FROM commission.bulletin_words()'), '0', 'nor reads them');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', $w$SELECT commission.bulletin_save('甲乙文件', '甲〔【年份】〕', '通报', '各院：', '正文', '')::text IS NOT NULL$w$), 'true',
	'an administrator does');
SELECT is(pg_temp.ask('zhiheng_commission', 'city', 'SELECT issuer FROM commission.bulletin_words()'), '甲乙文件', 'what was written last holds');
SELECT isnt(pg_temp.ask('zhiheng_commission', 'county', 'SELECT issuer FROM commission.bulletin_words()'), '甲乙文件', 'each commission has its own');

SELECT * FROM finish();
ROLLBACK;
