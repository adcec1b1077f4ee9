/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Profile resolution, inside: what its phases share.
 *
 * A *layer* is one profile on its way to a catalog; profiles that it imports are layers of their own, resolved first
 * (§req-resolve-profile) and kept, so that a profile that is imported by many is resolved once.  Phases: import (import.c, select.c), merge
 * (combine.c, merge.c, custom.c), modify (modify.c, alter.c), final operations (finish.c).
 */
#ifndef STANDARDS_RESOLVE_H
#define STANDARDS_RESOLVE_H

#include "standards/inside.h"

/** A document of the resolution and the catalog that it means. */
struct imported {
	struct str uri;
	uint32_t source;
	const struct oscal_doc *doc;
	const struct oscal_doc *catalog; /* doc itself, or what the profile resolves to; NULL while that is under way */
};

struct resolution {
	const struct oscal_resolve_options *options;
	struct oscal_doc *result;        /* owns the arena and the documents that we read */
	struct arena *arena;
	struct problem *why;
	struct oscal_source *sources;
	size_t nsources, sources_max;
	struct imported **known;         /* by URI, in order of first mention */
	size_t nknown, known_max;
	uint64_t spent;                  /* comparisons so far */
	unsigned nwarnings;              /* told so far, at most OSCAL_FINDINGS_MAX */
};

/** Why a control was selected; how == 0: it was not. */
struct pick {
	uint32_t clause, item;
	uint8_t how;
	bool below;                      /* all nested in it has been picked too */
	uint8_t joins;                   /* how it had been selected before it joined an earlier control of its id (then how == 0) */
	uint32_t joined;                 /* the first control that joined it: 1 + index into layer->joins; 0: none */
	const struct oscal_insert_controls *placed; /* the first that put it into a custom structure */
	const struct oscal_import *import; /* that selected it, where a later one of the same catalog did; NULL: that of its selection */
};

/** A control of one of the imports: which one, and its index there; NEXT: the one that joined the same control after it (1 + index). */
struct join {
	uint32_t selection, at, next;
};

/** One import and what it selects. */
struct selection {
	const struct oscal_import *import;
	const struct imported *from;
	struct pick *picks;              /* for each entry of from->catalog->controls */
};

/** A list that grows in the arena; its items are later taken as an oscal list. */
struct growing {
	void *items;
	size_t n, max, size;
};

struct layer {
	struct resolution *in;
	const struct layer *up;          /* the layer that imports this one; NULL for the first */
	const struct oscal_doc *profile;
	struct str uri;
	uint32_t source;
	struct selection *selections;    /* one an import */
	size_t n;
	struct oscal_catalog *catalog;   /* what is being made */
	unsigned minor;                  /* of its OSCAL version, known after the import phase */
	struct growing joins;            /* of struct join; only merge.combine "merge" makes some */
	struct growing loose;            /* of struct oscal_param: those that no kept control or group holds */
	struct growing waiting;          /* of struct oscal_set_parameter *: for params of left-out controls, which may still come along */
};

/** layer_problem(layer, code, object, near): a finding at OBJECT, a struct of the profile; NEAR, a text of it, gives the line. */
struct problem layer_problem(const struct layer *layer, enum problem_code code, const void *object, struct str near);
/** layer_refuse(layer, found): FOUND ends the resolution.  Returns -1. */
int layer_refuse(const struct layer *layer, const struct problem *found);
/** layer_soften(layer, found): an error in strict mode (-1), a warning in tolerant mode (0). */
MUST_CHECK int layer_soften(const struct layer *layer, const struct problem *found);
/** layer_warn(layer, found): a warning in either mode. */
void layer_warn(const struct layer *layer, const struct problem *found);
/** layer_spend(layer, n): N more comparisons; -1 when a resolution has used up what any honest one needs. */
MUST_CHECK int layer_spend(const struct layer *layer, size_t n);
/** layer_starved(layer): the arena is full.  Returns -1. */
int layer_starved(const struct layer *layer);

/** import_all(layer): fetch what the profile imports and pick controls. */
MUST_CHECK int import_all(struct layer *layer);
/** select_controls(layer, selection): the picks of one import. */
MUST_CHECK int select_controls(struct layer *layer, struct selection *selection);
/** clauses_pick(layer, clauses, catalog, picks): what CLAUSES of include-controls or exclude-controls pick of CATALOG. */
MUST_CHECK int clauses_pick(const struct layer *layer, struct oscal_select_controls_list clauses, const struct oscal_doc *catalog,
    struct pick *picks);

