/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/document_ties.h"

static const char OF_NAME[] =
    "SELECT d.framework FROM document_name n JOIN document d ON d.id = n.document WHERE n.name = ?1 AND d.kind = 'catalog' ORDER BY d.seq DESC LIMIT 1";

static int
full(struct tying *t)
{
	return (problem_set(t->why, LIMIT_REACHED, NULL));
}

int
ties_begin(struct tying *t)
{
	return (t->db == NULL ? 0 : framework_list(t->db, t->arena, &t->frameworks, t->why));
}

void
ties_end(struct tying *t)
{
	for (size_t i = 0; i < t->nends; i++)
		shared_doc_put(t->ends[i].shared);
	t->nends = 0;
}

/* ---- Requirements by their names ---- */

static int
name_order(const void *a, const void *b)
{
	const struct tie_name *x = a, *y = b;
	int order = str_cmp(x->name, y->name);

	return (order != 0 ? order : str_cmp(x->id, y->id));
}

static void
add_name(struct tie_end *end, struct str name, struct str id)
{
	if (name.n > 0)
		end->names[end->nnames++] = (struct tie_name){ name, id };
}

/* Each by its id, by its label as an identifier, and by the URN that a library gave it. */
static int
make_names(struct tying *t, struct tie_end *end)
{
	end->names = arena_array(t->arena, struct tie_name, end->doc->ncontrols * 3 + 1);
	if (end->names == NULL)
		return (full(t));
	for (size_t i = 0; i < end->doc->ncontrols; i++) {
		const struct oscal_control *control = end->doc->controls[i].control;

		add_name(end, control->id, control->id);
		add_name(end, sheet_key(oscal_label(control), t->arena), control->id);
		add_name(end, oscal_prop(control->props, "urn", OSCAL_NS_OURS, NULL), control->id);
	}
	qsort(end->names, end->nnames, sizeof *end->names, name_order);
	return (0);
}

