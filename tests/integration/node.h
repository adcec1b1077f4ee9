/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A node for tests: the real program on a free port with a database of its own, and clients that talk to it as browsers and programs do.
 *
 *	struct node *node = node_start(node_found(), NULL);
 *	struct client *lead = client_new(node, "lead");
 *	assert_int_equal(ask(lead, "GET", "/api/v1/me", NULL, NULL), 200);
 *	assert_string_equal(text_at(lead, "/login"), "lead");
 *
 * The program under test is the environment's CSGOV, else build/csgov.  Everything is removed when the test program ends.
 */
#ifndef TESTS_INTEGRATION_NODE_H
#define TESTS_INTEGRATION_NODE_H

#include "base/buf.h"
#include "base/json.h"
#include "test.h"

#define NODE_PASSWORD "three quiet rivers"

/** A folder with a database in which the small nation is founded (below), and perhaps a program that serves it. */
struct node {
	char dir[128], db[160], url[160];
	int pid, log;               /* of the program; 0: not running */
	struct buf said;            /* what it wrote on standard error so far */
};

/**
 * node_found(): the small nation:
 *
 *	PK                       administrator admin; auditor auditor; minister minister; analyst analyst
 *	  PK-PB (region)         lead
 *	    PK-PB-HLT-001 (body) head, officer, contributor; reviewer
 *	      PK-PB-HLT-001-IT (unit)
 *	    PK-PB-HLT-002 (body)
 *	  PK-SD (region)         lead2
 *	    PK-SD-HLT-001 (body) officer2
 *
 * Everybody's password is NODE_PASSWORD.
 */
struct node *node_found(void);
/** node_demonstration(bodies): the demonstration nation instead, with its answers, verdicts and baselines; everybody's password is NODE_PASSWORD. */
struct node *node_demonstration(unsigned bodies);
/** node_bare(): a folder and the name of a database that is not there yet. */
struct node *node_bare(void);
/** node_start(node, more): run the program on a free port; MORE are further arguments, ended by NULL (may be NULL).  Returns NODE. */
struct node *node_start(struct node *node, const char *const *more);
/** node_stop(node): ask it to end; returns its exit status, or -1 if it died by a signal.  node_kill(node): kill -9. */
int node_stop(struct node *node);
void node_kill(struct node *node);
/** node_limit_files(node, bytes): let the running program make no file larger than BYTES (-1: no limit): stands for a full disk. */
int node_limit_files(struct node *node, int64_t bytes);
/** node_alive(node): it has not ended by itself. */
bool node_alive(struct node *node);
/** csgov(ret_out, arguments…): run the program to its end; its exit status.  RET_OUT (may be NULL) takes both outputs. */
int csgov(struct buf *ret_out, ...) __attribute__((sentinel));
/** csgov_unprivileged(ret_out, node, arguments…): the same by somebody who may read NODE's files and not write them. */
int csgov_unprivileged(struct buf *ret_out, struct node *node, ...) __attribute__((sentinel));
const char *csgov_path(void);

/** A client: keeps its token or its cookies, and its last answer. */
struct client {
	struct node *node;
	void *curl;
	char token[80];             /* empty: none is sent */
	char csrf[80];
	bool browser;               /* asks for HTML, sends Origin, keeps cookies, does not follow redirects */
	const char *headers[8];     /* sent with the next request only: "Name: value" */
	long status;
	struct buf body, head;
	yyjson_doc *doc;
	struct client *next;        /* of all, which are freed when the test program ends */
};

/** client_new(node, login): signed in by token; NULL: nobody.  browser_new(): by the form of the sign-in page, with cookies. */
struct client *client_new(struct node *node, const char *login);
struct client *browser_new(struct node *node, const char *login);
/** ask(client, method, path, type, body): the status; BODY may be NULL.  TYPE NULL: application/json. */
long ask(struct client *client, const char *method, const char *path, const char *type, const char *body);
/** send_form(browser, path, form): post FORM ("a=b&c=d") with the browser's token. */
long send_form(struct client *browser, const char *path, const char *form);
/** header_of(client, name): of the last answer; "" if it was not there.  Valid until the next call. */
const char *header_of(struct client *client, const char *name);
/** value_at(client, pointer): in the last answer (RFC 6901), or NULL.  text_at(): its text, "" if there is none.  number_at(): likewise, -1. */
yyjson_val *value_at(struct client *client, const char *pointer);
const char *text_at(struct client *client, const char *pointer);
int64_t number_at(struct client *client, const char *pointer);
/** says(client, text): whether the last answer holds TEXT. */
bool says(struct client *client, const char *text);
/** node_position(node): how many records its ledger has; it must say that it is well. */
int64_t node_position(struct node *node);
/** hold(client, header): send HEADER with the next request. */
void hold(struct client *client, const char *header);

/** raw(node, bytes, ret): open a connection, send BYTES, shut down writing if CLOSE, and read until the server closes (at most some seconds). */
void raw(struct node *node, struct str bytes, bool close, struct buf *ret);

#endif
