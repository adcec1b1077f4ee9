/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resolved baseline as an OSCAL catalog: the controls that it asks, with the values that bind.  In our namespace: the declaration of each
 * parameter and, for each step of its chain, a prop "provenance" whose class is the effect of the step.
 */
#include "base/clock.h"
#include "policy/baseline_reading.h"

struct maker {
	const struct chain *chain;
	const struct resolution *res;
	struct arena *arena;
	uint32_t *order;                        /* of what is asked */
	size_t n;
	bool plain;                             /* without who set what */
	bool full;
};

/* ---- Props and parts in the making ---- */

struct props {
	struct oscal_prop *items;
	size_t n, capacity;
};

static void
add_prop(struct maker *m, struct props *to, struct oscal_prop prop)
{
	struct oscal_prop *items;

	if (prop.value.n == 0)
		return;
	items = arena_grow(m->arena, to->items, to->n, &to->capacity, sizeof *items);
	m->full |= items == NULL;
	if (items == NULL)
		return;
	to->items = items;
	items[to->n++] = prop;
}

static void
add_ours(struct maker *m, struct props *to, const char *name, struct str class, struct str value)
{
	add_prop(m, to, (struct oscal_prop){ .name = str_c(name), .ns = STR(OSCAL_NS_OURS), .class = class, .value = value });
}

static struct oscal_prop_list
props_list(const struct props *props)
{
	return ((struct oscal_prop_list){ props->items, props->n });
}

static void
add_translations(struct maker *m, struct props *to, const char *name, const struct langs *langs)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (lang != LANG_EN)
			add_ours(m, to, name, str_c(lang_tag((enum lang)lang)), langs->in[lang]);
}

/* NAME of an addition in each language: English, or the first there is, as the part itself; the others as its translations. */
static void
add_parts(struct maker *m, struct oscal_part *parts, size_t *n, struct str owner, const char *name, const struct langs *langs)
{
	enum lang own;
	struct str text = langs_pick(langs, LANG_EN, &own);

	if (text.n == 0)
		return;
	parts[(*n)++] = (struct oscal_part){ .id = arena_fmt(m->arena, "%.*s_%s", STR_FMT(owner), name), .name = str_c(name), .prose = text };
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const char *tag = lang_tag((enum lang)lang);

		if (lang == (int)own || langs->in[lang].n == 0)
			continue;
		parts[(*n)++] = (struct oscal_part){ .id = arena_fmt(m->arena, "%.*s_%s.%s", STR_FMT(owner), name, tag), .name = str_c(name),
			.ns = STR(OSCAL_NS_OURS), .class = str_c(tag), .prose = langs->in[lang] };
	}
}

/* ---- Parameters ---- */

static bool
is_declaration(const struct oscal_prop *prop)
{
	static const char *const names[] = { "type", "unit", "strictness", "choice" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq_c(prop->ns, OSCAL_NS_OURS) && str_eq_c(prop->name, names[i]))
			return (true);
	return (false);
}

static struct str_list
values_of(struct maker *m, const struct ask_param *param)
{
	struct str_list list = { arena_array(m->arena, struct str, PARAM_MEMBERS_MAX + 1), 0 };
	struct str rest, one;

	m->full |= list.items == NULL;
	for (size_t i = 0; i < param->binding.n && list.items != NULL; i++) {
		rest = param->binding.values[i].text;
		if (param->decl.type != PARAM_SET) {
			list.items[list.n++] = rest;
			continue;
		}
		while (list.n < PARAM_MEMBERS_MAX && str_cut(&rest, ',', &one))
			if (str_trim(one).n > 0)
				list.items[list.n++] = str_trim(one);
	}
	return (list);
}

static void
add_steps(struct maker *m, struct props *to, const struct ask_param *param, const struct ask_step *step)
{
	struct param_binding one;
	char date[DATE_TEXT_BYTES + 1];

	if (step == NULL || m->plain)
		return;
	add_steps(m, to, param, step->prev); /* the oldest first */
	one = (struct param_binding){ { step->value }, 1 };
	date_text(date_of(step->setter.at), date);
	add_ours(m, to, "provenance", str_c(choice_name(&policy_effect_choices, (int)step->effect)),
	    arena_fmt(m->arena, "%.*s, %s: %.*s", STR_FMT(baseline_name(step->by, m->arena)), date,
	        STR_FMT(binding_text(&param->decl, &one, m->arena))));
}

