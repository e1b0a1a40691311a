#include "query.h"

#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "form.h"
#include "page.h"
#include "text.h"

#define TEXT_POINTS     100
#define CODE_CHARACTERS 60
#define QUOTED_BYTES    60 /* as much of what was given as a sentence quotes */

/* ---- what fits ------------------------------------------------------------------------------ */

static bool
is_word(const struct query *query, const char *value)
{
	size_t length = strlen(value);

	for (const char *word = query->words; word != NULL && *word != '\0';) {
		size_t its = strcspn(word, " ");

		if (its == length && memcmp(word, value, length) == 0)
			return true;
		word += its + (word[its] == ' ');
	}
	for (const struct choice *c = query->choices; c != NULL && c->value != NULL; c++) {
		if (strcmp(c->value, value) == 0)
			return true;
	}
	for (const struct notice *n = query->notices; n != NULL && n->code != NULL; n++) {
		if (strcmp(n->code, value) == 0)
			return true;
	}
	return false;
}

static bool
is_number(const struct query *query, const char *value)
{
	int64_t number;

	return text_to_id(&number, value) && (value[0] != '0' || value[1] == '\0') &&
	       number >= query->minimum && number <= query->maximum;
}

static bool
is_id(const char *value)
{
	int64_t number;

	return value[0] != '0' && text_to_id(&number, value);
}

static bool
is_code(const struct query *query, const char *value)
{
	size_t maximum = query->maximum == 0 ? CODE_CHARACTERS : (size_t)query->maximum;
	size_t length = 0;

	for (; value[length] != '\0'; length++) {
		char c = value[length];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    strchr("-_.:*", c) == NULL)
			return false;
	}
	return length <= maximum;
}

/* Whether value is as the pattern: "0" a digit, everything else itself. */
static bool
is_like(const char *value, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, value++) {
		if (*pattern == '0' ? !isdigit((unsigned char)*value) : *value != *pattern)
			return false;
	}
	return *value == '\0';
}

static bool
is_period(const char *value)
{
	if (is_like(value, "0000"))
		return true;
	if (is_like(value, "0000Q0"))
		return value[5] >= '1' && value[5] <= '4';
	if (is_like(value, "0000H0"))
		return value[5] == '1' || value[5] == '2';
	return is_like(value, "0000-00") && strcmp(value + 5, "01") >= 0 &&
	       strcmp(value + 5, "12") <= 0;
}

static bool
fits(struct arena *arena, const struct query *query, const char *value)
{
	static const struct field date = {.kind = FIELD_DATE};
	size_t points = query->maximum == 0 ? TEXT_POINTS : (size_t)query->maximum;
	const char *normal;

	switch (query->kind) {
	case VALUE_WORD:
		return is_word(query, value);
	case VALUE_NUMBER:
		return is_number(query, value);
	case VALUE_ID:
		return is_id(value);
	case VALUE_CODE:
		return is_code(query, value);
	case VALUE_PERIOD:
		return is_period(value);
	case VALUE_DATE:
		return form_check_as(&normal, arena, &date, value) == NULL;
	case VALUE_PATH:
		return page_is_local(value);
	default:
		return text_code_points(value) <= points;
	}
}

/* ---- what is wrong -------------------------------------------------------------------------- */

static const char advice[] = "请从页面上的链接或查询按钮进入，或去掉网址中的这个参数。";

static const char *
wanted(struct arena *arena, const struct query *query)
{
	switch (query->kind) {
	case VALUE_NUMBER:
		return text_format(
		    arena, "应为 %lld 到 %lld 的整数", query->minimum, query->maximum);
	case VALUE_ID:
		return "应为编号（正整数）";
	case VALUE_CODE:
		return "应为编码，由字母、数字和连字符组成";
	case VALUE_PERIOD:
		return "应为报告期，如 2025Q3、2025-07 或 2025";
	case VALUE_DATE:
		return "应为日期，如 2025-07-01";
	case VALUE_PATH:
		return "应为本网站的页面路径";
	case VALUE_TEXT:
		return text_format(arena, "不能超过 %lld 个字",
		    query->maximum == 0 ? TEXT_POINTS : query->maximum);
	default:
		return query->words == NULL
			   ? "不在可选范围内"
			   : text_format(arena, "只能是以下之一：%s", query->words);
	}
}

