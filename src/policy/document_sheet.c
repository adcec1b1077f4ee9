/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/document_sheet.h"

#include "policy/library.h"
#include "store/driver.h"

static const char NEWEST[] = "SELECT sha256, version, title FROM document WHERE uuid = ?1 ORDER BY seq DESC LIMIT 1";

/* The newest installed version of a framework. */
struct installed {
	bool there;
	struct digest sha256;
	struct str version;
	struct langs title;
};

static int
find_installed(struct db *db, struct str uuid, struct arena *arena, struct installed *ret, struct problem *why)
{
	struct stmt *q = db_query(db, NEWEST, ARGS(ARG_TEXT(uuid)));

	memset(ret, 0, sizeof *ret);
	ret->there = stmt_step(q) == STORE_ROW;
	if (ret->there) {
		ret->sha256 = stmt_digest(q, 0);
		ret->version = arena_str(arena, stmt_text(q, 1));
		langs_unpack(stmt_text(q, 2), arena, &ret->title);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

/* Whether that was made of a sheet that equals the one of DIGEST: 1 or 0; -1 with WHY. */
static int
is_equal(struct blobs *blobs, const struct installed *installed, struct str digest, struct problem *why)
{
	struct shared_doc *shared;
	bool equal;

	if (shared_doc_get(blobs, installed->sha256, STR("sheet"), &shared, why))
		return (-1);
	equal = str_eq(oscal_prop(shared->doc->metadata->props, SHEET_DIGEST_PROP, OSCAL_NS_OURS, NULL), digest);
	shared_doc_put(shared);
	return (equal);
}

static struct str
version_after(struct str version, struct arena *arena)
{
	int64_t number;

	if (version.n == 0)
		return (STR("1"));
	if (str_to_i64(version, &number) == 0 && number >= 0 && number < INT32_MAX)
		return (arena_fmt(arena, "%lld", (long long)number + 1));
	return (arena_fmt(arena, "%.*s.1", STR_FMT(str_sub(version, 0, 90))));
}

int
document_of_sheet(struct db *db, struct blobs *blobs, const struct sheet *sheet, const struct sheet_plan *plan, const struct sheet_about *about,
    struct arena *arena, struct buf *json, struct sheet_made *ret, struct problem *why)
{
	struct sheet_about named = *about;
	struct installed installed;
	int equal = 0;

	if (named.version.n == 0)
		named.version = STR("1");
	if (sheet_catalog(sheet, plan, &named, arena, json, ret, why) || find_installed(db, ret->uuid, arena, &installed, why))
		return (-1);
	if (installed.there)
		equal = is_equal(blobs, &installed, ret->digest, why);
	if (equal < 0)
		return (-1);
	if (equal > 0) {
		problem_set(why, DOCUMENT_TAKEN, NULL);
		problem_arg(why, "title", langs_pick(&installed.title, LANG_EN, NULL));
		problem_arg(why, "version", installed.version);
		return (-1);
	}
	if (!installed.there || about->version.n > 0)
		return (0);
	named.version = version_after(installed.version, arena);
	buf_reset(json);
	return (sheet_catalog(sheet, plan, &named, arena, json, ret, why));
}

struct str
sheet_title(const struct sheet_book *book, const struct sheet_plan *plan, struct str filename, struct arena *arena)
{
	static const char *const empty[] = { "", "Sheet1", "Sheet 1", "Sheet", "Table1", "Worksheet", "Controls", "Requirements" };
	struct str name = book->n > plan->sheet ? book->sheets[plan->sheet].name : STR("");
	bool says = true;
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(empty); i++)
		says = says && !str_eq_c(name, empty[i]);
	if (says)
		return (name);
	for (n = filename.n; n > 0 && filename.p[n - 1] != '.';)
		n--;
	name = arena_str(arena, n > 1 ? str_sub(filename, 0, n - 1) : filename);
	return (name.n > 0 ? name : STR("Framework"));
}
