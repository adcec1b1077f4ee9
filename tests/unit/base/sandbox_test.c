/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "test.h"

static const struct sandbox_limits limits = { .memory_bytes = (size_t)64 << 20, .answer_bytes = (size_t)1 << 20, .seconds = 2 };

static struct buf answer;

static int
runs(sandbox_fn *work, void *context, struct problem *why)
{
	answer = BUF((size_t)4 << 20);
	memset(why, 0, sizeof *why);
	return (sandbox_run(work, context, &limits, &answer, why));
}

static void
is_killed(sandbox_fn *work)
{
	struct problem why;

	assert_int_equal(runs(work, NULL, &why), -1);
	if (!problem_is(&why, SANDBOX_CRASHED))
		fail_msg("%s", problem_name(why.head.code));
	assert_string_equal(why.head.args[0].value, "31"); /* SIGSYS */
	buf_free(&answer);
}

/* ---- What it is for ---- */

static int
doubles(void *context, struct buf *out, struct problem *why)
{
	const struct str *text = context;

	(void)why;
	buf_str(out, *text);
	buf_str(out, *text);
	return (0);
}

TEST(work_in_the_sandbox_sees_what_the_caller_has_and_answers_bytes)
{
	struct str text = STR("ab\0c");
	struct problem why;

	assert_int_equal(runs(doubles, &text, &why), 0);
	assert_int_equal(answer.n, 8);
	assert_memory_equal(answer.p, "ab\0cab\0c", 8);
	buf_free(&answer);
}

static int
large(void *context, struct buf *out, struct problem *why)
{
	char page[4096];

	(void)context, (void)why;
	memset(page, 'x', sizeof page);
	for (int i = 0; i < 255; i++)
		buf_add(out, page, sizeof page);
	return (0);
}

TEST(an_answer_larger_than_a_pipe_comes_whole)
{
	struct problem why;

	assert_int_equal(runs(large, NULL, &why), 0);
	assert_int_equal(answer.n, 255 * 4096);
	buf_free(&answer);
}

static int
too_large(void *context, struct buf *out, struct problem *why)
{
	for (int i = 0; i < 2; i++)
		(void)!large(context, out, why);
	return (0);
}

TEST(an_answer_over_its_limit_is_refused)
{
	struct problem why;

	assert_int_equal(runs(too_large, NULL, &why), -1);
	assert_true(problem_is(&why, LIMIT_REACHED));
	assert_int_equal(answer.n, 0);
	buf_free(&answer);
}

static int
refuses(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)out;
	problem_add(why, SHEET_ID, "B7");
	problem_arg(why, "cell", STR("B7"));
	problem_arg(why, "unheard-of", STR("x"));
	problem_add(why, SHEET_ID_REPEATED, "B9");
	why->line = 7;
	return (-1);
}

TEST(a_problem_comes_out_with_its_findings_but_without_names_nobody_knows)
{
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };

	answer = BUF(100);
	problem_room(&why, room);
	assert_int_equal(sandbox_run(refuses, NULL, &limits, &answer, &why), -1);
	assert_true(problem_is(&why, INPUT_INVALID));
	assert_int_equal(why.nitems, 2);
	assert_int_equal(why.line, 7);
	assert_int_equal(why.items[0].code, SHEET_ID);
	assert_string_equal(why.items[0].where, "B7");
	assert_int_equal(why.items[0].nargs, 1);
	assert_string_equal(why.items[0].args[0].name, "cell");
	assert_int_equal(why.items[1].code, SHEET_ID_REPEATED);
}

TEST(without_room_the_findings_are_counted)
{
	struct problem why;

	assert_int_equal(runs(refuses, NULL, &why), -1);
	assert_int_equal(why.nitems, 0);
	assert_int_equal(why.nmore, 2);
}

/* ---- What it may not ---- */

static int
opens(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)why;
	buf_char(out, open("/etc/passwd", O_RDONLY) < 0 ? 'n' : 'y');
	return (0);
}

static int
connects(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)why;
	buf_char(out, socket(AF_INET, SOCK_STREAM, 0) < 0 ? 'n' : 'y');
	return (0);
}

static int
executes(void *context, struct buf *out, struct problem *why)
{
	char *argv[] = { (char[]){ "/bin/true" }, NULL };

	(void)context, (void)out, (void)why;
	return (execv(argv[0], argv));
}

static int
forks(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)out, (void)why;
	return (fork() == 0 ? 0 : -1);
}

static int
signals(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)out, (void)why;
	return (kill(getppid(), 0));
}

static int
runs_data(void *context, struct buf *out, struct problem *why)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)context, (void)why;
	buf_char(out, p == MAP_FAILED ? 'n' : 'y');
	return (0);
}

static int
writes_elsewhere(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)out, (void)why;
	return (write(2, "x", 1) == 1 ? 0 : -1);
}

static int
reads_input(void *context, struct buf *out, struct problem *why)
{
	char c;

	(void)context, (void)out, (void)why;
	return (read(0, &c, 1) == 1 ? 0 : -1);
}

TEST(opening_a_file_ends_it) { is_killed(opens); }
TEST(opening_a_connection_ends_it) { is_killed(connects); }
TEST(starting_a_program_ends_it) { is_killed(executes); }
TEST(starting_a_process_ends_it) { is_killed(forks); }
TEST(signalling_others_ends_it) { is_killed(signals); }
TEST(making_memory_that_can_be_run_ends_it) { is_killed(runs_data); }
TEST(writing_anywhere_but_to_its_pipe_ends_it) { is_killed(writes_elsewhere); }
TEST(reading_input_ends_it) { is_killed(reads_input); }

/* ---- How it may end ---- */

static int
crashes(void *context, struct buf *out, struct problem *why)
{
	(void)context, (void)out, (void)why;
	abort();
}

TEST(a_crash_is_a_clear_problem)
{
	struct problem why;

	assert_int_equal(runs(crashes, NULL, &why), -1);
	assert_true(problem_is(&why, SANDBOX_CRASHED));
}

static int
loops(void *context, struct buf *out, struct problem *why)
{
	volatile unsigned n = 0;

	(void)context, (void)out, (void)why;
	while (n != 1)
		n += 2;
	return (0);
}

TEST(work_without_end_is_stopped_in_time)
{
	int64_t begun = clock_mono();
	struct problem why;

	assert_int_equal(runs(loops, NULL, &why), -1);
	assert_true(problem_is(&why, SANDBOX_SLOW));
	assert_string_equal(why.head.args[0].value, "2");
	assert_true(clock_mono() - begun < 4 * SECOND_US);
}

static int
takes_all(void *context, struct buf *out, struct problem *why)
{
	size_t taken = 0;

	(void)context;
	/* Pages, not malloc(): a sanitizer's allocator has its room from the beginning. */
	for (void *p; taken < (size_t)1 << 30; taken += 1 << 20) {
		p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			break;
		memset(p, 1, 1 << 20);
	}
	if (taken < (size_t)128 << 20)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	buf_char(out, 'y');
	return (0);
}

TEST(memory_ends_at_the_limit)
{
	struct problem why;

	assert_int_equal(runs(takes_all, NULL, &why), -1);
	assert_true(problem_is(&why, OUT_OF_MEMORY));
}
