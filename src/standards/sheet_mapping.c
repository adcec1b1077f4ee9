/* SPDX-License-Identifier: Apache-2.0 */
/* A mapping collection of relations that a sheet or library tells. */
#include "base/clock.h"
#include "standards/sheet_beside.h"
#include "standards/sheet_inside.h"

struct str
sheet_key(struct str text, struct arena *arena)
{
	return (sheet_token(text, "c-", arena));
}

/* ---- In a cell ---- */

bool
sheet_list_cut(struct str *rest, struct str *ret)
{
	while (rest->n > 0) {
		size_t n = 0;

		while (n < rest->n && rest->p[n] != ';' && rest->p[n] != ',' && rest->p[n] != '\n')
			n++;
		*ret = str_trim(str_sub(*rest, 0, n));
		*rest = str_sub(*rest, n < rest->n ? n + 1 : n, rest->n);
		if (ret->n > 0)
			return (true);
	}
	return (false);
}

int
sheet_tie_parse(struct str text, struct sheet_tie *ret)
{
	ptrdiff_t open = str_find(text, STR("["));
	struct str inside, word, rest;
	int relation;

	ret->target = str_trim(text);
	ret->relation = RELATION_INTERSECTS;
	ret->percent = 0;
	if (open < 0 || !str_ends(ret->target, STR("]")))
		return (open < 0 && ret->target.n > 0 ? 0 : -1);
	ret->target = str_trim(str_sub(text, 0, (size_t)open));
	inside = str_trim(str_sub(text, (size_t)open + 1, text.n));
	rest = inside = str_trim(str_sub(inside, 0, inside.n - 1));
	(void)str_cut(&rest, ' ', &word);
	if (str_ends(word, STR("%"))) { /* only how sure */
		rest = word;
		word = STR_NONE;
	}
	relation = word.n == 0 ? RELATION_INTERSECTS : str_eq_c(word, "related") ? 0 : choice_find(&relation_choices, word);
	if (ret->target.n == 0 || (relation == 0 && !str_eq_c(word, "related")))
		return (-1);
	ret->relation = (enum relation)relation;
	rest = str_trim(rest);
	if (rest.n == 0)
		return (0);
	return (str_ends(rest, STR("%")) && str_to_u32(str_trim(str_sub(rest, 0, rest.n - 1)), &ret->percent) == 0 && ret->percent <= 100 ? 0 : -1);
}

void
sheet_tie_write(const struct mapping_link *link, struct buf *out)
{
	static const uint32_t of_word[] = { [CONFIDENCE_LOW] = 25, [CONFIDENCE_MEDIUM] = 50, [CONFIDENCE_HIGH] = 75 };
	uint32_t percent = link->sureness.percent > 0 ? link->sureness.percent : of_word[link->sureness.word];

	buf_str(out, link->target);
	buf_printf(out, " [%s", link->relation == 0 ? "related" : choice_name(&relation_choices, (int)link->relation));
	if (percent > 0)
		buf_printf(out, " %u%%", percent);
	buf_c(out, "]");
}

/* ---- The collection ---- */

struct composing {
	struct arena *arena;
	struct str stem;
	struct oscal_resource *resources;
	size_t nresources;
	struct hash hash;
	bool full;
};

static void *
room(struct composing *c, size_t n, size_t size)
{
	void *ret = arena_calloc(c->arena, n + 1, size);

	c->full = c->full || ret == NULL;
	return (ret);
}

static struct str
escaped(struct composing *c, struct str text, bool line)
{
	struct buf out CLEANUP(buf_free) = BUF(text.n * 2 + 64);
	struct str ret;

	if (text.n == 0)
		return (STR_NONE);
	markup_escape(text, line, &out);
	ret = buf_failed(&out) ? STR_NONE : arena_str(c->arena, buf_view(&out));
	c->full = c->full || ret.p == NULL;
	return (ret);
}

static struct str
uuid_for(struct composing *c, const char *what, size_t i, size_t k)
{
	return (sheet_uuid(arena_fmt(c->arena, "%.*s:%s:%zu:%zu", STR_FMT(c->stem), what, i, k), c->arena));
}

/* A framework as a resource of the back matter, each once: "#UUID". */
static struct oscal_mapping_resource
resource_of(struct composing *c, struct str framework, struct str title)
{
	struct oscal_prop *prop;
	struct str uuid = sheet_uuid(arena_fmt(c->arena, "%.*s:framework:%.*s", STR_FMT(c->stem), STR_FMT(framework)), c->arena);
	size_t i = 0;

	while (i < c->nresources && !str_eq(c->resources[i].uuid, uuid))
		i++;
	if (i == c->nresources && (prop = room(c, 1, sizeof *prop)) != NULL) {
		*prop = sheet_prop("framework", STR_NONE, framework);
		c->resources[c->nresources++] = (struct oscal_resource){ .uuid = uuid, .title = escaped(c, title.n > 0 ? title : framework, true),
			.props = { prop, 1 } };
	}
	return ((struct oscal_mapping_resource){ .type = STR("catalog"), .href = arena_fmt(c->arena, "#%.*s", STR_FMT(uuid)) });
}

static void
hash_tie(struct composing *c, const struct sheet_tie *tie)
{
	sheet_hash_text(&c->hash, tie->source);
	sheet_hash_text(&c->hash, tie->target);
	hash_add(&c->hash, &tie->relation, sizeof tie->relation);
	hash_add(&c->hash, &tie->percent, sizeof tie->percent);
	sheet_hash_text(&c->hash, tie->rationale);
	sheet_hash_text(&c->hash, tie->remarks);
}

