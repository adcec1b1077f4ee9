/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_compile OUT.json FILE.json…: our guideline pack as one OSCAL catalog, from its source files (content/README.md).
 *
 * Groups are domains, controls are requirements.  What OSCAL has no place for is a prop in our namespace; Urdu is a translation: a prop
 * (titles, labels) or a part (prose) in our namespace with class "ur" (standards/oscal.h).  The same files always give the same bytes.
 */
#include <yyjson.h>

#include "base/hash.h"

#define NS "urn:csgov:ns:oscal"
#define FAIL(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), -1)


static yyjson_mut_doc *out;
static const char *file; /* the one being read, for messages */

static const char *
text_of(yyjson_val *object, const char *key)
{
	const char *text = yyjson_get_str(yyjson_obj_get(object, key));

	return (text == NULL ? "" : text);
}

/* A UUID that depends on TEXT alone: version 8 (RFC 9562 §5.8) of its SHA-256. */
static const char *
uuid_of(const char *text)
{
	static char uuid[40];
	struct digest d = hash_bytes(text, strlen(text));

	d.b[6] = (uint8_t)(0x80 | (d.b[6] & 15));
	d.b[8] = (uint8_t)(0x80 | (d.b[8] & 63));
	snprintf(uuid, sizeof uuid, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", d.b[0], d.b[1], d.b[2],
	    d.b[3], d.b[4], d.b[5], d.b[6], d.b[7], d.b[8], d.b[9], d.b[10], d.b[11], d.b[12], d.b[13], d.b[14], d.b[15]);
	return (uuid);
}

static void
put(yyjson_mut_val *object, const char *key, const char *value)
{
	yyjson_mut_obj_add_val(out, object, key, yyjson_mut_strcpy(out, value));
}

/* One more prop of OURS (our namespace) or OSCAL's; an empty value adds none. */
static void
prop(yyjson_mut_val *props, const char *name, const char *value, bool ours, const char *class)
{
	yyjson_mut_val *p;

	if (value[0] == '\0')
		return;
	p = yyjson_mut_arr_add_obj(out, props);
	put(p, "name", name);
	if (ours)
		put(p, "ns", NS);
	put(p, "value", value);
	if (class != NULL)
		put(p, "class", class);
}

static void
prop_number(yyjson_mut_val *props, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)value);
	prop(props, name, text, true, NULL);
}

/* The texts of OBJECT.KEY as a part and its translation. */
static void
part(yyjson_mut_val *parts, const char *id, const char *name, yyjson_val *object, const char *key)
{
	yyjson_val *texts = yyjson_obj_get(object, key);
	yyjson_mut_val *p = yyjson_mut_arr_add_obj(out, parts);
	char part_id[128];

	snprintf(part_id, sizeof part_id, "%s_%s", id, name);
	put(p, "id", part_id);
	put(p, "name", name);
	put(p, "prose", text_of(texts, "en"));
	p = yyjson_mut_arr_add_obj(out, parts);
	snprintf(part_id, sizeof part_id, "%s_%s_ur", id, name);
	put(p, "id", part_id);
	put(p, "name", name);
	put(p, "ns", NS);
	put(p, "class", "ur");
	put(p, "prose", text_of(texts, "ur"));
}

static void
param(yyjson_mut_val *params, yyjson_val *in)
{
	yyjson_mut_val *p = yyjson_mut_arr_add_obj(out, params), *props, *values;
	yyjson_val *label = yyjson_obj_get(in, "label"), *choice;
	size_t i, n;

	put(p, "id", text_of(in, "id"));
	props = yyjson_mut_obj_add_arr(out, p, "props");
	prop(props, "label", text_of(label, "ur"), true, "ur");
	prop(props, "type", text_of(in, "type"), true, NULL);
	prop(props, "unit", text_of(in, "unit"), true, NULL);
	if (strcmp(text_of(in, "strictness"), "undeclared") != 0)
		prop(props, "strictness", text_of(in, "strictness"), true, NULL);
	yyjson_arr_foreach(yyjson_obj_get(in, "choices"), i, n, choice)
		prop(props, "choice", yyjson_get_str(choice), true, NULL);
	put(p, "label", text_of(label, "en"));
	values = yyjson_mut_obj_add_arr(out, p, "values");
	yyjson_mut_arr_add_val(values, yyjson_mut_strcpy(out, text_of(in, "value")));
}

/* "nist-sp800-53-r5": ["ac-2"] … as props "mapping" with the framework as class. */
static void
mappings(yyjson_mut_val *props, yyjson_val *map)
{
	yyjson_val *framework, *numbers, *number;
	size_t i, n, j, m;

	yyjson_obj_foreach(map, i, n, framework, numbers)
		yyjson_arr_foreach(numbers, j, m, number)
			prop(props, "mapping", yyjson_get_str(number), true, yyjson_get_str(framework));
}

