/* The same rows written straight through the engine: the statements that write an acceptance, run by the rooms' own store
 * functions on a writing session of the same settings, without HTTP, JSON, rules, sealing, savepoints or look-ups. What is
 * written is copied from acceptances the server took, so that rows and sealed bytes have the same sizes. */
#ifndef TONGBAN_BENCH_ENGINE_H
#define TONGBAN_BENCH_ENGINE_H

#include <stddef.h>

#include "base/result.h"

struct engine_result { double per_s, cpu_us_a_row, bytes_a_row; };

/* Copies the cases of these numbers from the database `from` and writes them again and again, under new numbers, into the
 * loaded database `into` for `seconds`, `batch` a commit. */
enum result engine_run(const char *from, const char *into, const char *const *numbers, size_t count, size_t batch, double seconds,
                       struct engine_result *ret_result);

#endif
