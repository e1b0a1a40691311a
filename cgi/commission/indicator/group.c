/* The ways in which institutions are summed. */
#include <stdlib.h>
#include <string.h>

#include "commission/particulars.h"
#include "core/text.h"
#include "indicator.h"

const struct indicator_grouping indicator_groupings[INDICATOR_GROUPINGS] = {
    {"按县（区）汇总", "县（区）", "region_code", "region_name", true},
    {"按市汇总", "市", "city_code", "city_name", true},
    {"按机构等级汇总", "等级", "level", "level_label", false},
    {"按机构类别汇总", "类别", "kind", "kind_label", false},
    {"按所有制汇总", "所有制", "ownership", "ownership", false},
};

static int
compare_keys(const void *a, const void *b)
{
	return strcmp(((const struct figure_group *)a)->key, ((const struct figure_group *)b)->key);
}

size_t
indicator_group(struct figure_group **out, const struct indicator *indicator,
    const struct indicator_grouping *grouping)
{
	size_t count = figure_table_group(out, &indicator->table, grouping->key);

	if (count < 2)
		return 0;
	if (grouping->by_key)
		qsort(*out, count, sizeof(**out), compare_keys);
	return count;
}

const char *
indicator_group_label(const struct indicator *indicator, const struct indicator_grouping *grouping,
    const struct figure_group *group)
{
	const char *label = rows_text(indicator->results, group->row, grouping->label);

	if (!text_equal(grouping->key, "ownership"))
		return label;
	for (const struct choice *choice = institution_ownerships; choice->value != NULL;
	     choice++) {
		if (text_equal(choice->value, label))
			return choice->label;
	}
	return label;
}
