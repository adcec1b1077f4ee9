/* SPDX-License-Identifier: Apache-2.0 */
/* What all decoders share: findings, bounds, and one value from its text. */
#include "base/shape_inside.h"

enum { CODE_BYTES_MAX = 64 };

static const int64_t integer_max = INT64_C(1) << 53;

/* ---- Places and findings ---- */

struct writer {
	char text[PROBLEM_TEXT_MAX];
	size_t n;
};

static void
put(struct writer *to, char c)
{
	if (to->n < sizeof to->text - 1)
		to->text[to->n++] = c;
}

static void
put_member(struct writer *to, struct str name, enum place_style style)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (style == PLACE_POINTER && (c == '~' || c == '/')) {
			put(to, '~');
			c = c == '~' ? '0' : '1';
		}
		put(to, c);
	}
}

static void
put_place(struct writer *to, const struct place *at, enum place_style style)
{
	char digits[24];

	if (at == NULL)
		return;
	put_place(to, at->up, style);
	if (style == PLACE_POINTER)
		put(to, '/');
	else if (to->n > 0)
		put(to, '.');
	if (at->name.p != NULL) {
		put_member(to, at->name, style);
	} else {
		snprintf(digits, sizeof digits, "%zu", at->index);
		put_member(to, str_c(digits), style);
	}
}

static void
place_text(const struct decoder *d, const struct place *at, struct writer *to)
{
	to->n = 0;
	if (d->style == PLACE_CELL) {
		snprintf(to->text, sizeof to->text, "%u:%u", d->line, d->column);
		return;
	}
	if (d->style == PLACE_POINTER)
		put_member(to, str_c(d->prefix), PLACE_NAME);
	put_place(to, at, d->style);
	to->text[to->n] = '\0';
}

int
shape_found_name(struct decoder *d, enum problem_code code, const struct place *at, struct str field)
{
	struct writer where;

	d->found++;
	place_text(d, at, &where);
	problem_add(d->why, code, where.text);
	if (field.p != NULL)
		problem_arg(d->why, "field", field);
	return (-1);
}

int
shape_found(struct decoder *d, enum problem_code code, const struct place *at, const char *field)
{
	return (shape_found_name(d, code, at, str_c(field)));
}

int
shape_found_type(struct decoder *d, const struct place *at, const char *field, const char *expected, struct str given)
{
	shape_found(d, FIELD_TYPE, at, field);
	problem_arg(d->why, "expected", str_c(expected));
	problem_arg(d->why, "given", given);
	return (-1);
}

int
shape_found_unknown(struct decoder *d, const struct shape *shape, const struct place *at, struct str name)
{
	struct writer names = { .n = 0 };

	for (size_t i = 0; i < shape->n; i++) {
		if (!shape_accepts(d, &shape->fields[i]))
			continue;
		if (names.n > 0)
			put_member(&names, STR(", "), PLACE_NAME);
		put_member(&names, str_c(shape->fields[i].name), PLACE_NAME);
	}
	shape_found(d, FIELD_UNKNOWN, at, NULL);
	problem_arg(d->why, "given", name);
	problem_arg(d->why, "allowed", (struct str){ names.text, names.n });
	return (-1);
}

int
shape_found_lang(struct decoder *d, const struct place *at, struct str tag)
{
#define X(constant, tag, dir, name) ", " tag
	static const char tags[] = LANGUAGES(X);
#undef X

	shape_found(d, FIELD_UNKNOWN, at, NULL);
	problem_arg(d->why, "given", tag);
	problem_arg(d->why, "allowed", str_c(tags + 2));
	return (-1);
}

int
shape_finish(struct decoder *d)
{
	if (d->full)
		return (problem_set(d->why, LIMIT_REACHED, NULL));
	return (d->found > 0 ? -1 : 0);
}

/* ---- Memory ---- */

int
shape_copy(struct decoder *d, struct str s, struct str *ret)
{
	*ret = arena_str(d->arena, s);
	if (ret->p != NULL)
		return (0);
	d->full = true;
	return (-1);
}

void *
shape_room(struct decoder *d, size_t n, size_t size)
{
	void *room = arena_calloc(d->arena, n, size);

	d->full |= room == NULL;
	return (room);
}

/* ---- Fields ---- */

void
shape_init(const struct shape *shape, void *ret)
{
	memset(ret, 0, shape->size);
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (f->kind == SHAPE_INTEGER)
			*SLOT(int64_t, ret, f) = INTEGER_NONE;
		else if (f->kind == SHAPE_OBJECT)
			shape_init(f->sub(), SLOT(void, ret, f));
	}
}

