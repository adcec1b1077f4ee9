/* SPDX-License-Identifier: Apache-2.0 */
/* Constraints that look into other documents: where those come from, and what is said of them. */
#include "base/hash.h"
#include "oscal_help.h"

#define SOME "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f"

static struct problem found[16];
static size_t nfound;

static void
note(void *user, enum oscal_severity severity, const struct problem *what)
{
	(void)user, (void)severity;
	if (nfound < ARRAY_SIZE(found))
		found[nfound] = *what;
	nfound++;
}

static const char *
arg(const struct problem *of, const char *name)
{
	for (unsigned i = 0; i < of->head.nargs; i++)
		if (strcmp(of->head.args[i].name, name) == 0)
			return (of->head.args[i].value);
	return ("");
}

#define OTHER "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e50"
#define RESOURCE "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e51"
/* Structure apart, which these plans lack: one on another system, whose plan LINK leads to, and what it takes from there; and that plan. */
#define PLAN(link, uuid, provided, more)                                                                                                                         \
	"{'system-security-plan':{" UUID META ",'system-implementation':{'leveraged-authorizations':[{'uuid':'" SOME "','title':'T',"                            \
	"'links':[{'rel':'system-security-plan','href':'" link "'}],'party-uuid':'" SOME "','date-authorized':'2026-11-24'}]},"                                  \
	"'control-implementation':{'description':'D','implemented-requirements':[{'uuid':'" SOME "','control-id':'a','by-components':[{"                         \
	"'component-uuid':'" SOME "','uuid':'" uuid "','description':'D','links':[{'rel':'provided-by','href':'#" provided "'}]}]}]}" more "}}"
#define LEVERAGED                                                                                                                    \
	"{'system-security-plan':{" UUID META ",'control-implementation':{'description':'D','implemented-requirements':[{'uuid':'" SOME "'," \
	"'control-id':'a','by-components':[{'component-uuid':'" SOME "','uuid':'" OTHER "','description':'D'}]}]}}}"
#define RESOURCES(ways) ",'back-matter':{'resources':[{'uuid':'" RESOURCE "'," ways "}]}"

struct lender {
	const char *uri, *text;      /* what there is; NULL: nothing */
	unsigned nasked;
	char last[128];
};

static int
lend(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	struct lender *lender = user;

	(void)href, (void)why;
	lender->nasked++;
	snprintf(lender->last, sizeof lender->last, "%.*s", STR_FMT(uri));
	if (lender->uri == NULL || !str_eq_c(uri, lender->uri))
		return (-1);
	ret->text = lender->text[0] == '{' ? json(lender->text) : str_c(lender->text);
	return (0);
}

/* What is found about by-components and their index, as codes. */
static const char *
found_with(struct lender *lender, struct str text)
{
	static char said[256];
	struct oscal_validate_options how = { .report = note, .uri = STR("plans/p.json"), .load = lend, .load_user = lender };
	struct oscal_valid valid;
	struct problem why = { 0 };

	nfound = 0;
	assert_int_equal(oscal_validate(text, &how, &valid, &why), -1); /* the structure */
	said[0] = '\0';
	for (size_t i = 0; i < nfound && i < ARRAY_SIZE(found); i++) {
		bool about = strstr(arg(&found[i], "constraint"), "by-component-uuid-index") != NULL || strchr(found[i].head.where, '#') != NULL;

		if (about)
			snprintf(said + strlen(said), sizeof said - strlen(said), "%s ", problem_name(found[i].head.code));
	}
	return (said);
}

TEST(a_document_that_is_not_at_hand_is_said_once_and_no_reference_fails_for_it)
{
	struct lender nobody = { NULL };
	struct str text = json(PLAN("https://example.org/ssp", SOME, OTHER, ""));

	assert_string_equal(found_with(&nobody, text), "oscal_not_checked ");
	for (size_t i = 0; i < nfound; i++)
		if (found[i].head.code == OSCAL_NOT_CHECKED) {
			assert_string_equal(arg(&found[i], "href"), "https://example.org/ssp");
			assert_string_equal(found[i].head.where, "/system-security-plan/system-implementation/leveraged-authorizations/0/links/0/href");
			assert_true(found[i].line == 1 && found[i].column > 1);
		}
}

TEST(a_constraint_looks_into_the_document_that_a_link_names)
{
	struct lender lender = { "https://example.org/ssp", LEVERAGED };

	assert_string_equal(found_with(&lender, json(PLAN("https://example.org/ssp", SOME, OTHER, ""))), "");
	assert_string_equal(found_with(&lender, json(PLAN("https://example.org/ssp#x", SOME, OTHER, ""))), "");
	assert_string_equal(found_with(&lender, json(PLAN("https://example.org/ssp", SOME, RESOURCE, ""))), "oscal_key_unknown ");
}

