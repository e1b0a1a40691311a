/* The handlers of the institution program, and what its pages share. */
#ifndef INSTITUTION_PAGE_H
#define INSTITUTION_PAGE_H

#include "core/route.h"

/* The largest posted body: a file of evidence with what surrounds it. */
#define EVIDENCE_FILE_MAXIMUM ((size_t)10 * 1024 * 1024)
#define EVIDENCE_BODY_MAXIMUM (EVIDENCE_FILE_MAXIMUM + (size_t)64 * 1024)

/* Bits of the roles in the order of main.c. */
#define ROLE_CLERK    (1u << 0)
#define ROLE_VERIFIER (1u << 1)
#define ROLE_LEADER   (1u << 2)
#define ROLE_MACHINE  (1u << 3) /* a program with a token */

enum status home_get(struct context *context);
enum status returns_get(struct context *context);
enum status return_get(struct context *context);
enum status return_post(struct context *context);
enum status draft_post(struct context *context);
enum status check_get(struct context *context);
enum status check_post(struct context *context);
enum status sample_get(struct context *context);
enum status sample_post(struct context *context);
enum status message_get(struct context *context);
enum status message_post(struct context *context);
enum status template_xlsx_get(struct context *context);
enum status template_csv_get(struct context *context);
enum status upload_get(struct context *context);
enum status upload_post(struct context *context);
enum status upload_preview_get(struct context *context);
enum status upload_confirm_post(struct context *context);
enum status upload_marked_get(struct context *context);
enum status evidence_get(struct context *context);
enum status evidence_post(struct context *context);
enum status evidence_file_get(struct context *context);
enum status evidence_withdraw_post(struct context *context);
enum status correction_get(struct context *context);
enum status correction_post(struct context *context);
enum status note_list_get(struct context *context);
enum status note_get(struct context *context);
enum status note_post(struct context *context);
enum status machine_get(struct context *context);
enum status machine_post(struct context *context);
enum status machine_revoke_post(struct context *context);
enum status api_return_post(struct context *context);
enum status receipt_get(struct context *context);
enum status preview_list_get(struct context *context);
enum status preview_get(struct context *context);
enum status preview_remark_get(struct context *context);
enum status preview_remark_post(struct context *context);
enum status department_list_get(struct context *context);
enum status department_list_post(struct context *context);
enum status department_get(struct context *context);
enum status department_post(struct context *context);
enum status baseline_start_get(struct context *context);
enum status baseline_get(struct context *context);
enum status baseline_form_get(struct context *context);
enum status baseline_form_post(struct context *context);
enum status ledger_list_get(struct context *context);
enum status ledger_new_get(struct context *context);
enum status ledger_new_post(struct context *context);
enum status ledger_get(struct context *context);
enum status ledger_post(struct context *context);
enum status ledger_cause_get(struct context *context);
enum status ledger_cause_post(struct context *context);
enum status ledger_measure_get(struct context *context);
enum status ledger_measure_post(struct context *context);
enum status ledger_end_get(struct context *context);
enum status ledger_end_post(struct context *context);
enum status ledger_effect_get(struct context *context);
enum status ledger_effect_post(struct context *context);
enum status result_get(struct context *context);
enum status result_indicator_get(struct context *context);

/* Path of a page of the return in the request: "/institution/return/12" and, if not "", "/" page.
 */
const char *institution_return_url(struct context *context, const char *page);

#endif
