/* SPDX-License-Identifier: Apache-2.0 */
/* OSCAL JSON into structs, by the tables of the models. */
#include "standards/tree.h"

enum {
	MEMORY_PER_BYTE = 32,        /* the structs of a text take at most so much */
	MEMORY_MAX = 1 << 30,
};

struct reader {
	struct oscal_doc *doc;
	struct arena *arena;
	struct findings to;
	unsigned minor;
	bool tolerant;
	bool starved;                /* the arena is full */
};

/* ---- Findings ---- */

/* A finding at PLACE; NEAR is a text of the document that stands there, for its line. */
static struct problem
found_at(struct reader *in, enum problem_code code, const struct place *place, struct str near)
{
	struct problem found = place_problem(in->doc, code, place, 0);

	doc_position(in->doc, near, &found.line, &found.column);
	return (found);
}

static void
tell(struct reader *in, const struct problem *found)
{
	findings_add(&in->to, OSCAL_ERROR, found);
}

/* A text that stands in or before VALUE: its first key or text, else NEAR. */
static struct str
text_near(yyjson_val *value, struct str near)
{
	for (;;) {
		yyjson_val *first = yyjson_is_obj(value) || yyjson_is_arr(value) ? unsafe_yyjson_get_first(value) : value;

		if (yyjson_is_ctn(value) && yyjson_get_len(value) == 0)
			return (near);
		if (yyjson_is_str(first))
			return (json_str(first));
		if (first == value)
			return (near);
		value = first;
	}
}

static const char *
json_type(yyjson_val *value)
{
	return (yyjson_is_obj(value) ? "object" : yyjson_is_arr(value) ? "array" : yyjson_is_str(value) ? "string" :
	    yyjson_is_bool(value) ? "boolean" : yyjson_is_null(value) ? "null" : "number");
}

static void
mistyped(struct reader *in, const struct place *place, const char *wanted, yyjson_val *value, struct str near)
{
	struct problem found = found_at(in, OSCAL_MEMBER_TYPE, place, text_near(value, near));

	problem_arg(&found, "wanted", str_c(wanted));
	problem_arg(&found, "found", str_c(json_type(value)));
	tell(in, &found);
}

/* ---- Texts ---- */

static bool
is_allowed(const char *const *allowed, struct str text)
{
	for (; *allowed != NULL; allowed++)
		if (str_eq_c(text, *allowed))
			return (true);
	return (false);
}

static void
not_allowed(struct reader *in, const struct model_member *member, const struct place *place, struct str text)
{
	struct problem found = found_at(in, OSCAL_CHOICE, place, text);
	struct buf names = BUF(PROBLEM_TEXT_MAX);

	for (const char *const *name = member->allowed; *name != NULL; name++)
		buf_printf(&names, "%s%s", name == member->allowed ? "" : ", ", *name);
	problem_arg(&found, "value", text);
	problem_arg(&found, "choices", buf_view(&names));
	buf_free(&names);
	tell(in, &found);
}

static struct str
read_text(struct reader *in, const struct model_member *member, yyjson_val *value, const struct place *place, struct str near)
{
	struct str text = json_str(value);
	struct problem found;

	if (text.p == NULL) {
		mistyped(in, place, "string", value, near);
	} else if (!model_type_ok(member->type, in->minor, text)) {
		found = found_at(in, OSCAL_VALUE, place, text);
		problem_arg(&found, "value", text);
		problem_arg(&found, "type", str_c(model_type_name(member->type)));
		tell(in, &found);
	} else if (member->allowed != NULL && !is_allowed(member->allowed, text)) {
		not_allowed(in, member, place, text);
	}
	return (text);
}

/* ---- Members ---- */

static void read_object(struct reader *in, const struct model_object *object, yyjson_val *value, const struct place *place,
    struct str near, void *ret);

/* The number of items of a list member; 0 after a finding. */
static size_t
list_length(struct reader *in, const struct model_member *member, yyjson_val *value, const struct place *place)
{
	struct problem found;

	if (!yyjson_is_arr(value)) {
		mistyped(in, place, "array", value, place->name);
		return (0);
	}
	if (yyjson_arr_size(value) == 0) {
		found = found_at(in, OSCAL_LIST_EMPTY, place, place->name);
		problem_arg(&found, "member", str_c(member->name));
		tell(in, &found);
	}
	return (yyjson_arr_size(value));
}

