/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each URL must answer to whom: written here as data, not read from the program.  A new route needs a row here, or the walk fails.
 *
 * PERMISSION  "public", "signed-in", or what one must hold; "a|b": either of them
 * PLACE       where it must be held, as far as that matters:
 *             ANYWHERE   a list or form of what one may see; only the permission counts
 *             BODY       the body that @entity and what belongs to it lies in
 *             ISSUER     the region that issued @baseline
 *             PUBLISHED  likewise, but whoever may read something below the issuer sees it too
 *             NATION     the nation, of which everyone knows
 * PATH, BODY  what is sent.  @names are put in three times: something inside the subtree of PK-PB, its like inside PK-SD, and one that
 *             does not exist (walk_test.c).  A body of NULL is none; writes are such that the last check of all refuses them, so that
 *             the walk changes nothing.
 * STATUS      what whoever may gets, with the code of the problem where it is one (NULL: any).
 */
#ifndef TESTS_INTEGRATION_WALK_ROWS_H
#define TESTS_INTEGRATION_WALK_ROWS_H

/* clang-format off */
/* ---- Who: sign-in, what the role may do, where ---- */

#define ADMINISTRATOR   "read manage-entities manage-people audit-ledger administer"
#define POLICY_AUTHOR   "read author-policy"
#define POLICY_APPROVER "read publish-policy grant-exception"
#define LEAD            "read author-policy grant-exception issue-directive manage-entities manage-people"

#define WALKERS(X) \
	X("nobody",      NULL,                         NULL) \
	X("expired",     NULL,                         NULL) \
	X("admin",       ADMINISTRATOR,                "PK") \
	X("author",      POLICY_AUTHOR,                "PK") \
	X("approver",    POLICY_APPROVER,              "PK") \
	X("analyst",     "read",                       "PK") \
	X("lead",        LEAD,                         "PK-PB") \
	X("head",        "read approve",               "PK-PB-HLT-003") \
	X("officer",     "read answer submit",         "PK-PB-HLT-003") \
	X("contributor", "read answer",                "PK-PB-HLT-003") \
	X("reviewer",    "read review",                "PK") \
	X("auditor",     "read audit-ledger",          "PK") \
	X("minister",    "read",                       "PK") \
	X("partner",     "read",                       "PK") \
	/* Reads the nation and works in one body: what lies elsewhere is known, and forbidden. */ \
	X("split",       "read",                       "PK") \
	X("split",       "read answer submit",         "PK-PB-HLT-003") \
	/* Tokens: part of what their person may do. */ \
	X("token:officer:read",                 "read",               "PK-PB-HLT-003") \
	X("token:officer:read,answer",          "read answer",        "PK-PB-HLT-003") \
	X("token:lead:manage-entities",         "manage-entities",    "PK-PB") \
	X("token:admin:audit-ledger",           "audit-ledger",       "PK")

/* ---- What: method, pattern, permission, place, path and query, media type, body, status, problem ---- */

#define JSON "application/json"

