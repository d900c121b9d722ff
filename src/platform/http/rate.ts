import type { RateClass } from '#kernel/endpoint'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Instant, millis } from '#kernel/time'

/** Calls that one caller may make at once, and calls a second that come back. */
const classes: Readonly<Record<RateClass, { readonly burst: number; readonly perSecond: number }>> = {
  read: { burst: 300, perSecond: 50 },
  write: { burst: 100, perSecond: 20 },
  heavy: { burst: 20, perSecond: 1 },
  // Passwords are slowed by account and address in platform/access; this bounds the work that one address can make.
  'sign-in': { burst: 60, perSecond: 60 / 900 },
  // By address and form: people of one office share an address, so a stand at a fair gets through and a flood does not.
  form: { burst: 20, perSecond: 10 / 60 },
  // By address and site: a page that is opened sends one.
  visit: { burst: 60, perSecond: 1 },
  // By key: programs that send what comes in. How much is taken at once is bounded by the queue of the workspace.
  intake: { burst: 20_000, perSecond: 10_000 },
  // By address: signatures cost little, and systems that were away send all at once.
  hook: { burst: 2_000, perSecond: 100 },
}

const mostCallers = 50_000

/** Token buckets in memory, one for each caller and class. */
export class RateGate {
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  /** Takes one call, or throws 'too-many' with the seconds to wait. */
  take(caller: string, rate: RateClass, now: Instant): void {
    const { burst, perSecond } = classes[rate]
    const at = millis(now)
    const key = `${rate} ${caller}`
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at }
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * perSecond)
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: Math.max(0, tokens - 1), at })
    if (this.#buckets.size > mostCallers) this.#forgetOldest()
    if (tokens < 1) {
      const retryAfter = Math.ceil((1 - tokens) / perSecond)
      throw new Problem('too-many', t('Too many requests of this kind. Wait {{retryAfter}} seconds and try again.', { retryAfter }), {
        retryAfter,
      })
    }
  }

  #forgetOldest(): void {
    const oldest = this.#buckets.keys().next()
    if (!oldest.done) this.#buckets.delete(oldest.value)
  }
}
