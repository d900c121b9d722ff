/** Why sales gave somebody back, in words, for rooms to the right. */
export { reasonWords } from '../rules/reasons.ts'
