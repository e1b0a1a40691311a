#include "bulletin.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/page.h"
#include "core/rows.h"
#include "core/template.h"
#include "core/text.h"
#include "table.h"
#include "value.h"

#define OPEN  "【"
#define CLOSE "】"

enum place {
	PLACE_REGION,
	PLACE_PERIOD,
	PLACE_YEAR,
	PLACE_NUMBER,
	PLACE_COMMISSION,
	PLACE_DATE,
	PLACE_EXPECTED,
	PLACE_INCLUDED,
	PLACE_SHARE,
	PLACE_BEFORE,
	PLACE_COMPARED,
	PLACE_BETTER,
	PLACE_WORSE,
	PLACE_SAME,
	PLACE_DEMANDED,
	PLACE_MET,
	PLACE_GRADED,
	PLACE_GRADE_A,
	PLACE_GRADE_B,
	PLACE_GRADE_C,
	PLACE_GRADE_D,
	PLACE_UNGRADED,
	PLACE_CORRECTION,
	PLACE_COUNT
};

static const struct bulletin_place places[PLACE_COUNT + 1] = {
    [PLACE_REGION] = {"地区", "地区名称"},
    [PLACE_PERIOD] = {"报告期", "如 2025年第二季度"},
    [PLACE_YEAR] = {"年份", "公开的年份，如 2025"},
    [PLACE_NUMBER] = {"版本号", "公开版本的号数"},
    [PLACE_COMMISSION] = {"发布单位", "发布单位名称"},
    [PLACE_DATE] = {"公开日期", "如 2025年8月1日"},
    [PLACE_EXPECTED] = {"应报报表数", "本期应报的报表份数"},
    [PLACE_INCLUDED] = {"纳入报表数", "纳入本版的报表份数"},
    [PLACE_SHARE] = {"纳入率", "纳入报表数除以应报报表数，带 %"},
    [PLACE_BEFORE] = {"前一期", "用来比较的报告期：上一年同期，没有时为前一期；都没有时为“前一期”"},
    [PLACE_COMPARED] = {"可比指标数", "能与它比较的指标数，只比较两期都有数据的机构"},
    [PLACE_BETTER] = {"改善指标数", "其中能排除偶然的改善"},
    [PLACE_WORSE] = {"变差指标数", "其中能排除偶然的变差"},
    [PLACE_SAME] = {"无明显变化指标数", "其中不能排除偶然的"},
    [PLACE_DEMANDED] = {"有要求指标数", "设有数值要求且有合计值的指标数"},
    [PLACE_MET] = {"达到要求指标数", "其中合计值达到要求的"},
    [PLACE_GRADED] = {"评级机构数", "评出质量安全等级的机构家数；本版不公开等级的为 0"},
    [PLACE_GRADE_A] = {"A级机构数", "其中 A 级的"},
    [PLACE_GRADE_B] = {"B级机构数", "其中 B 级的"},
    [PLACE_GRADE_C] = {"C级机构数", "其中 C 级的"},
    [PLACE_GRADE_D] = {"D级机构数", "其中 D 级的"},
    [PLACE_UNGRADED] = {"未评级机构数", "有效权重不足或没有有效的安全指标，未评级的"},
    [PLACE_CORRECTION] = {"更正说明", "更正版的说明；首版为“首次公开”"},
};

const struct bulletin_place *
bulletin_places(void)
{
	return places;
}

/* "2025-08-01 09:30" as 2025年8月1日. */
static const char *
day_of(struct arena *arena, const char *at)
{
	int year = 0, month = 0, day = 0;

	for (const char *c = at; c < at + 4; c++)
		year = year * 10 + (*c - '0');
	month = (at[5] - '0') * 10 + at[6] - '0';
	day = (at[8] - '0') * 10 + at[9] - '0';
	return text_format(arena, "%d年%d月%d日", year, month, day);
}

