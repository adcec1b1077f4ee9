/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Provenance as JSON: where every control, parameter, property and part of the result comes from.
 *
 * Controls and set parameters list their steps, the newest first.  Properties, links and parts say where they were written, and "step": the index of the
 * step of their control that brought them; the steps before it in the list, which are newer, happened to them too.
 */
#include "base/json.h"
#include "standards/provenance_inside.h"

static const char *const kinds[] = {
	[OSCAL_STEP_DEFINED] = "defined",
	[OSCAL_STEP_INCLUDED] = "included",
	[OSCAL_STEP_SET] = "set",
	[OSCAL_STEP_ADDED] = "added",
	[OSCAL_STEP_REMOVED] = "removed",
	[OSCAL_STEP_INSERTED] = "inserted",
	[OSCAL_STEP_MERGED] = "merged",
};

/* KEY, which brings its comma and colon, and a number. */
static void
write_number(struct buf *out, struct str key, uint32_t value)
{
	buf_str(out, key);
	buf_u64(out, value);
}

static void
write_kind(struct buf *out, struct str before, struct str kind, uint32_t source)
{
	buf_str(out, before);
	buf_str(out, kind);
	write_number(out, STR("\",\"source\":"), source);
	buf_str(out, STR(",\"pointer\":\""));
}

static void
write_values(const struct oscal_set_parameter *set, struct buf *out)
{
	if (set->values.n == 0)
		return;
	buf_c(out, ",\"values\":[");
	for (size_t i = 0; i < set->values.n; i++) {
		if (i > 0)
			buf_char(out, ',');
		json_quote(out, set->values.items[i]);
	}
	buf_char(out, ']');
}

/* Pointers hold names of OSCAL and numbers only: nothing to escape. */
static void
write_place(const struct teller *to, uint32_t line, uint32_t column)
{
	buf_char(to->out, '"');
	if (line == 0)
		return;
	write_number(to->out, STR(",\"line\":"), line);
	write_number(to->out, STR(",\"column\":"), column);
}

static void
write_step(const struct teller *to, const struct oscal_step *step)
{
	uint32_t line, column;

	write_kind(to->out, STR("{\"kind\":\""), str_c(kinds[step->kind]), step->source);
	origin_step_pointer(to->frame, step, to->out);
	origin_step_position(to->frame, step, &line, &column);
	write_place(to, line, column);
	if (step->set != NULL)
		write_values(step->set, to->out);
	buf_char(to->out, '}');
}

static void
write_steps(const struct teller *to, const struct oscal_step *steps)
{
	buf_c(to->out, ",\"steps\":[");
	for (const struct oscal_step *step = steps; step != NULL; step = step->prev) {
		if (step != steps)
			buf_char(to->out, ',');
		write_step(to, step);
	}
	buf_char(to->out, ']');
}

/* ---- Properties, links and parts ---- */

static struct str
text_of_prop(const void *items, size_t i)
{
	return (((const struct oscal_prop *)items)[i].value);
}

static struct str
text_of_link(const void *items, size_t i)
{
	return (((const struct oscal_link *)items)[i].href);
}

static struct str
text_of_part(const void *items, size_t i)
{
	return (origin_part_text((const struct oscal_part *)items + i));
}

static bool
find_prop(const struct origins *origins, const void *object, struct origin *ret)
{
	return (origin_prop(origins, object, ret));
}

static bool
find_link(const struct origins *origins, const void *object, struct origin *ret)
{
	return (origin_link(origins, object, ret));
}

static bool
find_part(const struct origins *origins, const void *object, struct origin *ret)
{
	return (origin_part(origins, object, ret));
}

/* AT_HOME: the list of the home that PROPS was made from. */
static void
write_props(struct teller *to, const struct home *home, struct oscal_prop_list props, struct oscal_prop_list at_home)
{
	struct home_list own = { at_home.items, at_home.n, 0, text_of_prop, STR("/props/") };
	size_t at;

	for (size_t i = 0; i < props.n; i++) {
		write_name(to, i == 0 ? STR(",\"props\":[{\"name\":") : STR(",{\"name\":"), props.items[i].name);
		if (home_find(&own, props.items, i, &at))
			write_at_home(to, home, &own, at, props.items[i].value);
		else
			write_searched(to, home->control, find_prop, &props.items[i]);
		buf_char(to->out, '}');
	}
	if (props.n > 0)
		buf_char(to->out, ']');
}

static void
write_links(struct teller *to, const struct home *home, struct oscal_link_list links, struct oscal_link_list at_home)
{
	struct home_list own = { at_home.items, at_home.n, 0, text_of_link, STR("/links/") };
	size_t at;

	for (size_t i = 0; i < links.n; i++) {
		write_name(to, i == 0 ? STR(",\"links\":[{\"href\":") : STR(",{\"href\":"), links.items[i].href);
		if (home_find(&own, links.items, i, &at))
			write_at_home(to, home, &own, at, links.items[i].href);
		else
			write_searched(to, home->control, find_link, &links.items[i]);
		buf_char(to->out, '}');
	}
	if (links.n > 0)
		buf_char(to->out, ']');
}

