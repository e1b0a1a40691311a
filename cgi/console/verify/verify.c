/*
 * zhiheng verify [-k KEY.pub] DIR: whether the files of an edition, or of several below DIR, are
 * what was published.  Needs no database: signature, digests, chain, and all the arithmetic.
 */
#include "verify.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/text.h"

#define DEPTH_MAXIMUM 6
#define EDITIONS_ROOM 4096

struct search {
	const struct console *console;
	struct verification *editions;
	size_t count;
};

void
verify_fault(struct verification *verification, const char *file, size_t row, const char *column,
    const char *message)
{
	verification->faults++;
	printf("%s/%s", verification->folder, file);
	if (row > 0)
		printf(" 第 %zu 行", row);
	if (column != NULL)
		printf(" %s", column);
	printf("：%s\n", message);
}

bool
verify_read(char **data, size_t *length, const struct verification *verification, const char *name)
{
	const char *path =
	    text_format(verification->console->arena, "%s/%s", verification->folder, name);
	struct stat state;

	return stat(path, &state) == 0 && S_ISREG(state.st_mode) &&
	       console_read_file(data, length, verification->console, path);
}

/* ---- where the editions are ----------------------------------------------------------------- */

static void
find_editions(struct search *search, const char *folder, int depth)
{
	struct arena *arena = search->console->arena;
	DIR *directory = opendir(folder);
	struct dirent *entry;
	struct stat state;

	if (directory == NULL)
		return;
	if (stat(text_format(arena, "%s/%s", folder, MANIFEST_NAME), &state) == 0 &&
	    search->count < EDITIONS_ROOM)
		search->editions[search->count++] =
		    (struct verification){.console = search->console, .folder = folder};
	while (depth > 0 && (entry = readdir(directory)) != NULL) {
		const char *path = text_format(arena, "%s/%s", folder, entry->d_name);

		if (entry->d_name[0] != '.' && stat(path, &state) == 0 && S_ISDIR(state.st_mode))
			find_editions(search, path, depth - 1);
	}
	closedir(directory);
}

/* ---- one manifest --------------------------------------------------------------------------- */

static void
check_signature(
    struct verification *verification, const char *key_path, const char *manifest, size_t length)
{
	struct manifest_key key;
	size_t size;
	char *text;
	bool read = key_path == NULL
			? verify_read(&text, &size, verification, MANIFEST_KEY)
			: console_read_file(&text, &size, verification->console, key_path);

	if (!read || !manifest_key_read(&key, text)) {
		verify_fault(verification, key_path == NULL ? MANIFEST_KEY : key_path, 0, NULL,
		    "没有可用的公钥");
		return;
	}
	if (!verify_read(&text, &size, verification, MANIFEST_SIGNATURE))
		verify_fault(verification, MANIFEST_SIGNATURE, 0, NULL, "没有签名");
	else if (!manifest_check(&key, text, manifest, length))
		verify_fault(verification, MANIFEST_SIGNATURE, 0, NULL,
		    "签名与清单不符，或者不是这个公钥的签名");
}

static bool
is_listed(const struct manifest *manifest, const char *name)
{
	for (size_t i = 0; i < manifest->count; i++)
		if (strcmp(manifest->lines[i].file, name) == 0)
			return true;
	return false;
}

static void
check_others(struct verification *verification)
{
	DIR *directory = opendir(verification->folder);
	struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const char *name = entry->d_name;
		size_t length = strlen(name);

		if (name[0] == '.' || strcmp(name, MANIFEST_NAME) == 0 ||
		    strcmp(name, MANIFEST_SIGNATURE) == 0 ||
		    (length > 3 && strcmp(name + length - 3, ".gz") == 0) ||
		    is_listed(&verification->manifest, name))
			continue;
		verify_fault(verification, name, 0, NULL, "不在清单中");
	}
	if (directory != NULL)
		closedir(directory);
}

