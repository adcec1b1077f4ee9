/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of a sheet say, by the plan of its columns, and all that is wrong with them. */
#include "standards/sheet_inside.h"

/* ---- Findings ---- */

static void
found(struct sheet_making *m, enum problem_code code, uint32_t row, uint32_t column)
{
	char cell[SHEET_REFERENCE_BYTES];

	sheet_reference(row, column, cell);
	m->findings++;
	problem_add(m->why, code, cell);
	problem_arg(m->why, "cell", str_c(cell));
}

static void
say_role(struct sheet_making *m, enum sheet_role role)
{
	problem_arg(m->why, "sheet_role", str_c(choice_name(&sheet_role_choices, (int)role)));
}

/* ---- Cells ---- */

struct str
sheet_cell_text(const struct sheet_making *m, const struct sheet_row *row, enum sheet_role role, enum lang lang)
{
	uint32_t column = sheet_plan_find(m->plan, role, lang);

	return (column == SHEET_NOWHERE ? STR("") : sheet_text(row, column));
}

static uint32_t
column_of(const struct sheet_making *m, enum sheet_role role)
{
	uint32_t column = SHEET_NOWHERE;

	for (int lang = 0; lang < LANG_COUNT && column == SHEET_NOWHERE; lang++)
		column = sheet_plan_find(m->plan, role, (enum lang)lang);
	return (column);
}

void
sheet_langs(const struct sheet_making *m, const struct sheet_row *row, enum sheet_role role, struct langs *ret)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str text = sheet_cell_text(m, row, role, (enum lang)lang);

		ret->in[lang] = text.n > 0 ? text : STR_NONE;
	}
}

/* ---- Groups ---- */

static uint32_t
group_of(struct sheet_making *m, struct str key, const struct langs *title)
{
	struct sheet_group *grown;

	for (size_t i = 0; i < m->ngroups; i++)
		if (str_eq(m->groups[i].key, key))
			return ((uint32_t)i);
	grown = arena_grow(m->arena, m->groups, m->ngroups, &m->groups_max, sizeof *grown);
	if (grown == NULL) {
		m->full = true;
		return (SHEET_NOWHERE);
	}
	m->groups = grown;
	m->groups[m->ngroups] = (struct sheet_group){ .key = key, .title = *title };
	return ((uint32_t)m->ngroups++);
}

/* The group that ROW names; an empty cell means the one above. */
static uint32_t
row_group(struct sheet_making *m, const struct sheet_row *row)
{
	struct str key = sheet_cell_text(m, row, COLUMN_GROUP_ID, LANG_EN);
	struct langs title;

	sheet_langs(m, row, COLUMN_GROUP, &title);
	if (key.n == 0)
		key = langs_pick(&title, LANG_EN, NULL);
	if (key.n == 0)
		return (m->open_group);
	if (langs_empty(&title))
		title = langs_en(key);
	m->open_group = group_of(m, key, &title);
	return (m->open_group);
}

/* ---- Collecting rows ---- */

/* A row without identifier that has one text only, or the same title in several languages: the title of what follows. */
static bool
is_title_row(const struct sheet_making *m, const struct sheet_row *row, struct langs *title)
{
	sheet_langs(m, row, COLUMN_TITLE, title);
	if (row->n == 1) {
		*title = langs_en(row->cells[0].text);
		return (true);
	}
	for (uint32_t i = 0; i < row->n; i++)
		if (row->cells[i].column < m->plan->n && m->plan->columns[row->cells[i].column].role != COLUMN_TITLE &&
		    m->plan->columns[row->cells[i].column].role != COLUMN_IGNORE)
			return (false);
	return (!langs_empty(title));
}

