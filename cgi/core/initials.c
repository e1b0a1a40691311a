#include "initials.h"

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>

#include "pinyin.h"

/* The code point at *text, which moves behind it. */
static uint32_t
take(const char **text)
{
	const unsigned char *byte = (const unsigned char *)*text;
	size_t more = byte[0] < 0x80 ? 0 : byte[0] < 0xe0 ? 1 : byte[0] < 0xf0 ? 2 : 3;
	uint32_t code = more == 0 ? byte[0] : byte[0] & (0x3fu >> more);

	for (size_t i = 1; i <= more; i++)
		code = code << 6 | (byte[i] & 0x3fu);
	*text += more + 1;
	return code;
}

static bool
answers(uint32_t code, int letter)
{
	if (code < 0x80)
		return tolower((int)code) == letter;
	if (code < PINYIN_FIRST || code > PINYIN_LAST || letter < 'a' || letter > 'z')
		return false;
	return (pinyin_masks[code - PINYIN_FIRST] >> (letter - 'a') & 1) != 0;
}

static bool
begins(const char *name, const char *typed)
{
	for (; *typed != '\0'; typed++) {
		if (*name == '\0' || !answers(take(&name), tolower((unsigned char)*typed)))
			return false;
	}
	return true;
}

bool
initials_match(const char *name, const char *typed)
{
	for (; *name != '\0'; take(&name)) {
		if (begins(name, typed))
			return true;
	}
	return *typed == '\0';
}

bool
initials_possible(const char *text)
{
	bool letter = false;

	for (; *text != '\0'; text++) {
		if (!isalnum((unsigned char)*text))
			return false;
		letter = letter || isalpha((unsigned char)*text);
	}
	return letter;
}
