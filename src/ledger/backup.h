/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups: one folder from which a node can be restored.
 *
 *	MANIFEST.json   what it is, when, how much, with the hashes that restore compares; written last
 *	csgov.db        the database
 *	blobs/          the stored files
 *	keys.txt        verifier keys of all checkpoints in it
 *	checkpoint.txt  the checkpoint that the node made last, if it made one
 *	node.key        only where it was asked for: whoever has it can sign as the node
 *
 * A node restored without its key makes a new one at its first start, and records that.
 */
#ifndef LEDGER_BACKUP_H
#define LEDGER_BACKUP_H

#include "ledger/ledger.h"

#define BACKUP_MANIFEST(FIELD)                                             \
	FIELD(code, format, REQUIRED) /* "csgov-backup-1" */               \
	FIELD(text, program, REQUIRED)                                     \
	FIELD(moment, at, REQUIRED)                                        \
	FIELD(integer, records, REQUIRED)                                  \
	FIELD(digest, root, REQUIRED)      /* Merkle root of the records */\
	FIELD(digest, database, REQUIRED)  /* SHA-256 of csgov.db */       \
	FIELD(integer, blobs, REQUIRED)                                    \
	FIELD(digest, blob_set, REQUIRED)  /* SHA-256 of all digests in order */ \
	FIELD(flag, has_key, OPTIONAL)
SHAPE_DECLARE(backup_manifest, BACKUP_MANIFEST);

struct backup_options {
	const char *dir;       /* of the backup */
	const char *origin;    /* name of the keys in keys.txt (see struct ledger_options) */
	const char *key_dir;   /* NULL: without the private key */
};

/**
 * backup_make(store, blobs, options, ret, why): save all into the folder OPTIONS->dir, which must be absent or empty, while others read and write.
 * The ledger of the copy is verified before it returns 0; everything is durable then.
 * -1: store_not_empty, ledger_broken, blob_damaged, disk_full, io_failed, key_unreadable; what was begun is left for inspection,
 * without a manifest, so that it cannot be restored.
 */
MUST_CHECK int backup_make(struct store *store, struct blobs *blobs, const struct backup_options *options, struct backup_manifest *ret,
    struct problem *why);

/**
 * backup_restore(dir, url, blob_dir, key_dir, ret, why): put the backup in DIR back as database URL and blobs BLOB_DIR; the private key into KEY_DIR,
 * if the backup has it and KEY_DIR is not NULL.  Both must be absent or empty.  Every blob and the whole ledger are verified before the
 * database gets its name, so a target that exists is sound.
 * -1: store_not_empty, backup_invalid, ledger_broken, blob_damaged, disk_full, io_failed.
 */
MUST_CHECK int backup_restore(const char *dir, const char *url, const char *blob_dir, const char *key_dir, struct backup_manifest *ret,
    struct problem *why);

#endif
