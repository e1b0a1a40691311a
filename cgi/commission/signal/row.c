/* A signal as a row of the list, and as an item of the ledger. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "commission/ledger_link.h"
#include "commission/page.h"
#include "commission_query.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/html.h"
#include "core/text.h"
#include "signal.h"

/* As many ids as boxes can name: 18 digits. */
#define IDS 1000000000000000000u

/* Opened in one go: each of them is a letter to a hospital. */
#define OPENED_TOGETHER 200

static const struct list_link links[] = {
    {"查看数据", "url"},
    {"列入台账", "ledger_url"},
    {"已在台账", "item_url"},
    {NULL, NULL},
};

const struct list_column signal_columns[SIGNAL_COLUMNS] = {
    {.name = "institution_name",
	.title = "医疗机构",
	.cell = LIST_NAME,
	.sortable = true,
	.minor = "place"},
    {.name = "region_name", .title = "县（区）", .cell = LIST_FILED},
    {.name = "peer_group_label", .title = "同组机构", .cell = LIST_FILED},
    {.name = "severity_label",
	.title = "程度",
	.cell = LIST_STATE,
	.sortable = true,
	.code = "severity"},
    {.name = "label", .title = "类型", .cell = LIST_WORD, .sortable = true},
    {.name = "indicator_code", .title = "指标编码", .cell = LIST_FILED},
    {.name = "indicator_name", .title = "指标名称", .cell = LIST_FILED},
    {.name = "period", .title = "报告期", .cell = LIST_FILED},
    {.name = "reason", .title = "原因", .cell = LIST_FILED},
    {.name = "others", .title = "同一原因", .cell = LIST_FILED},
    {.name = "evidence", .title = "佐证", .cell = LIST_FILED},
    {.name = "finding",
	.title = "指标与原因",
	.cell = LIST_TEXT,
	.sortable = true,
	.unfiled = true},
    {.name = "cases", .title = "相差例数", .cell = LIST_NUMBER, .sortable = true},
    {.name = "q", .title = "错报比例（q）", .cell = LIST_FILED},
    {.name = "size", .title = "距目标例数", .cell = LIST_NUMBER, .sortable = true},
    {.name = "dismissal", .title = "排除理由", .cell = LIST_FILED},
    {.name = "item", .title = "台账编号", .cell = LIST_FILED},
    {.name = "handling", .title = "处理", .cell = LIST_LINKS, .links = links},
};

/* ---- one signal ----------------------------------------------------------------------------- */

/* A column of the list's row at that place. */
static const char *
cell(const struct signal_page *page, size_t index, const char *column)
{
	return rows_text(page->rows, page->asked[index], column);
}

static bool
is_of(const struct signal_page *page, size_t index, enum figure_signal_kind kind)
{
	return text_equal(cell(page, index, "kind"), figure_signal_name(kind));
}

/* Where the numbers stand: the return, the trend, the institution among its peers, the baselines.
 */
static const char *
evidence_url(const struct signal_page *page, size_t index)
{
	struct arena *arena = page->context->arena;
	const char *code = cell(page, index, "indicator_code");
	const char *institution = cell(page, index, "institution_id");
	const char *id = cell(page, index, "return_id");

	if (id != NULL)
		return html_url_path(arena, "commission", "return", id, NULL);
	if (code == NULL)
		return html_url_query(
		    arena, "/commission/baseline/", "name", cell(page, index, "institution_name"));
	if (is_of(page, index, FIGURE_SIGNAL_WORSENING))
		return scope_url(&page->scope, arena,
		    html_url_path(
			arena, "commission", "institution", institution, "result", code, NULL));
	return html_url_query(arena,
	    scope_url(
		&page->scope, arena, html_url_path(arena, "commission", "indicator", code, NULL)),
	    "institution", institution);
}

