/*
 * /api/v1/institutions/<credit code>/returns/<period>: a hospital's own program saves a draft, by a
 * token.  The same values as by the form, judged alike; static/api/openapi.json is the description
 * for those who write it.
 */
#include <sodium.h>
#include <string.h>

#include "api_body.h"
#include "core/arena.h"
#include "core/json.h"
#include "core/page.h"
#include "core/text.h"
#include "dossier/check.h"
#include "institution/page.h"
#include "institution/posted.h"
#include "institution_query.h"

struct call {
	struct context *context;
	struct api_faults faults;
	struct own_return own;
	struct asked_parts asked;
	struct entries entries;
	struct part_values parts;
	const char *revision;
	const char *key;    /* "" if none */
	const char *digest; /* of what was asked */
	bool dry;
	const char *outcome;
};

/* ---- answers -------------------------------------------------------------------------------- */

static void
append_faults(struct buffer *out, const struct api_faults *faults)
{
	buffer_append_text(out, "\"faults\":[");
	for (size_t i = 0; i < faults->count; i++) {
		const struct api_fault *fault = &faults->items[i];

		buffer_append_text(out, i == 0 ? "{\"code\":" : ",{\"code\":");
		json_append_text(out, fault->code);
		buffer_append_text(out, ",\"element\":");
		json_append_text(out, fault->element);
		buffer_append_text(out, ",\"name\":");
		json_append_text(out, fault->name);
		buffer_append_text(out, ",\"part\":");
		json_append_text(out, fault->part);
		buffer_append_text(out, ",\"reason\":");
		json_append_text(out, fault->reason);
		buffer_append_char(out, '}');
	}
	buffer_append_char(out, ']');
}

static enum status
answer_faults(struct call *call, enum status status)
{
	struct buffer body = buffer_create(call->context->arena, 1024);

	buffer_append_format(&body, "{\"status\":%d,\"title\":", status_code(status));
	json_append_text(&body, "没有保存");
	buffer_append_char(&body, ',');
	append_faults(&body, &call->faults);
	buffer_append_text(&body, ",\"request_id\":");
	json_append_text(&body, call->context->request->id);
	buffer_append_text(&body, "}\n");
	call->context->reply->status = status;
	return page_json(call->context, &body);
}

/* What check_sheet says of the return as it is now. */
static void
append_findings(struct buffer *out, struct arena *arena, const struct sheet *sheet)
{
	static const char *const codes[CHECK_KIND_COUNT] = {
	    [CHECK_EXCEEDS] = "exceeds",
	    [CHECK_NO_WHOLE] = "no_whole",
	    [CHECK_DEVIATION] = "deviation",
	    [CHECK_MISSING] = "missing",
	    [CHECK_PARTS] = "parts",
	    [CHECK_SUM] = "sum",
	    [CHECK_UNUSUAL] = "unusual",
	    [CHECK_COPIED] = "copied",
	    [CHECK_SIMILAR] = "similar",
	    [CHECK_JUMP] = "jump",
	    [CHECK_UNIT] = "unit",
	    [CHECK_NO_CASES] = "no_cases",
	};
	struct check_finding *findings;
	size_t count = check_sheet(&findings, arena, sheet);

	buffer_append_text(out, "\"findings\":[");
	for (size_t i = 0; i < count; i++) {
		size_t element = findings[i].element, other = findings[i].other;

		buffer_append_text(out, i == 0 ? "{\"code\":" : ",{\"code\":");
		json_append_text(
		    out, codes[findings[i].kind] == NULL ? "other" : codes[findings[i].kind]);
		buffer_append_format(out, ",\"level\":\"%s\",\"element\":",
		    check_is_error(findings[i].kind) ? "error" : "warning");
		json_append_text(out, element == SHEET_NONE ? NULL : sheet->elements[element].code);
		buffer_append_text(out, ",\"other\":");
		json_append_text(out, other == SHEET_NONE ? NULL : sheet->elements[other].code);
		buffer_append_text(out, ",\"reason\":");
		json_append_text(out, findings[i].message);
		buffer_append_char(out, '}');
	}
	buffer_append_char(out, ']');
}

