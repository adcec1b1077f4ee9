/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

void nation_make(const char *db, const char *dir);

enum { READY_WAIT_MS = 20000, END_WAIT_MS = 60000, ARGUMENTS_MAX = 40, NOBODY = 65534 };

static struct node *started[256];
static size_t nstarted;

const char *
csgov_path(void)
{
	const char *path = getenv("CSGOV");

	return (path != NULL ? path : "build/csgov");
}

/* Nothing outlives the tests. */
static void
kill_all(void)
{
	for (size_t i = 0; i < nstarted; i++)
		if (started[i]->pid > 0)
			kill(started[i]->pid, SIGKILL);
}

struct node *
node_bare(void)
{
	struct node *node = calloc(1, sizeof *node);

	assert_int_not_equal(sodium_init(), -1);
	assert_non_null(node);
	snprintf(node->dir, sizeof node->dir, "%s", test_dir());
	snprintf(node->db, sizeof node->db, "%s/nation.db", node->dir);
	node->said = BUF(16 << 20);
	if (nstarted == 0)
		atexit(kill_all);
	assert_true(nstarted < 256);
	started[nstarted++] = node;
	return (node);
}

struct node *
node_found(void)
{
	struct node *node = node_bare();

	nation_make(node->db, node->dir);
	return (node);
}

struct node *
node_demonstration(unsigned bodies)
{
	struct node *node = node_bare();
	struct buf said = BUF(1 << 20);
	char number[16];

	snprintf(number, sizeof number, "%u", bodies);
	if (csgov(&said, "demo", "--db", node->db, "--data", node->dir, "--bodies", number, "--password", NODE_PASSWORD, NULL) != 0)
		fail_msg("csgov demo: %.*s", (int)said.n, said.p);
	buf_free(&said);
	return (node);
}

/* ---- The program ---- */

static int
spawn(char *const *arguments, int out, uid_t user)
{
	int pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return (pid);
	dup2(out, STDERR_FILENO);
	dup2(out, STDOUT_FILENO);
	if (user != 0 && (setgroups(0, NULL) != 0 || setgid(user) != 0 || setuid(user) != 0))
		_exit(126);
	execv(csgov_path(), arguments);
	_exit(127);
}

/* Read what it says until it says TEXT. */
static bool
wait_for(struct node *node, const char *text)
{
	for (;;) {
		struct pollfd fd = { node->log, POLLIN, 0 };
		char piece[4096];
		ssize_t n;

		buf_char(&node->said, '\0');
		node->said.n--;
		if (strstr(node->said.p, text) != NULL)
			return (true);
		if (poll(&fd, 1, READY_WAIT_MS) <= 0)
			return (false);
		n = read(node->log, piece, sizeof piece);
		if (n <= 0)
			return (false);
		buf_add(&node->said, piece, (size_t)n);
	}
}

struct node *
node_start(struct node *node, const char *const *more)
{
	char *arguments[ARGUMENTS_MAX] = { (char *)(uintptr_t)csgov_path(), "serve", "--db", node->db, "--data", node->dir, "--listen",
		"127.0.0.1:0", "--count-statements" };
	size_t n = 9;
	const char *at;
	int out[2];

	for (size_t i = 0; more != NULL && more[i] != NULL; i++)
		arguments[n++] = (char *)(uintptr_t)more[i];
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	buf_reset(&node->said);
	node->log = out[0];
	node->pid = spawn(arguments, out[1], 0);
	close(out[1]);
	if (!wait_for(node, "serve.ready") || !wait_for(node, "}\n"))
		fail_msg("the program did not start: %.*s", (int)node->said.n, node->said.p);
	at = strstr(node->said.p, "http");
	assert_non_null(at);
	snprintf(node->url, sizeof node->url, "%.*s", (int)strcspn(at, "\"\n "), at);
	return (node);
}

static int
wait_end(struct node *node)
{
	int status = 0;

	while (waitpid(node->pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	node->pid = 0;
	close(node->log);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

int
node_stop(struct node *node)
{
	kill(node->pid, SIGTERM);
	wait_for(node, "\1"); /* drain what it says until it ends */
	return (wait_end(node));
}

void
node_kill(struct node *node)
{
	kill(node->pid, SIGKILL);
	wait_end(node);
}

int
node_limit_files(struct node *node, int64_t bytes)
{
	struct rlimit limit;

	if (prlimit(node->pid, RLIMIT_FSIZE, NULL, &limit) != 0)
		return (-1);
	limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t)bytes;
	return (prlimit(node->pid, RLIMIT_FSIZE, &limit, NULL));
}

bool
node_alive(struct node *node)
{
	int status;

	if (waitpid(node->pid, &status, WNOHANG) == 0)
		return (true);
	node->pid = 0;
	return (false);
}

/* Run it to its end, as USER (0: as ourselves). */
static int
run_to_end(struct buf *ret_out, va_list list, uid_t user)
{
	char *arguments[ARGUMENTS_MAX] = { (char *)(uintptr_t)csgov_path() };
	size_t n = 1;
	int out[2], status, pid;
	char piece[4096];
	ssize_t got;

	while (n < ARGUMENTS_MAX - 1 && (arguments[n] = va_arg(list, char *)) != NULL)
		n++;
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	pid = spawn(arguments, out[1], user);
	close(out[1]);
	do {
		if (poll(&(struct pollfd){ out[0], POLLIN, 0 }, 1, END_WAIT_MS) <= 0)
			kill(pid, SIGKILL); /* it does not end by itself */
		got = read(out[0], piece, sizeof piece);
		if (ret_out != NULL && got > 0)
			buf_add(ret_out, piece, (size_t)got);
	} while (got > 0);
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

int
csgov(struct buf *ret_out, ...)
{
	va_list list;
	int status;

	va_start(list, ret_out);
	status = run_to_end(ret_out, list, 0);
	va_end(list);
	return (status);
}

int
csgov_unprivileged(struct buf *ret_out, struct node *node, ...)
{
	va_list list;
	int status;

	assert_int_equal(chmod(node->db, 0444), 0);
	assert_int_equal(chmod(node->dir, 0555), 0);
	va_start(list, node);
	status = run_to_end(ret_out, list, geteuid() == 0 ? NOBODY : 0);
	va_end(list);
	assert_int_equal(chmod(node->dir, 0755), 0);
	assert_int_equal(chmod(node->db, 0644), 0);
	return (status);
}
