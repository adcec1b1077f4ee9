/* SPDX-License-Identifier: Apache-2.0 */
/* The line from a socket to the ledger and back, without regard to any one screen. */
#include "node.h"

static struct node *
node(void)
{
	static struct node *one;

	if (one == NULL)
		one = node_start(node_found(), (const char *const[]){ "--no-limits", NULL });
	return (one);
}

TEST(signing_in_gives_a_token_that_says_who_one_is)
{
	struct client *lead = client_new(node(), "lead");

	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_string_equal(text_at(lead, "/login"), "lead");
	assert_string_equal(text_at(lead, "/grants/0/entity"), "PK-PB");
	assert_string_equal(header_of(lead, "Content-Type"), "application/json");
	assert_int_equal(ask(lead, "DELETE", "/api/v1/sessions/current", NULL, NULL), 204);
	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 401);
}

TEST(a_wrong_password_and_an_unknown_login_get_the_same_answer)
{
	struct client *nobody = client_new(node(), NULL);
	char first[4096];

	assert_int_equal(ask(nobody, "POST", "/api/v1/sessions", NULL, "{\"login\":\"minister\",\"password\":\"x\"}"), 401);
	snprintf(first, sizeof first, "%s", nobody->body.p);
	assert_int_equal(ask(nobody, "POST", "/api/v1/sessions", NULL, "{\"login\":\"nobody-here\",\"password\":\"x\"}"), 401);
	assert_string_equal(first, nobody->body.p);
	assert_string_equal(text_at(nobody, "/type"), "urn:csgov:problem:sign_in_failed");
}

TEST(an_entity_is_made_read_changed_and_its_versions_are_kept_apart)
{
	struct client *lead = client_new(node(), "lead");

	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL,
	    "{\"code\":\"PK-PB-EDU-001\",\"kind\":\"body\",\"title\":{\"en\":\"School board\"},\"parent\":\"PK-PB\",\"attributes\":{\"tier\":\"3\"}}"), 201);
	assert_string_equal(header_of(lead, "Location"), "/api/v1/entities/PK-PB-EDU-001");
	assert_string_equal(header_of(lead, "ETag"), "\"1\"");
	assert_true(header_of(lead, "Ledger-Sequence")[0] != '\0');
	assert_string_equal(text_at(lead, "/title/en"), "School board");
	assert_string_equal(text_at(lead, "/ancestors/1/code"), "PK-PB");

	hold(lead, "If-Match: \"1\"");
	assert_int_equal(ask(lead, "PATCH", "/api/v1/entities/PK-PB-EDU-001", NULL, "{\"title\":{\"en\":\"Board of schools\"}}"), 200);
	assert_int_equal(number_at(lead, "/version"), 2);
	hold(lead, "If-Match: \"1\"");
	assert_int_equal(ask(lead, "PATCH", "/api/v1/entities/PK-PB-EDU-001", NULL, "{\"title\":{\"en\":\"Other\"}}"), 409);
	assert_string_equal(text_at(lead, "/type"), "urn:csgov:problem:entity_changed");
	assert_int_equal(ask(lead, "PATCH", "/api/v1/entities/PK-PB-EDU-001", NULL, "{\"version\":2,\"code\":\"PK\"}"), 422);
	hold(lead, "Prefer: return=minimal");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities/PK-PB-EDU-001/close", NULL, "{\"version\":2}"), 204);
	assert_int_equal(lead->body.n, 0);
}

TEST(what_one_may_not_see_is_answered_as_what_is_not_there)
{
	struct client *lead = client_new(node(), "lead");
	char there[4096];

	assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-SD-HLT-001", NULL, NULL), 404);
	snprintf(there, sizeof there, "%s", lead->body.p);
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-SD-HLT-009", NULL, NULL), 404);
	assert_string_equal(there, lead->body.p);
	assert_int_equal(ask(lead, "POST", "/api/v1/entities/PK-SD-HLT-001/close", NULL, "{\"version\":1}"), 404);
	assert_int_equal(ask(lead, "GET", "/api/v1/entities", NULL, NULL), 200);
	assert_false(says(lead, "PK-SD"));
	assert_true(says(lead, "PK-PB-HLT-001"));
}

TEST(a_permission_that_one_has_nowhere_is_refused_at_the_door)
{
	struct client *officer = client_new(node(), "officer");

	assert_int_equal(ask(officer, "POST", "/api/v1/entities", NULL, "not even JSON"), 403);
	assert_string_equal(text_at(officer, "/type"), "urn:csgov:problem:forbidden");
}

