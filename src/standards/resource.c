/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/hash.h"
#include "standards/resource.h"

/* How likely an rlink is the OSCAL document that its resource stands for, rather than something for people to read. */
enum rank { RANK_JSON, RANK_MARKUP, RANK_OTHER };

static enum rank
rank_of(const struct oscal_rlink *link)
{
	if (str_find(link->media_type, STR("json")) >= 0 || str_ends(link->href, STR(".json")))
		return (RANK_JSON);
	if (str_find(link->media_type, STR("xml")) >= 0 || str_find(link->media_type, STR("yaml")) >= 0 || str_ends(link->href, STR(".xml")) ||
	    str_ends(link->href, STR(".yaml")) || str_ends(link->href, STR(".yml")))
		return (RANK_MARKUP);
	return (RANK_OTHER);
}

/* §req-internal-resolve1: any of the rlinks will do. */
static int
open_rlinks(const struct oscal_resource *resource, enum rank rank, const struct resource_ways *ways)
{
	int opened = 1;

	for (size_t i = 0; i < resource->rlinks.n && opened == 1; i++)
		if (rank_of(&resource->rlinks.items[i]) == rank)
			opened = ways->link(ways->user, &resource->rlinks.items[i]);
	return (opened);
}

int
resource_open(const struct oscal_resource *resource, const struct resource_ways *ways)
{
	int opened = open_rlinks(resource, RANK_JSON, ways);

	if (opened == 1 && resource->base64 != NULL)
		opened = ways->base64(ways->user, resource->base64);
	if (opened == 1)
		opened = open_rlinks(resource, RANK_MARKUP, ways);
	return (opened == 1 ? open_rlinks(resource, RANK_OTHER, ways) : opened);
}

char *
resource_decode(struct str base64, size_t *ret_n)
{
	size_t max = base64.n + 4, n = 0;
	char *text = malloc(max), *bytes = malloc(max);

	for (size_t i = 0; text != NULL && i < base64.n; i++)
		if (base64.p[i] != ' ' && base64.p[i] != '\n' && base64.p[i] != '\r' && base64.p[i] != '\t')
			text[n++] = base64.p[i];
	if (text == NULL || bytes == NULL || base64_decode((struct str){ text, n }, bytes, max, ret_n)) {
		free(bytes);
		bytes = NULL;
	}
	free(text);
	return (bytes);
}
