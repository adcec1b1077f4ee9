/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/sheets.h"

SHAPE_DEFINE(sheet_at, SHEET_AT)
SHAPE_DEFINE(sheet_column_view, SHEET_COLUMN_VIEW)
SHAPE_DEFINE(sheet_finding, SHEET_FINDING)
SHAPE_DEFINE(sheet_piece, SHEET_PIECE)
SHAPE_DEFINE(view_sheet, VIEW_SHEET)

enum { SAMPLE_BYTES = 160 };

/* A sheet with all that is said of it. */
struct asked {
	struct str filename;
	struct sheet_book book;
	struct sheet_plan *plan;
	struct pack_about about;
};

static int
make_pack(struct request *r, const struct asked *asked, struct document_pack *ret, struct problem *notes, struct problem *why)
{
	return (document_pack_make(r->db, r->app->blobs, &asked->book, asked->plan, &asked->about, ret, notes, why));
}

static int
make_command(struct request *r, const struct asked *asked, struct document_import *ret, struct problem *why)
{
	struct problem notes = { .nitems = 0 };
	struct document_pack pack;
	int status = make_pack(r, asked, &pack, &notes, why);

	if (status == 0)
		status = document_pack_prepare(r->db, r->app->blobs, &pack, r->now, r->arena, ret, why);
	document_pack_free(&pack);
	return (status);
}

/* ---- From outside the browser: in one go ---- */

static int
name_sheet(struct asked *asked, struct str name, uint32_t *ret, struct problem *why)
{
	*ret = UINT32_MAX;
	for (uint32_t i = 0; i < asked->book.n && name.n > 0; i++)
		if (sheet_is_rows(&asked->book, i) && str_eq(asked->book.sheets[i].name, name)) {
			*ret = i;
			return (0);
		}
	if (name.n == 0)
		return (0);
	problem_set(why, SHEET_UNKNOWN, "sheet");
	problem_arg(why, "name", name);
	return (-1);
}

static int
convert(struct request *r, struct str bytes, struct str filename, enum sheet_format format, const struct catalog_upload *in,
    struct document_import *ret, struct problem *why)
{
	struct asked asked = { .filename = filename, .plan = arena_alloc(r->arena, sizeof *asked.plan) };
	uint32_t sheet;

