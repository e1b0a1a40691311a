/* /region/<code>/<period>/indicator/<code>: one indicator, groups and rank tables. */
#include "core/buffer.h"
#include "core/text.h"
#include "disclosure/edition.h"
#include "disclosure/page.h"
#include "disclosure_query.h"
#include "figure/compared.h"
#include "figure/definition_view.h"
#include "figure/table.h"

enum loaded {
	LOADED_EDITION,
	LOADED_INDICATOR,
	LOADED_GROUPS,
	LOADED_RESULTS,
	LOADED_COMPARED,
	LOADED_MISSING,
	LOADED_TREND,
	LOADED_ENTRY,
	LOADED_TARGET,
	LOADED_THRESHOLDS,
	LOADED_STRATEGIES,
	LOADED_COUNT
};

static const struct page_column csv_columns[] = {
    {"peer_group", "同级同类"},
    {"rank", "名次"},
    {"ranked", "参与排名机构数"},
    {"tied", "是否并列"},
    {"rank_lower", "名次95%区间下限"},
    {"rank_upper", "名次95%区间上限"},
    {"rank_alike", "不能区分的名次"},
    {"institution_id", "机构编号"},
    {"name", "医疗机构"},
    {"region_name", "县（市、区）"},
    {"numerator", "分子"},
    {"denominator", "分母"},
    {"value", "指标值"},
    {"lower", "95%区间下限"},
    {"upper", "95%区间上限"},
    {"status", "状态"},
    {"baseline", "基线值"},
    {"threshold_met", "达到要求"},
    {"goal", "本院目标"},
    {"goal_met", "实现本院目标"},
    {0},
};

static void
show_groups(struct context *context, struct view *view, const struct rows *rows,
    const struct figure_definition *definition)
{
	struct view *group = NULL;

	view_list(view, "whole");
	if (rows_count(rows) > 0 && text_equal(rows_text(rows, 0, "dimension"), "region")) {
		struct view *whole = view_object(view, "whole");

		page_row(whole, rows, 0);
		edition_value(context, whole, rows, 0, definition);
	}
	view_list(view, "dimensions");
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct view *item;

		group = edition_group(view, "dimensions", "dimension_label", rows, i, group);
		item = view_item(group, "rows");
		page_row(item, rows, i);
		edition_value(context, item, rows, i, definition);
	}
}

/* The row after the last of the peer group that begins at first. */
static size_t
peers_end(const struct rows *rows, size_t first)
{
	size_t end = first + 1;

	while (end < rows_count(rows) &&
	       text_equal(rows_text(rows, end, "peer_group"), rows_text(rows, first, "peer_group")))
		end++;
	return end;
}

static void
show_row(struct context *context, struct view *item, const struct rows *rows, size_t row,
    const struct figure_definition *definition, const struct edition_address *address)
{
	const char *institution = rows_text(rows, row, "institution_id");

	page_row(item, rows, row);
	edition_value(context, item, rows, row, definition);
	edition_rank(context, item, rows, row);
	view_text(item, "url", edition_url(context, address, "institution", institution));
	view_text(
	    item, "number_url", edition_number_url(context, address, institution, address->key));
}

/* A group with its ranked and its unranked; those without a value are listed apart, in absent. */
static void
show_group(struct context *context, struct view *view, struct view *group,
    struct rows *const loaded[], size_t first, size_t end,
    const struct figure_definition *definition, const struct edition_address *address)
{
	const struct rows *rows = loaded[LOADED_RESULTS];
	size_t apart = 0;
	bool few = false;

	view_text(group, "peer_group", rows_text(rows, first, "peer_group"));
	view_text(group, "first_ranked", rows_text(rows, first, "ranked"));
	view_text(group, "first_alike", rows_text(rows, first, "rank_alike"));
	view_text(group, "caption_id", text_format(context->arena, "peers-%zu", first + 1));
	view_list(group, "ranked_rows");
	view_list(group, "unranked_rows");
	for (size_t row = first; row < end; row++) {
		bool ranked = rows_text(rows, row, "rank") != NULL;
		bool valued = rows_text(rows, row, "value") != NULL;

		apart += valued && !ranked;
		few = few || text_equal(rows_text(rows, row, "status"),
				 figure_status_name(FIGURE_FEW_PEERS));
		show_row(context,
		    ranked   ? view_item(group, "ranked_rows")
		    : valued ? view_item(group, "unranked_rows")
			     : view_item(view, "absent"),
		    rows, row, definition, address);
	}
	view_flag(group, "unranked_any", apart > 0);
	view_flag(group, "few_peers", few);
	edition_chart(
	    context, group, loaded[LOADED_INDICATOR], loaded[LOADED_GROUPS], rows, first, end);
}

static bool
any_value(const struct rows *rows, size_t first, size_t end)
{
	for (size_t row = first; row < end; row++) {
		if (rows_text(rows, row, "value") != NULL)
			return true;
	}
	return false;
}

