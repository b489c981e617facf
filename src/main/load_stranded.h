/* tongban load: would the new pack leave cases to nobody, or staff nowhere? */
#ifndef TONGBAN_MAIN_LOAD_STRANDED_H
#define TONGBAN_MAIN_LOAD_STRANDED_H

#include "base/result.h"

struct arena;
struct db_session;
struct known_pack;

/* What the database held before: call before it is changed. In `arena`. */
enum result load_known(struct db_session *session, struct arena *arena, struct known_pack **ret_known);
/* After the tables are brought to the new pack, in the same transaction. Prints to stderr everything that may not go, each with
 * the numbers of all its open cases, and says RESULT_INVALID when there is any:
 * - a centre at which cases are open, or can be, because it was open `today` by the pack before and servers that run go on
 *   receiving there until they are started again: it stays in the pack, and from today on somebody open is always in charge of it;
 * - an item: the cases that ever had it are read by it, so it stays in the pack with its periods ended.
 * - a centre or a district in which somebody works: an account that is neither switched off nor of the demonstration.
 * Until the first case was taken, centres and items may go; places of somebody who works never. */
enum result load_find_stranded(struct db_session *session, struct arena *arena, const struct known_pack *known,
                               int32_t today);

#endif
