/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/record.h"

#include "policy/rulebook.h"

int
record_get(struct db *db, const struct access *access, int64_t seq, struct arena *arena, struct audit_record *ret, struct problem *why)
{
	struct problem ignored = { 0 };
	struct rulebook *book;
	struct scope scope;
	bool policy, cited;

	if (!access_anywhere(access, PERM_AUDIT_LEDGER) && !access_anywhere(access, PERM_READ))
		return (problem_set(why, FORBIDDEN, NULL));
	access_scope(access, PERM_AUDIT_LEDGER, &scope);
	if (scope.n > 0 && audit_get(db, &scope, seq, arena, ret, &ignored) == 0)
		return (0);
	access_scope(access, PERM_READ, &scope);
	if (audit_cited(db, &scope, seq, arena, ret, &policy, why))
		return (-1);
	if (!policy)
		return (0);
	book = rulebook_get();
	cited = rulebook_cites(book, seq);
	rulebook_put(book);
	return (cited ? 0 : problem_set(why, RECORD_UNKNOWN, "seq"));
}
