/* The indicators of one institution among its peers'. */
#include "commission/ledger_link.h"
#include "commission/page.h"
#include "core/arena.h"
#include "core/html.h"
#include "core/page.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/plot.h"
#include "figure/value.h"
#include "result.h"

/* One indicator's rows are first ... end - 1. */
static void
read_line(struct institution_line *line, struct arena *arena, const struct rows *rows, size_t first,
    size_t end)
{
	figure_definition_read(&line->definition, rows, first);
	figure_table_compare(&line->table, arena, &line->definition, rows, first, end - first);
	for (line->row = first; !rows_flag(rows, line->row, "own"); line->row++)
		;
	figure_peers_read_one(&line->peers, &line->table, 0, line->table.count, line->row - first);
	while (line->peers.peers[line->index].unit != line->row - first)
		line->index++;
	figure_line_read(&line->line, &line->table, line->row - first);
	figure_progress_read(&line->progress, &line->table, line->row - first, rows, line->row);
	line->spine_known = measure_kind_has_denominator(line->definition.rule.kind) &&
			    line->definition.rule.direction != MEASURE_NEUTRAL &&
			    figure_spine_read(&line->spine, &line->peers, line->index);
}

void
institution_lines_read(struct institution_page *page, struct arena *arena)
{
	const struct rows *rows = page->results;
	size_t count = rows_count(rows), first = 0, end;

	page->lines = arena_new(arena, struct institution_line, count);
	for (; first < count; first = end) {
		const char *code = rows_text(rows, first, "indicator_code");
		bool own = rows_flag(rows, first, "own");

		for (end = first + 1; end < count; end++) {
			if (!text_equal(rows_text(rows, end, "indicator_code"), code))
				break;
			own = own || rows_flag(rows, end, "own");
		}
		/* Peers may be asked for what it was not, when it changed its kind. */
		if (own)
			read_line(&page->lines[page->line_count++], arena, rows, first, end);
	}
}

/* ---- the chart ------------------------------------------------------------------------------ */

static const char *
figure(const struct institution_line *line, double value)
{
	return figure_double(line->table.arena, &line->definition, value);
}

/* "示例率：3.20%；同组中位数 2.80，1.10～6.00；第 3 名" */
static const char *
detail_of(const struct institution_line *line)
{
	const struct figure_spine *spine = &line->spine;

	return text_format(line->table.arena, "%s：%s%s；同组中位数 %s，范围 %s～%s%s%s%s",
	    rows_text(line->table.rows, line->row, "name"),
	    line->line.value == NULL ? "" : line->line.value, line->definition.unit,
	    figure(line, spine->median), figure(line, spine->low), figure(line, spine->high),
	    line->line.rank == NULL ? "" : "；第 ", line->line.rank == NULL ? "" : line->line.rank,
	    line->line.rank == NULL ? "" : " 名");
}

static void
show_spine(struct context *context, struct view *view, const struct institution_page *page)
{
	struct arena *arena = context->arena;
	struct plot_spine_row *rows = arena_new(arena, struct plot_spine_row, page->line_count);
	const char *name = rows_text(page->head, 0, "name"),
		   *peers = rows_text(page->head, 0, "peer_group_label");
	size_t count = 0;

	view_list(view, "spine");
	for (size_t i = 0; i < page->line_count; i++) {
		const struct institution_line *line = &page->lines[i];

		if (!line->spine_known)
			continue;
		rows[count++] =
		    (struct plot_spine_row){.label = rows_text(page->results, line->row, "name"),
			.detail = detail_of(line),
			.spine = line->spine};
	}
	if (count == 0)
		return;
	plot_spine(view_item(view, "spine"), arena,
	    &(struct chart_caption){.id = "spine",
		.title = text_format(arena, "%s的各项指标在%s中的位置", name, peers),
		.text = text_format(arena,
		    "%zu 项指标各一行，由同组最差到最好；"
		    "深色为中间一半机构，竖线为中位数，标记为本机构。数字见下表。",
		    count),
		.table = "result-caption",
		.note = "每行按同组中离中位数最远的一家缩放，右侧较好；"
			"只画同组至少有 5 家参与排名、有方向的指标。标记的形状表示漏斗图的位置。"},
	    rows, count);
}