/* The item that is open about it, or NULL. */
static const char *
ledger_item(const struct signal_page *page, size_t index)
{
	const struct rows *rows = page->ledger;

	for (size_t row = 0; row < rows_count(rows); row++) {
		if (text_equal(rows_text(rows, row, "institution_id"),
			cell(page, index, "institution_id")) &&
		    text_equal(rows_text(rows, row, "source"), cell(page, index, "kind")) &&
		    text_equal(rows_text(rows, row, "period"), cell(page, index, "of_period")) &&
		    text_equal(rows_text(rows, row, "indicator_code"),
			cell(page, index, "indicator_code")))
			return rows_text(rows, row, "id");
	}
	return NULL;
}

/*
 * Told from what it says: once its figures have changed it is another one, and nothing is done to
 * it that was confirmed of the former.
 */
static int64_t
signal_id(const void *context, size_t index)
{
	const struct signal_page *page = context;
	static const char *const told[] = {
	    "institution_id", "kind", "label", "indicator_code", "of_period", "reason", "others"};
	crypto_generichash_state state;
	uint64_t hash = 0;

	crypto_generichash_init(&state, NULL, 0, crypto_generichash_BYTES_MIN);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const char *part = cell(page, index, told[i]);

		part = part == NULL ? "" : part;
		crypto_generichash_update(&state, (const unsigned char *)part, strlen(part) + 1);
	}
	unsigned char bytes[crypto_generichash_BYTES_MIN];

	crypto_generichash_final(&state, bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(hash); i++)
		hash = hash << 8 | bytes[i];
	return (int64_t)(hash % IDS);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static struct list_key
signal_key(const void *context, size_t index, const struct list_column *column)
{
	const struct signal_page *page = context;
	static const struct {
		const char *column;
		const char *cell;
		bool number;
	} keys[] = {
	    {"institution_name", "institution_name", false},
	    {"label", "label", false},
	    {"severity_label", "severity", true},
	    {"finding", "indicator_code", false},
	    {"cases", "cases", true},
	    {"size", "to_go", true},
	};
	size_t i = 0;
	struct list_key key;

	while (!text_equal(column->name, keys[i].column))
		i++;
	key.text = cell(page, index, keys[i].cell);
	key.known = key.text != NULL;
	key.number = key.known && keys[i].number
			 ? rows_number(page->rows, page->asked[index], keys[i].cell)
			 : 0;
	if (keys[i].number)
		key.text = NULL;
	return key;
}

static const char *const names[] = {"id", "row_name", "url", "institution_name", "place",
    "region_name", "peer_group_label", "severity_label", "severity", "label", "indicator_code",
    "indicator_name", "period", "reason", "others", "evidence", "finding", "cases", "q", "size",
    "dismissal", "item", "ledger_url", "item_url", "institution_id", "source", "fault", "word_code",
    "q_exact", "cases_exact"};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* The sentence of the list; what is said of other indicators names them. */
static const char *
finding_of(const struct signal_page *page, size_t index, const char *dismissal)
{
	struct arena *arena = page->context->arena;
	const char *code = cell(page, index, "indicator_code");
	const char *others = cell(page, index, "others");
	const char *evidence = cell(page, index, "evidence");
	struct buffer out = buffer_create(arena, 256);

	if (code != NULL)
		buffer_append_format(&out, "%s %s：", code, cell(page, index, "indicator_name"));
	buffer_append_format(&out, "%s。", cell(page, index, "reason"));
	if (others != NULL)
		buffer_append_format(&out, "%s：%s。",
		    text_equal(cell(page, index, "members"), "") ? "同时" : "同一原因", others);
	if (evidence != NULL)
		buffer_append_format(&out, "佐证：%s。", evidence);
	if (dismissal != NULL)
		buffer_append_format(&out, "已排除：%s。", dismissal);
	return out.data;
}

/* "理由（姓名，2025-10-20 09:41）". */
static const char *
dismissal_of(const struct signal_page *page, size_t index)
{
	size_t row = page->dismissed[page->asked[index]];

	if (row == FIGURE_SIGNAL_NONE)
		return NULL;
	return text_format(page->context->arena, "%s（%s，%s）",
	    rows_text(page->words, row, "reason"), rows_text(page->words, row, "account_name"),
	    rows_text(page->words, row, "at"));
}

