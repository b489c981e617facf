#include <string.h>

#include "base/arena.h"
#include "base/jsonlogic.h"
#include "base/text.h"
#include "catalogue/catalogue_load.h"

#define WAYS_MAX 5000
#define LIST_MAX 40 /* questions and situations, as the guide's shape allows */
#define SCRATCH_BYTES (4U << 20)

/* A walk through all ways to answer the questions that matter for situations. */
struct coverage {
    struct arena *scratch;
    const struct json *questions, *situations;
    bool matters[LIST_MAX], reached[LIST_MAX];
    struct json_member answers[LIST_MAX];
    struct json_member parts[1];
    struct json facts;
    size_t ways;
    const char *lost; /* the first way that leads nowhere, as text */
    struct pack *pack;
};

/* Is this text a value anywhere in the tree? Documents are at most JSON_MAX_DEPTH deep. */
static bool mentions(const struct json *value, const char *prefix, bool whole, int depth)
{
    if (value == NULL || depth > JSON_MAX_DEPTH)
        return false;
    if (value->type == JSON_TEXT)
        return whole ? text_equal(value->text.bytes, prefix) : text_starts_with(value->text.bytes, prefix);
    bool found = false;
    for (size_t i = 0; value->type == JSON_ARRAY && i < value->array.count && !found; i++)
        found = mentions(&value->array.items[i], prefix, whole, depth + 1);
    for (size_t i = 0; value->type == JSON_OBJECT && i < value->object.count && !found; i++)
        found = mentions(&value->object.members[i].value, prefix, whole, depth + 1);
    return found;
}

static bool list_mentions(const struct json *list, const char *text, bool whole)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (mentions(json_get(json_at(list, i), "when"), text, whole, 0))
            return true;
    return false;
}

static bool holds(struct coverage *c, const struct json *row)
{
    arena_reset(c->scratch);
    return jsonlogic_holds(c->scratch, json_get(row, "when"), &c->facts);
}

static void arrive(struct coverage *c)
{
    c->ways++;
    for (size_t i = 0; i < json_count(c->situations); i++)
        if (holds(c, json_at(c->situations, i))) {
            c->reached[i] = true;
            return;
        }
    if (c->lost != NULL)
        return;
    const char *way = "";
    for (size_t i = 0; way != NULL && i < c->parts[0].value.object.count; i++)
        way = arena_format(c->pack->arena, "%s%s%s = %s", way, i == 0 ? "" : ", ", c->answers[i].key, c->answers[i].value.text.bytes);
    c->lost = way == NULL || *way == '\0' ? "no question asked" : way;
}

/* As deep as there are questions: LIST_MAX at most. */
static void answer_from(struct coverage *c, size_t index)
{
    if (c->ways >= WAYS_MAX)
        return;
    if (index == json_count(c->questions)) {
        arrive(c);
        return;
    }
    const struct json *question = json_at(c->questions, index), *options = json_get(question, "options");
    if (!holds(c, question)) {
        answer_from(c, index + 1);
        return;
    }
    size_t *given = &c->parts[0].value.object.count;
    for (size_t i = 0; i < (c->matters[index] ? json_count(options) : 1); i++) {
        const char *code = json_get_text(json_at(options, i), "code");
        c->answers[*given] = (struct json_member){json_get_text(question, "code"),
                                                  {.type = JSON_TEXT, .text = {code, strlen(code)}}};
        (*given)++;
        answer_from(c, index + 1);
        (*given)--;
    }
}

static void report(struct coverage *c, const char *file, const char *bytes)
{
    if (c->lost != NULL)
        pack_fault(c->pack, file, pack_json_line(bytes, "situations"), "situations: none holds when %s", c->lost);
    for (size_t i = 0; c->ways < WAYS_MAX && i < json_count(c->situations); i++) {
        const char *path = arena_format(c->pack->arena, "situations.%zu.code", i);
        if (!c->reached[i] && path != NULL)
            pack_fault(c->pack, file, pack_json_line(bytes, path), "%s: no way to answer leads here", path);
    }
}

void catalogue_check_coverage(struct pack *pack, const char *file, const char *bytes, const struct json *guide)
{
    struct coverage *c = arena_alloc(pack->arena, sizeof(*c));
    if (c == NULL)
        return;
    c->pack = pack;
    c->questions = json_get(guide, "questions");
    c->situations = json_get(guide, "situations");
    if (json_count(c->questions) > LIST_MAX || json_count(c->situations) > LIST_MAX ||
        list_mentions(c->situations, "applicant.", false) || list_mentions(c->questions, "applicant.", false) ||
        list_mentions(c->situations, "form.", false))
        return;
    for (size_t i = 0; i < json_count(c->questions); i++) {
        const char *variable = arena_format(pack->arena, "answers.%s", json_get_text(json_at(c->questions, i), "code"));
        c->matters[i] = list_mentions(c->situations, variable, true) || list_mentions(c->questions, variable, true);
    }
    c->scratch = arena_new(SCRATCH_BYTES);
    if (c->scratch == NULL)
        return;
    c->parts[0] = (struct json_member){"answers", {.type = JSON_OBJECT, .object = {c->answers, 0}}};
    c->facts = (struct json){.type = JSON_OBJECT, .object = {c->parts, 1}};
    answer_from(c, 0);
    report(c, file, bytes);
    arena_free(c->scratch);
}
