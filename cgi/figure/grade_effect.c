#include "grade_effect.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/rows.h"
#include "core/text.h"
#include "grade_view.h"

static const char *const part_names[GRADE_PART_COUNT] = {
    [GRADE_PART_WEIGHT] = "权重",
    [GRADE_PART_RANGE] = "起评值或满分值",
    [GRADE_PART_SAFETY] = "安全指标",
    [GRADE_PART_BAND] = "等级分数线",
    [GRADE_PART_CAP] = "封顶界限",
    [GRADE_PART_COVERAGE] = "有效权重要求",
};

/* ---- two schemes over the same indicators --------------------------------------------------- */

static size_t
find(const struct figure_grade_scheme *scheme, const char *code)
{
	size_t i = 0;

	while (i < scheme->count && !text_equal(scheme->indicators[i].code, code))
		i++;
	return i;
}

/* Those of the first scheme, then what the second has besides. */
static void
unite(struct figure_grade_scheme *out, struct arena *arena, const struct figure_grade_scheme *own,
    const struct figure_grade_scheme *other, bool own_first)
{
	const struct figure_grade_scheme *const parts[2] = {
	    own_first ? own : other, own_first ? other : own};
	size_t most = own->count + other->count;

	*out = (struct figure_grade_scheme){.scheme = own->scheme,
	    .indicators = arena_new(arena, struct figure_grade_indicator, most),
	    .rules = arena_new(arena, struct grade_indicator, most)};
	for (int p = 0; p < 2; p++) {
		for (size_t i = 0; i < parts[p]->count; i++) {
			const char *code = parts[p]->indicators[i].code;
			size_t at = find(own, code);

			if (p == 1 && find(parts[0], code) < parts[0]->count)
				continue;
			out->indicators[out->count] = parts[p]->indicators[i];
			out->rules[out->count] =
			    at < own->count ? own->rules[at] : parts[p]->rules[i];
			if (at == own->count)
				out->rules[out->count].weight = (struct decimal){0};
			out->count++;
		}
	}
}

/* The part of rule i, or (i = count) of the whole, taken over from another scheme. */
static void
take_rule(struct grade_indicator *to, const struct grade_indicator *from, enum grade_part part)
{
	if (part == GRADE_PART_WEIGHT)
		to->weight = from->weight;
	if (part == GRADE_PART_SAFETY)
		to->safety = from->safety;
	if (part == GRADE_PART_RANGE) {
		to->floor = from->floor;
		to->benchmark = from->benchmark;
		to->direction = from->direction;
	}
}

static void
take_whole(struct grade_scheme *to, const struct grade_scheme *from, enum grade_part part)
{
	if (part == GRADE_PART_BAND)
		memcpy(to->band_tenths, from->band_tenths, sizeof(to->band_tenths));
	if (part == GRADE_PART_CAP) {
		to->cap_b_hundredths = from->cap_b_hundredths;
		to->cap_c_hundredths = from->cap_c_hundredths;
	}
	if (part == GRADE_PART_COVERAGE)
		to->coverage_of_3 = from->coverage_of_3;
}

static bool
is_same_rule(const struct grade_indicator *a, const struct grade_indicator *b)
{
	return a->weight.units == b->weight.units && a->safety == b->safety &&
	       a->floor.units == b->floor.units && a->benchmark.units == b->benchmark.units;
}

/* A copy of the first scheme with one part of the second; false if that part does not differ. */
static bool
mix(struct figure_grade_scheme *out, struct arena *arena,
    const struct figure_grade_scheme schemes[2], enum grade_part part)
{
	bool differs = false;

	*out = schemes[0];
	out->rules = arena_new(arena, struct grade_indicator, out->count);
	for (size_t i = 0; i < out->count; i++) {
		out->rules[i] = schemes[0].rules[i];
		take_rule(&out->rules[i], &schemes[1].rules[i], part);
		differs = differs || !is_same_rule(&out->rules[i], &schemes[0].rules[i]);
	}
	take_whole(&out->scheme, &schemes[1].scheme, part);
	return differs || memcmp(&out->scheme, &schemes[0].scheme, sizeof(out->scheme)) != 0;
}

/* ---- whose grade or rank ------------------------------------------------------------------- */

/* Where each institution stands in grades, by the row that both have in common. */
static const struct figure_grade_unit **
index_units(struct arena *arena, const struct figure_grades *grades)
{
	const struct figure_grade_unit **index =
	    arena_new(arena, const struct figure_grade_unit *, rows_count(grades->values));

	for (size_t g = 0; g < grades->group_count; g++) {
		for (size_t i = 0; i < grades->groups[g].count; i++)
			index[grades->groups[g].units[i].row] = &grades->groups[g].units[i];
	}
	return index;
}

static bool
is_same_grade(const struct figure_grade_unit *a, const struct figure_grade_unit *b)
{
	return a->result.reason == b->result.reason &&
	       (a->result.reason != GRADE_GRADED || a->result.grade == b->result.grade);
}

static void
compare(struct figure_grade_effect *out, struct arena *arena, size_t units)
{
	const struct figure_grade_unit **before = index_units(arena, &out->before);

	out->changes = arena_new(arena, struct figure_grade_change, units);
	for (size_t g = 0; g < out->after.group_count; g++) {
		const struct figure_grade_group *group = &out->after.groups[g];

		for (size_t i = 0; i < group->count; i++) {
			struct figure_grade_change change = {.group_before = &out->before.groups[g],
			    .group_after = group,
			    .before = before[group->units[i].row],
			    .after = &group->units[i]};

			change.grade_changed = !is_same_grade(change.before, change.after);
			change.rank_changed =
			    change.before->result.rank != change.after->result.rank;
			if (change.grade_changed || change.rank_changed)
				out->changes[out->count++] = change;
			else
				out->unchanged++;
		}
	}
}