static void
check_cell(struct sheet_making *m, const struct sheet_cell *at, uint32_t row)
{
	static const char *const errors[] = { "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!" };
	const struct sheet_column_plan *column = at->column < m->plan->n ? &m->plan->columns[at->column] : NULL;
	size_t most = SHEET_PROSE_MAX;

	if (column == NULL || column->role == COLUMN_IGNORE)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		if (!str_eq_c(at->text, errors[i]))
			continue;
		found(m, SHEET_CELL_ERROR, row, at->column);
		problem_arg(m->why, "value", at->text);
		return;
	}
	if (column->role != COLUMN_STATEMENT && column->role != COLUMN_GUIDANCE && column->role != COLUMN_MAPPING)
		most = SHEET_TITLE_MAX;
	if (at->text.n <= most || str_codepoints(at->text) <= most)
		return;
	found(m, SHEET_CELL_LONG, row, at->column);
	say_role(m, column->role);
	problem_arg_i64(m->why, "max", (int64_t)most);
}

static void
missing(struct sheet_making *m, const struct sheet_row *row, enum sheet_role role)
{
	uint32_t column = column_of(m, role);

	found(m, SHEET_CELL_MISSING, row->number, column == SHEET_NOWHERE ? 0 : column);
	say_role(m, role);
}

static void
collect_row(struct sheet_making *m, const struct sheet_row *row)
{
	bool grouped = column_of(m, COLUMN_GROUP) != SHEET_NOWHERE || column_of(m, COLUMN_GROUP_ID) != SHEET_NOWHERE;
	struct str label = sheet_cell_text(m, row, COLUMN_ID, LANG_EN);
	struct sheet_item *item = &m->items[m->n];
	struct langs title;

	for (uint32_t i = 0; i < row->n; i++)
		check_cell(m, &row->cells[i], row->number);
	if (label.n == 0 && !grouped && is_title_row(m, row, &title)) {
		m->open_group = group_of(m, langs_pick(&title, LANG_EN, NULL), &title);
		return;
	}
	if (label.n == 0) {
		missing(m, row, COLUMN_ID);
		return;
	}
	*item = (struct sheet_item){ .row = row, .label = label, .id = sheet_token(label, "c-", m->arena), .parent = SHEET_NOWHERE, .group = SHEET_NOWHERE };
	item->group = grouped ? row_group(m, row) : m->open_group;
	if (item->id.p == NULL || label.n > SHEET_ID_BYTES_MAX) {
		found(m, SHEET_ID, row->number, column_of(m, COLUMN_ID));
		problem_arg(m->why, "value", label);
		return;
	}
	sheet_langs(m, row, COLUMN_TITLE, &title);
	if (langs_empty(&title) && column_of(m, COLUMN_TITLE) != SHEET_NOWHERE)
		missing(m, row, COLUMN_TITLE);
	m->n++;
}

static int
collect(struct sheet_making *m)
{
	m->items = arena_array(m->arena, struct sheet_item, (size_t)m->sheet->nrows + 1);
	m->by_id = arena_array(m->arena, uint32_t, (size_t)m->sheet->nrows + 1);
	if (m->items == NULL || m->by_id == NULL)
		return (problem_set(m->why, LIMIT_REACHED, NULL));
	m->open_group = SHEET_NOWHERE;
	for (uint32_t i = 0; i < m->sheet->nrows; i++)
		if (m->sheet->rows[i].number > m->plan->heading)
			collect_row(m, &m->sheet->rows[i]);
	return (m->full ? problem_set(m->why, LIMIT_REACHED, NULL) : 0);
}

/* ---- Identifiers and parents ---- */

static int
by_id(const void *a, const void *b, void *context)
{
	const struct sheet_item *items = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = str_cmp(items[x].id, items[y].id);

	return (order != 0 ? order : x < y ? -1 : 1);
}

static void
find_repeated(struct sheet_making *m)
{
	uint32_t column = column_of(m, COLUMN_ID);
	char first[SHEET_REFERENCE_BYTES];

	for (uint32_t i = 0; i < m->n; i++)
		m->by_id[i] = i;
	if (m->n > 1)
		qsort_r(m->by_id, m->n, sizeof *m->by_id, by_id, m->items);
	for (uint32_t i = 1; i < m->n; i++) {
		const struct sheet_item *before = &m->items[m->by_id[i - 1]], *item = &m->items[m->by_id[i]];

		if (!str_eq(before->id, item->id))
			continue;
		sheet_reference(before->row->number, column, first);
		found(m, SHEET_ID_REPEATED, item->row->number, column);
		problem_arg(m->why, "value", item->label);
		problem_arg(m->why, "first", str_c(first));
	}
}

