/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metaschema.h"

static FILE *
open_rows(const char *dir, const char *file, const char *what)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", dir, file);
	out = fopen(path, "w");
	if (out == NULL)
		die("cannot write %s", path);
	fprintf(out, "/* SPDX-License-Identifier: Apache-2.0 */\n/* Made by tools/metaschema from OSCAL's metaschema modules: %s */\n", what);
	return (out);
}

static void
close_rows(FILE *out)
{
	if (fclose(out) != 0)
		die("cannot write");
}

/* TEXT as a C string, with runs of blanks as one. */
static void
quoted(FILE *out, const char *text)
{
	if (text == NULL) {
		fputs("NULL", out);
		return;
	}
	fputc('"', out);
	for (const char *p = text; *p != '\0'; p++) {
		if (isspace((unsigned char)*p)) {
			if (p != text && !isspace((unsigned char)p[-1]))
				fputc(' ', out);
			continue;
		}
		if (*p == '"' || *p == '\\')
			fputc('\\', out);
		fputc(*p, out);
	}
	fputc('"', out);
}

/* "date-time-with-timezone" as DATE_TIME_WITH_TIMEZONE. */
static const char *
constant(const char *text)
{
	static char room[64];
	size_t n = 0;

	for (; *text != '\0' && n < sizeof room - 1; text++)
		room[n++] = *text == '-' ? '_' : (char)toupper((unsigned char)*text);
	room[n] = '\0';
	return (room);
}

static int constraint_count(const struct def *def);

static void
write_defs(const char *dir)
{
	FILE *out = open_rows(dir, "metaschema_defs.inc", "DEF(kind, name, root, type, value key, first member, members, flags of them, "
	    "first constraint, constraints)");
	int constraint = 0, first = 0; /* members are written in the order of their definitions */

	for (int i = 0; i < ndefs; i++) {
		const struct def *def = &defs[i];

		fprintf(out, "DEF(%s, ", constant(def->kind));
		quoted(out, def->name);
		fputs(", ", out);
		quoted(out, def->root);
		fprintf(out, ", %s, ", def->type == NULL ? "NONE" : constant(def->type));
		quoted(out, def->value_key);
		fprintf(out, ", %d, %d, %d, %d, %d) /* %d */\n", first, def->n, def->nflags, constraint, constraint_count(def), i);
		first += def->n;
		constraint += constraint_count(def);
	}
	close_rows(out);
}

static void
write_members(const char *dir)
{
	FILE *out = open_rows(dir, "metaschema_members.inc", "MEMBER(XML name, JSON name, definition, min, max or 0, form, choice, since 1.x, must in 1.0 (1) and 1.1 (2))");

	for (int i = 0; i < ndefs; i++) {
		if (defs[i].n > 0)
			fprintf(out, "/* %d %s */\n", i, defs[i].name);
		for (int k = defs[i].first; k < defs[i].first + defs[i].n; k++) {
			const struct member *member = &members[k];
			const char *form = member->grouped ? "GROUPED" : member->single ? "SINGLE_OR_LIST" : member->list ? "LIST" : member->unwrapped ? "UNWRAPPED" : "ONE";

			fprintf(out, "MEMBER(\"%s\", \"%s\", %d, %s, %s, %s, %d, %d, %d)\n", member->xml, member->json, member->def, member->min,
			    member->max, form, member->choice, member->since, member->must);
		}
	}
	close_rows(out);
}

/* ---- Constraints ---- */

static const char *const constraint_names[] = { "allowed-values", "matches", "expect", "index", "index-has-key", "is-unique",
	"has-cardinality" };

static bool
is_constraint(xmlNodePtr node)
{
	for (size_t i = 0; node->type == XML_ELEMENT_NODE && i < sizeof constraint_names / sizeof *constraint_names; i++)
		if (strcmp(element(node), constraint_names[i]) == 0)
			return (true);
	return (false);
}

static int
constraint_count(const struct def *def)
{
	xmlNodePtr constraints = child(def->node, "constraint");
	int n = 0;

	for (xmlNodePtr at = constraints == NULL ? NULL : constraints->children; at != NULL; at = at->next)
		n += is_constraint(at);
	return (n);
}

static const char *
attribute_or(xmlNodePtr node, const char *name, const char *other)
{
	const char *text = attribute(node, name);

	return (text == NULL ? other : text);
}

/* What the kind of constraint says besides: the test, regular expression, datatype or name of the index. */
static const char *
subject(xmlNodePtr node)
{
	static const char *const names[] = { "test", "regex", "datatype", "name" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (attribute(node, names[i]) != NULL)
			return (attribute(node, names[i]));
	return (NULL);
}

static int
write_items(FILE *out, xmlNodePtr node)
{
	int n = 0;

	for (xmlNodePtr at = node->children; at != NULL; at = at->next) {
		bool value = at->type == XML_ELEMENT_NODE && strcmp(element(at), "enum") == 0;

		if (!value && (at->type != XML_ELEMENT_NODE || strcmp(element(at), "key-field") != 0))
			continue;
		fputs("ITEM(", out);
		quoted(out, attribute(at, value ? "value" : "target"));
		fputs(", ", out);
		quoted(out, attribute(at, value ? "deprecated" : "pattern"));
		fputs(")\n", out);
		n++;
	}
	return (n);
}

static void
write_constraint(FILE *out, FILE *items, int def, xmlNodePtr node, int *nitems)
{
	int n = write_items(items, node);
	const char *regex = attribute(node, "regex"), *level = attribute_or(node, "level", "ERROR");

	if (regex != NULL && attribute(node, "datatype") != NULL)
		die("a constraint with both regex and datatype");
	fprintf(out, "CONSTRAINT(%d, %s%s, ", def, constant(element(node)), regex != NULL ? "_REGEX" : "");
	quoted(out, attribute(node, "id"));
	fprintf(out, ", %s, ", level);
	quoted(out, attribute_or(node, "target", "."));
	fputs(", ", out);
	quoted(out, subject(node));
	fprintf(out, ", %d, %s, %s, %d, %d)\n", strcmp(attribute_or(node, "allow-other", "no"), "yes") == 0,
	    attribute_or(node, "min-occurs", "0"),
	    strcmp(attribute_or(node, "max-occurs", "unbounded"), "unbounded") == 0 ? "0" : attribute(node, "max-occurs"), *nitems, n);
	*nitems += n;
}

static void
write_constraints(const char *dir)
{
	FILE *out = open_rows(dir, "metaschema_constraints.inc",
	    "CONSTRAINT(definition, kind, id, level, target, subject, allow other, min, max or 0, first item, items)");
	FILE *items = open_rows(dir, "metaschema_items.inc", "ITEM(allowed value, deprecated since), or ITEM(key field, its pattern)");
	int nitems = 0;

	for (int i = 0; i < ndefs; i++) {
		xmlNodePtr constraints = child(defs[i].node, "constraint");

		for (xmlNodePtr at = constraints == NULL ? NULL : constraints->children; at != NULL; at = at->next)
			if (is_constraint(at))
				write_constraint(out, items, i, at, &nitems);
			else if (at->type == XML_ELEMENT_NODE && strcmp(element(at), "remarks") != 0 && strcmp(element(at), "let") != 0)
				die("%s: no code reads the constraint %s", defs[i].home->file, element(at));
	}
	close_rows(out);
	close_rows(items);
}

void
rows_write(const char *dir)
{
	write_defs(dir);
	write_members(dir);
	write_constraints(dir);
}
