import type { Instant } from '#kernel/time'
import type { Clock } from '../clock.ts'
import { inEnglish } from '../language.ts'
import type { Log } from '../log.ts'
import type { Database, Tx } from '../store/database.ts'
import { insisting } from '../wait.ts'
import {
  forgetOldMails,
  type Letter,
  linkHere,
  mailFailed,
  mailHanded,
  mailSent,
  type Outbox,
  putMail,
  type TakenMail,
  takeMail,
} from './outbox.ts'
import { refusalOf, type SendMail } from './smtp.ts'

export interface SenderSetting {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  /** How mails go out; null without a mail server. */
  readonly smtp: { readonly send: SendMail; readonly from: string } | null
  /** Hides a link from whoever reads the database, and brings it back; null when another secret hid it. */
  seal(text: string): Promise<string>
  unseal(sealed: string): Promise<string | null>
  /** The address under which people reach this Interlock. */
  origin(): string
}

const pollMs = 5_000
const tidyMs = 3_600_000
/** How long the database is asked again to keep what came of a try, in milliseconds between two: forgotten, a mail that was taken would go once more. */
const againMs = [100, 500, 2_000, 5_000, 10_000]
/** How long the end of the server waits for a mail that is being sent; after that it is sent again by the next start. */
const graceMs = 5_000

/** The outbox and who empties it: one mail after the other, each until the server has taken it. */
export class MailSender implements Outbox {
  readonly #setting: SenderSetting
  #timer: NodeJS.Timeout | undefined
  #tidy: NodeJS.Timeout | undefined
  #stopped = false
  #round: Promise<void> | undefined
  #again = false

  constructor(setting: SenderSetting) {
    this.#setting = setting
  }

  get sends(): boolean {
    return this.#setting.smtp !== null
  }

  get from(): string | null {
    return this.#setting.smtp?.from ?? null
  }

  async queue(tx: Tx, now: Instant, letter: Letter | null): Promise<void> {
    const sealedLink = await this.#setting.seal(letter?.link ?? '')
    await putMail(tx, now, letter, { sends: this.sends, sealedLink: letter?.link === undefined ? null : sealedLink })
  }

  start(): void {
    const tidy = () => void this.#inPublic((tx, now) => forgetOldMails(tx, now)).catch(() => {})
    this.#tidy = setInterval(tidy, tidyMs)
    tidy()
    if (!this.sends) return
    this.#timer = setInterval(() => this.wake(), pollMs)
    this.wake()
  }

  wake(): void {
    if (this.#stopped || !this.sends || this.#timer === undefined) return
    if (this.#round) {
      this.#again = true
      return
    }
    // What is noted of a mail is for all who look at the outbox, not for whoever asked for it.
    this.#round = inEnglish(() => this.#sendAll())
      .catch((error: unknown) => this.#setting.log.warn({ err: error }, 'looking for mails to send failed'))
      .finally(() => {
        this.#round = undefined
        if (this.#again) {
          this.#again = false
          this.wake()
        }
      })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    clearInterval(this.#tidy)
    let patience: NodeJS.Timeout | undefined
    await Promise.race([this.#round, new Promise((resolve) => (patience = setTimeout(resolve, graceMs)))])
    clearTimeout(patience)
  }

  async #sendAll(): Promise<void> {
    while (!this.#stopped) {
      const mail = await this.#inPublic(takeMail)
      if (!mail) return
      await this.#sendOne(mail)
    }
  }

  async #sendOne(mail: TakenMail): Promise<void> {
    const { clock, log, smtp } = this.#setting
    if (!smtp) return
    let handed = false
    try {
      if (mail.sendBy !== null && mail.sendBy <= clock.now()) throw new Error('The link in it was over before it could be sent.')
      const link = mail.sealedLink === null ? '' : await this.#linkOf(mail.sealedLink)
      const message = {
        ...{ messageId: `<${mail.id}@${domainOf(smtp.from)}>`, from: smtp.from, to: mail.to, subject: mail.subject },
        ...{ text: mail.text.replaceAll(linkHere, () => link), html: mail.html },
      }
      await smtp.send(message, async () => {
        if (!(await this.#inPublic((tx) => mailHanded(tx, mail)))) throw new Error('Another worker has taken this mail meanwhile.')
        handed = true
      })
    } catch (error) {
      const { why, final, refused } = refusalOf(error)
      log.warn({ mail: mail.id, tries: mail.tries, code: (error as { code?: string }).code }, 'a mail was not taken')
      await this.#keep((tx, now) => mailFailed(tx, mail, now, { why, final, doubtful: handed && !refused }))
      return
    }
    await this.#keep((tx, now) => mailSent(tx, mail, now))
  }

  #keep(work: (tx: Tx, now: Instant) => Promise<void>): Promise<void> {
    return insisting(() => this.#inPublic(work), againMs)
  }

  async #linkOf(sealed: string): Promise<string> {
    const path = await this.#setting.unseal(sealed)
    if (path === null) throw new Error('The link in it was sealed with another signing secret and cannot be read any more.')
    return new URL(path, this.#setting.origin()).href
  }

  #inPublic<T>(work: (tx: Tx, now: Instant) => Promise<T>): Promise<T> {
    return this.#setting.database.inPublic((tx) => work(tx, this.#setting.clock.now()))
  }
}

/** What stands behind the @ of the sender. */
const domainOf = (from: string) => /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
