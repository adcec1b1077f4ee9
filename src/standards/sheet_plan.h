/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the columns of a framework sheet mean, and the OSCAL catalog that its rows make.
 *
 * The meaning is guessed from the headings and may be corrected; all that is wrong with the rows is found in one run, each with its cell.
 */
#ifndef STANDARDS_SHEET_PLAN_H
#define STANDARDS_SHEET_PLAN_H

#include "base/locale.h"
#include "base/shape.h"
#include "standards/sheet.h"

/** PARENT: the identifier of the requirement that this one is part of.  LEVEL: the number of the first level that asks for it.  MAPPING: identifiers in
 * another framework, whose name is the heading, each with what it is to it in square brackets: "A.5.1 [subset-of 80%]".  SET: names of the sets that the
 * requirement belongs to (implementation groups).  URN: what others call it. */
#define SHEET_ROLES(X)                       \
	X(COLUMN_IGNORE, "ignore")            \
	X(COLUMN_ID, "id")                    \
	X(COLUMN_TITLE, "title")              \
	X(COLUMN_STATEMENT, "statement")      \
	X(COLUMN_GUIDANCE, "guidance")        \
	X(COLUMN_GROUP, "group")              \
	X(COLUMN_GROUP_ID, "group-id")        \
	X(COLUMN_PARENT, "parent")            \
	X(COLUMN_LEVEL, "level")              \
	X(COLUMN_MAPPING, "mapping")       \
	X(COLUMN_SET, "set")                  \
	X(COLUMN_URN, "urn")
CHOICES_DECLARE(sheet_role, SHEET_ROLES);

struct sheet_column_plan {
	enum sheet_role role;
	enum lang lang;                      /* of a title, statement, guidance or group */
	struct str heading;                  /* borrowed from the sheet */
	struct str framework;                /* of a mapping: the one that it became relations to; the catalog then says nothing of it */
};

struct sheet_plan {
	uint32_t sheet;                      /* index in the book */
	uint32_t heading;                    /* number of the row of headings */
	uint32_t n;
	struct sheet_column_plan columns[SHEET_COLUMNS_MAX];
};

/** sheet_plan_guess(book, sheet, ret): of sheet SHEET, or with UINT32_MAX of the one that fits best.  A heading that says nothing is ignored. */
void sheet_plan_guess(const struct sheet_book *book, uint32_t sheet, struct sheet_plan *ret);
/**
 * sheet_plan_set(plan, text, why): correct PLAN by "A=id, B=title, C=title.ur"; columns that are not named stay as they are.
 * -1: sheet_columns ({given}).
 */
MUST_CHECK int sheet_plan_set(struct sheet_plan *plan, struct str text, struct problem *why);
/** sheet_role_text(column, out): "title.ur", "id": what sheet_plan_set() takes.  sheet_role_parse(text, ret): the reverse. */
void sheet_role_text(const struct sheet_column_plan *column, struct buf *out);
MUST_CHECK int sheet_role_parse(struct str text, struct sheet_column_plan *ret);
/** sheet_plan_find(plan, role, lang): the column of ROLE, or UINT32_MAX; LANG counts where the role has a language. */
uint32_t sheet_plan_find(const struct sheet_plan *plan, enum sheet_role role, enum lang lang);

/** sheet_subject(heading): the framework that a mapping column is about: "Maps to: ISO 27001" is about ISO 27001. */
struct str sheet_subject(struct str heading);

/** What the sheet itself does not say. */
struct sheet_about {
	struct str title;                    /* of the framework */
	struct str version;
	int64_t now;                         /* last-modified */
	struct str title_ur, remarks;        /* what the framework is about */
	const struct sheet *facts, *library, *scores; /* of a library, else NULL: see sheet.h */
};

struct sheet_made {
	uint32_t controls, groups;
	struct str stem;                     /* of the title: what its versions have in common, "national-cloud-rules" */
	struct str digest;                   /* of title, meanings and cells: equal for equal sheets */
	struct str uuid;                     /* made from the stem */
};

/**
 * sheet_catalog(sheet, plan, about, arena, out, ret, why): an OSCAL catalog in JSON, appended to OUT.
 * -1: input_invalid with all findings (if WHY has room), each at its cell ("B7"): sheet_column_missing, sheet_column_repeated, sheet_cell_missing,
 * sheet_cell_long, sheet_cell_error, sheet_id, sheet_id_repeated, sheet_parent_unknown, sheet_parent_cycle; sheet_empty; limit_reached.
 * A row that has nothing but one text, without identifier, is the title of the group of those below it, where no column says the group.
 */
MUST_CHECK int sheet_catalog(const struct sheet *sheet, const struct sheet_plan *plan, const struct sheet_about *about, struct arena *arena,
    struct buf *out, struct sheet_made *ret, struct problem *why);

/** sheet_stem(title, arena): "national-cloud-rules" of a title; of one without Latin letters, a name made of its hash. */
struct str sheet_stem(struct str title, struct arena *arena);
/** The property of a catalog's metadata, in our namespace, that holds sheet_made.digest. */
#define SHEET_DIGEST_PROP "sheet-digest"

/** markup_escape(text, line, out): plain TEXT as OSCAL's Markdown that means the same; LINE: on one line, else in paragraphs, lists kept. */
void markup_escape(struct str text, bool line, struct buf *out);

#endif