TEST(a_repeated_request_with_its_key_answers_as_the_first_did)
{
	struct client *lead = client_new(node(), "lead");
	const char *body = "{\"code\":\"PK-PB-EDU-002\",\"kind\":\"body\",\"title\":{\"en\":\"Twice\"},\"parent\":\"PK-PB\"}";
	char id[64], seq[32];

	hold(lead, "Idempotency-Key: once-only");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, body), 201);
	snprintf(id, sizeof id, "%s", text_at(lead, "/id"));
	snprintf(seq, sizeof seq, "%s", header_of(lead, "Ledger-Sequence"));
	hold(lead, "Idempotency-Key: once-only");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, body), 201);
	assert_string_equal(text_at(lead, "/id"), id);
	assert_string_equal(header_of(lead, "Ledger-Sequence"), seq);
	hold(lead, "Idempotency-Key: once-only");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, "{\"code\":\"X\",\"kind\":\"body\",\"title\":{\"en\":\"O\"},\"parent\":\"PK-PB\"}"), 422);
}

TEST(every_finding_of_a_bad_body_is_told_at_once_with_its_place)
{
	struct client *lead = client_new(node(), "lead");

	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, "{\"code\":\"no code!\",\"kind\":\"moon\",\"extra\":1,\"title\":{}}"), 422);
	assert_string_equal(header_of(lead, "Content-Type"), "application/problem+json");
	assert_true(yyjson_arr_size(value_at(lead, "/errors")) >= 5);
	assert_true(says(lead, "\"/extra\"") && says(lead, "\"/kind\"") && says(lead, "\"/parent\""));
	hold(lead, "Accept-Language: ur");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, "{"), 400);
	assert_true(says(lead, "۔"));
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", "text/xml", "<a/>"), 415);
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, "{\"code\":\"A\",\"code\":\"B\"}"), 400);
}

TEST(addresses_methods_and_formats_that_do_not_exist_are_said_to_be_so)
{
	struct client *lead = client_new(node(), "lead");

	assert_int_equal(ask(lead, "GET", "/api/v1/nothing", NULL, NULL), 404);
	assert_int_equal(ask(lead, "DELETE", "/api/v1/entities", NULL, NULL), 405);
	assert_string_equal(header_of(lead, "Allow"), "GET, HEAD, POST, OPTIONS");
	assert_int_equal(ask(lead, "OPTIONS", "/api/v1/entities/PK", NULL, NULL), 204);
	assert_string_equal(header_of(lead, "Allow"), "GET, HEAD, PATCH, OPTIONS");
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-PB.csv", NULL, NULL), 406);
	hold(lead, "Accept: application/xml");
	assert_int_equal(ask(lead, "GET", "/api/v1/entities", NULL, NULL), 406);
	assert_int_equal(ask(lead, "GET", "/api/v1/entities?colour=red", NULL, NULL), 422);
	assert_int_equal(ask(lead, "GET", "/api/v1/entities?limit=9999", NULL, NULL), 422);
	assert_true(says(lead, "\"/limit\""));
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/%00", NULL, NULL), 400);
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/not%20a%20code", NULL, NULL), 404);
}

TEST(a_list_is_csv_by_its_suffix_or_by_what_is_accepted)
{
	struct client *lead = client_new(node(), "lead");

	assert_int_equal(ask(lead, "GET", "/api/v1/entities.csv?q=hospital", NULL, NULL), 200);
	assert_true(strstr(header_of(lead, "Content-Type"), "text/csv") != NULL);
	assert_memory_equal(lead->body.p, "id,code,kind,", 13);
	assert_true(says(lead, "Hospital <One> & Sons"));
	hold(lead, "Accept: text/csv");
	assert_int_equal(ask(lead, "GET", "/entities", NULL, NULL), 200);
	assert_true(strstr(header_of(lead, "Content-Type"), "text/csv") != NULL);
}

TEST(head_answers_as_get_without_the_body)
{
	struct client *lead = client_new(node(), "lead");

	assert_int_equal(ask(lead, "HEAD", "/api/v1/entities/PK-PB", NULL, NULL), 200);
	assert_int_equal(lead->body.n, 0);
	assert_string_equal(header_of(lead, "ETag"), "\"1\"");
}

TEST(no_view_takes_more_than_twelve_statements)
{
	static const char *const paths[] = { "/api/v1/me", "/api/v1/entities", "/api/v1/entities/PK-PB-HLT-001", "/entities/new?parent=PK-PB",
		"/entities/PK-PB/edit", "/api/v1/sessions" };
	struct client *lead = client_new(node(), "lead");

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		int64_t n;

		assert_int_equal(ask(lead, "GET", paths[i], NULL, NULL), 200);
		assert_int_equal(str_to_i64(str_c(header_of(lead, "Csgov-Statements")), &n), 0);
		assert_in_range(n, 1, 12);
	}
}

TEST(a_body_cut_half_way_changes_nothing_and_the_server_lives_on)
{
	static const char request[] = "POST /api/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\n"
	                              "Content-Length: 200\r\n\r\n{\"code\":\"PK-PB-CUT\",\"kind\":\"body\"";
	struct client *lead = client_new(node(), "lead");
	int64_t before = node_position(lead->node);
	struct buf answer = BUF(1 << 20);
	char bytes[1024];
	int n = snprintf(bytes, sizeof bytes, request, lead->token);

	raw(node(), (struct str){ bytes, (size_t)n }, true, &answer);
	assert_null(strstr(answer.p, "201"));
	assert_int_equal(node_position(lead->node), before);
	buf_free(&answer);
}

