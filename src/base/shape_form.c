/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes from name/value pairs: forms, query strings, rows of CSV. */
#include "base/shape_inside.h"

enum { NAME_BYTES_MAX = 256, NESTING_MAX = 4, FORM_PAIRS_MAX = 500 };

/* One set of pairs while it is being taken apart. */
struct row {
	struct decoder *d;
	const struct pair_list *pairs;
	const struct cell_place *places; /* of a CSV row, else NULL */
	bool *taken;
	uint64_t known;                  /* fields of the root that the route gives */
};

/* The full name of a field: "roles.title". */
struct full_name {
	char text[NAME_BYTES_MAX];
	size_t n;
};

static struct full_name
full_name(struct str prefix, const char *name)
{
	struct full_name ret;
	int n = snprintf(ret.text, sizeof ret.text, "%.*s%s", STR_FMT(prefix), name);

	ret.n = n < 0 ? 0 : (size_t)n < sizeof ret.text ? (size_t)n : sizeof ret.text - 1;
	return (ret);
}

static struct str
name_str(const struct full_name *name)
{
	return ((struct str){ name->text, name->n });
}

/* Where findings about pair I are. */
static void
look_at(struct row *row, size_t i)
{
	if (row->places == NULL)
		return;
	row->d->line = row->places[i].line;
	row->d->column = row->places[i].column;
}

/* The next pair called NAME that was not taken yet, from *I on; marks it. */
static const struct pair *
take(struct row *row, struct str name, size_t *i)
{
	for (; *i < row->pairs->n; ++*i) {
		const struct pair *pair = &row->pairs->items[*i];

		if (row->taken[*i] || !str_eq(pair->name, name))
			continue;
		row->taken[*i] = true;
		look_at(row, (*i)++);
		return (pair);
	}
	return (NULL);
}

/* Line ends of any kind become \n: browsers send CRLF whatever was typed. */
static int
normal_lines(struct decoder *d, struct str text, struct str *ret)
{
	char *to;
	size_t n = 0;

	*ret = text;
	if (text.n == 0 || memchr(text.p, '\r', text.n) == NULL)
		return (0);
	to = shape_room(d, text.n, 1);
	if (to == NULL)
		return (-1);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\r')
			to[n++] = text.p[i];
		else if (i + 1 == text.n || text.p[i + 1] != '\n')
			to[n++] = '\n';
	}
	*ret = (struct str){ to, n };
	return (0);
}

/* The text to decode: lines normal for prose, trimmed for everything else. */
static int
value_text(struct row *row, bool prose, const struct place *at, struct str value, struct str *ret)
{
	if (!str_is_utf8(value))
		return (shape_found(row->d, TEXT_NOT_UTF8, at, NULL));
	if (prose)
		return (normal_lines(row->d, value, ret));
	*ret = str_trim(value);
	return (0);
}

static void
known_take(struct row *row, const struct field *f, const struct place *at, struct str text, const void *slot)
{
	union shape_scalar_room said = { .i = INTEGER_NONE };

	if (shape_scalar(row->d, f, at, text, &said) || shape_same(f, slot, &said))
		return;
	shape_found(row->d, FIELD_DIFFERS, at, f->name);
	problem_arg(row->d->why, "given", text);
}

/* Returns whether a value that is not empty was there. */
static bool
scalar_take(struct row *row, const struct field *f, struct str name, bool known, void *slot)
{
	struct place at = { NULL, name, 0 };
	const struct pair *pair;
	bool some = false;
	size_t i = 0;

	while ((pair = take(row, name, &i)) != NULL) {
		struct str text = STR_NONE;

		if (value_text(row, f->kind == SHAPE_TEXT, &at, pair->value, &text)) {
			some = true;
			continue;
		}
		if (text.n == 0 || (f->need == REQUIRED && shape_blank(text)))
			continue;
		if (known)
			known_take(row, f, &at, text, slot);
		else if (some)
			shape_found(row->d, FIELD_REPEATED, &at, f->name);
		else
			(void)shape_scalar(row->d, f, &at, text, slot);
		some = true;
	}
	return (some);
}

