import type { Transporter } from 'nodemailer'
import type { Config } from '../config.ts'
import { isLoopback } from '../http/guard.ts'

/** One mail as it goes to the server. */
export interface Message {
  /** Stays the same through all tries, so that a mailbox can tell a mail that came twice. */
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string | null
}

export type SendMail = (message: Message) => Promise<void>

/** Why a server did not take a mail. */
export interface Refusal {
  readonly why: string
  /** The server will not take this mail later either: the address is wrong, or the content. */
  readonly final: boolean
}

/** Sends by the mail server of the configuration, or null when there is none. A password goes to another machine through TLS only. */
export function smtpOf({ smtpUrl, mailFrom }: Pick<Config, 'smtpUrl' | 'mailFrom'>): { send: SendMail; from: string } | null {
  if (!smtpUrl) return null
  const here = isLoopback(smtpUrl.hostname.replace(/^\[|\]$/g, ''))
  const from = mailFrom ?? `Interlock <interlock@${smtpUrl.hostname}>`
  const options = {
    host: smtpUrl.hostname.replace(/^\[|\]$/g, ''),
    port: smtpUrl.port === '' ? (smtpUrl.protocol === 'smtps:' ? 465 : 587) : Number(smtpUrl.port),
    secure: smtpUrl.protocol === 'smtps:',
    requireTLS: smtpUrl.username !== '' && !here,
    ...(smtpUrl.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(smtpUrl.username), pass: decodeURIComponent(smtpUrl.password) } }),
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    dnsTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  let transport: Promise<Transporter> | undefined
  const send: SendMail = async ({ messageId, to, subject, text, html, from: sender }) => {
    // What sends is read with the first mail.
    transport ??= import('nodemailer').then(({ createTransport }) => createTransport(options))
    await (await transport).sendMail({
      messageId,
      from: sender,
      // An address, never a list of addresses that would have to be parsed.
      to: { name: '', address: to },
      subject,
      text,
      ...(html === null ? {} : { html }),
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  }
  return { send, from }
}

/** What a failed try says, and whether it was the last that made sense. */
export function refusalOf(error: unknown): Refusal {
  const { code, responseCode, response, message } = error as { code?: string; responseCode?: number; response?: string; message?: string }
  const final = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500
  return { why: response ?? message ?? String(error), final }
}
