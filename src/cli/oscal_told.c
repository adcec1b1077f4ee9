/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of csgov oscal. */
#include <inttypes.h>

#include "base/json.h"
#include "cli/oscal.h"

static const char *const severities[] = { [OSCAL_ERROR] = "error", [OSCAL_WARNING] = "warning", [OSCAL_INFORMATION] = "information" };

static struct str
constraint_of(const struct problem *what)
{
	for (unsigned i = 0; i < what->head.nargs; i++)
		if (strcmp(what->head.args[i].name, "constraint") == 0)
			return (str_c(what->head.args[i].value));
	return (STR_NONE);
}

struct str
oscal_rule(const struct problem *what)
{
	struct str constraint = constraint_of(what);

	return (constraint.p != NULL ? constraint : str_c(problem_name(what->head.code)));
}

/* "FILE#/pointer" names another file than the one that is read. */
static struct str
split_where(const struct oscal_told *told, const struct problem *what, struct str *ret_pointer)
{
	struct str where = str_c(what->head.where);
	ptrdiff_t hash = str_find(where, STR("#/"));

	*ret_pointer = hash < 0 ? where : str_sub(where, (size_t)hash + 1, where.n);
	return (hash < 0 ? str_c(told->file) : str_sub(where, 0, (size_t)hash));
}

static void
message_of(const struct problem *what, struct str pointer, struct buf *out)
{
	struct problem_item item = what->head;

	/* The file stands before the message already. */
	memmove(item.where, item.where + strlen(item.where) - pointer.n, pointer.n + 1);
	problem_detail(out, cli_lang(), &item);
}

static void
print_finding(const struct oscal_told *told, const char *severity, const struct problem *what)
{
	struct buf line = BUF(64 * 1024);
	struct str pointer, file = split_where(told, what, &pointer), text;
	char key[32];

	buf_str(&line, file);
	if (what->line > 0)
		buf_printf(&line, ":%" PRIu32 ":%" PRIu32, what->line, what->column);
	snprintf(key, sizeof key, "cli.%s", severity);
	buf_c(&line, ": ");
	buf_str(&line, locale_text(cli_lang(), key));
	buf_c(&line, ": ");
	message_of(what, pointer, &line);
	buf_printf(&line, " [%s]", problem_name(what->head.code));
	text = buf_view(&line);
	fprintf(stderr, "%.*s\n", STR_FMT(text));
	buf_free(&line);
}

static void
collect_finding(struct oscal_told *told, const char *severity, const struct problem *what)
{
	struct buf message = BUF(64 * 1024);
	struct str pointer, file = split_where(told, what, &pointer);

	message_of(what, pointer, &message);
	buf_c(&told->items, told->items.n > 0 ? ",{\"severity\":\"" : "{\"severity\":\"");
	buf_printf(&told->items, "%s\",\"rule\":\"%s\"", severity, problem_name(what->head.code));
	if (constraint_of(what).p != NULL) {
		buf_c(&told->items, ",\"constraint\":");
		json_quote(&told->items, constraint_of(what));
	}
	buf_c(&told->items, ",\"file\":");
	json_quote(&told->items, file);
	if (what->line > 0)
		buf_printf(&told->items, ",\"line\":%" PRIu32 ",\"column\":%" PRIu32, what->line, what->column);
	buf_c(&told->items, ",\"pointer\":");
	json_quote(&told->items, pointer);
	buf_c(&told->items, ",\"message\":");
	json_quote(&told->items, buf_view(&message));
	buf_char(&told->items, '}');
	buf_free(&message);
}

static void
collect_sarif(struct oscal_told *told, enum oscal_severity severity, const struct problem *what)
{
	struct buf message = BUF(64 * 1024);
	struct str pointer, file = split_where(told, what, &pointer);

	message_of(what, pointer, &message);
	sarif_add(told->sarif, file, severity, what, buf_view(&message));
	buf_free(&message);
}

static void
tell(struct oscal_told *told, enum oscal_severity severity, const struct problem *what)
{
	if (told->sarif != NULL)
		collect_sarif(told, severity, what);
	else if (told->json)
		collect_finding(told, severities[severity], what);
	else
		print_finding(told, severities[severity], what);
}

/* False when there is no memory: then it is told at once. */
static bool
keep(struct oscal_told *told, enum oscal_severity severity, const struct problem *what)
{
	if (told->nkept == told->kept_max) {
		size_t max = told->kept_max == 0 ? 16 : 2 * told->kept_max;
		struct oscal_finding *grown = realloc(told->kept, max * sizeof *grown);

		if (grown == NULL)
			return (false);
		told->kept = grown;
		told->kept_max = max;
	}
	told->kept[told->nkept] = (struct oscal_finding){ *what, severity, told->nkept };
	told->nkept++;
	return (true);
}

void
oscal_tell(void *user, enum oscal_severity severity, const struct problem *what)
{
	struct oscal_told *told = user;

	if (severity == OSCAL_ERROR)
		told->nerrors++;
	else
		told->nwarnings++;
	if (!told->keep || !keep(told, severity, what))
		tell(told, severity, what);
}

static int
by_place(const void *a, const void *b)
{
	const struct oscal_finding *x = a, *y = b;

	if (x->what.line != y->what.line)
		return (x->what.line < y->what.line ? -1 : 1);
	if (x->what.column != y->what.column)
		return (x->what.column < y->what.column ? -1 : 1);
	return (x->number < y->number ? -1 : 1);
}

void
oscal_told_flush(struct oscal_told *told)
{
	if (told->nkept > 0)
		qsort(told->kept, told->nkept, sizeof *told->kept, by_place);
	for (size_t i = 0; i < told->nkept; i++)
		tell(told, told->kept[i].severity, &told->kept[i].what);
	free(told->kept);
	told->kept = NULL;
	told->nkept = told->kept_max = 0;
}

int
oscal_told_failure(struct oscal_told *told, const struct problem *why)
{
	if (told->nerrors == 0)
		oscal_tell(told, OSCAL_ERROR, why);
	return (problem_status(why->head.code) >= 500 ? CLI_ENVIRONMENT : CLI_INVALID);
}
