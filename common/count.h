/* count.h - the number of elements of an array. */
#ifndef COMMON_COUNT_H
#define COMMON_COUNT_H

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