static struct oscal_param
make_param(struct maker *m, const struct ask_param *param)
{
	struct oscal_param made = *param->from->param;
	struct str unit = param->binding.n > 0 && param->binding.values[0].unit.n > 0 ? param->binding.values[0].unit : param->decl.unit;
	struct props props = { NULL, 0, 0 };

	for (size_t i = 0; i < made.props.n; i++)
		if (!is_declaration(&made.props.items[i]))
			add_prop(m, &props, made.props.items[i]);
	add_ours(m, &props, "type", STR_NONE, str_c(choice_name(&param_type_choices, (int)param->decl.type)));
	add_ours(m, &props, "unit", STR_NONE, unit);
	add_ours(m, &props, "strictness", STR_NONE, str_c(choice_name(&param_strictness_choices, (int)param->decl.strictness)));
	for (size_t i = 0; i < param->decl.choices.n && param->decl.type != param_type_none; i++)
		add_ours(m, &props, "choice", STR_NONE, param->decl.choices.items[i]);
	add_steps(m, &props, param, param->steps);
	made.props = props_list(&props);
	made.steps = NULL;
	if (param->steps == NULL)
		return (made);
	made.values = values_of(m, param);
	made.select = NULL; /* a value excludes it */
	return (made);
}

static struct oscal_param_list
make_params(struct maker *m, const struct ask *ask)
{
	struct oscal_param *params = arena_array(m->arena, struct oscal_param, ask->nparams + 1);

	m->full |= params == NULL;
	for (size_t i = 0; i < ask->nparams && params != NULL; i++)
		params[i] = make_param(m, &ask->params[i]);
	return ((struct oscal_param_list){ params, params == NULL ? 0 : ask->nparams });
}

/* ---- Controls ---- */

static struct oscal_control_list make_controls(struct maker *m, struct str family, struct str parent);

static struct oscal_control
make_addition(struct maker *m, const struct addition_row *from)
{
	struct oscal_part *parts = arena_array(m->arena, struct oscal_part, 2 * LANG_COUNT);
	struct props props = { NULL, 0, 0 };
	size_t n = 0;

	m->full |= parts == NULL;
	if (parts == NULL)
		return ((struct oscal_control){ .id = from->requirement });
	add_prop(m, &props, (struct oscal_prop){ .name = STR("label"), .value = from->requirement });
	add_translations(m, &props, "title", &from->title);
	add_parts(m, parts, &n, from->requirement, "statement", &from->statement);
	add_parts(m, parts, &n, from->requirement, "guidance", &from->guidance);
	return ((struct oscal_control){ .id = from->requirement, .class = STR("requirement"),
	    .title = langs_pick(&from->title, LANG_EN, NULL), .props = props_list(&props), .parts = { parts, n } });
}

static struct oscal_control
make_control(struct maker *m, const struct ask *ask)
{
	struct oscal_control made;

	if (ask->addition != NULL)
		return (make_addition(m, ask->addition));
	made = *ask->control->control;
	made.params = make_params(m, ask);
	made.controls = make_controls(m, ask->control->family, ask->control->id);
	made.steps = NULL;
	return (made);
}

static bool
is_asked(const struct maker *m, struct str id)
{
	const struct ask *ask = resolution_find(m->res, id);

	return (ask != NULL && ask->brought != NULL);
}

/* Where ASK stands: in PARENT, if that is asked, else directly in its family. */
static bool
stands_in(const struct maker *m, const struct ask *ask, struct str family, struct str parent)
{
	struct str above = ask->control != NULL ? ask->control->parent : STR_NONE;

	if (!str_eq(ask_family(ask), family))
		return (false);
	if (parent.n > 0) /* which is asked */
		return (str_eq(above, parent));
	return (above.n == 0 || !is_asked(m, above));
}

static struct oscal_control_list
make_controls(struct maker *m, struct str family, struct str parent)
{
	struct oscal_control *controls = NULL;
	size_t n = 0, capacity = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct ask *ask = &m->res->asks[m->order[i]];

		if (!stands_in(m, ask, family, parent))
			continue;
		controls = arena_grow(m->arena, controls, n, &capacity, sizeof *controls);
		if (controls == NULL) {
			m->full = true;
			return ((struct oscal_control_list){ NULL, 0 });
		}
		controls[n++] = make_control(m, ask);
	}
	return ((struct oscal_control_list){ controls, n });
}

