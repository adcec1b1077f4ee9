/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XLSX: the parts of a workbook that hold text (ECMA-376 part 1, SpreadsheetML): the list of sheets, shared strings, which styles are dates, and the cells.
 * Names are compared without their namespace, so that the transitional and the strict form are read alike.
 */
#include <math.h>

#include "base/clock.h"
#include "base/xml.h"
#include "standards/sheet.h"
#include "standards/sheet_zip.h"

enum { ARENA_BYTES = 320 << 20, STRINGS_MAX = 400000, STYLES_MAX = 4096, PATH_BYTES = 300 };

/* A cell is some six of these: 200,000 of them and the rest of a sheet. */
static const struct xml_limits part_limits = { .bytes = ZIP_PART_BYTES_MAX, .depth = 64, .nodes = 1800000 };

struct book {
	struct zip *zip;
	struct problem *why;
	struct sheet_draft draft;
	struct arena *kept;          /* as long as the book */
	struct arena *part;          /* as long as one part */
	struct buf bytes;            /* of the part */
	struct buf text;             /* of a cell */
	struct str *strings;         /* shared */
	size_t nstrings;
	bool dates[STYLES_MAX];      /* whether cells of that style show a date */
	size_t nstyles;
	bool from_1904;
};

static int
malformed(struct book *book, const char *expected)
{
	problem_set(book->why, SHEET_MALFORMED, NULL);
	problem_arg(book->why, "expected", str_c(expected));
	return (-1);
}

static bool
is(const struct xml_node *node, const char *name)
{
	return (str_eq_c(node->name, name));
}

static const struct xml_node *
child(const struct xml_node *node, const char *name)
{
	const struct xml_node *at = node == NULL ? NULL : node->first;

	while (at != NULL && !is(at, name))
		at = at->next;
	return (at);
}

/* An attribute, whatever its namespace ("r:id"). */
static struct str
attribute(const struct xml_node *node, const char *name)
{
	for (uint32_t i = 0; i < node->nattributes; i++)
		if (str_eq_c(node->attributes[i].name, name))
			return (node->attributes[i].value);
	return (STR_NONE);
}

/* ---- Parts ---- */

/* The tree of the part at PATH, until the next one.  1: there is none. */
static int
read_part(struct book *book, struct str path, const char *root, struct xml_node **ret)
{
	int status;

	*ret = NULL;
	buf_reset(&book->bytes);
	arena_reset(book->part);
	status = zip_part(book->zip, path, &book->bytes, book->why);
	if (status != 0)
		return (status);
	if (xml_parse(buf_view(&book->bytes), &part_limits, book->part, ret, book->why))
		return (-1);
	return (*ret != NULL && is(*ret, root) ? 0 : malformed(book, "sheet.expected.parts"));
}

/* TARGET as a relationship of a part in FOLDER names it: "worksheets/sheet1.xml", "/xl/…".  Absent: it leads outside. */
static struct str
part_path(struct book *book, struct str folder, struct str target)
{
	struct str path = str_starts(target, STR("/")) ? arena_str(book->kept, str_sub(target, 1, target.n)) :
	    arena_fmt(book->kept, "%.*s%.*s", STR_FMT(folder), STR_FMT(target));

	return (path.n > PATH_BYTES || str_find(path, STR("..")) >= 0 ? STR_NONE : path);
}

struct relations {
	struct str folder;
	struct {
		struct str id, type, path;
	} items[ZIP_PARTS_MAX];
	size_t n;
};

/* The relationships of a part: which ids mean which parts. */
static int
read_relations(struct book *book, const char *path, struct str folder, struct relations *ret)
{
	struct xml_node *root;
	int status = read_part(book, str_c(path), "Relationships", &root);

	ret->folder = folder;
	ret->n = 0;
	if (status != 0)
		return (status < 0 ? -1 : malformed(book, "sheet.expected.workbook"));
	for (const struct xml_node *node = root->first; node != NULL && ret->n < ZIP_PARTS_MAX; node = node->next) {
		struct str mode = node->name.p == NULL ? STR_NONE : attribute(node, "TargetMode");

		if (node->name.p == NULL || str_eq_c(mode, "External")) /* links of cells; never followed */
			continue;
		ret->items[ret->n].id = arena_str(book->kept, attribute(node, "Id"));
		ret->items[ret->n].type = arena_str(book->kept, attribute(node, "Type"));
		ret->items[ret->n++].path = part_path(book, folder, attribute(node, "Target"));
	}
	return (0);
}