static bool
langs_take(struct row *row, const struct field *f, struct str name, struct langs *ret)
{
	struct field one = *f; /* of one language: each may be missing */
	bool some = false;

	one.kind = SHAPE_TEXT;
	one.need = OPTIONAL;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct full_name full;
		char member[16];

		snprintf(member, sizeof member, ".%s", lang_tag(lang));
		full = full_name(name, member);
		some |= scalar_take(row, &one, name_str(&full), false, &ret->in[lang]);
		if (shape_blank(ret->in[lang]))
			ret->in[lang] = STR_NONE;
	}
	return (some);
}

static void
pair_put(struct row *row, const struct field *f, const struct place *at, struct str name, struct str value, struct pair_list *ret)
{
	struct pair *pair = &ret->items[ret->n];
	struct str text;

	if (value_text(row, true, at, value, &text) || text.n == 0)
		return;
	if (ret->n == shape_at_most(f))
		shape_found_many(row->d, f, at, ret->n + 1);
	else if (shape_pair_name(row->d, f, at, name) == 0 && shape_check_text(row->d, f, at, text) == 0 &&
	    shape_copy(row->d, name, &pair->name) == 0 && shape_copy(row->d, text, &pair->value) == 0)
		ret->n++;
}

/* The next of several values in a cell, without the backslashes that shape_csv.c puts before semicolons and backslashes. */
static bool
cell_part(struct row *row, struct str *rest, struct str *ret)
{
	size_t i = 0, n = 0;
	char *to;

	if (rest->p == NULL)
		return (false);
	to = shape_room(row->d, rest->n, 1);
	if (to == NULL)
		return (false);
	for (; i < rest->n && rest->p[i] != ';'; i++) {
		i += rest->p[i] == '\\' && i + 1 < rest->n;
		to[n++] = rest->p[i];
	}
	*ret = str_trim((struct str){ to, n });
	*rest = i < rest->n ? str_sub(*rest, i + 1, rest->n) : STR_NONE;
	return (true);
}

/* One cell "tier=1; sector=HLT". */
static void
pairs_cell(struct row *row, const struct field *f, const struct place *at, struct str cell, struct pair_list *ret)
{
	struct str part, name;

	while (cell_part(row, &cell, &part)) {
		if (part.n == 0)
			continue;
		if (!str_cut(&part, '=', &name) || part.p == NULL) {
			shape_found_type(row->d, at, f->name, "kind.pairs", name);
			continue;
		}
		pair_put(row, f, at, str_trim(name), str_trim(part), ret);
	}
}

static bool
pairs_take(struct row *row, const struct field *f, struct str name, struct pair_list *ret)
{
	struct full_name prefix;
	const struct pair *pair;
	struct str repeated;
	size_t i = 0;

	prefix = full_name(name, ".");
	ret->items = shape_room(row->d, shape_at_most(f) + 1, sizeof *ret->items);
	if (ret->items == NULL)
		return (false);
	for (; i < row->pairs->n; i++) {
		pair = &row->pairs->items[i];
		if (row->taken[i] || !str_starts(pair->name, name_str(&prefix)))
			continue;
		row->taken[i] = true;
		look_at(row, i);
		pair_put(row, f, &(struct place){ NULL, pair->name, 0 }, str_sub(pair->name, prefix.n, SIZE_MAX), pair->value, ret);
	}
	i = 0;
	while (row->places != NULL && (pair = take(row, name, &i)) != NULL)
		pairs_cell(row, f, &(struct place){ NULL, name, 0 }, pair->value, ret);
	pairs_sort(ret);
	repeated = pairs_repeated(ret);
	if (repeated.p != NULL)
		shape_found(row->d, FIELD_REPEATED, &(struct place){ &(struct place){ NULL, name, 0 }, repeated, 0 }, f->name);
	return (ret->n > 0);
}

static void
element_put(struct row *row, const struct field *f, const struct place *at, struct str value, struct any_list *ret)
{
	void *slot = (char *)ret->items + ret->n * shape_element_size(f);
	struct str text;
	int failed;

	if (value_text(row, f->kind == SHAPE_TEXTS, at, value, &text) || shape_blank(text))
		return;
	if (ret->n == shape_at_most(f)) {
		shape_found_many(row->d, f, at, ret->n + 1);
		return;
	}
	if (f->kind == SHAPE_IDS)
		failed = id_parse(text, slot) ? shape_found_type(row->d, at, f->name, "kind.id", text) : 0;
	else
		failed = shape_check_text(row->d, f, at, text) ? -1 : shape_copy(row->d, text, slot);
	ret->n += failed == 0;
}

