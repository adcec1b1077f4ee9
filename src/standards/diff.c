/* SPDX-License-Identifier: Apache-2.0 */
/* Two contents of one type, by the tables of the models: lists are matched by what names their items. */
#include "standards/diff.h"

#include "standards/diff_inside.h"

/* ---- Changes ---- */

struct diff_change *
differ_add(struct differ *to, const struct spot *spot, enum diff_kind kind, const void *a, const void *b)
{
	static _Thread_local struct diff_change scratch;
	struct diff_change *grown = to->failed ? NULL : arena_grow(to->arena, to->changes, to->n, &to->max, sizeof *grown), *change;

	if (grown == NULL) {
		to->failed = true;
		return (&scratch);
	}
	to->changes = grown;
	change = &grown[to->n++];
	*change = (struct diff_change){ .kind = kind, .what = spot->what, .name = spot->name, .title = spot->title, .within = spot->within,
		.a = a, .b = b };
	/* The name is that of B's where there is one. */
	if (a != NULL && b == NULL)
		doc_position(to->a, spot->name, &change->line_a, &change->column_a);
	if (b != NULL)
		doc_position(to->b, spot->name, &change->line_b, &change->column_b);
	return (change);
}

/* Identifiers, dates and addresses change as a whole. */
static bool
is_prose(const struct model_member *member)
{
	return (member->type == TYPE_LINE || member->type == TYPE_MULTILINE || member->type == TYPE_STRING || member->type == TYPE_STRING_1_1);
}

/* BEFORE and AFTER may be made of several; NEAR_A and NEAR_B are texts of the documents. */
static void
add_text(struct differ *to, const struct spot *spot, const struct model_member *member, struct str before, struct str after, struct str near_a,
    struct str near_b)
{
	struct diff_change *change = differ_add(to, spot, DIFF_CHANGED, NULL, NULL);

	change->member = member->name;
	change->before = before;
	change->after = after;
	if (before.p != NULL && after.p != NULL && is_prose(member) && diff_words(before, after, to->arena, &change->pieces))
		to->failed = true;
	doc_position(to->a, near_a, &change->line_a, &change->column_a);
	doc_position(to->b, near_b, &change->line_b, &change->column_b);
}

/* ---- Texts ---- */

static struct str
next_word(struct str *rest)
{
	struct str word;
	size_t n = 0;

	while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = str_sub(*rest, 1, rest->n);
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return (word);
}

/*
 * Whether two texts say the same.  In markup, blanks at either end and how many stand between two words mean nothing, and XML does not keep them; but
 * they do in code.
 */
static bool
reads_alike(const struct model_member *member, struct str a, struct str b)
{
	struct str rest_a = a, rest_b = b, word;

	if ((a.p == NULL) != (b.p == NULL))
		return (false);
	if (str_eq(a, b))
		return (true);
	if (!is_prose(member) || memchr(a.p, '`', a.n) != NULL)
		return (false);
	do {
		word = next_word(&rest_a);
		if (!str_eq(word, next_word(&rest_b)))
			return (false);
	} while (word.n > 0);
	return (rest_a.n == rest_b.n);
}

static bool
has_text(const struct str_list *list, struct str text)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i], text))
			return (true);
	return (false);
}

static void
diff_ids(struct differ *to, const struct model_member *member, const struct str_list *a, const struct str_list *b, const struct spot *spot)
{
	struct spot here = { .what = member->name, .within = spot->name };

	to->spent += a->n * b->n;
	to->failed = to->failed || to->spent > DIFF_SPEND_MAX;
	for (size_t i = 0; i < b->n && !to->failed; i++) {
		here.name = b->items[i];
		if (!has_text(a, b->items[i]))
			differ_add(to, &here, DIFF_ADDED, NULL, b);
	}
	for (size_t i = 0; i < a->n && !to->failed; i++) {
		here.name = a->items[i];
		if (!has_text(b, a->items[i]))
			differ_add(to, &here, DIFF_REMOVED, a, NULL);
	}
}

static struct str
joined(struct differ *to, const struct str_list *list)
{
	struct str all = list->n > 0 ? list->items[0] : STR_NONE;

	for (size_t i = 1; i < list->n && !to->failed; i++) {
		all = arena_fmt(to->arena, "%.*s; %.*s", STR_FMT(all), STR_FMT(list->items[i]));
		to->failed = all.p == NULL;
	}
	return (all);
}

static void
diff_texts(struct differ *to, const struct model_member *member, const struct str_list *a, const struct str_list *b, const struct spot *spot)
{
	struct str before, after;
	bool same = a->n == b->n;

	/* Lists of ids are sets; other lists are read one after the other. */
	if (member->type == TYPE_TOKEN || member->type == TYPE_UUID) {
		diff_ids(to, member, a, b, spot);
		return;
	}
	for (size_t i = 0; i < a->n && same; i++)
		same = reads_alike(member, a->items[i], b->items[i]);
	if (same)
		return;
	before = joined(to, a);
	after = joined(to, b);
	if (!to->failed)
		add_text(to, spot, member, before, after, a->n > 0 ? a->items[0] : STR_NONE, b->n > 0 ? b->items[0] : STR_NONE);
}

static void
diff_one_text(struct differ *to, const struct model_object *object, const struct model_member *member, struct str a, struct str b,
    const struct spot *spot)
{
	/* Of a document, who made it and when is no change of what it says. */
	if (reads_alike(member, a, b) || (object == &model_metadata && strcmp(member->name, "last-modified") == 0) ||
	    ((object == &model_catalog || object == &model_profile) && strcmp(member->name, "uuid") == 0))
		return;
	add_text(to, spot, member, a, b, a, b);
}

