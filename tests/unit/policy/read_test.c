/* SPDX-License-Identifier: Apache-2.0 */
/* What screens and programs read of baselines, and who may. */
#include "country.h"

#include "standards/oscal.h"

static struct scope
scope_of(struct house *h, const char *login)
{
	struct scope scope;

	house_scope(h, login, PERM_READ, &scope);
	return (scope);
}

static void
requirements(struct house *h, const char *login, struct id baseline, struct requirement_query query, struct baseline_requirements *ret)
{
	struct scope scope = scope_of(h, login);
	struct problem why = { 0 };

	if (baseline_requirements_list(h->reader, h->blobs, &scope, baseline, &query, h->now, h->arena, ret, &why))
		fail_msg("%s", problem_name(why.head.code));
}

static size_t
listed(struct house *h, const char *login, struct baseline_query query, struct baseline_page *ret)
{
	struct scope scope = scope_of(h, login);
	struct problem why = { 0 };

	assert_int_equal(baseline_list(h->reader, &scope, &query, h->now, h->arena, ret, &why), 0);
	return (ret->items.n);
}

static enum problem_code
get(struct house *h, const char *login, struct id baseline, struct baseline_view *ret)
{
	struct scope scope = scope_of(h, login);
	struct problem why = { 0 };

	return (baseline_get(h->reader, h->blobs, &scope, baseline, h->now, h->arena, ret, &why) == 0 ? PROBLEM_NONE : why.head.code);
}

TEST(published_is_seen_below_its_issuer_and_drafts_only_by_those_who_read_it)
{
	struct house h;
	struct id document = country_open(&h), draft = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, document), layer;
	struct baseline_page page;
	struct baseline_view view;

	assert_int_equal(listed(&h, "author", (struct baseline_query){ 0 }, &page), 1);
	assert_int_equal(listed(&h, "officer", (struct baseline_query){ 0 }, &page), 0);
	assert_int_equal(get(&h, "officer", draft, &view), BASELINE_UNKNOWN);
	country_publish(&h, "author", draft, NULL);
	layer = country_layer(&h, "lead", "PK-PB-L", "PK-PB", draft, "iam-1_days", "30");
	assert_int_equal(listed(&h, "officer", (struct baseline_query){ 0 }, &page), 2);
	assert_int_equal(listed(&h, "sindh", (struct baseline_query){ 0 }, &page), 1);
	assert_int_equal(get(&h, "sindh", layer, &view), BASELINE_UNKNOWN);
	assert_int_equal(get(&h, "officer", layer, &view), PROBLEM_NONE);
	house_close(&h);
}

TEST(lists_are_filtered_and_paged_newest_first)
{
	struct house h;
	struct id document = country_open(&h), root;
	struct baseline_page page;
	struct str next;

	root = country_root(&h, document);
	house_later(&h, SECOND_US);
	country_draft(&h, "author", "PK-X", "PK", ID_NONE, document);
	house_later(&h, SECOND_US);
	country_draft(&h, "author", "PK-Y", "PK", ID_NONE, document);
	assert_int_equal(listed(&h, "author", (struct baseline_query){ .limit = 2 }, &page), 2);
	assert_true(str_eq_c(page.items.items[0].code, "PK-Y"));
	next = page.next;
	assert_int_equal(listed(&h, "author", (struct baseline_query){ .limit = 2, .after = next }, &page), 1);
	assert_true(id_eq(page.items.items[0].id, root) && page.items.items[0].in_force && page.next.p == NULL);
	assert_int_equal(page.items.items[0].requirements, 6);
	assert_int_equal(listed(&h, "author", (struct baseline_query){ .status = BASELINE_DRAFT }, &page), 2);
	assert_int_equal(listed(&h, "author", (struct baseline_query){ .q = STR("baseline pk-x") }, &page), 1);
	assert_int_equal(listed(&h, "author", (struct baseline_query){ .issuer = STR("PK-PB") }, &page), 0);
	assert_int_equal(listed(&h, "author", (struct baseline_query){ .root = root }, &page), 1);
	house_close(&h);
}

TEST(one_baseline_shows_its_chain_its_versions_and_who_did_what)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer, second;
	struct baseline_view view;

	layer = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	second = country_revise(&h, "author", root, "2");
	assert_int_equal(get(&h, "author", layer, &view), PROBLEM_NONE);
	assert_int_equal(view.chain.n, 2);
	assert_true(id_eq(view.chain.items[0].id, root) && str_eq_c(view.chain.items[1].issuer, "PK-PB"));
	assert_int_equal(view.asked, 6);
	assert_int_equal(view.open_parameters, 1);
	assert_int_equal(view.changes, 1);
	assert_true(id_eq(view.author.person, house_person(&h, "lead")) && id_eq(view.published.person, house_person(&h, "approver")));
	assert_true(id_eq(view.approved.person, house_person(&h, "approver")));
	assert_true(str_eq_c(view.document_title.in[LANG_EN], "Toy catalog"));
	assert_int_equal(get(&h, "author", second, &view), PROBLEM_NONE);
	assert_int_equal(view.versions.n, 2);
	assert_int_equal(get(&h, "officer", root, &view), PROBLEM_NONE);
	assert_int_equal(view.versions.n, 1); /* not the draft */
	house_close(&h);
}

