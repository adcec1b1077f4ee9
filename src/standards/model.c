/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/model_rows.h"

#define DECLARE(what) extern const struct model_object model_##what
DECLARE(document_id);
DECLARE(revision);
DECLARE(role);
DECLARE(address);
DECLARE(telephone);
DECLARE(location);
DECLARE(external_id);
DECLARE(party);
DECLARE(action);
DECLARE(citation);
DECLARE(hash);
DECLARE(rlink);
DECLARE(base64);
DECLARE(test);
DECLARE(constraint);
DECLARE(guideline);
DECLARE(select);
DECLARE(matching);
DECLARE(import);
DECLARE(insert_controls);
DECLARE(custom_group);
DECLARE(custom);
DECLARE(combine);
DECLARE(merge);
DECLARE(set_parameter);
DECLARE(remove);
DECLARE(add);
DECLARE(alter);
DECLARE(modify);

/* clang-format off */

/* ---- What all models share ---- */

OBJECT(prop, "prop",
	TEXT(oscal_prop, name, "name", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_prop, uuid, "uuid", TYPE_UUID),
	TEXT(oscal_prop, ns, "ns", TYPE_URI),
	TEXT(oscal_prop, value, "value", TYPE_STRING, ALWAYS),
	TEXT(oscal_prop, class, "class", TYPE_TOKEN),
	TEXT(oscal_prop, group, "group", TYPE_TOKEN, SINCE(1)),
	TEXT(oscal_prop, remarks, "remarks", TYPE_MULTILINE));

OBJECT(link, "link",
	TEXT(oscal_link, href, "href", TYPE_URI_REFERENCE, ALWAYS),
	TEXT(oscal_link, rel, "rel", TYPE_TOKEN),
	TEXT(oscal_link, media_type, "media-type", TYPE_STRING),
	TEXT(oscal_link, resource_fragment, "resource-fragment", TYPE_STRING, SINCE(1)),
	TEXT(oscal_link, text, "text", TYPE_LINE));

OBJECT(document_id, "document-id",
	TEXT(oscal_document_id, scheme, "scheme", TYPE_URI),
	TEXT(oscal_document_id, identifier, "identifier", TYPE_STRING_1_1, ALWAYS));

OBJECT(revision, "revision",
	TEXT(oscal_revision, title, "title", TYPE_LINE),
	TEXT(oscal_revision, published, "published", TYPE_DATE_TIME),
	TEXT(oscal_revision, last_modified, "last-modified", TYPE_DATE_TIME),
	TEXT(oscal_revision, version, "version", TYPE_STRING, ALWAYS),
	TEXT(oscal_revision, oscal_version, "oscal-version", TYPE_STRING),
	LIST(oscal_revision, props, "props", prop),
	LIST(oscal_revision, links, "links", link),
	TEXT(oscal_revision, remarks, "remarks", TYPE_MULTILINE));

OBJECT(role, "role",
	TEXT(oscal_role, id, "id", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_role, title, "title", TYPE_LINE, ALWAYS),
	TEXT(oscal_role, short_name, "short-name", TYPE_STRING),
	TEXT(oscal_role, description, "description", TYPE_MULTILINE),
	LIST(oscal_role, props, "props", prop),
	LIST(oscal_role, links, "links", link),
	TEXT(oscal_role, remarks, "remarks", TYPE_MULTILINE));

OBJECT(address, "address",
	TEXT(oscal_address, type, "type", TYPE_TOKEN),
	TEXTS(oscal_address, addr_lines, "addr-lines", TYPE_STRING),
	TEXT(oscal_address, city, "city", TYPE_STRING),
	TEXT(oscal_address, state, "state", TYPE_STRING),
	TEXT(oscal_address, postal_code, "postal-code", TYPE_STRING),
	TEXT(oscal_address, country, "country", TYPE_STRING));

OBJECT(telephone, "telephone-number",
	TEXT(oscal_telephone, type, "type", TYPE_STRING),
	TEXT(oscal_telephone, number, "number", TYPE_STRING_1_1, ALWAYS));

