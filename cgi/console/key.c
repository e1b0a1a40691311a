/* zhiheng key NAME: a key that signs editions, as NAME.sec and NAME.pub. */
#include <errno.h>
#include <string.h>

#include "console.h"
#include "core/store.h"
#include "core/text.h"
#include "edition/manifest.h"

/* Never over another file: a lost key cannot be made again. */
static bool
write_new(struct arena *arena, const char *path, const char *text, mode_t mode)
{
	if (store_write(arena, path, mode, text, strlen(text)))
		return true;
	console_fail("%s: %s", path, strerror(errno));
	return false;
}

enum exit_code
key_run(const struct console *console, int argument_count, char **arguments)
{
	struct manifest_key key;
	bool good;

	if (argument_count != 1)
		return EXIT_USAGE;
	manifest_key_make(&key);
	good = write_new(console->arena, text_format(console->arena, "%s.sec", arguments[0]),
		   manifest_key_secret(console->arena, &key), 0600) &&
	       write_new(console->arena, text_format(console->arena, "%s.pub", arguments[0]),
		   manifest_key_public(console->arena, &key), 0644);
	sodium_memzero(&key, sizeof(key));
	return good ? EXIT_DONE : EXIT_REFUSED;
}
