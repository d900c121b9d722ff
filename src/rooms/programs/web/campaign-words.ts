import { share } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { Conversion, Ending, Goal, Rate } from '../contract/campaign-goals.ts'

/** What a campaign calls a conversion, in words. */
export function conversionWords(conversion: Conversion): string {
  switch (conversion.is) {
    case 'responded':
      return t('Responded')
    case 'form':
      return t('Filled in completely: {{fields}}', { fields: conversion.fields.join(', ') })
    case 'said':
      return t('Did one of these: {{words}}', { words: conversion.words.join(', ') })
    case 'lead':
      return t('Became a lead')
    case 'accepted':
      return t('Became a lead that sales accepted')
    case 'won':
      return t('Was won')
  }
}

export const baseWords = (of: Goal['of']) => (of === 'reached' ? t('of all whom it reached') : t('of those who responded'))

const endings: Readonly<Record<Ending, () => string>> = {
  won: () => t('won'),
  lead: () => t('lead'),
  returned: () => t('returned to nurture'),
  rejected: () => t('rejected'),
  contact: () => t('contact, no lead yet'),
  silent: () => t('reached, no response'),
}
export const endingWords = (ending: Ending) => endings[ending]()

/** A share with its range and count; below thirty it is too few to say. */
export function rateWords({ value, low, high, hits, n, enough }: Rate): string {
  if (!enough || value === null) return t('too few to say ({{hits}} of {{n}})', { hits, n })
  return t('{{value}} ({{low}} to {{high}}, {{hits}} of {{n}})', {
    value: share(value),
    low: share(low ?? 0),
    high: share(high ?? 1),
    hits,
    n,
  })
}
