/* SPDX-License-Identifier: Apache-2.0 */
/* How problems and progress look on a terminal. */
#include <inttypes.h>
#include <unistd.h>

#include "cli/cli.h"

/* The environment is at fault (3) or the input (1)? */
static int
status_of(enum problem_code code)
{
	return (problem_status(code) >= 500 ? CLI_ENVIRONMENT : CLI_INVALID);
}

/* FILE:LINE:COLUMN: as far as it is known. */
static void
print_place(struct buf *out, const char *file, const struct problem *why, const struct problem_item *item)
{
	if (file != NULL)
		buf_printf(out, "%s:", file);
	if (why->line > 0)
		buf_printf(out, "%" PRIu32 ":%" PRIu32 ":", why->line, why->column);
	if (file != NULL || why->line > 0)
		buf_char(out, ' ');
	if (item->where[0] != '\0' && why->line == 0 && file != NULL)
		buf_printf(out, "%s: ", item->where);
}

static void
print_item(const char *file, const struct problem *why, const struct problem_item *item)
{
	struct buf out = BUF(16 * 1024);
	struct str text;

	print_place(&out, file, why, item);
	buf_str(&out, locale_text(cli_lang(), "cli.error"));
	buf_c(&out, ": ");
	problem_detail(&out, cli_lang(), item);
	buf_printf(&out, " [%s]", problem_name(item->code));
	text = buf_view(&out);
	fprintf(stderr, "%.*s\n", STR_FMT(text));
	buf_free(&out);
}

int
cli_fail(const char *file, const struct problem *why)
{
	if (why->nitems == 0)
		print_item(file, why, &why->head);
	for (unsigned i = 0; i < why->nitems; i++)
		print_item(file, why, &why->items[i]);
	if (why->nmore > 0) {
		struct buf out = BUF(1024);
		struct locale_arg arg;
		char number[24];
		struct str text;

		snprintf(number, sizeof number, "%u", why->nmore);
		arg = (struct locale_arg){ "n", str_c(number) };
		locale_format(&out, cli_lang(), "cli.and_more", &arg, 1);
		text = buf_view(&out);
		fprintf(stderr, "%.*s\n", STR_FMT(text));
		buf_free(&out);
	}
	return (status_of(why->nitems > 0 ? why->items[0].code : why->head.code));
}

void
cli_progress(uint64_t done, uint64_t total, const char *key)
{
	struct str what;

	if (!isatty(STDERR_FILENO))
		return;
	what = locale_text(cli_lang(), key);
	fprintf(stderr, "\r%.*s %" PRIu64 " / %" PRIu64 "%s", STR_FMT(what), done, total, done == total ? "\n" : "");
}
