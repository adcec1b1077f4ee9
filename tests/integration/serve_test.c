/* SPDX-License-Identifier: Apache-2.0 */
/* Starting and stopping: what the machine may lack, and what is said then. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "node.h"

/* The output of `csgov serve` that must fail with STATUS and say TEXT. */
static void
serve_fails(const char *db, const char *listen, int status, const char *text)
{
	struct buf out = BUF(1 << 20);

	assert_int_equal(csgov(&out, "serve", "--db", db, "--listen", listen, NULL), status);
	buf_char(&out, '\0');
	if (strstr(out.p, text) == NULL)
		fail_msg("it says: %s", out.p);
	buf_free(&out);
}

TEST(a_port_in_use_is_said_with_its_address)
{
	struct node *first = node_start(node_found(), NULL), *second = node_found();
	const char *listen = first->url + strlen("http://");

	serve_fails(second->db, listen, 3, listen);
	serve_fails(second->db, listen, 3, "--listen");
	assert_int_equal(node_stop(first), 0);
}

TEST(an_address_that_is_none_is_said)
{
	struct node *node = node_found();

	serve_fails(node->db, "127.0.0.1", 3, "[address_invalid]");
	serve_fails(node->db, "127.0.0.1:99999", 3, "[address_invalid]");
	serve_fails(node->db, "not.a.host.invalid:80", 3, "[address_invalid]");
	serve_fails(node->db, "192.0.2.1:8080", 3, "[address_invalid]");
}

TEST(a_database_that_cannot_be_served_is_said_to_be_so)
{
	struct node *node = node_found();
	char path[256];
	sqlite3 *db;
	int fd;

	snprintf(path, sizeof path, "%s/none.db", node->dir);
	serve_fails(path, "127.0.0.1:0", 3, "none.db");
	assert_int_not_equal(access(path, F_OK), 0);
	snprintf(path, sizeof path, "%s/other.db", node->dir);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, "this is no database at all, but some text of a certain length", 60), 60);
	close(fd);
	serve_fails(path, "127.0.0.1:0", 3, "other.db");
	assert_int_equal(sqlite3_open(node->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "INSERT INTO migration (number, name, sha256, at) VALUES (99, 'later', x'00', 0)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	serve_fails(node->db, "127.0.0.1:0", 3, "[store_newer]");
}

TEST(usage_is_shown_for_options_that_are_missing_or_unknown)
{
	assert_int_equal(csgov(NULL, "serve", NULL), 2);
	assert_int_equal(csgov(NULL, "serve", "--db", "x", "--no-such-thing", NULL), 2);
	assert_int_equal(csgov(NULL, "serve", "--db", "x", "--threads", "0", NULL), 2);
	assert_int_equal(csgov(NULL, "serve", "--db", "x", "extra", NULL), 2);
}

/* ---- Writers under way ---- */

struct stream_of_writes {
	struct node *node;
	int number;
	int acknowledged;
	_Atomic bool stop;
};

static void *
write_on(void *context)
{
	struct stream_of_writes *w = context;
	struct client *lead = client_new(w->node, "lead");

	while (!w->stop) {
		char body[256];

		snprintf(body, sizeof body, "{\"code\":\"PK-PB-W%d-%d\",\"kind\":\"body\",\"title\":{\"en\":\"W\"},\"parent\":\"PK-PB\"}", w->number,
		    w->acknowledged);
		if (ask(lead, "POST", "/api/v1/entities", NULL, body) != 201)
			break;
		w->acknowledged++;
	}
	return (NULL);
}

TEST(being_asked_to_stop_loses_no_write_that_was_acknowledged)
{
	struct node *node = node_start(node_found(), (const char *const[]){ "--no-limits", NULL });
	struct stream_of_writes writes[4];
	pthread_t threads[4];
	struct client *lead;

	for (int i = 0; i < 4; i++) {
		writes[i] = (struct stream_of_writes){ .node = node, .number = i };
		assert_int_equal(pthread_create(&threads[i], NULL, write_on, &writes[i]), 0);
	}
	for (int i = 0; i < 4; i++)
		while (*(volatile int *)&writes[i].acknowledged < 5)
			usleep(1000);
	assert_int_equal(node_stop(node), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	node_start(node, (const char *const[]){ "--no-limits", NULL });
	lead = client_new(node, "lead");
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < writes[i].acknowledged; k++) {
			char path[128];

			snprintf(path, sizeof path, "/api/v1/entities/PK-PB-W%d-%d", i, k);
			assert_int_equal(ask(lead, "GET", path, NULL, NULL), 200);
		}
	assert_int_equal(node_stop(node), 0);
}

TEST(without_room_on_the_disk_nothing_is_half_done_and_reading_goes_on)
{
	struct node *node = node_found();
	struct client *lead;
	int refused = 0;

	/* A limit of file size stands for a full disk. */
	node_start(node, (const char *const[]){ "--no-limits", NULL });
	lead = client_new(node, "lead");
	assert_int_equal(node_limit_files(node, 0), 0);
	for (int i = 0; i < 3; i++) {
		char text[256];

		snprintf(text, sizeof text, "{\"code\":\"PK-PB-D%d\",\"kind\":\"body\",\"title\":{\"en\":\"D\"},\"parent\":\"PK-PB\"}", i);
		refused += ask(lead, "POST", "/api/v1/entities", NULL, text) >= 500;
		assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-PB", NULL, NULL), 200);
	}
	assert_int_equal(refused, 3);
	assert_int_equal(ask(lead, "GET", "/healthz", NULL, NULL), 503);
	assert_int_equal(node_limit_files(node, -1), 0);
	for (int i = 0; i < 1000 && ask(lead, "GET", "/healthz", NULL, NULL) != 200; i++)
		usleep(10 * 1000); /* the writer looks again after a while */
	assert_int_equal(ask(lead, "POST", "/api/v1/entities", NULL, "{\"code\":\"PK-PB-D9\",\"kind\":\"body\",\"title\":{\"en\":\"D\"},\"parent\":\"PK-PB\"}"), 201);
	assert_int_equal(ask(lead, "GET", "/api/v1/entities/PK-PB-D0", NULL, NULL), 404);
	assert_int_equal(ask(lead, "GET", "/healthz", NULL, NULL), 200);
	assert_int_equal(node_stop(node), 0);
}

TEST(limits_hold_back_who_comes_too_often_and_say_for_how_long)
{
	struct node *node = node_start(node_found(), NULL);
	struct client *nobody = client_new(node, NULL), *lead = client_new(node, "lead");
	long status = 0;

	for (int i = 0; i < 2000 && status != 429; i++)
		status = ask(nobody, "GET", "/sign-in", NULL, NULL);
	assert_int_equal(status, 429);
	assert_true(header_of(nobody, "Retry-After")[0] >= '1');
	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200);
	assert_int_equal(ask(nobody, "GET", "/healthz", NULL, NULL), 200);
	assert_int_equal(node_stop(node), 0);
}
