/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/derivation.h"

#include "policy/source_inside.h"

CHOICES_DEFINE(derivation_kind, DERIVATION_KINDS)
CHOICES_DEFINE(derived_thing, DERIVED_THINGS)
SHAPE_DEFINE(derivation_step, DERIVATION_STEP)
SHAPE_DEFINE(derivation, DERIVATION)

static const enum derivation_kind kind_of_step[] = {
	[OSCAL_STEP_DEFINED] = DERIVED_DEFINED,
	[OSCAL_STEP_INCLUDED] = DERIVED_INCLUDED,
	[OSCAL_STEP_SET] = DERIVED_SET,
	[OSCAL_STEP_ADDED] = DERIVED_ADDED,
	[OSCAL_STEP_REMOVED] = DERIVED_REMOVED,
	[OSCAL_STEP_INSERTED] = DERIVED_INSERTED,
	[OSCAL_STEP_MERGED] = DERIVED_MERGED,
};

struct telling {
	struct source *source;
	const struct oscal_doc *doc;            /* resolved, or a catalog as it was read */
	const struct origins *origins;
	const struct oscal_control *control;
	struct arena *arena;
	struct derivation_list *list;
	size_t capacity;
	bool failed;
};

/* ---- Steps ---- */

static const struct oscal_doc *
document_at(const struct telling *t, uint32_t source)
{
	return (t->doc->nsources == 0 ? t->doc : t->doc->sources[source].doc);
}

static void
name_document(const struct telling *t, uint32_t source, struct derivation_step *ret)
{
	const struct oscal_doc *doc = document_at(t, source);

	ret->document = source_document_of(t->source, doc);
	ret->title = arena_str(t->arena, doc->metadata->title);
	ret->version = arena_str(t->arena, doc->metadata->version);
}

static struct str
values_of(const struct telling *t, const struct oscal_set_parameter *set)
{
	struct str all = set == NULL || set->values.n == 0 ? STR_NONE : arena_str(t->arena, set->values.items[0]);

	for (size_t i = 1; set != NULL && i < set->values.n; i++)
		all = arena_fmt(t->arena, "%.*s, %.*s", STR_FMT(all), STR_FMT(set->values.items[i]));
	return (all);
}

static struct derivation_step
step_of(const struct telling *t, const struct oscal_step *step)
{
	struct derivation_step ret = { .kind = (int)kind_of_step[step->kind], .value = values_of(t, step->set) };
	struct buf pointer = BUF(4096);

	name_document(t, step->source, &ret);
	origin_step_pointer(t->origins, step, &pointer);
	ret.pointer = arena_str(t->arena, buf_view(&pointer));
	buf_free(&pointer);
	origin_step_position(t->origins, step, &ret.line, &ret.column);
	return (ret);
}

static struct derivation_step
written_at(const struct telling *t, const struct origin *origin)
{
	struct derivation_step ret = { .kind = origin->add != NULL ? DERIVED_ADDED : DERIVED_DEFINED, .line = origin->line, .column = origin->column };
	char way[ORIGIN_WAY_MAX], *end;
	struct origin_ways ways = { .n = 0 };

	name_document(t, origin->source, &ret);
	end = origin_way(t->origins, origin, &ways, way);
	ret.pointer = arena_str(t->arena, (struct str){ way, (size_t)(end - way) });
	return (ret);
}

/* Whether STEP of a control also happened to what was in it: taking out and adding something else did not. */
static bool
carries(const struct oscal_step *step)
{
	return (step->kind == OSCAL_STEP_INCLUDED || step->kind == OSCAL_STEP_INSERTED);
}

static void
count_steps(const struct oscal_step *steps, const struct oscal_step *until, bool all, size_t *n)
{
	for (const struct oscal_step *step = steps; step != until; step = step->prev)
		*n += all || carries(step);
}

/* The steps from STEPS down to UNTIL, the oldest first, behind what RET has. */
static void
put_steps(const struct telling *t, const struct oscal_step *steps, const struct oscal_step *until, bool all, struct derivation_step_list *ret)
{
	if (steps == until)
		return;
	put_steps(t, steps->prev, until, all, ret);
	if (all || carries(steps))
		ret->items[ret->n++] = step_of(t, steps);
}

/* ---- Things ---- */