	if (asked.plan == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (sheet_read(bytes, format, r->arena, &asked.book, why) || name_sheet(&asked, in->sheet, &sheet, why))
		return (-1);
	sheet_plan_guess(&asked.book, sheet, asked.plan);
	if (sheet_plan_set(asked.plan, in->columns, why))
		return (-1);
	asked.about = (struct pack_about){ in->title.n > 0 ? in->title : pack_title(&asked.book, asked.plan, filename, r->arena), in->version,
		in->replaces, r->now };
	return (make_command(r, &asked, ret, why));
}

/* Read once, on this worker thread; the page that follows only decides what the cells mean. */
static int
park(struct request *r, struct str bytes, struct str filename, enum sheet_format format, struct id replaces, struct problem *why)
{
	struct buf cells CLEANUP(buf_free) = BUF(SHEET_ANSWER_BYTES_MAX + 1024);
	char id[ID_TEXT_BYTES + 1];
	struct str key;

	if (sheet_extract(bytes, format, &cells, why))
		return (-1);
	key = request_park(r, filename, buf_view(&cells));
	if (key.p == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	id_text(replaces, id);
	r->redirect = arena_fmt(r->arena, "/catalogs/sheets/%.*s%s%s", STR_FMT(key), id_is_none(replaces) ? "" : "?replaces=",
	    id_is_none(replaces) ? "" : id);
	return (0);
}

int
sheet_divert(struct request *r, struct str bytes, struct str filename, const struct catalog_upload *in, struct document_import *ret,
    struct problem *why)
{
	enum sheet_format format = sheet_format_of(bytes, filename);

	if (format == SHEET_NONE)
		return (1);
	if (r->format == FORMAT_HTML)
		return (park(r, bytes, filename, format, in->replaces, why));
	return (convert(r, bytes, filename, format, in, ret, why));
}

/* ---- In the browser: with a page between ---- */

/* The sheet that was parked under IN->key, and what IN says of it. */
static int
ask_for(struct request *r, const struct sheet_at *in, struct asked *ret, struct problem *why)
{
	struct str cells;

	*ret = (struct asked){ .plan = arena_alloc(r->arena, sizeof *ret->plan) };
	if (catalog_may_install(r, why))
		return (-1);
	if (request_parked(r, in->key, &ret->filename, &cells))
		return (problem_set(why, SHEET_GONE, NULL));
	if (ret->plan == NULL || sheet_decode(cells, r->arena, &ret->book) || ret->book.n == 0)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	sheet_plan_guess(&ret->book, in->sheet > 0 ? in->sheet - 1 : UINT32_MAX, ret->plan);
	if (in->sheet > 0 && in->of == in->sheet)
		for (uint32_t i = 0; i < ret->plan->n && i < in->columns.n; i++)
			if (sheet_role_parse(in->columns.items[i], &ret->plan->columns[i]) != 0)
				ret->plan->columns[i].role = COLUMN_IGNORE;
	ret->about = (struct pack_about){ in->title.n > 0 && (in->of == 0 || in->of == ret->plan->sheet + 1) ? in->title :
		pack_title(&ret->book, ret->plan, ret->filename, r->arena), in->version, in->replaces, r->now };
	return (0);
}

/* TEXT, or its beginning. */
static struct str
sample(struct request *r, struct str text)
{
	if (text.n <= SAMPLE_BYTES)
		return (text);
	text = str_sub(text, 0, SAMPLE_BYTES);
	text.n = str_utf8_prefix(text);
	return (arena_fmt(r->arena, "%.*s…", STR_FMT(text)));
}

/* The first two cells of a column below its heading that are not empty. */
static void
take_samples(struct request *r, const struct asked *asked, uint32_t column, struct sheet_column_view *ret)
{
	const struct sheet *sheet = &asked->book.sheets[asked->plan->sheet];

	for (uint32_t i = 0; i < sheet->nrows && ret->second.n == 0; i++) {
		struct str text = sheet->rows[i].number > asked->plan->heading ? sheet_text(&sheet->rows[i], column) : STR("");

		if (text.n == 0)
			continue;
		*(ret->first.n == 0 ? &ret->first : &ret->second) = sample(r, text);
	}
}

static int
view_columns(struct request *r, const struct asked *asked, struct view_sheet *view)
{
	struct sheet_column_view *columns = arena_array(r->arena, struct sheet_column_view, (size_t)asked->plan->n + 1);
	char name[SHEET_REFERENCE_BYTES];

	for (uint32_t i = 0; columns != NULL && i < asked->plan->n; i++) {
		struct buf meaning CLEANUP(buf_free) = BUF(64);

		sheet_column_name(i, name);
		sheet_role_text(&asked->plan->columns[i], &meaning);
		columns[i] = (struct sheet_column_view){ .column = arena_str(r->arena, str_c(name)), .heading = sample(r, asked->plan->columns[i].heading),
			.meaning = arena_str(r->arena, buf_view(&meaning)) };
		take_samples(r, asked, i, &columns[i]);
	}
	view->columns = (struct sheet_column_view_list){ columns, asked->plan->n };
	return (columns == NULL ? -1 : 0);
}

/* What a column may mean; those that have a language once for each. */
static void
view_meanings(struct request *r, struct view_sheet *view)
{
	size_t capacity = 0;

	for (int role = 1; role < (int)sheet_role_choices.n; role++) {
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			struct buf value CLEANUP(buf_free) = BUF(64);
			struct sheet_column_plan column = { .role = (enum sheet_role)role, .lang = (enum lang)lang }, same;
			struct langs label = { { STR_NONE } };

			sheet_role_text(&column, &value);
			if (sheet_role_parse(buf_view(&value), &same) != 0 || same.lang != column.lang)
				continue;
			label.in[r->lang] = request_text(r, arena_fmt(r->arena, "sheet_role.%s", choice_name(&sheet_role_choices, role)).p);
			if (str_find(buf_view(&value), STR(".")) >= 0)
				label.in[r->lang] = arena_fmt(r->arena, "%.*s (%s)", STR_FMT(label.in[r->lang]), lang_own_name(column.lang));
			list_option(r, &view->meanings, &capacity, arena_str(r->arena, buf_view(&value)), &label);
		}
	}
}

static int
view_sheets(struct request *r, const struct asked *asked, struct view_sheet *view)
{
	struct str *names = arena_array(r->arena, struct str, (size_t)asked->book.n + 1);
	size_t capacity = 0, n = 0;

	for (uint32_t i = 0; i < asked->book.n; i++)
		n += sheet_is_rows(&asked->book, i);
	for (uint32_t i = 0; names != NULL && i < asked->book.n; i++) {
		struct langs label = langs_en(asked->book.sheets[i].name);

		view->library = view->library || asked->book.sheets[i].kind == SHEET_LIBRARY;
		if (!sheet_is_rows(&asked->book, i))
			continue;
		names[view->sheets.n++] = asked->book.sheets[i].name;
		if (n > 1)
			list_option(r, &view->sheet_options, &capacity, arena_fmt(r->arena, "%u", i + 1), &label);
	}
	view->sheets.items = names;
	view->sheet = asked->plan->sheet + 1;
	view->sheet_value = arena_fmt(r->arena, "%u", view->sheet);
	return (names == NULL ? -1 : 0);
}

static void
add_finding(struct request *r, struct sheet_finding *ret, const struct problem_item *item)
{
	struct buf text CLEANUP(buf_free) = BUF(4000);

	problem_detail(&text, r->lang, item);
	ret->cell = item->where[0] == '\0' ? STR_NONE : arena_str(r->arena, str_c(item->where));
	ret->code = str_c(problem_name(item->code));
	ret->message = arena_str(r->arena, buf_view(&text));
}

static int
view_items(struct request *r, const struct problem_item *items, size_t n, struct sheet_finding_list *ret)
{
	*ret = (struct sheet_finding_list){ arena_array(r->arena, struct sheet_finding, n + 1), n };
	for (size_t i = 0; ret->items != NULL && i < n; i++)
		add_finding(r, &ret->items[i], &items[i]);
	return (ret->items == NULL ? -1 : 0);
}

/* What stands against it, as a part of the page; -1 only for what is not about the sheet. */
static int
view_findings(struct request *r, const struct problem *found, struct view_sheet *view)
{
	bool several = problem_is(found, INPUT_INVALID);

	view->more = found->nmore;
	if (problem_status(found->head.code) >= 500)
		return (-1);
	return (view_items(r, several ? found->items : &found->head, several ? found->nitems : 1, &view->findings));
}

/* What it would become; texts of the pack do not stay. */
static int
view_pieces(struct request *r, const struct document_pack *pack, struct view_sheet *view)
{
	view->pieces.items = arena_array(r->arena, struct sheet_piece, pack->n + 1);
	if (view->pieces.items == NULL)
		return (-1);
	for (size_t i = 0; i < pack->n; i++) {
		const struct pack_piece *piece = &pack->pieces[i];
		struct sheet_piece *to = &view->pieces.items[view->pieces.n++];

		*to = (struct sheet_piece){ .kind = (int)piece->kind, .version = arena_str(r->arena, piece->version), .entries = piece->entries,
			.installed = piece->installed };
		for (int lang = 0; lang < LANG_COUNT; lang++)
			to->title.in[lang] = arena_str(r->arena, piece->title.in[lang]);
	}
	view->controls = pack->made.controls;
	view->groups = pack->made.groups;
	return (0);
}

/* The pack on the page, or what is wrong with it. */
static int
view_pack(struct request *r, const struct asked *asked, struct view_sheet *view, struct problem *why)
{
	struct problem_item *room = arena_array(r->arena, struct problem_item, PROBLEM_ITEMS_MAX * 2);
	struct problem found = { .nitems = 0 }, notes = { .nitems = 0 };
	struct document_pack pack;
	int status;

	if (room == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	problem_room(&found, room);
	problem_room(&notes, room + PROBLEM_ITEMS_MAX);
	status = make_pack(r, asked, &pack, &notes, &found);
	if (status == 0)
		status = view_pieces(r, &pack, view) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0;
	else if ((status = view_findings(r, &found, view)) != 0)
		*why = found;
	document_pack_free(&pack);
	view->more_notes = notes.nmore;
	if (status == 0 && view_items(r, notes.items, notes.nitems, &view->notes))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (status);
}

int
get_sheet(struct request *r, const struct sheet_at *in, struct view_sheet *view, struct problem *why)
{
	struct asked asked;

	if (ask_for(r, in, &asked, why))
		return (-1);
	if (r->format == FORMAT_HTML)
		request_park_here(r, in->key);
	catalogs_crumbs(r);
	view->key = in->key;
	view->filename = asked.filename;
	view->title = asked.about.title;
	view->version = asked.about.version;
	view->replaces = in->replaces;
	view_meanings(r, view);
	if (!id_is_none(in->replaces) && document_get(r->db, in->replaces, r->arena, &view->replaced, why))
		return (-1);
	if (view_columns(r, &asked, view) || view_sheets(r, &asked, view))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (view_pack(r, &asked, view, why));
}

int
post_sheet(struct request *r, const struct sheet_at *in, struct document_import *ret, struct problem *why)
{
	struct asked asked;

	if (ask_for(r, in, &asked, why) || make_command(r, &asked, ret, why))
		return (-1);
	request_park_done(r, in->key);
	return (0);
}
