/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler of the guideline pack: a small pack goes through; one mistake in it, and the build stops with a sentence that says which. */
#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"
#include "oscal_help.h"

extern char **environ;

#define BOTH(name) "'" name "':{'en':'" name " text.','ur':'متن " name " ۔'}"
#define PACK                                                                                                                    \
	"{'name':'p','title':{'en':'Pack','ur':'رہنما'},'version':'1','last_modified':'2026-11-24T00:00:00Z','oscal_version':'1.2.2'," \
	"'levels':[{'title':{'en':'One','ur':'ایک'}}],'mapping_title':{'en':'Map','ur':'نقشہ'},"                                   \
	"'mapping_description':{'en':'D','ur':'بیان'},'frameworks':["                                                              \
	"{'id':'old','title':'Old','identifier':'o','href':'https://example.org/o','separator':'-','enhancements':3,'series':{'ac':5}},"  \
	"{'id':'new','title':'New','identifier':'n','href':'https://example.org/n','separator':'-','digits':2,'series':{'GV.OC':4},"      \
	"'except':['GV.OC-03']}]}"
#define PARAM                                                                                        \
	"{'id':'gov-1_days','label':{'en':'time','ur':'مدت'},'type':'integer','unit':'days','strictness':'lower'," \
	"'value':'30'}"
#define STATEMENT "'statement':{'en':'Do it in {{ insert: param, gov-1_days }}.','ur':'کام {{ insert: param, gov-1_days }} میں کریں۔'}"
#define REQUIREMENT                                                                                     \
	"{'id':'gov-1','level':1,'title':{'en':'It is done','ur':'کام ہو'}," STATEMENT "," BOTH("guidance") "," BOTH("evidence") "," \
	BOTH("question") ",'params':[" PARAM "],'due_days':30,'map':{'old':['subset-of ac-2','ac-3.1'],'new':['GV.OC-02']}}"
#define SECOND                                                                                            \
	"{'id':'gov-2','level':1,'title':{'en':'More','ur':'مزید'},'statement':{'en':'Do more.','ur':'اور کریں۔'}," BOTH("guidance") "," \
	BOTH("evidence") "," BOTH("question") ",'params':[],'due_days':30,'map':{'old':['ac-5']}}"
#define DOMAIN                                                                                                                    \
	"{'domain':{'id':'gov','number':1,'title':{'en':'Governance','ur':'نظم'},'intro':{'en':'I.','ur':'تعارف۔'}},'requirements':[" \
	REQUIREMENT "," SECOND "]}"

static void
put(const char *path, struct str s)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(s.p, 1, s.n, file), s.n);
	assert_int_equal(fclose(file), 0);
}

static struct str
get(const char *path, char *into, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t n;

	assert_non_null(file);
	n = fread(into, 1, size - 1, file);
	into[n] = '\0';
	fclose(file);
	return ((struct str){ into, n });
}

