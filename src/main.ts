import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { House } from '#platform/app/house'
import { noteLocalDoor } from '#platform/app/local-door'
import { type App, type Ground, openApp } from '#platform/app/open'
import { projectDir } from '#platform/config'
import { fieldRoutes } from '#platform/fields/actions'
import type { Lent as LentToFields } from '#platform/fields/lent'
import { migrations as fieldMigrations, tables as fieldTables } from '#platform/fields/tables'
import { openApiOf } from '#platform/http/openapi'
import { apiPages, webPages } from '#platform/http/pages'
import { type RunningServer, startHttp } from '#platform/http/server'
import { knowLanguages } from '#platform/language'
import { migrations as listMigrations, tables as listTables } from '#platform/list/tables'
import { mcpDoor } from '#platform/mcp/handler'
import { onFreePort } from '#platform/port'
import { reactionRoutes } from '#platform/reactions/actions'
import type { Reaction } from '#platform/reactions/reaction'
import { reactionHandlers } from '#platform/reactions/runner'
import { migrations as reactionMigrations, tables as reactionTables } from '#platform/reactions/tables'
import { retentionRoutes } from '#platform/retention/actions'
import type { Lent } from '#platform/retention/lent'
import { retentionWorker } from '#platform/retention/run'
import { retentionWork } from '#platform/retention/store'
import { migrations as retentionMigrations, tables as retentionTables } from '#platform/retention/tables'
import { migrations as webhookMigrations, tables as webhookTables } from '#platform/webhooks/tables'
import { arrivalWork, workArrivals } from '#rooms/accounts/actions/likely-arrivals'
import { likelyWork, workLikely } from '#rooms/accounts/actions/likely-work'
import { mergeActions } from '#rooms/accounts/actions/merge-doors'
import { erasePeople } from '#rooms/accounts/actions/privacy'
import { settleTerritories } from '#rooms/accounts/actions/territories'
import { accountList, personList } from '#rooms/accounts/contract'
import { migrations as accountsMigrations } from '#rooms/accounts/migrations'
import { likelyPairsSoon } from '#rooms/accounts/reactions'
import { routes as accountsRoutes } from '#rooms/accounts/routes'
import { found as accountsFound } from '#rooms/accounts/store/finding'
import { accountSource, personSource } from '#rooms/accounts/store/lists'
import { accounts, tables as accountsTables, people } from '#rooms/accounts/tables'
import { migrations as agreementMigrations } from '#rooms/agreement/migrations'
import { routes as agreementRoutes } from '#rooms/agreement/routes'
import { tables as agreementTables } from '#rooms/agreement/tables'
import { channelWork, sendChannelMessage } from '#rooms/cadence/actions/channels-tell'
import { digestWork, workDigest } from '#rooms/cadence/actions/digests'
import { sendNotices } from '#rooms/cadence/actions/notices-mail'
import { noticeMailWork } from '#rooms/cadence/actions/notices-tell'
import { promiseWork, setPromiseTimers, workPromise } from '#rooms/cadence/actions/request-clock'
import { migrations as cadenceMigrations } from '#rooms/cadence/migrations'
import { failedHandOversTold, noticesTold } from '#rooms/cadence/reactions'
import { routes as cadenceRoutes } from '#rooms/cadence/routes'
import { tables as cadenceTables } from '#rooms/cadence/tables'
import { forgetDeliveries, forgetDeliveriesWork } from '#rooms/capture/actions/deliveries-forgotten'
import { takeAbandoned } from '#rooms/capture/actions/deliveries-kept'
import { forgetFiles } from '#rooms/capture/actions/leave-files'
import { importWork } from '#rooms/capture/actions/staging'
import { forgetVisits, forgetVisitsWork } from '#rooms/capture/actions/visits'
import { importWorker } from '#rooms/capture/actions/work-import'
import { migrations as captureMigrations } from '#rooms/capture/migrations'
import { routes as captureRoutes, doors } from '#rooms/capture/routes'
import { readTexts } from '#rooms/capture/store/custom-values'
import { takeWork } from '#rooms/capture/store/deliveries'
import { importsWithFiles, originsOfFields } from '#rooms/capture/store/imports'
import { tables as captureTables } from '#rooms/capture/tables'
import { dealList } from '#rooms/deals/contract'
import { migrations as dealsMigrations } from '#rooms/deals/migrations'
import { routes as dealsRoutes } from '#rooms/deals/routes'
import { found as dealsFound } from '#rooms/deals/store/finding'
import { dealSource } from '#rooms/deals/store/list'
import { ofCustomer, withOpenDeal } from '#rooms/deals/store/staying'
import { deals, tables as dealsTables } from '#rooms/deals/tables'
import { migrations as journeyMigrations } from '#rooms/journey/migrations'
import { routes as journeyRoutes } from '#rooms/journey/routes'
import { tables as journeyTables } from '#rooms/journey/tables'
import { workClocks } from '#rooms/leads/actions/clock-work'
import { clockWork } from '#rooms/leads/actions/clocks'
import { peopleMerging } from '#rooms/leads/actions/merging'
import { nurtureWork, setTimers, workNurture } from '#rooms/leads/actions/nurture-work'
import { leadList } from '#rooms/leads/contract'
import { taskChanged } from '#rooms/leads/events'
import { migrations as leadsMigrations } from '#rooms/leads/migrations'
import { clocksGiveBack, nurtureByContract } from '#rooms/leads/reactions'
import { routes as leadsRoutes } from '#rooms/leads/routes'
import { found as leadsFound } from '#rooms/leads/store/finding'
import { leadSource } from '#rooms/leads/store/list'
import { leads, tables as leadsTables } from '#rooms/leads/tables'
import { readCampaigns } from '#rooms/measure/contract/marketing'
import { migrations as measureMigrations } from '#rooms/measure/migrations'
import { originCasesAfterLook } from '#rooms/measure/reactions'
import { routes as measureRoutes } from '#rooms/measure/routes'
import { tables as measureTables } from '#rooms/measure/tables/origin'
import { migrations as planMigrations } from '#rooms/plan/migrations'
import { routes as planRoutes } from '#rooms/plan/routes'
import { tables as planTables } from '#rooms/plan/tables'
import { fireWork, lookWork, triggerFirer, triggerLooker } from '#rooms/programs/actions/trigger-firing'
import { migrations as programsMigrations } from '#rooms/programs/migrations'
import { triggerReaction } from '#rooms/programs/reactions'
import { campaignRoutes, triggerRoutes } from '#rooms/programs/routes'
import { found as campaignFound } from '#rooms/programs/store/finding'
import { tables as programsTables } from '#rooms/programs/tables'
import { enter } from '#rooms/workspace/actions/enter'
import { sayStopped } from '#rooms/workspace/actions/webhooks-out'
import { migrations as workspaceMigrations } from '#rooms/workspace/migrations'
import { routes as workspaceRoutes } from '#rooms/workspace/routes'
import { tables as workspaceTables } from '#rooms/workspace/tables'
import { loadSample } from './demo/load-sample.ts'
import { takeSampleHandOver } from './demo/take-hand-over.ts'
import { keptTexts } from './languages/kept.ts'
import { others } from './languages/languages.ts'

