#include "check.h"

#include <math.h>

#include "core/text.h"
#include "figure/screen.h"
#include "finding.h"
#include "nest.h"

#define DEVIATION_ROUNDED 0.00005

bool
check_is_error(enum check_kind kind)
{
	return kind == CHECK_EXCEEDS || kind == CHECK_NO_WHOLE || kind == CHECK_MISSING ||
	       kind == CHECK_PARTS || kind == CHECK_SUM || kind == CHECK_DEVIATION ||
	       kind == CHECK_PERIODS;
}

/* ---- errors --------------------------------------------------------------------------------- */

/*
 * n values that are not negative and add up to S have a deviation of at most S/sqrt(n), if all of S
 * is one of them.  What is typed has four decimals.
 */
static bool
is_possible(const struct sheet_cell *deviation, const struct sheet_cell *sum, double n)
{
	return sum->state != SHEET_VALUE ||
	       decimal_to_double(deviation->value) <=
		   decimal_to_double(sum->value) / sqrt(n) + DEVIATION_ROUNDED;
}

static void
check_deviation(struct findings *findings, const struct sheet_indicator *indicator)
{
	const struct sheet_element *elements = findings->sheet->elements;
	const struct sheet_element *sum = &elements[indicator->numerator];
	const struct sheet_element *whole = &elements[indicator->denominator], *own;
	double n = whole->now.state == SHEET_VALUE ? decimal_to_double(whole->now.value) : 0;

	if (!measure_kinds[indicator->definition.rule.kind].measured ||
	    indicator->deviation == SHEET_NONE)
		return;
	own = &elements[indicator->deviation];
	if (own->now.state != SHEET_VALUE || whole->now.state == SHEET_MISSING ||
	    finding_known(findings, CHECK_DEVIATION, indicator->deviation, indicator->denominator))
		return;
	if (n < 2)
		finding_add(findings, CHECK_DEVIATION, indicator->deviation, indicator->denominator,
		    text_format(findings->arena,
			"“%s”填了 %s，但“%s”不足 2，标准差至少由 2 个数据算出，请核对，或者不填标准差",
			own->name, own->now.text, whole->name));
	else if (!is_possible(&own->now, &sum->now, n))
		finding_add(findings, CHECK_DEVIATION, indicator->deviation, indicator->denominator,
		    text_format(findings->arena,
			"“%s”（%s）过大：“%s”为 %s、“%s”为 %s 时，标准差不会超过 %.4g，请核对这三项",
			own->name, own->now.text, sum->name, sum->now.text, whole->name,
			whole->now.text, decimal_to_double(sum->now.value) / sqrt(n)));
}

/* Who was counted in a quarter was counted in its half-year, and nobody else was. */
static void
check_periods(struct findings *findings, size_t index)
{
	const struct sheet_element *element = &findings->sheet->elements[index];
	const struct sheet_cell *now = &element->now;
	const struct sheet_bound *least = &element->least, *most = &element->most, *bound = NULL;

	if (now->state != SHEET_VALUE)
		return;
	if (least->cell.state == SHEET_VALUE && decimal_compare(now->value, least->cell.value) < 0)
		bound = least;
	else if (most->cell.state == SHEET_VALUE &&
		 decimal_compare(now->value, most->cell.value) > 0)
		bound = most;
	if (bound == NULL)
		return;
	finding_add(findings, CHECK_PERIODS, index, SHEET_NONE,
	    text_format(findings->arena, "“%s”（%s）%s%s%s，%s，请核对各期的数字", element->name,
		now->text, bound == least ? "小于" : "大于", bound->label, bound->cell.text,
		bound == least ? "不应少于其中任何一期" : "不应多于其中各期的合计"));
}