static struct str
related(const struct relations *relations, struct str id, const char *type)
{
	for (size_t i = 0; i < relations->n; i++)
		if ((id.p != NULL && str_eq(relations->items[i].id, id)) || (type != NULL && str_ends(relations->items[i].type, str_c(type))))
			return (relations->items[i].path);
	return (STR_NONE);
}

/* ---- Texts ---- */

/* TEXT with its "_x000D_" undone; only characters that a cell may have. */
static void
add_unescaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		const char *p = text.p + i;
		int value = text.n - i >= 7 && p[0] == '_' && p[1] == 'x' && p[6] == '_' ? 0 : -1;

		for (size_t k = 2; k < 6 && value >= 0; k++)
			value = hex_value(p[k]) < 0 ? -1 : value << 4 | hex_value(p[k]);
		if (value >= 0 && value < 0x80) {
			if (value >= 0x20 || value == '\n' || value == '\t')
				buf_char(out, (char)value);
			i += 6;
		} else {
			buf_char(out, p[0]);
		}
	}
}

/* The texts of NODE: of a shared string or an inline one, its runs one after the other; readings aids are left out. */
static void
add_runs(struct buf *out, const struct xml_node *node)
{
	for (const struct xml_node *at = node->first; at != NULL; at = at->next) {
		if (at->name.p == NULL)
			continue;
		if (is(at, "r"))
			add_runs(out, at);
		else if (is(at, "t"))
			for (const struct xml_node *text = at->first; text != NULL; text = text->next)
				if (text->name.p == NULL)
					add_unescaped(out, text->text);
	}
}

static struct str
plain(const struct xml_node *node)
{
	return (node != NULL && node->first != NULL && node->first->name.p == NULL ? node->first->text : STR(""));
}

static int
read_strings(struct book *book, struct str path)
{
	size_t capacity = 0;
	struct xml_node *root;
	int status = path.p == NULL ? 1 : read_part(book, path, "sst", &root);

	if (status != 0)
		return (status < 0 ? -1 : 0);
	for (const struct xml_node *node = root->first; node != NULL; node = node->next) {
		struct str *grown;

		if (!is(node, "si"))
			continue;
		grown = book->nstrings == STRINGS_MAX ? NULL : arena_grow(book->kept, book->strings, book->nstrings, &capacity, sizeof *grown);
		if (grown == NULL)
			return (problem_set(book->why, LIMIT_REACHED, NULL));
		book->strings = grown;
		buf_reset(&book->text);
		add_runs(&book->text, node);
		book->strings[book->nstrings] = book->text.n == 0 ? STR("") : arena_str(book->kept, buf_view(&book->text));
		if (buf_failed(&book->text) || book->strings[book->nstrings++].p == NULL)
			return (problem_set(book->why, LIMIT_REACHED, NULL));
	}
	return (0);
}

/* ---- Dates ---- */

/* Whether a format code of numbers shows a date: a y, d or h outside quotes, brackets and escapes, or an m beside them. */
static bool
is_date_code(struct str code)
{
	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i], close = c == '"' ? '"' : c == '[' ? ']' : '\0';

		if (c == '\\')
			i++;
		else if (close != '\0')
			for (i++; i < code.n && code.p[i] != close; i++)
				continue;
		else if (char_in("yYdDhHsS", c))
			return (true);
	}
	return (false);
}

static bool
is_date_format(const struct xml_node *formats, int64_t id)
{
	int64_t found;

	if ((id >= 14 && id <= 22) || (id >= 45 && id <= 47))
		return (true);
	for (const struct xml_node *node = formats == NULL ? NULL : formats->first; node != NULL; node = node->next)
		if (is(node, "numFmt") && str_to_i64(attribute(node, "numFmtId"), &found) == 0 && found == id)
			return (is_date_code(attribute(node, "formatCode")));
	return (false);
}

static int
read_styles(struct book *book, struct str path)
{
	const struct xml_node *formats, *cells;
	struct xml_node *root;
	int status = path.p == NULL ? 1 : read_part(book, path, "styleSheet", &root);
	int64_t id;

	if (status != 0)
		return (status < 0 ? -1 : 0);
	formats = child(root, "numFmts");
	cells = child(root, "cellXfs");
	for (const struct xml_node *node = cells == NULL ? NULL : cells->first; node != NULL && book->nstyles < STYLES_MAX; node = node->next)
		if (is(node, "xf"))
			book->dates[book->nstyles++] = str_to_i64(attribute(node, "numFmtId"), &id) == 0 && is_date_format(formats, id);
	return (0);
}

