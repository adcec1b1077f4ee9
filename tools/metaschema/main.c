/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "metaschema.h"

static const struct {
	const char *file, *root;
} models[] = {
	{ "oscal_catalog_metaschema.xml", "catalog" },
	{ "oscal_profile_metaschema.xml", "profile" },
	{ "oscal_mapping_metaschema.xml", "mapping-collection" },
	{ "oscal_component_metaschema.xml", "component-definition" },
	{ "oscal_ssp_metaschema.xml", "system-security-plan" },
	{ "oscal_assessment-plan_metaschema.xml", "assessment-plan" },
	{ "oscal_assessment-results_metaschema.xml", "assessment-results" },
	{ "oscal_poam_metaschema.xml", "plan-of-action-and-milestones" },
};

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fputs("usage: metaschema METASCHEMA_DIR JSON_SCHEMA_DIR OUT_DIR\n", stderr);
		return (2);
	}
	for (size_t i = 0; i < sizeof models / sizeof *models; i++)
		model_walk(module_load(argv[1], models[i].file), models[i].root);
	since_find(argv[2]);
	rows_write(argv[3]);
	modules_free();
	return (0);
}
