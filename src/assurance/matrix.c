/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making the matrix: columns from rulesets, rows from the tree, bytes from claims.
 */
#include "assurance/matrix.h"

struct matrix *
matrix_new(uint32_t max_num, uint32_t max_requirement)
{
	struct arena *arena = arena_new(SIZE_MAX / 2);
	struct matrix *m = arena == NULL ? NULL : arena_alloc(arena, sizeof *m);

	if (m == NULL) {
		arena_free(arena);
		return (NULL);
	}
	m->arena = arena;
	m->nrow_of = max_num + 1;
	m->nplace_of = max_requirement + 1;
	m->row_of = arena_array(arena, uint32_t, m->nrow_of);
	m->place_of = arena_array(arena, struct matrix_place, m->nplace_of);
	m->roots = arena_array(arena, struct matrix_root, MATRIX_ROOTS_MAX);
	if (m->row_of == NULL || m->place_of == NULL || m->roots == NULL) {
		arena_free(arena);
		return (NULL);
	}
	memset(m->row_of, 0xff, m->nrow_of * sizeof *m->row_of);
	for (uint32_t i = 0; i < m->nplace_of; i++)
		m->place_of[i].root = ROW_NONE;
	return (m);
}

void
matrix_free(struct matrix *m)
{
	if (m != NULL)
		arena_free(m->arena);
}

size_t
matrix_bytes(const struct matrix *m)
{
	return (arena_used(m->arena));
}

/* ---- Columns ---- */

/* Families in order of their first appearance, and how many columns each has. */
struct families {
	struct str ids[MATRIX_FAMILIES_MAX];
	uint32_t n;
};

static uint32_t
family_index(struct families *families, struct str id)
{
	for (uint32_t i = 0; i < families->n; i++)
		if (str_eq(families->ids[i], id))
			return (i);
	if (families->n == MATRIX_FAMILIES_MAX - 1)
		return (families->n - 1);
	families->ids[families->n] = id;
	return (families->n++);
}

/* One column in the making; FAMILY UINT16_MAX: no published layer uses the number. */
struct column {
	uint32_t num;
	uint16_t family;
};

static bool
known_num(const struct matrix *m, uint32_t num)
{
	return (num < m->nplace_of && m->place_of[num].root == ROW_NONE);
}

/* Every number once: first those that a layer uses, in its order, then the retired ones under the nameless family. */
static uint32_t
columns_collect(struct matrix *m, uint32_t root, const struct ruleset *const *sets, size_t nsets, const uint32_t *nums, size_t n,
    struct families *families, struct column *ret)
{
	uint32_t ncolumns = 0;

	for (size_t s = 0; s < nsets; s++)
		for (size_t r = 0; r < sets[s]->n; r++) {
			const struct rule *rule = &sets[s]->rules[r];

			if (!known_num(m, rule->num))
				continue;
			m->place_of[rule->num].root = root;
			ret[ncolumns++] = (struct column){ rule->num, (uint16_t)family_index(families, rule->family) };
		}
	for (size_t i = 0; i < n; i++)
		if (known_num(m, nums[i])) {
			m->place_of[nums[i]].root = root;
			ret[ncolumns++] = (struct column){ nums[i], UINT16_MAX };
		}
	return (ncolumns);
}

/* Give each family its range and each number its column; COLUMNS keep their order within a family. */
static int
columns_place(struct matrix *m, struct matrix_root *root, struct families *families, const struct column *columns)
{
	uint32_t next = 0;

	for (uint32_t c = 0; c < root->ncolumns; c++)
		if (columns[c].family == UINT16_MAX) {
			families->ids[families->n++] = STR("");
			break;
		}
	root->nfamilies = families->n;
	root->families = arena_array(m->arena, struct matrix_family, families->n);
	if (root->families == NULL && families->n > 0)
		return (-1);
	for (uint32_t f = 0; f < families->n; f++) {
		root->families[f] = (struct matrix_family){ arena_str(m->arena, families->ids[f]), next, 0 };
		for (uint32_t c = 0; c < root->ncolumns; c++) {
			uint32_t family = columns[c].family == UINT16_MAX ? families->n - 1 : columns[c].family;

			if (family != f)
				continue;
			root->nums[next] = columns[c].num;
			root->family_of[next] = (uint16_t)f;
			m->place_of[columns[c].num].column = next++;
		}
		root->families[f].ncolumns = next - root->families[f].column;
	}
	return (0);
}