const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }

/** What the rules of retention go for. */
const lent: Lent = {
  people: { source: personSource, stays: withOpenDeal, customers: ofCustomer, erase: erasePeople },
  files: { query: importsWithFiles, forget: forgetFiles },
  told: [{ event: taskChanged.kind, row: 'task', text: 'title' }],
}

/** Whose custom fields there are, and how files are read. */
const lentToFields: LentToFields = {
  objects: {
    deal: { source: dealSource, kept: deals },
    account: { source: accountSource, kept: accounts },
    person: { source: personSource, kept: people },
    lead: { source: leadSource, kept: leads },
  },
  origins: originsOfFields,
  read: readTexts,
}

/** Where the records come from that triggers are about. */
const recordSources = { deal: dealSource, account: accountSource, person: personSource, lead: leadSource }

/** What rooms hear, in line order. */
const reactions: readonly Reaction[] = [
  likelyPairsSoon,
  clocksGiveBack,
  nurtureByContract,
  failedHandOversTold,
  triggerReaction(recordSources),
  originCasesAfterLook,
  noticesTold,
]

/** All rooms, in line order. */
export const house: House = {
  tables: [
    ...workspaceTables,
    ...accountsTables,
    ...journeyTables,
    ...dealsTables,
    ...agreementTables,
    ...leadsTables,
    ...programsTables,
    ...captureTables,
    ...measureTables,
    ...planTables,
    ...cadenceTables,
    ...listTables,
    ...fieldTables,
    ...retentionTables,
    ...reactionTables,
    ...webhookTables,
  ],
  migrations: [
    ...reactionMigrations,
    ...workspaceMigrations,
    ...accountsMigrations,
    ...journeyMigrations,
    ...dealsMigrations,
    ...agreementMigrations,
    ...leadsMigrations,
    ...programsMigrations,
    ...captureMigrations,
    ...measureMigrations,
    ...planMigrations,
    ...cadenceMigrations,
    ...listMigrations,
    ...fieldMigrations,
    ...retentionMigrations,
    ...webhookMigrations,
  ],
  routes: [
    ...workspaceRoutes,
    ...mergeActions(peopleMerging),
    ...accountsRoutes,
    ...journeyRoutes,
    ...dealsRoutes,
    ...agreementRoutes,
    ...leadsRoutes,
    ...triggerRoutes(recordSources),
    ...campaignRoutes,
    ...captureRoutes,
    loadSample,
    ...measureRoutes,
    ...planRoutes,
    ...cadenceRoutes,
    ...retentionRoutes(lent),
    ...fieldRoutes(lentToFields),
    ...reactionRoutes(reactions),
  ],
  found: [...accountsFound, ...dealsFound, ...leadsFound, { ...campaignFound, endpoint: readCampaigns }],
  settle: settleTerritories,
  lists: [dealList, accountList, personList, leadList],
  handlers: new Map([
    [importWork, importWorker(takeSampleHandOver)],
    [forgetVisitsWork, forgetVisits],
    [forgetDeliveriesWork, forgetDeliveries],
    [takeWork, takeAbandoned],
    [digestWork, workDigest],
    [promiseWork, workPromise],
    [noticeMailWork, sendNotices],
    [channelWork, sendChannelMessage],
    [likelyWork, workLikely],
    [arrivalWork, workArrivals],
    [clockWork, workClocks],
    [nurtureWork, workNurture],
    [retentionWork, retentionWorker(lent)],
    ...reactionHandlers(reactions),
    [fireWork, triggerFirer(recordSources)],
    [lookWork, triggerLooker(recordSources)],
  ]),
  long: new Set([importWork, retentionWork, digestWork, likelyWork, channelWork]),
  timers: async (ctx) => {
    await setTimers(ctx)
    await setPromiseTimers(ctx)
  },
  reactions,
  entered: enter,
  webhookStopped: sayStopped,
  jobs: [{ table: 'import', task: 'task', due: importWork, files: 'files', scratch: 'imports' }],
  version,
}

