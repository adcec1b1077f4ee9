/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Baselines: what an issuer asks, and how it comes to be asked.
 *
 * A root starts from an installed document; a layer tailors a published baseline of an issuer above it and may only tighten.  Life of a
 * version: draft → submitted → approved → published → superseded or withdrawn.  Publishing takes two persons.  A published version never
 * changes; a new one is begun from it with baseline.revise.
 *
 * Every command names the baseline first and may name the `revision` that its author saw: another one is refused with
 * baseline_changed ({revision}: the present one).  0 or absent: not compared.
 */
#ifndef POLICY_BASELINE_H
#define POLICY_BASELINE_H

#include "ledger/ledger.h"
#include "policy/rulebook.h"
#include "policy/rows.h"

enum { BASELINE_DAYS_MAX = 3650, BASELINE_LEVEL_MAX = 9, BASELINE_DAYS_DEFAULT = 365, BASELINE_SELECT_MAX = 500 };

/* ---- Verbs: life ---- */

/**
 * Verb "baseline.create": a draft.  Of PARENT (a layer) and DOCUMENT (a root) exactly one.  The first version's id is the id of its line.
 * For a root, level 0 means all levels and absent periods are 365 days; for a layer 0 means as inherited, and kinds and conditions are the
 * root's.
 */
#define BASELINE_CREATE(FIELD)                                              \
	FIELD(id, id, FILLED)                                               \
	FIELD(code, code, REQUIRED, LENGTH(1, 40))                          \
	FIELD(text, version, OPTIONAL, LENGTH(1, 40))       /* absent: "1" */ \
	FIELD(langs, title, REQUIRED, LENGTH(1, 200))                       \
	FIELD(code, issuer, REQUIRED, LENGTH(1, 64))        /* entity */    \
	FIELD(id, parent, OPTIONAL)                                         \
	FIELD(id, document, OPTIONAL)                                       \
	FIELD(count, level, OPTIONAL, BETWEEN(0, 9))                        \
	FIELD(texts, kinds, OPTIONAL, AT_MOST(9), LENGTH(1, 40)) /* of entities that owe; none: bodies */ \
	FIELD(pairs, conditions, OPTIONAL, AT_MOST(20))     /* attributes of entities; all must hold */ \
	FIELD(count, due_days, OPTIONAL, BETWEEN(0, 3650))                  \
	FIELD(count, valid_days, OPTIONAL, BETWEEN(0, 3650))
SHAPE_DECLARE(baseline_create, BASELINE_CREATE);

/** Verb "baseline.describe": what is given replaces what was; lists and conditions only with replace_applicability. */
#define BASELINE_DESCRIBE(FIELD)                                            \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(text, version, OPTIONAL, LENGTH(1, 40))                       \
	FIELD(langs, title, OPTIONAL, LENGTH(1, 200))                       \
	FIELD(integer, level, OPTIONAL, BETWEEN(0, 9))                      \
	FIELD(flag, replace_applicability, OPTIONAL)                        \
	FIELD(texts, kinds, OPTIONAL, AT_MOST(9), LENGTH(1, 40))            \
	FIELD(pairs, conditions, OPTIONAL, AT_MOST(20))                     \
	FIELD(integer, due_days, OPTIONAL, BETWEEN(0, 3650))                \
	FIELD(integer, valid_days, OPTIONAL, BETWEEN(0, 3650))
SHAPE_DECLARE(baseline_describe, BASELINE_DESCRIBE);

/** Verbs "baseline.submit" (by an author) and "baseline.approve" (by a publisher). */
#define BASELINE_STEP_FORWARD(FIELD)                                        \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)
SHAPE_DECLARE(baseline_submit, BASELINE_STEP_FORWARD);
SHAPE_DECLARE(baseline_approve, BASELINE_STEP_FORWARD);

/** Verb "baseline.publish": from approved, or from submitted by a publisher, who then approves it too.  No date: today. */
#define BASELINE_PUBLISH(FIELD)                                             \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(date, effective, OPTIONAL)
SHAPE_DECLARE(baseline_publish, BASELINE_PUBLISH);

