/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A house (people/house.h) with a catalog, for the tests of policy.
 *
 * The catalog "toy-catalog.json": family iam with iam-1 (90 days, lower; an undeclared text left open), iam-2 (12 characters, higher; fixed
 * domain), iam-3 (level 2); family net with net-1 (events superset; protocols subset; policy ordered; wait PT24H lower), its enhancement
 * net-1.1, net-2 (withdrawn), net-3.  iam-1 is in Urdu too.
 */
#ifndef TESTS_UNIT_POLICY_COUNTRY_H
#define TESTS_UNIT_POLICY_COUNTRY_H

#include "../people/house.h"
#include "policy/baseline.h"
#include "policy/document.h"
#include "policy/rulebook.h"

extern const char country_catalog[];

/** country_open(h): house, tree, people, and the catalog; returns its document.  Close with house_close(). */
struct id country_open(struct house *h);
/** country_import(h, text, filename): as author; must succeed.  country_refuses(…): must be refused with CODE. */
struct id country_import(struct house *h, struct str text, const char *filename);
void country_refuses(struct house *h, struct str text, const char *filename, enum problem_code code);

/** country_draft(h, login, code, issuer, parent or document): a draft; of a layer when PARENT is not none. */
struct id country_draft(struct house *h, const char *login, const char *code, const char *issuer, struct id parent, struct id document);
/** country_sets(h, login, baseline, parameter, value): a value, must be accepted.  With REFUSED: must be refused. */
void country_sets(struct house *h, const char *login, struct id baseline, const char *parameter, const char *value);
void country_cannot_set(struct house *h, const char *login, struct id baseline, const char *parameter, const char *value,
    enum problem_code code);
/** country_publish(h, login, baseline, effective): LOGIN submits, approver publishes (EFFECTIVE NULL: today). */
void country_publish(struct house *h, const char *login, struct id baseline, const char *effective);
/** country_root(h, document): a published root PK-NB of all of DOCUMENT.  country_layer(…): a published layer with one value set. */
struct id country_root(struct house *h, struct id document);
struct id country_layer(struct house *h, const char *login, const char *code, const char *issuer, struct id parent, const char *parameter,
    const char *value);
struct id country_revise(struct house *h, const char *login, struct id baseline, const char *version);
/** country_book(h): the rulebook of now; put it back. */
struct rulebook *country_book(struct house *h);
/** country_set(h, book, entity): the set under the root PK-NB that binds ENTITY, or NULL. */
const struct ruleset *country_set(struct house *h, struct rulebook *book, const char *entity);
/** country_value(h, book, entity, requirement, parameter): "30 days", or "" when it is left open; fails when it is not owed. */
const char *country_value(struct house *h, struct rulebook *book, const char *entity, const char *requirement, const char *parameter);

#endif