TEST(its_address_is_relative_to_the_document_that_names_it)
{
	struct lender lender = { "leveraged/ssp.json", LEVERAGED };

	assert_string_equal(found_with(&lender, json(PLAN("../leveraged/ssp.json", SOME, OTHER, ""))), "");
	assert_string_equal(found_with(&lender, json(PLAN("ssp.json", SOME, OTHER, ""))), "oscal_not_checked ");
	assert_string_equal(lender.last, "plans/ssp.json");
}

TEST(a_document_that_names_itself_is_not_fetched)
{
	struct lender lender = { "plans/p.json", LEVERAGED };

	assert_string_equal(found_with(&lender, json(PLAN("p.json", SOME, SOME, ""))), "");
	assert_int_equal(lender.nasked, 0);
}

TEST(a_link_may_lead_to_a_document_by_a_resource)
{
	struct lender lender = { "plans/other.xml", LEVERAGED };

	assert_string_equal(found_with(&lender, json(PLAN("#" RESOURCE, SOME, OTHER, RESOURCES("'rlinks':[{'href':'other.pdf'},{'href':'other.xml'}]")))), "");
	assert_int_equal(lender.nasked, 1);
	assert_string_equal(found_with(&lender, json(PLAN("#" RESOURCE, SOME, OTHER, RESOURCES("'rlinks':[{'href':'none.json'}]")))), "oscal_not_checked ");
	assert_string_equal(found_with(&lender, json(PLAN("#" RESOURCE, SOME, OTHER, RESOURCES("'title':'none'")))), "oscal_not_checked ");
	assert_string_equal(found_with(&lender, json(PLAN("#" OTHER, SOME, OTHER, ""))), "oscal_not_checked ");
}

TEST(a_resource_may_hold_the_plan_itself)
{
	struct lender nobody = { NULL };
	struct str plan = json(LEVERAGED);
	struct buf text = BUF(1 << 16);
	char base64[8192];
	struct str around = json(PLAN("#" RESOURCE, SOME, OTHER, RESOURCES("'base64':{'value':'@'}")));
	ptrdiff_t at = str_find(around, STR("@"));

	assert_int_equal(base64_encode(plan.p, plan.n, base64, sizeof base64), 0);
	buf_str(&text, str_sub(around, 0, (size_t)at));
	buf_c(&text, base64);
	buf_str(&text, str_sub(around, (size_t)at + 1, around.n));
	assert_string_equal(found_with(&nobody, buf_view(&text)), "");
	assert_int_equal(nobody.nasked, 0);
	assert_string_equal(found_with(&nobody, around), "oscal_value ");
	buf_free(&text);
}

TEST(a_document_that_cannot_be_read_is_a_warning_with_its_name_and_place)
{
	struct lender lender = { "plans/other.json", "[1,\n2" };

	assert_string_equal(found_with(&lender, json(PLAN("other.json", SOME, OTHER, ""))), "json_malformed ");
	for (size_t i = 0; i < nfound; i++)
		if (found[i].head.code == JSON_MALFORMED) {
			assert_string_equal(found[i].head.where, "plans/other.json#");
			assert_int_equal(found[i].line, 2);
		}
}

TEST(a_uuid_that_both_documents_use_is_told_of_the_one_that_is_validated)
{
	struct lender lender = { "plans/other.json", LEVERAGED };
	bool told = false;

	assert_string_equal(found_with(&lender, json(PLAN("other.json", OTHER, OTHER, ""))), "oscal_key_repeated ");
	for (size_t i = 0; i < nfound; i++)
		if (found[i].head.code == OSCAL_KEY_REPEATED) {
			told = true;
			assert_string_equal(found[i].head.where, "/system-security-plan/control-implementation/implemented-requirements/0/by-components/0");
			assert_string_equal(arg(&found[i], "first"), "plans/other.json#/system-security-plan/control-implementation/implemented-requirements/0/by-components/0");
		}
	assert_true(told);
}

TEST(the_structure_alone_is_judged_without_constraints)
{
	struct oscal_validate_options how = { .structure_only = true, .report = note };
	struct oscal_valid valid;
	struct problem why = { 0 };

	nfound = 0;
	assert_int_equal(oscal_validate(json(PLAN("https://example.org/ssp", SOME, OTHER, "")), &how, &valid, &why), -1);
	for (size_t i = 0; i < nfound && i < ARRAY_SIZE(found); i++)
		assert_string_equal(arg(&found[i], "constraint"), "");
}