/** Verb "baseline.return": submitted or approved becomes a draft again, with a note that says why. */
#define BASELINE_RETURN(FIELD)                                              \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(text, note, REQUIRED, LENGTH(1, 2000))
SHAPE_DECLARE(baseline_return, BASELINE_RETURN);

/** Verbs "baseline.withdraw" (a published one, by a publisher) and "baseline.discard" (a draft or submitted one, by an author). */
#define BASELINE_END(FIELD)                                                 \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(text, note, OPTIONAL, LENGTH(0, 2000))
SHAPE_DECLARE(baseline_withdraw, BASELINE_END);
SHAPE_DECLARE(baseline_discard, BASELINE_END);

/** Verb "baseline.revise": a new draft with all that BASELINE (published or superseded) says; a root may take another DOCUMENT. */
#define BASELINE_REVISE(FIELD)                                              \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(id, id, FILLED)                                               \
	FIELD(text, version, REQUIRED, LENGTH(1, 40))                       \
	FIELD(id, document, OPTIONAL)
SHAPE_DECLARE(baseline_revise, BASELINE_REVISE);

/** -1: baseline_code_taken, baseline_parent, baseline_layer_exists, document_unknown, entity_unknown, period_loosens, … . */
int baseline_create_apply(struct tx *tx, const struct record_head *head, const struct baseline_create *in, struct problem *why);
/** -1: baseline_changed, baseline_status (not a draft), baseline_version_taken, period_loosens (a layer), baseline_applicability (a layer). */
int baseline_describe_apply(struct tx *tx, const struct record_head *head, const struct baseline_describe *in, struct problem *why);
/** -1: baseline_status, baseline_empty, and what its settings are refused for now that the layers above may have changed. */
int baseline_submit_apply(struct tx *tx, const struct record_head *head, const struct baseline_submit *in, struct problem *why);
/** -1: baseline_status, two_persons. */
int baseline_approve_apply(struct tx *tx, const struct record_head *head, const struct baseline_approve *in, struct problem *why);
/** -1: as submit and approve, and baseline_date (in the past, or before an earlier version), baseline_layer_exists. */
int baseline_publish_apply(struct tx *tx, const struct record_head *head, const struct baseline_publish *in, struct problem *why);
int baseline_return_apply(struct tx *tx, const struct record_head *head, const struct baseline_return *in, struct problem *why);
int baseline_withdraw_apply(struct tx *tx, const struct record_head *head, const struct baseline_withdraw *in, struct problem *why);
int baseline_discard_apply(struct tx *tx, const struct record_head *head, const struct baseline_discard *in, struct problem *why);
/** -1: baseline_status (never published), baseline_draft_exists, baseline_version_taken, document_unknown. */
int baseline_revise_apply(struct tx *tx, const struct record_head *head, const struct baseline_revise *in, struct problem *why);

/* ---- Verbs: what a draft says ---- */

/**
 * Verb "baseline.parameter": set a value, or with `clear` take back what this draft says.  Only a root declares type, strictness and
 * choices, and its unit is the declared one; the unit of a layer may be another unit of time.
 */
#define BASELINE_PARAMETER(FIELD)                                           \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(text, parameter, REQUIRED, LENGTH(1, 200))                    \
	FIELD(text, value, OPTIONAL, LENGTH(0, 2000))                       \
	FIELD(text, unit, OPTIONAL, LENGTH(0, 32))                          \
	FIELD(choice, type, OPTIONAL, ONE_OF(param_type))                   \
	FIELD(choice, strictness, OPTIONAL, ONE_OF(param_strictness))       \
	FIELD(texts, choices, OPTIONAL, AT_MOST(200), LENGTH(1, 200))       \
	FIELD(flag, clear, OPTIONAL)
SHAPE_DECLARE(baseline_parameter, BASELINE_PARAMETER);