static struct buffer
describe_save(struct call *call)
{
	struct arena *arena = call->context->arena;
	struct buffer body = buffer_create(arena, 4096);
	const struct rows *head = call->own.head;

	buffer_append_text(&body, "{\"period\":");
	json_append_text(&body, rows_text(head, 0, "period"));
	buffer_append_text(&body, ",\"programme\":");
	json_append_text(&body, rows_text(head, 0, "programme_name"));
	buffer_append_text(&body, ",\"outcome\":");
	json_append_text(&body, call->outcome);
	buffer_append_format(&body, ",\"dry_run\":%s,\"revision\":%s,",
	    call->dry ? "true" : "false", rows_text(head, 0, "revision"));
	append_findings(&body, arena, &call->own.sheet);
	buffer_append_text(&body, ",\"request_id\":");
	json_append_text(&body, call->context->request->id);
	buffer_append_text(&body, "}\n");
	return body;
}

/* ---- the same request again ----------------------------------------------------------------- */

static const char *
digest_request(const struct context *context)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	char *out = arena_new(context->arena, char, 2 * sizeof(digest) + 1);
	const char *text = text_format(context->arena, "%s\n%d\n%s", context->segments[1],
	    (int)context->request->body_kind, context->request->body);

	crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
	return sodium_bin2hex(out, 2 * sizeof(digest) + 1, digest, sizeof(digest));
}

static bool
is_good_key(const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 0; i < length; i++) {
		if (key[i] <= ' ' || key[i] > '~')
			return false;
	}
	return length <= 200;
}

/* *answered: the request was answered before, or its key was used for another one. */
static enum status
replay(struct call *call, bool *answered)
{
	struct context *context = call->context;
	struct rows *known;
	struct buffer body;
	enum status status;

	*answered = false;
	if (call->key[0] == '\0' || call->dry)
		return STATUS_OK;
	status = DB_ASK(context->db, &known, API_RETURN_ANSWER, call->key);
	if (status != STATUS_OK || rows_count(known) == 0)
		return status;
	*answered = true;
	if (!text_equal(rows_text(known, 0, "digest"), call->digest)) {
		api_fault_add(&call->faults, "idempotency_key_reused", NULL, NULL,
		    "这个 Idempotency-Key 已用于另一份内容，请换一个新的。");
		return answer_faults(call, STATUS_CONFLICT);
	}
	page_header(context, "Idempotency-Replayed", "true");
	body = buffer_create(context->arena, 4096);
	buffer_append_text(&body, rows_text(known, 0, "answer"));
	return page_json(context, &body);
}

/* ---- saving --------------------------------------------------------------------------------- */

static enum status
explain_refusal(struct call *call, enum status status)
{
	const char *constraint = db_last_error(call->context->db)->constraint;
	static const struct {
		const char *constraint;
		const char *code;
		const char *reason;
	} known[] = {
	    {"return_not_editable", "return_not_editable",
		"报表已送审或已提交，不能再修改。需要修改时，请先在页面上退回填报。"},
	    {"return_derived_element", "derived_element", "按月填报，季度值由各月合计。"},
	    {"return_quarter_signed", "quarter_signed",
		"所在季度的报表已送审或已报送，月报不能再修改。"},
	    {"return_period_closed", "period_closed", "本期填报未开放或已关闭。"},
	    {"machine_request_key", "idempotency_key_in_use",
		"同一 Idempotency-Key 的另一个请求刚刚保存，本次没有重复保存。"
		"请重试以取得它的回答。"},
	    {"return_base_revision", "unknown_revision", "没有这个 revision，请核对。"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!text_equal(constraint, known[i].constraint))
			continue;
		api_fault_add(&call->faults, known[i].code, NULL, NULL, known[i].reason);
		if (db_restart(call->context->db) != STATUS_OK)
			return STATUS_BUSY;
		return answer_faults(call, status);
	}
	return status;
}

static enum status
explain_trouble(struct call *call, const struct rows *trouble)
{
	struct arena *arena = call->context->arena;

	for (size_t row = 0; row < rows_count(trouble); row++) {
		const char *code = rows_text(trouble, row, "code");
		size_t element = sheet_find(&call->own.sheet, code);

		if (text_equal(rows_text(trouble, row, "outcome"), "newer"))
			continue;
		api_fault_add_part(&call->faults, rows_text(trouble, row, "outcome"), code,
		    element == SHEET_NONE ? NULL : call->own.sheet.elements[element].name,
		    asked_parts_name(&call->asked, code, return_posted_part(trouble, row)),
		    rows_text(trouble, row, "account_name") == NULL
			? return_posted_trouble(arena, trouble, row)
			: text_format(arena,
			      "%s已于 %s 改动了这一项。请按最新的 revision 重新提交。",
			      rows_text(trouble, row, "account_name"),
			      rows_text(trouble, row, "entered_at")));
	}
	return answer_faults(call, STATUS_CONFLICT);
}