static struct derivation *
add_thing(struct telling *t, enum derived_thing what, struct str name, struct str within, struct str text, size_t steps)
{
	struct derivation *items = t->list->n == DERIVATION_THINGS_MAX ? NULL : arena_grow(t->arena, t->list->items, t->list->n, &t->capacity, sizeof *items);
	struct derivation_step *room = arena_array(t->arena, struct derivation_step, steps + 1);

	if (items == NULL || room == NULL) {
		t->failed = t->list->n < DERIVATION_THINGS_MAX;
		return (NULL);
	}
	t->list->items = items;
	items += t->list->n++;
	*items = (struct derivation){ .what = (int)what, .name = arena_str(t->arena, name), .within = arena_str(t->arena, within),
		.text = arena_str(t->arena, text), .steps = { room, 0 } };
	return (items);
}

/* What was written at ORIGIN, and what carried it along since. */
static void
tell_written(struct telling *t, enum derived_thing what, struct str name, struct str within, struct str text, bool found, const struct origin *origin)
{
	const struct oscal_step *since = found ? origin_chain(t->control, origin) : NULL, *newest = since == NULL ? NULL : t->control->steps;
	struct derivation *thing;
	size_t n = 1;

	count_steps(newest, since, false, &n);
	thing = add_thing(t, what, name, within, text, n);
	if (thing == NULL || !found)
		return;
	thing->steps.items[thing->steps.n++] = written_at(t, origin);
	put_steps(t, newest, since, false, &thing->steps);
}

static void
tell_props(struct telling *t, struct oscal_prop_list props, struct str within)
{
	for (size_t i = 0; i < props.n; i++) {
		struct origin origin;
		bool found = origin_prop(t->origins, &props.items[i], &origin);

		tell_written(t, DERIVED_PROP, props.items[i].name, within, props.items[i].value, found, &origin);
	}
}

static void
tell_links(struct telling *t, struct oscal_link_list links, struct str within)
{
	for (size_t i = 0; i < links.n; i++) {
		struct origin origin;
		bool found = origin_link(t->origins, &links.items[i], &origin);

		tell_written(t, DERIVED_LINK, links.items[i].rel.n > 0 ? links.items[i].rel : links.items[i].href, within, links.items[i].href, found, &origin);
	}
}

static struct str
part_name(const struct oscal_part *part)
{
	return (part->id.n > 0 ? part->id : part->name);
}

static void
tell_parts(struct telling *t, struct oscal_part_list parts, struct str within)
{
	for (size_t i = 0; i < parts.n; i++) {
		const struct oscal_part *part = &parts.items[i];
		struct origin origin;
		bool found = origin_part(t->origins, part, &origin);

		tell_written(t, DERIVED_PART, part_name(part), within, part->prose.n > 0 ? part->prose : part->title, found, &origin);
		tell_props(t, part->props, part_name(part));
		tell_links(t, part->links, part_name(part));
		tell_parts(t, part->parts, part_name(part));
	}
}

static struct str
param_text(const struct telling *t, const struct oscal_param *param)
{
	struct oscal_render how = { .doc = t->doc };
	struct buf text = BUF(1 << 16);
	struct str ret;

	oscal_param_render(&how, param, &text);
	ret = arena_str(t->arena, buf_view(&text));
	buf_free(&text);
	return (ret);
}

/* What PARAM was set to by the document SOURCE, the oldest first. */
static void
put_set(const struct telling *t, const struct oscal_step *steps, uint32_t source, struct derivation_step_list *ret)
{
	if (steps == NULL || steps->prev == NULL)
		return;
	put_set(t, steps->prev, source, ret);
	if (steps->source == source)
		ret->items[ret->n++] = step_of(t, steps);
}

/* Taken along by a profile, then set by it, then taken along by the next one; NEWER: the source of the step that came after, if one took it along. */
static void
put_carried(const struct telling *t, const struct oscal_param *param, const struct oscal_step *steps, const struct oscal_step *until, uint32_t newer,
    struct derivation_step_list *ret)
{
	if (steps == until)
		return;
	put_carried(t, param, steps->prev, until, carries(steps) ? steps->source : newer, ret);
	if (!carries(steps))
		return;
	ret->items[ret->n++] = step_of(t, steps);
	if (steps->source != newer)
		put_set(t, param->steps, steps->source, ret);
}

