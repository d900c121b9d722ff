/** What a field says of two records, in words, for rooms that show why two are likely one. */
export { inWords as linkInWords } from '../rules/linkage-weights.ts'
