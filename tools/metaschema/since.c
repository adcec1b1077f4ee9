/* SPDX-License-Identifier: Apache-2.0 */
/* Which version brought a member: the released JSON schemas are walked side by side with the definitions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include "metaschema.h"

enum { MINORS = 3, VISITS_MAX = 100000, NAMES_MAX = 1000 };

static const char *const files[MINORS] = { "oscal_complete_schema-1-0-4.json", "oscal_complete_schema-1-1-3.json",
	"oscal_complete_schema-1-2-2.json" };

static bool present[MEMBERS_MAX][MINORS], required[MEMBERS_MAX][MINORS];

static struct {
	int def;
	yyjson_val *node;
} visits[VISITS_MAX];
static int nvisits;

static struct {
	const char *id;
	yyjson_val *node;
} names[NAMES_MAX];
static int nnames;

/* References go by "$id" in 1.0, by "#/definitions/…" later. */
static void
learn_names(yyjson_val *definitions)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(definitions);

	nnames = 0;
	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;) {
		yyjson_val *node = yyjson_obj_iter_get_val(key);
		const char *id = yyjson_get_str(yyjson_obj_get(node, "$id"));

		if (nnames + 2 > NAMES_MAX)
			die("more than %d definitions in a schema", NAMES_MAX);
		names[nnames].id = yyjson_get_str(key);
		names[nnames++].node = node;
		names[nnames].id = id == NULL ? "" : id;
		names[nnames++].node = node;
	}
}

static yyjson_val *
follow(yyjson_val *node)
{
	for (const char *to; (to = yyjson_get_str(yyjson_obj_get(node, "$ref"))) != NULL;) {
		yyjson_val *found = NULL;

		for (int i = 0; i < nnames && found == NULL; i++)
			if (strcmp(names[i].id, to) == 0 || (strncmp(to, "#/definitions/", 14) == 0 && strcmp(names[i].id, to + 14) == 0))
				found = names[i].node;
		if (found == NULL)
			die("schema: no %s", to);
		node = found;
	}
	return (node);
}

/* The property NAME of NODE, also where it stands in an alternative. */
static yyjson_val *
property(yyjson_val *node, const char *name)
{
	static const char *const ways[] = { "allOf", "anyOf", "oneOf" };
	yyjson_val *found, *other;
	size_t i, n;

	node = follow(node);
	found = yyjson_obj_get(yyjson_obj_get(node, "properties"), name);
	for (size_t way = 0; way < 3 && found == NULL; way++)
		yyjson_arr_foreach(yyjson_obj_get(node, ways[way]), i, n, other)
			if (found == NULL)
				found = property(other, name);
	return (found);
}

static bool
is_required(yyjson_val *node, const char *name)
{
	yyjson_val *other;
	size_t i, n;

	yyjson_arr_foreach(yyjson_obj_get(follow(node), "required"), i, n, other)
		if (yyjson_equals_str(other, name))
			return (true);
	return (false);
}

static yyjson_val *
item(yyjson_val *node)
{
	yyjson_val *list = follow(node), *items = yyjson_obj_get(list, "items");

	return (items != NULL ? items : yyjson_arr_get_first(yyjson_obj_get(list, "anyOf")));
}

static void
walk(int number, yyjson_val *node, int minor)
{
	const struct def *def = &defs[number];

	node = follow(node);
	for (int i = 0; i < nvisits; i++)
		if (visits[i].def == number && visits[i].node == node)
			return;
	if (nvisits == VISITS_MAX)
		die("more than %d visits", VISITS_MAX);
	visits[nvisits].def = number;
	visits[nvisits++].node = node;
	for (int i = def->first; i < def->first + def->n; i++) {
		const struct member *member = &members[i];
		yyjson_val *found = property(node, member->json);

		if (found == NULL)
			continue;
		present[i][minor] = true;
		required[i][minor] = required[i][minor] || is_required(node, member->json);
		if (member->list && item(found) != NULL)
			found = item(found);
		if (defs[member->def].n > 0)
			walk(member->def, found, minor);
	}
}

static void
walk_schema(const char *dir, int minor)
{
	yyjson_doc *doc;
	yyjson_val *root;
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", dir, files[minor]);
	doc = yyjson_read_file(path, 0, NULL, NULL);
	if (doc == NULL)
		die("cannot read %s", path);
	root = yyjson_doc_get_root(doc);
	learn_names(yyjson_obj_get(root, "definitions"));
	nvisits = 0;
	for (int i = 0; i < ndefs; i++) {
		yyjson_val *model = defs[i].root == NULL ? NULL : property(root, defs[i].root);

		if (model != NULL)
			walk(i, model, minor);
	}
	yyjson_doc_free(doc);
}

void
since_find(const char *dir)
{
	for (int minor = 0; minor < MINORS; minor++)
		walk_schema(dir, minor);
	for (int i = 0; i < nmembers; i++) {
		struct member *member = &members[i];

		/* What no schema has is of the development line: it belongs to the next version. */
		while (member->since < MINORS && !present[i][member->since])
			member->since++;
		if (strcmp(member->min, "0") == 0 && member->choice == 0)
			for (int minor = 0; minor < MINORS && required[i][minor]; minor++)
				member->must = minor + 1;
		if (member->must == MINORS)
			die("%s is required by the newest schema and not by the modules", member->json);
	}
}
