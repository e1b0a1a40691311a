-- Two more regions that publish the same numbers as the first: 990200 one quarter, 990300 forty.
BEGIN;
INSERT INTO zhiheng.region (code, name, level, parent_code) VALUES
	('990200', '示例新市', 'city', '990000'),
	('990300', '示例老市', 'city', '990000');

DO $$
DECLARE
	source zhiheng.edition;
	made bigint;
	target record;
	part record;
BEGIN
	SELECT * INTO STRICT source FROM zhiheng.edition WHERE region_code = '990100' AND period = '2025Q2';
	FOR target IN
		SELECT region, format('%sQ%s', year, quarter) AS period, make_timestamptz(year, 3 * quarter, 1, 0, 0, 0) AS at
		FROM (VALUES ('990200', 1), ('990300', 40)) AS asked (region, quarters)
		CROSS JOIN LATERAL generate_series(asked.quarters - 1, 0, -1) AS back
		CROSS JOIN LATERAL (SELECT (8101 - back) / 4 AS year, (8101 - back) % 4 + 1 AS quarter) AS day
	LOOP
		INSERT INTO zhiheng.edition (region_code, period, number, programme_id, programme_name, commission_name, method_version, expected,
			included, demo, prepared_by, account_id, digest, published_at)
		VALUES (target.region, target.period, 1, source.programme_id, source.programme_name, source.commission_name, source.method_version,
			source.expected, source.included, source.demo, source.prepared_by, source.account_id, source.digest, target.at)
		RETURNING id INTO made;
		INSERT INTO zhiheng.edition_release (edition_id) VALUES (made);
		FOR part IN
			SELECT attrelid::regclass AS relation, string_agg(quote_ident(attname), ', ') AS columns
			FROM pg_attribute
			WHERE attrelid = ANY (ARRAY['zhiheng.edition_institution', 'zhiheng.edition_indicator', 'zhiheng.edition_result',
				'zhiheng.edition_group']::regclass[]) AND attnum > 0 AND NOT attisdropped AND attname <> 'edition_id'
			GROUP BY attrelid
		LOOP
			EXECUTE format('INSERT INTO %s (edition_id, %s) SELECT $1, %s FROM %s WHERE edition_id = $2', part.relation, part.columns,
				part.columns, part.relation) USING made, source.id;
		END LOOP;
	END LOOP;
END
$$;
COMMIT;
VACUUM ANALYZE zhiheng.edition, zhiheng.edition_institution, zhiheng.edition_indicator, zhiheng.edition_result, zhiheng.edition_group,
	zhiheng.edition_past, zhiheng.edition_release;
