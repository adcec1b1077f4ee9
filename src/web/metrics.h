/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Metrics: what the server did, counted by each thread for itself and added up when somebody asks (Prometheus text format 0.0.4).
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "base/buf.h"

struct metrics;
struct metrics_shard;
struct route;

/** metrics_new(routes, n): for N routes and one more for what was no route.  NULL if memory is short. */
struct metrics *metrics_new(const struct route *routes, size_t n);
void metrics_free(struct metrics *metrics);
/** metrics_shard(metrics): room for one thread; stays until metrics_free(), so that nothing counted is lost.  NULL if memory is short. */
struct metrics_shard *metrics_shard(struct metrics *metrics);
/** metrics_count(shard, route, status, us): one answer; ROUTE is its place in the table, N for none. */
void metrics_count(struct metrics_shard *shard, size_t route, int status, int64_t us);
/** metrics_text(metrics, out): the counters and the histogram. */
void metrics_text(struct metrics *metrics, struct buf *out);

/** metric_head(out, name, type, help), metric_value(out, name, value): a gauge or counter of one value. */
void metric_head(struct buf *out, const char *name, const char *type, const char *help);
void metric_value(struct buf *out, const char *name, const char *type, const char *help, int64_t value);

#endif
