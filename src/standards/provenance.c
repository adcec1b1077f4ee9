/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Provenance as JSON: where every control, parameter, property and part of the result comes from.
 *
 * Controls and set parameters list their steps, the newest first.  Properties, links and parts say where they were written, and "step": the index of the
 * step of their control that brought them; the steps before it in the list, which are newer, happened to them too.
 */
#include "base/json.h"
#include "standards/origin.h"

static const char *const kinds[] = {
	[OSCAL_STEP_DEFINED] = "defined",
	[OSCAL_STEP_INCLUDED] = "included",
	[OSCAL_STEP_SET] = "set",
	[OSCAL_STEP_ADDED] = "added",
	[OSCAL_STEP_REMOVED] = "removed",
	[OSCAL_STEP_INSERTED] = "inserted",
	[OSCAL_STEP_MERGED] = "merged",
};

struct teller {
	const struct oscal_doc *doc;
	const struct origins *origins;
	struct buf *out;
	struct origin_ways *ways;
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
	origin_step_pointer(to->origins, step, to->out);
	origin_step_position(to->origins, step, &line, &column);
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

/* There are tens of thousands of these: each is put together in one go. */
#define PUT(p, literal) ((char *)memcpy((p), (literal), sizeof(literal) - 1) + sizeof(literal) - 1)

static char *
put_number(char *p, uint32_t value)
{
	char digits[10];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	while (n > 0)
		*p++ = digits[--n];
	return (p);
}

/* How many steps of CONTROL are newer than the one that brought what has ORIGIN; UINT32_MAX: none did. */
static uint32_t
steps_since(const struct oscal_control *control, const struct origin *origin)
{
	const struct oscal_step *chain = control == NULL ? NULL : origin_chain(control, origin);
	uint32_t at = 0;

	if (chain == NULL)
		return (UINT32_MAX);
	for (const struct oscal_step *step = control->steps; step != chain; step = step->prev)
		at++;
	return (at);
}

static void
write_origin(const struct teller *to, const struct oscal_control *control, const struct origin *origin)
{
	uint32_t since = steps_since(control, origin);
	char *p = buf_reserve(to->out, ORIGIN_WAY_MAX + 160);

	if (p == NULL)
		return;
	p = PUT(p, ",\"kind\":\"");
	p = origin->add != NULL ? PUT(p, "added") : PUT(p, "defined");
	p = PUT(p, "\",\"source\":");
	p = put_number(p, origin->source);
	p = PUT(p, ",\"pointer\":\"");
	p = origin_way(to->origins, origin, to->ways, p);
	*p++ = '"';
	if (origin->line > 0) {
		p = PUT(p, ",\"line\":");
		p = put_number(p, origin->line);
		p = PUT(p, ",\"column\":");
		p = put_number(p, origin->column);
	}
	if (since != UINT32_MAX) {
		p = PUT(p, ",\"step\":");
		p = put_number(p, since);
	}
	to->out->n = (size_t)(p - to->out->p);
}

static bool
is_plain(struct str text)
{
	unsigned odd = 0;

	for (size_t i = 0; i < text.n; i++)
		odd |= (unsigned)(text.p[i] == '"') | (unsigned)(text.p[i] == '\\') | (unsigned)((unsigned char)text.p[i] < 0x20);
	return (odd == 0);
}

static void
write_name(const struct teller *to, struct str key, struct str name)
{
	char *p;

	if (!is_plain(name)) {
		buf_str(to->out, key);
		json_quote(to->out, name);
		return;
	}
	p = buf_reserve(to->out, key.n + name.n + 2);
	if (p == NULL)
		return;
	memcpy(p, key.p, key.n);
	p += key.n;
	*p++ = '"';
	memcpy(p, name.p, name.n);
	p[name.n] = '"';
	to->out->n += key.n + name.n + 2;
}

static void
write_props(const struct teller *to, const struct oscal_control *control, struct oscal_prop_list props)
{
	struct origin origin;

	for (size_t i = 0; i < props.n; i++) {
		buf_c(to->out, i == 0 ? ",\"props\":[" : ",");
		write_name(to, STR("{\"name\":"), props.items[i].name);
		if (origin_prop(to->origins, &props.items[i], &origin))
			write_origin(to, control, &origin);
		buf_char(to->out, '}');
	}
	if (props.n > 0)
		buf_char(to->out, ']');
}

static void
write_links(const struct teller *to, const struct oscal_control *control, struct oscal_link_list links)
{
	struct origin origin;

	for (size_t i = 0; i < links.n; i++) {
		buf_c(to->out, i == 0 ? ",\"links\":[" : ",");
		write_name(to, STR("{\"href\":"), links.items[i].href);
		if (origin_link(to->origins, &links.items[i], &origin))
			write_origin(to, control, &origin);
		buf_char(to->out, '}');
	}
	if (links.n > 0)
		buf_char(to->out, ']');
}

static void
write_parts(const struct teller *to, const struct oscal_control *control, struct oscal_part_list parts)
{
	struct origin origin;

	for (size_t i = 0; i < parts.n; i++) {
		const struct oscal_part *part = &parts.items[i];

		buf_c(to->out, i == 0 ? ",\"parts\":[" : ",");
		write_name(to, STR("{\"name\":"), part->name);
		if (part->id.p != NULL) {
			write_name(to, STR(",\"id\":"), part->id);
		}
		if (origin_part(to->origins, part, &origin))
			write_origin(to, control, &origin);
		write_props(to, control, part->props);
		write_links(to, control, part->links);
		write_parts(to, control, part->parts);
		buf_char(to->out, '}');
	}
	if (parts.n > 0)
		buf_char(to->out, ']');
}

/* ---- Parameters ---- */

/* Every parameter says where it was written; one that a profile set, and one that was added, its steps. */
static void
write_params(const struct teller *to, const struct oscal_control *control, struct oscal_param_list params, bool *any)
{
	struct origin origin;

	for (size_t i = 0; i < params.n; i++) {
		const struct oscal_param *param = &params.items[i];

		buf_c(to->out, *any ? ",\n\t\t" : "\n\t\t");
		*any = true;
		write_name(to, STR("{\"id\":"), param->id);
		if (control != NULL) {
			write_name(to, STR(",\"control\":"), control->id);
		}
		if (origin_param(to->origins, param, &origin))
			write_origin(to, control, &origin);
		if (param->steps != NULL)
			write_steps(to, param->steps);
		write_props(to, control, param->props);
		write_links(to, control, param->links);
		buf_char(to->out, '}');
	}
}

static void
write_group_params(const struct teller *to, struct oscal_group_list groups, bool *any)
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

/* Groups came with a catalog, or a custom structure drew them. */
static void
write_groups(const struct teller *to, struct oscal_group_list groups, bool *any)
{
	struct origin origin;

	for (size_t i = 0; i < groups.n; i++) {
		const struct oscal_group *group = &groups.items[i];

		buf_c(to->out, *any ? ",\n\t\t" : "\n\t\t");
		*any = true;
		write_name(to, STR("{\"id\":"), group->id.p != NULL ? group->id : group->title);
		if (origin_group(to->origins, group, &origin))
			write_origin(to, NULL, &origin);
		write_props(to, NULL, group->props);
		write_links(to, NULL, group->links);
		write_parts(to, NULL, group->parts);
		buf_char(to->out, '}');
		write_groups(to, group->groups, any);
	}
}

static void
write_control(const struct teller *to, const struct oscal_control *control)
{
	write_name(to, STR("{\"id\":"), control->id);
	write_steps(to, control->steps);
	write_props(to, control, control->props);
	write_links(to, control, control->links);
	write_parts(to, control, control->parts);
	buf_char(to->out, '}');
}

int
oscal_provenance(const struct oscal_doc *doc, struct buf *out)
{
	struct origins *origins CLEANUP(origins_freep) = origins_make(doc);
	struct origin_ways ways = { .n = 0 };
	struct teller to = { doc, origins, out, &ways };
	bool any = false;

	if (origins == NULL)
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
	return (buf_failed(out) ? -1 : 0);
}
