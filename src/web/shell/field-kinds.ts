import type { CustomKind } from '#kernel/custom-field'
import { t } from '#web/kit/text'

/** What a custom field can be read as, in words. */
export const kindChoices: readonly { readonly value: CustomKind; readonly label: string }[] = [
  { value: 'text', label: t('Text') },
  { value: 'number', label: t('Number') },
  { value: 'money', label: t('Money') },
  { value: 'day', label: t('Day') },
  { value: 'flag', label: t('Yes or no') },
  { value: 'choice', label: t('Choice') },
]

/** Options of a choice as they are typed, one on each line. */
export const optionsOf = (typed: string): string[] =>
  [...new Set(typed.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
