/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of parameters: two lines, each taken as every type under every strictness.  What was accepted must compare as a partial order
 * does, and a join must never loosen.  The whole is also taken as the name of an obligation.
 */
#include "fuzz.h"

#include "policy/duration.h"
#include "policy/obligation_id.h"
#include "policy/strictness.h"

static struct str choices[] = { { "none", 4 }, { "quarantine", 10 }, { "reject", 6 } };

static enum policy_effect
turned(enum policy_effect effect)
{
	return (effect == EFFECT_TIGHTENS ? EFFECT_LOOSENS : effect == EFFECT_LOOSENS ? EFFECT_TIGHTENS : effect);
}

static void
compare(const struct param_decl *decl, struct param_value a, struct param_value b, struct arena *arena)
{
	struct param_binding binding = { { a }, 1 };
	struct buf text = BUF(1 << 20);
	enum policy_effect joined;

	MUST(strictness_compare(decl, a, a) == EFFECT_SAME);
	MUST(strictness_compare(decl, b, a) == turned(strictness_compare(decl, a, b)));
	joined = strictness_join(decl, &binding, b, arena);
	MUST(binding.n >= 1 && binding.n <= 2);
	MUST(joined == strictness_compare(decl, a, b));
	for (size_t i = 0; i < binding.n; i++) {
		enum policy_effect effect = strictness_compare(decl, a, binding.values[i]);

		MUST(effect != EFFECT_LOOSENS);
	}
	for (int lang = 0; lang < LANG_COUNT; lang++)
		param_binding_show(&text, (enum lang)lang, decl, &binding);
	MUST(!buf_failed(&text));
	buf_free(&text);
}

static void
take(struct str first, struct str second, struct arena *arena)
{
	static const char *const units[] = { "", "days", "months", "copies" };
	struct problem why = { 0 };

	for (int type = PARAM_INTEGER; type <= PARAM_TEXT; type++) {
		for (int strictness = STRICT_LOWER; strictness <= STRICT_UNDECLARED; strictness++) {
			for (size_t u = 0; u < ARRAY_SIZE(units); u++) {
				struct param_decl decl = { (enum param_type)type, (enum param_strictness)strictness, str_c(units[u]),
					{ choices, type == PARAM_CHOICE ? 3 : 0 } };
				struct param_value a = { first, STR_NONE }, b = { second, STR_NONE };

				if (param_decl_check(&decl, &why) == 0 && param_value_check(&decl, a, arena, &a, &why) == 0 &&
				    param_value_check(&decl, b, arena, &b, &why) == 0)
					compare(&decl, a, b, arena);
			}
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size }, rest = text, first;
	struct arena *arena = arena_new(16 << 20);
	struct obligation_id id;

	if (size > 4096 || !str_is_utf8(text)) {
		arena_free(arena);
		return (0);
	}
	if (obligation_id_parse(text, &id) == 0)
		MUST(str_eq(obligation_id_text(arena, id.entity, id.root, id.requirement), text));
	str_cut(&rest, '\n', &first);
	take(first, rest.p == NULL ? first : rest, arena);
	arena_free(arena);
	return (0);
}
