/* An open loop of acceptances, far faster than they can be taken. Every one has an Idempotency-Key of its own; what became of
 * each is written down.
 * usage: faults_spike PORT TOKEN BODIES KEYS RATE SECONDS CONNECTIONS
 *   BODIES: file of request bodies, one a line, used in turn; request k has the key KEYS-k; RATE 0 is a closed loop
 * Writes a line for each request that was sent, "k status case_number retry_after" (status 0: never answered), and last one of JSON:
 * what was sent, taken and refused, and how long the answers took. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "load.h"

#define BODIES_MAX 65536
#define FILE_MAX ((size_t)64 << 20)
#define NUMBER_SIZE 32

struct sent { int status; bool tells_when; char number[NUMBER_SIZE]; };

struct spike {
    const char *token, *keys;
    const char *bodies[BODIES_MAX];
    size_t body_count;
    struct sent *sent;
    size_t count, room;
    size_t *under_way; /* of each connection */
    int port;
    uint64_t taken, refused, other;
};

static bool next(void *context, size_t connection, struct buffer *out)
{
    struct spike *spike = context;
    if (spike->count == spike->room) {
        size_t room = spike->room * 2;
        struct sent *more = realloc(spike->sent, room * sizeof(*more));
        if (more == NULL)
            return false;
        spike->sent = more;
        spike->room = room;
    }
    const char *body = spike->bodies[spike->count % spike->body_count];
    spike->sent[spike->count] = (struct sent){0};
    spike->under_way[connection] = spike->count;
    buffer_add_format(out,
                      "POST /v1/cases HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nIdempotency-Key: %s-%zu\r\n"
                      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                      spike->port, spike->token, spike->keys, spike->count, strlen(body), body);
    spike->count++;
    return true;
}

static bool answered(void *context, size_t connection, const struct load_reply *reply)
{
    static const char field[] = "\"case_number\":\"";
    struct spike *spike = context;
    struct sent *sent = &spike->sent[spike->under_way[connection]];
    const char *found = strstr(reply->body, field);
    sent->status = reply->status;
    sent->tells_when = reply->retry_after > 0;
    if (reply->status == 201 && found != NULL)
        (void)snprintf(sent->number, sizeof(sent->number), "%.*s", (int)strcspn(found + sizeof(field) - 1, "\""), found + sizeof(field) - 1);
    if (reply->status == 201)
        spike->taken++;
    else if (reply->status == 503)
        spike->refused++;
    else
        spike->other++;
    return reply->status == 201 || reply->status == 503;
}

static bool read_bodies(struct spike *spike, struct arena *arena, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    if (file_read(arena, path, FILE_MAX, &text, &size) != RESULT_OK)
        return false;
    for (char *line = text; line[0] != '\0' && spike->body_count < BODIES_MAX;) {
        char *end = strchr(line, '\n');
        if (end == NULL)
            break;
        *end = '\0';
        spike->bodies[spike->body_count++] = line;
        line = end + 1;
    }
    return spike->body_count > 0;
}

static void report(const struct spike *spike, const struct load_result *result)
{
    for (size_t k = 0; k < spike->count; k++)
        (void)printf("%zu %d %s %d\n", k, spike->sent[k].status, spike->sent[k].number[0] != '\0' ? spike->sent[k].number : "-",
                     spike->sent[k].tells_when);
    (void)printf("{\"sent\":%zu,\"taken\":%llu,\"refused\":%llu,\"other\":%llu,\"seconds\":%.3f,\"p50_ms\":%.2f,\"p95_ms\":%.2f,\"p99_ms\":%.2f}\n",
                 spike->count, (unsigned long long)spike->taken, (unsigned long long)spike->refused, (unsigned long long)spike->other,
                 result->seconds, histogram_ms(&result->latency, 0.5), histogram_ms(&result->latency, 0.95), histogram_ms(&result->latency, 0.99));
}

int main(int argc, char **argv)
{
    int64_t port = 0, rate = 0, seconds = 0, connections = 0;
    if (argc != 8 || !text_parse_int64(argv[1], &port) || !text_parse_int64(argv[5], &rate) || !text_parse_int64(argv[6], &seconds) ||
        !text_parse_int64(argv[7], &connections)) {
        (void)fputs("usage: faults_spike PORT TOKEN BODIES KEYS RATE SECONDS CONNECTIONS\n", stderr);
        return 2;
    }
    struct arena *arena = arena_new(2 * FILE_MAX);
    struct spike *spike = calloc(1, sizeof(*spike));
    if (arena == NULL || spike == NULL)
        return 1;
    *spike = (struct spike){.token = argv[2], .keys = argv[4], .port = (int)port, .room = 65536};
    spike->sent = calloc(spike->room, sizeof(*spike->sent));
    spike->under_way = calloc((size_t)connections, sizeof(*spike->under_way));
    if (spike->sent == NULL || spike->under_way == NULL || !read_bodies(spike, arena, argv[3])) {
        (void)fprintf(stderr, "no bodies in %s\n", argv[3]);
        return 1;
    }
    struct load_plan plan = {.port = (int)port, .connections = (size_t)connections, .seconds = (double)seconds, .rate = (double)rate,
                             .ends_sharply = true,
                             .next = next, .answered = answered, .context = spike};
    struct load_result result;
    if (load_run(&plan, &result) != RESULT_OK) {
        (void)fputs("the server cannot be reached\n", stderr);
        return 1;
    }
    if (result.first_fault[0] != '\0')
        (void)fprintf(stderr, "%s\n", result.first_fault);
    report(spike, &result);
    free(spike->sent);
    free(spike->under_way);
    free(spike);
    arena_free(arena);
    return 0;
}
