/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the forms about people offer to choose from.
 */
#ifndef WEB_PAGES_PEOPLE_OPTIONS_H
#define WEB_PAGES_PEOPLE_OPTIONS_H

#include "people/role.h"
#include "web/lists.h"

/** options_entities(r, permission, ret, why): where the actor has PERMISSION, in the order of the tree, as many as a lookup suggests. */
MUST_CHECK int options_entities(struct request *r, enum permission permission, struct form_option_list *ret, struct problem *why);
/** options_roles(r, ret, why): the roles that the actor may give somewhere. */
MUST_CHECK int options_roles(struct request *r, struct form_option_list *ret, struct problem *why);
/** options_persons(r, ret, why): whom the actor looks after, by login. */
MUST_CHECK int options_persons(struct request *r, struct form_option_list *ret, struct problem *why);
/** options_permissions(r, bits, ret): the permissions of BITS, each with what it means. */
void options_permissions(struct request *r, int64_t bits, struct form_option_list *ret);
/** options_languages(r, ret): the languages of the program, each in its own words. */
void options_languages(struct request *r, struct form_option_list *ret);
/** options_words(r, ret, capacity, value, key): one more option, called by the message KEY. */
void options_words(struct request *r, struct form_option_list *ret, size_t *capacity, const char *value, const char *key);

/** options_text(r, text): TEXT of the request's language as a title. */
struct langs options_text(const struct request *r, struct str text);
/** options_held(r): the permissions that the actor holds somewhere, as PERM_BITs. */
int64_t options_held(const struct request *r);

#endif
