/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a document has the structure that the tables of its model say: members, how often, and of which types. */
#include <math.h>

#include "standards/tree.h"

struct checker {
	const struct oscal_doc *doc;
	struct findings *to;         /* NULL: only whether anything is wrong is asked */
	unsigned minor, depth;
	bool tolerant;
	bool irregular;              /* without findings: something is */
};

/* ---- Findings ---- */

static inline bool
is_done(const struct checker *in)
{
	return (in->to == NULL ? in->irregular : findings_full(in->to));
}

/* The reader of JSON refuses such a document; here it is only met when nobody has looked yet. */
static void
irregular(struct checker *in)
{
	in->irregular = in->irregular || in->to == NULL;
}

static void
tell(struct checker *in, enum problem_code code, const struct place *place, struct str near, const char *arg, struct str value,
    const char *arg2, struct str value2)
{
	struct problem found;

	if (in->to == NULL) {
		irregular(in);
		return;
	}
	found = place_problem(in->doc, code, place, 0);
	doc_position(in->doc, near, &found.line, &found.column);
	problem_arg(&found, arg, value);
	if (arg2 != NULL)
		problem_arg(&found, arg2, value2);
	findings_add(in->to, OSCAL_ERROR, &found);
}

/* A text that stands in or before VALUE: its first key or text, else NEAR. */
static struct str
text_near(yyjson_val *value, struct str near)
{
	while (yyjson_is_ctn(value)) {
		if (yyjson_get_len(value) == 0)
			return (near);
		value = unsafe_yyjson_get_first(value);
	}
	return (yyjson_is_str(value) ? json_str(value) : near);
}

static const char *
json_type(yyjson_val *value)
{
	return (yyjson_is_obj(value) ? "object" : yyjson_is_arr(value) ? "array" : yyjson_is_str(value) ? "string" :
	    yyjson_is_bool(value) ? "boolean" : yyjson_is_null(value) ? "null" : "number");
}

static void
mistyped(struct checker *in, const struct place *place, const char *wanted, yyjson_val *value, struct str near)
{
	tell(in, OSCAL_MEMBER_TYPE, place, text_near(value, near), "wanted", str_c(wanted), "found", str_c(json_type(value)));
}

/* ---- Values ---- */

static const struct {
	enum model_type type;
	const char *name;
} types[] = {
	[MS_BASE64] = { TYPE_BASE64, "base64" },
	[MS_DATE_TIME_WITH_TIMEZONE] = { TYPE_DATE_TIME, "date-time-with-timezone" },
	[MS_EMAIL_ADDRESS] = { TYPE_EMAIL, "email-address" },
	[MS_MARKUP_LINE] = { TYPE_LINE, "markup-line" },
	[MS_MARKUP_MULTILINE] = { TYPE_MULTILINE, "markup-multiline" },
	[MS_STRING] = { TYPE_STRING, "string" },
	[MS_TOKEN] = { TYPE_TOKEN, "token" },
	[MS_URI] = { TYPE_URI, "uri" },
	[MS_URI_REFERENCE] = { TYPE_URI_REFERENCE, "uri-reference" },
	[MS_UUID] = { TYPE_UUID, "uuid" },
	[MS_DATE] = { TYPE_STRING, "date" },
};

/* "2024-02-29", with or without a time zone: a time of that day must be one. */
static bool
is_date(unsigned minor, struct str text)
{
	char room[64];
	struct str zone = str_sub(text, 10, text.n);

	if (text.n < 10 || text.n > 16)
		return (false);
	snprintf(room, sizeof room, "%.10sT00:00:00%.*s", text.p, zone.n == 0 ? 1 : (int)zone.n, zone.n == 0 ? "Z" : zone.p);
	return (model_type_ok(TYPE_DATE_TIME, minor, str_c(room)));
}

bool
structure_type_ok(enum ms_type type, unsigned minor, struct str text)
{
	if (type == MS_DATE)
		return (is_date(minor, text));
	return (type >= ARRAY_SIZE(types) || types[type].name == NULL || model_type_ok(types[type].type, minor, text));
}

/* The number as its document says it, or nearly so. */
static struct str
number_text(yyjson_val *value, char room[32])
{
	if (yyjson_is_raw(value))
		return ((struct str){ unsafe_yyjson_get_raw(value), yyjson_get_len(value) });
	if (yyjson_is_real(value))
		snprintf(room, 32, "%.17g", yyjson_get_real(value));
	else if (yyjson_is_sint(value))
		snprintf(room, 32, "%lld", (long long)yyjson_get_sint(value));
	else
		snprintf(room, 32, "%llu", (unsigned long long)yyjson_get_uint(value));
	return (str_c(room));
}