/** combine_all(layer): settle which of several controls of one id stay (merge.combine). */
MUST_CHECK int combine_all(struct layer *layer);
/** join_contents(layer, join, to): add to TO what the control at JOIN has and TO has not. */
MUST_CHECK int join_contents(const struct layer *layer, const struct join *join, struct oscal_control *to);
/** merge_all(layer): make the catalog of what was picked: combine, then structure. */
MUST_CHECK int merge_all(struct layer *layer);
/** The walk over one imported catalog; NEXT counts its controls as its index does. */
struct walk {
	struct layer *layer;
	struct selection *selection;
	const struct pick *picks;        /* of selection, or a part of them */
	size_t next;
	bool flat;                       /* nested controls are put side by side */
	int order;                       /* of nested controls by id: 1 up, -1 down, 0 as they come */
	const struct oscal_insert_controls *insert; /* what placed them; NULL for none */
};
/** keep_controls(walk, controls, to): append what is picked of CONTROLS, and below, to TO. */
MUST_CHECK int keep_controls(struct walk *walk, struct oscal_control_list controls, struct growing *to);
MUST_CHECK int keep_control(struct walk *walk, const struct oscal_control *from, const struct pick *pick, struct growing *to);
void sort_controls(struct growing *controls, int order);
/** define_params(layer, source, params): PARAMS, of document SOURCE, as copies of ours that know where they come from. */
MUST_CHECK int define_params(const struct layer *layer, uint32_t source, struct oscal_param_list *params);
/** loosen(layer, source, params): PARAMS lost their place; the references in the result decide whether they stay. */
MUST_CHECK int loosen(struct layer *layer, uint32_t source, struct oscal_param_list params);
/** merge_custom(layer, custom): its structure as merge.custom says. */
MUST_CHECK int merge_custom(struct layer *layer, const struct oscal_custom *custom);

/**
 * The catalog of a layer while it is modified.  Its structs are ours, but their lists still belong to the imported documents until they
 * have been copied: for each entry, OWNED says how far.
 */
struct workshop {
	struct layer *layer;
	struct oscal_doc *doc;           /* the index of the catalog as merged */
	uint8_t *owned;
};
enum { OWNED_PARAMS = 1, OWNED_ALL };
/** workshop_open(shop): (re)index the catalog. */
MUST_CHECK int workshop_open(struct workshop *shop);
/**
 * next_of_id(doc, kind, id, &at): the first control or param of ID if AT is SIZE_MAX, else the next one behind AT; they are several where a clash was kept.
 * AT is its index among doc->controls or the params of the index.
 */
bool next_of_id(const struct oscal_doc *doc, enum id_kind kind, struct str id, size_t *at);
/** workshop_control(shop, at, ret): the control at AT of the index with all lists below it copied. */
MUST_CHECK int workshop_control(struct workshop *shop, size_t at, struct oscal_control **ret);
/** alter_all(shop, alters): carry them out in order. */
MUST_CHECK int alter_all(struct workshop *shop, struct oscal_alter_list alters);
/** apply_remove(layer, remove, control, ncontrols): carry out one removal; adds to *NCONTROLS how many nested controls went. */
MUST_CHECK int apply_remove(const struct layer *layer, const struct oscal_remove *remove, struct oscal_control *control, size_t *ncontrols);
/** layer_step(layer, kind, control, directive): CONTROL has taken one more step. */
MUST_CHECK int layer_step(const struct layer *layer, enum oscal_step_kind kind, struct oscal_control *control, const void *directive);
/** list_insert(layer, list, size, at, added): ADDED goes into LIST at index AT. */
MUST_CHECK int list_insert(const struct layer *layer, struct model_list *list, size_t size, size_t at, struct model_list added);

/** left_out(layer, id, ret): param ID of a control that an import left out, and the import; NULL: none. */
const struct oscal_param *left_out(const struct layer *layer, struct str id, const struct selection **ret);
/** param_unknown(layer, set): SET names a param that is not there (§req-modify-set-param-warning). */
MUST_CHECK int param_unknown(const struct layer *layer, const struct oscal_set_parameter *set);
/** apply_sets(layer, param): what the set-parameters of the profile say about PARAM, a copy of ours. */
MUST_CHECK int apply_sets(const struct layer *layer, struct oscal_param *param);
/** modify_all(layer): set parameters and alter controls. */
MUST_CHECK int modify_all(struct layer *layer);

/** prune_all(layer): back matter and loose params, without what nothing refers to. */
MUST_CHECK int prune_all(struct layer *layer);
/** finish_all(layer): metadata, back matter, pruning. */
MUST_CHECK int finish_all(struct layer *layer);

/** layer_resolve(layer, ret): all phases; *RET is the catalog, indexed. */
MUST_CHECK int layer_resolve(struct layer *layer, const struct oscal_doc **ret);

/** step_new(layer, kind, prev, directive): a step taken by LAYER; NULL when the arena is full. */
struct oscal_step *step_new(const struct layer *layer, enum oscal_step_kind kind, const struct oscal_step *prev, const void *directive);
/** step_defined(layer, source, object): the first step of OBJECT, a control or param of document SOURCE. */
struct oscal_step *step_defined(const struct layer *layer, uint32_t source, const void *object);

/** growing_add(layer, list): one more zeroed item, or NULL after layer_starved(). */
void *growing_add(const struct layer *layer, struct growing *list);

/** has_keep(props): a prop "keep" with the value "always". */
bool has_keep(struct oscal_prop_list props);

#endif
