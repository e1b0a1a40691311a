/* institution: what a hospital's clerk, verifier and leader do. */
#include <string.h>

#include "core/gateway.h"
#include "core/view.h"
#include "institution_query.h"
#include "page.h"

#define ROLE_ALL (ROLE_CLERK | ROLE_VERIFIER | ROLE_LEADER)

static const struct route routes[] = {
    {"/institution/", METHOD_GET, ROLE_ALL, DB_READ, home_get, NULL},
    {"/institution/return/", METHOD_GET, ROLE_ALL, DB_READ, returns_get, NULL},
    {"/institution/return/#", METHOD_GET, ROLE_ALL, DB_READ, return_get, return_query},
    {"/institution/return/#", METHOD_POST, ROLE_CLERK, DB_WRITE, return_post, NULL},
    {"/institution/return/#/draft", METHOD_POST, ROLE_CLERK, DB_WRITE, draft_post, NULL},
    {"/institution/return/#/check", METHOD_GET, ROLE_ALL, DB_READ, check_get, check_query},
    {"/institution/return/#/check", METHOD_POST, ROLE_ALL, DB_WRITE, check_post, NULL},
    {"/institution/return/#/sample", METHOD_GET, ROLE_ALL, DB_READ, sample_get, sample_query},
    {"/institution/return/#/sample", METHOD_POST, ROLE_VERIFIER | ROLE_LEADER, DB_WRITE,
	sample_post, NULL},
    {"/institution/return/#/message", METHOD_GET, ROLE_ALL, DB_READ, message_get, message_query},
    {"/institution/return/#/message", METHOD_POST, ROLE_ALL, DB_WRITE, message_post, NULL},
    {"/institution/return/#/template.xlsx", METHOD_GET, ROLE_ALL, DB_READ, template_xlsx_get, NULL},
    {"/institution/return/#/template.csv", METHOD_GET, ROLE_ALL, DB_READ, template_csv_get, NULL},
    {"/institution/return/#/upload", METHOD_GET, ROLE_ALL, DB_READ, upload_get, upload_query},
    {"/institution/return/#/upload", METHOD_POST, ROLE_CLERK, DB_WRITE, upload_post, NULL},
    {"/institution/return/#/upload/#", METHOD_GET, ROLE_ALL, DB_READ, upload_preview_get, NULL},
    {"/institution/return/#/upload/#", METHOD_POST, ROLE_CLERK, DB_WRITE, upload_confirm_post,
	NULL},
    {"/institution/return/#/upload/#/marked.xlsx", METHOD_GET, ROLE_ALL, DB_READ, upload_marked_get,
	NULL},
    {"/institution/return/#/receipt", METHOD_GET, ROLE_ALL, DB_READ, receipt_get, NULL},
    {"/institution/return/#/evidence", METHOD_GET, ROLE_ALL, DB_READ, evidence_get, evidence_query},
    {"/institution/return/#/evidence", METHOD_POST, ROLE_ALL, DB_WRITE, evidence_post, NULL},
    {"/institution/return/#/evidence/#", METHOD_GET, ROLE_ALL, DB_READ, evidence_file_get, NULL},
    {"/institution/return/#/evidence/#", METHOD_POST, ROLE_ALL, DB_WRITE, evidence_withdraw_post,
	NULL},
    {"/institution/return/#/correction", METHOD_GET, ROLE_ALL, DB_READ, correction_get,
	correction_query},
    {"/institution/return/#/correction", METHOD_POST, ROLE_CLERK | ROLE_LEADER, DB_WRITE,
	correction_post, NULL},
    {"/institution/note/", METHOD_GET, ROLE_ALL, DB_READ, note_list_get, NULL},
    {"/institution/note/*", METHOD_GET, ROLE_ALL, DB_READ, note_get, note_query},
    {"/institution/note/*", METHOD_POST, ROLE_CLERK | ROLE_VERIFIER, DB_WRITE, note_post, NULL},
    {"/institution/department/", METHOD_GET, ROLE_ALL, DB_READ, department_list_get,
	department_list_query},
    {"/institution/department/", METHOD_POST, ROLE_CLERK | ROLE_LEADER, DB_WRITE,
	department_list_post, NULL},
    {"/institution/department/#", METHOD_GET, ROLE_ALL, DB_READ, department_get, NULL},
    {"/institution/department/#", METHOD_POST, ROLE_CLERK | ROLE_LEADER, DB_WRITE, department_post,
	NULL},
    {"/institution/baseline/", METHOD_GET, ROLE_ALL, DB_READ, baseline_start_get, NULL},
    {"/institution/baseline/#", METHOD_GET, ROLE_ALL, DB_READ, baseline_get, NULL},
    {"/institution/baseline/#/*", METHOD_GET, ROLE_ALL, DB_READ, baseline_form_get,
	baseline_form_query},
    {"/institution/baseline/#/*", METHOD_POST, ROLE_CLERK | ROLE_LEADER, DB_WRITE,
	baseline_form_post, NULL},
    {"/institution/ledger/", METHOD_GET, ROLE_ALL, DB_READ, ledger_list_get, ledger_list_query},
    {"/institution/ledger/new", METHOD_GET, ROLE_ALL, DB_READ, ledger_new_get, NULL},
    {"/institution/ledger/new", METHOD_POST, ROLE_ALL, DB_WRITE, ledger_new_post, NULL},
    {"/institution/ledger/#", METHOD_GET, ROLE_ALL, DB_READ, ledger_get, ledger_query},
    {"/institution/ledger/#", METHOD_POST, ROLE_ALL, DB_WRITE, ledger_post, NULL},
    {"/institution/ledger/#/cause", METHOD_GET, ROLE_ALL, DB_READ, ledger_cause_get, NULL},
    {"/institution/ledger/#/cause", METHOD_POST, ROLE_ALL, DB_WRITE, ledger_cause_post, NULL},
    {"/institution/ledger/#/measure", METHOD_GET, ROLE_ALL, DB_READ, ledger_measure_get, NULL},
    {"/institution/ledger/#/measure", METHOD_POST, ROLE_ALL, DB_WRITE, ledger_measure_post, NULL},
    {"/institution/ledger/#/measure/#", METHOD_GET, ROLE_ALL, DB_READ, ledger_end_get, NULL},
    {"/institution/ledger/#/measure/#", METHOD_POST, ROLE_ALL, DB_WRITE, ledger_end_post, NULL},
    {"/institution/ledger/#/effect", METHOD_GET, ROLE_ALL, DB_READ, ledger_effect_get, NULL},
    {"/institution/ledger/#/effect", METHOD_POST, ROLE_ALL, DB_WRITE, ledger_effect_post, NULL},
    {"/institution/machine", METHOD_GET, ROLE_LEADER, DB_READ, machine_get, machine_query},
    {"/institution/machine", METHOD_POST, ROLE_LEADER, DB_WRITE, machine_post, NULL},
    {"/institution/machine/#/revoke", METHOD_POST, ROLE_LEADER, DB_WRITE, machine_revoke_post,
	NULL},
    {"/api/v1/returns/*", METHOD_POST, ROLE_MACHINE, DB_WRITE, api_return_post, api_return_query},
    {"/institution/preview/", METHOD_GET, ROLE_ALL, DB_READ, preview_list_get, NULL},
    {"/institution/preview/#", METHOD_GET, ROLE_ALL, DB_READ, preview_get, NULL},
    {"/institution/preview/#/*", METHOD_GET, ROLE_ALL, DB_READ, preview_remark_get, NULL},
    {"/institution/preview/#/*", METHOD_POST, ROLE_VERIFIER | ROLE_LEADER, DB_WRITE,
	preview_remark_post, NULL},
    {"/institution/result/", METHOD_GET, ROLE_ALL, DB_READ, result_get, result_query},
    {"/institution/result/*", METHOD_GET, ROLE_ALL, DB_READ, result_indicator_get,
	result_indicator_query},
};

