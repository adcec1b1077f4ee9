/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was sent: query, path and body, decoded by shapes.
 */
#include "web/accept.h"
#include "web/inside.h"
#include "web/multipart.h"

/* Room for findings only where there are some: most requests are right. */
static int
findings_room(struct request *r, struct problem *why)
{
	struct problem_item *room = arena_array(r->arena, struct problem_item, PROBLEM_ITEMS_MAX);

	if (room == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	*why = (struct problem){ .nitems = 0 };
	problem_room(why, room);
	return (0);
}

/* Whether a finding is about a value of the path; WHERE is a name or a pointer to one. */
static bool
about_path(const struct match *match, const char *where)
{
	for (size_t i = 0; i < match->nparams; i++)
		if (str_eq_c(match->params[i].name, where[0] == '/' ? where + 1 : where))
			return (true);
	return (false);
}

/* A path that cannot name anything is like one that names nothing. */
static int
refuse_path(const struct match *match, struct problem *why)
{
	for (unsigned i = 0; i < why->nitems; i++)
		if (why->items[i].code != FIELD_DIFFERS && about_path(match, why->items[i].where))
			return (problem_set(why, NOT_FOUND, NULL));
	return (-1);
}

int
input_query(struct request *r, const struct route *route, const struct match *match, const struct pair_list *query, void **ret,
    struct problem *why)
{
	const struct shape *shape = route->input();
	struct shape_given given = { match->params, match->nparams };

	*ret = arena_alloc(r->arena, shape->size);
	if (*ret == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (shape_from_pairs(shape, query, &given, r->arena, *ret, why) == 0)
		return (0);
	if (why->items != NULL || findings_room(r, why) != 0)
		return (-1);
	return (shape_from_pairs(shape, query, &given, r->arena, *ret, why) == 0 ? 0 : refuse_path(match, why));
}

void
input_reserved(struct input_body *body)
{
	static const struct {
		const char *name;
		size_t offset;
	} reserved[] = {
		{ "_csrf", offsetof(struct input_body, csrf) },
		{ "_method", offsetof(struct input_body, method) },
		{ "_back", offsetof(struct input_body, back) },
		{ "_form", offsetof(struct input_body, form) },
		{ "_next", offsetof(struct input_body, next) },
	};
	size_t n = 0;

	for (size_t i = 0; i < body->pairs.n; i++) {
		struct pair pair = body->pairs.items[i];
		size_t at = 0;

		while (at < ARRAY_SIZE(reserved) && !str_eq_c(pair.name, reserved[at].name))
			at++;
		if (at < ARRAY_SIZE(reserved))
			*(struct str *)((char *)body + reserved[at].offset) = pair.value;
		else
			body->pairs.items[n++] = pair;
	}
	body->pairs.n = n;
	if (!path_is_local(body->back))
		body->back = STR_NONE;
	if (!path_is_local(body->next))
		body->next = STR_NONE;
}

/* The fields of a multipart body that has been collected: for forms with several languages of a browser's making, without files. */
struct fields {
	struct request *r;
	struct pair_list *pairs;
	size_t capacity;
	struct buf value;
};

static int
field_begin(void *context, const struct multipart_part *part, struct problem *why)
{
	struct fields *fields = context;
	struct pair *grown = arena_grow(fields->r->arena, fields->pairs->items, fields->pairs->n, &fields->capacity, sizeof *grown);

	if (part->filename.p != NULL)
		return (problem_set(why, MEDIA_UNSUPPORTED, NULL));
	if (grown == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	fields->pairs->items = grown;
	grown[fields->pairs->n].name = part->name;
	buf_reset(&fields->value);
	return (0);
}

static int
field_data(void *context, const char *p, size_t n, struct problem *why)
{
	struct fields *fields = context;

	buf_add(&fields->value, p, n);
	return (buf_failed(&fields->value) ? problem_set(why, BODY_TOO_LARGE, NULL) : 0);
}

static int
field_end(void *context, struct problem *why)
{
	struct fields *fields = context;
	struct str value = arena_str(fields->r->arena, buf_view(&fields->value));

	if (value.p == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (!str_is_utf8(value))
		return (problem_set(why, TEXT_NOT_UTF8, NULL));
	fields->pairs->items[fields->pairs->n++].value = value;
	return (0);
}

static int
fields_read(struct request *r, struct pair_list *ret, struct problem *why)
{
	struct fields fields = { r, ret, 0, BUF(ROUTE_BODY_MAX) };
	struct multipart_sink sink = { &fields, field_begin, field_data, field_end };
	struct multipart *m = arena_alloc(r->arena, sizeof *m);
	int status = -1;

	if (m == NULL)
		problem_set(why, OUT_OF_MEMORY, NULL);
	else if (multipart_begin(m, r->http->content_type, sink, r->arena, why) == 0 &&
	    multipart_push(m, r->http->body.p, r->http->body.n, why) == 0)
		status = multipart_finish(m, why);
	buf_free(&fields.value);
	return (status);
}

int
input_body(struct request *r, struct input_body *ret, struct problem *why)
{
	struct str type = r->http->content_type;

	*ret = (struct input_body){ .text = r->http->body };
	if (r->http->body.n == 0 || media_type_is(type, "application/json") || media_type_is(type, "application/merge-patch+json")) {
		ret->json = r->http->body.n > 0;
		return (0);
	}
	if (media_type_is(type, "application/x-www-form-urlencoded")) {
		if (form_parse(r->http->body, r->arena, &ret->pairs, why) != 0)
			return (-1);
	} else if (media_type_is(type, "multipart/form-data")) {
		if (fields_read(r, &ret->pairs, why) != 0)
			return (-1);
	} else {
		problem_set(why, MEDIA_UNSUPPORTED, NULL);
		problem_arg(why, "type", type.p == NULL ? STR("") : type);
		return (-1);
	}
	input_reserved(ret);
	return (0);
}

static bool
declares(const struct shape *shape, struct str name)
{
	for (size_t i = 0; i < shape->n; i++)
		if (str_eq_c(name, shape->fields[i].name) && shape->fields[i].need != HIDDEN && shape->fields[i].need != FILLED)
			return (true);
	return (false);
}

/* The member of SHAPE that If-Match speaks of, as show.c makes the ETag of it; NULL: none. */
static const char *
matched_member(const struct shape *shape)
{
	static const char *const names[] = { "revision", "version" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		for (size_t k = 0; k < shape->n; k++)
			if (shape->fields[k].kind == SHAPE_COUNT && strcmp(shape->fields[k].name, names[i]) == 0)
				return (names[i]);
	return (NULL);
}

/* What the path and If-Match say already, as far as SHAPE declares it. */
static int
given_make(struct request *r, const struct shape *shape, struct shape_given *ret, struct problem *why)
{
	struct pair *items = arena_array(r->arena, struct pair, ROUTE_PARAMS_MAX + 1);
	struct str header = http_head(r->http, "If-Match");
	const char *name = matched_member(shape);
	int64_t version;
	size_t n = 0;

	if (items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < r->match.nparams; i++)
		if (declares(shape, r->match.params[i].name))
			items[n++] = r->match.params[i];
	if (header.p != NULL && name != NULL) {
		if (etag_version(header, &version) != 0)
			return (problem_set(why, PRECONDITION_FAILED, NULL));
		items[n++] = (struct pair){ str_c(name), arena_fmt(r->arena, "%lld", (long long)version) };
	}
	*ret = (struct shape_given){ items, n };
	return (0);
}

int
input_decode(struct request *r, const struct shape *shape, const struct input_body *body, void **ret, struct problem *why)
{
	struct shape_given given;

	*ret = arena_alloc(r->arena, shape->size);
	if (*ret == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (given_make(r, shape, &given, why) != 0 || (why->items == NULL && findings_room(r, why) != 0))
		return (-1);
	if (body->json ? shape_from_json(shape, body->text, &given, SHAPE_OUTSIDE, r->arena, *ret, why) == 0 :
	                 shape_from_pairs(shape, &body->pairs, &given, r->arena, *ret, why) == 0)
		return (0);
	return (refuse_path(&r->match, why));
}
