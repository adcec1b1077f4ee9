/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the rows of a sheet to an OSCAL catalog: what the rows say is collected and checked first (all findings), then the catalog is built.
 */
#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "standards/oscal.h"
#include "standards/sheet_plan.h"

enum { ID_BYTES_MAX = 100, TITLE_MAX = 1000, PROSE_MAX = 20000, NONE = UINT32_MAX, PROPS_MAX = 1000, LANG_PARTS = 2 * LANG_COUNT };

/* A row that became a requirement. */
struct item {
	const struct sheet_row *row;
	struct str id, label;
	uint32_t parent;             /* index of an item, or NONE */
	uint32_t group;              /* index of a group, or NONE */
	uint32_t children, at;       /* nested ones, and where they begin in their parent's order */
};

struct group {
	struct str key;              /* what rows call it */
	struct langs title;
	uint32_t items;
};

struct making {
	const struct sheet *sheet;
	const struct sheet_plan *plan;
	const struct sheet_about *about;
	struct arena *arena;
	struct problem *why;
	struct item *items;
	uint32_t n;
	uint32_t *by_id;             /* items in the order of their ids */
	struct group *groups;
	size_t ngroups, groups_max;
	uint32_t open_group;         /* of the rows below a title row, or where the cell is left empty */
	bool full;                   /* the arena is */
	unsigned findings;
};

/* ---- Findings ---- */

static void
found(struct making *m, enum problem_code code, uint32_t row, uint32_t column)
{
	char cell[SHEET_REFERENCE_BYTES];

	sheet_reference(row, column, cell);
	m->findings++;
	problem_add(m->why, code, cell);
	problem_arg(m->why, "cell", str_c(cell));
}

static void
say_role(struct making *m, enum sheet_role role)
{
	problem_arg(m->why, "sheet_role", str_c(choice_name(&sheet_role_choices, (int)role)));
}

/* ---- Cells ---- */

static struct str
cell(const struct making *m, const struct sheet_row *row, enum sheet_role role, enum lang lang)
{
	uint32_t column = sheet_plan_find(m->plan, role, lang);

	return (column == NONE ? STR("") : sheet_text(row, column));
}

static uint32_t
column_of(const struct making *m, enum sheet_role role)
{
	uint32_t column = NONE;

	for (int lang = 0; lang < LANG_COUNT && column == NONE; lang++)
		column = sheet_plan_find(m->plan, role, (enum lang)lang);
	return (column);
}

static void
langs_of(const struct making *m, const struct sheet_row *row, enum sheet_role role, struct langs *ret)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str text = cell(m, row, role, (enum lang)lang);

		ret->in[lang] = text.n > 0 ? text : STR_NONE;
	}
}

/* ---- Identifiers ---- */

/* LABEL as an OSCAL token: letters, figures, "." and "-"; "AC-2(1)" is ac-2.1; PREFIX before one that begins with a figure.  Absent: nothing is left. */
static struct str
token_of(struct str label, const char *prefix, struct arena *arena)
{
	char room[ID_BYTES_MAX + 8] = "";
	size_t n = 0;

	for (size_t i = 0; i < label.n && n < ID_BYTES_MAX; i++) {
		char c = label.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		else if (c == '(' || c == '/')
			c = '.';
		else if (c == ')')
			continue;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'))
			c = '-';
		if ((c == '-' || c == '.') && (n == 0 || room[n - 1] == '-' || room[n - 1] == '.'))
			continue;
		room[n++] = c;
	}
	while (n > 0 && (room[n - 1] == '-' || room[n - 1] == '.'))
		n--;
	if (n == 0)
		return (STR_NONE);
	return (arena_fmt(arena, "%s%.*s", (room[0] >= 'a' && room[0] <= 'z') || room[0] == '_' ? "" : prefix, (int)n, room));
}

static struct str
hash_name(struct str text, const char *prefix, struct arena *arena)
{
	struct digest digest = hash_bytes(text.p, text.n);

	return (arena_fmt(arena, "%s%02x%02x%02x%02x%02x", prefix, digest.b[0], digest.b[1], digest.b[2], digest.b[3], digest.b[4]));
}

struct str
sheet_stem(struct str title, struct arena *arena)
{
	struct str stem = token_of(title, "framework-", arena);

	return (stem.p != NULL ? stem : hash_name(title, "framework-", arena));
}

/* ---- Groups ---- */

