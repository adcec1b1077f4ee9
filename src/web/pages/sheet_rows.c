/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/sheet_rows.h"

#include "policy/library.h"
#include "standards/sheet_beside.h"

SHAPE_DEFINE(sheet_relation_view, SHEET_RELATION_VIEW)
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

static bool
is_ours(const struct oscal_prop *prop, const char *name)
{
	return (str_eq_c(prop->name, name) && str_eq_c(prop->ns, OSCAL_NS_OURS));
}

static int
take_sets(const struct oscal_control *control, struct arena *arena, struct str_list *ret)
{
	ret->items = arena_array(arena, struct str, control->props.n + 1);
	for (size_t i = 0; ret->items != NULL && i < control->props.n; i++)
		if (is_ours(&control->props.items[i], "implementation-group"))
			ret->items[ret->n++] = kept(arena, control->props.items[i].value);
	return (ret->items == NULL ? -1 : 0);
}

static int
make_line(const struct oscal_render *how, const struct oscal_entry *entry, struct arena *arena, struct sheet_line *ret)
{
	const struct oscal_control *control = entry->control;
	const struct oscal_group *group = entry->depth == 0 ? entry->group : NULL;

	*ret = (struct sheet_line){ .id = kept(arena, control->id), .parent = entry->parent == NULL ? STR_NONE : kept(arena, entry->parent->id),
		.group_id = group == NULL ? STR_NONE : kept(arena, group->id),
		.level = kept(arena, oscal_prop(control->props, "level", OSCAL_NS_OURS, NULL)),
		.urn = kept(arena, oscal_prop(control->props, "urn", OSCAL_NS_OURS, NULL)) };
	if (take_sets(control, arena, &ret->implementation_groups))
		return (-1);
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

/* ---- Relations: a column for each framework ---- */

struct columns {
	struct arena *arena;
	struct view_sheet_lines *view;
	size_t most;                     /* columns that there is room for */
};

/* The column headed HEAD, made where it is not there; -1: there are too many. */
static ptrdiff_t
column_headed(struct columns *c, struct str head)
{
	struct list_extra *extra = &c->view->extra;

	for (size_t i = 0; i < extra->n; i++)
		if (str_eq(extra->heads[i], head))
			return ((ptrdiff_t)i);
	if (extra->n == c->most)
		return (-1);
	extra->heads[extra->n] = head;
	return ((ptrdiff_t)extra->n++);
}

/* While columns are made, each row has room for all of them. */
static int
columns_begin(struct columns *c, size_t most)
{
	struct list_extra *extra = &c->view->extra;

	c->most = most;
	extra->heads = arena_array(c->arena, struct str, most + 1);
	extra->cells = arena_array(c->arena, struct str, c->view->items.n * most + 1);
	return (extra->heads == NULL || extra->cells == NULL ? -1 : 0);
}

static void
columns_close(struct columns *c)
{
	struct list_extra *extra = &c->view->extra;

	for (size_t i = 0; i < c->view->items.n; i++)
		memmove(extra->cells + i * extra->n, extra->cells + i * c->most, extra->n * sizeof *extra->cells);
}

static int
add_to_cell(struct columns *c, size_t row, ptrdiff_t column, struct str text)
{
	struct str *cell = &c->view->extra.cells[row * c->most + (size_t)column];

	*cell = cell->n == 0 ? arena_str(c->arena, text) : arena_fmt(c->arena, "%.*s; %.*s", STR_FMT(*cell), STR_FMT(text));
	return (cell->p == NULL ? -1 : 0);
}

/* The relations of row I to one framework: as cell and as data. */
static int
take_links(struct columns *c, size_t i, const struct framework_links *to, ptrdiff_t column)
{
	struct sheet_line *line = &c->view->items.items[i];
	const struct mapping_link *links;
	struct buf text CLEANUP(buf_free) = BUF(1 << 20);
	size_t n;

	links = mapping_links_of(&to->links, line->id, &n);
	for (size_t k = 0; k < n; k++) {
		buf_c(&text, k > 0 ? "; " : "");
		sheet_tie_write(&links[k], &text);
		line->relations.items[line->relations.n++] = (struct sheet_relation_view){ .framework = to->framework, .control = links[k].target,
			.relation = (int)links[k].relation, .confidence = (int)links[k].sureness.word, .percent = links[k].sureness.percent };
	}
	return (buf_failed(&text) || (n > 0 && add_to_cell(c, i, column, buf_view(&text))) ? -1 : 0);
}

static int
take_relations(struct columns *c, const struct framework_links_list *all)
{
	size_t n, total;

	for (size_t i = 0; i < c->view->items.n; i++) {
		struct sheet_line *line = &c->view->items.items[i];

		total = 0;
		for (size_t k = 0; k < all->n; k++) {
			(void)mapping_links_of(&all->items[k].links, line->id, &n);
			total += n;
		}
		line->relations.items = arena_array(c->arena, struct sheet_relation_view, total + 1);
		if (line->relations.items == NULL)
			return (-1);
	}
	for (size_t k = 0; k < all->n; k++) {
		struct str head = arena_fmt(c->arena, "Maps to: %.*s", STR_FMT(all->items[k].framework));
		ptrdiff_t column = head.p == NULL ? -1 : column_headed(c, head);

		for (size_t i = 0; column >= 0 && i < c->view->items.n; i++)
			if (take_links(c, i, &all->items[k], column))
				return (-1);
	}
	return (0);
}

/* What mapping columns said of frameworks that nobody knew, under the headings that they had. */
static int
take_mentions(struct columns *c, const struct oscal_doc *doc)
{
	struct oscal_render how = { .doc = doc, .lang = LANG_EN };

	for (size_t i = 0; i < c->view->items.n; i++) {
		const struct oscal_prop_list props = doc->controls[i].control->props;

		for (size_t k = 0; k < props.n; k++) {
			struct buf subject CLEANUP(buf_free) = BUF(TITLE_BYTES);
			struct str head;
			ptrdiff_t column;

			if (!is_ours(&props.items[k], "mapping") || props.items[k].remarks.n == 0)
				continue;
			oscal_text_render(&how, props.items[k].remarks, &subject);
			head = arena_fmt(c->arena, "Maps to: %.*s", STR_FMT(buf_view(&subject)));
			column = head.p == NULL ? -1 : column_headed(c, head);
			if (column >= 0 && add_to_cell(c, i, column, props.items[k].value))
				return (-1);
		}
	}
	return (0);
}

enum { MENTIONED_MAX = 30 };

static int
make_columns(struct request *r, const struct document_row *row, const struct oscal_doc *doc, struct view_sheet_lines *view, struct problem *why)
{
	struct columns c = { .arena = r->arena, .view = view };
	struct framework_links_list all;

	if (relations_from(r->db, row->framework, r->arena, &all, why))
		return (-1);
	if (columns_begin(&c, all.n + MENTIONED_MAX) || take_relations(&c, &all) || take_mentions(&c, doc))
		return (problem_set(why, LIMIT_REACHED, NULL));
	columns_close(&c);
	return (0);
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
	status = make_lines(shared->doc, r->arena, view) ? problem_set(why, LIMIT_REACHED, NULL) : make_columns(r, &row, shared->doc, view, why);
	shared_doc_put(shared);
	return (status);
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

/* A mapping column, to the first framework that is installed and its first requirement, so that the example comes in as it is. */
static int
example_column(struct request *r, struct view_sheet_lines *view, struct problem *why)
{
	struct str *cells = arena_array(r->arena, struct str, EXAMPLES), *head = arena_array(r->arena, struct str, 1);
	struct control_query first = { .limit = 1 };
	struct framework_row_list frameworks;
	struct control_page page;
	size_t i = 0;

	if (cells == NULL || head == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (framework_list(r->db, r->arena, &frameworks, why))
		return (-1);
	while (i < frameworks.n && id_is_none(frameworks.items[i].document))
		i++;
	*head = STR("Maps to: NIST SP 800-53");
	cells[0] = STR("AC-2 [intersects-with]; AC-6 [subset-of 80%]");
	if (i < frameworks.n) {
		if (document_controls(r->db, frameworks.items[i].document, &first, r->arena, &page, why))
			return (-1);
		*head = arena_fmt(r->arena, "Maps to: %.*s", STR_FMT(frameworks.items[i].framework));
		cells[0] = page.items.n == 0 ? STR("") : arena_fmt(r->arena, "%.*s [intersects-with 80%%]", STR_FMT(page.items.items[0].id));
	}
	view->extra = (struct list_extra){ head, 1, cells };
	return (0);
}

int
get_sheet_template(struct request *r, const struct no_query *in, struct view_sheet_lines *view, struct problem *why)
{
	static struct str basic = { "Basic", 5 };
	static const char *const ids[EXAMPLES] = { "ACC-1", "ACC-1.1", "BAK-1" }, *const groups[EXAMPLES] = { "ACC", "ACC", "BAK" };
	struct sheet_line *lines = arena_array(r->arena, struct sheet_line, EXAMPLES);

	(void)in;
	for (unsigned i = 0; lines != NULL && i < EXAMPLES; i++) {
		lines[i] = (struct sheet_line){ .id = str_c(ids[i]), .parent = i == 1 ? str_c(ids[0]) : STR_NONE, .group_id = str_c(groups[i]),
			.group = example(r, i + 1, "group"), .title = example(r, i + 1, "title"), .statement = example(r, i + 1, "statement"),
			.level = STR("1"), .implementation_groups = { i == 1 ? NULL : &basic, i != 1 } };
	}
	view->items = (struct sheet_line_list){ lines, EXAMPLES };
	return (lines == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : example_column(r, view, why));
}