/* ---- Members ---- */

static void
diff_flag(struct differ *to, const struct model_member *member, bool a, bool b, const struct spot *spot)
{
	struct diff_change *change;

	if (a == b)
		return;
	change = differ_add(to, spot, DIFF_CHANGED, NULL, NULL);
	change->member = member->name;
	change->before = a ? STR("true") : STR("false");
	change->after = b ? STR("true") : STR("false");
}

static void
diff_pointer(struct differ *to, const struct model_member *member, const void *a, const void *b, const struct spot *spot)
{
	struct spot here = { .what = member->object->name, .name = spot->name, .within = spot->within };

	if (a != NULL && b != NULL)
		diff_members(to, member->object, a, b, &here);
	else if (a != b)
		differ_add(to, &here, a == NULL ? DIFF_ADDED : DIFF_REMOVED, a, b);
}

static bool
is_of_structure(const struct model_member *member)
{
	return (member->object == &model_control || member->object == &model_group);
}

void
diff_members(struct differ *to, const struct model_object *object, const void *a, const void *b, const struct spot *spot)
{
	for (size_t i = 0; i < object->n && !to->failed; i++) {
		const struct model_member *member = &object->members[i];
		const void *x = (const char *)a + member->offset, *y = (const char *)b + member->offset;
		struct spot inner = *spot;

		switch ((enum model_kind)member->kind) {
		case KIND_DECIMAL:
			break; /* neither model has one */
		case KIND_TEXT:
			diff_one_text(to, object, member, *(const struct str *)x, *(const struct str *)y, spot);
			break;
		case KIND_TEXTS:
			diff_texts(to, member, x, y, spot);
			break;
		case KIND_FLAG:
		case KIND_PRESENT:
			diff_flag(to, member, *(const bool *)x, *(const bool *)y, spot);
			break;
		case KIND_INLINE:
			inner.what = member->object->name;
			diff_members(to, member->object, x, y, &inner);
			break;
		case KIND_POINTER:
			diff_pointer(to, member, *(const void *const *)x, *(const void *const *)y, spot);
			break;
		case KIND_LIST:
			if (!is_of_structure(member))
				diff_list(to, member->object, x, y, spot);
			break;
		}
	}
}

/* ---- Documents ---- */

/* What a resolver writes into the metadata about itself and its work. */
static bool
is_of_resolver(const struct diff_change *change)
{
	const struct oscal_link *link = change->a != NULL ? change->a : change->b;

	if (change->within.p != NULL)
		return (false);
	if (strcmp(change->what, "link") == 0)
		return (link != NULL && (str_eq(link->rel, STR("source-profile")) || str_eq(link->rel, STR("resolution-source"))));
	return (strcmp(change->what, "prop") == 0 && (str_eq(change->name, STR("resolution-tool")) || str_eq(change->name, STR("source-profile")) ||
	    str_eq(change->name, STR("source-profile-uuid"))));
}

static void
drop_of_resolver(struct differ *to)
{
	size_t kept = 0;

	for (size_t i = 0; i < to->n; i++)
		if (!is_of_resolver(&to->changes[i]))
			to->changes[kept++] = to->changes[i];
	to->n = kept;
}

static size_t
controls_changed(const struct differ *from)
{
	struct str last = STR_NONE;
	size_t n = 0;

	/* Changes of one control follow each other. */
	for (size_t i = 0; i < from->n; i++) {
		const struct diff_change *change = &from->changes[i];
		bool itself = strcmp(change->what, "control") == 0;
		struct str control = itself ? (change->kind == DIFF_CHANGED ? change->name : STR_NONE) : change->within;

		if (control.p == NULL || str_eq(control, last) || oscal_control_find(from->b, control) == NULL || oscal_control_find(from->a, control) == NULL)
			continue;
		last = control;
		n++;
	}
	return (n);
}

static void
count(const struct differ *from, struct oscal_diff *ret)
{
	for (size_t i = 0; i < from->n; i++) {
		ret->counts[from->changes[i].kind]++;
		if (strcmp(from->changes[i].what, "control") == 0 && from->changes[i].kind != DIFF_CHANGED)
			ret->controls[from->changes[i].kind]++;
	}
	if (from->a->model == OSCAL_CATALOG)
		ret->controls[DIFF_CHANGED] = controls_changed(from);
}

int
oscal_diff(const struct oscal_doc *a, const struct oscal_doc *b, struct arena *arena, struct oscal_diff *ret, struct problem *why)
{
	struct differ to = { .arena = arena, .a = a, .b = b };
	struct spot root = { .what = "profile" };

	*ret = (struct oscal_diff){ .a = a, .b = b };
	if (a->model != b->model || (a->model != OSCAL_CATALOG && a->model != OSCAL_PROFILE)) {
		problem_set(why, OSCAL_NOT_SUPPORTED, NULL);
		problem_arg(why, "what", STR("diff"));
		return (-1);
	}
	if (a->model == OSCAL_CATALOG)
		diff_catalog(&to);
	else
		diff_members(&to, &model_profile, a->profile, b->profile, &root);
	if (to.failed || to.spent >= DIFF_SPEND_MAX)
		return (problem_set(why, LIMIT_REACHED, NULL));
	drop_of_resolver(&to);
	ret->changes = to.changes;
	ret->n = to.n;
	count(&to, ret);
	return (0);
}
