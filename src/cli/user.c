/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csgov user add|passwd|list|disable|enable: accounts from the machine's console.
 *
 * Whoever holds the machine acts as the node itself (no actor in the record): it may found the nation and manage people, nothing else.
 */
#include "cli/cli.h"

#include <sodium.h>

#include "app/app.h"
#include "cli/password.h"
#include "people/grant.h"
#include "people/nation.h"
#include "people/role.h"
#include "people/setting.h"

enum { ARENA_BYTES = 16 << 20, PAGE_ROWS = 200 };

static const struct cli_option options[] = {
	{ .name = "db", .kind = CLI_TEXT, .required = true },
	{ .name = "data", .kind = CLI_TEXT },
	{ .name = "name", .kind = CLI_TEXT },
	{ .name = "email", .kind = CLI_TEXT },
	{ .name = "phone", .kind = CLI_TEXT },
	{ .name = "language", .kind = CLI_TEXT },
	{ .name = "entity", .kind = CLI_TEXT },
	{ .name = "role", .kind = CLI_TEXT },
	{ .name = "nation", .kind = CLI_TEXT },
	{ .name = "title", .kind = CLI_TEXT },
	{ .name = "json", .kind = CLI_FLAG },
};

/* What the subcommands work with. */
struct work {
	const struct cli_values *in;
	struct app *app;
	struct db *db;
	struct arena *arena;
	const char *login;      /* NULL for list */
	char password[CREDENTIAL_TEXT_BYTES]; /* hashed; "" for none */
};

static struct str
given(const struct work *w, const char *option)
{
	return (str_c(cli_text(w->in, option, NULL)));
}

/* Carry VERB out as the node. */
static int
carry_out(struct work *w, const char *verb, void *payload, struct person_secrets *secrets, struct problem *why)
{
	struct command command = { .verb = verb_find(w->app->verbs, w->app->nverbs, str_c(verb)), .payload = payload, .arena = w->arena,
		.beside = secrets == NULL ? NULL : person_beside, .beside_context = secrets };

	if (ledger_run(w->app->ledger, &command) == 0)
		return (0);
	*why = command.why;
	return (-1);
}

/* What a client sends is checked by the shape; what the console sends, too. */
static int
shape_fits(struct work *w, const struct shape *shape, const struct pair *pairs, size_t n, void *ret, struct problem *why)
{
	struct pair_list list = { arena_array(w->arena, struct pair, n), 0 };

	for (size_t i = 0; i < n && list.items != NULL; i++)
		if (pairs[i].value.p != NULL)
			list.items[list.n++] = pairs[i];
	return (shape_from_pairs(shape, &list, NULL, w->arena, ret, why));
}

/* Ask for a password and hash it; nothing given: none. */
static int
password_ask(struct work *w, struct problem *why)
{
	char password[CLI_PASSWORD_BYTES] = "";
	int status = cli_password_read(password, why);

	if (status == 0 && password[0] != '\0')
		status = password_check(str_c(password), str_c(w->login), setting_int(w->db, SETTING_PASSWORD_LENGTH), "password", why) ||
		    credential_hash(&(struct credential_options){ .workers = 0 }, str_c(password), w->password, why);
	sodium_memzero(password, sizeof password);
	return (status == 0 ? 0 : -1);
}

static struct str
hashed(const struct work *w)
{
	return (w->password[0] == '\0' ? STR_NONE : str_c(w->password));
}

static void
say_login(const char *key, const struct work *w)
{
	cli_say(key, &(struct locale_arg){ "login", str_c(w->login) }, 1);
}

/* ---- add ---- */

/* In an empty database: the nation with LOGIN as its first administrator. */
static int
found(struct work *w, const struct person_new *in, struct problem *why)
{
	int64_t now = clock_now();
	struct str code = given(w, "nation"), title = given(w, "title");
	const struct pair pairs[] = { { STR("code"), code }, { STR("title.en"), title.p == NULL ? code : title },
		{ STR("login"), in->login }, { STR("language"), in->language } };
	struct nation_found payload;
	struct person_secrets secrets;

	if (shape_fits(w, nation_found_shape(), pairs, ARRAY_SIZE(pairs), &payload, why))
		return (-1);
	payload.id = id_new(now);
	payload.administrator = id_new(now);
	payload.grant = id_new(now);
	secrets = (struct person_secrets){ .person = payload.administrator, .contact_given = true,
		.contact = { .name = in->name, .email = in->email, .phone = in->phone }, .password = hashed(w) };
	return (carry_out(w, "nation.found", &payload, &secrets, why));
}

