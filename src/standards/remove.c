/* SPDX-License-Identifier: Apache-2.0 */
/* The modify phase: what alters remove from controls (specification, "Removing contents from controls"). */
#include "standards/resolve.h"

/* All structs here are copies of ours (workshop_control); only their type says const. */
static void *
ours(const void *item)
{
	return ((void *)(uintptr_t)item);
}

struct criteria {
	const struct oscal_remove *remove;
	size_t nremoved, ncontrols;      /* of these, controls */
	size_t nseen;
};

static bool
absent_or_eq(struct str wanted, struct str value)
{
	return (wanted.p == NULL || (value.p != NULL && str_eq(wanted, value)));
}

/* §req-modify-alter-remove-match: all criteria that are given.  NS is that of a thing that has one: absent means OSCAL's own. */
static bool
meets(struct criteria *c, const char *item_name, struct str id, struct str name, struct str class, struct str ns)
{
	const struct oscal_remove *remove = c->remove;

	c->nseen++;
	return (absent_or_eq(remove->by_item_name, str_c(item_name)) && absent_or_eq(remove->by_id, id) &&
	    absent_or_eq(remove->by_name, name) && absent_or_eq(remove->by_class, class) && absent_or_eq(remove->by_ns, ns));
}

static struct str
ns_of(struct str ns)
{
	return (ns.p == NULL ? STR(OSCAL_NS_DEFAULT) : ns);
}

static void
remove_props(struct criteria *c, struct oscal_prop_list *props)
{
	struct oscal_prop *items = ours(props->items);
	size_t n = 0;

	for (size_t i = 0; i < props->n; i++)
		if (!meets(c, "prop", STR_NONE, items[i].name, items[i].class, ns_of(items[i].ns)))
			items[n++] = items[i];
	c->nremoved += props->n - n;
	props->n = n;
}

static void
remove_links(struct criteria *c, struct oscal_link_list *links)
{
	struct oscal_link *items = ours(links->items);
	size_t n = 0;

	for (size_t i = 0; i < links->n; i++)
		if (!meets(c, "link", STR_NONE, STR_NONE, STR_NONE, STR_NONE))
			items[n++] = items[i];
	c->nremoved += links->n - n;
	links->n = n;
}

static void
remove_params(struct criteria *c, struct oscal_param_list *params)
{
	struct oscal_param *items = ours(params->items);
	size_t n = 0;

	for (size_t i = 0; i < params->n; i++) {
		if (meets(c, "param", items[i].id, STR_NONE, items[i].class, STR_NONE))
			continue;
		remove_props(c, &items[i].props);
		remove_links(c, &items[i].links);
		items[n++] = items[i];
	}
	c->nremoved += params->n - n;
	params->n = n;
}

static void
remove_parts(struct criteria *c, struct oscal_part_list *parts)
{
	struct oscal_part *items = ours(parts->items);
	size_t n = 0;

	for (size_t i = 0; i < parts->n; i++) {
		if (meets(c, "part", items[i].id, items[i].name, items[i].class, ns_of(items[i].ns)))
			continue;
		remove_props(c, &items[i].props);
		remove_links(c, &items[i].links);
		remove_parts(c, &items[i].parts);
		items[n++] = items[i];
	}
	c->nremoved += parts->n - n;
	parts->n = n;
}

/* What is inside CONTROL, nested controls and what is in them included. */
static void
remove_inside(struct criteria *c, struct oscal_control *control)
{
	struct oscal_control *items = ours(control->controls.items);
	size_t n = 0;

	remove_params(c, &control->params);
	remove_props(c, &control->props);
	remove_links(c, &control->links);
	remove_parts(c, &control->parts);
	for (size_t i = 0; i < control->controls.n; i++) {
		if (meets(c, "control", items[i].id, STR_NONE, items[i].class, STR_NONE)) {
			c->ncontrols++;
			continue;
		}
		remove_inside(c, &items[i]);
		items[n++] = items[i];
	}
	c->nremoved += control->controls.n - n;
	control->controls.n = n;
}

int
apply_remove(const struct layer *layer, const struct oscal_remove *remove, struct oscal_control *control, size_t *ncontrols)
{
	struct criteria c = { .remove = remove };
	struct problem found;

	/* Without any criterion, everything would meet them all: a slip of the pen, not an order. */
	if (remove->by_id.p != NULL || remove->by_name.p != NULL || remove->by_class.p != NULL || remove->by_ns.p != NULL ||
	    remove->by_item_name.p != NULL)
		remove_inside(&c, control);
	*ncontrols += c.ncontrols;
	if (layer_spend(layer, c.nseen))
		return (-1);
	if (c.nremoved > 0)
		return (layer_step(layer, OSCAL_STEP_REMOVED, control, remove));
	found = layer_problem(layer, OSCAL_REMOVE_NOTHING, remove, remove->by_name);
	problem_arg(&found, "control", control->id);
	layer_warn(layer, &found);
	return (0);
}
