/* SPDX-License-Identifier: Apache-2.0 */
/* A document against all that the metaschema says: structure and constraints in one run, findings in the order of the document. */
#include <stdlib.h>

#include "standards/constraint.h"

enum { MEMORY_PER_BYTE = 32, MEMORY_MAX = 1 << 30, MEMORY_CONSTRAINTS = 512 << 20 };

struct kept {
	struct problem what;
	enum oscal_severity severity;
	size_t number;
};

/* The findings until they can be told in order. */
struct keeping {
	struct kept *items;
	size_t n, max;
	bool tolerant;               /* errors are warnings from now on */
	bool starved;
};

static void
keep(void *user, enum oscal_severity severity, const struct problem *what)
{
	struct keeping *kept = user;

	if (severity == OSCAL_ERROR && kept->tolerant)
		severity = OSCAL_WARNING;
	if (kept->n == kept->max) {
		size_t max = kept->max == 0 ? 16 : 2 * kept->max;
		struct kept *grown = realloc(kept->items, max * sizeof *grown);

		if (grown == NULL) {
			kept->starved = true;
			return;
		}
		kept->items = grown;
		kept->max = max;
	}
	kept->items[kept->n] = (struct kept){ *what, severity, kept->n };
	kept->n++;
}

static int
by_place(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->what.line != y->what.line)
		return (x->what.line < y->what.line ? -1 : 1);
	if (x->what.column != y->what.column)
		return (x->what.column < y->what.column ? -1 : 1);
	return (x->number < y->number ? -1 : 1);
}

static int
check_constraints(const struct oscal_doc *doc, const struct structure *is, const struct oscal_validate_options *options, struct findings *to,
    struct problem *why)
{
	struct ms_names *names = malloc(sizeof *names);
	struct arena *arena CLEANUP(arena_freep) = arena_new(MEMORY_CONSTRAINTS);
	struct ms_nodes nodes = { 0 };
	int failed = -1;

	if (names != NULL && arena != NULL) {
		ms_names_make(names);
		failed = ms_nodes_make(doc, is->def, is->model, names, &nodes);
		if (!failed)
			failed = constraints_check(&(struct constraint_subject){ &nodes, names, is->model, is->version }, options, arena, to);
		ms_nodes_free(&nodes);
	}
	free(names);
	return (failed ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

/*
 * What oscal_read() refuses of a mapping collection though neither the structure nor a constraint does: what is valid can be read.  That a document cannot be
 * read is told only where nothing else was: closed lists of values are in the constraints too.
 */
static int
check_references(struct oscal_doc *doc, const struct structure *is, enum oscal_mode mode, struct findings *to, struct problem *why)
{
	struct problem unread = { 0 };
	struct findings quiet = { .doc = doc, .why = &unread };

	if (is->def != ms_root(str_c(oscal_model_name(OSCAL_MAPPING_COLLECTION))))
		return (0);
	if (model_read(doc, is, mode, &quiet, &unread) == 0)
		return (mapping_check_references(doc, mode, to) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
	if (quiet.nerrors == 0) {
		*why = unread;
		return (-1);
	}
	if (to->nerrors == 0)
		findings_add(to, OSCAL_ERROR, &unread);
	return (0);
}

static int
check(struct oscal_doc *doc, const struct oscal_validate_options *options, struct oscal_valid *ret, struct findings *to, struct problem *why)
{
	enum oscal_mode mode = options->tolerant ? OSCAL_TOLERANT : OSCAL_STRICT;
	struct structure is;
	int failed = structure_open(doc, &is, why);

	ret->model = is.def == NULL ? NULL : is.def->root;
	snprintf(ret->version, sizeof ret->version, "%.*s", STR_FMT(is.version));
	if (failed)
		return (-1);
	structure_check(doc, is.def, is.model, mode, to);
	((struct keeping *)to->user)->tolerant = options->tolerant;
	if (options->structure_only)
		return (0);
	return (check_constraints(doc, &is, options, to, why) || check_references(doc, &is, mode, to, why) ? -1 : 0);
}

static int
tell_all(struct keeping *kept, const struct oscal_validate_options *options, struct oscal_valid *ret)
{
	if (kept->n > 0)
		qsort(kept->items, kept->n, sizeof *kept->items, by_place);
	for (size_t i = 0; i < kept->n; i++) {
		enum oscal_severity severity = kept->items[i].severity;

		*(severity == OSCAL_ERROR ? &ret->nerrors : severity == OSCAL_WARNING ? &ret->nwarnings : &ret->ninformations) += 1;
		if (options->report != NULL)
			options->report(options->user, severity, &kept->items[i].what);
	}
	return (ret->nerrors > 0 ? -1 : 0);
}

int
oscal_validate(struct str text, const struct oscal_validate_options *options, struct oscal_valid *ret, struct problem *why)
{
	size_t memory = text.n > OSCAL_BYTES_MAX ? 0 : text.n * MEMORY_PER_BYTE + ((size_t)1 << 20);
	struct oscal_doc *doc CLEANUP(oscal_freep) = doc_new(memory < MEMORY_MAX ? memory : MEMORY_MAX);
	struct problem first = { 0 };
	struct keeping kept = { 0 };
	struct findings to = { .doc = doc, .report = keep, .user = &kept, .why = &first };
	int failed;

	*ret = (struct oscal_valid){ 0 };
	if (doc == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (text.n > OSCAL_BYTES_MAX) {
		problem_set(why, LIMIT_REACHED, NULL);
		problem_arg_i64(why, "max", OSCAL_BYTES_MAX);
		return (-1);
	}
	doc->private->text = text.p;
	failed = doc_parse(doc, text, &to, why) || check(doc, options, ret, &to, why) ? -1 : 0;
	if (!failed && kept.starved)
		failed = problem_set(why, OUT_OF_MEMORY, NULL);
	if (tell_all(&kept, options, ret) && !failed) {
		*why = first;
		failed = -1;
	}
	free(kept.items);
	return (failed);
}
