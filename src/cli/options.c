/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

enum lang
cli_lang(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		struct str value = str_c(getenv(variables[i])), tag;
		enum lang lang;

		if (value.n == 0)
			continue;
		(void)str_cut(&value, '_', &tag);
		return (lang_parse(tag, &lang) ? LANG_EN : lang);
	}
	return (LANG_EN);
}

static void
print_line(FILE *to, struct buf *line)
{
	struct str text = buf_view(line);

	fprintf(to, "%.*s\n", STR_FMT(text));
	buf_free(line);
}

static void
print_message(FILE *to, const char *key, const struct locale_arg *args, size_t n)
{
	struct buf line = BUF(64 * 1024);

	locale_format(&line, cli_lang(), key, args, n);
	print_line(to, &line);
}

void
cli_say(const char *key, const struct locale_arg *args, size_t n)
{
	print_message(stdout, key, args, n);
}

void
cli_note(const char *key, const struct locale_arg *args, size_t n)
{
	print_message(stderr, key, args, n);
}

void
cli_complain(const char *key, const char *argument)
{
	struct locale_arg arg = { "argument", str_c(argument) };

	print_message(stderr, key, &arg, 1);
}

/* "cli.usage.oscal.resolve"; a part that has no usage of its own is explained with its command. */
static void
print_usage(FILE *to, const char *command)
{
	char key[96];

	snprintf(key, sizeof key, "cli.usage.%s", command);
	if (!locale_has(key))
		*strrchr(key, '.') = '\0';
	print_message(to, key, NULL, 0);
}

int
cli_usage(const char *command)
{
	print_usage(stderr, command);
	return (CLI_USAGE);
}

int
cli_explain(const char *command, const char *part)
{
	char name[64];

	snprintf(name, sizeof name, "%s%s%s", command, part[0] == '\0' ? "" : ".", part);
	print_usage(stdout, name);
	return (CLI_DONE);
}

/* A mistake in the arguments: say which, then how the command is used. */
static int
mistake(const char *command, const char *key, const char *argument)
{
	cli_complain(key, argument);
	cli_usage(command);
	return (-1);
}

static ptrdiff_t
find_option(const struct cli_option *options, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, options[i].name))
			return ((ptrdiff_t)i);
	return (-1);
}

/* Keep TEXT as the value of option I. */
static int
keep(const char *command, struct cli_values *ret, size_t i, const char *text)
{
	const struct cli_option *option = &ret->options[i];

	ret->of[i].given = true;
	ret->of[i].text = text;
	if (option->kind == CLI_NUMBER && (str_to_i64(str_c(text), &ret->of[i].number) || ret->of[i].number < option->least ||
	    ret->of[i].number > option->most))
		return (mistake(command, "cli.option_number", option->name));
	if (option->kind == CLI_REPEAT) {
		if (ret->of[i].nall == CLI_REPEAT_MAX)
			return (mistake(command, "cli.option_too_often", option->name));
		ret->of[i].all[ret->of[i].nall++] = text;
	}
	return (0);
}

/* One argument that begins with a dash; may take the next one as its value.  Returns how many were used, or -1. */
static int
one_option(const char *command, struct cli_values *ret, const char *argument, const char *next)
{
	struct str rest = str_c(argument + (argument[1] == '-' ? 2 : 1)), name;
	ptrdiff_t i;

	(void)str_cut(&rest, '=', &name);
	i = find_option(ret->options, ret->n, name);
	if (i < 0)
		return (mistake(command, "cli.option_unknown", argument));
	if (ret->options[i].kind == CLI_FLAG) {
		if (rest.p != NULL)
			return (mistake(command, "cli.option_no_value", argument));
		ret->of[i].given = true;
		return (1);
	}
	if (rest.p != NULL)
		return (keep(command, ret, (size_t)i, rest.p) ? -1 : 1);
	if (next == NULL)
		return (mistake(command, "cli.option_needs_value", argument));
	return (keep(command, ret, (size_t)i, next) ? -1 : 2);
}

int
cli_parse(const char *command, int argc, char **argv, const struct cli_option *options, size_t n, size_t max_files,
    struct cli_values *ret)
{
	static const char *files[CLI_FILES_MAX];
	bool only_files = false;

	*ret = (struct cli_values){ .options = options, .n = n, .files = files };
	for (int i = 1; i < argc;) {
		int used;

		if (!only_files && strcmp(argv[i], "--") == 0) {
			only_files = true;
			i++;
		} else if (!only_files && argv[i][0] == '-' && argv[i][1] != '\0') {
			used = one_option(command, ret, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
			if (used < 0)
				return (-1);
			i += used;
		} else if (ret->nfiles == max_files || ret->nfiles == CLI_FILES_MAX)
			return (mistake(command, "cli.argument_too_many", argv[i]));
		else
			files[ret->nfiles++] = argv[i++];
	}
	for (size_t i = 0; i < n; i++)
		if (options[i].required && !ret->of[i].given)
			return (mistake(command, "cli.option_missing", options[i].name));
	return (0);
}

int
cli_parts(const char *command, int argc, char **argv, const struct cli_part *parts, size_t n)
{
	char name[32];
	struct cli_values in;

	for (size_t i = 0; argc > 1 && i < n; i++) {
		const struct cli_part *part = &parts[i];

		if (strcmp(argv[1], part->name) != 0)
			continue;
		snprintf(name, sizeof name, "%s.%s", command, part->name);
		if (cli_parse(name, argc - 1, argv + 1, part->options, part->noptions, part->most, &in))
			return (CLI_USAGE);
		return (in.nfiles < part->least ? cli_usage(name) : part->run(&in));
	}
	if (argc > 1)
		cli_complain("cli.part_unknown", argv[1]);
	return (cli_usage(command));
}

bool
cli_help_asked(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return (true);
	return (false);
}

const char *
cli_text(const struct cli_values *values, const char *name, const char *fallback)
{
	ptrdiff_t i = find_option(values->options, values->n, str_c(name));

	return (i >= 0 && values->of[i].given ? values->of[i].text : fallback);
}

int64_t
cli_number(const struct cli_values *values, const char *name, int64_t fallback)
{
	ptrdiff_t i = find_option(values->options, values->n, str_c(name));

	return (i >= 0 && values->of[i].given ? values->of[i].number : fallback);
}

bool
cli_flag(const struct cli_values *values, const char *name)
{
	ptrdiff_t i = find_option(values->options, values->n, str_c(name));

	return (i >= 0 && values->of[i].given);
}

void
cli_data_dir(const struct cli_values *values, char *ret, size_t max)
{
	const char *data = cli_text(values, "data", NULL), *db = cli_text(values, "db", "");
	const char *slash = strrchr(db, '/');

	if (data != NULL)
		snprintf(ret, max, "%s", data);
	else if (slash != NULL)
		snprintf(ret, max, "%.*s", (int)(slash - db), db);
	else
		snprintf(ret, max, ".");
}

void
cli_blobs_dir(const struct cli_values *values, char *ret, size_t max)
{
	char data[1024];

	cli_data_dir(values, data, sizeof data);
	snprintf(ret, max, "%s/blobs", data);
}
