/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gallery: every shared part and state of a page, drawn with invented data, to be looked at and checked for barriers.  No page of the product.
 */
#ifndef TESTS_GALLERY_H
#define TESTS_GALLERY_H

#include "report/chart.h"
#include "web/layout.h"

/** A form with every kind of field. */
#define GALLERY_FORM(FIELD)                                                \
	FIELD(choice, result, REQUIRED, ONE_OF(claim_result))              \
	FIELD(choice, state, OPTIONAL, ONE_OF(obligation_state))           \
	FIELD(text, narrative, REQUIRED, LENGTH(20, 8000))                 \
	FIELD(text, reason, OPTIONAL, LENGTH(0, 200))                      \
	FIELD(langs, title, REQUIRED, LENGTH(1, 200))                      \
	FIELD(code, entity, REQUIRED)                                      \
	FIELD(code, code, REQUIRED, LENGTH(2, 32))                         \
	FIELD(date, as_of, OPTIONAL)                                       \
	FIELD(count, days, OPTIONAL, BETWEEN(1, 365))                      \
	FIELD(flag, submit, OPTIONAL)                                      \
	FIELD(texts, links, OPTIONAL, AT_MOST(5), LENGTH(1, 300))          \
	FIELD(ids, evidence, OPTIONAL, AT_MOST(20))                        \
	FIELD(pairs, attributes, OPTIONAL, AT_MOST(8))                     \
	FIELD(text, password, OPTIONAL, LENGTH(12, 200))                   \
	FIELD(count, version, FILLED)
SHAPE_DECLARE(gallery_form, GALLERY_FORM);

#define GALLERY_SIGN_IN(FIELD)                     \
	FIELD(text, login, REQUIRED, LENGTH(1, 64)) \
	FIELD(text, password, REQUIRED, LENGTH(1, 200))
SHAPE_DECLARE(sign_in, GALLERY_SIGN_IN);

struct gallery_region {
	struct langs title;
	struct str code, href;
	uint64_t covered, total, answered, owed, verified, overdue;
	struct chart_bar bar;
};
struct gallery_item {
	struct str code;
	struct langs title;
	int state;
	uint32_t overdue_days;
	bool current;
};

struct view_gallery {
	struct langs heading;
	int64_t at;
	struct chart_bar bar;
	struct chart_spark rising, flat;
	struct gallery_region regions[8];
	size_t nregions;
	struct chart_tiles tiles;
	struct gallery_item items[9];
	size_t nitems;
	struct chain_step_list chain;
	struct filters filters;
	struct pager pager, last;
	struct empty empty, bare;
	struct form_option_list entities, evidence, attributes, tiers;
	struct gallery_form form;
	struct digest digest;
	struct id id;
	uint64_t size;
};

#endif
