import type { Duck } from './duck.ts'

/** The condition in SQL that a key belongs to one piece of a relation. */
export type Piece = (key: string) => string

const whole: Piece = () => 'true'

/**
 * The pieces in which a large relation is grouped and joined, so that what a query holds does not grow with it: rows with the same key are in the
 * same piece. A relation of up to `duck.pieceRows` rows is one piece.
 */
export async function piecesOf(duck: Duck, relation: string): Promise<Piece[]> {
  const many = await howMany(duck, relation)
  if (many === 1) return [whole]
  return Array.from({ length: many }, (_, index) => (key) => `hash(${key}) % ${many} = ${index}`)
}

/** After so many pieces DuckDB lets go of what it holds of the tables: between half a million and a million rows of an import. */
const piecesEach = 12

/** The pieces one after another; what DuckDB holds does not grow with their number. */
export async function* inTurn<P>(duck: Duck, pieces: readonly P[]): AsyncGenerator<P> {
  for (const [index, piece] of pieces.entries()) {
    yield piece
    if ((index + 1) % piecesEach === 0) await duck.letGo()
  }
}

/** The pieces of a relation that lie one after another by a whole number, such as the `no` of its rows. */
export async function stretchesOf(duck: Duck, relation: string, column: string): Promise<Piece[]> {
  const many = await howMany(duck, relation)
  if (many === 1) return [whole]
  const shares = Array.from({ length: many - 1 }, (_, index) => (index + 1) / many)
  const row = await duck.one<{ at: number[] }>(`SELECT approx_quantile(${column}, [${shares.join(', ')}]) AS at FROM ${relation}`)
  const bounds = [...new Set(row?.at ?? [])]
  return [undefined, ...bounds].map((from, index) => {
    const to = bounds[index]
    const sides = (key: string) => [...(from === undefined ? [] : [`${key} >= ${from}`]), ...(to === undefined ? [] : [`${key} < ${to}`])]
    return (key) => sides(key).join(' AND ')
  })
}

async function howMany(duck: Duck, relation: string): Promise<number> {
  const row = await duck.one<{ n: number }>(`SELECT count(*) AS n FROM ${relation}`)
  return Math.max(1, Math.ceil((row?.n ?? 0) / duck.pieceRows))
}