/** Verb "baseline.select": put controls of the document in, or (a root only) take them out. */
#define BASELINE_SELECT(FIELD)                                              \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(texts, requirements, REQUIRED, AT_MOST(500), LENGTH(1, 200))  \
	FIELD(flag, included, OPTIONAL)
SHAPE_DECLARE(baseline_select, BASELINE_SELECT);

/** Verb "baseline.require": add a requirement of one's own, or change one that this draft added. */
#define BASELINE_REQUIRE(FIELD)                                             \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(code, requirement, REQUIRED, LENGTH(1, 40))                   \
	FIELD(code, family, OPTIONAL, LENGTH(1, 40))        /* absent: what stands before the first '-' */ \
	FIELD(langs, title, REQUIRED, LENGTH(1, 300))                       \
	FIELD(langs, statement, REQUIRED, LENGTH(1, 8000))                  \
	FIELD(langs, guidance, OPTIONAL, LENGTH(0, 8000))                   \
	FIELD(count, due_days, OPTIONAL, BETWEEN(0, 3650))
SHAPE_DECLARE(baseline_require, BASELINE_REQUIRE);

/** Verb "baseline.unrequire": take back an addition of this draft. */
#define BASELINE_UNREQUIRE(FIELD)                                           \
	FIELD(id, baseline, REQUIRED)                                       \
	FIELD(count, revision, OPTIONAL)                                    \
	FIELD(code, requirement, REQUIRED, LENGTH(1, 40))
SHAPE_DECLARE(baseline_unrequire, BASELINE_UNREQUIRE);

/**
 * -1: parameter_unknown; for the form of the value see param_value_check(); for a layer: parameter_loosens, parameter_incomparable (both
 * with {param}, {value}, {inherited} and {layer}: what set the inherited value), parameter_fixed (likewise), parameter_strictness
 * (undeclared: nobody can tell; likewise), parameter_declared_above.
 */
int baseline_parameter_apply(struct tx *tx, const struct record_head *head, const struct baseline_parameter *in, struct problem *why);
/** -1: requirement_unknown, requirement_withdrawn, exclusion_loosens ({requirement}, {layer}). */
int baseline_select_apply(struct tx *tx, const struct record_head *head, const struct baseline_select *in, struct problem *why);
/** -1: requirement_taken. */
int baseline_require_apply(struct tx *tx, const struct record_head *head, const struct baseline_require *in, struct problem *why);
/** -1: requirement_unknown. */
int baseline_unrequire_apply(struct tx *tx, const struct record_head *head, const struct baseline_unrequire *in, struct problem *why);

/** on_baseline_create(): the issuer.  on_baseline(): the issuer of the baseline that any of the other payloads begins with. */
int on_baseline_create(struct tx *tx, const struct record_head *head, const struct baseline_create *in, struct id *ret, struct problem *why);
int on_baseline(struct tx *tx, const struct record_head *head, const void *in, struct id *ret, struct problem *why);

/* ---- Reading ---- */

/**
 * Who may see which: a version that was ever published, whoever may read its issuer or anything below it; a draft, whoever may read its
 * issuer.  All others are told that it is unknown.
 */
bool baseline_visible(const struct scope *scope, const struct baseline_row *row);

/** One version in a list. */
#define BASELINE_ITEM(FIELD)                                                \
	FIELD(id, id, REQUIRED)                                             \
	FIELD(id, line, REQUIRED)                                           \
	FIELD(code, code, REQUIRED)                                         \
	FIELD(text, version, REQUIRED)                                      \
	FIELD(langs, title, REQUIRED)                                       \
	FIELD(choice, status, REQUIRED, ONE_OF(baseline_status))            \
	FIELD(flag, in_force, REQUIRED)                                     \
	FIELD(code, issuer, REQUIRED)                                       \
	FIELD(langs, issuer_title, REQUIRED)                                \
	FIELD(id, root, REQUIRED)                   /* line */              \
	FIELD(id, parent, OPTIONAL)                                         \
	FIELD(id, document, OPTIONAL)                                       \
	FIELD(date, effective, OPTIONAL)                                    \
	FIELD(count, requirements, REQUIRED)        /* once published */    \
	FIELD(count, changes, REQUIRED)             /* parameters, selections and additions of its own */ \
	FIELD(moment, created_at, REQUIRED)                                 \
	FIELD(count, revision, REQUIRED)
