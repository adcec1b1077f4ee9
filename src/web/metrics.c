/* SPDX-License-Identifier: Apache-2.0 */
#include "web/metrics.h"

#include <pthread.h>
#include <stdatomic.h>

#include "web/route.h"

enum { STATUS_CLASSES = 5, BUCKETS = 12 };

/* Upper bounds in microseconds; the last bucket has none. */
static const int64_t bounds_us[BUCKETS - 1] = { 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 100000, 500000, 2500000 };

/* Written by one thread, read by any. */
struct route_counts {
	_Atomic uint64_t status[STATUS_CLASSES];
	_Atomic uint64_t bucket[BUCKETS];
	_Atomic uint64_t sum_us;
};

struct metrics_shard {
	struct metrics_shard *next;
	struct route_counts counts[];
};

struct metrics {
	const struct route *routes;
	size_t n;                 /* rows, and one more */
	pthread_mutex_t lock;
	struct metrics_shard *first;
};

struct metrics *
metrics_new(const struct route *routes, size_t n)
{
	struct metrics *metrics = calloc(1, sizeof *metrics);

	if (metrics == NULL)
		return (NULL);
	metrics->routes = routes;
	metrics->n = n + 1;
	pthread_mutex_init(&metrics->lock, NULL);
	return (metrics);
}

void
metrics_free(struct metrics *metrics)
{
	struct metrics_shard *shard, *next;

	if (metrics == NULL)
		return;
	for (shard = metrics->first; shard != NULL; shard = next) {
		next = shard->next;
		free(shard);
	}
	pthread_mutex_destroy(&metrics->lock);
	free(metrics);
}

struct metrics_shard *
metrics_shard(struct metrics *metrics)
{
	struct metrics_shard *shard = calloc(1, sizeof *shard + metrics->n * sizeof shard->counts[0]);

	if (shard == NULL)
		return (NULL);
	pthread_mutex_lock(&metrics->lock);
	shard->next = metrics->first;
	metrics->first = shard;
	pthread_mutex_unlock(&metrics->lock);
	return (shard);
}

/* Only the owner adds, so a plain read and write will do. */
static void
add(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n, memory_order_relaxed);
}

void
metrics_count(struct metrics_shard *shard, size_t route, int status, int64_t us)
{
	struct route_counts *counts = &shard->counts[route];
	size_t bucket = 0;
	int class = status / 100 - 1;

	while (bucket < BUCKETS - 1 && us > bounds_us[bucket])
		bucket++;
	add(&counts->status[class < 0 || class >= STATUS_CLASSES ? STATUS_CLASSES - 1 : class], 1);
	add(&counts->bucket[bucket], 1);
	add(&counts->sum_us, us < 0 ? 0 : (uint64_t)us);
}

static uint64_t
sum(const struct metrics *metrics, size_t offset)
{
	uint64_t total = 0;

	for (const struct metrics_shard *shard = metrics->first; shard != NULL; shard = shard->next)
		total += atomic_load_explicit((const _Atomic uint64_t *)((const char *)shard->counts + offset), memory_order_relaxed);
	return (total);
}

static void
labels(struct buf *out, const struct metrics *metrics, size_t route)
{
	if (route < metrics->n - 1)
		buf_printf(out, "method=\"%s\",route=\"%s\"", http_method_name(metrics->routes[route].method), metrics->routes[route].pattern);
	else
		buf_c(out, "method=\"\",route=\"\"");
}

static void
route_requests(const struct metrics *metrics, size_t route, struct buf *out)
{
	for (size_t class = 0; class < STATUS_CLASSES; class++) {
		uint64_t n = sum(metrics, route * sizeof(struct route_counts) + offsetof(struct route_counts, status) +
		    class * sizeof(uint64_t));

		if (n == 0)
			continue;
		buf_c(out, "csgov_requests_total{");
		labels(out, metrics, route);
		buf_printf(out, ",status=\"%zuxx\"} %llu\n", class + 1, (unsigned long long)n);
	}
}

static void
route_durations(const struct metrics *metrics, size_t route, struct buf *out)
{
	size_t base = route * sizeof(struct route_counts);
	uint64_t n = 0, counts[BUCKETS];

	for (size_t i = 0; i < BUCKETS; i++) {
		n += sum(metrics, base + offsetof(struct route_counts, bucket) + i * sizeof(uint64_t));
		counts[i] = n;
	}
	if (n == 0)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		buf_c(out, "csgov_request_seconds_bucket{");
		labels(out, metrics, route);
		if (i < BUCKETS - 1)
			buf_printf(out, ",le=\"%g\"} %llu\n", (double)bounds_us[i] / 1e6, (unsigned long long)counts[i]);
		else
			buf_printf(out, ",le=\"+Inf\"} %llu\n", (unsigned long long)counts[i]);
	}
	buf_c(out, "csgov_request_seconds_sum{");
	labels(out, metrics, route);
	buf_printf(out, "} %.6f\n", (double)sum(metrics, base + offsetof(struct route_counts, sum_us)) / 1e6);
	buf_c(out, "csgov_request_seconds_count{");
	labels(out, metrics, route);
	buf_printf(out, "} %llu\n", (unsigned long long)n);
}

void
metric_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void
metric_value(struct buf *out, const char *name, const char *type, const char *help, int64_t value)
{
	metric_head(out, name, type, help);
	buf_printf(out, "%s %lld\n", name, (long long)value);
}

void
metrics_text(struct metrics *metrics, struct buf *out)
{
	pthread_mutex_lock(&metrics->lock);
	metric_head(out, "csgov_requests_total", "counter", "Answers by route and class of status.");
	for (size_t i = 0; i < metrics->n; i++)
		route_requests(metrics, i, out);
	metric_head(out, "csgov_request_seconds", "histogram", "Time from the head of a request to its answer.");
	for (size_t i = 0; i < metrics->n; i++)
		route_durations(metrics, i, out);
	pthread_mutex_unlock(&metrics->lock);
}
