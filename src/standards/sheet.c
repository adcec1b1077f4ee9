/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/sheet.h"

#include "base/sandbox.h"

static const struct sandbox_limits limits = { .memory_bytes = (size_t)512 << 20, .answer_bytes = SHEET_ANSWER_BYTES_MAX, .seconds = 10 };

/* ---- Names of places ---- */

void
sheet_column_name(uint32_t column, char ret[SHEET_REFERENCE_BYTES])
{
	char digits[8];
	size_t n = 0;

	for (uint64_t left = (uint64_t)column + 1; left > 0 && n < sizeof digits; left = (left - 1) / 26)
		digits[n++] = (char)('A' + (left - 1) % 26);
	for (size_t i = 0; i < n; i++)
		ret[i] = digits[n - 1 - i];
	ret[n] = '\0';
}

void
sheet_reference(uint32_t row, uint32_t column, char ret[SHEET_REFERENCE_BYTES])
{
	char name[SHEET_REFERENCE_BYTES];

	sheet_column_name(column, name);
	snprintf(ret, SHEET_REFERENCE_BYTES, "%.7s%u", name, row % 10000000);
}

struct str
sheet_text(const struct sheet_row *row, uint32_t column)
{
	for (uint32_t i = 0; i < row->n && row->cells[i].column <= column; i++)
		if (row->cells[i].column == column)
			return (row->cells[i].text);
	return (STR(""));
}

/* ---- A book, written in the sandbox ---- */

static void
put_u32(struct buf *out, uint32_t value)
{
	buf_add(out, &value, sizeof value);
}

static void
put_text(struct buf *out, struct str text)
{
	put_u32(out, (uint32_t)text.n);
	buf_str(out, text);
}

static void
put_count(struct sheet_draft *draft)
{
	if (!buf_failed(draft->out) && draft->nsheets > 0)
		memcpy(draft->out->p + draft->ncells_at, &draft->ncells, sizeof draft->ncells);
}

void
draft_begin(struct sheet_draft *draft, struct buf *out, struct problem *why)
{
	*draft = (struct sheet_draft){ .out = out, .why = why };
	put_u32(out, 0);
}

int
draft_sheet(struct sheet_draft *draft, enum sheet_kind kind, struct str name)
{
	if (draft->nsheets == SHEET_BOOK_SHEETS_MAX) {
		problem_set(draft->why, LIMIT_REACHED, NULL);
		problem_arg_i64(draft->why, "max", SHEET_BOOK_SHEETS_MAX);
		return (-1);
	}
	put_count(draft);
	draft->nsheets++;
	draft->sheet = str_sub(name, 0, SHEET_NAME_BYTES_MAX);
	draft->sheet.n = str_utf8_prefix(draft->sheet);
	put_u32(draft->out, kind);
	put_text(draft->out, draft->sheet);
	draft->ncells_at = draft->out->n;
	put_u32(draft->out, 0);
	draft->ncells = draft->row = draft->column = 0;
	draft->any = false;
	return (0);
}

static int
too_large(struct sheet_draft *draft, uint32_t row, uint32_t column)
{
	char cell[SHEET_REFERENCE_BYTES], last[SHEET_REFERENCE_BYTES];

	sheet_reference(row, column, cell);
	sheet_reference(SHEET_ROWS_MAX, SHEET_COLUMNS_MAX - 1, last);
	problem_set(draft->why, SHEET_TOO_LARGE, cell);
	problem_arg(draft->why, "cell", str_c(cell));
	problem_arg(draft->why, "sheet", draft->sheet);
	problem_arg(draft->why, "max", str_c(last));
	return (-1);
}

/* TEXT as a cell keeps it: lines end in \n, no other control characters but tabs. */
static void
put_clean(struct buf *out, struct str text)
{
	size_t at = out->n;
	uint32_t n;

	put_u32(out, 0);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '\r' && (i + 1 == text.n || text.p[i + 1] != '\n'))
			buf_char(out, '\n');
		else if (c >= 0x20 ? c != 0x7f : c == '\n' || c == '\t')
			buf_char(out, (char)c);
	}
	if (buf_failed(out))
		return;
	n = (uint32_t)(out->n - at - sizeof n);
	memcpy(out->p + at, &n, sizeof n);
}

/* TEXT without blanks and control characters at its ends. */
static struct str
bare(struct str text)
{
	while (text.n > 0 && ((unsigned char)text.p[0] <= 0x20 || text.p[0] == 0x7f))
		text = str_sub(text, 1, text.n);
	while (text.n > 0 && ((unsigned char)text.p[text.n - 1] <= 0x20 || text.p[text.n - 1] == 0x7f))
		text.n--;
	return (text);
}

