/* SPDX-License-Identifier: Apache-2.0 */
/* What the bodies of the demonstration answer, and what the reviewer says: a believable spread, with many unknown and few verified. */
#include "app/demo_inside.h"
#include "assurance/claim.h"
#include "standards/pack.h"

enum { STEPS = 40, FIRST_DAY = 195, LAST_DAY = 3, VALID_DAYS = 270, REQUIREMENTS_MAX = 512 };

struct asked {
	struct asked_one {
		struct str id;
		uint32_t level;
	} items[REQUIREMENTS_MAX];
	uint32_t n;
};

/* The level of a requirement; 1 when it declares none. */
static uint32_t
level_of(yyjson_val *control)
{
	yyjson_val *prop;
	uint32_t level;
	size_t i, n;

	yyjson_arr_foreach(json_get(control, "props"), i, n, prop)
		if (str_eq_c(json_get_str(prop, "name"), "level") && str_to_u32(json_get_str(prop, "value"), &level) == 0 && level > 0)
			return (level);
	return (1);
}

/* The requirements of the pack, as its catalog lists them. */
static int
read_asked(struct demo *d, struct asked *ret, struct problem *why)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	yyjson_val *groups, *group, *control;
	size_t i, n, j, m;

	if (json_parse(pack_catalog(), &json_limits_document, &doc, why))
		return (-1);
	groups = json_get(json_get(yyjson_doc_get_root(doc), "catalog"), "groups");
	yyjson_arr_foreach(groups, i, n, group)
		yyjson_arr_foreach(json_get(group, "controls"), j, m, control)
			if (ret->n < REQUIREMENTS_MAX)
				ret->items[ret->n++] = (struct asked_one){ arena_str(d->arena, json_get_str(control, "id")), level_of(control) };
	return (0);
}

/* ---- Evidence ---- */

static int
store_evidence(struct demo *d, yyjson_val *in, enum lang lang, struct evidence_bytes *ret, struct problem *why)
{
	struct evidence_intake intake;
	struct str text = demo_text(json_get(in, "text"), lang);

	if (evidence_begin(d->blobs, &intake, why))
		return (-1);
	if (evidence_write(&intake, text.p, text.n, why)) {
		evidence_abandon(&intake);
		return (-1);
	}
	return (evidence_finish(&intake, json_get_str(in, "file"), ret, why));
}

static int
add_evidence(struct demo *d, struct demo_body *body, size_t slot, struct problem *why)
{
	yyjson_val *in = dice_pick(&d->dice, json_get(d->source.root, "evidence"));
	struct evidence_bytes bytes;
	struct evidence_add *add;
	struct arena *arena;

	if (store_evidence(d, in, body->lang, &bytes, why))
		return (-1);
	add = DEMO_PAYLOAD(d, evidence_add, arena);
	if (add == NULL)
		return (0);
	add->entity = str_c(body->code);
	add->title = demo_text(json_get(in, "title"), body->lang);
	add->collected_on = date_of(d->at);
	add->classification = CLASS_INTERNAL;
	evidence_add_fill(add, d->at, &bytes, json_get_str(in, "file"));
	body->evidence[slot] = add->id = demo_id(d);
	pump_send(d->pump, body->officer, "evidence.add", add);
	return (0);
}

/* ---- Answers ---- */

/* How a body of this maturity answers: what is asked at a higher level is met more seldom. */
static enum claim_result
result_of(struct demo *d, uint32_t maturity, uint32_t level)
{
	uint32_t luck = dice_below(&d->dice, 100);

	maturity /= level;

	if (luck < 4)
		return (RESULT_NOT_APPLICABLE);
	if (luck < 10 + maturity * 6 / 10)
		return (RESULT_MET);
	return (luck < 40 + maturity * 5 / 10 ? RESULT_PARTLY_MET : RESULT_NOT_MET);
}

static struct str
words(struct demo *d, enum claim_result result, enum lang lang)
{
	const char *name = choice_name(&claim_result_choices, result);

	return (demo_text(dice_pick(&d->dice, json_get(json_get(d->source.root, "narratives"), name)), lang));
}

