/* SPDX-License-Identifier: Apache-2.0 */
/* csgov backup, restore and key: what an operator does with a node. */
#include "cli/cli.h"

#include "app/app.h"
#include "ledger/backup.h"
#include "ledger/key.h"
#include "ledger/proof.h"

enum { ARENA_BYTES = 16 << 20 };

static const struct cli_option backup_options_table[] = {
	{ .name = "db", .kind = CLI_TEXT, .required = true },
	{ .name = "data", .kind = CLI_TEXT },
	{ .name = "to", .kind = CLI_TEXT, .required = true },
	{ .name = "with-key", .kind = CLI_FLAG },
};
static const struct cli_option restore_options[] = {
	{ .name = "from", .kind = CLI_TEXT, .required = true },
	{ .name = "to", .kind = CLI_TEXT, .required = true },
	{ .name = "data", .kind = CLI_TEXT },
};

static void
say_manifest(const char *key, const struct backup_manifest *manifest)
{
	char records[24], blobs[24];

	snprintf(records, sizeof records, "%lld", (long long)manifest->records);
	snprintf(blobs, sizeof blobs, "%lld", (long long)manifest->blobs);
	cli_say(key, (const struct locale_arg[]){ { "records", str_c(records) }, { "blobs", str_c(blobs) } }, 2);
}

/* Reads only, so it runs beside a serving node. */
int
cli_backup(int argc, char **argv)
{
	struct backup_options how = { .origin = APP_ORIGIN };
	struct backup_manifest manifest;
	struct problem why = { 0 };
	struct blobs *blobs = NULL;
	struct store *store = NULL;
	struct cli_values in;
	char blobs_dir[1100], data[1024], keys[1100];
	int status;

	if (cli_parse("backup", argc, argv, backup_options_table, ARRAY_SIZE(backup_options_table), 0, &in) != 0)
		return (CLI_USAGE);
	cli_blobs_dir(&in, blobs_dir, sizeof blobs_dir);
	cli_data_dir(&in, data, sizeof data);
	snprintf(keys, sizeof keys, "%s/keys", data);
	how.dir = cli_text(&in, "to", NULL);
	how.key_dir = cli_flag(&in, "with-key") ? keys : NULL;
	if (store_open(cli_text(&in, "db", NULL), STORE_READ, &store, &why) != 0 || blobs_open(blobs_dir, &blobs, &why) != 0 ||
	    backup_make(store, blobs, &how, &manifest, &why) != 0)
		status = cli_fail(how.dir, &why);
	else {
		say_manifest("cli.backup.made", &manifest);
		status = CLI_DONE;
	}
	if (blobs != NULL)
		blobs_close(blobs);
	if (store != NULL)
		store_close(store);
	return (status);
}

int
cli_restore(int argc, char **argv)
{
	struct backup_manifest manifest;
	struct problem why = { 0 };
	struct cli_values in;
	char data[1024], blobs_dir[1100], keys[1100];
	const char *to, *slash;

	if (cli_parse("restore", argc, argv, restore_options, ARRAY_SIZE(restore_options), 0, &in) != 0)
		return (CLI_USAGE);
	to = cli_text(&in, "to", NULL);
	slash = strrchr(to, '/');
	if (cli_text(&in, "data", NULL) != NULL)
		snprintf(data, sizeof data, "%s", cli_text(&in, "data", NULL));
	else
		snprintf(data, sizeof data, "%.*s", slash == NULL ? 1 : (int)(slash - to), slash == NULL ? "." : to);
	snprintf(blobs_dir, sizeof blobs_dir, "%s/blobs", data);
	snprintf(keys, sizeof keys, "%s/keys", data);
	if (backup_restore(cli_text(&in, "from", NULL), to, blobs_dir, keys, &manifest, &why) != 0)
		return (cli_fail(to, &why));
	say_manifest("cli.restore.done", &manifest);
	return (CLI_DONE);
}

static const struct cli_option key_options[] = {
	{ .name = "db", .kind = CLI_TEXT, .required = true },
	{ .name = "data", .kind = CLI_TEXT },
};

/* The verifier key on a line of its own: what auditors are given. */
static int
print_public(struct app *app, struct arena *arena, const char *url)
{
	struct str vkey = ledger_vkey(app->ledger, arena);

	(void)url;
	printf("%.*s\n", STR_FMT(vkey));
	return (CLI_DONE);
}

static int
print_all(struct app *app, struct arena *arena, const char *url)
{
	struct node_key_list keys;
	struct problem why = { 0 };
	struct db *db;

	if (db_open(app->store, DB_READER, &db, &why) != 0)
		return (cli_fail(url, &why));
	if (node_keys(db, arena, &keys, &why) != 0) {
		db_close(db);
		return (cli_fail(url, &why));
	}
	db_close(db);
	for (size_t i = 0; i < keys.n; i++) {
		char key[DIGEST_TEXT_BYTES + 1], since[MOMENT_TEXT_BYTES + 1], until[MOMENT_TEXT_BYTES + 1];

		digest_text(keys.items[i].public_key, key);
		moment_text(keys.items[i].since, since);
		moment_text(keys.items[i].until, until);
		printf("%s\t%s\t%s\n", key, since, until);
	}
	return (CLI_DONE);
}

static int
rotate(struct app *app, struct arena *arena, const char *url)
{
	struct problem why = { 0 };

	if (ledger_key_rotate(app->ledger, ID_NONE, &why) != 0)
		return (cli_fail(url, &why));
	return (print_public(app, arena, url));
}

/* Run DO_IT on the node of --db. */
static int
with_node(const struct cli_values *in, int (*do_it)(struct app *app, struct arena *arena, const char *url))
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_BYTES);
	const struct app_options how = { .mode = STORE_EXISTING, .db = cli_text(in, "db", NULL), .data = cli_text(in, "data", NULL) };
	struct problem why = { 0 };
	struct app *app;
	int status;

	if (arena == NULL)
		return (problem_set(&why, OUT_OF_MEMORY, NULL), cli_fail(NULL, &why));
	if (app_open(&how, &app, &why) != 0)
		return (cli_fail(how.db, &why));
	status = do_it(app, arena, how.db);
	app_close(app);
	return (status);
}

static int
key_public(const struct cli_values *in)
{
	return (with_node(in, print_public));
}

static int
key_show(const struct cli_values *in)
{
	return (with_node(in, print_all));
}

static int
key_rotate(const struct cli_values *in)
{
	return (with_node(in, rotate));
}

static const struct cli_part key_parts[] = {
	{ "public", key_public, key_options, ARRAY_SIZE(key_options), 0, 0 },
	{ "show", key_show, key_options, ARRAY_SIZE(key_options), 0, 0 },
	{ "rotate", key_rotate, key_options, ARRAY_SIZE(key_options), 0, 0 },
};

int
cli_key(int argc, char **argv)
{
	return (cli_parts("key", argc, argv, key_parts, ARRAY_SIZE(key_parts)));
}
