import type { Route } from '#platform/http/routes'
import * as calendars from './actions/calendars.ts'
import * as rates from './actions/rates.ts'
import * as webhooks from './actions/webhooks-out.ts'
import * as working from './actions/working.ts'
import * as actions from './actions.ts'

export const routes: readonly Route[] = [
  actions.getCompany,
  actions.setCompany,
  rates.listRates,
  rates.saveRates,
  rates.removeRate,
  calendars.listCalendars,
  calendars.setCalendar,
  calendars.removeCalendar,
  calendars.undoCalendar,
  calendars.holidayPlaces,
  calendars.listHolidays,
  calendars.workingDue,
  working.whoWorksWhen,
  working.setWorking,
  working.addAbsence,
  working.changeAbsence,
  working.removeAbsence,
  working.undoWorking,
  webhooks.listWebhooks,
  webhooks.makeWebhook,
  webhooks.changeWebhook,
  webhooks.rotateWebhook,
  webhooks.removeWebhook,
  webhooks.testWebhook,
  webhooks.listSent,
  webhooks.sendAgain,
]