OBJECT(location, "location",
	TEXT(oscal_location, uuid, "uuid", TYPE_UUID, ALWAYS),
	TEXT(oscal_location, title, "title", TYPE_LINE),
	POINTER(oscal_location, address, "address", address, IN_1_0),
	TEXTS(oscal_location, email_addresses, "email-addresses", TYPE_EMAIL),
	LIST(oscal_location, telephone_numbers, "telephone-numbers", telephone),
	TEXTS(oscal_location, urls, "urls", TYPE_URI),
	LIST(oscal_location, props, "props", prop),
	LIST(oscal_location, links, "links", link),
	TEXT(oscal_location, remarks, "remarks", TYPE_MULTILINE));

OBJECT(external_id, "external-id",
	TEXT(oscal_external_id, scheme, "scheme", TYPE_URI, ALWAYS),
	TEXT(oscal_external_id, id, "id", TYPE_STRING_1_1, ALWAYS));

OBJECT(party, "party",
	TEXT(oscal_party, uuid, "uuid", TYPE_UUID, ALWAYS),
	TEXT(oscal_party, type, "type", TYPE_STRING, ALWAYS, ALLOWED("person", "organization")),
	TEXT(oscal_party, name, "name", TYPE_STRING),
	TEXT(oscal_party, short_name, "short-name", TYPE_STRING),
	LIST(oscal_party, external_ids, "external-ids", external_id),
	LIST(oscal_party, props, "props", prop),
	LIST(oscal_party, links, "links", link),
	TEXTS(oscal_party, email_addresses, "email-addresses", TYPE_EMAIL),
	LIST(oscal_party, telephone_numbers, "telephone-numbers", telephone),
	LIST(oscal_party, addresses, "addresses", address, EITHER(1, 2)),
	TEXTS(oscal_party, location_uuids, "location-uuids", TYPE_UUID, EITHER(1, 2)),
	TEXTS(oscal_party, member_of_organizations, "member-of-organizations", TYPE_UUID),
	TEXT(oscal_party, remarks, "remarks", TYPE_MULTILINE));

OBJECT(responsible_party, "responsible-party",
	TEXT(oscal_responsible_party, role_id, "role-id", TYPE_TOKEN, ALWAYS),
	TEXTS(oscal_responsible_party, party_uuids, "party-uuids", TYPE_UUID, ALWAYS),
	LIST(oscal_responsible_party, props, "props", prop),
	LIST(oscal_responsible_party, links, "links", link),
	TEXT(oscal_responsible_party, remarks, "remarks", TYPE_MULTILINE));

OBJECT(action, "action",
	TEXT(oscal_action, uuid, "uuid", TYPE_UUID, ALWAYS),
	TEXT(oscal_action, date, "date", TYPE_DATE_TIME),
	TEXT(oscal_action, type, "type", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_action, system_uri, "system", TYPE_URI, ALWAYS),
	LIST(oscal_action, props, "props", prop),
	LIST(oscal_action, links, "links", link),
	LIST(oscal_action, responsible_parties, "responsible-parties", responsible_party),
	TEXT(oscal_action, remarks, "remarks", TYPE_MULTILINE));

OBJECT(metadata, "metadata",
	TEXT(oscal_metadata, title, "title", TYPE_LINE, ALWAYS),
	TEXT(oscal_metadata, published, "published", TYPE_DATE_TIME),
	TEXT(oscal_metadata, last_modified, "last-modified", TYPE_DATE_TIME, ALWAYS),
	TEXT(oscal_metadata, version, "version", TYPE_STRING, ALWAYS),
	TEXT(oscal_metadata, oscal_version, "oscal-version", TYPE_STRING, ALWAYS),
	LIST(oscal_metadata, revisions, "revisions", revision),
	LIST(oscal_metadata, document_ids, "document-ids", document_id),
	LIST(oscal_metadata, props, "props", prop),
	LIST(oscal_metadata, links, "links", link),
	LIST(oscal_metadata, roles, "roles", role),
	LIST(oscal_metadata, locations, "locations", location),
	LIST(oscal_metadata, parties, "parties", party),
	LIST(oscal_metadata, responsible_parties, "responsible-parties", responsible_party),
	LIST(oscal_metadata, actions, "actions", action, SINCE(1)),
	TEXT(oscal_metadata, remarks, "remarks", TYPE_MULTILINE));

