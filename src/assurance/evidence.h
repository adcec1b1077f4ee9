/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: bytes that show that a claim is true; stored once under their hash, described by a record, used by many claims.
 *
 * The bytes arrive first (evidence_begin … evidence_finish), then the verb says what they are.  Removal leaves a tombstone with the reason;
 * what had been claimed with it stays readable, without the bytes.
 */
#ifndef ASSURANCE_EVIDENCE_H
#define ASSURANCE_EVIDENCE_H

#include "assurance/state.h"
#include "ledger/ledger.h"
#include "people/access.h"
#include "store/blob.h"

enum {
	EVIDENCE_BYTES_MAX = 50 << 20,
	EVIDENCE_NAME_MAX = 200,        /* bytes */
	EVIDENCE_HEAD_BYTES = 4096,     /* looked at to tell the media type */
	EVIDENCE_PAGE_MAX = 200,
	EVIDENCE_USES_MAX = 100,
};

#define EVIDENCE_CLASSES(X) X(CLASS_PUBLIC, "public") X(CLASS_INTERNAL, "internal") X(CLASS_CONFIDENTIAL, "confidential") \
	X(CLASS_SECRET, "secret")
CHOICES_DECLARE(evidence_class, EVIDENCE_CLASSES);

/* ---- Bytes ---- */

/** One upload. */
struct evidence_intake {
	struct blob_writer *writer;
	uint8_t head[EVIDENCE_HEAD_BYTES];
	size_t nhead;
	uint64_t size;
};
/** What evidence_finish() found out. */
struct evidence_bytes {
	struct digest sha256;
	uint64_t size;
	const char *media_type;         /* constant */
};

/** evidence_begin(blobs, intake, why) … evidence_write(intake, p, n, why): hashed while it arrives.  -1: evidence_too_large, disk_full, io_failed. */
MUST_CHECK int evidence_begin(struct blobs *blobs, struct evidence_intake *intake, struct problem *why);
MUST_CHECK int evidence_write(struct evidence_intake *intake, const void *p, size_t n, struct problem *why);
/** evidence_finish(intake, name, ret, why): durable when it returns 0.  -1: evidence_empty, media_unsupported (a program), disk_full, io_failed. */
MUST_CHECK int evidence_finish(struct evidence_intake *intake, struct str name, struct evidence_bytes *ret, struct problem *why);
void evidence_abandon(struct evidence_intake *intake);

/**
 * evidence_media_type(head, n, name): what the first N bytes are, by their own marks; NAME only tells apart what is packed alike (office
 * documents) or is text (CSV).  "application/octet-stream" for the unknown; NULL for programs, which are no evidence.  Never a type that a
 * browser would run.
 */
const char *evidence_media_type(const uint8_t *head, size_t n, struct str name);
/**
 * evidence_name(raw, arena, ret, why): RAW as a file name that is safe to show and to save: the last part of a path, without control
 * characters, direction marks, leading or trailing dots and spaces, and characters that file systems refuse; at most EVIDENCE_NAME_MAX bytes, the
 * suffix kept.  -1: evidence_name when nothing remains or it is no UTF-8.
 */
MUST_CHECK int evidence_name(struct str raw, struct arena *arena, struct str *ret, struct problem *why);

/* ---- Verbs ---- */

/** Verb "evidence.add". */
#define EVIDENCE_ADD(FIELD)                                                     \
	FIELD(id, id, FILLED)                                                   \
	FIELD(code, entity, REQUIRED)                                           \
	FIELD(digest, sha256, FILLED)                                           \
	FIELD(integer, size, FILLED)                                            \
	FIELD(text, media_type, FILLED)                                         \
	FIELD(text, filename, FILLED)                                           \
	FIELD(text, title, OPTIONAL, LENGTH(1, 300))    /* absent: the file name */ \
	FIELD(choice, classification, OPTIONAL, ONE_OF(evidence_class)) /* absent: internal */ \
	FIELD(date, collected_on, OPTIONAL)                                     \
	FIELD(date, expires_on, OPTIONAL)
SHAPE_DECLARE(evidence_add, EVIDENCE_ADD);

/** Verb "evidence.remove". */
#define EVIDENCE_REMOVE(FIELD)                                  \
	FIELD(id, evidence, REQUIRED)                           \
	FIELD(text, reason, REQUIRED, LENGTH(3, 1000))
SHAPE_DECLARE(evidence_remove, EVIDENCE_REMOVE);

/**
 * evidence_entity(db, access, given, now, arena, ret, why): the entity that new evidence belongs to: GIVEN, else the home of who brings it.
 * The writer asks whether they may.  At most two statements.
 */
MUST_CHECK int evidence_entity(struct db *db, const struct access *access, struct str given, int64_t now, struct arena *arena,
    struct str *ret, struct problem *why);
/** evidence_add_fill(in, now, bytes, name): put in what the server knows. */
void evidence_add_fill(struct evidence_add *in, int64_t now, const struct evidence_bytes *bytes, struct str name);

/** -1: entity_unknown, entity_closed, date_in_future (collected_on), field_too_small (expires_on before collected_on). */
int evidence_add_apply(struct tx *tx, const struct record_head *head, const struct evidence_add *in, struct problem *why);
/** -1: evidence_unknown, evidence_removed (before). */
int evidence_remove_apply(struct tx *tx, const struct record_head *head, const struct evidence_remove *in, struct problem *why);
int on_evidence_add(struct tx *tx, const struct record_head *head, const struct evidence_add *in, struct id *ret, struct problem *why);
int on_evidence_remove(struct tx *tx, const struct record_head *head, const struct evidence_remove *in, struct id *ret, struct problem *why);

