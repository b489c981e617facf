#include "applications.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check_digit.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "main/walk.h"

#define DEMO_PASSWORD "tongban-demo"
#define FORMS_MAX 64
#define PIECES_MAX 32
#define DISTRICTS_MAX 64

enum slot { SLOT_NONE, SLOT_NUMBER, SLOT_PHONE, SLOT_NAME, SLOT_DIVISION };

/* A filled application, cut at the resident's data. */
struct form {
    const char *item;
    struct { const char *text; size_t size; enum slot then; } pieces[PIECES_MAX];
    size_t piece_count, size;
};

struct applications {
    struct walk walk;
    const char *today;
    int year;
    struct bench_centre *centres; size_t centre_count;
    struct form forms[2][FORMS_MAX]; /* direct, split */
    size_t form_counts[2];
};

/* ---- centres and their people ---- */

static const char *sign_in(struct walk *walk, const char *role, const char *centre)
{
    const struct json *session = NULL;
    const char *body = arena_format(walk->arena, "{\"username\":\"%s.%s\",\"password\":\"" DEMO_PASSWORD "\"}", role, centre);
    struct walk_request request = {.method = "POST", .path = "/v1/sessions", .body = body};
    return walk_ask(walk, &request, 201, &session) ? json_get_text(session, "token") : NULL;
}

static bool add_centre(struct applications *applications, const struct json *centre)
{
    struct walk *walk = &applications->walk;
    struct bench_centre *added = &applications->centres[applications->centre_count];
    added->code = json_get_text(centre, "code");
    added->division = json_get_text(centre, "division");
    if (added->code == NULL || added->division == NULL || strlen(added->division) != 9)
        return false;
    added->clerk = sign_in(walk, "clerk", added->code);
    added->reviewer = added->clerk == NULL ? NULL : sign_in(walk, "reviewer", added->code);
    applications->centre_count++;
    return added->reviewer != NULL;
}

/* The first centres of every district, one after the other, until there are enough. */
static bool choose_centres(struct applications *applications, size_t count)
{
    struct walk *walk = &applications->walk;
    const struct json *districts = NULL, *lists[DISTRICTS_MAX] = {NULL};
    if (!walk_get(walk, NULL, "/v1/districts", &districts))
        return false;
    const struct json *items = json_get(districts, "items");
    for (size_t i = 0; i < json_count(items) && i < DISTRICTS_MAX; i++) {
        const char *code = json_get_text(json_at(items, i), "code");
        if (!walk_get(walk, NULL, arena_format(walk->arena, "/v1/centres?kind=centre&limit=50&district=%s", code), &lists[i]))
            return false;
    }
    for (size_t round = 0; round < 50 && applications->centre_count < count; round++)
        for (size_t i = 0; i < json_count(items) && i < DISTRICTS_MAX && applications->centre_count < count; i++) {
            const struct json *centre = json_at(json_get(lists[i], "items"), round);
            if (centre != NULL && !add_centre(applications, centre))
                return false;
        }
    return applications->centre_count >= 2;
}

/* ---- forms ---- */

/* Where the nearest of the resident's data begins in the text; SLOT_NONE at the end. */
static enum slot next_slot(const char *text, const struct walk_person *person, const char **ret_at, size_t *ret_size)
{
    const struct { const char *value; enum slot slot; } known[] = {
        {person->id_number, SLOT_NUMBER}, {person->phone, SLOT_PHONE}, {person->name, SLOT_NAME}, {person->hukou_division, SLOT_DIVISION}};
    enum slot slot = SLOT_NONE;
    *ret_at = text + strlen(text);
    *ret_size = 0;
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        const char *at = strstr(text, known[i].value);
        if (at != NULL && at < *ret_at) {
            *ret_at = at;
            *ret_size = strlen(known[i].value);
            slot = known[i].slot;
        }
    }
    return slot;
}

static bool cut(struct form *form, const char *body, const struct walk_person *person)
{
    form->size = strlen(body);
    for (form->piece_count = 0; form->piece_count < PIECES_MAX;) {
        const char *at = NULL;
        size_t size = 0;
        enum slot slot = next_slot(body, person, &at, &size);
        form->pieces[form->piece_count].text = body;
        form->pieces[form->piece_count].size = (size_t)(at - body);
        form->pieces[form->piece_count++].then = slot;
        if (slot == SLOT_NONE)
            return true;
        body = at + size;
    }
    return false;
}

/* Adds the item when a patient clerk can fill its application completely; most can. */
static bool add_form(struct applications *applications, const char *code)
{
    struct walk *walk = &applications->walk;
    const struct bench_centre *centre = &applications->centres[0];
    const struct json *item = NULL, *preview = NULL;
    struct walk_person person;
    if (!walk_get(walk, NULL, arena_format(walk->arena, "/v1/items/%s", code), &item))
        return false;
    walk_person_make(&person, applications->today, centre->division, centre->division);
    const char *body = walk_application(walk, centre->clerk, item, &person);
    struct walk_request request = {.method = "POST", .path = "/v1/cases/preview", .token = centre->clerk, .body = body};
    if (body == NULL || !walk_ask(walk, &request, 200, &preview))
        return false;
    if (!json_get_bool(preview, "complete", false) || json_count(json_get(preview, "errors")) > 0)
        return true;
    size_t split = text_equal(json_get_text(preview, "mode"), "split");
    struct form *form = &applications->forms[split][applications->form_counts[split]];
    form->item = code;
    if (applications->form_counts[split] < FORMS_MAX && cut(form, body, &person))
        applications->form_counts[split]++;
    return true;
}

