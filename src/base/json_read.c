/* The only file that includes jansson.h: strict reading of JSON from outside.
 * First one pass over the bytes for what jansson leaves open (depth, control characters, the number of values),
 * then jansson, then its tree is copied into the arena; no recursion of ours. */
#define JSON_OBJECT JANSSON_OBJECT /* jansson's constants have the names of ours */
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_INTEGER JANSSON_INTEGER
#define JSON_REAL JANSSON_REAL
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_INTEGER
#undef JSON_REAL
#undef JSON_NULL

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

static enum result fail(struct json_fault *ret_fault, const char *code, int line, int column, const char *sentence)
{
    *ret_fault = (struct json_fault){ .code = code, .line = line, .column = column };
    if (line > 0)
        snprintf(ret_fault->text, sizeof(ret_fault->text), "line %d, column %d: %s", line, column, sentence);
    else
        snprintf(ret_fault->text, sizeof(ret_fault->text), "%s", sentence);
    return RESULT_INVALID;
}

struct scan {
    const char *at, *end;
    int line, column;
    int depth;
    bool in_text;
    size_t values; /* the document has at most so many */
};

static enum result fail_here(const struct scan *scan, struct json_fault *ret_fault, const char *code,
                             const char *sentence)
{
    return fail(ret_fault, code, scan->line, scan->column, sentence);
}

static bool is_unwelcome(unsigned code)
{
    return (code < 0x20 && code != '\n' && code != '\t' && code != '\r') || (code >= 0x7F && code <= 0x9F);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Does the escape that starts here stand for a control character? Broken ones are left to jansson. */
static bool escape_is_unwelcome(const struct scan *scan)
{
    ptrdiff_t left = scan->end - scan->at;
    if (left >= 2 && (scan->at[1] == 'b' || scan->at[1] == 'f'))
        return true;
    if (left < 6 || scan->at[1] != 'u')
        return false;
    unsigned code = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_value(scan->at[i]);
        if (digit < 0)
            return false;
        code = code << 4 | (unsigned)digit;
    }
    return is_unwelcome(code);
}

static enum result scan_text(struct scan *scan, struct json_fault *ret_fault)
{
    if (*scan->at == '"') {
        scan->in_text = false;
    } else if (*scan->at == '\\') {
        if (escape_is_unwelcome(scan))
            return fail_here(scan, ret_fault, "json_encoding", "control characters are not allowed");
        if (scan->end - scan->at >= 2 && (scan->at[1] == '"' || scan->at[1] == '\\')) {
            scan->at++;
            scan->column++;
        }
    }
    return RESULT_OK;
}

static enum result scan_structure(struct scan *scan, struct json_fault *ret_fault)
{
    switch (*scan->at) {
    case '"':
        scan->in_text = true;
        break;
    case '{':
    case '[':
        scan->values++;
        if (++scan->depth > JSON_MAX_DEPTH)
            return fail_here(scan, ret_fault, "json_depth", "too many arrays or objects inside each other");
        break;
    case '}':
    case ']':
        scan->depth--;
        break;
    case ',':
        scan->values++;
        break;
    default:
        break;
    }
    return RESULT_OK;
}

static enum result scan_document(const char *bytes, size_t size, size_t *ret_values, struct json_fault *ret_fault)
{
    struct scan scan = { .at = bytes, .end = bytes + size, .line = 1, .column = 1, .values = 1 };
    while (scan.at < scan.end) {
        unsigned char byte = (unsigned char)*scan.at;
        size_t step = byte < 0x80 ? 1 : text_character_size_within(scan.at, (size_t)(scan.end - scan.at));
        if (step == 0)
            return fail_here(&scan, ret_fault, "json_encoding", "this is not UTF-8");
        if (is_unwelcome(byte) || (byte == 0xC2 && is_unwelcome((unsigned char)scan.at[1])))
            return fail_here(&scan, ret_fault, "json_encoding", "control characters are not allowed");
        bool line_ends = byte == '\n';
        enum result result = scan.in_text ? scan_text(&scan, ret_fault) : scan_structure(&scan, ret_fault);
        if (result != RESULT_OK)
            return result;
        scan.at += step;
        scan.line += line_ends;
        scan.column = line_ends ? 1 : scan.column + 1;
    }
    *ret_values = scan.values;
    return RESULT_OK;
}

