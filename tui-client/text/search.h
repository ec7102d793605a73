/* search.h - where a text that is sought stands in another.
 *
 * For those who look through lines; bytes are compared as they came, before they are made visible.
 */
#ifndef TUI_CLIENT_TEXT_SEARCH_H
#define TUI_CLIENT_TEXT_SEARCH_H

#include "common/span.h"

/* Where SOUGHT (not empty) first occurs in TEXT, A-Z and a-z being the same; TEXT's size: nowhere.
 */
size_t search_find(struct span text, struct span sought);

#endif
