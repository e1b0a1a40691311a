/* commission: review returns and baselines, compare, publish. */
#include "commission_query.h"
#include "core/gateway.h"
#include "page.h"

static const struct route routes[] = {
    {"/commission/", METHOD_GET, ROLE_ANY, DB_READ, home_get},
    {"/commission/edition/", METHOD_GET, ROLE_ANY, DB_READ, edition_get},
    {"/commission/edition/", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE, edition_post},
    {"/commission/edition/job/*", METHOD_GET, ROLE_ANY, DB_READ, edition_job_get},
    {"/commission/institution/", METHOD_GET, ROLE_ANY, DB_READ, institution_list_get},
    {"/commission/institution/new", METHOD_GET, ROLE_ADMINISTRATOR, DB_READ, institution_new_get},
    {"/commission/institution/new", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE,
	institution_new_post},
    {"/commission/institution/*", METHOD_GET, ROLE_ANY, DB_READ, institution_get},
    {"/commission/institution/*", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE, institution_post},
    {"/commission/institution/*/activate", METHOD_GET, ROLE_ADMINISTRATOR, DB_READ,
	institution_activate_get},
    {"/commission/institution/*/activate", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE,
	institution_activate_post},
    {"/commission/organisation/", METHOD_GET, ROLE_ANY, DB_READ, organisation_get},
    {"/commission/organisation/commission", METHOD_GET, ROLE_ADMINISTRATOR, DB_READ,
	organisation_commission_get},
    {"/commission/organisation/commission", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE,
	organisation_commission_post},
    {"/commission/organisation/qc-centre", METHOD_GET, ROLE_ADMINISTRATOR, DB_READ,
	organisation_centre_get},
    {"/commission/organisation/qc-centre", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE,
	organisation_centre_post},
    {"/commission/account/", METHOD_GET, ROLE_ANY, DB_READ, account_list_get},
    {"/commission/account/new", METHOD_GET, ROLE_ADMINISTRATOR, DB_READ, account_new_get},
    {"/commission/account/new", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE, account_new_post},
    {"/commission/account/*", METHOD_GET, ROLE_ANY, DB_READ, account_get},
    {"/commission/account/*/code", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE, account_code_post},
    {"/commission/account/*/activate", METHOD_POST, ROLE_ADMINISTRATOR, DB_WRITE,
	account_activate_post},
    {"/commission/return/", METHOD_GET, ROLE_ANY, DB_READ, return_list_get},
    {"/commission/return/*", METHOD_GET, ROLE_ANY, DB_READ, return_get},
    {"/commission/return/*", METHOD_POST, ROLE_REVIEWER | ROLE_ADMINISTRATOR, DB_WRITE,
	return_post},
    {"/commission/indicator/", METHOD_GET, ROLE_ANY, DB_READ, indicator_list_get},
    {"/commission/indicator/*", METHOD_GET, ROLE_ANY, DB_READ, indicator_get},
    {"/commission/institution/*/result", METHOD_GET, ROLE_ANY, DB_READ, institution_result_get},
    {"/commission/baseline/", METHOD_GET, ROLE_ANY, DB_READ, baseline_list_get},
    {"/commission/baseline/", METHOD_POST, ROLE_REVIEWER | ROLE_ADMINISTRATOR, DB_WRITE,
	baseline_list_post},
    {"/commission/baseline/*", METHOD_GET, ROLE_ANY, DB_READ, baseline_get},
    {"/commission/baseline/*", METHOD_POST, ROLE_REVIEWER | ROLE_ADMINISTRATOR, DB_WRITE,
	baseline_post},
};

static const char *const roles[] = {"viewer", "reviewer", "administrator", NULL};

static const struct rule rules[] = {
    {"administrator_only", NULL, "只有卫健委的管理员可以修改，您的账户没有这项权限。"},
    {"institution_credit_code_unique", "credit_code",
	"这个统一社会信用代码已经登记过一家机构，不能重复登记；列表中找不到时，可能登记在其他地区，"
	"请"
	"联系上级卫健委。"},
    {"institution_credit_code", "credit_code", "统一社会信用代码不正确，请核对。"},
    {"institution_name", "name", "机构名称须为 2 至 100 个字。"},
    {"institution_region", "region", "请选择本辖区内的县（区）。"},
    {"institution_grade", "grade", "未定级的机构没有等次，请清空等次或改选级别。"},
    {"institution_specialist_type", "specialist_type", "专科医院须填写专科类型，其他机构不填。"},
    {"institution_changed", NULL,
	"这家机构的信息在您打开页面之后已被他人修改，您的修改没有保存。请重新打开页面，核对最新内容"
	"后"
	"再修改。"},
    {"commission_region_code_key", "region", "这个地区已经有卫健委，不能重复登记。"},
    {"qc_centre_commission_id_specialty_key", "specialty",
	"本卫健委已经有这个专业的质控中心，不能重复登记。"},
    {"qc_centre_specialty", "specialty", "请从列出的专业中选择。"},
    {"account_login_unique", "login", "这个登录名已被使用，请换一个。"},
    {"account_login", "login",
	"登录名须为 3 至 40 个小写字母、数字、点、短横线或下划线，并以字母或数字开头。"},
    {"account_name", "name", "姓名须为 1 至 40 个字。"},
    {"account_role", "role", "请选择适合这个单位的角色。"},
    {"account_own", NULL, "不能停用或重置自己的账户，请由另一位管理员办理。"},
    {"account_inactive", NULL, "账户已停用，请先恢复再发放激活码。"},
    {"account_changed", NULL, "账户状态刚被他人更改。下面是最新内容，请核对。"},
    {"account_reason", "reason", "请填写原因，至少 2 个字。"},
    {"institution_reason", "reason", "请填写原因，至少 2 个字。"},
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
    {"edition_role", NULL, "只有本级卫生健康行政部门的管理员可以公开结果。"},
    {"edition_programme", NULL, "只能公开本级制定的监测方案。请重新选择监测方案。"},
    {"edition_period", NULL, "监测方案中没有这个报告期，或尚未开放。请重新选择报告期。"},
    {"edition_empty", NULL, "本期还没有已接受的报表，不能公开。请先审核报表。"},
    {"edition_job_open", NULL, "本期的公开版本正在生成，请等它完成后再办理。"},
    {"edition_reason", "reason", "本期已有公开版本，请写明更正原因，至少 2 个字。"},
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
