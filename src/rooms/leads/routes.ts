import type { Route } from '#platform/http/routes'
import { listBreaches, listTouchedLate, readFollowUp } from './actions/follow-up.ts'
import { leadListing } from './actions/list.ts'
import { leadMadeByHand } from './actions/making.ts'
import { readLimbo, readNurture } from './actions/nurture.ts'
import { listOutcomes, readLateness, readOutcomes } from './actions/outcomes.ts'
import { promote, readReadiness, undoPromotion } from './actions/promote.ts'
import { readHandOver, readQueue } from './actions/queue.ts'
import { followQueue } from './actions/queue-live.ts'
import { leadBulk, leadPage } from './actions/record.ts'
import * as routing from './actions/routing-versions.ts'
import {
  acceptLead,
  convertLead,
  disqualifyLead,
  handLead,
  logActivity,
  readVerbs,
  rejectLead,
  reopenLead,
  returnLead,
  takeLead,
  undoStep,
} from './actions/states.ts'
import { addTask, changeTask, listTasks, taskOwners, tasksOfRecord, undoTask } from './actions/tasks.ts'
import { addNote, readTimeline, removeNote } from './actions/timeline.ts'

export const routes: readonly Route[] = [
  ...leadListing,
  ...leadBulk,
  ...leadPage,
  ...leadMadeByHand,
  readTimeline,
  addNote,
  removeNote,
  listTasks,
  tasksOfRecord,
  taskOwners,
  addTask,
  changeTask,
  undoTask,
  routing.readRouting,
  routing.readRoutingVersion,
  routing.draftRouting,
  routing.changeRouting,
  routing.discardRouting,
  routing.publishRouting,
  routing.undoRouting,
  readNurture,
  readLimbo,
  readFollowUp,
  listBreaches,
  listTouchedLate,
  readQueue,
  followQueue,
  readHandOver,
  readVerbs,
  acceptLead,
  takeLead,
  handLead,
  returnLead,
  rejectLead,
  disqualifyLead,
  convertLead,
  reopenLead,
  logActivity,
  undoStep,
  readOutcomes,
  listOutcomes,
  readLateness,
  readReadiness,
  promote,
  undoPromotion,
]
