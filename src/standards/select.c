/* SPDX-License-Identifier: Apache-2.0 */
/* Which controls of an imported catalog an import selects (specification, "Including Controls"). */
#include "standards/resolve.h"
#include "standards/uri.h"

struct picker {
	const struct layer *layer;
	const struct oscal_doc *catalog;
	struct pick *picks;
};

static void
pick_one(struct picker *to, size_t at, struct pick why)
{
	if (to->picks[at].how == 0)
		to->picks[at] = why;
}

/* With-child-controls: what is nested in the control at AT, which is what follows it deeper. */
static void
pick_below(struct picker *to, size_t at, struct pick why)
{
	const struct oscal_entry *entries = to->catalog->controls;

	if (to->picks[at].below)
		return;
	to->picks[at].below = true;
	why.how = OSCAL_HOW_CHILD;
	for (size_t i = at + 1; i < to->catalog->ncontrols && entries[i].depth > entries[at].depth; i++) {
		pick_one(to, i, why);
		to->picks[i].below = true;
	}
}

static void
pick(struct picker *to, size_t at, const struct oscal_select_controls *clause, struct pick why)
{
	pick_one(to, at, why);
	if (str_eq(clause->with_child_controls, STR("yes")))
		pick_below(to, at, why);
}

/* §req-include-by-id: "all controls in the referenced document" of that id; a catalog that keeps clashes has several. */
static int
pick_id(struct picker *to, const struct oscal_entry *first, const struct oscal_select_controls *clause, struct pick why)
{
	size_t at = (size_t)(first - to->catalog->controls);

	pick(to, at, clause, why);
	if (to->catalog->private->unique)
		return (0);
	if (layer_spend(to->layer, to->catalog->ncontrols))
		return (-1);
	while (++at < to->catalog->ncontrols)
		if (str_eq(to->catalog->controls[at].control->id, first->control->id))
			pick(to, at, clause, why);
	return (0);
}

static int
pick_ids(struct picker *to, const struct oscal_select_controls *clause, struct pick why)
{
	why.how = OSCAL_HOW_ID;
	for (why.item = 0; why.item < clause->with_ids.n; why.item++) {
		struct str id = clause->with_ids.items[why.item];
		const struct oscal_entry *entry = oscal_control_find(to->catalog, id);
		struct problem found;

		if (entry != NULL) {
			if (pick_id(to, entry, clause, why))
				return (-1);
			continue;
		}
		found = layer_problem(to->layer, OSCAL_CONTROL_UNKNOWN, clause, id);
		problem_arg(&found, "id", id);
		if (layer_soften(to->layer, &found))
			return (-1);
	}
	return (0);
}

/* §req-include-by-match, §req-include-by-match-empty. */
static int
pick_matching(struct picker *to, const struct oscal_select_controls *clause, struct pick why)
{
	why.how = OSCAL_HOW_PATTERN;
	for (why.item = 0; why.item < clause->matching.n; why.item++) {
		struct str pattern = clause->matching.items[why.item].pattern;
		struct problem found;
		bool any = false;

		if (layer_spend(to->layer, to->catalog->ncontrols))
			return (-1);
		for (size_t i = 0; pattern.p != NULL && i < to->catalog->ncontrols; i++)
			if (glob_match(pattern, to->catalog->controls[i].control->id)) {
				pick(to, i, clause, why);
				any = true;
			}
		if (any)
			continue;
		found = layer_problem(to->layer, OSCAL_SELECTS_NOTHING, &clause->matching.items[why.item], pattern);
		problem_arg(&found, "pattern", pattern);
		if (layer_soften(to->layer, &found))
			return (-1);
	}
	return (0);
}

int
clauses_pick(const struct layer *layer, struct oscal_select_controls_list clauses, const struct oscal_doc *catalog, struct pick *picks)
{
	struct picker to = { layer, catalog, picks };

	for (size_t i = 0; i < clauses.n; i++) {
		struct pick why = { .clause = (uint32_t)i };

		if (pick_ids(&to, &clauses.items[i], why) || pick_matching(&to, &clauses.items[i], why))
			return (-1);
	}
	return (0);
}

/* A clause of drafts before 1.0 may say that it does not want what its controls are nested in. */
static bool
wants_ancestors(const struct oscal_import *import, const struct pick *pick)
{
	return (import->include_all || !str_eq(import->include_controls.items[pick->clause].with_parent_controls, STR("no")));
}

/*
 * "By default, inclusion of a control also causes any of that control's ancestors to also be included" ("Dealing with Nested Controls and
 * Groups").  Exclusion, which comes after, may take them out again.
 */
static void
pick_ancestors(const struct oscal_import *import, const struct oscal_doc *catalog, struct pick *picks)
{
	size_t at_depth[OSCAL_DEPTH_MAX + 1];

	for (size_t i = 0; i < catalog->ncontrols; i++) {
		uint32_t depth = catalog->controls[i].depth;

		at_depth[depth] = i;
		if (picks[i].how == 0 || !wants_ancestors(import, &picks[i]))
			continue;
		while (depth-- > 0 && picks[at_depth[depth]].how == 0) {
			picks[at_depth[depth]] = picks[i];
			picks[at_depth[depth]].how = OSCAL_HOW_ANCESTOR;
			picks[at_depth[depth]].below = false;
		}
	}
}

int
select_controls(struct layer *layer, struct selection *selection)
{
	const struct oscal_import *import = selection->import;
	const struct oscal_doc *catalog = selection->from->catalog;
	struct pick *excluded = arena_array(layer->in->arena, struct pick, catalog->ncontrols + 1);
	struct problem found;

	selection->picks = arena_array(layer->in->arena, struct pick, catalog->ncontrols + 1);
	if (selection->picks == NULL || excluded == NULL)
		return (layer_starved(layer));
	if (!import->include_all && import->include_controls.n == 0) {
		found = layer_problem(layer, OSCAL_MEMBER_MISSING, import, import->href);
		problem_arg(&found, "member", STR("include-controls"));
		problem_arg(&found, "object", STR("import"));
		return (layer_refuse(layer, &found));
	}
	for (size_t i = 0; import->include_all && i < catalog->ncontrols; i++)
		selection->picks[i].how = OSCAL_HOW_ALL;
	if (clauses_pick(layer, import->include_controls, catalog, selection->picks))
		return (-1);
	pick_ancestors(import, catalog, selection->picks);
	if (clauses_pick(layer, import->exclude_controls, catalog, excluded))
		return (-1);
	/* §req-exclude: exclusion wins. */
	for (size_t i = 0; import->exclude_controls.n > 0 && i < catalog->ncontrols; i++)
		if (excluded[i].how != 0)
			selection->picks[i].how = 0;
	return (0);
}
