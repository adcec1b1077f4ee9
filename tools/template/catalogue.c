/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages, as far as a template needs them: keys and English texts of locale/en.  The files are flat JSON maps of strings
 * (tools/locale_compile refuses anything else), so a scanner for just that is enough here.
 */
#include <dirent.h>

#include "template/template.h"

enum { FILE_MAX_BYTES = 4 << 20, ARENA_MAX_BYTES = 64 << 20 };

static int
by_key(const void *a, const void *b)
{
	return (str_cmp(((const struct catalogue_entry *)a)->key, ((const struct catalogue_entry *)b)->key));
}

static bool
arena_ready(struct catalogue *c)
{
	if (c->arena == NULL)
		c->arena = arena_new(ARENA_MAX_BYTES);
	return (c->arena != NULL);
}

static int
entry_add(struct catalogue *c, struct str key, struct str text)
{
	struct catalogue_entry *entries = arena_ready(c) ? arena_grow(c->arena, c->entries, c->n, &c->capacity, sizeof *entries) : NULL;

	if (entries == NULL)
		return (-1);
	c->entries = entries;
	c->entries[c->n++] = (struct catalogue_entry){ key, text };
	return (0);
}

static void
blank(const char **p, const char *end)
{
	while (*p < end && (**p == ' ' || **p == '\t' || **p == '\n' || **p == '\r' || **p == ',' || **p == ':'))
		++*p;
}

/* One string with its escapes left alone: keys have none, and of texts only the {arguments} matter. */
static int
string(const char **p, const char *end, struct str *ret)
{
	const char *from;

	blank(p, end);
	if (*p == end || **p != '"')
		return (-1);
	from = ++*p;
	while (*p < end && **p != '"')
		*p += **p == '\\' && *p + 1 < end ? 2 : 1;
	if (*p >= end)
		return (-1);
	*ret = (struct str){ from, (size_t)(*p - from) };
	++*p;
	return (0);
}

int
catalogue_parse(struct catalogue *c, const char *file, struct str json, char *error, size_t size)
{
	const char *p = json.p, *end = json.p + json.n;
	struct str key, text;

	blank(&p, end);
	if (p == end || *p != '{') {
		snprintf(error, size, "%s:1:1: error: not a flat map of messages; begin with {", file);
		return (-1);
	}
	p++;
	for (blank(&p, end); p < end && *p != '}'; blank(&p, end)) {
		if (string(&p, end, &key) || string(&p, end, &text) || entry_add(c, key, text)) {
			snprintf(error, size, "%s:1:1: error: not a flat map of messages from byte %td on", file, p - json.p);
			return (-1);
		}
	}
	return (0);
}

void
catalogue_sort(struct catalogue *c)
{
	if (c->n > 0)
		qsort(c->entries, c->n, sizeof *c->entries, by_key);
}

static int
file_read(struct catalogue *c, const char *path, struct str *ret)
{
	FILE *in = fopen(path, "rb");
	char *text = NULL;
	long n = -1;

	if (in == NULL)
		return (-1);
	if (fseek(in, 0, SEEK_END) == 0)
		n = ftell(in);
	if (n >= 0 && n <= FILE_MAX_BYTES && fseek(in, 0, SEEK_SET) == 0)
		text = arena_alloc(c->arena, (size_t)n + 1);
	if (text != NULL)
		*ret = (struct str){ text, fread(text, 1, (size_t)n, in) };
	fclose(in);
	return (text == NULL ? -1 : 0);
}

static int
file_add(struct catalogue *c, const char *path, char *error, size_t size)
{
	struct str *files = arena_ready(c) ? arena_grow(c->arena, c->files.items, c->files.n, &c->files_capacity, sizeof *files) : NULL;
	struct str json = STR_NONE;

	if (files == NULL || file_read(c, path, &json)) {
		snprintf(error, size, "%s:1:1: error: cannot be read", path);
		return (-1);
	}
	c->files.items = files;
	c->files.items[c->files.n++] = arena_str(c->arena, str_c(path));
	return (catalogue_parse(c, path, json, error, size));
}

int
catalogue_read(struct catalogue *c, const char *dir, char *error, size_t size)
{
	struct dirent **names;
	char path[4096];
	int n = scandir(dir, &names, NULL, alphasort), status = 0;

	if (n < 0) {
		snprintf(error, size, "%s:1:1: error: no such folder of messages", dir);
		return (-1);
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
		if (status == 0 && str_ends(str_c(names[i]->d_name), STR(".json")))
			status = file_add(c, path, error, size);
		free(names[i]);
	}
	free(names);
	catalogue_sort(c);
	return (status);
}

void
catalogue_free(struct catalogue *c)
{
	arena_free(c->arena);
	*c = (struct catalogue){ 0 };
}

/* The first entry whose key is not below KEY. */
static size_t
lower_bound(const struct catalogue *c, struct str key)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(c->entries[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

struct str
catalogue_text(const struct catalogue *c, struct str key)
{
	size_t i = lower_bound(c, key);

	return (i < c->n && str_eq(c->entries[i].key, key) ? c->entries[i].text : STR_NONE);
}

bool
catalogue_has_prefix(const struct catalogue *c, struct str prefix)
{
	size_t i = lower_bound(c, prefix);

	return (i < c->n && str_starts(c->entries[i].key, prefix));
}
