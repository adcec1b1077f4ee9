/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demonstration nation for tests: what `csgov demo` makes, and what can be put into it before it is served.
 *
 *	struct node *node = node_demo();
 *	demo_person(node, "far", "officer", "PK-SD-HLT-001");
 *	demo_token(node, "officer", (const char *const[]){ "read", NULL }, token);
 *	node_start(node, …);
 */
#ifndef TESTS_INTEGRATION_DEMO_H
#define TESTS_INTEGRATION_DEMO_H

#include "node.h"

/** node_demo(): a small demonstration nation (20 bodies and more), not served yet.  Everybody's password is NODE_PASSWORD. */
struct node *node_demo(void);
/** demo_person(node, login, role, entity): a further person with one grant.  demo_grant(): a further grant. */
void demo_person(struct node *node, const char *login, const char *role, const char *entity);
void demo_grant(struct node *node, const char *login, const char *role, const char *entity);
/** demo_token(node, login, permissions, ret): a token of LOGIN that may only do PERMISSIONS (ended by NULL), written at RET. */
void demo_token(struct node *node, const char *login, const char *const *permissions, char ret[80]);
/** demo_sql(node, text): change the database behind the program's back; the program must not be running. */
void demo_sql(struct node *node, const char *text);
/** demo_number(node, text): the first column of its first row. */
int64_t demo_number(struct node *node, const char *text);
/** node_verifies(node): `csgov ledger verify` finds nothing wrong. */
void node_verifies(struct node *node);

#endif
