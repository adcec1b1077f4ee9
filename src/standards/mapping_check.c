/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold between the parts of a mapping collection. */
#include "standards/inside.h"
#include "standards/mapping.h"

struct checking {
	struct oscal_doc *doc;
	enum oscal_mode mode;
	struct findings *to;
	struct id_table uuids;
};

/* A finding about TEXT, a text of OBJECT. */
static struct problem
found_in(struct checking *c, enum problem_code code, const void *object, const char *member, struct str text)
{
	struct buf where = BUF(4096);
	struct problem found = { 0 };

	doc_pointer(c->doc, object, &where);
	buf_printf(&where, "/%s", member);
	buf_char(&where, '\0');
	problem_set(&found, code, buf_failed(&where) ? NULL : where.p);
	buf_free(&where);
	doc_position(c->doc, text, &found.line, &found.column);
	return (found);
}

static void
check_uuid(struct checking *c, struct str uuid, const void *object)
{
	const struct id_node *clash;
	char first[PROBLEM_TEXT_MAX];
	struct problem found;

	clash = id_table_add(&c->uuids, (struct id_node){ .id = uuid, .kind = ID_PART, .object = object });
	if (clash == NULL || findings_full(c->to) || c->to->nwarnings >= OSCAL_FINDINGS_MAX)
		return;
	doc_where(c->doc, clash->object, first);
	found = found_in(c, OSCAL_DUPLICATE_ID, object, "uuid", uuid);
	problem_arg(&found, "id", uuid);
	problem_arg(&found, "kind", STR("uuid"));
	problem_arg(&found, "first", str_c(first));
	findings_add(c->to, c->mode == OSCAL_TOLERANT ? OSCAL_WARNING : OSCAL_ERROR, &found);
}

static void
check_relationship(struct checking *c, const struct oscal_map *map)
{
	struct buf names = BUF(PROBLEM_TEXT_MAX);
	struct problem found;

	if ((map->ns.p != NULL && !str_eq_c(map->ns, OSCAL_NS_DEFAULT)) || mapping_relation(map) != relation_none || findings_full(c->to))
		return;
	for (int i = 1; i <= RELATION_LAST; i++)
		buf_printf(&names, "%s%s", i == 1 ? "" : ", ", choice_name(&relation_choices, i));
	found = found_in(c, OSCAL_CHOICE, map, "relationship", map->relationship);
	problem_arg(&found, "value", map->relationship);
	problem_arg(&found, "choices", buf_view(&names));
	buf_free(&names);
	findings_add(c->to, OSCAL_ERROR, &found);
}

static void
check_resource(struct checking *c, const struct oscal_mapping_resource *resource)
{
	struct problem found;

	if (!str_starts(resource->href, STR("#")) || mapping_resource(c->doc, resource) != NULL || findings_full(c->to))
		return;
	found = found_in(c, OSCAL_IMPORT_UNKNOWN, resource, "href", resource->href);
	problem_arg(&found, "href", resource->href);
	findings_add(c->to, OSCAL_ERROR, &found);
}

int
mapping_check_references(struct oscal_doc *doc, enum oscal_mode mode, struct findings *to)
{
	struct checking c = { .doc = doc, .mode = mode, .to = to };

	if (doc->model != OSCAL_MAPPING_COLLECTION)
		return (0);
	if (id_table_make(doc->private->arena, doc->mappings->mappings.n, &c.uuids))
		return (-1);
	for (size_t i = 0; i < doc->mappings->mappings.n; i++) {
		const struct oscal_mapping *mapping = &doc->mappings->mappings.items[i];

		check_uuid(&c, mapping->uuid, mapping);
		check_resource(&c, &mapping->source_resource);
		check_resource(&c, &mapping->target_resource);
		for (size_t k = 0; k < mapping->maps.n; k++)
			check_uuid(&c, mapping->maps.items[k].uuid, &mapping->maps.items[k]);
	}
	return (c.uuids.starved ? -1 : 0);
}

int
mapping_check(struct oscal_doc *doc, enum oscal_mode mode, struct findings *to)
{
	struct checking c = { .doc = doc, .mode = mode, .to = to };

	if (doc->model != OSCAL_MAPPING_COLLECTION)
		return (0);
	for (size_t i = 0; i < doc->mappings->mappings.n; i++)
		for (size_t k = 0; k < doc->mappings->mappings.items[i].maps.n; k++)
			check_relationship(&c, &doc->mappings->mappings.items[i].maps.items[k]);
	return (mapping_check_references(doc, mode, to));
}
