/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger for auditors: records, one record with its proof, the checkpoint. */
#ifndef WEB_PAGES_LEDGER_H
#define WEB_PAGES_LEDGER_H

#include "ledger/proof.h"
#include "people/audit.h"
#include "web/lists.h"

/** GET /ledger. */
#define VIEW_LEDGER(FIELD)                                      \
	FIELD(list(audit_record), items, REQUIRED)              \
	FIELD(integer, next, OPTIONAL)                          \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(opaque(struct pager), pager, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)              \
	FIELD(text, key, HIDDEN)        /* verifier key of the node */
SHAPE_DECLARE(view_ledger, VIEW_LEDGER);

#define LEDGER_AT(FIELD) FIELD(integer, seq, REQUIRED, BETWEEN(1, INT64_C(9007199254740992)))
SHAPE_DECLARE(ledger_at, LEDGER_AT);

/** GET /ledger/{seq}: what is hashed comes first, names after it. */
#define VIEW_RECORD(FIELD)                                      \
	AUDIT_RECORD(FIELD)                                     \
	FIELD(text, key, HIDDEN)                                \
	FIELD(text, payload_lines, HIDDEN) /* indented, for reading */ \
	FIELD(text, subject_href, HIDDEN) /* the page of what was changed; absent: it has none */ \
	FIELD(text, subject, HIDDEN)    /* what kind of thing that is */ \
	FIELD(flag, hash_holds, HIDDEN)
SHAPE_DECLARE(view_record, VIEW_RECORD);

/** GET /ledger/{seq}/proof: RFC 6962 §2.1.1, for the tree of the checkpoint; hashes in hexadecimal, nearest the leaf first. */
#define VIEW_PROOF(FIELD)                                       \
	FIELD(integer, seq, REQUIRED)                           \
	FIELD(integer, index, REQUIRED)                         \
	FIELD(integer, size, REQUIRED)                          \
	FIELD(digest, leaf, REQUIRED)                           \
	FIELD(digest, root, REQUIRED)                           \
	FIELD(texts, hashes, REQUIRED)                          \
	FIELD(text, checkpoint, REQUIRED)                       \
	FIELD(text, key, OPTIONAL)                              \
	FIELD(text, text, REQUIRED)     /* the same as C2SP tlog-proof, for `csgov ledger verify --proof` */
SHAPE_DECLARE(view_proof, VIEW_PROOF);

int get_ledger(struct request *r, const struct audit_query *in, struct view_ledger *out, struct problem *why);
int get_record(struct request *r, const struct ledger_at *in, struct view_record *out, struct problem *why);
int get_proof(struct request *r, const struct ledger_at *in, struct view_proof *out, struct problem *why);
/** GET /ledger/checkpoint: the signed note (C2SP signed-note), as text. */
int get_checkpoint(struct request *r, struct problem *why);
/** GET /ledger/{seq}/proof-file: the proof as C2SP tlog-proof, to download. */
int get_proof_file(struct request *r, struct problem *why);

#endif