static struct oscal_group
make_group(struct maker *m, const struct ask *first)
{
	const struct langs *title = first->control != NULL ? &first->control->family_title : &first->brought->title;
	struct props props = { NULL, 0, 0 };

	add_translations(m, &props, "title", title);
	return ((struct oscal_group){ .id = ask_family(first), .title = langs_pick(title, LANG_EN, NULL), .props = props_list(&props),
	    .controls = make_controls(m, ask_family(first), STR("")) });
}

static struct oscal_group_list
make_groups(struct maker *m)
{
	struct oscal_group *groups = arena_array(m->arena, struct oscal_group, m->n + 1);
	size_t n = 0;

	m->full |= groups == NULL;
	for (size_t i = 0; i < m->n && groups != NULL; i++) {
		const struct ask *ask = &m->res->asks[m->order[i]];
		bool known = false;

		for (size_t j = 0; j < n && !known; j++)
			known = str_eq(groups[j].id, ask_family(ask));
		if (!known)
			groups[n++] = make_group(m, ask);
	}
	return ((struct oscal_group_list){ groups, n });
}

/* ---- The document ---- */

static struct str
moment(struct maker *m, int64_t at)
{
	char text[MOMENT_TEXT_BYTES + 1];

	moment_text(at, text);
	return (arena_str(m->arena, str_c(text)));
}

static void
make_metadata(struct maker *m, struct oscal_metadata *ret)
{
	const struct baseline_row *row = chain_last(m->chain);
	struct props props = { NULL, 0, 0 };

	add_translations(m, &props, "title", &row->title);
	add_ours(m, &props, "code", STR_NONE, row->code);
	add_ours(m, &props, "issuer", STR_NONE, row->issuer_code);
	add_ours(m, &props, "status", STR_NONE, str_c(choice_name(&baseline_status_choices, (int)row->status)));
	*ret = (struct oscal_metadata){ .title = langs_pick(&row->title, LANG_EN, NULL), .version = row->version,
		.oscal_version = m->chain->source->doc->metadata->oscal_version, .props = props_list(&props),
		.last_modified = moment(m, row->published.at != 0 ? row->published.at : row->author.at) };
	if (row->published.at != 0)
		ret->published = moment(m, row->published.at);
}

/* OSCAL takes UUIDs of versions 4 and 5 only; ours are of version 7: the same one always becomes the same other one. */
static struct str
document_uuid(struct maker *m)
{
	struct digest digest = hash_bytes(&chain_last(m->chain)->id, sizeof(struct id));
	char text[ID_TEXT_BYTES + 1];
	struct id id;

	memcpy(id.b, digest.b, sizeof id.b);
	id.b[6] = (uint8_t)((id.b[6] & 0x0f) | 0x50);
	id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
	id_text(id, text);
	return (arena_str(m->arena, str_c(text)));
}

static int
write_out(struct maker *m, struct buf *out, struct problem *why)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct oscal_catalog catalog = { .groups = make_groups(m), .back_matter = m->res->source->resolved->catalog->back_matter };

	catalog.uuid = document_uuid(m);
	make_metadata(m, &catalog.metadata);
	if (m->full)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (oscal_compose(OSCAL_CATALOG, &catalog, STR_NONE, NULL, &doc, why))
		return (-1);
	oscal_write(doc, true, out);
	return (buf_failed(out) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

static int
choose_asked(struct maker *m)
{
	size_t n, kept = 0;

	m->order = resolution_order(m->res, m->arena, &n);
	if (m->order == NULL)
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (m->res->asks[m->order[i]].brought != NULL)
			m->order[kept++] = m->order[i];
	m->n = kept;
	return (0);
}

static int
write_baseline(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, bool plain, struct arena *arena,
    struct buf *out, struct problem *why)
{
	struct maker m = { .arena = arena, .plain = plain };
	struct baseline_row row;
	struct chain chain;
	int status;

	if (baseline_read_open(db, scope, id, arena, &row, why) || chain_load(db, blobs, &row, now, arena, &chain, why))
		return (-1);
	m.chain = &chain;
	m.res = chain_resolution(&chain);
	status = choose_asked(&m) ? problem_set(why, OUT_OF_MEMORY, NULL) : write_out(&m, out, why);
	chain_end(&chain);
	return (status);
}

int
baseline_oscal(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct buf *out, struct problem *why)
{
	return (write_baseline(db, blobs, scope, id, now, false, arena, out, why));
}

int
baseline_oscal_plain(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct buf *out, struct problem *why)
{
	return (write_baseline(db, blobs, scope, id, now, true, arena, out, why));
}
