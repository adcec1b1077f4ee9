/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locale_compile OUT DEPFILE FOLDER: FOLDER/LANG/FILE.json → one C table of all messages (see base/locale_table.h).
 *
 * Stops the build, naming file, line and key, when JSON is bad, a key stands twice in a language, a language lacks a key, an {argument} is in one
 * language only, or a plural lacks a form.  The dependency file names folders too: a new file is picked up by the next build.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "base/locale_table.h"

struct message {
	const char *key, *text, *file;
	size_t text_n, line;
};

static const char *const tags[] = {
#define X(constant, tag, dir, name) tag,
	LANGUAGES(X)
#undef X
};

static struct catalogue {
	struct message *items;
	size_t n, capacity;
} catalogues[LANG_COUNT];

/* The files read: messages point into them until the program ends. */
static struct source {
	char *path;
	yyjson_doc *doc;
} *sources;
static size_t nsources;

static FILE *depfile;
static unsigned errors;

static void
error_at(const char *file, size_t line, const char *key, const char *what)
{
	fprintf(stderr, "%s:%zu: error: %s%s%s\n", file, line, key, *key == '\0' ? "" : ": ", what);
	errors++;
}

__attribute__((noreturn)) static void
fail(const char *path)
{
	fprintf(stderr, "%s: error: %s\n", path, strerror(errno));
	exit(3);
}

static void *
enough(void *p)
{
	if (p == NULL)
		fail("memory");
	return (p);
}

static size_t
line_of(const char *text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return (line);
}

static bool
is_name(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9') || p[i] == '_'))
			return (false);
	return (n > 0);
}

/* The next {name} in TEXT from *AT; false at the end.  A brace that belongs to none has N == 0. */
static bool
next_argument(const struct message *m, size_t *at, const char **name, size_t *n)
{
	const char *open = strpbrk(m->text + *at, "{}"), *close;

	if (open == NULL)
		return (false);
	close = strchr(open, '}');
	*name = open + 1;
	*n = close == NULL || *open == '}' || !is_name(open + 1, (size_t)(close - open - 1)) ? 0 : (size_t)(close - open - 1);
	*at = (size_t)(open - m->text) + *n + 1;
	if (*n > 0)
		++*at;
	return (true);
}

static bool
has_argument(const struct message *m, const char *wanted, size_t wanted_n)
{
	const char *name;
	size_t at = 0, n;

	while (next_argument(m, &at, &name, &n))
		if (n == wanted_n && memcmp(name, wanted, n) == 0)
			return (true);
	return (false);
}

static void
message_add(struct catalogue *to, const char *file, const char *source, const char *pool, yyjson_val *key, yyjson_val *value)
{
	struct message *m;
	const char *name;
	size_t at = 0, n;

	if (to->n == to->capacity) {
		to->capacity = to->capacity == 0 ? 256 : to->capacity * 2;
		to->items = enough(realloc(to->items, to->capacity * sizeof *to->items));
	}
	m = &to->items[to->n];
	*m = (struct message){ unsafe_yyjson_get_str(key), yyjson_get_str(value), file, yyjson_get_len(value),
		line_of(source, (size_t)(unsafe_yyjson_get_str(key) - pool)) };
	if (m->text == NULL || m->text_n == 0 || strlen(m->text) != m->text_n) {
		error_at(file, m->line, m->key, "the message must be a text that is not empty");
		return;
	}
	while (next_argument(m, &at, &name, &n))
		if (n == 0)
			error_at(file, m->line, m->key, "a brace must belong to an argument like {name}");
	to->n++;
}

static char *
file_text(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	size_t capacity = 65536, got;
	char *text;

	if (in == NULL)
		fail(path);
	text = enough(malloc(capacity));
	for (*n = 0; (got = fread(text + *n, 1, capacity - *n - 1, in)) > 0;) {
		*n += got;
		if (*n + 1 == capacity)
			text = enough(realloc(text, capacity *= 2));
	}
	if (ferror(in))
		fail(path);
	fclose(in);
	text[*n] = '\0';
	return (text);
}

