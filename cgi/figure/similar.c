#include "similar.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/rows.h"
#include "core/text.h"
#include "measure/expectation.h"
#include "peers.h"

#define NEAREST  1 /* steps that are always taken in */
#define FARTHEST 2

struct pool {
	const struct figure_table *table;
	struct overdispersion_unit *units; /* of the table's */
	size_t eligible;
};

/* Whole, complete counts that reach the minimum. */
static bool
counts(const struct figure_table *table, size_t unit)
{
	const struct comparison_unit *its = &table->units[unit];

	return its->status == MEASURE_OK && its->complete && its->interval_known &&
	       decimal_compare(its->denominator, table->definition->rule.minimum_denominator) >=
		   0 &&
	       decimal_is_whole(its->numerator) && decimal_is_whole(its->denominator);
}

static bool
is_similar(const char *group, const char *other, const struct rows *steps, int most)
{
	for (size_t i = 0; i < rows_count(steps); i++)
		if (text_equal(rows_text(steps, i, "peer_group"), group) &&
		    text_equal(rows_text(steps, i, "similar_group"), other))
			return rows_integer(steps, i, "step") <= most;
	return false;
}

/* The units of the groups that are similar to that group; enough to expect is told by them all. */
static void
read_pool(struct pool *out, const struct figure_table *table, const char *group,
    const struct rows *steps, int most)
{
	struct expectation expectation = {.kind = table->definition->rule.kind};

	*out = (struct pool){.table = table,
	    .units = arena_new(table->arena, struct overdispersion_unit, table->count)};
	for (size_t i = 0; i < table->count; i++) {
		const struct comparison_unit *unit = &table->units[i];
		const char *other = rows_text(table->rows, table->first + i, "peer_group");

		out->units[i].eligible = counts(table, i) && is_similar(group, other, steps, most);
		out->units[i].x = decimal_to_double(unit->numerator);
		out->units[i].n = decimal_to_double(unit->denominator);
		if (out->units[i].eligible)
			expectation_add(&expectation, unit->numerator, unit->denominator);
	}
	for (size_t i = 0; i < table->count; i++) {
		out->units[i].eligible =
		    out->units[i].eligible &&
		    expectation_is_enough(&expectation, table->units[i].denominator);
		out->eligible += out->units[i].eligible;
	}
}

/* The names of the groups that have a part in it. */
static const char *
names_of(const struct pool *pool)
{
	const struct figure_table *table = pool->table;
	struct buffer out = buffer_create(table->arena, 64);

	for (size_t i = 0; i < table->count; i++) {
		size_t before = 0;

		while (before < i &&
		       !(pool->units[before].eligible &&
			   table->units[before].peer_group == table->units[i].peer_group))
			before++;
		if (!pool->units[i].eligible || before < i)
			continue;
		if (out.length > 0)
			buffer_append_text(&out, "、");
		buffer_append_text(
		    &out, rows_text(table->rows, table->first + i, "peer_group_label"));
	}
	return out.data;
}

static size_t
count_comparable(const struct pool *pool, size_t first, size_t count)
{
	size_t comparable = 0;

	for (size_t i = 0; i < count; i++)
		comparable += pool->units[pool->table->order[first + i]].eligible;
	return comparable;
}

void
figure_similar_read(struct figure_similar out[], const struct figure_table *table, size_t first,
    size_t count, const struct rows *steps)
{
	enum measure_direction direction = table->definition->rule.direction;
	struct overdispersion spread;
	enum funnel_model model;
	struct pool pool;
	const char *group, *names;

	for (size_t i = 0; i < count; i++)
		out[table->order[first + i]] = (struct figure_similar){0};
	if (count == 0 || !figure_is_judged(&model, table->definition))
		return;
	group = rows_text(table->rows, table->first + table->order[first], "peer_group");
	read_pool(&pool, table, group, steps, NEAREST);
	if (pool.eligible < FIGURE_PEERS)
		read_pool(&pool, table, group, steps, FARTHEST);
	if (count_comparable(&pool, first, count) >= FIGURE_PEERS || pool.eligible < FIGURE_PEERS ||
	    overdispersion_compute(&spread, pool.units, table->count, model, NULL,
		arena_new(table->arena, size_t, table->count)) != MEASURE_OK)
		return;
	names = names_of(&pool);
	for (size_t i = 0; i < count; i++) {
		const struct overdispersion_unit *unit = &pool.units[table->order[first + i]];
		bool word = overdispersion_has_word(&spread);

		if (unit->eligible)
			out[table->order[first + i]] = (struct figure_similar){.known = true,
			    .units = pool.eligible,
			    .groups = names,
			    .z = unit->z,
			    .quality =
				funnel_judge(unit->class_final, word ? direction : MEASURE_NEUTRAL),
			    .apart = !word};
	}
}

static double
number_of(const struct rows *rows, const char *column)
{
	const char *text = rows_text(rows, 0, column);

	return text == NULL ? 0 : strtod(text, NULL);
}

void
figure_similar_read_one(struct figure_similar *out, const struct figure_table *table, size_t unit,
    const struct rows *evidence)
{
	const struct comparison_unit *own = &table->units[unit];
	enum measure_direction direction = table->definition->rule.direction;
	struct judgement_others others;
	struct judgement judgement;
	enum funnel_model model;

	*out = (struct figure_similar){0};
	if (rows_count(evidence) == 0 || !figure_is_judged(&model, table->definition) ||
	    !counts(table, unit))
		return;
	others = (struct judgement_others){.units = (size_t)rows_integer(evidence, 0, "units"),
	    .x = number_of(evidence, "numerator"),
	    .n = number_of(evidence, "denominator"),
	    .mean = number_of(evidence, "mean"),
	    .tau2 = number_of(evidence, "tau2"),
	    .weight = number_of(evidence, "weight"),
	    .phi = number_of(evidence, "phi")};
	if (judgement_compute(&judgement, decimal_to_double(own->numerator),
		decimal_to_double(own->denominator), &others, model) != MEASURE_OK)
		return;
	*out = (struct figure_similar){.known = true,
	    .units = others.units,
	    .groups = rows_text(evidence, 0, "groups"),
	    .z = judgement.z,
	    .quality =
		funnel_judge(judgement.class_final, judgement.word ? direction : MEASURE_NEUTRAL),
	    .apart = !judgement.word};
}

const char *
figure_similar_word(const struct figure_similar *similar)
{
	static const char *const words[FUNNEL_QUALITY_COUNT] = {
	    [FUNNEL_WORSE_998] = "差于预期",
	    [FUNNEL_WORSE_95] = "差于预期",
	    [FUNNEL_BETTER_95] = "优于预期",
	    [FUNNEL_BETTER_998] = "优于预期",
	};

	if (!similar->known)
		return NULL;
	if (similar->apart)
		return "各家差异大，不写优于或差于预期，先查定义与病例构成";
	return words[similar->quality] == NULL ? "在预期范围内" : words[similar->quality];
}
