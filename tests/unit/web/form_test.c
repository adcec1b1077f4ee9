/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: from a shape to what is asked, with what was typed and what was wrong. */
#include "app/verbs.h"
#include "assurance/state.h"
#include "test.h"
#include "web/html_put.h"
#include "web/route.h"

#define EVERY_KIND(FIELD)                                               \
	FIELD(choice, result, REQUIRED, ONE_OF(claim_result))           \
	FIELD(choice, state, OPTIONAL, ONE_OF(obligation_state))        \
	FIELD(text, narrative, REQUIRED, LENGTH(20, 8000))              \
	FIELD(text, reason, OPTIONAL, LENGTH(0, 200))                   \
	FIELD(langs, title, REQUIRED, LENGTH(1, 200))                   \
	FIELD(code, entity, REQUIRED)                                   \
	FIELD(date, as_of, OPTIONAL)                                    \
	FIELD(count, days, OPTIONAL, BETWEEN(1, 365))                   \
	FIELD(flag, submit, OPTIONAL)                                   \
	FIELD(texts, links, OPTIONAL, AT_MOST(5), LENGTH(1, 300))       \
	FIELD(ids, evidence, OPTIONAL, AT_MOST(20))                     \
	FIELD(pairs, attributes, OPTIONAL, AT_MOST(8))                  \
	FIELD(text, password, OPTIONAL, LENGTH(12, 200))                \
	FIELD(id, claim, REQUIRED)                                      \
	FIELD(json, document, OPTIONAL)                                 \
	FIELD(moment, made_at, FILLED)                                  \
	FIELD(text, secret, HIDDEN)
SHAPE_DECLARE(every_kind, EVERY_KIND);
SHAPE_DEFINE(every_kind, EVERY_KIND)

static struct page page;
static struct buf out = BUF(1 << 20);
static struct html h = { &out, LANG_EN, &page, NULL };
static struct problem why;
static struct problem_item room[PROBLEM_ITEMS_MAX];

static void
fresh(void)
{
	if (h.arena == NULL)
		h.arena = arena_new(1 << 20);
	arena_reset(h.arena);
	buf_reset(&out);
	page = (struct page){ .csrf = STR("tok\"en"), .path = STR("/obligations"), .query = STR("a=1&b=2") };
	why = (struct problem){ 0 };
	problem_room(&why, room);
}

static const struct form_row *
row_of(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->rows.n; i++)
		if (str_eq_c(form->rows.items[i].name, name))
			return (&form->rows.items[i]);
	return (NULL);
}

static struct form
built(const struct form_spec *spec)
{
	struct form form;

	assert_int_equal(form_build(spec, &h, &form), 0);
	return (form);
}

TEST(every_kind_of_field_gets_its_input)
{
	static const struct {
		const char *name;
		enum form_input input;
	} inputs[] = { { "result", FORM_RADIO }, { "state", FORM_SELECT }, { "narrative", FORM_AREA }, { "reason", FORM_TEXT },
		{ "title", FORM_GROUP }, { "entity", FORM_TEXT }, { "as_of", FORM_DATE }, { "days", FORM_NUMBER }, { "submit", FORM_CHECK },
		{ "links", FORM_SEVERAL }, { "evidence", FORM_SEVERAL }, { "attributes", FORM_GROUP }, { "password", FORM_PASSWORD },
		{ "claim", FORM_TEXT } };
	const struct form_spec spec = { .shape = every_kind_shape() };
	struct form form;

	fresh();
	form = built(&spec);
	assert_int_equal(form.rows.n, ARRAY_SIZE(inputs));
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++) {
		assert_true(str_eq_c(form.rows.items[i].name, inputs[i].name));
		assert_int_equal(form.rows.items[i].input, inputs[i].input);
	}
	assert_true(row_of(&form, "narrative")->required);
	assert_false(row_of(&form, "reason")->required);
	assert_int_equal(row_of(&form, "narrative")->most, 8000);
	assert_int_equal(row_of(&form, "title")->rows.n, LANG_COUNT);
	assert_true(str_eq(row_of(&form, "title")->rows.items[1].name, STR("title.ur")));
	assert_string_equal(row_of(&form, "title")->rows.items[1].dir, "rtl");
}

TEST(what_the_page_knows_is_hidden_and_not_asked)
{
	const struct html_arg given[] = { html_arg("claim", ((struct id){ { 1 } })), html_arg("days", 1500), html_arg("reason", STR("")) };
	const struct form_spec spec = { .shape = every_kind_shape(), .method = FORM_PATCH, .given = given, .ngiven = 3 };
	struct form form;

	fresh();
	form = built(&spec);
	assert_null(row_of(&form, "claim"));
	assert_null(row_of(&form, "days"));
	assert_string_equal(form.override, "patch");
	assert_int_equal(form.hidden.n, 4); /* _form, _method, claim, days; an empty one is not sent */
	assert_true(str_eq(form.hidden.items[0].value, STR("every_kind")));
	assert_true(str_eq(form.hidden.items[3].value, STR("1500")));
}

