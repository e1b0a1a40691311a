#include "screen.h"

#include <math.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "value.h"

#define JUMP_POINTS 0.10 /* of a proportion */
#define JUMP_SHARE  0.5  /* of the last value */
#define UNIT_LEAST  100  /* smaller counts become tenfold by chance */

static const char *const names[FIGURE_SCREEN_KIND_COUNT] = {
    [FIGURE_SCREEN_COPIED] = "照抄上期",
    [FIGURE_SCREEN_DIGITS] = "尾数偏好",
    [FIGURE_SCREEN_UNIT] = "单位疑误",
    [FIGURE_SCREEN_JUMP] = "突变",
    [FIGURE_SCREEN_PERFECT] = "过于完美",
    [FIGURE_SCREEN_SHARED] = "共用分母不一致",
};

const char *
figure_screen_name(enum figure_screen_kind kind)
{
	return names[kind];
}

struct screens {
	struct arena *arena;
	const struct sheet *sheet;
	struct figure_screen *items;
	size_t count;
};

static void
add(struct screens *screens, enum figure_screen_kind kind, size_t element, size_t indicator,
    const char *text)
{
	screens->items[screens->count++] = (struct figure_screen){kind, element, indicator, text};
}

/* ---- the return as a whole ------------------------------------------------------------------ */

void
figure_screen_copied(struct screen_copy *out, struct arena *arena, const struct sheet *sheet)
{
	size_t count = sheet->element_count;
	struct decimal *last = arena_new(arena, struct decimal, count);
	struct decimal *now = arena_new(arena, struct decimal, count);
	bool *has_last = arena_new(arena, bool, count), *has_now = arena_new(arena, bool, count);

	for (size_t i = 0; i < count; i++) {
		last[i] = sheet->elements[i].last.value;
		now[i] = sheet->elements[i].now.value;
		has_last[i] = sheet->elements[i].last.state == SHEET_VALUE;
		has_now[i] = sheet->elements[i].now.state == SHEET_VALUE;
	}
	screen_copy_compute(out, last, has_last, now, has_now, count);
}

static void
ask_copied(struct screens *screens)
{
	struct screen_copy copy;

	figure_screen_copied(&copy, screens->arena, screens->sheet);
	if (copy.fired)
		add(screens, FIGURE_SCREEN_COPIED, SHEET_NONE, SHEET_NONE,
		    text_format(screens->arena,
			"两期都有的 %zu 项数据中有 %zu 项与上期完全相同，"
			"不像重新统计的结果（似然比超过 1000）",
			copy.compared, copy.identical));
}

/* Whether the element counts something: measured amounts may well be round. */
static bool
is_count(const struct sheet_element *element)
{
	static const char *const measured[] = {
	    "元", "mL", "分钟", "小时", "分", "权重", "DDD", "U", "unit"};

	for (size_t i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
		if (text_equal(element->unit, measured[i]))
			return false;
	}
	return true;
}

static void
ask_digits(struct screens *screens)
{
	const struct sheet *sheet = screens->sheet;
	int64_t *values = arena_new(screens->arena, int64_t, sheet->element_count);
	struct screen_digits digits;
	size_t count = 0;

	for (size_t i = 0; i < sheet->element_count; i++) {
		const struct sheet_element *element = &sheet->elements[i];
		double value = decimal_to_double(element->now.value);

		if (element->now.state == SHEET_VALUE && is_count(element) && value >= 0 &&
		    value < 1e15 && floor(value) >= value)
			values[count++] = (int64_t)value;
	}
	screen_digits_compute(&digits, values, count);
	if (!digits.fired)
		return;
	add(screens, FIGURE_SCREEN_DIGITS, SHEET_NONE, SHEET_NONE,
	    text_format(screens->arena,
		"100 以上的 %zu 个数中有 %zu 个以 0 或 5 结尾（随机时约 %zu 个），"
		"随机时几乎不会这样（P<0.001）",
		digits.values, digits.round, digits.values / 5));
}

/* ---- elements and indicators ---------------------------------------------------------------- */

static void
ask_unit(struct screens *screens, size_t index)
{
	const struct sheet_element *element = &screens->sheet->elements[index];
	double now, last, factor;

	if (element->now.state != SHEET_VALUE || element->last.state != SHEET_VALUE)
		return;
	now = decimal_to_double(element->now.value);
	last = decimal_to_double(element->last.value);
	factor = fmax(now, last) < UNIT_LEAST ? 1 : screen_unit(now, last);
	if (fabs(log10(factor)) < 0.5)
		return;
	add(screens, FIGURE_SCREEN_UNIT, index, SHEET_NONE,
	    text_format(screens->arena, "“%s”由上期的 %s 变为 %s，约为 %g 倍，请核对单位或小数点",
		element->name, element->last.text, element->now.text, factor));
}

static bool
is_positive(const struct sheet_cell *cell)
{
	return cell->state == SHEET_VALUE && cell->value.units > 0;
}

bool
figure_screen_jumps(const struct sheet *sheet, const struct sheet_indicator *indicator)
{
	const struct sheet_element *part = &sheet->elements[indicator->numerator], *whole;
	enum measure_kind kind = indicator->definition.rule.kind;
	const struct kind_traits *traits = &measure_kinds[kind];
	double before, now, change;

	if (indicator->denominator == SHEET_NONE)
		return false;
	whole = &sheet->elements[indicator->denominator];
	if (part->now.state != SHEET_VALUE || part->last.state != SHEET_VALUE ||
	    !is_positive(&whole->now) || !is_positive(&whole->last))
		return false;
	before = decimal_to_double(part->last.value) / decimal_to_double(whole->last.value);
	now = decimal_to_double(part->now.value) / decimal_to_double(whole->now.value);
	change = fabs(now - before);
	/* Sums of minutes or money are no counts: no distribution says what chance would do. */
	if (!traits->jump_tested)
		return before > 0 && (now > 2 * before || now < before / 2);
	if (change < JUMP_SHARE * before && (!traits->part_of_whole || change < JUMP_POINTS))
		return false;
	return screen_jump(kind, part->last.value, whole->last.value, part->now.value,
		   whole->now.value) < SCREEN_PROBABILITY;
}

