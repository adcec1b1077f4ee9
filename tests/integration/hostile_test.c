/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bad input, and what it gets: a clear message (what, where, how to mend it), the right status, nothing changed, and a server that lives on.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "base/clock.h"
#include "demo.h"

static struct node *
node(void)
{
	static struct node *one;

	if (one == NULL)
		one = node_start(node_demo(), (const char *const[]){ "--no-limits", NULL });
	return (one);
}

/* The last answer is STATUS with the problem CODE, said in a title and a detail that ends as a sentence. */
static void
refused(struct client *client, long status, const char *code)
{
	char type[128];
	const char *detail = text_at(client, "/detail");

	snprintf(type, sizeof type, "urn:csgov:problem:%s", code);
	if (client->status != status || (strcmp(text_at(client, "/type"), type) != 0 && strcmp(text_at(client, "/errors/0/code"), code) != 0))
		fail_msg("expected %ld %s, got %ld %.600s", status, code, client->status, client->body.p);
	assert_true(strlen(text_at(client, "/title")) > 5);
	assert_true(strlen(detail) > 20 && detail[strlen(detail) - 1] == '.');
}

/* ---- JSON ---- */

TEST(json_that_is_none_is_refused_with_its_place_and_changes_nothing)
{
	static const struct {
		const char *body;
		long status;
		const char *code, *says;
	} cases[] = {
		{ "{\"code\":", 400, "json_malformed", "line 1" },
		{ "{\"code\":\"PK-PB-X\",\n\"kind\":\"bo", 400, "json_malformed", "line 2" },
		{ "{\"code\":\"A\"}}", 400, "json_malformed", "column 13" },
		{ "{code:1}", 400, "json_malformed", "line 1" },
		{ "{\"code\":'A'}", 400, "json_malformed", "line 1" },
		{ "{\"version\":NaN}", 400, "json_malformed", "line 1" },
		{ "{\"code\":\"A\",}", 400, "json_malformed", "line 1" },
		{ "// nothing\n{}", 400, "json_malformed", "line 1" },
		{ "{\"code\":\"\\ud800\"}", 400, "json_malformed", "line 1" },
		{ "{\"code\":\"\xff\"}", 400, NULL, "UTF-8" },
		{ "{\"code\":\"A\",\"code\":\"B\"}", 400, "json_duplicate_key", "code" },
		{ "{\"title\":{\"en\":\"A\",\"\\u0065n\":\"B\"}}", 400, "json_duplicate_key", "/title" },
		{ "[]", 400, "json_not_object", "" },
		{ "\"text\"", 400, "json_not_object", "" },
		{ "null", 400, "json_not_object", "" },
		{ "{\"code\":5}", 422, "field_type", "/code" },
		{ "{\"code\":\"A\\u0000B\"}", 422, NULL, "/code" },
		{ "{\"title\":{\"en\":\"\\u0007\"}}", 422, NULL, "/title/en" },
		{ "{\"unheard\":1}", 422, NULL, "/unheard" },
		{ "{\"attributes\":{\"a\":{\"b\":1}}}", 422, NULL, "/attributes" },
	};
	struct client *lead = client_new(node(), "lead");
	int64_t before = node_position(node());

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		ask(lead, "POST", "/api/v1/entities", NULL, cases[i].body);
		if (lead->status != cases[i].status || !says(lead, cases[i].says) || (cases[i].code != NULL && !says(lead, cases[i].code)))
			fail_msg("%s: expected %ld %s, got %ld %s", cases[i].body, cases[i].status, cases[i].code, lead->status, lead->body.p);
	}
	assert_int_equal(node_position(node()), before);
}

TEST(ten_thousand_nested_lists_or_objects_are_too_deep)
{
	static const char *const openings[] = { "[", "{\"a\":", "[{\"a\":" }, *const ends[] = { "]", "}", "}]" };
	struct client *lead = client_new(node(), "lead");

	for (size_t i = 0; i < ARRAY_SIZE(openings); i++) {
		struct buf body = BUF(1 << 20);

		buf_c(&body, "{\"title\":");
		for (int k = 0; k < 10000; k++)
			buf_c(&body, openings[i]);
		buf_c(&body, "1");
		for (int k = 0; k < 10000; k++)
			buf_c(&body, ends[i]);
		buf_c(&body, "}");
		buf_char(&body, '\0');
		ask(lead, "POST", "/api/v1/entities", NULL, body.p);
		refused(lead, 400, "json_too_deep");
		buf_free(&body);
	}
	(void)node_position(node());
}

