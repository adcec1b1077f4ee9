/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Idempotency-Key: whoever does not know whether a write arrived sends it again with its key, and is answered as the first time; it is carried
 * out once.  For each way in which a write reaches the writer.
 */
#include <stdio.h>
#include <stdlib.h>

#include "demo.h"
#include "walk_rows.h"

static struct node *node;

static void
found(void)
{
	if (node == NULL)
		node = node_start(node_demo(), (const char *const[]){ "--no-limits", NULL });
}

/* Send it twice with one key; the second answer is the first, and there is one record. */
static void
twice(struct client *client, const char *method, const char *path, const char *type, const char *body)
{
	static int serial;
	char key[64], seq[64], location[256];
	struct buf first = BUF(1 << 20);
	int64_t before = node_position(node);
	long status;

	snprintf(key, sizeof key, "Idempotency-Key: step-%d", ++serial);
	hold(client, key);
	status = ask(client, method, path, type, body);
	if (status < 200 || status > 303)
		fail_msg("%s %s: %ld %s", method, path, status, client->body.p);
	buf_add(&first, client->body.p, client->body.n);
	snprintf(seq, sizeof seq, "%s", header_of(client, "Ledger-Sequence"));
	snprintf(location, sizeof location, "%s", header_of(client, "Location"));
	assert_int_equal(node_position(node), before + 1);
	hold(client, key);
	if (ask(client, method, path, type, body) != status)
		fail_msg("%s %s again: %ld, not %ld: %s", method, path, client->status, status, client->body.p);
	assert_true(str_eq(buf_view(&first), buf_view(&client->body)));
	assert_string_equal(header_of(client, "Ledger-Sequence"), seq);
	assert_string_equal(header_of(client, "Location"), location);
	assert_int_equal(node_position(node), before + 1);
	buf_free(&first);
}

/* The address after PREFIX made of ID and SUFFIX. */
static const char *
at(const char *prefix, const char *id, const char *suffix)
{
	static char path[256];

	snprintf(path, sizeof path, "/api/v1/%s/%s%s", prefix, id, suffix);
	return (path);
}

TEST(a_command_in_json_is_carried_out_once)
{
	struct client *lead;

	found();
	lead = client_new(node, "lead");
	twice(lead, "POST", "/api/v1/entities", NULL, "{\"code\":\"PK-PB-TWO\",\"kind\":\"body\",\"title\":{\"en\":\"T\"},\"parent\":\"PK-PB\"}");
	twice(lead, "PATCH", "/api/v1/entities/PK-PB-TWO", NULL, "{\"version\":1,\"title\":{\"en\":\"U\"}}");
	twice(lead, "POST", "/api/v1/entities/PK-PB-TWO/move", NULL, "{\"version\":2,\"parent\":\"PK-PB-HLT\"}");
	twice(lead, "POST", "/api/v1/entities/PK-PB-TWO/close", NULL, "{\"version\":3}");
	twice(lead, "POST", "/api/v1/entities/PK-PB-TWO/reopen", NULL, "{\"version\":4}");
}

TEST(a_claim_is_answered_submitted_approved_and_judged_once)
{
	struct client *officer, *head, *reviewer;
	char body[512], id[64];

	found();
	officer = client_new(node, "officer");
	head = client_new(node, "head");
	reviewer = client_new(node, "reviewer");
	assert_int_equal(ask(officer, "GET", "/api/v1/obligations?under=PK-PB-HLT-003&limit=1", NULL, NULL), 200);
	snprintf(body, sizeof body, "{\"obligation\":\"%s\",\"result\":\"met\",\"narrative\":\"Done and tested.\"}", text_at(officer, "/items/0/id"));
	twice(officer, "POST", "/api/v1/claims", NULL, body);
	snprintf(id, sizeof id, "%s", text_at(officer, "/id"));
	twice(officer, "POST", at("claims", id, "/submit"), NULL, "{}");
	twice(head, "POST", at("claims", id, "/approve"), NULL, "{}");
	snprintf(body, sizeof body, "{\"claim\":\"%s\",\"decision\":\"upheld\"}", id);
	twice(reviewer, "POST", "/api/v1/verdicts", NULL, body);
}

