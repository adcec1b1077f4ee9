/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutants SHARED N SEED: N mutated documents on standard output, a JSON object a line:
 *
 *   {"id":7,"base":"ssp-example","change":"drop","schema":"1-1-3","valid":false,"code":"oscal_member_missing","where":"/system-security-plan/…","said":"…","doc":{…}}
 *
 * "schema" is the released schema of the document's version (of 1.2.2 where it names none that we know); "valid" is our verdict of the structure, "code",
 * "where" and "said" (its arguments) our first error.  The documents are those of shared data, lists cut to their first items, and documents that are grown from the tables
 * of all models.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "mutate.h"
#include "standards/inside.h"

enum { ITEMS_MAX = 2, BASES_MAX = 64, TEXT_MAX = 64 << 20, TRIES = 64 };

static const char *const models[] = { "catalog", "profile", "mapping-collection", "component-definition", "system-security-plan", "assessment-plan", "assessment-results",
	"plan-of-action-and-milestones" };
static const char *const files[] = { "examples/basic-catalog.json", "examples/example-component.json", "examples/example-component-definition.json",
	"examples/ifa_assessment-plan-example.json", "examples/ifa_assessment-results-example.json", "examples/ifa_plan-of-action-and-milestones.json",
	"examples/ifa_ssp-example.json", "examples/oscal_leveraged-example_ssp.json", "examples/oscal_leveraging-example_ssp.json", "examples/ssp-example.json",
	"fedramp/FedRAMP_rev5_LI-SaaS-baseline_profile.json", "ism/ISM_E8_ML1-baseline-resolved-profile_catalog.json",
	"nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_catalog.json", "nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_LOW-baseline_profile.json", "nist/NIST_CSF_v2.0_catalog.xml" };

struct base {
	const char *name;
	yyjson_mut_doc *doc;         /* NULL: grown anew for each mutant */
	const struct ms_def *def;
};

static void
fail(const char *what, const char *about)
{
	fprintf(stderr, "mutants: %s: %s\n", about, what);
	exit(1);
}

/* ---- Where mutants come from ---- */

static void
cut_lists(yyjson_mut_val *value)
{
	yyjson_mut_val *key, *below;
	size_t i, n;

	if (yyjson_mut_is_arr(value)) {
		while (yyjson_mut_arr_size(value) > ITEMS_MAX)
			(void)yyjson_mut_arr_remove_last(value);
		yyjson_mut_arr_foreach(value, i, n, below)
			cut_lists(below);
	} else if (yyjson_mut_is_obj(value)) {
		yyjson_mut_obj_foreach(value, i, n, key, below)
			cut_lists(below);
	}
}

static yyjson_mut_doc *
read_base(const char *shared, const char *file)
{
	char path[512];
	struct buf text = BUF(TEXT_MAX), json = BUF(TEXT_MAX);
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;
	struct problem why = { 0 };
	yyjson_doc *doc;
	yyjson_mut_doc *ret;

	snprintf(path, sizeof path, "%s/data/oscal/%s", shared, file);
	if (file_read(path, &text, &why) || oscal_tree_read(buf_view(&text), NULL, &tree, &why) || oscal_tree_write(tree, OSCAL_JSON, &json, &why))
		fail(problem_name(why.head.code), path);
	doc = yyjson_read(json.p, json.n, 0);
	ret = doc == NULL ? NULL : yyjson_doc_mut_copy(doc, NULL);
	if (ret == NULL)
		fail("is no JSON", path);
	yyjson_doc_free(doc);
	buf_free(&text);
	buf_free(&json);
	cut_lists(yyjson_mut_doc_get_root(ret));
	return (ret);
}

static size_t
find_bases(const char *shared, struct base *bases)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		bases[n++] = (struct base){ .name = strrchr(files[i], '/') + 1, .doc = read_base(shared, files[i]) };
	for (size_t i = 0; i < ARRAY_SIZE(models); i++)
		bases[n++] = (struct base){ .name = models[i], .def = ms_root(str_c(models[i])) };
	return (n);
}

static yyjson_mut_val *
metadata_of(yyjson_mut_doc *doc)
{
	yyjson_mut_obj_iter at = yyjson_mut_obj_iter_with(yyjson_mut_doc_get_root(doc));

	return (yyjson_mut_obj_get(yyjson_mut_obj_iter_get_val(yyjson_mut_obj_iter_next(&at)), "metadata"));
}

static void
set_version(struct mutator *in, const char *version)
{
	(void)yyjson_mut_obj_put(metadata_of(in->doc), yyjson_mut_str(in->doc, "oscal-version"), yyjson_mut_str(in->doc, version));
}