/* A connection to the node; the caller closes it. */
static int
dial(struct node *to)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval patience = { 20, 0 };
	uint32_t port;

	assert_int_equal(str_to_u32(str_c(strrchr(to->url, ':') + 1), &port), 0);
	address.sin_port = htons((uint16_t)port);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	return (fd);
}

static void
say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* What the server says until it is silent or closes; NUL-terminated at RET. */
static size_t
hear(int fd, char *ret, size_t max)
{
	ssize_t n = recv(fd, ret, max - 1, 0);

	ret[n > 0 ? n : 0] = '\0';
	return (n > 0 ? (size_t)n : 0);
}

static void
begin_upload(int fd, struct client *client, const char *path, const char *type, const char *length)
{
	char head[1024];

	snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n%s\r\n\r\n", path, client->token,
	    type, length);
	say(fd, head);
}

TEST(two_hundred_megabytes_of_json_are_refused_before_they_are_sent)
{
	struct client *lead = client_new(node(), "lead");
	int fd = dial(node());
	char answer[4096];

	begin_upload(fd, lead, "/api/v1/entities", "application/json", "Content-Length: 209715200");
	say(fd, "{\"title\":{\"en\":\"");
	assert_true(hear(fd, answer, sizeof answer) > 0);
	assert_memory_equal(answer, "HTTP/1.1 413 ", 13);
	assert_non_null(strstr(answer, "body_too_large"));
	close(fd);
	(void)node_position(node());
}

TEST(two_hundred_megabytes_that_do_not_say_so_are_read_no_further_than_some)
{
	struct client *lead = client_new(node(), "lead");
	int fd = dial(node());
	static char piece[65536 + 16];
	size_t sent = 0;
	char answer[4096];

	begin_upload(fd, lead, "/api/v1/entities", "application/json", "Transfer-Encoding: chunked");
	memset(piece, ' ', sizeof piece);
	memcpy(piece, "10000\r\n", 7);
	memcpy(piece + 7 + 65536, "\r\n", 2);
	while (sent < 200u << 20 && send(fd, piece, 7 + 65536 + 2, MSG_NOSIGNAL) > 0)
		sent += 65536;
	assert_true(sent < 16u << 20); /* what fits into the buffers of the kernel may be more than was read */
	(void)hear(fd, answer, sizeof answer);
	close(fd);
	(void)node_position(node());
}

/* ---- OSCAL ---- */

#define META "\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"}"
#define CATALOG(rest) "{\"catalog\":{\"uuid\":\"5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c0aa\"," META "," rest "}}"
#define PROFILE(rest) "{\"profile\":{\"uuid\":\"5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c0bb\"," META "," rest "}}"

TEST(a_catalog_that_contradicts_itself_is_refused_in_the_browser_with_its_place)
{
	static const struct {
		const char *body;
		const char *code, *says;
	} cases[] = {
		{ CATALOG("\"controls\":[{\"id\":\"a-1\",\"title\":\"A\"},{\"id\":\"a-1\",\"title\":\"B\"}]"), "oscal_duplicate_id", "a-1" },
		{ CATALOG("\"groups\":[{\"id\":\"g\",\"title\":\"G\",\"controls\":[{\"id\":\"a-1\",\"title\":\"A\"}]}],\"controls\":[{\"id\":\"a-1\",\"title\":\"B\"}]"),
		    "oscal_duplicate_id", "a-1" },
		{ PROFILE("\"imports\":[{\"href\":\"#5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c0bb\",\"include-all\":{}}]"), "oscal_import", "import" },
		{ "{\"catalog\":{\"uuid\":\"5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c0aa\"", "json_malformed", "line 1" },
		{ "{\"poem\":{}}", "oscal_unknown_model", "poem" },
		{ CATALOG("\"controls\":[]"), "oscal_list_empty", "controls" },
	};
	struct client *author = client_new(node(), "author");
	int64_t before = node_position(node());

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		ask(author, "POST", "/api/v1/catalogs?filename=x.json", NULL, cases[i].body);
		if ((author->status != 422 && author->status != 400) || !says(author, cases[i].code) || !says(author, cases[i].says))
			fail_msg("%s: expected %s, got %ld %s", cases[i].body, cases[i].code, author->status, author->body.p);
	}
	assert_int_equal(node_position(node()), before);
}

