/* SPDX-License-Identifier: Apache-2.0
 *
 * The only file that asks the compiler which CPU it compiles for. From that come the profile of
 * this build and the variants of kernels that it can call.
 *
 * -DMW_ONLY_REFERENCE  only the reference kernels (to learn from, or to compare with)
 * -DMW_ALL_VARIANTS    all variants in plain C, each where the plan chose it (desk program, tests)
 *
 * A new CPU is added here, in milliwatt/profile.h and in kernels/variant.h. */
#ifndef MWI_CPU_H
#define MWI_CPU_H

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Milliwatt runs on little-endian CPUs only"
#endif

/* The number of mw_profile, which includes this header. */
#if defined(MW_ONLY_REFERENCE)
#define MWI_CPU_PROFILE 0
#elif defined(__ARM_ARCH_6M__)
#define MWI_CPU_PROFILE 2
#elif defined(__ARM_ARCH_7M__)
#define MWI_CPU_PROFILE 3
#elif defined(__ARM_ARCH_7EM__)
#define MWI_CPU_PROFILE 4
#elif defined(__ARM_ARCH_8M_MAIN__)
#define MWI_CPU_PROFILE 6
#elif defined(__ARM_ARCH_8_1M_MAIN__)
#define MWI_CPU_PROFILE 7
#elif defined(__riscv) && __riscv_xlen == 32
#define MWI_CPU_PROFILE 8
#else
#define MWI_CPU_PROFILE 1
#endif

/* 1: loads of 2 and 4 bytes work at any address. */
#if defined(__ARM_FEATURE_UNALIGNED) || defined(__x86_64__) || defined(__i386__) ||                \
    defined(__aarch64__)
#define MWI_CPU_LOADS_UNALIGNED 1
#else
#define MWI_CPU_LOADS_UNALIGNED 0
#endif

/* A copy of so few bytes, a constant, that the compiler makes a load and a store of it; also where
 * it was told not to know the library's functions (-ffreestanding). */
#if defined(__GNUC__)
#define MWI_COPY_FEW(to, from, bytes) __builtin_memcpy(to, from, bytes)
#else
#define MWI_COPY_FEW(to, from, bytes) memcpy(to, from, bytes)
#endif

/* For the innermost loops: a function of their own has all the CPU's registers for itself. */
#if defined(__GNUC__)
#define MWI_NOT_INLINED __attribute__((noinline))
#else
#define MWI_NOT_INLINED
#endif

/* Variants that may be called here: MWI_CAN_ and the variant's name. */
#define MWI_CAN_reference 1
#if defined(MW_ONLY_REFERENCE)
#define MWI_CAN_portable 0
#else
#define MWI_CAN_portable 1
#endif

/* 1: a kernel calls just the variant that the plan names; 0: the first that takes everything
 * ends the list, and what stands behind it is not linked. */
#if defined(MW_ALL_VARIANTS)
#define MWI_EVERY_VARIANT 1
#else
#define MWI_EVERY_VARIANT 0
#endif

#endif
