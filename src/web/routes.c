/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of URLs.  A screen is a row here, a file in pages/, a template and a test (docs/develop/web.md).
 */
#include "web/pages/baselines.h"
#include "web/pages/catalogs.h"
#include "web/pages/claims.h"
#include "web/pages/comparison.h"
#include "web/pages/document_changes.h"
#include "web/pages/entities.h"
#include "web/pages/evidence.h"
#include "web/pages/grants.h"
#include "web/pages/home.h"
#include "web/pages/ledger.h"
#include "web/pages/mappings.h"
#include "web/pages/me.h"
#include "web/pages/obligations.h"
#include "web/pages/persons.h"
#include "web/pages/posture.h"
#include "web/pages/requirements.h"
#include "web/pages/roles.h"
#include "web/pages/search.h"
#include "web/pages/service.h"
#include "web/pages/settings.h"
#include "web/pages/sheet_rows.h"
#include "web/pages/sheets.h"
#include "web/pages/sign_in.h"
#include "web/pages/tokens.h"
#include "web/pages/work.h"
#include "web/route.h"
#include "web/templates.h"

/* clang-format off */
/*
 * VIEW     pattern, permission, handler, query and path (shape), view (shape), template
 * DATA     likewise without a page for people
 * WRITE    method, pattern, permission, verb, address of what to show afterwards
 * WRITE_AS method, pattern, permission, verb, payload (shape), what is sent (shape), fill function, address afterwards
 * UPLOAD   pattern, permission, verb, payload, fields beside the file (shape), fill function, sink, most bytes, address afterwards
 * ACTION   method, pattern, permission, handler, what is sent (shape), what is answered (shape), address afterwards
 * SILENT   an ACTION that answers nothing
 * RAW      method, pattern, permission, handler
 *
 * A record of the ledger is shown to whoever may audit it, and to whoever reads what it is the source of; its handlers decide that.
 *
 * The permission is one of people/permission.h, held anywhere; PERM_SIGNED_IN; or PERM_PUBLIC.
 */
