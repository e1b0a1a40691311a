#include "json.h"

#include <string.h>

void
json_append_text(struct buffer *buffer, const char *text)
{
	if (text == NULL) {
		buffer_append_text(buffer, "null");
		return;
	}
	buffer_append_char(buffer, '"');
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x20 || byte == 0x7f || strchr("<>&", byte) != NULL) {
			buffer_append_format(buffer, "\\u%04x", (unsigned)byte);
			continue;
		}
		if (byte == '"' || byte == '\\')
			buffer_append_char(buffer, '\\');
		buffer_append_char(buffer, *text);
	}
	buffer_append_char(buffer, '"');
}