SHAPE_DECLARE(baseline_item, BASELINE_ITEM);
#define BASELINE_PAGE(FIELD)                            \
	FIELD(list(baseline_item), items, REQUIRED)     \
	FIELD(text, next, OPTIONAL)
SHAPE_DECLARE(baseline_page, BASELINE_PAGE);

#define BASELINE_QUERY(FIELD)                                               \
	FIELD(choice, status, OPTIONAL, ONE_OF(baseline_status))            \
	FIELD(code, issuer, OPTIONAL)                                       \
	FIELD(id, root, OPTIONAL)                                           \
	FIELD(id, line, OPTIONAL)                                           \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))                            \
	FIELD(text, after, OPTIONAL, LENGTH(0, 40))                         \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(baseline_query, BASELINE_QUERY);

/** baseline_list(db, scope, query, now, arena, ret, why): newest first.  Two statements. */
MUST_CHECK int baseline_list(struct db *db, const struct scope *scope, const struct baseline_query *query, int64_t now,
    struct arena *arena, struct baseline_page *ret, struct problem *why);

/** A person who did something to a baseline. */
#define BASELINE_ACT(FIELD)                     \
	FIELD(id, person, OPTIONAL)             \
	FIELD(text, name, OPTIONAL)             \
	FIELD(moment, at, OPTIONAL)
SHAPE_DECLARE(baseline_act, BASELINE_ACT);

/** A baseline of the chain that one stands on, the root first. */
#define BASELINE_LINK(FIELD)                                        \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(code, code, REQUIRED)                                 \
	FIELD(text, version, REQUIRED)                              \
	FIELD(langs, title, REQUIRED)                               \
	FIELD(code, issuer, REQUIRED)                               \
	FIELD(langs, issuer_title, REQUIRED)                        \
	FIELD(choice, status, REQUIRED, ONE_OF(baseline_status))    \
	FIELD(date, effective, OPTIONAL)
SHAPE_DECLARE(baseline_link, BASELINE_LINK);

/** One version by itself. */
#define BASELINE_VIEW(FIELD)                                                \
	BASELINE_ITEM(FIELD)                                                \
	FIELD(count, level, REQUIRED)               /* resolved; 0: all */  \
	FIELD(texts, kinds, REQUIRED)               /* the root's */        \
	FIELD(pairs, conditions, REQUIRED)                                  \
	FIELD(count, due_days, REQUIRED)            /* its own; 0: as inherited */ \
	FIELD(count, valid_days, REQUIRED)          /* resolved */          \
	FIELD(langs, document_title, OPTIONAL)      /* of the root */       \
	FIELD(list(baseline_link), chain, REQUIRED)                         \
	FIELD(list(baseline_link), versions, REQUIRED)  /* of its line, newest first */ \
	FIELD(count, asked, REQUIRED)               /* requirements now */  \
	FIELD(count, open_parameters, REQUIRED)     /* values that nobody set */ \
	FIELD(object(baseline_act), author, REQUIRED)                       \
	FIELD(object(baseline_act), submitted, REQUIRED)                    \
	FIELD(object(baseline_act), approved, REQUIRED)                     \
	FIELD(object(baseline_act), published, REQUIRED)                    \
	FIELD(object(baseline_act), ended, REQUIRED)                        \
	FIELD(text, note, OPTIONAL)                                         \
	FIELD(integer, seq, REQUIRED)               /* of the record that last changed it */ \
	FIELD(id, issuer_id, HIDDEN)                                        \
	FIELD(text, issuer_path, HIDDEN)
