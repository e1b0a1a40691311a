#include "chart.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "text.h"

/* Beyond this a double has no digits left for ticks. */
#define VALUE_LIMIT 1e15

/* Parts of the range that a double can still tell apart from its neighbours. */
#define NARROWEST 1e-9

static double
finite_or_zero(double value)
{
	return isfinite(value) ? fmax(-VALUE_LIMIT, fmin(VALUE_LIMIT, value)) : 0;
}

/* 1, 2 or 5 times a power of ten, at least least. */
static double
round_step(double least, int *places)
{
	int exponent = (int)floor(log10(least));
	double power = pow(10, exponent), part = least / power;
	double digit = part <= 1 + NARROWEST ? 1 : part <= 2 + NARROWEST ? 2 : part <= 5 ? 5 : 10;

	if (digit == 10)
		exponent++;
	*places = exponent < 0 ? -exponent : 0;
	return digit * power;
}

void
chart_axis_fit(
    struct chart_axis *out, double low, double high, double start, double end, size_t steps)
{
	double from, to, size, step;
	int places;

	assert(isfinite(start) && isfinite(end) && steps >= 2 && steps <= CHART_TICKS_MAX);
	low = finite_or_zero(low);
	high = finite_or_zero(high);
	from = fmin(low, high);
	to = fmax(low, high);
	size = fmax(fabs(from), fabs(to));
	if (!(to - from > size * NARROWEST) || to - from < NARROWEST) {
		double half = size > NARROWEST ? size / 10 : 0.5;

		from = from >= 0 ? fmax(0, from - half) : from - half;
		to = to <= 0 && low < 0 ? fmin(0, to + half) : to + half;
	}
	step = round_step((to - from) / (double)steps, &places);
	/* Rounding the ends outwards can take a step too many: then the next round step. */
	while (ceil(to / step - NARROWEST) - floor(from / step + NARROWEST) > (double)steps)
		step = round_step(step * 1.5, &places);
	*out = (struct chart_axis){.from = floor(from / step + NARROWEST) * step,
	    .to = ceil(to / step - NARROWEST) * step,
	    .start = start,
	    .end = end,
	    .step = step,
	    .places = places};
}

size_t
chart_axis_ticks(const struct chart_axis *axis)
{
	return (size_t)lround((axis->to - axis->from) / axis->step) + 1;
}

double
chart_axis_tick(const struct chart_axis *axis, size_t index)
{
	return (round(axis->from / axis->step) + (double)index) * axis->step;
}

bool
chart_axis_holds(const struct chart_axis *axis, double value)
{
	return value >= axis->from && value <= axis->to;
}

double
chart_axis_position(const struct chart_axis *axis, double value)
{
	double part = (value - axis->from) / (axis->to - axis->from);

	/* fmin and fmax take the other argument for NaN. */
	return axis->start + fmax(0, fmin(1, part)) * (axis->end - axis->start);
}

double
chart_axis_project(const struct chart_axis *axis, double value)
{
	return axis->start +
	       (value - axis->from) / (axis->to - axis->from) * (axis->end - axis->start);
}

const char *
chart_axis_label(struct arena *arena, const struct chart_axis *axis, double value)
{
	const char *label = text_format(arena, "%.*f", axis->places, value);

	/* What rounds to nothing from below. */
	if (fabs(value) < axis->step / 2 && label[0] == '-')
		label++;
	return label;
}

/* A coordinate in tenths, as charts have them. */
static long
tenths_of(double coordinate)
{
	if (isnan(coordinate))
		return 0;
	return lround(fmax(-CHART_LIMIT, fmin(CHART_LIMIT, coordinate)) * 10);
}

/* Without printf: a page has some thousand coordinates. */
static void
append_coordinate(struct buffer *out, double coordinate)
{
	long tenths = tenths_of(coordinate);
	unsigned long rest = (unsigned long)labs(tenths);
	char digits[16];
	size_t at = sizeof(digits);

	digits[--at] = (char)('0' + rest % 10);
	digits[--at] = '.';
	rest /= 10;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (tenths < 0)
		digits[--at] = '-';
	buffer_append(out, digits + at, sizeof(digits) - at);
}

static void
append_step(struct buffer *out, char command, double x, double y)
{
	buffer_append_char(out, command);
	append_coordinate(out, x);
	buffer_append_char(out, ' ');
	append_coordinate(out, y);
}

const char *
chart_number(struct arena *arena, double coordinate)
{
	struct buffer number = buffer_create(arena, 16);

	append_coordinate(&number, coordinate);
	return number.data;
}

struct chart_path
chart_path_create(struct arena *arena, struct chart_frame frame)
{
	return (struct chart_path){.d = buffer_create(arena, 64), .frame = frame};
}

