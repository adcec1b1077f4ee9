/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/document_changes.h"

#include "policy/rulebook.h"
#include "policy/source.h"

SHAPE_DEFINE(affected_baseline, AFFECTED_BASELINE)
SHAPE_DEFINE(document_changes, DOCUMENT_CHANGES)

static const char VERSION_BEFORE[] =
    "SELECT id FROM document WHERE framework = ?1 AND kind = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT 1";
static const char ROOTS_ON[] = "SELECT DISTINCT root FROM baseline WHERE document = ?1";

static int
find_before(struct db *db, const struct document_row *after, struct id *ret, struct problem *why)
{
	struct stmt *q;
	bool found;

	if (!id_is_none(after->replaces)) {
		*ret = after->replaces;
		return (0);
	}
	q = db_query(db, VERSION_BEFORE, ARGS(ARG_TEXT(after->framework), ARG_TEXT(str_c(choice_name(&document_kind_choices, after->kind))),
	    ARG_INT(after->seq)));
	found = stmt_step(q) == STORE_ROW;
	if (found)
		*ret = stmt_id(q, 0);
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : problem_set(why, DOCUMENT_UNKNOWN, "from"));
}

static int
check_kinds(const struct document_changes *view, struct problem *why)
{
	if (view->before.kind == view->after.kind && view->after.kind != DOCUMENT_MAPPING)
		return (0);
	problem_set(why, DOCUMENT_KIND_DIFFERS, "from");
	problem_arg(why, "kind", str_c(choice_name(&document_kind_choices, view->after.kind)));
	problem_arg(why, "wanted", str_c(choice_name(&document_kind_choices, view->before.kind)));
	return (-1);
}

/* ---- The controls ---- */

struct listing {
	struct document_changes *view;
	struct arena *arena;
	const struct source *before, *after;
	struct str *changed;            /* ids of controls whose text or parameters changed, sorted */
	size_t nchanged;
};

static bool
selects(const struct source *source, struct str id)
{
	const struct source_control *control = source_find(source, id);

	return (control != NULL && control->selected);
}

static uint32_t
count_missing(const struct source *these, const struct source *others)
{
	uint32_t n = 0;

	for (size_t i = 0; i < these->n; i++)
		n += these->controls[i].selected && !selects(others, these->controls[i].id);
	return (n);
}

static int
str_order(const void *a, const void *b)
{
	return (str_cmp(*(const struct str *)a, *(const struct str *)b));
}

static int
note_changed(struct listing *l, const struct oscal_diff *diff)
{
	l->changed = arena_array(l->arena, struct str, diff->n + 1);
	if (l->changed == NULL)
		return (-1);
	for (size_t i = 0; i < diff->n; i++) {
		enum diff_aspect aspect = diff_aspect_of(&diff->changes[i]);

		if (aspect == ASPECT_TEXT || aspect == ASPECT_PARAMETER)
			l->changed[l->nchanged++] = diff_control_of(&diff->changes[i]);
	}
	qsort(l->changed, l->nchanged, sizeof *l->changed, str_order);
	return (0);
}

static bool
is_changed(const struct listing *l, struct str id)
{
	return (l->nchanged > 0 && bsearch(&id, l->changed, l->nchanged, sizeof *l->changed, str_order) != NULL);
}

/* The page of CONTROL in the later version, or in the earlier one if the later has it no longer. */
static struct str
href_of(const struct listing *l, const struct oscal_diff *diff, struct str control)
{
	char id[ID_TEXT_BYTES + 1];

	id_text(oscal_control_find(diff->b, control) != NULL ? l->view->after.id : l->view->before.id, id);
	return (arena_fmt(l->arena, "/catalogs/%s/controls/%.*s", id, STR_FMT(control)));
}

/* The first changes of controls; what the document says of itself and of its groups matters to nobody here. */
static int
list_first(struct listing *l, const struct oscal_diff *diff)
{
	struct change_row_list *list = &l->view->items;

	list->items = arena_array(l->arena, struct change_row, DOCUMENT_CHANGES_SHOWN);
	if (list->items == NULL)
		return (-1);
	for (size_t i = 0; i < diff->n; i++) {
		struct str control = diff_control_of(&diff->changes[i]);

		if (control.p == NULL || (oscal_control_find(diff->a, control) == NULL && oscal_control_find(diff->b, control) == NULL))
			continue;
		l->view->cut = list->n == DOCUMENT_CHANGES_SHOWN;
		if (l->view->cut)
			break;
		if (change_row_make(diff, &diff->changes[i], l->arena, &list->items[list->n]))
			return (-1);
		list->items[list->n++].href = href_of(l, diff, control);
	}
	return (0);
}

