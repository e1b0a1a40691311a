/* Examples of the method page: the screens that ask about numbers. */
#include "measure/screen.h"

#include "core/arena.h"
#include "core/text.h"
#include "method.h"

static const char *
fired(bool is)
{
	return is ? "提问" : "不提问";
}

/* ---- jump ----------------------------------------------------------------------------------- */

#define JUMP 12

static void
fill_jump(struct page_table *table)
{
	static const struct mixture_count counts[JUMP] = {{327, 2920}, {276, 2929}, {302, 3022},
	    {266, 2940}, {306, 2959}, {308, 3062}, {294, 2964}, {280, 2939}, {283, 3017},
	    {314, 3098}, {308, 3025}, {560, 2880}};
	static const struct screen_peers peers = {.shift = 0.01, .variance = 0.0004};
	const struct mixture_count *now = &counts[JUMP - 1],
				   *year_ago = &counts[JUMP - 1 - SCREEN_YEAR];
	struct screen_variation own;
	struct screen_jump jump;
	struct arena *arena = table->arena;

	screen_variation_compute(&own, KIND_BINOMIAL, counts, JUMP - 1);
	screen_jump_compute(&jump, KIND_BINOMIAL, now, year_ago, &own, &peers);
	method_step(table, "本期", method_number(arena, 6, screen_transform(KIND_BINOMIAL, now)),
	    text_format(arena, "%s，经方差稳定变换", method_fraction(arena, now->x, now->n)));
	method_step(table, "上年同期",
	    method_number(arena, 6, screen_transform(KIND_BINOMIAL, year_ago)),
	    text_format(
		arena, "%s，经方差稳定变换", method_fraction(arena, year_ago->x, year_ago->n)));
	method_step(table, "同组变化的中位数", method_number(arena, 4, peers.shift), "至少 5 家");
	method_step(table, "本机构的变动（方差）", method_short(arena, own.variance),
	    text_format(arena, "%zu 对相邻季度", own.pairs));
	method_step(table, "同组变动的中位数（方差）", method_number(arena, 4, peers.variance),
	    "取两者中较大的");
	method_step(table, "倍数", method_number(arena, 4, jump.statistic),
	    text_format(arena, "超过 %.0f 倍标准误才提问", SCREEN_JUMP));
	method_step(table, "结果", fired(jump.fired), "由机构核实或说明");
}

/* ---- too perfect ---------------------------------------------------------------------------- */

#define PEERS 9

static const struct xlsx_column perfect_columns[] = {{"本院", XLSX_TEXT}, {"同组各家", XLSX_TEXT},
    {"出现 0 例的概率", XLSX_NUMBER}, {"结果", XLSX_TEXT}};

static void
add_perfect(
    struct page_table *table, double n, const struct mixture_count peers[], const char *given)
{
	struct mixture_count own = {0, n};
	struct screen_perfect perfect;
	struct arena *arena = table->arena;

	screen_perfect_compute(&perfect, KIND_BINOMIAL, &own, peers, PEERS);
	page_table_add(
	    table, (const char *const[]){method_fraction(arena, own.x, own.n), given,
		       method_number(arena, 6, perfect.probability), fired(perfect.fired)});
}

static void
fill_perfect(struct page_table *table)
{
	static const struct mixture_count peers[PEERS] = {{24, 966}, {370, 3653}, {17, 257},
	    {135, 1926}, {20, 648}, {93, 1556}, {107, 1141}, {65, 1258}, {8, 310}};
	const char *given = "";

	for (size_t i = 0; i < PEERS; i++)
		given = text_format(table->arena, "%s%s%s", given, i == 0 ? "" : "、",
		    method_fraction(table->arena, peers[i].x, peers[i].n));
	add_perfect(table, 900, peers, given);
	add_perfect(table, 60, peers, given);
}

/* ---- too similar ---------------------------------------------------------------------------- */

#define PAIRS 8