bool
shape_accepts(const struct decoder *d, const struct field *field)
{
	if (field->need == HIDDEN || field->kind == SHAPE_OPAQUE)
		return (false);
	return (d->trust == SHAPE_LEDGER || (field->need != FILLED && field->kind != SHAPE_COUNTS));
}

const struct field *
shape_field(const struct shape *shape, struct str name, size_t *hint)
{
	for (size_t i = 0; i < shape->n; i++) {
		size_t at = (*hint + i) % shape->n;

		if (str_eq(name, (struct str){ shape->fields[at].name, shape->fields[at].name_n })) {
			*hint = at + 1;
			return (&shape->fields[at]);
		}
	}
	return (NULL);
}

static bool
counts_none(const struct counts *counts)
{
	for (size_t i = 0; i < SHAPE_COUNTS_MAX; i++)
		if (counts->n[i] != 0)
			return (false);
	return (true);
}

bool
shape_absent(const struct field *field, const void *slot)
{
	switch (field->kind) {
	case SHAPE_ID:
		return (id_is_none(*(const struct id *)slot));
	case SHAPE_TEXT:
	case SHAPE_CODE:
		return (((const struct str *)slot)->p == NULL);
	case SHAPE_JSON:
		return (((const struct str *)slot)->n == 0);
	case SHAPE_COUNT:
		return (*(const uint32_t *)slot == 0);
	case SHAPE_INTEGER:
		return (*(const int64_t *)slot == INTEGER_NONE);
	case SHAPE_FLAG:
		return (!*(const bool *)slot);
	case SHAPE_CHOICE:
		return (*choice_name(field->choices, *(const int *)slot) == '\0');
	case SHAPE_MOMENT:
	case SHAPE_DATE:
		return (*(const int64_t *)slot == 0);
	case SHAPE_DIGEST:
		return (digest_is_none(*(const struct digest *)slot));
	case SHAPE_LANGS:
		return (langs_empty(slot));
	case SHAPE_COUNTS:
		return (counts_none(slot));
	case SHAPE_PAIRS:
	case SHAPE_TEXTS:
	case SHAPE_IDS:
	case SHAPE_LIST:
		return (((const struct any_list *)slot)->n == 0);
	case SHAPE_OBJECT:
		return (shape_all_absent(field->sub(), slot));
	case SHAPE_MAYBE:
		return (*(void *const *)slot == NULL);
	case SHAPE_OPAQUE:
		return (true);
	}
	return (true);
}

bool
shape_all_absent(const struct shape *shape, const void *in)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (f->need != HIDDEN && !shape_absent(f, SLOT_CONST(void, in, f)))
			return (false);
	}
	return (true);
}

void
shape_missing(struct decoder *d, const struct shape *shape, const struct place *at, uint64_t seen)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		struct place here = { at, str_c(f->name), 0 };

		if (f->need == REQUIRED && f->kind != SHAPE_COUNTS && f->kind != SHAPE_OPAQUE && !(seen >> i & 1))
			shape_found(d, FIELD_MISSING, &here, f->name);
	}
}

int64_t
shape_min(const struct field *field)
{
	if (field->min == 0 && field->max == 0 && field->kind == SHAPE_INTEGER)
		return (-integer_max);
	return (field->min);
}

int64_t
shape_max(const struct field *field)
{
	if (field->min != 0 || field->max != 0)
		return (field->max);
	switch (field->kind) {
	case SHAPE_COUNT:
		return (UINT32_MAX);
	case SHAPE_INTEGER:
		return (integer_max);
	case SHAPE_CODE:
		return (CODE_BYTES_MAX);
	case SHAPE_JSON:
		return (INT64_MAX);
	default:
		return (SHAPE_TEXT_MAX_DEFAULT);
	}
}

size_t
shape_at_most(const struct field *field)
{
	return (field->at_most != 0 ? field->at_most : SHAPE_AT_MOST_DEFAULT);
}

enum shape_kind
shape_element(enum shape_kind kind)
{
	return (kind == SHAPE_TEXTS ? SHAPE_TEXT : kind == SHAPE_IDS ? SHAPE_ID : SHAPE_OBJECT);
}

size_t
shape_element_size(const struct field *field)
{
	if (field->kind == SHAPE_LIST)
		return (field->sub_size);
	return (field->kind == SHAPE_TEXTS ? sizeof(struct str) : sizeof(struct id));
}

