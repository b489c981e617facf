#include "base/settings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/arena.h"
#include "base/endpoint.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

enum {
    SETTINGS_FILE_MAX = 64 * 1024,
    NAME_MAX_BYTES = 64,
    VALUE_MAX_BYTES = 1024,
};

struct setting {
    const char *name;
    enum setting_type type;
    const char *standard;
    int64_t min, max;
    const char *meaning;
    size_t offset; /* in struct settings */
};

static const struct setting table[SETTINGS_COUNT] = {
#define SETTING_ROW(name, type, standard, min, max, meaning) \
    { #name, SETTING_##type, standard, min, max, meaning, offsetof(struct settings, name) },
    SETTINGS(SETTING_ROW)
#undef SETTING_ROW
};

/* Every setting as text, before it is understood. */
struct raw_settings {
    const char *values[SETTINGS_COUNT];
    unsigned char origins[SETTINGS_COUNT];
    char *fault;
    size_t fault_size;
};

/* The texts of the settings file live here until the program ends. */
static struct arena *file_arena;

static bool __attribute__((format(printf, 2, 3))) fail(struct raw_settings *raw, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(raw->fault, raw->fault_size, format, arguments);
    va_end(arguments);
    return false;
}

/* -1 for no setting. A flag may write - for _. */
static int find_setting(const char *name, size_t size)
{
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        const char *known = table[i].name;
        size_t at = 0;
        while (at < size && known[at] && (known[at] == name[at] || (known[at] == '_' && name[at] == '-')))
            at++;
        if (at == size && !known[at])
            return i;
    }
    return -1;
}

/* What weighs less does not replace what weighs more. */
static void put(struct raw_settings *raw, int index, const char *value, enum setting_origin origin)
{
    if (raw->origins[index] > origin)
        return;
    raw->values[index] = value;
    raw->origins[index] = (unsigned char)origin;
}

static const char *const yes_words[] = { "yes", "true", "on", "1", NULL };
static const char *const no_words[] = { "no", "false", "off", "0", NULL };

bool settings_is_switch(const char *word)
{
    int index = text_starts_with(word, "--") ? find_setting(word + 2, strlen(word + 2)) : -1;
    return index >= 0 && table[index].type == SETTING_SWITCH;
}

/* --name value, --name=value, --switch, --switch yes. Steps over the value. */
static bool read_flag(struct raw_settings *raw, int argc, char **argv, int *at)
{
    const char *flag = argv[*at];
    const char *name = flag + 2;
    size_t size = strcspn(name, "=");
    int index = find_setting(name, size);
    if (index < 0)
        return fail(raw, "unknown setting %.*s; tongban settings lists them all", (int)size + 2, flag);
    const char *value = name[size] ? name + size + 1 : NULL;
    if (!value && table[index].type == SETTING_SWITCH) {
        const char *next = *at + 1 < argc ? argv[*at + 1] : "";
        bool told = text_in_list(next, yes_words) || text_in_list(next, no_words);
        value = told ? argv[++*at] : "yes";
    }
    if (!value) {
        if (*at + 1 >= argc || text_starts_with(argv[*at + 1], "--"))
            return fail(raw, "%s needs a value", flag);
        value = argv[++*at];
    }
    put(raw, index, value, SETTING_FLAG);
    return true;
}

static bool read_flags(struct raw_settings *raw, int argc, char **argv, char **rest, int *ret_rest_count)
{
    int count = 0;
    bool flags_end = false;
    for (int i = 1; i < argc; i++) {
        if (flags_end || !text_starts_with(argv[i], "--"))
            rest[count++] = argv[i];
        else if (text_equal(argv[i], "--"))
            flags_end = true;
        else if (!read_flag(raw, argc, argv, &i))
            return false;
    }
    *ret_rest_count = count;
    return true;
}

static void read_environment(struct raw_settings *raw)
{
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        char name[NAME_MAX_BYTES];
        snprintf(name, sizeof(name), "TONGBAN_%s", table[i].name);
        for (char *at = name; *at; at++) {
            if (*at >= 'a' && *at <= 'z')
                *at = (char)(*at - ('a' - 'A'));
        }
        const char *value = getenv(name);
        if (value)
            put(raw, i, value, SETTING_ENVIRONMENT);
    }
}

