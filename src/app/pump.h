/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pump: many commands on their way to the writer at once, so that they share its commits.  For programs that write much (demonstration, imports).
 *
 * The first refusal is kept and stops the pump; commands already queued are still carried out.  One thread uses a pump.
 */
#ifndef APP_PUMP_H
#define APP_PUMP_H

#include "ledger/ledger.h"

struct pump;

MUST_CHECK int pump_new(struct ledger *ledger, const struct verb *verbs, size_t nverbs, struct pump **ret, struct problem *why);
void pump_free(struct pump *pump);

/**
 * pump_arena(pump): room for the payload of the next command; waits for a free place.  NULL once a command was refused.
 */
MUST_CHECK struct arena *pump_arena(struct pump *pump);
/** pump_send(pump, actor, verb, payload): queue it; PAYLOAD and its texts lie in the last pump_arena() or outlive the pump's next wait. */
void pump_send(struct pump *pump, struct id actor, const char *verb, void *payload);
/** pump_send_beside(…): with writes that are no record. */
void pump_send_beside(struct pump *pump, struct id actor, const char *verb, void *payload,
    int (*beside)(struct tx *tx, const struct record_head *head, void *context, struct problem *why), void *context);
/** pump_wait(pump, why): until all is durable.  -1: the first refusal. */
MUST_CHECK int pump_wait(struct pump *pump, struct problem *why);
uint64_t pump_sent(const struct pump *pump);

#endif
