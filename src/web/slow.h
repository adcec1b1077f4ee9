/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections that say nothing, slowly.  The library ends one that is silent; one that sends a byte of its head now and then would stay for
 * ever, and some thousands of them would leave no place for anybody else.  Here each has a time within which its next head must be whole.
 *
 * And connections whose client went away in the middle of a body: when the end of the stream comes together with the last bytes, the library (epoll,
 * edge-triggered) is not told of it a second time, and would keep what was uploaded so far until the connection has been idle for long.
 */
#ifndef WEB_SLOW_H
#define WEB_SLOW_H

#include "base/problem.h"

struct slow;
struct slow_connection;

/** slow_start(limit_us, ret, why): watch, with a thread of its own.  -1: out_of_memory. */
MUST_CHECK int slow_start(int64_t limit_us, struct slow **ret, struct problem *why);
/** slow_stop(slow): after the last connection was closed. */
void slow_stop(struct slow *slow);

/** slow_open(slow, fd): a new connection; NULL (no memory): not watched.  slow_close(): before FD is closed. */
struct slow_connection *slow_open(struct slow *slow, int fd);
void slow_close(struct slow *slow, struct slow_connection *connection);
/** slow_heard(connection): its head is whole, a body may follow.  slow_whole(): nothing more is to come.  slow_waits(): it has been answered, the next head may come.  NULL is nothing. */
void slow_heard(struct slow_connection *connection);
void slow_whole(struct slow_connection *connection);
void slow_waits(struct slow_connection *connection);

#endif
