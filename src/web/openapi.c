/* SPDX-License-Identifier: Apache-2.0 */
#include "web/openapi.h"

enum { SHAPES_MAX = 512 };

/* The shapes that the document names, each once. */
struct shapes {
	struct {
		const struct shape *shape;
		enum shape_trust trust;
	} items[SHAPES_MAX];
	size_t n;
};

struct document {
	struct buf *out;
	const struct route *routes;
	size_t n;
	struct shapes shapes;
};

/* ---- Which shapes ---- */

/* SHAPE and all it refers to.  What is both asked and answered is described as it is answered. */
static void
shapes_add(struct shapes *shapes, const struct shape *shape, enum shape_trust trust)
{
	for (size_t i = 0; i < shapes->n; i++) {
		if (strcmp(shapes->items[i].shape->name, shape->name) != 0)
			continue;
		if (shapes->items[i].trust == trust || trust == SHAPE_OUTSIDE)
			return;
		shapes->items[i].trust = trust;
		goto below;
	}
	if (shapes->n == SHAPES_MAX)
		return;
	shapes->items[shapes->n].shape = shape;
	shapes->items[shapes->n++].trust = trust;
below:
	for (size_t i = 0; i < shape->n; i++)
		if (shape->fields[i].sub != NULL && shape->fields[i].need != HIDDEN)
			shapes_add(shapes, shape->fields[i].sub(), trust);
}

/* ---- Patterns ---- */

/* Whether two patterns are one place: equal but for the names of parameters. */
static bool
same_place(const char *a, const char *b)
{
	struct str x = str_c(a), y = str_c(b), p, q;

	for (;;) {
		bool more = str_cut(&x, '/', &p), other = str_cut(&y, '/', &q);

		if (more != other)
			return (false);
		if (!more)
			return (true);
		if (str_starts(p, STR("{")) ? !str_starts(q, STR("{")) : !str_eq(p, q))
			return (false);
	}
}

/* The name of the N-th parameter of PATTERN; absent: it has fewer. */
static struct str
parameter_name(const char *pattern, size_t n)
{
	struct str rest = str_c(pattern), text, name = STR_NONE;

	for (size_t i = 0; i <= n; i++) {
		str_cut(&rest, '{', &text);
		if (rest.p == NULL || !str_cut(&rest, '}', &name))
			return (STR_NONE);
	}
	return (name);
}

static bool
in_path(const char *pattern, const char *name)
{
	struct str parameter;

	for (size_t i = 0; (parameter = parameter_name(pattern, i)).p != NULL; i++)
		if (str_eq_c(parameter, name))
			return (true);
	return (false);
}

/* ---- Parameters ---- */

static const struct shape *
input_of(const struct route *route)
{
	if (route->input != NULL)
		return (route->input());
	return (route->verb == NULL ? NULL : route->verb->payload());
}

static const struct field *
field_of(const struct shape *shape, struct str name)
{
	for (size_t i = 0; shape != NULL && i < shape->n; i++)
		if (str_eq_c(name, shape->fields[i].name) && shape->fields[i].need != HIDDEN && shape->fields[i].need != FILLED)
			return (&shape->fields[i]);
	return (NULL);
}

static void
parameter_schema(struct buf *out, const struct shape *shape, const struct field *field)
{
	if (field == NULL)
		buf_c(out, "{\"type\":\"string\"}");
	else
		buf_printf(out, "{\"$ref\":\"#/components/schemas/%s/properties/%s\"}", shape->name, field->name);
}

/* PLACE is the first row of the place, whose names the path carries. */
static void
path_parameters(struct buf *out, const struct route *route, const struct route *place, bool *first)
{
	const struct shape *shape = input_of(route);

	for (size_t i = 0; parameter_name(route->pattern, i).p != NULL; i++) {
		buf_printf(out, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":", *first ? "" : ",",
		    STR_FMT(parameter_name(place->pattern, i)));
		parameter_schema(out, shape, field_of(shape, parameter_name(route->pattern, i)));
		buf_char(out, '}');
		*first = false;
	}
}

static void
query_parameters(struct buf *out, const struct route *route, bool *first)
{
	const struct shape *shape = input_of(route);

	for (size_t i = 0; shape != NULL && i < shape->n; i++) {
		const struct field *field = &shape->fields[i];

		if (field->need == HIDDEN || field->need == FILLED || in_path(route->pattern, field->name))
			continue;
		buf_printf(out, "%s{\"name\":\"%s\",\"in\":\"query\",\"required\":%s,\"schema\":", *first ? "" : ",", field->name,
		    field->need == REQUIRED ? "true" : "false");
		parameter_schema(out, shape, field);
		buf_char(out, '}');
		*first = false;
	}
}