static int
give(struct work *w, struct str entity, struct problem *why)
{
	struct grant_give payload;
	const struct pair pairs[] = { { STR("person"), str_c(w->login) }, { STR("role"), given(w, "role") }, { STR("entity"), entity } };

	if (shape_fits(w, grant_give_shape(), pairs, ARRAY_SIZE(pairs), &payload, why))
		return (-1);
	payload.id = id_new(clock_now());
	return (carry_out(w, "grant.give", &payload, NULL, why));
}

static int
join(struct work *w, const struct person_new *in, struct problem *why)
{
	struct person_add payload;
	struct person_secrets secrets;
	struct person_row row;
	struct entity_ref nation;
	struct scope scope = { .n = 1 };

	int64_t permissions;

	/* Before anything is done, so that a slip leaves no account without its role. */
	if (given(w, "role").p != NULL && role_permissions(w->db, given(w, "role"), "role", &permissions, why))
		return (-1);
	person_new_split(in, id_new(clock_now()), &payload, &secrets);
	secrets.password = hashed(w);
	if (carry_out(w, "person.add", &payload, &secrets, why))
		return (-1);
	if (given(w, "role").p == NULL)
		return (0);
	/* Without --entity the role is over where the account is at home. */
	if (entity_nation(w->db, &nation, why))
		return (-1);
	path_range_of(str_c(nation.path), &scope.ranges[0]);
	if (person_get(w->db, &scope, payload.id, clock_now(), w->arena, &row, why))
		return (-1);
	return (give(w, row.entity, why));
}

static int
add(struct work *w, struct problem *why)
{
	struct person_new in;
	const struct pair pairs[] = { { STR("login"), str_c(w->login) },
		{ STR("name"), given(w, "name").p == NULL ? str_c(w->login) : given(w, "name") }, { STR("email"), given(w, "email") },
		{ STR("phone"), given(w, "phone") }, { STR("language"), given(w, "language") }, { STR("entity"), given(w, "entity") } };
	bool exists = nation_exists(w->db);

	if (!exists && given(w, "nation").n == 0)
		return (problem_set(why, NATION_MISSING, NULL));
	if (shape_fits(w, person_new_shape(), pairs, ARRAY_SIZE(pairs), &in, why) || login_check(in.login, "login", why) ||
	    password_ask(w, why))
		return (-1);
	if ((exists ? join(w, &in, why) : found(w, &in, why)) != 0)
		return (-1);
	say_login(w->password[0] == '\0' ? "cli.user.added_without_password" : "cli.user.added", w);
	return (0);
}

/* ---- passwd, disable, enable ---- */

static int
passwd(struct work *w, struct problem *why)
{
	struct person_ref person;
	struct person_password payload;
	struct person_secrets secrets;

	if (person_by_login(w->db, str_c(w->login), NULL, &person, why) || password_ask(w, why))
		return (-1);
	if (w->password[0] == '\0')
		return (problem_set(why, PASSWORD_WEAK, NULL));
	payload = (struct person_password){ .id = person.id };
	secrets = (struct person_secrets){ .person = person.id, .password = str_c(w->password) };
	if (carry_out(w, "person.password", &payload, &secrets, why))
		return (-1);
	say_login("cli.user.password_set", w);
	return (0);
}

static int
disable(struct work *w, struct problem *why)
{
	struct person_ref person;
	struct person_disable payload;

	if (person_by_login(w->db, str_c(w->login), NULL, &person, why))
		return (-1);
	payload = (struct person_disable){ .id = person.id };
	if (carry_out(w, "person.disable", &payload, NULL, why))
		return (-1);
	say_login("cli.user.disabled", w);
	return (0);
}