/* The field repeated; in a cell of CSV, "one; two". */
static bool
elements_take(struct row *row, const struct field *f, struct str name, struct any_list *ret)
{
	struct place at = { NULL, name, 0 };
	const struct pair *pair;
	size_t i = 0;

	while ((pair = take(row, name, &i)) != NULL) {
		struct str rest = pair->value, part;

		if (ret->items == NULL)
			ret->items = shape_room(row->d, shape_at_most(f), shape_element_size(f));
		if (ret->items == NULL)
			return (false);
		if (row->places == NULL)
			element_put(row, f, &at, rest, ret);
		else
			while (cell_part(row, &rest, &part))
				element_put(row, f, &at, part, ret);
	}
	return (ret->n > 0);
}

static bool fields_take(struct row *row, const struct shape *shape, struct str prefix, int depth, uint64_t known, void *ret);

/* Whether a pair below PREFIX has a value. */
static bool
some_below(const struct row *row, struct str prefix)
{
	for (size_t i = 0; i < row->pairs->n; i++)
		if (str_starts(row->pairs->items[i].name, prefix) && !shape_blank(row->pairs->items[i].value))
			return (true);
	return (false);
}

static void
empty_take(struct row *row, struct str prefix)
{
	for (size_t i = 0; i < row->pairs->n; i++)
		row->taken[i] |= str_starts(row->pairs->items[i].name, prefix);
}

static bool
nested_take(struct row *row, const struct field *f, struct str name, int depth, void *slot)
{
	struct full_name prefix;

	prefix = full_name(name, ".");
	if (depth == NESTING_MAX)
		return (false);
	if (!some_below(row, name_str(&prefix)) && (f->need != REQUIRED || f->kind == SHAPE_MAYBE)) {
		empty_take(row, name_str(&prefix));
		return (false);
	}
	if (f->kind == SHAPE_OBJECT)
		return (fields_take(row, f->sub(), name_str(&prefix), depth + 1, 0, slot), true);
	*(void **)slot = shape_room(row->d, 1, f->sub_size);
	if (*(void **)slot == NULL)
		return (false);
	shape_init(f->sub(), *(void **)slot);
	return (fields_take(row, f->sub(), name_str(&prefix), depth + 1, 0, *(void **)slot), true);
}

static bool
field_take(struct row *row, const struct field *f, struct str name, int depth, bool known, void *slot)
{
	if (shape_is_scalar(f->kind))
		return (scalar_take(row, f, name, known, slot));
	switch (f->kind) {
	case SHAPE_LANGS:
		return (langs_take(row, f, name, slot));
	case SHAPE_PAIRS:
		return (pairs_take(row, f, name, slot));
	case SHAPE_TEXTS:
	case SHAPE_IDS:
		return (elements_take(row, f, name, slot));
	case SHAPE_OBJECT:
	case SHAPE_MAYBE:
		return (nested_take(row, f, name, depth, slot));
	default:
		return (false);
	}
}

static bool
fields_take(struct row *row, const struct shape *shape, struct str prefix, int depth, uint64_t known, void *ret)
{
	uint64_t seen = known;

	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		uint64_t bit = UINT64_C(1) << i;
		unsigned before = row->d->found;
		struct full_name name;

		if (!shape_accepts(row->d, f) && !(known & bit))
			continue;
		name = full_name(prefix, f->name);
		/* What is wrong is not missing too, and an unticked box is not sent at all. */
		if (field_take(row, f, name_str(&name), depth, (known & bit) != 0, SLOT(void, ret, f)) || row->d->found > before ||
		    f->kind == SHAPE_FLAG)
			seen |= bit;
	}
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];
		struct full_name name;

		if (f->need != REQUIRED || (seen >> i & 1) || f->kind == SHAPE_COUNTS || f->kind == SHAPE_OPAQUE)
			continue;
		name = full_name(prefix, f->name);
		if (row->places != NULL)
			look_at(row, 0);
		shape_found(row->d, FIELD_MISSING, &(struct place){ NULL, name_str(&name), 0 }, f->name);
	}
	return (true);
}

bool
shape_is_form_kind(enum shape_kind kind)
{
	return (kind != SHAPE_COUNTS && kind != SHAPE_JSON && kind != SHAPE_LIST && kind != SHAPE_OPAQUE);
}

