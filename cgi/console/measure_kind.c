/* zhiheng measure kinds: the traits of the kinds of indicators, as zhiheng.measure_kind has them.
 */
#include <stdio.h>

#include "console.h"
#include "measure/kind.h"

static const char *
truth(bool flag)
{
	return flag ? "t" : "f";
}

enum exit_code
measure_kinds_run(const struct console *console, int argument_count, char **arguments)
{
	(void)console;
	(void)arguments;
	if (argument_count != 0)
		return EXIT_USAGE;
	puts("code,has_denominator,part_of_whole,measured,additive,rankable,"
	     "ranked_without_interval,jump_tested,dichotomous,places,"
	     "interval_model,funnel_model,change_model");
	for (int i = 0; i < MEASURE_KIND_COUNT; i++) {
		const struct kind_traits *kind = &measure_kinds[i];

		printf("%s,%s,%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s\n", kind->name,
		    truth(kind->has_denominator), truth(kind->part_of_whole), truth(kind->measured),
		    truth(kind->additive), truth(kind->rankable),
		    truth(kind->ranked_without_interval), truth(kind->jump_tested),
		    truth(kind->dichotomous), kind->places, kind_model_name(kind->interval_model),
		    kind_model_name(kind->funnel_model), kind_model_name(kind->change_model));
	}
	return EXIT_DONE;
}
