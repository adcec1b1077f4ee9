/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/pack.h"

#include "base/embedded.h"

extern const struct embedded content_pack[];

struct str
pack_catalog(void)
{
	return ((struct str){ content_pack[0].bytes, content_pack[0].n });
}
