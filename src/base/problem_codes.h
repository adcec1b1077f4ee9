/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every problem the program can report: code and HTTP status.  One row and its messages (locale/LANG/problem.json) make a new one.
 */
#ifndef BASE_PROBLEM_CODES_H
#define BASE_PROBLEM_CODES_H

/* clang-format off */
#define PROBLEM_CODES(X) \
	X(PROBLEM_NONE,                 none,                   200) \
	/* base: input */ \
	X(INPUT_INVALID,          input_invalid,          422) \
	X(JSON_MALFORMED,         json_malformed,         400) \
	X(JSON_DUPLICATE_KEY,     json_duplicate_key,     400) \
	X(JSON_TOO_DEEP,          json_too_deep,          400) \
	X(JSON_NOT_OBJECT,        json_not_object,        400) \
	X(TEXT_NOT_UTF8,          text_not_utf8,          400) \
	X(FIELD_UNKNOWN,          field_unknown,          422) \
	X(FIELD_MISSING,          field_missing,          422) \
	X(FIELD_REPEATED,         field_repeated,         422) \
	X(FIELD_TYPE,             field_type,             422) \
	X(FIELD_TOO_SHORT,        field_too_short,        422) \
	X(FIELD_TOO_LONG,         field_too_long,         422) \
	X(FIELD_TOO_SMALL,        field_too_small,        422) \
	X(FIELD_TOO_LARGE,        field_too_large,        422) \
	X(FIELD_CHOICE,           field_choice,           422) \
	X(FIELD_CODE,             field_code,             422) \
	X(FIELD_TOO_MANY,         field_too_many,         422) \
	X(FIELD_CONTROL_CHAR,     field_control_char,     422) \
	X(FIELD_DIFFERS,          field_differs,          422) \
	X(CSV_MALFORMED,          csv_malformed,          400) \
	X(FORM_MALFORMED,         form_malformed,         400) \
	X(MULTIPART_MALFORMED,    multipart_malformed,    400) \
	/* base: environment */ \
	X(OUT_OF_MEMORY,          out_of_memory,          503) \
	X(LIMIT_REACHED,          limit_reached,          413) \
	X(IO_FAILED,              io_failed,              503) \
	X(DISK_FULL,              disk_full,              507) \
	X(INTERNAL,               internal,               500) \
	/* store */ \
	X(STORE_OPEN_FAILED,      store_open_failed,      503) \
	X(STORE_BUSY,             store_busy,             503) \
	X(STORE_CORRUPT,          store_corrupt,          503) \
	X(STORE_READ_ONLY,        store_read_only,        503) \
	X(STORE_NEWER,            store_newer,            503) \
	X(STORE_OLDER,            store_older,            503) \
	X(STORE_FOREIGN,          store_foreign,          503) \
	X(STORE_MIGRATION_FAILED, store_migration_failed, 503) \
	X(STORE_NOT_EMPTY,        store_not_empty,        409) \
	X(STORE_CONSTRAINT,       store_constraint,       409) \
	X(BLOB_UNKNOWN,           blob_unknown,           404) \
	X(BLOB_DAMAGED,           blob_damaged,           503) \
	/* ledger */ \
	X(WRITER_STOPPED,         writer_stopped,         503) \
	X(WRITER_FULL,            writer_full,            503) \
	X(VERB_UNKNOWN,           verb_unknown,           404) \
	X(RECORD_UNKNOWN,         record_unknown,         404) \
	X(LEDGER_BROKEN,          ledger_broken,          409) \
	X(CHECKPOINT_INVALID,     checkpoint_invalid,     422) \
	X(PROOF_INVALID,          proof_invalid,          422) \
	X(KEY_UNREADABLE,         key_unreadable,         503) \
	X(KEY_OTHER,              key_other,              503) \
	X(BACKUP_INVALID,         backup_invalid,         422) \
	X(CLOCK_BEHIND,           clock_behind,           503) \
	X(IDEMPOTENCY_REUSED,     idempotency_reused,     422) \
	/* web */ \
	X(NOT_FOUND,              not_found,              404) \
	X(METHOD_NOT_ALLOWED,     method_not_allowed,     405) \
	X(NOT_ACCEPTABLE,         not_acceptable,         406) \
	X(MEDIA_UNSUPPORTED,      media_unsupported,      415) \
	X(BODY_TOO_LARGE,         body_too_large,         413) \
	X(BODY_INCOMPLETE,        body_incomplete,        400) \
	X(TOO_MANY_REQUESTS,      too_many_requests,      429) \
	X(CROSS_SITE,             cross_site,             403) \
	X(PRECONDITION_FAILED,    precondition_failed,    412) \
	/* people */ \
	X(NOT_SIGNED_IN,          not_signed_in,          401) \
	X(SIGN_IN_FAILED,         sign_in_failed,         401) \
	X(SIGN_IN_THROTTLED,      sign_in_throttled,      429) \
	X(SESSION_EXPIRED,        session_expired,        401) \
	X(FORBIDDEN,              forbidden,              403) \
	X(OWN_WORK,               own_work,               403) \
	X(ENTITY_UNKNOWN,         entity_unknown,         404) \
	X(ENTITY_CODE_TAKEN,      entity_code_taken,      409) \
	X(ENTITY_CHANGED,         entity_changed,         409) \
	X(ENTITY_CLOSED,          entity_closed,          409) \
	X(ENTITY_HAS_CHILDREN,    entity_has_children,    409) \
	X(ENTITY_CYCLE,           entity_cycle,           409) \
	X(ENTITY_TOO_DEEP,        entity_too_deep,        422) \
	X(ENTITY_IS_NATION,       entity_is_nation,       409) \
	X(ENTITY_OPEN,            entity_open,            409) \
	X(KIND_NOT_UNDER,         kind_not_under,         422) \
	X(KIND_UNKNOWN,           kind_unknown,           422) \
	X(ATTRIBUTE_UNKNOWN,      attribute_unknown,      422) \
	X(ATTRIBUTE_VALUE,        attribute_value,        422) \
	X(ATTRIBUTE_TAKEN,        attribute_taken,        409) \
	X(PERSON_UNKNOWN,         person_unknown,         404) \
	X(PERSON_CHANGED,         person_changed,         409) \
	X(LOGIN_MALFORMED,        login_malformed,        422) \
	X(CONTACT_MALFORMED,      contact_malformed,      422) \
	X(LOGIN_TAKEN,            login_taken,            409) \
	X(PASSWORD_WEAK,          password_weak,          422) \
	X(ROLE_UNKNOWN,           role_unknown,           404) \
	X(ROLE_TAKEN,             role_taken,             409) \
	X(ROLE_CHANGED,           role_changed,           409) \
	X(ROLE_BUILTIN,           role_builtin,           409) \
	X(ROLE_IN_USE,            role_in_use,            409) \
	X(GRANT_UNKNOWN,          grant_unknown,          404) \
	X(GRANT_EXISTS,           grant_exists,           409) \
	X(GRANT_DATES,            grant_dates,            422) \
	X(GRANT_BEYOND_OWN,       grant_beyond_own,       403) \
	X(LAST_ADMINISTRATOR,     last_administrator,     409) \
	X(TOKEN_UNKNOWN,          token_unknown,          404) \
	X(TOKEN_BEYOND_OWN,       token_beyond_own,       403) \
	X(TOKEN_DATES,            token_dates,            422) \
	X(SETTING_UNKNOWN,        setting_unknown,        404) \
	X(SETTING_VALUE,          setting_value,          422) \
	/* standards */ \
	X(OSCAL_UNKNOWN_MODEL,    oscal_unknown_model,    422) \
	X(OSCAL_VERSION,          oscal_version,          422) \
	X(OSCAL_MEMBER_UNKNOWN,   oscal_member_unknown,   422) \
	X(OSCAL_MEMBER_LATER,     oscal_member_later,     422) \
	X(OSCAL_MEMBER_MISSING,   oscal_member_missing,   422) \
	X(OSCAL_MEMBER_TYPE,      oscal_member_type,      422) \
	X(OSCAL_MEMBERS_EXCLUDE,  oscal_members_exclude,  422) \
	X(OSCAL_LIST_EMPTY,       oscal_list_empty,       422) \
	X(OSCAL_VALUE,            oscal_value,            422) \
	X(OSCAL_CHOICE,           oscal_choice,           422) \
	X(OSCAL_DUPLICATE_ID,     oscal_duplicate_id,     422) \
	X(OSCAL_IMPORT_CYCLE,     oscal_import_cycle,     422) \
	X(OSCAL_IMPORT_UNKNOWN,   oscal_import_unknown,   422) \
	X(OSCAL_CONTROL_UNKNOWN,  oscal_control_unknown,  422) \
	X(OSCAL_PARAM_UNKNOWN,    oscal_param_unknown,    422) \
	X(OSCAL_NOT_SUPPORTED,    oscal_not_supported,    422) \
	X(OSCAL_SELECTS_NOTHING,  oscal_selects_nothing,  422) \
	X(OSCAL_ADD_NOWHERE,      oscal_add_nowhere,      422) \
	X(OSCAL_REMOVE_NOTHING,   oscal_remove_nothing,   422) \
	/* policy */ \
	X(DOCUMENT_UNKNOWN,       document_unknown,       404) \
	X(DOCUMENT_TAKEN,         document_taken,         409) \
	X(DOCUMENT_EMPTY,         document_empty,         422) \
	X(BASELINE_UNKNOWN,       baseline_unknown,       404) \
	X(BASELINE_CODE_TAKEN,    baseline_code_taken,    409) \
	X(BASELINE_CHANGED,       baseline_changed,       409) \
	X(BASELINE_STATUS,        baseline_status,        409) \
	X(BASELINE_EMPTY,         baseline_empty,         422) \
	X(BASELINE_PARENT,        baseline_parent,        422) \
	X(BASELINE_LAYER_EXISTS,  baseline_layer_exists,  409) \
	X(REQUIREMENT_UNKNOWN,    requirement_unknown,    404) \
	X(REQUIREMENT_TAKEN,      requirement_taken,      409) \
	X(PARAMETER_UNKNOWN,      parameter_unknown,      422) \
	X(PARAMETER_VALUE,        parameter_value,        422) \
	X(PARAMETER_LOOSENS,      parameter_loosens,      422) \
	X(PARAMETER_FIXED,        parameter_fixed,        422) \
	X(PARAMETER_STRICTNESS,   parameter_strictness,   422) \
	X(PARAMETER_DECLARATION,  parameter_declaration,  422) \
	X(PARAMETER_NOT_INTEGER,  parameter_not_integer,  422) \
	X(PARAMETER_NOT_DURATION, parameter_not_duration, 422) \
	X(PARAMETER_NOT_CHOICE,   parameter_not_choice,   422) \
	X(PARAMETER_NOT_SET,      parameter_not_set,      422) \
	X(PARAMETER_UNIT,         parameter_unit,         422) \
	X(EXCLUSION_LOOSENS,      exclusion_loosens,      422) \
	X(TWO_PERSONS,            two_persons,            403) \
	X(OBLIGATION_UNKNOWN,     obligation_unknown,     404) \
	/* assurance */ \
	X(CLAIM_UNKNOWN,          claim_unknown,          404) \
	X(CLAIM_CHANGED,          claim_changed,          409) \
	X(CLAIM_WORK,             claim_work,             409) \
	X(CLAIM_INCOMPLETE,       claim_incomplete,       422) \
	X(REASON_MISSING,         reason_missing,         422) \
	X(RESULT_MISSING,         result_missing,         422) \
	X(NOTE_MISSING,           note_missing,           422) \
	X(OWN_CLAIM,              own_claim,              403) \
	X(DATE_IN_FUTURE,         date_in_future,         422) \
	X(EVIDENCE_UNKNOWN,       evidence_unknown,       404) \
	X(EVIDENCE_EMPTY,         evidence_empty,         422) \
	X(EVIDENCE_TOO_LARGE,     evidence_too_large,     413) \
	X(EVIDENCE_NAME,          evidence_name,          422) \
	X(EVIDENCE_REMOVED,       evidence_removed,       410) \
	X(EVIDENCE_ELSEWHERE,     evidence_elsewhere,     422) \
	X(POSTURE_UNKNOWN_BASELINE, posture_unknown_baseline, 404)
/* clang-format on */

enum problem_code {
#define X(constant, name, status) constant,
	PROBLEM_CODES(X)
#undef X
	PROBLEM_CODE_COUNT
};

#endif