static const char *
share_of(struct arena *arena, const struct rows *head)
{
	int64_t expected = rows_integer(head, 0, "expected");
	int64_t included = rows_integer(head, 0, "included");
	int64_t tenths = expected == 0 ? 0 : (included * 2000 + expected) / (2 * expected);

	return text_format(arena, "%lld.%lld%%", (long long)tenths / 10, (long long)tenths % 10);
}

static const char *
counted(struct arena *arena, size_t count)
{
	return text_format(arena, "%zu", count);
}

static const char *
text_of(struct arena *arena, enum place place, const struct rows *head)
{
	const char *correction;

	switch (place) {
	case PLACE_REGION:
		return rows_text(head, 0, "region_name");
	case PLACE_PERIOD:
		return rows_text(head, 0, "period_label");
	case PLACE_YEAR:
		return text_copy(arena, rows_text(head, 0, "published_at"), 4);
	case PLACE_NUMBER:
		return rows_text(head, 0, "number");
	case PLACE_COMMISSION:
		return rows_text(head, 0, "commission_name");
	case PLACE_DATE:
		return day_of(arena, rows_text(head, 0, "published_at"));
	case PLACE_EXPECTED:
		return rows_text(head, 0, "expected");
	case PLACE_INCLUDED:
		return rows_text(head, 0, "included");
	case PLACE_SHARE:
		return share_of(arena, head);
	default:
		correction = rows_text(head, 0, "correction");
		return correction == NULL ? "首次公开" : correction;
	}
}

static const char *
value_of(struct arena *arena, enum place place, const struct bulletin_source *source)
{
	const struct figure_overview *overview = &source->overview;
	const size_t *verdicts = overview->verdicts;

	switch (place) {
	case PLACE_BEFORE:
		return overview->before == NULL ? "前一期" : overview->before;
	case PLACE_COMPARED:
		return counted(arena, overview->compared);
	case PLACE_BETTER:
		return counted(arena, verdicts[CHANGE_BETTER]);
	case PLACE_WORSE:
		return counted(arena, verdicts[CHANGE_WORSE]);
	case PLACE_SAME:
		return counted(arena, verdicts[CHANGE_NONE] + verdicts[CHANGE_DIFFERENT]);
	case PLACE_DEMANDED:
		return counted(arena, overview->demanded);
	case PLACE_MET:
		return counted(arena, overview->met);
	case PLACE_GRADED:
		return rows_text(source->grades, 0, "graded_count");
	case PLACE_GRADE_A:
		return rows_text(source->grades, 0, "a_count");
	case PLACE_GRADE_B:
		return rows_text(source->grades, 0, "b_count");
	case PLACE_GRADE_C:
		return rows_text(source->grades, 0, "c_count");
	case PLACE_GRADE_D:
		return rows_text(source->grades, 0, "d_count");
	case PLACE_UNGRADED:
		return rows_text(source->grades, 0, "ungraded_count");
	default:
		return text_of(arena, place, source->head);
	}
}

static enum place
place_named(const char *name, size_t length)
{
	enum place place = 0;

	while (place < PLACE_COUNT && (strlen(places[place].name) != length ||
					  memcmp(places[place].name, name, length) != 0))
		place++;
	return place;
}

const char *
bulletin_fault(struct arena *arena, const char *text)
{
	const char *open;

	while ((open = strstr(text, OPEN)) != NULL) {
		const char *name = open + strlen(OPEN), *close = strstr(name, CLOSE);
		size_t length = close == NULL ? 0 : (size_t)(close - name);

		if (close == NULL)
			return "有“【”没有对应的“】”，请补上。";
		if (place_named(name, length) == PLACE_COUNT)
			return text_format(arena,
			    "没有“【%s】”这个填数位置，请从列出的名称中选用。",
			    text_copy(arena, name, length));
		text = close + strlen(CLOSE);
	}
	return NULL;
}

