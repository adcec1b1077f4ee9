/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

/*
 * What the child writes: one byte of how it went, then for DONE the answer, for REFUSED a problem as put_problem() writes it, for UNCONFINED nothing.
 * A child that ends without a byte crashed.
 */
enum { DONE = 'd', REFUSED = 'r', UNCONFINED = 'u' };
enum { CHILD_FD = 3, PROBLEM_BYTES_MAX = 256 * 1024, SIGNALS_MAX = 32 };

/* Arguments that problems of readers have; their names must be constants of the parent. */
static const char *const known_args[] = { "cell", "char", "column", "expected", "field", "file", "first", "found", "given", "id", "line", "max", "member",
	"name", "object", "other", "reason", "sheet", "text", "type", "value", "version", "wanted", "what" };

/* ---- Problems over the pipe ---- */

static void
put_u32(struct buf *out, uint32_t value)
{
	buf_add(out, &value, sizeof value);
}

static void
put_text(struct buf *out, const char *text)
{
	uint32_t n = (uint32_t)strnlen(text, PROBLEM_TEXT_MAX - 1);

	put_u32(out, n);
	buf_add(out, text, n);
}

static void
put_item(struct buf *out, const struct problem_item *item)
{
	put_u32(out, (uint32_t)item->code);
	put_text(out, item->where);
	put_u32(out, item->nargs);
	for (unsigned i = 0; i < item->nargs; i++) {
		put_text(out, item->args[i].name);
		put_text(out, item->args[i].value);
	}
}

static void
put_problem(struct buf *out, const struct problem *why)
{
	put_u32(out, why->line);
	put_u32(out, why->column);
	put_u32(out, why->nmore);
	put_item(out, &why->head);
	put_u32(out, why->nitems);
	for (unsigned i = 0; i < why->nitems; i++)
		put_item(out, &why->items[i]);
}

static int
take_u32(struct str *rest, uint32_t most, uint32_t *ret)
{
	if (rest->n < sizeof *ret)
		return (-1);
	memcpy(ret, rest->p, sizeof *ret);
	*rest = str_sub(*rest, sizeof *ret, rest->n);
	return (*ret > most ? -1 : 0);
}

static int
take_text(struct str *rest, char ret[PROBLEM_TEXT_MAX])
{
	uint32_t n;

	if (take_u32(rest, PROBLEM_TEXT_MAX - 1, &n) || rest->n < n || !str_is_utf8(str_sub(*rest, 0, n)))
		return (-1);
	memcpy(ret, rest->p, n);
	ret[n] = '\0';
	*rest = str_sub(*rest, n, rest->n);
	return (0);
}

static int
take_item(struct str *rest, struct problem_item *ret)
{
	char name[PROBLEM_TEXT_MAX], value[PROBLEM_TEXT_MAX];
	uint32_t code, n;

	if (take_u32(rest, PROBLEM_CODE_COUNT - 1, &code) || take_text(rest, ret->where) || take_u32(rest, PROBLEM_ARGS_MAX, &n))
		return (-1);
	ret->code = (enum problem_code)code;
	ret->nargs = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (take_text(rest, name) || take_text(rest, value))
			return (-1);
		for (size_t j = 0; j < ARRAY_SIZE(known_args); j++) {
			if (strcmp(name, known_args[j]) != 0)
				continue;
			ret->args[ret->nargs].name = known_args[j];
			memcpy(ret->args[ret->nargs++].value, value, sizeof value);
			break;
		}
	}
	return (0);
}

/* The problem that the child told, into WHY.  -1: it makes no sense. */
static int
take_problem(struct str rest, struct problem *why)
{
	uint32_t line, column, more, n;
	struct problem_item item;

	if (take_u32(&rest, UINT32_MAX, &line) || take_u32(&rest, UINT32_MAX, &column) || take_u32(&rest, UINT32_MAX, &more) ||
	    take_item(&rest, &item) || item.code == PROBLEM_NONE || take_u32(&rest, PROBLEM_ITEMS_MAX, &n))
		return (-1);
	problem_set(why, item.code, NULL);
	why->head = item;
	why->line = line;
	why->column = column;
	why->nmore = more;
	for (uint32_t i = 0; i < n; i++) {
		if (take_item(&rest, &item))
			return (-1);
		if (why->items != NULL)
			why->items[why->nitems++] = item;
		else
			why->nmore++;
	}
	return (rest.n == 0 ? 0 : -1);
}

