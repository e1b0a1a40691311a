#include "filter.h"

#include <string.h>

#include "core/arena.h"
#include "core/form.h"
#include "core/html.h"
#include "core/page_parts.h"
#include "core/request.h"
#include "core/text.h"
#include "page.h"
#include "particulars.h"

struct filter
filter_read(const struct context *context)
{
	const struct request *request = context->request;

	return (struct filter){.region = request_query(request, "region", NULL),
	    .level = request_query(request, "level", NULL),
	    .kind = request_query(request, "kind", NULL),
	    .ownership = request_query(request, "ownership", NULL)};
}

bool
filter_is_set(const struct filter *filter)
{
	return filter->region != NULL || filter->level != NULL || filter->kind != NULL ||
	       filter->ownership != NULL;
}

static bool
has_value(const struct rows *rows, const char *column, const char *value)
{
	size_t index = rows_index(rows, column);

	for (size_t row = 0; row < rows_count(rows); row++) {
		if (text_equal(rows_cell(rows, row, index), value))
			return true;
	}
	return false;
}

/* Those of choices that the rows have, in the order of choices. */
static void
show_choices(struct arena *arena, struct view *view, const char *name, const struct rows *rows,
    const char *column, const struct choice *choices, const char *chosen)
{
	size_t count = 0, kept = 0;
	struct choice *present;

	while (choices[count].value != NULL)
		count++;
	present = arena_new(arena, struct choice, count + 1);
	for (size_t i = 0; i < count; i++) {
		if (has_value(rows, column, choices[i].value) ||
		    text_equal(choices[i].value, chosen))
			present[kept++] = choices[i];
	}
	page_options(view, name, present, chosen);
}

static void
show_regions(struct arena *arena, struct view *view, const struct rows *rows, const char *chosen)
{
	size_t code = rows_index(rows, "region_code"), count = 0;
	struct choice *regions = arena_new(arena, struct choice, rows_count(rows) + 1);

	/* In the order of codes: each goes to its place among those found so far. */
	for (size_t row = 0; row < rows_count(rows); row++) {
		struct choice region = {
		    rows_cell(rows, row, code), rows_text(rows, row, "region_name")};
		size_t place = 0;

		while (place < count && strcmp(regions[place].value, region.value) < 0)
			place++;
		if (place < count && text_equal(regions[place].value, region.value))
			continue;
		memmove(&regions[place + 1], &regions[place], (count - place) * sizeof(*regions));
		regions[place] = region;
		count++;
	}
	regions[count] = (struct choice){0};
	page_options(view, "region_options", regions, chosen);
}

void
filter_show(
    const struct filter *filter, struct arena *arena, struct view *view, const struct rows *rows)
{
	show_regions(arena, view, rows, filter->region);
	show_choices(
	    arena, view, "level_options", rows, "level", institution_levels, filter->level);
	show_choices(arena, view, "kind_options", rows, "kind", institution_kinds, filter->kind);
	show_choices(arena, view, "ownership_options", rows, "ownership", institution_ownerships,
	    filter->ownership);
	view_text(view, "filter_words", filter_words(filter, arena, rows));
}

static void
append_word(struct buffer *out, const char *word)
{
	if (word == NULL)
		return;
	if (out->length > 0)
		buffer_append_text(out, "、");
	buffer_append_text(out, word);
}

static const char *
word_of(const struct choice *choices, const char *value)
{
	for (; choices->value != NULL; choices++) {
		if (text_equal(choices->value, value))
			return choices->label;
	}
	return value;
}

static const char *
region_word(const struct rows *rows, const char *region)
{
	for (size_t row = 0; row < rows_count(rows); row++) {
		if (text_equal(rows_text(rows, row, "region_code"), region))
			return rows_text(rows, row, "region_name");
	}
	return region;
}

const char *
filter_words(const struct filter *filter, struct arena *arena, const struct rows *rows)
{
	struct buffer out = buffer_create(arena, 64);

	append_word(&out, region_word(rows, filter->region));
	append_word(&out, word_of(institution_levels, filter->level));
	append_word(&out, word_of(institution_kinds, filter->kind));
	append_word(&out, word_of(institution_ownerships, filter->ownership));
	return out.length > 0 ? out.data : NULL;
}

const char *
filter_url(const struct filter *filter, struct arena *arena, const char *url)
{
	const struct {
		const char *name;
		const char *value;
	} parts[] = {{"region", filter->region}, {"level", filter->level}, {"kind", filter->kind},
	    {"ownership", filter->ownership}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].value != NULL)
			url = html_url_query(arena, url, parts[i].name, parts[i].value);
	}
	return url;
}
