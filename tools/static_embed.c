/* SPDX-License-Identifier: Apache-2.0 */
/*
 * static_embed OUT.c FILE… [--font WEIGHT=FILE]…: the files of the website as one table (web/static.h), each under a name with the hash
 * of its content.  Fonts come first: for each, app.css gets a rule at the place of the line that holds "@fonts".
 */
#include "base/buf.h"
#include "base/hash.h"

enum { FILES_MAX = 16, FILE_MAX_BYTES = 4 << 20, HASH_BYTES = 12, OUT_MAX_BYTES = 64 << 20 };

struct file {
	char name[64];
	char hash[DIGEST_TEXT_BYTES + 1];
	char url[256];
	const char *media_type;
	const char *weight;       /* of a font, else NULL */
	struct str bytes;
};

static struct file files[FILES_MAX];
static size_t nfiles;

static const struct {
	const char *suffix, *media_type;
} types[] = { { ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" }, { ".svg", "image/svg+xml" },
	{ ".woff2", "font/woff2" }, { ".ttf", "font/ttf" } };

static const char *
media_type(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (str_ends(str_c(name), str_c(types[i].suffix)))
			return (types[i].media_type);
	return (NULL);
}

static int
read_file(const char *path, struct str *ret)
{
	FILE *in = fopen(path, "rb");
	char *bytes = malloc(FILE_MAX_BYTES);

	if (in == NULL || bytes == NULL) {
		fprintf(stderr, "%s:1:1: error: cannot be read\n", path);
		free(bytes);
		if (in != NULL)
			fclose(in);
		return (-1);
	}
	*ret = (struct str){ bytes, fread(bytes, 1, FILE_MAX_BYTES, in) };
	fclose(in);
	return (0);
}

/* Instead of the line with "@fonts": one rule for each font, for Arabic script only, so that Latin words keep the face of the page. */
static void
fonts_put(struct buf *out)
{
	for (size_t i = 0; i < nfiles; i++)
		if (files[i].weight != NULL)
			buf_printf(out, "@font-face { font-family: \"Noto Nastaliq Urdu\"; font-weight: %s; font-display: swap; src: url(\"%s\") "
			    "format(\"%s\"); unicode-range: U+0600-06FF, U+0750-077F, U+200C-200F, U+2066-2069, U+FB50-FDFF, U+FE70-FEFC; }\n",
			    files[i].weight, files[i].url + strlen("/static/"),
			    str_ends(str_c(files[i].name), STR(".woff2")) ? "woff2" : "truetype");
}

static struct str
css_made(struct str css)
{
	struct buf out = BUF(FILE_MAX_BYTES);
	struct str line;

	while (str_cut(&css, '\n', &line)) {
		if (str_find(line, STR("@fonts")) >= 0)
			fonts_put(&out);
		else if (css.p != NULL || line.n > 0) {
			buf_str(&out, line);
			buf_char(&out, '\n');
		}
	}
	return (buf_view(&out));
}

static int
file_add(const char *path, const char *weight)
{
	struct file *f = &files[nfiles];
	struct buf url = { f->url, 0, sizeof f->url, sizeof f->url, false }; /* never grows */
	const char *slash = strrchr(path, '/'), *dot;

	if (nfiles == FILES_MAX) {
		fprintf(stderr, "%s:1:1: error: more than %d static files\n", path, FILES_MAX);
		return (-1);
	}
	snprintf(f->name, sizeof f->name, "%s", slash == NULL ? path : slash + 1);
	dot = strrchr(f->name, '.');
	f->media_type = media_type(f->name);
	f->weight = weight;
	if (dot == NULL || f->media_type == NULL) {
		fprintf(stderr, "%s:1:1: error: no media type for this suffix; add it to tools/static_embed.c\n", path);
		return (-1);
	}
	if (read_file(path, &f->bytes))
		return (-1);
	if (strcmp(f->name, "app.css") == 0) {
		struct str made = css_made(f->bytes);

		free((char *)(uintptr_t)f->bytes.p);
		f->bytes = made;
	}
	digest_text(hash_bytes(f->bytes.p, f->bytes.n), f->hash);
	buf_printf(&url, "/static/%.*s.%.*s%s", (int)(dot - f->name), f->name, HASH_BYTES, f->hash, dot);
	buf_char(&url, '\0');
	nfiles++;
	return (0);
}

/* Octal escapes always have three digits, so what follows cannot join them. */
static void
bytes_put(struct buf *out, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		if (i % 120 == 0)
			buf_c(out, i == 0 ? "\t\"" : "\"\n\t\"");
		if (c == '"' || c == '\\' || c == '?')
			buf_printf(out, "\\%c", c);
		else if (c >= ' ' && c < 127)
			buf_char(out, (char)c);
		else
			buf_printf(out, "\\%03o", c);
	}
	buf_c(out, bytes.n == 0 ? "\t\"\"" : "\"");
}

static int
table_write(const char *path)
{
	struct buf out = BUF(OUT_MAX_BYTES);
	FILE *to = fopen(path, "wb");
	bool good;

	buf_c(&out, "/* Made from src/web/static by tools/static_embed. */\n#include \"web/static_table.h\"\n\n");
	buf_c(&out, "const struct static_file static_files[] = {\n");
	for (size_t i = 0; i < nfiles; i++) {
		buf_printf(&out, "\t{ \"%s\", \"%s\", \"%s\", \"\\\"%.32s\\\"\", (const unsigned char *)\n", files[i].name, files[i].url,
		    files[i].media_type, files[i].hash);
		bytes_put(&out, files[i].bytes);
		buf_printf(&out, ", %zu },\n", files[i].bytes.n);
	}
	buf_printf(&out, "};\nconst size_t static_files_count = %zu;\n", nfiles);
	good = !buf_failed(&out) && to != NULL && fwrite(out.p, 1, out.n, to) == out.n;
	if (to != NULL && fclose(to) != 0)
		good = false;
	if (!good)
		fprintf(stderr, "%s:1:1: error: cannot be written\n", path);
	buf_free(&out);
	return (good ? 0 : -1);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: static_embed OUT.c FILE… [--font WEIGHT=FILE]…\n");
		return (2);
	}
	for (int i = 2; i + 1 < argc; i++) {
		char *equals = strcmp(argv[i], "--font") == 0 ? strchr(argv[i + 1], '=') : NULL;

		if (equals == NULL)
			continue;
		*equals = '\0';
		if (file_add(equals + 1, argv[i + 1]))
			return (3);
	}
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--font") == 0)
			i++;
		else if (file_add(argv[i], NULL))
			return (3);
	}
	if (table_write(argv[1]))
		return (3);
	for (size_t i = 0; i < nfiles; i++)
		free((char *)(uintptr_t)files[i].bytes.p);
	return (0);
}
