/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-oscal: the OSCAL engine against what no engine can beat: yyjson, or libxml2, reading and writing the same bytes.
 *
 * Five rounds, the limit and us in turn; medians.  Data: SP 800-53 r5 in shared data.
 *
 * Each row is measured twice: with memory that the allocator keeps from run to run, as in a server; and with fresh memory for each run, as for a command,
 * where the system fills every page first.  Left to itself, the allocator does the one or the other for either side, by what ran before.
 */
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "standards/oscal.h"
#include "standards/origin.h"

enum { ROUNDS = 5, TIMES = 5, SMALL = 2000, CHAIN = 50 };

#define XML_FOLDER "data/oscal/nist/sp800-53-rev5/xml/NIST_SP-800-53_rev5_"
#define FOLDER "data/oscal/nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_"

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6);
}

static struct str
slurp(const char *name)
{
	const char *shared = getenv("CSGOV_SHARED");
	char path[4096];
	struct str text = STR_NONE;
	struct stat st;
	char *p;
	int fd;

	snprintf(path, sizeof path, "%s/%s", shared != NULL ? shared : "../shared", name);
	fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st) != 0 || (p = malloc((size_t)st.st_size + 1)) == NULL) {
		printf("# skipped: %s is absent\n", path);
		exit(0);
	}
	if (read(fd, p, (size_t)st.st_size) == st.st_size)
		text = (struct str){ p, (size_t)st.st_size };
	close(fd);
	return (text);
}

static void
str_free(struct str s)
{
	free((char *)(uintptr_t)s.p);
}

/* ---- What is measured ---- */

struct job {
	struct str catalog, profile;
	const struct oscal_doc *catalog_doc, *profile_doc;
};

static void
must(bool good, const char *what)
{
	if (!good) {
		fprintf(stderr, "bench-oscal: %s\n", what);
		exit(3);
	}
}

static void
bare_read(const struct job *job)
{
	yyjson_doc *doc = yyjson_read(job->catalog.p, job->catalog.n, 0);

	must(doc != NULL, "yyjson_read");
	yyjson_doc_free(doc);
}

static void
our_read(const struct job *job)
{
	struct problem why = { 0 };
	struct oscal_doc *doc;

	must(oscal_read(job->catalog, STR("c"), NULL, &doc, &why) == 0, "oscal_read");
	oscal_free(doc);
}

static void
bare_read_write(const struct job *job)
{
	yyjson_doc *doc = yyjson_read(job->catalog.p, job->catalog.n, 0);
	size_t n;
	char *text;

	must(doc != NULL, "yyjson_read");
	text = yyjson_write(doc, 0, &n);
	must(text != NULL, "yyjson_write");
	free(text);
	yyjson_doc_free(doc);
}

static void
our_read_write(const struct job *job)
{
	struct buf out = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	must(oscal_read(job->catalog, STR("c"), NULL, &doc, &why) == 0, "oscal_read");
	oscal_write(doc, false, &out);
	must(!buf_failed(&out), "oscal_write");
	buf_free(&out);
	oscal_free(doc);
}

static int
load_text(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	(void)uri, (void)href, (void)why;
	ret->text = ((const struct job *)user)->catalog;
	return (0);
}

static int
load_doc(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	(void)uri, (void)href, (void)why;
	ret->doc = ((const struct job *)user)->catalog_doc;
	return (0);
}

static void
resolve_and_write(const struct job *job, const struct oscal_doc *profile, oscal_load_fn *load, bool provenance)
{
	struct oscal_resolve_options options = { .load = load, .user = (void *)(uintptr_t)job, .now_us = 1 };
	struct buf out = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	must(oscal_resolve(profile, &options, &doc, &why) == 0, "oscal_resolve");
	oscal_write(doc, false, &out);
	must(!buf_failed(&out), "oscal_write");
	if (provenance) {
		buf_reset(&out);
		must(oscal_provenance(doc, &out) == 0, "oscal_provenance");
	}
	buf_free(&out);
	oscal_free(doc);
}

/* Everything: the bytes of profile and catalog in, the bytes of the result out. */
static void
resolve_all(const struct job *job, bool provenance)
{
	struct problem why = { 0 };
	struct oscal_doc *profile;

	must(oscal_read(job->profile, STR("p"), NULL, &profile, &why) == 0, "oscal_read");
	resolve_and_write(job, profile, load_text, provenance);
	oscal_free(profile);
}

static void
our_resolve(const struct job *job)
{
	resolve_all(job, false);
}

static void
our_provenance(const struct job *job)
{
	resolve_all(job, true);
}

static void
bare_xml(const struct job *job)
{
	xmlDoc *doc = xmlReadMemory(job->catalog.p, (int)job->catalog.n, "c", NULL, XML_PARSE_NONET);
	xmlChar *text = NULL;
	int n;

	must(doc != NULL, "xmlReadMemory");
	xmlDocDumpMemory(doc, &text, &n);
	must(text != NULL, "xmlDocDumpMemory");
	xmlFree(text);
	xmlFreeDoc(doc);
}

