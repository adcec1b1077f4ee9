/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Permissions: the fixed list of what a person may do.  A role is a named set of them; a grant gives a role over a subtree.
 */
#ifndef PEOPLE_PERMISSION_H
#define PEOPLE_PERMISSION_H

#include "base/shape.h"

/* clang-format off */
#define PERMISSIONS(X) /* constant, name */ \
	X(PERM_READ,            "read") \
	X(PERM_ANSWER,          "answer") \
	X(PERM_SUBMIT,          "submit") \
	X(PERM_REVIEW,          "review") \
	X(PERM_APPROVE,         "approve") \
	X(PERM_AUTHOR_POLICY,   "author-policy") \
	X(PERM_PUBLISH_POLICY,  "publish-policy") \
	X(PERM_GRANT_EXCEPTION, "grant-exception") \
	X(PERM_ISSUE_DIRECTIVE, "issue-directive") \
	X(PERM_MANAGE_ENTITIES, "manage-entities") \
	X(PERM_MANAGE_PEOPLE,   "manage-people") \
	X(PERM_AUDIT_LEDGER,    "audit-ledger") \
	X(PERM_ADMINISTER,      "administer")
/* clang-format on */

/** enum permission: from 1; PERM_NONE (0) in a route or verb would be "nobody has decided" and does not compile there. */
CHOICES_DECLARE(permission, PERMISSIONS);

/** For routes that anyone may use (sign-in, static files, health) and for those that any signed-in person may use. */
enum { PERM_PUBLIC = 100, PERM_SIGNED_IN = 101 };

#define PERM_BIT(permission) (INT64_C(1) << (permission))

/** All bits that mean something. */
#define PERM_ALL (PERM_BIT(PERM_ADMINISTER + 1) - PERM_BIT(PERM_READ))

/**
 * The permissions to do a body's own work.  Whoever manages the people of a subtree may hand these on without holding them; the others
 * rule over people, and are handed on only by those who hold them, or by an administrator.
 */
#define PERM_WORK \
	(PERM_BIT(PERM_READ) | PERM_BIT(PERM_ANSWER) | PERM_BIT(PERM_SUBMIT) | PERM_BIT(PERM_REVIEW) | PERM_BIT(PERM_APPROVE))

/** permissions_parse(names, where, ret, why): the bits of NAMES.  -1: field_choice at WHERE. */
MUST_CHECK int permissions_parse(const struct str_list *names, const char *where, int64_t *ret, struct problem *why);
/** permissions_names(bits, arena, ret): the names of BITS in the order of the list; constant texts, the array in ARENA.  -1: arena full. */
MUST_CHECK int permissions_names(int64_t bits, struct arena *arena, struct str_list *ret);
/** permissions_first(bits): the name of the lowest of BITS, for a message; absent for none. */
struct str permissions_first(int64_t bits);

#endif
