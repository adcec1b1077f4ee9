/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that knows nothing of CyberSecureGov but its library: resolve PROFILE over CATALOG (each in any format), and print its controls and where the
 * first of them comes from.
 */
#include <standards/standards.h>

static struct buf
slurp(const char *path)
{
	struct buf text = BUF(OSCAL_BYTES_MAX);
	FILE *in = fopen(path, "rb");
	char piece[4096];
	size_t n;

	if (in == NULL) {
		perror(path);
		exit(3);
	}
	while ((n = fread(piece, 1, sizeof piece, in)) > 0)
		buf_str(&text, (struct str){ piece, n });
	fclose(in);
	return (text);
}

/* Whatever is imported is the catalog. */
static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	(void)uri, (void)href, (void)why;
	ret->doc = user;
	return (0);
}

static struct oscal_doc *
read_document(const char *path)
{
	struct buf text = slurp(path);
	struct problem why = { 0 };
	struct oscal_doc *doc;

	if (oscal_read(buf_view(&text), str_c(path), NULL, &doc, &why)) {
		fprintf(stderr, "%s:%u:%u: %s\n", path, why.line, why.column, problem_name(why.head.code));
		exit(1);
	}
	buf_free(&text);
	return (doc);
}

int
main(int argc, char **argv)
{
	struct oscal_doc *profile, *catalog, *resolved;
	struct problem why = { 0 };

	if (argc != 3)
		return (2);
	profile = read_document(argv[1]);
	catalog = read_document(argv[2]);
	if (oscal_resolve(profile, &(struct oscal_resolve_options){ .mode = OSCAL_STRICT, .load = load, .user = catalog }, &resolved, &why)) {
		fprintf(stderr, "%s: %s\n", why.head.where, problem_name(why.head.code));
		return (1);
	}
	for (size_t i = 0; i < resolved->ncontrols; i++) {
		const struct oscal_control *control = resolved->controls[i].control;
		const struct oscal_step *step = control->steps;
		uint32_t line, column;

		printf("%.*s", STR_FMT(control->id));
		for (; step != NULL; step = step->prev) {
			oscal_step_position(resolved, step, &line, &column);
			printf(" %u:%u:%u", step->source, line, column);
		}
		printf("\n");
	}
	oscal_free(resolved);
	oscal_free(catalog);
	oscal_free(profile);
	return (0);
}
