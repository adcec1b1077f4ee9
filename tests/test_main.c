/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct test_case *first, **last = &first;
static size_t ncases;
static char dirs[512][64];
static size_t ndirs;

void
test_register(struct test_case *test)
{
	*last = test;
	last = &test->next;
	ncases++;
}

const char *
test_dir(void)
{
	char *dir = dirs[ndirs % 512];

	ndirs++;
	snprintf(dir, sizeof dirs[0], "%s/csgov-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(dir));
	return (dir);
}

const char *
test_shared(const char *name)
{
	static char path[4096];
	const char *shared = getenv("CSGOV_SHARED");

	snprintf(path, sizeof path, "%s/%s", shared != NULL ? shared : "../shared", name);
	if (access(path, R_OK) != 0) {
		print_message("# absent: %s\n", path);
		skip();
	}
	return (path);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return (remove(path));
}

static void
remove_dirs(void)
{
	for (size_t i = 0; i < ndirs && i < 512; i++)
		nftw(dirs[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(int argc, char **argv)
{
	struct CMUnitTest *tests = calloc(ncases + 1, sizeof *tests);
	size_t n = 0;
	int failed;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	for (struct test_case *c = first; c != NULL; c = c->next)
		tests[n++] = (struct CMUnitTest){ c->name, c->run, NULL, NULL, NULL };
	failed = _cmocka_run_group_tests(argv[0], tests, n, NULL, NULL);
	remove_dirs();
	free(tests);
	return (failed != 0);
}
