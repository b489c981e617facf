#include "applications.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "main/walk.h"

#define DEMO_PASSWORD "tongban-demo"
#define FORMS_MAX 64
#define DISTRICTS_MAX 64

struct item_form { const char *item; struct form form; };

struct applications {
    struct walk walk;
    const char *today;
    int year;
    struct bench_centre *centres; size_t centre_count;
    struct item_form forms[2][FORMS_MAX]; /* direct, split */
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
    struct item_form *form = &applications->forms[split][applications->form_counts[split]];
    const struct resident resident = {.id_number = person.id_number, .phone = person.phone, .name = person.name, .division = person.hukou_division};
    form->item = code;
    if (applications->form_counts[split] < FORMS_MAX && form_cut(&form->form, body, &resident))
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
        if (json_get_bool(item, "materials_described", false) && json_get_bool(item, "citywide", false) && !add_form(applications, json_get_text(item, "code")))
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
            bytes += applications->forms[split][i].form.size;
    (void)snprintf(text, size, "%zu centres, %zu direct and %zu split items, bodies of %zu bytes on average", applications->centre_count,
                   applications->form_counts[0], applications->form_counts[1], count > 0 ? bytes / count : 0);
}

/* ---- residents ---- */

void application_resident(const struct applications *applications, uint64_t number, size_t home, struct resident *ret_resident)
{
    const char *born = applications->centres[resident_bits(number) % applications->centre_count].division;
    resident_make(number, applications->year, born, applications->centres[home].division, ret_resident);
}

void application_write(const struct applications *applications, bool split, uint64_t number, const struct resident *resident, struct buffer *out)
{
    form_write(&applications->forms[split][number % applications->form_counts[split]].form, resident, out);
}

const char *application_item(const struct applications *applications, uint64_t number)
{
    size_t split = number / FORMS_MAX % 2;
    return applications->forms[split][number % applications->form_counts[split]].item;
}