/* A whole number, not below LEAST; 1.0 and 1e2 are such (JSON Schema draft 7, "integer").  Raw numbers are those beyond 64 bits. */
static bool
is_whole(yyjson_val *value, unsigned least)
{
	double real;

	if (yyjson_is_raw(value))
		return (strspn(unsafe_yyjson_get_raw(value), "0123456789") == yyjson_get_len(value));
	if (!yyjson_is_real(value))
		return (yyjson_is_sint(value) ? yyjson_get_sint(value) >= (int64_t)least : yyjson_get_uint(value) >= least);
	real = yyjson_get_real(value);
	return (floor(real) == real && real >= least);
}

static void
check_number(struct checker *in, enum ms_type type, yyjson_val *value, const struct place *place, struct str near)
{
	const char *name = type == MS_DECIMAL ? "decimal" : type == MS_POSITIVE_INTEGER ? "positive-integer" : "non-negative-integer";
	char room[32];

	if (!yyjson_is_num(value) && !yyjson_is_raw(value))
		mistyped(in, place, type == MS_DECIMAL ? "number" : "integer", value, near);
	else if (type != MS_DECIMAL && !is_whole(value, type == MS_POSITIVE_INTEGER))
		tell(in, OSCAL_VALUE, place, near, "value", number_text(value, room), "type", str_c(name));
}

/* The values that the definition itself lists are part of the structure, as in the schemas. */
static const struct ms_constraint *
closed_list(const struct ms_def *def)
{
	for (size_t i = 0; i < def->nconstraints; i++) {
		const struct ms_constraint *constraint = &ms_constraints[def->constraint + i];

		if (constraint->kind == MS_ALLOWED_VALUES && !constraint->allow_other && strcmp(constraint->target, ".") == 0)
			return (constraint);
	}
	return (NULL);
}

static void
check_choice(struct checker *in, const struct ms_def *def, struct str text, const struct place *place)
{
	const struct ms_constraint *list = closed_list(def);
	struct buf names = BUF(PROBLEM_TEXT_MAX);

	if (list == NULL)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (str_eq_c(text, ms_items[list->first + i].text)) {
			buf_free(&names);
			return;
		}
	/* As many as the message has room for. */
	for (size_t i = 0; i < list->n && names.n + strlen(ms_items[list->first + i].text) + 2 < PROBLEM_TEXT_MAX; i++)
		buf_printf(&names, "%s%s", i == 0 ? "" : ", ", ms_items[list->first + i].text);
	tell(in, OSCAL_CHOICE, place, text, "value", text, "choices", buf_view(&names));
	buf_free(&names);
}

/* Whether TEXT is a value of DEF: the tables know the newest type, older versions had others for these two. */
static bool
text_ok(const struct checker *in, const struct ms_def *def, struct str text)
{
	if (in->minor < 2 && def->kind == MS_FLAG) {
		if (def->type == MS_TOKEN && strcmp(def->name, "filename") == 0)
			return (model_type_ok(TYPE_FILENAME, in->minor, text));
		if (def->type == MS_URI && strcmp(def->name, "by-ns") == 0)
			return (model_type_ok(TYPE_NAMESPACE, in->minor, text));
	}
	return (structure_type_ok(def->type, in->minor, text));
}

static void
check_value(struct checker *in, const struct ms_def *def, yyjson_val *value, const struct place *place, struct str near)
{
	enum ms_type type = def->type;

	if (type == MS_BOOLEAN) {
		if (!yyjson_is_bool(value))
			mistyped(in, place, "boolean", value, near);
	} else if (type == MS_DECIMAL || type == MS_POSITIVE_INTEGER || type == MS_NON_NEGATIVE_INTEGER) {
		check_number(in, type, value, place, near);
	} else if (!yyjson_is_str(value)) {
		mistyped(in, place, "string", value, near);
	} else if (!text_ok(in, def, json_str(value))) {
		tell(in, OSCAL_VALUE, place, json_str(value), "value", json_str(value), "type", str_c(types[type].name));
	} else {
		check_choice(in, def, json_str(value), place);
	}
}

/* ---- Members ---- */

static void check_object(struct checker *in, const struct ms_def *def, yyjson_val *value, const struct place *place, struct str near);

static void
check_instance(struct checker *in, const struct ms_def *def, yyjson_val *value, const struct place *place, struct str near)
{
	if (def->kind == MS_ASSEMBLY || def->n > 0)
		check_object(in, def, value, place, near);
	else
		check_value(in, def, value, place, near);
}

