/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes from JSON. */
#include "base/shape_inside.h"

static void object_decode(struct decoder *d, const struct shape *shape, yyjson_val *object, const struct place *at, uint64_t known,
    void *ret);

/* What VALUE is, for the message: its text if it has one, else its JSON type. */
static struct str
given_text(yyjson_val *value)
{
	return (yyjson_is_str(value) ? json_str(value) : str_c(yyjson_get_type_desc(value)));
}

static const char *
expected_of(enum shape_kind kind)
{
	switch (kind) {
	case SHAPE_ID:
		return ("kind.id");
	case SHAPE_COUNT:
	case SHAPE_INTEGER:
		return ("kind.integer");
	case SHAPE_FLAG:
		return ("kind.flag");
	case SHAPE_MOMENT:
		return ("kind.moment");
	case SHAPE_DATE:
		return ("kind.date");
	case SHAPE_DIGEST:
		return ("kind.digest");
	case SHAPE_LANGS:
		return ("kind.langs");
	case SHAPE_PAIRS:
		return ("kind.pairs");
	case SHAPE_TEXTS:
	case SHAPE_IDS:
	case SHAPE_LIST:
		return ("kind.list");
	case SHAPE_OBJECT:
	case SHAPE_MAYBE:
	case SHAPE_COUNTS:
		return ("kind.object");
	case SHAPE_JSON:
		return ("kind.json");
	default:
		return ("kind.text");
	}
}

static int
found_kind(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value)
{
	return (shape_found_type(d, at, f->name, expected_of(f->kind), given_text(value)));
}

/* A number of JSON that is whole and that int64_t holds. */
static int
number_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, void *slot)
{
	if (!yyjson_is_int(value))
		return (found_kind(d, f, at, value));
	if (yyjson_is_uint(value) && yyjson_get_uint(value) > INT64_MAX)
		return (shape_check_number(d, f, at, INT64_MAX));
	if (shape_check_number(d, f, at, yyjson_get_sint(value)))
		return (-1);
	if (f->kind == SHAPE_COUNT)
		*(uint32_t *)slot = (uint32_t)yyjson_get_uint(value);
	else
		*(int64_t *)slot = yyjson_get_sint(value);
	return (0);
}

static int
scalar_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, void *slot)
{
	if (f->kind == SHAPE_COUNT || f->kind == SHAPE_INTEGER)
		return (number_decode(d, f, at, value, slot));
	if (f->kind == SHAPE_FLAG) {
		*(bool *)slot = yyjson_get_bool(value);
		return (yyjson_is_bool(value) ? 0 : found_kind(d, f, at, value));
	}
	if (!yyjson_is_str(value))
		return (found_kind(d, f, at, value));
	if (f->need == REQUIRED && shape_blank(json_str(value)))
		return (shape_found(d, FIELD_MISSING, at, f->name));
	return (shape_scalar(d, f, at, json_str(value), slot));
}

static void
langs_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, struct langs *ret)
{
	yyjson_obj_iter members = yyjson_obj_iter_with(value);

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&members)) != NULL;) {
		yyjson_val *text = yyjson_obj_iter_get_val(key);
		struct place here = { at, json_str(key), 0 };
		enum lang lang;

		if (lang_by_tag(here.name, &lang)) {
			shape_found_lang(d, &here, here.name);
		} else if (yyjson_is_null(text) || (yyjson_is_str(text) && shape_blank(json_str(text)))) {
			continue;
		} else if (!yyjson_is_str(text)) {
			shape_found_type(d, &here, f->name, "kind.text", given_text(text));
		} else if (shape_check_text(d, f, &here, json_str(text)) == 0) {
			(void)shape_copy(d, json_str(text), &ret->in[lang]);
		}
	}
}

