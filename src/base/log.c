#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/text.h"

enum {
    LOG_TAIL = 16, /* ,"cut":true} and the line's end */
    LOG_ROOM = LOG_LINE_MAX + 2 * 6 * LOG_VALUE_MAX + LOG_TAIL, /* a line and one more key and value, all escaped */
};

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error",
};

static _Atomic int log_least = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store_explicit(&log_least, (int)level, memory_order_relaxed);
}

bool log_level_parse(const char *text, enum log_level *ret_level)
{
    for (size_t i = 0; i < ARRAY_COUNT(level_names); i++) {
        if (text_equal(text, level_names[i])) {
            *ret_level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

const char *log_number(char *scratch, int64_t value)
{
    snprintf(scratch, 24, "%lld", (long long)value);
    return scratch;
}

/* The value cut to its maximum, with ? for every byte that is no UTF-8: a log is read by machines. */
static size_t clean_value(char clean[LOG_VALUE_MAX], const char *value)
{
    size_t size = 0;
    while (*value) {
        size_t step = text_character_size(value);
        if (size + step > LOG_VALUE_MAX)
            break;
        memcpy(clean + size, value, step);
        if (step == 1 && (unsigned char)*value >= 0x80)
            clean[size] = '?';
        size += step;
        value += step;
    }
    return size;
}

static void add_field(struct json_writer *writer, const char *key, const char *value)
{
    char clean[LOG_VALUE_MAX];
    if (value)
        json_add_text_sized(writer, key, clean, clean_value(clean, value));
    else
        json_add_null(writer, key);
}

static void add_time(struct json_writer *writer)
{
    int64_t now = clock_now_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    char text[80];
    snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
             parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, (int)(now % 1000));
    json_add_text(writer, "time", text);
}

static void write_line(const struct buffer *line)
{
    ssize_t written;
    do {
        written = write(STDERR_FILENO, line->bytes, line->size);
    } while (written < 0 && errno == EINTR);
    /* a log that cannot be written has nobody to be told to */
}

void log_write(enum log_level level, const char *event, ...)
{
    if ((int)level < atomic_load_explicit(&log_least, memory_order_relaxed))
        return;
    int saved_errno = errno;
    struct buffer line;
    buffer_init(&line, LOG_ROOM);
    struct json_writer writer;
    json_begin(&writer, &line);
    json_open_object(&writer, NULL);
    add_time(&writer);
    json_add_text(&writer, "level", level_names[level]);
    add_field(&writer, "event", event);

    va_list fields;
    va_start(fields, event);
    const char *key;
    while ((key = va_arg(fields, const char *))) {
        size_t size = line.size;
        add_field(&writer, key, va_arg(fields, const char *));
        if (line.failed || line.size > LOG_LINE_MAX - LOG_TAIL) {
            line.failed = false;
            line.size = size;
            json_add_bool(&writer, "cut", true);
            break;
        }
    }
    va_end(fields);
    json_close_object(&writer);
    buffer_add(&line, "\n", 1);
    if (!line.failed)
        write_line(&line);
    buffer_free(&line);
    errno = saved_errno;
}
