/** How often a law is tried with drawn values: a few times in each run, every run with others, and many times with INTERLOCK_LONG=1. */
export const runs = (few: number, many: number): number => (process.env.INTERLOCK_LONG ? many : few)
