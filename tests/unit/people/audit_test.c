/* SPDX-License-Identifier: Apache-2.0 */
/* Which records a reader meets behind what they see. */
#include "house.h"

#include "people/audit.h"

static int
cited(struct house *h, const char *login, int64_t seq, bool *policy)
{
	struct access access = house_access(h, login);
	struct audit_record record;
	struct scope scope;
	struct problem why = { 0 };
	int status;

	access_scope(&access, PERM_READ, &scope);
	status = audit_cited(h->reader, &scope, seq, h->arena, &record, policy, &why);
	if (status != 0)
		assert_int_equal(why.head.code, RECORD_UNKNOWN);
	else
		assert_int_equal(record.seq, seq);
	return (status);
}

static int64_t
last(struct house *h)
{
	return (db_int(h->reader, "SELECT MAX(seq) FROM ledger", NO_ARGS, 0));
}

TEST(a_reader_meets_records_of_entities_within_their_scope_only)
{
	struct house h;
	bool policy;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_did(&h, "lead", "entity.update", "{'code':'PK-PB-1','version':1,'title':{'en':'Renamed'}}");
	assert_int_equal(cited(&h, "officer", last(&h), &policy), 0);
	assert_false(policy);
	assert_int_equal(cited(&h, "sindh", last(&h), &policy), -1);
	assert_int_equal(cited(&h, "officer", last(&h) + 1, &policy), -1);
	house_close(&h);
}

TEST(records_about_persons_are_for_auditors)
{
	struct house h;
	bool policy;

	house_open(&h);
	house_tree(&h);
	house_people(&h);
	house_add(&h, "newcomer", "PK-PB-1");
	assert_int_equal(cited(&h, "officer", last(&h), &policy), -1);
	house_close(&h);
}
