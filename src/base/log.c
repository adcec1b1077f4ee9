/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"

static _Atomic int threshold = LOG_LEVEL_INFO;

void
log_set_level(enum log_level level)
{
	atomic_store(&threshold, (int)level);
}

/* A JSON string's inside: quotes and controls escaped, cut to what fits. */
static void
escape(char *ret, size_t max, const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n + 7 < max; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			ret[n++] = '\\', ret[n++] = (char)c;
		else if (c < 0x20)
			n += (size_t)snprintf(ret + n, max - n, "\\u%04x", c);
		else
			ret[n++] = (char)c;
	}
	ret[n] = '\0';
}

void
log_event(enum log_level level, const char *event, const char *format, ...)
{
	static const char *const names[] = { "error", "warn", "info", "debug" };
	char at[MOMENT_TEXT_BYTES + 1], detail[900] = "", escaped[1800] = "", line[3000];
	va_list args;
	int n;

	if ((int)level > atomic_load_explicit(&threshold, memory_order_relaxed))
		return;
	if (format != NULL) {
		va_start(args, format);
		vsnprintf(detail, sizeof detail, format, args);
		va_end(args);
		escape(escaped, sizeof escaped, detail);
	}
	moment_text(clock_wall(), at);
	n = snprintf(line, sizeof line, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"detail\":\"%s\"}\n", at,
	    names[level & 3], event, escaped);
	if (n > 0) /* one write: lines of several threads do not mix; a log that cannot be written must not stop the work */
		n = (int)write(STDERR_FILENO, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}
