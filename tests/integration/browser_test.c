/* SPDX-License-Identifier: Apache-2.0 */
/* What a person's browser sees: pages, forms, cookies, and what other sites cannot do. */
#include "node.h"

static struct node *
node(void)
{
	static struct node *one;

	if (one == NULL)
		one = node_start(node_found(), (const char *const[]){ "--no-limits", NULL });
	return (one);
}

TEST(whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back)
{
	struct client *browser = browser_new(node(), NULL);

	assert_int_equal(ask(browser, "GET", "/entities/PK-PB?x=1", NULL, NULL), 303);
	assert_string_equal(header_of(browser, "Location"), "/sign-in?back=%2Fentities%2FPK-PB%3Fx%3D1");
	assert_int_equal(ask(browser, "GET", "/sign-in?back=%2Fentities%2FPK-PB", NULL, NULL), 200);
	assert_true(says(browser, "name=\"_next\" value=\"/entities/PK-PB\""));
	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded",
	    "login=lead&password=three+quiet+rivers&_next=%2Fentities%2FPK-PB"), 303);
	assert_string_equal(header_of(browser, "Location"), "/entities/PK-PB");
	assert_int_equal(ask(browser, "GET", "/entities/PK-PB", NULL, NULL), 200);
	assert_true(says(browser, "Punjab"));
}

TEST(a_redirect_never_leaves_this_server)
{
	struct client *browser = browser_new(node(), NULL);

	assert_int_equal(ask(browser, "GET", "/sign-in?back=https%3A%2F%2Fevil.example%2F", NULL, NULL), 200);
	assert_false(says(browser, "evil.example/\""));
	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded",
	    "login=lead&password=three+quiet+rivers&_next=%2F%2Fevil.example"), 303);
	assert_string_equal(header_of(browser, "Location"), "/");
}

TEST(a_failed_sign_in_shows_the_form_again_without_the_password)
{
	struct client *browser = browser_new(node(), NULL);

	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded",
	    "login=lead&password=wrong+one&_back=%2Fsign-in%3Fback%3D%252Fentities&_form=session_open"), 401);
	assert_true(says(browser, "value=\"lead\""));
	assert_false(says(browser, "wrong one"));
	assert_true(says(browser, "name=\"_next\" value=\"/entities\""));
	assert_true(says(browser, "role=\"alert\""));
}

TEST(a_session_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites)
{
	struct client *browser = browser_new(node(), NULL);

	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded", "login=lead&password=three+quiet+rivers"), 303);
	assert_non_null(strstr(header_of(browser, "Set-Cookie"), "session=css_"));
	assert_non_null(strstr(header_of(browser, "Set-Cookie"), "; HttpOnly; SameSite=Lax"));
	assert_null(strstr(header_of(browser, "Set-Cookie"), "Secure"));
}

TEST(every_page_forbids_what_it_does_not_need)
{
	static const char *const paths[] = { "/sign-in", "/entities", "/nothing-here" };
	struct client *browser = browser_new(node(), "lead");

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		ask(browser, "GET", paths[i], NULL, NULL);
		assert_non_null(strstr(header_of(browser, "Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self';"));
		assert_non_null(strstr(header_of(browser, "Content-Security-Policy"), "frame-ancestors 'none'"));
		assert_null(strstr(header_of(browser, "Content-Security-Policy"), "unsafe"));
		assert_string_equal(header_of(browser, "X-Content-Type-Options"), "nosniff");
		assert_string_equal(header_of(browser, "Cross-Origin-Opener-Policy"), "same-origin");
		assert_string_equal(header_of(browser, "Cross-Origin-Resource-Policy"), "same-origin");
		assert_string_equal(header_of(browser, "Referrer-Policy"), "same-origin");
		assert_string_equal(header_of(browser, "Cache-Control"), "private, no-cache");
		assert_false(says(browser, " style=\"") || says(browser, " onclick=\""));
	}
}

TEST(a_form_without_its_token_is_shown_again_with_a_fresh_one)
{
	struct client *browser = browser_new(node(), "lead");
	const char *form = "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=PK-PB-X1&kind=body&title.en=Kept+title&parent=PK-PB";

	assert_int_equal(ask(browser, "POST", "/entities", "application/x-www-form-urlencoded", form), 403);
	assert_true(says(browser, "Kept title"));
	assert_true(says(browser, browser->csrf));
	snprintf(browser->csrf, sizeof browser->csrf, "%064d", 0);
	assert_int_equal(send_form(browser, "/entities", form), 403);
}

