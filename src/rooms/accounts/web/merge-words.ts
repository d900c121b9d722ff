import type { ResultOf } from '#kernel/endpoint'
import { tn } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import { accountMerging, type MergedKind, type MergeEndpoints, personMerging } from '../contract/merge.ts'

/** The endpoints of a kind. */
export const mergingOf = (kind: MergedKind): MergeEndpoints => (kind === 'person' ? personMerging : accountMerging)

/** The address of the screen for these records. */
export const mergeHref = (kind: MergedKind, ids: readonly string[]) => `/merge?kind=${kind}&ids=${ids.join(',')}`

type Side = ResultOf<MergeEndpoints['look']>

/** Why a value is proposed, in words. */
export function whyWords(why: Side['fields'][number]['why']): string {
  const words = {
    only: t('the only one'),
    same: '',
    older: t('the older stays'),
    crm: t('from the CRM'),
    fuller: t('fuller'),
    newer: t('changed last'),
    kept: t('of the one that is kept'),
  }
  return words[why]
}

const counted: Readonly<Record<string, (n: number) => string>> = {
  lead: (n) => tn(n, '{{n}} lead', '{{n}} leads'),
  deal: (n) => tn(n, '{{n}} deal', '{{n}} deals'),
  person: (n) => tn(n, '{{n}} person', '{{n}} people'),
  activity: (n) => tn(n, '{{n}} activity or task', '{{n}} activities and tasks'),
  response: (n) => tn(n, '{{n}} response', '{{n}} responses'),
  touch: (n) => tn(n, '{{n}} touch of a campaign', '{{n}} touches of campaigns'),
  consent: (n) => tn(n, '{{n}} consent', '{{n}} consents'),
  note: (n) => tn(n, '{{n}} note', '{{n}} notes'),
  nurture_stay: (n) => tn(n, '{{n}} stay in nurture', '{{n}} stays in nurture'),
}

/** What moves, as a sentence's end: "3 leads, 1 deal". */
export function movesInWords(moves: readonly { table: string; rows: number }[]): string {
  return moves
    .map(
      ({ table, rows }) =>
        counted[table]?.(rows) ??
        t('{{kind}}: {{rows}}', { kind: said(table.replaceAll('_', ' ')), rows: tn(rows, '{{n}} row', '{{n}} rows') }),
    )
    .join(', ')
}