/* Without the blanks at both ends; changes the text. */
static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t", text[size - 1]))
        size--;
    text[size] = '\0';
    return text;
}

static bool read_line(struct raw_settings *raw, char *line, const char *path, int number, bool *seen)
{
    line = trim(line);
    if (!line[0] || line[0] == '#')
        return true;
    char *equals = strchr(line, '=');
    if (!equals)
        return fail(raw, "%s line %d: write name = value", path, number);
    *equals = '\0';
    const char *name = trim(line);
    int index = find_setting(name, strlen(name));
    if (index < 0 || text_equal(name, "config"))
        return fail(raw, "%s line %d: %s cannot be set in a file", path, number, name);
    if (seen[index])
        return fail(raw, "%s line %d: %s stands there twice", path, number, name);
    seen[index] = true;
    put(raw, index, trim(equals + 1), SETTING_FILE);
    return true;
}

static bool read_file(struct raw_settings *raw, const char *path)
{
    if (!file_arena)
        file_arena = arena_new(16 * SETTINGS_FILE_MAX);
    char *text = NULL;
    size_t size = 0;
    enum result result = file_arena ? file_read(file_arena, path, SETTINGS_FILE_MAX, &text, &size) : RESULT_NO_MEMORY;
    if (result != RESULT_OK)
        return fail(raw, "the settings file %s cannot be read (%s)", path, result_name(result));
    if (strlen(text) != size || !text_is_clean_utf8(text, size))
        return fail(raw, "the settings file %s is not clean UTF-8 with LF line ends", path);
    bool seen[SETTINGS_COUNT] = { false };
    int number = 0;
    for (char *line = text; line;) {
        number++;
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        if (!read_line(raw, line, path, number, seen))
            return false;
        line = end ? end + 1 : NULL;
    }
    return true;
}

static const char *const origin_names[] = {
    [SETTING_STANDARD] = "default",
    [SETTING_FILE] = "file",
    [SETTING_ENVIRONMENT] = "environment",
    [SETTING_FLAG] = "flag",
};

static bool understand(struct raw_settings *raw, int index, struct settings *settings)
{
    const struct setting *setting = &table[index];
    const char *value = raw->values[index];
    const char *origin = origin_names[raw->origins[index]];
    char *target = (char *)settings + setting->offset;
    switch (setting->type) {
    case SETTING_TEXT:
        if (value[0] != '\0' && (strchr(" \t", value[0]) || strchr(" \t", value[strlen(value) - 1])))
            return fail(raw, "%s (%s): there are blanks around its value", setting->name, origin);
        if (strlen(value) > VALUE_MAX_BYTES || !text_is_clean_utf8(value, strlen(value)))
            return fail(raw, "%s (%s): too long, or not clean UTF-8", setting->name, origin);
        memcpy(target, &value, sizeof(value));
        return true;
    case SETTING_INTEGER: {
        int64_t number;
        if (!text_parse_int64(value, &number))
            return fail(raw, "%s (%s): %.40s is no whole number between %lld and %lld", setting->name, origin, value[0] ? value : "nothing",
                        (long long)setting->min, (long long)setting->max);
        if (number < setting->min || number > setting->max)
            return fail(raw, "%s (%s): %lld is not between %lld and %lld", setting->name, origin, (long long)number,
                        (long long)setting->min, (long long)setting->max);
        memcpy(target, &number, sizeof(number));
        return true;
    }
    case SETTING_SWITCH: {
        bool on = text_in_list(value, yes_words);
        if (!on && !text_in_list(value, no_words))
            return fail(raw, "%s (%s): say yes or no, not %.40s", setting->name, origin, value);
        memcpy(target, &on, sizeof(on));
        return true;
    }
    }
    return false;
}

