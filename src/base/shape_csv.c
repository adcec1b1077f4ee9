/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes from and to CSV: RFC 4180.
 *
 * Columns are named as in forms.  A list in one cell is "one; two", pairs are "tier=1; sector=HLT"; a semicolon or backslash that
 * belongs to a value is written with a backslash before it.  A value that a spreadsheet would run as a formula is written with an
 * apostrophe before it, which reading takes off.
 */
#include "base/shape_inside.h"

enum { COLUMNS_MAX = 256, NAME_BYTES_MAX = 256, NESTING_MAX = 4, PARTS_BYTES_MAX = 1 << 20 };

/* ---- Formulas ---- */

/* What a spreadsheet takes for a formula when a cell begins with it; the last four are the full-width forms of the first. */
static const char *const formula_starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
	"\xef\xbc\xa0" };

/* A formula, or apostrophes before one: so that taking one off is the exact reverse of putting one on. */
static bool
needs_guard(struct str s)
{
	while (s.n > 0 && s.p[0] == '\'')
		s = str_sub(s, 1, s.n - 1);
	for (size_t i = 0; i < ARRAY_SIZE(formula_starts); i++)
		if (str_starts(s, str_c(formula_starts[i])))
			return (true);
	return (false);
}

static struct str
without_guard(struct str s)
{
	return (s.n > 0 && s.p[0] == '\'' && needs_guard(s) ? str_sub(s, 1, s.n - 1) : s);
}

/* ---- Reading cells ---- */

struct reader {
	struct str text;
	size_t at;
	struct cell_place place; /* of the byte at AT */
	struct arena *arena;
	struct problem *why;
};

struct cell {
	struct str value;
	struct cell_place place;
};

static void
advance(struct reader *r)
{
	if (r->text.p[r->at++] == '\n') {
		r->place.line++;
		r->place.column = 1;
		return;
	}
	r->place.column++;
	while (r->at < r->text.n && ((unsigned char)r->text.p[r->at] & 0xc0) == 0x80) /* the rest of the character */
		r->at++;
}

static int
malformed(struct reader *r, const char *expected)
{
	char where[32];

	snprintf(where, sizeof where, "%u:%u", r->place.line, r->place.column);
	problem_set(r->why, CSV_MALFORMED, where);
	r->why->line = r->place.line;
	r->why->column = r->place.column;
	problem_arg_i64(r->why, "line", r->place.line);
	problem_arg_i64(r->why, "column", r->place.column);
	problem_arg(r->why, "expected", str_c(expected));
	return (-1);
}

static bool
at_char(const struct reader *r, size_t ahead, char c)
{
	return (r->at + ahead < r->text.n && r->text.p[r->at + ahead] == c);
}

static bool
at_row_end(const struct reader *r)
{
	return (r->at >= r->text.n || at_char(r, 0, '\n') || (at_char(r, 0, '\r') && at_char(r, 1, '\n')));
}

/* FROM the byte after the opening quote to before the closing one; "" becomes ". */
static int
unquote(struct reader *r, size_t from, size_t to, bool doubled, struct str *ret)
{
	struct str raw = str_sub(r->text, from, to - from);
	char *copy;
	size_t n = 0;

	*ret = raw;
	if (!doubled)
		return (0);
	copy = arena_alloc(r->arena, raw.n);
	if (copy == NULL)
		return (problem_set(r->why, LIMIT_REACHED, NULL));
	for (size_t i = 0; i < raw.n; i++) {
		copy[n++] = raw.p[i];
		i += raw.p[i] == '"';
	}
	*ret = (struct str){ copy, n };
	return (0);
}

