/* SPDX-License-Identifier: Apache-2.0 */
/* Differences as text for a terminal and as JSON. */
#include "base/json.h"
#include "standards/diff.h"

enum { SHOWN_AROUND = 30 };      /* of unchanged text beside what changed */

static const char signs[] = { [DIFF_ADDED] = '+', [DIFF_REMOVED] = '-', [DIFF_MOVED] = '>', [DIFF_CHANGED] = '~' };
static const char *const kinds[] = { [DIFF_ADDED] = "added", [DIFF_REMOVED] = "removed", [DIFF_MOVED] = "moved", [DIFF_CHANGED] = "changed" };

/* ---- Text ---- */

/* Line ends of a text would break the line of its change. */
static void
put_line(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		buf_char(out, text.p[i] == '\n' || text.p[i] == '\r' ? ' ' : text.p[i]);
}

/* Cut at a whole character. */
static size_t
cut(struct str text, size_t n)
{
	while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	return (n);
}

static void
put_same(struct buf *out, struct str text, bool first, bool last)
{
	size_t head = first ? 0 : cut(text, SHOWN_AROUND), tail = last || text.n < SHOWN_AROUND ? text.n : cut(text, text.n - SHOWN_AROUND);

	if (text.n <= 3 * SHOWN_AROUND) {
		put_line(out, text);
		return;
	}
	put_line(out, str_sub(text, 0, head));
	buf_c(out, "…");
	put_line(out, str_sub(text, tail, text.n - tail));
}

static void
put_pieces(struct buf *out, struct diff_pieces pieces)
{
	for (size_t i = 0; i < pieces.n; i++) {
		const struct diff_piece *piece = &pieces.items[i];

		if (piece->op == DIFF_SAME) {
			put_same(out, piece->text, i == 0, i + 1 == pieces.n);
			continue;
		}
		buf_c(out, piece->op == DIFF_DELETED ? "[-" : "{+");
		put_line(out, piece->text);
		buf_c(out, piece->op == DIFF_DELETED ? "-]" : "+}");
	}
}

static void
put_changed(struct buf *out, const struct diff_change *change)
{
	buf_printf(out, "  %s: ", change->member);
	if (change->pieces.n > 0) {
		put_pieces(out, change->pieces);
		return;
	}
	if (change->before.p != NULL) {
		buf_c(out, "[-");
		put_line(out, change->before);
		buf_c(out, "-]");
	}
	if (change->after.p != NULL) {
		buf_c(out, "{+");
		put_line(out, change->after);
		buf_c(out, "+}");
	}
}

static void
put_moved(struct buf *out, enum lang lang, const struct diff_change *change)
{
	struct locale_arg args[] = { { "before", change->before.p == NULL ? STR("—") : change->before },
		{ "after", change->after.p == NULL ? STR("—") : change->after } };

	buf_c(out, "  ");
	locale_format(out, lang, strcmp(change->member, "order") == 0 ? "diff.order" : "diff.parent", args, ARRAY_SIZE(args));
}

static void
put_change(struct buf *out, enum lang lang, const struct diff_change *change)
{
	buf_printf(out, "%c %s", signs[change->kind], change->what);
	if (change->name.p != NULL) {
		buf_char(out, ' ');
		put_line(out, change->name);
	}
	if (change->within.p != NULL && !str_eq(change->within, change->name)) {
		buf_c(out, " (");
		put_line(out, change->within);
		buf_char(out, ')');
	}
	if (change->kind == DIFF_CHANGED) {
		put_changed(out, change);
	} else if (change->kind == DIFF_MOVED) {
		put_moved(out, lang, change);
	} else if (change->title.p != NULL) {
		buf_c(out, "  ");
		put_line(out, change->title);
	}
	buf_char(out, '\n');
}

static void
put_summary(struct buf *out, enum lang lang, const char *key, const size_t counts[DIFF_KINDS])
{
	char numbers[DIFF_KINDS][24];
	struct locale_arg args[DIFF_KINDS - 1];

	for (int kind = DIFF_ADDED; kind < DIFF_KINDS; kind++) {
		snprintf(numbers[kind], sizeof numbers[kind], "%zu", counts[kind]);
		args[kind - 1] = (struct locale_arg){ kinds[kind], str_c(numbers[kind]) };
	}
	locale_format(out, lang, key, args, ARRAY_SIZE(args));
	buf_char(out, '\n');
}

