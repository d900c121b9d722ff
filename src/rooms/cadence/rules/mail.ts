import { t } from '#kernel/text'
import type { Pack } from '../contract.ts'
import type { Digest, Line, Part } from './digest.ts'

const names: Readonly<Record<Pack, () => string>> = {
  rep: () => t('Your week in sales'),
  manager: () => t('Your team in sales'),
  marketer: () => t('What became of your leads'),
  ops: () => t('What needs a hand in the data'),
  executive: () => t('Where revenue is lost'),
}

/** A mail of parts with lines that open something. */
interface LetterParts extends Pick<Digest, 'lead' | 'parts' | 'origin'> {
  readonly subject: string
  readonly title: string
  /** Stands under the title: the company, and the day. */
  readonly under: string
  readonly why: string
  /** Where it is changed or stopped. */
  readonly stop: string
}

/** A digest as a mail: its subject, plain text, and HTML of tables with styles inline, as mail programs want it. */
export function mailOf(digest: Digest): { subject: string; text: string; html: string } {
  const title = names[digest.pack]()
  return letterOf({
    ...{ title, under: `${digest.company}, ${digest.day}`, lead: digest.lead, parts: digest.parts, origin: digest.origin },
    subject: t('{{title}}: {{company}}, {{day}}', { title, company: digest.company, day: digest.day }),
    why: t('You get this because you chose it in the settings.'),
    stop: '/settings#digest',
  })
}

/** Parts as a mail in plain text and in HTML. */
export function letterOf(letter: LetterParts): { subject: string; text: string; html: string } {
  return { subject: letter.subject, text: textOf(letter), html: htmlOf(letter) }
}

function textOf({ title, under, lead, parts, origin, why, stop }: LetterParts): string {
  const line = ({ what, beside, href }: Line) => `- ${what}${beside ? ` · ${beside}` : ''}${href ? `\n  ${origin}${href}` : ''}`
  const part = ({ title: head, lines, none, more }: Part) =>
    [head.toUpperCase(), ...(lines.length === 0 ? [none] : lines.map(line)), ...(more ? [`${more.text}: ${origin}${more.href}`] : [])].join(
      '\n',
    )
  return `${[`${title}\n${under}`, ...(lead ? [lead] : []), ...parts.map(part), `${why} ${t('Change or stop it')}: ${origin}${stop}`].join('\n\n')}\n`
}

const ink = '#17211f'
const quiet = '#5d6b67'
const green = '#0f766e'
const rule = '#e1e7e5'

function htmlOf({ title, under, lead, parts, origin, why, stop }: LetterParts): string {
  const link = (href: string, text: string) =>
    `<a href="${escaped(origin + href)}" style="color:${green};text-decoration:none;">${escaped(text)}</a>`
  const line = ({ what, beside, href }: Line) =>
    `<tr><td style="padding:8px 0;border-bottom:1px solid ${rule};font-size:15px;line-height:21px;color:${ink};">${href ? link(href, what) : escaped(what)}</td>
<td align="right" style="padding:8px 0 8px 16px;border-bottom:1px solid ${rule};font-size:15px;line-height:21px;color:${quiet};">${escaped(beside ?? '')}</td></tr>`
  const part = ({ title: head, lines, none, more }: Part) =>
    `<tr><td style="padding:24px 32px 0;"><h2 style="margin:0 0 4px;font-size:17px;line-height:24px;color:${ink};">${escaped(head)}</h2>
${lines.length === 0 ? `<p style="margin:4px 0;font-size:15px;line-height:21px;color:${quiet};">${escaped(none)}</p>` : `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${lines.map(line).join('')}</table>`}
${more ? `<p style="margin:8px 0 0;font-size:14px;">${link(more.href, more.text)}</p>` : ''}</td></tr>`
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:0;background:#f3f6f5;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f6f5;"><tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background:#ffffff;border:1px solid ${rule};border-radius:8px;">
<tr><td style="padding:28px 32px 0;"><p style="margin:0;font-size:13px;color:${green};font-weight:bold;">Interlock</p>
<h1 style="margin:6px 0 2px;font-size:22px;line-height:28px;color:${ink};">${escaped(title)}</h1>
<p style="margin:0;font-size:14px;color:${quiet};">${escaped(under)}</p>
${lead ? `<p style="margin:16px 0 0;font-size:16px;line-height:23px;color:${ink};">${escaped(lead)}</p>` : ''}</td></tr>
${parts.map(part).join('\n')}
<tr><td style="padding:28px 32px;"><p style="margin:0;font-size:13px;line-height:19px;color:${quiet};">${escaped(why)} ${link(stop, t('Change or stop it'))}</p></td></tr>
</table></td></tr></table></body></html>`
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
