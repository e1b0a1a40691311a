/* The institutions of an indicator, ranked among their peers. */
#include <stdlib.h>
#include <string.h>

#include "commission/as_now.h"
#include "commission/page.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/html.h"
#include "core/page_parts.h"
#include "core/text.h"
#include "figure/line.h"
#include "figure/peer_chart.h"
#include "figure/value.h"
#include "indicator.h"

/* Larger groups are drawn page by page. */
#define CHART_PEERS 200

#define VALUE_COLUMN 3 /* its head has the unit */

static const struct list_link links[] = {{"列入台账", "ledger_url"}, {NULL, NULL}};

#define SHOWN(column, head, kind, second)                                                          \
	{                                                                                          \
		.name = (column), .title = (head), .cell = (kind), .minor = (second),              \
		.unfiled = true                                                                    \
	}
#define SORTED(column, head, kind, second)                                                         \
	{                                                                                          \
		.name = (column), .title = (head), .cell = (kind), .sortable = true,               \
		.minor = (second), .unfiled = true                                                 \
	}
#define FILED(column, head)                                                                        \
	{                                                                                          \
		.name = (column), .title = (head), .cell = LIST_FILED                              \
	}
#define FILED_NUMBER(column, head)                                                                 \
	{                                                                                          \
		.name = (column), .title = (head), .cell = LIST_FILED_NUMBER                       \
	}

