/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a framework sheet or a library becomes beside what is installed already: a catalog, a profile for each implementation group, and a mapping collection
 * of its relations; each the next version of its own, or nothing new.
 */
#ifndef POLICY_DOCUMENT_PACK_H
#define POLICY_DOCUMENT_PACK_H

#include "policy/document.h"
#include "standards/sheet_beside.h"

/** One document of a pack.  Texts are the pack's. */
struct pack_piece {
	enum document_kind kind;
	struct langs title;
	struct str version, filename, json;
	uint32_t entries;                   /* requirements, or relations */
	bool installed;                     /* its newest installed version says the same: there is nothing to install */
};

struct document_pack {
	struct arena *arena;                /* its own */
	struct pack_piece pieces[DOCUMENT_PIECES_MAX];
	size_t n;
	struct document_ends_list ends;     /* of its relations, in the order of the collection */
	struct sheet_made made;             /* of its catalog; all zero: it has none */
	struct id replaces;                 /* as it was said */
};

/** What is said of a book from outside. */
struct pack_about {
	struct str title;                   /* of the framework */
	struct str version;                 /* of all; absent: the library's, else one more than what is installed */
	struct id replaces;                 /* the installed document of which the first one is a later version; none: not said */
	int64_t now;
};

/**
 * document_pack_make(db, blobs, book, plan, about, ret, notes, why): what BOOK becomes (DB and BLOBS NULL: where nothing is installed), its rows read by PLAN, whose mapping columns are told which framework they
 * are about.  NOTES (with room) get what was left out or is only kept by name, as items: sheet_framework, sheet_relation_unknown, library_framework,
 * library_requirement, library_more, sheet_set_empty.  Free RET with document_pack_free() also after a failure.
 * -1: those of sheet_catalog(); sheet_relation with its cell; sheet_too_many_sets; document_taken ({title}, {version}): all of it is installed already;
 * library_empty: nothing is left of its relations; document_unknown for REPLACES; limit_reached.
 */
MUST_CHECK int document_pack_make(struct db *db, struct blobs *blobs, const struct sheet_book *book, struct sheet_plan *plan,
    const struct pack_about *about, struct document_pack *ret, struct problem *notes, struct problem *why);
void document_pack_free(struct document_pack *pack);

/**
 * document_pack_prepare(db, blobs, pack, now, arena, ret, why): the command that installs what is new in PACK, as document_prepare() does for each.  Blobs
 * of a pack that fails half-way stay behind and belong to nothing.
 */
MUST_CHECK int document_pack_prepare(struct db *db, struct blobs *blobs, const struct document_pack *pack, int64_t now, struct arena *arena,
    struct document_import *ret, struct problem *why);

/** pack_title(book, plan, filename, arena): a title to begin with: the name of the sheet if it says something, else that of the file. */
struct str pack_title(const struct sheet_book *book, const struct sheet_plan *plan, struct str filename, struct arena *arena);

#endif