/* One container further down; false: deeper than a text may be, which matters where nobody has looked yet. */
static bool
enter(struct checker *in)
{
	if (++in->depth > json_limits_document.depth)
		irregular(in);
	return (!in->irregular);
}

static void
check_list(struct checker *in, const struct ms_member *member, yyjson_val *value, const struct place *place)
{
	struct place item = { place, STR_NONE, 0 };
	yyjson_arr_iter at = yyjson_arr_iter_with(value);

	if (yyjson_arr_size(value) == 0)
		tell(in, OSCAL_LIST_EMPTY, place, place->name, "member", str_c(member->json), NULL, STR_NONE);
	if (!enter(in))
		return;
	for (yyjson_val *at_item; (at_item = yyjson_arr_iter_next(&at)) != NULL && !is_done(in); item.index++)
		check_instance(in, &ms_defs[member->def], at_item, &item, place->name);
	in->depth--;
}

static void
check_member(struct checker *in, const struct ms_member *member, yyjson_val *value, const struct place *place)
{
	bool list = member->form == MS_LIST || member->form == MS_GROUPED;

	if (list && !yyjson_is_arr(value))
		mistyped(in, place, "array", value, place->name);
	else if (list || (member->form == MS_SINGLE_OR_LIST && yyjson_is_arr(value)))
		check_list(in, member, value, place);
	else
		check_instance(in, &ms_defs[member->def], value, place, place->name);
}

static void
check_present(struct checker *in, const struct ms_def *def, uint64_t seen, const struct place *place, struct str near)
{
	const struct ms_member *of_choice[MS_MEMBERS_MAX] = { NULL };

	for (size_t i = 0; i < def->n && !is_done(in); i++) {
		const struct ms_member *member = &ms_members[def->first + i], *other = of_choice[member->choice];

		if ((seen >> i & 1) == 0) {
			if ((member->min > 0 && member->choice == 0 && member->since <= in->minor) || in->minor < member->must)
				tell(in, OSCAL_MEMBER_MISSING, place, near, "member", str_c(member->json), "object", str_c(def->name));
			continue;
		}
		if (member->choice == 0 || in->minor < 2)
			continue;
		if (other != NULL)
			tell(in, OSCAL_MEMBERS_EXCLUDE, place, near, "member", str_c(other->json), "other", str_c(member->json));
		of_choice[member->choice] = member;
	}
}

/* Of a choice whose members must all be there, one must be. */
static void
check_choices(struct checker *in, const struct ms_def *def, uint64_t seen, const struct place *place, struct str near)
{
	for (size_t i = 0, n; i < def->n && in->minor >= 2; i += n) {
		const struct ms_member *first = &ms_members[def->first + i];
		bool must = first->choice != 0, any = false;

		for (n = 0; i + n < def->n && first[n].choice == first->choice && (n == 0 || must); n++) {
			any = any || (seen >> (i + n) & 1) != 0;
			must = must && first[n].min > 0;
		}
		if (must && !any && !is_done(in))
			tell(in, OSCAL_MEMBER_MISSING, place, near, "member", str_c(first->json), "object", str_c(def->name));
	}
}

bool
structure_is_extension(const struct ms_def *def, struct str key, yyjson_val *value)
{
	if (!yyjson_is_str(value) || ms_by_json(def, key, 0) != NULL || (def->value_key != NULL && str_eq_c(key, def->value_key)) || key.n == 0 ||
	    str_starts(key, STR("xml")))
		return (false);
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '_' && (i == 0 || (!(c >= '0' && c <= '9') && c != '-' && c != '.')))
			return (false);
	}
	return (true);
}

static void
unknown_member(struct checker *in, const struct ms_def *def, const struct ms_member *member, const struct place *place, yyjson_val *value)
{
	struct problem found;
	char since[8];

	if (in->to == NULL) {
		irregular(in);
		return;
	}
	found = place_problem(in->doc, member == NULL ? OSCAL_MEMBER_UNKNOWN : OSCAL_MEMBER_LATER, place, 0);
	doc_position(in->doc, place->name, &found.line, &found.column);
	problem_arg(&found, "member", place->name);
	problem_arg(&found, "object", str_c(def->name));
	if (member != NULL) {
		snprintf(since, sizeof since, "1.%u", member->since);
		problem_arg(&found, "since", str_c(since));
	}
	findings_add(in->to, in->tolerant && structure_is_extension(def, place->name, value) ? OSCAL_WARNING : OSCAL_ERROR, &found);
}

/* A field with flags: the member that holds its text comes behind the flags. */
static void
check_text_of_field(struct checker *in, const struct ms_def *def, yyjson_val *value, const struct place *place, bool *ret_seen)
{
	*ret_seen = true;
	/* In 1.0 these had no form yet. */
	if (in->minor == 0 && yyjson_is_str(value))
		return;
	check_value(in, def, value, place, place->name);
}

