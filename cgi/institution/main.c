/* institution: what a hospital's clerk, verifier and leader do. */
#include "core/gateway.h"
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
    {"/institution/result/*/baseline/#", METHOD_GET, ROLE_VERIFIER | ROLE_LEADER, DB_READ,
	result_baseline_get, NULL},
    {"/institution/result/*/baseline/#", METHOD_POST, ROLE_VERIFIER | ROLE_LEADER, DB_WRITE,
	result_baseline_post, NULL},
};

static const char *const roles[] = {"clerk", "verifier", "leader", "machine", NULL};

int
main(void)
{
	static const struct claim claim = {QUERY(POST_CLAIM, 2), QUERY(POST_KEEP, 3)};
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
	    .rules = institution_rules,
	    .decorate = institution_decorate,
	};

	return gateway_run(&program);
}
