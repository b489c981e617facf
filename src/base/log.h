/* Structured logs: one JSON line per event on standard error, without personal data. Values are escaped.
 * Fields are key, value pairs of texts, closed by NULL (a NULL key ends the list, a NULL value is written as null);
 * numbers through log_number. A line is written whole with one write(2) and has at most LOG_LINE_MAX bytes: a value
 * is cut after LOG_VALUE_MAX bytes, and fields that do not fit give way to "cut":true. Any thread may write. */
#ifndef TONGBAN_BASE_LOG_H
#define TONGBAN_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#define LOG_LINE_MAX 4096
#define LOG_VALUE_MAX 1024

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Below this level nothing is written; LOG_INFO at the start. */
void log_set_level(enum log_level level);
/* debug, info, warning or error. */
bool log_level_parse(const char *text, enum log_level *ret_level);
/* log_write(LOG_INFO, "listening", "address", text, NULL) →
 * {"time":"2026-11-21T08:25:00.123Z","level":"info","event":"listening","address":"…"} */
void log_write(enum log_level level, const char *event, ...) __attribute__((sentinel));

/* Formats a number into the given scratch (>= 24 bytes) and returns it. */
const char *log_number(char *scratch, int64_t value);

#endif