static const struct xlsx_column similar_columns[] = {{"情形", XLSX_TEXT},
    {"各项的本期数", XLSX_TEXT}, {"比值的中位数", XLSX_NUMBER}, {"差异这样小的概率", XLSX_NUMBER},
    {"结果", XLSX_TEXT}};

static const double pairs_before[PAIRS] = {154, 2158, 2735, 194, 118, 1455, 2420, 498};

static void
add_similar(struct page_table *table, const char *what, const double after[PAIRS])
{
	struct screen_similar similar;
	struct arena *arena = table->arena;
	const char *given = "";
	double scratch[PAIRS];

	screen_similar_compute(&similar, pairs_before, after, PAIRS, scratch);
	for (size_t i = 0; i < PAIRS; i++)
		given = text_format(arena, "%s%s%.0f", given, i == 0 ? "" : "、", after[i]);
	page_table_add(
	    table, (const char *const[]){what, given, method_number(arena, 4, similar.factor),
		       method_short(arena, similar.probability), fired(similar.fired)});
}

static void
fill_similar(struct page_table *table)
{
	static const double anew[PAIRS] = {166, 2222, 2740, 196, 103, 1531, 2470, 536},
			    scaled[PAIRS] = {156, 2180, 2762, 196, 119, 1470, 2444, 503};

	add_similar(table, "重新统计", anew);
	add_similar(table, "各项乘以 1.01", scaled);
}

static const char *
note_similar(struct arena *arena)
{
	const char *given = "";

	for (size_t i = 0; i < PAIRS; i++)
		given = text_format(arena, "%s%s%.0f", given, i == 0 ? "" : "、", pairs_before[i]);
	return text_format(arena, "上期：%s", given);
}

/* ---- copied --------------------------------------------------------------------------------- */

#define ELEMENTS 6

static const struct xlsx_column copy_columns[] = {{"情形", XLSX_TEXT}, {"上期", XLSX_TEXT},
    {"本期", XLSX_TEXT}, {"相同", XLSX_NUMBER}, {"似然比的常用对数", XLSX_NUMBER},
    {"结果", XLSX_TEXT}};

static const char *
list(struct arena *arena, const int64_t values[], size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text =
		    text_format(arena, "%s%s%lld", text, i == 0 ? "" : "、", (long long)values[i]);
	return text;
}

static void
add_copy(struct page_table *table, const char *what, const int64_t before[ELEMENTS],
    const int64_t after[ELEMENTS])
{
	struct decimal first[ELEMENTS], second[ELEMENTS];
	bool has[ELEMENTS];
	struct screen_copy copy;
	struct arena *arena = table->arena;

	for (size_t i = 0; i < ELEMENTS; i++) {
		first[i] = decimal_from_integer(before[i]);
		second[i] = decimal_from_integer(after[i]);
		has[i] = true;
	}
	screen_copy_compute(&copy, first, has, second, has, ELEMENTS);
	page_table_add(table,
	    (const char *const[]){what, list(arena, before, ELEMENTS), list(arena, after, ELEMENTS),
		text_format(arena, "%zu/%zu", copy.identical, copy.compared),
		method_number(arena, 4, copy.evidence), fired(copy.fired)});
}

static void
fill_copy(struct page_table *table)
{
	static const int64_t large[ELEMENTS] = {1204, 356, 87, 612, 23, 0},
			     copied[ELEMENTS] = {1204, 356, 87, 612, 25, 0},
			     small[ELEMENTS] = {2, 1, 0, 3, 1, 0};

	add_copy(table, "大数几乎都没有变", large, copied);
	add_copy(table, "小数都没有变", small, small);
}

/* ---- digits --------------------------------------------------------------------------------- */

#define VALUES 24

static const struct xlsx_column digits_columns[] = {{"各项数据", XLSX_TEXT},
    {"尾数不均匀的 P", XLSX_NUMBER}, {"以 0、5 结尾", XLSX_NUMBER}, {"这样多的 P", XLSX_NUMBER},
    {"结果", XLSX_TEXT}};

