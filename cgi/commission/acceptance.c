#include "acceptance.h"

#include "commission_query.h"
#include "core/arena.h"
#include "core/text.h"
#include "dossier/check.h"

/* What fires on one return: that is read before it is accepted. */
static const char *
look_into(struct arena *arena, const struct sheet *sheet)
{
	struct check_finding *findings;
	size_t count = check_sheet(&findings, arena, sheet);

	if (count == 0)
		return NULL;
	return text_format(arena, "有 %zu 条校验提示，请打开报表核对机构说明后单独处理（例如：%s）",
	    count, findings[0].message);
}

/* Those that nothing forbids so far are looked into, all of them in one answer. */
enum status
acceptance_judge(struct context *context, const struct rows *rows, const char **faults)
{
	struct arena *arena = context->arena;
	size_t count = rows_count(rows), asked = 0;
	const char **ids = arena_new(arena, const char *, count + 1), *array;
	struct sheet_part elements = {0}, indicators = {0}, bounds = {0};
	struct rows *all_elements, *all_indicators, *all_bounds, *pairs;
	enum status status;

	for (size_t row = 0; row < count; row++) {
		if (faults[row] == NULL)
			ids[asked++] = rows_text(rows, row, "id");
	}
	array = text_array(arena, ids, asked);
	const struct ask asks[] = {
	    ASK(&all_elements, RETURN_ELEMENTS_ALL, array),
	    ASK(&all_indicators, RETURN_INDICATORS_ALL, array),
	    ASK(&pairs, RETURN_PAIRS, array),
	    ASK(&all_bounds, RETURN_BOUNDS, array),
	};
	status = DB_ASK_ALL(context->db, asks);
	elements.rows = all_elements;
	indicators.rows = all_indicators;
	bounds.rows = all_bounds;
	for (size_t row = 0; status == STATUS_OK && row < count; row++) {
		struct sheet sheet;

		if (faults[row] != NULL)
			continue;
		sheet_part_next(&elements, "return_id", rows_text(rows, row, "id"));
		sheet_part_next(&indicators, "return_id", rows_text(rows, row, "id"));
		sheet_read_part(&sheet, arena, &elements, &indicators);
		sheet_read_pairs(&sheet, arena, pairs);
		sheet_part_next(&bounds, "return_id", rows_text(rows, row, "id"));
		sheet_read_bounds_part(&sheet, &bounds);
		faults[row] = look_into(arena, &sheet);
	}
	return status;
}

enum status
acceptance_act(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, RETURN_ACCEPT, work->ids, work->versions);
}