static void
show_peers(struct context *context, struct view *view, struct rows *const loaded[],
    const struct figure_definition *definition, const struct edition_address *address)
{
	const struct rows *rows = loaded[LOADED_RESULTS];
	size_t end, absent = 0;

	view_list(view, "peer_groups");
	view_list(view, "absent");
	for (size_t first = 0; first < rows_count(rows); first = end) {
		end = peers_end(rows, first);
		if (any_value(rows, first, end)) {
			show_group(context, view, view_item(view, "peer_groups"), loaded, first,
			    end, definition, address);
			continue;
		}
		for (size_t row = first; row < end; row++)
			show_row(
			    context, view_item(view, "absent"), rows, row, definition, address);
	}
	for (size_t row = 0; row < rows_count(rows); row++)
		absent += rows_text(rows, row, "value") == NULL;
	view_flag(view, "absent_any", absent > 0);
}

/* The names of one side with 、 between them, or NULL. */
static const char *
names_of(struct arena *arena, const struct rows *missing, const char *side)
{
	struct buffer out = buffer_create(arena, 256);

	for (size_t row = 0; row < rows_count(missing); row++) {
		if (!text_equal(rows_text(missing, row, "side"), side))
			continue;
		if (out.length > 0)
			buffer_append_text(&out, "、");
		buffer_append_text(&out, rows_text(missing, row, "name"));
	}
	return out.length == 0 ? NULL : out.data;
}

/* What the catalogue says about the indicator: meaning, definition, demands, strategies. */
static void
show_entry(struct view *view, struct rows *const loaded[])
{
	const struct rows *entry = loaded[LOADED_ENTRY], *target = loaded[LOADED_TARGET];

	view_list(view, "entry");
	if (rows_count(entry) == 1)
		page_row(view_object(view, "entry"), entry, 0);
	view_text(view, "brief", rows_count(target) == 1 ? rows_text(target, 0, "brief") : NULL);
	page_rows(view, "thresholds", loaded[LOADED_THRESHOLDS]);
	page_rows(view, "strategies", loaded[LOADED_STRATEGIES]);
}

static void
show_definition(
    struct view *view, const struct rows *indicator, const struct figure_definition *definition)
{
	page_row(view, indicator, 0);
	view_text(view, "unit", definition->truth ? NULL : definition->unit);
	view_flag(view, "ranked_kind",
	    definition->rule.direction != MEASURE_NEUTRAL &&
		definition->rule.bar == COMPARISON_NO_BAR);
	figure_definition_show(view, indicator, 0, definition->rule.bar);
}

const struct query indicator_query[] = {
    {.name = "format", .kind = VALUE_WORD, .words = "csv"},
    {0},
};

enum status
indicator_get(struct context *context)
{
	struct edition_address address = edition_address(context, "indicator");
	struct rows *loaded[LOADED_COUNT];
	struct figure_definition definition;
	struct view *view;
	bool csv = edition_wants_csv(context);
	const struct ask asks[] = {
	    ASK(&loaded[LOADED_INDICATOR], INDICATOR_HEAD, EDITION_OF(&address), address.key),
	    ASK(&loaded[LOADED_GROUPS], INDICATOR_GROUPS, EDITION_OF(&address), address.key),
	    ASK(&loaded[LOADED_RESULTS], INDICATOR_RESULTS, EDITION_OF(&address), address.key),
	    ASK_IF(!csv, &loaded[LOADED_COMPARED], INDICATOR_COMPARED, EDITION_OF(&address),
		address.key),
	    ASK_IF(!csv, &loaded[LOADED_MISSING], INDICATOR_MISSING, EDITION_OF(&address),
		address.key),
	    ASK_IF(!csv, &loaded[LOADED_TREND], INDICATOR_TREND, EDITION_OF(&address), address.key),
	    ASK_IF(!csv, &loaded[LOADED_ENTRY], CATALOGUE_INDICATOR, address.key),
	    ASK_IF(!csv, &loaded[LOADED_TARGET], CATALOGUE_INDICATOR_TARGET, address.key),
	    ASK_IF(!csv, &loaded[LOADED_THRESHOLDS], CATALOGUE_INDICATOR_THRESHOLDS, address.key),
	    ASK_IF(!csv, &loaded[LOADED_STRATEGIES], CATALOGUE_INDICATOR_STRATEGIES, address.key),
	};
	enum status status = EDITION_LOAD(&loaded[LOADED_EDITION], context, &address, asks);

	if (status != STATUS_OK)
		return status;
	if (csv)
		return edition_csv(
		    context, &address, loaded[0], csv_columns, loaded[LOADED_RESULTS]);
	view = edition_view(
	    context, rows_text(loaded[LOADED_INDICATOR], 0, "name"), loaded[0], &address);
	figure_definition_read(&definition, loaded[LOADED_INDICATOR], 0);
	show_definition(view, loaded[LOADED_INDICATOR], &definition);
	show_groups(context, view, loaded[LOADED_GROUPS], &definition);
	show_peers(context, view, loaded, &definition, &address);
	figure_compared_view(view, context->arena, &definition, loaded[LOADED_COMPARED],
	    names_of(context->arena, loaded[LOADED_MISSING], "before"),
	    names_of(context->arena, loaded[LOADED_MISSING], "now"));
	edition_trend(context, view, &address, loaded[LOADED_INDICATOR], loaded[LOADED_TREND],
	    rows_text(loaded[0], 0, "region_name"));
	show_entry(view, loaded);
	return page_show(context, "disclosure/region/indicator", view);
}
