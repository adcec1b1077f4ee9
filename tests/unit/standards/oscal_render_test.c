/* SPDX-License-Identifier: Apache-2.0 */
#include "oscal_help.h"

static const char *
text_of(struct buf *out)
{
	buf_char(out, '\0');
	assert_false(buf_failed(out));
	return (out->p);
}

/* "days" is 30, whatever the catalog says. */
static bool
thirty(void *user, struct str param_id, struct str *ret)
{
	(void)user;
	*ret = STR("30 days");
	return (str_eq(param_id, STR("days")));
}

#define PARAMS CATALOG(",'params':[{'id':'days','label':'time'},{'id':'who','label':'the *responsible* person'},{'id':'two','values':['a','b']}," \
    "{'id':'one','select':{'choice':['daily','every {{ insert: param, two }}']}},{'id':'many','select':{'how-many':'one-or-more','choice':['x','y']}}," \
    "{'id':'self','label':'again {{ insert: param, self }}'},{'id':'ping','label':'{{ insert: param, pong }}'},{'id':'pong','label':'{{ insert: param, ping }}'}," \
    "{'id':'bare'},{'id':'lang','label':'period','props':[{'name':'label','ns':'urn:csgov:ns:oscal','class':'ur','value':'مدت'}]}]")

static void
check_text(const char *markup, const char *expected)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(PARAMS);
	struct oscal_render how = { .doc = doc, .lang = LANG_EN, .value = thirty };
	struct buf out = BUF(1 << 20);

	oscal_text_render(&how, str_c(markup), &out);
	assert_string_equal(text_of(&out), expected);
	buf_free(&out);
}

TEST(inserts_show_the_value_or_what_is_to_be_chosen)
{
	check_text("within {{ insert: param, days }}.", "within 30 days.");
	check_text("by {{insert:param,who}}", "by [Assignment: the responsible person]");
	check_text("{{ insert: param, two }}", "a, b");
	check_text("{{ insert: param, one }}", "[Selection: daily; every a, b]");
	check_text("{{ insert: param, many }}", "[Selection (one or more): x; y]");
	check_text("{{ insert: param, bare }}", "[Assignment: bare]");
	check_text("{{ insert: param, nowhere }}", "[nowhere]");
	check_text("{{ insert: other, days }}", "[days]");
}

TEST(a_param_that_contains_itself_ends)
{
	check_text("{{ insert: param, self }}", "[Assignment: again [self]]");
	check_text("{{ insert: param, ping }}", "[Assignment: [Assignment: [ping]]]");
}

TEST(what_is_no_insert_stays)
{
	check_text("{{ x }} {{ insert: param }} {{ insert: param, days } {", "{{ x }} {{ insert: param }} {{ insert: param, days } {");
}

TEST(markup_becomes_plain_text)
{
	static const char *const cases[][2] = {
		{ "plain", "plain" },
		{ "", "" },
		{ "*em* and **strong** and ***both***", "em and strong and both" },
		{ "2 * 3 * 4", "2 * 3 * 4" },
		{ "a*b", "a*b" },
		{ "`code *not em*` and ``a`b``", "code *not em* and a`b" },
		{ "H~2~O, x^2^, ~ and ^", "H2O, x2, ~ and ^" },
		{ "[a *link*](https://x/y?(z))!", "a link!" },
		{ "![an image](x.png)", "an image" },
		{ "[no link] (here)", "[no link] (here)" },
		{ "\\*literal\\* \\[x\\] \\q", "*literal* [x] \\q" },
		{ "a &amp; b &lt;c&gt; &unknown;", "a & b <c> &unknown;" },
		{ "# Title\n\nText\n\n## Sub", "Title\n\nText\n\nSub" },
		{ "- one\n- *two*\n  1. deep", "- one\n- two\n  1. deep" },
		{ "* one\n* two", "- one\n- two" },
		{ "> quoted\n> text", "quoted\ntext" },
		{ "```\n*code*\n```\nafter", "*code*\nafter" },
		{ "| a | *b* |\n|---|---|\n| c | d |", "a | b\nc | d" },
		{ "[[[[[[[[[[deep](a)](a)](a)](a)](a)](a)](a)](a)](a)](a)", "[[deep](a)](a)" },
		{ "**unclosed", "**unclosed" },
		{ "*", "*" },
		{ "\\", "\\" },
		{ "*اردو* متن", "اردو متن" },
		{ "line one\r\nline two", "line one\nline two" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_text(cases[i][0], cases[i][1]);
}

TEST(markup_can_be_kept)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(PARAMS);
	struct oscal_render how = { .doc = doc, .lang = LANG_EN, .value = thirty, .keep_markup = true };
	struct buf out = BUF(1 << 20);

	oscal_text_render(&how, STR("*x* {{ insert: param, days }} {{ insert: param, who }}"), &out);
	assert_string_equal(text_of(&out), "*x* 30 days [Assignment: the *responsible* person]");
	buf_free(&out);
}

#define L(text) "'props':[{'name':'label','value':'" text "'}]"
#define STATEMENT CATALOG(",'controls':[{'id':'a','title':'A','props':[{'name':'title','ns':'urn:csgov:ns:oscal','class':'ur','value':'الف'}]," \
    "'parts':[{'name':'statement','prose':'The body:','parts':[{'name':'item'," L("a.") ",'prose':'does one thing, and','parts':[{'name':'item'," L("1.") \
    ",'prose':'more'}]},{'name':'item'," L("b.") ",'title':'Titled','prose':'two\\n\\nparagraphs'}]}," \
    "{'name':'statement','ns':'urn:csgov:ns:oscal','class':'ur','prose':'ادارہ {{ insert: param, p }}'}," \
    "{'name':'guidance','parts':[{'name':'item'," L("(a)") ",'prose':'no text above'}]}],'params':[{'id':'p','label':'x'}]}]")

