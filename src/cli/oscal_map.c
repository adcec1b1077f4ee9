/* SPDX-License-Identifier: Apache-2.0 */
/* csgov oscal map: what mapping collections say of two frameworks, or what follows over one in between. */
#include "base/json.h"
#include "cli/oscal.h"
#include "policy/framework.h"

enum { ARENA_BYTES = 512 << 20, MAPPINGS_MAX = 1000 };

/* One mapping of one of the files. */
struct piece {
	const struct oscal_doc *doc;
	const struct oscal_mapping *mapping;
	struct str from, to;
	struct mapping_link_list links;
};

struct mapping_job {
	const struct cli_values *in;
	struct arena *arena;
	struct oscal_doc *docs[CLI_FILES_MAX];
	size_t ndocs;
	struct piece pieces[MAPPINGS_MAX];
	size_t npieces;
};

/* ---- Reading ---- */

static int
not_a_mapping(struct oscal_told *told, const struct oscal_doc *doc)
{
	struct problem why = { 0 };

	problem_set(&why, OSCAL_NOT_SUPPORTED, "");
	problem_arg(&why, "what", str_c(oscal_model_name(doc->model)));
	return (oscal_told_failure(told, &why));
}

static int
add_pieces(struct mapping_job *job, const struct oscal_doc *doc, struct problem *why)
{
	const struct oscal_mapping_list *mappings = &doc->mappings->mappings;

	for (size_t i = 0; i < mappings->n; i++) {
		struct piece *piece = &job->pieces[job->npieces];

		if (job->npieces == MAPPINGS_MAX) {
			problem_set(why, LIMIT_REACHED, "mappings");
			problem_arg_i64(why, "max", MAPPINGS_MAX);
			return (-1);
		}
		*piece = (struct piece){ .doc = doc, .mapping = &mappings->items[i],
			.from = framework_name_given(doc, &mappings->items[i].source_resource, job->arena),
			.to = framework_name_given(doc, &mappings->items[i].target_resource, job->arena) };
		if (mapping_links(doc->mappings, piece->mapping, NULL, NULL, job->arena, &piece->links, why))
			return (-1);
		job->npieces++;
	}
	return (0);
}

static int
read_all(struct mapping_job *job)
{
	enum oscal_mode mode = cli_flag(job->in, "tolerant") ? OSCAL_TOLERANT : OSCAL_STRICT;
	int status = CLI_DONE;

	for (size_t i = 0; i < job->in->nfiles && status == CLI_DONE; i++) {
		struct oscal_told told = { .file = job->in->files[i], .items = BUF(OUTPUT_BYTES) };
		struct problem why = { 0 };
		struct oscal_doc *doc = oscal_read_file(job->in->files[i], mode, &told, &status);

		if (doc != NULL)
			job->docs[job->ndocs++] = doc;
		if (doc != NULL && doc->model != OSCAL_MAPPING_COLLECTION)
			status = not_a_mapping(&told, doc);
		else if (doc != NULL && add_pieces(job, doc, &why))
			status = cli_fail(job->in->files[i], &why);
		buf_free(&told.items);
	}
	return (status);
}

/* ---- What they say together ---- */

/* All links from FROM to TO, whichever way round they were said. */
static int
links_between(struct mapping_job *job, struct str from, struct str to, struct mapping_link_list *ret, struct problem *why)
{
	size_t capacity = 0;

	*ret = (struct mapping_link_list){ NULL, 0 };
	for (size_t i = 0; i < job->npieces; i++) {
		const struct piece *piece = &job->pieces[i];
		struct mapping_link_list links = piece->links;

		if (str_eq(piece->from, to) && str_eq(piece->to, from) && !str_eq(from, to)) {
			if (mapping_links_reversed(&piece->links, job->arena, &links, why))
				return (-1);
		} else if (!str_eq(piece->from, from) || !str_eq(piece->to, to)) {
			continue;
		}
		for (size_t k = 0; k < links.n; k++) {
			struct mapping_link *items = arena_grow(job->arena, ret->items, ret->n, &capacity, sizeof *items);

			if (items == NULL)
				return (problem_set(why, OUT_OF_MEMORY, NULL));
			ret->items = items;
			items[ret->n++] = links.items[k];
		}
	}
	mapping_links_sort(ret);
	return (0);
}

static bool
says_something_of(const struct mapping_link_list *links, const struct mapping_link *pair)
{
	size_t n;
	const struct mapping_link *of = mapping_links_of(links, pair->source, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(of[i].target, pair->target) && of[i].relation != relation_none)
			return (true);
	return (false);
}

/* ---- Output ---- */

static void
sureness_text(struct sureness sure, struct buf *out)
{
	if (sure.percent > 0)
		buf_printf(out, "%u%%", sure.percent);
	else
		buf_c(out, sure.word == 0 ? "-" : choice_name(&confidence_choices, (int)sure.word));
}

static void
write_link(const struct mapping_link *link, struct str via, bool json, bool first, struct buf *out)
{
	const char *relation = link->relation == relation_none ? "together-with" : choice_name(&relation_choices, (int)link->relation);

	if (!json) {
		buf_printf(out, "%.*s\t%s\t%.*s\t", STR_FMT(link->source), relation, STR_FMT(link->target));
		if (via.n > 0)
			buf_printf(out, "%.*s (%.*s)\t", STR_FMT(link->via), STR_FMT(via));
		else
			buf_c(out, "-\t");
		sureness_text(link->sureness, out);
		buf_char(out, '\n');
		return;
	}
	buf_c(out, first ? "{\"source\":" : ",{\"source\":");
	json_quote(out, link->source);
	buf_printf(out, ",\"relation\":\"%s\",\"target\":", relation);
	json_quote(out, link->target);
	if (via.n > 0) {
		buf_c(out, ",\"via\":");
		json_quote(out, link->via);
		buf_c(out, ",\"via_framework\":");
		json_quote(out, via);
	}
	if (link->rationale != 0)
		buf_printf(out, ",\"rationale\":\"%s\"", choice_name(&mapping_rationale_choices, (int)link->rationale));
	if (link->sureness.word != 0)
		buf_printf(out, ",\"confidence\":\"%s\"", choice_name(&confidence_choices, (int)link->sureness.word));
	if (link->sureness.percent > 0)
		buf_printf(out, ",\"percent\":%u", link->sureness.percent);
	buf_char(out, '}');
}

