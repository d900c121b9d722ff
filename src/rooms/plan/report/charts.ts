import type { Chart } from '#kernel/chart'
import { t } from '#kernel/text'
import { funnelOf } from '#rooms/measure/pictures/funnel'
import { stillOf } from '#web/kit/chart/engine'
import type { Pen } from '#web/kit/chart/pen'
import type { Constraint, Diagnosis, WhatIfBase } from '../contract.ts'
import { waterfallOf } from '../pictures.ts'
import { inUnit, percent, roughMoney } from '../rules/say.ts'
import { html, type Markup } from './markup.ts'

/** Drawn for a page and for a phone: a drawing that is only made smaller could not be read. */
const widths = { page: 760, phone: 330 } as const

const pen = (width: number): Pen => ({
  width,
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  moves: false,
  write: (value, unit, currency) => inUnit(value, unit, currency ?? null),
  writeShort: (value, unit, currency) => (unit === 'money' ? roughMoney(value, currency ?? null) : inUnit(value, unit, currency ?? null)),
})

/** The funnels of all pipelines; nothing where the data has no stage dates. */
export function funnels({ stages, stagesKnown }: Diagnosis): Markup | false {
  if (!stagesKnown) return false
  const pipelines = [...new Set(stages.map((stage) => stage.pipeline))]
  return html`${pipelines.map((pipeline) => {
    const rows = stages.filter((stage) => stage.pipeline === pipeline && (stage.entered ?? 0) > 0)
    const title =
      pipelines.length > 1 && pipeline ? t('Deals through the stages of {{pipeline}}', { pipeline }) : t('Deals through the stages')
    return (
      rows.length > 0 &&
      figure(title, funnelOf(rows, { share: percent }), t('Each bar: went on or won, still there, moved back (striped), lost (hatched).'))
    )
  })}`
}

/** What mending each stage would bring; nothing where no stage has a price. */
export function waterfall(constraint: Constraint, whatIf: WhatIfBase | null): Markup | false {
  const chart = waterfallOf(constraint, whatIf)
  return (
    chart !== null &&
    figure(
      t('What each stage would bring in a year at its benchmark'),
      chart,
      t('Each bar is what its stage adds once those above it are mended, so the bars add up; whiskers are 95% intervals.'),
    )
  )
}

/** The numbers of the picture stand in the table beside it, so the picture itself is left out for those who listen. */
function figure(title: string, chart: Chart, note: string): Markup {
  const still = (width: number): Markup => ({ markup: stillOf(chart, pen(width)) })
  return html`<figure class="chart"><figcaption>${title}</figcaption><div class="on-page" aria-hidden="true">${still(widths.page)}</div><div class="on-phone" aria-hidden="true">${still(widths.phone)}</div><p class="proof">${note}</p></figure>`
}