static int
quoted_cell(struct reader *r, struct str *ret)
{
	struct cell_place open = r->place;
	size_t from;
	bool doubled = false;

	advance(r);
	from = r->at;
	for (; !(at_char(r, 0, '"') && !at_char(r, 1, '"')); advance(r)) {
		if (r->at >= r->text.n) {
			r->place = open;
			return (malformed(r, "csv.quote_open"));
		}
		if (at_char(r, 0, '"')) {
			doubled = true;
			advance(r);
		}
	}
	if (unquote(r, from, r->at, doubled, ret))
		return (-1);
	advance(r);
	return (at_row_end(r) || at_char(r, 0, ',') ? 0 : malformed(r, "csv.quote_after"));
}

static int
cell_read(struct reader *r, struct cell *ret)
{
	size_t from = r->at;

	ret->place = r->place;
	if (at_char(r, 0, '"'))
		return (quoted_cell(r, &ret->value));
	for (; !at_row_end(r) && !at_char(r, 0, ','); advance(r))
		if (at_char(r, 0, '"'))
			return (malformed(r, "csv.quote_inside"));
	ret->value = str_sub(r->text, from, r->at - from);
	return (0);
}

/* The cells of the next row; the place is then at the next one.  Cells beyond COLUMNS_MAX are counted only. */
static int
row_read(struct reader *r, struct cell *cells, size_t *n)
{
	for (*n = 0;; advance(r)) {
		struct cell cell;

		if (cell_read(r, &cell))
			return (-1);
		cell.value = without_guard(cell.value);
		if (*n < COLUMNS_MAX)
			cells[*n] = cell;
		++*n;
		if (!at_char(r, 0, ','))
			break;
	}
	if (at_char(r, 0, '\r'))
		advance(r);
	if (at_char(r, 0, '\n'))
		advance(r);
	return (0);
}

/* ---- Reading rows ---- */

struct table {
	struct decoder d;
	struct reader reader;
	struct cell cells[COLUMNS_MAX];
	struct str names[COLUMNS_MAX]; /* of the columns */
	size_t columns;
	struct pair *pairs;
	struct cell_place *places;
};

static bool
has_column(const struct table *t, const char *field)
{
	size_t n = strlen(field);

	for (size_t i = 0; i < t->columns; i++)
		if (str_starts(t->names[i], str_c(field)) && (t->names[i].n == n || t->names[i].p[n] == '.'))
			return (true);
	return (false);
}

static bool
named_before(const struct table *t, size_t column)
{
	for (size_t i = 0; i < column; i++)
		if (str_eq(t->names[i], t->names[column]))
			return (true);
	return (false);
}

static void
look_at(struct table *t, struct cell_place place)
{
	t->d.line = place.line;
	t->d.column = place.column;
}

/* The names of the columns: each declared, none twice, none missing that every row needs. */
static int
header_read(struct table *t, const struct shape *shape)
{
	if (row_read(&t->reader, t->cells, &t->columns))
		return (-1);
	if (t->columns > COLUMNS_MAX) {
		problem_set(t->d.why, LIMIT_REACHED, NULL);
		problem_arg_i64(t->d.why, "max", COLUMNS_MAX);
		return (-1);
	}
	if (t->columns == 1 && shape_blank(t->cells[0].value))
		return (malformed(&t->reader, "csv.no_header"));
	for (size_t i = 0; i < t->columns; i++) {
		struct place at = { NULL, t->names[i] = str_trim(t->cells[i].value), 0 };

		look_at(t, t->cells[i].place);
		if (!shape_name_known(&t->d, shape, t->names[i]))
			shape_found_unknown(&t->d, shape, &at, t->names[i]);
		else if (named_before(t, i))
			shape_found_name(&t->d, FIELD_REPEATED, &at, t->names[i]);
	}
	look_at(t, (struct cell_place){ 1, 1 });
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (f->need == REQUIRED && f->kind != SHAPE_FLAG && shape_is_form_kind(f->kind) && !has_column(t, f->name))
			shape_found(&t->d, FIELD_MISSING, NULL, f->name);
	}
	return (shape_finish(&t->d));
}