static void
write_parts(struct teller *to, struct home *home, struct oscal_part_list parts, struct oscal_part_list at_home)
{
	static const struct oscal_part elsewhere;
	struct home_list own = { at_home.items, at_home.n, 0, text_of_part, STR("/parts/") };
	size_t at, before = home->head_n;

	for (size_t i = 0; i < parts.n; i++) {
		const struct oscal_part *part = &parts.items[i], *from = &elsewhere;

		write_name(to, i == 0 ? STR(",\"parts\":[{\"name\":") : STR(",{\"name\":"), part->name);
		if (part->id.p != NULL)
			write_name(to, STR(",\"id\":"), part->id);
		if (home_find(&own, parts.items, i, &at)) {
			write_at_home(to, home, &own, at, origin_part_text(part));
			if (home_enter(home, own.name, at))
				from = &at_home.items[at];
		} else {
			write_searched(to, home->control, find_part, part);
		}
		write_props(to, home, part->props, from->props);
		write_links(to, home, part->links, from->links);
		write_parts(to, home, part->parts, from->parts);
		home_leave(home, before);
		buf_char(to->out, '}');
	}
	if (parts.n > 0)
		buf_char(to->out, ']');
}

/* ---- Parameters ---- */

/* Every parameter says where it was written; one that a profile set, and one that was added, its steps. */
static void
write_params(struct teller *to, const struct oscal_control *control, struct oscal_param_list params, bool *any)
{
	static const struct oscal_param elsewhere;
	struct origin origin;
	struct home home;

	for (size_t i = 0; i < params.n; i++) {
		const struct oscal_param *param = &params.items[i], *from = &elsewhere;

		write_name(to, *any ? STR(",\n\t\t{\"id\":") : STR("\n\t\t{\"id\":"), param->id);
		*any = true;
		if (control != NULL)
			write_name(to, STR(",\"control\":"), control->id);
		if (origin_param(to->frame, param, &origin)) {
			home_set(to, &home, control, &origin);
			write_home(to, &home, origin.line, origin.column);
			from = home.object;
		} else {
			home_none(&home, control);
		}
		if (param->steps != NULL)
			write_steps(to, param->steps);
		write_props(to, &home, param->props, from->props);
		write_links(to, &home, param->links, from->links);
		buf_char(to->out, '}');
	}
}

static void
write_group_params(struct teller *to, struct oscal_group_list groups, bool *any)
{
	for (size_t i = 0; i < groups.n; i++) {
		write_params(to, NULL, groups.items[i].params, any);
		write_group_params(to, groups.items[i].groups, any);
	}
}

/* ---- All ---- */

static void
write_sources(const struct oscal_doc *doc, struct buf *out)
{
	for (size_t i = 0; i < doc->nsources; i++) {
		const struct oscal_source *source = &doc->sources[i];

		buf_c(out, i == 0 ? "\n\t\t{\"uri\":" : ",\n\t\t{\"uri\":");
		json_quote(out, source->uri);
		buf_c(out, ",\"uuid\":");
		json_quote(out, source->doc->uuid);
		buf_c(out, ",\"title\":");
		json_quote(out, source->doc->metadata->title);
		buf_c(out, ",\"version\":");
		json_quote(out, source->doc->metadata->version);
		buf_char(out, '}');
	}
}

/* Groups came with a catalog, or a custom structure drew them, which are other structs. */
static void
write_groups(struct teller *to, struct oscal_group_list groups, bool *any)
{
	static const struct oscal_group elsewhere;
	struct origin origin;
	struct home home;

	for (size_t i = 0; i < groups.n; i++) {
		const struct oscal_group *group = &groups.items[i], *from = &elsewhere;

		write_name(to, *any ? STR(",\n\t\t{\"id\":") : STR("\n\t\t{\"id\":"), group->id.p != NULL ? group->id : group->title);
		*any = true;
		home_none(&home, NULL);
		if (origin_group(to->frame, group, &origin)) {
			home_set(to, &home, NULL, &origin);
			write_home(to, &home, origin.line, origin.column);
			if (home.doc->model == OSCAL_CATALOG)
				from = home.object;
		}
		write_props(to, &home, group->props, from->props);
		write_links(to, &home, group->links, from->links);
		write_parts(to, &home, group->parts, from->parts);
		buf_char(to->out, '}');
		write_groups(to, group->groups, any);
	}
}

static void
write_control(struct teller *to, const struct oscal_control *control)
{
	static const struct oscal_control elsewhere;
	const struct oscal_control *from = &elsewhere;
	struct origin origin;
	struct home home;

	home_none(&home, control);
	if (origin_control(to->frame, control, &origin)) {
		home_set(to, &home, control, &origin);
		from = home.object;
	}
	write_name(to, STR("{\"id\":"), control->id);
	write_steps(to, control->steps);
	write_props(to, &home, control->props, from->props);
	write_links(to, &home, control->links, from->links);
	write_parts(to, &home, control->parts, from->parts);
	buf_char(to->out, '}');
}

int
oscal_provenance(const struct oscal_doc *doc, struct buf *out)
{
	struct teller to = { .doc = doc, .frame = origins_frame(doc), .out = out };
	bool any = false;

	if (to.frame == NULL)
		return (-1);
	buf_c(out, "{\n\t\"sources\": [");
	write_sources(doc, out);
	buf_c(out, "\n\t],\n\t\"controls\": [");
	for (size_t i = 0; i < doc->ncontrols; i++) {
		buf_c(out, i == 0 ? "\n\t\t" : ",\n\t\t");
		write_control(&to, doc->controls[i].control);
	}
	buf_c(out, "\n\t],\n\t\"groups\": [");
	write_groups(&to, doc->catalog->groups, &any);
	any = false;
	buf_c(out, "\n\t],\n\t\"params\": [");
	write_params(&to, NULL, doc->catalog->params, &any);
	write_group_params(&to, doc->catalog->groups, &any);
	for (size_t i = 0; i < doc->ncontrols; i++)
		write_params(&to, doc->controls[i].control, doc->controls[i].control->params, &any);
	buf_c(out, "\n\t]\n}\n");
	origins_free(to.all);
	origins_free(to.frame);
	return (to.failed || buf_failed(out) ? -1 : 0);
}