TEST(only_says_which_and_in_which_order)
{
	const struct form_spec spec = { .shape = every_kind_shape(), .only = "reason,result,nonsense" };
	struct form form;

	fresh();
	form = built(&spec);
	assert_int_equal(form.rows.n, 2);
	assert_true(str_eq(form.rows.items[0].name, STR("reason")));
	assert_true(str_eq(form.rows.items[1].name, STR("result")));
}

TEST(what_is_there_already_stands_in_the_inputs)
{
	struct str links[] = { STR("https://a"), STR("https://b") };
	struct pair pairs[] = { { STR("tier"), STR("2") } };
	struct form_option names[] = { { STR("tier"), { { STR("Tier"), STR("درجہ") } }, STR_NONE }, { STR("sector"), { { STR("Sector"), STR_NONE } }, STR_NONE } };
	const struct form_option_list declared = { names, 2 };
	const struct form_options options[] = { { "attributes", &declared } };
	const struct every_kind values = { .result = RESULT_MET, .narrative = STR("We do."), .days = 30, .submit = true,
		.as_of = INT64_C(1795478400000000), .title = { { STR("Title"), STR("عنوان") } }, .links = { links, 2 }, .attributes = { pairs, 1 },
		.password = STR("never shown") };
	const struct form_spec spec = { .shape = every_kind_shape(), .values = &values, .options = options, .noptions = 1 };
	struct form form;

	fresh();
	form = built(&spec);
	assert_true(row_of(&form, "result")->choices.items[RESULT_MET - 1].chosen);
	assert_true(str_eq(row_of(&form, "narrative")->value, STR("We do.")));
	assert_true(str_eq(row_of(&form, "days")->value, STR("30")));
	assert_true(str_eq(row_of(&form, "as_of")->value, STR("2026-11-24")));
	assert_true(str_eq(row_of(&form, "submit")->value, STR("true")));
	assert_true(str_eq(row_of(&form, "title")->rows.items[LANG_UR].value, STR("عنوان")));
	assert_true(str_eq(row_of(&form, "attributes")->rows.items[0].value, STR("2")));
	assert_int_equal(row_of(&form, "attributes")->rows.items[1].value.n, 0);
	assert_int_equal(row_of(&form, "links")->values.n, 5); /* two, and room up to AT_MOST */
	assert_int_equal(row_of(&form, "password")->value.n, 0);
}

TEST(a_refused_form_keeps_what_was_typed_and_says_what_is_wrong)
{
	struct pair sent[] = { { STR("result"), STR("met") }, { STR("narrative"), STR("short") }, { STR("title.en"), STR("<b>") },
		{ STR("days"), STR("many") } };
	const struct pair_list list = { sent, 4 };
	const struct form_failure failure = { .form = STR("every_kind"), .values = &list, .why = &why };
	const struct every_kind values = { .narrative = STR("what the server has"), .reason = STR("gone, for it was emptied") };
	const struct form_spec spec = { .shape = every_kind_shape(), .values = &values };
	struct form form;

	fresh();
	page.failure = &failure;
	(void)problem_add(&why, FIELD_TOO_SHORT, "narrative");
	(void)problem_add(&why, FIELD_MISSING, "/title/ur");
	(void)problem_add(&why, CLAIM_CHANGED, "version");
	form = built(&spec);
	assert_true(str_eq(row_of(&form, "narrative")->value, STR("short")));
	assert_int_equal(row_of(&form, "reason")->value.n, 0);
	assert_true(str_eq(row_of(&form, "days")->value, STR("many")));
	assert_true(row_of(&form, "narrative")->error.n > 0);
	assert_true(row_of(&form, "title")->rows.items[LANG_UR].error.n > 0);
	assert_int_equal(form.errors.n, 3);
	assert_true(str_eq(form.errors.items[0].id, STR("every_kind-narrative")));
	assert_null(form.errors.items[2].id.p); /* about no question: on top only */
	html_form(&h, &spec);
	assert_false(buf_failed(&out));
	buf_char(&out, '\0');
	assert_non_null(strstr(out.p, "value=\"&lt;b&gt;\""));
	assert_non_null(strstr(out.p, "href=\"#every_kind-narrative\""));
	assert_non_null(strstr(out.p, "aria-invalid=\"true\" aria-describedby=\"every_kind-narrative-error\""));
	assert_null(strstr(out.p, "<b>"));
}

TEST(the_failure_of_another_form_is_not_ours)
{
	const struct pair_list none = { NULL, 0 };
	const struct form_failure failure = { .form = STR("another"), .values = &none, .why = &why };
	const struct form_spec spec = { .shape = every_kind_shape() };
	struct form form;

	fresh();
	page.failure = &failure;
	(void)problem_set(&why, CLAIM_CHANGED, NULL);
	form = built(&spec);
	assert_int_equal(form.errors.n, 0);
}