static void
parameters_write(struct document *d, const struct route *route, const struct route *place)
{
	bool first = true;

	buf_c(d->out, ",\"parameters\":[");
	path_parameters(d->out, route, place, &first);
	if (route->kind == ROUTE_VIEW || route->upload)
		query_parameters(d->out, route, &first);
	if (route->kind == ROUTE_VERB)
		buf_printf(d->out, "%s{\"$ref\":\"#/components/parameters/IdempotencyKey\"},{\"$ref\":\"#/components/parameters/IfMatch\"}",
		    first ? "" : ",");
	buf_char(d->out, ']');
}

/* ---- Bodies ---- */

/* The body's schema: the input without what the path says. */
static void
body_schema(struct document *d, const struct route *route)
{
	const struct shape *shape = input_of(route);
	struct field fields[SHAPE_FIELDS_MAX];
	struct shape rest = { shape->name, shape->size, fields, 0 };

	for (size_t i = 0; i < shape->n && rest.n < SHAPE_FIELDS_MAX; i++)
		if (!in_path(route->pattern, shape->fields[i].name))
			fields[rest.n++] = shape->fields[i];
	shape_to_schema(d->out, &rest, SHAPE_OUTSIDE);
}

static bool
has_body_fields(const struct route *route)
{
	const struct shape *shape = input_of(route);

	for (size_t i = 0; shape != NULL && i < shape->n; i++)
		if (shape->fields[i].need != HIDDEN && shape->fields[i].need != FILLED && !in_path(route->pattern, shape->fields[i].name))
			return (true);
	return (false);
}

static void
request_write(struct document *d, const struct route *route)
{
	if (route->upload) {
		buf_c(d->out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{\"schema\":{}},"
		              "\"application/json\":{\"schema\":{}},"
		              "\"multipart/form-data\":{\"schema\":{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\","
		              "\"contentMediaType\":\"application/octet-stream\"}},\"required\":[\"file\"]}}}}");
		return;
	}
	if ((route->kind != ROUTE_VERB && route->kind != ROUTE_ACTION) || !has_body_fields(route))
		return;
	buf_c(d->out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":");
	body_schema(d, route);
	buf_c(d->out, "}}}");
}

/* ---- Answers ---- */

/* The view that a verb answers with: that of the row for THEN. */
static const struct shape *
output_of(const struct document *d, const struct route *route)
{
	if (route->output != NULL)
		return (route->output());
	for (size_t i = 0; route->then != NULL && i < d->n; i++)
		if (d->routes[i].kind == ROUTE_VIEW && same_place(d->routes[i].pattern, route->then))
			return (d->routes[i].output());
	return (NULL);
}

static void
content_write(struct document *d, const struct shape *shape)
{
	if (shape == NULL)
		return;
	buf_printf(d->out, ",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}%s}", shape->name,
	    view_list(shape) != NULL ? ",\"text/csv\":{\"schema\":{\"type\":\"string\"}},"
	    "\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\":{}" : "");
}

static void
answer_write(struct document *d, const struct route *route, const char *status, const struct shape *shape)
{
	buf_printf(d->out, "\"%s\":{\"description\":\"Done\"", status);
	if (route->kind == ROUTE_VERB)
		buf_c(d->out, ",\"headers\":{\"Ledger-Sequence\":{\"$ref\":\"#/components/headers/LedgerSequence\"}}");
	content_write(d, shape);
	buf_c(d->out, "},");
}

static void
answers_write(struct document *d, const struct route *route)
{
	const struct shape *shape = output_of(d, route);

	buf_c(d->out, ",\"responses\":{");
	if (route->kind == ROUTE_VIEW || route->kind == ROUTE_RAW || (shape != NULL && route->kind == ROUTE_VERB))
		answer_write(d, route, "200", shape);
	if (shape != NULL && route->method == HTTP_POST && route->kind != ROUTE_VIEW)
		answer_write(d, route, "201", shape);
	if (route->kind == ROUTE_VERB || (route->kind == ROUTE_ACTION && shape == NULL))
		answer_write(d, route, "204", NULL);
	buf_c(d->out, "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}");
}

/* ---- Paths ---- */

static void
tag_write(struct buf *out, const char *pattern)
{
	struct str tag = str_c(pattern + 1), rest = tag;

	str_cut(&rest, '/', &tag);
	buf_printf(out, ",\"tags\":[\"%.*s\"]", tag.n == 0 ? 4 : (int)tag.n, tag.n == 0 ? "home" : tag.p);
}

static void
operation_write(struct document *d, const struct route *route, const struct route *place)
{
	struct buf name = BUF(256);
	struct str summary;

	route_operation(route, &name);
	buf_char(&name, '\0');
	buf_char(d->out, '"');
	for (const char *p = http_method_name(route->method); *p != '\0'; p++)
		buf_char(d->out, (char)(*p | 0x20));
	buf_printf(d->out, "\":{\"operationId\":\"%s\"", name.p == NULL ? "" : name.p);
	tag_write(d->out, route->pattern);
	if (route->verb != NULL) {
		buf_c(d->out, ",\"x-csgov-verb\":");
		json_quote(d->out, str_c(route->verb->name));
	}
	if (route->permission != PERM_PUBLIC && route->permission != PERM_SIGNED_IN)
		buf_printf(d->out, ",\"x-csgov-permission\":\"%s\"", choice_name(&permission_choices, route->permission));
	if (route->permission == PERM_PUBLIC)
		buf_c(d->out, ",\"security\":[]");
	buf_free(&name);
	summary = route->verb == NULL ? STR_NONE : str_c(route->verb->name);
	if (summary.p != NULL) {
		buf_c(d->out, ",\"summary\":");
		json_quote(d->out, summary);
	}
	parameters_write(d, route, place);
	request_write(d, route);
	answers_write(d, route);
	buf_char(d->out, '}');
}

/* The rows of one place, written where the first of them stands. */
static bool
place_write(struct document *d, size_t at, bool first)
{
	bool comma = false;

	for (size_t i = 0; i < at; i++)
		if (same_place(d->routes[i].pattern, d->routes[at].pattern))
			return (false);
	buf_printf(d->out, "%s\"%s\":{", first ? "" : ",", d->routes[at].pattern);
	for (size_t i = at; i < d->n; i++) {
		if (!same_place(d->routes[i].pattern, d->routes[at].pattern))
			continue;
		buf_c(d->out, comma ? "," : "");
		operation_write(d, &d->routes[i], &d->routes[at]);
		comma = true;
	}
	buf_char(d->out, '}');
	return (true);
}

/* ---- Components ---- */

static void
schemas_collect(struct document *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct shape *input = input_of(&d->routes[i]), *output = output_of(d, &d->routes[i]);

		if (input != NULL)
			shapes_add(&d->shapes, input, SHAPE_OUTSIDE);
		if (output != NULL)
			shapes_add(&d->shapes, output, SHAPE_LEDGER);
	}
}