static void
source_keep(char *path, yyjson_doc *doc) /* NOLINT(readability-non-const-parameter): it is freed in the end */
{
	sources = enough(realloc(sources, (nsources + 1) * sizeof *sources));
	sources[nsources++] = (struct source){ path, doc };
}

static void
free_all(void)
{
	for (size_t i = 0; i < nsources; i++) {
		free(sources[i].path);
		yyjson_doc_free(sources[i].doc);
	}
	free(sources);
	for (int lang = 0; lang < LANG_COUNT; lang++)
		free(catalogues[lang].items);
}

/* Takes PATH over: messages name it. */
static void
file_read(struct catalogue *to, char *path)
{
	size_t n;
	char *text = file_text(path, &n);
	yyjson_read_err err;
	yyjson_doc *doc = yyjson_read_opts(text, n, YYJSON_READ_NOFLAG, NULL, &err);
	yyjson_obj_iter at;

	source_keep(path, doc);
	if (doc == NULL)
		error_at(path, line_of(text, err.pos), "", err.msg);
	else if (!yyjson_is_obj(yyjson_doc_get_root(doc)))
		error_at(path, 1, "", "the file must be one object of messages");
	at = yyjson_obj_iter_with(yyjson_doc_get_root(doc));
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;)
		message_add(to, path, text, doc->str_pool, key, yyjson_obj_iter_get_val(key));
	free(text);
}

static int
is_json(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return (n > 5 && strcmp(entry->d_name + n - 5, ".json") == 0 && entry->d_name[0] != '.');
}

static void
language_read(struct catalogue *to, const char *folder, const char *tag)
{
	struct dirent **entries;
	char *path;
	size_t max = strlen(folder) + strlen(tag) + 300;
	int n;

	path = enough(malloc(max));
	snprintf(path, max, "%s/%s", folder, tag);
	n = scandir(path, &entries, is_json, alphasort);
	if (n < 0)
		fail(path);
	fprintf(depfile, " \\\n %s", path);
	for (int i = 0; i < n; i++) {
		char *file = enough(malloc(max));

		snprintf(file, max, "%s/%s/%s", folder, tag, entries[i]->d_name);
		fprintf(depfile, " \\\n %s", file);
		file_read(to, file);
		free(entries[i]);
	}
	free(entries);
	free(path);
}

static int
message_order(const void *a, const void *b)
{
	const struct message *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (order != 0)
		return (order);
	order = strcmp(x->file, y->file);
	return (order != 0 ? order : (x->line > y->line) - (x->line < y->line));
}

static struct message *
message_find(const struct catalogue *in, const char *key)
{
	struct message wanted = { .key = key, .file = "" };

	for (size_t low = 0, high = in->n; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(wanted.key, in->items[middle].key);

		if (order == 0)
			return (&in->items[middle]);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (NULL);
}

static bool
is_one(const char *key)
{
	size_t n = strlen(key);

	return (n > 4 && strcmp(key + n - 4, ".one") == 0);
}

/* KEY.one needs KEY.other. */
static void
check_plural(const struct catalogue *in, const struct message *m)
{
	char other[256];

	if (!is_one(m->key))
		return;
	snprintf(other, sizeof other, "%.*s.other", (int)(strlen(m->key) - 4), m->key);
	if (message_find(in, other) == NULL)
		error_at(m->file, m->line, m->key, "this plural has no form KEY.other");
}

/* Each argument of A is in B; the form for one may spell the number out. */
static void
check_arguments(const struct message *a, const struct message *b)
{
	const char *name;
	size_t at = 0, n;
	char what[256];

	while (next_argument(a, &at, &name, &n)) {
		if (n == 0 || has_argument(b, name, n) || (is_one(a->key) && n == 1 && *name == 'n'))
			continue;
		snprintf(what, sizeof what, "the argument {%.*s} is missing in %s:%zu", (int)n, name, b->file, b->line);
		error_at(a->file, a->line, a->key, what);
	}
}

static void
check(void)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (catalogues[lang].n > 0)
			qsort(catalogues[lang].items, catalogues[lang].n, sizeof(struct message), message_order);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const struct catalogue *in = &catalogues[lang];

		for (size_t i = 0; i < in->n; i++) {
			const struct message *m = &in->items[i];

			if (i > 0 && strcmp(in->items[i - 1].key, m->key) == 0)
				error_at(m->file, m->line, m->key, "this key stands twice in this language");
			check_plural(in, m);
			for (int other = 0; other < LANG_COUNT; other++) {
				const struct message *theirs = message_find(&catalogues[other], m->key);
				char what[64];

				snprintf(what, sizeof what, "the language \"%s\" lacks this key", tags[other]);
				if (theirs == NULL)
					error_at(m->file, m->line, m->key, what);
				else
					check_arguments(m, theirs);
			}
		}
	}
}

