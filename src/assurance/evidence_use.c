/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One piece of evidence with the claims that rest on it, and where new evidence belongs.
 */
#include "assurance/evidence.h"
#include "assurance/obligation_inside.h"
#include "people/entity.h"
#include "people/person.h"
#include "policy/obligation_id.h"

SHAPE_DEFINE(evidence_use, EVIDENCE_USE)
SHAPE_DEFINE(evidence_view, EVIDENCE_VIEW)

/* A view begins with a row, so that one function fills both. */
_Static_assert(offsetof(struct evidence_view, entity_title) >= sizeof(struct evidence_row), "evidence_view begins with evidence_row");

/* Ranges of a scope that one statement binds. */
enum { USE_RANGES = 4 };

/* ?1 the evidence, ?2 … ?9 path ranges, ?10 the most. */
static const char USES[] =
    "SELECT c.id, c.version, c.state, c.valid_until, l.version, n.code, n.title, n.path, n.kind, n.attributes, r.num, r.id, r.root,"
    " (SELECT b.code FROM baseline b WHERE b.line = r.root LIMIT 1)"
    " FROM (SELECT claim, MAX(version) AS version FROM claim_evidence WHERE evidence = ?1 GROUP BY claim) l"
    " JOIN claim c ON c.id = l.claim JOIN entity n ON n.num = c.entity JOIN requirement r ON r.num = c.requirement"
    " WHERE (n.path >= ?2 AND n.path < ?3) OR (n.path >= ?4 AND n.path < ?5) OR (n.path >= ?6 AND n.path < ?7)"
    " OR (n.path >= ?8 AND n.path < ?9) ORDER BY n.path, r.num LIMIT ?10";

static void
use_read(struct stmt *q, int64_t now, struct arena *arena, struct evidence_use *ret)
{
	struct str root_code = stmt_text(q, 13);

	*ret = (struct evidence_use){ .claim = stmt_id(q, 0), .version = (uint32_t)stmt_int(q, 4) };
	ret->latest = ret->version == (uint32_t)stmt_int(q, 1);
	ret->state = (int)state_at((enum obligation_state)stmt_int(q, 2), stmt_int(q, 3), now);
	ret->entity = arena_str(arena, stmt_text(q, 5));
	langs_unpack(stmt_text(q, 6), arena, &ret->entity_title);
	ret->requirement = arena_str(arena, stmt_text(q, 11));
	ret->obligation = obligation_id_text(arena, ret->entity, root_code, ret->requirement);
	rule_words(stmt_text(q, 7), stmt_text(q, 8), stmt_text(q, 9), stmt_id(q, 12), (uint32_t)stmt_int(q, 10), arena, &ret->label,
	    &ret->title);
}

/* The I-th range of SCOPE, or one that nothing lies in. */
static struct arg
bound(const struct scope *scope, size_t i, bool upper)
{
	if (i >= scope->n)
		return (ARG_TEXT(STR("")));
	return (ARG_TEXT(str_c(upper ? scope->ranges[i].to : scope->ranges[i].from)));
}

static struct stmt *
uses_of_ranges(struct db *db, struct id evidence, const struct scope *scope, size_t first, size_t most)
{
	struct arg args[2 + 2 * USE_RANGES] = { ARG_ID(evidence) };

	for (size_t i = 0; i < USE_RANGES; i++) {
		args[1 + 2 * i] = bound(scope, first + i, false);
		args[2 + 2 * i] = bound(scope, first + i, true);
	}
	args[1 + 2 * USE_RANGES] = ARG_INT((int64_t)most);
	return (db_query(db, USES, (struct args){ args, ARRAY_SIZE(args) }));
}

/* The ranges of a scope come in the order of the tree, and so do the claims. */
static int
uses_read(struct db *db, const struct scope *scope, int64_t now, struct arena *arena, struct evidence_view *ret, struct problem *why)
{
	struct evidence_use_list *uses = &ret->claims;

	*uses = (struct evidence_use_list){ arena_array(arena, struct evidence_use, EVIDENCE_USES_MAX), 0 };
	if (uses->items == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	for (size_t first = 0; first < scope->n && !ret->more_claims; first += USE_RANGES) {
		struct stmt *q = uses_of_ranges(db, ret->id, scope, first, EVIDENCE_USES_MAX + 1 - uses->n);

		while (!ret->more_claims && stmt_step(q) == STORE_ROW) {
			ret->more_claims = uses->n == EVIDENCE_USES_MAX;
			if (!ret->more_claims)
				use_read(q, now, arena, &uses->items[uses->n++]);
		}
		if (stmt_done(q))
			return (db_problem(db, why));
	}
	return (0);
}

int
evidence_view_get(struct db *db, const struct access *access, struct id id, int64_t now, struct arena *arena, struct evidence_view *ret,
    struct problem *why)
{
	struct evidence_row row;
	struct scope scope;

	memset(ret, 0, sizeof *ret);
	access_scope(access, PERM_READ, &scope);
	if (evidence_find(db, id, now, arena, &row, &ret->path, &ret->entity_title, why))
		return (-1);
	memcpy(ret, &row, sizeof row);
	if (uses_read(db, &scope, now, arena, ret, why))
		return (-1);
	/* Whoever may see a claim may see what it rests on, also where that belongs to an entity above. */
	if (ret->claims.n == 0 && !scope_holds(&scope, ret->path)) {
		memset(ret, 0, sizeof *ret);
		return (problem_set(why, EVIDENCE_UNKNOWN, NULL));
	}
	if (ret->removed_at == 0) {
		char text[ID_TEXT_BYTES + 1];

		id_text(ret->id, text);
		ret->file = arena_fmt(arena, "/evidence/%s/file", text);
		ret->may_remove = access_has(access, PERM_ANSWER, ret->path);
	}
	return (0);
}

int
evidence_entity(struct db *db, const struct access *access, struct str given, int64_t now, struct arena *arena, struct str *ret,
    struct problem *why)
{
	struct person_me me;

	*ret = given;
	if (given.n > 0)
		return (0);
	if (person_me(db, access, now, arena, &me, why))
		return (-1);
	*ret = me.entity;
	return (0);
}
