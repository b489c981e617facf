#include "traffic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "applications.h"
#include "base/clock.h"
#include "base/text.h"

#define CASES_KEPT 8192 /* what a city looks at again and again; read once before anything is measured */
#define CONNECTIONS_MAX 4096
#define SPLIT_OF_100 8

struct kept_case { char number[27], id_number[19]; uint16_t receiving; };

/* One case on its way from application to delivery. */
struct life { size_t step; uint64_t key; int64_t key_ms; char number[27]; size_t receiving, responsible; bool split; };

struct traffic {
    struct applications *applications;
    const struct bench_centre *centres; size_t centre_count;
    char description[200];
    uint64_t made;                  /* residents and keys so far: each gets the next number */
    struct kept_case *cases; uint64_t kept; /* for reading */
    struct life lives[CONNECTIONS_MAX];
    uint64_t lives_begun, lives_done, lives_max;
    enum traffic_read read;
    struct buffer body;
};

struct traffic *traffic_open(int port, size_t centres)
{
    struct traffic *traffic = calloc(1, sizeof(*traffic));
    if (traffic == NULL)
        return NULL;
    buffer_init(&traffic->body, (size_t)1 << 20);
    traffic->cases = calloc(CASES_KEPT, sizeof(*traffic->cases));
    traffic->applications = applications_open(port, centres);
    if (traffic->cases == NULL || traffic->applications == NULL) {
        traffic_close(traffic);
        return NULL;
    }
    traffic->made = (uint64_t)clock_now_ms() * 1000; /* no two runs send the same keys */
    traffic->centres = applications_centres(traffic->applications, &traffic->centre_count);
    applications_describe(traffic->applications, traffic->description, sizeof(traffic->description));
    return traffic;
}

void traffic_close(struct traffic *traffic)
{
    if (traffic == NULL)
        return;
    applications_close(traffic->applications);
    buffer_free(&traffic->body);
    free(traffic->cases);
    free(traffic);
}

const char *traffic_describe(const struct traffic *traffic) { return traffic->description; }

const struct bench_centre *traffic_centres(const struct traffic *traffic, size_t *ret_count)
{
    *ret_count = traffic->centre_count;
    return traffic->centres;
}

void traffic_keep(struct traffic *traffic, const char *number, const char *id_number, size_t centre)
{
    struct kept_case *kept = &traffic->cases[traffic->kept++ % CASES_KEPT];
    memcpy(kept->number, number, sizeof(kept->number));
    memcpy(kept->id_number, id_number, sizeof(kept->id_number));
    kept->receiving = (uint16_t)centre;
}

/* ---- requests ---- */

