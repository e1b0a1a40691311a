/* zhiheng measure: screens of quarters, of none or all, of scaled and jittered copies. */
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "core/arena.h"
#include "core/text.h"
#include "measure.h"
#include "measure/screen.h"

/* "x;n|x;n": a pair that is no two numbers is a gap. */
static struct mixture_count *
read_pairs(size_t *count, struct cases *cases, size_t row, const char *column)
{
	char *text = text_format(cases->arena, "%s", cases_text(cases, row, column)), *next;
	struct mixture_count *pairs =
	    arena_new(cases->arena, struct mixture_count, strlen(text) + 1);

	for (*count = 0; text != NULL; text = next, (*count)++) {
		char *second;
		double x, n;

		next = strchr(text, '|');
		if (next != NULL)
			*next++ = '\0';
		second = strchr(text, ';');
		if (second == NULL)
			continue;
		*second++ = '\0';
		if (cases_parse_number(&x, text) == CELL_NUMBER &&
		    cases_parse_number(&n, second) == CELL_NUMBER)
			pairs[*count] = (struct mixture_count){x, n};
	}
	return pairs;
}

static void
set_result(struct cases *cases, size_t row, enum screen_status status, double statistic, bool fired)
{
	cases_set_text(cases, row, "status", screen_status_name(status));
	if (status == SCREEN_OK)
		cases_set_number(cases, row, "statistic", statistic);
	cases_set_flag(cases, row, "fired", fired);
}

static double
number_or_zero(const struct cases *cases, size_t row, const char *column)
{
	double number;

	return cases_number(&number, cases, row, column) == CELL_NUMBER ? number : 0;
}

static void
compute_jump(struct cases *cases, size_t row, enum kind_model model)
{
	struct screen_peers peers = {
	    number_or_zero(cases, row, "peer_shift"), number_or_zero(cases, row, "peer_variance")};
	struct screen_variation own;
	struct screen_jump jump;
	size_t count;
	const struct mixture_count *data = read_pairs(&count, cases, row, "data"), none = {0};

	screen_variation_compute(&own, model, data, count - 1);
	screen_jump_compute(&jump, model, &data[count - 1],
	    count > SCREEN_YEAR ? &data[count - 1 - SCREEN_YEAR] : &none, &own, &peers);
	set_result(cases, row, jump.status, jump.statistic, jump.fired);
}

static void
compute_perfect(struct cases *cases, size_t row, enum kind_model model)
{
	struct screen_perfect perfect;
	size_t own_count, count;
	const struct mixture_count *own = read_pairs(&own_count, cases, row, "data");
	const struct mixture_count *peers = read_pairs(&count, cases, row, "peers");

	screen_perfect_compute(&perfect, model, own, peers, count);
	set_result(cases, row, perfect.status, perfect.probability, perfect.fired);
}

static void
compute_similar(struct cases *cases, size_t row)
{
	struct screen_similar similar;
	size_t count;
	const struct mixture_count *pairs = read_pairs(&count, cases, row, "data");
	double *before = arena_new(cases->arena, double, count);
	double *after = arena_new(cases->arena, double, count);
	double *scratch = arena_new(cases->arena, double, count);

	for (size_t i = 0; i < count; i++) {
		before[i] = pairs[i].x;
		after[i] = pairs[i].n;
	}
	screen_similar_compute(&similar, before, after, count, scratch);
	set_result(cases, row, similar.status, similar.probability, similar.fired);
}

static void
compute_screens(struct cases *cases)
{
	for (size_t row = 0; row < cases->count; row++) {
		bool known =
		    cases_is(cases, row, "kind", "prop") || cases_is(cases, row, "kind", "rate");
		enum kind_model model =
		    cases_is(cases, row, "kind", "prop") ? KIND_BINOMIAL : KIND_POISSON;

		if (cases_is(cases, row, "screen", "similar"))
			compute_similar(cases, row);
		else if (known && cases_is(cases, row, "screen", "jump"))
			compute_jump(cases, row, model);
		else if (known && cases_is(cases, row, "screen", "perfect"))
			compute_perfect(cases, row, model);
		else
			cases_set_status(cases, row, MEASURE_INVALID);
	}
}

const struct method screen_methods[] = {
    {.name = "screens",
	.inputs = COLUMNS("case", "screen", "kind", "data", "peers", "peer_shift", "peer_variance"),
	.computed = COLUMNS("status", "statistic", "fired"),
	.compute = compute_screens},
    {.name = NULL},
};
