/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check ROOT: what a compiler does not see.  Prints TAP, one line a rule; every finding as FILE:LINE: what; how to mend it.
 *
 *	arrows      a room includes only its own headers and those of rooms below it
 *	banned      functions that base/banned.h poisons, also where that header is not included
 *	sizes       no source file over 800 lines
 *	licence     an SPDX line at the top of each source file
 *	sql         SQL only in store, ledger and the domain rooms; never in web, report, standards, cli
 *	exits       nothing below cli/ ends the process; the sandbox ends its child
 *	paths       no path of one machine, no host of a package mirror
 *	untranslated  templates hold no bare text; Urdu is not the English text again
 *	features    docs/features.md names only tests that exist
 */
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LINES_MAX = 800, PATH_MAX_BYTES = 1024, FILE_MAX_BYTES = 4 << 20 };

struct file {
	char path[PATH_MAX_BYTES]; /* from the root */
	char *text;
	size_t n;
};

static struct file *files;
static size_t nfiles, capacity;
static unsigned findings, rules, failed;

/* ---- The tree ---- */

static bool
skipped(const char *name)
{
	return (name[0] == '.' || strncmp(name, "build", 5) == 0 || strcmp(name, "var") == 0 ||
	    strcmp(name, "node_modules") == 0 || strcmp(name, "artefacts") == 0 || strcmp(name, "corpus") == 0);
}

static char *
slurp(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	char *text = calloc(1, FILE_MAX_BYTES + 1);

	*n = in == NULL || text == NULL ? 0 : fread(text, 1, FILE_MAX_BYTES, in);
	if (in != NULL)
		fclose(in);
	return (text);
}

static void
add_file(const char *root, const char *path)
{
	char full[2 * PATH_MAX_BYTES];

	if (nfiles == capacity) {
		capacity = capacity == 0 ? 256 : capacity * 2;
		files = realloc(files, capacity * sizeof *files);
		if (files == NULL)
			exit(3);
	}
	snprintf(full, sizeof full, "%s/%s", root, path);
	snprintf(files[nfiles].path, PATH_MAX_BYTES, "%s", path);
	files[nfiles].text = slurp(full, &files[nfiles].n);
	nfiles++;
}

