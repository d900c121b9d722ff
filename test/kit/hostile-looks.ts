import fc from 'fast-check'
import type { ListColumn, ListDeclaration } from '#kernel/list'
import { operators } from '#kernel/rule'
import { rulesFor } from './list-rules.ts'

/** What somebody says of a list who means it ill: often enough well-formed that it gets as far as the SQL. */
export interface HostileLook {
  readonly filter: string
  readonly sort: string
  readonly columns: string
  readonly search: string
  /** Undefined without one. */
  readonly cursor: string | undefined
}

const id = '018c0000-0000-7000-8000-000000000001'

/** Texts that close a quote, name what may not be named, or are no text of their type. */
const nasty = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    "'; DROP TABLE deal; --",
    '" OR 1=1 --',
    "' UNION SELECT secret FROM deal --",
    "') OR EXISTS (SELECT 1 FROM pg_authid) --",
    'name"; SELECT pg_sleep(9)',
    'name) DESC, (SELECT 1/0',
    'CASE WHEN 1=1 THEN name ELSE id END',
    '$1',
    '$$; COMMIT; $$',
    "E'\\'; --",
    '/* */ OR true',
    '__proto__',
    'constructor',
    'toString',
    'd.secret',
    'secret',
    'name, secret',
    "custom:x' OR true --",
    'custom:$1',
    'custom:',
    '\u0000',
    '\\',
    '%',
    'ʼ; --',
    'NULL',
    'infinity',
    '2026-13-45',
    '1e309',
  ),
)

const near: Readonly<Record<ListColumn['type'], readonly string[]>> = {
  text: ["o'neil; --", '%', '\\', "' OR ''='"],
  choice: ['open'],
  number: ['1.5', '-3'],
  money: ['100', '0.0001'],
  day: ['2026-01-31'],
  instant: ['2026-02-28'],
  flag: ['true'],
  reference: [id],
}

const anyValue = fc.oneof(
  nasty,
  fc.array(nasty, { maxLength: 3 }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom('2026-01-31', '12.5', ['1', '2'], ['2026-01-01', '2026-02-01'], { count: 3, unit: 'week' }, 'month', null),
  fc.record({ count: fc.oneof(fc.integer(), nasty), unit: nasty }),
)

/** Filters, orders, columns, searches and cursors with SQL, operators and identifiers where none belong. */
export function hostileLooks(list: ListDeclaration): fc.Arbitrary<HostileLook> {
  const keys = list.columns.map(({ key }) => key)
  const asked = list.columns.filter(({ fixed }) => !fixed)
  const anyField = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...keys) }, { weight: 2, arbitrary: nasty })
  const anyOperator = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...new Set(Object.values(operators).flat())) },
    { weight: 1, arbitrary: nasty },
  )
  const fair = rulesFor(list, ({ type, options }) => options?.map(({ value }) => value) ?? near[type])
  const fairField = fc.constantFrom(...asked.map(({ key }) => key), "custom:x' OR 1=1 --", 'custom:"; DROP')
  const mostlyFair = fc.oneof({ weight: 9, arbitrary: fairField }, { weight: 1, arbitrary: anyField })
  const anyRule: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ field: anyField, operator: anyOperator, value: anyValue }),
      fc.record({
        combinator: fc.oneof(fc.constantFrom('and', 'or'), nasty),
        not: fc.oneof(fc.boolean(), nasty),
        rules: fc.array(tie('rule'), { maxLength: 3 }),
      }),
      nasty,
    ),
  })).rule
  return fc
    .record({
      rules: fc.array(fc.oneof(fair, anyRule), { maxLength: 2 }),
      sort: fc.array(fc.tuple(fc.constantFrom('', '-'), mostlyFair), { maxLength: 3 }),
      columns: fc.array(mostlyFair, { maxLength: 3 }),
      search: nasty,
      places: fc.option(fc.array(fc.oneof(nasty, fc.constant(null)), { maxLength: 3 }), { nil: undefined }),
    })
    .map(({ rules, sort, columns, search, places }) => {
      const order = sort.map(([sign, key]) => sign + encodeURIComponent(key)).join(',')
      return {
        filter: JSON.stringify({ combinator: 'and', rules }),
        sort: order,
        columns: columns.map(encodeURIComponent).join(','),
        search,
        cursor: places && Buffer.from(JSON.stringify([order, places, id])).toString('base64url'),
      }
    })
}
