/* SPDX-License-Identifier: Apache-2.0 */
/* Profile resolution: the phases in their order, and what they share. */
#include "standards/resolve.h"

static const size_t memory_usual = (size_t)256 << 20;
static const uint64_t spend_max = 200000000;

/* ---- Findings ---- */

void
where_in(struct str uri, const char *pointer, char ret[PROBLEM_TEXT_MAX])
{
	size_t n = strnlen(pointer, PROBLEM_TEXT_MAX - 2), room = PROBLEM_TEXT_MAX - 2 - n;

	if (uri.n > room)
		uri = str_sub(uri, uri.n - room, room);
	if (uri.n > 0)
		memcpy(ret, uri.p, uri.n);
	ret[uri.n] = '#';
	memcpy(ret + uri.n + 1, pointer, n);
	ret[uri.n + 1 + n] = '\0';
}

struct problem
layer_problem(const struct layer *layer, enum problem_code code, const void *object, struct str near)
{
	char pointer[PROBLEM_TEXT_MAX], where[PROBLEM_TEXT_MAX];
	struct problem found = { 0 };

	/* Finding out where is a search: not for findings that nobody is told of. */
	pointer[0] = '\0';
	if (layer->in->nwarnings < OSCAL_FINDINGS_MAX)
		doc_where(layer->profile, object, pointer);
	where_in(layer->uri, pointer, where);
	/* In the profile itself the pointer says enough. */
	problem_set(&found, code, layer->up == NULL ? pointer : where);
	doc_position(layer->profile, near, &found.line, &found.column);
	return (found);
}

int
layer_refuse(const struct layer *layer, const struct problem *found)
{
	const struct oscal_resolve_options *options = layer->in->options;
	struct problem_item *items = layer->in->why->items;

	if (options->report != NULL)
		options->report(options->user, OSCAL_ERROR, found);
	*layer->in->why = *found;
	layer->in->why->items = items;
	return (-1);
}

void
layer_warn(const struct layer *layer, const struct problem *found)
{
	const struct oscal_resolve_options *options = layer->in->options;

	if (options->report != NULL && layer->in->nwarnings < OSCAL_FINDINGS_MAX)
		options->report(options->user, OSCAL_WARNING, found);
	if (layer->in->nwarnings < OSCAL_FINDINGS_MAX)
		layer->in->nwarnings++;
}

int
layer_soften(const struct layer *layer, const struct problem *found)
{
	if (layer->in->options->mode == OSCAL_STRICT)
		return (layer_refuse(layer, found));
	layer_warn(layer, found);
	return (0);
}

int
layer_spend(const struct layer *layer, size_t n)
{
	struct problem found;

	layer->in->spent += n;
	if (layer->in->spent <= spend_max)
		return (0);
	found = layer_problem(layer, LIMIT_REACHED, layer->profile->profile, layer->profile->uuid);
	problem_arg_i64(&found, "max", (int64_t)spend_max);
	return (layer_refuse(layer, &found));
}

int
layer_starved(const struct layer *layer)
{
	return (problem_set(layer->in->why, LIMIT_REACHED, NULL));
}

/* ---- Small things ---- */

struct oscal_step *
step_new(const struct layer *layer, enum oscal_step_kind kind, const struct oscal_step *prev, const void *directive)
{
	struct oscal_step *step = arena_alloc(layer->in->arena, sizeof *step);

	if (step == NULL)
		layer_starved(layer);
	else
		*step = (struct oscal_step){ .prev = prev, .source = layer->source, .kind = kind, .directive = directive };
	return (step);
}

struct oscal_step *
step_defined(const struct layer *layer, uint32_t source, const void *object)
{
	struct oscal_step *step = step_new(layer, OSCAL_STEP_DEFINED, NULL, object);

	if (step != NULL)
		step->source = source;
	return (step);
}

void *
growing_add(const struct layer *layer, struct growing *list)
{
	char *grown = arena_grow(layer->in->arena, list->items, list->n, &list->max, list->size);

	if (grown == NULL) {
		layer_starved(layer);
		return (NULL);
	}
	list->items = grown;
	return (grown + list->n++ * list->size);
}

bool
has_keep(struct oscal_prop_list props)
{
	return (str_eq(oscal_prop(props, "keep", NULL, NULL), STR("always")));
}

/* ---- The phases ---- */

