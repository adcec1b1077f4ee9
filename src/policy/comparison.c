/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/comparison.h"

#include "base/fold.h"
#include "policy/baseline.h"
#include "policy/rows.h"
#include "policy/source.h"

CHOICES_DEFINE(difference, DIFFERENCES)
CHOICES_DEFINE(compared_kind, COMPARED_KINDS)
SHAPE_DEFINE(change_row, CHANGE_ROW)
SHAPE_DEFINE(compared, COMPARED)
SHAPE_DEFINE(comparison_query, COMPARISON_QUERY)
SHAPE_DEFINE(comparison, COMPARISON)

/* ---- One change ---- */

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

/* What CONTROL is called; of a group, what the change says of it. */
static void
title_of(const struct oscal_diff *diff, const struct diff_change *change, struct str control, struct langs *ret)
{
	const struct oscal_entry *entry = control.p == NULL ? NULL : oscal_control_find(diff->b, control);

	*ret = (struct langs){ { STR_NONE } };
	if (entry == NULL && control.p != NULL)
		entry = oscal_control_find(diff->a, control);
	if (entry != NULL)
		oscal_title(entry->control->title, entry->control->props, ret);
	else if (str_eq(control, change->name))
		ret->in[LANG_EN] = change->title;
}

int
change_row_make(const struct oscal_diff *diff, const struct diff_change *change, struct arena *arena, struct change_row *ret)
{
	struct str control = diff_control_of(change), said = diff_said(change);
	struct langs title;

	title_of(diff, change, control, &title);
	for (size_t i = 0; i < LANG_COUNT; i++)
		title.in[i] = arena_str(arena, title.in[i]);
	*ret = (struct change_row){
		.aspect = (int)diff_aspect_of(change), .kind = (int)change->kind, .control = arena_str(arena, control), .title = title,
		.what = arena_str(arena, str_c(change->what)), .name = arena_str(arena, change->name),
		.member = change->member == NULL ? STR_NONE : arena_str(arena, str_c(change->member)),
		.before = arena_str(arena, change->kind == DIFF_REMOVED ? said : change->before),
		.after = arena_str(arena, change->kind == DIFF_ADDED ? said : change->after), .line_before = change->line_a, .line_after = change->line_b,
	};
	return (copy_pieces(arena, &change->pieces, &ret->pieces) && ret->what.p != NULL ? 0 : -1);
}

/* ---- The two sides ---- */

struct side {
	struct source *source;                  /* of a document */
	struct oscal_doc *read;                 /* of a baseline, as it is given away */
	struct compared what;
};

static void
side_close(struct side *side)
{
	source_put(side->source);
	oscal_free(side->read);
}

static const struct oscal_doc *
side_doc(const struct side *side)
{
	return (side->source != NULL ? side->source->resolved : side->read);
}

static int
open_document(struct db *db, struct blobs *blobs, const struct document_row *row, struct side *ret, struct problem *why)
{
	if (row->kind == DOCUMENT_MAPPING) {
		problem_set(why, NOT_COMPARABLE, NULL);
		problem_arg(why, "title", langs_pick(&row->title, LANG_EN, NULL));
		return (-1);
	}
	ret->what = (struct compared){ COMPARED_DOCUMENT, row->id, row->title, row->version, row->controls };
	return (source_get(db, blobs, row->id, &ret->source, why));
}

static int
open_baseline(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, struct arena *arena, struct side *ret,
    struct problem *why)
{
	static const struct oscal_read_options tolerant = { .mode = OSCAL_TOLERANT };
	struct buf text = BUF(OSCAL_BYTES_MAX);
	struct baseline_row row;
	int status;

	if (baseline_by_id(db, id, arena, &row, why))
		return (-1);
	status = baseline_oscal_plain(db, blobs, scope, id, now, arena, &text, why) || oscal_read(buf_view(&text), row.code, &tolerant, &ret->read, why);
	buf_free(&text);
	if (status == 0)
		ret->what = (struct compared){ COMPARED_BASELINE, row.id, row.title, row.version, (uint32_t)ret->read->ncontrols };
	return (status == 0 ? 0 : -1);
}

static int
side_open(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, const char *field, int64_t now, struct arena *arena,
    struct side *ret, struct problem *why)
{
	struct document_row row;
	struct problem none = { 0 };

	*ret = (struct side){ 0 };
	if (document_get(db, id, arena, &row, &none) == 0)
		return (open_document(db, blobs, &row, ret, why));
	if (!problem_is(&none, DOCUMENT_UNKNOWN)) {
		*why = none;
		return (-1);
	}
	if (open_baseline(db, blobs, scope, id, now, arena, ret, why) == 0)
		return (0);
	return (problem_is(why, BASELINE_UNKNOWN) ? problem_set(why, COMPARED_UNKNOWN, field) : -1);
}

/* ---- All changes ---- */

struct listing {
	const struct comparison_query *query;
	const struct side *a, *b;
	struct oscal_diff diff;
	struct str needle;
	struct arena *arena, *scratch;
	struct comparison *page;
};

