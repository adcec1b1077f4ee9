/* SPDX-License-Identifier: Apache-2.0 */
/* OSCAL XML as the JSON that says the same, by the tables of the models. */
#include <math.h>

#include "base/xml.h"
#include "standards/inside.h"
#include "standards/metaschema.h"
#include "standards/prose.h"

enum { MEMORY_PER_BYTE = 32, MEMORY_MAX = 1 << 30, EXCERPT_BYTES = 60 };

struct reader {
	struct oscal_doc *doc;
	struct findings *to;
	struct json_build build;
	struct buf scratch;          /* of one value */
	const struct place *place;   /* of the markup that is being turned */
};

/* The elements that are one member, in their order; linked by "same". */
struct slot {
	struct xml_node *first, *last;
};

/* ---- Findings ---- */

static void
tell(struct reader *in, enum problem_code code, const struct place *place, size_t source, const char *arg, struct str value, const char *arg2,
    struct str value2)
{
	struct problem found;

	if (findings_full(in->to))
		return;
	found = place_problem(in->doc, code, place, source);
	problem_arg(&found, arg, value);
	if (arg2 != NULL)
		problem_arg(&found, arg2, value2);
	findings_add(in->to, OSCAL_ERROR, &found);
}

static void
unknown(struct reader *in, const struct ms_def *def, const struct place *place, struct str name, size_t source)
{
	struct place below = { .up = place, .name = name };

	tell(in, OSCAL_MEMBER_UNKNOWN, &below, source, "member", name, "object", str_c(def->name));
}

static bool
is_oscal(const struct xml_node *node)
{
	return (str_eq(node->space, STR(METASCHEMA_XML_NS)));
}

static void
foreign(struct reader *in, const struct place *place, const struct xml_node *node)
{
	struct problem found;

	if (findings_full(in->to))
		return;
	found = place_problem(in->doc, OSCAL_XML_NAMESPACE, place, node->at);
	problem_arg(&found, "element", node->name);
	problem_arg(&found, "found", node->space.p == NULL ? STR("") : node->space);
	problem_arg(&found, "wanted", STR(METASCHEMA_XML_NS));
	findings_add(in->to, OSCAL_ERROR, &found);
}

static void
misplaced_text(struct reader *in, const struct ms_def *def, const struct place *place, const struct xml_node *node)
{
	struct str text = str_trim(node->text), excerpt = str_sub(text, 0, EXCERPT_BYTES);

	if (text.n == 0)
		return;
	while (excerpt.n > 0 && !str_is_utf8(excerpt))
		excerpt.n--;
	tell(in, OSCAL_XML_TEXT, place, node->at + (size_t)(text.p - node->text.p), "value", excerpt, "object", str_c(def->name));
}

/* ---- Values ---- */

static void
bad_markup(void *user, const struct xml_node *node)
{
	struct reader *in = user;

	tell(in, OSCAL_MARKUP, in->place, node->at, "element", node->name, NULL, STR_NONE);
}

/* The types for which XML Schema passes over blanks at the ends. */
static bool
is_collapsed(enum ms_type type)
{
	return (type != MS_STRING && type != MS_TOKEN && type != MS_UUID && type != MS_EMAIL_ADDRESS && !ms_is_markup(type));
}

static bool
is_digits(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return (false);
	return (text.n > 0);
}

/* A number as JSON has it; false when TEXT is none and must stay a text for the findings. */
static bool
write_number(struct reader *in, bool whole, struct str text, size_t source)
{
	char room[64], *end;
	int64_t integer;
	double real;

	if (!str_to_i64(text, &integer)) {
		json_build_i64(&in->build, integer);
		return (true);
	}
	if (text.n == 0 || text.n >= sizeof room)
		return (false);
	if (whole) {
		if (is_digits(text))
			json_build_whole(&in->build, text, source);
		return (is_digits(text));
	}
	for (size_t i = 0; i < text.n; i++)
		if (!char_in("+-.0123456789", text.p[i]))
			return (false);
	memcpy(room, text.p, text.n);
	room[text.n] = '\0';
	real = strtod(room, &end);
	if (*end != '\0' || !isfinite(real))
		return (false);
	json_build_real(&in->build, real);
	return (true);
}

static void
write_value(struct reader *in, enum ms_type type, struct str text, size_t source)
{
	if (is_collapsed(type))
		text = str_trim(text);
	if (type == MS_BOOLEAN && (str_eq(text, STR("true")) || str_eq(text, STR("1"))))
		json_build_bool(&in->build, true);
	else if (type == MS_BOOLEAN && (str_eq(text, STR("false")) || str_eq(text, STR("0"))))
		json_build_bool(&in->build, false);
	else if ((type == MS_DECIMAL && write_number(in, false, text, source)) ||
	    ((type == MS_NON_NEGATIVE_INTEGER || type == MS_POSITIVE_INTEGER) && write_number(in, true, text, source)))
		return;
	else
		json_build_text(&in->build, text, source);
}