/* From XML to XML. */
static void
our_xml(const struct job *job)
{
	struct oscal_resolve_options options = { .load = load_text, .user = (void *)(uintptr_t)job, .now_us = 1 };
	struct buf out = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_doc *profile, *doc;

	must(oscal_read(job->profile, STR("p"), NULL, &profile, &why) == 0, "oscal_read");
	must(oscal_resolve(profile, &options, &doc, &why) == 0, "oscal_resolve");
	must(oscal_write_as(doc, OSCAL_XML, &out, &why) == 0, "oscal_write_as");
	buf_free(&out);
	oscal_free(doc);
	oscal_free(profile);
}

/* ---- Other formats ---- */

static void
convert(struct str text, enum oscal_format format)
{
	struct buf out = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_tree *tree;

	must(oscal_tree_read(text, NULL, &tree, &why) == 0, "oscal_tree_read");
	must(oscal_tree_write(tree, format, &out, &why) == 0, "oscal_tree_write");
	buf_free(&out);
	oscal_tree_free(tree);
}

static void
json_to_xml(const struct job *job)
{
	convert(job->catalog, OSCAL_XML);
}

static void
json_to_yaml(const struct job *job)
{
	convert(job->catalog, OSCAL_YAML);
}

static void
xml_to_json(const struct job *job)
{
	convert(job->catalog, OSCAL_JSON);
}

static void
bare_xml_read(const struct job *job)
{
	xmlDoc *doc = xmlReadMemory(job->catalog.p, (int)job->catalog.n, "c", NULL, XML_PARSE_NONET);

	must(doc != NULL, "xmlReadMemory");
	xmlFreeDoc(doc);
}

/* ---- Rounds ---- */

typedef void job_fn(const struct job *job);

static double
time_of(job_fn *fn, const struct job *job, bool fresh)
{
	double best = 1e9;

	for (int i = 0; i < TIMES; i++) {
		double start, took;

		if (fresh)
			malloc_trim(0);
		start = now_ms();
		fn(job);
		took = now_ms() - start;
		best = took < best ? took : best;
	}
	return (best);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y ? -1 : x > y);
}

struct figures {
	double limits[ROUNDS], ours[ROUNDS], ratios[ROUNDS]; /* in order; the middle one counts */
};

static void
measure(job_fn *limit, job_fn *us, const struct job *job, bool fresh, struct figures *ret)
{
	for (int i = 0; i < ROUNDS; i++) {
		ret->limits[i] = time_of(limit, job, fresh);
		ret->ours[i] = time_of(us, job, fresh);
		ret->ratios[i] = ret->ours[i] / ret->limits[i];
	}
	qsort(ret->limits, ROUNDS, sizeof *ret->limits, by_value);
	qsort(ret->ours, ROUNDS, sizeof *ret->ours, by_value);
	qsort(ret->ratios, ROUNDS, sizeof *ret->ratios, by_value);
}

static void
compare(const char *what, job_fn *limit, job_fn *us, const struct job *job)
{
	struct figures kept, fresh;

	measure(limit, us, job, false, &kept);
	measure(limit, us, job, true, &fresh);
	printf("%-58s %13.2f ms %13.2f ms %7.2fx  (%.2f to %.2f); fresh memory %.2f ms, %.2f ms, %.2fx (%.2f to %.2f)\n", what, kept.limits[ROUNDS / 2],
	    kept.ours[ROUNDS / 2], kept.ratios[ROUNDS / 2], kept.ratios[0], kept.ratios[ROUNDS - 1], fresh.limits[ROUNDS / 2], fresh.ours[ROUNDS / 2],
	    fresh.ratios[ROUNDS / 2], fresh.ratios[0], fresh.ratios[ROUNDS - 1]);
}

/* ---- Many profiles, and deep ones ---- */

/* A profile that imports HREF: control ID of it, or all. */
static struct oscal_doc *
small_profile(struct str id, struct str href)
{
	struct buf text = BUF(4096);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	buf_printf(&text, "{\"profile\":{\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\",\"metadata\":{\"title\":\"T\",\"last-modified\":"
	    "\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.0.0\"},\"imports\":[{\"href\":\"%.*s\",", STR_FMT(href));
	if (id.p == NULL)
		buf_c(&text, "\"include-all\":{}");
	else
		buf_printf(&text, "\"include-controls\":[{\"with-ids\":[\"%.*s\"]}]", STR_FMT(id));
	buf_c(&text, "}],\"merge\":{\"as-is\":true}}}");
	must(oscal_read(buf_view(&text), STR("start"), NULL, &doc, &why) == 0, "oscal_read");
	buf_free(&text);
	return (doc);
}