TEST(a_request_from_another_site_is_refused)
{
	struct client *browser = browser_new(node(), "lead");
	const char *form = "code=PK-PB-X2&kind=body&title.en=Other&parent=PK-PB";

	browser->browser = false;
	hold(browser, "Origin: https://evil.example");
	hold(browser, "Accept: text/html");
	assert_int_equal(send_form(browser, "/entities", form), 403);
	hold(browser, "Origin: null");
	assert_int_equal(send_form(browser, "/entities", form), 403);
	hold(browser, "Sec-Fetch-Site: cross-site");
	assert_int_equal(send_form(browser, "/entities", form), 403);
	hold(browser, "Sec-Fetch-Site: same-site");
	assert_int_equal(send_form(browser, "/entities", form), 403);
	hold(browser, "Origin: https://evil.example");
	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded", "login=lead&password=three+quiet+rivers"), 403);
}

TEST(a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_it)
{
	struct client *browser = browser_new(node(), "lead");

	assert_int_equal(send_form(browser, "/entities", "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=no+code%21&kind=body"
	    "&title.en=A+%3Cb%3Ename%3C%2Fb%3E&title.ur=&parent=PK-PB&attributes.tier=9"), 422);
	assert_true(says(browser, "value=\"no code!\""));
	assert_true(says(browser, "A &lt;b&gt;name&lt;/b&gt;"));
	assert_false(says(browser, "<b>name"));
	assert_true(says(browser, "entity_create-code-error"));
}

TEST(what_the_writer_refuses_shows_the_form_again_too)
{
	struct client *browser = browser_new(node(), "lead");

	assert_int_equal(send_form(browser, "/entities", "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=PK-PB-HLT-001&kind=body"
	    "&title.en=Second+of+its+code&parent=PK-PB"), 409);
	assert_true(says(browser, "Second of its code"));
}

TEST(a_form_that_was_carried_out_leads_on_and_says_so_once)
{
	struct client *browser = browser_new(node(), "lead");

	assert_int_equal(send_form(browser, "/entities", "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=PK-PB-TRN-001&kind=body"
	    "&title.en=Bus+board&title.ur=&parent=PK-PB&attributes.tier=2&attributes.sector="), 303);
	assert_string_equal(header_of(browser, "Location"), "/entities/PK-PB-TRN-001");
	assert_int_equal(ask(browser, "GET", "/entities/PK-PB-TRN-001", NULL, NULL), 200);
	assert_true(says(browser, "The entity was added."));
	assert_int_equal(ask(browser, "GET", "/entities/PK-PB-TRN-001", NULL, NULL), 200);
	assert_false(says(browser, "The entity was added."));
	assert_int_equal(send_form(browser, "/entities/PK-PB-TRN-001", "_method=patch&version=1&title.en=Bus+and+rail+board"), 303);
	assert_int_equal(ask(browser, "GET", "/entities/PK-PB-TRN-001", NULL, NULL), 200);
	assert_true(says(browser, "Bus and rail board"));
	assert_int_equal(send_form(browser, "/entities/PK-PB-TRN-001", "_method=delete"), 405);
	assert_int_equal(send_form(browser, "/entities/PK-PB-TRN-001", "version=2&title.en=No+method"), 405);
}

TEST(a_form_that_comes_after_the_session_ended_is_kept_until_they_sign_in_again)
{
	struct client *browser = browser_new(node(), "lead");
	char location[256];

	assert_int_equal(send_form(browser, "/sessions/current", "_method=delete"), 303);
	assert_string_equal(header_of(browser, "Location"), "/sign-in");
	assert_int_equal(send_form(browser, "/entities", "_back=%2Fentities%2Fnew%3Fparent%3DPK-PB&_form=entity_create&code=PK-PB-LATE&kind=body"
	    "&title.en=A+long+afternoon&parent=PK-PB"), 303);
	snprintf(location, sizeof location, "%s", header_of(browser, "Location"));
	assert_memory_equal(location, "/sign-in?back=/held/", 20);
	assert_int_equal(ask(browser, "GET", location, NULL, NULL), 200);
	assert_true(says(browser, "What you typed is kept"));
	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded", "login=lead&password=three+quiet+rivers"), 303);
	assert_int_equal(ask(browser, "GET", location + strlen("/sign-in?back="), NULL, NULL), 200);
	assert_true(says(browser, "A long afternoon") && says(browser, "value=\"PK-PB-LATE\""));
	assert_int_equal(ask(browser, "GET", location + strlen("/sign-in?back="), NULL, NULL), 404);
}

