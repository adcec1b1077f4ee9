/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata of the result (specification, "Metadata Resolution"), and the last phase as a whole. */
#include "base/clock.h"
#include "base/hash.h"
#include "standards/address.h"
#include "standards/resolve.h"

/* 1.MINOR.PATCH as one number, to compare. */
static unsigned
version_rank(struct str version)
{
	unsigned minor = 0;
	uint32_t patch = 0;
	struct str rest = version, part;

	if (oscal_minor(version, &minor))
		return (0);
	/* NOLINTNEXTLINE(misc-redundant-expression): each cut takes the next part */
	if (str_cut(&rest, '.', &part) && str_cut(&rest, '.', &part) && str_cut(&rest, '-', &part) && str_to_u32(part, &patch))
		patch = 0;
	return (minor << 16 | (patch > 0xffff ? 0xffff : patch));
}

/* §req-meta-oscal-version: the most recent of all, at most ours.  (Other major versions are refused when read.) */
static struct str
latest_version(const struct layer *layer)
{
	struct str latest = layer->profile->metadata->oscal_version;

	for (size_t i = 0; i < layer->n; i++) {
		struct str version = layer->selections[i].from->catalog->metadata->oscal_version;

		if (version_rank(version) > version_rank(latest))
			latest = version;
	}
	return (version_rank(latest) > version_rank(STR(OSCAL_VERSION_NEWEST)) ? STR(OSCAL_VERSION_NEWEST) : latest);
}

/* §req-meta-uuid: made from what went in, so that the same resolution gives the same; marked as a version 5 UUID, which is one of a hash. */
static struct str
made_uuid(const struct layer *layer)
{
	struct hash hash;
	struct digest digest;
	int64_t now_us = layer->in->options->now_us;
	const uint8_t *b = digest.b;

	hash_begin(&hash);
	hash_add(&hash, layer->profile->uuid.p, layer->profile->uuid.n);
	for (size_t i = 0; i < layer->n; i++)
		hash_add(&hash, layer->selections[i].from->doc->uuid.p, layer->selections[i].from->doc->uuid.n);
	hash_add(&hash, &now_us, sizeof now_us);
	digest = hash_end(&hash);
	return (arena_fmt(layer->in->arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
	    b[4], b[5], 0x50 | (b[6] & 0x0f), b[7], 0x80 | (b[8] & 0x3f), b[9], b[10], b[11], b[12], b[13], b[14], b[15]));
}

static bool
is_escape(struct str name, size_t at)
{
	return (name.p[at] == '%' && address_is_reference(str_sub(name, at, 3)));
}

/*
 * NAME as a URI reference: it may be one, or a file name, which may have any characters: those that a path may not hold are escaped.  Behind the last "#"
 * stands the resource that it came from.
 */
static struct str
as_uri(struct arena *arena, struct str name)
{
	size_t n = 2, fragment = name.n;
	struct str whole;
	char *out;

	if (address_is_reference(name))
		return (name);
	out = arena_alloc(arena, 3 * name.n + 3);
	if (out == NULL)
		return (STR_NONE);
	while (fragment > 0 && name.p[fragment - 1] != '#')
		fragment--;
	out[0] = '.';
	out[1] = '/';
	for (size_t i = 0; i < name.n; i++) {
		if (i + 1 == fragment || address_is_character(name.p[i]) || is_escape(name, i)) {
			out[n++] = name.p[i];
		} else {
			snprintf(out + n, 4, "%%%02X", (unsigned char)name.p[i]);
			n += 3;
		}
	}
	/* "12:00.json" alone would begin with a scheme that is none. */
	whole = (struct str){ out + 2, n - 2 };
	return (address_is_reference(whole) ? whole : (struct str){ out, n });
}

/*
 * §req-meta-resolution-tool, §req-meta-source-profile.  The metaschema of catalogs knows "source-profile" as the rel of a link and not as the name of a
 * prop, so the prop that the specification asks for is in our namespace.
 */
