/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/pack.h"

#include "base/embedded.h"

/* The catalog first, then the profiles by level, then the mapping collection (meson.build). */
extern const struct embedded standards_pack[];

struct str
pack_catalog(void)
{
	return ((struct str){ standards_pack[0].bytes, standards_pack[0].n });
}

struct str
pack_profile(unsigned level)
{
	if (level == 0 || level > PACK_LEVELS)
		return (STR_NONE);
	return ((struct str){ standards_pack[level].bytes, standards_pack[level].n });
}

struct str
pack_profile_name(unsigned level)
{
	return (level == 0 || level > PACK_LEVELS ? STR_NONE : str_c(standards_pack[level].name));
}

struct str
pack_mappings(void)
{
	return ((struct str){ standards_pack[PACK_LEVELS + 1].bytes, standards_pack[PACK_LEVELS + 1].n });
}
