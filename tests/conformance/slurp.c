/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "table.h"
#include "test.h"

struct str
slurp(const char *path)
{
	struct stat st = { 0 };
	FILE *in = fopen(path, "rb");
	char *text = NULL;

	if (in == NULL || fstat(fileno(in), &st) != 0 || (text = malloc((size_t)st.st_size + 1)) == NULL)
		fail_msg("%s cannot be read", path);
	assert_int_equal(fread(text, 1, (size_t)st.st_size, in), st.st_size);
	fclose(in);
	return ((struct str){ text, (size_t)st.st_size });
}

void
str_freep(struct str *s)
{
	free((char *)(uintptr_t)s->p);
}