TEST(whoever_sent_a_file_after_the_session_ended_comes_back_to_its_page)
{
	static const char body[] = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nA log.\r\n--x--\r\n";
	struct client *browser = browser_new(node(), NULL);
	char referer[256];

	snprintf(referer, sizeof referer, "Referer: %s/obligations/1?x=1", node()->url);
	hold(browser, referer);
	assert_int_equal(ask(browser, "POST", "/evidence", "multipart/form-data; boundary=x", body), 303);
	assert_string_equal(header_of(browser, "Location"), "/sign-in?back=%2Fobligations%2F1%3Fx%3D1");
	hold(browser, "Referer: https://evil.example/obligations/1");
	assert_int_equal(ask(browser, "POST", "/evidence", "multipart/form-data; boundary=x", body), 303);
	assert_string_equal(header_of(browser, "Location"), "/sign-in");
}

TEST(signing_out_ends_the_session_not_only_the_cookie)
{
	struct client *browser = browser_new(node(), "lead"), *thief = client_new(node(), NULL);
	char cookie[256];

	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded", "login=lead&password=three+quiet+rivers"), 303);
	snprintf(cookie, sizeof cookie, "Cookie: %.*s", (int)strcspn(header_of(browser, "Set-Cookie"), ";"), header_of(browser, "Set-Cookie"));
	hold(thief, cookie);
	assert_int_equal(ask(thief, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(ask(browser, "GET", "/entities", NULL, NULL), 200);
	snprintf(browser->csrf, sizeof browser->csrf, "%.64s", strstr(browser->body.p, "name=\"_csrf\" value=\"") + 20);
	assert_int_equal(send_form(browser, "/sessions/current", "_method=delete"), 303);
	hold(thief, cookie);
	assert_int_equal(ask(thief, "GET", "/api/v1/me", NULL, NULL), 401);
}

TEST(pages_speak_the_language_that_was_asked_for_and_remember_it)
{
	struct client *browser = browser_new(node(), "lead");

	assert_int_equal(ask(browser, "GET", "/entities?lang=ur", NULL, NULL), 200);
	assert_true(says(browser, "<html lang=\"ur\" dir=\"rtl\">"));
	assert_int_equal(ask(browser, "GET", "/entities", NULL, NULL), 200);
	assert_true(says(browser, "<html lang=\"ur\" dir=\"rtl\">"));
	assert_int_equal(ask(browser, "GET", "/nothing", NULL, NULL), 404);
	assert_true(says(browser, "<html lang=\"ur\" dir=\"rtl\">"));
	assert_int_equal(ask(browser, "GET", "/entities?lang=en", NULL, NULL), 200);
	assert_true(says(browser, "<html lang=\"en\" dir=\"ltr\">"));
}

TEST(static_files_are_kept_for_ever_under_the_hash_of_their_content)
{
	struct client *browser = browser_new(node(), NULL);
	const char *at;
	char path[256], tag[256];

	assert_int_equal(ask(browser, "GET", "/sign-in", NULL, NULL), 200);
	at = strstr(browser->body.p, "/static/app.");
	assert_non_null(at);
	snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
	assert_int_equal(ask(browser, "GET", path, NULL, NULL), 200);
	assert_non_null(strstr(header_of(browser, "Cache-Control"), "immutable"));
	snprintf(tag, sizeof tag, "If-None-Match: %s", header_of(browser, "ETag"));
	hold(browser, tag);
	assert_int_equal(ask(browser, "GET", path, NULL, NULL), 304);
	path[strlen("/static/app.")] ^= 1;
	assert_int_equal(ask(browser, "GET", path, NULL, NULL), 404);
}

TEST(an_entity_page_shows_what_its_reader_may_do_there)
{
	struct client *lead = browser_new(node(), "lead"), *officer = browser_new(node(), "officer");

	assert_int_equal(ask(lead, "GET", "/entities/PK-PB-HLT-001", NULL, NULL), 200);
	assert_true(says(lead, "Hospital &lt;One&gt; &amp; Sons"));
	assert_true(says(lead, "/entities/PK-PB-HLT-001/edit"));
	assert_int_equal(ask(officer, "GET", "/entities/PK-PB-HLT-001", NULL, NULL), 200);
	assert_false(says(officer, "/entities/PK-PB-HLT-001/edit"));
	assert_int_equal(ask(officer, "GET", "/entities/PK-PB-HLT-001/edit", NULL, NULL), 403);
}
