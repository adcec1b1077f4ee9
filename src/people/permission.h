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

#endif
