/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/baseline_inside.h"

SHAPE_DEFINE(baseline_parameter, BASELINE_PARAMETER)
SHAPE_DEFINE(baseline_select, BASELINE_SELECT)
SHAPE_DEFINE(baseline_require, BASELINE_REQUIRE)
SHAPE_DEFINE(baseline_unrequire, BASELINE_UNREQUIRE)

/* ---- Opening ---- */

int
baseline_open(struct tx *tx, struct id id, uint32_t revision, struct baseline_row *ret, struct problem *why)
{
	if (baseline_by_id(tx->db, id, tx->arena, ret, why))
		return (-1);
	if (revision == 0 || revision == ret->revision)
		return (0);
	problem_set(why, BASELINE_CHANGED, "revision");
	problem_arg_i64(why, "revision", ret->revision);
	return (-1);
}

int
baseline_wrong_status(const struct baseline_row *row, struct problem *why)
{
	problem_set(why, BASELINE_STATUS, "baseline");
	problem_arg(why, "baseline_status", str_c(choice_name(&baseline_status_choices, (int)row->status)));
	return (-1);
}

int
baseline_open_draft(struct tx *tx, struct id id, uint32_t revision, struct baseline_row *ret, struct problem *why)
{
	if (baseline_open(tx, id, revision, ret, why))
		return (-1);
	return (ret->status == BASELINE_DRAFT ? 0 : baseline_wrong_status(ret, why));
}

static const char TOUCH[] = "UPDATE baseline SET revision = revision + 1, seq = ?2 WHERE id = ?1";

int
baseline_touch(struct tx *tx, const struct record_head *head, struct id id, struct problem *why)
{
	return (db_run(tx->db, TOUCH, ARGS(ARG_ID(id), ARG_INT(head->seq))) ? db_problem(tx->db, why) : 0);
}

int
baseline_chain(struct tx *tx, const struct record_head *head, struct id id, struct chain *ret, struct problem *why)
{
	struct baseline_row row;

	if (baseline_by_id(tx->db, id, tx->arena, &row, why))
		return (-1);
	return (chain_load(tx->db, tx->blobs, &row, head->at, tx->arena, ret, why));
}

/* ---- Parameters ---- */

static const char SET_PARAMETER[] =
    "INSERT INTO baseline_parameter (baseline, parameter, requirement, value, unit, type, strictness, choices, set_by, set_at, seq)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (baseline, parameter) DO UPDATE SET value = excluded.value,"
    " unit = excluded.unit, type = excluded.type, strictness = excluded.strictness, choices = excluded.choices,"
    " set_by = excluded.set_by, set_at = excluded.set_at, seq = excluded.seq";
static const char CLEAR_PARAMETER[] = "DELETE FROM baseline_parameter WHERE baseline = ?1 AND parameter = ?2";

static struct arg
choice_arg(const struct choices *choices, int value)
{
	return (value == 0 ? ARG_NULL : ARG_TEXT(str_c(choice_name(choices, value))));
}