TEST(two_forms_of_one_shape_are_told_apart_by_what_they_were_given)
{
	struct pair sent[] = { { STR("claim"), STR("01000000-0000-0000-0000-000000000000") } };
	const struct pair_list list = { sent, 1 };
	const struct form_failure failure = { .form = STR("every_kind"), .values = &list, .why = &why };
	const struct html_arg ours[] = { html_arg("claim", ((struct id){ { 1 } })) }, theirs[] = { html_arg("claim", ((struct id){ { 2 } })) };
	struct form_spec spec = { .shape = every_kind_shape(), .given = ours, .ngiven = 1 };

	fresh();
	page.failure = &failure;
	(void)problem_set(&why, CLAIM_CHANGED, NULL);
	assert_int_equal(built(&spec).errors.n, 1);
	spec.given = theirs;
	assert_int_equal(built(&spec).errors.n, 0);
}

TEST(options_become_buttons_a_list_or_a_lookup_by_their_number)
{
	static struct form_option many[FORM_SELECT_MAX + 1];
	struct form_option_list list = { many, FORM_RADIO_MAX };
	const struct form_options options[] = { { "entity", &list }, { "evidence", &list } };
	const struct form_spec spec = { .shape = every_kind_shape(), .options = options, .noptions = 2 };
	struct form form;

	for (size_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct form_option){ STR("X"), { { STR("Body"), STR_NONE } }, STR_NONE };
	fresh();
	form = built(&spec);
	assert_int_equal(row_of(&form, "entity")->input, FORM_RADIO);
	assert_int_equal(row_of(&form, "evidence")->input, FORM_BOXES);
	list.n = FORM_SELECT_MAX;
	form = built(&spec);
	assert_int_equal(row_of(&form, "entity")->input, FORM_SELECT);
	list.n = FORM_SELECT_MAX + 1;
	form = built(&spec);
	assert_int_equal(row_of(&form, "entity")->input, FORM_LOOKUP);
}

TEST(a_form_carries_token_way_back_and_name)
{
	const struct form_spec spec = { .shape = every_kind_shape(), .action = STR("/claims/a%2Fb"), .only = "reason", .id = "answer" };

	fresh();
	html_form(&h, &spec);
	buf_char(&out, '\0');
	assert_non_null(strstr(out.p, "<form class=\"form\" id=\"answer\" method=\"post\" action=\"/claims/a%2Fb\""));
	assert_non_null(strstr(out.p, "name=\"_csrf\" value=\"tok&quot;en\""));
	assert_non_null(strstr(out.p, "name=\"_back\" value=\"/obligations?a=1&amp;b=2\""));
	assert_non_null(strstr(out.p, "name=\"_form\" value=\"answer\""));
}

TEST(a_searching_form_carries_no_token)
{
	const struct form_spec spec = { .shape = every_kind_shape(), .action = STR("/search"), .only = "reason", .method = FORM_GET };

	fresh();
	html_form(&h, &spec);
	buf_char(&out, '\0');
	assert_null(strstr(out.p, "_csrf"));
	assert_null(strstr(out.p, "_form"));
}

TEST(a_full_arena_fails_the_page_and_nothing_else)
{
	const struct form_spec spec = { .shape = every_kind_shape(), .action = STR("/x") };
	struct arena *whole = h.arena;

	fresh();
	whole = h.arena;
	h.arena = arena_new(512);
	html_form(&h, &spec);
	assert_true(buf_failed(&out));
	arena_free(h.arena);
	h.arena = whole;
}

/* ---- Words for every question ---- */

static const struct shape *
sent_with(const struct route *route)
{
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	const struct verb *verb = route->verb_name == NULL ? NULL : verb_find(verbs, n, str_c(route->verb_name));

	return (route->input != NULL ? route->input() : verb == NULL ? NULL : verb->payload());
}

TEST(every_field_that_can_be_sent_has_words_in_the_catalogue)
{
	size_t n, missing = 0;
	struct route *routes = routes_table(&n);

	assert_non_null(routes);
	for (size_t i = 0; i < n; i++) {
		const struct shape *shape = http_method_is_safe(routes[i].method) ? NULL : sent_with(&routes[i]);

		for (size_t k = 0; shape != NULL && k < shape->n; k++) {
			char own[160], shared[160];

			snprintf(own, sizeof own, "%s.%s.label", shape->name, shape->fields[k].name);
			snprintf(shared, sizeof shared, "field.%s", shape->fields[k].name);
			if (shape->fields[k].need == FILLED || shape->fields[k].need == HIDDEN || locale_has(own) || locale_has(shared))
				continue;
			print_message("# no message \"%s\" nor \"%s\"\n", own, shared);
			missing++;
		}
	}
	free(routes);
	assert_int_equal(missing, 0);
}
