#include "template_sheet.h"

#include <sodium.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/db.h"
#include "core/text.h"
#include "figure/value.h"
#include "institution_query.h"

#define DIGEST_DIGITS 16

#define HINT                                                                                                       \
	"只填“本期”一列。没有开展的服务填“不适用”；开展了但没有发生的填 0；" \
	"留空的格不改动已保存的内容，要清空已保存的数字请填“未填”。"

const char *
template_hint(const struct template_source *source)
{
	return source->part_count == 0 ? HINT
				       : HINT "“月份”“科室”各列可以逐格填写，填了的，"
					      "“本期”由系统合计，请留空；"
					      "某科室没有这项业务的，该格留空。";
}

const char *
template_head(enum template_column column)
{
	static const char *const heads[TEMPLATE_COLUMN_COUNT] = {
	    [TEMPLATE_CODE] = "代码",
	    [TEMPLATE_SPECIALTY] = "专业",
	    [TEMPLATE_NAME] = "数据项",
	    [TEMPLATE_UNIT] = "单位",
	    [TEMPLATE_YEAR_AGO] = "去年同期",
	    [TEMPLATE_LAST] = "上期",
	    [TEMPLATE_VALUE] = "本期",
	    [TEMPLATE_REQUIRED] = "填写要求",
	};

	return heads[column];
}

/* What there is of a number; nothing for what was never filled in. */
static const char *
value_text(struct arena *arena, const char *state, const char *value)
{
	return state == NULL || text_equal(state, "missing") ? ""
							     : figure_cell(arena, state, value);
}

/* The total that was typed as such. */
static const char *
total_text(struct arena *arena, const struct template_source *source, size_t element)
{
	const struct rows *rows = source->own.elements;
	struct sheet_cell total;

	if (source->own.sheet.elements[element].derived != NULL)
		return "";
	if (asked_parts_total(&total, arena, &source->asked, &source->asked.stored,
		source->own.sheet.elements[element].code))
		return "";
	return value_text(
	    arena, rows_text(rows, element, "state"), rows_text(rows, element, "value"));
}

static const char *
requirement(const struct template_source *source, size_t element)
{
	const char *derived = source->own.sheet.elements[element].derived;
	const char *code = source->own.sheet.elements[element].code;

	if (derived != NULL)
		return text_equal(derived, "各月") ? "由各月合计，不填" : "由各季度合计，不填";
	if (!rows_flag(source->own.elements, element, "required"))
		return "选填";
	if (!asked_parts_required(&source->asked, code))
		return "必填";
	return part_way(&source->asked, code) == PART_DEPARTMENT ? "必填，须分科室"
								 : "必填，须按月";
}

const char *
template_cell(struct arena *arena, const struct template_source *source, size_t element,
    enum template_column column)
{
	const struct rows *rows = source->own.elements;
	static const char *const names[TEMPLATE_COLUMN_COUNT] = {
	    [TEMPLATE_CODE] = "code",
	    [TEMPLATE_SPECIALTY] = "specialty",
	    [TEMPLATE_NAME] = "name",
	    [TEMPLATE_UNIT] = "unit",
	};

	switch (column) {
	case TEMPLATE_YEAR_AGO:
		return value_text(arena, rows_text(rows, element, "year_ago_state"),
		    rows_text(rows, element, "year_ago_value"));
	case TEMPLATE_LAST:
		return value_text(arena, rows_text(rows, element, "last_state"),
		    rows_text(rows, element, "last_value"));
	case TEMPLATE_VALUE:
		return total_text(arena, source, element);
	case TEMPLATE_REQUIRED:
		return requirement(source, element);
	default:
		return rows_text(rows, element, names[column]) == NULL
			   ? ""
			   : rows_text(rows, element, names[column]);
	}
}

/* ---- parts ---------------------------------------------------------------------------------- */