/* One row into RET; *SKIPPED when it is an empty line. */
static int
body_row(struct table *t, const struct shape *shape, void *ret, bool *skipped)
{
	struct pair_list pairs = { t->pairs, t->columns };
	size_t n;

	if (row_read(&t->reader, t->cells, &n))
		return (-1);
	*skipped = n == 1 && shape_blank(t->cells[0].value);
	if (*skipped)
		return (0);
	look_at(t, t->cells[0].place);
	if (n != t->columns) {
		shape_found(&t->d, CSV_MALFORMED, NULL, NULL);
		problem_arg_i64(t->d.why, "line", t->d.line);
		problem_arg_i64(t->d.why, "column", t->d.column);
		problem_arg(t->d.why, "expected", STR("csv.cells"));
		return (0);
	}
	for (size_t i = 0; i < n; i++) {
		t->pairs[i] = (struct pair){ t->names[i], t->cells[i].value };
		t->places[i] = t->cells[i].place;
	}
	shape_pairs_row(&t->d, shape, &pairs, t->places, NULL, ret);
	return (0);
}

static int
body_read(struct table *t, const struct shape *shape, size_t max_rows, struct any_list *ret)
{
	size_t capacity = 0;

	while (t->reader.at < t->reader.text.n) {
		void *rows = arena_grow(t->d.arena, ret->items, ret->n, &capacity, shape->size);
		bool skipped;

		if (rows == NULL)
			return (problem_set(t->d.why, LIMIT_REACHED, NULL));
		ret->items = rows;
		if (body_row(t, shape, (char *)rows + ret->n * shape->size, &skipped))
			return (-1);
		if (skipped)
			continue;
		if (ret->n == max_rows) {
			problem_set(t->d.why, LIMIT_REACHED, NULL);
			problem_arg_i64(t->d.why, "max", (int64_t)max_rows);
			return (-1);
		}
		ret->n++;
	}
	return (shape_finish(&t->d));
}

int
shape_from_csv(const struct shape *shape, struct str text, size_t max_rows, struct arena *arena, void **ret, size_t *ret_n,
    struct problem *why)
{
	struct table *t = arena_array(arena, struct table, 1);
	struct any_list rows = { NULL, 0 };
	size_t good = str_utf8_prefix(text);
	int status;

	*ret = NULL;
	*ret_n = 0;
	if (good < text.n) {
		problem_set(why, TEXT_NOT_UTF8, NULL);
		json_position(text, good, &why->line, &why->column);
		return (-1);
	}
	if (str_starts(text, STR("\xef\xbb\xbf"))) /* spreadsheets write one */
		text = str_sub(text, 3, text.n);
	if (t == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	t->d = (struct decoder){ .arena = arena, .why = why, .trust = SHAPE_OUTSIDE, .style = PLACE_CELL, .prefix = "" };
	t->reader = (struct reader){ text, 0, { 1, 1 }, arena, why };
	if (header_read(t, shape))
		return (-1);
	t->pairs = arena_array(arena, struct pair, t->columns);
	t->places = arena_array(arena, struct cell_place, t->columns);
	if (t->pairs == NULL || t->places == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	status = body_read(t, shape, max_rows, &rows);
	*ret = rows.items;
	*ret_n = rows.n;
	return (status);
}

/* ---- Writing ---- */

struct sheet {
	struct buf *out;
	bool head;   /* names instead of values */
	bool some;   /* a cell was written in this row */
	shape_cell_fn *cell; /* who takes the cells instead of OUT */
	void *user;
	bool number; /* the cell is one */
};

static void
cell_begin(struct sheet *sheet)
{
	if (sheet->cell != NULL)
		sheet->cell(sheet->user, STR(""), false);
	else if (sheet->some)
		buf_char(sheet->out, ',');
	sheet->some = true;
}

/* Text in quotes where it needs them; GUARD: it is not a number of ours. */
static void
cell_text(struct sheet *sheet, struct str s, bool guard)
{
	struct buf *out = sheet->out;
	struct str part;
	bool first = true;

	if (sheet->cell != NULL) {
		sheet->cell(sheet->user, s, sheet->number);
		return;
	}
	cell_begin(sheet);
	guard = guard && needs_guard(s);
	if (s.n == 0)
		return;
	if (!guard && memchr(s.p, ',', s.n) == NULL && memchr(s.p, '"', s.n) == NULL && memchr(s.p, '\n', s.n) == NULL &&
	    memchr(s.p, '\r', s.n) == NULL && str_trim(s).n == s.n) {
		buf_str(out, s);
		return;
	}
	buf_c(out, guard ? "\"'" : "\"");
	while (str_cut(&s, '"', &part)) {
		buf_c(out, first ? "" : "\"\"");
		buf_str(out, part);
		first = false;
	}
	buf_char(out, '"');
}

/* One of several values in a cell. */
static void
part_text(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ';' || s.p[i] == '\\')
			buf_char(out, '\\');
		buf_char(out, s.p[i]);
	}
}