/* ---- The child ---- */

static int
limit(int resource, rlim_t most)
{
	/* At its hard limit of processor time a process is killed without a word; at the soft one it is told why. */
	struct rlimit value = { most, resource == RLIMIT_CPU ? most + 1 : most };

	return (setrlimit(resource, &value));
}

/* Memory, to the process itself only: never of a file, never to be run. */
static int
allow_memory(scmp_filter_ctx filter)
{
	static const int calls[] = { SCMP_SYS(mprotect), SCMP_SYS(mmap) };

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct scmp_arg_cmp args[] = { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), SCMP_A4(SCMP_CMP_MASKED_EQ, UINT32_MAX, UINT32_MAX) };

		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i], calls[i] == SCMP_SYS(mmap) ? 2 : 1, args))
			return (-1);
	}
	return (0);
}

/* From here on the process computes, takes memory, writes to its pipe and ends. */
static int
confine(void)
{
	static const int calls[] = { SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit_group),
		SCMP_SYS(exit), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
		SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall) };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed = filter == NULL;

	for (size_t i = 0; i < ARRAY_SIZE(calls) && !failed; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	failed = failed || allow_memory(filter) ||
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, CHILD_FD)) || seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	return (failed ? -1 : 0);
}

/* The address space of this process in bytes, read before files are closed. */
static size_t
address_space(void)
{
	char text[64];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	struct str rest = { text, n < 0 ? 0 : (size_t)n }, pages;
	int64_t count;

	if (fd >= 0)
		close(fd);
	if (!str_cut(&rest, ' ', &pages) || str_to_i64(pages, &count) || count < 0)
		return (0);
	return ((size_t)count * (size_t)sysconf(_SC_PAGESIZE));
}

