/* SPDX-License-Identifier: Apache-2.0 */
/* Differences as one page to read and to print: no script, nothing from elsewhere; signs and words tell what colours tell. */
#include "standards/diff.h"

static const char *const signs[] = { [DIFF_ADDED] = "+", [DIFF_REMOVED] = "−", [DIFF_MOVED] = "⇄", [DIFF_CHANGED] = "~" };
static const char *const words[] = { [DIFF_ADDED] = "diff.added", [DIFF_REMOVED] = "diff.removed", [DIFF_MOVED] = "diff.moved", [DIFF_CHANGED] = "diff.changed" };

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f1d;--paper:#fff;--line:#c9d1cc;--muted:#56605a;--new:#e2f3e7;--gone:#fbe6e3}\n"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6ebe8;--paper:#131715;--line:#3c4641;--muted:#a5b0aa;--new:#17402a;--gone:#4d231f}}\n"
    "body{margin:0 auto;padding:1.5rem 1rem;max-inline-size:70rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "@font-face{font-family:urdu;src:local('Noto Nastaliq Urdu'),local('Noto Nastaliq Urdu Regular'),local('NotoNastaliqUrdu'),local('NotoNastaliqUrdu-Regular'),local('Jameel Noori Nastaleeq');unicode-range:U+600-6FF,U+750-77F,U+FB50-FDFF,U+FE70-FEFC}\n"
    "body:lang(ur){font-family:urdu,system-ui,sans-serif;line-height:2}bdi,.text,.what{line-height:1.5}\n"
    "code{font-family:ui-monospace,monospace;font-size:.92em;direction:ltr;unicode-bidi:isolate}\n"
    "h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.1rem;margin:1.6rem 0 .3rem}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt,.muted{color:var(--muted)}dd{margin:0}\n"
    "table{border-collapse:collapse;inline-size:100%}th,td{padding:.35rem .6rem;border-block-end:1px solid var(--line);text-align:start;vertical-align:top}\n"
    ".sums{inline-size:auto;overflow-wrap:normal}.sums th,.sums td{padding-inline:.4rem}.sums td{text-align:end;font-variant-numeric:tabular-nums}\n"
    ".kind{inline-size:8rem;font-weight:400;white-space:nowrap}.what{inline-size:14rem}\n"
    ".text{white-space:pre-wrap}\n"
    "ins{background:var(--new);text-decoration:underline;text-underline-offset:.15em}ins::before{content:'[+'}\n"
    "del{background:var(--gone);text-decoration:line-through}del::before{content:'[−'}ins::after,del::after{content:']'}\n"
    "@media (max-width:40rem){.changes,.changes tbody,.changes tr,.changes th,.changes td{display:block;inline-size:auto;border:0;padding:.1rem 0}"
    ".changes tr{border-block-end:1px solid var(--line);padding-block:.5rem}}\n"
    "@media print{body{max-inline-size:none;padding:0;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}ins,del{background:none}}\n";

struct page {
	const struct oscal_diff *diff;
	struct buf *out;
	enum lang lang;
};

/* ---- Texts ---- */

static void
put(const struct page *page, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		switch (text.p[i]) {
		case '&':
			buf_c(page->out, "&amp;");
			break;
		case '<':
			buf_c(page->out, "&lt;");
			break;
		case '>':
			buf_c(page->out, "&gt;");
			break;
		case '"':
			buf_c(page->out, "&quot;");
			break;
		default:
			buf_char(page->out, text.p[i]);
		}
}

static void
put_message(const struct page *page, const char *key)
{
	put(page, locale_text(page->lang, key));
}

static void
put_code(const struct page *page, struct str text)
{
	buf_c(page->out, "<code>");
	put(page, text);
	buf_c(page->out, "</code>");
}

/* A text of a document, which may be of another direction than the page. */
static void
put_text(const struct page *page, const char *element, struct str text)
{
	buf_printf(page->out, "<%s dir=\"auto\">", element);
	put(page, text);
	buf_printf(page->out, "</%s>", element);
}

static void
put_number(const struct page *page, size_t n)
{
	buf_c(page->out, "<td>");
	locale_number(page->out, page->lang, (int64_t)n);
	buf_c(page->out, "</td>");
}

/* ---- What is compared, and how much changed ---- */

static void
put_document(const struct page *page, const char *key, const struct oscal_doc *doc)
{
	buf_c(page->out, "<dt>");
	put_message(page, key);
	buf_c(page->out, "</dt><dd>");
	put_text(page, "bdi", doc->metadata->title);
	buf_char(page->out, ' ');
	put_text(page, "bdi", doc->metadata->version);
	if (doc->uri.n > 0) {
		buf_char(page->out, ' ');
		put_code(page, doc->uri);
	}
	buf_c(page->out, "</dd>\n");
}

static void
put_counts(const struct page *page, const char *key, const size_t counts[DIFF_KINDS])
{
	buf_c(page->out, "<tr><th scope=\"row\">");
	put_message(page, key);
	buf_c(page->out, "</th>");
	for (int kind = DIFF_ADDED; kind < DIFF_KINDS; kind++)
		put_number(page, counts[kind]);
	buf_c(page->out, "</tr>\n");
}

