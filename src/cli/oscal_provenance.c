/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal resolve --provenance: the steps that made each control and parameter. */
#include <inttypes.h>

#include "base/json.h"
#include "cli/oscal.h"

static const char *const kinds[] = {
	[OSCAL_STEP_DEFINED] = "defined",
	[OSCAL_STEP_INCLUDED] = "included",
	[OSCAL_STEP_SET] = "set",
	[OSCAL_STEP_ADDED] = "added",
	[OSCAL_STEP_REMOVED] = "removed",
	[OSCAL_STEP_INSERTED] = "inserted",
	[OSCAL_STEP_MERGED] = "merged",
};

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

static void
write_step(const struct oscal_doc *doc, const struct oscal_step *step, struct buf *out)
{
	struct buf pointer = BUF(64 * 1024);
	uint32_t line, column;

	oscal_step_pointer(doc, step, &pointer);
	oscal_step_position(doc, step, &line, &column);
	buf_printf(out, "{\"kind\":\"%s\",\"source\":%" PRIu32 ",\"pointer\":", kinds[step->kind], step->source);
	json_quote(out, buf_view(&pointer));
	if (line > 0)
		buf_printf(out, ",\"line\":%" PRIu32 ",\"column\":%" PRIu32, line, column);
	if (step->set != NULL)
		write_values(step->set, out);
	buf_char(out, '}');
	buf_free(&pointer);
}

/* The steps from the newest to the oldest, as the struct has them. */
static void
write_steps(const struct oscal_doc *doc, struct str id, const struct oscal_step *steps, bool first, struct buf *out)
{
	buf_c(out, first ? "\n\t\t{\"id\":" : ",\n\t\t{\"id\":");
	json_quote(out, id);
	buf_c(out, ",\"steps\":[");
	for (const struct oscal_step *step = steps; step != NULL; step = step->prev) {
		if (step != steps)
			buf_char(out, ',');
		write_step(doc, step, out);
	}
	buf_c(out, "]}");
}

static void
write_params(const struct oscal_doc *doc, struct oscal_param_list params, bool *any, struct buf *out)
{
	for (size_t i = 0; i < params.n; i++)
		if (params.items[i].steps != NULL && params.items[i].steps->kind != OSCAL_STEP_DEFINED) {
			write_steps(doc, params.items[i].id, params.items[i].steps, !*any, out);
			*any = true;
		}
}

static void
write_group_params(const struct oscal_doc *doc, struct oscal_group_list groups, bool *any, struct buf *out)
{
	for (size_t i = 0; i < groups.n; i++) {
		write_params(doc, groups.items[i].params, any, out);
		write_group_params(doc, groups.items[i].groups, any, out);
	}
}

void
oscal_provenance(const struct oscal_doc *doc, struct buf *out)
{
	bool any = false;

	buf_c(out, "{\n\t\"sources\": [");
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
	buf_c(out, "\n\t],\n\t\"controls\": [");
	for (size_t i = 0; i < doc->ncontrols; i++)
		write_steps(doc, doc->controls[i].control->id, doc->controls[i].control->steps, i == 0, out);
	buf_c(out, "\n\t],\n\t\"params\": [");
	write_params(doc, doc->catalog->params, &any, out);
	write_group_params(doc, doc->catalog->groups, &any, out);
	for (size_t i = 0; i < doc->ncontrols; i++)
		write_params(doc, doc->controls[i].control->params, &any, out);
	buf_c(out, "\n\t]\n}\n");
}