static void
write_file(const char *dir, const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* `csgov oscal resolve` on FILE in the node's folder fails and says TEXT. */
static void
resolve_fails(const char *file, const char *text)
{
	struct buf out = BUF(1 << 20);
	char path[512];

	snprintf(path, sizeof path, "%s/%s", node()->dir, file);
	assert_int_not_equal(csgov(&out, "oscal", "resolve", "--strict", path, "-o", "/dev/null", NULL), 0);
	buf_char(&out, '\0');
	if (strstr(out.p, text) == NULL)
		fail_msg("%s: expected %s, got %s", file, text, out.p);
	buf_free(&out);
}

TEST(a_profile_that_cannot_be_resolved_is_refused_on_the_command_line_with_its_place)
{
	const char *dir = node()->dir;

	write_file(dir, "catalog.json", CATALOG("\"controls\":[{\"id\":\"a-1\",\"title\":\"A\",\"params\":[{\"id\":\"a-1_p\"}]}]"));
	write_file(dir, "self.json", PROFILE("\"imports\":[{\"href\":\"self.json\",\"include-all\":{}}]"));
	write_file(dir, "one.json", PROFILE("\"imports\":[{\"href\":\"two.json\",\"include-all\":{}}]"));
	write_file(dir, "two.json", PROFILE("\"imports\":[{\"href\":\"one.json\",\"include-all\":{}}]"));
	write_file(dir, "param.json", PROFILE("\"imports\":[{\"href\":\"catalog.json\",\"include-all\":{}}],"
	                                      "\"modify\":{\"set-parameters\":[{\"param-id\":\"nobody_p\",\"values\":[\"1\"]}]}"));
	write_file(dir, "none.json", PROFILE("\"imports\":[{\"href\":\"absent.json\",\"include-all\":{}}]"));
	resolve_fails("self.json", "self.json");
	resolve_fails("self.json", "oscal_import_cycle");
	resolve_fails("one.json", "oscal_import_cycle");
	resolve_fails("param.json", "nobody_p");
	resolve_fails("none.json", "absent.json");
}

TEST(a_parameter_that_the_baseline_does_not_have_is_refused)
{
	struct client *author = client_new(node(), "author");
	char path[256];

	assert_int_equal(ask(author, "GET", "/api/v1/baselines?issuer=PK", NULL, NULL), 200);
	snprintf(path, sizeof path, "/api/v1/baselines/%s/revise", text_at(author, "/items/0/id"));
	assert_int_equal(ask(author, "POST", path, NULL, "{\"version\":\"hostile\"}"), 201);
	snprintf(path, sizeof path, "/api/v1/baselines/%s/parameters", text_at(author, "/id"));
	ask(author, "POST", path, NULL, "{\"parameter\":\"nobody_p\",\"value\":\"1\"}");
	refused(author, 422, "parameter_unknown");
	assert_true(says(author, "nobody_p"));
}

/* ---- Evidence ---- */

#define EVIDENCE "/api/v1/evidence?entity=PK-PB-HLT-003"

/* Files below DIR, in all its folders. */
static unsigned
count_files(const char *dir)
{
	DIR *open = opendir(dir);
	const struct dirent *entry;
	unsigned n = 0;

	assert_non_null(open);
	while ((entry = readdir(open)) != NULL) {
		char path[1024];

		if (entry->d_name[0] == '.' && (entry->d_name[1] == '\0' || (entry->d_name[1] == '.' && entry->d_name[2] == '\0')))
			continue;
		snprintf(path, sizeof path, "%.500s/%.300s", dir, entry->d_name);
		n += entry->d_type == DT_DIR ? count_files(path) : 1;
	}
	closedir(open);
	return (n);
}

static unsigned
blobs(void)
{
	char path[256];

	snprintf(path, sizeof path, "%s/blobs", node()->dir);
	return (count_files(path));
}

TEST(evidence_of_no_bytes_or_of_a_program_is_refused)
{
	struct client *officer = client_new(node(), "officer");
	int64_t before = node_position(node());
	unsigned files = blobs();

	ask(officer, "POST", EVIDENCE, "text/plain", "");
	refused(officer, 422, "evidence_empty");
	ask(officer, "POST", EVIDENCE, "text/plain", "\177ELF\002\001\001 pretends to be a report");
	refused(officer, 415, "media_unsupported");
	ask(officer, "POST", EVIDENCE, "multipart/form-data; boundary=b",
	    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.txt\"\r\n\r\n\r\n--b--\r\n");
	refused(officer, 422, "evidence_empty");
	ask(officer, "POST", EVIDENCE, "multipart/form-data; boundary=b",
	    "--b\r\nContent-Disposition: form-data; name=\"entity\"\r\n\r\nPK-PB-HLT-003\r\n--b--\r\n");
	refused(officer, 422, "field_missing");
	assert_int_equal(node_position(node()), before);
	assert_int_equal(blobs(), files);
}

TEST(evidence_over_fifty_megabytes_is_refused_before_it_is_sent_and_while_it_comes)
{
	struct client *officer = client_new(node(), "officer");
	unsigned files = blobs();
	static char piece[1 << 20];
	char answer[4096];
	int fd = dial(node());

	begin_upload(fd, officer, EVIDENCE, "application/pdf", "Content-Length: 52428801");
	assert_true(hear(fd, answer, sizeof answer) > 0);
	assert_memory_equal(answer, "HTTP/1.1 413 ", 13);
	close(fd);
	/* Nothing is said of the length. */
	fd = dial(node());
	begin_upload(fd, officer, EVIDENCE, "text/plain", "Transfer-Encoding: chunked");
	memset(piece, 'x', sizeof piece);
	for (int i = 0; i < 52 && send(fd, "100000\r\n", 8, MSG_NOSIGNAL) > 0; i++) {
		size_t at = 0;
		ssize_t n = 0;

		while (at < sizeof piece && (n = send(fd, piece + at, sizeof piece - at, MSG_NOSIGNAL)) > 0)
			at += (size_t)n;
		if (n <= 0 || send(fd, "\r\n", 2, MSG_NOSIGNAL) <= 0)
			break;
	}
	(void)send(fd, "0\r\n\r\n", 5, MSG_NOSIGNAL);
	if (hear(fd, answer, sizeof answer) > 0)
		assert_memory_equal(answer, "HTTP/1.1 413 ", 13);
	close(fd);
	(void)node_position(node());
	for (int i = 0; i < 500 && blobs() != files; i++)
		usleep(10 * 1000); /* the end of a connection is noticed a little later */
	assert_int_equal(blobs(), files);
}

TEST(an_upload_cut_half_way_leaves_no_record_and_no_file)
{
	struct client *officer = client_new(node(), "officer");
	int64_t before = node_position(node());
	unsigned files = blobs();

	for (int i = 0; i < 3; i++) {
		int fd = dial(node());

		begin_upload(fd, officer, EVIDENCE, i == 0 ? "text/plain" : "multipart/form-data; boundary=b", "Content-Length: 5000");
		say(fd, i == 2 ? "--b\r\nContent-Disp" :
		                 "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.txt\"\r\n\r\nhalf a li");
		if (i == 1)
			shutdown(fd, SHUT_WR);
		close(fd);
	}
	/* A body whose last boundary is missing. */
	ask(officer, "POST", EVIDENCE, "multipart/form-data; boundary=b",
	    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.txt\"\r\n\r\nall of it\r\n");
	refused(officer, 400, "multipart_malformed");
	for (int i = 0; i < 500 && blobs() != files; i++)
		usleep(10 * 1000);
	assert_int_equal(blobs(), files);
	assert_int_equal(node_position(node()), before);
}

/* Upload under the file name NAME (as in the header) and return the name that the record tells. */
static const char *
stored_as(struct client *officer, const char *parameter)
{
	static struct buf body;
	static int serial;

	buf_free(&body);
	body = BUF(1 << 20);
	buf_printf(&body, "--b\r\nContent-Disposition: form-data; name=\"file\"; %s\r\n\r\nA log, number %d.\r\n--b--\r\n", parameter, ++serial);
	buf_char(&body, '\0');
	ask(officer, "POST", EVIDENCE, "multipart/form-data; boundary=b", body.p);
	buf_free(&body);
	return (text_at(officer, "/filename"));
}

TEST(a_hostile_file_name_becomes_a_harmless_one)
{
	static const struct {
		const char *parameter, *name;
	} cases[] = {
		{ "filename=\"../../../../etc/passwd\"", "passwd" },
		{ "filename=\"C:\\\\Users\\\\me\\\\report.pdf\"", "report.pdf" },
		{ "filename=\"report\xe2\x80\xae" "fdp.txt\"", "reportfdp.txt" },
		{ "filename=\"a\x01\x1f\x7f" "b.txt\"", "ab.txt" },
		{ "filename=\" .hidden. \"", "hidden" },
		{ "filename*=UTF-8''%D8%B1%D9%BE%D9%88%D8%B1%D9%B9.txt", "\xd8\xb1\xd9\xbe\xd9\x88\xd8\xb1\xd9\xb9.txt" },
		{ "filename*=UTF-8''..%2F..%2Fx%0d%0ay.txt", "xy.txt" },
	};
	struct client *officer = client_new(node(), "officer");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *name = stored_as(officer, cases[i].parameter);

		if (officer->status != 201 || strcmp(name, cases[i].name) != 0)
			fail_msg("%s: %ld, stored as “%s”: %s", cases[i].parameter, officer->status, name, officer->body.p);
	}
}

