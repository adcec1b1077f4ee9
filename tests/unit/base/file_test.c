/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>
#include <signal.h>

#include "test.h"

static struct problem why;

static const char *
in_dir(const char *dir, const char *name)
{
	static char paths[4][512];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", dir, name);
	return (path);
}

static size_t
entries(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return (n - 2);
}

TEST(a_file_written_is_read_back_with_its_mode_and_replaced_whole)
{
	const char *dir = test_dir(), *path = in_dir(dir, "key");
	struct buf text = BUF(100);
	struct stat st;

	assert_int_equal(file_write_durably(path, STR("first"), 0600, &why), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(file_write_durably(path, STR("second"), 0644, &why), 0);
	assert_int_equal(file_read(path, &text, &why), 0);
	assert_true(str_eq_c(buf_view(&text), "second"));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(entries(dir), 1);
	buf_free(&text);
}

TEST(a_file_is_read_to_exactly_the_maximum_and_no_further)
{
	const char *path = in_dir(test_dir(), "file");
	struct buf exact = BUF(6), small = BUF(5), empty = BUF(10);

	assert_int_equal(file_write_durably(path, STR("123456"), 0600, &why), 0);
	assert_int_equal(file_read(path, &exact, &why), 0);
	assert_int_equal(exact.n, 6);
	assert_int_equal(file_read(path, &small, &why), -1);
	assert_int_equal(why.head.code, LIMIT_REACHED);
	assert_int_equal(small.n, 0);
	assert_int_equal(file_write_durably(path, STR(""), 0600, &why), 0);
	assert_int_equal(file_read(path, &empty, &why), 0);
	assert_int_equal(empty.n, 0);
	buf_free(&exact);
	buf_free(&small);
	buf_free(&empty);
}

TEST(what_the_system_refuses_is_said_with_path_and_reason)
{
	struct buf text = BUF(100);

	assert_int_equal(file_read("/nowhere/at/all", &text, &why), -1);
	assert_int_equal(why.head.code, FILE_ABSENT);
	assert_string_equal(why.head.args[0].value, "/nowhere/at/all");
	assert_int_equal(file_read("/", &text, &why), -1);
	assert_int_equal(why.head.code, IO_FAILED);
	assert_string_equal(why.head.args[0].value, "/");
	assert_string_equal(why.head.args[1].value, "Is a directory");
	assert_int_equal(file_write_durably("/nowhere/x", STR("x"), 0600, &why), -1);
	assert_int_equal(why.head.code, IO_FAILED);
	buf_free(&text);
}

TEST(a_write_that_does_not_fit_leaves_the_old_file_and_nothing_beside_it)
{
	const char *dir = test_dir(), *path = in_dir(dir, "file");
	struct rlimit before, small;
	struct buf text = BUF(100000);
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	int status;

	assert_int_equal(file_write_durably(path, STR("old"), 0600, &why), 0);
	memset(buf_reserve(&text, 50000), 'x', 50000);
	text.n = 50000;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){ 10000, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	status = file_write_durably(path, buf_view(&text), 0600, &why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, handler);
	assert_int_equal(status, -1);
	assert_int_equal(why.head.code, DISK_FULL);
	assert_int_equal(entries(dir), 1);
	buf_reset(&text);
	assert_int_equal(file_read(path, &text, &why), 0);
	assert_true(str_eq_c(buf_view(&text), "old"));
	buf_free(&text);
}

TEST(a_directory_may_be_there_already_but_must_be_one)
{
	const char *dir = test_dir(), *below = in_dir(dir, "below"), *file = in_dir(dir, "file");

	assert_int_equal(dir_make(below, 0700, &why), 0);
	assert_int_equal(dir_make(below, 0700, &why), 0);
	assert_int_equal(dir_sync(dir, &why), 0);
	assert_int_equal(file_write_durably(file, STR(""), 0600, &why), 0);
	assert_int_equal(dir_make(file, 0700, &why), -1);
	assert_string_equal(why.head.args[1].value, "Not a directory");
	assert_int_equal(dir_make(in_dir(dir, "a/b"), 0700, &why), -1);
}
