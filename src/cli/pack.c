/* SPDX-License-Identifier: Apache-2.0 */
/* csgov pack: our guideline pack as OSCAL files, to read, to give away, or to import into a nation that begins. */
#include "base/file.h"
#include "cli/cli.h"
#include "standards/pack.h"

enum { PATH_BYTES_MAX = 4096 };

static int
write_one(const char *dir, struct str name, struct str bytes)
{
	struct problem why = { 0 };
	char path[PATH_BYTES_MAX];
	struct locale_arg arg;

	if ((size_t)snprintf(path, sizeof path, "%s/%.*s", dir, STR_FMT(name)) >= sizeof path) {
		problem_set(&why, LIMIT_REACHED, dir);
		return (cli_fail(NULL, &why));
	}
	if (file_write_durably(path, bytes, 0644, &why))
		return (cli_fail(path, &why));
	arg = (struct locale_arg){ "path", str_c(path) };
	cli_say("cli.pack.written", &arg, 1);
	return (CLI_DONE);
}

int
cli_pack(int argc, char **argv)
{
	struct cli_values values;
	struct problem why = { 0 };
	int status;

	if (cli_parse("pack", argc, argv, NULL, 0, 1, &values))
		return (CLI_USAGE);
	if (values.nfiles != 1)
		return (cli_usage("pack"));
	if (dir_make(values.files[0], 0755, &why))
		return (cli_fail(values.files[0], &why));
	status = write_one(values.files[0], STR(PACK_FILENAME), pack_catalog());
	for (unsigned level = 1; level <= PACK_LEVELS && status == CLI_DONE; level++)
		status = write_one(values.files[0], pack_profile_name(level), pack_profile(level));
	return (status == CLI_DONE ? write_one(values.files[0], STR(PACK_MAPPINGS_FILENAME), pack_mappings()) : status);
}