static const char *
part(struct oscal_doc *doc, enum lang lang, const char *name)
{
	struct oscal_render how = { .doc = doc, .lang = lang };
	static struct buf out = { .max_bytes = 1 << 20 };

	buf_reset(&out);
	if (!oscal_part_render(&how, doc->controls[0].control->parts, name, &out)) {
		assert_int_equal(out.n, 0);
		return (NULL);
	}
	return (text_of(&out));
}

TEST(a_statement_is_lines_with_labels_and_levels)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(STATEMENT);

	assert_string_equal(part(doc, LANG_EN, "statement"),
	    "The body:\n"
	    "  a. does one thing, and\n"
	    "    1. more\n"
	    "  b. Titled\n"
	    "  two\n"
	    "\n"
	    "  paragraphs");
	assert_string_equal(part(doc, LANG_EN, "guidance"), "(a) no text above");
	assert_null(part(doc, LANG_EN, "nothing"));
}

TEST(a_translation_stands_for_its_part_in_its_language_only)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(STATEMENT);
	struct oscal_render how = { .doc = doc };
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct langs langs, title;

	assert_string_equal(part(doc, LANG_UR, "statement"), "ادارہ [مقرر کریں: x]");
	assert_string_equal(part(doc, LANG_UR, "guidance"), "(a) no text above");
	assert_int_equal(oscal_part_langs(&how, doc->controls[0].control->parts, "statement", arena, &langs), 0);
	assert_true(str_starts(langs.in[LANG_EN], STR("The body:\n")));
	assert_true(str_starts(langs.in[LANG_UR], STR("ادارہ")));
	assert_int_equal(oscal_part_langs(&how, doc->controls[0].control->parts, "guidance", arena, &langs), 0);
	assert_null(langs.in[LANG_UR].p);
	oscal_title(doc->controls[0].control->title, doc->controls[0].control->props, &title);
	assert_true(str_eq(title.in[LANG_EN], STR("A")));
	assert_true(str_eq(title.in[LANG_UR], STR("الف")));
}

TEST(labels_of_params_are_shown_in_the_language_asked_for)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(PARAMS);
	struct oscal_render how = { .doc = doc, .lang = LANG_UR };
	struct buf out = BUF(1 << 20);

	oscal_param_render(&how, oscal_param_find(doc, STR("lang"), NULL), &out);
	assert_string_equal(text_of(&out), "[مقرر کریں: مدت]");
	buf_free(&out);
}

TEST(props_are_found_by_name_namespace_and_class)
{
	struct oscal_prop items[] = { { .name = STR("label"), .value = STR("1"), .class = STR("padded") }, { .name = STR("label"), .value = STR("2") },
		{ .name = STR("label"), .ns = STR("urn:x:y"), .value = STR("3") }, { .name = STR("sort-id"), .ns = STR(OSCAL_NS_DEFAULT), .value = STR("4") } };
	struct oscal_prop_list props = { items, 4 };
	struct oscal_control control = { .id = STR("a"), .props = props }, bare = { .id = STR("b") };

	assert_true(str_eq(oscal_prop(props, "label", NULL, NULL), STR("1")));
	assert_true(str_eq(oscal_prop(props, "label", "urn:x:y", NULL), STR("3")));
	assert_true(str_eq(oscal_prop(props, "label", NULL, "padded"), STR("1")));
	assert_null(oscal_prop(props, "label", NULL, "other").p);
	assert_true(str_eq(oscal_label(&control), STR("2")));
	assert_true(str_eq(oscal_sort_id(&control), STR("4")));
	assert_null(oscal_label(&bare).p);
	assert_true(str_eq(oscal_sort_id(&bare), STR("b")));
}
