/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Screens of persons, for those who manage people: the list, one person with roles and account, the forms that add and change one.
 *
 * A new password is made here, by chance, and shown once to who asked for it; nobody chooses one for another.
 */
#ifndef WEB_PAGES_PERSONS_H
#define WEB_PAGES_PERSONS_H

#include "people/grant.h"
#include "people/person.h"
#include "web/lists.h"

#define VIEW_PERSONS(FIELD)                                         \
	FIELD(list(person_row), items, REQUIRED)                    \
	FIELD(text, next, OPTIONAL)                                 \
	FIELD(opaque(struct filters), filters, HIDDEN)              \
	FIELD(opaque(struct pager), pager, HIDDEN)                  \
	FIELD(opaque(struct empty), empty, HIDDEN)                  \
	FIELD(text, add, HIDDEN)            /* where one is added */
SHAPE_DECLARE(view_persons, VIEW_PERSONS);
int get_persons(struct request *r, const struct person_query *in, struct view_persons *view, struct problem *why);

#define PERSON_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(person_at, PERSON_AT);
#define VIEW_PERSON(FIELD)                                          \
	PERSON_ROW(FIELD)                                           \
	FIELD(flag, password_set, REQUIRED)                         \
	FIELD(text, password, OPTIONAL)     /* new, and shown this once */ \
	FIELD(list(grant_row), roles, REQUIRED) /* over entities that the reader looks after, ended ones too */ \
	FIELD(flag, is_self, HIDDEN)                                \
	FIELD(flag, is_erased, HIDDEN)                              \
	FIELD(flag, may_manage, HIDDEN)     /* the account; roles may be given without */ \
	FIELD(text, title, HIDDEN)          /* name, else login */  \
	FIELD(text, self, HIDDEN)           /* this address */      \
	FIELD(opaque(struct form_option_list), role_options, HIDDEN)   \
	FIELD(opaque(struct form_option_list), entity_options, HIDDEN) \
	FIELD(object(grant_give), form, HIDDEN)
SHAPE_DECLARE(view_person, VIEW_PERSON);
int get_person(struct request *r, const struct person_at *in, struct view_person *view, struct problem *why);

/** The form of a new person, at home in ENTITY. */
#define PERSON_NEW_QUERY(FIELD) FIELD(code, entity, OPTIONAL, LENGTH(1, 64))
SHAPE_DECLARE(person_new_query, PERSON_NEW_QUERY);
#define VIEW_PERSON_NEW(FIELD)                                      \
	FIELD(code, entity, OPTIONAL)                               \
	FIELD(opaque(struct form_option_list), entity_options, HIDDEN)   \
	FIELD(opaque(struct form_option_list), language_options, HIDDEN) \
	FIELD(object(person_new), form, HIDDEN)
SHAPE_DECLARE(view_person_new, VIEW_PERSON_NEW);
int get_person_new(struct request *r, const struct person_new_query *in, struct view_person_new *view, struct problem *why);

#define VIEW_PERSON_EDIT(FIELD)                                     \
	FIELD(id, id, REQUIRED)                                     \
	FIELD(count, version, REQUIRED)                             \
	FIELD(text, title, HIDDEN)                                  \
	FIELD(opaque(struct form_option_list), entity_options, HIDDEN)   \
	FIELD(opaque(struct form_option_list), language_options, HIDDEN) \
	FIELD(object(person_edit), form, HIDDEN)
SHAPE_DECLARE(view_person_edit, VIEW_PERSON_EDIT);
int get_person_edit(struct request *r, const struct person_at *in, struct view_person_edit *view, struct problem *why);

/* ---- What is sent becomes a payload and what goes beside it ---- */

int fill_person_new(struct request *r, const struct person_new *in, struct person_add *out, struct problem *why);
int fill_person_edit(struct request *r, const struct person_edit *in, struct person_update *out, struct problem *why);
int fill_person_password(struct request *r, const struct person_password *in, struct person_password *out, struct problem *why);

/**
 * person_edit_fill(r, row, in, out, why): IN as the payload of person.update and its contact data.  What a program leaves out stays as ROW has it, and
 * "" takes it away; a form sends everything, and what is empty there is taken away.  -1: field_missing (a name, where there is none yet).
 */
MUST_CHECK int person_edit_fill(struct request *r, const struct person_row *row, const struct person_edit *in, struct person_update *out,
    struct problem *why);

#endif