static bool make_forms(struct applications *applications)
{
    struct walk *walk = &applications->walk;
    const struct json *list = NULL;
    if (!walk_get(walk, NULL, "/v1/items?limit=200", &list))
        return false;
    const struct json *items = json_get(list, "items");
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *item = json_at(items, i);
        if (json_get_bool(item, "has_guide", false) && json_get_bool(item, "citywide", false) && !add_form(applications, json_get_text(item, "code")))
            return false;
    }
    return applications->form_counts[0] > 0 && applications->form_counts[1] > 0;
}

/* ---- opening ---- */

static bool begin(struct applications *applications, int port, size_t centres)
{
    struct walk *walk = &applications->walk;
    const struct json *city = NULL;
    char address[32];
    (void)snprintf(address, sizeof(address), "127.0.0.1:%d", port);
    walk->arena = arena_new((size_t)256 << 20);
    applications->centres = calloc(centres + 1, sizeof(*applications->centres));
    if (walk->arena == NULL || applications->centres == NULL || crypto_start() != RESULT_OK ||
        walk_client_open(&walk->client, walk->arena, address) != RESULT_OK || !walk_get(walk, NULL, "/v1/city", &city))
        return false;
    applications->today = json_get_text(city, "today");
    if (applications->today == NULL || sscanf(applications->today, "%4d", &applications->year) != 1)
        return false;
    return choose_centres(applications, centres) && make_forms(applications);
}

struct applications *applications_open(int port, size_t centres)
{
    struct applications *applications = calloc(1, sizeof(*applications));
    if (applications != NULL && !begin(applications, port, centres)) {
        (void)fputs("bench: the traffic cannot be prepared\n", stderr);
        applications_close(applications);
        return NULL;
    }
    return applications;
}

void applications_close(struct applications *applications)
{
    if (applications == NULL)
        return;
    arena_free(applications->walk.arena);
    free(applications->centres);
    free(applications);
}

const struct bench_centre *applications_centres(const struct applications *applications, size_t *ret_count)
{
    *ret_count = applications->centre_count;
    return applications->centres;
}

void applications_describe(const struct applications *applications, char *text, size_t size)
{
    size_t bytes = 0, count = applications->form_counts[0] + applications->form_counts[1];
    for (size_t split = 0; split < 2; split++)
        for (size_t i = 0; i < applications->form_counts[split]; i++)
            bytes += applications->forms[split][i].size;
    (void)snprintf(text, size, "%zu centres, %zu direct and %zu split items, bodies of %zu bytes on average", applications->centre_count,
                   applications->form_counts[0], applications->form_counts[1], count > 0 ? bytes / count : 0);
}

/* ---- residents ---- */

/* splitmix64: every number its own bits. */
static uint64_t bits_of(uint64_t number)
{
    uint64_t bits = (number + 1) * UINT64_C(0x9E3779B97F4A7C15);
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

/* A woman in her seventies, as walk_person_make makes them: the forms were filled for such a one. */
void application_id_number(const struct applications *applications, uint64_t number, char id_number[19])
{
    uint64_t bits = bits_of(number);
    char digits[48];
    const char *district = applications->centres[bits % applications->centre_count].division;
    (void)snprintf(digits, sizeof(digits), "%.6s%04u%02u%02u%03u", district, (unsigned)(applications->year - 71 - (int)(bits >> 8 & 7)),
                   (unsigned)(bits >> 16) % 12 + 1, (unsigned)(bits >> 24) % 28 + 1, (unsigned)(bits >> 32) % 499 * 2 + 2);
    memcpy(id_number, digits, 17);
    id_number[17] = check_digit_mod_11_2(id_number, 17);
    id_number[18] = '\0';
}

void application_write(const struct applications *applications, bool split, uint64_t number, size_t home, struct buffer *out)
{
    static const char *const families[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "沈", "陆", "顾", "施"};
    static const char *const given[] = {"秀英", "桂芳", "佩华", "素琴", "惠娟", "玉珍", "美玲", "丽华"};
    const struct form *form = &applications->forms[split][number % applications->form_counts[split]];
    char id_number[19], phone[24], name[24];
    uint64_t bits = bits_of(number);
    application_id_number(applications, number, id_number);
    (void)snprintf(phone, sizeof(phone), "1380%07u", (unsigned)(bits % 10000000));
    (void)snprintf(name, sizeof(name), "%s%s", families[bits >> 40 & 15], given[bits >> 44 & 7]);
    const char *values[] = {[SLOT_NONE] = "", [SLOT_NUMBER] = id_number, [SLOT_PHONE] = phone, [SLOT_NAME] = name,
                            [SLOT_DIVISION] = applications->centres[home].division};
    for (size_t i = 0; i < form->piece_count; i++) {
        buffer_add(out, form->pieces[i].text, form->pieces[i].size);
        buffer_add_text(out, values[form->pieces[i].then]);
    }
}

const char *application_item(const struct applications *applications, uint64_t number)
{
    size_t split = number / FORMS_MAX % 2;
    return applications->forms[split][number % applications->form_counts[split]].item;
}
