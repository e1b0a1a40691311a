#include "screen.h"

#include <math.h>
#include <string.h>

#include "core/arena.h"
#include "core/rows.h"
#include "core/text.h"
#include "value.h"

#define UNIT_LEAST 100 /* smaller counts become tenfold by chance */

static const char *const names[FIGURE_SCREEN_KIND_COUNT] = {
    [FIGURE_SCREEN_COPIED] = "照抄上期",
    [FIGURE_SCREEN_SIMILAR] = "疑似改写上期",
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

const char *
figure_screen_copied(struct arena *arena, const struct sheet *sheet)
{
	size_t count = sheet->element_count;
	struct decimal *last = arena_new(arena, struct decimal, count);
	struct decimal *now = arena_new(arena, struct decimal, count);
	bool *has_last = arena_new(arena, bool, count), *has_now = arena_new(arena, bool, count);
	struct screen_copy copy;

	for (size_t i = 0; i < count; i++) {
		last[i] = sheet->elements[i].last.value;
		now[i] = sheet->elements[i].now.value;
		has_last[i] = sheet->elements[i].last.state == SHEET_VALUE;
		has_now[i] = sheet->elements[i].now.state == SHEET_VALUE;
	}
	screen_copy_compute(&copy, last, has_last, now, has_now, count);
	if (!copy.fired)
		return NULL;
	return text_format(arena,
	    "两期都有的 %zu 项数据中有 %zu 项与上期完全相同，"
	    "不像重新统计的结果（似然比超过 1000），请核对是否误填了上期的数字",
	    copy.compared, copy.identical);
}

/* Whether the element counts something: measured amounts may well be round. */
static bool
is_count(const struct sheet_element *element)
{
	static const char *const measured[] = {
	    "元", "mL", "分钟", "小时", "分", "天", "月", "权重", "DDD", "U", "unit"};

	for (size_t i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
		if (text_equal(element->unit, measured[i]))
			return false;
	}
	/* A deviation is in the unit of its mean, so much of one thing for each of another. */
	return strchr(element->unit, '/') == NULL;
}

const char *
figure_screen_similar(struct arena *arena, const struct sheet *sheet)
{
	double *last = arena_new(arena, double, sheet->element_count);
	double *now = arena_new(arena, double, sheet->element_count);
	double *scratch = arena_new(arena, double, sheet->element_count);
	struct screen_similar similar;
	size_t count = 0;

	for (size_t i = 0; i < sheet->element_count; i++) {
		const struct sheet_element *element = &sheet->elements[i];

		if (element->stock || !is_count(element) || element->now.state != SHEET_VALUE ||
		    element->last.state != SHEET_VALUE)
			continue;
		last[count] = decimal_to_double(element->last.value);
		now[count++] = decimal_to_double(element->now.value);
	}
	screen_similar_compute(&similar, last, now, count, scratch);
	if (!similar.fired)
		return NULL;
	return text_format(arena,
	    "%zu 项计数都很接近上期的 %.3f 倍，"
	    "比重新统计时应有的随机差异小得多（可能性不足万分之一），"
	    "请核对是否由上期数字推算",
	    similar.compared, similar.factor);
}

/* What the return as a whole says of last period; a plain copy is not named twice. */
static void
ask_last(struct screens *screens)
{
	const char *copied = figure_screen_copied(screens->arena, screens->sheet);
	const char *similar =
	    copied != NULL ? NULL : figure_screen_similar(screens->arena, screens->sheet);

	if (copied != NULL)
		add(screens, FIGURE_SCREEN_COPIED, SHEET_NONE, SHEET_NONE, copied);
	if (similar != NULL)
		add(screens, FIGURE_SCREEN_SIMILAR, SHEET_NONE, SHEET_NONE, similar);
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

const char *
figure_screen_unit(struct arena *arena, const struct sheet_element *element)
{
	double now, last, factor;

	if (element->now.state != SHEET_VALUE || element->last.state != SHEET_VALUE)
		return NULL;
	now = decimal_to_double(element->now.value);
	last = decimal_to_double(element->last.value);
	factor = fmax(now, last) < UNIT_LEAST ? 1 : screen_unit(now, last);
	if (fabs(log10(factor)) < 0.5)
		return NULL;
	return text_format(arena, "“%s”由上期的 %s 变为 %s，约为 %g 倍，请核对单位或小数点",
	    element->name, element->last.text, element->now.text, factor);
}

static void
ask_unit(struct screens *screens, size_t index)
{
	const char *text = figure_screen_unit(screens->arena, &screens->sheet->elements[index]);

	if (text != NULL)
		add(screens, FIGURE_SCREEN_UNIT, index, SHEET_NONE, text);
}

static bool
is_positive(const struct sheet_cell *cell)
{
	return cell->state == SHEET_VALUE && cell->value.units > 0;
}

/* What counts events has a distribution: binomial or Poisson. */
static bool
counts_events(const struct sheet_indicator *indicator)
{
	return measure_kinds[indicator->definition.rule.kind].jump_tested;
}

static enum kind_model
model_of(const struct sheet_indicator *indicator)
{
	return measure_kinds[indicator->definition.rule.kind].interval_model;
}

/* Sums of minutes or money against the quarter before. */
static const char *
jump_of_sums(struct arena *arena, const struct sheet_indicator *indicator,
    const struct sheet_element *part, const struct sheet_element *whole)
{
	const struct figure_definition *definition = &indicator->definition;
	double before, now;

	if (part->last.state != SHEET_VALUE || !is_positive(&whole->last))
		return NULL;
	before = decimal_to_double(part->last.value) / decimal_to_double(whole->last.value);
	now = decimal_to_double(part->now.value) / decimal_to_double(whole->now.value);
	if (before <= 0 || (now <= 2 * before && now >= before / 2))
		return NULL;
	return text_format(arena, "“%s”由上期的 %s%s 变为 %s%s，相差一倍以上", indicator->name,
	    figure_value(arena, definition, part->last.text, whole->last.text), definition->unit,
	    figure_value(arena, definition, part->now.text, whole->now.text), definition->unit);
}

/* Counts of events against the same quarter of the year before. */
static const char *
jump_of_counts(struct arena *arena, const struct sheet_indicator *indicator,
    const struct sheet_element *part, const struct sheet_element *whole)
{
	const struct figure_definition *definition = &indicator->definition;
	const struct sheet_past *past = &indicator->past;
	struct mixture_count now = {
	    decimal_to_double(part->now.value), decimal_to_double(whole->now.value)};
	struct screen_jump jump;

	screen_jump_compute(
	    &jump, model_of(indicator), &now, &past->year_ago, &past->own, &past->peers);
	if (!jump.fired)
		return NULL;
	return text_format(arena, "“%s”由上年同期的 %s%s 变为 %s%s，%s超出本院各季度之间通常的波动",
	    indicator->name, figure_value(arena, definition, past->numerator, past->denominator),
	    definition->unit, figure_value(arena, definition, part->now.text, whole->now.text),
	    definition->unit,
	    past->peer_count >= SCREEN_PEERS
		? text_format(arena, "扣除同组 %zu 家机构共同的变化后，", past->peer_count)
		: "");
}

const char *
figure_screen_jumps(
    struct arena *arena, const struct sheet *sheet, const struct sheet_indicator *indicator)
{
	const struct sheet_element *part = &sheet->elements[indicator->numerator], *whole;

	if (indicator->denominator == SHEET_NONE)
		return NULL;
	whole = &sheet->elements[indicator->denominator];
	if (part->now.state != SHEET_VALUE || !is_positive(&whole->now))
		return NULL;
	return counts_events(indicator) ? jump_of_counts(arena, indicator, part, whole)
					: jump_of_sums(arena, indicator, part, whole);
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
	const struct sheet_indicator *indicator = &screens->sheet->indicators[index];
	const char *text;

	if (is_known(screens, FIGURE_SCREEN_JUMP, indicator))
		return;
	text = figure_screen_jumps(screens->arena, screens->sheet, indicator);
	if (text != NULL)
		add(screens, FIGURE_SCREEN_JUMP, SHEET_NONE, index, text);
}

bool
figure_screen_is_perfect(const struct sheet *sheet, const struct sheet_indicator *indicator)
{
	enum measure_direction direction = indicator->definition.rule.direction;
	const struct sheet_element *part = &sheet->elements[indicator->numerator], *whole;

	if (!counts_events(indicator) || direction == MEASURE_NEUTRAL ||
	    indicator->denominator == SHEET_NONE)
		return false;
	whole = &sheet->elements[indicator->denominator];
	return part->now.state == SHEET_VALUE && is_positive(&whole->now) &&
	       decimal_compare(part->now.value,
		   direction == MEASURE_INCREASE ? whole->now.value : (struct decimal){0}) == 0;
}

static double
sum_share(const struct figure_screen_peers *peers)
{
	double x = 0, n = 0;

	for (size_t i = 0; i < peers->count; i++) {
		x += peers->counts[i].x;
		n += peers->counts[i].n;
	}
	return x / n;
}

static void
ask_perfect(struct screens *screens, size_t index, const struct figure_screen_peers *peers)
{
	const struct sheet *sheet = screens->sheet;
	const struct sheet_indicator *indicator = &sheet->indicators[index];
	const struct sheet_element *part, *whole;
	struct screen_perfect perfect;
	struct mixture_count own;

	if (!figure_screen_is_perfect(sheet, indicator))
		return;
	part = &sheet->elements[indicator->numerator];
	whole = &sheet->elements[indicator->denominator];
	own = (struct mixture_count){
	    decimal_to_double(part->now.value), decimal_to_double(whole->now.value)};
	screen_perfect_compute(&perfect, model_of(indicator), &own, peers->counts, peers->count);
	if (!perfect.fired || is_known(screens, FIGURE_SCREEN_PERFECT, indicator))
		return;
	add(screens, FIGURE_SCREEN_PERFECT, SHEET_NONE, index,
	    text_format(screens->arena,
		"“%s”为 %s/%s，%s；同组其他 %zu 家机构合计为 %.*f%s，按各家之间的差异推算，"
		"出现的可能性不足 1%%",
		indicator->name, part->now.text, whole->now.text,
		own.x > 0 ? "无一例不符合" : "无一例发生", peers->count,
		indicator->definition.places, indicator->definition.factor * sum_share(peers),
		indicator->definition.unit));
}

size_t
figure_screen_sheet(struct figure_screen **out, struct arena *arena, const struct sheet *sheet,
    const struct figure_screen_peers peers[])
{
	size_t most = sheet->element_count + 2 * sheet->indicator_count + 2;
	struct screens screens = {
	    .arena = arena, .sheet = sheet, .items = arena_new(arena, struct figure_screen, most)};

	ask_last(&screens);
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