/* A parameter that a profile set, or that one added, has steps of its own; what took its control along took it along too. */
static void
tell_steps(struct telling *t, const struct oscal_param *param, struct str text)
{
	const struct oscal_step *first = param->steps, *since, *newest;
	struct derivation *thing;
	struct origin origin;
	size_t n = 0, carried = 0;

	while (first->prev != NULL)
		first = first->prev;
	since = origin_param(t->origins, param, &origin) ? origin_chain(t->control, &origin) : NULL;
	newest = since == NULL ? NULL : t->control->steps;
	count_steps(param->steps, NULL, true, &n);
	count_steps(newest, since, false, &carried);
	thing = add_thing(t, DERIVED_PARAM, param->id, STR_NONE, text, n * (carried + 1) + carried);
	if (thing == NULL)
		return;
	thing->steps.items[thing->steps.n++] = step_of(t, first);
	/* The profile that added it may have set it too, without an import of its own in between. */
	if (since != NULL && since->kind == OSCAL_STEP_ADDED)
		put_set(t, param->steps, since->source, &thing->steps);
	put_carried(t, param, newest, since, UINT32_MAX, &thing->steps);
	if (newest == NULL)
		put_steps(t, param->steps, first, true, &thing->steps);
}

static void
tell_param(struct telling *t, const struct oscal_param *param)
{
	struct str text = param_text(t, param);
	struct origin origin;

	if (param->steps != NULL) {
		tell_steps(t, param, text);
	} else {
		bool found = origin_param(t->origins, param, &origin);

		tell_written(t, DERIVED_PARAM, param->id, STR_NONE, text, found, &origin);
	}
	tell_props(t, param->props, param->id);
	tell_links(t, param->links, param->id);
}

static void
tell_control(struct telling *t)
{
	const struct oscal_control *control = t->control;
	struct derivation *thing;
	struct origin origin;
	size_t n = 1;

	count_steps(control->steps, NULL, true, &n);
	thing = add_thing(t, DERIVED_CONTROL, control->id, STR_NONE, control->title, n);
	if (thing != NULL && control->steps != NULL)
		put_steps(t, control->steps, NULL, true, &thing->steps);
	else if (thing != NULL && origin_control(t->origins, control, &origin))
		thing->steps.items[thing->steps.n++] = written_at(t, &origin);
	for (size_t i = 0; i < control->params.n; i++)
		tell_param(t, &control->params.items[i]);
	tell_props(t, control->props, STR_NONE);
	tell_links(t, control->links, STR_NONE);
	tell_parts(t, control->parts, STR_NONE);
}

int
derivation_get(struct db *db, struct blobs *blobs, struct id document, struct str control, struct arena *arena, struct derivation_list *ret,
    struct problem *why)
{
	struct source *source CLEANUP(source_putp) = NULL;
	struct origins *own CLEANUP(origins_freep) = NULL;
	struct telling t = { .arena = arena, .list = ret };
	const struct source_control *found;

	*ret = (struct derivation_list){ NULL, 0 };
	if (source_get(db, blobs, document, &source, why))
		return (-1);
	found = source_find(source, control);
	if (found == NULL) {
		problem_set(why, REQUIREMENT_UNKNOWN, "control");
		problem_arg(why, "requirement", control);
		return (-1);
	}
	t.source = source;
	t.doc = found->doc;
	t.control = found->control;
	if (found->doc == source->resolved)
		t.origins = source_origins(source);
	else
		t.origins = own = origins_make(found->doc);
	if (t.origins == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	tell_control(&t);
	return (t.failed ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* ---- Of a requirement ---- */

/* Of the versions of its root: itself, if it is one; else that in force, else the newest. */
static const char DOCUMENT_OF_BASELINE[] =
    "SELECT r.document FROM baseline b JOIN baseline r ON r.line = b.root WHERE b.id = ?1 AND r.document IS NOT NULL"
    " AND (r.id = b.id OR b.parent IS NOT NULL)"
    " ORDER BY CASE r.status WHEN 'published' THEN 0 WHEN 'superseded' THEN 1 ELSE 2 END, r.created_at DESC LIMIT 1";

int
derivation_of_requirement(struct db *db, struct blobs *blobs, struct id baseline, struct str requirement, struct arena *arena,
    struct derivation_list *ret, struct id *ret_document, struct problem *why)
{
	struct stmt *q = db_query(db, DOCUMENT_OF_BASELINE, ARGS(ARG_ID(baseline)));
	struct problem none = { 0 };

	*ret = (struct derivation_list){ NULL, 0 };
	*ret_document = ID_NONE;
	if (stmt_step(q) == STORE_ROW)
		*ret_document = stmt_id(q, 0);
	if (stmt_done(q))
		return (db_problem(db, why));
	if (id_is_none(*ret_document) || derivation_get(db, blobs, *ret_document, requirement, arena, ret, &none) == 0)
		return (0);
	*ret_document = ID_NONE;
	if (problem_is(&none, REQUIREMENT_UNKNOWN))
		return (0);
	*why = none;
	return (-1);
}
