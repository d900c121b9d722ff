import { z } from 'zod'
import { customKinds } from '#kernel/custom-field'
import { eventKind } from '#kernel/event'
import { said, t } from '#kernel/text'

const doings = ['made', 'renamed', 'hidden', 'shown', 'moved', 'removed', ...customKinds] as const
/** What is done to a custom field; the name of a kind is that it is that from now on. */
export type Doing = (typeof doings)[number]

const words: Readonly<Record<Doing, () => string>> = {
  made: () => t('made'),
  renamed: () => t('renamed'),
  hidden: () => t('hidden from screens'),
  shown: () => t('shown on screens again'),
  moved: () => t('put at another place'),
  removed: () => t('removed with its values'),
  text: () => t('its kind is text'),
  number: () => t('its kind is number'),
  money: () => t('its kind is money'),
  day: () => t('its kind is day'),
  flag: () => t('its kind is yes or no'),
  choice: () => t('its kind is choice'),
}

/** Somebody settled something about a custom field, made it, or removed it with its values. */
export const fieldChanged = eventKind(
  'customField.changed',
  z.object({ object: z.string(), key: z.string(), label: z.string(), what: z.array(z.enum(doings)), records: z.int() }),
  ({ object, label, what }) =>
    t('Custom field "{{label}}" of {{object}}: {{what}}', {
      label,
      object: said(manyOf(object)),
      what: what.map((one) => words[one]()).join(', '),
    }),
)

/** Records of a kind, as people call them. */
const manyOf = (object: string) => (object === 'person' ? 'people' : `${object}s`)
