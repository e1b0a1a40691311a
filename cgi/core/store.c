#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

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
	return true;
}

bool
store_sync(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool good = file >= 0 && fsync(file) == 0;

	if (file >= 0)
		close(file);
	return good;
}

bool
store_write(struct arena *arena, const char *path, mode_t mode, const char *data, size_t length)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
	    slash == NULL ? "." : text_copy(arena, path, (size_t)(slash - path) + 1);
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool good;
	int fault;

	if (file < 0)
		return false;
	good = write_all(file, data, length) && fchmod(file, mode) == 0 && fsync(file) == 0;
	fault = errno;
	if (close(file) == 0 && good && store_sync(folder))
		return true;
	if (good)
		fault = errno;
	unlink(path);
	errno = fault;
	return false;
}