static void
add_digits(struct page_table *table, const int64_t values[VALUES])
{
	struct screen_digits digits;
	struct arena *arena = table->arena;

	screen_digits_compute(&digits, values, VALUES);
	page_table_add(
	    table, (const char *const[]){list(arena, values, VALUES),
		       method_number(arena, 6, digits.probability),
		       text_format(arena, "%zu/%zu", digits.round, digits.values),
		       method_number(arena, 6, digits.round_chance), fired(digits.fired)});
}

static void
fill_digits(struct page_table *table)
{
	static const int64_t counted[VALUES] = {1204, 356, 187, 612, 223, 431, 908, 775, 149, 563,
	    320, 284, 657, 1192, 406, 538, 171, 869, 242, 715, 993, 328, 504, 686},
			     rounded[VALUES] = {1200, 350, 190, 610, 225, 430, 905, 775, 150, 560,
				 320, 285, 660, 1190, 405, 540, 170, 870, 240, 715, 995, 330, 500,
				 680};

	add_digits(table, counted);
	add_digits(table, rounded);
}

/* ---- unit, shared denominators -------------------------------------------------------------- */

static const struct xlsx_column unit_columns[] = {
    {"上期", XLSX_TEXT}, {"本期", XLSX_NUMBER}, {"疑似的倍数", XLSX_NUMBER}, {"结果", XLSX_TEXT}};

static void
fill_unit(struct page_table *table)
{
	static const double values[][2] = {{6.4, 65.2}, {6.4, 8.1}, {350, 0.36}};
	struct arena *arena = table->arena;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		double factor = screen_unit(values[i][1], values[i][0]);
		bool other = factor > 1 || factor < 1;

		page_table_add(table, (const char *const[]){method_short(arena, values[i][0]),
					  method_short(arena, values[i][1]),
					  method_short(arena, factor), fired(other)});
	}
}

static const struct xlsx_column shared_columns[] = {
    {"同一分母在各指标中的数", XLSX_TEXT}, {"第一个不同的", XLSX_NUMBER}, {"结果", XLSX_TEXT}};

#define SHARING 3

static void
fill_shared(struct page_table *table)
{
	static const int64_t values[][SHARING] = {{1204, 1204, 1204}, {1204, 1204, 1240}};
	struct arena *arena = table->arena;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct decimal given[SHARING];
		bool has[SHARING];
		size_t first;

		for (size_t j = 0; j < SHARING; j++) {
			given[j] = decimal_from_integer(values[i][j]);
			has[j] = true;
		}
		first = screen_shared(given, has, SHARING);
		page_table_add(
		    table, (const char *const[]){list(arena, values[i], SHARING),
			       first < SHARING ? text_format(arena, "%zu", first + 1) : "—",
			       fired(first < SHARING)});
	}
}

const struct method_table method_screen_tables[] = {
    {"jump", "例：一项比例的 12 个季度，本期突然升高", method_steps, METHOD_STEPS, 0, fill_jump,
	NULL},
    {"perfect", "例：本院 0 例，同组 9 家都有", METHOD_COLUMNS(perfect_columns), 0, fill_perfect,
	NULL},
    {"similar", "例：8 项计数的本期与上期", METHOD_COLUMNS(similar_columns), 0, fill_similar,
	note_similar},
    {"copy", "例：两家医院的 6 项数据", METHOD_COLUMNS(copy_columns), 0, fill_copy, NULL},
    {"digits", "例：两份各 24 个数的报表", METHOD_COLUMNS(digits_columns), 0, fill_digits, NULL},
    {"unit", "例：三个数与上期相比", METHOD_COLUMNS(unit_columns), 0, fill_unit, NULL},
    {"shared", "例：三项指标共用一个分母", METHOD_COLUMNS(shared_columns), 0, fill_shared, NULL},
    {0},
};