#define PROBLEM_SCHEMA                                                                                                 \
	"\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"errors\"],\"properties\":{"   \
	"\"type\":{\"type\":\"string\",\"format\":\"uri\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"   \
	"\"detail\":{\"type\":\"string\"},\"instance\":{\"type\":\"string\",\"format\":\"uri\"},"                                \
	"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"pointer\",\"code\",\"message\"],"          \
	"\"properties\":{\"pointer\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}}}}}}"

#define COMPONENTS_REST                                                                                                \
	"\"responses\":{\"Problem\":{\"description\":\"What is wrong, where, and how to mend it (RFC 9457)\","                \
	"\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}},"              \
	"\"headers\":{\"LedgerSequence\":{\"description\":\"Sequence of the record of this change\","                         \
	"\"schema\":{\"type\":\"integer\"}}},"                                                                               \
	"\"parameters\":{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"              \
	"\"description\":\"A request repeated with the same key answers as the first did\","                                 \
	"\"schema\":{\"type\":\"string\",\"maxLength\":200}},"                                                               \
	"\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"required\":false,"                                           \
	"\"description\":\"The ETag of the version that the change is meant for\",\"schema\":{\"type\":\"string\"}}},"        \
	"\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"},"                                          \
	"\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"session\"}}"

static void
components_write(struct document *d)
{
	buf_c(d->out, "\"components\":{\"schemas\":{" PROBLEM_SCHEMA);
	for (size_t i = 0; i < d->shapes.n; i++) {
		buf_printf(d->out, ",\"%s\":", d->shapes.items[i].shape->name);
		shape_to_schema(d->out, d->shapes.items[i].shape, d->shapes.items[i].trust);
	}
	buf_c(d->out, "}," COMPONENTS_REST "}");
}

void
openapi_write(const struct route *routes, size_t n, struct buf *out)
{
	struct document d = { .out = out, .routes = routes, .n = n };
	bool first = true;

	schemas_collect(&d);
	buf_c(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"CyberSecureGov\",\"version\":\"" CSGOV_VERSION "\","
	           "\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},"
	           "\"servers\":[{\"url\":\"/api/v1\"}],\"security\":[{\"bearer\":[]},{\"cookie\":[]}],\"paths\":{");
	for (size_t i = 0; i < n; i++)
		first = !place_write(&d, i, first) && first;
	buf_c(out, "},");
	components_write(&d);
	buf_char(out, '}');
}
