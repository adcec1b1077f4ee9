/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A walk over every view of the route table in the demonstration nation: each answers, as page and as data, with few statements however many
 * rows there are; what is a list can be had as JSON and CSV and says so on its page.
 */
#include "node.h"
#include "web/request.h"
#include "web/route.h"

enum { STATEMENTS_MAX = 12, BODIES = 40, ADDRESS_BYTES = 600 };

/* The body of the sign-ins, which answered much. */
#define BODY "PK-PB-HLT-003"

static struct node *
node(void)
{
	static struct node *one;

	if (one == NULL)
		one = node_start(node_demonstration(BODIES), (const char *const[]){ "--no-limits", NULL });
	return (one);
}

/* ---- Who asks ---- */

/* Somebody who holds PERMISSION widely. */
static struct client *
who_may(int permission)
{
	static const struct {
		int permission;
		const char *login;
	} holders[] = {
		{ PERM_REVIEW, "reviewer" },
		{ PERM_AUDIT_LEDGER, "auditor" },
		{ PERM_AUTHOR_POLICY, "author" },
		{ PERM_PUBLISH_POLICY, "approver" },
		{ PERM_MANAGE_ENTITIES, "admin" },
		{ PERM_MANAGE_PEOPLE, "admin" },
		{ PERM_ADMINISTER, "admin" },
		{ PERM_ANSWER, "officer" },
		{ PERM_SUBMIT, "officer" },
		{ PERM_APPROVE, "head" },
	};
	static struct client *known[ARRAY_SIZE(holders) + 1];
	size_t at = 0;

	while (at < ARRAY_SIZE(holders) && holders[at].permission != permission)
		at++;
	if (known[at] == NULL)
		known[at] = client_new(node(), at == ARRAY_SIZE(holders) ? "analyst" : holders[at].login);
	return (known[at]);
}

/* ---- Where: each {name} of a pattern from what the list before it holds ---- */

/* What no list gives, or what its first row would not do for. */
static const struct {
	const char *pattern, *address;
} known_addresses[] = {
	{ "/entities/{code}", "/entities/" BODY },
	{ "/entities/new", "/entities/new?parent=PK-PB" },
};

static unsigned faults;

/* All that is wrong is told, not only the first. */
#define FAULT(...) (faults++, print_error(__VA_ARGS__))

static void
claim_address(char *ret)
{
	struct client *client = who_may(PERM_READ);
	yyjson_val *items, *item;
	yyjson_arr_iter iter;

	assert_int_equal(ask(client, "GET", "/api/v1/entities/" BODY "/obligations?limit=500", NULL, NULL), 200);
	items = value_at(client, "/items");
	yyjson_arr_iter_init(items, &iter);
	while ((item = yyjson_arr_iter_next(&iter)) != NULL)
		if (yyjson_is_str(yyjson_obj_get(item, "claim"))) {
			snprintf(ret, ADDRESS_BYTES, "/claims/%s", yyjson_get_str(yyjson_obj_get(item, "claim")));
			return;
		}
	fail_msg("nobody answered anything");
}

/* Everybody sees their own tokens, so that somebody must have one. */
static void
token_address(int permission, char *ret)
{
	struct client *client = who_may(permission);
	char until[DATE_TEXT_BYTES + 1], body[200];

	date_text(date_of(clock_now() + 30 * DAY_US), until);
	snprintf(body, sizeof body, "{\"title\":\"Walk\",\"permissions\":[\"read\"],\"expires\":\"%s\"}", until);
	if (ask(client, "POST", "/api/v1/tokens", NULL, body) != 201)
		fail_msg("no token: %s", client->body.p);
	snprintf(ret, ADDRESS_BYTES, "/tokens/%s", text_at(client, "/id"));
}

static void
evidence_address(char *ret)
{
	struct client *officer = who_may(PERM_ANSWER);

	assert_int_equal(ask(officer, "POST", "/api/v1/evidence?title=Order", "text/plain", "Order No. 7"), 201);
	snprintf(ret, ADDRESS_BYTES, "/evidence/%s", text_at(officer, "/id"));
}

/* Where a browser is led that uploads a framework sheet. */
static void
sheet_address(char *ret)
{
	struct client *author = who_may(PERM_AUTHOR_POLICY);

	hold(author, "Accept: text/html");
	assert_int_equal(ask(author, "POST", "/catalogs?filename=rules.csv", "text/csv", "id,title\nA-1,Know who\n"), 303);
	snprintf(ret, ADDRESS_BYTES, "%s", header_of(author, "Location"));
}

/* A baseline that may still be edited, for the pages that write in it; made once. */
static void
draft_address(char *ret)
{
	struct client *author = who_may(PERM_AUTHOR_POLICY);
	static char made[64];
	char document[64], body[300];

	if (made[0] == '\0') {
		assert_int_equal(ask(author, "GET", "/api/v1/catalogs?kind=catalog", NULL, NULL), 200);
		snprintf(document, sizeof document, "%s", text_at(author, "/items/0/id"));
		snprintf(body, sizeof body, "{\"document\":\"%s\",\"code\":\"PK-WALK\",\"title\":{\"en\":\"Walked\"},\"issuer\":\"PK\"}", document);
		if (ask(author, "POST", "/api/v1/baselines", NULL, body) != 201)
			fail_msg("no draft: %s", author->body.p);
		snprintf(made, sizeof made, "%s", text_at(author, "/id"));
	}
	snprintf(ret, ADDRESS_BYTES, "/baselines/%s", made);
}

