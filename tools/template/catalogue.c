/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The messages, as far as a template needs them: keys and English texts of locale/en.  The files are flat JSON maps of strings
 * (tools/locale_compile refuses anything else), so a scanner for just that is enough here.
 */
#include <dirent.h>

#include "template/template.h"

enum { FILE_MAX_BYTES = 4 << 20 };

static int
by_key(const void *a, const void *b)
{
	return (str_cmp(((const struct catalogue_entry *)a)->key, ((const struct catalogue_entry *)b)->key));
}

static int
entry_add(struct catalogue *c, struct str key, struct str text)
{
	if (c->n == c->capacity) {
		size_t capacity = c->capacity == 0 ? 1024 : c->capacity * 2;
		void *grown = realloc(c->entries, capacity * sizeof *c->entries);

		if (grown == NULL)
			return (-1);
		c->entries = grown;
		c->capacity = capacity;
	}
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

static char *
file_read(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	char *text = in == NULL ? NULL : malloc(FILE_MAX_BYTES);

	if (text != NULL)
		*n = fread(text, 1, FILE_MAX_BYTES, in);
	if (in != NULL)
		fclose(in);
	return (text);
}

/* Takes the string over, also when there is no room for it. */
static int
list_add(struct str_list *list, char *text, size_t n)
{
	void *grown = text == NULL ? NULL : realloc(list->items, (list->n + 1) * sizeof(struct str));

	if (grown == NULL) {
		free(text);
		return (-1);
	}
	list->items = grown;
	list->items[list->n++] = (struct str){ text, n };
	return (0);
}

static void
list_free(struct str_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free((char *)(uintptr_t)list->items[i].p);
	free(list->items);
}

static int
file_add(struct catalogue *c, const char *path, char *error, size_t size)
{
	size_t n = 0;
	char *text = file_read(path, &n);

	if (list_add(&c->texts, text, n) || list_add(&c->files, strdup(path), strlen(path))) {
		snprintf(error, size, "%s:1:1: error: cannot be read", path);
		return (-1);
	}
	return (catalogue_parse(c, path, c->texts.items[c->texts.n - 1], error, size));
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
	list_free(&c->files);
	list_free(&c->texts);
	free(c->entries);
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
