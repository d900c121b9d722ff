/** People as they are told to a model: of each the column of every fact that holds, one after the other. Everybody has as many. */
export interface Design {
  readonly people: number
  readonly facts: number
  readonly columns: number
  /** `facts` columns of each person. */
  readonly held: Int32Array
}

/** Log-odds: of everybody, and what each column adds. */
export interface Weights {
  readonly base: number
  readonly of: Float64Array
}

const mostSteps = 40
/** A step this small leaves an error of its square. */
const close = 1e-4

/**
 * Logistic regression with a ridge: the weights that make
 *
 *     Σ log(1 + e^z) − y·z  +  ½ · ridge · Σ w²,    z = base + Σ w of the columns that hold
 *
 * least; the base is not held back. By Newton's method (iteratively reweighted least squares) with halved steps, so the optimum is found, which is the only one.
 * Source: le Cessie & van Houwelingen, Ridge Estimators in Logistic Regression, Applied Statistics 41 (1992). The packages for it on npm go down the slope with a
 * fixed step, have no ridge and stop after a number of rounds, so it is written here.
 */
export function fitRidge(design: Design, won: Uint8Array, ridge: number, rows: Int32Array, start?: Weights): Weights {
  const size = design.columns + 1
  let now = { base: start?.base ?? 0, of: Float64Array.from(start?.of ?? new Float64Array(design.columns)) }
  let loss = objective(design, won, ridge, rows, now)
  const hessian = new Float64Array(size * size)
  const gradient = new Float64Array(size)
  for (let step = 0; step < mostSteps; step++) {
    slopes(design, won, ridge, rows, now, hessian, gradient)
    const way = solve(hessian, gradient, size)
    const largest = way.reduce((most, each) => Math.max(most, Math.abs(each)), 0)
    let part = 1
    for (; part > 1e-6; part /= 2) {
      const next = moved(now, way, part)
      const after = objective(design, won, ridge, rows, next)
      if (after <= loss) {
        now = next
        loss = after
        break
      }
    }
    if (largest < close || part <= 1e-6) break
  }
  return now
}

/** The log-odds that weights give a person. */
export function logOdds({ facts, held }: Design, { base, of }: Weights, person: number): number {
  let sum = base
  for (let place = person * facts; place < (person + 1) * facts; place++) sum += of[held[place] ?? 0] ?? 0
  return sum
}

export const chance = (z: number): number => 1 / (1 + Math.exp(-z))

/** What a prediction costs where it came out so: −log of the chance that it gave, without overflow. */
export const lossOf = (z: number, won: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - won * z

function objective(design: Design, won: Uint8Array, ridge: number, rows: Int32Array, weights: Weights): number {
  let sum = 0
  for (const row of rows) sum += lossOf(logOdds(design, weights, row), won[row] ?? 0)
  return sum + 0.5 * ridge * weights.of.reduce((all, w) => all + w * w, 0)
}

const moved = ({ base, of }: Weights, way: Float64Array, part: number) => ({
  base: base - part * (way[of.length] ?? 0),
  of: of.map((w, place) => w - part * (way[place] ?? 0)),
})

/** Gradient and the lower half of the matrix of second derivatives; the base stands last. */
function slopes(
  design: Design,
  won: Uint8Array,
  ridge: number,
  rows: Int32Array,
  weights: Weights,
  hessian: Float64Array,
  gradient: Float64Array,
): void {
  const { facts, columns, held } = design
  const size = columns + 1
  hessian.fill(0)
  gradient.fill(0)
  const own = new Int32Array(facts + 1)
  own[facts] = columns
  for (const row of rows) {
    const p = chance(logOdds(design, weights, row))
    const error = p - (won[row] ?? 0)
    const weight = p * (1 - p)
    for (let fact = 0; fact < facts; fact++) own[fact] = held[row * facts + fact] ?? 0
    // Columns of a later fact are larger, so what is written lies below the diagonal.
    for (let a = 0; a <= facts; a++) {
      const line = own[a] as number
      gradient[line] = (gradient[line] as number) + error
      const from = line * size
      for (let b = 0; b <= a; b++) {
        const at = from + (own[b] as number)
        hessian[at] = (hessian[at] as number) + weight
      }
    }
  }
  for (let column = 0; column < columns; column++) {
    gradient[column] = (gradient[column] as number) + ridge * (weights.of[column] as number)
    hessian[column * size + column] = (hessian[column * size + column] as number) + ridge
  }
}

/** Solves with the lower half of a positive definite matrix, which is written over by its Cholesky factor. */
function solve(lower: Float64Array, right: Float64Array, size: number): Float64Array {
  for (let j = 0; j < size; j++) {
    const lineJ = j * size
    for (let k = 0; k < j; k++) {
      const factor = lower[lineJ + k] as number
      if (factor === 0) continue
      lower[lineJ + j] = (lower[lineJ + j] as number) - factor * factor
    }
    const pivot = Math.sqrt(Math.max(lower[lineJ + j] as number, 1e-12))
    lower[lineJ + j] = pivot
    for (let i = j + 1; i < size; i++) {
      const lineI = i * size
      let sum = lower[lineI + j] as number
      for (let k = 0; k < j; k++) sum -= (lower[lineI + k] as number) * (lower[lineJ + k] as number)
      lower[lineI + j] = sum / pivot
    }
  }
  const x = Float64Array.from(right)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - (lower[i * size + k] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (lower[i * size + i] as number)
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = (x[i] as number) - (lower[k * size + i] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (lower[i * size + i] as number)
  }
  return x
}