int
draft_cell(struct sheet_draft *draft, uint32_t row, uint32_t column, struct str text)
{
	text = bare(text);
	if (text.n == 0)
		return (0);
	if (row > SHEET_ROWS_MAX || column >= SHEET_COLUMNS_MAX || draft->total == SHEET_CELLS_MAX)
		return (too_large(draft, row, column));
	if (text.n > SHEET_CELL_BYTES_MAX || buf_failed(draft->out)) {
		problem_set(draft->why, LIMIT_REACHED, NULL);
		problem_arg_i64(draft->why, "max", SHEET_CELL_BYTES_MAX);
		return (-1);
	}
	if (row == 0 || (draft->any && (row < draft->row || (row == draft->row && column <= draft->column)))) {
		problem_set(draft->why, SHEET_MALFORMED, NULL);
		problem_arg(draft->why, "expected", STR("sheet.expected.order"));
		return (-1);
	}
	draft->any = true;
	draft->row = row;
	draft->column = column;
	draft->ncells++;
	draft->total++;
	put_u32(draft->out, row);
	put_u32(draft->out, column);
	put_clean(draft->out, text);
	return (0);
}

void
draft_end(struct sheet_draft *draft)
{
	put_count(draft);
	if (!buf_failed(draft->out))
		memcpy(draft->out->p, &draft->nsheets, sizeof draft->nsheets);
}

/* ---- The same, believed in nothing ---- */

struct decoding {
	struct str rest;
	struct arena *arena;
	uint32_t total;
};

static int
take_u32(struct decoding *in, uint32_t most, uint32_t *ret)
{
	if (in->rest.n < sizeof *ret)
		return (-1);
	memcpy(ret, in->rest.p, sizeof *ret);
	in->rest = str_sub(in->rest, sizeof *ret, in->rest.n);
	return (*ret > most ? -1 : 0);
}

static int
take_text(struct decoding *in, uint32_t most, struct str *ret)
{
	uint32_t n;

	if (take_u32(in, most, &n) || in->rest.n < n || !str_is_utf8(str_sub(in->rest, 0, n)))
		return (-1);
	*ret = n == 0 ? STR("") : arena_str(in->arena, str_sub(in->rest, 0, n));
	in->rest = str_sub(in->rest, n, in->rest.n);
	return (ret->p == NULL ? -1 : 0);
}

static int
take_cells(struct decoding *in, struct sheet *sheet, struct sheet_row *rows, struct sheet_cell *cells, uint32_t n)
{
	struct sheet_row *row = NULL;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t number, column;

		if (take_u32(in, SHEET_ROWS_MAX, &number) || take_u32(in, SHEET_COLUMNS_MAX - 1, &column) ||
		    take_text(in, SHEET_CELL_BYTES_MAX, &cells[i].text) || number == 0)
			return (-1);
		if (row == NULL || number > row->number) {
			row = &rows[sheet->nrows++];
			*row = (struct sheet_row){ number, 0, &cells[i] };
		} else if (number < row->number || column <= cells[i - 1].column)
			return (-1);
		cells[i].column = column;
		row->n++;
		sheet->columns = column >= sheet->columns ? column + 1 : sheet->columns;
	}
	return (0);
}

static int
take_sheet(struct decoding *in, struct sheet *sheet)
{
	struct sheet_cell *cells;
	struct sheet_row *rows;
	uint32_t n, kind;

	if (take_u32(in, SHEET_LIBRARY, &kind) || take_text(in, SHEET_NAME_BYTES_MAX, &sheet->name) || take_u32(in, SHEET_CELLS_MAX - in->total, &n) || n > in->rest.n / 12)
		return (-1);
	sheet->kind = (enum sheet_kind)kind;
	in->total += n;
	cells = arena_array(in->arena, struct sheet_cell, (size_t)n + 1);
	rows = arena_array(in->arena, struct sheet_row, (size_t)(n < SHEET_ROWS_MAX ? n : SHEET_ROWS_MAX) + 1);
	if (cells == NULL || rows == NULL)
		return (-1);
	sheet->rows = rows;
	return (take_cells(in, sheet, rows, cells, n));
}

int
sheet_decode(struct str answer, struct arena *arena, struct sheet_book *ret)
{
	struct decoding in = { answer, arena, 0 };

	*ret = (struct sheet_book){ NULL, 0 };
	if (take_u32(&in, SHEET_BOOK_SHEETS_MAX, &ret->n))
		return (-1);
	ret->sheets = arena_array(arena, struct sheet, (size_t)ret->n + 1);
	if (ret->sheets == NULL)
		return (-1);
	for (uint32_t i = 0; i < ret->n; i++)
		if (take_sheet(&in, &ret->sheets[i]))
			return (-1);
	return (in.rest.n == 0 ? 0 : -1);
}

/* ---- What belongs together ---- */

bool
sheet_is_rows(const struct sheet_book *book, uint32_t i)
{
	return (i < book->n && book->sheets[i].kind == SHEET_ROWS);
}

