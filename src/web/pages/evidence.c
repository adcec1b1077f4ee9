/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/evidence.h"

#include "web/pages/claims.h"

SHAPE_DEFINE(evidence_new, EVIDENCE_NEW)
SHAPE_DEFINE(evidence_at, EVIDENCE_AT)

/* ---- Adding ---- */

struct evidence_state {
	struct evidence_intake intake;
};

static int
sink_begin(struct request *r, void *state, struct problem *why)
{
	return (evidence_begin(r->app->blobs, &((struct evidence_state *)state)->intake, why));
}

static int
sink_write(void *state, const char *p, size_t n, struct problem *why)
{
	return (evidence_write(&((struct evidence_state *)state)->intake, p, n, why));
}

static void
sink_abandon(void *state)
{
	evidence_abandon(&((struct evidence_state *)state)->intake);
}

const struct upload_sink evidence_sink = { sizeof(struct evidence_state), sink_begin, sink_write, sink_abandon };

int
fill_evidence(struct request *r, const struct evidence_new *in, struct evidence_add *out, struct problem *why)
{
	struct evidence_state *state = upload_take(r);
	struct evidence_bytes bytes;
	struct str name;

	if (state == NULL)
		return (problem_set(why, EVIDENCE_EMPTY, "file"));
	if (evidence_name(upload_filename(r).n > 0 ? upload_filename(r) : STR("evidence.bin"), r->arena, &name, why) != 0) {
		evidence_abandon(&state->intake);
		return (-1);
	}
	if (evidence_finish(&state->intake, name, &bytes, why) != 0)
		return (-1);
	*out = (struct evidence_add){ .title = in->title, .classification = in->classification, .collected_on = in->collected_on,
		.expires_on = in->expires_on };
	if (evidence_entity(r->db, &r->who->access, in->entity, r->now, r->arena, &out->entity, why) != 0)
		return (-1);
	evidence_add_fill(out, r->now, &bytes, name);
	return (0);
}

/* ---- Reading ---- */

int
get_evidence(struct request *r, const struct evidence_at *in, struct evidence_view *view, struct problem *why)
{
	r->page.section = SECTION_OBLIGATIONS;
	if (evidence_view_get(r->db, &r->who->access, in->id, r->now, r->arena, view, why) != 0)
		return (-1);
	if (r->format == FORMAT_HTML && scope_holds(request_scope(r, PERM_READ), view->path))
		entity_crumbs(r, view->entity, view->path, &view->entity_title);
	return (0);
}

int
get_evidence_file(struct request *r, struct problem *why)
{
	struct evidence_row row;
	struct id id;
	uint64_t size;
	int fd;

	if (id_parse(r->match.params[0].value, &id) != 0)
		return (problem_set(why, EVIDENCE_UNKNOWN, "id"));
	if (evidence_get(r->db, request_scope(r, PERM_READ), id, r->now, r->arena, &row, why) != 0)
		return (-1);
	if (row.removed_at != 0)
		return (problem_set(why, EVIDENCE_REMOVED, "id"));
	if (blob_open(r->app->blobs, row.sha256, &fd, &size, why) != 0)
		return (-1);
	request_download(r, row.filename);
	http_answer_file(r->http, 200, row.media_type.p, fd, size);
	return (0);
}