TEST(quotes_markup_and_line_ends_in_a_file_name_reach_neither_a_header_nor_a_page)
{
	struct client *officer = client_new(node(), "officer");
	char path[128];

	(void)stored_as(officer, "filename*=UTF-8''a%22%3B%20x%3D%3Cscript%3E.txt");
	assert_int_equal(officer->status, 201);
	snprintf(path, sizeof path, "/api/v1/evidence/%s/file", text_at(officer, "/id"));
	assert_int_equal(ask(officer, "GET", path, NULL, NULL), 200);
	assert_memory_equal(header_of(officer, "Content-Disposition"), "attachment", 10);
	assert_null(strstr(header_of(officer, "Content-Disposition"), "<script>"));
	assert_string_equal(header_of(officer, "X-Content-Type-Options"), "nosniff");
	assert_non_null(strstr(header_of(officer, "Content-Type"), "text/plain"));
}

TEST(a_file_name_of_ten_thousand_bytes_is_cut_and_one_of_nothing_is_refused)
{
	struct client *officer = client_new(node(), "officer");
	struct buf name = BUF(1 << 20);

	buf_c(&name, "filename=\"");
	for (int i = 0; i < 3000; i++)
		buf_c(&name, "n");
	buf_c(&name, ".txt\"");
	buf_char(&name, '\0');
	(void)stored_as(officer, name.p);
	assert_int_equal(officer->status, 201);
	assert_in_range(strlen(text_at(officer, "/filename")), 5, 200);
	assert_true(str_ends(str_c(text_at(officer, "/filename")), STR(".txt")));
	buf_reset(&name);
	buf_c(&name, "filename=\"");
	for (int i = 0; i < 10000; i++)
		buf_c(&name, "n");
	buf_c(&name, ".txt\"");
	buf_char(&name, '\0');
	(void)stored_as(officer, name.p); /* more than the headers of a part may have */
	refused(officer, 413, "limit_reached");
	if (!says(officer, "4096"))
		fail_msg("%s", officer->body.p);
	(void)stored_as(officer, "filename=\"...\"");
	refused(officer, 422, "evidence_name");
	buf_free(&name);
	(void)node_position(node());
}