#define WALK(X) \
	X("GET",    "/",                                "signed-in",       ANYWHERE,  "/", NULL, NULL, 200, NULL) \
	X("POST",   "/claims",                          "answer",          BODY,      "/claims", JSON, \
	    "{\"obligation\":\"@obligation\",\"result\":\"met\",\"revision\":999999}", 409, "claim_changed") \
	X("GET",    "/claims/{id}",                     "read",            BODY,      "/claims/@claim", NULL, NULL, 200, NULL) \
	X("POST",   "/claims/{claim}/submit",           "submit",          BODY,      "/claims/@claim/submit", JSON, \
	    "{\"revision\":999999}", 409, "claim_changed") \
	X("POST",   "/claims/{claim}/approve",          "approve",         BODY,      "/claims/@claim/approve", JSON, \
	    "{\"revision\":999999}", 409, "claim_changed") \
	X("POST",   "/claims/{claim}/return",           "approve",         BODY,      "/claims/@claim/return", JSON, \
	    "{\"revision\":999999,\"note\":\"Say when.\"}", 409, "claim_changed") \
	X("POST",   "/evidence",                        "answer",          BODY,      "/evidence?entity=@entity&collected_on=2199-01-01", "text/plain", \
	    "What a log says.", 422, "date_in_future") \
	X("GET",    "/evidence/{id}",                   "read",            BODY,      "/evidence/@evidence", NULL, NULL, 200, NULL) \
	X("GET",    "/evidence/{id}/file",              "read",            BODY,      "/evidence/@evidence/file", NULL, NULL, 200, NULL) \
	X("POST",   "/evidence/{evidence}/remove",      "answer",          BODY,      "/evidence/@removed/remove", JSON, \
	    "{\"reason\":\"A second time\"}", 410, "evidence_removed") \
	X("GET",    "/entities/{code}/obligations",     "read",            BODY,      "/entities/@entity/obligations", NULL, NULL, 200, NULL) \
	X("GET",    "/ledger",                          "audit-ledger",    ANYWHERE,  "/ledger", NULL, NULL, 200, NULL) \
	X("GET",    "/ledger/checkpoint",               "audit-ledger",    ANYWHERE,  "/ledger/checkpoint", NULL, NULL, 200, NULL) \
	X("GET",    "/ledger/{seq}",                    "read|audit-ledger", BODY,    "/ledger/@record", NULL, NULL, 200, NULL) \
	X("GET",    "/ledger/{seq}/proof",              "read|audit-ledger", BODY,    "/ledger/@record/proof", NULL, NULL, 200, NULL) \
	X("GET",    "/ledger/{seq}/proof-file",         "read|audit-ledger", BODY,    "/ledger/@record/proof-file", NULL, NULL, 200, NULL) \
	X("GET",    "/obligations",                     "read",            BODY,      "/obligations?under=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/obligations/{id}",                "read",            BODY,      "/obligations/@obligation", NULL, NULL, 200, NULL) \
	X("GET",    "/posture",                         "read",            BODY,      "/posture?under=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/posture/entities",                "read",            BODY,      "/posture/entities?under=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/reviews",                         "review",          ANYWHERE,  "/reviews", NULL, NULL, 200, NULL) \
	X("POST",   "/verdicts",                        "review",          BODY,      "/verdicts", JSON, \
	    "{\"claim\":\"@claim\",\"version\":999999,\"decision\":\"upheld\"}", 409, NULL) \
	X("GET",    "/work",                            "signed-in",       ANYWHERE,  "/work", NULL, NULL, 200, NULL) \
	X("GET",    "/entities",                        "read",            BODY,      "/entities?under=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/entities/new",                    "manage-entities", BODY,      "/entities/new?parent=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/entities/{code}",                 "read",            BODY,      "/entities/@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/entities/{code}/edit",            "manage-entities", BODY,      "/entities/@entity/edit", NULL, NULL, 200, NULL) \
	X("POST",   "/entities",                        "manage-entities", BODY,      "/entities", JSON, \
	    "{\"code\":\"@entity\",\"kind\":\"unit\",\"title\":{\"en\":\"Again\"},\"parent\":\"@entity\"}", 409, "entity_code_taken") \
	X("PATCH",  "/entities/{code}",                 "manage-entities", BODY,      "/entities/@entity", JSON, \
	    "{\"version\":999999,\"title\":{\"en\":\"Other\"}}", 409, "entity_changed") \
	X("POST",   "/entities/{code}/move",            "manage-entities", BODY,      "/entities/@entity/move", JSON, \
	    "{\"version\":999999,\"parent\":\"@entity\"}", 409, "entity_changed") \
	X("POST",   "/entities/{code}/close",           "manage-entities", BODY,      "/entities/@entity/close", JSON, \
	    "{\"version\":999999}", 409, "entity_changed") \
	X("POST",   "/entities/{code}/reopen",          "manage-entities", BODY,      "/entities/@entity/reopen", JSON, \
	    "{\"version\":999999}", 409, "entity_changed") \
	X("GET",    "/baselines",                       "read",            ANYWHERE,  "/baselines", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/new",                   "author-policy",   ANYWHERE,  "/baselines/new", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/{id}",                  "read",            PUBLISHED, "/baselines/@baseline", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/{id}/edit",             "author-policy",   ISSUER,    "/baselines/@draft/edit", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/{id}/add-requirement",  "author-policy",   ISSUER,    "/baselines/@draft/add-requirement", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/{id}/oscal",            "read",            PUBLISHED, "/baselines/@baseline/oscal", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/{id}/requirements",     "read",            PUBLISHED, "/baselines/@baseline/requirements", NULL, NULL, 200, NULL) \
	X("GET",    "/baselines/{id}/requirements/{requirement}", "read",  PUBLISHED, "/baselines/@baseline/requirements/gov-1", NULL, NULL, 200, NULL) \
	X("POST",   "/baselines",                       "author-policy",   ISSUER,    "/baselines", JSON, \
	    "{\"code\":\"PK-NB\",\"title\":{\"en\":\"Again\"},\"issuer\":\"@issuer\",\"parent\":\"@root\"}", 409, "baseline_code_taken") \
	X("POST",   "/baselines/{baseline}/describe",   "author-policy",   ISSUER,    "/baselines/@draft/describe", JSON, \
	    "{\"revision\":999999,\"version\":\"x\"}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/revise",     "author-policy",   ISSUER,    "/baselines/@baseline/revise", JSON, \
	    "{\"version\":\"again\"}", 409, "baseline_draft_exists") \
	X("POST",   "/baselines/{baseline}/parameters", "author-policy",   ISSUER,    "/baselines/@draft/parameters", JSON, \
	    "{\"revision\":999999,\"parameter\":\"x\",\"value\":\"1\"}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/selection",  "author-policy",   ISSUER,    "/baselines/@draft/selection", JSON, \
	    "{\"revision\":999999,\"requirements\":[\"gov-1\"]}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/requirements", "author-policy", ISSUER,    "/baselines/@draft/requirements", JSON, \
	    "{\"revision\":999999,\"requirement\":\"X-1\",\"title\":{\"en\":\"X\"},\"statement\":{\"en\":\"Do X.\"}}", 409, "baseline_changed") \
	X("DELETE", "/baselines/{baseline}/requirements/{requirement}", "author-policy", ISSUER, "/baselines/@draft/requirements/X-1", JSON, \
	    "{\"revision\":999999}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/submit",     "author-policy",   ISSUER,    "/baselines/@draft/submit", JSON, \
	    "{\"revision\":999999}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/discard",    "author-policy",   ISSUER,    "/baselines/@draft/discard", JSON, \
	    "{\"revision\":999999}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/approve",    "publish-policy",  ISSUER,    "/baselines/@draft/approve", JSON, \
	    "{\"revision\":999999}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/return",     "publish-policy",  ISSUER,    "/baselines/@draft/return", JSON, \
	    "{\"revision\":999999,\"note\":\"No.\"}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/publish",    "publish-policy",  ISSUER,    "/baselines/@draft/publish", JSON, \
	    "{\"revision\":999999}", 409, "baseline_changed") \
	X("POST",   "/baselines/{baseline}/withdraw",   "publish-policy",  ISSUER,    "/baselines/@draft/withdraw", JSON, \
	    "{\"revision\":999999}", 409, "baseline_changed") \
	X("GET",    "/catalogs",                        "signed-in",       ANYWHERE,  "/catalogs", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/compare",                "signed-in",       ANYWHERE,  "/catalogs/compare?a=%document&b=%document", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/{id}",                   "signed-in",       ANYWHERE,  "/catalogs/%document", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/{id}/controls",          "signed-in",       ANYWHERE,  "/catalogs/%document/controls", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/{id}/controls/{control}", "signed-in",      ANYWHERE,  "/catalogs/%document/controls/gov-1", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/{id}/changes",           "signed-in",       ANYWHERE,  "/catalogs/%document/changes?from=%document", NULL, NULL, 200, NULL) \
	X("GET",    "/controls",                        "signed-in",       ANYWHERE,  "/controls?q=account", NULL, NULL, 200, NULL) \
	X("GET",    "/mappings",                        "signed-in",       ANYWHERE,  "/mappings", NULL, NULL, 200, NULL) \
	X("GET",    "/mappings/compare",                "signed-in",       ANYWHERE,  "/mappings/compare", NULL, NULL, 200, NULL) \
	X("GET",    "/mappings/compare/bodies",         "read",            BODY,      "/mappings/compare/bodies?under=@entity", NULL, NULL, 200, NULL) \
	X("POST",   "/catalogs",                        "author-policy",   NATION,    "/catalogs", JSON, WALK_CATALOG, 409, "document_taken") \
	X("GET",    "/catalogs/template",               "signed-in",       ANYWHERE,  "/catalogs/template", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/{id}/sheet",             "signed-in",       ANYWHERE,  "/catalogs/%document/sheet", NULL, NULL, 200, NULL) \
	X("GET",    "/catalogs/sheets/{key}",           "author-policy",   NATION,    "/catalogs/sheets/00000000000000000000000000000000", NULL, NULL, 404, "sheet_gone") \
	X("POST",   "/catalogs/sheets/{key}",           "author-policy",   NATION,    "/catalogs/sheets/00000000000000000000000000000000", JSON, "{}", 404, "sheet_gone") \
	X("GET",    "/events",                          "signed-in",       ANYWHERE,  "HEAD /events", NULL, NULL, 200, NULL) \
	X("GET",    "/healthz",                         "public",          ANYWHERE,  "/healthz", NULL, NULL, 200, NULL) \
	X("GET",    "/held/{key}",                      "signed-in",       ANYWHERE,  "/held/none", NULL, NULL, 404, "not_found") \
	X("GET",    "/me",                              "signed-in",       ANYWHERE,  "/me", NULL, NULL, 200, NULL) \
	/* "2" in the body where nothing else would refuse: no such field. */ \
	X("PATCH",  "/me",                              "signed-in",       ANYWHERE,  "/me", JSON, "{\"version\":0}", 422, "input_invalid") \
	X("POST",   "/me/password",                     "signed-in",       ANYWHERE,  "/me/password", JSON, "{}", 422, "input_invalid") \
	X("DELETE", "/sessions",                        "signed-in",       ANYWHERE,  "/sessions", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("GET",    "/persons",                         "manage-people",   BODY,      "/persons?under=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/persons/new",                     "manage-people",   BODY,      "/persons/new?entity=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/persons/{id}",                    "manage-people",   BODY,      "/persons/@person", NULL, NULL, 200, NULL) \
	X("GET",    "/persons/{id}/edit",               "manage-people",   BODY,      "/persons/@person/edit", NULL, NULL, 200, NULL) \
	X("POST",   "/persons",                         "manage-people",   BODY,      "/persons", JSON, \
	    "{\"login\":\"admin\",\"name\":\"Again\",\"entity\":\"@entity\"}", 409, "login_taken") \
	X("PATCH",  "/persons/{id}",                    "manage-people",   BODY,      "/persons/@person", JSON, \
	    "{\"version\":999999,\"name\":\"Other\"}", 409, "person_changed") \
	X("POST",   "/persons/{id}/password",           "manage-people",   ANYWHERE,  "/persons/@person/password", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("POST",   "/persons/{id}/disable",            "manage-people",   ANYWHERE,  "/persons/@person/disable", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("POST",   "/persons/{id}/enable",             "manage-people",   ANYWHERE,  "/persons/@person/enable", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("POST",   "/persons/{id}/erase",              "manage-people",   ANYWHERE,  "/persons/@person/erase", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("GET",    "/grants",                          "manage-people",   BODY,      "/grants?under=@entity", NULL, NULL, 200, NULL) \
	X("GET",    "/grants/{id}",                     "manage-people",   BODY,      "/grants/@grant", NULL, NULL, 200, NULL) \
	X("POST",   "/grants",                          "manage-people",   BODY,      "/grants", JSON, \
	    "{\"person\":\"@login\",\"role\":\"officer\",\"entity\":\"@entity\"}", 409, "grant_exists") \
	X("DELETE", "/grants/{id}",                     "manage-people",   ANYWHERE,  "/grants/@grant", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("GET",    "/roles",                           "signed-in",       ANYWHERE,  "/roles", NULL, NULL, 200, NULL) \
	X("GET",    "/roles/new",                       "administer",      ANYWHERE,  "/roles/new", NULL, NULL, 200, NULL) \
	X("GET",    "/roles/{code}",                    "signed-in",       ANYWHERE,  "/roles/officer", NULL, NULL, 200, NULL) \
	X("GET",    "/roles/{code}/edit",               "administer",      ANYWHERE,  "/roles/officer/edit", NULL, NULL, 200, NULL) \
	X("POST",   "/roles",                           "administer",      NATION,    "/roles", JSON, \
	    "{\"code\":\"officer\",\"title\":{\"en\":\"Again\"},\"permissions\":[\"read\"]}", 409, "role_taken") \
	X("PATCH",  "/roles/{code}",                    "administer",      NATION,    "/roles/officer", JSON, \
	    "{\"version\":999999,\"title\":{\"en\":\"Other\"}}", 409, "role_changed") \
	X("DELETE", "/roles/{code}",                    "administer",      NATION,    "/roles/officer", NULL, NULL, 409, "role_builtin") \
	X("GET",    "/tokens",                          "signed-in",       ANYWHERE,  "/tokens", NULL, NULL, 200, NULL) \
	X("GET",    "/tokens/{id}",                     "signed-in",       ANYWHERE,  "/tokens/019ecf33-e7cb-7acc-873e-000000000000", NULL, NULL, \
	    404, "token_unknown") \
	X("POST",   "/tokens",                          "signed-in",       ANYWHERE,  "/tokens", JSON, "{}", 422, "input_invalid") \
	X("DELETE", "/tokens/{id}",                     "signed-in",       ANYWHERE,  "/tokens/019ecf33-e7cb-7acc-873e-000000000000", NULL, NULL, \
	    404, "token_unknown") \
	X("GET",    "/settings",                        "administer",      ANYWHERE,  "/settings", NULL, NULL, 200, NULL) \
	X("GET",    "/settings/{name}",                 "administer",      ANYWHERE,  "/settings/require_head", NULL, NULL, 200, NULL) \
	X("PUT",    "/settings/{name}",                 "administer",      NATION,    "/settings/require_head", JSON, "{\"value\":\"maybe\"}", \
	    422, "setting_value") \
	X("GET",    "/security",                        "audit-ledger",    ANYWHERE,  "/security", NULL, NULL, 200, NULL) \
	X("GET",    "/search",                          "signed-in",       ANYWHERE,  "/search?q=health", NULL, NULL, 200, NULL) \
	X("GET",    "/metrics",                         "public",          ANYWHERE,  "/metrics", NULL, NULL, 200, NULL) \
	X("GET",    "/openapi.json",                    "public",          ANYWHERE,  "/openapi.json", NULL, NULL, 200, NULL) \
	X("POST",   "/sessions",                        "public",          ANYWHERE,  "/sessions", JSON, "{}", 422, "input_invalid") \
	X("GET",    "/sessions",                        "signed-in",       ANYWHERE,  "/sessions", NULL, NULL, 200, NULL) \
	/* "2" in the body: no such field, so that nobody is signed out. */ \
	X("DELETE", "/sessions/current",                "signed-in",       ANYWHERE,  "/sessions/current", JSON, "{\"2\":2}", 422, "input_invalid") \
	X("GET",    "/sign-in",                         "public",          ANYWHERE,  "/sign-in", NULL, NULL, 200, NULL) \
	X("GET",    "/static/{file}",                   "public",          ANYWHERE,  "/static/none.css", NULL, NULL, 404, "not_found")
/* clang-format on */

/** The smallest catalog that can be installed. */
#define WALK_CATALOG                                                                                                                  \
	"{\"catalog\":{\"uuid\":\"5d1c4b1e-8c2a-4a63-9f0e-2b7d90a1c001\",\"metadata\":{\"title\":\"Walked\",\"last-modified\":"       \
	"\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"},\"controls\":[{\"id\":\"w-1\",\"title\":\"Walk\"}]}}"

#endif
