/* The field "element" of what is said about a return: one of its elements, or * for the whole. */
#ifndef DOSSIER_ELEMENT_H
#define DOSSIER_ELEMENT_H

struct form;
struct context;
struct rows;

/* Sets its choices from rows with code and name, and its value: *, if about is none of them. */
void dossier_element_choices(
    struct context *context, struct form *form, const struct rows *elements, const char *about);

#endif