SHAPE_DECLARE(baseline_view, BASELINE_VIEW);

/** baseline_get(db, blobs, scope, id, now, arena, ret, why): -1: baseline_unknown. */
MUST_CHECK int baseline_get(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now,
    struct arena *arena, struct baseline_view *ret, struct problem *why);

/** A parameter as a draft's author and a reader of a published version see it. */
#define BASELINE_PARAM(FIELD)                                               \
	FIELD(text, id, REQUIRED)                                           \
	FIELD(langs, label, OPTIONAL)                                       \
	FIELD(choice, type, OPTIONAL, ONE_OF(param_type))                   \
	FIELD(text, unit, OPTIONAL)                                         \
	FIELD(choice, strictness, OPTIONAL, ONE_OF(param_strictness))       \
	FIELD(texts, choices, REQUIRED)                                     \
	FIELD(text, value, OPTIONAL)                /* absent: left open */ \
	FIELD(langs, shown, OPTIONAL)               /* with its unit */     \
	FIELD(flag, own, REQUIRED)                  /* this baseline says something of it */ \
	FIELD(text, own_value, OPTIONAL)                                    \
	FIELD(text, own_unit, OPTIONAL)                                     \
	FIELD(list(provenance), provenance, REQUIRED)
SHAPE_DECLARE(baseline_param, BASELINE_PARAM);

#define BASELINE_REQUIREMENT(FIELD)                                         \
	FIELD(text, id, REQUIRED)                                           \
	FIELD(text, label, REQUIRED)                                        \
	FIELD(text, family, REQUIRED)                                       \
	FIELD(langs, family_title, OPTIONAL)                                \
	FIELD(langs, title, REQUIRED)                                       \
	FIELD(langs, statement, OPTIONAL)                                   \
	FIELD(langs, guidance, OPTIONAL)                                    \
	FIELD(langs, question, OPTIONAL)                                    \
	FIELD(langs, evidence, OPTIONAL)                                    \
	FIELD(flag, asked, REQUIRED)                /* false: could be put in */ \
	FIELD(flag, added, REQUIRED)                /* by this baseline */  \
	FIELD(flag, withdrawn, REQUIRED)            /* by the publisher of the document */ \
	FIELD(count, level, OPTIONAL)                                       \
	FIELD(count, due_days, OPTIONAL)                                    \
	FIELD(date, due, OPTIONAL)                                          \
	FIELD(list(baseline_param), params, REQUIRED)                       \
	FIELD(list(provenance), provenance, REQUIRED)
SHAPE_DECLARE(baseline_requirement, BASELINE_REQUIREMENT);
#define BASELINE_REQUIREMENTS(FIELD)                            \
	FIELD(list(baseline_requirement), items, REQUIRED)      \
	FIELD(text, next, OPTIONAL)                             \
	FIELD(count, total, REQUIRED)                           /* that fit the query */
SHAPE_DECLARE(baseline_requirements, BASELINE_REQUIREMENTS);

#define REQUIREMENT_SHOWS(X) \
	X(SHOW_ASKED,   "asked")   /* also when absent */ \
	X(SHOW_OUT,     "out")     /* what the document has and this does not ask */ \
	X(SHOW_ALL,     "all") \
	X(SHOW_CHANGED, "changed") /* what this baseline says something of */ \
	X(SHOW_OPEN,    "open")    /* with a value that nobody set */
CHOICES_DECLARE(requirement_show, REQUIREMENT_SHOWS);

#define REQUIREMENT_QUERY(FIELD)                                            \
	FIELD(text, q, OPTIONAL, LENGTH(0, 100))    /* in id, label, title */ \
	FIELD(text, family, OPTIONAL, LENGTH(0, 100))                       \
	FIELD(choice, show, OPTIONAL, ONE_OF(requirement_show))             \
	FIELD(text, id, OPTIONAL, LENGTH(0, 200))   /* just this one */     \
	FIELD(text, after, OPTIONAL, LENGTH(0, 200)) \
	FIELD(count, limit, OPTIONAL, BETWEEN(1, 500))
