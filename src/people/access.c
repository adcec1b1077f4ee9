/* SPDX-License-Identifier: Apache-2.0 */
#include "people/access.h"

#include <stdatomic.h>

#include "people/changes.h"

static _Atomic uint64_t epoch = 1;

uint64_t
access_epoch(void)
{
	return (atomic_load_explicit(&epoch, memory_order_acquire));
}

/* New and closed entities change nobody's paths; a move does. */
static bool
touches_access(const struct change *change)
{
	return (change->kind == CHANGE_GRANTS || (change->kind == CHANGE_TREE && change->value == TREE_MOVED));
}

void
access_advance(void)
{
	atomic_fetch_add_explicit(&epoch, 1, memory_order_release);
}

void
people_committed(const struct change *changes, size_t n)
{
	bool touched = changes == NULL;

	for (size_t i = 0; changes != NULL && i < n && !touched; i++)
		touched = touches_access(&changes[i]);
	if (touched)
		access_advance();
}

bool
path_within(struct str path, struct str top)
{
	return (str_starts(path, top));
}

void
path_range_of(struct str path, struct path_range *ret)
{
	size_t n = path.n < PATH_BYTES_MAX ? path.n : PATH_BYTES_MAX;

	memcpy(ret->from, path.p, n);
	ret->from[n] = '\0';
	memcpy(ret->to, path.p, n);
	ret->to[n] = 'g'; /* after every hexadecimal digit */
	ret->to[n + 1] = '\0';
}

static bool
gives(const struct access *access, const struct access_grant *grant, enum permission permission)
{
	return ((grant->permissions & access->limit & PERM_BIT(permission)) != 0);
}

void
access_scope(const struct access *access, enum permission permission, struct scope *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < access->n; i++) {
		struct str path = str_c(access->grants[i].path);

		if (!gives(access, &access->grants[i], permission))
			continue;
		/* By path, so what holds this one came just before it. */
		if (ret->n > 0 && path_within(path, str_c(ret->ranges[ret->n - 1].from)))
			continue;
		if (ret->n == SCOPE_RANGES_MAX)
			return;
		path_range_of(path, &ret->ranges[ret->n++]);
	}
}

bool
access_has(const struct access *access, enum permission permission, struct str path)
{
	for (size_t i = 0; i < access->n; i++)
		if (gives(access, &access->grants[i], permission) && path_within(path, str_c(access->grants[i].path)))
			return (true);
	return (false);
}

bool
access_anywhere(const struct access *access, enum permission permission)
{
	for (size_t i = 0; i < access->n; i++)
		if (gives(access, &access->grants[i], permission))
			return (true);
	return (false);
}

struct str
access_top(const struct access *access)
{
	struct str top = STR_NONE;

	for (size_t i = 0; i < access->n; i++) {
		struct str path = str_c(access->grants[i].path);

		if (gives(access, &access->grants[i], PERM_READ) && (top.p == NULL || path.n < top.n))
			top = path;
	}
	return (top);
}

bool
scope_holds(const struct scope *scope, struct str path)
{
	size_t low = 0, high = scope->n;

	/* The last range that begins at or before PATH is the only one that can hold it. */
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (str_cmp(str_c(scope->ranges[middle].from), path) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (low > 0 && path_within(path, str_c(scope->ranges[low - 1].from)));
}

void
scope_within(const struct scope *scope, struct str path, struct scope *ret)
{
	ret->n = 0;
	if (scope_holds(scope, path)) {
		path_range_of(path, &ret->ranges[ret->n++]);
		return;
	}
	for (size_t i = 0; i < scope->n; i++)
		if (path_within(str_c(scope->ranges[i].from), path))
			ret->ranges[ret->n++] = scope->ranges[i];
}

/* ---- Loading ---- */

static const char GRANTS_OF[] =
    "SELECT g.id, g.entity, r.permissions, g.from_at, g.until_at, e.path, p.language"
    " FROM person p"
    " JOIN person_grant g ON g.person = p.id AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > ?2)"
    " JOIN role r ON r.code = g.role"
    " JOIN entity e ON e.id = g.entity"
    " WHERE p.id = ?1 AND p.disabled_at IS NULL"
    " ORDER BY e.path";

/* What time alone changes next. */
static void
until_at_latest(struct access *access, int64_t at)
{
	if (at != 0 && at < access->until)
		access->until = at;
}

static void
take_grant(struct stmt *q, struct access_grant *ret)
{
	struct str path = stmt_text(q, 5);

	ret->id = stmt_id(q, 0);
	ret->entity = stmt_id(q, 1);
	ret->permissions = stmt_int(q, 2);
	ret->from_at = stmt_int(q, 3);
	ret->until_at = stmt_int(q, 4);
	memcpy(ret->path, path.p, path.n < PATH_BYTES_MAX ? path.n : PATH_BYTES_MAX);
}

int
access_load(struct db *db, struct id person, int64_t limit, int64_t now, struct arena *arena, struct access *ret)
{
	struct stmt *q;
	size_t capacity = 0;
	bool full = false;

	*ret = (struct access){ .person = person, .limit = limit, .until = INT64_MAX, .epoch = access_epoch() };
	q = db_query(db, GRANTS_OF, ARGS(ARG_ID(person), ARG_INT(now)));
	while (!full && stmt_step(q) == STORE_ROW) {
		struct access_grant grant = { 0 }, *grown;

		take_grant(q, &grant);
		if (lang_parse(stmt_text(q, 6), &ret->language) != 0)
			ret->language = LANG_EN;
		if (grant.from_at > now) {
			until_at_latest(ret, grant.from_at);
			continue;
		}
		until_at_latest(ret, grant.until_at);
		grown = arena_grow(arena, ret->grants, ret->n, &capacity, sizeof *grown);
		full = grown == NULL;
		if (full)
			break;
		ret->grants = grown;
		ret->grants[ret->n++] = grant;
	}
	return (stmt_done(q) != 0 || full ? -1 : 0);
}
