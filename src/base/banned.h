/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that are refused at compile time, with what to use instead.  Included by base/attr.h, so by everyone; who only uses our library is not
 * told how to write C.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* The headers that declare them come first: poisoning a name before its declaration would break libc. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With clang, a fortified libc makes these macros. */
#undef sprintf
#undef vsprintf

#ifdef CSGOV_VERSION
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok /* buf_printf, struct str */
#pragma GCC poison atoi atol atoll atof /* str_to_i64 */
#pragma GCC poison system popen         /* nothing replaces these */
#endif

#endif