/* Why a row cannot be opened in the ledger. */
static const char *
fault_of(const struct signal_page *page, size_t index, const char *item)
{
	if (item != NULL)
		return text_format(
		    page->context->arena, "已在台账（第 %s 号），尚未销号，不重复列入", item);
	return is_of(page, index, FIGURE_SIGNAL_BETTER) ? "偏离在好的一侧，没有需要整改的问题"
							: NULL;
}

static const char *
new_item_url(const struct signal_page *page, size_t index)
{
	if (!commission_may_decide(page->context))
		return NULL;
	return ledger_new_url(page->context->arena, cell(page, index, "institution_id"),
	    page->scope.programme_id, cell(page, index, "of_period"),
	    cell(page, index, "indicator_code"), cell(page, index, "kind"));
}

static enum figure_severity
severity_of(const struct signal_page *page, size_t index)
{
	return (enum figure_severity)rows_integer(page->rows, page->asked[index], "severity");
}

static const char *
severity_code(enum figure_severity severity)
{
	static const char *const codes[] = {
	    [FIGURE_SEVERITY_LOW] = "low",
	    [FIGURE_SEVERITY_MIDDLE] = "middle",
	    [FIGURE_SEVERITY_HIGH] = "high",
	};

	return codes[severity];
}

/* Of what was judged with others: of outliers and trends. */
static const char *
q_text(const struct signal_page *page, size_t index)
{
	double q = rows_number(page->rows, page->asked[index], "q");

	return q < 1 || is_of(page, index, FIGURE_SIGNAL_OUTLIER) ||
		       is_of(page, index, FIGURE_SIGNAL_BETTER)
		   ? figure_signal_q(page->context->arena, q)
		   : NULL;
}

static const char *
cases_text(const struct signal_page *page, size_t index)
{
	if (cell(page, index, "cases") == NULL)
		return NULL;
	return text_format(
	    page->context->arena, "%.0f", rows_number(page->rows, page->asked[index], "cases"));
}

static void
make_row(const char **cells, const struct signal_page *page, size_t index)
{
	struct arena *arena = page->context->arena;
	const char *code = cell(page, index, "indicator_code"), *item = ledger_item(page, index);
	const char *name = cell(page, index, "institution_name");
	const char *region = cell(page, index, "region_name");
	const char *group = cell(page, index, "peer_group_label");
	const char *indicator = cell(page, index, "indicator_name");
	const char *label = cell(page, index, "label");
	const char *dismissal = dismissal_of(page, index), *fault = fault_of(page, index, item);
	enum figure_severity severity = severity_of(page, index);
	const char *row_cells[NAMES] = {text_format(arena, "%" PRId64, signal_id(page, index)),
	    text_join(arena, name, " ", label, code == NULL ? NULL : " ", indicator, NULL),
	    evidence_url(page, index), name, text_join(arena, region, " · ", group, NULL), region,
	    group, figure_severity_label(severity), severity_code(severity), label, code, indicator,
	    cell(page, index, "of_period"), cell(page, index, "reason"),
	    cell(page, index, "others"), cell(page, index, "evidence"),
	    finding_of(page, index, dismissal), cases_text(page, index), q_text(page, index),
	    cell(page, index, "to_go"), dismissal, item,
	    fault != NULL ? NULL : new_item_url(page, index),
	    item == NULL ? NULL : ledger_url(page->context, item, NULL),
	    cell(page, index, "institution_id"), cell(page, index, "kind"), fault,
	    signal_word_codes(page, page->asked[index]), cell(page, index, "q"),
	    text_format(arena, "%.17g", signal_cases(page, page->asked[index]))};

	memcpy(cells, row_cells, sizeof(row_cells));
}

