import type { Duck } from '#platform/analytics/duck'
import type { SetGuess } from '#rooms/capture/shapes'
import type { ExchangeRate } from '../store/currency.ts'
import { factsFromStaged } from '../store/facts-from-staged.ts'
import type { FieldLabel } from '../store/lookups.ts'
import { ratesInFile } from '../store/rates-file.ts'

/** Fills the facts from the rows that `capture` staged in the same DuckDB; dimensions are called as in the files. */
export async function fillFromStaged(
  duck: Duck,
  guess: SetGuess,
  days: { today: string; asKnownOn?: string; rates?: readonly ExchangeRate[] },
): Promise<void> {
  await factsFromStaged(duck, {
    labels: labelsOf(guess),
    fileNames: guess.files.map((file) => file.name),
    today: days.today,
    asOf: guess.asOf ?? undefined,
    asKnownOn: days.asKnownOn,
    rates: days.rates,
  })
}

/** Which header each field was mapped from. */
export function labelsOf({ files }: SetGuess): FieldLabel[] {
  return files.flatMap(({ kind, mapping, columns }) =>
    mapping.flatMap(({ column, field }) => {
      const header = columns.find((each) => each.index === column)?.name
      return header === undefined || field === 'custom' || field === 'ignore' ? [] : [{ kind, field, header }]
    }),
  )
}

/** Reads the exchange rates in a CSV file. Throws a Problem that says what is wrong with it. */
export function ratesFrom(duck: Duck, file: { readonly path: string; readonly name: string }): Promise<ExchangeRate[]> {
  return ratesInFile(duck, file.path, file.name)
}