static void
pairs_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, struct pair_list *ret)
{
	yyjson_obj_iter members = yyjson_obj_iter_with(value);

	ret->items = shape_room(d, yyjson_obj_size(value), sizeof *ret->items);
	for (yyjson_val *key; ret->items != NULL && (key = yyjson_obj_iter_next(&members)) != NULL;) {
		yyjson_val *text = yyjson_obj_iter_get_val(key);
		struct place here = { at, json_str(key), 0 };
		struct pair *pair = &ret->items[ret->n];

		if (yyjson_is_null(text))
			continue;
		if (shape_pair_name(d, f, &here, here.name))
			continue;
		if (!yyjson_is_str(text))
			shape_found_type(d, &here, f->name, "kind.text", given_text(text));
		else if (shape_check_text(d, f, &here, json_str(text)) == 0 && shape_copy(d, here.name, &pair->name) == 0 &&
		    shape_copy(d, json_str(text), &pair->value) == 0)
			ret->n++;
	}
	pairs_sort(ret);
}

static void
counts_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, struct counts *ret)
{
	yyjson_obj_iter members = yyjson_obj_iter_with(value);

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&members)) != NULL;) {
		yyjson_val *count = yyjson_obj_iter_get_val(key);
		struct place here = { at, json_str(key), 0 };
		int choice = choice_find(f->choices, here.name);

		if (choice == 0 || choice >= SHAPE_COUNTS_MAX || !yyjson_is_uint(count))
			shape_found_type(d, &here, f->name, "kind.integer", here.name);
		else
			ret->n[choice] = yyjson_get_uint(count);
	}
}

static void
json_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, struct str *ret)
{
	struct buf text = BUF(json_limits_document.bytes);

	if (json_canonical(&text, value))
		shape_found_type(d, at, f->name, "kind.json", STR(""));
	else if (buf_failed(&text))
		d->full = true;
	else if (shape_check_text(d, f, at, buf_view(&text)) == 0)
		(void)shape_copy(d, buf_view(&text), ret);
	buf_free(&text);
}

static void
element_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, void *slot)
{
	if (f->kind == SHAPE_LIST && yyjson_is_obj(value))
		object_decode(d, f->sub(), value, at, 0, slot);
	else if (f->kind == SHAPE_LIST || !yyjson_is_str(value))
		shape_found_type(d, at, f->name, f->kind == SHAPE_LIST ? "kind.object" : expected_of(shape_element(f->kind)),
		    given_text(value));
	else if (f->kind == SHAPE_IDS)
		(void)(id_parse(json_str(value), slot) && shape_found_type(d, at, f->name, "kind.id", json_str(value)));
	else if (shape_check_text(d, f, at, json_str(value)) == 0)
		(void)shape_copy(d, json_str(value), slot);
}

static void
elements_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, struct any_list *ret)
{
	size_t size = shape_element_size(f);
	yyjson_arr_iter elements = yyjson_arr_iter_with(value);

	ret->items = shape_room(d, yyjson_arr_size(value), size);
	for (yyjson_val *element; ret->items != NULL && (element = yyjson_arr_iter_next(&elements)) != NULL; ret->n++) {
		struct place here = { at, STR_NONE, ret->n };

		element_decode(d, f, &here, element, (char *)ret->items + ret->n * size);
	}
}

static void
maybe_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, void **ret)
{
	*ret = shape_room(d, 1, f->sub_size);
	if (*ret != NULL)
		object_decode(d, f->sub(), value, at, 0, *ret);
}

/* Whether VALUE is of the JSON type that F needs, with no more elements than it may have. */
static bool
container_fits(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value)
{
	bool list = f->kind == SHAPE_TEXTS || f->kind == SHAPE_IDS || f->kind == SHAPE_LIST;

	if (list ? !yyjson_is_arr(value) : !yyjson_is_obj(value)) {
		found_kind(d, f, at, value);
		return (false);
	}
	if ((list || f->kind == SHAPE_PAIRS) && yyjson_get_len(value) > shape_at_most(f)) {
		shape_found_many(d, f, at, yyjson_get_len(value));
		return (false);
	}
	if (f->need == REQUIRED && f->kind != SHAPE_OBJECT && yyjson_get_len(value) == 0) {
		shape_found(d, FIELD_MISSING, at, f->name);
		return (false);
	}
	return (true);
}