/* Those of the page, then those of the files, where each figure stands alone. */
static const struct list_column columns[] = {
    SORTED("place", "名次", LIST_NUMBER, NULL),
    SORTED("name", "医疗机构", LIST_NAME, "region"),
    SHOWN("rank_interval", "名次 95% 区间", LIST_NUMBER, "alike"),
    SORTED("value", "指标值", LIST_NUMBER, NULL),
    SHOWN("interval", "95% 置信区间", LIST_NUMBER, NULL),
    SORTED("counts", "分子/分母", LIST_NUMBER, NULL),
    SORTED("funnel", "控制限", LIST_WORD, "quality"),
    SHOWN("threshold_verdict", "达到要求", LIST_TEXT, NULL),
    SORTED("goal", "本院目标", LIST_TEXT, "goal_verdict"),
    SORTED("distance_words", "距目标", LIST_WORD, "distance_aim"),
    SORTED("previous", "较上期", LIST_NUMBER, "previous_words"),
    SORTED("improved", "进步", LIST_NUMBER, "improved_words"),
    SORTED("since_baseline", "较基线", LIST_NUMBER, "baseline_words"),
    {.name = "handling", .title = "处理", .cell = LIST_LINKS, .links = links},
    FILED("code", "指标编码"),
    FILED("indicator_name", "指标名称"),
    FILED("period", "报告期"),
    FILED("group", "同组机构"),
    FILED_NUMBER("rank", "名次"),
    FILED_NUMBER("of", "参排机构数"),
    FILED("name", "医疗机构"),
    FILED("region", "县（区）"),
    FILED_NUMBER("value", "指标值"),
    FILED("unit", "单位"),
    FILED_NUMBER("numerator", "分子"),
    FILED_NUMBER("denominator", "分母"),
    FILED_NUMBER("lower", "95%区间下限"),
    FILED_NUMBER("upper", "95%区间上限"),
    FILED_NUMBER("rank_lower", "名次95%区间下限"),
    FILED_NUMBER("rank_upper", "名次95%区间上限"),
    FILED("funnel", "控制限位置"),
    FILED("quality", "相对预期"),
    FILED("threshold", "要求"),
    FILED("threshold_verdict", "是否达到要求"),
    FILED_NUMBER("goal", "本院目标"),
    FILED("goal_verdict", "是否实现本院目标"),
    FILED("aim", "距目标依据"),
    FILED_NUMBER("distance", "距目标例数"),
    FILED_NUMBER("distance_lower", "距目标例数下限"),
    FILED_NUMBER("distance_upper", "距目标例数上限"),
    FILED_NUMBER("previous_value", "上期值"),
    FILED_NUMBER("previous", "较上期变化"),
    FILED("previous_words", "较上期判断"),
    FILED_NUMBER("improved", "进步"),
    FILED_NUMBER("improved_lower", "进步95%区间下限"),
    FILED_NUMBER("improved_upper", "进步95%区间上限"),
    FILED_NUMBER("improved_rank", "进步名次"),
    FILED_NUMBER("improved_rank_lower", "进步名次95%区间下限"),
    FILED_NUMBER("improved_rank_upper", "进步名次95%区间上限"),
    FILED_NUMBER("improved_of", "参加进步排名机构数"),
    FILED_NUMBER("baseline", "基线值"),
    FILED_NUMBER("since_baseline", "较基线变化"),
    FILED("baseline_words", "较基线判断"),
    FILED("why", "未排名原因"),
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

const struct query indicator_query[] = {
    SCOPE_QUERY,
    FILTER_QUERY,
    {.name = "institution", .kind = VALUE_ID},
    {.name = "group", .kind = VALUE_TEXT},
    LIST_PARAMETERS,
    AS_NOW_QUERY,
    {.name = "table", .kind = VALUE_WORD, .words = "groups quarters"},
    {0},
};

/* ---- one institution ------------------------------------------------------------------------ */

static size_t
group_of(const void *page, size_t index)
{
	const struct indicator *indicator = page;

	return indicator->places[index].group;
}

/* A figure that is there as a text: "+1.20". */
static struct list_key
figure_key(const char *figure)
{
	return figure == NULL ? (struct list_key){0}
			      : (struct list_key){.known = true, .number = strtod(figure, NULL)};
}

static struct list_key
progress_key(const struct indicator *indicator, size_t unit, const char *column)
{
	struct figure_progress progress;

	figure_progress_read(&progress, &indicator->table, unit, indicator->head, 0);
	return figure_key(text_equal(column, "previous")         ? progress.previous.figure
			  : text_equal(column, "since_baseline") ? progress.baseline.figure
								 : progress.distance);
}

static struct list_key
key_of(const void *page, size_t index, const struct list_column *column)
{
	const struct indicator *indicator = page;
	const struct figure_peer *peer = indicator_peer_of(indicator, index);
	const struct comparison_unit *unit = &indicator->table.units[peer->unit];
	const struct rows *rows = indicator->results;
	bool has_value = unit->status == MEASURE_OK || unit->status == MEASURE_PARTIAL;

	if (text_equal(column->name, "name"))
		return (struct list_key){
		    .known = true, .text = rows_text(rows, peer->unit, "institution_name")};
	if (text_equal(column->name, "place"))
		return (struct list_key){.known = unit->rank > 0, .number = (double)unit->rank};
	if (text_equal(column->name, "value"))
		return (struct list_key){.known = has_value, .number = unit->value};
	if (text_equal(column->name, "counts"))
		return figure_key(rows_text(rows, peer->unit, "denominator"));
	if (text_equal(column->name, "funnel"))
		return (struct list_key){
		    .known = peer->funnel != NULL, .number = (double)peer->quality};
	if (text_equal(column->name, "goal"))
		return figure_key(rows_text(rows, peer->unit, "goal"));
	if (text_equal(column->name, "improved"))
		return (struct list_key){.known = indicator->improved[peer->unit].known,
		    .number = indicator->improved[peer->unit].change};
	return progress_key(indicator, peer->unit, column->name);
}

/* ---- the list ------------------------------------------------------------------------------- */

/* Whether the peers at positions first ... end of the table's order are asked for: it has chosen
 * ones, and ?group= does not name another. */
static bool
is_asked(const struct indicator *indicator, size_t first, size_t end)
{
	const struct figure_table *table = &indicator->table;

	if (indicator->group != NULL &&
	    !text_equal(
		rows_text(table->rows, table->order[first], "peer_group"), indicator->group))
		return false;
	while (first < end && !table->chosen[table->order[first]])
		first++;
	return first < end;
}

/* The groups shown and the chosen ones in them, in the order of the table. */
static void
find_places(struct indicator *indicator)
{
	const struct figure_table *table = &indicator->table;
	struct arena *arena = indicator->context->arena;
	size_t end;

	indicator->groups = arena_new(arena, struct figure_peers, table->count + 1);
	indicator->places = arena_new(arena, struct indicator_place, table->count + 1);
	indicator->similar = arena_new(arena, struct figure_similar, table->count + 1);
	indicator->improved = arena_new(arena, struct figure_improved, table->count + 1);
	for (size_t first = 0; first < table->count; first = end) {
		size_t group = indicator->group_count;
		struct figure_peers *peers = &indicator->groups[group];

		end = figure_peers_end(table, first);
		if (!is_asked(indicator, first, end))
			continue;
		figure_peers_read(peers, table, first, end - first);
		figure_similar_read(
		    indicator->similar, table, first, end - first, indicator->steps);
		if (!rows_flag(indicator->head, 0, "unconfirmed"))
			figure_improved_read(indicator->improved, table, first, end - first);
		for (size_t i = 0; i < peers->count; i++) {
			if (table->chosen[peers->peers[i].unit])
				indicator->places[indicator->place_count++] =
				    (struct indicator_place){group, i};
		}
		indicator->group_count++;
	}
}

static const struct list_definition *
define(const struct indicator *indicator)
{
	struct arena *arena = indicator->context->arena;
	struct list_column *own = arena_new(arena, struct list_column, COLUMNS);
	struct list_definition *definition = arena_new(arena, struct list_definition, 1);
	const char *unit = indicator->definition.truth ? "" : indicator->definition.unit;

	memcpy(own, columns, sizeof(columns));
	if (unit[0] != '\0')
		own[VALUE_COLUMN].title = text_join(arena, "指标值（", unit, "）", NULL);
	*definition = (struct list_definition){
	    .path = html_url_path(arena, "commission", "indicator", indicator->code, NULL),
	    .title = text_format(arena, "%s-%s", indicator->code, indicator->scope.period),
	    .noun = "机构",
	    .counter = "家",
	    .columns = own,
	    .column_count = COLUMNS,
	    .query = indicator_query,
	};
	return definition;
}

/* Whether there are such peers, chosen or not. */
static bool
has_group(const struct indicator *indicator)
{
	const struct rows *rows = indicator->results;
	size_t row = 0;

	while (row < rows_count(rows) &&
	       !text_equal(rows_text(rows, row, "peer_group"), indicator->group))
		row++;
	return row < rows_count(rows);
}

enum status
indicator_ranking(struct indicator *indicator)
{
	struct list *list = &indicator->list;
	enum status status = list_read(list, indicator->context, define(indicator));

	if (status != STATUS_OK)
		return status;
	if (indicator->group != NULL && !has_group(indicator))
		return list_refuse(list, "group", indicator->group);
	list_set(list, "programme", indicator->scope.programme_id);
	list_set(list, "period", indicator->scope.period);
	find_places(indicator);
	indicator->source = (struct list_source){.page = indicator,
	    .count = indicator->place_count,
	    .group = group_of,
	    .key = key_of,
	    .make = indicator_ranking_rows};
	list_compute(list, &indicator->source);
	return STATUS_OK;
}

/* ---- the groups on the page ----------------------------------------------------------------- */

/* The one the reader came for, in words. */
static void
show_own(struct view *own, const struct indicator *indicator, const struct figure_peers *peers,
    size_t index)
{
	struct arena *arena = indicator->context->arena;
	const struct rows *rows = indicator->results;
	const struct figure_peer *peer = &peers->peers[index];
	struct figure_line line;

	figure_line_read(&line, &indicator->table, peer->unit);
	view_text(own, "institution_name", rows_text(rows, peer->unit, "institution_name"));
	view_text(own, "label", rows_text(rows, peer->unit, "peer_group_label"));
	view_text(own, "rank", line.rank);
	view_text(own, "of", line.of);
	view_text(own, "why", line.why);
	view_text(own, "rank_interval", figure_rank_interval(arena, peer));
	view_text(own, "alike", figure_rank_alike(arena, peers, index));
	view_text(own, "funnel_text", figure_funnel_text(peer));
}

/* The list's rows from first to end are of this group: its charts, unless an earlier page has them.
 */
static void
show_charts(struct view *view, const struct indicator *indicator, const struct figure_peers *peers,
    size_t first, size_t end)
{
	struct arena *arena = indicator->context->arena;
	const struct figure_definition *definition = &indicator->definition;
	const char *whole = figure_total_value(arena, definition, &indicator->region);
	const struct list *list = &indicator->list;
	size_t skipped = (size_t)(list->page - 1) * LIST_ROWS,
	       group = (size_t)(peers - indicator->groups);
	bool part = peers->count > CHART_PEERS;
	bool begins =
	    first > 0 || skipped == 0 || indicator->places[list->order[skipped - 1]].group != group;
	bool *drawn = arena_new(arena, bool, indicator->table.count + 1);
	struct peer_chart chart = {.peers = peers,
	    .head = indicator->head,
	    .own_label = "所选机构",
	    .centre = indicator->region.value,
	    .drawn = part ? drawn : NULL};

	for (size_t i = first; i < end; i++)
		drawn[indicator_peer_of(indicator, list->order[skipped + i])->unit] = true;
	if (whole != NULL && measure_kind_has_denominator(definition->rule.kind))
		chart.centre_label =
		    text_format(arena, "全辖区合计值 %s%s", whole, definition->unit);
	view_flag(view, "chart_before", !part && !begins);
	view_flag(view, "chart_part", part);
	view_list(view, "caterpillar");
	view_list(view, "funnel");
	if (part || begins)
		peer_chart_show(view, &chart);
}

/* What may be said of those whose group is too small, among similar ones: a sentence, no table. */
static void
show_similar(struct view *view, const struct indicator *indicator, const struct figure_peers *peers)
{
	struct arena *arena = indicator->context->arena;
	const struct figure_similar *any = NULL;
	struct buffer words = buffer_create(arena, 256);
	struct view *item;

	for (size_t i = 0; i < peers->count; i++) {
		size_t unit = peers->peers[i].unit;
		const struct figure_similar *its = &indicator->similar[unit];

		if (!its->known || !indicator->table.chosen[unit])
			continue;
		any = its;
		buffer_append_format(&words, "%s%s：%s（z = %.2f）", words.length > 0 ? "；" : "",
		    rows_text(indicator->results, unit, "institution_name"),
		    figure_similar_word(its), its->z);
	}
	view_list(view, "similar");
	if (any == NULL)
		return;
	item = view_object(view, "similar");
	view_text(item, "groups", any->groups);
	view_integer(item, "units", (int64_t)any->units);
	view_text(item, "words", words.data);
}

static void
show_group(struct view *view, const struct indicator *indicator, size_t first, size_t end)
{
	const struct figure_table *table = &indicator->table;
	const struct list *list = &indicator->list;
	size_t skipped = (size_t)(list->page - 1) * LIST_ROWS;
	const struct figure_peers *peers =
	    indicator_peers_of(indicator, list->order[skipped + first]);
	size_t unit = table->order[peers->first];
	struct view *group = view_item(view, "peer_groups");

	view_text(group, "label", rows_text(table->rows, unit, "peer_group_label"));
	view_text(group, "id", text_format(table->arena, "peers-%zu", peers->first));
	view_flag(group, "few",
	    table->units[unit].of < FIGURE_PEERS &&
		table->definition->rule.direction != MEASURE_NEUTRAL);
	view_flag(group, "few_peers", figure_peers_few(peers));
	show_similar(group, indicator, peers);
	list_show_part(list, group, first, end - first);
	show_charts(group, indicator, peers, first, end);
}

static void
show_options(struct view *view, const struct indicator *indicator)
{
	const struct figure_table *table = &indicator->table;

	view_list(view, "group_options");
	for (size_t first = 0; first < table->count; first = figure_peers_end(table, first)) {
		const char *key = rows_text(table->rows, table->order[first], "peer_group");

		page_option(view, "group_options", key,
		    rows_text(table->rows, table->order[first], "peer_group_label"),
		    text_equal(key, indicator->group));
	}
}

void
indicator_ranking_show(struct view *view, const struct indicator *indicator)
{
	const struct list *list = &indicator->list;
	size_t count = rows_count(list->rows), end, skipped = (size_t)(list->page - 1) * LIST_ROWS;

	show_options(view, indicator);
	view_list(view, "own");
	for (size_t i = 0; i < indicator->group_count; i++) {
		const struct figure_peers *peers = &indicator->groups[i];

		for (size_t j = 0; j < peers->count; j++) {
			if (rows_flag(indicator->results, peers->peers[j].unit, "own"))
				show_own(view_object(view, "own"), indicator, peers, j);
		}
	}
	view_list(view, "peer_groups");
	for (size_t first = 0; first < count; first = end) {
		end = first + 1;
		while (end < count && group_of(indicator, list->order[skipped + end]) ==
					  group_of(indicator, list->order[skipped + first]))
			end++;
		show_group(view, indicator, first, end);
	}
}
