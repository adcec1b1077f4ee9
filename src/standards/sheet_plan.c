/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/sheet_plan.h"

CHOICES_DEFINE(sheet_role, SHEET_ROLES)

enum { HEADING_ROWS = 15, HEADING_BYTES = 200 };

/* Headings as people write them, in lower case; a heading may begin with one of the STARTS. */
static const struct {
	const char *text;
	enum sheet_role role;
	bool start;
} words[] = {
	{ "id", COLUMN_ID }, { "ref", COLUMN_ID }, { "ref id", COLUMN_ID }, { "reference", COLUMN_ID }, { "identifier", COLUMN_ID }, { "code", COLUMN_ID },
	{ "control id", COLUMN_ID }, { "control", COLUMN_ID }, { "control no", COLUMN_ID }, { "control number", COLUMN_ID }, { "requirement id", COLUMN_ID },
	{ "number", COLUMN_ID }, { "no", COLUMN_ID }, { "no.", COLUMN_ID }, { "#", COLUMN_ID }, { "clause", COLUMN_ID }, { "شناخت", COLUMN_ID },
	{ "نمبر", COLUMN_ID }, { "شق", COLUMN_ID },
	{ "title", COLUMN_TITLE }, { "name", COLUMN_TITLE }, { "control name", COLUMN_TITLE }, { "control title", COLUMN_TITLE },
	{ "requirement title", COLUMN_TITLE }, { "requirement name", COLUMN_TITLE }, { "heading", COLUMN_TITLE }, { "عنوان", COLUMN_TITLE }, { "نام", COLUMN_TITLE },
	{ "statement", COLUMN_STATEMENT }, { "description", COLUMN_STATEMENT }, { "requirement", COLUMN_STATEMENT }, { "requirement text", COLUMN_STATEMENT },
	{ "control text", COLUMN_STATEMENT }, { "control description", COLUMN_STATEMENT }, { "text", COLUMN_STATEMENT }, { "control statement", COLUMN_STATEMENT },
	{ "متن", COLUMN_STATEMENT }, { "تقاضا", COLUMN_STATEMENT }, { "تفصیل", COLUMN_STATEMENT },
	{ "guidance", COLUMN_GUIDANCE }, { "implementation guidance", COLUMN_GUIDANCE }, { "discussion", COLUMN_GUIDANCE }, { "explanation", COLUMN_GUIDANCE },
	{ "supplemental guidance", COLUMN_GUIDANCE }, { "notes", COLUMN_GUIDANCE }, { "annotation", COLUMN_GUIDANCE }, { "رہنمائی", COLUMN_GUIDANCE },
	{ "وضاحت", COLUMN_GUIDANCE },
	{ "group", COLUMN_GROUP }, { "family", COLUMN_GROUP }, { "domain", COLUMN_GROUP }, { "category", COLUMN_GROUP }, { "section", COLUMN_GROUP },
	{ "chapter", COLUMN_GROUP }, { "theme", COLUMN_GROUP }, { "control family", COLUMN_GROUP }, { "group title", COLUMN_GROUP },
	{ "family title", COLUMN_GROUP }, { "domain title", COLUMN_GROUP }, { "باب", COLUMN_GROUP }, { "شعبہ", COLUMN_GROUP }, { "زمرہ", COLUMN_GROUP },
	{ "group id", COLUMN_GROUP_ID }, { "family id", COLUMN_GROUP_ID }, { "domain id", COLUMN_GROUP_ID }, { "category id", COLUMN_GROUP_ID },
	{ "section id", COLUMN_GROUP_ID },
	{ "parent", COLUMN_PARENT }, { "parent id", COLUMN_PARENT }, { "part of", COLUMN_PARENT }, { "بالائی", COLUMN_PARENT },
	{ "level", COLUMN_LEVEL }, { "maturity", COLUMN_LEVEL }, { "maturity level", COLUMN_LEVEL }, { "tier", COLUMN_LEVEL }, { "priority", COLUMN_LEVEL },
	{ "درجہ", COLUMN_LEVEL },
	{ "implementation group", COLUMN_SET }, { "implementation groups", COLUMN_SET }, { "profile", COLUMN_SET }, { "profiles", COLUMN_SET },
	{ "applies to", COLUMN_SET }, { "urn", COLUMN_URN },
	{ "iso", COLUMN_MAPPING, true }, { "nist", COLUMN_MAPPING, true }, { "cis", COLUMN_MAPPING, true }, { "csf", COLUMN_MAPPING, true },
	{ "pci", COLUMN_MAPPING, true }, { "cobit", COLUMN_MAPPING, true }, { "mapping", COLUMN_MAPPING, true }, { "maps to", COLUMN_MAPPING, true },
	{ "mapped to", COLUMN_MAPPING, true }, { "sp 800", COLUMN_MAPPING, true },
};

