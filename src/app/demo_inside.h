/* SPDX-License-Identifier: Apache-2.0 */
/* What the chapters of the demonstration share: demo.c (the story), demo_tree.c, demo_policy.c, demo_answers.c. */
#ifndef APP_DEMO_INSIDE_H
#define APP_DEMO_INSIDE_H

#include "app/demo.h"
#include "app/demo_source.h"
#include "app/pump.h"
#include "people/credential.h"

enum { DEMO_REGIONS_MAX = 16, DEMO_CODE_BYTES = 40 };

#define DEMO_ROOT "PK-NB"  /* code of the national baseline */

struct demo_region {
	yyjson_val *in;
	char code[DEMO_CODE_BYTES];          /* PK-PB */
	struct id lead;
	uint32_t bodies;
};

struct demo_body {
	char code[DEMO_CODE_BYTES];          /* PK-PB-HLT-003 */
	uint32_t region;
	enum lang lang;                      /* in which its officer writes */
	uint32_t maturity;                   /* 0 … 100 */
	struct id officer, head;             /* none: nobody has been heard from */
	struct id evidence[2];
};

struct demo {
	const struct demo_options *options;
	struct ledger *ledger;
	struct store *store;
	struct blobs *blobs;
	struct pump *pump;
	struct demo_source source;
	struct arena *arena;                 /* of the whole story */
	struct dice dice;
	int64_t at;                          /* the clock of the story */
	char password[CREDENTIAL_TEXT_BYTES];

	struct id admin, author, approver, reviewer;
	struct id baseline;                  /* the national baseline */
	struct demo_region regions[DEMO_REGIONS_MAX];
	size_t nregions;
	struct demo_body *bodies;
	size_t nbodies;
	struct demo_report report;
};

/** demo_clock(d, days_before_end): move the clock of the story forward, and wait for what was sent.  -1: a refusal. */
MUST_CHECK int demo_clock(struct demo *d, int64_t days_before_end, struct problem *why);
/** DEMO_PAYLOAD(d, type, arena): room for a struct TYPE in ARENA, which becomes that of the next command; NULL: none. */
#define DEMO_PAYLOAD(d, type, arena) \
	(((arena) = pump_arena((d)->pump)) == NULL ? NULL : (struct type *)arena_alloc((arena), sizeof(struct type)))

/** demo_id(d): a new identifier. */
struct id demo_id(struct demo *d);

MUST_CHECK int demo_tree(struct demo *d, struct problem *why);
/** demo_person(d, login, entity, lang, with_password): a person; its id. */
struct id demo_person(struct demo *d, const char *login, const char *entity, enum lang lang, bool with_password);
void demo_grant(struct demo *d, const char *login, const char *role, const char *entity);
MUST_CHECK int demo_policy(struct demo *d, struct problem *why);
MUST_CHECK int demo_answers(struct demo *d, struct problem *why);

#endif