uint32_t
sheet_item_named(const struct sheet_making *m, struct str id)
{
	uint32_t low = 0, high = m->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (str_cmp(m->items[m->by_id[middle]].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < m->n && str_eq(m->items[m->by_id[low]].id, id) ? m->by_id[low] : SHEET_NOWHERE);
}

static void
find_parents(struct sheet_making *m)
{
	uint32_t column = column_of(m, COLUMN_PARENT);

	for (uint32_t i = 0; column != SHEET_NOWHERE && i < m->n; i++) {
		struct str label = sheet_text(m->items[i].row, column), id;

		if (label.n == 0)
			continue;
		id = sheet_token(label, "c-", m->arena);
		m->items[i].parent = id.p == NULL ? SHEET_NOWHERE : sheet_item_named(m, id);
		if (m->items[i].parent != SHEET_NOWHERE)
			continue;
		found(m, SHEET_PARENT_UNKNOWN, m->items[i].row->number, column);
		problem_arg(m->why, "value", label);
	}
}

/* Each chain of parents is walked once: DONE is how far up it is known to end. */
static void
find_cycles(struct sheet_making *m)
{
	uint32_t *seen = arena_array(m->arena, uint32_t, (size_t)m->n + 1), column = column_of(m, COLUMN_PARENT);

	m->full = m->full || seen == NULL;
	for (uint32_t i = 0; seen != NULL && i < m->n; i++) {
		uint32_t at = i;

		while (at != SHEET_NOWHERE && seen[at] == 0) {
			seen[at] = i + 1;
			at = m->items[at].parent;
		}
		if (at == SHEET_NOWHERE || seen[at] != i + 1)
			continue;
		found(m, SHEET_PARENT_CYCLE, m->items[at].row->number, column);
		problem_arg(m->why, "value", m->items[at].label);
	}
}

/* ---- The plan itself ---- */

static int
check_plan(struct sheet_making *m)
{
	char name[SHEET_REFERENCE_BYTES], first[SHEET_REFERENCE_BYTES];

	if (column_of(m, COLUMN_ID) == SHEET_NOWHERE) {
		problem_add(m->why, SHEET_COLUMN_MISSING, NULL);
		say_role(m, COLUMN_ID);
	}
	if (column_of(m, COLUMN_TITLE) == SHEET_NOWHERE && column_of(m, COLUMN_STATEMENT) == SHEET_NOWHERE) {
		problem_add(m->why, SHEET_COLUMN_MISSING, NULL);
		say_role(m, COLUMN_TITLE);
	}
	for (uint32_t i = 0; i < m->plan->n; i++) {
		const struct sheet_column_plan *column = &m->plan->columns[i];
		uint32_t before = sheet_plan_find(m->plan, column->role, column->lang);

		if (column->role == COLUMN_IGNORE || column->role == COLUMN_MAPPING || before >= i)
			continue;
		sheet_column_name(i, name);
		sheet_column_name(before, first);
		problem_add(m->why, SHEET_COLUMN_REPEATED, name);
		problem_arg(m->why, "cell", str_c(name));
		problem_arg(m->why, "first", str_c(first));
		say_role(m, column->role);
	}
	return (problem_is(m->why, INPUT_INVALID) ? -1 : 0);
}

int
sheet_collect(struct sheet_making *m)
{
	if (check_plan(m) || collect(m))
		return (-1);
	find_repeated(m);
	find_parents(m);
	find_cycles(m);
	return (m->findings > 0 ? -1 : m->full ? problem_set(m->why, LIMIT_REACHED, NULL) : 0);
}
