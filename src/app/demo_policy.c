/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the demonstration: our guideline pack as national baseline, and a layer for each region. */
#include "app/demo_inside.h"
#include "policy/baseline.h"
#include "policy/document.h"
#include "standards/pack.h"

enum { DUE_DAYS = 180, VALID_DAYS = 270 };

static int
install(struct demo *d, struct str bytes, struct str filename, struct id *ret, struct problem *why)
{
	struct document_import *in = arena_alloc(d->arena, sizeof *in);
	struct db *db;
	int status;

	if (in == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (db_open(d->store, DB_READER, &db, why))
		return (-1);
	status = document_prepare(db, d->blobs, bytes, filename, (struct id){ { 0 } }, d->at, d->arena, in, why);
	db_close(db);
	if (status != 0)
		return (-1);
	*ret = in->id;
	if (pump_arena(d->pump) != NULL)
		pump_send(d->pump, d->author, "document.import", in);
	return (pump_wait(d->pump, why));
}

/* The guidelines, and what they have to do with other frameworks. */
static int
install_pack(struct demo *d, struct id *ret, struct problem *why)
{
	struct id mappings;

	return (install(d, pack_catalog(), STR(PACK_FILENAME), ret, why) ||
	            install(d, pack_mappings(), STR(PACK_MAPPINGS_FILENAME), &mappings, why) ?
	        -1 : 0);
}

/* Submit, approve and publish: two persons, three records. */
static int
enact(struct demo *d, struct id baseline, struct id author, struct problem *why)
{
	struct arena *arena;
	struct baseline_submit *submit = DEMO_PAYLOAD(d, baseline_submit, arena);
	struct baseline_approve *approve;
	struct baseline_publish *publish;

	if (submit != NULL) {
		submit->baseline = baseline;
		pump_send(d->pump, author, "baseline.submit", submit);
	}
	if (pump_wait(d->pump, why))
		return (-1);
	approve = DEMO_PAYLOAD(d, baseline_approve, arena);
	if (approve != NULL) {
		approve->baseline = baseline;
		pump_send(d->pump, d->approver, "baseline.approve", approve);
	}
	publish = DEMO_PAYLOAD(d, baseline_publish, arena);
	if (publish != NULL) {
		publish->baseline = baseline;
		pump_send(d->pump, d->approver, "baseline.publish", publish);
	}
	return (pump_wait(d->pump, why));
}

static int
national_baseline(struct demo *d, struct problem *why)
{
	struct baseline_create *in;
	struct arena *arena;
	struct id document;

	if (install_pack(d, &document, why))
		return (-1);
	d->baseline = demo_id(d);
	in = DEMO_PAYLOAD(d, baseline_create, arena);
	if (in != NULL) {
		*in = (struct baseline_create){ .id = d->baseline, .code = STR(DEMO_ROOT), .version = STR("2026.1"), .issuer = STR("PK"),
			.title = { { STR("National Baseline 2026"), STR("قومی بنیادی معیار ۲۰۲۶") } }, .document = document,
			.due_days = DUE_DAYS, .valid_days = VALID_DAYS };
		pump_send(d->pump, d->author, "baseline.create", in);
	}
	return (enact(d, d->baseline, d->author, why));
}

static void
tighten(struct demo *d, const struct demo_region *region, struct id layer, yyjson_val *change)
{
	struct arena *arena;
	struct baseline_parameter *in = DEMO_PAYLOAD(d, baseline_parameter, arena);

	if (in == NULL)
		return;
	*in = (struct baseline_parameter){ .baseline = layer, .parameter = json_get_str(change, "param"), .value = json_get_str(change, "value") };
	pump_send(d->pump, region->lead, "baseline.parameter", in);
}

static int
regional_layer(struct demo *d, struct demo_region *region, struct problem *why)
{
	yyjson_val *extra = json_get(region->in, "extra"), *change;
	struct id layer = demo_id(d);
	struct baseline_create *create;
	struct baseline_require *require;
	struct arena *arena;
	size_t i, n;

	create = DEMO_PAYLOAD(d, baseline_create, arena);
	if (create != NULL) {
		*create = (struct baseline_create){ .id = layer, .code = arena_fmt(arena, "%s-NB", region->code), .version = STR("2026.1"),
			.title = demo_langs(region->in, "layer_title"), .issuer = str_c(region->code), .parent = d->baseline };
		pump_send(d->pump, region->lead, "baseline.create", create);
	}
	if (pump_wait(d->pump, why))
		return (-1);
	yyjson_arr_foreach(json_get(region->in, "layer"), i, n, change)
		tighten(d, region, layer, change);
	require = DEMO_PAYLOAD(d, baseline_require, arena);
	if (require != NULL) {
		*require = (struct baseline_require){ .baseline = layer, .requirement = json_get_str(extra, "id"),
			.title = demo_langs(extra, "title"), .statement = demo_langs(extra, "statement"), .due_days = DUE_DAYS };
		pump_send(d->pump, region->lead, "baseline.require", require);
	}
	return (pump_wait(d->pump, why) || enact(d, layer, region->lead, why) ? -1 : 0);
}

int
demo_policy(struct demo *d, struct problem *why)
{
	if (national_baseline(d, why))
		return (-1);
	for (size_t i = 0; i < d->nregions; i++)
		if (demo_clock(d, 225 - (int64_t)i * 3, why) || regional_layer(d, &d->regions[i], why))
			return (-1);
	return (0);
}
