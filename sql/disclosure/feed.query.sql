-- Statements of the disclosure program: feed.

-- :name feed_editions
-- The last hundred editions.
SELECT region_name, period_label, number, commission_name, correction,
	concat_ws('/', '', 'region', region_code, period, number, '') AS url,
	concat_ws('/', '', 'region', region_code, period, number, 'files', 'results.csv') AS csv_url,
	to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS published_at
FROM disclosure.edition_open
ORDER BY edition_open.published_at DESC, id DESC
LIMIT 100

-- :name feed_pages
-- Addresses of the newest edition of every period: overview, indicators, institutions.
WITH newest AS MATERIALIZED (
	SELECT id, concat_ws('/', '', 'region', region_code, period) AS url
	FROM disclosure.edition
	WHERE newest
)
SELECT newest.url || '/' AS url
FROM newest
UNION ALL
SELECT newest.url || '/indicator/' || indicator.indicator_code
FROM newest
JOIN disclosure.edition_indicator AS indicator ON indicator.edition_id = newest.id
UNION ALL
SELECT newest.url || '/institution/' || institution.institution_id
FROM newest
JOIN disclosure.edition_institution AS institution ON institution.edition_id = newest.id
LIMIT 50000
