/* Parts of the overview of an edition. */
#ifndef DISCLOSURE_REGION_PERIOD_H
#define DISCLOSURE_REGION_PERIOD_H

#include "disclosure/edition.h"

/*
 * Sets counties, tiles in the order of their codes with the value of one indicator each and how it
 * stands to the region's, map_name, map_unit, and map_options, the indicators to choose from.
 * counties: rows of period_counties; indicators: of period_indicators.
 */
void period_map(struct context *context, struct view *view, const struct rows *counties,
    const struct rows *indicators, const struct edition_address *address);

#endif
