import type { CustomField } from '#kernel/custom-field'
import type { ConsentStatus, LawfulBasis } from '#rooms/accounts/contract/consents'
import type { FileGuess } from '../shapes.ts'
import { headerKey } from './headers.ts'
import { keptColumns } from './plan.ts'

/** What a column tells of consent: that somebody objected or agreed to something, on which day, or on which lawful basis. */
export type ConsentColumn =
  | { readonly tells: 'objected' | 'given'; readonly purpose: string }
  | { readonly tells: 'status'; readonly purpose: string }
  | { readonly tells: 'objected at' | 'given at'; readonly purpose: string }
  | { readonly tells: 'basis' }

const email = 'e-mail'
const phone = 'telephone'
const any = 'marketing'

/** Headers of HubSpot, Salesforce, Marketo, Pardot, Zoho and Pipedrive, and what people call such columns, as `headerKey` writes them. */
const headers: readonly (readonly [ConsentColumn, string])[] = [
  [
    { tells: 'objected', purpose: email },
    'emailoptout hasoptedoutofemail optedoutofemail unsubscribedfromallemail hsemailoptout propertyhsemailoptout unsubscribed donotemail pardothasoptedoutofemail optedout salesemailoptoutc abgemeldetvonallenemails keineemails emailabgemeldet',
  ],
  [{ tells: 'objected', purpose: phone }, 'donotcall donotcallc phoneoptout calloptout keineanrufe nichtanrufen'],
  [{ tells: 'objected', purpose: 'fax' }, 'hasoptedoutoffax faxoptout'],
  [{ tells: 'objected', purpose: any }, 'donotcontact marketingsuspended optout gdproptout nichtkontaktieren'],
  [
    { tells: 'given', purpose: email },
    'emailoptin emailoptinc emailoptinexplicitc emailoptindoublec optin optedin doubleoptin newsletteroptin gdproptinexplicitc emailconsent einwilligungemail',
  ],
  [{ tells: 'status', purpose: any }, 'marketingcontactstatus marketingstatus hsmarketablestatus propertyhsmarketablestatus'],
  [
    { tells: 'objected at', purpose: email },
    'optoutdate emailoptoutdate emailoptoutdatetimec salesemailoptoutdatetimec unsubscribeddate unsubscribedtime abmeldedatum',
  ],
  [{ tells: 'given at', purpose: email }, 'optindate optedinat consentdate emailoptindate einwilligungam einwilligungsdatum'],
  [
    { tells: 'basis' },
    'gdprlegalbasis legalbasis lawfulbasis hslegalbasis propertyhslegalbasis legalbasisforprocessingcontactsdata rechtsgrundlage',
  ],
]

const known = new Map(headers.flatMap(([column, words]) => words.split(' ').map((word) => [word, column] as const)))

/** What a header tells of consent; null for all others. */
export const consentColumn = (header: string): ConsentColumn | null => known.get(headerKey(header)) ?? null

/** Columns of a file that are kept as custom fields and tell of consent, by the names under which they are kept. */
export function consentColumnsOf(
  file: Pick<FileGuess, 'columns' | 'mapping'>,
  settled: readonly CustomField[] = [],
): ReadonlyMap<string, ConsentColumn> {
  const kept = new Set(file.mapping.filter(({ field }) => field === 'custom').map(({ column }) => column))
  const custom = file.columns.filter((_, index) => kept.has(index))
  const names = new Map(keptColumns(custom, settled).map(({ column, name }) => [column, name]))
  return new Map(
    custom.flatMap((column) => {
      const told = consentColumn(column.header)
      return told === null ? [] : [[names.get(column.index) ?? column.name, told] as const]
    }),
  )
}

/** What a row says of one purpose. `on` is whether the column says yes; `at` its day where the file tells it. */
export interface ConsentSaid {
  readonly purpose: string
  readonly status: ConsentStatus
  readonly on: boolean
  readonly basis: LawfulBasis
  readonly at: string | null
}

const yes = /^(yes|y|true|t|1|1\.0|x|on|ja|wahr|si|sí|verdadero|oui|vrai)$/iu
const no = /^(no|n|false|f|0|0\.0|off|nein|falsch|falso|non|faux)$/iu

const bases: readonly (readonly [RegExp, LawfulBasis])[] = [
  [/consent|einwilligung|opt.?in/iu, 'consent'],
  [/legitimate|berechtigt/iu, 'legitimate interests'],
  [/contract|vertrag/iu, 'contract'],
  [/legal obligation|rechtliche/iu, 'legal obligation'],
  [/vital|lebenswichtig/iu, 'vital interests'],
  [/public|öffentlich/iu, 'public task'],
]

/** The basis that a cell names; null where it names none. */
export const basisIn = (cell: string | undefined): LawfulBasis | null =>
  cell === undefined ? null : (bases.find(([pattern]) => pattern.test(cell))?.[1] ?? null)

/** What the custom fields of one row say of consent. An empty or unclear cell says nothing. */
export function consentsIn(custom: Readonly<Record<string, string>>, columns: ReadonlyMap<string, ConsentColumn>): ConsentSaid[] {
  const cells = [...columns].flatMap(([header, column]) => {
    const cell = custom[header]?.trim() ?? ''
    return cell === '' ? [] : [{ column, cell }]
  })
  const basis = basisIn(cells.find(({ column }) => column.tells === 'basis')?.cell)
  const dayOf = (tells: 'objected at' | 'given at', purpose: string) =>
    dayIn(cells.find(({ column }) => column.tells === tells && column.purpose === purpose)?.cell)
  const said = cells.flatMap(({ column, cell }): ConsentSaid[] => {
    if (column.tells === 'status') return marketing(column.purpose, cell, basis)
    if (column.tells !== 'objected' && column.tells !== 'given') return []
    const on = yes.test(cell) ? true : no.test(cell) ? false : null
    if (on === null) return []
    const { tells: status, purpose } = column
    const at = on ? dayOf(status === 'given' ? 'given at' : 'objected at', purpose) : null
    return [{ purpose, status, on, basis: basis ?? 'consent', at }]
  })
  // Where one row objects to a purpose and agrees to it, the objection counts.
  return said.filter(
    (one) => !said.some((other) => other.purpose === one.purpose && other.on && other.status === 'objected' && one.status === 'given'),
  )
}

/** HubSpot tells a status in words; "non-marketing" is no objection, only nobody to write to. */
function marketing(purpose: string, cell: string, basis: LawfulBasis | null): ConsentSaid[] {
  const on = !/non|nicht|not|false|^0$/iu.test(cell)
  return basis === null ? [] : [{ purpose, status: 'given', on, basis, at: null }]
}

/** A day that nobody can read in two ways: ISO, with or without a time. */
function dayIn(cell: string | undefined): string | null {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(cell ?? '') ?? []
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}
