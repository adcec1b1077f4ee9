/* SPDX-License-Identifier: Apache-2.0 */
/* Contact data and passwords: written beside a command, never into the ledger. */
#include "base/fold.h"
#include "people/person.h"

SHAPE_DEFINE(person_contact, PERSON_CONTACT)
SHAPE_DEFINE(person_new, PERSON_NEW)
SHAPE_DEFINE(person_edit, PERSON_EDIT)

static const char SET_CONTACT[] =
    "INSERT INTO person_contact (person, name, email, phone, folded) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (person) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone, folded = excluded.folded";
static const char SET_PASSWORD[] =
    "INSERT INTO credential (person, password, changed_at) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (person) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at";
static const char END_OTHER_SESSIONS[] = "DELETE FROM session WHERE person = ?1 AND hash <> ?2";

/* One @ with something on both sides and no space: whether it works is found out by writing to it. */
static bool
is_email(struct str s)
{
	ptrdiff_t at = str_find(s, STR("@"));

	if (at <= 0 || (size_t)at + 1 == s.n || str_find(str_sub(s, (size_t)at + 1, s.n), STR("@")) >= 0)
		return (false);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return (false);
	return (true);
}

static bool
is_phone(struct str s)
{
	unsigned digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (!char_in("+ ()-", s.p[i]))
			return (false);
	}
	return (digits >= 3);
}

static int
contact_write(struct tx *tx, struct id person, const struct person_contact *contact, struct problem *why)
{
	struct str both;

	if (contact->email.n > 0 && !is_email(contact->email))
		return (problem_set(why, CONTACT_MALFORMED, "email"));
	if (contact->phone.n > 0 && !is_phone(contact->phone))
		return (problem_set(why, CONTACT_MALFORMED, "phone"));
	both = arena_fmt(tx->arena, "%.*s\n%.*s", STR_FMT(contact->name), STR_FMT(contact->email));
	if (db_run(tx->db, SET_CONTACT, ARGS(ARG_ID(person), ARG_TEXT(contact->name), ARG_TEXT(contact->email), ARG_TEXT(contact->phone),
	    ARG_TEXT(fold_text(both, tx->arena)))))
		return (db_problem(tx->db, why));
	return (0);
}

int
person_beside(struct tx *tx, const struct record_head *head, void *context, struct problem *why)
{
	const struct person_secrets *secrets = context;

	if (secrets->contact_given && contact_write(tx, secrets->person, &secrets->contact, why))
		return (-1);
	if (secrets->password.p == NULL)
		return (0);
	if (db_run(tx->db, SET_PASSWORD, ARGS(ARG_ID(secrets->person), ARG_TEXT(secrets->password), ARG_INT(head->at))) ||
	    db_run(tx->db, END_OTHER_SESSIONS, ARGS(ARG_ID(secrets->person), ARG_DIGEST(secrets->keep_session))))
		return (db_problem(tx->db, why));
	return (0);
}

void
person_new_split(const struct person_new *in, struct id id, struct person_add *add, struct person_secrets *secrets)
{
	*add = (struct person_add){ .id = id, .login = in->login, .language = in->language, .entity = in->entity };
	*secrets = (struct person_secrets){ .person = id, .contact_given = true,
		.contact = { .name = in->name, .email = in->email, .phone = in->phone } };
}

void
person_edit_split(const struct person_edit *in, struct person_update *update, struct person_secrets *secrets)
{
	*update = (struct person_update){ .id = in->id, .version = in->version, .language = in->language, .entity = in->entity };
	*secrets = (struct person_secrets){ .person = in->id, .contact_given = in->name.p != NULL,
		.contact = { .name = in->name, .email = in->email, .phone = in->phone } };
}
