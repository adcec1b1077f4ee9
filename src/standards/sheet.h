/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sheets: the tables of a spreadsheet file, XLSX or CSV, as plain text cells.
 *
 * A file comes from outside and its format is not ours: sheet_read() parses it in the sandbox (base/sandbox.h) and gets back rows, which it checks.
 * Numbers, dates and booleans become the text that a reader expects: "12.5", "2026-11-24", "TRUE".
 */
#ifndef STANDARDS_SHEET_H
#define STANDARDS_SHEET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"

enum {
	SHEET_FILE_BYTES_MAX = 16 << 20,
	SHEET_ROWS_MAX = 20000,
	SHEET_COLUMNS_MAX = 200,
	SHEET_CELLS_MAX = 200000,            /* of a file */
	SHEET_CELL_BYTES_MAX = 128 * 1024,   /* a spreadsheet's cell holds 32,767 characters */
	SHEET_BOOK_SHEETS_MAX = 200,
	SHEET_ANSWER_BYTES_MAX = 40 << 20,   /* all texts of a file */
	SHEET_REFERENCE_BYTES = 16,          /* of "GR20000" and a NUL */
	SHEET_NAME_BYTES_MAX = 200,
};

/** One cell that is not empty; columns count from 0. */
struct sheet_cell {
	uint32_t column;
	struct str text;                     /* trimmed; lines end in \n */
};

struct sheet_row {
	uint32_t number;                     /* as a spreadsheet shows it, from 1 */
	uint32_t n;
	const struct sheet_cell *cells;      /* in ascending columns */
};

/**
 * What a sheet is: the rows of a framework, as all are of a spreadsheet; or what only a library has.  FACTS, SETS and SCORES belong to the ROWS
 * before them; of a mapping set, RELATIONS; of the whole, LIBRARY, which are facts too.  Their columns are fixed (SHEET_FACT_…), without headings.
 */
enum sheet_kind { SHEET_ROWS, SHEET_FACTS, SHEET_SETS, SHEET_SCORES, SHEET_RELATIONS, SHEET_LIBRARY };

/**
 * FACTS and LIBRARY: a name and what it is: "urn", "title", "title.ur", "description", "description.ur"; of a framework "score-min", "score-max"; of a
 * library "version", "provider", "copyright".
 */
enum { SHEET_FACT_NAME, SHEET_FACT_VALUE };
/** SETS: implementation groups. */
enum { SHEET_SET_REF, SHEET_SET_LINE, SHEET_SET_TITLE, SHEET_SET_TITLE_UR, SHEET_SET_ABOUT, SHEET_SET_ABOUT_UR };
/** SCORES: the steps of one or more scales. */
enum { SHEET_SCORE_SCALE, SHEET_SCORE_VALUE, SHEET_SCORE_TITLE, SHEET_SCORE_TITLE_UR, SHEET_SCORE_ABOUT, SHEET_SCORE_ABOUT_UR };
/** RELATIONS: the first row says between which frameworks, each further one is a relation.  RATIONALE is OSCAL's word, else it stands in REMARKS. */
enum { SHEET_ENDS_URN, SHEET_ENDS_LINE, SHEET_ENDS_SOURCE, SHEET_ENDS_TARGET, SHEET_ENDS_TITLE, SHEET_ENDS_TITLE_UR, SHEET_ENDS_ABOUT };
enum { SHEET_RELATION_SOURCE, SHEET_RELATION_LINE, SHEET_RELATION_TARGET, SHEET_RELATION_WORD, SHEET_RELATION_RATIONALE, SHEET_RELATION_PERCENT,
	SHEET_RELATION_REMARKS };

struct sheet {
	enum sheet_kind kind;
	struct str name;                     /* of CSV: "" */
	const struct sheet_row *rows;        /* those that are not empty */
	uint32_t nrows;
	uint32_t columns;                    /* one more than the last one that has a cell */
};

struct sheet_book {
	struct sheet *sheets;                /* in the order of the file */
	uint32_t n;
};

enum sheet_format { SHEET_NONE, SHEET_CSV, SHEET_XLSX, SHEET_CISO, SHEET_FOREIGN };

/**
 * sheet_format_of(bytes, filename): by content: XLSX by the mark of a ZIP file, SHEET_FOREIGN for older and encrypted spreadsheets; CSV where the first line has
 * separators, or where FILENAME (may be absent) ends in .csv, .tsv or .txt.  SHEET_CISO: a YAML library
 * of CISO Assistant.  SHEET_NONE: something else, such as OSCAL.
 */
