import { extractText, getDocumentProxy } from 'unpdf'
import { expect, test } from 'vitest'
import { instant } from '#kernel/time'
import { openDuck } from '#platform/analytics/duck'
import { sheetPdf } from '#platform/documents/sheet'
import { createFacts } from '#rooms/measure/store/facts'
import { applyFacts, type DealFact } from '#test/kit/apply-facts'
import { inGerman } from '#test/kit/german'
import { diagnose } from '../actions/diagnose.ts'
import type { Diagnosis } from '../contract.ts'
import { drawPage } from './page.ts'

const madeAt = instant(new Date('2026-01-02T03:04:05Z'))

async function diagnosed(): Promise<Diagnosis> {
  const duck = await openDuck()
  try {
    await createFacts(duck)
    const deals = Array.from({ length: 60 }, (_, index): DealFact => {
      const state = index % 3 === 0 ? 'won' : 'lost'
      const when = { opened_on: '2025-01-01', closed_on: '2025-03-01', expected_on: '2025-06-01' }
      const who = { name: 'Pump', account: 'Acme', owner: 'Ann', pipeline: '', stage: 'Talk' }
      return { deal_id: `d${index}`, ref: `${index}`, ...who, ...when, state, amount: '100', currency: 'EUR', dimensions: {} }
    })
    await applyFacts(duck, { deals, about: { as_of: '2025-12-31' } }, '1')
    return await diagnose(duck)
  } finally {
    duck.close()
  }
}

/** The page as it is read back: how many pages, its text, and where each piece of text stands. */
async function readBack(diagnosis: Diagnosis, company: string, filters: readonly string[] = []) {
  const file = await sheetPdf((pen) => drawPage(pen, { diagnosis, company, filters, madeAt }), { title: 'Page', madeAt })
  const pdf = await getDocumentProxy(new Uint8Array(file))
  const { text } = await extractText(pdf, { mergePages: true })
  const content = await (await pdf.getPage(1)).getTextContent()
  const pieces = content.items.flatMap((item) =>
    'str' in item && item.str.trim() !== ''
      ? [
          {
            says: item.str,
            x: Number(item.transform[4]),
            y: Number(item.transform[5]),
            width: item.width,
            size: Math.abs(Number(item.transform[3])),
          },
        ]
      : [],
  )
  return { pages: pdf.numPages, text, pieces }
}

const hostile = {
  long: 'Überaus lange Bezeichnung ohne jedes Ende '.repeat(40),
  unbroken: 'Ж'.repeat(600),
  chinese: '株式会社日本電気通信技術研究所有限公司'.repeat(30),
  'in letters that cannot be set': 'شركة النور, บริษัท ไทย, חברת אור, नई दिल्ली, 🚀 '.repeat(20),
}

/** Every text and list of the diagnosis as long as can be. */
function swollen(diagnosis: Diagnosis, name: string): Diagnosis {
  const stage = {
    ...diagnosis.stages[0],
    pipeline: null,
    stage: name,
    position: 1,
    entered: 123_456_789,
    advanced: 100_000_000,
    won: 0,
    lost: 23_000_000,
  }
  const counts = {
    movedBack: 400_000,
    open: 56_789,
    skipped: 0,
    reentered: 0,
    conversion: null,
    timeInStage: null,
    openAmount: 9_876_543_210.5,
    openWithoutAmount: 9,
  }
  const step = { title: name, evidence: name, step: name, money: 1e12, about: 'stuck' }
  return {
    ...diagnosis,
    headline: name,
    currency: 'EUR',
    stagesKnown: true,
    stages: Array.from({ length: 40 }, () => ({ ...stage, ...counts })),
    firstSteps: Array.from({ length: 9 }, () => step),
    limits: Array.from({ length: 30 }, (_, index) => ({ key: `${index}`, says: name, remedy: name })),
    constraint: { ...diagnosis.constraint, says: name, why: name, moneyAYear: 1e12, low: 1e11, high: 1e13 },
  }
}

test('the page says company, filters, date, currency, counts, definitions and the headline', { timeout: 60_000 }, async () => {
  const diagnosis: Diagnosis = { ...(await diagnosed()), currency: 'EUR', currencies: [{ currency: 'EUR', deals: 60, converted: 0 }] }
  const { pages, text } = await readBack(diagnosis, 'Müller & Söhne, ООО «Ромашка», 株式会社日本, 한국전자', ['owner is Ann'])
  expect(pages).toBe(1)
  const flat = text.replaceAll(/\s+/g, ' ')
  const wanted = [
    'Müller & Söhne, ООО «Ромашка», 株式会社日本, 한국전자',
    'Only owner is Ann',
    '2025-12-31',
    '2026-01-02',
    'amounts in EUR',
  ]
  for (const part of [...wanted, '60 deals: 20 won, 40 lost, 0 open', diagnosis.headline, 'Won deals divided by won and lost deals'])
    expect(flat).toContain(part)
})

test('the page speaks the language that is asked for, and cuts no word of ours in German', { timeout: 60_000 }, async () => {
  const { text, pieces } = await inGerman(async () =>
    readBack(swollen(await diagnosed(), 'X'), 'שלום GmbH', ['Zuständig ist Ann', 'opened']),
  )
  const flat = text.replaceAll(/\s+/g, ' ')
  const wanted = ['Interlock-Diagnose', 'Stand 2025-12-31, erstellt am 2026-01-02', 'Nur Zuständig ist Ann und opened', '[Hebräisch] GmbH']
  for (const part of [
    ...wanted,
    '60 Deals: 20 gewonnen, 40 verloren, 0 offen',
    'Abschlussquote',
    '33,3 %',
    'die Hälfte binnen',
    'Definitionen',
  ])
    expect(flat).toContain(part)
  expect(pieces.filter(({ says }) => /\p{L}…/u.test(says)).map(({ says }) => says)).toEqual([])
})

test('letters that cannot be set are named by their script, once for a stretch, and the page says so', { timeout: 60_000 }, async () => {
  const { text } = await readBack(await diagnosed(), 'شركة النور (Al Noor), חברת אור, บริษัท, नई दिल्ली, 🚀 Rocket')
  const flat = text.replaceAll(/\s+/g, ' ')
  expect(flat).toContain('[Arabic] (Al Noor), [Hebrew], [Thai], [Devanagari], [sign] Rocket')
  expect(flat).toContain('This page cannot set these letters: Arabic, Hebrew, Thai, Devanagari, sign.')
  expect((await readBack(await diagnosed(), 'Müller, 株式会社')).text).not.toContain('cannot set')
})

test.for(Object.entries(hostile))(
  'it stays one page and nothing overlaps, with names that are %s',
  { timeout: 60_000 },
  async ([, name]) => {
    const { pages, pieces } = await readBack(swollen(await diagnosed(), name), name, [name])
    expect(pages).toBe(1)
    const outside = pieces.filter(({ x, y, width }) => x < 39 || x + width > 557 || y < 20 || y > 825)
    expect(outside).toEqual([])
    const over = pieces.filter((one, at) =>
      pieces.some((other, place) => {
        if (place <= at) return false
        const apart = one.x + one.width <= other.x + 0.6 || other.x + other.width <= one.x + 0.6
        const lines = Math.abs(one.y - other.y) >= Math.min(one.size, other.size) * 0.95
        return !apart && !lines
      }),
    )
    expect(over.map(({ says }) => says.slice(0, 30))).toEqual([])
  },
)
