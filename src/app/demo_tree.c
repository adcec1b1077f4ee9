/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of the demonstration: regions, departments, bodies, a few systems, and who works there. */
#include "app/demo_inside.h"
#include "people/entity.h"
#include "people/grant.h"
#include "people/person.h"

enum { SYSTEM_PERCENT = 15, COVERED_PERCENT = 92, FIRST_HEALTH_BODIES = 3 };

/* The body of the sign-ins `head`, `officer` and `contributor`. */
static const char the_body[] = "PK-PB-HLT-003";

static void
create(struct demo *d, struct str code, int kind, struct langs title, struct str parent, struct pair_list attributes)
{
	struct arena *arena = pump_arena(d->pump);
	struct entity_create *in = arena == NULL ? NULL : arena_alloc(arena, sizeof *in);

	if (in == NULL)
		return;
	*in = (struct entity_create){ .id = demo_id(d), .code = code, .kind = kind, .title = title, .parent = parent,
		.attributes = attributes };
	pump_send(d->pump, d->admin, "entity.create", in);
	d->report.entities++;
}

/* "officer" is shown as "Officer (fictional)", "pk-is-wat-002.head" as "Head of PK-IS-WAT-002 (fictional)". */
static struct str
shown_name(struct arena *arena, const char *login, const char *entity)
{
	const char *dot = strchr(login, '.'), *role = dot == NULL ? login : dot + 1;
	int first = role[0] >= 'a' && role[0] <= 'z' ? role[0] - 'a' + 'A' : role[0];

	if (dot == NULL)
		return (arena_fmt(arena, "%c%s (fictional)", first, role + 1));
	return (arena_fmt(arena, "%c%s of %s (fictional)", first, role + 1, entity));
}

struct id
demo_person(struct demo *d, const char *login, const char *entity, enum lang lang, bool with_password)
{
	struct arena *arena = pump_arena(d->pump);
	struct person_add *in = arena == NULL ? NULL : arena_alloc(arena, sizeof *in);
	struct person_secrets *secrets = in == NULL ? NULL : arena_alloc(arena, sizeof *secrets);
	struct id id = demo_id(d);

	if (secrets == NULL)
		return (id);
	*in = (struct person_add){ .id = id, .login = arena_str(arena, str_c(login)), .language = str_c(lang_tag(lang)),
		.entity = arena_str(arena, str_c(entity)) };
	*secrets = (struct person_secrets){ .person = id, .contact_given = true,
		.contact = { .name = shown_name(arena, login, entity) },
		.password = with_password ? str_c(d->password) : STR_NONE };
	pump_send_beside(d->pump, d->admin, "person.add", in, person_beside, secrets);
	d->report.persons++;
	return (id);
}

void
demo_grant(struct demo *d, const char *login, const char *role, const char *entity)
{
	struct arena *arena = pump_arena(d->pump);
	struct grant_give *in = arena == NULL ? NULL : arena_alloc(arena, sizeof *in);

	if (in == NULL)
		return;
	*in = (struct grant_give){ .id = demo_id(d), .person = arena_str(arena, str_c(login)), .role = str_c(role),
		.entity = arena_str(arena, str_c(entity)) };
	pump_send(d->pump, d->admin, "grant.give", in);
}

/* "Department of {topic}" with TOPIC put in, and a number where that name is there already. */
static struct str
titled(struct demo *d, struct str pattern, struct str topic, uint32_t again)
{
	ptrdiff_t at = str_find(pattern, STR("{topic}"));
	struct str rest = str_sub(pattern, (size_t)at + strlen("{topic}"), pattern.n);

	if (at < 0)
		return (pattern);
	if (again == 0)
		return (arena_fmt(d->arena, "%.*s%.*s%.*s", (int)at, pattern.p, STR_FMT(topic), STR_FMT(rest)));
	return (arena_fmt(d->arena, "%.*s%.*s%.*s %u", (int)at, pattern.p, STR_FMT(topic), STR_FMT(rest), again + 1));
}