static int
set_place(struct matrix *m, const struct matrix_root *root, const struct ruleset *from, struct matrix_set *ret)
{
	ret->baseline = from->baseline;
	ret->due = arena_array(m->arena, int32_t, root->ncolumns + 1);
	if (ret->due == NULL)
		return (-1);
	for (uint32_t c = 0; c < root->ncolumns; c++)
		ret->due[c] = DUE_NOT_OWED;
	for (size_t r = 0; r < from->n; r++) {
		const struct rule *rule = &from->rules[r];

		if (rule->num < m->nplace_of && m->place_of[rule->num].root == m->nroots)
			ret->due[m->place_of[rule->num].column] = rule->due == 0 ? DUE_NEVER : (int32_t)(rule->due / DAY_US);
	}
	return (0);
}

int
matrix_root_add(struct matrix *m, struct id id, struct str code, const struct ruleset *const *sets, size_t nsets, const uint32_t *nums,
    size_t n)
{
	struct matrix_root *root = &m->roots[m->nroots];
	struct families *families = arena_alloc(m->arena, sizeof *families);
	struct column *columns = arena_array(m->arena, struct column, m->nplace_of);

	if (m->nroots == MATRIX_ROOTS_MAX || families == NULL || columns == NULL || nsets >= SET_NONE)
		return (-1);
	root->id = id;
	root->code = arena_str(m->arena, code);
	root->ncolumns = columns_collect(m, m->nroots, sets, nsets, nums, n, families, columns);
	root->nums = arena_array(m->arena, uint32_t, root->ncolumns + 1);
	root->family_of = arena_array(m->arena, uint16_t, root->ncolumns + 1);
	root->sets = arena_array(m->arena, struct matrix_set, nsets + 1);
	root->scratch = arena_array(m->arena, uint32_t, root->ncolumns + 1);
	if (root->nums == NULL || root->family_of == NULL || root->sets == NULL || root->scratch == NULL ||
	    columns_place(m, root, families, columns))
		return (-1);
	root->nsets = (uint32_t)nsets;
	for (size_t s = 0; s < nsets; s++)
		if (set_place(m, root, sets[s], &root->sets[s]))
			return (-1);
	m->nroots++;
	return (0);
}

/* ---- Rows ---- */

int
matrix_rows(struct matrix *m, size_t n)
{
	if (n >= ROW_NONE)
		return (-1);
	m->capacity = (uint32_t)n;
	m->rows = arena_array(m->arena, struct matrix_row, n + 1);
	if (m->rows == NULL)
		return (-1);
	for (uint32_t r = 0; r < m->nroots; r++) {
		struct matrix_root *root = &m->roots[r];

		root->set_of = arena_array(m->arena, uint16_t, n + 1);
		root->cells = arena_calloc(m->arena, n + 1, root->ncolumns + 1);
		if (root->set_of == NULL || root->cells == NULL)
			return (-1);
		memset(root->set_of, 0xff, (n + 1) * sizeof *root->set_of);
		memset(root->cells, STATE_UNKNOWN, n * root->ncolumns);
	}
	return (0);
}

int
matrix_row_add(struct matrix *m, uint32_t num, struct str path, bool bequeaths)
{
	struct matrix_row *row = &m->rows[m->nrows];

	if (m->nrows == m->capacity || num >= m->nrow_of)
		return (-1);
	row->num = num;
	row->path = arena_str(m->arena, path);
	row->inner = ROW_NONE;
	row->parent = ROW_NONE;
	row->flags = bequeaths ? ROW_BEQUEATHS : 0;
	if (row->path.p == NULL)
		return (-1);
	m->row_of[num] = m->nrows++;
	return (0);
}

void
matrix_bind(struct matrix *m, uint32_t row, uint32_t root, uint16_t set)
{
	m->roots[root].set_of[row] = set;
}

/* Parents and ends by a walk in path order: what is open above a row is a prefix of its path. */
static void
tree_link(struct matrix *m)
{
	uint32_t above = ROW_NONE;

	for (uint32_t i = 0; i < m->nrows; i++) {
		while (above != ROW_NONE && !str_starts(m->rows[i].path, m->rows[above].path)) {
			m->rows[above].end = i;
			above = m->rows[above].parent;
		}
		m->rows[i].parent = above;
		if (above != ROW_NONE && m->rows[above].inner == ROW_NONE)
			m->rows[above].inner = m->ninner++;
		above = i;
	}
	for (; above != ROW_NONE; above = m->rows[above].parent)
		m->rows[above].end = m->nrows;
}

