/* SPDX-License-Identifier: Apache-2.0 */
/* csgov COMMAND …: the one table of commands. */
#include <sodium.h>

#include "cli/cli.h"

static int cli_version(int argc, char **argv);
static int cli_help(int argc, char **argv);

/* The summary of NAME is the message "cli.summary.NAME", its usage "cli.usage.NAME". */
static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "backup", cli_backup },
	{ "demo", cli_demo },
	{ "key", cli_key },
	{ "restore", cli_restore },
	{ "import", cli_import },
	{ "ledger", cli_ledger },
	{ "oscal", cli_oscal },
	{ "pack", cli_pack },
	{ "version", cli_version },
	{ "help", cli_help },
	{ "serve", cli_serve },
	{ "user", cli_user },
	{ "routes", cli_routes },
};

static int
cli_version(int argc, char **argv)
{
	(void)argc, (void)argv;
	puts("csgov " CSGOV_VERSION);
	return (CLI_DONE);
}

static void
list_commands(FILE *to)
{
	struct str head = locale_text(cli_lang(), "cli.commands");

	fprintf(to, "%.*s\n", STR_FMT(head));
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		char key[64];
		struct str summary;

		snprintf(key, sizeof key, "cli.summary.%s", commands[i].name);
		summary = locale_text(cli_lang(), key);
		fprintf(to, "  %-9s %.*s\n", commands[i].name, STR_FMT(summary));
	}
}

static int
cli_help(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return (cli_explain(commands[i].name, argc > 2 ? argv[2] : ""));
	if (argc > 1) {
		cli_usage("help");
		return (CLI_USAGE);
	}
	list_commands(stdout);
	return (CLI_DONE);
}

int
main(int argc, char **argv)
{
	if (sodium_init() < 0) {
		struct problem why = { 0 };

		problem_set(&why, INTERNAL, "sodium_init");
		return (cli_fail(NULL, &why));
	}
	if (argc < 2) {
		list_commands(stderr);
		return (CLI_USAGE);
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return (cli_help(argc - 1, argv + 1));
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return (cli_help_asked(argc - 2, argv + 2) ? cli_explain(argv[1], argv[2][0] == '-' ? "" : argv[2]) : commands[i].run(argc - 1, argv + 1));
	cli_complain("cli.command_unknown", argv[1]);
	list_commands(stderr);
	return (CLI_USAGE);
}
