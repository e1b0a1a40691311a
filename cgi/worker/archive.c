#include "archive.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store.h"
#include "core/text.h"

static const char *
staging_path(const struct archive *archive, const char *edition)
{
	return text_format(archive->arena, "%s/.staging/%s", archive->root, edition);
}

static bool
make_directory(const char *path)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST;
}

static void
remove_directory(const struct archive *archive, const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlink(text_format(archive->arena, "%s/%s", path, entry->d_name));
	closedir(directory);
	rmdir(path);
}

void
archive_discard(const struct archive *archive, const char *edition)
{
	remove_directory(archive, staging_path(archive, edition));
}

bool
archive_open(const struct archive *archive, const char *edition)
{
	const char *path = staging_path(archive, edition);

	remove_directory(archive, path);
	return make_directory(text_format(archive->arena, "%s/.staging", archive->root)) &&
	       make_directory(path);
}

/* gzip -n leaves out name and time: the same file gives the same bytes. */
static bool
compress(const char *path)
{
	char *const arguments[] = {"gzip", "-9", "-n", "-k", "-f", (char *)path, NULL};
	char *const environment[] = {"PATH=/usr/bin:/bin", NULL};
	pid_t child;
	int result;

	if (posix_spawnp(&child, "gzip", NULL, NULL, arguments, environment) != 0)
		return false;
	while (waitpid(child, &result, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(result) && WEXITSTATUS(result) == 0;
}

bool
archive_write(const struct archive *archive, const char *edition, const char *name,
    const char *data, size_t length)
{
	const char *folder = staging_path(archive, edition);
	const char *path = text_format(archive->arena, "%s/%s", folder, name);

	return store_write(archive->arena, path, 0644, data, length) && compress(path) &&
	       store_sync(text_format(archive->arena, "%s.gz", path)) && store_sync(folder);
}

bool
archive_place(const struct archive *archive, const char *edition, const char *region,
    const char *period, const char *number)
{
	const char *const parts[] = {"region", region, period, number};
	const char *path = archive->root, *target;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *parent = path;

		path = text_format(archive->arena, "%s/%s", path, parts[i]);
		if (!make_directory(path) || !store_sync(parent))
			return false;
	}
	target = text_format(archive->arena, "%s/files", path);
	if (access(target, F_OK) == 0)
		return true;
	return rename(staging_path(archive, edition), target) == 0 && store_sync(path);
}

void
archive_clean(const struct archive *archive, const char *const kept[], size_t count)
{
	const char *path = text_format(archive->arena, "%s/.staging", archive->root);
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL) {
		bool keep = entry->d_name[0] == '.';

		for (size_t i = 0; i < count; i++)
			keep = keep || strcmp(entry->d_name, kept[i]) == 0;
		if (!keep)
			remove_directory(
			    archive, text_format(archive->arena, "%s/%s", path, entry->d_name));
	}
	closedir(directory);
}
