/* SPDX-License-Identifier: Apache-2.0 */
#include "country.h"

#define OURS "\"ns\":\"urn:csgov:ns:oscal\""
#define PROP(name, value) "{\"name\":\"" name "\"," OURS ",\"value\":\"" value "\"}"
#define PARAM(id, label, props, value) \
	"{\"id\":\"" id "\",\"label\":\"" label "\",\"props\":[" props "],\"values\":[\"" value "\"]}"
#define STATEMENT(id, prose) "{\"id\":\"" id "_smt\",\"name\":\"statement\",\"prose\":\"" prose "\"}"
#define INSERT(id) "{{ insert: param, " id " }}"

const char country_catalog[] =
    "{\"catalog\":{\"uuid\":\"5a0c4e1e-3f3a-4a8f-9d52-0d6f2c7a1b01\",\"metadata\":{\"title\":\"Toy catalog\","
    "\"last-modified\":\"2026-01-01T00:00:00Z\",\"version\":\"1.0\",\"oscal-version\":\"1.1.2\"},\"groups\":["
    "{\"id\":\"iam\",\"title\":\"Identity and access\",\"controls\":["
    "{\"id\":\"iam-1\",\"title\":\"Accounts are reviewed\",\"props\":[{\"name\":\"label\",\"value\":\"IAM-1\"}," PROP("level", "1") ","
    "{\"name\":\"title\"," OURS ",\"class\":\"ur\",\"value\":\"اکاؤنٹس کا جائزہ\"}],\"params\":["
    PARAM("iam-1_days", "review interval", PROP("type", "integer") "," PROP("unit", "days") "," PROP("strictness", "lower"), "90") ","
    "{\"id\":\"iam-1_who\",\"label\":\"who reviews\"}],\"parts\":["
    STATEMENT("iam-1", "Review all accounts every " INSERT("iam-1_days") " by " INSERT("iam-1_who") ".") ","
    "{\"id\":\"iam-1_smt_ur\",\"name\":\"statement\"," OURS ",\"class\":\"ur\",\"prose\":\"ہر " INSERT("iam-1_days") " بعد جائزہ لیں۔\"},"
    "{\"id\":\"iam-1_gdn\",\"name\":\"guidance\",\"prose\":\"Begin with leavers.\"}]},"
    "{\"id\":\"iam-2\",\"title\":\"Passwords are long\",\"props\":[{\"name\":\"label\",\"value\":\"IAM-2\"}," PROP("level", "1") "],\"params\":["
    PARAM("iam-2_length", "shortest", PROP("type", "integer") "," PROP("unit", "characters") "," PROP("strictness", "higher"), "12") ","
    PARAM("iam-2_domain", "domain", PROP("type", "text") "," PROP("strictness", "fixed"), "gov.pk") "],\"parts\":["
    STATEMENT("iam-2", "At least " INSERT("iam-2_length") " under " INSERT("iam-2_domain") ".") "]},"
    "{\"id\":\"iam-3\",\"title\":\"A second factor\",\"props\":[{\"name\":\"label\",\"value\":\"IAM-3\"}," PROP("level", "2") ","
    PROP("due-days", "60") "],\"parts\":[" STATEMENT("iam-3", "Ask for a second factor.") "]}]},"
    "{\"id\":\"net\",\"title\":\"Networks\",\"controls\":["
    "{\"id\":\"net-1\",\"title\":\"Traffic is logged\",\"props\":[{\"name\":\"label\",\"value\":\"NET-1\"}],\"params\":["
    PARAM("net-1_events", "events", PROP("type", "set") "," PROP("strictness", "superset"), "logon,logoff") ","
    PARAM("net-1_protocols", "protocols", PROP("type", "set") "," PROP("strictness", "subset"), "TLS1.2,TLS1.3") ","
    PARAM("net-1_policy", "policy", PROP("type", "choice") "," PROP("strictness", "ordered") "," PROP("choice", "none") ","
        PROP("choice", "quarantine") "," PROP("choice", "reject"), "quarantine") ","
    PARAM("net-1_wait", "wait", PROP("type", "duration") "," PROP("strictness", "lower"), "PT24H") "],\"parts\":["
    STATEMENT("net-1", "Log " INSERT("net-1_events") " over " INSERT("net-1_protocols") ".") "],\"controls\":["
    "{\"id\":\"net-1.1\",\"title\":\"Logs leave the machine\",\"props\":[{\"name\":\"label\",\"value\":\"NET-1(1)\"}],\"parts\":["
    STATEMENT("net-1.1", "Send logs away within " INSERT("net-1_wait") ".") "]}]},"
    "{\"id\":\"net-2\",\"title\":\"Withdrawn long ago\",\"props\":[{\"name\":\"status\",\"value\":\"withdrawn\"}]},"
    "{\"id\":\"net-3\",\"title\":\"Firewalls\",\"props\":[{\"name\":\"label\",\"value\":\"NET-3\"}],\"parts\":["
    STATEMENT("net-3", "Have one.") "]}]}]}}";

