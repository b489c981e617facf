/* Structured logs: one JSON line per event on standard error, without personal data. Values are escaped.
 * Fields are key, value pairs of texts, closed by NULL; numbers through the LOG_INT helper of a scratch buffer. */
#ifndef TONGBAN_BASE_LOG_H
#define TONGBAN_BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

void log_set_level(enum log_level level);
/* log_write(LOG_INFO, "listening", "address", text, NULL) → {"time":…,"level":"info","event":"listening","address":"…"} */
void log_write(enum log_level level, const char *event, ...) __attribute__((sentinel));

/* Formats a number into the given scratch (>= 24 bytes) and returns it. */
const char *log_number(char *scratch, int64_t value);

#endif