/* ---- Views ---- */

#define EVIDENCE_ROW(FIELD)                                             \
	FIELD(id, id, REQUIRED)                                         \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(digest, sha256, REQUIRED)                                 \
	FIELD(integer, size, REQUIRED)                                  \
	FIELD(text, media_type, REQUIRED)                               \
	FIELD(text, filename, REQUIRED)                                 \
	FIELD(text, title, REQUIRED)                                    \
	FIELD(choice, classification, REQUIRED, ONE_OF(evidence_class)) \
	FIELD(date, collected_on, OPTIONAL)                             \
	FIELD(date, expires_on, OPTIONAL)                               \
	FIELD(flag, expired, REQUIRED)                                  \
	FIELD(id, added_by, REQUIRED)                                   \
	FIELD(text, added_by_name, OPTIONAL)                            \
	FIELD(moment, added_at, REQUIRED)                               \
	FIELD(moment, removed_at, OPTIONAL)                             \
	FIELD(text, removal_reason, OPTIONAL)                           \
	FIELD(integer, seq, REQUIRED)           /* of the record that added it */ \
	FIELD(integer, removed_seq, OPTIONAL)                           \
	FIELD(count, version, HIDDEN)           /* of the claim that uses it, in lists of a claim */
SHAPE_DECLARE(evidence_row, EVIDENCE_ROW);

#define EVIDENCE_PAGE(FIELD)                            \
	FIELD(list(evidence_row), items, REQUIRED)      \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(evidence_page, EVIDENCE_PAGE);

/** A claim that rests on a piece of evidence. */
#define EVIDENCE_USE(FIELD)                                             \
	FIELD(id, claim, REQUIRED)                                      \
	FIELD(text, obligation, REQUIRED)                               \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(text, requirement, REQUIRED)                              \
	FIELD(text, label, OPTIONAL)                                    \
	FIELD(langs, title, OPTIONAL)           /* absent once no baseline asks it any more */ \
	FIELD(choice, state, REQUIRED, ONE_OF(obligation_state))        \
	FIELD(count, version, REQUIRED)         /* the last one that names it */ \
	FIELD(flag, latest, REQUIRED)           /* that is the claim's latest version */
SHAPE_DECLARE(evidence_use, EVIDENCE_USE);

/** GET /evidence/{id}: what it is, and what rests on it. */
#define EVIDENCE_VIEW(FIELD)                                            \
	EVIDENCE_ROW(FIELD)                                             \
	FIELD(langs, entity_title, REQUIRED)                            \
	FIELD(text, file, OPTIONAL)             /* where its bytes are; absent once removed */ \
	FIELD(list(evidence_use), claims, REQUIRED) /* those that the asking person may read, in the order of the tree */ \
	FIELD(flag, more_claims, REQUIRED)      /* there are more than EVIDENCE_USES_MAX of them */ \
	FIELD(flag, may_remove, REQUIRED)                               \
	FIELD(text, path, HIDDEN)               /* of the entity */
SHAPE_DECLARE(evidence_view, EVIDENCE_VIEW);

/** GET /evidence?entity=CODE: what may be used for claims of the entity: its own, newest first. */
#define EVIDENCE_QUERY(FIELD)                                   \
	FIELD(code, entity, REQUIRED)                           \
	FIELD(flag, removed, OPTIONAL)          /* tombstones too */ \
	FIELD(text, after, OPTIONAL, LENGTH(0, 100))            \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, EVIDENCE_PAGE_MAX))
SHAPE_DECLARE(evidence_query, EVIDENCE_QUERY);

/**
 * evidence_get(db, scope, id, now, arena, ret, why): one, of an entity within SCOPE or used by a claim within it.  -1: evidence_unknown.  A
 * removed one is answered, with its tombstone; its bytes are not (evidence_removed: the caller asks ret->removed_at).
 */
MUST_CHECK int evidence_get(struct db *db, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct evidence_row *ret, struct problem *why);
/**
 * evidence_view_get(db, access, id, now, arena, ret, why): one with all about it, within what ACCESS may read.  -1: evidence_unknown.  Two
 * statements, and one for every four ranges of what ACCESS may read.
 */
MUST_CHECK int evidence_view_get(struct db *db, const struct access *access, struct id id, int64_t now, struct arena *arena,
    struct evidence_view *ret, struct problem *why);
/** evidence_list(db, scope, query, now, arena, ret, why): -1: entity_unknown.  Two statements. */
MUST_CHECK int evidence_list(struct db *db, const struct scope *scope, const struct evidence_query *query, int64_t now,
    struct arena *arena, struct evidence_page *ret, struct problem *why);
/** evidence_of_claim(db, claim, now, arena, ret, why): of all its versions, newest version first.  One statement. */
MUST_CHECK int evidence_of_claim(struct db *db, struct id claim, int64_t now, struct arena *arena, struct evidence_row_list *ret,
    struct problem *why);

/* ---- For claims ---- */

/**
 * evidence_link(tx, claim, version, path, ids, why): make IDS, in order, the evidence of that version; PATH is the claim's entity.  -1:
 * evidence_unknown, evidence_removed, evidence_elsewhere (of an entity that is neither the claim's nor above it).
 */
MUST_CHECK int evidence_link(struct tx *tx, struct id claim, uint32_t version, struct str path, const struct id_list *ids,
    struct problem *why);

#endif
