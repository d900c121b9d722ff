import type { Route } from '#platform/http/routes'
import { readDigest, sendDigest, setDigest } from './actions/digests.ts'
import * as ideas from './actions/ideas.ts'
import * as lists from './actions/request-lists.ts'
import * as requests from './actions/requests.ts'

export const routes: readonly Route[] = [
  ...[readDigest, setDigest, sendDigest],
  ...[lists.listRequests, lists.readRequest, lists.requestsOfRecord, lists.countPromises],
  ...[requests.askTeam, requests.promiseRequest, requests.deliverRequest, requests.declineRequest, requests.withdrawRequest],
  ...[requests.reopenRequest, requests.rateRequest, requests.sayOnRequest, requests.undoRequest],
  ...[ideas.listIdeas, ideas.useIdea, ideas.choosableCampaigns],
]
