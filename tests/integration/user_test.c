/* SPDX-License-Identifier: Apache-2.0 */
/* csgov user: accounts from the console, also while the node serves. */
#include "node.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

enum { ARGUMENTS_MAX = 24 };

/* The child: reads IN, writes both outputs to OUT. */
static void
become(int in, int out, char **arguments)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	setenv("LC_ALL", "C", 1);
	execv(arguments[0], arguments);
	_exit(127);
}

/* Run the program with INPUT on its standard input; its exit status.  What it said is in SAID until the next call. */
static char said[16384];
static int
user(const char *input, ...)
{
	char *arguments[ARGUMENTS_MAX] = { (char *)(uintptr_t)csgov_path(), (char *)(uintptr_t)"user" };
	size_t n = 2, length = 0;
	int in[2], out[2], status;
	ssize_t got;
	pid_t pid;
	va_list list;

	va_start(list, input);
	while (n < ARGUMENTS_MAX - 1 && (arguments[n] = va_arg(list, char *)) != NULL)
		n++;
	va_end(list);
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		become(in[0], out[1], arguments);
	close(in[0]);
	close(out[1]);
	assert_int_equal(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
	close(in[1]);
	while (length < sizeof said - 1 && (got = read(out[0], said + length, sizeof said - 1 - length)) > 0)
		length += (size_t)got;
	said[length] = '\0';
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static struct node *
fresh(void)
{
	static struct node node;

	memset(&node, 0, sizeof node);
	snprintf(node.dir, sizeof node.dir, "%s", test_dir());
	snprintf(node.db, sizeof node.db, "%s/csgov.db", node.dir);
	node.said = BUF(1 << 20);
	return (&node);
}

TEST(the_first_account_founds_the_nation_and_signs_in)
{
	struct node *node = fresh();
	struct client *admin;

	assert_int_equal(user(NODE_PASSWORD "\n", "add", "admin", "--db", node->db, NULL), 1);
	assert_non_null(strstr(said, "nation_missing"));
	assert_int_equal(user(NODE_PASSWORD "\n", "add", "admin", "--db", node->db, "--nation", "PK", "--title", "Pakistan", "--name", "First",
	    NULL), 0);
	node_start(node, NULL);
	admin = client_new(node, "admin");
	assert_int_equal(ask(admin, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_string_equal(text_at(admin, "/name"), "First");
	assert_string_equal(text_at(admin, "/grants/0/role"), "administrator");
	assert_int_equal(node_stop(node), 0);
}

TEST(an_account_is_added_with_its_role_and_listed)
{
	struct node *node = node_found();
	struct client *guest;

	assert_int_equal(user(NODE_PASSWORD "\n", "add", "guest", "--db", node->db, "--entity", "PK-PB-HLT-002", "--role", "officer", NULL), 0);
	assert_int_equal(user("", "list", "--db", node->db, "--json", NULL), 0);
	assert_non_null(strstr(said, "\"login\":\"guest\""));
	node_start(node, NULL);
	guest = client_new(node, "guest");
	assert_int_equal(ask(guest, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_string_equal(text_at(guest, "/grants/0/entity"), "PK-PB-HLT-002");
	assert_int_equal(node_stop(node), 0);
}

TEST(what_is_wrong_is_said_and_nothing_is_done)
{
	struct node *node = node_found();

	assert_int_equal(user("short\n", "add", "guest", "--db", node->db, NULL), 1);
	assert_non_null(strstr(said, "password_weak"));
	assert_int_equal(user(NODE_PASSWORD "\n", "add", "guest", "--db", node->db, "--role", "emperor", NULL), 1);
	assert_non_null(strstr(said, "role_unknown"));
	assert_int_equal(user(NODE_PASSWORD "\n", "add", "guest", "--db", node->db, "--entity", "NOWHERE", NULL), 1);
	assert_int_equal(user(NODE_PASSWORD "\n", "add", "officer", "--db", node->db, NULL), 1);
	assert_non_null(strstr(said, "login_taken"));
	assert_int_equal(user("", "disable", "admin", "--db", node->db, NULL), 1);
	assert_non_null(strstr(said, "last_administrator"));
	assert_int_equal(user("", "passwd", "guest", "--db", node->db, NULL), 1);
	assert_non_null(strstr(said, "person_unknown"));
	assert_int_equal(user("", "list", "--db", node->db, NULL), 0);
	assert_null(strstr(said, "guest"));
}

TEST(a_password_is_no_argument_and_an_unknown_subcommand_is_misuse)
{
	struct node *node = node_found();

	assert_int_equal(user("", "add", "guest", "--db", node->db, "--password", "x", NULL), 2);
	assert_int_equal(user("", "add", "--db", node->db, NULL), 2);
	assert_int_equal(user("", "conjure", "guest", "--db", node->db, NULL), 2);
	assert_int_equal(user("", "list", NULL), 2);
	assert_int_equal(user("", "list", "--db", "/nowhere/at/all.db", NULL), 3);
}

TEST(disabling_from_the_console_ends_the_session_of_a_running_node)
{
	struct node *node = node_start(node_found(), NULL);
	struct client *officer = client_new(node, "officer");
	int64_t until = clock_mono() + 30 * SECOND_US;
	long status;

	assert_int_equal(ask(officer, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(user("", "disable", "officer", "--db", node->db, NULL), 0);
	do {
		usleep(200000); /* asking without a pause would be throttled */
		status = ask(officer, "GET", "/api/v1/me", NULL, NULL);
	} while (status == 200 && clock_mono() < until);
	assert_int_equal(status, 401);
	assert_int_equal(node_stop(node), 0);
}
