/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "metaschema.h"

struct def defs[DEFS_MAX];
int ndefs;
struct member members[MEMBERS_MAX];
int nmembers;

static int def_number(struct module *home, xmlNodePtr node, const char *kind);

static const char *
or(const char *text, const char *other)
{
	return (text == NULL ? other : text);
}

static bool
is(const char *text, const char *wanted)
{
	return (text != NULL && strcmp(text, wanted) == 0);
}

/* The member that the instance NODE ("flag", "define-field", …) means. */
static struct member
instance(struct module *home, xmlNodePtr node, int choice)
{
	bool inlined = strncmp(element(node), "define-", 7) == 0;
	const char *kind = element(node) + (inlined ? 7 : 0);
	struct module *there = home;
	xmlNodePtr definition = inlined ? node : module_find(home, kind, attribute(node, "ref"), &there), group = child(node, "group-as");
	struct member ret = { .choice = choice, .min = or(attribute(node, "min-occurs"), "0"), .max = or(attribute(node, "max-occurs"), "1") };
	const char *in_json;

	ret.xml = or(child_text(node, "use-name"), or(child_text(definition, "use-name"), attribute(definition, "name")));
	ret.json = ret.xml;
	ret.unwrapped = is(attribute(node, "in-xml"), "UNWRAPPED");
	if (strcmp(kind, "flag") == 0)
		ret.min = is(attribute(node, "required"), "yes") ? "1" : "0";
	if (strcmp(ret.max, "unbounded") == 0)
		ret.max = "0";
	if (group != NULL) {
		in_json = or(attribute(group, "in-json"), "SINGLETON_OR_ARRAY");
		ret.single = strcmp(in_json, "SINGLETON_OR_ARRAY") == 0;
		if (!ret.single && strcmp(in_json, "ARRAY") != 0)
			die("%s: %s as %s: no code reads that yet", home->file, ret.xml, in_json);
		ret.list = true;
		ret.json = attribute(group, "name");
		ret.grouped = is(attribute(group, "in-xml"), "GROUPED");
	} else if (strcmp(ret.max, "1") != 0) {
		die("%s: %s repeats without group-as", home->file, ret.xml);
	}
	ret.def = def_number(there, definition, kind);
	return (ret);
}

/* Members wait here until those of the definitions below them have been numbered. */
struct waiting {
	struct member items[100];
	int n;
};

static void
collect(struct module *home, xmlNodePtr parent, int *choices, int choice, struct waiting *to)
{
	for (xmlNodePtr at = parent->children; at != NULL; at = at->next) {
		const char *name = at->type == XML_ELEMENT_NODE ? element(at) : "";

		if (strcmp(name, "choice") == 0)
			collect(home, at, choices, ++*choices, to);
		else if (strcmp(name, "choice-group") == 0 || strcmp(name, "any") == 0)
			die("%s: no code reads %s yet", home->file, name);
		else if (strcmp(name, "assembly") == 0 || strcmp(name, "field") == 0 || strcmp(name, "define-assembly") == 0 ||
		    strcmp(name, "define-field") == 0)
			to->items[to->n++] = instance(home, at, choice);
		if (to->n == 100)
			die("%s: an object with 100 members", home->file);
	}
}

static void
collect_flags(struct module *home, xmlNodePtr node, struct waiting *to)
{
	for (xmlNodePtr at = node->children; at != NULL; at = at->next)
		if (at->type == XML_ELEMENT_NODE && (strcmp(element(at), "flag") == 0 || strcmp(element(at), "define-flag") == 0))
			to->items[to->n++] = instance(home, at, 0);
}

static int
def_number(struct module *home, xmlNodePtr node, const char *kind)
{
	struct waiting waiting = { .n = 0 };
	struct def *def = &defs[ndefs];
	int number = ndefs, choices = 0;

	for (int i = 0; i < ndefs; i++)
		if (defs[i].node == node)
			return (i);
	if (ndefs++ == DEFS_MAX)
		die("more than %d definitions", DEFS_MAX);
	def->node = node;
	def->home = home;
	def->kind = kind;
	def->name = or(child_text(node, "use-name"), attribute(node, "name"));
	def->root = child_text(node, "root-name");
	def->type = strcmp(kind, "assembly") == 0 ? NULL : or(attribute(node, "as-type"), "string");
	def->value_key = child_text(node, "json-value-key");
	if (child(node, "json-key") != NULL || child(node, "json-value-key-flag") != NULL)
		die("%s: %s has a json-key: no code reads that yet", home->file, def->name);
	if (strcmp(kind, "flag") == 0)
		return (number);
	collect_flags(home, node, &waiting);
	def->nflags = waiting.n;
	if (strcmp(kind, "field") == 0 && waiting.n > 0 && def->value_key == NULL)
		die("%s: field %s has flags and no json-value-key", home->file, def->name);
	if (child(node, "model") != NULL)
		collect(home, child(node, "model"), &choices, 0, &waiting);
	def->first = nmembers;
	def->n = waiting.n;
	if (nmembers + waiting.n > MEMBERS_MAX)
		die("more than %d members", MEMBERS_MAX);
	memcpy(&members[nmembers], waiting.items, (size_t)waiting.n * sizeof *members);
	nmembers += waiting.n;
	return (number);
}

void
model_walk(struct module *module, const char *root)
{
	struct module *home;

	def_number(module, module_find(module, "assembly", root, &home), "assembly");
}
