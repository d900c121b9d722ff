import { z } from 'zod'
import { dayShape } from './time.ts'

/** A span of days: `from` is in it, `to` is in it too, as people say it. Either end may be open. */
export const periodShape = z
  .object({ from: dayShape.nullish(), to: dayShape.nullish() })
  .refine((period) => !period.from || !period.to || period.from <= period.to, { message: 'The period ends before it begins.' })

export type Period = z.infer<typeof periodShape>
