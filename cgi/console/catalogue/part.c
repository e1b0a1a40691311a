/* What must hold in part_of.csv: nothing is its own part, not over others either; sums are whole.
 */
#include <string.h>

#include "catalogue.h"
#include "console/console.h"
#include "console/fault.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/text.h"

/* The rows as a graph that is walked from the smaller to the larger elements. */
struct walk {
	const struct form_file *parts;
	struct faults *faults;
	struct arena *arena;
	size_t child, parent; /* columns */
	bool *done;           /* nothing behind this row leads back to it */
	size_t *path;         /* rows, each going on where the one before ended */
	size_t length;
};

static const char *
child_of(const struct walk *walk, size_t row)
{
	return walk->parts->rows[row]->cells[walk->child];
}

static const char *
parent_of(const struct walk *walk, size_t row)
{
	return walk->parts->rows[row]->cells[walk->parent];
}

static void
name_circle(const struct walk *walk, size_t from, size_t row)
{
	struct buffer names = buffer_create(walk->arena, 128);

	for (size_t i = from; i < walk->length; i++)
		buffer_append_format(&names, "%s, ", child_of(walk, walk->path[i]));
	buffer_append_text(&names, parent_of(walk, row));
	form_file_fault(walk->parts, walk->faults, row, walk->parent,
	    "the parts go round in a circle: %s", names.data);
}

/* Steps that have been walked before, or that close a circle, are not walked. */
static void
go_on(struct walk *walk, size_t row)
{
	walk->path[walk->length++] = row;
	for (size_t i = 0; i < walk->length; i++) {
		if (text_equal(child_of(walk, walk->path[i]), parent_of(walk, row))) {
			/* Its own part: told as such. */
			if (i + 1 < walk->length)
				name_circle(walk, i, row);
			walk->length--;
			walk->done[row] = true;
			return;
		}
	}
	for (size_t next = 0; next < walk->parts->count; next++) {
		if (!walk->done[next] && text_equal(child_of(walk, next), parent_of(walk, row)))
			go_on(walk, next);
	}
	walk->length--;
	walk->done[row] = true;
}

static void
check_circles(const struct form_file *parts, struct faults *faults, const struct console *console)
{
	struct walk walk = {.parts = parts,
	    .faults = faults,
	    .arena = console->arena,
	    .child = form_file_column(parts, "child_element"),
	    .parent = form_file_column(parts, "parent_element"),
	    .done = arena_new(console->arena, bool, parts->count),
	    .path = arena_new(console->arena, size_t, parts->count)};

	memset(walk.done, 0, parts->count * sizeof(*walk.done));
	for (size_t row = 0; row < parts->count; row++) {
		if (!walk.done[row])
			go_on(&walk, row);
	}
}

/* What adds up to a whole is a strict part of it, and says how. */
static void
check_sum(const struct form_file *parts, struct faults *faults, size_t row)
{
	const char *const *cells = parts->rows[row]->cells;
	const char *parent = cells[form_file_column(parts, "parent_element")];
	size_t partition = form_file_column(parts, "partition");
	size_t op = form_file_column(parts, "partition_op");

	if ((cells[partition][0] == '\0') != (cells[op][0] == '\0')) {
		form_file_fault(parts, faults, row, op,
		    "partition \"%s\" does not go with partition_op \"%s\"", cells[partition],
		    cells[op]);
		return;
	}
	if (cells[partition][0] == '\0')
		return;
	if (!text_equal(cells[partition], parent))
		form_file_fault(parts, faults, row, partition,
		    "partition \"%s\" where parent_element is \"%s\"", cells[partition], parent);
	if (!text_equal(cells[form_file_column(parts, "mark")], "strict") ||
	    !text_equal(cells[form_file_column(parts, "relation")], "subset"))
		form_file_fault(parts, faults, row, partition,
		    "partition \"%s\" of what is no strict subset", cells[partition]);
}

void
catalogue_check_parts(
    const struct form_file *parts, struct faults *faults, const struct console *console)
{
	size_t child = form_file_column(parts, "child_element");
	size_t parent = form_file_column(parts, "parent_element");

	for (size_t row = 0; row < parts->count; row++) {
		const char *const *cells = parts->rows[row]->cells;

		if (text_equal(cells[child], cells[parent]))
			form_file_fault(parts, faults, row, parent,
			    "parent_element \"%s\" is child_element as well", cells[parent]);
		check_sum(parts, faults, row);
	}
	check_circles(parts, faults, console);
}