static struct str
id_named(const struct tie_end *end, struct str name)
{
	size_t low = 0, high = end->nnames;

	while (name.n > 0 && low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(end->names[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (name.n > 0 && low < end->nnames && str_eq(end->names[low].name, name) ? end->names[low].id : STR_NONE);
}

/* What stands behind the last colon. */
static struct str
last_of(struct str urn)
{
	size_t n = urn.n;

	while (n > 0 && urn.p[n - 1] != ':')
		n--;
	return (str_sub(urn, n, urn.n));
}

/* The requirement of END that the file calls NAME; of a framework that is not installed, the identifier that follows from the name.  Absent: none. */
static struct str
requirement(struct tying *t, const struct tie_end *end, struct str name)
{
	struct str key = sheet_key(last_of(name), t->arena), id;

	if (end->doc == NULL)
		return (key);
	id = id_named(end, name);
	return (id.n > 0 ? id : id_named(end, key));
}

/* ---- Frameworks by their names ---- */

static const struct framework_row *
row_called(struct tying *t, struct str called)
{
	struct str slug = framework_slug(last_of(called), t->arena);

	for (size_t i = 0; slug.n > 0 && i < t->frameworks.n; i++) {
		const struct framework_row *row = &t->frameworks.items[i];

		if (str_eq(row->framework, slug))
			return (row);
		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (row->title.in[lang].n > 0 && str_eq(framework_slug(row->title.in[lang], t->arena), slug))
				return (row);
	}
	return (NULL);
}

static int
named_in_documents(struct tying *t, struct str called, const struct framework_row **ret)
{
	struct stmt *q;

	*ret = NULL;
	if (t->db == NULL)
		return (0);
	q = db_query(t->db, OF_NAME, ARGS(ARG_TEXT(called)));
	*ret = stmt_step(q) == STORE_ROW ? framework_find(&t->frameworks, stmt_text(q, 0)) : NULL;
	return (stmt_done(q) ? db_problem(t->db, t->why) : 0);
}

static struct tie_end *
end_called(struct tying *t, struct str called)
{
	for (size_t i = 0; i < t->nends; i++)
		if (str_eq(t->ends[i].called, called))
			return (&t->ends[i]);
	return (NULL);
}

static int
load(struct tying *t, const struct framework_row *row, struct tie_end *end)
{
	struct document_row document;

	end->known = true;
	end->framework = row->framework;
	end->title = langs_pick(&row->title, LANG_EN, NULL);
	if (id_is_none(row->document))
		return (0);
	if (document_get(t->db, row->document, t->arena, &document, t->why) ||
	    shared_doc_get(t->blobs, document.sha256, document.filename, &end->shared, t->why))
		return (-1);
	end->doc = end->shared->doc;
	return (make_names(t, end));
}

int
ties_own(struct tying *t, struct str called, struct str framework, struct str title, const struct oscal_doc *doc)
{
	t->ends[t->nends] = (struct tie_end){ .called = called, .framework = framework, .title = title, .known = true, .doc = doc };
	return (make_names(t, &t->ends[t->nends++]));
}

int
ties_framework(struct tying *t, struct str called, struct tie_end **ret)
{
	const struct framework_row *row;
	struct tie_end *end = end_called(t, called);

	*ret = end;
	if (end != NULL)
		return (0);
	if (named_in_documents(t, called, &row))
		return (-1);
	if (row == NULL)
		row = row_called(t, called);
	/* The one that is being imported is not the version of it that is installed. */
	if (row != NULL && t->ends[0].doc != NULL && t->ends[0].shared == NULL && str_eq(t->ends[0].framework, row->framework)) {
		*ret = &t->ends[0];
		return (0);
	}
	if (t->nends == TIE_ENDS_MAX)
		return (full(t));
	*ret = end = &t->ends[t->nends++];
	*end = (struct tie_end){ .called = called };
	if (row != NULL)
		return (load(t, row, end));
	end->framework = framework_slug(last_of(called), t->arena);
	end->title = last_of(called);
	return (0);
}

/* ---- Lists of relations ---- */

static struct sheet_ties *
new_list(struct tying *t, const struct tie_end *source, const struct tie_end *target, size_t most)
{
	struct sheet_ties *grown = arena_grow(t->arena, t->lists.items, t->lists.n, &t->capacity, sizeof *grown);
	struct sheet_tie *items = arena_array(t->arena, struct sheet_tie, most + 1);

	if (grown == NULL || items == NULL || t->lists.n == DOCUMENT_MAPPINGS_MAX || t->total + most > SHEET_TIES_MAX) {
		(void)full(t);
		return (NULL);
	}
	t->lists.items = grown;
	t->total += most;
	grown += t->lists.n++;
	*grown = (struct sheet_ties){ .source = source->framework, .source_title = source->title, .target = target->framework,
		.target_title = target->title, .items = items };
	return (grown);
}

/* ---- Columns ---- */

int
ties_plan(struct tying *t, struct sheet_plan *plan)
{
	char name[SHEET_REFERENCE_BYTES];
	struct tie_end *end;

	for (uint32_t i = 0; i < plan->n; i++) {
		struct sheet_column_plan *column = &plan->columns[i];
		struct str subject = sheet_subject(column->heading);

		column->framework = STR_NONE;
		if (column->role != COLUMN_MAPPING || subject.n == 0)
			continue;
		if (ties_framework(t, subject, &end))
			return (-1);
		if (end->known) {
			column->framework = end->framework;
			continue;
		}
		sheet_column_name(i, name);
		problem_add(t->notes, SHEET_FRAMEWORK, name);
		problem_arg(t->notes, "cell", str_c(name));
		problem_arg(t->notes, "value", subject);
	}
	return (0);
}

static void
found_at(struct problem *to, enum problem_code code, uint32_t row, uint32_t column, struct str value)
{
	char cell[SHEET_REFERENCE_BYTES];

	sheet_reference(row, column, cell);
	problem_add(to, code, cell);
	problem_arg(to, "cell", str_c(cell));
	problem_arg(to, "value", value);
}

static bool
is_there(const struct sheet_ties *list, size_t from, const struct sheet_tie *tie)
{
	for (size_t i = from; i < list->n; i++)
		if (str_eq(list->items[i].target, tie->target))
			return (true);
	return (false);
}

/* The relations in one cell. */
static void
take_cell(struct tying *t, const struct tie_end *end, struct str id, const struct sheet_row *row, uint32_t column, struct sheet_ties *list)
{
	struct str rest = sheet_text(row, column), item;
	size_t from = list->n;

	while (sheet_list_cut(&rest, &item)) {
		struct sheet_tie tie = { .source = id };
		struct str name;

		if (sheet_tie_parse(item, &tie)) {
			found_at(t->why, SHEET_RELATION, row->number, column, item);
			continue;
		}
		name = tie.target;
		tie.target = requirement(t, end, name);
		if (tie.target.n == 0) {
			found_at(t->notes, SHEET_RELATION_UNKNOWN, row->number, column, name);
			problem_arg(t->notes, "framework", end->title);
		} else if (!is_there(list, from, &tie)) {
			list->items[list->n++] = tie;
		}
	}
}

static size_t
count_items(const struct sheet *sheet, const struct sheet_plan *plan, uint32_t column)
{
	size_t n = 0;

	for (uint32_t i = 0; i < sheet->nrows; i++) {
		struct str rest = sheet->rows[i].number > plan->heading ? sheet_text(&sheet->rows[i], column) : STR(""), item;

		while (sheet_list_cut(&rest, &item))
			n++;
	}
	return (n);
}

int
ties_of_columns(struct tying *t, struct tie_end *own, const struct sheet *sheet, const struct sheet_plan *plan)
{
	uint32_t id_column = sheet_plan_find(plan, COLUMN_ID, LANG_EN);

	for (uint32_t i = 0; i < plan->n; i++) {
		struct tie_end *end;
		struct sheet_ties *list;

		if (plan->columns[i].role != COLUMN_MAPPING || plan->columns[i].framework.n == 0)
			continue;
		if (ties_framework(t, sheet_subject(plan->columns[i].heading), &end) ||
		    (list = new_list(t, own, end, count_items(sheet, plan, i))) == NULL)
			return (-1);
		for (uint32_t k = 0; k < sheet->nrows; k++) {
			const struct sheet_row *row = &sheet->rows[k];
			struct str label = row->number > plan->heading ? sheet_text(row, id_column) : STR("");

			if (label.n > 0)
				take_cell(t, end, requirement(t, own, label), row, i, list);
		}
	}
	return (problem_is(t->why, INPUT_INVALID) ? -1 : 0);
}

/* ---- Mapping sets of a library ---- */

static uint32_t
number_at(const struct sheet_row *row, uint32_t column)
{
	uint32_t line;

	return (str_to_u32(sheet_text(row, column), &line) == 0 ? line : 0);
}

static void
note_at(struct problem *notes, enum problem_code code, uint32_t line, struct str value)
{
	char where[16];

	snprintf(where, sizeof where, "%u", line);
	problem_add(notes, code, where);
	problem_arg_i64(notes, "line", line);
	problem_arg(notes, "value", value);
}

static int
end_at(struct tying *t, const struct sheet_row *row, uint32_t column, struct tie_end **ret)
{
	struct str urn = sheet_text(row, column);
	bool told = end_called(t, urn) != NULL;

	if (ties_framework(t, urn, ret))
		return (-1);
	if ((*ret)->framework.n == 0)
		return (full(t));
	if ((*ret)->known || told)
		return (0);
	note_at(t->notes, LIBRARY_FRAMEWORK, number_at(row, SHEET_ENDS_LINE), urn);
	problem_arg(t->notes, "name", (*ret)->framework);
	return (0);
}

static bool
take_requirement(struct tying *t, const struct tie_end *end, const struct sheet_row *row, uint32_t column, struct str *ret)
{
	*ret = requirement(t, end, sheet_text(row, column));
	if (ret->n > 0)
		return (true);
	note_at(t->notes, LIBRARY_REQUIREMENT, number_at(row, SHEET_RELATION_LINE), sheet_text(row, column));
	problem_arg(t->notes, "framework", end->title);
	return (false);
}

static int
take_set(struct tying *t, const struct sheet *sheet)
{
	struct tie_end *source, *target;
	struct sheet_ties *list;

	if (sheet->nrows == 0)
		return (0);
	if (end_at(t, &sheet->rows[0], SHEET_ENDS_SOURCE, &source) || end_at(t, &sheet->rows[0], SHEET_ENDS_TARGET, &target) ||
	    (list = new_list(t, source, target, sheet->nrows - 1)) == NULL)
		return (-1);
	list->about = sheet_text(&sheet->rows[0], SHEET_ENDS_ABOUT);
	list->name = sheet_text(&sheet->rows[0], SHEET_ENDS_TITLE);
	list->urn = sheet_text(&sheet->rows[0], SHEET_ENDS_URN);
	for (uint32_t i = 1; i < sheet->nrows; i++) {
		const struct sheet_row *row = &sheet->rows[i];
		struct sheet_tie *tie = &list->items[list->n];

		*tie = (struct sheet_tie){ .relation = (enum relation)choice_find(&relation_choices, sheet_text(row, SHEET_RELATION_WORD)),
			.rationale = sheet_text(row, SHEET_RELATION_RATIONALE), .remarks = sheet_text(row, SHEET_RELATION_REMARKS) };
		tie->percent = number_at(row, SHEET_RELATION_PERCENT);
		list->n += take_requirement(t, source, row, SHEET_RELATION_SOURCE, &tie->source) &&
		    take_requirement(t, target, row, SHEET_RELATION_TARGET, &tie->target);
	}
	return (0);
}

int
ties_of_library(struct tying *t, const struct sheet_book *book)
{
	for (uint32_t i = 0; i < book->n; i++)
		if (book->sheets[i].kind == SHEET_RELATIONS && take_set(t, &book->sheets[i]))
			return (-1);
	return (0);
}
