/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame around every page, and what templates share.  Filled by html_page.c from struct page; drawn by layout.html.
 */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H

#include "web/html_put.h"

/** One entry of the rail. */
struct layout_section {
	struct str href;
	struct str label;
	uint32_t count;
	bool current;
};
struct layout_section_list {
	struct layout_section *items;
	size_t n;
};

/** The other languages, each with this very page in it. */
struct layout_language {
	struct str href;
	const char *tag, *dir, *own_name;
};
struct layout_language_list {
	struct layout_language *items;
	size_t n;
};

struct view_layout {
	const struct html_slots *slots;
	struct layout_section_list sections;
	struct layout_language_list languages;
	const char *version;
};

/** A whole page that says what went wrong. */
struct view_problem_item {
	struct str where;
	struct str text;
};
struct view_problem_item_list {
	struct view_problem_item *items;
	size_t n;
};
struct view_problem {
	int status;
	struct str title, detail;
	struct view_problem_item_list items;
	uint32_t more;                    /* further findings that were only counted */
	uint32_t line, column;            /* in an input file; 0: unknown */
	uint32_t retry_after_s;
	struct str reference;
	bool sign_in;                     /* the way on is to sign in */
	bool nothing_changed;             /* what was asked was a change, and it was not made */
};

/* ---- What several pages show: structs of the shared parts ---- */

/** part pager.html: the way on through a list by keyset. */
struct pager {
	struct str next;                  /* URL of the next page; absent: this was the last */
	struct str first;                 /* URL of the first page; absent: this is it */
	uint32_t shown;                   /* rows on this page */
	uint64_t total;                   /* of all; 0: not known without counting */
};

/** part empty.html: what an empty list says and offers. */
struct empty {
	struct str title;
	struct str detail;                /* absent: none */
	struct str href, action;          /* the next thing to do; absent: none */
};

/** part filters.html: a list's filters, kept in the URL; sent as one types when script runs. */
struct filter {
	const char *name;
	struct str label;
	struct str value;                 /* chosen now */
	struct form_option_list options;  /* n == 0: a text to search for; else a select whose first entry is "all" */
	bool date;                        /* an input for a date */
	bool check;                       /* a box to tick */
};
struct filter_list {
	struct filter *items;
	size_t n;
};
struct filters {
	struct str action;                /* path of the list */
	struct filter_list filters;
	struct form_hidden_list kept;     /* of the query, not shown: sort order, subtree */
	struct str csv, xlsx, json;       /* URLs of the same list in other forms; absent: none */
	bool any;                         /* something is filtered: offer to show all */
};

/** part chain.html: why a value binds: every layer that touched it, outermost first. */
struct chain_step {
	struct langs layer;               /* "National Baseline 2026.1" */
	struct str href;                  /* of that layer's page; absent: no link */
	struct langs value;               /* what it set; empty: left open */
	int effect;                       /* 0 the first; 1 same, 2 tightens, 3 loosens (by an exception) */
	struct langs person;              /* who published it */
	int64_t at;                       /* when it took effect */
	int64_t seq;                      /* its ledger record; 0: none */
};
struct chain_step_list {
	struct chain_step *items;
	size_t n;
};

/** What html_problem() draws, filled from a problem; public for tests. */
MUST_CHECK int view_problem_fill(const struct html *h, int status, const struct problem *why, struct str reference,
    struct view_problem *ret);

#endif
