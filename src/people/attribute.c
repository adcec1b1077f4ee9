/* SPDX-License-Identifier: Apache-2.0 */
#include "people/attribute.h"

SHAPE_DEFINE(attribute_declare, ATTRIBUTE_DECLARE)
SHAPE_DEFINE(attribute_extend, ATTRIBUTE_EXTEND)
SHAPE_DEFINE(attribute_option, ATTRIBUTE_OPTION)
SHAPE_DEFINE(attribute_row, ATTRIBUTE_ROW)
SHAPE_DEFINE(attribute_page, ATTRIBUTE_PAGE)
CHOICES_DEFINE(attribute_type, ATTRIBUTE_TYPES)

enum { JSON_BYTES_MAX = 64 * 1024, CODE_BYTES_MAX = 40 };

static const char ATTRIBUTE_BY_NAME[] = "SELECT type, choices, labels, title FROM attribute WHERE name = ?1";
static const char ALL[] = "SELECT name, type, title, choices, labels FROM attribute ORDER BY name";
static const char INSERT[] = "INSERT INTO attribute (name, type, title, choices, labels) VALUES (?1, ?2, ?3, ?4, ?5)";
static const char CHANGE[] = "UPDATE attribute SET title = ?2, choices = ?3, labels = ?4 WHERE name = ?1";

/* One declared attribute as rules use it. */
struct attribute {
	enum attribute_type type;
	struct str_list choices;
	struct pair_list labels;
	struct langs title;
};

/* ---- JSON of the columns ---- */

static struct str
pack(struct buf *json, struct arena *arena)
{
	struct str text = buf_failed(json) ? STR_NONE : arena_str(arena, buf_view(json));

	buf_free(json);
	return (text);
}

static struct str
choices_pack(const struct str_list *choices, struct arena *arena)
{
	struct buf json = BUF(JSON_BYTES_MAX);

	buf_char(&json, '[');
	for (size_t i = 0; i < choices->n; i++) {
		if (i > 0)
			buf_char(&json, ',');
		json_quote(&json, choices->items[i]);
	}
	buf_char(&json, ']');
	return (pack(&json, arena));
}

/* PAIRS are sorted by name. */
static struct str
pairs_pack(const struct pair_list *pairs, struct arena *arena)
{
	struct buf json = BUF(JSON_BYTES_MAX);

	buf_char(&json, '{');
	for (size_t i = 0; i < pairs->n; i++) {
		if (i > 0)
			buf_char(&json, ',');
		json_quote(&json, pairs->items[i].name);
		buf_char(&json, ':');
		json_quote(&json, pairs->items[i].value);
	}
	buf_char(&json, '}');
	return (pack(&json, arena));
}

static int
choices_unpack(struct str json, struct arena *arena, struct str_list *ret)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem ignored = { 0 };
	yyjson_arr_iter values;

	*ret = (struct str_list){ NULL, 0 };
	if (json_parse(json, &json_limits_document, &doc, &ignored))
		return (-1);
	ret->items = arena_array(arena, struct str, yyjson_arr_size(yyjson_doc_get_root(doc)) + 1);
	if (ret->items == NULL)
		return (-1);
	values = yyjson_arr_iter_with(yyjson_doc_get_root(doc));
	for (yyjson_val *v; (v = yyjson_arr_iter_next(&values)) != NULL;)
		ret->items[ret->n++] = arena_str(arena, json_str(v));
	return (0);
}

int
attributes_unpack(struct str json, struct arena *arena, struct pair_list *ret)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem ignored = { 0 };
	yyjson_obj_iter members;

	*ret = (struct pair_list){ NULL, 0 };
	if (str_eq_c(json, "{}"))
		return (0);
	if (json_parse(json, &json_limits_document, &doc, &ignored))
		return (-1);
	ret->items = arena_array(arena, struct pair, yyjson_obj_size(yyjson_doc_get_root(doc)) + 1);
	if (ret->items == NULL)
		return (-1);
	members = yyjson_obj_iter_with(yyjson_doc_get_root(doc));
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&members)) != NULL; ret->n++) {
		ret->items[ret->n].name = arena_str(arena, json_str(key));
		ret->items[ret->n].value = arena_str(arena, json_str(yyjson_obj_iter_get_val(key)));
	}
	return (0);
}