TEST(a_draft_is_resolved_while_it_is_edited)
{
	struct house h;
	struct id root = country_draft(&h, "author", "PK-NB", "PK", ID_NONE, country_open(&h));
	struct baseline_requirements list;
	const struct baseline_requirement *r;

	country_sets(&h, "author", root, "iam-1_days", "45");
	house_did(&h, "author", "baseline.select", house_fmt(&h, "{'baseline':'%s','requirements':['net-3']}", house_id(&h, root)));
	requirements(&h, "author", root, (struct requirement_query){ 0 }, &list);
	assert_int_equal(list.total, 5);
	r = &list.items.items[0];
	assert_true(str_eq_c(r->id, "iam-1") && str_eq_c(r->label, "IAM-1") && str_eq_c(r->title.in[LANG_UR], "اکاؤنٹس کا جائزہ"));
	assert_true(r->params.items[0].own && str_eq_c(r->params.items[0].own_value, "45"));
	assert_true(str_eq_c(r->params.items[0].shown.in[LANG_EN], "45 days"));
	assert_int_equal(r->params.items[0].strictness, STRICT_LOWER);
	assert_int_equal(r->params.items[0].provenance.n, 2);
	assert_false(r->params.items[1].own);
	assert_int_equal(r->params.items[1].provenance.items[0].effect, EFFECT_OPEN);
	requirements(&h, "author", root, (struct requirement_query){ .show = SHOW_OUT }, &list);
	assert_int_equal(list.total, 1);
	assert_true(str_eq_c(list.items.items[0].id, "net-3") && !list.items.items[0].asked);
	requirements(&h, "author", root, (struct requirement_query){ .show = SHOW_CHANGED }, &list);
	assert_int_equal(list.total, 2);
	requirements(&h, "author", root, (struct requirement_query){ .show = SHOW_OPEN }, &list);
	assert_int_equal(list.total, 1);
	requirements(&h, "author", root, (struct requirement_query){ .q = STR("password") }, &list);
	assert_int_equal(list.total, 1);
	requirements(&h, "author", root, (struct requirement_query){ .family = STR("net") }, &list);
	assert_int_equal(list.total, 2);
	requirements(&h, "author", root, (struct requirement_query){ .id = STR("net-2") }, &list);
	assert_true(list.total == 1 && list.items.items[0].withdrawn);
	house_close(&h);
}

TEST(requirements_are_paged_by_their_names)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h));
	struct baseline_requirements list;
	struct requirement_query query = { .limit = 4 };

	requirements(&h, "officer", root, query, &list);
	assert_int_equal(list.items.n, 4);
	assert_int_equal(list.total, 6);
	assert_true(str_eq_c(list.next, "net-1"));
	query.after = list.next;
	requirements(&h, "officer", root, query, &list);
	assert_int_equal(list.items.n, 2);
	assert_null(list.next.p);
	house_close(&h);
}

TEST(changes_of_a_layer_say_what_they_do_to_what_and_whose)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer;
	struct scope scope;
	struct baseline_changes list;
	struct problem why = { 0 };

	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	country_sets(&h, "lead", layer, "iam-1_days", "30");
	country_sets(&h, "lead", layer, "iam-1_who", "the head");
	house_did(&h, "lead", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'pb-1','title':{'en':'A'},'statement':{'en':'A.'}}", house_id(&h, layer)));
	house_did(&h, "lead", "baseline.describe", house_fmt(&h, "{'baseline':'%s','due_days':90}", house_id(&h, layer)));
	scope = scope_of(&h, "lead");
	assert_int_equal(baseline_changes_list(h.reader, h.blobs, &scope, layer, h.now, h.arena, &list, &why), 0);
	assert_int_equal(list.items.n, 4);
	assert_int_equal(list.items.items[0].effect, EFFECT_TIGHTENS);
	assert_true(str_eq_c(list.items.items[0].inherited.in[LANG_EN], "90 days") && str_eq_c(list.items.items[0].own.in[LANG_EN], "30 days"));
	assert_null(list.items.items[0].inherited_from); /* the document's own value */
	assert_int_equal(list.items.items[1].effect, EFFECT_ADDS);
	assert_int_equal(list.items.items[2].kind, SAID_ADD);
	assert_int_equal(list.items.items[3].kind, SAID_DUE);
	assert_int_equal(list.items.items[3].effect, EFFECT_TIGHTENS);
	assert_true(id_eq(list.items.items[0].set.person, house_person(&h, "lead")));
	house_close(&h);
}