static void
parts_write(struct sheet *sheet, const struct field *f, const struct any_list *list)
{
	struct buf cell = BUF(sheet->out == NULL ? PARTS_BYTES_MAX : sheet->out->max_bytes);
	char id[ID_TEXT_BYTES + 1];

	for (size_t i = 0; i < list->n; i++) {
		buf_c(&cell, i > 0 ? "; " : "");
		if (f->kind == SHAPE_IDS) {
			id_text(((const struct id *)list->items)[i], id);
			buf_c(&cell, id);
		} else if (f->kind == SHAPE_TEXTS) {
			part_text(&cell, ((const struct str *)list->items)[i]);
		} else {
			const struct pair *pair = &((const struct pair *)list->items)[i];

			buf_str(&cell, pair->name);
			buf_char(&cell, '=');
			part_text(&cell, pair->value);
		}
	}
	if (sheet->out != NULL)
		sheet->out->failed |= buf_failed(&cell);
	cell_text(sheet, buf_view(&cell), true);
	buf_free(&cell);
}

static void
scalar_write(struct sheet *sheet, const struct field *f, const void *slot)
{
	char text[DIGEST_TEXT_BYTES + 1];

	switch (f->kind) {
	case SHAPE_ID:
		id_text(*(const struct id *)slot, text);
		break;
	case SHAPE_COUNT:
		snprintf(text, sizeof text, "%u", *(const uint32_t *)slot);
		break;
	case SHAPE_INTEGER:
		snprintf(text, sizeof text, "%lld", (long long)*(const int64_t *)slot);
		break;
	case SHAPE_MOMENT:
		moment_text(*(const int64_t *)slot, text);
		break;
	case SHAPE_DATE:
		date_text(*(const int64_t *)slot, text);
		break;
	case SHAPE_DIGEST:
		digest_text(*(const struct digest *)slot, text);
		break;
	case SHAPE_FLAG:
		cell_text(sheet, *(const bool *)slot ? STR("true") : STR("false"), false);
		return;
	case SHAPE_CHOICE:
		cell_text(sheet, str_c(choice_name(f->choices, *(const int *)slot)), true);
		return;
	default: /* text, code, json */
		cell_text(sheet, *(const struct str *)slot, true);
		return;
	}
	sheet->number = f->kind == SHAPE_COUNT || f->kind == SHAPE_INTEGER;
	cell_text(sheet, str_c(text), false);
	sheet->number = false;
}

static void sheet_fields(struct sheet *sheet, const struct shape *shape, const char *prefix, int depth, const void *in);

static void
langs_write(struct sheet *sheet, const char *name, const struct langs *langs)
{
	char column[NAME_BYTES_MAX + 8];

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		snprintf(column, sizeof column, "%s.%s", name, lang_tag(lang));
		cell_text(sheet, sheet->head ? str_c(column) : langs != NULL ? langs->in[lang] : STR_NONE, true);
	}
}