static const struct rows *
make_rows(const void *context, const size_t indices[], size_t count)
{
	const struct signal_page *page = context;
	struct arena *arena = page->context->arena;
	const char **cells = arena_new(arena, const char *, NAMES *count + 1);

	for (size_t i = 0; i < count; i++)
		make_row(&cells[NAMES * i], page, indices[i]);
	return rows_make(arena, names, NAMES, cells, count);
}

void
signal_source(struct signal_page *page, size_t count)
{
	page->source = (struct list_source){
	    .page = page, .count = count, .id = signal_id, .key = signal_key, .make = make_rows};
}

/* ---- into the ledger ------------------------------------------------------------------------ */

/* Of several that the ledger has as one, the screens of one return, the first is opened. */
static enum status
judge(struct context *context, const struct rows *rows, const char **faults)
{
	static const char *const keys[] = {"institution_id", "source", "period", "indicator_code"};
	const size_t key_count = sizeof(keys) / sizeof(keys[0]);

	(void)context;
	for (size_t row = 0; row < rows_count(rows); row++) {
		for (size_t other = 0; other < row && faults[row] == NULL; other++) {
			size_t same = 0;

			while (same < key_count && text_equal(rows_text(rows, row, keys[same]),
						       rows_text(rows, other, keys[same])))
				same++;
			if (same == key_count && faults[other] == NULL)
				faults[row] =
				    "台账中与所选的前一条为同一条（同一机构、来源、报告期）";
		}
	}
	return STATUS_OK;
}

const char *
signal_column(const struct list_work *work, const char *column)
{
	struct arena *arena = work->list->context->arena;
	const char **cells = arena_new(arena, const char *, work->count + 1);

	for (size_t i = 0; i < work->count; i++)
		cells[i] = rows_text(work->rows, work->chosen[i], column);
	return text_array(arena, cells, work->count);
}

static enum status
open_items(struct context *context, const struct list_work *work)
{
	return DB_ASK(context->db, NULL, SIGNAL_OPEN, list_value(work->list, "programme"),
	    signal_column(work, "institution_id"), signal_column(work, "source"),
	    signal_column(work, "period"), signal_column(work, "indicator_code"),
	    signal_column(work, "reason"), signal_column(work, "finding"), work->asked[0],
	    work->asked[1], work->asked[2]);
}

static const struct field terms[] = {
    {.name = "aim",
	.label = "总体目标",
	.hint = "对所选各条相同：整改到什么程度可以销号。",
	.kind = FIELD_LONG_TEXT,
	.required = true,
	.maximum = 500},
    {.name = "post",
	.label = "责任人（岗位）",
	.hint = "例如：医务科科长。",
	.kind = FIELD_TEXT,
	.required = true,
	.maximum = 100},
    {.name = "due_on", .label = "整改期限", .kind = FIELD_DATE, .required = true},
};

const struct list_action signal_actions[SIGNAL_ACTIONS] = {
    {.name = "open",
	.label = "列入台账",
	.button = "所选列入台账",
	.effect = "每条信号成为一条整改台账，问题内容为下表中的指标与原因；机构会看到并须分析原因、"
		  "制定措施，在整改期限内完成。",
	.done = "已列入台账",
	.asked = terms,
	.asked_count = sizeof(terms) / sizeof(terms[0]),
	.most = OPENED_TOGETHER,
	.may = commission_may_decide,
	.fault = "fault",
	.judge = judge,
	.act = open_items},
    {.name = "dismiss",
	.label = "排除",
	.effect = "所选信号从本季度的列表移到“已排除”，理由留存；q 降到一半以下，"
		  "或相差例数增加一半以上时，会重新列出。机构看不到。下一季度重新判断。",
	.done = "已排除",
	.reason = "排除理由",
	.may = commission_may_decide,
	.act = signal_dismiss},
};

const struct list_action signal_past_actions[SIGNAL_PAST_ACTIONS] = {
    {.name = "restore",
	.label = "恢复",
	.effect = "所选信号回到本季度的列表。",
	.done = "已恢复",
	.reason = "恢复理由",
	.may = commission_may_decide,
	.act = signal_restore},
};
