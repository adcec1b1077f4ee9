/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csgov oscal: what its files share: findings as lines or JSON, and where imports come from.
 */
#ifndef CLI_OSCAL_H
#define CLI_OSCAL_H

#include "cli/cli.h"
#include "standards/oscal.h"

enum { OUTPUT_BYTES = 256 << 20 };

/**
 * oscal_format_wanted(in, otherwise, ret): what --to says, else what the name of -o ends with, else OTHERWISE.  -1: --to says nothing that there is, or
 * OTHERWISE is 0 (there is no other format); it has been said.
 */
int oscal_format_wanted(const struct cli_values *in, enum oscal_format otherwise, enum oscal_format *ret);
/** oscal_file_read(file, text, why): as file_read(), with OSCAL_BYTES_MAX for the maximum of TEXT; "-" is standard input. */
MUST_CHECK int oscal_file_read(const char *file, struct buf *text, struct problem *why);
/** oscal_flat(in, ret): what --flat says.  -1: neither of the two; it has been said. */
int oscal_flat(const struct cli_values *in, enum oscal_flat *ret);
/** oscal_put(path, bytes): BYTES into the file PATH, or to standard output for NULL and "-".  Returns the exit status. */
int oscal_put(const char *path, struct str bytes);
/** oscal_validate_files(in), oscal_convert_file(in): the commands.  Return the exit status. */
int oscal_validate_files(const struct cli_values *in);
int oscal_convert_file(const struct cli_values *in);
/** oscal_diff_files(in): the command, of the first two files; the others are where imports may be found. */
int oscal_diff_files(const struct cli_values *in);

/** oscal_map_files(in): the command: what mapping collections say, or what follows from them, of --from and --to. */
int oscal_map_files(const struct cli_values *in);

/** The findings of one command: printed as they come, or, for --json, collected. */
struct oscal_told {
	const char *file;            /* being read; findings of others name their own */
	const char *piece;           /* of a sheet or library: which of its documents; NULL: the first */
	bool json;
	struct oscal_sarif *sarif;   /* not NULL: findings go there */
	bool keep;                   /* of one file: to be told in the order of its lines, by oscal_told_flush() */
	struct oscal_finding *kept;
	size_t nkept, kept_max;
	struct buf items;            /* of the JSON array */
	unsigned nerrors, nwarnings;
};
struct oscal_finding {
	struct problem what;
	enum oscal_severity severity;
	size_t number;
};
/** oscal_tell(user, severity, what): an oscal_report_fn; USER is a struct oscal_told. */
void oscal_tell(void *user, enum oscal_severity severity, const struct problem *what);
/** oscal_told_failure(told, why): WHY ended the command; told once even if it was reported before.  Returns the exit status. */
int oscal_told_failure(struct oscal_told *told, const struct problem *why);

/** Findings of all files as SARIF 2.1.0. */
struct oscal_sarif {
	struct buf rules, results;   /* members of the JSON arrays */
};
/** sarif_add(to, file, severity, what, message): one more finding in FILE. */
void sarif_add(struct oscal_sarif *to, struct str file, enum oscal_severity severity, const struct problem *what, struct str message);
/** sarif_write(from, out): the whole log. */
void sarif_write(const struct oscal_sarif *from, struct buf *out);
/** oscal_rule(what): the id of the constraint that WHAT is about, else the name of its code. */
struct str oscal_rule(const struct problem *what);

/** oscal_read_file(file, mode, told, ret_status): FILE as a document; NULL: everything has been told, and *RET_STATUS is the exit status. */
struct oscal_doc *oscal_read_file(const char *file, enum oscal_mode mode, struct oscal_told *told, int *ret_status);

/** oscal_told_flush(told): tell what was kept. */
void oscal_told_flush(struct oscal_told *told);

enum { SHELF_ROOTS_MAX = 16 };

/** Where imports may come from: --map, the other files that were named, and files below the folder of the profile or a --root. */
struct oscal_shelf {
	const struct cli_values *in;
	struct oscal_told *told;
	char *roots[SHELF_ROOTS_MAX]; /* real paths */
	size_t nroots;
	struct buf bytes;            /* of the document fetched last */
	bool unnamed;                /* files that were named are none to be found by their names */
	char path[4096];
};
/** shelf_open(shelf, in, told, profile): IN has the options "map" and "root"; shelf_close() ends it. */
void shelf_open(struct oscal_shelf *shelf, const struct cli_values *in, struct oscal_told *told, const char *profile);
void shelf_close(struct oscal_shelf *shelf);
/** shelf_load(user, …): an oscal_load_fn; USER is a struct oscal_shelf. */
int shelf_load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why);

/** oscal_from_sheet(told, text, why): TEXT (of told->file) that is a framework sheet becomes its catalog, as guessed, or told->piece; any other stays. */
MUST_CHECK int oscal_from_sheet(struct oscal_told *told, struct buf *text, struct problem *why);

#endif
