/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the numbers of a matrix are called, and what a question means by its words.
 */
#include "assurance/posture_inside.h"

/* ---- Names of entities ---- */

enum { NAMES_AT_ONCE = 50 };

static const char NAMES[] =
    "SELECT num, code, title, kind FROM entity WHERE num IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
    " ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41,"
    " ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50)";

static void
name_read(struct stmt *q, struct entity_name *names, size_t n, struct arena *arena)
{
	struct entity_name name = { .num = (uint32_t)stmt_int(q, 0), .code = arena_str(arena, stmt_text(q, 1)),
		.kind = arena_str(arena, stmt_text(q, 3)) };

	langs_unpack(stmt_text(q, 2), arena, &name.title);
	for (size_t i = 0; i < n; i++)
		if (names[i].num == name.num)
			names[i] = name;
}

static int
names_some(struct db *db, struct entity_name *names, size_t n, struct arena *arena, struct problem *why)
{
	struct arg items[NAMES_AT_ONCE];
	struct stmt *q;

	for (size_t i = 0; i < NAMES_AT_ONCE; i++)
		items[i] = ARG_INT(i < n ? (int64_t)names[i].num : -1);
	q = db_query(db, NAMES, (struct args){ items, NAMES_AT_ONCE });
	while (stmt_step(q) == STORE_ROW)
		name_read(q, names, n, arena);
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

int
names_of(struct db *db, struct entity_name *names, size_t n, struct arena *arena, struct problem *why)
{
	for (size_t i = 0; i < n; i += NAMES_AT_ONCE)
		if (names_some(db, names + i, n - i < NAMES_AT_ONCE ? n - i : NAMES_AT_ONCE, arena, why))
			return (-1);
	return (0);
}

/* ---- Rules ---- */

const struct rule *
rule_of(const struct posture_hold *hold, uint32_t row, uint32_t root, uint32_t column)
{
	const struct matrix_root *at = &hold->m->roots[root];
	uint16_t set = at->set_of[row];
	const struct ruleset *rules = set == SET_NONE ? NULL : rulebook_find(hold->book, at->sets[set].baseline);
	const struct rule *rule = rules == NULL ? NULL : ruleset_by_num(rules, at->nums[column]);

	for (uint32_t s = 0; s < at->nsets && rule == NULL; s++) {
		rules = rulebook_find(hold->book, at->sets[s].baseline);
		if (rules != NULL)
			rule = ruleset_by_num(rules, at->nums[column]);
	}
	return (rule);
}

/* ---- What is asked ---- */

int
root_of_query(const struct posture_hold *hold, struct str baseline, uint32_t *ret, struct problem *why)
{
	const struct ruleset *set;
	struct id id;

	*ret = ROW_NONE;
	if (baseline.p == NULL)
		return (0);
	for (uint32_t r = 0; r < hold->m->nroots; r++)
		if (hold->m->roots[r].nsets > 0 && str_eq(hold->m->roots[r].code, baseline))
			*ret = r;
	if (*ret == ROW_NONE && id_parse(baseline, &id) == 0) {
		set = rulebook_find(hold->book, id);
		*ret = matrix_root_of(hold->m, set != NULL ? set->root : id);
	}
	if (*ret != ROW_NONE)
		return (0);
	problem_set(why, POSTURE_UNKNOWN_BASELINE, "baseline");
	problem_arg(why, "baseline", baseline);
	return (-1);
}

static const char ENTITY_AT_PATH[] = "SELECT code FROM entity WHERE path = ?1";

int
under_of_query(struct db *db, const struct access *access, struct str under, struct entity_ref *ret, struct problem *why)
{
	struct scope scope;
	struct str top = access_top(access);
	char code[65] = "";
	struct stmt *q;

	access_scope(access, PERM_READ, &scope);
	if (under.p == NULL && top.p != NULL) {
		q = db_query(db, ENTITY_AT_PATH, ARGS(ARG_TEXT(top)));
		if (stmt_step(q) == STORE_ROW)
			snprintf(code, sizeof code, "%.*s", STR_FMT(stmt_text(q, 0)));
		if (stmt_done(q))
			return (db_problem(db, why));
	}
	return (entity_find(db, &scope, under.p != NULL ? under : str_c(code), "under", ret, why));
}

void
obligations_of(const struct posture_totals *totals, struct posture_obligations *ret)
{
	ret->total = (int64_t)totals->obligations;
	ret->answered = (int64_t)totals->answered;
	ret->verified = (int64_t)totals->verified;
	ret->overdue = (int64_t)totals->overdue;
	for (int i = 0; i < SHAPE_COUNTS_MAX; i++)
		ret->states.n[i] = totals->states[i];
}
