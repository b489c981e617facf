/* Applications of residents who do not exist, at the centres of the city under test. */
#ifndef TONGBAN_BENCH_APPLICATIONS_H
#define TONGBAN_BENCH_APPLICATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct applications;

struct bench_centre { const char *code, *division, *clerk, *reviewer; }; /* the last two are tokens */

/* As traffic_open. */
struct applications *applications_open(int port, size_t centres);
void applications_close(struct applications *applications);
const struct bench_centre *applications_centres(const struct applications *applications, size_t *ret_count);
void applications_describe(const struct applications *applications, char *text, size_t size);

/* The body of resident `number`, who belongs to this centre; the item goes round, among the split ones or the direct ones. */
void application_write(const struct applications *applications, bool split, uint64_t number, size_t home, struct buffer *out);
/* Always the same for the same number, with a right check digit. */
void application_id_number(const struct applications *applications, uint64_t number, char id_number[19]);
/* Code of an item, going round. */
const char *application_item(const struct applications *applications, uint64_t number);

#endif
