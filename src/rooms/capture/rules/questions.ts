import { t } from '#kernel/text'
import type { FileGuess, Question, StageGuess } from '../shapes.ts'
import { moneyFields } from './memory.ts'

/** A wrong guess here makes wrong records that look right. */
const grave: ReadonlySet<Question['asks']> = new Set(['dateOrder', 'decimal'])

const orders = [
  { value: 'dmy', label: 'Day first: 03/04 is 3 April' },
  { value: 'mdy', label: 'Month first: 03/04 is March 4' },
]

interface Open {
  /** Files with a quotation mark that is never closed. */
  readonly unclosed: ReadonlySet<number>
  /** Set when no file names a currency: what the company says, if anything. */
  readonly currency: { readonly company: string | null } | null
}

/** What a person should be asked, because the files do not tell. Nothing here is guessed in silence: `chosen` is what is used until then. */
export function questionsOf(files: readonly FileGuess[], stages: readonly StageGuess[], { unclosed, currency }: Open): Question[] {
  const asked = files.filter((file) => file.problem === null).flatMap((file) => aboutFile(file, unclosed.has(file.file)))
  if (currency) asked.push(aboutCurrency(files, currency.company))
  const unsure = stages.filter((each) => each.kind === 'open' && each.confidence < 0.5)
  if (unsure.length > 1) {
    asked.push({
      id: 'set.stages',
      file: null,
      asks: 'stages',
      text: t('In which order do deals go through these stages?'),
      options: unsure.map((each) => ({ value: each.stage, label: each.stage })),
      chosen: unsure.map((each) => each.stage).join(' > '),
      samples: unsure.map((each) => `${each.stage} (${each.deals} deals)`),
    })
  }
  return asked
}

/** Currencies that are offered first; any other can be said. */
const common = ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'AUD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'INR', 'JPY', 'BRL', 'MXN']

function aboutCurrency(files: readonly FileGuess[], company: string | null): Question {
  const offered = company === null || common.includes(company) ? common : [company, ...common]
  const none = company === null ? [{ value: '', label: 'Not said; amounts are counted as they are' }] : []
  return {
    id: 'set.currency',
    file: null,
    asks: 'currency',
    text: t('Which currency are the amounts in? The files name none.'),
    options: [...none, ...offered.map((value) => ({ value, label: value === company ? `${value}, the currency of your company` : value }))],
    chosen: company ?? '',
    samples: files.flatMap(amountsOf).slice(0, 4),
  }
}

function amountsOf(file: FileGuess): string[] {
  const amounts = file.mapping.filter((each) => moneyFields.has(each.field)).map((each) => each.column)
  return file.columns.filter((column) => amounts.includes(column.index)).flatMap((column) => column.samples.slice(0, 2))
}

/** What was not answered and must be, before anything of the import is looked at as if it were true. */
export function mustBeAnswered(guess: { readonly questions: readonly Question[] } | null): Question[] {
  return guess?.questions.filter((question) => question.must) ?? []
}

function aboutFile(file: FileGuess, unclosed: boolean): Question[] {
  const found: Question[] = []
  const ask = (asks: Question['asks'], text: string, options: Question['options'], chosen: string, samples: string[]) =>
    found.push({
      id: `${file.file}.${asks}`,
      file: file.file,
      asks,
      text,
      options,
      chosen,
      samples,
      ...(grave.has(asks) ? { must: true } : {}),
    })
  if (file.formats.dateOrderAmbiguous) {
    const samples = samplesOf(file, (value) => /^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}/.test(value))
    ask('dateOrder', `Are the dates in ${file.name} day first or month first? None of them tells.`, orders, file.formats.dateOrder, samples)
  }
  if (file.formats.decimalAmbiguous) {
    const options = [
      { value: '.', label: 'The point is the decimal sign: 1.234 is a little more than one' },
      { value: ',', label: 'The comma is the decimal sign: 1.234 is one thousand two hundred and thirty-four' },
    ]
    ask(
      'decimal',
      `What is the decimal sign in ${file.name}?`,
      options,
      file.formats.decimal,
      samplesOf(file, (value) => /^\D*\d{1,3}[.,]\d{3}\D*$/.test(value)),
    )
  }
  if (file.kindConfidence < 0.55) {
    const options = [
      'deal',
      'account',
      'person',
      'lead',
      'user',
      'product',
      'stage_history',
      'campaign',
      'campaign_member',
      'campaign_cost',
      'activity',
      'other',
    ].map((value) => ({
      value,
      label: kindLabels[value] ?? value,
    }))
    ask(
      'kind',
      `What is in ${file.name}? Its headers do not say it clearly.`,
      options,
      file.kind,
      file.columns.slice(0, 5).map((column) => column.name),
    )
  }
  if (unclosed)
    ask(
      'quote',
      `${file.name} has a quotation mark that is never closed. Rows after it may be missing.`,
      [{ value: 'ok', label: 'I have seen it' }],
      'ok',
      [],
    )
  return found
}

const kindLabels: Readonly<Record<string, string>> = {
  deal: 'Deals',
  account: 'Accounts (companies)',
  person: 'People (contacts)',
  lead: 'Leads',
  user: 'Users (owners)',
  product: 'Products',
  stage_history: 'Stage history of deals',
  campaign: 'Campaigns',
  campaign_member: 'Members of campaigns',
  campaign_cost: 'Costs of campaigns',
  activity: 'Activities (calls, meetings, e-mails, tasks)',
  other: 'Something else; leave it out',
}

function samplesOf(file: FileGuess, wanted: (value: string) => boolean): string[] {
  return file.columns
    .flatMap((column) =>
      column.samples
        .filter((sample) => wanted(sample.trim()))
        .slice(0, 2)
        .map((sample) => `${column.name}: ${sample}`),
    )
    .slice(0, 4)
}
