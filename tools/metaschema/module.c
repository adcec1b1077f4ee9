/* SPDX-License-Identifier: Apache-2.0 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metaschema.h"

static struct module modules[MODULES_MAX];
static int nmodules;
static const char *folder;

void
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("metaschema: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

const char *
element(xmlNodePtr node)
{
	return ((const char *)node->name);
}

const char *
attribute(xmlNodePtr node, const char *name)
{
	for (xmlAttrPtr at = node->properties; at != NULL; at = at->next)
		if (strcmp((const char *)at->name, name) == 0)
			return (at->children == NULL ? "" : (const char *)at->children->content);
	return (NULL);
}

xmlNodePtr
child(xmlNodePtr node, const char *name)
{
	for (xmlNodePtr at = node->children; at != NULL; at = at->next)
		if (at->type == XML_ELEMENT_NODE && strcmp(element(at), name) == 0)
			return (at);
	return (NULL);
}

const char *
child_text(xmlNodePtr node, const char *name)
{
	xmlNodePtr at = child(node, name);

	return (at == NULL || at->children == NULL ? NULL : (const char *)at->children->content);
}

/* The modules keep shared pieces as external entities, by relative paths of the folder they were taken from. */
static xmlParserInputPtr
load_entity(const char *url, const char *id, xmlParserCtxtPtr context)
{
	const char *slash = url == NULL ? NULL : strrchr(url, '/');
	char path[4096];

	(void)id;
	snprintf(path, sizeof path, "%s/%s", folder, slash == NULL ? url : slash + 1);
	return (xmlNewInputFromFile(context, path));
}

struct module *
module_load(const char *dir, const char *file)
{
	struct module *module = &modules[nmodules];
	char path[4096];

	for (int i = 0; i < nmodules; i++)
		if (strcmp(modules[i].file, file) == 0)
			return (&modules[i]);
	if (nmodules++ == MODULES_MAX)
		die("more than %d modules", MODULES_MAX);
	folder = dir;
	xmlSetExternalEntityLoader(load_entity);
	snprintf(path, sizeof path, "%s/%s", dir, file);
	module->file = file;
	module->doc = xmlReadFile(path, NULL, XML_PARSE_NOENT | XML_PARSE_DTDLOAD | XML_PARSE_NOCDATA | XML_PARSE_NONET);
	if (module->doc == NULL)
		die("cannot read %s", path);
	for (xmlNodePtr at = xmlDocGetRootElement(module->doc)->children; at != NULL; at = at->next)
		if (at->type == XML_ELEMENT_NODE && strcmp(element(at), "import") == 0)
			module->imports[module->nimports++] = module_load(dir, attribute(at, "href"));
	return (module);
}

static xmlNodePtr
find_own(struct module *module, const char *kind, const char *name, bool outside)
{
	char wanted[32];

	snprintf(wanted, sizeof wanted, "define-%s", kind);
	for (xmlNodePtr at = xmlDocGetRootElement(module->doc)->children; at != NULL; at = at->next) {
		const char *scope;

		if (at->type != XML_ELEMENT_NODE || strcmp(element(at), wanted) != 0 || strcmp(attribute(at, "name"), name) != 0)
			continue;
		scope = attribute(at, "scope");
		if (!outside || scope == NULL || strcmp(scope, "local") != 0)
			return (at);
	}
	return (NULL);
}

static xmlNodePtr
find(struct module *module, const char *kind, const char *name, bool outside, struct module **ret_home)
{
	xmlNodePtr found = find_own(module, kind, name, outside);

	if (found != NULL) {
		*ret_home = module;
		return (found);
	}
	/* Of two imports with the same name, the later one counts. */
	for (int i = module->nimports; i-- > 0 && found == NULL;)
		found = find(module->imports[i], kind, name, true, ret_home);
	return (found);
}

xmlNodePtr
module_find(struct module *module, const char *kind, const char *name, struct module **ret_home)
{
	xmlNodePtr found = find(module, kind, name, false, ret_home);

	if (found == NULL)
		die("%s: there is no %s \"%s\"", module->file, kind, name);
	return (found);
}

void
modules_free(void)
{
	for (int i = 0; i < nmodules; i++)
		xmlFreeDoc(modules[i].doc);
	xmlCleanupParser();
}