static void
check_manifest(struct verification *verification, const char *key_path)
{
	const struct manifest *manifest = &verification->manifest;
	char digest[MANIFEST_DIGEST_SIZE], *data;
	size_t length;

	if (!verify_read(&data, &length, verification, MANIFEST_NAME))
		return;
	manifest_digest(verification->digest, data, length);
	check_signature(verification, key_path, data, length);
	if (!manifest_read(&verification->manifest, verification->console->arena, data)) {
		verify_fault(verification, MANIFEST_NAME, 0, NULL, "不是规定的格式");
		return;
	}
	for (size_t i = 0; i < manifest->count; i++) {
		const char *name = manifest->lines[i].file;

		if (!verify_read(&data, &length, verification, name)) {
			verify_fault(verification, name, 0, NULL, "清单中有，目录中没有");
			continue;
		}
		manifest_digest(digest, data, length);
		if (strcmp(digest, manifest->lines[i].digest) != 0)
			verify_fault(verification, name, 0, NULL, "与清单中的 SHA-256 不符");
	}
	check_others(verification);
}

/* ---- the chain ------------------------------------------------------------------------------ */

static const struct verification *
find_named(const struct search *search, const char *name)
{
	for (size_t i = 0; i < search->count; i++)
		if (text_equal(search->editions[i].manifest.name, name))
			return &search->editions[i];
	return NULL;
}

static void
check_chain(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		struct verification *edition = &search->editions[i];
		const struct verification *previous;

		if (edition->manifest.name == NULL || edition->manifest.previous == NULL)
			continue;
		previous = find_named(search, edition->manifest.previous);
		if (previous == NULL)
			printf("%s：上一版 %s 不在这里，未核对\n", edition->folder,
			    edition->manifest.previous);
		else if (strcmp(previous->digest, edition->manifest.previous_digest) != 0)
			verify_fault(edition, MANIFEST_NAME, 0, "previous",
			    text_format(search->console->arena, "与上一版 %s 的清单不符",
				edition->manifest.previous));
		for (size_t other = 0; other < i; other++)
			if (text_equal(search->editions[other].manifest.previous,
				edition->manifest.previous))
				verify_fault(edition, MANIFEST_NAME, 0, "previous",
				    text_format(search->console->arena, "与 %s 接在同一版之后",
					search->editions[other].folder));
	}
}

static bool
read_arguments(const char **folder, const char **key_path, int argument_count, char **arguments)
{
	*key_path = NULL;
	if (argument_count == 3 && strcmp(arguments[0], "-k") == 0) {
		*key_path = arguments[1];
		arguments += 2;
		argument_count -= 2;
	}
	*folder = arguments[0];
	return argument_count == 1;
}

enum exit_code
verify_run(const struct console *console, int argument_count, char **arguments)
{
	struct search search = {.console = console};
	const char *folder, *key_path;
	size_t faults = 0;

	if (argument_count == 0 || !read_arguments(&folder, &key_path, argument_count, arguments))
		return EXIT_USAGE;
	search.editions = arena_new(console->arena, struct verification, EDITIONS_ROOM);
	find_editions(&search, folder, DEPTH_MAXIMUM);
	if (search.count == 0)
		return console_fail("%s: holds no %s", folder, MANIFEST_NAME);
	for (size_t i = 0; i < search.count; i++) {
		check_manifest(&search.editions[i], key_path);
		verify_content(&search.editions[i]);
	}
	check_chain(&search);
	for (size_t i = 0; i < search.count; i++) {
		const struct verification *edition = &search.editions[i];

		faults += edition->faults;
		if (edition->faults == 0)
			printf("%s：%s 无误\n", edition->folder, edition->manifest.name);
	}
	if (key_path == NULL)
		puts("公钥取自同一目录：请与网站公开的公钥核对，或用 -k 指定。");
	return faults == 0 ? EXIT_DONE : EXIT_REFUSED;
}
