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
 * Results beside their peers and trends are two families of tests, each with its N and its false
 * discovery rate (measure/false_discovery).  In one family the limit for p would be set by the
 * trends: where a whole city improves a third of them is real, and of results by mere chance six
 * times as many would be listed.  For the same reason a trend is tested on its worse side alone:
 * those that rightly improve say nothing of how many of the others are by chance.
 * Source: Efron 2008, Ann Appl Stat 2:197 (when tests should be combined).
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
	double q;      /* as measure/false_discovery; of an outlier or a trend only, else 1 */
	double cases;  /* too many or too few, beside its peers, before, or the trend's begin */
	double weight; /* probability of being off times cases */
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
	bool word;       /* it may be called so: the group's target describes the group; p < 0.01 */
	size_t quarters; /* of a trend that have data; 0: it is beside its peers */
	double slope;    /* of a trend, x/n per quarter */
	double x;
	double n;
	double centre;      /* what the others have, or the trend began with, as x/n */
	const char *counts; /* "90/1000" */
	double p;           /* two-sided; of a trend of its worse side */
	double q;           /* in its family */
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
	bool *held;    /* by institution, of those that are shown: against a goal or threshold */
	bool *missing; /* the same: it misses either */
};

/* Tests that are judged together. */
struct figure_family {
	size_t judged;
	size_t listed;   /* of these */
	double expected; /* as many would be listed if none of them were off */
};

struct figure_signals {
	struct arena *arena;
	/* What one indicator or return takes: arena, until the caller has another to be reset. */
	struct arena *scratch;
	const bool *own; /* indicators of figure_signals_of; NULL: all */
	const struct rows *institutions;
	const struct rows *indicators;
	const struct rows *parts;
	size_t *by_id; /* rows of institutions in the order of ids */
	struct figure_signal_indicator *values;
	struct figure_judged *judged; /* all that could be judged, shown or not */
	size_t judged_count;
	size_t judged_capacity;
	struct figure_family results; /* of these */
	struct figure_family trends;
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
 * Both: HIGH, one: MIDDLE.  Quarters that can be tested for a trend (measure/trend) are judged;
 * what figure_signals_name lists of them, if they are worse at p < 0.01, is WORSENING too, MIDDLE.
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

/*
 * Of what was added and named the signals of some indicators (own[i] of row i; kept by the caller),
 * to be folded by themselves: what was judged is the same, and is that of all.  Before those of all
 * are folded.
 */
void figure_signals_of(
    struct figure_signals *out, const struct figure_signals *signals, const bool own[]);

/* "0.003", "<0.001". */
const char *figure_signal_q(struct arena *arena, double q);

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

/* Ends what an indicator or return took, where that has an arena of its own. */
void figure_signals_clear(struct figure_signals *signals);

/* The row of that institution, or FIGURE_SIGNAL_NONE. */
size_t figure_signals_institution(const struct figure_signals *signals, const char *id);

#endif