static void write_get(struct buffer *out, const char *path, const char *token)
{
    buffer_add_format(out, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n", path);
    if (token != NULL)
        buffer_add_format(out, "Authorization: Bearer %s\r\n", token);
    buffer_add_text(out, "\r\n");
}

/* printf would be a good part of what a request costs here. */
static void add_hex(struct buffer *out, uint64_t value, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char text[16];
    for (size_t i = size; i-- > 0; value >>= 4)
        text[i] = digits[value & 15];
    buffer_add(out, text, size);
}

/* A UUID of version 7, as the pages send them: the moment, and what tells it from others. */
static void add_key(struct buffer *out, uint64_t key, int64_t ms)
{
    add_hex(out, (uint64_t)ms >> 16, 8);
    buffer_add_text(out, "-");
    add_hex(out, (uint64_t)ms, 4);
    buffer_add_text(out, "-7");
    add_hex(out, key >> 60, 3);
    buffer_add_text(out, "-8");
    add_hex(out, key >> 48, 3);
    buffer_add_text(out, "-");
    add_hex(out, key, 12);
}

static void write_post(struct traffic *traffic, struct buffer *out, const char *number, const char *token, uint64_t key, int64_t key_ms)
{
    char length[24];
    (void)snprintf(length, sizeof(length), "%zu", traffic->body.size);
    buffer_add_text(out, "POST /v1/cases");
    if (number != NULL) {
        buffer_add_text(out, "/");
        buffer_add_text(out, number);
        buffer_add_text(out, "/actions");
    }
    buffer_add_text(out, " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\nAuthorization: Bearer ");
    buffer_add_text(out, token);
    buffer_add_text(out, "\r\nIdempotency-Key: ");
    add_key(out, key, key_ms);
    buffer_add_text(out, "\r\nContent-Length: ");
    buffer_add_text(out, length);
    buffer_add_text(out, "\r\n\r\n");
    buffer_add(out, traffic->body.bytes, traffic->body.size);
}

static void write_search(struct buffer *out, const char *number, const char *token)
{
    buffer_add_text(out, "POST /v1/cases/search HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\nAuthorization: Bearer ");
    buffer_add_text(out, token);
    buffer_add_format(out, "\r\nContent-Length: %zu\r\n\r\n{\"q\":\"%s\"}", strlen(number) + strlen("{\"q\":\"\"}"), number);
}

/* The application with this key: at the next centre; a split one belongs to another centre. */
struct journey { size_t receiving, responsible; bool split; };
static struct journey write_application(struct traffic *traffic, struct buffer *out, uint64_t number, int64_t key_ms, struct resident *resident)
{
    size_t receiving = (size_t)(number % traffic->centre_count);
    size_t other = (receiving + 1 + (size_t)(number / traffic->centre_count) % (traffic->centre_count - 1)) % traffic->centre_count;
    bool split = number % 100 < SPLIT_OF_100;
    struct journey journey = {receiving, split ? other : receiving, split};
    buffer_clear(&traffic->body);
    application_resident(traffic->applications, number, journey.responsible, resident);
    application_write(traffic->applications, split, number, resident, &traffic->body);
    write_post(traffic, out, NULL, traffic->centres[receiving].clerk, number, key_ms);
    return journey;
}

static bool read_number(const struct load_reply *reply, char number[27])
{
    static const char member[] = "\"case_number\":\"";
    const char *found = strstr(reply->body, member);
    if (found == NULL || (size_t)(found - reply->body) + sizeof(member) + 26 > reply->size)
        return false;
    memcpy(number, found + sizeof(member) - 1, 26);
    number[26] = '\0';
    return true;
}

/* ---- applications ---- */

static bool next_accept(void *context, size_t connection, struct buffer *out)
{
    struct traffic *traffic = context;
    struct resident resident;
    (void)connection;
    (void)write_application(traffic, out, traffic->made++, clock_now_ms(), &resident);
    return true;
}

static bool answered_accept(void *context, size_t connection, const struct load_reply *reply)
{
    (void)context;
    (void)connection;
    return reply->status == 201;
}

void traffic_accept(struct traffic *traffic, struct load_plan *plan)
{
    plan->next = next_accept;
    plan->answered = answered_accept;
    plan->context = traffic;
}

/* ---- lives ---- */

static const struct scene { const char *body; bool split_only, by_reviewer; } scenes[] = {
    {"{\"action\":\"take_over\"}", true, false},
    {"{\"action\":\"accept\"}", false, false},
    {"{\"action\":\"decide\",\"outcome\":\"granted\",\"reason\":\"符合条件\"}", false, true},
    {"{\"action\":\"issue\"}", false, false},
    {"{\"action\":\"deliver\",\"delivery\":\"window\"}", false, false},
};

static void draw_key(struct traffic *traffic, struct life *life)
{
    life->key = traffic->made++;
    life->key_ms = clock_now_ms();
}

/* step 0 is the application, step n scene n - 1. The key of a step is the same until it is answered. */
static bool next_life(void *context, size_t connection, struct buffer *out)
{
    struct traffic *traffic = context;
    struct life *life = &traffic->lives[connection];
    if (life->step == 0) {
        struct resident resident;
        if (life->key == 0 && traffic->lives_max > 0 && traffic->lives_begun == traffic->lives_max)
            return false;
        if (life->key == 0) {
            draw_key(traffic, life);
            traffic->lives_begun++;
        }
        struct journey journey = write_application(traffic, out, life->key, life->key_ms, &resident);
        life->receiving = journey.receiving;
        life->responsible = journey.responsible;
        life->split = journey.split;
        return true;
    }
    if (scenes[life->step - 1].split_only && !life->split)
        life->step++;
    const struct scene *scene = &scenes[life->step - 1];
    const struct bench_centre *centre = &traffic->centres[life->responsible];
    if (life->key == 0)
        draw_key(traffic, life);
    buffer_clear(&traffic->body);
    buffer_add_text(&traffic->body, scene->body);
    write_post(traffic, out, life->number, scene->by_reviewer ? centre->reviewer : centre->clerk, life->key, life->key_ms);
    return true;
}

static bool answered_life(void *context, size_t connection, const struct load_reply *reply)
{
    struct traffic *traffic = context;
    struct life *life = &traffic->lives[connection];
    bool good = life->step == 0 ? reply->status == 201 && read_number(reply, life->number) : reply->status == 200;
    if (reply->status == 503)
        return false; /* again, with the same key */
    life->key = 0;
    life->step++;
    if (good && life->step <= ARRAY_COUNT(scenes))
        return true;
    traffic->lives_done += good;
    life->step = 0;
    return good;
}

void traffic_lives(struct traffic *traffic, uint64_t max, struct load_plan *plan)
{
    memset(traffic->lives, 0, sizeof(traffic->lives));
    traffic->lives_begun = traffic->lives_done = 0;
    traffic->lives_max = max;
    plan->next = next_life;
    plan->answered = answered_life;
    plan->context = traffic;
}

uint64_t traffic_lives_done(const struct traffic *traffic) { return traffic->lives_done; }

/* ---- reads ---- */

const char *const traffic_read_names[] = {
    [READ_FIXED] = "fixed", [READ_CASE] = "case", [READ_WORKLIST] = "worklist", [READ_PERSON] = "person",
    [READ_SEARCH] = "search", [READ_GUIDE] = "guide", [READ_CENTRES] = "centres"};

static bool next_read(void *context, size_t connection, struct buffer *out)
{
    static const char *const words[] = {"jzz", "%E5%B1%85%E4%BD%8F%E8%AF%81", "yibao", "%E4%BD%8E%E4%BF%9D", "residence", "laonian"};
    struct traffic *traffic = context;
    uint64_t number = traffic->made++, kept = traffic->kept < CASES_KEPT ? traffic->kept : CASES_KEPT;
    const struct bench_centre *centre = &traffic->centres[number % traffic->centre_count];
    const struct kept_case *one = &traffic->cases[kept > 0 ? number * 7919 % kept : 0];
    char path[160] = "/healthz";
    const char *token = NULL;
    (void)connection;
    switch (traffic->read) {
    case READ_CASE:
        (void)snprintf(path, sizeof(path), "/v1/cases/%s", one->number);
        token = traffic->centres[one->receiving].clerk;
        break;
    case READ_WORKLIST:
        (void)snprintf(path, sizeof(path), "/v1/worklist?limit=50");
        token = centre->clerk;
        break;
    case READ_PERSON:
        write_search(out, one->id_number, traffic->centres[one->receiving].clerk);
        return true;
    case READ_SEARCH:
        (void)snprintf(path, sizeof(path), "/v1/items?q=%s&limit=20", words[number % ARRAY_COUNT(words)]);
        break;
    case READ_GUIDE:
        (void)snprintf(path, sizeof(path), "/v1/items/%s", application_item(traffic->applications, number));
        break;
    case READ_CENTRES:
        (void)snprintf(path, sizeof(path), "/v1/centres?near=121.%03u,31.%03u&limit=10", (unsigned)(number * 37 % 800) + 100,
                       (unsigned)(number * 53 % 500) + 100);
        break;
    default: break;
    }
    write_get(out, path, token);
    return true;
}

uint64_t traffic_kept(const struct traffic *traffic) { return traffic->kept < CASES_KEPT ? traffic->kept : CASES_KEPT; }

void traffic_reads(struct traffic *traffic, enum traffic_read what, struct load_plan *plan)
{
    traffic->read = what;
    plan->next = next_read;
    plan->answered = NULL;
    plan->context = traffic;
}
