/* The digits of a text that could be of one number, and what stands between them. */
#ifndef IDENTITY_MASK_RUN_H
#define IDENTITY_MASK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MASK_TEN 10 /* the value of an X */

/* What stands before a digit. */
enum gap {
    GAP_NONE,     /* nothing: it is in one piece with the digit before it */
    GAP_BARE,     /* nothing to be seen: marks, a change of dress, the beginning */
    GAP_BLANK,
    GAP_HYPHEN,
    GAP_POINT,
    GAP_BRACKET,
    GAP_OPERATOR, /* of arithmetic; a hyphen between blanks is a minus */
    GAP_EQUALS,
    GAP_SIGNS,    /* other signs, and several kinds */
};

/* One digit of a run of digits with no more than a gap between them. */
struct digit {
    uint32_t at;    /* where its character begins */
    uint32_t code;  /* that character */
    uint8_t value;
    uint8_t gap;    /* enum gap; the first of a piece has one */
    bool hide;
};

struct run { const char *text; struct digit *digits; size_t count; };

/* The digit that begins here, in whatever dress (mask_number_sign), or MASK_TEN, and the size of its character; -1 when there is none. */
int mask_read_digit(const char *at, size_t *ret_size);
/* The kind of a character that says nothing by itself. */
enum gap mask_gap_of(uint32_t code);
/* Reads the run that begins with the digit at `at` into run->digits, which have room for all digits of the text; tells where it ends. */
size_t mask_read_run(struct run *run, size_t at);
/* A piece: digits with nothing between them. The digit behind the piece that begins with this one. */
size_t mask_end_of_piece(const struct run *run, size_t from);

#endif