OBJECT(citation, "citation",
	TEXT(oscal_citation, text, "text", TYPE_LINE, ALWAYS),
	LIST(oscal_citation, props, "props", prop),
	LIST(oscal_citation, links, "links", link));

OBJECT(hash, "hash",
	TEXT(oscal_hash, algorithm, "algorithm", TYPE_STRING, ALWAYS),
	TEXT(oscal_hash, value, "value", TYPE_STRING_1_1, ALWAYS));

OBJECT(rlink, "rlink",
	TEXT(oscal_rlink, href, "href", TYPE_URI_REFERENCE, ALWAYS),
	TEXT(oscal_rlink, media_type, "media-type", TYPE_STRING),
	LIST(oscal_rlink, hashes, "hashes", hash));

OBJECT(base64, "base64",
	TEXT(oscal_base64, filename, "filename", TYPE_FILENAME),
	TEXT(oscal_base64, media_type, "media-type", TYPE_STRING),
	TEXT(oscal_base64, value, "value", TYPE_BASE64, ALWAYS));

OBJECT(resource, "resource",
	TEXT(oscal_resource, uuid, "uuid", TYPE_UUID, ALWAYS),
	TEXT(oscal_resource, title, "title", TYPE_LINE),
	TEXT(oscal_resource, description, "description", TYPE_MULTILINE),
	LIST(oscal_resource, props, "props", prop),
	LIST(oscal_resource, document_ids, "document-ids", document_id),
	POINTER(oscal_resource, citation, "citation", citation),
	LIST(oscal_resource, rlinks, "rlinks", rlink),
	POINTER(oscal_resource, base64, "base64", base64),
	TEXT(oscal_resource, remarks, "remarks", TYPE_MULTILINE));

OBJECT(back_matter, "back-matter",
	LIST(oscal_back_matter, resources, "resources", resource));

/* ---- Catalog ---- */

OBJECT(test, "test",
	TEXT(oscal_test, expression, "expression", TYPE_STRING, ALWAYS),
	TEXT(oscal_test, remarks, "remarks", TYPE_MULTILINE));

OBJECT(constraint, "constraint",
	TEXT(oscal_constraint, description, "description", TYPE_MULTILINE),
	LIST(oscal_constraint, tests, "tests", test));

OBJECT(guideline, "guideline",
	TEXT(oscal_guideline, prose, "prose", TYPE_MULTILINE, ALWAYS));

OBJECT(select, "select",
	TEXT(oscal_select, how_many, "how-many", TYPE_TOKEN, ALLOWED("one", "one-or-more")),
	TEXTS(oscal_select, choice, "choice", TYPE_LINE));

OBJECT(param, "param",
	TEXT(oscal_param, id, "id", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_param, class, "class", TYPE_TOKEN),
	TEXT(oscal_param, depends_on, "depends-on", TYPE_TOKEN),
	LIST(oscal_param, props, "props", prop),
	LIST(oscal_param, links, "links", link),
	TEXT(oscal_param, label, "label", TYPE_LINE),
	TEXT(oscal_param, usage, "usage", TYPE_MULTILINE),
	LIST(oscal_param, constraints, "constraints", constraint),
	LIST(oscal_param, guidelines, "guidelines", guideline),
	TEXTS(oscal_param, values, "values", TYPE_STRING, EITHER(1, 2)),
	POINTER(oscal_param, select, "select", select, EITHER(1, 2)),
	TEXT(oscal_param, remarks, "remarks", TYPE_MULTILINE));

OBJECT(part, "part",
	TEXT(oscal_part, id, "id", TYPE_TOKEN),
	TEXT(oscal_part, name, "name", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_part, ns, "ns", TYPE_URI),
	TEXT(oscal_part, class, "class", TYPE_TOKEN),
	TEXT(oscal_part, title, "title", TYPE_LINE),
	LIST(oscal_part, props, "props", prop),
	TEXT(oscal_part, prose, "prose", TYPE_MULTILINE),
	LIST(oscal_part, parts, "parts", part),
	LIST(oscal_part, links, "links", link));