#define ROUTES(VIEW, DATA, WRITE, WRITE_AS, UPLOAD, ACTION, SILENT, RAW) \
	VIEW  ("/",                        PERM_SIGNED_IN,       get_home,        home_query,     view_home,        home) \
	WRITE_AS(POST, "/claims",          PERM_ANSWER, "claim.answer", claim_answer, claim_answer, fill_claim_answer, "/claims/{id}") \
	VIEW  ("/claims/{id}",             PERM_READ,            get_claim,       claim_at,       view_claim,       claim) \
	WRITE (POST, "/claims/{claim}/submit",  PERM_SUBMIT,  "claim.submit",  "/claims/{claim}") \
	WRITE (POST, "/claims/{claim}/approve", PERM_APPROVE, "claim.approve", "/claims/{claim}") \
	WRITE (POST, "/claims/{claim}/return",  PERM_APPROVE, "claim.return",  "/claims/{claim}") \
	UPLOAD("/evidence",                PERM_ANSWER, "evidence.add", evidence_add, evidence_new, fill_evidence, evidence_sink, \
	    EVIDENCE_BYTES_MAX, "/evidence/{id}") \
	VIEW  ("/evidence/{id}",           PERM_READ,            get_evidence,    evidence_at,    evidence_view,    evidence) \
	RAW   (GET, "/evidence/{id}/file", PERM_READ,            get_evidence_file) \
	WRITE (POST, "/evidence/{evidence}/remove", PERM_ANSWER, "evidence.remove", "/evidence/{evidence}") \
	VIEW  ("/entities/{code}/obligations", PERM_READ,        get_obligations, obligation_query, view_obligations, obligations) \
	VIEW  ("/ledger",                  PERM_AUDIT_LEDGER,    get_ledger,      audit_query,    view_ledger,      ledger) \
	RAW   (GET, "/ledger/checkpoint",  PERM_AUDIT_LEDGER,    get_checkpoint) \
	VIEW  ("/ledger/{seq}",            PERM_SIGNED_IN,       get_record,      ledger_at,      view_record,      record) \
	DATA  ("/ledger/{seq}/proof",      PERM_SIGNED_IN,       get_proof,       ledger_at,      view_proof) \
	RAW   (GET, "/ledger/{seq}/proof-file", PERM_SIGNED_IN, get_proof_file) \
	VIEW  ("/obligations",             PERM_READ,            get_obligation_rows, obligation_rows_query, view_obligation_rows, obligation_rows) \
	VIEW  ("/obligations/{id}",        PERM_READ,            get_obligation,  obligation_page_at, view_obligation,  obligation) \
	VIEW  ("/posture",                 PERM_READ,            get_posture,     posture_query,  view_posture,     posture) \
	VIEW  ("/posture/entities",        PERM_READ,            get_posture_entities, posture_entities_query, view_posture_entities, posture_entities) \
	VIEW  ("/reviews",                 PERM_REVIEW,          get_reviews,     work_query,     view_work,        work) \
	WRITE (POST, "/verdicts",          PERM_REVIEW, "verdict.give", "/claims/{claim}") \
	VIEW  ("/work",                    PERM_SIGNED_IN,       get_work,        work_query,     view_work,        work) \
	VIEW  ("/entities",                PERM_READ,            get_entities,    entity_query,   view_entities,    entities) \
	VIEW  ("/entities/new",            PERM_MANAGE_ENTITIES, get_entity_new,  entity_new_query, view_entity_new, entity_new) \
	VIEW  ("/entities/{code}",         PERM_READ,            get_entity,      entity_at,      view_entity,      entity) \
	VIEW  ("/entities/{code}/edit",    PERM_MANAGE_ENTITIES, get_entity_edit, entity_at,      view_entity_edit, entity_edit) \
	WRITE (POST,  "/entities",               PERM_MANAGE_ENTITIES, "entity.create", "/entities/{code}") \
	WRITE (PATCH, "/entities/{code}",        PERM_MANAGE_ENTITIES, "entity.update", "/entities/{code}") \
	WRITE (POST,  "/entities/{code}/move",   PERM_MANAGE_ENTITIES, "entity.move",   "/entities/{code}") \
	WRITE (POST,  "/entities/{code}/close",  PERM_MANAGE_ENTITIES, "entity.close",  "/entities/{code}") \
	WRITE (POST,  "/entities/{code}/reopen", PERM_MANAGE_ENTITIES, "entity.reopen", "/entities/{code}") \
	/* people */ \
	VIEW  ("/persons",                 PERM_MANAGE_PEOPLE,   get_persons,     person_query,   view_persons,    persons) \
	VIEW  ("/persons/new",             PERM_MANAGE_PEOPLE,   get_person_new,  person_new_query, view_person_new, person_new) \
	VIEW  ("/persons/{id}",            PERM_MANAGE_PEOPLE,   get_person,      person_at,      view_person,     person) \
	VIEW  ("/persons/{id}/edit",       PERM_MANAGE_PEOPLE,   get_person_edit, person_at,      view_person_edit, person_edit) \
	WRITE_AS(POST,  "/persons",        PERM_MANAGE_PEOPLE, "person.add",    person_add,    person_new,  fill_person_new,  "/persons/{id}") \
	WRITE_AS(PATCH, "/persons/{id}",   PERM_MANAGE_PEOPLE, "person.update", person_update, person_edit, fill_person_edit, "/persons/{id}") \
	WRITE_AS(POST, "/persons/{id}/password", PERM_MANAGE_PEOPLE, "person.password", person_password, person_password, fill_person_password, \
	    "/persons/{id}") \
	WRITE (POST,  "/persons/{id}/disable", PERM_MANAGE_PEOPLE, "person.disable", "/persons/{id}") \
	WRITE (POST,  "/persons/{id}/enable",  PERM_MANAGE_PEOPLE, "person.enable",  "/persons/{id}") \
	WRITE (POST,  "/persons/{id}/erase",   PERM_MANAGE_PEOPLE, "person.erase",   "/persons/{id}") \
	VIEW  ("/grants",                  PERM_MANAGE_PEOPLE,   get_grants,      grant_query,    view_grants,     grants) \
	VIEW  ("/grants/{id}",             PERM_MANAGE_PEOPLE,   get_grant,       grant_at,       view_grant,      grant) \
	WRITE (POST,   "/grants",          PERM_MANAGE_PEOPLE, "grant.give",   "/grants/{id}") \
	WRITE (DELETE, "/grants/{id}",     PERM_MANAGE_PEOPLE, "grant.revoke", "/grants/{id}") \
	VIEW  ("/roles",                   PERM_SIGNED_IN,       get_roles,       no_query,       view_roles,      roles) \
	VIEW  ("/roles/new",               PERM_ADMINISTER,      get_role_new,    no_query,       view_role_new,   role_new) \
	VIEW  ("/roles/{code}",            PERM_SIGNED_IN,       get_role,        role_at,        view_role,       role) \
	VIEW  ("/roles/{code}/edit",       PERM_ADMINISTER,      get_role_edit,   role_at,        view_role_edit,  role_edit) \
	WRITE (POST,   "/roles",           PERM_ADMINISTER, "role.define", "/roles/{code}") \
	WRITE (PATCH,  "/roles/{code}",    PERM_ADMINISTER, "role.update", "/roles/{code}") \
	WRITE (DELETE, "/roles/{code}",    PERM_ADMINISTER, "role.remove", "/roles") \
	VIEW  ("/tokens",                  PERM_SIGNED_IN,       get_tokens,      no_query,       view_tokens,     tokens) \
	VIEW  ("/tokens/{id}",             PERM_SIGNED_IN,       get_token,       token_at,       view_token,      token) \
	WRITE_AS(POST, "/tokens",          PERM_SIGNED_IN, "token.issue", token_issue, token_issue, fill_token_issue, "/tokens/{id}") \
	WRITE (DELETE, "/tokens/{id}",     PERM_SIGNED_IN, "token.revoke", "/tokens/{id}") \
	VIEW  ("/settings",                PERM_ADMINISTER,      get_settings,    no_query,       view_settings,   settings) \
	VIEW  ("/settings/{name}",         PERM_ADMINISTER,      get_setting,     setting_at,     view_setting,    setting) \
	WRITE (PUT, "/settings/{name}",    PERM_ADMINISTER, "setting.set", "/settings/{name}") \
	VIEW  ("/security",                PERM_AUDIT_LEDGER,    get_security,    security_query, view_security,   security) \
	VIEW  ("/search",                  PERM_SIGNED_IN,       get_search,      search_query,   view_search,     search) \
	/* policy */ \
	VIEW  ("/baselines",               PERM_READ,            get_baselines,   baseline_query, view_baselines,   baselines) \
	VIEW  ("/baselines/new",           PERM_AUTHOR_POLICY,   get_baseline_new, baseline_new_query, view_baseline_new, baseline_new) \
	VIEW  ("/baselines/{id}",          PERM_READ,            get_baseline,    baseline_at,    view_baseline,    baseline) \
	VIEW  ("/baselines/{id}/edit",     PERM_AUTHOR_POLICY,   get_baseline_edit, baseline_at,  view_baseline_edit, baseline_edit) \
	VIEW  ("/baselines/{id}/add-requirement", PERM_AUTHOR_POLICY, get_requirement_new, baseline_at, view_requirement_new, requirement_new) \
	RAW   (GET, "/baselines/{id}/oscal", PERM_READ,          get_baseline_oscal) \
	VIEW  ("/baselines/{id}/requirements", PERM_READ,        get_requirements, baseline_requirements_query, view_requirements, requirements) \
	VIEW  ("/baselines/{id}/requirements/{requirement}", PERM_READ, get_requirement, requirement_at, view_requirement, requirement) \
	WRITE (POST,  "/baselines",                        PERM_AUTHOR_POLICY,  "baseline.create",    "/baselines/{id}") \
	WRITE (POST,  "/baselines/{baseline}/describe",    PERM_AUTHOR_POLICY,  "baseline.describe",  "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/revise",      PERM_AUTHOR_POLICY,  "baseline.revise",    "/baselines/{id}") \
	WRITE (POST,  "/baselines/{baseline}/parameters",  PERM_AUTHOR_POLICY,  "baseline.parameter", "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/selection",   PERM_AUTHOR_POLICY,  "baseline.select",    "/baselines/{baseline}/requirements") \
	WRITE (POST,  "/baselines/{baseline}/requirements", PERM_AUTHOR_POLICY, "baseline.require",   "/baselines/{baseline}/requirements/{requirement}") \
	WRITE (DELETE, "/baselines/{baseline}/requirements/{requirement}", PERM_AUTHOR_POLICY, "baseline.unrequire", "/baselines/{baseline}/requirements") \
	WRITE (POST,  "/baselines/{baseline}/submit",      PERM_AUTHOR_POLICY,  "baseline.submit",    "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/discard",     PERM_AUTHOR_POLICY,  "baseline.discard",   "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/approve",     PERM_PUBLISH_POLICY, "baseline.approve",   "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/return",      PERM_PUBLISH_POLICY, "baseline.return",    "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/publish",     PERM_PUBLISH_POLICY, "baseline.publish",   "/baselines/{baseline}") \
	WRITE (POST,  "/baselines/{baseline}/withdraw",    PERM_PUBLISH_POLICY, "baseline.withdraw",  "/baselines/{baseline}") \
	VIEW  ("/catalogs",                PERM_SIGNED_IN,       get_catalogs,    catalog_query,  view_catalogs,    catalogs) \
	VIEW  ("/catalogs/compare",        PERM_SIGNED_IN,       get_comparison,  comparison_query, view_comparison, comparison) \
	VIEW  ("/catalogs/{id}",           PERM_SIGNED_IN,       get_catalog,     catalog_at,     view_catalog,     catalog) \
	VIEW  ("/catalogs/{id}/controls",  PERM_SIGNED_IN,       get_catalog_controls, catalog_controls_query, view_controls, controls) \
	VIEW  ("/catalogs/{id}/controls/{control}", PERM_SIGNED_IN, get_control,  control_at,     view_control,     control) \
	VIEW  ("/catalogs/{id}/changes",   PERM_SIGNED_IN,       get_document_changes, document_changes_query, view_document_changes, document_changes) \
	VIEW  ("/controls",                PERM_SIGNED_IN,       get_found,       found_query,    view_found,       found_controls) \
	VIEW  ("/mappings",                PERM_SIGNED_IN,       get_mappings,    no_query,       view_mappings,    mappings) \
	VIEW  ("/mappings/compare",        PERM_SIGNED_IN,       get_crosswalk,   crosswalk_query, view_crosswalk,  crosswalk) \
	VIEW  ("/mappings/compare/bodies", PERM_READ,            get_crosswalk_bodies, crosswalk_bodies_query, view_crosswalk_bodies, crosswalk_bodies) \
	UPLOAD("/catalogs", PERM_AUTHOR_POLICY, "document.import", document_import, catalog_upload, post_catalog, catalog_sink, CATALOG_BYTES_MAX, "/catalogs/{id}") \
	DATA  ("/catalogs/template",       PERM_SIGNED_IN,       get_sheet_template, no_query,    view_sheet_lines) \
	VIEW  ("/catalogs/{id}/sheet",     PERM_SIGNED_IN,       get_catalog_sheet, catalog_at,   view_sheet_lines, catalog_print) \
	VIEW  ("/catalogs/sheets/{key}",   PERM_AUTHOR_POLICY,   get_sheet,       sheet_at,       view_sheet,       sheet) \
	WRITE_AS(POST, "/catalogs/sheets/{key}", PERM_AUTHOR_POLICY, "document.import", document_import, sheet_at, post_sheet, "/catalogs/{id}") \
	RAW   (GET, "/events",             PERM_SIGNED_IN,       get_events) \
	RAW   (GET, "/healthz",            PERM_PUBLIC,          get_health) \
	RAW   (GET, "/held/{key}",         PERM_SIGNED_IN,       get_held) \
	VIEW  ("/me",                      PERM_SIGNED_IN,       get_me,          no_query,       view_me,         me) \
	WRITE_AS(PATCH, "/me",             PERM_SIGNED_IN, "person.update",   person_update,   me_edit,     fill_me_edit,     "/me") \
	WRITE_AS(POST, "/me/password",     PERM_SIGNED_IN, "person.password", person_password, me_password, fill_me_password, "/me") \
	RAW   (GET, "/metrics",            PERM_PUBLIC,          get_metrics) \
	RAW   (GET, "/openapi.json",       PERM_PUBLIC,          get_openapi) \
	ACTION(POST, "/sessions",          PERM_PUBLIC,          post_session,    session_open,   session_opened,   "/") \
	DATA  ("/sessions",                PERM_SIGNED_IN,       get_sessions,    no_query,       session_page) \
	SILENT(DELETE, "/sessions",        PERM_SIGNED_IN,       delete_other_sessions, no_query, "/me") \
	SILENT(DELETE, "/sessions/current", PERM_SIGNED_IN,      delete_session,  no_query,       "/sign-in") \
	VIEW  ("/sign-in",                 PERM_PUBLIC,          get_sign_in,     sign_in_query,  view_sign_in,     sign_in) \
	RAW   (GET, "/static/{file}",      PERM_PUBLIC,          get_static)
