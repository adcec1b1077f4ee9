/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access: who may do what where.
 *
 * A scope is what one person may do with one permission: a few disjoint ranges of entity paths.  Reads bind the ranges into their
 * SQL.  What lies outside is answered exactly like what does not exist.
 */
#ifndef PEOPLE_ACCESS_H
#define PEOPLE_ACCESS_H

#include "people/permission.h"
#include "ledger/ledger.h"

enum {
	PATH_STEP_BYTES = 8,
	PATH_DEPTH_MAX = 16,
	PATH_BYTES_MAX = PATH_STEP_BYTES * PATH_DEPTH_MAX,
	SCOPE_RANGES_MAX = 64, /* grants beyond that, after nested ones were merged, are not used; the sign-in says so */
};

/** One subtree: paths p with from <= p < to (byte order). */
struct path_range {
	char from[PATH_BYTES_MAX + 1];
	char to[PATH_BYTES_MAX + 2];
};

/** Sorted by path, disjoint, nested ones merged. */
struct scope {
	struct path_range ranges[SCOPE_RANGES_MAX];
	size_t n;
};

/** One grant in force, as access uses it. */
struct access_grant {
	struct id id;
	struct id entity;
	int64_t permissions;                    /* PERM_BIT()s of its role */
	int64_t from_at, until_at;              /* until_at 0: open */
	char path[PATH_BYTES_MAX + 1];
};

/** What a signed-in person may do: loaded at sign-in and after every change of people or tree (access_epoch). */
struct access {
	struct id person;
	struct id on_behalf;                    /* token use: the token's id, as in record_head */
	enum lang language;
	int64_t limit;                          /* a token's own permissions; all bits for a session */
	struct access_grant *grants;            /* only those of now, by path */
	size_t n;
	int64_t until;                          /* when a grant begins or ends: load it anew then */
	uint64_t epoch;
};

/**
 * access_load(db, person, limit, now, arena, ret): the grants of PERSON in force at NOW; none for a disabled or unknown person.  -1: see
 * db_problem(), or the arena is full.  One statement.
 */
MUST_CHECK int access_load(struct db *db, struct id person, int64_t limit, int64_t now, struct arena *arena, struct access *ret);
/** access_epoch(): counts the commits that may have changed anybody's access (people_committed); access of an older epoch is loaded anew. */
uint64_t access_epoch(void);
/**
 * people_committed(changes, n): advance the epoch where CHANGES touch access, or are not known (NULL).  For ledger_hooks.committed, before
 * answers go out.  access_advance(): advance it anyway.
 */
void people_committed(const struct change *changes, size_t n);
void access_advance(void);

/** access_scope(access, permission, ret): the ranges in which PERMISSION holds.  Linear in the grants. */
void access_scope(const struct access *access, enum permission permission, struct scope *ret);
/** access_has(access, permission, path): whether PERMISSION holds for the entity at PATH. */
bool access_has(const struct access *access, enum permission permission, struct str path);
/** access_anywhere(access, permission): whether it holds anywhere: decides what menus show. */
bool access_anywhere(const struct access *access, enum permission permission);
/** access_top(access): the path of the highest grant: where lists and posture start without `under`.  Absent without grants. */
struct str access_top(const struct access *access);
bool scope_holds(const struct scope *scope, struct str path);
/** scope_within(scope, path, ret): the part of SCOPE inside the subtree of PATH. */
void scope_within(const struct scope *scope, struct str path, struct scope *ret);
/** path_range_of(path, ret): the subtree of PATH. */
void path_range_of(struct str path, struct path_range *ret);
/** path_within(path, top): whether PATH is TOP or below it. */
bool path_within(struct str path, struct str top);

#endif
