/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/document_changes.h"

#include "policy/rulebook.h"
#include "policy/source.h"

CHOICES_DEFINE(control_change_kind, CONTROL_CHANGES)
SHAPE_DEFINE(control_change, CONTROL_CHANGE)
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
	size_t capacity;
	const struct source *before, *after;
};

static bool
copy_pieces(struct arena *arena, const struct diff_pieces *from, struct change_pieces *ret)
{
	struct change_piece *items = arena_array(arena, struct change_piece, from->n + 1);

	for (size_t i = 0; items != NULL && i < from->n; i++)
		items[i] = (struct change_piece){ from->items[i].op == DIFF_DELETED, from->items[i].op == DIFF_INSERTED,
			arena_str(arena, from->items[i].text) };
	*ret = (struct change_pieces){ items, from->n };
	return (items != NULL);
}

static struct control_change *
add_change(struct listing *l, enum control_change_kind kind, struct str control, struct str title)
{
	struct control_change_list *list = &l->view->items;
	struct control_change *items;

	if (list->n == CONTROL_CHANGES_MAX) {
		l->view->cut = true;
		return (NULL);
	}
	items = arena_grow(l->arena, list->items, list->n, &l->capacity, sizeof *items);
	if (items == NULL) {
		l->view->cut = true;
		return (NULL);
	}
	list->items = items;
	items += list->n++;
	memset(items, 0, sizeof *items);
	items->kind = (int)kind;
	items->control = arena_str(l->arena, control);
	items->title = arena_str(l->arena, title);
	return (items);
}

static bool
selects(const struct source *source, struct str id)
{
	const struct source_control *control = source_find(source, id);

	return (control != NULL && control->selected);
}

/* A text in a control that both versions have. */
static void
add_text(struct listing *l, const struct diff_change *change)
{
	struct control_change *row;
	struct str control = strcmp(change->what, "control") == 0 ? change->name : change->within;
	const struct source_control *found = source_find(l->after, control);

	if (found == NULL || !selects(l->before, control))
		return;
	row = add_change(l, CONTROL_CHANGED, control, found->title.in[LANG_EN].n > 0 ? found->title.in[LANG_EN] : change->title);
	if (row == NULL)
		return;
	row->what = arena_fmt(l->arena, "%s%s%s", change->what, change->member == NULL ? "" : " ", change->member == NULL ? "" : change->member);
	row->before = arena_str(l->arena, change->before);
	row->after = arena_str(l->arena, change->after);
	if (!copy_pieces(l->arena, &change->pieces, &row->pieces))
		l->view->cut = true;
}

static void
add_controls(struct listing *l, enum control_change_kind kind, const struct source *these, const struct source *others, uint32_t *count)
{
	for (size_t i = 0; i < these->n; i++) {
		const struct source_control *control = &these->controls[i];

		if (!control->selected || selects(others, control->id))
			continue;
		(*count)++;
		add_change(l, kind, control->id, control->title.in[LANG_EN]);
	}
}

/* ---- The baselines ---- */

static int
roots_on(struct db *db, struct id document, struct arena *arena, struct id_list *ret, struct problem *why)
{
	return (stmt_ids(db_query(db, ROOTS_ON, ARGS(ARG_ID(document))), db, arena, ret, why));
}

/* The document that the version in force of ROOT starts from may be another one by now; what counts is that its requirements are there. */
static bool
is_among(const struct id_list *ids, struct id id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (id_eq(ids->items[i], id))
			return (true);
	return (false);
}

static bool
is_changed(const struct document_changes *view, struct str id)
{
	for (size_t i = 0; i < view->items.n; i++)
		if (view->items.items[i].kind == CONTROL_CHANGED && str_eq(view->items.items[i].control, id))
			return (true);
	return (false);
}

static int
weigh_set(struct listing *l, const struct ruleset *set, struct affected_baseline *ret)
{
	*ret = (struct affected_baseline){ .baseline = set->baseline, .code = arena_str(l->arena, set->code), .version = arena_str(l->arena, set->version),
		.issuer = arena_str(l->arena, set->issuer_code), .requirements = (uint32_t)set->n, .root = str_eq(set->code, set->root_code) };
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
		} else if (is_changed(l->view, id)) {
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
		if (is_among(&roots, rulebook_set(book, i)->root))
			status = weigh_set(l, rulebook_set(book, i), &list->items[list->n++]);
	rulebook_put(book);
	return (status == 0 ? 0 : problem_set(why, OUT_OF_MEMORY, NULL));
}

/* ---- Together ---- */

static int
compare(struct listing *l, struct problem *why)
{
	struct arena *scratch CLEANUP(arena_freep) = arena_new((size_t)256 << 20);
	struct oscal_diff diff;

	if (scratch == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (oscal_diff(l->before->resolved, l->after->resolved, scratch, &diff, why))
		return (-1);
	add_controls(l, CONTROL_ADDED, l->after, l->before, &l->view->added);
	add_controls(l, CONTROL_REMOVED, l->before, l->after, &l->view->removed);
	l->view->changed = (uint32_t)diff.controls[DIFF_CHANGED];
	for (size_t i = 0; i < diff.n; i++)
		if (diff.changes[i].kind == DIFF_CHANGED)
			add_text(l, &diff.changes[i]);
	return (0);
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
	return (compare(&listing, why) || weigh_baselines(db, &listing, why) ? -1 : 0);
}
