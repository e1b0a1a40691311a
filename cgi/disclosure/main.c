/* disclosure: what anyone may read without an account, the catalogue and the published editions. */
#include "core/gateway.h"
#include "disclosure_query.h"
#include "page.h"

static const struct route routes[] = {
    {"/", METHOD_GET, ROLE_PUBLIC, DB_READ, home_get},
    {"/text/large", METHOD_GET, ROLE_PUBLIC, DB_READ, text_large_get},
    {"/text/standard", METHOD_GET, ROLE_PUBLIC, DB_READ, text_standard_get},
    {"/method", METHOD_GET, ROLE_PUBLIC, DB_READ, method_get},
    {"/catalogue/", METHOD_GET, ROLE_PUBLIC, DB_READ, catalogue_get},
    {"/catalogue/*", METHOD_GET, ROLE_PUBLIC, DB_READ, catalogue_entry_get},
    {"/verify", METHOD_GET, ROLE_PUBLIC, DB_READ, verify_get},
    {"/feed.atom", METHOD_GET, ROLE_PUBLIC, DB_READ, feed_get},
    {"/sitemap.xml", METHOD_GET, ROLE_PUBLIC, DB_READ, sitemap_get},
    {"/robots.txt", METHOD_GET, ROLE_PUBLIC, DB_READ, robots_get},
    {"/api/v1/editions", METHOD_GET, ROLE_PUBLIC, DB_READ, api_editions_get},
    {"/api/v1/editions/*/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, api_edition_get},
    {"/api/v1/editions/*/*/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, api_table_get},
    {"/api/v1/key", METHOD_GET, ROLE_PUBLIC, DB_READ, api_key_get},
    /* A period's newest edition, and below a number that edition for good. */
    {"/region/*", METHOD_GET, ROLE_PUBLIC, DB_READ, region_redirect_get},
    {"/region/*/", METHOD_GET, ROLE_PUBLIC, DB_READ, region_get},
    {"/region/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, region_redirect_get},
    {"/region/*/*/", METHOD_GET, ROLE_PUBLIC, DB_READ, period_get},
    {"/region/*/*/find", METHOD_GET, ROLE_PUBLIC, DB_READ, find_get},
    {"/region/*/*/bulletin", METHOD_GET, ROLE_PUBLIC, DB_READ, bulletin_get},
    {"/region/*/*/grade", METHOD_GET, ROLE_PUBLIC, DB_READ, grade_get},
    {"/region/*/*/compare", METHOD_GET, ROLE_PUBLIC, DB_READ, compare_get},
    {"/region/*/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, indicator_get},
    {"/region/*/*/institution/*", METHOD_GET, ROLE_PUBLIC, DB_READ, institution_get},
    {"/region/*/*/institution/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, number_get},
    {"/region/*/*/*/", METHOD_GET, ROLE_PUBLIC, DB_READ, period_get},
    {"/region/*/*/*/find", METHOD_GET, ROLE_PUBLIC, DB_READ, find_get},
    {"/region/*/*/*/bulletin", METHOD_GET, ROLE_PUBLIC, DB_READ, bulletin_get},
    {"/region/*/*/*/grade", METHOD_GET, ROLE_PUBLIC, DB_READ, grade_get},
    {"/region/*/*/*/compare", METHOD_GET, ROLE_PUBLIC, DB_READ, compare_get},
    {"/region/*/*/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, indicator_get},
    {"/region/*/*/*/institution/*", METHOD_GET, ROLE_PUBLIC, DB_READ, institution_get},
    {"/region/*/*/*/institution/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, number_get},
    {"/region/*/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, region_redirect_get},
};

int
main(void)
{
	static const struct program program = {
	    .name = "disclosure",
	    .routes = routes,
	    .route_count = sizeof(routes) / sizeof(routes[0]),
	    .statements = disclosure_statements,
	    .statement_count = QUERY_COUNT,
	    .session_statement = SESSION_NONE,
	    .decorate = disclosure_decorate,
	};

	return gateway_run(&program);
}
