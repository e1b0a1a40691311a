/* account: sign in and out, activate an account, change the password. */
#include "account_query.h"
#include "core/gateway.h"
#include "page.h"

static const struct route routes[] = {
    {"/account/", METHOD_GET, ROLE_ANY, DB_READ, home_get, home_query},
    {"/account/end-others", METHOD_POST, ROLE_ANY, DB_WRITE, home_end_others_post, NULL},
    {"/account/sign-in", METHOD_GET, ROLE_PUBLIC, DB_READ, sign_in_get, sign_in_query},
    {"/account/sign-in", METHOD_POST, ROLE_PUBLIC, DB_WRITE, sign_in_post, NULL},
    {"/account/sign-out", METHOD_POST, ROLE_PUBLIC, DB_WRITE, sign_out_post, NULL},
    {"/account/activate", METHOD_GET, ROLE_PUBLIC, DB_READ, activate_get, activate_query},
    {"/account/activate", METHOD_POST, ROLE_PUBLIC, DB_WRITE, activate_post, NULL},
    {"/account/confirm", METHOD_GET, ROLE_ANY, DB_READ, confirm_get, confirm_query},
    {"/account/confirm", METHOD_POST, ROLE_ANY, DB_WRITE, confirm_post, NULL},
    {"/account/password", METHOD_GET, ROLE_ANY, DB_READ, password_get, NULL},
    {"/account/password", METHOD_POST, ROLE_ANY, DB_WRITE, password_post, NULL},
};

static const char *const roles[] = {
    "clerk", "verifier", "leader", "viewer", "reviewer", "administrator", NULL};

static const struct rule rules[] = {
    {"account_activation_code", "code",
	"激活码不正确、已使用或已过期。请核对登录名和激活码；"
	"仍不能激活，请向发放激活码的管理员申请新码。"},
    {0},
};

int
main(void)
{
	static const struct claim claim = {QUERY(POST_CLAIM, 2), QUERY(POST_KEEP, 3)};
	static const struct program program = {
	    .name = "account",
	    .routes = routes,
	    .route_count = sizeof(routes) / sizeof(routes[0]),
	    .statements = account_statements,
	    .statement_count = QUERY_COUNT,
	    .session_statement = QUERY(SESSION_LOAD, 0),
	    .claim = &claim,
	    .roles = roles,
	    .has_secrets = true,
	    .rules = rules,
	    .decorate = account_decorate,
	};

	return gateway_run(&program);
}
