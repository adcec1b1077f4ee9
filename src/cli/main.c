/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/attr.h"

int
main(void)
{
	puts("csgov " CSGOV_VERSION);
	return (0);
}