/* The answer describes the return as it is after the save, then a trial is undone. */
static enum status
finish(struct call *call)
{
	struct context *context = call->context;
	struct buffer body;
	enum status status = own_return_load(&call->own, context);

	if (status != STATUS_OK)
		return status;
	body = describe_save(call);
	if (call->dry)
		status = db_restart(context->db);
	else if (call->key[0] != '\0')
		status =
		    DB_ASK(context->db, NULL, API_RETURN_KEEP, call->key, call->digest, body.data);
	return status == STATUS_OK ? page_json(context, &body) : explain_refusal(call, status);
}

static enum status
save(struct call *call)
{
	struct context *context = call->context;
	struct rows *rows;
	enum status status = own_return_save(&rows, context,
	    &(struct own_return_entry){
		.revision = call->revision,
		.values = &call->entries,
		.parts = &call->parts,
		.source = "machine",
	    });

	if (status != STATUS_OK)
		return explain_refusal(call, status);
	call->outcome = rows_text(rows, 0, "outcome");
	if (!text_equal(call->outcome, "saved") && !text_equal(call->outcome, "unchanged"))
		return explain_trouble(call, rows);
	return finish(call);
}

/* ---- the request ---------------------------------------------------------------------------- */

/* Replaces the credit code in the path by the return's id, which the rest knows it by. */
static enum status
find_return(struct context *context)
{
	struct rows *found;
	enum status status = DB_ASK(
	    context->db, &found, API_RETURN_FIND, context->segments[0], context->segments[1]);

	if (status != STATUS_OK)
		return status;
	if (!rows_flag(found, 0, "own")) {
		page_detail(context, "令牌不是地址中的机构的，请核对统一社会信用代码。");
		return STATUS_FORBIDDEN;
	}
	if (rows_text(found, 0, "id") == NULL) {
		page_detail(context, "令牌的范围内没有这个报告期的报表。");
		return STATUS_MISSING;
	}
	context->segments[0] = rows_text(found, 0, "id");
	return STATUS_OK;
}

static enum status
judge(struct call *call)
{
	struct context *context = call->context;
	struct api_body body;
	struct rows *rules;
	enum status status = api_body_read(&body, &call->faults, context);

	if (status == STATUS_OK)
		status = own_return_load(&call->own, context);
	if (status == STATUS_OK)
		status = DB_ASK(context->db, &rules, UPLOAD_RULES, context->segments[0]);
	if (status != STATUS_OK)
		return status;
	asked_parts_read(&call->asked, context->arena, &call->own);
	entries_read(&call->entries, context->arena, &body.values, &body.ticks);
	api_entries_judge(&call->faults, &call->entries, &call->own, rules);
	api_parts_read(&call->parts, &call->faults, &body, &call->own, &call->asked);
	/* With a fault among the parts their sum means nothing. */
	if (call->faults.count == 0)
		api_totals_judge(
		    &call->faults, &call->entries, &call->parts, &call->own, &call->asked, rules);
	/* Without a revision the newest is meant: what was sent wins. */
	call->revision = body.revision >= 0
			     ? text_format(context->arena, "%lld", (long long)body.revision)
			     : rows_text(call->own.head, 0, "revision");
	return STATUS_OK;
}

const struct query api_return_query[] = {
    {.name = "dry_run", .kind = VALUE_WORD, .words = "true false"},
    {0},
};

enum status
api_return_post(struct context *context)
{
	struct call call = {
	    .context = context,
	    .faults = {.arena = context->arena},
	    .key = context->request->idempotency_key,
	    .dry = text_equal(request_query(context->request, "dry_run", "false"), "true"),
	};
	enum status status;
	bool answered;

	if (!is_good_key(call.key)) {
		api_fault_add(&call.faults, "malformed", NULL, NULL,
		    "Idempotency-Key 应为 1 至 200 个可打印的 ASCII 字符，不含空格。");
		return answer_faults(&call, STATUS_INPUT);
	}
	call.digest = digest_request(context);
	if ((status = find_return(context)) != STATUS_OK ||
	    (status = replay(&call, &answered)) != STATUS_OK || answered)
		return status;
	status = judge(&call);
	if (status != STATUS_OK)
		return status;
	return call.faults.count > 0 ? answer_faults(&call, STATUS_INPUT) : save(&call);
}