static void
put_summary(const struct page *page)
{
	buf_c(page->out, "<table class=\"sums\"><thead><tr><td></td>");
	for (int kind = DIFF_ADDED; kind < DIFF_KINDS; kind++) {
		buf_printf(page->out, "<th scope=\"col\">%s ", signs[kind]);
		put_message(page, words[kind]);
		buf_c(page->out, "</th>");
	}
	buf_c(page->out, "</tr></thead><tbody>\n");
	if (page->diff->a->model == OSCAL_CATALOG)
		put_counts(page, "diff.of_controls", page->diff->controls);
	put_counts(page, "diff.of_all", page->diff->counts);
	buf_c(page->out, "</tbody></table>\n<p class=\"muted\">");
	put_message(page, "diff.legend");
	buf_c(page->out, " <ins>");
	put_message(page, "diff.inserted");
	buf_c(page->out, "</ins> <del>");
	put_message(page, "diff.deleted");
	buf_c(page->out, "</del></p>\n");
}

/* ---- The changes ---- */

static void
put_words(const struct page *page, const struct diff_pieces *pieces)
{
	static const char *const elements[] = { [DIFF_SAME] = "", [DIFF_DELETED] = "del", [DIFF_INSERTED] = "ins" };

	buf_c(page->out, "<div class=\"text\" dir=\"auto\">");
	for (size_t i = 0; i < pieces->n; i++) {
		const char *element = elements[pieces->items[i].op];

		if (*element != '\0')
			buf_printf(page->out, "<%s>", element);
		put(page, pieces->items[i].text);
		if (*element != '\0')
			buf_printf(page->out, "</%s>", element);
	}
	buf_c(page->out, "</div>");
}

static void
put_move(const struct page *page, const struct diff_change *change)
{
	struct locale_arg args[] = { { "before", change->before.p == NULL ? STR("—") : change->before },
		{ "after", change->after.p == NULL ? STR("—") : change->after } };
	struct buf text = BUF(1 << 16);

	locale_format(&text, page->lang, strcmp(change->member, "order") == 0 ? "diff.order" : "diff.parent", args, ARRAY_SIZE(args));
	put(page, buf_view(&text));
	buf_free(&text);
}

static void
put_said(const struct page *page, const struct diff_change *change)
{
	struct str said = diff_said(change);

	if (change->kind == DIFF_MOVED) {
		put_move(page, change);
	} else if (change->pieces.n > 0) {
		put_words(page, &change->pieces);
	} else if (change->kind == DIFF_CHANGED) {
		if (change->before.p != NULL)
			put_text(page, "del", change->before);
		buf_c(page->out, change->before.p != NULL && change->after.p != NULL ? " " : "");
		if (change->after.p != NULL)
			put_text(page, "ins", change->after);
	} else if (said.n > 0) {
		put_text(page, change->kind == DIFF_ADDED ? "ins" : "del", said);
	}
}

static void
put_change(const struct page *page, const struct diff_change *change)
{
	buf_printf(page->out, "<tr><th scope=\"row\" class=\"kind\">%s ", signs[change->kind]);
	put_message(page, words[change->kind]);
	buf_printf(page->out, "</th><td class=\"what\"><code>%s</code>", change->what);
	if (change->name.p != NULL) {
		buf_char(page->out, ' ');
		put_code(page, change->name);
	}
	if (change->kind == DIFF_CHANGED)
		buf_printf(page->out, " <span class=\"muted\"><code>%s</code></span>", change->member);
	buf_c(page->out, "</td><td>");
	put_said(page, change);
	buf_c(page->out, "</td></tr>\n");
}

static void
put_heading(const struct page *page, struct str id)
{
	const struct oscal_entry *entry = NULL;

	buf_c(page->out, "<h2>");
	if (id.p == NULL) {
		put_message(page, "diff.document");
	} else {
		put_code(page, id);
		if (page->diff->b->model == OSCAL_CATALOG)
			entry = oscal_control_find(page->diff->b, id);
		if (entry == NULL && page->diff->a->model == OSCAL_CATALOG)
			entry = oscal_control_find(page->diff->a, id);
		if (entry != NULL) {
			buf_char(page->out, ' ');
			put_text(page, "bdi", entry->control->title);
		}
	}
	buf_c(page->out, "</h2>\n<table class=\"changes\"><tbody>\n");
}

static void
put_changes(const struct page *page)
{
	struct str under = STR_NONE;
	bool open = false;

	for (size_t i = 0; i < page->diff->n; i++) {
		const struct diff_change *change = &page->diff->changes[i];
		struct str control = diff_control_of(change);

		if (!open || (under.p == NULL) != (control.p == NULL) || !str_eq(under, control)) {
			if (open)
				buf_c(page->out, "</tbody></table>\n");
			put_heading(page, control);
			open = true;
			under = control;
		}
		put_change(page, change);
	}
	if (open)
		buf_c(page->out, "</tbody></table>\n");
}

void
diff_html(const struct oscal_diff *diff, enum lang lang, struct buf *out)
{
	struct page page = { diff, out, lang };

	buf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>", lang_tag(lang), lang_dir(lang));
	put_message(&page, "diff.title");
	buf_c(out, "</title>\n<style>\n");
	buf_c(out, style);
	buf_c(out, "</style>\n</head>\n<body>\n<main>\n<h1>");
	put_message(&page, "diff.title");
	buf_c(out, "</h1>\n<dl>\n");
	put_document(&page, "diff.before", diff->a);
	put_document(&page, "diff.after", diff->b);
	buf_c(out, "</dl>\n");
	if (diff->n == 0) {
		buf_c(out, "<p>");
		put_message(&page, "diff.none");
		buf_c(out, "</p>\n");
	} else {
		put_summary(&page);
		put_changes(&page);
	}
	buf_c(out, "</main>\n</body>\n</html>\n");
}
