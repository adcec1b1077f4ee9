/* SPDX-License-Identifier: Apache-2.0 */
/* Where csgov oscal finds what profiles import.  Never the network. */
#include <limits.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/oscal.h"

static void
add_root(struct oscal_shelf *shelf, const char *dir)
{
	char *real = realpath(dir, NULL);

	if (real != NULL && shelf->nroots < SHELF_ROOTS_MAX)
		shelf->roots[shelf->nroots++] = real;
	else
		free(real);
}

void
shelf_open(struct oscal_shelf *shelf, const struct cli_values *in, struct oscal_told *told, const char *profile)
{
	const char *slash = strrchr(profile, '/');
	char dir[PATH_MAX];

	*shelf = (struct oscal_shelf){ .in = in, .told = told, .bytes = BUF(OSCAL_BYTES_MAX) };
	if (slash == NULL)
		snprintf(dir, sizeof dir, ".");
	else
		snprintf(dir, sizeof dir, "%.*s", slash == profile ? 1 : (int)(slash - profile), profile);
	add_root(shelf, dir);
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; strcmp(in->options[i].name, "root") == 0 && k < in->of[i].nall; k++)
			add_root(shelf, in->of[i].all[k]);
}

void
shelf_close(struct oscal_shelf *shelf)
{
	for (size_t i = 0; i < shelf->nroots; i++)
		free(shelf->roots[i]);
	buf_free(&shelf->bytes);
}

static struct str
base_name(struct str path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return (str_sub(path, i, path.n));
	return (path);
}

/* The file that a --map URI=FILE gives for URI or HREF. */
static const char *
mapped(const struct oscal_shelf *shelf, struct str uri, struct str href)
{
	const struct cli_values *in = shelf->in;

	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; strcmp(in->options[i].name, "map") == 0 && k < in->of[i].nall; k++) {
			/* A URI may hold "=": the last one separates. */
			const char *map = in->of[i].all[k], *equals = strrchr(map, '=');
			struct str from = equals == NULL ? STR_NONE : (struct str){ map, (size_t)(equals - map) };

			if (from.n > 0 && (str_eq(from, uri) || str_eq(from, href)))
				return (equals + 1);
		}
	return (NULL);
}

/* NAME without ".json", ".xml", ".yaml" or ".yml": the same document may be there in another format. */
static struct str
stem(struct str name)
{
	static const char *const formats[] = { ".json", ".xml", ".yaml", ".yml" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (str_ends(name, str_c(formats[i])))
			return (str_sub(name, 0, name.n - strlen(formats[i])));
	return (name);
}

/* Another file of the command line that has the name, or else the name but for its format. */
static const char *
named(const struct oscal_shelf *shelf, struct str uri)
{
	for (size_t i = 1; i < shelf->in->nfiles; i++)
		if (str_eq(base_name(str_c(shelf->in->files[i])), base_name(uri)))
			return (shelf->in->files[i]);
	for (size_t i = 1; i < shelf->in->nfiles; i++)
		if (str_eq(stem(base_name(str_c(shelf->in->files[i]))), stem(base_name(uri))))
			return (shelf->in->files[i]);
	return (NULL);
}

/* URI as a path of this machine, in shelf->path; false for what is none. */
static bool
local_path(struct oscal_shelf *shelf, struct str uri)
{
	size_t n = 0;

	if (str_starts(uri, STR("file://"))) {
		/* RFC 8089: no host, or this one. */
		uri = str_sub(uri, str_starts(uri, STR("file://localhost/")) ? 16 : 7, uri.n);
		if (!str_starts(uri, STR("/")))
			return (false);
	} else if (str_find(uri, STR("://")) >= 0) {
		return (false);
	}
	for (size_t i = 0; i < uri.n && n < sizeof shelf->path - 1; i++) {
		if (uri.p[i] == '%' && i + 2 < uri.n && hex_value(uri.p[i + 1]) >= 0 && hex_value(uri.p[i + 2]) >= 0) {
			shelf->path[n++] = (char)(hex_value(uri.p[i + 1]) << 4 | hex_value(uri.p[i + 2]));
			i += 2;
		} else {
			shelf->path[n++] = uri.p[i];
		}
	}
	shelf->path[n] = '\0';
	return (n > 0 && memchr(shelf->path, '\0', n) == NULL && n < sizeof shelf->path - 1);
}

/* A profile may name any path; only a file that lies below one of the roots is opened: its real path, for free(), or NULL. */
static char *
below_a_root(const struct oscal_shelf *shelf)
{
	char *real = realpath(shelf->path, NULL);
	struct stat st;
	bool below = false;

	for (size_t i = 0; real != NULL && i < shelf->nroots; i++) {
		size_t n = strlen(shelf->roots[i]);

		below = below || (strncmp(real, shelf->roots[i], n) == 0 && (real[n] == '/' || n == 1));
	}
	/* A pipe would be waited for. */
	if (below && stat(real, &st) == 0 && S_ISREG(st.st_mode))
		return (real);
	free(real);
	return (NULL);
}

int
shelf_load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	struct oscal_shelf *shelf = user;
	const char *path = mapped(shelf, uri, href);
	char *real = NULL;
	int failed;

	if (path == NULL && !shelf->unnamed)
		path = named(shelf, uri);
	if (path == NULL) {
		real = local_path(shelf, uri) ? below_a_root(shelf) : NULL;
		if (real == NULL)
			return (-1);
		path = shelf->path;
	}
	buf_reset(&shelf->bytes);
	failed = file_read(real == NULL ? path : real, &shelf->bytes, why);
	free(real);
	if (failed)
		return (-1);
	ret->text = buf_view(&shelf->bytes);
	ret->uri = str_c(path);
	return (0);
}