static uint32_t
group_of(struct making *m, struct str key, const struct langs *title)
{
	struct group *grown;

	for (size_t i = 0; i < m->ngroups; i++)
		if (str_eq(m->groups[i].key, key))
			return ((uint32_t)i);
	grown = arena_grow(m->arena, m->groups, m->ngroups, &m->groups_max, sizeof *grown);
	if (grown == NULL) {
		m->full = true;
		return (NONE);
	}
	m->groups = grown;
	m->groups[m->ngroups] = (struct group){ .key = key, .title = *title };
	return ((uint32_t)m->ngroups++);
}

/* The group that ROW names; an empty cell means the one above. */
static uint32_t
row_group(struct making *m, const struct sheet_row *row)
{
	struct str key = cell(m, row, COLUMN_GROUP_ID, LANG_EN);
	struct langs title;

	langs_of(m, row, COLUMN_GROUP, &title);
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
is_title_row(const struct making *m, const struct sheet_row *row, struct langs *title)
{
	langs_of(m, row, COLUMN_TITLE, title);
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
check_cell(struct making *m, const struct sheet_cell *at, uint32_t row)
{
	static const char *const errors[] = { "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!" };
	const struct sheet_column_plan *column = at->column < m->plan->n ? &m->plan->columns[at->column] : NULL;
	size_t most = PROSE_MAX;

	if (column == NULL || column->role == COLUMN_IGNORE)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		if (!str_eq_c(at->text, errors[i]))
			continue;
		found(m, SHEET_CELL_ERROR, row, at->column);
		problem_arg(m->why, "value", at->text);
		return;
	}
	if (column->role != COLUMN_STATEMENT && column->role != COLUMN_GUIDANCE)
		most = TITLE_MAX;
	if (at->text.n <= most || str_codepoints(at->text) <= most)
		return;
	found(m, SHEET_CELL_LONG, row, at->column);
	say_role(m, column->role);
	problem_arg_i64(m->why, "max", (int64_t)most);
}

static void
missing(struct making *m, const struct sheet_row *row, enum sheet_role role)
{
	uint32_t column = column_of(m, role);

	found(m, SHEET_CELL_MISSING, row->number, column == NONE ? 0 : column);
	say_role(m, role);
}

static void
collect_row(struct making *m, const struct sheet_row *row)
{
	bool grouped = column_of(m, COLUMN_GROUP) != NONE || column_of(m, COLUMN_GROUP_ID) != NONE;
	struct str label = cell(m, row, COLUMN_ID, LANG_EN);
	struct item *item = &m->items[m->n];
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
	*item = (struct item){ .row = row, .label = label, .id = token_of(label, "c-", m->arena), .parent = NONE, .group = NONE };
	item->group = grouped ? row_group(m, row) : m->open_group;
	if (item->id.p == NULL || label.n > ID_BYTES_MAX) {
		found(m, SHEET_ID, row->number, column_of(m, COLUMN_ID));
		problem_arg(m->why, "value", label);
		return;
	}
	langs_of(m, row, COLUMN_TITLE, &title);
	if (langs_empty(&title) && column_of(m, COLUMN_TITLE) != NONE)
		missing(m, row, COLUMN_TITLE);
	m->n++;
}

static int
collect(struct making *m)
{
	m->items = arena_array(m->arena, struct item, (size_t)m->sheet->nrows + 1);
	m->by_id = arena_array(m->arena, uint32_t, (size_t)m->sheet->nrows + 1);
	if (m->items == NULL || m->by_id == NULL)
		return (problem_set(m->why, LIMIT_REACHED, NULL));
	m->open_group = NONE;
	for (uint32_t i = 0; i < m->sheet->nrows; i++)
		if (m->sheet->rows[i].number > m->plan->heading)
			collect_row(m, &m->sheet->rows[i]);
	return (m->full ? problem_set(m->why, LIMIT_REACHED, NULL) : 0);
}

/* ---- Identifiers and parents ---- */

static int
by_id(const void *a, const void *b, void *context)
{
	const struct item *items = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = str_cmp(items[x].id, items[y].id);

	return (order != 0 ? order : x < y ? -1 : 1);
}

static void
find_repeated(struct making *m)
{
	uint32_t column = column_of(m, COLUMN_ID);
	char first[SHEET_REFERENCE_BYTES];

	for (uint32_t i = 0; i < m->n; i++)
		m->by_id[i] = i;
	if (m->n > 1)
		qsort_r(m->by_id, m->n, sizeof *m->by_id, by_id, m->items);
	for (uint32_t i = 1; i < m->n; i++) {
		const struct item *before = &m->items[m->by_id[i - 1]], *item = &m->items[m->by_id[i]];

		if (!str_eq(before->id, item->id))
			continue;
		sheet_reference(before->row->number, column, first);
		found(m, SHEET_ID_REPEATED, item->row->number, column);
		problem_arg(m->why, "value", item->label);
		problem_arg(m->why, "first", str_c(first));
	}
}

static uint32_t
item_named(const struct making *m, struct str id)
{
	uint32_t low = 0, high = m->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (str_cmp(m->items[m->by_id[middle]].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < m->n && str_eq(m->items[m->by_id[low]].id, id) ? m->by_id[low] : NONE);
}

static void
find_parents(struct making *m)
{
	uint32_t column = column_of(m, COLUMN_PARENT);

	for (uint32_t i = 0; column != NONE && i < m->n; i++) {
		struct str label = sheet_text(m->items[i].row, column), id;

		if (label.n == 0)
			continue;
		id = token_of(label, "c-", m->arena);
		m->items[i].parent = id.p == NULL ? NONE : item_named(m, id);
		if (m->items[i].parent != NONE)
			continue;
		found(m, SHEET_PARENT_UNKNOWN, m->items[i].row->number, column);
		problem_arg(m->why, "value", label);
	}
}

/* Each chain of parents is walked once: DONE is how far up it is known to end. */
static void
find_cycles(struct making *m)
{
	uint32_t *seen = arena_array(m->arena, uint32_t, (size_t)m->n + 1), column = column_of(m, COLUMN_PARENT);

	m->full = m->full || seen == NULL;
	for (uint32_t i = 0; seen != NULL && i < m->n; i++) {
		uint32_t at = i;

		while (at != NONE && seen[at] == 0) {
			seen[at] = i + 1;
			at = m->items[at].parent;
		}
		if (at == NONE || seen[at] != i + 1)
			continue;
		found(m, SHEET_PARENT_CYCLE, m->items[at].row->number, column);
		problem_arg(m->why, "value", m->items[at].label);
	}
}

/* ---- The plan itself ---- */

static int
check_plan(struct making *m)
{
	char name[SHEET_REFERENCE_BYTES], first[SHEET_REFERENCE_BYTES];

	if (column_of(m, COLUMN_ID) == NONE) {
		problem_add(m->why, SHEET_COLUMN_MISSING, NULL);
		say_role(m, COLUMN_ID);
	}
	if (column_of(m, COLUMN_TITLE) == NONE && column_of(m, COLUMN_STATEMENT) == NONE) {
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

/* ---- The catalog ---- */

static struct str
escaped(struct making *m, struct str text, bool line)
{
	struct buf out = BUF(text.n * 2 + 64);
	struct str ret;

	markup_escape(text, line, &out);
	ret = buf_failed(&out) ? STR_NONE : arena_str(m->arena, buf_view(&out));
	m->full = m->full || ret.p == NULL;
	buf_free(&out);
	return (ret);
}

/* Memory of N of SIZE; what does not fit is remembered. */
static void *
room(struct making *m, size_t n, size_t size)
{
	void *ret = arena_calloc(m->arena, n + 1, size);

	m->full = m->full || ret == NULL;
	return (ret);
}

/* Blanks of Unicode, line ends among them, which values of OSCAL may not begin or end with. */
static size_t
blank_at(struct str s)
{
	static const char *const blanks[] = { " ", "\t", "\n", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
		"\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf" };

	for (size_t i = 0; i < ARRAY_SIZE(blanks); i++)
		if (str_starts(s, str_c(blanks[i])))
			return (strlen(blanks[i]));
	/* U+2000 to U+200A */
	return (s.n >= 3 && memcmp(s.p, "\xe2\x80", 2) == 0 && (unsigned char)s.p[2] >= 0x80 && (unsigned char)s.p[2] <= 0x8a ? 3 : 0);
}

/* TEXT on one line: runs of blanks are one, none at its ends; absent where nothing is left. */
static struct str
one_line(struct making *m, struct str text)
{
	char *out = arena_alloc(m->arena, text.n + 1);
	size_t n = 0, skip;

	if (out == NULL) {
		m->full = true;
		return (STR_NONE);
	}
	for (size_t i = 0; i < text.n; i += skip > 0 ? skip : 1) {
		skip = blank_at(str_sub(text, i, text.n));
		if (skip == 0)
			out[n++] = text.p[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	n -= n > 0 && out[n - 1] == ' ';
	return (n == 0 ? STR_NONE : (struct str){ out, n });
}

static struct oscal_prop
our_prop(const char *name, struct str class, struct str value)
{
	return ((struct oscal_prop){ .name = str_c(name), .ns = STR(OSCAL_NS_OURS), .class = class, .value = value });
}

/* The first language that TEXTS has goes where OSCAL has one; the others are translations. */
static enum lang
own_language(const struct langs *texts)
{
	enum lang lang = LANG_EN;

	(void)langs_pick(texts, LANG_EN, &lang);
	return (lang);
}

static size_t
count_mappings(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == ';' || text.p[i] == ',' || text.p[i] == '\n';
	return (n);
}

/* "A.5.1; A.5.2" as a property each; of a mapping, the class names the framework. */
static size_t
add_mappings(struct making *m, struct oscal_prop *props, size_t n, const struct sheet_column_plan *column, struct str text)
{
	bool set = column->role == COLUMN_SET;
	struct str class = set ? STR_NONE : token_of(column->heading, "f-", m->arena);
	size_t from = 0;

	for (size_t i = 0; i <= text.n; i++) {
		struct str value;

		if (i < text.n && text.p[i] != ';' && text.p[i] != ',' && text.p[i] != '\n')
			continue;
		value = one_line(m, str_sub(text, from, i - from));
		from = i + 1;
		if (value.n == 0 || n >= PROPS_MAX)
			continue;
		props[n] = our_prop(set ? "implementation-group" : "mapping", class, value);
		if (!set)
			props[n].remarks = escaped(m, column->heading, false);
		n++;
	}
	return (n);
}

static void
make_props(struct making *m, const struct item *item, const struct langs *title, struct oscal_control *control)
{
	struct str level = one_line(m, cell(m, item->row, COLUMN_LEVEL, LANG_EN)), translation;
	size_t n = 0, most = LANG_COUNT + 2;
	struct oscal_prop *props;

	for (uint32_t i = 0; i < m->plan->n; i++)
		if (m->plan->columns[i].role == COLUMN_MAPPING || m->plan->columns[i].role == COLUMN_SET)
			most += count_mappings(sheet_text(item->row, i));
	most = most < PROPS_MAX ? most : PROPS_MAX;
	props = room(m, most, sizeof *props);
	if (props == NULL)
		return;
	props[n++] = (struct oscal_prop){ .name = STR("label"), .value = one_line(m, item->label) };
	if (level.n > 0)
		props[n++] = our_prop("level", STR_NONE, level);
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if ((enum lang)lang != own_language(title) && (translation = one_line(m, title->in[lang])).n > 0)
			props[n++] = our_prop("title", str_c(lang_tag((enum lang)lang)), translation);
	for (uint32_t i = 0; i < m->plan->n; i++)
		if (m->plan->columns[i].role == COLUMN_MAPPING || m->plan->columns[i].role == COLUMN_SET)
			n = add_mappings(m, props, n, &m->plan->columns[i], sheet_text(item->row, i));
	control->props.items = props;
	control->props.n = n;
}

static size_t
add_parts(struct making *m, const struct item *item, enum sheet_role role, struct oscal_part *parts, size_t n)
{
	const char *name = role == COLUMN_STATEMENT ? "statement" : "guidance", *end = role == COLUMN_STATEMENT ? "smt" : "gdn";
	struct langs texts;
	enum lang own;

	langs_of(m, item->row, role, &texts);
	own = own_language(&texts);
	if (langs_empty(&texts))
		return (n);
	parts[n++] = (struct oscal_part){ .id = arena_fmt(m->arena, "%.*s_%s", STR_FMT(item->id), end), .name = str_c(name),
		.prose = escaped(m, texts.in[own], false) };
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (texts.in[lang].p != NULL && (enum lang)lang != own)
			parts[n++] = (struct oscal_part){ .id = arena_fmt(m->arena, "%.*s_%s_%s", STR_FMT(item->id), end, lang_tag((enum lang)lang)),
				.name = str_c(name), .ns = STR(OSCAL_NS_OURS), .class = str_c(lang_tag((enum lang)lang)),
				.prose = escaped(m, texts.in[lang], false) };
	return (n);
}

static void
make_control(struct making *m, const struct item *item, struct oscal_control *control)
{
	struct oscal_part *parts = room(m, LANG_PARTS, sizeof *parts);
	struct langs title;
	size_t n;

	langs_of(m, item->row, COLUMN_TITLE, &title);
	control->id = item->id;
	control->title = escaped(m, langs_empty(&title) ? item->label : title.in[own_language(&title)], true);
	make_props(m, item, &title, control);
	if (parts == NULL)
		return;
	n = add_parts(m, item, COLUMN_STATEMENT, parts, 0);
	control->parts.n = add_parts(m, item, COLUMN_GUIDANCE, parts, n);
	control->parts.items = parts;
}

/* Controls below PARENT (an item), or those of GROUP that are below none, in the order of the rows. */
struct order {
	struct oscal_control *of;    /* all, each list in a piece */
	uint32_t used;
};

static struct oscal_control_list
take_list(struct order *order, uint32_t n)
{
	struct oscal_control_list ret = { order->of + order->used, n };

	order->used += n;
	return (ret);
}

static void
count_children(struct making *m, uint32_t *loose)
{
	*loose = 0;
	for (uint32_t i = 0; i < m->n; i++) {
		struct item *item = &m->items[i];

		if (item->parent != NONE)
			m->items[item->parent].children++;
		else if (item->group != NONE)
			m->groups[item->group].items++;
		else
			++*loose;
	}
}

/* Each item into its list; lists stand one after the other: loose ones, those of groups, those of items. */
static void
place(struct making *m, struct order *order, struct oscal_catalog *catalog, struct oscal_group *groups, uint32_t loose)
{
	struct oscal_control_list *below = room(m, m->n, sizeof *below);
	uint32_t *taken = room(m, (size_t)m->n + m->ngroups + 1, sizeof *taken);
	struct oscal_control **at = room(m, m->n, sizeof(struct oscal_control *));

	if (m->full)
		return;
	catalog->controls = take_list(order, loose);
	for (size_t i = 0; i < m->ngroups; i++)
		groups[i].controls = take_list(order, m->groups[i].items);
	for (uint32_t i = 0; i < m->n; i++)
		below[i] = take_list(order, m->items[i].children);
	for (uint32_t i = 0; i < m->n; i++) {
		const struct item *item = &m->items[i];
		const struct oscal_control_list *list = item->parent != NONE ? &below[item->parent] :
		    item->group != NONE ? &groups[item->group].controls : &catalog->controls;
		uint32_t *n = item->parent != NONE ? &taken[item->parent] :
		    item->group != NONE ? &taken[m->n + item->group] : &taken[m->n + m->ngroups];

		at[i] = order->of + (list->items - order->of) + (*n)++;
		make_control(m, item, at[i]);
		at[i]->controls = below[i];
	}
}

static void
make_group(struct making *m, const struct group *from, struct oscal_group *group)
{
	struct oscal_prop *props = room(m, LANG_COUNT, sizeof *props);
	struct str id = token_of(from->key, "", m->arena);
	enum lang own = own_language(&from->title);
	struct str translation;

	group->id = id.p == NULL ? hash_name(from->key, "g-", m->arena) : arena_fmt(m->arena, "g-%.*s", STR_FMT(id));
	group->title = escaped(m, from->title.in[own], true);
	group->props.items = props;
	for (int lang = 0; props != NULL && lang < LANG_COUNT; lang++)
		if ((enum lang)lang != own && (translation = one_line(m, from->title.in[lang])).n > 0)
			props[group->props.n++] = our_prop("title", str_c(lang_tag((enum lang)lang)), translation);
	/* A group that differs from another only in what identifiers have not, or is named as a requirement. */
	if (item_named(m, group->id) != NONE)
		group->id = arena_fmt(m->arena, "%.*s-group", STR_FMT(group->id));
}

static void
make_groups(struct making *m, struct oscal_group *groups)
{
	for (size_t i = 0; i < m->ngroups && !m->full; i++) {
		make_group(m, &m->groups[i], &groups[i]);
		for (size_t j = 0; j < i; j++)
			if (str_eq(groups[j].id, groups[i].id)) {
				groups[i].id = arena_fmt(m->arena, "%.*s-%zu", STR_FMT(groups[i].id), i + 1);
				break;
			}
	}
}

/* ---- Names of the whole ---- */

static void
hash_text(struct hash *hash, struct str text)
{
	uint64_t n = text.n;

	hash_add(hash, &n, sizeof n);
	if (n > 0)
		hash_add(hash, text.p, text.n);
}

/* All that the catalog is made of, but for its version and the time. */
static struct str
digest_of(struct making *m)
{
	char text[DIGEST_TEXT_BYTES + 1];
	struct hash hash;

	hash_begin(&hash);
	hash_text(&hash, m->about->title);
	for (uint32_t i = 0; i < m->n; i++) {
		for (uint32_t j = 0; j < m->items[i].row->n; j++) {
			const struct sheet_cell *at = &m->items[i].row->cells[j];
			const struct sheet_column_plan *column = at->column < m->plan->n ? &m->plan->columns[at->column] : NULL;

			if (column == NULL || column->role == COLUMN_IGNORE)
				continue;
			hash_add(&hash, &column->role, sizeof column->role);
			hash_add(&hash, &column->lang, sizeof column->lang);
			hash_text(&hash, at->text);
		}
		if (m->items[i].group != NONE)
			hash_text(&hash, m->groups[m->items[i].group].key);
	}
	digest_text(hash_end(&hash), text);
	return (arena_str(m->arena, str_c(text)));
}

/* A name that all versions of the framework share, marked as a version 5 UUID, which is one of a hash (OSCAL takes 4 and 5). */
static struct str
uuid_of(struct str stem, struct arena *arena)
{
	static const char space[] = OSCAL_NS_OURS ":sheet:";
	char text[ID_TEXT_BYTES + 1];
	struct digest digest;
	struct hash hash;
	struct id id;

	hash_begin(&hash);
	hash_add(&hash, space, sizeof space - 1);
	hash_add(&hash, stem.p, stem.n);
	digest = hash_end(&hash);
	memcpy(id.b, digest.b, sizeof id.b);
	id.b[6] = (uint8_t)((id.b[6] & 0x0f) | 0x50);
	id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
	id_text(id, text);
	return (arena_str(arena, str_c(text)));
}

static int
build(struct making *m, struct buf *out, struct sheet_made *ret)
{
	struct oscal_catalog catalog = { .uuid = ret->uuid };
	struct oscal_group *groups = room(m, m->ngroups, sizeof *groups);
	struct order order = { room(m, m->n, sizeof(struct oscal_control)), 0 };
	struct oscal_prop props[] = { our_prop(SHEET_DIGEST_PROP, STR_NONE, ret->digest) };
	struct oscal_document_id ids[] = { { .identifier = ret->stem } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	char now[MOMENT_TEXT_BYTES + 1];
	uint32_t loose;

	if (m->full)
		return (problem_set(m->why, LIMIT_REACHED, NULL));
	moment_text(m->about->now, now);
	catalog.metadata = (struct oscal_metadata){ .title = escaped(m, m->about->title, true), .last_modified = str_c(now),
		.version = one_line(m, m->about->version), .oscal_version = STR(OSCAL_VERSION_NEWEST), .document_ids = { ids, 1 }, .props = { props, 1 } };
	count_children(m, &loose);
	place(m, &order, &catalog, groups, loose);
	make_groups(m, groups);
	catalog.groups = (struct oscal_group_list){ groups, m->ngroups };
	if (m->full)
		return (problem_set(m->why, LIMIT_REACHED, NULL));
	if (oscal_compose(OSCAL_CATALOG, &catalog, STR("sheet"), NULL, &doc, m->why))
		return (-1);
	oscal_write(doc, true, out);
	return (buf_failed(out) ? problem_set(m->why, LIMIT_REACHED, NULL) : 0);
}

int
sheet_catalog(const struct sheet *sheet, const struct sheet_plan *plan, const struct sheet_about *about, struct arena *arena, struct buf *out,
    struct sheet_made *ret, struct problem *why)
{
	struct making m = { .sheet = sheet, .plan = plan, .about = about, .arena = arena, .why = why };

	*ret = (struct sheet_made){ 0 };
	if (check_plan(&m) || collect(&m))
		return (-1);
	find_repeated(&m);
	find_parents(&m);
	find_cycles(&m);
	if (m.findings > 0)
		return (-1);
	if (m.n == 0) {
		problem_set(why, SHEET_EMPTY, NULL);
		problem_arg(why, "sheet", sheet->name);
		return (-1);
	}
	ret->controls = m.n;
	ret->groups = (uint32_t)m.ngroups;
	ret->stem = sheet_stem(about->title, arena);
	ret->digest = digest_of(&m);
	ret->uuid = ret->stem.p == NULL ? STR_NONE : uuid_of(ret->stem, arena);
	if (ret->uuid.p == NULL || ret->digest.p == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (build(&m, out, ret));
}
