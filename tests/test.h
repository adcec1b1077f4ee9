/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests: TEST(a_sentence_that_says_what_must_hold) { … assert_…(…); }
 *
 * Each registers itself; test_main.c runs all of a program through cmocka.  CMOCKA_MESSAGE_OUTPUT=TAP makes the output that ./test counts.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct test_case {
	const char *name;
	void (*run)(void **state);
	struct test_case *next;
};
void test_register(struct test_case *test);

#define TEST(sentence)                                                             \
	static void sentence(void **state);                                        \
	static struct test_case sentence##_case = { #sentence, sentence, NULL };   \
	__attribute__((constructor)) static void sentence##_register(void)         \
	{                                                                          \
		test_register(&sentence##_case);                                   \
	}                                                                          \
	static void sentence(__attribute__((unused)) void **state)

/** test_dir(): a fresh temporary directory, removed with all below it when the program ends. */
const char *test_dir(void);
/** test_shared(name): the path of NAME in shared data (CSGOV_SHARED), or skips the running test, visibly, where it is absent. */
const char *test_shared(const char *name);

#endif