static void
gather_text(struct reader *in, const struct ms_def *def, const struct xml_node *node, const struct place *place)
{
	for (const struct xml_node *at = node->first; at != NULL; at = at->next)
		if (at->name.p == NULL)
			buf_str(&in->scratch, at->text);
		else
			unknown(in, def, place, at->name, at->at);
}

/* The value of the field NODE. */
static void
read_value(struct reader *in, const struct ms_def *def, struct xml_node *node, const struct place *place)
{
	size_t source = node->first != NULL && node->first->name.p == NULL ? node->first->at : node->at;

	in->place = place;
	buf_reset(&in->scratch);
	if (def->type == MS_MARKUP_LINE) {
		prose_line_to_markdown(node->first, bad_markup, in, &in->scratch);
	} else if (def->type == MS_MARKUP_MULTILINE) {
		for (struct xml_node *at = node->first; at != NULL; at = at->next)
			at->same = at->next;
		prose_blocks_to_markdown(node->first, bad_markup, in, &in->scratch);
	} else {
		gather_text(in, def, node, place);
	}
	write_value(in, def->type, in->scratch.n == 0 ? STR("") : buf_view(&in->scratch), ms_is_markup(def->type) ? node->at : source);
}

/* ---- Objects ---- */

static void read_object(struct reader *in, const struct ms_def *def, struct xml_node *node, const struct place *place);

static void
read_attributes(struct reader *in, const struct ms_def *def, const struct xml_node *node, const struct place *place)
{
	uint32_t known = 0;

	for (size_t i = 0; i < def->nflags; i++) {
		const struct ms_member *member = &ms_members[def->first + i];

		for (uint32_t k = 0; k < node->nattributes; k++) {
			const struct xml_attribute *attribute = &node->attributes[k];

			if (attribute->space.p != NULL || attribute->name.n != member->xml_n ||
			    memcmp(attribute->name.p, member->xml, member->xml_n) != 0)
				continue;
			known++;
			json_build_text(&in->build, attribute->name, attribute->at);
			write_value(in, ms_defs[member->def].type, attribute->value, attribute->at);
		}
	}
	for (uint32_t k = 0; k < node->nattributes && known < node->nattributes; k++) {
		const struct xml_attribute *attribute = &node->attributes[k];
		const struct ms_member *member = ms_by_json(def, attribute->name, 0);

		if (attribute->space.p != NULL)
			continue;
		if (member == NULL ? def->kind != MS_ASSEMBLY && def->n == 0 : member >= &ms_members[def->first + def->nflags]) {
			unknown(in, def, place, attribute->name, attribute->at);
		} else if (member == NULL) {
			/* Whoever reads the JSON knows whether it was a member once. */
			json_build_text(&in->build, attribute->name, attribute->at);
			json_build_text(&in->build, attribute->value, attribute->at);
		}
	}
}

static const struct ms_member *
unwrapped_member(const struct ms_def *def)
{
	for (size_t i = def->nflags; i < def->n; i++)
		if (ms_members[def->first + i].form == MS_UNWRAPPED)
			return (&ms_members[def->first + i]);
	return (NULL);
}

/* Order is what XML Schema wants: members as in the table; alternatives of one choice in any order. */
static void
check_order(struct reader *in, const struct ms_member *member, const struct ms_member **latest, const struct xml_node *node,
    const struct place *place)
{
	struct place below = { .up = place, .name = str_c(member->json) };

	if (*latest == NULL || member >= *latest) {
		*latest = member;
		return;
	}
	if (member->choice == 0 || member->choice != (*latest)->choice)
		tell(in, OSCAL_XML_ORDER, &below, node->at, "element", node->name, "before", str_c((*latest)->xml));
}

/* Each child of NODE into the slot of its member. */
static void
sort_children(struct reader *in, const struct ms_def *def, struct xml_node *node, const struct place *place, struct slot *slots)
{
	const struct ms_member *first = &ms_members[def->first], *prose = unwrapped_member(def), *latest = NULL, *member;
	size_t hint = 0;

	for (struct xml_node *at = node->first; at != NULL; at = at->next) {
		struct slot *slot;

		if (at->name.p == NULL) {
			misplaced_text(in, def, place, at);
			continue;
		}
		if (!is_oscal(at)) {
			foreign(in, place, at);
			continue;
		}
		member = ms_by_xml(def, at->name, hint);
		if (member == NULL && prose != NULL && prose_is_block(at->name))
			member = prose;
		if (member == NULL) {
			unknown(in, def, place, at->name, at->at);
			continue;
		}
		hint = (size_t)(member - first);
		check_order(in, member, &latest, at, place);
		slot = &slots[hint];
		at->same = NULL;
		if (slot->last != NULL)
			slot->last->same = at;
		else
			slot->first = at;
		slot->last = at;
	}
}

static void
read_items(struct reader *in, const struct ms_def *def, struct xml_node *first, const struct place *place)
{
	struct place item = { place, STR_NONE, 0 };

	json_build_array(&in->build);
	for (struct xml_node *at = first; at != NULL; at = at->same, item.index++)
		read_object(in, def, at, &item);
	json_build_end(&in->build);
}