/* Days since the workbook's epoch as a date, with the time of day where there is one. */
static bool
add_date(struct book *book, double days)
{
	char text[DATE_TEXT_BYTES + 1];
	int64_t from, seconds;

	if (!(days >= 1 && days < 2958466)) /* the year 10000 */
		return (false);
	/* The calendar of 1900 counts a 29 February that was not. */
	if (date_parse(book->from_1904 ? STR("1904-01-01") : days < 60 ? STR("1899-12-31") : STR("1899-12-30"), &from) != 0)
		return (false);
	seconds = (int64_t)llround(days * 86400.0);
	date_text(from + seconds / 86400 * DAY_US, text);
	buf_c(&book->text, text);
	seconds %= 86400;
	if (seconds != 0)
		buf_printf(&book->text, " %02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
	return (true);
}

/* ---- Cells ---- */

/* "AB12": column from 0, row from 1. */
static bool
parse_reference(struct str s, uint32_t *row, uint32_t *column)
{
	uint32_t c = 0;
	size_t i = 0;

	for (; i < s.n && i < 4 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
		c = c * 26 + (uint32_t)(s.p[i] - 'A' + 1);
	if (i == 0 || str_to_u32(str_sub(s, i, s.n), row) != 0)
		return (false);
	*column = c - 1;
	return (true);
}

/* A number as people write it: 1.1 for 1.1000000000000001. */
static void
add_number(struct book *book, struct str raw, bool date)
{
	char text[64], *end;
	double value;

	snprintf(text, sizeof text, "%.*s", STR_FMT(str_sub(raw, 0, sizeof text - 1)));
	value = strtod(text, &end);
	if (end == text || *end != '\0' || !isfinite(value)) {
		buf_str(&book->text, raw);
		return;
	}
	if (!date || !add_date(book, value))
		buf_printf(&book->text, "%.15g", value);
}

/* The text of cell NODE in book->text. */
static int
cell_text(struct book *book, const struct xml_node *node)
{
	struct str type = attribute(node, "t"), value = plain(child(node, "v"));
	uint32_t index;

	buf_reset(&book->text);
	if (str_eq_c(type, "s")) {
		if (value.n == 0)
			return (0);
		if (str_to_u32(value, &index) != 0 || index >= book->nstrings)
			return (malformed(book, "sheet.expected.strings"));
		buf_str(&book->text, book->strings[index]);
	} else if (str_eq_c(type, "inlineStr")) {
		const struct xml_node *inside = child(node, "is");

		if (inside != NULL)
			add_runs(&book->text, inside);
	} else if (str_eq_c(type, "b")) {
		buf_c(&book->text, value.n == 0 ? "" : str_eq_c(value, "0") ? "FALSE" : "TRUE");
	} else if (type.p == NULL || str_eq_c(type, "n")) {
		uint32_t style = 0;

		if (str_to_u32(attribute(node, "s"), &style) != 0 || style >= book->nstyles)
			style = STYLES_MAX;
		if (value.n > 0)
			add_number(book, str_trim(value), style < STYLES_MAX && book->dates[style]);
	} else {
		add_unescaped(&book->text, value); /* "str": of a formula; "e": an error; "d": a date as text */
	}
	return (buf_failed(&book->text) ? problem_set(book->why, LIMIT_REACHED, NULL) : 0);
}

static int
read_row(struct book *book, const struct xml_node *node, uint32_t *row)
{
	uint32_t column = 0, given;

	++*row;
	if (str_to_u32(attribute(node, "r"), &given) == 0)
		*row = given;
	for (const struct xml_node *cell = node->first; cell != NULL; cell = cell->next) {
		uint32_t at_row = *row;
		struct str reference;

		if (!is(cell, "c"))
			continue;
		reference = attribute(cell, "r");
		if (reference.p != NULL && (!parse_reference(reference, &at_row, &column) || at_row != *row))
			return (malformed(book, "sheet.expected.order"));
		if (cell_text(book, cell) || draft_cell(&book->draft, *row, column++, buf_view(&book->text)))
			return (-1);
	}
	return (0);
}

static int
read_sheet(struct book *book, struct str name, struct str path)
{
	const struct xml_node *data;
	struct xml_node *root;
	uint32_t row = 0;
	int status;

	if (path.p == NULL)
		return (malformed(book, "sheet.expected.workbook"));
	status = read_part(book, path, "worksheet", &root);
	if (status != 0)
		return (status < 0 ? -1 : malformed(book, "sheet.expected.workbook"));
	if (draft_sheet(&book->draft, SHEET_ROWS, name))
		return (-1);
	data = child(root, "sheetData");
	for (const struct xml_node *node = data == NULL ? NULL : data->first; node != NULL; node = node->next)
		if (is(node, "row") && read_row(book, node, &row))
			return (-1);
	return (0);
}

/* ---- The workbook ---- */

struct listed {
	struct str name, path;
};

/* The sheets of a workbook, in its order; chart sheets have no cells and are left out. */
static int
list_sheets(struct book *book, const struct xml_node *root, const struct relations *relations, struct listed *ret, size_t *n)
{
	const struct xml_node *sheets = child(root, "sheets"), *properties = child(root, "workbookPr");
	struct str from_1904 = properties == NULL ? STR_NONE : attribute(properties, "date1904");

	*n = 0;
	book->from_1904 = str_eq_c(from_1904, "1") || str_eq_c(from_1904, "true");
	for (const struct xml_node *node = sheets == NULL ? NULL : sheets->first; node != NULL; node = node->next) {
		struct str path;

		if (!is(node, "sheet"))
			continue;
		path = related(relations, attribute(node, "id"), NULL);
		if (str_find(path, STR("chartsheets/")) >= 0)
			continue;
		if (*n == SHEET_BOOK_SHEETS_MAX) {
			problem_set(book->why, LIMIT_REACHED, NULL);
			problem_arg_i64(book->why, "max", SHEET_BOOK_SHEETS_MAX);
			return (-1);
		}
		ret[(*n)++] = (struct listed){ arena_str(book->kept, attribute(node, "name")), path };
	}
	return (*n > 0 ? 0 : malformed(book, "sheet.expected.workbook"));
}

static int
read_book(struct book *book, struct relations *relations)
{
	struct listed sheets[SHEET_BOOK_SHEETS_MAX];
	char rels[PATH_BYTES + 32];
	struct xml_node *root;
	struct str path, folder;
	size_t n, slash;
	int status;

	if (read_relations(book, "_rels/.rels", STR(""), relations))
		return (-1);
	path = related(relations, STR_NONE, "/officeDocument");
	if (path.p == NULL)
		return (malformed(book, "sheet.expected.workbook"));
	for (slash = path.n; slash > 0 && path.p[slash - 1] != '/';)
		slash--;
	folder = str_sub(path, 0, slash);
	snprintf(rels, sizeof rels, "%.*s_rels/%.*s.rels", STR_FMT(folder), STR_FMT(str_sub(path, slash, path.n)));
	if (read_relations(book, rels, folder, relations))
		return (-1);
	status = read_part(book, path, "workbook", &root);
	if (status != 0)
		return (status < 0 ? -1 : malformed(book, "sheet.expected.workbook"));
	if (list_sheets(book, root, relations, sheets, &n) || read_strings(book, related(relations, STR_NONE, "/sharedStrings")) ||
	    read_styles(book, related(relations, STR_NONE, "/styles")))
		return (-1);
	for (size_t i = 0; i < n; i++)
		if (read_sheet(book, sheets[i].name, sheets[i].path))
			return (-1);
	return (0);
}

int
sheet_xlsx_parse(struct str bytes, struct buf *out, struct problem *why)
{
	struct book *book = calloc(1, sizeof *book);
	struct relations *relations = calloc(1, sizeof *relations);
	int status = -1;

	if (book == NULL || relations == NULL || (book->kept = arena_new(ARENA_BYTES)) == NULL ||
	    (book->part = arena_new(ARENA_BYTES)) == NULL) {
		problem_set(why, OUT_OF_MEMORY, NULL);
	} else if (zip_open(bytes, &book->zip, why) == 0) {
		book->why = why;
		book->bytes = BUF(ZIP_PART_BYTES_MAX + (1 << 20));
		book->text = BUF(SHEET_ANSWER_BYTES_MAX);
		draft_begin(&book->draft, out, why);
		status = read_book(book, relations);
		draft_end(&book->draft);
		buf_free(&book->bytes);
		buf_free(&book->text);
		zip_close(book->zip);
	}
	if (book != NULL) {
		arena_free(book->part);
		arena_free(book->kept);
	}
	free(book);
	free(relations);
	return (status);
}