static const char *const roles[] = {"clerk", "verifier", "leader", "machine", NULL};

static const struct rule rules[] = {
    {"preview_role", NULL, "附注和异议由本院审核员或负责人提出。"},
    {"preview_closed", NULL, "预览期已结束，不能再提出附注和异议。"},
    {"preview_remark_text", NULL, "附注和异议各不超过 500 字。"},
    {"return_not_editable", NULL,
	"报表已送审或已提交，不能再修改，本次内容没有保存。需要修改时，请先退回填报。"},
    {"return_period_closed", NULL,
	"本期填报已关闭，本次内容没有保存。"
	"您填写的数字还在下面，请先抄录或另存，再联系卫健委。"},
    {"return_base_revision", NULL, "页面内容已失效，本次内容没有保存。请刷新页面后重新填写。"},
    {"return_stale", NULL,
	"数据在您打开本页之后有过修改，本次操作没有执行。请核对最新的数据后再操作。"},
    {"return_second_person", NULL,
	"填报与审核须由不同的人完成：您填过本期的数据，请由另一位审核员审核。"},
    {"return_transition", NULL, "报表的状态已经变化，本次操作没有执行。请核对当前状态。"},
    {"return_transition_role", NULL, "您的角色不能执行这一操作。"},
    {"return_reason", "reason", "请填写原因，至少 2 个字"},
    {"return_signature_needed", NULL, "提交需要负责人签字：请先输入密码确认身份，再提交。"},
    {"return_opened", NULL, "卫健委已经开始审核，不能再撤回。需要修改的，请留言说明。"},
    {"return_unknown_element", NULL, "所选数据项不在本报表中，请刷新页面后重新填写。"},
    {"correction_open", NULL, "已有一份更正申请在等待审批，不能重复申请。"},
    {"correction_empty", NULL, "没有填写要更正的数据，或与原数据相同。"},
    {"correction_reason", "reason", "请写 2 至 1000 个字"},
    {"element_note_source", "source", "请写 2 至 200 个字"},
    {"element_note_rule", "rule", "请写 2 至 1000 个字，或留空"},
    {"evidence_limit", "file", "本期报表的证据文件已达上限（100 个、200 MB），不能再上传。"},
    {"evidence_name", "file", "文件名须为 1 至 200 个字，请改名后再上传。"},
    {"evidence_withdrawn", NULL, "这份文件已经撤下。"},
    {"return_message_text", "text", "请写 2 至 1000 个字"},
    {"baseline_stale", NULL,
	"本院已有人登记了新的版本，本次登记没有执行。请核对下方记录后再提交。"},
    {"baseline_version_unique", NULL,
	"本院有人同时登记了新的版本，本次登记没有执行。请核对下方记录后再提交。"},
    {"baseline_period", "period", "基线期不能晚于监测方案的年度"},
    {"baseline_denominator", "denominator", "分母应大于 0"},
    {"baseline_part", "numerator", "分子不能大于分母，请核对这两项"},
    {"baseline_truth", "numerator", "只能填 1（是）或 0（否）"},
    {"baseline_goal_truth", "goal", "只能填 1（是）或 0（否）"},
    {"baseline_goal_range", "goal", "目标值不能超过 100%"},
    {"baseline_goal_behind", "reason",
	"目标值不如基线值，与改进方向相反。请核对目标值；确需如此的，请写明原因"},
    {"baseline_goal_threshold", "reason",
	"目标值没有达到文件的要求。请核对目标值；确需如此的，请写明原因"},
    {"baseline_change_reason", "reason", "改动已批准的基线或目标，请写明原因"},
    {"ledger_stale", NULL,
	"这个条目在您打开页面之后有了变化，本次操作没有执行。下面是最新内容，请核对后再办理。"},
    {"ledger_transition", NULL, "条目当前状态不允许这样办理。请刷新页面查看最新状态。"},
    {"ledger_transition_role", NULL, "您的角色不能办理这一步。"},
    {"ledger_due", "due_on", "期限不能早于今天"},
    {"ledger_content", "content", "请填写问题内容，2 至 1000 个字"},
    {"ledger_aim", "aim", "请填写总体目标，2 至 500 个字"},
    {"ledger_post", "post", "请填写责任岗位，2 至 100 个字"},
    {"ledger_reason", "words", "请填写原因，至少 2 个字"},
    {"ledger_note_text", "text", "请填写内容，2 至 2000 个字"},
    {"ledger_state", NULL, "条目当前状态不能这样办理，本次内容没有保存。请返回条目查看最新状态。"},
    {"ledger_cause_first", NULL, "请先分析关键原因，再制定措施。"},
    {"ledger_measure_first", NULL, "还没有未完成的整改措施，请先制定措施，再报送。"},
    {"ledger_measure_open", NULL,
	"还有措施没有登记结果，或没有一项已完成。请逐项登记后再报已落实。"},
    {"ledger_measure_ended", NULL, "这项措施的结果已经登记过，不能更改。"},
    {"ledger_measure_text", "text", "请填写整改措施，2 至 1000 个字"},
    {"ledger_measure_post", "post", "请填写责任岗位，2 至 100 个字"},
    {"ledger_measure_end_text", "text", "请填写完成情况，2 至 1000 个字"},
    {"ledger_effect_first", NULL, "请先核查效果并填写数值，再报请销号。"},
    {"ledger_effect_part", "numerator", "分子不能大于分母，请核对这两项"},
    {"ledger_effect_denominator", "denominator", "分母应大于 0；没有分母的不填"},
    {"machine_expires", "expires_on", "有效期最早为今天，最长一年"},
    {"machine_scope", "scopes", "所选的报表不存在，请重新选择"},
    {"department_name_taken", "name", "已有同名的在用科室，请换一个名称"},
    {"department_count", NULL, "科室最多 200 个，本次没有登记。请先核对已有的科室。"},
    {"department_stale", NULL, "本院已有人改过这个科室，本次修改没有执行。请核对后再保存。"},
    {"role_needed", NULL, "您的角色不能执行这一操作。"},
    {0},
};

