/*
 * Signals: what needs attention first among institutions, each with its reason in words.  Made from
 * rows of sums, of quarters and of returns; the statistics are measure's.
 *
 *   figure_signals_open(&signals, arena, institutions, indicators, parts);
 *   figure_signals_add_results(&signals, results);      results judged, goals and thresholds missed
 *   figure_signals_add_history(&signals, history);      worsening, trends judged
 *   figure_signals_name(&signals);                      of all judged those that are off
 *   figure_signals_add_screens(&signals, elements, pasts);   screens of returns (screen.h)
 *   figure_signals_add_baselines(&signals, baselines);  shared denominators
 *   figure_signals_add_returns(&signals, returns);      late
 *   figure_signals_fold(&signals);
 *
 * Results come before history and screens, which ask them for distances and peers.  What is added
 * is evidence; folding makes the list of it, a row for each institution and cause.
 *
 * A trend that is called one at p < 0.01 wherever it is looked for would be called so of one
 * hundredth of everything looked at.  So the p of each trend stands in the same family as those of
 * the results (measure/false_discovery), N counts both, and a word is listed if the family lists it,
 * p < 0.01 holds and it is worse.
 */
#ifndef FIGURE_SIGNAL_H
#define FIGURE_SIGNAL_H

#include <stdint.h>

#include "definition.h"
#include "peers.h"
#include "screen.h"
#include "trend.h"

#define FIGURE_SIGNAL_NONE ((size_t)-1)

enum figure_signal_kind {
	FIGURE_SIGNAL_OUTLIER, /* of all results one that is off (measure/false_discovery), worse */
	FIGURE_SIGNAL_BETTER,  /* the same, better: to learn from, or to be doubted */
	FIGURE_SIGNAL_WORSENING, /* control chart, change since the quarter before, or trend */
	FIGURE_SIGNAL_SCREEN,
	FIGURE_SIGNAL_LATE,
	FIGURE_SIGNAL_GOAL,      /* goal missed: evidence, no row of its own */
	FIGURE_SIGNAL_THRESHOLD, /* threshold missed, and no goal that is missed too: the same */
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
	bool judged;           /* the two that follow are known */
	double q;     /* as measure/false_discovery; of an outlier or a trend only, else 1 */
	double cases; /* too many or too few, beside its peers, before, or the trend's begin */
	double weight;         /* probability of being off times cases */
	/* of a row that figure_signals_fold made */
	const size_t *members; /* indicators folded into it, its own first; none: of a return */
	size_t member_count;
	size_t parts;         /* signals that it is made of */
	const char *others;   /* the other ones, in words; NULL: none */
	const char *evidence; /* what else was seen of it; NULL: nothing */
};

/* One result among its peers, or over its quarters. */
struct figure_judged {
	size_t indicator;
	size_t institution;
	bool better;
	bool word; /* it may be called so: the group's target describes the group; p < 0.01 */
	size_t quarters; /* of a trend that have data; 0: it is beside its peers */
	double slope;    /* of a trend, x/n per quarter */
	double x;
	double n;
	double centre;      /* what the others have, or the trend began with, as x/n */
	const char *counts; /* "90/1000" */
	double p;
	double q;
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
	bool *placed;  /* by institution: its result is among the judged ones */
	bool *trended; /* the same of its trend */
	size_t judged; /* shown institutions held against a goal or threshold */
	size_t missed; /* of these, that miss either */
};

struct figure_signals {
	struct arena *arena;
	const struct rows *institutions;
	const struct rows *indicators;
	const struct rows *parts;
	size_t *by_id; /* rows of institutions in the order of ids */
	struct figure_signal_indicator *values;
	struct figure_judged *judged; /* all results that could be judged, shown or not */
	size_t judged_count;
	size_t judged_capacity;
	size_t trends;   /* of these */
	size_t listed;   /* of all of these */
	double expected; /* as many would be listed if none of them were off */
	struct figure_signal *items;
	size_t count;
	size_t capacity;
};

/*
 * Columns of institutions: institution_id, shown (signals of others are left out).  Columns of
 * indicators: those of figure_definition_read and indicator_code, name, threshold_op,
 * threshold_value, numerator, denominator (elements).  Columns of parts: child, parent (elements of
 * which one counts some of the other's cases), by these; NULL: none are known.
 */
void figure_signals_open(struct figure_signals *out, struct arena *arena,
    const struct rows *institutions, const struct rows *indicators, const struct rows *parts);

/*
 * An indicator's rows together, in the order of indicators.  Columns: indicator_code,
 * institution_id, peer_group, coverage, numerator, denominator, goal, goal_met, threshold_met.
 * OUTLIER is HIGH if its p alone would list it and the group has words for it (overdispersion.h),
 * else MIDDLE; BETTER is LOW.  GOAL and THRESHOLD are
 * MIDDLE if the whole 95 % interval misses it, else LOW.  Indicators of the same two elements are
 * one result, judged once.
 */
void figure_signals_add_results(struct figure_signals *signals, const struct rows *rows);

/*
 * An indicator's and institution's quarters together, oldest first, in the order of indicators.
 * Columns: indicator_code, institution_id, period, age (quarters before the newest), numerator,
 * denominator, expected, received, baseline_first, baseline_last (of the chart's baseline as
 * decided last; null: none).  The newest quarter (age 0) fires if it is worse than
 *   the control chart's rules 1 to 4 allow (measure/chart), on the side that is worse; a chart
 *   whose baseline stands has its limits from there, as pages draw it; or
 *   the quarter before, at p < 0.001 (measure/change) and by at least a tenth of it.
 * Both: HIGH, one: MIDDLE.  Quarters that can be tested for a trend (measure/trend) are judged with
 * the results; what figure_signals_name lists of them is WORSENING too, MIDDLE.
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

/* Names those of all that were judged that are listed; once, before anything is folded. */
void figure_signals_name(struct figure_signals *signals);

/* Groups of figure_screen_shared together.  Columns: institution_id, element_code and its. */
void figure_signals_add_baselines(struct figure_signals *signals, const struct rows *rows);

/* Columns: return_id, institution_id, period, period_label, due_on, missing, late_days. */
void figure_signals_add_returns(struct figure_signals *signals, const struct rows *rows);

/*
 * Makes items the list: a row for each institution and cause.  The strongest signal of an
 * institution is a row; into it folds what shares an element with it or counts some of its cases;
 * then the strongest of what is left.  Its screens are one row, its late returns another.  Goals
 * and thresholds that are missed, and jumps, are evidence of the row of their indicator.  Worse
 * ones first, by weight; then screens and late returns, the gravest first; then better ones.
 */
void figure_signals_fold(struct figure_signals *signals);

/* "0.003", "<0.001". */
const char *figure_signal_q(struct arena *arena, double q);

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

/* Judges what a peer group of an indicator has; institutions[i] of peers[i]. */
void figure_signals_judge(struct figure_signals *signals, const struct figure_peers *peers,
    size_t indicator, const size_t institutions[]);

/* Judges the quarters of an indicator and institution; the last of them is the newest. */
void figure_signals_judge_trend(struct figure_signals *signals, const struct figure_trend *trend,
    size_t indicator, size_t institution);

/* Whether two indicators are of the same two elements; or of elements in common, or of some of each
 * other's cases. */
bool figure_signals_is_same(const struct figure_signals *signals, size_t a, size_t b);
bool figure_signals_is_kin(const struct figure_signals *signals, size_t a, size_t b);

/* The row of that institution, or FIGURE_SIGNAL_NONE. */
size_t figure_signals_institution(const struct figure_signals *signals, const char *id);

#endif
