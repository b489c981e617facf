/* The guide of the pack, a JSON document, and the struct that rules and API read. */
#ifndef TONGBAN_CATALOGUE_CATALOGUE_GUIDE_H
#define TONGBAN_CATALOGUE_CATALOGUE_GUIDE_H

#include "catalogue/catalogue.h"

/* Shape of guides/STEM.json, for the loader. */
extern const struct field catalogue_guide_fields[];

/* Fills the guide from a document of that shape; texts point into it. RESULT_CORRUPT when an element or material it names is
 * not in the catalogue or the shape is another; RESULT_NO_MEMORY. */
enum result catalogue_guide_read(const struct catalogue *catalogue, struct arena *arena, const struct json *document,
                                 struct catalogue_guide *guide);

#endif