/* ---- The baselines ---- */

static int
roots_on(struct db *db, struct id document, struct arena *arena, struct id_list *ret, struct problem *why)
{
	return (stmt_ids(db_query(db, ROOTS_ON, ARGS(ARG_ID(document))), db, arena, ret, why));
}

static int
weigh_set(struct listing *l, const struct ruleset *set, struct affected_baseline *ret)
{
	*ret = (struct affected_baseline){ .baseline = set->baseline, .code = arena_str(l->arena, set->code), .version = arena_str(l->arena, set->version),
		.issuer = arena_str(l->arena, set->issuer_code), .bodies = INTEGER_NONE,
		.requirements = (uint32_t)set->n, .root = str_eq(set->code, set->root_code) };
	for (size_t i = 0; i < LANG_COUNT; i++)
		ret->title.in[i] = arena_str(l->arena, set->title.in[i]);
	ret->gone_ids.items = arena_array(l->arena, struct str, set->n + 1);
	if (ret->gone_ids.items == NULL)
		return (-1);
	for (size_t i = 0; i < set->n; i++) {
		struct str id = set->rules[i].id;

		if (!selects(l->before, id))
			continue; /* its own, not the document's */
		if (!selects(l->after, id)) {
			ret->gone++;
			if (ret->gone_ids.n < 1000)
				ret->gone_ids.items[ret->gone_ids.n++] = arena_str(l->arena, id);
		} else if (is_changed(l, id)) {
			ret->changed++;
		}
	}
	return (0);
}

static int
weigh_baselines(struct db *db, struct listing *l, struct problem *why)
{
	struct affected_baseline_list *list = &l->view->baselines;
	struct rulebook *book;
	struct id_list roots;
	int status = 0;

	if (roots_on(db, l->view->before.id, l->arena, &roots, why))
		return (-1);
	book = rulebook_get();
	list->items = arena_array(l->arena, struct affected_baseline, rulebook_sets(book) + 1);
	status = list->items == NULL ? -1 : 0;
	for (size_t i = 0; status == 0 && i < rulebook_sets(book); i++)
		/* The document that the version in force starts from may be another one by now; what counts is that its requirements are there. */
		if (id_among(&roots, rulebook_set(book, i)->root))
			status = weigh_set(l, rulebook_set(book, i), &list->items[list->n++]);
	rulebook_put(book);
	return (status == 0 ? 0 : problem_set(why, OUT_OF_MEMORY, NULL));
}

/* ---- Together ---- */

static int
compare(struct db *db, struct listing *l, struct problem *why)
{
	struct arena *scratch CLEANUP(arena_freep) = arena_new((size_t)256 << 20);
	struct oscal_diff diff;

	if (scratch == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (oscal_diff(l->before->resolved, l->after->resolved, scratch, &diff, why))
		return (-1);
	l->view->added = count_missing(l->after, l->before);
	l->view->removed = count_missing(l->before, l->after);
	l->view->changed = (uint32_t)diff.controls[DIFF_CHANGED];
	if (note_changed(l, &diff) || list_first(l, &diff))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (weigh_baselines(db, l, why));
}

int
document_changes_get(struct db *db, struct blobs *blobs, struct id before, struct id after, struct arena *arena, struct document_changes *ret,
    struct problem *why)
{
	struct source *old CLEANUP(source_putp) = NULL, *new CLEANUP(source_putp) = NULL;
	struct listing listing = { .view = ret, .arena = arena };

	memset(ret, 0, sizeof *ret);
	if (document_get(db, after, arena, &ret->after, why) || (id_is_none(before) && find_before(db, &ret->after, &before, why)) ||
	    document_get(db, before, arena, &ret->before, why) || check_kinds(ret, why) || source_get(db, blobs, before, &old, why) ||
	    source_get(db, blobs, after, &new, why))
		return (-1);
	listing.before = old;
	listing.after = new;
	return (compare(db, &listing, why));
}
