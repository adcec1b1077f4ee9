/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox: a function that reads what strangers sent, in a process of its own that can do nothing else.
 *
 * The child has no files, no network, no way to start or signal anything (seccomp: whatever is not on a short list kills it), no new privileges,
 * bounded memory and time.  It sees what the caller saw at the moment of the call, and gives back bytes or a problem through one pipe; both
 * are checked, never believed.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include "base/buf.h"
#include "base/problem.h"

struct sandbox_limits {
	size_t memory_bytes;         /* beyond what the caller has */
	size_t answer_bytes;
	unsigned seconds;            /* of the clock and of the processor */
};

/** sandbox_fn(context, answer, why): the work: read CONTEXT, append to ANSWER, return 0; or -1 with WHY.  Runs in the child; leaks are nobody's. */
typedef int sandbox_fn(void *context, struct buf *answer, struct problem *why);

/**
 * sandbox_run(work, context, limits, ret, why): run WORK in a child and append its answer to RET.  Waits for it; on any thread.
 *
 * -1: what the work said (code, place, arguments whose names are known, findings if WHY has room); sandbox_crashed (killed by a signal, or its answer makes no sense);
 * sandbox_slow ({max} seconds); limit_reached (its answer is too large); sandbox_missing ({reason}: this system cannot confine).  Never runs unconfined.
 * Cost: a fork.
 */
MUST_CHECK int sandbox_run(sandbox_fn *work, void *context, const struct sandbox_limits *limits, struct buf *ret, struct problem *why);

#endif
