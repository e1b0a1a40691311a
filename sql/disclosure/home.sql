-- Schema disclosure: home.

SET ROLE zhiheng_owner;

CREATE VIEW disclosure.site AS
SELECT
	zhiheng.is_demo() AS demo,
	max(setting.value) FILTER (WHERE setting.name = 'site.name') AS name,
	max(setting.value) FILTER (WHERE setting.name = 'site.domain') AS domain,
	max(setting.value) FILTER (WHERE setting.name = 'site.code') AS code,
	max(setting.value) FILTER (WHERE setting.name = 'site.sponsor') AS sponsor,
	max(setting.value) FILTER (WHERE setting.name = 'site.undertaker') AS undertaker,
	max(setting.value) FILTER (WHERE setting.name = 'site.icp') AS icp,
	max(setting.value) FILTER (WHERE setting.name = 'site.police') AS police,
	max(setting.value) FILTER (WHERE setting.name = 'site.contact') AS contact
FROM zhiheng.setting AS setting;
COMMENT ON VIEW disclosure.site IS 'Whether pages must say 演示数据; what the operator set about the site, null if not';

GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO zhiheng_disclosure;
RESET ROLE;
