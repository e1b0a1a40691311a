-- Statements of the disclosure program: home.

-- :name site_head
-- demo: whether pages must say 演示数据; and what the operator set about the site.
SELECT demo, name, domain, code, sponsor, undertaker, icp, police, contact
FROM disclosure.site

-- :name home_editions
-- Newest editions of all regions and periods, newest first.
SELECT region_code, region_name, period, period_label, number, commission_name, expected, included, published_at
FROM disclosure.edition
WHERE newest
ORDER BY published_at DESC, region_code, period DESC
LIMIT 40
