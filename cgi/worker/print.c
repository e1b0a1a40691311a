#define _DEFAULT_SOURCE /* prctl's header */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sandbox.h"
#include "print.h"

#define CANNOT_RUN 127

static const char magic[] = "%PDF-";

/* In the child: becomes weasyprint, from in to out.  Never returns. */
static void
become(FILE *in, FILE *out, const char *style, pid_t parent)
{
	static const struct sandbox_limits limits = {
	    .memory_mebibytes = 1536, .cpu_seconds = 120, .file_mebibytes = 64, .files = 64};
	char *const arguments[] = {
	    "weasyprint", "-q", "-e", "utf-8", "-s", (char *)style, "-", "-", NULL};
	/* Fonts carry the time at which they were cut to what is used. */
	char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/nonexistent",
	    "SOURCE_DATE_EPOCH=0", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", NULL};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent &&
	    dup2(fileno(in), STDIN_FILENO) >= 0 && dup2(fileno(out), STDOUT_FILENO) >= 0 &&
	    sandbox_limit(&limits) && sandbox_close_network())
		execve("/usr/bin/weasyprint", arguments, environment);
	_exit(CANNOT_RUN);
}

static bool
run(FILE *in, FILE *out, const char *style)
{
	pid_t parent = getpid(), child = fork();
	int result;

	if (child == 0)
		become(in, out, style, parent);
	if (child < 0)
		return false;
	while (waitpid(child, &result, 0) < 0)
		if (errno != EINTR)
			return false;
	if (WIFEXITED(result) && WEXITSTATUS(result) == 0)
		return true;
	fprintf(stderr, "worker: weasyprint ended with %s %d\n",
	    WIFEXITED(result) ? "status" : "signal",
	    WIFEXITED(result) ? WEXITSTATUS(result) : WTERMSIG(result));
	return false;
}

static bool
read_back(struct buffer *out, FILE *file)
{
	size_t before = out->length, length;
	char block[65536];

	rewind(file);
	while ((length = fread(block, 1, sizeof(block), file)) > 0)
		buffer_append(out, block, length);
	return !ferror(file) && out->length > before + strlen(magic) &&
	       memcmp(out->data + before, magic, strlen(magic)) == 0;
}

bool
print_pdf(struct buffer *out, const struct buffer *html, const char *style)
{
	FILE *in = tmpfile(), *printed = tmpfile();
	bool good = in != NULL && printed != NULL &&
		    fwrite(html->data, 1, html->length, in) == html->length && fflush(in) == 0;

	if (good)
		rewind(in);
	else
		perror("worker: a temporary file");
	good = good && run(in, printed, style) && read_back(out, printed);
	if (in != NULL)
		fclose(in);
	if (printed != NULL)
		fclose(printed);
	return good;
}
