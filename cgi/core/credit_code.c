#include "credit_code.h"

#include <stddef.h>
#include <string.h>

#include "arena.h"
#include "text.h"

#define FULL_WIDTH_BYTES 3

/* Without I, O, S, V and Z. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
#define ALPHABET_SIZE (sizeof(alphabet) - 1)

/* The ASCII character that the full-width one at text stands for (U+FF01 to U+FF5E), or 0. */
static char
read_full_width(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;

	if (byte[0] != 0xef || (byte[1] != 0xbc && byte[1] != 0xbd))
		return 0;
	return (char)(byte[2] - 0x80 + (byte[1] == 0xbc ? 0x20 : 0x60));
}

char *
credit_code_normalise(struct arena *arena, const char *typed)
{
	const char *from = text_trim(arena, typed);
	char *code = arena_new(arena, char, strlen(from) + 1), *to = code;

	while (*from != '\0') {
		char plain = read_full_width(from);

		from += plain == 0 ? 1 : FULL_WIDTH_BYTES;
		if (plain == 0)
			plain = from[-1];
		if (plain >= 'a' && plain <= 'z')
			plain = (char)(plain - 'a' + 'A');
		if (plain != ' ' && plain != '-')
			*to++ = plain;
	}
	*to = '\0';
	return code;
}

/* Weights 3^(i-1) mod 31 over the first 17 characters. */
static char
check_character(const char *code)
{
	size_t weight = 1, total = 0;

	for (size_t i = 0; i < CREDIT_CODE_LENGTH - 1; i++) {
		total += (size_t)(strchr(alphabet, code[i]) - alphabet) * weight;
		weight = weight * 3 % ALPHABET_SIZE;
	}
	return alphabet[(ALPHABET_SIZE - total % ALPHABET_SIZE) % ALPHABET_SIZE];
}

const char *
credit_code_fault(struct arena *arena, const char *code)
{
	size_t length = text_code_points(code), legal = strspn(code, alphabet);
	char last;

	if (length != CREDIT_CODE_LENGTH)
		return text_format(
		    arena, "统一社会信用代码应为 18 位，现在是 %zu 位，请核对。", length);
	if (code[legal] != '\0')
		return text_format(arena,
		    "统一社会信用代码的第 %zu 位不能使用："
		    "只用数字和大写字母，不用 I、O、S、V、Z，"
		    "请核对是否把 1 写成 I、0 写成 O。",
		    legal + 1);
	last = check_character(code);
	if (code[CREDIT_CODE_LENGTH - 1] != last)
		return text_format(arena,
		    "统一社会信用代码的校验位不符："
		    "按前 17 位计算，末位应为 %c，现在是 %c，请核对有无抄错。",
		    last, code[CREDIT_CODE_LENGTH - 1]);
	return NULL;
}
