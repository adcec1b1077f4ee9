/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes as JSON Schema 2020-12, as OpenAPI 3.1 §4.8.24 uses it.
 *
 * For SHAPE_OUTSIDE: what may be sent, with its bounds.  For SHAPE_LEDGER: what shape_to_json() answers: every member is there, an absent value is
 * null; bounds are not repeated, because encoding does not check them.
 */
#include "base/shape_inside.h"

struct schema {
	struct buf *out;
	enum shape_trust trust;
};

static void
member(struct buf *out, char before, const char *name)
{
	buf_char(out, before);
	json_quote(out, str_c(name));
	buf_char(out, ':');
}

/* {"type":"string"  or  {"type":["string","null"]  ; the object is left open. */
static void
open_type(struct buf *out, const char *type, bool nullable)
{
	buf_printf(out, nullable ? "{\"type\":[\"%s\",\"null\"]" : "{\"type\":\"%s\"", type);
}

static void
text_bounds(struct buf *out, const struct field *f)
{
	int64_t min = shape_min(f);

	if (f->need == REQUIRED && min < 1)
		min = 1;
	if (min > 0)
		buf_printf(out, ",\"minLength\":%lld", (long long)min);
	buf_printf(out, ",\"maxLength\":%lld", (long long)shape_max(f));
	if (f->kind == SHAPE_CODE)
		buf_c(out, ",\"pattern\":\"^[A-Za-z0-9][A-Za-z0-9._-]*$\"");
}

static void
text_schema(struct schema *s, const struct field *f, bool nullable)
{
	open_type(s->out, "string", nullable);
	if (s->trust == SHAPE_OUTSIDE)
		text_bounds(s->out, f);
	buf_char(s->out, '}');
}

static void
number_schema(struct schema *s, const struct field *f, bool nullable)
{
	open_type(s->out, "integer", nullable);
	if (s->trust == SHAPE_OUTSIDE)
		buf_printf(s->out, ",\"minimum\":%lld,\"maximum\":%lld", (long long)shape_min(f), (long long)shape_max(f));
	else if (f->kind == SHAPE_COUNT)
		buf_c(s->out, ",\"minimum\":0");
	buf_char(s->out, '}');
}

static void
format_schema(struct buf *out, const char *format, bool nullable)
{
	open_type(out, "string", nullable);
	buf_printf(out, ",\"format\":\"%s\"}", format);
}

static void
choice_schema(struct buf *out, const struct choices *choices, bool nullable)
{
	open_type(out, "string", nullable);
	buf_c(out, ",\"enum\":[");
	for (size_t i = 1; i < choices->n; i++) {
		buf_c(out, i > 1 ? "," : "");
		json_quote(out, str_c(choices->names[i]));
	}
	buf_c(out, nullable ? ",null]}" : "]}");
}

static void
langs_schema(struct schema *s, const struct field *f, bool nullable)
{
	struct field one = *f;

	one.kind = SHAPE_TEXT;
	one.need = OPTIONAL;
	open_type(s->out, "object", nullable);
	if (s->trust == SHAPE_OUTSIDE && f->need == REQUIRED)
		buf_c(s->out, ",\"minProperties\":1");
	buf_c(s->out, ",\"properties\":");
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		member(s->out, lang == 0 ? '{' : ',', lang_tag(lang));
		text_schema(s, &one, false);
	}
	buf_c(s->out, "},\"additionalProperties\":false}");
}

static void
pairs_schema(struct schema *s, const struct field *f, bool nullable)
{
	open_type(s->out, "object", nullable);
	if (s->trust == SHAPE_OUTSIDE)
		buf_printf(s->out, ",\"maxProperties\":%zu", shape_at_most(f));
	buf_c(s->out, ",\"additionalProperties\":{\"type\":\"string\"");
	if (s->trust == SHAPE_OUTSIDE)
		buf_printf(s->out, ",\"maxLength\":%lld", (long long)shape_max(f));
	buf_c(s->out, "}}");
}

static void
counts_schema(struct buf *out, const struct choices *choices)
{
	char before = '{';

	buf_c(out, "{\"type\":\"object\",\"properties\":");
	for (size_t i = 1; i < choices->n && i < SHAPE_COUNTS_MAX; i++, before = ',') {
		member(out, before, choices->names[i]);
		buf_c(out, "{\"type\":\"integer\",\"minimum\":0}");
	}
	buf_c(out, before == '{' ? "{},\"additionalProperties\":false}" : "},\"additionalProperties\":false}");
}

static void
ref_schema(struct buf *out, const struct shape *shape, bool nullable)
{
	buf_printf(out, nullable ? "{\"anyOf\":[{\"$ref\":\"#/components/schemas/%s\"},{\"type\":\"null\"}]}" :
	    "{\"$ref\":\"#/components/schemas/%s\"}", shape->name);
}