/* Whether an earlier indicator of the same two elements has been named for the same. */
static bool
is_known(const struct screens *screens, enum figure_screen_kind kind,
    const struct sheet_indicator *indicator)
{
	for (size_t i = 0; i < screens->count; i++) {
		const struct figure_screen *item = &screens->items[i];
		const struct sheet_indicator *other;

		if (item->kind != kind)
			continue;
		other = &screens->sheet->indicators[item->indicator];
		if (other->numerator == indicator->numerator &&
		    other->denominator == indicator->denominator)
			return true;
	}
	return false;
}

static void
ask_jump(struct screens *screens, size_t index)
{
	const struct sheet *sheet = screens->sheet;
	const struct sheet_indicator *indicator = &sheet->indicators[index];
	const struct sheet_element *part, *whole;
	struct arena *arena = screens->arena;

	if (!figure_screen_jumps(sheet, indicator) ||
	    is_known(screens, FIGURE_SCREEN_JUMP, indicator))
		return;
	part = &sheet->elements[indicator->numerator];
	whole = &sheet->elements[indicator->denominator];
	add(screens, FIGURE_SCREEN_JUMP, SHEET_NONE, index,
	    text_format(arena, "“%s”由上期的 %s%s 变为 %s%s，超出随机波动的范围", indicator->name,
		figure_value(arena, &indicator->definition, part->last.text, whole->last.text),
		indicator->definition.unit,
		figure_value(arena, &indicator->definition, part->now.text, whole->now.text),
		indicator->definition.unit));
}

static void
ask_perfect(struct screens *screens, size_t index, const struct figure_screen_peer *peer)
{
	const struct sheet *sheet = screens->sheet;
	const struct sheet_indicator *indicator = &sheet->indicators[index];
	const struct sheet_element *part, *whole;
	bool all;
	double chance;

	if (!peer->known || !measure_kinds[indicator->definition.rule.kind].part_of_whole ||
	    indicator->definition.rule.direction == MEASURE_NEUTRAL ||
	    indicator->denominator == SHEET_NONE)
		return;
	part = &sheet->elements[indicator->numerator];
	whole = &sheet->elements[indicator->denominator];
	if (part->now.state != SHEET_VALUE || !is_positive(&whole->now))
		return;
	all = indicator->definition.rule.direction == MEASURE_INCREASE;
	if (decimal_compare(part->now.value, all ? whole->now.value : (struct decimal){0}) != 0)
		return;
	chance = screen_perfect(
	    decimal_to_double(part->now.value), decimal_to_double(whole->now.value), peer->share);
	if (chance >= SCREEN_PROBABILITY || is_known(screens, FIGURE_SCREEN_PERFECT, indicator))
		return;
	add(screens, FIGURE_SCREEN_PERFECT, SHEET_NONE, index,
	    text_format(screens->arena,
		"“%s”为 %s/%s，%s；同组其他机构合计为 %.2f%%，照此水平出现的可能性不足千分之一",
		indicator->name, part->now.text, whole->now.text,
		all ? "无一例不符合" : "无一例发生", 100 * peer->share));
}

size_t
figure_screen_sheet(struct figure_screen **out, struct arena *arena, const struct sheet *sheet,
    const struct figure_screen_peer peers[])
{
	size_t most = sheet->element_count + 2 * sheet->indicator_count + 2;
	struct screens screens = {
	    .arena = arena, .sheet = sheet, .items = arena_new(arena, struct figure_screen, most)};

	ask_copied(&screens);
	ask_digits(&screens);
	for (size_t i = 0; i < sheet->element_count; i++)
		ask_unit(&screens, i);
	for (size_t i = 0; i < sheet->indicator_count; i++)
		ask_jump(&screens, i);
	for (size_t i = 0; i < sheet->indicator_count && peers != NULL; i++)
		ask_perfect(&screens, i, &peers[i]);
	*out = screens.items;
	return screens.count;
}

/* ---- baselines ------------------------------------------------------------------------------ */

const char *
figure_screen_shared(struct arena *arena, const struct rows *rows, size_t first, size_t count)
{
	struct decimal *values = arena_new(arena, struct decimal, count);
	bool *has = arena_new(arena, bool, count);
	size_t other;

	for (size_t i = 0; i < count; i++) {
		const char *text = rows_text(rows, first + i, "denominator");

		has[i] = text != NULL && decimal_parse(&values[i], text);
	}
	other = screen_shared(values, has, count);
	if (other == count)
		return NULL;
	for (size_t i = 0; i < other; i++) {
		if (!has[i])
			continue;
		return text_format(arena,
		    "基线中的“%s”（%s）登记为 %s（%s）和 %s（%s），应为同一个数",
		    rows_text(rows, first, "element_name"), rows_text(rows, first, "period_label"),
		    figure_number(arena, rows_text(rows, first + i, "denominator")),
		    rows_text(rows, first + i, "indicator_name"),
		    figure_number(arena, rows_text(rows, first + other, "denominator")),
		    rows_text(rows, first + other, "indicator_name"));
	}
	return NULL;
}
