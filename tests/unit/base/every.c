/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/base/every.h"

CHOICES_DEFINE(colour, EVERY_COLOUR)
SHAPE_DEFINE(part, PART)
SHAPE_DEFINE(every, EVERY)