static void
make_map(struct composing *c, const struct sheet_tie *tie, size_t i, size_t k, struct oscal_map *ret)
{
	struct oscal_mapping_item *items = room(c, 2, sizeof *items);
	struct oscal_confidence_score *score = tie->percent == 0 ? NULL : room(c, 1, sizeof *score);

	if (c->full)
		return;
	items[0] = (struct oscal_mapping_item){ .type = STR("control"), .id_ref = tie->source };
	items[1] = (struct oscal_mapping_item){ .type = STR("control"), .id_ref = tie->target };
	*ret = (struct oscal_map){ .uuid = uuid_for(c, "map", i, k), .matching_rationale = tie->rationale.n > 0 ? tie->rationale : STR_NONE, .sources = { &items[0], 1 },
		.targets = { &items[1], 1 }, .confidence_score = score, .remarks = escaped(c, tie->remarks, false) };
	if (tie->relation == 0) {
		ret->ns = STR(OSCAL_NS_OURS);
		ret->relationship = STR("related");
	} else {
		ret->relationship = str_c(choice_name(&relation_choices, (int)tie->relation));
	}
	if (score != NULL)
		*score = (struct oscal_confidence_score){ .percentage = tie->percent / 100.0, .percentage_given = true };
	hash_tie(c, tie);
}

static void
make_mapping(struct composing *c, const struct sheet_ties *ties, size_t i, struct oscal_mapping *ret)
{
	struct oscal_map *maps = room(c, ties->n, sizeof *maps);
	struct oscal_prop *urn = ties->urn.n == 0 ? NULL : room(c, 1, sizeof *urn);

	*ret = (struct oscal_mapping){ .uuid = uuid_for(c, "mapping", i, 0), .source_resource = resource_of(c, ties->source, ties->source_title),
		.target_resource = resource_of(c, ties->target, ties->target_title), .mapping_description = escaped(c, ties->about, false),
		.maps = { maps, ties->n }, .props = { urn, urn != NULL }, .remarks = escaped(c, ties->name, false) };
	if (urn != NULL)
		*urn = sheet_prop("urn", STR_NONE, sheet_one_line(ties->urn, c->arena, &c->full));
	sheet_hash_text(&c->hash, ties->urn);
	sheet_hash_text(&c->hash, ties->name);
	sheet_hash_text(&c->hash, ties->source);
	sheet_hash_text(&c->hash, ties->target);
	sheet_hash_text(&c->hash, ties->about);
	for (size_t k = 0; k < ties->n && !c->full; k++)
		make_map(c, &ties->items[k], i, k, &maps[k]);
}

static int
write_out(struct composing *c, const struct oscal_mapping_collection *collection, struct sheet_document *ret, struct problem *why)
{
	struct buf out CLEANUP(buf_free) = BUF(OSCAL_BYTES_MAX);
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

	if (oscal_compose(OSCAL_MAPPING_COLLECTION, collection, STR("sheet"), NULL, &doc, why))
		return (-1);
	oscal_write(doc, true, &out);
	ret->json = buf_failed(&out) ? STR_NONE : arena_str(c->arena, buf_view(&out));
	return (ret->json.p == NULL ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
sheet_mappings(const struct sheet_ties_list *list, const struct langs *title, struct str stem, const struct sheet_about *about,
    struct arena *arena, struct sheet_document *ret, struct problem *why)
{
	static const char told[] = "Relations as the file that was imported tells them.";
	struct composing c = { .arena = arena, .stem = stem };
	struct oscal_mapping *mappings = room(&c, list->n, sizeof *mappings);
	struct oscal_mapping_collection collection = { .uuid = sheet_uuid(stem, arena) };
	struct oscal_document_id id = { .identifier = stem };
	struct oscal_back_matter back;
	struct oscal_prop props[2];
	char now[MOMENT_TEXT_BYTES + 1];
	size_t n = 0;

	c.resources = room(&c, list->n * 2, sizeof *c.resources);
	*ret = (struct sheet_document){ .model = OSCAL_MAPPING_COLLECTION, .title = *title, .stem = stem, .uuid = collection.uuid };
	if (c.full)
		return (problem_set(why, LIMIT_REACHED, NULL));
	hash_begin(&c.hash);
	for (size_t i = 0; i < list->n && !c.full; i++) {
		if (list->items[i].n == 0)
			continue;
		make_mapping(&c, &list->items[i], i, &mappings[n++]);
		ret->entries += (uint32_t)list->items[i].n;
	}
	ret->digest = sheet_hash_end(&c.hash, arena);
	moment_text(about->now, now);
	back = (struct oscal_back_matter){ { c.resources, c.nresources } };
	props[0] = sheet_prop(SHEET_DIGEST_PROP, STR_NONE, ret->digest);
	props[1] = sheet_prop("title", str_c(lang_tag(LANG_UR)), title->in[LANG_UR]);
	collection.metadata = (struct oscal_metadata){ .title = escaped(&c, langs_pick(title, LANG_EN, NULL), true), .last_modified = str_c(now),
		.version = about->version, .oscal_version = STR(OSCAL_VERSION_NEWEST), .document_ids = { &id, 1 },
		.props = { props, title->in[LANG_UR].n > 0 && title->in[LANG_EN].n > 0 ? 2 : 1 } };
	collection.provenance = (struct oscal_mapping_provenance){ .method = STR("human"), .matching_rationale = STR("semantic"), .status = STR("complete"),
		.mapping_description = str_c(told) };
	collection.mappings = (struct oscal_mapping_list){ mappings, n };
	collection.back_matter = &back;
	if (c.full || ret->digest.p == NULL || ret->uuid.p == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (write_out(&c, &collection, ret, why));
}