TEST(hostile_requests_get_an_answer_or_nothing_and_the_server_lives_on)
{
	static const struct str requests[] = {
		STR("\r\n\r\n\r\n"),
		STR("GET\r\n\r\n"),
		STR("GET / HTTP/1.1\r\n\r\n"),
		STR("GET http:// HTTP/1.1\r\nHost: x\r\n\r\n"),
		STR("GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n"),
		STR("BREW /entities HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
		STR("GET /entities HTTP/1.1\r\nHost: x\r\nCookie: session=\xff\xfe; lang=\x01\r\nConnection: close\r\n\r\n"),
		STR("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n{}"),
		STR("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{}"),
		STR("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
		STR("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nConnection: close\r\n\r\n0\r\n\r\n"),
		STR("POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\nConnection: close\r\n\r\n--x"),
		STR("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
	};
	struct client *nobody = client_new(node(), NULL);

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		struct buf answer = BUF(1 << 20);

		raw(node(), requests[i], true, &answer);
		assert_true(answer.n == 0 || memcmp(answer.p, "HTTP/1.1 ", 9) == 0);
		assert_null(strstr(answer.p, "HTTP/1.1 2"));
		buf_free(&answer);
		assert_int_equal(ask(nobody, "GET", "/healthz", NULL, NULL), 200);
	}
}

TEST(a_body_that_is_too_large_is_refused_whether_or_not_it_says_so_first)
{
	struct client *lead = client_new(node(), "lead");
	struct buf body = BUF(16 << 20);

	for (int i = 0; i < 3 << 20; i++)
		buf_char(&body, ' ');
	buf_char(&body, '\0');
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, body.p), 413);
	assert_string_equal(text_at(lead, "/type"), "urn:csgov:problem:body_too_large");
	body.n = (1 << 20) + 1000;
	body.p[body.n] = '\0';
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, body.p), 413);
	buf_free(&body);
}

TEST(the_description_of_the_api_is_whole)
{
	struct client *nobody = client_new(node(), NULL);

	assert_int_equal(ask(nobody, "GET", "/openapi.json", NULL, NULL), 200);
	assert_string_equal(text_at(nobody, "/openapi"), "3.1.0");
	assert_non_null(value_at(nobody, "/paths/~1entities~1{code}/patch/requestBody"));
	assert_string_equal(text_at(nobody, "/paths/~1entities/post/operationId"), "post_entities");
	assert_non_null(value_at(nobody, "/components/schemas/entity_row/properties/code"));
}

/* Every "$ref" below VALUE names something in the document. */
static void
refs_resolve(struct client *client, yyjson_val *value)
{
	yyjson_val *key, *item;
	yyjson_obj_iter object;
	yyjson_arr_iter array;
	size_t index;

	if (yyjson_is_obj(value)) {
		yyjson_obj_iter_init(value, &object);
		while ((key = yyjson_obj_iter_next(&object)) != NULL) {
			item = yyjson_obj_iter_get_val(key);
			if (strcmp(yyjson_get_str(key), "$ref") == 0 && yyjson_is_str(item)) {
				assert_int_equal(yyjson_get_str(item)[0], '#');
				if (value_at(client, yyjson_get_str(item) + 1) == NULL)
					fail_msg("%s names nothing", yyjson_get_str(item));
			}
			refs_resolve(client, item);
		}
	}
	if (yyjson_is_arr(value)) {
		(void)index;
		yyjson_arr_iter_init(value, &array);
		while ((item = yyjson_arr_iter_next(&array)) != NULL)
			refs_resolve(client, item);
	}
}

TEST(every_reference_in_the_description_resolves)
{
	struct client *nobody = client_new(node(), NULL);

	assert_int_equal(ask(nobody, "GET", "/openapi.json", NULL, NULL), 200);
	refs_resolve(nobody, yyjson_doc_get_root(nobody->doc));
}

TEST(metrics_count_what_was_asked)
{
	struct client *nobody = client_new(node(), NULL);

	assert_int_equal(ask(nobody, "GET", "/healthz", NULL, NULL), 200);
	assert_string_equal(text_at(nobody, "/status"), "ok");
	assert_int_equal(ask(nobody, "GET", "/metrics", NULL, NULL), 200);
	assert_true(says(nobody, "csgov_requests_total{method=\"GET\",route=\"/healthz\",status=\"2xx\"}"));
	assert_true(says(nobody, "csgov_request_seconds_bucket{method=\"GET\",route=\"/healthz\",le=\"+Inf\"}"));
	assert_true(says(nobody, "csgov_ledger_position "));
}