OBJECT(control, "control",
	TEXT(oscal_control, id, "id", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_control, class, "class", TYPE_TOKEN),
	TEXT(oscal_control, title, "title", TYPE_LINE, ALWAYS),
	LIST(oscal_control, params, "params", param),
	LIST(oscal_control, props, "props", prop),
	LIST(oscal_control, links, "links", link),
	LIST(oscal_control, parts, "parts", part),
	LIST(oscal_control, controls, "controls", control));

OBJECT(group, "group",
	TEXT(oscal_group, id, "id", TYPE_TOKEN),
	TEXT(oscal_group, class, "class", TYPE_TOKEN),
	TEXT(oscal_group, title, "title", TYPE_LINE, ALWAYS),
	LIST(oscal_group, params, "params", param),
	LIST(oscal_group, props, "props", prop),
	LIST(oscal_group, links, "links", link),
	LIST(oscal_group, parts, "parts", part),
	LIST(oscal_group, groups, "groups", group, EITHER(1, 2)),
	LIST(oscal_group, controls, "controls", control, EITHER(1, 2)));

OBJECT(catalog, "catalog",
	TEXT(oscal_catalog, uuid, "uuid", TYPE_UUID, ALWAYS),
	INLINE(oscal_catalog, metadata, "metadata", metadata, ALWAYS),
	LIST(oscal_catalog, params, "params", param),
	LIST(oscal_catalog, controls, "controls", control),
	LIST(oscal_catalog, groups, "groups", group),
	POINTER(oscal_catalog, back_matter, "back-matter", back_matter));

/* ---- Profile ---- */

OBJECT(matching, "matching",
	TEXT(oscal_matching, pattern, "pattern", TYPE_STRING),
	TEXT(oscal_matching, remarks, "remarks", TYPE_MULTILINE, SINCE(2)));

OBJECT(select_controls, "select-control-by-id",
	TEXT(oscal_select_controls, with_child_controls, "with-child-controls", TYPE_TOKEN, ALLOWED("yes", "no")),
	TEXT(oscal_select_controls, with_parent_controls, "with-parent-controls", TYPE_TOKEN, ALLOWED("yes", "no"), RETIRED),
	TEXTS(oscal_select_controls, with_ids, "with-ids", TYPE_TOKEN),
	LIST(oscal_select_controls, matching, "matching", matching));

OBJECT(import, "import",
	TEXT(oscal_import, href, "href", TYPE_URI_REFERENCE, ALWAYS),
	PRESENT(oscal_import, include_all, "include-all", EITHER(1, 2)),
	LIST(oscal_import, include_controls, "include-controls", select_controls, EITHER(1, 2)),
	LIST(oscal_import, exclude_controls, "exclude-controls", select_controls));

OBJECT(insert_controls, "insert-controls",
	TEXT(oscal_insert_controls, order, "order", TYPE_TOKEN, ALLOWED("keep", "ascending", "descending")),
	PRESENT(oscal_insert_controls, include_all, "include-all", EITHER(1, 2)),
	LIST(oscal_insert_controls, include_controls, "include-controls", select_controls, EITHER(1, 2)),
	LIST(oscal_insert_controls, exclude_controls, "exclude-controls", select_controls));

OBJECT(custom_group, "group",
	TEXT(oscal_custom_group, id, "id", TYPE_TOKEN),
	TEXT(oscal_custom_group, class, "class", TYPE_TOKEN),
	TEXT(oscal_custom_group, title, "title", TYPE_LINE, ALWAYS),
	LIST(oscal_custom_group, params, "params", param),
	LIST(oscal_custom_group, props, "props", prop),
	LIST(oscal_custom_group, links, "links", link),
	LIST(oscal_custom_group, parts, "parts", part),
	LIST(oscal_custom_group, groups, "groups", custom_group, EITHER(1, 2)),
	LIST(oscal_custom_group, insert_controls, "insert-controls", insert_controls, EITHER(1, 2)));

OBJECT(custom, "custom",
	LIST(oscal_custom, groups, "groups", custom_group),
	LIST(oscal_custom, insert_controls, "insert-controls", insert_controls));

OBJECT(combine, "combine",
	TEXT(oscal_combine, method, "method", TYPE_STRING, ALLOWED("use-first", "merge", "keep")));

