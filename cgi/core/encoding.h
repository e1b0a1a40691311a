/* Files as spreadsheets of this country save them: UTF-8, GB18030 (which GBK and GB2312 are part
 * of), or UTF-16 with its mark ("Unicode text"). */
#ifndef CORE_ENCODING_H
#define CORE_ENCODING_H

#include <stddef.h>

#include "status.h"

struct arena;

enum encoding { ENCODING_UTF8, ENCODING_GB18030, ENCODING_UTF16, ENCODING_COUNT };

/*
 * The text as UTF-8, NUL-terminated, without a byte order mark; what is well-formed UTF-8 is taken
 * for it.  STATUS_INPUT: none of the three, or a NUL in it.
 */
enum status encoding_to_utf8(char **out, enum encoding *found, struct arena *arena,
    const char *data, size_t length) MUST_CHECK;

/* After STATUS_INPUT: offset of the first byte that is no text, in the encoding that gets furthest.
 */
size_t encoding_bad_byte(struct arena *arena, const char *data, size_t length);

/* As people know it. */
const char *encoding_name(enum encoding encoding);

#endif
