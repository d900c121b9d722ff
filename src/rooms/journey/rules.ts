/**
 * The order of a pipeline's stages when a file says one that may lack some of the stages known, or name new ones: stages that the file names stand
 * as it says; each of the others stays behind the stage that it followed.
 */
export function mergedOrder(known: readonly string[], said: readonly string[]): string[] {
  const order = [...new Set(said)]
  known.forEach((name, place) => {
    if (order.includes(name)) return
    const before = known.slice(0, place).findLast((one) => order.includes(one))
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name)
  })
  return order
}
