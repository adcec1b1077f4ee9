/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resolution: what a chain of baselines asks, step by step, before texts are made of it.
 *
 * The root starts from its document; each layer is put on a copy of what it inherits.  Copies share what the layer does not touch.
 * A layer's value binds beside the inherited one by strictness_join(), so a layer never loosens, also where its parent has become
 * stricter since.
 */
#ifndef POLICY_RESOLVE_H
#define POLICY_RESOLVE_H

#include "policy/rows.h"
#include "policy/source.h"

/** One step of how something came to be asked, newest first. */
struct ask_step {
	const struct ask_step *prev;
	const struct baseline_row *by;
	struct param_value value;               /* of parameters; absent text: only declared */
	enum policy_effect effect;
	struct setter setter;
};

struct ask_param {
	const struct source_param *from;
	struct param_decl decl;
	struct param_binding binding;           /* n == 0: left open */
	const struct ask_step *steps;
};

enum ask_choice { ASK_AS_DOCUMENT, ASK_PUT_IN, ASK_TAKEN_OUT };

/** One requirement that could be asked: a control of the source or an addition. */
struct ask {
	const struct source_control *control;   /* or NULL: */
	const struct addition_row *addition;
	const struct baseline_row *brought;     /* the baseline by which it is asked now; NULL: it is not asked */
	enum ask_choice choice;
	struct ask_param *params;
	size_t nparams;
	const struct ask_step *steps;           /* of layers and of explicit choices */
	uint32_t due_days;
};

/** The document of a root, as provenance shows it. */
struct ask_document {
	struct langs title;
	struct setter by;
};

struct resolution {
	const struct source *source;
	const struct ask_document *document;
	const struct baseline_row *root, *last;
	uint32_t level;                         /* 0: all */
	uint32_t valid_days;
	struct ask *asks;                       /* those of the source in its order, then additions */
	size_t n, capacity;
};

/**
 * resolution_root(db, root, source, arena, ret, why): what ROOT asks.  SOURCE (of its document) is borrowed, as is ROOT, and must outlive RET.
 * One statement.
 */
MUST_CHECK int resolution_root(struct db *db, const struct baseline_row *root, const struct source *source, struct arena *arena,
    struct resolution *ret, struct problem *why);
/** resolution_layer(parent, layer, arena, ret, why): PARENT with LAYER put on it.  Both are borrowed. */
MUST_CHECK int resolution_layer(const struct resolution *parent, const struct baseline_row *layer, struct arena *arena,
    struct resolution *ret, struct problem *why);

/** resolution_find(res, id): requirement ID, asked or not; NULL: unknown. */
const struct ask *resolution_find(const struct resolution *res, struct str id);
/** resolution_param(res, id, ret_ask): parameter ID and its requirement; NULL: unknown. */
const struct ask_param *resolution_param(const struct resolution *res, struct str id, const struct ask **ret_ask);
/** resolution_document_asks(res, control): whether the document and the level alone make CONTROL asked. */
bool resolution_document_asks(const struct resolution *res, const struct source_control *control);
/** param_declare(decl, said): DECL with what a root says of it put over it. */
void param_declare(struct param_decl *decl, const struct parameter_row *said);
/** resolution_count(res): how many requirements it asks. */
size_t resolution_count(const struct resolution *res);
/**
 * resolution_order(res, arena, ret_n): indices of all its asks in the order in which people read them: additions after the last of their
 * family, those of new families at the end.  NULL when the arena is full.
 */
uint32_t *resolution_order(const struct resolution *res, struct arena *arena, size_t *ret_n);

struct str ask_id(const struct ask *ask);
struct str ask_label(const struct ask *ask);
struct str ask_family(const struct ask *ask);

#endif