int
matrix_tree(struct matrix *m)
{
	tree_link(m);
	m->entities = arena_array(m->arena, uint32_t, m->ninner + 1);
	m->covered = arena_array(m->arena, uint32_t, m->ninner + 1);
	if (m->entities == NULL || m->covered == NULL)
		return (-1);
	for (uint32_t r = 0; r < m->nroots; r++) {
		struct matrix_root *root = &m->roots[r];

		root->counts = arena_calloc(m->arena, (size_t)m->ninner + 1, ((size_t)root->nfamilies + 1) * COUNT_SLOTS * sizeof(uint32_t));
		root->entities = arena_array(m->arena, uint32_t, m->ninner + 1);
		root->covered = arena_array(m->arena, uint32_t, m->ninner + 1);
		if (root->counts == NULL || root->entities == NULL || root->covered == NULL)
			return (-1);
	}
	return (0);
}

/* ---- Bytes ---- */

void
matrix_put(struct matrix *m, uint32_t entity, uint32_t requirement, enum obligation_state state)
{
	uint32_t row = matrix_row_of(m, entity);
	const struct matrix_place *place;

	if (row == ROW_NONE || requirement >= m->nplace_of || m->place_of[requirement].root == ROW_NONE)
		return;
	place = &m->place_of[requirement];
	m->roots[place->root].cells[(size_t)row * m->roots[place->root].ncolumns + place->column] = (uint8_t)state;
}

/* For each column of TO, the column of FROM with the same number, or ROW_NONE; whether both are laid out alike. */
static bool
carry_columns(const struct matrix_root *to, const struct matrix *old, uint32_t from, uint32_t *ret)
{
	bool alike = to->ncolumns == old->roots[from].ncolumns;

	for (uint32_t c = 0; c < to->ncolumns; c++) {
		uint32_t num = to->nums[c];

		ret[c] = num < old->nplace_of && old->place_of[num].root == from ? old->place_of[num].column : ROW_NONE;
		alike = alike && ret[c] == c;
	}
	return (alike);
}

static void
carry_root(struct matrix *m, struct matrix_root *to, const struct matrix *old, uint32_t from)
{
	const struct matrix_root *source = &old->roots[from];
	uint32_t *columns = to->scratch;
	bool alike = carry_columns(to, old, from, columns);

	for (uint32_t i = 0; i < m->nrows; i++) {
		uint32_t row = matrix_row_of(old, m->rows[i].num);
		const uint8_t *in = source->cells + (size_t)row * source->ncolumns;
		uint8_t *out = to->cells + (size_t)i * to->ncolumns;

		if (row == ROW_NONE)
			continue;
		if (alike)
			memcpy(out, in, to->ncolumns);
		else
			for (uint32_t c = 0; c < to->ncolumns; c++)
				out[c] = columns[c] == ROW_NONE ? STATE_UNKNOWN : in[columns[c]];
	}
}

void
matrix_carry(struct matrix *m, const struct matrix *old, void (*missing)(void *context, uint32_t entity), void *context)
{
	for (uint32_t r = 0; r < m->nroots; r++) {
		uint32_t from = matrix_root_of(old, m->roots[r].id);

		if (from != ROW_NONE)
			carry_root(m, &m->roots[r], old, from);
	}
	for (uint32_t i = 0; i < m->nrows; i++) {
		uint32_t row = matrix_row_of(old, m->rows[i].num);

		if (row == ROW_NONE)
			missing(context, m->rows[i].num);
		else
			m->rows[i].touched = old->rows[row].touched;
	}
}

/* ---- Finding ---- */

uint32_t
matrix_row_of(const struct matrix *m, uint32_t entity)
{
	return (entity < m->nrow_of ? m->row_of[entity] : ROW_NONE);
}

uint32_t
matrix_row_from(const struct matrix *m, struct str path)
{
	uint32_t from = 0, to = m->nrows;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (str_cmp(m->rows[middle].path, path) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return (from < m->nrows ? from : ROW_NONE);
}

uint32_t
matrix_row_at(const struct matrix *m, struct str path)
{
	uint32_t row = matrix_row_from(m, path);

	return (row != ROW_NONE && str_eq(m->rows[row].path, path) ? row : ROW_NONE);
}

uint32_t
matrix_root_of(const struct matrix *m, struct id id)
{
	for (uint32_t r = 0; r < m->nroots; r++)
		if (id_eq(m->roots[r].id, id))
			return (r);
	return (ROW_NONE);
}

uint32_t
matrix_family_of(const struct matrix_root *root, struct str id)
{
	for (uint32_t f = 0; f < root->nfamilies; f++)
		if (str_eq(root->families[f].id, id))
			return (f);
	return (ROW_NONE);
}