bool
shape_is_scalar(enum shape_kind kind)
{
	return (kind <= SHAPE_DIGEST);
}

/* ---- One value ---- */

bool
shape_blank(struct str s)
{
	return (str_trim(s).n == 0);
}

/* C0 but for tab and newline, DEL, and C1 (U+0080…U+009F). */
static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			return (true);
		if (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0)
			return (true);
	}
	return (false);
}

static int
found_bound(struct decoder *d, enum problem_code code, const struct field *f, const struct place *at, const char *bound, int64_t limit,
    int64_t given)
{
	shape_found(d, code, at, f->name);
	problem_arg_i64(d->why, bound, limit);
	problem_arg_i64(d->why, "given", given);
	return (-1);
}

int
shape_found_many(struct decoder *d, const struct field *field, const struct place *at, size_t n)
{
	return (found_bound(d, FIELD_TOO_MANY, field, at, "max", (int64_t)shape_at_most(field), (int64_t)n));
}

int
shape_check_text(struct decoder *d, const struct field *field, const struct place *at, struct str s)
{
	int64_t length = (int64_t)(field->kind == SHAPE_CODE || field->kind == SHAPE_JSON ? s.n : str_codepoints(s));

	if (field->kind != SHAPE_JSON && has_control(s))
		return (shape_found(d, FIELD_CONTROL_CHAR, at, field->name));
	if (length < shape_min(field))
		return (found_bound(d, FIELD_TOO_SHORT, field, at, "min", shape_min(field), length));
	if (length > shape_max(field))
		return (found_bound(d, FIELD_TOO_LONG, field, at, "max", shape_max(field), length));
	return (0);
}

int
shape_check_number(struct decoder *d, const struct field *field, const struct place *at, int64_t value)
{
	if (value < shape_min(field))
		return (found_bound(d, FIELD_TOO_SMALL, field, at, "min", shape_min(field), value));
	if (value > shape_max(field))
		return (found_bound(d, FIELD_TOO_LARGE, field, at, "max", shape_max(field), value));
	return (0);
}

static bool
is_alnum(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
}

bool
shape_is_code(struct str s)
{
	if (s.n == 0 || !is_alnum(s.p[0]))
		return (false);
	for (size_t i = 1; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '.' && s.p[i] != '_' && s.p[i] != '-')
			return (false);
	return (true);
}

static int
found_code(struct decoder *d, const struct field *f, const struct place *at, struct str text)
{
	shape_found(d, FIELD_CODE, at, f->name);
	problem_arg(d->why, "given", text);
	return (-1);
}

int
shape_pair_name(struct decoder *d, const struct field *field, const struct place *at, struct str name)
{
	return (shape_is_code(name) && name.n <= CODE_BYTES_MAX ? 0 : found_code(d, field, at, name));
}

static int
scalar_code(struct decoder *d, const struct field *f, const struct place *at, struct str text, struct str *ret)
{
	if (!shape_is_code(text))
		return (found_code(d, f, at, text));
	return (shape_check_text(d, f, at, text) ? -1 : shape_copy(d, text, ret));
}

static int
scalar_integer(struct decoder *d, const struct field *f, const struct place *at, struct str text, void *slot)
{
	int64_t value;

	if (str_to_i64(text, &value))
		return (shape_found_type(d, at, f->name, "kind.integer", text));
	if (shape_check_number(d, f, at, value))
		return (-1);
	if (f->kind == SHAPE_COUNT)
		*(uint32_t *)slot = (uint32_t)value;
	else
		*(int64_t *)slot = value;
	return (0);
}

static int
scalar_flag(struct decoder *d, const struct field *f, const struct place *at, struct str text, bool *ret)
{
	*ret = str_eq_c(text, "true") || str_eq_c(text, "on") || str_eq_c(text, "1");
	if (*ret || str_eq_c(text, "false") || str_eq_c(text, "off") || str_eq_c(text, "0"))
		return (0);
	return (shape_found_type(d, at, f->name, "kind.flag", text));
}

static int
scalar_choice(struct decoder *d, const struct field *f, const struct place *at, struct str text, int *ret)
{
	struct writer names = { .n = 0 };

	*ret = choice_find(f->choices, text);
	if (*ret != 0)
		return (0);
	for (size_t i = 1; i < f->choices->n; i++) {
		put_member(&names, i > 1 ? STR(", ") : STR(""), PLACE_NAME);
		put_member(&names, str_c(f->choices->names[i]), PLACE_NAME);
	}
	shape_found(d, FIELD_CHOICE, at, f->name);
	problem_arg(d->why, "given", text);
	problem_arg(d->why, "allowed", (struct str){ names.text, names.n });
	return (-1);
}

