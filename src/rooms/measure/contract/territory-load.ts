import { z } from 'zod'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { question, unmeasured } from './answer.ts'

const countsShape = z.object({
  accounts: z.int().describe('Accounts in it'),
  working: z.int().describe('Of them, with an open deal'),
  openDeals: z.int(),
  openMoney: z.number().describe('Amounts of the open deals, in the currency'),
  withoutAmount: z.int().describe('Open deals without an amount in the currency; no money counts for them'),
  recentLeads: z.int().describe('Hand-overs of the last 90 days, by the lead contract or recorded by another system'),
  openLeads: z.int().describe('Hand-overs of the lead contract for which sales still owes something'),
  nurtured: z.int().describe('People who are in nurture now'),
  white: z.int().describe('Accounts that never had a deal'),
})
export type PatchLoad = z.output<typeof countsShape>

export const readTerritoryLoad = endpoint({
  id: 'measure.territoryLoad',
  ...question,
  // It tells whose accounts are, which no other number does.
  records: { allBut: unmeasured.filter((field) => field !== 'account.owner') },
  path: '/api/v1/territories/load',
  summary:
    'What lies in each territory and with each owner of accounts: accounts, open deals and money, leads, people in nurture, white accounts',
  query: z.object({}),
  answer: z.object({
    currency: z.string().nullable(),
    days: z.int().describe('Days back that leads are counted'),
    territories: z.array(
      countsShape.extend({
        id: idOf('territory').nullable().describe('null for accounts in none'),
        name: z.string().nullable(),
        owners: z.array(z.string()).describe('Members and teams whose it is'),
      }),
    ),
    owners: z.array(
      countsShape.extend({
        id: idOf('member').nullable().describe('null for accounts without an owner'),
        name: z.string().nullable(),
        territory: z.string().nullable().describe('Where their accounts lie; null for none'),
      }),
    ),
    without: z
      .object({ openDeals: z.int(), recentLeads: z.int(), openLeads: z.int(), nurtured: z.int() })
      .describe('Of no account at all, so in no row'),
  }),
})
