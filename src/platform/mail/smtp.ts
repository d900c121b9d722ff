import { Readable } from 'node:stream'
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

/**
 * Sends one mail. `handing` is waited for when the server has all of it but the last line: before that nothing is taken, whatever breaks, and what it throws keeps
 * the line from going.
 */
export type SendMail = (message: Message, handing: () => Promise<void>) => Promise<void>

/** Why a server did not take a mail. */
export interface Refusal {
  readonly why: string
  /** The server will not take this mail later either: the address is wrong, or the content. */
  readonly final: boolean
  /** The server itself said no to the mail when it had all of it. */
  readonly refused: boolean
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
  const send: SendMail = async ({ messageId, to, subject, text, html, from: sender }, handing) => {
    // What sends is read with the first mail.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport(options)
    transport.use('stream', (mail, done) => {
      mail.message?.processFunc((whole) => heldAtItsEnd(whole, handing))
      done(null)
    })
    await transport.sendMail({
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

/** Lets everything through as it is asked for, and its end only after something was done. Nothing is asked for before the server wants the data. */
function heldAtItsEnd(whole: Readable, first: () => Promise<void>): Readable {
  const parts = async function* () {
    for await (const part of whole) yield part as Buffer
    await first()
  }
  return Readable.from(parts(), { objectMode: false, highWaterMark: 1 })
}

/** What a failed try says, and whether it was the last that made sense. */
export function refusalOf(error: unknown): Refusal {
  const { code, responseCode, response, message } = error as { code?: string; responseCode?: number; response?: string; message?: string }
  const said = responseCode !== undefined && responseCode >= 400
  const final = (code === 'EENVELOPE' || code === 'EMESSAGE') && said && responseCode >= 500
  return { why: response ?? message ?? String(error), final, refused: code === 'EMESSAGE' && said }
}
