/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/source_inside.h"

#include "base/fold.h"
#include "policy/heading.h"

/* What the loader of one resolution works with. */
struct loading {
	struct source_private *p;
	struct db *db;
	struct blobs *blobs;
	source_find_fn *find;
	void *user;
};

static int
out_of_memory(struct problem *why)
{
	return (problem_set(why, OUT_OF_MEMORY, NULL));
}

/* Takes over the reference on DOC. */
static int
add_document(struct source_private *p, struct id id, struct shared_doc *doc, struct problem *why)
{
	struct source_doc *docs = arena_grow(p->arena, p->docs, p->ndocs, &p->capacity, sizeof *docs);
	struct str uri = doc->doc->uri;

	if (docs == NULL) {
		shared_doc_put(doc);
		return (out_of_memory(why));
	}
	p->docs = docs;
	if (p->ndocs > 0)
		uri = arena_fmt(p->arena, "~%zu/%.*s", p->ndocs, STR_FMT(uri));
	p->docs[p->ndocs++] = (struct source_doc){ doc, id, uri };
	return (0);
}

/* ---- Imports ---- */

/* The document whose reference URI is, by the name that it got; all of them if the reference was absolute. */
static void
importers(const struct source_private *p, struct str uri, size_t *first, size_t *last)
{
	struct str rest = str_sub(uri, 1, uri.n), number;
	uint32_t n;

	*first = *last = 0;
	if (str_starts(uri, STR("~")) && str_cut(&rest, '/', &number) && str_to_u32(number, &n) == 0 && n < p->ndocs)
		*first = *last = n;
	else if (str_find(uri, STR(":")) >= 0)
		*last = p->ndocs - 1;
}

static int
find_target(struct loading *l, struct str uri, struct str href, struct id *ret, struct shared_doc **ret_doc, struct problem *why)
{
	size_t first, last;

	importers(l->p, uri, &first, &last);
	for (size_t i = first; i <= last; i++) {
		int status = i == 0 && l->find != NULL ? l->find(l->user, href, ret, ret_doc, why) :
		    source_pinned(l->db, l->p->docs[i].id, href, ret, why);

		if (status == 0 || why->head.code != PROBLEM_NONE)
			return (status);
	}
	return (-1);
}

static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	struct loading *l = user;
	struct source_private *p = l->p;
	struct shared_doc *doc = NULL;
	struct id target;
	size_t i = 0;

	why->head.code = PROBLEM_NONE;
	if (find_target(l, uri, href, &target, &doc, why))
		return (-1);
	while (i < p->ndocs && !id_eq(p->docs[i].id, target))
		i++;
	if (i < p->ndocs)
		shared_doc_put(doc);
	else if ((doc == NULL && source_document(l->db, l->blobs, target, &doc, why)) || add_document(p, target, doc, why))
		return (-1);
	*ret = (struct oscal_loaded){ .doc = p->docs[i].shared->doc, .uri = p->docs[i].uri };
	return (0);
}

/* "~2/name.json#/profile/…" → "name.json#/profile/…": our names are of no use to anybody else. */
static void
plain_place(struct problem *why)
{
	char *slash = strchr(why->head.where, '/');

	if (why->head.where[0] == '~' && slash != NULL)
		memmove(why->head.where, slash + 1, strlen(slash + 1) + 1);
}

static int
resolve(struct source_private *p, struct loading *l, struct problem *why)
{
	struct oscal_resolve_options options = { .mode = OSCAL_STRICT, .load = load, .user = l, .now_us = SECOND_US,
		.memory_max = SOURCE_BYTES_MAX };
	struct oscal_doc *resolved;

	p->source.resolved = p->source.doc;
	if (p->source.doc->model == OSCAL_CATALOG)
		return (0);
	if (oscal_resolve(p->source.doc, &options, &resolved, why)) {
		plain_place(why);
		return (-1);
	}
	p->source.resolved = resolved;
	return (0);
}

/* ---- Parameters ---- */

static struct str
ours(struct oscal_prop_list props, const char *name)
{
	return (oscal_prop(props, name, OSCAL_NS_OURS, NULL));
}

