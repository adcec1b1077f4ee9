/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

static struct {
	char name[1024];
	bool met;               /* in this run, as a failure */
} rows[256];
static size_t nrows;
static bool loaded;

static void
load_table(void)
{
	char line[1024];
	FILE *in = fopen(TABLE, "r");

	if (loaded)
		return;
	loaded = true;
	assert_non_null(in);
	while (fgets(line, sizeof line, in) != NULL) {
		char *tab = strchr(line, '\t');

		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (tab == NULL || tab[1] == '\n' || nrows == ARRAY_SIZE(rows))
			fail_msg("a row without reason: %s", line);
		*tab = '\0';
		snprintf(rows[nrows++].name, sizeof rows[0].name, "%s", line);
	}
	fclose(in);
}

/* CASE passed or not; counts what contradicts the table. */
unsigned
outcome(bool passed, const char *name, const char *why)
{
	load_table();
	for (size_t i = 0; i < nrows; i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		rows[i].met = true;
		if (passed)
			print_message("# %s passes now: take it out of %s\n", name, TABLE);
		return (passed);
	}
	if (!passed)
		print_message("# %s: %s\n", name, why);
	return (!passed);
}

TEST(the_table_lists_nothing_that_was_not_tried)
{
	test_shared("data/oscal");
	load_table();
	for (size_t i = 0; i < nrows; i++)
		if (!rows[i].met)
			fail_msg("%s is in the table, but no such case was tried", rows[i].name);
}
