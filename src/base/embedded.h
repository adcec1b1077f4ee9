/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that were made part of the program by tools/embed: const struct embedded NAME[], const size_t NAME_count.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name;  /* of the file, without its folder */
	const char *bytes; /* N of them, and a NUL */
	size_t n;
};

#endif