/* ---- Sorted pairs ---- */

/* The place of NAME in PAIRS, or where it would be put. */
static size_t
place_of(const struct pair_list *pairs, struct str name)
{
	size_t i = 0;

	while (i < pairs->n && str_cmp(pairs->items[i].name, name) < 0)
		i++;
	return (i);
}

struct str
attributes_get(const struct pair_list *pairs, struct str name)
{
	size_t i = place_of(pairs, name);

	return (i < pairs->n && str_eq(pairs->items[i].name, name) ? pairs->items[i].value : STR_NONE);
}

/* PAIRS has room for one more. */
static void
pairs_put(struct pair_list *pairs, struct str name, struct str value)
{
	size_t i = place_of(pairs, name);
	bool there = i < pairs->n && str_eq(pairs->items[i].name, name);

	if (value.n == 0) {
		if (there)
			memmove(&pairs->items[i], &pairs->items[i + 1], (--pairs->n - i) * sizeof pairs->items[0]);
		return;
	}
	if (!there)
		memmove(&pairs->items[i + 1], &pairs->items[i], (pairs->n++ - i) * sizeof pairs->items[0]);
	pairs->items[i] = (struct pair){ name, value };
}

/* RET: OLD with the pairs of CHANGE put in; an empty value takes its pair away. */
static int
pairs_merge(const struct pair_list *old, const struct pair_list *change, struct arena *arena, struct pair_list *ret)
{
	ret->n = old->n;
	ret->items = arena_array(arena, struct pair, old->n + change->n + 1);
	if (ret->items == NULL)
		return (-1);
	if (old->n > 0)
		memcpy(ret->items, old->items, old->n * sizeof old->items[0]);
	for (size_t i = 0; i < change->n; i++)
		pairs_put(ret, change->items[i].name, change->items[i].value);
	return (0);
}

/* ---- Checking ---- */

/* Returns 1 when there is none. */
static int
attribute_get(struct db *db, struct str name, struct arena *arena, struct attribute *ret, struct problem *why)
{
	struct stmt *q = db_query(db, ATTRIBUTE_BY_NAME, ARGS(ARG_TEXT(name)));
	bool found = stmt_step(q) == STORE_ROW;
	int failed = 0;

	if (found) {
		ret->type = (enum attribute_type)choice_find(&attribute_type_choices, stmt_text(q, 0));
		failed = choices_unpack(stmt_text(q, 1), arena, &ret->choices) || attributes_unpack(stmt_text(q, 2), arena, &ret->labels);
		langs_unpack(stmt_text(q, 3), arena, &ret->title);
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	if (failed)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (found ? 0 : 1);
}

static bool
has_choice(const struct str_list *choices, struct str code)
{
	for (size_t i = 0; i < choices->n; i++)
		if (str_eq(choices->items[i], code))
			return (true);
	return (false);
}

static bool
value_fits(const struct attribute *attribute, struct str value)
{
	int64_t number;

	switch (attribute->type) {
	case ATTRIBUTE_CHOICE:
		return (has_choice(&attribute->choices, value));
	case ATTRIBUTE_INTEGER:
		return (str_to_i64(value, &number) == 0);
	case ATTRIBUTE_FLAG:
		return (str_eq_c(value, "true") || str_eq_c(value, "false"));
	case ATTRIBUTE_TEXT:
		return (str_codepoints(value) <= ATTRIBUTE_TEXT_MAX);
	default:
		return (false);
	}
}

static int
wrong_value(struct problem *why, const char *where, struct str name, struct str value, struct str allowed)
{
	problem_set(why, ATTRIBUTE_VALUE, where);
	problem_arg(why, "name", name);
	problem_arg(why, "value", value);
	problem_arg(why, "allowed", allowed);
	return (-1);
}

/* "1, 2, 3", or the name of the type. */
static struct str
allowed_text(const struct attribute *attribute, struct arena *arena)
{
	struct buf text = BUF(PROBLEM_TEXT_MAX);

	if (attribute->type != ATTRIBUTE_CHOICE)
		return (attribute->type == ATTRIBUTE_FLAG ? STR("true, false") :
		    str_c(choice_name(&attribute_type_choices, (int)attribute->type)));
	for (size_t i = 0; i < attribute->choices.n; i++)
		buf_printf(&text, "%s%.*s", i > 0 ? ", " : "", STR_FMT(attribute->choices.items[i]));
	if (buf_failed(&text))
		text.failed = false; /* as many as fit */
	return (pack(&text, arena));
}

int
attribute_check(struct db *db, struct str name, struct str value, struct arena *arena, const char *where, struct problem *why)
{
	struct attribute attribute;
	int got = attribute_get(db, name, arena, &attribute, why);

	if (got < 0)
		return (-1);
	if (got > 0) {
		problem_set(why, ATTRIBUTE_UNKNOWN, where);
		problem_arg(why, "name", name);
		return (-1);
	}
	if (!value_fits(&attribute, value))
		return (wrong_value(why, where, name, value, allowed_text(&attribute, arena)));
	return (0);
}

int
attributes_merge(struct tx *tx, struct str old, const struct pair_list *change, struct str *ret, struct problem *why)
{
	struct pair_list before, after;

	for (size_t i = 0; i < change->n; i++)
		if (change->items[i].value.n > 0 &&
		    attribute_check(tx->db, change->items[i].name, change->items[i].value, tx->arena, "attributes", why))
			return (-1);
	if (attributes_unpack(old, tx->arena, &before) || pairs_merge(&before, change, tx->arena, &after))
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (after.n > ATTRIBUTES_MAX)
		return (problem_set(why, FIELD_TOO_MANY, "attributes"));
	*ret = pairs_pack(&after, tx->arena);
	return (ret->p == NULL ? problem_set(why, LIMIT_REACHED, "attributes") : 0);
}

/* ---- Declaring ---- */

static bool
is_code(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (i == 0 || (c != '-' && c != '_' && c != '.')))
			return (false);
	}
	return (s.n > 0 && s.n <= CODE_BYTES_MAX);
}