const char *
template_part_head(struct arena *arena, const struct template_source *source, size_t part)
{
	const struct part_column *column = source->parts[part];

	if (part < source->month_count)
		return text_format(arena, TEMPLATE_MONTH "%s", column->part);
	return text_format(arena, TEMPLATE_DEPARTMENT "%s%s", column->label,
	    column->retired ? TEMPLATE_RETIRED : "");
}

bool
template_part_asked(const struct template_source *source, size_t element, size_t part)
{
	enum part_way way = part_way(&source->asked, source->own.sheet.elements[element].code);

	return way != PART_NONE && (way == PART_DEPARTMENT) == (part >= source->month_count);
}

const char *
template_part_cell(const struct template_source *source, size_t element, size_t part)
{
	return template_part_asked(source, element, part)
		   ? asked_parts_value(&source->asked, source->own.sheet.elements[element].code,
			 source->parts[part]->part)
		   : "";
}

/* The columns of the ways that any element is asked by. */
static void
list_parts(struct template_source *source, struct arena *arena)
{
	bool months = false, departments = false;

	for (size_t i = 0; i < source->asked.element_count; i++) {
		if (source->asked.elements[i].way == PART_DEPARTMENT)
			departments = true;
		else
			months = true;
	}
	source->parts =
	    arena_new(arena, const struct part_column *, 3 + source->asked.department_count);
	source->part_count = 0;
	for (size_t i = 0; months && i < 3; i++)
		source->parts[source->part_count++] = &source->asked.months[i];
	source->month_count = source->part_count;
	for (size_t i = 0; departments && i < source->asked.department_count; i++)
		source->parts[source->part_count++] = &source->asked.departments[i];
}

/* ---- stamp ---------------------------------------------------------------------------------- */

/* Digest of codes, names, units, types and definitions: the same as long as the same is asked. */
static const char *
template_digest(struct arena *arena, const struct own_return *own)
{
	static const char *const columns[] = {"code", "name", "unit", "type", "definition"};
	struct buffer text = buffer_create(arena, 4096);
	unsigned char digest[crypto_hash_sha256_BYTES];
	char *out = arena_new(arena, char, 2 * sizeof(digest) + 1);

	for (size_t i = 0; i < rows_count(own->elements); i++) {
		for (size_t j = 0; j < sizeof(columns) / sizeof(columns[0]); j++) {
			const char *cell = rows_text(own->elements, i, columns[j]);

			buffer_append_text(&text, cell == NULL ? "" : cell);
			buffer_append_char(&text, '\n');
		}
	}
	crypto_hash_sha256(digest, (const unsigned char *)text.data, text.length);
	sodium_bin2hex(out, 2 * sizeof(digest) + 1, digest, sizeof(digest));
	out[DIGEST_DIGITS] = '\0';
	return out;
}

const char *
template_stamp(struct arena *arena, const struct template_source *source)
{
	const struct rows *head = source->own.head;

	return text_format(arena, TEMPLATE_MARK "%s/%s/%s/%s", rows_text(head, 0, "period"),
	    rows_text(source->institution, 0, "credit_code"), template_digest(arena, &source->own),
	    rows_text(head, 0, "revision"));
}

const char *
template_title(struct arena *arena, const struct template_source *source)
{
	const struct rows *head = source->own.head;

	return text_format(arena, "%s　%s　%s", rows_text(source->institution, 0, "name"),
	    rows_text(head, 0, "programme_name"), rows_text(head, 0, "period_label"));
}

enum status
template_load(struct template_source *out, struct context *context)
{
	struct rows *institution;
	enum status status = own_return_load(&out->own, context);

	if (status == STATUS_OK)
		status = DB_ASK(context->db, &institution, TEMPLATE_OWN);
	if (status != STATUS_OK)
		return status;
	asked_parts_read(&out->asked, context->arena, &out->own);
	out->institution = institution;
	list_parts(out, context->arena);
	return STATUS_OK;
}