enum sheet_format sheet_format_of(struct str bytes, struct str filename);

/**
 * sheet_read(bytes, format, arena, ret, why): all sheets of a file, in ARENA.  Parses in the sandbox; on any thread.
 * -1: those of sandbox_run(); text_not_utf8; csv_malformed; sheet_malformed ({expected}: message), sheet_bomb ({name}, {max} MB), sheet_path ({name}),
 * sheet_locked, sheet_kind ({found}), sheet_too_large ({cell}, {sheet}, {max}), those of xml_parse(); limit_reached.
 * Cost: a fork and one pass; memory bounded by SHEET_… above.
 */
MUST_CHECK int sheet_read(struct str bytes, enum sheet_format format, struct arena *arena, struct sheet_book *ret, struct problem *why);

/** sheet_extract(bytes, format, answer, why): the first half of sheet_read(): what sheet_decode() takes, for whoever keeps it. */
MUST_CHECK int sheet_extract(struct str bytes, enum sheet_format format, struct buf *answer, struct problem *why);

/** sheet_is_rows(book, i): whether sheet I is there and is one that a catalog can be made of. */
bool sheet_is_rows(const struct sheet_book *book, uint32_t i);
/** sheet_beside(book, i, kind): the sheet of KIND that belongs to the ROWS I; NULL: it has none. */
const struct sheet *sheet_beside(const struct sheet_book *book, uint32_t i, enum sheet_kind kind);
/** sheet_fact(facts, name): of FACTS or LIBRARY, which may be NULL; absent: they do not say. */
struct str sheet_fact(const struct sheet *facts, const char *name);
/** sheet_library(book): the facts of the library that the whole book is; NULL: it is none. */
const struct sheet *sheet_library(const struct sheet_book *book);

/** sheet_text(row, column): the text of a cell; empty where there is none. */
struct str sheet_text(const struct sheet_row *row, uint32_t column);
/** sheet_reference(row, column, ret): "B7".  sheet_column_name(column, ret): "B". */
void sheet_reference(uint32_t row, uint32_t column, char ret[SHEET_REFERENCE_BYTES]);
void sheet_column_name(uint32_t column, char ret[SHEET_REFERENCE_BYTES]);

/* ---- What runs in the sandbox; fuzzed and tested by itself ---- */

/** A book as it is read: cells in the order of the file, each sheet's in ascending rows and columns. */
struct sheet_draft {
	struct buf *out;                     /* see sheet_decode() */
	struct problem *why;
	struct str sheet;                    /* name of the one that is open */
	size_t ncells_at;                    /* where its count stands in OUT */
	uint32_t nsheets, ncells, total;
	uint32_t row, column;                /* of the last cell */
	bool any;                            /* the open sheet has a cell */
};

/** draft_begin(draft, out, why), draft_sheet(draft, kind, name), draft_cell(draft, row, column, text), draft_end(draft): write a book; -1: limits, order. */
void draft_begin(struct sheet_draft *draft, struct buf *out, struct problem *why);
MUST_CHECK int draft_sheet(struct sheet_draft *draft, enum sheet_kind kind, struct str name);
MUST_CHECK int draft_cell(struct sheet_draft *draft, uint32_t row, uint32_t column, struct str text);
void draft_end(struct sheet_draft *draft);

/** sheet_csv_parse(bytes, out, why): CSV: UTF-8 with or without mark; comma, semicolon or tab, guessed; quoted cells. */
MUST_CHECK int sheet_csv_parse(struct str bytes, struct buf *out, struct problem *why);
/** sheet_xlsx_parse(bytes, out, why): an XLSX workbook (ECMA-376, Office Open XML; transitional and strict). */
MUST_CHECK int sheet_xlsx_parse(struct str bytes, struct buf *out, struct problem *why);
/**
 * sheet_ciso_parse(bytes, out, why): a CISO Assistant library (YAML): its frameworks, a sheet each with what belongs to it, and its mapping sets.
 * -1: those of yaml_parse(); library_malformed; input_invalid with all findings, each with its line: library_member, library_relation, library_strength.
 */
MUST_CHECK int sheet_ciso_parse(struct str bytes, struct buf *out, struct problem *why);
/** sheet_decode(answer, arena, ret): what those wrote, every number and text checked.  -1: it makes no sense, or the arena is full. */
MUST_CHECK int sheet_decode(struct str answer, struct arena *arena, struct sheet_book *ret);

#endif