/* A catalog: mapping collections have no controls. */
static void
catalog_address(char *ret)
{
	struct client *client = who_may(PERM_READ);

	assert_int_equal(ask(client, "GET", "/api/v1/catalogs?kind=catalog", NULL, NULL), 200);
	snprintf(ret, ADDRESS_BYTES, "/catalogs/%s", text_at(client, "/items/0/id"));
}

/* The first row of the list at ADDRESS names what NAME stands for. */
static bool
first_of(const char *address, const char *name, int permission, char *ret)
{
	struct client *client = who_may(permission);
	char path[ADDRESS_BYTES + 32], pointer[100];
	const char *value;
	int64_t number;

	snprintf(path, sizeof path, "/api/v1%s", address);
	if (ask(client, "GET", path, NULL, NULL) != 200)
		return (false);
	snprintf(pointer, sizeof pointer, "/items/0/%s", name);
	value = text_at(client, pointer);
	number = number_at(client, pointer);
	if (value[0] == '\0' && number < 0)
		value = text_at(client, "/items/0/id");
	if (value[0] == '\0' && number < 0)
		return (false);
	if (value[0] != '\0')
		snprintf(ret, ADDRESS_BYTES, "%s/%s", address, value);
	else
		snprintf(ret, ADDRESS_BYTES, "%s/%lld", address, (long long)number);
	return (true);
}

static void
address_of(const struct route *route, char *ret)
{
	struct str rest = str_c(route->pattern + 1), segment;
	char so_far[ADDRESS_BYTES] = "", pattern[ADDRESS_BYTES] = "", next[ADDRESS_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(known_addresses); i++)
		if (strcmp(route->pattern, known_addresses[i].pattern) == 0) {
			snprintf(ret, ADDRESS_BYTES, "%s", known_addresses[i].address);
			return;
		}
	while (rest.n > 0 && str_cut(&rest, '/', &segment)) {
		size_t n = strlen(pattern);

		snprintf(pattern + n, sizeof pattern - n, "/%.*s", STR_FMT(segment));
		n = strlen(so_far);
		if (!str_starts(segment, STR("{"))) {
			snprintf(so_far + n, sizeof so_far - n, "/%.*s", STR_FMT(segment));
			continue;
		}
		if (strcmp(pattern, "/claims/{id}") == 0)
			claim_address(next);
		else if (strcmp(pattern, "/evidence/{id}") == 0)
			evidence_address(next);
		else if (strcmp(pattern, "/catalogs/sheets/{key}") == 0)
			sheet_address(next);
		else if (strcmp(pattern, "/catalogs/{id}") == 0)
			catalog_address(next);
		else if (strcmp(pattern, "/tokens/{id}") == 0)
			token_address(route->permission, next);
		else if (strcmp(pattern, "/entities/{code}") == 0)
			snprintf(next, sizeof next, "/entities/" BODY);
		else if (strcmp(pattern, "/baselines/{id}") == 0 && route->permission == PERM_AUTHOR_POLICY)
			draft_address(next);
		else {
			char name[64];

			snprintf(name, sizeof name, "%.*s", (int)segment.n - 2, segment.p + 1);
			if (!first_of(so_far, name, route->permission, next) && !first_of(so_far, name, PERM_READ, next) &&
			    !first_of(so_far, name, PERM_AUDIT_LEDGER, next))
				fail_msg("%s: no row in %s for {%s}", route->pattern, so_far, name);
		}
		snprintf(so_far, sizeof so_far, "%s", next);
	}
	snprintf(ret, ADDRESS_BYTES, "%s", so_far[0] == '\0' ? "/" : so_far);
	/* There is one version only: compared with itself. */
	if (strcmp(route->pattern, "/catalogs/{id}/changes") == 0) {
		struct str id = str_sub(str_c(so_far), sizeof "/catalogs/" - 1, ID_TEXT_BYTES);

		snprintf(ret, ADDRESS_BYTES, "%s?from=%.*s", so_far, STR_FMT(id));
	}
	/* What takes most: a baseline, held against a document. */
	if (strcmp(route->pattern, "/catalogs/compare") == 0) {
		char a[ADDRESS_BYTES], b[ADDRESS_BYTES];

		if (!first_of("/baselines", "id", PERM_READ, a))
			fail_msg("nothing to compare");
		catalog_address(b);
		snprintf(ret, ADDRESS_BYTES, "/catalogs/compare?a=%.36s&b=%.36s", a + sizeof "/baselines/" - 1, b + sizeof "/catalogs/" - 1);
	}
}

/* ---- What is asked of each ---- */

