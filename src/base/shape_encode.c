/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes to JSON: for clients in declared order with nulls, for the ledger in canonical order without. */
#include "base/shape_inside.h"

static void object_encode(struct buf *out, const struct shape *shape, const void *in, bool canonical);

/* "name":  Declared names need no escape. */
static void
key_encode(struct buf *out, const char *name, size_t n)
{
	char *room = buf_reserve(out, n + 3);

	if (room == NULL)
		return;
	room[0] = '"';
	memcpy(room + 1, name, n);
	room[n + 1] = '"';
	room[n + 2] = ':';
	out->n += n + 3;
}

/* Text that needs no escape, in quotes. */
static void
plain_encode(struct buf *out, const char *text, size_t n)
{
	char *room = buf_reserve(out, n + 2);

	if (room == NULL)
		return;
	room[0] = '"';
	memcpy(room + 1, text, n);
	room[n + 1] = '"';
	out->n += n + 2;
}

static void
id_encode(struct buf *out, struct id id)
{
	char text[ID_TEXT_BYTES + 1];

	id_text(id, text);
	plain_encode(out, text, ID_TEXT_BYTES);
}

static void
digest_encode(struct buf *out, struct digest digest)
{
	char text[DIGEST_TEXT_BYTES + 1];

	digest_text(digest, text);
	plain_encode(out, text, DIGEST_TEXT_BYTES);
}

static void
time_encode(struct buf *out, int64_t at, bool date)
{
	char text[MOMENT_TEXT_BYTES + 1];

	if (date)
		date_text(at, text);
	else
		moment_text(at, text);
	plain_encode(out, text, strlen(text));
}

static void
langs_encode(struct buf *out, const struct langs *langs)
{
	char before = '{';

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (langs->in[lang].n == 0)
			continue;
		buf_char(out, before);
		key_encode(out, lang_tag(lang), strlen(lang_tag(lang)));
		json_quote(out, langs->in[lang]);
		before = ',';
	}
	buf_c(out, before == '{' ? "{}" : "}");
}

/* The pair with the least name after LAST (absent: the least of all), or NULL: what decoding made is in order, what a view made may not be. */
static const struct pair *
pair_after(const struct pair_list *pairs, struct str last)
{
	const struct pair *least = NULL;

	for (size_t i = 0; i < pairs->n; i++) {
		const struct pair *pair = &pairs->items[i];

		if ((last.p == NULL || str_cmp(pair->name, last) > 0) && (least == NULL || str_cmp(pair->name, least->name) < 0))
			least = pair;
	}
	return (least);
}

static void
pair_encode(struct buf *out, char before, const struct pair *pair)
{
	buf_char(out, before);
	json_quote(out, pair->name);
	buf_char(out, ':');
	json_quote(out, pair->value.p == NULL ? STR("") : pair->value);
}

static void
pairs_encode(struct buf *out, const struct pair_list *pairs)
{
	const struct pair *pair = NULL;
	bool ordered = true;
	char before = '{';

	for (size_t i = 1; i < pairs->n; i++)
		ordered &= str_cmp(pairs->items[i - 1].name, pairs->items[i].name) < 0;
	for (size_t i = 0; i < pairs->n; i++, before = ',') {
		pair = ordered ? &pairs->items[i] : pair_after(pairs, pair == NULL ? STR_NONE : pair->name);
		if (pair == NULL)
			break;
		pair_encode(out, before, pair);
	}
	buf_c(out, before == '{' ? "{}" : "}");
}

static void
count_encode(struct buf *out, char before, const struct choices *choices, size_t choice, const struct counts *counts)
{
	buf_char(out, before);
	key_encode(out, choices->names[choice], strlen(choices->names[choice]));
	buf_u64(out, counts->n[choice]);
}

static void
counts_encode(struct buf *out, const struct choices *choices, const struct counts *counts, bool canonical)
{
	size_t n = choices->n < SHAPE_COUNTS_MAX ? choices->n : SHAPE_COUNTS_MAX, order[SHAPE_COUNTS_MAX];

	for (size_t i = 1; i < n; i++) {
		size_t at = i;

		while (canonical && at > 1 && strcmp(choices->names[order[at - 1]], choices->names[i]) > 0) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
	}
	for (size_t i = 1; i < n; i++)
		count_encode(out, i == 1 ? '{' : ',', choices, order[i], counts);
	buf_c(out, n <= 1 ? "{}" : "}");
}

static void
elements_encode(struct buf *out, const struct field *f, const struct any_list *list, bool canonical)
{
	const struct shape *sub = f->kind == SHAPE_LIST ? f->sub() : NULL;
	size_t size = shape_element_size(f);

	buf_char(out, '[');
	for (size_t i = 0; i < list->n; i++) {
		const void *element = (const char *)list->items + i * size;

		if (i > 0)
			buf_char(out, ',');
		if (f->kind == SHAPE_LIST)
			object_encode(out, sub, element, canonical);
		else if (f->kind == SHAPE_IDS)
			id_encode(out, *(const struct id *)element);
		else
			json_quote(out, *(const struct str *)element);
	}
	buf_char(out, ']');
}