/* ---- Languages of headings ---- */

static bool
has_language(enum sheet_role role)
{
	return (role == COLUMN_TITLE || role == COLUMN_STATEMENT || role == COLUMN_GUIDANCE || role == COLUMN_GROUP);
}

/* A language at the end of a heading: "title (ur)", "title_ur", "title.ur", "title [urdu]", "title urdu": cut off. */
static enum lang
cut_language(struct str *text)
{
	static const struct {
		const char *end;
		enum lang lang;
	} ends[] = { { "urdu", LANG_UR }, { "ur", LANG_UR }, { "اردو", LANG_UR }, { "english", LANG_EN }, { "en", LANG_EN }, { "انگریزی", LANG_EN } };
	struct str s = str_trim(*text);

	while (s.n > 0 && (s.p[s.n - 1] == ')' || s.p[s.n - 1] == ']'))
		s.n--;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t n = strlen(ends[i].end), left;

		if (s.n <= n || !str_ends(s, str_c(ends[i].end)) || !char_in(" ([._-/:", s.p[s.n - n - 1]))
			continue;
		for (left = s.n - n; left > 0 && char_in(" ([._-/:", s.p[left - 1]);)
			left--;
		if (left == 0)
			continue;
		*text = str_sub(s, 0, left);
		return (ends[i].lang);
	}
	return (LANG_EN);
}

/* ---- Guessing ---- */

/* HEADING in lower case (ASCII), runs of blanks, underscores and line ends as one blank. */
static struct str
folded(struct str heading, char room[HEADING_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < heading.n && n < HEADING_BYTES; i++) {
		char c = heading.p[i];

		if (c == '\n' || c == '\t' || c == '_' || c == '*')
			c = ' ';
		if (c == ' ' && (n == 0 || room[n - 1] == ' '))
			continue;
		room[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	while (n > 0 && (room[n - 1] == ' ' || room[n - 1] == ':'))
		n--;
	return ((struct str){ room, n });
}

static enum sheet_role
role_of(struct str text)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (str_eq_c(text, words[i].text) || (words[i].start && str_starts(text, str_c(words[i].text))))
			return (words[i].role);
	return (COLUMN_IGNORE);
}

static struct sheet_column_plan
guess_column(struct str heading)
{
	struct sheet_column_plan ret = { .role = COLUMN_IGNORE, .lang = LANG_EN, .heading = heading };
	char room[HEADING_BYTES];
	struct str text = folded(heading, room), whole = text;

	ret.role = role_of(text);
	if (ret.role != COLUMN_IGNORE && ret.role != COLUMN_MAPPING)
		return (ret);
	ret.lang = cut_language(&text);
	if (text.n < whole.n && has_language(role_of(text)))
		ret.role = role_of(text);
	else
		ret.lang = LANG_EN;
	return (ret);
}

/* Of two columns for one thing, the first counts; but "control" beside "control id" is the title where nothing else is. */
static void
drop_repeated(struct sheet_plan *plan)
{
	for (uint32_t i = 0; i < plan->n; i++) {
		struct sheet_column_plan *column = &plan->columns[i];

		if (column->role == COLUMN_MAPPING || sheet_plan_find(plan, column->role, column->lang) >= i)
			continue;
		column->role = column->role == COLUMN_ID && sheet_plan_find(plan, COLUMN_TITLE, LANG_EN) == UINT32_MAX ? COLUMN_TITLE : COLUMN_IGNORE;
	}
}

/* "Requirement" names the text beside "title", and the title where nothing else does; "control" and "clause" likewise. */
static void
settle(struct sheet_plan *plan)
{
	uint32_t statement = sheet_plan_find(plan, COLUMN_STATEMENT, LANG_EN);

	drop_repeated(plan);
	if (sheet_plan_find(plan, COLUMN_TITLE, LANG_EN) != UINT32_MAX || statement == UINT32_MAX)
		return;
	for (uint32_t i = 0; i < plan->n; i++) {
		struct sheet_column_plan again = guess_column(plan->columns[i].heading);

		if (i != statement && again.role == COLUMN_STATEMENT && again.lang == LANG_EN && plan->columns[i].role == COLUMN_IGNORE) {
			plan->columns[statement < i ? statement : i].role = COLUMN_TITLE;
			plan->columns[statement < i ? i : statement].role = COLUMN_STATEMENT;
			return;
		}
	}
}

static unsigned
score_row(const struct sheet_row *row)
{
	unsigned score = 0;

	for (uint32_t i = 0; i < row->n; i++) {
		enum sheet_role role = guess_column(row->cells[i].text).role;

		score += role == COLUMN_IGNORE ? 0 : role == COLUMN_MAPPING ? 1 : role == COLUMN_ID ? 4 : 3;
	}
	return (score);
}

/* The row that looks most like headings among the first ones, and how much it does. */
static const struct sheet_row *
find_heading(const struct sheet *sheet, unsigned *score)
{
	const struct sheet_row *best = sheet->nrows > 0 ? &sheet->rows[0] : NULL;

	*score = 0;
	for (uint32_t i = 0; i < sheet->nrows && i < HEADING_ROWS; i++) {
		unsigned here = score_row(&sheet->rows[i]);

		if (here > *score) {
			*score = here;
			best = &sheet->rows[i];
		}
	}
	return (best);
}

void
sheet_plan_guess(const struct sheet_book *book, uint32_t sheet, struct sheet_plan *ret)
{
	const struct sheet_row *heading;
	unsigned score, best = 0;

	memset(ret, 0, sizeof *ret);
	ret->sheet = sheet < book->n ? sheet : 0;
	for (uint32_t i = 0; i < book->n && sheet >= book->n; i++) {
		if (!sheet_is_rows(book, i))
			continue;
		(void)find_heading(&book->sheets[i], &score);
		if (score > best) {
			best = score;
			ret->sheet = i;
		}
	}
	if (!sheet_is_rows(book, ret->sheet))
		return;
	heading = find_heading(&book->sheets[ret->sheet], &score);
	ret->heading = heading == NULL ? 0 : heading->number;
	ret->n = book->sheets[ret->sheet].columns;
	for (uint32_t i = 0; i < ret->n; i++)
		ret->columns[i] = guess_column(heading == NULL ? STR("") : sheet_text(heading, i));
	settle(ret);
}

/* ---- Mappings ---- */

struct str
sheet_subject(struct str heading)
{
	static const char *const starts[] = { "maps to", "mapped to", "mapping to", "mapping", "relations to" };

	heading = str_trim(heading);
	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		size_t n = strlen(starts[i]);

		if (heading.n <= n || strncasecmp(heading.p, starts[i], n) != 0)
			continue;
		heading = str_trim(str_sub(heading, n, heading.n));
		return (str_starts(heading, STR(":")) ? str_trim(str_sub(heading, 1, heading.n)) : heading);
	}
	return (heading);
}

