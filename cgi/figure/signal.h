/*
 * Signals: what needs attention first among institutions, each with its reason in words.  Made from
 * rows of sums, of quarters and of returns; the statistics are measure's.
 *
 *   figure_signals_open(&signals, arena, institutions, indicators);
 *   figure_signals_add_results(&signals, results);      outliers, goals and thresholds missed
 *   figure_signals_add_history(&signals, history);      worsening
 *   figure_signals_add_screens(&signals, elements, pasts);   screens of returns (screen.h)
 *   figure_signals_add_baselines(&signals, baselines);  shared denominators
 *   figure_signals_add_returns(&signals, returns);      late
 *   figure_signals_sort(&signals);
 *
 * Results come before history and screens, which ask them for distances and peers.
 */
#ifndef FIGURE_SIGNAL_H
#define FIGURE_SIGNAL_H

#include <stdint.h>

#include "definition.h"
#include "screen.h"

#define FIGURE_SIGNAL_NONE ((size_t)-1)

enum figure_signal_kind {
	FIGURE_SIGNAL_OUTLIER,   /* beyond its peers' funnel limits, after overdispersion, and worse
				  */
	FIGURE_SIGNAL_WORSENING, /* control chart or change since the quarter before */
	FIGURE_SIGNAL_GOAL,      /* goal missed */
	FIGURE_SIGNAL_THRESHOLD, /* threshold missed, and no goal that is missed too */
	FIGURE_SIGNAL_SCREEN,
	FIGURE_SIGNAL_LATE,
	FIGURE_SIGNAL_KIND_COUNT
};

/* "偏离同组" and the like; and the name that addresses and zhiheng.ledger_item.source have. */
const char *figure_signal_label(enum figure_signal_kind kind);
const char *figure_signal_name(enum figure_signal_kind kind);

enum figure_severity { FIGURE_SEVERITY_LOW = 1, FIGURE_SEVERITY_MIDDLE, FIGURE_SEVERITY_HIGH };

/* "严重", "较重", "一般". */
const char *figure_severity_label(enum figure_severity severity);

struct figure_signal {
	enum figure_signal_kind kind;
	enum figure_severity severity;
	size_t institution; /* row of the institutions */
	size_t indicator;   /* row of the indicators, FIGURE_SIGNAL_NONE: a return or baseline */
	bool size_known;
	int64_t size;          /* patients to go to the goal (without one: the threshold) */
	const char *label;     /* of the kind; a screen's own name */
	const char *reason;    /* Chinese, whole, without its end */
	const char *period;    /* of a late return; NULL: that of the page */
	const char *return_id; /* the evidence, if it is a return; NULL */
};

struct figure_distance {
	bool known;
	int64_t cases;
	bool certain; /* also from the better limit of the value's interval */
};

/* What is known of an indicator across institutions. */
struct figure_signal_indicator {
	struct figure_definition definition;
	struct figure_distance *distances; /* by institution */
	double *numerators;                /* by institution; negative: none */
	double *denominators;
	const char **groups;
	size_t judged; /* shown institutions held against a goal or threshold */
	size_t missed; /* of these, that miss either */
};

struct figure_signals {
	struct arena *arena;
	const struct rows *institutions;
	const struct rows *indicators;
	size_t *by_id; /* rows of institutions in the order of ids */
	struct figure_signal_indicator *values;
	struct figure_signal *items;
	size_t count;
	size_t capacity;
};

/*
 * Columns of institutions: institution_id, shown (signals of others are left out).  Columns of
 * indicators: those of figure_definition_read and indicator_code, name, threshold_op,
 * threshold_value, numerator, denominator (elements).
 */
void figure_signals_open(struct figure_signals *out, struct arena *arena,
    const struct rows *institutions, const struct rows *indicators);

/*
 * An indicator's rows together, in the order of indicators.  Columns: indicator_code,
 * institution_id, peer_group, coverage, numerator, denominator, goal, goal_met, threshold_met.
 * OUTLIER beyond the 99.8 % limit is HIGH, beyond 95 % MIDDLE.  GOAL and THRESHOLD are MIDDLE if
 * the whole 95 % interval misses it, else LOW.
 */
void figure_signals_add_results(struct figure_signals *signals, const struct rows *rows);

/*
 * An indicator's and institution's quarters together, oldest first, in the order of indicators.
 * Columns: indicator_code, institution_id, age (quarters before the newest), numerator,
 * denominator, expected, received.  The newest quarter (age 0) fires if it is worse than
 *   the control chart's rules 1 to 4 allow (measure/chart), on the side that is worse, or
 *   the quarter before, at p < 0.001 (measure/change) and by at least a tenth of it.
 * Both: HIGH, one: MIDDLE.
 */
void figure_signals_add_history(struct figure_signals *signals, const struct rows *rows);

/*
 * A return's rows together.  Columns: return_id, institution_id, code, name, unit, stock, state,
 * value, last_state, last_value.  Columns of pasts, in the order of the returns and then of the
 * indicators: return_id, indicator_code and those of sheet_read_past.  COPIED and SIMILAR are HIGH,
 * UNIT, DIGITS and PERFECT MIDDLE, JUMP LOW.
 */
void figure_signals_add_screens(
    struct figure_signals *signals, const struct rows *rows, const struct rows *pasts);

/* Groups of figure_screen_shared together.  Columns: institution_id, element_code and its. */
void figure_signals_add_baselines(struct figure_signals *signals, const struct rows *rows);

/* Columns: return_id, institution_id, period, period_label, due_on, missing, late_days. */
void figure_signals_add_returns(struct figure_signals *signals, const struct rows *rows);

/* Gravest first, then the most cases, then as institutions and indicators stand. */
void figure_signals_sort(struct figure_signals *signals);

/*
 * Common problems: writes to out, room for one of every indicator, the rows of those that at least
 * half of at least FIGURE_PEERS judged institutions miss, the largest share first; returns how
 * many.
 */
size_t figure_signals_common(size_t out[], const struct figure_signals *signals);

/* For the parts of this module: appends one, unless the institution is not shown. */
struct figure_signal *figure_signals_append(struct figure_signals *signals,
    enum figure_signal_kind kind, enum figure_severity severity, size_t institution,
    size_t indicator);

/* The row of that institution, or FIGURE_SIGNAL_NONE. */
size_t figure_signals_institution(const struct figure_signals *signals, const char *id);

#endif