static void
check_object(struct checker *in, const struct ms_def *def, yyjson_val *value, const struct place *place, struct str near)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(value);
	struct place below = { .up = place };
	uint64_t seen = 0;
	bool text_seen = def->value_key == NULL || def->kind != MS_FIELD;
	size_t hint = 0;

	if (!yyjson_is_obj(value)) {
		mistyped(in, place, "object", value, near);
		return;
	}
	if (!enter(in))
		return;
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL && !is_done(in);) {
		const struct ms_member *member;

		below.name = json_str(key);
		if (!text_seen && str_eq_c(below.name, def->value_key)) {
			check_text_of_field(in, def, yyjson_obj_iter_get_val(key), &below, &text_seen);
			continue;
		}
		member = ms_by_json(def, below.name, hint);
		if (member == NULL || member->since > in->minor) {
			unknown_member(in, def, member, &below, yyjson_obj_iter_get_val(key));
			continue;
		}
		hint = (size_t)(member - &ms_members[def->first]);
		if ((seen >> hint & 1) != 0)
			irregular(in);
		seen |= UINT64_C(1) << hint;
		hint = hint + 1 < def->n ? hint + 1 : 0;
		check_member(in, member, yyjson_obj_iter_get_val(key), &below);
	}
	in->depth--;
	check_present(in, def, seen, place, text_near(value, near));
	check_choices(in, def, seen, place, text_near(value, near));
	if (!text_seen && !is_done(in))
		tell(in, OSCAL_MEMBER_MISSING, place, text_near(value, near), "member", str_c(def->value_key), "object", str_c(def->name));
}

/* The key under which VALUE stands in OBJECT, a text of the document. */
static struct str
key_of(yyjson_val *object, yyjson_val *value)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);
	yyjson_val *key;

	while ((key = yyjson_obj_iter_next(&at)) != NULL && yyjson_obj_iter_get_val(key) != value)
		;
	return (json_str(key));
}

void
structure_check_directive(const struct oscal_doc *doc, struct findings *to)
{
	struct checker in = { .doc = doc, .to = to, .minor = doc->private->minor };
	yyjson_val *root = yyjson_doc_get_root(doc->private->json), *value = yyjson_obj_get(root, "$schema");
	struct place place = { .name = STR("$schema") };

	if (value == NULL)
		return;
	if (!yyjson_is_str(value))
		mistyped(&in, &place, "string", value, key_of(root, value));
	else if (!model_type_ok(TYPE_URI_REFERENCE, in.minor, json_str(value)))
		tell(&in, OSCAL_VALUE, &place, json_str(value), "value", json_str(value), "type", STR("uri-reference"));
}

/* A model that came later than the version of the document: all its members did. */
static bool
has_model(struct checker *in, const struct ms_def *def, const struct place *root)
{
	unsigned since = ms_members[def->first].since;
	struct problem found = place_problem(in->doc, OSCAL_MEMBER_LATER, root, 0);
	char version[8];

	if (since <= in->minor)
		return (true);
	doc_position(in->doc, root->name, &found.line, &found.column);
	snprintf(version, sizeof version, "1.%u", since);
	problem_arg(&found, "member", root->name);
	problem_arg(&found, "object", STR("OSCAL"));
	problem_arg(&found, "since", str_c(version));
	findings_add(in->to, OSCAL_ERROR, &found);
	return (false);
}

void
structure_check(const struct oscal_doc *doc, const struct ms_def *def, yyjson_val *model, enum oscal_mode mode, struct findings *to)
{
	struct checker in = { .doc = doc, .to = to, .minor = doc->private->minor, .tolerant = mode == OSCAL_TOLERANT };
	struct place root = { .name = key_of(yyjson_doc_get_root(doc->private->json), model) };

	structure_check_directive(doc, to);
	if (has_model(&in, def, &root))
		check_object(&in, def, model, &root, root.name);
}

bool
structure_is_regular(const struct oscal_doc *doc, const struct structure *is)
{
	struct checker in = { .doc = doc, .minor = doc->private->minor, .depth = 1 };
	struct place root = { .name = str_c(is->def->root) };

	/* What stands beside the model, and models that came later than the version, are for the closer look. */
	if (yyjson_obj_size(yyjson_doc_get_root(doc->private->json)) != 1 || ms_members[is->def->first].since > in.minor)
		return (false);
	check_object(&in, is->def, is->model, &root, root.name);
	return (!in.irregular);
}
