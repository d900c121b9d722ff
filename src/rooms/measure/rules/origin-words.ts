import { numbers, plural, t } from '#kernel/text'
import type { OriginSignSeen } from '../contract/origin.ts'

const whole = numbers({ maximumFractionDigits: 0 })

/** A sign in neutral words: what was seen, never why somebody did it. */
export function signInWords({ sign, n }: OriginSignSeen): string {
  const many = (one: string, more: string) => plural(n ?? 0, one, more, { n: whole(n ?? 0) })
  switch (sign) {
    case 'soon':
      return many('entered {{n}} day after the first', 'entered {{n}} days after the first')
    case 'at_once':
      return t('entered within two days of the first: both may have met them at once')
    case 'late':
      return many('entered {{n}} day after the first, long after', 'entered {{n}} days after the first, long after')
    case 'list':
      return many(
        '{{n}} record made in the same minute: a list was taken over',
        '{{n}} records made in the same minute: a list was taken over',
      )
    case 'company':
      return t('other company: they may have changed it')
    case 'place':
      return t('other place: it may be a second site')
    case 'deal':
      return many('{{n}} deal opened soon after', '{{n}} deals opened soon after')
    case 'no_deal':
      return t('no deal opened soon after')
    case 'owner':
      return t('another owner')
    case 'response':
      return many('responded to marketing {{n}} day before', 'responded to marketing {{n}} days before')
  }
}
