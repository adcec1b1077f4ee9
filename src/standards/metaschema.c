/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/metaschema.h"

/* clang-format off */
const struct ms_def ms_defs[] = {
#define DEF(def_kind, def_name, def_root, def_type, key, first_member, members, flags, first_constraint, constraints)                    \
	{ .kind = MS_##def_kind, .name = (def_name), .root = (def_root), .type = MS_##def_type, .value_key = (key), .first = (first_member), \
	    .n = (members), .nflags = (flags), .constraint = (first_constraint), .nconstraints = (constraints) },
#include "standards/metaschema_defs.inc"
#undef DEF
};

const struct ms_member ms_members[] = {
#define MEMBER(xml_name, json_name, definition, least, most, in_form, choice_number, since_minor, old_must)                              \
	{ .xml = (xml_name), .json = (json_name), .xml_n = sizeof(xml_name) - 1, .json_n = sizeof(json_name) - 1, .def = (definition),   \
	    .min = (least), .max = (most), .form = MS_##in_form, .choice = (choice_number), .since = (since_minor), .must = (old_must) },
#include "standards/metaschema_members.inc"
#undef MEMBER
};

const struct ms_constraint ms_constraints[] = {
#define CONSTRAINT(definition, constraint_kind, name, severity, path, what, other, least, most, first_item, items)                       \
	{ .def = (definition), .kind = MS_##constraint_kind, .id = (name), .level = MS_##severity, .target = (path), .subject = (what),  \
	    .allow_other = (other), .min = (least), .max = (most), .first = (first_item), .n = (items) },
#include "standards/metaschema_constraints.inc"
#undef CONSTRAINT
};

const struct ms_item ms_items[] = {
#define ITEM(item_text, item_more) { (item_text), (item_more) },
#include "standards/metaschema_items.inc"
#undef ITEM
};
/* clang-format on */

const size_t ms_ndefs = ARRAY_SIZE(ms_defs), ms_nmembers = ARRAY_SIZE(ms_members), ms_nconstraints = ARRAY_SIZE(ms_constraints),
	     ms_nitems = ARRAY_SIZE(ms_items);

const struct ms_def *
ms_root(struct str name)
{
	for (size_t i = 0; i < ms_ndefs; i++)
		if (ms_defs[i].root != NULL && str_eq_c(name, ms_defs[i].root))
			return (&ms_defs[i]);
	return (NULL);
}

/* Names are short: a loop beats a call. */
static inline bool
is_named(struct str name, const char *wanted, size_t n)
{
	if (name.n != n)
		return (false);
	for (size_t i = 0; i < n; i++)
		if (name.p[i] != wanted[i])
			return (false);
	return (true);
}

const struct ms_member *
ms_by_json(const struct ms_def *def, struct str name, size_t hint)
{
	for (size_t i = 0; i < def->n; i++) {
		const struct ms_member *member = &ms_members[def->first + (hint + i < def->n ? hint + i : hint + i - def->n)];

		if (is_named(name, member->json, member->json_n))
			return (member);
	}
	return (NULL);
}

const struct ms_member *
ms_by_xml(const struct ms_def *def, struct str name, size_t hint)
{
	size_t n = (size_t)def->n - def->nflags;

	hint = hint < def->nflags ? 0 : hint - def->nflags;
	for (size_t i = 0; i < n; i++) {
		const struct ms_member *member = &ms_members[def->first + def->nflags + (hint + i < n ? hint + i : hint + i - n)];
		bool grouped = member->form == MS_GROUPED;

		if (member->form != MS_UNWRAPPED &&
		    is_named(name, grouped ? member->json : member->xml, grouped ? member->json_n : member->xml_n))
			return (member);
	}
	return (NULL);
}

bool
ms_is_markup(enum ms_type type)
{
	return (type == MS_MARKUP_LINE || type == MS_MARKUP_MULTILINE);
}
