/* i18n_mark.h - marks texts for people where they stand in a table.
 *
 * N_("...") puts a text into the message catalogue; whoever shows it has it translated (i18n.h).
 * It is a header of its own because what knows no catalogue may still hold such texts.
 */
#ifndef COMMON_I18N_MARK_H
#define COMMON_I18N_MARK_H

#define N_(text) text

#endif
