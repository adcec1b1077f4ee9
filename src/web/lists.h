/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists: what every screen with a list needs beside its rows, filled from the request (parts filters.html, pager.html, empty.html).
 */
#ifndef WEB_LISTS_H
#define WEB_LISTS_H

#include "web/layout.h"
#include "web/request.h"

/** list_pager(r, next, shown): the way on: NEXT as the view says it (absent: the last page), SHOWN rows here. */
struct pager list_pager(struct request *r, struct str next, size_t shown);

/** list_filters(r): the filters of this address, none yet; the list as CSV and JSON under the filters of now. */
struct filters list_filters(struct request *r);
/**
 * list_filter_text(r, filters, name, value): a text to look for.  list_filter_choice(): one of CHOICES (labels "CHOICES.NAME").
 * list_filter_options(): one of OPTIONS.  The label is the message "filter.NAME".  list_filter_date(): a day; 0: none.
 */
void list_filter_text(struct request *r, struct filters *filters, const char *name, struct str value);
void list_filter_choice(struct request *r, struct filters *filters, const char *name, const struct choices *choices, int value);
void list_filter_options(struct request *r, struct filters *filters, const char *name, const struct form_option_list *options,
    struct str value);
void list_filter_date(struct request *r, struct filters *filters, const char *name, int64_t value);
/** list_filter_flag(r, filters, name, on): a box to tick. */
void list_filter_flag(struct request *r, struct filters *filters, const char *name, bool on);
/** list_filter_keep(r, filters, name, value): a parameter that goes on without being shown; absent or empty: nothing. */
void list_filter_keep(struct request *r, struct filters *filters, const char *name, struct str value);

/** list_option(r, list, capacity, value, label): one more option. */
void list_option(struct request *r, struct form_option_list *list, size_t *capacity, struct str value, const struct langs *label);
/** list_empty(r, title, detail): what an empty list says; keys of messages; DETAIL may be NULL.  Set href and action for the next thing to do. */
struct empty list_empty(const struct request *r, const char *title, const char *detail);

/**
 * Columns of a table that are not those of its shape: a view that has them declares FIELD(opaque(struct list_extra), extra, HIDDEN).  CSV and XLSX have them last,
 * JSON does not.
 */
struct list_extra {
	struct str *heads;
	size_t n;
	struct str *cells;        /* N for each row */
};

#endif
