import type { ListDeclaration } from '#kernel/list'
import { count } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { RoutingDocument } from '../contract/routing.ts'
import type { Routing } from '../contract/routing-versions.ts'
import classes from './routing.module.css'
import { onlyWords, whereWords, whomWords } from './routing-words.ts'

interface Props {
  document: RoutingDocument
  list: ListDeclaration
  routing: Pick<Routing, 'members'>
}

/** A routing to be read: each rule one sentence, in the order in which they are asked. */
export function RoutingText({ document, list, routing }: Props) {
  return (
    <ol className={classes.rules}>
      {document.rules.map((rule, place) => (
        <li key={rule.key} className={classes.rule}>
          <span className={classes.place}>{count(place + 1)}</span>
          <div className={classes.says}>
            <p className={classes.name}>{rule.name}</p>
            <RuleSentence rule={rule} list={list} routing={routing} />
          </div>
        </li>
      ))}
      <li className={classes.rule}>
        <span className={classes.place}>{count(document.rules.length + 1)}</span>
        <div className={classes.says}>
          <p className={classes.name}>{t('Everybody else')}</p>
          <p className={classes.sentence}>{t('wait in the queue {{queue}}', { queue: document.fallback })}</p>
        </div>
      </li>
    </ol>
  )
}

/** "Territory is North: to the owners of the territory, in turn, only who is at work now" */
export function RuleSentence({ rule, list, routing }: { rule: RoutingDocument['rules'][number] } & Omit<Props, 'document'>) {
  return (
    <p className={classes.sentence}>
      {whomWords(list, rule.rule)}{' '}
      <span className={classes.arrow} aria-hidden="true">
        →
      </span>{' '}
      <span className={classes.where}>{whereWords(rule.to, routing)}</span>
      {onlyWords(rule).map((words) => (
        <span key={words} className={classes.only}>
          {words}
        </span>
      ))}
    </p>
  )
}