bool
shape_name_known(const struct decoder *d, const struct shape *shape, struct str name)
{
	struct str rest = name, first;
	size_t hint = 0;
	enum lang lang;
	const struct field *f;

	(void)str_cut(&rest, '.', &first);
	f = shape_field(shape, first, &hint);
	if (f == NULL || !shape_accepts(d, f) || !shape_is_form_kind(f->kind))
		return (false);
	if (f->kind == SHAPE_LANGS)
		return (rest.p != NULL && lang_by_tag(rest, &lang) == 0);
	if (f->kind == SHAPE_PAIRS)
		return (rest.p == NULL || shape_is_code(rest));
	if (f->kind == SHAPE_OBJECT || f->kind == SHAPE_MAYBE)
		return (rest.p != NULL && shape_name_known(d, f->sub(), rest));
	return (rest.p == NULL);
}

void
shape_pairs_row(struct decoder *d, const struct shape *shape, const struct pair_list *pairs, const struct cell_place *places,
    const struct shape_given *given, void *ret)
{
	struct row row = { d, pairs, places, shape_room(d, pairs->n, sizeof(bool)), 0 };

	shape_init(shape, ret);
	if (row.taken == NULL)
		return;
	row.known = shape_given(d, shape, given, ret);
	fields_take(&row, shape, STR(""), 0, row.known, ret);
	for (size_t i = 0; i < pairs->n; i++) {
		struct str name = pairs->items[i].name;

		if (row.taken[i])
			continue;
		look_at(&row, i);
		if (!str_is_utf8(name))
			shape_found(d, TEXT_NOT_UTF8, NULL, NULL);
		else
			shape_found_unknown(d, shape, &(struct place){ NULL, name, 0 }, name);
	}
}

int
shape_from_pairs(const struct shape *shape, const struct pair_list *pairs, const struct shape_given *given, struct arena *arena, void *ret,
    struct problem *why)
{
	struct decoder d = { .arena = arena, .why = why, .trust = SHAPE_OUTSIDE, .style = PLACE_NAME, .prefix = "" };

	shape_pairs_row(&d, shape, pairs, NULL, given, ret);
	return (shape_finish(&d));
}

/* ---- application/x-www-form-urlencoded ---- */

/* Percent-decoding and '+': WHATWG URL §5.1; a '%' without two digits stands for itself. */
static int
form_decode(struct str in, struct arena *arena, struct str *ret)
{
	char *to = arena_alloc(arena, in.n + 1);
	size_t n = 0;

	if (to == NULL)
		return (-1);
	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		if (c == '%' && i + 2 < in.n && hex_value(in.p[i + 1]) >= 0 && hex_value(in.p[i + 2]) >= 0) {
			c = (char)(hex_value(in.p[i + 1]) << 4 | hex_value(in.p[i + 2]));
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		to[n++] = c;
	}
	*ret = (struct str){ to, n };
	return (0);
}

static int
form_pair(struct str part, struct arena *arena, struct pair *ret, struct problem *why)
{
	struct str name;

	(void)str_cut(&part, '=', &name);
	if (form_decode(name, arena, &ret->name) || form_decode(part, arena, &ret->value))
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (!str_is_utf8(ret->name))
		return (problem_set(why, TEXT_NOT_UTF8, NULL));
	if (!str_is_utf8(ret->value))
		return (problem_set(why, TEXT_NOT_UTF8, ret->name.p));
	return (0);
}

int
form_parse(struct str body, struct arena *arena, struct pair_list *ret, struct problem *why)
{
	struct str rest = body.n > 0 ? body : STR_NONE, part;
	size_t capacity = 0;

	*ret = (struct pair_list){ NULL, 0 };
	while (str_cut(&rest, '&', &part)) {
		struct pair *items;

		if (part.n == 0)
			continue;
		if (ret->n == FORM_PAIRS_MAX) {
			problem_set(why, LIMIT_REACHED, NULL);
			problem_arg_i64(why, "max", FORM_PAIRS_MAX);
			return (-1);
		}
		items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);
		if (items == NULL)
			return (problem_set(why, LIMIT_REACHED, NULL));
		ret->items = items;
		if (form_pair(part, arena, &ret->items[ret->n], why))
			return (-1);
		ret->n++;
	}
	return (0);
}
