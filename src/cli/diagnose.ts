import { stat, writeFile } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { Problem } from '#kernel/problem'
import { type Day, dayOf, dayShape, type Instant } from '#kernel/time'
import { systemClock } from '#platform/clock'
import { diagnoseFiles, type FilesDiagnosis } from '#rooms/plan/actions/diagnose-files'
import { pagePdf, workbookXlsx } from '#rooms/plan/actions/documents'
import { reportHtml } from '#rooms/plan/report'
import { command } from './command.ts'
import { diagnosisText, fileLine } from './diagnose-text.ts'
import { ensureUnchanged, type FoundFile, unpackAll } from './given-files.ts'

/** `interlock diagnose FILES…`: the diagnosis from files alone, with no server and no database. */
export const diagnose = command({
  name: 'diagnose',
  description: 'Says where the money is lost, from CRM exports alone: nothing is stored, nothing leaves this machine',
  rest: true,
  args: {
    by: {
      type: 'string',
      description: 'Also cut the numbers by this field, as it is called in the files; may be given again',
      valueHint: 'FIELD',
    },
    'as-of': {
      type: 'string',
      description:
        'Look at the data as it was known on this day: later closings and moves are taken back (default: the last day in the data)',
      valueHint: 'DAY',
    },
    rates: {
      type: 'string',
      description:
        'A CSV file with exchange rates (columns currency, day, rate): amounts in other currencies are converted with the rate of their day',
      valueHint: 'rates.csv',
    },
    out: {
      type: 'string',
      description: 'Also write a document, by the ending of its name: the full report (.html), one A4 page (.pdf) or a workbook (.xlsx)',
      valueHint: 'report.html',
    },
  },
  run: async (args, out) => {
    const now = systemClock.now()
    const kind = args.out === undefined ? null : documentKind(args.out)
    const given = await existing(args._)
    const ready = await unpackAll(given)
    const bar = out.progress('Reading')
    const started = performance.now()
    const result = await diagnoseFiles(ready.files, {
      by: everyTime('by', process.argv),
      asOf: dayFrom(args['as-of']),
      rates: args.rates ? (await existing([args.rates]))[0] : undefined,
      today: dayOf(now),
      behind: kind === 'xlsx',
      onProgress: (step, done, of) => bar.step(done, of, step),
    }).finally(async () => {
      bar.end()
      await ready.close()
    })
    await ensureUnchanged(given)
    for (const remark of result.guesses.files.flatMap(({ name, remarks }) => remarks.map((said) => `${name}: ${said}`))) out.remark(remark)
    if (args.out && kind) await writeDocument(args.out, await documentOf(kind, result, now), out.remark)
    out.remark(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
    out.result(diagnosisText(result), asJson(result))
  },
})

/** All values of an option that may be given again; the parser keeps only the last one. */
function everyTime(name: string, words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)]
    const value = words[index + 1]
    return word === `--${name}` && value !== undefined ? [value] : []
  })
}

async function existing(paths: readonly string[]): Promise<FoundFile[]> {
  if (paths.length === 0)
    throw new Problem('invalid-input', 'Name at least one file, for example: interlock diagnose opportunities.csv accounts.csv')
  return Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => null)
      if (!found?.isFile())
        throw new Problem('not-found', `There is no file ${path}. Give the exports of your CRM as CSV files or workbooks.`)
      return { name: basename(path), path: resolve(path), bytes: found.size, changedMs: found.mtimeMs }
    }),
  )
}

function dayFrom(text: string | undefined): Day | undefined {
  if (text === undefined) return undefined
  const day = dayShape.safeParse(text)
  if (!day.success) throw new Problem('invalid-input', `--as-of takes a day such as 2025-12-31, not "${text}".`)
  return day.data
}

type DocumentKind = 'html' | 'pdf' | 'xlsx'

/** The ending says what is wanted. Throws Problem for one that nothing can be written as. */
function documentKind(path: string): DocumentKind {
  const ending = extname(path).slice(1).toLowerCase()
  if (ending === 'html' || ending === 'htm') return 'html'
  if (ending === 'pdf' || ending === 'xlsx') return ending
  throw new Problem('invalid-input', `--out takes a name that ends with .html, .pdf or .xlsx, not "${path}".`)
}

async function documentOf(kind: DocumentKind, result: FilesDiagnosis, now: Instant): Promise<string | Uint8Array> {
  const { diagnosis, behind, metrics, guesses } = result
  const made = { diagnosis, filters: [], madeAt: now }
  if (kind === 'pdf') return await pagePdf(made)
  if (kind === 'xlsx') return await workbookXlsx({ ...made, ...(behind ?? { sliced: [], records: [] }) })
  return reportHtml({
    diagnosis,
    sliced: metrics.filter(({ slice }) => Object.keys(slice).length > 0 && !('stage' in slice)),
    files: guesses.files.map((file) => ({ name: file.name, says: fileLine(file) })),
    madeAt: now,
  })
}

async function writeDocument(path: string, content: string | Uint8Array, remark: (text: string) => void): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (cause) {
    throw new Problem('invalid-input', `The report cannot be written to ${path}: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
    })
  }
  remark(`The report is in ${path}.`)
}

/** What --json prints: the parts that scripts look for first, then the story. */
function asJson({ files, guesses, metrics, constraint, quality, limits, diagnosis }: FilesDiagnosis) {
  const { headline, story, asOf, currency, period, stages, standouts, compared, firstSteps } = diagnosis
  return {
    files,
    guesses,
    metrics,
    constraint,
    quality,
    limits,
    headline,
    story,
    asOf,
    currency,
    period,
    stages,
    standouts,
    compared,
    firstSteps,
  }
}
