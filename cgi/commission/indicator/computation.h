/* What the pages of the whole region's computation share. */
#ifndef COMMISSION_INDICATOR_COMPUTATION_H
#define COMMISSION_INDICATOR_COMPUTATION_H

#include "commission/scope.h"

/*
 * The answer to ?indicator=…&format=csv and xlsx: an indicator as it was computed.  computed: rows
 * of computation_head, none or one.
 */
enum status computation_file(
    struct context *context, const struct scope *scope, const struct rows *computed) MUST_CHECK;

#endif