/* Pairs over the framework VIA, but for those of which DIRECT says something. */
static int
write_over(struct mapping_job *job, struct str from, struct str to, struct str via, const struct mapping_link_list *direct, size_t *n,
    struct buf *out, struct problem *why)
{
	struct mapping_link_list first, second, both;

	if (links_between(job, from, via, &first, why) || links_between(job, via, to, &second, why) ||
	    mapping_links_composed(&first, &second, job->arena, &both, why))
		return (-1);
	for (size_t i = 0; i < both.n; i++)
		if (!says_something_of(direct, &both.items[i]))
			write_link(&both.items[i], via, cli_flag(job->in, "json"), (*n)++ == 0, out);
	return (0);
}

static int
write_pairs(struct mapping_job *job, struct str from, struct str to, struct buf *out, struct problem *why)
{
	struct mapping_link_list direct;
	size_t n = 0;

	if (links_between(job, from, to, &direct, why))
		return (-1);
	for (size_t i = 0; i < direct.n; i++)
		write_link(&direct.items[i], STR_NONE, cli_flag(job->in, "json"), n++ == 0, out);
	for (size_t i = 0; i < job->npieces; i++) {
		struct str via = str_eq(job->pieces[i].from, from) ? job->pieces[i].to : str_eq(job->pieces[i].to, from) ? job->pieces[i].from : STR_NONE;
		bool seen = via.n == 0 || str_eq(via, to) || str_eq(via, from);

		for (size_t k = 0; k < i && !seen; k++)
			seen = (str_eq(job->pieces[k].from, from) && str_eq(job->pieces[k].to, via)) ||
			    (str_eq(job->pieces[k].to, from) && str_eq(job->pieces[k].from, via));
		if (!seen && write_over(job, from, to, via, &direct, &n, out, why))
			return (-1);
	}
	return (0);
}

/* Without --from and --to: which frameworks there are. */
static void
write_frameworks(const struct mapping_job *job, struct buf *out)
{
	bool json = cli_flag(job->in, "json");

	for (size_t i = 0; i < job->npieces; i++) {
		const struct piece *piece = &job->pieces[i];

		if (!json) {
			buf_printf(out, "%.*s\t%.*s\t%zu\n", STR_FMT(piece->from), STR_FMT(piece->to), piece->mapping->maps.n);
			continue;
		}
		buf_c(out, i == 0 ? "{\"from\":" : ",{\"from\":");
		json_quote(out, piece->from);
		buf_c(out, ",\"to\":");
		json_quote(out, piece->to);
		buf_printf(out, ",\"entries\":%zu}", piece->mapping->maps.n);
	}
}

static int
put_result(struct mapping_job *job)
{
	struct str from = str_c(cli_text(job->in, "from", NULL)), to = str_c(cli_text(job->in, "to", NULL));
	bool json = cli_flag(job->in, "json");
	struct buf out = BUF(OUTPUT_BYTES);
	struct problem why = { 0 };
	int status = CLI_DONE;

	buf_c(&out, json ? "[" : "");
	if (from.n == 0)
		write_frameworks(job, &out);
	else if (write_pairs(job, from, to, &out, &why))
		status = cli_fail(NULL, &why);
	buf_c(&out, json ? "]\n" : "");
	if (status == CLI_DONE && buf_failed(&out)) {
		problem_set(&why, LIMIT_REACHED, NULL);
		status = cli_fail(NULL, &why);
	}
	if (status == CLI_DONE)
		status = oscal_put(cli_text(job->in, "o", NULL), buf_view(&out));
	buf_free(&out);
	return (status);
}

/* Both or neither, and frameworks that the files speak of. */
static int
check_names(const struct mapping_job *job)
{
	static const char *const options[] = { "from", "to" };

	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		const char *name = cli_text(job->in, options[i], NULL);
		bool known = false;

		if (name == NULL)
			continue;
		for (size_t k = 0; k < job->npieces && !known; k++)
			known = str_eq_c(job->pieces[k].from, name) || str_eq_c(job->pieces[k].to, name);
		if (!known) {
			cli_complain("cli.oscal_framework", name);
			return (CLI_INVALID);
		}
	}
	return (CLI_DONE);
}

int
oscal_map_files(const struct cli_values *in)
{
	struct mapping_job *job;
	int status;

	if ((cli_text(in, "from", NULL) == NULL) != (cli_text(in, "to", NULL) == NULL))
		return (cli_usage("oscal.map"));
	job = calloc(1, sizeof *job);
	if (job == NULL || (job->arena = arena_new(ARENA_BYTES)) == NULL) {
		struct problem why = { 0 };

		free(job);
		problem_set(&why, OUT_OF_MEMORY, NULL);
		return (cli_fail(NULL, &why));
	}
	job->in = in;
	status = read_all(job);
	if (status == CLI_DONE)
		status = check_names(job);
	if (status == CLI_DONE)
		status = put_result(job);
	for (size_t i = 0; i < job->ndocs; i++)
		oscal_free(job->docs[i]);
	arena_free(job->arena);
	free(job);
	return (status);
}
