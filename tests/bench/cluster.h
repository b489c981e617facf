/* Databases in a PostgreSQL cluster that is there to be thrown away, and pgbench: the tools of Debian's package, run as they are. */
#ifndef TONGBAN_BENCH_CLUSTER_H
#define TONGBAN_BENCH_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "city.h"
#include "engine.h"

/* Addresses are postgresql://…/DATABASE. Each says on standard error what failed. */

/* The address of another database of the same cluster. */
void cluster_address(const char *cluster, const char *name, char *address, size_t size);
/* A new database of this name, after `model` when that is not NULL; one that was there goes. */
bool cluster_create(const char *cluster, const char *name, const char *model);
bool cluster_drop(const char *cluster, const char *name);
int64_t cluster_size(const char *address);

/* The same rows through pgbench: an acceptance a transaction, the program's own statements with values of the same sizes,
 * prepared, and in one go what needs no answer. `folder` gets the scripts. */
bool cluster_bench(const struct city *city, const char *address, const char *folder, size_t clients, double seconds, struct engine_result *ret_result);

#endif