/* ---- Forms ---- */

TEST(a_form_with_a_field_that_is_none_is_shown_again_with_all_that_was_typed)
{
	struct client *lead = browser_new(node(), "lead");
	int64_t before = node_position(node());

	assert_int_equal(send_form(lead, "/entities", "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=PK-PB-NEW&kind=body"
	    "&title.en=Typed+with+care&parent=PK-PB&is_admin=true"), 422);
	assert_true(says(lead, "Typed with care"));
	assert_true(says(lead, "is_admin"));
	assert_int_equal(node_position(node()), before);
}

/* An obligation of officer's body that has a claim; its claim's address at RET. */
static const char *
obligation_path(struct client *officer, size_t skip, char ret[200])
{
	char pointer[64];

	assert_int_equal(ask(officer, "GET", "/api/v1/obligations?under=PK-PB-HLT-003&limit=50", NULL, NULL), 200);
	snprintf(pointer, sizeof pointer, "/items/%zu/id", skip);
	snprintf(ret, 200, "%s", text_at(officer, pointer));
	return (ret);
}

static long
answer(struct client *client, const char *obligation, const char *narrative, int64_t revision)
{
	char body[1024], last[64] = "";

	if (revision >= 0)
		snprintf(last, sizeof last, ",\"revision\":%lld", (long long)revision);
	snprintf(body, sizeof body, "{\"obligation\":\"%s\",\"result\":\"met\",\"narrative\":\"%s\"%s}", obligation, narrative, last);
	return (ask(client, "POST", "/api/v1/claims", NULL, body));
}

