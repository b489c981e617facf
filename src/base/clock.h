/* The only place that asks the machine for the time. */
#ifndef TONGBAN_BASE_CLOCK_H
#define TONGBAN_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds UTC since 1970, plus the offset. Never steps back within one process by more than the machine's clock does. */
int64_t clock_now_ms(void);
/* Monotonic microseconds, for durations. */
int64_t clock_monotonic_us(void);
/* Demonstrations and tests live on another day: set once at start-up. */
void clock_set_offset_ms(int64_t offset_ms);

#endif