static void
read_texts(struct reader *in, const struct model_member *member, yyjson_val *value, const struct place *place, struct str_list *ret)
{
	size_t n = list_length(in, member, value, place);
	struct place item = { place, STR_NONE, 0 };
	yyjson_arr_iter at = yyjson_arr_iter_with(value);

	if (n == 0)
		return;
	ret->items = arena_array(in->arena, struct str, n);
	if (ret->items == NULL) {
		in->starved = true;
		return;
	}
	ret->n = n;
	for (; item.index < n && !findings_full(&in->to); item.index++)
		ret->items[item.index] = read_text(in, member, yyjson_arr_iter_next(&at), &item, place->name);
}

static void
read_list(struct reader *in, const struct model_member *member, yyjson_val *value, const struct place *place, struct model_list *ret)
{
	size_t n = member->alone && yyjson_is_obj(value) ? 1 : list_length(in, member, value, place);
	struct place item = { place, STR_NONE, 0 };
	yyjson_arr_iter at = yyjson_arr_iter_with(value);
	bool alone = member->alone && yyjson_is_obj(value);
	char *items;

	if (n == 0)
		return;
	items = arena_calloc(in->arena, n, member->object->size);
	if (items == NULL) {
		in->starved = true;
		return;
	}
	*ret = (struct model_list){ items, n };
	for (; item.index < n && !findings_full(&in->to) && !in->starved; item.index++, items += member->object->size)
		read_object(in, member->object, alone ? value : yyjson_arr_iter_next(&at), alone ? place : &item, place->name, items);
}

static void
read_pointer(struct reader *in, const struct model_member *member, yyjson_val *value, const struct place *place, const void **ret)
{
	void *object = arena_alloc(in->arena, member->object->size);

	if (object == NULL) {
		in->starved = true;
		return;
	}
	read_object(in, member->object, value, place, place->name, object);
	*ret = object;
}

/* An object without members, whose presence says something. */
static void
read_present(struct reader *in, yyjson_val *value, const struct place *place, bool *ret)
{
	static const struct model_object empty = { "include-all", NULL, 0, 0 };

	read_object(in, &empty, value, place, place->name, NULL);
	*ret = true;
}

static void
read_member(struct reader *in, const struct model_member *member, yyjson_val *value, const struct place *place, char *content)
{
	void *at = content + member->offset;

	switch ((enum model_kind)member->kind) {
	case KIND_TEXT:
		*(struct str *)at = read_text(in, member, value, place, place->name);
		break;
	case KIND_TEXTS:
		read_texts(in, member, value, place, at);
		break;
	case KIND_FLAG:
		if (!yyjson_is_bool(value))
			mistyped(in, place, "boolean", value, place->name);
		*(bool *)at = yyjson_is_true(value);
		*(bool *)(void *)(content + member->given) = true;
		break;
	case KIND_DECIMAL:
		if (!yyjson_is_num(value))
			mistyped(in, place, "number", value, place->name);
		*(double *)at = yyjson_get_num(value);
		*(bool *)(void *)(content + member->given) = true;
		break;
	case KIND_PRESENT:
		read_present(in, value, place, at);
		break;
	case KIND_INLINE:
		read_object(in, member->object, value, place, place->name, at);
		break;
	case KIND_POINTER:
		read_pointer(in, member, value, place, at);
		break;
	case KIND_LIST:
		read_list(in, member, value, place, at);
		break;
	}
}

/* ---- Objects ---- */

/* The member called NAME; files list members in about the same order as the tables, so we look from HINT on. */
static const struct model_member *
member_find(const struct model_object *object, struct str name, size_t hint)
{
	for (size_t i = 0; i < object->n; i++) {
		size_t at = hint + i < object->n ? hint + i : hint + i - object->n;
		const struct model_member *member = &object->members[at];

		if (member->name_n == name.n && memcmp(member->name, name.p, name.n) == 0)
			return (member);
	}
	return (NULL);
}