/* A C string literal of any bytes. */
static void
print_literal(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%03o", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void
print_rows(FILE *out)
{
	const struct catalogue *first = &catalogues[0];

	fprintf(out, "const struct locale_row locale_rows[] = {\n");
	for (size_t i = 0; i < first->n; i++) {
		fprintf(out, "\t{ ");
		print_literal(out, first->items[i].key);
		fprintf(out, ", {");
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const struct message *m = message_find(&catalogues[lang], first->items[i].key);

			assert(m != NULL); /* check() found no error */
			fprintf(out, " { ");
			print_literal(out, m->text);
			fprintf(out, ", %zu },", m->text_n);
		}
		fprintf(out, " } },\n");
	}
	fprintf(out, "};\nconst size_t locale_rows_n = %zu;\n\n", first->n);
}

static void
print_slots(FILE *out)
{
	const struct catalogue *first = &catalogues[0];
	uint32_t size = 16;
	unsigned *slots;

	while (size < first->n * 2 + 1)
		size *= 2;
	slots = enough(calloc(size, sizeof *slots));
	for (size_t i = 0; i < first->n; i++) {
		uint32_t at = locale_hash(first->items[i].key) & (size - 1);

		while (slots[at] != 0)
			at = (at + 1) & (size - 1);
		slots[at] = (unsigned)i + 1;
	}
	fprintf(out, "const uint16_t locale_slots[] = {");
	for (uint32_t i = 0; i < size; i++)
		fprintf(out, "%s%u,", i % 24 == 0 ? "\n\t" : " ", slots[i]);
	fprintf(out, "\n};\nconst uint32_t locale_slot_mask = %u;\n", size - 1);
	free(slots);
}

static int
table_write(const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		fail(path);
	fprintf(out, "/* Made by tools/locale_compile from locale/. */\n#include \"base/locale_table.h\"\n\n");
	print_rows(out);
	print_slots(out);
	if (fclose(out) != 0)
		fail(path);
	return (0);
}

int
main(int argc, char **argv)
{
	int status;

	if (argc != 4) {
		fprintf(stderr, "usage: locale_compile OUT DEPFILE FOLDER\n");
		return (2);
	}
	depfile = fopen(argv[2], "w");
	if (depfile == NULL)
		fail(argv[2]);
	fprintf(depfile, "%s:", argv[1]);
	for (int lang = 0; lang < LANG_COUNT; lang++)
		language_read(&catalogues[lang], argv[3], tags[lang]);
	fprintf(depfile, "\n");
	if (fclose(depfile) != 0)
		fail(argv[2]);
	check();
	if (catalogues[0].n == 0 || catalogues[0].n >= UINT16_MAX)
		error_at(argv[3], 0, "", "there must be at least one message and fewer than 65,535");
	status = errors > 0 ? 1 : table_write(argv[1]);
	free_all();
	return (status);
}
