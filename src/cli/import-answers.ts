import { Problem } from '#kernel/problem'
import { systemName } from '#kernel/source-system'
import { type Correction, correctionShape, dateOrders, decimalSigns, type Question, type SetGuess, sameSystem } from '#rooms/capture/shapes'

/** What the options of a command answer to questions that files leave open. */
export interface Answers {
  readonly dateOrder?: (typeof dateOrders)[number]
  readonly decimal?: (typeof decimalSigns)[number]
  readonly currency?: string
  /** Empty for the first system of the workspace. */
  readonly system?: string
}

/** Options of a command that imports. */
export const answerArgs = {
  'date-order': { type: 'string', description: 'How dates such as 03/04/2025 are meant where a file does not tell', valueHint: 'dmy|mdy' },
  decimal: { type: 'string', description: 'The decimal sign where no number of a file tells it', valueHint: 'point|comma' },
  currency: { type: 'string', description: 'The currency of amounts whose files name none, for example EUR', valueHint: 'CODE' },
  system: {
    type: 'string',
    description:
      'Which system the files are from, when not the first of the workspace: its ids then stand by themselves. "same" means the first',
    valueHint: 'NAME',
  },
} as const

/** The answers in the options; throws a Problem for a word that is no answer. */
export function answersFrom(said: { readonly [option in keyof typeof answerArgs]?: string | undefined }): Answers {
  const { 'date-order': order, decimal: sign, currency, system: named } = said
  const dateOrder = dateOrders.find((each) => each === order)
  if (order !== undefined && !dateOrder)
    throw new Problem(
      'invalid-input',
      `--date-order takes ${dateOrders.join(', ')}, not "${order}": dmy for 31/12/2025, mdy for 12/31/2025.`,
    )
  const decimal = sign === 'point' ? '.' : sign === 'comma' ? ',' : decimalSigns.find((each) => each === sign)
  if (sign !== undefined && !decimal) throw new Problem('invalid-input', `--decimal takes point or comma, not "${sign}".`)
  if (currency !== undefined && !correctionShape.shape.currency.safeParse(currency).success)
    throw new Problem('invalid-input', `--currency takes three capital letters such as EUR, not "${currency}".`)
  const system = named === undefined ? undefined : named === sameSystem ? '' : systemName(named)
  if (system === '' && named !== sameSystem)
    throw new Problem('invalid-input', `--system takes a name of letters and digits, such as pipedrive, not "${named}".`)
  return {
    ...(dateOrder ? { dateOrder } : {}),
    ...(decimal ? { decimal } : {}),
    ...(currency ? { currency } : {}),
    ...(system === undefined ? {} : { system }),
  }
}

/** What the answers say to the questions of a guess; null when they say nothing to them. */
export function correctionFrom(guess: SetGuess, { dateOrder, decimal, currency, system }: Answers): Correction | null {
  const asked = (file: number, asks: Question['asks']) => guess.questions.some((each) => each.file === file && each.asks === asks)
  const files = guess.files.flatMap(({ file }) => {
    const said = {
      ...(dateOrder && asked(file, 'dateOrder') ? { dateOrder } : {}),
      ...(decimal && asked(file, 'decimal') ? { decimal } : {}),
    }
    return Object.keys(said).length > 0 ? [{ file, ...said }] : []
  })
  if (files.length === 0 && currency === undefined && system === undefined) return null
  return {
    ...(files.length > 0 ? { files } : {}),
    ...(currency === undefined ? {} : { currency }),
    ...(system === undefined ? {} : { system }),
  }
}

/** Throws when a question is left that must be answered, with the option that answers it; remarks on the others. */
export function ensureAnswered(guess: SetGuess | null, remark: (text: string) => void): void {
  for (const question of guess?.questions ?? []) {
    if (question.must) {
      const seen = question.samples.length > 0 ? ` It has ${question.samples.slice(0, 2).join(' and ')}.` : ''
      throw new Problem('invalid-input', `${question.text}${seen} Say ${optionFor(question)}; nothing was imported.`)
    }
    const chosen = question.options.find((option) => option.value === question.chosen)?.label ?? question.chosen
    remark(`${question.text} Taken: ${chosen}. Change it on the screen before you import, if it is wrong.`)
  }
}

function optionFor({ asks, options }: Question): string {
  if (asks === 'decimal') return '--decimal point or --decimal comma'
  if (asks === 'system') return options.map(({ value }) => `--system ${value}`).join(' or ')
  return '--date-order dmy or --date-order mdy'
}