static uint32_t
number_of(struct oscal_prop_list props, const char *name)
{
	struct str text = ours(props, name);
	uint32_t n;

	return (text.p != NULL && str_to_u32(text, &n) == 0 ? n : 0);
}

static int
choices_of(const struct oscal_param *param, struct arena *arena, struct str_list *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < param->props.n; i++)
		n += str_eq_c(param->props.items[i].name, "choice") && str_eq_c(param->props.items[i].ns, OSCAL_NS_OURS);
	*ret = (struct str_list){ NULL, 0 };
	if (n == 0)
		return (0);
	if ((ret->items = arena_array(arena, struct str, n)) == NULL)
		return (-1);
	for (size_t i = 0; i < param->props.n; i++)
		if (str_eq_c(param->props.items[i].name, "choice") && str_eq_c(param->props.items[i].ns, OSCAL_NS_OURS))
			ret->items[ret->n++] = param->props.items[i].value;
	return (0);
}

/* The choices of a selection that needs no other parameter; they serve a baseline that declares the parameter a choice or a set. */
static struct str_list
selection_of(const struct oscal_param *param)
{
	struct str_list none = { NULL, 0 };

	if (param->select == NULL)
		return (none);
	for (size_t i = 0; i < param->select->choice.n; i++)
		if (str_find(param->select->choice.items[i], STR("{{")) >= 0)
			return (none);
	return (param->select->choice);
}

static struct str
values_joined(const struct oscal_param *param, enum param_type type, struct arena *arena)
{
	struct str all = param->values.n > 0 ? param->values.items[0] : STR_NONE;

	for (size_t i = 1; i < param->values.n; i++)
		all = arena_fmt(arena, "%.*s%s%.*s", STR_FMT(all), type == PARAM_SET ? "," : ", ", STR_FMT(param->values.items[i]));
	return (all);
}

static int
declared_choice(const struct choices *choices, struct str name, const struct oscal_param *param, struct problem *why)
{
	int value = name.p == NULL ? 0 : choice_find(choices, name);

	if (name.p == NULL || value != 0)
		return (value);
	problem_set(why, PARAMETER_VALUE, NULL);
	problem_arg(why, "param", param->id);
	problem_arg(why, "value", name);
	return (-1);
}

static int
make_param(struct source_private *p, const struct oscal_param *param, const struct oscal_step *steps, struct source_param *ret,
    struct problem *why)
{
	int type = declared_choice(&param_type_choices, ours(param->props, "type"), param, why);
	int strictness = declared_choice(&param_strictness_choices, ours(param->props, "strictness"), param, why);
	struct param_value value;

	if (type < 0 || strictness < 0)
		return (-1);
	ret->param = param;
	oscal_param_label(param, &ret->label);
	ret->decl.type = (enum param_type)type;
	ret->decl.strictness = (enum param_strictness)strictness;
	ret->decl.unit = ours(param->props, "unit");
	if (choices_of(param, p->arena, &ret->decl.choices))
		return (out_of_memory(why));
	if (ret->decl.choices.n == 0)
		ret->decl.choices = selection_of(param);
	for (const struct oscal_step *step = steps; step != NULL && ret->set == NULL; step = step->prev)
		if (step->kind == OSCAL_STEP_SET && step->set != NULL && step->set->values.n > 0)
			ret->set = step;
	value = (struct param_value){ values_joined(param, ret->decl.type, p->arena), STR_NONE };
	if (type == 0) { /* nothing declared: whatever its publisher wrote */
		ret->value = value;
		return (0);
	}
	if (param_decl_check(&ret->decl, why))
		goto named;
	if (value.text.n == 0 || param_value_check(&ret->decl, value, p->arena, &ret->value, why) == 0)
		return (0);
named:
	snprintf(why->head.where, sizeof why->head.where, "%.*s", STR_FMT(param->id));
	return (-1);
}

/* ---- Controls ---- */

static bool
is_withdrawn(const struct oscal_control *control)
{
	struct str status = oscal_prop(control->props, "status", NULL, NULL);

	return (str_eq_c(status, "withdrawn") || str_eq_c(status, "Withdrawn"));
}