static void
value_encode(struct buf *out, const struct field *f, const void *slot, bool canonical)
{
	switch (f->kind) {
	case SHAPE_ID:
		id_encode(out, *(const struct id *)slot);
		break;
	case SHAPE_TEXT:
		json_quote(out, *(const struct str *)slot);
		break;
	case SHAPE_CODE:
		json_quote(out, *(const struct str *)slot);
		break;
	case SHAPE_COUNT:
		buf_u64(out, *(const uint32_t *)slot);
		break;
	case SHAPE_INTEGER:
		buf_i64(out, *(const int64_t *)slot);
		break;
	case SHAPE_FLAG:
		buf_c(out, *(const bool *)slot ? "true" : "false");
		break;
	case SHAPE_CHOICE:
		json_quote(out, str_c(choice_name(f->choices, *(const int *)slot)));
		break;
	case SHAPE_MOMENT:
	case SHAPE_DATE:
		time_encode(out, *(const int64_t *)slot, f->kind == SHAPE_DATE);
		break;
	case SHAPE_DIGEST:
		digest_encode(out, *(const struct digest *)slot);
		break;
	case SHAPE_LANGS:
		langs_encode(out, slot);
		break;
	case SHAPE_PAIRS:
		pairs_encode(out, slot);
		break;
	case SHAPE_COUNTS:
		counts_encode(out, f->choices, slot, canonical);
		break;
	case SHAPE_JSON:
		buf_str(out, *(const struct str *)slot);
		break;
	case SHAPE_TEXTS:
	case SHAPE_IDS:
	case SHAPE_LIST:
		elements_encode(out, f, slot, canonical);
		break;
	case SHAPE_OBJECT:
		object_encode(out, f->sub(), slot, canonical);
		break;
	case SHAPE_MAYBE:
		object_encode(out, f->sub(), *(void *const *)slot, canonical);
		break;
	case SHAPE_OPAQUE:
		break;
	}
}

/* Kinds whose absent value says something by itself once the field must be there: 0, false, {}; zeros before the first of a chain. */
static bool
always_says(const struct field *f)
{
	if (f->kind == SHAPE_DIGEST)
		return (f->need == REQUIRED);
	return (f->need != OPTIONAL && (f->kind == SHAPE_COUNT || f->kind == SHAPE_FLAG || f->kind == SHAPE_OBJECT || f->kind == SHAPE_COUNTS));
}

/* For clients, further: nothing in a list is [] and not null, and a flag is false. */
static bool
says_to_client(const struct field *f)
{
	return (f->kind == SHAPE_FLAG || f->kind == SHAPE_COUNTS || f->kind == SHAPE_PAIRS || f->kind == SHAPE_TEXTS || f->kind == SHAPE_IDS ||
	    f->kind == SHAPE_LIST);
}

/* The next member in declared order; false if it is left out. */
static bool
member_encode(struct buf *out, char before, const struct field *f, const void *in, bool canonical)
{
	const void *slot = SLOT_CONST(void, in, f);
	bool says;

	if (f->need == HIDDEN || f->kind == SHAPE_OPAQUE)
		return (false);
	says = always_says(f) || (!canonical && says_to_client(f)) || !shape_absent(f, slot);
	if (!says && canonical)
		return (false);
	buf_char(out, before);
	key_encode(out, f->name, f->name_n);
	if (says)
		value_encode(out, f, slot, canonical);
	else
		buf_add(out, "null", 4);
	return (true);
}

/* Field numbers in the order of their names. */
static void
canonical_order(const struct shape *shape, unsigned char order[SHAPE_FIELDS_MAX])
{
	for (size_t i = 0; i < shape->n; i++) {
		size_t at = i;

		for (; at > 0 && strcmp(shape->fields[order[at - 1]].name, shape->fields[i].name) > 0; at--)
			order[at] = order[at - 1];
		order[at] = (unsigned char)i;
	}
}

static void
object_encode(struct buf *out, const struct shape *shape, const void *in, bool canonical)
{
	unsigned char order[SHAPE_FIELDS_MAX];
	char before = '{';

	if (canonical)
		canonical_order(shape, order);
	for (size_t i = 0; i < shape->n; i++)
		if (member_encode(out, before, &shape->fields[canonical ? order[i] : i], in, canonical))
			before = ',';
	if (before == '{')
		buf_char(out, '{');
	buf_char(out, '}');
}

void
shape_to_canonical(struct buf *out, const struct shape *shape, const void *in)
{
	object_encode(out, shape, in, true);
}

void
shape_to_json(struct buf *out, const struct shape *shape, const void *in)
{
	object_encode(out, shape, in, false);
}
