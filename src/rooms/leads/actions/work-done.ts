/** What was done with hand-overs by itself, for rooms to the right that estimate what it saved. */
export { workDone } from '../store/work-done.ts'