/* ---- Correcting ---- */

uint32_t
sheet_plan_find(const struct sheet_plan *plan, enum sheet_role role, enum lang lang)
{
	for (uint32_t i = 0; i < plan->n; i++)
		if (plan->columns[i].role == role && (!has_language(role) || plan->columns[i].lang == lang))
			return (i);
	return (UINT32_MAX);
}

void
sheet_role_text(const struct sheet_column_plan *column, struct buf *out)
{
	buf_c(out, choice_name(&sheet_role_choices, (int)column->role));
	if (has_language(column->role) && column->lang != LANG_EN)
		buf_printf(out, ".%s", lang_tag(column->lang));
}

int
sheet_role_parse(struct str text, struct sheet_column_plan *ret)
{
	struct str rest = str_trim(text), name;
	int role;

	if (!str_cut(&rest, '.', &name) || (role = choice_find(&sheet_role_choices, name)) == 0)
		return (-1);
	ret->role = (enum sheet_role)role;
	ret->lang = LANG_EN;
	if (rest.p == NULL)
		return (0);
	return (has_language(ret->role) ? lang_by_tag(rest, &ret->lang) : -1);
}

/* "AB": a column from 0. */
static bool
column_parse(struct str s, uint32_t *ret)
{
	uint32_t column = 0;

	if (s.n == 0 || s.n > 3)
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i];

		if (c < 'A' || c > 'Z')
			return (false);
		column = column * 26 + (uint32_t)(c - 'A' + 1);
	}
	*ret = column - 1;
	return (true);
}

int
sheet_plan_set(struct sheet_plan *plan, struct str text, struct problem *why)
{
	struct str rest = text, item, left;

	while (str_cut(&rest, ',', &item)) {
		struct sheet_column_plan parsed;
		struct str value = item;
		uint32_t column;

		if (str_trim(item).n == 0)
			continue;
		if (!str_cut(&value, '=', &left) || !column_parse(str_trim(left), &column) || column >= plan->n || sheet_role_parse(value, &parsed)) {
			problem_set(why, SHEET_COLUMNS, "columns");
			problem_arg(why, "given", str_trim(item));
			return (-1);
		}
		plan->columns[column].role = parsed.role;
		plan->columns[column].lang = parsed.lang;
	}
	return (0);
}