/* The items of a group that has an element of its own. */
static void
read_grouped(struct reader *in, const struct ms_member *member, struct xml_node *group, const struct place *place)
{
	const struct ms_def *def = &ms_defs[member->def];
	struct xml_node *first = NULL, *last = NULL;

	for (struct xml_node *at = group->first; at != NULL; at = at->next) {
		if (at->name.p == NULL) {
			misplaced_text(in, def, place, at);
			continue;
		}
		if (!is_oscal(at) || !str_eq_c(at->name, member->xml)) {
			unknown(in, def, place, at->name, at->at);
			continue;
		}
		at->same = NULL;
		if (last != NULL)
			last->same = at;
		else
			first = at;
		last = at;
	}
	read_items(in, def, first, place);
}

static void
read_member(struct reader *in, const struct ms_member *member, struct xml_node *first, const struct place *place)
{
	const struct ms_def *def = &ms_defs[member->def];
	bool many = first->same != NULL, list = member->form == MS_LIST || (member->form == MS_SINGLE_OR_LIST && many);

	json_build_text(&in->build, place->name, first->at);
	if (member->form == MS_UNWRAPPED) {
		in->place = place;
		buf_reset(&in->scratch);
		prose_blocks_to_markdown(first, bad_markup, in, &in->scratch);
		json_build_text(&in->build, buf_view(&in->scratch), first->at);
		return;
	}
	if (many && !list)
		tell(in, OSCAL_XML_REPEATED, place, first->same->at, "element", first->name, NULL, STR_NONE);
	if (list)
		read_items(in, def, first, place);
	else if (member->form == MS_GROUPED)
		read_grouped(in, member, first, place);
	else
		read_object(in, def, first, place);
}

static void
read_members(struct reader *in, const struct ms_def *def, struct xml_node *node, const struct place *place)
{
	struct slot slots[MS_MEMBERS_MAX] = { 0 };

	sort_children(in, def, node, place, slots);
	for (size_t i = def->nflags; i < def->n; i++) {
		const struct ms_member *member = &ms_members[def->first + i];
		struct place below = { .up = place, .name = { member->json, member->json_n } };

		if (slots[i].first != NULL)
			read_member(in, member, slots[i].first, &below);
	}
}

static void
read_object(struct reader *in, const struct ms_def *def, struct xml_node *node, const struct place *place)
{
	if (json_build_failed(&in->build))
		return;
	if (def->kind == MS_FIELD && def->n == 0) {
		read_attributes(in, def, node, place);
		read_value(in, def, node, place);
		return;
	}
	json_build_object(&in->build);
	read_attributes(in, def, node, place);
	if (def->kind == MS_ASSEMBLY) {
		read_members(in, def, node, place);
	} else {
		json_build_text(&in->build, str_c(def->value_key), node->at);
		read_value(in, def, node, place);
	}
	json_build_end(&in->build);
}

/* ---- Documents ---- */

static int
read_root(struct reader *in, struct xml_node *root, struct problem *why)
{
	const struct ms_def *def = ms_root(root->name);
	struct place place = { .name = root->name };

	if (def == NULL || !is_oscal(root)) {
		problem_set(why, def == NULL ? OSCAL_UNKNOWN_MODEL : OSCAL_XML_NAMESPACE, "");
		problem_arg(why, def == NULL ? "found" : "element", root->name);
		if (def != NULL) {
			problem_arg(why, "found", root->space.p == NULL ? STR("") : root->space);
			problem_arg(why, "wanted", STR(METASCHEMA_XML_NS));
		}
		doc_offset_position(in->doc, root->at, &why->line, &why->column);
		return (-1);
	}
	json_build_object(&in->build);
	json_build_text(&in->build, root->name, root->at);
	read_object(in, def, root, &place);
	json_build_end(&in->build);
	return (0);
}

int
xml_read(struct oscal_doc *doc, struct str text, struct findings *to, struct problem *why)
{
	size_t memory = text.n * MEMORY_PER_BYTE + ((size_t)1 << 20);
	struct arena *arena CLEANUP(arena_freep) = arena_new(memory < MEMORY_MAX ? memory : MEMORY_MAX);
	struct oscal_private *private = doc->private;
	struct reader *in;
	struct xml_node *root;
	int failed;

	in = arena == NULL ? NULL : arena_alloc(arena, sizeof *in);
	if (in == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (xml_parse(text, &xml_limits_document, arena, &root, why))
		return (-1);
	in->doc = doc;
	in->to = to;
	in->scratch = BUF(2 * (size_t)OSCAL_BYTES_MAX);
	json_build_open(&in->build, &json_limits_document);
	failed = read_root(in, root, why);
	if (failed)
		json_build_drop(&in->build);
	else
		failed = json_build_finish(&in->build, private->arena, &private->json, &private->spots, &private->nspots, why);
	buf_free(&in->scratch);
	return (failed);
}
