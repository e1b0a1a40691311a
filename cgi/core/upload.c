#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "text.h"
#include "upload_table.h"

#define SECONDS_MAXIMUM 15
#define LINES_MAXIMUM   ((size_t)16 * 1024 * 1024)
#define PIECE           ((size_t)64 * 1024)

/* The importer lies beside this program. */
static const char *
find_importer(struct arena *arena)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));
	const char *slash;

	if (length <= 0 || (size_t)length == sizeof(path))
		return NULL;
	path[length] = '\0';
	slash = strrchr(path, '/');
	return slash == NULL ? NULL
			     : text_format(arena, "%.*s/importer", (int)(slash - path), path);
}

/* A file without a name that holds the upload: nobody has to feed a pipe while another is read. */
static FILE *
hold(const char *data, size_t length)
{
	FILE *file = tmpfile();

	if (file == NULL)
		return NULL;
	if (fwrite(data, 1, length, file) == length && fflush(file) == 0 &&
	    fseek(file, 0, SEEK_SET) == 0)
		return file;
	fclose(file);
	return NULL;
}

/* It gets the file and the pipe; no other descriptor, no environment, no blocked signal. */
static bool
start(pid_t *child, const char *path, int input, int output)
{
	char *const arguments[] = {(char *)(size_t) "importer", NULL};
	char *const environment[] = {(char *)(size_t) "LC_ALL=C.UTF-8", NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, usual;
	bool good;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGTERM);
	sigaddset(&usual, SIGINT);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	if (posix_spawnattr_init(&attributes) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return false;
	}
	good = posix_spawnattr_setflags(
		   &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0 &&
	       posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
	       posix_spawnattr_setsigdefault(&attributes, &usual) == 0 &&
	       posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) == 0 &&
	       posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) == 0 &&
	       posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0 &&
	       posix_spawn(child, path, &actions, &attributes, arguments, environment) == 0;
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return good;
}

static int
milliseconds_left(const struct timespec *started)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)(SECONDS_MAXIMUM * 1000 - (now.tv_sec - started->tv_sec) * 1000 -
		     (now.tv_nsec - started->tv_nsec) / 1000000);
}

/* All that the importer writes; false: it took too long, or wrote too much. */
static bool
listen_to(struct buffer *lines, int output)
{
	struct pollfd wait = {.fd = output, .events = POLLIN};
	char *piece = arena_new(lines->arena, char, PIECE);
	struct timespec started;

	clock_gettime(CLOCK_MONOTONIC, &started);
	for (;;) {
		int left = milliseconds_left(&started);
		ssize_t got;

		if (left <= 0 || lines->length > LINES_MAXIMUM)
			return false;
		if (poll(&wait, 1, left) <= 0)
			continue;
		got = read(output, piece, PIECE);
		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0)
			buffer_append(lines, piece, (size_t)got);
	}
}

static bool
run(struct buffer *lines, const char *path, int input)
{
	int ends[2], result = 0;
	bool heard = false;
	pid_t child;

	if (pipe(ends) != 0)
		return false;
	if (!start(&child, path, input, ends[1])) {
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	close(ends[1]);
	heard = listen_to(lines, ends[0]);
	close(ends[0]);
	if (!heard)
		kill(child, SIGKILL);
	while (waitpid(child, &result, 0) < 0 && errno == EINTR)
		;
	if (!heard || !WIFEXITED(result) || WEXITSTATUS(result) != 0) {
		fprintf(stderr, "upload: the importer ended with %d%s\n", result,
		    heard ? "" : ", it was stopped");
		lines->length = 0;
		buffer_append_text(lines,
		    "rows\t1\n"
		    "fault\t0\t0\t读取这个文件所需的时间或内存超出了限制，已停止读取。"
		    "请重新下载模板，只在“本期”一列填写。\n");
	}
	return true;
}

enum status
upload_import(struct buffer *lines, struct arena *arena, const char *data, size_t length)
{
	const char *path = find_importer(arena);
	FILE *file = hold(data, length);
	bool good;

	*lines = buffer_create(arena, PIECE);
	good = path != NULL && file != NULL && run(lines, path, fileno(file));
	if (file != NULL)
		fclose(file);
	if (!good)
		fprintf(stderr, "upload: the importer cannot be started: %s\n", strerror(errno));
	return good ? STATUS_OK : STATUS_BUSY;
}
