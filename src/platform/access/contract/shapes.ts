import { z } from 'zod'

export const emailShape = z
  .email('This is not an e-mail address.')
  .max(254)
  .transform((value) => value.toLowerCase())
/** NIST SP 800-63B: length counts, composition rules do not. */
export const passwordShape = z.string().min(12, 'A password has at least 12 characters.').max(256, 'A password has at most 256 characters.')
export const personName = z.string().trim().min(1, 'Say a name.').max(120)
export const okShape = z.object({ ok: z.literal(true) })