/* "ac-2 AC-2 Account Management", folded. */
static int
make_search(struct source_private *p, struct source_control *control)
{
	size_t n = control->id.n + 1 + control->label.n, at = 0;
	struct str text;
	char *all;

	for (size_t i = 0; i < LANG_COUNT; i++)
		n += 1 + control->title.in[i].n;
	if ((all = arena_alloc(p->arena, n)) == NULL)
		return (-1);
	for (size_t i = 0; i < 2 + LANG_COUNT; i++) {
		text = i == 0 ? control->id : i == 1 ? control->label : control->title.in[i - 2];
		if (text.n == 0)
			continue;
		if (at > 0)
			all[at++] = ' ';
		memcpy(all + at, text.p, text.n);
		at += text.n;
	}
	control->search = fold_text((struct str){ all, at }, p->arena);
	return (control->search.p == NULL ? -1 : 0);
}

static int
make_control(struct source_private *p, const struct oscal_doc *doc, const struct oscal_entry *entry, bool selected,
    const struct oscal_group *family, struct source_control *ret, struct problem *why)
{
	const struct oscal_control *control = entry->control;
	struct heading heading;

	ret->control = control;
	ret->doc = doc;
	ret->id = control->id;
	if (heading_of(doc, control, p->arena, &heading))
		return (out_of_memory(why));
	ret->label = heading.label;
	ret->title = heading.title;
	if (entry->parent != NULL)
		ret->parent = entry->parent->id;
	if (family != NULL) {
		ret->family = family->id;
		oscal_title(family->title, family->props, &ret->family_title);
	}
	if (ret->family.n == 0)
		ret->family = STR("other");
	ret->level = number_of(control->props, "level");
	ret->due_days = number_of(control->props, "due-days");
	ret->selected = selected;
	ret->withdrawn = is_withdrawn(control);
	ret->nparams = control->params.n;
	ret->params = arena_array(p->arena, struct source_param, control->params.n + 1);
	if (ret->params == NULL || make_search(p, ret))
		return (out_of_memory(why));
	for (size_t i = 0; i < control->params.n; i++)
		if (make_param(p, &control->params.items[i], control->params.items[i].steps, &ret->params[i], why))
			return (-1);
	return (0);
}

/* A list in the making: what is selected in its order, what is not where its catalog has it. */
struct node {
	const struct oscal_doc *doc;
	const struct oscal_entry *entry;
	const struct oscal_group *family;
	size_t next;
	bool selected;
};
enum { END = 0 }; /* nodes[0] is the head */

static const struct oscal_group *
family_in(const struct source_private *p, struct str id)
{
	for (size_t i = 0; i < p->ndocs; i++) {
		const struct oscal_doc *doc = p->docs[i].shared->doc;
		const struct oscal_entry *entry = doc->model == OSCAL_CATALOG ? oscal_control_find(doc, id) : NULL;

		if (entry != NULL && entry->family != NULL)
			return (entry->family);
	}
	return (NULL);
}

static bool
in_earlier_catalog(const struct source_private *p, size_t doc, struct str id)
{
	for (size_t i = 0; i < doc; i++)
		if (p->docs[i].shared->doc->model == OSCAL_CATALOG && oscal_control_find(p->docs[i].shared->doc, id) != NULL)
			return (true);
	return (false);
}

static void
insert_unselected(const struct source_private *p, size_t doc, struct node *nodes, size_t *n)
{
	const struct oscal_doc *catalog = p->docs[doc].shared->doc, *resolved = p->source.resolved;
	size_t at = 0;

	for (size_t i = 0; i < catalog->ncontrols; i++) {
		const struct oscal_entry *entry = &catalog->controls[i], *selected;

		selected = oscal_control_find(resolved, entry->control->id);
		if (selected != NULL) {
			at = (size_t)(selected - resolved->controls) + 1;
			continue;
		}
		if (in_earlier_catalog(p, doc, entry->control->id))
			continue;
		nodes[*n] = (struct node){ catalog, entry, entry->family, nodes[at].next, false };
		nodes[at].next = *n;
		at = (*n)++;
	}
}

