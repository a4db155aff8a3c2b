/* SPDX-License-Identifier: Apache-2.0
 *
 * Random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood, "Fast
 * splittable pseudorandom number generators", 2014). Each piece of work starts a stream of its own
 * from the seed and its number, so that what it draws does not depend on who did what before. */
#ifndef MW_TRAIN_RANDOM_H
#define MW_TRAIN_RANDOM_H

#include <stdint.h>

typedef struct mw_random {
    uint64_t state;
} mw_random;

static inline uint64_t mw_random_next(mw_random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The stream of a purpose (a letter or so) and number. */
static inline mw_random mw_random_start(uint64_t seed, uint64_t purpose, uint64_t number)
{
    mw_random random = {seed};
    random.state = mw_random_next(&random) ^ (purpose << 56);
    random.state = mw_random_next(&random) + number;
    random.state = mw_random_next(&random);
    return random;
}

/* 0 <= number < 1. */
static inline double mw_random_share(mw_random *random)
{
    return (double)(mw_random_next(random) >> 11) * 0x1p-53;
}

static inline double mw_random_between(mw_random *random, double least, double most)
{
    return least + (most - least) * mw_random_share(random);
}

/* 0 <= number < count; count is at least 1. */
static inline uint64_t mw_random_below(mw_random *random, uint64_t count)
{
    return (uint64_t)(mw_random_share(random) * (double)count);
}

#endif
