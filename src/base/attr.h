/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes and small helpers that every file may use.  Nothing here has a cost at run time.
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#include <stddef.h>

#include "base/banned.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/** The result must be looked at: every function that can fail carries it. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define UNUSED __attribute__((unused))
#define NORETURN __attribute__((noreturn))

/** CLEANUP(f): call f(&variable) when the variable goes out of scope (gcc and clang). */
#define CLEANUP(f) __attribute__((cleanup(f)))

#endif
