/* Files as spreadsheets of this country save them: UTF-8, or GB18030 (which GBK and GB2312 are part
 * of). */
#ifndef CORE_ENCODING_H
#define CORE_ENCODING_H

#include <stddef.h>

#include "status.h"

struct arena;

enum encoding { ENCODING_UTF8, ENCODING_GB18030 };

/*
 * The text as UTF-8, NUL-terminated, without a byte order mark; what is well-formed UTF-8 is taken
 * for it.  STATUS_INPUT: neither of the two, or a NUL in it.
 */
enum status encoding_to_utf8(char **out, enum encoding *found, struct arena *arena,
    const char *data, size_t length) MUST_CHECK;

#endif
