/* commission: review returns and baselines, compare, publish. */
#include "commission_query.h"
#include "core/gateway.h"
#include "page.h"

static const struct route routes[] = {
    {"/commission/return/", METHOD_GET, ROLE_ANY, DB_READ, return_list_get},
    {"/commission/return/*", METHOD_GET, ROLE_ANY, DB_READ, return_get},
    {"/commission/return/*", METHOD_POST, ROLE_REVIEWER | ROLE_ADMINISTRATOR, DB_WRITE,
	return_post},
    {"/commission/indicator/", METHOD_GET, ROLE_ANY, DB_READ, indicator_list_get},
    {"/commission/indicator/*", METHOD_GET, ROLE_ANY, DB_READ, indicator_get},
    {"/commission/institution/*/result", METHOD_GET, ROLE_ANY, DB_READ, institution_result_get},
    {"/commission/baseline/", METHOD_GET, ROLE_ANY, DB_READ, baseline_list_get},
    {"/commission/baseline/*", METHOD_GET, ROLE_ANY, DB_READ, baseline_get},
    {"/commission/baseline/*", METHOD_POST, ROLE_REVIEWER | ROLE_ADMINISTRATOR, DB_WRITE,
	baseline_post},
};

static const char *const roles[] = {"viewer", "reviewer", "administrator", NULL};

static const struct rule rules[] = {
    {"return_stale", NULL,
	"这份报表在您打开页面之后有了变化（已被他人处理，或机构已重新提交）。下面是最新内容，请重新"
	"核对后"
	"再处理；您填写的意见仍保留。"},
    {"return_transition", NULL, "报表当前状态不允许这样处理。请刷新页面查看最新状态。"},
    {"return_transition_role", NULL, "您的角色不能处理这份报表。"},
    {"return_reason", "overall", "退回需要填写总体意见，至少 2 个字。"},
    {"return_reason_element", "reason", "这个数据项不在本报表中，请刷新页面后重新填写。"},
    {"return_reason_text", "reason", "退回意见须为 2 至 1000 个字。"},
    {"return_act", NULL, "接受报表时不能填写退回意见。请清空意见，或改为退回。"},
    {"baseline_decided", NULL, "这条登记已经审批过，审批结果不能更改。下面是最新内容。"},
    {"baseline_superseded", NULL, "机构已重新登记，请审批最新版本。"},
    {"baseline_decision_reason", "reason", "退回需要填写原因，至少 2 个字。"},
    {0},
};

int
main(void)
{
	static const struct program program = {
	    .name = "commission",
	    .routes = routes,
	    .route_count = sizeof(routes) / sizeof(routes[0]),
	    .statements = commission_statements,
	    .statement_count = QUERY_COUNT,
	    .session_statement = QUERY_SESSION_LOAD,
	    .roles = roles,
	    .rules = rules,
	    .decorate = commission_decorate,
	};

	return gateway_run(&program);
}