static void
walk(const char *root, const char *dir)
{
	char full[2 * PATH_MAX_BYTES], path[PATH_MAX_BYTES];
	struct dirent *entry;
	struct stat st;
	DIR *d;

	snprintf(full, sizeof full, "%s/%s", root, dir);
	d = opendir(full);
	while (d != NULL && (entry = readdir(d)) != NULL) {
		if (skipped(entry->d_name))
			continue;
		snprintf(path, sizeof path, "%s%s%s", dir, dir[0] == '\0' ? "" : "/", entry->d_name);
		snprintf(full, sizeof full, "%s/%s", root, path);
		if (stat(full, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			walk(root, path);
		else
			add_file(root, path);
	}
	if (d != NULL)
		closedir(d);
}

/* ---- Findings ---- */

static void __attribute__((format(printf, 3, 4)))
finding(const struct file *f, unsigned line, const char *format, ...)
{
	va_list args;

	printf("# %s:%u: ", f->path, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	findings++;
}

static bool
ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return (n >= m && strcmp(s + n - m, suffix) == 0);
}

static bool
starts(const char *s, const char *prefix)
{
	return (strncmp(s, prefix, strlen(prefix)) == 0);
}

static bool
is_c(const struct file *f)
{
	return (ends(f->path, ".c") || ends(f->path, ".h"));
}

/* Call EACH for every line of F; LINE is a NUL-terminated copy, cut at 4,000 bytes. */
static void
each_line(const struct file *f, void (*each)(const struct file *f, unsigned number, const char *line))
{
	const char *p = f->text;
	unsigned number = 1;

	while (p < f->text + f->n) {
		const char *end = memchr(p, '\n', f->n - (size_t)(p - f->text));
		size_t n = end == NULL ? f->n - (size_t)(p - f->text) : (size_t)(end - p);
		char line[4001];

		snprintf(line, sizeof line, "%.*s", (int)(n < 4000 ? n : 4000), p);
		each(f, number++, line);
		p += n + 1;
	}
}

/* WORD stands in LINE as a call: not part of a longer name, followed by "(". */
static bool
calls(const char *line, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = strstr(line, word); p != NULL; p = strstr(p + 1, word)) {
		bool begins = p == line || !(isalnum((unsigned char)p[-1]) || p[-1] == '_' || p[-1] == '.' || p[-1] == '>');
		const char *after = p + n;

		while (*after == ' ')
			after++;
		if (begins && *after == '(')
			return (true);
	}
	return (false);
}

static bool
is_comment(const char *line)
{
	while (*line == ' ' || *line == '\t')
		line++;
	return (starts(line, "*") || starts(line, "/*") || starts(line, "//"));
}

/* ---- Rules ---- */

/* Rooms from the lowest; those with equal rank are siblings and do not know each other. */
static const struct {
	const char *room;
	int rank;
} rooms[] = { { "base", 0 }, { "store", 1 }, { "ledger", 2 }, { "people", 3 }, { "standards", 4 }, { "policy", 5 },
	{ "assurance", 6 }, { "threat", 6 }, { "incident", 6 }, { "project", 6 }, { "programme", 6 }, { "exchange", 7 },
	{ "report", 8 }, { "app", 9 }, { "web", 10 }, { "cli", 11 } };

/* What a room must not know although it is below. */
static const struct {
	const char *room, *not_room;
} unknowns[] = { { "standards", "store" }, { "standards", "ledger" }, { "standards", "people" }, { "people", "standards" },
	{ "policy", "assurance" }, { "report", "web" } };

static int
rank_of(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
		if (strlen(rooms[i].room) == n && strncmp(rooms[i].room, name, n) == 0)
			return (rooms[i].rank);
	return (-1);
}

static bool
unknown_to(const char *room, size_t n, const char *other, size_t m)
{
	for (size_t i = 0; i < sizeof unknowns / sizeof unknowns[0]; i++)
		if (strlen(unknowns[i].room) == n && strncmp(unknowns[i].room, room, n) == 0 &&
		    strlen(unknowns[i].not_room) == m && strncmp(unknowns[i].not_room, other, m) == 0)
			return (true);
	return (false);
}

static void
arrows(const struct file *f, unsigned number, const char *line)
{
	const char *room = f->path + 4, *other;
	size_t n = strcspn(room, "/"), m;
	int from, to;

	if (!starts(f->path, "src/") || !is_c(f) || !starts(line, "#include \""))
		return;
	other = line + strlen("#include \"");
	m = strcspn(other, "/\"");
	from = rank_of(room, n);
	to = rank_of(other, m);
	if (from < 0 && room[n] == '/')
		finding(f, number, "room %.*s is not in the list of rooms: add it to tools/check.c and docs", (int)n, room);
	if (to < 0 || from < 0 || (n == m && strncmp(room, other, n) == 0))
		return;
	if (to >= from || unknown_to(room, n, other, m))
		finding(f, number, "%.*s must not know %.*s: arrows point down only", (int)n, room, (int)m, other);
}

static void
banned(const struct file *f, unsigned number, const char *line)
{
	static const char *const names[] = { "strcpy", "strcat", "strncpy", "strncat", "sprintf", "vsprintf", "gets",
		"strtok", "atoi", "atol", "atoll", "atof", "system", "popen", "alloca" };

	if (!is_c(f) || is_comment(line))
		return;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (calls(line, names[i]))
			finding(f, number, "%s() is banned: see src/base/banned.h for what to use", names[i]);
	if (starts(f->path, "src/") && strstr(line, "strchr(\"") != NULL && strstr(line, "char_in(") == NULL)
		finding(f, number, "strchr() finds NUL in every set: char_in() does not");
}

static void
sql(const struct file *f, unsigned number, const char *line)
{
	static const char *const words[] = { "\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE FROM", "\"PRAGMA " };

	if (!starts(f->path, "src/web/") && !starts(f->path, "src/report/") && !starts(f->path, "src/standards/") &&
	    !starts(f->path, "src/cli/"))
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(line, words[i]) != NULL)
			finding(f, number, "SQL has no place here: put the query into the domain room");
}

static void
exits(const struct file *f, unsigned number, const char *line)
{
	if (!starts(f->path, "src/") || starts(f->path, "src/cli/") || !is_c(f) || is_comment(line))
		return;
	if (strcmp(f->path, "src/base/sandbox.c") == 0 && !calls(line, "exit") && !calls(line, "abort"))
		return;
	if (calls(line, "exit") || calls(line, "_exit") || calls(line, "abort"))
		finding(f, number, "nothing below cli/ ends the process: return a problem");
}

static void
paths(const struct file *f, unsigned number, const char *line)
{
	/* Written in two halves so that this file does not find itself. */
	static const char *const words[] = { "/wo" "rk/", "/fa" "rm/", "/ro" "ot/", "/ho" "me/", "bash" "_jobs", "deb." "debian.org",
		"registry." "npmjs.org", "/tm" "p/wt" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *at = strstr(line, words[i]);

		if (at != NULL && (at == line || !isalnum((unsigned char)at[-1])))
			finding(f, number, "\"%s\" belongs to one machine: use a relative path or a variable", words[i]);
	}
}