const struct sheet *
sheet_beside(const struct sheet_book *book, uint32_t i, enum sheet_kind kind)
{
	for (i++; i < book->n && book->sheets[i].kind != SHEET_ROWS; i++)
		if (book->sheets[i].kind == kind)
			return (&book->sheets[i]);
	return (NULL);
}

struct str
sheet_fact(const struct sheet *facts, const char *name)
{
	for (uint32_t row = 0; facts != NULL && row < facts->nrows; row++)
		if (str_eq_c(sheet_text(&facts->rows[row], SHEET_FACT_NAME), name))
			return (sheet_text(&facts->rows[row], SHEET_FACT_VALUE));
	return (STR_NONE);
}

const struct sheet *
sheet_library(const struct sheet_book *book)
{
	for (uint32_t i = 0; i < book->n; i++)
		if (book->sheets[i].kind == SHEET_LIBRARY)
			return (&book->sheets[i]);
	return (NULL);
}

/* ---- In ---- */

static bool
name_ends(struct str name, const char *suffix)
{
	size_t n = strlen(suffix);

	return (name.n > n && strncasecmp(name.p + name.n - n, suffix, n) == 0);
}

/* A YAML library of CISO Assistant: its own name, and objects, stand at the margin. */
static bool
is_library(struct str text)
{
	return ((str_starts(text, STR("urn:")) || str_find(str_sub(text, 0, 4096), STR("\nurn:")) >= 0) && str_find(text, STR("\nobjects:")) >= 0);
}

enum sheet_format
sheet_format_of(struct str bytes, struct str filename)
{
	struct str text = str_starts(bytes, STR("\xef\xbb\xbf")) ? str_sub(bytes, 3, bytes.n) : bytes, line;

	if (str_starts(bytes, STR("PK\3\4")) || str_starts(bytes, STR("PK\5\6")))
		return (SHEET_XLSX);
	if (str_starts(bytes, STR("\xd0\xcf\x11\xe0")))
		return (SHEET_FOREIGN);
	text = str_trim(text);
	if (text.n == 0 || text.p[0] == '{' || text.p[0] == '<' || text.p[0] == '[')
		return (SHEET_NONE);
	if (is_library(text))
		return (SHEET_CISO);
	if (name_ends(filename, ".csv") || name_ends(filename, ".tsv") || name_ends(filename, ".txt"))
		return (SHEET_CSV);
	if (name_ends(filename, ".yaml") || name_ends(filename, ".yml") || text.p[0] == '#' || text.p[0] == '-' || text.p[0] == '%')
		return (SHEET_NONE);
	/* YAML begins with "key:"; a line of headings has separators and no such thing. */
	(void)str_cut(&text, '\n', &line);
	if (str_find(line, STR(": ")) >= 0 || str_ends(str_trim(line), STR(":")))
		return (SHEET_NONE);
	return (memchr(line.p, ',', line.n) != NULL || memchr(line.p, ';', line.n) != NULL || memchr(line.p, '\t', line.n) != NULL ? SHEET_CSV :
	    SHEET_NONE);
}

struct reading {
	struct str bytes;
	enum sheet_format format;
};

static int
parse(void *context, struct buf *answer, struct problem *why)
{
	const struct reading *in = context;

	switch (in->format) {
	case SHEET_XLSX:
		return (sheet_xlsx_parse(in->bytes, answer, why));
	case SHEET_CISO:
		return (sheet_ciso_parse(in->bytes, answer, why));
	default:
		return (sheet_csv_parse(in->bytes, answer, why));
	}
}

int
sheet_extract(struct str bytes, enum sheet_format format, struct buf *answer, struct problem *why)
{
	struct reading in = { bytes, format };

	if (bytes.n > SHEET_FILE_BYTES_MAX) {
		problem_set(why, LIMIT_REACHED, NULL);
		problem_arg(why, "max", STR("16 MiB"));
		return (-1);
	}
	if (format != SHEET_CSV && format != SHEET_XLSX && format != SHEET_CISO) {
		problem_set(why, SHEET_KIND, NULL);
		problem_arg(why, "found", format == SHEET_FOREIGN ? STR("XLS") : STR("?"));
		return (-1);
	}
	return (sandbox_run(parse, &in, &limits, answer, why));
}

int
sheet_read(struct str bytes, enum sheet_format format, struct arena *arena, struct sheet_book *ret, struct problem *why)
{
	struct buf answer CLEANUP(buf_free) = BUF(SHEET_ANSWER_BYTES_MAX + 1024);

	*ret = (struct sheet_book){ NULL, 0 };
	if (sheet_extract(bytes, format, &answer, why))
		return (-1);
	if (sheet_decode(buf_view(&answer), arena, ret) == 0)
		return (0);
	*ret = (struct sheet_book){ NULL, 0 };
	return (problem_set(why, LIMIT_REACHED, NULL));
}
