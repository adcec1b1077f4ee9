/* SPDX-License-Identifier: Apache-2.0 */
/* The frame around pages, the page of a problem, and the small things that every page has. */
#include "web/layout.h"
#include "web/static.h"
#include "web/templates.h"

enum { URL_MAX_BYTES = 8 << 10, TEXT_MAX_BYTES = 16 << 10 };

void
html_static(struct html *h, const char *name)
{
	buf_c(h->out, static_url(name));
}

void
html_icon(struct html *h, const char *name)
{
	HTML_LITERAL(h, "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"");
	html_static(h, "icons.svg");
	buf_printf(h->out, "#%s\"/></svg>", name);
}

/* A copy of what OUT holds, in the arena; marks the page failed if there is no room. */
static struct str
keep(const struct html *h, struct buf *out)
{
	struct str ret = buf_failed(out) ? STR_NONE : arena_str(h->arena, out->n == 0 ? STR("") : buf_view(out));

	if (ret.p == NULL)
		h->out->failed = true;
	buf_free(out);
	return (ret);
}

void
html_csrf(struct html *h)
{
	const struct page *page = h->page;

	HTML_LITERAL(h, "<input type=\"hidden\" name=\"_csrf\" value=\"");
	html_escape(h->out, page->csrf);
	HTML_LITERAL(h, "\"><input type=\"hidden\" name=\"_back\" value=\"");
	html_escape(h->out, page->path);
	if (page->query.n > 0) {
		buf_char(h->out, '?');
		html_escape(h->out, page->query);
	}
	HTML_LITERAL(h, "\">");
}

/* ---- The layout ---- */

static const struct {
	const char *key;
	const char *href;
} sections[SECTION_COUNT] = {
#define X(constant, name, href) { "section." #name, href },
	PAGE_SECTIONS(X)
#undef X
};

static void
sections_fill(const struct html *h, struct layout_section_list *ret)
{
	ret->items = arena_array(h->arena, struct layout_section, SECTION_COUNT);
	for (size_t i = 0; ret->items != NULL && i < SECTION_COUNT; i++)
		if (h->page->sections & SECTION_BIT(i))
			ret->items[ret->n++] = (struct layout_section){ str_c(sections[i].href), html_text(h, sections[i].key),
				h->page->counts[i], h->page->section == i };
}

/* This page's URL with lang=TAG, and without what the query says about it now. */
static struct str
in_language(const struct html *h, const char *tag)
{
	struct buf url = BUF(URL_MAX_BYTES);
	struct str rest = h->page->query, part;

	buf_str(&url, h->page->path);
	buf_printf(&url, "?lang=%s", tag);
	while (str_cut(&rest, '&', &part)) {
		if (part.n == 0 || str_starts(part, STR("lang=")))
			continue;
		buf_char(&url, '&');
		buf_str(&url, part);
	}
	return (keep(h, &url));
}

static void
languages_fill(const struct html *h, struct layout_language_list *ret)
{
	ret->items = arena_array(h->arena, struct layout_language, LANG_COUNT);
	for (int lang = 0; ret->items != NULL && lang < LANG_COUNT; lang++)
		if ((enum lang)lang != h->lang)
			ret->items[ret->n++] = (struct layout_language){ in_language(h, lang_tag(lang)), lang_tag(lang), lang_dir(lang),
				lang_own_name(lang) };
}

void
html_document(struct html *h, const struct html_slots *slots)
{
	struct view_layout view = { .slots = slots, .version = CSGOV_VERSION };

	sections_fill(h, &view.sections);
	languages_fill(h, &view.languages);
	if (view.sections.items == NULL || view.languages.items == NULL)
		h->out->failed = true;
	else
		template_layout(h, &view);
}

/* ---- Problems ---- */

static struct str
item_text(const struct html *h, const struct problem_item *item)
{
	struct buf text = BUF(TEXT_MAX_BYTES);

	problem_detail(&text, h->lang, item);
	return (keep(h, &text));
}

/* A place is shown where the text does not name it: of a file or a document, not of a field. */
static struct str
item_where(const struct problem_item *item)
{
	for (unsigned i = 0; i < item->nargs; i++)
		if (strcmp(item->args[i].name, "field") == 0)
			return (STR_NONE);
	return (str_c(item->where));
}

/* Statuses that a change is refused with before anything of it is done; a failure of reading needs no such comfort. */
static bool
refuses_a_change(int status)
{
	static const int refusals[] = { 400, 403, 409, 412, 413, 415, 422, 429, 503, 507 };

	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (status == refusals[i])
			return (true);
	return (false);
}

int
view_problem_fill(const struct html *h, int status, const struct problem *why, struct str reference, struct view_problem *ret)
{
	struct buf title = BUF(TEXT_MAX_BYTES);

	*ret = (struct view_problem){ .status = status, .line = why->line, .column = why->column, .reference = reference,
		.retry_after_s = why->retry_after_s, .more = why->nmore, .sign_in = status == 401 };
	ret->nothing_changed = refuses_a_change(status);
	problem_title(&title, h->lang, &why->head);
	ret->title = keep(h, &title);
	ret->detail = item_text(h, &why->head);
	if (why->items == NULL || why->nitems == 0)
		return (0);
	ret->items.items = arena_array(h->arena, struct view_problem_item, why->nitems);
	if (ret->items.items == NULL)
		return (-1);
	for (unsigned i = 0; i < why->nitems; i++)
		ret->items.items[ret->items.n++] = (struct view_problem_item){ item_where(&why->items[i]), item_text(h, &why->items[i]) };
	return (0);
}

void
html_problem(struct html *h, int status, const struct problem *why, struct str reference)
{
	struct view_problem view;

	if (view_problem_fill(h, status, why, reference, &view))
		h->out->failed = true;
	else
		template_problem(h, &view);
}