static bool understand_all(struct raw_settings *raw, struct settings *settings)
{
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        if (!understand(raw, i, settings))
            return false;
        settings->origins[i] = raw->origins[i];
    }
    enum log_level level;
    if (!log_level_parse(settings->log_level, &level))
        return fail(raw, "log_level: %.40s is none of debug, info, warning, error", settings->log_level);
    static const char *const languages[] = { "", "zh", "en", "both", NULL };
    if (!text_in_list(settings->lang, languages))
        return fail(raw, "lang: %.40s is none of zh, en, both", settings->lang);
    struct networks networks;
    if (!endpoint_to_listen_on(settings->listen))
        return fail(raw, "listen: \"%.100s\" is no address to listen on; " ENDPOINT_TO_LISTEN_ON, settings->listen);
    if (settings->public_url[0] && !endpoint_of_pages(settings->public_url))
        return fail(raw, "public_url: \"%.100s\" is no address of pages; " ENDPOINT_OF_PAGES, settings->public_url);
    if (!endpoint_of_database(settings->db)) /* which may hold a password */
        return fail(raw, "db: unknown kind of database, or a port that is none; " ENDPOINT_OF_DATABASE);
    if (!networks_parse(settings->trusted_proxies, &networks))
        return fail(raw, "trusted_proxies: %.100s is no list of addresses: say 127.0.0.1, 10.0.0.0/8, 2001:db8::/32 or loopback, at most %d",
                    settings->trusted_proxies, NETWORKS_MAX);
    if (!networks_are_narrow(&networks))
        return fail(raw, "trusted_proxies: %.100s would let anybody say where they come from: name the proxies alone, or their network of"
                         " at least /8, for IPv6 /16 (fc00::/7 is private)", settings->trusted_proxies);
    if (settings->clock_offset != 0 && !settings->demo)
        return fail(raw, "clock_offset is for demonstrations: it needs demo too");
    return true;
}

bool settings_read(struct settings *settings, int argc, char **argv, char **rest, int *ret_rest_count,
                   char *fault, size_t fault_size)
{
    struct raw_settings raw = { .fault = fault, .fault_size = fault_size };
    for (int i = 0; i < SETTINGS_COUNT; i++)
        put(&raw, i, table[i].standard, SETTING_STANDARD);
    read_environment(&raw);
    if (!read_flags(&raw, argc, argv, rest, ret_rest_count))
        return false;
    const char *path = raw.values[find_setting("config", strlen("config"))];
    if (path[0] && !read_file(&raw, path))
        return false;
    return understand_all(&raw, settings);
}

/* The value as a person may see it: postgresql://user:***@host/name. */
static void show_value(const struct setting *setting, const struct settings *settings, char *shown, size_t size)
{
    const char *source = (const char *)settings + setting->offset;
    if (setting->type == SETTING_INTEGER) {
        int64_t number;
        memcpy(&number, source, sizeof(number));
        snprintf(shown, size, "%lld", (long long)number);
        return;
    }
    if (setting->type == SETTING_SWITCH) {
        snprintf(shown, size, "%s", *(const bool *)source ? "yes" : "no");
        return;
    }
    const char *text;
    memcpy(&text, source, sizeof(text));
    const char *user = strstr(text, "://");
    const char *colon = user ? strchr(user + 3, ':') : NULL;
    const char *host = user ? strrchr(user, '@') : NULL;
    const char *password = user ? strstr(user, "password=") : NULL;
    if (password)
        snprintf(shown, size, "%.*spassword=***", (int)(password - text), text);
    else if (colon && host && colon < host)
        snprintf(shown, size, "%.*s:***%s", (int)(colon - text), text, host);
    else
        snprintf(shown, size, "%s", text);
}

void settings_print(FILE *out, const struct settings *settings)
{
    char values[SETTINGS_COUNT][VALUE_MAX_BYTES + 1];
    int name_width = 4, value_width = 5, standard_width = 7;
    for (int i = 0; i < SETTINGS_COUNT; i++) {
        show_value(&table[i], settings, values[i], sizeof(values[i]));
        int widths[] = { (int)strlen(table[i].name), (int)strlen(values[i]), (int)strlen(table[i].standard) };
        name_width = widths[0] > name_width ? widths[0] : name_width;
        value_width = widths[1] > value_width ? widths[1] : value_width;
        standard_width = widths[2] > standard_width ? widths[2] : standard_width;
    }
    fprintf(out, "%-*s  %-*s  %-11s  %-*s  %s\n", name_width, "name", value_width, "value", "from", standard_width,
            "default", "meaning");
    for (int i = 0; i < SETTINGS_COUNT; i++)
        fprintf(out, "%-*s  %-*s  %-11s  %-*s  %s\n", name_width, table[i].name, value_width, values[i],
                origin_names[settings->origins[i]], standard_width, table[i].standard, table[i].meaning);
}