static void
unknown_member(struct reader *in, const struct model_object *object, const struct model_member *member, const struct place *place)
{
	struct problem found = found_at(in, member == NULL ? OSCAL_MEMBER_UNKNOWN : OSCAL_MEMBER_LATER, place, place->name);
	char since[8];

	problem_arg(&found, "member", place->name);
	problem_arg(&found, "object", str_c(object->name));
	if (member != NULL && member->retired) {
		found.head.code = OSCAL_MEMBER_UNKNOWN;
		findings_add(&in->to, in->tolerant ? OSCAL_WARNING : OSCAL_ERROR, &found);
		return;
	}
	if (member != NULL) {
		snprintf(since, sizeof since, "1.%u", member->since);
		problem_arg(&found, "since", str_c(since));
	}
	tell(in, &found);
}

static void
missing_member(struct reader *in, const struct model_object *object, const struct model_member *member, const struct place *place,
    struct str near)
{
	struct problem found = found_at(in, OSCAL_MEMBER_MISSING, place, near);

	problem_arg(&found, "member", str_c(member->name));
	problem_arg(&found, "object", str_c(object->name));
	tell(in, &found);
}

static void
excluding_members(struct reader *in, const struct model_member *first, const struct model_member *second, const struct place *place,
    struct str near)
{
	struct problem found = found_at(in, OSCAL_MEMBERS_EXCLUDE, place, near);

	problem_arg(&found, "member", str_c(first->name));
	problem_arg(&found, "other", str_c(second->name));
	tell(in, &found);
}

/* What the members that were SEEN leave to complain about. */
static void
check_members(struct reader *in, const struct model_object *object, uint32_t seen, const struct place *place, struct str near)
{
	const struct model_member *first = NULL;

	for (size_t i = 0; i < object->n && !findings_full(&in->to); i++) {
		const struct model_member *member = &object->members[i];

		if ((seen & (uint32_t)1 << i) == 0) {
			if (member->required == 1 || (member->required == 2 && in->minor == 0))
				missing_member(in, object, member, place, near);
			continue;
		}
		if (member->group == 0 || in->minor < member->group_since)
			continue;
		if (first != NULL)
			excluding_members(in, first, member, place, near);
		first = member;
	}
}

static void
read_object(struct reader *in, const struct model_object *object, yyjson_val *value, const struct place *place, struct str near,
    void *ret)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(value);
	struct place below = { .up = place };
	uint32_t seen = 0;
	size_t hint = 0;

	if (!yyjson_is_obj(value)) {
		mistyped(in, place, "object", value, near);
		return;
	}
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL && !findings_full(&in->to) && !in->starved;) {
		const struct model_member *member;

		below.name = json_str(key);
		member = member_find(object, below.name, hint);
		if (member == NULL || member->since > in->minor || member->retired) {
			unknown_member(in, object, member, &below);
			if (member == NULL || !member->retired || !in->tolerant)
				continue;
		}
		hint = (size_t)(member - object->members);
		seen |= (uint32_t)1 << hint;
		if (++hint == object->n)
			hint = 0;
		read_member(in, member, yyjson_obj_iter_get_val(key), &below, ret);
	}
	check_members(in, object, seen, place, text_near(value, near));
}

/* ---- Documents ---- */

int
oscal_minor(struct str version, unsigned *ret)
{
	struct str rest = str_starts(version, STR("v")) ? str_sub(version, 1, version.n) : version, part; /* NIST writes "v1.1.3" at times */
	uint32_t major, minor, patch;

	if (!str_cut(&rest, '.', &part) || str_to_u32(part, &major) || major != 1 || !str_cut(&rest, '.', &part) ||
	    str_to_u32(part, &minor) || minor > 2 || !str_cut(&rest, '-', &part) || str_to_u32(part, &patch))
		return (-1);
	*ret = minor;
	return (0);
}

/* A model that the document's version did not have yet. */
static void
too_early(struct reader *in, const struct model_root *what, const struct place *root)
{
	struct problem found = found_at(in, OSCAL_MEMBER_LATER, root, root->name);
	char since[8];

	snprintf(since, sizeof since, "1.%u", what->since);
	problem_arg(&found, "member", root->name);
	problem_arg(&found, "object", STR("OSCAL"));
	problem_arg(&found, "since", str_c(since));
	tell(in, &found);
}