TEST(two_people_who_edit_one_claim_do_not_overwrite_each_other)
{
	struct client *officer = client_new(node(), "officer"), *contributor = client_new(node(), "contributor");
	char obligation[200], path[256], match[64];
	int64_t seen;

	obligation_path(officer, 2, obligation);
	assert_int_equal(answer(officer, obligation, "First draft.", -1), 201);
	snprintf(path, sizeof path, "/api/v1/claims/%s", text_at(officer, "/id"));
	seen = number_at(officer, "/revision");
	assert_int_equal(ask(contributor, "GET", path, NULL, NULL), 200);
	assert_int_equal(number_at(contributor, "/revision"), seen);
	snprintf(match, sizeof match, "If-Match: %.20s", header_of(contributor, "ETag"));
	assert_int_equal(answer(officer, obligation, "Second draft.", seen), 201);
	answer(contributor, obligation, "Written meanwhile.", seen);
	refused(contributor, 409, "claim_changed");
	/* The same by the tag of what was read. */
	hold(contributor, match);
	answer(contributor, obligation, "Written meanwhile.", -1);
	refused(contributor, 409, "claim_changed");
	hold(contributor, "If-Match: sheep");
	answer(contributor, obligation, "Written meanwhile.", -1);
	refused(contributor, 412, "precondition_failed");
	assert_int_equal(ask(officer, "GET", path, NULL, NULL), 200);
	assert_string_equal(text_at(officer, "/narrative"), "Second draft.");
}

TEST(a_page_that_came_second_keeps_what_was_typed_and_says_that_somebody_was_faster)
{
	struct client *officer = client_new(node(), "officer"), *contributor = browser_new(node(), "contributor");
	char obligation[200], form[1024];
	int64_t seen;

	obligation_path(officer, 3, obligation);
	assert_int_equal(answer(officer, obligation, "First draft.", -1), 201);
	seen = number_at(officer, "/revision");
	assert_int_equal(answer(officer, obligation, "Second draft.", seen), 201);
	snprintf(form, sizeof form, "_back=%%2Fobligations%%2F%s&_form=claim_answer&obligation=%s&result=partly-met&revision=%lld"
	    "&narrative=A+long+afternoon+of+writing", obligation, obligation, (long long)seen);
	assert_int_equal(send_form(contributor, "/claims", form), 409);
	assert_true(says(contributor, "A long afternoon of writing"));
	assert_true(says(contributor, "changed"));
}

TEST(a_session_that_ends_in_the_middle_of_a_long_form_loses_nothing)
{
	struct node *own = node_start(node_demo(), NULL);
	struct client *lead = browser_new(own, "lead");
	char location[256];

	assert_int_equal(node_stop(own), 0);
	demo_sql(own, "UPDATE session SET expires_at = 1000");
	node_start(own, NULL);
	assert_int_equal(send_form(lead, "/entities", "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=PK-PB-LATE&kind=body"
	    "&title.en=Three+hours+of+work&parent=PK-PB"), 303);
	snprintf(location, sizeof location, "%s", header_of(lead, "Location"));
	assert_memory_equal(location, "/sign-in?back=/held/", 20);
	assert_int_equal(ask(lead, "POST", "/sessions", "application/x-www-form-urlencoded", "login=lead&password=three+quiet+rivers"), 303);
	assert_int_equal(ask(lead, "GET", location + strlen("/sign-in?back="), NULL, NULL), 200);
	assert_true(says(lead, "Three hours of work") && says(lead, "PK-PB-LATE"));
	assert_int_equal(node_stop(own), 0);
	node_verifies(own);
}

/* ---- The machine ---- */

TEST(a_clock_set_back_makes_no_record_earlier_than_the_last_and_is_said)
{
	struct node *own = node_demo();
	struct client *lead, *auditor;
	char last[64];

	/* Somebody wrote when the clock stood three hours from now. */
	clock_pin(clock_now() + 3 * 3600 * SECOND_US);
	demo_grant(own, "officer", "reviewer", "PK-SD");
	clock_pin(0);
	node_start(own, (const char *const[]){ "--no-limits", NULL });
	lead = client_new(own, "lead");
	auditor = client_new(own, "auditor");
	assert_int_equal(ask(auditor, "GET", "/api/v1/ledger?limit=1", NULL, NULL), 200);
	snprintf(last, sizeof last, "%s", text_at(auditor, "/items/0/at"));
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL,
	    "{\"code\":\"PK-PB-CLK\",\"kind\":\"body\",\"title\":{\"en\":\"C\"},\"parent\":\"PK-PB\"}"), 201);
	assert_int_equal(ask(auditor, "GET", "/api/v1/ledger?limit=1", NULL, NULL), 200);
	assert_true(strcmp(text_at(auditor, "/items/0/at"), last) >= 0);
	assert_int_equal(ask(auditor, "GET", "/healthz", NULL, NULL), 200);
	assert_int_equal(node_stop(own), 0);
	buf_char(&own->said, '\0');
	assert_non_null(strstr(own->said.p, "clock_behind"));
	node_verifies(own);
}

