/* SPDX-License-Identifier: Apache-2.0 */
#include "web/lists.h"

static bool
has_parameter(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->query.n; i++)
		if (str_eq_c(r->query.items[i].name, name) && r->query.items[i].value.n > 0)
			return (true);
	return (false);
}

struct pager
list_pager(struct request *r, struct str next, size_t shown)
{
	return ((struct pager){ .next = next.p == NULL ? STR_NONE : request_link(r, "after", next),
	    .first = has_parameter(r, "after") ? request_link(r, "after", STR_NONE) : STR_NONE, .shown = (uint32_t)shown });
}

/* This address with another suffix: the whole list from its beginning. */
static struct str
as_format(struct request *r, const char *suffix)
{
	struct str link = request_link(r, "after", STR_NONE), path = r->target.path;

	if (link.p == NULL)
		return (STR_NONE);
	return (arena_fmt(r->arena, "%.*s.%s%.*s", STR_FMT(path), suffix, (int)(link.n - path.n), link.p + path.n));
}

struct filters
list_filters(struct request *r)
{
	return ((struct filters){ .action = r->target.path, .csv = as_format(r, "csv"), .xlsx = as_format(r, "xlsx"), .json = as_format(r, "json") });
}

static struct filter *
filter_add(struct request *r, struct filters *filters, const char *name, struct str value)
{
	struct filter_list *list = &filters->filters;
	size_t capacity = (list->n + 7) / 8 * 8;
	struct filter *grown = arena_grow(r->arena, list->items, list->n, &capacity, sizeof *grown);
	struct str key = arena_fmt(r->arena, "filter.%s", name);

	if (grown == NULL || key.p == NULL)
		return (NULL);
	list->items = grown;
	grown[list->n] = (struct filter){ .name = name, .label = request_text(r, key.p), .value = value };
	filters->any |= value.n > 0;
	return (&grown[list->n++]);
}

void
list_filter_text(struct request *r, struct filters *filters, const char *name, struct str value)
{
	filter_add(r, filters, name, value);
}

void
list_option(struct request *r, struct form_option_list *list, size_t *capacity, struct str value, const struct langs *label)
{
	struct form_option *grown = arena_grow(r->arena, list->items, list->n, capacity, sizeof *grown);

	if (grown == NULL)
		return;
	list->items = grown;
	grown[list->n++] = (struct form_option){ .value = value, .label = *label };
}

void
list_filter_options(struct request *r, struct filters *filters, const char *name, const struct form_option_list *options, struct str value)
{
	struct filter *filter = filter_add(r, filters, name, value);

	if (filter != NULL)
		filter->options = *options;
}

void
list_filter_choice(struct request *r, struct filters *filters, const char *name, const struct choices *choices, int value)
{
	struct form_option_list options = { NULL, 0 };
	size_t capacity = 0;

	for (size_t i = 1; i < choices->n; i++) {
		struct str key = arena_fmt(r->arena, "%s.%s", choices->name, choices->names[i]);
		struct langs label = { { STR_NONE } };

		if (key.p == NULL)
			return;
		label.in[r->lang] = request_text(r, key.p);
		list_option(r, &options, &capacity, str_c(choices->names[i]), &label);
	}
	list_filter_options(r, filters, name, &options, value == 0 ? STR_NONE : str_c(choice_name(choices, value)));
}

void
list_filter_date(struct request *r, struct filters *filters, const char *name, int64_t value)
{
	char *text = arena_alloc(r->arena, DATE_TEXT_BYTES + 1);
	struct filter *filter;

	if (text == NULL)
		return;
	date_text(value, text);
	filter = filter_add(r, filters, name, str_c(text));
	if (filter != NULL)
		filter->date = true;
}

void
list_filter_flag(struct request *r, struct filters *filters, const char *name, bool on)
{
	struct filter *filter = filter_add(r, filters, name, on ? STR("true") : STR_NONE);

	if (filter != NULL)
		filter->check = true;
}

void
list_filter_keep(struct request *r, struct filters *filters, const char *name, struct str value)
{
	struct form_hidden_list *kept = &filters->kept;
	size_t capacity = (kept->n + 7) / 8 * 8;
	struct form_hidden *grown;

	if (value.n == 0)
		return;
	grown = arena_grow(r->arena, kept->items, kept->n, &capacity, sizeof *grown);
	if (grown == NULL)
		return;
	kept->items = grown;
	grown[kept->n++] = (struct form_hidden){ str_c(name), value };
}

struct empty
list_empty(const struct request *r, const char *title, const char *detail)
{
	return ((struct empty){ .title = request_text(r, title), .detail = detail == NULL ? STR_NONE : request_text(r, detail) });
}
