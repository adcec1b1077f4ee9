/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Permission at the writer: may this actor do this here, now?  Asked inside the transaction, so there is no race with a grant that ends.
 *
 * An actor that is a token (head->on_behalf) has the permissions of its person that the token names.  The absent actor is the node: whoever
 * holds the machine may found the nation and manage entities, people and settings, and never answers, reviews or makes policy.
 */
#ifndef PEOPLE_PERMIT_H
#define PEOPLE_PERMIT_H

#include "people/access.h"
#include "people/entity.h"

/** What the node itself may do, everywhere. */
#define PERM_NODE \
	(PERM_BIT(PERM_READ) | PERM_BIT(PERM_MANAGE_ENTITIES) | PERM_BIT(PERM_MANAGE_PEOPLE) | PERM_BIT(PERM_ADMINISTER))

/**
 * permissions_over(tx, head, entity, ret, why): what HEAD's actor may do on ENTITY (none: anywhere) at HEAD's time, as PERM_BITs; 0
 * for nothing, for a disabled person, an ended token or an unknown entity.  At most two statements.
 */
MUST_CHECK int permissions_over(struct tx *tx, const struct record_head *head, struct id entity, int64_t *ret, struct problem *why);

/**
 * people_permit(tx, head, permission, entity, why): 0 if HEAD's actor has PERMISSION on ENTITY.  Else -1: forbidden where the actor may
 * read ENTITY, entity_unknown where it may not (as if there were none); the nation is forbidden, for everyone knows that it exists.
 * PERMISSION 0: the verb decides itself; only that the actor is in office is checked.
 */
MUST_CHECK int people_permit(struct tx *tx, const struct record_head *head, int permission, struct id entity, struct problem *why);
/**
 * people_permit_hook: the same for ledger_hooks.permit, where what is hidden is said to be unknown in the very words of HEAD's verb.  CONTEXT
 * is not used.
 */
int people_permit_hook(void *context, struct tx *tx, const struct record_head *head, struct problem *why);

/** nation_keeps_administrator(tx, head, why): after a change, that somebody in office administers the nation without end date.  -1: last_administrator. */
MUST_CHECK int nation_keeps_administrator(struct tx *tx, const struct record_head *head, struct problem *why);

#endif