void
diff_text(const struct oscal_diff *diff, enum lang lang, struct buf *out)
{
	if (diff->n == 0) {
		buf_str(out, locale_text(lang, "diff.none"));
		buf_char(out, '\n');
		return;
	}
	put_summary(out, lang, "diff.changes", diff->counts);
	if (diff->a->model == OSCAL_CATALOG)
		put_summary(out, lang, "diff.controls", diff->controls);
	for (size_t i = 0; i < diff->n; i++)
		put_change(out, lang, &diff->changes[i]);
}

/* ---- JSON ---- */

static void
json_text(struct buf *out, const char *key, struct str text)
{
	if (text.p == NULL)
		return;
	buf_printf(out, ",\"%s\":", key);
	json_quote(out, text);
}

static void
json_place(struct buf *out, const char *key, uint32_t line, uint32_t column)
{
	if (line > 0)
		buf_printf(out, ",\"%s\":{\"line\":%u,\"column\":%u}", key, line, column);
}

static void
json_pieces(struct buf *out, struct diff_pieces pieces)
{
	static const char *const ops[] = { [DIFF_SAME] = "same", [DIFF_DELETED] = "deleted", [DIFF_INSERTED] = "inserted" };

	for (size_t i = 0; i < pieces.n; i++) {
		buf_printf(out, "%s{\"op\":\"%s\"", i == 0 ? ",\"words\":[" : ",", ops[pieces.items[i].op]);
		json_text(out, "text", pieces.items[i].text);
		buf_char(out, '}');
	}
	if (pieces.n > 0)
		buf_char(out, ']');
}

static void
json_change(struct buf *out, const struct diff_change *change)
{
	buf_printf(out, "{\"kind\":\"%s\",\"what\":\"%s\"", kinds[change->kind], change->what);
	json_text(out, "name", change->name);
	json_text(out, "title", change->title);
	json_text(out, "within", change->within);
	if (change->member != NULL)
		buf_printf(out, ",\"member\":\"%s\"", change->member);
	json_text(out, "before", change->before);
	json_text(out, "after", change->after);
	json_pieces(out, change->pieces);
	json_place(out, "a", change->line_a, change->column_a);
	json_place(out, "b", change->line_b, change->column_b);
	buf_char(out, '}');
}

static void
json_document(struct buf *out, const char *key, const struct oscal_doc *doc)
{
	buf_printf(out, "\"%s\":{\"model\":\"%s\"", key, doc->model == OSCAL_CATALOG ? "catalog" : "profile");
	json_text(out, "uri", doc->uri);
	json_text(out, "uuid", doc->uuid);
	json_text(out, "title", doc->metadata->title);
	json_text(out, "version", doc->metadata->version);
	buf_c(out, "},\n");
}

static void
json_counts(struct buf *out, const char *key, const size_t counts[DIFF_KINDS])
{
	buf_printf(out, "\"%s\":{", key);
	for (int kind = DIFF_ADDED; kind < DIFF_KINDS; kind++)
		buf_printf(out, "%s\"%s\":%zu", kind == DIFF_ADDED ? "" : ",", kinds[kind], counts[kind]);
	buf_char(out, '}');
}

void
diff_json(const struct oscal_diff *diff, struct buf *out)
{
	buf_c(out, "{");
	json_document(out, "a", diff->a);
	json_document(out, "b", diff->b);
	buf_c(out, "\"summary\":{");
	json_counts(out, "changes", diff->counts);
	if (diff->a->model == OSCAL_CATALOG) {
		buf_char(out, ',');
		json_counts(out, "controls", diff->controls);
	}
	buf_c(out, "},\n\"changes\":[");
	for (size_t i = 0; i < diff->n; i++) {
		buf_c(out, i == 0 ? "\n" : ",\n");
		json_change(out, &diff->changes[i]);
	}
	buf_c(out, "\n]}\n");
}
