/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/me.h"

#include "web/pages/people_options.h"
#include "web/pages/persons.h"

SHAPE_DEFINE(me_edit, ME_EDIT)
SHAPE_DEFINE(me_password, ME_PASSWORD)
SHAPE_DEFINE(view_me, VIEW_ME)

static int
page_fill(struct request *r, struct view_me *view, struct problem *why)
{
	struct session_page sessions;

	if (session_list(r->db, r->who->person, r->who->key, r->now, r->arena, &sessions, why) != 0)
		return (-1);
	view->sessions = sessions.items;
	view->form = (struct me_edit){ .version = view->version, .name = view->name, .email = view->email, .phone = view->phone,
		.language = view->language };
	options_permissions(r, options_held(r), &view->words);
	options_languages(r, &view->language_options);
	return (0);
}

#define COPY_MEMBER(kind, name, ...) view->name = me.name;
int
get_me(struct request *r, const struct no_query *in, struct view_me *view, struct problem *why)
{
	struct person_me me;

	(void)in;
	if (person_me(r->db, &r->who->access, r->now, r->arena, &me, why) != 0)
		return (-1);
	PERSON_ME(COPY_MEMBER)
	return (r->format == FORMAT_HTML ? page_fill(r, view, why) : 0);
}

/* ---- Changing it ---- */

/* Whoever chooses a language reads on in it, whatever this browser remembers. */
static void
language_take(struct request *r, struct str language)
{
	if (language.p == NULL || r->format != FORMAT_HTML || lang_by_tag(language, &r->lang) != 0)
		return;
	r->lang_asked = language;
}

int
fill_me_edit(struct request *r, const struct me_edit *in, struct person_update *out, struct problem *why)
{
	struct person_me me;
	struct person_row row;
	struct person_edit edit = { .id = r->who->person, .version = in->version, .name = in->name, .email = in->email, .phone = in->phone,
		.language = in->language };

	if (person_me(r->db, &r->who->access, r->now, r->arena, &me, why) != 0)
		return (-1);
	row = (struct person_row){ .name = me.name, .email = me.email, .phone = me.phone, .entity = me.entity };
	language_take(r, in->language);
	return (person_edit_fill(r, &row, &edit, out, why));
}

int
fill_me_password(struct request *r, const struct me_password *in, struct person_password *out, struct problem *why)
{
	struct person_secrets *secrets = arena_alloc(r->arena, sizeof *secrets);
	char *hash = arena_alloc(r->arena, CREDENTIAL_TEXT_BYTES);

	if (secrets == NULL || hash == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (r->who->is_token) /* it could lock its owner out */
		return (problem_set(why, FORBIDDEN, NULL));
	if (in->password_again.p != NULL && !str_eq(in->password, in->password_again))
		return (problem_set(why, PASSWORD_DIFFERS, "password_again"));
	if (password_change(r->app->sessions, r->db, r->who, in->old_password, in->password, r->address, r->now, hash, why) != 0)
		return (-1);
	*out = (struct person_password){ .id = r->who->person };
	*secrets = (struct person_secrets){ .person = r->who->person, .password = str_c(hash), .keep_session = r->who->key };
	r->beside = person_beside;
	r->beside_context = secrets;
	return (0);
}

/* ---- Where one is signed in ---- */

int
get_sessions(struct request *r, const struct no_query *in, struct session_page *view, struct problem *why)
{
	(void)in;
	return (session_list(r->db, r->who->person, r->who->key, r->now, r->arena, view, why));
}

int
delete_other_sessions(struct request *r, const struct no_query *in, struct problem *why)
{
	(void)in;
	if (r->who->is_token)
		return (problem_set(why, FORBIDDEN, NULL));
	return (sessions_end_others(r->app->sessions, r->who->person, r->who->key, why));
}
