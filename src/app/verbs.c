/* SPDX-License-Identifier: Apache-2.0 */
#include "app/verbs.h"

#include "assurance/claim.h"
#include "people/attribute.h"
#include "people/entity.h"
#include "people/grant.h"
#include "people/nation.h"
#include "people/person.h"
#include "people/role.h"
#include "people/setting.h"
#include "people/token.h"
#include "policy/baseline.h"
#include "policy/document.h"

/* Permission column of a verb whose rule decides itself who may: people_permit() then only asks that the actor is in office. */
enum { IN_APPLY = 0 };

/* clang-format off */
#define VERBS(VERB) /* name, payload, apply, permission, entity on which it is needed */ \
	/* people */ \
	VERB("nation.found",      nation_found,      nation_found_apply,      IN_APPLY,             on_nation_found) \
	VERB("entity.create",     entity_create,     entity_create_apply,     PERM_MANAGE_ENTITIES, on_entity_create) \
	VERB("entity.update",     entity_update,     entity_update_apply,     PERM_MANAGE_ENTITIES, on_entity_update) \
	VERB("entity.move",       entity_move,       entity_move_apply,       PERM_MANAGE_ENTITIES, on_entity_move) \
	VERB("entity.close",      entity_close,      entity_close_apply,      PERM_MANAGE_ENTITIES, on_entity_close) \
	VERB("entity.reopen",     entity_reopen,     entity_reopen_apply,     PERM_MANAGE_ENTITIES, on_entity_reopen) \
	VERB("kind.allow",        kind_rule,         kind_allow_apply,        PERM_ADMINISTER,      on_nation) \
	VERB("kind.forbid",       kind_rule,         kind_forbid_apply,       PERM_ADMINISTER,      on_nation) \
	VERB("attribute.declare", attribute_declare, attribute_declare_apply, PERM_ADMINISTER,      on_nation) \
	VERB("attribute.extend",  attribute_extend,  attribute_extend_apply,  PERM_ADMINISTER,      on_nation) \
	VERB("person.add",        person_add,        person_add_apply,        PERM_MANAGE_PEOPLE,   on_person_add) \
	VERB("person.update",     person_update,     person_update_apply,     IN_APPLY,             on_person_update) \
	VERB("person.disable",    person_disable,    person_disable_apply,    IN_APPLY,             on_person_disable) \
	VERB("person.enable",     person_enable,     person_enable_apply,     IN_APPLY,             on_person_enable) \
	VERB("person.erase",      person_erase,      person_erase_apply,      IN_APPLY,             on_person_erase) \
	VERB("person.password",   person_password,   person_password_apply,   IN_APPLY,             on_person_password) \
	VERB("role.define",       role_define,       role_define_apply,       PERM_ADMINISTER,      on_nation) \
	VERB("role.update",       role_update,       role_update_apply,       PERM_ADMINISTER,      on_nation) \
	VERB("role.remove",       role_remove,       role_remove_apply,       PERM_ADMINISTER,      on_nation) \
	VERB("grant.give",        grant_give,        grant_give_apply,        PERM_MANAGE_PEOPLE,   on_grant_give) \
	VERB("grant.revoke",      grant_revoke,      grant_revoke_apply,      PERM_MANAGE_PEOPLE,   on_grant_revoke) \
	VERB("token.issue",       token_issue,       token_issue_apply,       IN_APPLY,             on_token_issue) \
	VERB("token.revoke",      token_revoke,      token_revoke_apply,      IN_APPLY,             on_token_revoke) \
	VERB("setting.set",       setting_set,       setting_set_apply,       PERM_ADMINISTER,      on_nation) \
	/* policy */ \
	VERB("document.import",    document_import,     document_import_apply,     PERM_AUTHOR_POLICY,    on_nation) \
	VERB("baseline.create",    baseline_create,     baseline_create_apply,     PERM_AUTHOR_POLICY,    on_baseline_create) \
	VERB("baseline.describe",  baseline_describe,   baseline_describe_apply,   PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.revise",    baseline_revise,     baseline_revise_apply,     PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.parameter", baseline_parameter,  baseline_parameter_apply,  PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.select",    baseline_select,     baseline_select_apply,     PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.require",   baseline_require,    baseline_require_apply,    PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.unrequire", baseline_unrequire,  baseline_unrequire_apply,  PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.submit",    baseline_submit,     baseline_submit_apply,     PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.discard",   baseline_discard,    baseline_discard_apply,    PERM_AUTHOR_POLICY,    on_baseline) \
	VERB("baseline.approve",   baseline_approve,    baseline_approve_apply,    PERM_PUBLISH_POLICY,   on_baseline) \
	VERB("baseline.return",    baseline_return,     baseline_return_apply,     PERM_PUBLISH_POLICY,   on_baseline) \
	VERB("baseline.publish",   baseline_publish,    baseline_publish_apply,    PERM_PUBLISH_POLICY,   on_baseline) \
	VERB("baseline.withdraw",  baseline_withdraw,   baseline_withdraw_apply,   PERM_PUBLISH_POLICY,   on_baseline) \
	/* assurance */ \
	VERB("claim.answer",      claim_answer,      claim_answer_apply,      PERM_ANSWER,          on_claim_answer) \
	VERB("claim.submit",      claim_submit,      claim_submit_apply,      PERM_SUBMIT,          on_claim_submit) \
	VERB("claim.approve",     claim_approve,     claim_approve_apply,     PERM_APPROVE,         on_claim_approve) \
	VERB("claim.return",      claim_return,      claim_return_apply,      PERM_APPROVE,         on_claim_return) \
	VERB("evidence.add",      evidence_add,      evidence_add_apply,      PERM_ANSWER,          on_evidence_add) \
	VERB("evidence.remove",   evidence_remove,   evidence_remove_apply,   PERM_ANSWER,          on_evidence_remove) \
	VERB("verdict.give",      verdict_give,      verdict_give_apply,      PERM_REVIEW,          on_verdict_give)
/* clang-format on */

/* The table holds functions of untyped payloads; these give them their types back, so that a wrong row does not compile. */
#define THUNKS(name_, type, apply_, permission_, on_)                                                                                 \
	static int apply_##_untyped(struct tx *tx, const struct record_head *head, const void *payload, struct problem *why)          \
	{                                                                                                                             \
		const struct type *in = payload;                                                                                      \
                                                                                                                                      \
		return (apply_(tx, head, in, why));                                                                                   \
	}                                                                                                                             \
	static int apply_##_entity(struct tx *tx, const struct record_head *head, const void *payload, struct id *ret, struct problem *why) \
	{                                                                                                                             \
		const struct type *in = payload;                                                                                      \
                                                                                                                                      \
		return (on_(tx, head, in, ret, why));                                                                                 \
	}
VERBS(THUNKS)

/* Every refusal for want of permission is a security event. */
#define ROW(name_, type, apply_, permission_, on_)                                                                                    \
	{ .name = name_, .payload = type##_shape, .permission = permission_, .apply = apply_##_untyped, .on = apply_##_entity,        \
	    .sensitive = true },
static const struct verb verbs[] = { VERBS(ROW) };

const struct verb *
verbs_table(size_t *n)
{
	*n = ARRAY_SIZE(verbs);
	return (verbs);
}