/* Handlers are the caller's; a child that is told to end ends. */
static void
forget_signals(void)
{
	sigset_t none;

	for (int s = 1; s < SIGNALS_MAX; s++)
		(void)signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int
prepare_child(int fd, const struct sandbox_limits *limits)
{
	size_t used = address_space();

	forget_signals();
	if (used == 0 || (fd != CHILD_FD && dup2(fd, CHILD_FD) < 0) || close_range(0, CHILD_FD - 1, 0) || close_range(CHILD_FD + 1, UINT32_MAX, 0))
		return (-1);
	if (limit(RLIMIT_AS, (rlim_t)used + limits->memory_bytes) || limit(RLIMIT_CPU, limits->seconds) || limit(RLIMIT_CORE, 0) ||
	    limit(RLIMIT_FSIZE, 0) || limit(RLIMIT_NOFILE, 0) || limit(RLIMIT_NPROC, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return (-1);
	alarm(limits->seconds);
	return (confine());
}

static NORETURN void
tell_and_end(char how, struct str text)
{
	bool failed = write(CHILD_FD, &how, 1) != 1;

	while (!failed && text.n > 0) {
		ssize_t n = write(CHILD_FD, text.p, text.n);

		if (n < 0 && errno == EINTR)
			continue;
		failed = n <= 0;
		text = str_sub(text, n <= 0 ? text.n : (size_t)n, text.n);
	}
	_exit(failed ? 1 : 0);
}

static NORETURN void
child(int fd, sandbox_fn *work, void *context, const struct sandbox_limits *limits)
{
	static struct problem_item room[PROBLEM_ITEMS_MAX];
	struct buf answer = BUF(limits->answer_bytes);
	struct problem why = { .nitems = 0 };
	int status;

	if (prepare_child(fd, limits))
		tell_and_end(UNCONFINED, STR(""));
	problem_room(&why, room);
	status = work(context, &answer, &why);
	if (status == 0 && buf_failed(&answer)) {
		status = problem_set(&why, LIMIT_REACHED, NULL);
		problem_arg_i64(&why, "max", (int64_t)limits->answer_bytes);
	}
	if (status == 0)
		tell_and_end(DONE, buf_view(&answer));
	answer = BUF(PROBLEM_BYTES_MAX);
	put_problem(&answer, &why);
	tell_and_end(REFUSED, buf_view(&answer));
}

/* ---- The parent ---- */

static int
refuse(struct problem *why, enum problem_code code, const char *name, int64_t value)
{
	problem_set(why, code, NULL);
	problem_arg_i64(why, name, value);
	return (-1);
}

/* All that the child writes, until it closes the pipe.  1: it took too long, or too much. */
static int
collect(int fd, int64_t until, struct buf *ret)
{
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left = (until - clock_mono()) / 1000;
		char *room = buf_reserve(ret, 64 * 1024);
		ssize_t n;

		if (left <= 0 || room == NULL)
			return (1);
		n = poll(&wait, 1, left > 1000 ? 1000 : (int)left);
		if (n < 0 && errno != EINTR)
			return (1);
		if (n <= 0)
			continue;
		n = read(fd, room, 64 * 1024);
		if (n == 0)
			return (0);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return (1);
		ret->n += n > 0 ? (size_t)n : 0;
	}
}

static int
reap(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return (status);
}

/* What the child said and how it ended, as one result. */
static int
judge(const struct buf *told, bool cut, int ended, const struct sandbox_limits *limits, struct buf *ret, struct problem *why)
{
	struct str text = buf_view(told);

	if (WIFSIGNALED(ended) && (WTERMSIG(ended) == SIGALRM || WTERMSIG(ended) == SIGXCPU || (cut && !buf_failed(told))))
		return (refuse(why, SANDBOX_SLOW, "max", limits->seconds));
	if (cut)
		return (refuse(why, LIMIT_REACHED, "max", (int64_t)limits->answer_bytes));
	if (WIFSIGNALED(ended))
		return (refuse(why, SANDBOX_CRASHED, "found", WTERMSIG(ended)));
	if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0 || text.n == 0)
		return (refuse(why, SANDBOX_CRASHED, "found", 0));
	if (text.p[0] == UNCONFINED) {
		problem_set(why, SANDBOX_MISSING, NULL);
		problem_arg(why, "reason", STR("seccomp"));
		return (-1);
	}
	text = str_sub(text, 1, text.n);
	if (told->p[0] == DONE) {
		buf_str(ret, text);
		return (buf_failed(ret) ? refuse(why, LIMIT_REACHED, "max", (int64_t)ret->max_bytes) : 0);
	}
	if (told->p[0] != REFUSED || take_problem(text, why))
		return (refuse(why, SANDBOX_CRASHED, "found", 0));
	return (-1);
}

static int
cannot(struct problem *why, const char *what)
{
	problem_set(why, SANDBOX_MISSING, NULL);
	problem_arg(why, "reason", str_c(what));
	return (-1);
}

int
sandbox_run(sandbox_fn *work, void *context, const struct sandbox_limits *limits, struct buf *ret, struct problem *why)
{
	struct buf told CLEANUP(buf_free) = BUF(limits->answer_bytes + PROBLEM_BYTES_MAX);
	int64_t until = clock_mono() + ((int64_t)limits->seconds + 1) * SECOND_US;
	int ends[2], ended;
	bool cut;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return (cannot(why, "pipe"));
	pid = fork();
	if (pid == 0)
		child(ends[1], work, context, limits);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return (cannot(why, "fork"));
	}
	cut = collect(ends[0], until, &told) != 0;
	if (cut)
		kill(pid, SIGKILL);
	close(ends[0]);
	ended = reap(pid);
	return (judge(&told, cut, ended, limits, ret, why));
}
