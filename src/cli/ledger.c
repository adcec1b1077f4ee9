/* SPDX-License-Identifier: Apache-2.0 */
/* csgov ledger verify|show|replay|checkpoint|prove: what an auditor does without the website. */
#include "cli/cli.h"

#include <inttypes.h>

#include "app/verbs.h"
#include "base/file.h"
#include "ledger/key.h"
#include "ledger/proof.h"

enum { ARENA_BYTES = 64 << 20, FILE_BYTES = 4 << 20, SHOW_DEFAULT = 20 };

/* What the subcommands work with: one connection that only reads. */
struct source {
	struct store *store;
	struct db *db;
	struct arena *arena;
	const char *url;
};

static void
source_close(struct source *source)
{
	if (source->db != NULL)
		db_close(source->db);
	if (source->store != NULL)
		store_close(source->store);
	arena_free(source->arena);
	*source = (struct source){ 0 };
}

/* Open --db to read.  On failure prints why and returns the exit status; CLI_DONE when open. */
static int
source_open(const struct cli_values *in, struct source *ret)
{
	struct problem why = { 0 };

	*ret = (struct source){ .url = cli_text(in, "db", NULL), .arena = arena_new(ARENA_BYTES) };
	if (ret->url == NULL) {
		source_close(ret);
		return (cli_usage("ledger"));
	}
	if (ret->arena == NULL)
		problem_set(&why, OUT_OF_MEMORY, NULL);
	else if (store_open(ret->url, STORE_READ, &ret->store, &why) == 0 && db_open(ret->store, DB_READER, &ret->db, &why) == 0)
		return (CLI_DONE);
	source_close(ret);
	return (cli_fail(cli_text(in, "db", NULL), &why));
}

static void
say_count(const char *key, uint64_t n, struct digest root)
{
	char number[24], hex[DIGEST_TEXT_BYTES + 1];

	snprintf(number, sizeof number, "%" PRIu64, n);
	digest_text(root, hex);
	cli_say(key, (const struct locale_arg[]){ { "n", str_c(number) }, { "root", str_c(hex) } }, 2);
}

static int
verify_database(const struct cli_values *in)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct source source;
	int status = source_open(in, &source);

	if (status != CLI_DONE)
		return (status);
	if (ledger_verify(source.store, &report, &why))
		status = cli_fail(source.url, &why);
	else if (cli_flag(in, "json")) {
		char hex[DIGEST_TEXT_BYTES + 1];

		digest_text(report.root, hex);
		printf("{\"records\":%" PRIu64 ",\"checkpoints\":%" PRIu64 ",\"root\":\"%s\"}\n", report.records,
		    report.checkpoints, hex);
	} else
		say_count("cli.ledger.verified", report.records, report.root);
	source_close(&source);
	/* A broken ledger is a check that failed, also where the database could not be read to its end. */
	return (status == CLI_DONE ? CLI_DONE : CLI_INVALID);
}

/* ---- Without a database: a record, its proof, the checkpoint in it and the key that the auditor trusts ---- */

