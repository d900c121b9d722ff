import type { OriginRecord } from '#rooms/measure/contract/origin'

export function seeded(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number) => Math.floor(next() * n)
  return { next, below, of: <T>(all: readonly T[]): T => all[below(all.length)] as T, share: (p: number) => next() < p }
}

export const syllables = [
  'ba',
  'del',
  'kor',
  'min',
  'sta',
  'ren',
  'vol',
  'hart',
  'lin',
  'ger',
  'wes',
  'tor',
  'nau',
  'fisch',
  'bek',
  'sul',
  'dra',
  'pol',
]
const givens =
  'Anna Bernd Clara David Elena Frank Greta Hans Irene Jakob Katrin Lukas Maria Nils Olga Peter Renate Stefan Tanja Ulrich Vera Walter'.split(
    ' ',
  )
export const marketingOrigins = ['Webinar', 'Website form', 'Trade show', 'Content download', 'Newsletter']
export const fieldOrigins = ['Cold call', 'Outbound', 'Field-generated', 'Self-generated', 'added by hand']
export const start = Date.UTC(2024, 0, 8, 9)
export const dayMs = 86_400_000

export interface Row extends OriginRecord {
  readonly fields: Readonly<Record<'given' | 'surname' | 'email' | 'phone' | 'company', string | null>>
  readonly human: number
  readonly together: number
}

type Label = 're-entered' | 'same fair' | 'new company' | 'list' | 'two salespeople' | 'long after, nothing came' | 'namesake'
/** People of a company's CRM, some of them twice, each pair with what it really is. */
export function history(seed: number, size: number) {
  const chance = seeded(seed)
  const rows: Row[] = []
  const labels = new Map<string, Label>()
  const word = () => Array.from({ length: 2 + chance.below(2) }, () => chance.of(syllables)).join('')
  const name = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  const deal = (day: number, n: number): OriginRecord['deals'][number] => ({
    ...{ id: `deal-${n}`, name: `Deal ${n}`, state: 'won', amount: '1000', currency: 'EUR', owner: 'sales', campaign: null },
    openedAt: new Date(start + day * dayMs).toISOString() as never,
  })
  const person = (day: number, origin: string, more: Partial<Row> & Pick<Row, 'fields' | 'human'>): Row => {
    const row: Row = {
      ...{
        id: `p${rows.length}`,
        origin,
        enteredBy: null,
        entered: 'import',
        owner: `owner ${chance.below(8)}`,
        responses: [],
        deals: [],
        together: 1,
      },
      ...{ madeAt: new Date(start + day * dayMs).toISOString() as never, ...more },
    }
    rows.push(row)
    return row
  }
  const response = (day: number) => ({ at: new Date(start + day * dayMs).toISOString() as never, campaign: 'Spring', ref: 'K1' })
  for (let human = 0; human < size; human += 1) {
    const [given, surname, firm] = [chance.of(givens), name(word()), name(word())]
    const fields = {
      ...{ given, surname, company: `${firm} GmbH` },
      ...{
        email: `${given}.${surname}@${firm}.example`.toLowerCase(),
        phone: `+49 ${200 + chance.below(700)} ${100_000 + chance.below(899_999)}`,
      },
    }
    // Who types it in anew writes what is on the card: the number may lack, the name may be shorter, the address another.
    const again = {
      ...fields,
      given: chance.share(0.2) ? given.slice(0, 1) : given,
      email: chance.share(0.35) ? null : chance.share(0.5) ? `${surname}@${firm}.example`.toLowerCase() : fields.email.replace('.', ''),
      phone: chance.share(0.25) ? null : fields.phone,
      company: chance.share(0.3) ? firm : fields.company,
    }
    const [day, turn] = [chance.below(300), chance.next()]
    const twice = (label: Label, one: Row, other: Row) => labels.set(`${one.id} ${other.id}`, label)
    const won = (at: number, more: Partial<Row> = {}) =>
      person(at, chance.of(marketingOrigins), { fields, human, responses: chance.share(0.8) ? [response(at)] : [], ...more })
    if (turn < 0.06) {
      const one = won(day)
      const after = chance.share(0.85) ? 3 + chance.below(150) : 150 + chance.below(300)
      twice(
        're-entered',
        one,
        person(day + after, chance.of(fieldOrigins), {
          ...{ fields: again, human, deals: chance.share(0.75) ? [deal(day + after + chance.below(40), human)] : [] },
        }),
      )
    } else if (turn < 0.08)
      twice(
        'same fair',
        won(day),
        person(day + chance.next(), chance.of(fieldOrigins), {
          fields: again,
          human,
          deals: chance.share(0.3) ? [deal(day + 20, human)] : [],
        }),
      )
    else if (turn < 0.1) {
      const after = 60 + chance.below(500)
      const moved = { ...again, company: `${name(word())} AG`, email: `${surname}@${word()}.example`.toLowerCase(), phone: fields.phone }
      twice(
        'new company',
        won(day),
        person(day + after, chance.of(fieldOrigins), { fields: moved, human, deals: [deal(day + after + 10, human)] }),
      )
    } else if (turn < 0.12)
      twice(
        'list',
        won(day),
        person(day + 5 + chance.below(200), chance.of(fieldOrigins), {
          fields: again,
          human,
          together: 20 + chance.below(400),
          deals: chance.share(0.3) ? [deal(day + 60, human)] : [],
        }),
      )
    else if (turn < 0.14)
      twice(
        'two salespeople',
        person(day, chance.of(fieldOrigins), { fields, human }),
        person(day + chance.below(90) + 1, chance.of(fieldOrigins), { fields: again, human, deals: [deal(day + 95, human)] }),
      )
    else if (turn < 0.155)
      twice('long after, nothing came', won(day), person(day + 560 + chance.below(300), chance.of(fieldOrigins), { fields: again, human }))
    else if (turn < 0.17) {
      // Somebody else of the same name at another company.
      const other = {
        ...fields,
        company: `${name(word())} SE`,
        email: `${given}.${surname}@${word()}.example`.toLowerCase(),
        phone: `+49 ${200 + chance.below(700)} ${100_000 + chance.below(899_999)}`,
      }
      twice(
        'namesake',
        won(day),
        person(day + 30 + chance.below(60), chance.of(fieldOrigins), {
          fields: other,
          human: human + size,
          deals: [deal(day + 95, human)],
        }),
      )
    } else if (chance.share(0.5)) won(day)
    else person(day, chance.of(fieldOrigins), { fields, human, deals: chance.share(0.2) ? [deal(day + 10, human)] : [] })
  }
  return { rows, labels }
}
