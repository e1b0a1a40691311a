#include "beside.h"

#include <string.h>

#include "core/arena.h"
#include "core/text.h"
#include "figure/value.h"
#include "measure/decimal.h"
#include "measure/quantile.h"

/* One peer, "12/340" or "12"; false: no value. */
static bool
read_peer(double *out, const struct figure_definition *definition, char *text)
{
	char *slash = strchr(text, '/');
	struct decimal x, n;

	if (slash != NULL)
		*slash++ = '\0';
	if (!decimal_parse(&x, text))
		return false;
	*out = decimal_to_double(x);
	if (slash == NULL)
		return true;
	if (!decimal_parse(&n, slash) || n.units <= 0)
		return false;
	*out *= definition->rule.factor / decimal_to_double(n);
	return true;
}

const char *
beside_peers(struct arena *arena, const struct figure_definition *definition, const char *peers)
{
	static const unsigned percents[] = {0, 25, 50, 75, 100};
	char *rest =
	    text_copy(arena, peers == NULL ? "" : peers, peers == NULL ? 0 : strlen(peers));
	double *values = arena_new(arena, double, strlen(rest) / 2 + 1);
	const char *shown[sizeof(percents) / sizeof(percents[0])];
	size_t count = 0;

	while (*rest != '\0') {
		char *next = strchr(rest, ' ');

		if (next != NULL)
			*next++ = '\0';
		count += read_peer(&values[count], definition, rest);
		rest = next == NULL ? "" : next;
	}
	if (count < FIGURE_PEERS)
		return text_format(arena, "同类不足%d家", FIGURE_PEERS);
	quantile_sort(values, count);
	for (size_t i = 0; i < sizeof(percents) / sizeof(percents[0]); i++)
		shown[i] =
		    figure_double(arena, definition, quantile_sorted(values, count, percents[i]));
	return text_format(arena, "同类 %zu 家：%s～%s%s，中位数 %s，四分位 %s～%s", count,
	    shown[0], shown[4], definition->unit, shown[2], shown[1], shown[3]);
}

bool
beside_differs(const char *registered, const char *accepted)
{
	struct decimal a, b;
	int64_t step = 1, apart;

	if (registered == NULL || accepted == NULL || !decimal_parse(&a, registered) ||
	    !decimal_parse(&b, accepted))
		return false;
	for (unsigned i = decimal_places(registered); i < DECIMAL_PLACES; i++)
		step *= 10;
	apart = a.units > b.units ? a.units - b.units : b.units - a.units;
	return apart > step / 2;
}
