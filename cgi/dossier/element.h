/* The field "element" of what is said about a return: one of its elements, or * for the whole. */
#ifndef DOSSIER_ELEMENT_H
#define DOSSIER_ELEMENT_H

#include "core/status.h"

struct form;
struct context;
struct rows;

/*
 * Sets its choices from rows with code and name, and its value from the address, * without one.
 * STATUS_INPUT: the address names another.
 */
enum status dossier_element_choices(
    struct context *context, struct form *form, const struct rows *elements) MUST_CHECK;

#endif