/* ---- the table ------------------------------------------------------------------------------ */

static void
show_links(struct context *context, struct view *item, const struct institution_page *page,
    const struct institution_line *line)
{
	const char *code = rows_text(page->results, line->row, "indicator_code");
	bool may_open = line->line.value != NULL && commission_may_decide(context);
	struct arena *arena = context->arena;

	view_text(item, "url",
	    html_url_query(arena,
		scope_url(&page->scope, arena,
		    html_url_path(arena, "commission", "indicator", code, NULL)),
		"institution", page->id));
	view_text(item, "trend_url",
	    scope_url(&page->scope, arena,
		html_url_path(arena, "commission", "institution", page->id, "result", code, NULL)));
	view_flag(item, "has_trend", measure_kind_has_denominator(line->definition.rule.kind));
	view_text(item, "ledger_url",
	    may_open ? ledger_new_url(arena, page->id, page->scope.programme_id, page->scope.period,
			   code, NULL)
		     : NULL);
}

static void
show_progress(struct view *item, struct arena *arena, const struct institution_line *line)
{
	const struct figure_progress *progress = &line->progress;

	figure_change_view(item, "previous", &progress->previous);
	figure_change_view(item, "since_baseline", &progress->baseline);
	view_text(item, "distance", progress->distance_words);
	view_text(item, "distance_aim", progress->aim);
	view_text(item, "distance_interval",
	    progress->distance_lower == NULL
		? NULL
		: text_format(
		      arena, "%s～%s 例", progress->distance_lower, progress->distance_upper));
}

static void
show_line(struct context *context, struct view *item, const struct institution_page *page,
    const struct institution_line *line)
{
	const struct rows *rows = page->results;
	const struct figure_definition *definition = &line->definition;
	const struct figure_line *said = &line->line;

	show_links(context, item, page, line);
	view_columns(item, rows, line->row, "name", "indicator_code");
	view_text(item, "direction_text", figure_direction_text(definition));
	view_text(item, "unit", definition->truth ? "" : definition->unit);
	view_text(item, "value", said->value);
	view_text(item, "interval", said->interval);
	view_text(item, "counts", said->counts);
	view_text(item, "rank", said->rank);
	view_text(item, "of", said->of);
	view_text(item, "rank_interval",
	    figure_rank_interval(context->arena, &line->peers.peers[line->index]));
	view_text(item, "why", said->why);
	view_text(item, "median", line->spine_known ? figure(line, line->spine.median) : NULL);
	view_text(item, "range",
	    line->spine_known ? text_format(context->arena, "%s～%s", figure(line, line->spine.low),
				    figure(line, line->spine.high))
			      : NULL);
	view_text(item, "quality", figure_quality_text(&line->peers.peers[line->index]));
	view_text(item, "threshold",
	    figure_threshold(context->arena, definition, rows_text(rows, line->row, "threshold_op"),
		rows_text(rows, line->row, "threshold_value")));
	view_text(item, "threshold_verdict", said->threshold_verdict);
	view_text(item, "goal", said->goal);
	view_text(item, "goal_verdict", said->goal_verdict);
	show_progress(item, context->arena, line);
}

void
institution_lines_show(
    struct context *context, struct view *view, const struct institution_page *page)
{
	const char *specialty = NULL;

	show_spine(context, view, page);
	view_list(view, "indicators");
	for (size_t i = 0; i < page->line_count; i++) {
		struct view *item = view_item(view, "indicators");
		const char *its = rows_text(page->results, page->lines[i].row, "specialty");

		view_text(item, "specialty", text_equal(its, specialty) ? NULL : its);
		specialty = its;
		show_line(context, item, page, &page->lines[i]);
	}
}
