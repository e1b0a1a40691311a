/* The handlers of the commission program, and what its pages share. */
#ifndef COMMISSION_PAGE_H
#define COMMISSION_PAGE_H

#include "core/form.h"
#include "core/route.h"
#include "core/view.h"

/* Positions in the program's table of roles. */
#define ROLE_VIEWER        (1u << 0)
#define ROLE_REVIEWER      (1u << 1)
#define ROLE_ADMINISTRATOR (1u << 2)

enum status account_list_get(struct context *context);
enum status account_list_post(struct context *context);
enum status account_new_get(struct context *context);
enum status account_new_post(struct context *context);
enum status account_get(struct context *context);
enum status account_code_post(struct context *context);
enum status account_activate_post(struct context *context);
enum status bulletin_get(struct context *context);
enum status bulletin_post(struct context *context);
enum status home_get(struct context *context);
enum status edition_get(struct context *context);
enum status edition_post(struct context *context);
enum status edition_publish_post(struct context *context);
enum status edition_job_get(struct context *context);
enum status edition_objection_get(struct context *context);
enum status edition_objection_post(struct context *context);
enum status edition_withdraw_get(struct context *context);
enum status edition_withdraw_post(struct context *context);
enum status edition_rule_get(struct context *context);
enum status edition_rule_post(struct context *context);
enum status baseline_list_get(struct context *context);
enum status baseline_list_post(struct context *context);
enum status baseline_get(struct context *context);
enum status baseline_post(struct context *context);
enum status grade_get(struct context *context);
enum status signal_get(struct context *context);
enum status ledger_list_get(struct context *context);
enum status ledger_new_get(struct context *context);
enum status ledger_new_post(struct context *context);
enum status ledger_get(struct context *context);
enum status ledger_post(struct context *context);
enum status ledger_term_get(struct context *context);
enum status ledger_term_post(struct context *context);
enum status indicator_list_get(struct context *context);
enum status indicator_get(struct context *context);
enum status computation_get(struct context *context);
enum status computation_post(struct context *context);
enum status matrix_get(struct context *context);
enum status institution_result_get(struct context *context);
enum status institution_trend_get(struct context *context);
enum status import_get(struct context *context);
enum status import_post(struct context *context);
enum status import_template_get(struct context *context);
enum status import_confirm_post(struct context *context);
enum status institution_list_get(struct context *context);
enum status institution_list_post(struct context *context);
enum status institution_new_get(struct context *context);
enum status institution_new_post(struct context *context);
enum status institution_get(struct context *context);
enum status institution_post(struct context *context);
enum status institution_activate_get(struct context *context);
enum status institution_activate_post(struct context *context);
enum status organisation_get(struct context *context);
enum status organisation_commission_get(struct context *context);
enum status organisation_commission_post(struct context *context);
enum status organisation_centre_get(struct context *context);
enum status organisation_centre_post(struct context *context);
enum status programme_list_get(struct context *context);
enum status programme_new_get(struct context *context);
enum status programme_new_post(struct context *context);
enum status programme_get(struct context *context);
enum status adopt_get(struct context *context);
enum status adopt_post(struct context *context);
enum status programme_indicator_get(struct context *context);
enum status programme_indicator_post(struct context *context);
enum status programme_grade_get(struct context *context);
enum status grade_draft_get(struct context *context);
enum status grade_draft_post(struct context *context);
enum status grade_effect_get(struct context *context);
enum status grade_effect_post(struct context *context);
enum status veto_get(struct context *context);
enum status veto_post(struct context *context);
enum status veto_withdraw_post(struct context *context);
enum status period_get(struct context *context);
enum status period_post(struct context *context);
enum status period_move_post(struct context *context);
enum status return_list_get(struct context *context);
enum status return_list_post(struct context *context);
enum status return_get(struct context *context);
enum status evidence_file_get(struct context *context);
enum status correction_get(struct context *context);
enum status correction_post(struct context *context);
enum status message_get(struct context *context);
enum status message_post(struct context *context);
enum status return_post(struct context *context);

struct scope;

/* Sets "indicators", the rows of the table in _overview.html, from the rows of indicator_overview.
 */
void commission_show_overview(
    struct context *context, struct view *view, const struct rows *rows, const struct scope *scope);

/* Handlers that decide: reviewers and administrators of the commission itself, not of a QC centre.
 */
bool commission_may_decide(const struct context *context);

/* Whether the one who asks sets things up: an administrator of the commission itself. */
bool commission_may_change(const struct context *context);

/* The layout's navigation. */
void commission_decorate(struct context *context, struct view *view);

/* The id that the route's first "*" stands for, as text for a statement; NULL if it is none. */
const char *commission_id_segment(const struct context *context);

/* Rows per page of the longer lists, and which page is asked for (from 1). */
#define PAGE_ROWS 200
int64_t commission_page_number(const struct context *context);

/* The same two as texts for a statement's OFFSET and LIMIT: one row more than are shown. */
const char *commission_skip(const struct context *context);
const char *commission_limit(const struct context *context);

/*
 * Sets "pagination" for a list of which rows_count rows came, one more than are shown if there is a
 * next page.  Links keep the other parameters of the query.
 */
void commission_paginate(struct context *context, struct view *view, size_t row_count);

/* The path asked for with this parameter replaced (value NULL: left out) and "page" left out. */
const char *commission_query_with(
    const struct context *context, const char *name, const char *value);

/* A list of value, label, selected out of choices (ended by a NULL value), or out of the columns
 * value and label of rows. */
void commission_options(
    struct view *view, const char *name, const struct choice *choices, const char *chosen);
void commission_options_of(
    struct view *view, const char *name, const struct rows *rows, const char *chosen);

/* The same rows as the choices of a field. */
void commission_choices(
    struct context *context, struct form *form, const char *field, const struct rows *rows);

/* Appends a crumb; url NULL: the page itself. */
void commission_crumb(struct view *view, const char *label, const char *url);

/* Sets files and any_file from rows of evidence_list of the return in the request, for _files.html.
 */
void commission_view_files(struct view *view, struct context *context, const struct rows *files);

#endif
