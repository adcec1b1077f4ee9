/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/service.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "web/accept.h"
#include "web/inside.h"
#include "web/static.h"

enum { DISK_FREE_LEAST_BYTES = 64 * 1024 * 1024 };

/* ---- Files ---- */

int
get_static(struct request *r, struct problem *why)
{
	const struct static_file *file = static_find(r->target.path);
	struct str seen = http_head(r->http, "If-None-Match");

	if (file == NULL)
		return (problem_set(why, NOT_FOUND, NULL));
	http_header(r->http, "Cache-Control", STR(STATIC_CACHE_CONTROL));
	http_header(r->http, "ETag", str_c(file->etag));
	http_header(r->http, "X-Content-Type-Options", STR("nosniff"));
	http_header(r->http, "Cross-Origin-Resource-Policy", STR("same-origin"));
	if (seen.p != NULL && etag_matches(seen, str_c(file->etag)))
		http_answer(r->http, 304, NULL, STR(""));
	else
		http_answer(r->http, 200, file->media_type, (struct str){ (const char *)file->bytes, file->n });
	return (0);
}

/* ---- Live changes ---- */

/* Where to go on: the browser says it when it comes again, the page when it comes first. */
static int64_t
after_of(struct request *r)
{
	struct str last = http_head(r->http, "Last-Event-ID");
	int64_t seq;

	for (size_t i = 0; last.p == NULL && i < r->query.n; i++)
		if (str_eq_c(r->query.items[i].name, "after"))
			last = r->query.items[i].value;
	return (last.p == NULL || str_to_i64(last, &seq) != 0 || seq < 0 ? -1 : seq);
}

int
get_events(struct request *r, struct problem *why)
{
	http_header(r->http, "Cache-Control", STR("no-store"));
	http_header(r->http, "X-Accel-Buffering", STR("no"));
	return (hub_answer(r->web->hub, r, after_of(r), why));
}

/* ---- The API's description ---- */

int
get_openapi(struct request *r, struct problem *why)
{
	(void)why;
	http_header(r->http, "Cache-Control", STR("no-cache"));
	http_answer(r->http, 200, "application/json", buf_view(&r->web->openapi));
	return (0);
}

/* ---- Health ---- */

struct health {
	bool database, writer, disk;
	int64_t position;
	uint64_t disk_free;
};

static struct health
health_look(struct request *r)
{
	struct problem ignored = { .nitems = 0 };
	struct ledger_health ledger;
	struct health health = { .disk = false };
	struct statvfs fs;

	ledger_health(r->app->ledger, &ledger);
	health.position = ledger.position;
	health.writer = ledger.writing == PROBLEM_NONE;
	health.database = request_attach(r, &ignored) == 0 && app_database_alive(r->db);
	request_detach(r);
	if (statvfs(r->app->data, &fs) == 0) {
		health.disk_free = (uint64_t)fs.f_bavail * fs.f_frsize;
		health.disk = health.disk_free >= DISK_FREE_LEAST_BYTES;
	}
	return (health);
}

static const char *
well(bool good)
{
	return (good ? "ok" : "failed");
}

int
get_health(struct request *r, struct problem *why)
{
	struct health health = health_look(r);
	bool good = health.database && health.writer && health.disk;
	struct buf *out = &r->http->out;

	(void)why;
	buf_printf(out, "{\"status\":\"%s\",\"version\":\"" CSGOV_VERSION "\",\"database\":\"%s\",\"writer\":\"%s\",\"disk\":\"%s\","
	                "\"disk_free_bytes\":%llu,\"ledger_position\":%lld}",
	    well(good), well(health.database), well(health.writer), well(health.disk), (unsigned long long)health.disk_free,
	    (long long)health.position);
	http_header(r->http, "Cache-Control", STR("no-store"));
	http_answer(r->http, good ? 200 : 503, "application/json", buf_view(out));
	return (0);
}

/* ---- Metrics ---- */

/* Resident memory of this process, from the kernel's own count of pages. */
static int64_t
memory_resident(void)
{
	FILE *statm = fopen("/proc/self/statm", "re");
	char line[128] = "";
	struct str rest, pages;
	int64_t n = 0;

	if (statm == NULL)
		return (0);
	if (fgets(line, sizeof line, statm) == NULL)
		line[0] = '\0';
	fclose(statm);
	rest = str_c(line);
	/* NOLINTNEXTLINE(misc-redundant-expression): each cut takes the next number */
	if (!str_cut(&rest, ' ', &pages) || !str_cut(&rest, ' ', &pages) || str_to_i64(pages, &n) != 0)
		return (0);
	return (n * sysconf(_SC_PAGESIZE));
}

int
get_metrics(struct request *r, struct problem *why)
{
	struct buf *out = &r->http->out;
	struct ledger_health ledger;

	(void)why;
	ledger_health(r->app->ledger, &ledger);
	metrics_text(r->web->metrics, out);
	metric_value(out, "csgov_ledger_position", "gauge", "Sequence of the last durable record.", ledger.position);
	metric_value(out, "csgov_writer_queue", "gauge", "Commands that wait for the writer.", (int64_t)ledger.queued);
	metric_value(out, "csgov_commits_total", "counter", "Durable batches of the writer.", (int64_t)ledger.commits);
	metric_value(out, "csgov_commits_failed_total", "counter", "Batches that could not be made durable.", (int64_t)ledger.failed_commits);
	metric_value(out, "csgov_commands_total", "counter", "Commands that the writer answered.", (int64_t)ledger.commands);
	metric_value(out, "csgov_clock_behind_microseconds", "gauge", "How far the clock is behind the last record.", ledger.clock_behind_us);
	metric_value(out, "csgov_streams", "gauge", "Live streams that are open.", hub_streams(r->web->hub));
	metric_value(out, "csgov_work_waiting", "gauge", "Jobs that wait for a worker thread.", (int64_t)work_waiting(r->web->work));
	metric_value(out, "csgov_connections", "gauge", "Connections that are open.", http_connections(r->web->http));
	metric_value(out, "process_resident_memory_bytes", "gauge", "Resident memory.", memory_resident());
	http_header(r->http, "Cache-Control", STR("no-store"));
	http_answer(r->http, 200, "text/plain; version=0.0.4; charset=utf-8", buf_view(out));
	return (0);
}
