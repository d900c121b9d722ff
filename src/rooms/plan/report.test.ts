import { expect, test } from 'vitest'
import { openDuck } from '#platform/analytics/duck'
import { createFacts } from '#rooms/measure/store/facts'
import { applyFacts, type DealFact } from '#test/kit/apply-facts'
import { inGerman } from '#test/kit/german'
import { diagnose } from './actions/diagnose.ts'
import { diagnosisShape } from './contract.ts'
import { escaped, html } from './report/markup.ts'
import { reportHtml } from './report.ts'

const nasty = '<img src=x onerror="alert(1)">&\''

async function diagnosed(deals: readonly DealFact[]) {
  const duck = await openDuck()
  try {
    await createFacts(duck)
    const dimensions = [{ subject: 'deal', key: 'owner', label: nasty, origin: 'deal' }] as const
    await applyFacts(duck, { deals, dimensions, about: { as_of: '2025-12-31' } }, '1')
    return await diagnose(duck)
  } finally {
    duck.close()
  }
}

/** Deals of two owners: the nasty one loses nearly all. */
function companies(): DealFact[] {
  return Array.from({ length: 400 }, (_, index) => {
    const bad = index % 2 === 0
    const won = bad ? index % 20 === 0 : index % 4 === 1
    return {
      deal_id: `d${index}`,
      ref: `${nasty}${index}`,
      name: nasty,
      account: nasty,
      owner: bad ? nasty : 'Ann',
      pipeline: '',
      stage: nasty,
      state: index > 380 ? 'open' : won ? 'won' : 'lost',
      amount: '100',
      currency: null,
      opened_on: '2025-01-01',
      closed_on: index > 380 ? null : '2025-03-01',
      expected_on: '2025-06-01',
      dimensions: { owner: bad ? nasty : 'Ann' },
    }
  })
}

test('whatever the files hold stays text in the report', async () => {
  const diagnosis = await diagnosed(companies())
  expect(diagnosis.standouts.map((each) => each.value)).toContain(nasty)
  const report = reportHtml({ diagnosis, sliced: [], files: [{ name: nasty, says: nasty }], madeAt: '2026-01-01T00:00:00.000Z' })
  expect(report).not.toContain('<img')
  expect(report).toContain(escaped(nasty))
})

test('the report asks for nothing from elsewhere and runs nothing', async () => {
  const report = reportHtml({ diagnosis: await diagnosed(companies()), sliced: [], files: [], madeAt: '2026-01-01T00:00:00.000Z' })
  expect(report).not.toMatch(/<script|<link|<iframe|@import|url\((?!#)|<[^>]*\ssrc=/i)
  expect(report).toContain("default-src 'none'")
  expect(report).not.toMatch(/undefined|NaN|\[object/)
})

test('a diagnosis keeps to its contract, also of nothing at all', async () => {
  for (const deals of [companies(), []]) {
    const diagnosis = await diagnosed(deals)
    expect(diagnosisShape.parse(diagnosis)).toEqual(diagnosis)
    expect(reportHtml({ diagnosis, sliced: [], files: [], madeAt: '2026-01-01T00:00:00.000Z' })).toContain(diagnosis.asOf)
  }
})

test('the report speaks the language that is asked for', async () => {
  const report = await inGerman(async () =>
    reportHtml({ diagnosis: await diagnosed(companies()), sliced: [], files: [], madeAt: '2026-01-01T00:00:00.000Z' }),
  )
  expect(report).toContain('<html lang="de">')
  expect([...report.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual([
    'Was zuerst zu tun ist',
    'Phasen',
    'Wo es verloren geht',
    'Wer sich vom Rest unterscheidet',
    'Was steigt oder fällt',
    'Wie weit man den Daten trauen kann',
    'Was diese Daten nicht sagen können',
    'Definitionen',
  ])
  const words = report.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ')
  expect(words).not.toMatch(/\b(the|and|of|with|from|deals? (are|is|was|were))\b/)
})

test('pieces of markup nest, and what is absent leaves nothing', () => {
  expect(html`<p>${[html`<b>${'<'}</b>`, null, false, undefined, 3]}</p>`.markup).toBe('<p><b>&lt;</b>3</p>')
})