static struct id
answer(struct demo *d, struct demo_body *body, struct str requirement, enum claim_result result, bool submit)
{
	struct arena *arena;
	struct claim_answer *in = DEMO_PAYLOAD(d, claim_answer, arena);
	int64_t as_of = date_of(d->at - (int64_t)dice_below(&d->dice, 150) * DAY_US);

	if (in == NULL)
		return (ID_NONE);
	*in = (struct claim_answer){ .id = demo_id(d), .entity = str_c(body->code), .result = result, .submit = submit, .as_of = as_of,
		.obligation = arena_fmt(arena, "%s:%s:%.*s", body->code, DEMO_ROOT, STR_FMT(requirement)),
		.narrative = words(d, result, body->lang), .valid_until = as_of + VALID_DAYS * DAY_US };
	if (result == RESULT_NOT_APPLICABLE)
		in->reason = in->narrative;
	if (result == RESULT_MET && !id_is_none(body->evidence[0]) && dice_chance(&d->dice, 40)) {
		in->evidence.items = arena_array(arena, struct id, 1);
		in->evidence.n = in->evidence.items != NULL;
		if (in->evidence.n == 1)
			in->evidence.items[0] = body->evidence[id_is_none(body->evidence[1]) ? 0 : dice_below(&d->dice, 2)];
	}
	pump_send(d->pump, body->officer, "claim.answer", in);
	d->report.claims++;
	return (in->id);
}

static void
approve(struct demo *d, struct demo_body *body, struct id claim)
{
	struct arena *arena;
	struct claim_approve *in = DEMO_PAYLOAD(d, claim_approve, arena);

	if (in == NULL)
		return;
	in->claim = claim;
	pump_send(d->pump, body->head, "claim.approve", in);
}

static void
judge(struct demo *d, struct demo_body *body, struct id claim, enum claim_result result)
{
	static const char *const names[] = { "upheld", "overturned", "returned" };
	uint32_t luck = dice_below(&d->dice, 100);
	enum verdict_decision decision = luck < 72 ? VERDICT_UPHELD : luck < 88 ? VERDICT_OVERTURNED : VERDICT_RETURNED;
	struct arena *arena;
	struct verdict_give *in = DEMO_PAYLOAD(d, verdict_give, arena);

	if (in == NULL)
		return;
	*in = (struct verdict_give){ .id = demo_id(d), .claim = claim, .decision = decision, .assurance = ASSURANCE_INDEPENDENT,
		.note = demo_text(dice_pick(&d->dice, json_get(json_get(d->source.root, "review_notes"), names[decision - 1])), body->lang) };
	if (decision == VERDICT_OVERTURNED)
		in->result = result == RESULT_MET ? RESULT_PARTLY_MET : RESULT_NOT_MET;
	pump_send(d->pump, d->reviewer, "verdict.give", in);
	d->report.verdicts++;
}

static void
one_answer(struct demo *d, struct demo_body *body, const struct asked_one *asked)
{
	static const uint32_t shares[] = { 100, 50, 20 }; /* bodies begin with the basic level */
	uint32_t share = shares[asked->level <= ARRAY_SIZE(shares) ? asked->level - 1 : ARRAY_SIZE(shares) - 1];
	struct str requirement = asked->id;
	enum claim_result result;
	struct id claim;

	if (!dice_chance(&d->dice, (25 + body->maturity * 7 / 10) * share / 100))
		return;
	result = result_of(d, body->maturity, asked->level);
	if (dice_chance(&d->dice, 8)) { /* begun, not finished */
		(void)answer(d, body, requirement, result, false);
		return;
	}
	claim = answer(d, body, requirement, result, true);
	if (!dice_chance(&d->dice, 88)) /* waits for the head */
		return;
	approve(d, body, claim);
	if (dice_chance(&d->dice, 12 + body->maturity / 5))
		judge(d, body, claim, result);
}

/* In each step every body answers another part of what it owes, so that answers are spread over the year. */
static int
one_step(struct demo *d, const struct asked *asked, uint32_t step, struct problem *why)
{
	for (size_t i = 0; i < d->nbodies; i++) {
		struct demo_body *body = &d->bodies[i];

		if (id_is_none(body->officer))
			continue;
		if (step < 2 && dice_chance(&d->dice, 35) && add_evidence(d, body, step, why))
			return (-1);
		for (uint32_t r = 0; r < asked->n; r++)
			if ((r + i) % STEPS == step)
				one_answer(d, body, &asked->items[r]);
	}
	return (0);
}

int
demo_answers(struct demo *d, struct problem *why)
{
	struct asked *asked = arena_alloc(d->arena, sizeof *asked);

	if (asked == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (read_asked(d, asked, why))
		return (-1);
	for (uint32_t step = 0; step < STEPS; step++) {
		int64_t day = FIRST_DAY - (int64_t)step * (FIRST_DAY - LAST_DAY) / (STEPS - 1);

		if (demo_clock(d, day, why) || one_step(d, asked, step, why))
			return (-1);
		if (d->options->progress != NULL)
			d->options->progress(step + 1, STEPS);
	}
	return (pump_wait(d->pump, why));
}