static void
list_schema(struct schema *s, const struct field *f, bool nullable)
{
	struct field one = *f;

	open_type(s->out, "array", nullable);
	if (s->trust == SHAPE_OUTSIDE) {
		buf_printf(s->out, ",\"maxItems\":%zu", shape_at_most(f));
		buf_c(s->out, f->need == REQUIRED ? ",\"minItems\":1" : "");
	}
	buf_c(s->out, ",\"items\":");
	one.kind = SHAPE_TEXT;
	one.need = OPTIONAL;
	if (f->kind == SHAPE_LIST)
		ref_schema(s->out, f->sub(), false);
	else if (f->kind == SHAPE_IDS)
		format_schema(s->out, "uuid", false);
	else
		text_schema(s, &one, false);
	buf_char(s->out, '}');
}

static void
value_schema(struct schema *s, const struct field *f)
{
	struct buf *out = s->out;
	bool list_like = f->kind >= SHAPE_PAIRS && f->kind <= SHAPE_LIST && f->kind != SHAPE_JSON && f->kind != SHAPE_OBJECT &&
	    f->kind != SHAPE_MAYBE;
	/* Answers hold [], {} and false where nothing is; questions may say null too. */
	bool nullable = f->need == OPTIONAL && (s->trust == SHAPE_OUTSIDE || (!list_like && f->kind != SHAPE_FLAG));

	/* A FILLED value of no sense of its own is null in an answer until it is filled. */
	nullable |= f->need == FILLED && f->kind != SHAPE_COUNT && f->kind != SHAPE_FLAG && !list_like && f->kind != SHAPE_OBJECT;
	switch (f->kind) {
	case SHAPE_ID:
		format_schema(out, "uuid", nullable);
		break;
	case SHAPE_TEXT:
	case SHAPE_CODE:
		text_schema(s, f, nullable);
		break;
	case SHAPE_COUNT:
	case SHAPE_INTEGER:
		number_schema(s, f, nullable);
		break;
	case SHAPE_FLAG:
		open_type(out, "boolean", nullable);
		buf_char(out, '}');
		break;
	case SHAPE_CHOICE:
		choice_schema(out, f->choices, nullable);
		break;
	case SHAPE_MOMENT:
		format_schema(out, "date-time", nullable);
		break;
	case SHAPE_DATE:
		format_schema(out, "date", nullable);
		break;
	case SHAPE_DIGEST:
		open_type(out, "string", nullable);
		buf_c(out, ",\"pattern\":\"^[0-9A-Fa-f]{64}$\"}");
		break;
	case SHAPE_LANGS:
		langs_schema(s, f, nullable);
		break;
	case SHAPE_PAIRS:
		pairs_schema(s, f, nullable);
		break;
	case SHAPE_COUNTS:
		counts_schema(out, f->choices);
		break;
	case SHAPE_TEXTS:
	case SHAPE_IDS:
	case SHAPE_LIST:
		list_schema(s, f, nullable);
		break;
	case SHAPE_OBJECT:
		ref_schema(out, f->sub(), nullable);
		break;
	case SHAPE_MAYBE:
		ref_schema(out, f->sub(), nullable);
		break;
	case SHAPE_JSON:
	case SHAPE_OPAQUE:
		buf_c(out, "{}");
		break;
	}
}

static bool
shown(const struct schema *s, const struct field *f)
{
	struct decoder d = { .trust = s->trust };

	return (shape_accepts(&d, f));
}

/* What must be there: for the asker what is REQUIRED, in an answer every member. */
static void
required_names(struct schema *s, const struct shape *shape)
{
	const char *before = ",\"required\":[";

	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (!shown(s, f) || (s->trust == SHAPE_OUTSIDE && f->need != REQUIRED))
			continue;
		buf_c(s->out, before);
		json_quote(s->out, str_c(f->name));
		before = ",";
	}
	buf_c(s->out, *before == ',' && before[1] == '\0' ? "]" : "");
}

void
shape_to_schema(struct buf *out, const struct shape *shape, enum shape_trust trust)
{
	struct schema s = { out, trust };
	char before = '{';

	buf_c(out, "{\"type\":\"object\",\"properties\":");
	for (size_t i = 0; i < shape->n; i++) {
		if (!shown(&s, &shape->fields[i]))
			continue;
		member(out, before, shape->fields[i].name);
		value_schema(&s, &shape->fields[i]);
		before = ',';
	}
	buf_c(out, before == '{' ? "{}" : "}");
	required_names(&s, shape);
	buf_c(out, ",\"additionalProperties\":false}");
}