/* What doc_parse() gave, into structs. */
static int
read_model(struct reader *in, const struct structure *is, struct problem *why)
{
	const struct model_root *what = model_root_named(str_c(is->def->root));
	struct place root = { .name = str_c(is->def->root) };
	void *content;

	if (what == NULL) {
		problem_set(why, OSCAL_NOT_SUPPORTED, "");
		problem_arg(why, "what", root.name);
		return (-1);
	}
	content = arena_alloc(in->arena, what->object->size);
	if (content == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	in->minor = in->doc->private->minor;
	if (what->since > in->minor)
		too_early(in, what, &root);
	structure_check_directive(in->doc, &in->to);
	read_object(in, what->object, is->model, &root, root.name, content);
	if (in->to.nerrors > 0)
		return (-1);
	if (in->starved)
		return (problem_set(why, LIMIT_REACHED, NULL));
	doc_set(in->doc, what->model, content);
	return (0);
}

static int
read_document(struct reader *in, struct str text, struct problem *why)
{
	struct structure is;

	if (doc_parse(in->doc, text, &in->to, why) || structure_open(in->doc, &is, why))
		return (-1);
	return (read_model(in, &is, why));
}

int
model_read(struct oscal_doc *doc, const struct structure *is, enum oscal_mode mode, struct findings *to, struct problem *why)
{
	struct reader in = { .doc = doc, .arena = doc->private->arena, .to = *to, .tolerant = mode == OSCAL_TOLERANT };
	int failed = read_model(&in, is, why);

	*to = in.to;
	return (failed);
}

/* For positions that are asked for later. */
static bool
keeps_text(const struct oscal_doc *doc)
{
	return (doc->model != OSCAL_CATALOG || doc->private->spots != NULL);
}

/* By the tree: what quick_read() leaves, and every document with findings. */
static int
read_tree(struct reader *in, struct str text, struct problem *why)
{
	struct oscal_private *private = in->doc->private;

	private->text = text.p;
	if (read_document(in, text, why))
		return (-1);
	if (keeps_text(in->doc))
		private->text = arena_str(in->arena, text).p;
	if (private->text == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (0);
}

static int
begin(struct reader *in, struct str text, struct str uri, struct problem *why)
{
	size_t memory = text.n * MEMORY_PER_BYTE + ((size_t)1 << 20);

	in->doc = doc_new(memory < MEMORY_MAX ? memory : MEMORY_MAX);
	if (in->doc == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	in->arena = in->doc->private->arena;
	in->to.doc = in->doc;
	in->doc->uri = arena_str(in->arena, uri);
	return (0);
}

static int
read_any(struct reader *in, struct str text, struct str uri, bool quick, struct problem *why)
{
	if (begin(in, text, uri, why))
		return (-1);
	if (quick && oscal_format_of(text) == OSCAL_JSON && quick_read(in->doc, text))
		return (0);
	oscal_free(in->doc);
	return (begin(in, text, uri, why) || read_tree(in, text, why) ? -1 : 0);
}

int
read_either(struct str text, struct str uri, const struct oscal_read_options *options, bool quick, struct oscal_doc **ret, struct problem *why)
{
	static const struct oscal_read_options strict = { .mode = OSCAL_STRICT };
	struct reader in = { .to = { .why = why }, .minor = 0 };
	int failed;

	*ret = NULL;
	if (options == NULL)
		options = &strict;
	if (text.n > OSCAL_BYTES_MAX) {
		problem_set(why, LIMIT_REACHED, NULL);
		problem_arg_i64(why, "max", OSCAL_BYTES_MAX);
		return (-1);
	}
	in.tolerant = options->mode == OSCAL_TOLERANT;
	in.to.report = options->report;
	in.to.user = options->user;
	failed = read_any(&in, text, uri, quick, why);
	if (!failed && (doc_index(in.doc, options->mode, &in.to) || mapping_check(in.doc, options->mode, &in.to)))
		failed = problem_set(why, LIMIT_REACHED, NULL);
	if (failed || in.to.nerrors > 0) {
		oscal_free(in.doc);
		return (-1);
	}
	if (!keeps_text(in.doc))
		in.doc->private->text = NULL; /* it was the caller's */
	*ret = in.doc;
	return (0);
}

int
oscal_read(struct str text, struct str uri, const struct oscal_read_options *options, struct oscal_doc **ret, struct problem *why)
{
	return (read_either(text, uri, options, true, ret, why));
}
