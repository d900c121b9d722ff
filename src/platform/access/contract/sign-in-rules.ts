import { z } from 'zod'
import { everyMember, members } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'

const signInRulesShape = z.object({
  secondFactor: z.boolean().describe('Whether everybody needs a second factor: an app or a passkey, or single sign-on'),
})

export const readSignInRules = endpoint({
  id: 'access.readSignInRules',
  method: 'GET',
  path: '/api/v1/sign-in-rules',
  summary: 'What this company asks of everybody who signs in',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: signInRulesShape,
})

export const setSignInRules = endpoint({
  id: 'access.setSignInRules',
  method: 'PUT',
  path: '/api/v1/sign-in-rules',
  summary: 'Say what this company asks of everybody who signs in; it holds from the next call on, for people and not for API keys',
  access: members('owner'),
  records: 'none',
  limits: { rate: 'write' },
  body: signInRulesShape,
  answer: signInRulesShape,
})
