#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define REQUEST_MAX ((size_t)1 << 20)
#define REPLY_MAX ((size_t)4 << 20)
#define READ_STEP ((size_t)32 << 10)
#define EVENTS_MAX 256
#define LAST_ANSWERS_US 5000000
#define TICK_US 1000000

struct connection {
    int fd;
    bool busy;
    int64_t due_us;          /* when the request under way should have been sent */
    struct buffer out, in;
    size_t sent;
};

struct load {
    const struct load_plan *plan;
    struct load_result *result;
    int epoll;
    struct connection *connections;
    size_t *idle, idle_count; /* connections without a request under way */
    size_t done_count;        /* connections for which `next` has nothing more */
    uint64_t scheduled;      /* open loop: requests that were due so far */
    int64_t begin_us, count_us, end_us;
    int64_t tick_us;
};

static void fault(struct load *load, const char *what, const char *detail)
{
    if (load->result->faults++ == 0)
        (void)snprintf(load->result->first_fault, sizeof(load->result->first_fault), "%s %.250s", what, detail);
}

/* ---- connections ---- */

static bool connect_one(struct load *load, size_t index)
{
    struct connection *c = &load->connections[index];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load->plan->port)};
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = index};
    int on = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->busy = false;
    c->sent = 0;
    buffer_clear(&c->in);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
        epoll_ctl(load->epoll, EPOLL_CTL_ADD, c->fd, &event) != 0) {
        if (c->fd >= 0)
            (void)close(c->fd);
        c->fd = -1;
        return false;
    }
    return true;
}

static void begin_again(struct load *load, size_t index, const char *why)
{
    struct connection *c = &load->connections[index];
    bool was_busy = c->busy;
    fault(load, "connection broken:", why);
    (void)close(c->fd); /* leaves the epoll set too */
    if (connect_one(load, index) && was_busy)
        load->idle[load->idle_count++] = index;
}

/* ---- sending ---- */

/* Requests are small: a blocking send of one does not block. */
static bool send_whole(struct connection *c)
{
    for (c->sent = 0; c->sent < c->out.size;) {
        ssize_t step = send(c->fd, c->out.bytes + c->sent, c->out.size - c->sent, MSG_NOSIGNAL);
        if (step <= 0)
            return false;
        c->sent += (size_t)step;
    }
    return true;
}

/* When the next request is due: in the open loop whether or not a connection is free then. */
static int64_t next_due(const struct load *load, int64_t now_us)
{
    return load->plan->rate > 0 ? load->begin_us + (int64_t)((double)load->scheduled * 1e6 / load->plan->rate) : now_us;
}

static bool is_wanted(const struct load *load, int64_t due_us)
{
    return due_us < load->end_us && load->done_count < load->plan->connections &&
           (!load->plan->ends_sharply || clock_monotonic_us() < load->end_us) &&
           (load->plan->requests_max == 0 || load->result->sent < load->plan->requests_max);
}

/* Sends one request on an idle connection. */
static void send_next(struct load *load, int64_t due_us)
{
    size_t index = load->idle[--load->idle_count];
    struct connection *c = &load->connections[index];
    buffer_clear(&c->out);
    if (!load->plan->next(load->plan->context, index, &c->out) || c->out.failed) {
        load->done_count++;
        return;
    }
    c->busy = true;
    c->due_us = due_us;
    load->result->sent++;
    if (!send_whole(c))
        begin_again(load, index, "at sending");
}

static void send_all_due(struct load *load)
{
    while (load->idle_count > 0) {
        int64_t now_us = clock_monotonic_us(), due_us = next_due(load, now_us);
        if (due_us > now_us || !is_wanted(load, due_us))
            return;
        load->scheduled++;
        send_next(load, due_us);
    }
}

/* ---- answers ---- */

/* The number of a field among the lines of a head; 0 without. */
static size_t number_of(const char *head, const char *end, const char *field)
{
    size_t size = strlen(field);
    for (const char *line = memchr(head, '\n', (size_t)(end - head)); line != NULL; line = memchr(line, '\n', (size_t)(end - line)))
        if (strncasecmp(++line, field, size) == 0)
            return strtoul(line + size, NULL, 10);
    return 0;
}

/* Size of a whole reply at the beginning of what was read; 0 while it is not whole. */
static size_t whole_reply(const struct buffer *in, struct load_reply *ret_reply)
{
    const char *end = in->size > 0 ? strstr(in->bytes, "\r\n\r\n") : NULL;
    if (end == NULL)
        return 0;
    size_t head = (size_t)(end - in->bytes) + 4, body = number_of(in->bytes, end + 2, "Content-Length:");
    int status = (int)strtol(in->bytes + 9, NULL, 10);
    *ret_reply = (struct load_reply){.status = status, .body = in->bytes + head, .size = body,
                                     .retry_after = status == 503 ? (int)number_of(in->bytes, end + 2, "Retry-After:") : 0};
    return in->size >= head + body ? head + body : 0;
}

