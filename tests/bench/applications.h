/* Applications of residents who do not exist, at the centres of the city under test. */
#ifndef TONGBAN_BENCH_APPLICATIONS_H
#define TONGBAN_BENCH_APPLICATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "residents.h"

struct applications;

struct bench_centre { const char *code, *division, *clerk, *reviewer; }; /* the last two are tokens */

/* As traffic_open. */
struct applications *applications_open(int port, size_t centres);
void applications_close(struct applications *applications);
const struct bench_centre *applications_centres(const struct applications *applications, size_t *ret_count);
void applications_describe(const struct applications *applications, char *text, size_t size);

/* Resident `number`, who belongs to centre `home`: always the same for the same number. */
void application_resident(const struct applications *applications, uint64_t number, size_t home, struct resident *ret_resident);
/* The body of their application; the item goes round, among the split ones or the direct ones. */
void application_write(const struct applications *applications, bool split, uint64_t number, const struct resident *resident, struct buffer *out);
/* Code of an item, going round. */
const char *application_item(const struct applications *applications, uint64_t number);

#endif