/* A copy of BASE, of its own version or of one of those that there is a schema of. */
static void
begin(struct mutator *in, const struct base *base)
{
	static const char *const versions[] = { "1.0.4", "1.1.3", "1.2.2" };
	size_t version = chance(in, 3);

	in->minor = (unsigned)version;
	if (base->doc != NULL) {
		in->doc = yyjson_mut_doc_mut_copy(base->doc, NULL);
		if (chance(in, 2) == 0)
			set_version(in, versions[version]);
		return;
	}
	if (ms_members[base->def->first].since > version)
		version = in->minor = ms_members[base->def->first].since;
	in->doc = yyjson_mut_doc_new(NULL);
	yyjson_mut_doc_set_root(in->doc, yyjson_mut_obj(in->doc));
	yyjson_mut_obj_add(yyjson_mut_doc_get_root(in->doc), yyjson_mut_str(in->doc, base->def->root), grow(in, base->def));
	set_version(in, versions[version]);
}

/* ---- What is said of them ---- */

static const char *
schema_of(yyjson_mut_doc *doc)
{
	static const char *const schemas[] = { "1-0-4", "1-1-3", "1-2-2" };
	yyjson_mut_val *root = yyjson_mut_doc_get_root(doc), *key, *model;
	size_t i, n;
	unsigned minor;

	yyjson_mut_obj_foreach(root, i, n, key, model) {
		yyjson_mut_val *version = yyjson_mut_obj_get(yyjson_mut_obj_get(model, "metadata"), "oscal-version");

		if (yyjson_mut_is_str(version) && oscal_minor((struct str){ yyjson_mut_get_str(version), yyjson_mut_get_len(version) }, &minor) == 0)
			return (schemas[minor]);
	}
	return (schemas[2]);
}

static void
say_argument(const struct problem *why, const char *name, struct buf *out)
{
	for (unsigned i = 0; i < why->head.nargs; i++)
		if (strcmp(why->head.args[i].name, name) == 0) {
			buf_char(out, ' ');
			buf_c(out, why->head.args[i].value);
		}
}

static void
print_mutant(struct mutator *in, size_t id, const char *base, const char *change)
{
	struct oscal_validate_options how = { .structure_only = true };
	struct oscal_valid valid;
	struct problem why = { 0 };
	size_t n;
	char *text = yyjson_mut_write(in->doc, 0, &n);
	struct buf out = BUF(TEXT_MAX), said = BUF(1 << 16);
	bool good;

	if (text == NULL)
		fail("cannot be written", base);
	good = oscal_validate((struct str){ text, n }, &how, &valid, &why) == 0;
	buf_printf(&out, "{\"id\":%zu,\"base\":\"%s\",\"change\":\"%s\",\"schema\":\"%s\",\"valid\":%s", id, base, change, schema_of(in->doc), good ? "true" : "false");
	if (!good) {
		say_argument(&why, "type", &said);
		say_argument(&why, "member", &said);
		say_argument(&why, "object", &said);
		say_argument(&why, "wanted", &said);
		say_argument(&why, "value", &said);
		buf_printf(&out, ",\"code\":\"%s\",\"where\":", problem_name(why.head.code));
		json_quote(&out, str_c(why.head.where));
		buf_c(&out, ",\"said\":");
		json_quote(&out, buf_view(&said));
	}
	buf_c(&out, ",\"doc\":");
	buf_str(&out, (struct str){ text, n });
	buf_c(&out, "}\n");
	if (buf_failed(&out) || fwrite(out.p, 1, out.n, stdout) != out.n)
		fail("cannot be printed", base);
	buf_free(&out);
	buf_free(&said);
	free(text);
}

int
main(int argc, char **argv)
{
	struct base bases[BASES_MAX];
	struct mutator in = { 0 };
	size_t nbases, n;

	if (argc != 4) {
		fputs("usage: mutants SHARED N SEED\n", stderr);
		return (2);
	}
	nbases = find_bases(argv[1], bases);
	n = strtoul(argv[2], NULL, 10);
	in.seed = strtoull(argv[3], NULL, 10);
	for (size_t id = 0; id < n; id++) {
		const struct base *base = &bases[chance(&in, nbases)];
		const char *change = NULL;

		begin(&in, base);
		for (int i = 0; i < TRIES && change == NULL; i++)
			change = mutate(&in, (id + (size_t)i) % mutation_kinds);
		print_mutant(&in, id, base->name, change == NULL ? "nothing" : change);
		yyjson_mut_doc_free(in.doc);
	}
	for (size_t i = 0; i < nbases; i++)
		yyjson_mut_doc_free(bases[i].doc);
	return (0);
}