/* Write N bytes of rubbish at OFFSET of the node's database. */
static void
spoil(struct node *own, long offset, size_t n)
{
	FILE *f = fopen(own->db, "r+");

	assert_non_null(f);
	assert_int_equal(fseek(f, offset, SEEK_SET), 0);
	for (size_t i = 0; i < n; i++)
		fputc(0xA5, f);
	fclose(f);
}

TEST(a_corrupted_page_is_told_apart_and_the_rest_is_served)
{
	struct node *own = node_demo();
	struct client *admin;
	struct buf out = BUF(1 << 20);
	int64_t page = demo_number(own, "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_evidence_1'");
	int64_t size = demo_number(own, "PRAGMA page_size");
	char path[128];

	demo_sql(own, "PRAGMA wal_checkpoint(TRUNCATE)");
	spoil(own, (long)((page - 1) * size), 256);
	node_start(own, (const char *const[]){ "--no-limits", NULL });
	admin = client_new(own, "admin");
	snprintf(path, sizeof path, "/api/v1/evidence/%s", "019ecf33-e7cb-7acc-873e-000000000000");
	ask(admin, "GET", path, NULL, NULL);
	refused(admin, 503, "store_corrupt");
	assert_int_equal(ask(admin, "GET", "/api/v1/entities", NULL, NULL), 200);
	assert_int_equal(ask(admin, "GET", "/api/v1/posture", NULL, NULL), 200);
	assert_int_equal(node_stop(own), 0);
	/* A page of the ledger itself. */
	page = demo_number(own, "SELECT rootpage FROM sqlite_master WHERE name = 'ledger'");
	spoil(own, (long)((page - 1) * size), 256);
	assert_int_not_equal(csgov(&out, "ledger", "verify", "--db", own->db, NULL), 0);
	assert_int_not_equal(csgov(&out, "serve", "--db", own->db, "--listen", "127.0.0.1:0", NULL), 0);
	buf_char(&out, '\0');
	assert_non_null(strstr(out.p, "store_corrupt"));
	buf_free(&out);
}

TEST(a_database_that_may_only_be_read_is_said_to_be_so_at_start)
{
	struct node *own = node_demo();
	struct buf out = BUF(1 << 20);

	/* The superuser may write all; whoever runs this as one becomes nobody for it. */
	assert_int_equal(csgov_unprivileged(&out, own, "serve", "--db", own->db, "--data", own->dir, "--listen", "127.0.0.1:0", NULL), 3);
	buf_char(&out, '\0');
	if (strstr(out.p, "store_read_only") == NULL && strstr(out.p, "store_open_failed") == NULL)
		fail_msg("it says: %s", out.p);
	assert_non_null(strstr(out.p, own->db));
	buf_free(&out);
	node_verifies(own);
}

/* ---- Addresses ---- */

TEST(no_path_leads_out_of_what_is_served)
{
	static const char *const paths[] = {
		"/static/../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fetc%2fpasswd", "/static/%00", "/static/app.css%00.js",
		"/static/%c0%ae%c0%ae%c0%afetc/passwd", "/static/%e0%80%ae", "/entities/%ed%a0%80", "/entities/%f4%90%80%80", "/entities/%", "/entities/%4",
		"/entities/%zz", "//etc/passwd", "/entities//PK", "/./entities", "/evidence/..%5c..%5cwindows/file",
		"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", "/entities?q=%c0%80", "/entities?q=%ff", "/entities?q=%00", "/entities?%00=1",
	};
	struct client *admin = client_new(node(), "admin");

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct buf answer = BUF(1 << 20), request = BUF(1 << 16);

		buf_printf(&request, "GET %s HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n", paths[i],
		    admin->token);
		raw(node(), buf_view(&request), false, &answer);
		if (strncmp(answer.p, "HTTP/1.1 4", 10) != 0 || strstr(answer.p, "root:") != NULL)
			fail_msg("%s: %.300s", paths[i], answer.p);
		buf_free(&answer);
		buf_free(&request);
	}
	(void)node_position(node());
}

