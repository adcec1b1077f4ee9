/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV as it comes from anywhere (RFC 4180 and what spreadsheets make of it): the separator is guessed from the first rows, or named in a line "sep=;".
 */
#include "base/json.h"
#include "standards/sheet.h"

enum { GUESS_ROWS = 20 };

struct csv {
	struct str text;
	size_t at;
	char separator;
	struct buf cell;             /* of a quoted cell with doubled quotes */
};

static bool
at_line_end(const struct csv *in)
{
	return (in->at >= in->text.n || in->text.p[in->at] == '\n' || in->text.p[in->at] == '\r');
}

static bool
at_separator(const struct csv *in)
{
	return (in->at < in->text.n && in->text.p[in->at] == in->separator);
}

static int
malformed(const struct csv *in, size_t at, const char *expected, struct problem *why)
{
	char where[32];
	uint32_t line, column;

	json_position(in->text, at, &line, &column);
	snprintf(where, sizeof where, "%u:%u", line, column);
	problem_set(why, CSV_MALFORMED, where);
	why->line = line;
	why->column = column;
	problem_arg_i64(why, "line", line);
	problem_arg_i64(why, "column", column);
	problem_arg(why, "expected", str_c(expected));
	return (-1);
}

/* What stands between quotes, from the opening one; "" is one quote.  Blanks may stand before the next separator. */
static int
quoted(struct csv *in, struct str *ret, struct problem *why)
{
	size_t open = in->at++;

	buf_reset(&in->cell);
	for (;;) {
		const char *quote = in->at < in->text.n ? memchr(in->text.p + in->at, '"', in->text.n - in->at) : NULL;
		size_t end = quote == NULL ? 0 : (size_t)(quote - in->text.p);

		if (quote == NULL)
			return (malformed(in, open, "csv.quote_open", why));
		buf_add(&in->cell, in->text.p + in->at, end - in->at);
		in->at = end + 1;
		if (in->at >= in->text.n || in->text.p[in->at] != '"')
			break;
		buf_char(&in->cell, '"');
		in->at++;
	}
	while (in->at < in->text.n && in->text.p[in->at] == ' ')
		in->at++;
	if (!at_line_end(in) && !at_separator(in))
		return (malformed(in, in->at, "csv.quote_after", why));
	if (buf_failed(&in->cell))
		return (problem_set(why, LIMIT_REACHED, NULL));
	*ret = buf_view(&in->cell);
	return (0);
}

static int
cell(struct csv *in, struct str *ret, struct problem *why)
{
	size_t from = in->at;

	if (!at_line_end(in) && in->text.p[in->at] == '"')
		return (quoted(in, ret, why));
	while (!at_line_end(in) && !at_separator(in))
		in->at++;
	*ret = str_sub(in->text, from, in->at - from);
	return (0);
}

/* The apostrophe that keeps a spreadsheet from running a text as a formula is not part of it. */
static struct str
unguarded(struct str s)
{
	return (s.n > 1 && s.p[0] == '\'' && char_in("=+-@\t\r", s.p[1]) ? str_sub(s, 1, s.n - 1) : s);
}

/* One row; with DRAFT its cells are kept.  *RET_N: how many cells it has. */
static int
row(struct csv *in, struct sheet_draft *draft, uint32_t number, uint32_t *ret_n, struct problem *why)
{
	for (*ret_n = 0;; in->at++) {
		struct str text;

		if (cell(in, &text, why) || (draft != NULL && draft_cell(draft, number, *ret_n, unguarded(text))))
			return (-1);
		++*ret_n;
		if (!at_separator(in))
			break;
	}
	if (in->at < in->text.n && in->text.p[in->at] == '\r')
		in->at++;
	if (in->at < in->text.n && in->text.p[in->at] == '\n')
		in->at++;
	return (0);
}

/* How well SEPARATOR fits the first rows: how many have as many cells as the first one, by how many those are. */
static uint64_t
fits(const struct csv *in, char separator)
{
	struct csv try = { in->text, in->at, separator, BUF(SHEET_FILE_BYTES_MAX) };
	uint32_t first = 0, n, same = 0;
	struct problem ignored = { .nitems = 0 };
	int i = 0;

	for (; i < GUESS_ROWS && try.at < try.text.n; i++) {
		if (row(&try, NULL, 0, &n, &ignored))
			break;
		first = i == 0 ? n : first;
		same += n == first;
	}
	buf_free(&try.cell);
	return (first < 2 ? 0 : (uint64_t)same * 1000 + (first < 999 ? first : 999));
}

static void
guess_separator(struct csv *in)
{
	static const char separators[] = { ',', ';', '\t' };
	uint64_t best = 0;

	if (in->text.n - in->at > 5 && strncasecmp(in->text.p + in->at, "sep=", 4) == 0 && char_in(",;\t|", in->text.p[in->at + 4])) {
		in->separator = in->text.p[in->at + 4];
		in->at += 5;
		while (!at_line_end(in))
			in->at++;
		while (in->at < in->text.n && (in->text.p[in->at] == '\r' || in->text.p[in->at] == '\n'))
			in->at++;
		return;
	}
	in->separator = ',';
	for (size_t i = 0; i < sizeof separators; i++) {
		uint64_t fit = fits(in, separators[i]);

		if (fit > best) {
			best = fit;
			in->separator = separators[i];
		}
	}
}

int
sheet_csv_parse(struct str bytes, struct buf *out, struct problem *why)
{
	struct csv in = { .text = bytes, .cell = BUF(SHEET_FILE_BYTES_MAX) };
	size_t good = str_utf8_prefix(bytes);
	struct sheet_draft draft;
	uint32_t n, number = 0;
	int status;

	if (good < bytes.n || (bytes.n > 0 && memchr(bytes.p, '\0', bytes.n) != NULL)) {
		good = good < bytes.n ? good : (size_t)((const char *)memchr(bytes.p, '\0', bytes.n) - bytes.p);
		problem_set(why, TEXT_NOT_UTF8, NULL);
		json_position(bytes, good, &why->line, &why->column);
		return (-1);
	}
	in.at = str_starts(bytes, STR("\xef\xbb\xbf")) ? 3 : 0;
	guess_separator(&in);
	draft_begin(&draft, out, why);
	status = draft_sheet(&draft, SHEET_ROWS, STR(""));
	while (status == 0 && in.at < in.text.n)
		status = row(&in, &draft, ++number, &n, why);
	draft_end(&draft);
	buf_free(&in.cell);
	return (status);
}