static void
few_statements(struct client *client, const char *address)
{
	int64_t n = 0;

	if (str_to_i64(str_c(header_of(client, "Csgov-Statements")), &n) != 0 || n > STATEMENTS_MAX)
		FAULT("%s took %lld statements\n", address, (long long)n);
}

static bool
has_list(const struct route *route)
{
	const struct shape *shape = route->output();

	for (size_t i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].name, "items") == 0 && shape->fields[i].kind == SHAPE_LIST && shape->fields[i].need != HIDDEN)
			return (true);
	return (false);
}

/* ADDRESS with SUFFIX before its query. */
static const char *
suffixed(const char *address, const char *suffix)
{
	static char ret[ADDRESS_BYTES + 16];
	size_t path = strcspn(address, "?");

	snprintf(ret, sizeof ret, "%.*s%s%s", (int)path, strcmp(address, "/") == 0 ? "" : address, suffix, address + path);
	return (ret);
}

static void
asked_as(struct client *client, const char *address, const char *accept, const char *type)
{
	hold(client, accept);
	if (ask(client, "GET", address, NULL, NULL) != 200)
		FAULT("%s as %s: %ld %.300s\n", address, type, client->status, client->body.p == NULL ? "" : client->body.p);
	if (strncmp(header_of(client, "Content-Type"), type, strlen(type)) != 0)
		FAULT("%s is %s, not %s\n", address, header_of(client, "Content-Type"), type);
	if (strstr(type, "csv") == NULL && strstr(type, "sheet") == NULL) /* those ask page by page until the end of the list */
		few_statements(client, address);
}

static const struct route *
views(size_t *n)
{
	static struct route *table;
	static size_t count;

	if (table == NULL)
		table = routes_table(&count);
	*n = count;
	return (table);
}

static bool
is_walked(const struct route *route)
{
	return (route->kind == ROUTE_VIEW && route->permission != PERM_PUBLIC);
}

TEST(every_view_answers_as_page_and_as_data_with_at_most_twelve_statements)
{
	char address[ADDRESS_BYTES];
	size_t n;
	const struct route *routes = views(&n);

	faults = 0;
	for (size_t i = 0; i < n; i++) {
		struct client *client;

		if (!is_walked(&routes[i]))
			continue;
		address_of(&routes[i], address);
		client = who_may(routes[i].permission);
		if (routes[i].render != NULL)
			asked_as(client, address, "Accept: text/html", "text/html");
		asked_as(client, address, "Accept: application/json", "application/json");
	}
	assert_int_equal(faults, 0);
}

static const struct field *
field_of(const struct shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].name, name) == 0)
			return (&shape->fields[i]);
	return (NULL);
}

/* Else a table of the whole list would end with its first page. */
TEST(what_a_list_says_of_its_next_page_is_what_its_query_takes)
{
	size_t n, paged = 0;
	const struct route *routes = views(&n);

	for (size_t i = 0; i < n; i++) {
		const struct field *next, *after;

		if (!is_walked(&routes[i]) || !has_list(&routes[i]) || (next = field_of(routes[i].output(), "next")) == NULL)
			continue;
		after = field_of(routes[i].input(), "after");
		if (after == NULL || after->kind != next->kind)
			fail_msg("%s: next is not what after takes", routes[i].pattern);
		paged++;
	}
	assert_true(paged >= 8);
}

TEST(every_list_is_json_csv_and_xlsx_by_its_suffix_and_its_page_links_to_them)
{
	char address[ADDRESS_BYTES], other[ADDRESS_BYTES];
	size_t n, lists = 0;
	const struct route *routes = views(&n);

	faults = 0;
	for (size_t i = 0; i < n; i++) {
		struct client *client;

		if (!is_walked(&routes[i]) || strcmp(routes[i].pattern, "/") == 0)
			continue;
		address_of(&routes[i], address);
		client = who_may(routes[i].permission);
		asked_as(client, suffixed(address, ".json"), "Accept: text/html", "application/json");
		if (!has_list(&routes[i]))
			continue;
		lists++;
		if (strcmp(routes[i].pattern, "/work") == 0)
			client = who_may(PERM_ANSWER); /* whom something waits for */
		if (strcmp(routes[i].pattern, "/tokens") == 0)
			token_address(routes[i].permission, other);
		asked_as(client, suffixed(address, ".csv"), "Accept: text/html", "text/csv");
		asked_as(client, suffixed(address, ".xlsx"), "Accept: text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
		if (client->body.n < 4 || memcmp(client->body.p, "PK\3\4", 4) != 0)
			FAULT("%s as XLSX is no workbook\n", address);
		if (routes[i].render == NULL)
			continue;
		asked_as(client, address, "Accept: text/html", "text/html");
		if (strstr(client->body.p, ".csv") == NULL || strstr(client->body.p, ".json") == NULL)
			FAULT("%s does not link to its list as CSV and JSON\n", address);
	}
	assert_true(lists >= 8);
	assert_int_equal(faults, 0);
}

TEST(posture_is_csv_too_part_by_part)
{
	struct client *client = who_may(PERM_READ);

	asked_as(client, "/posture.csv?under=PK", "Accept: text/html", "text/csv");
	assert_non_null(strstr(client->body.p, "PK-PB"));
}
