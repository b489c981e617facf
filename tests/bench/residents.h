/* Residents who do not exist, and texts into which their data are put. */
#ifndef TONGBAN_BENCH_RESIDENTS_H
#define TONGBAN_BENCH_RESIDENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct resident { const char *id_number, *phone, *name, *division; char digits[19], telephone[12]; char full_name[16]; };

/* Scattered bits, always the same for the same number. */
uint64_t resident_bits(uint64_t number);
/* A woman in her seventies as `tongban walk` makes them, with a right check digit, born in the district whose six digits
 * `born` begins with. Do not copy the struct: its texts stand in itself. */
void resident_make(uint64_t number, int year, const char *born, const char *division, struct resident *ret_resident);

#define FORM_PIECES_MAX 32
/* A text cut where a resident's data stand. */
struct form {
    struct { const char *text; size_t size; int then; } pieces[FORM_PIECES_MAX];
    size_t piece_count, size;
};
/* `text` must live as long as the form. False when there are too many pieces. */
bool form_cut(struct form *form, const char *text, const struct resident *of);
void form_write(const struct form *form, const struct resident *resident, struct buffer *out);

#endif
