#include "db/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/spec.h"

/* A place in a document that is known to be valid. */
struct spot { const char *at; int line; };

static void skip_space(struct spot *spot)
{
    for (; *spot->at == ' ' || *spot->at == '\t' || *spot->at == '\r' || *spot->at == '\n'; spot->at++)
        if (*spot->at == '\n')
            spot->line++;
}

static void skip_text(struct spot *spot)
{
    for (spot->at++; *spot->at != '\0' && *spot->at != '"'; spot->at++)
        if (*spot->at == '\\' && spot->at[1] != '\0')
            spot->at++;
    if (*spot->at == '"')
        spot->at++;
}

/* Past one value: by counting brackets, so without recursion. */
static void skip_value(struct spot *spot)
{
    int depth = 0;
    do {
        skip_space(spot);
        switch (*spot->at) {
        case '\0': return;
        case '"': skip_text(spot); break;
        case '{': case '[': depth++; spot->at++; break;
        case '}': case ']': depth--; spot->at++; break;
        case ',': case ':': spot->at++; break;
        default: spot->at += strcspn(spot->at, " \t\r\n,]}"); break;
        }
    } while (depth > 0);
}

static bool enter_member(struct spot *spot, const char *name, size_t size)
{
    struct spot here = *spot;
    for (here.at++, skip_space(&here); *here.at == '"'; skip_space(&here)) {
        const char *key = here.at + 1;
        skip_text(&here);
        bool found = (size_t)(here.at - 1 - key) == size && memcmp(key, name, size) == 0;
        skip_space(&here);
        here.at += *here.at == ':';
        skip_space(&here);
        if (found) {
            *spot = here;
            return true;
        }
        skip_value(&here);
        skip_space(&here);
        here.at += *here.at == ',';
    }
    return false;
}

static bool enter_item(struct spot *spot, unsigned long index)
{
    struct spot here = *spot;
    for (here.at++, skip_space(&here); *here.at != ']' && *here.at != '\0'; skip_space(&here)) {
        if (index-- == 0) {
            *spot = here;
            return true;
        }
        skip_value(&here);
        skip_space(&here);
        here.at += *here.at == ',';
    }
    return false;
}

/* Moves to the value at the path; false when it leads nowhere, then the spot is at the last part that exists. */
static bool walk(struct spot *spot, const char *path)
{
    skip_space(spot);
    while (path != NULL && *path != '\0') {
        size_t size = strcspn(path, ".");
        bool found = *spot->at == '{'   ? enter_member(spot, path, size)
                     : *spot->at == '[' ? enter_item(spot, strtoul(path, NULL, 10))
                                        : false;
        if (!found)
            return false;
        path += size;
        path += *path == '.';
    }
    return true;
}

int pack_json_line(const char *bytes, const char *path)
{
    struct spot spot = {.at = bytes, .line = 1};
    (void)walk(&spot, path);
    return spot.line;
}

const char *pack_json_slice(const char *bytes, const char *path, size_t *ret_size)
{
    struct spot spot = {.at = bytes, .line = 1};
    if (!walk(&spot, path))
        return NULL;
    const char *start = spot.at;
    skip_value(&spot);
    *ret_size = (size_t)(spot.at - start);
    return start;
}

const struct json *pack_read_json(struct pack *pack, const char *file, const struct field *fields, const char **ret_bytes)
{
    char *bytes = NULL;
    size_t size = 0;
    if (!pack_read(pack, file, &bytes, &size))
        return NULL;
    const struct json *value = NULL;
    struct json_fault fault = {0};
    enum result result = json_read(pack->arena, bytes, size, &value, &fault);
    if (result != RESULT_OK) {
        pack_fault(pack, file, fault.line, "%s", result == RESULT_INVALID ? fault.text : result_name(result));
        return NULL;
    }
    struct field_errors *errors = arena_alloc(pack->arena, sizeof(*errors));
    if (errors == NULL)
        return NULL;
    errors->arena = pack->arena;
    if (!spec_check(value, fields, errors)) {
        for (size_t i = 0; i < errors->count; i++)
            pack_fault(pack, file, pack_json_line(bytes, errors->items[i].field), "%s: %s", errors->items[i].field,
                       errors->items[i].en);
        return NULL;
    }
    *ret_bytes = bytes;
    return value;
}