/* clang-format on */

/*
 * The table holds functions of untyped structs; these give them their types back, so that a row whose shapes are not those of its
 * function does not compile.
 */
#define THUNK(handler, in, out)                                                                     \
	static int handler##_run(struct request *r, const void *i, void *o, struct problem *why)   \
	{                                                                                          \
		return (handler(r, (const struct in *)i, (struct out *)o, why));                   \
	}
#define THUNK_VIEW(pattern, permission, handler, in, out, template) THUNK(handler, in, out)
#define THUNK_DATA(pattern, permission, handler, in, out) THUNK(handler, in, out)
#define THUNK_WRITE(method, pattern, permission, verb, then)
#define THUNK_WRITE_AS(method, pattern, permission, verb, payload, in, fill, then) THUNK(fill, in, payload)
#define THUNK_UPLOAD(pattern, permission, verb, payload, in, fill, sink, most, then) THUNK(fill, in, payload)
#define THUNK_ACTION(method, pattern, permission, handler, in, out, then) THUNK(handler, in, out)
#define THUNK_SILENT(method, pattern, permission, handler, in, then)                                \
	static int handler##_run(struct request *r, const void *i, void *o, struct problem *why)   \
	{                                                                                          \
		(void)o;                                                                           \
		return (handler(r, (const struct in *)i, why));                                    \
	}
