/* SPDX-License-Identifier: Apache-2.0 */
/* csgov serve: the website and the API, until it is told to stop.  csgov routes: what it answers. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "app/app.h"
#include "base/log.h"
#include "cli/cli.h"
#include "people/nation.h"
#include "web/route.h"
#include "web/web.h"

static const struct cli_option serve_options[] = {
	{ "db", CLI_TEXT, .required = true },
	{ "listen", CLI_TEXT },
	{ "data", CLI_TEXT },
	{ "cert", CLI_TEXT },
	{ "key", CLI_TEXT },
	{ "trust-proxy", CLI_FLAG },
	{ "threads", CLI_NUMBER, 1, 256 },
	{ "connections", CLI_NUMBER, 1, 1000000 },
	{ "per-address", CLI_NUMBER, 0, 1000000 },
	{ "idle", CLI_NUMBER, 1, 3600 },
	{ "no-limits", CLI_FLAG },
	{ "count-statements", CLI_FLAG },
};

/* The signals that end us are taken by wait_for_end() alone; threads inherit the mask. */
static void
signals_block(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit of file size is answered like a full disk */
}

static void
wait_for_end(const sigset_t *set)
{
	int taken;

	while (sigwait(set, &taken) != 0)
		;
	log_info("serve.stopping", "signal %d", taken);
	/* Whoever asks a second time does not want to wait. */
	pthread_sigmask(SIG_UNBLOCK, set, NULL);
}

static void
say_ready(struct app *app, const struct cli_values *values, unsigned port)
{
	struct str listen = str_c(cli_text(values, "listen", "127.0.0.1:8080"));
	struct problem ignored = { .nitems = 0 };
	const char *colon = strrchr(listen.p, ':');
	char url[512];
	struct db *db;

	snprintf(url, sizeof url, "http%s://%.*s:%u", cli_text(values, "cert", NULL) == NULL ? "" : "s",
	    colon == NULL ? (int)listen.n : (int)(colon - listen.p), listen.p, port);
	log_info("serve.ready", "%s", url);
	if (isatty(STDOUT_FILENO))
		cli_say("cli.serve.ready", &(struct locale_arg){ "url", str_c(url) }, 1);
	if (db_open(app->store, DB_READER, &db, &ignored) != 0)
		return;
	if (!nation_exists(db))
		cli_say("cli.serve.no_nation", NULL, 0);
	db_close(db);
}

int
cli_serve(int argc, char **argv)
{
	struct problem why = { .nitems = 0 };
	struct cli_values values;
	struct app_options app_options;
	struct web_options web_options;
	struct app *app;
	struct web *web;
	sigset_t set;

	if (cli_parse("serve", argc, argv, serve_options, ARRAY_SIZE(serve_options), 0, &values) != 0)
		return (CLI_USAGE);
	signals_block(&set);
	app_options = (struct app_options){ .db = cli_text(&values, "db", NULL), .data = cli_text(&values, "data", NULL),
		.mode = STORE_EXISTING, .serve = true };
	if (app_open(&app_options, &app, &why) != 0)
		return (cli_fail(app_options.db, &why) == CLI_DONE ? CLI_DONE : CLI_ENVIRONMENT);
	web_options = (struct web_options){ .listen = cli_text(&values, "listen", "127.0.0.1:8080"),
		.cert_file = cli_text(&values, "cert", NULL), .key_file = cli_text(&values, "key", NULL),
		.trust_proxy = cli_flag(&values, "trust-proxy"), .no_limits = cli_flag(&values, "no-limits"),
		.count_statements = cli_flag(&values, "count-statements"), .threads = (unsigned)cli_number(&values, "threads", 0),
		.connections_max = (unsigned)cli_number(&values, "connections", 0),
		.per_address_max = (unsigned)cli_number(&values, "per-address", 0), .idle_s = (unsigned)cli_number(&values, "idle", 0),
		.app = app };
	if (web_start(&web_options, &web, &why) != 0) {
		app_close(app);
		cli_fail(NULL, &why);
		return (CLI_ENVIRONMENT);
	}
	say_ready(app, &values, web_port(web));
	wait_for_end(&set);
	web_stop(web);
	app_close(app);
	return (CLI_DONE);
}

/* ---- csgov routes ---- */

static const char *
permission_text(int permission)
{
	if (permission == PERM_PUBLIC)
		return ("public");
	return (permission == PERM_SIGNED_IN ? "signed-in" : choice_name(&permission_choices, permission));
}

static const char *
kind_text(const struct route *route)
{
	static const char *const names[] = { [ROUTE_VIEW] = "view", [ROUTE_VERB] = "verb", [ROUTE_ACTION] = "action", [ROUTE_RAW] = "raw" };

	return (route->upload ? "upload" : names[route->kind]);
}

int
cli_routes(int argc, char **argv)
{
	static const struct cli_option options[] = { { "json", CLI_FLAG } };
	struct cli_values values;
	struct route *routes;
	bool json;
	size_t n;

	if (cli_parse("routes", argc, argv, options, ARRAY_SIZE(options), 0, &values) != 0)
		return (CLI_USAGE);
	json = cli_flag(&values, "json");
	routes = routes_table(&n);
	for (size_t i = 0; routes != NULL && i < n; i++)
		printf(json ? "%s{\"method\":\"%s\",\"pattern\":\"%s\",\"permission\":\"%s\",\"kind\":\"%s\",\"verb\":%s%s%s,\"page\":%s}" :
		              "%s%-7s %-40s %-16s %s %s%s%s%.0s\n",
		    !json ? "" : i == 0 ? "[" : ",\n", http_method_name(routes[i].method), routes[i].pattern,
		    permission_text(routes[i].permission), kind_text(&routes[i]), json && routes[i].verb_name != NULL ? "\"" : "",
		    routes[i].verb_name != NULL ? routes[i].verb_name : json ? "null" : "", json && routes[i].verb_name != NULL ? "\"" : "",
		    routes[i].render != NULL ? "true" : "false");
	if (json)
		puts("]");
	free(routes);
	return (CLI_DONE);
}
