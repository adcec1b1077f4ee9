/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kinds of struct change (ledger.h): what apply tells the in-memory views.  One list, because kinds must differ between rooms; it stands
 * here because people is the lowest room that has something to tell.
 */
#ifndef PEOPLE_CHANGES_H
#define PEOPLE_CHANGES_H

enum change_kind {
	CHANGE_CLAIM_STATE = 1, /* assurance: entity, requirement; value: state | valid_until * 16 */
	CHANGE_TREE,            /* people: entity; value: enum tree_change */
	CHANGE_GRANTS,          /* people: who may do what below entity; entity 0: anywhere (a person, a role, a token) */
	CHANGE_POLICY,          /* policy: what is asked */
	CHANGE_SETTING,         /* people: value: enum setting */
	CHANGE_CLAIM_TOUCH,     /* assurance: work was done on a claim of entity; value: when (us) */
};

enum tree_change {
	TREE_ADDED = 1,
	TREE_EDITED,   /* title or attributes */
	TREE_MOVED,    /* the whole subtree has other paths now */
	TREE_CLOSED,
	TREE_REOPENED,
};

#endif
