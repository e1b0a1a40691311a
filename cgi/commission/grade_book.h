/* The grades of a period as pages of the commission need them. */
#ifndef COMMISSION_GRADE_BOOK_H
#define COMMISSION_GRADE_BOOK_H

#include "core/route.h"
#include "figure/grade_view.h"

struct grade_book {
	struct rows *head; /* the scheme in force; without row: there is none */
	struct rows *items;
	struct rows *vetoes;
	struct rows *decisions; /* on caps */
	const struct rows *values;
	struct figure_grade_scheme scheme;
	struct figure_grades grades; /* no groups without scheme */
};

/* The questions for scheme, vetoes and decisions, as lines of a page's table. */
#define GRADE_ASKS(book, programme, period)                                                        \
	ASK(&(book)->head, GRADE_HEAD, programme, NULL),                                           \
	    ASK(&(book)->items, GRADE_ITEMS, programme, NULL),                                     \
	    ASK(&(book)->vetoes, GRADE_VETOES, programme, period),                                 \
	    ASK(&(book)->decisions, GRADE_DECISIONS, programme, period)

/*
 * The grades.  Columns of values: those of figure_grade_compute and institution_name,
 * peer_group_label where it is shown.
 */
void grade_book_compute(struct grade_book *book, struct arena *arena, const struct rows *values);

/* Those that a unit cannot be told from, by name: "示例甲医院、示例乙医院". */
const char *grade_book_alike_names(struct arena *arena, const struct grade_book *book,
    const struct figure_grade_group *group, size_t index);

#endif
