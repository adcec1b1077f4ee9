/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/sheet_rows.h"

#include "policy/library.h"

SHAPE_DEFINE(sheet_line, SHEET_LINE)
SHAPE_DEFINE(view_sheet_lines, VIEW_SHEET_LINES)

enum { TITLE_BYTES = 16 * 1024, EXAMPLES = 3 };

/* A title without its markup, in every language that it has. */
static int
plain_title(const struct oscal_render *how, struct str title, struct oscal_prop_list props, struct arena *arena, struct langs *ret)
{
	struct buf text CLEANUP(buf_free) = BUF(TITLE_BYTES);

	oscal_title(title, props, ret);
	oscal_text_render(how, title, &text);
	ret->in[LANG_EN] = text.n == 0 ? STR_NONE : arena_str(arena, buf_view(&text));
	return (buf_failed(&text) || (text.n > 0 && ret->in[LANG_EN].p == NULL) ? -1 : 0);
}

/* Texts go on living in the arena: the document is shared and may be forgotten. */
static struct str
kept(struct arena *arena, struct str text)
{
	return (text.n == 0 ? text : arena_str(arena, text));
}

static void
keep_langs(struct arena *arena, struct langs *langs)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		langs->in[lang] = kept(arena, langs->in[lang]);
}

static int
make_line(const struct oscal_render *how, const struct oscal_entry *entry, struct arena *arena, struct sheet_line *ret)
{
	const struct oscal_control *control = entry->control;
	const struct oscal_group *group = entry->depth == 0 ? entry->group : NULL;

	*ret = (struct sheet_line){ .id = kept(arena, control->id), .parent = entry->parent == NULL ? STR_NONE : kept(arena, entry->parent->id),
		.group_id = group == NULL ? STR_NONE : kept(arena, group->id),
		.level = kept(arena, oscal_prop(control->props, "level", OSCAL_NS_OURS, NULL)) };
	if ((group != NULL && plain_title(how, group->title, group->props, arena, &ret->group)) ||
	    plain_title(how, control->title, control->props, arena, &ret->title) ||
	    oscal_part_langs(how, control->parts, "statement", arena, &ret->statement) ||
	    oscal_part_langs(how, control->parts, "guidance", arena, &ret->guidance))
		return (-1);
	keep_langs(arena, &ret->group);
	keep_langs(arena, &ret->title);
	return (0);
}

static int
make_lines(const struct oscal_doc *doc, struct arena *arena, struct view_sheet_lines *view)
{
	struct oscal_render how = { .doc = doc, .lang = LANG_EN };
	struct sheet_line *lines = arena_array(arena, struct sheet_line, doc->ncontrols + 1);

	for (size_t i = 0; lines != NULL && i < doc->ncontrols; i++)
		if (make_line(&how, &doc->controls[i], arena, &lines[i]))
			return (-1);
	for (size_t i = 0; lines != NULL && i < doc->ncontrols; i++)
		if (lines[i].group_id.n > 0 && (i == 0 || doc->controls[i].group != doc->controls[i - 1].group))
			lines[i].begins = true;
	view->items = (struct sheet_line_list){ lines, doc->ncontrols };
	return (lines == NULL ? -1 : 0);
}

int
get_catalog_sheet(struct request *r, const struct catalog_at *in, struct view_sheet_lines *view, struct problem *why)
{
	struct document_row row;
	struct shared_doc *shared;
	int status;

	if (document_get(r->db, in->id, r->arena, &row, why))
		return (-1);
	if (row.kind != DOCUMENT_CATALOG)
		return (problem_set(why, NOT_FOUND, NULL));
	if (shared_doc_get(r->app->blobs, row.sha256, row.filename, &shared, why))
		return (-1);
	view->title = row.title;
	view->version = row.version;
	view->address = r->target.path;
	r->page.section = SECTION_GUIDELINES;
	status = make_lines(shared->doc, r->arena, view);
	shared_doc_put(shared);
	return (status == 0 ? 0 : problem_set(why, LIMIT_REACHED, NULL));
}

/* ---- The template ---- */

static struct langs
example(struct request *r, unsigned n, const char *what)
{
	struct str key = arena_fmt(r->arena, "sheet.example_%u.%s", n, what);
	struct langs ret = { { STR_NONE } };

	for (int lang = 0; key.p != NULL && lang < LANG_COUNT; lang++)
		ret.in[lang] = locale_text((enum lang)lang, key.p);
	return (ret);
}

int
get_sheet_template(struct request *r, const struct no_query *in, struct view_sheet_lines *view, struct problem *why)
{
	static const char *const ids[EXAMPLES] = { "ACC-1", "ACC-1.1", "BAK-1" }, *const groups[EXAMPLES] = { "ACC", "ACC", "BAK" };
	struct sheet_line *lines = arena_array(r->arena, struct sheet_line, EXAMPLES);

	(void)in;
	for (unsigned i = 0; lines != NULL && i < EXAMPLES; i++) {
		lines[i] = (struct sheet_line){ .id = str_c(ids[i]), .parent = i == 1 ? str_c(ids[0]) : STR_NONE, .group_id = str_c(groups[i]),
			.group = example(r, i + 1, "group"), .title = example(r, i + 1, "title"), .statement = example(r, i + 1, "statement"),
			.level = STR("1") };
	}
	view->items = (struct sheet_line_list){ lines, EXAMPLES };
	return (lines == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}