/* text with every known place filled in; the others stay. */
static const char *
bulletin_fill(struct arena *arena, const char *text, const struct bulletin_source *source)
{
	struct buffer out = buffer_create(arena, strlen(text) + 256);
	const char *open;

	while ((open = strstr(text, OPEN)) != NULL) {
		const char *name = open + strlen(OPEN), *close = strstr(name, CLOSE);
		enum place place =
		    close == NULL ? PLACE_COUNT : place_named(name, (size_t)(close - name));

		buffer_append(&out, text, (size_t)(open - text));
		text = place == PLACE_COUNT ? name : close + strlen(CLOSE);
		buffer_append_text(
		    &out, place == PLACE_COUNT ? OPEN : value_of(arena, place, source));
	}
	buffer_append_text(&out, text);
	return out.data;
}

/* Lines as paragraphs; those that begin 一、 are headings. */
static void
show_paragraphs(struct view *view, struct arena *arena, const char *text)
{
	view_list(view, "paragraphs");
	while (*text != '\0') {
		size_t length = strcspn(text, "\r\n");
		const char *line = text_trim(arena, text_copy(arena, text, length));

		if (line[0] != '\0') {
			struct view *item = view_item(view, "paragraphs");
			const char *mark = strstr(line, "、");

			view_text(item, "text", line);
			view_flag(item, "heading",
			    mark != NULL && mark - line <= 6 && strlen(line) < 90 &&
				strstr("一二三四五六七八九十", text_copy(arena, line, 3)) != NULL);
		}
		text += length;
		text += strspn(text, "\r\n");
	}
}

static void
show_indicators(struct view *view, struct arena *arena, const struct rows *rows)
{
	view_list(view, "indicators");
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct figure_definition definition;
		struct figure_compared compared;
		enum figure_status status = FIGURE_NO_DATA;
		struct view *item;

		figure_definition_read(&definition, rows, row);
		if (!rows_flag(rows, row, "required"))
			continue;
		(void)!figure_status_find(&status, rows_text(rows, row, "status"));
		item = view_item(view, "indicators");
		view_text(item, "name", rows_text(rows, row, "name"));
		view_text(item, "unit", definition.unit);
		view_text(item, "value",
		    figure_value(arena, &definition, rows_text(rows, row, "numerator"),
			rows_text(rows, row, "denominator")));
		view_text(item, "absent", figure_status_text(status));
		view_text(item, "interval",
		    figure_interval(arena, &definition, rows_text(rows, row, "lower") != NULL,
			rows_number(rows, row, "lower"), rows_number(rows, row, "upper")));
		figure_compared_read(&compared, &definition, rows, row);
		view_text(item, "change", figure_compared_word(&compared));
		view_text(item, "before", compared.known ? compared.before : NULL);
		figure_compared_show(
		    view_object(item, "compared"), arena, &definition, &compared, rows, row);
		view_text(item, "threshold",
		    figure_threshold(arena, &definition, rows_text(rows, row, "threshold_op"),
			rows_text(rows, row, "threshold_value")));
	}
}

void
bulletin_show(struct view *view, struct arena *arena, const char *const words[6],
    const struct bulletin_source *source)
{
	static const char *const names[] = {
	    "issuer", "document_number", "title", "addressee", NULL, "copies"};

	for (size_t i = 0; i < 6; i++) {
		const char *text = bulletin_fill(arena, words[i] == NULL ? "" : words[i], source);

		if (names[i] != NULL)
			view_text(view, names[i], text);
		else
			show_paragraphs(view, arena, text);
	}
	view_text(view, "signed", rows_text(source->head, 0, "commission_name"));
	view_text(view, "signed_on", day_of(arena, rows_text(source->head, 0, "published_at")));
	show_indicators(view, arena, source->indicators);
}

void
bulletin_show_missing(struct view *view, const struct rows *institutions)
{
	size_t missing = 0;

	view_list(view, "missing");
	for (size_t row = 0; row < rows_count(institutions); row++) {
		if (rows_flag(institutions, row, "included"))
			continue;
		page_row(view_item(view, "missing"), institutions, row);
		missing++;
	}
	view_flag(view, "missing_any", missing > 0);
}