static bool
holds(const struct listing *l, struct str text)
{
	return (text.n > 0 && str_find(fold_text(text, l->scratch), l->needle) >= 0);
}

static bool
is_wanted(const struct listing *l, const struct diff_change *change)
{
	struct langs title;

	if (l->query->aspect != diff_aspect_none && (int)diff_aspect_of(change) != l->query->aspect)
		return (false);
	if (l->needle.n == 0)
		return (true);
	title_of(&l->diff, change, diff_control_of(change), &title);
	for (size_t i = 0; i < LANG_COUNT; i++)
		if (holds(l, title.in[i]))
			return (true);
	return (holds(l, diff_control_of(change)) || holds(l, change->name) || holds(l, change->before) || holds(l, change->after) ||
	    holds(l, diff_said(change)));
}

/* Where the control is looked at: in B, or in A if B has it no longer. */
static struct str
href_of(const struct listing *l, struct str control)
{
	const struct side *side = control.p == NULL ? NULL : oscal_control_find(l->diff.b, control) != NULL ? l->b :
	    oscal_control_find(l->diff.a, control) != NULL ? l->a : NULL;
	char id[ID_TEXT_BYTES + 1];

	if (side == NULL)
		return (STR_NONE);
	id_text(side->what.id, id);
	if (side->what.kind == COMPARED_DOCUMENT)
		return (arena_fmt(l->arena, "/catalogs/%s/controls/%.*s", id, STR_FMT(control)));
	return (arena_fmt(l->arena, "/baselines/%s/requirements/%.*s", id, STR_FMT(control)));
}

static int
add_row(struct listing *l, size_t place, uint32_t limit)
{
	const struct diff_change *change = &l->diff.changes[place];
	struct change_row *row = &l->page->items.items[l->page->items.n];

	l->page->aspects.n[diff_aspect_of(change)]++;
	if (!is_wanted(l, change))
		return (0);
	l->page->total++;
	if (place < l->query->after)
		return (0);
	if (l->page->items.n == limit) {
		if (l->page->next == 0)
			l->page->next = (uint32_t)place;
		return (0);
	}
	if (change_row_make(&l->diff, change, l->arena, row))
		return (-1);
	if (l->a->what.kind == COMPARED_BASELINE)
		row->line_before = 0;
	if (l->b->what.kind == COMPARED_BASELINE)
		row->line_after = 0;
	row->href = href_of(l, row->control);
	l->page->items.n++;
	return (0);
}

static int
list_changes(struct listing *l)
{
	uint32_t limit = l->query->limit > 0 ? l->query->limit : COMPARISON_PAGE_DEFAULT;

	l->page->added = (uint32_t)l->diff.controls[DIFF_ADDED];
	l->page->removed = (uint32_t)l->diff.controls[DIFF_REMOVED];
	l->page->moved = (uint32_t)l->diff.controls[DIFF_MOVED];
	l->page->changed = (uint32_t)l->diff.controls[DIFF_CHANGED];
	l->page->items.items = arena_array(l->arena, struct change_row, limit + 1);
	if (l->page->items.items == NULL)
		return (-1);
	for (size_t i = 0; i < l->diff.n; i++)
		if (add_row(l, i, limit))
			return (-1);
	return (0);
}

static int
compare(struct listing *l, struct problem *why)
{
	struct arena *scratch CLEANUP(arena_freep) = arena_new((size_t)256 << 20);

	if (scratch == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (oscal_diff(side_doc(l->a), side_doc(l->b), scratch, &l->diff, why))
		return (-1);
	l->scratch = scratch;
	return (list_changes(l) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

static int
keep_side(struct arena *arena, const struct side *side, struct compared **ret)
{
	*ret = arena_alloc(arena, sizeof **ret);
	if (*ret == NULL)
		return (-1);
	**ret = side->what;
	return (0);
}

int
comparison_get(struct db *db, struct blobs *blobs, const struct scope *scope, const struct comparison_query *query, int64_t now, struct arena *arena,
    struct comparison *ret, struct problem *why)
{
	struct side a = { 0 }, b = { 0 };
	struct listing listing = { .query = query, .a = &a, .b = &b, .arena = arena, .page = ret };
	int status = 0;

	memset(ret, 0, sizeof *ret);
	if (query->q.n > 0)
		listing.needle = fold_text(str_trim(query->q), arena);
	if (!id_is_none(query->a))
		status = side_open(db, blobs, scope, query->a, "a", now, arena, &a, why) || keep_side(arena, &a, &ret->a);
	if (status == 0 && !id_is_none(query->b))
		status = side_open(db, blobs, scope, query->b, "b", now, arena, &b, why) || keep_side(arena, &b, &ret->b);
	if (status == 0 && ret->a != NULL && ret->b != NULL)
		status = compare(&listing, why);
	side_close(&a);
	side_close(&b);
	return (status == 0 ? 0 : -1);
}