SHAPE_DECLARE(requirement_query, REQUIREMENT_QUERY);

/**
 * baseline_requirements_list(db, blobs, scope, id, query, now, arena, ret, why): what the baseline asks, in reading order.  A draft is resolved
 * on the fly.  -1: baseline_unknown.  At most seven statements.
 */
MUST_CHECK int baseline_requirements_list(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id,
    const struct requirement_query *query, int64_t now, struct arena *arena, struct baseline_requirements *ret, struct problem *why);

/** One thing that a baseline says, and what it does to what it inherits. */
#define BASELINE_CHANGE_KINDS(X) \
	X(SAID_PARAMETER, "parameter") X(SAID_INCLUDE, "include") X(SAID_EXCLUDE, "exclude") X(SAID_ADD, "add") \
	X(SAID_LEVEL, "level") X(SAID_DUE, "due-days") X(SAID_VALIDITY, "valid-days")
CHOICES_DECLARE(baseline_change_kind, BASELINE_CHANGE_KINDS);
#define BASELINE_CHANGE(FIELD)                                              \
	FIELD(choice, kind, REQUIRED, ONE_OF(baseline_change_kind))         \
	FIELD(text, requirement, OPTIONAL)                                  \
	FIELD(langs, title, OPTIONAL)               /* of the requirement */ \
	FIELD(text, parameter, OPTIONAL)                                    \
	FIELD(langs, label, OPTIONAL)               /* of the parameter */  \
	FIELD(langs, inherited, OPTIONAL)           /* as people read it; absent: left open */ \
	FIELD(langs, own, OPTIONAL)                                         \
	FIELD(choice, effect, REQUIRED, ONE_OF(policy_effect))              \
	FIELD(maybe(baseline_link), inherited_from, OPTIONAL)               \
	FIELD(object(baseline_act), set, REQUIRED)                          \
	FIELD(integer, seq, OPTIONAL)
SHAPE_DECLARE(baseline_change, BASELINE_CHANGE);
#define BASELINE_CHANGES(FIELD) FIELD(list(baseline_change), items, REQUIRED)
SHAPE_DECLARE(baseline_changes, BASELINE_CHANGES);

/** baseline_changes_list(…): all that the baseline says, with the effect of each.  For a root against its document. */
MUST_CHECK int baseline_changes_list(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now,
    struct arena *arena, struct baseline_changes *ret, struct problem *why);

/** What publishing would do. */
#define BASELINE_IMPACT(FIELD)                                              \
	FIELD(count, entities, REQUIRED)            /* that it would bind */ \
	FIELD(count, requirements, REQUIRED)                                \
	FIELD(integer, obligations, REQUIRED)                               \
	FIELD(count, added, REQUIRED)               /* requirements that those entities do not owe today */ \
	FIELD(count, removed, REQUIRED)             /* that they owe today and would not any more */ \
	FIELD(count, tightened, REQUIRED)           /* that ask more than today */ \
	FIELD(count, loosened, REQUIRED)            /* that ask less (a root may) */
SHAPE_DECLARE(baseline_impact, BASELINE_IMPACT);

/** baseline_impact_of(…): compared with what binds at NOW.  Reads the issuer's subtree once. */
MUST_CHECK int baseline_impact_of(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now,
    struct arena *arena, struct baseline_impact *ret, struct problem *why);

/** baseline_oscal(db, blobs, scope, id, now, arena, out, why): the resolved baseline as an OSCAL catalog (JSON), provenance in our namespace. */
MUST_CHECK int baseline_oscal(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now,
    struct arena *arena, struct buf *out, struct problem *why);
/** baseline_oscal_plain(…): the same without provenance, for comparing what two baselines ask. */
MUST_CHECK int baseline_oscal_plain(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now,
    struct arena *arena, struct buf *out, struct problem *why);

#endif
