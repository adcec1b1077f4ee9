/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists as tables, CSV and XLSX: all of a list, page after page in one snapshot, not only the page that a screen shows.
 */
#include "base/xlsx.h"
#include "web/disposition.h"
#include "web/inside.h"
#include "web/lists.h"

enum { PAGES_MAX = 100, ROWS_MAX = 20000 };

struct export {
	struct request *r;
	const struct route *route;
	const struct field *items, *next, *after, *extra;
	struct buf *out;
	struct xlsx *workbook;   /* NULL: CSV */
	size_t rows;
	bool begun;              /* the head is there: it is told by the first page */
};

static const struct field *
field_named(const struct shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].name, name) == 0)
			return (&shape->fields[i]);
	return (NULL);
}

bool
export_can(const struct route *route, enum format format)
{
	const struct field *items = route->output == NULL ? NULL : field_named(route->output(), "items");

	return ((format == FORMAT_CSV || format == FORMAT_XLSX) && route->formats[format] == NULL && items != NULL && items->kind == SHAPE_LIST);
}

/* ---- Rows ---- */

static void
cell_write(void *user, struct str text, bool number)
{
	xlsx_cell(user, text, number);
}

/* A row, or with NULL the head; MORE are its N further cells. */
static void
row_write(struct export *x, const void *row, const struct str *more, size_t n)
{
	const struct shape *shape = x->items->sub();

	if (x->workbook != NULL) {
		shape_each_cell(shape, row, cell_write, x->workbook);
		for (size_t i = 0; i < n; i++)
			xlsx_cell(x->workbook, more[i], false);
		xlsx_row(x->workbook);
		return;
	}
	if (row == NULL)
		shape_to_csv_head(x->out, shape);
	else
		shape_to_csv_row(x->out, shape, row);
	for (size_t i = 0; i < n; i++)
		shape_csv_more(x->out, more[i]);
}

static void
page_write(struct export *x, const void *view)
{
	const struct any_items {
		const char *p;
		size_t n;
	} *list = (const void *)((const char *)view + x->items->offset);
	const struct list_extra *extra = x->extra == NULL ? NULL : (const void *)((const char *)view + x->extra->offset);
	size_t more = extra == NULL ? 0 : extra->n;

	if (!x->begun)
		row_write(x, NULL, more > 0 ? extra->heads : NULL, more);
	x->begun = true;
	for (size_t i = 0; i < list->n; i++)
		row_write(x, list->p + i * x->items->sub_size, more > 0 ? extra->cells + i * more : NULL, more);
	x->rows += list->n;
}

/* ---- Pages ---- */

/* As many rows a page as there may be, unless the request says how many it wants. */
static bool
limit_raise(const struct route *route, void *in)
{
	const struct field *limit = field_named(route->input(), "limit");
	uint32_t value;

	if (limit == NULL || limit->kind != SHAPE_COUNT)
		return (true);
	memcpy(&value, (char *)in + limit->offset, sizeof value);
	if (value != 0)
		return (false);
	value = limit->max > 0 && limit->max < UINT32_MAX ? (uint32_t)limit->max : 0;
	memcpy((char *)in + limit->offset, &value, sizeof value);
	return (true);
}

/* The page after VIEW, asked for in IN; false: it was the last one. */
static bool
page_next(const struct export *x, const void *view, void *in)
{
	static const char zeros[sizeof(struct str)];
	size_t size;

	if (x->next == NULL || x->after == NULL || x->next->kind != x->after->kind)
		return (false);
	switch (x->next->kind) {
	case SHAPE_COUNT:
		size = sizeof(uint32_t);
		break;
	case SHAPE_INTEGER:
		size = sizeof(int64_t);
		break;
	case SHAPE_TEXT:
	case SHAPE_CODE:
		size = sizeof(struct str);
		break;
	default:
		return (false);
	}
	if (memcmp((const char *)view + x->next->offset, zeros, size) == 0)
		return (false);
	if (x->next->kind == SHAPE_INTEGER && *(const int64_t *)(const void *)((const char *)view + x->next->offset) == INTEGER_NONE)
		return (false);
	memcpy((char *)in + x->after->offset, (const char *)view + x->next->offset, size);
	return (true);
}

static int
pages_write(struct export *x, void *in, struct problem *why)
{
	bool all = limit_raise(x->route, in);

	for (int page = 0; page < PAGES_MAX && x->rows < ROWS_MAX; page++) {
		void *view = arena_alloc(x->r->arena, x->route->output()->size);

		if (view == NULL)
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		x->r->page.crumbs.n = 0;
		if (x->route->run(x->r, in, view, why))
			return (-1);
		page_write(x, view);
		if (!all || !page_next(x, view, in))
			return (0);
	}
	/* A table that ends in the middle would pass for the whole. */
	problem_set(why, LIST_TOO_LONG, NULL);
	problem_arg_i64(why, "max", ROWS_MAX);
	return (-1);
}

/* ---- The answer ---- */

/* "controls" of /catalogs/…/controls. */
static struct str
list_name(const struct request *r)
{
	struct str name = r->target.n > 0 ? r->target.segments[r->target.n - 1] : STR("csgov"), rest = name, stem;

	return (str_cut(&rest, '.', &stem) && stem.n > 0 ? stem : name);
}

int
export_run(struct request *r, const struct route *route, void *in, struct problem *why)
{
	struct export x = { .r = r, .route = route, .items = field_named(route->output(), "items"), .next = field_named(route->output(), "next"),
		.after = field_named(route->input(), "after"), .extra = field_named(route->output(), "extra"), .out = &r->http->out };
	struct str name = list_name(r);
	int status;

	buf_reset(x.out);
	if (r->format == FORMAT_XLSX) {
		if (xlsx_new(&x.workbook, why))
			return (-1);
		xlsx_sheet(x.workbook, name, strcmp(lang_dir(r->lang), "rtl") == 0);
	}
	status = pages_write(&x, in, why);
	if (x.workbook != NULL && status == 0)
		status = xlsx_finish(x.workbook, x.out, why);
	else
		xlsx_free(x.workbook);
	if (status == 0 && buf_failed(x.out))
		status = problem_set(why, OUT_OF_MEMORY, NULL);
	if (status != 0)
		return (-1);
	show_headers(r, false);
	if (r->format == FORMAT_XLSX)
		http_header(r->http, "Content-Disposition", disposition_attachment(r->arena, arena_fmt(r->arena, "%.*s.xlsx", STR_FMT(name))));
	http_answer(r->http, 200, format_media_type(r->format), buf_view(x.out));
	return (0);
}
