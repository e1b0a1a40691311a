#include "archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* What a directory lists is on the disk only after this. */
static bool
sync_path(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool good = file >= 0 && fsync(file) == 0;

	if (file >= 0)
		close(file);
	return good;
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

static bool
write_all(int file, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t written = write(file, data, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		data += written;
		length -= (size_t)written;
	}
	return fsync(file) == 0;
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
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool good = file >= 0 && write_all(file, data, length);

	if (file >= 0)
		good = close(file) == 0 && good;
	return good && compress(path) && sync_path(text_format(archive->arena, "%s.gz", path)) &&
	       sync_path(folder);
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
		if (!make_directory(path) || !sync_path(parent))
			return false;
	}
	target = text_format(archive->arena, "%s/files", path);
	if (access(target, F_OK) == 0)
		return true;
	return rename(staging_path(archive, edition), target) == 0 && sync_path(path);
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
