/* SPDX-License-Identifier: Apache-2.0 */
#include "people/nation.h"

#include "people/changes.h"
#include "people/entity_inside.h"
#include "people/setting.h"

SHAPE_DEFINE(nation_found, NATION_FOUND)

static const char EXISTS[] = "SELECT 1 FROM entity WHERE parent IS NULL";
static const char FIRST_GRANT[] =
    "INSERT INTO person_grant (id, person, role, entity, from_at, until_at, granted_by, granted_at, revoked_at)"
    " VALUES (?1, ?2, 'administrator', ?3, ?4, NULL, NULL, ?4, NULL)";

bool
nation_exists(struct db *db)
{
	return (db_int(db, EXISTS, NO_ARGS, 0) == 1);
}

int
on_nation_found(struct tx *tx, const struct record_head *head, const struct nation_found *in, struct id *ret, struct problem *why)
{
	(void)tx, (void)head, (void)why;
	*ret = in->id;
	return (0);
}

static int
settings_write(struct tx *tx, const struct nation_found *in, struct problem *why)
{
	if (setting_write(tx, SETTING_DEMONSTRATION, in->demonstration ? STR("true") : STR("false"), why))
		return (-1);
	return (in->language.p == NULL ? 0 : setting_write(tx, SETTING_DEFAULT_LANGUAGE, in->language, why));
}

int
nation_found_apply(struct tx *tx, const struct record_head *head, const struct nation_found *in, struct problem *why)
{
	const struct entity_new nation = { .id = in->id, .code = in->code, .kind = KIND_NATION, .title = &in->title, .attributes = STR("{}") };
	const struct person_add administrator = { .id = in->administrator, .login = in->login, .language = in->language };

	if (!id_is_none(head->actor))
		return (problem_set(why, FORBIDDEN, NULL));
	if (nation_exists(tx->db))
		return (problem_set(why, STORE_NOT_EMPTY, NULL));
	if (entity_insert(tx, head, &nation, why) || person_add_apply(tx, head, &administrator, why) || settings_write(tx, in, why))
		return (-1);
	if (db_run(tx->db, FIRST_GRANT, ARGS(ARG_ID(in->grant), ARG_ID(in->administrator), ARG_ID(in->id), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	return (tx_change(tx, CHANGE_GRANTS, 0, 0, 0) ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
