/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Founding: the first record with a meaning.  It makes the root of the tree and its first administrator, once, in an empty ledger, by the node
 * itself.
 */
#ifndef PEOPLE_NATION_H
#define PEOPLE_NATION_H

#include "people/person.h"

/** Verb "nation.found".  LOGIN is the first administrator's; name and password go beside (person_beside). */
#define NATION_FOUND(FIELD)                                         \
	FIELD(id, id, FILLED)                                       \
	FIELD(code, code, REQUIRED, LENGTH(1, 64))                  \
	FIELD(langs, title, REQUIRED, LENGTH(1, 200))               \
	FIELD(id, administrator, FILLED)                            \
	FIELD(id, grant, FILLED)                                    \
	FIELD(code, login, REQUIRED, LENGTH(2, 64))                 \
	FIELD(code, language, OPTIONAL, LENGTH(2, 35))              \
	FIELD(flag, demonstration, FILLED)
SHAPE_DECLARE(nation_found, NATION_FOUND);

/** -1: store_not_empty (there is an entity), forbidden (a person asks), login_malformed, field_choice. */
int nation_found_apply(struct tx *tx, const struct record_head *head, const struct nation_found *in, struct problem *why);
int on_nation_found(struct tx *tx, const struct record_head *head, const struct nation_found *in, struct id *ret, struct problem *why);

/** nation_exists(db): whether it has been founded. */
bool nation_exists(struct db *db);

#endif