static void
measure_small(const struct job *job)
{
	struct oscal_doc *profiles[16];
	double start, took;

	for (size_t i = 0; i < 16; i++)
		profiles[i] = small_profile(job->catalog_doc->controls[i * 70].control->id, STR("c"));
	start = now_ms();
	for (int i = 0; i < SMALL; i++)
		resolve_and_write(job, profiles[i % 16], load_doc, false);
	took = now_ms() - start;
	printf("%-58s %16s %13.0f ms\n", "10,000 small profiles over one loaded catalog (from 2,000)", "", took * 10000 / SMALL);
	for (int i = 0; i < 16; i++)
		oscal_free(profiles[i]);
}

struct chain {
	const struct job *job;
	struct oscal_doc *links[CHAIN];
};

/* "c7" imports "c8", the last one MODERATE, and that the catalog. */
static int
load_link(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	struct chain *chain = user;
	uint32_t n;

	(void)uri, (void)why;
	if (href.p[0] != 'c' || str_to_u32(str_sub(href, 1, href.n), &n))
		ret->doc = chain->job->catalog_doc;
	else
		ret->doc = n < CHAIN ? chain->links[n] : chain->job->profile_doc;
	return (0);
}

static void
measure_xml(void)
{
	struct job job = { .catalog = slurp(XML_FOLDER "catalog.xml"), .profile = slurp(XML_FOLDER "HIGH-baseline_profile.xml") };

	compare("OSCAL: resolve HIGH, XML to XML / libxml2 read + write", bare_xml, our_xml, &job);
	compare("OSCAL: read the catalog from XML / libxml2 read", bare_xml_read, our_read, &job);
	compare("OSCAL: convert it, XML to JSON / libxml2 read + write", bare_xml, xml_to_json, &job);
	str_free(job.catalog);
	str_free(job.profile);
}

static void
measure_chain(const struct job *job)
{
	struct chain chain = { .job = job };
	struct oscal_resolve_options options = { .load = load_link, .user = &chain, .now_us = 1 };
	struct problem why = { 0 };
	struct oscal_doc *doc;
	double start;

	for (int i = 0; i < CHAIN; i++) {
		char href[16];

		snprintf(href, sizeof href, "c%d", i + 1);
		chain.links[i] = small_profile(STR_NONE, str_c(href));
	}
	start = now_ms();
	must(oscal_resolve(chain.links[0], &options, &doc, &why) == 0, problem_name(why.head.code));
	printf("%-58s %16s %13.2f ms\n", "chain of 50 profiles over MODERATE, catalog loaded", "", now_ms() - start);
	oscal_free(doc);
	for (int i = 0; i < CHAIN; i++)
		oscal_free(chain.links[i]);
}

/* The published catalog breaks a constraint that is younger than it: valid or not, it is looked at whole. */
static void
our_validate(const struct job *job)
{
	struct oscal_validate_options options = { .structure_only = false };
	struct oscal_valid valid;
	struct problem why = { 0 };

	must(oscal_validate(job->catalog, &options, &valid, &why) == 0 || valid.nerrors > 0, problem_name(why.head.code));
}

int
main(void)
{
	struct job job = { .catalog = slurp(FOLDER "catalog.json"), .profile = slurp(FOLDER "MODERATE-baseline_profile.json") };
	struct str high = slurp(FOLDER "HIGH-baseline_profile.json");
	struct oscal_doc *catalog = NULL, *profile = NULL;
	struct problem why = { 0 };
	struct rusage usage;

	/* Nothing is given back but when malloc_trim() says so. */
	must(mallopt(M_MMAP_THRESHOLD, 32 << 20) == 1 && mallopt(M_TRIM_THRESHOLD, 1 << 30) == 1, "mallopt");
	compare("OSCAL: read SP 800-53 r5 (3.2 MB) / bare parse", bare_read, our_read, &job);
	compare("OSCAL: read and write it / bare read + write", bare_read_write, our_read_write, &job);
	compare("OSCAL: validate it, all constraints / bare parse", bare_read, our_validate, &job);
	compare("OSCAL: convert it, JSON to XML / bare read + write", bare_read_write, json_to_xml, &job);
	compare("OSCAL: convert it, JSON to YAML / bare read + write", bare_read_write, json_to_yaml, &job);
	compare("OSCAL: resolve MODERATE / bare read + write of catalog", bare_read_write, our_resolve, &job);
	must(oscal_read(job.catalog, STR("c"), NULL, &catalog, &why) == 0 && oscal_read(job.profile, STR("p"), NULL, &profile, &why) == 0,
	    "oscal_read");
	job.catalog_doc = catalog;
	job.profile_doc = profile;
	str_free(job.profile);
	job.profile = high;
	compare("OSCAL: resolve HIGH / bare read + write of catalog", bare_read_write, our_resolve, &job);
	compare("OSCAL: HIGH with its provenance written / without", our_resolve, our_provenance, &job);
	measure_xml();
	measure_chain(&job);
	measure_small(&job);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		printf("%-58s %16s %13ld MB\n", "OSCAL: peak resident memory of all this", "", usage.ru_maxrss / 1024);
	oscal_free(profile);
	oscal_free(catalog);
	str_free(high);
	str_free(job.catalog);
	return (0);
}
