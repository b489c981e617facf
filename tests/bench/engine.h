/* The same rows written straight through the engine: the statements that write an acceptance, run by the rooms' own store
 * functions on a writing session of the same settings, without HTTP, JSON, rules, sealing, savepoints or look-ups. What is
 * written was made and sealed before, of the shape and size of what the server takes. */
#ifndef TONGBAN_BENCH_ENGINE_H
#define TONGBAN_BENCH_ENGINE_H

#include "city.h"

struct engine_result { double per_s, cpu_us_a_row, bytes_a_row; };

/* Writes acceptances of today into the database for `seconds`, `batch` a commit. Nobody else has it open: the server would bring
 * the cases that travel to their centre meanwhile. `first` numbers the residents: another one each time. */
enum result engine_run(const struct city *city, const char *database, uint64_t first, size_t batch, double seconds, struct engine_result *ret_result);

/* Goes once through the index that every acceptance enters anywhere, the persons': after hours of work it is in the machine's
 * memory, and what comes from the disk for the first time is not what is measured. */
enum result engine_warm_up(const char *database);

#endif