#define THUNK_RAW(method, pattern, permission, handler)                                             \
	static int handler##_run(struct request *r, const void *i, void *o, struct problem *why)   \
	{                                                                                          \
		(void)i, (void)o;                                                                  \
		return (handler(r, why));                                                          \
	}
ROUTES(THUNK_VIEW, THUNK_DATA, THUNK_WRITE, THUNK_WRITE_AS, THUNK_UPLOAD, THUNK_ACTION, THUNK_SILENT, THUNK_RAW)

/* A permission that nobody chose is 0, and then the row does not compile. */
#define CHOSEN(permission) ((permission) + 0 * sizeof(struct { int used; _Static_assert((permission) > 0, "who may come here?"); }))
#define COMMON(kind_, method_, pattern_, permission_) .kind = kind_, .method = HTTP_##method_, .pattern = pattern_, .permission = (int)CHOSEN(permission_)

#define ROW_VIEW(pattern, permission, handler, in, out, template)                                                           \
	{ COMMON(ROUTE_VIEW, GET, pattern, permission), .run = handler##_run, .input = in##_shape, .output = out##_shape,   \
	    .render = template_##template##_render },
#define ROW_DATA(pattern, permission, handler, in, out)                                                                     \
	{ COMMON(ROUTE_VIEW, GET, pattern, permission), .run = handler##_run, .input = in##_shape, .output = out##_shape },
#define ROW_WRITE(method, pattern, permission, verb, then_)                                                                 \
	{ COMMON(ROUTE_VERB, method, pattern, permission), .verb_name = verb, .then = then_ },
#define ROW_WRITE_AS(method, pattern, permission, verb, payload, in, fill, then_)                                           \
	{ COMMON(ROUTE_VERB, method, pattern, permission), .verb_name = verb, .run = fill##_run, .input = in##_shape, .then = then_ },
#define ROW_UPLOAD(pattern, permission, verb, payload, in, fill, sink_, most, then_)                                        \
	{ COMMON(ROUTE_VERB, POST, pattern, permission), .verb_name = verb, .run = fill##_run, .input = in##_shape, .upload = true, \
	    .sink = &(sink_), .body_max = (most), .then = then_ },
#define ROW_ACTION(method, pattern, permission, handler, in, out, then_)                                                    \
	{ COMMON(ROUTE_ACTION, method, pattern, permission), .run = handler##_run, .input = in##_shape, .output = out##_shape, .then = then_ },
#define ROW_SILENT(method, pattern, permission, handler, in, then_)                                                         \
	{ COMMON(ROUTE_ACTION, method, pattern, permission), .run = handler##_run, .input = in##_shape, .then = then_ },
#define ROW_RAW(method, pattern, permission, handler)                                                                       \
	{ COMMON(ROUTE_RAW, method, pattern, permission), .run = handler##_run },

static const struct route rows[] = { ROUTES(ROW_VIEW, ROW_DATA, ROW_WRITE, ROW_WRITE_AS, ROW_UPLOAD, ROW_ACTION, ROW_SILENT, ROW_RAW) };

struct route *
routes_table(size_t *n)
{
	struct route *table = malloc(sizeof rows);

	if (table != NULL)
		memcpy(table, rows, sizeof rows);
	*n = ARRAY_SIZE(rows);
	return (table);
}