OBJECT(merge, "merge",
	POINTER(oscal_merge, combine, "combine", combine),
	PRESENT(oscal_merge, flat, "flat", EITHER(1, 0)),
	FLAG(oscal_merge, as_is, as_is_given, "as-is", EITHER(1, 0)),
	POINTER(oscal_merge, custom, "custom", custom, EITHER(1, 0)));

OBJECT(set_parameter, "set-parameter",
	TEXT(oscal_set_parameter, param_id, "param-id", TYPE_TOKEN, ALWAYS),
	TEXT(oscal_set_parameter, class, "class", TYPE_TOKEN),
	TEXT(oscal_set_parameter, depends_on, "depends-on", TYPE_TOKEN),
	LIST(oscal_set_parameter, props, "props", prop),
	LIST(oscal_set_parameter, links, "links", link),
	TEXT(oscal_set_parameter, label, "label", TYPE_LINE),
	TEXT(oscal_set_parameter, usage, "usage", TYPE_MULTILINE),
	LIST(oscal_set_parameter, constraints, "constraints", constraint),
	LIST(oscal_set_parameter, guidelines, "guidelines", guideline),
	TEXTS(oscal_set_parameter, values, "values", TYPE_STRING, EITHER(1, 2)),
	POINTER(oscal_set_parameter, select, "select", select, EITHER(1, 2)));

OBJECT(remove, "remove",
	TEXT(oscal_remove, by_name, "by-name", TYPE_TOKEN),
	TEXT(oscal_remove, by_class, "by-class", TYPE_TOKEN),
	TEXT(oscal_remove, by_id, "by-id", TYPE_TOKEN),
	TEXT(oscal_remove, by_item_name, "by-item-name", TYPE_TOKEN, ALLOWED("param", "prop", "link", "part", "mapping", "map")),
	TEXT(oscal_remove, by_ns, "by-ns", TYPE_NAMESPACE),
	TEXT(oscal_remove, remarks, "remarks", TYPE_MULTILINE, SINCE(2)));

OBJECT(add, "add",
	TEXT(oscal_add, position, "position", TYPE_TOKEN, ALLOWED("before", "after", "starting", "ending")),
	TEXT(oscal_add, by_id, "by-id", TYPE_TOKEN),
	TEXT(oscal_add, title, "title", TYPE_LINE),
	LIST(oscal_add, params, "params", param),
	LIST(oscal_add, props, "props", prop),
	LIST(oscal_add, links, "links", link),
	LIST(oscal_add, parts, "parts", part));

OBJECT(alter, "alter",
	TEXT(oscal_alter, control_id, "control-id", TYPE_TOKEN, ALWAYS),
	LIST(oscal_alter, removes, "removes", remove),
	LIST(oscal_alter, adds, "adds", add));

OBJECT(modify, "modify",
	LIST(oscal_modify, set_parameters, "set-parameters", set_parameter),
	LIST(oscal_modify, alters, "alters", alter));

OBJECT(profile, "profile",
	TEXT(oscal_profile, uuid, "uuid", TYPE_UUID, ALWAYS),
	INLINE(oscal_profile, metadata, "metadata", metadata, ALWAYS),
	LIST(oscal_profile, imports, "imports", import, ALWAYS),
	POINTER(oscal_profile, merge, "merge", merge),
	POINTER(oscal_profile, modify, "modify", modify),
	POINTER(oscal_profile, back_matter, "back-matter", back_matter));

/* clang-format on */

/* ---- The models as a whole ---- */

static const struct model_root roots[] = {
	{ "catalog", &model_catalog, OSCAL_CATALOG, 0 },
	{ "profile", &model_profile, OSCAL_PROFILE, 0 },
	{ "mapping-collection", &model_mapping_collection, OSCAL_MAPPING_COLLECTION, 2 },
};

const struct model_root *
model_root_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		if (str_eq_c(name, roots[i].name))
			return (&roots[i]);
	return (NULL);
}

const struct model_root *
model_root_of(enum oscal_model model)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		if (roots[i].model == model)
			return (&roots[i]);
	return (NULL);
}

const char *
oscal_model_name(enum oscal_model model)
{
	return (model_root_of(model)->name);
}

