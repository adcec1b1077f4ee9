/* SPDX-License-Identifier: Apache-2.0 */
#include "app/verbs.h"

#include "people/permission.h"

/* Permission column of a verb whose rule decides itself whose work it is. */
enum { DECIDED_IN_APPLY = 0 };

/* clang-format off */
#define VERBS(VERB) /* name, payload, apply, permission, entity on which it is needed */
/* clang-format on */

/* The table holds functions of untyped payloads; these give them their types back, so that a wrong row does not compile. */
#define THUNKS(name_, type, apply_, permission_, on_)                                                                                 \
	static int apply_##_untyped(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why)          \
	{                                                                                                                             \
		const struct type *in = payload;                                                                                      \
                                                                                                                                      \
		return (apply_(tx, head, in, why));                                                                                   \
	}                                                                                                                             \
	static int apply_##_entity(struct tx *tx, const struct record_head *head, const void *payload, struct id *ret, struct problem *why) \
	{                                                                                                                             \
		const struct type *in = payload;                                                                                      \
                                                                                                                                      \
		return (on_(tx, head, in, ret, why));                                                                                 \
	}
VERBS(THUNKS)

/* Every refusal for want of permission is a security event. */
#define ROW(name_, type, apply_, permission_, on_)                                                                                    \
	{ .name = name_, .payload = type##_shape, .permission = permission_, .apply = apply_##_untyped, .on = apply_##_entity,        \
	    .sensitive = true },
static const struct verb verbs[] = { VERBS(ROW) };

const struct verb *
verbs_table(size_t *n)
{
	*n = ARRAY_SIZE(verbs);
	return (verbs);
}