/* TEXT with the first OLD in it replaced by NEW. */
static struct str
replaced(const char *text, const char *old, const char *new)
{
	static char out[16384];
	const char *at = strstr(text, old);

	if (at == NULL)
		fail_msg("\"%s\" does not stand in the pack", old);
	snprintf(out, sizeof out, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
	return (json(out));
}

/* Where all of it happens. */
static const char *
place(void)
{
	static const char *dir;

	if (dir == NULL)
		dir = test_dir();
	return (dir);
}

/* Compile; what the compiler says stands in SAID, and its exit status is the result. */
static int
compile(struct str pack, struct str domain, char said[static 1024])
{
	const char *dir = place();
	char self[512], tool[600], paths[6][600];
	static const char *const names[] = { "pack.json", "gov.json", "c.json", "p1.json", "m.json", "log" };
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;

	assert_true(n > 0);
	self[n] = '\0';
	snprintf(tool, sizeof tool, "%s/../src/pack_compile", dirname(self));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		snprintf(paths[i], sizeof paths[i], "%s/%s", dir, names[i]);
	put(paths[0], pack);
	put(paths[1], domain);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 2, paths[5], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(posix_spawn(&pid, tool, &actions, NULL,
	    (char *[]){ tool, paths[0], paths[1], (char *)(uintptr_t)"-o", paths[2], paths[3], paths[4], NULL }, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	get(paths[5], said, 1024);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : 255);
}

TEST(a_pack_becomes_a_catalog_a_profile_and_a_mapping_collection)
{
	char said[1024], path[600], made[16384];
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem why = { 0 };
	yyjson_val *root, *mappings, *map;

	if (compile(json(PACK), json(DOMAIN), said) != 0)
		fail_msg("%s", said);
	snprintf(path, sizeof path, "%s/m.json", place());
	assert_int_equal(json_parse(get(path, made, sizeof made), &json_limits_document, &doc, &why), 0);
	root = json_get(yyjson_doc_get_root(doc), "mapping-collection");
	mappings = json_get(root, "mappings");
	assert_int_equal(yyjson_arr_size(mappings), 2);
	map = yyjson_arr_get_first(json_get(yyjson_arr_get(mappings, 0), "maps"));
	assert_true(str_eq_c(json_get_str(map, "relationship"), "subset-of"));
	assert_true(str_eq_c(json_get_str(yyjson_arr_get_first(json_get(map, "sources")), "id-ref"), "gov-1"));
	assert_true(str_eq_c(json_get_str(yyjson_arr_get_first(json_get(map, "targets")), "id-ref"), "ac-2"));
	map = yyjson_arr_get(json_get(yyjson_arr_get(mappings, 0), "maps"), 1);
	assert_true(str_eq_c(json_get_str(map, "relationship"), "intersects-with"));
	/* gov-2 names nothing in "new", and that is said */
	assert_null(json_get(yyjson_arr_get(mappings, 0), "source-gap-summary"));
	map = json_get(json_get(yyjson_arr_get(mappings, 1), "source-gap-summary"), "unmapped-controls");
	assert_true(str_eq_c(json_str(yyjson_arr_get_first(json_get(yyjson_arr_get_first(map), "with-ids"))), "gov-2"));
}

TEST(a_mistake_in_a_requirement_stops_the_build_and_is_named)
{
	static const struct {
		const char *old, *new, *says;
	} cases[] = {
		{ ",'ur':'کام ہو'", "", "\"title\" needs its text in each of our 2 languages near \"gov-1\"" },
		{ "'ur':'کام ہو'", "'ur':''", "\"ur\" must be a text, not empty" },
		{ "'ur':'کام ہو'", "'ur':'It is done'", "\"title\" in \"ur\" is not in the letters of that language" },
		{ "'en':'It is done'", "'en':'کام'", "\"title\" in \"en\" is not in the letters of that language" },
		{ "," BOTH("evidence"), "", "\"evidence\" is missing near \"gov-1\"" },
		{ ",'due_days':30", "", "\"due_days\" is missing near \"gov-1\"" },
		{ "'due_days'", "'due_day'", "\"due_day\" is not a key" },
		{ "'level':1", "'level':2", "the level of gov-1 must be 1 to 1" },
		{ "'id':'gov-2'", "'id':'gov-1'", "the id gov-1 must be gov- and a number greater" },
		{ "'id':'gov-2'", "'id':'iam-2'", "the id iam-2 must be gov- and a number" },
		{ "'More'", "'It is done'", "gov-1 and gov-2 ask the same" },
		{ "'اور کریں۔'", "'کام {{ insert: param, gov-1_days }} میں کریں۔'", "must insert each of its 0 parameters once" },
		{ "Do it in {{ insert: param, gov-1_days }}", "Do it in a month", "the en statement of gov-1 lacks" },
		{ "'gov-1_days','label'", "'days','label'", "must be named \"gov-1_\" and a word" },
		{ "'type':'integer'", "'type':'number'", "\"number\" is not a type" },
		{ "'unit':'days',", "", "an integer has a \"unit\"" },
		{ "'unit':'days'", "'unit':'moons'", "the unit \"moons\" is not known" },
		{ "'strictness':'lower'", "'strictness':'ordered'", "must be one of: lower higher fixed undeclared" },
		{ "'strictness':'lower',", "", "\"strictness\" is missing near \"gov-1_days\"" },
		{ "'value':'30'", "'value':'soon'", "\"soon\" is not a value of \"gov-1_days\"" },
		{ "'ac-3.1'", "'ac-6'", "old has no number \"ac-6\", which gov-1 names" },
		{ "'ac-3.1'", "'ac-3.4'", "old has no number \"ac-3.4\"" },
		{ "'ac-3.1'", "'AC-3'", "old has no number \"AC-3\"" },
		{ "'ac-3.1'", "'ac-03'", "old has no number \"ac-03\"" },
		{ "'ac-3.1'", "'ac-2'", "gov-1 names \"ac-2\" twice" },
		{ "'subset-of ac-2'", "'part-of ac-2'", "does not begin with a relation" },
		{ "'GV.OC-02'", "'GV.OC-2'", "new has no number \"GV.OC-2\"" },
		{ "'GV.OC-02'", "'GV.OC-03'", "new has no number \"GV.OC-03\"" },
		{ "'GV.OC-02'", "'GV.OC-02.1'", "new has no number \"GV.OC-02.1\"" },
		{ "'old':['ac-5']", "'other':['ac-5']", "\"other\" is no framework of pack.json" },
		{ "'old':['ac-5']", "'old':[]", "old of gov-2 is empty" },
	};
	char said[1024];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (compile(json(PACK), replaced(DOMAIN, cases[i].old, cases[i].new), said) != 1)
			fail_msg("%s → %s compiled, or crashed: %s", cases[i].old, cases[i].new, said);
		if (strstr(said, cases[i].says) == NULL || strstr(said, ".json: error: ") == NULL)
			fail_msg("%s → %s\n  was refused with \"%s\",\n  not with \"%s\"", cases[i].old, cases[i].new, said, cases[i].says);
	}
}