static int
import(struct house *h, struct str text, const char *filename, struct id *ret)
{
	struct document_import payload;
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	h->why = (struct problem){ 0 };
	if (document_prepare(h->reader, h->blobs, text, str_c(filename), (struct id){ { 0 } }, h->now, h->arena, &payload, &h->why))
		return (-1);
	h->last = (struct command){ .verb = verb_find(verbs, n, STR("document.import")), .payload = &payload,
		.actor = house_person(h, "author"), .arena = h->arena };
	*ret = payload.id;
	if (ledger_run(h->ledger, &h->last) == 0)
		return (0);
	h->why = h->last.why;
	return (-1);
}

struct id
country_import(struct house *h, struct str text, const char *filename)
{
	struct id id;

	if (import(h, text, filename, &id))
		fail_msg("%s: %s at %s (%s)", filename, problem_name(h->why.head.code), h->why.head.where, h->why.head.args[0].value);
	return (id);
}

void
country_refuses(struct house *h, struct str text, const char *filename, enum problem_code code)
{
	struct id id;

	if (import(h, text, filename, &id) == 0)
		fail_msg("%s was imported, expected %s", filename, problem_name(code));
	assert_string_equal(problem_name(h->why.head.code), problem_name(code));
}

struct id
country_open(struct house *h)
{
	house_open(h);
	house_tree(h);
	house_people(h);
	return (country_import(h, str_c(country_catalog), "toy-catalog.json"));
}

struct id
country_draft(struct house *h, const char *login, const char *code, const char *issuer, struct id parent, struct id document)
{
	bool layer = !id_is_none(parent);

	house_did(h, login, "baseline.create",
	    house_fmt(h, "{'code':'%s','version':'1','title':{'en':'Baseline %s'},'issuer':'%s','%s':'%s'}", code, code, issuer,
	        layer ? "parent" : "document", house_id(h, layer ? parent : document)));
	return (((struct baseline_create *)h->last.payload)->id);
}

static const char *
parameter_json(struct house *h, struct id baseline, const char *parameter, const char *value)
{
	return (house_fmt(h, "{'baseline':'%s','parameter':'%s','value':'%s'}", house_id(h, baseline), parameter, value));
}

void
country_sets(struct house *h, const char *login, struct id baseline, const char *parameter, const char *value)
{
	house_did(h, login, "baseline.parameter", parameter_json(h, baseline, parameter, value));
}

void
country_cannot_set(struct house *h, const char *login, struct id baseline, const char *parameter, const char *value,
    enum problem_code code)
{
	house_refused(h, login, "baseline.parameter", parameter_json(h, baseline, parameter, value), code);
}

void
country_publish(struct house *h, const char *login, struct id baseline, const char *effective)
{
	house_did(h, login, "baseline.submit", house_fmt(h, "{'baseline':'%s'}", house_id(h, baseline)));
	house_did(h, "approver", "baseline.publish", effective == NULL ? house_fmt(h, "{'baseline':'%s'}", house_id(h, baseline)) :
	    house_fmt(h, "{'baseline':'%s','effective':'%s'}", house_id(h, baseline), effective));
}

struct id
country_root(struct house *h, struct id document)
{
	struct id root = country_draft(h, "author", "PK-NB", "PK", ID_NONE, document);

	country_publish(h, "author", root, NULL);
	return (root);
}

struct id
country_layer(struct house *h, const char *login, const char *code, const char *issuer, struct id parent, const char *parameter,
    const char *value)
{
	struct id layer = country_draft(h, login, code, issuer, parent, ID_NONE);

	country_sets(h, login, layer, parameter, value);
	country_publish(h, login, layer, NULL);
	return (layer);
}

struct id
country_revise(struct house *h, const char *login, struct id baseline, const char *version)
{
	house_did(h, login, "baseline.revise", house_fmt(h, "{'baseline':'%s','version':'%s'}", house_id(h, baseline), version));
	return (((struct baseline_revise *)h->last.payload)->id);
}

struct rulebook *
country_book(struct house *h)
{
	struct problem why = { 0 };

	if (rulebook_load(h->reader, h->blobs, h->now, &why))
		fail_msg("rulebook: %s", problem_name(why.head.code));
	return (rulebook_get());
}

const struct ruleset *
country_set(struct house *h, struct rulebook *book, const char *entity)
{
	const struct ruleset *sets[RULESETS_PER_ENTITY_MAX];
	struct entity_ref ref = house_entity(h, entity);
	struct rule_subject subject = { .path = str_c(ref.path), .kind = str_c(choice_name(&entity_kind_choices, (int)ref.kind)) };
	size_t n = rulebook_applies(book, &subject, sets);

	for (size_t i = 0; i < n; i++)
		if (str_eq_c(sets[i]->root_code, "PK-NB"))
			return (sets[i]);
	return (NULL);
}

const char *
country_value(struct house *h, struct rulebook *book, const char *entity, const char *requirement, const char *parameter)
{
	const struct ruleset *set = country_set(h, book, entity);
	const struct rule *rule = set == NULL ? NULL : ruleset_find(set, str_c(requirement));

	for (size_t i = 0; rule != NULL && i < rule->nparams; i++)
		if (str_eq_c(rule->params[i].id, parameter))
			return (rule->params[i].shown.in[LANG_EN].n == 0 ? "" : arena_str(h->arena, rule->params[i].shown.in[LANG_EN]).p);
	fail_msg("%s does not owe %s %s", entity, requirement, parameter);
	return ("");
}