/* A label is for CHOICE.LANGUAGE. */
static bool
label_fits(const struct str_list *choices, struct str name)
{
	size_t dot = name.n;
	enum lang lang;

	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	return (dot > 0 && lang_by_tag(str_sub(name, dot, name.n), &lang) == 0 && has_choice(choices, str_sub(name, 0, dot - 1)));
}

/* Add MORE to CHOICES, which has room. */
static int
choices_add(struct str_list *choices, const struct str_list *more, struct str name, struct problem *why)
{
	for (size_t i = 0; i < more->n; i++) {
		if (!is_code(more->items[i]) || has_choice(choices, more->items[i]) || choices->n == ATTRIBUTE_CHOICES_MAX)
			return (wrong_value(why, "choices", name, more->items[i], STR("[A-Za-z0-9._-]")));
		choices->items[choices->n++] = more->items[i];
	}
	return (0);
}

static int
labels_check(const struct str_list *choices, const struct pair_list *labels, struct str name, struct problem *why)
{
	for (size_t i = 0; i < labels->n; i++)
		if (!label_fits(choices, labels->items[i].name))
			return (wrong_value(why, "labels", name, labels->items[i].name, STR("CODE.en, CODE.ur")));
	return (0);
}

/* Put the further CHOICES and LABELS into ATTRIBUTE. */
static int
attribute_add(struct tx *tx, struct attribute *attribute, struct str name, const struct str_list *choices, const struct pair_list *labels,
    struct problem *why)
{
	struct str_list all = { arena_array(tx->arena, struct str, ATTRIBUTE_CHOICES_MAX), attribute->choices.n };
	struct pair_list merged;

	if (all.items == NULL || pairs_merge(&attribute->labels, labels, tx->arena, &merged))
		return (problem_set(why, LIMIT_REACHED, NULL));
	for (size_t i = 0; i < all.n; i++)
		all.items[i] = attribute->choices.items[i];
	if (attribute->type != ATTRIBUTE_CHOICE && choices->n > 0)
		return (wrong_value(why, "choices", name, choices->items[0], STR("")));
	if (choices_add(&all, choices, name, why) || labels_check(&all, &merged, name, why))
		return (-1);
	if (attribute->type == ATTRIBUTE_CHOICE && all.n == 0)
		return (problem_set(why, FIELD_MISSING, "choices"));
	attribute->choices = all;
	attribute->labels = merged;
	return (0);
}