void
chart_path_break(struct chart_path *path)
{
	path->joined = path->drawn = false;
}

/* Narrows first ... last, parts of a line, to where start + part * way is not above limit. */
static void
narrow(double *first, double *last, double start, double way, double limit)
{
	double part = (limit - start) / way;

	if (way > 0)
		*last = fmin(*last, part);
	else if (way < 0)
		*first = fmax(*first, part);
	else if (start > limit)
		*last = -1;
}

void
chart_path_add(struct chart_path *path, double x, double y)
{
	const struct chart_frame *frame = &path->frame;
	double from_x = path->x, from_y = path->y, way_x, way_y;
	double first = 0, last = 1;

	if (!isfinite(x) || !isfinite(y)) {
		chart_path_break(path);
		return;
	}
	x = fmax(-CHART_LIMIT, fmin(CHART_LIMIT, x));
	y = fmax(-CHART_LIMIT, fmin(CHART_LIMIT, y));
	way_x = x - from_x;
	way_y = y - from_y;
	path->x = x;
	path->y = y;
	if (!path->joined) {
		path->joined = true;
		return;
	}
	/* Liang and Barsky: the part of the line that lies inside all four edges. */
	narrow(&first, &last, from_x, way_x, frame->right);
	narrow(&first, &last, -from_x, -way_x, -frame->left);
	narrow(&first, &last, from_y, way_y, frame->bottom);
	narrow(&first, &last, -from_y, -way_y, -frame->top);
	if (!(first <= last)) {
		path->drawn = false;
		return;
	}
	if (!path->drawn || first > 0)
		append_step(&path->d, 'M', from_x + first * way_x, from_y + first * way_y);
	append_step(&path->d, 'L', from_x + last * way_x, from_y + last * way_y);
	path->drawn = last >= 1;
}

static void
append_half_circle(struct buffer *out, double radius, double way)
{
	append_step(out, 'a', radius, radius);
	buffer_append_text(out, " 0 1 0 ");
	append_coordinate(out, way);
	buffer_append_text(out, " 0");
}

const char *
chart_shape_path(struct arena *arena, enum chart_shape shape, double x, double y, double size)
{
	/* Corners in tenths of the size. */
	static const struct {
		int count;
		int corners[4][2];
	} shapes[CHART_SHAPE_COUNT] = {
	    [CHART_CIRCLE] = {0},
	    [CHART_SQUARE] = {4, {{-9, -9}, {9, -9}, {9, 9}, {-9, 9}}},
	    [CHART_DIAMOND] = {4, {{0, -13}, {13, 0}, {0, 13}, {-13, 0}}},
	    [CHART_UP] = {3, {{0, -12}, {12, 10}, {-12, 10}}},
	    [CHART_DOWN] = {3, {{0, 12}, {12, -10}, {-12, -10}}},
	    [CHART_LEFT] = {3, {{-10, 0}, {6, -8}, {6, 8}}},
	    [CHART_RIGHT] = {3, {{10, 0}, {-6, -8}, {-6, 8}}},
	};
	struct buffer d = buffer_create(arena, 64);

	size = size >= 1 && size <= CHART_LIMIT ? size : 1;
	x = (double)tenths_of(x) / 10;
	y = (double)tenths_of(y) / 10;
	for (int i = 0; i < shapes[shape].count; i++)
		append_step(&d, i == 0 ? 'M' : 'L', x + shapes[shape].corners[i][0] * size / 10,
		    y + shapes[shape].corners[i][1] * size / 10);
	if (shapes[shape].count == 0) {
		append_step(&d, 'M', x - size, y);
		append_half_circle(&d, size, 2 * size);
		append_half_circle(&d, size, -2 * size);
	}
	buffer_append_char(&d, 'Z');
	return d.data;
}

double
chart_text_width(const char *text, double height)
{
	double width = 0;

	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		if (*at < 0x80)
			width += 0.56; /* a digit, a Latin letter */
		else if (*at >= 0xe0)
			width += 1; /* the first byte of a Chinese character */
		else if (*at >= 0xc0)
			width += 0.6; /* that of an accented letter */
	}
	return width * height;
}

size_t
chart_label_every(double apart, double needed)
{
	if (!(apart > 0) || !(needed > apart) || !(needed / apart < CHART_LIMIT))
		return 1;
	return (size_t)ceil(needed / apart);
}

const char *
chart_text_cut(struct arena *arena, const char *text, double height, double width)
{
	size_t length = 0;

	if (chart_text_width(text, height) <= width)
		return text;
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (((unsigned char)text[i] & 0xc0) == 0x80)
			continue; /* inside a character */
		if (chart_text_width(text_copy(arena, text, i), height) > width - height)
			break;
		length = i;
	}
	return text_format(arena, "%.*s…", (int)length, text);
}