static struct node *
make_nodes(const struct source_private *p, size_t *ret_n)
{
	const struct oscal_doc *resolved = p->source.resolved;
	size_t most = resolved->ncontrols + 1, n = 1;
	struct node *nodes;

	for (size_t i = 0; i < p->ndocs; i++)
		most += p->docs[i].shared->doc->ncontrols;
	nodes = calloc(most, sizeof *nodes);
	if (nodes == NULL)
		return (NULL);
	for (size_t i = 0; i < resolved->ncontrols; i++, n++) {
		const struct oscal_entry *entry = &resolved->controls[i];
		const struct oscal_group *family = entry->family != NULL ? entry->family : family_in(p, entry->control->id);

		nodes[n - 1].next = n;
		nodes[n] = (struct node){ resolved, entry, family, END, true };
	}
	for (size_t i = 0; i < p->ndocs; i++)
		if (p->docs[i].shared->doc->model == OSCAL_CATALOG && p->docs[i].shared->doc != resolved)
			insert_unselected(p, i, nodes, &n);
	*ret_n = n - 1;
	return (nodes);
}

static int
by_id(const void *a, const void *b, void *controls)
{
	const struct source_control *list = controls;

	return (str_cmp(list[*(const uint32_t *)a].id, list[*(const uint32_t *)b].id));
}

static int
make_controls(struct source_private *p, struct problem *why)
{
	struct source *source = &p->source;
	struct node *nodes;
	size_t n;
	int status = 0;

	if ((nodes = make_nodes(p, &n)) == NULL)
		return (out_of_memory(why));
	source->controls = arena_array(p->arena, struct source_control, n + 1);
	p->by_id = arena_array(p->arena, uint32_t, n + 1);
	if (source->controls == NULL || p->by_id == NULL)
		status = out_of_memory(why);
	for (size_t at = nodes[0].next; at != END && status == 0; at = nodes[at].next) {
		const struct node *node = &nodes[at];

		status = make_control(p, node->doc, node->entry, node->selected, node->family, &source->controls[source->n], why);
		p->by_id[source->n] = (uint32_t)source->n;
		source->nselected += node->selected;
		source->n++;
	}
	free(nodes);
	if (status == 0)
		qsort_r(p->by_id, source->n, sizeof *p->by_id, by_id, source->controls);
	return (status);
}

static int
by_param(const void *a, const void *b, void *controls)
{
	const struct source_control *list = controls;
	const struct source_place *x = a, *y = b;
	int order = str_cmp(list[x->control].params[x->param].param->id, list[y->control].params[y->param].param->id);

	return (order != 0 ? order : (x->control > y->control) - (x->control < y->control));
}

static int
index_params(struct source_private *p, struct problem *why)
{
	const struct source *source = &p->source;

	for (size_t i = 0; i < source->n; i++)
		p->nparams += source->controls[i].nparams;
	p->by_param = arena_array(p->arena, struct source_place, p->nparams + 1);
	if (p->by_param == NULL)
		return (out_of_memory(why));
	p->nparams = 0;
	for (size_t i = 0; i < source->n; i++)
		for (size_t j = 0; j < source->controls[i].nparams; j++)
			p->by_param[p->nparams++] = (struct source_place){ (uint32_t)i, (uint32_t)j };
	qsort_r(p->by_param, p->nparams, sizeof *p->by_param, by_param, source->controls);
	return (0);
}

int
source_make(struct db *db, struct blobs *blobs, struct id document, struct shared_doc *doc, source_find_fn *find, void *user,
    struct source **ret, struct problem *why)
{
	struct source_private *p = calloc(1, sizeof *p);
	struct loading loading = { p, db, blobs, find, user };

	if (p == NULL || (p->arena = arena_new(SOURCE_BYTES_MAX)) == NULL) {
		shared_doc_put(doc);
		free(p);
		return (out_of_memory(why));
	}
	p->source.private = p;
	p->source.document = document;
	p->source.doc = doc->doc;
	if (add_document(p, document, doc, why) || resolve(p, &loading, why) || make_controls(p, why) || index_params(p, why)) {
		source_free(p);
		return (-1);
	}
	*ret = source_share(p);
	return (0);
}
