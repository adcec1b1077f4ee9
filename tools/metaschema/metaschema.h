/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metaschema DIR: the facts of OSCAL's metaschema modules in DIR as rows of src/standards/metaschema_*.inc.  A tool of developers: what it makes is
 * committed, because the modules are not there when the project is built.
 */
#ifndef METASCHEMA_H
#define METASCHEMA_H

#include <libxml/tree.h>
#include <stdbool.h>

enum { MODULES_MAX = 32, DEFS_MAX = 1000, MEMBERS_MAX = 4000 };

struct module {
	const char *file;            /* its name in DIR */
	xmlDocPtr doc;
	struct module *imports[MODULES_MAX];
	int nimports;
};

/** module_load(dir, file): the module FILE with all it imports; each is loaded once.  Ends the program with a message when it cannot. */
struct module *module_load(const char *dir, const char *file);
/** module_find(module, kind, name): the definition ("assembly", "field", "flag") of NAME that MODULE sees: its own first, then what it imports. */
xmlNodePtr module_find(struct module *module, const char *kind, const char *name, struct module **ret_home);
void modules_free(void);

/* An xmlChar is a char here. */
const char *element(xmlNodePtr node);
/** attribute(node, name): its text, which lives as long as the program, or NULL. */
const char *attribute(xmlNodePtr node, const char *name);
xmlNodePtr child(xmlNodePtr node, const char *name);
const char *child_text(xmlNodePtr node, const char *name);
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

struct member {
	const char *xml, *json;
	int def;
	const char *min, *max;       /* max: "1" or "0" for unbounded */
	bool list, single, grouped, unwrapped; /* single: a list of one is written without the list in JSON */
	int choice;                  /* members of one object with the same number, not 0, exclude each other */
	int since;                   /* minor version that brought it */
	int must;                    /* it was required in 1.0 (1), or in 1.0 and 1.1 (2), and is not any more */
};

struct def {
	xmlNodePtr node;
	struct module *home;
	const char *kind, *name, *value_key, *type, *root;
	int first, n, nflags;        /* members, flags first */
};

extern struct def defs[DEFS_MAX];
extern int ndefs;
extern struct member members[MEMBERS_MAX];
extern int nmembers;

/** model_walk(root): number all definitions that can be reached from the root assembly ROOT, and their members. */
void model_walk(struct module *module, const char *root);
/** since_find(dir): set since and must of each member by the released JSON schemas in DIR. */
void since_find(const char *dir);
/** rows_write(dir): write the files. */
void rows_write(const char *dir);

#endif
