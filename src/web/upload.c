/* SPDX-License-Identifier: Apache-2.0 */
#include "web/upload.h"

#include "web/accept.h"
#include "web/disposition.h"
#include "web/inside.h"
#include "web/multipart.h"

enum { FIELDS_BYTES_MAX = 256 * 1024 };

struct upload {
	struct request *r;
	const struct upload_sink *sink;
	void *state;
	bool open;                     /* begun, neither taken nor abandoned */
	bool file_seen, in_file;
	struct str filename, media_type;
	struct multipart *multipart;   /* NULL: the body is the file */
	struct input_body body;
	size_t capacity;               /* of body.pairs */
	struct buf value;              /* of the field that arrives */
	size_t field_bytes;
	struct hash hash;              /* of all that came */
	struct digest digest;
};

/* ---- For fill functions ---- */

void *
upload_take(struct request *r)
{
	r->upload->open = false;
	return (r->upload->state);
}

struct str
upload_filename(const struct request *r)
{
	return (r->upload->filename);
}

struct str
upload_media_type(const struct request *r)
{
	return (r->upload->media_type);
}

/* ---- The file ---- */

static int
file_begin(struct upload *u, struct problem *why)
{
	if (u->file_seen)
		return (problem_set(why, FIELD_REPEATED, "file"));
	u->file_seen = true;
	u->state = arena_alloc(u->r->arena, u->sink->state_bytes);
	if (u->state == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (u->sink->begin(u->r, u->state, why) != 0)
		return (-1);
	u->open = true;
	return (0);
}

static int
raw_write(void *context, const char *p, size_t n, struct problem *why)
{
	struct upload *u = context;

	hash_add(&u->hash, p, n);
	return (u->sink->write(u->state, p, n, why));
}

/* ---- The parts of a form ---- */

/* The form's token, if it has come by now. */
static struct str
token_so_far(const struct upload *u)
{
	for (size_t i = 0; i < u->body.pairs.n; i++)
		if (str_eq_c(u->body.pairs.items[i].name, "_csrf"))
			return (u->body.pairs.items[i].value);
	return (STR_NONE);
}

static int
part_begin(void *context, const struct multipart_part *part, struct problem *why)
{
	struct upload *u = context;
	struct pair *grown;

	u->in_file = part->filename.p != NULL && part->filename.n > 0;
	if (u->in_file) {
		/* The token must stand before the file, so that no stranger makes us store one. */
		u->filename = part->filename;
		u->media_type = part->media_type;
		return (guard_form(u->r, token_so_far(u), why) != 0 ? -1 : file_begin(u, why));
	}
	grown = arena_grow(u->r->arena, u->body.pairs.items, u->body.pairs.n, &u->capacity, sizeof *grown);
	if (grown == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	u->body.pairs.items = grown;
	grown[u->body.pairs.n].name = part->name;
	buf_reset(&u->value);
	return (0);
}

static int
part_data(void *context, const char *p, size_t n, struct problem *why)
{
	struct upload *u = context;

	if (u->in_file)
		return (u->sink->write(u->state, p, n, why));
	u->field_bytes += n;
	buf_add(&u->value, p, n);
	return (u->field_bytes > FIELDS_BYTES_MAX || buf_failed(&u->value) ? problem_set(why, BODY_TOO_LARGE, NULL) : 0);
}

static int
part_end(void *context, struct problem *why)
{
	struct upload *u = context;
	struct str value;

	if (u->in_file)
		return (0);
	value = arena_str(u->r->arena, buf_view(&u->value));
	if (value.p == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (!str_is_utf8(value))
		return (problem_set(why, TEXT_NOT_UTF8, NULL));
	if (value.n == 0 && str_eq_c(u->body.pairs.items[u->body.pairs.n].name, "file"))
		return (0); /* none was chosen */
	u->body.pairs.items[u->body.pairs.n++].value = value;
	return (0);
}

static int
parts_write(void *context, const char *p, size_t n, struct problem *why)
{
	struct upload *u = context;

	hash_add(&u->hash, p, n);
	return (multipart_push(u->multipart, p, n, why));
}

/* ---- The request ---- */

static int
form_begin(struct upload *u, struct problem *why)
{
	struct multipart_sink sink = { u, part_begin, part_data, part_end };

	u->multipart = arena_alloc(u->r->arena, sizeof *u->multipart);
	u->value = BUF(FIELDS_BYTES_MAX);
	if (u->multipart == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (multipart_begin(u->multipart, u->r->http->content_type, sink, u->r->arena, why) != 0)
		return (-1);
	http_pass(u->r->http, u->r->route->body_max + FIELDS_BYTES_MAX, (struct http_sink){ u, parts_write });
	return (0);
}

static int
raw_begin(struct upload *u, struct problem *why)
{
	struct str header = http_head(u->r->http, "Content-Disposition");
	struct disposition disposition;

	if (header.p != NULL && disposition_parse(header, u->r->arena, &disposition) == 0)
		u->filename = disposition.filename;
	u->media_type = u->r->http->content_type;
	u->body.pairs = u->r->query;
	if (guard_form(u->r, STR_NONE, why) != 0 || file_begin(u, why) != 0)
		return (-1);
	http_pass(u->r->http, u->r->route->body_max, (struct http_sink){ u, raw_write });
	return (0);
}

int
upload_begin(struct request *r, struct problem *why)
{
	struct upload *u = arena_alloc(r->arena, sizeof *u);

	if (u == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	u->r = r;
	hash_begin(&u->hash);
	u->sink = r->route->sink;
	r->upload = u;
	return (media_type_is(r->http->content_type, "multipart/form-data") ? form_begin(u, why) : raw_begin(u, why));
}

int
upload_body(struct request *r, struct input_body *ret, struct problem *why)
{
	struct upload *u = r->upload;
	int status = u->multipart == NULL ? 0 : multipart_finish(u->multipart, why);

	u->digest = hash_end(&u->hash);
	*ret = u->body;
	input_reserved(ret);
	if (status == 0 && !u->file_seen) {
		problem_set(why, FIELD_MISSING, "file");
		problem_arg(why, "field", STR("file"));
		return (-1);
	}
	return (status);
}

void
upload_digest(const struct request *r, struct hash *hash)
{
	hash_add(hash, r->upload->digest.b, sizeof r->upload->digest.b);
}

void
upload_end(struct request *r)
{
	struct upload *u = r->upload;

	if (u->open)
		u->sink->abandon(u->state);
	u->open = false;
	buf_free(&u->value);
}
