/* SPDX-License-Identifier: Apache-2.0 */
/* Between form.c (the form) and form_row.c (its rows). */
#ifndef WEB_FORM_INSIDE_H
#define WEB_FORM_INSIDE_H

#include "web/html_put.h"

/** A form in the making. */
struct maker {
	const struct form_spec *spec;
	const struct html *h;
	struct str id;
	const struct form_failure *failure; /* of this form, or NULL */
	bool full;                          /* the arena is */
};

struct langs form_word(const struct maker *m, struct str text);
const struct form_options *form_options_of(const struct maker *m, struct str name);
/** form_sent(m, name): the first value sent under NAME; absent: none, or nothing was sent. */
struct str form_sent(const struct maker *m, struct str name);
struct str form_keep(struct maker *m, struct str text);
struct str form_join(struct maker *m, struct str a, const char *between, struct str b);
void form_describe(struct maker *m, struct form_row *row);
void form_row_begin(struct maker *m, const char *shape, const struct field *f, struct str prefix, struct form_row *row);
/** form_row_fill(…): the row of one field; SLOT is where its present value is, or NULL. */
void form_row_fill(struct maker *m, const char *shape, const struct field *f, struct str prefix, const void *slot, unsigned depth,
    struct form_row *row);
void form_rows_fill(struct maker *m, const struct shape *shape, const char *only, struct str prefix, const void *values, unsigned depth,
    struct form_row_list *ret);

#endif