static void
find_causes(struct figure_grade_effect *out, struct arena *arena)
{
	for (int part = 0; part < GRADE_PART_COUNT; part++) {
		struct figure_grade_scheme mixed;
		struct figure_grades grades;
		const struct figure_grade_unit **units;

		out->parts[part] = mix(&mixed, arena, out->schemes, (enum grade_part)part);
		if (!out->parts[part] || out->count == 0)
			continue;
		figure_grade_compute(&grades, arena, &mixed, out->before.values, out->before.vetoes,
		    out->before.decisions);
		units = index_units(arena, &grades);
		for (size_t i = 0; i < out->count; i++) {
			struct figure_grade_change *change = &out->changes[i];
			const struct figure_grade_unit *alone = units[change->before->row];

			change->causes[part] = !is_same_grade(change->before, alone) ||
					       change->before->result.rank != alone->result.rank;
		}
	}
}

void
figure_grade_effect_compute(struct figure_grade_effect *out, struct arena *arena,
    const struct figure_grade_scheme *before, const struct figure_grade_scheme *after,
    const struct rows *values, const struct rows *vetoes, const struct rows *decisions)
{
	*out = (struct figure_grade_effect){0};
	unite(&out->schemes[0], arena, before, after, false);
	unite(&out->schemes[1], arena, after, before, true);
	figure_grade_compute(&out->before, arena, &out->schemes[0], values, vetoes, decisions);
	figure_grade_compute(&out->after, arena, &out->schemes[1], values, vetoes, decisions);
	compare(out, arena, rows_count(values));
	find_causes(out, arena);
}

/* ---- words --------------------------------------------------------------------------------- */

const char *
figure_grade_effect_parts(struct arena *arena, const struct figure_grade_effect *effect)
{
	struct buffer out = buffer_create(arena, 64);

	for (int part = 0; part < GRADE_PART_COUNT; part++) {
		if (effect->parts[part])
			buffer_append_format(
			    &out, "%s%s", out.length > 0 ? "、" : "", part_names[part]);
	}
	return out.data;
}

static const char *
weight_text(struct arena *arena, struct decimal weight)
{
	return text_format(arena, "%g", decimal_to_double(weight));
}

/* What of an indicator moved by this part; only those that count for the institution. */
static void
append_indicator(struct buffer *out, const struct figure_grade_effect *effect,
    const struct figure_grade_change *change, enum grade_part part, size_t i)
{
	const struct grade_indicator *was = &effect->schemes[0].rules[i],
				     *is = &effect->schemes[1].rules[i];
	const char *name = effect->schemes[1].indicators[i].name;

	if (change->after->items[i].standing != GRADE_ELIGIBLE)
		return;
	if (part == GRADE_PART_WEIGHT && was->weight.units != is->weight.units)
		buffer_append_format(out, "，“%s”权重 %s→%s", name,
		    weight_text(out->arena, was->weight), weight_text(out->arena, is->weight));
	if (part == GRADE_PART_RANGE &&
	    change->before->items[i].points_tenths != change->after->items[i].points_tenths)
		buffer_append_format(out, "，“%s”得分 %s→%s", name,
		    figure_grade_tenths(out->arena, change->before->items[i].points_tenths),
		    figure_grade_tenths(out->arena, change->after->items[i].points_tenths));
	if (part == GRADE_PART_SAFETY && was->safety != is->safety)
		buffer_append_format(out, "，“%s”%s安全指标", name, is->safety ? "列为" : "不再是");
}

/* Its own figures: composite and cap, where they moved. */
static bool
append_own(struct buffer *out, const struct figure_grade_change *change)
{
	const struct grade_result *was = &change->before->result, *is = &change->after->result;
	size_t length = out->length;

	if (was->reason != GRADE_GRADED || is->reason != GRADE_GRADED) {
		if (was->reason != is->reason)
			buffer_append_format(
			    out, "有效权重 %.0f%%→%.0f%%", 100 * was->coverage, 100 * is->coverage);
		return out->length > length;
	}
	if (was->composite_tenths != is->composite_tenths)
		buffer_append_format(out, "综合分 %s→%s",
		    figure_grade_tenths(out->arena, was->composite_tenths),
		    figure_grade_tenths(out->arena, is->composite_tenths));
	if (was->cap != is->cap)
		buffer_append_format(out, "%s安全指标封顶 %s→%s", out->length > length ? "，" : "",
		    was->cap == GRADE_A ? "无" : figure_grade_letter(was->cap),
		    is->cap == GRADE_A ? "无" : figure_grade_letter(is->cap));
	return out->length > length;
}

const char *
figure_grade_change_text(struct arena *arena, const struct figure_grade_effect *effect,
    const struct figure_grade_change *change)
{
	struct buffer out = buffer_create(arena, 256);
	bool own = append_own(&out, change), any = false;

	for (int part = 0; part < GRADE_PART_COUNT; part++) {
		if (!change->causes[part] || (!own && !change->grade_changed))
			continue;
		buffer_append_format(
		    &out, "%s%s变动", out.length > 0 ? "；" : "", part_names[part]);
		for (size_t i = 0; i < effect->schemes[1].count; i++)
			append_indicator(&out, effect, change, (enum grade_part)part, i);
		any = true;
	}
	if (!own && !change->grade_changed)
		return "本机构各项不变，名次因其他机构变动";
	if (!any)
		buffer_append_format(&out, "%s几项修改共同作用", out.length > 0 ? "；" : "");
	return out.data;
}