static void
counts_write(struct sheet *sheet, const char *name, const struct choices *choices, const struct counts *counts)
{
	char text[NAME_BYTES_MAX + 80];

	for (size_t i = 1; i < choices->n && i < SHAPE_COUNTS_MAX; i++) {
		text[0] = '\0';
		if (sheet->head)
			snprintf(text, sizeof text, "%s.%s", name, choices->names[i]);
		else if (counts != NULL)
			snprintf(text, sizeof text, "%llu", (unsigned long long)counts->n[i]);
		sheet->number = !sheet->head;
		cell_text(sheet, str_c(text), false);
		sheet->number = false;
	}
}

/* SLOT: the value, or NULL where there is none (and in the head). */
static void
field_write(struct sheet *sheet, const struct field *f, const char *name, int depth, const void *slot)
{
	char prefix[NAME_BYTES_MAX + 2];
	bool zero = f->need == REQUIRED && f->kind == SHAPE_COUNT; /* says 0 */

	switch (f->kind) {
	case SHAPE_LANGS:
		langs_write(sheet, name, slot);
		return;
	case SHAPE_COUNTS:
		counts_write(sheet, name, f->choices, slot);
		return;
	case SHAPE_OBJECT:
	case SHAPE_MAYBE:
		snprintf(prefix, sizeof prefix, "%s.", name);
		if (f->kind == SHAPE_MAYBE && slot != NULL)
			slot = *(const void *const *)slot;
		else if (slot != NULL && f->need != REQUIRED && shape_absent(f, slot))
			slot = NULL; /* empty cells, so that reading finds nothing in it */
		sheet_fields(sheet, f->sub(), prefix, depth + 1, slot);
		return;
	default:
		break;
	}
	if (sheet->head)
		cell_text(sheet, str_c(name), false);
	else if (slot == NULL || (shape_absent(f, slot) && f->kind != SHAPE_FLAG && !zero))
		cell_begin(sheet);
	else if (f->kind == SHAPE_TEXTS || f->kind == SHAPE_IDS || f->kind == SHAPE_PAIRS)
		parts_write(sheet, f, slot);
	else
		scalar_write(sheet, f, slot);
}

static void
sheet_fields(struct sheet *sheet, const struct shape *shape, const char *prefix, int depth, const void *in)
{
	char name[NAME_BYTES_MAX];

	for (size_t i = 0; depth < NESTING_MAX && i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (f->need == HIDDEN || f->need == FILLED || f->kind == SHAPE_OPAQUE || f->kind == SHAPE_LIST)
			continue;
		snprintf(name, sizeof name, "%s%s", prefix, f->name);
		field_write(sheet, f, name, depth, in == NULL ? NULL : SLOT_CONST(void, in, f));
	}
}

void
shape_to_csv_head(struct buf *out, const struct shape *shape)
{
	struct sheet sheet = { .out = out, .head = true };

	sheet_fields(&sheet, shape, "", 0, NULL);
	buf_c(out, "\r\n");
}

void
shape_to_csv_row(struct buf *out, const struct shape *shape, const void *in)
{
	struct sheet sheet = { .out = out };

	sheet_fields(&sheet, shape, "", 0, in);
	buf_c(out, "\r\n");
}

void
shape_csv_more(struct buf *out, struct str text)
{
	struct sheet sheet = { .out = out, .some = true };

	if (buf_failed(out) || out->n < 2)
		return;
	out->n -= 2; /* the end of the row */
	cell_text(&sheet, text, true);
	buf_c(out, "\r\n");
}

void
shape_each_cell(const struct shape *shape, const void *in, shape_cell_fn *cell, void *user)
{
	struct sheet sheet = { .head = in == NULL, .cell = cell, .user = user };

	sheet_fields(&sheet, shape, "", 0, in);
}