static void
member_texts(const struct model_member *member, const char *at, model_text_fn *fn, void *user)
{
	const struct model_list *list = (const void *)at;
	const struct str_list *texts = (const void *)at;

	switch (member->kind) {
	case KIND_TEXT:
		if (((const struct str *)(const void *)at)->p != NULL)
			fn(user, member, *(const struct str *)(const void *)at);
		break;
	case KIND_TEXTS:
		for (size_t i = 0; i < texts->n; i++)
			fn(user, member, texts->items[i]);
		break;
	case KIND_INLINE:
		model_texts(member->object, at, fn, user);
		break;
	case KIND_POINTER:
		if (*(const void *const *)(const void *)at != NULL)
			model_texts(member->object, *(const void *const *)(const void *)at, fn, user);
		break;
	case KIND_LIST:
		for (size_t i = 0; i < list->n; i++)
			model_texts(member->object, (const char *)list->items + i * member->object->size, fn, user);
		break;
	default:
		break;
	}
}

void
model_texts(const struct model_object *object, const void *content, model_text_fn *fn, void *user)
{
	for (size_t i = 0; i < object->n; i++)
		member_texts(&object->members[i], (const char *)content + object->members[i].offset, fn, user);
}

static bool
same_texts(const struct str_list *a, const struct str_list *b)
{
	if (a->n != b->n)
		return (false);
	for (size_t i = 0; i < a->n; i++)
		if (!str_eq(a->items[i], b->items[i]))
			return (false);
	return (true);
}

static bool
same_lists(const struct model_object *object, const struct model_list *a, const struct model_list *b)
{
	if (a->n != b->n)
		return (false);
	for (size_t i = 0; i < a->n && a->items != b->items; i++)
		if (!model_equal(object, (const char *)a->items + i * object->size, (const char *)b->items + i * object->size))
			return (false);
	return (true);
}

static bool
same_member(const struct model_member *member, const void *a, const void *b)
{
	const struct str *text = a, *other = b;
	const void *const *pointer = a, *const *second = b;

	switch ((enum model_kind)member->kind) {
	case KIND_TEXT:
		return ((text->p == NULL) == (other->p == NULL) && str_eq(*text, *other));
	case KIND_TEXTS:
		return (same_texts(a, b));
	case KIND_FLAG:
	case KIND_PRESENT:
		return (*(const bool *)a == *(const bool *)b);
	case KIND_DECIMAL:
		return (memcmp(a, b, sizeof(double)) == 0);
	case KIND_INLINE:
		return (model_equal(member->object, a, b));
	case KIND_POINTER:
		if (*pointer == NULL || *second == NULL)
			return (*pointer == *second);
		return (model_equal(member->object, *pointer, *second));
	case KIND_LIST:
		return (same_lists(member->object, a, b));
	}
	return (false);
}

bool
model_equal(const struct model_object *object, const void *a, const void *b)
{
	for (size_t i = 0; i < object->n; i++) {
		size_t at = object->members[i].offset;

		if (!same_member(&object->members[i], (const char *)a + at, (const char *)b + at))
			return (false);
	}
	return (true);
}

static bool
clone_member(const struct model_member *member, void *at, struct arena *arena)
{
	struct model_list *list = at;
	const void **pointer = at;
	size_t size = member->object == NULL ? 0 : member->object->size;
	char *copy;

	if (member->kind == KIND_INLINE)
		return (model_clone(member->object, at, arena));
	if (member->kind == KIND_POINTER && *pointer != NULL) {
		copy = arena_alloc(arena, size);
		if (copy == NULL)
			return (false);
		memcpy(copy, *pointer, size);
		*pointer = copy;
		return (model_clone(member->object, copy, arena));
	}
	if (member->kind != KIND_LIST || list->n == 0)
		return (true);
	copy = arena_calloc(arena, list->n, size);
	if (copy == NULL)
		return (false);
	memcpy(copy, list->items, list->n * size);
	list->items = copy;
	for (size_t i = 0; i < list->n; i++)
		if (!model_clone(member->object, copy + i * size, arena))
			return (false);
	return (true);
}

bool
model_clone(const struct model_object *object, void *content, struct arena *arena)
{
	for (size_t i = 0; i < object->n; i++)
		if (!clone_member(&object->members[i], (char *)content + object->members[i].offset, arena))
			return (false);
	return (true);
}
