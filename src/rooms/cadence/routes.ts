import type { Route } from '#platform/http/routes'
import * as channels from './actions/channels.ts'
import { readDigest, sendDigest, setDigest } from './actions/digests.ts'
import * as ideas from './actions/ideas.ts'
import * as notices from './actions/notices.ts'
import * as lists from './actions/request-lists.ts'
import * as requests from './actions/requests.ts'

export const routes: readonly Route[] = [
  ...[readDigest, setDigest, sendDigest],
  ...[lists.listRequests, lists.readRequest, lists.requestsOfRecord, lists.countPromises],
  ...[requests.askTeam, requests.promiseRequest, requests.deliverRequest, requests.declineRequest, requests.withdrawRequest],
  ...[requests.reopenRequest, requests.rateRequest, requests.sayOnRequest, requests.undoRequest],
  ...[notices.listNotices, notices.countNotices, notices.markNotices, notices.readNoticeChoices, notices.setNoticeChoices],
  ...[channels.listChannels, channels.makeChannel, channels.changeChannel, channels.removeChannel, channels.testChannel],
  ...[ideas.listIdeas, ideas.useIdea, ideas.choosableCampaigns],
]
