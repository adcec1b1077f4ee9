/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template_compile LOCALE_DIR DEPENDENCIES OUT.c TEMPLATE.html      one template
 * template_compile --declare OUT.h TEMPLATE.html…                   the header of all of them
 *
 * Exit status: 0 done; 1 the template is wrong (FILE:LINE:COLUMN: error: … on standard error); 2 usage; 3 I/O.
 */
#include "template/template.h"

enum { TEMPLATE_MAX_BYTES = 1 << 20 };

static int
read_file(const char *path, struct str *ret)
{
	FILE *in = fopen(path, "rb");
	char *text = malloc(TEMPLATE_MAX_BYTES);

	if (in == NULL || text == NULL) {
		fprintf(stderr, "%s:1:1: error: cannot be read\n", path);
		free(text);
		if (in != NULL)
			fclose(in);
		return (-1);
	}
	*ret = (struct str){ text, fread(text, 1, TEMPLATE_MAX_BYTES, in) };
	fclose(in);
	return (0);
}

static int
write_file(const char *path, const struct buf *out)
{
	FILE *to = fopen(path, "wb");
	bool good = to != NULL && fwrite(out->p, 1, out->n, to) == out->n;

	if (to != NULL && fclose(to) != 0)
		good = false;
	if (!good)
		fprintf(stderr, "%s:1:1: error: cannot be written\n", path);
	return (good ? 0 : -1);
}

/* "dir/claim.html" → "claim". */
static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	static char names[8][128];
	static unsigned next;
	char *name = names[next++ % 8];

	snprintf(name, sizeof names[0], "%s", slash == NULL ? path : slash + 1);
	if (strrchr(name, '.') != NULL)
		*strrchr(name, '.') = '\0';
	return (name);
}

static int
dependencies(const char *path, const char *target, const char *locale, const struct catalogue *catalogue)
{
	struct buf out = BUF(1 << 20);
	int status;

	/* The folder too: a new file in it is picked up by the next build. */
	buf_printf(&out, "%s: %s", target, locale);
	for (size_t i = 0; i < catalogue->files.n; i++)
		buf_printf(&out, " %.*s", STR_FMT(catalogue->files.items[i]));
	buf_c(&out, "\n");
	status = write_file(path, &out);
	buf_free(&out);
	return (status);
}

static int
compile(const struct catalogue *catalogue, const char *locale, const char *deps, const char *to, const char *from)
{
	static struct template t;
	struct buf out = BUF(OUTPUT_MAX_BYTES);
	struct str text;
	int status = 3;

	if (read_file(from, &text))
		return (3);
	if (template_compile(&t, from, name_of(from), text, catalogue, &out)) {
		fprintf(stderr, "%s\n", t.error);
		status = 1;
	} else if (write_file(to, &out) == 0 && dependencies(deps, to, locale, catalogue) == 0)
		status = 0;
	template_free(&t);
	buf_free(&out);
	free((char *)(uintptr_t)text.p);
	return (status);
}

static int
compile_with(const char *locale, const char *deps, const char *to, const char *from)
{
	struct catalogue catalogue = { 0 };
	char error[4200];
	int status = 3;

	if (catalogue_read(&catalogue, locale, error, sizeof error))
		fprintf(stderr, "%s\n", error);
	else
		status = compile(&catalogue, locale, deps, to, from);
	catalogue_free(&catalogue);
	return (status);
}

/* One template's lines of the header. */
static int
declare_one(const char *from, struct buf *out)
{
	static struct template t;
	struct str text;
	int status = 0;

	if (read_file(from, &text))
		return (3);
	if (template_declare(&t, from, name_of(from), text, out)) {
		fprintf(stderr, "%s\n", t.error);
		status = 1;
	}
	template_free(&t);
	free((char *)(uintptr_t)text.p);
	return (status);
}

static int
declare(const char *to, char **from, int n)
{
	struct buf out = BUF(OUTPUT_MAX_BYTES);
	int status = 0;

	buf_c(&out, "/* Made by tools/template_compile. */\n#pragma once\n\n#include \"web/html.h\"\n\n");
	for (int i = 0; i < n && status == 0; i++)
		status = declare_one(from[i], &out);
	if (status == 0 && write_file(to, &out))
		status = 3;
	buf_free(&out);
	return (status);
}

int
main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "--declare") == 0)
		return (declare(argv[2], argv + 3, argc - 3));
	if (argc != 5) {
		fprintf(stderr, "usage: template_compile LOCALE_DIR DEPENDENCIES OUT.c TEMPLATE.html | --declare OUT.h TEMPLATE.html…\n");
		return (2);
	}
	return (compile_with(argv[1], argv[2], argv[3], argv[4]));
}
