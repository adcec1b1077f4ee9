/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/settings.h"

#include "web/pages/people_options.h"

SHAPE_DEFINE(view_settings, VIEW_SETTINGS)
SHAPE_DEFINE(setting_at, SETTING_AT)
SHAPE_DEFINE(view_setting, VIEW_SETTING)
SHAPE_DEFINE(view_security, VIEW_SECURITY)

/* ---- Settings ---- */

static struct str
word_of(struct request *r, const char *prefix, struct str name)
{
	struct str key = arena_fmt(r->arena, "%s.%.*s", prefix, STR_FMT(name));

	return (key.p == NULL || !locale_has(key.p) ? name : request_text(r, key.p));
}

/* VALUE as people read it. */
static struct str
value_of(const struct request *r, const struct setting_row *row, struct str value)
{
	enum lang lang;

	if (row->type == SETTING_FLAG || row->type == SETTING_FIXED)
		return (request_text(r, str_eq_c(value, "true") ? "word.yes" : "word.no"));
	if (row->type == SETTING_LANGUAGE && lang_by_tag(value, &lang) == 0)
		return (str_c(lang_own_name(lang)));
	return (value);
}

int
get_settings(struct request *r, const struct no_query *in, struct view_settings *view, struct problem *why)
{
	struct setting_page page;

	(void)in;
	if (setting_list(r->db, r->arena, &page, why) != 0)
		return (-1);
	view->items = page.items;
	view->shown.items = arena_array(r->arena, struct setting_shown, page.items.n + 1);
	if (view->shown.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < page.items.n; i++) {
		const struct setting_row *row = &page.items.items[i];

		view->shown.items[view->shown.n++] = (struct setting_shown){ row->name, word_of(r, "setting", row->name),
			value_of(r, row, row->value), !str_eq(row->value, row->fallback), row->type == SETTING_FIXED };
	}
	return (0);
}

/* What a setting may be, where it is one of a few. */
static void
options_of(struct request *r, const struct setting_row *row, struct form_option_list *ret)
{
	size_t capacity = 0;

	if (row->type == SETTING_LANGUAGE)
		options_languages(r, ret);
	if (row->type != SETTING_FLAG)
		return;
	options_words(r, ret, &capacity, "true", "word.yes");
	options_words(r, ret, &capacity, "false", "word.no");
}

#define COPY_MEMBER(kind, name, ...) view->name = row->name;
int
get_setting(struct request *r, const struct setting_at *in, struct view_setting *view, struct problem *why)
{
	struct langs all = options_text(r, request_text(r, "settings.title"));
	const struct setting_row *row = NULL;
	struct setting_page page;

	if (setting_list(r->db, r->arena, &page, why) != 0)
		return (-1);
	for (size_t i = 0; i < page.items.n && row == NULL; i++)
		if (str_eq(page.items.items[i].name, in->name))
			row = &page.items.items[i];
	if (row == NULL) {
		problem_set(why, SETTING_UNKNOWN, "name");
		problem_arg(why, "name", in->name);
		return (-1);
	}
	SETTING_ROW(COPY_MEMBER)
	view->title = word_of(r, "setting", row->name);
	view->means = word_of(r, "setting_means", row->name);
	view->fallback_shown = value_of(r, row, row->fallback);
	view->fixed = row->type == SETTING_FIXED;
	view->form = (struct setting_set){ .name = row->name, .value = row->value };
	options_of(r, row, &view->options);
	request_crumb(r, STR("/settings"), &all);
	return (0);
}

/* ---- Security events ---- */

static const char *const kinds[] = { "sign-in-failed", "sign-in-throttled", "password-wrong", "forbidden", "own_work", "grant_beyond_own",
	"token_beyond_own", "entity_unknown", "person_unknown" };

/* A refused command has the name of its problem, which has a title. */
static struct str
kind_word(struct request *r, struct str kind)
{
	struct str key = arena_fmt(r->arena, "security_kind.%.*s", STR_FMT(kind));

	if (key.p != NULL && locale_has(key.p))
		return (request_text(r, key.p));
	key = arena_fmt(r->arena, "problem.%.*s.title", STR_FMT(kind));
	return (key.p != NULL && locale_has(key.p) ? request_text(r, key.p) : kind);
}

static void
filters_fill(struct request *r, const struct security_query *in, struct view_security *view)
{
	struct form_option_list options = { NULL, 0 };
	size_t capacity = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct langs label = options_text(r, kind_word(r, str_c(kinds[i])));

		list_option(r, &options, &capacity, str_c(kinds[i]), &label);
	}
	view->filters = list_filters(r);
	list_filter_options(r, &view->filters, "kind", &options, in->kind);
}

int
get_security(struct request *r, const struct security_query *in, struct view_security *view, struct problem *why)
{
	struct security_page page;

	if (security_list(r->db, request_scope(r, PERM_AUDIT_LEDGER), in, r->arena, &page, why) != 0)
		return (-1);
	view->items = page.items;
	view->next = page.next;
	if (r->format != FORMAT_HTML)
		return (0);
	view->words.items = arena_array(r->arena, struct str, page.items.n + 1);
	if (view->words.items == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	for (size_t i = 0; i < page.items.n; i++)
		view->words.items[view->words.n++] = kind_word(r, page.items.items[i].kind);
	filters_fill(r, in, view);
	view->pager = list_pager(r, page.next, page.items.n);
	view->empty = list_empty(r, "security.none", "security.none_detail");
	return (0);
}