int
attribute_declare_apply(struct tx *tx, const struct record_head *head, const struct attribute_declare *in, struct problem *why)
{
	struct attribute attribute = { .type = (enum attribute_type)in->type, .title = in->title }, other;
	int got = attribute_get(tx->db, in->name, tx->arena, &other, why);

	(void)head;
	if (got < 0)
		return (-1);
	if (got == 0)
		return (problem_set(why, ATTRIBUTE_TAKEN, "name"));
	if (attribute_add(tx, &attribute, in->name, &in->choices, &in->labels, why))
		return (-1);
	if (db_run(tx->db, INSERT, ARGS(ARG_TEXT(in->name), ARG_TEXT(str_c(choice_name(&attribute_type_choices, in->type))),
	    ARG_TEXT(langs_pack(&in->title, tx->arena)), ARG_TEXT(choices_pack(&attribute.choices, tx->arena)),
	    ARG_TEXT(pairs_pack(&attribute.labels, tx->arena)))))
		return (db_problem(tx->db, why));
	return (0);
}

int
attribute_extend_apply(struct tx *tx, const struct record_head *head, const struct attribute_extend *in, struct problem *why)
{
	struct attribute attribute;
	int got = attribute_get(tx->db, in->name, tx->arena, &attribute, why);

	(void)head;
	if (got < 0)
		return (-1);
	if (got > 0) {
		problem_set(why, ATTRIBUTE_UNKNOWN, "name");
		problem_arg(why, "name", in->name);
		return (-1);
	}
	if (attribute_add(tx, &attribute, in->name, &in->choices, &in->labels, why))
		return (-1);
	if (!langs_empty(&in->title))
		attribute.title = in->title;
	if (db_run(tx->db, CHANGE, ARGS(ARG_TEXT(in->name), ARG_TEXT(langs_pack(&attribute.title, tx->arena)),
	    ARG_TEXT(choices_pack(&attribute.choices, tx->arena)), ARG_TEXT(pairs_pack(&attribute.labels, tx->arena)))))
		return (db_problem(tx->db, why));
	return (0);
}

/* ---- Reading ---- */

/* The choices of a row with their titles; one without label shows its code. */
static int
options_of(const struct str_list *codes, const struct pair_list *labels, struct arena *arena, struct attribute_option_list *ret)
{
	ret->n = codes->n;
	ret->items = arena_array(arena, struct attribute_option, codes->n + 1);
	if (ret->items == NULL)
		return (-1);
	for (size_t i = 0; i < codes->n; i++) {
		struct attribute_option *option = &ret->items[i];

		option->code = codes->items[i];
		for (enum lang lang = 0; lang < LANG_COUNT; lang++)
			option->title.in[lang] =
			    attributes_get(labels, arena_fmt(arena, "%.*s.%s", STR_FMT(option->code), lang_tag(lang)));
		if (langs_empty(&option->title))
			option->title = langs_en(option->code);
	}
	return (0);
}

static int
row_read(struct stmt *q, struct arena *arena, struct attribute_row *row)
{
	struct str_list codes;
	struct pair_list labels;

	row->name = arena_str(arena, stmt_text(q, 0));
	row->type = choice_find(&attribute_type_choices, stmt_text(q, 1));
	langs_unpack(stmt_text(q, 2), arena, &row->title);
	if (choices_unpack(stmt_text(q, 3), arena, &codes) || attributes_unpack(stmt_text(q, 4), arena, &labels))
		return (-1);
	return (options_of(&codes, &labels, arena, &row->choices));
}

int
attribute_list(struct db *db, struct arena *arena, struct attribute_page *ret, struct problem *why)
{
	struct stmt *q = db_query(db, ALL, NO_ARGS);
	size_t capacity = 0;
	bool full = false;

	ret->items = (struct attribute_row_list){ NULL, 0 };
	while (!full && stmt_step(q) == STORE_ROW) {
		struct attribute_row *grown = arena_grow(arena, ret->items.items, ret->items.n, &capacity, sizeof *grown);

		full = grown == NULL;
		if (full)
			break;
		ret->items.items = grown;
		full = row_read(q, arena, &grown[ret->items.n++]) != 0;
	}
	if (stmt_done(q) != 0)
		return (db_problem(db, why));
	return (full ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