static void take_answer(struct load *load, size_t index, const struct load_reply *reply)
{
    struct connection *c = &load->connections[index];
    int64_t now_us = clock_monotonic_us();
    bool good = load->plan->answered != NULL ? load->plan->answered(load->plan->context, index, reply)
                                             : reply->status >= 200 && reply->status < 300;
    if (!good) {
        char status[16];
        (void)snprintf(status, sizeof(status), "%d", reply->status);
        fault(load, status, reply->body);
    } else {
        load->result->bodies++;
        load->result->bytes += reply->size;
    }
    if (good && c->due_us >= load->count_us) {
        histogram_add(&load->result->latency, now_us - c->due_us);
        load->result->answers += now_us <= load->end_us || load->plan->rate > 0;
    }
    buffer_clear(&c->in);
    c->busy = false;
    load->idle[load->idle_count++] = index;
}

static void read_some(struct load *load, size_t index)
{
    struct connection *c = &load->connections[index];
    struct load_reply reply;
    char *room = buffer_reserve(&c->in, READ_STEP);
    ssize_t step = room != NULL ? recv(c->fd, room, READ_STEP, 0) : -1;
    if (step <= 0 || !c->busy) {
        begin_again(load, index, room == NULL ? "reply too large" : step == 0 ? "closed by the server" : strerrordesc_np(errno));
        return;
    }
    c->in.size += (size_t)step;
    c->in.bytes[c->in.size] = '\0';
    if (whole_reply(&c->in, &reply) > 0)
        take_answer(load, index, &reply);
}

/* ---- the whole ---- */

static enum result prepare(struct load *load)
{
    size_t count = load->plan->connections;
    load->connections = calloc(count, sizeof(*load->connections));
    load->idle = calloc(count, sizeof(*load->idle));
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (load->connections == NULL || load->idle == NULL || load->epoll < 0)
        return RESULT_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        buffer_init(&load->connections[i].out, REQUEST_MAX);
        buffer_init(&load->connections[i].in, REPLY_MAX);
        load->connections[i].fd = -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (!connect_one(load, i))
            return RESULT_IO;
        load->idle[load->idle_count++] = i;
    }
    return RESULT_OK;
}

static int64_t own_cpu_us(void)
{
    struct timespec used;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static void tick(struct load *load, int64_t now_us)
{
    if (load->plan->tick == NULL || now_us < load->tick_us)
        return;
    load->tick_us = now_us + TICK_US;
    load->plan->tick(load->plan->tick_context, load->result);
}

static void run(struct load *load)
{
    int64_t cpu_us = own_cpu_us();
    struct epoll_event events[EVENTS_MAX];
    load->begin_us = clock_monotonic_us();
    load->count_us = load->begin_us + (int64_t)((LOAD_WARM_UP_SECONDS + load->plan->warm_up) * 1e6);
    load->end_us = load->count_us + (int64_t)(load->plan->seconds * 1e6);
    for (;;) {
        send_all_due(load);
        int64_t now_us = clock_monotonic_us();
        bool busy = load->idle_count + load->done_count < load->plan->connections;
        tick(load, now_us);
        if (now_us > load->end_us + LAST_ANSWERS_US || (!busy && !is_wanted(load, next_due(load, now_us))))
            break;
        /* in the open loop the next request may be due within the millisecond */
        int timeout = load->plan->rate > 0 && load->idle_count > 0 ? 1 : 100;
        int count = epoll_wait(load->epoll, events, EVENTS_MAX, timeout);
        for (int i = 0; i < count; i++)
            read_some(load, (size_t)events[i].data.u64);
    }
    load->result->load_cpu_us = own_cpu_us() - cpu_us;
    int64_t now_us = clock_monotonic_us(), end_us = now_us < load->end_us ? now_us : load->end_us;
    load->result->seconds = (double)(end_us - load->count_us) / 1e6;
    if (load->result->seconds > 0)
        load->result->per_s = (double)load->result->answers / load->result->seconds;
}

static void finish(struct load *load)
{
    for (size_t i = 0; load->connections != NULL && i < load->plan->connections; i++) {
        if (load->connections[i].fd >= 0)
            (void)close(load->connections[i].fd);
        buffer_free(&load->connections[i].out);
        buffer_free(&load->connections[i].in);
    }
    if (load->epoll >= 0)
        (void)close(load->epoll);
    free(load->connections);
    free(load->idle);
}

enum result load_run(const struct load_plan *plan, struct load_result *ret_result)
{
    struct load load = {.plan = plan, .result = ret_result, .epoll = -1};
    *ret_result = (struct load_result){0};
    enum result result = prepare(&load);
    if (result == RESULT_OK)
        run(&load);
    finish(&load);
    return result;
}

void load_add(struct load_result *total, const struct load_result *run)
{
    if (total->faults == 0)
        memcpy(total->first_fault, run->first_fault, sizeof(total->first_fault));
    total->answers += run->answers;
    total->faults += run->faults;
    total->sent += run->sent;
    total->bodies += run->bodies;
    total->bytes += run->bytes;
    total->seconds += run->seconds;
    total->server_cpu_us += run->server_cpu_us;
    total->load_cpu_us += run->load_cpu_us;
    total->per_s = total->seconds > 0 ? (double)total->answers / total->seconds : 0;
    histogram_merge(&total->latency, &run->latency);
}
