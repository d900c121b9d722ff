import { numbers, plural, t } from '#kernel/text'
import type { OriginSignSeen } from '../contract/origin.ts'

const whole = numbers({ maximumFractionDigits: 0 })

/** A sign in neutral words: what was seen, never why somebody did it. */
export function signInWords({ sign, n }: OriginSignSeen): string {
  const many = n ?? 0
  const gaps = { n: whole(many) }
  switch (sign) {
    case 'soon':
      return plural(many, 'entered {{n}} day after the first', 'entered {{n}} days after the first', gaps)
    case 'at_once':
      return t('entered within two days of the first: both may have met them at once')
    case 'late':
      return plural(many, 'entered {{n}} day after the first, long after', 'entered {{n}} days after the first, long after', gaps)
    case 'list':
      return plural(
        many,
        '{{n}} record made in the same minute: a list was taken over',
        '{{n}} records made in the same minute: a list was taken over',
        gaps,
      )
    case 'company':
      return t('other company: they may have changed it')
    case 'place':
      return t('other place: it may be a second site')
    case 'alike':
      return t('name, domain and phone are similar at most: they may be two')
    case 'deal':
      return plural(many, '{{n}} deal opened soon after', '{{n}} deals opened soon after', gaps)
    case 'no_deal':
      return t('no deal opened soon after')
    case 'owner':
      return t('another owner')
    case 'response':
      return plural(many, 'responded to marketing {{n}} day before', 'responded to marketing {{n}} days before', gaps)
  }
}