int
layer_resolve(struct layer *layer, const struct oscal_doc **ret)
{
	struct oscal_doc *doc = doc_within(layer->in->arena);
	const struct oscal_resolve_options *options = layer->in->options;
	struct findings to = { .doc = doc, .why = layer->in->why };

	layer->catalog = arena_alloc(layer->in->arena, sizeof *layer->catalog);
	layer->loose.size = sizeof(struct oscal_param);
	layer->waiting.size = sizeof(struct oscal_set_parameter *);
	if (doc == NULL || layer->catalog == NULL)
		return (layer_starved(layer));
	if (import_all(layer) || merge_all(layer) || modify_all(layer) || finish_all(layer))
		return (-1);
	doc_set(doc, OSCAL_CATALOG, layer->catalog);
	doc->uri = layer->uri;
	doc->private->minor = layer->minor;
	/* In tolerant mode, what clashes was told of where it arose. */
	if (options->mode == OSCAL_STRICT) {
		to.report = options->report;
		to.user = options->user;
	}
	if (doc_index(doc, options->mode, &to))
		return (layer_starved(layer));
	*ret = doc;
	return (to.nerrors > 0 ? -1 : 0);
}

static int
resolve(struct resolution *in, const struct oscal_doc *profile)
{
	struct layer first = { .in = in, .profile = profile, .uri = profile->uri.p == NULL ? STR("") : profile->uri };
	const struct oscal_doc *made;
	struct oscal_doc *result = in->result;
	struct oscal_private *private = result->private;

	in->sources = arena_grow(in->arena, NULL, 0, &in->sources_max, sizeof *in->sources);
	if (in->sources == NULL)
		return (layer_starved(&first));
	in->sources[in->nsources++] = (struct oscal_source){ profile, first.uri };
	if (layer_resolve(&first, &made))
		return (-1);
	doc_set(result, OSCAL_CATALOG, made->catalog);
	result->controls = made->controls;
	result->ncontrols = made->ncontrols;
	result->sources = in->sources;
	result->nsources = in->nsources;
	private->minor = made->private->minor;
	private->ids = made->private->ids;
	private->params = made->private->params;
	private->nparams = made->private->nparams;
	return (0);
}

int
oscal_resolve(const struct oscal_doc *profile, const struct oscal_resolve_options *options, struct oscal_doc **ret, struct problem *why)
{
	struct resolution in = { .options = options, .why = why };

	*ret = NULL;
	if (profile->model != OSCAL_PROFILE) {
		problem_set(why, OSCAL_NOT_SUPPORTED, "/catalog");
		problem_arg(why, "what", STR("catalog"));
		return (-1);
	}
	in.result = doc_new(options->memory_max == 0 ? memory_usual : options->memory_max);
	if (in.result == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	in.arena = in.result->private->arena;
	if (resolve(&in, profile)) {
		oscal_free(in.result);
		return (-1);
	}
	*ret = in.result;
	return (0);
}

/* ---- Provenance ---- */

/* Which clause of its import chose a control. */
static void
include_pointer(const struct oscal_step *step, struct buf *out)
{
	if (step->how == OSCAL_HOW_ALL) {
		buf_c(out, "/include-all");
		return;
	}
	buf_c(out, "/include-controls/");
	buf_u64(out, step->clause);
	if (step->how == OSCAL_HOW_CHILD) {
		buf_c(out, "/with-child-controls");
	} else if (step->how != OSCAL_HOW_ANCESTOR) {
		buf_c(out, step->how == OSCAL_HOW_ID ? "/with-ids/" : "/matching/");
		buf_u64(out, step->item);
	}
}

void
step_pointer_rest(const struct oscal_step *step, struct buf *out)
{
	if (step->kind == OSCAL_STEP_INCLUDED)
		include_pointer(step, out);
}

void
oscal_step_pointer(const struct oscal_doc *doc, const struct oscal_step *step, struct buf *out)
{
	doc_pointer(doc->sources[step->source].doc, step->directive, out);
	step_pointer_rest(step, out);
}

/* A text that the directive of STEP always has. */
static struct str
step_text(const struct oscal_step *step)
{
	const struct oscal_import *import = step->directive;
	const struct oscal_select_controls *clause;

	switch (step->kind) {
	case OSCAL_STEP_DEFINED:
		return (*(const struct str *)step->directive); /* both begin with their id */
	case OSCAL_STEP_INCLUDED:
		if (step->how == OSCAL_HOW_ALL)
			return (import->href);
		clause = &import->include_controls.items[step->clause];
		if (step->item < clause->with_ids.n && step->how != OSCAL_HOW_PATTERN)
			return (clause->with_ids.items[step->item]);
		return (step->item < clause->matching.n ? clause->matching.items[step->item].pattern : import->href);
	case OSCAL_STEP_SET:
		return (((const struct oscal_set_parameter *)step->directive)->param_id);
	default:
		return (STR_NONE);
	}
}

void
oscal_step_position(const struct oscal_doc *doc, const struct oscal_step *step, uint32_t *line, uint32_t *column)
{
	doc_position(doc->sources[step->source].doc, step_text(step), line, column);
}