/* The record of a file: as /ledger/SEQ.json gives it; further members (names) are not part of what is hashed. */
static int
record_of(struct str text, struct arena *arena, struct ledger_record *ret, struct problem *why)
{
	static const char *const names[] = { "seq", "at", "actor", "on_behalf", "verb", "entity", "payload", "prev", "hash" };
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	yyjson_mut_doc *only;
	yyjson_mut_val *object;
	struct str json;
	int status;

	if (json_parse(text, &json_limits_document, &doc, why))
		return (-1);
	only = yyjson_mut_doc_new(NULL);
	object = only == NULL ? NULL : yyjson_mut_obj(only);
	for (size_t i = 0; object != NULL && i < ARRAY_SIZE(names); i++) {
		yyjson_val *value = json_get(yyjson_doc_get_root(doc), names[i]);

		if (value != NULL && !yyjson_is_null(value))
			yyjson_mut_obj_add_val(only, object, names[i], yyjson_val_mut_copy(only, value));
	}
	json.p = object == NULL ? NULL : yyjson_mut_val_write(object, 0, &json.n);
	if (json.p == NULL) {
		yyjson_mut_doc_free(only);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	status = shape_from_json(ledger_record_shape(), json, NULL, SHAPE_LEDGER, arena, ret, why);
	free((char *)(uintptr_t)json.p);
	yyjson_mut_doc_free(only);
	return (status);
}

static int
read_file(const char *path, struct arena *arena, struct str *ret)
{
	struct buf bytes = BUF(FILE_BYTES);
	struct problem why = { 0 };
	int status = CLI_DONE;

	if (file_read(path, &bytes, &why))
		status = cli_fail(path, &why);
	else
		*ret = arena_str(arena, buf_view(&bytes));
	buf_free(&bytes);
	return (status);
}

/* --key is the verifier key itself or a file that holds it. */
static int
read_key(const char *given, struct arena *arena, struct str *ret)
{
	int status;

	if (strchr(given, '+') != NULL) {
		*ret = str_c(given);
		return (CLI_DONE);
	}
	status = read_file(given, arena, ret);
	*ret = str_trim(*ret);
	return (status);
}

static int
check_proof(const char *file, struct str record_text, struct str proof_file, struct str vkey, struct arena *arena)
{
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct problem why = { 0 };
	struct ledger_record record;
	struct checkpoint checkpoint;
	struct proof proof;
	struct str note;

	problem_room(&why, room);
	if (record_of(record_text, arena, &record, &why) || proof_text_read(proof_file, arena, &proof, &note, &why) ||
	    checkpoint_read(note, vkey, arena, &checkpoint, &why))
		return (cli_fail(file, &why));
	if (!digest_eq(record_hash(&record), record.hash) || proof.index + 1 != (uint64_t)record.seq ||
	    proof.size != checkpoint.size || proof_inclusion_check(&proof, record.hash, checkpoint.root)) {
		problem_set(&why, PROOF_INVALID, file);
		return (cli_fail(file, &why));
	}
	say_count("cli.ledger.proved", (uint64_t)record.seq, checkpoint.root);
	return (CLI_DONE);
}

static int
check_checkpoint(const char *file, struct str note, struct str vkey, struct arena *arena)
{
	struct problem why = { 0 };
	struct checkpoint checkpoint;

	if (checkpoint_read(note, vkey, arena, &checkpoint, &why))
		return (cli_fail(file, &why));
	say_count("cli.ledger.signed", checkpoint.size, checkpoint.root);
	return (CLI_DONE);
}

static int
verify_offline(const struct cli_values *in)
{
	const char *proof = cli_text(in, "proof", NULL), *record = cli_text(in, "record", NULL);
	const char *checkpoint = cli_text(in, "checkpoint", NULL), *key = cli_text(in, "key", NULL);
	struct arena *arena CLEANUP(arena_freep) = arena_new(ARENA_BYTES);
	struct str record_text, proof_file, note, vkey;
	int status;

	if (arena == NULL || key == NULL || (proof == NULL) != (record == NULL))
		return (cli_usage("ledger.verify"));
	status = read_key(key, arena, &vkey);
	if (status == CLI_DONE && checkpoint != NULL) {
		status = read_file(checkpoint, arena, &note);
		if (status == CLI_DONE)
			status = check_checkpoint(checkpoint, note, vkey, arena);
	}
	if (status != CLI_DONE || proof == NULL)
		return (status);
	status = read_file(record, arena, &record_text);
	if (status == CLI_DONE)
		status = read_file(proof, arena, &proof_file);
	return (status == CLI_DONE ? check_proof(proof, record_text, proof_file, vkey, arena) : status);
}

static int
verify(const struct cli_values *in)
{
	if (cli_text(in, "proof", NULL) != NULL || cli_text(in, "checkpoint", NULL) != NULL)
		return (verify_offline(in));
	return (verify_database(in));
}

/* ---- With a database ---- */

static void
print_record(const struct ledger_record *record, bool json)
{
	struct buf out = BUF(2 << 20);
	char at[MOMENT_TEXT_BYTES + 1];
	struct str text;

	if (json)
		shape_to_json(&out, ledger_record_shape(), record);
	else {
		moment_text(record->at, at);
		buf_printf(&out, "%" PRId64 "\t%s\t%.*s\t%.*s", record->seq, at, STR_FMT(record->verb), STR_FMT(record->payload));
	}
	text = buf_view(&out);
	printf("%.*s\n", STR_FMT(text));
	buf_free(&out);
}

static int
show(const struct cli_values *in)
{
	struct problem why = { 0 };
	struct source source;
	int64_t seq = cli_number(in, "seq", 1), limit = cli_number(in, "limit", in->of[3].given ? 1 : SHOW_DEFAULT);
	int status = source_open(in, &source);

	if (status != CLI_DONE)
		return (status);
	for (int64_t i = 0; i < limit; i++) {
		struct ledger_record record;

		arena_reset(source.arena);
		if (ledger_get(source.db, seq + i, source.arena, &record, &why)) {
			if (i == 0 || !problem_is(&why, RECORD_UNKNOWN))
				status = cli_fail(source.url, &why);
			break;
		}
		print_record(&record, cli_flag(in, "json"));
	}
	source_close(&source);
	return (status);
}

static int
write_out(const struct cli_values *in, struct str text)
{
	struct problem why = { 0 };
	const char *path = cli_text(in, "o", NULL);

	if (path == NULL) {
		fwrite(text.p, 1, text.n, stdout);
		return (CLI_DONE);
	}
	return (file_write_durably(path, text, 0644, &why) ? cli_fail(path, &why) : CLI_DONE);
}

/* The note that the node stored last: a running node signs a new one each minute. */
static int
checkpoint(const struct cli_values *in)
{
	struct problem why = { 0 };
	struct source source;
	struct str note;
	int status = source_open(in, &source);

	if (status != CLI_DONE)
		return (status);
	if (checkpoint_last(source.db, source.arena, &note, &why))
		status = cli_fail(source.url, &why);
	else
		status = write_out(in, note);
	source_close(&source);
	return (status);
}

static int
prove(const struct cli_values *in)
{
	struct problem why = { 0 };
	struct buf out = BUF(1 << 20);
	struct source source;
	struct checkpoint head;
	struct proof proof;
	struct str note, body;
	int64_t seq = cli_number(in, "seq", 0);
	int status;

	if (seq == 0)
		return (cli_usage("ledger.prove"));
	status = source_open(in, &source);
	if (status != CLI_DONE)
		return (status);
	if (checkpoint_last(source.db, source.arena, &note, &why) || note_body(note, &body) || checkpoint_parse(body, &head) ||
	    proof_inclusion(source.db, (uint64_t)seq - 1, head.size, &proof, &why))
		status = cli_fail(source.url, &why);
	else {
		proof_text(&proof, note, &out);
		status = write_out(in, buf_view(&out));
	}
	buf_free(&out);
	source_close(&source);
	return (status);
}

static int
digest_of(struct store *store, const char *url)
{
	struct problem why = { 0 };
	struct digest digest;
	char hex[DIGEST_TEXT_BYTES + 1];

	if (ledger_digest(store, &digest, &why))
		return (cli_fail(url, &why));
	digest_text(digest, hex);
	printf("%s  %s\n", hex, url);
	return (CLI_DONE);
}

static int
replay(const struct cli_values *in)
{
	const char *into = cli_text(in, "into", NULL);
	char blobs_dir[1100];
	struct problem why = { 0 };
	struct blobs *blobs = NULL;
	struct store *to = NULL;
	struct source source;
	size_t nverbs;
	const struct verb *verbs = verbs_table(&nverbs);
	int status;

	if (into == NULL)
		return (cli_usage("ledger.replay"));
	status = source_open(in, &source);
	if (status != CLI_DONE)
		return (status);
	cli_blobs_dir(in, blobs_dir, sizeof blobs_dir);
	if (blobs_open(blobs_dir, &blobs, &why))
		status = cli_fail(blobs_dir, &why);
	else if (store_open(into, STORE_CREATE, &to, &why) || ledger_replay(source.store, to, verbs, nverbs, blobs, &why))
		status = cli_fail(into, &why);
	else {
		status = digest_of(source.store, source.url);
		if (status == CLI_DONE)
			status = digest_of(to, into);
	}
	if (to != NULL)
		store_close(to);
	if (blobs != NULL)
		blobs_close(blobs);
	source_close(&source);
	return (status);
}

#define STORE_OPTION { .name = "db", .kind = CLI_TEXT }
#define SEQ_OPTION { .name = "seq", .kind = CLI_NUMBER, .least = 1, .most = INT64_MAX }

static const struct cli_option verify_options[] = { STORE_OPTION, { .name = "key", .kind = CLI_TEXT }, { .name = "checkpoint", .kind = CLI_TEXT },
	{ .name = "proof", .kind = CLI_TEXT }, { .name = "record", .kind = CLI_TEXT }, { .name = "json", .kind = CLI_FLAG } };
static const struct cli_option show_options[] = { STORE_OPTION, SEQ_OPTION, { .name = "limit", .kind = CLI_NUMBER, .least = 1, .most = 100000 },
	{ .name = "json", .kind = CLI_FLAG } };
static const struct cli_option replay_options[] = { STORE_OPTION, { .name = "data", .kind = CLI_TEXT }, { .name = "into", .kind = CLI_TEXT } };
static const struct cli_option checkpoint_options[] = { STORE_OPTION, { .name = "o", .kind = CLI_TEXT } };
static const struct cli_option prove_options[] = { STORE_OPTION, SEQ_OPTION, { .name = "o", .kind = CLI_TEXT } };

static const struct cli_part parts[] = {
	{ "verify", verify, verify_options, ARRAY_SIZE(verify_options), 0, 0 },
	{ "show", show, show_options, ARRAY_SIZE(show_options), 0, 0 },
	{ "replay", replay, replay_options, ARRAY_SIZE(replay_options), 0, 0 },
	{ "checkpoint", checkpoint, checkpoint_options, ARRAY_SIZE(checkpoint_options), 0, 0 },
	{ "prove", prove, prove_options, ARRAY_SIZE(prove_options), 0, 0 },
};

int
cli_ledger(int argc, char **argv)
{
	return (cli_parts("ledger", argc, argv, parts, ARRAY_SIZE(parts)));
}
