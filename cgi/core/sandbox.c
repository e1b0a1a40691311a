#define _DEFAULT_SOURCE /* syscall numbers, RLIMIT_NPROC */
#include "sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define MEBIBYTE ((rlim_t)1024 * 1024)

/* The sanitizers reserve more address space than there is memory, and start a process of their own.
 */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

bool
sandbox_limit(const struct sandbox_limits *wanted)
{
	const struct {
		int resource;
		rlim_t most;
	} limits[] = {
#ifndef SANITIZED
	    {RLIMIT_AS, wanted->memory_mebibytes * MEBIBYTE},
#endif
	    {RLIMIT_CPU, wanted->cpu_seconds},
	    {RLIMIT_FSIZE, wanted->file_mebibytes * MEBIBYTE},
	    {RLIMIT_CORE, 0},
	    {RLIMIT_NOFILE, wanted->files},
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct rlimit limit = {limits[i].most, limits[i].most};

		if (setrlimit((__rlimit_resource_t)limits[i].resource, &limit) != 0)
			return false;
	}
#ifndef SANITIZED
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return false;
#endif
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

#ifdef ARCHITECTURE

/* What a filter begins with: calls of another architecture have other numbers. */
#define FILTER_HEAD                                                                                \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, arch)),         \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),                               \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),                                   \
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, nr))

/* One refused call: EPERM, so that what tries it goes on without. */
#define REFUSE(name)                                                                               \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)SYS_##name, 0, 1),                           \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

#define REFUSE_NETWORK                                                                             \
	REFUSE(socket), REFUSE(socketpair), REFUSE(connect), REFUSE(accept4), REFUSE(bind),        \
	    REFUSE(sendto), REFUSE(sendmsg), REFUSE(io_uring_setup)

#define ALLOW_REST BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static bool
install(const struct sock_filter *rules, size_t count)
{
	struct sock_fprog program = {(unsigned short)count, (struct sock_filter *)(size_t)rules};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

bool
sandbox_close_network(void)
{
	static const struct sock_filter rules[] = {FILTER_HEAD, REFUSE_NETWORK, ALLOW_REST};

	return install(rules, sizeof(rules) / sizeof(rules[0]));
}

#else

bool
sandbox_close_network(void)
{
	return true;
}

#endif

#if defined(ARCHITECTURE) && !defined(SANITIZED)

bool
sandbox_close(void)
{
	static const struct sock_filter rules[] = {
	    FILTER_HEAD,
	    REFUSE_NETWORK,
	    REFUSE(execve),
	    REFUSE(execveat),
	    REFUSE(clone),
	    REFUSE(clone3),
#ifdef SYS_fork
	    REFUSE(fork),
	    REFUSE(vfork),
#endif
	    REFUSE(ptrace),
	    REFUSE(kill),
	    REFUSE(process_vm_readv),
	    REFUSE(process_vm_writev),
	    REFUSE(mount),
	    REFUSE(unshare),
	    REFUSE(setns),
	    REFUSE(bpf),
	    REFUSE(perf_event_open),
	    REFUSE(userfaultfd),
	    REFUSE(keyctl),
	    REFUSE(unlinkat),
	    REFUSE(renameat2),
	    REFUSE(mkdirat),
#ifdef SYS_unlink
	    REFUSE(unlink),
	    REFUSE(rename),
	    REFUSE(mkdir),
	    REFUSE(chmod),
#endif
	    ALLOW_REST,
	};

	return install(rules, sizeof(rules) / sizeof(rules[0]));
}

#else

bool
sandbox_close(void)
{
	return true;
}

#endif
