/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan's bytes: what set-up finds out, and what the interpreter reads.
 *
 * A plan holds 32-bit words, smaller members in explicit positions, and offsets; never a pointer.
 * So its bytes are the same on the desk and on the chip, and it may lie in flash. In order:
 *
 *     mw_plan_header
 *     inputs, outputs mw_plan_tensor and its dims, one after another
 *     nodes           mw_plan_node and its places, one after another
 *     kernel ids      uint16_t [kernel_count], each once, ascending; padded to a word
 *     parameters      each node's struct (kernels/parameters.h), one after another
 *     arrays          multipliers with their shifts, packed weights
 *
 * Whoever changes a member here raises MW_PLAN_FORMAT. */
#ifndef MW_PLAN_FORMAT_H
#define MW_PLAN_FORMAT_H

#include <stdint.h>

#define MW_PLAN_MAGIC  0x4e4c504du /* "MPLN" */
#define MW_PLAN_FORMAT 1u

/* A place is a region and an offset in it. */
enum {
    MW_REGION_NONE = 0,   /* an optional tensor left out */
    MW_REGION_MODEL = 1,  /* constants, where they lie in the file */
    MW_REGION_PLAN = 2,   /* multipliers, shifts, packed weights */
    MW_REGION_STATE = 3,  /* what lasts from one invocation to the next */
    MW_REGION_ARENA = 4,  /* what lasts through one invocation */
    MW_REGION_CALLER = 5, /* kept for buffers of the caller's own; no plan of this format uses it */
    MW_REGIONS = 6
};
#define MW_PLACE_SHIFT           29
#define MW_PLACE(region, offset) ((uint32_t)(region) << MW_PLACE_SHIFT | (uint32_t)(offset))
#define MW_PLACE_REGION(place)   ((place) >> MW_PLACE_SHIFT)
#define MW_PLACE_OFFSET(place)   ((place) & ((1u << MW_PLACE_SHIFT) - 1u))

enum {
    MW_PLACES_MAX = 12,       /* places of one node: the interpreter's stack holds that many */
    MW_PLAN_SAMPLED_WORDS = 3 /* words of the model that init compares */
};

typedef struct mw_plan_header {
    uint32_t magic;
    uint16_t format;
    uint16_t profile; /* mw_profile it was made for */
    uint32_t model_bytes;
    uint32_t model_digest;                   /* of all of them: mw_plan_verify */
    uint32_t sampled[MW_PLAN_SAMPLED_WORDS]; /* base/sample.h */
    uint32_t plan_bytes, state_bytes, arena_bytes;
    uint16_t node_count, kernel_count;
    uint16_t input_count, output_count;
    uint32_t inputs, outputs; /* offsets in the plan of the first mw_plan_tensor of each */
    uint32_t nodes, kernels;  /* of the first node, of the kernel ids */
} mw_plan_header;

/* Followed by rank dims, int32_t each. */
typedef struct mw_plan_tensor {
    uint32_t place;
    uint32_t bytes;
    uint32_t scale_bits;
    int16_t zero_point;
    uint8_t type;
    uint8_t rank;
} mw_plan_tensor;

/* Followed by place_count places, uint32_t each; the next node stands behind them. Places that are
 * left out at the end are not written. Nodes and their parameters are walked side by side, so
 * neither says where the other is. */
typedef struct mw_plan_node {
    uint16_t kernel; /* its id: the interpreter looks it up in the application's list */
    uint8_t variant;
    uint8_t place_count;
    uint16_t operator_index; /* which operator of the model it computes */
    uint16_t parameter_bytes;
} mw_plan_node;

/* Where the parameters of the first node stand: behind the kernel ids. */
static inline uint32_t mwi_plan_parameters(const mw_plan_header *header)
{
    return header->kernels + ((2u * header->kernel_count + 3u) & ~3u);
}

#endif