static int
mark_origin(struct layer *layer, struct oscal_metadata *meta)
{
	struct arena *arena = layer->in->arena;
	struct oscal_prop *props = arena_array(arena, struct oscal_prop, 3);
	struct oscal_link *link = arena_array(arena, struct oscal_link, 1);
	struct str uri = as_uri(arena, layer->uri);
	size_t n = 0;

	if (props == NULL || link == NULL || uri.p == NULL)
		return (layer_starved(layer));
	props[n++] = (struct oscal_prop){ .name = STR("resolution-tool"), .value = STR("csgov " CSGOV_VERSION) };
	props[n++] = (struct oscal_prop){ .name = STR("source-profile-uuid"), .value = layer->profile->uuid };
	if (uri.n > 0) {
		props[n++] = (struct oscal_prop){ .name = STR("source-profile"), .ns = STR(OSCAL_NS_OURS), .value = uri };
		*link = (struct oscal_link){ .href = uri, .rel = STR("source-profile") };
		meta->links = (struct oscal_link_list){ link, 1 };
	}
	meta->props = (struct oscal_prop_list){ props, n };
	return (0);
}

/* Append to LIST those of FROM that say "keep" and whose id is new; GET tells id and props of an item. */
struct person {
	struct str id;
	struct oscal_prop_list props;
};
typedef struct person person_fn(const void *item);

static struct person
role_person(const void *item)
{
	const struct oscal_role *role = item;

	return ((struct person){ role->id, role->props });
}

static struct person
party_person(const void *item)
{
	const struct oscal_party *party = item;

	return ((struct person){ party->uuid, party->props });
}

static int
keep_new(struct layer *layer, struct model_list *list, struct model_list from, size_t size, person_fn *get)
{
	for (size_t i = 0; i < from.n; i++) {
		const char *item = (const char *)from.items + i * size;
		struct person person = get(item);
		bool known = !has_keep(person.props);

		for (size_t k = 0; k < list->n && !known; k++)
			known = str_eq(get((const char *)list->items + k * size).id, person.id);
		if (known)
			continue;
		if (layer_spend(layer, list->n) || list_insert(layer, list, size, list->n, (struct model_list){ item, 1 }))
			return (-1);
	}
	return (0);
}

/* §req-meta-keep: roles and parties of the imported catalogs that say so, unless the profile has the same. */
static int
keep_people(struct layer *layer, struct oscal_metadata *meta)
{
	for (size_t i = 0; i < layer->n; i++) {
		const struct oscal_metadata *from = layer->selections[i].from->catalog->metadata;

		if (keep_new(layer, (struct model_list *)(void *)&meta->roles, (struct model_list){ from->roles.items, from->roles.n },
			sizeof(struct oscal_role), role_person) ||
		    keep_new(layer, (struct model_list *)(void *)&meta->parties,
			(struct model_list){ from->parties.items, from->parties.n }, sizeof(struct oscal_party), party_person))
			return (-1);
	}
	return (0);
}

static int
make_metadata(struct layer *layer)
{
	const struct oscal_metadata *from = layer->profile->metadata;
	struct oscal_metadata *meta = &layer->catalog->metadata;
	char now[MOMENT_TEXT_BYTES + 1];

	/* Moment 0 has no text; it is a moment nevertheless. */
	moment_text(layer->in->options->now_us == 0 ? 1 : layer->in->options->now_us, now);
	*meta = (struct oscal_metadata){ .title = from->title, .published = from->published, .version = from->version,
		.oscal_version = latest_version(layer), .roles = from->roles, .locations = from->locations, .parties = from->parties,
		.responsible_parties = from->responsible_parties };
	meta->last_modified = arena_str(layer->in->arena, str_c(now));
	layer->catalog->uuid = layer->up == NULL && layer->in->options->uuid.p != NULL ? layer->in->options->uuid : made_uuid(layer);
	if (meta->last_modified.p == NULL || layer->catalog->uuid.p == NULL)
		return (layer_starved(layer));
	return (mark_origin(layer, meta) || keep_people(layer, meta) ? -1 : 0);
}

int
finish_all(struct layer *layer)
{
	return (make_metadata(layer) || prune_all(layer) ? -1 : 0);
}
