/** What triggers saved as their makers estimate, for rooms to the right. */
export { savedByTriggers } from '../store/triggers-saved.ts'