/* Text between tags of a template that is neither {{…}} nor punctuation nor an entity: it would be shown in one language only. */
static void
bare_text(const struct file *f)
{
	unsigned line = 1;
	bool tag = false, expression = false, reported = false;

	for (size_t i = 0; i < f->n; i++) {
		const char *p = f->text + i;
		unsigned char c = (unsigned char)*p;

		if (c == '\n') {
			line++;
			reported = false;
		} else if (starts(p, "{{"))
			expression = true;
		else if (starts(p, "}}")) {
			expression = false;
			i++;
		} else if (expression)
			continue;
		else if (starts(p, "<!--")) {
			const char *end = strstr(p, "-->");

			for (const char *q = p; end != NULL && q < end; q++)
				line += *q == '\n';
			i = end == NULL ? f->n : (size_t)(end - f->text) + 2;
		} else if (c == '<')
			tag = true;
		else if (c == '>')
			tag = false;
		else if (!tag && c == '&')
			i += strcspn(p, ";");
		else if (!tag && (isalpha(c) || c >= 0xd8) && !reported && !starts(p, "CyberSecureGov")) {
			finding(f, line, "bare text \"%.20s\": use {{t key}} and put it into locale/", p);
			reported = true;
		} else if (!tag && starts(p, "CyberSecureGov"))
			i += strlen("CyberSecureGov") - 1;
	}
}

static void
untranslated(const struct file *f)
{
	if (starts(f->path, "src/web/templates/") && ends(f->path, ".html"))
		bare_text(f);
}

static void
licence(const struct file *f)
{
	bool source = is_c(f) || ends(f->path, ".js") || ends(f->path, ".mjs") || ends(f->path, ".sh") || ends(f->path, ".css");

	if (source && !starts(f->path, "content/") && memmem(f->text, f->n < 300 ? f->n : 300, "SPDX-License-Identifier: Apache-2.0",
	    35) == NULL)
		finding(f, 1, "no SPDX line: begin with /* SPDX-License-Identifier: Apache-2.0 */");
}

static void
sizes(const struct file *f)
{
	unsigned lines = 0;

	if (!is_c(f) && !ends(f->path, ".js") && !ends(f->path, ".mjs"))
		return;
	for (size_t i = 0; i < f->n; i++)
		lines += f->text[i] == '\n';
	if (lines > LINES_MAX)
		finding(f, lines, "%u lines: over %d means two ideas in one file", lines, LINES_MAX);
}

/* A test named in docs/features.md as `path` must exist. */
static void
features(const struct file *f)
{
	if (strcmp(f->path, "docs/features.md") != 0)
		return;
	for (const char *p = strstr(f->text, "`tests/"); p != NULL; p = strstr(p + 1, "`tests/")) {
		size_t n = strcspn(p + 1, "`");
		bool found = false;

		for (size_t i = 0; i < nfiles && !found; i++)
			found = strlen(files[i].path) >= n && strncmp(files[i].path, p + 1, n) == 0;
		if (!found)
			finding(f, 0, "names a test that does not exist: %.*s", (int)n, p + 1);
	}
}

static void
rule(const char *name, void (*by_file)(const struct file *), void (*by_line)(const struct file *, unsigned, const char *))
{
	findings = 0;
	for (size_t i = 0; i < nfiles; i++) {
		if (by_file != NULL)
			by_file(&files[i]);
		if (by_line != NULL)
			each_line(&files[i], by_line);
	}
	rules++;
	failed += findings > 0;
	printf("%s %u - check_%s\n", findings == 0 ? "ok" : "not ok", rules, name);
}

int
main(int argc, char **argv)
{
	walk(argc > 1 ? argv[1] : ".", "");
	if (nfiles < 10) {
		fprintf(stderr, "check: no sources below %s\n", argc > 1 ? argv[1] : ".");
		return (3);
	}
	rule("arrows", NULL, arrows);
	rule("banned", NULL, banned);
	rule("sizes", sizes, NULL);
	rule("licence", licence, NULL);
	rule("sql", NULL, sql);
	rule("exits", NULL, exits);
	rule("paths", NULL, paths);
	rule("untranslated", untranslated, NULL);
	rule("features", features, NULL);
	printf("1..%u\n", rules);
	return (failed == 0 ? 0 : 1);
}