static void
decorate(struct context *context, struct view *view)
{
	static const struct {
		const char *url;
		const char *label;
	} pages[] = {{"/institution/", "工作台"}, {"/institution/return/", "报表"},
	    {"/institution/baseline/", "基线与目标"}, {"/institution/note/", "数据来源"},
	    {"/institution/result/", "指标结果"}, {"/institution/preview/", "公开预览"},
	    {"/institution/ledger/", "整改台账"}, {"/institution/department/", "科室"},
	    {"/institution/machine", "数据接口"}};
	const char *path = context->request->path;

	if (!context->session->signed_in)
		return;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		bool home = i == 0;
		struct view *item;

		if (strcmp(pages[i].url, "/institution/machine") == 0 &&
		    (context->session->role_bit & ROLE_LEADER) == 0)
			continue;
		item = view_item(view, "navigation");
		view_text(item, "label", pages[i].label);
		view_text(item, "url", pages[i].url);
		view_flag(item, "current",
		    home ? strcmp(path, pages[i].url) == 0
			 : strncmp(path, pages[i].url, strlen(pages[i].url)) == 0);
	}
}

int
main(void)
{
	static const struct claim claim = {
	    QUERY(POST_CLAIM, 2), QUERY(POST_ANSWER, 3), QUERY(POST_RELEASE, 2)};
	static const struct program program = {
	    .name = "institution",
	    .routes = routes,
	    .route_count = sizeof(routes) / sizeof(routes[0]),
	    .statements = institution_statements,
	    .statement_count = QUERY_COUNT,
	    .session_statement = QUERY(SESSION_LOAD, 0),
	    .claim = &claim,
	    .roles = roles,
	    .body_maximum = EVIDENCE_BODY_MAXIMUM,
	    .rules = rules,
	    .decorate = decorate,
	};

	return gateway_run(&program);
}