static struct langs
body_title(struct demo *d, yyjson_val *sector, uint32_t number)
{
	yyjson_val *kinds = json_get(d->source.root, "body_kinds"), *pair;
	yyjson_val *topics = json_get(json_get(d->source.root, "topics"), json_get_str(sector, "code").p);
	uint32_t nkinds = (uint32_t)yyjson_arr_size(kinds), ntopics = (uint32_t)yyjson_arr_size(topics);
	struct langs kind = demo_langs(yyjson_arr_get(kinds, (number + number / ntopics) % nkinds), "title"), title = { 0 };

	pair = yyjson_arr_get(topics, number % ntopics);
	for (int lang = 0; lang < LANG_COUNT; lang++)
		title.in[lang] = titled(d, kind.in[lang], demo_text(pair, (enum lang)lang), number / (ntopics * nkinds));
	return (title);
}

static struct pair_list
body_attributes(struct demo *d, struct str sector)
{
	static const char *const tiers[] = { "1", "2", "2", "3", "3", "3" };
	struct pair *pairs = arena_array(d->arena, struct pair, 2);

	if (pairs == NULL)
		return ((struct pair_list){ NULL, 0 });
	pairs[0] = (struct pair){ STR("sector"), sector };
	pairs[1] = (struct pair){ STR("tier"), str_c(tiers[dice_below(&d->dice, ARRAY_SIZE(tiers))]) };
	return ((struct pair_list){ pairs, 2 });
}

