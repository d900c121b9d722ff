import { t } from '#kernel/text'
import type { Program } from '../contract/channels.ts'

/** What a channel is told: a title, sentences with their links, and how many more there are. */
interface Card {
  readonly title: string
  readonly lines: readonly { readonly says: string; readonly url: string }[]
  readonly more: number
  readonly company: string
}

/** A message as the program of the channel wants it. What records are called stands in it as text, never as markup. */
export function cardOf(program: Program, card: Card): string {
  return JSON.stringify(program === 'slack' ? slack(card) : teams(card))
}

const rest = (more: number) => (more > 0 ? [t('and {{count}} more', { count: more })] : [])

/** Slack reads three signs as markup of its own. */
const forSlack = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
/** Slack takes 3,000 signs in a block. In the text of a link a bar ends the address, and signs of emphasis would be read as such. */
const linkText = (text: string) => forSlack(text.slice(0, 200)).replace(/[|*_~`\n]/g, ' ')

function slack({ title, lines, more, company }: Card) {
  const list = [...lines.map(({ says, url }) => `• <${url}|${linkText(says)}>`), ...rest(more).map(forSlack)].join('\n')
  return {
    text: `${forSlack(title)}: ${forSlack(lines[0]?.says ?? '')}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${linkText(title)}*\n${list}` } },
      { type: 'context', elements: [{ type: 'plain_text', text: `Interlock · ${company}`.slice(0, 150) }] },
    ],
  }
}

/** A card reads Markdown; a sign before which a backslash stands is a sign. */
const forTeams = (text: string) => text.replace(/[\\[\]()*_~`#>|]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ')

function teams({ title, lines, more, company }: Card) {
  const block = (text: string, as: object = {}) => ({ type: 'TextBlock', text: forTeams(text), wrap: true, ...as })
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block(title, { weight: 'Bolder', size: 'Medium' }),
            ...lines.map(({ says }) => block(says, { spacing: 'Small' })),
            ...rest(more).map((text) => block(text, { isSubtle: true })),
            block(`Interlock · ${company}`, { isSubtle: true, size: 'Small' }),
          ],
          actions: lines.slice(0, 5).map(({ says, url }) => ({
            type: 'Action.OpenUrl',
            title: lines.length === 1 ? t('Open') : says.slice(0, 60),
            url,
          })),
        },
      },
    ],
  }
}