static void
check_errors(struct findings *findings)
{
	const struct sheet *sheet = findings->sheet;

	nest_check(findings, true);
	for (size_t i = 0; i < sheet->indicator_count; i++) {
		if (sheet->indicators[i].denominator != SHEET_NONE)
			check_deviation(findings, &sheet->indicators[i]);
	}
	for (size_t i = 0; i < sheet->element_count; i++) {
		const struct sheet_element *element = &sheet->elements[i];

		if (element->required && element->now.state == SHEET_MISSING)
			finding_add(findings, CHECK_MISSING, i, SHEET_NONE,
			    text_format(findings->arena,
				"“%s”还没有填，请填写数字，没有此项服务的请勾选不适用",
				element->name));
		if (element->parts_wanted != NULL && element->now.state == SHEET_VALUE)
			finding_add(findings, CHECK_PARTS, i, SHEET_NONE,
			    text_format(findings->arena,
				"“%s”只有合计，监测方案要求填写%s的数字，合计由系统计算",
				element->name, element->parts_wanted));
		check_periods(findings, i);
	}
}

/* ---- warnings ------------------------------------------------------------------------------- */

static void
check_last(struct findings *findings)
{
	const char *copied = figure_screen_copied(findings->arena, findings->sheet);
	const char *similar =
	    copied != NULL ? NULL : figure_screen_similar(findings->arena, findings->sheet);

	if (copied != NULL)
		finding_add(findings, CHECK_COPIED, SHEET_NONE, SHEET_NONE, copied);
	if (similar != NULL)
		finding_add(findings, CHECK_SIMILAR, SHEET_NONE, SHEET_NONE, similar);
}

static void
check_jump(struct findings *findings, const struct sheet_indicator *indicator)
{
	const char *message = figure_screen_jumps(findings->arena, findings->sheet, indicator);

	if (message != NULL &&
	    !finding_known(findings, CHECK_JUMP, indicator->numerator, indicator->denominator))
		finding_add(
		    findings, CHECK_JUMP, indicator->numerator, indicator->denominator, message);
}

/* Counted anew with the same exposure, none comes after m with probability 2^-m. */
static void
check_no_cases(struct findings *findings, const struct sheet_indicator *indicator)
{
	const struct sheet_element *part = &findings->sheet->elements[indicator->numerator];
	const struct sheet_element *whole = &findings->sheet->elements[indicator->denominator];

	if (whole->now.state != SHEET_VALUE || whole->now.value.units != 0 ||
	    part->now.state != SHEET_VALUE || part->now.value.units != 0 ||
	    whole->last.state != SHEET_VALUE ||
	    decimal_to_double(whole->last.value) < -log2(SCREEN_PROBABILITY) ||
	    finding_known(findings, CHECK_NO_CASES, indicator->denominator, SHEET_NONE))
		return;
	finding_add(findings, CHECK_NO_CASES, indicator->denominator, SHEET_NONE,
	    text_format(findings->arena, "“%s”由上期的 %s 变为 0，无法计算指标", whole->name,
		whole->last.text));
}

static void
check_unit(struct findings *findings, size_t index)
{
	const char *message =
	    figure_screen_unit(findings->arena, &findings->sheet->elements[index]);

	if (message != NULL)
		finding_add(findings, CHECK_UNIT, index, SHEET_NONE, message);
}

static void
check_warnings(struct findings *findings)
{
	const struct sheet *sheet = findings->sheet;

	check_last(findings);
	nest_check(findings, false);
	for (size_t i = 0; i < sheet->indicator_count; i++) {
		if (sheet->indicators[i].denominator == SHEET_NONE)
			continue;
		check_jump(findings, &sheet->indicators[i]);
		check_no_cases(findings, &sheet->indicators[i]);
	}
	for (size_t i = 0; i < sheet->element_count; i++)
		check_unit(findings, i);
}

size_t
check_sheet(struct check_finding **out, struct arena *arena, const struct sheet *sheet)
{
	struct findings findings = {.arena = arena, .sheet = sheet};

	check_errors(&findings);
	check_warnings(&findings);
	*out = findings.items;
	return findings.count;
}
