/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of several persons at once: a page that names many takes few statements.
 */
#include "people/person.h"

enum { NAMES_AT_ONCE = 16 };

#define IDS "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16"
static const char NAMES[] =
    "SELECT p.id, COALESCE(c.name, p.login) FROM person p LEFT JOIN person_contact c ON c.person = p.id WHERE p.id IN (" IDS ")";

struct str
person_name_find(const struct person_label_list *names, struct id id)
{
	for (size_t i = 0; i < names->n; i++)
		if (id_eq(names->items[i].id, id))
			return (names->items[i].name);
	return (STR_NONE);
}

static bool
is_there(const struct person_label_list *names, struct id id)
{
	for (size_t i = 0; i < names->n; i++)
		if (id_eq(names->items[i].id, id))
			return (true);
	return (false);
}

/* Each person of IDS once, without a name yet. */
static int
distinct(const struct id *ids, size_t n, struct arena *arena, struct person_label_list *ret)
{
	*ret = (struct person_label_list){ arena_array(arena, struct person_label, n + 1), 0 };
	if (ret->items == NULL)
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (!id_is_none(ids[i]) && !is_there(ret, ids[i]))
			ret->items[ret->n++] = (struct person_label){ ids[i], STR_NONE };
	return (0);
}

static void
name_put(struct person_label *labels, size_t n, struct id id, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (id_eq(labels[i].id, id))
			labels[i].name = name;
}

/* One statement for the N persons of LABELS, at most NAMES_AT_ONCE. */
static int
some_read(struct db *db, struct person_label *labels, size_t n, struct arena *arena)
{
	struct arg args[NAMES_AT_ONCE];
	struct stmt *q;

	for (size_t i = 0; i < NAMES_AT_ONCE; i++)
		args[i] = ARG_ID(labels[i < n ? i : 0].id);
	q = db_query(db, NAMES, (struct args){ args, NAMES_AT_ONCE });
	while (stmt_step(q) == STORE_ROW)
		name_put(labels, n, stmt_id(q, 0), arena_str(arena, stmt_text(q, 1)));
	return (stmt_done(q) ? -1 : 0);
}

int
person_names(struct db *db, const struct id *ids, size_t n, struct arena *arena, struct person_label_list *ret, struct problem *why)
{
	if (distinct(ids, n, arena, ret))
		return (problem_set(why, LIMIT_REACHED, NULL));
	for (size_t at = 0; at < ret->n; at += NAMES_AT_ONCE)
		if (some_read(db, ret->items + at, ret->n - at < NAMES_AT_ONCE ? ret->n - at : NAMES_AT_ONCE, arena))
			return (db_problem(db, why));
	return (0);
}