static int
write_parameter(struct tx *tx, const struct record_head *head, struct id baseline, const struct parameter_row *row, struct problem *why)
{
	if (db_run(tx->db, SET_PARAMETER, ARGS(ARG_ID(baseline), ARG_TEXT(row->parameter), ARG_TEXT(row->requirement),
	    ARG_TEXT(row->value.text), ARG_TEXT(row->value.unit), choice_arg(&param_type_choices, (int)row->type),
	    choice_arg(&param_strictness_choices, (int)row->strictness), ARG_TEXT(texts_pack(&row->choices, tx->arena)),
	    ARG_ID(head->actor), ARG_INT(head->at), ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

static const struct parameter_row *
said_before(const struct baseline_row *row, struct str parameter)
{
	for (size_t i = 0; i < row->nparameters; i++)
		if (str_eq(row->parameters[i].parameter, parameter))
			return (&row->parameters[i]);
	return (NULL);
}

/* What a root says now: what the command gives, else what the draft said before. */
static void
merge(const struct baseline_parameter *in, const struct parameter_row *before, struct parameter_row *ret)
{
	if (before != NULL)
		*ret = *before;
	if (in->type != 0 && in->type != (int)ret->type)
		ret->value.unit = STR_NONE;
	if (in->type != 0)
		ret->type = (enum param_type)in->type;
	if (in->strictness != 0)
		ret->strictness = (enum param_strictness)in->strictness;
	if (in->choices.n > 0)
		ret->choices = in->choices;
	if (str_trim(in->unit).n > 0)
		ret->value.unit = str_trim(in->unit);
	if (in->value.n > 0)
		ret->value.text = in->value;
}

/* A root: the declaration must hold together, and the value, or the document's where it gives none, must have its form. */
static int
root_parameter(struct tx *tx, const struct chain *chain, const struct ask_param *param, const struct baseline_parameter *in,
    struct parameter_row *ret, struct problem *why)
{
	const struct source_param *from = param->from;
	struct param_decl decl = from->decl;
	struct param_value value;

	merge(in, said_before(chain_last(chain), from->param->id), ret);
	param_declare(&decl, ret);
	if (param_decl_check(&decl, why))
		return (-1);
	value = ret->value.text.n > 0 ? ret->value : from->value;
	if (value.text.n == 0)
		return (0);
	if (param_value_check(&decl, value, tx->arena, &value, why))
		return (-1);
	if (ret->value.text.n > 0)
		ret->value = value;
	return (0);
}

static int
layer_parameter(struct tx *tx, const struct chain *chain, const struct ask_param *inherited, const struct baseline_parameter *in,
    struct parameter_row *ret, struct problem *why)
{
	if (in->type != 0 || in->strictness != 0 || in->choices.n > 0) {
		problem_set(why, PARAMETER_DECLARED_ABOVE, in->type != 0 ? "type" : in->strictness != 0 ? "strictness" : "choices");
		problem_arg(why, "param", in->parameter);
		problem_arg(why, "layer", baseline_name(chain->items[0], tx->arena));
		return (-1);
	}
	return (layer_value_check(chain_inherited(chain), inherited, (struct param_value){ in->value, in->unit }, tx->arena, &ret->value, why));
}

static int
set_parameter(struct tx *tx, const struct record_head *head, const struct chain *chain, const struct baseline_parameter *in,
    struct problem *why)
{
	const struct resolution *inherited = chain_inherited(chain);
	const struct resolution *res = inherited != NULL ? inherited : chain_resolution(chain);
	const struct ask *ask;
	const struct ask_param *param = resolution_param(res, in->parameter, &ask);
	struct parameter_row row = { 0 };
	int status;

	if (param == NULL) {
		problem_set(why, PARAMETER_UNKNOWN, "parameter");
		problem_arg(why, "param", in->parameter);
		return (-1);
	}
	if (in->clear) {
		if (db_run(tx->db, CLEAR_PARAMETER, ARGS(ARG_ID(in->baseline), ARG_TEXT(in->parameter))))
			return (db_problem(tx->db, why));
		return (0);
	}
	status = inherited != NULL ? layer_parameter(tx, chain, param, in, &row, why) : root_parameter(tx, chain, param, in, &row, why);
	if (status)
		return (-1);
	row.parameter = in->parameter;
	row.requirement = ask_id(ask);
	return (write_parameter(tx, head, in->baseline, &row, why));
}

int
baseline_parameter_apply(struct tx *tx, const struct record_head *head, const struct baseline_parameter *in, struct problem *why)
{
	struct baseline_row row;
	struct chain chain;
	int status;

	if (baseline_open_draft(tx, in->baseline, in->revision, &row, why) || baseline_chain(tx, head, in->baseline, &chain, why))
		return (-1);
	status = set_parameter(tx, head, &chain, in, why);
	chain_end(&chain);
	return (status ? -1 : baseline_touch(tx, head, in->baseline, why));
}

/* ---- Selection ---- */

static const char SET_SELECTION[] =
    "INSERT INTO baseline_selection (baseline, requirement, included, set_by, set_at, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (baseline, requirement) DO UPDATE SET included = excluded.included, set_by = excluded.set_by,"
    " set_at = excluded.set_at, seq = excluded.seq";
static const char CLEAR_SELECTION[] = "DELETE FROM baseline_selection WHERE baseline = ?1 AND requirement = ?2";

static int
refuse_requirement(struct problem *why, enum problem_code code, struct str id)
{
	problem_set(why, code, "requirements");
	problem_arg(why, "requirement", id);
	return (-1);
}

/* Whether what the draft stands on asks ASK, before any selection of its own. */
static bool
asked_without(const struct chain *chain, const struct source_control *control)
{
	const struct resolution *inherited = chain_inherited(chain);

	if (inherited != NULL)
		return (resolution_find(inherited, control->id)->brought != NULL);
	return (resolution_document_asks(chain_resolution(chain), control));
}

static int
refuse_exclusion(struct tx *tx, const struct ask *ask, struct problem *why)
{
	refuse_requirement(why, EXCLUSION_LOOSENS, ask_id(ask));
	problem_arg(why, "layer", baseline_name(ask->brought, tx->arena));
	return (-1);
}

static int
select_one(struct tx *tx, const struct record_head *head, const struct chain *chain, struct str id, bool included, struct problem *why)
{
	const struct source_control *control = source_find(chain->source, id);
	const struct resolution *inherited = chain_inherited(chain);
	const struct ask *above = inherited != NULL ? resolution_find(inherited, id) : NULL;
	struct id baseline = chain_last(chain)->id;
	int status;

	if (!included && above != NULL && above->brought != NULL)
		return (refuse_exclusion(tx, above, why));
	if (control == NULL)
		return (refuse_requirement(why, REQUIREMENT_UNKNOWN, id));
	if (included && control->withdrawn)
		return (refuse_requirement(why, REQUIREMENT_WITHDRAWN, id));
	if (asked_without(chain, control) == included)
		status = db_run(tx->db, CLEAR_SELECTION, ARGS(ARG_ID(baseline), ARG_TEXT(id)));
	else
		status = db_run(tx->db, SET_SELECTION, ARGS(ARG_ID(baseline), ARG_TEXT(id), ARG_INT(included), ARG_ID(head->actor),
		    ARG_INT(head->at), ARG_INT(head->seq)));
	return (status ? db_problem(tx->db, why) : 0);
}

int
baseline_select_apply(struct tx *tx, const struct record_head *head, const struct baseline_select *in, struct problem *why)
{
	struct baseline_row row;
	struct chain chain;
	int status = 0;

	if (baseline_open_draft(tx, in->baseline, in->revision, &row, why) || baseline_chain(tx, head, in->baseline, &chain, why))
		return (-1);
	for (size_t i = 0; i < in->requirements.n && status == 0; i++)
		status = select_one(tx, head, &chain, in->requirements.items[i], in->included, why);
	chain_end(&chain);
	return (status ? -1 : baseline_touch(tx, head, in->baseline, why));
}

/* ---- Requirements of one's own ---- */

static const char SET_ADDITION[] =
    "INSERT INTO baseline_addition (baseline, requirement, family, title, statement, guidance, due_days, set_by, set_at, seq)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (baseline, requirement) DO UPDATE SET family = excluded.family,"
    " title = excluded.title, statement = excluded.statement, guidance = excluded.guidance, due_days = excluded.due_days,"
    " set_by = excluded.set_by, set_at = excluded.set_at, seq = excluded.seq";
static const char CLEAR_ADDITION[] = "DELETE FROM baseline_addition WHERE baseline = ?1 AND requirement = ?2";
static const char NUMBERED_ELSEWHERE[] = "SELECT 1 FROM requirement WHERE root = ?1 AND id = ?2 AND line <> ?3";

/* A name is taken if the document or a layer above has it, or if another layer of the same root ever published it. */
static bool
name_taken(struct tx *tx, const struct chain *chain, struct str id)
{
	const struct resolution *inherited = chain_inherited(chain);
	const struct baseline_row *row = chain_last(chain);

	if (source_find(chain->source, id) != NULL || (inherited != NULL && resolution_find(inherited, id) != NULL))
		return (true);
	return (db_int(tx->db, NUMBERED_ELSEWHERE, ARGS(ARG_ID(row->root), ARG_TEXT(id), ARG_ID(row->line)), 0) != 0);
}

static struct str
family_of(const struct baseline_require *in)
{
	struct str rest = in->requirement, family;

	if (in->family.n > 0)
		return (in->family);
	str_cut(&rest, '-', &family);
	return (family);
}

static int
write_addition(struct tx *tx, const struct record_head *head, const struct baseline_require *in, struct problem *why)
{
	if (db_run(tx->db, SET_ADDITION, ARGS(ARG_ID(in->baseline), ARG_TEXT(in->requirement), ARG_TEXT(family_of(in)),
	    ARG_TEXT(langs_pack(&in->title, tx->arena)), ARG_TEXT(langs_pack(&in->statement, tx->arena)),
	    ARG_TEXT(langs_pack(&in->guidance, tx->arena)), ARG_INT(in->due_days), ARG_ID(head->actor), ARG_INT(head->at),
	    ARG_INT(head->seq))))
		return (db_problem(tx->db, why));
	return (0);
}

int
baseline_require_apply(struct tx *tx, const struct record_head *head, const struct baseline_require *in, struct problem *why)
{
	struct baseline_row row;
	struct chain chain;
	bool taken;

	if (baseline_open_draft(tx, in->baseline, in->revision, &row, why) || baseline_chain(tx, head, in->baseline, &chain, why))
		return (-1);
	taken = name_taken(tx, &chain, in->requirement);
	chain_end(&chain);
	if (taken) {
		problem_set(why, REQUIREMENT_TAKEN, "requirement");
		problem_arg(why, "requirement", in->requirement);
		return (-1);
	}
	return (write_addition(tx, head, in, why) ? -1 : baseline_touch(tx, head, in->baseline, why));
}

int
baseline_unrequire_apply(struct tx *tx, const struct record_head *head, const struct baseline_unrequire *in, struct problem *why)
{
	struct baseline_row row;

	if (baseline_open_draft(tx, in->baseline, in->revision, &row, why))
		return (-1);
	if (db_run(tx->db, CLEAR_ADDITION, ARGS(ARG_ID(in->baseline), ARG_TEXT(in->requirement))))
		return (db_problem(tx->db, why));
	if (db_changes(tx->db) == 0) {
		problem_set(why, REQUIREMENT_UNKNOWN, "requirement");
		problem_arg(why, "requirement", in->requirement);
		return (-1);
	}
	return (baseline_touch(tx, head, in->baseline, why));
}
