/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search over everything that the reader may see: entities, requirements, persons; a few of each, and the way to all.
 */
#ifndef WEB_PAGES_SEARCH_H
#define WEB_PAGES_SEARCH_H

#include "people/entity.h"
#include "people/person.h"
#include "web/lists.h"

#define SEARCH_QUERY(FIELD) FIELD(text, q, OPTIONAL, LENGTH(0, 100))
SHAPE_DECLARE(search_query, SEARCH_QUERY);

/** A requirement in the baseline that binds nearest to the reader. */
#define SEARCH_RULE(FIELD)                                          \
	FIELD(id, baseline, REQUIRED)                               \
	FIELD(langs, baseline_title, REQUIRED)                      \
	FIELD(text, requirement, REQUIRED)                          \
	FIELD(text, label, OPTIONAL)                                \
	FIELD(langs, title, REQUIRED)
SHAPE_DECLARE(search_rule, SEARCH_RULE);

#define VIEW_SEARCH(FIELD)                                          \
	FIELD(text, q, REQUIRED)                                    \
	FIELD(list(entity_row), entities, REQUIRED)                 \
	FIELD(list(search_rule), requirements, REQUIRED)            \
	FIELD(list(person_row), persons, REQUIRED)                  \
	FIELD(flag, more_entities, REQUIRED)                        \
	FIELD(flag, more_requirements, REQUIRED)                    \
	FIELD(flag, more_persons, REQUIRED)                         \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_search, VIEW_SEARCH);
int get_search(struct request *r, const struct search_query *in, struct view_search *view, struct problem *why);

#endif