TEST(impact_counts_whom_a_version_binds_and_what_changes_for_them)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), second, layer;
	struct scope scope;
	struct baseline_impact impact;
	struct problem why = { 0 };

	second = country_revise(&h, "author", root, "2");
	country_sets(&h, "author", second, "iam-1_days", "30");
	country_sets(&h, "author", second, "iam-2_length", "8");
	house_did(&h, "author", "baseline.select", house_fmt(&h, "{'baseline':'%s','requirements':['net-3']}", house_id(&h, second)));
	house_did(&h, "author", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'own-1','title':{'en':'A'},'statement':{'en':'A.'}}", house_id(&h, second)));
	scope = scope_of(&h, "author");
	assert_int_equal(baseline_impact_of(h.reader, h.blobs, &scope, second, h.now, h.arena, &impact, &why), 0);
	assert_int_equal(impact.entities, 3);
	assert_int_equal(impact.requirements, 6);
	assert_true(impact.obligations == 18);
	assert_int_equal(impact.added, 1);
	assert_int_equal(impact.removed, 1);
	assert_int_equal(impact.tightened, 1);
	assert_int_equal(impact.loosened, 1);
	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	country_sets(&h, "lead", layer, "iam-1_days", "30");
	assert_int_equal(baseline_impact_of(h.reader, h.blobs, &scope, layer, h.now, h.arena, &impact, &why), 0);
	assert_int_equal(impact.entities, 2);
	assert_int_equal(impact.tightened, 1);
	assert_int_equal(impact.loosened + impact.added + impact.removed, 0);
	house_close(&h);
}

TEST(a_baseline_is_an_oscal_catalog_that_can_be_imported_again)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer;
	struct scope scope;
	struct buf out = BUF(1 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc;
	const struct oscal_param *param;

	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	country_sets(&h, "lead", layer, "iam-1_days", "30");
	house_did(&h, "lead", "baseline.require",
	    house_fmt(&h, "{'baseline':'%s','requirement':'pb-1','title':{'en':'A','ur':'الف'},'statement':{'en':'A.','ur':'الف۔'}}", house_id(&h, layer)));
	country_publish(&h, "lead", layer, NULL);
	scope = scope_of(&h, "lead");
	if (baseline_oscal(h.reader, h.blobs, &scope, layer, h.now, h.arena, &out, &why))
		fail_msg("%s at %s: %s", problem_name(why.head.code), why.head.where, why.head.args[0].value);
	if (oscal_read(buf_view(&out), STR("out.json"), NULL, &doc, &why))
		fail_msg("%s at %s: %s", problem_name(why.head.code), why.head.where, why.head.args[0].value);
	assert_int_equal(doc->ncontrols, 7);
	assert_non_null(oscal_control_find(doc, STR("net-1.1"))->parent);
	param = oscal_param_find(doc, STR("iam-1_days"), NULL);
	assert_true(param->values.n == 1 && str_eq_c(param->values.items[0], "30"));
	assert_true(str_eq_c(oscal_prop(param->props, "strictness", OSCAL_NS_OURS, NULL), "lower"));
	assert_true(str_starts(oscal_prop(param->props, "provenance", OSCAL_NS_OURS, "tightens"), STR("Baseline PK-PB-L 1 (PK-PB), 2025-11-24: 30 days")));
	oscal_free(doc);
	country_import(&h, buf_view(&out), "punjab.json");
	buf_free(&out);
	house_close(&h);
}

TEST(reading_a_baseline_takes_few_statements)
{
	struct house h;
	struct id root = country_root(&h, country_open(&h)), layer;
	struct baseline_requirements list;
	struct baseline_view view;
	uint64_t before;

	layer = country_layer(&h, "lead", "PK-PB-L", "PK-PB", root, "iam-1_days", "30");
	layer = country_layer(&h, "lead", "PK-PB-1-L", "PK-PB-1", layer, "iam-1_days", "10");
	before = db_statements(h.reader);
	assert_int_equal(get(&h, "lead", layer, &view), PROBLEM_NONE);
	assert_true(db_statements(h.reader) - before <= 11); /* one of them is the scope */
	before = db_statements(h.reader);
	requirements(&h, "lead", layer, (struct requirement_query){ 0 }, &list);
	assert_true(db_statements(h.reader) - before <= 10);
	house_close(&h);
}