static int
enable(struct work *w, struct problem *why)
{
	struct person_ref person;
	struct person_enable payload;

	if (person_by_login(w->db, str_c(w->login), NULL, &person, why))
		return (-1);
	payload = (struct person_enable){ .id = person.id };
	if (carry_out(w, "person.enable", &payload, NULL, why))
		return (-1);
	say_login("cli.user.enabled", w);
	return (0);
}

/* ---- list ---- */

static void
print_row(const struct work *w, const struct person_row *row)
{
	struct buf line = BUF(64 * 1024);

	if (cli_flag(w->in, "json"))
		shape_to_json(&line, person_row_shape(), row);
	else
		buf_printf(&line, "%-24.*s %-20.*s %3u  %s%.*s", STR_FMT(row->login), STR_FMT(row->entity), row->grants,
		    row->disabled_at != 0 ? "- " : "  ", STR_FMT(row->name));
	if (!buf_failed(&line))
		printf("%.*s\n", STR_FMT(buf_view(&line)));
	buf_free(&line);
}

/* All accounts, one a line; as JSON one object a line. */
static int
list(struct work *w, struct problem *why)
{
	struct entity_ref nation;
	struct scope scope = { .n = 1 };
	struct person_query query = { .disabled = true, .limit = PAGE_ROWS };
	struct person_page page;
	char after[256];

	if (!nation_exists(w->db))
		return (0);
	if (entity_nation(w->db, &nation, why))
		return (-1);
	path_range_of(str_c(nation.path), &scope.ranges[0]);
	do {
		arena_reset(w->arena);
		if (person_list(w->db, &scope, &query, clock_now(), w->arena, &page, why))
			return (-1);
		for (size_t i = 0; i < page.items.n; i++)
			print_row(w, &page.items.items[i]);
		snprintf(after, sizeof after, "%.*s", STR_FMT(page.next));
		query.after = str_c(after);
	} while (page.next.p != NULL);
	return (0);
}

/* ---- The command ---- */

static const struct part {
	const char *name;
	int (*run)(struct work *w, struct problem *why);
	bool login;              /* names one */
	enum store_mode mode;
} parts[] = {
	{ "add", add, true, STORE_CREATE },
	{ "passwd", passwd, true, STORE_EXISTING },
	{ "list", list, false, STORE_EXISTING },
	{ "disable", disable, true, STORE_EXISTING },
	{ "enable", enable, true, STORE_EXISTING },
};

static int
run(const struct part *part, const struct cli_values *in)
{
	struct problem why = { 0 };
	struct problem_item room[PROBLEM_ITEMS_MAX];
	struct work w = { .in = in, .login = part->login ? in->files[1] : NULL, .arena = arena_new(ARENA_BYTES) };
	const struct app_options app_options = { .db = cli_text(in, "db", NULL), .data = cli_text(in, "data", NULL), .mode = part->mode };
	int status = CLI_DONE;

	problem_room(&why, room);
	if (w.arena == NULL)
		return (cli_fail(NULL, (problem_set(&why, OUT_OF_MEMORY, NULL), &why)));
	if (app_open(&app_options, &w.app, &why) != 0)
		status = cli_fail(app_options.db, &why);
	else if (db_open(w.app->store, DB_READER, &w.db, &why) != 0 || part->run(&w, &why) != 0)
		status = cli_fail(NULL, &why);
	if (w.db != NULL)
		db_close(w.db);
	if (w.app != NULL)
		app_close(w.app);
	arena_free(w.arena);
	sodium_memzero(w.password, sizeof w.password);
	return (status);
}

int
cli_user(int argc, char **argv)
{
	struct cli_values in;

	if (cli_parse("user", argc, argv, options, ARRAY_SIZE(options), 2, &in) != 0)
		return (CLI_USAGE);
	for (size_t i = 0; in.nfiles > 0 && i < ARRAY_SIZE(parts); i++)
		if (strcmp(in.files[0], parts[i].name) == 0 && in.nfiles == (parts[i].login ? 2u : 1u))
			return (run(&parts[i], &in));
	return (cli_usage("user"));
}
