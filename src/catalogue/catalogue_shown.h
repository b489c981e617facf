/* Inside src/catalogue: how the parts of a case tell of the catalogue, as JSON members written once when it is read.
 * Texts in the arena; NULL when it is full or there is no memory. */
#ifndef TONGBAN_CATALOGUE_SHOWN_H
#define TONGBAN_CATALOGUE_SHOWN_H

#include "catalogue/catalogue.h"

const char *catalogue_show_element(struct arena *arena, const struct catalogue_element *element);
const char *catalogue_show_material(struct arena *arena, const struct catalogue_material *material);
const char *catalogue_show_rule(struct arena *arena, const struct guide_material *rule);
const char *catalogue_show_item(struct arena *arena, const struct catalogue_item *item);

#endif
