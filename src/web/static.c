/* SPDX-License-Identifier: Apache-2.0 */
#include "web/static.h"

#include "web/static_table.h"

const struct static_file *
static_find(struct str url)
{
	for (size_t i = 0; i < static_files_count; i++)
		if (str_eq_c(url, static_files[i].url))
			return (&static_files[i]);
	return (NULL);
}

const char *
static_url(const char *name)
{
	for (size_t i = 0; i < static_files_count; i++)
		if (strcmp(name, static_files[i].name) == 0)
			return (static_files[i].url);
	return ("");
}

size_t
static_count(void)
{
	return (static_files_count);
}

const struct static_file *
static_at(size_t i)
{
	return (i < static_files_count ? &static_files[i] : NULL);
}
