#include "base/limit.h"

struct limit limit_times(struct limit limit, int64_t times)
{
    limit.free *= times;
    limit.forget_s = limit.forget_s > times ? limit.forget_s / times : 1;
    return limit;
}

int64_t limit_wait_s(const struct limit_count *count, int64_t now_ms)
{
    return now_ms >= count->until_ms ? 0 : (count->until_ms - now_ms + 999) / 1000;
}

struct limit_count limit_faded(struct limit limit, struct limit_count count, int64_t now_ms)
{
    int64_t step_ms = limit.forget_s * 1000, forgotten = now_ms > count.last_ms ? (now_ms - count.last_ms) / step_ms : 0;
    if (forgotten >= count.failures) {
        count.failures = 0;
        if (now_ms >= count.until_ms)
            return (struct limit_count){0};
    } else {
        count.failures -= forgotten;
        count.last_ms += forgotten * step_ms;
    }
    return count;
}

struct limit_count limit_failed(struct limit limit, struct limit_count count, int64_t now_ms)
{
    struct limit_count after = limit_faded(limit, count, now_ms);
    if (after.failures == 0 || after.last_ms > now_ms)
        after.last_ms = now_ms; /* what is next to be forgotten counts from here */
    after.failures++;
    if (after.failures >= limit.free) {
        int64_t wait_s = limit.wait_s;
        for (int64_t over = after.failures - limit.free; over > 0 && wait_s < limit.wait_max_s; over--)
            wait_s *= 2;
        after.until_ms = now_ms + (wait_s < limit.wait_max_s ? wait_s : limit.wait_max_s) * 1000;
    }
    return after;
}

int64_t limit_left(struct limit limit, const struct limit_count *count)
{
    return count->failures < limit.free ? limit.free - count->failures : 0;
}