/* What means absent (the identifier of zeros, the moment 0) is no value: it would be lost in the ledger. */
int
shape_scalar(struct decoder *d, const struct field *f, const struct place *at, struct str text, void *slot)
{
	switch (f->kind) {
	case SHAPE_TEXT:
		return (shape_check_text(d, f, at, text) ? -1 : shape_copy(d, text, slot));
	case SHAPE_CODE:
		return (scalar_code(d, f, at, text, slot));
	case SHAPE_COUNT:
	case SHAPE_INTEGER:
		return (scalar_integer(d, f, at, text, slot));
	case SHAPE_FLAG:
		return (scalar_flag(d, f, at, text, slot));
	case SHAPE_CHOICE:
		return (scalar_choice(d, f, at, text, slot));
	case SHAPE_ID:
		return (id_parse(text, slot) == 0 && !shape_absent(f, slot) ? 0 : shape_found_type(d, at, f->name, "kind.id", text));
	case SHAPE_MOMENT:
		return (moment_parse(text, slot) == 0 && !shape_absent(f, slot) ? 0 :
		    shape_found_type(d, at, f->name, "kind.moment", text));
	case SHAPE_DATE:
		return (date_parse(text, slot) == 0 && !shape_absent(f, slot) ? 0 : shape_found_type(d, at, f->name, "kind.date", text));
	case SHAPE_DIGEST:
		return (digest_parse(text, slot) == 0 ? 0 : shape_found_type(d, at, f->name, "kind.digest", text));
	default:
		return (shape_found_type(d, at, f->name, "kind.text", text));
	}
}

/* ---- What the route knows ---- */

uint64_t
shape_given(struct decoder *d, const struct shape *shape, const struct shape_given *given, void *ret)
{
	uint64_t mask = 0;
	size_t hint = 0;

	for (size_t i = 0; given != NULL && i < given->n; i++) {
		const struct field *f = shape_field(shape, given->items[i].name, &hint);
		struct place at = { NULL, given->items[i].name, 0 };

		if (f == NULL || f->need == HIDDEN || !shape_is_scalar(f->kind))
			continue;
		if (shape_scalar(d, f, &at, given->items[i].value, SLOT(void, ret, f)) == 0 || !d->full)
			mask |= UINT64_C(1) << (f - shape->fields);
	}
	return (mask);
}

bool
shape_same(const struct field *field, const void *a, const void *b)
{
	switch (field->kind) {
	case SHAPE_ID:
		return (id_eq(*(const struct id *)a, *(const struct id *)b));
	case SHAPE_TEXT:
	case SHAPE_CODE:
		return (str_eq(*(const struct str *)a, *(const struct str *)b));
	case SHAPE_COUNT:
		return (*(const uint32_t *)a == *(const uint32_t *)b);
	case SHAPE_FLAG:
		return (*(const bool *)a == *(const bool *)b);
	case SHAPE_CHOICE:
		return (*(const int *)a == *(const int *)b);
	case SHAPE_DIGEST:
		return (digest_eq(*(const struct digest *)a, *(const struct digest *)b));
	default:
		return (*(const int64_t *)a == *(const int64_t *)b);
	}
}

/* ---- Pairs and choices ---- */

static int
pair_order(const void *a, const void *b)
{
	return (str_cmp(((const struct pair *)a)->name, ((const struct pair *)b)->name));
}

void
pairs_sort(struct pair_list *pairs)
{
	if (pairs->n > 1)
		qsort(pairs->items, pairs->n, sizeof *pairs->items, pair_order);
}

struct str
pairs_repeated(const struct pair_list *pairs)
{
	for (size_t i = 1; i < pairs->n; i++)
		if (str_eq(pairs->items[i - 1].name, pairs->items[i].name))
			return (pairs->items[i].name);
	return (STR_NONE);
}

const char *
choice_name(const struct choices *choices, int value)
{
	return (value > 0 && (size_t)value < choices->n ? choices->names[value] : "");
}

int
choice_find(const struct choices *choices, struct str name)
{
	for (size_t i = 1; i < choices->n; i++)
		if (str_eq_c(name, choices->names[i]))
			return ((int)i);
	return (0);
}
