-- Statements of the disclosure program: home.

-- :name home_editions
-- Newest editions of all regions and periods, newest first.
SELECT region_code, region_name, period, period_label, number, commission_name, expected, included, published_at
FROM disclosure.edition
WHERE newest
ORDER BY published_at DESC, region_code, period DESC
LIMIT 40
