import kept from './de/kept.json' with { type: 'json' }

/** The English sentences that are kept, with their gaps; every language translates the same ones. */
export const keptTexts: readonly string[] = Object.keys(kept)
