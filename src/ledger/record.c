/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/record.h"

SHAPE_DEFINE(ledger_record, LEDGER_RECORD)

/* ---- The leaf.  Written by hand because it is made for every record written and verified; a test holds it equal to the shape's. ---- */

static char *
put_text(char *at, const char *text, size_t n)
{
	memcpy(at, text, n);
	return (at + n);
}

#define PUT(at, literal) put_text((at), literal, sizeof(literal) - 1)

static char *
put_hex(char *at, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*at++ = digits[bytes[i] >> 4];
		*at++ = digits[bytes[i] & 15];
	}
	return (at);
}

static char *
put_id(char *at, struct id id)
{
	char text[ID_TEXT_BYTES + 1];

	id_text(id, text);
	return (put_text(at, text, ID_TEXT_BYTES));
}

static char *
put_digits(char *at, unsigned value, unsigned width)
{
	for (unsigned i = width; i-- > 0; value /= 10)
		at[i] = (char)('0' + value % 10);
	return (at + width);
}

/* RFC 3339 with microseconds, as moment_text() writes it. */
static char *
put_moment(char *at, int64_t moment)
{
	struct civil c = civil_of(moment);
	int64_t micros = moment % SECOND_US;

	if (moment <= 0 || c.year > 9999) /* nothing that we write: told apart from any moment that we do */
		return (PUT(at, "-"));
	at = put_digits(at, (unsigned)c.year, 4);
	*at++ = '-';
	at = put_digits(at, (unsigned)c.month, 2);
	*at++ = '-';
	at = put_digits(at, (unsigned)c.day, 2);
	*at++ = 'T';
	at = put_digits(at, (unsigned)c.hour, 2);
	*at++ = ':';
	at = put_digits(at, (unsigned)c.minute, 2);
	*at++ = ':';
	at = put_digits(at, (unsigned)c.second, 2);
	*at++ = '.';
	at = put_digits(at, (unsigned)micros, 6);
	*at++ = 'Z';
	return (at);
}

static char *
put_i64(char *at, int64_t value)
{
	return (at + snprintf(at, 24, "%lld", (long long)value));
}

static char *
put_member(char *at, const char *before, struct id id)
{
	if (id_is_none(id))
		return (at);
	at = put_text(at, before, strlen(before));
	at = put_id(at, id);
	*at++ = '"';
	*at++ = ',';
	return (at);
}

void
record_leaf(struct buf *out, const struct ledger_record *record)
{
	char *at = buf_reserve(out, record->payload.n + record->verb.n + 512), *start = at;

	if (at == NULL)
		return;
	*at++ = '{';
	at = put_member(at, "\"actor\":\"", record->actor);
	at = PUT(at, "\"at\":\"");
	at = put_moment(at, record->at);
	at = PUT(at, "\",");
	at = put_member(at, "\"entity\":\"", record->entity);
	at = put_member(at, "\"on_behalf\":\"", record->on_behalf);
	at = PUT(at, "\"payload\":");
	at = put_text(at, record->payload.p, record->payload.n);
	at = PUT(at, ",\"prev\":\"");
	at = put_hex(at, record->prev.b, sizeof record->prev.b);
	at = PUT(at, "\",\"seq\":");
	at = put_i64(at, record->seq);
	at = PUT(at, ",\"verb\":\"");
	at = put_text(at, record->verb.p, record->verb.n);
	at = PUT(at, "\"}");
	out->n += (size_t)(at - start);
}

struct digest
record_hash_with(const struct ledger_record *record, struct buf *scratch)
{
	buf_reset(scratch);
	buf_char(scratch, '\0'); /* RFC 6962 §2.1: a leaf, not a node */
	record_leaf(scratch, record);
	return (buf_failed(scratch) ? (struct digest){ { 0 } } : hash_bytes(scratch->p, scratch->n));
}

struct digest
record_hash(const struct ledger_record *record)
{
	struct buf scratch = BUF(LEAF_BYTES_MAX);
	struct digest hash = record_hash_with(record, &scratch);

	buf_free(&scratch);
	return (hash);
}

static bool
is_code_char(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-');
}

/*
 * The leaf joins columns to one text.  With a verb of code characters its end can be read in one way only, so no two different rows
 * have one leaf.
 */
bool
record_is_clean(const struct ledger_record *record)
{
	if (record->verb.n == 0 || record->payload.n < 2 || record->payload.p[0] != '{')
		return (false);
	for (size_t i = 0; i < record->verb.n; i++)
		if (!is_code_char(record->verb.p[i]))
			return (false);
	return (true);
}

/* ---- Rows ---- */

void
record_from_row(struct stmt *row, struct ledger_record *ret)
{
	ret->seq = stmt_int(row, 0);
	ret->at = stmt_int(row, 1);
	ret->actor = stmt_id(row, 2);
	ret->on_behalf = stmt_id(row, 3);
	ret->verb = stmt_text(row, 4);
	ret->entity = stmt_id(row, 5);
	ret->payload = stmt_text(row, 6);
	ret->prev = stmt_digest(row, 7);
	ret->hash = stmt_digest(row, 8);
}

int
record_insert(struct db *db, const struct ledger_record *record)
{
	static const char RECORD_INSERT[] = "INSERT INTO ledger (" RECORD_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

	return (db_run(db, RECORD_INSERT,
	    ARGS(ARG_INT(record->seq), ARG_INT(record->at), ARG_ID(record->actor), ARG_ID(record->on_behalf), ARG_TEXT(record->verb),
	        ARG_ID(record->entity), ARG_TEXT(record->payload), ARG_DIGEST(record->prev), ARG_DIGEST(record->hash))));
}

int
ledger_get(struct db *db, int64_t seq, struct arena *arena, struct ledger_record *ret, struct problem *why)
{
	static const char RECORD_GET[] = "SELECT " RECORD_COLUMNS " FROM ledger WHERE seq = ?1";
	struct stmt *row = db_query(db, RECORD_GET, ARGS(ARG_INT(seq)));
	bool found = stmt_step(row) == STORE_ROW;

	if (found) {
		record_from_row(row, ret);
		ret->verb = arena_str(arena, ret->verb);
		ret->payload = arena_str(arena, ret->payload);
	}
	if (stmt_done(row))
		return (db_problem(db, why));
	if (!found) {
		problem_set(why, RECORD_UNKNOWN, NULL);
		problem_arg_i64(why, "seq", seq);
		return (-1);
	}
	return (ret->verb.p == NULL || ret->payload.p == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
tile_put(struct db *db, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n)
{
	static const char TILE_PUT[] = "INSERT INTO ledger_tile (level, tile, hashes) VALUES (?1, ?2, ?3)"
	                               " ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes";
	struct str bytes = { (const char *)hashes, n * sizeof *hashes };

	return (db_run(db, TILE_PUT, ARGS(ARG_INT(level), ARG_INT(tile), ARG_BLOB(bytes))));
}
