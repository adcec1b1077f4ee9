/* SPDX-License-Identifier: Apache-2.0 */
/* csgov demo --db URL: create the demonstration nation in an empty database. */
#include <inttypes.h>
#include <sodium.h>

#include "app/app.h"
#include "app/demo.h"
#include "cli/cli.h"

static const struct cli_option options[] = {
	{ .name = "db", .kind = CLI_TEXT, .required = true },
	{ .name = "data", .kind = CLI_TEXT },
	{ .name = "bodies", .kind = CLI_NUMBER, .least = DEMO_BODIES_MIN, .most = DEMO_BODIES_MAX },
	{ .name = "seed", .kind = CLI_NUMBER, .least = 0, .most = INT64_MAX },
	{ .name = "password", .kind = CLI_TEXT },
};

static void
show_progress(uint64_t done, uint64_t total)
{
	cli_progress(done, total, "cli.demo.progress");
}

/* Twelve characters that can be read aloud: no 0 O 1 l. */
static void
make_password(char ret[13])
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

	for (int i = 0; i < 12; i++)
		ret[i] = letters[randombytes_uniform(sizeof letters - 1)];
	ret[12] = '\0';
}

static void
say_report(const struct demo_report *report, const char *password)
{
	char numbers[4][24];

	snprintf(numbers[0], sizeof numbers[0], "%" PRIu64, report->entities);
	snprintf(numbers[1], sizeof numbers[1], "%" PRIu64, report->claims);
	snprintf(numbers[2], sizeof numbers[2], "%" PRIu64, report->verdicts);
	snprintf(numbers[3], sizeof numbers[3], "%" PRIu64, report->records);
	cli_say("cli.demo.made", (const struct locale_arg[]){ { "entities", str_c(numbers[0]) }, { "claims", str_c(numbers[1]) },
	    { "verdicts", str_c(numbers[2]) }, { "records", str_c(numbers[3]) } }, 4);
	cli_say("cli.demo.sign_ins", &(struct locale_arg){ "password", str_c(password) }, 1);
}

int
cli_demo(int argc, char **argv)
{
	struct app_options how = { .mode = STORE_CREATE };
	struct problem why = { 0 };
	struct demo_report report;
	struct cli_values in;
	struct app *app;
	char password[13];
	int64_t now = clock_now();
	int status;

	if (cli_parse("demo", argc, argv, options, ARRAY_SIZE(options), 0, &in))
		return (CLI_USAGE);
	make_password(password);
	how.db = cli_text(&in, "db", NULL);
	how.data = cli_text(&in, "data", NULL);
	demo_begin(now);
	if (app_open(&how, &app, &why))
		return (cli_fail(how.db, &why));
	status = demo_make(app->ledger, app->store, app->blobs, app->verbs, app->nverbs,
	    &(struct demo_options){ .bodies = (uint32_t)cli_number(&in, "bodies", DEMO_BODIES_DEFAULT),
	        .seed = (uint64_t)cli_number(&in, "seed", 1), .password = str_c(cli_text(&in, "password", password)),
	        .now = now, .progress = show_progress }, &report, &why);
	app_close(app);
	if (status != 0)
		return (cli_fail(how.db, &why));
	say_report(&report, cli_text(&in, "password", password));
	return (CLI_DONE);
}
