/* SPDX-License-Identifier: Apache-2.0 */
/* Live changes over server-sent events. */
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "node.h"

enum { WAIT_MS = 10000 };

/* A stream that is open: its socket, and what has come. */
struct listener {
	int fd;
	struct buf said;
};

static struct node *
node(void)
{
	static struct node *one;

	if (one == NULL)
		one = node_start(node_found(), (const char *const[]){ "--no-limits", NULL });
	return (one);
}

/* Read until TEXT has come; false when it does not, or the stream ends. */
static bool
hears(struct listener *l, const char *text)
{
	for (;;) {
		struct pollfd wait = { l->fd, POLLIN, 0 };
		char piece[4096];
		ssize_t n;

		buf_char(&l->said, '\0');
		l->said.n--;
		if (strstr(l->said.p, text) != NULL)
			return (true);
		if (poll(&wait, 1, WAIT_MS) <= 0)
			return (false);
		n = recv(l->fd, piece, sizeof piece, 0);
		if (n <= 0)
			return (false);
		buf_add(&l->said, piece, (size_t)n);
	}
}

static struct listener
listen_to(struct client *client, const char *path, const char *header)
{
	struct listener l = { socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), BUF(1 << 20) };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char request[1024];
	uint32_t port;
	int n;

	assert_int_equal(str_to_u32(str_c(strrchr(client->node->url, ':') + 1), &port), 0);
	to.sin_port = htons((uint16_t)port);
	assert_int_equal(connect(l.fd, (struct sockaddr *)&to, sizeof to), 0);
	n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n%s\r\n", path,
	    client->token, header);
	assert_int_equal(send(l.fd, request, (size_t)n, MSG_NOSIGNAL), n);
	assert_true(hears(&l, "retry: 2000"));
	return (l);
}

static void
leave(struct listener *l)
{
	close(l->fd);
	buf_free(&l->said);
}

/* Make an entity; the sequence of its record. */
static int64_t
make(struct client *client, const char *code, const char *parent)
{
	char body[256];
	int64_t seq;

	snprintf(body, sizeof body, "{\"code\":\"%s\",\"kind\":\"body\",\"title\":{\"en\":\"New\"},\"parent\":\"%s\"}", code, parent);
	assert_int_equal(ask(client, "POST", "/api/v1/entities", NULL, body), 201);
	assert_int_equal(str_to_i64(str_c(header_of(client, "Ledger-Sequence")), &seq), 0);
	return (seq);
}

TEST(a_change_is_heard_at_once_by_those_who_may_see_it_and_by_no_others)
{
	struct client *lead = client_new(node(), "lead"), *lead2 = client_new(node(), "lead2"), *minister = client_new(node(), "minister");
	struct listener in = listen_to(minister, "/events", ""), other = listen_to(lead2, "/events", "");
	char expected[128];
	int64_t seq = make(lead, "PK-PB-L1", "PK-PB");

	snprintf(expected, sizeof expected, "id: %lld\nevent: change\ndata: {\"seq\":%lld,\"verb\":\"entity.create\",\"entity\":\"PK-PB\"}",
	    (long long)seq, (long long)seq);
	assert_true(hears(&in, expected));
	make(lead2, "PK-SD-L1", "PK-SD");
	assert_true(hears(&other, "PK-SD"));
	assert_null(strstr(other.said.p, "PK-PB"));
	assert_true(hears(&in, "PK-SD"));
	leave(&in);
	leave(&other);
}

TEST(who_comes_back_hears_what_they_missed)
{
	struct client *lead = client_new(node(), "lead");
	char header[64], path[64], missed[64], known[64];
	struct listener l;
	int64_t before = make(lead, "PK-PB-M0", "PK-PB"), last;

	make(lead, "PK-PB-M1", "PK-PB");
	last = make(lead, "PK-PB-M2", "PK-PB");
	snprintf(header, sizeof header, "Last-Event-ID: %lld\r\n", (long long)before);
	snprintf(known, sizeof known, "id: %lld\n", (long long)before);
	snprintf(missed, sizeof missed, "id: %lld\n", (long long)last);
	l = listen_to(lead, "/events", header);
	assert_true(hears(&l, missed));
	snprintf(missed, sizeof missed, "id: %lld\n", (long long)last - 1);
	assert_non_null(strstr(l.said.p, missed));
	assert_null(strstr(l.said.p, known));
	leave(&l);
	snprintf(path, sizeof path, "/events?after=%lld", (long long)before);
	l = listen_to(lead, path, "");
	assert_true(hears(&l, missed));
	leave(&l);
}

TEST(a_stream_ends_when_access_changes_so_that_nobody_hears_what_they_may_no_longer_see)
{
	struct client *lead = client_new(node(), "lead"), *officer = client_new(node(), "officer");
	struct listener l = listen_to(officer, "/events", "");

	/* Moving the body changes the paths of grants. */
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-PB-HLT-001", NULL, NULL), 200);
	make(lead, "PK-PB-EDU", "PK-PB");
	assert_int_equal(ask(lead, "POST", "/api/v1/entities/PK-PB-HLT-002/move", NULL, "{\"version\":1,\"parent\":\"PK-PB-EDU\"}"), 200);
	assert_false(hears(&l, "never said"));
	leave(&l);
}

TEST(one_person_has_a_bounded_number_of_streams)
{
	struct client *analyst = client_new(node(), "analyst");
	struct listener open[8];

	for (size_t i = 0; i < ARRAY_SIZE(open); i++)
		open[i] = listen_to(analyst, "/events", "");
	assert_int_equal(ask(analyst, "GET", "/api/v1/events", NULL, NULL), 429);
	assert_true(header_of(analyst, "Retry-After")[0] != '\0');
	for (size_t i = 0; i < ARRAY_SIZE(open); i++)
		leave(&open[i]);
}

TEST(streams_do_not_keep_the_server_from_stopping)
{
	struct node *own = node_start(node_found(), NULL);
	struct client *lead = client_new(own, "lead");
	struct listener l = listen_to(lead, "/events", "");

	assert_int_equal(node_stop(own), 0);
	assert_false(hears(&l, "never said"));
	leave(&l);
}