export interface Served {
  readonly url: string
  readonly app: App
  readonly server: RunningServer
  /** What whoever started it must know besides the address. */
  readonly notice?: string | undefined
  /** Lets running requests end, then closes everything that `startServer` opened. */
  close(): Promise<void>
}

/** Puts the app together and opens its front door. Where the web part lies may be said by tests. */
export async function startServer(ground: Ground, webDir = join(projectDir, 'dist/web')): Promise<Served> {
  const app = await openApp(ground, house)
  const { config } = ground
  knowLanguages(new Map(await Promise.all(others.map(async ({ tag, load }) => [tag, await load()] as const))), keptTexts)
  const api = apiPages(() => openApiOf(app.routes, { version }))
  const web = webPages(webDir)
  try {
    const server = await onFreePort(config, (port) =>
      startHttp({
        host: config.host,
        port,
        publicUrl: config.publicUrl,
        trustedProxies: config.trustProxy,
        services: app.services,
        routes: app.routes,
        doors,
        metrics: app.metrics,
        onCommit: (listener) => app.onCommit(listener),
        metricsToken: config.metricsToken,
        mcp: (take) => mcpDoor({ services: app.services, routes: app.routes, version, take }),
        callerOf: (visit) => app.gate.callerOf(visit),
        page: async (request) => (await api(request)) ?? (await web(request)),
        ready: () => app.ready(),
      }),
    )
    noteLocalDoor(config.dataDir, { url: `http://127.0.0.1:${server.port}`, token: app.localToken })
    app.work(server.url)
    return {
      url: server.url,
      app,
      server,
      notice: (await app.gate.asksForSetupCode())
        ? `First run: open ${server.url} and enter the setup code ${app.setupCode} to become the owner.`
        : undefined,
      close: async () => {
        await server.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw error
  }
}