TEST(an_address_or_a_head_that_is_too_long_is_refused)
{
	struct client *admin = client_new(node(), "admin");
	struct buf request = BUF(1 << 20), answer = BUF(1 << 20);
	char path[8800];

	memset(path, 'q', sizeof path);
	memcpy(path, "/api/v1/entities?q=", 19);
	path[8500] = '\0';
	assert_int_equal(ask(admin, "GET", path, NULL, NULL), 414);
	assert_true(says(admin, "The address is too long"));
	buf_c(&request, "GET /healthz HTTP/1.1\r\nHost: x\r\n");
	for (int i = 0; i < 2000; i++)
		buf_printf(&request, "X-Header-%d: some text that fills the room\r\n", i);
	buf_c(&request, "\r\n");
	raw(node(), buf_view(&request), false, &answer);
	assert_true(answer.n == 0 || memcmp(answer.p, "HTTP/1.1 431", 12) == 0);
	buf_free(&request);
	buf_free(&answer);
	(void)node_position(node());
}

/* ---- Requests from elsewhere, with a file ---- */

TEST(an_upload_from_a_browser_needs_the_token_before_the_file_and_its_own_origin)
{
	static const char form[] = "--b\r\nContent-Disposition: form-data; name=\"entity\"\r\n\r\nPK-PB-HLT-003\r\n"
	                           "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.txt\"\r\n\r\nsome log\r\n--b--\r\n";
	struct client *officer = browser_new(node(), "officer");
	char with[2048];
	int64_t before = node_position(node());
	unsigned files = blobs();

	assert_int_equal(ask(officer, "POST", "/evidence", "multipart/form-data; boundary=b", form), 403);
	snprintf(with, sizeof with, "%.*s--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n--b--\r\n", (int)(strlen(form) - 7), form,
	    officer->csrf);
	assert_int_equal(ask(officer, "POST", "/evidence", "multipart/form-data; boundary=b", with), 403); /* after the file */
	snprintf(with, sizeof with, "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n%s", officer->csrf, form);
	officer->browser = false;
	hold(officer, "Accept: text/html");
	hold(officer, "Origin: https://evil.example");
	assert_int_equal(ask(officer, "POST", "/evidence", "multipart/form-data; boundary=b", with), 403);
	officer->browser = true;
	assert_int_equal(node_position(node()), before);
	assert_int_equal(blobs(), files);
	if (ask(officer, "POST", "/evidence", "multipart/form-data; boundary=b", with) != 303)
		fail_msg("%ld %s", officer->status, officer->body.p);
	assert_int_equal(node_position(node()), before + 1);
}

/* ---- Connections ---- */

TEST(whoever_sends_a_head_byte_by_byte_is_sent_away_and_others_are_served_meanwhile)
{
	struct node *own = node_start(node_found(), (const char *const[]){ "--idle", "2", NULL });
	struct client *lead = client_new(own, "lead");
	int fds[64];
	bool ended = false;
	char byte;

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = dial(own);
		say(fds[i], "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ");
	}
	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200);
	for (int i = 0; i < 200 && !ended; i++) {
		/* Never silent for as long as the limit. */
		usleep(100 * 1000);
		ended = send(fds[0], "a", 1, MSG_NOSIGNAL) < 0 || recv(fds[0], &byte, 1, MSG_DONTWAIT) == 0;
	}
	assert_true(ended);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(node_stop(own), 0);
}

TEST(more_connections_than_allowed_are_turned_away_and_nothing_breaks)
{
	struct node *own = node_start(node_found(), (const char *const[]){ "--connections", "16", "--idle", "2", NULL });
	struct client *lead = client_new(own, "lead");
	int fds[100];

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = dial(own);
	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200); /* on the connection that it has */
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	for (int i = 0; i < 1000 && ask(client_new(own, NULL), "GET", "/healthz", NULL, NULL) != 200; i++)
		usleep(10 * 1000);
	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(node_stop(own), 0);
}

/* ---- Afterwards ---- */

TEST(after_all_of_this_the_ledger_verifies)
{
	(void)node_position(node());
	node_verifies(node());
	assert_int_equal(node_stop(node()), 0);
}