TEST(a_file_is_taken_once_however_it_is_sent)
{
	struct client *officer;
	char id[64];

	found();
	officer = client_new(node, "officer");
	twice(officer, "POST", "/api/v1/evidence?entity=PK-PB-HLT-003", "text/plain", "What a log says.");
	snprintf(id, sizeof id, "%s", text_at(officer, "/id"));
	twice(officer, "POST", "/api/v1/evidence", "multipart/form-data; boundary=b",
	    "--b\r\nContent-Disposition: form-data; name=\"entity\"\r\n\r\nPK-PB-HLT-003\r\n"
	    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.txt\"\r\n\r\nAnother log.\r\n--b--\r\n");
	twice(officer, "POST", at("evidence", id, "/remove"), NULL, "{\"reason\":\"Not ours\"}");
}

TEST(a_document_is_imported_once_and_a_baseline_made_of_it_once)
{
	struct client *author;
	char body[512], id[64];

	found();
	author = client_new(node, "author");
	twice(author, "POST", "/api/v1/catalogs?filename=walk.json", NULL, WALK_CATALOG);
	snprintf(body, sizeof body, "{\"code\":\"TWICE\",\"title\":{\"en\":\"Twice\"},\"issuer\":\"PK\",\"document\":\"%s\"}", text_at(author, "/id"));
	twice(author, "POST", "/api/v1/baselines", NULL, body);
	snprintf(id, sizeof id, "%s", text_at(author, "/id"));
	twice(author, "POST", at("baselines", id, "/selection"), NULL, "{\"requirements\":[\"w-1\"],\"included\":true}");
	twice(author, "POST", at("baselines", id, "/requirements"), NULL,
	    "{\"requirement\":\"X-1\",\"title\":{\"en\":\"X\"},\"statement\":{\"en\":\"Do X.\"}}");
	twice(author, "DELETE", at("baselines", id, "/requirements/X-1"), NULL, "{}");
	twice(author, "POST", at("baselines", id, "/discard"), NULL, "{}");
}

TEST(a_key_used_for_something_else_or_by_somebody_else_is_not_taken_for_the_same)
{
	struct client *lead, *admin;
	const char *one = "{\"code\":\"PK-PB-K1\",\"kind\":\"body\",\"title\":{\"en\":\"T\"},\"parent\":\"PK-PB\"}";
	const char *other = "{\"code\":\"PK-PB-K2\",\"kind\":\"body\",\"title\":{\"en\":\"T\"},\"parent\":\"PK-PB\"}";

	found();
	lead = client_new(node, "lead");
	admin = client_new(node, "admin");
	hold(lead, "Idempotency-Key: shared");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, one), 201);
	hold(lead, "Idempotency-Key: shared");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, other), 422);
	assert_string_equal(text_at(lead, "/type"), "urn:csgov:problem:idempotency_reused");
	hold(admin, "Idempotency-Key: shared");
	assert_int_equal(ask(admin, "POST", "/api/v1/entities", NULL, other), 201);
}

TEST(a_refused_command_may_be_sent_again_with_its_key_once_it_can_be_carried_out)
{
	struct client *lead;
	const char *child = "{\"code\":\"PK-PB-P-1\",\"kind\":\"unit\",\"title\":{\"en\":\"T\"},\"parent\":\"PK-PB-P\"}";

	found();
	lead = client_new(node, "lead");
	hold(lead, "Idempotency-Key: too-early");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, child), 404);
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL,
	    "{\"code\":\"PK-PB-P\",\"kind\":\"body\",\"title\":{\"en\":\"T\"},\"parent\":\"PK-PB\"}"), 201);
	hold(lead, "Idempotency-Key: too-early");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, child), 201);
}

TEST(a_key_is_remembered_when_the_program_has_been_killed)
{
	struct client *lead;
	const char *body = "{\"code\":\"PK-PB-KILL\",\"kind\":\"body\",\"title\":{\"en\":\"T\"},\"parent\":\"PK-PB\"}";
	char seq[64];

	found();
	lead = client_new(node, "lead");
	hold(lead, "Idempotency-Key: before-the-end");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, body), 201);
	snprintf(seq, sizeof seq, "%s", header_of(lead, "Ledger-Sequence"));
	node_kill(node);
	node_start(node, (const char *const[]){ "--no-limits", NULL });
	hold(lead, "Idempotency-Key: before-the-end");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, body), 201);
	assert_string_equal(header_of(lead, "Ledger-Sequence"), seq);
	node_verifies(node);
	assert_int_equal(node_stop(node), 0);
}
