/* SPDX-License-Identifier: Apache-2.0 */
/* The modify phase: alters, and what they add to controls (specification, "Altering controls"); what they remove: remove.c. */
#include "standards/resolve.h"

/* All structs here are copies of ours (workshop_control); only their type says const. */
static void *
ours(const void *item)
{
	return ((void *)(uintptr_t)item);
}

/* ---- Add ---- */

/* What by-id names within a control. */
struct target {
	enum id_kind kind;               /* ID_CONTROL, ID_PARAM or ID_PART */
	void *object;
	size_t at;                       /* its index in the list that holds it */
	struct oscal_control *control;   /* that holds it */
	struct oscal_part *part;         /* that holds it; NULL: the control itself does */
	size_t nseen;                    /* of objects, on the way */
};

static bool
found_target(struct target *ret, enum id_kind kind, void *object, size_t at, struct oscal_control *control, struct oscal_part *part)
{
	*ret = (struct target){ kind, object, at, control, part, ret->nseen };
	return (true);
}

static bool
find_part(struct oscal_part_list parts, struct str id, struct oscal_control *control, struct oscal_part *holder, struct target *ret)
{
	for (size_t i = 0; i < parts.n; i++) {
		struct oscal_part *part = ours(&parts.items[i]);

		ret->nseen++;
		if (part->id.p != NULL && str_eq(part->id, id))
			return (found_target(ret, ID_PART, part, i, control, holder));
		if (find_part(part->parts, id, control, part, ret))
			return (true);
	}
	return (false);
}

/* The object ID inside CONTROL, which is not CONTROL itself (§req-modify-alter-add-explicit-id). */
static bool
find_target(struct oscal_control *control, struct str id, struct target *ret)
{
	ret->nseen += 1 + control->params.n;
	for (size_t i = 0; i < control->params.n; i++)
		if (str_eq(control->params.items[i].id, id))
			return (found_target(ret, ID_PARAM, ours(&control->params.items[i]), i, control, NULL));
	if (find_part(control->parts, id, control, NULL, ret))
		return (true);
	for (size_t i = 0; i < control->controls.n; i++) {
		struct oscal_control *nested = ours(&control->controls.items[i]);

		if (str_eq(nested->id, id))
			return (found_target(ret, ID_CONTROL, nested, i, control, NULL));
		if (find_target(nested, id, ret))
			return (true);
	}
	return (false);
}

/* ADDED at the start or the end of LIST. */
static int
add_to(const struct layer *layer, void *list, size_t size, bool start, const void *items, size_t n)
{
	struct model_list *to = list;

	return (list_insert(layer, to, size, start ? 0 : to->n, (struct model_list){ items, n }));
}