static void
member_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, void *slot)
{
	unsigned before = d->found;

	if (shape_is_scalar(f->kind)) {
		(void)scalar_decode(d, f, at, value, slot);
		return;
	}
	if (f->kind == SHAPE_JSON) {
		json_decode(d, f, at, value, slot);
		return;
	}
	if (!container_fits(d, f, at, value))
		return;
	switch (f->kind) {
	case SHAPE_LANGS:
		langs_decode(d, f, at, value, slot);
		break;
	case SHAPE_PAIRS:
		pairs_decode(d, f, at, value, slot);
		break;
	case SHAPE_COUNTS:
		counts_decode(d, f, at, value, slot);
		break;
	case SHAPE_OBJECT:
		object_decode(d, f->sub(), value, at, 0, slot);
		break;
	case SHAPE_MAYBE:
		maybe_decode(d, f, at, value, slot);
		break;
	default:
		elements_decode(d, f, at, value, slot);
	}
	if (f->need == REQUIRED && f->kind != SHAPE_OBJECT && d->found == before && !d->full && shape_absent(f, slot))
		shape_found(d, FIELD_MISSING, at, f->name);
}

/* The route knows F already: the body may only repeat it. */
static void
known_decode(struct decoder *d, const struct field *f, const struct place *at, yyjson_val *value, const void *slot)
{
	union shape_scalar_room said = { .i = INTEGER_NONE };

	if (scalar_decode(d, f, at, value, &said) || shape_same(f, slot, &said))
		return;
	shape_found(d, FIELD_DIFFERS, at, f->name);
	problem_arg(d->why, "given", given_text(value));
}

/* KNOWN: bits of the fields that are set already. */
static void
object_decode(struct decoder *d, const struct shape *shape, yyjson_val *object, const struct place *at, uint64_t known, void *ret)
{
	yyjson_obj_iter members = yyjson_obj_iter_with(object);
	uint64_t seen = 0;
	size_t hint = 0;

	if (known == 0)
		shape_init(shape, ret);
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&members)) != NULL;) {
		yyjson_val *value = yyjson_obj_iter_get_val(key);
		struct place here = { at, json_str(key), 0 };
		const struct field *f = shape_field(shape, here.name, &hint);
		uint64_t bit = f == NULL ? 0 : UINT64_C(1) << (f - shape->fields);

		if (f == NULL || (!shape_accepts(d, f) && !(known & bit)))
			shape_found_unknown(d, shape, &here, here.name);
		else if (seen & bit)
			shape_found(d, FIELD_REPEATED, &here, f->name);
		else if (yyjson_is_null(value))
			continue;
		else if (known & bit)
			known_decode(d, f, &here, value, SLOT(void, ret, f));
		else
			member_decode(d, f, &here, value, SLOT(void, ret, f));
		seen |= bit;
	}
	shape_missing(d, shape, at, seen | known);
}

int
shape_from_value(const struct shape *shape, yyjson_val *value, const struct shape_given *given, enum shape_trust trust,
    const char *pointer, struct arena *arena, void *ret, struct problem *why)
{
	struct decoder d = { .arena = arena, .why = why, .trust = trust, .style = PLACE_POINTER, .prefix = pointer };
	uint64_t known;

	shape_init(shape, ret);
	if (!yyjson_is_obj(value)) {
		problem_set(why, JSON_NOT_OBJECT, pointer);
		problem_arg(why, "json_type", str_c(yyjson_get_type_desc(value))); /* the messages json_type.… */
		return (-1);
	}
	known = shape_given(&d, shape, given, ret);
	object_decode(&d, shape, value, NULL, known, ret);
	return (shape_finish(&d));
}

int
shape_from_json(const struct shape *shape, struct str text, const struct shape_given *given, enum shape_trust trust, struct arena *arena,
    void *ret, struct problem *why)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;

	shape_init(shape, ret);
	if (json_parse(text, trust == SHAPE_LEDGER ? &json_limits_document : &json_limits_request, &doc, why))
		return (-1);
	return (shape_from_value(shape, yyjson_doc_get_root(doc), given, trust, "", arena, ret, why));
}
