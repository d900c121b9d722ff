/** The tokens that pictures are drawn with, as on the screens; a test holds them to that. */
export const chartTokens = {
  light: {
    '--ink-2': '#44514d',
    '--ink-3': '#5f6c68',
    '--line-strong': '#c3ccc8',
    '--surface': '#ffffff',
    '--sunken': '#eef2f0',
    '--accent': '#0f7463',
    '--accent-soft': '#e3f3ee',
    '--accent-line': '#a6d8cb',
    '--loss': '#c54a1e',
    '--loss-soft': '#fdefe8',
    '--loss-line': '#f4b79d',
    '--still': '#b9c4c0',
  },
  dark: {
    '--ink-2': '#b9c4c0',
    '--ink-3': '#98a4a0',
    '--line-strong': '#42504d',
    '--surface': '#161d1c',
    '--sunken': '#1c2423',
    '--accent': '#3aa88f',
    '--accent-soft': '#14302a',
    '--accent-line': '#1f5a4d',
    '--loss': '#e67044',
    '--loss-soft': '#33201a',
    '--loss-line': '#74402b',
    '--still': '#4b5955',
  },
} as const

const written = (tokens: Readonly<Record<string, string>>) =>
  Object.entries(tokens)
    .map(([name, colour]) => `${name}:${colour}`)
    .join(';')

/** Pictures in the report: light, dark, and light again on paper. */
export const chartStyle = `
:root{${written(chartTokens.light)}}
@media (prefers-color-scheme:dark){:root{${written(chartTokens.dark)}}}
@media print{:root{${written(chartTokens.light)}}}
.chart{margin:0 0 1rem;padding:.9rem 1rem;background:var(--surface);border:1px solid var(--line);border-radius:.5rem;break-inside:avoid}
.chart figcaption{font-weight:600;color:var(--soft);font-size:.9rem;margin-bottom:.5rem}
.chart svg{display:block;width:100%;height:auto;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.on-phone{display:none}
@media screen and (max-width:34rem){.on-page{display:none}.on-phone{display:block}}
`