/* "gov-1" → label "GOV-1", sort-id "gov-01". */
static void
names(yyjson_mut_val *props, const char *id)
{
	const char *dash = strchr(id, '-');
	char label[64], sort[80];
	size_t i;

	for (i = 0; id[i] != '\0' && i < sizeof label - 1; i++)
		label[i] = (char)(id[i] >= 'a' && id[i] <= 'z' ? id[i] - 32 : id[i]);
	label[i] = '\0';
	prop(props, "label", label, false, NULL);
	snprintf(sort, sizeof sort, "%.*s-%02ld", (int)(dash - id), id, strtol(dash + 1, NULL, 10));
	prop(props, "sort-id", sort, false, NULL);
}

static int
control(yyjson_mut_val *controls, yyjson_val *in)
{
	const char *id = text_of(in, "id");
	yyjson_mut_val *c = yyjson_mut_arr_add_obj(out, controls), *props, *parts, *params;
	yyjson_val *title = yyjson_obj_get(in, "title"), *p;
	size_t i, n;

	if (strchr(id, '-') == NULL)
		return (FAIL("%s: a requirement without id \"DOMAIN-N\": %s", file, id));
	put(c, "id", id);
	put(c, "class", "requirement");
	put(c, "title", text_of(title, "en"));
	if (yyjson_arr_size(yyjson_obj_get(in, "params")) > 0) {
		params = yyjson_mut_obj_add_arr(out, c, "params");
		yyjson_arr_foreach(yyjson_obj_get(in, "params"), i, n, p)
			param(params, p);
	}
	props = yyjson_mut_obj_add_arr(out, c, "props");
	names(props, id);
	prop(props, "title", text_of(title, "ur"), true, "ur");
	prop_number(props, "level", yyjson_get_sint(yyjson_obj_get(in, "level")));
	prop_number(props, "due-days", yyjson_get_sint(yyjson_obj_get(in, "due_days")));
	mappings(props, yyjson_obj_get(in, "map"));
	parts = yyjson_mut_obj_add_arr(out, c, "parts");
	part(parts, id, "statement", in, "statement");
	part(parts, id, "guidance", in, "guidance");
	part(parts, id, "evidence", in, "evidence");
	part(parts, id, "question", in, "question");
	return (0);
}

static int
group(yyjson_mut_val *groups, yyjson_val *root)
{
	yyjson_val *domain = yyjson_obj_get(root, "domain"), *title = yyjson_obj_get(domain, "title"), *in;
	yyjson_mut_val *g, *props, *parts, *controls;
	size_t i, n;

	if (text_of(domain, "id")[0] == '\0' || yyjson_arr_size(yyjson_obj_get(root, "requirements")) == 0)
		return (FAIL("%s: no domain or no requirements", file));
	g = yyjson_mut_arr_add_obj(out, groups);
	put(g, "id", text_of(domain, "id"));
	put(g, "class", "domain");
	put(g, "title", text_of(title, "en"));
	props = yyjson_mut_obj_add_arr(out, g, "props");
	prop(props, "title", text_of(title, "ur"), true, "ur");
	parts = yyjson_mut_obj_add_arr(out, g, "parts");
	part(parts, text_of(domain, "id"), "overview", domain, "intro");
	controls = yyjson_mut_obj_add_arr(out, g, "controls");
	yyjson_arr_foreach(yyjson_obj_get(root, "requirements"), i, n, in)
		if (control(controls, in))
			return (-1);
	return (0);
}

static int
write_catalog(const char *path)
{
	yyjson_write_err err;

	if (!yyjson_mut_write_file(path, out, YYJSON_WRITE_NOFLAG, NULL, &err))
		return (FAIL("%s: %s", path, err.msg));
	return (0);
}

int
main(int argc, char **argv)
{
	yyjson_mut_val *root, *catalog, *metadata, *groups;

	if (argc < 3)
		return (FAIL("usage: pack_compile OUT.json FILE.json…") ? 2 : 2);
	out = yyjson_mut_doc_new(NULL);
	root = yyjson_mut_obj(out);
	yyjson_mut_doc_set_root(out, root);
	catalog = yyjson_mut_obj_add_obj(out, root, "catalog");
	put(catalog, "uuid", uuid_of("csgov guideline pack 1"));
	metadata = yyjson_mut_obj_add_obj(out, catalog, "metadata");
	put(metadata, "title", "CyberSecureGov guideline pack");
	put(metadata, "last-modified", "2026-11-24T00:00:00Z");
	put(metadata, "version", "1");
	put(metadata, "oscal-version", "1.1.3");
	groups = yyjson_mut_obj_add_arr(out, catalog, "groups");
	for (int i = 2; i < argc; i++) {
		yyjson_read_err err;
		yyjson_doc *in;

		file = argv[i];
		in = yyjson_read_file(file, 0, NULL, &err);
		if (in == NULL)
			return (FAIL("%s: %s at byte %zu", file, err.msg, err.pos) ? 1 : 1);
		if (group(groups, yyjson_doc_get_root(in)))
			return (1);
		yyjson_doc_free(in);
	}
	return (write_catalog(argv[1]) ? 3 : 0);
}