/* "pk-pb-hlt-001.officer": logins are in small letters. */
static void
login_of(const char *code, const char *office, char *ret, size_t size)
{
	snprintf(ret, size, "%s.%s", code, office);
	for (char *p = ret; *p != '\0'; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
}

/* The people of a body: an officer who answers and a head who approves; in a few bodies nobody yet. */
static void
staff(struct demo *d, struct demo_body *body)
{
	char officer[DEMO_CODE_BYTES + 16], head[DEMO_CODE_BYTES + 16];

	if (strcmp(body->code, the_body) == 0) {
		body->officer = demo_person(d, "officer", body->code, LANG_EN, true);
		body->head = demo_person(d, "head", body->code, LANG_EN, true);
		(void)demo_person(d, "contributor", body->code, LANG_EN, true);
		demo_grant(d, "officer", "officer", body->code);
		demo_grant(d, "head", "head", body->code);
		demo_grant(d, "contributor", "contributor", body->code);
		return;
	}
	if (!dice_chance(&d->dice, COVERED_PERCENT))
		return;
	login_of(body->code, "officer", officer, sizeof officer);
	login_of(body->code, "head", head, sizeof head);
	body->officer = demo_person(d, officer, body->code, body->lang, false);
	body->head = demo_person(d, head, body->code, body->lang, false);
	demo_grant(d, officer, "officer", body->code);
	demo_grant(d, head, "head", body->code);
}

static void
one_body(struct demo *d, uint32_t region, yyjson_val *sector, uint32_t number)
{
	struct demo_body *body = &d->bodies[d->nbodies++];
	struct str code = json_get_str(sector, "code"), parent;
	yyjson_val *served;

	parent = arena_fmt(d->arena, "%s-%.*s", d->regions[region].code, STR_FMT(code));
	snprintf(body->code, sizeof body->code, "%.*s-%03u", STR_FMT(parent), number + 1);
	body->region = region;
	body->lang = dice_chance(&d->dice, 40) ? LANG_UR : LANG_EN;
	body->maturity = 15 + dice_below(&d->dice, 80);
	create(d, str_c(body->code), KIND_BODY, body_title(d, sector, number), parent, body_attributes(d, code));
	if (dice_chance(&d->dice, SYSTEM_PERCENT)) {
		served = dice_pick(&d->dice, json_get(d->source.root, "systems"));
		create(d, arena_fmt(d->arena, "%s-S1", body->code), KIND_SYSTEM,
		    (struct langs){ { demo_text(served, LANG_EN), demo_text(served, LANG_UR) } }, str_c(body->code),
		    (struct pair_list){ NULL, 0 });
	}
	staff(d, body);
}

static void
one_region(struct demo *d, uint32_t index)
{
	struct demo_region *region = &d->regions[index];
	yyjson_val *sectors = json_get(d->source.root, "sectors");
	uint32_t nsectors = (uint32_t)yyjson_arr_size(sectors), counts[64] = { 0 };
	char login[DEMO_CODE_BYTES + 16];

	create(d, str_c(region->code), KIND_REGION, demo_langs(region->in, "title"), STR("PK"), (struct pair_list){ NULL, 0 });
	for (uint32_t i = 0; i < region->bodies; i++) {
		/* The first bodies of a region are of the first sector, so that the body of the sign-ins is there at any size. */
		uint32_t s = i < FIRST_HEALTH_BODIES ? 0 : (i - FIRST_HEALTH_BODIES + 1) % nsectors;
		yyjson_val *sector = yyjson_arr_get(sectors, s);

		if (s >= ARRAY_SIZE(counts))
			continue;
		if (counts[s] == 0)
			create(d, arena_fmt(d->arena, "%s-%.*s", region->code, STR_FMT(json_get_str(sector, "code"))), KIND_MINISTRY,
			    demo_langs(sector, "title"), str_c(region->code), (struct pair_list){ NULL, 0 });
		one_body(d, index, sector, counts[s]++);
	}
	if (strcmp(region->code, "PK-PB") == 0)
		snprintf(login, sizeof login, "lead");
	else
		snprintf(login, sizeof login, "lead.%c%c", region->code[3] + 32, region->code[4] + 32);
	region->lead = demo_person(d, login, region->code, LANG_EN, strcmp(login, "lead") == 0);
	demo_grant(d, login, "lead", region->code);
}

/* How many bodies each region has: by weight, at least FIRST_HEALTH_BODIES. */
static int
share(struct demo *d, struct problem *why)
{
	yyjson_val *regions = json_get(d->source.root, "regions"), *region;
	uint64_t weights = 0, bodies = 0;
	size_t i, n;

	yyjson_arr_foreach(regions, i, n, region)
		weights += yyjson_get_uint(json_get(region, "weight"));
	yyjson_arr_foreach(regions, i, n, region) {
		struct demo_region *r = &d->regions[i];
		uint64_t part = d->options->bodies * yyjson_get_uint(json_get(region, "weight")) / weights;

		if (i == DEMO_REGIONS_MAX)
			break;
		r->in = region;
		snprintf(r->code, sizeof r->code, "PK-%.*s", STR_FMT(json_get_str(region, "code")));
		r->bodies = part < FIRST_HEALTH_BODIES ? FIRST_HEALTH_BODIES : (uint32_t)part;
		bodies += r->bodies;
		d->nregions = i + 1;
	}
	d->bodies = arena_array(d->arena, struct demo_body, bodies);
	return (d->bodies == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
demo_tree(struct demo *d, struct problem *why)
{
	static const struct {
		const char *login, *role;
	} national[] = { { "analyst", "analyst" }, { "auditor", "auditor" }, { "minister", "minister" }, { "partner", "partner" } };

	if (share(d, why))
		return (-1);
	d->author = demo_person(d, "author", "PK", LANG_EN, true);
	d->approver = demo_person(d, "approver", "PK", LANG_EN, true);
	d->reviewer = demo_person(d, "reviewer", "PK", LANG_EN, true);
	if (pump_wait(d->pump, why))
		return (-1);
	demo_grant(d, "author", "policy-author", "PK");
	demo_grant(d, "approver", "policy-approver", "PK");
	demo_grant(d, "reviewer", "reviewer", "PK");
	for (size_t i = 0; i < ARRAY_SIZE(national); i++) {
		(void)demo_person(d, national[i].login, "PK", LANG_EN, true);
		demo_grant(d, national[i].login, national[i].role, "PK");
	}
	for (uint32_t i = 0; i < d->nregions; i++)
		one_region(d, i);
	return (pump_wait(d->pump, why));
}
