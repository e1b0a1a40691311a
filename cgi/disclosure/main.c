/* disclosure: what anyone may read without an account, the catalogue and the published editions. */
#include "core/gateway.h"
#include "disclosure_query.h"
#include "page.h"

static const struct route routes[] = {
    {"/", METHOD_GET, ROLE_PUBLIC, DB_READ, home_get, NULL},
    {"/text/large", METHOD_GET, ROLE_PUBLIC, DB_READ, text_large_get, text_large_query},
    {"/text/standard", METHOD_GET, ROLE_PUBLIC, DB_READ, text_standard_get, text_standard_query},
    {"/method", METHOD_GET, ROLE_PUBLIC, DB_READ, method_get, method_query},
    {"/method/grade", METHOD_GET, ROLE_PUBLIC, DB_READ, method_grade_get, NULL},
    {"/catalogue/", METHOD_GET, ROLE_PUBLIC, DB_READ, catalogue_get, catalogue_query},
    {"/catalogue/*", METHOD_GET, ROLE_PUBLIC, DB_READ, catalogue_entry_get, NULL},
    {"/verify", METHOD_GET, ROLE_PUBLIC, DB_READ, verify_get, NULL},
    {"/feed.atom", METHOD_GET, ROLE_PUBLIC, DB_READ, feed_get, NULL},
    {"/sitemap.xml", METHOD_GET, ROLE_PUBLIC, DB_READ, sitemap_get, NULL},
    {"/robots.txt", METHOD_GET, ROLE_PUBLIC, DB_READ, robots_get, NULL},
    {"/api/v1/editions", METHOD_GET, ROLE_PUBLIC, DB_READ, api_editions_get, api_editions_query},
    {"/api/v1/editions/*/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, api_edition_get, NULL},
    {"/api/v1/editions/*/*/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, api_table_get, api_table_query},
    {"/api/v1/key", METHOD_GET, ROLE_PUBLIC, DB_READ, api_key_get, NULL},
    /* A period's newest edition, and below a number that edition for good. */
    {"/region/*", METHOD_GET, ROLE_PUBLIC, DB_READ, region_redirect_get, NULL},
    {"/region/*/", METHOD_GET, ROLE_PUBLIC, DB_READ, region_get, region_query},
    {"/region/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, region_redirect_get, NULL},
    {"/region/*/*/", METHOD_GET, ROLE_PUBLIC, DB_READ, period_get, period_query},
    {"/region/*/*/find", METHOD_GET, ROLE_PUBLIC, DB_READ, find_get, find_query},
    {"/region/*/*/bulletin", METHOD_GET, ROLE_PUBLIC, DB_READ, bulletin_get, NULL},
    {"/region/*/*/grade", METHOD_GET, ROLE_PUBLIC, DB_READ, grade_get, grade_query},
    {"/region/*/*/compare", METHOD_GET, ROLE_PUBLIC, DB_READ, compare_get, compare_query},
    {"/region/*/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, indicator_get, indicator_query},
    {"/region/*/*/institution/*", METHOD_GET, ROLE_PUBLIC, DB_READ, institution_get,
	institution_query},
    {"/region/*/*/institution/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, number_get, NULL},
    {"/region/*/*/*/", METHOD_GET, ROLE_PUBLIC, DB_READ, period_get, period_query},
    {"/region/*/*/*/find", METHOD_GET, ROLE_PUBLIC, DB_READ, find_get, find_query},
    {"/region/*/*/*/bulletin", METHOD_GET, ROLE_PUBLIC, DB_READ, bulletin_get, NULL},
    {"/region/*/*/*/grade", METHOD_GET, ROLE_PUBLIC, DB_READ, grade_get, grade_query},
    {"/region/*/*/*/compare", METHOD_GET, ROLE_PUBLIC, DB_READ, compare_get, compare_query},
    {"/region/*/*/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, indicator_get, indicator_query},
    {"/region/*/*/*/institution/*", METHOD_GET, ROLE_PUBLIC, DB_READ, institution_get,
	institution_query},
    {"/region/*/*/*/institution/*/indicator/*", METHOD_GET, ROLE_PUBLIC, DB_READ, number_get, NULL},
    {"/region/*/*/*", METHOD_GET, ROLE_PUBLIC, DB_READ, region_redirect_get, NULL},
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