#define ADD(layer, to, list, type, start) \
	add_to((layer), &(to)->list, sizeof(struct oscal_##type), (start), add->list.items, add->list.n)

/* Params that come from ADD know it. */
static int
mark_params(const struct layer *layer, const struct oscal_add *add, struct oscal_param_list params)
{
	if (layer_spend(layer, params.n * add->params.n))
		return (-1);
	for (size_t i = 0; i < params.n && add->params.n > 0; i++) {
		struct oscal_param *param = ours(&params.items[i]);
		struct oscal_step *step;

		if (param->steps != NULL)
			continue;
		for (size_t k = 0; k < add->params.n; k++) {
			if (!str_eq(add->params.items[k].id, param->id))
				continue;
			step = step_new(layer, OSCAL_STEP_ADDED, NULL, add);
			if (step == NULL)
				return (-1);
			param->steps = step;
			break;
		}
	}
	return (0);
}

/* ADD brings WHAT, which cannot stand where it goes. */
static int
misplaced(const struct layer *layer, const struct oscal_add *add, struct str what)
{
	struct problem found = layer_problem(layer, OSCAL_ADD_MISPLACED, add, add->by_id);

	problem_arg(&found, "what", what);
	return (layer_soften(layer, &found));
}

/* Into a control: each kind of thing at the start or the end of its own (§req-modify-alter-add-implicit-order). */
static int
add_into_control(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control, bool start)
{
	if (add->title.p != NULL)
		control->title = add->title;
	if (ADD(layer, control, params, param, start) || ADD(layer, control, props, prop, start) ||
	    ADD(layer, control, links, link, start) || ADD(layer, control, parts, part, start))
		return (-1);
	return (mark_params(layer, add, control->params));
}

/* Params that cannot stand where ADD names go to the control that this is in. */
static int
add_params_to_control(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control, bool start)
{
	if (add->params.n == 0)
		return (0);
	if (misplaced(layer, add, STR("params")) || ADD(layer, control, params, param, start))
		return (-1);
	return (mark_params(layer, add, control->params));
}

/* Into a part of CONTROL; parts have no params. */
static int
add_into_part(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control, struct oscal_part *part, bool start)
{
	if (add_params_to_control(layer, add, control, start))
		return (-1);
	if (add->title.p != NULL)
		part->title = add->title;
	return (ADD(layer, part, props, prop, start) || ADD(layer, part, links, link, start) || ADD(layer, part, parts, part, start) ? -1 :
	    0);
}

/* Into a param of CONTROL, which has props and links only. */
static int
add_into_param(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control, const struct target *target, bool start)
{
	struct oscal_param *param = target->object;

	if ((add->title.p != NULL && misplaced(layer, add, STR("title"))) || (add->parts.n > 0 && misplaced(layer, add, STR("parts"))))
		return (-1);
	if (ADD(layer, param, props, prop, start) || ADD(layer, param, links, link, start))
		return (-1);
	/* Last: the list that holds PARAM is made anew. */
	return (add_params_to_control(layer, add, control, start));
}

/*
 * Kinds other than the target's, as canonical order has them (§req-reorder): what stands in it before the target's kind comes behind all of its own kind
 * that are there, what stands after it before all of them, whether it was put before the target or after it.
 */
static int
add_others_to_control(const struct layer *layer, const struct oscal_add *add, const struct target *target)
{
	struct oscal_control *control = target->control;
	bool start = target->kind == ID_PARAM;

	if (ADD(layer, control, params, param, false) || ADD(layer, control, props, prop, start) || ADD(layer, control, links, link, start) ||
	    ADD(layer, control, parts, part, start))
		return (-1);
	return (mark_params(layer, add, control->params));
}

/* The same in a part, where links come last. */
static int
add_others_to_part(const struct layer *layer, const struct oscal_add *add, const struct target *target)
{
	if (add_params_to_control(layer, add, target->control, false))
		return (-1);
	return (ADD(layer, target->part, props, prop, false) || ADD(layer, target->part, links, link, true) ? -1 : 0);
}

/* Beside TARGET: what is of its kind goes directly before or after it; other kinds cannot stand there in a valid catalog. */
static int
add_beside(const struct layer *layer, const struct oscal_add *add, const struct target *target, bool before)
{
	size_t at = before ? target->at : target->at + 1;
	struct oscal_add rest = *add;
	int failed = 0;

	if (add->title.p != NULL && misplaced(layer, add, STR("title")))
		return (-1);
	if (target->kind == ID_PARAM) {
		failed = list_insert(layer, (struct model_list *)(void *)&target->control->params, sizeof(struct oscal_param), at,
		    (struct model_list){ add->params.items, add->params.n });
		rest.params.n = 0;
		if (!failed)
			failed = mark_params(layer, add, target->control->params);
	} else if (target->kind == ID_PART) {
		struct oscal_part_list *parts = target->part != NULL ? &target->part->parts : &target->control->parts;

		failed = list_insert(layer, (struct model_list *)(void *)parts, sizeof(struct oscal_part), at,
		    (struct model_list){ add->parts.items, add->parts.n });
		rest.parts.n = 0;
	}
	if (failed)
		return (-1);
	return (target->part != NULL ? add_others_to_part(layer, &rest, target) : add_others_to_control(layer, &rest, target));
}

/*
 * By-id names the altered control itself, which the specification rules out; published profiles do it and mean the control as a whole.
 */
static int
add_to_itself(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control)
{
	bool start = str_eq(add->position, STR("starting")) || str_eq(add->position, STR("before"));
	struct problem found = layer_problem(layer, OSCAL_ADD_SELF, add, add->by_id);

	problem_arg(&found, "id", add->by_id);
	layer_warn(layer, &found);
	if (add_into_control(layer, add, control, start))
		return (-1);
	return (layer_step(layer, OSCAL_STEP_ADDED, control, add));
}

/* §req-modify-alter-add-explicit. */
static int
add_explicitly(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control)
{
	bool start = str_eq(add->position, STR("starting"));
	struct target target = { .nseen = 0 };
	struct problem found;
	bool there = find_target(control, add->by_id, &target);

	if (layer_spend(layer, target.nseen))
		return (-1);
	if (!there && layer->in->options->mode == OSCAL_TOLERANT && str_eq(add->by_id, control->id))
		return (add_to_itself(layer, add, control));
	if (!there) {
		found = layer_problem(layer, OSCAL_ADD_NOWHERE, add, add->by_id);
		problem_arg(&found, "id", add->by_id);
		problem_arg(&found, "control", control->id);
		/* §req-modify-alter-add-explicit-id-ignore */
		layer_warn(layer, &found);
		return (0);
	}
	if (str_eq(add->position, STR("before")) || str_eq(add->position, STR("after"))) {
		if (add_beside(layer, add, &target, str_eq(add->position, STR("before"))))
			return (-1);
	} else if (target.kind == ID_CONTROL) {
		if (add_into_control(layer, add, target.object, start))
			return (-1);
	} else if (target.kind == ID_PART ? add_into_part(layer, add, target.control, target.object, start) :
	    add_into_param(layer, add, target.control, &target, start)) {
		return (-1);
	}
	return (layer_step(layer, OSCAL_STEP_ADDED, control, add));
}

static int
apply_add(const struct layer *layer, const struct oscal_add *add, struct oscal_control *control)
{
	/* §req-modify-alter-add-implicit-position: "before" is "starting" here. */
	bool start = str_eq(add->position, STR("starting")) || str_eq(add->position, STR("before"));

	if (add->by_id.p != NULL)
		return (add_explicitly(layer, add, control));
	if (add_into_control(layer, add, control, start))
		return (-1);
	return (layer_step(layer, OSCAL_STEP_ADDED, control, add));
}

/* ---- Alters ---- */

static int
alter_one(const struct layer *layer, const struct oscal_alter *alter, struct oscal_control *control, size_t *ncontrols)
{
	for (size_t i = 0; i < alter->removes.n; i++)
		if (apply_remove(layer, &alter->removes.items[i], control, ncontrols))
			return (-1);
	for (size_t i = 0; i < alter->adds.n; i++)
		if (apply_add(layer, &alter->adds.items[i], control))
			return (-1);
	return (0);
}

/* All controls of the id: after a clash that was kept there are several. */
static int
apply_alter(struct workshop *shop, const struct oscal_alter *alter)
{
	struct layer *layer = shop->layer;
	struct oscal_control *control;
	bool any = false;
	struct problem found;

	if (!shop->doc->private->unique && layer_spend(layer, shop->doc->ncontrols))
		return (-1);
	for (size_t at = SIZE_MAX; next_of_id(shop->doc, ID_CONTROL, alter->control_id, &at); any = true) {
		size_t ncontrols = 0;

		if (workshop_control(shop, at, &control) || alter_one(layer, alter, control, &ncontrols))
			return (-1);
		/* Controls that went have left their entries, behind this one, in the index. */
		if (ncontrols > 0 && workshop_open(shop))
			return (-1);
	}
	if (any)
		return (0);
	found = layer_problem(layer, OSCAL_CONTROL_UNKNOWN, alter, alter->control_id);
	problem_arg(&found, "id", alter->control_id);
	return (layer_soften(layer, &found));
}

int
alter_all(struct workshop *shop, struct oscal_alter_list alters)
{
	for (size_t i = 0; i < alters.n; i++)
		if (apply_alter(shop, &alters.items[i]))
			return (-1);
	return (0);
}