const char *
query_refusal(struct arena *arena, const struct query *query, const char *value)
{
	return text_format(arena, "网址中的参数“%s”%s，不能是“%s”。%s", query->name,
	    wanted(arena, query), text_shorten(arena, value, QUOTED_BYTES), advice);
}

static const struct query *
find(const struct query *known, const char *name)
{
	for (; known != NULL && known->name != NULL; known++) {
		if (strcmp(known->name, name) == 0)
			return known;
	}
	return NULL;
}

static bool
is_repeated(const struct pairs *asked, size_t place)
{
	for (size_t i = 0; i < place; i++) {
		if (strcmp(asked->items[i].name, asked->items[place].name) == 0)
			return true;
	}
	return false;
}

/* What core itself leads to, on any page of a program with sessions. */
static bool
is_once(const struct pair *pair)
{
	return strcmp(pair->name, "notice") == 0 && strcmp(pair->value, NOTICE_ONCE) == 0;
}

/* What messengers append to an address that is passed on: of no harm on a public page. */
static bool
is_appended(const struct pair *pair)
{
	return strcmp(pair->name, "from") == 0 || strcmp(pair->name, "isappinstalled") == 0;
}

static const char *
pair_fault(struct arena *arena, const struct query *known, const struct pairs *asked, size_t place)
{
	const struct pair *pair = &asked->items[place];
	const struct query *query = find(known, pair->name);
	const char *name = text_shorten(arena, pair->name, QUOTED_BYTES);

	if (query == NULL)
		return text_format(arena, "网址中的参数“%s”是本页没有的。%s", name, advice);
	if (is_repeated(asked, place))
		return text_format(
		    arena, "网址中的参数“%s”出现了两次，只能有一个。%s", name, advice);
	if (pair->value[0] == '\0' || fits(arena, query, pair->value))
		return NULL;
	return query_refusal(arena, query, pair->value);
}

/* Whether a pair of the raw query needed decoding where it must not. */
static const char *
raw_fault(struct arena *arena, const struct query *known, const char *raw)
{
	while (*raw != '\0') {
		size_t length = strcspn(raw, "&"), name_length = strcspn(raw, "=&");
		const struct query *query = find(known, text_copy(arena, raw, name_length));
		bool free =
		    query != NULL && (query->kind == VALUE_TEXT || query->kind == VALUE_PATH);

		if (memchr(raw, '%', name_length) != NULL ||
		    (!free && memchr(raw, '%', length) != NULL))
			return text_format(arena, "网址中的参数不应使用百分号编码。%s", advice);
		raw += length + (raw[length] == '&');
	}
	return NULL;
}

const char *
query_fault(
    struct arena *arena, const struct query *known, const struct request *request, bool is_public)
{
	const char *fault = NULL;

	for (size_t i = 0; i < request->query.count && fault == NULL; i++) {
		const struct pair *pair = &request->query.items[i];
		bool passed = is_public ? !request->is_machine && is_appended(pair) : is_once(pair);

		if (!passed || is_repeated(&request->query, i))
			fault = pair_fault(arena, known, &request->query, i);
	}
	return fault == NULL && is_public ? raw_fault(arena, known, request->query_string) : fault;
}

enum status
query_refuse(struct context *context, const char *name)
{
	const char *value = request_query(context->request, name, "");

	page_detail(
	    context, text_format(context->arena, "网址中的参数“%s”不能是“%s”：本页没有这一项。%s",
			 name, text_shorten(context->arena, value, QUOTED_BYTES), advice));
	return STATUS_INPUT;
}

bool
query_has_text(const struct query *known, const struct request *request)
{
	for (size_t i = 0; i < request->query.count; i++) {
		const struct query *query = find(known, request->query.items[i].name);

		if (query != NULL && query->kind == VALUE_TEXT &&
		    request->query.items[i].value[0] != '\0')
			return true;
	}
	return false;
}
