/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demonstration nation: fictional bodies under the real names of regions, made from content/demo/nation.json and our guideline pack.
 *
 * All of it goes through the writer as records.  The clock is set back by most of a year and moved forward while the story goes on, so that
 * answers have become stale and due dates have passed.  The same seed and moment give the same records, but for the node's key and passwords.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "ledger/ledger.h"

enum { DEMO_BODIES_DEFAULT = 450, DEMO_BODIES_MIN = 20, DEMO_BODIES_MAX = 100000 };

struct demo_options {
	uint32_t bodies;
	uint64_t seed;
	struct str password;       /* of all demonstration sign-ins */
	int64_t now;               /* where the story ends */
	void (*progress)(uint64_t done, uint64_t total);   /* may be NULL */
};

struct demo_report {
	uint64_t entities, persons, claims, verdicts, records;
};

/** demo_begin(now): set the clock to where the story that ends at NOW begins; before the ledger is opened, since its first record is the key. */
void demo_begin(int64_t now);

/**
 * demo_make(ledger, store, blobs, verbs, nverbs, options, ret, why): fill an empty ledger.  -1: store_not_empty, and what a command is refused with,
 * which would be a mistake in the material.
 */
MUST_CHECK int demo_make(struct ledger *ledger, struct store *store, struct blobs *blobs, const struct verb *verbs, size_t nverbs,
    const struct demo_options *options, struct demo_report *ret, struct problem *why);

#endif
