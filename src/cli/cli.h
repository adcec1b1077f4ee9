/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: one row of the table in main.c and one file make a command.
 *
 * Exit status: 0 done; 1 the input is invalid or a check failed; 2 usage; 3 I/O or environment.  Findings go to standard error as
 * FILE:LINE:COLUMN: error: what is wrong; how to mend it [rule]; results to standard output, as JSON with --json.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/locale.h"
#include "base/problem.h"

enum cli_status { CLI_DONE = 0, CLI_INVALID = 1, CLI_USAGE = 2, CLI_ENVIRONMENT = 3 };

/* ---- Options: a declared table, so that an unknown or malformed one is refused in one place. ---- */

enum cli_option_kind {
	CLI_FLAG,    /* --json */
	CLI_TEXT,    /* --db URL or --db=URL */
	CLI_NUMBER,  /* within least..most */
	CLI_REPEAT,  /* a text that may be given up to CLI_REPEAT_MAX times */
};

enum { CLI_OPTIONS_MAX = 16, CLI_REPEAT_MAX = 64, CLI_FILES_MAX = 4096 };

struct cli_option {
	const char *name;      /* "db", given as --db; a single letter as -o */
	enum cli_option_kind kind;
	int64_t least, most;   /* of a number */
	bool required;
};

struct cli_values {
	const struct cli_option *options;
	size_t n;
	struct {
		bool given;
		const char *text;          /* the last one */
		int64_t number;
		const char *all[CLI_REPEAT_MAX];
		size_t nall;
	} of[CLI_OPTIONS_MAX];         /* by the index of the option in its table */
	const char **files;            /* what is not an option, in order */
	size_t nfiles;
};

/**
 * cli_parse(command, argc, argv, options, n, max_files, ret): fill RET.  On a mistake prints what is wrong and the usage of COMMAND
 * (message "cli.usage.COMMAND") and returns -1: the command then returns CLI_USAGE.  argv[0] is the command's own name.
 */
MUST_CHECK int cli_parse(const char *command, int argc, char **argv, const struct cli_option *options, size_t n, size_t max_files,
    struct cli_values *ret);
const char *cli_text(const struct cli_values *values, const char *name, const char *fallback);
int64_t cli_number(const struct cli_values *values, const char *name, int64_t fallback);
bool cli_flag(const struct cli_values *values, const char *name);

/* ---- Commands of several parts: "csgov oscal resolve" ---- */

/** One part.  Its usage is the message "cli.usage.COMMAND.NAME"; an option that is not its own is refused. */
struct cli_part {
	const char *name;
	int (*run)(const struct cli_values *in);
	const struct cli_option *options;
	size_t noptions;
	size_t least, most;            /* how many files (or other words that are no options) it takes */
};
/** cli_parts(command, argc, argv, parts, n): run the part that argv[1] names with what follows it; argv[0] is COMMAND.  Returns the exit status. */
int cli_parts(const char *command, int argc, char **argv, const struct cli_part *parts, size_t n);

/** cli_help_asked(argc, argv): whether --help or -h stands among the options. */
bool cli_help_asked(int argc, char **argv);

/** cli_usage(command): COMMAND ("ledger", "oscal.resolve") was used wrongly: print its usage on standard error.  Returns CLI_USAGE. */
int cli_usage(const char *command);
/** cli_explain(command, part): who asked for help gets it on standard output; PART may be "" or no part at all.  Returns CLI_DONE. */
int cli_explain(const char *command, const char *part);

/** cli_lang(): the language of messages, from LC_ALL, LC_MESSAGES or LANG. */
enum lang cli_lang(void);
/** cli_say(key, args, n): print the message KEY with its arguments and a newline on standard output. */
void cli_say(const char *key, const struct locale_arg *args, size_t n);
/** cli_note(key, args, n): the same on standard error, where results are on standard output. */
void cli_note(const char *key, const struct locale_arg *args, size_t n);
/** cli_complain(key, argument): print the message KEY with {argument} on standard error. */
void cli_complain(const char *key, const char *argument);
/** cli_fail(file, why): print WHY and all its findings on standard error; FILE may be NULL.  Returns the exit status that fits its code. */
int cli_fail(const char *file, const struct problem *why);
/** cli_progress(done, total, key): on a terminal, a line that rewrites itself; nothing in a pipe. */
void cli_progress(uint64_t done, uint64_t total, const char *key);

/**
 * cli_data_dir(values, ret, max): the data folder: --data, else the folder that holds the file of --db.  cli_blobs_dir(): where blobs lie in it.
 */
void cli_data_dir(const struct cli_values *values, char *ret, size_t max);
void cli_blobs_dir(const struct cli_values *values, char *ret, size_t max);

/* ---- The commands; argv[0] is the command's name. ---- */

int cli_serve(int argc, char **argv);
int cli_demo(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_oscal(int argc, char **argv);
int cli_ledger(int argc, char **argv);
int cli_pack(int argc, char **argv);
int cli_key(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_routes(int argc, char **argv);

#endif
