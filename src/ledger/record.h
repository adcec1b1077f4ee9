/* SPDX-License-Identifier: Apache-2.0 */
/* Records as bytes and as rows.  Internal to this room. */
#ifndef LEDGER_RECORD_H
#define LEDGER_RECORD_H

#include "base/buf.h"
#include "ledger/ledger.h"

enum {
	PAYLOAD_BYTES_MAX = 16 * 1024 * 1024,
	LEAF_BYTES_MAX = PAYLOAD_BYTES_MAX + 4096,
};

/** record_leaf(buf, record): append the canonical JSON that is hashed: the record without its hash. */
void record_leaf(struct buf *out, const struct ledger_record *record);
/** record_hash_with(record, scratch): record_hash() without allocation once SCRATCH has grown.  None if memory is short. */
struct digest record_hash_with(const struct ledger_record *record, struct buf *scratch);
/** record_is_clean(record): the verb and the payload are of the form that makes a leaf say one record only. */
bool record_is_clean(const struct ledger_record *record);

/** Rows of the ledger with these columns, in this order; record_from_row() reads the current one, borrowed from the statement. */
#define RECORD_COLUMNS "seq, at, actor, on_behalf, verb, entity, payload, prev, hash"
void record_from_row(struct stmt *row, struct ledger_record *ret);
MUST_CHECK int record_insert(struct db *db, const struct ledger_record *record);

/** tile_put(db, level, tile, hashes, n): write a tile, or write it anew where it has grown. */
MUST_CHECK int tile_put(struct db *db, unsigned level, uint64_t tile, const struct digest *hashes, unsigned n);

#endif
