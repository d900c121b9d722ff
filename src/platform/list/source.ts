import { type SQL, sql } from 'drizzle-orm'
import { type Actor, rightsOf } from '#kernel/actor'
import { customKinds } from '#kernel/custom-field'
import { customField, hidesCustom, type ListColumn, type ListDeclaration } from '#kernel/list'
import { hides, type RightsObject, readableList } from '#kernel/rights'
import { typedAs } from '../fields/store.ts'

/** How one column is asked of the database: expressions of our own code, never of a caller. */
export interface SourceColumn {
  /** What is shown; of a reference its name. */
  readonly sql: string
  /** Of a reference: the column that holds its id. */
  readonly id?: string
  /** What is sorted by, where that is not what is shown: a whole number such as the place of a stage. */
  readonly place?: string
  /** Joins that the expressions need, by name. */
  readonly needs?: readonly string[]
  /** Of a reference: joins that its id alone needs. */
  readonly idNeeds?: readonly string[]
  /** Of a reference: the table whose names its history shows. */
  readonly names?: string
  /** Of a reference that is edited: a query of the ids and labels that one record, $1, may have there; of all that any may have where $1 is NULL. */
  readonly choices?: string
  /** Of money: the column that holds its currency. */
  readonly currency?: string
  /** What is shown instead to whoever may not read a field that may stand in here: a person without a name is called by their address. */
  readonly without?: { readonly object: RightsObject; readonly field: string; readonly sql: string }
}

/** What a person is called who has no name but an address, to whoever may not read addresses. */
export const nameless = 'Without a name'

/** The name of a person, $column, as it is told to whoever may not read addresses. */
export const withoutAddress = (column: string) => ({
  object: 'person' as const,
  field: 'email',
  sql: `CASE WHEN ${column} LIKE '%@%' THEN '${nameless}' ELSE ${column} END`,
})

/** Where the records of a list come from. Every name in the SQL of a list stands here or in the declaration. */
export interface ListSource {
  readonly list: ListDeclaration
  /** The record's own table with its alias, such as "deal d". */
  readonly from: string
  readonly id: string
  /** The event that wrote the row last: its version. */
  readonly version: string
  /** The column of custom fields. */
  readonly custom: string
  /** Joins by name, by primary keys, so that no row is lost or doubled: left ones, but for references that are never empty. */
  readonly joins: Readonly<Record<string, string>>
  readonly columns: Readonly<Record<string, SourceColumn>>
}

/** Declares a source. Throws when a column of the list has no expression, or one needs a join that is not there. */
export function listSource(source: ListSource): ListSource {
  for (const { key } of source.list.columns) {
    const column = source.columns[key]
    if (!column) throw new TypeError(`The list of ${source.list.many} has no expression for "${key}".`)
    for (const name of [...(column.needs ?? []), ...(column.idNeeds ?? [])])
      if (!source.joins[name]) throw new TypeError(`The list of ${source.list.many} has no join "${name}".`)
  }
  return source
}

/**
 * The source as somebody may read it; everything that is asked of a list goes through it. Columns that they may not read are not in its declaration, and
 * so cannot be shown, filtered, sorted, searched, counted or taken away.
 */
export function readableSource(source: ListSource, actor: Actor): ListSource {
  const rights = rightsOf(actor)
  const list = readableList(source.list, rights)
  if (list === source.list) return source
  const columns = Object.entries(source.columns).map(([key, column]) => {
    const { without } = column
    return [key, without !== undefined && hides(rights, without.object, without.field) ? { ...column, sql: without.sql } : column] as const
  })
  return { ...source, list, columns: Object.fromEntries(columns) }
}

/** Expressions of one column, ready to be put together. */
export interface Expressions {
  readonly column: ListColumn
  readonly shown: SQL
  /** What is compared: of a custom field the value that its text reads as, NULL where it does not. */
  readonly compared: SQL
  readonly id: SQL | null
  readonly currency: SQL | null
  /** Of a reference: the table that it names a record of, and the column there, as of the alias `named`. */
  readonly named: { readonly table: SQL; readonly name: SQL } | null
  /** What it is sorted by, and the type in which a place in the list holds it. */
  readonly order: SQL
  readonly orderType: 'text' | 'numeric' | 'double precision' | 'date' | 'timestamptz' | 'boolean' | 'integer'
  readonly needs: readonly string[]
  readonly idNeeds: readonly string[]
}

const orderTypes = {
  text: 'text',
  choice: 'text',
  reference: 'text',
  number: 'double precision',
  money: 'numeric',
  day: 'date',
  instant: 'timestamptz',
  flag: 'boolean',
} as const

/** A name that is shown as it stands in its table can be looked for there. */
function namedBy({ names, sql: shown }: SourceColumn): Expressions['named'] {
  const [, column] = /^\w+\.(\w+)$/.exec(shown) ?? []
  return names === undefined || column === undefined ? null : { table: sql.raw(names), name: sql.raw(`named.${column}`) }
}

/** The text of a custom field as a value of its type. */
function typed({ type }: ListColumn, text: SQL): SQL {
  const kind = customKinds.find((one) => one === type) ?? 'text'
  // The expression names the text several times; it stands there each time with its parameter.
  const [first = '', ...rest] = typedAs(kind, placeOfText).split(placeOfText)
  return rest.reduce((all, part) => sql`${all}${text}${sql.raw(part)}`, sql.raw(first))
}

const placeOfText = '{text}'

/** How a column of the list, or a custom field, is asked. The name of a custom field travels as a parameter. */
export function expressionsOf(source: ListSource, column: ListColumn): Expressions {
  const field = customField(column.key)
  const own: SourceColumn | undefined = field === null ? source.columns[column.key] : undefined
  if (field === null && !own) throw new TypeError(`"${column.key}" is no column of this source.`)
  const kept = field !== null && hidesCustom(source.list, field)
  const shown = own ? sql.raw(own.sql) : kept ? sql`NULL::text` : sql`(${sql.raw(source.custom)} ->> ${field}::text)`
  const compared = own ? shown : typed(column, shown)
  const place = own?.place
  const orderType = place === undefined ? orderTypes[column.type] : 'integer'
  return {
    column,
    shown,
    compared,
    id: own?.id === undefined ? null : sql.raw(own.id),
    currency: own?.currency === undefined ? null : sql.raw(own.currency),
    named: own === undefined ? null : namedBy(own),
    order: place !== undefined ? sql.raw(place) : orderType === 'text' ? sql`lower(${shown})` : compared,
    orderType,
    needs: own?.needs ?? [],
    idNeeds: own?.idNeeds ?? [],
  }
}