static enum result fail_as_jansson(const json_error_t *error, struct json_fault *ret_fault)
{
    const char *code = "json_syntax", *sentence = "this is not JSON";
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
        return RESULT_NO_MEMORY;
    case json_error_duplicate_key:
        code = "json_duplicate_key";
        sentence = "a name stands twice in one object";
        break;
    case json_error_numeric_overflow:
        sentence = "this number is too large";
        break;
    case json_error_premature_end_of_input:
        sentence = "the document ends too early";
        break;
    case json_error_end_of_input_expected:
        sentence = "there is more after the value";
        break;
    default:
        break;
    }
    return fail(ret_fault, code, error->line > 0 ? error->line : 0, error->column, sentence);
}

/* A container whose children are being copied. */
struct copy_level {
    json_t *from;
    struct json *to;
    size_t next;
    void *iterator; /* of an object */
};

/* Fills one value; a container gets room for its children. False when the arena is full. */
static bool copy_value(struct arena *arena, json_t *from, struct json *to)
{
    switch (json_typeof(from)) {
    case JANSSON_NULL:
        to->type = JSON_NULL;
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        to->type = JSON_BOOL;
        to->boolean = json_typeof(from) == JSON_TRUE;
        return true;
    case JANSSON_INTEGER:
        to->type = JSON_INTEGER;
        to->integer = json_integer_value(from);
        return true;
    case JANSSON_REAL:
        to->type = JSON_REAL;
        to->real = json_real_value(from);
        return true;
    case JSON_STRING:
        to->type = JSON_TEXT;
        to->text.size = json_string_length(from);
        to->text.bytes = arena_copy_bytes(arena, json_string_value(from), to->text.size);
        return to->text.bytes != NULL;
    case JANSSON_ARRAY:
        to->type = JSON_ARRAY;
        to->array.count = json_array_size(from);
        to->array.items = arena_array(arena, to->array.count, sizeof(struct json));
        return to->array.items != NULL;
    case JANSSON_OBJECT:
        to->type = JSON_OBJECT;
        to->object.count = json_object_size(from);
        to->object.members = arena_array(arena, to->object.count, sizeof(struct json_member));
        return to->object.members != NULL;
    }
    return false;
}

/* The next child of the level, and the place it is copied to; NULL after the last, and in *ret_ok false when full. */
static json_t *next_child(struct arena *arena, struct copy_level *level, struct json **ret_to, bool *ret_ok)
{
    size_t index = level->next++;
    *ret_ok = true;
    if (level->to->type == JSON_ARRAY) {
        *ret_to = (struct json *)&level->to->array.items[index];
        return json_array_get(level->from, index);
    }
    level->iterator = index == 0 ? json_object_iter(level->from)
                                 : json_object_iter_next(level->from, level->iterator);
    if (!level->iterator)
        return NULL;
    struct json_member *member = (struct json_member *)&level->to->object.members[index];
    member->key = arena_copy_text(arena, json_object_iter_key(level->iterator));
    *ret_ok = member->key != NULL;
    *ret_to = &member->value;
    return json_object_iter_value(level->iterator);
}

static const struct json *copy_tree(struct arena *arena, json_t *root)
{
    struct copy_level levels[JSON_MAX_DEPTH];
    size_t depth = 0;
    struct json *tree = arena_alloc(arena, sizeof(*tree));
    json_t *from = root;
    struct json *to = tree;
    bool ok = tree != NULL;

    for (;;) {
        if (!from) {
            depth--; /* the container has no more children */
        } else if (!ok || !copy_value(arena, from, to)) {
            return NULL;
        } else if (to->type == JSON_ARRAY || to->type == JSON_OBJECT) {
            assert(depth < JSON_MAX_DEPTH); /* scan_document has counted */
            levels[depth++] = (struct copy_level){ .from = from, .to = to };
        }
        if (depth == 0)
            return tree;
        from = next_child(arena, &levels[depth - 1], &to, &ok);
    }
}

enum result json_read(struct arena *arena, const char *bytes, size_t size,
                      const struct json **ret_value, struct json_fault *ret_fault)
{
    if (size > JSON_MAX_SIZE)
        return fail(ret_fault, "json_size", 0, 0, "the document is too large");
    size_t values = 0;
    enum result result = scan_document(bytes, size, &values, ret_fault);
    if (result != RESULT_OK)
        return result;
    /* jansson takes its memory outside the arena: what would hardly fit in here is not even begun there */
    if (values > arena_left(arena) / sizeof(struct json))
        return RESULT_NO_MEMORY;

    json_error_t error;
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!root)
        return fail_as_jansson(&error, ret_fault);
    const struct json *tree = copy_tree(arena, root);
    json_decref(root);
    if (!tree)
        return RESULT_NO_MEMORY;
    *ret_value = tree;
    return RESULT_OK;
}
